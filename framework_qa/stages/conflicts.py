"""Conflicts: list the texts that wait beside one that stands, and settle them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from framework_qa.analysis.charting import write_cell
from framework_qa.analysis.conflicts import Disputed, disputed, disputes, is_group
from framework_qa.analysis.groups import parse_group
from framework_qa.analysis.keeping import gone_with
from framework_qa.analysis.syntheses import write_synthesis
from framework_qa.errors import Problem, ProblemsFound, UsageError
from framework_qa.model.chart import Cell, Status
from framework_qa.model.conflict import Conflict
from framework_qa.model.ids import cell_ref
from framework_qa.model.study import Changes, Record, Study
from framework_qa.model.synthesis import Synthesis, synthesis_ref
from framework_qa.stages.folder import (
    case_of,
    charted_subtheme_of,
    charted_theme_of,
    codebook_of,
    now,
    open_folder,
)


@dataclass(frozen=True, slots=True)
class Settled:
    """What was settled: the place as it was, the text that was taken (None: what stood stays), and how many went."""

    was: Disputed
    taken: Conflict | None

    @property
    def gone(self) -> int:
        """Count the other texts that do not stand; the log keeps them."""
        return len(self.was.others) - (self.taken is not None)


def conflicts(start: Path) -> tuple[Disputed, ...]:
    """Give the places where more than one text is kept."""
    return disputes(open_folder(start).read())


def settle(
    start: Path, who_for: str, about: str, take: str | None = None, *, who: str, dry_run: bool = False
) -> Settled:
    """Let one text of a cell, or of a group's synthesis, stand and the others go; the log keeps all of them.

    Without `take` the standing text stays. `take` names another one by its number or its writer; it comes in with the
    checks of its kind and keeps its writer's name.
    """
    made: list[Settled] = []

    def decide(study: Study) -> Changes:
        found = disputed(study, _place(study, who_for, about))
        if not found.others:
            cure = "`chart conflicts` lists the places that have one."
            raise UsageError(f"No other text waits beside {found.reference}.", cure)
        taken = _chosen(found, take) if take is not None else None
        put = () if taken is None else _taken(study, found, taken, who)
        gone: list[Record] = [*found.others]
        for record in put:
            gone += gone_with(study, record) if isinstance(record, Cell) else ()
        made.append(Settled(found, taken))
        how = f"taken: {taken.by}" if taken else "kept"
        return Changes("chart settle", f"{found.reference} {how}", put, tuple(dict.fromkeys(gone)))

    open_folder(start).change(who, decide, dry_run=dry_run)
    return made[-1]


def _place(study: Study, who_for: str, about: str) -> str:
    if not is_group(who_for):
        return cell_ref(case_of(study, who_for).id, charted_subtheme_of(study, about).code)
    is_theme = codebook_of(study).theme(about) is not None
    part = charted_theme_of(study, about) if is_theme else charted_subtheme_of(study, about)
    return synthesis_ref(parse_group(who_for, study.settings), part.code)


def _chosen(found: Disputed, take: str) -> Conflict:
    """Find the text that is meant, by its number in the list or by who wrote it."""
    if take.isdigit() and 0 < int(take) <= len(found.others):
        return found.others[int(take) - 1]
    theirs = [other for other in found.others if other.by.casefold() == take.casefold()]
    if len(theirs) == 1:
        return theirs[0]
    listed = ", ".join(f"{number} by {other.by or 'nobody named'}" for number, other in enumerate(found.others, 1))
    wrong = "wrote several of the texts" if theirs else "is neither a number nor a writer of the texts"
    raise UsageError(f"{take!r} {wrong} beside {found.reference}.", f"There are: {listed}.")


def _taken(study: Study, found: Disputed, taken: Conflict, who: str) -> tuple[Cell | Synthesis, ...]:
    record, problems = _read(study, found.place, taken)
    if record is None:
        cure = "Open the cell with chart edit, which shows all texts, and write what is to stand."
        raise ProblemsFound(f"{found.reference}: the text by {taken.by} does not hold any more.", cure, problems)
    signed = replace(record, codebook_version=codebook_of(study).version, by=taken.by or who, at=taken.at or now())
    return (signed,)


def _read(study: Study, place: str, taken: Conflict) -> tuple[Cell | Synthesis | None, Sequence[Problem]]:
    who_for, _, code = place.rpartition(":")
    if not is_group(who_for):
        status = Status(taken.status) if taken.status else None
        return write_cell(study, case_of(study, who_for), charted_subtheme_of(study, code), taken.text, status)
    codebook = codebook_of(study)
    about = codebook.theme(code) or charted_subtheme_of(study, code)
    return write_synthesis(study, codebook, parse_group(who_for, study.settings), about, taken.text)
