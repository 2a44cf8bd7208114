r"""The text form of a synthesis: its statements as one text a person can type, print and read back without a loss.

    Parents in the area see centres as social care's [A2-P04:4.2, A2-P02:4.2]. Staff seldom raise it [A2-P04:4.1].

A statement reaches up to its cells, which stand in square brackets after the words, parted by commas or semicolons:
the case and the subtheme's number or code. Several brackets in a row are one. A full stop, comma, semicolon, colon,
question or exclamation mark directly after the bracket ends the statement's own text. A statement that rests on no
cell and that more text follows is closed by empty brackets, `[]`. Other square brackets are text.

A backslash makes the next character plain text. Printing puts one before `\`, before a `[` that would otherwise be
read as cells or as never closed, and before white space at either end of a statement.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from framework_qa.model.ids import CASE_ID, CaseId, Code
from framework_qa.model.synthesis import CellKey, Statement

_ENDS = ".,;:!?"
_CELL = re.compile(rf"({CASE_ID.pattern}):([A-Za-z0-9_.]+)")
_MEANT_AS_CELL = re.compile(rf"{_CELL.pattern}|{CASE_ID.pattern}\.[qc][0-9]+")
_TOKEN = re.compile(r"(?P<escaped>\\.)|(?P<bracket>\[(?P<inside>[^\[\]]*)\])|(?P<plain>[^\\\[]+)|(?P<odd>.)", re.DOTALL)


class SynthesisTextError(ValueError):
    """A synthesis's text cannot be read; `position` is the index of the character, and people count from one more."""

    def __init__(self, position: int, message: str) -> None:
        super().__init__(f"character {position + 1}: {message}")
        self.position = position
        self.message = message


def print_statements(statements: Iterable[Statement], numbers: Mapping[str, str] | None = None) -> str:
    """Print statements so that `parse_statements` gives them back; `numbers` gives what to print for a code.

    Raises ValueError at a cell that has no reference.
    """
    numbers = numbers or {}
    found = tuple(statements)
    return " ".join(_printed(one, numbers, last=place == len(found)) for place, one in enumerate(found, 1))


def _printed(statement: Statement, numbers: Mapping[str, str], *, last: bool) -> str:
    if not statement.cells and last:
        return _protected(statement.text)
    cells = ", ".join(_reference(cell, numbers) for cell in statement.cells)
    words, end = _without_end(statement.text)
    return f"{_protected(words)} [{cells}]{end}"


def _reference(cell: CellKey, numbers: Mapping[str, str]) -> str:
    case, code = cell
    reference = f"{case}:{numbers.get(code, code)}"
    if not _CELL.fullmatch(reference):
        message = f"{reference!r} is no reference to a cell"
        raise ValueError(message)
    return reference


def _without_end(text: str) -> tuple[str, str]:
    """Part a text from the mark that ends it, which is printed after the cells."""
    words, end = text[:-1], text[-1]
    parted = end in _ENDS and bool(words.strip()) and not words[-1].isspace()
    return (words, end) if parted else (text, "")


def _protected(text: str) -> str:
    printed = [_plain(token) for token in _TOKEN.finditer(text.replace("\\", "\\\\"))]
    whole = "".join(printed)
    if text[-1].isspace():
        whole = f"{whole[:-1]}\\{whole[-1]}"
    return f"\\{whole}" if text[0].isspace() else whole


def _plain(token: re.Match[str]) -> str:
    opens = token["odd"] == "[" or (token["bracket"] and not _is_insertion(token["inside"]))
    return f"\\{token[0]}" if opens else token[0]


def _is_insertion(inside: str) -> bool:
    """Tell whether a bracket holds words that somebody put in, and nothing that has a meaning here."""
    return bool(inside.strip()) and not _meant_as_cells(inside)


def _meant_as_cells(inside: str) -> bool:
    return any(_MEANT_AS_CELL.fullmatch(part) for part in re.split(r"[\s,;]+", inside))


def parse_statements(text: str) -> tuple[Statement, ...]:
    """Read a synthesis's text into statements; raise SynthesisTextError where it cannot be.

    The second part of a cell is kept as it was typed, number or code: the codebook in force says what it is.
    """
    return tuple(_Reader(text).statements())


class _Reader:
    """A synthesis's text and how far it has been read."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0

    def statements(self) -> Iterator[Statement]:
        """Read statement after statement."""
        self._skip_space()
        while self.at < len(self.text):
            yield self._statement()
            self._skip_space()

    def _statement(self) -> Statement:
        start = self.at
        words, cells = self._words()
        if not words.strip():
            raise SynthesisTextError(start, "cells stand here with no words before them.")
        return Statement(words) if cells is None else Statement(words + self._end(), cells)

    def _words(self) -> tuple[str, tuple[CellKey, ...] | None]:
        """Read words up to the cells that close them, or to the end; white space at their end goes, escaped stays."""
        pieces: list[str] = []
        length = kept = 0
        while (cells := self._cells()) is None and (token := _TOKEN.match(self.text, self.at)):
            pieces.append(self._piece(token))
            length += len(pieces[-1])
            kept = length if token["escaped"] else kept
        words = "".join(pieces)
        return words[:kept] + words[kept:].rstrip(), cells

    def _piece(self, token: re.Match[str]) -> str:
        """Take one piece of plain text: an escaped character, words, or a bracket that opens words put in."""
        if token["odd"] == "\\":
            raise SynthesisTextError(self.at, "a backslash ends the text; write two for a plain one.")
        taken = token["escaped"] or token["plain"] or "["
        self.at += len(taken)
        return taken[1:] if token["escaped"] else taken

    def _cells(self) -> tuple[CellKey, ...] | None:
        """Read the cells that stand here, in one bracket or several; None where there are none."""
        found: tuple[CellKey, ...] | None = None
        while (more := self._bracket()) is not None:
            found = (found or ()) + more
        return found

    def _bracket(self) -> tuple[CellKey, ...] | None:
        at = self._next_character()
        if not self.text.startswith("[", at):
            return None
        token = _TOKEN.match(self.text, at)
        if token is None or token["bracket"] is None:
            message = "the bracket that opens here is never closed; close it, or write \\[ for a plain one."
            raise SynthesisTextError(at, message)
        inside = token["inside"].strip()
        parts = [_CELL.fullmatch(part.strip()) for part in re.split("[,;]", inside)] if inside else []
        if all(parts):
            self.at = token.end()
            return tuple((CaseId(part[1]), Code(part[2])) for part in parts if part)
        if _meant_as_cells(inside):
            message = "this is no reference to a cell; write [A2-P04:4.2], or \\[ for a plain bracket."
            raise SynthesisTextError(at, message)
        return None

    def _end(self) -> str:
        """Take the mark directly after the cells, which belongs to the words before them."""
        end = self.text[self.at : self.at + 1]
        if not end or end not in _ENDS:
            return ""
        self.at += 1
        return end

    def _next_character(self) -> int:
        at = self.at
        while at < len(self.text) and self.text[at].isspace():
            at += 1
        return at

    def _skip_space(self) -> None:
        self.at = self._next_character()
