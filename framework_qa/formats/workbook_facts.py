"""Any .xlsx workbook, read once and within limits into plain facts: what stands where, how it looks, what floats above.

openpyxl parses the sheets a row at a time, without binding them: a merged range or a link over a million cells is then
only two addresses. Drawings, tables and what the archive holds besides are small, and read here.
"""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterator
from datetime import date, time, timedelta
from pathlib import Path
from typing import Any

from framework_qa.errors import FrameworkError
from framework_qa.formats.archives import Archive
from framework_qa.formats.grids import MOST_CELLS, is_workbook
from framework_qa.formats.opening import read_bytes
from framework_qa.formats.reading import refused, unreadable
from framework_qa.formats.workbook_looks import read_looks
from framework_qa.formats.workbook_parts import Relation, area_of, drawings, marked_table, relations
from framework_qa.model.workbook import (
    ColumnWidth,
    Drawing,
    Kind,
    Look,
    MarkedTable,
    WorkbookCell,
    WorkbookFacts,
    WorkbookSheet,
)

MOST_MARKS = 4_000_000  # begins and ends of elements in all sheets: some 800,000 cells, a quarter of a minute
FORMULA = "(formula)"  # stands for its result, which the file need not hold
_SHEETS = "xl/worksheets/"
_SAVE_AS = "Open it in a spreadsheet program, save it as .xlsx and run the command again."


def read_workbook_facts(path: Path) -> WorkbookFacts:
    """Read a workbook; InputError where it cannot be read, RefusedError where that is not safe."""
    name, data = path.name, read_bytes(path)
    if not is_workbook(name, data):
        raise unreadable(name, "it is no .xlsx workbook", _SAVE_AS)
    with Archive(name, data) as archive, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # openpyxl tells of extensions it leaves out; none of them is looked at
        _check_size(archive)
        try:
            return _facts(archive, data)
        except FrameworkError:
            raise
        except Exception:  # noqa: BLE001 - a damaged workbook fails in openpyxl in every way Python has
            raise unreadable(name, "the workbook is damaged", _SAVE_AS) from None


def _check_size(archive: Archive) -> None:
    marks = 0
    for member in archive.names():
        if member.startswith(_SHEETS):
            marks += (archive.read(member) or b"").count(b"<")
        if marks > MOST_MARKS:
            cure = "Delete the rows and columns beyond the last entries, or part it into several workbooks."
            raise refused(archive.name, f"its sheets hold more than {MOST_MARKS:,} marks", cure)


def _facts(archive: Archive, data: bytes) -> WorkbookFacts:
    from openpyxl import load_workbook

    book: Any = load_workbook(io.BytesIO(data), read_only=True, keep_links=False, rich_text=True)
    looks = read_looks(archive, book)
    laid = [(sheet, _related(archive, sheet)) for sheet in book._sheets]  # noqa: SLF001 - no public list has chart sheets in their place
    tables = [_tables(archive, related) for _, related in laid]
    _check_tables(archive.name, tables)
    sheets = tuple(_sheet(archive, book, *one, looks, found) for one, found in zip(laid, tables, strict=True))
    members = [member.casefold() for member in archive.names()]
    said = book.properties
    security = book.security
    book.close()
    return WorkbookFacts(
        sheets,
        active=book._active_sheet_index,  # noqa: SLF001 - the public property falls back to another sheet in silence
        title=(said.title or "").strip(),
        language=(said.language or "").strip(),
        macros=any("vbaproject" in one or "macrosheets/" in one for one in members),
        external_links=sum(one.startswith("xl/externallinks/externallink") for one in members),
        defined_names=len(book.defined_names),
        protected=bool(security and security.lockStructure),
    )


def _related(archive: Archive, sheet: Any) -> tuple[Relation, ...]:  # noqa: ANN401 - openpyxl keeps these types private
    part = getattr(sheet, "_worksheet_path", "")  # a chart alone on a sheet has none
    return relations(archive, part) if part else ()


def _check_tables(name: str, tables: list[tuple[MarkedTable, ...]]) -> None:
    if sum(table.area.size for found in tables for table in found) > MOST_CELLS:
        cure = "Make the tables end at their last entry, and run the command again."
        raise refused(name, f"its tables span more than {MOST_CELLS:,} cells", cure)


def _sheet(
    archive: Archive,
    book: Any,  # noqa: ANN401 - as above
    sheet: Any,  # noqa: ANN401
    related: tuple[Relation, ...],
    looks: tuple[Look, ...],
    tables: tuple[MarkedTable, ...],
) -> WorkbookSheet:
    hidden = sheet.sheet_state != "visible"
    if not hasattr(sheet, "_worksheet_path"):  # its alternative text is nowhere
        return WorkbookSheet(sheet.title, hidden=hidden, drawings=(Drawing(Kind.CHART, "", "A1"),))
    parser = _parser(archive.read(sheet._worksheet_path) or b"", book, sheet)  # noqa: SLF001 - the only way to the part
    cells: dict[tuple[int, int], WorkbookCell] = {}
    painted: list[WorkbookCell] = []
    formulas = 0
    for cell, formula in _cells(parser, looks):
        formulas += formula
        if cell.text:
            cells[cell.row, cell.column] = cell
        else:
            painted.append(cell)
    places = cells.keys() | {(cell.row, cell.column) for cell in painted}
    return WorkbookSheet(
        sheet.title,
        cells,
        tuple(painted),
        hidden=hidden,
        tables=tables,
        owners={place: table for table in tables for place in table.places() if place in places},
        comments=_comments(archive, related),
        drawings=_floating(archive, related),
        formulas=formulas,
        **_page(parser),
        **_view(parser),
    )


def _parser(source: bytes, book: Any, sheet: Any) -> Any:  # noqa: ANN401 - as above
    from openpyxl.worksheet._reader import WorkSheetParser

    return WorkSheetParser(
        io.BytesIO(source),
        sheet._shared_strings,  # noqa: SLF001 - as above
        epoch=book.epoch,
        date_formats=book._date_formats,  # noqa: SLF001
        timedelta_formats=book._timedelta_formats,  # noqa: SLF001
        rich_text=True,
    )


def _cells(parser: Any, looks: tuple[Look, ...]) -> Iterator[tuple[WorkbookCell, bool]]:  # noqa: ANN401 - as above
    """Give the cells that are written or painted, and whether a formula is behind."""
    for _, row in parser.parse():
        for found in row:
            value, look = found["value"], looks[found["style_id"]]
            formula = found["data_type"] == "f"
            text = FORMULA if formula else _text(value)
            if text or look.paper:
                raised = look.superscript or (not isinstance(value, str) and _raised(value))
                number = isinstance(value, int | float | date | time | timedelta)
                yield WorkbookCell(found["row"], found["column"], text, look, number, raised), formula


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).replace("_x000D_", "").strip()


def _raised(value: Any) -> bool:  # noqa: ANN401 - rich text or any other value
    """Tell whether some piece of rich text is superscript."""
    if not isinstance(value, list):
        return False
    return any(getattr(getattr(piece, "font", None), "vertAlign", None) == "superscript" for piece in value)


def _page(parser: Any) -> dict[str, Any]:  # noqa: ANN401 - as above
    """Give what belongs to the sheet's layout, read after its rows."""
    shape = getattr(parser, "sheet_format", None)
    merged = parser.merged_cells
    filtered = getattr(parser, "auto_filter", None)
    protection = getattr(parser, "protection", None)
    return {
        "merged": tuple(one.ref for one in merged.mergeCell) if merged else (),
        "filtered": (filtered.ref or "") if filtered else "",
        "hidden_rows": tuple(int(row) for row, said in parser.row_dimensions.items() if _yes(said.get("hidden"))),
        "widths": tuple(_width(said) for said in parser.column_dimensions.values()),
        "default_width": float(shape.defaultColWidth or 8.43) if shape else 8.43,
        "links": tuple((area.top, area.left) for area in (area_of(one.ref) for one in parser.hyperlinks.hyperlink)),
        "page_lines": _has_page_lines(getattr(parser, "HeaderFooter", None)),
        "conditional": tuple(str(one.sqref) for one in parser.formatting),
        "protected": bool(protection and protection.sheet),
    }


def _view(parser: Any) -> dict[str, Any]:  # noqa: ANN401 - as above
    """Give how the sheet was left: what is frozen, where the cursor stands."""
    views = getattr(parser, "views", None)
    if not views or not views.sheetView:
        return {}
    view = views.sheetView[0]
    active = view.pane.activePane if view.pane else "topLeft"
    chosen = [one for one in view.selection if (one.pane or "topLeft") == active] or list(view.selection)
    return {
        "frozen": bool(view.pane and view.pane.state in {"frozen", "frozenSplit"}),
        "cursor": (chosen[0].activeCell or "A1") if chosen else "A1",
        "selected": bool(view.tabSelected),
        "zoom": int(view.zoomScale or 100),
    }


def _yes(flag: str | None) -> bool:
    return flag in {"1", "true"}


def _width(said: dict[str, str]) -> ColumnWidth:
    first = int(said["min"])
    return ColumnWidth(first, int(said.get("max", first)), float(said.get("width", 8.43)), _yes(said.get("hidden")))


def _has_page_lines(said: Any) -> bool:  # noqa: ANN401 - as above
    if said is None:
        return False
    lines = [getattr(said, f"{page}{end}") for page in ("odd", "even", "first") for end in ("Header", "Footer")]
    return any(getattr(line, side).text for line in lines if line for side in ("left", "center", "right"))


def _tables(archive: Archive, related: tuple[Relation, ...]) -> tuple[MarkedTable, ...]:
    found = [archive.xml(one.target) for one in related if one.kind == "table"]
    return tuple(marked_table(one) for one in found if one is not None)


def _comments(archive: Archive, related: tuple[Relation, ...]) -> tuple[str, ...]:
    parts = [archive.xml(one.target) for one in related if one.kind == "comments"]
    return tuple(one.get("ref", "A1") for part in parts if part is not None for one in part.iterfind(".//{*}comment"))


def _floating(archive: Archive, related: tuple[Relation, ...]) -> tuple[Drawing, ...]:
    parts = [archive.xml(one.target) for one in related if one.kind == "drawing"]
    found = [one for part in parts if part is not None for one in drawings(part)]
    behind = [Drawing(Kind.PICTURE, "", "A1") for one in related if one.kind == "image"]
    controls = [Drawing(Kind.CONTROL, "", "A1") for one in related if one.kind in {"control", "ctrlProp"}]
    return (*found, *behind, *controls)
