from __future__ import annotations

import pytest
import studies

from framework_qa.analysis.extracts import extracts
from framework_qa.model.codebook import Codebook, Near, Rules
from framework_qa.model.ids import SpanId
from framework_qa.model.people import Attribute, AttributeRole, SampleDesign, Target
from framework_qa.model.study import Settings
from framework_qa.outputs.audit import cases_table, coverage_table, log_table, quotes_table, theme_counts_table
from framework_qa.outputs.codebook import codebook_table, rules_in_words
from framework_qa.outputs.framework import flat, matrix, pieces, turns_cited
from framework_qa.outputs.sample import sample_tables
from framework_qa.outputs.table import distinct_headings, table


def test_the_sample_table_sets_what_was_achieved_against_what_was_planned() -> None:
    design = sample_tables(studies.small())[0]
    assert design.columns == (
        "Case study area",
        "Stakeholders",
        "Stakeholders, target",
        "Providers",
        "Providers, target",
        "Total",
    )
    assert design.values() == (
        ("National", 1, "no target", "n/a", "n/a", 1),
        ("Case study area 1", 1, "2–3, below", 1, "1, met", 2),
        ("Case study area 2", 0, "no target", 1, "0, above", 1),
        ("Case study area 3", 0, "no target", 0, "no target", 0),
        ("Total", 2, "no target", 2, "1, above", 4),
    )
    assert design.notes == ("Planned in all: 5 interviews; achieved: 4, below.",)
    assert design.rows[1][1].refs == ("A1-S01",)


def test_the_published_sample_of_the_model_study_can_be_printed() -> None:
    desk = studies.Desk()
    for area, stakeholders, providers in (("national", 8, 0), ("area_1", 2, 6), ("area_2", 2, 4)):
        for number in range(stakeholders):
            desk.interview(f"{area}-S{number}", ["a", "b"], area=area, role="stakeholder")
        for number in range(providers):
            desk.interview(f"{area}-P{number}", ["a", "b"], area=area, role="provider")
    values = sample_tables(desk.study())[0].values()
    assert [(row[0], row[1], row[3], row[5]) for row in values] == [
        ("National", 8, "n/a", 8),
        ("Case study area 1", 2, 6, 8),
        ("Case study area 2", 2, 4, 6),
        ("Case study area 3", 0, 0, 0),
        ("Total", 12, 10, 22),
    ]


def test_a_level_without_cases_says_0_and_a_case_without_a_level_is_counted_as_not_recorded() -> None:
    desk = studies.Desk()
    desk.interview("A1", ["a", "b"], area="area_1")
    desk.interview("A2", ["a", "b"], area="elsewhere", role="provider")
    area, role = sample_tables(desk.study())[1:]
    assert area.values() == (
        ("National", 0),
        ("Case study area 1", 1),
        ("Case study area 2", 0),
        ("Case study area 3", 0),
        ("elsewhere", 1),
        ("Total", 2),
    )
    assert role.values() == (("Stakeholders", 0), ("Providers", 1), ("not recorded", 1), ("Total", 2))


def test_a_case_where_none_could_be_is_counted_and_not_hidden_behind_na() -> None:
    desk = studies.Desk()
    desk.interview("N1", ["a", "b"], area="national", role="provider")
    assert sample_tables(desk.study())[0].values()[0][:5] == ("National", 0, "no target", 1, "no target")


def test_a_design_may_name_attributes_without_levels_and_have_no_total() -> None:
    desk = studies.Desk()
    desk.settings = Settings("s", (), SampleDesign("town", "age", (Target("York", "old", 1, 2),)))
    desk.interview("A1", ["a", "b"], town="York", age="old")
    (design,) = sample_tables(desk.study())
    assert design.values() == (("York", 1, "1–2, met", 1), ("Total", 1, "1–2, met", 1))
    assert design.notes == ()


def test_a_study_without_a_plan_has_no_table_of_it() -> None:
    desk = studies.Desk()
    desk.settings = Settings("s", (studies.AREA,))
    assert [found.name for found in sample_tables(desk.study())] == ["sample_area"]


def test_the_codebook_table_has_a_row_a_subtheme_and_nothing_blank() -> None:
    found = codebook_table(studies.BOOK)
    assert [row[0] for row in found.values()] == ["3.1", "4.1", "4.2", "4.9", "9.1"]
    assert all(value != "" for row in found.values() for value in row)
    stigma = dict(zip(found.columns, found.values()[1], strict=True))
    assert stigma["Category"] == "Cultural barriers"
    assert stigma["Rules"] == (
        "any of: stigma; ashamed of\nwithin 8 words of each other: admit, problem\nnever: no stigma"
    )
    assert dict(zip(found.columns, found.values()[2], strict=True))["Asked of"] == "provider"


def test_token_patterns_are_counted_in_words() -> None:
    one, two = ({"LOWER": "a"},), ({"LOWER": "b"},)
    assert rules_in_words(Rules(patterns=(one,))) == "1 token pattern"
    assert rules_in_words(Rules(patterns=(one, two))) == "2 token patterns"
    assert rules_in_words(Rules(all_near=(Near(("a", "b"), 3),))) == "within 3 words of each other: a, b"


def test_the_log_table_says_who_did_what_and_what_was_taken_back() -> None:
    rows = log_table(studies.events()).values()
    assert rows[0] == (1, "2026-01-01T10:00:00Z", "analyst", "ingest", "4 transcripts, 4 cases", "nothing")
    assert rows[2][2:] == ("not recorded", "undo", "took back event 2", "event 2")


def test_the_cases_table_counts_the_respondents_words_and_not_the_interviewers() -> None:
    found = cases_table(studies.small())
    first = dict(zip(found.columns, found.values()[0], strict=True))
    assert first["Case"] == "N-S01"
    assert first["Respondent's words"] == len(studies.SAID["N-S01"].split())
    assert first["Service"] == "not recorded"
    assert first["Charted"] == "1 of 4 cells"
    desk = studies.Desk(codebook=None)
    desk.interview("A1", ["a", "b"])
    desk.transcripts.clear()
    assert cases_table(desk.study()).values()[0][-5:] == ("no transcript", 0, 0, 0, "0 of 0 cells")


def test_the_quotes_table_carries_the_words_as_they_stand_and_the_ids_behind_them() -> None:
    study = studies.small()
    found = quotes_table(study, extracts(study))
    assert [row[0].refs for row in found.rows][1] == ("A1-S01.q4", "A1-S01.c4")
    for row in found.values():
        span = study.span_by_id[row[0]]
        assert study.words(span) in row
    assert {row[-1] for row in found.values()} == {"no rule", "any: stigma"}


def test_coverage_says_every_cell_in_words() -> None:
    study = studies.small()
    found = coverage_table(study)
    assert found.columns == ("Case", "3.1 Referral", "4.1 Stigma of seeking help", "4.2 Cost", "4.9 Other")
    said = {row[0]: row[1:] for row in found.values()}
    assert said["A1-P01"][1] == "charted, 1 of 2 extracts cited"
    assert said["A2-P01"][2:] == ("draft, 2 extracts, stale", "nothing said")
    assert said["N-S01"][2] == "not asked"
    assert coverage_table(study, studies.ACCESS).columns == ("Case", "3.1 Referral")


def test_themes_are_counted_as_cases_raising_them_of_cases_asked() -> None:
    found = theme_counts_table(studies.small())
    assert found.columns[1:] == (
        "National", "Case study area 1", "Case study area 2", "Case study area 3", "All cases", "Codings",
    )  # fmt: skip
    assert found.values() == (
        ("3 Access", "0 of 1", "0 of 2", "1 of 1", "not asked", "1 of 4", 1),
        ("4 Barriers to take-up: what keeps parents away?", "0 of 1", "2 of 2", "1 of 1", "not asked", "3 of 4", 6),
    )
    assert "of cases asked" in found.title
    assert found.rows[1][2].refs == ("A1-S01", "A1-P01")


def test_a_theme_raised_unasked_is_said_to_be() -> None:
    cost = studies.BARRIERS.subthemes[1]
    theme = type(studies.BARRIERS)("5", "cost", "Cost", "Money.", (cost,))  # type: ignore[arg-type]
    desk = studies.Desk(codebook=Codebook("c", 1, (theme,)))
    desk.interview("S1", ["a", "money"], area="area_1", role="stakeholder")
    desk.interview("P1", ["a", "money"], area="area_1", role="provider")
    desk.code("S1", 2, "barriers.cost")
    assert theme_counts_table(desk.study()).values()[0][2] == "0 of 1, and 1 not asked"


def test_without_grouping_or_codebook_the_tables_are_still_tables() -> None:
    desk = studies.Desk(codebook=None)
    desk.settings = Settings("s")
    desk.interview("A1", ["a", "b"])
    assert theme_counts_table(desk.study()).columns == ("Theme", "All cases", "Codings")
    assert coverage_table(desk.study()).values() == (("A1",),)
    desk.codebook = studies.BOOK
    assert theme_counts_table(desk.study()).values()[0] == ("3 Access", "0 of 1", 0)


def test_no_heading_stands_twice_whatever_attributes_are_called() -> None:
    assert distinct_headings(["Case", "case", "", " ", "a\nb", "CASE"]) == (
        "Case", "case (2)", "unnamed", "unnamed (2)", "a b", "CASE (3)",
    )  # fmt: skip
    desk = studies.Desk()
    desk.settings = Settings("s", (Attribute("x", "Case", AttributeRole.GROUP),))
    desk.interview("A1", ["a", "b"], x="1")
    chart = matrix(desk.study(), studies.ACCESS)
    assert chart.table().columns == ("Case", "Case (2)", "3.1 Referral")
    assert chart.to_frame().index.name == "Case"
    assert cases_table(desk.study()).columns[:2] == ("Case", "Case (2)")


def test_the_pieces_of_a_cell_are_its_flat_text_and_only_quoted_words_are_verbatim() -> None:
    study = studies.small()
    for cell in study.cells:
        assert "".join(piece.text for piece in pieces(study, cell)) == flat(study, cell)
    charted = pieces(study, study.cells[0])
    assert [piece.text for piece in charted if piece.verbatim] == ["“people feel judged”"]
    assert flat(study, study.cells[0]) == (
        "Parents fear being judged (¶2); “people feel judged” (¶2). [R: compare with 3.1]"
    )


def test_any_attribute_may_take_the_rows_of_a_matrix() -> None:
    study = studies.small()
    chart = matrix(study, studies.BARRIERS, rows=studies.AREA)
    rows = {row[0]: row[1:] for row in chart.table().values()}
    assert list(rows) == ["National", "Case study area 1", "Case study area 2"]
    assert rows["Case study area 1"][0].startswith("A1-P01: Parents fear being judged (¶2); ")
    assert rows["National"] == ("to chart", "not asked", "to chart")
    assert rows["Case study area 1"][1] == "not asked; to chart"
    assert chart.to_frame().shape == (3, 3)


def test_neighbouring_turns_are_cited_as_a_stretch() -> None:
    desk = studies.Desk()
    desk.interview("A1", ["q", "one", "q", "two", "three", "four"])
    spans = [desk.code("A1", turn, "access.referral") for turn in (6, 2, 4, 5)]
    assert turns_cited(desk.study(), [*spans, SpanId("A1.q99")]) == "(¶2, ¶4–6)"


def test_a_table_with_a_heading_twice_or_a_row_too_narrow_cannot_be_built() -> None:
    with pytest.raises(ValueError, match="a heading stands twice"):
        table("t", "T", ["a", "a"], [])
    with pytest.raises(ValueError, match="not as wide"):
        table("t", "T", ["a", "b"], [["1"]])
    assert str(table("t", "T", ["a"], [[3]]).rows[0][0]) == "3"
