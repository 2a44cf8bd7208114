"""What an import set aside: the element that a part is about, in those around it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from lxml import etree

from framework_qa.errors import FrameworkError
from framework_qa.formats.archives import parse_xml
from framework_qa.formats.refi.grammar import REFERENCES, local
from framework_qa.formats.refi.names import fold_guid

SOURCES = ("TextSource", "PictureSource", "PDFSource", "AudioSource", "VideoSource")
# What a part of each kind is, in the words of an import's ledger and of the readers.
PAYLOADS: Mapping[str, tuple[str, ...]] = {
    "person": ("User",),
    "code": ("Code",),
    "variable": ("Variable",),
    "value": ("VariableValue",),
    "case": ("Case",),
    "source": SOURCES,
    "selection": ("PlainTextSelection",),
    "coding": ("Coding",),
    "description": ("Description",),
    "note": ("Note",),
    "link": ("Link",),
    "set": ("Set",),
    "reference to a memo": ("NoteRef",),
    "what a case refers to": ("SourceRef", "SelectionRef", "CodeRef"),
    "picture selection": ("PictureSelection",),
    "PDF selection": ("PDFSelection",),
    "audio selection": ("AudioSelection",),
    "video selection": ("VideoSelection",),
    "selection in a text that is missing": ("PlainTextSelection", "TranscriptSelection"),
    "selection outside its text": ("PlainTextSelection", "TranscriptSelection"),
    "selection whose place is not certain": ("PlainTextSelection", "TranscriptSelection"),
    "coding with a code that is not in the file": ("Coding",),
    "value of a variable that is not in the file": ("VariableValue",),
    "link to what is not in the file": ("Link",),
    "note on the whole project": ("NoteRef",),
    "graph": ("Graph",),
}
_IN = re.compile(r"(\w+) in a \w+")  # how the readers call what stands where the standard has nothing


def _parsed(content: str) -> etree._Element | None:
    try:
        return parse_xml("", content.encode("utf-8", "replace"))
    except FrameworkError:
        return None


@dataclass(frozen=True, slots=True)
class Part:
    """A part: its element, and those around it, outermost first."""

    kind: str
    element: etree._Element
    within: tuple[etree._Element, ...]

    @property
    def guid(self) -> str:
        """Give the GUID that the file gave it, or nothing."""
        return fold_guid(self.element.get("guid"))

    def wanted(self) -> set[str]:
        """Give the GUIDs of what it refers to, apart from what it brings itself."""
        every = tuple(self.element.iter("{*}*"))
        refers = {fold_guid(one.get(name)) for one in every for name in REFERENCES if one.get(name)}
        return refers - {fold_guid(one.get("guid")) for one in every if one.get("guid")}


def part_of(kind: str, content: str) -> Part | None:
    """Find the element that a part is about in what is around it."""
    found = _IN.fullmatch(kind)
    tags = PAYLOADS.get(kind) or ((found[1],) if found else ())
    element = _parsed(content)
    within: list[etree._Element] = []
    while element is not None and not (local(element) in tags and not _is_around(kind, element)):
        within.append(element)
        element = next(element.iterchildren("{*}*"), None)
    if element is None:
        return None
    return Part(kind, element, tuple(within))


def _is_around(kind: str, element: etree._Element) -> bool:
    """Tell a code that only stands around the one that a part is about."""
    return kind == "code" and any(local(child) == "Code" for child in element)


def names_in(content: str) -> Iterator[tuple[str, str, str]]:
    """Give from a part that keeps names what each GUID is: its kind, and what it is called here."""
    root = _parsed(content)
    for element in root if root is not None else ():
        yield local(element), fold_guid(element.get("guid")), element.get("is") or ""
