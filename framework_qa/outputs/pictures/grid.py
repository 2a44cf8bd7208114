"""Grids: rows and columns of places, each with its words and a shade that the legend names."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from framework_qa.outputs.pictures.drawing import INK, Spec
from framework_qa.outputs.pictures.labels import LINE_HEIGHT, ROOM, longest_word, text_width, wrapped
from framework_qa.outputs.pictures.shades import BLUES, Shade

WIDTH = 640  # pixels: the text width of an A4 page
MARGIN = 24
WIDEST, NARROWEST = 84, 22  # columns
ROW, LONG_ROW = 24, 16  # the height of rows, and of those of a long grid
LONG = 30  # rows
MOST_ROWS, MOST_COLUMNS = 60, 20  # in a picture; the table has all of them
HEADING_LINES = 5
SYMBOL = 34  # pixels, of a box in the legend and the space round it
GAP = 0.05  # between bands, as a share of a band


@dataclass(frozen=True, slots=True)
class Place:
    """What stands where a row and a column meet; a total has no shade."""

    row: int
    column: int
    text: str
    shade: Shade | None


@dataclass(frozen=True, slots=True)
class Grid:
    """A grid: the headings of rows and columns, its places, and the legend: its title and shades in order."""

    rows: tuple[str, ...]
    columns: tuple[str, ...]
    places: tuple[Place, ...]
    legend: str
    shades: tuple[Shade, ...]


def grid_spec(grid: Grid) -> Spec | None:
    """Lay a grid out as a Vega-Lite specification of at most the width of a page; None where it has no places."""
    places = [place for place in grid.places if place.row < MOST_ROWS and place.column < MOST_COLUMNS]
    if not places:
        return None
    rows = [wrapped(row) for row in grid.rows[:MOST_ROWS]]
    columns = grid.columns[:MOST_COLUMNS]
    step = column_width(len(columns), room_for(rows))
    headings = headings_of(columns, step)
    height = _row_height(rows, places)
    below = Corner(-int(room_for(rows)), height * len(rows) + MARGIN)
    return {
        "width": {"step": step},
        "height": {"step": height},
        "data": {"values": [_value(place, height) for place in places]},
        "encoding": {"x": band("column", len(columns)), "y": band("row", len(rows))},
        "layer": [
            _boxes(grid, below),
            _words(),
            row_labels(rows, height),
            column_labels(headings, step),
        ],
    }


def _value(place: Place, height: float) -> Spec:
    return {
        "row": place.row,
        "column": place.column,
        "text": place.text,
        "lift": _lift(place.text, height),
        "shade": place.shade.words if place.shade else "",
        "ink": place.shade.ink if place.shade else INK,
    }


def _lift(text: str, step: float, gap: float = GAP) -> float:
    """Give where the first line of a text stands in its band, so that all of its lines stand in the middle."""
    return step * (1 - gap) / 2 - LINE_HEIGHT * text.count("\n") / 2


def cut_off(grid: Grid) -> str:
    """Say what a picture leaves to its table, or nothing."""
    kinds = (("rows", len(grid.rows), MOST_ROWS), ("columns", len(grid.columns), MOST_COLUMNS))
    cuts = [f"{most} of {number} {what}" for what, number, most in kinds if number > most]
    return f"The picture shows the first {' and '.join(cuts)}; the table has all of them." if cuts else ""


def fits(grid: Grid) -> bool:
    """Tell whether the columns are wide enough for what stands in them."""
    if len(grid.columns) > MOST_COLUMNS:
        return False
    widest = max((text_width(line) for place in grid.places for line in place.text.split("\n")), default=0.0)
    return widest <= column_width(len(grid.columns), room_for([wrapped(row) for row in grid.rows]))


def turned(grid: Grid) -> Grid:
    """Turn a grid: its rows become columns."""
    places = tuple(replace(place, row=place.column, column=place.row) for place in grid.places)
    return replace(grid, rows=grid.columns, columns=grid.rows, places=places)


def room_for(labels: Sequence[str]) -> float:
    """Give the pixels that wrapped labels of rows take."""
    return max((text_width(line) for label in labels for line in label.split("\n")), default=ROOM)


def column_width(columns: int, room: float) -> int:
    """Give the width of a column where `room` pixels are taken by the rows' labels."""
    return int(max(NARROWEST, min(WIDEST, (WIDTH - MARGIN - room) / columns)))


def _row_height(rows: Sequence[str], places: Sequence[Place]) -> int:
    lines = max(text.count("\n") + 1 for text in (*rows, *(place.text for place in places)))
    least = LONG_ROW if len(rows) > LONG else ROW
    return max(least, LINE_HEIGHT * lines + 6) if lines > 1 else least


@dataclass(frozen=True, slots=True)
class Headings:
    """The wrapped labels of columns, and whether they stand upright because a word is wider than its column."""

    lines: tuple[str, ...]
    upright: bool


def headings_of(columns: Sequence[str], step: float) -> Headings:
    """Wrap the labels of columns that are `step` pixels wide."""
    if any(longest_word(column) > step - 4 for column in columns):
        most = max(1, int(step // LINE_HEIGHT))
        return Headings(tuple(wrapped(column, lines=min(most, 3)) for column in columns), upright=True)
    return Headings(tuple(wrapped(column, step - 4, HEADING_LINES) for column in columns), upright=False)


def band(field: str, number: int, gap: float = GAP) -> Spec:
    """Place by the number of a row or a column; labels are drawn as marks, for they have several lines."""
    scale = {"domain": list(range(number)), "paddingInner": gap, "paddingOuter": gap / 2}
    return {"field": field, "type": "ordinal", "sort": None, "scale": scale, "axis": None}


def row_labels(rows: Sequence[str], height: float, gap: float = GAP) -> Spec:
    """Write the headings of rows to the left of them."""
    values = [{"row": number, "label": label, "lift": _lift(label, height, gap)} for number, label in enumerate(rows)]
    return {
        "data": {"values": values},
        "mark": {"type": "text", "align": "right", "baseline": "middle"},
        "encoding": {"text": {"field": "label"}, "x": {"value": -8}, "yOffset": _LIFT},
    }


def column_labels(headings: Headings, step: float) -> Spec:
    """Write the headings of columns over them."""
    values = [
        {"column": number, "label": label, "lift": _lift(label, step) if headings.upright else _rise(label)}
        for number, label in enumerate(headings.lines)
    ]
    turn = {"angle": 270, "align": "left", "baseline": "middle"} if headings.upright else {"baseline": "bottom"}
    offset = "xOffset" if headings.upright else "yOffset"
    return {
        "data": {"values": values},
        "mark": {"type": "text", **turn},
        "encoding": {"text": {"field": "label"}, "y": {"value": -6}, offset: _LIFT},
    }


def _rise(label: str) -> float:
    """Give how far the first line of a text has to stand above the place where its last line is to be."""
    return -LINE_HEIGHT * label.count("\n")


_LIFT: Spec = {"field": "lift", "type": "quantitative", "scale": None}


@dataclass(frozen=True, slots=True)
class Corner:
    """Where something begins, in pixels from the corner of the places."""

    x: int
    y: int


def _boxes(grid: Grid, below: Corner) -> Spec:
    return {
        "transform": [{"filter": {"field": "shade", "oneOf": [shade.words for shade in grid.shades]}}],
        "mark": {"type": "bar", "strokeWidth": 0.75},  # for `rect` knows no dashes
        "encoding": shades_of(grid.legend, grid.shades, below),
    }


def shades_of(legend: str, shades: Sequence[Shade], below: Corner) -> Spec:
    """Colour by shade, and say what each means, in as many lines as a page's width asks for."""
    widths = [text_width(shade.words) + SYMBOL for shade in shades]
    columns = len(shades) if sum(widths) <= WIDTH else max(1, int(WIDTH // max(widths)))
    words = [shade.words for shade in shades]
    told = {"title": legend, "columns": columns, "orient": "none", "legendX": below.x, "legendY": below.y}
    named = {"field": "shade", "type": "nominal", "legend": told}
    return {
        "fill": {**named, "scale": {"domain": words, "range": [shade.fill for shade in shades]}},
        # Said as a channel, since a legend of bars would leave the border out.
        "stroke": {**named, "scale": {"domain": words, "range": [shade.border for shade in shades]}},
        "strokeDash": {**named, "scale": {"domain": words, "range": [shade.dash for shade in shades]}},
    }


def _words() -> Spec:
    ink = {"field": "ink", "type": "nominal", "scale": None}
    return {
        "mark": {"type": "text", "baseline": "middle"},
        "encoding": {"text": {"field": "text"}, "color": ink, "yOffset": _LIFT},
    }


def bars_spec(labels: Sequence[str], counts: Sequence[int], what: str) -> Spec:
    """Lay counts out as bars lying one under the other, each with its number at the end."""
    rows = [wrapped(label) for label in labels[:MOST_ROWS]]
    values = [{"row": row, "count": count, "text": str(count)} for row, count in enumerate(counts[:MOST_ROWS])]
    length = {"field": "count", "type": "quantitative", "axis": {"title": what, "labels": False}}
    height, gap = _row_height(rows, ()), 0.3
    return {
        "width": int(WIDTH - 3 * MARGIN - room_for(rows)),
        "height": {"step": height},
        "data": {"values": values},
        "encoding": {"y": band("row", len(rows), gap), "x": length},
        "layer": [
            {"mark": {"type": "bar", "color": BLUES[2]}},
            {"mark": {"type": "text", "align": "left", "dx": 5}, "encoding": {"text": {"field": "text"}}},
            row_labels(rows, height, gap),
        ],
    }
