"""Coverage: how far the charting is, cell by cell and theme by theme."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from framework_qa.analysis.staleness import drift
from framework_qa.model.chart import SILENT, Cell, Status
from framework_qa.model.codebook import Subtheme, Theme
from framework_qa.model.ids import SpanId, cell_ref
from framework_qa.model.people import Case
from framework_qa.model.reading import SecondReading, Verdict
from framework_qa.model.study import Study


@dataclass(frozen=True, slots=True)
class CellState:
    """A cell with what stands behind it: how many extracts, how many of them it cites, and whether it is stale.

    `not_used` counts the extracts that somebody read and left out of the account, `others` the texts that wait beside
    this one to be settled; `reading` is the second reading, where the cell still says what was read.
    """

    case: Case
    subtheme: Subtheme
    cell: Cell
    extracts: int
    cited: int
    stale: bool
    not_used: int = 0
    reading: SecondReading | None = None
    others: int = 0

    @property
    def words(self) -> str:
        """Say the state in words, as the Coverage sheet prints it."""
        if self.cell.status in SILENT:
            said = str(self.cell.status)
        elif self.cell.draft:
            said = f"draft, {_extracts(self.extracts)}"
        elif self.cell.runs:
            said = f"{self.cell.status}, {self.cited} of {_extracts(self.extracts)} cited"
        else:
            said = f"{self.cell.status}, {_extracts(self.extracts)}"
        if self.not_used:
            said += f", {self.not_used} read and not used"
        return f"{said}, stale" if self.stale else said


@dataclass(frozen=True, slots=True)
class Progress:
    """How far one theme's chart is, in cells."""

    theme: Theme
    cells: int
    charted: int
    silent: int
    drafted: int
    waiting: int
    nothing_yet: int
    stale: int
    read: int = 0
    agreed: int = 0
    others: int = 0


def cell_state(study: Study, case: Case, subtheme: Subtheme) -> CellState:
    """Give the state of one cell."""
    cell = study.cell(case, subtheme)
    key = (case.id, subtheme.code)
    spans = {coding.span for coding in study.codings_of.get(key, ())}
    cited = spans.intersection(cell.cited)
    left = 0 if cell.draft else len((spans - cited).intersection(study.not_used_in.get(key, ())))
    reading = study.reading_of.get(key)
    held = reading if reading and reading.holds(cell) else None
    others = len(study.conflicts_at.get(cell_ref(*key), ()))
    return CellState(case, subtheme, cell, len(spans), len(cited), bool(drift(study, cell)), left, held, others)


def undecided(study: Study, cell: Cell) -> tuple[SpanId, ...]:
    """Give the extracts that a cell neither cites nor was decided to leave unused, in the order they were said."""
    key = (cell.case, cell.subtheme)
    done = {*study.not_used_in.get(key, ()), *(() if cell.draft else cell.cited)}
    spans = dict.fromkeys(coding.span for coding in study.codings_of.get(key, ()))
    return tuple(span for span in spans if span not in done)


def coverage(study: Study, theme: Theme) -> tuple[tuple[CellState, ...], ...]:
    """Give the states of a theme's cells: a row a case in chart order, a column a subtheme in codebook order."""
    return tuple(tuple(cell_state(study, case, sub) for sub in theme.subthemes) for case in study.ordered_cases)


def progress(study: Study) -> tuple[Progress, ...]:
    """Count the cells of each theme by how far they are."""
    if study.codebook is None:
        return ()
    return tuple(
        _progress(theme, (s for row in coverage(study, theme) for s in row)) for theme in study.codebook.charts()
    )


def _progress(theme: Theme, states: Iterable[CellState]) -> Progress:
    found = tuple(states)
    blank = [s for s in found if s.cell.status in (Status.TO_CHART, Status.QUERIED) and not s.cell.draft]
    return Progress(
        theme,
        cells=len(found),
        charted=sum(s.cell.status is Status.CHARTED and not s.cell.draft for s in found),
        silent=sum(s.cell.status in SILENT and not s.cell.draft for s in found),
        drafted=sum(s.cell.draft for s in found),
        waiting=sum(s.extracts > 0 for s in blank),
        nothing_yet=sum(s.extracts == 0 for s in blank),
        stale=sum(s.stale for s in found),
        read=sum(s.reading is not None for s in found),
        agreed=sum(s.reading is not None and s.reading.verdict is Verdict.AGREED for s in found),
        others=sum(s.others for s in found),
    )


def _extracts(count: int) -> str:
    return "1 extract" if count == 1 else f"{count} extracts"
