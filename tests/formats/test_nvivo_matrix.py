"""NVivo's framework matrix: names without their letters and numbers, cells as lines."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from framework_qa.errors import FrameworkError
from framework_qa.formats.nvivo_matrix import read_nvivo_matrix
from framework_qa.model.segments import ForeignCell


def matrix(folder: Path, *rows: Sequence[object]) -> Path:
    workbook = Workbook()
    sheet = workbook.active
    assert sheet is not None
    sheet.title = "Matrix"
    for row in rows:
        sheet.append(list(row))
    workbook.save(folder / "matrix.xlsx")
    return folder / "matrix.xlsx"


def test_rows_columns_and_lines_are_read(tmp_path: Path) -> None:
    found = read_nvivo_matrix(
        matrix(
            tmp_path,
            (None, "A : Issues", "AB : Money: who pays"),
            ("1 : A1-P01", "one\n\n two ", "\n"),
            ("2 : 10", None, "three"),
        )
    )
    assert (found.path, found.problems) == ("matrix.xlsx", ())
    assert found.cells == (
        ForeignCell("sheet Matrix, row 2, column B", "A1-P01", "Issues", ("one", "two")),
        ForeignCell("sheet Matrix, row 3, column C", "10", "Money: who pays", ("three",)),
    )


def test_a_row_without_a_number_is_its_name(tmp_path: Path) -> None:
    (cell,) = read_nvivo_matrix(matrix(tmp_path, (None, "A : Issues"), ("Anna", "x"))).cells
    assert cell.case == "Anna"


def test_a_column_that_is_none_of_the_matrix_is_told(tmp_path: Path) -> None:
    found = read_nvivo_matrix(matrix(tmp_path, (None, "A : Issues", "Notes"), ("1 : Anna", "x", "y")))
    assert [cell.column for cell in found.cells] == ["Issues"]
    assert [problem.place for problem in found.problems] == ["sheet Matrix, row 2"]
    assert "Column C has no heading of a matrix and is left out." in str(found.problems[0])


@pytest.mark.parametrize("header", [("Case", "A : Issues"), (None, "Issues"), (None, "1 : Issues")])
def test_what_is_no_matrix_is_refused_in_a_sentence(tmp_path: Path, header: Sequence[object]) -> None:
    with pytest.raises(FrameworkError, match=r"Could not read matrix.xlsx: it is no framework matrix"):
        read_nvivo_matrix(matrix(tmp_path, header, ("1 : Anna", "x")))


LINES = st.lists(st.text("ab .:’ﬁ", min_size=1, max_size=6).map(str.strip).filter(bool), max_size=3)


@given(cells=st.lists(st.lists(LINES, min_size=2, max_size=2), min_size=1, max_size=4))
@settings(max_examples=30)
def test_lines_come_back_as_they_were_in_any_matrix(
    tmp_path_factory: pytest.TempPathFactory, cells: list[list[list[str]]]
) -> None:
    rows = [(f"{n} : case {n}", *("\n".join(lines) or "\n" for lines in row)) for n, row in enumerate(cells, 1)]
    found = read_nvivo_matrix(matrix(tmp_path_factory.mktemp("m"), (None, "A : one", "B : two"), *rows))
    wanted = {
        (f"case {n}", column): tuple(lines)
        for n, row in enumerate(cells, 1)
        for column, lines in zip(("one", "two"), row, strict=True)
        if lines
    }
    assert {(cell.case, cell.column): cell.lines for cell in found.cells} == wanted
