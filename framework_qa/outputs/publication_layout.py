"""What both writers of the workbook for publication share: typefaces, widths, names, archives in steady bytes."""

from __future__ import annotations

import zipfile
from collections.abc import Iterable, Iterator, Sequence
from math import ceil, inf
from typing import BinaryIO

from framework_qa.outputs.publication import Page
from framework_qa.outputs.table import Table
from framework_qa.outputs.xlsx_text import TALLEST_ROW, Names, width_for, width_for_cells

LANGUAGE, COUNTRY = "en", "GB"
TYPEFACE = "Arial"
SIZE, SECTION_SIZE, TITLE_SIZE = 12, 14, 16
LINK_INK = "1F4E79"  # dark enough on white; links are underlined as well
COVER_WIDTH = 100.0
PAGE_WIDTH = 180  # characters across a printed page (A4, landscape); what is wider goes on further pages, not smaller
SHORT, LEAST_LONG = 60, 44  # characters on one line of a column, and of a column of longer texts
LONGEST_WORD = 40
LINE_HEIGHT = 15.5  # points of a line of Arial 12
ROOM = 6.0
ZIP_TIME = (1980, 1, 1, 0, 0, 0)


def widths(page: Page) -> tuple[float, ...]:
    """Choose the width of each column in characters: short values on one line, no word broken, no row too high."""
    found = page.table
    if found is None:
        return (COVER_WIDTH,)
    columns = zip(found.columns, zip(*found.rows, strict=True), strict=True)
    return tuple(_width(heading, [str(entry) for entry in entries]) for heading, entries in columns)


def _width(heading: str, texts: Sequence[str]) -> float:
    words = (word for text in (heading, *texts) for word in text.split() if len(word) <= LONGEST_WORD)
    least = width_for(words, 12, LONGEST_WORD * 1.2)
    if max(map(len, texts), default=0) <= SHORT:
        return width_for(texts, least, SHORT * 1.2)
    return width_for_cells(texts, max(least, LEAST_LONG), 110)


def pages_across(broad: Sequence[float]) -> int:
    """Tell on how many pages beside each other columns are printed."""
    return ceil(sum(broad) / PAGE_WIDTH)


def heights(page: Page, broad: Sequence[float]) -> tuple[float, ...]:
    """Estimate the height in points of every row, from the title down; above a table a free neighbour lends room."""
    above = [(page.title, TITLE_SIZE), *((one.text, SECTION_SIZE if one.heading else SIZE) for one in page.lines)]
    room = inf if page.table else COVER_WIDTH
    tops = (_height([(text, room * SIZE / size)], LINE_HEIGHT * size / SIZE) for text, size in above)
    rows = (page.table.columns, *page.table.values()) if page.table else ()
    return (*tops, *(_height(zip(map(str, row), broad, strict=True)) for row in rows))


def _height(texts: Iterable[tuple[str, float]], line: float = LINE_HEIGHT) -> float:
    lines = max(sum(_lines(part, width) for part in text.split("\n")) for text, width in texts)
    return min(TALLEST_ROW, lines * line + ROOM)


def _lines(text: str, width: float) -> int:
    letter = 1.10 if len(text) < 2 * width else 1.0  # in a long text narrow letters make up for what line ends lose
    return ceil(len(text) * letter / width) or 1


def table_name(found: Table, names: Names) -> str:
    """Name the mark-up of a table after it."""
    return names.nearest(f"tbl_{'_'.join(found.name.split())}")


def write_archive(members: Iterable[tuple[str, bytes]], stream: BinaryIO, *, stored: Sequence[str] = ()) -> None:
    """Write members as a zip file whose bytes follow from theirs alone; those `stored` are not compressed."""
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members:
            member = zipfile.ZipInfo(name, ZIP_TIME)
            member.compress_type = zipfile.ZIP_STORED if name in stored else zipfile.ZIP_DEFLATED
            member.external_attr = 0o600 << 16
            archive.writestr(member, data)


def members_of(source: BinaryIO) -> Iterator[tuple[str, bytes]]:
    """Give the members of a zip file in their order."""
    with zipfile.ZipFile(source) as archive:
        yield from ((name, archive.read(name)) for name in archive.namelist())
