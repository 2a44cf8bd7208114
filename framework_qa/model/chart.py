"""Cells: what one case says on one subtheme, in runs that stay tied to spans."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from framework_qa.model.ids import CaseId, Code, CodingId, SpanId


class Status(StrEnum):
    """What a cell is; there are no blank cells, so each silence says which kind it is."""

    TO_CHART = "to chart"
    CHARTED = "charted"
    NOTHING_SAID = "nothing said"
    NOT_ASKED = "not asked"
    NOT_APPLICABLE = "not applicable"
    NOT_REACHED = "not reached"
    WITHHELD = "withheld"
    QUERIED = "queried"


SILENT = frozenset({Status.NOTHING_SAID, Status.NOT_ASKED, Status.NOT_APPLICABLE, Status.NOT_REACHED, Status.WITHHELD})


class RunKind(StrEnum):
    """Whose words a run is: the analyst's account of the respondent, the respondent's own, the analyst's own."""

    SUMMARY = "summary"
    VERBATIM = "verbatim"
    COMMENT = "comment"


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of a cell's text of one kind, with the spans it rests on; comments rest on none."""

    kind: RunKind
    text: str
    refs: tuple[SpanId, ...] = ()

    def __post_init__(self) -> None:
        if not self.text.strip():
            message = "a run of a cell holds no words"
            raise ValueError(message)
        if self.kind is RunKind.COMMENT and self.refs:
            message = "a comment is never evidence and cites no span"
            raise ValueError(message)


@dataclass(frozen=True, slots=True)
class Cell:
    """What one case says on one subtheme.

    `draft` marks runs that the toolkit filled in and no person has looked at. `basis` lists the codings that
    stood in the cell when it was written, so that a later change is noticed.
    """

    case: CaseId
    subtheme: Code
    status: Status
    runs: tuple[Run, ...] = ()
    draft: bool = False
    basis: tuple[CodingId, ...] = ()
    codebook_version: int = 0
    by: str = ""
    at: str = ""

    @property
    def cited(self) -> tuple[SpanId, ...]:
        """Give the spans the cell cites, each once, in order."""
        return tuple(dict.fromkeys(ref for run in self.runs for ref in run.refs))

    @property
    def charted(self) -> bool:
        """Tell whether a person has settled the cell."""
        return not self.draft and self.status not in (Status.TO_CHART, Status.QUERIED)
