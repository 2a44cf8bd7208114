"""The lexicon: what each distinct written word of a text means to one codebook, worked out once.

Text is taken as words between white space. A language has few distinct ones, and spaCy's tokeniser treats each by
itself, so it is asked once for each that could matter; the text itself is only looked up. Every key that a rule asks
about has a letter, a code point of its own, and all other tokens share one: a turn becomes a string with a letter for
each token, in which phrases are found as strings are.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache
from typing import NamedTuple

from framework_qa.language.forms import key_of, plain
from framework_qa.language.pipeline import english

WRITTEN = re.compile(r"\S+")
STOPPED = re.compile(r"([A-Za-z]*[a-z]{2})([.,?!])")
RUN = re.compile(r"[^\W\d_]+|\d+")
# Quotation marks, emphasis and the possessive stand between the words of a phrase without parting them.
TRANSPARENT = re.compile(r"['\"“”„«»*_]+|'[sS]")

SURROGATE = re.compile("[\ud800-\udfff]")  # half a character, which spaCy cannot take
OTHER = "."  # the letter of a token that no rule asks about
CLOSING = "\n"  # the end of a sentence, as a word that nobody can write and as its letter
FIRST_LETTER = 0x10000  # beyond the surrogates, so that a million letters follow without a gap


class Token(NamedTuple):
    """A piece of a text: where it stands in it, and the key of its family."""

    start: int
    end: int
    key: str


def tokens(text: str) -> tuple[Token, ...]:
    """Split folded text into tokens with their keys, leaving out transparent marks."""
    return tuple(
        Token(word.start() + start, word.start() + end, key)
        for word in WRITTEN.finditer(text)
        for start, end, key in _taken_apart(word[0])
    )


def _taken_apart(word: str) -> tuple[Token, ...]:
    """Split a written word into tokens. One of letters alone is one token, unless spaCy has a special case for it.

    So is one with a stop or comma after it, by far the most of the others, for a token and a mark.
    """
    special = english().tokenizer.rules
    if word not in special:
        if word.isalpha():
            return (Token(0, len(word), key_of(word)),)
        if (found := STOPPED.fullmatch(word)) and found[1] not in special:
            end = found.end(1)
            return (Token(0, end, key_of(found[1])), Token(end, len(word), found[2]))
    return tuple(
        Token(token.idx, token.idx + len(token.text), token_key(token.text, token.norm_))
        for token in english().tokenizer(SURROGATE.sub("\ufffd", word))
        if not TRANSPARENT.fullmatch(token.text)
    )


def token_key(text: str, norm: str) -> str:
    """Give the key of a token; spaCy's norm makes `ca` of `can't` the same as `can`, and `n't` the same as `not`."""
    return key_of(norm) if RUN.search(text) else text


@cache
def special_cases() -> tuple[tuple[str, frozenset[str]], ...]:
    """Give the written words that spaCy takes apart by a rule of their own, each with the keys of its tokens."""
    from spacy.symbols import NORM, ORTH

    return tuple(
        (plain(written), frozenset(token_key(part[ORTH], part.get(NORM, part[ORTH])) for part in parts))
        for written, parts in english().tokenizer.rules.items()
    )


class Lexicon(dict[str, str]):
    """The letters of every distinct written word met so far; a new one is worked out when it is first looked up."""

    def __init__(self, wanted: Iterable[str]) -> None:
        """Start empty, with a letter for each key that rules ask about, in their order."""
        super().__init__({CLOSING: CLOSING})
        self.tokens: dict[str, tuple[tuple[int, int], ...]] = {}  # where they stand in each word
        self.counts: dict[str, bool] = {}  # whether each counts when words are counted
        self._letters = {key: chr(FIRST_LETTER + n) for n, key in enumerate(dict.fromkeys(wanted))}
        self._pieces = frozenset(self._literal_pieces())

    def _literal_pieces(self) -> Iterator[str]:
        """Walk the runs of letters or digits that betray an asked token which is not one such run by itself."""
        for key in self._letters:
            yield from RUN.findall(key)
        for written, keys in special_cases():
            if not self._letters.keys().isdisjoint(keys):
                yield from RUN.findall(written)

    def spell(self, keys: Iterable[str]) -> str:
        """Give the letters of a row of keys."""
        return "".join(self._letters.get(key, OTHER) for key in keys)

    def __missing__(self, word: str) -> str:
        found = _taken_apart(word) if self._may_matter(word) else (Token(0, len(word), ""),)
        self.tokens[word] = tuple((start, end) for start, end, _ in found)
        self.counts[word] = RUN.search(word) is not None
        letters = self[word] = self.spell(key for _, _, key in found)
        return letters

    def _may_matter(self, word: str) -> bool:
        """Tell whether a written word may hold a token that is asked about, or a mark that is to be left out."""
        runs = RUN.findall(plain(word))
        return not runs or any(run in self._pieces or key_of(run) in self._letters for run in runs)
