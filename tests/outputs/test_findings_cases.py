from __future__ import annotations

from dataclasses import replace

import findings_studies as made
import pytest
import studies

from framework_qa.errors import UsageError
from framework_qa.model.ids import CaseId
from framework_qa.model.people import Case
from framework_qa.model.study import Publication, Settings
from framework_qa.model.tables import Audience, CasesBy, TableDesign
from framework_qa.outputs.findings.build import built_in_tables, findings_table
from framework_qa.outputs.table import Table


def cases_by(*rows: str, study: object = None, audience: Audience = Audience.WORKING, **asks: object) -> Table:
    design = TableDesign("sample", "The sample", CasesBy(rows, **asks), "Interviews, 2017", ("A remark.",))  # type: ignore[arg-type]
    return findings_table(study or made.model_study(), design, audience)  # type: ignore[arg-type]


def test_the_46_interviews_of_the_model_study_come_out_with_their_exact_figures() -> None:
    study = made.model_study(covered=True)
    design = TableDesign("achieved", "Achieved interviews", CasesBy(("area",), "role"))
    found = findings_table(study, design, Audience.PUBLISHED)
    assert made.same_as_golden(found, "cases_achieved.md")
    assert made.same_as_golden(found, "cases_achieved.csv")


def test_the_38_local_respondents_come_out_by_type_and_types_not_reached_say_0() -> None:
    study = made.model_study(covered=True)
    design = TableDesign("types", "Local respondents by type", CasesBy(("type",), where=made.LOCAL))
    assert made.same_as_golden(findings_table(study, design, Audience.PUBLISHED), "cases_local_types.md")


def test_the_five_areas_come_out_by_both_criteria_of_their_choice() -> None:
    asks = CasesBy(("deprivation", "rurality"), count="area", where=made.LOCAL)
    design = TableDesign("criteria", "Areas by the criteria they were chosen by", asks)
    study = made.model_study()
    assert made.same_as_golden(findings_table(study, design, Audience.PUBLISHED), "cases_areas.md")


def test_targets_met_missed_and_exceeded_stand_beside_each_column_of_the_built_in_table() -> None:
    found = built_in_tables(made.model_study())
    assert [table.name for table in found] == ["sample_design", "sample_area", "sample_role"]
    assert made.same_as_golden(found[0], "sample_design.md")
    declared = cases_by("area", columns="role", targets=True)
    assert (declared.columns, declared.rows) == (found[0].columns, found[0].rows)
    assert declared.notes[1:] == found[0].notes


def test_the_declared_table_keeps_its_title_source_and_remarks() -> None:
    found = cases_by("role")
    assert (found.title, found.source, found.notes) == ("The sample", "Interviews, 2017", ("A remark.",))
    assert found.values() == (("Stakeholders", 18), ("Providers", 28), ("Total", 46))


def test_targets_may_be_laid_out_the_other_way_round_or_narrowed() -> None:
    turned = cases_by("role", columns="area", targets=True)
    assert turned.values()[0][3:5] == (2, "2–3, met")
    assert turned.values()[1][1:3] == ("n/a", "n/a")
    assert turned.values()[0][7:9] == ("1 †", "2–3, below")
    narrowed = cases_by("area", columns="role", targets=True, where="area=area_1,area_5")
    assert narrowed.values() == (
        ("Case study area 1", 2, "2–3, met", 6, "6–7, met", 8),
        ("Case study area 5", 2, "2–3, met", 9, "6–7, above", 11),
        ("Total", 4, "4–6, met", 15, "12–14, above", 19),
    )
    assert not any("Planned in all" in note for note in narrowed.notes)


def test_a_level_with_a_target_and_without_a_case_among_those_selected_says_0() -> None:
    found = cases_by("area", columns="role", targets=True, where="role=provider")
    assert found.columns == ("Case study area", "Providers", "Providers, target", "Total")
    assert (
        "Left out by the selection of cases: Case study area: National stakeholders; Role: Stakeholders." in found.notes
    )
    study = made.model_study()
    without = replace(study, cases=tuple(c for c in study.cases if c.id != "A3-S01"))
    nobody = cases_by("area", columns="role", targets=True, where="role=stakeholder", study=without)
    assert nobody.values()[3] == ("Case study area 3", 0, "2–3, below", 0)


def test_a_declared_level_that_the_selection_rules_out_has_no_row_even_where_no_case_has_it() -> None:
    found = cases_by("type", where="type=mediation,advice")
    assert found.values() == (("Mediation / family justice", 4), ("Advice services", 0), ("Total", 4))


def test_behind_a_count_stand_its_cases_and_behind_a_total_all_of_them() -> None:
    found = cases_by("deprivation", columns="rurality", count="area", where=made.LOCAL)
    assert found.values()[0] == ("25% or above", 1, 1, 0, 2)
    assert len(found.rows[0][1].refs) == 8
    assert {ref for row in found.rows[:-1] for ref in row[-1].refs} == set(found.rows[-1][-1].refs)
    assert found.rows[-1][-1].value == 5


def test_cases_without_the_attribute_that_is_counted_are_said_to_be_left_out() -> None:
    found = cases_by("role", count="rurality")
    assert found.columns == ("Role", "Rurality, count")
    assert found.values() == (("Stakeholders", 3), ("Providers", 3), ("Total", 3))
    note = "Numbers count the different levels of Rurality, not the cases. Not recorded for 8 of 46 cases."
    assert note in found.notes


def test_levels_outside_the_list_and_none_at_all_have_rows_where_cases_have_them() -> None:
    study = made.model_study()
    odd = Case(CaseId("X1"), (("role", "observer"),))
    found = cases_by("role", "rurality", study=replace(study, cases=(*study.cases, odd)))
    assert found.row_headings == 2
    assert found.values() == (
        ("Role", "Stakeholders", 18),
        ("Role", "Providers", 28),
        ("Role", "observer", "1 †"),
        ("Rurality", "Predominantly urban", 12),
        ("Rurality", "Urban with significant rural", 15),
        ("Rurality", "Predominantly rural", 11),
        ("Rurality", "not recorded", 9),
        ("Total", "All levels", 47),
    )


def test_what_no_table_can_show_is_refused_with_a_cure() -> None:
    unplanned = replace(made.model_study(), settings=Settings("s", made.MODEL_SETTINGS.attributes))
    for wrong, told in (
        ({"columns": "role", "targets": True, "study": unplanned}, "plans no sample"),
        ({"columns": "type", "targets": True}, "plans no sample by its attributes"),
        ({"columns": "role", "targets": True, "count": "rurality"}, "counts 'rurality'"),
        ({"columns": "role", "targets": True, "where": "rurality=urban"}, "selects cases by 'rurality'"),
        ({"columns": "rolle"}, "names 'rolle'"),
    ):
        with pytest.raises(UsageError, match=told):
            cases_by("area", **wrong)  # type: ignore[arg-type]
    with pytest.raises(UsageError, match="2 attributes in its rows"):
        cases_by("area", "type", columns="role")


def test_the_built_in_tables_are_held_to_the_rules_and_may_be_asked_for_by_name() -> None:
    study = studies.small()
    names = [table.name for table in built_in_tables(study)]
    assert names == ["sample_design", "sample_area", "sample_role", "theme_counts"]
    (counts,) = built_in_tables(study, names=["theme_counts"])
    assert counts.values()[0] == ("3 Access", "0 of 1", "0 of 2", "1 of 1 †", "not asked", "1 of 4 †", "1 †")
    consent = replace(
        study, settings=replace(study.settings, publication=Publication(counts=False, one_case_covered=True))
    )
    published = {table.name: table for table in built_in_tables(consent, Audience.PUBLISHED)}
    assert published["theme_counts"].values()[0] == (
        "3 Access", "not raised", "not raised", "raised", "not asked", "raised",
    )  # fmt: skip
    assert published["sample_area"].values()[-1] == ("Total", 4)
