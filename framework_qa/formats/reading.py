"""What reading a transcript gives: the script a format's reader takes from a file, and the finished reading."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from framework_qa.errors import InputError, Problem, RefusedError, Severity
from framework_qa.model.ids import TranscriptId
from framework_qa.model.text import Speaker, Turn


class Marker(StrEnum):
    """How a transcript shows that somebody begins to speak."""

    NONE = "none"
    ROW = "row of a table"
    TIMED = "label and time on a line"
    COLON = "label and colon"
    LINE = "label alone on a line"
    STOP = "label and full stop"
    SPACED = "label and dash or tab"
    VOICE = "voice of a caption"
    NAMED = "name and colon in a caption"
    UNNAMED = "captions without speakers"


class Ground(StrEnum):
    """Why a speaker is taken for the interviewer or a respondent."""

    GIVEN = "given by hand"
    HEADER = "a legend or the header"
    LABEL = "the label"
    QUESTIONS = "asks most, says least"
    OTHERS = "another is the interviewer"
    NOTHING = "nothing says it"


@dataclass(frozen=True, slots=True)
class Mark:
    """Where somebody begins to speak: the marker from `start`, the words from `words`, to `end` if it is known.

    `line` counts the lines of the text from 0; `at` is seconds into the recording.
    """

    label: str
    line: int
    start: int
    words: int
    at: float | None = None
    end: int | None = None


@dataclass(frozen=True, slots=True)
class Script:
    """The canonical text of a file before anybody knows who speaks, as a format's reader hands it over.

    `bold` holds the lines that are wholly bold or a heading, `silent` those that cannot begin a turn. `marks` are
    turns the format itself knows of: all there are when `settled`, otherwise candidates like those in the text.
    `pages` says where in the text each page begins, from the first on; it is empty where the file has none.
    `left_out` counts by kind what stayed out of the text, `kept` what a reader might have thought of as left out.
    """

    text: str
    bold: frozenset[int] = frozenset()
    silent: frozenset[int] = frozenset()
    marks: tuple[Mark, ...] = ()
    marker: Marker = Marker.NONE
    settled: bool = False
    header: tuple[tuple[str, str], ...] = ()
    left_out: tuple[tuple[str, int], ...] = ()
    kept: tuple[tuple[str, int], ...] = ()
    pages: tuple[int, ...] = ()
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class Reading:
    """A transcript as its file gives it, before it belongs to a case.

    `text` is LF-normalised and otherwise untouched (captions and Word files: put together once, always the same
    way); turns number from 1 and exclude labels and stamps. `marker` says in words how turns were recognised;
    `left_out` counts what was kept out of the text, by kind, `kept` what was read though it might not have been;
    `grounds` says of each speaker in turn why the role is taken; `problems` are warnings.
    """

    name: str
    id: TranscriptId
    text: str
    speakers: tuple[Speaker, ...]
    turns: tuple[Turn, ...]
    header: tuple[tuple[str, str], ...] = ()
    left_out: tuple[tuple[str, int], ...] = ()
    kept: tuple[tuple[str, int], ...] = ()
    grounds: tuple[Ground, ...] = ()
    marker: str = ""
    problems: tuple[Problem, ...] = ()

    def words(self, turn: Turn) -> str:
        """Give the words of one of the turns."""
        return self.text[turn.start : turn.end]


def counts(found: Mapping[str, int]) -> tuple[tuple[str, int], ...]:
    """Give what was counted, by kind in alphabetical order, without what was not there."""
    return tuple((kind, count) for kind, count in sorted(found.items()) if count > 0)


def unreadable(name: str, why: str, cure: str) -> InputError:
    """Make the error for a file that cannot be read, such as `Could not read p01.pdf: it is a PDF.`."""
    return InputError(f"Could not read {name}: {why}.", cure)


def refused(name: str, why: str, cure: str) -> RefusedError:
    """Make the error for a file that is not safe to read."""
    return RefusedError(f"Refused to read {name}: {why}.", cure)


def warning(name: str, place: str, message: str, cure: str) -> Problem:
    """Make a remark on a transcript that does not stop it from being read."""
    return Problem(name, place, message, cure, Severity.WARNING)
