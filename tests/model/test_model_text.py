from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from framework_qa.model.ids import CaseId, SpanId, TranscriptId
from framework_qa.model.text import Span, Speaker, SpeakerRole, Transcript, Turn, digest_of

TEXT = "I: Who comes?\nR: Mothers 👩‍👧, mainly – caf\u0065\u0301 days.\n"
TURNS = (Turn(1, "I", 3, 13), Turn(2, "R", 17, len(TEXT) - 1))
SPEAKERS = (Speaker("I", SpeakerRole.INTERVIEWER), Speaker("R", SpeakerRole.RESPONDENT))
TRANSCRIPT = Transcript(TranscriptId("a" * 64), CaseId("A1-P01"), "p01.txt", TEXT, SPEAKERS, TURNS)


def test_a_turn_quotes_its_stretch_of_the_transcript() -> None:
    assert TRANSCRIPT.words(TURNS[0]) == "Who comes?"
    assert TRANSCRIPT.words(TURNS[1]) == "Mothers 👩‍👧, mainly – cafe\u0301 days."


def test_a_label_the_transcript_does_not_list_is_unknown() -> None:
    assert [TRANSCRIPT.role_of(label) for label in ("I", "R", "X", "")] == [
        SpeakerRole.INTERVIEWER,
        SpeakerRole.RESPONDENT,
        SpeakerRole.UNKNOWN,
        SpeakerRole.UNKNOWN,
    ]


@pytest.mark.parametrize(("number", "start", "end"), [(0, 0, 1), (1, 5, 5), (1, 6, 5), (1, -1, 5)])
def test_a_turn_of_no_words_or_without_a_number_cannot_be_built(number: int, start: int, end: int) -> None:
    with pytest.raises(ValueError, match="no stretch of text"):
        Turn(number, "R", start, end)


@pytest.mark.parametrize(("start", "end"), [(5, 5), (6, 5), (-1, 5)])
def test_a_span_of_no_words_cannot_be_built(start: int, end: int) -> None:
    with pytest.raises(ValueError, match=r"span A1-P01\.q1: from"):
        Span(SpanId("A1-P01.q1"), CaseId("A1-P01"), TranscriptId("a" * 64), 1, start, end, "")


def test_a_digest_is_sixteen_hexadecimal_digits_of_the_sha_256() -> None:
    assert digest_of("abc") == "ba7816bf8f01cfea"


def test_a_digest_tells_composed_letters_from_decomposed_ones() -> None:
    assert digest_of("é") != digest_of("e\u0301")


@given(st.text(), st.text())
def test_different_words_have_different_digests(one: str, other: str) -> None:
    assert (digest_of(one) == digest_of(other)) == (one == other)


def test_even_a_lone_surrogate_has_a_digest() -> None:
    assert len(digest_of("\ud800")) == 16
