"""Properties of a document that may name somebody: author, company, title and the like, counted and never read in."""

from __future__ import annotations

from lxml import etree

from framework_qa.formats.archives import Archive
from framework_qa.formats.docx_styles import local_name, value_of

PROPERTIES = "document properties"

_OFFICE = ("docProps/core.xml", "docProps/app.xml", "docProps/custom.xml")
_OPEN = ("meta.xml",)
_NAMING = frozenset(
    {"title", "subject", "creator", "keywords", "description", "lastModifiedBy", "category"}  # core
    | {"Company", "Manager", "HyperlinkBase"}  # app
    | {"property"}  # custom
    | {"initial-creator", "printed-by", "keyword", "user-defined"}  # OpenDocument
)
# What an office suite notes for itself when it converts a Word document.
_TECHNICAL = frozenset({"AppVersion", "DocSecurity", "HyperlinksChanged", "LinksUpToDate", "ScaleCrop", "ShareDoc"})


def office_properties(archive: Archive) -> int:
    """Count the properties of a Word document or a workbook that hold something which may name somebody."""
    return sum(map(_naming, map(archive.xml, _OFFICE)))


def open_document_properties(archive: Archive) -> int:
    """Count the properties of an OpenDocument file that hold something which may name somebody."""
    return sum(map(_naming, map(archive.xml, _OPEN)))


def _naming(part: etree._Element | None) -> int:
    elements = () if part is None else part.iter()
    return sum(_may_name(one) for one in elements)


def _may_name(element: etree._Element) -> bool:
    if local_name(element) not in _NAMING or value_of(element, "name") in _TECHNICAL:
        return False
    return bool("".join(map(str, element.itertext())).strip())
