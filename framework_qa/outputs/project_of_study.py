"""A study as a REFI-QDA project: what other tools can take of it, in the words of `model.project`.

    transcript              text source, its words untouched
    live coding             coding of a selection; a selection's name is its words, its description the quote's id
    coder                   user; the rules are one, so that nobody's judgement is mistaken for theirs
    theme                   folder of codes; subtheme and value: code, with what a coder needs as its description
    case                    case with its sources, selections and the labels of its attributes as variable values
    cell                    note `A2-P04:4.2` in the compact form, coded with the subtheme, linked to the case and to
                            the selections it cites
    matrix of a theme       set of these notes and codes
    group synthesis         note, linked to the notes of the cells it cites, in a set of its own

Rejected and withdrawn codings are not among them. What has no place in a project goes into a member of its own,
`framework_qa.json`, whose format and reader are in `formats.refi.study_record`.

GUIDs come from the study's identity and the record's key (`project_guids`): the same in every export, and known again
by anybody who has the study.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from functools import cached_property

from framework_qa.model.coding import Decision
from framework_qa.model.people import Attribute, Case
from framework_qa.model.project import (
    Person,
    Project,
    ProjectCase,
    ProjectCode,
    ProjectSet,
    Source,
    SourceKind,
    Value,
    Variable,
)
from framework_qa.model.study import Study
from framework_qa.model.text import Transcript
from framework_qa.outputs.project_codes import project_codes
from framework_qa.outputs.project_guids import Guids
from framework_qa.outputs.project_notes import notes_of_study, written_cells
from framework_qa.outputs.project_selections import Selections, Shape
from framework_qa.outputs.project_times import exchanged

ORIGIN = "framework_qa"
STANDARD = Shape()


def project_of_study(study: Study, guids: Guids, made: str, shape: Shape = STANDARD) -> Project:
    """Give the project; `made` is the time of what it was made from (ISO 8601)."""
    return _Projected(study, guids, exchanged(made), shape).project()


class _Projected:
    """A study on its way into a project."""

    def __init__(self, study: Study, guids: Guids, made: str, shape: Shape) -> None:
        self.study = study
        self.guids = guids
        self.made = made
        self.shape = shape
        self.selections = Selections(study, guids, made, shape)

    def project(self) -> Project:
        """Put the parts together."""
        people = self._people()
        notes = notes_of_study(self.study, self.selections.of_span, self.guids, self.made)
        return Project(
            self.study.settings.title,
            ORIGIN,
            people,
            self._codes(),
            tuple(Variable(guid, name, description=described) for guid, name, described in self._variables.values()),
            tuple(map(self._case, self.study.ordered_cases)),
            tuple(map(self._source, self.study.transcripts)),
            notes.notes,
            (*notes.links, *(notes.between if self.shape.links_between_notes else ())),
            (*notes.sets, *(self._level_sets() if self.shape.levels_as_sets else ())),
            by=people[0].guid if people else "",
            at=self.made,
        )

    def _people(self) -> tuple[Person, ...]:
        """Name who did something: first those whose judgement it was, since some tools go on as the first one."""
        judged = [coding.coder for coding in self.selections.live if coding.decision is Decision.ACCEPTED]
        charted = [cell.by for cell in self.study.cells]
        wrote = [synthesis.by for synthesis in self.study.syntheses]
        names = dict.fromkeys((*judged, *charted, *wrote, *(coding.coder for coding in self.selections.live)))
        return tuple(Person(self.guids.person(name), name) for name in names if name)

    def _codes(self) -> tuple[ProjectCode, ...]:
        used = [coding.subtheme for coding in self.selections.live]
        used += [cell.subtheme for cell in written_cells(self.study)]
        codes = project_codes(self.study, used, self.guids)
        if not self.shape.cases_as_codes:
            return codes
        return (*codes, *(ProjectCode(self.guids.case(case.id), case.id) for case in self.study.ordered_cases))

    @cached_property
    def _variables(self) -> Mapping[str, tuple[str, str, str]]:
        """Give for each attribute its GUID, its label, made distinct, and its name where that says more."""
        labels = {attribute.name: attribute.label for attribute in self.study.settings.attributes}
        for case in self.study.cases:
            for name, _ in case.levels:
                labels.setdefault(name, name)
        counted = Counter(label.casefold() for label in labels.values())
        return {
            name: (
                self.guids.of("variable", name),
                label if counted[label.casefold()] == 1 else f"{label} ({name})",
                name if name != label else "",
            )
            for name, label in labels.items()
        }

    def _case(self, case: Case) -> ProjectCase:
        return ProjectCase(
            self.guids.case(case.id),
            case.id,
            values=self._values(case),
            sources=tuple(self.guids.transcript(t.id) for t in self.study.transcripts_of.get(case.id, ())),
            selections=tuple(selection.guid for selection in self.selections.of_case.get(case.id, ())),
        )

    def _values(self, case: Case) -> tuple[Value, ...]:
        return tuple(Value(self._variables[name][0], self._label(name, level)) for name, level in case.levels if level)

    def _label(self, name: str, level: str) -> str:
        attribute = self.study.settings.attribute(name)
        return attribute.label_of(level) if attribute else level

    def _source(self, transcript: Transcript) -> Source:
        guid = self.guids.transcript(transcript.id)
        return Source(
            guid,
            SourceKind.TEXT,
            self._name(transcript),
            transcript.text,
            f"internal://{guid}.txt",
            description=transcript.case,
            selections=self.selections.of(transcript),
            values=self._values(self.study.case_by_id[transcript.case]) if self.shape.values_on_sources else (),
            at=self.made,
        )

    def _name(self, transcript: Transcript) -> str:
        """Name a source as its file; an earlier version, or a second file of that name, says so."""
        if self._named[transcript.name] == 1:
            return transcript.name
        return f"{transcript.name} ({transcript.case}, version {transcript.version})"

    @cached_property
    def _named(self) -> Counter[str]:
        return Counter(transcript.name for transcript in self.study.transcripts)

    def _level_sets(self) -> Iterator[ProjectSet]:
        for attribute in self.study.settings.attributes:
            for level in dict.fromkeys(case.level(attribute.name) for case in self.study.ordered_cases):
                if level:
                    yield self._level_set(attribute, level)

    def _level_set(self, attribute: Attribute, level: str) -> ProjectSet:
        cases = [case.id for case in self.study.ordered_cases if case.level(attribute.name) == level]
        texts = (t for case in cases for t in self.study.transcripts_of.get(case, ()))
        return ProjectSet(
            self.guids.of("level", attribute.name, level),
            f"{self._variables[attribute.name][1]}: {attribute.label_of(level)}",
            sources=tuple(self.guids.transcript(transcript.id) for transcript in texts),
        )
