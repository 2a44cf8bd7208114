"""The study at one moment: everything the stages read, with the look-ups they share."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TypeVar

from framework_qa.model.chart import Cell, Status
from framework_qa.model.codebook import Codebook, Subtheme
from framework_qa.model.coding import Coding
from framework_qa.model.conflict import Conflict
from framework_qa.model.ids import CaseId, Code, CodingId, SpanId, TranscriptId
from framework_qa.model.people import Attribute, AttributeRole, Case, SampleDesign
from framework_qa.model.quote import Star
from framework_qa.model.reading import NotUsed, SecondReading
from framework_qa.model.set_aside import SetAside
from framework_qa.model.synthesis import Group, Synthesis
from framework_qa.model.text import Span, SpeakerRole, Transcript, Turn


@dataclass(frozen=True, slots=True)
class Publication:
    """What may leave the study.

    `attribution` names the attributes whose labels describe a speaker in print; where it is empty, those of role
    `label` do. `counts` says whether cases are counted in what is published. `one_case_covered` says that consent
    covered values and labels that point to one case.
    """

    attribution: tuple[str, ...] = ()
    counts: bool = True
    one_case_covered: bool = False


@dataclass(frozen=True, slots=True)
class Reporting:
    """What a person writes for the report: who did the study, and answers to the method appendix by their keys."""

    authors: tuple[str, ...] = ()
    answers: tuple[tuple[str, str], ...] = ()

    def answer(self, key: str) -> str:
        """Give the answer to a question (`coreq_9`, `quality_3`), or nothing."""
        return dict(self.answers).get(key, "")


@dataclass(frozen=True, slots=True)
class Settings:
    """What `study.yaml` says: title, attributes, the planned sample, what was asked of whom, and what is printed.

    `asked_of` names the attribute whose levels a codebook's `asked_of` lists; `not_asked` holds the exceptions,
    a case id with the subtheme numbers or codes that its interview never came to.
    """

    title: str
    attributes: tuple[Attribute, ...] = ()
    sample: SampleDesign | None = None
    asked_of: str = ""
    not_asked: tuple[tuple[str, tuple[str, ...]], ...] = ()
    publication: Publication = Publication()
    reporting: Reporting = Reporting()

    def attribute(self, name: str) -> Attribute | None:
        """Find an attribute by its name."""
        return next((a for a in self.attributes if a.name == name), None)

    def grouping(self) -> tuple[Attribute, ...]:
        """Give the attributes that group the rows of a matrix, in order."""
        return tuple(a for a in self.attributes if a.role is AttributeRole.GROUP)


K = TypeVar("K")
V = TypeVar("V")

Record = (
    Case
    | Transcript
    | Codebook
    | Span
    | Coding
    | Cell
    | Star
    | Synthesis
    | SecondReading
    | NotUsed
    | Conflict
    | SetAside
)


@dataclass(frozen=True, slots=True)
class Changes:
    """What one act does to the study: records to put (new, or in place of their key) and to remove."""

    act: str
    summary: str
    put: tuple[Record, ...] = ()
    remove: tuple[Record, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.put or self.remove)


@dataclass(frozen=True)
class Study:
    """All of a study at one moment, read only. `head` is the hash of the last event it reflects.

    `numbers` gives for each case the highest span and coding number ever given, so that no id is used twice.
    """

    settings: Settings
    cases: tuple[Case, ...] = ()
    transcripts: tuple[Transcript, ...] = ()
    codebooks: tuple[Codebook, ...] = ()
    spans: tuple[Span, ...] = ()
    codings: tuple[Coding, ...] = ()
    cells: tuple[Cell, ...] = ()
    numbers: Mapping[CaseId, tuple[int, int]] = field(default_factory=dict)
    head: str = ""
    stars: tuple[Star, ...] = ()
    syntheses: tuple[Synthesis, ...] = ()
    readings: tuple[SecondReading, ...] = ()
    not_used: tuple[NotUsed, ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    set_aside: tuple[SetAside, ...] = ()

    @property
    def codebook(self) -> Codebook | None:
        """Give the codebook version in force, the newest."""
        return self.codebooks[-1] if self.codebooks else None

    @cached_property
    def case_by_id(self) -> Mapping[CaseId, Case]:
        """Look a case up by its id."""
        return {case.id: case for case in self.cases}

    @cached_property
    def transcript_by_id(self) -> Mapping[TranscriptId, Transcript]:
        """Look a transcript version up by its id."""
        return {transcript.id: transcript for transcript in self.transcripts}

    @cached_property
    def transcripts_of(self) -> Mapping[CaseId, tuple[Transcript, ...]]:
        """Look the transcripts of a case up."""
        return _grouped((t.case, t) for t in self.transcripts)

    @cached_property
    def span_by_id(self) -> Mapping[SpanId, Span]:
        """Look a span up by its id."""
        return {span.id: span for span in self.spans}

    @cached_property
    def coding_by_id(self) -> Mapping[CodingId, Coding]:
        """Look a coding up by its id."""
        return {coding.id: coding for coding in self.codings}

    @cached_property
    def turn_by_number(self) -> Mapping[tuple[CaseId, int], tuple[Transcript, Turn]]:
        """Look a turn up by case and number."""
        return {(t.case, turn.number): (t, turn) for t in self.transcripts for turn in t.turns}

    @cached_property
    def codings_of(self) -> Mapping[tuple[CaseId, Code], tuple[Coding, ...]]:
        """Look the live codings of a cell up, in the order of the transcript."""
        place = {span.id: (span.turn, span.start, span.end) for span in self.spans}
        live = sorted(
            (coding for coding in self.codings if coding.live and coding.span in place),
            key=lambda coding: place[coding.span],
        )
        return _grouped(((coding.case, coding.subtheme), coding) for coding in live)

    @cached_property
    def stored_cell(self) -> Mapping[tuple[CaseId, Code], Cell]:
        """Look a cell up that somebody wrote or drafted."""
        return {(cell.case, cell.subtheme): cell for cell in self.cells}

    @cached_property
    def starred(self) -> frozenset[SpanId]:
        """Give the spans that somebody chose for print."""
        return frozenset(star.span for star in self.stars)

    @cached_property
    def synthesis_of(self) -> Mapping[tuple[Group, Code], Synthesis]:
        """Look a synthesis up by its group and what it is about."""
        return {(synthesis.group, synthesis.about): synthesis for synthesis in self.syntheses}

    @cached_property
    def reading_of(self) -> Mapping[tuple[CaseId, Code], SecondReading]:
        """Look the second reading of a cell up, whether it still holds or not."""
        return {(reading.case, reading.subtheme): reading for reading in self.readings}

    @cached_property
    def not_used_in(self) -> Mapping[tuple[CaseId, Code], tuple[SpanId, ...]]:
        """Look the extracts of a cell up that somebody read and left unused."""
        return _grouped(((left.case, left.subtheme), left.span) for left in self.not_used)

    @cached_property
    def conflicts_at(self) -> Mapping[str, tuple[Conflict, ...]]:
        """Look the other texts of a place up, a cell or a synthesis, as `Conflict.place` names it."""
        return _grouped((conflict.place, conflict) for conflict in self.conflicts)

    @cached_property
    def ordered_cases(self) -> tuple[Case, ...]:
        """Give the cases as every chart lists them: by the grouping attributes in order, then by id."""
        grouping = self.settings.grouping()

        def key(case: Case) -> tuple[list[tuple[int, str]], str]:
            return [attribute.rank(case.level(attribute.name)) for attribute in grouping], case.id

        return tuple(sorted(self.cases, key=key))

    def words(self, span: Span) -> str:
        """Quote a span: exactly the words that stand in its transcript."""
        return self.transcript_by_id[span.transcript].text[span.start : span.end]

    def role_at(self, case: CaseId, turn_number: int) -> SpeakerRole:
        """Tell who speaks in a turn."""
        transcript, turn = self.turn_by_number[case, turn_number]
        return transcript.role_of(turn.speaker)

    def asked(self, case: Case, subtheme: Subtheme) -> bool:
        """Tell whether a subtheme's topic was asked of a case, by the codebook and by `study.yaml`."""
        if (case.id, subtheme.code) in self._not_asked:
            return False
        if not subtheme.asked_of or not self.settings.asked_of:
            return True
        return case.level(self.settings.asked_of) in subtheme.asked_of

    @cached_property
    def _not_asked(self) -> frozenset[tuple[str, str]]:
        if self.codebook is None:
            return frozenset()
        return frozenset(
            (case, found.code)
            for case, references in self.settings.not_asked
            for reference in references
            if (found := self.codebook.subtheme(reference))
        )

    def cell(self, case: Case, subtheme: Subtheme) -> Cell:
        """Give a cell as it stands, or the blank one that the asked-of rule and the extracts imply."""
        stored = self.stored_cell.get((case.id, subtheme.code))
        if stored:
            return stored
        said = bool(self.codings_of.get((case.id, subtheme.code)))
        silent = not said and not self.asked(case, subtheme)
        return Cell(case.id, subtheme.code, Status.NOT_ASKED if silent else Status.TO_CHART)


def _grouped(pairs: Iterable[tuple[K, V]]) -> Mapping[K, tuple[V, ...]]:
    groups: defaultdict[K, list[V]] = defaultdict(list)
    for key, value in pairs:
        groups[key].append(value)
    return {key: tuple(values) for key, values in groups.items()}
