"""The evidence chain of anything in the study: up to the themes it speaks to, down to the words it rests on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from framework_qa.analysis.links import Node, Rung, Web, in_order
from framework_qa.analysis.lookup import look_up
from framework_qa.analysis.places import place_of
from framework_qa.analysis.staleness import drift, synthesis_stale
from framework_qa.model.chart import Cell
from framework_qa.model.ids import CaseId, Code, CodingId, SpanId, TranscriptId, cell_ref, turn_ref
from framework_qa.model.study import Study
from framework_qa.model.synthesis import synthesis_ref

VALUE = "value"  # what a printed value is called beside the rungs of the chain


@dataclass(frozen=True, slots=True)
class Link:
    """One link of a chain: what it is, the id that traces it again, and the words to print beside it.

    The words are: of a case its attributes, of a transcript its file name, of a turn the speaker, page and time, and
    what was said, of a quote its words, of a coding its subtheme, decision, route, coder, rule and the words that
    fired, of a cell its status, of a synthesis what it says, of a subtheme or theme its heading.
    """

    kind: str
    id: str
    words: str


@dataclass(frozen=True, slots=True)
class Chain:
    """Everything that hangs together with one thing; neither way holds the start, and each link stands once.

    `up` leads towards the findings, from transcripts to themes: of a quote its codings, their cells and those that
    cite it, their subthemes, their themes. `down` leads towards the words, from subthemes to cases: of a cell its
    codings, their quotes and those it cites, the turns, the transcripts, the case. Between cells and subthemes stand
    the syntheses: up from the cells they cite, down from what they are about. `links.py` tells the road exactly.
    `around` gives the turns before and after that of a turn, a quote or a coding, to read the words in their place.
    """

    start: Link
    up: tuple[Link, ...]
    down: tuple[Link, ...]
    around: tuple[Link, ...] = ()


def trace(study: Study, reference: str) -> Chain:
    """Trace anything by its id: case, turn, quote, coding, cell, transcript (hash or file name), code or number.

    A synthesis goes by its group and what it is about: `area=area_1:4`.
    """
    web = Web(study)
    start = look_up(study, reference)
    up, down = web.reached(start, up=True), web.reached(start, up=False)
    turns = [node for node in (start, *down) if node.rung is Rung.TURN]
    around = web.beside(turns[0]) if turns and start.rung in (Rung.TURN, Rung.QUOTE, Rung.CODING) else ()
    return Chain(_link(web, start), _links(web, up), _links(web, down), _links(web, around))


def trace_value(study: Study, address: str, printed: str, refs: Sequence[str]) -> Chain:
    """Trace a printed value by the ids behind it, down to the words; `address` says where it stands."""
    web = Web(study)
    behind = tuple(dict.fromkeys(look_up(study, ref) for ref in refs))
    down = in_order((*behind, *web.reached(*behind, up=False)), up=False)
    return Chain(Link(VALUE, address, printed), (), _links(web, down))


def _links(web: Web, nodes: tuple[Node, ...]) -> tuple[Link, ...]:
    return tuple(_link(web, node) for node in nodes)


def _link(web: Web, node: Node) -> Link:  # noqa: PLR0911 - one answer a rung
    study = web.study
    match node.rung:
        case Rung.CASE:
            return Link(node.rung, node.key, _attributes(study, CaseId(node.key)))
        case Rung.TRANSCRIPT:
            return Link(node.rung, node.key, study.transcript_by_id[TranscriptId(node.key)].name)
        case Rung.TURN:
            return _turn(web, node)
        case Rung.QUOTE:
            return Link(node.rung, node.key, _words(study, SpanId(node.key)))
        case Rung.CODING:
            return Link(node.rung, node.key, _provenance(study, CodingId(node.key)))
        case Rung.CELL:
            subtheme = web.columns[node.part]
            return Link(node.rung, cell_ref(CaseId(node.key), subtheme.number), _status(study, node))
        case Rung.SYNTHESIS:
            return _synthesis(web, node)
        case Rung.SUBTHEME | Rung.THEME:
            return Link(node.rung, node.key, _heading(study, node))


def _attributes(study: Study, case: CaseId) -> str:
    known = study.case_by_id[case]
    labels = (attribute.label_of(known.level(attribute.name)) for attribute in study.settings.attributes)
    return "; ".join(label for label in labels if label)


def _turn(web: Web, node: Node) -> Link:
    transcript = web.study.transcript_by_id[TranscriptId(node.key)]
    turn = web.turns[transcript.id][int(node.part)]
    place = place_of(turn)
    speaker = f"{turn.speaker} ({place})" if place else turn.speaker
    return Link(node.rung, turn_ref(transcript.case, turn.number), f"{speaker}: {transcript.words(turn)}")


def _words(study: Study, span_id: SpanId) -> str:
    span = study.span_by_id[span_id]
    return study.words(span) if span.transcript in study.transcript_by_id else ""


def _provenance(study: Study, coding_id: CodingId) -> str:
    coding = study.coding_by_id[coding_id]
    subtheme = study.codebook.subtheme(coding.subtheme) if study.codebook else None
    said = f"{subtheme.number if subtheme else coding.subtheme}: {coding.decision}, {coding.route}, {coding.coder}"
    if not coding.rule:
        return said
    fired = ", ".join(f"“{words}”" for words in coding.fired)
    return f"{said}, rule {coding.rule}: {fired}"


def _status(study: Study, node: Node) -> str:
    case, code = CaseId(node.key), Code(node.part)
    cell = study.stored_cell.get((case, code))
    if cell is None:
        subtheme = study.codebook.subtheme(code) if study.codebook else None
        return str(study.cell(study.case_by_id[case], subtheme).status) if subtheme else ""
    said = [str(cell.status), "draft" if cell.draft else "", "stale" if drift(study, cell) else ""]
    return ", ".join(part for part in (*said, *_looked_at(study, cell)) if part)


def _looked_at(study: Study, cell: Cell) -> Iterator[str]:
    """Say what a second reader decided on what the cell says, and that other texts wait beside it."""
    reading = study.reading_of.get((cell.case, cell.subtheme))
    if reading and reading.holds(cell):
        yield f"{reading.verdict} by {reading.by}"
    if study.conflicts_at.get(cell_ref(cell.case, cell.subtheme)):
        yield "another text waits"


def _synthesis(web: Web, node: Node) -> Link:
    study, synthesis = web.study, web.syntheses[node.key, node.part]
    codebook = study.codebook
    part = codebook and (codebook.theme(node.part) or codebook.subtheme(node.part))
    reference = synthesis_ref(synthesis.group, part.number if part else node.part)
    return Link(node.rung, reference, f"{'stale: ' * synthesis_stale(study, synthesis)}{synthesis.text}")


def _heading(study: Study, node: Node) -> str:
    codebook = study.codebook
    part = codebook and (codebook.subtheme(node.key) if node.rung is Rung.SUBTHEME else codebook.theme(node.key))
    return part.heading if part else ""
