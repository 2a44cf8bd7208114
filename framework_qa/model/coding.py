"""Codings: that a span is about a subtheme, who says so, and by which route."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from framework_qa.model.ids import CaseId, Code, CodingId, SpanId


class Route(StrEnum):
    """How a coding came about."""

    HAND = "by hand"
    RULE = "by rule"
    SUGGESTED = "suggested"
    IMPORTED = "imported"


class Decision(StrEnum):
    """Where a coding stands. Only a person accepts or rejects; nothing is deleted."""

    SUGGESTED = "suggested"
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"


LIVE = frozenset({Decision.SUGGESTED, Decision.ACCEPTED})

# From which decisions a person may come to each; of many at once only those of the first are meant.
COMES_FROM: Mapping[Decision, tuple[Decision, ...]] = {
    Decision.SUGGESTED: (),
    Decision.ACCEPTED: (Decision.SUGGESTED, Decision.REJECTED, Decision.WITHDRAWN),
    Decision.REJECTED: (Decision.SUGGESTED,),
    Decision.WITHDRAWN: (Decision.ACCEPTED,),
}


@dataclass(frozen=True, slots=True)
class Coding:
    """That a span is about a subtheme, under one codebook version.

    `rule` names the part of the rules that fired (`any`, `all_near`, `patterns`) and `fired` its words as they
    stand in the transcript; both are empty for codings made by hand.
    """

    id: CodingId
    case: CaseId
    span: SpanId
    subtheme: Code
    route: Route
    decision: Decision
    coder: str
    codebook_version: int
    at: str
    rule: str = ""
    fired: tuple[str, ...] = ()

    @property
    def live(self) -> bool:
        """Tell whether the coding counts as evidence: suggested or accepted."""
        return self.decision in LIVE
