"""Coded turns: what was said, turn by turn, with every coding on it, as other programs take it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from framework_qa.model.coding import Coding
from framework_qa.model.ids import CaseId
from framework_qa.model.people import Case
from framework_qa.model.study import Study
from framework_qa.model.text import Span, SpeakerRole, Transcript, Turn


@dataclass(frozen=True, slots=True)
class CodedTurn:
    """One turn with its live codings, in the order of their words; spans count from the start of the transcript."""

    case: Case
    transcript: Transcript
    turn: Turn
    role: SpeakerRole
    codings: tuple[tuple[Span, Coding], ...]

    @property
    def words(self) -> str:
        """Give what was said."""
        return self.transcript.words(self.turn)

    def within(self, span: Span) -> tuple[int, int]:
        """Give where a span begins and ends in this turn's words."""
        return span.start - self.turn.start, span.end - self.turn.start


def coded_turns(study: Study) -> Iterator[CodedTurn]:
    """Give every turn of every transcript: by case in chart order, then as it was said; not only those coded."""
    codings = _by_turn(study)
    for case in study.ordered_cases:
        for transcript in study.transcripts_of.get(case.id, ()):
            roles = {speaker.label: speaker.role for speaker in transcript.speakers}
            for turn in transcript.turns:
                role = roles.get(turn.speaker, SpeakerRole.UNKNOWN)
                yield CodedTurn(case, transcript, turn, role, tuple(codings.get((case.id, turn.number), ())))


def _by_turn(study: Study) -> dict[tuple[CaseId, int], list[tuple[Span, Coding]]]:
    order = {sub.code: place for place, sub in enumerate(study.codebook.subthemes())} if study.codebook else {}
    found: defaultdict[tuple[CaseId, int], list[tuple[Span, Coding]]] = defaultdict(list)
    for coding in study.codings:
        if coding.live and coding.subtheme in order:
            span = study.span_by_id[coding.span]
            found[span.case, span.turn].append((span, coding))
    for marked in found.values():
        marked.sort(key=lambda pair: (pair[0].start, pair[0].end, order[pair[1].subtheme]))
    return found
