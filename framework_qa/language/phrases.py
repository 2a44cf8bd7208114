"""Phrases: an entry of a rule as the keys of its words, ready to be found in a sentence."""

from __future__ import annotations

from functools import cache, lru_cache

from framework_qa.language.forms import closed_up, fold, key_of
from framework_qa.language.lexicon import RUN, tokens

# What interviews are full of, the commonest first; everything else counts as rare.
COMMON = (
    *(
        "the",
        "be",
        "to",
        "and",
        "a",
        "of",
        "that",
        "in",
        "it",
        "i",
        "have",
        "you",
        "they",
        "not",
        "for",
        "do",
        "we",
        "on",
    ),
    *(
        "with",
        "at",
        "this",
        "but",
        "as",
        "so",
        "or",
        "if",
        "what",
        "there",
        "just",
        "go",
        "get",
        "will",
        "can",
        "would",
    ),
    *("one", "all", "like", "from", "out", "up", "about", "know", "he", "she", "my", "your", "their", "our", "them"),
    *("when", "think", "by", "who", "some", "then", "because", "come", "more", "say", "people", "see", "really", "how"),
    *(
        "which",
        "time",
        "thing",
        "now",
        "no",
        "work",
        "yes",
        "yeah",
        "well",
        "could",
        "other",
        "her",
        "him",
        "his",
        "us",
    ),
    *("very", "good", "into", "look", "want", "make", "take", "back", "over", "where", "need", "way", "lot", "down"),
    *(
        "year",
        "day",
        "any",
        "even",
        "here",
        "mean",
        "right",
        "try",
        "only",
        "something",
        "kind",
        "much",
        "after",
        "off",
    ),
    *("first", "two", "use", "talk", "put", "give", "start", "feel", "through", "before", "should", "than"),
    *("find", "tell", "too", "still", "little", "help", "bit", "sort", "same", "why", "ask", "never", "okay", "call"),
)


Phrase = tuple[str, ...]  # the keys of its words, in order


@lru_cache(maxsize=1 << 14)
def phrases_of(entry: str) -> tuple[Phrase, ...]:
    """Give an entry as phrases: none without a word in it; two where a hyphen may also be left out.

    `waiting list` and `waiting-list` are one phrase; `drop-in` is also `dropin`.
    """
    rows = (tuple(token.key for token in tokens(fold(text))) for text in dict.fromkeys((entry, closed_up(entry))))
    return tuple(keys for keys in dict.fromkeys(rows) if any(map(RUN.search, keys)))


def stands_in(phrase: Phrase, longer: Phrase) -> bool:
    """Tell whether a phrase stands somewhere within another."""
    return any(longer[at : at + len(phrase)] == phrase for at in range(len(longer) - len(phrase) + 1))


def rarity(key: str) -> tuple[int, int, str]:
    """Rank a word by how rarely people are likely to say it: common words first, then the short ones."""
    return _ranks().get(key, len(COMMON)), len(key), key


@cache
def _ranks() -> dict[str, int]:
    return {key_of(word): rank for rank, word in reversed(list(enumerate(COMMON)))}


def as_compared(entry: str) -> str:
    """Give an entry as it is compared with others for being the same: case, hyphens, apostrophes, spaces folded."""
    return " ".join(fold(entry).casefold().split())
