"""Run places: where in a cell's typed text each of its runs begins, so that what is wrong with one can be pointed at.

Follows the text form as `model/cell_text.py` tells it, for text that was read already: what is read from a place here
are the runs from that one on.
"""

from __future__ import annotations

import re

from framework_qa.model.ids import CASE_ID

_CLOSING = {'"': '"', "“": "”"}
_COMMENT = re.compile(r"\[[Rr]:")
_REFERENCE = rf"(?:{CASE_ID.pattern}\.)?q[0-9]+"
_REFERENCES = re.compile(rf"\s*\[\s*(?:{_REFERENCE}(?:\s*,\s*{_REFERENCE})*)?\s*\]")
_BETWEEN = re.compile(r"\s*(?:[;.,]\s*)?")


def run_places(text: str) -> tuple[int, ...]:
    """Give the index of the first character of each run."""
    places = []
    at = len(text) - len(text.lstrip())
    while at < len(text):
        places.append(at)
        at = _after_separator(text, _after_run(text, at))
    return tuple(places)


def _after_separator(text: str, at: int) -> int:
    found = _BETWEEN.match(text, at)
    return found.end() if found else at


def _after_run(text: str, at: int) -> int:
    if _COMMENT.match(text, at):
        return _after_comment(text, at)
    if closing := _CLOSING.get(text[at]):
        return _after_references(text, _after_words(text, at + 1, closing) + 1)
    while at < len(text) and not _COMMENT.match(text, at):
        if text[at] == "[" and _REFERENCES.match(text, at):
            return _after_references(text, at)
        at += 1 + (text[at] == "\\")
    return at


def _after_comment(text: str, at: int) -> int:
    depth = 0
    while at < len(text):
        depth += (text[at] == "[") - (text[at] == "]")
        at += 1 + (text[at] == "\\")
        if depth == 0:
            break
    return at


def _after_words(text: str, at: int, closing: str) -> int:
    while at < len(text) and text[at] != closing:
        at += 1 + (text[at] == "\\")
    return at


def _after_references(text: str, at: int) -> int:
    while found := _REFERENCES.match(text, at):
        at = found.end()
    return at
