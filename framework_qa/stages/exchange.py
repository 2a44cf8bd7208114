"""Exchange: bring codings, cells and syntheses in from plain tables, all of a file or nothing of it."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar

from framework_qa.analysis.charting import write_cell
from framework_qa.analysis.groups import members, parse_group
from framework_qa.analysis.marking import Numbering, places_of
from framework_qa.analysis.nearest import did_you_mean
from framework_qa.analysis.syntheses import write_synthesis
from framework_qa.errors import Problem, ProblemsFound, UsageError, errors_in
from framework_qa.formats.plain_tables import (
    ChartRow,
    CodingRow,
    Named,
    PlainTable,
    SynthesisRow,
    read_charts,
    read_codings,
    read_syntheses,
)
from framework_qa.formats.spreadsheet_text import unguard
from framework_qa.model.chart import Cell, Status
from framework_qa.model.codebook import Subtheme, SubthemeStatus, Theme
from framework_qa.model.coding import Coding, Decision, Route
from framework_qa.model.event import Event
from framework_qa.model.ids import Code, SpanId, cell_ref, turn_ref
from framework_qa.model.people import Case
from framework_qa.model.study import Changes, Record, Study
from framework_qa.model.synthesis import Group, Synthesis, synthesis_ref
from framework_qa.model.text import Span, SpeakerRole, Transcript, Turn
from framework_qa.stages.folder import codebook_of, now, open_folder

R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What an import did, or would do: its rows are what is new, what it changed and what stood already.

    `changed` counts suggestions that were accepted, or drafts and texts that were replaced. `event` is None where
    nothing was written.
    """

    path: str
    new: int
    changed: int
    standing: int
    problems: tuple[Problem, ...]
    event: Event | None

    @property
    def rows(self) -> int:
        """Give the number of rows in the file."""
        return self.new + self.changed + self.standing


def import_codings(start: Path, path: Path, *, who: str, dry_run: bool = False) -> ImportReport:
    """Bring codings in as accepted, or as suggested where a row says so; where it names no coder, they are `who`'s.

    A coding that stands as a suggestion is accepted, one that was accepted already is left. Faults of all rows are
    raised as one ProblemsFound, here and in the other imports, and nothing is brought in.
    """
    table = read_codings(path)

    def read(study: Study, found: _Found) -> Callable[[CodingRow], None]:
        return _Codings(study, found, who).take

    return _bring_in(start, "import codings", table, read, who=who, dry_run=dry_run)


def import_charts(start: Path, path: Path, *, who: str, replacing: bool = False, dry_run: bool = False) -> ImportReport:
    """Bring cells in; one that a person wrote otherwise is a fault, unless `replacing`."""
    table = read_charts(path)

    def read(study: Study, found: _Found) -> Callable[[ChartRow], None]:
        return _Charts(study, found, who, replacing=replacing).take

    return _bring_in(start, "import charts", table, read, who=who, dry_run=dry_run)


def import_syntheses(
    start: Path, path: Path, *, who: str, replacing: bool = False, dry_run: bool = False
) -> ImportReport:
    """Bring syntheses in; one that a person wrote otherwise is a fault, unless `replacing`."""
    table = read_syntheses(path)

    def read(study: Study, found: _Found) -> Callable[[SynthesisRow], None]:
        return _Syntheses(study, found, who, replacing=replacing).take

    return _bring_in(start, "import syntheses", table, read, who=who, dry_run=dry_run)


def _bring_in(
    start: Path,
    act: str,
    table: PlainTable[R],
    read: Callable[[Study, _Found], Callable[[R], None]],
    *,
    who: str,
    dry_run: bool,
) -> ImportReport:
    made: list[_Found] = []

    def decide(study: Study) -> Changes:
        found = _Found(table.path)
        take = read(study, found)
        for row in table.rows:
            take(row)
        _stop_at_faults(table, found)
        made.append(found)
        summary = f"{table.path}: {len(found.new)} new, {len(found.changed)} changed, {found.standing} there already"
        return Changes(act, summary, (*found.spans, *found.new, *found.changed))

    event = open_folder(start).change(who, decide, dry_run=dry_run)
    done = made[-1]
    return ImportReport(table.path, len(done.new), len(done.changed), done.standing, table.problems, event)


def _stop_at_faults(table: PlainTable[R], found: _Found) -> None:
    problems = sorted((*table.problems, *found.faults), key=_row)
    if errors_in(problems):
        raise ProblemsFound(
            f"Nothing of {table.path} was brought in.", "Mend these places and run the command again.", problems
        )


def _row(problem: Problem) -> int:
    """Give the row a remark is about; those about the whole file come first."""
    row = re.search(r"\brow ([0-9]+)", problem.place)
    return int(row[1]) if row else 0


class _Found:
    """What the rows of a file come to: records by how they came, and faults with their rows."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.spans: list[Span] = []
        self.new: list[Record] = []
        self.changed: list[Record] = []
        self.standing = 0
        self.faults: list[Problem] = []

    def fault(self, place: str, message: str, cure: str) -> None:
        """Note what keeps a row from being brought in."""
        self.faults.append(Problem(self.path, place, message, cure))

    def faults_of(self, place: str, problems: tuple[Problem, ...]) -> None:
        """Note what is wrong with a row's text, keeping where in it that is."""
        for problem in problems:
            where = ", ".join(part for part in (place, problem.path, problem.place) if part)
            self.fault(where, problem.message, problem.cure)


class _Names:
    """What a row's names mean; those that mean nothing are faults, told without repeating what was typed."""

    def __init__(self, study: Study, found: _Found) -> None:
        self.found = found
        self.codebook = codebook_of(study)
        self._cases = {case.id.casefold(): case for case in study.cases}
        self._ids = [case.id for case in study.cases]
        self._charted = frozenset(subtheme.code for subtheme in self.codebook.charted())
        subthemes = tuple(self.codebook.subthemes())
        self._references = [key for subtheme in subthemes for key in (subtheme.number, subtheme.code)]
        self._cures: dict[tuple[str, str], str] = {}  # a name that is wrong is often wrong in every row

    def case(self, typed: str, place: str) -> Case | None:
        """Find a case by its id, ignoring case of letters."""
        case = self._cases.get(typed.casefold())
        if case is None:
            self.found.fault(place, "The study has no such case.", self._cure(typed, self._ids, "See `cases list`."))
        return case

    def subtheme(self, typed: Named, place: str) -> Subtheme | None:
        """Find a subtheme by its number or code."""
        subtheme = self.codebook.subtheme(typed.text)
        if subtheme is None:
            cure = self._cure(typed.text, self._references, "See `codebook show`.")
            self.found.fault(place, "The codebook has no such subtheme.", cure)
        elif typed.as_number and (longer := self.codebook.subtheme(f"{typed.text}0")):
            message = f"The subtheme is a number, which may stand for {subtheme.number} and for {longer.number}."
            self.found.fault(place, message, "Format the column as text and type it again.")
            return None
        return subtheme

    def column(self, typed: Named, place: str) -> Subtheme | None:
        """Find a subtheme that has cells."""
        subtheme = self.subtheme(typed, place)
        if subtheme is None or subtheme.code in self._charted:
            return subtheme
        message = f"{subtheme.heading} is a value for findings tables and has no cells."
        self.found.fault(place, message, "Name a subtheme of a theme, like 4.2.")
        return None

    def about(self, typed: Named, place: str) -> Theme | Subtheme | None:
        """Find a theme that has a chart, or one of its subthemes."""
        theme = self.codebook.theme(typed.text)
        if theme is None:
            return self.column(typed, place)
        if theme in self.codebook.charts():
            return theme
        self.found.fault(place, f"{theme.heading} is a list of values and has no chart.", "Name a theme, like 4.")
        return None

    def _cure(self, typed: str, known: Sequence[str], otherwise: str) -> str:
        key = (typed, otherwise)
        if key not in self._cures:
            asked = did_you_mean(typed, known)
            self._cures[key] = asked[:1].upper() + asked[1:] if asked else otherwise
        return self._cures[key]


class _Codings:
    """Codings being brought in: each row marks words of a respondent's turn."""

    def __init__(self, study: Study, found: _Found, who: str) -> None:
        self.study = study
        self.found = found
        self.who = who
        self.at = now()
        self.names = _Names(study, found)
        self.numbering = Numbering(study)
        self.held: dict[tuple[SpanId, Code], Coding] = {(c.span, c.subtheme): c for c in study.codings}
        found.spans = self.numbering.new

    def take(self, row: CodingRow) -> None:
        """Bring one row in, or tell what is wrong with it."""
        case = self.names.case(row.case, row.place)
        subtheme = self.names.subtheme(row.subtheme, row.place)
        span = self._span(row, case) if case else None
        if subtheme and subtheme.status is SubthemeStatus.RETIRED:
            self.found.fault(row.place, f"{subtheme.heading} is retired.", "Code to a live subtheme.")
        elif subtheme and span:
            self._code(row, span, subtheme.code)

    def _span(self, row: CodingRow, case: Case) -> Span | None:
        """Give the span of a row's words, the same one where they are marked already."""
        reference = turn_ref(case.id, row.turn)
        found = self.study.turn_by_number.get((case.id, row.turn))
        if found is None:
            self.found.fault(row.place, f"The study has no turn {reference}.", f"See `trace {case.id}`.")
            return None
        transcript, turn = found
        if transcript.role_of(turn.speaker) is not SpeakerRole.RESPONDENT:
            message = f"{reference} is not a respondent's turn, and only theirs are evidence."
            self.found.fault(row.place, message, "Name a turn of a respondent.")
            return None
        places = _places(transcript, turn, row)
        if len(places) != 1:
            how = f"stand {len(places)} times" if places else "do not stand"
            cure = "Write them as they are printed there, and enough of them to be found once."
            self.found.fault(row.place, f"The words {how} in {reference}.", cure)
            return None
        return self.numbering.span(transcript, turn.number, *places[0])

    def _code(self, row: CodingRow, span: Span, code: Code) -> None:
        held = self.held.get((span.id, code))
        coder = row.coder or self.who
        if held is None:
            version, identifier = self.names.codebook.version, self.numbering.coding(span.case)
            decided = (Route.IMPORTED, row.decision, coder)
            coding = Coding(identifier, span.case, span.id, code, *decided, version, self.at)
            self.found.new.append(coding)
        elif held.decision in (Decision.ACCEPTED, row.decision):
            self.found.standing += 1
            return
        elif held.decision is Decision.SUGGESTED:
            coding = replace(held, decision=Decision.ACCEPTED, coder=coder, at=self.at)
            self.found.changed.append(coding)
        else:
            cure = f"Delete the row, or accept it first, with `coding accept {held.id}`."
            self.found.fault(row.place, f"This coding was {held.decision}: {held.id}.", cure)
            return
        self.held[span.id, code] = coding


def _places(transcript: Transcript, turn: Turn, row: CodingRow) -> tuple[tuple[int, int], ...]:
    """Find a row's words: at the place it names, where they stand there, else everywhere in the turn."""
    if row.stretch and turn.start <= row.stretch[0] and row.stretch[1] <= turn.end:
        said = transcript.text[slice(*row.stretch)].split()
        if said and said in (row.words.split(), unguard(row.words).split()):
            return (row.stretch,)
    return places_of(transcript, turn, row.words) or places_of(transcript, turn, unguard(row.words))


T = TypeVar("T", Cell, Synthesis)


class _Texts:
    """Cells or syntheses being brought in: each is named once, and none takes another person's place unasked."""

    def __init__(self, study: Study, found: _Found, who: str, *, replacing: bool) -> None:
        self.study = study
        self.found = found
        self.who = who
        self.at = now()
        self.replacing = replacing
        self.names = _Names(study, found)
        self._named: dict[str, str] = {}

    def first(self, reference: str, place: str) -> bool:
        """Tell whether no earlier row holds this; a second one is a fault."""
        earlier = self._named.setdefault(reference, place)
        if earlier != place:
            self.found.fault(place, f"{reference} stands on {earlier} too.", "Keep one of the two rows.")
        return earlier == place

    def put(self, record: T, held: T | None, place: str, reference: str, *, settled: bool, same: bool) -> None:
        """Bring a record in; `held` is what stands there, `settled` where a person wrote it."""
        if settled and same:
            self.found.standing += 1
            return
        if held and settled and not self.replacing:
            cure = "Delete the row, or use --replace to put the file's text in its place."
            self.found.fault(place, f"{reference} was written otherwise already, by {held.by}.", cure)
            return
        signed = replace(record, codebook_version=self.names.codebook.version, by=self.who, at=self.at)
        (self.found.changed if held else self.found.new).append(signed)


class _Charts(_Texts):
    """Cells being brought in."""

    def take(self, row: ChartRow) -> None:
        """Bring one row in, or tell what is wrong with it."""
        case = self.names.case(row.case, row.place)
        subtheme = self.names.column(row.subtheme, row.place)
        if not case or not subtheme:
            return
        reference = cell_ref(case.id, subtheme.number)
        if not self.first(reference, row.place):
            return
        cell, problems = write_cell(self.study, case, subtheme, row.text, row.status)
        self.found.faults_of(row.place, problems)
        if cell:
            held = self.study.stored_cell.get((case.id, subtheme.code))
            settled = held is not None and not held.draft and bool(held.runs or held.status is not Status.TO_CHART)
            same = held is not None and (held.status, held.runs) == (cell.status, cell.runs)
            self.put(cell, held, row.place, reference, settled=settled, same=same)


class _Syntheses(_Texts):
    """Syntheses being brought in."""

    def take(self, row: SynthesisRow) -> None:
        """Bring one row in, or tell what is wrong with it."""
        group = self._group(row)
        about = self.names.about(row.about, row.place)
        if group is None or about is None:
            return
        reference = synthesis_ref(group, about.number)
        if not self.first(reference, row.place):
            return
        synthesis, problems = write_synthesis(self.study, self.names.codebook, group, about, row.text)
        self.found.faults_of(row.place, problems)
        if synthesis:
            held = self.study.synthesis_of.get((group, about.code))
            same = held is not None and held.statements == synthesis.statements
            self.put(synthesis, held, row.place, reference, settled=held is not None, same=same)

    def _group(self, row: SynthesisRow) -> Group | None:
        try:
            group = parse_group(row.group, self.study.settings)
        except UsageError as error:  # its cure names what there is; its sentence would repeat what was typed
            self.found.fault(row.place, "The study has no such group.", error.cure)
            return None
        if not members(self.study, group):
            self.found.fault(row.place, "No case is in this group.", "See `cases list` for who is where.")
            return None
        return group
