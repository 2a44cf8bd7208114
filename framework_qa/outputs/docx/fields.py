"""Fields, with the result that a reader sees before Word computes them anew: numbers, links, lists of contents."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from lxml import etree

from framework_qa.outputs.docx.words import Style, add, add_paragraph, add_words, w


@dataclass(frozen=True, slots=True)
class Place:
    """A heading or caption that a list of contents leads to: its words, the bookmark on it, and its style there."""

    text: str
    bookmark: str
    style: Style


def add_field(paragraph: etree._Element, instruction: str, result: str) -> None:
    """Add a field that is not computed yet, with its result."""
    open_field(paragraph, instruction)
    add_words(paragraph, result)
    close_field(paragraph)


def open_field(paragraph: etree._Element, instruction: str) -> None:
    """Begin a field; what is added from here on, paragraphs too, is its result."""
    _mark(paragraph, "begin")
    add(paragraph, f'<w:r><w:instrText xml:space="preserve"> {instruction} </w:instrText></w:r>')
    _mark(paragraph, "separate")


def close_field(paragraph: etree._Element) -> None:
    """End the field that was begun last."""
    _mark(paragraph, "end")


def _mark(paragraph: etree._Element, kind: str) -> None:
    add(paragraph, f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>')


def open_bookmark(paragraph: etree._Element, number: int) -> str:
    """Begin a bookmark, named as Word names those of its own contents lists; give the name."""
    name = f"_Toc{number:09d}"
    etree.SubElement(paragraph, w("bookmarkStart"), {w("id"): str(number), w("name"): name})
    return name


def close_bookmark(paragraph: etree._Element, number: int) -> None:
    """End a bookmark."""
    etree.SubElement(paragraph, w("bookmarkEnd"), {w("id"): str(number)})


def fill_contents(closing: etree._Element, instruction: str, places: Sequence[Place]) -> None:
    """Put a list of contents in front of its closing paragraph: a line for each place, linked to it.

    Page numbers are Word's to add when the reader updates the list: nobody knows them before the pages are laid out.
    """
    first = _line(closing, places[0].style if places else Style.CONTENTS_1)
    open_field(first, instruction)
    for number, place in enumerate(places):
        line = _line(closing, place.style) if number else first
        link = etree.SubElement(line, w("hyperlink"), {w("anchor"): place.bookmark, w("history"): "1"})
        add_words(link, place.text)
    close_field(closing)


def _line(closing: etree._Element, style: Style) -> etree._Element:
    body = closing.getparent()
    assert body is not None  # noqa: S101 - a paragraph of a document stands in its body
    line = add_paragraph(body, style)
    closing.addprevious(line)
    return line
