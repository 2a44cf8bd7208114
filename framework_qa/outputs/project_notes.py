"""A study's cells and syntheses as notes of a REFI-QDA project, with links to what they rest on and sets of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from framework_qa.model.cell_text import print_runs
from framework_qa.model.chart import Cell, Status
from framework_qa.model.codebook import Theme
from framework_qa.model.ids import CaseId, Code, SpanId, cell_ref
from framework_qa.model.project import Link, ProjectCoding, ProjectNote, ProjectSet
from framework_qa.model.study import Study
from framework_qa.model.synthesis import Synthesis, group_text, synthesis_ref
from framework_qa.model.synthesis_text import print_statements
from framework_qa.outputs.project_guids import Guids
from framework_qa.outputs.project_times import exchanged

DRAFT = "a draft that no person has looked at"
SYNTHESES = "Group syntheses"


@dataclass(frozen=True, slots=True)
class NotesOfStudy:
    """The notes of a study, what links them to cases and selections, what links one to another, and their sets."""

    notes: tuple[ProjectNote, ...]
    links: tuple[Link, ...]
    between: tuple[Link, ...]
    sets: tuple[ProjectSet, ...]


def written_cells(study: Study) -> tuple[Cell, ...]:
    """Give the cells that hold something, words or a status that a person set, in the order of the charts."""
    cases = {case.id: place for place, case in enumerate(study.ordered_cases)}
    subthemes = study.codebook.subthemes() if study.codebook else ()
    columns = {subtheme.code: place for place, subtheme in enumerate(subthemes)}
    written = (cell for cell in study.cells if cell.runs or cell.status is not Status.TO_CHART)
    return tuple(sorted(written, key=lambda cell: (cases[cell.case], columns.get(cell.subtheme, len(columns)))))


def notes_of_study(study: Study, selections: Mapping[SpanId, str], guids: Guids, made: str) -> NotesOfStudy:
    """Lay cells and syntheses out; `selections` gives the GUID of a span, `made` stands for a time nobody kept."""
    return _Notes(study, selections, guids, made).lay_out()


class _Notes:
    """A study, and how its parts are named in the project."""

    def __init__(self, study: Study, selections: Mapping[SpanId, str], guids: Guids, made: str) -> None:
        self.study = study
        self.selections = selections
        self.guids = guids
        self.made = made
        subthemes = study.codebook.subthemes() if study.codebook else ()
        self.numbers: dict[str, str] = {subtheme.code: subtheme.number for subtheme in subthemes}
        self.cells = written_cells(study)
        self.noted = {(cell.case, cell.subtheme) for cell in self.cells}

    def lay_out(self) -> NotesOfStudy:
        """Give everything at once."""
        syntheses = self.study.syntheses
        notes = (*map(self._cell, self.cells), *map(self._synthesis, syntheses))
        links = tuple(link for cell in self.cells for link in self._cell_links(cell))
        between = tuple(link for synthesis in syntheses for link in self._synthesis_links(synthesis))
        return NotesOfStudy(notes, links, between, tuple(self._sets()))

    def _cell_guid(self, case: CaseId, subtheme: Code) -> str:
        return self.guids.of("cell", case, subtheme)

    def _synthesis_guid(self, synthesis: Synthesis) -> str:
        return self.guids.of("synthesis", group_text(synthesis.group), synthesis.about)

    def _cell(self, cell: Cell) -> ProjectNote:
        guid = self._cell_guid(cell.case, cell.subtheme)
        return ProjectNote(
            guid,
            cell_ref(cell.case, self.numbers.get(cell.subtheme, cell.subtheme)),
            print_runs(cell.runs) or cell.status,
            f"{cell.status}; {DRAFT}" if cell.draft else cell.status,
            (self._coding(guid, cell.subtheme, cell.by, cell.at),),
            self.guids.person(cell.by),
            exchanged(cell.at) or self.made,
        )

    def _synthesis(self, synthesis: Synthesis) -> ProjectNote:
        guid, about = self._synthesis_guid(synthesis), synthesis.about
        subtheme = about in self.numbers  # a theme is a folder, and nothing is coded with a folder
        return ProjectNote(
            guid,
            synthesis_ref(synthesis.group, self._number_of(about)),
            print_statements(synthesis.statements, self.numbers) or synthesis.text,
            codings=(self._coding(guid, about, synthesis.by, synthesis.at),) if subtheme else (),
            by=self.guids.person(synthesis.by),
            at=exchanged(synthesis.at) or self.made,
        )

    def _number_of(self, about: Code) -> str:
        theme = self.study.codebook.theme(about) if self.study.codebook else None
        return theme.number if theme else self.numbers.get(about, about)

    def _coding(self, note: str, code: Code, by: str, at: str) -> ProjectCoding:
        return ProjectCoding(
            self.guids.of("note coding", note), self.guids.code(code), self.guids.person(by), exchanged(at)
        )

    def _cell_links(self, cell: Cell) -> Iterator[Link]:
        note = self._cell_guid(cell.case, cell.subtheme)
        yield self._link(note, self.guids.case(cell.case), "case")
        for span in cell.cited:
            if span in self.selections:
                yield self._link(note, self.selections[span], "rests on")

    def _synthesis_links(self, synthesis: Synthesis) -> Iterator[Link]:
        for cell in synthesis.cited:
            if cell in self.noted:
                yield self._link(self._synthesis_guid(synthesis), self._cell_guid(*cell), "rests on")

    def _link(self, origin: str, target: str, name: str) -> Link:
        return Link(self.guids.of("link", origin, target), origin, target, name, "OneWay")

    def _sets(self) -> Iterator[ProjectSet]:
        for theme in self.study.codebook.charts() if self.study.codebook else ():
            yield self._matrix(theme)
        if self.study.syntheses:
            notes = tuple(map(self._synthesis_guid, self.study.syntheses))
            yield ProjectSet(self.guids.of("set", SYNTHESES), SYNTHESES, notes=notes)

    def _matrix(self, theme: Theme) -> ProjectSet:
        codes = [subtheme.code for subtheme in theme.subthemes]
        charted = frozenset(codes)
        return ProjectSet(
            self.guids.of("matrix", theme.code),
            theme.heading,
            "Framework matrix: a note is what one case says on one subtheme.",
            tuple(map(self.guids.code, codes)),
            notes=tuple(self._cell_guid(cell.case, cell.subtheme) for cell in self.cells if cell.subtheme in charted),
        )
