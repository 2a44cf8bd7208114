"""The small parts of a workbook's archive: what belongs to a sheet, its marked-up tables, what floats over it."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from framework_qa.formats.archives import Archive
from framework_qa.model.workbook import Area, Drawing, Kind, MarkedTable, address

_KINDS = {"pic": Kind.PICTURE, "graphicFrame": Kind.CHART, "sp": Kind.SHAPE, "cxnSp": Kind.SHAPE, "grpSp": Kind.SHAPE}


@dataclass(frozen=True, slots=True)
class Relation:
    """Something that belongs to a part: the last word of its type, and the archive's name for it."""

    kind: str
    target: str


def relations(archive: Archive, part: str) -> tuple[Relation, ...]:
    """Give what belongs to a part of the archive; what lies outside the file is left out."""
    folder, name = posixpath.split(part)
    found = archive.xml(posixpath.join(folder, "_rels", f"{name}.rels"))
    if found is None:
        return ()
    return tuple(
        Relation(one.get("Type", "").rpartition("/")[2], _joined(folder, one.get("Target", "")))
        for one in found.iterfind("{*}Relationship")
        if one.get("TargetMode") != "External"
    )


def _joined(folder: str, target: str) -> str:
    return target[1:] if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))


def area_of(reference: str) -> Area:
    """Read `A1:C4`, or the one cell `B2`."""
    from openpyxl.utils import range_boundaries

    left, top, right, bottom = range_boundaries(reference)
    if left is None or top is None or right is None or bottom is None:
        message = "the range of a part names whole columns or rows"
        raise ValueError(message)
    return Area(top, left, bottom, right)


def marked_table(root: etree._Element) -> MarkedTable:
    """Read the mark-up of a table."""
    headings = tuple(one.get("name", "") for one in root.iterfind("{*}tableColumns/{*}tableColumn"))
    info = root.find("{*}tableStyleInfo")
    style = (info.get("name") or "") if info is not None else ""
    stripes = info is not None and any(info.get(f"show{way}Stripes") in {"1", "true"} for way in ("Row", "Column"))
    return MarkedTable(
        root.get("displayName") or root.get("name") or "",
        area_of(root.get("ref", "")),
        headings,
        header_rows=int(root.get("headerRowCount", "1")),
        filtered=_has_buttons(root, len(headings)),
        striped=bool(style) and stripes,
        style=style,
    )


def _has_buttons(root: etree._Element, columns: int) -> bool:
    """Tell whether filter buttons are shown; each column may hide its own."""
    found = root.find("{*}autoFilter")
    if found is None:
        return False
    without = sum(one.get("hiddenButton") in {"1", "true"} for one in found.iterfind("{*}filterColumn"))
    return without < columns


def drawings(root: etree._Element) -> Iterator[Drawing]:
    """Give what is anchored to the cells of a sheet."""
    for anchor in root.iterchildren("{*}twoCellAnchor", "{*}oneCellAnchor", "{*}absoluteAnchor"):
        found = next((one for one in anchor.iter() if etree.QName(one).localname in _KINDS), None)
        if found is None:
            yield Drawing(Kind.CONTROL, "", _corner(anchor))
            continue
        said = found.find(".//{*}cNvPr")
        alternative = "" if said is None else (said.get("descr") or said.get("title") or "").strip()
        yield Drawing(_KINDS[etree.QName(found).localname], alternative, _corner(anchor))


def _corner(anchor: etree._Element) -> str:
    row, column = anchor.findtext("{*}from/{*}row"), anchor.findtext("{*}from/{*}col")
    return address(int(row or 0) + 1, int(column or 0) + 1)
