"""The first rows of any table, to see by its headings what it is before anything else is read."""

from __future__ import annotations

import csv
import io
from itertools import islice
from pathlib import Path

from framework_qa.formats.grids import is_workbook
from framework_qa.formats.opening import read_bytes, text_of
from framework_qa.formats.remarks import Remarks

_LOOKED_AT = 5  # rows of a sheet; titles and notes may stand above its headings


def first_rows(path: Path) -> tuple[tuple[str, ...], ...]:
    """Give the first rows of every sheet of a workbook, or of a delimited text, as texts.

    Raises InputError or RefusedError where the file cannot be read or is not safe to.
    """
    data = read_bytes(path)
    if is_workbook(path.name, data):
        return tuple(_of_sheets(data))
    lines = io.StringIO(text_of(data, Remarks(path.name)), newline="")
    head = "".join(islice(lines, _LOOKED_AT))
    delimiter = max(",;\t", key=head.count)
    return tuple(tuple(row) for row in csv.reader(io.StringIO(head), delimiter=delimiter))


def _of_sheets(data: bytes) -> list[tuple[str, ...]]:
    import warnings

    from openpyxl import load_workbook

    found: list[tuple[str, ...]] = []
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # openpyxl tells of styles it leaves out; only values are read
        workbook = load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
        for sheet in workbook.worksheets:
            sheet.reset_dimensions()
            rows = islice(sheet.iter_rows(values_only=True), _LOOKED_AT)
            found += [tuple("" if value is None else str(value) for value in row) for row in rows]
        workbook.close()
    return found
