"""Quoting: whether a verbatim run says what its span says, and nothing else.

A verbatim run is whole words of its span, one after the other, as `"ashamed of asking"` quotes `Parents are ashamed
of asking.` Inside it,

    ... or … or [...]   stands where words are left out
    [words]             where the analyst put words in; they stand for no word of the respondent's

White space is folded; nothing else is: letters, capitals, commas and the kind of quotation mark are the
transcript's. A word is never cut: `happy` does not quote `unhappy`, nor `can` quote `can't`. To put a name in
place of a pronoun, leave the pronoun out as well: `... [the health visitor] told me`. Brackets and dots that stand in
the transcript itself may be quoted as they are.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from enum import Enum, auto

from framework_qa.model.chart import Run
from framework_qa.model.ids import SpanId
from framework_qa.model.study import Study
from framework_qa.model.text import Span


class _Mark(Enum):
    LITERAL = auto()
    INSERTION = auto()
    GAP = auto()


Piece = tuple[_Mark, str]

_DOTS = r"(?:…|\.(?: ?\.){2,})+"
_MARKS = re.compile(rf"(?P<gap>\[ ?{_DOTS} ?\]|{_DOTS})|(?P<insertion>\[[^\[\]]*\])")
_JOINERS = frozenset("'’‘-‐‑")
_NUMBER_JOINERS = frozenset(".,:/")
_BREAK = "\0"  # stands between passages: only a gap may cross it, and no transcript holds one


def verbatim_agrees(text: str, *words: str) -> bool:
    """Tell whether a verbatim run's text quotes `words`; of several passages, in order, with a gap at each seam."""
    if words == (text,) and not text.isspace():
        return bool(text)  # what the toolkit itself filled in
    source = _BREAK.join(_folded(passage) for passage in words)
    typed = _folded(text)
    if not typed or _BREAK in typed:
        return False
    if typed == source:
        return True
    segments = [[], *_segments(typed), []]  # a quotation may begin and end inside its span
    if not any(mark is _Mark.LITERAL for segment in segments for mark, _ in segment):
        return False
    return _matches(source, segments)


_MARKS_TYPED = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "–": "-", "—": "-", "\u00a0": " "})


def as_printed(text: str, words: str) -> str:
    """Give a typed quotation the transcript's own apostrophes, quotation marks and dashes, where its words stand."""
    folded = words.translate(_MARKS_TYPED)
    return "".join(piece if _MARKS.fullmatch(piece) else _printed(piece, words, folded) for piece in _cut(text))


def _printed(piece: str, words: str, folded: str) -> str:
    typed = piece.strip()
    parts = map(re.escape, typed.translate(_MARKS_TYPED).split())
    found = re.search(r"\s+".join(parts), folded) if typed else None
    return piece.replace(typed, words[found.start() : found.end()]) if found else piece


def _cut(text: str) -> Iterator[str]:
    done = 0
    for mark in _MARKS.finditer(text):
        yield from (text[done : mark.start()], mark[0])
        done = mark.end()
    yield text[done:]


def quotes_its_spans(study: Study, run: Run) -> bool:
    """Tell whether a verbatim run quotes one of the spans it cites, or all of them in the order cited."""
    each = (study.words(study.span_by_id[ref]) for ref in run.refs if ref in study.span_by_id)
    if any(verbatim_agrees(run.text, words) for words in each):
        return True
    return len(run.refs) > 1 and verbatim_agrees(run.text, *passages(study, run.refs))


def passages(study: Study, refs: Iterable[SpanId]) -> tuple[str, ...]:
    """Give the words of spans in the order cited; spans with only white space between them are one passage."""
    joined: list[tuple[Span, int]] = []
    for span in (study.span_by_id[ref] for ref in refs if ref in study.span_by_id):
        if joined and _continues(study, *joined[-1], span):
            joined[-1] = (joined[-1][0], span.end)
        else:
            joined.append((span, span.end))
    return tuple(study.transcript_by_id[span.transcript].text[span.start : end] for span, end in joined)


def _continues(study: Study, first: Span, end: int, span: Span) -> bool:
    if first.transcript != span.transcript or first.turn != span.turn or span.start < end:
        return False
    return not study.transcript_by_id[span.transcript].text[end : span.start].strip()


def _folded(text: str) -> str:
    return " ".join(text.split())


def _segments(text: str) -> list[list[Piece]]:
    """Cut a run at its gaps; a run that starts or ends with a gap has an empty segment there."""
    segments: list[list[Piece]] = [[]]
    for mark, piece in _pieces(text):
        if mark is _Mark.GAP:
            segments.append([])
        else:
            segments[-1].append((mark, piece))
    return segments


def _pieces(text: str) -> Iterator[Piece]:
    done = 0
    for found in _MARKS.finditer(text):
        if literal := text[done : found.start()].strip():
            yield _Mark.LITERAL, literal
        yield (_Mark.GAP if found["gap"] else _Mark.INSERTION), found[0]
        done = found.end()
    if literal := text[done:].strip():
        yield _Mark.LITERAL, literal


def _matches(source: str, segments: list[list[Piece]]) -> bool:
    """Match the first segment at the start, each further one at the earliest place, the last at the end."""
    first, *others = segments
    if not others:
        return len(source) in _ends(source, first, 0)
    end = _border_end(source, first, 0)
    *middle, last = others
    for segment in filter(None, middle):
        if end is None:
            return False
        reached = (_border_end(source, segment, start) for start in _starts(source, segment, end))
        end = next((place for place in reached if place is not None), None)
    return end is not None and any(len(source) in _ends(source, last, s) for s in _starts(source, last, end))


def _starts(source: str, segment: list[Piece], after: int) -> Iterator[int]:
    """Give the places where a segment may begin without cutting a word; a long text is searched, not walked."""
    if not segment:
        yield len(source)
    elif segment[0][0] is _Mark.LITERAL:
        place = source.find(segment[0][1], after)
        while place >= 0:
            if _is_border(source, place):
                yield place
            place = source.find(segment[0][1], place + 1)
    else:
        yield from (place for place in range(after, len(source) + 1) if _is_border(source, place))


def _border_end(source: str, segment: list[Piece], start: int) -> int | None:
    return min((end for end in _ends(source, segment, start) if _is_border(source, end)), default=None)


def _ends(source: str, segment: list[Piece], start: int) -> set[int]:
    """Give where in the source a segment may end that starts at `start`: white space beside insertions is free."""
    places = {start}
    for mark, piece in segment:
        reached = set[int]()
        for place in places:
            after = place + 1 if source[place : place + 1] == " " else place
            if source.startswith(piece, after):
                reached.add(after + len(piece))
            if mark is _Mark.INSERTION and _is_border(source, place):
                reached.add(place)
        places = reached
    return places


def _is_border(source: str, place: int) -> bool:
    """Tell whether the source may be cut here without cutting a word: `can|'t`, `co-|op` and `1|,000` are cuts."""
    left, right = source[place - 1 : place], source[place : place + 1]
    if not left or not right:
        return True
    if _wordlike(left) and _wordlike(right):
        return False
    return not (
        (_wordlike(left) and _joins(right, left, source[place + 1 : place + 2]))
        or (_wordlike(right) and _joins(left, source[place - 2 : place - 1], right))
    )


def _joins(sign: str, left: str, right: str) -> bool:
    if sign in _JOINERS:
        return _wordlike(left) and _wordlike(right)
    return sign in _NUMBER_JOINERS and left.isdigit() and right.isdigit()


def _wordlike(character: str) -> bool:
    """Tell letters, figures and their combining marks from white space, punctuation and signs."""
    return bool(character) and unicodedata.category(character)[0] in "LMN"
