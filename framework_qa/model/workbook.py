"""What a spreadsheet workbook is, as plain facts: its sheets, cells, looks, tables and drawings, whoever made it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

LETTERS = 26


class Kind(StrEnum):
    """What floats over the cells of a sheet."""

    PICTURE = "picture"
    CHART = "chart"
    SHAPE = "text box or shape"
    CONTROL = "control"


@dataclass(frozen=True, slots=True)
class Look:
    """How a cell looks: its font, its colours as RRGGBB (empty: automatic, none), its wrapping and heading level.

    `heading` is 1 for the cell styles Title and Heading 1, 2 to 4 for those below, 0 for all else.
    """

    font: str = "Calibri"
    size: float = 11
    bold: bool = False
    italic: bool = False
    underlined: bool = False
    superscript: bool = False
    ink: str = ""
    paper: str = ""
    wrapped: bool = False
    rotated: bool = False
    heading: int = 0


@dataclass(frozen=True, slots=True)
class WorkbookCell:
    """One cell that is written or painted; rows and columns count from 1. `number` covers dates, too."""

    row: int
    column: int
    text: str
    look: Look
    number: bool = False
    superscript: bool = False

    @property
    def place(self) -> str:
        """Give the address: `B4`."""
        return address(self.row, self.column)


@dataclass(frozen=True, slots=True)
class Area:
    """A rectangle of cells, its four edges included."""

    top: int
    left: int
    bottom: int
    right: int

    @property
    def size(self) -> int:
        """Count the cells."""
        return (self.bottom - self.top + 1) * (self.right - self.left + 1)

    def __str__(self) -> str:
        return f"{address(self.top, self.left)}:{address(self.bottom, self.right)}"


@dataclass(frozen=True, slots=True)
class MarkedTable:
    """A range marked up as a table: its name, its headings as the mark-up has them, its filter buttons and stripes."""

    name: str
    area: Area
    headings: tuple[str, ...]
    header_rows: int = 1
    filtered: bool = False
    striped: bool = False
    style: str = ""

    @property
    def body(self) -> range:
        """Give the rows below the header."""
        return range(self.area.top + self.header_rows, self.area.bottom + 1)

    @property
    def columns(self) -> range:
        """Give the columns."""
        return range(self.area.left, self.area.right + 1)

    def places(self) -> Iterator[tuple[int, int]]:
        """Walk the cells, header included."""
        return ((row, column) for row in range(self.area.top, self.area.bottom + 1) for column in self.columns)


@dataclass(frozen=True, slots=True)
class Drawing:
    """Something that floats over the cells: what it is, its alternative text, and the cell below its corner."""

    kind: Kind
    alternative: str
    place: str


@dataclass(frozen=True, slots=True)
class ColumnWidth:
    """Columns that share a width in characters, and whether they are hidden."""

    first: int
    last: int
    width: float
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class WorkbookSheet:
    """One sheet. `cells` are those with something in them, by row and column; `painted` are blank ones with a fill.

    `owners` says in which table a cell of either kind lies.
    """

    name: str
    cells: Mapping[tuple[int, int], WorkbookCell] = field(default_factory=dict)
    painted: tuple[WorkbookCell, ...] = ()
    hidden: bool = False
    tables: tuple[MarkedTable, ...] = ()
    owners: Mapping[tuple[int, int], MarkedTable] = field(default_factory=dict)
    merged: tuple[str, ...] = ()
    frozen: bool = False
    filtered: str = ""
    hidden_rows: tuple[int, ...] = ()
    widths: tuple[ColumnWidth, ...] = ()
    default_width: float = 8.43
    links: tuple[tuple[int, int], ...] = ()
    drawings: tuple[Drawing, ...] = ()
    page_lines: bool = False
    conditional: tuple[str, ...] = ()
    comments: tuple[str, ...] = ()
    cursor: str = "A1"
    selected: bool = False
    zoom: int = 100
    protected: bool = False
    formulas: int = 0

    def text(self, row: int, column: int) -> str:
        """Give what is written in a cell, nothing where it is blank."""
        cell = self.cells.get((row, column))
        return cell.text if cell else ""

    def width(self, column: int) -> float:
        """Give a column's width in characters."""
        return next((one.width for one in self.widths if one.first <= column <= one.last), self.default_width)

    def table_at(self, row: int, column: int) -> MarkedTable | None:
        """Give the table that a written or painted cell is in."""
        return self.owners.get((row, column))

    def at(self, *places: str) -> Iterator[str]:
        """Put the sheet's name before places."""
        return (f"{self.name}!{place}" for place in places)


@dataclass(frozen=True, slots=True)
class WorkbookFacts:
    """A whole workbook: its sheets in their order, which one opens first, and what it says of itself."""

    sheets: tuple[WorkbookSheet, ...]
    active: int = 0
    title: str = ""
    language: str = ""
    macros: bool = False
    external_links: int = 0
    defined_names: int = 0
    protected: bool = False

    @property
    def shown(self) -> tuple[WorkbookSheet, ...]:
        """Give the sheets that a reader sees."""
        return tuple(sheet for sheet in self.sheets if not sheet.hidden)


def letters(column: int) -> str:
    """Name a column as a spreadsheet does: 1 is A, 27 is AA."""
    name = ""
    while column > 0:
        column, letter = divmod(column - 1, LETTERS)
        name = chr(ord("A") + letter) + name
    return name


def address(row: int, column: int) -> str:
    """Name a cell as a spreadsheet does: `B4`."""
    return f"{letters(column)}{row}"
