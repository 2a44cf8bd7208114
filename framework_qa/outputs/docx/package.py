"""The file of a document: parts and relations by python-docx, packed so that the same content gives the same bytes."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from dataclasses import dataclass
from importlib import resources
from typing import Any, BinaryIO

from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part, XmlPart
from docx.package import Package
from lxml import etree

from framework_qa.outputs.docx.fields import add_field
from framework_qa.outputs.docx.pages import Margins
from framework_qa.outputs.docx.words import WORD, Style, add_paragraph, add_words, shown, w

ZIP_TIME = (1980, 1, 1, 0, 0, 0)
LONGEST_PROPERTY = 255  # characters, by the standard
SVG = "image/svg+xml"
NAMESPACES = {"w": WORD, "r": "http://schemas.openxmlformats.org/officeDocument/2006/relationships"}


@dataclass(frozen=True, slots=True)
class About:
    """What a document says of itself: never a host or a folder, and no person but its authors. `moment` is in UTC."""

    title: str
    moment: dt.datetime
    subject: str = ""
    authors: tuple[str, ...] = ()
    language: str = "en-GB"


class Parts:
    """The parts of one document: its body to write into, and all that stands around it."""

    def __init__(self, about: About) -> None:
        self.package = Package()
        self.root = etree.Element(w("document"), nsmap=NAMESPACES)
        self.body = etree.SubElement(self.root, w("body"))
        self._document = self._part("document", CONTENT_TYPE.WML_DOCUMENT_MAIN, self.root)
        self.package.relate_to(self._document, RELATIONSHIP_TYPE.OFFICE_DOCUMENT)
        self._relate("styles", CONTENT_TYPE.WML_STYLES, RELATIONSHIP_TYPE.STYLES, _shipped("styles", about.language))
        self._relate("numbering", CONTENT_TYPE.WML_NUMBERING, RELATIONSHIP_TYPE.NUMBERING, _shipped("numbering"))
        settings = _shipped("settings", about.language)
        self._relate("settings", CONTENT_TYPE.WML_SETTINGS, RELATIONSHIP_TYPE.SETTINGS, settings)
        self.margins = Margins(
            self._relate("header1", CONTENT_TYPE.WML_HEADER, RELATIONSHIP_TYPE.HEADER, _header(about.title)),
            self._relate("footer1", CONTENT_TYPE.WML_FOOTER, RELATIONSHIP_TYPE.FOOTER, _footer()),
        )
        self._describe(about)

    def embed(self, png: bytes, svg: str, number: int) -> tuple[str, str]:
        """Take a picture in; give the relations that lead to its PNG and its SVG."""
        image = self.package.get_or_add_image_part(io.BytesIO(png))
        place = PackURI(f"/word/media/drawing{number}.svg")
        drawn = Part(place, SVG, svg.encode("utf-8"), self.package)
        relate = self._document.relate_to
        return relate(image, RELATIONSHIP_TYPE.IMAGE), relate(drawn, RELATIONSHIP_TYPE.IMAGE)

    def save(self, stream: BinaryIO) -> None:
        """Write the file: members in the order of their relations, all of one time."""
        packed = io.BytesIO()
        self.package.save(packed)
        with zipfile.ZipFile(packed) as written, zipfile.ZipFile(stream, "w") as steady:
            for name in written.namelist():
                member = zipfile.ZipInfo(name, ZIP_TIME)
                member.compress_type = zipfile.ZIP_DEFLATED
                member.external_attr = 0o600 << 16
                steady.writestr(member, written.read(name))

    def _part(self, name: str, content_type: str, element: Any) -> XmlPart:  # noqa: ANN401 - python-docx wants its own class
        return XmlPart(PackURI(f"/word/{name}.xml"), content_type, element, self.package)

    def _relate(self, name: str, content_type: str, relation: str, element: etree._Element) -> str:
        return self._document.relate_to(self._part(name, content_type, element), relation)

    def _describe(self, about: About) -> None:
        said = self.package.core_properties
        said.title = _property(about.title)
        said.subject = _property(about.subject)
        said.author = _property("; ".join(about.authors))
        said.last_modified_by = ""
        said.language = about.language
        said.created = said.modified = about.moment


def _property(text: str) -> str:
    return " ".join(shown(text).split())[:LONGEST_PROPERTY]


def _shipped(name: str, language: str = "") -> etree._Element:
    """Read a part that is the same in every document, save for its language."""
    text = resources.files("framework_qa.outputs.docx").joinpath(f"{name}.xml").read_bytes()
    element = etree.fromstring(text, etree.XMLParser(remove_blank_text=True, remove_comments=True))
    for place in element.iter(w("lang"), w("themeFontLang")) if language else ():
        place.set(w("val"), language)
    return element


def _header(title: str) -> etree._Element:
    header = etree.Element(w("hdr"), nsmap=NAMESPACES)
    add_paragraph(header, Style.HEADER, " ".join(title.split()))
    return header


def _footer() -> etree._Element:
    footer = etree.Element(w("ftr"), nsmap=NAMESPACES)
    paragraph = add_paragraph(footer, Style.FOOTER)
    add_words(paragraph, "Page ")
    add_field(paragraph, "PAGE", "1")
    add_words(paragraph, " of ")
    add_field(paragraph, "NUMPAGES", "1")
    return footer
