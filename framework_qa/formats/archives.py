"""ZIP archives and XML from outside, within limits: nothing is unpacked to disk, nothing is fetched, no DTD is read."""

from __future__ import annotations

import io
import stat
import struct
import zipfile
import zlib
from collections.abc import Sequence
from types import TracebackType
from typing import Self

from lxml import etree

from framework_qa.formats.reading import refused, unreadable

MEMBERS = 10_000
UNPACKED = 512 * 2**20
RATIO = 200
PART = 64 * 2**20  # of one XML part; its tree takes ten times the memory
MARKS = 1_000_000  # of one XML part: begins and ends of elements; an interview has a hundredth of them
_SMALL = 2**20  # a part under this is no bomb, however well it packs
_CHUNK = 2**18
_LOCKED = 0x1  # the bit of a member's flags
_ORDINARY = frozenset({0, stat.S_IFREG, stat.S_IFDIR})
_ENTRY = b"PK\x01\x02"

_DAMAGED = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    KeyError,
    NotImplementedError,
    OSError,
    OverflowError,
    RuntimeError,
    UnicodeError,
    ValueError,
    struct.error,
)
_SAVE_AGAIN = "Open it in the program it came from, save it again and run the command again."
_LOOK_FIRST = "Find out where the file comes from; if it is sound, copy its words into a new document."


class Archive:
    """A ZIP archive held in memory whose members are read within the limits."""

    def __init__(self, name: str, data: bytes) -> None:
        self.name = name
        if data.count(_ENTRY) > MEMBERS:
            # Counted before the directory is read, since reading a million entries is itself the attack.
            raise refused(name, f"it is an archive of more than {MEMBERS:,} parts", _LOOK_FIRST)
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
        except _DAMAGED:
            raise unreadable(name, "its ZIP archive is damaged or cut short", _SAVE_AGAIN) from None
        self._check(len(data))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._zip.close()

    def names(self) -> tuple[str, ...]:
        """List the members."""
        return tuple(self._zip.namelist())

    def __contains__(self, member: str) -> bool:
        return member in self._zip.NameToInfo

    def read(self, member: str) -> bytes | None:
        """Unpack one member, or give None where there is none of that name."""
        try:
            return self._unpack(member) if member in self else None
        except _DAMAGED:
            raise unreadable(self.name, "its ZIP archive is damaged or cut short", _SAVE_AGAIN) from None

    def xml(self, member: str) -> etree._Element | None:
        """Parse one XML member, or give None where there is none of that name."""
        data = self.read(member)
        return None if data is None else parse_xml(self.name, data)

    def _check(self, size: int) -> None:
        infos = self._zip.infolist()
        total = sum(info.file_size for info in infos)
        if total > UNPACKED:
            raise refused(self.name, f"it unpacks to more than {UNPACKED // 2**20} MB", _LOOK_FIRST)
        steep = any(i.file_size > _SMALL and i.file_size > RATIO * max(1, i.compress_size) for i in infos)
        if steep or total > max(_SMALL, RATIO * size):
            raise refused(self.name, f"it unpacks to more than {RATIO} times its size", _LOOK_FIRST)
        if any(info.flag_bits & _LOCKED for info in infos):
            raise unreadable(self.name, "it is locked by a password", "Save it without the password and try again.")
        if why := _unlike_documents(infos):
            raise refused(self.name, why, _LOOK_FIRST)

    def _unpack(self, member: str) -> bytes:
        parts: list[bytes] = []
        size = 0
        with self._zip.open(member) as stream:
            while chunk := stream.read(_CHUNK):
                size += len(chunk)
                if size > PART:
                    raise refused(self.name, f"one of its parts is over {PART // 2**20} MB", _LOOK_FIRST)
                parts.append(chunk)
        return b"".join(parts)


def _unlike_documents(infos: Sequence[zipfile.ZipInfo]) -> str:
    """Say what no program that writes documents does, though an archive allows it, or nothing."""
    folded = {info.filename.casefold() for info in infos}
    if len(folded) < len(infos):
        # Two programs may each read another one of the two: what one checked is not what the other shows.
        return "two of its parts have one name"
    if any(_leads_out(info.filename) for info in infos):
        return "a part of it is to be unpacked outside its folder"
    kinds = {stat.S_IFMT(info.external_attr >> 16) for info in infos}
    return "" if kinds <= _ORDINARY else "a part of it is a link or a device"


def _leads_out(member: str) -> bool:
    parts = member.replace("\\", "/").split("/")
    return ".." in parts or not parts[0] or parts[0].endswith(":")


def parse_xml(name: str, data: bytes) -> etree._Element:
    """Parse XML from outside: no DTD, no entities of its own, no network, bounded depth."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    if b"<!DOCTYPE" in data:
        raise _dtd(name)
    check_marks(name, data)
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError, LookupError):
        raise unreadable(name, "the XML inside it is damaged", _SAVE_AGAIN) from None
    if root.getroottree().docinfo.internalDTD is not None:  # the same in UTF-16, where the bytes differ
        raise _dtd(name)
    return root


def check_marks(name: str, data: bytes) -> None:
    """Refuse XML of more elements than can be walked in a few seconds; counting them takes none."""
    if data.count(b"<") > MARKS:
        raise refused(name, f"one of its parts holds more than {MARKS:,} marks", _LOOK_FIRST)


def _dtd(name: str) -> Exception:
    return refused(name, "the XML inside it carries a document type, which no office program writes", _LOOK_FIRST)
