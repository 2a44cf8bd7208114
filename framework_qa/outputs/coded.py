"""Codings for other programs: a table with a row a coding, one with a column a subtheme, and lines of JSON.

The long table begins with the columns that `import codings` reads, so that what leaves this way can come back.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from framework_qa.analysis.coded_turns import CodedTurn, coded_turns
from framework_qa.model.codebook import Subtheme, Theme
from framework_qa.model.coding import Coding, Decision
from framework_qa.model.coding_columns import BESIDE_CODINGS, CODINGS, NOT_RECORDED, PLACES
from framework_qa.model.ids import Code
from framework_qa.model.study import Study
from framework_qa.model.text import Span
from framework_qa.outputs.table import Entry, Table, Value, distinct_headings, table

NONE = "none"  # no blank cells
BESIDE = (*BESIDE_CODINGS, *PLACES)


def long_table(study: Study) -> Table:
    """Lay the live codings out, a row each, in the order of the transcripts; `start` and `end` count code points."""
    names = [attribute.name for attribute in study.settings.attributes]
    subthemes = _subthemes(study)
    themes = {sub.code: theme.number for theme in _themes(study) for sub in theme.subthemes}
    rows: list[list[Entry | Value]] = []
    for turn in coded_turns(study):
        levels = [turn.case.level(name) or NONE for name in names]
        for span, coding in turn.codings:
            about = (themes[coding.subtheme], subthemes[coding.subtheme])
            rows.append([*_coding(turn, span, coding, *about), *levels])
    return table("codings", "Codings", distinct_headings((*CODINGS, *BESIDE, *names)), rows)


def _coding(turn: CodedTurn, span: Span, coding: Coding, theme: str, subtheme: Subtheme) -> list[Entry | Value]:
    said = turn.transcript.text[span.start : span.end]
    return [
        Entry(turn.case.id, (coding.id,)),
        turn.turn.number,
        subtheme.number,
        said,
        coding.coder or NOT_RECORDED,
        coding.decision.value,
        theme,
        subtheme.label,
        subtheme.code,
        span.id,
        coding.id,
        coding.route.value,
        coding.at or NOT_RECORDED,
        coding.codebook_version,
        turn.transcript.name,
        turn.turn.speaker or NOT_RECORDED,
        turn.turn.page or NONE,
        NONE if turn.turn.at is None else f"{turn.turn.at:g}",
        span.start,
        span.end,
    ]


def wide_table(study: Study) -> Table:
    """Lay the quotes out, a row each, with a column a subtheme: `accepted`, `suggested` or `no`."""
    subthemes = _subthemes(study)
    names = [attribute.name for attribute in study.settings.attributes]
    headings = ("quote", "case", "turn", "words", *names, *(subtheme.heading for subtheme in subthemes.values()))
    rows: list[list[Entry | Value]] = []
    for turn in coded_turns(study):
        levels = [turn.case.level(name) or NONE for name in names]
        for span, stands in _by_span(turn):
            said = turn.transcript.text[span.start : span.end]
            codes = [stands.get(code, "no") for code in subthemes]
            rows.append([Entry(span.id, (span.id,)), turn.case.id, turn.turn.number, said, *levels, *codes])
    return table("quotes_by_subtheme", "Quotes by subtheme", distinct_headings(headings), rows)


def _by_span(turn: CodedTurn) -> list[tuple[Span, dict[Code, str]]]:
    """Give each span of a turn with where it stands on its subthemes; an accepted coding goes before a suggestion."""
    found: dict[Span, dict[Code, str]] = {}
    for span, coding in turn.codings:
        held = found.setdefault(span, {})
        if held.get(coding.subtheme) != Decision.ACCEPTED:
            held[coding.subtheme] = coding.decision.value
    return list(found.items())


def json_lines(study: Study) -> Iterator[str]:
    """Give a line of JSON a turn, coded or not; spans count code points of the line's own `text`."""
    subthemes = _subthemes(study)
    for turn in coded_turns(study):
        yield json.dumps(_line(turn, subthemes), ensure_ascii=False) + "\n"


def _line(turn: CodedTurn, subthemes: dict[Code, Subtheme]) -> dict[str, Any]:
    spans = []
    for span, coding in turn.codings:
        start, end = turn.within(span)
        label = {"label": coding.subtheme, "number": subthemes[coding.subtheme].number}
        whose = {"quote": span.id, "coding": coding.id, "decision": coding.decision.value, "coder": coding.coder}
        spans.append({"start": start, "end": end, **label, **whose})
    meta = {"case": turn.case.id, "turn": turn.turn.number, "speaker": turn.turn.speaker, "role": turn.role.value}
    place = {"transcript": turn.transcript.name, "page": turn.turn.page or None, "seconds": turn.turn.at}
    return {"text": turn.words, "spans": spans, "meta": {**meta, **place, "levels": dict(turn.case.levels)}}


def _subthemes(study: Study) -> dict[Code, Subtheme]:
    return {subtheme.code: subtheme for theme in _themes(study) for subtheme in theme.subthemes}


def _themes(study: Study) -> tuple[Theme, ...]:
    return study.codebook.themes if study.codebook else ()
