"""Frequencies: how often each code occurs, by category or theme, with subtotals and a total."""

from __future__ import annotations

from collections.abc import Sequence

from framework_qa.analysis.counts import Raised, raised
from framework_qa.model.codebook import Subtheme
from framework_qa.model.study import Study
from framework_qa.model.tables import Audience, Counting, Frequencies, TableDesign
from framework_qa.outputs.findings.codes import ALL_CODES, SUBTOTAL, TOTAL, codes_named, labels_of, rows_of
from framework_qa.outputs.findings.publishing import Telling, telling
from framework_qa.outputs.table import Entry, Table, Value, distinct_headings, table

HEADINGS = {Counting.CASES: "Cases in which it was raised", Counting.CODINGS: "Codings"}
WHETHER = "Whether it was raised"
NO_SUMS = (
    "A subtotal or total counts each case once, however many of its codes the case raised; it is not the sum of the "
    "rows above it."
)


def frequencies_table(study: Study, design: TableDesign, asks: Frequencies, audience: Audience) -> Table:
    """Count codes, each on a row with its group, a subtotal after each group and a total; the header says in what.

    Behind each number stand the live codings. Codes that no case was asked about and none raised say `not asked`.
    """
    codes = codes_named(study, design, asks.codes)
    rows, labels = rows_of(study, design, codes), labels_of(codes)
    counts = telling(study, audience) is Telling.COUNTS

    def count(some: Sequence[Subtheme]) -> Entry:
        return _entry(raised(study, study.ordered_cases, some), asks.count, counts=counts)

    body: list[tuple[Entry, ...]] = []
    for group in rows.groups:
        body += [(*rows.head(group.label, labels[code.code]), count([code])) for code in group.codes]
        if rows.group_heading:
            body.append((*rows.head(group.label, SUBTOTAL), count(group.codes)))
    body.append((*rows.head(TOTAL, ALL_CODES if rows.group_heading else TOTAL), count(codes)))
    return table(
        design.name,
        design.title,
        distinct_headings((*rows.headings, HEADINGS[asks.count] if counts else WHETHER)),
        body,
        notes=(*design.notes, *((NO_SUMS,) if counts and asks.count is Counting.CASES else ())),
        source=design.source,
        row_headings=len(rows.headings),
    )


def _entry(found: Raised, counting: Counting, *, counts: bool) -> Entry:
    said: Value = found.whether
    if counts and (found.codings or found.asked):
        said = len(found.cases) if counting is Counting.CASES else len(found.codings)
    return Entry(said, found.refs)
