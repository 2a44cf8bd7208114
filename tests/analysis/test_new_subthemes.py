from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings
from sound_studies import sound_study, studies

from framework_qa.analysis.new_subthemes import new_subthemes
from framework_qa.model.coding import Decision
from framework_qa.model.people import Case
from framework_qa.model.study import Study


def told(study: Study) -> list[tuple[str, int, list[str], int]]:
    return [(one.case.id, one.raised, [s.number for s in one.new], one.known) for one in new_subthemes(study)]


def test_interviews_stand_in_chart_order_and_a_subtheme_is_new_once() -> None:
    assert told(sound_study()) == [
        ("A1-S01", 1, ["6.9"], 1),
        ("A1-P01", 3, ["4.1", "4.2", "6.1"], 4),
        ("A2-P01", 1, [], 4),
    ]


def test_the_coding_that_brought_a_subtheme_in_is_the_first_in_the_transcript() -> None:
    study = sound_study()
    for interview in new_subthemes(study):
        for subtheme, first in zip(interview.new, interview.first, strict=True):
            assert first == study.codings_of[interview.case.id, subtheme.code][0]


def test_rejected_codings_bring_nothing_in() -> None:
    study = sound_study()
    rejected = tuple(replace(coding, decision=Decision.REJECTED) for coding in study.codings)
    assert {one.known for one in new_subthemes(replace(study, codings=rejected))} == {0}


def test_a_case_still_without_a_transcript_is_no_interview() -> None:
    study = sound_study()
    waiting = Case(study.cases[0].id.__class__("A1-P99"), study.cases[0].levels)
    assert told(replace(study, cases=(*study.cases, waiting))) == told(study)


def test_without_a_codebook_nothing_is_new() -> None:
    assert all(not one.new for one in new_subthemes(replace(sound_study(), codebooks=())))


@given(studies())
@settings(max_examples=40)
def test_every_subtheme_raised_is_new_in_exactly_one_interview(study: Study) -> None:
    found = new_subthemes(study)
    new = [subtheme.code for one in found for subtheme in one.new]
    raised = {code for (_, code) in study.codings_of} & {s.code for s in study.codebooks[-1].charted()}
    assert sorted(new) == sorted(raised)
    assert [one.known for one in found] == [
        len(new[: sum(len(o.new) for o in found[: n + 1])]) for n in range(len(found))
    ]
