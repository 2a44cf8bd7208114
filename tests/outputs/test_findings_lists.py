from __future__ import annotations

from dataclasses import replace

import findings_studies as made
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from framework_qa.analysis.meeting import meetings
from framework_qa.errors import UsageError
from framework_qa.model.codebook import Codebook
from framework_qa.model.study import Study
from framework_qa.model.tables import Lists, Meeting, TableDesign
from framework_qa.outputs.findings.build import findings_table
from framework_qa.outputs.findings.lists import lists_table
from framework_qa.outputs.table import Table


def lists(asks: Lists, study: Study | None = None) -> Table:
    design = TableDesign("funding", "Funding of support, by level and type", asks, "Interviews, 2017")
    return findings_table(study or made.coded_study(), design)


def beside(found: Table) -> dict[str, str]:
    return {str(row[-2]): str(row[-1]) for row in found.rows}


def test_values_that_share_a_turn_with_the_type_of_support_are_listed_beside_it() -> None:
    found = lists(Lists("V1", "V2"))
    assert made.same_as_golden(found, "lists_funding_by_turn.md")
    assert made.same_as_golden(found, "lists_funding_by_turn.csv")


def test_values_that_overlap_the_words_on_the_type_of_support_are_listed_beside_it() -> None:
    assert made.same_as_golden(lists(Lists("type", "funding", Meeting.SPAN)), "lists_funding_by_span.md")


def test_values_of_the_same_case_are_listed_where_that_is_asked_for() -> None:
    found = beside(lists(Lists("V1", "V2", Meeting.CASE)))
    assert found["Parenting programmes"] == "Council budget; Lottery †; Fees paid by parents †"


def test_behind_each_value_stand_the_codings_of_both_that_met() -> None:
    (row,) = [row for row in lists(Lists("V1", "V2")).rows if str(row[1]) == "Family mediation"]
    assert [(str(part), part.refs) for part in row[-1].parts] == [
        ("Council budget †", ("A1-S01.c4", "A1-S01.c6")),
        ("Lottery †", ("A2-P01.c15", "A2-P01.c17")),
        ("Fees paid by parents", ("A1-S01.c4", "A1-S01.c5", "A2-P01.c15", "A2-P01.c16")),
    ]
    assert set(row[-1].refs) == {ref for part in row[-1].parts for ref in part.refs}


def test_each_silence_says_which_it_is() -> None:
    found = beside(lists(Lists("V1", "V2")))
    assert found["Online and self-help"] == "none mentioned"  # raised, and no funding with it
    assert found["Helplines"] == "not raised"  # asked about, and nobody spoke of it
    assert found["Refuges"] == "not asked"  # nobody was asked about it


def test_where_nobody_was_asked_about_the_values_no_silence_is_more_than_that() -> None:
    found = lists(Lists("V1", "V3"))
    assert set(beside(found).values()) == {"not asked"}
    assert found.notes == (
        "A value stands beside a row where both were raised in the same turn.",
        "“not asked”: no case was asked about it, or about the values.",
    )


def test_what_was_raised_unasked_is_no_longer_not_asked() -> None:
    study = made.coded_study()
    refuge = replace(study.codings[10], subtheme=made.TYPES.subthemes[3].code)
    raised = replace(study, codings=(*study.codings[:10], refuge, *study.codings[11:]))
    assert beside(lists(Lists("V1", "V2"), raised))["Refuges"] == "none mentioned"


def test_a_theme_without_categories_has_no_column_for_them() -> None:
    found = lists(Lists("V2", "V1"))
    assert found.columns == ("Funding", "Type of support")
    assert found.row_headings == 1
    assert beside(found)["Lottery"] == "Parenting programmes †; Family mediation †"


def test_two_codes_of_one_label_go_by_their_numbers() -> None:
    twice = replace(made.FUNDING, subthemes=tuple(replace(s, label="Fees") for s in made.FUNDING.subthemes))
    study = replace(made.coded_study(), codebooks=(Codebook("c", 1, (made.TYPES, twice)),))
    assert beside(lists(Lists("V1", "V2"), study))["Parenting programmes"] == "V2.1 Fees; V2.2 Fees †"


def test_a_theme_that_the_codebook_does_not_have_is_named_with_the_table() -> None:
    with pytest.raises(
        UsageError, match="The table 'funding' names 'fundin', and the codebook has no such theme"
    ) as told:
        lists(Lists("V1", "fundin"))
    assert "funding" in told.value.cure
    with pytest.raises(UsageError, match="needs a codebook"):
        lists(Lists("V1", "V2"), replace(made.coded_study(), codebooks=()))


@settings(max_examples=50)
@given(made.coded_at_random(), st.sampled_from(Meeting))
def test_every_coding_behind_a_value_is_live_and_of_the_row_or_the_value(study: Study, meet_in: Meeting) -> None:
    found = lists_table(study, TableDesign("t", "T", Lists("V1", "V2")), Lists("V1", "V2", meet_in))
    rows = {sub.label: sub.code for sub in made.TYPES.subthemes}
    values = {sub.label: sub.code for sub in made.FUNDING.subthemes}
    met = meetings(study, list(rows.values()), list(values.values()), meet_in)
    for row in found.rows:
        code = rows[str(row[1])]
        printed = [values[str(part)] for part in row[-1].parts]
        assert printed == [value for value in values.values() if (code, value) in met]
        for part in row[-1].parts:
            behind = [study.coding_by_id[ref] for ref in part.refs]  # type: ignore[index]
            assert all(coding.live for coding in behind)
            assert {coding.subtheme for coding in behind} == {code, values[str(part)]}
        raised = any(coding.live and coding.subtheme == code for coding in study.codings)
        assert row[-1].parts or (str(row[-1]) == "none mentioned") == raised or str(row[-1]) == "not asked"
