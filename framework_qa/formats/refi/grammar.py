"""What the schema of a project lets an element have, so that what another tool wrote can be written again, and valid.

A line an element: its attributes, `!` where it must have one, then its children in their order, `*` where there may be
several. What the schema does not know is left out.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from lxml import etree

from framework_qa.formats.refi.names import PROJECT, LocalNames, fold_colour, fold_guid
from framework_qa.formats.refi.read_parts import content

_MADE = "creatingUser creationDateTime modifyingUser modifiedDateTime"
_FILE = f"guid! name path currentPath {_MADE}"
_TEXT = f"guid! name richTextPath plainTextPath {_MADE}"
_AREA = "firstX! firstY! secondX! secondY!"
_CODED = "Coding* NoteRef*"
_VALUED = f"{_CODED} VariableValue*"
_GRAMMAR = f"""
Project | | Users CodeBook Variables Cases Sources Notes Links Sets Graphs Description NoteRef*
Users | | User*
CodeBook | | Codes
Codes | | Code*
Variables | | Variable*
Cases | | Case*
Sources | | TextSource* PictureSource* PDFSource* AudioSource* VideoSource*
Notes | | Note*
Links | | Link*
Sets | | Set*
Graphs | | Graph*
User | guid! name id |
Code | guid! name! isCodable! color | Description NoteRef* Code*
Case | guid! name | Description CodeRef* VariableValue* SourceRef* SelectionRef*
Variable | guid! name! typeOfVariable! | Description
VariableValue | | VariableRef TextValue BooleanValue IntegerValue FloatValue DateValue DateTimeValue
Set | guid! name! | Description MemberCode* MemberSource* MemberNote*
TextSource | {_TEXT} | Description PlainTextContent PlainTextSelection* {_VALUED}
Note | {_TEXT} | Description PlainTextContent PlainTextSelection* {_VALUED}
TextDescription | {_TEXT} | Description PlainTextContent PlainTextSelection* {_VALUED}
Representation | {_TEXT} | Description PlainTextContent PlainTextSelection* {_VALUED}
PlainTextSelection | guid! name startPosition! endPosition! {_MADE} | Description {_CODED}
PictureSource | {_FILE} | Description TextDescription PictureSelection* {_VALUED}
PictureSelection | guid! name {_AREA} {_MADE} | Description {_CODED}
PDFSource | {_FILE} | Description PDFSelection* Representation {_VALUED}
PDFSelection | guid! name page! {_AREA} {_MADE} | Description Representation {_CODED}
AudioSource | {_FILE} | Description Transcript* AudioSelection* {_VALUED}
AudioSelection | guid! name begin! end! {_MADE} | Description {_CODED}
VideoSource | {_FILE} | Description Transcript* VideoSelection* {_VALUED}
VideoSelection | guid! name begin! end! {_MADE} | Description {_CODED}
Transcript | {_TEXT} | Description PlainTextContent SyncPoint* TranscriptSelection* NoteRef*
TranscriptSelection | guid! name fromSyncPoint toSyncPoint {_MADE} | Description {_CODED}
SyncPoint | guid! timeStamp position |
Coding | guid! creatingUser creationDateTime | CodeRef NoteRef*
Graph | guid! name | Vertex* Edge*
Vertex | guid! representedGUID name firstX! firstY! secondX secondY shape color |
Edge | guid! representedGUID name sourceVertex! targetVertex! color direction lineStyle |
Link | guid! name direction color originGUID targetGUID | NoteRef*
"""
_POINTERS = (
    "NoteRef",
    "CodeRef",
    "SourceRef",
    "SelectionRef",
    "VariableRef",
    "MemberCode",
    "MemberSource",
    "MemberNote",
)
VALUES = ("TextValue", "BooleanValue", "IntegerValue", "FloatValue", "DateValue", "DateTimeValue")
REFERENCES = (
    *("creatingUser", "modifyingUser", "targetGUID", "originGUID", "representedGUID"),
    *("sourceVertex", "targetVertex", "fromSyncPoint", "toSyncPoint"),
)
_NUMBERS = (
    *("startPosition", "endPosition", "firstX", "firstY", "secondX", "secondY"),
    *("page", "begin", "end", "timeStamp", "position"),
)
_CHOICES = {
    "isCodable": frozenset({"true", "false", "1", "0"}),
    "typeOfVariable": frozenset({"Text", "Boolean", "Integer", "Float", "Date", "DateTime"}),
    "direction": frozenset({"Associative", "OneWay", "Bidirectional"}),
    "lineStyle": frozenset({"dotted", "dashed", "solid"}),
    "shape": frozenset(
        {"Person", "Oval", "Rectangle", "RoundedRectangle", "Star", "Note"}
        | {"LeftTriangle", "RightTriangle", "UpTriangle", "DownTriangle"}
    ),
}
_WHOLE = re.compile(r"[+-]?[0-9]+")
_TIME = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]+)?(Z|[+-](0[0-9]|1[0-3]):[0-5][0-9])?"
)
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_DECIMAL = re.compile(r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)")


class UnfitError(ValueError):
    """An element that the schema has no place for."""


@dataclass(frozen=True, slots=True)
class _Rule:
    """What an element may have: attributes, those it must have, and the place of each child, with what comes once."""

    attributes: tuple[str, ...]
    required: frozenset[str]
    ranks: Mapping[str, int]
    once: frozenset[str]


def _rules() -> dict[str, _Rule]:
    rules = {}
    for line in _GRAMMAR.strip().splitlines():
        tag, attributes, children = (part.strip() for part in line.split("|"))
        named = [name.rstrip("*") for name in children.split()]
        rules[tag] = _Rule(
            tuple(name.rstrip("!") for name in attributes.split()),
            frozenset(name.rstrip("!") for name in attributes.split() if name.endswith("!")),
            {name: 0 if tag == "Sources" else place for place, name in enumerate(named)},
            frozenset(name for name in children.split() if not name.endswith("*")),
        )
    pointer = _Rule(("targetGUID",), frozenset({"targetGUID"}), {}, frozenset())
    return rules | dict.fromkeys(_POINTERS, pointer)


_RULES = _rules()
_WORDS = frozenset({"Description", "PlainTextContent", *VALUES})  # elements that hold text
_NAMES = LocalNames()


def local(element: etree._Element) -> str:
    """Give an element's name, whatever version of the standard it is of."""
    return _NAMES[element.tag] if isinstance(element.tag, str) else ""


def made(tag: str, text: str = "", **attributes: str) -> etree._Element:
    """Make an element of a project; an attribute without a value is left out."""
    element = etree.fromstring(f'<{tag} xmlns="{PROJECT}"/>')
    for name, value in attributes.items():
        if value:
            element.set(name, value)
    if text:
        element.text = text
    return element


def rewritten(element: etree._Element, guid: Callable[[str], str]) -> etree._Element:
    """Write an element again as the schema wants it; `guid` gives what a reference leads to here.

    Raises UnfitError where it lacks what it must have.
    """
    tag = local(element)
    if tag in _WORDS:
        return made(tag, content(element))
    if tag not in _RULES:
        raise UnfitError(tag)
    found = made(tag, **_attributes(element, _RULES[tag], guid))
    if tag == "VariableValue":
        found.extend(rewritten(child, guid) for child in _one_value(element))
        return found
    for child in element.iterchildren("{*}*"):
        if local(child) in _RULES[tag].ranks:
            put_in(found, rewritten(child, guid))
    if tag == "Coding" and not len(found):
        raise UnfitError(tag)
    return found


def _attributes(element: etree._Element, rule: _Rule, guid: Callable[[str], str]) -> dict[str, str]:
    values = {}
    for name in rule.attributes:
        value = element.get(name)
        if value is None:
            continue
        if name == "guid":
            values[name] = fold_guid(value)
        elif name in REFERENCES:
            values[name] = guid(fold_guid(value)) if value else ""
        else:
            values[name] = _sound(name, value)
    if any(not values.get(name) for name in rule.required - {"name"}):
        raise UnfitError(local(element))
    return values | ({"name": " "} if "name" in rule.required and not values.get("name") else {})


def _sound(name: str, value: str) -> str:
    """Give an attribute's value where the schema allows it, else nothing."""
    if name in _NUMBERS:
        return value.strip() if _WHOLE.fullmatch(value.strip()) else ""
    if name in _CHOICES:
        return value.strip() if value.strip() in _CHOICES[name] else ""
    if name == "color":
        return fold_colour(value)
    if name.endswith("DateTime"):
        return value.strip() if _is_time(value.strip()) else ""
    return value


def _is_time(text: str) -> bool:
    return _TIME.fullmatch(text) is not None and _is_a_date(text[:19])


def _is_a_date(text: str) -> bool:
    try:
        return datetime.fromisoformat(text).year > 0
    except ValueError:
        return False


def _one_value(element: etree._Element) -> list[etree._Element]:
    """Give the variable that a value is of, and the first of what it says."""
    variable = next((child for child in element if local(child) == "VariableRef"), None)
    if variable is None:
        raise UnfitError(local(element))
    return [variable, *[child for child in element if local(child) in VALUES][:1]]


def type_value(value: etree._Element, kind: str) -> None:
    """Write what a value says in the way of its variable's kind, or as text where it is none of that kind."""
    for said in value:
        if local(said) in VALUES:
            text = (said.text or "").strip()
            fits = kind == "Text" or (kind in _OF_KIND and _OF_KIND[kind](text))
            said.tag = f"{{{PROJECT}}}{kind if fits else 'Text'}Value"


_OF_KIND: Mapping[str, Callable[[str], bool]] = {
    "Boolean": lambda text: text in _CHOICES["isCodable"],
    "Integer": lambda text: _WHOLE.fullmatch(text) is not None,
    "Float": lambda text: _DECIMAL.fullmatch(text) is not None,
    "Date": lambda text: _DAY.fullmatch(text) is not None and _is_a_date(text),
    "DateTime": _is_time,
}


def put_in(parent: etree._Element, child: etree._Element) -> None:
    """Put a child where the schema wants it, after those of its kind; raise UnfitError where it has no place there."""
    rule = _RULES.get(local(parent))
    tag = local(child)
    if rule is None or tag not in rule.ranks:
        raise UnfitError(tag)
    before = next(parent.iterchildren(reversed=True), None)
    while before is not None and rule.ranks[local(before)] > rule.ranks[tag]:
        before = before.getprevious()
    if before is None:
        parent.insert(0, child)
    elif tag in rule.once and local(before) == tag:
        raise UnfitError(tag)
    else:
        before.addnext(child)
