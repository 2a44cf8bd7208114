"""Text and names as a spreadsheet can hold them: control characters escaped, nothing too long, no name twice."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Sequence

from framework_qa.outputs.table import distinct_headings

LONGEST_TEXT = 32_767  # UTF-16 units a cell can hold
LONGEST_TITLE = 31  # UTF-16 units of a sheet's name
LONGEST_HEADING = 255
TALLEST_ROW = 409.0

# What XML cannot carry, a carriage return (readers rewrite it), and what reads like one of these escapes.
_UNSAFE = re.compile(r"[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)")
_WHOLE = re.compile(r"_x[0-9A-F]{4}_|(?s:.)")
_FORBIDDEN_IN_TITLES = re.compile(r"[\[\]:*?/\\\x00-\x1f\x7f\ud800-\udfff\ufffe\uffff]+")
_LIKE_A_CELL = re.compile(r"(?i)[a-z]{1,3}[0-9]+|r[0-9]*(c[0-9]*)?|c[0-9]*")
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_.]{0,254}")


def escape(text: str) -> str:
    """Write what a cell cannot hold as `_xHHHH_`, as spreadsheets do; `unescape` of model/edited.py takes it back."""
    return _UNSAFE.sub(lambda found: f"_x{ord(found[0]):04X}_", text)


def units(text: str) -> int:
    """Count UTF-16 code units, as spreadsheets do."""
    return len(text) + sum(character > "\uffff" for character in text)


def split_long(escaped: str) -> tuple[str, ...]:
    """Cut escaped text into pieces a cell can hold, between words where there are any; joined, they are the text."""
    if len(escaped) * 2 <= LONGEST_TEXT or units(escaped) <= LONGEST_TEXT:
        return (escaped,)
    pieces = []
    start = 0
    while start < len(escaped):
        end = _reach(escaped, start)
        pieces.append(escaped[start:end])
        start = end
    return tuple(pieces)


def _reach(escaped: str, start: int) -> int:
    room = LONGEST_TEXT
    last_space = 0
    for found in _WHOLE.finditer(escaped, start):
        room -= units(found[0])
        if room < 0:
            return last_space or found.start()
        if found[0].isspace():
            last_space = found.end()
    return len(escaped)


def sheet_titles(wished: Iterable[str], reserved: Sequence[str] = ()) -> tuple[str, ...]:
    """Make sheet names a spreadsheet takes: 31 units, no forbidden signs, none like another with case ignored."""
    taken = {"history", *(title.casefold() for title in reserved)}  # Excel keeps History for itself
    titles = []
    for wish in wished:
        plain = " ".join(_FORBIDDEN_IN_TITLES.sub(" ", wish).split()).strip("' ") or "Theme"
        title, number = _shortened(plain, ""), 1
        while title.casefold() in taken:
            number += 1
            title = _shortened(plain, f" ({number})")
        taken.add(title.casefold())
        titles.append(title)
    return tuple(titles)


def _shortened(title: str, ending: str) -> str:
    room = LONGEST_TITLE - len(ending)
    if units(title) <= room:
        return title + ending
    while units(title) > room:
        title = title[:-1]
    whole_words = title.rpartition(" ")[0]
    kept = whole_words if len(whole_words) > LONGEST_TITLE // 2 else title
    return kept.rstrip("' ") + ending


class Names:
    """The defined names and table names of one workbook: each given once, with case ignored."""

    def __init__(self) -> None:
        self._taken: set[str] = set()

    def claim(self, name: str) -> str:
        """Take a name as it stands; ValueError when it cannot be one, or is taken."""
        if not _NAME.fullmatch(name) or _LIKE_A_CELL.fullmatch(name):
            message = f"{name!r} cannot name a table or a range"
            raise ValueError(message)
        if name.casefold() in self._taken:
            message = f"the name {name!r} is taken"
            raise ValueError(message)
        self._taken.add(name.casefold())
        return name

    def nearest(self, wished: str) -> str:
        """Take the name nearest to what is wished: other signs dropped, a number added when it is taken."""
        plain = re.sub(r"[^A-Za-z0-9_]", "", wished)[:240]
        name, number = plain, 1
        while name.casefold() in self._taken:
            number += 1
            name = f"{plain}_{number}"
        return self.claim(name)


def check_headings(name: str, headings: Sequence[str]) -> None:
    """Refuse headings that Excel would call a broken file: empty, too long, on two lines, or twice."""
    if not headings or any(not h.strip() or "\n" in h or units(h) > LONGEST_HEADING for h in headings):
        message = f"table {name}: a heading is empty, over {LONGEST_HEADING} signs long or on two lines"
        raise ValueError(message)
    if len({heading.casefold() for heading in headings}) < len(headings):
        message = f"table {name}: a heading stands twice"
        raise ValueError(message)


def row_height(texts: Iterable[tuple[str, float]]) -> float:
    """Estimate a row's height in points from its texts and the widths of their columns."""
    lines = 1
    for text, width in texts:
        if len(text) * 1.10 > width or "\n" in text:
            lines = max(lines, _lines(text, width))
    return min(TALLEST_ROW, lines * 14.5 + 6)


def _lines(text: str, width: float) -> int:
    return sum(math.ceil(len(line) * _letter(len(line), width) / width) or 1 for line in text.split("\n"))


def _letter(length: int, width: float) -> float:
    """Give the width of a letter, in digits: in a long text narrow letters make up for what is lost at line ends."""
    return 1.10 if length < 2 * width else 0.97


def width_for(texts: Iterable[str], least: float, most: float) -> float:
    """Choose a column width that shows the longest of some texts on one line, within bounds."""
    return min(most, max(least, max((len(text) for text in texts), default=0) * 1.15 + 2))


def width_for_cells(texts: Iterable[str], least: float, most: float) -> float:
    """Choose a column width that shows the longest of some wrapped texts within the tallest row there can be."""
    longest = max((len(text) for text in texts), default=0)
    return min(most, max(least, math.ceil(longest * 1.10 / 26)))


def bold_pieces(pieces: Sequence[tuple[str, bool]]) -> Iterator[tuple[str, bool]]:
    """Join neighbours of the same weight, so that a rich text has as few runs as it can."""
    gathered, weight = "", False
    for text, bold in pieces:
        if bold is not weight and gathered:
            yield gathered, weight
            gathered = ""
        gathered, weight = gathered + text, bold
    if gathered:
        yield gathered, weight


def safe_headings(wished: Iterable[str]) -> tuple[str, ...]:
    """Make headings that a table in a workbook takes: escaped, of one line, no longer than allowed, none twice."""
    return distinct_headings([_heading(wish) for wish in wished])


def _heading(wish: str) -> str:
    plain = escape(" ".join(wish.split()))
    return plain if units(plain) <= LONGEST_HEADING - 10 else plain[: (LONGEST_HEADING - 10) // 2 - 1] + "…"
