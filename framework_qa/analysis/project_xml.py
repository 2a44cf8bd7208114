"""The XML of what a project's import sets aside, kept so that an export can put it back.

What has a place of its own in a project is its element. What belongs to something else, as a coding to a selection,
stands in the elements around it, which hold nothing but what names them. Positions are code points of the text with
LF; there is no namespace, since an export gives everything its own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from framework_qa.analysis.project_ledger import Kind, Part, Thing
from framework_qa.model.project import (
    Link,
    Person,
    Project,
    ProjectCase,
    ProjectCode,
    ProjectCoding,
    ProjectNote,
    ProjectSet,
    Remainder,
    Selection,
    Source,
    SourceKind,
    Value,
    Variable,
)

_SOURCES = {
    SourceKind.TEXT: "TextSource",
    SourceKind.PDF: "PDFSource",
    SourceKind.PICTURE: "PictureSource",
    SourceKind.AUDIO: "AudioSource",
    SourceKind.VIDEO: "VideoSource",
}


def part_xml(part: Part) -> str:
    """Write a part with what is around it; a file beside the project has no XML."""
    if isinstance(part.thing, str):
        return ""
    whole = part.kind != Kind.DESCRIPTION
    written = _full(part.thing) if whole else _description(part.thing)
    for thing in reversed(part.within if whole else (*part.within, part.thing)):
        written = _named(thing, written)
    return written


def _description(thing: Thing) -> str:
    return _element("Description", {}, escape(getattr(thing, "description", "")))


def _element(tag: str, attributes: dict[str, str], inside: str = "") -> str:
    given = "".join(f" {name}={quoteattr(value)}" for name, value in attributes.items() if value)
    return f"<{tag}{given}>{inside}</{tag}>" if inside else f"<{tag}{given}/>"


def _named(thing: Thing, inside: str) -> str:
    """Write the element of a thing with what names it and what stands in it, and nothing else."""
    if isinstance(thing, Selection):
        places = {"startPosition": str(thing.start), "endPosition": str(thing.end)}
        return _element("PlainTextSelection", {"guid": thing.guid, "name": thing.name, **places}, inside)
    tag = _tag(thing)
    guid = "" if isinstance(thing, Project | str | Remainder | Value) else thing.guid
    return _element(tag, {"guid": guid, "name": getattr(thing, "name", "")}, inside)


def _tag(thing: Thing) -> str:
    if isinstance(thing, Source):
        return _SOURCES[thing.kind]
    return _TAGS[type(thing)]


_TAGS: dict[type, str] = {
    Project: "Project",
    Person: "User",
    ProjectCode: "Code",
    Variable: "Variable",
    ProjectCase: "Case",
    ProjectNote: "Note",
    ProjectCoding: "Coding",
    ProjectSet: "Set",
    Link: "Link",
}


def _full(thing: Thing) -> str:
    """Write a thing whole, without what is accounted for by itself: its selections, codings, values and inner codes."""
    if isinstance(thing, Remainder):
        return thing.xml
    write = _WHOLE.get(type(thing))
    return write(thing) if write else _named(thing, "")


def _value(value: Value) -> str:
    inside = _refs("VariableRef", (value.variable,)) + _element("TextValue", {}, escape(value.text))
    return _element("VariableValue", {}, inside)


def _coding(coding: ProjectCoding) -> str:
    attributes = {"guid": coding.guid, "creatingUser": coding.by, "creationDateTime": coding.at}
    return _element("Coding", attributes, _refs("CodeRef", (coding.code,)) + _refs("NoteRef", coding.notes))


def _selection(selection: Selection) -> str:
    return _named(selection, _refs("NoteRef", selection.notes))


def _link(link: Link) -> str:
    ends = {"direction": link.direction, "originGUID": link.origin, "targetGUID": link.target}
    return _element("Link", {"guid": link.guid, "name": link.name, **ends})


def _code(code: ProjectCode) -> str:
    attributes = {"guid": code.guid, "name": code.name, "isCodable": str(code.codable).lower(), "color": code.colour}
    return _element("Code", attributes, _described(code.description) + _refs("NoteRef", code.notes))


def _variable(variable: Variable) -> str:
    attributes = {"guid": variable.guid, "name": variable.name, "typeOfVariable": variable.kind}
    return _element("Variable", attributes, _described(variable.description))


def _source(source: Source) -> str:
    where = "plainTextPath" if source.kind is SourceKind.TEXT else "path"
    attributes = {"guid": source.guid, "name": source.name, where: source.path}
    signed = {"creatingUser": source.by, "creationDateTime": source.at}
    return _element(_tag(source), attributes | signed, _refs("NoteRef", source.notes))


def _note(note: ProjectNote) -> str:
    attributes = {"guid": note.guid, "name": note.name, "creatingUser": note.by, "creationDateTime": note.at}
    text = _element("PlainTextContent", {}, escape(note.text)) if note.text else ""
    return _element("Note", attributes, _described(note.description) + text)


def _set(found: ProjectSet) -> str:
    inside = _refs("MemberCode", found.codes) + _refs("MemberSource", found.sources) + _refs("MemberNote", found.notes)
    return _element("Set", {"guid": found.guid, "name": found.name}, _described(found.description) + inside)


def _described(text: str) -> str:
    return _element("Description", {}, escape(text)) if text else ""


def _refs(tag: str, guids: Iterable[str]) -> str:
    return "".join(_element(tag, {"targetGUID": guid}) for guid in guids)


_WHOLE: dict[type, Callable[[Any], str]] = {
    Value: _value,
    ProjectCoding: _coding,
    Selection: _selection,
    ProjectNote: _note,
    ProjectSet: _set,
    Link: _link,
    ProjectCode: _code,
    Variable: _variable,
    Source: _source,
}
