from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from framework_qa.model.coding import Decision
from framework_qa.model.ids import CaseId, SpanId, TranscriptId, cell_ref
from framework_qa.model.study import Study
from framework_qa.model.tables import Audience
from framework_qa.model.text import Span, Turn
from framework_qa.outputs.content import Line, Paragraph, Picture, Report, Section, Shown, ToWrite, Words
from framework_qa.outputs.html import asset
from framework_qa.outputs.report.page import page
from framework_qa.outputs.table import Entry, Table, listed, table
from tests.outputs import page_reports, studies
from tests.outputs.test_html import as_shown, parsed

BOTH = (Audience.WORKING, Audience.PUBLISHED)


@pytest.fixture(scope="module")
def small() -> Study:
    return studies.small()


@pytest.fixture(scope="module")
def working(small: Study) -> str:
    return page(page_reports.full(small), small)


@pytest.fixture(scope="module")
def published(small: Study) -> str:
    return page(page_reports.full(small, Audience.PUBLISHED), small)


def walked(sections: Sequence[Section]) -> Iterator[Section]:
    for section in sections:
        yield section
        yield from walked(section.sections)


def tables_of(report: Report) -> list[Table]:
    blocks = [block for section in walked(report.sections) for block in section.blocks]
    return [block.table for block in blocks if isinstance(block, Shown | Picture)]


def without_evidence(body: Any) -> Any:
    for opened in list(body.iterfind('.//details[@class="evidence"]')):
        handle = opened.find('summary[@class="handle"]')
        opened.remove(opened.find("ul"))
        if handle is not None:
            handle.text = ""
    return body


def of(line: Line, study: Study, audience: Audience = Audience.WORKING) -> Any:
    """Print one paragraph and give its element."""
    report = Report("T", "", (), (Section("one", "One", (Paragraph(line),)),), audience)
    return parsed(page(report, study)).body.find('.//section[@id="one"]')[1]


@pytest.mark.parametrize("audience", BOTH)
def test_every_value_of_every_table_stands_on_the_page_in_order(small: Study, audience: Audience) -> None:
    report = page_reports.full(small, audience)
    body = without_evidence(parsed(page(report, small)).body)
    found = body.findall(".//table")
    assert len(found) == len(tables_of(report)) > 5
    for printed, meant in zip(found, tables_of(report), strict=True):
        cells = [[cell.text_content().rstrip() for cell in row] for row in printed.findall(".//tbody/tr")]
        assert cells == [[str(entry).rstrip() for entry in row] for row in meant.rows]


def test_tables_and_figures_are_numbered_in_the_order_of_the_page(small: Study) -> None:
    body = parsed(page(page_reports.full(small), small)).body
    captions = [caption.text_content() for caption in body.findall(".//caption")]
    numbers = [int(found[1]) for caption in captions if (found := re.match(r"Table (\d+)\. ", caption))]
    assert numbers == list(range(1, len(numbers) + 1))
    figures = [caption.text_content() for caption in body.findall('.//figure[@class="picture"]/figcaption')]
    assert figures == ["Figure 1. Who raised barriers?", "Figure 2. Who raised barriers?"]
    assert [c for c in captions if c.startswith("Figure")] == [
        "Figure 1 as a table. What was raised, and how often",
        "Figure 2 as a table. Themes and what was said on them",
    ]


@pytest.mark.parametrize(
    "study", [studies.small(), studies.nasty(), page_reports.hostile()], ids=["small", "nasty", "hostile"]
)
@pytest.mark.parametrize("audience", BOTH)
def test_ids_are_unique_and_every_link_has_its_place(study: Study, audience: Audience) -> None:
    hostile = page_reports.hostile_report(study, audience)
    for report in (page_reports.full(study, audience), replace(hostile, sections=hostile.sections * 2)):
        body = parsed(page(report, study)).body
        ids = [node.get("id") for node in body.iter() if node.get("id") is not None]
        assert len(set(ids)) == len(ids)
        assert {link.get("href") for link in body.iter("a")} <= {f"#{name}" for name in ids}
        named = [body.find(f".//*[@{name}]").get(name) for name in ("for", "aria-controls")]
        assert set(named) <= set(ids)


def test_a_section_takes_no_anchor_of_a_case_or_of_the_page(small: Study) -> None:
    wished = ("A1-P01", "A1-P01.2", "page.main", "same", "same", "", "two words")
    sections = tuple(Section(anchor, "S") for anchor in wished)
    body = parsed(page(Report("T", "", (), sections), small)).body
    taken = [section.get("id") for section in body.findall(".//main/section")]
    assert taken == [
        "A1-P01-2", "A1-P01-2-2", "page-main-2", "same", "same-2", "section", "two-words", "page.interviews",
    ]  # fmt: skip
    assert body.find('.//*[@id="A1-P01"]').tag == "article"


@pytest.mark.parametrize("audience", BOTH)
def test_nothing_on_the_page_comes_from_outside(audience: Audience) -> None:
    study = page_reports.hostile()
    printed = page(page_reports.hostile_report(study, audience), study)
    root = parsed(printed)
    for node in root.iter():
        assert not [name for name in node.attrib if name.startswith("on") or name in {"style", "srcset", "action"}]
        assert node.get("src", "data:image/svg+xml;base64,").startswith("data:image/svg+xml;base64,")
        assert node.get("href", "#").startswith("#")
    assert not re.search(r"url\(|@import|https?:", asset("page.css"))
    assert not re.search(
        r"https?:|fetch|XMLHttpRequest|innerHTML|insertAdjacent|document\.write|eval\(", asset("page.js")
    )


def test_only_the_page_s_own_style_and_script_may_run(working: str) -> None:
    def digest(tag: str) -> str:
        (source,) = re.findall(rf"<{tag}>(.*?)</{tag}>", working, re.DOTALL)
        return f"'sha256-{base64.b64encode(hashlib.sha256(source.encode()).digest()).decode()}'"

    allowed = parsed(working).find('.//meta[@http-equiv="Content-Security-Policy"]').get("content")
    assert allowed == (
        f"default-src 'none'; style-src {digest('style')}; script-src {digest('script')}; img-src data:; "
        "base-uri 'none'; form-action 'none'"
    )
    assert working.startswith("<!DOCTYPE html>")


@pytest.mark.parametrize("audience", BOTH)
def test_hostile_words_are_read_as_they_were_said(audience: Audience) -> None:
    study = page_reports.hostile()
    root = parsed(page(page_reports.hostile_report(study, audience), study))
    assert len(root.findall(".//script")) == len(root.findall(".//style")) == 1
    assert {img.get("src") for img in root.iter("img")} == {root.find(".//img").get("src")}
    blocks = root.findall(".//main/section")
    for words, section in zip(page_reports.HOSTILE, blocks, strict=False):
        shown = as_shown(words)
        assert section[0].text_content() == shown
        assert section.find(".//blockquote/p").text_content() == shown
        assert section.find(".//img").get("alt") == shown
        assert shown in section.find('.//p[@class="towrite"]').text_content()
        assert shown in section.find(".//aside").text_content()
    if audience is Audience.WORKING:
        said = [p.find("bdi").text_content() for p in root.findall(".//article/p[@id]")]
        assert said[1::2] == [as_shown(words) for words in page_reports.HOSTILE]


def test_what_is_published_holds_no_case_no_interview_and_no_way_to_one(small: Study, published: str) -> None:
    report = page_reports.full(small, Audience.PUBLISHED)
    sections = tuple(s for s in report.sections if not s.anchor.startswith("theme"))
    bare = page(replace(report, sections=sections), small)
    for case in small.cases:
        assert case.id not in bare
    for transcript in small.transcripts:
        assert transcript.words(transcript.turns[0]) not in published
    root = parsed(published)
    assert not root.findall('.//details[@class="evidence"]')
    assert not root.findall(".//mark")
    assert not root.findall(".//article")
    assert not [link for link in root.iter("a") if ".q" in link.get("href")]


@pytest.mark.parametrize("audience", BOTH)
def test_headings_go_down_one_level_at_a_time(small: Study, audience: Audience) -> None:
    deep = Section("d6", "6", (), (Section("d7", "7"),))
    for name in ("5", "4", "3", "2"):
        deep = Section(f"d{name}", name, (), (deep,))
    report = page_reports.full(small, audience)
    body = parsed(page(replace(report, sections=(*report.sections, deep)), small)).body
    levels = [
        int(node.tag[1]) for node in body.iter() if isinstance(node.tag, str) and re.fullmatch("h[1-6]", node.tag)
    ]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert max(levels) == 6
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_the_contents_list_two_levels_and_the_interviews(small: Study, working: str, published: str) -> None:
    entries = list(parsed(working).body.find("nav").iter("a"))
    titles = [link.text_content() for link in entries]
    assert titles[:5] == ["Summary", "How the study was done", "The sample", "What was counted", "Pictures"]
    assert "One level further down" not in titles
    assert titles[-5:] == ["Interviews", *(case.id for case in small.ordered_cases)]
    assert "Interviews" not in [link.text_content() for link in parsed(published).body.find("nav").iter("a")]


def test_a_value_opens_the_places_behind_it_by_case(small: Study) -> None:
    one, two, three = small.codings[0], small.codings[1], small.codings[4]
    opened = of((Words("three", (one.id, two.id, two.id, three.span), strong=True),), small)[0]
    assert opened.tag == "details"
    assert opened.find("summary").text_content() == "three"
    assert opened.find("summary/strong") is not None
    items = opened.findall("ul/li")
    assert [item.find("b").text for item in items] == ["A1-P01", "A2-P01"]
    assert [[link.get("href") for link in item.findall("a")] for item in items] == [
        [f"#{one.span}", f"#{two.span}"], [f"#{three.span}"],
    ]  # fmt: skip
    assert items[0].find("a").text == "¶2"


def test_a_cell_opens_the_spans_it_cites_and_a_case_its_interview(small: Study) -> None:
    opened = of(
        (Words("a cell", (cell_ref(CaseId("A1-P01"), "4.1"),)), Words(" of "), Words("one", ("A2-P01",))), small
    )
    cell, case = opened.findall("details")
    assert [link.get("href") for link in cell.findall(".//a")] == ["#A1-P01.q1"]
    assert [link.get("href") for link in case.findall(".//a")] == ["#A2-P01"]
    assert opened.text_content().startswith("a cell")


def test_a_long_text_stands_beside_what_opens_its_quotes(small: Study) -> None:
    said = "Parents fear that they would be judged by everybody " * 3
    opened = of((Words(said, ("A1-P01.c1", "A1-P01.c2")), Words(said, ("A1-P01", "A2-P01"))), small)
    assert opened.text.strip() == said.strip()
    assert [summary.text_content() for summary in opened.iter("summary")] == ["2 quotes", "2 interviews"]
    assert of((Words(said, ("A1-P01.c1",)),), small).find(".//summary").text_content() == "1 quote"


def test_a_line_without_anything_behind_it_is_a_plain_paragraph(small: Study) -> None:
    for line in (
        (Words("a"), Words("b", strong=True)),
        (Words("a", ("Z9.c1", "nonsense")),),
        (Words(" ", ("A1-P01",)),),
    ):
        assert of(line, small).tag == "p"
    assert of((Words("a", ("A1-P01.c1",)),), small, Audience.PUBLISHED).tag == "p"


def test_several_values_in_one_place_open_each_its_own(small: Study) -> None:
    parts = (Entry("Council", ("A1-P01.c1",)), Entry("none", ()), Entry("Charity", ("A2-P01.c5",)))
    marked = replace(listed(parts), value="Council; none; Charity †")
    for entry, handles in ((listed(parts), ["Council", "Charity"]), (marked, ["Council; none; Charity †"])):
        shown = Shown(table("t", "T", ("a", "b"), [["x", entry]]))
        body = parsed(page(Report("T", "", (), (Section("s", "S", (shown,)),)), small)).body
        assert [summary.text_content() for summary in body.findall(".//td//summary")] == handles
        assert without_evidence(body).find(".//td").text_content() == str(entry)


def test_a_quotation_leads_to_its_place(small: Study, working: str) -> None:
    links = parsed(working).body.findall('.//figure[@class="quotation"]/figcaption/a')
    assert links
    assert all(link.get("href")[1:] in small.span_by_id for link in links)
    assert links[0].text_content().endswith(", in the interview")


def test_a_picture_that_could_not_be_drawn_says_so_and_shows_its_figures(working: str) -> None:
    drawn, not_drawn = parsed(working).body.findall('.//figure[@class="picture"]')
    assert drawn.find(".//img").get("src").startswith("data:image/svg+xml;base64,")
    assert drawn.find(".//img").get("alt").startswith("A bar chart")
    assert (drawn.find(".//img").get("width"), drawn.find(".//img").get("height")) == ("640", "140")
    assert drawn.find("details//table") is not None
    assert not_drawn.find(".//img") is None
    assert not_drawn.find("p").text_content() == "Pictures need a library that is not installed here."
    assert not_drawn.find("details") is None


def test_what_a_person_has_to_write_says_so_in_words(small: Study, working: str) -> None:
    (first, *_) = parsed(working).body.findall('.//p[@class="towrite"]')
    assert first.text_content() == (
        "To write: in two or three sentences, what the study was for. In study.yaml: quality_1"
    )
    keyless = page(Report("T", "", (), (Section("s", "S", (ToWrite("all of it"),)),)), small)
    assert parsed(keyless).body.find('.//p[@class="towrite"]').text_content() == "To write: all of it"


def test_the_head_says_what_the_report_is_and_how_the_study_stood(small: Study, working: str) -> None:
    head = parsed(working).body.find("header").text_content()
    for said in (
        small.settings.title, "A report to the commissioner", "A. Researcher, B. Researcher",
        "3 January 2026, 12:00 UTC", "Working report, for the team.",
    ):  # fmt: skip
        assert said in head
    bare = parsed(page(Report("T", "", (), (), Audience.PUBLISHED), small)).body.find("header")
    assert bare.text_content().split() == ["T"]
    odd = parsed(page(Report("T", "", (), (), Audience.PUBLISHED, "one day"), small)).body.find("header")
    assert "one day" in odd.text_content()


def test_the_same_report_gives_the_same_page(small: Study, working: str) -> None:
    assert page(page_reports.full(small), small) == working


# -- the interviews


def interview(study: Study, case: str) -> Any:
    return parsed(page(Report("T", "", (), ()), study)).body.find(f'.//article[@id="{case}"]')


def test_turns_stand_under_their_numbers_with_their_speakers_and_codes(small: Study) -> None:
    article = interview(small, "A1-P01")
    asked, said = article.findall("p[@id]")
    assert (asked.get("id"), asked.get("class"), said.get("class")) == ("A1-P01.1", "asks", None)
    assert [said.find(tag).text_content() for tag in ("a", "b")] == ["¶2", "Respondent"]
    assert said.find("a").get("href") == "#A1-P01.2"
    assert said.find("bdi").text_content() == small.transcripts[1].words(small.transcripts[1].turns[1])
    assert list(said.find("small").itertext()) == ["4.1 Stigma of seeking help", "suggested:", "4.2 Cost"]
    assert article.find('p[@class="about"]').text_content() == "Case study area 1 · Providers"


def test_a_rejected_coding_marks_nothing_unless_something_leads_to_it(small: Study) -> None:
    rejected = replace(small, codings=tuple(replace(c, decision=Decision.REJECTED) for c in small.codings), cells=())
    assert not interview(rejected, "A1-P01").findall(".//mark")
    span = small.spans[0]
    report = Report("T", "", (), (Section("s", "S", (Paragraph((Words("x", (span.id,)),)),)),))
    assert [mark.get("id") for mark in parsed(page(report, rejected)).body.iter("mark")] == [span.id]


def test_a_case_without_a_transcript_has_its_place(small: Study) -> None:
    assert "no transcript yet" in interview(replace(small, transcripts=()), "A1-P01").text_content()


def test_two_transcripts_of_a_case_share_no_anchor(small: Study) -> None:
    first = small.transcripts_of[CaseId("A1-P01")][0]
    again = replace(first, id=TranscriptId("f" * 64), version=2)
    later = replace(again, id=TranscriptId("e" * 64), turns=(Turn(7, "Respondent", 0, 5),))
    study = replace(small, transcripts=(*small.transcripts, again, later))
    ids = [turn.get("id") for turn in interview(study, "A1-P01").findall("p[@id]")]
    assert ids == ["A1-P01.1", "A1-P01.2", "A1-P01.1.2", "A1-P01.2.2", "A1-P01.7"]


def test_damage_leaves_no_dangling_link(small: Study) -> None:
    outside = replace(small.spans[0], start=0)
    lost = replace(small.spans[1], transcript=TranscriptId("0" * 64))
    study = replace(small, spans=(outside, lost, *small.spans[2:]), cases=small.cases[1:])
    report = page_reports.full(small)
    body = parsed(page(report, study)).body
    ids = {node.get("id") for node in body.iter()}
    assert {link.get("href")[1:] for link in body.iter("a")} <= ids
    assert not {outside.id, lost.id} & ids


@settings(max_examples=80)
@given(st.data())
def test_however_spans_overlap_the_pieces_of_each_are_its_words(data: st.DataObject) -> None:
    words = data.draw(st.text(min_size=1, max_size=30, alphabet="ab <&\n\x07é😀"))
    desk = studies.Desk()
    desk.interview("A1", ["Q", words], area="area_1", role="provider")
    study = desk.study()
    transcript, turn = study.transcripts[0], study.transcripts[0].turns[1]
    ends = st.tuples(st.integers(turn.start, turn.end - 1), st.integers(turn.start + 1, turn.end))
    drawn = [pair for pair in data.draw(st.lists(ends, max_size=7)) if pair[0] < pair[1]]
    spans = tuple(
        Span(SpanId(f"A1.q{n}"), CaseId("A1"), transcript.id, 2, start, end, "") for n, (start, end) in enumerate(drawn)
    )
    study = replace(study, spans=spans)
    line = (Words("x", tuple(span.id for span in spans)),)
    body = parsed(page(Report("T", "", (), (Section("s", "S", (Paragraph(line),)),)), study)).body
    said = body.find('.//p[@id="A1.2"]/bdi')
    assert said.text_content() == as_shown(words)
    for span in spans:
        pieces = [mark for mark in said.iter("mark") if span.id in (mark.get("id"), mark.get("data-of"))]
        assert "".join(piece.text_content() for piece in pieces) == as_shown(study.words(span))
        assert pieces[0].get("id") == span.id


def test_46_interviews_of_9000_words_stay_under_ten_megabytes() -> None:
    study = studies.large()
    printed = page(page_reports.full(study), study)
    assert printed.count('<a href="#A') > 20_000
    assert len(printed.encode()) < 10_000_000
