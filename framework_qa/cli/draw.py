"""Draw a table on a terminal: side by side where its columns can be read, else row by row, and its notes below."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from rich import box
from rich.padding import Padding
from rich.table import Table as RichTable
from rich.text import Text

if TYPE_CHECKING:
    from rich.console import Console

    from framework_qa.outputs.table import Table

_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f]")
GAP = 2  # characters between columns
RUNNING = 14  # characters that a column of running text needs to be readable
LONGEST_WORD = 30  # a longer one is folded, wherever it stands


def draw(found: Table, out: Console) -> None:
    """Draw a table in the way that the console's width allows."""
    if _needed(found) <= out.width:
        _side_by_side(found, out)
    else:
        _row_by_row(found, out)
    for note in (*found.notes, *([f"Source: {found.source}"] if found.source else [])):
        out.print(plain(note), style="dim")


def plain(text: str) -> str:
    """Show control characters as text, so that nothing a participant said moves a terminal; line ends stay."""
    return _CONTROL.sub(lambda found: f"\\x{ord(found[0]):02x}", text)


def _needed(found: Table) -> int:
    columns = zip(found.columns, *(map(str, row) for row in found.rows), strict=True)
    return sum(_readable(heading, values) for heading, *values in columns) + GAP * (len(found.columns) - 1)


def _readable(heading: str, values: Sequence[str]) -> int:
    """Give the width at which a column can be read: its longest word, and for running text a little more."""
    longest = max((len(word) for text in (heading, *values) for word in text.split()), default=1)
    whole = max(map(len, values), default=1)
    return max(min(longest, LONGEST_WORD), min(whole, RUNNING))


def _side_by_side(found: Table, out: Console) -> None:
    drawn = RichTable(
        title=plain(found.title), title_justify="left", title_style="bold", box=box.SIMPLE_HEAD, pad_edge=False
    )
    for column, name in enumerate(found.columns):
        numbers = bool(found.rows) and all(isinstance(row[column].value, int) for row in found.rows)
        drawn.add_column(plain(name), justify="right" if numbers else "left", overflow="fold")
    for row in found.rows:
        drawn.add_row(*(plain(str(entry)) for entry in row))
    out.print(drawn)


def _row_by_row(found: Table, out: Console) -> None:
    """Draw each row as a block: what it is about as its heading, then a line a column."""
    out.print(Text(plain(found.title), style="bold"))
    headings = found.row_headings
    width = max(12, min(max(map(len, found.columns[headings:]), default=1), out.width // 3))
    for row in found.rows:
        out.print(Text.assemble("\n", (plain(" · ".join(map(str, row[:headings]))), "bold")))
        block = RichTable(box=None, show_header=False, pad_edge=False, padding=(0, 1))
        block.add_column(width=width, style="cyan", overflow="fold")
        block.add_column(ratio=1, overflow="fold")
        for name, entry in zip(found.columns[headings:], row[headings:], strict=True):
            block.add_row(plain(name), plain(str(entry)))
        out.print(Padding(block, (0, 0, 0, 2)))
    out.print()
