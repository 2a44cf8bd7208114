"""Sample tables: whom the study planned to interview and whom it did, and its cases by each attribute."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from framework_qa.model.people import Attribute, AttributeRole, Case, Level, SampleDesign, Target
from framework_qa.model.study import Study
from framework_qa.outputs.table import Entry, Table, distinct_headings, table

NOT_RECORDED = "not recorded"
NOT_APPLICABLE = "n/a"
NO_TARGET = "no target"


def sample_tables(study: Study) -> tuple[Table, ...]:
    """Give the planned sample as it was achieved, then a table of cases by level for each attribute of the sample."""
    design = study.settings.sample
    planned = (_design_table(study, design),) if design else ()
    roles = (AttributeRole.GROUP, AttributeRole.SAMPLE)
    return (*planned, *(_level_table(study, a) for a in study.settings.attributes if a.role in roles))


def with_levels_met(study: Study, attribute: Attribute) -> Attribute:
    """Give the attribute with the levels its cases have: the declared ones, any others, and `not recorded` last."""
    declared = {level.code for level in attribute.levels}
    others = {case.level(attribute.name) for case in study.cases} - declared
    more = tuple(Level(code, code) for code in sorted(others - {""}))
    unknown = (Level("", NOT_RECORDED),) if "" in others else ()
    return replace(attribute, levels=(*attribute.levels, *more, *unknown))


def _level_table(study: Study, attribute: Attribute) -> Table:
    levels = with_levels_met(study, attribute).levels
    members = {level.code: _members(study, (attribute.name, level.code)) for level in levels}
    rows = [(Entry(level.label), _count(members[level.code])) for level in levels]
    total = (Entry("Total"), _count(study.ordered_cases))
    columns = distinct_headings([attribute.label, "Cases"])
    return table(f"sample_{attribute.name}", f"Cases by {attribute.label}", columns, [*rows, total])


def _design_table(study: Study, design: SampleDesign) -> Table:
    down, across = (_attribute(study, name) for name in (design.rows, design.columns))
    columns = [down.label, *(h for c in across.levels for h in (c.label, f"{c.label}, target")), "Total"]
    rows = [_design_row(study, design, (down, row), across) for row in down.levels]
    return table(
        "sample_design",
        f"Interviews achieved against the plan, by {down.label} and {across.label}",
        distinct_headings(columns),
        [*rows, _total_row(study, design, across)],
        notes=_notes(study, design),
    )


def _attribute(study: Study, name: str) -> Attribute:
    attribute = study.settings.attribute(name)
    return with_levels_met(study, attribute or Attribute(name, name, AttributeRole.SAMPLE))


def _design_row(study: Study, design: SampleDesign, row: tuple[Attribute, Level], across: Attribute) -> list[Entry]:
    down, level = row
    entries = [Entry(level.label)]
    for column in across.levels:
        members = _members(study, (down.name, level.code), (across.name, column.code))
        if (level.code, column.code) in design.not_applicable and not members:
            entries += [Entry(NOT_APPLICABLE), Entry(NOT_APPLICABLE)]
        else:
            wanted = [t for t in design.targets if (t.row, t.column) == (level.code, column.code)]
            entries += [_count(members), Entry(_against(len(members), wanted))]
    return [*entries, _count(_members(study, (down.name, level.code)))]


def _total_row(study: Study, design: SampleDesign, across: Attribute) -> list[Entry]:
    entries = [Entry("Total")]
    for column in across.levels:
        members = _members(study, (across.name, column.code))
        wanted = [target for target in design.targets if target.column == column.code]
        # Where some of the cases had no target, a sum of targets would say nothing of them all.
        planned = all(case.level(design.rows) in {target.row for target in wanted} for case in members)
        entries += [_count(members), Entry(_against(len(members), wanted if planned else ()))]
    return [*entries, _count(study.ordered_cases)]


def _members(study: Study, *levels: tuple[str, str]) -> tuple[Case, ...]:
    return tuple(case for case in study.ordered_cases if all(case.level(name) == code for name, code in levels))


def _count(cases: Sequence[Case]) -> Entry:
    return Entry(len(cases), tuple(case.id for case in cases))


def _against(achieved: int, targets: Sequence[Target]) -> str:
    if not targets:
        return NO_TARGET
    low, high = sum(target.low for target in targets), sum(target.high for target in targets)
    return f"{low if low == high else f'{low}–{high}'}, {_verdict(achieved, low, high)}"


def _verdict(achieved: int, low: int, high: int) -> str:
    if achieved < low:
        return "below"
    return "above" if achieved > high else "met"


def _notes(study: Study, design: SampleDesign) -> tuple[str, ...]:
    if design.total is None:
        return ()
    verdict = _verdict(len(study.cases), design.total, design.total)
    return (f"Planned in all: {design.total} interviews; achieved: {len(study.cases)}, {verdict}.",)
