"""How a study's file is opened: SQLite's settings, transactions of our own, and its faults as sentences."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection, Engine, QueuePool, create_engine, event
from sqlalchemy.exc import SQLAlchemyError

from framework_qa.errors import ConflictError, FrameworkError, InputError, UsageError

FILE_NAME = "study.db"
BUSY_SECONDS = 30.0  # how long a command waits for another one's lock

_PRAGMAS = (
    "journal_mode = DELETE",  # WAL lost commits in simulated power cuts; a rollback journal with EXTRA lost none
    "synchronous = EXTRA",
    "foreign_keys = ON",
    "trusted_schema = OFF",
    "cell_size_check = ON",
    "secure_delete = ON",
)


def raw_connection(path: Path) -> sqlite3.Connection:
    """Open a file that is there, with the house's settings and without the driver's hidden transactions."""
    address = f"{path.resolve().as_uri()}?mode=rw"
    connection = sqlite3.connect(address, uri=True, isolation_level=None, timeout=BUSY_SECONDS)
    try:
        for pragma in _PRAGMAS:
            connection.execute(f"PRAGMA {pragma}")
    except BaseException:
        connection.close()
        raise
    return connection


def engine_of(path: Path) -> Engine:
    """Make an engine on a file; parameters, which may be participants' words, never enter an error."""
    engine = create_engine(
        "sqlite+pysqlite://", creator=lambda: raw_connection(path), poolclass=QueuePool, hide_parameters=True
    )
    event.listen(engine, "begin", _begin)
    return engine


def _begin(connection: Connection) -> None:
    # A deferred BEGIN that writes later fails when somebody else wrote first; IMMEDIATE waits its turn.
    writes = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


@contextmanager
def transaction(engine: Engine, name: str, *, writes: bool = False) -> Iterator[Connection]:
    """Run one transaction on the file called `name`; anything raised inside takes all of it back."""
    with (
        told_plainly(name),
        engine.connect().execution_options(writes=writes) as connection,
        connection.begin(),
    ):
        yield connection


@contextmanager
def told_plainly(name: str) -> Iterator[None]:
    """Turn the database's errors into ours; SQL, values and folders stay out of the sentence."""
    try:
        yield
    except UnicodeDecodeError:  # the driver's, when what SQLite complains about is itself damaged
        raise damaged(name) from None
    except (sqlite3.Error, SQLAlchemyError) as fault:
        raise _told(fault, name) from None


@contextmanager
def file_told_plainly(name: str) -> Iterator[None]:
    """Turn the file system's errors into ours, with the file's name and no folder."""
    try:
        yield
    except OSError as fault:
        reason = fault.strerror or "the file system refused"
        raise InputError(
            f"Could not write {name}: {reason[:1].lower()}{reason[1:]}.",
            "See that the folder is there, may be written to and has room, and run the command again.",
        ) from None


def damaged(name: str) -> InputError:
    """Say that a study's file is not as it was written."""
    return InputError(
        f"{name} is damaged: what it holds is not what was written to it.",
        "Keep it as it is, and bring the newest backup back with framework-qa restore.",
    )


def _told(fault: Exception, name: str) -> FrameworkError:
    cause = getattr(fault, "orig", fault)
    code = getattr(cause, "sqlite_errorname", "")
    for start, (kind, sentence, cure) in _FAULTS.items():
        if code.startswith(start):
            return kind(sentence.format(name=name), cure)
    return damaged(name)


_NOT_WRITABLE = (
    InputError,
    "{name} or its folder may not be read or written by this user.",
    "Give yourself the right to write the study's folder, or work on a copy of it, and run the command again.",
)
_BUSY = (
    ConflictError,
    "{name} is in use by another command.",
    "Wait until that command is done and run this one again.",
)
_FAULTS: dict[str, tuple[type[FrameworkError], str, str]] = {
    "SQLITE_BUSY": _BUSY,
    "SQLITE_LOCKED": _BUSY,
    "SQLITE_NOTADB": (
        InputError,
        "{name} is not a study.",
        "Name the folder of a study, or bring a backup back with framework-qa restore.",
    ),
    "SQLITE_FULL": (
        InputError,
        "{name} was not changed: the disk is full.",
        "Make room and run the command again.",
    ),
    "SQLITE_IOERR": (
        InputError,
        "{name} could not be read or written: the disk reports a fault.",
        "Look after the disk, then run the command again; framework-qa verify --deep tells whether all is whole.",
    ),
    "SQLITE_READONLY": _NOT_WRITABLE,
    "SQLITE_CANTOPEN": _NOT_WRITABLE,
    "SQLITE_PERM": _NOT_WRITABLE,
    "SQLITE_TOOBIG": (
        InputError,
        "{name} was not changed: one of the texts is longer than a database row can be.",
        "Split the file and run the command again.",
    ),
    "SQLITE_CONSTRAINT": (
        UsageError,
        "{name} was not changed: something would be left that refers to what is not in the study.",
        "Remove what rests on it first, or bring in what is missing.",
    ),
}
