"""To read: the matrix as a page and a theme's chapter as a document leave the study by the commands people type."""

from __future__ import annotations

import stat
from pathlib import Path

import docx
import pytest

from tests.small_study import CANARY, Ran, run, state, walk

COVERED = "publication:\n  one_case_covered: true\n"


@pytest.fixture
def charted(small: Path) -> Path:
    """The small study with a cell written by a person, what all cases come to, and a quote chosen for print."""
    return walk(
        small,
        [
            ("chart", "set", "A1-P01", "1.2", "Four months [q2]"),
            ("chart", "synthesis", "1", "The wait is long [A1-P01:1.2]."),
            ("quotes", "star", "A1-P01.q2"),
        ],
    )


def export(folder: Path, *arguments: str) -> Ran:
    return run(folder, "export", *arguments)


def test_the_matrix_of_a_theme_goes_out_as_a_page_that_only_its_owner_may_read(charted: Path) -> None:
    before = state(charted)
    target = charted / "m.html"
    done = export(charted, "matrix", "1", str(target))
    assert (done.code, done.out) == (0, "")
    assert done.err == "Wrote m.html: 1 matrix of 2 cases, with their quotes and interviews.\n"
    page = target.read_text(encoding="utf-8")
    assert "Four months (¶4)" in page
    assert 'href="#A1-P01.q2"' in page
    assert '<h2 id="page.theme-1.heading">1 Barriers</h2>' in page
    assert "2 Funding" not in page
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    assert state(charted) == before


def test_all_themes_go_out_on_one_page_by_default(charted: Path) -> None:
    assert export(charted, "matrix").code == 0
    page = (charted / "exports" / "matrix.html").read_text(encoding="utf-8")
    assert "1 Barriers" in page
    assert "2 Funding" in page
    assert export(charted, "matrix", "all", str(charted / "all.html")).code == 0
    assert (charted / "all.html").read_text(encoding="utf-8") == page


def test_a_list_of_one_theme_goes_out_as_before_and_of_all_is_refused(charted: Path) -> None:
    assert export(charted, "matrix", "1").code == 0
    assert (charted / "exports" / "matrix_1.csv").exists()
    done = export(charted, "matrix", "all", str(charted / "m.csv"))
    assert done.code == 2
    assert "A .csv file holds the matrix of one theme. Name the one you want" in " ".join(done.err.split())
    assert not (charted / "m.csv").exists()
    assert export(charted, "matrix", "1", str(charted / "m.pdf")).code == 2
    assert export(charted, "matrix", "7", str(charted / "m.html")).code == 2


def test_the_chapter_of_a_theme_goes_out_as_a_document(charted: Path) -> None:
    done = export(charted, "chapter", "1")
    assert (done.code, done.out) == (0, "")
    assert done.err == "Wrote chapter_1.docx: the chapter of theme 1 Barriers.\n"
    document = docx.Document(str(charted / "exports" / "chapter_1.docx"))
    said = [paragraph.text for paragraph in document.paragraphs]
    assert said[0] == "1 Barriers"
    assert "The wait is long." in said
    matrix = document.tables[-1]
    assert matrix.rows[0].cells[0].text == "Case"
    assert "Four months (¶4)" in [cell.text for row in matrix.rows for cell in row.cells]


def test_a_chapter_is_a_document_and_of_a_theme(charted: Path) -> None:
    assert export(charted, "chapter", "1", "c.html").code == 2
    assert "this needs a theme" in export(charted, "chapter", "1.1").err
    assert export(charted, "chapter").code == 2


def test_a_published_chapter_is_refused_or_names_no_case(charted: Path) -> None:
    refused = export(charted, "chapter", "1", "--published")
    assert refused.code == 4
    assert CANARY not in refused.err
    assert not (charted / "exports" / "chapter_1_published.docx").exists()
    with (charted / "study.yaml").open("a", encoding="utf-8") as file:
        file.write(COVERED)
    assert export(charted, "chapter", "1", "--published").code == 0
    document = docx.Document(str(charted / "exports" / "chapter_1_published.docx"))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    assert "Four months" in cells
    said = " ".join([*cells, *(paragraph.text for paragraph in document.paragraphs)])
    assert "A1-P01" not in said
    assert "A2-S01" not in said


def test_a_study_without_a_codebook_is_told_to_apply_one(fresh: Path) -> None:
    for what in (("matrix",), ("matrix", "1"), ("chapter", "1")):
        done = export(fresh, *what)
        assert done.code == 2
        assert "codebook apply" in done.err


def test_both_are_the_same_twice(charted: Path) -> None:
    for name, what in (("m.html", ("matrix", "1")), ("c.docx", ("chapter", "1"))):
        written = []
        for _ in range(2):
            assert export(charted, *what, str(charted / name)).code == 0
            written.append((charted / name).read_bytes())
        assert written[0] == written[1]


def test_the_sample_s_matrices_and_chapters_all_go_out(demo: Path) -> None:
    folder = demo / "by_reading"
    assert export(folder, "matrix").code == 0
    for theme in "12345678":
        assert export(folder, "chapter", theme).code == 0
