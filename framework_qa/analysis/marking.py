"""Marking words: where typed words stand in a turn, and which ids new spans and codings get."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from framework_qa.model.ids import CaseId, CodingId, TranscriptId, coding_id, span_id
from framework_qa.model.study import Study
from framework_qa.model.text import Span, Transcript, Turn, digest_of

_FOLDED = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "–": "-", "—": "-", "\u00a0": " "})
_CUT = re.compile(r"\w\w")


class Stretch(NamedTuple):
    """Where words stand in a transcript's text: `start` up to, not including, `end`."""

    start: int
    end: int


def places_of(transcript: Transcript, turn: Turn, words: str) -> tuple[Stretch, ...]:
    """Find typed words in a turn, everywhere they stand as whole words.

    Exactly as printed, or, where they do not stand so, whatever the capitals, the white space and the shape of
    quotation marks and dashes.
    """
    text = transcript.words(turn)
    found = tuple(_exact(text, words.strip())) or tuple(_folded(text, words))
    return tuple(Stretch(turn.start + start, turn.start + end) for start, end in found)


def _exact(text: str, words: str) -> Iterator[Stretch]:
    start = text.find(words) if words else -1
    while start >= 0:
        if _is_whole(text, start, start + len(words)):
            yield Stretch(start, start + len(words))
        start = text.find(words, start + 1)


def _folded(text: str, words: str) -> Iterator[Stretch]:
    parts = [re.escape(part) for part in words.translate(_FOLDED).split()]
    if not parts:
        return
    wanted = "(?=(" + r"\s+".join(parts) + "))"  # looked ahead for, so that places that overlap are all found
    for found in re.finditer(wanted, text.translate(_FOLDED), re.IGNORECASE):
        if _is_whole(text, *found.span(1)):
            yield Stretch(*found.span(1))


def _is_whole(text: str, start: int, end: int) -> bool:
    """Tell whether no word is cut at either end."""
    return not (start and _CUT.fullmatch(text, start - 1, start + 1)) and not _CUT.fullmatch(text, end - 1, end + 1)


class _Place(NamedTuple):
    transcript: TranscriptId
    start: int
    end: int


class Numbering:
    """Gives out span and coding ids: a span that is marked already keeps its id, no number is used twice.

    `new` gathers the spans that were not marked before.
    """

    def __init__(self, study: Study) -> None:
        self._at = {_Place(span.transcript, span.start, span.end): span for span in study.spans}
        self._last = {case.id: list(study.numbers.get(case.id, (0, 0))) for case in study.cases}
        self.new: list[Span] = []

    def span(self, transcript: Transcript, turn: int, start: int, end: int) -> Span:
        """Give the span at this place, the one that is marked already or a new one."""
        place = _Place(transcript.id, start, end)
        if place not in self._at:
            last = self._last[transcript.case]
            last[0] += 1
            words = transcript.text[start:end]
            identifier = span_id(transcript.case, last[0])
            self._at[place] = Span(identifier, transcript.case, transcript.id, turn, start, end, digest_of(words))
            self.new.append(self._at[place])
        return self._at[place]

    def coding(self, case: CaseId) -> CodingId:
        """Give the next coding id of a case."""
        last = self._last[case]
        last[1] += 1
        return coding_id(case, last[1])
