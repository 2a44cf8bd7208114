"""The study's file: made, opened, read as one Study, changed one act at a time, undone, copied, brought back."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Self

from sqlalchemy import Connection, Engine

from framework_qa.errors import ConflictError, InputError, UsageError
from framework_qa.model.event import Event
from framework_qa.model.study import Changes, Settings, Study
from framework_qa.store import backups, events, schema
from framework_qa.store.connection import FILE_NAME, damaged, engine_of, file_told_plainly, transaction
from framework_qa.store.faults import StoreFault, faults_of
from framework_qa.store.past import Past, past_of
from framework_qa.store.snapshot import read_study, state_hash
from framework_qa.store.upgrade import identify, stamp, upgrade
from framework_qa.store.writing import (
    RowChange,
    changes_of_rows,
    raise_numbers,
    refuse_unstorable,
    storable,
    write_rows,
)

__all__ = ("FILE_NAME", "Past", "StoreFault", "StudyFile", "restore")


class StudyFile:
    """An open study. Use it as a context manager: closed, a study is one file and nothing beside it."""

    def __init__(self, path: Path, engine: Engine) -> None:
        self._path = path
        self._engine = engine
        self._identity = _identity(path)

    @classmethod
    def create(cls, folder: Path) -> StudyFile:
        """Make an empty study of the newest schema in a folder, which is made too where it is not there."""
        path = folder / FILE_NAME
        with file_told_plainly(FILE_NAME):
            _private_folder(folder)
            _private_file(path)
        engine = engine_of(path)
        try:
            with transaction(engine, FILE_NAME, writes=True) as connection:
                _found(connection)
        except BaseException:
            engine.dispose()
            raise
        return cls(path, engine)

    @classmethod
    def open(cls, folder: Path) -> StudyFile:
        """Open the study in a folder; an older schema is upgraded, after a verified backup beside it."""
        path = folder / FILE_NAME
        if not path.is_file():
            raise InputError(
                f"There is no study in this folder: {FILE_NAME} is not there.",
                "Go to a study, bring a backup back with framework-qa restore, or start one with framework-qa new.",
            )
        backups.sweep(path)
        engine = engine_of(path)
        try:
            with transaction(engine, FILE_NAME) as connection:
                version = identify(connection, FILE_NAME)
            backups.finish_journal(path)
            if version < schema.SCHEMA:
                engine.dispose()
                upgrade(path, version)
        except BaseException:
            engine.dispose()
            raise
        return cls(path, engine)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, raised: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the file."""
        self._engine.dispose()

    def read(self, settings: Settings) -> Study:
        """Read the whole study as it is at one moment."""
        with transaction(self._engine, FILE_NAME) as connection:
            return read_study(connection, settings, FILE_NAME)

    def change(
        self, settings: Settings, who: str, decide: Callable[[Study], Changes], *, at: str | None = None
    ) -> tuple[Study, Event | None]:
        """Do one act: nobody else writes between the study that `decide` sees and the saving of what it decides.

        Gives that study back, with the event, or None where nothing changes. The event comes without its changes.
        What `decide` raises takes all of it back and is passed on.
        """
        with self._writing() as connection:
            study = read_study(connection, settings, FILE_NAME)
            changes = decide(study)
            found = changes_of_rows(connection, changes)
            if not found:
                return study, None
            event = _draft(who, at, changes.act, changes.summary)
            return study, _save(connection, event, found)

    def events(self, *, newest: int | None = None) -> tuple[Event, ...]:
        """Read the log, or the newest of it, without its changes, oldest first."""
        with transaction(self._engine, FILE_NAME) as connection:
            return tuple(events.read_events(connection, newest=newest))

    def past(self, place: str) -> tuple[Past, ...]:
        """Give every change of what stands in a place (`A2-P04:barriers.stigma`), oldest first."""
        with transaction(self._engine, FILE_NAME) as connection:
            return tuple(past_of(connection, place))

    def undoable(self) -> Event:
        """Give the act that `undo` would take back, without its changes."""
        with transaction(self._engine, FILE_NAME) as connection:
            return events.to_undo(list(events.read_events(connection)))

    def undo(self, who: str, at: str | None = None) -> Event:
        """Take back the newest act that is not undone, as an event of its own."""
        with self._writing() as connection:
            target = events.to_undo(list(events.read_events(connection)))
            found = events.reversal(connection, target, FILE_NAME)
            summary = f"undo of change {target.number}: {target.act}"
            return _save(connection, _draft(who, at, "undo", summary, target.number), found)

    def redo(self, who: str, at: str | None = None) -> Event:
        """Take back the newest undo; refused once something new was done since."""
        with self._writing() as connection:
            target = events.to_redo(list(events.read_events(connection)))
            found = events.reversal(connection, target, FILE_NAME)
            summary = f"redo of change {target.undoes}"
            return _save(connection, _draft(who, at, "redo", summary, target.number), found)

    def state_hash(self) -> str:
        """Hash what the study is: equal hashes, equal studies. The log and the numbers do not count."""
        with transaction(self._engine, FILE_NAME) as connection:
            return state_hash(connection, FILE_NAME)

    def faults(self, *, deep: bool) -> tuple[StoreFault, ...]:
        """Tell what is wrong with the file; `deep` also asks the database to check every page."""
        return faults_of(self._engine, self._path, deep=deep)

    def backup(self, target: Path) -> None:
        """Copy the study to a file that is not there yet, verified before it gets its name."""
        backups.backup(self._path, target)

    @contextmanager
    def _writing(self) -> Iterator[Connection]:
        with transaction(self._engine, FILE_NAME, writes=True) as connection:
            if _identity(self._path) != self._identity:
                # Restored by somebody else: what is written to the file we hold open would be lost.
                raise ConflictError(
                    f"{FILE_NAME} was replaced while this command ran, so nothing was saved.",
                    "Run the command again on the study as it is now.",
                )
            yield connection


def restore(backup: Path, folder: Path) -> Path | None:
    """Put a backup in a study's place, once it is found whole.

    The study that was there is kept beside it; gives the path it is kept under, or None where there was none.
    """
    path = folder / FILE_NAME
    kept: Path | None = None
    if not backup.is_file():
        raise InputError(f"{backup.name} is not there.", "Name a file that framework-qa backup made.")
    if path.exists() and path.samefile(backup):
        raise UsageError(f"{backup.name} is the study itself.", "Name a file that framework-qa backup made.")
    with file_told_plainly(FILE_NAME):
        _private_folder(folder)
        backups.sweep(path)
        with backups.part_of(path) as part:
            backups.copy_verified(backup, part)
            _refuse_unsound(part, backup.name)
            if path.exists():
                with backups.nobody_writing(path):
                    kept = backups.set_aside(path)
                    backups.place(part, path)
            else:
                backups.place(part, path)
    return kept


def _refuse_unsound(part: Path, name: str) -> None:
    engine = engine_of(part)
    try:
        with transaction(engine, name) as connection:
            version = identify(connection, name)
        # An older schema was checked page by page and row by row; its log is checked once it is upgraded.
        found = faults_of(engine, part, deep=False) if version == schema.SCHEMA else ()
        if any(fault.check != "permissions" for fault in found):
            raise damaged(name)
    finally:
        engine.dispose()


def _found(connection: Connection) -> None:
    """Write the newest schema into an empty database; whoever was quicker has made the study already."""
    if connection.exec_driver_sql("SELECT count(*) FROM sqlite_master").scalar():
        raise UsageError(f"{FILE_NAME} is there already.", "Open that study, or name another folder for a new one.")
    schema.metadata.create_all(connection)
    schema.revisions.create(connection)
    connection.execute(schema.revisions.insert().values(version_num=schema.revision(schema.SCHEMA)))
    stamp(connection)


def _save(connection: Connection, event: Event, changes: list[RowChange]) -> Event:
    refuse_unstorable(changes)
    write_rows(connection, changes, FILE_NAME)
    raise_numbers(connection, changes, FILE_NAME)
    return events.append(connection, event, changes, FILE_NAME)


def _draft(who: str, at: str | None, act: str, summary: str, undoes: int | None = None) -> Event:
    if not storable(who + act + summary):
        raise InputError(
            "What the log would say of this act holds a character that no study can keep.",
            "Take NULs and halves of surrogate pairs out of your name and of what you typed.",
        )
    return Event(0, at or events.now(), who, act, summary, "", "", undoes)


def _identity(path: Path) -> tuple[int, int] | None:
    try:
        status = path.stat()
    except FileNotFoundError:
        return None
    return status.st_dev, status.st_ino


def _private_folder(folder: Path) -> None:
    if not folder.is_dir():
        folder.mkdir(parents=True)
        folder.chmod(0o700)


def _private_file(path: Path) -> None:
    if path.exists() and path.stat().st_size:
        raise UsageError(f"{FILE_NAME} is there already.", "Open that study, or name another folder for a new one.")
    path.touch(mode=0o600)  # an empty file is what a killed `create` leaves: it is taken up, not refused
    path.chmod(0o600)
