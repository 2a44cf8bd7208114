"""Suggestions: where a codebook's rules fire in what respondents said."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from framework_qa.language.forms import fold
from framework_qa.language.rules import Announced, Chance, CompiledRules
from framework_qa.language.spelt import Span, SpeltTurn
from framework_qa.model.codebook import Unit
from framework_qa.model.ids import Code
from framework_qa.model.text import SpeakerRole, Transcript

KINDS = ("any", "all_near", "patterns")
ANY, ALL_NEAR, PATTERNS = range(3)

Standing = tuple[int, Announced]  # the first token of an announcing phrase in a turn
Where = tuple[int, int]  # a sentence of a turn, and the place of a subtheme, both by number
Mark = tuple[int, int, int]  # what a suggestion marks in code points, from and up to, and the place of its subtheme
Fired = tuple[int, list[Span]]  # the kind that fired, and the code points that did


@dataclass(frozen=True, slots=True)
class Suggestion:
    """That a sentence or turn may be about a subtheme, by which kind of rule, and the words that fired.

    `start` and `end` count code points into the transcript's text. `fired` gives the words as they stand there, each
    once, in the order of the text.
    """

    turn: int
    start: int
    end: int
    subtheme: Code
    rule: str
    fired: tuple[str, ...]


def suggest(rules: CompiledRules, transcript: Transcript) -> tuple[Suggestion, ...]:
    """Suggest codings for what respondents say in a transcript, sorted by place and then as the codebook lists them.

    Each subtheme is suggested at most once for a sentence, or for a turn where its unit is the turn.
    """
    text, folded = transcript.text, fold(transcript.text)
    respondents = {s.label for s in transcript.speakers if transcript.role_of(s.label) is SpeakerRole.RESPONDENT}
    turns = (SpeltTurn(rules.lexicon, text, folded, turn) for turn in transcript.turns if turn.speaker in respondents)
    found = [(mark, turn.turn.number, *fired) for turn in turns for mark, fired in _marked(rules, turn)]
    return tuple(
        Suggestion(number, start, end, rules.subthemes[place].code, KINDS[kind], _words(text, spans))
        for (start, end, place), number, kind, spans in sorted(found)
    )


def _words(text: str, spans: list[Span]) -> tuple[str, ...]:
    return tuple(dict.fromkeys([text[start:end] for start, end in sorted(spans)]))


def _marked(rules: CompiledRules, turn: SpeltTurn) -> Iterator[tuple[Mark, Fired]]:
    """Walk what the rules mark in a turn, sentences or the turn, and what fired there."""
    whole: dict[int, Fired] = {}
    for (sentence, place), (kind, spans) in _fired(rules, turn).items():
        if rules.subthemes[place].unit is Unit.SENTENCE:
            yield (*turn.sentences[sentence], place), (kind, spans)
        elif place not in whole or kind < whole[place][0]:
            whole[place] = kind, spans
        elif kind == whole[place][0]:
            whole[place][1].extend(spans)
    for place, fired in whole.items():
        yield (turn.turn.start, turn.turn.end, place), fired


def _fired(rules: CompiledRules, turn: SpeltTurn) -> dict[Where, Fired]:
    """Give for each sentence and subtheme the first kind of rule that fires, and where."""
    standing = _standing(rules, turn.letters)
    possible = _possible(rules, turn, standing)
    if not possible and not any(announced.fires for _, announced in standing):
        return {}
    turn.lay_out()
    fires, chances = _in_sentences(turn, standing, possible)
    chances.update((sentence, n) for n in possible.intersection(rules.everywhere) for sentence in turn.numbers)
    fired: dict[Where, Fired] = {}
    for where, spans in fires.items():
        if kept := _kept(rules, turn, where, spans):
            fired[where] = ANY, list(map(turn.stretch, kept))
    _try(rules, turn, sorted(chances), fired)
    return fired


def _try(rules: CompiledRules, turn: SpeltTurn, chances: list[tuple[int, int]], fired: dict[Where, Fired]) -> None:
    """Add to `fired` what else fires, by sentence and number of the chance: `all_near` comes before patterns."""
    tried: set[Where] = set()
    for sentence, number in chances:
        chance = rules.chances[number]
        where = sentence, chance.place
        settled = ANY if chance.within else ALL_NEAR
        if where in tried or (where in fired and fired[where][0] <= settled):
            continue
        if not _holds(chance, turn, turn.bounds(sentence), sentence):
            continue
        if chance.within is None:  # one run for all patterns of the subtheme
            tried.add(where)
            kind, spans = PATTERNS, _matched(rules, turn, where)
        else:
            kind, spans = ALL_NEAR, _near(rules, turn, where, chance)
        if spans:
            fired.setdefault(where, (kind, []))[1].extend(spans)


def _standing(rules: CompiledRules, letters: str) -> list[Standing]:
    """Find the announcing phrases in a turn, each with its first token."""
    announced = rules.announced
    return [
        (at - before, meaning)
        for at in [anchor.start() for anchor in rules.anchors.finditer(letters)]
        for phrase, before, meaning in announced[letters[at]]
        if at >= before and letters.startswith(phrase, at - before)
    ]


def _possible(rules: CompiledRules, turn: SpeltTurn, standing: list[Standing]) -> set[int]:
    """Give the numbers of the chances for which a turn holds all that is needed, wherever it stands."""
    numbers = {number for _, announced in standing for number in announced.chances}.union(rules.everywhere)
    bounds = 0, len(turn.letters)
    return {number for number in numbers if _holds(rules.chances[number], turn, bounds)}


def _in_sentences(
    turn: SpeltTurn, standing: list[Standing], possible: set[int]
) -> tuple[dict[Where, list[Span]], set[tuple[int, int]]]:
    """Put what is announced in its sentence: the tokens that make `any` fire, and the chances worth a look.

    A phrase that runs over the end of a sentence does not stand.
    """
    fires: defaultdict[Where, list[Span]] = defaultdict(list)
    chances: set[tuple[int, int]] = set()
    firsts = turn.firsts
    for first, (phrase, places, numbers) in standing:
        sentence = bisect_right(firsts, first) - 1
        end = first + len(phrase)
        if end <= firsts[sentence + 1]:
            for place in places:
                fires[sentence, place].append((first, end))
            for number in numbers:
                if number in possible:
                    chances.add((sentence, number))
    return fires, chances


def _kept(rules: CompiledRules, turn: SpeltTurn, where: Where, spans: list[Span]) -> list[Span]:
    """Leave the spans of tokens that no `never` phrase in their sentence overlaps."""
    sentence, place = where
    never = rules.subthemes[place].never
    low, high = turn.bounds(sentence)
    return [span for span in spans if not _overlapped(turn.letters, never, span, low, high)] if never else spans


def _overlapped(letters: str, phrases: Iterable[str], span: Span, low: int, high: int) -> bool:
    """Tell whether one of the phrases, standing from `low` up to `high`, shares a token with a span."""
    first, end = span
    return any(
        letters.find(phrase, max(low, first - len(phrase) + 1), min(high, end + len(phrase) - 1)) >= 0
        for phrase in phrases
    )


def _holds(chance: Chance, turn: SpeltTurn, bounds: Span, sentence: int | None = None) -> bool:
    """Tell whether a turn, or one of its sentences, holds all that a rule needs beside what announced it."""
    find = turn.letters.find
    for entry in chance.others:
        for phrase in entry:
            if find(phrase, *bounds) >= 0:
                break
        else:
            return False
    return not chance.signs or turn.shows(chance.signs, sentence)


def _near(rules: CompiledRules, turn: SpeltTurn, where: Where, chance: Chance) -> list[Span]:
    """Give the code points by which an `all_near` rule holds in a sentence, none where it does not."""
    columns = [
        _kept(rules, turn, where, sorted(_spans(turn, entry, where[0]))) for entry in (chance.first, *chance.others)
    ]
    return list(map(turn.stretch, _together(columns, turn, chance.within or 0)))


def _spans(turn: SpeltTurn, phrases: Iterable[str], sentence: int) -> Iterator[Span]:
    """Walk where phrases stand in a sentence, in tokens."""
    low, high = turn.bounds(sentence)
    for phrase in phrases:
        at = turn.letters.find(phrase, low, high)
        while at >= 0:
            yield at, at + len(phrase)
            at = turn.letters.find(phrase, at + 1, high)


def _together(columns: list[list[Span]], turn: SpeltTurn, within: int) -> list[Span]:
    """Choose one span from each column so that the last begins at most `within` words after the first ends.

    Adjoining words are 1 apart. Of all choices the first in the text is given, none if none is near enough.
    """
    ends = [[turn.word_number(end - 1) for _, end in column] for column in columns]
    for earliest in sorted({word for column in ends for word in column}):
        places = [bisect_left(column, earliest) for column in ends]
        if any(place == len(column) for place, column in zip(places, columns, strict=True)):
            break
        chosen = [column[place] for place, column in zip(places, columns, strict=True)]
        if turn.word_number(max(first for first, _ in chosen)) <= earliest + within:
            return chosen
    return []


def _matched(rules: CompiledRules, turn: SpeltTurn, where: Where) -> list[Span]:
    """Run a subtheme's token patterns over a sentence, and leave the matches that no `never` phrase overlaps."""
    sentence, place = where
    subtheme = rules.subthemes[place]
    if subtheme.matcher is None:
        return []
    begin = turn.sentences[sentence][0]
    found = [(begin + start, begin + end) for start, end in subtheme.matcher(turn.words_of(sentence))]
    never = [turn.stretch(span) for span in _spans(turn, subtheme.never, sentence)] if found else []
    return [(start, end) for start, end in found if not any(a < end and start < b for a, b in never)]
