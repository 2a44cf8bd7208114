"""Chart: read a cell's extracts, write what they come to, draft the blank ones, see how far it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from framework_qa.analysis.coverage import CellState, Progress, cell_state, coverage, progress
from framework_qa.analysis.extracts import Extract
from framework_qa.analysis.extracts import extracts as find_extracts
from framework_qa.analysis.quoting import as_printed, quotes_its_spans
from framework_qa.analysis.select import parse_selection, select
from framework_qa.analysis.staleness import Drift, drift
from framework_qa.errors import Problem, ProblemsFound
from framework_qa.model.cell_text import CellTextError, parse_runs
from framework_qa.model.chart import SILENT, Cell, Run, RunKind, Status
from framework_qa.model.codebook import Subtheme
from framework_qa.model.event import Event
from framework_qa.model.ids import Kind, SpanId, cell_ref, parse_reference
from framework_qa.model.people import Case
from framework_qa.model.study import Changes, Record, Study
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


@dataclass(frozen=True, slots=True)
class CellView:
    """One cell with its extracts above it, as an analyst reads it."""

    study: Study
    state: CellState
    extracts: tuple[Extract, ...]
    drift: Drift


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


def _written(study: Study, case: Case, subtheme: Subtheme, text: str, to: Status | None, who: str) -> Cell:
    place = cell_ref(case.id, subtheme.number)
    runs = tuple(_printed(study, run) for run in _parsed(text, case, place))
    wanted = to or (Status.CHARTED if runs else Status.TO_CHART)
    problems = (*_run_problems(study, case, runs, place), *_status_problems(study, case, subtheme, wanted, runs))
    if problems:
        raise ProblemsFound(f"{place} was not written.", "Mend the text or the status and run it again.", problems)
    basis = tuple(coding.id for coding in study.codings_of.get((case.id, subtheme.code), ()))
    version = codebook_of(study).version
    return Cell(
        case.id, subtheme.code, wanted, runs, draft=False, basis=basis, codebook_version=version, by=who, at=now()
    )


def _parsed(text: str, case: Case, place: str) -> tuple[Run, ...]:
    try:
        return parse_runs(text, case=case.id) if text.strip() else ()
    except CellTextError as error:
        problem = Problem(place, f"character {error.position + 1}", error.message, "See the guide, chapter Chart.")
        raise ProblemsFound(f"{place} was not written.", "Mend the text and run it again.", (problem,)) from None


def _printed(study: Study, run: Run) -> Run:
    """Give a typed quotation its transcript's own typography, so that nobody has to type curly quotes."""
    spans = [study.span_by_id[ref] for ref in run.refs if ref in study.span_by_id]
    if run.kind is not RunKind.VERBATIM or not spans:
        return run
    return replace(run, text=as_printed(run.text, "\n".join(study.words(span) for span in spans)))


def _run_problems(study: Study, case: Case, runs: Sequence[Run], place: str) -> tuple[Problem, ...]:
    problems = [problem for run in runs for problem in _reference_problems(study, case, run, place)]
    for number, run in enumerate(runs, start=1):
        where = f"run {number}"
        if run.kind is not RunKind.COMMENT and not run.refs:
            cure = f"Write the quote it rests on after it, like [{case.id}.q7]; `extracts` lists them."
            problems.append(Problem(place, where, f"this {run.kind} cites no quote", cure))
        known = all(ref in study.span_by_id for ref in run.refs)
        if run.kind is RunKind.VERBATIM and run.refs and known and not quotes_its_spans(study, run):
            cure = 'Quote exactly; write "..." for words left out and [brackets] for words put in.'
            problems.append(Problem(place, where, "the words in quotation marks are not the words of the quote", cure))
    return tuple(problems)


def _reference_problems(study: Study, case: Case, run: Run, place: str) -> tuple[Problem, ...]:
    problems = []
    for ref in run.refs:
        span = study.span_by_id.get(ref)
        if span is None or span.case != case.id:
            what = "is not in the study" if span is None else f"is a quote of {span.case}, not of {case.id}"
            cure = f"Cite a quote of {case.id}; `extracts {place}` lists those on this subtheme."
            problems.append(Problem(place, "", f"{ref} {what}", cure))
    return tuple(problems)


def _status_problems(
    study: Study, case: Case, subtheme: Subtheme, wanted: Status, runs: Sequence[Run]
) -> tuple[Problem, ...]:
    place = cell_ref(case.id, subtheme.number)
    asked = study.asked(case, subtheme)
    extracts_there = len(study.codings_of.get((case.id, subtheme.code), ()))
    evidence = [run for run in runs if run.kind is not RunKind.COMMENT]
    said = []
    if wanted is Status.CHARTED and not evidence:
        said.append(("a charted cell needs a summary", "Write one, or say with --status which kind of silence it is."))
    if wanted in SILENT and evidence:
        said.append((f"a cell that is {wanted} holds no summary", "Leave the text out, or write it as [R: ...]."))
    if wanted is Status.NOTHING_SAID and not asked:
        said.append(("nothing said is only for what was asked of the case", 'Use --status "not asked".'))
    if wanted in (Status.NOTHING_SAID, Status.NOT_ASKED) and extracts_there:
        words = f"{extracts_there} extracts stand in the cell, so it cannot be {wanted}"
        said.append((words, "Chart them, or reject or withdraw their codings first."))
    if wanted is Status.NOT_ASKED and asked and not runs:
        words = "the codebook says that this was asked of the case"
        said.append((words, 'Say why it was not, as text: "[R: ran out of time]".'))
    return tuple(Problem(place, "", message, cure) for message, cure in said)


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
