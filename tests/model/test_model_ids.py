from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from framework_qa.model.ids import (
    CASE_ID,
    CODE,
    CaseId,
    Kind,
    cell_ref,
    coding_id,
    is_case_id,
    looks_like_a_date,
    number_of,
    parse_reference,
    span_id,
    turn_ref,
)

CASES = st.from_regex(CASE_ID, fullmatch=True).map(CaseId)
NUMBERS = st.integers(1, 99_999)


@pytest.mark.parametrize("text", ["A2-P04", "NAT-01", "p01", "x", "A_b-9", "A" * 40])
def test_a_case_id_begins_with_a_letter_and_is_safe_in_a_file_name(text: str) -> None:
    assert is_case_id(text)


@pytest.mark.parametrize("text", ["", "4", "-A", "A 2", "A2.P04", "=A2", "A" * 41, "Ä1", "A2\n", "A2¶"])
def test_what_a_spreadsheet_or_a_reference_could_mistake_is_no_case_id(text: str) -> None:
    assert not is_case_id(text)


@pytest.mark.parametrize("text", ["MAY-12", "Sept1", "jan_2024", "march-1", "DEC01"])
def test_a_month_with_a_number_looks_like_a_date(text: str) -> None:
    assert looks_like_a_date(text)


@pytest.mark.parametrize("text", ["A2-P04", "MAYA-12", "MAY", "MARCHER-1", "DEC-12345"])
def test_other_case_ids_do_not_look_like_dates(text: str) -> None:
    assert not looks_like_a_date(text)


@pytest.mark.parametrize(
    ("text", "kind", "case", "rest"),
    [
        ("A2-P04", Kind.CASE, "A2-P04", ""),
        ("A2-P04 ¶31", Kind.TURN, "A2-P04", "31"),
        ("A2-P04#31", Kind.TURN, "A2-P04", "31"),
        (" A2-P04.q7 ", Kind.SPAN, "A2-P04", "7"),
        ("A2-P04.c12", Kind.CODING, "A2-P04", "12"),
        ("A2-P04:4.2", Kind.CELL, "A2-P04", "4.2"),
        ("A2-P04:barriers.stigma", Kind.CELL, "A2-P04", "barriers.stigma"),
        ("a" * 12, Kind.TRANSCRIPT, None, ""),
        ("0123456789abcdef" * 4, Kind.TRANSCRIPT, None, ""),
        ("4", Kind.CODE, None, ""),
        ("4.2", Kind.CODE, None, ""),
        ("barriers.stigma", Kind.CODE, None, ""),
        ("two words", Kind.CODE, None, ""),
    ],
)
def test_a_typed_reference_is_told_apart_by_its_shape(text: str, kind: Kind, case: str | None, rest: str) -> None:
    found = parse_reference(text)
    assert (found.kind, found.case, found.rest, found.text) == (kind, case, rest, text.strip())


@given(CASES, NUMBERS)
def test_ids_and_references_read_back_what_they_name(case: CaseId, number: int) -> None:
    for printed, kind in (
        (span_id(case, number), Kind.SPAN),
        (coding_id(case, number), Kind.CODING),
        (turn_ref(case, number), Kind.TURN),
        (cell_ref(case, "4.2"), Kind.CELL),
    ):
        found = parse_reference(printed)
        assert (found.kind, found.case) == (kind, case)
    assert number_of(span_id(case, number)) == number_of(coding_id(case, number)) == number


@given(st.from_regex(CODE, fullmatch=True))
def test_a_code_never_reads_as_a_turn_or_a_cell(code: str) -> None:
    assert parse_reference(code).kind not in (Kind.TURN, Kind.CELL)


@given(st.text(max_size=60))
def test_any_text_reads_as_some_reference(text: str) -> None:
    assert parse_reference(text).text == text.strip()
