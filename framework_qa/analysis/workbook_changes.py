"""What was changed in a working workbook since it was exported, and what happened to it that cannot come back.

Only the workbook itself is looked at: its texts against the digests of what was exported. Nothing is known here of the
study as it stands now; that is workbook_merge's matter.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from framework_qa.model.chart import Status
from framework_qa.model.coding import Decision
from framework_qa.model.edited import (
    CHART_SHEET,
    STATUS,
    SYNTHESES_SHEET,
    Base,
    BaseRow,
    EditedCell,
    EditedRow,
    EditedSheet,
    EditedWorkbook,
    Oddity,
    RowKey,
    guard_digest,
    text_digest,
)

_WORDS = frozenset(text_digest(str(status)) for status in Status)
_UNDO = "Undo that in the workbook and run the command again, or make the change with a command."
_EMPTY = "Type what it says, or a status word, like `to chart` or `nothing said`."
_CURES = {
    Oddity.NUMBER: "Format the cell as text and type it again.",
    Oddity.FORMULA: "Type the text itself; to begin a text with = put an apostrophe before it.",
    Oddity.ERROR: "Type the text again.",
    Oddity.MERGED: "Unmerge the cells and type each text in its own.",
    Oddity.TWICE: "Keep one of the two columns.",
}


@dataclass(frozen=True, slots=True)
class Change:
    """An editable cell that says something else than it did, or has a note pinned to it."""

    row: RowKey
    column: str
    place: str
    cell: EditedCell
    base: Base

    @property
    def rewritten(self) -> bool:
        """Tell whether the text itself is another."""
        return text_digest(self.cell.text) != self.base.text


@dataclass(frozen=True, slots=True)
class Refusal:
    """Something in the workbook that is not taken: where, of which row and column, why, and what to do."""

    place: str
    message: str
    cure: str
    row: RowKey | None = None
    column: str = ""
    text: str = ""


@dataclass(slots=True)
class Compared:
    """What was found in a workbook: changes, syntheses typed by hand, what is refused, and what is only told."""

    changes: list[Change] = field(default_factory=list)
    typed: list[tuple[str, EditedRow]] = field(default_factory=list)
    refusals: list[Refusal] = field(default_factory=list)
    told: list[Refusal] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _At:
    """A row of the workbook, and the sheet it stands on."""

    sheet: EditedSheet
    row: EditedRow

    @property
    def place(self) -> str:
        return f"sheet {self.sheet.title}, row {self.row.number}"

    def cell(self, column: str) -> str:
        """Give the place of one of its cells."""
        return f"sheet {self.sheet.title}, cell {self.row.cells[column].address}"


def compare(edited: EditedWorkbook) -> Compared:
    """Find what was changed in a workbook since it was exported."""
    found = Compared()
    rows: defaultdict[RowKey, list[_At]] = defaultdict(list)
    for sheet in edited.sheets:
        for row in sheet.rows:
            if row.key:
                rows[RowKey(sheet.sheet, row.key)].append(_At(sheet, row))
            else:
                found.typed.append((sheet.title, row))
    _tell_what_is_gone(edited, rows, found)
    for key, places in rows.items():
        _compare_row(key, edited.exported.rows[key], places, found)
    _refuse_moved(edited, found)
    return found


def _tell_what_is_gone(edited: EditedWorkbook, rows: Mapping[RowKey, Sequence[_At]], found: Compared) -> None:
    """Tell of sheets, columns and rows that were deleted, and of entries that no key names; nothing of it is done."""
    stands: defaultdict[str, list[EditedSheet]] = defaultdict(list)
    for sheet in edited.sheets:
        stands[sheet.sheet].append(sheet)
        for address in sheet.strange:
            message = "this entry belongs to no row and column of the workbook, so it was not read"
            found.told.append(Refusal(f"sheet {sheet.title}, cell {address}", message, "Put it where it belongs."))
    keep = "The study keeps what it holds; export a new workbook to see it again."
    for name, columns in edited.exported.columns.items():
        if not stands[name]:
            found.told.append(Refusal(_sheet_named(name), "the sheet is gone, or its hidden keys are", keep))
            continue
        title = stands[name][0].title
        there = {column for sheet in stands[name] for column in sheet.columns}
        found.told += [
            Refusal(
                f"sheet {title}, column of {column.replace(':', ' ')}", "the column is gone, or its hidden key is", keep
            )
            for column in columns
            if column not in there
        ]
    for key in edited.exported.rows:
        if key not in rows and stands[key.sheet]:
            place = f"sheet {stands[key.sheet][0].title}, row of {key.key}"
            found.told.append(Refusal(place, "the row is gone, or its hidden key is", keep, key))


def _sheet_named(name: str) -> str:
    return f"chart of {name.removeprefix(CHART_SHEET)}" if name.startswith(CHART_SHEET) else f"sheet {name.title()}"


def _compare_row(key: RowKey, base: BaseRow, places: Sequence[_At], found: Compared) -> None:
    """Compare one row with what it was; it may stand in several places."""
    broken = {at.place: _broken(at.row, base) for at in places}
    whole = [at for at in places if not broken[at.place] and not at.row.missing]
    for at in places:
        if at in whole:
            continue
        if key.sheet == SYNTHESES_SHEET and whole:
            found.typed.append((at.sheet.title, at.row))  # copied to write another one below
        else:
            found.refusals.append(_refused_row(key, at, broken[at.place]))
    for column, said in base.bases.items() if whole else ():
        if column in whole[0].row.cells:
            _compare_cell(key, column, said, whole, found)


def _broken(row: EditedRow, base: BaseRow) -> tuple[str, ...]:
    """Give the addresses of the protected cells that say something else than they did."""
    return tuple(
        row.cells[column].address
        for column, digest in base.guards.items()
        if column in row.cells and guard_digest(row.cells[column].text) != digest
    )


def _refused_row(key: RowKey, at: _At, broken: Sequence[str]) -> Refusal:
    if at.row.missing:
        cure = "Put them back from the workbook as it was exported, or change the text with a command."
        return Refusal(at.place, "rows that continue this one are gone or stand apart, so it was not read", cure, key)
    which = f"{', '.join(broken[:3])} {'was' if len(broken) == 1 else 'were'} changed, which cannot be changed here"
    return Refusal(at.place, f"{which}; nothing of the row was taken", _UNDO, key)


def _compare_cell(key: RowKey, column: str, base: Base, places: Sequence[_At], found: Compared) -> None:
    first = places[0]
    cell, place = first.row.cells[column], first.cell(column)
    if any(text_digest(at.row.cells[column].text) != text_digest(cell.text) for at in places[1:]):
        message = "the row stands twice, with different texts"
        found.refusals.append(Refusal(place, message, "Keep one of the two rows.", key, column, cell.text))
        return
    change = Change(key, column, place, cell, base)
    if not change.rewritten and cell.oddity is not Oddity.TWICE:
        if cell.note:
            found.changes.append(change)
    elif cell.oddity:
        found.refusals.append(Refusal(place, str(cell.oddity), _CURES[cell.oddity], key, column, cell.text))
    elif not cell.text.strip():
        found.refusals.append(Refusal(place, "it was emptied, and no cell is blank", _EMPTY, key, column))
    else:
        found.changes.append(change)


def _refuse_moved(edited: EditedWorkbook, found: Compared) -> None:
    """Refuse columns that were sorted alone, and texts that were copied from another row with their references."""
    columns: defaultdict[tuple[str, str], list[Change]] = defaultdict(list)
    for change in found.changes:
        columns[change.row.sheet, change.column].append(change)
    kept: list[Change] = []
    for (sheet, column), changes in columns.items():
        bases = {key: row.bases[column] for key, row in edited.exported.rows.items() if key.sheet == sheet}
        if _sorted_alone(column, changes, bases):
            found.refusals.append(_refused_column(column, [change for change in changes if change.rewritten]))
            kept += [change for change in changes if not change.rewritten]
        else:
            kept += _without_copies(changes, bases, found)
    found.changes = kept


def _sorted_alone(column: str, changes: Sequence[Change], bases: Mapping[RowKey, Base]) -> bool:
    """Tell whether texts of a column stand in rows they do not belong to."""
    rewritten = [change for change in changes if change.rewritten]
    now = {change.row: text_digest(change.cell.text) for change in rewritten}
    if len(now) > 1 and Counter(now.values()) == Counter(bases[key].text for key in now):
        return True
    if column == STATUS:
        return _went_both_ways(rewritten)
    owners = _owners(bases)
    return any(len(owner) == 1 and owner[0] in now for one in now.values() if (owner := owners.get(one)))


def _owners(bases: Mapping[RowKey, Base]) -> Mapping[str, Sequence[RowKey]]:
    """Give the rows that each text of a column stood in; bare status words belong to nobody."""
    owners: defaultdict[str, list[RowKey]] = defaultdict(list)
    for key, base in bases.items():
        if base.text not in _WORDS:
            owners[base.text].append(key)
    return owners


def _went_both_ways(changes: Iterable[Change]) -> bool:
    """Tell whether codings became accepted while others became suggested again, which nobody does by hand."""
    to = {change.cell.text.strip().casefold() for change in changes}
    back = any(change.cell.text.strip().casefold() == Decision.SUGGESTED for change in changes)
    return back and Decision.ACCEPTED.value in to


def _refused_column(column: str, changes: Sequence[Change]) -> Refusal:
    first = min(changes, key=lambda change: change.place)
    title, _, address = first.place.rpartition(", cell ")
    place = f"{title}, column {address.rstrip('0123456789')}"
    counted = f"{len(changes)} texts stand in other rows than they did"
    message = f"{counted}, as if the column was sorted alone; nothing of it was taken"
    cure = "Undo the sorting, or sort whole rows, and run the command again."
    return Refusal(place, message, cure, None, column)


def _without_copies(changes: Sequence[Change], bases: Mapping[RowKey, Base], found: Compared) -> Iterator[Change]:
    owners = _owners(bases)
    for change in changes:
        owner = owners.get(text_digest(change.cell.text), ()) if change.rewritten else ()
        if owner and change.row not in owner and _cites(change.cell.text):
            message = f"it is the text of the row of {owner[0].key}, with its references"
            cure = "Write what this row says, with its own references."
            found.refusals.append(Refusal(change.place, message, cure, change.row, change.column, change.cell.text))
        else:
            yield change


def _cites(text: str) -> bool:
    return any(mark in text for mark in ("[¶", "[q", ".q"))
