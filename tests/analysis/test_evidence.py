from __future__ import annotations

from dataclasses import replace

from framework_qa.analysis.evidence import spans_behind
from framework_qa.model.chart import Run, RunKind, Status
from framework_qa.model.coding import Decision
from framework_qa.model.ids import SpanId
from tests.outputs import studies


def test_a_coding_rests_on_its_span_and_a_span_on_itself() -> None:
    study = studies.small()
    assert spans_behind(study, "A1-P01.c1") == ("A1-P01.q1",)
    assert spans_behind(study, "A1-P01.q1") == ("A1-P01.q1",)


def test_a_cell_rests_on_the_spans_it_cites_by_number_and_by_code() -> None:
    study = studies.small()
    assert spans_behind(study, "A1-P01:4.1") == ("A1-P01.q1",)  # q2 is coded there too, and not cited
    assert spans_behind(study, "A1-P01:barriers.stigma") == ("A1-P01.q1",)


def test_a_cell_that_cites_nothing_rests_on_its_live_codings() -> None:
    study = studies.small()
    assert spans_behind(study, "A1-P01:4.2") == ("A1-P01.q3",)
    rejected = tuple(replace(coding, decision=Decision.REJECTED) for coding in study.codings)
    assert spans_behind(replace(study, codings=rejected), "A1-P01:4.2") == ()


def test_the_same_words_coded_twice_are_one_span() -> None:
    study = studies.small()
    first = study.codings[0]
    again = replace(first, id=type(first.id)("A1-P01.c99"), coder="second")
    twice = replace(study, codings=(*study.codings, again), cells=())
    assert spans_behind(twice, "A1-P01:4.1") == ("A1-P01.q1", "A1-P01.q2")


def test_a_case_and_what_the_study_does_not_hold_have_no_words_behind_them() -> None:
    study = studies.small()
    for ref in ("A1-P01", "A1-P01.q99", "A1-P01.c99", "A1-P01:9.9", "NOBODY:4.1", "", "4.1", ":4.1"):
        assert spans_behind(study, ref) == ()
    assert spans_behind(replace(study, codebooks=()), "A1-P01:4.1") == ()


def test_a_citation_of_a_span_that_is_gone_is_left_out() -> None:
    desk = studies.Desk()
    desk.interview("A1-P01", [studies.QUESTION, "Nobody tells the GP."])
    span = desk.code("A1-P01", 2, "barriers.stigma")
    desk.chart("A1-P01", "barriers.stigma", Status.CHARTED, Run(RunKind.SUMMARY, "GPs", (SpanId("A1-P01.q77"), span)))
    assert spans_behind(desk.study(), "A1-P01:4.1") == (span,)
