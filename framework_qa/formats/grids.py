"""Tables as files have them: the rows of a CSV file or of one workbook sheet, as texts with their places."""

from __future__ import annotations

import csv
import io
import re
import warnings
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from framework_qa.errors import FrameworkError
from framework_qa.formats.opening import read_bytes, text_of
from framework_qa.formats.reading import refused, unreadable
from framework_qa.formats.remarks import Remarks

if TYPE_CHECKING:
    from openpyxl.cell import Cell, MergedCell
    from openpyxl.workbook import Workbook

MOST_ROWS = 100_000
MOST_COLUMNS = 1_000
MOST_CELLS = 3_000_000  # looked at in a sheet, blank ones with them: one cell far off stands for millions
_SHEET = "xl/worksheets/"
_DELIMITED = frozenset({".csv", ".tsv", ".txt"})
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_SAVE_AS = "Save it as .xlsx or .csv and run the command again."
_DECIMALS = re.compile(r"0\.(0+)")


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its cells as trimmed text, and where it stands.

    `converted` names, by column, the cells in which a spreadsheet holds something else than text:
    `a number`, `a date`, `a time`, `true or false`, `an error`.
    """

    place: str
    cells: tuple[str, ...]
    converted: Mapping[int, str] = field(default_factory=dict)
    of_workbook: bool = False

    def cell(self, column: int) -> str:
        """Give the text of a cell; a short row ends in empty ones."""
        return self.cells[column] if column < len(self.cells) else ""


def read_rows(path: Path, remarks: Remarks, sheet: str = "Cases") -> tuple[Row, ...]:
    """Read the rows that are not blank, of a CSV file or of a workbook's sheet of this name (else its first).

    The content decides which it is. What cannot be read at all raises InputError, what is not safe RefusedError.
    """
    data = read_bytes(path)
    if is_workbook(path.name, data):
        return tuple(_workbook_rows(path.name, data, sheet))
    if path.suffix.casefold() not in _DELIMITED:
        raise unreadable(path.name, "it is neither a workbook (.xlsx) nor a .csv file", _SAVE_AS)
    return _csv_rows(text_of(data, remarks), remarks)


def is_workbook(name: str, data: bytes) -> bool:
    """Tell a workbook from text by its content; other things that offices save are refused by name."""
    if data.startswith(_OLE):
        raise unreadable(name, "it is an old Excel workbook (.xls), or one with a password", _SAVE_AS)
    if data.startswith(b"%PDF"):
        raise unreadable(name, "it is a PDF", _SAVE_AS)
    if not data.startswith(b"PK\x03\x04"):
        return False
    _check_archive(name, data)
    return True


def _check_archive(name: str, data: bytes) -> None:
    """Look at a workbook's archive before a library does: limits, the kind of workbook, no document types."""
    from framework_qa.formats.archives import Archive, check_marks

    with Archive(name, data) as archive:
        members = archive.names()
        if "xl/workbook.xml" not in members:
            kind = "an OpenDocument file" if "content.xml" in members else "an archive, but no .xlsx workbook"
            raise unreadable(name, f"it is {kind}", _SAVE_AS)
        for member in members:
            if not member.endswith((".xml", ".rels")):
                continue
            xml = archive.read(member) or b""
            if not member.startswith(_SHEET):  # sheets are read cell by cell, and not all of them
                check_marks(name, xml)
            if _has_doctype(xml):
                cure = "Find out where the file comes from; if it is sound, copy its cells into a new workbook."
                raise refused(name, "the XML inside it carries a document type, which no office program writes", cure)


def _has_doctype(xml: bytes) -> bool:
    return any("<!DOCTYPE".encode(encoding) in xml for encoding in ("ascii", "utf-16-le", "utf-16-be"))


def _csv_rows(text: str, remarks: Remarks) -> tuple[Row, ...]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
    rows: list[Row] = []
    try:
        for number, cells in enumerate(reader, 1):
            trimmed = tuple(cell.strip() for cell in cells)
            if len(trimmed) > MOST_COLUMNS:
                raise _too_wide(remarks.path)
            if any(trimmed):
                rows.append(Row(f"row {number}", trimmed))
            if len(rows) > MOST_ROWS:
                raise _too_many(remarks.path)
    except csv.Error:
        message = "the quotation marks of a cell do not match from here on."
        remarks.error(f"line {reader.line_num}", message, 'Close the cell with ", and double a " inside it.')
    return tuple(rows)


def _too_many(name: str) -> Exception:
    return refused(name, f"it has more than {MOST_ROWS:,} rows", "Check that it is the right file.")


def _too_wide(name: str) -> Exception:
    return refused(name, f"it has more than {MOST_COLUMNS:,} columns", "Check that it is the right file.")


def _delimiter(text: str) -> str:
    """Find what parts the header's cells: the most frequent of comma, semicolon and tab outside quotation marks."""
    header = next((line for line in text.split("\n", 100) if line.strip()), "")
    bare = re.sub(r'"[^"]*"', "", header)
    return max(",;\t", key=bare.count)


def _workbook_rows(name: str, data: bytes, sheet: str) -> Iterator[Row]:
    from openpyxl import load_workbook

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # openpyxl tells of styles and validations it leaves out; we read values
        try:
            workbook = load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
            rows = list(_sheet_rows(name, workbook, sheet))
            workbook.close()
        except FrameworkError:
            raise
        except Exception:  # noqa: BLE001 - a damaged workbook fails in openpyxl in every way Python has
            raise unreadable(name, "the workbook is damaged", f"Open it in a spreadsheet. {_SAVE_AS}") from None
    return iter(rows)


def _sheet_rows(name: str, workbook: Workbook, sheet: str) -> Iterator[Row]:
    worksheets = workbook.worksheets
    if not worksheets:
        raise unreadable(name, "the workbook has no sheet with cells", _SAVE_AS)
    chosen = next((one for one in worksheets if one.title.casefold() == sheet.casefold()), worksheets[0])
    chosen.reset_dimensions()
    found = looked = 0
    for number, cells in enumerate(chosen.iter_rows(), 1):
        looked += len(cells) + 1
        if looked > MOST_CELLS:
            cure = "Delete the rows and columns beyond its last entry, and run the command again."
            raise refused(name, f"its sheet spans more than {MOST_CELLS:,} cells", cure)
        if not cells:
            continue  # a row that is not in the file; there may be a million before one that is
        row = _row(f"sheet {chosen.title}, row {number}", cells)
        if len(row.cells) > MOST_COLUMNS:
            raise _too_wide(name)
        if row.cells:
            found += 1
            yield row
        if found > MOST_ROWS:
            raise _too_many(name)


def _row(place: str, cells: Iterable[Cell | MergedCell]) -> Row:
    texts, converted = [], {}
    for column, cell in enumerate(cells):
        text, kind = _value(cell)
        texts.append(text)
        if kind:
            converted[column] = kind
    while texts and not texts[-1]:
        texts.pop()
    return Row(place, tuple(texts), converted, of_workbook=True)


def _value(cell: Cell | MergedCell) -> tuple[str, str]:
    """Give a cell's value as text, and what it is if it is none."""
    value: object = cell.value
    if value is None:
        return "", ""
    if isinstance(value, str):
        text = value.replace("_x000D_\n", "\n").replace("_x000D_", "\n")  # how offices write a carriage return
        return text.strip(), "an error" if cell.data_type == "e" else ""
    if isinstance(value, bool):
        return str(value).casefold(), "true or false"
    if isinstance(value, datetime | date):
        return value.isoformat().removesuffix("T00:00:00"), "a date"
    if isinstance(value, time | timedelta):
        return str(value), "a time"
    return _number(value, cell.number_format), "a number"


def _number(value: object, shown: str) -> str:
    """Print a number as the spreadsheet shows it, so that 4.10 is not read as 4.1 where it is shown as 4.10."""
    if isinstance(value, float) and (decimals := _DECIMALS.fullmatch(shown or "")):
        return f"{value:.{len(decimals[1])}f}"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)
