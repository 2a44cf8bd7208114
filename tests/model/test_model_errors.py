from __future__ import annotations

import pytest

from framework_qa.errors import (
    ConflictError,
    FrameworkError,
    InputError,
    Problem,
    ProblemsFound,
    RefusedError,
    Severity,
    UsageError,
    errors_in,
)

UNKNOWN = Problem("cases.csv", "line 12", "the area is not known", "Use one of the levels.")
LATE = Problem("cases.csv", "line 14", "no transcript yet", "Ingest it.", Severity.WARNING)


@pytest.mark.parametrize(
    ("kind", "code"), [(InputError, 1), (UsageError, 2), (RefusedError, 4), (ConflictError, 5), (FrameworkError, 1)]
)
def test_an_error_is_a_sentence_and_its_cure_with_an_exit_code(kind: type[FrameworkError], code: int) -> None:
    error = kind("Could not read p01.pdf.", "Save it as .docx.")
    assert str(error) == "Could not read p01.pdf. Save it as .docx."
    assert (error.sentence, error.cure, error.exit_code) == ("Could not read p01.pdf.", "Save it as .docx.", code)


def test_problems_found_carries_them_all() -> None:
    error = ProblemsFound("The case list has faults.", "Mend them.", [UNKNOWN, LATE])
    assert (error.problems, error.exit_code) == ((UNKNOWN, LATE), 3)


def test_a_problem_prints_the_file_and_the_place_it_has() -> None:
    assert str(UNKNOWN) == "cases.csv, line 12: the area is not known"
    assert str(Problem("", "", "nothing there", "Look.")) == "nothing there"
    assert str(Problem("p01.txt", "", "is empty", "Look.")) == "p01.txt: is empty"


def test_warnings_do_not_stop_an_act() -> None:
    assert errors_in([UNKNOWN, LATE]) == (UNKNOWN,)
