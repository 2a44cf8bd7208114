"""The rows of an edited sheet, put together by their hidden keys: wherever they stand, and in however many rows."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from math import inf

from framework_qa.model.edited import (
    CONTINUES,
    MARK,
    NOTHING_YET,
    SEE_ABOVE,
    SHEET,
    SYNTHESES_SHEET,
    TEXT,
    EditedCell,
    EditedRow,
    EditedSheet,
    Exported,
    Oddity,
    RowKey,
    goes_on,
)
from framework_qa.model.workbook import Area, address

_PART = re.compile(rf"(.*){re.escape(CONTINUES)}([0-9]{{1,6}})", re.DOTALL)
Place = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Found:
    """What stands in a cell: its text, and what is odd about it."""

    text: str
    oddity: Oddity | None = None


@dataclass(frozen=True, slots=True)
class FoundSheet:
    """A sheet as it stands in the file: its cells by row and column, what is merged, the notes by address."""

    title: str
    cells: Mapping[Place, Found]
    merged: Sequence[Area] = ()
    notes: Mapping[str, str] | None = None


def edited_sheet(found: FoundSheet, exported: Exported) -> EditedSheet | None:
    """Read a sheet by its keys; None where it has none, as the sheets that are only to be read."""
    keys = _row_of_keys(found)
    if not keys:
        return None
    row, codes = keys
    at = next(column for column, code in codes.items() if code.startswith(SHEET))
    sheet = codes[at].removeprefix(SHEET)
    return _Rows(found, row, codes, at, sheet, exported).sheet()


def _row_of_keys(found: FoundSheet) -> tuple[int, Mapping[int, str]] | None:
    """Find the row that names the columns, wherever it went, and the key of each column in it."""
    marked = sorted(place for place, cell in found.cells.items() if cell.text.startswith(f"{MARK}{SHEET}"))
    if not marked:
        return None
    row = marked[0][0]
    codes = {
        column: cell.text.removeprefix(MARK)
        for (at, column), cell in sorted(found.cells.items())
        if at == row and cell.text.startswith(MARK)
    }
    return row, codes


class _Rows:
    """The rows of one sheet, by their keys."""

    def __init__(
        self, found: FoundSheet, row: int, codes: Mapping[int, str], at: int, sheet: str, exported: Exported
    ) -> None:
        self.found = found
        self.keys_row = row
        self.keys_column = at
        self.name = sheet
        self.exported = exported
        self.columns: defaultdict[str, list[int]] = defaultdict(list)
        for column, code in codes.items():
            if column != at:
                self.columns[code].append(column)
        self.by_row: defaultdict[int, dict[int, Found]] = defaultdict(dict)
        for (number, column), cell in found.cells.items():
            self.by_row[number][column] = cell
        self.notes = found.notes or {}
        self._spans: dict[int, list[tuple[int, float]]] = {}

    def sheet(self) -> EditedSheet:
        """Put the sheet together."""
        known, rest = self._sorted()
        rows = [row for key, parts in known.items() for row in self._joined(key, parts)]
        typed = [EditedRow("", number, self._row_cells([number])) for number in rest if self._is_typed(number)]
        typed_numbers = {row.number for row in typed}
        strange = tuple(self._strange(number for number in rest if number not in typed_numbers))
        rows = sorted((*rows, *typed), key=lambda row: row.number)
        return EditedSheet(self.name, self.found.title, tuple(self.columns), tuple(rows), strange)

    def _sorted(self) -> tuple[Mapping[str, Mapping[int, list[int]]], list[int]]:
        """Sort the rows: those of a known key by key and part, and the others; the row of headings is neither."""
        known: defaultdict[str, defaultdict[int, list[int]]] = defaultdict(lambda: defaultdict(list))
        rest: list[int] = []
        numbers = [number for number in sorted(self.by_row) if number != self.keys_row]
        for number in numbers:
            key, part = self._key(number)
            if key:
                known[key][part].append(number)
            elif number != numbers[0]:
                rest.append(number)
        return known, rest

    def _key(self, number: int) -> tuple[str, int]:
        cell = self.by_row[number].get(self.keys_column)
        text = cell.text if cell else ""
        if RowKey(self.name, text) in self.exported.rows:
            return text, 0
        part = _PART.fullmatch(text)
        if part and RowKey(self.name, part[1]) in self.exported.rows:
            return part[1], int(part[2])
        return "", 0

    def _joined(self, key: str, parts: Mapping[int, list[int]]) -> Iterator[EditedRow]:
        """Join the rows of one key; where its first row stands twice, each is given."""
        more = [numbers[0] for part, numbers in sorted(parts.items()) if part]
        wanted = self.exported.rows[RowKey(self.name, key)].parts
        missing = len(parts) != wanted or max(parts) != wanted - 1
        for first in parts.get(0, ()):
            yield EditedRow(key, first, self._row_cells([first, *more]), missing=missing)
        if 0 not in parts:
            yield EditedRow(key, more[0], {}, missing=True)

    def _row_cells(self, numbers: Sequence[int]) -> dict[str, EditedCell]:
        return {code: self._of_columns(code, columns, numbers) for code, columns in self.columns.items()}

    def _of_columns(self, code: str, columns: Sequence[int], numbers: Sequence[int]) -> EditedCell:
        """Give the cell of a column, which somebody may have copied."""
        first, *others = (self._cell(code, column, numbers) for column in columns)
        if any(other.text != first.text for other in others):
            return replace(first, oddity=Oddity.TWICE)
        return first

    def _cell(self, code: str, column: int, numbers: Sequence[int]) -> EditedCell:
        pieces = [self.by_row[numbers[0]].get(column, Found(""))]
        if goes_on(code):
            more = [self.by_row[number].get(column, Found("")) for number in numbers[1:]]
            pieces += [piece for piece in more if piece.text != SEE_ABOVE]
        oddity = next((piece.oddity for piece in pieces if piece.oddity), None)
        if self.found.merged and any(self._merged(number, column) for number in numbers):
            oddity = Oddity.MERGED
        where = address(numbers[0], column)
        notes = [self.notes[at] for number in numbers if (at := address(number, column)) in self.notes]
        return EditedCell(where, "".join(piece.text for piece in pieces), oddity, "\n".join(notes))

    def _merged(self, row: int, column: int) -> bool:
        if column not in self._spans:
            self._spans[column] = _joined_spans(self.found.merged, column)
        spans = self._spans[column]
        place = bisect_right(spans, (row, inf)) - 1
        return place >= 0 and row <= spans[place][1]

    def _is_typed(self, number: int) -> bool:
        """Tell whether a row without a key is a synthesis that somebody typed."""
        if self.name != SYNTHESES_SHEET:
            return False
        wanted = [column for code in ("about", TEXT) for column in self.columns.get(code, ())]
        cells = (self.by_row[number].get(column) for column in wanted)
        return any(cell and cell.text.strip() for cell in cells)

    def _strange(self, rows: Iterable[int]) -> Iterator[str]:
        """Give where entries stand that no key names: the first of each row without one, and of each column."""
        for number in rows:
            cells = sorted(self.by_row[number].items())
            if filled := [column for column, cell in cells if cell.text.strip() not in ("", NOTHING_YET)]:
                yield address(number, filled[0])
        mine = {self.keys_column, *(column for columns in self.columns.values() for column in columns)}
        first: dict[int, str] = {}
        for number, row in sorted(self.by_row.items()):
            others = row.keys() - mine if self._key(number)[0] else ()
            for column in others:
                if row[column].text.strip():
                    first.setdefault(column, address(number, column))
        yield from (first[column] for column in sorted(first))


def _joined_spans(areas: Sequence[Area], column: int) -> list[tuple[int, float]]:
    """Give the stretches of rows that are merged in a column, in order, none of them overlapping."""
    spans: list[tuple[int, float]] = []
    for top, bottom in sorted((area.top, area.bottom) for area in areas if area.left <= column <= area.right):
        if spans and top <= spans[-1][1]:
            spans[-1] = (spans[-1][0], max(spans[-1][1], bottom))
        else:
            spans.append((top, bottom))
    return spans
