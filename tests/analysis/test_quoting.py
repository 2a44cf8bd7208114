from __future__ import annotations

import re

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from sound_studies import CODEBOOK, SETTINGS, run, span, transcript

from framework_qa.analysis.quoting import as_printed, passages, quotes_its_spans, verbatim_agrees
from framework_qa.model.chart import RunKind
from framework_qa.model.ids import SpanId
from framework_qa.model.study import Study

SAID = "They see the centre as tied to social care. I can't, um, say it's wrong."


@pytest.mark.parametrize(
    "typed",
    [
        SAID,
        f"  {SAID.replace(' ', '  ')}\n",
        "They see the centre ... wrong.",
        "They see the centre … wrong.",
        "They see the centre [...] wrong.",
        "They see the centre [ … ] wrong.",
        "They see the centre . . . wrong.",
        "They see the centre...wrong.",
        "... tied to social care ...",
        "…tied to social care.…",
        "They ... centre ... care. I ... wrong.",
        "They [the parents] see the centre as tied to social care. I can't, um, say it's wrong.",
        "[Parents:] They see the centre as tied to social care. I can't, um, say it's wrong. [sighs]",
        "... [parents] see the centre as tied ...",
        "They see the centre [in town] ... wrong.",
        "They see ... [say] ... social care ...",
        "... I can't, um, say it's wrong.",
        "They see the centre as tied to social care.",
        "tied to social care",
        "tied ... wrong",
    ],
)
def test_a_quote_may_leave_words_out_with_dots_and_put_words_in_with_brackets(typed: str) -> None:
    assert verbatim_agrees(typed, SAID)


@pytest.mark.parametrize(
    "typed",
    [
        "",
        " ",
        "...",
        "[...]",
        "[nods]",
        "[nods] ...",
        "they see the centre ...",
        "They see the center ...",
        "They see the centre as free of social care ...",
        "They see the centre as [not] linked to social care ...",
        "... tied to social care ... They see ...",
        "... can ... wrong.",
        "... can't, um, say it’s wrong.",
        "... ant, um, say it's wrong.",
        "They see the cent[er]re ...",
        "... rong.",
        "... say it ...",
        "see the tied to",
    ],
)
def test_a_quote_that_says_something_else_does_not_agree(typed: str) -> None:
    assert not verbatim_agrees(typed, SAID)


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("... happy", "unhappy"),
        ("un ...", "unhappy"),
        ("can ...", "can't"),
        ("... t", "can't"),
        ("... op", "co-op"),
        ("co ...", "co-op"),
        ("... 000", "1,000"),
        ("3 ...", "3.5 years"),
        ("... 5", "3.5"),
        ("caf ...", "cafe\u0301"),
        ("cafe ...", "cafe\u0301 noir"),
        ("they [x] came", "theycame"),
        ("un[der]happy", "unhappy"),
        ("can[no]'t", "can't"),
    ],
)
def test_a_quote_never_cuts_a_word(typed: str, words: str) -> None:
    assert not verbatim_agrees(typed, words)


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("I was... well, it", "I was... well, it"),
        ("I was … it", "I was... well, it"),
        ("We met in [town].", "We met in [town]."),
        ("We ... in [town].", "We met in [town]."),
        ("[town] was ...", "[town] was our home."),
        ("... [town].", "We met in [town]."),
        ("We met in [a] [town].", "We met in [town]."),
        ("We [all] met in [town] ...", "We met in [town] [then]."),
        ("the parents' ...", "the parents' views"),
        ("... views", "the parents' views"),
        ("the parents ...", "the parents' views"),
        ("'happy' ...", "'happy' people"),
        ("Well [pause], yes.", "Well, yes."),
        ("a [x] ...", "a b"),
        ("... 5", "no, 5"),
    ],
)
def test_brackets_and_dots_of_the_transcript_itself_may_be_quoted(typed: str, words: str) -> None:
    assert verbatim_agrees(typed, words)


def test_an_unclosed_bracket_is_a_character_like_any_other() -> None:
    assert verbatim_agrees("see [over", "see [over")
    assert not verbatim_agrees("see [over", "seen")


def test_quoting_across_two_passages_needs_a_gap() -> None:
    assert verbatim_agrees("They came. ... They left.", "They came.", "They left.")
    assert verbatim_agrees("They ... left.", "They came.", "They left.")
    assert not verbatim_agrees("They came. They left.", "They came.", "They left.")
    assert not verbatim_agrees("They came. [and] They left.", "They came.", "They left.")
    assert not verbatim_agrees("They came.\0They left.", "They came.", "They left.")


TALK = transcript("A1-P01", [("R", "One thing. Another thing. A third."), ("R", "Next turn.")])
SPANS = tuple(
    span(TALK, number, words)
    for number, words in enumerate(["One thing.", "Another thing.", "A third.", "Next turn.", "thing. Another"], 1)
)
STUDY = Study(SETTINGS, (), (TALK,), (CODEBOOK,), SPANS)


def ids(*numbers: int) -> tuple[SpanId, ...]:
    return tuple(SpanId(f"A1-P01.q{number}") for number in numbers)


def test_spans_that_stand_side_by_side_are_one_passage() -> None:
    assert passages(STUDY, ids(1, 2, 3)) == ("One thing. Another thing. A third.",)
    assert passages(STUDY, ids(1, 3)) == ("One thing.", "A third.")


def test_spans_of_different_turns_overlapping_or_turned_round_are_passages_of_their_own() -> None:
    assert passages(STUDY, ids(3, 4)) == ("A third.", "Next turn.")
    assert passages(STUDY, ids(1, 5)) == ("One thing.", "thing. Another")
    assert passages(STUDY, ids(2, 1)) == ("Another thing.", "One thing.")
    assert passages(STUDY, ids(9)) == ()


def test_a_run_may_quote_any_span_it_cites_or_all_in_order() -> None:
    def agrees(text: str, *refs: int) -> bool:
        return quotes_its_spans(STUDY, run(RunKind.VERBATIM, text, *ids(*refs)))

    assert agrees("One thing.", 1, 3)
    assert agrees("A third.", 1, 3)
    assert agrees("One thing. … A third.", 1, 3)
    assert agrees("One thing. Another thing.", 1, 2)
    assert not agrees("One thing. A third.", 1, 3)
    assert not agrees("A third. … One thing.", 1, 3)


SENTENCES = st.lists(st.from_regex(r"[a-zé]{1,6}('[a-z])?[,.]?", fullmatch=True), min_size=1, max_size=12)


@given(SENTENCES)
def test_every_text_quotes_itself(words: list[str]) -> None:
    assert verbatim_agrees(" ".join(words), "  ".join(words))


@settings(max_examples=200)
@given(SENTENCES, st.data())
def test_leaving_whole_words_out_with_dots_agrees(words: list[str], data: st.DataObject) -> None:
    kept = data.draw(st.lists(st.booleans(), min_size=len(words), max_size=len(words)).filter(any))
    dots = [data.draw(st.sampled_from(["...", "…", "[…]"])) for _ in words]
    typed = " ".join(word if keep else gap for word, gap, keep in zip(words, dots, kept, strict=True))
    assert verbatim_agrees(typed, " ".join(words))


@settings(max_examples=200)
@given(SENTENCES, st.data())
def test_leaving_words_out_inside_without_dots_does_not_agree(words: list[str], data: st.DataObject) -> None:
    words = [f"{word}{number}x" for number, word in enumerate(words)]  # no word stands twice
    assume(len(words) > 2)
    place = data.draw(st.integers(1, len(words) - 2))
    assert not verbatim_agrees(" ".join(words[:place] + words[place + 1 :]), " ".join(words))


@settings(max_examples=200)
@given(SENTENCES, st.data())
def test_any_whole_words_in_a_row_are_quoted_without_dots(words: list[str], data: st.DataObject) -> None:
    first = data.draw(st.integers(0, len(words) - 1))
    last = data.draw(st.integers(first + 1, len(words)))
    assert verbatim_agrees(" ".join(words[first:last]), " ".join(words))


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("I can't", "I can’t"),
        ('they said "no" ... can\'t', "they said “no” ... can’t"),
        ("[Parents] can't", "[Parents] can’t"),
        ("something else", "something else"),
        ("2-3 weeks", "2–3 weeks"),
    ],
)
def test_a_typed_quotation_takes_the_transcripts_own_marks(typed: str, printed: str) -> None:
    assert as_printed(typed, "Well, they said “no” and I can’t say, 2–3 weeks.") == printed


@settings(max_examples=200)
@given(SENTENCES, st.data())
def test_a_word_put_in_agrees_in_brackets_only(words: list[str], data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(words)))
    assert verbatim_agrees(" ".join([*words[:place], "[own]", *words[place:]]), " ".join(words))
    assert not verbatim_agrees(" ".join([*words[:place], "own", *words[place:]]), " ".join(words))


@settings(max_examples=200)
@given(st.lists(st.sampled_from(["ab", "a", "b", "...", "[a]"]), max_size=7), st.lists(st.sampled_from("ab [")))
def test_agreement_is_what_the_rules_say_word_by_word(typed: list[str], source: list[str]) -> None:
    """Compare with a slow pattern on short words parted by spaces, where no segment begins with a bracket."""
    words = " ".join("".join(source).split())
    assume("[" not in words)
    parts = {"...": r"(?:(?<!\S)\S+ )*", "[a]": ""}
    pattern = "".join(parts.get(piece, re.escape(piece) + " ") for piece in typed)
    around = r"(?:\S+ )*"
    expected = bool(re.fullmatch(f"{around}{pattern}{around}", f"{words} ")) and any(
        piece not in parts for piece in typed
    )
    assert verbatim_agrees(" ".join(typed), words) == expected


def test_many_gaps_in_a_long_turn_cost_no_more_than_reading_it() -> None:
    assert verbatim_agrees("... a " * 2000 + "... b", "a c " * 3000 + "b")
    assert not verbatim_agrees("... a " * 2000 + "... z", "a c " * 3000 + "b")
