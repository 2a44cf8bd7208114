"""What a report says, before any page or document: sections of blocks, with the ids behind the words."""

from __future__ import annotations

from dataclasses import dataclass

from framework_qa.model.tables import Audience
from framework_qa.outputs.table import Table


@dataclass(frozen=True, slots=True)
class Words:
    """A stretch of a line: its text, the ids behind it, and whether it is stressed."""

    text: str
    refs: tuple[str, ...] = ()
    strong: bool = False


Line = tuple[Words, ...]


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph."""

    line: Line


@dataclass(frozen=True, slots=True)
class Points:
    """A list of points."""

    items: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Quotation:
    """A participant's words as a block, with how the speaker is described, and the span they are."""

    words: str
    label: str
    span: str


@dataclass(frozen=True, slots=True)
class Shown:
    """A table in its place, captioned and numbered; `wide` ones are for the page and only named in the document."""

    table: Table
    wide: bool = False


@dataclass(frozen=True, slots=True)
class Picture:
    """A figure: a title that is a finding's question, what it shows in words, and the same figures as a table.

    `svg` and `png` (twice the size) are empty where the library that draws is not installed; `instead` says so.
    """

    name: str
    title: str
    alternative: str
    table: Table
    svg: str = ""
    png: bytes = b""
    width: int = 0
    height: int = 0
    instead: str = ""


@dataclass(frozen=True, slots=True)
class Box:
    """Key findings, set apart at the head of a chapter."""

    title: str
    points: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class ToWrite:
    """A place that a person has to fill: what to write there, and under which key of study.yaml."""

    what: str
    key: str = ""


Block = Paragraph | Points | Quotation | Shown | Picture | Box | ToWrite


@dataclass(frozen=True, slots=True)
class Section:
    """A heading with its blocks, then the sections below it; `anchor` names it on the page."""

    anchor: str
    title: str
    blocks: tuple[Block, ...] = ()
    sections: tuple[Section, ...] = ()


@dataclass(frozen=True, slots=True)
class Report:
    """The whole report. `moment` is the time of the study's last event (UTC, ISO 8601), never the clock."""

    title: str
    subtitle: str
    authors: tuple[str, ...]
    sections: tuple[Section, ...]
    audience: Audience = Audience.WORKING
    moment: str = ""
    language: str = "en-GB"
