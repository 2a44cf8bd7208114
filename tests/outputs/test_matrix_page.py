from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from framework_qa.analysis.staleness import synthesis_basis
from framework_qa.model.chart import Cell, Run, RunKind, Status
from framework_qa.model.codebook import SubthemeStatus
from framework_qa.model.coding import Decision
from framework_qa.model.conflict import Conflict
from framework_qa.model.ids import CaseId, Code, CodingId, SpanId
from framework_qa.model.reading import NotUsed, SecondReading, Verdict, wording
from framework_qa.model.study import Study
from framework_qa.model.synthesis import Statement, Synthesis
from framework_qa.outputs.framework import flat, matrix
from framework_qa.outputs.matrix_page.page import matrix_page
from tests.outputs import page_reports, studies
from tests.outputs.test_html import TEXTS, as_shown, parsed


def printed(study: Study, *numbers: str, moment: str = "") -> str:
    assert study.codebook is not None
    wanted = [theme for theme in study.codebook.charts() if not numbers or theme.number in numbers]
    return matrix_page(study, wanted, moment)


def body(study: Study, *numbers: str) -> Any:
    return parsed(printed(study, *numbers)).body


def cell(page: Any, name: str) -> Any:
    (found,) = [node for node in page.iter("td") if node.get("id") == name]
    return found


def said(node: Any) -> str:
    """Give the text of a cell, without what stands above and below it."""
    return str(next(p for p in node.findall("p") if p.get("class") != "stale").text_content())


def beside(node: Any) -> list[str]:
    return [p.text_content() for p in node.findall('p[@class="beside"]')]


def with_cell(study: Study, **changes: Any) -> Study:
    """Change the first cell of the study, A1-P01 on 4.1."""
    return replace(study, cells=(replace(study.cells[0], **changes), *study.cells[1:]))


SMALL = studies.small()


def test_cases_stand_in_their_groups_and_subthemes_in_codebook_order_with_other_last() -> None:
    page = body(SMALL, "4")
    heads = [th.text_content() for th in page.findall(".//thead//th")]
    assert heads == ["Case", "Respondent type", "4.1 Stigma of seeking help", "4.2 Cost", "4.9 Other"]
    rows = [[node.text_content() for node in row[:2]] for row in page.findall(".//tbody/tr")]
    assert rows == [
        ["Case study area: National 1 case"],
        ["N-S01", "Stakeholders"],
        ["Case study area: Case study area 1 2 cases"],
        ["A1-S01", "Stakeholders"],
        ["A1-P01", "Providers"],
        ["Case study area: Case study area 2 1 case"],
        ["A2-P01", "Providers"],
    ]
    assert {th.get("scope") for th in page.iter("th")} == {"col", "row", "rowgroup"}


@pytest.mark.parametrize("study", [SMALL, studies.nasty(), page_reports.hostile()], ids=["small", "nasty", "hostile"])
def test_every_cell_says_on_the_page_what_the_chart_says(study: Study) -> None:
    page = body(study)
    assert study.codebook is not None
    for theme in study.codebook.charts():
        for row in matrix(study, theme).rows:
            for (state,) in row.cells:
                node = cell(page, f"{state.case.id}:{state.subtheme.number}")
                assert said(node) == as_shown(flat(study, state.cell))


def test_the_respondent_s_own_words_are_set_apart_by_marks_and_element() -> None:
    node = cell(body(SMALL), "A1-P01:4.1")
    assert said(node) == "Parents fear being judged (¶2); “people feel judged” (¶2). [R: compare with 3.1]"
    assert [own.text_content() for own in node.findall('.//i[@class="own"]')] == ["“people feel judged”"]


def test_each_silence_says_which_it_is_and_offers_no_quotes() -> None:
    page = body(SMALL)
    assert said(cell(page, "A2-P01:4.9")) == "nothing said"
    assert said(cell(page, "N-S01:4.2")) == "not asked"
    assert said(cell(page, "A1-S01:4.1")) == "to chart"
    assert cell(page, "A2-P01:4.9").find("details") is None
    assert cell(page, "A1-S01:4.1").find("details/summary").text_content() == "1 quote of A1-S01 on 4.1"


def test_drafts_and_queried_cells_are_marked_in_words() -> None:
    page = body(SMALL)
    assert said(cell(page, "A2-P01:4.2")).startswith("DRAFT: ")
    assert said(cell(page, "A1-S01:4.9")).startswith("Queried: ")
    assert cell(page, "A2-P01:4.2").get("data-is") == "draft stale"


def test_a_stale_cell_says_what_changed_and_which_quotes_are_new() -> None:
    changed = with_cell(SMALL, basis=(SMALL.cells[0].basis[0], CodingId("A1-P01.c99")))
    node = cell(body(changed), "A1-P01:4.1")
    assert (
        node.find('p[@class="stale"]').text_content() == "Stale: 1 coding came and 1 coding went since it was written."
    )
    assert node.get("data-is") == "charted stale"
    standings = [small.text for small in node.findall(".//li/small")]
    assert standings == ["cited", "not cited, suggested, new since the cell was written"]
    assert cell(body(SMALL), "A1-P01:4.1").find('p[@class="stale"]') is None


def test_quotes_say_whether_they_were_left_unused_or_lost_their_coding() -> None:
    first, second = (coding.span for coding in SMALL.codings[:2])
    left = NotUsed(SMALL.cells[0].case, SMALL.cells[0].subtheme, second)
    gone = (replace(SMALL.codings[0], decision=Decision.WITHDRAWN), *SMALL.codings[1:])
    node = cell(body(replace(SMALL, not_used=(left,), codings=gone)), "A1-P01:4.1")
    standings = {a.get("href"): small.text for a, small in zip(node.iter("a"), node.iter("small"), strict=True)}
    assert standings == {f"#{first}": "cited, no longer coded here", f"#{second}": "read, not used, suggested"}
    assert node.find("details/summary").text_content().startswith("2 quotes, 1 cited")


def test_a_second_reading_stands_beside_the_cell_while_it_says_what_was_read() -> None:
    first = SMALL.cells[0]
    read = SecondReading(first.case, first.subtheme, Verdict.QUERIED, wording(first), "Whose fear?", "second")
    study = replace(SMALL, readings=(read,))
    assert beside(cell(body(study), "A1-P01:4.1")) == ["Second reader queried: Whose fear?"]
    agreed = replace(study, readings=(replace(read, verdict=Verdict.AGREED, note=""),))
    assert beside(cell(body(agreed), "A1-P01:4.1")) == ["Second reader agreed"]
    assert beside(cell(body(with_cell(study, runs=first.runs[:1])), "A1-P01:4.1")) == []


def test_texts_that_others_wrote_are_told_of() -> None:
    other = Conflict("A1-P01:barriers.stigma", "charted", "Another account [A1-P01.q1]", "second")
    page = body(replace(SMALL, conflicts=(other,)))
    assert beside(cell(page, "A1-P01:4.1")) == ["1 other text waits beside it to be settled."]
    assert "Another account" not in page.text_content()


def test_the_syntheses_of_a_theme_stand_above_it_with_ways_to_their_cells() -> None:
    cells = tuple(
        (CaseId(case), Code(code))
        for case, code in (("A1-P01", "barriers.stigma"), ("A9-P09", "barriers.stigma"), ("A1-P01", "access.referral"))
    )
    found = (
        Synthesis((("area", "area_1"),), Code("barriers"), (Statement("Shame it is.", cells),), "old"),
        Synthesis((), Code("barriers.stigma"), (Statement("Being seen.", cells[:1]),),
                  synthesis_basis(SMALL, (), "barriers.stigma")),
    )  # fmt: skip
    page = body(replace(SMALL, syntheses=found))
    (folded,) = page.findall('.//details[@class="come-to"]')
    assert folded.getparent().get("id") == "page.theme-4"
    assert folded.find("summary").text == "What the cases come to: 2 syntheses"
    stale = "Stale: its cells have changed since it was written."
    assert [item.text_content().strip() for item in folded.iter("li")] == [
        f"Case study area 1: Shame it is. {stale} Rests on A1-P01:4.1 A9-P09:4.1 A1-P01:3.1",
        "4.1 Stigma of seeking help, All cases: Being seen. Rests on A1-P01:4.1",
    ]
    assert [link.get("href") for link in folded.iter("a")] == ["#A1-P01:4.1"] * 2


def test_every_quote_of_a_cell_is_the_words_of_its_place_in_the_interview() -> None:
    page = body(SMALL)
    marks = {mark.get("id"): mark.text_content() for mark in page.iter("mark")}
    quotes = [(item.find("a").get("href")[1:], item.find("q").text_content()) for item in page.findall(".//td//li")]
    charted = {coding.span for coding in SMALL.codings if not coding.subtheme.startswith("funding")}
    assert {place for place, _ in quotes} == charted
    for place, words in quotes:
        assert words == SMALL.words(SMALL.span_by_id[SpanId(place)])
        assert marks[place] == words


@pytest.mark.parametrize("study", [SMALL, studies.nasty(), page_reports.hostile()], ids=["small", "nasty", "hostile"])
def test_places_are_named_once_and_every_link_has_its_place(study: Study) -> None:
    page = body(study)
    ids = [node.get("id") for node in page.iter() if node.get("id") is not None]
    assert len(set(ids)) == len(ids)
    for attribute in ("href", "aria-labelledby", "for"):
        named = {node.get(attribute).removeprefix("#") for node in page.iter() if node.get(attribute)}
        assert named
        assert named <= set(ids)


def test_only_the_page_s_own_style_and_script_may_run_and_nothing_comes_from_outside() -> None:
    page = printed(page_reports.hostile())

    def digest(tag: str) -> str:
        (source,) = re.findall(rf"<{tag}>(.*?)</{tag}>", page, re.DOTALL)
        assert not re.search(r"url\(|@import|https?:|fetch|XMLHttpRequest|innerHTML|insertAdjacent|eval\(", source)
        return f"'sha256-{base64.b64encode(hashlib.sha256(source.encode()).digest()).decode()}'"

    root = parsed(page)
    assert root.find('.//meta[@http-equiv="Content-Security-Policy"]').get("content") == (
        f"default-src 'none'; style-src {digest('style')}; script-src {digest('script')}; img-src data:; "
        "base-uri 'none'; form-action 'none'"
    )
    for node in root.iter():
        assert not [name for name in node.attrib if name.startswith("on") or name in {"style", "src", "action"}]
        assert node.get("href", "#").startswith("#")


@settings(max_examples=30)
@given(TEXTS, st.sampled_from(RunKind))
def test_no_words_become_markup_wherever_they_stand(words: str, kind: RunKind) -> None:
    label = words.strip() or "empty"
    run = Run(kind, label, () if kind is RunKind.COMMENT else SMALL.cells[0].runs[0].refs)
    study = with_cell(SMALL, runs=(run,))
    assert study.codebook is not None
    theme = study.codebook.charts()[1]
    subtheme = replace(theme.subthemes[0], label=words)
    hostile = replace(theme, label=words, definition=words, subthemes=(subtheme, *theme.subthemes[1:]))
    about = replace(
        study, settings=replace(study.settings, title=words), codebooks=(replace(study.codebook, themes=(hostile,)),)
    )
    root = parsed(matrix_page(about, (hostile,)))
    assert {node.tag for node in root.iter()} == {node.tag for node in parsed(printed(SMALL)).iter()} | {"bdi"}
    assert root.find(".//h1").text_content() == as_shown(words)
    assert root.find(".//h2").text_content() == as_shown(hostile.heading)
    assert root.findall(".//thead//th")[2].text_content() == as_shown(subtheme.heading)
    assert said(cell(root, "A1-P01:4.1")) == as_shown(flat(about, about.cells[0]))


def test_it_says_that_it_is_a_working_paper_and_of_what_moment() -> None:
    root = parsed(printed(SMALL, "4", moment="2026-01-03T13:00:00+01:00"))
    assert root.find('.//p[@class="working"]').text_content().startswith("Working paper, for the team. It holds what")
    assert root.find('.//p[@class="moment"]').text_content() == "The study as it stood on 3 January 2026, 12:00 UTC"
    title = "Framework matrix 4 Barriers to take-up: what keeps parents away?: Support for relationships"
    assert root.find(".//title").text == title


def test_all_themes_stand_on_one_page_with_ways_to_each() -> None:
    page = body(SMALL)
    links = [(link.text_content(), link.get("href")) for link in page.find("nav").iter("a")]
    assert [href for _, href in links] == ["#page.theme-3", "#page.theme-4", "#page.interviews"]
    assert [section.get("id") for section in page.findall(".//section")] == [href[1:] for _, href in links]


def test_the_ways_to_narrow_it_offer_what_there_is() -> None:
    page = body(SMALL, "4")
    choices = {
        label.text_content(): [option.get("value") for option in page.find(f'.//select[@id="{label.get("for")}"]')]
        for label in page.iter("label")
    }
    assert choices == {
        "Case study area": ["", "national", "area_1", "area_2"],
        "Respondent type": ["", "stakeholder", "provider"],
        "Cell status": ["", "to-chart", "charted", "nothing-said", "not-asked", "queried", "draft", "stale"],
    }
    assert page.find(".//form").get("hidden") is not None
    row = next(row for row in page.iter("tr") if row.get("data-by0") == "area_2")
    assert row.get("data-by1") == "provider"


def test_what_is_not_recorded_stands_in_a_group_of_its_own() -> None:
    bare = replace(SMALL, cases=tuple(replace(case, levels=()) for case in SMALL.cases))
    page = body(bare, "4")
    assert page.find('.//tr[@class="group"]').text_content() == "Case study area: not recorded 4 cases"
    assert [option.get("value") for option in page.find('.//select[@id="page.by-0"]')] == ["", "not recorded"]


def test_a_study_that_groups_by_nothing_has_one_list_of_cases() -> None:
    bare = replace(SMALL, settings=replace(SMALL.settings, attributes=()))
    page = body(bare, "4")
    assert page.findall('.//tr[@class="group"]') == []
    assert [label.text_content() for label in page.iter("label")] == ["Cell status"]
    assert len(page.findall(".//tbody/tr")) == 4


def test_a_retired_subtheme_is_named_so() -> None:
    assert SMALL.codebook is not None
    theme = SMALL.codebook.charts()[1]
    retired = replace(theme.subthemes[1], status=SubthemeStatus.RETIRED)
    page = parsed(matrix_page(SMALL, (replace(theme, subthemes=(theme.subthemes[0], retired)),))).body
    assert [th.text_content() for th in page.findall(".//thead//th")][-1] == "4.2 Cost retired"


def test_what_is_not_there_yet_is_said() -> None:
    assert SMALL.codebook is not None
    theme = SMALL.codebook.charts()[1]
    without = parsed(matrix_page(replace(SMALL, cases=()), (theme,))).body
    assert "There are no cases yet." in without.text_content()
    bare = parsed(matrix_page(SMALL, (replace(theme, subthemes=(), definition=" "),))).body
    assert "There are no subthemes in this theme yet." in bare.text_content()


def test_a_cell_that_cites_what_is_not_there_offers_no_quote_of_it() -> None:
    damaged = Cell(SMALL.cells[0].case, SMALL.cells[0].subtheme, Status.CHARTED,
                   (Run(RunKind.SUMMARY, "Parents fear being judged", (SpanId("A1-P01.q999"),)),))  # fmt: skip
    node = cell(body(replace(SMALL, cells=(damaged,))), "A1-P01:4.1")
    assert [link.get("href") for link in node.iter("a")] == [f"#{coding.span}" for coding in SMALL.codings[:2]]


def test_every_interview_is_folded_away_and_whole() -> None:
    page = body(SMALL)
    folded = page.findall('.//section[@id="page.interviews"]/details')
    assert [one.find("summary").text_content() for one in folded] == [
        f"Interview {case.id}" for case in SMALL.ordered_cases
    ]
    turns: Sequence[str] = [bdi.text_content() for one in folded for bdi in one.iter("bdi")]
    assert len(turns) == sum(len(transcript.turns) for transcript in SMALL.transcripts)
    assert all(one.get("open") is None for one in folded)


def test_the_same_study_gives_the_same_page() -> None:
    assert printed(studies.small()) == printed(SMALL)
