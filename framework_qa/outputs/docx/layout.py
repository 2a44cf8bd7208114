"""How a table is laid out: on which page, how densely, and how wide its columns are, as its content asks."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import Enum
from heapq import nlargest
from itertools import accumulate, pairwise

from framework_qa.outputs.docx.pages import Page
from framework_qa.outputs.table import Table

CHARACTER = 92  # twips that a character of a table's text takes, on average
LONGEST_WORD = 1_700  # twips; a longer word may be broken
LINE_LIMIT = 100  # characters; a longer text takes several lines wherever it stands
HEADING_LIMIT = 1_300  # twips; a longer heading takes two lines over shorter texts
LOOKED_AT = 400  # characters of a cell: what comes after changes nothing
CANDIDATES = 5  # the words of most characters, one of which is the broadest
MANY_COLUMNS = 6
SQUEEZED = 2  # lines that the texts of such a table may take on average

# Twips of bold Arial at nine points, by kind; all others are about as broad as an o.
_OTHERS = 110
_BREADTHS = {
    **dict.fromkeys("iIjl.,;:'!|/[] ", 52),
    **dict.fromkeys("frt-()", 68),
    **dict.fromkeys("ABCDEFGHJKLNOPQRSTUVXYZ", 130),
    **dict.fromkeys("mwMW", 165),
}


@dataclass(frozen=True, slots=True)
class Measure:
    """The twips of a cell's two margins, and the size of its text as a share of nine points."""

    margins: int
    size: float


class Density(Enum):
    """How a table is set; the styles of both are in styles.xml."""

    ROOMY = Measure(170, 1.0)
    DENSE = Measure(114, 8 / 9)


@dataclass(frozen=True, slots=True)
class Layout:
    """How one table is laid out; the widths, in twips, add up to the room on the page."""

    page: Page
    density: Density
    widths: tuple[int, ...]

    def lines_of(self, text: str, place: int) -> int:
        """Tell about how many lines a text takes in a column."""
        measure = self.density.value
        characters = max(1, round((self.widths[place] - measure.margins) / (CHARACTER * measure.size)))
        return len(text) // characters + 1 + text.count("\n")


@dataclass(frozen=True, slots=True)
class Wants:
    """What the columns of a table need for their words not to break, and what they wish: a line for each text."""

    needed: tuple[int, ...]
    wished: tuple[int, ...]

    def set_as(self, density: Density) -> Wants:
        """Give the same, set roomy or dense, with the margins of the cells."""
        size, margins = density.value.size, density.value.margins
        needed = tuple(round(need * size) + margins for need in self.needed)
        return Wants(needed, tuple(round(wish * size) + margins for wish in self.wished))


def layout_of(table: Table) -> Layout:
    """Lay a table out upright if its words stay whole there and its texts are not squeezed, densely if need be."""
    wants = _wants(table)
    for page in Page:
        for density in Density:
            asked = wants.set_as(density)
            if _fits(asked, page):
                return Layout(page, density, _widths(asked, page.value.room))
    # Nothing fits: as much as can be, and the longest words are broken.
    return Layout(Page.LYING, Density.DENSE, _widths(wants.set_as(Density.DENSE), Page.LYING.value.room))


def lying_layout_of(table: Table) -> Layout:
    """Lay a table out on a lying page: as it asks to be, or stretched to the room where it asked for an upright one."""
    layout = layout_of(table)
    if layout.page is Page.LYING:
        return layout
    room = Page.LYING.value.room
    whole = sum(layout.widths)
    *widths, _last = (width * room // whole for width in layout.widths)
    return Layout(Page.LYING, layout.density, (*widths, room - sum(widths)))


def _fits(wants: Wants, page: Page) -> bool:
    room = page.value.room
    squeezed = page is Page.UPRIGHT and len(wants.needed) > MANY_COLUMNS and sum(wants.wished) > SQUEEZED * room
    return sum(wants.needed) <= room and not squeezed


def _wants(table: Table) -> Wants:
    needed, wished = [], []
    for place, heading in enumerate(table.columns):
        texts = {str(row[place].value)[:LOOKED_AT] for row in table.rows}
        words = {word for text in (heading, *texts) for word in text.split()}
        longest = min(max(map(len, texts), default=0), LINE_LIMIT) * CHARACTER
        needed.append(min(_broadest(words), LONGEST_WORD))
        wished.append(max(needed[-1], longest, min(_breadth(heading), HEADING_LIMIT)))
    return Wants(tuple(needed), tuple(wished))


def _broadest(words: Iterable[str]) -> int:
    return max(map(_breadth, nlargest(CANDIDATES, words, len)), default=CHARACTER)


def _breadth(words: str) -> int:
    return sum(_BREADTHS.get(character, _OTHERS) for character in words)


def _widths(wants: Wants, room: int) -> tuple[int, ...]:
    """Share `room` twips out among the columns; the widths add up to it."""
    if sum(wants.wished) <= room:
        return _shared(room, wants.wished)
    if sum(wants.needed) >= room:
        return _shared(room, wants.needed)
    granted = _granted(wants, room)
    more = _shared(room - sum(granted), [wish - given for given, wish in zip(granted, wants.wished, strict=True)])
    return tuple(given + extra for given, extra in zip(granted, more, strict=True))


def _granted(wants: Wants, room: int) -> tuple[int, ...]:
    """Give every column what it needs, and those of small wishes all they wish if there is room for that."""
    small = room // len(wants.needed) // 2
    granted = tuple(wish if wish <= small else need for need, wish in zip(wants.needed, wants.wished, strict=True))
    return granted if sum(granted) <= room else wants.needed


def _shared(room: int, weights: Sequence[int]) -> tuple[int, ...]:
    """Share room out by weight, in whole twips, with nothing left over."""
    whole = sum(weights)
    edges = [0, *(room * weight // whole for weight in accumulate(weights))]
    return tuple(right - left for left, right in pairwise(edges))
