from __future__ import annotations

from dataclasses import replace

import findings_studies as made
import pytest
import studies
from hypothesis import given, settings
from hypothesis import strategies as st

from framework_qa.errors import RefusedError
from framework_qa.model.chart import Run, RunKind, Status
from framework_qa.model.codebook import Codebook
from framework_qa.model.ids import SpanId
from framework_qa.model.study import Publication, Study
from framework_qa.model.tables import (
    Asked,
    Audience,
    CasesBy,
    Crosstab,
    Descriptions,
    Frequencies,
    KeyFindings,
    Lists,
    Meeting,
    Showing,
    TableDesign,
    Together,
)
from framework_qa.outputs.findings.build import built_in_tables, findings_table
from framework_qa.outputs.findings.publishing import MARKED, for_audience
from framework_qa.outputs.table import Entry, Table, listed, table

CONSENT = Publication(one_case_covered=True)
KINDS: tuple[Asked, ...] = (
    CasesBy(("area",), "role"),
    Lists("V1", "V2"),
    Frequencies(("4",)),
    Crosstab(("4",), "role"),
    Crosstab(("4",), "role", Showing.CASES),
    Together(("V1",), ("V2",)),
    Together(("V1",), ("V2",), Meeting.CASE, Showing.CASES),
    KeyFindings("4"),
)


def design(asks: Asked, **more: object) -> TableDesign:
    return TableDesign("findings", "Findings", asks, **more)  # type: ignore[arg-type]


def one_row(*entries: Entry, name: str = "t", title: str = "T") -> Table:
    return table(
        name, title, ("Row", *(f"Column {n}" for n in range(1, len(entries) + 1))), [(Entry("Row 1"), *entries)]
    )


def worked(*entries: Entry) -> list[str]:
    found = for_audience(made.coded_study(), one_row(*entries), Audience.WORKING)
    return [str(entry) for entry in found.rows[0][1:]]


def all_entries(found: Table) -> list[Entry]:
    entries = [entry for row in found.rows for entry in row]
    return [*entries, *(part for entry in entries for part in entry.parts)]


def test_a_value_that_points_to_one_case_is_marked_for_the_team_and_a_note_says_what_the_mark_means() -> None:
    one, two = Entry(1, ("A1-S01.c7",)), Entry(2, ("A1-S01.c7", "A1-P01.c12"))
    found = for_audience(made.coded_study(), one_row(one, two, Entry(0)), Audience.WORKING)
    assert found.values() == (("Row 1", "1 †", 2, 0),)
    assert found.notes == (MARKED,)
    assert for_audience(made.coded_study(), one_row(two), Audience.WORKING) == one_row(two)


def test_of_several_values_in_a_place_those_that_point_to_one_case_are_marked() -> None:
    parts = [Entry("Lottery", ("A1-S01.c3", "A1-S01.c1")), Entry("Fees", ("A1-S01.c5", "A2-P01.c16"))]
    assert worked(listed(parts)) == ["Lottery †; Fees"]


def test_ids_of_cases_and_accounts_of_single_cases_are_marked_only_where_the_whole_place_rests_on_one() -> None:
    ids = [Entry("A1-S01", ("A1-S01.c7",)), Entry("A1-P01", ("A1-P01.c12",))]
    said = [Entry("Fear of being judged", ("A1-S01.q7",)), Entry("Shame", ("A1-P01.q12",))]
    assert worked(listed(ids), listed(ids[:1])) == ["A1-S01; A1-P01", "A1-S01 †"]
    assert worked(listed(said), listed(said[:1])) == ["Fear of being judged; Shame", "Fear of being judged †"]
    synthesis = [Entry("Area 1: shame", ("A1-S01:4.1",)), Entry("Area 2: cost", ("A2-P01:4.3", "A2-P02:4.3"))]
    assert worked(listed(synthesis)) == ["Area 1: shame †; Area 2: cost"]


def test_columns_that_are_judged_by_their_labels_are_left_as_they_are() -> None:
    quote, value = Entry("“I was ashamed” (Children's centre)", ("A1-S01.q7",)), Entry(1, ("A1-S01.c7",))
    found = for_audience(made.coded_study(), one_row(quote, value), Audience.WORKING, by_label=(1,))
    assert found.values() == (("Row 1", "“I was ashamed” (Children's centre)", "1 †"),)
    published = for_audience(made.coded_study(), one_row(quote), Audience.PUBLISHED, by_label=(1,))
    assert published.rows[0][1] == Entry(quote.value)


def test_a_mark_is_explained_once() -> None:
    found = replace(one_row(Entry(1, ("A1-S01",))), notes=(MARKED,))
    assert for_audience(made.coded_study(), found, Audience.WORKING).notes == (MARKED,)


def test_names_of_rows_are_not_marked() -> None:
    found = for_audience(
        made.coded_study(), table("t", "T", ("Case",), [(Entry("A1-S01", ("A1-S01",)),)]), Audience.WORKING
    )
    assert found.values() == (("A1-S01",),)


def test_a_small_group_is_refused_in_print_naming_the_table_the_places_and_the_cure() -> None:
    with pytest.raises(RefusedError) as told:
        findings_table(made.coded_study(), design(Crosstab(("4",), "role")), Audience.PUBLISHED)
    assert told.value.exit_code == 4
    assert told.value.sentence == (
        "The table 'findings' cannot be published: 1 of its places points to one case only "
        "(Cultural barriers / Stigma of seeking help / Stakeholders)."
    )
    for cure in ("Leave the table out", "merge levels", "one_case_covered under publication in study.yaml"):
        assert cure in told.value.cure


def test_a_refusal_names_eight_places_and_counts_the_rest() -> None:
    many = one_row(*[Entry("x", ("A1-S01",))] * 11)
    with pytest.raises(RefusedError, match=r"11 of its places point.*Row 1 / Column 8; and 3 more\)"):
        for_audience(made.coded_study(), many, Audience.PUBLISHED)


def test_a_part_of_a_place_that_points_to_one_case_refuses_the_table() -> None:
    with pytest.raises(RefusedError, match="Parenting programmes / Funding"):
        findings_table(made.coded_study(), design(Lists("V1", "V2")), Audience.PUBLISHED)


def test_the_built_in_tables_are_refused_like_any_others() -> None:
    with pytest.raises(RefusedError, match="'sample_design' cannot be published"):
        built_in_tables(studies.small(), Audience.PUBLISHED)
    assert built_in_tables(made.model_study(), Audience.PUBLISHED, ["sample_area"])[0].values()[-1] == ("Total", 46)


@pytest.mark.parametrize("asks", KINDS, ids=lambda asks: type(asks).__name__)
def test_with_consent_a_published_table_holds_the_values_without_marks_and_without_ids(asks: Asked) -> None:
    found = findings_table(made.coded_study(CONSENT), design(asks), Audience.PUBLISHED)
    assert not any(entry.refs for entry in all_entries(found))
    printed = " ".join([*map(str, all_entries(found)), *found.columns, *found.notes])
    assert "†" not in printed
    assert not any(case in printed for case in made.LEVELS)


def test_where_case_ids_were_asked_for_print_has_counts_and_says_why() -> None:
    asks = Crosstab(("4",), "role", Showing.CASES)
    found = findings_table(made.coded_study(CONSENT), design(asks), Audience.PUBLISHED)
    assert found.values()[0][2:] == ("1 of 1", "2 of 3", "3 of 4")
    assert found.notes[-1] == "Ids of cases are not published, so this stands in their place."


@pytest.mark.parametrize(
    ("more", "place"),
    [
        ({"notes": ("See A1-S01.q7.",)}, "its notes"),
        ({"source": "Interview A2-P01"}, "its source"),
    ],
)
def test_case_ids_that_somebody_typed_are_refused_in_print(more: dict[str, object], place: str) -> None:
    with pytest.raises(RefusedError, match=f"case ids stand in {place}"):
        findings_table(made.coded_study(CONSENT), design(Frequencies(("4",)), **more), Audience.PUBLISHED)
    assert findings_table(made.coded_study(CONSENT), design(Frequencies(("4",)), **more))


def test_case_ids_are_found_in_every_part_of_a_table_and_plain_words_are_none() -> None:
    study = made.coded_study(CONSENT)
    for found, place in (
        (one_row(Entry("x"), title="On A1-S01"), "its title"),
        (one_row(Entry("cf A1-S01 ¶3")), "row 1"),
        (table("t", "T", ("A1-S01",), []), "its headings"),
        (one_row(Entry("x"), name="A1-S01"), "its name"),
    ):
        with pytest.raises(RefusedError, match=f"case ids stand in {place}"):
            for_audience(study, found, Audience.PUBLISHED)
    named = replace(study, cases=(replace(study.cases[0], id="Row"), *study.cases[1:]))  # type: ignore[arg-type]
    assert for_audience(named, one_row(Entry("A1-S010")), Audience.PUBLISHED)


def charted_study() -> Study:
    """Give the coded study with the cells on stigma charted, and labels that several cases bear."""
    study = made.coded_study()
    desk = studies.Desk(
        settings=replace(study.settings, publication=Publication(attribution=("area",))), codebook=made.BOOK
    )
    desk.cases, desk.transcripts = list(study.cases), list(study.transcripts)
    desk.spans, desk.codings = list(study.spans), list(study.codings)
    for case, span in (("A1-S01", "A1-S01.q7"), ("A1-P01", "A1-P01.q12"), ("A2-P02", "A2-P02.q19")):
        desk.chart(
            case, "barriers.stigma", Status.CHARTED, Run(RunKind.SUMMARY, "Parents feel judged", (SpanId(span),))
        )
    return desk.study()


def test_quotes_and_rows_of_single_cases_are_judged_by_the_label_of_who_spoke() -> None:
    asks = Descriptions((("What is said", "4.1"),))
    listed_cases = findings_table(charted_study(), design(asks), Audience.PUBLISHED)
    assert [str(row[0]) for row in listed_cases.rows] == ["Case study area 1", "Case study area 1", "Case study area 2"]
    assert MARKED not in findings_table(charted_study(), design(asks)).notes
    quotes = findings_table(charted_study(), design(KeyFindings("4", quotes=1)))
    assert str(quotes.rows[0][-1]) == "“Parents are ashamed to come.” (Case study area 1)"


def test_what_several_cases_say_of_a_code_may_be_printed_and_what_one_says_may_not() -> None:
    asks = Descriptions((("What is said", "4.1"),), "4")
    found = findings_table(charted_study(), design(asks))
    printed = {str(row[-2]): str(row[-1]) for row in found.rows}
    assert printed["Stigma of seeking help"] == "Parents feel judged; Parents feel judged; Parents feel judged"
    assert printed["Mistrust of services"] == "Parents feel judged †"
    with pytest.raises(RefusedError, match="Mistrust of services / What is said"):
        findings_table(charted_study(), design(asks), Audience.PUBLISHED)


@settings(max_examples=60)
@given(made.coded_at_random(), st.sampled_from(KINDS))
def test_print_either_refuses_a_table_or_holds_nothing_that_points_to_one_case(study: Study, asks: Asked) -> None:
    team = findings_table(study, design(asks))
    judged = [str(entry) for row in team.rows for entry in row[team.row_headings :]]
    try:
        found = findings_table(study, design(asks), Audience.PUBLISHED)
    except RefusedError:
        assert any("†" in value for value in judged)
    else:
        assert not any(entry.refs for entry in all_entries(found))
        assert not any("†" in value for value in judged)


def test_a_codebook_of_values_alone_has_no_themes_to_count() -> None:
    study = replace(made.coded_study(), codebooks=(Codebook("c", 1, (made.FUNDING,)),))
    assert built_in_tables(study)[-1].rows == ()
    assert [one.name for one in built_in_tables(replace(study, codebooks=()))] == ["sample_area", "sample_role"]
