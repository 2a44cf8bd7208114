"""Which columns of a table hold times, speakers and words, if its rows are what was said in an interview."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from framework_qa.formats import stamps
from framework_qa.formats.grids import Row
from framework_qa.formats.headings import CASE_HEADINGS
from framework_qa.formats.headings import fold as fold_heading
from framework_qa.formats.labels import FIELDS, fold, has_shape, is_known
from framework_qa.formats.sheets import letter

_TIMES = ("time", "timestamp", "start", "starttime", "timecode", "times", "timestamps")
_SPEAKERS = ("speaker", "speakers", "speakername", "name", "who")
_WORDS = ("text", "words", "transcript", "content", "utterance", "transcription")
_FILES = frozenset({"document", "documentname", "file", "filename", "interview", "source"}) | CASE_HEADINGS
_CODES = frozenset({"code", "codes", "theme", "themes", "subtheme", "subthemes", "tag", "tags"})
_OF_CODINGS = frozenset({"coder", "codedby", "codename", "codingid", "quoteid", "codedsegment"})
_BESIDE = re.compile(r"\s*[(\[][^)\]]*[)\]]|:\s*$")  # `Time (hh:mm:ss)`, `Speaker:`
_FILE_NAME = re.compile(r"[^\n]{1,200}\.(?:docx?|txt|md|vtt|srt|odt|rtf|pdf|xlsx?|csv|tsv)", re.IGNORECASE)

PREAMBLE = 60  # rows in which the headings are looked for
_LONGEST_LABEL = 80
_MOST_SPEAKERS = 100
_A_LIST = 4  # rows in which nobody speaks twice are a list of people

_CURE = "If it is a transcript, put the headings Time, Speaker and Words above its columns; if not, take it out."
_NOT_HERE = "Take it out of the folder, or name the transcripts one by one; only transcripts are brought in as such."
NO_TURNS = "it is a table, but has no column of speakers and one of what they said"


@dataclass(frozen=True, slots=True)
class Layout:
    """Where the turns of a table stand: columns from 0, and the first row below the headings."""

    time: int | None
    speaker: int
    words: int
    first: int
    headed: bool


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a table is not read as turns, and what to do."""

    why: str
    cure: str = _CURE


def layout_of(rows: Sequence[Row]) -> Layout | Fault:
    """Find the columns of times, speakers and words: by their headings, else by what plainly stands in them."""
    place = headings_in(rows)
    if place is None:
        if any(_folded(cell) in CASE_HEADINGS for row in rows[:PREAMBLE] for cell in row.cells):
            return Fault("it is a table about cases, not what was said in one of them", _NOT_HERE)
        return _without_headings(rows) or Fault(NO_TURNS)
    return _headed(rows, place)


def _folded(heading: str) -> str:
    return fold_heading(_BESIDE.sub("", heading)) if len(heading) <= _LONGEST_LABEL else ""


def are_headings(label: str, words: str) -> bool:
    """Tell whether a row only repeats the headings, as on each page of a printed table."""
    return _folded(label) in _SPEAKERS and _folded(words) in _WORDS


def headings_in(rows: Sequence[Row]) -> int | None:
    """Find the row of headings: the first that names both a column of speakers and one of words."""
    for place, row in enumerate(rows[:PREAMBLE]):
        names = {_folded(cell) for cell in row.cells}
        if not names.isdisjoint(_SPEAKERS) and not names.isdisjoint(_WORDS):
            return place
    return None


def _headed(rows: Sequence[Row], place: int) -> Layout | Fault:
    names = [_folded(cell) for cell in rows[place].cells]
    body = rows[place + 1 :]
    if fault := _another_table(names, body):
        return fault
    speakers = [n for n, name in enumerate(names) if name in _SPEAKERS and _filled(body, n)]
    words = [n for n, name in enumerate(names) if name in _WORDS and _filled(body, n)]
    times = sorted((_TIMES.index(name), n) for n, name in enumerate(names) if name in _TIMES)
    for what, columns in (("speakers", speakers), ("words", words)):
        if not columns:
            return Fault(f"its column of {what} is empty", "Fill it in, or take the file out of the folder.")
        if len(columns) > 1:
            both = " and ".join(letter(column) for column in columns)
            return Fault(f"columns {both} both hold {what}", "Keep one of them, or give the other another heading.")
    layout = Layout(times[0][1] if times else None, speakers[0], words[0], place + 1, headed=True)
    return _unlike_talk(body, layout) or layout


def _filled(rows: Sequence[Row], column: int) -> bool:
    return any(row.cell(column) or column in row.converted for row in rows)


def _another_table(names: Sequence[str], body: Sequence[Row]) -> Fault | None:
    """Recognise codings, and tables of several interviews, that happen to have a speaker and words."""
    files = [n for n, name in enumerate(names) if name in _FILES]
    if not _OF_CODINGS.isdisjoint(names) or (files and not _CODES.isdisjoint(names)):
        return Fault("it is a table of codings, not a transcript", _NOT_HERE)
    if any(len({row.cell(n).casefold() for row in body if row.cell(n)}) > 1 for n in files):
        return Fault("its rows are about several cases or files", "Give each interview a file of its own.")
    return None


def _unlike_talk(body: Sequence[Row], layout: Layout) -> Fault | None:
    labels = [(row, label) for row in body if (label := label_of(row.cell(layout.speaker)))]
    times = Counter(fold(label) for _, label in labels)
    words = [row.cell(layout.words) for row in body if row.cell(layout.words)]
    if words and all(_FILE_NAME.fullmatch(cell) for cell in words):
        return Fault("it lists files, and is no transcript itself", _NOT_HERE)
    if long := next((row for row, label in labels if len(label) > _LONGEST_LABEL), None):
        return Fault(f"{long.place} holds more than a name in the column of speakers", _CURE)
    if len(times) > _MOST_SPEAKERS:
        return Fault(f"it has more than {_MOST_SPEAKERS} speakers", _CURE)
    if len(labels) >= _A_LIST and len(times) == len(labels):
        return Fault("nobody speaks twice in it, so it is a list rather than a transcript", _CURE)
    return None


def label_of(cell: str) -> str:
    """Give the label a cell holds, without what sets it apart."""
    return " ".join(cell.split()).rstrip(":： ").strip("*_ ")


# -- tables without headings: only what is plain ----------------------------------------------------------------------

_FEW = 12  # speakers
LONGEST_NAME = 40
_MOSTLY = 0.8
_TIMED = 3  # columns


def _without_headings(rows: Sequence[Row]) -> Layout | None:
    """Recognise `[time,] speaker, words` or `speaker, time, words`; nothing else is taken for them.

    Codes beside quotes look like names beside words. So the speakers have to be known ones (`Interviewer`, `P1`),
    or come with times, or be two who take turns.
    """
    first = next((n for n, row in enumerate(rows) if not _is_above(row)), len(rows))
    body = rows[first:]
    width = max((len(row.cells) for row in body), default=0)
    if not 1 < width <= _TIMED or not body[0].cell(width - 1):
        return None
    timed = [n for n in range(width - 1) if _share(body, n, lambda cell: seconds_of(cell) is not None) >= _MOSTLY]
    labels = [n for n in range(width - 1) if n not in timed]
    if len(labels) != 1 or len(timed) != width - 2:
        return None
    layout = Layout(timed[0] if timed else None, labels[0], width - 1, first, headed=False)
    return layout if _are_speakers(body, layout) else None


def _is_above(row: Row) -> bool:
    filled = [cell for cell in row.cells if cell]
    return len(filled) == 1 or label_of(filled[0] if filled else "").casefold() in FIELDS


def _share(rows: Sequence[Row], column: int, test: Callable[[str], bool]) -> float:
    filled = [cell for row in rows if (cell := row.cell(column))]
    return sum(map(test, filled)) / len(filled) if filled else 0.0


def _are_speakers(rows: Sequence[Row], layout: Layout) -> bool:
    labels = [fold(label_of(row.cell(layout.speaker))) for row in rows if row.cell(layout.speaker)]
    times = Counter(labels)
    spoken = [row.cell(layout.words) for row in rows]
    if not labels or len(times) > _FEW or any(len(label) > LONGEST_NAME or not has_shape(label) for label in times):
        return False
    if sum(map(len, spoken)) <= sum(map(len, labels)) or all(_FILE_NAME.fullmatch(cell) for cell in spoken if cell):
        return False
    if sum(times[label] for label in times if is_known(label)) >= _MOSTLY * len(labels):
        return True
    if min(times.values()) < 2:  # noqa: PLR2004 - a name that comes once may be anything
        return False
    changes = sum(one != other for one, other in pairwise(labels))
    return layout.time is not None or (len(times) == 2 and changes >= _MOSTLY * (len(labels) - 1))  # noqa: PLR2004


# -- what a cell holds -------------------------------------------------------------------------------------------------

_RANGE = re.compile(rf"(?P<stamp>{stamps.STAMP})(?:\s*(?:-+>?|–|—|to\b).*)?", re.DOTALL)
DAY = 86_400


def seconds_of(cell: str) -> float | None:
    """Turn a stamp, or the first of two, into seconds.

    `24:30` typed into a spreadsheet becomes 24 hours and 30 minutes; no interview lasts a day, so they are minutes.
    """
    found = _RANGE.fullmatch(cell)
    if not found:
        return None
    at = stamps.seconds(found["stamp"])
    return at / 60 if at >= DAY else at
