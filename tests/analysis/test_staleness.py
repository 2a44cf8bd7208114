from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from sound_studies import AREA_1, CODEBOOK, cell, interpreted_study, run, sound_study, studies, swapped

from framework_qa.analysis.staleness import codes_under, synthesis_basis, synthesis_stale
from framework_qa.model.chart import RunKind, Status
from framework_qa.model.people import Case
from framework_qa.model.study import Study


def stale(study: Study) -> list[bool]:
    return [synthesis_stale(study, synthesis) for synthesis in study.syntheses]


def rewritten(study: Study, **changes: object) -> Study:
    return replace(study, cells=swapped(study.cells, 0, **changes))


def test_a_synthesis_is_fresh_when_it_is_written() -> None:
    assert stale(interpreted_study()) == [False, False]


@pytest.mark.parametrize(
    "changes",
    [
        {"status": Status.QUERIED},
        {"runs": (run(RunKind.SUMMARY, "Centres are tied to social care", "A1-P01.q1"),)},
        {"runs": (*sound_study().cells[0].runs[:2], run(RunKind.COMMENT, "cf 4.9"))},
        {"draft": True},
    ],
)
def test_a_member_cell_that_changes_makes_its_synthesis_stale_and_no_other(changes: dict[str, object]) -> None:
    assert stale(rewritten(interpreted_study(), **changes)) == [True, False]


@pytest.mark.parametrize("changes", [{"by": "XX"}, {"at": "2027"}, {"basis": ()}, {"codebook_version": 2}])
def test_who_wrote_a_cell_and_when_is_no_change_of_what_it_says(changes: dict[str, object]) -> None:
    assert stale(rewritten(interpreted_study(), **changes)) == [False, False]


def test_a_draft_and_an_emptied_cell_say_nothing_yet() -> None:
    study = interpreted_study()
    drafted = cell("A1-S01", "barriers.other", Status.TO_CHART, run(RunKind.VERBATIM, "x", "A1-S01.q1"), draft=True)
    emptied = cell("A1-P01", "barriers.other", Status.TO_CHART)
    assert stale(replace(study, cells=(*study.cells, drafted, emptied))) == [False, False]


def test_a_cell_that_comes_to_the_group_makes_it_stale_even_a_silent_one() -> None:
    study = interpreted_study()
    silent = cell("A1-S01", "barriers.other", Status.NOTHING_SAID)
    assert stale(replace(study, cells=(*study.cells, silent))) == [True, False]


def test_a_charted_case_that_changes_area_makes_both_areas_stale() -> None:
    study = interpreted_study()
    moved = Case(study.cases[0].id, (("area", "area_2"), ("role", "provider")))
    assert stale(replace(study, cases=(moved, *study.cases[1:]))) == [True, False]


def test_a_theme_covers_its_subthemes_a_subtheme_itself_and_an_unknown_one_nothing() -> None:
    study = sound_study()
    assert codes_under(study, "gaps") == {"gaps.waiting", "gaps.other"}
    assert codes_under(study, "6.1") == {"gaps.waiting"}
    assert codes_under(study, "nowhere") == frozenset()
    assert codes_under(replace(study, codebooks=()), "gaps") == frozenset()


def test_areas_listed_in_another_order_are_no_change() -> None:
    study = interpreted_study()
    area, *others = study.settings.attributes
    turned = (replace(area, levels=area.levels[::-1]), *others)
    other = replace(study, settings=replace(study.settings, attributes=turned))
    assert [case.id for case in other.ordered_cases] != [case.id for case in study.ordered_cases]
    assert synthesis_basis(other, (), "barriers") == synthesis_basis(study, (), "barriers")


@settings(max_examples=40)
@given(studies())
def test_the_order_of_things_is_no_change(study: Study) -> None:
    theme = CODEBOOK.themes[0]
    turned = replace(CODEBOOK, themes=(replace(theme, subthemes=theme.subthemes[::-1]), *CODEBOOK.themes[1:]))
    other = replace(study, cases=study.cases[::-1], cells=study.cells[::-1], codebooks=(turned,))
    for group in ((), AREA_1):
        assert synthesis_basis(other, group, "barriers") == synthesis_basis(study, group, "barriers")
