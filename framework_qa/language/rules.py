"""Rules, compiled: a codebook's phrases spelt in letters, and what the rarest word of each announces."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain
from typing import NamedTuple

from framework_qa.language.faults import RuleFault, least_distance, rule_faults
from framework_qa.language.lexicon import CLOSING, Lexicon
from framework_qa.language.patterns import Pattern, PatternMatcher, needs_of, pattern_faults
from framework_qa.language.phrases import Phrase, phrases_of, rarity
from framework_qa.model.codebook import Codebook, Near, Rules, SubthemeStatus, Unit
from framework_qa.model.ids import Code

__all__ = ["Announced", "Chance", "CompiledRules", "CompiledSubtheme", "RuleFault", "compile_rules", "rule_faults"]


@dataclass(frozen=True, slots=True)
class CompiledSubtheme:
    """What is asked of a subtheme once its rules are announced: what cancels, and its token patterns."""

    code: Code
    unit: Unit
    never: tuple[str, ...]
    matcher: PatternMatcher | None


@dataclass(frozen=True, slots=True)
class Chance:
    """A rule of the subtheme at `place` that needs more than one phrase: an `all_near`, or a token pattern.

    A sentence must hold one phrase of each entry, `first` and `others`, and each sign as it is written. `within` is
    how near the entries must stand, or None for a token pattern. `next` has a letter of each phrase of the next entry,
    which a sentence without any cannot fulfil; without such an entry, the letter that closes every sentence.
    """

    place: int
    first: tuple[str, ...]
    others: tuple[tuple[str, ...], ...]
    signs: tuple[str, ...]
    within: int | None
    next: frozenset[str]


class Announced(NamedTuple):
    """A phrase, and what it makes fire or gives a chance: subthemes and chances, by number."""

    phrase: str
    fires: tuple[int, ...]
    chances: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class CompiledRules:
    """All rules of a codebook version, with the lexicon that spells a text for them.

    `announced` lists phrases by the letter of their rarest word, each with how many letters stand before that; such
    letters are found by `anchors`. `everywhere` lists the chances that no word announces.
    """

    subthemes: tuple[CompiledSubtheme, ...]
    announced: Mapping[str, tuple[tuple[str, int, Announced], ...]]
    anchors: re.Pattern[str]
    chances: tuple[Chance, ...]
    everywhere: tuple[int, ...]
    lexicon: Lexicon


@dataclass(frozen=True, slots=True)
class _Rule:
    """One rule in keys: what announces it, what else it needs, and how near; `fires` when it needs nothing else."""

    place: int
    heads: tuple[Phrase, ...]
    others: tuple[tuple[Phrase, ...], ...] = ()
    signs: tuple[str, ...] = ()
    within: int | None = None
    fires: bool = False


def compile_rules(codebook: Codebook) -> CompiledRules:
    """Compile the rules of a codebook's live subthemes. What `rule_faults` tells of is left out, never raised."""
    live = [s for s in codebook.subthemes() if s.status is SubthemeStatus.LIVE and s.rules]
    sound = [tuple(p for p in s.rules.patterns if not any(pattern_faults(p))) for s in live]
    rules = [
        rule
        for place, (subtheme, patterns) in enumerate(zip(live, sound, strict=True))
        for rule in _rules(place, subtheme.rules, patterns)
    ]
    never = [tuple(_phrases(subtheme.rules.never)) for subtheme in live]
    lexicon = _lexicon(rules, never)
    subthemes = tuple(
        CompiledSubtheme(s.code, s.unit, _spelt(phrases, lexicon), PatternMatcher(patterns) if patterns else None)
        for s, phrases, patterns in zip(live, never, sound, strict=True)
    )
    return _announced(subthemes, rules, lexicon)


def _rules(place: int, rules: Rules, patterns: tuple[Pattern, ...]) -> Iterator[_Rule]:
    """Walk the rules of a subtheme that can match, each with what is likely to be its rarest entry first."""
    yield _Rule(place, tuple(_phrases(rules.any)), fires=True)
    for near in filter(_can_match, rules.all_near):
        rarest, *others = sorted(map(phrases_of, near.words), key=_rarity, reverse=True)
        yield _Rule(place, rarest, tuple(others), within=near.within)
    for needs in map(needs_of, patterns):
        rarest, *others = sorted(needs.words, key=_rarity, reverse=True) or [()]
        yield _Rule(place, rarest, tuple(others), needs.signs)


def _phrases(entries: Iterable[str]) -> dict[Phrase, None]:
    return dict.fromkeys(phrase for entry in entries for phrase in phrases_of(entry))


def _can_match(near: Near) -> bool:
    entries = {phrases_of(word) for word in near.words}
    return len(entries) == len(near.words) > 1 and () not in entries and near.within >= least_distance(near)


def _rarity(entry: tuple[Phrase, ...]) -> tuple[int, int, str]:
    """Rank an entry by the commonest of its phrases, and a phrase by its rarest word."""
    return min(max(map(rarity, phrase)) for phrase in entry)


def _lexicon(rules: list[_Rule], never: list[tuple[Phrase, ...]]) -> Lexicon:
    """Make the lexicon of all keys that rules ask about; its first letters go to those that announce something."""
    anchors = {max(phrase, key=rarity) for rule in rules for phrase in rule.heads}
    phrases = chain(*never, *(chain(rule.heads, *rule.others) for rule in rules))
    others = set(chain.from_iterable(phrases)) - anchors
    return Lexicon((*sorted(anchors, key=rarity, reverse=True), *sorted(others)))


def _spelt(phrases: Iterable[Phrase], lexicon: Lexicon) -> tuple[str, ...]:
    return tuple(map(lexicon.spell, phrases))


def _announced(subthemes: tuple[CompiledSubtheme, ...], rules: list[_Rule], lexicon: Lexicon) -> CompiledRules:
    """Spell the rules, and list them under the letters that announce them."""
    fires: defaultdict[str, dict[int, None]] = defaultdict(dict)
    chances: defaultdict[str, dict[int, None]] = defaultdict(dict)
    spelt = tuple(_chance(rule, lexicon) for rule in rules if not rule.fires)
    for rule in rules:
        if rule.fires:
            for phrase in _spelt(rule.heads, lexicon):
                fires[phrase][rule.place] = None
    for number, chance in enumerate(spelt):
        for phrase in chance.first:
            chances[phrase][number] = None
    by_anchor: defaultdict[str, list[tuple[str, int, Announced]]] = defaultdict(list)
    for phrase in dict.fromkeys((*fires, *chances)):
        anchor = min(phrase)  # the first letters are the anchors'
        meaning = Announced(phrase, tuple(fires[phrase]), tuple(chances[phrase]))
        by_anchor[anchor].append((phrase, phrase.index(anchor), meaning))
    everywhere = tuple(number for number, chance in enumerate(spelt) if not chance.first)
    anchors = re.compile(f"[{min(by_anchor)}-{max(by_anchor)}]" if by_anchor else r"(?!)")
    return CompiledRules(
        subthemes, {anchor: tuple(under) for anchor, under in by_anchor.items()}, anchors, spelt, everywhere, lexicon
    )


def _chance(rule: _Rule, lexicon: Lexicon) -> Chance:
    others = tuple(_spelt(entry, lexicon) for entry in rule.others)
    following = frozenset(map(min, others[0])) if others else frozenset(CLOSING)
    return Chance(rule.place, _spelt(rule.heads, lexicon), others, rule.signs, rule.within, following)
