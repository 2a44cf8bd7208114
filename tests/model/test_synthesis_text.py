"""The text form of a synthesis: printed and read back without a loss, with errors that name the character."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from framework_qa.model.ids import CaseId, Code
from framework_qa.model.synthesis import CellKey, Statement, Synthesis, group_text, synthesis_ref
from framework_qa.model.synthesis_text import SynthesisTextError, parse_statements, print_statements

EXAMPLE = (
    "Parents in the area see centres as social care's [A2-P04:4.2, A2-P02:4.2]. Staff seldom raise it [A2-P04:4.1]."
)


def cell(reference: str) -> CellKey:
    case, _, subtheme = reference.partition(":")
    return CaseId(case), Code(subtheme)


def says(text: str, *cells: str) -> Statement:
    return Statement(text, tuple(map(cell, cells)))


STATEMENTS = (
    says("Parents in the area see centres as social care's.", "A2-P04:4.2", "A2-P02:4.2"),
    says("Staff seldom raise it.", "A2-P04:4.1"),
)

# Pieces that mean something in the form, so that random texts are full of traps.
BRACKETED = ("[A2-P04:4.2]", "[]", "[ ]", "[the centre]", "[A2-P04:4.2 and 4]", "[A2-P04.q7]", "[R: x]", "[10:30]")
TRICKY = st.sampled_from((*"[]\\.,;:!? \na", "; ", ". ", " .", "A2-P04:4.2", "don’t", "\u2028", *BRACKETED))
TEXTS = st.one_of(st.lists(TRICKY, min_size=1, max_size=8).map("".join), st.text(min_size=1, max_size=12)).filter(
    lambda text: bool(text.strip())
)
CELLS = st.lists(st.sampled_from(["A2-P04:4.2", "N-S01:barriers.stigma", "B:V1.2"]).map(cell), max_size=3).map(tuple)
ANY_STATEMENT = st.builds(Statement, TEXTS, CELLS)


@given(st.lists(ANY_STATEMENT, max_size=5).map(tuple))
@settings(max_examples=500)
def test_any_statements_are_read_back_as_they_were_printed(statements: tuple[Statement, ...]) -> None:
    assert parse_statements(print_statements(statements)) == statements


@given(st.lists(TRICKY, max_size=12).map("".join))
@settings(max_examples=500)
def test_any_text_is_read_or_refused_with_a_character_of_its_own(text: str) -> None:
    statements = read_or_refused(text)
    if isinstance(statements, SynthesisTextError):
        assert 0 <= statements.position < len(text)
    else:
        assert parse_statements(print_statements(statements)) == statements


def read_or_refused(text: str) -> tuple[Statement, ...] | SynthesisTextError:
    try:
        return parse_statements(text)
    except SynthesisTextError as error:
        return error


@given(st.lists(st.sampled_from(["word", "it.", "a; b", "[the centre]", "x, y"]), min_size=1, max_size=6))
@settings(max_examples=100)
def test_no_character_of_plain_words_is_lost(words: list[str]) -> None:
    text = " ".join(words)
    assert parse_statements(text) == (says(text),)
    assert parse_statements(f"{text} [A2-P04:4.2]") == (says(text, "A2-P04:4.2"),)


def test_the_form_of_the_guide_is_read_and_printed_letter_by_letter() -> None:
    assert parse_statements(EXAMPLE) == STATEMENTS
    assert print_statements(STATEMENTS) == EXAMPLE


def test_the_words_of_a_synthesis_read_on_without_its_references() -> None:
    synthesis = Synthesis((), Code("barriers"), STATEMENTS)
    assert synthesis.text == "Parents in the area see centres as social care's. Staff seldom raise it."


def test_cells_are_printed_by_the_numbers_given() -> None:
    said = (says("Parents fear it.", "A2-P04:barriers.stigma", "A2-P04:barriers.old"),)
    printed = print_statements(said, {"barriers.stigma": "4.2"})
    assert printed == "Parents fear it [A2-P04:4.2, A2-P04:barriers.old]."


def test_a_mark_that_stands_apart_from_its_words_stays_before_the_cells() -> None:
    assert print_statements([says("Pourquoi ?", "B:4.2"), says("So.", "B:4.1")]) == "Pourquoi ? [B:4.2] So [B:4.1]."


@pytest.mark.parametrize(
    ("text", "statements"),
    [
        ("", ()),
        (" \n", ()),
        ("Seldom raised.", (says("Seldom raised."),)),
        ("One [B:4.2]; two [B:4.1]", (says("One;", "B:4.2"), says("two", "B:4.1"))),
        ("One [B:4.2; B:4.1] [C:4.1]? Two", (says("One?", "B:4.2", "B:4.1", "C:4.1"), says("Two"))),
        ("Not placed yet []. Placed [B:4.2]", (says("Not placed yet."), says("Placed", "B:4.2"))),
        ("[the staff] say so [B:barriers.stigma]", (says("[the staff] say so", "B:barriers.stigma"),)),
        ("At [10:30] they left [R: cf 4.2] [B:4.2]", (says("At [10:30] they left [R: cf 4.2]", "B:4.2"),)),
        (r"Meant as \[B:4.2] [B:4.1]", (says("Meant as [B:4.2]", "B:4.1"),)),
        ("One [B:4.2] . Two [B:4.1]", (says("One", "B:4.2"), says(". Two", "B:4.1"))),
    ],
)
def test_what_people_type_is_read_as_they_mean_it(text: str, statements: tuple[Statement, ...]) -> None:
    assert parse_statements(text) == statements


@pytest.mark.parametrize(
    ("text", "position", "words"),
    [
        ("Said [B:4.2", 6, "never closed"),
        ("Said [a [B:4.2]]", 6, "never closed"),
        ("Said [B:4.2 and C:4.2]", 6, "no reference"),
        ("Said [B:4.2, ]", 6, "no reference"),
        ("Said [B.q7]", 6, "no reference"),
        ("Said [B:4.2]. [C:4.2]", 15, "no words"),
        ("[B:4.2]", 1, "no words"),
        ("Said [B:4.2]. \\ [C:4.2]", 15, "no words"),
        ("Said \\", 6, "backslash"),
    ],
)
def test_a_fault_names_its_character(text: str, position: int, words: str) -> None:
    with pytest.raises(SynthesisTextError, match=words) as caught:
        parse_statements(text)
    assert caught.value.position == position - 1
    assert str(caught.value) == f"character {position}: {caught.value.message}"


def test_a_cell_that_has_no_reference_is_not_printed() -> None:
    with pytest.raises(ValueError, match="no reference"):
        print_statements([says("words", "A2 P04:4.2")])


def test_a_synthesis_is_named_by_its_group_and_what_it_is_about() -> None:
    assert synthesis_ref((("area", "area_1"),), "4") == "area=area_1:4"
    assert synthesis_ref((), "4.2") == "all cases:4.2"
    assert group_text((("area", "Area one"), ("role", "provider"))) == 'area="Area one" role=provider'
