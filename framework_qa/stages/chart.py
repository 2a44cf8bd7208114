"""Chart: read a cell's extracts, write what they come to, draft the blank ones, see how far it is and what is next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from framework_qa.analysis.cell_view import CellView, view_cell
from framework_qa.analysis.charting import write_cell
from framework_qa.analysis.conflicts import reference_of
from framework_qa.analysis.coverage import CellState, Progress, coverage, progress
from framework_qa.analysis.extracts import Extract
from framework_qa.analysis.extracts import extracts as find_extracts
from framework_qa.analysis.keeping import (
    beside,
    decisions_of,
    gone_with,
    not_used_problems,
    said_already,
    same_text,
    span_named,
)
from framework_qa.analysis.next_cells import Left, left_to_chart
from framework_qa.analysis.select import parse_selection, select
from framework_qa.analysis.staleness import basis_of, written
from framework_qa.errors import ProblemsFound
from framework_qa.model.chart import Cell, Run, RunKind, Status
from framework_qa.model.codebook import Subtheme
from framework_qa.model.conflict import Conflict
from framework_qa.model.event import Event
from framework_qa.model.ids import CodingId, Kind, SpanId, cell_ref, parse_reference
from framework_qa.model.people import Case
from framework_qa.model.reading import NotUsed, SecondReading
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
    return view_cell(study, case_of(study, case), charted_subtheme_of(study, subtheme))


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


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody wants a cell to say: its text in the compact form, and its status where it is given.

    `not_used` are the extracts they read and leave unused, or None where they say nothing of that.
    """

    text: str
    to: Status | None = None
    not_used: tuple[str, ...] | None = None


def set_cell(
    start: Path, case: str, subtheme: str, wish: Wish, *, who: str, replacing: bool = False, dry_run: bool = False
) -> CellView:
    """Write one cell; by default it is charted where there is text.

    What does not hold is told together as one ProblemsFound, and the cell stays as it was. A text that another person
    wrote keeps its place, unless `replacing`: the new one is kept beside it, as `kept` of the view tells.
    """
    made: list[tuple[Cell, Conflict | None]] = []
    folder = open_folder(start)

    def decide(study: Study) -> Changes:
        cell = _written(study, case_of(study, case), charted_subtheme_of(study, subtheme), wish, who)
        held = study.stored_cell.get((cell.case, cell.subtheme))
        anothers = written(held) and held.by != who and not same_text(held, cell)
        changes, kept = _arrival("chart set", study, cell, beside_held=anothers and not replacing)
        made.append((cell, kept))
        return changes

    folder.change(who, decide, dry_run=dry_run)
    study = folder.read()
    found = view_cell(study, case_of(study, case), charted_subtheme_of(study, subtheme))
    cell, kept = made[-1]
    return replace(found, kept=kept) if kept else replace(found, state=replace(found.state, cell=cell))


def save_edited(start: Path, shown: CellView, wish: Wish, *, who: str) -> CellView:
    """Write the cell that was shown, from the extracts that were shown; it settles the other texts that were shown.

    Raises ProblemsFound like `set_cell`. Where somebody else wrote the cell meanwhile, both texts are kept: theirs
    stands, and this one is the `kept` of the view. An extract that came meanwhile makes the cell stale, since its
    writer has not seen it.
    """
    made: list[Conflict | None] = []
    folder = open_folder(start)

    def decide(study: Study) -> Changes:
        case, subtheme = case_of(study, shown.state.case.id), charted_subtheme_of(study, shown.state.subtheme.code)
        held, seen = (one.stored_cell.get((case.id, subtheme.code)) for one in (study, shown.study))
        cell = _written(study, case, subtheme, wish, who)
        unanswered = shown.queried and wish.to is None and held is not None and held.runs == cell.runs
        cell = replace(cell, basis=_basis_shown(shown, cell), status=Status.QUERIED if unanswered else cell.status)
        meanwhile = written(held) and not same_text(held, seen) and not same_text(held, cell)
        changes, kept = _arrival("chart edit", study, cell, beside_held=meanwhile)
        made.append(kept)
        return changes if kept else _as_shown(changes, study, cell, wish, shown)

    folder.change(who, decide)
    return replace(view(start, shown.state.case.id, shown.state.subtheme.code), kept=made[-1])


def _basis_shown(shown: CellView, cell: Cell) -> tuple[CodingId, ...]:
    """Give what a cell was written from: the extracts that were shown, and what it cites from elsewhere."""
    seen = tuple(extract.coding.id for extract in shown.extracts)
    elsewhere = basis_of(shown.study, cell.case, cell.subtheme, cell.cited)
    return tuple(dict.fromkeys((*seen, *elsewhere)))


def _arrival(act: str, study: Study, cell: Cell, *, beside_held: bool) -> tuple[Changes, Conflict | None]:
    """Bring a cell in, or keep its text beside the one that stands; give that text too where it was kept."""
    reference = reference_of(study, cell_ref(cell.case, cell.subtheme))
    if beside_held:
        known = said_already(study, cell)
        kept = known[0] if known else beside(cell, act)
        return Changes(act, f"{reference} kept beside what stands", () if known else (kept,)), kept
    held = study.stored_cell.get((cell.case, cell.subtheme))
    if written(held) and same_text(held, cell):
        cell = replace(cell, by=held.by, at=held.at)  # whoever looked at it again, its writer stays
    put = () if held is not None and replace(cell, by=held.by, at=held.at) == held else (cell,)
    return Changes(act, f"{reference} {cell.status}", put, gone_with(study, cell)), None


def _as_shown(changes: Changes, study: Study, cell: Cell, wish: Wish, shown: CellView) -> Changes:
    """Add what a page settles beside its text: the other texts it showed, and the extracts that are not used."""
    standing = set(study.conflicts_at.get(shown.place, ()))
    settled = [other for other in shown.others if other in standing]
    new, taken_back = _decisions(study, cell, wish, shown)
    remove = tuple(dict.fromkeys((*changes.remove, *settled, *taken_back)))
    return replace(changes, put=(*changes.put, *new), remove=remove)


def _decisions(study: Study, cell: Cell, wish: Wish, shown: CellView) -> tuple[list[NotUsed], list[NotUsed]]:
    """Give the decisions not to use an extract that are new, and those that the page showed and no longer names."""
    if wish.not_used is None:
        return [], []
    named = dict.fromkeys(span_named(cell.case, typed) for typed in wish.not_used)
    wanted = tuple(span for span in named if not (span in cell.cited and span in shown.not_used))
    newly = [span for span in wanted if span not in shown.not_used]  # what was decided before may be no extract now
    if problems := tuple(not_used_problems(study, cell, newly, shown.reference)):
        raise ProblemsFound(f"{shown.reference} was not written.", "Mend the line and run it again.", problems)
    held = decisions_of(study, cell.case, cell.subtheme)
    known = {left.span for left in held}
    new = [NotUsed(cell.case, cell.subtheme, span, cell.by, cell.at) for span in wanted if span not in known]
    return new, [left for left in held if left.span in shown.not_used and left.span not in wanted]


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


def _written(study: Study, case: Case, subtheme: Subtheme, wish: Wish, who: str) -> Cell:
    cell, problems = write_cell(study, case, subtheme, wish.text, wish.to)
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
            if written(held):
                continue  # a person wrote it; only a cell that was emptied again is blank
            cell = _draft_cell(study, case, subtheme, who, at)
            if cell is None:
                emptied += [held] if held is not None and held.draft else []
            elif held is None or not held.draft:
                filled.append(cell)
            elif cell.basis != held.basis:
                renewed.append(cell)
    put: tuple[Record, ...] = (*filled, *renewed)
    gone: tuple[Record, ...] = (*emptied, *_readings_of(study, emptied))
    changes = Changes("chart draft", f"{len(filled)} filled, {len(renewed)} renewed", put, gone)
    return changes, DraftReport(len(filled), len(renewed), len(emptied), None)


def _readings_of(study: Study, emptied: Sequence[Cell]) -> tuple[SecondReading, ...]:
    """Give the second readings of cells that go: what was read there is in the log."""
    found = (study.reading_of.get((cell.case, cell.subtheme)) for cell in emptied)
    return tuple(reading for reading in found if reading)


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
