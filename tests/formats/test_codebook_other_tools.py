"""Codebook tables of Taguette and NVivo, known by their headings, in and out."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from openpyxl import Workbook, load_workbook

from framework_qa.errors import Severity
from framework_qa.formats.codebooks import CodebookReading, nvivo_codebook, read_codebook, taguette_codebook
from framework_qa.model.codebook import Codebook, Subtheme, Theme
from framework_qa.model.ids import Code
from tests.formats.test_codebooks_roundtrip import codebooks

SLOW = settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)


def from_csv(folder: Path, *lines: str) -> CodebookReading:
    (folder / "codebook.csv").write_text("\n".join(lines), encoding="utf-8")
    return read_codebook(folder / "codebook.csv")


def from_workbook(folder: Path, *rows: tuple[str, ...]) -> CodebookReading:
    book = Workbook()
    for row in rows:
        book.worksheets[0].append(row)
    book.save(folder / "codebook.xlsx")
    return read_codebook(folder / "codebook.xlsx")


def columns(reading: CodebookReading) -> list[tuple[str, str, str]]:
    assert reading.codebook is not None, reading.problems
    return [(one.code, one.label, one.definition) for one in reading.codebook.subthemes()]


@given(codebooks())
@SLOW
def test_any_codebook_comes_back_from_the_tables_of_both_tools(tmp_path: Path, codebook: Codebook) -> None:
    (tmp_path / "t.csv").write_bytes(taguette_codebook(codebook).encode())
    (tmp_path / "n.xlsx").write_bytes(nvivo_codebook(codebook))
    for name in ("t.csv", "n.xlsx"):
        reading = read_codebook(tmp_path / name)
        assert reading.codebook == codebook, (name, reading.problems)


@pytest.mark.parametrize("heading", ["tag", "Name", "path"])
def test_taguettes_codebook_is_known_by_its_headings_and_its_dots_are_levels(tmp_path: Path, heading: str) -> None:
    reading = from_csv(
        tmp_path,
        f"{heading},description,number of highlights",
        "access,How they come,3",
        "access.waiting,Time to wait,12",
        "access.Dr. Smith v2.1,Named,1",
        "funding.council,,0",
    )
    assert columns(reading) == [
        ("access.waiting", "waiting", "Time to wait"),
        ("access.dr_smith_v2_1", "Dr. Smith v2.1", "Named"),
        ("funding.council", "council", "Imported from codebook.csv; no definition was given."),
    ]
    assert reading.codebook is not None
    assert [theme.definition for theme in reading.codebook.themes] == ["How they come", ""]


def test_nvivos_codebook_is_known_by_its_headings_and_its_backslashes_are_levels(tmp_path: Path) -> None:
    reading = from_workbook(
        tmp_path,
        ("Folder", "Name", "Description", "Files", "References"),
        ("Codes", "Issues", "", "4", "9"),
        ("Codes", "Issues\\Heavy", "Heavy traffic", "4", "9"),
        ("Codes", "Issues\\Heavy\\At v. 2.0", "", "1", "1"),
    )
    assert columns(reading) == [
        ("issues.heavy", "Heavy", "Heavy traffic"),
        ("issues.at_v_2_0", "Heavy > At v. 2.0", "Imported from codebook.xlsx; no definition was given."),
    ]


def test_rows_without_a_name_and_codes_that_stand_twice_are_told_with_their_row(tmp_path: Path) -> None:
    reading = from_csv(tmp_path, "tag,description", "a.b,x", ",y", "a.b,z")
    assert reading.codebook is None
    told = [(problem.place, problem.severity, problem.message) for problem in reading.problems if problem.place]
    assert ("row 3", Severity.WARNING, "The row has no name and was left out.") in told
    assert ("row 4", Severity.ERROR, 'The code "b" stands twice.') in told


def test_a_table_with_other_headings_is_still_a_codebook_table_of_ours(tmp_path: Path) -> None:
    reading = from_csv(tmp_path, "name,description,mood", "a,b,c")
    assert reading.codebook is None
    assert any("the column theme_number is missing" in problem.message.lower() for problem in reading.problems)


@pytest.mark.parametrize("lines", [("tag,description",), ("",)])
def test_a_table_without_codes_is_a_fault(tmp_path: Path, lines: tuple[str, ...]) -> None:
    reading = from_csv(tmp_path, *lines)
    assert reading.codebook is None
    assert reading.problems


def test_levels_beyond_all_reason_stay_in_one_label(tmp_path: Path) -> None:
    reading = from_workbook(tmp_path, ("Name", "Description"), ("\\".join("abcdefghij" * 20), "x"))
    assert reading.codebook is not None
    assert "\\" in list(reading.codebook.subthemes())[-1].label


def test_taguette_gets_codes_as_tags_and_nvivo_labels_that_stand_once(tmp_path: Path) -> None:
    subthemes = tuple(Subtheme(f"1.{n}", Code(f"a.s{n}"), "And\\or", "=Sum") for n in (1, 2))
    book = Codebook("b", 1, (Theme("1", Code("a"), "A", "", subthemes),))
    rows = list(csv.reader(io.StringIO(taguette_codebook(book))))
    assert [row[0] for row in rows] == ["tag", "a", "a.s1", "a.s2"]
    assert rows[2][1].startswith("'=Sum")
    (tmp_path / "n.xlsx").write_bytes(nvivo_codebook(book))
    cells = [[cell.value for cell in row] for row in load_workbook(tmp_path / "n.xlsx").worksheets[0].iter_rows()]
    assert [row[:2] for row in cells] == [
        ["Folder", "Name"],
        ["Codes", "A"],
        ["Codes", "A\\And/or"],
        ["Codes", "A\\And/or (1.2)"],
    ]
    assert read_codebook(tmp_path / "n.xlsx").codebook == book
