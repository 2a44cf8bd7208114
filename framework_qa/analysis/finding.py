"""Finding: where words that another tool quotes stand in a transcript.

Three ways, one after the other, and each only where the one before found nothing:

    exact    letter for letter, as whole words, or cut inside a word where there are words enough to know the place
    folded   whatever the white space, capitals, quotation marks, dashes, ellipses, ligatures, composed or decomposed
             accents and invisible characters; what is found is mapped back to the very characters of the transcript
    near     by likeness, from 0 to 100; never certain, so it is a person's to decide

Folding goes by clusters, a character with its combining marks: nothing is found that begins or ends inside one.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property, lru_cache
from typing import NamedTuple

from framework_qa.model.text import Transcript

NEAR = 80.0  # chance likenesses lie under it: see decision 0026
_SHORTEST_NEAR = 30  # characters: a short phrase is like many others
_LONGEST_NEAR = 5_000  # more would be searched for seconds
_AS_GOOD = 5.0  # a second place within so much of the best makes both doubtful
_ENOUGH_WORDS = 3  # to know a place by, when the first or last word is cut

_SIGNS = {
    **dict.fromkeys("’‘‚‛ʼ′´＇", "'"),
    **dict.fromkeys("“”„‟″«»＂", '"'),
    **dict.fromkeys("‐‑‒–—―−－", "-"),
}
# A hyphen twice or more, white space that is not one space, or what is not ASCII, with the letter it may belong to.
_SPECIAL = re.compile(r"-{2,}|[!-~]?(?! (?:[!-~]|\Z))[^!-~]+")
_CUT = re.compile(r"\w\w")


class How(StrEnum):
    """How surely words were found."""

    EXACT = "exactly"
    FOLDED = "after folding"
    NEAR = "nearly"
    NOWHERE = "nowhere"


class Place(NamedTuple):
    """A stretch of a transcript: code points `start` up to, not including, `end`."""

    transcript: Transcript
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Found:
    """Where words stand: at one place, at several, or (`nowhere`) at none; `score` is 100 unless it is nearly."""

    how: How
    places: tuple[Place, ...] = ()
    score: float = 100.0

    @property
    def place(self) -> Place | None:
        """Give the place, where there is but one."""
        return self.places[0] if len(self.places) == 1 else None


NOT_FOUND = Found(How.NOWHERE, score=0.0)


# -- folding ----------------------------------------------------------------------------------------------------------


class _Piece(NamedTuple):
    """A stretch that folds as a whole, or (`even`) one whose every character folds into one."""

    folded: int
    start: int
    end: int
    even: bool


@dataclass(frozen=True, slots=True)
class Folded:
    """A text as it is searched, and the way back from each of its places to the text as it stands."""

    text: str
    pieces: tuple[_Piece, ...]
    starts: tuple[int, ...]

    def back(self, start: int, end: int) -> tuple[int, int] | None:
        """Map a stretch of the folded text back; None where it begins or ends inside a cluster."""
        if not 0 <= start < end <= len(self.text):
            return None
        first = bisect_right(self.starts, start) - 1
        last = bisect_right(self.starts, end - 1) - 1
        opening, closing = self.pieces[first], self.pieces[last]
        if opening.folded != start and not opening.even:
            return None
        after = self.starts[last + 1] if last + 1 < len(self.starts) else len(self.text)
        if closing.even:
            return opening.start + (start - opening.folded), closing.start + (end - closing.folded)
        if after != end:
            return None
        return opening.start + (start - opening.folded), closing.end


def fold(text: str) -> Folded:
    """Fold a text for searching; plain stretches of it go over as they are, so that only what is odd costs time."""
    builder = _Builder()
    done = 0
    for odd in _SPECIAL.finditer(text):
        builder.even(text, done, odd.start())
        if odd[0].startswith("--"):
            builder.whole("-", odd.start(), odd.end())
        else:
            _fold_clusters(builder, text, odd.start(), odd.end())
        done = odd.end()
    builder.even(text, done, len(text))
    return Folded("".join(builder.parts), tuple(builder.pieces), tuple(piece.folded for piece in builder.pieces))


class _Builder:
    """The folded text so far."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.pieces: list[_Piece] = []
        self.size = 0

    def even(self, text: str, start: int, end: int) -> None:
        """Add plain characters, each of which folds into one."""
        if start < end:
            self._add(text[start:end].lower(), _Piece(self.size, start, end, even=True))

    def whole(self, folded: str, start: int, end: int) -> None:
        """Add a cluster; white space after white space is one space, what is invisible is nothing."""
        if folded == " " and self.parts and self.parts[-1] == " " and not self.pieces[-1].even:
            self.pieces[-1] = self.pieces[-1]._replace(end=end)
        elif folded:
            self._add(folded, _Piece(self.size, start, end, even=False))

    def _add(self, folded: str, piece: _Piece) -> None:
        self.parts.append(folded)
        self.pieces.append(piece)
        self.size += len(folded)


def _fold_clusters(builder: _Builder, text: str, start: int, end: int) -> None:
    place = start
    while place < end:
        after = place + 1
        while after < end and _belongs(text[after]):
            after += 1
        builder.whole(_folded_cluster(text[place:after]), place, after)
        place = after


def _belongs(character: str) -> bool:
    """Tell whether a character belongs to the one before it: a combining mark, a variation selector."""
    return character > "\u02ff" and unicodedata.category(character)[0] == "M"


@lru_cache(maxsize=4096)
def _folded_cluster(cluster: str) -> str:
    if cluster[0].isspace():
        return " "
    signs = "".join(_SIGNS.get(c, c) for c in cluster if not _is_invisible(c))
    folded = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", signs).casefold())
    return "".join(_SIGNS.get(c, c) for c in folded)


def _is_invisible(character: str) -> bool:
    """Tell soft hyphens, joiners, direction marks and variation selectors, which one tool keeps and another drops."""
    return unicodedata.category(character) == "Cf" or "\ufe00" <= character <= "\ufe0f"


# -- searching --------------------------------------------------------------------------------------------------------


class _Needle:
    """Words looked for, folded once for all the transcripts they are looked for in."""

    def __init__(self, words: str) -> None:
        self.words = words.strip()

    @cached_property
    def folded(self) -> str:
        return fold(self.words).text.strip()

    @cached_property
    def may_be_cut(self) -> bool:
        return len(self.words.split()) >= _ENOUGH_WORDS


class Haystack:
    """A transcript to search in, folded once however often it is searched."""

    def __init__(self, transcript: Transcript) -> None:
        self.transcript = transcript

    @cached_property
    def folded(self) -> Folded:
        """Give the folded text."""
        return fold(self.transcript.text)

    def exactly(self, needle: _Needle) -> list[Place]:
        """Find words letter for letter."""
        text = self.transcript.text
        found = [(at, at + len(needle.words)) for at in _everywhere(text, needle.words)]
        return self._places(found, needle)

    def after_folding(self, needle: _Needle) -> list[Place]:
        """Find words whatever their typography."""
        folded = self.folded
        found = [folded.back(at, at + len(needle.folded)) for at in _everywhere(folded.text, needle.folded)]
        return self._places([stretch for stretch in found if stretch], needle)

    def says(self, start: int, end: int, needle: _Needle) -> bool:
        """Tell whether the words stand at this very stretch, up to folding."""
        said = self.transcript.text[start:end]
        return said.strip() == needle.words or fold(said).text.strip() == needle.folded

    def nearly(self, needle: _Needle, floor: float) -> list[tuple[float, Place]]:
        """Find the place that is likest, if it scores `floor` or more, and others that are about as good."""
        best = self._likest(needle, 0, len(self.folded.text), floor)
        if best is None:
            return []
        score, start, end = best
        beside = max(floor, score - _AS_GOOD)
        others = (
            self._likest(needle, 0, start, beside),
            self._likest(needle, end, len(self.folded.text), beside),
        )
        widened = ((found[0], self._widened(found[1], found[2])) for found in (best, *others) if found)
        return [(likeness, Place(self.transcript, *stretch)) for likeness, stretch in widened if stretch]

    def _likest(self, needle: _Needle, start: int, end: int, floor: float) -> tuple[float, int, int] | None:
        from rapidfuzz import fuzz
        from rapidfuzz.distance import Indel

        if end - start < len(needle.folded) // 2:
            return None
        text = self.folded.text[start:end]
        found = fuzz.partial_ratio_alignment(needle.folded, text, score_cutoff=floor)
        if found is None or found.dest_end - found.dest_start < len(needle.folded) // 2:
            return None
        window = text[found.dest_start : found.dest_end]
        alike = [block for block in Indel.editops(needle.folded, window).as_matching_blocks() if block.size]
        start += found.dest_start
        return found.score, start + alike[0].b, start + alike[-1].b + alike[-1].size

    def _widened(self, start: int, end: int) -> tuple[int, int] | None:
        """Map a stretch of the folded text back, wide enough that no word and no cluster is cut."""
        text = self.folded.text
        while start and not text[start - 1].isspace():
            start -= 1
        while end < len(text) and not text[end].isspace():
            end += 1
        while start < end and text[start].isspace():
            start += 1
        while end > start and text[end - 1].isspace():
            end -= 1
        return self.folded.back(start, end)

    def _places(self, found: Sequence[tuple[int, int]], needle: _Needle) -> list[Place]:
        """Keep whole words; where there are none, a cut word is no hindrance to a passage."""
        text = self.transcript.text
        whole = [stretch for stretch in found if not _cuts(text, *stretch)]
        kept = whole or (found if needle.may_be_cut else ())
        return [Place(self.transcript, start, end) for start, end in kept]


def _everywhere(text: str, words: str) -> Iterator[int]:
    at = text.find(words) if words else -1
    while at >= 0:
        yield at
        at = text.find(words, at + 1)


def _cuts(text: str, start: int, end: int) -> bool:
    """Tell whether a word is cut at either end."""
    return bool((start and _CUT.fullmatch(text, start - 1, start + 1)) or _CUT.fullmatch(text, end - 1, end + 1))


def find_words(haystacks: Sequence[Haystack], words: str) -> Found:
    """Find words in transcripts exactly, or else after folding, everywhere they stand."""
    needle = _Needle(words)
    if not any(character.isalnum() for character in words):
        return NOT_FOUND
    ways = ((How.EXACT, Haystack.exactly), (How.FOLDED, Haystack.after_folding))
    for how, search in ways:
        places = [place for haystack in haystacks for place in search(haystack, needle)]
        if places:
            return Found(how, tuple(places))
    return NOT_FOUND


def find_near(haystacks: Sequence[Haystack], words: str) -> Found:
    """Find the place likest to words that stand nowhere as they are; several where others are about as like."""
    needle = _Needle(words)
    if not _SHORTEST_NEAR <= len(needle.folded) <= _LONGEST_NEAR:
        return NOT_FOUND
    found = [likely for haystack in haystacks for likely in haystack.nearly(needle, NEAR)]
    if not found:
        return NOT_FOUND
    best = max(score for score, _ in found)
    places = tuple(place for score, place in found if score >= best - _AS_GOOD)
    return Found(How.NEAR, places, best)


def stands_at(haystack: Haystack, words: str, start: int, end: int) -> bool:
    """Tell whether words stand at a given stretch of a transcript, up to folding."""
    return haystack.says(start, end, _Needle(words))
