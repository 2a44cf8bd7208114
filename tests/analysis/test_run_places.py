from __future__ import annotations

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from framework_qa.analysis.run_places import run_places
from framework_qa.model.cell_text import CellTextError, parse_runs, print_runs
from framework_qa.model.chart import Run, RunKind
from framework_qa.model.ids import CaseId, SpanId

CASE = CaseId("A1-P01")
WORDS = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=12).filter(str.strip)
REFS = st.lists(st.sampled_from(["A1-P01.q1", "A1-P01.q22"]), unique=True, max_size=2)


@st.composite
def runs(draw: st.DrawFn) -> Run:
    kind = draw(st.sampled_from(RunKind))
    refs = () if kind is RunKind.COMMENT else tuple(SpanId(ref) for ref in draw(REFS))
    return Run(kind, draw(WORDS), refs)


def read_from_each_place(text: str) -> None:
    found = parse_runs(text, case=CASE)
    places = run_places(text)
    assert len(places) == len(found)
    for number, place in enumerate(places):
        assert parse_runs(text[place:], case=CASE) == found[number:]


@given(st.lists(runs(), max_size=4))
def test_what_is_read_from_a_place_are_the_runs_from_that_one_on(written: list[Run]) -> None:
    read_from_each_place(print_runs(written))


PIECES = st.sampled_from(
    ['"', "“", "”", "[R: ", "[q1]", "[q1, q2]", "[]", "[the centre]", "]", "[", "\\", ";", ".", " ", "word", "q1"]
)


@given(st.lists(PIECES, max_size=12).map("".join))
def test_a_place_is_found_in_whatever_can_be_typed_and_read(text: str) -> None:
    with contextlib.suppress(CellTextError):
        parse_runs(text, case=CASE)
        read_from_each_place(text)


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("", ()),
        ("  Shame [q1]", (2,)),
        ('Shame [q1]; "ashamed" [q1]. [R: cf [4.2]] More [q2]', (0, 12, 28, 42)),
        ('Shame \\[q1] \\" here [] more', (0, 23)),
        ("[R: one] [R: two]", (0, 9)),
    ],
)
def test_places_are_counted_from_the_beginning_of_what_was_typed(text: str, places: tuple[int, ...]) -> None:
    assert run_places(text) == places
