"""The theme heat map: which themes were raised in which group of cases, of the cases asked."""

from __future__ import annotations

from dataclasses import dataclass

from framework_qa.analysis.counts import Raised, members_by_level, raised
from framework_qa.model.codebook import Theme
from framework_qa.model.people import Attribute, Case
from framework_qa.model.study import Study
from framework_qa.outputs.content import Picture
from framework_qa.outputs.pictures.drawing import picture
from framework_qa.outputs.pictures.grid import Grid, Place, cut_off, fits, grid_spec, turned
from framework_qa.outputs.pictures.labels import counted, listing, plain, said, some_of
from framework_qa.outputs.pictures.shades import NOT_ASKED, SHARES, share_shade
from framework_qa.outputs.sample import with_levels_met
from framework_qa.outputs.table import Entry, Table, distinct_headings, table

ALL = "All cases"
NOTE = "Each place says in how many cases the theme was raised, of the cases that were asked."
UNASKED = "A number after a plus counts cases that raised the theme without being asked."


@dataclass(frozen=True, slots=True)
class _Place:
    """What some cases said on a theme: how many of those asked raised it, and how many without being asked."""

    raised: int
    asked: int
    unasked: int
    entry: Entry

    @property
    def short(self) -> str:
        """Say in the picture what the table says in words: `3/4`, `3/4 +1`."""
        told = f"{self.raised}/{self.asked}" if self.asked else "not\nasked"
        return f"{told} +{self.unasked}" if self.unasked else told


def _place(found: Raised) -> _Place:
    raising = found.cases
    of_asked = sum(case in found.asked for case in raising)
    return _Place(of_asked, len(found.asked), len(raising) - of_asked, Entry(found.words, found.refs))


@dataclass(frozen=True, slots=True)
class _Figures:
    """What the cases of each group raised, a row a theme, all cases last; `empty` are the levels without cases."""

    attribute: Attribute
    themes: tuple[Theme, ...]
    groups: tuple[str, ...]
    rows: tuple[tuple[_Place, ...], ...]
    empty: tuple[str, ...]

    @property
    def nobody(self) -> str:
        """Name the levels that no interview has."""
        return f"No interviews: {some_of(self.empty, len(self.empty))}." if self.empty else ""


def theme_heat_map(study: Study, attribute: Attribute) -> Picture:
    """Show for each theme and level of an attribute the cases raising it, of the cases asked."""
    figures = _figures(study, attribute)
    grid = _grid(figures)
    if not fits(grid) and len(grid.rows) < len(grid.columns):
        grid = turned(grid)
    name, title = f"theme_heat_map_{attribute.name}", f"Which themes were raised where, by {plain(attribute.label)}?"
    text = said(*_sentences(figures), figures.nobody, cut_off(grid))
    spec = grid_spec(grid) if study.cases else None
    return picture(name, title, text, _table(name, title, figures), spec)


def _figures(study: Study, attribute: Attribute) -> _Figures:
    members = members_by_level(study, attribute.name)
    levels = with_levels_met(study, attribute).levels
    met = tuple((level.label, members[level.code]) for level in levels if level.code in members)
    groups: tuple[tuple[str, tuple[Case, ...]], ...] = (*met, (ALL, study.ordered_cases))
    empty = tuple(level.label for level in levels if level.code not in members)
    themes = study.codebook.charts() if study.codebook else ()
    rows = tuple(tuple(_place(raised(study, cases, theme.subthemes)) for _, cases in groups) for theme in themes)
    return _Figures(attribute, themes, tuple(label for label, _ in groups), rows, empty)


def _grid(figures: _Figures) -> Grid:
    places = tuple(
        Place(row, column, found.short, share_shade(found.raised, found.asked))
        for row, line in enumerate(figures.rows)
        for column, found in enumerate(line)
    )
    unasked = any(place.shade is NOT_ASKED for place in places)
    return Grid(
        tuple(theme.heading for theme in figures.themes),
        figures.groups,
        places,
        "In each place: cases raising the theme / cases asked. Shade: their share.",
        (*SHARES, NOT_ASKED) if unasked else SHARES,
    )


def _table(name: str, title: str, figures: _Figures) -> Table:
    rows = [
        (Entry(theme.heading), *(found.entry for found in line))
        for theme, line in zip(figures.themes, figures.rows, strict=True)
    ]
    unasked = any(found.unasked for line in figures.rows for found in line)
    headings = distinct_headings(["Theme", *figures.groups])
    notes = (NOTE, UNASKED if unasked else "", figures.nobody)
    return table(name, title, headings, rows, notes=tuple(filter(None, notes)))


def _sentences(figures: _Figures) -> list[str]:
    if not figures.themes:
        return ["The study has no themes yet."]
    everywhere = [line[-1] for line in figures.rows]
    most, least = max(found.raised for found in everywhere), min(found.raised for found in everywhere)
    number = counted(len(figures.themes), "theme")
    laid_out = (
        f"The picture lays out {number} by {plain(figures.attribute.label)}: cases raising a theme, of those asked."
    )
    widest = f"Raised in most cases: {_those(figures, most)}."
    if least == most:
        return [laid_out, widest, _nowhere(figures)]
    return [laid_out, widest, f"Raised in fewest: {_those(figures, least)}.", _nowhere(figures)]


def _those(figures: _Figures, wanted: int) -> str:
    rows = zip(figures.themes, figures.rows, strict=True)
    return listing([f"{theme.heading} ({line[-1].entry})" for theme, line in rows if line[-1].raised == wanted])


def _nowhere(figures: _Figures) -> str:
    """Name the places where cases were asked and none raised the theme."""
    silent = [
        f"{theme.heading} in {label}"
        for theme, line in zip(figures.themes, figures.rows, strict=True)
        for label, found in zip(figures.groups, line, strict=True)
        if found.asked and not found.entry.refs and label != ALL
    ]
    return (
        f"Asked but not raised: {listing(silent)}."
        if silent
        else "There is no group that was asked and did not raise a theme."
    )
