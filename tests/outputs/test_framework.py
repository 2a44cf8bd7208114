from __future__ import annotations

from typing import Any

import pytest

from framework_qa.model.chart import Cell, Run, RunKind, Status
from framework_qa.model.codebook import Codebook, Subtheme, Theme
from framework_qa.model.coding import Coding, Decision, Route
from framework_qa.model.ids import CaseId, Code, CodingId, SpanId, TranscriptId
from framework_qa.model.people import Attribute, AttributeRole, Case, Level
from framework_qa.model.study import Settings, Study
from framework_qa.model.text import Span, Speaker, SpeakerRole, Transcript, Turn, digest_of
from framework_qa.outputs.framework import flat, matrix, pieces, turns_cited

AREA = Attribute(
    "area", "Area", AttributeRole.GROUP, (Level("area_1", "Case study area 1"), Level("area_2", "Case study area 2"))
)
ROLE = Attribute(
    "role", "Respondent type", AttributeRole.GROUP, (Level("stakeholder", "Stakeholder"), Level("provider", "Provider"))
)
TRUST = Subtheme("4.1", Code("barriers.trust"), "Mistrust", "What is said about mistrust.")
STIGMA = Subtheme("4.2", Code("barriers.stigma"), "Stigma", "Shame at asking.", asked_of=("provider",))
BARRIERS = Theme("4", Code("barriers"), "Barriers", "What keeps parents away.", (TRUST, STIGMA))
SAID = ["They ask about social care.", "It is tied to that.", "So they stay away.", "Shame.", "And again."]


def talk() -> Transcript:
    text, turns = "", []
    for number, words in enumerate(SAID, 1):
        text += "R: "
        turns.append(Turn(number, "R", len(text), len(text) + len(words)))
        text += f"{words}\n"
    speakers = (Speaker("R", SpeakerRole.RESPONDENT),)
    return Transcript(TranscriptId("a" * 64), CaseId("A1-P01"), "p01.txt", text, speakers, tuple(turns))


TALK = talk()
SPANS = tuple(
    Span(SpanId(f"A1-P01.q{t.number}"), TALK.case, TALK.id, t.number, t.start, t.end, digest_of(TALK.words(t)))
    for t in TALK.turns
)
QUOTES = [span.id for span in SPANS]


def coding(number: int, span: str, code: Code) -> Coding:
    identifier = CodingId(f"A1-P01.c{number}")
    return Coding(
        identifier, CaseId("A1-P01"), SpanId(span), code, Route.HAND, Decision.ACCEPTED, "AB", 1, "2026-01-05"
    )


def cell(case: str, code: Code, status: Status, *runs: Run, **more: Any) -> Cell:
    return Cell(CaseId(case), code, status, runs, **more)


SUMMARY = Run(RunKind.SUMMARY, "Parents see centres as tied\nto social care", tuple(QUOTES[:3]))
VERBATIM = Run(RunKind.VERBATIM, "So they stay away.", (QUOTES[2],))
COMMENT = Run(RunKind.COMMENT, "stigma by setting, cf 4.2")
CELLS = (
    cell("A1-P01", TRUST.code, Status.CHARTED, SUMMARY, VERBATIM, COMMENT),
    cell("A2-P01", TRUST.code, Status.NOTHING_SAID),
    cell("A2-S01", TRUST.code, Status.QUERIED, Run(RunKind.SUMMARY, "Unclear", ())),
)
CASES = tuple(
    Case(CaseId(case), levels)
    for case, levels in (
        ("A2-P01", (("area", "area_2"), ("role", "provider"))),
        ("B-X01", ()),
        ("A1-P01", (("area", "area_1"), ("role", "provider"))),
        ("A2-S01", (("area", "area_2"), ("role", "stakeholder"))),
    )
)
STUDY = Study(
    Settings("Study", (AREA, ROLE), asked_of="role"),
    CASES,
    (TALK,),
    (Codebook("support", 1, (BARRIERS,)),),
    SPANS,
    (coding(1, QUOTES[0], TRUST.code), coding(2, QUOTES[3], STIGMA.code), coding(3, QUOTES[4], TRUST.code)),
    CELLS,
)
CHARTED = "Parents see centres as tied to social care (¶1–3); “So they stay away.” (¶3). [R: stigma by setting, cf 4.2]"


def test_the_matrix_lists_cases_by_area_then_type_then_id_beside_their_attributes() -> None:
    table = matrix(STUDY, BARRIERS).table()
    assert table.columns == ("Case", "Area", "Respondent type", "4.1 Mistrust", "4.2 Stigma")
    assert [row[:3] for row in table.values()] == [
        ("A1-P01", "Case study area 1", "Provider"),
        ("A2-S01", "Case study area 2", "Stakeholder"),
        ("A2-P01", "Case study area 2", "Provider"),
        ("B-X01", "not recorded", "not recorded"),
    ]
    assert (table.name, table.title) == ("matrix_4", "4 Barriers")


def test_every_place_of_the_matrix_says_what_it_is() -> None:
    table = matrix(STUDY, BARRIERS).table()
    assert [row[3:] for row in table.values()] == [
        (CHARTED, "to chart"),
        ("Queried: Unclear", "not asked"),
        ("nothing said", "to chart"),
        ("to chart", "not asked"),
    ]


def test_behind_each_place_stand_the_spans_it_cites_then_the_other_extracts() -> None:
    table = matrix(STUDY, BARRIERS).table()
    assert table.rows[0][3].refs == (*QUOTES[:3], QUOTES[4])
    assert table.rows[0][4].refs == (QUOTES[3],)
    assert table.rows[2][3].refs == ()


def test_other_attributes_may_group_the_cases() -> None:
    table = matrix(STUDY, BARRIERS, group_by=[ROLE]).table()
    assert table.columns[:2] == ("Case", "Respondent type")
    assert [row[0] for row in table.values()] == ["A2-S01", "A1-P01", "A2-P01", "B-X01"]
    assert [row[0] for row in matrix(STUDY, BARRIERS, group_by=[]).table().values()] == [
        "A1-P01", "A2-P01", "A2-S01", "B-X01",
    ]  # fmt: skip


def test_a_matrix_of_chosen_cases_holds_them_alone_in_chart_order() -> None:
    table = matrix(STUDY, BARRIERS, cases=[CASES[0], CASES[2]]).table()
    assert [row[0] for row in table.values()] == ["A1-P01", "A2-P01"]


def test_an_attributes_levels_may_take_the_rows() -> None:
    found = matrix(STUDY, BARRIERS, rows=ROLE)
    table = found.table()
    assert table.columns == ("Respondent type", "4.1 Mistrust", "4.2 Stigma")
    assert table.values() == (
        ("Stakeholder", "A2-S01: Queried: Unclear", "not asked"),
        ("Provider", f"A1-P01: {CHARTED}", "to chart"),
    )
    assert [state.case.id for state in found.rows[1].cells[0]] == ["A1-P01", "A2-P01"]


def test_a_level_with_nothing_charted_says_every_kind_of_silence_once() -> None:
    table = matrix(STUDY, BARRIERS, cases=[CASES[0], CASES[0], CASES[2]], rows=AREA).table()
    assert [row[0] for row in table.values()] == ["Case study area 1", "Case study area 2"]
    assert table.rows[1][1].value == "nothing said"
    mixed = matrix(STUDY, BARRIERS, rows=AREA).table()
    assert mixed.rows[1][2].value == "not asked; to chart"


def test_the_frame_is_the_printed_matrix_indexed_by_case() -> None:
    frame = matrix(STUDY, BARRIERS).to_frame()
    assert frame.index.name == "Case"
    assert frame.shape == (4, 4)
    assert frame.loc["A1-P01", "4.1 Mistrust"] == CHARTED
    assert not frame.isna().to_numpy().any()


def test_a_draft_is_never_printed_as_a_summary() -> None:
    draft = cell("A1-P01", STIGMA.code, Status.TO_CHART, Run(RunKind.VERBATIM, "Shame.", (QUOTES[3],)), draft=True)
    assert flat(STUDY, draft) == "DRAFT: “Shame.” (¶4)"


def test_a_summary_is_printed_on_one_line_and_without_turns_where_it_cites_none() -> None:
    uncited = cell("A1-P01", STIGMA.code, Status.CHARTED, Run(RunKind.SUMMARY, "Nobody\n  comes"))
    assert flat(STUDY, uncited) == "Nobody comes"


def test_only_the_respondents_own_words_are_set_apart_and_the_pieces_make_the_whole() -> None:
    found = pieces(STUDY, CELLS[0])
    assert [piece.text for piece in found if piece.verbatim] == ["“So they stay away.”"]
    assert "".join(piece.text for piece in found) == flat(STUDY, CELLS[0]) == CHARTED


@pytest.mark.parametrize(
    ("turns", "printed"),
    [([4], "(¶4)"), ([1, 2, 3], "(¶1–3)"), ([5, 1, 2], "(¶1–2, ¶5)"), ([1, 3, 5], "(¶1, ¶3, ¶5)"), ([2, 2], "(¶2)")],
)
def test_turns_are_cited_in_order_with_neighbours_joined(turns: list[int], printed: str) -> None:
    assert turns_cited(STUDY, [QUOTES[turn - 1] for turn in turns]) == printed
