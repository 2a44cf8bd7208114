"""The hidden sheet of a working workbook: of which study it is, and what every row said when it was exported."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from framework_qa.formats.working_workbook_rows import Found
from framework_qa.model.edited import COLUMNS, CONTINUES, NUMBERS, STAMP, Base, BaseRow, Exported, RowKey

_NONE = "none"
_LINE = 3  # sheet, key, digests


def read_keys(cells: Mapping[tuple[int, int], Found]) -> Exported | None:
    """Read the lines of the hidden sheet, in whatever order; None where they are none."""
    lines = tuple(_lines(cells))
    stamp = {key: value for sheet, key, value in lines if sheet == STAMP}
    if not stamp.get("version", "").isdecimal():
        return None
    columns = {key: tuple(value.split("\n")) for sheet, key, value in lines if sheet == COLUMNS}
    rows = {RowKey(sheet, key): _base_row(columns[sheet], digests) for sheet, key, digests in lines if sheet in columns}
    study, head = (stamp.get(name, _NONE).replace(_NONE, "") for name in ("study", "head"))
    numbered = (line.partition("=") for line in stamp.get(NUMBERS, "").split("\n"))
    numbers = {number: code for number, _, code in numbered if code}
    return Exported(study, head, int(stamp["version"]), rows, columns, numbers)


def _lines(cells: Mapping[tuple[int, int], Found]) -> Iterator[tuple[str, str, str]]:
    for row, column in sorted(cells):
        line = tuple(cells[row, place].text if (row, place) in cells else "" for place in range(1, _LINE + 1))
        if column == 1 and all(line):
            yield line[0], line[1], line[2]


def _base_row(columns: tuple[str, ...], digests: str) -> BaseRow:
    found = digests.split()
    parts = 1 + int(found.pop()[1:]) if found and found[-1].startswith(CONTINUES) else 1
    pairs = dict(zip(columns, found, strict=False))
    bases = {column: Base(*digest.split(":", 1)) for column, digest in pairs.items() if ":" in digest}
    return BaseRow({column: digest for column, digest in pairs.items() if ":" not in digest}, bases, parts)
