"""The log: every act as an event, chained by hashes, replayable, and the rule of undo and redo.

An event's hash is SHA-256 over the hash before it and the canonical JSON of everything else it holds. `changes` is a
list of [table, key, row before or null, row after or null], rows by column. Of a transcript the log keeps hashes, not
words: so an ingest can be undone, but its undoing cannot be: the file is ingested again.

Undo takes back the newest act that is not undone; redo takes back the newest undoing, as long as no new act came
after it. Both are events: `undoes` names the act that an undo takes back, or the undo that a redo takes back.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from json.encoder import encode_basestring as quoted
from typing import Any

from sqlalchemy import Connection, select

from framework_qa.errors import InputError, RefusedError, UsageError
from framework_qa.model.event import Event
from framework_qa.store import schema
from framework_qa.store.connection import FILE_NAME, damaged
from framework_qa.store.rows import Row, canonical, logged_json, unlogged
from framework_qa.store.snapshot import rows_at
from framework_qa.store.writing import RowChange

_SHOWN = ("number", "at", "who", "act", "summary", "previous", "hash", "undoes")


def now() -> str:
    """Give the time as the log writes it: UTC, ISO 8601, to the second."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def chained(previous: str, event: Event, changes: str) -> str:
    """Compute an event's hash; `changes` is canonical JSON already and is hashed as it stands."""
    first = canonical({"act": event.act, "at": event.at})
    last = canonical({"number": event.number, "summary": event.summary, "undoes": event.undoes, "who": event.who})
    digest = hashlib.sha256(previous.encode())
    for part in (first[:-1], ',"changes":', changes, ",", last[1:]):
        digest.update(part.encode())
    return digest.hexdigest()


def changes_json(changes: Sequence[RowChange]) -> str:
    """Write changes as the log keeps them."""
    return f"[{','.join(map(_change_json, changes))}]"


def _change_json(change: RowChange) -> str:
    table, before, after = change
    return f'["{table}",{quoted(change.name)},{logged_json(table, before)},{logged_json(table, after)}]'


def changes_read(text: str) -> list[RowChange]:
    """Read changes back from the log; a transcript's rows come without their content."""
    return [
        RowChange(table, unlogged(table, before), unlogged(table, after))
        for table, _, before, after in json.loads(text)
    ]


def append(connection: Connection, event: Event, changes: Sequence[RowChange], name: str) -> Event:
    """Write one event at the end of the log, and read it back; its number, `previous` and `hash` are found here."""
    newest = next(read_events(connection, newest=1), None)
    text = changes_json(changes)
    number, previous = (newest.number + 1, newest.hash) if newest else (1, "")
    draft = replace(event, number=number, previous=previous)
    full = replace(draft, hash=chained(previous, draft, text))
    table = schema.events
    connection.execute(table.insert().values({f: getattr(full, f) for f in _SHOWN} | {"changes": text}))
    stored = connection.execute(select(*(table.c[f] for f in _SHOWN), table.c.changes).where(table.c.number == number))
    if tuple(stored.one()) != (*(getattr(full, f) for f in _SHOWN), text):
        raise damaged(name)
    return full


def read_events(connection: Connection, *, newest: int | None = None) -> Iterator[Event]:
    """Read the log without its changes, oldest first."""
    table = schema.events
    query = select(*(table.c[field] for field in _SHOWN)).order_by(table.c.number.desc()).limit(newest)
    return (Event(*row) for row in reversed(connection.execute(query).all()))


def changes_text(connection: Connection, number: int) -> str:
    """Read the changes of one event as they stand."""
    query = select(schema.events.c.changes).where(schema.events.c.number == number)
    return str(connection.execute(query).scalar_one())


def undone(log: Sequence[Event]) -> frozenset[int]:
    """Give the numbers of the acts that are taken back as things stand."""
    done, _ = _standing(log)
    standing = {event.number for event in done}
    return frozenset(event.number for event in log if event.undoes is None and event.number not in standing)


def to_undo(log: Sequence[Event]) -> Event:
    """Find the newest act that is not undone."""
    done, _ = _standing(log)
    if not done:
        raise UsageError("There is nothing to undo.", "framework-qa log lists what was done.")
    return done[-1]


def to_redo(log: Sequence[Event]) -> Event:
    """Find the newest undoing that no act came after."""
    _, undone = _standing(log)
    if not undone:
        raise UsageError(
            "There is no undo to take back.",
            "An undo can be taken back only before something new is done; framework-qa log lists what was done.",
        )
    return undone[-1]


def _standing(log: Sequence[Event]) -> tuple[list[Event], list[Event]]:
    done: list[Event] = []
    undone: list[Event] = []
    acts: dict[int, Event] = {}  # by the number of the undo that took them back
    for event in log:
        if event.undoes is None:
            done.append(event)
            undone.clear()
        elif undone and event.undoes == undone[-1].number:
            done.append(acts[undone.pop().number])
        elif done and event.undoes == done[-1].number:
            acts[event.number] = done.pop()
            undone.append(event)
        else:  # no log that was written here
            raise damaged(FILE_NAME)
    return done, undone


def reversal(connection: Connection, event: Event, name: str) -> list[RowChange]:
    """Give the changes that take an event back, checked against the rows that stand now."""
    text = changes_text(connection, event.number)
    if chained(event.previous, event, text) != event.hash:
        raise damaged(name)
    forward = changes_read(text)
    reversed_changes: list[RowChange] = []
    for table in schema.STATE:
        mine = [change for change in forward if change.table == table.name]
        stored = rows_at(connection, table, [change.key for change in mine]) if mine else {}
        reversed_changes += [_reversed(change, stored.get(change.key), name) for change in mine]
    return reversed_changes


def _reversed(change: RowChange, stored: Row | None, name: str) -> RowChange:
    width = len(schema.LOGGED[change.table])
    if (stored and stored[:width]) != change.after:
        raise InputError(
            f"{name} does not hold what its log says of {change.name}, so nothing was undone.",
            "Run framework-qa verify, and bring the newest backup back if it finds the same.",
        )
    if change.before is None:
        return RowChange(change.table, stored, None)
    return RowChange(change.table, stored, (*change.before, *_content(change, stored)))


def _content(change: RowChange, stored: Row | None) -> tuple[Any, ...]:
    """Give what the log does not keep: a transcript's content, which only a row that still stands can give."""
    if not (columns := schema.CONTENT.get(change.table)):
        return ()
    hashes = [schema.LOGGED[change.table].index(column) for column in ("text_sha256", "content_sha256")]
    if stored is None or any(stored[at] != (change.before or ())[at] for at in hashes):
        raise RefusedError(
            f"Transcript {change.name[:12]} cannot be brought back from the log, which keeps nobody's words.",
            "Ingest the file again.",
        )
    return stored[-len(columns) :]
