"""Writing a project: its XML in the strict order of the schema, and the container (`.qdpx`) around it.

The standard's own form is UTF-8 without a mark, LF, and positions in code points; `Form` says where a tool wants
another. What XML 1.0 forbids (most control characters) becomes U+FFFD in names and notes, and is counted; texts are
plain files and keep every character.
"""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace

from lxml import etree

from framework_qa.formats.refi.names import PROJECT, fold_colour
from framework_qa.formats.refi.put_back import Text, put_back
from framework_qa.model.project import (
    Link,
    Project,
    ProjectCase,
    ProjectCode,
    ProjectCoding,
    ProjectNote,
    ProjectSet,
    Selection,
    Source,
    Value,
    Variable,
)
from framework_qa.model.put_back import Aside, PutBack

QDE = "project.qde"
_INTERNAL = "internal://"
_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_REPLACEMENT = "\ufffd"
_FIRST_YEAR, _LAST_YEAR = 1980, 2107  # that a ZIP archive can tell


@dataclass(frozen=True, slots=True)
class Form:
    """How texts are stored and counted: line ends, a byte order mark, and what one position is.

    `utf16` counts UTF-16 code units, and CRLF as two of them; otherwise code points, and CRLF as one. `note_files`
    puts the text of notes into files of `sources/`, where it otherwise stands in the XML.
    """

    crlf: bool = False
    mark: bool = False
    utf16: bool = False
    note_files: bool = False


STANDARD = Form()


@dataclass(frozen=True, slots=True)
class ProjectXml:
    """A project's XML, how many characters that XML forbids were replaced in it, and what was put back into it."""

    data: bytes
    replaced: int
    back: PutBack


def project_xml(project: Project, form: Form = STANDARD, aside: Aside | None = None) -> ProjectXml:
    """Write the XML of a project; its sources are texts, each with the path of its file.

    `aside` is what imports set aside, which is put back as far as what it refers to is in the project.
    """
    writer = _Writer(form, project.variables)
    root = writer.project(project)
    back = PutBack()
    if aside and aside.parts:
        texts = {
            s.guid: Text(s.text, lambda text: _counting(text, form)) for s in project.sources if s.text is not None
        }
        back = put_back(root, replace(aside, note_files=form.note_files), texts)
    data = etree.tostring(root, encoding="utf-8", xml_declaration=True, pretty_print=True)
    return ProjectXml(data, writer.replaced + back.replaced, back)


def container(
    project: Project, xml: bytes, made: dt.datetime, form: Form = STANDARD, extra: Iterable[tuple[str, bytes]] = ()
) -> bytes:
    """Pack a project's XML, its texts and further members; the same of all of them gives the same bytes."""
    stream = io.BytesIO()
    time = (min(max(made.year, _FIRST_YEAR), _LAST_YEAR), *made.timetuple()[1:6])
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in ((QDE, xml), *extra, *_files(project, form)):
            member = zipfile.ZipInfo(name, time)
            member.compress_type = zipfile.ZIP_DEFLATED
            member.create_system = 3  # so that the bytes are the same wherever they are written
            member.external_attr = 0o600 << 16
            archive.writestr(member, data)
    return stream.getvalue()


def _files(project: Project, form: Form) -> Iterator[tuple[str, bytes]]:
    for source in project.sources:
        yield f"sources/{source.path.removeprefix(_INTERNAL)}", _encoded(source.text or "", form)
    for note in project.notes if form.note_files else ():
        yield f"sources/{note.guid}.txt", _encoded(note.text, form)


def _encoded(text: str, form: Form) -> bytes:
    text = text.replace("\n", "\r\n") if form.crlf else text
    return text.encode("utf-8-sig" if form.mark else "utf-8")


_UNITS = re.compile("[\n\U00010000-\U0010ffff]")


def _counting(text: str, form: Form) -> Callable[[int], int]:
    """Give what turns a place in code points of the LF text into a position as the form counts them."""
    if not form.utf16:
        return int
    wide = [found.start() for found in _UNITS.finditer(text) if form.crlf or found[0] != "\n"]
    return lambda place: place + bisect_left(wide, place)


class _Writer:
    """Builds the tree of a project, and counts the characters it had to replace."""

    def __init__(self, form: Form, variables: Iterable[Variable]) -> None:
        self.form = form
        self.replaced = 0
        self.kinds = {variable.guid: f"{variable.kind}Value" for variable in variables}

    def project(self, project: Project) -> etree._Element:
        """Build the whole tree; a container that would be empty is left out, as the schema wants."""
        root = etree.fromstring(f'<Project xmlns="{PROJECT}"/>')
        for name, value in (("name", project.name), ("origin", project.origin)):
            root.set(name, self._clean(value))
        _give(root, creatingUserGUID=project.by, creationDateTime=project.at)
        for person in project.people:
            self._under(_part(root, "Users"), "User", guid=person.guid, name=person.name)
        for code in project.codes:
            self._code(_part(_part(root, "CodeBook"), "Codes"), code)
        for variable in project.variables:
            self._variable(_part(root, "Variables"), variable)
        for case in project.cases:
            self._case(_part(root, "Cases"), case)
        for source in project.sources:
            self._source(_part(root, "Sources"), source)
        for note in project.notes:
            self._note(_part(root, "Notes"), note)
        for link in project.links:
            self._link(_part(root, "Links"), link)
        for found in project.sets:
            self._set(_part(root, "Sets"), found)
        self._described(root, project.description)
        return root

    def _clean(self, text: str) -> str:
        cleaned, count = _FORBIDDEN.subn(_REPLACEMENT, text)
        self.replaced += count
        return cleaned

    def _under(self, parent: etree._Element, tag: str, **attributes: str) -> etree._Element:
        """Add an element; an attribute without a value is left out."""
        element = etree.SubElement(parent, f"{{{PROJECT}}}{tag}")
        for name, value in attributes.items():
            if value:
                element.set(name, self._clean(value))
        return element

    def _described(self, parent: etree._Element, text: str) -> None:
        if text:
            self._under(parent, "Description").text = self._clean(text)

    def _code(self, parent: etree._Element, code: ProjectCode) -> None:
        element = self._under(parent, "Code", guid=code.guid)
        element.set("name", self._clean(code.name))
        _give(element, isCodable="true" if code.codable else "false", color=fold_colour(code.colour))
        self._described(element, code.description)
        self._refs(element, "NoteRef", code.notes)
        for inner in code.codes:
            self._code(element, inner)

    def _refs(self, parent: etree._Element, tag: str, guids: Iterable[str]) -> None:
        for guid in guids:
            self._under(parent, tag, targetGUID=guid)

    def _variable(self, parent: etree._Element, variable: Variable) -> None:
        element = self._under(parent, "Variable", guid=variable.guid)
        element.set("name", self._clean(variable.name))
        element.set("typeOfVariable", variable.kind)
        self._described(element, variable.description)

    def _values(self, parent: etree._Element, values: Iterable[Value]) -> None:
        for value in values:
            element = self._under(parent, "VariableValue")
            self._under(element, "VariableRef", targetGUID=value.variable)
            self._under(element, self.kinds[value.variable]).text = self._clean(value.text)

    def _case(self, parent: etree._Element, case: ProjectCase) -> None:
        element = self._under(parent, "Case", guid=case.guid, name=case.name)
        self._described(element, case.description)
        self._refs(element, "CodeRef", case.codes)
        self._values(element, case.values)
        self._refs(element, "SourceRef", case.sources)
        self._refs(element, "SelectionRef", case.selections)

    def _source(self, parent: etree._Element, source: Source) -> None:
        element = self._under(parent, "TextSource", guid=source.guid, name=source.name, plainTextPath=source.path)
        _give(element, creatingUser=source.by, creationDateTime=source.at)
        self._described(element, source.description)
        position = _counting(source.text or "", self.form)
        for selection in source.selections:
            self._selection(element, selection, position)
        self._codings(element, source.codings)
        self._refs(element, "NoteRef", source.notes)
        self._values(element, source.values)

    def _selection(self, parent: etree._Element, selection: Selection, position: Callable[[int], int]) -> None:
        element = self._under(parent, "PlainTextSelection", guid=selection.guid, name=selection.name)
        element.set("startPosition", str(position(selection.start)))
        element.set("endPosition", str(position(selection.end)))
        _give(element, creatingUser=selection.by, creationDateTime=selection.at)
        self._described(element, selection.description)
        self._codings(element, selection.codings)
        self._refs(element, "NoteRef", selection.notes)

    def _codings(self, parent: etree._Element, codings: Iterable[ProjectCoding]) -> None:
        for coding in codings:
            element = self._under(parent, "Coding", guid=coding.guid)
            _give(element, creatingUser=coding.by, creationDateTime=coding.at)
            self._refs(element, "CodeRef", (coding.code,))
            self._refs(element, "NoteRef", coding.notes)

    def _note(self, parent: etree._Element, note: ProjectNote) -> None:
        path = f"{_INTERNAL}{note.guid}.txt" if self.form.note_files else ""
        element = self._under(parent, "Note", guid=note.guid, name=note.name, plainTextPath=path)
        _give(element, creatingUser=note.by, creationDateTime=note.at)
        self._described(element, note.description)
        if not self.form.note_files:
            self._under(element, "PlainTextContent").text = self._clean(note.text)
        self._codings(element, note.codings)

    def _link(self, parent: etree._Element, link: Link) -> None:
        element = self._under(parent, "Link", guid=link.guid, name=link.name)
        _give(element, direction=link.direction, originGUID=link.origin, targetGUID=link.target)

    def _set(self, parent: etree._Element, found: ProjectSet) -> None:
        element = self._under(parent, "Set", guid=found.guid)
        element.set("name", self._clean(found.name))
        self._described(element, found.description)
        self._refs(element, "MemberCode", found.codes)
        self._refs(element, "MemberSource", found.sources)
        self._refs(element, "MemberNote", found.notes)


def _part(parent: etree._Element, tag: str) -> etree._Element:
    """Give the last child where it is this container, else a new one."""
    if len(parent) and parent[-1].tag == f"{{{PROJECT}}}{tag}":
        return parent[-1]
    return etree.SubElement(parent, f"{{{PROJECT}}}{tag}")


def _give(element: etree._Element, **attributes: str) -> None:
    """Set attributes whose values are our own; one without a value is left out."""
    for name, value in attributes.items():
        if value:
            element.set(name, value)
