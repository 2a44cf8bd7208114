"""The workbook for publication as .ods: the pages of the .xlsx, its tables marked by header rows and database ranges.

odfdo makes the elements and parts. What its template brings along (another language, a page header, pictures of menus)
is taken out, and the archive is written here, because odfdo would write the time of day into it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import BinaryIO

from odfdo import Cell, Column, Document, Element, HeaderRows, Link, Paragraph, Row
from odfdo import Table as Grid
from odfdo.const import ODF_CONTENT, ODF_MANIFEST, ODF_META, ODF_SETTINGS, ODF_STYLES
from openpyxl.utils import get_column_letter

from framework_qa.model.edited import unescape
from framework_qa.outputs.publication import Page, numbers_in
from framework_qa.outputs.publication_layout import (
    COUNTRY,
    LANGUAGE,
    SECTION_SIZE,
    SIZE,
    TITLE_SIZE,
    TYPEFACE,
    heights,
    pages_across,
    table_name,
    widths,
    write_archive,
)
from framework_qa.outputs.table import Table, Value
from framework_qa.outputs.xlsx import Properties
from framework_qa.outputs.xlsx_text import Names

MIMETYPE = "application/vnd.oasis.opendocument.spreadsheet"
PARTS = (ODF_CONTENT, ODF_META, ODF_SETTINGS, ODF_STYLES)
WIDTH_OF_A_FIGURE = 0.235  # centimetres, of Arial 12

# The two headings are those that every office program knows; `_20_` is how the format writes a blank in a name.
TITLE, SECTION, LINE, WRAPPED = "Heading_20_1", "Heading_20_2", "Line", "Wrapped_20_line"
WRAPPED_TITLE, WRAPPED_SECTION = "Wrapped_20_heading_20_1", "Wrapped_20_heading_20_2"
HEADING, HEADING_OF_NUMBERS = "Column_20_heading", "Column_20_heading_20_of_20_numbers"
WORDS, NUMBER, LINK = "Words", "Number", "Link"
STYLES = (TITLE, SECTION, LINE, WRAPPED, HEADING, HEADING_OF_NUMBERS, WORDS, NUMBER, LINK)
BOXED = frozenset({HEADING, HEADING_OF_NUMBERS, WORDS, NUMBER, LINK})
BOLD = frozenset({TITLE, SECTION, HEADING, HEADING_OF_NUMBERS})
RIGHT = frozenset({HEADING_OF_NUMBERS, NUMBER})
SIZES = {TITLE: TITLE_SIZE, SECTION: SECTION_SIZE}
SHEET, ROW, PAGE = "sheet", "row", "page"

_NO_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def write_publication(pages: Sequence[Page], properties: Properties, stream: BinaryIO) -> None:
    """Write the pages as an .ods file, a sheet each; the first one opens."""
    document = Document("spreadsheet")
    _describe(document, properties)
    _add_styles(document, sorted({pages_across(widths(page)) for page in pages}))
    _open_first(document, pages)
    _fill(document, pages)
    members = [("mimetype", MIMETYPE.encode()), *((part, _bytes(document, part)) for part in PARTS)]
    write_archive([*members, (ODF_MANIFEST, _manifest())], stream, stored=("mimetype",))


def _bytes(document: Document, part: str) -> bytes:
    said: bytes = document.get_part(part).serialize()  # type: ignore[union-attr] # these four are always XML
    return said


def _made(tag: str, *children: Element, text: str = "", **attributes: str) -> Element:
    """Make an element; the keyword `table__style_name` is the attribute `table:style-name`."""
    made = Element.from_tag(tag)
    for name, value in attributes.items():
        made.set_attribute(name.replace("__", ":").replace("_", "-") if "__" in name else name, value)
    if text:
        made.text = text
    for child in children:
        made.append(child)
    return made


def _refilled(parent: Element, children: Iterable[Element]) -> None:
    parent.clear()
    for child in children:
        parent.append(child)


def _words(text: str) -> str:
    """Give a text as it was before it was escaped for .xlsx, save for what no XML can carry."""
    return _NO_XML.sub("\ufffd", unescape(text))


# -- what the document says of itself


def _describe(document: Document, properties: Properties) -> None:
    moment = properties.moment.isoformat()
    said = {
        "meta:generator": "framework_qa",
        "dc:title": _words(properties.title),
        "dc:subject": _words(properties.subject),
        "dc:language": f"{LANGUAGE}-{COUNTRY}",
        "meta:creation-date": moment,
        "dc:date": moment,
    }
    _refilled(_only(document.meta.root, "office:meta"), (_made(tag, text=text) for tag, text in said.items()))


def _only(root: Element, tag: str) -> Element:
    found = root.get_element(f"//{tag}")
    if found is None:
        message = f"the template has no {tag}"
        raise ValueError(message)
    return found


def _open_first(document: Document, pages: Sequence[Page]) -> None:
    """Say that the first sheet opens, each with the cursor in its first cell."""
    tables = _made("config:config-item-map-named", config__name="Tables")
    for page in pages:
        tables.append(_made("config:config-item-map-entry", *_cursor(), config__name=page.name))
    view = _made(
        "config:config-item-map-entry",
        _setting("ViewId", "string", "view1"),
        tables,
        _setting("ActiveTable", "string", pages[0].name),
    )
    views = _made("config:config-item-map-indexed", view, config__name="Views")
    chosen = _made("config:config-item-set", views, config__name="ooo:view-settings")
    _refilled(_only(document.settings.root, "office:settings"), (chosen,))


def _cursor() -> Iterator[Element]:
    yield from (_setting(name, "int", "0") for name in ("CursorPositionX", "CursorPositionY"))


def _setting(name: str, kind: str, value: str) -> Element:
    made = _made("config:config-item", text=value, config__name=name)
    made.set_attribute("config:type", kind)
    return made


def _manifest() -> bytes:
    entries = "".join(
        f'<manifest:file-entry manifest:full-path="{part}" manifest:media-type="text/xml"/>' for part in PARTS
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" manifest:version="1.4">'
        f'<manifest:file-entry manifest:full-path="/" manifest:version="1.4" manifest:media-type="{MIMETYPE}"/>'
        f"{entries}</manifest:manifest>"
    ).encode()


# -- looks


def _add_styles(document: Document, across: Sequence[int]) -> None:
    root = document.styles.root
    face = {"style__name": TYPEFACE, "svg__font_family": TYPEFACE}
    for part in (root, document.content.root):
        _refilled(_only(part, "office:font-face-decls"), (_made("style:font-face", **face),))
    default = _made("style:default-style", _text_properties(SIZE, bold=False), style__family="table-cell")
    plain = _made("style:style", style__name="Default", style__family="table-cell")
    _refilled(_only(root, "office:styles"), (default, plain, *map(_cell_style, STYLES)))
    _refilled(_only(root, "office:automatic-styles"), (_page_layout(number) for number in across))
    masters = (
        _made("style:master-page", style__name=f"{PAGE}{n}", style__page_layout_name=f"{PAGE}{n}") for n in across
    )
    _refilled(_only(root, "office:master-styles"), masters)


def _text_properties(size: int, *, bold: bool, underlined: bool = False) -> Element:
    return _made(
        "style:text-properties",
        style__font_name=TYPEFACE,
        fo__font_size=f"{size}pt",
        fo__font_weight="bold" if bold else "normal",
        style__text_underline_style="solid" if underlined else "none",
        fo__language=LANGUAGE,
        fo__country=COUNTRY,
    )


def _cell_style(name: str) -> Element:
    boxed = {"fo__border": "0.5pt solid #7f7f7f"} if name in BOXED else {}
    wrapping = {"fo__wrap_option": "wrap"} if name in BOXED or name == WRAPPED else {}
    return _made(
        "style:style",
        _made("style:table-cell-properties", style__vertical_align="top", **boxed, **wrapping),
        _made("style:paragraph-properties", fo__text_align="end" if name in RIGHT else "start"),
        _text_properties(SIZES.get(name, SIZE), bold=name in BOLD, underlined=name == LINK),
        style__name=name,
        style__display_name=name.replace("_20_", " "),
        style__family="table-cell",
        style__parent_style_name="Default",
    )


def _page_layout(across: int) -> Element:
    size = {"fo__page_width": "29.7cm", "fo__page_height": "21cm", "style__print_orientation": "landscape"}
    properties = _made("style:page-layout-properties", style__scale_to_X=str(across), style__scale_to_Y="0", **size)
    return _made("style:page-layout", properties, style__name=f"{PAGE}{across}")


# -- sheets


def _fill(document: Document, pages: Sequence[Page]) -> None:
    names, broad = Names(), [widths(page) for page in pages]
    ranges = _made("table:database-ranges")
    sheets = []
    for page, columns in zip(pages, broad, strict=True):
        sheets.append(_sheet(page, columns))
        if page.table:
            ranges.append(_range(page, page.table, names))
    automatic = _only(document.content.root, "office:automatic-styles")
    high = {points for page, columns in zip(pages, broad, strict=True) for points in heights(page, columns)}
    styles = _automatic_styles({width for columns in broad for width in columns})
    _refilled(
        automatic, (*styles, *map(_row_height, sorted(high)), *map(_sheet_style, sorted(set(map(pages_across, broad)))))
    )
    _refilled(document.body, (*sheets, ranges))


def _column_style(width: float) -> str:
    return f"column{width * 10:.0f}"


def _automatic_styles(broad: Iterable[float]) -> Iterator[Element]:
    for name, width in sorted({_column_style(width): width for width in broad}.items()):
        size = _made("style:table-column-properties", style__column_width=f"{width * WIDTH_OF_A_FIGURE:.2f}cm")
        yield _made("style:style", size, style__name=name, style__family="table-column")
    for name, parent in ((WRAPPED_TITLE, TITLE), (WRAPPED_SECTION, SECTION)):
        wraps = _made("style:table-cell-properties", fo__wrap_option="wrap")
        yield _made("style:style", wraps, style__name=name, style__family="table-cell", style__parent_style_name=parent)


def _row_style(points: float) -> str:
    return f"{ROW}{points * 10:.0f}"


def _row_height(points: float) -> Element:
    size = _made(
        "style:table-row-properties", style__row_height=f"{points:.1f}pt", style__use_optimal_row_height="false"
    )
    return _made("style:style", size, style__name=_row_style(points), style__family="table-row")


def _sheet_style(across: int) -> Element:
    shown = _made("style:table-properties", table__display="true", style__writing_mode="lr-tb")
    name = {"style__name": f"{SHEET}{across}", "style__master_page_name": f"{PAGE}{across}"}
    return _made("style:style", shown, style__family="table", **name)


def _sheet(page: Page, broad: Sequence[float]) -> Grid:
    sheet = Grid(page.name, style=f"{SHEET}{pages_across(broad)}")
    for width in broad:
        sheet.append(Column(style=_column_style(width)))
    title, section, line = (TITLE, SECTION, LINE) if page.table else (WRAPPED_TITLE, WRAPPED_SECTION, WRAPPED)
    high = map(_row_style, heights(page, broad))
    sheet.append(_row([_cell(page.title, title)], next(high)))
    for one in page.lines:
        sheet.append(_row([_cell(one.text, section if one.heading else line)], next(high)))
    if page.table:
        headings = zip(page.table.columns, numbers_in(page.table), strict=True)
        heads = HeaderRows()
        cells = [_cell(text, HEADING_OF_NUMBERS if number else HEADING) for text, number in headings]
        heads.append(_row(cells, next(high)))
        sheet.append(heads)
        for values, style in zip(page.table.values(), high, strict=True):
            sheet.append(_row([_entry(page, place, value) for place, value in enumerate(values)], style))
    return sheet


def _row(cells: Iterable[Cell], style: str) -> Row:
    row = Row(style=style)
    for cell in cells:
        row.append(cell)
    return row


def _entry(page: Page, place: int, value: Value) -> Cell:
    if isinstance(value, int):
        return Cell(value, style=NUMBER)
    if page.leads and not place:
        return _cell(value, LINK, link=f"#{_quoted(_words(value))}.A1")
    return _cell(value, WORDS)


def _cell(text: str, style: str, link: str = "") -> Cell:
    """Make a cell of words, whatever they begin with, a paragraph a line."""
    cell = Cell(style=style)
    cell.set_attribute("office:value-type", "string")
    for line in _words(text).split("\n"):
        paragraph = Paragraph("" if link else line)
        if link:
            leads = Link(link, text=line)
            leads.set_attribute("xlink:type", "simple")
            paragraph.append(leads)
        cell.append(paragraph)
    return cell


def _quoted(sheet: str) -> str:
    return "'" + sheet.replace("'", "''") + "'"


def _range(page: Page, found: Table, names: Names) -> Element:
    """Mark a table up: a named range that says its first row is the header, without filter buttons."""
    top, sheet = len(page.lines) + 2, _quoted(page.name)
    last = f"{get_column_letter(len(found.columns))}{top + len(found.rows)}"
    return _made(
        "table:database-range",
        table__name=table_name(found, names),
        table__target_range_address=f"{sheet}.A{top}:{sheet}.{last}",
        table__contains_header="true",
        table__display_filter_buttons="false",
    )
