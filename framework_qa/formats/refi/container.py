"""The container of a project (`.qdpx`): its XML and its sources, looked up as leniently as other tools write them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path
from urllib.parse import unquote

from lxml import etree

from framework_qa.errors import InputError
from framework_qa.formats.archives import UNPACKED, Archive, parse_xml
from framework_qa.formats.opening import read_bytes
from framework_qa.formats.reading import unreadable
from framework_qa.formats.remarks import Remarks

MOST_EXTRA = 16 * 2**20  # of what is kept aside; more is listed by name only
_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_JUNK = frozenset({".ds_store", ".root", "thumbs.db", "desktop.ini"})
_EXPORT_AGAIN = "Export the project again from the program it came from, as a REFI-QDA project (.qdpx)."
_SCHEME = re.compile(r"(internal|relative|absolute|file):/*", re.IGNORECASE)
_INTERNAL = re.compile(r"internal:/*", re.IGNORECASE)
_FORBIDDEN = re.compile(
    rb"[\x00-\x08\x0b\x0c\x0e-\x1f]|&#0*(?:[1-8]|1[124-9]|2[0-9]|3[01]);|&#x0*(?:[1-8BbCcEeFf]|1[0-9A-Fa-f]);"
)
_DRIVE = re.compile(r"[A-Za-z]:")


class Container(Archive):
    """A project's archive, held in memory; nothing of it is unpacked to disk."""

    def __init__(self, name: str, data: bytes) -> None:
        if not data.startswith(_ZIP):
            raise unreadable(name, "it is no project of the exchange standard (no ZIP archive)", _EXPORT_AGAIN)
        super().__init__(name, data)
        files = (info.filename for info in self._zip.infolist() if not info.is_dir())
        self._by_name = {member.replace("\\", "/").casefold(): member for member in files}
        self._used: set[str] = set()

    def project(self, remarks: Remarks) -> etree._Element:
        """Parse the project's XML: the one `.qde` at the root of the archive."""
        found = [member for folded, member in self._by_name.items() if folded.endswith(".qde") and "/" not in folded]
        if len(found) != 1:
            why = f"it holds {len(found)} projects" if found else "it holds no project (no .qde)"
            raise unreadable(self.name, why, _EXPORT_AGAIN)
        self._used.add(found[0])
        return parse_lenient(self.name, self.read(found[0]) or b"", remarks)

    def source(self, path: str) -> bytes | None:
        """Give what a source's path names, where it is in the archive: `internal://a.txt` is `sources/a.txt`."""
        member = self._member(path)
        if member is None:
            return None
        self._used.add(member)
        return self.read(member)

    def holds(self, path: str) -> bool:
        """Tell whether a source's path names something in the archive, and count that as a source's."""
        member = self._member(path)
        if member is not None:
            self._used.add(member)
        return member is not None

    def _member(self, path: str) -> str | None:
        if not _INTERNAL.match(path) and (_SCHEME.match(path) or path.startswith(("/", "\\")) or _DRIVE.match(path)):
            return None
        bare = _INTERNAL.sub("", path).replace("\\", "/").lstrip("/").casefold()
        for one in dict.fromkeys((bare, unquote(bare))):
            for folded in (f"sources/{one}", one):
                if folded in self._by_name:
                    return self._by_name[folded]
        return None

    def extra(self) -> tuple[tuple[tuple[str, bytes], ...], tuple[str, ...]]:
        """Give the members that nothing named, and the names of those too large to be kept."""
        kept: list[tuple[str, bytes]] = []
        large: list[str] = []
        size = 0
        for member in self._unnamed():
            size += self._zip.getinfo(member).file_size
            if size > MOST_EXTRA:
                large.append(member)
            else:
                kept.append((member, self.read(member) or b""))
        return tuple(kept), tuple(large)

    def _unnamed(self) -> Iterable[str]:
        for folded, member in sorted(self._by_name.items()):
            parts = folded.split("/")
            if member not in self._used and parts[-1] not in _JUNK and parts[0] != "__macosx":
                yield member


def open_container(path: Path) -> Container:
    """Open a project's file within the limits on archives; raise InputError or RefusedError where that cannot be."""
    return Container(path.name, read_bytes(path, UNPACKED))


def parse_lenient(name: str, data: bytes, remarks: Remarks) -> etree._Element:
    """Parse XML; control characters that XML forbids, and some tools write, become spaces, which is told."""
    try:
        return parse_xml(name, data)
    except InputError:
        mended, count = _FORBIDDEN.subn(b" ", data)
        if not count:
            raise
    root = parse_xml(name, mended)
    cure = "Look at the names and memos with gaps in them."
    remarks.warn("", f"control characters that XML forbids, read as spaces: {count}.", cure)
    return root
