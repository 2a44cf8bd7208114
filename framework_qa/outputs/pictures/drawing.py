"""The only door to the library that draws: a Vega-Lite specification in, a Picture out, offline."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from framework_qa.outputs.content import Picture
from framework_qa.outputs.table import Table

Spec = dict[str, Any]

INSTALL = 'The picture needs a library that draws; install it with pip install "framework-qa[pictures]".'
NOTHING = "There is nothing to draw yet."

VERSION = "5.21"  # of Vega-Lite, named, so that an update of the library that draws does not change the pictures
SCALE = 2
FONT = "Arial, sans-serif"
INK = "#1a1a1a"
LINE = "#767676"
CONFIG: Mapping[str, Any] = {
    "aria": False,  # the page names a picture once; marks one by one would be read out as a list of shapes
    "font": FONT,
    "padding": 8,
    "view": {"stroke": None},
    "text": {"fontSize": 12, "color": INK, "lineBreak": "\n", "lineHeight": 14},
    "axis": {
        "labelFontSize": 12, "labelColor": INK, "labelLimit": 0, "labelPadding": 6, "labelOverlap": False,
        "titleFontSize": 12, "titleFontWeight": "normal", "titleColor": INK, "titleLimit": 0,
        "domain": False, "ticks": False, "grid": False,
    },
    "legend": {
        "orient": "bottom", "direction": "horizontal", "offset": 14, "columnPadding": 14, "rowPadding": 4,
        "labelFontSize": 12, "labelColor": INK, "labelLimit": 0,
        "titleFontSize": 12, "titleFontWeight": "normal", "titleColor": INK, "titleLimit": 0, "titlePadding": 6,
        "symbolType": "square", "symbolSize": 220, "symbolStrokeColor": LINE, "symbolStrokeWidth": 1,
    },
}  # fmt: skip

_SIZE = re.compile(r'^<svg[^>]* width="([0-9.]+)" height="([0-9.]+)"')


def picture(name: str, title: str, alternative: str, table: Table, spec: Spec | None) -> Picture:
    """Draw a specification; None where there is nothing to draw. The table stands in any case."""
    if spec is None:
        return Picture(name, title, alternative, table, instead=NOTHING)
    svg = _svg(spec)
    if svg is None:
        return Picture(name, title, alternative, table, instead=INSTALL)
    width, height = _size(svg)
    return Picture(name, title, alternative, table, svg, _png(svg), width, height)


def _svg(spec: Spec) -> str | None:
    try:
        from vl_convert import vegalite_to_svg
    except ImportError:
        return None
    whole = {"background": "white", **spec, "config": CONFIG}
    return vegalite_to_svg(whole, vl_version=VERSION, allowed_base_urls=[])


def _png(svg: str) -> bytes:
    from vl_convert import svg_to_png

    return svg_to_png(svg, scale=SCALE)


def _size(svg: str) -> tuple[int, int]:
    width, height = _SIZE.findall(svg)[0]
    return round(float(width)), round(float(height))
