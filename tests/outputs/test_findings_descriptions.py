from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
import studies

from framework_qa.errors import RefusedError, UsageError
from framework_qa.model.chart import Cell, Run, RunKind, Status
from framework_qa.model.ids import CaseId, SpanId
from framework_qa.model.study import Publication, Study
from framework_qa.model.tables import Audience, Descriptions, TableDesign
from framework_qa.outputs.findings.build import findings_table
from framework_qa.outputs.findings.descriptions import descriptions_table
from framework_qa.outputs.table import Table
from framework_qa.stages.folder import open_folder

COLUMNS = (("What keeps parents away", "4.1"), ("What it costs", "barriers.cost"))
SAID = "Mediation is dear. The council pays for some. People are ashamed."


def build(study: Study, asks: Descriptions, audience: Audience = Audience.WORKING) -> Table:
    design = TableDesign("services", "Services", asks, "Interviews.", ("As respondents described them.",))
    return descriptions_table(study, design, asks, audience)


def covered(study: Study) -> Study:
    return replace(study, settings=replace(study.settings, publication=Publication(one_case_covered=True)))


def charted() -> studies.Desk:
    """Three providers: one charted in full, one half charted, one with nothing to say."""
    desk = studies.Desk()
    for case, service in (("A1-P01", "Mediation"), ("A1-P02", "Mediation"), ("A2-P01", "Advice")):
        area = f"area_{case[1]}"
        desk.interview(case, [studies.QUESTION, SAID], area=area, role="provider", service=service)
    shame = desk.code("A1-P01", 2, "barriers.stigma", "People are ashamed.")
    dear = desk.code("A1-P01", 2, "barriers.cost", "Mediation is dear.")
    desk.code("A1-P02", 2, "barriers.cost", "Mediation is dear.")
    desk.chart(
        "A1-P01",
        "barriers.stigma",
        Status.CHARTED,
        Run(RunKind.SUMMARY, "Shame keeps  them\naway", (shame,)),
        Run(RunKind.VERBATIM, "People are ashamed.", (shame,)),
        Run(RunKind.SUMMARY, "some of them", (shame,)),
        Run(RunKind.COMMENT, "compare with 3.1"),
    )
    desk.chart("A1-P01", "barriers.cost", Status.CHARTED, Run(RunKind.SUMMARY, "Too dear for many", (dear,)))
    desk.chart("A1-P02", "barriers.stigma", Status.CHARTED, Run(RunKind.SUMMARY, "No shame here"))
    return desk


# -- rows are cases


def test_a_row_is_a_case_and_its_cells_are_what_was_charted_without_references_and_comments() -> None:
    table = build(charted().study(), Descriptions(COLUMNS))
    assert table.columns == ("Case", "What keeps parents away", "What it costs")
    assert table.values() == (
        ("A1-P01", "Shame keeps them away; “People are ashamed.” some of them", "Too dear for many"),
        ("A1-P02", "No shame here", "to chart"),
    )
    assert table.notes == (
        "As respondents described them.",
        "Left out, with nothing charted in these columns: 1 case.",
    )
    assert (table.title, table.source, table.row_headings) == ("Services", "Interviews.", 1)


def test_the_spans_a_cell_cites_stand_behind_it_and_the_cell_itself_where_it_cites_none() -> None:
    table = build(charted().study(), Descriptions(COLUMNS))
    assert [entry.refs for entry in table.rows[0]] == [("A1-P01",), ("A1-P01.q1",), ("A1-P01.q2",)]
    assert [entry.refs for entry in table.rows[1]] == [("A1-P02",), ("A1-P02:4.1",), ()]


@pytest.mark.parametrize(
    "status",
    [Status.NOTHING_SAID, Status.NOT_ASKED, Status.NOT_APPLICABLE, Status.NOT_REACHED, Status.WITHHELD],
)
def test_a_silence_says_which_it_is_and_prints_nothing_else_of_the_cell(status: Status) -> None:
    desk = charted()
    desk.chart("A1-P02", "barriers.cost", status, Run(RunKind.SUMMARY, "kept back"))
    assert build(desk.study(), Descriptions(COLUMNS)).rows[1][2].value == str(status)


def test_what_was_not_asked_by_the_codebook_says_so_without_being_charted() -> None:
    desk = charted()
    desk.interview("N-S01", [studies.QUESTION, SAID], area="national", role="stakeholder")
    desk.chart("N-S01", "barriers.stigma", Status.CHARTED, Run(RunKind.SUMMARY, "Shame"))
    row = build(desk.study(), Descriptions(COLUMNS)).values()[0]
    assert row == ("N-S01", "Shame", "not asked")


@pytest.mark.parametrize(
    ("cell", "printed"),
    [
        (Cell(CaseId("A1-P02"), COST := studies.BARRIERS.subthemes[1].code, Status.TO_CHART), "to chart"),
        (Cell(CaseId("A1-P02"), COST, Status.CHARTED, (Run(RunKind.SUMMARY, "Dear"),), draft=True), "to chart"),
        (Cell(CaseId("A1-P02"), COST, Status.NOTHING_SAID, draft=True), "to chart"),
        (Cell(CaseId("A1-P02"), COST, Status.CHARTED), "to chart"),
        (Cell(CaseId("A1-P02"), COST, Status.CHARTED, (Run(RunKind.COMMENT, "hm"),)), "to chart"),
        (Cell(CaseId("A1-P02"), COST, Status.QUERIED, (Run(RunKind.SUMMARY, "Dear"),)), "queried"),
    ],
    ids=["blank", "draft", "drafted silence", "no words", "comment only", "queried"],
)
def test_what_is_not_settled_prints_none_of_its_words_and_is_refused_in_print(cell: Cell, printed: str) -> None:
    study = charted().study()
    study = covered(replace(study, cells=(*study.cells, cell)))
    assert build(study, Descriptions(COLUMNS)).rows[1][2].value == printed
    with pytest.raises(RefusedError) as refused:
        build(study, Descriptions(COLUMNS), Audience.PUBLISHED)
    assert "'services'" in refused.value.sentence
    assert "A1-P02:4.2" in refused.value.sentence
    assert "chart set" in refused.value.cure


def test_a_refusal_names_eight_cells_and_counts_the_others() -> None:
    desk = studies.Desk()
    for number in range(10, 21):
        desk.interview(f"A1-P{number}", [studies.QUESTION, SAID], role="provider")
        desk.chart(f"A1-P{number}", "barriers.stigma", Status.CHARTED, Run(RunKind.SUMMARY, "Shame"))
    with pytest.raises(RefusedError, match=r"A1-P17:4.2; and 3 more"):
        build(covered(desk.study()), Descriptions(COLUMNS), Audience.PUBLISHED)


def test_the_cases_can_be_narrowed() -> None:
    table = build(charted().study(), Descriptions(COLUMNS, where="case=A1-P02"))
    assert [row[0].value for row in table.rows] == ["A1-P02"]
    assert table.notes == ("As respondents described them.",)


def test_in_print_a_row_is_named_by_its_label_and_no_case_id_is_left() -> None:
    desk = charted()
    desk.chart("A1-P02", "barriers.cost", Status.NOTHING_SAID)
    design = TableDesign("services", "Services", Descriptions(COLUMNS))
    table = findings_table(covered(desk.study()), design, Audience.PUBLISHED)
    assert table.columns[0] == "Respondent"
    assert [row[0].value for row in table.rows] == ["Mediation", "Mediation"]
    assert not any(entry.refs for row in table.rows for entry in row)


def test_a_label_that_only_one_case_could_bear_is_refused_in_print_unless_consent_covered_it() -> None:
    desk = charted()
    desk.chart("A1-P02", "barriers.cost", Status.NOTHING_SAID)
    desk.chart("A2-P01", "barriers.cost", Status.NOTHING_SAID)
    build(desk.study(), Descriptions(COLUMNS), Audience.PUBLISHED)  # A2-P01 has no row yet
    desk.chart("A2-P01", "barriers.stigma", Status.CHARTED, Run(RunKind.SUMMARY, "Shame"))
    with pytest.raises(RefusedError, match=r"only one case could bear: Advice\."):
        build(desk.study(), Descriptions(COLUMNS), Audience.PUBLISHED)
    assert len(build(covered(desk.study()), Descriptions(COLUMNS), Audience.PUBLISHED).rows) == 3


# -- rows are codes


def by_funding() -> studies.Desk:
    """Two cases that speak of cost and of the council as payer in one turn, one that does so in different turns."""
    desk = studies.Desk()
    for case in ("A1-P01", "A1-P02", "A2-P01"):
        desk.interview(case, [studies.QUESTION, SAID, studies.QUESTION, "It is dear."], role="provider")
        where = 4 if case == "A2-P01" else 2
        desk.code(case, 2, "funding.council", "The council pays for some.")
        span = desk.code(case, where, "barriers.cost", "dear")
        runs = [Run(RunKind.SUMMARY, f"Dear, says {case[-1]}", (span,)), Run(RunKind.COMMENT, "hm")]
        desk.chart(case, "barriers.cost", Status.CHARTED, *runs)
    return desk


FUNDING = Descriptions(COLUMNS, rows="funding")


def test_a_row_is_a_code_and_holds_what_was_charted_on_words_of_the_same_turn_a_part_a_case() -> None:
    table = build(by_funding().study(), FUNDING)
    assert table.columns == ("Funding", "What keeps parents away", "What it costs")
    assert table.values() == (("Council", "none mentioned", "Dear, says 1; Dear, says 2"),)
    assert [part.refs for part in table.rows[0][2].parts] == [("A1-P01.q2",), ("A1-P02.q4",)]


def test_only_the_runs_that_rest_on_the_turn_enter() -> None:
    desk = by_funding()
    later = desk.code("A1-P01", 4, "barriers.cost", "It is dear.")
    first = desk.cells[0]
    both = (*first.runs, Run(RunKind.SUMMARY, "Dear again", (later,)), Run(RunKind.SUMMARY, "uncited"))
    desk.cells[0] = replace(first, runs=both)
    assert build(desk.study(), FUNDING).rows[0][2].value == "Dear, says 1; Dear, says 2"


def test_the_rows_stand_in_the_codebooks_order_under_their_categories() -> None:
    table = build(by_funding().study(), Descriptions(COLUMNS[1:], rows="4"))
    assert table.columns == ("Category", "Barriers to take-up: what keeps parents away?", "What it costs")
    assert [row[1].value for row in table.rows] == ["Stigma of seeking help", "Cost", "Other"]
    assert table.row_headings == 2


def test_cells_that_wait_are_told_once_a_place_with_all_that_waits_behind_them() -> None:
    desk = by_funding()
    desk.cells = [replace(cell, draft=cell.case != "A1-P01") for cell in desk.cells]
    desk.interview("A3-P01", [studies.QUESTION, SAID], role="provider")
    desk.code("A3-P01", 2, "funding.council", "The council pays for some.")
    desk.code("A3-P01", 2, "barriers.cost", "dear")
    place = build(desk.study(), FUNDING).rows[0][2]
    assert place.value == "Dear, says 1; to chart"
    assert place.parts[1].refs == ("A1-P02.q4", "A3-P01.q8")


def test_a_list_of_codes_with_a_meeting_that_nobody_charted_is_refused_in_print() -> None:
    desk = by_funding()
    desk.cells = [replace(cell, status=Status.QUERIED) for cell in desk.cells]
    assert build(desk.study(), FUNDING).rows[0][2].value == "queried"
    with pytest.raises(RefusedError, match=r"nobody has charted A1-P01:4.2; A1-P02:4.2"):
        build(desk.study(), FUNDING, Audience.PUBLISHED)


def test_a_withheld_cell_gives_nothing_to_a_list_of_codes() -> None:
    desk = by_funding()
    desk.cells[0] = replace(desk.cells[0], status=Status.WITHHELD)
    assert build(desk.study(), FUNDING, Audience.PUBLISHED).rows[0][2].value == "Dear, says 2"


def test_a_citation_of_a_span_that_is_gone_meets_nothing() -> None:
    desk = by_funding()
    desk.cells[0] = replace(desk.cells[0], runs=(Run(RunKind.SUMMARY, "Lost", (SpanId("A1-P01.q77"),)),))
    assert build(desk.study(), FUNDING).rows[0][2].value == "Dear, says 2"


# -- what cannot be


@pytest.mark.parametrize(
    ("asks", "named"),
    [
        (Descriptions((("What", "4.7"),)), "4.7"),
        (Descriptions((("What", "barriers"),)), "whole theme"),
        (Descriptions(COLUMNS, rows="7"), "'7'"),
    ],
)
def test_a_code_that_the_codebook_lacks_is_named(asks: Descriptions, named: str) -> None:
    with pytest.raises(UsageError, match=named):
        build(studies.small(), asks)


def test_without_a_codebook_there_is_nothing_to_describe() -> None:
    with pytest.raises(UsageError, match="needs a codebook"):
        build(replace(studies.small(), codebooks=()), Descriptions(COLUMNS))


def test_every_charted_word_of_the_sample_study_reaches_its_list_of_cases(demo: Path) -> None:
    study = open_folder(demo).read()
    accepted = tuple(replace(cell, draft=False, status=Status.CHARTED) if cell.runs else cell for cell in study.cells)
    study = replace(study, cells=accepted)
    assert study.codebook
    theme = study.codebook.charts()[0]
    asks = Descriptions(tuple((subtheme.label, subtheme.code) for subtheme in theme.subthemes))
    table = build(study, asks)
    codes = {subtheme.code for subtheme in theme.subthemes}
    cited = {ref for cell in accepted if cell.subtheme in codes for ref in cell.cited}
    assert cited
    assert {ref for row in table.rows for entry in row[1:] for ref in entry.refs} == cited
    assert all(str(entry) for row in table.rows for entry in row)
