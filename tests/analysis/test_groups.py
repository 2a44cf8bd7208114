from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sound_studies import SETTINGS, sound_study

from framework_qa.analysis.groups import members, parse_group
from framework_qa.errors import UsageError
from framework_qa.model.people import Attribute, AttributeRole, Level
from framework_qa.model.synthesis import Group, group_text

TYPED = st.text(st.characters(codec="utf-8", exclude_characters='"\0'), min_size=1, max_size=8).map(str.strip)


@pytest.mark.parametrize(
    ("typed", "group"),
    [
        ("", ()),
        ("  ", ()),
        ("all cases", ()),
        ("area=area_1", (("area", "area_1"),)),
        ('role=provider; area="Case study area 1"', (("area", "area_1"), ("role", "provider"))),
        ("area=area_1 area=AREA_1", (("area", "area_1"),)),
        ('post="Head of service"', (("post", "Head of service"),)),
    ],
)
def test_a_group_has_one_form_however_it_is_typed(typed: str, group: Group) -> None:
    assert parse_group(typed, SETTINGS) == group
    assert parse_group(group_text(group), SETTINGS) == group


@pytest.mark.parametrize("typed", ["case=A1-P01", "area=area_1,area_2", "area=area_1 area=area_2", "area", "area=x"])
def test_what_is_no_group_is_refused(typed: str) -> None:
    with pytest.raises(UsageError):
        parse_group(typed, SETTINGS)


def test_the_members_of_a_group_meet_all_of_it_in_the_order_of_the_charts() -> None:
    study = sound_study()
    assert [case.id for case in members(study, ())] == ["A1-S01", "A1-P01", "A2-P01"]
    assert [case.id for case in members(study, (("role", "provider"),))] == ["A1-P01", "A2-P01"]
    assert [case.id for case in members(study, (("area", "area_2"), ("role", "provider")))] == ["A2-P01"]
    assert members(study, (("area", "area_2"), ("role", "stakeholder"))) == ()
    assert members(study, (("region", "north"),)) == ()


@given(st.lists(TYPED.filter(bool), min_size=1, max_size=4, unique_by=str.casefold))
def test_a_group_is_read_back_as_it_is_printed_whatever_the_levels(codes: list[str]) -> None:
    levels = tuple(Level(code, code) for code in codes)
    settings = replace(SETTINGS, attributes=(Attribute("area", "Area", AttributeRole.GROUP, levels),))
    for code in codes:
        assert parse_group(group_text((("area", code),)), settings) == (("area", code),)
