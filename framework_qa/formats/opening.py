"""Opening the researcher's own tables and settings: the file's bytes under a limit, and its text."""

from __future__ import annotations

from pathlib import Path

from framework_qa.formats.decoding import decode
from framework_qa.formats.reading import refused, unreadable
from framework_qa.formats.remarks import Remarks

MOST_BYTES = 64 * 2**20
MOST_TEXT = 2**19  # of YAML, five times the shipped codebook; a megabyte takes its parser eight seconds


def read_bytes(path: Path, limit: int = MOST_BYTES) -> bytes:
    """Read a regular file whole; raise InputError or RefusedError where that cannot be."""
    try:
        if not path.is_file():
            why = "it is no file" if path.exists() else "there is no such file"
            raise unreadable(path.name, why, "Check the name and run the command again.")
        if path.stat().st_size > limit:
            raise refused(path.name, f"it is over {_size(limit)}", "Check that it is the right file.")
        return path.read_bytes()
    except OSError as error:
        why = error.strerror or "the system refused"
        raise unreadable(path.name, why, "Check that you may read it and run the command again.") from None


def _size(limit: int) -> str:
    return f"{limit // 2**20} MB" if limit >= 2**20 else f"{limit // 2**10} kB"


def text_of(data: bytes, remarks: Remarks) -> str:
    """Decode a file's bytes; an assumed encoding is remarked upon."""
    text, problems = decode(remarks.path, data)
    remarks.add(problems)
    return text
