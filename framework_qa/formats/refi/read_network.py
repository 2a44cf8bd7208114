"""Reading what holds a project's sources together: its cases and their variables, its sets, links and notes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from lxml import etree

from framework_qa.formats.refi.container import Container
from framework_qa.formats.refi.names import guid_of
from framework_qa.formats.refi.positions import StoredText, decode_stored
from framework_qa.formats.refi.read_parts import Parts, description, text_of
from framework_qa.model.project import Link, ProjectCase, ProjectNote, ProjectSet, Source, Value, Variable

_OF_CASE = frozenset({"Description", "CodeRef", "VariableValue", "SourceRef", "SelectionRef"})
_OF_SET = frozenset({"Description", "MemberCode", "MemberSource", "MemberNote"})
_OF_NOTE = frozenset({"Description", "PlainTextContent", "Coding"})
_DESCRIBED = frozenset({"Description"})
_DIRECTIONS = frozenset({"Associative", "OneWay", "Bidirectional"})
_KINDS = frozenset({"Text", "Boolean", "Integer", "Float", "Date", "DateTime"})
_NAME_AND_VALUE = re.compile(r"\s*([^:]*[^:\s])\s*:\s+(\S.*)", re.DOTALL)  # `gender: male`; `a::b` is a code


def read_variables(parts: Parts, elements: Iterable[etree._Element]) -> tuple[Variable, ...]:
    """Read the variables."""
    found = []
    for element in elements:
        guid = parts.claim(element, "variables")
        groups = parts.grouped(element, _DESCRIBED, guid)
        kind = element.get("typeOfVariable") or ""
        known = kind if kind in _KINDS else "Text"
        found.append(Variable(guid, element.get("name") or "", known, description(groups)))
    return tuple(found)


def read_cases(parts: Parts, elements: Iterable[etree._Element], sources: Sequence[Source]) -> tuple[ProjectCase, ...]:
    """Read the cases, which have their sources and selections by reference, or as codings with the case as a code.

    A case without a name takes that of its first source.
    """
    names = {source.guid: source.name for source in sources}
    return tuple(_named(_case(parts, element), names) for element in elements)


def _case(parts: Parts, element: etree._Element) -> ProjectCase:
    guid = parts.claim(element, "cases")
    groups = parts.grouped(element, _OF_CASE, guid)
    coded = [(kind, parts.moved.get(of, of)) for kind, of in parts.of_cases.get(guid, ())]
    sources = parts.references(groups.get("SourceRef", ()), "sources")
    selections = parts.references(groups.get("SelectionRef", ()), "selections")
    codes = [ref for ref in groups.get("CodeRef", ()) if parts.refs[ref.get("targetGUID")] not in parts.cases]
    return ProjectCase(
        guid=guid,
        name=element.get("name") or "",
        description=description(groups),
        values=parts.values(groups.get("VariableValue", ()), guid),
        sources=_with(sources, coded, "sources"),
        selections=_with(selections, coded, "selections"),
        codes=parts.references(codes, "codes"),
    )


def _with(found: tuple[str, ...], coded: Iterable[tuple[str, str]], kind: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*found, *(guid for of, guid in coded if of == kind))))


def _named(case: ProjectCase, names: Mapping[str, str]) -> ProjectCase:
    if case.name or not case.sources:
        return case
    return replace(case, name=names.get(case.sources[0], ""))


def read_note(parts: Parts, element: etree._Element, guid: str, container: Container) -> ProjectNote:
    """Read a note; selections inside it are set aside."""
    groups = parts.grouped(element, _OF_NOTE, guid)
    path = element.get("plainTextPath") or ""
    container.holds(element.get("richTextPath") or "")
    text = "\n".join(text_of(one) for one in groups.get("PlainTextContent", ()))
    data = container.source(path) if path and not text else None
    if data is not None:
        stored, _ = decode_stored(data)
        text = StoredText(stored or "").text
    elif path and not text:
        cure = "Copy it by hand from the program the file comes from."
        parts.remarks.warn("", "The text of a note is not in the file.", cure)
    return ProjectNote(
        guid=guid,
        name=element.get("name") or "",
        text=text,
        description=description(groups),
        codings=parts.codings(groups.get("Coding", ()), guid, "notes"),
        by=parts.refs[element.get("creatingUser")],
        at=element.get("creationDateTime") or "",
    )


def read_links(parts: Parts, elements: Iterable[etree._Element]) -> tuple[Link, ...]:
    """Read the links; one whose ends are not both in the file is set aside. What it joins may have been, too."""
    known = frozenset().union(parts.aside, *parts.known.values())
    found = []
    for element in elements:
        origin, target = (parts.target(element.get(end)) for end in ("originGUID", "targetGUID"))
        if origin not in known or target not in known:
            parts.dangling["ends of links"] += 1
            parts.set_aside("link to what is not in the file", element)
            continue
        guid = parts.claim(element, "links")
        parts.grouped(element, frozenset(), guid)
        direction = element.get("direction") or ""
        direction = direction if direction in _DIRECTIONS else "Associative"
        found.append(Link(guid, origin, target, element.get("name") or "", direction))
    return tuple(found)


def read_sets(parts: Parts, elements: Iterable[etree._Element]) -> tuple[ProjectSet, ...]:
    """Read the sets."""
    found = []
    for element in elements:
        guid = parts.claim(element, "sets")
        groups = parts.grouped(element, _OF_SET, guid)
        codes = [ref for ref in groups.get("MemberCode", ()) if parts.refs[ref.get("targetGUID")] not in parts.cases]
        found.append(
            ProjectSet(
                guid,
                element.get("name") or "",
                description(groups),
                parts.references(codes, "codes"),
                parts.references(groups.get("MemberSource", ()), "sources"),
                parts.references(groups.get("MemberNote", ()), "notes"),
            )
        )
    return tuple(found)


def values_of_sets(
    sets: Sequence[ProjectSet], variables: Sequence[Variable]
) -> tuple[tuple[Variable, ...], dict[str, tuple[Value, ...]]]:
    """Read sets of sources named `gender: male` as values: new variables, and the values by source."""
    by_name = {variable.name: variable for variable in variables}
    values: dict[str, tuple[Value, ...]] = {}
    for one in sets:
        named = _NAME_AND_VALUE.fullmatch(one.name)
        if named is None or not one.sources or one.codes or one.notes:
            continue
        name, text = named[1], named[2].strip()
        variable = by_name.setdefault(name, Variable(guid_of("variable of sets", name), name))
        for source in one.sources:
            values[source] = (*values.get(source, ()), Value(variable.guid, text))
    new = tuple(variable for variable in by_name.values() if variable not in variables)
    return new, values
