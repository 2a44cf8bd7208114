"""Coverage: how far the charting is, cell by cell and theme by theme."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from framework_qa.analysis.staleness import drift
from framework_qa.model.chart import SILENT, Cell, Status
from framework_qa.model.codebook import Subtheme, Theme
from framework_qa.model.people import Case
from framework_qa.model.study import Study


@dataclass(frozen=True, slots=True)
class CellState:
    """A cell with what stands behind it: how many extracts, how many of them it cites, and whether it is stale."""

    case: Case
    subtheme: Subtheme
    cell: Cell
    extracts: int
    cited: int
    stale: bool

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


def cell_state(study: Study, case: Case, subtheme: Subtheme) -> CellState:
    """Give the state of one cell."""
    cell = study.cell(case, subtheme)
    codings = study.codings_of.get((case.id, subtheme.code), ())
    spans = {coding.span for coding in codings}
    cited = len(spans.intersection(cell.cited))
    return CellState(case, subtheme, cell, len(spans), cited, bool(drift(study, cell)))


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
    )


def _extracts(count: int) -> str:
    return "1 extract" if count == 1 else f"{count} extracts"
