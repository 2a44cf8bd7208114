"""A document being written from its title down: headings, lines, captioned tables and pictures, lists of contents."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from typing import BinaryIO

from lxml import etree

from framework_qa.outputs.docx.fields import Place, add_field, close_bookmark, fill_contents, open_bookmark
from framework_qa.outputs.docx.layout import Layout, layout_of, lying_layout_of
from framework_qa.outputs.docx.package import About, Parts
from framework_qa.outputs.docx.pages import EMU, Page, add_section, last_to_stay, mark_title_page, take_back_section
from framework_qa.outputs.docx.pictures import Drawing, add_drawing
from framework_qa.outputs.docx.tables import add_table
from framework_qa.outputs.docx.words import Style, add_paragraph, add_words, w
from framework_qa.outputs.moments import moment_of
from framework_qa.outputs.table import Table

Piece = tuple[str, bool]  # words, and whether they are stressed

HEADINGS = (Style.HEADING_1, Style.HEADING_2, Style.HEADING_3, Style.HEADING_4)
CONTENTS = (Style.CONTENTS_1, Style.CONTENTS_2, Style.CONTENTS_3)
# What leads to a table; of the headings the highest first.
LEADING_HEADINGS = (Style.TITLE, Style.SUBTITLE, *HEADINGS)
LEADING_TEXT = (Style.BODY, Style.POINT, Style.TO_WRITE)


class Document:
    """A document that grows at its end; `save` fills its lists of contents and writes the file."""

    def __init__(self, about: About) -> None:
        self._parts = Parts(about)
        self._body = self._parts.body
        self._headings: list[Place] = []
        self._captions: list[Place] = []
        self._lists: list[tuple[etree._Element, str, list[Place]]] = []
        self._bookmarks = self._tables = self._figures = 0

    def add(self, style: Style, text: str) -> None:
        """Add a paragraph."""
        add_paragraph(self._body, style, text)

    def add_line(self, style: Style, pieces: Sequence[Piece]) -> None:
        """Add a paragraph whose words are partly stressed."""
        paragraph = add_paragraph(self._body, style)
        for text, strong in pieces:
            add_words(paragraph, text, strong=strong)

    def add_heading(self, level: int, text: str) -> None:
        """Add a heading; what is deeper than the fourth level stands on the fourth."""
        paragraph = add_paragraph(self._body, HEADINGS[min(level, len(HEADINGS)) - 1])
        with self._bookmark(paragraph) as bookmark:
            add_words(paragraph, text)
        if level <= len(CONTENTS):
            self._headings.append(Place(text, bookmark, CONTENTS[level - 1]))

    @contextlib.contextmanager
    def _bookmark(self, paragraph: etree._Element) -> Iterator[str]:
        self._bookmarks += 1
        number = self._bookmarks
        yield open_bookmark(paragraph, number)
        close_bookmark(paragraph, number)

    def add_contents(self) -> None:
        """Add the list of headings, three levels deep."""
        self._lists.append((add_paragraph(self._body, Style.CONTENTS_1), r'TOC \o "1-3" \h', self._headings))

    def add_list_of_tables(self) -> None:
        """Add the list of the tables' captions."""
        self._lists.append((add_paragraph(self._body, Style.CAPTIONS), r'TOC \h \c "Table"', self._captions))

    def add_table_caption(self, title: str) -> None:
        """Add a caption under the next number: `Table 3. ...`."""
        self._tables += 1
        paragraph = add_paragraph(self._body, Style.CAPTION)
        with self._bookmark(paragraph) as bookmark:
            self._number(paragraph, "Table", self._tables)
            add_words(paragraph, f". {title}")
        self._captions.append(Place(f"Table {self._tables}. {title}", bookmark, Style.CAPTIONS))

    def add_figure_caption(self, title: str) -> None:
        """Add a caption under the next number: `Figure 3. ...`."""
        self._figures += 1
        paragraph = add_paragraph(self._body, Style.CAPTION)
        self._number(paragraph, "Figure", self._figures)
        add_words(paragraph, f". {title}")

    def _number(self, paragraph: etree._Element, kind: str, number: int, *, again: bool = False) -> None:
        add_words(paragraph, f"{kind} ")
        repeated = r"\c " if again else ""
        add_field(paragraph, rf"SEQ {kind} {repeated}\* ARABIC", str(number))

    def add_table(self, table: Table, *, lying: bool = False) -> None:
        """Add a table with its caption, notes and source; it lies too where an upright page is too narrow for it."""
        with self._laid_out(lying_layout_of(table) if lying else layout_of(table)) as layout:
            self.add_table_caption(table.title)
            self._add_captioned(table, layout)

    def add_figure_table(self, table: Table) -> None:
        """Add the table that says the same as the figure above it, under the figure's number."""
        with self._laid_out(layout_of(table)) as layout:
            paragraph = add_paragraph(self._body, Style.CAPTION)
            self._number(paragraph, "Figure", self._figures, again=True)
            add_words(paragraph, f" as a table. {table.title}")
            self._add_captioned(table, layout)

    def _add_captioned(self, table: Table, layout: Layout) -> None:
        add_table(self._body, table, layout)
        for note in table.notes:
            self.add(Style.TABLE_NOTE, note)
        if table.source:
            self.add(Style.TABLE_NOTE, f"Source: {table.source}")
        # Two tables with nothing between them would become one.
        self.add(Style.TABLE_END, "")

    @contextlib.contextmanager
    def _laid_out(self, layout: Layout) -> Iterator[Layout]:
        if layout.page is Page.LYING:
            self._lay_down()
        yield layout
        if layout.page is Page.LYING:
            self._end_section(self._body[-1], Page.LYING)

    def _lay_down(self) -> None:
        """Let lying pages begin below what stands here, save for what leads to the table."""
        last = last_to_stay(self._body, LEADING_HEADINGS, LEADING_TEXT)
        if last is not None and not take_back_section(last):
            self._end_section(last, Page.UPRIGHT)

    def _end_section(self, paragraph: etree._Element, page: Page) -> None:
        properties = paragraph.find(w("pPr"))
        assert properties is not None  # noqa: S101 - every paragraph here has a style
        add_section(properties, page, self._parts.margins)

    def add_drawing(self, drawing: Drawing) -> None:
        """Add a picture, its caption aside, as wide as the text if it is wider."""
        relations = self._parts.embed(drawing.png, drawing.svg, self._figures)
        room = Page.UPRIGHT.value.room * EMU
        add_drawing(add_paragraph(self._body, Style.FIGURE), drawing, self._figures, relations, room)

    def save(self, stream: BinaryIO) -> None:
        """Fill the lists of contents, end the last section and write the file."""
        for closing, instruction, places in self._lists:
            fill_contents(closing, instruction, places)
        # What ends on a lying page has no upright one after it.
        lying = len(self._body) > 0 and take_back_section(self._body[-1])
        add_section(self._body, Page.LYING if lying else Page.UPRIGHT, self._parts.margins)
        mark_title_page(self._body)
        self._parts.save(stream)


def write_tables_document(tables: Sequence[Table], title: str, stream: BinaryIO) -> None:
    """Write tables as a .docx file, listed in front where they are several; the same tables give the same bytes."""
    document = Document(About(title, moment_of("")))
    document.add(Style.TITLE, title)
    if len(tables) > 1:
        document.add(Style.CONTENTS_HEADING, "Tables")
        document.add_list_of_tables()
    for table in tables:
        document.add_table(table)
    document.save(stream)
