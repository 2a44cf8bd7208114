"""A turn spelt in a letter for each token, and where its tokens and sentences stand."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from itertools import accumulate
from operator import add

from framework_qa.language.lexicon import WRITTEN, Lexicon
from framework_qa.language.sentences import sentences
from framework_qa.model.text import Turn

Span = tuple[int, int]  # from and up to: tokens of a turn, or code points of the transcript, as each name says


class SpeltTurn:
    """A turn with a letter for each token; laid out only when some rule may fire in it.

    Laid out, it knows its `sentences` in code points, and in `firsts` the number of each one's first token and, last,
    the number of tokens.
    """

    __slots__ = ("_begins", "_counts", "_folded", "_lexicon", "_spelt", "_text", "_token_ends", "_written", "firsts",
                 "letters", "sentences", "turn")  # fmt: skip

    def __init__(self, lexicon: Lexicon, text: str, folded: str, turn: Turn) -> None:
        """Spell a turn of `text` by the lexicon of the rules; `folded` is the same text, folded."""
        self.turn, self._text, self._folded, self._lexicon = turn, text, folded, lexicon
        self._written = folded[turn.start : turn.end].split()
        self._spelt = list(map(lexicon.__getitem__, self._written))
        self.letters = "".join(self._spelt)

    def lay_out(self) -> None:
        """Work out where words, tokens and sentences stand."""
        self._begins = self._word_begins()
        self._token_ends = list(accumulate(map(len, self._spelt)))
        self._counts: list[int] = []
        self.sentences = list(sentences(self._text, self.turn.start, self.turn.end))
        firsts = [self._tokens_before(bisect_left(self._begins, start)) for start, _ in self.sentences]
        self.firsts = [*firsts, len(self.letters)]

    def _word_begins(self) -> list[int]:
        """Give where each written word begins in the transcript."""
        start, end = self.turn.start, self.turn.end
        ends = list(accumulate(map(len, self._written), initial=start))
        if ends[-1] + len(self._written) - 1 == end:  # one space after each word, as nearly always
            return list(map(add, ends, range(len(self._written))))
        return [word.start() for word in WRITTEN.finditer(self._folded, start, end)]

    @property
    def numbers(self) -> range:
        """Give the numbers of the sentences."""
        return range(len(self.sentences))

    def bounds(self, sentence: int) -> Span:
        """Give from and up to which token a sentence goes."""
        return self.firsts[sentence], self.firsts[sentence + 1]

    def shows(self, signs: Iterable[str], sentence: int | None = None) -> bool:
        """Tell whether all of some signs stand in the turn, or in one of its sentences."""
        start, end = (self.turn.start, self.turn.end) if sentence is None else self.sentences[sentence]
        return all(self._folded.find(sign, start, end) >= 0 for sign in signs)

    def words_of(self, sentence: int) -> str:
        """Give a sentence in folded text."""
        start, end = self.sentences[sentence]
        return self._folded[start:end]

    def stretch(self, span: Span) -> Span:
        """Turn a span of tokens into code points."""
        first, end = span
        return self._place(first)[0], self._place(end - 1)[1]

    def word_number(self, token: int) -> int:
        """Give the number of the word a token belongs to, words counted as white space and hyphens part them."""
        if not self._counts:  # few turns are asked
            self._counts = list(accumulate(map(self._lexicon.counts.__getitem__, self._written)))
        return self._counts[self._word_of(token)]

    def _place(self, token: int) -> Span:
        word = self._word_of(token)
        begin = self._begins[word]
        start, end = self._lexicon.tokens[self._written[word]][token - self._tokens_before(word)]
        return begin + start, begin + end

    def _word_of(self, token: int) -> int:
        return bisect_right(self._token_ends, token)

    def _tokens_before(self, word: int) -> int:
        return self._token_ends[word - 1] if word else 0
