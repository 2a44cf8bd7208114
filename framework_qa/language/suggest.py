"""Suggestions: where a codebook's rules fire in what respondents said."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from framework_qa.language.rules import Announced, Chance, CompiledRules
from framework_qa.language.spelt import Span, SpeltText
from framework_qa.model.codebook import Unit
from framework_qa.model.ids import Code
from framework_qa.model.text import SpeakerRole, Transcript

KINDS = ("any", "all_near", "patterns")
ANY, ALL_NEAR, PATTERNS = range(3)

Standing = tuple[int, Announced]  # the first token of an announcing phrase
Where = tuple[int, int]  # a sentence, and the place of a subtheme, both by number
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
    respondents = {s.label for s in transcript.speakers if transcript.role_of(s.label) is SpeakerRole.RESPONDENT}
    turns = (turn for turn in transcript.turns if turn.speaker in respondents)
    spelt = SpeltText(rules.lexicon, transcript.text, turns)
    return tuple(
        Suggestion(number, start, end, rules.subthemes[place].code, KINDS[kind], _words(transcript.text, spans))
        for (start, end, place), number, (kind, spans) in sorted(_marked(rules, spelt))
    )


def _words(text: str, spans: list[Span]) -> tuple[str, ...]:
    return tuple(dict.fromkeys([text[start:end] for start, end in sorted(spans)]))


def _marked(rules: CompiledRules, spelt: SpeltText) -> Iterator[tuple[Mark, int, Fired]]:
    """Walk what the rules mark, sentences or whole turns, each with the number of its turn and what fired there."""
    whole: dict[Mark, tuple[int, Fired]] = {}
    for (sentence, place), (kind, spans) in _fired(rules, spelt).items():
        turn = spelt.turns[sentence]
        mark = turn.start, turn.end, place
        if rules.subthemes[place].unit is Unit.SENTENCE:
            yield (*spelt.sentences[sentence], place), turn.number, (kind, spans)
        elif mark not in whole or kind < whole[mark][1][0]:
            whole[mark] = turn.number, (kind, spans)
        elif kind == whole[mark][1][0]:
            whole[mark][1][1].extend(spans)
    for mark, (number, fired) in whole.items():
        yield mark, number, fired


def _fired(rules: CompiledRules, spelt: SpeltText) -> dict[Where, Fired]:
    """Give for each sentence and subtheme the first kind of rule that fires, and where."""
    fires, chances = _announced(rules, spelt)
    fired: dict[Where, Fired] = {}
    for where, spans in fires.items():
        if kept := _kept(rules, spelt, where, spans):
            fired[where] = ANY, list(map(spelt.stretch, kept))
    _try(rules, spelt, sorted(chances), fired)
    return fired


def _announced(rules: CompiledRules, spelt: SpeltText) -> tuple[dict[Where, list[Span]], list[tuple[int, int]]]:
    """Give the tokens that make `any` fire, and the chances worth a look, each by sentence and number."""
    fires: defaultdict[Where, list[Span]] = defaultdict(list)
    chances: defaultdict[int, set[int]] = defaultdict(set)
    for first, (phrase, places, numbers) in _standing(rules, spelt.letters):
        sentence = spelt.sentence_of(first)
        for place in places:
            fires[sentence, place].append((first, first + len(phrase)))
        if numbers:
            chances[sentence].update(numbers)
    for number in rules.everywhere:
        for sentence in spelt.showing(rules.chances[number].signs):
            chances[sentence].add(number)
    return fires, _likely(rules, spelt, chances)


def _likely(rules: CompiledRules, spelt: SpeltText, chances: Mapping[int, set[int]]) -> list[tuple[int, int]]:
    """Leave the chances for which their sentence holds a letter of what they need next; few do."""
    following = [chance.next for chance in rules.chances]
    likely: list[tuple[int, int]] = []
    for sentence, numbers in chances.items():
        spoken = frozenset(spelt.closed(sentence))
        likely += [(sentence, number) for number in numbers if not following[number].isdisjoint(spoken)]
    return likely


def _standing(rules: CompiledRules, letters: str) -> list[Standing]:
    """Find the announcing phrases in a text, each with its first token."""
    announced = rules.announced
    return [
        (at - before, meaning)
        for at in [anchor.start() for anchor in rules.anchors.finditer(letters)]
        for phrase, before, meaning in announced[letters[at]]
        if at >= before and letters.startswith(phrase, at - before)
    ]


def _try(rules: CompiledRules, spelt: SpeltText, chances: list[tuple[int, int]], fired: dict[Where, Fired]) -> None:
    """Add to `fired` what else fires, by sentence and number of the chance: `all_near` comes before patterns."""
    tried: set[Where] = set()
    for sentence, number in chances:
        chance = rules.chances[number]
        where = sentence, chance.place
        settled = ANY if chance.within else ALL_NEAR
        if where in tried or (where in fired and fired[where][0] <= settled):
            continue
        if not _holds(chance, spelt, sentence):
            continue
        if chance.within is None:  # one run for all patterns of the subtheme
            tried.add(where)
            kind, spans = PATTERNS, _matched(rules, spelt, where)
        else:
            kind, spans = ALL_NEAR, _near(rules, spelt, where, chance)
        if spans:
            fired.setdefault(where, (kind, []))[1].extend(spans)


def _kept(rules: CompiledRules, spelt: SpeltText, where: Where, spans: list[Span]) -> list[Span]:
    """Leave the spans of tokens that no `never` phrase in their sentence overlaps."""
    sentence, place = where
    never = rules.subthemes[place].never
    low, high = spelt.bounds(sentence)
    return [span for span in spans if not _overlapped(spelt.letters, never, span, low, high)] if never else spans


def _overlapped(letters: str, phrases: Iterable[str], span: Span, low: int, high: int) -> bool:
    """Tell whether one of the phrases, standing from `low` up to `high`, shares a token with a span."""
    first, end = span
    return any(
        letters.find(phrase, max(low, first - len(phrase) + 1), min(high, end + len(phrase) - 1)) >= 0
        for phrase in phrases
    )


def _holds(chance: Chance, spelt: SpeltText, sentence: int) -> bool:
    """Tell whether a sentence holds all that a rule needs beside what announced it."""
    find = spelt.letters.find
    low, high = spelt.bounds(sentence)
    for entry in chance.others:
        for phrase in entry:
            if find(phrase, low, high) >= 0:
                break
        else:
            return False
    return not chance.signs or spelt.shows(chance.signs, sentence)


def _near(rules: CompiledRules, spelt: SpeltText, where: Where, chance: Chance) -> list[Span]:
    """Give the code points by which an `all_near` rule holds in a sentence, none where it does not."""
    columns = [
        _kept(rules, spelt, where, sorted(_spans(spelt, entry, where[0]))) for entry in (chance.first, *chance.others)
    ]
    return list(map(spelt.stretch, _together(columns, spelt, chance.within or 0)))


def _spans(spelt: SpeltText, phrases: Iterable[str], sentence: int) -> Iterator[Span]:
    """Walk where phrases stand in a sentence, in tokens."""
    low, high = spelt.bounds(sentence)
    for phrase in phrases:
        at = spelt.letters.find(phrase, low, high)
        while at >= 0:
            yield at, at + len(phrase)
            at = spelt.letters.find(phrase, at + 1, high)


def _together(columns: list[list[Span]], spelt: SpeltText, within: int) -> list[Span]:
    """Choose one span from each column so that the last begins at most `within` words after the first ends.

    Adjoining words are 1 apart. Of all choices the first in the text is given, none if none is near enough.
    """
    ends = [[spelt.word_number(end - 1) for _, end in column] for column in columns]
    for earliest in sorted({word for column in ends for word in column}):
        places = [bisect_left(column, earliest) for column in ends]
        if any(place == len(column) for place, column in zip(places, columns, strict=True)):
            break
        chosen = [column[place] for place, column in zip(places, columns, strict=True)]
        if spelt.word_number(max(first for first, _ in chosen)) <= earliest + within:
            return chosen
    return []


def _matched(rules: CompiledRules, spelt: SpeltText, where: Where) -> list[Span]:
    """Run a subtheme's token patterns over a sentence, and leave the matches that no `never` phrase overlaps."""
    sentence, place = where
    subtheme = rules.subthemes[place]
    if subtheme.matcher is None:
        return []
    begin = spelt.sentences[sentence][0]
    found = [(begin + start, begin + end) for start, end in subtheme.matcher(spelt.words_of(sentence))]
    never = [spelt.stretch(span) for span in _spans(spelt, subtheme.never, sentence)] if found else []
    return [(start, end) for start, end in found if not any(a < end and start < b for a, b in never)]
