"""Reading a project of another tool (`.qdpx`): all of it that has a place, and all else set aside and counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from operator import attrgetter
from pathlib import Path

from lxml import etree

from framework_qa.errors import Problem
from framework_qa.formats.reading import unreadable
from framework_qa.formats.refi.container import Container, open_container
from framework_qa.formats.refi.names import LocalNames, fold_guid
from framework_qa.formats.refi.read_codes import read_codes
from framework_qa.formats.refi.read_network import (
    read_cases,
    read_links,
    read_note,
    read_sets,
    read_variables,
    values_of_sets,
)
from framework_qa.formats.refi.read_parts import Parts, description
from framework_qa.formats.refi.read_sources import KINDS, SourceReader
from framework_qa.formats.remarks import Remarks, echo
from framework_qa.model.project import Person, Project, Remainder, Source, SourceKind, Value

_LISTS = {
    "Users": "User",
    "CodeBook": "Codes",
    "Codes": "Code",
    "Variables": "Variable",
    "Cases": "Case",
    "Notes": "Note",
    "Links": "Link",
    "Sets": "Set",
    "Graphs": "Graph",
}
_OF_PROJECT = frozenset({"Sources", "Description", "NoteRef", *_LISTS} - {"Codes"})
_COUNTED = {
    "User": "users",
    "Code": "codes",
    "Variable": "variables",
    "Case": "cases",
    "VariableValue": "variable values",
    "TextSource": "text sources",
    "PDFSource": "PDF sources",
    "PictureSource": "picture sources",
    "AudioSource": "audio sources",
    "VideoSource": "video sources",
    "Transcript": "transcripts",
    "PlainTextSelection": "selections",
    "TranscriptSelection": "selections",
    "PictureSelection": "picture selections",
    "PDFSelection": "PDF selections",
    "AudioSelection": "audio selections",
    "VideoSelection": "video selections",
    "Coding": "codings",
    "Note": "notes",
    "Link": "links",
    "Set": "sets",
    "Graph": "graphs",
}


def read_project(path: Path) -> tuple[Project, tuple[Problem, ...]]:
    """Read a project, with remarks on what is doubtful in it; none of them stops it from being used.

    Positions are in code points of the LF-normalised text; a source whose positions cannot be trusted keeps its text
    and has its selections set aside. `found` counts by kind what is in the XML, and what of it was set aside, merged
    or taken for something else. Raises InputError where the file cannot be read, RefusedError where that is unsafe.
    """
    remarks = Remarks(path.name)
    with open_container(path) as container:
        root = container.project(remarks)
        if Parts(remarks).names[root.tag] != "Project":
            cure = "Name a REFI-QDA project (.qdpx); a codebook (.qdc) is brought in with `codebook apply`."
            raise unreadable(path.name, "the XML inside it is no project", cure)
        project = _Reader(Parts(remarks), container, root).read()
    return project, remarks.problems


class _Reader:
    """Reads one project in the order in which its parts refer to each other."""

    def __init__(self, parts: Parts, container: Container, root: etree._Element) -> None:
        self._parts = parts
        self._container = container
        self._root = root
        self._found = _count(root)  # before anything is read, for reading takes out what has no place
        parts.set_strays_aside(root)
        self._top = parts.grouped(root, _OF_PROJECT)

    def read(self) -> Project:
        parts, root = self._parts, self._root
        origin = root.get("origin") or ""
        cases = self._list("Cases")
        parts.cases = frozenset(fold_guid(case.get("guid")) for case in cases) - {""}
        people = self._people()
        notes = [(element, parts.claim(element, "notes")) for element in self._list("Notes")]
        codes = read_codes(parts, self._codes())
        parts.codes = frozenset(parts.known["codes"])
        variables = read_variables(parts, self._list("Variables"))
        sources = SourceReader(parts, self._container, origin).read(self._sources())
        project = Project(
            name=root.get("name") or "",
            origin=origin,
            people=people,
            codes=codes,
            variables=variables,
            sources=sources,
            cases=read_cases(parts, cases, sources),
            notes=tuple(read_note(parts, element, guid, self._container) for element, guid in notes),
            sets=read_sets(parts, self._list("Sets")),
            description=description(self._top),
            by=parts.refs[root.get("creatingUserGUID")],
            at=root.get("creationDateTime") or "",
        )
        project = replace(project, links=read_links(parts, self._list("Links")))
        return self._finished(self._with_values_of_sets(project))

    def _list(self, name: str) -> list[etree._Element]:
        """Give the members of one of the project's lists; empty lists are no fault."""
        return self._parts.members(self._top, name, _LISTS[name])

    def _codes(self) -> list[etree._Element]:
        return self._parts.members({"Codes": self._list("CodeBook")}, "Codes", "Code")

    def _sources(self) -> list[etree._Element]:
        """Give the sources of all kinds in the file's order."""
        found = []
        for element in (one for holder in self._top.get("Sources", ()) for one in holder.iterchildren("*")):
            name = self._parts.names[element.tag]
            if name in KINDS:
                found.append(element)
            else:
                self._parts.set_aside(f"{name or 'other XML'} in a Sources", element)
        return found

    def _people(self) -> tuple[Person, ...]:
        users = self._list("Users")
        return tuple(Person(self._parts.claim(user, "users"), user.get("name") or "") for user in users)

    def _with_values_of_sets(self, project: Project) -> Project:
        """Add the values that ATLAS.ti keeps as sets; the sets stay."""
        if not project.origin.casefold().startswith("atlas"):
            return project
        variables, values = values_of_sets(project.sets, project.variables)
        self._parts.counts["values read from sets"] += sum(map(len, values.values()))
        sources = tuple(_with(source, values) for source in project.sources)
        return replace(project, variables=(*project.variables, *variables), sources=sources)

    def _finished(self, project: Project) -> Project:
        """Add what was set aside, what is in the container beside, and the counts; tell of what leads nowhere."""
        parts = self._parts
        for graph in self._list("Graphs"):
            parts.set_aside("graph", graph)
        for reference in self._top.get("NoteRef", ()):
            parts.set_aside("note on the whole project", reference)
        extra, large = self._container.extra()
        parts.remainders.extend(Remainder("large file in the archive", name, "") for name in large)
        self._tell_missing(project)
        parts.tell()
        found = {kind: count - parts.within[kind] for kind, count in self._found.items()}
        counted = found | {kind: count for kind, count in sorted(parts.counts.items()) if count}
        return replace(project, remainders=tuple(parts.remainders), found=tuple(counted.items()), extra=extra)

    def _tell_missing(self, project: Project) -> None:
        """Remark on the texts that are not in the file; missing media are only listed."""
        cure = "Export the project again with its sources if it is wanted; all else was read."
        for source in project.sources:
            if source.missing and source.kind is SourceKind.TEXT:
                self._parts.remarks.warn(f"source {echo(source.name)}", "its text is not in the file.", cure)


def _with(source: Source, values: Mapping[str, tuple[Value, ...]]) -> Source:
    return replace(source, values=(*source.values, *values[source.guid])) if source.guid in values else source


def _count(root: etree._Element) -> dict[str, int]:
    """Count what is in the XML by kind, apart from any reading of it."""
    tags = Counter(map(attrgetter("tag"), root.iter("{*}*")))
    names = LocalNames()
    counts = dict.fromkeys(_COUNTED.values(), 0)
    for tag, count in tags.items():
        if (kind := _COUNTED.get(names[tag])) is not None:
            counts[kind] += count
    return {kind: count for kind, count in counts.items() if count}
