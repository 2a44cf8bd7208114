"""Archives that no program would write, made from a good one: a bomb, ways out of the folder, twins, links, halves."""

from __future__ import annotations

import io
import stat
import warnings
import zipfile
from collections.abc import Callable, Iterator

Change = Callable[[bytes, str], bytes]  # of an archive and the name of its main part


def members(data: bytes) -> dict[str, bytes]:
    """Give the members of an archive."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {info.filename: archive.read(info) for info in archive.infolist()}


def packed(parts: list[tuple[zipfile.ZipInfo | str, bytes]]) -> bytes:
    """Pack members into an archive in their order, as they are named, however often."""
    target = io.BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        warnings.simplefilter("ignore")  # a name that comes twice is the point
        for name, content in parts:
            archive.writestr(name, content, zipfile.ZIP_DEFLATED)
    return target.getvalue()


def _with(data: bytes, name: zipfile.ZipInfo | str, content: bytes = b"x") -> bytes:
    return packed([*members(data).items(), (name, content)])


def _bomb(data: bytes, main: str) -> bytes:
    """Blow the main part up with white space, which packs a thousandfold."""
    return packed([(name, content + (name == main) * b" " * 60_000_000) for name, content in members(data).items()])


def _symlink(data: bytes, _main: str) -> bytes:
    link = zipfile.ZipInfo("link.xml")
    link.create_system = 3
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    return _with(data, link, b"/etc/passwd")


def _document_type(data: bytes, main: str) -> bytes:
    """Put a document type with an entity before the root of the main part."""
    bomb = b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>'

    def changed(content: bytes) -> bytes:
        head, mark, rest = content.partition(b"?>")
        return head + mark + bomb + rest if mark else bomb + content

    return packed([(name, changed(content) if name == main else content) for name, content in members(data).items()])


def _locked(data: bytes, _main: str) -> bytes:
    """Set the flag of encryption on the first member, in its own header and in the directory."""
    changed = bytearray(data)
    changed[6] |= 1
    changed[data.index(b"PK\x01\x02") + 8] |= 1
    return bytes(changed)


BAD: dict[str, tuple[Change, str]] = {
    "a bomb": (_bomb, "times its size"),
    "a way out of the folder": (lambda data, _: _with(data, "../x"), "outside its folder"),
    "a way out of the folder, on Windows": (lambda data, _: _with(data, "a\\..\\..\\x"), "outside its folder"),
    "a way from the root": (lambda data, _: _with(data, "/x"), "outside its folder"),
    "a document type": (_document_type, "document type"),
    "a part that is there twice": (_with, "one name"),
    "parts that differ in case only": (lambda data, main: _with(data, main.upper()), "one name"),
    "a link": (_symlink, "a link or a device"),
    "a password": (_locked, "locked by a password"),
}


def cut_short(data: bytes) -> Iterator[bytes]:
    """Give an archive cut at every tenth of its length."""
    return (data[: len(data) * part // 10] for part in range(1, 10))
