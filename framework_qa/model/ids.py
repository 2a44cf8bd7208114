"""Identifiers: short, stable, readable, safe in a spreadsheet (a letter first, never like a date or number).

case        A2-P04
turn        A2-P04 ¶31      typed also as A2-P04#31
span        A2-P04.q7       the seventh stretch of that case's words that somebody or a rule marked
coding      A2-P04.c12      that a span is about a subtheme
cell        A2-P04:4.2      what the case says on a subtheme (number or code)
transcript  64 hexadecimal digits, the SHA-256 of the file's bytes
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import NewType

CaseId = NewType("CaseId", str)
TranscriptId = NewType("TranscriptId", str)
SpanId = NewType("SpanId", str)
CodingId = NewType("CodingId", str)
Code = NewType("Code", str)  # of a theme (`barriers`) or a subtheme (`barriers.stigma`)

CASE_ID = re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,39}")
CODE = re.compile(r"[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)?")
MONTH_LIKE = re.compile(
    r"(?i)(jan|feb|mar|apr|may|jun|jul|aug|sep|sept|oct|nov|dec|january|february|march|april|june|july|august"
    r"|september|october|november|december)[-_]?\d{1,4}"
)


class Kind(StrEnum):
    """What a reference points at."""

    CASE = "case"
    TURN = "turn"
    SPAN = "quote"
    CODING = "coding"
    CELL = "cell"
    TRANSCRIPT = "transcript"
    CODE = "code"


@dataclass(frozen=True, slots=True)
class Reference:
    """A typed reference taken apart: its kind, the case if it names one, and what comes after."""

    kind: Kind
    text: str
    case: CaseId | None = None
    rest: str = ""


def is_case_id(text: str) -> bool:
    """Tell whether `text` may name a case."""
    return CASE_ID.fullmatch(text) is not None


def looks_like_a_date(text: str) -> bool:
    """Tell whether a spreadsheet would take `text` for a date, as it does `MAY-12`."""
    return MONTH_LIKE.fullmatch(text) is not None


def span_id(case: CaseId, number: int) -> SpanId:
    """Name the n-th span of a case."""
    return SpanId(f"{case}.q{number}")


def coding_id(case: CaseId, number: int) -> CodingId:
    """Name the n-th coding of a case."""
    return CodingId(f"{case}.c{number}")


def number_of(identifier: str) -> int:
    """Give the running number of a span or coding id: 7 of `A2-P04.q7`."""
    return int(identifier.rpartition(".")[2][1:])


def turn_ref(case: CaseId, number: int) -> str:
    """Print a turn's reference: `A2-P04 ¶31`."""
    return f"{case} ¶{number}"


def cell_ref(case: CaseId, subtheme: str) -> str:
    """Print a cell's reference: `A2-P04:4.2`."""
    return f"{case}:{subtheme}"


_DIGITS = 18  # of a turn's number: a longer one names no turn, cut or whole, and Python would not count so far
_TURN = re.compile(rf"({CASE_ID.pattern})\s*[¶#]\s*(\d+)")
_MARK = re.compile(rf"({CASE_ID.pattern})\.([qc])(\d+)")
_CELL = re.compile(rf"({CASE_ID.pattern}):(\S+)")
_HASH = re.compile(r"[0-9a-f]{12,64}")


def parse_reference(text: str) -> Reference:
    """Take a typed reference apart; anything that has no other shape is read as a case or a code."""
    text = text.strip()
    if turn := _TURN.fullmatch(text):
        return Reference(Kind.TURN, text, CaseId(turn[1]), turn[2][:_DIGITS])
    if mark := _MARK.fullmatch(text):
        return Reference(Kind.SPAN if mark[2] == "q" else Kind.CODING, text, CaseId(mark[1]), mark[3])
    if cell := _CELL.fullmatch(text):
        return Reference(Kind.CELL, text, CaseId(cell[1]), cell[2])
    if _HASH.fullmatch(text):
        return Reference(Kind.TRANSCRIPT, text)
    if "." in text or text[:1].isdigit() or not is_case_id(text):
        return Reference(Kind.CODE, text)
    return Reference(Kind.CASE, text, CaseId(text))
