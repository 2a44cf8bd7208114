"""Reading codes, from a project or from a codebook file."""

from __future__ import annotations

from collections.abc import Iterable

from lxml import etree

from framework_qa.formats.refi.names import fold_colour
from framework_qa.formats.refi.read_parts import Parts, description
from framework_qa.model.project import ProjectCode

_OF_CODE = frozenset({"Description", "NoteRef", "Code"})
MOST_LEVELS = 50
_NO = frozenset({"false", "0", "no"})


def read_codes(parts: Parts, elements: Iterable[etree._Element], level: int = 1) -> tuple[ProjectCode, ...]:
    """Read codes with all under them.

    NVivo writes each case as a code too, in a folder: such codes are left out and counted, as is an empty folder.
    """
    return tuple(code for element in elements for code in _code(parts, element, level))


def _code(parts: Parts, element: etree._Element, level: int) -> tuple[ProjectCode, ...]:
    if level > MOST_LEVELS:
        parts.set_aside(f"code deeper than {MOST_LEVELS} levels", element)
        return ()
    guid = parts.refs[element.get("guid")]
    of_case = guid in parts.cases
    guid = guid if of_case else parts.claim(element, "codes")
    groups = parts.grouped(element, _OF_CODE, guid)
    under = groups.get("Code", ())
    codes = read_codes(parts, under, level + 1)
    codable = (element.get("isCodable") or "true").strip().casefold() not in _NO
    if of_case:
        parts.counts["codes that are cases"] += 1
        return codes
    if under and not codes and not codable:
        parts.counts["folders of codes that are cases"] += 1
        return ()
    colour = fold_colour(element.get("color"))
    name = element.get("name") or ""
    return (ProjectCode(guid, name, description(groups), colour, codable, codes, parts.notes(groups)),)
