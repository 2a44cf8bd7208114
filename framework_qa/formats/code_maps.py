"""A table that says which of our subthemes each code of another tool is: two columns, code and subtheme."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from framework_qa.errors import Problem
from framework_qa.formats.grids import Row, read_rows
from framework_qa.formats.headings import fold
from framework_qa.formats.remarks import Remarks

_COLUMNS = ("code", "subtheme")


@dataclass(frozen=True, slots=True)
class CodeRow:
    """One decision: their name, and the number or code of our subtheme."""

    place: str
    name: str
    subtheme: str


@dataclass(frozen=True, slots=True)
class CodeMap:
    """The decisions as read, and what is wrong with the table."""

    rows: tuple[CodeRow, ...]
    problems: tuple[Problem, ...]


def read_code_map(path: Path) -> CodeMap:
    """Read the table; a row whose subtheme is empty is not decided yet and is left out."""
    remarks = Remarks(path.name)
    rows = read_rows(path, remarks, "Codes")
    headings = [fold(heading) for heading in rows[0].cells] if rows else []
    missing = [name for name in _COLUMNS if name not in headings]
    for name in missing:
        remarks.error("", f"the column {name} is missing.", "Head the two columns code and subtheme.")
    if missing:
        return CodeMap((), remarks.problems)
    columns = [headings.index(name) for name in _COLUMNS]
    return CodeMap(tuple(_decided(rows[1:], columns, remarks)), remarks.problems)


def _decided(rows: tuple[Row, ...], columns: list[int], remarks: Remarks) -> Iterator[CodeRow]:
    first: dict[str, str] = {}
    for row in rows:
        name, subtheme = (row.cell(column) for column in columns)
        if name and first.setdefault(name, subtheme) != subtheme:
            remarks.error(row.place, "this code has another subtheme further up.", "Keep one of the two rows.")
        elif name and subtheme:
            yield CodeRow(row.place, name, subtheme)
