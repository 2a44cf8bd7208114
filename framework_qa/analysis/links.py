"""The links of the evidence chain: what hangs on what, followed up towards the themes or down towards the words.

    case - transcript - turn - quote - coding - cell - synthesis - subtheme - theme

Up: a case leads to its transcripts and its cells, a transcript to the turns that hold marked words, a turn to its
quotes, a quote to its codings and to the cells that cite it, a coding to its cell and its subtheme, a cell to its
subtheme and to the syntheses that cite it, a synthesis to the subtheme or theme it is about, a subtheme to its theme.
Down is the same road walked back, except that nothing leads down to a coding that was rejected or withdrawn: it is
shown beside its quote, names its subtheme and stands in no cell.

A cell nobody has written is a link as soon as a live coding stands in it; codings of the value branch have no cell.
What is missing from a damaged study is passed over here; `verify` tells it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from framework_qa.model.chart import Cell
from framework_qa.model.codebook import Subtheme
from framework_qa.model.coding import Coding
from framework_qa.model.ids import CaseId, Code, CodingId, SpanId, TranscriptId
from framework_qa.model.study import Study
from framework_qa.model.synthesis import Synthesis, group_text
from framework_qa.model.text import Span, Turn


class Rung(StrEnum):
    """The kinds of link, from the ground up."""

    CASE = "case"
    TRANSCRIPT = "transcript"
    TURN = "turn"
    QUOTE = "quote"
    CODING = "coding"
    CELL = "cell"
    SYNTHESIS = "synthesis"
    SUBTHEME = "subtheme"
    THEME = "theme"


RUNGS = tuple(Rung)


@dataclass(frozen=True, slots=True)
class Node:
    """One thing of the study: its rung and its key there.

    A turn's key is its transcript's and `part` its number; a cell's key is its case's and `part` its subtheme's code; a
    synthesis's key is its group as it is typed and `part` the code of what it is about.
    """

    rung: Rung
    key: str
    part: str = ""


def synthesis_node(synthesis: Synthesis) -> Node:
    """Give the node of a synthesis."""
    return Node(Rung.SYNTHESIS, group_text(synthesis.group), synthesis.about)


def in_order(nodes: Iterable[Node], *, up: bool) -> tuple[Node, ...]:
    """Order nodes by rung towards the themes or towards the words; those of one rung stay as they come."""
    return tuple(sorted(nodes, key=lambda node: RUNGS.index(node.rung), reverse=not up))


@dataclass(frozen=True)
class Web:
    """The study as nodes that can be followed either way, each look-up made in one pass."""

    study: Study

    def reached(self, *starts: Node, up: bool) -> tuple[Node, ...]:
        """Follow the links one way from some nodes; each further node once, ordered by rung, then as found."""
        onward: Callable[[Node], Iterable[Node]] = self.above if up else self.below
        found = dict.fromkeys(starts)
        waiting = list(found)
        for node in waiting:
            fresh = [further for further in dict.fromkeys(onward(node)) if further not in found]
            found.update(dict.fromkeys(fresh))
            waiting.extend(fresh)
        return in_order((node for node in waiting if node not in starts), up=up)

    def above(self, node: Node) -> Iterable[Node]:  # noqa: PLR0911 - one answer a rung
        """Give the next nodes towards the themes."""
        match node.rung:
            case Rung.CASE:
                return [*self._transcripts_of(node.key), *self._cells_of_case(node.key)]
            case Rung.TRANSCRIPT:
                return self._turns_marked_in(node.key)
            case Rung.TURN:
                return [Node(Rung.QUOTE, span.id) for span in self._spans_in(node.key).get(int(node.part), ())]
            case Rung.QUOTE:
                return [*self._codings_of_span(node.key), *self._cells_citing(node.key)]
            case Rung.CODING:
                return self._above_coding(self.study.coding_by_id[CodingId(node.key)])
            case Rung.CELL:
                return [*self._syntheses_citing(node), Node(Rung.SUBTHEME, node.part)]
            case Rung.SYNTHESIS:
                return self._subject_of(node.part)
            case Rung.SUBTHEME:
                return self._theme_of(node.key)
            case Rung.THEME:
                return ()

    def below(self, node: Node) -> Iterable[Node]:  # noqa: PLR0911 - one answer a rung
        """Give the next nodes towards the words."""
        match node.rung:
            case Rung.THEME:
                return [*self._subthemes_of(node.key), *self._syntheses_on(node.key)]
            case Rung.SUBTHEME:
                return [*self._syntheses_on(node.key), *self._cells_on(node.key), *self._codings_on(node.key)]
            case Rung.SYNTHESIS:
                return self._cells_of(self.syntheses[node.key, node.part])
            case Rung.CELL:
                return [*self._codings_in(node.key, node.part), *self._cited_by(node), *self._case(node.key)]
            case Rung.CODING:
                return self._quote(self.study.coding_by_id[CodingId(node.key)].span)
            case Rung.QUOTE:
                return self._turn_of(self.study.span_by_id[SpanId(node.key)])
            case Rung.TURN:
                return [Node(Rung.TRANSCRIPT, node.key)]
            case Rung.TRANSCRIPT:
                return self._case(self.study.transcript_by_id[TranscriptId(node.key)].case)
            case Rung.CASE:
                return ()

    def beside(self, turn: Node) -> tuple[Node, ...]:
        """Give the turns before and after a turn."""
        number = int(turn.part)
        known = self.turns[TranscriptId(turn.key)]
        return tuple(Node(Rung.TURN, turn.key, str(n)) for n in (number - 1, number + 1) if n in known)

    # -- look-ups

    @cached_property
    def turns(self) -> dict[TranscriptId, dict[int, Turn]]:
        """Look the turns of a transcript up by number."""
        return {t.id: {turn.number: turn for turn in t.turns} for t in self.study.transcripts}

    @cached_property
    def columns(self) -> dict[str, Subtheme]:
        """Look the subthemes up, by code, that have a column on some chart."""
        return {sub.code: sub for sub in self.study.codebook.charted()} if self.study.codebook else {}

    @cached_property
    def syntheses(self) -> dict[tuple[str, str], Synthesis]:
        """Look the syntheses up by their group, as it is typed, and what they are about."""
        return {(group_text(found.group), found.about): found for found in self.study.syntheses}

    @cached_property
    def _syntheses_by_cell(self) -> dict[tuple[str, str], list[Synthesis]]:
        found: defaultdict[tuple[str, str], list[Synthesis]] = defaultdict(list)
        for synthesis in self.study.syntheses:
            for cell in synthesis.cited:
                found[cell].append(synthesis)
        return found

    @cached_property
    def _codings_by_span(self) -> dict[SpanId, list[Coding]]:
        found: defaultdict[SpanId, list[Coding]] = defaultdict(list)
        for coding in self.study.codings:
            found[coding.span].append(coding)
        return found

    @cached_property
    def _cells_by_span(self) -> dict[SpanId, list[Cell]]:
        found: defaultdict[SpanId, list[Cell]] = defaultdict(list)
        for cell in self.study.cells:
            for span in cell.cited:
                found[span].append(cell)
        return found

    @cached_property
    def _spans_by_turn(self) -> dict[str, dict[int, list[Span]]]:
        found: defaultdict[str, dict[int, list[Span]]] = defaultdict(dict)
        for span in sorted(self.study.spans, key=lambda span: (span.turn, span.start, span.end)):
            found[span.transcript].setdefault(span.turn, []).append(span)
        return found

    def _spans_in(self, transcript: str) -> dict[int, list[Span]]:
        return self._spans_by_turn.get(transcript, {})

    # -- towards the themes

    def _transcripts_of(self, case: str) -> list[Node]:
        return [Node(Rung.TRANSCRIPT, t.id) for t in self.study.transcripts_of.get(CaseId(case), ())]

    def _cells_of_case(self, case: str) -> list[Node]:
        return [Node(Rung.CELL, case, code) for code in self.columns if self._stands(case, code)]

    def _turns_marked_in(self, transcript: str) -> list[Node]:
        known = self.turns[TranscriptId(transcript)]
        return [Node(Rung.TURN, transcript, str(n)) for n in self._spans_in(transcript) if n in known]

    def _codings_of_span(self, span: str) -> list[Node]:
        return [Node(Rung.CODING, coding.id) for coding in self._codings_by_span.get(SpanId(span), ())]

    def _cells_citing(self, span: str) -> list[Node]:
        citing = self._cells_by_span.get(SpanId(span), ())
        return [Node(Rung.CELL, c.case, c.subtheme) for c in citing if self._has_place(c.case, c.subtheme)]

    def _above_coding(self, coding: Coding) -> list[Node]:
        in_cell = coding.live and self._has_place(coding.case, coding.subtheme)
        cell = [Node(Rung.CELL, coding.case, coding.subtheme)] if in_cell else []
        known = self.study.codebook is not None and self.study.codebook.subtheme(coding.subtheme)
        return [*cell, Node(Rung.SUBTHEME, coding.subtheme)] if known else cell

    def _syntheses_citing(self, cell: Node) -> list[Node]:
        citing = self._syntheses_by_cell.get((cell.key, cell.part), ())
        return [synthesis_node(synthesis) for synthesis in citing]

    def _subject_of(self, about: str) -> list[Node]:
        codebook = self.study.codebook
        if codebook and codebook.theme(about):
            return [Node(Rung.THEME, about)]
        return [Node(Rung.SUBTHEME, about)] if codebook and codebook.subtheme(about) else []

    def _theme_of(self, subtheme: str) -> list[Node]:
        return [Node(Rung.THEME, self.study.codebook.theme_of(subtheme).code)] if self.study.codebook else []

    # -- towards the words

    def _subthemes_of(self, theme: str) -> list[Node]:
        found = self.study.codebook.theme(theme) if self.study.codebook else None
        return [Node(Rung.SUBTHEME, subtheme.code) for subtheme in found.subthemes] if found else []

    def _syntheses_on(self, about: str) -> list[Node]:
        return [synthesis_node(synthesis) for synthesis in self.study.syntheses if synthesis.about == about]

    def _cells_of(self, synthesis: Synthesis) -> list[Node]:
        return [Node(Rung.CELL, case, code) for case, code in synthesis.cited if self._has_place(case, code)]

    def _cells_on(self, subtheme: str) -> list[Node]:
        if subtheme not in self.columns:
            return []
        cases = (case.id for case in self.study.ordered_cases)
        return [Node(Rung.CELL, case, subtheme) for case in cases if self._stands(case, subtheme)]

    def _codings_on(self, subtheme: str) -> list[Node]:
        return [node for case in self.study.ordered_cases for node in self._codings_in(case.id, subtheme)]

    def _codings_in(self, case: str, subtheme: str) -> list[Node]:
        codings = self.study.codings_of.get((CaseId(case), Code(subtheme)), ())
        return [Node(Rung.CODING, coding.id) for coding in codings]

    def _cited_by(self, cell: Node) -> list[Node]:
        stored = self.study.stored_cell.get((CaseId(cell.key), Code(cell.part)))
        return [node for span in stored.cited for node in self._quote(span)] if stored else []

    def _quote(self, span: SpanId) -> list[Node]:
        return [Node(Rung.QUOTE, span)] if span in self.study.span_by_id else []

    def _turn_of(self, span: Span) -> list[Node]:
        known = span.turn in self.turns.get(span.transcript, ())
        return [Node(Rung.TURN, span.transcript, str(span.turn))] if known else []

    def _case(self, case: str) -> list[Node]:
        return [Node(Rung.CASE, case)] if case in self.study.case_by_id else []

    # -- cells

    def _stands(self, case: str, subtheme: str) -> bool:
        """Tell whether a cell is a link: somebody wrote it, or a live coding stands in it."""
        key = (CaseId(case), Code(subtheme))
        return key in self.study.stored_cell or key in self.study.codings_of

    def _has_place(self, case: str, subtheme: str) -> bool:
        return subtheme in self.columns and case in self.study.case_by_id
