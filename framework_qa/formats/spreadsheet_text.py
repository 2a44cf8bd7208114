r"""Texts that survive a spreadsheet: escapes for cells, and lists in one cell.

In a list the separators and the backslash are written with a backslash in front. In a cell, what XML cannot hold or
an office would rewrite stands as `\uHHHH`: control characters, carriage returns, a text that reads like such an
escape, and the offices' own `_xHHHH_`. In CSV a cell that a spreadsheet would run or change (a formula, a date,
`4.10`, `TRUE`) has an apostrophe in front. Reading takes all of it back.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

_UNSAFE = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff\ufffe\uffff]|\\(?=u[0-9a-f]{4})|_(?=x[0-9A-Fa-f]{4}_)|x(?=005F_)"
)
_ESCAPE = re.compile(r"\\u([0-9a-f]{4})")
_MONTH = (
    "(jan(uary)?|feb(ruary)?|mar(ch)?|apr(il)?|may|june?|july?|aug(ust)?|sept?(ember)?|oct(ober)?|nov(ember)?"
    "|dec(ember)?)"
)
_CHANGED = re.compile(
    r"""(?xi)
      [=+\-@\t\r'＝＋－＠] .*         # run as a formula, or an apostrophe that would be taken away
    | \#.*                           # an error value
    | true | false
    | 0[0-9]+                        # loses its zero
    | [0-9]*[.,][0-9]*0              # 4.10 becomes 4.1
    | [0-9]{12,}                     # becomes 1.2E+15
    | [0-9.]+ e [-+]?[0-9]+
    | [0-9]+ (\s*[-/:]\s*[0-9]+){1,2} # a date or a time
    | [0-9]+\.[0-9]+\.[0-9]+
    | [0-9]{1,2} [\s/-]* MONTH ([\s/-]* [0-9]{2,4})?
    | MONTH [\s/-]* [0-9]{1,4}
    """.replace("MONTH", _MONTH),
    re.DOTALL,
)


def escape(text: str) -> str:
    """Make a text fit for a cell of any spreadsheet."""
    return _UNSAFE.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def unescape(text: str) -> str:
    """Take `escape` back."""
    return _ESCAPE.sub(lambda found: chr(int(found[1], 16)), text)


def guard(text: str) -> str:
    """Put an apostrophe before a CSV cell that a spreadsheet would run or change."""
    return f"'{text}" if _CHANGED.fullmatch(text) else text


def unguard(text: str) -> str:
    """Take `guard` back; an apostrophe that guards nothing stays."""
    return text[1:] if text.startswith("'") and _CHANGED.fullmatch(text[1:]) else text


def join_list(items: Iterable[str], separator: str = ";") -> str:
    """Write texts into one cell, parted by the separator and a space."""
    gap = f" {separator} " if separator != ";" else "; "
    return gap.join(protect(item, separator) for item in items)


def protect(text: str, separators: str) -> str:
    """Put a backslash before backslashes and separators."""
    return re.sub(rf"[\\{re.escape(separators)}]", lambda found: "\\" + found[0], text)


def split_list(cell: str, separator: str = ";") -> tuple[str, ...]:
    """Part a cell at its separators, still protected; empty items are left out."""
    parts = re.findall(rf"(?:[^\\{re.escape(separator)}]|\\.|\\$)+", cell, re.DOTALL)
    return tuple(part.strip() for part in parts if part.strip())


def plain(item: str) -> str:
    """Take the backslashes of `protect` away."""
    return re.sub(r"\\(.)", r"\1", item, flags=re.DOTALL)
