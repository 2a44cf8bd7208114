"""Tables on a terminal: read at any width, no word cut that a line can hold."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from framework_qa.cli.draw import draw
from framework_qa.outputs.table import Entry, Table, listed, table
from tests.small_study import run

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


def test_nothing_that_was_said_moves_the_terminal(small: Path) -> None:
    hostile = "\x1b[2J\x1b]0;title\x07 words \x9b31m <script> [bold] \u202e end"
    text = drawn(table("t", hostile, ("what", "said"), [("a", hostile)], notes=(hostile,)), 200)
    assert not [character for character in text if ord(character) < 32 and character != "\n"]
    assert "\x9b" not in text
    assert "\\x1b[2J" in text
    assert "<script> [bold]" in text
    path = small / "transcripts" / "A3-P01.txt"
    path.write_text(f"Interviewer: And?\nRespondent: They are ashamed of it {hostile}.\n", encoding="utf-8")
    with (small / "cases.csv").open("a", encoding="utf-8") as cases:
        cases.write("A3-P01,area_1,provider,A3-P01.txt\n")
    assert run(small, "ingest", str(small / "transcripts"), "--cases", str(small / "cases.csv")).code == 0
    assert run(small, "index").code == 0
    for command in (("extracts", "1.1"), ("matrix", "1"), ("trace", "A3-P01"), ("tables",)):
        out = run(small, *command, env={"FORCE_COLOR": "1", "COLUMNS": "100"}).out
        assert "\x1b]0" not in out, command
        assert "\x07" not in out, command
    assert "\\x1b]0;title" in run(small, "extracts", "1.1", env={"FORCE_COLOR": "1", "COLUMNS": "100"}).out
