from __future__ import annotations

from dataclasses import replace

import pytest
from sound_studies import SETTINGS, sound_study

from framework_qa.analysis.select import Condition, parse_selection, select
from framework_qa.errors import UsageError
from framework_qa.model.people import Attribute, AttributeRole, Case, Level
from framework_qa.model.study import Settings

PARTNER = Attribute(
    "partner", "Partner", AttributeRole.OTHER, (Level("troubled", "Troubled families, support; advice"),)
)


def chosen(text: str) -> list[str]:
    study = sound_study()
    return [case.id for case in select(study, parse_selection(text, study.settings))]


@pytest.mark.parametrize(
    ("typed", "cases"),
    [
        ("", ["A1-S01", "A1-P01", "A2-P01"]),
        ("area=area_1", ["A1-S01", "A1-P01"]),
        ("area=area_1,area_2", ["A1-S01", "A1-P01", "A2-P01"]),
        ("area=area_1 role=provider", ["A1-P01"]),
        ("area=area_1;role=provider", ["A1-P01"]),
        ('area="Case study area 2"', ["A2-P01"]),
        ("role=PROVIDER", ["A1-P01", "A2-P01"]),
        ("case=A2-P01,A1-S01", ["A1-S01", "A2-P01"]),
        ("case=A2-P01 area=area_1", []),
        ("post=manager", []),
    ],
)
def test_cases_are_chosen_by_their_levels_in_chart_order(typed: str, cases: list[str]) -> None:
    assert chosen(typed) == cases


def test_free_text_attributes_take_any_text() -> None:
    study = sound_study()
    case = replace(study.cases[0], levels=(*study.cases[0].levels, ("post", "manager's deputy")))
    study = replace(study, cases=(case, *study.cases[1:]))
    assert select(study, parse_selection('post="manager\'s deputy"', SETTINGS)) == (case,)
    assert parse_selection("post=manager's area=area_1", SETTINGS)[0] == Condition("post", ("manager's",))


def test_a_label_may_hold_commas_semicolons_and_apostrophes() -> None:
    settings = Settings("Study", (PARTNER,))
    typed = 'partner="Troubled families, support; advice"'
    assert parse_selection(typed, settings) == (Condition("partner", ("troubled",)),)
    whose = Attribute("service", "Service", AttributeRole.OTHER, (Level("children", "Children's services"),))
    found = parse_selection('service="Children\'s services" service=children', Settings("Study", (whose,)))
    assert found == (Condition("service", ("children",)),) * 2


@pytest.mark.parametrize(
    ("typed", "sentence", "cure"),
    [
        ("aera=area_1", "The study has no attribute 'aera'.", "Use one of: case, area, role, post (did"),
        ("area=area_9", "The attribute 'area' has no level 'area_9'.", "Use one of: area_1, area_2 (did you mean"),
        ("area=area_1,zzz", "The attribute 'area' has no level 'zzz'.", "Use one of: area_1, area_2."),
        ("area", "The selection 'area' is not of the form attribute=level.", "Write it like area=area_1."),
        ("area=", "The selection 'area=' is not of the form attribute=level.", "Write it like area=area_1."),
        ("=area_1", "The selection '=area_1' is not of the form attribute=level.", "Write it like area=area_1."),
        ('area="Case', "The selection 'area=\"Case' has an opening quotation mark", "Write it like area="),
        ("case=A1-P02", "The study has no case 'A1-P02'.", "See `cases list` (did you mean 'A1-P01'?)."),
    ],
)  # fmt: skip
def test_a_selection_that_names_what_is_not_there_is_refused_with_what_is(typed: str, sentence: str, cure: str) -> None:
    with pytest.raises(UsageError) as refused:
        chosen(typed)
    assert refused.value.sentence.startswith(sentence)
    assert refused.value.cure.startswith(cure)


def test_a_case_without_the_attribute_is_never_chosen_by_it() -> None:
    study = replace(sound_study(), cases=(Case(sound_study().cases[0].id),))
    assert select(study, parse_selection("area=area_1", SETTINGS)) == ()
