"""Syntheses as an analyst typed them, read and checked against the group's cells. The one way to write one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from framework_qa.analysis.coverage import CellState, cell_state
from framework_qa.analysis.groups import members
from framework_qa.analysis.staleness import synthesis_basis
from framework_qa.errors import Problem
from framework_qa.model.chart import Status
from framework_qa.model.codebook import Codebook, Subtheme, Theme
from framework_qa.model.ids import CaseId, Code, cell_ref
from framework_qa.model.study import Study
from framework_qa.model.synthesis import CellKey, Group, Statement, Synthesis, group_text, synthesis_ref
from framework_qa.model.synthesis_text import SynthesisTextError, parse_statements


def group_cells(study: Study, group: Group, about: Theme | Subtheme) -> tuple[CellState, ...]:
    """Give a group's cells on a theme or subtheme, case by case in the order of the charts."""
    columns = about.subthemes if isinstance(about, Theme) else (about,)
    return tuple(cell_state(study, case, subtheme) for case in members(study, group) for subtheme in columns)


def write_synthesis(
    study: Study, codebook: Codebook, group: Group, about: Theme | Subtheme, text: str
) -> tuple[Synthesis | None, tuple[Problem, ...]]:
    """Write a synthesis from its text; unsigned, with no synthesis where something does not hold."""
    place = synthesis_ref(group, about.number)
    try:
        statements = tuple(_resolved(codebook, statement) for statement in parse_statements(text))
    except SynthesisTextError as error:
        where = f"character {error.position + 1}"
        return None, (Problem(place, where, error.message, "See the guide, chapter Chart."),)
    cited = _Cited(study, codebook, group, about)
    if problems := tuple(cited.problems(statements, place)):
        return None, problems
    return Synthesis(group, about.code, statements, synthesis_basis(study, group, about.code)), ()


def _resolved(codebook: Codebook, statement: Statement) -> Statement:
    """Put codes in the place of numbers; what the codebook does not have stays as it was typed."""
    cells = [(case, found.code if (found := codebook.subtheme(typed)) else typed) for case, typed in statement.cells]
    return replace(statement, cells=tuple(dict.fromkeys(cells)))


class _Cited:
    """What a synthesis may cite: the charted cells of its own group on its own subject."""

    def __init__(self, study: Study, codebook: Codebook, group: Group, about: Theme | Subtheme) -> None:
        self.study = study
        self.codebook = codebook
        self.group = group
        self.about = about
        states = group_cells(study, group, about)
        self.own: Mapping[CellKey, CellState] = {(state.case.id, state.subtheme.code): state for state in states}

    def problems(self, statements: Sequence[Statement], place: str) -> Iterator[Problem]:
        for number, statement in enumerate(statements, 1):
            where = f"statement {number}"
            if not statement.cells:
                cure = "Write the cells it rests on after it, like [A2-P04:4.2]."
                yield Problem(place, where, "a statement rests on no cell", cure)
            for case, code in statement.cells:
                if fault := self._fault(case, code):
                    known = self.codebook.subtheme(code)
                    reference = cell_ref(case, known.number if known else code)
                    yield Problem(place, where, f"{reference} {fault[0]}", fault[1])

    def _fault(self, case: CaseId, code: Code) -> tuple[str, str] | None:
        """Say what keeps a cell from being cited, and what to do; None where it is the group's own and charted."""
        state = self.own.get((case, code))
        if state is None:
            return self._not_its_own(case, code)
        if state.cell.status is Status.CHARTED and not state.cell.draft:
            return None
        stands = "a draft that nobody has looked at" if state.cell.draft else str(state.cell.status)
        return f"is not charted: {stands}", f"Write it first, with `chart set {state.case.id} {state.subtheme.number}`."

    def _not_its_own(self, case: CaseId, code: Code) -> tuple[str, str]:
        known = self.study.case_by_id.get(case)
        if known is None:
            return "names a case that the study does not have", "See `cases list`."
        if self.codebook.subtheme(code) is None:
            return "names no subtheme of the codebook", "See `codebook show`."
        if known not in members(self.study, self.group):
            return f"is outside the group {group_text(self.group)}", "Cite cells of the group's own cases."
        return f"is not a cell on {self.about.number}", f"Cite cells on {self.about.heading}."
