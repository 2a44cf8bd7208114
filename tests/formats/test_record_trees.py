"""Records as JSON trees: each tree is checked by its own fields, whatever those before it were like."""

from __future__ import annotations

import pytest

from framework_qa.formats.refi.record_trees import many, tree_of
from framework_qa.model.ids import CaseId, SpanId, TranscriptId
from framework_qa.model.text import Span

SPAN = Span(SpanId("A1-P01.q1"), CaseId("A1-P01"), TranscriptId("ab"), 2, 5, 9, "cd")


def test_values_come_back_from_their_trees() -> None:
    assert many(Span)([tree_of(SPAN), tree_of(SPAN)]) == (SPAN, SPAN)


@pytest.mark.parametrize(("field", "wrong"), [("start", "5"), ("turn", True), ("id", 7), ("digest", None), ("odd", 1)])
def test_a_wrong_field_is_found_after_any_number_of_right_ones(field: str, wrong: object) -> None:
    right = tree_of(SPAN)
    with pytest.raises((TypeError, KeyError)):
        many(Span)([right, right, right | {field: wrong}])
