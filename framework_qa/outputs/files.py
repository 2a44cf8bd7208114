"""Files out, written whole or not at all: beside the target, flushed to the disk, then renamed over it."""

from __future__ import annotations

import contextlib
import errno
import os
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO

from framework_qa.errors import InputError

PREFIX, SUFFIX = ".framework_qa-", ".part"
ABANDONED_AFTER = 3600.0

FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
FORBIDDEN = frozenset({errno.EACCES, errno.EPERM, errno.EROFS})
FOLDERLESS = frozenset({errno.ENOENT, errno.ENOTDIR})


def write_text(path: Path, text: str, *, bom: bool = False) -> None:
    """Write text as UTF-8, line ends as they stand; `bom` puts the mark in front that Excel wants of a CSV."""
    encoded = text.encode("utf-8-sig" if bom else "utf-8")
    write_atomically(path, lambda stream: stream.write(encoded))


def write_atomically(path: Path, write: Callable[[BinaryIO], object]) -> None:
    """Let `write` fill a new private file (0600) beside `path`, and put it in its place when it is safely on disk.

    Raises InputError, naming the file only, when that cannot be done; the file that was there is then as before.
    """
    with _told(path.name):
        _refuse_other_than_files(path)
        sweep(path.parent)
        handle, name = tempfile.mkstemp(prefix=PREFIX, suffix=SUFFIX, dir=path.parent)
        beside = Path(name)
        try:
            with os.fdopen(handle, "wb") as stream:
                write(stream)
                stream.flush()
                os.fsync(stream.fileno())
            beside.replace(path)
        except BaseException:
            beside.unlink(missing_ok=True)
            raise
        _settle(path.parent)


def _refuse_other_than_files(path: Path) -> None:
    if path.is_dir():
        raise InputError(f"Could not write {path.name}: a folder has that name.", "Choose another file name.")
    if path.exists() and not path.is_file():
        raise InputError(f"Could not write {path.name}: it is not an ordinary file.", "Choose another file name.")


def sweep(folder: Path) -> None:
    """Take away what a killed run left behind, a file or a folder: it holds participants' words.

    What is younger may belong to a run that is still writing.
    """
    oldest = time.time() - ABANDONED_AFTER
    for left in folder.glob(f"{PREFIX}*{SUFFIX}"):
        with contextlib.suppress(OSError):
            if left.stat().st_mtime < oldest:
                shutil.rmtree(left) if left.is_dir() else left.unlink()


def _settle(folder: Path) -> None:
    # The new name itself must reach the disk; only POSIX systems open folders.
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextlib.contextmanager
def _told(name: str) -> Iterator[None]:
    try:
        yield
    except OSError as trouble:
        raise InputError(*_sentence(name, trouble.errno or 0)) from None


def _sentence(name: str, number: int) -> tuple[str, str]:
    if number in FULL:
        return f"Could not write {name}: the disk is full.", "Free some space and run the command again."
    if number in FORBIDDEN:
        return f"Could not write {name}: writing is not allowed there.", "Choose a folder that you may write to."
    if number in FOLDERLESS:
        return f"Could not write {name}: its folder does not exist.", "Make the folder first, or choose another."
    reason = os.strerror(number).lower() if number else "the system refused"
    return f"Could not write {name}: {reason}.", "Choose another file name or folder and run the command again."
