"""What a typed reference names: a case, a turn, a quote, a coding, a cell, a synthesis, a transcript, a code."""

from __future__ import annotations

import re
from collections.abc import Callable

from framework_qa.analysis.groups import parse_group
from framework_qa.analysis.links import Node, Rung, synthesis_node
from framework_qa.analysis.nearest import did_you_mean
from framework_qa.errors import UsageError
from framework_qa.model.codebook import Branch, Subtheme, Theme
from framework_qa.model.ids import CaseId, Code, CodingId, Kind, Reference, SpanId, number_of, parse_reference
from framework_qa.model.study import Study
from framework_qa.model.synthesis import EVERYBODY, synthesis_ref

SHORTEST = 6  # digits of a transcript's hash that may stand for all of it
_PREFIX = re.compile(rf"[0-9a-f]{{{SHORTEST},64}}")


def look_up(study: Study, typed: str) -> Node:
    """Find what a reference names, or raise a UsageError that says what there is instead."""
    reference = parse_reference(typed)
    by_name = _case(study, reference.text) or _code(study, reference.text) or _transcript(study, reference.text)
    if by_name:
        return by_name
    if synthesis := _synthesis(study, reference.text):
        return synthesis
    if by_shape := _BY_SHAPE.get(reference.kind):
        _known_case(study, reference)
        return by_shape(study, reference)
    raise UsageError(f"Nothing in the study is called {reference.text!r}.", _cure(study, reference.text))


def _case(study: Study, name: str) -> Node | None:
    return Node(Rung.CASE, name) if name in study.case_by_id else None


def _code(study: Study, name: str) -> Node | None:
    if study.codebook is None:
        return None
    if subtheme := study.codebook.subtheme(name):
        return Node(Rung.SUBTHEME, subtheme.code)
    theme = study.codebook.theme(name)
    return Node(Rung.THEME, theme.code) if theme else None


def _transcript(study: Study, name: str) -> Node | None:
    digits = _PREFIX.fullmatch(name.casefold())
    found = dict.fromkeys(t.id for t in study.transcripts if t.name == name or (digits and t.id.startswith(digits[0])))
    if len(found) > 1:
        which = ", ".join(identifier[:12] for identifier in found)
        raise UsageError(f"{name!r} may be any of {len(found)} transcripts.", f"Give one by its digits: {which}.")
    return Node(Rung.TRANSCRIPT, next(iter(found))) if found else None


def _synthesis(study: Study, typed: str) -> Node | None:
    """Find a synthesis by `area=area_1:4` or `all cases:4`; None where the reference has another shape."""
    group_typed, colon, about = typed.rpartition(":")
    if not colon or ("=" not in group_typed and group_typed != EVERYBODY):
        return None
    group = parse_group(group_typed, study.settings)
    part = _code(study, about)
    if part is None:
        raise UsageError(f"The codebook has no theme or subtheme {about!r}.", _cure(study, about))
    synthesis = study.synthesis_of.get((group, Code(part.key)))
    if synthesis is None:
        cure = "`chart syntheses` lists those that were."
        raise UsageError(f"No synthesis {synthesis_ref(group, about)} was written.", cure)
    return synthesis_node(synthesis)


def _known_case(study: Study, reference: Reference) -> None:
    if reference.case not in study.case_by_id:
        hint = did_you_mean(str(reference.case), study.case_by_id)
        raise UsageError(f"The study has no case {reference.case!r}.", _sentence(hint) or "See `cases list`.")


def _turn(study: Study, reference: Reference) -> Node:
    case = CaseId(str(reference.case))
    for transcript in study.transcripts_of.get(case, ()):
        for turn in transcript.turns:
            if str(turn.number) == reference.rest.lstrip("0"):
                return Node(Rung.TURN, transcript.id, str(turn.number))
    numbers = [turn.number for transcript in study.transcripts_of.get(case, ()) for turn in transcript.turns]
    cure = f"Its turns go from ¶{min(numbers)} to ¶{max(numbers)}." if numbers else "It has no transcript yet."
    raise UsageError(f"{case} has no turn {reference.rest}.", cure)


def _quote(study: Study, reference: Reference) -> Node:
    if SpanId(reference.text) in study.span_by_id:
        return Node(Rung.QUOTE, reference.text)
    numbers = [number_of(span.id) for span in study.spans if span.case == reference.case]
    raise _no_mark(reference, "quote", "q", numbers)


def _coding(study: Study, reference: Reference) -> Node:
    if CodingId(reference.text) in study.coding_by_id:
        return Node(Rung.CODING, reference.text)
    numbers = [number_of(coding.id) for coding in study.codings if coding.case == reference.case]
    raise _no_mark(reference, "coding", "c", numbers)


def _no_mark(reference: Reference, kind: str, letter: str, numbers: list[int]) -> UsageError:
    span = f"Its {kind}s go from {letter}{min(numbers)} to {letter}{max(numbers)}." if numbers else "It has none yet."
    return UsageError(f"{reference.case} has no {kind} {letter}{reference.rest}.", span)


def _cell(study: Study, reference: Reference) -> Node:
    if study.codebook is None:
        raise UsageError("The study has no codebook yet, so it has no cells.", "Give it one with `codebook apply`.")
    subtheme = study.codebook.subtheme(reference.rest)
    if subtheme is None:
        names = [name for sub in study.codebook.subthemes() for name in (sub.code, sub.number)]
        hint = did_you_mean(reference.rest, names)
        raise UsageError(f"The codebook has no subtheme {reference.rest!r}.", _sentence(hint) or "See `codebook show`.")
    if study.codebook.theme_of(subtheme.code).branch is not Branch.THEMES:
        raise UsageError(f"{subtheme.number} is a value and stands on no chart.", f"Trace {subtheme.number} itself.")
    return Node(Rung.CELL, str(reference.case), subtheme.code)


def _cure(study: Study, typed: str) -> str:
    codebook = study.codebook
    parts: list[Theme | Subtheme] = [*codebook.themes, *codebook.subthemes()] if codebook else []
    names = [name for part in parts for name in (part.code, part.number)]
    hint = did_you_mean(typed, [*study.case_by_id, *names, *(t.name for t in study.transcripts)])
    general = (
        "Give a case, a turn (CASE ¶3), a quote (CASE.q7), a coding (CASE.c7), a cell (CASE:4.2), a synthesis "
        "(area=area_1:4), a code or a file."
    )
    return _sentence(hint) or general


def _sentence(hint: str) -> str:
    return hint[:1].upper() + hint[1:]


_BY_SHAPE: dict[Kind, Callable[[Study, Reference], Node]] = {
    Kind.TURN: _turn,
    Kind.SPAN: _quote,
    Kind.CODING: _coding,
    Kind.CELL: _cell,
}
