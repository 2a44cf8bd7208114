"""The outside judge: the same suggestions the plain way, every turn tokenised whole and matched by spaCy's matchers.

It shares with the product what a word's key is, how an entry is read and where sentences end; all else is its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import groupby, product
from typing import Any

import spacy
from spacy.matcher import Matcher, PhraseMatcher
from spacy.tokens import Doc

from framework_qa.language.forms import fold, key_of
from framework_qa.language.lexicon import TRANSPARENT, token_key
from framework_qa.language.phrases import phrases_of
from framework_qa.language.sentences import sentences
from framework_qa.language.suggest import Suggestion
from framework_qa.model.codebook import Codebook, Rules, Subtheme, SubthemeStatus, Unit
from framework_qa.model.text import SpeakerRole, Transcript, Turn

NLP = spacy.blank("en")
KINDS = ("any", "all_near", "patterns")

Hit = tuple[int, int]  # tokens of a sentence


def judge(codebook: Codebook, transcript: Transcript) -> tuple[Suggestion, ...]:
    live = [(n, s) for n, s in enumerate(codebook.subthemes()) if s.status is SubthemeStatus.LIVE and s.rules]
    judges = [(n, _Judge(s)) for n, s in live]
    found: list[tuple[int, int, int, Suggestion]] = []
    for turn in transcript.turns:
        if transcript.role_of(turn.speaker) is SpeakerRole.RESPONDENT:
            laid = list(_sentences(transcript, turn))
            for order, each in judges:
                found += [(s.start, s.end, order, s) for s in each.of_turn(transcript, turn, laid)]
    return tuple(suggestion for *_, suggestion in sorted(found, key=lambda row: row[:3]))


class _Sentence:
    """The tokens of one sentence: where they stand in the text, their keys, the words they belong to."""

    def __init__(self, start: int, end: int, rows: list[tuple[int, int, str, int]], whole: Any) -> None:
        self.start, self.end, self.whole = start, end, whole
        self.places = [(a, b) for a, b, _, _ in rows]
        self.words = [word for *_, word in rows]
        self.doc = Doc(NLP.vocab, words=[key or "∅" for _, _, key, _ in rows])


def _sentences(transcript: Transcript, turn: Turn) -> Iterator[_Sentence]:
    doc = NLP.make_doc(fold(transcript.text)[turn.start : turn.end])
    number, numbers = 0, []
    for token in doc:  # a word is what stands between white space and holds a letter or digit
        numbers.append(number)
        number += bool(token.whitespace_ or token.is_space)
    spoken = {n for n, group in groupby(zip(numbers, doc, strict=True), lambda p: p[0]) if _spoken(t for _, t in group)}
    rank = {n: sum(m <= n for m in spoken) for n in set(numbers)}
    for start, end in sentences(transcript.text, turn.start, turn.end):
        inside = [t for t in doc if start <= turn.start + t.idx < end]
        rows = [
            (turn.start + t.idx, turn.start + t.idx + len(t), token_key(t.text, t.norm_), rank[numbers[t.i]])
            for t in inside
            if not t.is_space and not TRANSPARENT.fullmatch(t.text)
        ]
        yield _Sentence(start, end, rows, doc[inside[0].i : inside[-1].i + 1])


def _spoken(tokens: Iterator[Any]) -> bool:
    return any(re.search(r"[^\W_]", token.text) for token in tokens)


class _Judge:
    def __init__(self, subtheme: Subtheme) -> None:
        self.subtheme, rules = subtheme, subtheme.rules
        self.any, self.never = _phrases(*rules.any), _phrases(*rules.never)
        self.nears = [(near.within, [_phrases(word) for word in near.words]) for near in rules.all_near]
        self.matcher = _matcher(rules)

    def of_turn(self, transcript: Transcript, turn: Turn, laid: list[_Sentence]) -> Iterator[Suggestion]:
        fired = [(s, *result) for s in laid if (result := self.of_sentence(s, turn.start))]
        if self.subtheme.unit is Unit.SENTENCE:
            for sentence, kind, places in fired:
                yield self._suggestion(transcript, turn, (sentence.start, sentence.end), kind, places)
        elif fired:
            kind = min(kind for _, kind, _ in fired)
            places = {place for _, of, found in fired if of == kind for place in found}
            yield self._suggestion(transcript, turn, (turn.start, turn.end), kind, places)

    def _suggestion(self, transcript: Transcript, turn: Turn, mark: Hit, kind: int, places: set[Hit]) -> Suggestion:
        words = dict.fromkeys(transcript.text[a:b] for a, b in sorted(places))
        return Suggestion(turn.number, *mark, self.subtheme.code, KINDS[kind], tuple(words))

    def of_sentence(self, sentence: _Sentence, turn_start: int) -> tuple[int, set[Hit]] | None:
        never = _hits(self.never, sentence)

        def kept(hits: set[Hit]) -> list[Hit]:
            return sorted(h for h in hits if not any(a < h[1] and h[0] < b for a, b in never))

        def placed(hits: Any) -> set[Hit]:
            return {(sentence.places[a][0], sentence.places[b - 1][1]) for a, b in hits}

        if found := kept(_hits(self.any, sentence)):
            return 0, placed(found)
        near: set[Hit] = set()
        for within, entries in self.nears:
            near |= placed(_nearest([kept(_hits(entry, sentence)) for entry in entries], within, sentence.words))
        if near:
            return 1, near
        cancelled = placed(never)
        spans = {
            (turn_start + span.start_char, turn_start + span.end_char)
            for span in (self.matcher(sentence.whole, as_spans=True) if self.matcher else ())
        }
        spans = {(a, b) for a, b in spans if not any(c < b and a < d for c, d in cancelled)}
        return (2, spans) if spans else None


def _phrases(*entries: str) -> PhraseMatcher | None:
    rows = {keys for entry in entries for keys in phrases_of(entry)}
    if not rows:
        return None
    matcher = PhraseMatcher(NLP.vocab, attr="ORTH")
    matcher.add("entry", [Doc(NLP.vocab, words=list(keys)) for keys in rows])
    return matcher


def _hits(matcher: PhraseMatcher | None, sentence: _Sentence) -> set[Hit]:
    return {(start, end) for _, start, end in matcher(sentence.doc)} if matcher and len(sentence.doc) else set()


def _nearest(columns: list[list[Hit]], within: int, words: list[int]) -> tuple[Hit, ...]:
    """Try every combination; of those near enough, take the one that begins to end first, then the first of each."""
    held = [
        (min(words[end - 1] for _, end in chosen), chosen)
        for chosen in product(*columns)
        if words[max(start for start, _ in chosen)] - min(words[end - 1] for _, end in chosen) <= within
    ]
    return min(held)[1] if held else ()


def _matcher(rules: Rules) -> Matcher | None:
    if not rules.patterns:
        return None
    matcher = Matcher(NLP.vocab)
    keyed = [
        [{k: key_of(v) if k == "LEMMA" else v for k, v in token.items()} for token in pattern]
        for pattern in rules.patterns
    ]
    matcher.add("patterns", keyed, greedy="LONGEST")

    def run(span: Any, *, as_spans: bool) -> Any:
        for token in span.doc:
            token.lemma_ = key_of(token.norm_)
        return matcher(span, as_spans=as_spans)

    return run  # type: ignore[return-value]
