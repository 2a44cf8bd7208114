"""The working workbook, there and back: `import workbook` as a researcher types it."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from framework_qa import open_study
from framework_qa.model.coding import Decision
from tests.outputs.workbook_studies import at, row_of
from tests.small_study import CANARY, Ran, lay_out, run, state, walk

BARRIERS, STIGMA, OTHER = "1 Barriers", "summary:barriers.stigma", "summary:barriers.other"
MINE = 'Parents are ashamed [¶2]; "ashamed of asking" [¶2]'
YOURS = "Asking shames them [¶2]"


@pytest.fixture
def charted(small: Path) -> Path:
    """The small study with one cell charted, one synthesis, and its workbook exported."""
    steps = (
        ("coding", "accept", "--subtheme", "1.1"),
        ("chart", "set", "A1-P01", "1.1", "They do not ask [¶2]"),
        ("chart", "synthesis", "1.1", "Shame keeps them away [A1-P01:1.1]."),
        ("export", "workbook"),
    )
    return walk(small, steps)


def edit(folder: Path, act: Callable[[Any], object], name: str = "mine.xlsx") -> str:
    """Edit a copy of the exported workbook, as a colleague would."""
    book = openpyxl.load_workbook(folder / "exports" / "framework.xlsx", rich_text=True)
    act(book)
    book.save(folder / name)
    return str(folder / name)


def types(text: str, case: str = "A1-P01", column: str = STIGMA) -> Callable[[Any], None]:
    def act(book: Any) -> None:
        at(book[BARRIERS], case, column).value = text

    return act


def bring(folder: Path, name: str, *options: str, who: str = "me") -> Ran:
    return run(folder, "import", "workbook", name, *options, env={"FRAMEWORK_QA_CODER": who})


def said(folder: Path, case: str = "A1-P01", code: str = "barriers.stigma") -> str:
    from framework_qa.model.cell_text import print_runs

    cell = open_study(folder).stored_cell[case, code]  # type: ignore[index]
    return f"{cell.status}: {print_runs(cell.runs)}"


def test_an_unedited_workbook_changes_nothing(charted: Path) -> None:
    before = state(charted)
    done = bring(charted, str(charted / "exports" / "framework.xlsx"))
    assert done == Ran(0, "", "Nothing was changed: 0 changes taken, 0 conflicts, 0 refused, from framework.xlsx.\n")
    assert state(charted) == before


def test_an_edited_workbook_comes_in_as_one_change_and_once(charted: Path) -> None:
    def act(book: Any) -> None:
        types(MINE)(book)
        types("nothing said", "A2-S01", OTHER)(book)
        at(book["Quotes"], "A1-P01.c1", "status").value = "withdrawn"
        at(book["Syntheses"], "all cases:barriers.stigma", "text").value = "It is shame [A1-P01:1.1]."

    name = edit(charted, act)
    events = len(json.loads(run(charted, "log", "--json").out)["rows"])
    done = bring(charted, name)
    assert done.code == 0, done.err
    assert "4 changes taken, 0 conflicts, 0 refused, from mine.xlsx" in done.err
    assert said(charted) == 'charted: Parents are ashamed [A1-P01.q1]; "ashamed of asking" [A1-P01.q1]'
    assert said(charted, "A2-S01", "barriers.other") == "nothing said: "
    study = open_study(charted)
    assert study.coding_by_id["A1-P01.c1"].decision is Decision.WITHDRAWN  # type: ignore[index]
    assert study.syntheses[0].text == "It is shame."
    assert len(json.loads(run(charted, "log", "--json").out)["rows"]) == events + 1
    after = state(charted)
    assert bring(charted, name).code == 0
    assert state(charted) == after
    assert run(charted, "undo").code == 0
    assert said(charted) == "charted: They do not ask [A1-P01.q1]"


def test_a_dry_run_prints_the_differences_and_changes_nothing(charted: Path) -> None:
    before = state(charted)
    done = bring(charted, edit(charted, types(MINE)), "--dry-run")
    head, row = done.out.splitlines()
    assert head.split("\t") == ["place", "what", "ours", "theirs", "outcome"]
    assert row.split("\t")[:2] == ["sheet 1 Barriers, cell D3", "A1-P01:1.1"]
    assert row.split("\t")[4] == "taken"
    assert "Nothing was changed." in done.err
    assert (done.code, state(charted)) == (0, before)


def test_what_is_wrong_is_told_with_its_place_and_the_rest_comes_in(charted: Path) -> None:
    def act(book: Any) -> None:
        types(f"They fear {CANARY}", "A1-P01")(book)
        types("nothing said", "A2-S01", OTHER)(book)

    done = bring(charted, edit(charted, act))
    assert done.code == 3
    assert "mine.xlsx, sheet 1 Barriers, cell D3" in done.err
    assert "1 place of mine.xlsx is refused. What could be taken was." in done.err
    assert CANARY not in done.err
    assert said(charted) == "charted: They do not ask [A1-P01.q1]"
    assert said(charted, "A2-S01", "barriers.other") == "nothing said: "
    assert "refused: " in done.out


def test_two_colleagues_copies_are_merged_and_the_other_text_is_in_the_next_workbook(charted: Path) -> None:
    assert bring(charted, edit(charted, types(MINE), "mine.xlsx")).code == 0
    second = edit(charted, types(YOURS), "yours.xlsx")
    done = bring(charted, second, "--json", who="you")
    assert done.code == 3
    found = json.loads(done.out)
    assert (found["taken"], found["conflict"], found["refused"]) == (0, 1, 0)
    assert said(charted).startswith("charted: Parents are ashamed")
    after = state(charted)
    assert bring(charted, second).code == 3
    assert state(charted) == after, "the same text is kept once"
    assert run(charted, "export", "workbook").code == 0
    page = openpyxl.load_workbook(charted / "exports" / "framework.xlsx")["Conflicts"]
    row = [cell.value for cell in page[2]]
    assert row[0] == "A1-P01:1.1"
    assert row[1] == 'Parents are ashamed [¶2]; "ashamed of asking" [¶2]'
    assert row[2] == "Charted: Asking shames them [A1-P01.q1]"
    assert row[5] == "yours.xlsx"
    assert bring(charted, str(charted / "exports" / "framework.xlsx")).code == 0


def test_a_text_that_came_in_and_was_rewritten_since_is_no_conflict(charted: Path) -> None:
    name = edit(charted, types(MINE))
    assert bring(charted, name).code == 0
    walk(charted, [("chart", "set", "A1-P01", "1.1", "They are ashamed to ask [¶2]", "--replace")])
    before = state(charted)
    done = bring(charted, name)
    assert (done.code, state(charted)) == (0, before), done.err


def test_a_synthesis_that_came_in_and_was_rewritten_since_is_no_conflict(charted: Path) -> None:
    def act(book: Any) -> None:
        at(book["Syntheses"], "all cases:barriers.stigma", "text").value = "It is shame [A1-P01:1.1]."

    name = edit(charted, act)
    assert bring(charted, name).code == 0
    walk(charted, [("chart", "synthesis", "1.1", "It is shame, or fear [A1-P01:1.1].")])
    before = state(charted)
    done = bring(charted, name)
    assert (done.code, state(charted)) == (0, before), done.err


def test_a_conflict_that_was_settled_does_not_come_again(charted: Path) -> None:
    name = edit(charted, types(YOURS), "yours.xlsx")
    walk(charted, [("chart", "set", "A1-P01", "1.1", "They are ashamed to ask [¶2]", "--replace")])
    assert bring(charted, name).code == 3
    from framework_qa.model.study import Changes
    from framework_qa.stages.folder import open_folder

    settled = lambda study: Changes("settle", "by hand", (), study.conflicts)  # noqa: E731 - as `conflicts` does it
    open_folder(charted).change("me", settled)
    before = state(charted)
    done = bring(charted, name)
    assert (done.code, state(charted)) == (0, before), done.err


def test_a_workbook_of_another_study_is_refused(charted: Path, tmp_path: Path) -> None:
    other = lay_out(tmp_path / "other")
    steps = (
        ("ingest", str(other / "transcripts"), "--cases", str(other / "cases.csv")),
        ("codebook", "apply", str(other / "codebook.yaml")),
    )
    walk(other, steps)
    done = bring(other, edit(charted, types(MINE)))
    assert done.code == 4
    assert "mine.xlsx is a workbook of another study" in done.err


def test_a_workbook_of_tables_is_refused_with_what_to_do(charted: Path) -> None:
    walk(charted, [("export", "tables")])
    done = bring(charted, str(charted / "exports" / "tables.xlsx"))
    assert done.code == 4
    assert "carries no keys of a working workbook" in done.err
    assert "export workbook" in done.err


def test_deletions_are_told_and_delete_nothing(charted: Path) -> None:
    def act(book: Any) -> None:
        page = book[BARRIERS]
        page.delete_rows(row_of(page, "A1-P01"))

    before = state(charted)
    done = bring(charted, edit(charted, act))
    assert (done.code, state(charted)) == (0, before)
    assert "row of A1-P01: the row is gone" in done.err


def test_the_sample_study_comes_back_unchanged(demo: Path, tmp_path: Path) -> None:
    folder = tmp_path / "sample"
    shutil.copytree(demo / "by_reading", folder)
    assert run(folder, "export", "workbook").code == 0
    before = state(folder)
    done = run(folder, "import", "workbook", str(folder / "exports" / "framework.xlsx"))
    assert (done.code, state(folder)) == (0, before), done.err
