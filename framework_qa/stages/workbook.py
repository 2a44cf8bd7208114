"""Workbook: an edited working workbook brought back, merged place by place into what the study says now."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

from framework_qa.analysis.workbook_merge import merge
from framework_qa.analysis.workbook_result import Difference, Merged, Outcome, Since
from framework_qa.errors import Problem, RefusedError
from framework_qa.formats.working_workbook import read_working_workbook
from framework_qa.model.chart import Cell
from framework_qa.model.conflict import Conflict
from framework_qa.model.edited import EditedWorkbook, synthesis_wording
from framework_qa.model.event import Event
from framework_qa.model.reading import wording
from framework_qa.model.study import Changes, Study
from framework_qa.model.synthesis import Synthesis
from framework_qa.stages.folder import StudyFolder, codebook_of, now, open_folder
from framework_qa.store.study_file import StudyFile


@dataclass(frozen=True, slots=True)
class WorkbookImport:
    """What an edited workbook came to: each difference with its outcome, remarks, and the event where one was made."""

    path: str
    differences: tuple[Difference, ...]
    problems: tuple[Problem, ...]
    event: Event | None

    def count(self, outcome: Outcome) -> int:
        """Count the differences of one outcome."""
        return sum(difference.outcome is outcome for difference in self.differences)

    @property
    def open(self) -> tuple[Difference, ...]:
        """Give what did not simply come in: conflicts and what was refused."""
        return tuple(difference for difference in self.differences if difference.outcome is not Outcome.TAKEN)


def import_workbook(start: Path, path: Path, *, who: str, dry_run: bool = False) -> WorkbookImport:
    """Bring an edited working workbook in, as one change; what cannot be taken is listed and the rest is taken.

    Raises RefusedError where the workbook is of another study, of a newer version or without keys.
    """
    folder = open_folder(start)
    edited = read_working_workbook(path)
    _refuse_strangers(folder, edited)
    past = _past(folder, edited, who)
    made: list[Merged] = []

    def decide(study: Study) -> Changes:
        codebook_of(study)
        found = merge(study, edited, who=who, at=now(), since=past)
        made.append(found)
        removed = tuple(dict.fromkeys(found.remove))
        return Changes("import workbook", _summary(found), tuple(found.put), removed)

    event = folder.change(who, decide, dry_run=dry_run)
    found = made[-1]
    return WorkbookImport(edited.name, tuple(found.differences), tuple(found.problems), event)


def _summary(found: Merged) -> str:
    taken, conflicts = found.count(Outcome.TAKEN), found.count(Outcome.CONFLICT)
    return f"{found.name}: {taken} taken, {conflicts} in conflict, {found.count(Outcome.REFUSED)} refused"


def _refuse_strangers(folder: StudyFolder, edited: EditedWorkbook) -> None:
    events = folder.events()
    first = events[0].hash if events else ""
    if edited.exported.study != first:
        raise RefusedError(
            f"{edited.name} is a workbook of another study.",
            "Go into that study's folder, or name it with -C DIR, and run the command again.",
        )


def _past(folder: StudyFolder, edited: EditedWorkbook, who: str) -> Since:
    """Find what stood in the places in conflict since the workbook was exported; mostly there are none."""
    study = folder.read()
    codebook_of(study)
    places = {conflict.place for conflict in merge(study, edited, who=who, at=now()).conflicts}
    if not places:
        return Since()
    since = next((event.number for event in folder.events() if event.hash == edited.exported.head), 0)
    said: defaultdict[str, set[str]] = defaultdict(set)
    kept: defaultdict[str, set[str]] = defaultdict(set)
    with StudyFile.open(folder.path) as file:
        for place in sorted(places):
            for past in file.past(place):
                if past.event.number <= since:
                    continue
                if isinstance(past.after, Cell):
                    said[place].add(wording(past.after))
                elif isinstance(past.after, Synthesis):
                    said[place].add(synthesis_wording(past.after))
                elif isinstance(past.after, Conflict):
                    kept[place].add(past.after.mark)
    return Since(_frozen(said), _frozen(kept))


def _frozen(found: dict[str, set[str]]) -> dict[str, frozenset[str]]:
    return {place: frozenset(values) for place, values in found.items()}
