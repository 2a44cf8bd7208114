"""What respondents say, spelt in a letter for each token, sentence by sentence, and where those tokens stand."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from itertools import accumulate
from operator import add

from framework_qa.language.forms import fold
from framework_qa.language.lexicon import CLOSING, WRITTEN, Lexicon
from framework_qa.language.sentences import sentences
from framework_qa.model.text import Turn

Span = tuple[int, int]  # from and up to: tokens, or code points of the transcript, as each name says


class SpeltText:
    """The sentences of some turns of a text in one string, a letter for each token, and a letter that closes each.

    No phrase is spelt with that letter, so what is found in `letters` stands in one sentence. `sentences` gives each
    in code points and `turns` its turn; tokens are numbered by their letters.
    """

    __slots__ = ("_firsts", "_folded", "_laid_out", "_lexicon", "letters", "sentences", "turns")

    def __init__(self, lexicon: Lexicon, text: str, turns: Iterable[Turn]) -> None:
        """Spell turns of a text by the lexicon of the rules."""
        self._lexicon, self._folded = lexicon, fold(text)
        self._laid_out: dict[int, LaidOut] = {}
        self.sentences: list[Span] = []
        self.turns: list[Turn] = []
        for turn in turns:
            self.sentences += sentences(text, turn.start, turn.end)
            self.turns += [turn] * (len(self.sentences) - len(self.turns))
        self.letters = "".join(map(lexicon.__getitem__, self._written()))
        closed = accumulate(map(len, self.letters.split(CLOSING)), lambda first, length: first + length + 1, initial=0)
        self._firsts = list(closed)

    def _written(self) -> list[str]:
        written: list[str] = []
        folded = self._folded
        for start, end in self.sentences:
            written += folded[start:end].split()
            written.append(CLOSING)
        return written

    def sentence_of(self, token: int) -> int:
        """Give the number of the sentence a token stands in."""
        return bisect_right(self._firsts, token) - 1

    def bounds(self, sentence: int) -> Span:
        """Give from and up to which token a sentence goes."""
        return self._firsts[sentence], self._firsts[sentence + 1] - 1

    def closed(self, sentence: int) -> str:
        """Give the letters of a sentence with the one that closes it."""
        return self.letters[self._firsts[sentence] : self._firsts[sentence + 1]]

    def shows(self, signs: Iterable[str], sentence: int) -> bool:
        """Tell whether all of some signs stand in a sentence."""
        start, end = self.sentences[sentence]
        return all(self._folded.find(sign, start, end) >= 0 for sign in signs)

    def showing(self, signs: tuple[str, ...]) -> Iterable[int]:
        """Give the numbers of the sentences that show the first of some signs: all of them where there is none."""
        return self._around(signs[0]) if signs else range(len(self.sentences))

    def _around(self, sign: str) -> Iterator[int]:
        at = self._folded.find(sign)
        while at >= 0:
            sentence = bisect_right(self.sentences, at, key=_start) - 1
            if sentence >= 0:
                yield sentence
            at = self._folded.find(sign, at + 1)

    def words_of(self, sentence: int) -> str:
        """Give a sentence in folded text."""
        start, end = self.sentences[sentence]
        return self._folded[start:end]

    def stretch(self, span: Span) -> Span:
        """Turn a span of tokens of one sentence into code points."""
        sentence = self.sentence_of(span[0])
        first = self._firsts[sentence]
        return self._lay_out(sentence).stretch(span[0] - first, span[1] - first)

    def word_number(self, token: int) -> int:
        """Give the number in its sentence of the word a token belongs to."""
        sentence = self.sentence_of(token)
        return self._lay_out(sentence).word_number(token - self._firsts[sentence])

    def _lay_out(self, sentence: int) -> LaidOut:
        if sentence not in self._laid_out:  # few sentences are asked
            self._laid_out[sentence] = LaidOut(self._lexicon, self._folded, *self.sentences[sentence])
        return self._laid_out[sentence]


def _start(span: Span) -> int:
    return span[0]


class LaidOut:
    """A sentence of which is known where its words and tokens stand; tokens are numbered from its beginning."""

    __slots__ = ("_begins", "_counts", "_lexicon", "_token_ends", "_written")

    def __init__(self, lexicon: Lexicon, folded: str, start: int, end: int) -> None:
        """Work out where the words and tokens of `folded[start:end]` stand."""
        self._lexicon = lexicon
        self._written = folded[start:end].split()
        self._begins = _begins(self._written, folded, start, end)
        self._token_ends = list(accumulate(map(len, map(lexicon.__getitem__, self._written))))
        self._counts: list[int] = []

    def stretch(self, first: int, end: int) -> Span:
        """Turn a span of tokens into code points."""
        return self._place(first)[0], self._place(end - 1)[1]

    def word_number(self, token: int) -> int:
        """Give the number of the word a token belongs to, words counted as white space and hyphens part them."""
        if not self._counts:  # only nearness asks
            self._counts = list(accumulate(map(self._lexicon.counts.__getitem__, self._written)))
        return self._counts[self._word_of(token)]

    def _place(self, token: int) -> Span:
        word = self._word_of(token)
        before = self._token_ends[word - 1] if word else 0
        start, end = self._lexicon.tokens[self._written[word]][token - before]
        return self._begins[word] + start, self._begins[word] + end

    def _word_of(self, token: int) -> int:
        return bisect_right(self._token_ends, token)


def _begins(written: list[str], folded: str, start: int, end: int) -> list[int]:
    """Give where each written word begins in the transcript."""
    ends = list(accumulate(map(len, written), initial=start))
    if ends[-1] + len(written) - 1 == end:  # one space after each word, as nearly always
        return list(map(add, ends, range(len(written))))
    return [word.start() for word in WRITTEN.finditer(folded, start, end)]
