"""Publication: the accessible workbook leaves the study whole, or not at all."""

from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl import load_workbook

from tests.small_study import CANARY, run, walk

COVERED = "publication:\n  one_case_covered: true\n"


@pytest.fixture
def charted(small: Path) -> Path:
    """The small study with a cell written by a person and a quote chosen for print."""
    return walk(small, [("chart", "set", "A1-P01", "1.2", "Four months [q2]"), ("quotes", "star", "A1-P01.q2")])


def cover(folder: Path) -> None:
    with (folder / "study.yaml").open("a", encoding="utf-8") as file:
        file.write(COVERED)


def test_all_that_points_to_one_case_is_told_at_once_and_nothing_is_written(charted: Path) -> None:
    done = run(charted, "export", "publication")
    assert done.code == 4
    assert "The table 'sample_design' cannot be published" in done.err
    assert "The table 'theme_counts' cannot be published" in done.err
    assert CANARY not in done.err
    assert not (charted / "exports" / "publication.xlsx").exists()


def test_with_consent_the_workbook_holds_tables_summaries_and_quotes(charted: Path) -> None:
    cover(charted)
    assert run(charted, "export", "publication").code == 0
    book = load_workbook(charted / "exports" / "publication.xlsx")
    assert book.sheetnames[:3] == ["Cover", "Contents", "Notes"]
    assert book.sheetnames[-3:] == ["Codebook", "Theme 1 Barriers", "Quotes"]
    rows = [[cell.value for cell in row] for row in book["Theme 1 Barriers"].iter_rows(min_row=4)]
    assert sorted(row[2] for row in rows) == ["Four months", "not asked"] or "Four months" in {row[2] for row in rows}


def test_both_kinds_of_file_are_written_and_the_same_twice(charted: Path) -> None:
    cover(charted)
    for name in ("p.xlsx", "p.ods"):
        assert run(charted, "export", "publication", str(charted / name)).code == 0
        first = (charted / name).read_bytes()
        assert run(charted, "export", "publication", str(charted / name)).code == 0
        assert (charted / name).read_bytes() == first


def test_another_ending_is_refused_in_a_sentence(charted: Path) -> None:
    done = run(charted, "export", "publication", "p.csv")
    assert (done.code, done.out) == (2, "")
    assert ".xlsx, .ods" in done.err
