"""How other tools count positions in a text: the models tried, the score that confirms one, and code points from it.

A model says what a character counts (a code point, or its UTF-16 code units) and what an end of line counts (1, or 2
as CRLF). All the sources of a project share one. What tells models apart are the selections that two of them would
put in different places; on those the right model has nearly all borders at the borders of words, a wrong one under
half.
"""

from __future__ import annotations

import codecs
import re
import unicodedata
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import NamedTuple

from framework_qa.formats.refi.names import ORIGIN
from framework_qa.model.project import Positions

CODE_POINTS = "code points"
CODE_UNITS = "UTF-16 code units"
LEAST = 0.75  # of the selections that tell models apart must be as they should be
LEAST_ALIKE = 0.5  # where all models agree, the text itself is in doubt only when most borders are wrong
MARGIN = 0.25  # by which the best model must beat one that puts selections elsewhere
FEW = 4  # under so many selections that tell, only the exporter's own model is believed, or one with equal quotes

MODELS = tuple(Positions(unit, ends) for unit in (CODE_POINTS, CODE_UNITS) for ends in (2, 1))
STANDARD = Positions(CODE_POINTS, 2)  # of the text as it is stored, which is what the standard says
OUR_OWN = Positions(CODE_POINTS, 1)
_PREFERRED = (  # by how the origin begins, folded
    ("nvivo", Positions(CODE_UNITS, 2)),
    ("atlas.ti", Positions(CODE_POINTS, 1)),
    ("qualcoder", Positions(CODE_POINTS, 1)),
    ("qc", Positions(CODE_POINTS, 1)),
    (ORIGIN, OUR_OWN),
)
_ASTRAL = re.compile("[\U00010000-\U0010ffff]")
_LEAST_QUOTE = 3
_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_UNSPACED = re.compile(  # scripts that put no spaces between words: any place may be a border
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]"
)


@dataclass(frozen=True)
class StoredText:
    """A source's text as the file stores it, without its byte order mark; line ends are the file's own.

    With `bare_ends` the LFs of a text without any CR are taken for what were CRLFs where positions were counted.
    """

    stored: str
    bare_ends: bool = False

    @cached_property
    def text(self) -> str:
        """Give the LF-normalised text."""
        if "\r" not in self.stored:
            return self.stored
        return self.stored.replace("\r\n", "\n").replace("\r", "\n")

    @cached_property
    def _ends(self) -> list[int]:
        """Find the line ends that may count 2, as places in the LF text."""
        if "\r\n" in self.stored:
            found = (match.start() for match in re.finditer("\r\n", self.stored))
            return [place - before for before, place in enumerate(found)]
        if "\r" in self.stored or not self.bare_ends:
            return []
        return [match.start() for match in re.finditer("\n", self.stored)]

    @cached_property
    def _astral(self) -> list[int]:
        """Find the characters beyond the first plane, which are two UTF-16 code units each."""
        if self.text.isascii() or len(self.text.encode("utf-16-le", "surrogatepass")) == 2 * len(self.text):
            return []
        return [match.start() for match in _ASTRAL.finditer(self.text)]

    def ruler(self, model: Positions) -> Ruler:
        """Give what turns positions of this model into code points of the LF text."""
        wide = self._ends if model.line_end > 1 else []
        if model.unit == CODE_UNITS and self._astral:
            wide = sorted({*wide, *self._astral})
        return Ruler(self.text, [place + before for before, place in enumerate(wide)])


@dataclass(frozen=True, slots=True)
class Ruler:
    """Positions of one model on one text; `wide` are the positions, as counted there, of characters that count 2."""

    text: str
    wide: list[int]

    def place(self, position: int) -> int:
        """Give the code point of a position; one inside a character of two units goes to its start."""
        return position - bisect_left(self.wide, position) if self.wide else position

    def splits(self, position: int) -> bool:
        """Tell whether a position stands inside a surrogate pair or between a CR and its LF."""
        index = bisect_left(self.wide, position)
        return index > 0 and self.wide[index - 1] == position - 1


class Mark(NamedTuple):
    """A selection as the file has it: positions in units nobody has named, and a name that may be its words."""

    start: int
    end: int
    name: str = ""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was found on one source: its model with the score over all its selections, and whether it is believed.

    `telling` of the selections tell models apart; `ruler` puts positions into code points. `why` says why the source
    is not believed, if it is not.
    """

    positions: Positions
    telling: int
    ruler: Ruler
    why: str = ""

    @property
    def accepted(self) -> bool:
        """Tell whether the source's codings can be taken over."""
        return not self.why


@dataclass(frozen=True, slots=True)
class _Row:
    """A selection that tells models apart: by model, where it would stand, its points, and if its name is quoted."""

    places: tuple[tuple[int, int], ...]
    points: tuple[float, ...]
    quotes: tuple[bool, ...]


@dataclass(frozen=True, slots=True)
class _Evidence:
    """The selections of one source: those that tell models apart, and the points of the others."""

    rows: tuple[_Row, ...]
    alike: tuple[float, ...]

    def score(self, model: int) -> float:
        """Give the score of a model over all selections; 1 where there is none."""
        points = [*self.alike, *(row.points[model] for row in self.rows)]
        return sum(points) / len(points) if points else 1.0


@dataclass(frozen=True, slots=True)
class _Duel:
    """Two models on the selections that they put in different places: how many, and the score of each."""

    count: int
    first: float
    second: float
    quotes: int


def decode_stored(data: bytes) -> tuple[str | None, str]:
    """Decode a stored text without changing its line ends; say in words what was assumed, or why it is no text.

    The byte order mark is dropped. Gives None for the text where it cannot be read.
    """
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return _strictly(data[len(mark) :], encoding), ""
    text = _strictly(data, "utf-8")
    if text is not None:
        return text, ""
    if b"\0" in data:
        return _without_mark(data)
    text = _strictly(data, "cp1252")
    return text, "is not UTF-8 and was read as Windows-1252" if text is not None else ""


def _strictly(data: bytes, encoding: str) -> str | None:
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        return None
    return None if "\0" in text else text


def _without_mark(data: bytes) -> tuple[str | None, str]:
    """Decode UTF-16 that does not say so: in most languages every other byte is NUL, on one side."""
    even, odd = data[::2].count(0), data[1::2].count(0)
    text = _strictly(data, "utf-16-le" if odd > even else "utf-16-be")
    return text, "has no byte order mark and was read as UTF-16" if text is not None else ""


def preferred_model(origin: str) -> Positions | None:
    """Give the model that the exporter of this name is known to write, or None."""
    folded = origin.strip().casefold()
    if folded.startswith("nvivo") and ("mac" in folded or "osx" in folded):
        return Positions(CODE_POINTS, 1)
    return next((model for begins, model in _PREFERRED if folded.startswith(begins)), None)


def judge(sources: Sequence[tuple[StoredText, Sequence[Mark]]], origin: str) -> tuple[Verdict, ...]:
    """Find the one model of a project's sources by scoring all, and judge each source by it.

    The exporter's own model is kept unless another is clearly better. A source is not accepted where the model
    scores under LEAST on the selections that tell (under LEAST_ALIKE over all), or where too few selections tell to
    choose a model that is not the exporter's own.
    """
    own = preferred_model(origin)
    if origin.startswith(ORIGIN) and (verdicts := _our_own(sources)):
        return verdicts
    verdicts = _judge(sources, own, STANDARD)
    if all(verdict.accepted for verdict in verdicts):
        return verdicts
    # A tool may count the CRLFs of its window and store, or XML may have left, an LF.
    bare = [(replace(text, bare_ends=True), marks) for text, marks in sources]
    again = _judge(bare, own, OUR_OWN)
    better = sum(verdict.accepted for verdict in again) > sum(verdict.accepted for verdict in verdicts)
    return again if better else verdicts


def _our_own(sources: Sequence[tuple[StoredText, Sequence[Mark]]]) -> tuple[Verdict, ...]:
    """Judge a project of our own, where each selection is named by its words: nothing unless one way fits all."""
    fitting: dict[tuple[tuple[int, int], ...], tuple[Verdict, ...]] = {}
    for model in (OUR_OWN, *MODELS):
        rulers = [(text.ruler(model), marks) for text, marks in sources]
        if all(_all_said(ruler, marks) for ruler, marks in rulers):
            places = tuple((r.place(mark.start), r.place(mark.end)) for r, marks in rulers for mark in marks)
            fitting.setdefault(places, tuple(Verdict(model, 0, ruler) for ruler, _ in rulers))
    return next(iter(fitting.values())) if len(fitting) == 1 else ()


def _all_said(ruler: Ruler, marks: Sequence[Mark]) -> bool:
    """Tell whether all selections are named by their words, but for characters that XML cannot hold, or hold all."""
    spans = ((ruler.place(mark.start), ruler.place(mark.end), mark.name) for mark in marks)
    return all(
        _says(ruler.text[start:end], name) if name else (start, end) == (0, len(ruler.text))
        for start, end, name in spans
    )


def _says(words: str, name: str) -> bool:
    same = len(words) == len(name)
    return same and all(one in (letter, "\ufffd") for letter, one in zip(words, name, strict=True))


def _judge(
    sources: Sequence[tuple[StoredText, Sequence[Mark]]], own: Positions | None, otherwise: Positions
) -> tuple[Verdict, ...]:
    """Judge by the exporter's own model unless another is better; without one, start from `otherwise`."""
    evidence = [_evidence(text, marks) for text, marks in sources]
    chosen, doubt = _choose([row for found in evidence for row in found.rows], own or otherwise, own)
    rulers = [text.ruler(MODELS[chosen]) for text, _ in sources]
    return tuple(_verdict(found, ruler, chosen, doubt) for found, ruler in zip(evidence, rulers, strict=True))


def _evidence(stored: StoredText, marks: Sequence[Mark]) -> _Evidence:
    rulers = [stored.ruler(model) for model in MODELS]
    apart = min((ruler.wide[0] for ruler in rulers if ruler.wide), default=None)
    plain = Ruler(stored.text, [])
    alike: list[float] = []
    rows: list[_Row] = []
    for mark in marks:
        if apart is None or mark.end <= apart:  # before anything that counts 2
            alike.append(_points(plain, mark)[0])
        else:
            rows.append(_row(rulers, mark))
    return _Evidence(tuple(rows), tuple(alike))


def _row(rulers: Sequence[Ruler], mark: Mark) -> _Row:
    scored = [_points(ruler, mark) for ruler in rulers]
    quotes = tuple(quote for _, quote in scored)
    certain = any(quotes)  # a name quoted somewhere is a quote, and speaks against the other places
    points = tuple(points if quote or not certain else 0.0 for points, quote in scored)
    return _Row(tuple((ruler.place(mark.start), ruler.place(mark.end)) for ruler in rulers), points, quotes)


def _choose(rows: Sequence[_Row], first: Positions, own: Positions | None) -> tuple[int, str]:
    """Choose a model by its number, and say what is doubtful about the choice."""
    chosen = MODELS.index(first)
    for rival in range(len(MODELS)):
        duel = _duel(rows, chosen, rival)
        if duel.count and duel.second > duel.first + MARGIN:
            chosen = rival
    doubts = (_doubt(_duel(rows, chosen, rival), known=own == MODELS[chosen]) for rival in range(len(MODELS)))
    return chosen, next((doubt for doubt in doubts if doubt), "")


def _duel(rows: Sequence[_Row], first: int, second: int) -> _Duel:
    apart = [row for row in rows if row.places[first] != row.places[second]]
    count = len(apart) or 1
    points = (sum(row.points[first] for row in apart) / count, sum(row.points[second] for row in apart) / count)
    return _Duel(len(apart), *points, sum(row.quotes[first] for row in apart))


def _doubt(duel: _Duel, *, known: bool) -> str:
    """Say what speaks against the first model of a duel; the exporter's own needs no more than to fit."""
    if not duel.count or known:
        return ""
    if duel.count < FEW and duel.quotes < duel.count:
        return "too few of the project's selections tell how it counts positions"
    return "" if duel.first >= duel.second + MARGIN else "two ways of counting positions fit the project as well"


def _verdict(found: _Evidence, ruler: Ruler, chosen: int, doubt: str) -> Verdict:
    score = found.score(chosen)
    worst = min((_own_score(found.rows, chosen, rival) for rival in range(len(MODELS))), default=1.0)
    why = doubt if found.rows else ""
    if worst < LEAST or score < LEAST_ALIKE:
        why = f"no way of counting positions fits its text (the best fits {min(score, worst):.0%} of its selections)"
    positions = Positions(MODELS[chosen].unit, MODELS[chosen].line_end, round(score, 4))
    return Verdict(positions, len(found.rows), ruler, why)


def _own_score(rows: Sequence[_Row], chosen: int, rival: int) -> float:
    """Give the chosen model's score where a rival differs; a few untidy selections pass if the rival mends none."""
    duel = _duel(rows, chosen, rival)
    untidy = duel.count < FEW and duel.first >= max(duel.second, LEAST_ALIKE)
    return 1.0 if not duel.count or untidy else duel.first


def _points(ruler: Ruler, mark: Mark) -> tuple[float, bool]:
    """Score one selection from 0 to 1, and tell whether its words are its name."""
    text = ruler.text
    start, end = ruler.place(mark.start), ruler.place(mark.end)
    if not 0 <= start < end <= len(text):
        return 0.0, False
    if len(mark.name) >= _LEAST_QUOTE and _quotes(text, start, end, mark.name):
        return 1.0, True
    return (_good_start(ruler, mark.start, start) + _good_end(ruler, mark.end, end)) / 2, False


def _quotes(text: str, start: int, end: int, name: str) -> bool:
    """Tell whether a name is the words of a span, but for the kind of its spaces."""
    if end - start == len(name) and text.startswith(name, start):
        return True
    if text[start] != name[0] or not len(name) <= end - start <= 2 * len(name):
        return False
    return text[start:end].split() == name.split()


def _good_start(ruler: Ruler, position: int, place: int) -> bool:
    after = ruler.text[place]
    return not (after.isspace() or ruler.splits(position) or _inside_word(ruler.text[place - 1 : place], after))


def _good_end(ruler: Ruler, position: int, place: int) -> bool:
    return not (ruler.splits(position) or _inside_word(ruler.text[place - 1], ruler.text[place : place + 1]))


def _inside_word(before: str, after: str) -> bool:
    """Tell whether a place between two characters is inside a word, or between a letter and its accent."""
    if not before or not after:
        return False
    if before.isascii() and after.isascii():
        return before.isalnum() and after.isalnum()
    return bool(unicodedata.combining(after)) or (_of_word(before) and _of_word(after))


def _of_word(character: str) -> bool:
    letter = character.isalnum() or unicodedata.category(character).startswith("M")
    return letter and not _UNSPACED.match(character)
