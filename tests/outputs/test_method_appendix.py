from __future__ import annotations

import sys
from collections import Counter
from dataclasses import replace
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest

from framework_qa.analysis.staleness import synthesis_basis
from framework_qa.formats.settings import read_settings
from framework_qa.model.codebook import Branch, Origin
from framework_qa.model.coding import Decision
from framework_qa.model.ids import Code
from framework_qa.model.study import Publication, Reporting, Settings, Study
from framework_qa.model.synthesis import Statement, Synthesis
from framework_qa.model.tables import Audience
from framework_qa.outputs.content import Quotation, Report, Section, Shown, ToWrite
from framework_qa.outputs.report.chapters import report
from framework_qa.outputs.report.questions import COREQ, QUALITY, Standard
from framework_qa.outputs.table import Table
from framework_qa.stages.folder import open_folder
from tests.outputs.studies import BARRIERS, BOOK, events, small

KEYS = [standard.key(question) for standard in (COREQ, QUALITY) for question in standard.questions]
COREQ_TOPICS = [
    "Interviewer/facilitator", "Credentials", "Occupation", "Gender", "Experience and training",
    "Relationship established", "Participant knowledge of the interviewer", "Interviewer characteristics",
    "Methodological orientation and theory", "Sampling", "Method of approach", "Sample size", "Non-participation",
    "Setting of data collection", "Presence of non-participants", "Description of sample", "Interview guide",
    "Repeat interviews", "Audio/visual recording", "Field notes", "Duration", "Data saturation",
    "Transcripts returned", "Number of data coders", "Description of the coding tree", "Derivation of themes",
    "Software", "Participant checking", "Quotations presented", "Data and findings consistent",
    "Clarity of major themes", "Clarity of minor themes",
]  # fmt: skip
QUALITY_QUESTIONS = [
    "How credible are the findings?",
    "How has knowledge or understanding been extended by the research?",
    "How well does the evaluation address its original aims and purpose?",
    "Scope for drawing wider inference: how well is this explained?",
    "How clear is the basis of evaluative appraisal?",
    "How defensible is the research design?",
    "How well defended is the sample design or target selection of cases and documents?",
    "Sample composition and case inclusion: how well is the eventual coverage described?",
    "How well was the data collection carried out?",
    "How well has the approach to, and formulation of, the analysis been conveyed?",
    "Contexts of data sources: how well are they retained and portrayed?",
    "How well has diversity of perspective and content been explored?",
    "How well has detail, depth and complexity of the data been conveyed?",
    "How clear are the links between data, interpretation and conclusions?",
    "How clear and coherent is the reporting?",
    (
        "How clear are the assumptions, theoretical perspectives and values that have shaped the form and output of "
        "the evaluation?"
    ),
    "What evidence is there of attention to ethical issues?",
    "How adequately has the research process been documented?",
]
TO_WRITE, BY_NOBODY = "To write: ", "To be written by the research team."


@pytest.fixture(autouse=True)
def nothing_draws(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pictures are judged by their own tests; without the library that draws their tables stand."""
    monkeypatch.setitem(sys.modules, "vl_convert", None)


def appendix(whole: Report) -> Section:
    return whole.sections[-1]


def answers(study: Study, standard: Standard, *, log: Any = (), audience: Audience = Audience.WORKING) -> Table:
    place = (COREQ, QUALITY).index(standard)
    block = appendix(report(study, (), log, audience)).sections[place].blocks[0]
    assert isinstance(block, Shown)
    return block.table


def answer(study: Study, standard: Standard, number: int, **more: Any) -> tuple[str, str]:
    row = answers(study, standard, **more).rows[number - 1]
    assert row[0].value == number
    return str(row[2]), str(row[3])


def answered(study: Study, **own: str) -> Study:
    reporting = Reporting(answers=tuple(own.items()))
    return replace(study, settings=replace(study.settings, reporting=reporting))


# -- the questions


def test_coreq_has_its_thirty_two_items_in_three_domains_and_in_order() -> None:
    assert [question.number for question in COREQ.questions] == [*range(1, 33)]
    assert Counter(question.domain for question in COREQ.questions) == {
        "Research team and reflexivity": 8,
        "Study design": 15,
        "Analysis and findings": 9,
    }
    assert [question.topic for question in COREQ.questions] == COREQ_TOPICS
    assert COREQ.domains() == "Research team and reflexivity: 1–8. Study design: 9–23. Analysis and findings: 24–32."


def test_the_quality_framework_has_its_eighteen_questions_in_nine_groups_and_in_order() -> None:
    assert [question.number for question in QUALITY.questions] == [*range(1, 19)]
    assert [*Counter(question.domain for question in QUALITY.questions).items()] == [
        ("Findings", 5),
        ("Design", 1),
        ("Sample", 2),
        ("Data collection", 1),
        ("Analysis", 4),
        ("Reporting", 2),
        ("Reflexivity and neutrality", 1),
        ("Ethics", 1),
        ("Auditability", 1),
    ]
    assert [question.topic for question in QUALITY.questions] == QUALITY_QUESTIONS


def test_no_question_stands_twice_and_each_says_what_to_write() -> None:
    questions = (*COREQ.questions, *QUALITY.questions)
    assert len({question.topic for question in questions}) == len({question.write for question in questions}) == 50
    assert all(question.write and not question.write.endswith(".") for question in questions)
    assert all(question.asks.endswith("?") for question in COREQ.questions)


def test_the_tables_print_every_item_with_an_answer_and_its_origin() -> None:
    for standard, wanted in ((COREQ, 32), (QUALITY, 18)):
        found = answers(small(), standard)
        assert found.columns == ("No", "Item", "Answer", "Where the answer comes from")
        assert [row[0].value for row in found.rows] == [*range(1, wanted + 1)]
        assert all(str(entry).strip() for row in found.rows for entry in row)
        assert standard.source == found.source
        assert found.notes == (standard.domains(),)


def test_study_yaml_takes_an_answer_to_every_question(tmp_path: Path) -> None:
    lines = [f"    {key}: Answer to {key}." for key in KEYS]
    path = tmp_path / "study.yaml"
    path.write_text("\n".join(["title: All answered", "report:", "  answers:", *lines]), encoding="utf-8")
    settings, problems = read_settings(path)
    assert not problems
    assert settings is not None
    whole = appendix(report(Study(settings), (), ()))
    printed = [str(row[2]) for part in whole.sections for row in part.blocks[0].table.rows]  # type: ignore[union-attr]
    assert printed == [f"Answer to {key}." for key in KEYS]
    assert not [block for block in whole.blocks if isinstance(block, ToWrite)]


# -- who answers


def test_an_answer_by_a_person_wins_over_what_the_study_knows_and_is_said_to_be_theirs() -> None:
    study = answered(small(), coreq_12="Four people, one of them twice.", quality_17="Approved by a committee.")
    assert answer(study, COREQ, 12) == (
        "Four people, one of them twice.",
        "The research team, in study.yaml under report > answers > coreq_12.",
    )
    assert answer(study, QUALITY, 17)[0] == "Approved by a committee."
    assert answer(study, COREQ, 13)[1] == BY_NOBODY
    published = replace(study.settings, publication=Publication(("role",), one_case_covered=True))
    found = answer(replace(study, settings=published), COREQ, 12, audience=Audience.PUBLISHED)
    assert found[1] == "The research team."


def test_what_only_people_know_is_never_answered_for_them(demo: Path) -> None:
    study = open_folder(demo).read()
    unknowable = (*range(1, 10), 11, 13, 14, 15, *range(17, 24), 28)
    coreq, quality = (answers(study, standard, log=events()) for standard in (COREQ, QUALITY))
    for number in unknowable:
        assert str(coreq.rows[number - 1][2]).startswith(TO_WRITE)
        assert str(coreq.rows[number - 1][3]) == BY_NOBODY
    for number in (1, 2, 3, 4, 5, 6, 9, 15, 16, 17):
        assert str(quality.rows[number - 1][2]).startswith(TO_WRITE)


def test_the_items_left_are_counted_and_the_place_to_answer_them_is_named() -> None:
    study = answered(small(), coreq_1="Wilhelmina did.")
    whole = appendix(report(study, (), ()))
    found = [block for block in whole.blocks if isinstance(block, ToWrite)]
    printed = [str(row[2]) for standard in (COREQ, QUALITY) for row in answers(study, standard).rows]
    left = sum(TO_WRITE in text for text in printed)
    assert 0 < left < 49
    assert len(found) == 1
    assert found[0].key == "report > answers"
    assert found[0].what.startswith(f"{left} items of the method appendix wait for the research team")
    assert found[0].what.endswith("study.yaml > report > answers, one line an item, as coreq_2: text")
    last = answered(small(), **dict.fromkeys(KEYS[:-1], "Said."))
    one = next(block for block in appendix(report(last, (), ())).blocks if isinstance(block, ToWrite))
    assert one.what.startswith("1 item of the method appendix waits")


# -- what the study knows


def test_the_sample_is_answered_from_the_cases(demo: Path) -> None:
    study = open_folder(demo).read()
    size = answer(study, COREQ, 12)[0]
    assert (
        f"The study holds {len(study.cases)} cases, usually one interview each; 46 of them have a transcript." in size
    )
    assert answer(study, COREQ, 10)[0].startswith(
        "The sample was planned by Case study area and Role, for 50 interviews in all. To write: how participants"
    )
    assert "described by Case study area, Role, Respondent type" in answer(study, COREQ, 16)[0]
    assert answer(study, QUALITY, 8)[0].startswith("The study holds 46 cases, where 50 interviews were planned;")
    assert answer(small(), COREQ, 12) == (
        "The study holds 4 cases, usually one interview each; 4 of them have a transcript.",
        "The cases and transcripts of the study.",
    )


def test_the_coders_and_the_standing_of_their_codings_are_counted(demo: Path) -> None:
    study = open_folder(demo).read()
    said = answer(study, COREQ, 24)[0]
    assert said.startswith("No person has made or decided a coding yet.")
    assert f"{sum(coding.live for coding in study.codings):,} codings count as evidence" in said
    first = replace(study.codings[0], decision=Decision.ACCEPTED, coder="AB")
    second = replace(study.codings[1], decision=Decision.REJECTED, coder="CD")
    two = replace(study, codings=(first, second, *study.codings[2:]))
    assert answer(two, COREQ, 24)[0].startswith("2 people made or decided codings: AB and CD.")


def test_the_coding_tree_and_where_themes_come_from_are_counted(demo: Path) -> None:
    study = open_folder(demo).read()
    assert study.codebook is not None
    themes = [theme for theme in study.codebook.themes if theme.branch is Branch.THEMES]
    subthemes = [subtheme for theme in themes for subtheme in theme.subthemes]
    emergent = sum(subtheme.origin is Origin.EMERGENT for subtheme in subthemes)
    tree, origin = answer(study, COREQ, 25)[0], answer(study, COREQ, 26)[0]
    assert f"describes {len(themes)} themes with {len(subthemes)} subthemes" in tree
    assert f"{len(subthemes) - emergent} subthemes come from the topic guide and {emergent} emerged" in origin


def test_the_software_is_named_with_its_version() -> None:
    assert answer(Study(Settings("Not begun")), COREQ, 27)[0].startswith(
        f"framework_qa, version {version('framework-qa')}, holds"
    )


def test_quotations_are_counted_with_the_labels_that_describe_them(demo: Path) -> None:
    study = open_folder(demo).read()
    study = replace(study, stars=())
    whole = report(study, (), ())
    left, quotations = list(whole.sections), 0
    while left:
        section = left.pop()
        quotations += sum(isinstance(block, Quotation) for block in section.blocks)
        left += section.sections
    said = answer(study, COREQ, 29)[0]
    assert said.startswith(f"{quotations} quotations illustrate the subthemes, none of them chosen by a person;")
    assert "11 labels describe 46 cases." in said
    assert TO_WRITE not in said
    assert TO_WRITE in answer(study, QUALITY, 13)[0]


def test_the_major_themes_are_answered_once_every_theme_has_its_synthesis() -> None:
    study = small()
    assert TO_WRITE in answer(study, COREQ, 31)[0]
    syntheses = tuple(
        Synthesis((), Code(about), (Statement("It matters."),), synthesis_basis(study, (), about))
        for about in ("access", "barriers")
    )
    half, whole = replace(study, syntheses=syntheses[:1]), replace(study, syntheses=syntheses)
    assert answer(half, COREQ, 31)[0].startswith("2 themes have chapters of their own; for 1 of them a synthesis")
    assert answer(whole, COREQ, 31)[0] == (
        "2 themes have chapters of their own; for 2 of them a synthesis has been written."
    )
    one = replace(study, codebooks=(replace(BOOK, themes=(BARRIERS,)),))
    assert answer(one, COREQ, 31)[0].startswith("1 theme has a chapter of its own; for none of them")


def test_the_charts_answer_for_consistency_only_once_somebody_has_charted() -> None:
    assert answer(small(), COREQ, 30)[0].startswith("1 cell is charted, and every summary in it keeps its way back")
    drafted = replace(small(), cells=())
    assert answer(drafted, COREQ, 30)[0].startswith(TO_WRITE)


def test_the_log_answers_how_the_research_was_documented() -> None:
    said = answer(small(), QUALITY, 18, log=events())[0]
    assert said.startswith("The study’s log holds 3 events, from 1 January 2026 to 3 January 2026, each sealed")
    assert "1 version of the codebook is kept." in said
    assert "holds 1 event, all on 1 January 2026" not in answer(small(), QUALITY, 18, log=events()[:1])[0]
    assert "1 event, on 1 January 2026" in answer(small(), QUALITY, 18, log=events()[:1])[0]
    undated = (replace(events()[0], at="long ago"),)
    assert "1 event, on long ago" in answer(small(), QUALITY, 18, log=undated)[0]


def test_a_study_without_anything_leaves_all_to_people_but_the_software() -> None:
    study = Study(Settings("Not begun"))
    known = [row[0].value for row in answers(study, COREQ).rows if not str(row[2]).startswith(TO_WRITE)]
    assert known == [27]
    assert all(str(row[2]).startswith(TO_WRITE) for row in answers(study, QUALITY).rows)


def test_a_study_without_attributes_plan_or_groups_says_nothing_of_them() -> None:
    bare = replace(small(), settings=Settings("Bare"))
    assert answer(bare, COREQ, 10)[0].startswith(TO_WRITE)
    assert answer(bare, COREQ, 16)[0].startswith(TO_WRITE)
    assert answer(bare, QUALITY, 11)[0].startswith(TO_WRITE)
    assert answer(bare, QUALITY, 12)[0].startswith(TO_WRITE)
    assert answer(bare, QUALITY, 8)[0].startswith("The study holds 4 cases; see “Sample”.")
    assert answer(replace(small(), codings=(), cells=()), COREQ, 24)[0].startswith(TO_WRITE)
