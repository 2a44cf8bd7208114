"""Transcripts kept as tables, in a workbook or a .csv: a row for each stretch of talk becomes a turn or part of one."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain, islice

from framework_qa.errors import Problem
from framework_qa.formats.decoding import decode
from framework_qa.formats.grids import MOST_COLUMNS, MOST_ROWS, Row
from framework_qa.formats.labels import fold, settle
from framework_qa.formats.plain import read_plain
from framework_qa.formats.reading import Mark, Marker, Script, counts, refused, unreadable, warning
from framework_qa.formats.sheets import letter
from framework_qa.formats.speakers import COLON
from framework_qa.formats.spreadsheet_cells import read_book
from framework_qa.formats.spreadsheet_columns import (
    DAY,
    LONGEST_NAME,
    NO_TURNS,
    PREAMBLE,
    Fault,
    Layout,
    are_headings,
    headings_in,
    label_of,
    layout_of,
    seconds_of,
)
from framework_qa.formats.subtitles import UNNAMED

_DELIMITERS = "\t;,"
_REACH = 90  # no label is longer

# -- the files --------------------------------------------------------------------------------------------------------


def holds_turns(text: str) -> bool:
    """Tell whether a text begins as a table with headings of a speaker and of words, whatever its file is called."""
    return any(headings_in(rows) is not None for rows in _openings(text).values())


def read_workbook(name: str, data: bytes) -> Script:
    """Read a workbook in which one visible sheet holds a row for each stretch of talk.

    Raises InputError where no sheet does, or several do; RefusedError where it is not safe to read or too large.
    """
    book = read_book(name, data)
    layouts = {sheet.title: layout_of(sheet.rows) for sheet in book.sheets}
    found = [(sheet, layout) for sheet in book.sheets if isinstance(layout := layouts[sheet.title], Layout)]
    if len(found) > 1:
        why = f"{len(found)} of its sheets hold turns, and one file is one interview"
        raise unreadable(name, why, "Save each of them as a file of its own, or hide those that do not belong.")
    if not found:
        raise _no_turns(name, [layouts[sheet.title] for sheet in book.sheets if sheet.rows], book.left_out)
    sheet, layout = found[0]
    left_out = sheet.hidden + book.left_out
    left_out["other sheets"] = sum(bool(other.rows) for other in book.sheets) - 1
    return _script(name, sheet.rows, layout, left_out)


def _no_turns(name: str, layouts: Iterable[Layout | Fault], left_out: Counter[str]) -> Exception:
    faults = [layout for layout in layouts if isinstance(layout, Fault)]
    fault = next((one for one in faults if one.why != NO_TURNS), Fault(NO_TURNS.replace("table", "workbook")))
    hidden = " (its hidden sheets are not read)" if left_out["hidden sheets"] else ""
    return unreadable(name, fault.why + hidden, fault.cure)


def read_delimited(name: str, data: bytes) -> Script:
    """Read a .csv or .tsv file with a row for each stretch of talk.

    One that is no table at all, whose lines begin with labels and colons, was plain text under another name and is
    read as such. Any other is refused: as plain text a table of codings would come in with its quotes as turns.
    """
    text, problems = decode(name, data)
    # The line by which a spreadsheet is told the separator is none of the table's; its row goes on counting.
    text = re.sub(r"\A\s*\"?sep=.\"?(?=\n)", "", text)
    delimiter = _delimiter(text)
    if not delimiter and _is_talk(text):
        return read_plain(name, data)
    rows = tuple(_rows(name, text, delimiter or _most_even(text)))
    layout = layout_of(rows)
    if isinstance(layout, Fault):
        raise unreadable(name, layout.why, layout.cure)
    _check_widths(name, rows, layout)
    return _script(name, rows, layout, Counter(), problems)


def _delimiter(text: str) -> str | None:
    """Find what parts the cells: that by which there are headings, else that by which there are turns."""
    openings = _openings(text)
    headed = (one for one, rows in openings.items() if headings_in(rows) is not None)
    plain = (one for one, rows in openings.items() if isinstance(layout_of(rows), Layout))
    return next(chain(headed, plain), None)


def _is_talk(text: str) -> bool:
    """Tell whether most lines begin with a label and a colon, and none is a cell in quotation marks."""
    lines = [line for line in text.split("\n") if line.strip()]
    found = [match for line in lines if (match := COLON.match(line, 0, _REACH))]
    labelled = sum(not any(sign in match["label"] for sign in _DELIMITERS) for match in found)
    return 2 * labelled >= max(1, len(lines)) and not any(line.startswith('"') for line in lines)


def _openings(text: str) -> dict[str, tuple[Row, ...]]:
    return {delimiter: tuple(islice(_lenient(text, delimiter), PREAMBLE)) for delimiter in _DELIMITERS}


def _lenient(text: str, delimiter: str) -> Iterator[Row]:
    """Give the rows up to where the quotation marks no longer match."""
    try:
        yield from _parsed(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))
    except csv.Error:
        return


def _parsed(reader: Iterable[list[str]]) -> Iterator[Row]:
    for number, cells in enumerate(reader, 1):
        trimmed = tuple(cell.strip() for cell in cells)
        if any(trimmed):
            yield Row(f"row {number}", trimmed)


def _most_even(text: str) -> str:
    """Find what parts a text into the most rows that are of one width, and of more than one column."""
    openings = _openings(text)
    widths = {one: Counter(len(row.cells) for row in rows) for one, rows in openings.items()}
    return max(_DELIMITERS, key=lambda one: max((n for width, n in widths[one].items() if width > 1), default=0))


def _rows(name: str, text: str, delimiter: str) -> Iterator[Row]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    check = "Check that it is the right file."
    try:
        for number, row in enumerate(_parsed(reader), 1):
            if number > MOST_ROWS:
                raise refused(name, f"it has more than {MOST_ROWS:,} rows", check)
            if len(row.cells) > MOST_COLUMNS:
                raise refused(name, f"it has more than {MOST_COLUMNS:,} columns", check)
            yield row
    except csv.Error:
        why = f"the quotation marks of a cell do not match from line {reader.line_num} on"
        raise unreadable(name, why, 'Close the cell with ", and double a " inside it.') from None


def _check_widths(name: str, rows: Sequence[Row], layout: Layout) -> None:
    """Refuse a row that runs over: its words were cut at a comma that no quotation marks protect."""
    width = len(rows[layout.first - 1 if layout.headed else layout.first].cells)
    for row in rows[layout.first :]:
        if any(row.cells[width:]):
            why = f"{row.place} is longer than the first"
            raise unreadable(name, why, "Put words that hold a comma or semicolon in quotation marks.")


# -- from rows to turns -----------------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Stretch:
    """What one speaker says in one row or several, and where the first stands."""

    label: str
    at: float | None
    words: list[str]


@dataclass(slots=True)
class _Told:
    """What came to light while the rows were read."""

    unnamed: int = 0
    faults: list[Row] = field(default_factory=list)


def _script(
    name: str,
    rows: Sequence[Row],
    layout: Layout,
    left_out: Counter[str],
    problems: tuple[Problem, ...] = (),
) -> Script:
    body = rows[layout.first :]
    times, unread = _times([row.cell(layout.time) for row in body] if layout.time is not None else [])
    labels, about_labels = _labels(name, body, layout)
    told = _Told()
    stretches = _stretches(body, layout, labels, times, told)
    if not stretches:
        raise unreadable(name, "its column of words is empty", "Fill it in, or take the file out of the folder.")
    text, marks = _put_together(stretches)
    left_out["other columns"] = _others(body, layout)
    left_out["cells with an error"] = len(told.faults)
    return Script(
        text,
        marks=marks,
        marker=Marker.ROW,
        settled=True,
        header=tuple(_header(rows[: layout.first - layout.headed])),
        left_out=counts(left_out),
        problems=(*problems, *about_labels, *_remarks(name, told, layout, unread)),
    )


def _labels(name: str, body: Sequence[Row], layout: Layout) -> tuple[dict[str, str], tuple[Problem, ...]]:
    """Settle how each speaker is printed, by the cell as typed; a mistyped label is the one that was meant."""
    typed = [(row, label) for row in body if (label := label_of(row.cell(layout.speaker)))]
    settled = settle([Mark(label, 0, 0, 0) for _, label in typed], certain=True)
    mistyped = [(row, label) for row, label in typed if fold(label) in settled.meant]
    spellings: dict[str, str] = {}
    printed = {label: settled.of(label) or spellings.setdefault(fold(label), label) for _, label in typed}
    cure = "Correct the label if somebody else speaks there."
    told = [
        warning(name, row.place, f"The label there was read as a typing error for {printed[label]}.", cure)
        for row, label in mistyped[:_TOLD]
    ]
    return printed, tuple(told)


def _stretches(
    body: Sequence[Row], layout: Layout, labels: Mapping[str, str], times: Sequence[float | None], told: _Told
) -> list[_Stretch]:
    """Join consecutive rows of one speaker; a row without one goes on with the row before."""
    stretches: list[_Stretch] = []
    speaking = ""
    for number, row in enumerate(body):
        if layout.words in row.converted or layout.speaker in row.converted:
            told.faults.append(row)
        label = label_of(row.cell(layout.speaker))
        words = row.cell(layout.words)
        if are_headings(label, words):
            continue
        speaking = labels.get(label, speaking)
        if not words:
            continue
        told.unnamed += not speaking
        if stretches and stretches[-1].label == (speaking or UNNAMED):
            stretches[-1].words.append(words)
        else:
            stretches.append(_Stretch(speaking or UNNAMED, times[number] if times else None, [words]))
    return stretches


def _put_together(stretches: Sequence[_Stretch]) -> tuple[str, tuple[Mark, ...]]:
    """Write `Label: words`, rows of one turn on lines of their own."""
    pieces: list[str] = []
    marks: list[Mark] = []
    size = line = 0
    for stretch in stretches:
        pieces.append(f"{stretch.label}: " + "\n".join(stretch.words))
        end = size + len(pieces[-1])
        marks.append(Mark(stretch.label, line, size, size + len(stretch.label) + 2, stretch.at, end))
        size = end + 1
        line += pieces[-1].count("\n") + 1
    return "\n".join(pieces), tuple(marks)


def _others(body: Sequence[Row], layout: Layout) -> int:
    used = {layout.time, layout.speaker, layout.words}
    return len({n for row in body for n, cell in enumerate(row.cells) if cell and n not in used})


def _header(rows: Iterable[Row]) -> Iterator[tuple[str, str]]:
    """Give the rows above the headings as name and value."""
    for row in rows:
        first, *rest = [" ".join(cell.split()) for cell in row.cells if cell] or [""]
        key, colon, value = first.partition(":")
        if rest:
            yield first.rstrip(":： "), " ".join(rest)
        elif colon and value.strip() and len(key) <= LONGEST_NAME and not key[-1:].isdigit():
            yield key.strip(), value.strip()
        elif first:
            yield "", first


# -- times ------------------------------------------------------------------------------------------------------------

_SECONDS = re.compile(r"\d{1,10}(?:[.,]\d{1,9})?(?=s?$)")


def _times(cells: Sequence[str]) -> tuple[list[float | None], int]:
    """Turn a column into seconds, and count what is no time; whole numbers of over a day are milliseconds."""
    plain = [float(found[0].replace(",", ".")) if (found := _SECONDS.match(cell)) else None for cell in cells]
    numbers = [number for number in plain if number is not None]
    unit = 1000 if max(numbers, default=0) >= DAY and all(number.is_integer() for number in numbers) else 1
    times = [
        number / unit if number is not None else seconds_of(cell) for cell, number in zip(cells, plain, strict=True)
    ]
    return times, sum(time is None and bool(cell) for cell, time in zip(cells, times, strict=True))


# -- remarks ----------------------------------------------------------------------------------------------------------

_TOLD = 20  # more remarks of one kind are no help


def _remarks(name: str, told: _Told, layout: Layout, unread: int) -> Iterator[Problem]:
    for row in told.faults[:_TOLD]:
        column = layout.words if layout.words in row.converted else layout.speaker
        message = f"Column {letter(column)} holds {row.converted[column]} there; the cell was left out."
        cure = "Format the cell as text and type again what was said; words that begin with = or - become formulas."
        yield warning(name, row.place, message, cure)
    if told.unnamed:
        message = f"{told.unnamed} rows at its beginning name no speaker; their words were given to one {UNNAMED}."
        yield warning(name, "", message, "Put the speaker into each row, or into the first of each turn.")
    if unread:
        message = f"{unread} cells of the column of times hold no time into the recording; they were left out."
        yield warning(name, "", message, "Write times as 0:21 or 1:04:28 if quotes are to cite them.")
