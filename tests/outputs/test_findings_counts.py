from __future__ import annotations

from dataclasses import replace

import findings_studies as made
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from framework_qa.errors import UsageError
from framework_qa.model.codebook import Rules
from framework_qa.model.study import Publication, Study
from framework_qa.model.tables import (
    Asked,
    Audience,
    Counting,
    Crosstab,
    Frequencies,
    Meeting,
    Showing,
    TableDesign,
    Together,
)
from framework_qa.outputs.findings.build import findings_table
from framework_qa.outputs.findings.crosstabs import crosstab_table, together_table
from framework_qa.outputs.findings.frequencies import frequencies_table
from framework_qa.outputs.table import Table, Value

NO_COUNTS = Publication(counts=False, one_case_covered=True)


def asked(asks: Asked, study: Study | None = None, audience: Audience = Audience.WORKING) -> Table:
    return findings_table(study or made.coded_study(), TableDesign("barriers", "Barriers", asks), audience)


def test_codes_are_counted_in_cases_by_category_with_subtotals_and_a_total() -> None:
    assert made.same_as_golden(asked(Frequencies(("4",))), "frequencies_in_cases.md")


def test_codes_of_several_themes_are_counted_by_theme_and_in_codings_where_asked() -> None:
    found = asked(Frequencies(("funding", "V1.1", "V1.4"), Counting.CODINGS))
    assert made.same_as_golden(found, "frequencies_in_codings.md")


def test_a_subtotal_counts_a_case_once_and_says_so() -> None:
    found = asked(Frequencies(("4",)))
    values = {str(row[1]): row[2] for row in found.values()[:3]}
    assert values == {"Stigma of seeking help": 3, "Mistrust of services": 2, "Subtotal": 4}
    assert any("not the sum" in note for note in found.notes)
    assert not any("not the sum" in note for note in asked(Frequencies(("4",), Counting.CODINGS)).notes)


def test_a_theme_without_categories_needs_no_subtotals() -> None:
    found = asked(Frequencies(("V2",)))
    assert found.columns == ("Funding", "Cases in which it was raised")
    assert found.values() == (("Council budget", 2), ("Lottery", 2), ("Fees paid by parents", 2), ("Total", 3))


def test_codes_come_in_the_codebooks_order_each_once_however_they_are_typed() -> None:
    found = asked(Frequencies(("4.9", "barriers", "4.1")))
    assert [row[1] for row in found.values() if row[1] not in ("Subtotal", "All codes")] == [
        sub.label for sub in made.BARRIERS.subthemes
    ]


def test_codes_are_set_against_an_attribute_as_cases_raising_them_of_cases_asked() -> None:
    assert made.same_as_golden(asked(Crosstab(("4",), "role")), "crosstab.md")


def test_a_case_that_raised_what_it_was_not_asked_is_counted_apart() -> None:
    study = made.coded_study()
    study = replace(study, settings=replace(study.settings, not_asked=(("A1-P01", ("4.1",)), ("A1-S01", ("4.1",)))))
    found = asked(Crosstab(("4.1",), "role"), study)
    assert found.values()[0][2:] == (
        "1 though not asked †",
        "1 of 2, and 1 not asked",
        "1 of 2, and 2 not asked",
    )


def test_case_ids_stand_instead_of_counts_where_they_are_asked_for() -> None:
    found = asked(Crosstab(("4", "V1.4"), "role", Showing.CASES))
    assert made.same_as_golden(found, "crosstab_of_cases.md")
    assert [part.refs for part in found.rows[0][-1].parts] == [("A1-S01.c7",), ("A1-P01.c12",), ("A2-P02.c19",)]


def test_codes_are_counted_together_and_the_note_names_what_is_counted() -> None:
    assert made.same_as_golden(asked(Together(("V1",), ("V2",))), "together_in_turns.md")
    assert asked(Together(("4",), ("4",), Meeting.SPAN)).values()[0][2:] == ("n/a", "1 †", 0, 0)
    notes = {meet_in: asked(Together(("4",), ("4",), meet_in)).notes[0] for meet_in in Meeting}
    assert notes == {
        Meeting.SPAN: "Numbers count pairs of passages that overlap, one of either code.",
        Meeting.TURN: "Numbers count turns in which both stand.",
        Meeting.CASE: "Numbers count cases in which both stand.",
    }


def test_together_may_name_the_cases_and_says_what_nobody_was_asked_about() -> None:
    found = asked(Together(("4.1", "4.2"), ("4.3", "4.9", "V3.1"), Meeting.CASE, Showing.CASES))
    assert found.values() == (
        ("Cultural barriers", "Stigma of seeking help", "A1-P01; A2-P02", "none", "not asked"),
        ("Cultural barriers", "Mistrust of services", "A1-P01 †", "none", "not asked"),
    )
    assert found.notes[0] == "Each place names the cases in which both codes stand."
    turns = asked(Together(("4.1",), ("4.2",), Meeting.TURN, Showing.CASES))
    assert turns.notes[0] == "Each place names the cases in which both codes stand in one turn."


def test_codes_with_token_patterns_are_counted_like_any_others() -> None:
    study = made.coded_study()
    patterned = replace(made.ACCESS.subthemes[0], rules=Rules(patterns=(({"LOWER": "gp"},),)))
    theme = replace(made.ACCESS, subthemes=(patterned,))
    study = replace(study, codebooks=(replace(made.BOOK, themes=(theme, *made.BOOK.themes[1:])),))
    assert asked(Together(("3",), ("3", "4.1")), study).values() == (("Referral", "n/a", 0),)
    assert asked(Crosstab(("3", "4.1"), "role"), study).values()[0][-1] == "0 of 4"


def test_a_study_that_publishes_no_counts_says_only_whether_it_was_raised() -> None:
    study = made.coded_study(NO_COUNTS)
    frequencies = asked(Frequencies(("4", "V1.4")), study, Audience.PUBLISHED)
    assert frequencies.columns[-1] == "Whether it was raised"
    assert [row[-1] for row in frequencies.values()] == [
        "raised", "raised", "raised", "not raised", "raised", "not asked", "not asked", "raised",
    ]  # fmt: skip
    assert frequencies.notes == ()
    crosstab = asked(Crosstab(("4",), "role", Showing.CASES), study, Audience.PUBLISHED)
    assert crosstab.values()[2][2:] == ("not asked", "raised", "raised")
    assert crosstab.notes == (
        "Each place says whether it was raised.",
        "Ids of cases are not published, so this stands in their place.",
    )
    together = asked(Together(("V1",), ("V2", "V1.4")), study, Audience.PUBLISHED)
    assert together.values()[0][2:] == ("not asked", "raised together", "raised together", "not raised together")
    assert together.notes == ("Each place says whether both codes stand in one turn.",)
    assert asked(Frequencies(("4",)), study).values()[0][-1] == 3


def test_codes_and_attributes_that_are_not_there_are_named_with_the_table() -> None:
    for wrong, told in (
        (Frequencies(("4.77",)), "The table 'barriers' names '4.77', and the codebook has no such theme or subtheme"),
        (Crosstab(("9",), "role"), "names '9'"),
        (Crosstab(("4",), "rolle"), "names 'rolle', and the study has no such attribute"),
        (Together(("4",), ("barriers.stigmata",)), "names 'barriers.stigmata'"),
    ):
        with pytest.raises(UsageError, match=told):
            asked(wrong)


def design_of(asks: Asked) -> TableDesign:
    return TableDesign("t", "T", asks)


def frame(study: Study) -> pd.DataFrame:
    """Lay the live codings out for the outside judge."""
    live = [coding for coding in study.codings if coding.live]
    return pd.DataFrame(
        {
            "case": [coding.case for coding in live],
            "code": [str(coding.subtheme) for coding in live],
            "role": [study.case_by_id[coding.case].level("role") for coding in live],
        },
        dtype="object",
    )


@settings(max_examples=40)
@given(made.coded_at_random(), st.sampled_from(Counting))
def test_frequencies_are_what_pandas_counts_and_the_total_is_the_union(study: Study, counting: Counting) -> None:
    asks = Frequencies(("4", "V1"), counting)
    found = frequencies_table(study, design_of(asks), asks, Audience.WORKING)
    judge = frame(study).groupby("code")["case"].agg("nunique" if counting is Counting.CASES else "size").to_dict()
    codes = {sub.label: sub for theme in (made.BARRIERS, made.TYPES) for sub in theme.subthemes}
    rows = [row for row in found.rows if str(row[1]) in codes]
    for row in rows:
        number = row[2].value if isinstance(row[2].value, int) else 0
        assert number == judge.get(codes[str(row[1])].code, 0)
        behind = [study.coding_by_id[ref] for ref in row[2].refs]  # type: ignore[index]
        assert all(coding.live and coding.subtheme == codes[str(row[1])].code for coding in behind)
    assert sorted(found.rows[-1][2].refs) == sorted(ref for row in rows for ref in row[2].refs)


@settings(max_examples=40)
@given(made.coded_at_random())
def test_a_crosstab_counts_what_pandas_counts(study: Study) -> None:
    asks = Crosstab(("4",), "role", Showing.CASES)
    found = crosstab_table(study, design_of(asks), asks, Audience.WORKING)
    numbers = crosstab_table(study, design_of(asks), Crosstab(("4",), "role"), Audience.WORKING)
    judge = frame(study).drop_duplicates(["case", "code"])
    for row, counted, code in zip(found.rows, numbers.rows, made.BARRIERS.subthemes, strict=True):
        here = judge[judge["code"] == code.code]
        for place, role in enumerate(("stakeholder", "provider"), 2):
            expected = set(here[here["role"] == role]["case"])
            assert {str(part) for part in row[place].parts} == expected
            assert _first_numbers(counted[place].value) == len(expected)
            assert all(study.coding_by_id[ref].subtheme == code.code for ref in counted[place].refs)  # type: ignore[index]
        assert set(row[-1].refs) == {ref for entry in row[2:-1] for ref in entry.refs}


def _first_numbers(said: Value) -> int:
    """Add `3 of 4, and 1 not asked` up to the cases that raised it: 4."""
    parts = [part.split()[0] for part in str(said).split(", and ")]
    return 0 if parts == ["not"] else sum(map(int, parts))


@settings(max_examples=40)
@given(made.coded_at_random())
def test_codes_together_in_cases_are_what_pandas_multiplies(study: Study) -> None:
    asks = Together(("4",), ("4", "V2"), Meeting.CASE)
    found = together_table(study, design_of(asks), asks, Audience.WORKING)
    rows = frame(study)
    present = pd.crosstab(rows["case"], rows["code"]).clip(upper=1)
    judge = present.T.dot(present) if len(rows) else pd.DataFrame()
    columns = (*made.BARRIERS.subthemes, *made.FUNDING.subthemes)
    for row, code in zip(found.rows, made.BARRIERS.subthemes, strict=True):
        for entry, column in zip(row[2:], columns, strict=True):
            known = code.code in judge.index and column.code in judge.index
            expected = int(judge.loc[code.code, column.code]) if known else 0  # type: ignore[arg-type]
            if code.code == column.code:
                assert entry.value == "n/a"
            else:
                assert entry.value == expected or (entry.value == "not asked" and not expected)
