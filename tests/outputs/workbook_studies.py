"""Studies for the way there and back of the working workbook: a charted one by hand, and any number by Hypothesis."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
from hypothesis import strategies as st

from framework_qa.analysis.staleness import synthesis_basis
from framework_qa.analysis.workbook_merge import merge
from framework_qa.analysis.workbook_result import Merged, Since
from framework_qa.formats.working_workbook import read_working_workbook
from framework_qa.model.chart import Run, RunKind, Status
from framework_qa.model.edited import EditedWorkbook
from framework_qa.model.ids import CaseId, Code
from framework_qa.model.study import Study
from framework_qa.model.synthesis import Statement, Synthesis
from framework_qa.outputs.workbook import write_workbook
from tests.outputs import studies
from tests.outputs.studies import Desk

BARRIERS = "4 Barriers to take-up what"
STIGMA, COST = Code("barriers.stigma"), Code("barriers.cost")
SAYS = (
    "Families here are ashamed of asking. It is the labels they fear.",
    "Stigma is everywhere. Money too, I would say.",
    "People feel judged by us. The bus costs four pounds.",
    "Nobody wants to be seen walking in. It costs them a day's pay.",
    "They keep it in the family. Nobody tells the doctor.",
)


def charted() -> Study:
    """Give six cases: stigma charted by a person in five, cost in states of all kinds, two syntheses."""
    desk = Desk()
    for number, words in enumerate(SAYS, 1):
        case = f"A1-P0{number}"
        desk.interview(case, [studies.QUESTION, words], area="area_1" if number < 4 else "area_2", role="provider")
        first, second = (f"{part.strip('.')}." for part in words.split(". "))
        quote = desk.code(case, 2, "barriers.stigma", first, by="analyst")
        summary = Run(RunKind.SUMMARY, f"Says what keeps parents away, number {number}", (quote,))
        quoted = Run(RunKind.VERBATIM, first.strip("."), (quote,))
        desk.chart(case, "barriers.stigma", Status.CHARTED, summary, quoted)
        if number in (2, 3, 4):
            money = desk.code(case, 2, "barriers.cost", second)
            if number == 3:
                desk.chart(case, "barriers.cost", Status.TO_CHART, Run(RunKind.VERBATIM, second, (money,)), draft=True)
    desk.interview("A2-S01", [studies.QUESTION, "I would not know."], area="area_2", role="stakeholder")
    desk.chart("A2-S01", "barriers.stigma", Status.NOTHING_SAID)
    study = desk.study()
    cells = ((CaseId("A1-P01"), STIGMA), (CaseId("A1-P02"), STIGMA))
    groups = ((), Code("barriers")), ((("area", "area_1"),), STIGMA)
    syntheses = tuple(
        Synthesis(group, about, (Statement("Shame keeps parents away.", cells),), synthesis_basis(study, group, about))
        for group, about in groups
    )
    return replace(study, syntheses=syntheses)


def export(study: Study, folder: Path) -> Path:
    """Write the working workbook of a study."""
    path = folder / "framework.xlsx"
    write_workbook(study, studies.events(), path)
    return path


def edited(path: Path, act: Callable[[Any], object]) -> EditedWorkbook:
    """Let somebody edit a workbook with openpyxl, save it, and read it back."""
    book = openpyxl.load_workbook(path, rich_text=True)
    act(book)
    book.save(path)
    return read_working_workbook(path)


def back(study: Study, folder: Path, act: Callable[[Any], object], *, into: Study | None = None) -> Merged:
    """Export a study, edit the workbook, and merge it into the study, or into what the study has become."""
    return merge(into or study, edited(export(study, folder), act), who="me", at="2026-02-01T00:00:00Z", since=Since())


def column_of(page: Any, code: str) -> str:
    """Give the letter of the column with a key."""
    row = next(row for row in page.iter_rows() if any(cell.value == f"fqa:{code}" for cell in row))
    return str(next(cell.column_letter for cell in row if cell.value == f"fqa:{code}"))


def row_of(page: Any, key: str) -> int:
    """Give the number of the row with a key."""
    return int(next(row[-1].row for row in page.iter_rows() for cell in row[-1:] if cell.value == key))


def at(page: Any, key: str, code: str) -> Any:
    """Give the cell of a row and a column by their keys."""
    return page[f"{column_of(page, code)}{row_of(page, key)}"]


_PROSE = st.text(
    st.one_of(
        st.characters(codec="utf-8", exclude_categories=("Cs",), exclude_characters="\x00\r"),
        st.sampled_from(' "“”[]¶#q.;,:\\=+-@_xR\n\t‘’–—…'),
    ),
    min_size=1,
    max_size=60,
)
_WHOLE = st.one_of(_PROSE, st.sampled_from([words for words in studies.NASTY if len(words) < 200]))


@st.composite
def generated_studies(draw: st.DrawFn) -> Study:
    """Draw a study of a few cases whose cells, quotes and syntheses hold any text there may be."""
    desk = Desk()
    for number in range(draw(st.integers(1, 4))):
        case = f"A{number}-P01"
        area = draw(st.sampled_from(["area_1", "area_2", "unheard of"]))
        words = draw(_WHOLE.filter(str.strip))
        desk.interview(case, [studies.QUESTION, words, studies.QUESTION, f"More. {words}"], area=area, role="provider")
        for subtheme in ("barriers.stigma", "barriers.cost", "access.referral"):
            _chart(draw, desk, case, subtheme)
    study = desk.study()
    return replace(study, syntheses=tuple(_syntheses(draw, study)))


def _chart(draw: st.DrawFn, desk: Desk, case: str, subtheme: str) -> None:
    turns = draw(st.lists(st.sampled_from([2, 4]), max_size=3))
    quotes = [desk.code(case, turn, subtheme, by=draw(st.sampled_from(["rules", "analyst"]))) for turn in turns]
    status = draw(st.sampled_from(list(Status)))
    runs = []
    for kind in draw(st.lists(st.sampled_from(list(RunKind)), max_size=3)):
        refs = (
            ()
            if kind is RunKind.COMMENT
            else tuple(draw(st.lists(st.sampled_from(quotes), max_size=3)) if quotes else ())
        )
        runs.append(Run(kind, draw(_WHOLE.filter(str.strip)), refs))
    if runs or draw(st.booleans()):
        draft = bool(runs) and status is Status.TO_CHART and draw(st.booleans())
        desk.chart(case, subtheme, status, *runs, draft=draft)


def _syntheses(draw: st.DrawFn, study: Study) -> list[Synthesis]:
    cells = [(cell.case, cell.subtheme) for cell in study.cells]
    found = []
    for about in draw(st.lists(st.sampled_from(["barriers", "barriers.stigma"]), unique=True)):
        cited = tuple(draw(st.lists(st.sampled_from(cells), unique=True, max_size=2)) if cells else ())
        found.append(Synthesis((), Code(about), (Statement(draw(_WHOLE.filter(str.strip)), cited),)))
    return found
