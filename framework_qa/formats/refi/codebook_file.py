"""Codebook files of the exchange standard (`.qdc`): read from any version of it, written in version 1.0."""

from __future__ import annotations

from pathlib import Path

from lxml import etree

from framework_qa.formats.codebook_descriptions import described
from framework_qa.formats.codebook_sheets import subtheme_particulars, theme_particulars
from framework_qa.formats.opening import read_bytes
from framework_qa.formats.reading import unreadable
from framework_qa.formats.refi.container import parse_lenient
from framework_qa.formats.refi.names import CODEBOOK, FAMILY, ORIGIN, guid_of
from framework_qa.formats.refi.read_codes import read_codes
from framework_qa.formats.refi.read_parts import Parts, description
from framework_qa.formats.remarks import Remarks
from framework_qa.formats.spreadsheet_text import escape
from framework_qa.model.codebook import Codebook, Subtheme, Theme
from framework_qa.model.project import CodebookFile, CodeSet

_OF_CODEBOOK = frozenset({"Codes", "Sets"})
_NAMESPACES: dict[str, str] = {None: CODEBOOK}  # type: ignore[dict-item]  # the stubs know no default namespace
_OF_SET = frozenset({"Description", "MemberCode"})
_EXPORT_AGAIN = "Export the codebook again from the program it came from, as a REFI-QDA codebook (.qdc)."


def looks_like_codebook_file(data: bytes) -> bool:
    """Tell whether a file is XML of the exchange standard."""
    begins = data[:4096].replace(b"\0", b"")
    return begins.lstrip(b"\xef\xbb\xbf\xff\xfe \r\n\t").startswith(b"<") and FAMILY.encode() in begins


def read_codebook_file(path: Path, remarks: Remarks | None = None) -> CodebookFile:
    """Read a codebook file with all its codes and sets; raise InputError or RefusedError where that cannot be."""
    remarks = remarks or Remarks(path.name)
    root = parse_lenient(path.name, read_bytes(path), remarks)
    parts = Parts(remarks)
    if parts.names[root.tag] != "CodeBook":
        raise unreadable(path.name, "it is XML, but no codebook of the exchange standard", _EXPORT_AGAIN)
    groups = parts.grouped(root, _OF_CODEBOOK)
    codes = read_codes(parts, parts.members(groups, "Codes", "Code"))
    sets = parts.members(groups, "Sets", "Set")
    read = CodebookFile(codes, tuple(_set(parts, one) for one in sets), root.get("origin") or "")
    parts.tell()
    if parts.remainders:
        message = f"parts of the file that are no codes, and were left out: {len(parts.remainders)}."
        remarks.warn("", message, "Look at them in the program the file comes from, if they matter.")
    return read


def _set(parts: Parts, element: etree._Element) -> CodeSet:
    guid = parts.claim(element, "sets")
    groups = parts.grouped(element, _OF_SET, guid)
    members = groups.get("MemberCode", ())
    return CodeSet(guid, element.get("name") or "", description(groups), parts.references(members, "codes"))


def write_codebook_file(codebook: Codebook) -> bytes:
    """Write a codebook as a `.qdc`: themes as folders, subthemes as codes with their particulars in the description.

    The same codebook gives the same bytes, and a code the same GUID in each version.
    """
    root = etree.Element(f"{{{CODEBOOK}}}CodeBook", nsmap=_NAMESPACES, origin=ORIGIN)
    codes = _inside(root, "Codes")
    for theme in codebook.themes:
        folder = _code(codes, codebook, theme, described(theme.definition, theme_particulars(theme)))
        for subtheme in theme.subthemes:
            text = described(subtheme.definition, subtheme_particulars(codebook, theme, subtheme))
            _code(folder, codebook, subtheme, text)
    return etree.tostring(root, encoding="UTF-8", xml_declaration=True, pretty_print=True)


def _code(parent: etree._Element, codebook: Codebook, of: Theme | Subtheme, text: str) -> etree._Element:
    element = _inside(parent, "Code")
    element.set("guid", code_guid(codebook.name, of.code))
    element.set("name", escape(of.label))
    element.set("isCodable", "true" if isinstance(of, Subtheme) else "false")
    _inside(element, "Description").text = text
    return element


def code_guid(codebook: str, code: str) -> str:
    """Give the GUID that a theme or subtheme of a codebook of this name always has."""
    return guid_of("code", codebook, code)


def _inside(parent: etree._Element, name: str) -> etree._Element:
    return etree.SubElement(parent, f"{{{CODEBOOK}}}{name}")
