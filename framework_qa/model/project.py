"""A project of another tool, in the words of the exchange standard REFI-QDA 1.0, before it becomes part of a study.

Readers have decoded its texts and put every position into code points of the LF-normalised text; writers start from
the same. GUIDs are written in capitals without braces. `by` is a person's GUID and `at` a time as the file gives it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum


class SourceKind(StrEnum):
    """What a source is made of; only texts, and PDFs with a text beside them, can be coded here."""

    TEXT = "text"
    PDF = "pdf"
    PICTURE = "picture"
    AUDIO = "audio"
    VIDEO = "video"


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who worked on the project."""

    guid: str
    name: str


@dataclass(frozen=True, slots=True)
class ProjectCode:
    """A code, and those under it; `codable` is false for a folder. `notes` are GUIDs."""

    guid: str
    name: str
    description: str = ""
    colour: str = ""
    codable: bool = True
    codes: tuple[ProjectCode, ...] = ()
    notes: tuple[str, ...] = ()

    def walk(self) -> Iterator[ProjectCode]:
        """Give this code and all under it, parents first."""
        yield self
        for code in self.codes:
            yield from code.walk()


@dataclass(frozen=True, slots=True)
class CodeSet:
    """A set of codes of a codebook file (`.qdc`)."""

    guid: str
    name: str
    description: str = ""
    codes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CodebookFile:
    """What a `.qdc` holds: codes and sets of them, and which tool wrote it."""

    codes: tuple[ProjectCode, ...]
    sets: tuple[CodeSet, ...] = ()
    origin: str = ""


@dataclass(frozen=True, slots=True)
class Variable:
    """A property of cases or sources; `kind` is Text, Boolean, Integer, Float, Date or DateTime."""

    guid: str
    name: str
    kind: str = "Text"
    description: str = ""


@dataclass(frozen=True, slots=True)
class Value:
    """A variable's value, as text."""

    variable: str
    text: str


@dataclass(frozen=True, slots=True)
class ProjectCoding:
    """That a selection, a source or a note is coded; `code` is a GUID."""

    guid: str
    code: str
    by: str = ""
    at: str = ""
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Selection:
    """A stretch of a source's text, code points `start` up to `end`, with its codings; `name` is often its words."""

    guid: str
    start: int
    end: int
    name: str = ""
    description: str = ""
    codings: tuple[ProjectCoding, ...] = ()
    notes: tuple[str, ...] = ()
    by: str = ""
    at: str = ""


@dataclass(frozen=True, slots=True)
class Positions:
    """How a source's positions were counted in the file, and how sure that is.

    `unit` is `code points` or `UTF-16 code units`, `line_end` how many of them an end of line counts; `score` from 0
    to 1 is the share of selections whose words or borders are as they should be.
    """

    unit: str = "code points"
    line_end: int = 1
    score: float = 1.0


@dataclass(frozen=True, slots=True)
class Source:
    """Something that was coded. `text` is its LF-normalised text, None where it has none or it is missing.

    `path` is the file's own name for what it holds; `missing` where that is not in the file. `codings` are of the
    whole source. A transcript is a text source `of` its recording; `times` are its code points with their seconds.
    """

    guid: str
    kind: SourceKind
    name: str
    text: str | None = None
    path: str = ""
    missing: bool = False
    description: str = ""
    selections: tuple[Selection, ...] = ()
    codings: tuple[ProjectCoding, ...] = ()
    values: tuple[Value, ...] = ()
    notes: tuple[str, ...] = ()
    positions: Positions = Positions()
    by: str = ""
    at: str = ""
    of: str = ""
    times: tuple[tuple[int, float], ...] = ()


@dataclass(frozen=True, slots=True)
class ProjectCase:
    """A case; `sources`, `selections` and `codes` are GUIDs of what belongs to it."""

    guid: str
    name: str
    description: str = ""
    values: tuple[Value, ...] = ()
    sources: tuple[str, ...] = ()
    selections: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ProjectNote:
    """A memo, with the codes it was coded with."""

    guid: str
    name: str
    text: str = ""
    description: str = ""
    codings: tuple[ProjectCoding, ...] = ()
    by: str = ""
    at: str = ""


@dataclass(frozen=True, slots=True)
class Link:
    """A link between two things, by GUID; `direction` is Associative, OneWay or Bidirectional."""

    guid: str
    origin: str
    target: str
    name: str = ""
    direction: str = "Associative"


@dataclass(frozen=True, slots=True)
class ProjectSet:
    """A set of codes, sources and notes, by GUID."""

    guid: str
    name: str
    description: str = ""
    codes: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Remainder:
    """A part of the file that has no place here: what it is, what the file calls it, its XML, and `of` what it is."""

    kind: str
    name: str
    xml: str
    of: str = ""


@dataclass(frozen=True, slots=True)
class Project:
    """All of a project. `found` counts what is in the file by kind, so that an import can reconcile.

    `extra` holds members of the container beside the project and its sources, by name. `by` is the GUID of the person
    who made the project and `at` when that was.
    """

    name: str
    origin: str = ""
    people: tuple[Person, ...] = ()
    codes: tuple[ProjectCode, ...] = ()
    variables: tuple[Variable, ...] = ()
    cases: tuple[ProjectCase, ...] = ()
    sources: tuple[Source, ...] = ()
    notes: tuple[ProjectNote, ...] = ()
    links: tuple[Link, ...] = ()
    sets: tuple[ProjectSet, ...] = ()
    remainders: tuple[Remainder, ...] = ()
    description: str = ""
    found: tuple[tuple[str, int], ...] = ()
    extra: tuple[tuple[str, bytes], ...] = field(default=(), repr=False)
    by: str = ""
    at: str = ""

    def all_codes(self) -> Iterator[ProjectCode]:
        """Give every code, parents first."""
        for code in self.codes:
            yield from code.walk()
