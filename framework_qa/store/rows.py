"""Row and value: every record of the model as a tuple of its table's columns, and back; nothing else.

Columns that hold lists or trees are canonical JSON, so equal values give equal rows, byte for byte.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache, lru_cache
from json.encoder import encode_basestring as quoted
from operator import itemgetter
from typing import Any

from framework_qa.model.chart import Cell, Run, RunKind, Status
from framework_qa.model.codebook import Codebook
from framework_qa.model.coding import Coding, Decision, Route
from framework_qa.model.conflict import Conflict
from framework_qa.model.people import Case
from framework_qa.model.quote import Star
from framework_qa.model.reading import NotUsed, SecondReading, Verdict
from framework_qa.model.set_aside import SetAside
from framework_qa.model.study import Record
from framework_qa.model.synthesis import Group, Statement, Synthesis
from framework_qa.model.text import Span, Speaker, SpeakerRole, Transcript, Turn
from framework_qa.store.codebook_tree import theme_of, theme_tree
from framework_qa.store.schema import COLUMNS, LOGGED

Row = tuple[Any, ...]
_FIELDS: Mapping[str, Callable[[Mapping[str, Any]], Row]] = {
    table: itemgetter(*columns) for table, columns in LOGGED.items()
}
_ENCODER = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


def canonical(value: object) -> str:
    """Write a value as JSON in the one form that equal values share."""
    return _ENCODER.encode(value)


def sha256(text: str) -> str:
    """Hash a text; a lone surrogate is hashed too, it is refused elsewhere."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def row_of(record: Record) -> tuple[str, Row]:
    """Give a record's table and its row."""
    table, to_row = _TO_ROW[type(record)]
    return table, to_row(record)


def value_of(table: str, row: Sequence[Any]) -> Record:
    """Give the record that a row of a table holds."""
    return _TO_VALUE[table](row)


def case_row(case: Case) -> Row:
    """Row of a case."""
    return (case.id, canonical(case.levels))


def case_value(row: Sequence[Any]) -> Case:
    """Read the case of a row."""
    return Case(row[0], _pairs(row[1]))


def transcript_row(transcript: Transcript) -> Row:
    """Row of a transcript version, with the hashes of its text and of how it is cut into turns."""
    header, speakers = canonical(transcript.header), canonical([speaker.label for speaker in transcript.speakers])
    turns = canonical([_turn_tree(turn) for turn in transcript.turns])
    return (
        transcript.id,
        transcript.case,
        transcript.name,
        transcript.version,
        canonical(transcript.left_out),
        canonical([speaker.role for speaker in transcript.speakers]),
        sha256(transcript.text),
        content_sha256(header, speakers, turns),
        header,
        speakers,
        turns,
        transcript.text,
    )


def _turn_tree(turn: Turn) -> tuple[Any, ...]:
    tree = (turn.number, turn.speaker, turn.start, turn.end, turn.at)
    return (*tree, turn.page) if turn.page else tree  # as before pages were kept, so that hashes stay


def content_sha256(header: str, speakers: str, turns: str) -> str:
    """Hash what a transcript holds beside its text: header, speakers and turns, as their columns stand."""
    return sha256(f"[{header},{speakers},{turns}]")


def transcript_value(row: Sequence[Any]) -> Transcript:
    """Read the transcript version of a row."""
    identifier, case, name, version, left_out, roles, _, _, header, speakers, turns, text = row
    return Transcript(
        identifier,
        case,
        name,
        text,
        tuple(_speakers(json.loads(speakers), json.loads(roles))),
        tuple(Turn(*turn) for turn in json.loads(turns)),
        _pairs(header),
        _pairs(left_out),
        version,
    )


def _speakers(labels: list[str], roles: list[str]) -> Iterator[Speaker]:
    return (Speaker(label, SpeakerRole(role)) for label, role in zip(labels, roles, strict=True))


def codebook_row(codebook: Codebook) -> Row:
    """Row of a codebook version."""
    return (codebook.version, codebook.name, canonical([theme_tree(theme) for theme in codebook.themes]))


def codebook_value(row: Sequence[Any]) -> Codebook:
    """Read the codebook version of a row."""
    version, name, themes = row
    return Codebook(name, version, tuple(theme_of(tree) for tree in json.loads(themes)))


def span_row(span: Span) -> Row:
    """Row of a span."""
    return (span.id, span.case, span.transcript, span.turn, span.start, span.end, span.digest)


def span_value(row: Sequence[Any]) -> Span:
    """Read the span of a row."""
    return Span(*row)


def coding_row(coding: Coding) -> Row:
    """Row of a coding."""
    return (
        coding.id,
        coding.case,
        coding.span,
        coding.subtheme,
        coding.route.value,
        coding.decision.value,
        coding.coder,
        coding.codebook_version,
        coding.at,
        coding.rule,
        _fired_json(coding.fired),
    )


_ROUTES: Mapping[str, Route] = {route.value: route for route in Route}
_DECISIONS: Mapping[str, Decision] = {decision.value: decision for decision in Decision}


def coding_value(row: Sequence[Any]) -> Coding:
    """Read the coding of a row; spelled out by position, since a study has tens of thousands."""
    identifier, case, span, subtheme, route, decision, coder, version, at, rule, fired = row
    return Coding(
        identifier, case, span, subtheme, _ROUTES[route], _DECISIONS[decision], coder, version, at, rule, _fired(fired)
    )


@lru_cache(maxsize=4096)  # a rule fires on few different words, thousands of times
def _fired_json(fired: tuple[str, ...]) -> str:
    return canonical(fired)


@lru_cache(maxsize=4096)
def _fired(text: str) -> tuple[str, ...]:
    return tuple(json.loads(text))


def cell_row(cell: Cell) -> Row:
    """Row of a cell."""
    return (
        cell.case,
        cell.subtheme,
        cell.status.value,
        canonical([(run.kind, run.text, run.refs) for run in cell.runs]),
        cell.draft,
        canonical(cell.basis),
        cell.codebook_version,
        cell.by,
        cell.at,
    )


def cell_value(row: Sequence[Any]) -> Cell:
    """Read the cell of a row."""
    case, subtheme, status, runs, draft, basis, version, by, at = row
    return Cell(
        case,
        subtheme,
        Status(status),
        tuple(Run(RunKind(kind), text, tuple(refs)) for kind, text, refs in json.loads(runs)),
        draft,
        tuple(json.loads(basis)),
        version,
        by,
        at,
    )


def star_row(star: Star) -> Row:
    """Row of a star."""
    return (star.span, star.by, star.at)


def star_value(row: Sequence[Any]) -> Star:
    """Read the star of a row."""
    return Star(*row)


def synthesis_row(synthesis: Synthesis) -> Row:
    """Row of a synthesis."""
    return (
        canonical(synthesis.group),
        synthesis.about,
        canonical([(statement.text, statement.cells) for statement in synthesis.statements]),
        synthesis.basis,
        synthesis.codebook_version,
        synthesis.by,
        synthesis.at,
    )


def synthesis_value(row: Sequence[Any]) -> Synthesis:
    """Read the synthesis of a row."""
    members, about, statements, basis, version, by, at = row
    said = tuple(Statement(text, _pairs_in(cells)) for text, cells in json.loads(statements))
    return Synthesis(group_of(members), about, said, basis, version, by, at)


def reading_row(reading: SecondReading) -> Row:
    """Row of a second reading."""
    verdict = reading.verdict.value
    return (reading.case, reading.subtheme, verdict, reading.of, reading.note, reading.by, reading.at)


def reading_value(row: Sequence[Any]) -> SecondReading:
    """Read the second reading of a row."""
    case, subtheme, verdict, *rest = row
    return SecondReading(case, subtheme, Verdict(verdict), *rest)


def not_used_row(left: NotUsed) -> Row:
    """Row of an extract that was read and left unused."""
    return (left.case, left.subtheme, left.span, left.by, left.at)


def not_used_value(row: Sequence[Any]) -> NotUsed:
    """Read the unused extract of a row."""
    return NotUsed(*row)


def conflict_row(conflict: Conflict) -> Row:
    """Row of a conflict."""
    said = (conflict.status, conflict.text, conflict.by, conflict.at, conflict.source)
    return (conflict.place, conflict.mark, *said)


def conflict_value(row: Sequence[Any]) -> Conflict:
    """Read the conflict of a row."""
    place, _mark, *said = row
    return Conflict(place, *said)


def set_aside_row(part: SetAside) -> Row:
    """Row of a part of a file that was set aside."""
    return (part.source, part.number, part.kind, part.name, part.why, part.content)


def set_aside_value(row: Sequence[Any]) -> SetAside:
    """Read the part of a file that a row holds."""
    return SetAside(*row)


def group_of(members: str) -> Group:
    """Read whose synthesis it is from its row's first column."""
    return _pairs(members)


def logged(table: str, row: Row | None) -> dict[str, Any] | None:
    """Give a row as the log keeps it: by column, a transcript's content left out (its hashes stay)."""
    return None if row is None else dict(zip(LOGGED[table], row, strict=False))


def logged_json(table: str, row: Row | None) -> str:
    """Write a row as the log keeps it: `canonical(logged(table, row))`, in less than half the time."""
    if row is None:
        return "null"
    form, in_order = _form(table)
    return form % tuple([quoted(value) if type(value) is str else _json(value) for value in in_order(row)])


@cache
def _form(table: str) -> tuple[str, Callable[[Row], Row]]:
    """Give the JSON of a table's rows with blanks for the values, and how to put a row's values in their order."""
    places = logged(table, tuple(range(len(COLUMNS[table])))) or {}
    blank = canonical(dict.fromkeys(places, "%s")).replace('"%s"', "%s")
    return blank, itemgetter(*(places[column] for column in sorted(places)))


def _json(value: object) -> str:
    return str(value) if type(value) is int else canonical(value)


def unlogged(table: str, fields: Mapping[str, Any] | None) -> Row | None:
    """Give the row that the log keeps by column; of a transcript, without its content."""
    return None if fields is None else _FIELDS[table](fields)


def _pairs(text: str) -> tuple[tuple[Any, Any], ...]:
    return _pairs_in(json.loads(text))


def _pairs_in(tree: Iterable[tuple[Any, Any]]) -> tuple[tuple[Any, Any], ...]:
    return tuple((name, value) for name, value in tree)


_TO_ROW: Mapping[type, tuple[str, Callable[[Any], Row]]] = {
    Case: ("cases", case_row),
    Transcript: ("transcripts", transcript_row),
    Codebook: ("codebooks", codebook_row),
    Span: ("spans", span_row),
    Coding: ("codings", coding_row),
    Cell: ("cells", cell_row),
    Star: ("stars", star_row),
    Synthesis: ("syntheses", synthesis_row),
    SecondReading: ("readings", reading_row),
    NotUsed: ("not_used", not_used_row),
    Conflict: ("conflicts", conflict_row),
    SetAside: ("set_aside", set_aside_row),
}
_TO_VALUE: Mapping[str, Callable[[Sequence[Any]], Record]] = {
    "cases": case_value,
    "transcripts": transcript_value,
    "codebooks": codebook_value,
    "spans": span_value,
    "codings": coding_value,
    "cells": cell_value,
    "stars": star_value,
    "syntheses": synthesis_value,
    "readings": reading_value,
    "not_used": not_used_value,
    "conflicts": conflict_value,
    "set_aside": set_aside_value,
}
