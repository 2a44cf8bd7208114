"""Case lists from CSV files and workbooks, checked against the study's settings, with rows as spreadsheets count."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from openpyxl import Workbook

from framework_qa.errors import InputError, Problem, RefusedError, Severity
from framework_qa.formats import archives, grids
from framework_qa.formats.remarks import Remarks
from framework_qa.formats.settings import read_settings
from framework_qa.formats.sheets import CaseList, letter, read_cases
from framework_qa.model.ids import CaseId
from framework_qa.model.people import Attribute, AttributeRole, Case, Level
from framework_qa.model.study import Settings

SAMPLE = Path(__file__).resolve().parents[2] / "transcripts_sample"

SETTINGS = Settings(
    "A study",
    (
        Attribute(
            "area",
            "Case study area",
            AttributeRole.GROUP,
            (Level("north", "The North"), Level("south", "The South")),
        ),
        Attribute("role", "Role", AttributeRole.SAMPLE, (Level("provider", "Provider"), Level("4", "Four"))),
        Attribute("remark", "Remark", AttributeRole.OTHER, required=False),
    ),
)
HEADER = "case_id,transcript,area,role,remark"
ROW = "P1,p1.txt,north,provider,"


def csv_list(tmp_path: Path, *lines: str, encoding: str = "utf-8") -> CaseList:
    (tmp_path / "cases.csv").write_bytes("\n".join(lines).encode(encoding))
    return read_cases(tmp_path / "cases.csv", SETTINGS)


def workbook(tmp_path: Path, rows: Sequence[Sequence[object]], title: str = "Cases") -> Path:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = title
    for row in rows:
        sheet.append(list(row))
    book.save(tmp_path / "cases.xlsx")
    return tmp_path / "cases.xlsx"


def errors(found: CaseList) -> list[Problem]:
    return [p for p in found.problems if p.severity is Severity.ERROR]


def test_a_case_list_is_read_with_its_rows_and_transcripts(tmp_path: Path) -> None:
    found = csv_list(tmp_path, HEADER, ROW, "", "P2,a.txt; b.docx ;,The South,PROVIDER,some words")
    assert found.problems == ()
    assert found.path == "cases.csv"
    assert [(r.case, r.transcripts, r.place) for r in found.rows] == [
        (Case(CaseId("P1"), (("area", "north"), ("role", "provider"))), ("p1.txt",), "row 2"),
        (
            Case(CaseId("P2"), (("area", "south"), ("role", "provider"), ("remark", "some words"))),
            ("a.txt", "b.docx"),
            "row 4",
        ),
    ]


def test_a_workbook_names_its_sheet_and_row(tmp_path: Path) -> None:
    path = workbook(tmp_path, [HEADER.split(","), ["P1", "p1.txt", "north", 4, None], [], ["P2", None, "x", "4"]])
    found = read_cases(path, SETTINGS)
    assert [(r.case.id, r.case.level("role"), r.place) for r in found.rows] == [
        ("P1", "4", "sheet Cases, row 2"),
        ("P2", "4", "sheet Cases, row 4"),
    ]
    assert [p.place for p in found.problems] == ["sheet Cases, row 4"]


def test_the_sheet_called_cases_is_read_wherever_it_stands_and_else_the_first(tmp_path: Path) -> None:
    path = workbook(tmp_path, [HEADER.split(","), ["P1", "p1.txt", "north", "provider"]], title="Interviews")
    assert read_cases(path, SETTINGS).rows[0].place == "sheet Interviews, row 2"
    book = Workbook()
    for title, case in (("Notes", "N1"), ("CASES", "P1")):
        sheet = book.create_sheet(title)
        sheet.append(HEADER.split(","))
        sheet.append([case, "p1.txt", "north", "provider"])
    book.save(path)
    assert [row.case.id for row in read_cases(path, SETTINGS).rows] == ["P1"]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_delimiters_and_byte_order_marks_are_recognised(tmp_path: Path, delimiter: str, encoding: str) -> None:
    lines = [
        line.replace(",", delimiter) for line in (HEADER, 'P1,p1.txt,north,provider,"two\nlines, here"', "P2,,north,4,")
    ]
    (tmp_path / "cases.csv").write_bytes("\r\n".join(lines).encode(encoding))
    found = read_cases(tmp_path / "cases.csv", SETTINGS)
    assert found.problems == ()
    assert found.rows[0].case.level("remark") == f"two\nlines{delimiter} here"
    assert found.rows[1].place == "row 3"


def test_old_windows_text_is_read_with_a_warning(tmp_path: Path) -> None:
    found = csv_list(tmp_path, HEADER, "P1,p1.txt,north,provider,café – 5£", encoding="cp1252")
    assert found.rows[0].case.level("remark") == "café – 5£"
    assert [(p.severity, p.place) for p in found.problems] == [(Severity.WARNING, "line 2")]


@pytest.mark.parametrize("heading", ["Case ID", "CASE", "caseid", "case-id", " Case_Id "])
def test_the_case_id_is_found_under_its_usual_headings(tmp_path: Path, heading: str) -> None:
    found = csv_list(tmp_path, f"File,{heading},Case Study Area,role", "p1.txt,P1,north,provider")
    assert found.problems == ()
    assert found.rows[0].transcripts == ("p1.txt",)


@pytest.mark.parametrize(
    ("lines", "place", "words"),
    [
        ((), "", "holds no case"),
        ((HEADER,), "", "holds no case"),
        (("name,area,role", "P1,north,provider"), "row 1", "The column case_id is missing"),
        (("case_id,area", "P1,north"), "row 1", "The column role is missing"),
        ((HEADER + ",Area", ROW + ","), "row 1", "Columns C and F both hold area"),
        ((HEADER, "P1,,east,provider,"), "row 2", '"east" is no level of area'),
        ((HEADER, "P1,,noth,provider,"), "row 2", 'did you mean "north"?'),
        ((HEADER, "P1,,,provider,"), "row 2", "area is empty"),
        ((HEADER, ",p.txt,north,provider,"), "row 2", "no case id"),
        ((HEADER, "1P,,north,provider,"), "row 2", "cannot be a case id"),
        ((HEADER, "P 1,,north,provider,"), "row 2", "cannot be a case id"),
        ((HEADER, "MAY-12,,north,provider,"), "row 2", "for a date"),
        ((HEADER, ROW, "P1,b.txt,north,provider,"), "row 3", "The case P1 stands on row 2 too."),
        ((HEADER, ROW, "p1,b.txt,north,provider,"), "row 3", "The case p1 stands on row 2 too (there as P1)"),
        ((HEADER, ROW, "P2,P1.TXT,north,provider,"), "row 3", 'transcript "P1.TXT" stands on row 2 too'),
        ((HEADER, "P1,a.txt;a.txt,north,provider,"), "row 2", "stands in this row already"),
        ((HEADER, "P1,C:\\private\\a.txt,north,provider,"), "row 2", 'transcript "a.txt" is given with its folder'),
        ((HEADER, ROW + ",,stray"), "row 2", "longer than the headings"),
        ((HEADER, 'P1,"a.txt,north,provider,'), "line 2", "quotation marks of a cell"),
        ((HEADER, 'P1,"a"b.txt,north,provider,'), "line 2", "quotation marks of a cell"),
    ],
)
def test_a_fault_is_told_with_its_row(tmp_path: Path, lines: tuple[str, ...], place: str, words: str) -> None:
    found = errors(csv_list(tmp_path, *lines))
    assert [p for p in found if p.place == place and words.casefold() in p.message.casefold()], found
    assert all(p.path == "cases.csv" and p.cure and "private" not in str(p) for p in found)


def test_all_faults_are_told_together_in_the_order_of_the_rows(tmp_path: Path) -> None:
    found = csv_list(tmp_path, HEADER, "P1,,east,provider,", ROW, "1,,north,,", "P3,p1.txt,north,provider,")
    assert [p.place for p in found.problems] == ["row 2", "row 3", "row 4", "row 4", "row 5"]
    assert [row.case.id for row in found.rows] == ["P1", "P3"]


def test_columns_that_are_not_known_are_left_out_with_a_warning(tmp_path: Path) -> None:
    found = csv_list(tmp_path, HEADER + ",rle,", ROW + ",x,y")
    assert [(p.severity, p.place) for p in found.problems] == [(Severity.WARNING, "row 1")] * 2
    assert 'did you mean "role"?' in found.problems[0].message
    assert "Column G has no heading" in found.problems[1].message


@pytest.mark.parametrize(
    ("cell", "words"),
    [
        (dt.datetime(2017, 5, 12), '"2017-05-12" is a date, not text'),  # noqa: DTZ001 - workbooks know no zone
        (dt.time(10, 30), "is a time, not text"),
        (12, '"12" is a number, not text'),
        (True, "is true or false, not text"),
        ("#N/A", "is an error, not text"),
    ],
)
def test_what_a_spreadsheet_made_of_a_case_id_is_told(tmp_path: Path, cell: object, words: str) -> None:
    path = workbook(tmp_path, [HEADER.split(","), [cell, "p1.txt", "north", "provider"]])
    found = errors(read_cases(path, SETTINGS))
    assert [p.place for p in found] == ["sheet Cases, row 2"]
    assert words in found[0].message


def test_what_a_spreadsheet_made_of_a_level_is_told(tmp_path: Path) -> None:
    path = workbook(tmp_path, [HEADER.split(","), ["P1", "p1.txt", dt.date(2017, 1, 2), 4.0]])
    (fault,) = errors(read_cases(path, SETTINGS))
    assert "a spreadsheet made it a date" in fault.message


def test_a_number_is_read_as_the_spreadsheet_shows_it(tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append([4.1, 4.1, 7.0, 0.5, "a_x000D_\nb"])
    sheet["A1"].number_format = "0.00"
    book.save(tmp_path / "a.xlsx")
    (row,) = grids.read_rows(tmp_path / "a.xlsx", Remarks("a.xlsx"))
    assert row.cells == ("4.10", "4.1", "7", "0.5", "a\nb")


def old_excel() -> bytes:
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512)


def archive(**members: bytes) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in members.items():
            member = zipfile.ZipInfo(name.replace("__", "/").replace("_", "."))  # no clock: it names the tests below
            packed.writestr(member, content, zipfile.ZIP_DEFLATED)
    return stream.getvalue()


DOCTYPE = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><workbook/>'


@pytest.mark.parametrize(
    ("name", "content", "kind", "words"),
    [
        ("cases.xls", old_excel(), InputError, "old Excel workbook"),
        ("cases.csv", old_excel(), InputError, "old Excel workbook"),
        ("cases.csv", b"%PDF-1.7", InputError, "a PDF"),
        ("cases.doc", b"case_id", InputError, "neither a workbook"),
        ("cases.xlsx", b"case_id", InputError, "neither a workbook"),
        ("cases.csv", b"a,\x00", InputError, "NUL"),
        ("cases.xlsx", archive(content_xml=b"<a/>"), InputError, "an OpenDocument file"),
        ("cases.xlsx", archive(word__document_xml=b"<a/>"), InputError, "no .xlsx workbook"),
        ("cases.xlsx", archive(xl__workbook_xml=b"<a/>"), InputError, "the workbook is damaged"),
        ("cases.xlsx", archive(xl__workbook_xml=b"<a/>")[:60], InputError, "damaged"),
        ("cases.xlsx", archive(xl__workbook_xml=DOCTYPE), RefusedError, "document type"),
        ("cases.xlsx", archive(xl__workbook_xml=DOCTYPE.decode().encode("utf-16")), RefusedError, "document type"),
        ("cases.xlsx", archive(xl__workbook_xml=bytes(3 * 2**20)), RefusedError, "200 times its size"),
        ("cases.csv", b"a\n" * (grids.MOST_ROWS + 1), RefusedError, "more than 100,000 rows"),
    ],
)
def test_what_is_no_table_is_refused_in_one_sentence(
    tmp_path: Path, name: str, content: bytes, kind: type[Exception], words: str
) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(kind, match=words) as caught:
        read_cases(tmp_path / name, SETTINGS)
    assert name in str(caught.value)
    assert str(tmp_path) not in str(caught.value)


def test_a_workbook_of_too_many_rows_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(grids, "MOST_ROWS", 3)
    path = workbook(tmp_path, [HEADER.split(",")] * 5)
    with pytest.raises(RefusedError, match="more than 3 rows"):
        read_cases(path, SETTINGS)


def test_a_workbook_without_a_sheet_of_cells_is_refused(tmp_path: Path) -> None:
    book = Workbook()
    book.create_chartsheet("Chart")
    book.remove(book.worksheets[0])
    book.save(tmp_path / "cases.xlsx")
    with pytest.raises(InputError, match=r"no sheet with cells|damaged"):
        read_cases(tmp_path / "cases.xlsx", SETTINGS)


@given(st.binary(max_size=60) | st.text("P1,;\t\"\n'case_idarea", max_size=60).map(str.encode))
@hypothesis_settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_bytes_are_read_or_refused_and_never_fail(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "cases.csv").write_bytes(content)
    try:
        found = read_cases(tmp_path / "cases.csv", SETTINGS)
    except (InputError, RefusedError):
        return
    assert found.rows or found.problems


def test_columns_are_named_as_a_spreadsheet_names_them() -> None:
    assert [letter(n) for n in (0, 25, 26, 701, 702)] == ["A", "Z", "AA", "ZZ", "AAA"]


def test_the_sample_case_list_reads_clean_and_every_file_is_there() -> None:
    settings, _ = read_settings(SAMPLE / "study.yaml")
    assert settings is not None
    found = read_cases(SAMPLE / "cases.csv", settings)
    assert found.problems == ()
    files = {name for row in found.rows for name in row.transcripts}
    assert len(found.rows) == 46
    assert files == {path.name for path in (SAMPLE / "transcripts").iterdir()}


def test_one_cell_far_off_does_not_make_millions_of_blank_ones_to_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(grids, "MOST_CELLS", 500)
    path = workbook(tmp_path, [HEADER.split(","), ROW.split(",")])
    assert len(read_cases(path, SETTINGS).rows) == 1
    path = workbook(tmp_path, [HEADER.split(","), ROW.split(","), *([None] for _ in range(600)), ["P2"]])
    with pytest.raises(RefusedError, match="spans more than 500 cells"):
        read_cases(path, SETTINGS)


def test_a_table_wider_than_any_case_list_is_refused(tmp_path: Path) -> None:
    wide = [f"h{number}" for number in range(1_001)]
    with pytest.raises(RefusedError, match="more than 1,000 columns"):
        csv_list(tmp_path, ",".join(wide))
    with pytest.raises(RefusedError, match="more than 1,000 columns"):
        read_cases(workbook(tmp_path, [wide]), SETTINGS)


def test_a_part_of_a_workbook_that_no_office_would_write_is_refused_before_it_is_parsed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = workbook(tmp_path, [HEADER.split(","), ROW.split(",")])
    monkeypatch.setattr(archives, "MARKS", 10)
    with pytest.raises(RefusedError, match="more than 10 marks"):
        read_cases(path, SETTINGS)
