"""New subthemes by interview: how the codebook filled up, with the caveat that it shows no saturation."""

from __future__ import annotations

from collections.abc import Sequence

from framework_qa.analysis.new_subthemes import Interview
from framework_qa.analysis.new_subthemes import new_subthemes as by_interview
from framework_qa.model.study import Study
from framework_qa.outputs.content import Picture
from framework_qa.outputs.pictures.drawing import LINE, Spec, picture
from framework_qa.outputs.pictures.grid import MARGIN, WIDTH
from framework_qa.outputs.pictures.labels import LINE_HEIGHT, counted, plain, said, some_of
from framework_qa.outputs.pictures.shades import BLUES, DARK
from framework_qa.outputs.table import Entry, Table, table

NAME, TITLE = "new_subthemes", "In which interviews did new subthemes turn up?"
CAVEAT = (
    "The interviews stand in the order of the charts, which need not be the order in which they were held or read. "
    "The figures say how the codebook filled up in this order; they do not show saturation."
)
NAMED = 46  # interviews; where there are more, they are numbered
UPRIGHT = 24  # pixels; in narrower columns numbers stand upright
AXIS_ROOM = 56  # pixels, left of the bars
HEIGHT = 240
EARLIER, NEW = "raised in an interview before", "raised for the first time"


def new_subthemes(study: Study) -> Picture:
    """Show by interview, in chart order, the subthemes raised for the first time, and how many were raised so far."""
    interviews = by_interview(study)
    charted = len(study.codebook.charted()) if study.codebook else 0
    spec = _spec(interviews, charted) if interviews and charted else None
    return picture(NAME, TITLE, said(*_sentences(interviews, charted)), _table(interviews), spec)


def _spec(interviews: Sequence[Interview], charted: int) -> Spec:
    step = min(48.0, (WIDTH - MARGIN - AXIS_ROOM) / len(interviews))
    named = len(interviews) <= NAMED
    across: Spec = {
        "field": "place",
        "type": "ordinal",
        "sort": None,
        "scale": {"domain": list(range(1, len(interviews) + 1)), "paddingInner": 0.15 if named else 0},
        "axis": None if named else _numbers(len(interviews)),
    }
    numbers = [_so_far(step), _case_ids(interviews)] if named else []
    return {
        "width": {"step": step},
        "height": HEIGHT,
        "data": {"values": [value for place, one in enumerate(interviews, 1) for value in _values(place, one, step)]},
        "encoding": {"x": across},
        "layer": [_bars(_legend(charted, step, named=named), charted, named=named), _all_of_them(charted), *numbers],
    }


def _values(place: int, interview: Interview, step: float) -> list[Spec]:
    """Give the two parts of an interview's bar: from nothing to what was raised before, and from there to now."""
    before = interview.known - len(interview.new)
    added = f"+{len(interview.new)}"
    words = added if step < UPRIGHT else f"{interview.known}\n{added}"
    return [
        {"place": place, "from": 0, "to": before, "kind": EARLIER, "words": ""},
        {"place": place, "from": before, "to": interview.known, "kind": NEW, "words": words},
    ]


def _numbers(interviews: int) -> Spec:
    every = max(10, interviews // 100 * 10)
    values = [1, *range(every, interviews + 1, every)]
    return {"title": "Interviews, in the order of the charts", "values": values, "labelAngle": 0}


def _legend(charted: int, step: float, *, named: bool) -> str:
    line = f"Dashed line: all {counted(charted, 'subtheme')} of the codebook."
    numbers = "+ new ones" if step < UPRIGHT else "raised so far, + new ones"
    return f"Over each bar: {numbers}. {line}" if named else line


def _bars(told: str, charted: int, *, named: bool) -> Spec:
    axis = {"title": "Subthemes raised so far", "tickMinStep": 1, "format": "d", "tickCount": 5, "grid": not named}
    up = {"field": "from", "type": "quantitative", "scale": {"domain": [0, charted], "nice": False}, "axis": axis}
    scale = {"domain": [EARLIER, NEW], "range": [BLUES[0], DARK]}
    legend = {"title": told, "orient": "top", "offset": 34}
    return {
        "mark": {"type": "bar", "stroke": LINE, "strokeWidth": 0.5 if named else 0},
        "encoding": {
            "y": up,
            "y2": {"field": "to"},
            "fill": {"field": "kind", "type": "nominal", "scale": scale, "legend": legend},
        },
    }


def _all_of_them(charted: int) -> Spec:
    """Draw the line that the bars would reach if every subtheme had been raised."""
    at = {"datum": charted, "type": "quantitative"}
    line = {"type": "rule", "color": LINE, "strokeDash": [4, 3]}
    return {"data": {"values": [{}]}, "mark": line, "encoding": {"x": None, "y": at}}


def _so_far(step: float) -> Spec:
    turn = (
        {"angle": 270, "align": "left", "dx": 5} if step < UPRIGHT else {"baseline": "bottom", "dy": -LINE_HEIGHT - 4}
    )
    return {
        "transform": [{"filter": {"field": "kind", "equal": NEW}}],
        "mark": {"type": "text", **turn},
        "encoding": {"y": {"field": "to", "type": "quantitative"}, "text": {"field": "words"}},
    }


def _case_ids(interviews: Sequence[Interview]) -> Spec:
    values = [{"place": place, "label": plain(one.case.id)} for place, one in enumerate(interviews, 1)]
    return {
        "data": {"values": values},
        "mark": {"type": "text", "angle": 270, "align": "right", "baseline": "middle"},
        "encoding": {"text": {"field": "label"}, "y": {"value": HEIGHT + 6}},
    }


def _table(interviews: Sequence[Interview]) -> Table:
    rows = []
    for place, interview in enumerate(interviews, 1):
        new = tuple(coding.id for coding in interview.first)
        labels = "; ".join(subtheme.heading for subtheme in interview.new) or "none"
        rows.append(
            (
                Entry(interview.case.id, (interview.case.id,)),
                Entry(place),
                Entry(interview.raised),
                Entry(len(interview.new), new),
                Entry(interview.known),
                Entry(labels, new),
            )
        )
    columns = ("Case", "Interview", "Subthemes raised", "Raised for the first time", "Raised so far", "New")
    return table(NAME, TITLE, columns, rows, notes=(CAVEAT,))


def _sentences(interviews: Sequence[Interview], charted: int) -> list[str]:
    if not interviews or not charted:
        return ["There are no interviews, or no subthemes, to walk through yet."]
    known = interviews[-1].known
    most = max(len(one.new) for one in interviews)
    peaks = [one.case.id for one in interviews if len(one.new) == most]
    last = max((place for place, one in enumerate(interviews, 1) if one.new), default=0)
    walked = f"The picture walks through {counted(len(interviews), 'interview')} in the order of the charts"
    return [
        f"{walked}: {known} of {charted} subthemes were raised, {charted - known} nowhere.",
        f"Most new subthemes: {some_of(peaks)} ({most}{' each' if len(peaks) > 1 else ''})." if most else "",
        f"The last new one turned up in interview {last} of {len(interviews)}." if last else "",
        "The order of reading decides what is new where, so this does not show saturation.",
    ]
