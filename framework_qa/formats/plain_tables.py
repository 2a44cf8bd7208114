"""Plain tables of codings, cells and syntheses, a row each, from a CSV file or a workbook.

Any cell may hold a participant's words once columns are mixed up, so no remark repeats what stands in one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Generic, TypeVar

from framework_qa.errors import Problem
from framework_qa.formats.grids import Row, read_rows
from framework_qa.formats.headings import CASE_HEADINGS, fold
from framework_qa.formats.remarks import Remarks, did_you_mean
from framework_qa.formats.sheets import letter
from framework_qa.formats.spreadsheet_text import unguard
from framework_qa.model.chart import Status
from framework_qa.model.coding import Decision
from framework_qa.model.coding_columns import BESIDE_CODINGS, CODINGS, NOT_RECORDED, PLACES
from framework_qa.model.ids import CASE_ID

_CODINGS = (*CODINGS, *PLACES)
_CHARTS = ("case", "subtheme", "status", "text")
_SYNTHESES = ("group", "about", "text")
_OPTIONAL = frozenset({"coder", "decision", "status", *PLACES})  # columns that a table may go without
_MAY_BE_EMPTY = _OPTIONAL | {"text"}  # a text may, beside a status
_NUMBERS = frozenset({"turn", "subtheme", "about", *PLACES})  # what a spreadsheet may well hold as a number
_PROSE = frozenset({"words", "text"})
_COMING_IN = (Decision.ACCEPTED, Decision.SUGGESTED)
_WHOLE = re.compile(r"[0-9]{1,18}")
_TURN = re.compile(rf"(?:(?:(?P<case>{CASE_ID.pattern})\s*)?[¶#]\s*)?(?P<number>[0-9]{{1,18}})")

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Named:
    """A subtheme or theme as typed; a spreadsheet that holds it as a number has made 4.10 into 4.1."""

    text: str
    as_number: bool = False


@dataclass(frozen=True, slots=True)
class CodingRow:
    """One coding: the words of a turn, what they are about, and who says so (empty where the table does not say).

    `stretch` is where the words begin and end in their transcript, in code points, where the table says it.
    """

    place: str
    case: str
    turn: int
    subtheme: Named
    words: str
    coder: str
    decision: Decision = Decision.ACCEPTED
    stretch: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class ChartRow:
    """One cell: its status, where the table says it, and its text in the compact form."""

    place: str
    case: str
    subtheme: Named
    status: Status | None
    text: str


@dataclass(frozen=True, slots=True)
class SynthesisRow:
    """One synthesis: the group as typed, the theme or subtheme it is about, and its text."""

    place: str
    group: str
    about: Named
    text: str


@dataclass(frozen=True, slots=True)
class PlainTable(Generic[T]):
    """A table as read: the rows that can be used, and all remarks on the others and on the headings."""

    path: str
    rows: tuple[T, ...]
    problems: tuple[Problem, ...]


def read_codings(path: Path) -> PlainTable[CodingRow]:
    """Read a table of codings; all faults are told together, with their rows as a spreadsheet counts them."""
    remarks = Remarks(path.name)
    rows = tuple(row for record in _records(path, _CODINGS, "Codings", remarks) if (row := _coding(record)))
    return PlainTable(path.name, rows, remarks.problems)


def read_charts(path: Path) -> PlainTable[ChartRow]:
    """Read a table of cells; a row has a status or a text, or both."""
    remarks = Remarks(path.name)
    rows = []
    for record in _records(path, _CHARTS, "Charts", remarks):
        status = _status(record)
        if not record["text"] and not record.texts.get("status"):
            message = "the row has neither a status nor a text."
            remarks.error(record.place, message, f"Write a text, or a status: {', '.join(Status)}.")
        else:
            rows.append(ChartRow(record.place, record["case"], record.named("subtheme"), status, record["text"]))
    return PlainTable(path.name, tuple(rows), remarks.problems)


def read_syntheses(path: Path) -> PlainTable[SynthesisRow]:
    """Read a table of syntheses."""
    remarks = Remarks(path.name)
    rows = []
    for record in _records(path, _SYNTHESES, "Syntheses", remarks):
        if record["text"]:
            rows.append(SynthesisRow(record.place, record["group"], record.named("about"), record["text"]))
        else:
            remarks.error(record.place, "text is empty.", "Fill it in, or delete the row.")
    return PlainTable(path.name, tuple(rows), remarks.problems)


@dataclass(frozen=True, slots=True)
class _Record:
    """One row as texts by column; `numbers` are the columns that a spreadsheet holds as numbers."""

    place: str
    texts: Mapping[str, str]
    numbers: frozenset[str]
    remarks: Remarks

    def __getitem__(self, column: str) -> str:
        return self.texts[column]

    def named(self, column: str) -> Named:
        return Named(self.texts[column], column in self.numbers)


def _records(path: Path, known: Sequence[str], sheet: str, remarks: Remarks) -> Iterator[_Record]:
    """Give the rows that hold what every row needs."""
    rows = read_rows(path, remarks, sheet)
    columns = _columns(rows[0], known, remarks) if rows else {}
    if remarks.serious:
        return
    if len(rows) <= 1:
        cure = f"Write one row for each, below the headings: {', '.join(known)}."
        remarks.error("", "the table has no row below its headings.", cure)
    for row in rows[1:]:
        if _is_sound(row, columns, len(rows[0].cells), remarks):
            texts = {name: _text(row, name, column) for name, column in columns.items()}
            numbers = frozenset(name for name, column in columns.items() if row.converted.get(column) == "a number")
            yield _Record(row.place, texts, numbers, remarks)


def _columns(header: Row, known: Sequence[str], remarks: Remarks) -> dict[str, int]:
    """Find the column of each heading; what is not known is left out and told by its letter."""
    if known is _CODINGS and header.cells and {*_CODINGS, *BESIDE_CODINGS} <= {*header.cells}:
        return {name: header.cells.index(name) for name in known}  # our own export: the others are its attributes
    meant = {name: name for name in known} | (dict.fromkeys(CASE_HEADINGS, "case") if "case" in known else {})
    columns: dict[str, int] = {}
    for number, heading in enumerate(header.cells):
        name = meant.get(fold(heading))
        if name in columns:
            message = f"columns {letter(columns[name])} and {letter(number)} both hold {name}."
            remarks.error(header.place, message, "Keep one of them.")
        elif name:
            columns[name] = number
        elif heading and not (known is _CODINGS and heading in BESIDE_CODINGS):
            message = f"the heading of column {letter(number)} is not known, and it is left out"
            cure = f"The columns are: {', '.join(known)}."
            remarks.warn(header.place, message + did_you_mean(heading, known), cure)
    for name in known:
        if name not in columns and name not in _OPTIONAL:
            remarks.error(header.place, f"the column {name} is missing.", "Add it, or correct its heading.")
    return columns


def _is_sound(row: Row, columns: Mapping[str, int], width: int, remarks: Remarks) -> bool:
    faults = [fault for name, column in columns.items() if (fault := _fault(row, name, column))]
    if any(row.cells[width:]):
        faults.append(("the row is longer than the headings.", "Put texts that hold a comma in quotation marks."))
    for message, cure in faults:
        remarks.error(row.place, message, cure)
    return not faults


def _fault(row: Row, name: str, column: int) -> tuple[str, str] | None:
    what = row.converted.get(column, "")
    made_of_it = what == "an error" or (what and name not in _PROSE and not (what == "a number" and name in _NUMBERS))
    if made_of_it:
        return f"a spreadsheet made {name} into {what}.", "Format the column as text and type it again."
    if not row.cell(column) and name not in _MAY_BE_EMPTY:
        everybody = " A synthesis of everybody has the group: all cases." if name == "group" else ""
        return f"{name} is empty.", f"Fill it in, or delete the row.{everybody}"
    return None


def _text(row: Row, name: str, column: int) -> str:
    """Give a cell's text; the apostrophe that guards a CSV cell against spreadsheets is taken off.

    Words are left as they stand: only the transcript tells such an apostrophe from one that was said.
    """
    text = row.cell(column)
    return text if row.of_workbook or name == "words" else unguard(text)


def _coding(record: _Record) -> CodingRow | None:
    """Give the coding of a row; None where something in it is told as a fault."""
    turn, decision = _turn(record), _decision(record)
    placed, stretch = _stretch(record)
    if not turn or decision is None or not placed:
        return None
    coder = record.texts.get("coder", "")
    whose = "" if coder == NOT_RECORDED else coder
    return CodingRow(
        record.place, record["case"], turn, record.named("subtheme"), record["words"], whose, decision, stretch
    )


def _decision(record: _Record) -> Decision | None:
    """Give the decision on a coding, accepted where the row has none; what was decided against does not come in."""
    typed = record.texts.get("decision", "")
    decision = {fold(one): one for one in Decision}.get(fold(typed)) if typed else Decision.ACCEPTED
    if decision in (Decision.ACCEPTED, Decision.SUGGESTED):
        return decision
    if decision is None:
        message = f"the decision is not known{did_you_mean(typed, [*_COMING_IN])}"
        record.remarks.error(record.place, message, f"Write one of: {', '.join(_COMING_IN)}; or leave it empty.")
    else:
        message = f"the coding was {decision}, and only what stands is brought in."
        record.remarks.error(record.place, message, f"Delete the row, or write one of: {', '.join(_COMING_IN)}.")
    return None


def _stretch(record: _Record) -> tuple[bool, tuple[int, int] | None]:
    """Give where the words stand, which a row need not say; False where what it says is no place."""
    start, end = (record.texts.get(name, "") for name in PLACES)
    if not start and not end:
        return True, None
    if not _WHOLE.fullmatch(start) or not _WHOLE.fullmatch(end) or int(start) >= int(end):
        cure = "Write two whole numbers, the smaller first, or leave both empty."
        record.remarks.error(record.place, "start and end are no stretch of a text.", cure)
        return False, None
    return True, (int(start), int(end))


def _turn(record: _Record) -> int:
    """Give the number of the turn, typed `31`, `¶31` or `A2-P04 ¶31`; 0 where it is none."""
    found = _TURN.fullmatch(record["turn"])
    if found is None or not int(found["number"]):
        record.remarks.error(record.place, "the turn is not the number of one.", "Write it like 31 or ¶31.")
    elif found["case"] and found["case"].casefold() != record["case"].casefold():
        record.remarks.error(record.place, "the turn names another case than the row.", "Correct one of the two.")
    else:
        return int(found["number"])
    return 0


def _status(record: _Record) -> Status | None:
    """Give the status, hyphens and capitals being as they may; one that is none is told."""
    typed = record.texts.get("status", "")
    known = {fold(status): status for status in Status}
    status = known.get(fold(typed))
    if typed and status is None:
        message = f"the status is not known{did_you_mean(typed, list(Status))}"
        record.remarks.error(record.place, message, f"Write one of: {', '.join(Status)}.")
    return status
