r"""The text form of a cell: its runs as one line a person can type, print and read back without a loss.

    Parents see centres as tied to social care [A2-P04.q7]; "must have social care involved" [A2-P04.q7,
    A2-P04.q9]. [R: cf 4.2]

A **verbatim** run stands in double quotes (straight; curly ones may be typed), a **comment** in `[R: ...]`, and all
other text is **summary**. A run's references stand in square brackets directly after it, parted by commas; `[q7]` is
enough where the case is known. A summary reaches up to its reference, to a comment or to the end of the text; one
without a reference that more text follows is closed by empty brackets, `[]`.

Between runs stands one `;`, `.` or `,` or nothing, with any white space; printing writes `; `, and `. ` before a
comment. Whatever else is typed belongs to some run's text; nothing is dropped. Full stops and semicolons inside a
run, and square brackets around inserted words (`[the centre]`), are text like any other.

A backslash makes the next character plain text. Printing puts one before `\` everywhere; in a verbatim run before
`"`; in a summary before double quotes of any shape and before a `[` that would otherwise be read as a reference, as
a comment or as never closed; in a comment before brackets that are not in pairs; and before white space at either
end of a run and a separator at the beginning of one. What is neither plain text nor one of these forms is an error
that names its character: a quotation begun inside a summary, a bracket never closed, a reference without words.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from framework_qa.model.chart import Run, RunKind
from framework_qa.model.ids import CASE_ID, CaseId, SpanId

_SEPARATORS = ";.,"
_CLOSING = {'"': '"', "“": "”"}
_QUOTES = '"“”'
_MARKED = re.compile(r'["“”\\\[]')
_SPAN = re.compile(rf"(?:{CASE_ID.pattern}\.)?q[0-9]+")
_FULL_SPAN = re.compile(rf"{CASE_ID.pattern}\.q[0-9]+")
_MEANT_AS_REFERENCE = re.compile(rf"(?:{CASE_ID.pattern}\.)?[qc][0-9]+|(?:{CASE_ID.pattern})?[¶#][0-9]+")
_BRACKET = re.compile(r"\[([^\[\]]*)\]")
_COMMENT = re.compile(r"\[[Rr]:")


class CellTextError(ValueError):
    """A cell's text cannot be read; `position` is the index of the character, and people count from one more."""

    def __init__(self, position: int, message: str) -> None:
        super().__init__(f"character {position + 1}: {message}")
        self.position = position
        self.message = message


def print_runs(runs: Iterable[Run]) -> str:
    """Print runs so that `parse_runs` gives the same runs back; raise ValueError at a reference that is none."""
    return "".join(part for run in print_parts(runs) for part in run)


def print_parts(runs: Iterable[Run]) -> Iterator[tuple[str, str, str]]:
    """Print each run in parts: what stands between it and the run before, its words, and what closes it.

    In the place of the references, where a run has any, others that name the same quotes may be printed.
    """
    runs = tuple(runs)
    for before, run, after in zip((None, *runs), runs, (*runs[1:], None), strict=False):
        yield _between(before, run), _printed(run), _references(run, after)


def _between(before: Run | None, after: Run) -> str:
    if before is None:
        return ""
    if after.kind is not RunKind.COMMENT:
        return " " if before.kind is RunKind.COMMENT else "; "
    return " " if before.kind is RunKind.COMMENT or not before.refs else ". "


def _references(run: Run, after: Run | None) -> str:
    if wrong := [ref for ref in run.refs if not _FULL_SPAN.fullmatch(ref)]:
        message = f"{wrong[0]!r} is no reference to a quote"
        raise ValueError(message)
    if run.refs:
        return f" [{', '.join(run.refs)}]"
    open_ended = run.kind is RunKind.SUMMARY and after is not None and after.kind is not RunKind.COMMENT
    return " []" if open_ended else ""


def _printed(run: Run) -> str:
    if run.kind is RunKind.VERBATIM:
        return '"' + re.sub(r'(["\\])', r"\\\1", run.text) + '"'
    if run.kind is RunKind.COMMENT:
        marks = r"([\\])" if _in_pairs(run.text) else r"([\\\[\]])"
        return f"[R: {_edges(re.sub(marks, _escaped, run.text), run.text)}]"
    return _edges(_plain_summary(run.text), run.text)


def _escaped(found: re.Match[str]) -> str:
    return "\\" + found[0]


def _in_pairs(text: str) -> bool:
    depth = 0
    for character in text:
        depth += (character == "[") - (character == "]")
        if depth < 0:
            return False
    return depth == 0


def _plain_summary(text: str) -> str:
    if not _MARKED.search(text):
        return text
    parts = []
    for place, character in enumerate(text):
        special = character in _QUOTES or character == "\\"
        if character == "[":
            special = not _is_insertion(text, place)
        parts.append("\\" + character if special else character)
    return "".join(parts)


def _is_insertion(text: str, place: int) -> bool:
    """Tell whether the bracket that opens here holds words the analyst put in, and nothing that has a meaning."""
    bracket = _BRACKET.match(text, place)
    return (
        bracket is not None
        and "\\" not in bracket[1]
        and bool(bracket[1].strip())
        and not _COMMENT.match(text, place)
        and not _meant_as_reference(bracket[1])
    )


def _meant_as_reference(inside: str) -> bool:
    return any(_MEANT_AS_REFERENCE.fullmatch(part) for part in re.split(r"[\s,;]+", inside))


def _edges(printed: str, text: str) -> str:
    """Protect what reading would trim: white space at either end, a separator at the beginning."""
    if text[-1].isspace():
        printed = printed[:-1] + "\\" + printed[-1]
    if text[0].isspace() or text[0] in _SEPARATORS:
        printed = "\\" + printed
    return printed


def parse_runs(text: str, *, case: CaseId | None = None) -> tuple[Run, ...]:
    """Read a cell's text into runs; raise CellTextError where it cannot be. `case` completes `q7`."""
    return _Parser(text, case).runs()


@dataclass(slots=True)
class _Parser:
    """A cell's text and how far it has been read."""

    text: str
    case: CaseId | None
    at: int = 0

    def runs(self) -> tuple[Run, ...]:
        found: list[Run] = []
        self._skip_space()
        while self.at < len(self.text):
            found.append(self._run())
            self._skip_separator()
        return tuple(found)

    def _run(self) -> Run:
        if _COMMENT.match(self.text, self.at):
            return self._comment()
        if self.text[self.at] in _CLOSING:
            return self._verbatim()
        return self._summary()

    def _comment(self) -> Run:
        start = self.at
        self.at += len("[R:")
        self._skip_space()
        words = self._until_bracket(start)
        if not words.strip():
            raise CellTextError(start, "the comment holds no words.")
        return Run(RunKind.COMMENT, words)

    def _until_bracket(self, start: int) -> str:
        """Read a comment's words up to the bracket that closes it; brackets in pairs belong to the words."""
        pieces = _Pieces()
        depth = 1
        while self.at < len(self.text):
            character = self.text[self.at]
            depth += (character == "[") - (character == "]")
            if depth == 0:
                self.at += 1
                return pieces.trimmed()
            self._take(pieces)
        raise CellTextError(start, "the comment that begins here is never closed; end it with ].")

    def _verbatim(self) -> Run:
        start = self.at
        closing = _CLOSING[self.text[start]]
        self.at += 1
        pieces = _Pieces()
        while self.at < len(self.text) and self.text[self.at] != closing:
            self._take(pieces)
        if self.at == len(self.text):
            raise CellTextError(start, f"the quotation that begins here is never closed; end it with {closing}")
        self.at += 1
        words = pieces.whole()
        if not words.strip():
            raise CellTextError(start, "the quotation holds no words.")
        run = Run(RunKind.VERBATIM, words, self._all_references() or ())
        self._refuse_text_after_quotation(run)
        return run

    def _refuse_text_after_quotation(self, run: Run) -> None:
        at = self._next_character()
        ends = at == len(self.text) or self.text[at] in _SEPARATORS or _COMMENT.match(self.text, at)
        if not run.refs and not ends:
            raise CellTextError(at, "after a quotation comes its reference, such as [q7], or a semicolon.")

    def _summary(self) -> Run:
        start = self.at
        pieces = _Pieces()
        references: tuple[SpanId, ...] | None = None
        while self.at < len(self.text):
            character = self.text[self.at]
            if character in _QUOTES:
                advice = 'put the reference of the words before it first, or write \\" to keep it in the summary.'
                raise CellTextError(self.at, f"a quotation begins inside a summary; {advice}")
            if character == "[":
                if _COMMENT.match(self.text, self.at):
                    break
                references = self._all_references()
                if references is not None:
                    break
            self._take(pieces)
        words = pieces.trimmed()
        if not words.strip():
            raise CellTextError(start, "a reference stands here with no words before it.")
        return Run(RunKind.SUMMARY, words, references or ())

    def _all_references(self) -> tuple[SpanId, ...] | None:
        """Read the references that stand here, in one bracket or several; None where there are none."""
        found: tuple[SpanId, ...] | None = None
        while (more := self._references()) is not None:
            found = (found or ()) + more
        return found

    def _references(self) -> tuple[SpanId, ...] | None:
        at = self._next_character()
        if not self.text.startswith("[", at) or _COMMENT.match(self.text, at):
            return None
        bracket = _BRACKET.match(self.text, at)
        if bracket is None:
            raise CellTextError(
                at, "the bracket that opens here is never closed; close it, or write \\[ for a plain one."
            )
        inside = bracket[1].strip()
        parts = [part.strip() for part in inside.split(",")] if inside else []
        if all(_SPAN.fullmatch(part) for part in parts):
            self.at = bracket.end()
            return tuple(self._complete(part, at) for part in parts)
        if _meant_as_reference(inside):
            raise CellTextError(at, "this is no reference to a quote; write [A2-P04.q7], or \\[ for a plain bracket.")
        return None

    def _complete(self, part: str, at: int) -> SpanId:
        if "." in part:
            return SpanId(part)
        if self.case is None:
            raise CellTextError(at, f"{part} does not say of which case; write it as A2-P04.{part}.")
        return SpanId(f"{self.case}.{part}")

    def _take(self, pieces: _Pieces) -> None:
        escaped = self.text[self.at] == "\\"
        self.at += escaped
        if self.at == len(self.text):
            raise CellTextError(self.at - 1, "a backslash ends the text; write two for a plain one.")
        pieces.add(self.text[self.at], kept=escaped)
        self.at += 1

    def _next_character(self) -> int:
        """Give the place of the next character that is no white space."""
        at = self.at
        while at < len(self.text) and self.text[at].isspace():
            at += 1
        return at

    def _skip_space(self) -> None:
        self.at = self._next_character()

    def _skip_separator(self) -> None:
        self._skip_space()
        if self.at < len(self.text) and self.text[self.at] in _SEPARATORS:
            self.at += 1
            self._skip_space()


class _Pieces:
    """The characters of a run's text, and which part of it trimming may not touch."""

    def __init__(self) -> None:
        self._characters: list[str] = []
        self._kept = 0

    def add(self, character: str, *, kept: bool) -> None:
        self._characters.append(character)
        if kept or not character.isspace():
            self._kept = len(self._characters)

    def whole(self) -> str:
        return "".join(self._characters)

    def trimmed(self) -> str:
        """Give the text without the white space that was typed after it."""
        return "".join(self._characters[: self._kept])
