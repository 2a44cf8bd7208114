"""What a cell of the working workbook says: text that a person may edit and that reads back exactly.

    Parents see centres as tied to social care [¶31]; "must have social care involved" [¶31, q9]. [R: cf 4.2]

It is the compact form of model/cell_text. A turn stands for the extracts of the cell in it where a run cites just
those; all other quotes are named (`q7`). A status other than charted stands before the text, as does `DRAFT:`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from framework_qa.model.cell_text import print_parts
from framework_qa.model.chart import Cell, RunKind, Status
from framework_qa.model.edited import DRAFT, begins_with_status
from framework_qa.model.ids import SpanId
from framework_qa.model.study import Study
from framework_qa.outputs.framework import Piece


def editable_pieces(study: Study, cell: Cell) -> tuple[Piece, ...]:
    """Print a cell in pieces, the respondent's own words apart."""
    if not cell.runs:
        return (Piece(str(cell.status)),)
    quotes = _Quotes(study, cell)
    body = []
    for run, (between, words, references) in zip(cell.runs, print_parts(cell.runs), strict=True):
        closing = f" [{', '.join(quotes.named(run.refs))}]" if run.refs else references
        body += [Piece(between), Piece(words, run.kind is RunKind.VERBATIM), Piece(closing)]
    printed = (Piece(_before(cell, body[1].text)), *body)
    return tuple(piece for piece in printed if piece.text)


def _before(cell: Cell, text: str) -> str:
    """Give the word before a text; a text that itself begins with such a word is protected from being read as one."""
    if cell.draft:
        return f"{DRAFT} "
    if cell.status is not Status.CHARTED:
        return f"{str(cell.status).capitalize()}: "
    return "\\" if begins_with_status(text) else ""


class _Quotes:
    """How the quotes of one cell are named: by their turn where that says the same."""

    def __init__(self, study: Study, cell: Cell) -> None:
        self.own = f"{cell.case}."
        self.turns = {ref: study.span_by_id[ref].turn for ref in cell.cited if ref in study.span_by_id}
        self.in_turn: dict[int, list[SpanId]] = {}
        for coding in study.codings_of.get((cell.case, cell.subtheme), ()):
            quotes = self.in_turn.setdefault(study.span_by_id[coding.span].turn, [])
            if coding.span not in quotes:
                quotes.append(coding.span)

    def named(self, refs: Sequence[SpanId]) -> tuple[str, ...]:
        """Name quotes so that reading gives the same ones in the same order."""
        once = len(set(refs)) == len(refs)  # a turn beside a quote named twice would be read as naming it once
        return tuple(self._by_turn(refs) if once else map(self._by_id, refs))

    def _by_turn(self, refs: Sequence[SpanId]) -> Iterator[str]:
        at = 0
        while at < len(refs):
            turn = self.turns.get(refs[at], 0)
            whole = self.in_turn.get(turn, ())
            if whole and list(refs[at : at + len(whole)]) == whole:
                yield f"¶{turn}"
                at += len(whole)
            else:
                yield self._by_id(refs[at])
                at += 1

    def _by_id(self, ref: SpanId) -> str:
        return ref.removeprefix(self.own)


def as_text(pieces: Sequence[Piece]) -> str:
    """Join pieces."""
    return "".join(piece.text for piece in pieces)
