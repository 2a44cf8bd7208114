"""Which reader reads a transcript: by what the file holds, not by what it is called."""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from framework_qa.errors import FrameworkError
from framework_qa.formats.decoding import opening
from framework_qa.formats.docx import read_docx
from framework_qa.formats.odt import is_open_document, read_odt
from framework_qa.formats.pdf import is_pdf, read_pdf
from framework_qa.formats.plain import read_plain
from framework_qa.formats.reading import Reading, Script, refused, unreadable
from framework_qa.formats.rtf import is_rich_text, read_rtf
from framework_qa.formats.speakers import find_turns
from framework_qa.formats.spreadsheet_cells import holds_workbook
from framework_qa.formats.spreadsheet_turns import holds_turns, read_delimited, read_workbook
from framework_qa.formats.subtitles import SRT_SHAPE, read_captions
from framework_qa.model.ids import TranscriptId
from framework_qa.model.text import SpeakerRole

LARGEST = 64 * 2**20
MOST_LINES = 200_000  # a day of talk has a tenth of them
_ZIP = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")


@dataclass(frozen=True, slots=True)
class Format:
    """A format of transcripts: its suffixes, how its files begin (bytes, lenient text), and its reader."""

    suffixes: tuple[str, ...]
    fits: Callable[[bytes, str], bool]
    read: Callable[[str, bytes], Script]


@dataclass(frozen=True, slots=True)
class Foreign:
    """A kind of file that is met in transcript folders and cannot be read: how it begins, and what to do."""

    begins: tuple[bytes, ...]
    what: str
    cure: str


_DELIMITED = (".csv", ".tsv")


def _read_text(name: str, data: bytes) -> Script:
    """Read what has no other signs; one that is called a table is no plain text until it shows that it is."""
    return (read_delimited if name.lower().endswith(_DELIMITED) else read_plain)(name, data)


FORMATS = (
    Format((".odt",), lambda data, _: data.startswith(_ZIP) and is_open_document(data), read_odt),
    Format((".xlsx",), lambda data, _: data.startswith(_ZIP) and holds_workbook(data), read_workbook),
    Format((".docx",), lambda data, _: data.startswith(_ZIP), read_docx),
    Format((".rtf", ".doc"), lambda data, _: is_rich_text(data), read_rtf),
    Format((".pdf",), lambda data, _: is_pdf(data), read_pdf),
    Format((".vtt",), lambda _, text: text.lstrip("\ufeff").startswith("WEBVTT"), read_captions),
    Format((".srt",), lambda _, text: SRT_SHAPE.match(text) is not None, read_captions),
    Format(_DELIMITED, lambda _, text: holds_turns(text), read_delimited),
    Format((".txt", ".md"), lambda _data, _text: True, _read_text),
)
SUFFIXES: tuple[str, ...] = tuple(suffix for known in FORMATS for suffix in known.suffixes)
TABLES = (".xlsx", *_DELIMITED)  # what may be a transcript, and is more often something else

_AS_TEXT = "Save it as .docx or .txt and run the command again."
_COMPOUND = b"\xd0\xcf\x11\xe0"
_COMPOUNDS = "it is an old Word file (.doc), an old workbook (.xls) or locked by a password"
_STREAMS = (
    ("EncryptedPackage", "it is locked by a password"),
    ("WordDocument", "it is an old Word file (.doc)"),
    ("Workbook", "it is an old workbook (.xls)"),
)
_FOREIGN = (
    Foreign((b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"II*\0", b"MM\0*"), "it is a picture", _AS_TEXT),
    Foreign(
        (b"ID3", b"\xff\xfb", b"RIFF", b"OggS", b"fLaC", b"\x1a\x45\xdf\xa3", b"\0\0\0\x18ftyp", b"\0\0\0\x20ftyp"),
        "it is a recording",
        "Transcribe it first.",
    ),
    Foreign((b"\x1f\x8b", b"7z\xbc\xaf", b"Rar!", b"BZh", b"\xfd7zXZ"), "it is an archive", "Unpack it first."),
    Foreign((b"SQLite format 3",), "it is a database", "Export the transcripts as .docx or .txt."),
)


def read_transcript(path: Path, roles: Mapping[str, SpeakerRole] | None = None) -> Reading:
    """Read a transcript: its text, speakers, turns and header, and what is doubtful about them.

    `roles` says which speakers ask and which answer, by label as typed (case ignored); it overrides what is
    recognised. Raises InputError where the file cannot be read as a transcript, RefusedError where that is unsafe.
    """
    name = path.name.encode("utf-8", "backslashreplace").decode("utf-8")
    data = _bytes_of(path, name)
    script = _script(name, data)
    found = find_turns(name, script, roles)
    return Reading(
        name=name,
        id=TranscriptId(hashlib.sha256(data).hexdigest()),
        text=script.text,
        speakers=found.speakers,
        grounds=found.grounds,
        turns=found.turns,
        header=found.header,
        left_out=script.left_out,
        kept=script.kept,
        marker=found.marker.value,
        problems=found.problems,
    )


def _script(name: str, data: bytes) -> Script:
    if not data.strip():
        raise unreadable(name, "it is empty", "Put the transcript into it, or take it out of the folder.")
    begins = opening(data)
    if data.startswith(_COMPOUND):
        raise unreadable(name, _compound(data), _AS_TEXT)
    for foreign in _FOREIGN:
        if data.startswith(foreign.begins):
            raise unreadable(name, foreign.what, foreign.cure)
    if begins.lstrip("\ufeff \n\t")[:9].lower().startswith(("<!doctype", "<html", "<?xml")):
        raise unreadable(name, "it is a web page or XML", _AS_TEXT)
    script = next(known.read(name, data) for known in FORMATS if known.fits(data, begins))
    if script.text.count("\n") > MOST_LINES:
        raise refused(name, f"it has more than {MOST_LINES:,} lines", "Check that it is a transcript, or split it.")
    return script


def _compound(data: bytes) -> str:
    """Say what a compound file is, by the names of the streams in it."""
    return next((what for stream, what in _STREAMS if stream.encode("utf-16-le") in data), _COMPOUNDS)


def _bytes_of(path: Path, name: str) -> bytes:
    """Read a regular file, and nothing else; what is checked is what is read."""
    try:
        _check_kind(name, path.lstat().st_mode)
        flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
        with os.fdopen(os.open(path, flags), "rb") as stream:
            _check_kind(name, os.fstat(stream.fileno()).st_mode)
            data = stream.read(LARGEST + 1)
    except (OSError, ValueError) as fault:
        raise _cannot_open(name, fault) from None
    if len(data) > LARGEST:
        raise refused(name, f"it is over {LARGEST // 2**20} MB", "Split it, or take the pictures out of it.")
    return data


def _check_kind(name: str, mode: int) -> None:
    if stat.S_ISDIR(mode):
        raise unreadable(name, "it is a folder", "Name the files in it.")
    if stat.S_ISLNK(mode):
        raise refused(name, "it is a link to another file", "Name the file itself, or copy it here.")
    if not stat.S_ISREG(mode):
        raise refused(name, "it is no ordinary file", "Save the transcript as a file.")


def _cannot_open(name: str, fault: Exception) -> FrameworkError:
    if isinstance(fault, FileNotFoundError):
        return unreadable(name, "there is no such file", "Check the name and the folder.")
    if isinstance(fault, PermissionError):
        return unreadable(name, "you are not allowed to open it", "Ask its owner for access, or copy it here.")
    return unreadable(name, "the system could not open it", "Check the name, and that the disk is connected.")
