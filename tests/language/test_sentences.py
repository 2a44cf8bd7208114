"""Where sentences begin and end in speech."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from framework_qa.language.sentences import sentences


def split(text: str) -> list[str]:
    return [text[start:end] for start, end in sentences(text, 0, len(text))]


@pytest.mark.parametrize(
    "parts",
    [
        ["We run a drop-in.", "It is on a Tuesday."],
        ["Mr. Blake and Dr. Rich came.", "They left."],
        ["We offer courses, e.g. the ten-week one, i.e. the long one.", "It works."],
        ["We asked prof. Blake, the gen. Practitioner and esp. Ann.", "They came."],
        ["Is it the best?", "Fine!", "It is."],
        ["Toys, books, etc. for the little ones."],
        ["Toys, books, etc.", "Then they go home."],
        ["It starts at 9 a.m. on Mondays.", "It ends at 3 p.m.", "We go home."],
        ["It costs 3.50 a week.", "Cheap."],
        ["J. Smith told us.", "A. N. Other did not."],
        ["So did I.", "We all did."],
        ["We saw X.", "She was fine."],
        ["Well ... we tried.", "It was fine."],
        ["I thought...", "Then they closed it."],
        ["I thought… no, I knew.", "I did."],
        ["“Are you two all right?” she asked.", "We were."],
        ["He said “We are closing.”", "That was that."],
        ["(It was hard.)", "Really hard."],
        ["You what?!", "Never!!", "All right."],
        ["is it?", "yeah it is"],
        ["they closed it. ", "nobody asked us"],
        ["We stopped ¶", "Then we began."],
        ["One thing\n\n", "Another thing"],
        ["We broke the\nline here.", "Next."],
        ["No.", "That is not it."],
        ["See no. 5 on the list.", "Done."],
        ["**Bold words.**", "Plain words."],
        ["Go to bbc.co.uk for it.", "There."],
        ["No stop at all"],
        [],
    ],
)
def test_sentences_end_where_a_reader_ends_them(parts: list[str]) -> None:
    assert split(" ".join(parts)) == [part.strip() for part in parts]


def test_a_pilcrow_before_a_word_begins_a_sentence() -> None:
    assert split("We stopped ¶Then we began") == ["We stopped", "¶Then we began"]


def test_a_stop_without_white_space_after_it_cuts_no_word() -> None:
    assert split("stop.Now it¶is done") == ["stop.Now it¶is done"]


def test_only_the_asked_stretch_is_split() -> None:
    text = "I: Ask. R: One. Two. I: Ask."
    assert [text[a:b] for a, b in sentences(text, 11, 20)] == ["One.", "Two."]


words = st.lists(
    st.sampled_from(
        [*"abI.?!…¶ \n\t\"'”’)(*_5X", "Mr.", "e.g.", "...", " . ", "\n\n", " \n \n", "¶ ", "No.", "no. 5", "etc. ", "é"]
    ),
    max_size=40,
).map("".join)


@given(words)
def test_sentences_share_out_all_that_is_not_white_space(text: str) -> None:
    found = list(sentences(text, 0, len(text)))
    assert "".join("".join(text[a:b].split()) for a, b in found) == "".join(text.split())
    assert all(text[a:b] == text[a:b].strip() != "" for a, b in found)
    assert all(end < start for (_, end), (start, _) in pairwise(found))


@given(words)
def test_a_border_always_stands_at_white_space(text: str) -> None:
    for start, end in sentences(text, 0, len(text)):
        assert start == 0 or text[start - 1].isspace()
        assert end == len(text) or text[end].isspace()


@pytest.mark.parametrize("hostile", ["." * 100_000 + "x", ".'" * 50_000, "\n " * 50_000, "¶" * 100_000, "a." * 50_000])
def test_hostile_text_is_split_like_any_other(hostile: str) -> None:
    assert "".join("".join(split(hostile)).split()) == "".join(hostile.split())  # quadratic ways take minutes
