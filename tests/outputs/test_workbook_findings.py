"""Findings tables in workbooks: an address there is the address that trace and the CSV know."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import openpyxl
import pytest
from python_calamine import CalamineWorkbook

from framework_qa.outputs.delimited import from_csv_text, to_csv
from framework_qa.outputs.table import Table, table
from framework_qa.outputs.workbook_findings import write_findings
from framework_qa.outputs.xlsx import Properties

PROPERTIES = Properties("A study: findings tables", "Findings tables", dt.datetime(2026, 1, 2))  # noqa: DTZ001
FUNDING = table(
    "funding",
    "Types of support and their funding",
    ("Level of support", "Type of support", "Funding"),
    [("Early intervention", "Parenting programmes", "Council budget; =1+1 †"), ("Crisis support", "Mediation", 4)],
    notes=("† Points to one case only.",),
    source="Interviews, 2016",
    row_headings=2,
)
LONG_NAME = table("a" * 40, "A table with a long name", ("What", "Number"), [("one", 1)])


@pytest.fixture
def path(tmp_path: Path) -> Path:
    target = tmp_path / "tables.xlsx"
    assert write_findings((FUNDING, LONG_NAME), PROPERTIES, target) == ("Contents", "funding", "a" * 31)
    return target


def test_a_findings_sheet_holds_the_table_from_its_first_row_as_the_csv_does(path: Path) -> None:
    sheet = openpyxl.load_workbook(path)["funding"]
    by_csv = from_csv_text(to_csv(FUNDING))
    for number, row in enumerate(by_csv, 1):
        assert tuple(str(cell.value) for cell in sheet[number]) == row
    assert sheet.freeze_panes == "C2"
    assert [t.ref for t in sheet.tables.values()] == ["A1:C3"]


def test_below_the_table_stand_its_title_its_notes_and_its_source(path: Path) -> None:
    rows = CalamineWorkbook.from_path(str(path)).get_sheet_by_name("funding").to_python()
    assert [row[0] for row in rows[3:] if row[0]] == [FUNDING.title, FUNDING.notes[0], "Source: Interviews, 2016"]


def test_the_first_sheet_lists_the_tables_with_links(path: Path) -> None:
    sheet = openpyxl.load_workbook(path)["Contents"]
    linked = {cell.hyperlink.location for row in sheet.iter_rows() for cell in row if cell.hyperlink}
    assert linked == {"'funding'!A1", f"'{'a' * 31}'!A1"}
    assert FUNDING.title in {cell.value for row in sheet.iter_rows() for cell in row}


def test_a_workbook_of_no_tables_is_a_list_of_none(tmp_path: Path) -> None:
    none: tuple[Table, ...] = ()
    assert write_findings(none, PROPERTIES, tmp_path / "none.xlsx") == ("Contents",)
