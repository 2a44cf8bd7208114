"""Coded segments: what another tool, or the margin of a document, says that somebody marked, and as what."""

from __future__ import annotations

from dataclasses import dataclass

from framework_qa.errors import Problem
from framework_qa.model.ids import TranscriptId

CodePath = tuple[str, ...]  # from the outermost name to the code itself: ("Access", "Stigma"); often one name alone


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of a document that somebody marked, as a file gives it, before any of it is found in the study.

    `place` says where the file has it (`row 3`, `comment 4`). `start` up to, not including, `end` are code points
    into the document, and `paragraph` counts from 1, where the file says so; `None` and 0 where it does not.
    `coder` and `at` (ISO 8601) are empty where the file does not say.
    """

    place: str
    document: str
    words: str
    codes: tuple[CodePath, ...]
    coder: str = ""
    at: str = ""
    memo: str = ""
    start: int | None = None
    end: int | None = None
    paragraph: int = 0


@dataclass(frozen=True, slots=True)
class Document:
    """The text that segments' positions count in, where their file holds it; its id is the SHA-256 of its bytes."""

    id: TranscriptId
    text: str


@dataclass(frozen=True, slots=True)
class SegmentFile:
    """A file of coded segments as read: which tool's shape it has, its segments, and remarks on what it also holds."""

    path: str
    tool: str
    segments: tuple[Segment, ...]
    problems: tuple[Problem, ...] = ()
    document: Document | None = None


@dataclass(frozen=True, slots=True)
class ForeignCell:
    """A cell of another tool's framework matrix: names as its row and column give them, its lines in order."""

    place: str
    case: str
    column: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ForeignMatrix:
    """Another tool's framework matrix as read."""

    path: str
    cells: tuple[ForeignCell, ...]
    problems: tuple[Problem, ...] = ()


def path_label(code: CodePath) -> str:
    """Print a code's path: `Access > Stigma`."""
    return " > ".join(code)
