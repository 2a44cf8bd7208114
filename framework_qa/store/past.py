"""The past of one place: what the log tells of a cell or a synthesis, with all that was decided about it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from json.encoder import encode_basestring as quoted

from sqlalchemy import Connection, select

from framework_qa.model.event import Event
from framework_qa.model.study import Record
from framework_qa.store import schema
from framework_qa.store.events import changes_read, read_events, undone
from framework_qa.store.rows import value_of
from framework_qa.store.writing import RowChange

_TOLD = frozenset({"cells", "syntheses", "readings", "not_used", "conflicts"})


@dataclass(frozen=True, slots=True)
class Past:
    """One record before and after an act, `None` where it was not or is no more; `undone`: the act was taken back."""

    event: Event
    before: Record | None
    after: Record | None
    undone: bool


def past_of(connection: Connection, place: str) -> Iterator[Past]:
    """Give every change of a place, oldest first.

    An act of which the log does not name the place is passed over unread: an import may hold ten thousand rows.
    """
    log = {event.number: event for event in read_events(connection)}
    taken_back = undone(list(log.values()))
    table = schema.events
    named = table.c.changes.contains(quoted(place)[:-1], autoescape=True)
    query = select(table.c.number, table.c.changes).where(named).order_by(table.c.number)
    for number, text in connection.execute(query):
        for change in changes_read(text):
            if change.table in _TOLD and (change.name == place or change.name.startswith(f"{place}, ")):
                yield Past(log[number], _before(change), _after(change), number in taken_back)


def _before(change: RowChange) -> Record | None:
    return None if change.before is None else value_of(change.table, change.before)


def _after(change: RowChange) -> Record | None:
    return None if change.after is None else value_of(change.table, change.after)
