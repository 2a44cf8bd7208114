"""Differences: what changed under a cell since it was written, extract by extract and in words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from framework_qa.analysis.staleness import drift
from framework_qa.model.chart import Cell
from framework_qa.model.coding import Coding, Decision
from framework_qa.model.ids import CodingId, SpanId
from framework_qa.model.study import Study
from framework_qa.model.text import Span


class Fate(StrEnum):
    """What became of an extract since the cell was written."""

    CAME = "came"
    RECUT = "cut otherwise"
    RECODED = "coded elsewhere"
    WITHDRAWN = "withdrawn"
    REJECTED = "rejected"
    GONE = "gone"


@dataclass(frozen=True, slots=True)
class Difference:
    """One extract that changed: its coding, its quote (of what is gone nothing is known), and what became of it.

    `now` names the subthemes, by number, that a quote is coded to instead, or the quotes that it was cut to; `by` is
    who decided.
    """

    fate: Fate
    coding: CodingId
    span: SpanId | None = None
    words: str = ""
    now: tuple[str, ...] = ()
    by: str = ""

    @property
    def how(self) -> str:
        """Say what became of it: `withdrawn by MR`, `coded elsewhere by MR: 4.3`, `cut otherwise: A2-P04.q12`."""
        said = f"{self.fate} by {self.by}" if self.by else str(self.fate)
        return f"{said}: {', '.join(self.now)}" if self.now else said


def differences(study: Study, cell: Cell) -> tuple[Difference, ...]:
    """Say what changed under a cell since it was written: what went, then what came.

    An extract whose turn got another one with other borders over some of the same words was cut otherwise; the new
    one is then not told as come. One whose words were coded to something else after the cell was written was coded
    elsewhere. Everything else went as its coding's decision says.
    """
    changed = drift(study, cell)
    came = [study.coding_by_id[coding] for coding in changed.came]
    went = [_went(study, cell, identifier, came) for identifier in changed.went]
    cut = {span for difference in went if difference.fate is Fate.RECUT for span in difference.now}
    return (*went, *(_came(study, coding) for coding in came if coding.span not in cut))


def _came(study: Study, coding: Coding) -> Difference:
    words = study.words(study.span_by_id[coding.span])
    return Difference(Fate.CAME, coding.id, coding.span, words, (), coding.coder)


def _went(study: Study, cell: Cell, identifier: CodingId, came: list[Coding]) -> Difference:
    coding = study.coding_by_id.get(identifier)
    span = study.span_by_id.get(coding.span) if coding else None
    if coding is None or span is None:
        return Difference(Fate.GONE, identifier)
    words = study.words(span)
    if cut := tuple(other.span for other in came if _cut_from(span, study.span_by_id[other.span])):
        return Difference(Fate.RECUT, identifier, span.id, words, cut, coding.coder)
    if elsewhere := tuple(dict.fromkeys(_coded_since(study, cell, coding))):
        return Difference(Fate.RECODED, identifier, span.id, words, elsewhere, coding.coder)
    fate = Fate.REJECTED if coding.decision is Decision.REJECTED else Fate.WITHDRAWN
    return Difference(fate, identifier, span.id, words, (), coding.coder)


def _cut_from(old: Span, new: Span) -> bool:
    same_turn = (old.transcript, old.turn) == (new.transcript, new.turn)
    return same_turn and old.id != new.id and new.start < old.end and old.start < new.end


def _coded_since(study: Study, cell: Cell, gone: Coding) -> Iterator[str]:
    """Give the numbers of the subthemes that the words were coded to since the cell was written."""
    codebook = study.codebook
    for subtheme in codebook.subthemes() if codebook else ():
        for coding in study.codings_of.get((gone.case, subtheme.code), ()):
            moved = coding.id == gone.id or coding.at >= cell.at
            if coding.span == gone.span and subtheme.code != cell.subtheme and moved:
                yield subtheme.number
