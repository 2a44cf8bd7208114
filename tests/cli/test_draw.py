"""Tables on a terminal: read at any width, no word cut that a line can hold."""

from __future__ import annotations

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from framework_qa.cli.draw import draw
from framework_qa.outputs.table import Entry, Table, listed, table

WIDE = table(
    "funding",
    "How support is funded",
    ("Level of support", "Type of support", "Funding", "Raised by", "Case study areas in which it was raised"),
    [
        ("Early intervention", "Parenting programmes", "Council budget; Charitable grants", "Providers", 3),
        ("Crisis support", "Separated parents’ programmes", "none mentioned", "not asked", 0),
    ],
    notes=("† Points to one case only.",),
    source="46 interviews, 2016",
    row_headings=2,
)


def drawn(found: Table, width: int) -> str:
    out = Console(file=io.StringIO(), width=width, force_terminal=False, markup=False, highlight=False, emoji=False)
    draw(found, out)
    return out.file.getvalue()  # type: ignore[attr-defined]


@pytest.mark.parametrize("width", [40, 60, 80, 120, 200])
def test_every_word_of_a_table_stands_whole_at_any_width(width: int) -> None:
    text = drawn(WIDE, width)
    words = {word for row in WIDE.values() for value in row for word in str(value).split()}
    assert words <= set(text.split())
    assert max(map(len, text.splitlines())) <= width
    assert "† Points to one case only." in " ".join(text.split())
    assert "Source: 46 interviews, 2016" in " ".join(text.split())


def test_a_table_that_fits_is_drawn_side_by_side_and_one_that_does_not_row_by_row() -> None:
    assert drawn(WIDE, 120).count("Level of support") == 1
    narrow = drawn(WIDE, 60)
    assert "Early intervention · Parenting programmes" in narrow
    assert narrow.count("Raised by") == 2


@given(
    st.lists(st.tuples(*[st.text("ab ;[]/", min_size=1, max_size=60)] * 3), min_size=1, max_size=4),
    st.integers(30, 200),
)
def test_no_text_is_taken_for_markup_or_lost(rows: list[tuple[str, str, str]], width: int) -> None:
    text = drawn(table("t", "T", ("one", "two", "three"), rows), width)
    for row in rows:
        for value in row:
            for letter in "ab;[]/":
                assert text.count(letter) >= value.count(letter)


def test_several_values_in_a_place_are_joined_as_in_print() -> None:
    entry = listed([Entry("Council", ("A1-P01.c1",)), Entry("Lottery †", ("A1-P01.c2", "A1-P01.c1"))])
    assert str(entry) == "Council; Lottery †"
    assert entry.refs == ("A1-P01.c1", "A1-P01.c2")
    assert "Council; Lottery †" in drawn(table("t", "T", ("a", "b"), [("x", entry)]), 80)
