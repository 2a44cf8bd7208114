"""Placing: which turns of the study a coded segment of another tool lies in, and why one cannot be placed.

Words that stand once are where they stand. Where they stand more than once, a position that the file gives decides,
if it can be trusted: characters, where the words stand there; paragraphs, where their way of counting fits every
segment of the document whose words stand once. Anything else is a person's to decide.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from framework_qa.analysis.finding import Found, Haystack, How, Place, find_near, find_words, stands_at
from framework_qa.model.ids import TranscriptId
from framework_qa.model.segments import Segment
from framework_qa.model.text import SpeakerRole, Transcript, Turn

MOST_PLACES = 25  # of words that stand more often, these are told: nobody reads through all the places of a `yes`


class Why(StrEnum):
    """Why a segment has no place that is certain."""

    NO_WORDS = "no words"
    NOWHERE = "not found"
    SEVERAL = "found more than once"
    NEAR = "found nearly"
    SEVERAL_NEAR = "found nearly, more than once"
    INTERVIEWER = "not a respondent's words"


class Part(NamedTuple):
    """What of a segment lies in one respondent's turn."""

    transcript: Transcript
    turn: Turn
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Placed:
    """Where a segment lies: `parts` in respondents' turns, in order, and `why` where that is not certain.

    With `why`, parts are what it may be: the one place found nearly, or the beginnings of several, at most
    `MOST_PLACES`. `others` tells that it holds words of somebody else as well, which are left out.
    """

    parts: tuple[Part, ...] = ()
    why: Why | None = None
    how: How = How.NOWHERE
    score: float = 0.0
    others: bool = False


class Placer:
    """Places segments; each transcript is folded once, and words that many segments share are searched once."""

    def __init__(self) -> None:
        self._haystacks: dict[TranscriptId, Haystack] = {}
        self._found: dict[tuple[tuple[TranscriptId, ...], str], Found] = {}
        self._near: dict[tuple[tuple[TranscriptId, ...], str], Found] = {}

    def place(
        self, segments: Iterable[tuple[Segment, tuple[Transcript, ...]]], *, positions: bool = False
    ) -> list[Placed]:
        """Place segments in the transcripts each may lie in, in their order.

        With `positions`, their `start` and `end` count in the transcript's own text.
        """
        asked: list[tuple[Segment, tuple[Transcript, ...]]] = []
        found: list[Found] = []
        for segment, among in segments:  # as they are walked, so that whoever gives them can show how far it is
            asked.append((segment, among))
            found.append(self._found_first(segment, among, positions=positions))
        countings = self._countings(asked, found)
        return [
            self._placed(segment, among, first, countings.get(_key(among), ()))
            for (segment, among), first in zip(asked, found, strict=True)
        ]

    def find(self, words: str, among: Sequence[Transcript]) -> Found:
        """Find words exactly or after folding in some transcripts."""
        key = _key(among), words
        if key not in self._found:
            self._found[key] = find_words([self._haystack(one) for one in among], words)
        return self._found[key]

    def certainly(self, words: str, among: Sequence[Transcript]) -> Placed:
        """Place words that stand once, exactly or after folding; likeness is not looked for."""
        found = self.find(words, among)
        return self._settled(found) if found.places else Placed(why=Why.NOWHERE)

    def _found_first(self, segment: Segment, among: Sequence[Transcript], *, positions: bool) -> Found:
        """Go by a position that can be trusted as it is, and by the words otherwise."""
        given = self._given(segment, among) if positions else None
        return Found(How.EXACT, (given,)) if given else self.find(segment.words, among)

    def _haystack(self, transcript: Transcript) -> Haystack:
        if transcript.id not in self._haystacks:
            self._haystacks[transcript.id] = Haystack(transcript)
        return self._haystacks[transcript.id]

    def _placed(
        self, segment: Segment, among: Sequence[Transcript], found: Found, counting: Sequence[Counting]
    ) -> Placed:
        if not segment.words.strip():
            return Placed(why=Why.NO_WORDS)
        if len(found.places) > 1:
            place = self._given(segment, among) or _by_paragraph(segment, found.places, counting)
            found = Found(found.how, (place,)) if place else found
        if not found.places:
            return self._nearly(segment, among)
        return self._settled(found)

    def _given(self, segment: Segment, among: Sequence[Transcript]) -> Place | None:
        """Give the place that a segment's own position names, where its words stand there."""
        if segment.start is None or segment.end is None or len(among) != 1 or segment.start >= segment.end:
            return None
        if not stands_at(self._haystack(among[0]), segment.words, segment.start, segment.end):
            return None
        return Place(among[0], segment.start, segment.end)

    def _nearly(self, segment: Segment, among: Sequence[Transcript]) -> Placed:
        key = _key(among), segment.words
        if key not in self._near:
            self._near[key] = find_near([self._haystack(one) for one in among], segment.words)
        near = self._near[key]
        if not near.places:
            return Placed(why=Why.NOWHERE)
        placed = self._settled(near)
        if placed.why is Why.INTERVIEWER:
            return placed
        why = Why.NEAR if near.place else Why.SEVERAL_NEAR
        return Placed(placed.parts, why, How.NEAR, near.score, placed.others)

    @staticmethod
    def _settled(found: Found) -> Placed:
        """Cut what was found into the turns of respondents that it lies in."""
        if found.place is None:
            parts = tuple(part for place in found.places[:MOST_PLACES] for part in [*parts_of(place)][:1])
            return Placed(parts, Why.SEVERAL, found.how, found.score)
        every = tuple(parts_of(found.place))
        parts = tuple(part for part in every if _is_respondent(part))
        why = None if parts else Why.INTERVIEWER
        return Placed(parts or every[:1], why, found.how, found.score, len(parts) < len(every))

    def _countings(
        self, asked: Sequence[tuple[Segment, tuple[Transcript, ...]]], found: Sequence[Found]
    ) -> Mapping[tuple[TranscriptId, ...], Sequence[Counting]]:
        """Find, for each document, the ways of counting paragraphs that fit all its segments found at one place."""
        sure: defaultdict[tuple[TranscriptId, ...], list[tuple[int, Place]]] = defaultdict(list)
        for (segment, among), one in zip(asked, found, strict=True):
            if segment.paragraph and one.place and len(among) == 1:
                sure[_key(among)].append((segment.paragraph, one.place))
        return {
            key: [
                way
                for way in (Counting(places[0][1].transcript, blank=blank) for blank in (True, False))
                if all(way.number(place.start) == paragraph for paragraph, place in places)
            ]
            for key, places in sure.items()
        }


class Counting:
    """One way of counting a transcript's paragraphs, from 1: its lines, or (not `blank`) those with words alone."""

    def __init__(self, transcript: Transcript, *, blank: bool) -> None:
        self._starts: list[int] = []
        at = 0
        for line in transcript.text.split("\n"):
            if blank or line.strip():
                self._starts.append(at)
            at += len(line) + 1

    def number(self, place: int) -> int:
        """Give the number of the paragraph that a place lies in."""
        return bisect_right(self._starts, place)


def _by_paragraph(segment: Segment, places: Sequence[Place], countings: Sequence[Counting]) -> Place | None:
    """Choose among several places by the paragraph, where every way of counting that fits means the same one."""
    chosen = {place for way in countings for place in places if way.number(place.start) == segment.paragraph}
    return chosen.pop() if segment.paragraph and len(chosen) == 1 else None


def _key(among: Sequence[Transcript]) -> tuple[TranscriptId, ...]:
    return tuple(transcript.id for transcript in among)


def _is_respondent(part: Part) -> bool:
    return part.transcript.role_of(part.turn.speaker) is SpeakerRole.RESPONDENT


def parts_of(place: Place) -> Iterator[Part]:
    """Give what of a place lies in each turn, without white space at its ends; labels and stamps lie in none."""
    transcript = place.transcript
    first = bisect_right(transcript.turns, place.start, key=lambda turn: turn.end)
    for turn in transcript.turns[first:]:
        if turn.start >= place.end:
            return
        start, end = max(turn.start, place.start), min(turn.end, place.end)
        words = transcript.text[start:end]
        start += len(words) - len(words.lstrip())
        end = start + len(words.strip())
        if any(character.isalnum() for character in transcript.text[start:end]):
            yield Part(transcript, turn, start, end)
