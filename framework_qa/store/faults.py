"""What `verify` asks of the store: the chain, the replayed log, the texts, the database, the permissions."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, select

from framework_qa.errors import InputError
from framework_qa.store import schema
from framework_qa.store.connection import FILE_NAME, transaction
from framework_qa.store.events import chained, changes_read, read_events
from framework_qa.store.rows import Row, content_sha256, sha256
from framework_qa.store.snapshot import read_numbers
from framework_qa.store.writing import RowChange, highest_numbers


@dataclass(frozen=True, slots=True)
class StoreFault:
    """Something the store found wrong with itself: by which check, about what, in words without anybody's words."""

    check: str
    subject: str
    message: str


def faults_of(engine: Engine, path: Path, *, deep: bool) -> tuple[StoreFault, ...]:
    """Run every check; one that the damage itself keeps from running is a fault of the database."""
    checks: list[Callable[[Connection], Iterator[StoreFault]]] = [_foreign_keys, _texts, _log]
    if deep:
        checks.insert(0, _integrity)
    found = list(_permissions(path))
    for check in checks:
        try:
            with transaction(engine, path.name) as connection:
                found += check(connection)
        except (InputError, ValueError, TypeError, LookupError, AttributeError, RecursionError) as fault:
            message = fault.sentence if isinstance(fault, InputError) else "holds a row that cannot be read"
            found.append(StoreFault("database", path.name, message))
    return tuple(dict.fromkeys(found))


def _permissions(path: Path) -> Iterator[StoreFault]:
    if os.name != "posix":
        return
    for file in sorted(path.parent.glob(f"{FILE_NAME}*")):
        if file.stat().st_mode & 0o077:
            yield StoreFault("permissions", file.name, "others than its owner may read or write it")


def _integrity(connection: Connection) -> Iterator[StoreFault]:
    for (line,) in connection.exec_driver_sql("PRAGMA integrity_check"):
        if line != "ok":
            # The line may quote a value of the damaged page: it is not repeated.
            yield StoreFault("database", FILE_NAME, "fails the database's own integrity check")


def _foreign_keys(connection: Connection) -> Iterator[StoreFault]:
    for table, _, parent, _ in connection.exec_driver_sql("PRAGMA foreign_key_check"):
        yield StoreFault("database", FILE_NAME, f"has a row of {table} whose row of {parent} is not there")


def _texts(connection: Connection) -> Iterator[StoreFault]:
    table = schema.transcripts
    hashes = (table.c.text_sha256, table.c.content_sha256)
    query = select(table.c.id, *hashes, table.c.header, table.c.speakers, table.c.turns, table.c.text)
    for identifier, text_sha256, other_sha256, header, speakers, turns, text in connection.execute(query):
        if sha256(text) != text_sha256:
            yield StoreFault("text", str(identifier), "its text is not the text that was ingested")
        if content_sha256(header, speakers, turns) != other_sha256:
            yield StoreFault("text", str(identifier), "its header, speakers or turns are not as they were ingested")


@dataclass(slots=True)
class _Replay:
    """The study that the log tells of, act by act; the one thing here that grows."""

    rows: dict[tuple[str, str], RowChange] = field(default_factory=dict)
    numbers: dict[Any, tuple[int, int]] = field(default_factory=dict)

    def apply(self, changes: list[RowChange]) -> bool:
        """Apply one act; tell whether every row was, before it, as the act says."""
        fits = True
        for change in changes:
            key = (change.table, change.name)
            standing = self.rows.pop(key, None)
            fits = fits and (standing.after if standing else None) == change.before
            if change.after is not None:
                self.rows[key] = change
        self.numbers = highest_numbers(self.numbers, changes)
        return fits


def _log(connection: Connection) -> Iterator[StoreFault]:
    """Walk the chain and replay it; where the chain is whole, what it tells must be what stands."""
    replay, previous, whole = _Replay(), "", True
    query = select(schema.events.c.changes).order_by(schema.events.c.number)
    log = list(read_events(connection))
    for place, (event, text) in enumerate(zip(log, connection.execute(query).scalars(), strict=True), 1):
        if (event.number, event.previous) != (place, previous):
            whole = False
            yield StoreFault("chain", f"event {event.number}", "does not follow on the event before it")
        elif chained(previous, event, text) != event.hash:
            whole = False
            yield StoreFault("chain", f"event {event.number}", "is not as it was written")
        elif whole and not replay.apply(changes_read(text)):
            yield StoreFault("replay", f"event {event.number}", "changes rows that the events before it do not leave")
        previous = event.hash
    if whole:
        yield from _compare(connection, replay)


def _compare(connection: Connection, replay: _Replay) -> Iterator[StoreFault]:
    told = replay.rows
    for table in schema.STATE:
        query = select(*(table.c[column] for column in schema.LOGGED[table.name]))
        for found in connection.execute(query):
            present = RowChange(table.name, None, tuple(found))
            logged = told.pop((table.name, present.name), None)
            if logged is None:
                yield StoreFault("replay", present.name, "is in the study, but not by its log")
            elif not _same(logged.after, present.after):
                yield StoreFault("replay", present.name, "is not as its log says")
    for _, name in told:
        yield StoreFault("replay", name, "is missing from the study, by its log")
    numbers = read_numbers(connection)
    for case in sorted(numbers.keys() | replay.numbers.keys(), key=str):
        if numbers.get(case) != replay.numbers.get(case):
            yield StoreFault("replay", str(case), "its highest span and coding numbers are not as its log says")


def _same(logged: Row | None, present: Row | None) -> bool:
    """Compare types too: a flipped bit can make 1 of a 1.0, which Python holds equal."""
    return logged == present and [type(v) for v in logged or ()] == [type(v) for v in present or ()]
