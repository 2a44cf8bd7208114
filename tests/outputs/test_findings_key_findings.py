from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
import studies

from framework_qa.analysis.staleness import synthesis_basis
from framework_qa.errors import RefusedError, UsageError
from framework_qa.model.chart import Run, RunKind, Status
from framework_qa.model.codebook import SubthemeStatus
from framework_qa.model.ids import CaseId, Code, SpanId
from framework_qa.model.quote import Star
from framework_qa.model.study import Publication, Study
from framework_qa.model.synthesis import Group, Statement, Synthesis
from framework_qa.model.tables import Audience, KeyFindings, TableDesign
from framework_qa.outputs.findings.build import findings_table
from framework_qa.outputs.findings.key_findings import KeyFindingsData, SubthemeFindings, key_findings
from framework_qa.outputs.table import Entry, Table
from framework_qa.stages.folder import open_folder

WORDS = "People do not want to be seen walking in there."
DESIGN = TableDesign("key", "Key findings", KeyFindings("4", 2), "Interviews.", ("Invented.",))
STIGMA, COST = Code("barriers.stigma"), Code("barriers.cost")


def staff(*cases: str, service: str = "Mediation") -> studies.Desk:
    """Interview cases named by area and role, `A1-P01` a provider in area 1; all speak of stigma."""
    desk = studies.Desk()
    for case in cases:
        role = "provider" if "P" in case else "stakeholder"
        desk.interview(case, [studies.QUESTION, WORDS], area=f"area_{case[1]}", role=role, service=service)
        desk.code(case, 2, STIGMA)
    return desk


FOUR = ("A1-P01", "A1-P02", "A2-P01", "A2-P02")


def gather(study: Study, audience: Audience = Audience.WORKING, quotes: int = 2) -> KeyFindingsData:
    return key_findings(study, studies.BARRIERS, quotes, audience)


def publication(study: Study, *, counts: bool = True, covered: bool = False) -> Study:
    settings = replace(study.settings, publication=Publication(counts=counts, one_case_covered=covered))
    return replace(study, settings=settings)


def synthesised(study: Study, *wanted: tuple[Group, str, str, tuple[str, ...]]) -> Study:
    """Add syntheses: group, code, text, cited cases (on stigma); none of them stale."""
    found = tuple(
        Synthesis(
            group,
            Code(about),
            (Statement(text, tuple((CaseId(case), STIGMA) for case in cited)),),
            synthesis_basis(study, group, about),
        )
        for group, about, text, cited in wanted
    )
    return replace(study, syntheses=found)


def levels(part: SubthemeFindings) -> list[tuple[str, list[str]]]:
    return [(by.attribute, [str(entry) for entry in by.levels]) for by in part.raised_by]


# -- who raised it


def test_a_subtheme_says_in_how_many_of_the_cases_asked_it_was_raised_and_by_whom() -> None:
    desk = staff(*FOUR, "A3-S01")
    desk.code("A1-P01", 2, COST, "walking in")
    stigma, cost = gather(desk.study()).subthemes
    assert stigma.raised == Entry(
        "5 of the 5 cases asked", tuple(f"{c}.c{n}" for n, c in enumerate((*FOUR, "A3-S01"), 1))
    )
    assert levels(stigma) == [
        ("Case study area", ["Case study area 1", "Case study area 2", "Case study area 3"]),
        ("Respondent type", ["Stakeholders", "Providers"]),
    ]
    assert stigma.raised_by[0].levels[1].refs == ("A2-P01.c3", "A2-P02.c4")
    assert cost.raised
    assert cost.raised.value == "1 of the 4 cases asked"  # cost was asked of providers only
    assert levels(cost)[0] == ("Case study area", ["Case study area 1"])


def test_who_raised_what_was_not_asked_is_counted_apart() -> None:
    desk = staff("A1-P01", "A1-S01")
    desk.code("A1-S01", 2, COST, "walking in")
    cost = gather(desk.study()).subthemes[1]
    assert cost.raised
    assert cost.raised.value == "0 of the 1 case asked, and 1 not asked"
    only = staff("A1-S01")
    only.code("A1-S01", 2, COST)
    unasked = gather(only.study()).subthemes[1].raised
    assert unasked
    assert unasked.value == "1 not asked"


def test_a_level_that_was_not_recorded_says_so_and_stands_last() -> None:
    desk = staff("A1-P01")
    desk.interview("X1", [studies.QUESTION, WORDS])
    desk.code("X1", 2, STIGMA)
    assert levels(gather(desk.study()).subthemes[0])[0][1] == ["Case study area 1", "not recorded"]


def test_rejected_codings_raise_nothing() -> None:
    study = staff("A1-P01").study()
    rejected = tuple(replace(c, decision=type(c.decision).REJECTED) for c in study.codings)
    assert gather(replace(study, codings=rejected)).subthemes == ()


def test_what_nobody_raised_is_closed_in_one_line_without_what_is_retired() -> None:
    found = gather(staff("A1-P01").study())
    assert found.closing == "Not raised in any interview: 4.2 Cost; 4.9 Other."
    retired = replace(studies.BARRIERS.subthemes[1], status=SubthemeStatus.RETIRED)
    theme = replace(studies.BARRIERS, subthemes=(studies.BARRIERS.subthemes[0], retired))
    assert key_findings(staff("A1-P01").study(), theme, 2, Audience.WORKING).closing == ""


def test_without_counts_in_print_the_levels_are_only_named() -> None:
    study = staff(*FOUR).study()
    counted = gather(publication(study), Audience.PUBLISHED).subthemes[0].raised
    assert counted == Entry("4 of the 4 cases asked")
    quiet = gather(publication(study, counts=False), Audience.PUBLISHED).subthemes[0]
    assert quiet.raised is None
    assert levels(quiet)[0][1] == ["Case study area 1", "Case study area 2"]
    assert gather(publication(study, counts=False)).subthemes[0].raised is not None


# -- syntheses


def test_syntheses_stand_with_their_theme_or_subtheme_the_whole_first_then_by_level() -> None:
    study = synthesised(
        staff(*FOUR).study(),
        ((("area", "area_2"),), STIGMA, "Seldom spoken of.", ("A2-P01",)),
        ((("area", "area_1"), ("role", "provider")), STIGMA, "Providers say so.", ("A1-P01", "A1-P02")),
        ((("no such", "x"),), STIGMA, "Of a group that is gone.", ()),
        ((("area", "area_1"),), STIGMA, "Spoken  of\noften.", ("A1-P01", "A1-P02")),
        ((), "barriers", "Stigma before cost.", ("A1-P01", "A2-P01")),
    )
    found = gather(study)
    assert [(one.group, one.said) for one in found.syntheses] == [
        ("All cases", Entry("Stigma before cost.", ("A1-P01:4.1", "A2-P01:4.1")))
    ]
    assert [(one.group, one.said.value) for one in found.subthemes[0].syntheses] == [
        ("Case study area 1", "Spoken of often."),
        ("Case study area 2", "Seldom spoken of."),
        ("x", "Of a group that is gone."),
        ("Case study area 1, Providers", "Providers say so."),
    ]


def test_a_synthesis_whose_cells_changed_is_stale_for_the_team() -> None:
    desk = staff(*FOUR)
    study = synthesised(desk.study(), ((), STIGMA, "Much shame.", ("A1-P01", "A2-P01")))
    assert not gather(study).subthemes[0].syntheses[0].stale
    desk.chart("A1-P01", STIGMA, Status.CHARTED, Run(RunKind.SUMMARY, "No shame"))
    changed = replace(study, cells=desk.study().cells)
    assert gather(changed).subthemes[0].syntheses[0].stale
    assert rows(changed)[0][1] == "All cases (stale): Much shame"
    assert not gather(changed, Audience.PUBLISHED).subthemes[0].syntheses[0].stale


def test_a_cell_of_a_code_that_is_gone_is_cited_by_its_code() -> None:
    study = staff(*FOUR).study()
    gone = Synthesis((), STIGMA, (Statement("Gone", ((CaseId("A1-P01"), Code("barriers.gone")),)),))
    assert gather(replace(study, syntheses=(gone,))).subthemes[0].syntheses[0].said.refs == ("A1-P01:barriers.gone",)


# -- quotes


def test_quotes_go_round_the_cases_of_a_theme() -> None:
    desk = staff(*FOUR)
    for case in FOUR:
        desk.code(case, 2, COST, "People do not want to be seen")
    stigma, cost = gather(desk.study()).subthemes
    assert [quote.span for quote in stigma.quotes] == ["A1-P01.q1", "A1-P02.q2"]
    assert [quote.span for quote in cost.quotes] == ["A2-P01.q7", "A2-P02.q8"]


def test_a_quote_is_the_words_with_the_label_and_says_who_chose_it() -> None:
    study = replace(staff(*FOUR).study(), stars=(Star(SpanId("A2-P01.q3")),))
    quote = gather(study).subthemes[0].quotes[0]
    assert (quote.words, quote.label, quote.span, quote.starred) == (WORDS, "Mediation", "A2-P01.q3", True)
    assert not quote.one_case


def test_a_label_that_only_one_case_could_bear_carries_a_dagger() -> None:
    desk = staff(*FOUR)
    desk.cases[0] = replace(desk.cases[0], levels=(*desk.cases[0].levels[:2], ("service", "Advice")))
    assert [quote.label for quote in gather(desk.study()).subthemes[0].quotes] == ["Advice †", "Mediation"]


def test_where_one_level_alone_raised_a_subtheme_a_label_is_read_together_with_it() -> None:
    desk = staff("A1-P01", "A1-P02", "A2-P01")
    desk.cases[1] = replace(desk.cases[1], levels=(*desk.cases[1].levels[:2], ("service", "Advice")))
    desk.interview("A3-P01", [studies.QUESTION, WORDS], area="area_3", role="provider", service="Advice")
    desk.codings = [coding for coding in desk.codings if coding.case != "A2-P01"]
    assert [quote.label for quote in gather(desk.study()).subthemes[0].quotes] == ["Mediation †", "Advice †"]


# -- what is published


def test_print_refuses_a_label_that_one_case_could_bear_unless_consent_covered_it() -> None:
    desk = staff(*FOUR)
    desk.cases[0] = replace(desk.cases[0], levels=(*desk.cases[0].levels[:2], ("service", "Advice")))
    with pytest.raises(RefusedError, match=r"4.1 Stigma of seeking help, quote of Advice"):
        gather(desk.study(), Audience.PUBLISHED)
    with pytest.raises(RefusedError, match=r"The table 'key' would point to one case only: 4.1 .*, quote of Advice"):
        findings_table(desk.study(), DESIGN, Audience.PUBLISHED)
    labels = [
        quote.label for quote in gather(publication(desk.study(), covered=True), Audience.PUBLISHED).subthemes[0].quotes
    ]
    assert labels == ["Advice", "Mediation"]


@pytest.mark.parametrize(
    ("about", "cited", "named"),
    [
        (STIGMA, ("A1-P01",), "4.1 Stigma of seeking help, synthesis of Case study area 1"),
        (Code("barriers"), ("A1-P01",), "4 Barriers.*, synthesis of Case study area 1"),
    ],
)
def test_print_refuses_a_synthesis_that_rests_on_one_case(about: Code, cited: tuple[str, ...], named: str) -> None:
    study = synthesised(staff(*FOUR).study(), ((("area", "area_1"),), about, "Much shame.", cited))
    with pytest.raises(RefusedError, match=named):
        gather(study, Audience.PUBLISHED)
    with pytest.raises(RefusedError, match="key"):
        findings_table(study, DESIGN, Audience.PUBLISHED)


def test_print_refuses_a_level_or_a_count_of_one_case_and_names_each() -> None:
    desk = staff(*FOUR)
    desk.code("A1-P01", 2, COST)
    with pytest.raises(RefusedError, match=r"4.2 Cost, Case study area 1; .*4.2 Cost, 1 of the 4 cases asked"):
        gather(desk.study(), Audience.PUBLISHED)


def test_nothing_published_leads_back_to_a_case() -> None:
    study = synthesised(staff(*FOUR).study(), ((), STIGMA, "Much shame.", ("A1-P01", "A2-P01")))
    found = gather(study, Audience.PUBLISHED)
    assert "A1-P01" not in repr(found)
    assert "A1-P01" in repr(gather(study))
    table = findings_table(study, DESIGN, Audience.PUBLISHED)
    assert "A1-P01" not in repr(table)


# -- the table


def rows(study: Study, audience: Audience = Audience.WORKING) -> list[list[str]]:
    return [[str(entry) for entry in row] for row in built(study, audience).rows]


def built(study: Study, audience: Audience = Audience.WORKING) -> Table:
    return findings_table(study, DESIGN, audience)


def test_the_table_holds_the_theme_then_a_row_a_subtheme_that_was_raised() -> None:
    study = synthesised(
        staff(*FOUR).study(),
        ((), "barriers", "Stigma before cost.", ("A1-P01", "A2-P01")),
        ((("area", "area_1"),), STIGMA, "Much shame.", ("A1-P01", "A1-P02")),
        ((("area", "area_2"),), STIGMA, "Some shame.", ("A2-P01", "A2-P02")),
    )
    table = built(study)
    assert table.columns == (
        "Subtheme",
        "Synthesis",
        "Cases in which it was raised",
        "Raised by: Case study area",
        "Raised by: Respondent type",
        "Quotes",
    )
    assert rows(study) == [
        [studies.BARRIERS.heading, "All cases: Stigma before cost", "n/a", "n/a", "n/a", "n/a"],
        [
            "4.1 Stigma of seeking help",
            "Case study area 1: Much shame; Case study area 2: Some shame",
            "4 of the 4 cases asked",
            "Case study area 1; Case study area 2",
            "Providers",
            f"“{WORDS}” (Mediation); “{WORDS}” (Mediation)",
        ],
    ]
    assert table.notes == ("Invented.", "Not raised in any interview: 4.2 Cost; 4.9 Other.")
    assert (table.name, table.title, table.source) == ("key", "Key findings", "Interviews.")


def test_the_table_keeps_what_is_behind_each_place() -> None:
    row = built(synthesised(staff(*FOUR).study(), ((), STIGMA, "Shame.", ("A1-P01", "A2-P01")))).rows[0]
    assert [entry.refs for entry in row] == [
        (),
        ("A1-P01:4.1", "A2-P01:4.1"),
        ("A1-P01.c1", "A1-P02.c2", "A2-P01.c3", "A2-P02.c4"),
        ("A1-P01.c1", "A1-P02.c2", "A2-P01.c3", "A2-P02.c4"),
        ("A1-P01.c1", "A1-P02.c2", "A2-P01.c3", "A2-P02.c4"),
        ("A1-P01.q1", "A1-P02.q2"),
    ]
    assert row[3].parts[0] == Entry("Case study area 1", ("A1-P01.c1", "A1-P02.c2"))


def test_in_the_table_a_dagger_stands_with_labels_and_levels_of_one_case_and_is_explained_once() -> None:
    desk = staff(*FOUR)
    desk.cases[0] = replace(desk.cases[0], levels=(*desk.cases[0].levels[:2], ("service", "Advice")))
    table = built(desk.study())
    assert "(Advice †); “" in str(table.rows[0][5])
    assert str(table.rows[0][5]).count("†") == 1
    assert table.notes.count("† Points to one case only.") == 1
    desk.code("A1-P01", 2, COST)
    table = built(desk.study())
    assert "Case study area 1 †" in table.values()[1]
    assert table.notes.count("† Points to one case only.") == 1


def test_nothing_in_the_table_is_blank() -> None:
    desk = studies.Desk()
    desk.interview("A1-P01", [studies.QUESTION, WORDS], role="provider")
    desk.code("A1-P01", 1, STIGMA)
    assert rows(desk.study())[0][1] == "no synthesis written"
    assert rows(desk.study())[0][-1] == "none to quote"


def test_a_theme_that_was_raised_in_full_has_no_closing_line() -> None:
    desk = staff(*FOUR)
    desk.code("A1-P01", 2, COST)
    desk.code("A1-P01", 2, "barriers.other")
    assert not any("Not raised" in note for note in built(desk.study()).notes)


def test_without_counts_the_published_table_has_no_column_of_them() -> None:
    study = publication(staff(*FOUR).study(), counts=False)
    assert "Cases in which it was raised" not in built(study, Audience.PUBLISHED).columns
    assert "Cases in which it was raised" in built(study).columns


def test_a_theme_that_the_codebook_lacks_is_named() -> None:
    with pytest.raises(UsageError, match="'7'"):
        findings_table(studies.small(), replace(DESIGN, asks=KeyFindings("7")))


def test_the_sample_study_quotes_no_case_twice_on_a_theme_before_all_who_can_be_were(demo: Path) -> None:
    study = open_folder(demo).read()
    assert study.codebook
    for theme in study.codebook.charts():
        found = key_findings(study, theme, 1, Audience.WORKING)
        used: list[str] = []
        for part in found.subthemes:
            case = part.quotes[0].span.partition(".")[0]
            raised = {c for (c, code) in study.codings_of if code == part.subtheme.code}
            assert used.count(case) == min(used.count(other) for other in raised)
            used.append(case)
        names = {str(level) for part in found.subthemes for by in part.raised_by for level in by.levels}
        assert names
        assert len(found.subthemes) + len(found.nobody) == len(theme.subthemes)
