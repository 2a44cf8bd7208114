from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

from hypothesis import given, settings
from sound_studies import AREA, CODEBOOK, POST, ROLE, sound_study, studies

from framework_qa.analysis.counts import members_by_level, raised
from framework_qa.model.codebook import Theme
from framework_qa.model.coding import Decision
from framework_qa.model.people import Attribute
from framework_qa.model.study import Study

BARRIERS, GAPS, VALUES = CODEBOOK.themes


class Tally(NamedTuple):
    codings: int
    cases: tuple[str, ...]
    asked: int


def by_level(study: Study, theme: Theme, attribute: Attribute) -> dict[str, Tally]:
    members = members_by_level(study, attribute.name)
    found = {level.code: raised(study, members.get(level.code, ()), theme.subthemes) for level in attribute.levels}
    return {level: Tally(len(said.codings), said.cases, len(said.asked)) for level, said in found.items()}


def test_a_theme_is_counted_by_level_in_codings_and_in_cases_of_those_asked() -> None:
    assert by_level(sound_study(), BARRIERS, AREA) == {
        "area_1": Tally(2, ("A1-P01",), 2),
        "area_2": Tally(1, ("A2-P01",), 1),
    }
    assert by_level(sound_study(), GAPS, ROLE) == {
        "stakeholder": Tally(1, ("A1-S01",), 1),
        "provider": Tally(1, ("A1-P01",), 2),
    }


def test_levels_keep_their_order_and_free_text_has_none() -> None:
    assert list(by_level(sound_study(), VALUES, ROLE)) == ["stakeholder", "provider"]
    assert by_level(sound_study(), VALUES, POST) == {}


def test_codings_taken_back_are_not_counted() -> None:
    study = sound_study()
    taken_back = replace(study, codings=tuple(replace(c, decision=Decision.REJECTED) for c in study.codings))
    assert all(tally == Tally(0, (), tally.asked) for tally in by_level(taken_back, BARRIERS, AREA).values())


@settings(max_examples=40, deadline=None)
@given(studies())
def test_counts_by_level_add_up_to_the_live_codings(study: Study) -> None:
    total = sum(tally.codings for theme in CODEBOOK.themes for tally in by_level(study, theme, AREA).values())
    assert total == sum(coding.live for coding in study.codings)
