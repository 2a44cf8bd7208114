"""The workbook for publication as .xlsx: every table marked up, nothing merged, filtered, frozen, shaded or hidden.

Cells are openpyxl's own here, because a publication is small. It is put together in memory: no temporary file ever
holds a participant's words, and the same pages give the same bytes.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Sequence
from enum import StrEnum
from typing import BinaryIO

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, NamedStyle, Side
from openpyxl.utils import get_column_letter, quote_sheetname
from openpyxl.worksheet._writer import WorksheetWriter
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.table import Table as ExcelTable
from openpyxl.worksheet.table import TableColumn, TableStyleInfo
from openpyxl.worksheet.worksheet import Worksheet
from openpyxl.writer.excel import ExcelWriter

from framework_qa.outputs.publication import Page, numbers_in
from framework_qa.outputs.publication_layout import (
    COUNTRY,
    LANGUAGE,
    LINK_INK,
    SECTION_SIZE,
    SIZE,
    TITLE_SIZE,
    TYPEFACE,
    heights,
    members_of,
    pages_across,
    table_name,
    widths,
    write_archive,
)
from framework_qa.outputs.table import Table, Value
from framework_qa.outputs.xlsx import Properties
from framework_qa.outputs.xlsx_text import Names, check_headings, escape, safe_headings


class Style(StrEnum):
    """The named styles; the first two are Excel's own, by which readers know a heading."""

    TITLE = "Heading 1"
    SECTION = "Heading 2"
    LINE = "Line"
    HEADING = "Column heading"
    HEADING_OF_NUMBERS = "Column heading of numbers"
    TEXT = "Words"
    NUMBER = "Number"
    LINK = "Link"


BUILT_IN = {Style.TITLE: 16, Style.SECTION: 17}
SIZES = {Style.TITLE: TITLE_SIZE, Style.SECTION: SECTION_SIZE}
BOLD = frozenset({Style.TITLE, Style.SECTION, Style.HEADING, Style.HEADING_OF_NUMBERS})
RIGHT = frozenset({Style.NUMBER, Style.HEADING_OF_NUMBERS})
LINES = frozenset({Style.TITLE, Style.SECTION, Style.LINE})


def write_publication(pages: Sequence[Page], properties: Properties, stream: BinaryIO) -> None:
    """Write the pages as an .xlsx file, a sheet each; the first one opens."""
    book = Workbook()
    book.remove(book.worksheets[0])
    _describe(book, properties)
    _add_styles(book)
    names = Names()
    for page in pages:
        _lay_out(book.create_sheet(page.name), page, names)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        _Writer(book, archive).write_data()
    write_archive(members_of(packed), stream)


def _describe(book: Workbook, properties: Properties) -> None:
    said = book.properties
    said.creator, said.lastModifiedBy = None, None
    said.title, said.subject = escape(properties.title), escape(properties.subject)
    said.language = f"{LANGUAGE}-{COUNTRY}"
    said.created = said.modified = properties.moment


def _add_styles(book: Workbook) -> None:
    book._named_styles["Normal"].font = Font(name=TYPEFACE, size=SIZE)  # type: ignore[attr-defined]  # noqa: SLF001 - widths are counted in its figures, and it has no public name
    for style in Style:
        book.add_named_style(_named(style))


def _named(style: Style) -> NamedStyle:
    said = NamedStyle(name=style.value, builtinId=BUILT_IN.get(style))
    ink = LINK_INK if style is Style.LINK else "000000"
    said.font = Font(
        name=TYPEFACE,
        size=SIZES.get(style, SIZE),
        bold=style in BOLD,
        underline="single" if style is Style.LINK else None,
        color=f"FF{ink}",
    )
    said.alignment = Alignment(
        horizontal="right" if style in RIGHT else "left", vertical="top", wrap_text=style not in LINES
    )
    if style not in LINES:
        side = Side(style="thin", color="FF7F7F7F")
        said.border = Border(left=side, right=side, top=side, bottom=side)
    return said


def _lay_out(sheet: Worksheet, page: Page, names: Names) -> None:
    broad = widths(page)
    _put(sheet, 1, 1, escape(page.title), Style.TITLE)
    for row, line in enumerate(page.lines, 2):
        _put(sheet, row, 1, escape(line.text), Style.SECTION if line.heading else Style.LINE)
    if page.table:
        _put_table(sheet, page, page.table, names)
    else:
        for row in range(1, len(page.lines) + 2):
            sheet.cell(row, 1).alignment = Alignment(horizontal="left", vertical="top", wrap_text=True)
    for column, width in enumerate(broad, 1):
        sheet.column_dimensions[get_column_letter(column)].width = width
    for row, points in enumerate(heights(page, broad), 1):
        sheet.row_dimensions[row].height = points
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", sheet.PAPERSIZE_A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = pages_across(broad), 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)


def _put(sheet: Worksheet, row: int, column: int, value: Value, style: Style) -> None:
    cell = sheet.cell(row, column, value)
    if isinstance(value, str):
        cell.data_type = "s"  # whatever it begins with, and whatever Excel would take it for
    cell.style = style.value


def _put_table(sheet: Worksheet, page: Page, found: Table, names: Names) -> None:
    headings = safe_headings(found.columns)
    check_headings(found.name, headings)
    top, right = len(page.lines) + 2, numbers_in(found)
    for column, (heading, number) in enumerate(zip(headings, right, strict=True), 1):
        _put(sheet, top, column, heading, Style.HEADING_OF_NUMBERS if number else Style.HEADING)
    for row, values in enumerate(found.values(), top + 1):
        for column, (value, style) in enumerate(zip(values, _styles(page, values), strict=True), 1):
            _put(sheet, row, column, value, style)
        if page.leads:
            _lead(sheet, row, str(values[0]))
    sheet.print_title_rows, sheet.print_title_cols = f"{top}:{top}", "A:A"
    _mark_up(sheet, found, headings, top, names)


def _styles(page: Page, values: Sequence[Value]) -> Iterator[Style]:
    for place, value in enumerate(values):
        if isinstance(value, int):
            yield Style.NUMBER
        else:
            yield Style.LINK if page.leads and not place else Style.TEXT


def _lead(sheet: Worksheet, row: int, name: str) -> None:
    sheet.cell(row, 1).hyperlink = Hyperlink(ref="", location=f"{quote_sheetname(name)}!A1")


def _mark_up(sheet: Worksheet, found: Table, headings: Sequence[str], top: int, names: Names) -> None:
    reference = f"A{top}:{get_column_letter(len(headings))}{top + len(found.rows)}"
    marked = ExcelTable(displayName=table_name(found, names), ref=reference)
    # With the columns named here openpyxl adds no filter buttons of its own.
    marked.tableColumns = [TableColumn(id=number, name=heading) for number, heading in enumerate(headings, 1)]
    marked.tableStyleInfo = TableStyleInfo(name="TableStyleLight1", showRowStripes=False)
    sheet.add_table(marked)


class _Writer(ExcelWriter):
    """openpyxl's own writer, save that a sheet is made in memory and not in a temporary file."""

    def __init__(self, book: Workbook, archive: zipfile.ZipFile) -> None:
        super().__init__(book, archive)
        self._members = archive

    def write_worksheet(self, ws: Worksheet) -> None:
        made = io.BytesIO()
        writer = WorksheetWriter(ws, made)
        writer.write()
        ws._rels = writer._rels  # type: ignore[attr-defined]  # noqa: SLF001 - as openpyxl's own writer hands them over
        self._members.writestr(ws.path[1:], made.getvalue())
        self.manifest.append(ws)
