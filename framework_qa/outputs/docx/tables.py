"""A Table as a document's table: its own style, headings repeated on each page, rows whole, columns as content asks."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from xml.sax.saxutils import quoteattr

from lxml import etree

from framework_qa.outputs.docx.layout import Density, Layout
from framework_qa.outputs.docx.words import Style, add, paragraph, shown
from framework_qa.outputs.table import Table

TALLEST_WHOLE_ROW = 24  # lines; a taller row may go on over the page
LONGEST_NUMBER = 16  # characters: `not applicable` beside numbers is set as they are
NUMBER = re.compile(r"[0-9]+( †)?")
TOTALS = ("total", "subtotal")

WHOLE = "<w:cantSplit/>"


@dataclass(frozen=True, slots=True)
class Looks:
    """The styles of a table: of itself, and of what stands in its cells."""

    table: Style
    heading: Style
    number_heading: Style
    row_heading: Style
    text: Style
    number: Style
    total: Style
    total_number: Style


LOOKS = {
    Density.ROOMY: Looks(
        Style.TABLE,
        Style.TABLE_HEADING,
        Style.TABLE_NUMBER_HEADING,
        Style.TABLE_ROW_HEADING,
        Style.TABLE_TEXT,
        Style.TABLE_NUMBER,
        Style.TABLE_TOTAL,
        Style.TABLE_TOTAL_NUMBER,
    ),
    Density.DENSE: Looks(
        Style.DENSE_TABLE,
        Style.DENSE_HEADING,
        Style.DENSE_NUMBER_HEADING,
        Style.DENSE_ROW_HEADING,
        Style.DENSE_TEXT,
        Style.DENSE_NUMBER,
        Style.DENSE_TOTAL,
        Style.DENSE_TOTAL_NUMBER,
    ),
}


def add_table(parent: etree._Element, table: Table, layout: Layout) -> None:
    """Add a table, without its caption and notes."""
    add(parent, table_xml(table, layout))


def table_xml(table: Table, layout: Layout) -> str:
    """Write a table as XML: for thousands of cells, many times as fast as building each of its elements."""
    looks = LOOKS[layout.density]
    numbers = [_holds_numbers(table, place) for place in range(len(table.columns))]
    cells = [f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr>' for width in layout.widths]
    headings = [looks.number_heading if number else looks.heading for number in numbers]
    values = [looks.number if number else looks.text for number in numbers]
    values[: table.row_headings] = [looks.row_heading] * table.row_headings
    totals = [looks.total_number if number else looks.total for number in numbers]
    parts = [
        f"<w:tbl>{_properties(table, layout)}<w:tblGrid>",
        *(f'<w:gridCol w:w="{width}"/>' for width in layout.widths),
        "</w:tblGrid>",
        _row(f"{WHOLE}<w:tblHeader/>", cells, headings, table.columns),
    ]
    for row in table.rows:
        texts = [str(entry.value) for entry in row]
        total = any(name.casefold().startswith(TOTALS) for name in texts[: table.row_headings])
        parts.append(_row(_whole(texts, layout), cells, totals if total else values, texts))
    return "".join((*parts, "</w:tbl>"))


def _row(properties: str, cells: Sequence[str], styles: Sequence[str], texts: Sequence[str]) -> str:
    filled = "".join(
        f"{cell}{paragraph(style, text)}</w:tc>" for cell, style, text in zip(cells, styles, texts, strict=True)
    )
    return f"<w:tr><w:trPr>{properties}</w:trPr>{filled}</w:tr>"


def _whole(texts: Sequence[str], layout: Layout) -> str:
    """Keep a row on one page, unless it is so tall that much of a page would stay empty."""
    tall = any(layout.lines_of(text, place) > TALLEST_WHOLE_ROW for place, text in enumerate(texts))
    return "" if tall else WHOLE


def _properties(table: Table, layout: Layout) -> str:
    rows = f"{len(table.rows)} {'row' if len(table.rows) == 1 else 'rows'}"
    said = f"{rows} under these headings: {'; '.join(table.columns)}"
    return (
        f'<w:tblPr><w:tblStyle w:val="{LOOKS[layout.density].table}"/>'
        f'<w:tblW w:w="{sum(layout.widths)}" w:type="dxa"/><w:tblLayout w:type="fixed"/>'
        f'<w:tblLook w:firstRow="1" w:lastRow="0" w:firstColumn="{int(table.row_headings > 0)}" w:lastColumn="0"'
        f' w:noHBand="1" w:noVBand="1"/><w:tblCaption w:val={_attribute(table.title)}/>'
        f"<w:tblDescription w:val={_attribute(said)}/></w:tblPr>"
    )


def _attribute(text: str) -> str:
    return quoteattr(" ".join(shown(text).split()))


def _holds_numbers(table: Table, place: int) -> bool:
    """Tell whether a column of values is one of numbers, be it with a few words between them."""
    if place < table.row_headings:
        return False
    values = [str(row[place].value) for row in table.rows]
    return any(map(NUMBER.fullmatch, values)) and all(len(value) <= LONGEST_NUMBER for value in values)
