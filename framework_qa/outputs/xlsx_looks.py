"""How values look in a workbook: a few named styles, which the analyst finds in the gallery and can change at once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from enum import StrEnum
from typing import Any

from openpyxl.cell import Cell
from openpyxl.styles import Alignment, Border, Font, NamedStyle, PatternFill, Side
from openpyxl.worksheet.worksheet import Worksheet
from openpyxl.xml.functions import SubElement, whitespace

from framework_qa.outputs.xlsx_text import bold_pieces


class Look(StrEnum):
    """How a value looks; the words always say the same, so that nothing hangs on colour."""

    TEXT = "Framework text"
    NUMBER = "Framework number"
    TITLE = "Framework title"
    NOTE = "Framework note"
    HEADING = "Framework heading"
    KEY = "Framework key"
    LINK = "Framework link"
    DRAFT = "Framework draft"
    SILENCE = "Framework silence"
    CHARTED = "Framework charted"
    DRAFTED = "Framework drafted"
    WAITING = "Framework waiting"


TYPEFACE, SIZE = "Arial", 11
GREY, BLUE, LINE = "FF595959", "FF1F4E79", "FFBFBFBF"
# One hue, darker the further a cell is; amber is for drafts on the charts, where it must not be taken for settled.
FILLS = {
    Look.HEADING: "FFDDE6EF",
    Look.DRAFT: "FFFFF4D6",
    Look.CHARTED: "FF9DBFE0",
    Look.DRAFTED: "FFCFE0F1",
    Look.WAITING: "FFEFF5FB",
}
FONTS: dict[Look, dict[str, Any]] = {
    Look.TITLE: {"bold": True, "size": 14},
    Look.NOTE: {"color": GREY},
    Look.HEADING: {"bold": True},
    Look.KEY: {"bold": True},
    Look.LINK: {"color": BLUE, "underline": "single"},
    Look.DRAFT: {"italic": True},
    Look.SILENCE: {"italic": True, "color": GREY},
}
UNBOXED = frozenset({Look.TITLE, Look.NOTE})


def styles() -> Iterator[NamedStyle]:
    """Give a named style for each look, in one order."""
    side = Side(style="thin", color=LINE)
    for look in Look:
        boxed = look not in UNBOXED
        font: dict[str, Any] = {"name": TYPEFACE, "size": SIZE, **FONTS.get(look, {})}
        style = NamedStyle(name=look.value, font=Font(**font))
        style.alignment = Alignment(vertical="top", wrap_text=boxed)
        if look is Look.NUMBER:
            style.alignment = Alignment(horizontal="right", vertical="top", indent=1)
        if boxed:
            style.border = Border(left=side, right=side, top=side, bottom=side)
        if look in FILLS:
            style.fill = PatternFill("solid", fgColor=FILLS[look])
        yield style


def style_number(ws: Worksheet, look: Look) -> str:
    """Give the number that a sheet's cells refer to a look by."""
    cell = Cell(ws, 1, 1)
    cell.style = look.value
    return str(cell.style_id)


def fill_text(holder: Any, text: str, pieces: Sequence[tuple[str, bool]] = ()) -> None:  # noqa: ANN401 - an element
    """Put an escaped text into a cell's string element, pieces of it in bold where some are and some are not."""
    if not any(bold for _, bold in pieces):
        _add_text(holder, text)
        return
    for piece, bold in bold_pieces(pieces):
        run = SubElement(holder, "r")
        font = SubElement(run, "rPr")
        if bold:
            SubElement(font, "b")
        SubElement(font, "sz", {"val": str(SIZE)})
        SubElement(font, "rFont", {"val": TYPEFACE})
        _add_text(run, piece)


def _add_text(holder: Any, text: str) -> None:  # noqa: ANN401 - an element
    element = SubElement(holder, "t")
    element.text = text
    whitespace(element)
