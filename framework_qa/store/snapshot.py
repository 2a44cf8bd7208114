"""Reading: the whole study at one moment, and rows by their keys."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import Connection, Row, Select, Table, func, select, tuple_

from framework_qa.model.ids import number_of
from framework_qa.model.quote import Star
from framework_qa.model.study import Settings, Study
from framework_qa.model.text import Transcript
from framework_qa.store import rows, schema
from framework_qa.store.connection import damaged

MANY = 500  # keys; from here on reading a whole table costs less than asking for each


def read_study(connection: Connection, settings: Settings, name: str) -> Study:
    """Read everything; a row that makes no value is told as damage."""
    try:
        return Study(
            settings,
            tuple(map(rows.case_value, _all(connection, schema.cases))),
            tuple(sorted(map(rows.transcript_value, _all(connection, schema.transcripts)), key=_turn_order)),
            tuple(map(rows.codebook_value, _all(connection, schema.codebooks))),
            tuple(map(rows.span_value, _all(connection, schema.spans))),
            tuple(map(rows.coding_value, _all(connection, schema.codings))),
            tuple(map(rows.cell_value, _all(connection, schema.cells))),
            read_numbers(connection),
            head(connection),
            tuple(sorted(map(rows.star_value, _all(connection, schema.stars)), key=_numbering)),
            tuple(map(rows.synthesis_value, _all(connection, schema.syntheses))),
            tuple(map(rows.reading_value, _all(connection, schema.readings))),
            tuple(map(rows.not_used_value, _all(connection, schema.not_used))),
            tuple(map(rows.conflict_value, _all(connection, schema.conflicts))),
            tuple(map(rows.set_aside_value, _all(connection, schema.set_aside))),
        )
    except (ValueError, TypeError, LookupError, AttributeError, RecursionError):
        # Whatever a flipped bit makes of a row; our own faults here would show in every test of a round trip.
        raise damaged(name) from None


def _all(connection: Connection, table: Table) -> Sequence[Row[Any]]:
    return connection.execute(_in_order(table)).all()


def _turn_order(transcript: Transcript) -> tuple[str, int, int]:
    return transcript.case, transcript.turns[0].number if transcript.turns else 0, transcript.version


def _numbering(star: Star) -> tuple[str, int]:
    return star.span.rpartition(".")[0], number_of(star.span)


def _in_order(table: Table) -> Select[Any]:
    """Order records as the method does: by case, then as they were numbered (q2 before q10)."""
    if table is schema.transcripts:
        return select(table).order_by(table.c.case_id, table.c.version, table.c.id)
    if table in (schema.spans, schema.codings):
        return select(table).order_by(table.c.case_id, func.length(table.c.id), table.c.id)
    return select(table).order_by(*table.primary_key)


def read_numbers(connection: Connection) -> dict[Any, tuple[int, int]]:
    """Give the highest span and coding number ever given, by case."""
    return {case: (spans, codings) for case, spans, codings in connection.execute(select(schema.numbers))}


def head(connection: Connection) -> str:
    """Give the hash of the last event, or an empty string."""
    newest = select(schema.events.c.hash).order_by(schema.events.c.number.desc()).limit(1)
    return connection.execute(newest).scalar() or ""


def rows_at(connection: Connection, table: Table, keys: Collection[rows.Row]) -> dict[rows.Row, rows.Row]:
    """Give the rows under these primary keys, by key; a key without a row is left out."""
    query = select(table)
    if len(keys) < MANY:
        query = query.where(tuple_(*table.primary_key).in_(keys))
    wanted, width = set(keys), len(table.primary_key)
    return {key: row for row in map(tuple, connection.execute(query)) if (key := row[:width]) in wanted}


def state_hash(connection: Connection, name: str) -> str:
    """Hash all state rows, by key; not the log, not the numbers."""
    digest = hashlib.sha256()
    try:
        for table in schema.STATE:
            digest.update(table.name.encode())
            # Sorted here, since databases collate differently; keys stand first and are never equal.
            for row in sorted(tuple(row) for row in connection.execute(select(table))):
                digest.update(rows.canonical(row).encode())
    except TypeError:
        raise damaged(name) from None
    return digest.hexdigest()
