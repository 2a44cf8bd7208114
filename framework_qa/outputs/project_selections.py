"""A study's quotes as selections of a REFI-QDA project, with their codings, and how tools differ in wanting them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from framework_qa.model.coding import Coding
from framework_qa.model.ids import CaseId, SpanId, TranscriptId, number_of
from framework_qa.model.project import ProjectCoding, Selection
from framework_qa.model.study import Study
from framework_qa.model.text import Span, Transcript
from framework_qa.outputs.project_guids import Guids
from framework_qa.outputs.project_times import exchanged


@dataclass(frozen=True, slots=True)
class Shape:
    """How a project is laid out for a tool that has ways of its own; as it stands, the standard's way.

    `one_coding_a_selection` writes a selection for each coding, made by its coder. `cases_as_codes` also writes each
    case as a code of the same GUID, and codes its texts with it. `values_on_sources` also gives a case's values to its
    texts. `levels_as_sets` also writes a set of sources for each level of an attribute, named `Area: Area one`.
    `links_between_notes` links a synthesis to the cells it cites.
    """

    one_coding_a_selection: bool = False
    cases_as_codes: bool = False
    values_on_sources: bool = False
    levels_as_sets: bool = False
    links_between_notes: bool = True


class Selections:
    """The selections of a study: its live codings by span, and spans that only a cell cites."""

    def __init__(self, study: Study, guids: Guids, made: str, shape: Shape) -> None:
        self.study = study
        self.guids = guids
        self.made = made
        self.shape = shape
        self.live = tuple(coding for coding in study.codings if coding.live)

    def of(self, transcript: Transcript) -> tuple[Selection, ...]:
        """Give the selections of a transcript, in the order of its text."""
        whole = (self._whole(transcript),) if self.shape.cases_as_codes and transcript.text else ()
        return (*whole, *self._by_transcript.get(transcript.id, ()))

    @cached_property
    def of_case(self) -> Mapping[CaseId, tuple[Selection, ...]]:
        """Look the selections of a case up."""
        found: defaultdict[CaseId, tuple[Selection, ...]] = defaultdict(tuple)
        for transcript in self.study.transcripts:
            found[transcript.case] += self._by_transcript.get(transcript.id, ())
        return found

    @cached_property
    def of_span(self) -> Mapping[SpanId, str]:
        """Look the GUID of a span's selection up, of the first where it has several."""
        return {
            SpanId(selection.description): selection.guid
            for selections in self._by_transcript.values()
            for selection in reversed(selections)
        }

    @cached_property
    def _by_transcript(self) -> Mapping[TranscriptId, tuple[Selection, ...]]:
        found: defaultdict[TranscriptId, list[Selection]] = defaultdict(list)
        for span in self._marked:
            found[span.transcript] += self._selected(span)
        return {transcript: tuple(selections) for transcript, selections in found.items()}

    @cached_property
    def _marked(self) -> tuple[Span, ...]:
        """Give the spans that a live coding marks or a cell cites, in the order of the texts."""
        wanted = set(self._codings_of)
        wanted.update(span for cell in self.study.cells for span in cell.cited)
        marked = (span for span in self.study.spans if span.id in wanted)
        return tuple(sorted(marked, key=lambda span: (span.start, span.end, number_of(span.id))))

    @cached_property
    def _codings_of(self) -> Mapping[SpanId, tuple[Coding, ...]]:
        found: defaultdict[SpanId, list[Coding]] = defaultdict(list)
        for coding in self.live:
            found[coding.span].append(coding)
        return {span: tuple(codings) for span, codings in found.items()}

    def _selected(self, span: Span) -> Iterator[Selection]:
        codings = self._codings_of.get(span.id, ())
        plain = Selection(self.guids.of("span", span.id), span.start, span.end, self.study.words(span), span.id)
        if not codings:
            yield plain
        elif self.shape.one_coding_a_selection:
            for coding in codings:
                yield self._coded(replace(plain, guid=self.guids.of("selection", coding.id)), (coding,))
        else:
            yield self._coded(plain, codings)

    def _coded(self, selection: Selection, codings: tuple[Coding, ...]) -> Selection:
        """Put codings on a selection; it is the work of whoever coded it first."""
        first = codings[0]
        return replace(
            selection,
            codings=tuple(map(self._coding, codings)),
            by=self.guids.person(first.coder),
            at=exchanged(first.at),
        )

    def _coding(self, coding: Coding) -> ProjectCoding:
        return ProjectCoding(
            self.guids.of("coding", coding.id),
            self.guids.code(coding.subtheme),
            self.guids.person(coding.coder),
            exchanged(coding.at),
        )

    def _whole(self, transcript: Transcript) -> Selection:
        """Give the selection that puts a whole text under its case's code."""
        guid = self.guids.of("whole", transcript.id)
        coding = ProjectCoding(self.guids.of("coding", guid), self.guids.case(transcript.case), at=self.made)
        return Selection(guid, 0, len(transcript.text), description=transcript.case, codings=(coding,), at=self.made)
