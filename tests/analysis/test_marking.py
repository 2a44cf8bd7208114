"""Marking: typed words are found where they stand, whole, and every time they stand there."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from framework_qa.analysis.marking import places_of
from framework_qa.model.ids import CaseId, TranscriptId
from framework_qa.model.text import Transcript, Turn

PIECES = ("no", "No", "can’t", "can't", "“shame”", "—", "-", "£3", "year\n", "co-op", "ﬁt", "İ", "'cause", "...")


def found(said: str, typed: str) -> list[str]:
    before = "R: "
    turn = Turn(1, "R", len(before), len(before) + len(said))
    transcript = Transcript(TranscriptId("0" * 64), CaseId("A"), "a.txt", before + said, (), (turn,))
    return [transcript.text[start:end] for start, end in places_of(transcript, turn, typed)]


@pytest.mark.parametrize(
    ("said", "typed", "places"),
    [
        ("Shame, such a shame.", "shame", ["shame"]),  # as printed comes first
        ("Shame, such a Shame.", "shame", ["Shame", "Shame"]),
        ("Parents can’t — they say — “ask”.", 'can\'t - they   SAY - "ask"', ["can’t — they say — “ask”"]),
        ("The household held.", "hold", []),
        ("They said—ask us.", "—ask us", ["—ask us"]),
        ("no no no", "no no", ["no no", "no no"]),
        ("No no no", "NO NO", ["No no", "no no"]),
        ("Anything", " ", []),
        ("Anything", "", []),
    ],
)
def test_words_are_found_as_printed_or_else_folded_and_never_cut(said: str, typed: str, places: list[str]) -> None:
    assert found(said, typed) == places


@given(st.lists(st.sampled_from(PIECES), min_size=1, max_size=8), st.data())
def test_whole_words_of_a_turn_are_found_where_they_stand(pieces: list[str], data: st.DataObject) -> None:
    said = " ".join(pieces).strip()
    words = list(re.finditer(r"\S+", said))
    first = data.draw(st.integers(0, len(words) - 1))
    last = data.draw(st.integers(first, len(words) - 1))
    typed = said[words[first].start() : words[last].end()]
    assert typed in found(said, typed)
    assert typed in found(said, "\t".join(typed.split()))
