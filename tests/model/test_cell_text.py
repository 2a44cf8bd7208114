"""The text form of a cell: printed and read back without a loss, with errors that name the character."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from framework_qa.model.cell_text import CellTextError, parse_runs, print_runs
from framework_qa.model.chart import Run, RunKind
from framework_qa.model.ids import CaseId, SpanId

CASE = CaseId("A2-P04")
Q7, Q9 = SpanId("A2-P04.q7"), SpanId("A2-P04.q9")
S, V, C = RunKind.SUMMARY, RunKind.VERBATIM, RunKind.COMMENT

EXAMPLE = (
    "Parents see centres as tied to social care [A2-P04.q7]; "
    '"must have social care involved" [A2-P04.q7, A2-P04.q9]. [R: cf 4.2]'
)
RUNS = (
    Run(S, "Parents see centres as tied to social care", (Q7,)),
    Run(V, "must have social care involved", (Q7, Q9)),
    Run(C, "cf 4.2"),
)

# Pieces that mean something in the form, so that random texts are full of traps.
BRACKETED = ("[R: x]", "[r:", "[q7]", "[A2-P04.q7]", "[]", "[ ]", "[the centre]", "[q7 and q9]", "[¶31]", "[c3]")
TRICKY = st.sampled_from((*'[]"“”\\,; \na', "; ", ". ", "q7", "don’t", "\u2028", *BRACKETED))
TEXTS = st.one_of(st.lists(TRICKY, min_size=1, max_size=8).map("".join), st.text(min_size=1, max_size=12)).filter(
    lambda text: bool(text.strip())
)
REFS = st.lists(st.sampled_from([Q7, Q9, SpanId("N-S01.q120")]), max_size=3).map(tuple)
ANY_RUN = st.one_of(
    st.builds(Run, st.sampled_from([S, V]), TEXTS, REFS),
    st.builds(Run, st.just(C), TEXTS),
)


@given(st.lists(ANY_RUN, max_size=5).map(tuple))
@settings(max_examples=600, deadline=None)
def test_any_runs_are_read_back_as_they_were_printed(runs: tuple[Run, ...]) -> None:
    assert parse_runs(print_runs(runs)) == runs


@given(st.lists(TRICKY, max_size=12).map("".join))
@settings(max_examples=600, deadline=None)
def test_any_text_is_read_or_refused_with_a_character_of_its_own(text: str) -> None:
    runs = read_or_refused(text)
    if isinstance(runs, CellTextError):
        assert 0 <= runs.position < len(text)
    else:
        assert parse_runs(print_runs(runs)) == runs


def read_or_refused(text: str) -> tuple[Run, ...] | CellTextError:
    try:
        return parse_runs(text, case=CASE)
    except CellTextError as error:
        return error


@given(st.lists(st.sampled_from(["word", "it.", "a; b", "[the centre]", "x, y"]), min_size=1, max_size=6))
@settings(max_examples=100, deadline=None)
def test_no_character_of_a_plain_summary_is_lost(words: list[str]) -> None:
    text = " ".join(words)
    assert parse_runs(text) == (Run(S, text),)
    assert parse_runs(f"{text} [q7]", case=CASE) == (Run(S, text, (Q7,)),)


def test_the_form_of_the_guide_is_read_and_printed_letter_by_letter() -> None:
    assert parse_runs(EXAMPLE) == RUNS
    assert print_runs(RUNS) == EXAMPLE


@pytest.mark.parametrize(
    ("text", "runs"),
    [
        ("", ()),
        (" \n", ()),
        ("Seldom raised. [R: check]", (Run(S, "Seldom raised."), Run(C, "check"))),
        ("One thing [q7]. Another [q9].", (Run(S, "One thing", (Q7,)), Run(S, "Another", (Q9,)))),
        ("One thing [q7], then another [q9]", (Run(S, "One thing", (Q7,)), Run(S, "then another", (Q9,)))),
        ("One thing [q7] [q9]", (Run(S, "One thing", (Q7, Q9)),)),
        ("Not yet placed []; placed [q7]", (Run(S, "Not yet placed"), Run(S, "placed", (Q7,)))),
        ("“must have [the centre] in” [q7]", (Run(V, "must have [the centre] in", (Q7,)),)),
        ('“a "b" c” [q7]', (Run(V, 'a "b" c', (Q7,)),)),
        (r"Felt \"judged\" [q7]", (Run(S, 'Felt "judged"', (Q7,)),)),
        ("[the staff] seldom say so [q7]", (Run(S, "[the staff] seldom say so", (Q7,)),)),
        ("[r: see [name] again]", (Run(C, "see [name] again"),)),
        ('"a"; "b" [q7]', (Run(V, "a"), Run(V, "b", (Q7,)))),
        ('"a"[q7].[R: x]', (Run(V, "a", (Q7,)), Run(C, "x"))),
    ],
)
def test_what_people_type_is_read_as_they_mean_it(text: str, runs: tuple[Run, ...]) -> None:
    assert parse_runs(text, case=CASE) == runs


@pytest.mark.parametrize(
    ("text", "position", "words"),
    [
        ('Parents felt "judged" by staff [q7]', 14, "inside a summary"),
        ("Parents felt “judged” by staff [q7]", 14, "inside a summary"),
        ('"judged" by staff [q7]', 10, "after a quotation"),
        ('Said [q7]; "judged [q7]', 12, "never closed"),
        ("Said [A2-P04.q7", 6, "never closed"),
        ("Said [A2-P04.q7; q9]", 6, "no reference"),
        ("Said [A2-P04.c7]", 6, "no reference"),
        ("Said [A2-P04 ¶31]", 6, "no reference"),
        ("[q7]", 1, "no words"),
        ("Said [q7]; [q9]", 12, "no words"),
        ('Said [q7]; " " [q9]', 12, "no words"),
        ("Said [q7]. [R:  ]", 12, "no words"),
        ("Said [q7]. [R: why", 12, "never closed"),
        ("Said \\", 6, "backslash"),
    ],
)
def test_a_fault_names_its_character(text: str, position: int, words: str) -> None:
    with pytest.raises(CellTextError, match=words) as caught:
        parse_runs(text, case=CASE)
    assert caught.value.position == position - 1
    assert str(caught.value) == f"character {position}: {caught.value.message}"


def test_a_short_reference_needs_its_case() -> None:
    with pytest.raises(CellTextError, match="which case") as caught:
        parse_runs("Said [q7]")
    assert caught.value.position == 5


def test_no_fault_repeats_what_was_said() -> None:
    with pytest.raises(CellTextError) as caught:
        parse_runs('My husband drinks "and shouts" [q7]', case=CASE)
    assert "husband" not in str(caught.value)
    assert "shouts" not in str(caught.value)


def test_a_reference_that_is_none_is_not_printed() -> None:
    with pytest.raises(ValueError, match="no reference"):
        print_runs([Run(S, "words", (SpanId("q7"),))])
