"""The pages of a document, A4: upright, or lying where a table is too wide for an upright one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from lxml import etree

from framework_qa.outputs.docx.words import w

RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
MARGIN = 1134  # twips: two centimetres
EMU = 635  # English metric units in a twip
LEADING_WORDS = 1_200  # characters that go onto a lying page with the table they lead to


@dataclass(frozen=True, slots=True)
class Sides:
    """The width and height of a page in twips."""

    width: int
    height: int

    @property
    def room(self) -> int:
        """Give the width between the margins."""
        return self.width - 2 * MARGIN


class Page(Enum):
    """How a page lies."""

    UPRIGHT = Sides(11906, 16838)
    LYING = Sides(16838, 11906)


@dataclass(frozen=True, slots=True)
class Margins:
    """What stands above and below the text of every page, as relations to their parts."""

    header: str
    footer: str


def add_section(parent: etree._Element, page: Page, margins: Margins) -> None:
    """End a section here: what stands before it, back to the section before, is on such pages."""
    section = etree.SubElement(parent, w("sectPr"))
    for kind, relation in (("header", margins.header), ("footer", margins.footer)):
        etree.SubElement(section, w(f"{kind}Reference"), {w("type"): "default", RELATION: relation})
    # The first page of the document, under its title, wants no header.
    etree.SubElement(section, w("footerReference"), {w("type"): "first", RELATION: margins.footer})
    etree.SubElement(section, w("type"), {w("val"): "nextPage"})
    size = {w("w"): str(page.value.width), w("h"): str(page.value.height)}
    if page is Page.LYING:
        size[w("orient")] = "landscape"
    etree.SubElement(section, w("pgSz"), size)
    sides = dict.fromkeys(("top", "right", "bottom", "left"), str(MARGIN))
    distances = {**sides, "header": "567", "footer": "567", "gutter": "0"}
    etree.SubElement(section, w("pgMar"), {w(name): value for name, value in distances.items()})


def mark_title_page(body: etree._Element) -> None:
    """Give the first page of the first section no header."""
    etree.SubElement(next(body.iter(w("sectPr"))), w("titlePg"))


def take_back_section(paragraph: etree._Element) -> bool:
    """Let the section that ends with this paragraph go on; tell whether one did."""
    if not ends_section(paragraph):
        return False
    properties = paragraph[0]
    properties.remove(properties[-1])
    return True


def last_to_stay(body: etree._Element, headings: Sequence[str], text: Sequence[str]) -> etree._Element | None:
    """Give the paragraph below which lying pages begin; None where all of the body goes onto them.

    What leads to a table goes with it, so that no page is left with two lines on it: the heading above it, those
    that this one stands under, and a little text between. Where the pages before lie as well, all in between goes.
    """
    top, rank, words = len(body), len(headings), 0
    for place in reversed(range(len(body))):
        element, style = body[place], style_of(body[place])
        words += sum(len(piece.text or "") for piece in element.iter(w("t"))) if style in text else 0
        if ends_section(element):
            return element
        if style in headings and headings.index(style) < rank:
            top, rank = place, headings.index(style)
        elif style not in text or words > LEADING_WORDS:
            break
    else:
        top = 0
    return body[top - 1] if top else None


def ends_section(paragraph: etree._Element) -> bool:
    """Tell whether a section ends with a paragraph."""
    return paragraph.find(f"{w('pPr')}/{w('sectPr')}") is not None


def style_of(element: etree._Element) -> str:
    """Give the style of a paragraph, nothing for a table."""
    style = element.find(f"{w('pPr')}/{w('pStyle')}")
    return "" if style is None else str(style.get(w("val")))
