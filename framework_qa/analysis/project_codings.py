"""The codings of a project, on spans of the study: cut to respondents' words, one for each turn, none twice."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from framework_qa.analysis.marking import Numbering, Stretch
from framework_qa.analysis.project_cases import Sitting
from framework_qa.analysis.project_codes import UNKNOWN, Framework
from framework_qa.analysis.project_ledger import Kind, Ledger, Part
from framework_qa.model.coding import Coding, Decision, Route
from framework_qa.model.ids import Code, CodingId, SpanId, TranscriptId
from framework_qa.model.project import Project, ProjectCoding, Selection, Source
from framework_qa.model.study import Study
from framework_qa.model.text import Span, SpeakerRole, Transcript, Turn

OUTSIDE = "it lies outside its text"
NO_EVIDENCE = "it marks no words of a respondent"
NOBODY_KNOWN = (
    "it is not known whether a respondent says its words; say so in the case list's column speakers, then import again"
)
OF_A_WHOLE = "it codes a whole source, and here words are coded"
NOTHING_CODED = "nothing is coded there"
NOT_HERE = "its source is not in the study"
_AS_KEPT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T(?:[01][0-9]|2[0-3]):[0-9]{2}:[0-9]{2}Z")
RULES = "rules"  # who signs, in files of our own, what a codebook's rules suggested and no person has looked at


@dataclass(frozen=True, slots=True)
class Signed:
    """Who brings the file in, and when: what is said of a coding that does not say it itself."""

    who: str
    at: str


@dataclass(frozen=True, slots=True)
class _Place:
    """A stretch of one turn."""

    turn: int
    stretch: Stretch


@dataclass(frozen=True, slots=True)
class _Selected:
    """A selection with the respondents' words that it marks, and its codings that mean a subtheme."""

    source: Source
    selection: Selection
    transcript: Transcript
    places: tuple[_Place, ...]
    codes: tuple[tuple[ProjectCoding, Code], ...]


class Marks:
    """The words of respondents in one transcript, found by where they stand."""

    def __init__(self, transcript: Transcript) -> None:
        self.transcript = transcript
        self._roles = {label: transcript.role_of(label) for label in {turn.speaker for turn in transcript.turns}}
        said = (turn for turn in transcript.turns if self._roles[turn.speaker] is SpeakerRole.RESPONDENT)
        self._turns: list[Turn] = sorted(said, key=lambda turn: turn.start)
        self._ends = [turn.end for turn in self._turns]

    def within(self, start: int, end: int) -> tuple[_Place, ...]:
        """Cut a stretch of the text to respondents' words, turn by turn, without white space around them."""
        found = []
        for at in range(bisect_right(self._ends, start), len(self._turns)):
            turn = self._turns[at]
            if turn.start >= end:
                break
            if stretch := _trimmed(self.transcript.text, max(start, turn.start), min(end, turn.end)):
                found.append(_Place(turn.number, stretch))
        return tuple(found)

    def why_none(self, start: int, end: int) -> str:
        """Say why a stretch of the text holds no respondent's words."""
        there = (turn for turn in self.transcript.turns if turn.start < end and start < turn.end)
        unknown = any(self._roles[turn.speaker] is SpeakerRole.UNKNOWN for turn in there)
        return NOBODY_KNOWN if unknown else NO_EVIDENCE


def _trimmed(text: str, start: int, end: int) -> Stretch | None:
    words = text[start:end]
    start += len(words) - len(words.lstrip())
    words = words.strip()
    return Stretch(start, start + len(words)) if words else None


class Indexing:
    """Codings being brought in.

    `spans` gives for each selection its spans in the study, `coders` who has codings there already; `split` and `cut`
    count new selections that reach over several turns, and those that hold more than a respondent's words.
    """

    def __init__(self, study: Study, sitting: Sitting, frame: Framework, signed: Signed, ledger: Ledger) -> None:
        self.spans: dict[str, tuple[Span, ...]] = {}
        self.numbering = Numbering(study)
        self.split = 0
        self.cut = 0
        self._sitting, self._frame, self._signed, self._ledger = sitting, frame, signed, ledger
        self._version = frame.codebook.version if frame.codebook else 0
        self._held: dict[tuple[SpanId, Code], Coding] = {(c.span, c.subtheme): c for c in study.codings}
        self._at: dict[tuple[TranscriptId, int, int], Span] = {(s.transcript, s.start, s.end): s for s in study.spans}
        self.coders = frozenset(coding.coder for coding in study.codings)
        self._people: Mapping[str, str] = {}
        self._of_case: Mapping[str, str] = {}
        self._mine: dict[CodingId, Coding] = {}
        self._signed_here: set[tuple[SpanId, Code, str]] = set()  # what this file says, by whom

    @property
    def new(self) -> tuple[Coding, ...]:
        """Give the codings that came in."""
        return tuple(self._mine.values())

    def take(self, project: Project) -> None:
        """Bring the codings of all sources in, or list each with what keeps it from that.

        What makes no quote comes last, since it stands where another selection makes one.
        """
        self._people = {person.guid: person.name.strip() for person in project.people}
        self._of_case = {guid: case.guid for case in project.cases for guid in case.selections}
        last: list[_Selected] = []
        for source in project.sources:
            for coding in source.codings:
                self._ledger.aside(Part(Kind.CODING, source.name, OF_A_WHOLE, coding, (source,)))
            transcript = self._sitting.transcripts.get(source.guid)
            if transcript is None:
                self._list_all(source)
                continue
            marks = Marks(transcript)
            for selection in sorted(source.selections, key=lambda s: (s.start, s.end)):
                selected = self._placed(source, selection, marks)
                if selected and any(coding.code in self._frame.subthemes for coding, _ in selected.codes):
                    self._bring(selected)
                elif selected:
                    last.append(selected)
        self._at |= {(span.transcript, span.start, span.end): span for span in self.numbering.new}
        for selected in last:
            self._look_up(selected)

    def _list_all(self, source: Source) -> None:
        for selection in source.selections:
            self._without_place(source, selection, NOT_HERE)

    def _without_place(self, source: Source, selection: Selection, why: str) -> None:
        """List a selection and its codings, none of which can stand."""
        self._ledger.aside(Part(Kind.SELECTION, source.name, why, selection, (source,)))
        for coding in selection.codings:
            self._ledger.aside(Part(Kind.CODING, source.name, why, coding, (source, selection)))

    def _placed(self, source: Source, selection: Selection, marks: Marks) -> _Selected | None:
        """Find the words of respondents that a selection marks, and what its codes mean; None where it is listed."""
        if not 0 <= selection.start < selection.end <= len(marks.transcript.text):
            self._without_place(source, selection, OUTSIDE)
            return None
        places = marks.within(selection.start, selection.end)
        if not places:
            why = marks.why_none(selection.start, selection.end)
            self._without_place(source, selection, why)
            return None
        codes = [(coding, code) for coding in selection.codings if (code := self._code(source, selection, coding))]
        return _Selected(source, selection, marks.transcript, places, tuple(codes))

    def _bring(self, selected: _Selected) -> None:
        """Mark the words of a selection, and code them."""
        known = len(self.numbering.new)
        spans = [self.numbering.span(selected.transcript, at.turn, *at.stretch) for at in selected.places]
        if len(self.numbering.new) > known:
            self._ledger.stored(Kind.SELECTION)
            self._note_shape(selected)
        else:
            self._ledger.stands(Kind.SELECTION)
        self._mark_all(selected, tuple(spans))

    def _look_up(self, selected: _Selected) -> None:
        """Account for a selection that makes no quote: it stands where there is one already."""
        held = (self._at.get((selected.transcript.id, *at.stretch)) for at in selected.places)
        spans = tuple(span for span in held if span)
        source, selection = selected.source, selected.selection
        if spans or self._says_which_case(selection, selected.transcript):
            self._ledger.stands(Kind.SELECTION)
        else:
            why = "none of its codes has a place" if selection.codings else NOTHING_CODED
            self._ledger.aside(Part(Kind.SELECTION, source.name, why, selection, (source,)))
        self._mark_all(selected, spans)

    def _mark_all(self, selected: _Selected, spans: tuple[Span, ...]) -> None:
        self.spans[selected.selection.guid] = spans
        for coding, code in selected.codes:
            self._mark(selected.source, selected.selection, coding, spans, code)

    def _says_which_case(self, selection: Selection, transcript: Transcript) -> bool:
        """Tell a selection that only gives words to the case they belong to here anyway."""
        case = self._sitting.cases.get(self._of_case.get(selection.guid, ""))
        return not selection.codings and case == transcript.case

    def _note_shape(self, selected: _Selected) -> None:
        inside = sum(at.stretch.end - at.stretch.start for at in selected.places)
        whole = selected.transcript.text[selected.selection.start : selected.selection.end].strip()
        self.split += len(selected.places) > 1
        self.cut += len(selected.places) == 1 and inside < len(whole)

    def _code(self, source: Source, selection: Selection, coding: ProjectCoding) -> Code | None:
        """Give the subtheme a coding is about; one that has none is listed."""
        code = self._frame.subthemes.get(coding.code)
        if code is None and coding.code not in self._frame.closed:
            why = self._frame.why.get(coding.code, UNKNOWN)
            self._ledger.aside(Part(Kind.CODING, source.name, why, coding, (source, selection)))
        return code or self._frame.closed.get(coding.code)

    def _mark(
        self, source: Source, selection: Selection, coding: ProjectCoding, spans: tuple[Span, ...], code: Code
    ) -> None:
        """Bring one coding in; what the study says already stands, whoever said it."""
        held = [self._held.get((span.id, code)) for span in spans]
        coder = self._people.get(coding.by) or self._people.get(selection.by, "")
        why = ""
        if coding.code in self._frame.closed and (None in held or not held):
            why = self._frame.why[coding.code]
        elif None in held:
            for span, one in zip(spans, held, strict=True):
                if one is None:
                    self._code_span(coding, selection, span, code, coder)
            self._ledger.stored(Kind.CODING)
            return
        elif refused := [one for one in held if one and not one.live]:
            why = f"it was {refused[0].decision} in the study"
        elif any(
            coder and one.coder != coder and (one.span, code, one.coder) in self._signed_here for one in held if one
        ):
            why = "another coder's coding says the same, and one of them stands"
        if why:
            self._ledger.aside(Part(Kind.CODING, source.name, why, coding, (source, selection)))
            return
        self._ledger.stands(Kind.CODING)
        self._signed_here.update((span.id, code, coder) for span in spans)

    def _code_span(self, coding: ProjectCoding, selection: Selection, span: Span, code: Code, coder: str) -> None:
        at = moment(coding.at) or moment(selection.at) or self._signed.at
        decision = Decision.SUGGESTED if coder == RULES else Decision.ACCEPTED
        made = Coding(
            self.numbering.coding(span.case),
            span.case,
            span.id,
            code,
            Route.IMPORTED,
            decision,
            coder or self._signed.who,
            self._version,
            at,
        )
        self._held[span.id, code] = made
        self._signed_here.add((span.id, code, coder))
        self._mine[made.id] = made


def moment(said: str) -> str:
    """Write a time of the file as the study keeps it: UTC, to the second; empty where it is none."""
    try:
        found = datetime.fromisoformat(said.strip())
        if _AS_KEPT.fullmatch(said):
            return said
        aware = found if found.tzinfo else found.replace(tzinfo=UTC)
        return aware.astimezone(UTC).replace(microsecond=0, tzinfo=None).isoformat() + "Z"
    except (ValueError, OverflowError):
        return ""
