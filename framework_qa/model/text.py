"""What was said: transcripts, their speakers and turns, and spans of their text."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from enum import StrEnum

from framework_qa.model.ids import CaseId, SpanId, TranscriptId


class SpeakerRole(StrEnum):
    """Whose words count: only a respondent's are evidence."""

    INTERVIEWER = "interviewer"
    RESPONDENT = "respondent"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Speaker:
    """A voice in one transcript, by the label the transcript gives it."""

    label: str
    role: SpeakerRole


@dataclass(frozen=True, slots=True)
class Turn:
    """One speaker's uninterrupted words: code points `start` up to, not including, `end` of the text.

    `number` counts from 1 within a case and never changes; `at` is seconds into the recording where the
    transcript gives a time; `page` is the page the turn begins on, counted from 1, or 0 where the file has none.
    """

    number: int
    speaker: str
    start: int
    end: int
    at: float | None = None
    page: int = 0

    def __post_init__(self) -> None:
        if self.number < 1 or not 0 <= self.start < self.end:
            message = f"turn {self.number}: from {self.start} to {self.end} is no stretch of text"
            raise ValueError(message)


@dataclass(frozen=True, slots=True)
class Transcript:
    """One version of what was said in an interview: text that never changes.

    `text` is LF-normalised and otherwise untouched; every offset counts Unicode code points into it.
    `header` keeps what stood before the first turn as (name, value) pairs; it is never evidence.
    `left_out` counts what the reader kept out of the text, by kind, for the ingest report.
    """

    id: TranscriptId
    case: CaseId
    name: str
    text: str
    speakers: tuple[Speaker, ...]
    turns: tuple[Turn, ...]
    header: tuple[tuple[str, str], ...] = ()
    left_out: tuple[tuple[str, int], ...] = ()
    version: int = 1

    def words(self, turn: Turn) -> str:
        """Give the words of one of this transcript's turns."""
        return self.text[turn.start : turn.end]

    def role_of(self, label: str) -> SpeakerRole:
        """Tell whether a label is the interviewer's or a respondent's."""
        for speaker in self.speakers:
            if speaker.label == label:
                return speaker.role
        return SpeakerRole.UNKNOWN


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of one transcript version inside one turn, marked by a coding or cited by a cell.

    `digest` is what its words hashed to when it was marked; `verify` compares.
    """

    id: SpanId
    case: CaseId
    transcript: TranscriptId
    turn: int
    start: int
    end: int
    digest: str

    def __post_init__(self) -> None:
        if not 0 <= self.start < self.end:
            message = f"span {self.id}: from {self.start} to {self.end} is no stretch of text"
            raise ValueError(message)


def digest_of(words: str) -> str:
    """Hash the words of a span: the first 16 hexadecimal digits of their SHA-256."""
    return hashlib.sha256(words.encode("utf-8", "surrogatepass")).hexdigest()[:16]
