"""Tables as Markdown: a heading, a pipe table, notes and the source line, with every word shown as it stands."""

from __future__ import annotations

import re

from framework_qa.outputs.delimited import one_line
from framework_qa.outputs.table import Table

_HTML = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}
_ACTIVE = re.compile(r"[\\`*~|&<>]|(?<![^\W_])_|_(?![^\W_])|(?<=\])\(|(?<=\])\[")


def to_markdown(table: Table) -> str:
    """Print a table in GitHub's Markdown; what a participant said never becomes markup."""
    lines = [f"## {inline(table.title)}", "", _row(table.columns), _rule(table)]
    lines += [_row([str(entry) for entry in row]) for row in table.rows]
    for note in table.notes:
        lines += ["", inline(note)]
    if table.source:
        lines += ["", f"Source: {inline(table.source)}"]
    return "\n".join(lines) + "\n"


def inline(text: str) -> str:
    """Escape text for one line of Markdown: markup shown, not obeyed; line ends as `<br>`."""
    return "<br>".join(_ACTIVE.sub(_shown, one_line(line).replace("\\\\", "\\")) for line in text.splitlines())


def _shown(found: re.Match[str]) -> str:
    return _HTML.get(found[0], f"\\{found[0]}")


def _row(values: tuple[str, ...] | list[str]) -> str:
    return f"| {' | '.join(inline(value) for value in values)} |"


def _rule(table: Table) -> str:
    columns = zip(*table.values(), strict=True) if table.rows else [()] * len(table.columns)
    counted = [bool(column) and all(isinstance(value, int) for value in column) for column in columns]
    return f"| {' | '.join('---:' if numbers else '---' for numbers in counted)} |"
