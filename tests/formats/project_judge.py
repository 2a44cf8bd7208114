"""A reader of projects for the tests alone: schema, references, and what stands where the positions point."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from lxml import etree

SPACE = "{urn:QDA-XML:project:1.0}"
POINTING = ("targetGUID", "originGUID", "creatingUser", "creatingUserGUID")


@cache
def schema() -> etree.XMLSchema:
    return etree.XMLSchema(etree.parse(Path(__file__).parent / "refi" / "Project.xsd"))


@dataclass(frozen=True, slots=True)
class Judged:
    """A container, opened."""

    members: dict[str, bytes]
    root: etree._Element

    def all(self, tag: str) -> list[etree._Element]:
        return list(self.root.iter(f"{SPACE}{tag}"))

    def faults(self) -> list[str]:
        """Everything that the schema and the references have against it; a case may also be a code."""
        schema().validate(self.root)
        guids = [e.get("guid") for e in self.root.iter() if e.get("guid")]
        codes = {e.get("guid") for e in self.all("Code")}
        cases = {e.get("guid") for e in self.all("Case")}
        told = [str(fault) for fault in schema().error_log]
        if len(guids) - len(codes & cases) != len(set(guids)):
            told.append("two things have the same GUID")
        known = {*guids, None}
        return told + [f"{e.tag} leads nowhere" for e in self.root.iter() for a in POINTING if e.get(a) not in known]

    def quotes(self, *, utf16: bool = False) -> Iterator[tuple[etree._Element, str]]:
        """Each selection with what its text has between its positions, ends of lines as LF."""
        for source in self.all("TextSource"):
            raw = self.members["sources/" + source.get("plainTextPath", "").removeprefix("internal://")]
            text = raw.decode("utf-8-sig") if utf16 else raw.decode().replace("\r\n", "\n")
            width = 2 if utf16 else 4
            units = text.encode("utf-16-le" if utf16 else "utf-32-le")
            for selection in source.iter(f"{SPACE}PlainTextSelection"):
                start, end = int(selection.get("startPosition")), int(selection.get("endPosition"))
                words = units[start * width : end * width].decode("utf-16-le" if utf16 else "utf-32-le")
                yield selection, words.replace("\r\n", "\n")


def judged(data: bytes) -> Judged:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    return Judged(members, etree.fromstring(members["project.qde"]))
