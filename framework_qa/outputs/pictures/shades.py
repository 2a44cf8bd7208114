"""Shades: one hue from white to dark, each with its meaning in words and a colour of text that can be read on it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from framework_qa.outputs.pictures.drawing import INK, LINE

WHITE = "#ffffff"
BLUES = ("#dbe9f6", "#a6cbe6", "#5a9bcd", "#1b5a94")
DARK = BLUES[-1]
GREY = "#ececec"
READABLE = 4.5  # contrast of text on its ground (WCAG 2.2, 1.4.3)
_BEND = 0.04045  # of the curve of sRGB


@dataclass(frozen=True, slots=True)
class Shade:
    """A shade: what it means in words, its colour, and its border."""

    words: str
    fill: str
    dashed: bool = False
    border: str = LINE

    @property
    def ink(self) -> str:
        """Give the colour of text on this shade: the dark one wherever it can be read."""
        return INK if contrast(INK, self.fill) >= READABLE else WHITE

    @property
    def dash(self) -> list[int]:
        """Give the border as pixels drawn and left out."""
        return [3, 3] if self.dashed else [1, 0]


def contrast(one: str, other: str) -> float:
    """Give the contrast of two colours, from 1 to 21 (WCAG 2.2)."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= _BEND else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


NOT_ASKED = Shade("no case was asked", GREY, dashed=True)
NONE_OF_THEM = Shade("none", WHITE)
SHARES = (
    NONE_OF_THEM,
    Shade("up to a quarter", BLUES[0]),
    Shade("up to half", BLUES[1]),
    Shade("up to three quarters", BLUES[2]),
    Shade("more", BLUES[3]),
)


def share_shade(part: int, whole: int) -> Shade:
    """Give the shade of a part of a whole; the parts are whole cases, so nothing is rounded."""
    if not whole:
        return NOT_ASKED
    return SHARES[min(-(-4 * part // whole), len(SHARES) - 1)]


def count_shades(most: int) -> tuple[Shade, ...]:
    """Give shades for counts from 0 to `most`, in at most four even steps above nothing."""
    step = max(1, -(-most // len(BLUES)))
    starts = range(1, max(most, 1) + 1, step)
    # A short scale still reaches the darkest shade, so that the most is seen as the most.
    colours = BLUES[-len(starts) :]
    return (
        NONE_OF_THEM,
        *(
            Shade(_stretch(start, min(start + step - 1, most)), colour)
            for start, colour in zip(starts, colours, strict=True)
        ),
    )


def _stretch(first: int, last: int) -> str:
    return str(first) if last <= first else f"{first} to {last}"


def count_shade(count: int, most: int, shades: Sequence[Shade]) -> Shade:
    """Give the shade of a count among those that `count_shades` gave for `most`."""
    step = max(1, -(-most // len(BLUES)))
    return shades[min(-(-count // step), len(shades) - 1)]
