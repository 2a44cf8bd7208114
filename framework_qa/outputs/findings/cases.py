"""Cases by one attribute, by two, or by several one below the other, with the planned sample beside them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from framework_qa.analysis.select import Condition, parse_selection, select
from framework_qa.errors import UsageError
from framework_qa.model.ids import CaseId
from framework_qa.model.people import Attribute, Case, Level, SampleDesign, Target
from framework_qa.model.study import Study
from framework_qa.model.tables import CasesBy, TableDesign
from framework_qa.outputs.findings.crosstabs import attribute_named
from framework_qa.outputs.sample import (
    CASES,
    TOTAL,
    Sample,
    columns_by_two,
    planned_in_all,
    rows_by_level,
    rows_by_two,
)
from framework_qa.outputs.table import Entry, Table, distinct_headings, table

CRITERION, LEVEL, ALL_LEVELS = "Criterion", "Level", "All levels"


def cases_by_table(study: Study, design: TableDesign, asks: CasesBy) -> Table:
    """Count cases by the levels of one attribute, of two (the second across), or of several one below the other.

    A declared level that no case of the study has says 0: it was sampled and not reached. A level whose cases `where`
    leaves out has no row, and a note names it, unless the plan sets a target there. Behind each count stand the cases.
    """
    _check(design, asks)
    conditions = parse_selection(asks.where, study.settings)
    sample = _sample(study, design, asks, conditions)
    names = (*asks.rows, *((asks.columns,) if asks.columns else ()))
    shown = [_shown(study, attribute_named(study, design, name), sample, conditions) for name in names]
    counted = attribute_named(study, design, asks.count) if asks.count else None
    columns, rows = _layout(sample, [one.attribute for one in shown], counted, across=bool(asks.columns))
    whole_plan = planned_in_all(study, sample.design) if sample.design and asks.targets and not conditions else ()
    return table(
        design.name,
        design.title,
        distinct_headings(columns),
        rows,
        notes=(
            *design.notes,
            *(_what_is_counted(sample, counted) if counted else ()),
            *_left_out(shown),
            *whole_plan,
        ),
        source=design.source,
        row_headings=1 if len(asks.rows) == 1 else 2,
    )


def _check(design: TableDesign, asks: CasesBy) -> None:
    """Refuse what no table can show; whoever reads `tables.yaml` is told before, this is for designs made in Python."""
    if asks.columns and len(asks.rows) != 1:
        raise UsageError(
            f"The table {design.name!r} has columns and {len(asks.rows)} attributes in its rows.",
            "Name one attribute in rows, or take the columns out.",
        )
    if asks.targets and asks.count:
        raise UsageError(
            f"The table {design.name!r} asks for targets, which are of cases, and counts {asks.count!r}.",
            "Take out targets or count.",
        )


def _sample(study: Study, design: TableDesign, asks: CasesBy, conditions: Sequence[Condition]) -> Sample:
    plan = study.settings.sample
    targets = _targets(design, asks, plan, conditions) if asks.targets else None
    return Sample(select(study, conditions), asks.count, plan, targets)


def _targets(
    design: TableDesign, asks: CasesBy, plan: SampleDesign | None, conditions: Sequence[Condition]
) -> tuple[Target, ...]:
    """Give the targets of the cases that are selected; nothing was planned by other attributes."""
    planned_by = {plan.rows, plan.columns} if plan else set()
    if plan is None or {*asks.rows, asks.columns} != planned_by:
        raise UsageError(
            f"The table {design.name!r} asks for targets, and study.yaml plans no sample by its attributes.",
            "Use the rows and columns that stand under sample in study.yaml, or take targets out.",
        )
    if foreign := [condition.attribute for condition in conditions if condition.attribute not in planned_by]:
        raise UsageError(
            f"The table {design.name!r} asks for targets and selects cases by {foreign[0]!r}, by which none were set.",
            "Take out targets, or that part of where.",
        )
    imagined = {t: Case(CaseId("planned"), ((plan.rows, t.row), (plan.columns, t.column))) for t in plan.targets}
    return tuple(t for t in plan.targets if all(condition.holds(imagined[t]) for condition in conditions))


@dataclass(frozen=True, slots=True)
class _Shown:
    """An attribute with the levels that take a row or a column, and those that the selection leaves out."""

    attribute: Attribute
    left_out: tuple[Level, ...]


def _shown(study: Study, attribute: Attribute, sample: Sample, conditions: Sequence[Condition]) -> _Shown:
    name = attribute.name
    everywhere, here = ({case.level(name) for case in cases} for cases in (study.cases, sample.cases))
    planned = {t.row if sample.design and sample.design.rows == name else t.column for t in sample.targets or ()}

    def stands(level: Level) -> bool:
        allowed = all(level.code in condition.levels for condition in conditions if condition.attribute == name)
        return level.code in here or (allowed and (level.code not in everywhere or level.code in planned))

    shown = tuple(level for level in attribute.levels if stands(level))
    left_out = tuple(level for level in attribute.levels if level not in shown)
    return _Shown(replace(attribute, levels=shown), left_out)


Layout = tuple[tuple[str, ...], list[list[Entry]]]  # headings and rows


def _layout(sample: Sample, attributes: Sequence[Attribute], counted: Attribute | None, *, across: bool) -> Layout:
    heading = f"{counted.label}, count" if counted else CASES
    if across:
        down, columns = attributes
        return columns_by_two(sample, down, columns), rows_by_two(sample, down, columns)
    total = sample.count(sample.cases)
    if len(attributes) == 1:
        rows = rows_by_level(sample, attributes[0])
        return (attributes[0].label, heading), [*rows, [Entry(TOTAL), total]]
    rows = [[Entry(one.label), *row] for one in attributes for row in rows_by_level(sample, one)]
    return (CRITERION, LEVEL, heading), [*rows, [Entry(TOTAL), Entry(ALL_LEVELS), total]]


def _left_out(shown: Sequence[_Shown]) -> tuple[str, ...]:
    parts = [
        f"{one.attribute.label}: {', '.join(level.label for level in one.left_out)}" for one in shown if one.left_out
    ]
    return (f"Left out by the selection of cases: {'; '.join(parts)}.",) if parts else ()


def _what_is_counted(sample: Sample, counted: Attribute) -> tuple[str, ...]:
    """Say that not the cases are counted, and how many of them have nothing recorded that could be."""
    without = sum(not case.level(counted.name) for case in sample.cases)
    missing = f" Not recorded for {without} of {len(sample.cases)} cases." if without else ""
    return (f"Numbers count the different levels of {counted.label}, not the cases.{missing}",)
