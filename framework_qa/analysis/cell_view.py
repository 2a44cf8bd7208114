"""A cell as an analyst reads it: its extracts, what changed under it, and the texts that wait beside it."""

from __future__ import annotations

from dataclasses import dataclass

from framework_qa.analysis.conflicts import others_at
from framework_qa.analysis.coverage import CellState, cell_state, undecided
from framework_qa.analysis.differences import Difference, differences
from framework_qa.analysis.extracts import Extract
from framework_qa.analysis.extracts import extracts as find_extracts
from framework_qa.analysis.staleness import Drift, drift
from framework_qa.model.codebook import Subtheme
from framework_qa.model.conflict import Conflict
from framework_qa.model.ids import SpanId, cell_ref
from framework_qa.model.people import Case
from framework_qa.model.reading import SecondReading, Verdict
from framework_qa.model.study import Study


@dataclass(frozen=True, slots=True)
class CellView:
    """One cell with its extracts above it, as an analyst reads it.

    `reading` is the second reading of the cell, whether it still holds or not. `kept` is the text that was just
    written, where it did not come to stand and is kept beside the one that does.
    """

    study: Study
    state: CellState
    extracts: tuple[Extract, ...]
    drift: Drift
    differences: tuple[Difference, ...] = ()
    others: tuple[Conflict, ...] = ()
    not_used: tuple[SpanId, ...] = ()
    undecided: tuple[SpanId, ...] = ()
    reading: SecondReading | None = None
    kept: Conflict | None = None

    @property
    def reference(self) -> str:
        """Give the cell's reference: `A2-P04:4.2`."""
        return cell_ref(self.state.case.id, self.state.subtheme.number)

    @property
    def place(self) -> str:
        """Name the cell as conflicts do, by code: `A2-P04:barriers.stigma`."""
        return cell_ref(self.state.case.id, self.state.subtheme.code)

    @property
    def file_name(self) -> str:
        """Name a file after the cell: `A2-P04_4.2.txt`."""
        return f"{self.state.case.id}_{self.state.subtheme.number}.txt"

    @property
    def queried(self) -> bool:
        """Tell whether a second reader's query on what the cell says is open."""
        return self.state.reading is not None and self.state.reading.verdict is Verdict.QUERIED

    def use_of(self, span: SpanId) -> str:
        """Say what the cell makes of an extract: `cited`, `read, not used`, or `open` where nobody has decided."""
        if not self.state.cell.draft and span in self.state.cell.cited:
            return "cited"
        return "read, not used" if span in self.not_used else "open"


def view_cell(study: Study, case: Case, subtheme: Subtheme) -> CellView:
    """Give one cell with all that belongs to it."""
    state = cell_state(study, case, subtheme)
    key = (case.id, subtheme.code)
    return CellView(
        study,
        state,
        find_extracts(study, cases=(case,), subthemes=(subtheme,)),
        drift(study, state.cell),
        differences(study, state.cell),
        others_at(study, cell_ref(*key)),
        study.not_used_in.get(key, ()),
        undecided(study, state.cell),
        study.reading_of.get(key),
    )
