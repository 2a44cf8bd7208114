from __future__ import annotations

from framework_qa.model.ids import CaseId
from framework_qa.model.people import Attribute, AttributeRole, Case, Level

AREA = Attribute(
    "area", "Area", AttributeRole.GROUP, (Level("national", "National"), Level("area_1", "Case study area 1"))
)
POST = Attribute("post", "Post", AttributeRole.LABEL)


def test_a_level_is_found_by_code_or_label_whatever_its_case() -> None:
    for typed in ("area_1", "AREA_1", "case study area 1", "  Area_1 "):
        assert AREA.level(typed) == Level("area_1", "Case study area 1")
    assert AREA.level("area_2") is None
    assert AREA.level("") is None


def test_an_attribute_without_levels_takes_any_text() -> None:
    assert POST.level("Manager") == Level("Manager", "Manager")
    assert POST.label_of("Manager") == "Manager"


def test_a_code_prints_its_label_and_an_unknown_one_itself() -> None:
    assert AREA.label_of("area_1") == "Case study area 1"
    assert AREA.label_of("area_9") == "area_9"


def test_levels_sort_in_their_given_order_then_unknown_ones_then_none() -> None:
    codes = ["", "zulu", "area_1", "alpha", "national"]
    assert sorted(codes, key=AREA.rank) == ["national", "area_1", "alpha", "zulu", ""]
    assert sorted(["b", "", "a"], key=POST.rank) == ["a", "b", ""]


def test_a_case_gives_its_level_of_an_attribute_or_nothing() -> None:
    case = Case(CaseId("A1-P01"), (("area", "area_1"),))
    assert (case.level("area"), case.level("post")) == ("area_1", "")
