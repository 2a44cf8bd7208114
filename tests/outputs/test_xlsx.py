from __future__ import annotations

import datetime as dt
import io

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.worksheet.table import Table as ExcelTable
from python_calamine import load_workbook

from framework_qa.model.edited import unescape
from framework_qa.outputs.xlsx import Column, Grid, Look, Mark, Properties, Row, Sheet, refuse_clashes, write_sheets
from framework_qa.outputs.xlsx_text import (
    LONGEST_TEXT,
    Names,
    check_headings,
    escape,
    row_height,
    safe_headings,
    sheet_titles,
    split_long,
    units,
    width_for,
    width_for_cells,
)

ANY_TEXT = st.text(st.characters(codec=None, exclude_categories=()), max_size=40)
TIME = dt.datetime(2026, 1, 2, 3, 4, 5)  # noqa: DTZ001 - as openpyxl keeps it


def written(*sheets: Sheet) -> io.BytesIO:
    stream = io.BytesIO()
    write_sheets(stream, sheets, Properties("Title", "Subject", TIME), Names())
    stream.seek(0)
    return stream


def sheet_of(*rows: Row, columns: tuple[Column, ...] = (Column("A", 12), Column("B", 12)), name: str = "tblX") -> Sheet:
    return Sheet("S", lambda: (Grid(name, columns, rows),))


@given(st.one_of(ANY_TEXT, st.from_regex(r"(_x[0-9A-Fa-f]{4}_?|_|x){1,6}", fullmatch=True)))
def test_escaping_loses_nothing_and_leaves_nothing_a_cell_cannot_hold(text: str) -> None:
    escaped = escape(text)
    assert unescape(escaped) == text
    assert not set(escaped) & {chr(code) for code in (*range(9), *range(0x0B, 0x20), 0xFFFE, 0xFFFF)}
    assert not any("\ud800" <= character <= "\udfff" for character in escaped)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(["word ", "x", "😀", "_x0007_", " "]), st.integers(1, 9_000)), max_size=8))
def test_a_long_text_is_cut_into_pieces_that_fit_and_join_to_the_text(parts: list[tuple[str, int]]) -> None:
    text = "".join(part * times for part, times in parts)
    pieces = split_long(text)
    assert "".join(pieces) == text
    assert all(units(piece) <= LONGEST_TEXT for piece in pieces)
    assert all(not piece.startswith(("x0007_", "0007_", "7_")) for piece in pieces[1:])


def test_a_text_is_cut_between_words_where_there_are_any() -> None:
    first, second = split_long("ab " * 12_000)
    assert (first[-3:], second[:3]) == ("ab ", "ab ")
    assert [units(piece) for piece in split_long("😀" * 20_000)] == [32_766, 7_234]
    assert split_long("x" * LONGEST_TEXT) == ("x" * LONGEST_TEXT,)
    assert split_long("") == ("",)


@given(st.lists(st.text(max_size=40), max_size=6))
def test_sheet_titles_are_what_a_spreadsheet_takes_and_no_two_alike(wished: list[str]) -> None:
    titles = sheet_titles(wished, ["Contents"])
    folded = [title.casefold() for title in titles]
    assert len(set(folded)) == len(wished)
    assert "contents" not in folded
    for title in titles:
        assert 0 < units(title) <= 31
        assert not set(title) & set("[]:*?/\\")
        assert not title.startswith("'")
        assert not title.endswith("'")


def test_sheet_titles_end_with_a_whole_word_and_avoid_reserved_names() -> None:
    assert sheet_titles(["4 Barriers to take-up: what keeps parents", "History", "history", "''", "4 [a]/b*c?"]) == (
        "4 Barriers to take-up what", "History (2)", "history (3)", "Theme", "4 a b c",
    )  # fmt: skip
    assert sheet_titles(["x" * 40, "x" * 40]) == ("x" * 31, "x" * 27 + " (2)")


def test_names_are_given_once_and_never_look_like_a_cell() -> None:
    names = Names()
    assert names.claim("tblQuotes") == "tblQuotes"
    for wrong in ("TBLQUOTES", "A1", "xfd12", "R1C1", "r", "C", "", "1a", "a b", "a-b", "x" * 256):
        with pytest.raises(ValueError, match=r"cannot name|is taken"):
            names.claim(wrong)
    assert [names.nearest(f"ev_{case}_4_1") for case in ("A1", "a1", "A-1", "A1")] == [
        "ev_A1_4_1", "ev_a1_4_1_2", "ev_A1_4_1_3", "ev_A1_4_1_4",
    ]  # fmt: skip


@pytest.mark.parametrize("headings", [("A", "a"), ("A", ""), ("A", "  "), ("A", "x\ny"), ("A", "x" * 256), ()])
def test_headings_that_excel_would_call_broken_are_refused(headings: tuple[str, ...]) -> None:
    with pytest.raises(ValueError, match="heading"):
        check_headings("t", headings)


@given(st.lists(ANY_TEXT, min_size=1, max_size=5))
def test_safe_headings_pass_the_check_whatever_was_wished(wished: list[str]) -> None:
    check_headings("t", safe_headings([*wished, "y" * 400, "y" * 400, "😀" * 200]))


def test_a_table_over_merged_cells_a_filter_or_another_table_is_refused() -> None:
    page = openpyxl.Workbook().active
    assert page is not None
    refuse_clashes(page, ExcelTable(displayName="a", ref="A1:B3"))
    page.merge_cells("B3:C3")
    with pytest.raises(ValueError, match="merged"):
        refuse_clashes(page, ExcelTable(displayName="a", ref="A1:B3"))
    page.unmerge_cells("B3:C3")
    page.auto_filter.ref = "A1:A3"
    with pytest.raises(ValueError, match="filter"):
        refuse_clashes(page, ExcelTable(displayName="a", ref="A1:B3"))
    page.auto_filter.ref = None
    page.add_table(ExcelTable(displayName="b", ref="B2:C4"))
    with pytest.raises(ValueError, match="another table"):
        refuse_clashes(page, ExcelTable(displayName="a", ref="A1:B3"))


def test_bad_tables_never_reach_a_file() -> None:
    with pytest.raises(ValueError, match="stands twice"):
        written(sheet_of(columns=(Column("A", 9), Column("a", 9))))
    with pytest.raises(ValueError, match="cannot name"):
        written(sheet_of(Row(("x", "y")), name="A1"))
    with pytest.raises(ValueError, match="under 2 headings"):
        written(sheet_of(Row(("x",))))
    two = Sheet("T", lambda: (Grid("TBLX", (Column("A", 9),), (Row(("x",)),)),))
    with pytest.raises(ValueError, match="taken"):
        written(sheet_of(Row(("x", "y"))), two)


def test_a_table_without_rows_says_nothing_yet_and_is_no_table() -> None:
    page = openpyxl.load_workbook(written(sheet_of()))["S"]
    assert [[cell.value for cell in row] for row in page.rows] == [["A", "B"], ["nothing yet", None]]
    assert not page.tables


TRICKY = ("=1+1", "#N/A", "1-2", "TRUE", "007", "+44", "@x", "2026-01-01", " padded ", "two\nlines", "tab\tin",
          "<&>\"'", "😀 שלום", "\x07_x0041_\r", "")  # fmt: skip


def test_every_text_stays_the_text_it_was_for_two_readers() -> None:
    stream = written(sheet_of(*(Row((text, 7)) for text in TRICKY)))
    page = openpyxl.load_workbook(stream)["S"]
    expected = [escape(text) or "none" for text in TRICKY]
    cells = [page.cell(row, 1) for row in range(2, 2 + len(TRICKY))]
    assert [cell.data_type for cell in cells] == ["s"] * len(TRICKY)
    assert [cell.value for cell in cells] == expected
    assert page.cell(2, 2).value == 7
    stream.seek(0)
    rows = load_workbook(stream).get_sheet_by_name("S").to_python()
    assert [row[0] for row in rows[1:]] == [text or "none" for text in TRICKY] or [
        row[0] for row in rows[1:]
    ] == expected


def test_a_text_too_long_for_a_cell_goes_on_in_the_next_row() -> None:
    long = "word " * 8_000
    columns = (Column("Id", 9), Column("Area", 9, repeats=True), Column("Text", 20), Column("Other", 9))
    rows = (Row(("A1", "north", Mark(long, Look.DRAFT, pieces=((long, True),)), "short")), Row(("A2", "s", "x", 3)))
    page = openpyxl.load_workbook(written(sheet_of(*rows, columns=columns)))["S"]
    values = [[cell.value for cell in row] for row in page.iter_rows(min_row=2)]
    assert values[0][:2] == ["A1", "north"]
    assert values[1][:2] == ["A1 (continued)", "north"]
    assert values[1][3] == "see above"
    assert values[0][2] + values[1][2] == long
    assert page.cell(3, 3).style == Look.DRAFT
    assert page.row_dimensions[2].height == 409
    assert page.tables["tblX"].ref == "A1:D4"


def test_an_id_may_itself_be_too_long_and_is_never_cut() -> None:
    long = "y" * 40_000
    page = openpyxl.load_workbook(written(sheet_of(Row((long, Mark(3, Look.NUMBER))))))["S"]
    assert page.cell(2, 1).value + page.cell(3, 1).value == long
    assert page.cell(3, 2).value == "see above"


def test_row_heights_and_widths_follow_the_words() -> None:
    assert row_height([("", 10), ("x" * 9, 10)]) == 20.5
    assert row_height([("x" * 10, 10), ("a\n\nb", 10)]) == 3 * 14.5 + 6
    assert row_height([("x" * 4_000, 10)]) == 409
    assert row_height([]) == 20.5
    assert width_for(["abc"], 10, 20) == 10
    assert width_for(["x" * 90], 10, 20) == 20
    assert width_for_cells([], 36, 90) == 36
    assert width_for_cells(["x" * 1_800], 36, 90) == 77
