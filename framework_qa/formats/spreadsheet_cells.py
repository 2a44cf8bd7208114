"""Workbooks as they are seen: the visible rows of each visible sheet, every cell as the text that it shows."""

from __future__ import annotations

import io
import posixpath
import re
import warnings
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from lxml import etree

from framework_qa.errors import FrameworkError
from framework_qa.formats.archives import Archive
from framework_qa.formats.grids import MOST_CELLS, MOST_COLUMNS, MOST_ROWS, Row, is_workbook
from framework_qa.formats.properties import PROPERTIES, office_properties
from framework_qa.formats.reading import refused, unreadable

if TYPE_CHECKING:
    from openpyxl.cell import Cell, MergedCell
    from openpyxl.worksheet.worksheet import Worksheet

ERROR = "an error"
NOT_COMPUTED = "a formula without its value"
_DAY = 86_400  # seconds
_MAIN = "xl/workbook.xml"
_SAVE_AGAIN = "Open it in a spreadsheet, save it as .xlsx or .csv and run the command again."
_TOO_LARGE = "Check that it is the right file, and delete the rows and columns beyond its last entry."


@dataclass(frozen=True, slots=True)
class Sheet:
    """What one visible sheet shows; `hidden` counts its rows and columns that hold something and are hidden."""

    title: str
    rows: tuple[Row, ...]
    hidden: Counter[str]


@dataclass(frozen=True, slots=True)
class Book:
    """The visible sheets of a workbook, and how many sheets and comments were left out."""

    sheets: tuple[Sheet, ...]
    left_out: Counter[str]


def holds_workbook(data: bytes) -> bool:
    """Tell whether a file is an archive with a workbook in it; a damaged or hostile one is none."""
    try:
        with Archive("", data) as archive:
            return _MAIN in archive
    except FrameworkError:
        return False


def read_book(name: str, data: bytes) -> Book:
    """Read what a workbook shows; formulas give the value they were saved with.

    Raises InputError where it cannot be read, RefusedError where that is not safe or it is too large.
    """
    is_workbook(name, data)  # looks through the archive before a library does
    with Archive(name, data) as archive:
        parts = {title: _concealed(name, archive.read(part)) for title, part in _parts(archive)}
        comments = sum(
            (archive.read(part) or b"").count(b"<comment ") for part in archive.names() if "comments" in part
        )
        beside = Counter({"comments": comments, PROPERTIES: office_properties(archive)})
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # openpyxl tells of styles and validations it leaves out; we read values
        try:
            return _book(name, data, parts, beside)
        except FrameworkError:
            raise
        except Exception:  # noqa: BLE001 - a damaged workbook fails in openpyxl in every way Python has
            raise _damaged(name) from None


def _damaged(name: str) -> FrameworkError:
    return unreadable(name, "it is a workbook, but a damaged one", _SAVE_AGAIN)


def _book(name: str, data: bytes, parts: dict[str, _Concealed], beside: Counter[str]) -> Book:
    from openpyxl import load_workbook

    workbook = load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
    shown = [sheet for sheet in workbook.worksheets if sheet.sheet_state == "visible"]
    meter = _Meter(name)
    sheets = tuple(_sheet(sheet, parts[sheet.title], meter) for sheet in shown)
    left_out = beside + Counter({"hidden sheets": len(workbook.worksheets) - len(shown)})
    workbook.close()
    return Book(sheets, left_out)


class _Meter:
    """How much of a workbook was looked at, all its sheets together."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.cells = 0
        self.rows = 0

    def look(self, cells: int) -> None:
        """Count the cells of a row, blank ones with them."""
        self.cells += cells + 1
        if self.cells > MOST_CELLS:
            raise refused(self.name, f"its sheets span more than {MOST_CELLS:,} cells", _TOO_LARGE)

    def keep(self, row: Row) -> None:
        """Count a row that holds something."""
        self.rows += 1
        if self.rows > MOST_ROWS:
            raise refused(self.name, f"it has more than {MOST_ROWS:,} rows", _TOO_LARGE)
        if len(row.cells) > MOST_COLUMNS:
            raise refused(self.name, f"it has more than {MOST_COLUMNS:,} columns", _TOO_LARGE)


def _sheet(sheet: Worksheet, concealed: _Concealed, meter: _Meter) -> Sheet:
    sheet.reset_dimensions()  # type: ignore[attr-defined]  # openpyxl's sheets that are read piece by piece have it
    hidden: Counter[str] = Counter()
    columns: set[int] = set()
    rows = []
    for number, cells in enumerate(sheet.iter_rows(), 1):
        meter.look(len(cells))
        if not cells:
            continue  # a row that is not in the file; there may be a million before one that is
        row = _row(f"sheet {sheet.title}, row {number}", cells, concealed.formulas.get(number, frozenset()))
        if not row.cells:
            continue
        meter.keep(row)
        if number in concealed.rows:
            hidden["hidden rows"] += 1
            continue
        columns.update(column for column, text in enumerate(row.cells) if text and column in concealed.columns)
        rows.append(_without(row, concealed.columns))
    hidden["hidden columns"] = len(columns)
    return Sheet(sheet.title, tuple(row for row in rows if any(row.cells) or row.converted), hidden)


def _without(row: Row, columns: frozenset[int]) -> Row:
    """Blank the hidden cells of a row; the others stay where they stand."""
    if not columns:
        return row
    cells = tuple("" if column in columns else text for column, text in enumerate(row.cells))
    faults = {column: what for column, what in row.converted.items() if column not in columns}
    return Row(row.place, cells, faults, of_workbook=True)


def _row(place: str, cells: Iterable[Cell | MergedCell], formulas: frozenset[int]) -> Row:
    texts, faults = [], {}
    for column, cell in enumerate(cells):
        fault = ERROR if cell.data_type == "e" else NOT_COMPUTED if column in formulas else ""
        texts.append("" if fault else shown(cell.value, cell.number_format or ""))
        if fault:
            faults[column] = fault
    while texts and not texts[-1] and len(texts) - 1 not in faults:
        texts.pop()
    return Row(place, tuple(texts), faults, of_workbook=True)


# -- what is hidden, which the library does not tell when it reads piece by piece ------------------------------------


@dataclass(frozen=True, slots=True)
class _Concealed:
    """The hidden rows (from 1) and columns (from 0) of a sheet, and by row its formulas without a value."""

    rows: frozenset[int] = frozenset()
    columns: frozenset[int] = frozenset()
    formulas: dict[int, frozenset[int]] = field(default_factory=dict)


def _parts(archive: Archive) -> Iterator[tuple[str, str]]:
    """Give the title and the part of each sheet."""
    root, relations = archive.xml(_MAIN), archive.xml("xl/_rels/workbook.xml.rels")
    if root is None or relations is None:
        raise _damaged(archive.name)
    targets = {str(one.get("Id")): one.get("Target", "") for one in relations.iterchildren("{*}Relationship")}
    for sheet in root.iterfind("{*}sheets/{*}sheet"):
        key = next((str(value) for name, value in sheet.attrib.items() if str(name).endswith("}id")), "")
        target = posixpath.normpath(posixpath.join("/xl", targets.get(key, ""))).lstrip("/")
        yield sheet.get("name", ""), target


def _concealed(name: str, xml: bytes | None) -> _Concealed:
    if xml is None:
        raise _damaged(name)  # rather than read what may be hidden
    rows: set[int] = set()
    columns: set[int] = set()
    formulas: dict[int, frozenset[int]] = {}
    number = 0
    try:
        for element in _elements(xml):
            if etree.QName(element).localname == "col":
                columns.update(_hidden_columns(element))
                continue
            number = int(element.get("r") or number + 1)
            if _is_true(element.get("hidden")):
                rows.add(number)
            if found := frozenset(_without_value(element)):
                formulas[number] = found
            element.clear()
            while (before := element.getprevious()) is not None and (parent := before.getparent()) is not None:
                parent.remove(before)
    except (etree.XMLSyntaxError, ValueError, LookupError):
        raise _damaged(name) from None
    return _Concealed(frozenset(rows), frozenset(columns), formulas)


def _elements(xml: bytes) -> Iterator[etree._Element]:
    walker = etree.iterparse(
        io.BytesIO(xml), events=("end",), tag=("{*}col", "{*}row"), resolve_entities=False, no_network=True
    )
    for _, element in walker:
        yield element


def _hidden_columns(element: etree._Element) -> range:
    if not _is_true(element.get("hidden")):
        return range(0)
    return range(max(1, int(element.attrib["min"])) - 1, min(int(element.attrib["max"]), MOST_COLUMNS + 1))


def _is_true(typed: str | None) -> bool:
    return typed in ("1", "true")


def _without_value(row: etree._Element) -> Iterator[int]:
    """Give the columns of a row that hold a formula which no program has computed."""
    from openpyxl.utils import coordinate_to_tuple

    for column, cell in enumerate(row.iterchildren("{*}c")):
        if cell.find("{*}f") is not None and not cell.findtext("{*}v") and cell.get("t") != "str":
            place = cell.get("r")
            yield coordinate_to_tuple(place)[1] - 1 if place else column


# -- what a cell shows ------------------------------------------------------------------------------------------------

_ENCODED = re.compile(
    r"_x(00[01][0-9A-Fa-f]|005F)_"
)  # how offices write control characters, and a _ that would seem so
_NUMBER = re.compile(r"(?P<comma>#,##)?0(?:\.(?P<decimals>0+))?(?P<percent>%)?")
_ASIDE = re.compile(r"\[(?!h+\]|m+\]|s+\])[^\]]*\]|_.|\*.", re.IGNORECASE)  # colours, languages, padding
_CODE = re.compile(
    r'"(?P<text>[^"]*)"|\\(?P<sign>.)|(?P<noon>AM/PM|A/P)|\[(?P<whole>h+|m+|s+)\]|\.(?P<tenths>0+)|(?P<part>y+|m+|d+|h+|s+)'
    r"|(?P<other>.)",
    re.IGNORECASE | re.DOTALL,
)


def shown(value: object, code: str) -> str:
    """Print a cell's value as a spreadsheet shows it under this number format, as far as it can be told."""
    if value is None:
        return ""
    if isinstance(value, str):
        text = _ENCODED.sub(lambda found: chr(int(found[1], 16)), value)
        return text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "").strip()
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, date | time | timedelta):
        return _moment(value, code)
    return _number(value, code)


def _number(value: object, code: str) -> str:
    found = _NUMBER.fullmatch(code)
    if isinstance(value, int | float) and found:
        percent, comma = found["percent"] or "", "," if found["comma"] else ""
        return f"{value * 100 if percent else value:{comma}.{len(found['decimals'] or '')}f}{percent}"
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def _moment(value: date | time | timedelta, code: str) -> str:
    """Print a date or a time by its format code; a code that says nothing about either gives the ISO form."""
    code = _ASIDE.sub("", code.partition(";")[0])
    found = list(_CODE.finditer(code))
    if not any(one["part"] or one["whole"] for one in found):
        return str(value) if isinstance(value, timedelta) else value.isoformat().removesuffix("T00:00:00")
    noon = any(one["noon"] for one in found)
    clock = _Clock.of(value)
    pieces = []
    before = ""
    for place, one in enumerate(found):
        kind = (one["whole"] or one["part"] or "").lower()
        if kind.startswith("m") and not one["whole"] and (before == "h" or _next_part(found[place + 1 :]) == "s"):
            kind = kind.replace("m", "n")  # minutes
        pieces.append(_piece(clock, one, kind, noon=noon))
        before = kind[:1] or before
    return "".join(pieces).strip()


def _next_part(found: Iterable[re.Match[str]]) -> str:
    return next((part[0].lower() for one in found if (part := one["part"] or one["whole"])), "")


@dataclass(frozen=True, slots=True)
class _Clock:
    """A moment or a length of time, ready to be printed."""

    day: date
    seconds: int  # since midnight, or all of a length
    fraction: float

    @classmethod
    def of(cls, value: date | time | timedelta) -> _Clock:
        """Take a value of a spreadsheet apart."""
        if isinstance(value, timedelta):
            total = max(timedelta(), value)
            return cls(date(1899, 12, 31), total.days * _DAY + total.seconds, total.microseconds / 1e6)
        clock = value if isinstance(value, time) else value.time() if isinstance(value, datetime) else time()
        day = value if isinstance(value, date) else date(1899, 12, 31)
        return cls(day, (clock.hour * 60 + clock.minute) * 60 + clock.second, clock.microsecond / 1e6)


def _piece(clock: _Clock, found: re.Match[str], kind: str, *, noon: bool) -> str:
    if found["noon"]:
        return "PM" if clock.seconds % _DAY >= _DAY // 2 else "AM"
    if found["tenths"]:
        return f"{clock.fraction:.{min(len(found['tenths']), 3)}f}"[1:]
    if found["whole"]:
        return f"{clock.seconds // {'h': 3600, 'm': 60, 's': 1}[kind[0]]:0{len(kind)}d}"
    return _part(clock, kind, noon=noon) if kind else found["text"] or found["sign"] or found["other"] or ""


def _part(clock: _Clock, kind: str, *, noon: bool) -> str:
    day, hours = clock.day, clock.seconds // 3600 % 24
    if kind[0] == "y":
        return str(day.year) if len(kind) > len("yy") else f"{day.year % 100:02d}"
    if kind[0] in "dm" and len(kind) > len("dd"):
        name = _MONTHS[day.month - 1] if kind[0] == "m" else _DAYS[day.weekday()]
        return name[:3] if len(kind) == len("ddd") else name
    values = {
        "h": (hours - 1) % 12 + 1 if noon else hours,
        "n": clock.seconds // 60 % 60,
        "s": clock.seconds % 60,
        "d": day.day,
        "m": day.month,
    }
    return f"{values[kind[0]]:0{min(len(kind), 2)}d}"


_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
