"""Token patterns: spaCy's own, checked, made safe, and run only on sentences that could match.

spaCy's Matcher follows every way a pattern can be laid over the tokens. Ways multiply with each optional token, so
their number is limited here; regular expressions and fuzzy matching are refused, since their time cannot be foreseen.

Patterns see folded text: hyphens inside words are spaces, apostrophes straight, any white space one space. A LEMMA is
the key of its family. Of matches that overlap the longest counts.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from framework_qa.language.forms import fold, key_of
from framework_qa.language.lexicon import RUN
from framework_qa.language.phrases import Phrase
from framework_qa.language.pipeline import english

Pattern = tuple[dict[str, Any], ...]
Fault = tuple[str, str]  # what is wrong, what to do

TEXTS = frozenset({"ORTH", "TEXT", "LOWER", "NORM", "LEMMA", "SHAPE"})
FLAGS = frozenset(
    (
        *("IS_ALPHA", "IS_ASCII", "IS_DIGIT", "IS_LOWER", "IS_UPPER", "IS_TITLE", "IS_STOP", "IS_CURRENCY"),
        *("IS_PUNCT", "IS_LEFT_PUNCT", "IS_RIGHT_PUNCT", "IS_QUOTE", "IS_BRACKET"),
        *("LIKE_NUM", "LIKE_URL", "LIKE_EMAIL"),
    )
)
NAMING = ("LOWER", "LEMMA", "ORTH", "TEXT")
KNOWN = TEXTS | FLAGS | {"LENGTH", "OP"}
PREDICATES = frozenset({"IN", "NOT_IN", "==", "!=", ">=", "<=", ">", "<"})
UNSAFE = re.compile(r"REGEX|FUZZY\d*")
REPEAT = re.compile(r"\{(?:(\d{1,9})|(\d{0,9}),(\d{0,9}))\}", re.ASCII)

LONGEST = 30  # tokens in a pattern, repetitions written out
MOST_OPTIONAL = 6  # 2 ** 6 ways to begin at a token
MOST_OPTIONAL_UNBOUNDED = 2  # beside a `*` or `+`, which alone has a way for every further token
WINDOW = 200  # tokens that a pattern sees at once, in a sentence longer than that


def pattern_faults(pattern: Pattern) -> Iterator[Fault]:
    """Walk what is wrong with a pattern, each as a message and a cure; nothing for one that may be run."""
    if not pattern:
        yield "a token pattern is empty", "Give it at least one token, or take it out."
        return
    found = [fault for token in pattern for fault in _token_faults(token)]
    found = found or list(_size_faults(pattern))  # spaCy writes repetitions out: size first
    yield from found or _refused_by_spacy(pattern)


def _token_faults(token: object) -> Iterator[Fault]:
    if not isinstance(token, dict):
        yield "a token of a pattern is not a mapping", "Write each token as {LOWER: word}."
        return
    for attribute, value in token.items():
        yield from _attribute_faults(str(attribute), value)


def _attribute_faults(attribute: str, value: object) -> Iterator[Fault]:
    if attribute.upper() not in KNOWN:
        yield (
            f"a token pattern asks for {attribute}, which this toolkit cannot tell of a word",
            f"Use {', '.join(sorted(KNOWN))}.",
        )
    for predicate in value if isinstance(value, dict) else ():
        if UNSAFE.fullmatch(str(predicate)):
            yield (
                f"a token pattern uses {predicate}, which can take for ever on some text",
                "Use LOWER or LEMMA with IN and a list of words.",
            )
        elif predicate not in PREDICATES:
            yield f"a token pattern uses the unknown comparison {predicate}", "Use IN, NOT_IN, ==, !=, >=, <=, > or <."
    yield from _word_faults(attribute.upper(), value)


def _word_faults(attribute: str, value: object) -> Iterator[Fault]:
    """Tell of words that no token can be."""
    for word in _texts(value):
        if attribute in TEXTS and len(fold(word).split()) != 1:
            yield f"a token pattern asks for {word!r}, which is not one token", "Write one token a word."
        elif attribute == "LOWER" and word != word.lower():
            yield f"a token pattern asks for {word!r} in LOWER, which has a capital", "Write it in lower case."


def _texts(value: object) -> tuple[str, ...]:
    """Give the words that a value names."""
    if isinstance(value, str):
        return (value,)
    listed = value.get("IN") if isinstance(value, dict) else None
    return tuple(word for word in listed if isinstance(word, str)) if isinstance(listed, list | tuple) else ()


def _size_faults(pattern: Pattern) -> Iterator[Fault]:
    """Tell of a pattern that can be laid over the tokens in too many ways."""
    counts = [_repeats(str(_folded_keys(token).get("OP", "1"))) for token in pattern]
    unbounded = sum(most is None for _, most in counts)
    optional = sum(most - least for least, most in counts if most is not None)
    length = sum(least if most is None else most for least, most in counts)
    if unbounded > 1:
        yield "a token pattern repeats more than one token without end", "Say how often: {OP: '{0,3}'}."
    elif optional > (MOST_OPTIONAL_UNBOUNDED if unbounded else MOST_OPTIONAL):
        yield "a token pattern has too many optional tokens", "Write two shorter patterns instead."
    elif length > LONGEST:
        yield f"a token pattern is longer than {LONGEST} tokens", "Shorten it."


def _repeats(operator: str) -> tuple[int, int | None]:
    """Give how often a token may stand at least and at most; None for without end."""
    plain: dict[str, tuple[int, int | None]] = {"*": (0, None), "+": (1, None), "?": (0, 1)}
    if operator in plain:
        return plain[operator]
    if not (found := REPEAT.fullmatch(operator)):
        return (LONGEST + 1, LONGEST + 1) if "{" in operator else (1, 1)
    if found[1]:
        return int(found[1]), int(found[1])
    return int(found[2] or 0), int(found[3]) if found[3] else None


def _refused_by_spacy(pattern: Pattern) -> Iterator[Fault]:
    from spacy.matcher import Matcher

    try:
        Matcher(english().vocab, validate=True).add("rule", [_prepared(pattern)])
    except (ValueError, TypeError, OverflowError):
        yield "a token pattern is not one that spaCy understands", "Compare it with spaCy's guide to the Matcher."


def _folded_keys(token: dict[str, Any]) -> dict[str, Any]:
    return {str(attribute).upper(): value for attribute, value in token.items()}


def _prepared(pattern: Pattern) -> list[dict[str, Any]]:
    """Give a pattern with straight apostrophes, and the keys of its lemmas in place of the lemmas."""
    return [
        {attribute: _with(value, _fit(attribute)) for attribute, value in _folded_keys(token).items()}
        for token in pattern
    ]


def _fit(attribute: str) -> Callable[[str], str]:
    return key_of if attribute == "LEMMA" else fold


def _with(value: Any, fit: Callable[[str], str]) -> Any:  # noqa: ANN401 - as spaCy takes it
    if isinstance(value, str):
        return fit(value)
    if isinstance(value, dict):
        return {name: _with(inner, fit) for name, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_with(inner, fit) for inner in value]
    return value


@dataclass(frozen=True, slots=True)
class Needs:
    """What a sentence must hold for a pattern to match: one word of each list, and every sign as it is written."""

    words: tuple[tuple[Phrase, ...], ...]
    signs: tuple[str, ...]


def needs_of(pattern: Pattern) -> Needs:
    """Foresee what a sentence must hold from the tokens of a pattern that have to stand and name their words."""
    words: list[tuple[Phrase, ...]] = []
    signs: list[str] = []
    standing = [token for token in map(_folded_keys, pattern) if token.get("OP", "1") in ("1", "+")]
    for named in (_texts(token.get(attribute)) for token in standing for attribute in NAMING):
        if named and all(map(_is_one_word, named)):
            words.append(tuple(dict.fromkeys((key_of(word),) for word in named)))
        elif len(named) == 1 and not RUN.search(named[0]):
            signs.append(fold(named[0]))
    return Needs(tuple(words), tuple(signs))


def _is_one_word(word: str) -> bool:
    """Tell whether a word is written as one run of letters that spaCy never cuts out of a longer one."""
    return word.isalpha() and word.isascii() and word.lower() not in _cut_out()


@cache
def _cut_out() -> frozenset[str]:
    """Give what spaCy's special cases cut words into: `ca` and `did` of `can't` and `didn't`."""
    from spacy.symbols import ORTH

    rules = english().tokenizer.rules.values()
    return frozenset(part[ORTH].lower() for parts in rules if len(parts) > 1 for part in parts)


class PatternMatcher:
    """The token patterns of one subtheme, over sentences."""

    def __init__(self, patterns: tuple[Pattern, ...]) -> None:
        from spacy.matcher import Matcher

        self._matcher = Matcher(english().vocab)
        self._matcher.add("patterns", [_prepared(pattern) for pattern in patterns], greedy="LONGEST")
        self._lemmas = any("LEMMA" in _folded_keys(token) for pattern in patterns for token in pattern)

    def __call__(self, sentence: str) -> list[tuple[int, int]]:
        """Find where patterns match in a sentence of folded text: code points from its beginning."""
        even, places = _evened(sentence)
        doc = english().tokenizer(even)
        if self._lemmas:
            for token in doc:
                token.lemma_ = key_of(token.norm_)
        if len(doc) <= WINDOW:
            matches = {(first, end) for _, first, end in self._matcher(doc)}
        else:
            matches = {
                (at + first, at + end)
                for at in range(0, len(doc) - WINDOW // 2, WINDOW // 2)
                for _, first, end in self._matcher(doc[at : at + WINDOW])
            }
        spans = [doc[first:end] for first, end in sorted(matches)]
        return [(places[span.start_char], places[span.end_char - 1] + 1) for span in spans]


def _evened(sentence: str) -> tuple[str, range | list[int]]:
    """Give a sentence with single spaces, and where each of its characters came from."""
    even = " ".join(sentence.split())
    if len(even) == len(sentence):
        return even, range(len(even))
    places: list[int] = []
    for word in re.finditer(r"\S+", sentence):
        places += [*range(*word.span()), word.end()]
    return even, places
