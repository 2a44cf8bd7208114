r"""Tables as delimited text: TSV for pipes, CSV for spreadsheets; both can be read back exactly.

TSV: one row is one line. A backslash, a tab, a line end or any other control character inside a value stands as
`\\`, `\t`, `\n`, `\r` or `\xHH` (`\uHHHH`), so nothing a participant said moves a column or a terminal.

CSV: RFC 4180, every text in double quotes, lines ending in CR LF. A text that a spreadsheet would run as a formula
(it begins with `=`, `+`, `-`, `@`, a tab or CR, also the full-width signs) gets an apostrophe in front, and so does
one that begins with an apostrophe: taking one leading apostrophe away gives every text back, as `from_csv_text` does.
"""

from __future__ import annotations

import csv
import io
import re

from framework_qa.outputs.table import Table, Value

GUARDED = ("=", "+", "-", "@", "\t", "\r", "'", "＝", "＋", "－", "＠")

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\\]")
_ESCAPED = re.compile(r"\\(?:([\\tnr])|x([0-9a-f]{2})|u([0-9a-f]{4}))")
_SHORT = {"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"}
_LONG = {escaped[1]: plain for plain, escaped in _SHORT.items()}


def to_tsv(table: Table) -> str:
    """Print the headings and rows, tabs between values, one line a row."""
    lines = [table.columns, *table.values()]
    return "".join("\t".join(one_line(str(value)) for value in line) + "\n" for line in lines)


def one_line(text: str) -> str:
    """Escape what would break a line, a column or a terminal."""
    return _CONTROL.sub(_escape, text)


def from_one_line(text: str) -> str:
    """Give back the text that `one_line` escaped."""
    return _ESCAPED.sub(lambda found: _LONG[found[1]] if found[1] else chr(int(found[2] or found[3], 16)), text)


def _escape(found: re.Match[str]) -> str:
    character = found[0]
    if character in _SHORT:
        return _SHORT[character]
    code = ord(character)
    return f"\\x{code:02x}" if code <= 0xFF else f"\\u{code:04x}"  # noqa: PLR2004 - two hexadecimal digits


def to_csv(table: Table) -> str:
    """Print the headings and rows as CSV that no spreadsheet can run; write it to a file with a BOM for Excel."""
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, quoting=csv.QUOTE_NONNUMERIC, lineterminator="\r\n")
    writer.writerow([_guarded(heading) for heading in table.columns])
    writer.writerows([_guarded(value) for value in row] for row in table.values())
    return stream.getvalue()


def from_csv_text(text: str) -> tuple[tuple[str, ...], ...]:
    """Read what `to_csv` wrote: the headings, then the rows, every value as the text it was."""
    csv.field_size_limit(max(csv.field_size_limit(), len(text)))
    return tuple(tuple(value.removeprefix("'") for value in row) for row in csv.reader(io.StringIO(text, newline="")))


def _guarded(value: Value) -> Value:
    return f"'{value}" if isinstance(value, str) and value.startswith(GUARDED) else value
