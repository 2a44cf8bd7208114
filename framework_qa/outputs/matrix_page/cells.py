"""A cell of the matrix on its page: what it says, how it stands, in words, and the quotes behind it, folded away."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from framework_qa.analysis.coverage import CellState
from framework_qa.analysis.staleness import Drift, drift
from framework_qa.model.chart import SILENT, Cell, Status
from framework_qa.model.coding import Coding, Decision
from framework_qa.model.ids import CodingId, SpanId, cell_ref, turn_ref
from framework_qa.model.text import Span
from framework_qa.outputs.framework import Piece, evidence, pieces
from framework_qa.outputs.html import attribute, inline, text
from framework_qa.outputs.report.transcripts import Places
from framework_qa.outputs.report.wording import counted, verb

DRAFT, STALE = "draft", "stale"


def standings(state: CellState) -> tuple[str, ...]:
    """Give the words by which a cell may be looked for: its status, or `draft`, and `stale`."""
    said = DRAFT if state.cell.draft else str(state.cell.status)
    return (said, STALE) if state.stale else (said,)


def token(standing: str) -> str:
    """Write a standing as one word: `nothing-said`."""
    return standing.replace(" ", "-")


@dataclass
class Cells:
    """Prints the cells of a study; `linked` fills with the spans that they lead to.

    A cell's anchor is its reference, `A2-P04:4.2`: no case, quote or turn is named so.
    """

    places: Places
    linked: dict[SpanId, None] = field(default_factory=dict)

    def printed(self, state: CellState) -> str:
        """Print one cell of a row of cases."""
        name = attribute(cell_ref(state.case.id, state.subtheme.number))
        known = " ".join(map(token, standings(state)))
        silent = ' class="silent"' if state.cell.status in SILENT or not state.cell.runs else ""
        drifted = drift(self.places.study, state.cell)
        inside = (
            _stale(drifted),
            f"<p>{self._said(state.cell)}</p>",
            *(f'<p class="beside">{inline(said)}</p>' for said in self._beside(state.cell)),
            self._quotes(state, drifted),
        )
        return f'<td id="{name}" data-is="{known}"{silent}>{"".join(inside)}</td>'

    def _said(self, cell: Cell) -> str:
        printed = pieces(self.places.study, cell)
        marked = bool(cell.runs) and (cell.draft or cell.status is not Status.CHARTED)
        before = f"<b>{text(printed[0].text)}</b>" if marked else ""
        return before + "".join(map(_piece, printed[marked:]))

    def _beside(self, cell: Cell) -> Iterator[str]:
        """Say what others made of the cell: the second reader, while it says what was read, and who wrote otherwise."""
        study = self.places.study
        reading = study.reading_of.get((cell.case, cell.subtheme))
        if reading and reading.holds(cell):
            yield ": ".join(filter(None, (f"Second reader {reading.verdict}", reading.note)))
        if others := len(study.conflicts_at.get(cell_ref(cell.case, cell.subtheme), ())):
            yield f"{counted(others, 'other text')} {verb(others, 'waits', 'wait')} beside it to be settled."

    def _quotes(self, state: CellState, drifted: Drift) -> str:
        study = self.places.study
        spans = [self.places.spans[ref] for ref in evidence(study, state) if ref in self.places.spans]
        if not spans:
            return ""
        self.linked.update((span.id, None) for span in spans)
        standing = self._standing(state, drifted)
        items = "".join(f"<li>{self._quote(span, standing.words(span.id))}" for span in spans)
        where = f'<span class="unseen"> of {text(state.case.id)} on {text(state.subtheme.number)}</span>'
        cited = f", {standing.cited_of(spans)} cited" if state.cell.runs else ""
        handle = f"{counted(len(spans), 'quote')}{cited}{where}"
        return f'<details class="quotes"><summary>{handle}</summary><ul>{items}</ul></details>'

    def _standing(self, state: CellState, drifted: Drift) -> _Standing:
        key = (state.case.id, state.subtheme.code)
        codings: defaultdict[SpanId, list[Coding]] = defaultdict(list)
        for coding in self.places.study.codings_of.get(key, ()):
            codings[coding.span].append(coding)
        unused = self.places.study.not_used_in.get(key, ())
        return _Standing(state.cell.cited, bool(state.cell.runs), codings, unused, drifted.came)

    def _quote(self, span: Span, standing: str) -> str:
        words = text(self.places.study.words(span))
        place = text(turn_ref(span.case, span.turn))
        return f'<q dir="auto">{words}</q> <a href="#{attribute(span.id)}">{place}</a> <small>{text(standing)}</small>'


@dataclass(frozen=True, slots=True)
class _Standing:
    """How the quotes of one cell stand in it."""

    cited: Collection[SpanId]
    written: bool
    codings: Mapping[SpanId, Sequence[Coding]]
    unused: Collection[SpanId]
    came: Collection[CodingId]

    def cited_of(self, spans: Sequence[Span]) -> int:
        """Count the quotes that the cell's text cites."""
        return sum(span.id in self.cited for span in spans)

    def words(self, span: SpanId) -> str:
        """Say how a quote stands: `cited`, `not cited, suggested by a rule`."""
        return ", ".join(self._words(span))

    def _words(self, span: SpanId) -> Iterator[str]:
        if span in self.unused:
            yield "read, not used"
        elif self.written:
            yield "cited" if span in self.cited else "not cited"
        here = self.codings.get(span, ())
        if not here:
            yield "no longer coded here"
        elif all(coding.decision is Decision.SUGGESTED for coding in here):
            yield "suggested"
        if any(coding.id in self.came for coding in here):
            yield "new since the cell was written"


def _stale(drifted: Drift) -> str:
    if not drifted:
        return ""
    changes = ((len(drifted.came), "came"), (len(drifted.went), "went"))
    said = " and ".join(f"{counted(number, 'coding')} {happened}" for number, happened in changes if number)
    return f'<p class="stale"><b>Stale:</b> {said} since it was written.</p>'


def _piece(piece: Piece) -> str:
    return f'<i class="own">{inline(piece.text)}</i>' if piece.verbatim else inline(piece.text)
