"""Next cells: what is left to chart, in the order that suits the work, and why each cell is on the list."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from framework_qa.analysis.coverage import CellState, cell_state
from framework_qa.model.chart import Status
from framework_qa.model.codebook import Subtheme
from framework_qa.model.study import Study


class Why(StrEnum):
    """Why a cell is to be charted next; in this order. Drafts and blank cells are one stretch of work."""

    OTHERS = "more than one text: let one stand"
    STALE = "stale: what it rests on has changed"
    QUERIED = "queried: a question is open"
    DRAFT = "a draft that nobody has read"
    BLANK = "blank, with extracts"


_RANK = {Why.OTHERS: 0, Why.STALE: 1, Why.QUERIED: 2, Why.DRAFT: 3, Why.BLANK: 3}


@dataclass(frozen=True, slots=True)
class NextCell:
    """A cell that is left to chart, and why."""

    state: CellState
    why: Why

    @property
    def query(self) -> str:
        """Give what a second reader asks, where that is what is open."""
        reading = self.state.reading
        return reading.note if reading and self.why is Why.QUERIED else ""

    @property
    def words(self) -> str:
        """Say why, with the query and whose it is."""
        reading = self.state.reading
        return f"queried by {reading.by}: {reading.note}" if reading and self.query else str(self.why)


@dataclass(frozen=True, slots=True)
class Left:
    """What is left to chart, the next cell first; `silent` counts blank cells that have no extract yet."""

    cells: tuple[NextCell, ...]
    silent: int


def left_to_chart(study: Study, subthemes: Sequence[Subtheme], *, case_by_case: bool = False) -> Left:
    """List the cells of these subthemes that are left to chart.

    Cells with more than one text come first, then stale and queried ones, then drafts and blank cells with extracts;
    each in chart order, column by column, or row by row with `case_by_case`.
    """
    states = tuple(_states(study, subthemes, case_by_case=case_by_case))
    found = [NextCell(state, why) for state in states if (why := _why(state))]
    blank = [state for state in states if state.cell.status is Status.TO_CHART and not state.cell.runs]
    silent = sum(state.extracts == 0 for state in blank)
    return Left(tuple(sorted(found, key=lambda cell: _RANK[cell.why])), silent)


def _states(study: Study, subthemes: Sequence[Subtheme], *, case_by_case: bool) -> Iterable[CellState]:
    if case_by_case:
        return (cell_state(study, case, subtheme) for case in study.ordered_cases for subtheme in subthemes)
    return (cell_state(study, case, subtheme) for subtheme in subthemes for case in study.ordered_cases)


def _why(state: CellState) -> Why | None:
    if state.others:
        return Why.OTHERS
    if state.cell.draft:  # stale or not: nobody has written it, so it waits its turn in the column
        return Why.DRAFT
    if state.stale:
        return Why.STALE
    if state.cell.status is Status.QUERIED:
        return Why.QUERIED
    return Why.BLANK if state.cell.status is Status.TO_CHART and state.extracts else None
