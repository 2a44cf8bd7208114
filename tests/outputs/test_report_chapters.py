from __future__ import annotations

import dataclasses
import re
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from framework_qa.analysis.staleness import synthesis_basis
from framework_qa.errors import RefusedError
from framework_qa.formats.table_designs import read_table_designs
from framework_qa.model.chart import Run, RunKind, Status
from framework_qa.model.codebook import SubthemeStatus
from framework_qa.model.coding import Decision, Route
from framework_qa.model.ids import CaseId, Code
from framework_qa.model.people import Case
from framework_qa.model.quote import Star
from framework_qa.model.study import Publication, Settings, Study
from framework_qa.model.synthesis import Group, Statement, Synthesis
from framework_qa.model.tables import (
    Asked,
    Audience,
    CasesBy,
    Crosstab,
    Descriptions,
    Frequencies,
    KeyFindings,
    Lists,
    TableDesign,
    Together,
)
from framework_qa.model.text import Speaker, SpeakerRole
from framework_qa.outputs.content import (
    Block,
    Box,
    Paragraph,
    Picture,
    Points,
    Quotation,
    Report,
    Section,
    Shown,
    ToWrite,
)
from framework_qa.outputs.report.chapters import report
from framework_qa.outputs.report.wording import counted, in_words, sentences
from framework_qa.stages.folder import open_folder
from tests.outputs.studies import AREA, BARRIERS, BOOK, QUESTION, ROLE, SERVICE, Desk, events, small

SAMPLE_TABLES = Path(__file__).resolve().parents[2] / "codebooks" / "relationship_support_tables.yaml"


@pytest.fixture(autouse=True)
def nothing_draws(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pictures are judged by their own tests; without the library that draws their tables stand."""
    monkeypatch.setitem(sys.modules, "vl_convert", None)


@pytest.fixture(scope="module")
def sample_study(demo: Path) -> Study:
    return open_folder(demo).read()


# -- reading a report


def sections(whole: Report) -> Iterator[Section]:
    left = list(whole.sections)
    while left:
        section = left.pop(0)
        yield section
        left[:0] = section.sections


def section(whole: Report, anchor: str) -> Section:
    return next(found for found in sections(whole) if found.anchor == anchor)


def blocks(whole: Report, kind: type[Block]) -> list[Any]:
    return [block for found in sections(whole) for block in found.blocks if isinstance(block, kind)]


def text_of(found: Section) -> str:
    lines = [block.line for block in found.blocks if isinstance(block, Paragraph)]
    lines += [line for block in found.blocks if isinstance(block, Points | Box) for line in points_of(block)]
    return "\n".join("".join(words.text for words in line) for line in lines)


def points_of(block: Points | Box) -> tuple[Any, ...]:
    return block.items if isinstance(block, Points) else block.points


def strings(value: object) -> Iterator[str]:
    """Walk every string that anything holds, however deep."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple):
        for item in value:
            yield from strings(item)
    elif dataclasses.is_dataclass(value) and not isinstance(value, type):
        for field in dataclasses.fields(value):
            yield from strings(getattr(value, field.name))


def table_names(found: Section) -> list[str]:
    return [block.table.name for block in found.blocks if isinstance(block, Shown)]


def publishable(study: Study, **more: Any) -> Study:
    publication = Publication(("role",), **{"one_case_covered": True, **more})
    return replace(study, settings=replace(study.settings, publication=publication))


def written(study: Study, about: str, text: str, group: Group = ()) -> Study:
    """Write a synthesis on the study's cells as they stand, citing one of them."""
    cited = ((CaseId("A1-P01"), Code("barriers.stigma")),)
    basis = synthesis_basis(study, group, about)
    synthesis = Synthesis(group, Code(about), (Statement(text, cited),), basis, 2, "analyst", "2026-01-04T00:00:00Z")
    return replace(study, syntheses=(*study.syntheses, synthesis))


def accepted(study: Study, *, by: str, first: int) -> Study:
    """Let a person accept the first suggestions."""
    left = [coding.id for coding in study.codings if coding.decision is Decision.SUGGESTED][:first]
    return replace(
        study,
        codings=tuple(
            replace(coding, decision=Decision.ACCEPTED, coder=by) if coding.id in left else coding
            for coding in study.codings
        ),
    )


def even() -> Study:
    """Give a study in which two cases stand behind everything that is said."""
    desk = Desk(settings=Settings("Even", (AREA, ROLE), publication=Publication(("role",))))
    for area in ("area_1", "area_2"):
        for number in (1, 2):
            case = f"{area[-1]}-P{number}"
            desk.interview(case, [QUESTION, "There is a stigma about it."], area=area, role="provider")
            desk.code(case, 2, "barriers.stigma", by="analyst")
    return desk.study()


# -- what stands where


def test_the_report_holds_every_chapter_in_the_order_of_the_method(sample_study: Study) -> None:
    whole = report(sample_study, (), events())
    themes = [f"theme-{theme.number}" for theme in sample_study.codebook.charts()] if sample_study.codebook else []
    assert [found.anchor for found in whole.sections] == [
        "method",
        "across",
        *themes,
        "codebook",
        "method-appendix",
    ]
    assert len(themes) == 8
    stages = ["sample", "interviews", "framework", "indexing", "charting", "reading"]
    assert [found.anchor for found in section(whole, "method").sections] == stages


def test_the_title_page_says_title_audience_authors_and_the_time_of_the_last_event() -> None:
    study = small()
    settings = replace(study.settings, reporting=replace(study.settings.reporting, authors=("A. Author", "B. Writer")))
    whole = report(replace(study, settings=settings), (), events())
    assert (whole.title, whole.subtitle) == ("Support for relationships", "Findings report, working copy")
    assert (whole.authors, whole.moment) == (("A. Author", "B. Writer"), "2026-01-03T12:00:07.5+01:00")
    assert "as they stood on 3 January 2026" in text_of(section(whole, "method"))
    assert report(publishable(study), (), (), Audience.PUBLISHED).subtitle == "Findings report"


def test_anchors_are_unique_and_safe_in_an_address(sample_study: Study) -> None:
    anchors = [found.anchor for found in sections(report(sample_study, (), ()))]
    assert len(set(anchors)) == len(anchors)
    assert all(re.fullmatch(r"[A-Za-z][A-Za-z0-9._-]*", anchor) for anchor in anchors)
    assert {"theme-4", "subtheme-4.2", "matrix-4", "codebook-V1"} <= set(anchors)


def test_the_same_study_gives_the_same_report() -> None:
    assert report(small(), (), events()) == report(small(), (), events())


@pytest.mark.parametrize(
    ("asks", "anchor"),
    [
        (Lists("4", "9"), "theme-4"),
        (Lists("9", "barriers"), "theme-4"),
        (Lists("9", "9"), "tables"),
        (Frequencies(("4.1", "4.2")), "theme-4"),
        (Frequencies(("3.1", "4.2")), "tables"),
        (Frequencies(("9",)), "tables"),
        (Crosstab(("access",), "role"), "theme-3"),
        (Together(("4",), ("3",)), "theme-4"),
        (Descriptions((("What", "3.1"),)), "theme-3"),
        (Descriptions((("What", "3.1"), ("Why", "4.1"))), "tables"),
        (Descriptions((("What", "3.1"),), "barriers"), "theme-4"),
        (CasesBy(("role",)), "sample"),
    ],
)
def test_a_declared_table_stands_once_and_with_the_theme_its_rows_are_about(asks: Asked, anchor: str) -> None:
    whole = report(small(), (TableDesign("declared", "A declared table", asks),), ())
    assert [found.anchor for found in sections(whole) if "declared" in table_names(found)] == [anchor]


def test_a_table_of_key_findings_is_not_printed_beside_the_chapter_that_says_the_same() -> None:
    whole = report(small(), (TableDesign("declared", "A declared table", KeyFindings("access")),), ())
    assert not any("declared" in table_names(found) for found in sections(whole))


def test_the_tables_of_the_sample_study_all_stand_in_its_report(sample_study: Study) -> None:
    designs, problems = read_table_designs(SAMPLE_TABLES, sample_study.settings, sample_study.codebook)
    assert not problems
    whole = report(sample_study, designs, ())
    shown = [block.table.name for block in blocks(whole, Shown)]
    wanted = [design.name for design in designs if not isinstance(design.asks, KeyFindings)]
    assert [name for design in designs for name in shown if name == design.name] == wanted
    assert "tables" in [found.anchor for found in whole.sections]
    assert "sample_design" not in shown


def test_without_declared_tables_of_cases_the_built_in_ones_describe_the_sample() -> None:
    names = ["sample_design", "sample_area", "sample_role"]
    assert table_names(section(report(small(), (), ()), "sample")) == names


def test_a_matrix_stands_whole_in_the_chapter_of_its_theme_for_the_team_alone() -> None:
    matrix = section(report(small(), (), ()), "matrix-4").blocks[0]
    assert isinstance(matrix, Shown)
    assert matrix.wide
    assert matrix.table.row_headings == 3
    assert [row[0].value for row in matrix.table.rows] == ["N-S01", "A1-S01", "A1-P01", "A2-P01"]
    whole = report(publishable(small()), (), (), Audience.PUBLISHED)
    assert not any(found.anchor.startswith("matrix") for found in sections(whole))


def test_key_findings_are_the_syntheses_of_the_theme() -> None:
    study = written(small(), "barriers", "Shame comes before money.")
    study = written(study, "barriers", "In area 1 nobody wants to be seen.", (("area", "area_1"),))
    box = section(report(study, (), ()), "theme-4").blocks[0]
    assert isinstance(box, Box)
    said = ["".join(words.text for words in point) for point in box.points]
    assert said == ["Shame comes before money. †", "Case study area 1: In area 1 nobody wants to be seen. †"]
    assert box.points[0][0].refs == ("A1-P01:4.1",)


def test_where_no_synthesis_is_written_the_report_says_what_to_write_and_how() -> None:
    block = section(report(small(), (), ()), "theme-4").blocks[0]
    assert isinstance(block, ToWrite)
    assert 'framework-qa chart synthesis 4 "..."' in block.what


def test_a_subtheme_says_who_raised_it_with_the_codings_behind_each_value() -> None:
    stigma = section(report(small(), (), ()), "subtheme-4.1")
    assert text_of(stigma) == (
        "Raised in 2 of the 4 cases asked. Who raised it, by Case study area: Case study area 1. "
        "By Respondent type: Stakeholders †; Providers †."
    )
    line = next(block.line for block in stigma.blocks if isinstance(block, Paragraph))
    assert line[1].refs == ("A1-S01.c4", "A1-P01.c1", "A1-P01.c2")


def test_the_synthesis_of_a_subtheme_stands_under_its_heading() -> None:
    study = written(small(), "barriers.stigma", "Being seen is what people fear.")
    assert text_of(section(report(study, (), ()), "subtheme-4.1")).startswith("Being seen is what people fear.")


def test_subthemes_that_nobody_raised_are_named_in_one_line_and_have_no_part_of_their_own() -> None:
    whole = report(small(), (), ())
    assert "Not raised in any interview: 4.9 Other." in text_of(section(whole, "theme-4"))
    assert "subtheme-4.9" not in {found.anchor for found in sections(whole)}


def test_quotations_are_words_of_the_study_with_their_label_and_span(sample_study: Study) -> None:
    found = blocks(report(sample_study, (), ()), Quotation)
    assert found
    for quotation in found:
        span = sample_study.span_by_id[quotation.span]
        assert quotation.words == " ".join(sample_study.words(span).split())
        label = quotation.label.removesuffix(" †")
        assert label == sample_study.settings.attributes[2].label_of(
            sample_study.case_by_id[span.case].level("respondent_type")
        )


def test_a_declared_table_of_key_findings_says_how_many_quotes_a_subtheme_gets() -> None:
    designs = (TableDesign("key", "Key findings", KeyFindings("4", quotes=1)),)
    for declared, wanted in (((), 2), (designs, 1)):
        found = section(report(small(), declared, ()), "subtheme-4.1")
        assert sum(isinstance(block, Quotation) for block in found.blocks) == wanted


def test_pictures_stand_where_their_figures_are_spoken_of() -> None:
    whole = report(small(), (), ())
    names = {
        found.anchor: [block.name for block in found.blocks if isinstance(block, Picture)] for found in sections(whole)
    }
    assert names["sample"] == ["sample_map"]
    assert names["across"] == ["theme_heat_map_area", "theme_heat_map_role", "co_occurrence"]
    assert names["theme-4"] == ["co_occurrence_4", "coverage_map_4"]
    assert len(names["framework"]) == 1
    assert names["indexing"] == ["coding_stripes_A1-P01"]  # the interview with most codings


# -- what the sentences say


def test_every_figure_of_how_the_study_was_done_is_a_recount(sample_study: Study) -> None:
    study = accepted(sample_study, by="AB", first=7)
    words = 0
    for transcript in study.transcripts:
        respondents = {s.label for s in transcript.speakers if s.role is SpeakerRole.RESPONDENT}
        said = [t for t in transcript.turns if t.speaker in respondents]
        words += sum(len(transcript.text[turn.start : turn.end].split()) for turn in said)
    turns = sum(len(transcript.turns) for transcript in study.transcripts)
    whole = report(study, (), ())
    assert f"holds 47 transcripts with {turns:,} turns, in which respondents say {words:,} words." in text_of(
        section(whole, "interviews")
    )
    codings = len(study.codings)
    indexing = text_of(section(whole, "indexing"))
    assert f"{codings:,} codings count as evidence: 7 suggested or imported and then accepted by a person" in indexing
    assert f"and {codings - 7:,} suggested only" in indexing
    assert f"no person has accepted {codings - 7:,} of the {codings:,} codings" in indexing


def test_every_figure_of_the_charts_is_a_recount(sample_study: Study) -> None:
    book = sample_study.codebook
    assert book is not None
    cells = [sample_study.cell(case, sub) for case in sample_study.cases for sub in book.charted()]
    drafts = sum(cell.draft for cell in cells)
    unasked = sum(cell.status is Status.NOT_ASKED for cell in cells)
    said = text_of(section(report(sample_study, (), ()), "charting"))
    assert f"The charts have {len(cells):,} cells, one for each case and subtheme." in said
    assert f"{drafts:,} drafted: filled with extracts word for word" in said
    assert f"{unasked} silent, and it is known why: {unasked} not asked" in said
    assert f"{len(cells) - drafts - unasked:,} open, without an extract so far" in said


def test_the_charts_of_a_small_study_are_told_cell_by_cell() -> None:
    said = text_of(section(report(small(), (), ()), "charting")).splitlines()
    assert said[0] == ("The charts have 16 cells, one for each case and subtheme. Of these:")
    assert said[2:] == [
        "1 charted: a person has written what the case says",
        "3 silent, and it is known why: 1 nothing said and 2 not asked",
        "1 drafted: filled with extracts word for word, for a person to summarise",
        "3 still to be charted, with extracts to chart them from",
        "8 open, without an extract so far",
        "1 stale: codings came or went after the cell was written (counted above as well)",
        "1 with a question open for a second reader (counted above as well)",
    ]
    assert said[1].startswith("Cells were settled by analyst (3).")


def test_the_framework_is_told_with_its_version_its_size_and_where_it_comes_from() -> None:
    said = text_of(section(report(small(), (), ()), "framework"))
    assert said == (
        "The thematic framework is the codebook “relationship-support”, version 2, the first. It has 2 themes with "
        "4 subthemes; the codebook appendix defines them. As the codebook records it, 3 subthemes come from the topic "
        "guide and 1 emerged from the material. It also holds 1 list of values, with 1 value in all; values fill the "
        "columns of findings tables and are not charted."
    )


def test_several_versions_and_retired_subthemes_are_told() -> None:
    study = small()
    retired = replace(BARRIERS.subthemes[2], status=SubthemeStatus.RETIRED)
    barriers = replace(BARRIERS, subthemes=(*BARRIERS.subthemes[:2], retired))
    newest = replace(BOOK, version=3, themes=(BOOK.themes[0], barriers))
    whole = report(replace(study, codebooks=(BOOK, newest)), (), ())
    said = text_of(section(whole, "framework"))
    assert "version 3, the newest of 2 that the study holds." in said
    assert "1 of them is retired." in said
    assert "values" not in said
    appendix = section(whole, "codebook-4").blocks[1]
    assert isinstance(appendix, Shown)
    assert appendix.table.rows[2][1].value == "Other (retired)"


def test_the_planned_sample_is_told() -> None:
    assert text_of(section(report(small(), (), ()), "sample")) == (
        "The study holds 4 cases; a case is usually one interview. The sample was planned by Case study area and "
        "Respondent type, for 5 interviews in all."
    )


def test_what_is_odd_about_the_transcripts_is_told() -> None:
    study = small()
    first = study.transcripts[0]
    second = replace(
        study.transcripts[1],
        speakers=(Speaker("Interviewer", SpeakerRole.RESPONDENT), Speaker("Respondent", SpeakerRole.RESPONDENT)),
    )
    unknown = replace(first, speakers=(Speaker("Interviewer", SpeakerRole.INTERVIEWER),))
    cases = (*study.cases, Case(CaseId("A3-P01"), (("area", "area_3"),)))
    odd = replace(study, transcripts=(unknown, second, *study.transcripts[2:]), cases=cases)
    said = text_of(section(report(odd, (), ()), "interviews"))
    assert "For 1 case there is no transcript." in said
    assert "In 1 transcript more than one respondent speaks." in said
    assert "Who says 16 words is not recorded; they are no evidence." in said


def test_coders_stand_in_a_table_by_route_and_decision() -> None:
    study = accepted(small(), by="CD", first=2)
    dropped = replace(study.codings[-1], decision=Decision.REJECTED, coder="analyst")
    whole = report(replace(study, codings=(*study.codings[:-1], dropped)), (), ())
    table = next(b.table for b in section(whole, "indexing").blocks if isinstance(b, Shown))
    assert table.values() == (
        ("CD", "by rule", 0, 2, 0, 0, 2),
        ("analyst", "by hand", 0, 1, 0, 0, 1),
        ("analyst", "by rule", 0, 0, 1, 0, 1),
        ("the rules; nobody has looked yet", "by rule", 4, 0, 0, 0, 4),
        ("Total", "all routes", 4, 3, 1, 0, 8),
    )
    said = text_of(section(whole, "indexing"))
    assert "7 codings count as evidence: 1 made by hand, 2 suggested or imported" in said
    assert "1 rejected coding counts for nothing." in said


def test_codings_that_no_person_accepted_are_owned_up_to() -> None:
    warning = "Read {} as provisional."
    some, none = (text_of(section(report(study, (), ()), "indexing")) for study in (small(), even()))
    assert "rest in part on suggestions: no person has accepted 7 of the 8 codings." in some
    assert warning.format("what rests on these") in some
    assert "provisional" not in none
    suggested = tuple(replace(c, decision=Decision.SUGGESTED, route=Route.RULE) for c in even().codings)
    every = text_of(section(report(replace(even(), codings=suggested), (), ()), "indexing"))
    assert "rest on suggestions: no person has accepted any of the 4 codings. Read them as provisional." in every


def test_syntheses_and_chosen_quotations_are_counted() -> None:
    study = written(small(), "barriers", "Shame comes before money.")
    stale = replace(study.syntheses[0], about=Code("access"), basis="0" * 64)
    study = replace(study, syntheses=(*study.syntheses, stale), stars=(Star(study.spans[0].id),))
    said = text_of(section(report(study, (), ()), "charting"))
    assert "2 syntheses of groups of cases have been written; 1 of them is stale." in said
    assert "1 quotation was chosen for print by a person." in said


def test_the_labels_that_one_case_only_could_bear_are_marked_for_the_team() -> None:
    whole = report(small(), (), ())
    table = next(b.table for b in section(whole, "reading").blocks if isinstance(b, Shown))
    assert table.values() == (("Respondent", 2), ("Commissioning †", 1), ("Mediation †", 1))
    assert "Quotations are attributed by Service only." in text_of(section(whole, "reading"))
    nameless = replace(small(), settings=Settings("No labels", (AREA, ROLE)))
    assert "every quotation is attributed to “Respondent”" in text_of(section(report(nameless, (), ()), "reading"))


# -- a study that is not there yet


def test_a_study_without_anything_says_so() -> None:
    whole = report(Study(Settings("Not begun")), (), ())
    assert [found.anchor for found in whole.sections] == ["method", "codebook", "method-appendix"]
    said = {found.anchor: text_of(found) for found in section(whole, "method").sections}
    assert said["sample"] == "The study holds no cases yet."
    assert said["interviews"] == "The study holds no transcripts yet."
    assert said["framework"] == "The study has no codebook yet, so there are no themes to report on."
    assert said["indexing"] == "No words have been coded yet, so there are no findings to report."
    assert said["charting"] == "There are no charts yet: they need cases and a codebook."
    assert "The study has no codebook yet." in text_of(section(whole, "codebook"))
    assert not blocks(whole, Picture)
    assert whole.moment == ""


def test_declared_tables_wait_for_a_codebook() -> None:
    designs = (
        TableDesign("lists", "Lists", Lists("4", "9")),
        TableDesign("key", "Key findings", KeyFindings("4")),
        TableDesign("areas", "Cases by area", CasesBy(("area",))),
    )
    whole = report(replace(small(), codebooks=(), codings=(), cells=()), designs, ())
    assert text_of(section(whole, "tables")) == "2 declared tables wait for a codebook."
    assert table_names(section(whole, "sample")) == ["areas"]


def test_a_study_without_codings_has_chapters_that_say_so() -> None:
    study = replace(small(), codings=(), cells=())
    whole = report(study, (), ())
    assert "No words are coded on any of its subthemes." in text_of(section(whole, "theme-4"))
    assert "across" not in {found.anchor for found in sections(whole)}
    assert not [block for block in section(whole, "theme-4").blocks if isinstance(block, ToWrite)]
    rejected = tuple(replace(coding, decision=Decision.WITHDRAWN) for coding in small().codings)
    said = text_of(section(report(replace(study, codings=rejected), (), ()), "indexing"))
    assert said.startswith("No coding counts as evidence. 8 withdrawn codings count for nothing.")


def test_a_theme_without_words_of_its_own_has_no_empty_definition() -> None:
    bare = replace(BOOK, themes=(replace(BARRIERS, definition=" "),))
    assert "What the theme is about" not in text_of(
        section(report(replace(small(), codebooks=(bare,)), (), ()), "theme-4")
    )


# -- what is published


def test_a_published_report_holds_no_id_of_a_case_or_of_its_words_anywhere(sample_study: Study) -> None:
    designs, _problems = read_table_designs(SAMPLE_TABLES, sample_study.settings, sample_study.codebook)
    ready = tuple(design for design in designs if not isinstance(design.asks, Descriptions))
    study = replace(sample_study, stars=(Star(sample_study.spans[0].id, "AB", ""),))
    whole = report(accepted(publishable(study), by="AB", first=20), ready, events(), Audience.PUBLISHED)
    named = re.compile(rf"(?<![\w-])(?:{'|'.join(case.id for case in study.cases)})(?![\w-])")
    assert [text for text in strings(whole) if named.search(text)] == []
    assert len(blocks(whole, Quotation)) > 50
    assert blocks(whole, Picture)
    assert not any(words.refs for block in blocks(whole, Paragraph) for words in block.line)
    assert not any(entry.refs for block in blocks(whole, Shown) for row in block.table.rows for entry in row)
    assert not any(entry.refs for block in blocks(whole, Picture) for row in block.table.rows for entry in row)


def test_a_working_report_leads_from_its_values_back_to_the_study() -> None:
    whole = report(small(), (), ())
    assert any("A1-P01" in text for text in strings(whole))
    assert all(quotation.span for quotation in blocks(whole, Quotation))


def test_pictures_of_single_cases_and_marks_for_the_team_are_not_published() -> None:
    whole = report(publishable(small()), (), (), Audience.PUBLISHED)
    names = [picture.name for picture in blocks(whole, Picture)]
    assert not [name for name in names if name.startswith(("coverage", "coding_stripes", "new_subthemes"))]
    assert not [text for text in strings(whole) if "†" in text]
    assert "the study says that consent covered them" in text_of(section(whole, "reading"))


def test_coders_go_by_number_in_what_is_published() -> None:
    study = accepted(publishable(even()), by="Nobody", first=1)
    cells = (replace(small().cells[0], case=study.cases[0].id, by="Wilhelmina"),)
    study = replace(study, codings=tuple(replace(c, coder="Theodora") for c in study.codings), cells=cells)
    texts = [*strings(report(study, (), (), Audience.PUBLISHED))]
    assert not [text for text in texts if "Theodora" in text or "Wilhelmina" in text]
    assert "coder 1" in texts
    assert any("Cells were settled by coder 2 (1)." in text for text in texts)
    assert "Theodora" in [*strings(report(study, (), ()))]


def test_a_study_that_publishes_no_counts_prints_none_of_its_findings() -> None:
    whole = report(publishable(even(), counts=False), (), (), Audience.PUBLISHED)
    assert [picture.name for picture in blocks(whole, Picture)] == ["sample_map"]
    assert text_of(section(whole, "across")).startswith("Pictures that count findings are left out")
    assert text_of(section(whole, "subtheme-4.1")).startswith("Who raised it, by Case study area: ")
    assert "no counts of its findings" in text_of(section(whole, "reading"))
    counting = report(publishable(even()), (), (), Audience.PUBLISHED)
    assert text_of(section(counting, "subtheme-4.1")).startswith("Raised in 4 of the 4 cases asked.")


def test_what_points_to_one_case_is_refused_together() -> None:
    study = publishable(small(), one_case_covered=False)
    designs = (
        TableDesign("by_area", "Barriers by area", Crosstab(("4",), "area")),
        TableDesign("areas", "Cases by area", CasesBy(("area",))),
    )
    with pytest.raises(RefusedError) as refused:
        report(study, designs, (), Audience.PUBLISHED)
    for named in ("'by_area'", "'areas'", "theme 3", "theme 4", "for 4 reasons"):
        assert named in refused.value.sentence
    assert "one_case_covered" in refused.value.cure
    assert refused.value.exit_code == 4


def test_a_single_refusal_is_told_as_it_is() -> None:
    design = TableDesign("areas", "Cases by area", CasesBy(("area",)))
    study = replace(even(), cases=(*even().cases, Case(CaseId("N-S1"), (("area", "national"),))))
    with pytest.raises(RefusedError, match="'areas' cannot be published") as refused:
        report(study, (design,), (), Audience.PUBLISHED)
    assert "reasons" not in refused.value.sentence


def test_what_two_cases_stand_behind_is_published_and_said_to_be_checked() -> None:
    whole = report(even(), (), (), Audience.PUBLISHED)
    assert "were checked for values that point to one case only, and hold none." in text_of(section(whole, "reading"))
    assert len(blocks(section_report(whole), Quotation)) == 2


def section_report(whole: Report) -> Report:
    return replace(whole, sections=tuple(one for one in whole.sections if one.anchor.startswith("theme")))


def test_a_picture_that_points_to_one_case_is_left_out_and_named() -> None:
    desk = Desk(settings=Settings("Uneven", (AREA, ROLE, SERVICE), publication=Publication(("area",))))
    for case in ("A-1", "A-2", "A-3"):
        service = "Mediation" if case == "A-3" else "Commissioning"
        role = "stakeholder" if case == "A-3" else "provider"
        desk.interview(case, [QUESTION, "Nothing much."], area="area_1", role=role, service=service)
    design = TableDesign("areas", "Cases by area", CasesBy(("area",)))
    whole = report(desk.study(), (design,), (), Audience.PUBLISHED)
    assert not blocks(whole, Picture)
    assert "The picture “Whom did we talk to?” is left out" in text_of(section(whole, "sample"))


def test_a_case_id_that_somebody_typed_is_refused_with_the_chapter_it_stands_in() -> None:
    study = written(publishable(small()), "barriers", "As A1-P01 says, shame comes first.")
    assert report(study, (), ()).title
    with pytest.raises(RefusedError, match=re.escape("parts of it: 4 Barriers to take-up: what keeps parents away?")):
        report(study, (), (), Audience.PUBLISHED)


def test_many_places_with_case_ids_are_counted_after_eight() -> None:
    study = publishable(small())
    subthemes = tuple(
        replace(BARRIERS.subthemes[0], number=f"4.{n}", code=Code(f"barriers.s{n}"), label=f"As A1-P01 said {n}")
        for n in range(1, 12)
    )
    book = replace(BOOK, themes=tuple(replace(BARRIERS, number=str(n), code=Code(f"t{n}"), subthemes=(s,))
                                      for n, s in enumerate(subthemes, 1)))  # fmt: skip
    with pytest.raises(RefusedError, match="; and 3 more"):
        report(replace(study, codebooks=(book,), codings=(), cells=()), (), (), Audience.PUBLISHED)


# -- English


@pytest.mark.parametrize(
    ("number", "said"), [(0, "no codings"), (1, "1 coding"), (2, "2 codings"), (1204, "1,204 codings")]
)
def test_a_count_agrees_with_its_noun(number: int, said: str) -> None:
    assert counted(number, "coding") == said
    assert counted(number, "synthesis", "syntheses").endswith("synthesis" if number == 1 else "syntheses")


def test_lists_and_sentences_read_as_english() -> None:
    assert [in_words(list("abc")[:n]) for n in range(4)] == ["", "a", "a and b", "a, b and c"]
    assert sentences("no codings.", "", "1 more.") == "No codings. 1 more."


def test_one_of_each_reads_as_english() -> None:
    desk = Desk(settings=Settings("One", (ROLE,)), codebook=replace(BOOK, themes=(BOOK.themes[0],)))
    desk.interview("P-1", [QUESTION, "Yes."], role="provider")
    quote = desk.code("P-1", 2, "access.referral", by="AB")
    desk.chart("P-1", "access.referral", Status.CHARTED, Run(RunKind.SUMMARY, "Agrees", (quote,)))
    whole = report(desk.study(), (), ())
    said = "\n".join(text_of(found) for found in section(whole, "method").sections)
    assert "The study holds 1 case; a case is usually one interview." in said
    assert "The study holds 1 transcript with 2 turns, in which respondents say 1 word." in said
    assert "It has 1 theme with 1 subtheme;" in said
    assert "1 subtheme comes from the topic guide and none emerged from the material." in said
    assert "1 coding counts as evidence: 1 made by hand." in said
    assert "The charts have 1 cell, one for each case and subtheme." in said
    assert "No synthesis of a group of cases has been written yet." in said
