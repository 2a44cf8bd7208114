"""What bringing transcripts in found: file by file for the researcher to look at, as tables and as data."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from framework_qa.errors import Problem
from framework_qa.model.event import Event
from framework_qa.model.ids import CaseId
from framework_qa.model.text import SpeakerRole
from framework_qa.outputs.table import Table, table

Counts = tuple[tuple[str, int], ...]

NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Voice:
    """One speaker of a file, on what grounds the role is taken, and how much they say."""

    label: str
    role: SpeakerRole
    known_by: str
    turns: int
    words: int
    guessed: bool = False


@dataclass(frozen=True, slots=True)
class FileReport:
    """What was found in one file: its case, the turn marker, the voices, what is doubtful, what was left out.

    `kept` counts what was read though it might have been thought left out; `readable` is false where it could not
    be read at all; `new` where the study did not hold it before.
    """

    name: str
    case: str
    marker: str = ""
    voices: tuple[Voice, ...] = ()
    left_out: Counts = ()
    kept: Counts = ()
    doubts: tuple[Problem, ...] = ()
    header_lines: int = 0
    new: bool = True
    readable: bool = True

    @property
    def turns(self) -> int:
        """Give the number of turns in the file."""
        return sum(voice.turns for voice in self.voices)

    @property
    def state(self) -> str:
        """Say how the file stands to the study."""
        if not self.readable:
            return "cannot come in"
        return "new" if self.new else "in the study"

    @property
    def look_at(self) -> tuple[str, ...]:
        """Say what the researcher has to look at before the file comes in; nothing where all is plain."""
        if not self.readable:
            return ("why it cannot come in",)
        if not self.new:
            return ()
        found = [_asked(voice) for voice in self.voices if voice.guessed or voice.role is SpeakerRole.UNKNOWN]
        found += [doubt.place for doubt in gathered([_unsaid(doubt) for doubt in self.doubts if doubt.place])]
        return tuple(found) or (("its remark",) if self.doubts else ())


def _asked(voice: Voice) -> str:
    return f"whether {voice.label} asks" if voice.guessed else f"who {voice.label} is"


@dataclass(frozen=True, slots=True)
class IngestReport:
    """What an ingest did, or would do: files, cases, remarks; `event` is None where nothing changed."""

    files: tuple[FileReport, ...]
    cases_added: tuple[CaseId, ...]
    cases_changed: tuple[CaseId, ...]
    problems: tuple[Problem, ...]
    event: Event | None

    @property
    def to_look_at(self) -> tuple[FileReport, ...]:
        """Give the files that need the researcher."""
        return tuple(file for file in self.files if file.look_at)


def gathered(problems: Sequence[Problem]) -> tuple[Problem, ...]:
    """Tell remarks that differ only in their line once, with all the lines: `lines 3, 7, 12`."""
    places: dict[Problem, list[str]] = {}
    for problem in problems:
        places.setdefault(_anywhere(problem), []).append(problem.place)
    return tuple(_at(problem, tuple(dict.fromkeys(found))) for problem, found in places.items())


def _unsaid(problem: Problem) -> Problem:
    """Keep of a remark only where it stands."""
    return Problem(problem.path, problem.place, "", "")


_LINE = "line "


def _anywhere(problem: Problem) -> Problem:
    place = "" if problem.place.startswith(_LINE) else problem.place
    return Problem(problem.path, place, problem.message, problem.cure, problem.severity)


def _at(problem: Problem, places: Sequence[str]) -> Problem:
    lines = [place.removeprefix(_LINE) for place in places if place.startswith(_LINE)]
    place = f"line{'s' * (len(lines) > 1)} {', '.join(lines)}" if lines else problem.place
    return Problem(problem.path, place, problem.message, problem.cure, problem.severity)


# -- as tables --------------------------------------------------------------------------------------------------------

FILES = ("file", "case", "look at", "turns begin with", "left out")
SPEAKERS = ("file", "speaker", "role", "known by", "turns", "words")


def ingest_tables(report: IngestReport) -> tuple[Table, ...]:
    """Lay out the files, those that need the researcher first, and below them who speaks in each."""
    files = sorted(report.files, key=lambda file: not file.look_at)
    number = len(report.to_look_at)
    verb = "needs" if number == 1 else "need"
    title = f"Files: {number} of {len(files)} {verb} you" if number else "Files: none needs you"
    rows = [(f.name, f.case or NOTHING, _looked_at(f), f.marker or NOTHING, _counts(f.left_out)) for f in files]
    voices = [(f.name, v.label, str(v.role), v.known_by, v.turns, v.words) for f in files for v in f.voices]
    first = table("files", title, FILES, rows, notes=tuple(_notes(files)))
    return (first, table("speakers", "Speakers", SPEAKERS, voices, row_headings=2)) if voices else (first,)


def _looked_at(file: FileReport) -> str:
    return "; ".join(file.look_at) or (NOTHING if file.new else "nothing: it is in the study")


def _counts(found: Counts) -> str:
    return ", ".join(f"{kind}: {count}" for kind, count in found) or NOTHING


def _notes(files: Sequence[FileReport]) -> Iterator[str]:
    if any(file.left_out for file in files):
        yield "What is left out is counted and stays in your file; none of it reaches the study."
    for file in files:
        if file.kept:
            yield f"{file.name}: read as words all the same: {_counts(file.kept)}."


# -- as data ----------------------------------------------------------------------------------------------------------


def ingest_data(report: IngestReport, policy: Mapping[str, str]) -> dict[str, Any]:
    """Give the report as JSON data, with what is done about each kind of thing that is counted."""
    return {
        "files": [_file_data(file) for file in report.files],
        "cases_added": list(report.cases_added),
        "cases_changed": list(report.cases_changed),
        "remarks": [_remark(problem) for problem in report.problems],
        "policy": dict(policy),
        "change": None if report.event is None else report.event.number,
    }


def _file_data(file: FileReport) -> dict[str, Any]:
    return {
        "file": file.name,
        "case": file.case,
        "state": file.state,
        "look_at": list(file.look_at),
        "marker": file.marker,
        "speakers": [
            {"speaker": v.label, "role": str(v.role), "known_by": v.known_by, "turns": v.turns, "words": v.words}
            for v in file.voices
        ],
        "doubtful": [_remark(doubt) for doubt in file.doubts],
        "left_out": dict(file.left_out),
        "kept": dict(file.kept),
        "header_lines": file.header_lines,
    }


def _remark(problem: Problem) -> dict[str, str]:
    return {
        "file": problem.path,
        "place": problem.place,
        "severity": str(problem.severity),
        "message": problem.message,
        "cure": problem.cure,
    }
