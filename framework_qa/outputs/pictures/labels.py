"""Labels in pictures: cleaned of what no XML may hold, wrapped to the room they have, and lists in a sentence."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

SIZE = 12  # pixels, of a label
LINE_HEIGHT = 14
ROOM = 176.0  # pixels: about 28 characters
LINES = 3
ELLIPSIS = "…"
A_NAME = 80  # characters, in a sentence

# Marks that turn the direction of what follows would reach over the line they stand in; XML forbids the others.
_TURNING = re.compile("[\u202a-\u202e\u2066-\u2069]")
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_NARROW = frozenset("iIjlft.,:;'|!()[]/\\ -‘’`")
_WIDE = frozenset("mwMW@%—…&")


def plain(text: str) -> str:
    """Give a label on one line, without characters that XML forbids or that turn the direction of the text."""
    return " ".join(_FORBIDDEN.sub("\ufffd", _TURNING.sub("", text)).split())


def text_width(text: str, size: int = SIZE) -> float:
    """Estimate how many pixels a text takes in a sans serif; it errs on the wide side."""
    return size * sum(map(_share_of_em, text))


def _share_of_em(character: str) -> float:
    if character in _NARROW:
        return 0.32
    if unicodedata.combining(character):
        return 0.0
    if character in _WIDE or unicodedata.east_asian_width(character) in "WF":
        return 1.0
    return 0.7 if character.isupper() else 0.56


def longest_word(label: str) -> float:
    """Estimate how many pixels the widest word of a label takes."""
    return max(map(text_width, plain(label).split()), default=0.0)


def wrapped(label: str, room: float = ROOM, lines: int = LINES) -> str:
    """Break a label into at most `lines` lines of `room` pixels; what is left is cut with an ellipsis."""
    broken: list[str] = []
    for word in plain(label).split():
        for piece in _pieces(word, room):
            longer = f"{broken[-1]} {piece}" if broken else piece
            if broken and text_width(longer) <= room:
                broken[-1] = longer
            else:
                broken.append(piece)
        if len(broken) > lines:
            break
    if len(broken) > lines:
        return "\n".join([*broken[: lines - 1], _cut(broken[lines - 1], room)])
    return "\n".join(broken)


def _pieces(word: str, room: float) -> list[str]:
    """Break a word that is wider than the room, and only such a one."""
    pieces = [""]
    for character in word:
        if pieces[-1] and text_width(pieces[-1] + character) > room:
            pieces.append("")
        pieces[-1] += character
    return pieces


def _cut(line: str, room: float) -> str:
    while line and text_width(line + ELLIPSIS) > room:
        line = line[:-1]
    return line.rstrip() + ELLIPSIS


def some_of(names: Sequence[str], most: int = 4) -> str:
    """List names in a sentence, the first of many: `A, B and C`; `A, B, C, D and 3 more`."""
    shown = [_short(name) for name in names[:most]]
    if len(names) > most:
        return f"{', '.join(shown)} and {len(names) - most} more"
    return " and ".join(filter(None, [", ".join(shown[:-1]), *shown[-1:]]))


def counted(number: int, one: str, many: str = "") -> str:
    """Say how many: `1 case`, `3 cases`."""
    return f"{number} {one if number == 1 else many or one + 's'}"


def _short(name: str) -> str:
    name = plain(name)
    return name if len(name) <= A_NAME else name[: A_NAME - 1].rstrip() + ELLIPSIS


def listing(names: Sequence[str], most: int = 3) -> str:
    """List names that hold an `and` of their own: `A with B; C with D; and 3 more`."""
    more = [f"and {len(names) - most} more"] if len(names) > most else []
    return "; ".join([*map(_short, names[:most]), *more])


def extremes(counts: Sequence[tuple[str, int]], what: str) -> str:
    """Say where the most is, where the least, and where nothing: `most in A (3 cases); none in B.`, all in one."""
    found = [(name, count) for name, count in counts if count]
    if not found:
        return f"no {what} anywhere."
    most, least = max(count for _, count in found), min(count for _, count in found)
    parts = [f"most in {_those_with(found, most)} ({counted(most, what)}{_each(found, most)})"]
    if least < most:
        parts.append(f"fewest in {_those_with(found, least)} ({least}{_each(found, least)})")
    if nowhere := [name for name, count in counts if not count]:
        parts.append(f"none in {some_of(nowhere)}")
    return "; ".join(parts) + "."


def _those_with(found: Sequence[tuple[str, int]], wanted: int) -> str:
    return some_of([name for name, count in found if count == wanted])


def _each(found: Sequence[tuple[str, int]], wanted: int) -> str:
    return " each" if sum(count == wanted for _, count in found) > 1 else ""


def said(*sentences: str) -> str:
    """Join the sentences that say something."""
    return " ".join(filter(None, sentences))


def asked_about(question: str, about: str) -> str:
    """Ask a question about something whose own label may end as a question does."""
    return f"{question} {plain(about)}".rstrip(" ?") + "?"
