"""A private page: a file for another program to work on, in a folder nobody else can enter, gone when it is done."""

from __future__ import annotations

import contextlib
import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from framework_qa.outputs.files import ABANDONED_AFTER

PREFIX = ".framework_qa-page-"
_IN_USE = ".in_use"


@contextlib.contextmanager
def private_page(name: str) -> Iterator[Path]:
    """Give the path of a page that is not there yet; the folder it lies in goes with all that is in it."""
    _sweep(Path(tempfile.gettempdir()))
    folder = Path(tempfile.mkdtemp(prefix=PREFIX))  # 0700
    try:
        with (folder / _IN_USE).open("wb") as mark:
            _hold(mark.fileno())
            yield folder / name
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def write_page(page: Path, text: str) -> None:
    """Write a page (0600) as UTF-8."""
    page.unlink(missing_ok=True)
    with os.fdopen(os.open(page, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as stream:
        stream.write(text.encode("utf-8"))


def read_page(page: Path) -> str:
    """Read a page back, line ends as LF; bytes that are no UTF-8 are read as Windows-1252 or Latin-1, without loss."""
    encoded = page.read_bytes()
    for encoding in ("utf-8-sig", "cp1252"):
        with contextlib.suppress(UnicodeDecodeError):
            return _with_plain_line_ends(encoded.decode(encoding))
    return _with_plain_line_ends(encoded.decode("latin-1"))


def _with_plain_line_ends(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _hold(handle: int) -> None:
    # The system lets go of the lock when the process dies, however it dies.
    if os.name == "posix":
        import fcntl

        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)


def _sweep(folder: Path) -> None:
    # What a killed run left behind holds participants' words: it goes when the next page is opened. An editor may
    # stay open for days: age alone says nothing.
    oldest = time.time() - ABANDONED_AFTER
    for left in folder.glob(f"{PREFIX}*"):
        with contextlib.suppress(OSError):
            if left.lstat().st_mtime < oldest and _ours(left) and not _held(left / _IN_USE):
                shutil.rmtree(left)


def _ours(left: Path) -> bool:
    return os.name != "posix" or left.lstat().st_uid == os.getuid()


def _held(mark: Path) -> bool:
    """Tell whether a living process works on a page; raises OSError where the system keeps it from being touched."""
    if not mark.exists():
        return False
    with mark.open("rb") as stream:
        try:
            _hold(stream.fileno())
        except OSError:
            return True
    if os.name != "posix":
        mark.unlink()  # such a system refuses this while somebody holds it open
    return False
