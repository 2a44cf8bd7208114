"""Coding stripes: one transcript from top to bottom, a column a theme, a stripe wherever a coding stands."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from framework_qa.model.codebook import Theme
from framework_qa.model.coding import Coding
from framework_qa.model.ids import turn_ref
from framework_qa.model.study import Study
from framework_qa.model.text import Span, SpeakerRole, Transcript, Turn
from framework_qa.outputs.content import Picture
from framework_qa.outputs.pictures.drawing import LINE, Spec, picture
from framework_qa.outputs.pictures.grid import (
    MARGIN,
    MOST_COLUMNS,
    Corner,
    band,
    column_labels,
    column_width,
    headings_of,
    shades_of,
)
from framework_qa.outputs.pictures.labels import LINE_HEIGHT, counted, extremes, said, text_width
from framework_qa.outputs.pictures.shades import DARK, GREY, WHITE, Shade
from framework_qa.outputs.table import Entry, Table, distinct_headings, listed, table

LEAST, MOST = 320, 800  # pixels, the height of the text
A_TURN = 16  # pixels, wished for each turn
THIN = 3.0  # pixels; a stripe that would be thinner could not be seen
STRIPE = 0.3  # of a column
TURN_ROOM = 46  # pixels, left of the columns
CODED = Shade("coded, with the subtheme's number (+2: two more)", DARK, border=WHITE)
INTERVIEWER = Shade("the interviewer speaks", GREY, border=GREY)
UNKNOWN = Shade("speaker not known", WHITE, dashed=True)
FOOT = 14  # pixels, from the columns to the counts below them


@dataclass(frozen=True, slots=True)
class _Stripe:
    """A coding in its column, with the subtheme's number."""

    column: int
    number: str
    coding: Coding
    span: Span


def coding_stripes(study: Study, transcript: Transcript) -> Picture:
    """Show where in a transcript each theme's codings stand; the interviewer's turns are shaded."""
    themes = study.codebook.charts() if study.codebook else ()
    stripes = tuple(_stripes(study, transcript, themes))
    several = study.transcripts_of.get(transcript.case, ())
    place = several.index(transcript) + 1 if len(several) > 1 else 0
    name = f"coding_stripes_{transcript.case}" + (f"_{place}" if place else "")
    which = f"{transcript.case}, transcript {place} of {len(several)}," if place else transcript.case
    title = f"Where in {which} are the themes?"
    spec = _spec(transcript, themes, stripes) if themes and transcript.turns else None
    text = said(*_sentences(transcript, themes, stripes))
    return picture(name, title, text, _table(name, title, themes, stripes), spec)


def _stripes(study: Study, transcript: Transcript, themes: Sequence[Theme]) -> Iterator[_Stripe]:
    for column, theme in enumerate(themes):
        for subtheme in theme.subthemes:
            for coding in study.codings_of.get((transcript.case, subtheme.code), ()):
                span = study.span_by_id[coding.span]
                if span.transcript == transcript.id:
                    yield _Stripe(column, subtheme.number, coding, span)


@dataclass(frozen=True, slots=True)
class _Page:
    """The size of the picture in pixels: a column's width, how many, the height, and pixels a character."""

    step: int
    columns: int
    height: int
    scale: float

    @property
    def width(self) -> int:
        """Give the width of all columns."""
        return self.step * self.columns

    def down(self, place: int) -> float:
        """Give where a character of the text stands."""
        return round(place * self.scale, 1)


def _page(transcript: Transcript, columns: int) -> _Page:
    height = max(LEAST, min(MOST, A_TURN * len(transcript.turns)))
    end = max(turn.end for turn in transcript.turns)
    return _Page(column_width(columns, TURN_ROOM), columns, height, height / end)


def _spec(transcript: Transcript, themes: Sequence[Theme], stripes: Sequence[_Stripe]) -> Spec:
    shown = themes[:MOST_COLUMNS]
    page = _page(transcript, len(shown))
    headings = headings_of([theme.heading for theme in shown], page.step)
    counts = [sum(stripe.column == column for stripe in stripes) for column in range(len(shown))]
    drawn = [stripe for stripe in stripes if stripe.column < len(shown)]
    return {
        "width": page.width,
        "height": page.height,
        "layer": [
            _boxes(transcript, drawn, page),
            _lines(page),
            _texts(_numbers(drawn, page), "left"),
            _texts(_turns(transcript, page), "right"),
            _texts(_foot(counts, page), "center"),
            _texts([{"x": -8, "y": page.height + FOOT, "text": "Codings"}], "right"),
            {"encoding": {"x": band("column", len(shown), 0)}, "layer": [column_labels(headings, page.step)]},
        ],
    }


def _boxes(transcript: Transcript, stripes: Sequence[_Stripe], page: _Page) -> Spec:
    bands = [_box(page, (0, page.width), (turn.start, turn.end), shade) for turn, shade in _not_evidence(transcript)]
    marks = [_box(page, _across(stripe, page), (stripe.span.start, stripe.span.end), CODED) for stripe in stripes]
    met = {box["shade"] for box in (*bands, *marks)}
    shades = [shade for shade in (CODED, INTERVIEWER, UNKNOWN) if shade.words in met]
    below = Corner(-TURN_ROOM, page.height + FOOT + MARGIN)
    return {
        "data": {"values": [*bands, *marks]},
        "mark": {"type": "rect", "strokeWidth": 0.5},
        "encoding": {
            **{channel: _pixels(channel) for channel in ("x", "x2", "y", "y2")},
            **shades_of("From top to bottom: the interview from beginning to end", shades, below),
        },
    }


def _not_evidence(transcript: Transcript) -> Iterator[tuple[Turn, Shade]]:
    for turn in transcript.turns:
        role = transcript.role_of(turn.speaker)
        if role is not SpeakerRole.RESPONDENT:
            yield turn, INTERVIEWER if role is SpeakerRole.INTERVIEWER else UNKNOWN


def _box(page: _Page, across: tuple[float, float], stretch: tuple[int, int], shade: Shade) -> Spec:
    top, bottom = map(page.down, stretch)
    thick = max(bottom, top + THIN) if shade is CODED else bottom
    return {"x": across[0], "x2": across[1], "y": top, "y2": thick, "shade": shade.words}


def _across(stripe: _Stripe, page: _Page) -> tuple[float, float]:
    left = stripe.column * page.step + page.step * STRIPE / 3
    return round(left, 1), round(left + page.step * STRIPE, 1)


def _pixels(field: str) -> Spec:
    if field.endswith("2"):
        return {"field": field}
    return {"field": field, "type": "quantitative", "scale": None, "axis": None}


def _lines(page: _Page) -> Spec:
    """Frame the columns."""
    values = [{"x": place * page.step, "y": 0, "y2": page.height} for place in range(page.columns + 1)]
    encoding = {channel: _pixels(channel) for channel in ("x", "y", "y2")}
    return {
        "data": {"values": values},
        "mark": {"type": "rule", "color": LINE, "strokeWidth": 0.5},
        "encoding": encoding,
    }


def _texts(values: Sequence[Spec], align: str) -> Spec:
    return {
        "data": {"values": list(values)},
        "mark": {"type": "text", "align": align, "baseline": "middle"},
        "encoding": {"x": _pixels("x"), "y": _pixels("y"), "text": {"field": "text"}},
    }


def _numbers(stripes: Sequence[_Stripe], page: _Page) -> list[Spec]:
    """Write beside the stripes which subthemes they are, where a line has room for it."""
    here: defaultdict[tuple[int, int], dict[str, None]] = defaultdict(dict)
    for stripe in stripes:
        here[stripe.column, stripe.span.start][stripe.number] = None
    values: list[Spec] = []
    free: dict[int, float] = {}
    for column, start in sorted(here):
        at = max(page.down(start) + THIN / 2, 6)
        if at >= free.get(column, 0):
            free[column] = at + LINE_HEIGHT - 2
            left = column * page.step + page.step * STRIPE * 4 / 3 + 4
            room = (column + 1) * page.step - left
            values.append({"x": round(left, 1), "y": round(at, 1), "text": _fitting(tuple(here[column, start]), room)})
    return values


def _fitting(numbers: Sequence[str], room: float) -> str:
    """Give as many numbers as there is room for, and how many more there are, or at least that there are more."""
    shortened = (f"{' '.join(numbers[:shown])} +{len(numbers) - shown}" for shown in range(len(numbers) - 1, 0, -1))
    wishes = (" ".join(numbers), *shortened, f"{numbers[0]}+")
    return next((text for text in wishes if text_width(text) <= room), "")


def _turns(transcript: Transcript, page: _Page) -> list[Spec]:
    """Write the turns' numbers at their beginnings, leaving out those that would stand on each other."""
    values: list[Spec] = []
    free = 0.0
    for turn in transcript.turns:
        at = page.down(turn.start) + LINE_HEIGHT / 2
        if free <= at <= page.height:
            free = at + LINE_HEIGHT - 1
            values.append({"x": -8, "y": round(at, 1), "text": f"¶{turn.number}"})
    return values


def _foot(counts: Sequence[int], page: _Page) -> list[Spec]:
    return [
        {"x": (column + 0.5) * page.step, "y": page.height + FOOT, "text": str(count)}
        for column, count in enumerate(counts)
    ]


def _table(name: str, title: str, themes: Sequence[Theme], stripes: Sequence[_Stripe]) -> Table:
    """List the turns that are coded, with the subthemes of each theme there."""
    turns: defaultdict[int, defaultdict[int, list[_Stripe]]] = defaultdict(lambda: defaultdict(list))
    for stripe in stripes:
        turns[stripe.span.turn][stripe.column].append(stripe)
    rows = [
        (
            Entry(turn_ref(stripes[0].coding.case, number)),
            *(_entry(turns[number].get(column, ())) for column in range(len(themes))),
        )
        for number in sorted(turns)
    ] or [(Entry("no turn"), *(Entry("none") for _ in themes))]
    return table(name, title, distinct_headings(["Turn", *(theme.heading for theme in themes)]), rows)


def _entry(stripes: Sequence[_Stripe]) -> Entry:
    """Name the subthemes of some stripes, each with its codings behind it."""
    refs: dict[str, list[str]] = {}
    for stripe in stripes:
        refs.setdefault(stripe.number, []).append(stripe.coding.id)
    return listed([Entry(number, tuple(ids)) for number, ids in refs.items()]) if refs else Entry("none")


def _sentences(transcript: Transcript, themes: Sequence[Theme], stripes: Sequence[_Stripe]) -> list[str]:
    turns = counted(len(transcript.turns), "turn")
    begun = f"The picture runs through the {turns} of {transcript.case} from top to bottom, a column a theme."
    counts = [
        (theme.heading, sum(stripe.column == column for stripe in stripes)) for column, theme in enumerate(themes)
    ]
    coded = len({stripe.span.turn for stripe in stripes})
    return [
        begun,
        f"{counted(len(stripes), 'coding')} stand in {counted(coded, 'turn')}: {extremes(counts, 'coding')}",
    ]
