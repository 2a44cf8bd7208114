"""Sample tables: whom the study planned to interview and whom it did, and its cases by any of its attributes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from framework_qa.model.people import Attribute, AttributeRole, Case, Level, SampleDesign, Target
from framework_qa.model.study import Study
from framework_qa.outputs.table import Entry, Table, distinct_headings, table

NOT_RECORDED = "not recorded"
NOT_APPLICABLE = "n/a"
NO_TARGET = "no target"
CASES, TOTAL = "Cases", "Total"

Place = Mapping[str, str]  # a level code for each attribute that a row and a column are about; none for the totals


def sample_tables(study: Study) -> tuple[Table, ...]:
    """Give the planned sample as it was achieved, then a table of cases by level for each attribute of the sample."""
    design = study.settings.sample
    planned = (_design_table(study, design),) if design else ()
    roles = (AttributeRole.GROUP, AttributeRole.SAMPLE)
    return (*planned, *(_level_table(study, a) for a in study.settings.attributes if a.role in roles))


def with_levels_met(study: Study, attribute: Attribute) -> Attribute:
    """Give the attribute with the levels its cases have: the declared ones, any others, and `not recorded` last."""
    return _with_levels_of(study.cases, attribute)


def _with_levels_of(cases: Iterable[Case], attribute: Attribute) -> Attribute:
    declared = {level.code for level in attribute.levels}
    others = {case.level(attribute.name) for case in cases} - declared
    more = tuple(Level(code, code) for code in sorted(others - {""}))
    unknown = (Level("", NOT_RECORDED),) if "" in others else ()
    return replace(attribute, levels=(*attribute.levels, *more, *unknown))


@dataclass(frozen=True, slots=True)
class Sample:
    """The cases that a sample table counts, and how: by themselves, or by the levels of one of their attributes.

    Where `counted` names an attribute, its different levels among the cases are counted: the areas by rurality, not
    the interviews. `targets` are set beside what was achieved; `design` also tells which places cannot be.
    """

    cases: tuple[Case, ...]
    counted: str = ""
    design: SampleDesign | None = None
    targets: tuple[Target, ...] | None = None

    def entries(self, place: Place, members: Sequence[Case]) -> list[Entry]:
        """Give what stands in a place: what was achieved there and, where targets are shown, the one set for it."""
        if not members and self._cannot_be(place):
            return [Entry(NOT_APPLICABLE)] * (1 if self.targets is None else 2)
        achieved = [self.count(members)]
        return achieved if self.targets is None else [*achieved, Entry(self._against(place, members, self.targets))]

    def count(self, members: Sequence[Case]) -> Entry:
        """Count cases, or the different levels they have of the attribute that is counted, the cases behind it."""
        behind = tuple(case.id for case in members)
        if not self.counted:
            return Entry(len(behind), behind)
        return Entry(len({case.level(self.counted) for case in members} - {""}), behind)

    def by(self, *attributes: str) -> Mapping[tuple[str, ...], tuple[Case, ...]]:
        """Part the cases by their levels of some attributes; by none at all they are all together."""
        parts: defaultdict[tuple[str, ...], list[Case]] = defaultdict(list)
        for case in self.cases:
            parts[tuple(case.level(name) for name in attributes)].append(case)
        return {levels: tuple(cases) for levels, cases in parts.items()}

    def _cannot_be(self, place: Place) -> bool:
        if self.design is None:
            return False
        return (place.get(self.design.rows), place.get(self.design.columns)) in self.design.not_applicable

    def _against(self, place: Place, members: Sequence[Case], targets: Sequence[Target]) -> str:
        """Say how a place stands against its target, in a total against the sum of the targets."""
        if self.design is None:
            return NO_TARGET
        rows, columns = self.design.rows, self.design.columns
        wanted = [t for t in targets if place.get(rows, t.row) == t.row and place.get(columns, t.column) == t.column]
        # Where some of the cases had no target, a sum of targets would say nothing of them all.
        planned = {(target.row, target.column) for target in wanted}
        if not wanted or any((case.level(rows), case.level(columns)) not in planned for case in members):
            return NO_TARGET
        low, high = sum(target.low for target in wanted), sum(target.high for target in wanted)
        return f"{low if low == high else f'{low}–{high}'}, {_verdict(len(members), low, high)}"


def _verdict(achieved: int, low: int, high: int) -> str:
    if achieved < low:
        return "below"
    return "above" if achieved > high else "met"


def rows_by_level(sample: Sample, attribute: Attribute) -> list[list[Entry]]:
    """Lay one attribute out: a row a level, what was achieved beside it."""
    members = sample.by(attribute.name)
    return [
        [Entry(level.label), *sample.entries({attribute.name: level.code}, members.get((level.code,), ()))]
        for level in attribute.levels
    ]


def columns_by_two(sample: Sample, down: Attribute, across: Attribute) -> tuple[str, ...]:
    """Give the headings of `rows_by_two`."""
    labels = [level.label for level in across.levels]
    with_targets = labels if sample.targets is None else [h for label in labels for h in (label, f"{label}, target")]
    return distinct_headings([down.label, *with_targets, TOTAL])


def rows_by_two(sample: Sample, down: Attribute, across: Attribute) -> list[list[Entry]]:
    """Lay two attributes out: a row a level of the first, a place a level of the second, with totals of both."""
    by_both, by_row = sample.by(down.name, across.name), sample.by(down.name)
    rows = []
    for level in down.levels:
        row = [Entry(level.label)]
        for column in across.levels:
            place = {down.name: level.code, across.name: column.code}
            row += sample.entries(place, by_both.get((level.code, column.code), ()))
        rows.append([*row, sample.count(by_row.get((level.code,), ()))])
    return [*rows, _total_row(sample, across)]


def _total_row(sample: Sample, across: Attribute) -> list[Entry]:
    by_column = sample.by(across.name)
    row = [Entry(TOTAL)]
    for column in across.levels:
        row += sample.entries({across.name: column.code}, by_column.get((column.code,), ()))
    return [*row, sample.count(sample.cases)]


def planned_in_all(study: Study, design: SampleDesign) -> tuple[str, ...]:
    """Say how many interviews were planned in all and how many were achieved, where the plan says."""
    if design.total is None:
        return ()
    verdict = _verdict(len(study.cases), design.total, design.total)
    return (f"Planned in all: {design.total} interviews; achieved: {len(study.cases)}, {verdict}.",)


def _level_table(study: Study, attribute: Attribute) -> Table:
    sample = Sample(study.ordered_cases)
    rows = [*rows_by_level(sample, with_levels_met(study, attribute)), [Entry(TOTAL), sample.count(sample.cases)]]
    columns = distinct_headings([attribute.label, CASES])
    return table(f"sample_{attribute.name}", f"Cases by {attribute.label}", columns, rows)


def _design_table(study: Study, design: SampleDesign) -> Table:
    down, across = (with_levels_met(study, _attribute(study, name)) for name in (design.rows, design.columns))
    sample = Sample(study.ordered_cases, design=design, targets=design.targets)
    return table(
        "sample_design",
        f"Interviews achieved against the plan, by {down.label} and {across.label}",
        columns_by_two(sample, down, across),
        rows_by_two(sample, down, across),
        notes=planned_in_all(study, design),
    )


def _attribute(study: Study, name: str) -> Attribute:
    return study.settings.attribute(name) or Attribute(name, name, AttributeRole.SAMPLE)
