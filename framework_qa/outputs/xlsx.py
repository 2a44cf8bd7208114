"""Sheets, streamed: rows go into the workbook's file as they come; nothing is cut, guessed, or run as a formula.

openpyxl writes the parts; what it would let through in silence is refused here first (a table with bad headings or
over other things), and what it would do in silence is not left to it: strings stay strings, long texts continue in
further rows, no temporary file ever holds a participant's words, and the same sheets give the same bytes.
"""

from __future__ import annotations

import datetime as dt
import zipfile
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest
from math import ceil
from typing import IO, Any, BinaryIO

from openpyxl import Workbook
from openpyxl.utils import get_column_letter, quote_sheetname
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet._writer import WorksheetWriter
from openpyxl.worksheet.cell_range import CellRange
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.filters import AutoFilter
from openpyxl.worksheet.header_footer import HeaderFooterItem, _HeaderFooterPart
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.table import Table as ExcelTable
from openpyxl.worksheet.table import TableColumn, TableStyleInfo
from openpyxl.worksheet.worksheet import Worksheet
from openpyxl.writer.excel import ExcelWriter
from openpyxl.xml.functions import Element, SubElement

from framework_qa.model.edited import CONTINUES, NOTHING_YET, SEE_ABOVE
from framework_qa.outputs.xlsx_looks import Look, fill_text, style_number, styles
from framework_qa.outputs.xlsx_text import LONGEST_TEXT, Names, check_headings, escape, row_height, split_long

CONTINUED = " (continued)"
NONE = "none"
WIDEST_NOTE = 2  # values in a row of notes
FILTER_BUTTON = " " * 3  # the room a filter's button takes from a heading
ZIP_TIME = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class Mark:
    """A value with a look of its own, a place it links to, or pieces of which some are bold."""

    value: str | int
    look: Look
    link: str = ""
    pieces: tuple[tuple[str, bool], ...] = ()


Printed = str | int | Mark


@dataclass(frozen=True, slots=True)
class Row:
    """One row of values; `anchor` is a defined name that points at it."""

    values: Sequence[Printed]
    anchor: str = ""


@dataclass(frozen=True, slots=True)
class Column:
    """A column: heading (see `safe_headings`), width in characters, look.

    `repeats` says that its value stands in continuation rows too; `choices` is the defined name of a list of words.
    `code` is the hidden key above the heading, where the sheet can come back; a hidden column, `keys`, holds the key of
    each row, and tells its continuation rows apart.
    """

    heading: str
    width: float
    look: Look = Look.TEXT
    repeats: bool = False
    choices: str = ""
    code: str = ""
    keys: bool = False


@dataclass(frozen=True, slots=True)
class Grid:
    """One Excel table, its title above, rows of notes below; `listed` is a defined name for its first column."""

    name: str
    columns: tuple[Column, ...]
    rows: Iterable[Row]
    title: str = ""
    notes: tuple[Row, ...] = ()
    listed: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet: lines above, then tables under each other, built when the sheet's turn comes.

    With `frozen` columns the sheet is one table from its first row on, whose header row and first columns stay in view;
    with `keyed` a hidden row of keys stands above them. `hidden` sheets are for the toolkit alone.
    """

    title: str
    grids: Callable[[], Sequence[Grid]]
    heading: tuple[str, ...] = ()
    frozen: int = 0
    keyed: bool = False
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class Properties:
    """What the document says of itself: never a person, a host or a folder."""

    title: str
    subject: str
    moment: dt.datetime


def write_sheets(stream: BinaryIO, sheets: Sequence[Sheet], properties: Properties, names: Names) -> None:
    """Write sheets as an .xlsx file; ValueError where Excel would call it broken."""
    book = Workbook()
    book.remove(book.worksheets[0])
    _describe(book, properties)
    for style in styles():
        book.add_named_style(style)
    targets = {id(book.create_sheet(sheet.title)): sheet for sheet in sheets}
    with _SteadyZip(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        _StreamedBook(book, archive, targets, names).write_data()


def _describe(book: Workbook, properties: Properties) -> None:
    said = book.properties
    said.creator, said.lastModifiedBy = "framework_qa", None
    said.title, said.subject = escape(properties.title), escape(properties.subject)
    said.created = said.modified = properties.moment


class _SteadyZip(zipfile.ZipFile):
    """A zip file whose members carry one fixed time, so that the same content gives the same bytes."""

    def writestr(
        self,
        zinfo_or_arcname: str | zipfile.ZipInfo,
        data: Any,  # noqa: ANN401 - zipfile's own
        compress_type: int | None = None,
        compresslevel: int | None = None,
    ) -> None:
        if isinstance(zinfo_or_arcname, str):
            zinfo_or_arcname = self.member(zinfo_or_arcname)
        super().writestr(zinfo_or_arcname, data, compress_type, compresslevel)

    def member(self, name: str) -> zipfile.ZipInfo:
        """Describe a member to be written."""
        described = zipfile.ZipInfo(name, ZIP_TIME)
        described.compress_type = zipfile.ZIP_DEFLATED
        described.external_attr = 0o600 << 16
        return described


class _StreamedBook(ExcelWriter):
    """openpyxl's own writer, save that each sheet's rows go straight into its member of the zip file."""

    def __init__(self, book: Workbook, archive: _SteadyZip, sheets: dict[int, Sheet], names: Names) -> None:
        super().__init__(book, archive)
        self._members = archive
        self._sheets = sheets
        self.names = names

    def write_worksheet(self, ws: Worksheet) -> None:
        member = self._members.member(ws.path[1:])
        with self._members.open(member, "w", force_zip64=True) as stream:
            writer = _StreamedSheet(ws, stream, self._sheets[id(ws)], self)
            writer.write()
        ws._rels = writer._rels  # type: ignore[attr-defined]  # noqa: SLF001 - as openpyxl's own writer hands them over
        self.manifest.append(ws)


class _StreamedSheet(WorksheetWriter):
    """Writes one sheet: its set-up, its rows as they come, then the tables and links that the rows brought."""

    def __init__(self, ws: Worksheet, stream: IO[bytes], sheet: Sheet, whole: _StreamedBook) -> None:
        super().__init__(ws, stream)
        self.page = ws
        self.sheet = sheet
        self.book = whole.workbook
        self.names = whole.names
        self.grids = tuple(sheet.grids())
        self.row = 0
        self.styles = {look: style_number(ws, look) for look in Look}
        self.widths = [
            max(filter(None, widths))
            for widths in zip_longest(*([column.width for column in grid.columns] for grid in self.grids))
        ]
        self.letters = [get_column_letter(number) for number in range(1, max(len(self.widths), WIDEST_NOTE) + 1)]
        self.links: list[Hyperlink] = ws._hyperlinks  # type: ignore[attr-defined]  # noqa: SLF001 - made by the writer above
        hidden = {n for grid in self.grids for n, column in enumerate(grid.columns, 1) if column.keys}
        _set_up(ws, sheet, self.widths, hidden)

    def write_dimensions(self) -> None:
        """Leave the sheet's size out: it is not known before its rows are, and readers count for themselves."""

    def write_rows(self) -> None:
        """Write the lines above, then each grid."""
        xml: Any = self.xf.send(True)
        with xml.element("sheetData"):
            for place, line in enumerate(self.sheet.heading):
                self._put_line(xml, line, Look.NOTE if place else Look.TITLE)
            for place, grid in enumerate(self.grids):
                if place or self.sheet.heading:
                    self._put(xml, [])
                self._write_grid(xml, grid)
            if not self.grids:
                self._put(xml, [Mark(NOTHING_YET, Look.SILENCE)], 20.5)
        self.xf.send(None)

    def _write_grid(self, xml: Any, grid: Grid) -> None:  # noqa: ANN401 - lxml's file
        headings = tuple(column.heading for column in grid.columns)
        check_headings(grid.name, headings)
        if grid.title:
            self._put_line(xml, grid.title, Look.TITLE)
        if self.sheet.keyed:
            self._put(xml, [Mark(escape(column.code), Look.NOTE) for column in grid.columns], hidden=True)
        wider = [(f"{heading}{FILTER_BUTTON}", width) for heading, width in zip(headings, self.widths, strict=False)]
        self._put(xml, [Mark(heading, Look.HEADING) for heading in headings], row_height(wider))
        top = self.row
        for row in grid.rows:
            self._write_row(xml, grid.columns, row)
        if self.row > top:
            self._mark_table(grid, headings, top)
        else:
            self._put(xml, [Mark(NOTHING_YET, Look.SILENCE)], 20.5)
        for note in grid.notes:
            self._put(xml, note.values, 17)

    def _put_line(self, xml: Any, line: str, look: Look) -> None:  # noqa: ANN401 - lxml's file
        self._put(xml, [Mark(escape(line), look)], 24 if look is Look.TITLE else 17)

    def _write_row(self, xml: Any, columns: Sequence[Column], row: Row) -> None:  # noqa: ANN401
        looks = [column.look for column in columns]
        for place, values in enumerate(_continued(columns, row.values)):
            texts = [_text(value) for value in values]
            self._put(xml, values, row_height(zip(texts, self.widths, strict=False)), looks)
            if row.anchor and not place:
                self._define(row.anchor, f"$A${self.row}")

    def _put(
        self,
        xml: Any,  # noqa: ANN401 - lxml's file
        values: Sequence[Printed],
        height: float = 15,
        looks: Sequence[Look] = (),
        *,
        hidden: bool = False,
    ) -> None:
        # Elements by hand: through openpyxl's cells the same rows take twice as long.
        self.row += 1
        shown = {"hidden": "1"} if hidden else {}
        row = Element("row", {"r": str(self.row), "ht": f"{height:g}", "customHeight": "1", **shown})
        for place, value in enumerate(values):
            self._add_cell(row, place, value, looks[place] if looks else Look.TEXT)
        xml.write(row)

    def _add_cell(self, row: Any, place: int, printed: Printed, look: Look) -> None:  # noqa: ANN401 - an element
        mark = printed if isinstance(printed, Mark) else None
        value = mark.value if mark else printed
        where = f"{self.letters[place]}{self.row}"
        if isinstance(value, int):
            style = self.styles[mark.look if mark else Look.NUMBER]
            SubElement(SubElement(row, "c", {"r": where, "s": style, "t": "n"}), "v").text = str(value)
            return
        style = self.styles[mark.look if mark else look]
        # An inline string is a string, whatever it begins with.
        cell = SubElement(row, "c", {"r": where, "s": style, "t": "inlineStr"})
        fill_text(SubElement(cell, "is"), str(value), mark.pieces if mark else ())
        if mark and mark.link:
            self.links.append(Hyperlink(ref=where, location=mark.link))

    def _define(self, name: str, place: str) -> None:
        target = f"{quote_sheetname(self.sheet.title)}!{place}"
        self.book.defined_names[name] = DefinedName(name, attr_text=target)

    def _mark_table(self, grid: Grid, headings: Sequence[str], top: int) -> None:
        reference = f"A{top}:{get_column_letter(len(headings))}{self.row}"
        table = ExcelTable(displayName=self.names.claim(grid.name), ref=reference)
        table.tableColumns = [TableColumn(id=number, name=heading) for number, heading in enumerate(headings, 1)]
        table.autoFilter = AutoFilter(ref=reference)
        table.tableStyleInfo = TableStyleInfo(name="TableStyleLight1", showRowStripes=False)
        refuse_clashes(self.page, table)
        self.page.add_table(table)
        if grid.listed:
            self._define(self.names.claim(grid.listed), f"$A${top + 1}:$A${self.row}")
        for number, column in enumerate(grid.columns, 1):
            if column.choices:
                letter = get_column_letter(number)
                _offer(self.page, column.choices, f"{letter}{top + 1}:{letter}{self.row}")


def refuse_clashes(ws: Worksheet, table: ExcelTable) -> None:
    """Refuse a table over merged cells, another table or a filter of the sheet's own: Excel would repair the file."""
    area = CellRange(table.ref)
    others = [CellRange(str(merged)) for merged in ws.merged_cells.ranges]
    others += [CellRange(other.ref) for other in ws.tables.values()]
    others += [CellRange(ws.auto_filter.ref)] if ws.auto_filter.ref else []
    if any(not area.isdisjoint(other) for other in others):
        message = f"table {table.displayName} lies over merged cells, another table or a filter"
        raise ValueError(message)


def _continued(columns: Sequence[Column], values: Sequence[Printed]) -> Iterator[Sequence[Printed]]:
    """Give a row as a cell can hold it, and the rows that continue what is too long for one."""
    if len(values) != len(columns):
        message = f"a row of {len(values)} values under {len(columns)} headings"
        raise ValueError(message)
    if all(map(_plain, values)):
        yield values
        return
    parts = [_parts(value) for value in values]
    yield [part[0] for part in parts]
    for number in range(1, max(map(len, parts))):
        yield [
            _continuation(column, part, number, first=not place)
            for place, (column, part) in enumerate(zip(columns, parts, strict=True))
        ]


def _plain(printed: Printed) -> bool:
    """Tell whether a value can stand as it is; most can, and this is asked of every cell."""
    value = printed.value if isinstance(printed, Mark) else printed
    if isinstance(value, str):
        return 0 < len(value) <= LONGEST_TEXT // 2 and "_x" not in value and value.isprintable()
    return True


def _text(printed: Printed) -> str:
    return str(printed.value if isinstance(printed, Mark) else printed)


def _continuation(column: Column, part: Sequence[Printed], number: int, *, first: bool) -> Printed:
    if len(part) > number:
        return part[number]
    if column.keys:
        return f"{_text(part[0])}{CONTINUES}{number}"
    if first:
        return f"{_text(part[0])}{CONTINUED}"
    return part[0] if column.repeats and len(part) == 1 else Mark(SEE_ABOVE, Look.SILENCE)


def _parts(printed: Printed) -> tuple[Printed, ...]:
    """Escape a value and cut it into what cells can hold; a value without words says so."""
    if isinstance(printed, int):
        return (printed,)
    if isinstance(printed, str):
        return split_long(escape(printed)) if printed else (Mark(NONE, Look.SILENCE),)
    if isinstance(printed.value, int):
        return (printed,)
    parts = split_long(escape(printed.value))
    if len(parts) > 1:
        return tuple(replace(printed, value=part, pieces=()) for part in parts)
    weighted = tuple((escape(text), bold) for text, bold in printed.pieces)
    return (replace(printed, value=parts[0], pieces=weighted),)


def _offer(ws: Worksheet, choices: str, area: str) -> None:
    offered = DataValidation(type="list", formula1=choices, allow_blank=False, showErrorMessage=True)
    offered.errorTitle, offered.error = "Not in the list", "Choose one of the words in the list."
    offered.add(area)
    ws.add_data_validation(offered)


PAGE_WIDTH = 360  # characters of Arial 11 across an A3 page; what is wider goes on further pages, not smaller


def _set_up(ws: Worksheet, sheet: Sheet, widths: Sequence[float], hidden: Collection[int]) -> None:
    for number, width in enumerate(widths, 1):
        ws.column_dimensions[get_column_letter(number)].width = width
        ws.column_dimensions[get_column_letter(number)].hidden = number in hidden
    if sheet.hidden:
        ws.sheet_state = ws.SHEETSTATE_VERYHIDDEN
    if sheet.frozen:
        _freeze(ws, sheet.frozen, 2 if sheet.keyed else 1)
    ws.page_setup.orientation, ws.page_setup.paperSize = "landscape", ws.PAPERSIZE_A3
    shown = sum(width for number, width in enumerate(widths, 1) if number not in hidden)
    ws.page_setup.fitToWidth, ws.page_setup.fitToHeight = ceil(shown / PAGE_WIDTH), 0
    ws.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    ws.HeaderFooter.oddFooter = HeaderFooterItem(left=_HeaderFooterPart("&A"), right=_HeaderFooterPart("page &P of &N"))


def _freeze(ws: Worksheet, columns: int, heading: int) -> None:
    """Keep the headings and the first columns in view; the cursor never starts in the hidden row above them."""
    first = f"{get_column_letter(columns + 1)}{heading + 1}"
    ws.freeze_panes = first
    ws.print_title_rows, ws.print_title_cols = f"{heading}:{heading}", "A:A"
    for selection in ws.sheet_view.selection:
        if heading > 1 and selection.pane == "bottomRight":
            selection.activeCell = selection.sqref = first
