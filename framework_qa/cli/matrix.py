"""Draw a framework matrix on a terminal: side by side where there is room, else case by case."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich import box
from rich.table import Table as RichTable
from rich.text import Text

from framework_qa.cli.draw import plain

if TYPE_CHECKING:
    from rich.console import Console

    from framework_qa.outputs.framework import Matrix
    from framework_qa.outputs.table import Entry

NARROWEST = 24  # characters that a column of running text needs to be readable


def draw(matrix: Matrix, out: Console) -> None:
    """Draw a matrix in the way that the console's width allows."""
    columns = 1 + len(matrix.theme.subthemes)
    out.print(Text(matrix.theme.heading, style="bold"))
    if out.width // columns >= NARROWEST:
        _side_by_side(matrix, out)
    else:
        _case_by_case(matrix, out)


def _side_by_side(matrix: Matrix, out: Console) -> None:
    drawn = RichTable(box=box.SIMPLE_HEAD, show_lines=True, pad_edge=False)
    drawn.add_column(matrix.row_heading, style="bold", overflow="fold")
    for subtheme in matrix.theme.subthemes:
        drawn.add_column(subtheme.heading, ratio=1, overflow="fold")
    for row in matrix.rows:
        heading = Text.assemble((row.heading, "bold"), *(("\n" + label, "dim") for label in row.attributes))
        drawn.add_row(heading, *(_text(matrix.entry(states)) for states in row.cells))
    out.print(drawn)


def _case_by_case(matrix: Matrix, out: Console) -> None:
    for row in matrix.rows:
        out.print(Text.assemble("\n", (row.heading, "bold"), (f"  {', '.join(row.attributes)}", "dim")))
        drawn = RichTable(box=None, show_header=False, pad_edge=False, padding=(0, 1))
        drawn.add_column(width=max(12, out.width // 4), style="cyan", overflow="fold")
        drawn.add_column(ratio=1, overflow="fold")
        for subtheme, states in zip(matrix.theme.subthemes, row.cells, strict=True):
            drawn.add_row(subtheme.heading, _text(matrix.entry(states)))
        out.print(drawn)


def _text(entry: Entry) -> Text:
    text = plain(str(entry.value))
    if not entry.refs:
        return Text(text, style="dim italic")
    return Text(text, style="yellow" if text.startswith("DRAFT") else "")
