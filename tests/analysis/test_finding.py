"""Finding: words of another tool are found exactly, after folding, or nearly, and mapped back to the letter."""

from __future__ import annotations

import hashlib
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from framework_qa.analysis.finding import NEAR, Haystack, How, find_near, find_words, fold, stands_at
from framework_qa.model.ids import CaseId, TranscriptId
from framework_qa.model.text import Speaker, SpeakerRole, Transcript, Turn


def said(text: str, case: str = "P01") -> Haystack:
    identifier = TranscriptId(hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest())
    speaker = Speaker("R", SpeakerRole.RESPONDENT)
    turns = (Turn(1, "R", 0, len(text)),)
    return Haystack(Transcript(identifier, CaseId(case), f"{case}.txt", text, (speaker,), turns))


def quoted(text: str, words: str) -> tuple[How, list[str]]:
    found = find_words([said(text)], words)
    return found.how, [text[place.start : place.end] for place in found.places]


# -- exactly


def test_words_are_found_to_the_letter() -> None:
    assert quoted("They are ashamed of asking. Shame!", "ashamed of asking") == (How.EXACT, ["ashamed of asking"])


def test_white_space_around_what_a_tool_quotes_is_no_part_of_it() -> None:
    assert quoted("They are ashamed.", "  They are\n") == (How.EXACT, ["They are"])


def test_words_that_stand_often_are_found_everywhere() -> None:
    assert quoted("no, no, no", "no") == (How.EXACT, ["no", "no", "no"])
    found = find_words([said("no"), said("oh no", "P02")], "no")
    assert [place.transcript.case for place in found.places] == ["P01", "P02"]
    assert found.place is None


def test_a_short_word_is_not_found_inside_another() -> None:
    assert quoted("the party", "art") == (How.NOWHERE, [])


def test_a_passage_whose_last_word_somebody_cut_is_found_as_they_marked_it() -> None:
    assert quoted("They are ashamed of asking.", "They are asham") == (How.EXACT, ["They are asham"])


def test_whole_words_go_before_cut_ones() -> None:
    assert quoted("We go on. We go only. We go on.", "We go on") == (How.EXACT, ["We go on", "We go on"])


@pytest.mark.parametrize("words", ["", "  ", "...", "\u200b", "—"])
def test_what_holds_no_word_is_found_nowhere(words: str) -> None:
    assert quoted("Well... — yes", words) == (How.NOWHERE, [])


# -- after folding


@pytest.mark.parametrize(
    ("text", "words", "there"),
    [
        ("It’s “fine” — really…", 'it\'s "fine" - really...', "It’s “fine” — really…"),
        ("the of\ufb01ce is \ufb02at", "office is flat", "of\ufb01ce is \ufb02at"),
        ("a cafe\u0301 there", "a café there", "a cafe\u0301 there"),
        ("a café there", "a cafe\u0301 there", "a café there"),
        ("co\u00adoperation is\u00a0all", "cooperation is all", "co\u00adoperation is\u00a0all"),
        ("one\n\n  two\tthree", "one two three", "one\n\n  two\tthree"),
        ("one two three", "one\r\ntwo\r\nthree", "one two three"),
        ("well -- yes, that", "well — yes", "well -- yes"),
        ("Straße frei", "STRASSE FREI", "Straße frei"),
        ("so \U0001f469\u200d\U0001f467 \u2764\ufe0f yes", "so \U0001f469\U0001f467 \u2764 yes", None),
    ],
)
def test_typography_makes_no_difference(text: str, words: str, there: str | None) -> None:
    assert quoted(text, words) == (How.FOLDED, [text if there is None else there])


def test_nothing_is_found_that_ends_inside_a_ligature_or_before_an_accent() -> None:
    assert quoted("one two of\ufb01ce", "one two of f") == (How.NOWHERE, [])
    assert quoted("one two of\ufb01", "one two off") == (How.NOWHERE, [])
    assert quoted("one two the\ufb01", "one two thef") == (How.NOWHERE, [])
    assert quoted("one two cafe\u0301", "One two cafe") == (How.NOWHERE, [])


def test_letters_are_never_folded_into_others() -> None:
    assert quoted("a naive café", "a naïve cafe") == (How.NOWHERE, [])


HARD = st.text(
    st.one_of(
        st.sampled_from("abc ABC\n\t.,'\"-–—…’“ﬁﬂﬃßİıſéë\u00a0\u00ad\u200b\u200d\ufe0f\u0301\u0323\u0308´¨½²"),
        st.sampled_from("\U0001f469\U0001f467\U0001f3fd\u2764한글\u1112\u1161\u11abनमस्तेกำ\u0e33\ufeff\u2028"),
        st.characters(exclude_categories=["Cs"], exclude_characters="\0\r"),
    ),
    min_size=1,
    max_size=40,
)


@given(text=HARD)
def test_every_place_of_a_folded_text_maps_back_to_what_folds_into_it(text: str) -> None:
    folded = fold(text)
    for start in range(len(folded.text)):
        for end in range(start + 1, len(folded.text) + 1):
            stretch = folded.back(start, end)
            if stretch:
                assert 0 <= stretch[0] < stretch[1] <= len(text)
                assert fold(text[slice(*stretch)]).text == folded.text[start:end]


@given(before=HARD, words=HARD, after=HARD)
def test_words_cut_out_of_any_text_between_spaces_are_found_again_where_they_stood(
    before: str, words: str, after: str
) -> None:
    words = f"x{words}x"
    text = f"{before} . {words} . {after}"
    start = len(before) + len(" . ")
    folded = fold(words).text.strip()
    hay = fold(text)
    places = [at for at in range(len(hay.text)) if hay.text.startswith(folded, at)]
    assert (start, start + len(words)) in [hay.back(at, at + len(folded)) for at in places]


@given(text=HARD)
def test_composed_and_decomposed_texts_fold_alike(text: str) -> None:
    composed, decomposed = (unicodedata.normalize(form, f"a{text}") for form in ("NFC", "NFD"))
    assert fold(composed).text == fold(decomposed).text


@given(text=HARD, data=st.data())
def test_a_stretch_outside_the_folded_text_maps_to_nothing(text: str, data: st.DataObject) -> None:
    folded = fold(text)
    beyond = data.draw(st.integers(1, 5))
    assert folded.back(0, len(folded.text) + beyond) is None
    assert folded.back(0, 0) is None


# -- nearly


TALK = (
    "We were funded for a single year, and then the money stopped. "
    "Nobody told the parents who came every week that the group would close. "
    "I had to stand at the door and send them home myself."
)


def nearly(text: str, words: str) -> tuple[list[str], float]:
    found = find_near([said(text)], words)
    return [text[place.start : place.end] for place in found.places], found.score


def test_words_that_a_typist_changed_are_found_nearly_as_whole_words() -> None:
    places, score = nearly(TALK, "Nobody has told the parents that came every week that the group would close")
    assert places == ["Nobody told the parents who came every week that the group would close."]
    assert NEAR < score < 100


def test_two_places_about_as_near_are_both_told() -> None:
    text = "we lost the money in the spring of it; we lost the money in the autumn of it"
    places, _ = nearly(text, "we lost the money in the winter of it")
    assert len(places) == 2


def test_the_likest_of_several_transcripts_is_told() -> None:
    other = said("Nobody told the children who came every week that the group would close.", "P02")
    found = find_near([said(TALK), other], "Nobody told the parents who came each week that the group would close")
    assert found.place is not None
    assert found.place.transcript.case == "P01"


@pytest.mark.parametrize("words", ["send them hime", "a wholly different thing that nobody said here", "x" * 6000])
def test_what_is_short_or_unlike_is_not_found_nearly(words: str) -> None:
    assert nearly(TALK, words) == ([], 0.0)


@given(text=HARD, words=HARD)
def test_what_is_found_nearly_is_a_stretch_of_the_text(text: str, words: str) -> None:
    found = find_near([said(f"{text} {words} {text}")], f"{words} {words} {words}")
    for place in found.places:
        assert 0 <= place.start < place.end <= len(place.transcript.text)


# -- where a file says


def test_a_given_place_is_confirmed_by_its_words_alone() -> None:
    hay = said("so it’s so it's")
    assert stands_at(hay, "it's", 3, 7)
    assert stands_at(hay, "it's", 11, 15)
    assert not stands_at(hay, "it's", 2, 6)
