"""Looked at: whether conflicts, second readings and unused extracts still fit what they are about.

Part of `integrity`.
"""

from __future__ import annotations

from collections.abc import Iterator

from framework_qa.analysis.checks import Finding, check
from framework_qa.analysis.conflicts import disputes, place_fault
from framework_qa.analysis.staleness import written
from framework_qa.model.ids import CaseId, Code, cell_ref
from framework_qa.model.study import Study


def conflict_findings(study: Study) -> Iterator[Finding]:
    """Find the places where a text waits to be settled, and the texts whose place the study does not have."""
    for found in disputes(study):
        if fault := place_fault(study, found.place):
            yield Finding(check("F420"), found.reference, fault)
        else:
            count = len(found.others)
            waits = "1 other text waits" if count == 1 else f"{count} other texts wait"
            yield Finding(check("F419"), found.reference, f"Beside what stands there, {waits}.")


def reading_findings(study: Study) -> Iterator[Finding]:
    """Find second readings of what nobody wrote, and those by the person who wrote what was read."""
    for reading in study.readings:
        cell = study.stored_cell.get((reading.case, reading.subtheme))
        subject = _subject(study, reading.case, reading.subtheme)
        if cell is None:
            yield Finding(check("F422"), subject, "Nothing was written there.")
        elif reading.holds(cell) and reading.by.casefold() == cell.by.casefold():
            yield Finding(check("F421"), subject, "Its writer and its second reader are one person.")


def not_used_findings(study: Study) -> Iterator[Finding]:
    """Find extracts left unused that are not in the study, are another case's, or are cited by their cell."""
    for left in study.not_used:
        span = study.span_by_id.get(left.span)
        cell = study.stored_cell.get((left.case, left.subtheme))
        subject = _subject(study, left.case, left.subtheme)
        if span is None:
            yield Finding(check("F423"), subject, f"The study has no span {left.span}.")
        elif span.case != left.case:
            yield Finding(check("F423"), subject, f"{left.span} is {span.case}'s.")
        elif written(cell) and left.span in cell.cited:
            yield Finding(check("F423"), subject, f"The cell cites {left.span}.")


def _subject(study: Study, case: CaseId, code: Code) -> str:
    subtheme = study.codebook.subtheme(code) if study.codebook else None
    return cell_ref(case, subtheme.number if subtheme else code)
