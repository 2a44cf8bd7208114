"""What is wrong with a codebook's rules: all of it, each with what to do."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from framework_qa.language.patterns import pattern_faults
from framework_qa.language.phrases import Phrase, as_compared, phrases_of, stands_in
from framework_qa.language.sentences import sentences
from framework_qa.model.codebook import Codebook, Near, Rules, SubthemeStatus
from framework_qa.model.ids import Code

Fault = tuple[str, str]  # what is wrong, what to do


@dataclass(frozen=True, slots=True)
class RuleFault:
    """A remark on one rule of a subtheme: what is wrong, what to do."""

    subtheme: Code
    message: str
    cure: str


def rule_faults(codebook: Codebook) -> tuple[RuleFault, ...]:
    """Find every rule of a codebook that is empty, unsafe, doubled, or can never do anything."""
    return tuple(
        RuleFault(subtheme.code, *fault)
        for subtheme in codebook.subthemes()
        if subtheme.status is not SubthemeStatus.RETIRED
        for fault in _faults(subtheme.rules)
    )


def _faults(rules: Rules) -> Iterator[Fault]:
    lists = [("any", rules.any), ("not", rules.never), *(("all_near", near.words) for near in rules.all_near)]
    for name, entries in lists:
        yield from _list_faults(name, entries)
    for near in rules.all_near:
        yield from _near_faults(near)
    yield from _cancelled(rules)
    yield from _idle(rules)
    for pattern in rules.patterns:
        yield from pattern_faults(pattern)


def _list_faults(name: str, entries: tuple[str, ...]) -> Iterator[Fault]:
    for entry in entries:
        if not phrases_of(entry):
            yield f"an entry of {name} holds no word: {entry!r}", "Write a word or a phrase, or take it out."
        elif len(list(sentences(entry, 0, len(entry)))) > 1:
            yield (
                f"{entry!r} in {name} runs over the end of a sentence and can never match",
                "Write one entry for each sentence.",
            )
    for entry, count in Counter(map(as_compared, entries)).items():
        if count > 1 and entry:
            yield (
                f"{entry!r} stands in {name} {count} times",
                "Keep one; case, hyphens and apostrophes make no difference.",
            )


def _near_faults(near: Near) -> Iterator[Fault]:
    listed = ", ".join(near.words)
    entries = [phrases_of(word) for word in near.words]
    least = least_distance(near)
    if len(entries) < 2:  # noqa: PLR2004 - nearness takes two
        yield f"all_near has fewer than two words: {listed}", "Add the words to be near, or move the word to any."
    elif len({frozenset(entry) for entry in entries}) < len(entries):
        yield f"all_near names two forms of one word: {listed}", "Keep one of them; inflections match anyway."
    elif near.within < least:
        yield (
            f"all_near can never match within {near.within}: {listed}",
            f"These words need at least {least}; adjoining words are 1 apart.",
        )


def least_distance(near: Near) -> int:
    """Give how near the words of a rule can come: the longest two outside, the others between them."""
    lengths = sorted(min((len(phrase) for phrase in phrases_of(word)), default=1) for word in near.words)
    return 1 + sum(lengths[:-2])


def _cancelled(rules: Rules) -> Iterator[Fault]:
    """Tell of entries that hold a phrase of `not`, so that each of their occurrences is cancelled."""
    named = [("any", entry) for entry in rules.any]
    named += [("all_near", word) for near in rules.all_near for word in near.words]
    for name, entry in dict.fromkeys(named):
        for never in rules.never:
            if _always_within(phrases_of(never), phrases_of(entry)):
                yield (
                    f"{entry!r} in {name} can never fire: {never!r} in not always cancels it",
                    "Take one of them out, or make the phrase in not longer.",
                )


def _always_within(inner: tuple[Phrase, ...], outer: tuple[Phrase, ...]) -> bool:
    return bool(inner and outer) and all(any(stands_in(phrase, whole) for phrase in inner) for whole in outer)


def _idle(rules: Rules) -> Iterator[Fault]:
    """Tell of phrases in `not` that share no word with what they are to cancel."""
    if rules.patterns:
        return
    entries = [*rules.any, *(word for near in rules.all_near for word in near.words)]
    said = {key for entry in entries for phrase in phrases_of(entry) for key in phrase}
    for never in rules.never:
        phrases = phrases_of(never)
        if phrases and not any(said.intersection(phrase) for phrase in phrases):
            yield (
                f"{never!r} in not cancels nothing: it shares no word with any entry",
                "Name the entry with its company, as in 'no stigma' for stigma, or take it out.",
            )
