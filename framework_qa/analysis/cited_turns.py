"""Cited turns: in a cell's text `[¶31]` stands for the quotes in that turn that are coded to the cell's subtheme.

Typed `[¶31]`, `[#31]` or `[A2-P04 ¶31]`, alone or among other references: `[¶31, q7]`. They are written out as quotes
before the text is read, and a place in the text that is then read is told as the place in what was typed. Turns named
in comments, in quotations or behind a backslash are text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from framework_qa.model.ids import CASE_ID, CaseId, SpanId, turn_ref

_TURN = re.compile(rf"(?:({CASE_ID.pattern})\s*)?[¶#]\s*([0-9]{{1,18}})")
_SHORT = re.compile("q[0-9]+")
_TOKEN = re.compile(r'\\.|(?P<quote>["“])|(?P<comment>\[[Rr]:)|\[(?P<inside>[^\[\]]*)\]', re.DOTALL)
_CLOSING = {'"': re.compile(r'\\.|(?P<end>")', re.DOTALL), "“": re.compile(r"\\.|(?P<end>”)", re.DOTALL)}
_BRACKET = re.compile(r"\\.|(?P<open>\[)|(?P<close>\])", re.DOTALL)


@dataclass(slots=True)
class WrittenOut:
    """A cell's text with quotes in the place of turns, and the turns that stand for none, each at its bracket."""

    text: str = ""
    faults: list[tuple[int, str]] = field(default_factory=list)
    _longer: list[tuple[int, int]] = field(default_factory=list)  # up to where in `text`, and by how much

    def typed_at(self, position: int) -> int:
        """Give the place in what was typed that a place in the text comes from."""
        return position - sum(growth for end, growth in self._longer if end <= position)

    def take(self, typed: str, written: str) -> None:
        """Put the next piece at the end, as it was typed and as it is written out."""
        self.text += written
        if len(typed) != len(written):
            self._longer.append((len(self.text), len(written) - len(typed)))


def write_out_turns(text: str, case: CaseId, quotes: Mapping[int, Sequence[SpanId]]) -> WrittenOut:
    """Put quotes in the place of cited turns; `quotes` gives those of the cell by the number of their turn."""
    out = WrittenOut()
    done = 0
    for bracket in _brackets(text):
        parts = [part.strip() for part in bracket["inside"].split(",")]
        if not any(map(_TURN.fullmatch, parts)):
            continue
        refs = [ref for part in parts for ref in _refs(part, case, quotes, bracket.start(), out.faults)]
        between = text[done : bracket.start()]
        out.take(between, between)
        out.take(bracket[0], f"[{', '.join(dict.fromkeys(refs))}]")
        done = bracket.end()
    out.take(text[done:], text[done:])
    return out


def _refs(
    part: str, case: CaseId, quotes: Mapping[int, Sequence[SpanId]], at: int, faults: list[tuple[int, str]]
) -> Sequence[str]:
    """Give what one part of a bracket stands for; a turn that stands for nothing is a fault."""
    turn = _TURN.fullmatch(part)
    if turn is None:
        return (f"{case}.{part}",) if _SHORT.fullmatch(part) else (part,)
    if turn[1] and turn[1].casefold() != case.casefold():
        faults.append((at, f"¶{int(turn[2])} is cited of another case."))
        return ()
    found = quotes.get(int(turn[2]), ())
    if not found:
        faults.append((at, f"{turn_ref(case, int(turn[2]))} has no quote that is coded to this subtheme."))
    return found


def _brackets(text: str) -> Iterator[re.Match[str]]:
    """Find the square brackets that may hold references: none in a quotation, in a comment or behind a backslash."""
    at = 0
    while found := _TOKEN.search(text, at):
        at = found.end()
        if found["quote"]:
            at = _after_quotation(text, at, _CLOSING[found["quote"]])
        elif found["comment"]:
            at = _after_comment(text, at)
        elif found["inside"] is not None:
            yield found


def _after_quotation(text: str, at: int, closing: re.Pattern[str]) -> int:
    return next((found.end() for found in closing.finditer(text, at) if found["end"]), len(text))


def _after_comment(text: str, at: int) -> int:
    depth = 1
    for found in _BRACKET.finditer(text, at):
        depth += (found["open"] is not None) - (found["close"] is not None)
        if depth == 0:
            return found.end()
    return len(text)
