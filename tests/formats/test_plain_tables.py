"""Plain tables: rows are read as typed, every fault is told with its row, and nothing that was typed is repeated."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from framework_qa.formats.plain_tables import (
    ChartRow,
    CodingRow,
    Named,
    SynthesisRow,
    read_charts,
    read_codings,
    read_syntheses,
)
from framework_qa.model.chart import Status
from tests.small_study import CANARY

HEADS = ("case", "turn", "subtheme", "words")


def table(path: Path, *rows: Sequence[object]) -> Path:
    if path.suffix == ".xlsx":
        workbook = Workbook()
        sheet = workbook.active
        assert sheet is not None
        for row in rows:
            sheet.append(list(row))
        workbook.save(path)
    else:
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows(rows)
    return path


def told(problems: Sequence[object]) -> str:
    return "\n".join(map(str, problems))


def test_a_coding_is_read_from_a_csv_file_and_from_a_workbook(tmp_path: Path) -> None:
    rows = (("Case ID", "TURN", "Sub-theme", "Words", "Coder"), ("A2-P04", "31", "4.2", "their words", "MR"))
    for name in ("c.csv", "c.xlsx"):
        found = read_codings(table(tmp_path / name, *rows))
        assert not found.problems
        (row,) = found.rows
        assert (row.case, row.turn, row.subtheme, row.words, row.coder) == (
            "A2-P04",
            31,
            Named("4.2"),
            "their words",
            "MR",
        )
        assert row.place.endswith("row 2")


@pytest.mark.parametrize("typed", ["31", "¶31", "# 31", "A2-P04 ¶31", "a2-p04#31"])
def test_a_turn_is_typed_as_it_is_anywhere(tmp_path: Path, typed: str) -> None:
    found = read_codings(table(tmp_path / "c.csv", HEADS, ("A2-P04", typed, "4.2", "words")))
    assert [row.turn for row in found.rows] == [31]


@pytest.mark.parametrize(
    ("row", "message"),
    [
        (("", "31", "4.2", "words"), "Case is empty"),
        (("A2-P04", "31", "4.2", ""), "Words is empty"),
        (("A2-P04", CANARY, "4.2", "words"), "not the number of one"),
        (("A2-P04", "0", "4.2", "words"), "not the number of one"),
        (("A2-P04", "A1-P01 ¶31", "4.2", "words"), "names another case"),
        (("A2-P04", "31", "4.2", "words", "and", CANARY), "longer than the headings"),
    ],
)
def test_what_is_wrong_with_a_row_is_told_with_it_and_not_repeated(
    tmp_path: Path, row: tuple[str, ...], message: str
) -> None:
    found = read_codings(table(tmp_path / "c.csv", HEADS, ("A2-P04", "31", "4.2", "words"), row))
    assert len(found.rows) == 1
    assert [problem.place for problem in found.problems] == ["row 3"]
    assert message in told(found.problems)
    assert CANARY not in told(found.problems)


def test_a_table_without_headings_is_told_without_its_first_rows_words(tmp_path: Path) -> None:
    found = read_codings(table(tmp_path / "c.csv", ("A2-P04", "31", "4.2", f"{CANARY} is far")))
    assert not found.rows
    assert "column case is missing" in told(found.problems)
    assert CANARY not in told(found.problems)


def test_columns_that_are_unknown_or_stand_twice_are_told_by_their_letters(tmp_path: Path) -> None:
    found = read_codings(table(tmp_path / "c.csv", (*HEADS, "Word", ""), ("A2-P04", "31", "4.2", "words", "x", "")))
    assert [(p.severity, "column E" in p.message, '"words"' in p.message) for p in found.problems] == [
        ("warning", True, True)
    ]
    assert len(found.rows) == 1
    found = read_codings(table(tmp_path / "c.csv", (*HEADS, "Turn"), ("A2-P04", "31", "4.2", "words", "31")))
    assert "Columns B and E both hold turn" in told(found.problems)


def test_an_empty_table_is_told(tmp_path: Path) -> None:
    assert "no row below" in told(read_codings(table(tmp_path / "a.csv")).problems)
    assert "no row below" in told(read_syntheses(table(tmp_path / "b.csv", ("group", "about", "text"))).problems)


def test_what_a_spreadsheet_changed_is_told_and_a_number_is_remembered_as_one(tmp_path: Path) -> None:
    from datetime import date

    rows = (HEADS, ("A2-P04", 31, 4.2, "words"), ("A2-P04", 31, date(2026, 2, 4), "words"), (7, 31, "4.2", 12))
    found = read_codings(table(tmp_path / "c.xlsx", *rows))
    assert [(row.turn, row.subtheme) for row in found.rows] == [(31, Named("4.2", as_number=True))]
    assert "made subtheme into a date" in told(found.problems)
    assert "made case into a number" in told(found.problems)
    assert "words" not in told(found.problems)


def test_the_apostrophe_that_guards_a_csv_cell_is_taken_off_but_not_from_words(tmp_path: Path) -> None:
    found = read_codings(table(tmp_path / "c.csv", HEADS, ("A2-P04", "31", "'4.10", "'- so they say")))
    assert [(row.subtheme.text, row.words) for row in found.rows] == [("4.10", "'- so they say")]


def test_a_cell_has_a_status_or_a_text_or_both(tmp_path: Path) -> None:
    rows = (
        ("case", "subtheme", "status", "text"),
        ("A2-P04", "4.1", "Nothing-said", ""),
        ("A2-P04", "4.2", "", "Shame [¶31]"),
        ("A2-P04", "4.3", "not asked", "[R: no time]"),
        ("A2-P04", "4.4", "", ""),
        ("A2-P04", "4.5", "charred", "Shame"),
    )
    found = read_charts(table(tmp_path / "c.csv", *rows))
    assert [(row.status, row.text) for row in found.rows[:3]] == [
        (Status.NOTHING_SAID, ""),
        (None, "Shame [¶31]"),
        (Status.NOT_ASKED, "[R: no time]"),
    ]
    assert [(p.place, p.message) for p in found.problems] == [
        ("row 5", "The row has neither a status nor a text."),
        ("row 6", 'The status is not known; did you mean "charted"?'),
    ]


def test_a_table_of_cells_may_go_without_a_column_of_statuses(tmp_path: Path) -> None:
    rows = (("case", "subtheme", "text"), ("A2-P04", "4.2", "Shame [¶31]"))
    assert read_charts(table(tmp_path / "c.csv", *rows)).rows == (
        ChartRow("row 2", "A2-P04", Named("4.2"), None, "Shame [¶31]"),
    )


def test_a_synthesis_names_its_group_even_where_it_is_everybody(tmp_path: Path) -> None:
    rows = (("group", "about", "text"), ("all cases", "4", "So."), ("", "4", "So."), ("area=area_1", "4", ""))
    found = read_syntheses(table(tmp_path / "s.csv", *rows))
    assert found.rows == (SynthesisRow("row 2", "all cases", Named("4"), "So."),)
    assert [(p.place, p.message) for p in found.problems] == [
        ("row 3", "Group is empty."),
        ("row 4", "Text is empty."),
    ]
    assert "all cases" in found.problems[0].cure


words = st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=30).map(str.strip)


@given(st.lists(words.filter(bool), min_size=1, max_size=5))
@settings(max_examples=50)
def test_words_are_read_from_csv_as_they_were_written(
    tmp_path_factory: pytest.TempPathFactory, spoken: list[str]
) -> None:
    path = tmp_path_factory.mktemp("rows") / "c.csv"
    found = read_codings(table(path, HEADS, *(("A2-P04", 31, "4.2", one) for one in spoken)))
    assert found.rows == tuple(
        CodingRow(f"row {number}", "A2-P04", 31, Named("4.2"), one, "") for number, one in enumerate(spoken, 2)
    )
