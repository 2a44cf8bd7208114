"""Reading a codebook from the rows of a table, CSV or workbook, with every fault at its row."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, TypeVar

from framework_qa.formats.codebook_entries import Entry, ThemeEntry
from framework_qa.formats.codebook_sheets import COLUMNS
from framework_qa.formats.grids import Row
from framework_qa.formats.headings import fold
from framework_qa.formats.remarks import Remarks, did_you_mean, echo
from framework_qa.formats.spreadsheet_text import plain, split_list, unescape, unguard
from framework_qa.model.codebook import Branch, Near, Origin, Rules, Subtheme, SubthemeStatus, Theme, Unit
from framework_qa.model.ids import Code

_NEEDED = ("theme_number", "theme_code", "theme", "number", "code", "label", "definition")
_NUMBERS = ("theme_number", "number")
_TEXT_AGAIN = "Format the column as text and type it again."
_LONGEST_WHOLE = 9  # digits

Choice = TypeVar("Choice", bound=StrEnum)


@dataclass(frozen=True, slots=True)
class Record:
    """One subtheme as texts by column, ready to be asked for typed values."""

    place: str
    texts: Mapping[str, str]
    remarks: Remarks

    def text(self, column: str) -> str:
        """Give the text of a column."""
        return self.texts.get(column, "")

    def wrong(self, column: str, wanted: str) -> None:
        """Remark that a column wants something else."""
        self.remarks.error(self.place, f"{column} wants {wanted}, and has {echo(self.text(column))}.", "Correct it.")

    def choice(self, column: str, default: Choice) -> Choice:
        """Give the member of an enumeration that a column names."""
        typed = self.text(column)
        allowed = [str(member) for member in type(default)]
        if typed.casefold() in allowed:
            return type(default)(typed.casefold())
        if typed:
            message = f"{echo(typed)} is no {column}{did_you_mean(typed, allowed)}"
            self.remarks.error(self.place, message, f"Write one of: {', '.join(allowed)}.")
        return default

    def whole(self, column: str) -> int:
        """Give a column's whole number; 1 where it has none."""
        typed = self.text(column)
        number = _whole(typed)
        if typed and not number:
            self.wrong(column, "a whole number from 1 up")
        return number or 1

    def items(self, column: str) -> tuple[str, ...]:
        """Give the items of a column's list."""
        return tuple(plain(item) for item in split_list(self.text(column)))


def _whole(typed: str) -> int:
    sound = typed.isascii() and typed.isdigit() and len(typed) <= _LONGEST_WHOLE
    return int(typed) if sound else 0


def sheet_entries(stem: str, rows: Sequence[Row], remarks: Remarks) -> tuple[str, int, tuple[ThemeEntry, ...]]:
    """Read the table's name, version and themes; a table without these columns is named after its file, version 1."""
    columns = _columns(rows[0], remarks)
    if remarks.serious:
        return stem, 1, ()
    width = len(rows[0].cells)
    records = [_record(row, columns, width, remarks) for row in rows[1:]]
    if not records:
        remarks.error("", "the table has no row below its headings.", "Write one row for each subtheme.")
    return record_entries(stem, records, remarks)


def record_entries(stem: str, records: list[Record], remarks: Remarks) -> tuple[str, int, tuple[ThemeEntry, ...]]:
    """Give the name, version and themes that records make together."""
    name, version = _of_all(records, "codebook"), _of_all(records, "version")
    if version and not _whole(version):
        remarks.error("", f"the version {echo(version)} is no whole number.", "Correct it.")
    return name or stem, _whole(version) or 1, _themes(records)


def _columns(header: Row, remarks: Remarks) -> dict[str, int]:
    meant = {fold(name): name for name in COLUMNS}
    columns: dict[str, int] = {}
    for number, heading in enumerate(header.cells):
        name = meant.get(fold(unguard(heading)))
        if name is None:
            if heading:
                message = f"the column {echo(heading)} is not known and is left out{did_you_mean(heading, COLUMNS)}"
                remarks.warn(header.place, message, f"The columns are: {', '.join(COLUMNS)}.")
        elif name in columns:
            remarks.error(header.place, f"the column {name} stands twice.", "Keep one of them.")
        else:
            columns[name] = number
    for name in _NEEDED:
        if name not in columns:
            remarks.error(header.place, f"the column {name} is missing.", "Add it, or correct its heading.")
    return columns


def _record(row: Row, columns: Mapping[str, int], width: int, remarks: Remarks) -> Record:
    for name in COLUMNS:
        what = row.converted.get(columns.get(name, -1), "")
        if what == "an error" or (what and what != "a number" and name in _NUMBERS):
            remarks.error(row.place, f"a spreadsheet made {name} into {what}.", _TEXT_AGAIN)
    if any(row.cells[width:]):
        remarks.error(
            row.place, "the row is longer than the headings.", "Put texts that hold a comma in quotation marks."
        )
    texts = {name: unescape(_typed(row, column)).strip() for name, column in columns.items()}
    check_storable(row.place, texts, remarks)
    return Record(row.place, texts, remarks)


def check_storable(place: str, texts: Mapping[str, str], remarks: Remarks) -> None:
    """Remark on texts with half characters or NULs in them."""
    for name, text in texts.items():
        if any("\ud800" <= character <= "\udfff" or character == "\x00" for character in text):
            remarks.error(place, f"{name} holds a character that cannot be stored.", "Type it again.")


def _typed(row: Row, column: int) -> str:
    """Give a cell's text; the apostrophe of our own CSV is taken off there, a workbook has none."""
    text = row.cell(column)
    return text if row.of_workbook else unguard(text)


def _of_all(records: list[Record], column: str) -> str:
    """Give the one value a column repeats in all rows."""
    value, first = "", ""
    for record in records:
        typed = record.text(column)
        if not value:
            value, first = typed, record.place
        elif typed and typed != value:
            message = f"{column} is another than on {first}."
            record.remarks.error(record.place, message, "Let all rows name the same one.")
    return value


def _themes(records: list[Record]) -> tuple[ThemeEntry, ...]:
    """Gather the rows by theme, in the order in which the themes first stand; themes before values."""
    groups: dict[tuple[Branch, str, str], list[Record]] = {}
    for record in records:
        branch = record.choice("branch", Branch.THEMES)
        groups.setdefault((branch, record.text("theme_number"), record.text("theme_code")), []).append(record)
    ordered = sorted(groups.items(), key=lambda group: group[0][0] is Branch.VALUES)
    return tuple(_theme(branch, members) for (branch, _, _), members in ordered)


def _theme(branch: Branch, members: list[Record]) -> ThemeEntry:
    entries = tuple(Entry(_subtheme(record), record.place) for record in members)
    theme = Theme(
        number=members[0].text("theme_number"),
        code=Code(members[0].text("theme_code")),
        label=_of_all(members, "theme"),
        definition=_of_all(members, "theme_definition"),
        subthemes=tuple(entry.of for entry in entries if isinstance(entry.of, Subtheme)),
        branch=branch,
    )
    return ThemeEntry(Entry(theme, members[0].place), theme, entries)


def _subtheme(record: Record) -> Subtheme:
    return Subtheme(
        number=record.text("number"),
        code=Code(record.text("code")),
        label=record.text("label"),
        definition=record.text("definition"),
        category=record.text("category"),
        include=record.text("include"),
        exclude=record.text("exclude"),
        example=record.text("example"),
        near_miss=record.text("near_miss"),
        origin=record.choice("origin", Origin.TOPIC_GUIDE),
        asked_of=record.items("asked_of"),
        status=record.choice("status", SubthemeStatus.LIVE),
        unit=record.choice("unit", Unit.SENTENCE),
        rules=_rules(record),
        since=record.whole("since"),
    )


def _rules(record: Record) -> Rules:
    rules = Rules(record.items("rules_any"), _nears(record), record.items("rules_not"), _patterns(record))
    if rules.never and not rules and not record.text("rules_all_near") and not record.text("rules_patterns"):
        message = "the rules only cancel and suggest nothing."
        record.remarks.error(record.place, message, "Give rules_any or rules_all_near too, or empty rules_not.")
    return rules


def _nears(record: Record) -> tuple[Near, ...]:
    return tuple(near for item in split_list(record.text("rules_all_near")) if (near := _near(record, item)))


def _near(record: Record, item: str) -> Near | None:
    words, _, within = _parted(item)
    typed = tuple(plain(word) for word in split_list(words, "+"))
    if typed and (number := _whole(within)):
        return Near(typed, number)
    record.wrong("rules_all_near", "words with + between, a stroke and a number, as in admit + problem / 8")
    return None


def _parted(item: str) -> tuple[str, str, str]:
    parts = split_list(item, "/")
    return (parts[0], "/", parts[1]) if len(parts) == 2 else (item, "", "")  # noqa: PLR2004 - words and number


def _patterns(record: Record) -> tuple[tuple[dict[str, Any], ...], ...]:
    typed = record.text("rules_patterns")
    if not typed:
        return ()
    try:
        found = json.loads(typed, parse_constant=_refuse)
    except (ValueError, RecursionError):
        found = None
    if isinstance(found, list) and found and all(_is_pattern(pattern) for pattern in found):
        return tuple(tuple(pattern) for pattern in found)
    message = "rules_patterns is no JSON list of token patterns."
    record.remarks.error(record.place, message, 'Write it as [[{"LOWER": "word"}, {"LIKE_NUM": true}]].')
    return ()


def _refuse(constant: str) -> object:
    raise ValueError(constant)


def _is_pattern(pattern: object) -> bool:
    return isinstance(pattern, list) and bool(pattern) and all(isinstance(token, dict) for token in pattern)
