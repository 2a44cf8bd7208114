from __future__ import annotations

import io
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from documents import assert_sound, captions, opened, styled, tree
from hypothesis import given, settings
from hypothesis import strategies as st

from framework_qa.analysis.staleness import synthesis_basis
from framework_qa.errors import RefusedError
from framework_qa.model.chart import Run, RunKind, Status
from framework_qa.model.codebook import Codebook, Subtheme, Theme
from framework_qa.model.ids import CaseId, Code, CodingId
from framework_qa.model.quote import Star
from framework_qa.model.study import Publication, Reporting, Study
from framework_qa.model.synthesis import Group, Statement, Synthesis
from framework_qa.model.tables import Audience, CasesBy, Crosstab, Frequencies, KeyFindings, TableDesign
from framework_qa.outputs.chapter.content import chapter
from framework_qa.outputs.chapter.document import write_chapter
from framework_qa.outputs.content import Block, Box, Paragraph, Picture, Quotation, Report, Section, Shown, ToWrite
from framework_qa.outputs.docx.document import Document
from framework_qa.outputs.docx.layout import layout_of, lying_layout_of
from framework_qa.outputs.docx.package import About
from framework_qa.outputs.docx.pages import Page
from framework_qa.outputs.docx.words import w
from framework_qa.outputs.framework import flat
from framework_qa.outputs.moments import moment_of
from framework_qa.outputs.table import Table, table
from tests.outputs import studies
from tests.outputs.studies import ACCESS, BARRIERS, Desk

MOMENT = "2026-01-03T12:00:00Z"
DESIGNS = (
    TableDesign("key", "Key findings", KeyFindings("barriers", 1)),
    TableDesign("by_role", "Barriers by role", Crosstab(("barriers",), "role"), source="The interviews."),
    TableDesign("counts", "How often", Frequencies(("access", "barriers"))),
    TableDesign("sample", "The sample", CasesBy(("area",))),
)
WHOLE: Group = ()
PROVIDERS: Group = (("role", "provider"),)


def synthesis(study: Study, group: Group, about: str, *said: str, case: str = "A1-P01") -> Synthesis:
    statements = tuple(Statement(one, ((CaseId(case), Code("barriers.stigma")),)) for one in said)
    return Synthesis(group, Code(about), statements, synthesis_basis(study, group, about))


def written_up() -> Study:
    """Give the small study with syntheses of the theme and of one subtheme, and a quote chosen for print."""
    study = studies.small()
    syntheses = (
        synthesis(study, PROVIDERS, "barriers", "Providers see shame at work."),
        synthesis(study, WHOLE, "barriers", "Shame keeps people away.", "Money  seldom does."),
        synthesis(study, WHOLE, "barriers.stigma", "Being seen is feared.", "Not by all."),
    )
    return replace(study, syntheses=syntheses, stars=(Star(study.spans[3].id),))


def crowded(*, covered: bool = False) -> Study:
    """Give six providers in two areas who raised both subthemes, so that nothing points to one case only."""
    desk = Desk()
    for number in range(6):
        case, area = f"A{number % 2 + 1}-P{number}", f"area_{number % 2 + 1}"
        desk.interview(case, ["What keeps people away?", f"There is shame in it, {number} times. And it costs us."],
                       area=area, role="provider", service="Mediation")  # fmt: skip
        for subtheme, words in (("stigma", f"There is shame in it, {number} times."), ("cost", "And it costs us.")):
            span = desk.code(case, 2, f"barriers.{subtheme}", words, by="analyst")
            desk.chart(case, f"barriers.{subtheme}", Status.CHARTED, Run(RunKind.SUMMARY, f"Says {subtheme}", (span,)))
    study = desk.study()
    rules = Publication(one_case_covered=covered)
    return replace(study, settings=replace(study.settings, publication=rules, reporting=Reporting(("A. Researcher",))))


def made(study: Study, theme: Theme = BARRIERS, audience: Audience = Audience.WORKING) -> Report:
    return chapter(study, theme, DESIGNS, MOMENT, audience)


def written(report: Report, study: Study) -> bytes:
    stream = io.BytesIO()
    write_chapter(report, study, stream)
    return stream.getvalue()


def sections(whole: Section) -> Iterator[Section]:
    yield whole
    for below in whole.sections:
        yield from sections(below)


def blocks(report: Report, title: str) -> tuple[Block, ...]:
    (found,) = [section for section in sections(report.sections[0]) if section.title == title]
    return found.blocks


def lines(found: Block) -> list[str]:
    assert isinstance(found, Box | Paragraph)
    wanted = found.points if isinstance(found, Box) else (found.line,)
    return ["".join(words.text for words in line) for line in wanted]


def tables(report: Report, title: str) -> list[Table]:
    return [block.table for block in blocks(report, title) if isinstance(block, Shown)]


STUDY = written_up()


def test_the_chapter_says_in_order_what_was_found_and_what_it_rests_on() -> None:
    (whole,) = made(STUDY).sections
    assert whole.title == BARRIERS.heading
    assert [section.title for section in whole.sections] == [
        "In brief", "What the cases come to", "Subtheme by subtheme", "Who raised what", "Framework matrix of theme 4",
    ]  # fmt: skip
    assert [section.title for section in whole.sections[2].sections] == ["4.1 Stigma of seeking help", "4.2 Cost"]


def test_the_key_findings_are_what_all_cases_come_to_statement_by_statement() -> None:
    box = blocks(made(STUDY), "In brief")[0]
    assert isinstance(box, Box)
    assert (box.title, lines(box)) == ("Key findings", ["Shame keeps people away.", "Money seldom does."])


def test_where_the_theme_has_no_such_synthesis_its_subthemes_give_their_first_statements() -> None:
    box = blocks(made(replace(STUDY, syntheses=STUDY.syntheses[2:])), "In brief")[0]
    assert lines(box) == ["4.1 Stigma of seeking help: Being seen is feared."]


def test_where_nobody_wrote_any_that_is_said() -> None:
    bare = replace(STUDY, syntheses=())
    asked = blocks(made(bare), "In brief")[0]
    assert isinstance(asked, ToWrite)
    assert 'framework-qa chart synthesis 4 "..."' in asked.what
    assert lines(blocks(made(bare), "What the cases come to")[0]) == [
        "Nobody has written yet what the cases come to on this theme as a whole."
    ]
    covered = crowded(covered=True)
    published = made(covered, audience=Audience.PUBLISHED)
    assert "What the cases come to" not in [section.title for section in published.sections[0].sections]
    assert lines(blocks(published, "In brief")[0]) == ["No key findings have been written for this theme."]


def test_the_syntheses_come_for_all_cases_then_by_group_and_say_when_they_are_stale() -> None:
    found = blocks(made(STUDY), "What the cases come to")
    assert [line for one in found for line in lines(one)] == [
        "Shame keeps people away. Money seldom does. †",
        "Providers: Providers see shame at work. †",
    ]
    old = replace(STUDY, syntheses=tuple(replace(one, basis="") for one in STUDY.syntheses))
    found = blocks(made(old), "What the cases come to")
    assert [lines(one)[0].partition(":")[0] for one in found] == [
        "All cases (stale",
        "Providers (stale",
    ]


def test_a_subtheme_has_its_synthesis_and_its_quotes_starred_ones_first() -> None:
    first, quote = blocks(made(STUDY), "4.1 Stigma of seeking help")
    assert lines(first) == ["Being seen is feared. Not by all. †"]
    assert isinstance(quote, Quotation)
    assert (quote.words, quote.label) == (studies.SAID["A1-S01"], "Commissioning †")
    two = chapter(STUDY, BARRIERS, (), MOMENT)
    assert len([one for one in blocks(two, "4.1 Stigma of seeking help") if isinstance(one, Quotation)]) == 2


def test_groups_stand_beside_the_subthemes_they_raised_and_what_points_to_one_case_is_marked() -> None:
    laid = tables(made(STUDY), "Who raised what")[0]
    assert laid.columns == ("Grouped by", "Group", "4.1 Stigma of seeking help", "4.2 Cost", "4.9 Other")
    assert [list(map(str, row)) for row in laid.rows] == [
        ["Case study area", "National", "0 of 1", "not asked", "0 of 1"],
        ["Case study area", "Case study area 1", "2 of 2", "1 of 1 †", "0 of 2"],
        ["Case study area", "Case study area 2", "0 of 1", "1 of 1 †", "0 of 1"],
        ["Respondent type", "Stakeholders", "1 of 2 †", "not asked", "0 of 2"],
        ["Respondent type", "Providers", "1 of 2 †", "2 of 2", "0 of 2"],
        ["All cases", "All cases", "2 of 4", "2 of 2", "0 of 4"],
    ]
    assert laid.notes[-1] == "† Points to one case only."


def test_the_declared_tables_of_this_theme_alone_follow_once() -> None:
    assert [found.name for found in tables(made(STUDY), "Who raised what")[1:]] == ["by_role"]
    assert [found.name for found in tables(made(STUDY, ACCESS), "Who raised what")] == ["raised_3_1"]


def test_a_theme_on_which_nothing_is_coded_says_so_and_has_no_table_of_who_raised_it() -> None:
    bare = replace(studies.small(), codings=(), cells=())
    report = chapter(bare, BARRIERS, (), MOMENT)
    titles = [section.title for section in report.sections[0].sections]
    assert titles == ["In brief", "What the cases come to", "Subtheme by subtheme", "Framework matrix of theme 4"]
    found = blocks(report, "Subtheme by subtheme")
    assert lines(found[0])[0].startswith("Not raised in any interview: 4.1")
    nothing = chapter(replace(bare, cases=()), replace(BARRIERS, subthemes=(), definition=""), (), MOMENT)
    assert lines(blocks(nothing, "Framework matrix of theme 4")[0])[0].startswith("There are no cases or no subthemes")
    assert lines(blocks(nothing, "Subtheme by subtheme")[0]) == ["No words are coded on any of its subthemes."]
    assert len(blocks(nothing, "In brief")) == 1


def test_the_matrix_says_what_the_chart_says_and_stale_in_words() -> None:
    stale = replace(STUDY, cells=(replace(STUDY.cells[0], basis=(CodingId("A1-P01.c99"),)), *STUDY.cells[1:]))
    (laid,) = tables(made(stale), "Framework matrix of theme 4")
    assert laid.columns[:3] == ("Case", "Case study area", "Respondent type")
    row = next(row for row in laid.rows if str(row[0]) == "A1-P01")
    assert str(row[3]) == f"Stale: {flat(stale, stale.cells[0])}"
    draft = next(row for row in laid.rows if str(row[0]) == "A2-P01")
    assert str(draft[4]).startswith("Stale: DRAFT: ")


def wide(subthemes: int) -> Study:
    theme = replace(
        BARRIERS,
        subthemes=tuple(
            Subtheme(f"4.{n}", Code(f"barriers.s{n}"), f"Subtheme {n}", "Meaning.") for n in range(1, subthemes + 1)
        ),
    )
    return replace(studies.small(), codebooks=(Codebook("wide", 1, (theme,)),), codings=(), cells=())


@settings(max_examples=20)
@given(st.integers(1, 40))
def test_every_subtheme_stands_in_one_part_of_the_matrix_and_each_part_names_its_cases(subthemes: int) -> None:
    study = wide(subthemes)
    assert study.codebook is not None
    theme = study.codebook.themes[0]
    parts = tables(chapter(study, theme, ()), "Framework matrix of theme 4")
    assert [column for part in parts for column in part.columns[3:]] == [one.heading for one in theme.subthemes]
    assert all(part.columns[:3] == ("Case", "Case study area", "Respondent type") for part in parts)
    assert all([str(row[0]) for row in part.rows] == [case.id for case in study.ordered_cases] for part in parts)
    assert {len(part.columns) - 3 for part in parts} <= {subthemes // len(parts), -(-subthemes // len(parts))}
    assert max(len(part.columns) for part in parts) <= 8


def test_the_document_is_sound_and_formatted_by_style_alone() -> None:
    for study in (STUDY, studies.nasty(), crowded()):
        assert_sound(written(made(study), study))


def test_the_document_opens_with_the_theme_and_says_what_it_is() -> None:
    study = replace(STUDY, settings=replace(STUDY.settings, reporting=Reporting(("A. Researcher", "B. Analyst"))))
    found = opened(written(made(study), study))
    front = [(p.style.name, p.text) for p in found.paragraphs[:5] if p.style is not None]
    assert front[0] == ("Heading 1", BARRIERS.heading)
    assert front[1] == ("Subtitle", "Theme chapter, working copy: Support for relationships")
    assert {style for style, _ in front[2:]} == {"Report Details"}
    assert [text for _, text in front[2:4]] == [
        "A. Researcher, B. Analyst",
        "The study as it stood on 3 January 2026, 12:00 UTC",
    ]
    assert front[4][1].startswith("Working paper, for the team. It holds what participants said")
    about = found.core_properties
    assert about.title == f"{BARRIERS.heading}: Support for relationships"
    assert (about.author, about.language) == ("A. Researcher; B. Analyst", "en-GB")


def test_key_findings_quotes_and_labels_have_styles_of_their_own() -> None:
    document = written(made(STUDY), STUDY)
    assert styled(document, "Key Findings") == ["Shame keeps people away.", "Money seldom does."]
    assert styled(document, "Quote")[0] == studies.SAID["A1-S01"]
    assert styled(document, "Quote Attribution")[0] == "Commissioning † [A1-S01.q4]"
    assert styled(written(made(replace(STUDY, syntheses=())), STUDY), "To Write")[0].startswith("To write: The key")


def test_captions_are_numbered_by_fields_and_every_table_repeats_its_headings() -> None:
    document = written(made(STUDY), STUDY)
    assert captions(document) == [
        f"Table 1. In which groups each subtheme of theme {BARRIERS.heading} was raised",
        "Table 2. Barriers by role",
        f"Table 3. Framework matrix of theme {BARRIERS.heading}",
    ]
    root = tree(document)
    fields = [found.text for found in root.iter(w("instrText"))]
    assert fields.count(r" SEQ Table \* ARABIC ") == 3
    found = list(root.iter(w("tbl")))
    assert len(found) == 3
    for one in found:
        heads = [row.find(f"{w('trPr')}/{w('tblHeader')}") is not None for row in one.iter(w("tr"))]
        assert heads == [True, *[False] * (len(heads) - 1)]


def test_the_matrix_lies_and_what_stands_before_it_is_upright() -> None:
    for study, theme in ((STUDY, BARRIERS), (STUDY, ACCESS)):
        sizes = [
            found.get(w("orient"), "upright") for found in tree(written(made(study, theme), study)).iter(w("pgSz"))
        ]
        assert sizes == ["upright", "landscape"]


def test_a_lying_table_fills_the_page_whatever_it_asked_for() -> None:
    small = table("t", "T", ("Case", "4.1"), [["A1-P01", "to chart"]])
    asked, stretched = layout_of(small), lying_layout_of(small)
    assert (asked.page, stretched.page) == (Page.UPRIGHT, Page.LYING)
    assert sum(stretched.widths) == Page.LYING.value.room
    assert stretched.widths[0] / stretched.widths[1] == pytest.approx(asked.widths[0] / asked.widths[1], rel=0.01)
    large = table("t", "T", [f"column {n}" for n in range(9)], [["word " * 40] * 9])
    assert sum(lying_layout_of(large).widths) == Page.LYING.value.room


def test_a_block_that_no_chapter_holds_is_a_fault_of_ours() -> None:
    report = made(STUDY)
    small = table("t", "T", ("Case", "4.1"), [["A1-P01", "to chart"]])
    odd = replace(report, sections=(Section("one", "One", (Picture("p", "P", "p", small),)),))
    with pytest.raises(TypeError, match="Picture"):
        written(odd, STUDY)


def test_the_same_chapter_gives_the_same_bytes() -> None:
    assert written(made(STUDY), STUDY) == written(made(written_up()), written_up())


def test_quotes_carry_their_spans_for_the_team_alone() -> None:
    study = crowded(covered=True)
    working = written(made(study), study)
    published = written(made(study, audience=Audience.PUBLISHED), study)
    assert "Mediation [A1-P0.q1]" in [p.text for p in opened(working).paragraphs]
    assert "Mediation" in [p.text for p in opened(published).paragraphs]
    everything = b"".join(published.split()) + "".join(tree(published).itertext()).encode()
    assert not [case.id for case in study.cases if case.id.encode() in everything]


def test_what_is_published_tells_labels_and_signed_off_summaries_alone() -> None:
    study = crowded()
    report = made(study, audience=Audience.PUBLISHED)
    assert report.subtitle == "Theme chapter"
    (laid,) = tables(report, "Framework matrix of theme 4")
    assert [str(row[0]) for row in laid.rows] == [f"Mediation ({n})" for n in range(1, 7)]
    assert {str(row[1]) for row in laid.rows} == {"Says stigma"}
    assert not [
        entry for found in tables(report, "Who raised what") for row in found.rows for entry in row if entry.refs
    ]
    bare = chapter(replace(study, cells=()), BARRIERS, (), MOMENT, Audience.PUBLISHED)
    assert lines(blocks(bare, "Framework matrix of theme 4")[0])[0].startswith(
        "No summary of this theme has been signed"
    )


def test_a_study_whose_codebook_is_gone_publishes_no_matrix() -> None:
    bare = replace(crowded(), codebooks=(), codings=(), cells=())
    report = chapter(bare, BARRIERS, DESIGNS, "", Audience.PUBLISHED)
    assert len(blocks(report, "Framework matrix of theme 4")) == 1
    front = [p.text for p in opened(written(report, bare)).paragraphs[:4]]
    assert front == [BARRIERS.heading, "Theme chapter: Support for relationships", "A. Researcher", "In brief"]


def test_counts_are_told_in_print_only_where_the_study_lets_them_out() -> None:
    study = crowded()
    silent = replace(study, settings=replace(study.settings, publication=Publication(counts=False)))
    report = chapter(silent, BARRIERS, (), MOMENT, Audience.PUBLISHED)
    laid = tables(report, "Who raised what")[0]
    assert {str(entry) for row in laid.rows for entry in row[2:]} == {"raised", "not raised"}


def test_what_points_to_one_case_is_refused_all_together() -> None:
    with pytest.raises(RefusedError, match="for 4 reasons") as refused:
        made(STUDY, audience=Audience.PUBLISHED)
    told = str(refused.value)
    assert "The key findings of theme 4" in told
    assert "raised_4" in told
    assert "by_role" in told
    assert "people feel judged" not in told


def test_a_case_id_that_somebody_typed_is_refused() -> None:
    study = crowded(covered=True)
    named = synthesis(study, WHOLE, "barriers", "Most like A1-P0.", case="A1-P0")
    with pytest.raises(RefusedError, match="case ids"):
        made(replace(study, syntheses=(named,)), audience=Audience.PUBLISHED)


SOFFICE, PDFTOTEXT = shutil.which("soffice"), shutil.which("pdftotext")


@pytest.mark.skipif(SOFFICE is None or PDFTOTEXT is None, reason="LibreOffice is not here to judge")
def test_libreoffice_lays_it_out_with_the_matrix_s_headings_on_each_of_its_pages(tmp_path: Path) -> None:
    study = studies.large(46, 600)
    assert study.codebook is not None
    theme = study.codebook.themes[0]
    (tmp_path / "chapter.docx").write_bytes(written(chapter(study, theme, (), MOMENT), study))
    command = [
        str(SOFFICE),
        f"-env:UserInstallation=file://{tmp_path / 'profile'}",
        "--headless",
        "--convert-to",
        "pdf",
    ]
    subprocess.run(
        [*command, "--outdir", str(tmp_path), str(tmp_path / "chapter.docx")],
        check=True, timeout=240, capture_output=True,
    )  # fmt: skip
    if not (tmp_path / "chapter.pdf").exists():
        pytest.skip("LibreOffice is here without its Writer")
    read = subprocess.run(
        [str(PDFTOTEXT), "-layout", str(tmp_path / "chapter.pdf"), "-"], check=True, timeout=60, capture_output=True
    )
    pages = read.stdout.decode().removesuffix("\f").split("\f")
    matrix = [page for page in pages if re.search(r"^ *A\d+-P01\b", page, re.MULTILINE)]
    assert len(matrix) >= 2
    assert all(re.search(r"\bCase\b.*\bRespondent\b", page, re.DOTALL) for page in matrix)


def test_a_table_lies_in_any_document_that_is_asked() -> None:
    document = Document(About("T", moment_of("")))
    document.add_table(table("t", "T", ("Case", "4.1"), [["A1-P01", "to chart"]]), lying=True)
    stream = io.BytesIO()
    document.save(stream)
    assert [found.get(w("orient")) for found in tree(stream.getvalue()).iter(w("pgSz"))] == ["landscape"]
