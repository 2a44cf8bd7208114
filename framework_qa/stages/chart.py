"""Chart: read a cell's extracts, write what they come to, draft the blank ones, see how far it is and what is next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from framework_qa.analysis.charting import write_cell
from framework_qa.analysis.coverage import CellState, Progress, cell_state, coverage, progress
from framework_qa.analysis.extracts import Extract
from framework_qa.analysis.extracts import extracts as find_extracts
from framework_qa.analysis.next_cells import Left, left_to_chart
from framework_qa.analysis.select import parse_selection, select
from framework_qa.analysis.staleness import Drift, drift
from framework_qa.errors import ConflictError, ProblemsFound
from framework_qa.model.chart import Cell, Run, RunKind, Status
from framework_qa.model.codebook import Subtheme
from framework_qa.model.event import Event
from framework_qa.model.ids import Kind, SpanId, cell_ref, parse_reference
from framework_qa.model.people import Case
from framework_qa.model.study import Changes, Record, Study
from framework_qa.outputs.files import write_text
from framework_qa.outputs.framework import Matrix
from framework_qa.outputs.framework import matrix as build_matrix
from framework_qa.stages.folder import (
    attribute_of,
    case_of,
    charted_subtheme_of,
    charted_theme_of,
    codebook_of,
    now,
    open_folder,
    subtheme_of,
)

UNSAVED = "unsaved"


@dataclass(frozen=True, slots=True)
class CellView:
    """One cell with its extracts above it, as an analyst reads it."""

    study: Study
    state: CellState
    extracts: tuple[Extract, ...]
    drift: Drift

    @property
    def reference(self) -> str:
        """Give the cell's reference: `A2-P04:4.2`."""
        return cell_ref(self.state.case.id, self.state.subtheme.number)

    @property
    def file_name(self) -> str:
        """Name a file after the cell: `A2-P04_4.2.txt`."""
        return f"{self.state.case.id}_{self.state.subtheme.number}.txt"


@dataclass(frozen=True, slots=True)
class DraftReport:
    """What drafting filled in, renewed and took away; `event` is None where nothing changed."""

    filled: int
    renewed: int
    emptied: int
    event: Event | None


def extracts(start: Path, reference: str, where: str = "") -> tuple[Study, tuple[Extract, ...]]:
    """Give everything said on a theme, a subtheme or a cell (`A2-P04:4.2`), case by case."""
    folder = open_folder(start)
    study = folder.read()
    cases: Sequence[Case] = select(study, parse_selection(where, folder.settings))
    parsed = parse_reference(reference)
    if parsed.kind is Kind.CELL and parsed.case:
        cases, reference = (case_of(study, parsed.case),), parsed.rest
    theme = codebook_of(study).theme(reference)
    subthemes = theme.subthemes if theme else (subtheme_of(study, reference),)
    return study, find_extracts(study, cases=cases, subthemes=subthemes)


def view(start: Path, case: str, subtheme: str) -> CellView:
    """Give one cell with its extracts."""
    study = open_folder(start).read()
    return _view(study, case_of(study, case), charted_subtheme_of(study, subtheme))


def _view(study: Study, case: Case, subtheme: Subtheme) -> CellView:
    state = cell_state(study, case, subtheme)
    found = find_extracts(study, cases=(case,), subthemes=(subtheme,))
    return CellView(study, state, found, drift(study, state.cell))


def status(start: Path, theme: str | None = None) -> tuple[tuple[Progress, ...], tuple[tuple[CellState, ...], ...]]:
    """Say how far each theme's chart is; for one theme, cell by cell as well."""
    study = open_folder(start).read()
    if theme is None:
        return progress(study), ()
    chosen = charted_theme_of(study, theme)
    return tuple(p for p in progress(study) if p.theme == chosen), coverage(study, chosen)


def matrix(
    start: Path, theme: str, *, where: str = "", group_by: Sequence[str] = (), rows: str | None = None
) -> Matrix:
    """Build the framework matrix of a theme; `rows` puts an attribute's levels in the place of the cases."""
    folder = open_folder(start)
    study = folder.read()
    cases = select(study, parse_selection(where, folder.settings))
    grouping = tuple(attribute_of(study, name) for name in group_by) or None
    by = attribute_of(study, rows) if rows else None
    return build_matrix(study, charted_theme_of(study, theme), cases=cases, group_by=grouping, rows=by)


def set_cell(
    start: Path, case: str, subtheme: str, text: str = "", *, to: Status | None = None, who: str, dry_run: bool = False
) -> CellView:
    """Write one cell: its text in the compact form, its status (by default charted where there is text).

    What does not hold is told together as one ProblemsFound, and the cell stays as it was.
    """
    made: list[Cell] = []
    folder = open_folder(start)

    def decide(study: Study) -> Changes:
        found_case, found_subtheme = case_of(study, case), charted_subtheme_of(study, subtheme)
        cell = _written(study, found_case, found_subtheme, text, to, who)
        made.append(cell)
        held = study.stored_cell.get((cell.case, cell.subtheme))
        same = held is not None and replace(cell, at=held.at, by=held.by) == held
        reference = cell_ref(cell.case, found_subtheme.number)
        return Changes("chart set", f"{reference} {cell.status}", () if same else (cell,))

    folder.change(who, decide, dry_run=dry_run)
    study = folder.read()
    found = _view(study, case_of(study, case), charted_subtheme_of(study, subtheme))
    return replace(found, state=replace(found.state, cell=made[-1]))


def save_edited(start: Path, shown: CellView, text: str, *, to: Status | None = None, who: str) -> CellView:
    """Write the cell that was shown, from the extracts that were shown.

    Raises ProblemsFound like `set_cell`, and ConflictError where somebody else wrote the cell meanwhile. An extract
    that came meanwhile makes the cell stale, since its writer has not seen it.
    """
    folder = open_folder(start)

    def decide(study: Study) -> Changes:
        case, subtheme = case_of(study, shown.state.case.id), charted_subtheme_of(study, shown.state.subtheme.code)
        held, seen = (stored.stored_cell.get((case.id, subtheme.code)) for stored in (study, shown.study))
        if held != seen:
            raise ConflictError(
                f"{shown.reference} was changed by somebody else while you wrote.",
                "The study holds the other text; open the cell again and bring the two together.",
            )
        cell = _written(study, case, subtheme, text, to, who)
        cell = replace(cell, basis=tuple(extract.coding.id for extract in shown.extracts))
        same = held is not None and replace(cell, at=held.at, by=held.by) == held
        return Changes("chart edit", f"{shown.reference} {cell.status}", () if same else (cell,))

    folder.change(who, decide)
    return view(start, shown.state.case.id, shown.state.subtheme.code)


def keep_unsaved(start: Path, shown: CellView, text: str) -> str:
    """Keep a text that could not be saved in the study's `unsaved/`; give its name there. No other text is lost."""
    folder = open_folder(start).path / UNSAVED
    folder.mkdir(mode=0o700, exist_ok=True)
    wanted = folder / shown.file_name
    kept, number = wanted, 1
    while kept.exists():
        number += 1
        kept = wanted.with_name(f"{wanted.stem}_{number}{wanted.suffix}")
    write_text(kept, f"{text}\n")
    return f"{UNSAVED}/{kept.name}"


def next_cells(start: Path, theme: str | None = None, *, case_by_case: bool = False) -> Left:
    """List what is left to chart, of all themes or of one, the next cell first."""
    study = open_folder(start).read()
    subthemes = codebook_of(study).charted() if theme is None else charted_theme_of(study, theme).subthemes
    return left_to_chart(study, subthemes, case_by_case=case_by_case)


def _written(study: Study, case: Case, subtheme: Subtheme, text: str, to: Status | None, who: str) -> Cell:
    cell, problems = write_cell(study, case, subtheme, text, to)
    if cell is None:
        place = cell_ref(case.id, subtheme.number)
        raise ProblemsFound(f"{place} was not written.", "Mend the text or the status and run it again.", problems)
    return replace(cell, codebook_version=codebook_of(study).version, by=who, at=now())


def draft(start: Path, reference: str | None = None, *, who: str, dry_run: bool = False) -> DraftReport:
    """Fill blank cells with their verbatim extracts, marked as drafts; what a person wrote is never touched.

    Drafts whose extracts changed are renewed, and those left without any are taken away.
    """
    made: list[DraftReport] = []

    def decide(study: Study) -> Changes:
        subthemes = _drafted_subthemes(study, reference)
        changes, report = _drafts(study, subthemes, who)
        made.append(report)
        return changes

    event = open_folder(start).change(who, decide, dry_run=dry_run)
    return replace(made[-1], event=event)


def _drafted_subthemes(study: Study, reference: str | None) -> tuple[Subtheme, ...]:
    if reference is None:
        return codebook_of(study).charted()
    theme = codebook_of(study).theme(reference)
    return charted_theme_of(study, reference).subthemes if theme else (charted_subtheme_of(study, reference),)


def _drafts(study: Study, subthemes: Sequence[Subtheme], who: str) -> tuple[Changes, DraftReport]:
    filled: list[Cell] = []
    renewed: list[Cell] = []
    emptied: list[Cell] = []
    at = now()
    for subtheme in subthemes:
        for case in study.ordered_cases:
            held = study.stored_cell.get((case.id, subtheme.code))
            if held is not None and not held.draft and (held.runs or held.status is not Status.TO_CHART):
                continue  # a person wrote it; only a cell that was emptied again is blank
            cell = _draft_cell(study, case, subtheme, who, at)
            if cell is None:
                emptied += [held] if held is not None and held.draft else []
            elif held is None or not held.draft:
                filled.append(cell)
            elif cell.basis != held.basis:
                renewed.append(cell)
    put: tuple[Record, ...] = (*filled, *renewed)
    changes = Changes("chart draft", f"{len(filled)} filled, {len(renewed)} renewed", put, tuple(emptied))
    return changes, DraftReport(len(filled), len(renewed), len(emptied), None)


def _draft_cell(study: Study, case: Case, subtheme: Subtheme, who: str, at: str) -> Cell | None:
    codings = study.codings_of.get((case.id, subtheme.code), ())
    if not codings:
        return None
    spans = tuple(dict.fromkeys(coding.span for coding in codings))
    runs = tuple(_verbatim(study, span) for span in spans)
    basis = tuple(coding.id for coding in codings)
    version = codebook_of(study).version
    return Cell(case.id, subtheme.code, Status.TO_CHART, runs, True, basis, version, who, at)


def _verbatim(study: Study, span: SpanId) -> Run:
    return Run(RunKind.VERBATIM, study.words(study.span_by_id[span]), (span,))
