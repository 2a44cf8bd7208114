"""Writing: an act's records as changes of rows, put in bulk, and read back before they count."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, Table, bindparam
from sqlalchemy.sql.dml import UpdateBase

from framework_qa.errors import InputError, RefusedError
from framework_qa.model.ids import cell_ref, number_of
from framework_qa.model.study import Changes
from framework_qa.model.synthesis import synthesis_ref
from framework_qa.store import schema
from framework_qa.store.connection import damaged
from framework_qa.store.rows import Row, group_of, row_of
from framework_qa.store.snapshot import read_numbers, rows_at

BATCH = 5_000  # rows a statement; keeps the driver's copies small


class RowChange(NamedTuple):
    """One row before and after an act; `None` where it was not, or is no more. Not both."""

    table: str
    before: Row | None
    after: Row | None

    @property
    def key(self) -> Row:
        """Give the primary key; its columns stand first in every table."""
        row = self.before if self.after is None else self.after
        return (row or ())[: schema.KEY_WIDTH[self.table]]

    @property
    def name(self) -> str:
        """Give the key as people write it: `A2-P04.q7`, `A2-P04:barriers.stigma`, `area=area_1:barriers`, `3`."""
        if self.table in ("cells", "readings", "not_used"):
            case, subtheme, *span = self.key
            return ", ".join((cell_ref(case, subtheme), *span))
        if self.table == "set_aside":
            return "{} part {}".format(*self.key)
        if self.table == "syntheses":
            members, about = self.key
            return synthesis_ref(group_of(members), about)
        return str(self.key[0])


def changes_of_rows(connection: Connection, changes: Changes) -> list[RowChange]:
    """Compare an act's records with the rows that stand; what would change nothing is left out.

    Raises ValueError where an act names a record twice or removes what is not there: that is a stage's fault.
    """
    wanted = _wanted(changes)
    found: list[RowChange] = []
    for table in schema.STATE:
        rows = wanted.get(table.name, {})
        stored = rows_at(connection, table, rows.keys()) if rows else {}
        found += _differing(table.name, rows, stored)
    return found


def _wanted(changes: Changes) -> dict[str, dict[Row, Row | None]]:
    wanted: defaultdict[str, dict[Row, Row | None]] = defaultdict(dict)
    for records, keep in ((changes.put, True), (changes.remove, False)):
        for record in records:
            table, row = row_of(record)
            key = row[: schema.KEY_WIDTH[table]]
            if key in wanted[table]:
                message = f"the act {changes.act!r} changes a row of {table} twice"
                raise ValueError(message)
            wanted[table][key] = row if keep else None
    return wanted


def _differing(table: str, rows: Mapping[Row, Row | None], stored: Mapping[Row, Row]) -> Iterator[RowChange]:
    for key, after in rows.items():
        before = stored.get(key)
        if before is None and after is None:
            message = f"an act removes a row of {table} that is not there"
            raise ValueError(message)
        if before != after:
            yield RowChange(table, before, after)


def refuse_unstorable(changes: Iterable[RowChange]) -> None:
    """Refuse characters no database keeps, and a transcript version whose text would become another one."""
    for change in changes:
        if not storable("".join([value for value in change.after or () if isinstance(value, str)])):
            shown = change.name.encode("ascii", "backslashreplace").decode()
            raise InputError(
                f"{shown} holds a character that no study can keep: a NUL, or half of a surrogate pair.",
                "Take the character out of the file and run the command again.",
            )
        if change.table == "transcripts" and change.before and change.after and change.before[-1] != change.after[-1]:
            raise RefusedError(
                f"{change.before[2]} is in the study already, and a transcript's text never changes.",
                "Bring a correction in as a new version.",
            )


def storable(text: str) -> bool:
    """Tell whether every database keeps a text as it is."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return "\0" not in text


def write_rows(connection: Connection, changes: Sequence[RowChange], name: str) -> None:
    """Put rows, parents first, remove rows, children first; then read all of it back and compare."""
    by_table: defaultdict[str, list[RowChange]] = defaultdict(list)
    for change in changes:
        by_table[change.table].append(change)
    for table in schema.STATE:
        _put(connection, table, by_table[table.name])
    for table in reversed(schema.STATE):
        _remove(connection, table, by_table[table.name])
    for table in schema.STATE:
        read_back(connection, table, by_table[table.name], name)


def read_back(connection: Connection, table: Table, changes: Sequence[RowChange], name: str) -> None:
    """Compare what stands under the changed keys with what should."""
    if not changes:
        return
    stored = rows_at(connection, table, [change.key for change in changes])
    if any(stored.get(change.key) != change.after for change in changes):
        raise damaged(name)


def _put(connection: Connection, table: Table, changes: Sequence[RowChange]) -> None:
    columns = schema.COLUMNS[table.name]
    new = [change.after for change in changes if change.before is None and change.after]
    run_many(connection, table.insert(), columns, new)
    rest = columns[len(table.primary_key) :]
    names = (*(f"new_{column}" for column in rest), *(f"key_{column.name}" for column in table.primary_key))
    statement = table.update().where(*_keyed(table)).values({column: bindparam(f"new_{column}") for column in rest})
    run_many(connection, statement, names, [_update(change) for change in changes if change.before and change.after])


def _update(change: RowChange) -> Row:
    key = change.key
    return (*(change.after or ())[len(key) :], *key)


def _remove(connection: Connection, table: Table, changes: Sequence[RowChange]) -> None:
    names = tuple(f"key_{column.name}" for column in table.primary_key)
    gone = [change.key for change in changes if change.after is None]
    run_many(connection, table.delete().where(*_keyed(table)), names, gone)


def _keyed(table: Table) -> list[ColumnElement[bool]]:
    return [column == bindparam(f"key_{column.name}") for column in table.primary_key]


def run_many(connection: Connection, statement: UpdateBase, names: Sequence[str], rows: Sequence[Row]) -> None:
    """Run a statement once for each row, compiled once and handed to the driver as it is.

    Three times as fast as Core with a dictionary a row. `names` are the statement's parameters in its order, and the
    order of a row's values; drivers that take parameters by name get them so.
    """
    if not rows:
        return
    compiled = statement.compile(dialect=connection.dialect)
    for start in range(0, len(rows), BATCH):
        batch: list[Any] = list(rows[start : start + BATCH])
        if not compiled.positional:
            batch = [dict(zip(names, row, strict=True)) for row in batch]
        connection.exec_driver_sql(str(compiled), batch)


def raise_numbers(connection: Connection, changes: Iterable[RowChange], name: str) -> None:
    """Keep the highest span and coding number ever given, by case; never lowered, so no id is used twice."""
    stored = read_numbers(connection)
    highest = highest_numbers(stored, changes)
    insert, update = schema.numbers.insert(), schema.numbers.update()
    fresh = [(case, *pair) for case, pair in highest.items() if case not in stored]
    run_many(connection, insert, ("case_id", "spans", "codings"), fresh)
    raised = [(*pair, case) for case, pair in highest.items() if case in stored and stored[case] != pair]
    statement = update.where(schema.numbers.c.case_id == bindparam("case")).values(
        spans=bindparam("highest_span"), codings=bindparam("highest_coding")
    )
    run_many(connection, statement, ("highest_span", "highest_coding", "case"), raised)
    if read_numbers(connection) != highest:
        raise damaged(name)


def highest_numbers(stored: Mapping[Any, tuple[int, int]], changes: Iterable[RowChange]) -> dict[Any, tuple[int, int]]:
    """Add the span and coding numbers of changed rows to the highest so far."""
    highest = dict(stored)
    for change in changes:
        if change.table in ("spans", "codings") and change.after:
            identifier, case = change.after[:2]
            spans, codings = highest.get(case, (0, 0))
            number = number_of(identifier)
            if change.table == "spans":
                highest[case] = (max(spans, number), codings)
            else:
                highest[case] = (spans, max(codings, number))
    return highest
