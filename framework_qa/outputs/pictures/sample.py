"""The sample map: how many interviews in each place of the sample."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from framework_qa.model.people import Attribute, AttributeRole, Level
from framework_qa.model.study import Study
from framework_qa.outputs.content import Picture
from framework_qa.outputs.pictures.drawing import Spec, picture
from framework_qa.outputs.pictures.grid import MOST_COLUMNS, Grid, Place, bars_spec, cut_off, grid_spec
from framework_qa.outputs.pictures.labels import counted, extremes, plain, said, some_of
from framework_qa.outputs.pictures.shades import GREY, Shade, count_shade, count_shades
from framework_qa.outputs.sample import NOT_APPLICABLE, with_levels_met
from framework_qa.outputs.table import Entry, Table, distinct_headings, table

NAME, TITLE = "sample_map", "Whom did we talk to?"
EVERYBODY = Attribute("", "Sample", AttributeRole.OTHER, (Level("", "Interviews"),))
CANNOT_BE = Shade("n/a: cannot be", GREY, dashed=True)


@dataclass(frozen=True, slots=True)
class _Sample:
    """The attributes that the interviews are laid out by, and the ids of the cases in each place.

    Without a name an attribute stands for everybody: one level, and no total beside it.
    """

    down: Attribute
    across: Attribute
    members: Mapping[tuple[str, str], Sequence[str]]
    cannot_be: frozenset[tuple[str, str]] = frozenset()

    def ids(self, rows: Sequence[Level], columns: Sequence[Level]) -> tuple[str, ...]:
        """Give the ids of the cases that stand in any of these rows and any of these columns."""
        return tuple(i for row in rows for column in columns for i in self.members.get((row.code, column.code), ()))

    def entry(self, rows: Sequence[Level], columns: Sequence[Level]) -> Entry:
        """Count the cases of a place or a total."""
        ids = self.ids(rows, columns)
        one_place = len(rows) == len(columns) == 1
        if one_place and not ids and (rows[0].code, columns[0].code) in self.cannot_be:
            return Entry(NOT_APPLICABLE)
        return Entry(len(ids), ids)

    def lines(self) -> list[tuple[str, tuple[Level, ...]]]:
        """Give the rows with their labels, and the total."""
        return _with_total(self.down)

    def columns(self) -> list[tuple[str, tuple[Level, ...]]]:
        """Give the columns with their labels, and the total."""
        return _with_total(self.across)


def _with_total(attribute: Attribute) -> list[tuple[str, tuple[Level, ...]]]:
    total = [("Total", attribute.levels)] if attribute.name else []
    return [*((level.label, (level,)) for level in attribute.levels), *total]


def sample_map(study: Study) -> Picture:
    """Show how many interviews stand where the two grouping attributes meet; one or none will do."""
    sample = _sample(study)
    figures = [[sample.entry(rows, columns) for _, columns in sample.columns()] for _, rows in sample.lines()]
    grid = _grid(sample, figures)
    spec = _spec(sample, grid) if study.cases else None
    return picture(
        NAME,
        TITLE,
        said(*_sentences(sample), _left_out(study, sample), cut_off(grid)),
        _table(study, sample, figures),
        spec,
    )


def _sample(study: Study) -> _Sample:
    down, across = _attributes(study)
    members: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
    for case in study.ordered_cases:
        members[case.level(down.name), case.level(across.name)].append(case.id)
    design = study.settings.sample
    cannot_be: frozenset[tuple[str, str]] = frozenset()
    if design and {design.rows, design.columns} == {down.name, across.name}:
        turned = design.rows != down.name
        cannot_be = frozenset((b, a) if turned else (a, b) for a, b in design.not_applicable)
    return _Sample(down, across, members, cannot_be)


def _attributes(study: Study) -> tuple[Attribute, Attribute]:
    """Choose what goes down and across: the attribute with more levels down, since a page is higher than wide."""
    grouping = [with_levels_met(study, attribute) for attribute in study.settings.grouping()[:2]]
    if not grouping:
        return EVERYBODY, EVERYBODY
    down, across = grouping[0], grouping[1] if len(grouping) > 1 else EVERYBODY
    if len(across.levels) > len(down.levels):
        down, across = across, down
    return (down, across) if len(across.levels) < MOST_COLUMNS else (down, EVERYBODY)


def _spec(sample: _Sample, grid: Grid) -> Spec | None:
    if sample.across.name:
        return grid_spec(grid)
    counts = [len(sample.ids((level,), sample.across.levels)) for level in sample.down.levels]
    return bars_spec([level.label for level in sample.down.levels], counts, "Number of interviews")


def _grid(sample: _Sample, figures: Sequence[Sequence[Entry]]) -> Grid:
    rows, columns = sample.lines(), sample.columns()
    within = [line[: len(sample.across.levels)] for line in figures[: len(sample.down.levels)]]
    most = max((len(entry.refs) for line in within for entry in line), default=0)
    shades = count_shades(most)
    places = [
        Place(r, c, str(entry), _shade(entry, most, shades) if _is_place(sample, r, c) else None)
        for r, line in enumerate(figures)
        for c, entry in enumerate(line)
    ]
    met = any(place.shade is CANNOT_BE for place in places)
    return Grid(
        tuple(label for label, _ in rows),
        tuple(label for label, _ in columns),
        tuple(places),
        "Shade: number of interviews",
        (*shades, CANNOT_BE) if met else shades,
    )


def _is_place(sample: _Sample, row: int, column: int) -> bool:
    return row < len(sample.down.levels) and column < len(sample.across.levels)


def _shade(entry: Entry, most: int, shades: Sequence[Shade]) -> Shade:
    return CANNOT_BE if entry.value == NOT_APPLICABLE else count_shade(len(entry.refs), most, shades)


def _table(study: Study, sample: _Sample, figures: Sequence[Sequence[Entry]]) -> Table:
    headings = distinct_headings([sample.down.label, *(label for label, _ in sample.columns())])
    rows = [(Entry(label), *line) for (label, _), line in zip(sample.lines(), figures, strict=True)]
    waiting = sum(case.id not in study.transcripts_of for case in study.cases)
    notes = (f"{counted(waiting, 'interview')} still without a transcript.",) if waiting else ()
    return table(NAME, TITLE, headings, rows, notes=notes)


def _sentences(sample: _Sample) -> list[str]:
    sides = [side for side in (sample.across, sample.down) if side.name]
    number = counted(len(sample.ids(sample.down.levels, sample.across.levels)), "interview")
    laid_out = f"by {some_of([side.label for side in sides])}" if sides else "without attributes to group them by"
    counts = [(side, [(v.label, len(_of_level(sample, side, v))) for v in side.levels]) for side in sides]
    return [
        f"The picture lays out {number} {laid_out}.",
        *(f"{plain(side.label)}: {extremes(found, 'interview')}" for side, found in counts),
    ]


def _left_out(study: Study, sample: _Sample) -> str:
    wanted = study.settings.grouping()[:2]
    gone = [a.label for a in wanted if a.name not in (sample.down.name, sample.across.name)]
    return f"It leaves out {some_of(gone)}, which has too many levels to stand across." if gone else ""


def _of_level(sample: _Sample, side: Attribute, level: Level) -> tuple[str, ...]:
    if side is sample.down:
        return sample.ids((level,), sample.across.levels)
    return sample.ids(sample.down.levels, (level,))
