from __future__ import annotations

from dataclasses import replace
from typing import Any

from framework_qa.model.chart import Cell, Status
from framework_qa.model.codebook import Codebook, Subtheme, Theme
from framework_qa.model.coding import Coding, Decision, Route
from framework_qa.model.ids import CaseId, Code, CodingId, SpanId, TranscriptId
from framework_qa.model.people import Attribute, AttributeRole, Case, Level
from framework_qa.model.study import Changes, Settings, Study
from framework_qa.model.text import Span, Speaker, SpeakerRole, Transcript, Turn, digest_of

AREA = Attribute("area", "Area", AttributeRole.GROUP, (Level("national", "National"), Level("area_1", "Area 1")))
ROLE = Attribute(
    "role", "Role", AttributeRole.GROUP, (Level("stakeholder", "Stakeholder"), Level("provider", "Provider"))
)
POST = Attribute("post", "Post", AttributeRole.LABEL)
WAITING = Subtheme("6.1", Code("gaps.waiting"), "Waiting", "How long.", asked_of=("provider",))
OTHER = Subtheme("6.9", Code("gaps.other"), "Other", "The rest.")
CODEBOOK = Codebook("support", 1, (Theme("6", Code("gaps"), "Gaps", "What is missing.", (WAITING, OTHER)),))
SETTINGS = Settings("Study", (POST, AREA, ROLE), asked_of="role", not_asked=(("A1-P02", ("6.1", "7.7")),))
TEXT = "I: And the waiting?\nR: Months. Often months.\n"
TRANSCRIPT = Transcript(
    TranscriptId("a" * 64),
    CaseId("A1-P01"),
    "p01.txt",
    TEXT,
    (Speaker("I", SpeakerRole.INTERVIEWER), Speaker("R", SpeakerRole.RESPONDENT)),
    (Turn(1, "I", 3, 19), Turn(2, "R", 23, 44)),
)


def case(identifier: str, **levels: str) -> Case:
    return Case(CaseId(identifier), tuple(levels.items()))


P1 = case("A1-P01", area="area_1", role="provider")
P2 = case("A1-P02", area="area_1", role="provider")
S1 = case("A1-S01", area="area_1", role="stakeholder")
NAT = case("ZNAT-01", area="national", role="stakeholder")
LOST = case("A0-X01")


def span(number: int, start: int, end: int) -> Span:
    digest = digest_of(TEXT[start:end])
    return Span(SpanId(f"A1-P01.q{number}"), P1.id, TRANSCRIPT.id, 2, start, end, digest)


def coding(number: int, at: str, **more: Any) -> Coding:
    facts: dict[str, Any] = {"route": Route.HAND, "decision": Decision.ACCEPTED, "coder": "AB"} | more
    return Coding(CodingId(f"A1-P01.c{number}"), P1.id, SpanId(at), WAITING.code, codebook_version=1, at="", **facts)


LATER, EARLIER = span(1, 31, 44), span(2, 23, 30)
STUDY = Study(
    SETTINGS,
    (P2, S1, LOST, P1, NAT),
    (TRANSCRIPT,),
    (CODEBOOK,),
    (LATER, EARLIER),
    (coding(1, LATER.id), coding(2, EARLIER.id), coding(3, LATER.id, decision=Decision.REJECTED), coding(4, "gone.q1")),
)


def test_cases_are_listed_by_area_then_respondent_type_then_id_and_last_without_any() -> None:
    assert [found.id for found in STUDY.ordered_cases] == ["ZNAT-01", "A1-S01", "A1-P01", "A1-P02", "A0-X01"]


def test_the_order_of_cases_does_not_hang_on_the_order_they_came_in() -> None:
    assert replace(STUDY, cases=STUDY.cases[::-1]).ordered_cases == STUDY.ordered_cases


def test_a_span_quotes_its_text() -> None:
    assert (STUDY.words(EARLIER), STUDY.words(LATER)) == ("Months.", "Often months.")


def test_live_codings_of_a_cell_stand_in_the_order_of_the_text() -> None:
    assert [found.id for found in STUDY.codings_of[P1.id, WAITING.code]] == ["A1-P01.c2", "A1-P01.c1"]


def test_look_ups_find_what_is_there() -> None:
    assert STUDY.case_by_id[P1.id] is P1
    assert STUDY.span_by_id[LATER.id] is LATER
    assert STUDY.coding_by_id[CodingId("A1-P01.c1")].span == LATER.id
    assert STUDY.transcripts_of[P1.id] == (TRANSCRIPT,)
    assert STUDY.transcripts_of.get(P2.id) is None
    assert STUDY.turn_by_number[P1.id, 2] == (TRANSCRIPT, TRANSCRIPT.turns[1])


def test_who_speaks_in_a_turn_is_known() -> None:
    assert STUDY.role_at(P1.id, 1) is SpeakerRole.INTERVIEWER
    assert STUDY.role_at(P1.id, 2) is SpeakerRole.RESPONDENT


def test_a_topic_is_asked_of_the_levels_the_codebook_names_save_the_exceptions() -> None:
    assert STUDY.asked(P1, WAITING)
    assert not STUDY.asked(P2, WAITING)
    assert not STUDY.asked(S1, WAITING)
    assert all(STUDY.asked(found, OTHER) for found in STUDY.cases)


def test_without_an_attribute_to_ask_by_everything_was_asked_of_everybody() -> None:
    anybody = replace(STUDY, settings=replace(SETTINGS, asked_of=""))
    assert anybody.asked(S1, WAITING)
    assert replace(STUDY, codebooks=()).asked(P2, OTHER)


def test_a_cell_nobody_wrote_is_to_chart_or_not_asked() -> None:
    assert STUDY.cell(P1, WAITING).status is Status.TO_CHART
    assert STUDY.cell(S1, WAITING).status is Status.NOT_ASKED
    assert STUDY.cell(S1, OTHER).status is Status.TO_CHART


def test_what_was_said_unasked_is_still_to_chart() -> None:
    unasked = replace(STUDY, settings=replace(SETTINGS, not_asked=(("A1-P01", ("gaps.waiting",)),)))
    assert not unasked.asked(P1, WAITING)
    assert unasked.cell(P1, WAITING).status is Status.TO_CHART


def test_a_cell_somebody_wrote_is_given_as_written() -> None:
    written = Cell(S1.id, WAITING.code, Status.NOTHING_SAID)
    assert replace(STUDY, cells=(written,)).cell(S1, WAITING) is written


def test_the_newest_codebook_is_in_force() -> None:
    newer = replace(CODEBOOK, version=2)
    assert replace(STUDY, codebooks=(CODEBOOK, newer)).codebook is newer
    assert replace(STUDY, codebooks=()).codebook is None


def test_attributes_are_found_by_name_and_those_that_group_keep_their_order() -> None:
    assert SETTINGS.attribute("role") is ROLE
    assert SETTINGS.attribute("shoe_size") is None
    assert SETTINGS.grouping() == (AREA, ROLE)


def test_changes_that_change_nothing_are_none() -> None:
    assert not Changes("index", "0 suggestions")
    assert Changes("index", "", put=(P1,))
    assert Changes("index", "", remove=(P1,))
