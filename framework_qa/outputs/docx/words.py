"""Paragraphs and their words as a document holds them: one style each, and every character of a text shown."""

from __future__ import annotations

import re
from enum import StrEnum
from xml.sax.saxutils import escape

from lxml import etree

from framework_qa.outputs.delimited import one_line

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def w(name: str) -> str:
    """Name an element or attribute of WordprocessingML."""
    return f"{{{WORD}}}{name}"


class Style(StrEnum):
    """The styles of styles.xml that paragraphs, words and tables are given, by their ids."""

    TITLE = "Title"
    SUBTITLE = "Subtitle"
    DETAILS = "ReportDetails"
    HEADING_1 = "Heading1"
    HEADING_2 = "Heading2"
    HEADING_3 = "Heading3"
    HEADING_4 = "Heading4"
    BODY = "BodyText"
    POINT = "ListBullet"
    QUOTE = "Quote"
    ATTRIBUTION = "QuoteAttribution"
    BOX_TITLE = "KeyFindingsTitle"
    BOX = "KeyFindings"
    BOX_END = "BoxEnd"
    TO_WRITE = "ToWrite"
    CAPTION = "Caption"
    FIGURE = "Figure"
    TABLE = "FindingsTable"
    TABLE_TEXT = "TableText"
    TABLE_NUMBER = "TableNumber"
    TABLE_ROW_HEADING = "TableRowHeading"
    TABLE_TOTAL = "TableTotal"
    TABLE_TOTAL_NUMBER = "TableTotalNumber"
    TABLE_HEADING = "TableHeading"
    TABLE_NUMBER_HEADING = "TableNumberHeading"
    DENSE_TABLE = "DenseTable"
    DENSE_TEXT = "DenseTableText"
    DENSE_NUMBER = "DenseTableNumber"
    DENSE_ROW_HEADING = "DenseTableRowHeading"
    DENSE_TOTAL = "DenseTableTotal"
    DENSE_TOTAL_NUMBER = "DenseTableTotalNumber"
    DENSE_HEADING = "DenseTableHeading"
    DENSE_NUMBER_HEADING = "DenseTableNumberHeading"
    TABLE_NOTE = "TableNote"
    TABLE_END = "TableEnd"
    CONTENTS_HEADING = "TOCHeading"
    CONTENTS_1 = "TOC1"
    CONTENTS_2 = "TOC2"
    CONTENTS_3 = "TOC3"
    CAPTIONS = "TableofFigures"
    HEADER = "Header"
    FOOTER = "Footer"
    STRONG = "Strong"


# What XML cannot carry or a reader cannot see. A tab and a line end have elements of their own.
_UNSEEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufffe\uffff]")
_PIECES = re.compile(r"[\n\t]|[^\n\t]+")
_MARKS = {"\n": "<w:br/>", "\t": "<w:tab/>"}
_PARSER = etree.XMLParser(resolve_entities=False, huge_tree=True)


def paragraph(style: str, text: str = "") -> str:
    """Write a paragraph of a style as XML, with these words if there are any."""
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr>{run(text) if text else ""}</w:p>'


def run(text: str, style: str = "") -> str:
    r"""Write words as XML, by a style of characters if one is named.

    Line ends and tabs stand as such; what XML cannot carry or a reader cannot see stands as `\x07`.
    """
    properties = f'<w:rPr><w:rStyle w:val="{style}"/></w:rPr>' if style else ""
    if text.isprintable():
        return f"<w:r>{properties}{_text(text)}</w:r>"
    pieces = "".join(_MARKS.get(piece) or _text(piece) for piece in _PIECES.findall(shown(text)))
    return f"<w:r>{properties}{pieces}</w:r>"


def _text(text: str) -> str:
    kept = ' xml:space="preserve"' if text[:1].isspace() or text[-1:].isspace() else ""
    return f"<w:t{kept}>{escape(text)}</w:t>"


def shown(text: str) -> str:
    r"""Write what XML cannot carry or a reader cannot see as other lines of text have it: `\x07`, `\u2028`."""
    return _UNSEEN.sub(_escape, text.replace("\r\n", "\n"))


def _escape(found: re.Match[str]) -> str:
    escaped = one_line(found[0])
    return escaped if escaped != found[0] else f"\\u{ord(found[0]):04x}"


def add(parent: etree._Element, xml: str) -> etree._Element:
    """Add XML, one element or several, to the end of an element; give the last of them."""
    parent.extend(etree.fromstring(f'<w:part xmlns:w="{WORD}">{xml}</w:part>', _PARSER))
    return parent[-1]


def add_paragraph(parent: etree._Element, style: str, text: str = "") -> etree._Element:
    """Add a paragraph of a style, with these words if there are any."""
    return add(parent, paragraph(style, text))


def add_words(parent: etree._Element, text: str, *, strong: bool = False) -> None:
    """Add words to a paragraph or a link."""
    add(parent, run(text, Style.STRONG if strong else ""))
