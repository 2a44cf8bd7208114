"""Tables as data: a title, columns, rows and notes, and behind each printed value the ids that put it there."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

Value = str | int


@dataclass(frozen=True, slots=True)
class Entry:
    """One printed value, and the ids of the codings, spans, cells or cases behind it.

    Where several values stand in one place, `parts` holds them one by one, each with its own ids.
    """

    value: Value
    refs: tuple[str, ...] = ()
    parts: tuple[Entry, ...] = ()

    def __str__(self) -> str:
        return str(self.value)


def listed(parts: Sequence[Entry]) -> Entry:
    """Put several values in one place, as print has it: joined by `; `, with the ids behind all of them."""
    refs = tuple(dict.fromkeys(ref for part in parts for ref in part.refs))
    return Entry("; ".join(str(part) for part in parts), refs, tuple(parts))


@dataclass(frozen=True, slots=True)
class Table:
    """A table that any renderer prints the same: rows are as wide as the columns, and no heading stands twice.

    The first `row_headings` columns say what a row is about; the others hold its values.
    """

    name: str
    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Entry, ...], ...]
    notes: tuple[str, ...] = ()
    source: str = ""
    row_headings: int = 1

    def __post_init__(self) -> None:
        if len(set(self.columns)) != len(self.columns):
            message = f"table {self.name}: a heading stands twice"
            raise ValueError(message)
        if any(len(row) != len(self.columns) for row in self.rows):
            message = f"table {self.name}: a row is not as wide as the columns"
            raise ValueError(message)

    def _repr_html_(self) -> str:
        """Show the table in a notebook."""
        from html import escape

        head = "".join(f"<th>{escape(column)}</th>" for column in self.columns)
        cells = ("".join(f"<td>{escape(str(entry))}</td>" for entry in row) for row in self.rows)
        body = "".join(f"<tr>{row}</tr>" for row in cells)
        return f"<table><caption>{escape(self.title)}</caption><tr>{head}</tr>{body}</table>"

    def at(self, address: str) -> Entry | None:
        """Give the entry at an address as a spreadsheet writes it (`C4`), the headings being row 1."""
        letters, digits = address.rstrip("0123456789"), address.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
        if letters + digits != address or not letters or not digits:
            return None
        place = sum((ord(letter) - ord("A") + 1) * 26**power for power, letter in enumerate(reversed(letters)))
        inside = 1 < int(digits) <= len(self.rows) + 1 and place <= len(self.columns)
        return self.rows[int(digits) - 2][place - 1] if inside else None

    @property
    def last(self) -> str:
        """Give the address of the last entry."""
        letters, rest = "", len(self.columns)
        while rest:
            rest, letter = divmod(rest - 1, 26)
            letters = chr(ord("A") + letter) + letters
        return f"{letters}{len(self.rows) + 1}"

    def values(self) -> tuple[tuple[Value, ...], ...]:
        """Give the rows as bare values."""
        return tuple(tuple(entry.value for entry in row) for row in self.rows)


def table(
    name: str,
    title: str,
    columns: Sequence[str],
    rows: Iterable[Sequence[Entry | Value]],
    *,
    notes: Sequence[str] = (),
    source: str = "",
    row_headings: int = 1,
) -> Table:
    """Build a table from rows of entries or bare values."""
    entries = tuple(tuple(v if isinstance(v, Entry) else Entry(v) for v in row) for row in rows)
    return Table(name, title, tuple(columns), entries, tuple(notes), source, row_headings)


def distinct_headings(wished: Sequence[str]) -> tuple[str, ...]:
    """Make headings one line each, none empty, and none like another even with case ignored: `Case`, `case (2)`."""
    taken: dict[str, str] = {}
    for wish in wished:
        plain = " ".join(wish.split()) or "unnamed"
        heading, number = plain, 1
        while heading.casefold() in taken:
            number += 1
            heading = f"{plain} ({number})"
        taken[heading.casefold()] = heading
    return tuple(taken.values())
