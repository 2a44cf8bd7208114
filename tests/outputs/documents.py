"""What the tests of documents ask of every .docx file, and a picture for them."""

from __future__ import annotations

import io
import posixpath
import struct
import zipfile
import zlib

import docx
from docx.document import Document
from lxml import etree

from framework_qa.outputs.docx.words import w

PACKAGE = "{http://schemas.openxmlformats.org/package/2006/relationships}"
OFFICE = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="20"><rect width="40" height="20" fill="teal"/></svg>'


def png(width: int = 80, height: int = 40) -> bytes:
    """Draw a grey picture."""
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    rows = zlib.compress((b"\0" + b"\x80" * width) * height)
    chunks = ((b"IHDR", header), (b"IDAT", rows), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data)) for kind, data in chunks
    )


def opened(written: bytes) -> Document:
    """Let python-docx read a document back."""
    return docx.Document(io.BytesIO(written))


def members(written: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(written)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def tree(written: bytes, name: str = "word/document.xml") -> etree._Element:
    return etree.fromstring(members(written)[name])


def captions(written: bytes) -> list[str]:
    return [p.text for p in opened(written).paragraphs if p.style is not None and p.style.name == "Caption"]


def styled(written: bytes, name: str) -> list[str]:
    """Give the paragraphs of a style."""
    return [p.text for p in opened(written).paragraphs if p.style is not None and p.style.name == name]


def assert_sound(written: bytes) -> None:
    """Look for all that makes Word offer a repair, and for formatting that is not by style."""
    parts = members(written)
    for name, content in parts.items():
        if name.endswith((".xml", ".rels")):
            etree.fromstring(content)
    _assert_related(parts)
    for name in (n for n in parts if n.startswith("word/") and n.endswith(".xml")):
        _assert_formatted_by_style_alone(etree.fromstring(parts[name]), name)
    _assert_fields_in_pairs(etree.fromstring(parts["word/document.xml"]))


def _assert_related(parts: dict[str, bytes]) -> None:
    for name in (n for n in parts if n.endswith(".rels")):
        folder = posixpath.dirname(posixpath.dirname(name))
        relations = etree.fromstring(parts[name]).findall(f"{PACKAGE}Relationship")
        for relation in relations:
            target = relation.get("Target")
            assert relation.get("TargetMode") is None
            assert posixpath.normpath(posixpath.join(folder, target)).lstrip("/") in parts
        known = {relation.get("Id") for relation in relations}
        source = parts.get(posixpath.join(folder, posixpath.basename(name).removesuffix(".rels")), b"<none/>")
        used = {value for e in etree.fromstring(source).iter() for key, value in e.items() if key.startswith(OFFICE)}
        assert used <= known
    assert all(len(content) > 0 for content in parts.values())


def _assert_formatted_by_style_alone(root: etree._Element, name: str) -> None:
    if name in {"word/styles.xml", "word/numbering.xml"}:
        return
    for properties in root.iter(w("rPr")):
        assert [child.tag for child in properties] == [w("rStyle")]
    for properties in root.iter(w("pPr")):
        # The end of a section stands among a paragraph's properties, and formats pages.
        assert [child.tag for child in properties if child.tag != w("sectPr")] == [w("pStyle")]
    assert all(len(p) and p[0].tag == w("pPr") for p in root.iter(w("p")))


def _assert_fields_in_pairs(root: etree._Element) -> None:
    depth = 0
    for mark in root.iter(w("fldChar")):
        depth += {"begin": 1, "separate": 0, "end": -1}[mark.get(w("fldCharType"))]
        assert depth in {0, 1}
    assert depth == 0
    names = [mark.get(w("name")) for mark in root.iter(w("bookmarkStart"))]
    assert len(set(names)) == len(names)
    assert [m.get(w("id")) for m in root.iter(w("bookmarkStart"))] == [
        m.get(w("id")) for m in root.iter(w("bookmarkEnd"))
    ]
    assert {link.get(w("anchor")) for link in root.iter(w("hyperlink"))} <= set(names)
