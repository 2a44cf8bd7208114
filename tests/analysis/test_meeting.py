from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sound_studies import CODEBOOK, CODES, coding, span, studies, transcript

from framework_qa.analysis.meeting import Pair, meetings
from framework_qa.model.coding import Coding, Decision
from framework_qa.model.ids import Code
from framework_qa.model.people import Case
from framework_qa.model.study import Settings, Study
from framework_qa.model.tables import Meeting

TRUST, STIGMA, WAITING = Code("barriers.trust"), Code("barriers.stigma"), Code("gaps.waiting")
SAID = transcript("A1", [("R", "one two three four"), ("R", "five six seven eight")])


def study_of(*marks: tuple[str, Code], decision: Decision = Decision.ACCEPTED) -> Study:
    """Mark words of one interview with codes, in the order given: span and coding n for mark n."""
    spans = tuple(span(SAID, number, words) for number, (words, _) in enumerate(marks, 1))
    made = tuple(
        coding(n, at, code, decision=decision) for n, (at, (_, code)) in enumerate(zip(spans, marks, strict=True), 1)
    )
    return Study(Settings("s"), (Case(SAID.case),), (SAID,), (CODEBOOK,), spans, made)


def refs(found: Mapping[Pair, object], row: Code = TRUST, value: Code = STIGMA) -> list[tuple[str, ...]]:
    return [met.refs for met in found.get((row, value), ())]  # type: ignore[attr-defined]


def test_spans_that_overlap_meet_and_spans_that_touch_do_not() -> None:
    study = study_of(("one two", TRUST), ("two three", STIGMA), (" three four", STIGMA))
    assert refs(meetings(study, [TRUST], [STIGMA], Meeting.SPAN)) == [("A1.c1", "A1.c2")]


def test_in_a_turn_all_codings_of_the_turn_are_together_and_those_of_another_are_not() -> None:
    study = study_of(("four", STIGMA), ("one", TRUST), ("five", TRUST), ("three", TRUST))
    assert refs(meetings(study, [TRUST], [STIGMA], Meeting.TURN)) == [("A1.c2", "A1.c4", "A1.c1")]


def test_in_a_case_everything_is_together_and_of_nothing_there_is_nothing() -> None:
    study = study_of(("four", STIGMA), ("one", TRUST), ("five", TRUST))
    assert refs(meetings(study, [TRUST], [STIGMA], Meeting.CASE)) == [("A1.c2", "A1.c3", "A1.c1")]
    assert meetings(study, [TRUST], [WAITING], Meeting.CASE) == {}


def test_several_codings_of_the_same_words_are_one_passage_with_all_of_them_behind_it() -> None:
    study = study_of(
        ("one two", TRUST), ("one two", TRUST), ("two", STIGMA), ("two", STIGMA), ("one two three", STIGMA)
    )
    assert refs(meetings(study, [TRUST], [STIGMA], Meeting.SPAN)) == [
        ("A1.c1", "A1.c2", "A1.c5"),
        ("A1.c1", "A1.c2", "A1.c3", "A1.c4"),
    ]


def test_a_long_passage_still_meets_what_comes_after_a_short_one() -> None:
    study = study_of(("one two three four", TRUST), ("one", STIGMA), ("four", STIGMA))
    assert len(refs(meetings(study, [TRUST], [STIGMA], Meeting.SPAN))) == 2


@pytest.mark.parametrize("meet_in", Meeting)
def test_a_code_never_meets_itself(meet_in: Meeting) -> None:
    study = study_of(("one two", TRUST), ("two three", TRUST), ("two", STIGMA))
    found = meetings(study, [TRUST, STIGMA], [TRUST, STIGMA], meet_in)
    assert set(found) == {(TRUST, STIGMA), (STIGMA, TRUST)}


@pytest.mark.parametrize("meet_in", Meeting)
def test_codings_taken_back_meet_nothing(meet_in: Meeting) -> None:
    study = study_of(("one two", TRUST), ("two", STIGMA), decision=Decision.REJECTED)
    assert meetings(study, [TRUST], [STIGMA], meet_in) == {}


def test_the_same_turn_number_in_two_transcripts_of_a_case_is_two_turns() -> None:
    other = transcript("A1", [("R", "nine ten")], name="second.txt")
    study = study_of(("one", TRUST))
    marked = span(other, 2, "nine")
    study = replace(
        study,
        transcripts=(SAID, other),
        spans=(*study.spans, marked),
        codings=(*study.codings, coding(2, marked, STIGMA)),
    )
    assert meetings(study, [TRUST], [STIGMA], Meeting.TURN) == {}
    assert meetings(study, [TRUST], [STIGMA], Meeting.SPAN) == {}


def together(study: Study, one: Coding, other: Coding, meet_in: Meeting) -> bool:
    first, second = study.span_by_id[one.span], study.span_by_id[other.span]
    if meet_in is Meeting.CASE:
        return one.case == other.case
    same_turn = (first.transcript, first.turn) == (second.transcript, second.turn)
    return same_turn and (meet_in is Meeting.TURN or (first.start < second.end and second.start < first.end))


@settings(max_examples=60)
@given(studies(), st.sampled_from(Meeting))
def test_codings_meet_exactly_where_comparing_each_with_each_says_so(study: Study, meet_in: Meeting) -> None:
    live = [one for one in study.codings if one.live]
    expected = {
        (one.id, other.id)
        for one, other in product(live, live)
        if one.subtheme != other.subtheme and together(study, one, other, meet_in)
    }
    found = meetings(study, CODES, CODES, meet_in)
    places = [met for mets in found.values() for met in mets]
    assert {(row.id, value.id) for met in places for row in met.rows for value in met.values} == expected
    assert all({one.subtheme for one in met.rows} == {pair[0]} for pair, mets in found.items() for met in mets)


@settings(max_examples=40)
@given(studies(), st.sampled_from(Meeting))
def test_meeting_is_the_same_from_both_sides(study: Study, meet_in: Meeting) -> None:
    found = meetings(study, CODES, CODES, meet_in)
    for (row, value), mets in found.items():
        assert {frozenset(met.refs) for met in mets} == {frozenset(met.refs) for met in found[value, row]}
        assert len(mets) == len(found[value, row])
