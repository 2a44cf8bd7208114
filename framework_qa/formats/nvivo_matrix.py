"""NVivo's framework matrix as a workbook: A1 empty, columns `A : Issues`, rows `1 : Anna`, extracts a line each."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from framework_qa.formats.grids import Row, read_rows
from framework_qa.formats.reading import unreadable
from framework_qa.formats.remarks import Remarks
from framework_qa.formats.sheets import letter
from framework_qa.model.segments import ForeignCell, ForeignMatrix

_COLUMN = re.compile(r"[A-Z]{1,3}\s*:\s*(.*)", re.DOTALL)
_ROW = re.compile(r"[0-9]{1,6}\s*:\s*(.*)", re.DOTALL)


def read_nvivo_matrix(path: Path) -> ForeignMatrix:
    """Read a framework matrix; raise InputError where the file is none. An empty cell is no cell."""
    remarks = Remarks(path.name)
    rows = read_rows(path, remarks, "Framework Matrix")
    columns = _columns(rows[0]) if rows else {}
    if not columns:
        why = "it is no framework matrix: A1 is not empty, or no column is headed like A : Issues"
        raise unreadable(path.name, why, "Export the framework matrix from NVivo as .xlsx and run the command again.")
    cells = tuple(cell for row in rows[1:] for cell in _cells(row, columns, remarks))
    return ForeignMatrix(path.name, cells, remarks.problems)


def _columns(header: Row) -> dict[int, str]:
    """Give the names of the columns; none where the first row is not a framework matrix's."""
    if header.cell(0):
        return {}
    named = ((column, _COLUMN.fullmatch(text)) for column, text in enumerate(header.cells) if text)
    return {column: found[1].strip() for column, found in named if found}


def _cells(row: Row, columns: dict[int, str], remarks: Remarks) -> Iterator[ForeignCell]:
    named = _ROW.fullmatch(row.cell(0))
    case = named[1].strip() if named else row.cell(0)
    for column in range(1, len(row.cells)):
        lines = tuple(line for part in row.cell(column).split("\n") if (line := part.strip()))
        if lines and column in columns:
            yield ForeignCell(f"{row.place}, column {letter(column)}", case, columns[column], lines)
        elif lines:
            cure = "Head it like the others, A : Issues, if it belongs to the matrix."
            remarks.warn(row.place, f"column {letter(column)} has no heading of a matrix and is left out.", cure)
