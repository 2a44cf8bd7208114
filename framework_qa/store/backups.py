"""Copies of a study: made through SQLite's backup API, verified, private, put in place by one rename."""

from __future__ import annotations

import hashlib
import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager, suppress
from pathlib import Path

from framework_qa.errors import InputError, UsageError
from framework_qa.store.connection import damaged, file_told_plainly, raw_connection, told_plainly


def backup(source: Path, target: Path) -> None:
    """Copy a study to a file that is not there yet; the copy is compared row by row before it gets its name."""
    if target.exists():
        raise UsageError(f"{target.name} is there already.", "Name a file that is not there yet.")
    with file_told_plainly(target.name):
        sweep(target)
        with part_of(target) as part:
            copy_verified(source, part)
            place(part, target)


def copy_verified(source: Path, part: Path) -> None:
    """Copy a database into an empty file, in one read transaction, and compare all rows of all tables."""
    with told_plainly(source.name), closing(raw_connection(source)) as origin:
        origin.execute("BEGIN")
        with closing(raw_connection(part)) as copy:
            origin.backup(copy)
            whole = copy.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
            if not whole or _contents(copy) != _contents(origin):
                raise damaged(source.name)


def _contents(connection: sqlite3.Connection) -> str:
    """Hash every row of every table, whatever the schema."""
    digest = hashlib.sha256()
    names = "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name"
    for (name,) in connection.execute(names).fetchall():
        digest.update(repr(name).encode())
        quoted = name.replace('"', '""')
        for row in connection.execute(f'SELECT * FROM "{quoted}" ORDER BY rowid'):  # noqa: S608 - quoted just above
            digest.update(repr(row).encode("utf-8", "surrogatepass"))
    return digest.hexdigest()


@contextmanager
def part_of(target: Path) -> Iterator[Path]:
    """Make a private, empty file beside a target, and see it gone at the end unless it was put in place."""
    part = target.with_name(f".{target.name}.{os.getpid()}.part")
    os.close(os.open(part, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
    try:
        part.chmod(0o600)
        yield part
    finally:
        for left in (part, part.with_name(f"{part.name}-journal")):
            left.unlink(missing_ok=True)


def sweep(target: Path) -> None:
    """Remove the parts that a killed command left beside a target."""
    for left in target.parent.glob(f".{target.name}.*.part*"):
        process = left.name.removeprefix(f".{target.name}.").partition(".")[0]
        if process.isdecimal() and not _runs(int(process)):
            with suppress(OSError):  # a folder that is only read keeps them
                left.unlink()


def finish_journal(path: Path) -> None:
    """Let SQLite remove the journal of a killed command, which may hold pages of what was removed since.

    A journal that was never used is not rolled back by reading, only by the next commit: so one is made that changes
    nothing. A study that somebody writes to, or that may only be read, keeps its journal until then.
    """
    if not path.with_name(f"{path.name}-journal").exists():
        return
    with suppress(sqlite3.Error), closing(raw_connection(path)) as connection:
        connection.execute("PRAGMA busy_timeout = 0")
        connection.execute("BEGIN IMMEDIATE")
        (version,) = connection.execute("PRAGMA user_version").fetchone()
        connection.execute(f"PRAGMA user_version = {version}")
        connection.execute("COMMIT")


def _runs(process: int) -> bool:
    if process == os.getpid():  # our own parts are swept before we make any
        return False
    if os.name != "posix":  # elsewhere, asking like this would end it
        return True
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def place(part: Path, target: Path) -> None:
    """Give a finished file its name, so that a power cut leaves the old file or the new one."""
    _sync(part)
    part.replace(target)
    _sync(target.parent)


def _sync(path: Path) -> None:
    if path.is_dir() and os.name != "posix":
        return
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def unused(path: Path, suffix: str) -> Path:
    """Find the first name `path.suffix-n` that nothing bears."""
    number = 1
    while (name := path.with_name(f"{path.name}.{suffix}-{number}")).exists():
        number += 1
    return name


@contextmanager
def nobody_writing(path: Path) -> Iterator[None]:
    """Keep writers off a study while its file is replaced; raises ConflictError while somebody writes."""
    with ExitStack() as stack:
        with suppress(InputError), told_plainly(path.name):  # too damaged to be locked is too damaged to be written
            connection = stack.enter_context(closing(raw_connection(path)))
            connection.execute("BEGIN IMMEDIATE")
        yield


def set_aside(path: Path) -> Path:
    """Keep a study that is about to be replaced, under the second name given back; the first never goes missing."""
    kept = unused(path, "before-restore")
    try:
        kept.hardlink_to(path)
    except OSError:  # a file system without links
        shutil.copyfile(path, kept)
    kept.chmod(0o600)
    journal = path.with_name(f"{path.name}-journal")
    if journal.exists():  # belongs to the damaged file; beside the restored one it would be rolled into it
        journal.replace(kept.with_name(f"{kept.name}-journal"))
    return kept
