"""Scripted edits of a working workbook, and mishaps, by seed: each says what must come of it.

A mishap that does harm takes the place where it happens for itself; edits are made elsewhere, so that what is
expected of a workbook is what is expected of its parts.
"""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.comments import Comment

from framework_qa import open_study
from framework_qa.analysis.staleness import synthesis_basis
from framework_qa.model.cell_text import print_runs
from framework_qa.model.chart import Cell, Run, RunKind, Status
from framework_qa.model.coding import Decision
from framework_qa.model.ids import CaseId, Code
from framework_qa.model.study import Changes, Record, Study
from framework_qa.model.synthesis import Group, Statement, Synthesis, synthesis_ref
from framework_qa.stages.folder import open_folder
from framework_qa.store.study_file import StudyFile
from tests.outputs import studies
from tests.outputs.studies import Desk
from tests.outputs.workbook_studies import BARRIERS, COST, STIGMA, at, column_of, row_of

REFERRAL, OTHER = Code("access.referral"), Code("barriers.other")
ACCESS, QUOTES, SYNTHESES = "3 Access", "Quotes", "Syntheses"
NUMBERS = {STIGMA: "4.1", COST: "4.2", OTHER: "4.9", REFERRAL: "3.1"}
TURNS = {STIGMA: 2, COST: 4, REFERRAL: 6}
SHEETS = {STIGMA: BARRIERS, COST: BARRIERS, OTHER: BARRIERS, REFERRAL: ACCESS}
CASES = tuple(f"A{1 + n % 3}-P{n:02}" for n in range(1, 11))
CellKey = tuple[str, Code]

SETTINGS_YAML = """\
title: Support for relationships
attributes:
  - name: area
    label: Case study area
    role: group
    levels: {national: National, area_1: Case study area 1, area_2: Case study area 2, area_3: Case study area 3}
  - name: role
    label: Respondent type
    role: group
    levels: {stakeholder: Stakeholders, provider: Providers}
  - {name: service, label: Service, role: label, required: false}
asked_of: role
sample:
  rows: area
  columns: role
  total: 5
  not_applicable:
    - {row: national, column: provider}
  targets:
    - {row: area_1, column: stakeholder, low: 2, high: 3}
    - {row: area_1, column: provider, low: 1, high: 1}
    - {row: area_2, column: provider, low: 0, high: 0}
"""


def lay_in(folder: Path, study: Study) -> Path:
    """Put a study by hand into a folder of its own, as a real one."""
    folder.mkdir(parents=True)
    (folder / "study.yaml").write_text(SETTINGS_YAML, encoding="utf-8")
    assert open_folder(folder).settings == study.settings
    records: tuple[Record, ...] = (
        *study.codebooks,
        *study.cases,
        *study.transcripts,
        *study.spans,
        *study.codings,
        *study.cells,
    )
    with StudyFile.create(folder) as file:
        laid = Changes("lay in", folder.name, (*records, *study.syntheses))
        file.change(study.settings, "desk", lambda _: laid)
    return folder


def fieldwork() -> Study:
    """Give ten cases with cells in all states, quotes to decide on, and four syntheses."""
    desk = Desk()
    for number, case in enumerate(CASES, 1):
        said = (
            f"Families on street {number} are ashamed of asking, I'd say.",
            f"The bus costs {number + 2} pounds from here.",
            f"Health visitor number {number} sends them.",
        )
        turns = [words for answer in said for words in (studies.QUESTION, answer)]
        desk.interview(case, turns, area=f"area_{1 + number % 3}", role="provider")
        _chart(desk, number, case, said)
    study = desk.study()
    held = [(cell.case, cell.subtheme) for cell in study.cells if cell.subtheme == STIGMA]
    groups: tuple[tuple[Group, Code], ...] = (
        ((), Code("barriers")), ((), REFERRAL), ((("area", "area_1"),), STIGMA), ((("area", "area_2"),), STIGMA),
    )  # fmt: skip
    syntheses = [
        Synthesis(group, about, (Statement(f"What is said, number {n}.", tuple(held[n : n + 2])),),
                  synthesis_basis(study, group, about))
        for n, (group, about) in enumerate(groups)
    ]  # fmt: skip
    return replace(study, syntheses=tuple(syntheses))


def _chart(desk: Desk, number: int, case: str, said: tuple[str, str, str]) -> None:
    shame = desk.code(case, 2, STIGMA, by="analyst")
    money = desk.code(case, 4, COST)
    if number < 10:
        summary = Run(RunKind.SUMMARY, f'It\'s shame -- "labels"... on street {number} (c)', (shame,))
        status = Status.CHARTED if number < 9 else Status.QUERIED
        quoted = (Run(RunKind.VERBATIM, f"Families on street {number} are ashamed", (shame,)),) if number % 2 else ()
        desk.chart(case, STIGMA, status, summary, *quoted)
    if number < 5:
        desk.chart(case, COST, Status.TO_CHART, Run(RunKind.VERBATIM, said[1], (money,)), draft=True)
    elif number < 8:
        desk.chart(case, COST, Status.CHARTED, Run(RunKind.SUMMARY, f"{number} pounds are dear", (money,)))
    if number < 7:
        sent = desk.code(case, 6, REFERRAL, by="analyst")
        if number < 6:
            desk.chart(case, REFERRAL, Status.CHARTED, Run(RunKind.SUMMARY, f"Sent by visitor {number}", (sent,)))
    elif number < 9:
        desk.chart(case, REFERRAL, Status.NOTHING_SAID)


def printed(cell: Cell) -> str:
    """Print a cell's text in full."""
    return print_runs(cell.runs)


def ref_of(synthesis: Synthesis) -> str:
    """Name a synthesis."""
    return synthesis_ref(synthesis.group, synthesis.about)


@dataclass
class Expected:
    """What must come of an edited workbook.

    Cells by their status and text; what is refused, with words of the reason; remarks, with words of their place and
    sentence; what was typed, by what it is about, which has to stand where the import says it found it.
    """

    acts: list[str] = field(default_factory=list)
    cells: dict[tuple[CaseId, Code], tuple[Status, str]] = field(default_factory=dict)
    codings: dict[str, Decision] = field(default_factory=dict)
    syntheses: list[Synthesis] = field(default_factory=list)
    refused: list[tuple[str, str]] = field(default_factory=list)
    told: list[tuple[str, str]] = field(default_factory=list)
    typed: dict[str, str] = field(default_factory=dict)


@dataclass
class Script:
    """A workbook under edit: what chance picks from, what is still free to be edited, and what is expected."""

    chance: random.Random
    study: Study
    book: Any
    free: list[CellKey]
    codings: list[str]
    syntheses: list[str]
    harmed: set[str] = field(default_factory=set)
    expected: Expected = field(default_factory=Expected)

    def cell(self, key: CellKey) -> Any:
        """Give the cell of the workbook that holds a cell of the chart."""
        case, subtheme = key
        return at(self.book[SHEETS[subtheme]], case, f"summary:{subtheme}")

    def pick(self, wanted: Callable[[Cell], bool]) -> CellKey | None:
        """Take one of the free cells of the chart that are as wanted."""
        fit = [key for key in self.free if wanted(self.ours(key))]
        if not fit:
            return None
        key = self.chance.choice(fit)
        self.free.remove(key)
        return key

    def ours(self, key: CellKey) -> Cell:
        """Give a cell as the study has it."""
        case, subtheme = key
        codebook = self.study.codebook
        assert codebook is not None
        found = codebook.subtheme(subtheme)
        assert found is not None
        return self.study.cell(self.study.case_by_id[CaseId(case)], found)

    def quote(self, key: CellKey) -> str:
        """Give the one quote of a cell."""
        ((coding,)) = self.study.codings_of[CaseId(key[0]), key[1]]
        return coding.span

    def takes(self, key: CellKey, typed: str, status: Status, text: str) -> None:
        """Expect that what was typed into a cell comes in."""
        self.expected.cells[CaseId(key[0]), key[1]] = (status, text)
        self.expected.typed[what(key)] = typed

    def harms(self, sheet: str, *columns: Code) -> bool:
        """Take a sheet for one mishap, with the cells of some of its columns; False where one happened there."""
        if sheet in self.harmed:
            return False
        self.harmed.add(sheet)
        self.free = [key for key in self.free if key[1] not in columns]
        if sheet == QUOTES:
            self.codings = []
        return True

    def harms_rows(self, sheet: str, rows: set[str]) -> None:
        """Take some rows of a chart."""
        self.free = [key for key in self.free if key[0] not in rows or SHEETS[key[1]] != sheet]


def what(key: CellKey) -> str:
    """Name a cell as an import does."""
    return f"{key[0]}:{NUMBERS[key[1]]}"


def save_copy(folder: Path, path: Path, act: Callable[[Any], object]) -> None:
    """Edit a copy of a study's workbook."""
    book = openpyxl.load_workbook(folder / "exports" / "framework.xlsx", rich_text=True)
    act(book)
    book.save(path)


def scenario(chance: random.Random, folder: Path, path: Path) -> Expected:
    """Edit a copy of a study's workbook: mishaps that do harm, edits, mishaps that do none, in numbers by chance."""
    expected: list[Expected] = []

    def act(book: Any) -> None:
        study = open_study(folder)
        free = [(case, code) for case in CASES for code in SHEETS]
        known = [coding.id for coding in study.codings]
        script = Script(
            chance, study, book, free, [str(one) for one in known], [ref_of(one) for one in study.syntheses]
        )
        acts: list[Act] = [autocorrect] if chance.random() < 0.3 else []
        acts += chance.sample(HARM, chance.randrange(3))
        acts += chance.choices(EDITS, k=chance.randint(1, 6))
        acts += chance.sample(HARMLESS, chance.randrange(4))
        acts += [sheets_renamed] if chance.random() < 0.3 else []  # last, since all else finds sheets by their names
        for one in acts:
            if one(script) is not False:
                script.expected.acts.append(one.__name__)
        expected.append(script.expected)

    save_copy(folder, path, act)
    return expected[0]


Act = Callable[[Script], bool | None]


# -- edits


def summary_with_a_turn(script: Script) -> bool | None:
    key = script.pick(lambda cell: cell.subtheme in TURNS and has_quote(script, cell))
    if key is None:
        return False
    words = f"They speak of it, {script.chance.randrange(1000)} times"
    script.cell(key).value = typed = f"{words} [¶{TURNS[key[1]]}]"
    script.takes(key, typed, Status.CHARTED, f"{words} [{script.quote(key)}]")
    return None


def summary_with_a_quote(script: Script) -> bool | None:
    key = script.pick(lambda cell: cell.subtheme == STIGMA)
    if key is None:
        return False
    quote = script.quote(key)
    words = f"Families on street {CASES.index(key[0]) + 1}"
    short = quote.rpartition(".")[2]
    ways = (f'Shame again [{quote}]; "{words} ... asking" [¶2]', f"Shame again [¶2]; “{words} ... asking” [{short}]")
    script.cell(key).value = typed = script.chance.choice(ways)
    script.takes(key, typed, Status.CHARTED, f'Shame again [{quote}]; "{words} ... asking" [{quote}]')
    return None


def comment_run(script: Script) -> bool | None:
    key = script.pick(lambda cell: bool(cell.runs) and cell.status is Status.CHARTED)
    if key is None:
        return False
    typed = f"{pristine(script, key)} [R: cf 4.2]"
    script.cell(key).value = typed
    runs = (*script.ours(key).runs, Run(RunKind.COMMENT, "cf 4.2"))
    script.takes(key, typed, Status.CHARTED, print_runs(runs))
    return None


def status_word(script: Script) -> bool | None:
    key = script.pick(lambda cell: cell.subtheme == OTHER)
    if key is None:
        return False
    words = (
        ("nothing said", Status.NOTHING_SAID, ""), ("Not applicable", Status.NOT_APPLICABLE, ""),
        ("Not reached: [R: ran out of time]", Status.NOT_REACHED, "[R: ran out of time]"),
        ("not asked [R: forgotten]", Status.NOT_ASKED, "[R: forgotten]"), ("WITHHELD", Status.WITHHELD, ""),
    )  # fmt: skip
    typed, status, text = script.chance.choice(words)
    script.cell(key).value = typed
    script.takes(key, typed, status, text)
    return None


def queried(script: Script) -> bool | None:
    # of those that no synthesis cites: it may rest on charted cells only
    key = script.pick(lambda cell: cell.subtheme == COST and cell.case != CASES[4] and cell.status is Status.CHARTED)
    if key is None:
        return False
    script.cell(key).value = typed = f"Queried: {pristine(script, key)}"
    script.takes(key, typed, Status.QUERIED, printed(script.ours(key)))
    return None


def draft_removed(script: Script) -> bool | None:
    key = script.pick(lambda cell: cell.draft)
    if key is None:
        return False
    script.cell(key).value = typed = pristine(script, key).removeprefix("DRAFT: ")
    script.takes(key, typed, Status.CHARTED, printed(script.ours(key)))
    return None


def emptied(script: Script) -> bool | None:
    return refused_text(script, script.chance.choice((None, "", "  \n ")), "it was emptied")


def without_reference(script: Script) -> bool | None:
    return refused_text(script, "Nobody asks for help", "cites no quote")


def dangling_turn(script: Script) -> bool | None:
    return refused_text(script, "Nobody asks for help [¶1]", "¶1 has no quote")


def turned_into_a_date(script: Script) -> bool | None:
    day = dt.datetime(2026, 4, 2)  # noqa: DTZ001 - as a spreadsheet has it
    return refused_text(script, script.chance.choice((day, dt.date(2026, 4, 2))), "a number, a date")


def turned_into_a_number(script: Script) -> bool | None:
    # Not True: LibreOffice saves that as the formula TRUE(), which is refused as one.
    return refused_text(script, script.chance.choice((4.2, 7, 12)), "a number, a date")


def formula(script: Script) -> bool | None:
    return refused_text(script, script.chance.choice(("=A1", "=1+1", '="nothing said"')), "it holds a formula")


def refused_text(script: Script, typed: object, why: str) -> bool | None:
    key = script.pick(lambda cell: cell.subtheme != OTHER and cell.status is Status.CHARTED)
    if key is None:
        return False
    script.cell(key).value = typed
    script.expected.refused.append((what(key), why))
    return None


def note(script: Script) -> bool | None:
    key = script.pick(lambda cell: not cell.draft and bool(cell.runs))
    if key is None:
        return False
    words = f"ask her again, {script.chance.randrange(100)}"
    author = script.chance.choice(("", "Jo"))
    # Without the line "Jo:" that Excel begins with: LibreOffice forgets who wrote a note, and then it is words.
    script.cell(key).comment = Comment(words, author)
    ours = script.ours(key)
    script.takes(key, words, ours.status, print_runs((*ours.runs, Run(RunKind.COMMENT, words))))
    return None


def note_on_a_draft(script: Script) -> bool | None:
    key = script.pick(lambda cell: cell.draft)
    if key is None:
        return False
    script.cell(key).comment = Comment("why?", "")
    script.expected.refused.append((what(key), "a note is pinned to a draft"))
    return None


def decided(script: Script) -> bool | None:
    suggested = [one for one in script.codings if script.study.coding_by_id[one].decision is Decision.SUGGESTED]  # type: ignore[index]
    if not suggested:
        return False
    to = script.chance.choice((Decision.ACCEPTED, Decision.REJECTED))
    _decide(script, script.chance.choice(suggested), to, script.chance.choice((str(to), str(to).title(), f" {to} ")))
    return None


def withdrawn(script: Script) -> bool | None:
    accepted = [one for one in script.codings if script.study.coding_by_id[one].decision is Decision.ACCEPTED]  # type: ignore[index]
    if not accepted:
        return False
    _decide(script, script.chance.choice(accepted), Decision.WITHDRAWN, "withdrawn")
    return None


def no_decision(script: Script) -> bool | None:
    if not script.codings:
        return False
    coding = script.chance.choice(script.codings)
    script.codings.remove(coding)
    at(script.book[QUOTES], coding, "status").value = "perhaps"
    script.expected.refused.append((coding, "this is no status of a coding"))
    return None


def _decide(script: Script, coding: str, to: Decision, typed: str) -> None:
    script.codings.remove(coding)
    at(script.book[QUOTES], coding, "status").value = typed
    script.expected.codings[coding] = to
    script.expected.typed[coding] = typed


def synthesis_rewritten(script: Script) -> bool | None:
    if not script.syntheses:
        return False
    ref = script.chance.choice(script.syntheses)
    script.syntheses.remove(ref)
    ours = next(one for one in script.study.syntheses if ref_of(one) == ref)
    member = next(case for case in CASES if _in_group(script, case, ours.group))
    about = STIGMA if ours.about == "barriers" else ours.about
    typed = f"It comes to this [{member}:{NUMBERS[about]}]."
    at(script.book[SYNTHESES], ref, "text").value = typed
    _settles(script, replace(ours, statements=(Statement("It comes to this.", ((CaseId(member), about),)),)), typed)
    return None


def synthesis_typed(script: Script) -> bool | None:
    if not script.harms("new synthesis"):
        return False
    member = CASES[4]  # of area 3, charted
    typed = f"Money keeps them away [{member}:4.2]."
    script.book[SYNTHESES].append(["area=area_3", "4.2", typed])
    statement = Statement("Money keeps them away.", ((CaseId(member), COST),))
    _settles(script, Synthesis((("area", "area_3"),), COST, (statement,)), typed)
    return None


def synthesis_for_nobody(script: Script) -> bool | None:
    if not script.harms("synthesis for nobody"):
        return False
    script.book[SYNTHESES].append(["area=area_9", "4.2", "Money keeps them away [A2-P01:4.2]."])
    script.expected.refused.append(("area=area_9:4.2", "the study has no such group"))
    return None


def _in_group(script: Script, case: str, group: Group) -> bool:
    levels = dict(script.study.case_by_id[CaseId(case)].levels)
    return all(levels.get(name) == level for name, level in group)


def _settles(script: Script, theirs: Synthesis, typed: str) -> None:
    number = NUMBERS.get(theirs.about, "4")
    script.expected.syntheses.append(theirs)
    script.expected.typed[synthesis_ref(theirs.group, Code(number))] = typed


def has_quote(script: Script, cell: Cell) -> bool:
    return (cell.case, cell.subtheme) in script.study.codings_of


def pristine(script: Script, key: CellKey) -> str:
    """Give what a cell of the chart said when it was exported, before anything else was done to the workbook."""
    cell = script.ours(key)
    turns = {script.quote(key): f"¶{TURNS[key[1]]}"}
    text = printed(cell)
    for quote, turn in turns.items():
        text = text.replace(f"[{quote}]", f"[{turn}]")
    return f"DRAFT: {text}" if cell.draft else text


# -- mishaps that do harm: each is flagged, and nothing of it is taken


def one_column_sorted(script: Script) -> bool | None:
    subtheme = script.chance.choice((STIGMA, COST, REFERRAL))
    if not script.harms(SHEETS[subtheme], subtheme):
        return False
    moved = sort_column(script.book[SHEETS[subtheme]], f"summary:{subtheme}")
    if moved:
        script.expected.refused.append((NUMBERS[subtheme], "as if the column was sorted alone"))
    return None


def status_column_sorted(script: Script) -> bool | None:
    if not script.harms(QUOTES):
        return False
    if sort_column(script.book[QUOTES], "status"):
        script.expected.refused.append(("status", "as if the column was sorted alone"))
    return None


def key_column_sorted(script: Script) -> bool | None:
    sheet, key = script.chance.choice(((BARRIERS, "sheet:chart:barriers"), (ACCESS, "sheet:chart:access"),
                                       (QUOTES, "sheet:quotes")))  # fmt: skip
    return _guarded(script, sheet, key, key)


def protected_column_sorted(script: Script) -> bool | None:
    sheet, column = script.chance.choice(((BARRIERS, "case"), (ACCESS, "level:area"), (QUOTES, "words")))
    key = {BARRIERS: "sheet:chart:barriers", ACCESS: "sheet:chart:access", QUOTES: "sheet:quotes"}[sheet]
    return _guarded(script, sheet, column, key)


def _guarded(script: Script, sheet: str, column: str, key: str) -> bool | None:
    codes = [code for code, title in SHEETS.items() if title == sheet]
    if not script.harms(sheet, *codes):
        return False
    page = script.book[sheet]
    letter = column_of(page, key)
    for number in sort_column(page, column):
        script.expected.refused.append((str(page[f"{letter}{number}"].value), "which cannot be changed here"))
    return None


def protected_cell_edited(script: Script) -> bool | None:
    sheet = script.chance.choice((BARRIERS, ACCESS))
    if not script.harms(sheet):
        return False
    case = script.chance.choice(CASES)
    script.harms_rows(sheet, {case})
    evidence = f"evidence:{STIGMA if sheet == BARRIERS else REFERRAL}"
    at(script.book[sheet], case, script.chance.choice(("case", "level:area", evidence))).value = "of my own"
    script.expected.refused.append((case, "which cannot be changed here"))
    return None


def row_deleted(script: Script) -> bool | None:
    sheet = script.chance.choice((BARRIERS, ACCESS))
    if not script.harms(sheet):
        return False
    case = script.chance.choice(CASES)
    script.harms_rows(sheet, {case})
    unlinked(script.book[sheet]).delete_rows(row_of(script.book[sheet], case))
    script.expected.told.append((f"row of {case}", "the row is gone"))
    return None


def column_deleted(script: Script) -> bool | None:
    if not script.harms(BARRIERS, COST):
        return False
    page = unlinked(script.book[BARRIERS])
    page.delete_cols(openpyxl.utils.column_index_from_string(column_of(page, f"summary:{COST}")))
    script.expected.told.append((f"column of summary {COST}", "the column is gone"))
    return None


def sheet_deleted(script: Script) -> bool | None:
    if not script.harms(QUOTES):
        return False
    del script.book[QUOTES]
    script.expected.told.append(("sheet Quotes", "the sheet is gone"))
    return None


def row_twice_with_different_texts(script: Script) -> bool | None:
    key = script.pick(lambda cell: cell.subtheme in (STIGMA, REFERRAL) and bool(cell.runs))
    if key is None or not script.harms(SHEETS[key[1]]):
        return False
    script.harms_rows(SHEETS[key[1]], {key[0]})
    row_copied(script, SHEETS[key[1]], key[0])
    script.cell(key).value = "Another text [¶2]"
    script.expected.refused.append((what(key), "the row stands twice, with different texts"))
    return None


def cells_merged(script: Script) -> bool | None:
    if not script.harms(BARRIERS):
        return False
    page = unlinked(script.book[BARRIERS])
    letter, number = column_of(page, f"summary:{STIGMA}"), script.chance.randint(3, 10)
    keys = [str(page[f"{column_of(page, 'sheet:chart:barriers')}{number + more}"].value) for more in (0, 1)]
    script.harms_rows(BARRIERS, set(keys))
    page.merge_cells(f"{letter}{number}:{letter}{number + 1}")
    script.expected.refused.append((what((keys[1], STIGMA)), "it is merged with its neighbours"))
    return None


def text_copied_to_another_row(script: Script) -> bool | None:
    if not script.harms(ACCESS):
        return False
    source, target = script.chance.sample(CASES[:5], 2)
    script.harms_rows(ACCESS, {source, target})
    script.cell((target, REFERRAL)).value = str(script.cell((source, REFERRAL)).value)
    script.expected.refused.append((what((target, REFERRAL)), f"it is the text of the row of {source}"))
    return None


# -- mishaps that do none


def autocorrect(script: Script) -> None:
    for subtheme, sheet in SHEETS.items():
        letter = column_of(script.book[sheet], f"summary:{subtheme}")
        for cell in script.book[sheet][letter][2:]:
            text = str(cell.value).replace("'", "’").replace('"', "”").replace("--", "–").replace("...", "…")
            cell.value = f"{text.replace('(c)', '©').replace(' ', chr(0xA0), 1)} "


def whole_sheets_sorted(script: Script) -> None:
    for sheet in {BARRIERS, ACCESS, QUOTES, SYNTHESES} & set(script.book.sheetnames):
        page = unlinked(script.book[sheet])
        if page.merged_cells.ranges:
            continue
        first = headings_of(page) + 1
        rows = [[(cell.value, cell.comment) for cell in row] for row in page.iter_rows(min_row=first)]
        by = script.chance.randrange(page.max_column)
        rows.sort(key=lambda row: str(row[by][0]), reverse=script.chance.random() < 0.5)
        for cell in (cell for row in page.iter_rows(min_row=first) for cell in row):
            cell.comment = None
        for number, row in enumerate(rows, first):
            for column, (value, pinned) in enumerate(row, 1):
                target = page.cell(number, column)
                target.value = value
                target.comment = Comment(pinned.text, pinned.author) if pinned else None


def rows_filtered_and_hidden(script: Script) -> None:
    for sheet in (BARRIERS, SYNTHESES):
        page = unlinked(script.book[sheet])
        page.auto_filter.ref = f"A{headings_of(page)}:{page.cell(1, page.max_column).column_letter}{page.max_row}"
        page.auto_filter.add_filter_column(0, [CASES[0]])
        page.row_dimensions[5].hidden = page.column_dimensions["D"].hidden = True


def rows_inserted(script: Script) -> None:
    page = unlinked(script.book[BARRIERS])
    if page.merged_cells.ranges:
        return
    page.insert_rows(script.chance.randint(3, page.max_row), script.chance.randint(1, 3))
    if script.chance.random() < 0.5:
        page.insert_rows(1, script.chance.randint(1, 2))


def column_inserted(script: Script) -> None:
    page = unlinked(script.book[ACCESS])
    page.insert_cols(place := script.chance.randint(1, page.max_column))
    if script.chance.random() < 0.5:
        page.cell(headings_of(page), place).value = "My own"
        page.cell(headings_of(page) + 2, place).value = "My own thought"
        script.expected.told.append((", cell ", "belongs to no row and column"))


def column_moved(script: Script) -> None:
    page = unlinked(script.book[BARRIERS])
    if page.merged_cells.ranges:
        return
    letter = column_of(page, script.chance.choice((f"summary:{STIGMA}", "case", "sheet:chart:barriers")))
    page.move_range(f"{letter}1:{letter}{page.max_row}", cols=page.max_column + 2)


def row_twice(script: Script) -> bool | None:
    case = script.chance.choice(CASES)
    if BARRIERS in script.harmed:
        return False
    row_copied(script, BARRIERS, case)
    return None


def headers_renamed_and_sheets_moved(script: Script) -> None:
    for sheet in (BARRIERS, ACCESS):
        page = unlinked(script.book[sheet])
        for cell in page[headings_of(page)]:
            cell.value = f"My {cell.value}"
        script.book.move_sheet(page, script.chance.randint(-2, 1))


def column_twice(script: Script) -> bool | None:
    page = unlinked(script.book[ACCESS])
    if ACCESS in script.harmed:
        return False
    letter, below = column_of(page, f"summary:{REFERRAL}"), page.max_column + 1
    for cell in page[letter]:
        page.cell(cell.row, below).value = cell.value
    return None


def sheet_twice(script: Script) -> bool | None:
    if ACCESS in script.harmed or any("belongs to" in message for _, message in script.expected.told):
        return False  # what is told of a sheet would be told of its copy as well
    unlinked(script.book[ACCESS])
    script.book.copy_worksheet(script.book[ACCESS])
    return None


def sheets_renamed(script: Script) -> None:
    for name, sheet in enumerate((BARRIERS, ACCESS, SYNTHESES)):
        script.book[sheet].title = f"My sheet, {name}"


def row_copied(script: Script, sheet: str, case: str) -> None:
    page = unlinked(script.book[sheet])
    row = [(cell.value, cell.comment) for cell in page[row_of(page, case)]]
    below = page.max_row + 1
    for column, (value, pinned) in enumerate(row, 1):
        page.cell(below, column).value = value
        if pinned:
            page.cell(below, column).comment = Comment(pinned.text, pinned.author)


def sort_column(page: Any, code: str) -> list[int]:
    """Sort one column alone; give the rows whose entry is another now."""
    letter = column_of(page, code)
    cells = [page[f"{letter}{row}"] for row in range(headings_of(page) + 1, page.max_row + 1)]
    values = [cell.value for cell in cells]
    if (ordered := sorted(values, key=str)) == values:
        ordered.reverse()
    moved = []
    for cell, value in zip(cells, ordered, strict=True):
        if str(cell.value) != str(value):
            moved.append(int(cell.row))
        cell.value = value
    return moved


def headings_of(page: Any) -> int:
    """Give the row of the headings, below that of the keys."""
    row = next(row for row in page.iter_rows() if any(str(cell.value).startswith("fqa:") for cell in row))
    return int(row[0].row) + 1


def unlinked(page: Any) -> Any:
    """Take the table off a sheet, which openpyxl does not move with its cells."""
    for name in list(page.tables):
        del page.tables[name]
    return page


EDITS: tuple[Act, ...] = (
    summary_with_a_turn, summary_with_a_quote, comment_run, status_word, queried, draft_removed, emptied,
    without_reference, dangling_turn, turned_into_a_date, turned_into_a_number, formula, note, note_on_a_draft,
    decided, decided, withdrawn, no_decision, synthesis_rewritten, synthesis_typed, synthesis_for_nobody,
)  # fmt: skip
HARM: tuple[Act, ...] = (
    one_column_sorted, status_column_sorted, key_column_sorted, protected_column_sorted, protected_cell_edited,
    row_deleted, column_deleted, sheet_deleted, row_twice_with_different_texts, cells_merged,
    text_copied_to_another_row,
)  # fmt: skip
HARMLESS: tuple[Act, ...] = (
    whole_sheets_sorted, rows_filtered_and_hidden, rows_inserted, column_inserted, column_moved, row_twice,
    headers_renamed_and_sheets_moved, column_twice, sheet_twice,
)  # fmt: skip
