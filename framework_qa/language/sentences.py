"""Sentences: where they begin and end in what somebody said, offsets exact.

A sentence ends at `.`, `?`, `!` or an ellipsis with what closes after it, at a blank line, and at a ¶; always at white
space, so that no word is ever cut. The stop of an abbreviation, an initial or a quotation that goes on ends nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import groupby

STOPS = ".!?…"
LAST_WORD = re.compile(r"[^\s\"'“”‘’()\[\]]*\Z")
LONGEST_ABBREVIATION = 6

# Always followed by more of the same sentence.
LEADING = frozenset(
    (
        *("mr", "mrs", "ms", "mx", "dr", "prof", "rev", "hon", "fr", "messrs", "gen", "capt", "sgt", "supt", "insp"),
        *("st", "mt", "e.g", "i.e", "eg", "ie", "cf", "viz", "vs", "v", "ca", "c", "approx", "fig", "figs", "vol"),
        *("p", "pp", "para", "esp", "incl"),
    )
)
# May end a sentence; does so when a capital follows.
TRAILING = frozenset(
    (
        "etc",
        "a.m",
        "p.m",
        "inc",
        "ltd",
        "co",
        "corp",
        "jr",
        "sr",
        "bros",
        "dept",
        "est",
        "min",
        "max",
        "hr",
        "hrs",
        "mins",
        "ext",
        "u.k",
        "u.s",
    )
)
NO_INITIAL = frozenset({"I", "X"})  # the pronoun, and the mark that stands for a removed name
NUMBERED = frozenset({"no", "nos"})  # abbreviations before a figure only


def _no_abbreviation() -> str:
    """Give a pattern that holds after a stop which does not stand behind any word of `LEADING`."""
    by_length = groupby(sorted(LEADING, key=len), key=len)  # what is looked back at must be of one length
    return "".join(rf"(?<!(?i:{'|'.join(map(re.escape, words))})\.)" for _, words in by_length)


# Begins with one set of characters, which the engine looks for fastest; possessive, so never back over a run of dots.
# `sure` are nearly all borders: a stop after small letters that are no abbreviation, a space, a capital.
BORDER = re.compile(
    r"[.!?…\n¶](?:"
    rf"(?P<sure>(?<=[a-z][a-z][.!?]){_no_abbreviation()}\x20(?=[A-Z]))"
    r"|(?<=[.!?…])(?<![.!?…]{2})(?P<more>[.!?…]*+)(?P<close>[\"'”’»)\]}*_]*+)(?=\s)"
    r"|(?<=\n)[^\S\n]*+\n"
    r"|(?<=¶)(?=\s)"
    r"|(?<=\s¶)(?P<ahead>)"
    r")"
)


def sentences(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Walk the sentences of `text[start:end]`: where each begins and ends, without white space around."""
    begin = _next_word(text, start, end)
    for border in BORDER.finditer(text, start, end):
        if border.lastgroup == "sure":
            begin, done = border.end(), begin
            yield done, begin - 1
            continue
        cut = border.end() if border["ahead"] is None else border.start()
        if cut > begin and _ends(text, border, end):
            yield begin, _trimmed(text, begin, cut)
            begin = _next_word(text, cut, end)
    if begin < end:
        yield begin, _trimmed(text, begin, end)


def _next_word(text: str, start: int, end: int) -> int:
    while start < end and text[start].isspace():
        start += 1
    return start


def _trimmed(text: str, begin: int, cut: int) -> int:
    while cut > begin and text[cut - 1].isspace():
        cut -= 1
    return cut


def _ends(text: str, border: re.Match[str], end: int) -> bool:
    """Tell whether a candidate border ends a sentence."""
    if border["close"] is None:
        return True
    stop = text[border.start()] + border["more"]
    following = _next_word(text, border.end(), end)
    goes_on = following < end and text[following].islower()
    if goes_on and border["close"].strip("*_"):
        return False
    if stop == ".":
        return _full_stop(text, border.start(), following, goes_on=goes_on)
    if set(stop) <= {".", "…"}:
        return not goes_on
    return True


def _full_stop(text: str, at: int, following: int, *, goes_on: bool) -> bool:
    """Tell whether the single stop at `at` is more than the end of an abbreviation."""
    before = text[max(0, at - LONGEST_ABBREVIATION) : at]
    if before.isalpha() and len(before) == LONGEST_ABBREVIATION:
        return True
    found = LAST_WORD.search(before)
    word = found[0] if found else ""
    folded = word.lower()
    if folded in NUMBERED:
        return not text[following : following + 1].isdigit()
    if folded in LEADING:
        return False
    if folded in TRAILING:
        return not goes_on
    initial = len(word) == 1 and word.isupper() and word not in NO_INITIAL
    return not initial
