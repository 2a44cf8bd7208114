"""Cited turns: `[¶31]` stands for the quotes of that turn, and errors point at what was typed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from framework_qa.analysis.cited_turns import write_out_turns
from framework_qa.model.cell_text import CellTextError, parse_runs, print_runs
from framework_qa.model.chart import Run, RunKind
from framework_qa.model.ids import CaseId, SpanId

CASE = CaseId("A2-P04")
QUOTES = {31: (SpanId("A2-P04.q7"), SpanId("A2-P04.q9")), 4: (SpanId("A2-P04.q1"),)}


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("Shame [¶31]", "Shame [A2-P04.q7, A2-P04.q9]"),
        ("Shame [#4]; more [a2-p04 ¶ 31]", "Shame [A2-P04.q1]; more [A2-P04.q7, A2-P04.q9]"),
        ("Shame [q7, ¶31 , q12]", "Shame [A2-P04.q7, A2-P04.q9, A2-P04.q12]"),
        ('"as [¶31] has it" [¶4]', '"as [¶31] has it" [A2-P04.q1]'),
        ("“as [¶31] has it” [¶4]", "“as [¶31] has it” [A2-P04.q1]"),
        ("[R: see [¶31], \\] and ¶4] Then [¶4]", "[R: see [¶31], \\] and ¶4] Then [A2-P04.q1]"),
        ("A plain \\[¶31] one [¶4]", "A plain \\[¶31] one [A2-P04.q1]"),
        ("By quote [q7]", "By quote [q7]"),
        ('Never "closed [¶31]', 'Never "closed [¶31]'),
        ("[R: never closed [¶31]", "[R: never closed [¶31]"),
        ("Text [as ¶31 says]", "Text [as ¶31 says]"),
    ],
)
def test_turns_are_written_out_as_their_quotes_where_they_are_cited(typed: str, written: str) -> None:
    out = write_out_turns(typed, CASE, QUOTES)
    assert (out.text, out.faults) == (written, [])


def test_a_turn_without_a_quote_and_one_of_another_case_are_told_at_their_bracket() -> None:
    out = write_out_turns("Shame [¶31]; more [¶5]; most [A1-P01 ¶31]", CASE, QUOTES)
    assert [(at, message.split()[0]) for at, message in out.faults] == [(18, "A2-P04"), (29, "¶31")]


def wrong_at(text: str) -> int | None:
    try:
        parse_runs(text, case=CASE)
    except CellTextError as error:
        return error.position
    return None


def test_an_error_after_a_cited_turn_points_at_the_character_that_was_typed() -> None:
    typed = 'Shame [¶31]; less [q1]; a "quotation'
    out = write_out_turns(typed, CASE, QUOTES)
    assert out.typed_at(wrong_at(out.text) or 0) == typed.index('"')


PIECES = ("[¶31]", "[#4]", "[q2]", "[", "]", '"', "“", "”", "\\", "[R: ", "words", " ", ";", "[¶4, q2]", "[the ¶]")


@given(st.lists(st.sampled_from(PIECES), max_size=12).map("".join))
def test_whatever_is_typed_an_error_points_at_a_character_that_was_typed(typed: str) -> None:
    out = write_out_turns(typed, CASE, QUOTES)
    position = wrong_at(out.text)
    if position is not None:
        assert typed[out.typed_at(position) :][:1] == out.text[position:][:1]


texts = st.lists(st.sampled_from(PIECES), min_size=1, max_size=4).map("".join).filter(str.strip)
refs = st.lists(st.sampled_from([SpanId("A2-P04.q1"), SpanId("A2-P04.q7")]), min_size=1, max_size=2).map(tuple)
runs = st.one_of(
    st.builds(Run, st.sampled_from([RunKind.SUMMARY, RunKind.VERBATIM]), texts, refs),
    st.builds(Run, st.just(RunKind.COMMENT), texts),
)


@given(st.lists(runs, max_size=4))
def test_a_printed_cell_cites_no_turns_and_stays_as_it_is(cell: list[Run]) -> None:
    printed = print_runs(cell)
    out = write_out_turns(printed, CASE, QUOTES)
    assert (out.text, out.faults) == (printed, [])


@given(st.lists(st.sampled_from([4, 31]), min_size=1, max_size=5))
def test_every_cited_turn_becomes_the_quotes_of_that_turn(turns: list[int]) -> None:
    out = write_out_turns("; ".join(f"Words [¶{turn}]" for turn in turns), CASE, QUOTES)
    assert [run.refs for run in parse_runs(out.text, case=CASE)] == [QUOTES[turn] for turn in turns]


def test_a_long_text_of_brackets_and_marks_is_read_in_one_pass() -> None:
    for piece in ("“", '"', "[", "[R:", "\\", "[¶31]"):
        write_out_turns(piece * 40_000, CASE, QUOTES)  # were it not, this would not end
