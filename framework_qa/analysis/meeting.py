"""Where two codes meet: on words that overlap, in one turn, or in one case."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from framework_qa.model.coding import Coding
from framework_qa.model.ids import CaseId, Code, CodingId, TranscriptId
from framework_qa.model.people import Case
from framework_qa.model.study import Study
from framework_qa.model.tables import Meeting

Pair = tuple[Code, Code]  # the row's code, the value's code


@dataclass(frozen=True, slots=True)
class Met:
    """One place where two codes stand together, and the codings of either there.

    The place is a case, a turn, or two passages that overlap. A passage is a stretch of words: codings of one code on
    exactly the same words, by several coders or under several span ids, are one passage.
    """

    case: CaseId
    rows: tuple[Coding, ...]
    values: tuple[Coding, ...]

    @property
    def refs(self) -> tuple[CodingId, ...]:
        """Give the ids of the codings that met, the row's first."""
        return tuple(coding.id for coding in (*self.rows, *self.values))


Together = Mapping[Code, Sequence[Coding]]  # the codings that stand in one case or one turn, by code


def meetings(
    study: Study, rows: Collection[Code], values: Collection[Code], meet_in: Meeting
) -> Mapping[Pair, tuple[Met, ...]]:
    """Find where each row's code meets each value's code, by live codings, in chart order and then as it was said.

    Pairs that never meet are left out, and so is a code with itself. One pass over the codings: they are brought
    together by case or turn, and only those that share one are compared.
    """
    wanted = tuple(dict.fromkeys((*rows, *values)))
    rows, values = frozenset(rows), frozenset(values)
    found: defaultdict[Pair, list[Met]] = defaultdict(list)
    for case in study.ordered_cases:
        said = {code: codings for code in wanted if (codings := study.codings_of.get((case.id, code)))}
        if said:
            for pair, met in _MEET[meet_in](study, case, said):
                if pair[0] in rows and pair[1] in values:
                    found[pair].append(met)
    return {pair: tuple(met) for pair, met in found.items()}


def _in_case(_study: Study, case: Case, said: Together) -> Iterator[tuple[Pair, Met]]:
    for row, rows in said.items():
        for value, values in said.items():
            if row != value:
                yield (row, value), Met(case.id, tuple(rows), tuple(values))


def _in_turns(study: Study, case: Case, said: Together) -> Iterator[tuple[Pair, Met]]:
    for turn in _turns(study, said):
        yield from _in_case(study, case, turn)


def _turns(study: Study, said: Together) -> Iterator[Together]:
    """Part what a case said by turn, in the order of the turns."""
    turns: dict[tuple[int, TranscriptId], dict[Code, list[Coding]]] = {}
    for code, codings in said.items():
        for coding in codings:
            span = study.span_by_id[coding.span]
            turns.setdefault((span.turn, span.transcript), {}).setdefault(code, []).append(coding)
    return (turns[key] for key in sorted(turns))


def _in_spans(study: Study, case: Case, said: Together) -> Iterator[tuple[Pair, Met]]:
    for turn in _turns(study, said):
        yield from _overlaps(case, _passages(study, turn))


@dataclass(frozen=True, slots=True)
class _Passage:
    start: int
    end: int
    code: Code
    codings: tuple[Coding, ...]


def _passages(study: Study, turn: Together) -> list[_Passage]:
    stretches: defaultdict[tuple[int, int, Code], list[Coding]] = defaultdict(list)
    for code, codings in turn.items():
        for coding in codings:
            span = study.span_by_id[coding.span]
            stretches[span.start, span.end, code].append(coding)
    return [_Passage(*key, tuple(stretches[key])) for key in sorted(stretches)]


def _overlaps(case: Case, passages: Sequence[_Passage]) -> Iterator[tuple[Pair, Met]]:
    """Walk passages by where they begin, each meeting those before it that have not ended yet."""
    open_still: list[_Passage] = []
    for passage in passages:
        open_still = [before for before in open_still if before.end > passage.start]
        for before in open_still:
            if before.code != passage.code:
                yield (before.code, passage.code), Met(case.id, before.codings, passage.codings)
                yield (passage.code, before.code), Met(case.id, passage.codings, before.codings)
        open_still.append(passage)


_MEET: Mapping[Meeting, Callable[[Study, Case, Together], Iterator[tuple[Pair, Met]]]] = {
    Meeting.SPAN: _in_spans,
    Meeting.TURN: _in_turns,
    Meeting.CASE: _in_case,
}
