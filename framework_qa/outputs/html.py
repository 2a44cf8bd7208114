"""Tables as HTML: captioned, headed, scrolling by themselves when they are wide, with every word shown as it stands."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Callable, Iterable, Sequence
from html import escape
from importlib.resources import files

from framework_qa.outputs.table import Entry, Table, Value

LONGEST_COUNT = 16  # letters of "not applicable" and the like: what may stand in a column of numbers
LONG = 60  # letters of a text that wants a wide column

# What HTML cannot carry, a carriage return (readers rewrite it), and what a browser would show as nothing.
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
_RIGHT_TO_LEFT = re.compile(
    r"[\u0590-\u08ff\u200e\u200f\u202a-\u202e\u2066-\u2069\ufb1d-\ufdff\ufe70-\ufefc"
    r"\U00010800-\U00010fff\U0001e800-\U0001efff]"
)
_TOTALS = ("total", "subtotal")


def text(words: str) -> str:
    r"""Escape words for the inside of an element: markup shown, not obeyed; control characters as `\x07`."""
    return escape(_CONTROL.sub(_shown, words), quote=False)


def attribute(words: str) -> str:
    """Escape words for an attribute in double quotes."""
    return text(words).replace('"', "&quot;")


def inline(words: str) -> str:
    """Escape words that others stand beside: what may run from right to left is kept from reordering them."""
    return f"<bdi>{text(words)}</bdi>" if _RIGHT_TO_LEFT.search(words) else text(words)


def _shown(found: re.Match[str]) -> str:
    code = ord(found[0])
    return f"\\x{code:02x}" if code <= 0xFF else f"\\u{code:04x}"  # noqa: PLR2004 - two hexadecimal digits


def plain(entry: Entry) -> str:
    """Print a value by itself, without what is behind it."""
    return inline(str(entry))


def table_html(table: Table, *, number: str = "", wide: bool = False, entry: Callable[[Entry], str] = plain) -> str:
    """Print a table with its caption, notes and source line.

    `number` stands before the title, as `Table 3`; `wide` ones are for the screen and only named on paper; `entry`
    prints one value as HTML.
    """
    label = f"{number}. {table.title}" if number else table.title
    lead = f"<b>{text(number)}.</b> " if number else ""
    kinds = _kinds(table)
    parts = [
        f'<div class="{"table wide" if wide else "table"}">',
        f'<div class="scroll" role="region" tabindex="0" aria-label="{attribute(label)}"><table>',
        f"<caption><span>{lead}{inline(table.title)}</span></caption>",
        f"<thead><tr>{_head(table, kinds)}</tr></thead>\n<tbody>",
        *_rows(table, kinds, entry),
        "</tbody></table></div>",
        *(f'<p class="note">{inline(note)}</p>' for note in table.notes),
        f'<p class="source">Source: {inline(table.source)}</p>' if table.source else "",
        "</div>\n",
    ]
    return "".join(parts)


def _kinds(table: Table) -> tuple[str, ...]:
    """Tell of each column what it holds: `names` of rows, `n` for numbers, `long` texts or short ones."""
    columns = zip(*table.values(), strict=True) if table.rows else [()] * len(table.columns)
    return tuple("names" if place < table.row_headings else _kind(column) for place, column in enumerate(columns))


def _kind(column: Sequence[Value]) -> str:
    """Tell what a column holds; one of numbers has nothing else but `n/a` and the like."""
    longest = max((len(value) for value in column if isinstance(value, str)), default=0)
    if longest <= LONGEST_COUNT and any(isinstance(value, int) for value in column):
        return "n"
    return "long" if longest > LONG else ""


def _head(table: Table, kinds: Sequence[str]) -> str:
    return "".join(
        f'<th scope="col"{_class(kind)}>{inline(column)}</th>'
        for column, kind in zip(table.columns, kinds, strict=True)
    )


def _rows(table: Table, kinds: Sequence[str], entry: Callable[[Entry], str]) -> Iterable[str]:
    tags = [('<th scope="row">', "</th>") if kind == "names" else (f"<td{_class(kind)}>", "</td>") for kind in kinds]
    for row in table.rows:
        total = any(str(name).casefold().startswith(_TOTALS) for name in row[: table.row_headings])
        cells = (f"{start}{entry(value)}{end}" for (start, end), value in zip(tags, row, strict=True))
        yield f"<tr{_class('total' * total)}>{''.join(cells)}</tr>\n"


def _class(name: str) -> str:
    return f' class="{name}"' if name else ""


def asset(name: str) -> str:
    """Read a style sheet, script or template that comes with the package."""
    return (files("framework_qa.outputs.report") / "assets" / name).read_text(encoding="utf-8")


def policy(style: str, script: str = "") -> str:
    """Give the Content-Security-Policy of a page that holds this style and script, and may load nothing else."""
    allowed = [f"style-src '{_hash(style)}'"] + ([f"script-src '{_hash(script)}'"] if script else [])
    return "; ".join(["default-src 'none'", *allowed, "img-src data:", "base-uri 'none'", "form-action 'none'"])


def _hash(source: str) -> str:
    return f"sha256-{base64.b64encode(hashlib.sha256(source.encode('utf-8')).digest()).decode('ascii')}"


def to_html(tables: Sequence[Table], title: str = "", *, language: str = "en-GB") -> str:
    """Print tables as one page that needs nothing else: numbered where there are several."""
    style = asset("page.css")
    heading = title or (tables[0].title if tables else "Tables")
    shown = (table_html(t, number=f"Table {n}" if len(tables) > 1 else "") for n, t in enumerate(tables, 1))
    return (
        f'<!DOCTYPE html>\n<html lang="{attribute(language)}">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy(style)}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="referrer" content="no-referrer">\n<meta name="color-scheme" content="light dark">\n'
        f"<title>{text(heading)}</title>\n<style>{style}</style>\n</head>\n"
        f'<body class="alone">\n<main>\n<h1>{inline(heading)}</h1>\n{"".join(shown)}</main>\n</body>\n</html>\n'
    )
