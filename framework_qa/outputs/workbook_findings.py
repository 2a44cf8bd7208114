"""Findings tables as sheets: one a sheet, its headings in row 1, so that C4 is the same in sheet, CSV and trace."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from openpyxl.utils import quote_sheetname

from framework_qa.outputs.files import write_atomically
from framework_qa.outputs.table import Table
from framework_qa.outputs.workbook_sheets import grid_of
from framework_qa.outputs.workbook_themes import CONTENTS
from framework_qa.outputs.xlsx import Column, Grid, Mark, Properties, Row, Sheet, write_sheets
from framework_qa.outputs.xlsx_looks import Look
from framework_qa.outputs.xlsx_text import Names, sheet_titles

WIDEST = 60.0  # characters of a column; longer values wrap


def findings_sheets(tables: Sequence[Table], taken: Sequence[str]) -> list[Sheet]:
    """Lay findings tables out, a sheet each, named after the table; `taken` are the names other sheets have."""
    titles = sheet_titles((table.name for table in tables), taken)
    return [_findings_sheet(table, title) for table, title in zip(tables, titles, strict=True)]


def _findings_sheet(found: Table, title: str) -> Sheet:
    source = (f"Source: {found.source}",) if found.source else ()
    notes = tuple(Row((Mark(line, Look.NOTE),)) for line in (found.title, *found.notes, *source))

    def grids() -> tuple[Grid, ...]:
        grid = grid_of(found, f"tbl_{found.name}", widest=WIDEST)
        return (Grid(grid.name, grid.columns, grid.rows, notes=notes),)

    return Sheet(title, grids, frozen=found.row_headings)


def write_findings(tables: Sequence[Table], properties: Properties, path: Path) -> tuple[str, ...]:
    """Write findings tables as a workbook of their own, a list of them first; give the names of its sheets."""
    body = findings_sheets(tables, (CONTENTS,))
    sheets = [_contents(tables, body, properties.title), *body]
    write_atomically(path, lambda stream: write_sheets(stream, sheets, properties, Names()))
    return tuple(sheet.title for sheet in sheets)


def _contents(tables: Sequence[Table], sheets: Sequence[Sheet], title: str) -> Sheet:
    rows = [
        Row((Mark(sheet.title, Look.LINK, f"{quote_sheetname(sheet.title)}!A1"), table.title))
        for sheet, table in zip(sheets, tables, strict=True)
    ]

    def grids() -> tuple[Grid, ...]:
        return (Grid("tblContents", (Column("Sheet", 34), Column("Table", 90)), rows),)

    return Sheet(CONTENTS, grids, (title,))
