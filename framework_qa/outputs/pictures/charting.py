"""The coverage map: how far the charting of a theme is, cell by cell, or by groups of cases where they are many."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from framework_qa.analysis.counts import members_by_level
from framework_qa.analysis.coverage import CellState, coverage
from framework_qa.model.chart import Status
from framework_qa.model.codebook import Theme
from framework_qa.model.ids import CaseId
from framework_qa.model.study import Study
from framework_qa.outputs.audit import coverage_table
from framework_qa.outputs.content import Picture
from framework_qa.outputs.pictures.drawing import picture
from framework_qa.outputs.pictures.grid import MOST_ROWS, Grid, Place, cut_off, grid_spec
from framework_qa.outputs.pictures.labels import asked_about, counted, said, some_of
from framework_qa.outputs.pictures.shades import BLUES, GREY, SHARES, WHITE, Shade, share_shade
from framework_qa.outputs.sample import with_levels_met
from framework_qa.outputs.table import Table, distinct_headings, table

QUESTION = "How far is the charting of"
NOTE = "Settled is a cell that a person has charted, or has given its kind of silence."
STALE = "!"
DRAFT, NOTHING_YET = "draft", "nothing yet"

Line = Sequence[CellState]


@dataclass(frozen=True, slots=True)
class _Kind:
    """A state of a cell: the letter that stands for it in the picture, and its shade."""

    letter: str
    fill: str
    dashed: bool = False


_KINDS: Mapping[str, _Kind] = {
    Status.CHARTED: _Kind("C", BLUES[3]),
    Status.NOTHING_SAID: _Kind("N", BLUES[1]),
    Status.NOT_APPLICABLE: _Kind("A", BLUES[1]),
    Status.NOT_REACHED: _Kind("R", BLUES[1]),
    Status.WITHHELD: _Kind("W", BLUES[1]),
    DRAFT: _Kind("D", BLUES[0]),
    Status.QUERIED: _Kind("Q", BLUES[0]),
    Status.TO_CHART: _Kind("T", WHITE),
    NOTHING_YET: _Kind("0", WHITE),
    Status.NOT_ASKED: _Kind("–", GREY, dashed=True),
}


def coverage_map(study: Study, theme: Theme) -> Picture:
    """Show the state of each cell of a theme's chart; for many cases, how many cells of each group are settled."""
    states = coverage(study, theme)
    name, title = f"coverage_map_{theme.number}", asked_about(QUESTION, theme.heading)
    many = len(states) > MOST_ROWS
    groups = _groups(study, states) if many else ()
    grid = _folded(theme, groups) if many else _by_case(theme, states)
    laid_out = _folded_table(name, title, theme, groups) if many else _case_table(study, theme, name, title)
    return picture(name, title, said(*_sentences(theme, states), cut_off(grid)), laid_out, grid_spec(grid))


def _case_table(study: Study, theme: Theme, name: str, title: str) -> Table:
    return replace(coverage_table(study, theme), name=name, title=title)


def _kind(state: CellState) -> str:
    if state.cell.draft:
        return DRAFT
    waiting = state.cell.status is Status.TO_CHART
    return NOTHING_YET if waiting and not state.extracts else state.cell.status


def _shade(kind: str) -> Shade:
    look = _KINDS[kind]
    return Shade(f"{look.letter} = {kind}", look.fill, look.dashed)


def _by_case(theme: Theme, states: Sequence[Line]) -> Grid:
    places = [
        Place(row, column, _KINDS[_kind(s)].letter + (STALE if s.stale else ""), _shade(_kind(s)))
        for row, line in enumerate(states)
        for column, s in enumerate(line)
    ]
    met = {place.shade for place in places}
    stale = any(s.stale for line in states for s in line)
    return Grid(
        tuple(line[0].case.id for line in states if line),
        tuple(subtheme.heading for subtheme in theme.subthemes),
        tuple(places),
        f"State of each cell; {STALE} = stale, its extracts changed since" if stale else "State of each cell",
        tuple(shade for shade in map(_shade, _KINDS) if shade in met),
    )


def _groups(study: Study, states: Sequence[Line]) -> tuple[tuple[str, tuple[Line, ...]], ...]:
    """Part the rows by the levels of the first grouping attribute; without one, all cases are together."""
    of: Mapping[CaseId, Line] = {line[0].case.id: line for line in states if line}
    grouping = study.settings.grouping()
    if not grouping:
        return ((f"All {len(of)} cases", tuple(of.values())),)
    members = members_by_level(study, grouping[0].name)
    return tuple(
        (f"{level.label} ({counted(len(cases), 'case')})", tuple(of[case.id] for case in cases if case.id in of))
        for level in with_levels_met(study, grouping[0]).levels
        if (cases := members.get(level.code, ()))
    )


def _folded(theme: Theme, groups: Sequence[tuple[str, Sequence[Line]]]) -> Grid:
    places = []
    for row, (_, lines) in enumerate(groups):
        for column, cells in enumerate(zip(*lines, strict=True)):
            settled = _settled(cells)
            places.append(Place(row, column, f"{settled}/{len(cells)}", share_shade(settled, len(cells))))
    return Grid(
        tuple(label for label, _ in groups),
        tuple(subtheme.heading for subtheme in theme.subthemes),
        tuple(places),
        "In each place: cells settled / cells. Shade: the part that is settled.",
        SHARES,
    )


def _settled(cells: Sequence[CellState]) -> int:
    return sum(state.cell.charted for state in cells)


def _folded_table(name: str, title: str, theme: Theme, groups: Sequence[tuple[str, Sequence[Line]]]) -> Table:
    rows = [(label, *(_tally(cells) for cells in zip(*lines, strict=True))) for label, lines in groups]
    headings = distinct_headings(["Cases", *(subtheme.heading for subtheme in theme.subthemes)])
    return table(name, title, headings, rows, notes=(NOTE,))


def _tally(cells: Sequence[CellState]) -> str:
    """Count cells by their states, in the order of the legend: `charted 12; draft 30; nothing yet 50`."""
    met = Counter(map(_kind, cells))
    stale = sum(state.stale for state in cells)
    counts = [f"{kind} {met[kind]}" for kind in _KINDS if met[kind]]
    return "; ".join([*counts, f"stale {stale}"] if stale else counts)


def _sentences(theme: Theme, states: Sequence[Line]) -> list[str]:
    cells = [state for line in states for state in line]
    if not cells:
        return ["There are no cells to chart yet."]
    cases, columns = counted(len(states), "case"), counted(len(theme.subthemes), "subtheme")
    settled = [_settled(column) for column in zip(*states, strict=True)]
    furthest = [s.number for s, n in zip(theme.subthemes, settled, strict=True) if n == max(settled)]
    least = [s.number for s, n in zip(theme.subthemes, settled, strict=True) if n == min(settled)]
    return [
        f"The picture lays out the cells of {cases} and {columns}; {_settled(cells)} of {len(cells)} are settled.",
        f"By state: {_tally(cells)}.",
        f"Furthest: {some_of(furthest)} ({max(settled)} of {cases})." if max(settled) else "",
        f"Least far: {some_of(least)} ({min(settled)})." if min(settled) < max(settled) else "",
    ]
