"""What styles and runs of a Word document say of their words: whether they are bold or hidden."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from lxml import etree

from framework_qa.formats.archives import Archive

_DEEPEST = 20  # styles based on one another; Word itself stops at eleven
_OFF = frozenset({"0", "false", "off", "none"})


@dataclass(frozen=True, slots=True)
class Look:
    """What a style or a run says of its words; None is "as what it is based on"."""

    bold: bool | None = None
    hidden: bool | None = None

    def over(self, base: Look) -> Look:
        """Lay this look over another: what it leaves open is as there."""
        return Look(base.bold if self.bold is None else self.bold, base.hidden if self.hidden is None else self.hidden)


PLAIN = Look()
_HEADING = Look(bold=True)


def look_of(properties: etree._Element | None) -> Look:
    """Read bold and hidden off run properties."""
    if properties is None:
        return PLAIN
    said = {local: is_on(child) for child in properties if (local := local_name(child)) in ("b", "vanish")}
    return Look(said.get("b"), said.get("vanish"))


def is_on(element: etree._Element) -> bool:
    """Tell whether a property that is there is switched on, as it is unless its value says otherwise."""
    return value_of(element).lower() not in _OFF


def value_of(element: etree._Element | None, attribute: str = "val") -> str:
    """Give a namespaced attribute of an element, whichever variant of the namespace it is in."""
    if element is None:
        return ""
    return next((str(value) for key, value in element.attrib.items() if str(key).endswith(f"}}{attribute}")), "")


def local_name(element: etree._Element) -> str:
    """Give the name of an element without its namespace; comments have none."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def child_of(element: etree._Element, local: str) -> etree._Element | None:
    """Find the first child of a local name."""
    ending = f"}}{local}"
    for child in element:
        tag = child.tag
        if isinstance(tag, str) and (tag.endswith(ending) or tag == local):
            return child
    return None


class Styles:
    """The styles of a document, parsed only when a run or paragraph names one."""

    def __init__(self, archive: Archive, related: Mapping[str, tuple[str, str]]) -> None:
        self._archive = archive
        self._member = next((target for kind, target in related.values() if kind == "styles"), "")
        self._elements: dict[str, etree._Element] | None = None
        self._looks: dict[str, Look] = {}

    def look(self, style: str) -> Look:
        """Give what a style says, through the styles it is based on; headings count as bold."""
        if style not in self._looks:
            self._looks[style] = _HEADING if style.lower().startswith("heading") else self._resolved(style)
        return self._looks[style]

    def _resolved(self, style: str) -> Look:
        look, seen = PLAIN, set[str]()
        while style and style not in seen and len(seen) < _DEEPEST and (element := self._all().get(style)) is not None:
            seen.add(style)
            heading = value_of(child_of(element, "name")).lower().startswith("heading")
            own = look_of(child_of(element, "rPr"))
            look = look.over(_HEADING if heading else own)
            style = value_of(child_of(element, "basedOn"))
        return look

    def _all(self) -> dict[str, etree._Element]:
        if self._elements is None:
            root = self._archive.xml(self._member) if self._member else None
            found = [] if root is None else [child for child in root if local_name(child) == "style"]
            self._elements = {value_of(element, "styleId"): element for element in found}
        return self._elements
