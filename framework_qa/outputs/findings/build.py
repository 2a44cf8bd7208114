"""Findings tables: from what a study declares to the table, held to the rules of what may be told to whom."""

from __future__ import annotations

from collections.abc import Collection

from framework_qa.model.study import Study
from framework_qa.model.tables import (
    Audience,
    CasesBy,
    Crosstab,
    Descriptions,
    Frequencies,
    KeyFindings,
    Lists,
    TableDesign,
    Together,
)
from framework_qa.outputs.audit import theme_counts_table
from framework_qa.outputs.findings.cases import cases_by_table
from framework_qa.outputs.findings.crosstabs import crosstab_table, together_table
from framework_qa.outputs.findings.descriptions import descriptions_table
from framework_qa.outputs.findings.frequencies import frequencies_table
from framework_qa.outputs.findings.key_findings import key_findings_table
from framework_qa.outputs.findings.lists import lists_table
from framework_qa.outputs.findings.publishing import Telling, for_audience, telling
from framework_qa.outputs.sample import sample_tables
from framework_qa.outputs.table import Table


def findings_table(study: Study, design: TableDesign, audience: Audience = Audience.WORKING) -> Table:
    """Build a declared table of any kind.

    A code or attribute that the study does not have is a UsageError. For the team, values that point to one case are
    marked; in print they are a RefusedError, unless the study says that consent covered them.
    """
    found = _table(study, design, audience)
    return for_audience(study, found, audience, by_label=_judged_by_label(design, found))


def _table(study: Study, design: TableDesign, audience: Audience) -> Table:  # noqa: PLR0911 - one line a kind
    asks = design.asks
    match asks:
        case CasesBy():
            return cases_by_table(study, design, asks)
        case Lists():
            return lists_table(study, design, asks)
        case Frequencies():
            return frequencies_table(study, design, asks, audience)
        case Crosstab():
            return crosstab_table(study, design, asks, audience)
        case Together():
            return together_table(study, design, asks, audience)
        case Descriptions():
            return descriptions_table(study, design, asks, audience)
        case _:
            return key_findings_table(study, design, asks, audience)


def _judged_by_label(design: TableDesign, found: Table) -> Collection[int]:
    """Give the columns of quotes, and of rows that are cases: what gives a case away there is how it is described."""
    if isinstance(design.asks, KeyFindings):
        return (len(found.columns) - 1,)
    if isinstance(design.asks, Descriptions) and not design.asks.rows:
        return range(len(found.columns))
    return ()


def built_in_tables(
    study: Study, audience: Audience = Audience.WORKING, names: Collection[str] = ()
) -> tuple[Table, ...]:
    """Build the tables that every study has, or those that are named, held to the same rules.

    They are the sample tables and, where there is a codebook, the themes by group of cases.
    """
    counts = telling(study, audience) is Telling.COUNTS
    found = (*sample_tables(study), *((theme_counts_table(study, counts=counts),) if study.codebook else ()))
    return tuple(for_audience(study, one, audience) for one in found if not names or one.name in names)
