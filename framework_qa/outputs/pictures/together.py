"""The co-occurrence matrix: what is spoken of in the same turn."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from framework_qa.model.codebook import Theme
from framework_qa.model.ids import CaseId, Code
from framework_qa.model.study import Study
from framework_qa.outputs.content import Picture
from framework_qa.outputs.pictures.drawing import picture
from framework_qa.outputs.pictures.grid import Grid, Place, cut_off, grid_spec
from framework_qa.outputs.pictures.labels import asked_about, counted, listing, said, some_of
from framework_qa.outputs.pictures.shades import WHITE, Shade, count_shade, count_shades
from framework_qa.outputs.table import Entry, Table, distinct_headings, table

TITLE = "What is spoken of together"
NOTE = "Each place counts the turns in which both stand; where one meets itself, the turns in which it stands at all."
OWN = Shade("all turns of its own", WHITE, dashed=True)

Pair = tuple[int, int]  # the later in codebook order, the earlier; twice the same for the turns of one


@dataclass(frozen=True, slots=True)
class _Subject:
    """A theme or a subtheme: its number, its heading, and the codes of the subthemes that count for it."""

    number: str
    heading: str
    codes: tuple[Code, ...]


@dataclass(frozen=True, slots=True)
class _Met:
    """In how many turns a pair stands, and the ids of the codings there."""

    turns: int = 0
    refs: tuple[str, ...] = ()


def co_occurrence(study: Study, theme: Theme | None = None) -> Picture:
    """Show how many turns hold two subthemes of a theme, or, without one, two themes."""
    subjects = _subjects(study, theme)
    met = _meetings(study, subjects)
    grid = _grid(subjects, met)
    name = f"co_occurrence_{theme.number}" if theme else "co_occurrence"
    title = asked_about(TITLE, f"within {theme.heading}" if theme else "")
    text = said(*_sentences(subjects, met, "subtheme" if theme else "theme"), cut_off(grid))
    spec = grid_spec(grid) if met else None
    return picture(name, title, text, _table(name, title, subjects, met), spec)


def _subjects(study: Study, theme: Theme | None) -> tuple[_Subject, ...]:
    if theme:
        return tuple(_Subject(s.number, s.heading, (s.code,)) for s in theme.subthemes)
    themes = study.codebook.charts() if study.codebook else ()
    return tuple(_Subject(t.number, t.heading, tuple(s.code for s in t.subthemes)) for t in themes)


def _meetings(study: Study, subjects: Sequence[_Subject]) -> Mapping[Pair, _Met]:
    """Count the turns of each pair in one pass over the live codings."""
    place = {code: number for number, subject in enumerate(subjects) for code in subject.codes}
    turns: defaultdict[tuple[CaseId, int], defaultdict[int, list[str]]] = defaultdict(lambda: defaultdict(list))
    for case in study.ordered_cases:
        for code, number in place.items():
            for coding in study.codings_of.get((case.id, code), ()):
                turns[case.id, study.span_by_id[coding.span].turn][number].append(coding.id)
    met: defaultdict[Pair, list[list[str]]] = defaultdict(list)
    for here in turns.values():
        for one, refs in here.items():
            for other in (other for other in here if other <= one):
                met[one, other].append(refs if one == other else [*refs, *here[other]])
    return {pair: _Met(len(found), tuple(ref for refs in found for ref in refs)) for pair, found in met.items()}


def _grid(subjects: Sequence[_Subject], met: Mapping[Pair, _Met]) -> Grid:
    most = max((found.turns for (one, other), found in met.items() if one != other), default=0)
    shades = count_shades(most)
    places = []
    for one in range(len(subjects)):
        for other in range(one + 1):
            turns = met.get((one, other), _Met()).turns
            shade = OWN if one == other else count_shade(turns, most, shades)
            places.append(Place(one, other, str(turns), shade))
    return Grid(
        tuple(subject.heading for subject in subjects),
        tuple(subject.number for subject in subjects),
        tuple(places),
        "In each place: turns in which both stand. Shade: their number.",
        (*shades, OWN),
    )


def _table(name: str, title: str, subjects: Sequence[_Subject], met: Mapping[Pair, _Met]) -> Table:
    rows = []
    for one, subject in enumerate(subjects):
        pairs = [met.get((max(one, other), min(one, other)), _Met()) for other in range(len(subjects))]
        rows.append((Entry(subject.heading), *(Entry(found.turns, found.refs) for found in pairs)))
    headings = distinct_headings(["Turns in which both stand", *(subject.heading for subject in subjects)])
    return table(name, title, headings, rows, notes=(NOTE,))


def _sentences(subjects: Sequence[_Subject], met: Mapping[Pair, _Met], what: str) -> list[str]:
    number = counted(len(subjects), what)
    begun = f"The picture lays out {number} against each other by the turns in which two of them stand."
    pairs = {pair: found.turns for pair, found in met.items() if pair[0] != pair[1]}
    if not pairs:
        return [begun, "No two of them stand in one turn."]
    most = max(pairs.values())
    often = [_pair(subjects, pair) for pair in sorted(pairs, key=_in_order) if pairs[pair] == most]
    alone = [subject.number for place, subject in enumerate(subjects) if not any(place in pair for pair in pairs)]
    never = len(subjects) * (len(subjects) - 1) // 2 - len(pairs)
    return [
        begun,
        f"Most often together: {listing(often)}, in {counted(most, 'turn')}{' each' if len(often) > 1 else ''}.",
        f"{counted(never, 'pair')} never stand{'s' if never == 1 else ''} in one turn." if never else "",
        f"Together with none of the others: {some_of(alone)}." if alone else "",
    ]


def _in_order(pair: Pair) -> Pair:
    return pair[1], pair[0]


def _pair(subjects: Sequence[_Subject], pair: Pair) -> str:
    return f"{subjects[pair[1]].heading} with {subjects[pair[0]].heading}"
