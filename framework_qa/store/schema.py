"""The tables of a study: plain types, named constraints, the same on SQLite and PostgreSQL.

State tables hold what the study is now, one row a record; `events` is the log of who did what; `numbers` keeps the
highest span and coding number ever given to a case, so that no id is used twice. What a record holds as a list or
a tree (levels, turns, runs, a codebook's themes) is canonical JSON in one text column: it is read and written whole.
Turns as JSON were read and written twice as fast as turns as rows (46 and 460 transcripts of 150 turns: 9 and 96 ms
against 16 and 163 ms), and a transcript's content never changes piecemeal.
"""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import (
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    PrimaryKeyConstraint,
    String,
    Table,
    Text,
)

APPLICATION_ID = int.from_bytes(b"FwQA", "big")  # what `file` and we know a study by
SCHEMA = 3  # of a new study; each migration raises it by one and is named after it

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)

cases = Table(
    "cases",
    metadata,
    Column("id", Text, primary_key=True),
    Column("levels", Text, nullable=False),
)

# The content columns stand last: SQLite reads a long value only when what stands after it is wanted.
transcripts = Table(
    "transcripts",
    metadata,
    Column("id", Text, primary_key=True),
    Column("case_id", Text, ForeignKey(cases.c.id), nullable=False),
    Column("name", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("left_out", Text, nullable=False),
    Column("roles", Text, nullable=False),  # in the order of `speakers`, and in the log: a correction can be undone
    Column("text_sha256", Text, nullable=False),
    Column("content_sha256", Text, nullable=False),
    Column("header", Text, nullable=False),
    Column("speakers", Text, nullable=False),
    Column("turns", Text, nullable=False),
    Column("text", Text, nullable=False),
)

codebooks = Table(
    "codebooks",
    metadata,
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("name", Text, nullable=False),
    Column("themes", Text, nullable=False),
)

spans = Table(
    "spans",
    metadata,
    Column("id", Text, primary_key=True),
    Column("case_id", Text, ForeignKey(cases.c.id), nullable=False),
    Column("transcript_id", Text, ForeignKey(transcripts.c.id), nullable=False),
    Column("turn", Integer, nullable=False),
    Column("start", Integer, nullable=False),
    Column("end", Integer, nullable=False),
    Column("digest", Text, nullable=False),
)

# The one look-up by something else than a key: whether a coding still needs the span that goes.
codings = Table(
    "codings",
    metadata,
    Column("id", Text, primary_key=True),
    Column("case_id", Text, ForeignKey(cases.c.id), nullable=False),
    Column("span_id", Text, ForeignKey(spans.c.id), nullable=False),
    Column("subtheme", Text, nullable=False),
    Column("route", Text, nullable=False),
    Column("decision", Text, nullable=False),
    Column("coder", Text, nullable=False),
    Column("codebook_version", Integer, nullable=False),
    Column("at", Text, nullable=False),
    Column("rule", Text, nullable=False),
    Column("fired", Text, nullable=False),
    Index(None, "span_id"),
)

cells = Table(
    "cells",
    metadata,
    Column("case_id", Text, ForeignKey(cases.c.id), primary_key=True),
    Column("subtheme", Text, primary_key=True),
    Column("status", Text, nullable=False),
    Column("runs", Text, nullable=False),
    Column("draft", Boolean, nullable=False),
    Column("basis", Text, nullable=False),
    Column("codebook_version", Integer, nullable=False),
    Column("written_by", Text, nullable=False),
    Column("written_at", Text, nullable=False),
)

stars = Table(
    "stars",
    metadata,
    Column("span_id", Text, ForeignKey(spans.c.id), primary_key=True),
    Column("starred_by", Text, nullable=False),
    Column("starred_at", Text, nullable=False),
)

syntheses = Table(
    "syntheses",
    metadata,
    Column("members", Text, primary_key=True),  # whose synthesis it is: attributes with their levels, as JSON
    Column("about", Text, primary_key=True),
    Column("statements", Text, nullable=False),
    Column("basis", Text, nullable=False),
    Column("codebook_version", Integer, nullable=False),
    Column("written_by", Text, nullable=False),
    Column("written_at", Text, nullable=False),
)

readings = Table(
    "readings",
    metadata,
    Column("case_id", Text, ForeignKey(cases.c.id), primary_key=True),
    Column("subtheme", Text, primary_key=True),
    Column("verdict", Text, nullable=False),
    Column("wording", Text, nullable=False),
    Column("note", Text, nullable=False),
    Column("read_by", Text, nullable=False),
    Column("read_at", Text, nullable=False),
)

not_used = Table(
    "not_used",
    metadata,
    Column("case_id", Text, ForeignKey(cases.c.id), primary_key=True),
    Column("subtheme", Text, primary_key=True),
    Column("span_id", Text, ForeignKey(spans.c.id), primary_key=True),
    Column("left_by", Text, nullable=False),
    Column("left_at", Text, nullable=False),
)

conflicts = Table(
    "conflicts",
    metadata,
    Column("place", Text, primary_key=True),
    Column("mark", Text, primary_key=True),
    Column("status", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("written_by", Text, nullable=False),
    Column("written_at", Text, nullable=False),
    Column("source", Text, nullable=False),
)

set_aside = Table(
    "set_aside",
    metadata,
    Column("source", Text, primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("kind", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("why", Text, nullable=False),
    Column("content", Text, nullable=False),
)

numbers = Table(
    "numbers",
    metadata,
    Column("case_id", Text, primary_key=True),  # no foreign key: numbers outlive their case
    Column("spans", Integer, nullable=False),
    Column("codings", Integer, nullable=False),
)

events = Table(
    "events",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("at", Text, nullable=False),
    Column("who", Text, nullable=False),
    Column("act", Text, nullable=False),
    Column("summary", Text, nullable=False),
    Column("undoes", Integer, ForeignKey("events.number"), nullable=True),
    Column("previous", Text, nullable=False),
    Column("hash", Text, nullable=False),
    Column("changes", Text, nullable=False),
)

# What the study is, parents first; rows are put in this order and removed in the other.
STATE: tuple[Table, ...] = (
    cases,
    transcripts,
    codebooks,
    spans,
    codings,
    cells,
    stars,
    syntheses,
    readings,
    not_used,
    conflicts,
    set_aside,
)

KEY_WIDTH: Mapping[str, int] = {table.name: len(table.primary_key) for table in STATE}  # keys stand first in a row

# What participants said, and how it is cut: kept once, in its row, never in the log.
CONTENT: Mapping[str, tuple[str, ...]] = {"transcripts": ("header", "speakers", "turns", "text")}
COLUMNS: Mapping[str, tuple[str, ...]] = {table.name: tuple(table.columns.keys()) for table in STATE}
LOGGED: Mapping[str, tuple[str, ...]] = {
    name: tuple(column for column in columns if column not in CONTENT.get(name, ()))
    for name, columns in COLUMNS.items()
}

# Alembic's own table, kept apart from ours. Written here so that a new study need not import Alembic.
revisions = Table(
    "alembic_version",
    MetaData(),
    Column("version_num", String(32), nullable=False),
    PrimaryKeyConstraint("version_num", name="alembic_version_pkc"),
)


def revision(schema: int) -> str:
    """Name the migration that leads to a schema: `0001`."""
    return f"{schema:04d}"
