from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from framework_qa.analysis.disclosure import (
    LabelRemark,
    cases_behind,
    label_bearers,
    label_remarks,
    label_with,
    lone_labels,
    points_to_one_case,
)
from framework_qa.errors import Severity
from framework_qa.model.ids import CaseId
from framework_qa.model.study import Publication, Study
from tests.outputs import studies


def staff() -> Study:
    """Three mediators in two areas, two health visitors in one, and a head of service."""
    desk = studies.Desk()
    for case, area, service in (
        ("A1-P01", "area_1", "Mediation"),
        ("A1-P02", "area_1", "Mediation"),
        ("A2-P01", "area_2", "Mediation"),
        ("A2-P02", "area_2", "Health visitor"),
        ("A2-P03", "area_2", "Health visitor"),
        ("A2-S01", "area_2", "Head of service"),
    ):
        desk.interview(case, [studies.QUESTION, "It costs too much."], area=area, service=service)
    return desk.study()


def covered(study: Study) -> Study:
    return replace(study, settings=replace(study.settings, publication=Publication(one_case_covered=True)))


@pytest.mark.parametrize(
    "ref", ["A2-P04", "A2-P04.c12", "A2-P04.q7", "A2-P04:4.2", "A2-P04:barriers.stigma", "A2-P04 ¶31", "A2-P04#31"]
)
def test_every_kind_of_id_leads_to_its_case(ref: str) -> None:
    assert cases_behind([ref]) == {"A2-P04"}


@pytest.mark.parametrize("ref", ["", "4.2", "all cases:4.2", "area=area_1:4", "Ärea.q1", "¶3"])
def test_what_is_no_id_of_a_case_leads_to_none(ref: str) -> None:
    assert cases_behind([ref]) == frozenset()


def test_a_value_points_to_one_case_whatever_kinds_of_ids_are_behind_it() -> None:
    assert points_to_one_case(["A2-P04.c12", "A2-P04.q7", "A2-P04:4.2", "A2-P04"])
    assert not points_to_one_case(["A2-P04.c12", "A2-P040.c12"])
    assert not points_to_one_case([])


def test_a_label_is_borne_by_every_case_described_alike_in_the_order_of_the_charts() -> None:
    assert dict(label_bearers(staff())) == {
        "Mediation": ("A1-P01", "A1-P02", "A2-P01"),
        "Health visitor": ("A2-P02", "A2-P03"),
        "Head of service": ("A2-S01",),
    }


def test_a_label_that_one_case_could_bear_is_an_error_and_two_a_warning() -> None:
    assert label_remarks(staff()) == (
        LabelRemark("Health visitor", (CaseId("A2-P02"), CaseId("A2-P03")), Severity.WARNING),
        LabelRemark("Head of service", (CaseId("A2-S01"),), Severity.ERROR),
    )


def test_consent_turns_the_error_into_a_warning_and_the_label_is_still_told() -> None:
    assert [remark.severity for remark in label_remarks(covered(staff()))] == [Severity.WARNING, Severity.WARNING]


def test_a_label_beside_a_printed_attribute_is_checked_together_with_it() -> None:
    told = {remark.label: (len(remark.cases), remark.severity) for remark in label_remarks(staff(), ("area",))}
    assert told == {
        "Mediation, Case study area 1": (2, Severity.WARNING),
        "Mediation, Case study area 2": (1, Severity.ERROR),
        "Health visitor, Case study area 2": (2, Severity.WARNING),
        "Head of service, Case study area 2": (1, Severity.ERROR),
    }


def test_an_attribute_that_is_not_recorded_or_not_known_says_no_more_than_the_label() -> None:
    assert [remark.label for remark in label_remarks(staff(), ("role", "no such"))] == [
        "Health visitor",
        "Head of service",
    ]


def test_the_cases_that_share_a_label_and_a_level_include_the_case_itself() -> None:
    study = staff()
    case = study.case_by_id[CaseId("A2-P01")]
    assert label_with(study, case, ()) == ("A1-P01", "A1-P02", "A2-P01")
    assert label_with(study, case, ("area",)) == ("A2-P01",)


def test_lone_labels_are_told_once_each() -> None:
    study = staff()
    assert lone_labels(study, (*study.cases, *study.cases)) == ("Head of service",)
    assert lone_labels(study, study.cases[:3]) == ()


@given(st.lists(st.tuples(st.sampled_from(["", "Mediation", "Advice"]), st.sampled_from(["area_1", "area_2"]))))
def test_every_case_bears_one_label_and_more_printed_attributes_never_widen_a_group(
    found: list[tuple[str, str]],
) -> None:
    desk = studies.Desk()
    for number, (service, area) in enumerate(found):
        desk.interview(f"C{number}", [studies.QUESTION, "Yes."], service=service, area=area)
    study = desk.study()
    bearers = label_bearers(study)
    assert sorted(case for cases in bearers.values() for case in cases) == sorted(case.id for case in study.cases)
    for case in study.cases:
        assert case.id in label_with(study, case, ("area",))
        assert set(label_with(study, case, ("area",))) <= set(label_with(study, case, ()))
