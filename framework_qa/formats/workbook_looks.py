"""How the cells of a workbook look: its styles, with the colours of its theme worked out."""

from __future__ import annotations

import colorsys
import re
from typing import Any

from framework_qa.formats.archives import Archive, parse_xml
from framework_qa.model.workbook import Look

_TITLE, _HEADING_4 = 15, 19  # numbers of Excel's own cell styles
_THEME = (
    "lt1",
    "dk1",
    "lt2",
    "dk2",
    "accent1",
    "accent2",
    "accent3",
    "accent4",
    "accent5",
    "accent6",
    "hlink",
    "folHlink",
)
_OFFICE = (
    "FFFFFF",
    "000000",
    "EEECE1",
    "1F497D",
    "4F81BD",
    "C0504D",
    "9BBB59",
    "8064A2",
    "4BACC6",
    "F79646",
    "0000FF",
    "800080",
)
_NAMED = re.compile(r"(?:excel built-in )?(?:head(?:ing|line) ([1-4])|title)")  # LibreOffice keeps only names
_RGB = 6  # characters of a colour without its transparency


def read_looks(archive: Archive, book: Any) -> tuple[Look, ...]:  # noqa: ANN401 - openpyxl keeps a workbook's tables of styles private
    """Give the looks of a workbook in the order in which its cells number them."""
    colours, headings = _Colours(book), _headings(archive)
    return tuple(_look(book, style, colours, headings.get(style.xfId, 0)) for style in book._cell_styles)  # noqa: SLF001 - as above


def _look(book: Any, style: Any, colours: _Colours, heading: int) -> Look:  # noqa: ANN401 - as above
    font, alignment = book._fonts[style.fontId], book._alignments[style.alignmentId]  # noqa: SLF001 - as above
    ink = colours.of(font.color)
    return Look(
        font=font.name or "",
        size=float(font.sz or 11),
        bold=bool(font.b),
        italic=bool(font.i),
        underlined=font.u not in {None, "none"},
        superscript=font.vertAlign == "superscript",
        ink="" if ink == "000000" else ink,
        paper=_paper(book._fills[style.fillId], colours),  # noqa: SLF001 - as above
        wrapped=bool(alignment.wrapText),
        rotated=bool(alignment.textRotation),
        heading=heading,
    )


def _paper(fill: Any, colours: _Colours) -> str:  # noqa: ANN401 - as above
    if stops := getattr(fill, "stop", ()):
        return colours.of(stops[0].color) or "FFFFFF"
    if getattr(fill, "patternType", None) in {None, "none"}:
        return ""
    found = colours.of(fill.fgColor)
    return "" if found == "FFFFFF" and fill.patternType == "solid" else found


def _headings(archive: Archive) -> dict[int, int]:
    """Give the level of each heading's cell style by the number that cells call it by.

    openpyxl numbers cell styles anew and leaves the cells as they are, so that LibreOffice's would be missed.
    """
    styles = archive.xml("xl/styles.xml")
    if styles is None:
        return {}
    found = styles.iterfind("{*}cellStyles/{*}cellStyle")
    return {int(one.get("xfId", "0")): _level(one.get("name", ""), one.get("builtinId")) for one in found}


def _level(name: str, builtin: str | None) -> int:
    """Tell a heading by Excel's own number for its style, else by its name."""
    if builtin is not None and _TITLE <= int(builtin) <= _HEADING_4:
        return max(1, int(builtin) - _TITLE)
    found = _NAMED.fullmatch(name.casefold())
    return int(found[1] or 1) if found else 0


class _Colours:
    """The palette and the theme of one workbook."""

    def __init__(self, book: Any) -> None:  # noqa: ANN401 - as above
        self._palette = tuple(book._colors)  # noqa: SLF001 - as above
        self._theme = _theme(book.loaded_theme)

    def of(self, colour: Any) -> str:  # noqa: ANN401 - as above
        """Give a colour as RRGGBB, nothing where it is automatic."""
        if colour is None or colour.type == "auto":
            return ""
        if colour.type == "indexed":
            return str(self._palette[colour.indexed])[-_RGB:] if colour.indexed < len(self._palette) else ""
        if colour.type == "theme":
            base = self._theme[colour.theme] if colour.theme < len(self._theme) else ""
            return _tinted(base, colour.tint or 0.0) if base else ""
        return str(colour.rgb)[-_RGB:].upper()


def _theme(source: bytes | None) -> tuple[str, ...]:
    """Give the twelve colours of a theme in the order in which cells number them."""
    if not source:
        return _OFFICE
    scheme = parse_xml("theme", source).find(".//{*}clrScheme")
    if scheme is None:
        return _OFFICE
    found = []
    for name, usual in zip(_THEME, _OFFICE, strict=True):
        one = scheme.find(f"{{*}}{name}/*")
        found.append(usual if one is None else (one.get("lastClr") or one.get("val") or usual).upper())
    return tuple(found)


def _tinted(colour: str, tint: float) -> str:
    """Lighten (above 0) or darken (below) a colour, as ECMA-376 part 1, 18.8.19 has it."""
    red, green, blue = (int(colour[at : at + 2], 16) / 255 for at in (0, 2, 4))
    hue, light, saturation = colorsys.rgb_to_hls(red, green, blue)
    light = light * (1 + tint) if tint < 0 else light * (1 - tint) + tint
    parts = colorsys.hls_to_rgb(hue, min(1.0, max(0.0, light)), saturation)
    return "".join(f"{round(part * 255):02X}" for part in parts)
