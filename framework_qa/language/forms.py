"""Word families: the one key that a word shares with its inflections and its other spellings.

`parent`, `parents` and `Parents` have one key; so have `organise` and `organizing`. Lemmas come from simplemma's
English dictionary; a word it lacks is cut back to a base it knows, or by the regular endings.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import cache, lru_cache
from typing import Any

from framework_qa.language.spelling import british

OTHER_MARKS = (*((mark, "'") for mark in "‘’‛ʼʹ′´＇"), *((mark, "-") for mark in "‐‑–"))
GLUED_HYPHEN = re.compile(r"-(?<=[^\W_].)(?=\n?[^\W_])")
SHOUT = re.compile(r"'(?<=[A-Z].)[A-Z]")
SHOUTED = re.compile(r"\b[A-Z]+'[A-Z]+")
INVISIBLE = dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u2060\ufeff"))
VOWEL = re.compile(r"[aeiouy]")
LEAST = 4  # a word of this many letters or fewer has no ending to cut

# Where the dictionary says something nobody means (`gone` is under `gan`, `worse` under `wrong`).
LEMMAS = {
    "cutting": "cut",
    "closing": "close",
    "done": "do",
    "gone": "go",
    "spelt": "spell",
    "wives": "wife",
    "worse": "bad",
    "worst": "bad",
}


def fold(text: str) -> str:
    """Give `text` with one apostrophe, hyphens inside words as spaces, and shouted contractions in lower case.

    The result is as long as `text`, character for character, so that offsets hold in both.
    """
    text = GLUED_HYPHEN.sub(" ", _one_of_each(text))
    return SHOUTED.sub(_lowered, text) if SHOUT.search(text) else text


def closed_up(text: str) -> str:
    """Give `text` with the hyphens inside words left out: `drop-in` as `dropin`."""
    return GLUED_HYPHEN.sub("", _one_of_each(text))


def _one_of_each(text: str) -> str:
    """Give `text` with one kind of apostrophe and one of hyphen."""
    if not text.isascii():
        for mark, plainest in OTHER_MARKS:  # many times faster than translate, where most characters stay
            text = text.replace(mark, plainest)
    return text


def _lowered(match: re.Match[str]) -> str:
    return match[0].lower()


def plain(word: str) -> str:
    """Give a word without case, accents and characters that cannot be seen."""
    if word.isascii():
        return word.lower()
    parts = unicodedata.normalize("NFKD", word.casefold().translate(INVISIBLE))
    return "".join(part for part in parts if not unicodedata.combining(part))


@lru_cache(maxsize=1 << 16)
def key_of(word: str) -> str:
    """Give the key that a word shares with its family and with nothing else."""
    lemma = _lemma(plain(word))
    spelling = british(lemma)
    if spelling != lemma and (known := _known(spelling)):
        return british(known)
    return spelling


def _lemma(word: str) -> str:
    return _known(word) or _regular(word)


def _known(word: str) -> str:
    """Look a lemma up; empty for a word that the dictionary lacks."""
    return LEMMAS.get(word) or (_dictionary().get_lemma(word, "en") or "").lower()


@cache
def _dictionary() -> Any:  # noqa: ANN401 - simplemma is imported when a codebook is first compiled
    from simplemma.strategies import DictionaryLookupStrategy

    return DictionaryLookupStrategy()


def _regular(word: str) -> str:
    """Cut a word the dictionary lacks back to one it knows, else to a stem that its forms share."""
    if len(word) <= LEAST or not word.isalpha():
        return word
    for base in _bases(word):
        if known := _known(base):
            return known
    return _stem(word)


def _bases(word: str) -> Iterator[str]:
    if word.endswith(("ies", "ied")):
        yield word[:-3] + "y"
    if word.endswith("s") and not word.endswith("ss"):
        yield word[:-1]
    for ending in ("es", "ed", "ing"):
        cut = word.removesuffix(ending)
        if cut != word and VOWEL.search(cut):
            yield cut + "e"
            yield cut
            yield _undoubled(cut)


def _stem(word: str) -> str:
    """Cut the regular ending off: `vlog`, `vlogs`, `vlogged` and `vlogging` give one stem."""
    for ending, put in (("ies", "y"), ("ied", "y"), ("ing", ""), ("ed", ""), ("s", "")):
        cut = word.removesuffix(ending)
        if cut != word and len(cut) > 1 and not cut.endswith("s") and VOWEL.search(cut):
            word = cut + put
            break
    return _undoubled(word.removesuffix("e"))


def _undoubled(word: str) -> str:
    return word[:-1] if len(word) > 2 and word[-1] == word[-2] else word  # noqa: PLR2004 - a pair and one more
