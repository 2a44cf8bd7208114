"""The comparison of rules with reading: its arithmetic, and that it compares what it says."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.quality import ANSWERS, Score, by_cell, by_turn, read_marks, score

MARKS = st.dictionaries(
    st.sampled_from(["1.1", "1.2"]), st.frozensets(st.tuples(st.sampled_from("ABC"), st.sampled_from("123")))
)


def test_precision_recall_and_f1_are_as_in_the_textbook() -> None:
    found = Score(both=6, first=2, second=4)
    assert (found.precision, found.recall) == (0.75, 0.6)
    assert found.f1 == pytest.approx(2 * 0.75 * 0.6 / (0.75 + 0.6))


def test_where_nothing_is_coded_there_is_no_share() -> None:
    assert (Score(0, 0, 0).precision, Score(0, 0, 0).recall, Score(0, 0, 0).f1) == (None, None, None)


@given(MARKS, MARKS)
def test_agreement_is_symmetric_and_perfect_with_oneself(
    first: dict[str, frozenset[tuple[str, ...]]], second: dict[str, frozenset[tuple[str, ...]]]
) -> None:
    numbers = ["1.1", "1.2"]
    there, back = score(first, second, numbers), score(second, first, numbers)
    assert there.f1 == back.f1
    assert (there.precision, there.recall) == (back.recall, back.precision)
    assert score(first, first, numbers).f1 in (None, 1.0)


def test_cells_are_counted_once_however_many_turns_speak_of_them(tmp_path: Path) -> None:
    path = tmp_path / "coding.csv"
    path.write_text("case,turn,subtheme,words\nA,2,1.1,x\nA,4,1.1,y\nB,2,1.1,z\n", encoding="utf-8")
    assert read_marks(path, by_turn) == {"1.1": {("A", "2"), ("A", "4"), ("B", "2")}}
    assert read_marks(path, by_cell) == {"1.1": {("A",), ("B",)}}
    assert read_marks(path, by_cell, {"B"}) == {"1.1": {("B",)}}


def test_the_reference_names_only_subthemes_that_the_shipped_codebook_has(demo: Path) -> None:
    from framework_qa import open_study

    book = open_study(demo).codebook
    assert book is not None
    for name in ("reference_coding.csv", "second_coding.csv", "consensus_coding.csv"):
        assert set(read_marks(ANSWERS / name, by_turn)) <= {subtheme.number for subtheme in book.subthemes()}


def test_the_comparison_prints_both_units_and_the_second_coding(capsys: pytest.CaptureFixture[str]) -> None:
    from bench import quality

    quality.main()
    printed = capsys.readouterr().out
    assert printed.count("second coding against the reference, 12") == 4
    assert "the 16 held out" in printed
    assert "4.2 Stigma of seeking help" in printed
