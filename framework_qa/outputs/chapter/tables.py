"""The tables of a theme's chapter: which groups raised each subtheme, and its matrix in parts that fit a page."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

from framework_qa.analysis.counts import members_by_level, raised
from framework_qa.model.codebook import Theme
from framework_qa.model.people import Case
from framework_qa.model.study import Study
from framework_qa.model.tables import Audience
from framework_qa.outputs.findings.publishing import Telling, for_audience, telling
from framework_qa.outputs.framework import matrix
from framework_qa.outputs.publication import chart_tables
from framework_qa.outputs.sample import with_levels_met
from framework_qa.outputs.table import Entry, Table, distinct_headings, table

MOST_SUMMARIES = 5  # columns of a matrix side by side on a lying page, so that each has room for some words a line
MOST_GROUPS = 10  # columns of short values side by side
ALL_CASES = "All cases"
COUNTED = "Each place says in how many cases it was raised, of the cases that were asked."
WHETHER = "Each place says whether it was raised."


def raised_tables(study: Study, theme: Theme, audience: Audience) -> tuple[Table, ...]:
    """Lay out in which groups each subtheme was raised: groups down as the charts have them, subthemes across.

    It is one table, or several where the subthemes are many; none where nobody raised anything. A value that points to
    one case is marked for the team, and refused in print unless consent covered it.
    """
    rows = [(*names, *_raised(study, theme, members, audience)) for names, members in _groups(study)]
    if not any(entry.refs for row in rows for entry in row[2:]):
        return ()
    counts = telling(study, audience) is Telling.COUNTS
    laid = table(
        f"raised_{theme.number}",
        f"In which groups each subtheme of theme {theme.heading} was raised",
        distinct_headings(("Grouped by", "Group", *(subtheme.heading for subtheme in theme.subthemes))),
        rows,
        notes=(COUNTED if counts else WHETHER,),
        row_headings=2,
    )
    return tuple(_parts(for_audience(study, laid, audience), MOST_GROUPS))


def _groups(study: Study) -> Iterator[tuple[tuple[Entry, Entry], tuple[Case, ...]]]:
    for by in study.settings.grouping():
        members = members_by_level(study, by.name)
        for level in with_levels_met(study, by).levels:
            if level.code in members:
                yield (Entry(by.label), Entry(level.label)), members[level.code]
    yield (Entry(ALL_CASES), Entry(ALL_CASES)), study.ordered_cases


def _raised(study: Study, theme: Theme, members: tuple[Case, ...], audience: Audience) -> Iterator[Entry]:
    counts = telling(study, audience) is Telling.COUNTS
    for subtheme in theme.subthemes:
        found = raised(study, members, (subtheme,))
        yield Entry(found.words if counts else found.whether, found.refs)


def matrix_parts(study: Study, theme: Theme, audience: Audience) -> tuple[Table, ...]:
    """Give the matrix of a theme in parts that fit a lying page, none where there is nothing to print.

    For publication it is what the workbook for publication tells: signed-off summaries, cases by numbered labels.
    """
    whole = _by_case(study, theme) if audience is Audience.WORKING else _by_label(study, theme)
    if whole is None or not whole.rows or not theme.subthemes:
        return ()
    return tuple(_parts(replace(whole, title=f"Framework matrix of theme {theme.heading}"), MOST_SUMMARIES))


def _by_case(study: Study, theme: Theme) -> Table:
    chart = matrix(study, theme)
    rows = tuple(
        (
            Entry(row.heading),
            *map(Entry, row.attributes),
            *(_with_standing(chart.entry((state,)), stale=state.stale) for (state,) in row.cells),
        )
        for row in chart.rows
    )
    return replace(chart.table(), rows=rows, row_headings=1 + len(chart.attributes))


def _with_standing(entry: Entry, *, stale: bool) -> Entry:
    return replace(entry, value=f"Stale: {entry}") if stale else entry


def _by_label(study: Study, theme: Theme) -> Table | None:
    if study.codebook is None:
        return None
    alone = replace(study, codebooks=(replace(study.codebook, themes=(theme,)),))
    return next((found for found in chart_tables(alone) if found.name == f"Theme {theme.heading}"), None)


def _parts(whole: Table, most: int) -> Iterator[Table]:
    """Share the columns of values out evenly over as many tables as they need; each repeats what a row is about."""
    names = whole.row_headings
    values = len(whole.columns) - names
    parts = -(-values // most)
    edges = [names + values * part // parts for part in range(parts + 1)]
    for part, (first, last) in enumerate(pairwise(edges), 1):
        kept = (*range(names), *range(first, last))
        yield replace(
            whole,
            name=f"{whole.name}_{part}",
            title=f"{whole.title}, part {part} of {parts}" if parts > 1 else whole.title,
            columns=tuple(whole.columns[place] for place in kept),
            rows=tuple(tuple(row[place] for place in kept) for row in whole.rows),
            notes=whole.notes if part == parts else (),
        )
