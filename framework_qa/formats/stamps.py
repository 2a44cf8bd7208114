"""Times as transcripts write them: `0:21`, `1:04:28`, `[00:03:43]`, `00:00:03.138`, `#00:01:02-3#`."""

from __future__ import annotations

import re

TIME = r"\d{1,3}:\d{2}(?::\d{2})?(?:[.,]\d{1,3})?"
SET_APART = rf"(?:\[{TIME}\]|\({TIME}\)|<{TIME}>|\{{{TIME}\}}|\#{TIME}(?:-\d)?\#)"
STAMP = rf"(?:{SET_APART}|{TIME})"

# At the edge of a turn a bare time may be somebody's words ("10:30 is when we open"): only one that is set apart by
# brackets, or stands alone on its line, is a stamp.
LEADING = re.compile(rf"\s*(?:{SET_APART}|{TIME}[ \t]*(?=\n))\s*")
ALONE = re.compile(STAMP)
_CLOSING = "])>}#"
_TAIL = 40  # no stamp is longer
_TRAILING = re.compile(rf"(?:\s*(?P<set>{SET_APART})|\n[ \t]*(?P<bare>{TIME}))\s*\Z")
_PARTS = re.compile(r"-?\d+")


def seconds(stamp: str) -> float:
    """Turn a stamp into seconds; one before the start of the recording counts as its start."""
    clock, _, rest = stamp.strip("[](){}<># \t\n").replace(",", ".").replace("-", ".", 1).partition(".")
    fraction = rest.partition(".")[0]  # tenths after a fraction, as in #00:01:02.5-3#, are no part of it
    total = 0
    for part in clock.split(":"):
        total = total * 60 + int(part)
    return total + (int(fraction) / 10 ** len(fraction) if fraction else 0.0)


def caption_seconds(stamp: str) -> float:
    """Turn a caption's stamp into seconds; a negative one, as conference tools write, counts as 0."""
    return 0.0 if "-" in stamp else seconds(stamp)


def trailing(text: str, start: int, end: int) -> tuple[int, float | None]:
    """Give where the words end without a stamp that closes them, and that stamp in seconds."""
    tail = text[max(start, end - _TAIL) : end]
    last = tail.rstrip()[-1:]
    if not (last.isdigit() or last in _CLOSING) or not (found := _TRAILING.search(tail)):
        return end, None
    return max(start, end - _TAIL) + found.start(), seconds(found["set"] or found["bare"])
