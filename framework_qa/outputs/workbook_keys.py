"""The hidden keys of the working workbook: what `import workbook` knows every row, column and text by.

See model/edited.py for what they mean.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import zip_longest

from framework_qa.model.edited import (
    COLUMNS,
    CONTINUES,
    KEYS_SHEET,
    MARK,
    NUMBERS,
    SHEET,
    STAMP,
    VERSION,
    goes_on,
    guard_digest,
    text_digest,
)
from framework_qa.outputs.xlsx import NONE, Column, Grid, Mark, Printed, Row, Sheet
from framework_qa.outputs.xlsx_looks import Look
from framework_qa.outputs.xlsx_text import LONGEST_TEXT, escape, split_long

KEY_HEADING = "Key"
KEY_WIDTH = 12.0


def key_column(sheet: str, heading: str) -> Column:
    """Make the hidden column that holds the keys of a sheet's rows."""
    return Column(heading, KEY_WIDTH, Look.NOTE, repeats=True, code=f"{MARK}{SHEET}{sheet}", keys=True)


class Ledger:
    """What the workbook says, row by row: gathered while its sheets are written, and written last."""

    def __init__(self, study: str, head: str, numbers: Mapping[str, str]) -> None:
        self._lines: list[tuple[str, str, str]] = [
            (STAMP, "version", str(VERSION)),
            (STAMP, "study", study or "none"),
            (STAMP, "head", head or "none"),
            (STAMP, NUMBERS, "\n".join(f"{number}={code}" for code, number in numbers.items()) or "none"),
        ]

    def columns(self, sheet: str, codes: Sequence[str]) -> None:
        """Note the keys of a sheet's columns."""
        self._lines.append((COLUMNS, sheet, "\n".join(codes)))

    def row(self, sheet: str, key: str, codes: Sequence[str], values: Sequence[Printed], said: Sequence[str]) -> None:
        """Note a row's cells: protected ones by what is printed, editable ones by that and by `said`, their value.

        `said` holds digests, and nothing where a column is protected.
        """
        texts = [_text(value) for value in values]
        digests = [
            f"{text_digest(text)}:{value}" if value else guard_digest(text)
            for text, value in zip_longest(texts, said, fillvalue="")
        ]
        long = [text for code, text in zip(codes, texts, strict=True) if goes_on(code) and 2 * len(text) > LONGEST_TEXT]
        parts = max((len(split_long(escape(text))) for text in long), default=1)
        more = [f"{CONTINUES}{parts - 1}"] if parts > 1 else []
        self._lines.append((sheet, key, " ".join((*digests, *more))))

    def sheet(self) -> Sheet:
        """Lay out what was noted."""
        shapes = (Column("Sheet", 30, repeats=True), Column("Key", 30, repeats=True), Column("Digests", 100))
        return Sheet(KEYS_SHEET, lambda: (Grid("tblKeys", shapes, self._rows()),), hidden=True)

    def _rows(self) -> Iterator[Row]:
        return map(Row, self._lines)


def _text(printed: Printed) -> str:
    return str(printed.value if isinstance(printed, Mark) else printed) or NONE
