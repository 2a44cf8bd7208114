"""Reading: what people decide about a cell without rewriting it, and what they decided and wrote before."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from framework_qa.analysis.cell_view import CellView, view_cell
from framework_qa.analysis.conflicts import is_group
from framework_qa.analysis.groups import parse_group
from framework_qa.analysis.keeping import decisions_of, not_used_problems, span_named
from framework_qa.analysis.staleness import basis_of, drift, synthesis_basis, written
from framework_qa.errors import ProblemsFound, UsageError
from framework_qa.model.cell_text import print_runs
from framework_qa.model.chart import Cell, RunKind, Status
from framework_qa.model.conflict import Conflict
from framework_qa.model.ids import cell_ref
from framework_qa.model.reading import NotUsed, SecondReading, Verdict, wording
from framework_qa.model.study import Changes, Record, Study
from framework_qa.model.synthesis import Synthesis, synthesis_ref
from framework_qa.model.synthesis_text import print_statements
from framework_qa.stages.folder import (
    case_of,
    charted_subtheme_of,
    charted_theme_of,
    codebook_of,
    now,
    open_folder,
)
from framework_qa.store.study_file import Past, StudyFile

_NAMED = 5  # quotes in a line of the log; more are counted


# -- the second reader ------------------------------------------------------------------------------------------------


def read_cell(start: Path, case: str, subtheme: str, query: str | None, *, who: str, dry_run: bool = False) -> CellView:
    """Keep a second reader's decision on a cell: agreed, or queried with what is open.

    A query makes the cell `queried`, and its text stays; an agreement makes a queried cell charted again.
    """

    def decide(study: Study) -> Changes:
        found = view_cell(study, case_of(study, case), charted_subtheme_of(study, subtheme))
        cell = _readable(study, found, who)
        verdict = Verdict.AGREED if query is None else Verdict.QUERIED
        read = replace(cell, status=_status_after(cell, verdict, found.reference))
        reading = SecondReading(cell.case, cell.subtheme, verdict, wording(read), (query or "").strip(), who, now())
        held = study.reading_of.get((cell.case, cell.subtheme))
        same = held is not None and replace(reading, at=held.at) == held
        put: tuple[Record, ...] = (*(() if read == cell else (read,)), *(() if same else (reading,)))
        return Changes("chart read", f"{found.reference} {verdict}", put)

    return _done(start, case, subtheme, decide, who, dry_run=dry_run)


def _readable(study: Study, found: CellView, who: str) -> Cell:
    """Give the cell that may be read by this person, or say why it may not."""
    cell = study.stored_cell.get((found.state.case.id, found.state.subtheme.code))
    if not written(cell):
        what = "a draft that nobody has looked at" if cell and cell.draft else "blank"
        raise UsageError(f"{found.reference} is {what}.", "Chart it first; a second reader reads what somebody wrote.")
    if cell.by.casefold() == who.casefold():
        raise UsageError(
            f"{found.reference} was written by {cell.by}, and a second reader is another person.",
            "Say who you are with --coder NAME.",
        )
    return cell


def _status_after(cell: Cell, verdict: Verdict, reference: str) -> Status:
    if verdict is Verdict.QUERIED:
        return Status.QUERIED
    if cell.status is not Status.QUERIED:
        return cell.status
    if all(run.kind is RunKind.COMMENT for run in cell.runs):
        cure = f"Say which silence it is: chart set {reference.replace(':', ' ')} --status ..."
        raise UsageError(f"{reference} is queried and holds no account that could be agreed.", cure)
    return Status.CHARTED


# -- a text that still holds ------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Held:
    """That somebody looked at a cell or a synthesis and its text still holds; not `stale` where nothing had changed."""

    reference: str
    stale: bool


def holds(start: Path, who_for: str, about: str, *, who: str, dry_run: bool = False) -> Held:
    """Let a stale cell, or a group's synthesis, rest on what stands now; its text and its writer stay."""
    made: list[Held] = []

    def decide(study: Study) -> Changes:
        find = _synthesis if is_group(who_for) else _cell
        held, fresh = find(study, who_for, about)
        made.append(held)
        return Changes("chart holds", held.reference, (fresh,) if held.stale else ())

    open_folder(start).change(who, decide, dry_run=dry_run)
    return made[-1]


def _cell(study: Study, case_typed: str, about: str) -> tuple[Held, Cell]:
    case, subtheme = case_of(study, case_typed), charted_subtheme_of(study, about)
    reference = cell_ref(case.id, subtheme.number)
    held = study.stored_cell.get((case.id, subtheme.code))
    if not written(held):
        raise UsageError(f"Nobody wrote {reference} yet, so nothing holds there.", "Write it with chart edit.")
    _refuse_impossible(study, held, reference)
    basis = basis_of(study, held.case, held.subtheme, held.cited)
    fresh = replace(held, basis=basis, codebook_version=codebook_of(study).version)
    return Held(reference, bool(drift(study, held))), fresh


def _refuse_impossible(study: Study, held: Cell, reference: str) -> None:
    """Refuse to let a cell hold that says nothing was said, or not asked, where extracts stand now."""
    says_nothing = held.status in (Status.NOTHING_SAID, Status.NOT_ASKED)
    if says_nothing and study.codings_of.get((held.case, held.subtheme)):
        cure = "Chart the extracts, or reject or withdraw their codings."
        raise UsageError(f"{reference} says {held.status}, and extracts stand in it now.", cure)


def _synthesis(study: Study, group_typed: str, about: str) -> tuple[Held, Synthesis]:
    group = parse_group(group_typed, study.settings)
    is_theme = codebook_of(study).theme(about) is not None
    part = charted_theme_of(study, about) if is_theme else charted_subtheme_of(study, about)
    reference = synthesis_ref(group, part.number)
    held = study.synthesis_of.get((group, part.code))
    if held is None:
        raise UsageError(f"No synthesis {reference} was written.", "`chart syntheses` lists those that were.")
    basis = synthesis_basis(study, group, part.code)
    fresh = replace(held, basis=basis, codebook_version=codebook_of(study).version)
    return Held(reference, basis != held.basis), fresh


# -- extracts that are read and not used ------------------------------------------------------------------------------


def leave_unused(
    start: Path, case: str, subtheme: str, quotes: Sequence[str], *, who: str, undo: bool = False, dry_run: bool = False
) -> CellView:
    """Decide that extracts of a cell were read and its account need not cite them; with `undo`, take that back."""

    def decide(study: Study) -> Changes:
        found = view_cell(study, case_of(study, case), charted_subtheme_of(study, subtheme))
        cell = found.state.cell
        named = tuple(dict.fromkeys(span_named(cell.case, typed) for typed in quotes))
        held = {left.span: left for left in decisions_of(study, cell.case, cell.subtheme)}
        summary = f"{found.reference} {', '.join(named) if len(named) <= _NAMED else f'{len(named)} quotes'}"
        if undo:
            unknown = [span for span in named if span not in held]
            if unknown:
                cure = f"`chart show {case} {subtheme}` says what is."
                raise UsageError(f"{unknown[0]} is not left unused in {found.reference}.", cure)
            return Changes("chart not-used", f"{summary} taken back", remove=tuple(held[span] for span in named))
        if problems := tuple(not_used_problems(study, cell, named, found.reference)):
            sentence = f"Nothing was decided on {found.reference}."
            raise ProblemsFound(sentence, "Name extracts that the cell does not cite.", problems)
        at = now()
        new = tuple(NotUsed(cell.case, cell.subtheme, span, who, at) for span in named if span not in held)
        return Changes("chart not-used", summary, new)

    return _done(start, case, subtheme, decide, who, dry_run=dry_run)


def _done(
    start: Path, case: str, subtheme: str, decide: Callable[[Study], Changes], who: str, *, dry_run: bool
) -> CellView:
    folder = open_folder(start)
    folder.change(who, decide, dry_run=dry_run)
    study = folder.read()
    return view_cell(study, case_of(study, case), charted_subtheme_of(study, subtheme))


# -- what was before --------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Version:
    """One step in the life of a cell or a synthesis: which change of the log, what became of it, and how it then read.

    `undone` tells that the change was taken back since; `by` is whose text or decision it is.
    """

    number: int
    at: str
    who: str
    act: str
    what: str
    status: str
    text: str
    by: str
    undone: bool


def history(start: Path, who_for: str, about: str) -> tuple[str, tuple[Version, ...]]:
    """Give the reference of a cell or a synthesis, and every version of it with what was decided, oldest first."""
    folder = open_folder(start)
    study = folder.read()
    if is_group(who_for):
        group = parse_group(who_for, study.settings)
        is_theme = codebook_of(study).theme(about) is not None
        part = charted_theme_of(study, about) if is_theme else charted_subtheme_of(study, about)
        place, reference = synthesis_ref(group, part.code), synthesis_ref(group, part.number)
    else:
        case, subtheme = case_of(study, who_for), charted_subtheme_of(study, about)
        place, reference = cell_ref(case.id, subtheme.code), cell_ref(case.id, subtheme.number)
    with StudyFile.open(folder.path) as file:
        return reference, tuple(_version(past) for past in file.past(place))


def _version(past: Past) -> Version:
    event, record = past.event, past.after or past.before
    gone = past.after is None
    what, status, text, by = _told(record, gone=gone)
    if past.before is not None and past.after is not None and isinstance(record, Cell | Synthesis):
        what = _changed(past.before, record)
    return Version(event.number, event.at, event.who, event.act, what, status, text, by, past.undone)


def _told(record: Record | None, *, gone: bool) -> tuple[str, str, str, str]:
    """Say what came or went, with its status, its text and whose it is."""
    match record:
        case Cell():
            came = "drafted" if record.draft else "written"
            return "taken away" if gone else came, str(record.status), print_runs(record.runs), record.by
        case Synthesis():
            return "taken away" if gone else "written", "", print_statements(record.statements), record.by
        case Conflict():
            return "settled" if gone else "kept beside", record.status, record.text, record.by
        case SecondReading():
            return f"{'no longer ' * gone}{record.verdict}", "", record.note, record.by
        case NotUsed():
            return f"{record.span} {'used after all' if gone else 'read, not used'}", "", "", record.by
    message = "the past of a place holds what belongs to none"
    raise TypeError(message)


def _changed(before: Record, after: Cell | Synthesis) -> str:
    """Say how a text changed: written anew, another status, or looked at and found to hold."""
    if isinstance(before, Cell) and isinstance(after, Cell):
        if (before.runs, before.draft) != (after.runs, after.draft):
            return "drafted" if after.draft else "written"
        return "another status" if before.status is not after.status else "holds"
    same = isinstance(before, Synthesis) and isinstance(after, Synthesis) and before.statements == after.statements
    return "holds" if same else "written"
