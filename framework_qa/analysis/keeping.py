"""Keeping: what comes in beside or in place of what stands in a cell, so that no text anybody wrote is lost."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from framework_qa.analysis.staleness import written
from framework_qa.errors import Problem
from framework_qa.model.cell_text import print_runs
from framework_qa.model.chart import Cell
from framework_qa.model.conflict import Conflict
from framework_qa.model.ids import CaseId, Code, SpanId, cell_ref
from framework_qa.model.reading import NotUsed, wording
from framework_qa.model.study import Record, Study


def same_text(one: Cell | None, other: Cell | None) -> bool:
    """Tell whether two cells say the same; what nobody wrote, a draft or a blank, says nothing."""
    if not written(one) or not written(other):
        return written(one) == written(other)
    return wording(one) == wording(other)


def beside(cell: Cell, source: str) -> Conflict:
    """Give a cell that does not come to stand as the text that is kept beside the one that does."""
    place = cell_ref(cell.case, cell.subtheme)
    return Conflict(place, cell.status.value, print_runs(cell.runs), cell.by, cell.at, source)


def said_already(study: Study, cell: Cell) -> tuple[Conflict, ...]:
    """Give the kept texts that say no more than a cell that comes in: nothing is left to settle about them."""
    same = beside(cell, "")
    return tuple(other for other in study.conflicts_at.get(same.place, ()) if other.mark == same.mark)


def gone_with(study: Study, cell: Cell) -> tuple[Record, ...]:
    """Give what goes when a cell comes in.

    Kept texts that say the same; decisions not to use what it cites; and a second reading of just this text by the
    person who is now its writer.
    """
    gone: tuple[Record, ...] = said_already(study, cell)
    if not written(cell):
        return gone
    reading = study.reading_of.get((cell.case, cell.subtheme))
    if reading and reading.holds(cell) and reading.by.casefold() == cell.by.casefold():
        gone += (reading,)
    return gone + tuple(left for left in decisions_of(study, cell.case, cell.subtheme) if left.span in cell.cited)


def decisions_of(study: Study, case: CaseId, subtheme: Code) -> tuple[NotUsed, ...]:
    """Give the decisions not to use an extract of a cell."""
    if (case, subtheme) not in study.not_used_in:
        return ()
    return tuple(left for left in study.not_used if (left.case, left.subtheme) == (case, subtheme))


def not_used_problems(study: Study, cell: Cell, spans: Sequence[SpanId], place: str) -> Iterator[Problem]:
    """Find the quotes that cannot be left unused in a cell: those that are no extract of it, and those it cites."""
    extracts = {coding.span for coding in study.codings_of.get((cell.case, cell.subtheme), ())}
    for span in dict.fromkeys(spans):
        if span not in extracts:
            cure = f"Name extracts of the cell; `extracts {place}` lists them."
            yield Problem(place, "not used", f"{span} is no extract of this cell", cure)
        elif written(cell) and span in cell.cited:
            yield Problem(place, "not used", f"the cell cites {span}, so it is used", "Choose one of the two.")


def span_named(case: CaseId, typed: str) -> SpanId:
    """Complete a quote as it is typed beside its case: `q9` of A2-P04 is `A2-P04.q9`."""
    typed = typed.strip()
    return SpanId(typed if "." in typed else f"{case}.{typed}")
