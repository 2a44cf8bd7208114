"""The interviews on the report's page: every turn with its number, the marked words, and what they were coded to."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from framework_qa.model.coding import Decision
from framework_qa.model.ids import CaseId, SpanId, TranscriptId
from framework_qa.model.study import Study
from framework_qa.model.text import Span, SpeakerRole, Transcript, Turn
from framework_qa.outputs.html import attribute, inline, text

TurnKey = tuple[TranscriptId, int]


@dataclass(frozen=True)
class Places:
    """Where the words of a study stand on the page. A case's anchor is its id, a span's its id, a turn's `A2-P04.31`.

    What a damaged study names but does not hold has no place, and so no link.
    """

    study: Study

    @cached_property
    def cases(self) -> Mapping[CaseId, None]:
        """Give the cases that have a heading, in the order of the charts."""
        listed = [case.id for case in self.study.ordered_cases]
        return dict.fromkeys([*listed, *(transcript.case for transcript in self.study.transcripts)])

    @cached_property
    def spans(self) -> Mapping[SpanId, Span]:
        """Look up the spans that stand inside their turn."""
        turns = {(t.id, turn.number): turn for t in self.study.transcripts for turn in t.turns}
        found = {}
        for span in self.study.spans:
            turn = turns.get((span.transcript, span.turn))
            if turn and turn.start <= span.start < span.end <= turn.end:
                found[span.id] = span
        return found

    @cached_property
    def coded_to(self) -> Mapping[TurnKey, Mapping[str, bool]]:
        """Give the subthemes each turn is coded to, in codebook order, and whether a person has accepted it."""
        subthemes = tuple(self.study.codebook.subthemes()) if self.study.codebook else ()
        rank = {subtheme.code: place for place, subtheme in enumerate(subthemes)}
        live = [coding for coding in self.study.codings if coding.live and coding.span in self.spans]
        live.sort(key=lambda coding: rank.get(coding.subtheme, len(rank)))
        names: Mapping[str, str] = {subtheme.code: subtheme.heading for subtheme in subthemes}
        found: defaultdict[TurnKey, dict[str, bool]] = defaultdict(dict)
        for coding in live:
            span = self.spans[coding.span]
            name = names.get(coding.subtheme, coding.subtheme)
            turn = found[span.transcript, span.turn]
            turn[name] = turn.get(name, False) or coding.decision is Decision.ACCEPTED
        return found

    def to_mark(self, linked: Collection[SpanId]) -> Mapping[TurnKey, list[Span]]:
        """Give the spans to mark in each turn: those of live codings, and those that something links to."""
        live = {coding.span for coding in self.study.codings if coding.live}
        found: defaultdict[TurnKey, list[Span]] = defaultdict(list)
        for span in self.spans.values():
            if span.id in live or span.id in linked:
                found[span.transcript, span.turn].append(span)
        return found


def interviews(places: Places, linked: Collection[SpanId]) -> Iterator[str]:
    """Print the interviews one by one; `linked` are the spans that the rest of the page leads to."""
    marked = places.to_mark(linked)
    for case in places.cases:
        head = f"<h3>{text(case)}</h3>\n{_about(places.study, case)}"
        turns = "".join(_of_case(places, case, marked)) or "<p>There is no transcript yet.</p>\n"
        yield f'<article class="interview" id="{attribute(case)}">\n{head}{turns}</article>\n'


def _of_case(places: Places, case: CaseId, marked: Mapping[TurnKey, Sequence[Span]]) -> Iterator[str]:
    taken: set[int] = set()
    for place, transcript in enumerate(places.study.transcripts_of.get(case, ()), 1):
        numbers = {turn.number for turn in transcript.turns}
        yield from _turns(places, transcript, marked, "" if taken.isdisjoint(numbers) else f".{place}")
        taken |= numbers


def _about(study: Study, case: CaseId) -> str:
    known = study.case_by_id.get(case)
    levels = [a.label_of(known.level(a.name)) for a in study.settings.attributes] if known else []
    said = " · ".join(inline(level) for level in levels if level)
    return f'<p class="about">{said}</p>\n' if said else ""


def _turns(
    places: Places, transcript: Transcript, marked: Mapping[TurnKey, Sequence[Span]], again: str
) -> Iterator[str]:
    """Print the turns of a transcript; `again` tells its anchors from those of another with the same numbers."""
    for turn in transcript.turns:
        key = (transcript.id, turn.number)
        asks = ' class="asks"' if transcript.role_of(turn.speaker) is SpeakerRole.INTERVIEWER else ""
        anchor = attribute(f"{transcript.case}.{turn.number}{again}")
        words = _marked(transcript, turn, marked.get(key, ()))
        codes = _codes(places.coded_to.get(key, {}))
        yield (
            f'<p id="{anchor}"{asks}><a href="#{anchor}">¶{turn.number}</a>'
            f"<b>{inline(turn.speaker)}</b><bdi>{words}</bdi>{codes}</p>\n"
        )


def _codes(coded: Mapping[str, bool]) -> str:
    """Name the subthemes of a turn; those that no person has accepted yet are set apart."""
    if not coded:
        return ""
    accepted = [text(name) for name, sure in coded.items() if sure]
    suggested = [text(name) for name, sure in coded.items() if not sure]
    said = [*accepted, *(["<i>suggested:</i>", *suggested] if suggested else [])]
    return f"<small>{'<br>'.join(said)}</small>"


def _marked(transcript: Transcript, turn: Turn, spans: Sequence[Span]) -> str:
    """Print a turn's words with its spans marked.

    Spans lie inside each other where they can; one that crosses another is closed and goes on in a further piece that
    names it (`data-of`), so that the pieces put together are its words.
    """
    if not spans:
        return text(transcript.words(turn))
    waiting = sorted(spans, key=lambda span: (-span.start, span.end, span.id))  # the next one last
    open_now: list[Span] = []
    printed = []
    at = turn.start
    while at < turn.end:
        first = next((place for place, span in enumerate(open_now) if span.end <= at), len(open_now))
        printed.append("</mark>" * (len(open_now) - first))
        going_on = [span for span in open_now[first:] if span.end > at]
        printed += (f'<mark data-of="{attribute(span.id)}">' for span in going_on)
        open_now[first:] = going_on
        while waiting and waiting[-1].start <= at:
            open_now.append(waiting.pop())
            printed.append(f'<mark id="{attribute(open_now[-1].id)}">')
        stop = min([turn.end, *(span.end for span in open_now), *(span.start for span in waiting[-1:])])
        printed.append(text(transcript.text[at:stop]))
        at = stop
    return "".join(printed) + "</mark>" * len(open_now)
