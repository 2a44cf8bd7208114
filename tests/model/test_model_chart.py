from __future__ import annotations

from typing import Any

import pytest

from framework_qa.model.chart import SILENT, Cell, Run, RunKind, Status
from framework_qa.model.coding import LIVE, Coding, Decision, Route
from framework_qa.model.ids import CaseId, Code, CodingId, SpanId

Q1, Q2 = SpanId("A1-P01.q1"), SpanId("A1-P01.q2")


def cell(status: Status, *runs: Run, **more: Any) -> Cell:
    return Cell(CaseId("A1-P01"), Code("barriers.stigma"), status, runs, **more)


def test_a_run_without_words_cannot_be_built() -> None:
    with pytest.raises(ValueError, match="no words"):
        Run(RunKind.SUMMARY, " \n", (Q1,))


def test_a_comment_is_never_evidence() -> None:
    with pytest.raises(ValueError, match="cites no span"):
        Run(RunKind.COMMENT, "cf 4.2", (Q1,))


def test_a_cell_cites_each_span_once_in_order() -> None:
    runs = (Run(RunKind.SUMMARY, "One", (Q2, Q1)), Run(RunKind.COMMENT, "cf"), Run(RunKind.VERBATIM, "Two", (Q1,)))
    assert cell(Status.CHARTED, *runs).cited == (Q2, Q1)
    assert cell(Status.TO_CHART).cited == ()


@pytest.mark.parametrize("status", sorted(Status))
def test_a_cell_is_settled_when_a_person_has_charted_it_or_said_why_it_is_silent(status: Status) -> None:
    settled = status is Status.CHARTED or status in SILENT
    assert cell(status).charted is settled
    assert not cell(status, draft=True).charted


@pytest.mark.parametrize("decision", sorted(Decision))
def test_a_coding_is_live_until_a_person_takes_it_back(decision: Decision) -> None:
    coding = Coding(
        CodingId("A1-P01.c1"), CaseId("A1-P01"), Q1, Code("barriers.stigma"), Route.RULE, decision, "rules", 1, ""
    )
    assert coding.live is (decision in (Decision.SUGGESTED, Decision.ACCEPTED)) is (decision in LIVE)
