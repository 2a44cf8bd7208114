"""The memos of a project: those that are cells and syntheses of ours become them again, the others are set aside."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from framework_qa.analysis.charting import write_cell
from framework_qa.analysis.conflicts import is_group
from framework_qa.analysis.groups import members, parse_group
from framework_qa.analysis.project_cases import Sitting
from framework_qa.analysis.project_codes import Framework
from framework_qa.analysis.project_codings import Signed, moment
from framework_qa.analysis.project_ledger import Kind, Ledger, Part
from framework_qa.analysis.syntheses import write_synthesis
from framework_qa.errors import UsageError
from framework_qa.model.cell_text import CellTextError, parse_runs, print_runs
from framework_qa.model.chart import Cell, Run, Status
from framework_qa.model.codebook import Subtheme, Theme
from framework_qa.model.conflict import Conflict
from framework_qa.model.ids import CASE_ID, CaseId, SpanId, cell_ref
from framework_qa.model.people import Case
from framework_qa.model.project import Project, ProjectNote, ProjectSet
from framework_qa.model.study import Record, Study
from framework_qa.model.synthesis import Synthesis, synthesis_ref
from framework_qa.model.synthesis_text import print_statements
from framework_qa.model.text import Span

NO_PLACE = "the study has no place for memos"
NO_LINKS = "the study has no place for links"
NO_SETS = "the study has no place for sets"
SPAN_ID = re.compile(rf"{CASE_ID.pattern}\.q[0-9]+")
_DRAFT = "; "  # what parts a cell's status from what an export says of a draft
SYNTHESES = "Group syntheses"


@dataclass(frozen=True, slots=True)
class Place:
    """What the parts of a project are in the study, for the memos that rest on them."""

    sitting: Sitting
    frame: Framework
    spans: Mapping[str, tuple[Span, ...]]
    signed: Signed


def bring_notes(study: Study, project: Project, place: Place, ledger: Ledger) -> tuple[Record, ...]:
    """Bring memos in that are cells and syntheses; `study` holds what else came in already."""
    notes = _Notes(study, project, place, ledger)
    groups = [note for note in project.notes if is_group(note.name.rpartition(":")[0])]
    apart = {note.guid for note in groups}
    for note in project.notes:
        if note.guid not in apart:
            notes.take(note, notes.cell(note))
    notes.study = _with_cells(study, notes.put)
    for note in groups:
        notes.take(note, notes.synthesis(note))
    notes.links_and_sets()
    return notes.put


def _with_cells(study: Study, put: Iterable[Record]) -> Study:
    cells = {(cell.case, cell.subtheme): cell for cell in study.cells}
    cells |= {(record.case, record.subtheme): record for record in put if isinstance(record, Cell)}
    return replace(study, cells=tuple(cells.values()))


Text = Cell | Synthesis | Conflict
Outcome = Text | str | None  # what to store; why it has no place; or None where it stands already


def _key(text: Text) -> object:
    if isinstance(text, Cell):
        return text.case, text.subtheme
    return (text.group, text.about) if isinstance(text, Synthesis) else (text.place, text.mark)


def _default(runs: tuple[Run, ...]) -> Status:
    return Status.CHARTED if runs else Status.TO_CHART


class _Notes:
    """The memos of a project on their way in. `stored` says of each that is ours whether it is new."""

    def __init__(self, study: Study, project: Project, place: Place, ledger: Ledger) -> None:
        self.study = study
        self._put: dict[object, Record] = {}  # of two memos on one place the later counts
        self._project, self._place, self._ledger = project, place, ledger
        self._stored: dict[str, bool] = {}
        self._people = {person.guid: person.name.strip() for person in project.people}
        self._case_named = {case.name.strip(): place.sitting.cases[case.guid] for case in project.cases}
        self._named = {
            SpanId(selection.description): spans[0].id
            for source in project.sources
            for selection in source.selections
            if SPAN_ID.fullmatch(selection.description) and len(spans := place.spans.get(selection.guid, ())) == 1
        }

    @property
    def put(self) -> tuple[Record, ...]:
        """Give what the memos came to."""
        return tuple(self._put.values())

    def take(self, note: ProjectNote, outcome: Outcome) -> None:
        """Account for a memo and what it is coded with."""
        if isinstance(outcome, str):
            self._ledger.aside(Part(Kind.NOTE, note.name, outcome, note))
            for coding in note.codings:
                self._ledger.aside(Part(Kind.CODING, note.name, "it codes a memo", coding, (note,)))
            return
        self._stored[note.guid] = outcome is not None
        if outcome is None:
            self._ledger.stands(Kind.NOTE)
            self._ledger.stands(Kind.CODING, len(note.codings))
        else:
            self._put[_key(outcome)] = outcome
            self._ledger.stored(Kind.NOTE)
            self._ledger.stored(Kind.CODING, len(note.codings))

    # -- cells

    def cell(self, note: ProjectNote) -> Outcome:
        """Read a memo as the cell that its name names."""
        named, _, reference = note.name.strip().rpartition(":")
        identifier = self._case_named.get(named, CaseId(named))
        case = self.study.case_by_id.get(identifier)
        subtheme = self._subtheme(note, reference)
        if case is None or subtheme is None:
            return NO_PLACE
        said, _, draft = note.description.partition(_DRAFT)
        status = Status(said) if said in set(Status) else None
        try:
            runs = self._runs(case, "" if status and note.text == status else note.text)
        except CellTextError as error:
            return f"its text cannot be read: {error.message}"
        held = self._cell_at(case, subtheme)
        if held and (held.status, held.runs) == (status or _default(runs), runs):
            return None
        written, problems = write_cell(self.study, case, subtheme, print_runs(runs), status)
        if written is None:
            return problems[0].message
        return self._beside(self._signed(note, replace(written, draft=bool(draft))), held)

    def _cell_at(self, case: Case, subtheme: Subtheme) -> Cell | None:
        """Give the cell that stands in a place: one that another memo of the file is, or the study's."""
        mine = self._put.get((case.id, subtheme.code))
        return mine if isinstance(mine, Cell) else self.study.stored_cell.get((case.id, subtheme.code))

    def _subtheme(self, note: ProjectNote, reference: str) -> Subtheme | None:
        """Give the column of a cell: what the memo is coded with, which must not contradict its name."""
        codebook = self._place.frame.codebook
        coded = {self._place.frame.subthemes.get(coding.code) for coding in note.codings}
        named = codebook.subtheme(reference) if codebook and reference else None
        if codebook is None or named is None or named not in codebook.charted():
            return None
        return named if coded <= {named.code} else None

    def _runs(self, case: Case, text: str) -> tuple[Run, ...]:
        """Read a cell's text, its references as they are in the study."""
        return tuple(replace(run, refs=tuple(map(self._span, run.refs))) for run in parse_runs(text, case=case.id))

    def _span(self, ref: SpanId) -> SpanId:
        """Give the id in the study of a span that the file calls so; one that it does not name keeps its own."""
        return self._named.get(ref, ref)

    def _signed(self, note: ProjectNote, cell: Cell) -> Cell:
        by = self._people.get(note.by) or self._place.signed.who
        version = self._place.frame.codebook.version if self._place.frame.codebook else 0
        return replace(cell, codebook_version=version, by=by, at=moment(note.at) or self._place.signed.at)

    def _beside(self, cell: Cell, held: Cell | None) -> Outcome:
        """Say what becomes of a cell: it is new, it stands, or it is kept beside what somebody wrote here."""
        if held is None:
            return cell
        if cell.draft or (held.status, held.runs) == (cell.status, cell.runs):
            return None
        if held.draft or (held.status is Status.TO_CHART and not held.runs):
            return cell
        place = cell_ref(cell.case, cell.subtheme)
        return self._conflict(Conflict(place, cell.status, print_runs(cell.runs), cell.by, cell.at, self._ledger.path))

    def _conflict(self, conflict: Conflict) -> Conflict | None:
        held = self.study.conflicts_at.get(conflict.place, ())
        if _key(conflict) in self._put or conflict.mark in {one.mark for one in held}:
            return None
        message = f"{conflict.place} says something else here; the file's text is kept beside it."
        self._ledger.warn("", message, "See both with `chart conflicts`; use `chart settle`.")
        return conflict

    # -- syntheses

    def synthesis(self, note: ProjectNote) -> Outcome:
        """Read a memo as the synthesis of the group that its name names."""
        who, _, reference = note.name.strip().rpartition(":")
        codebook = self._place.frame.codebook
        about = self._about(reference)
        try:
            group = parse_group(who, self.study.settings)
        except UsageError:
            return "the study has no such group"
        if codebook is None or about is None or not members(self.study, group):
            return NO_PLACE
        found, problems = write_synthesis(self.study, codebook, group, about, note.text)
        if found is None:
            return problems[0].message
        by = self._people.get(note.by) or self._place.signed.who
        at = moment(note.at) or self._place.signed.at
        return self._beside_synthesis(replace(found, codebook_version=codebook.version, by=by, at=at))

    def _about(self, reference: str) -> Theme | Subtheme | None:
        codebook = self._place.frame.codebook
        if codebook is None:
            return None
        theme, subtheme = codebook.theme(reference), codebook.subtheme(reference)
        if theme in codebook.charts():
            return theme
        return subtheme if subtheme in codebook.charted() else None

    def _beside_synthesis(self, synthesis: Synthesis) -> Outcome:
        mine = self._put.get((synthesis.group, synthesis.about))
        held = mine if isinstance(mine, Synthesis) else self.study.synthesis_of.get((synthesis.group, synthesis.about))
        if held is None:
            return synthesis
        if held.statements == synthesis.statements:
            return None
        place, text = synthesis_ref(synthesis.group, synthesis.about), print_statements(synthesis.statements)
        return self._conflict(Conflict(place, "", text, synthesis.by, synthesis.at, self._ledger.path))

    # -- links and sets

    def links_and_sets(self) -> None:
        """Account for the links and sets that belong to cells and syntheses, and set the others aside."""
        sources = {*self._place.sitting.transcripts, *self._place.sitting.cases}
        known = {*sources, *self._place.spans, *self._stored}
        for link in self._project.links:
            if link.origin in self._stored and link.target in known:
                self._account(Kind.LINK, stored=self._stored[link.origin])
            else:
                self._ledger.aside(Part(Kind.LINK, link.name, NO_LINKS, link))
        for found in self._project.sets:
            if self._is_ours(found):
                self._ledger.stands(Kind.SET)
            else:
                self._ledger.aside(Part(Kind.SET, found.name, NO_SETS, found))

    def _account(self, kind: Kind, *, stored: bool) -> None:
        (self._ledger.stored if stored else self._ledger.stands)(kind)

    def _is_ours(self, found: ProjectSet) -> bool:
        """Tell the set that a chart or the syntheses make, which the study makes again at any time."""
        codebook = self._place.frame.codebook
        charts = {theme.heading for theme in codebook.charts()} if codebook else set()
        named = found.name == SYNTHESES or found.name in charts
        codes = all(code in self._place.frame.subthemes for code in found.codes)
        return named and codes and not found.sources and all(note in self._stored for note in found.notes)
