"""Putting back what an import set aside: into the XML of a project that is written, where all it refers to is there.

A part stands in the elements around it, which only name what it belongs to; its GUIDs are the file's, and `here` says
which of them are something of the study now. What cannot be put back stays in the study's record, and is counted.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping

from lxml import etree

from framework_qa.formats.refi.aside_parts import SOURCES, Part, part_of
from framework_qa.formats.refi.grammar import (
    VALUES,
    UnfitError,
    local,
    made,
    put_in,
    rewritten,
    type_value,
)
from framework_qa.formats.refi.names import fold_guid, guid_of
from framework_qa.model.put_back import GONE, OTHERWISE, UNFIT, UNSURE, Aside, PutBack
from framework_qa.model.set_aside import SetAside

_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_HOLDERS = {
    "User": ("Users",),
    "Code": ("CodeBook", "Codes"),
    "Variable": ("Variables",),
    "Case": ("Cases",),
    **dict.fromkeys(SOURCES, ("Sources",)),
    "Note": ("Notes",),
    "Link": ("Links",),
    "Set": ("Sets",),
    "Graph": ("Graphs",),
    "Description": (),
    "NoteRef": (),
}


class Text:
    """A text that is written: how long it is, and how its file counts a place in it."""

    def __init__(self, text: str, counting: Callable[[str], Callable[[int], int]]) -> None:
        self.length = len(text)
        self.position = counting(text)


def put_back(root: etree._Element, aside: Aside, texts: Mapping[str, Text]) -> PutBack:
    """Put parts into the tree of a project, each once; `texts` are those of its sources by GUID."""
    return _PuttingBack(root, aside, texts).all()


class _StaysOut(Exception):  # noqa: N818 - it is no fault, and never leaves this module
    """Why a part cannot be put back; `args` hold the reason."""


class _PuttingBack:
    """A project's tree that parts are put into."""

    def __init__(self, root: etree._Element, aside: Aside, texts: Mapping[str, Text]) -> None:
        self._root, self._aside, self._texts = root, aside, texts
        self._here = dict(aside.here or {})
        self._things: dict[str, list[etree._Element]] = {}
        self._named: dict[tuple[str, str], str] = {}
        self._kinds: dict[str, str] = {}
        self._pointed: dict[tuple[str, str], set[str]] = {}
        self._out: Counter[str] = Counter()
        self._files: list[tuple[str, bytes]] = []
        self._written = self._without_files = self._replaced = 0
        self._coming: frozenset[str] = frozenset()
        self._know(root)

    def all(self) -> PutBack:
        """Put all parts back, those that others refer to first."""
        pending = list(self._read(self._aside.parts))
        self._coming = frozenset(part.guid for part in pending)
        self._people()
        pending = self._settled(pending)
        for part in pending:
            self._leave_members_out(part)
        self._out[GONE] += len(self._settled(pending))
        self._drop_empty_lists()
        told = tuple((why, count) for why, count in self._out.items() if count)
        return PutBack(self._written, self._without_files, told, tuple(self._files), self._replaced)

    def _drop_empty_lists(self) -> None:
        """Take lists away again that were made for a part which then had no place."""
        for names in dict.fromkeys(_HOLDERS.values()):
            for holder in self._root.iterfind("/".join(f"{{*}}{name}" for name in names)) if names else ():
                if not len(holder):
                    self._root.remove(
                        next(one for one in (holder, *holder.iterancestors()) if one.getparent() is self._root)
                    )

    def _settled(self, pending: list[Part]) -> list[Part]:
        """Take parts as long as one of them makes room for another; give those that are left."""
        while pending:
            left = [part for part in pending if not self._taken(part)]
            if len(left) == len(pending):
                break
            pending = left
        return pending

    def _leave_members_out(self, part: Part) -> None:
        """Make a set smaller by the members that are gone, unless all of them are."""
        if local(part.element) != "Set":
            return
        members = [one for one in part.element if local(one).startswith("Member")]
        gone = [one for one in members if self._led(fold_guid(one.get("targetGUID"))) not in self._things]
        if len(gone) < len(members):
            for member in gone:
                part.element.remove(member)
            self._out[GONE] += len(gone)

    def _read(self, parts: Iterable[SetAside]) -> Iterator[Part]:
        for one in parts:
            content, count = _FORBIDDEN.subn("\ufffd", one.content)
            part = part_of(one.kind, content)
            if part is None:
                self._out[UNFIT] += 1
            else:
                self._replaced += count
                yield part

    def _people(self) -> None:
        """Name the people whom parts refer to and who did nothing else here."""
        for guid, name in (self._aside.people or {}).items():
            if guid not in self._things:
                self._put(self._top("User"), made("User", guid=guid, name=name))

    # -- what is there

    def _know(self, element: etree._Element) -> None:
        for one in element.iter("{*}*"):
            if guid := one.get("guid"):
                self._things.setdefault(guid, []).append(one)
                name = one.get("name") or ""
                self._named.setdefault((local(one), name), guid)
                if local(one) == "Code":
                    self._named.setdefault(("Code", name.partition(" ")[2] or name), guid)  # without its number
                elif local(one) == "Variable":
                    self._kinds[guid] = one.get("typeOfVariable") or "Text"

    def _led(self, guid: str) -> str:
        """Give the GUID that something of a file has here."""
        mapped = self._here.get(guid, guid)
        return mapped if mapped in self._things else guid

    def _thing(self, guid: str, tag: str) -> etree._Element | None:
        """Find what has a GUID of a file; a source may be of another kind here."""
        for one in self._things.get(self._led(guid), ()):
            if local(one) == tag or (local(one) in SOURCES and tag in SOURCES):
                return one
        return None

    def _top(self, tag: str) -> etree._Element:
        """Give the project's list for things of a kind, made where it has none."""
        if tag not in _HOLDERS:
            raise _StaysOut(UNFIT)
        parent = self._root
        for name in _HOLDERS[tag]:
            found = next((child for child in parent if local(child) == name), None)
            if found is None:
                found = made(name)
                put_in(parent, found)
            parent = found
        return parent

    # -- one part

    def _taken(self, part: Part) -> bool:
        """Put a part back, or say why it stays out; False where what it refers to may still come."""
        if any(self._led(guid) not in self._things for guid in part.wanted()):
            return False
        try:
            if not self._stands(part):
                self._refuse(part)
                holder = self._holder(part)
                if holder is None:
                    return False
                self._placed(part, holder)
        except UnfitError:
            self._out[UNFIT] += 1
        except _StaysOut as why:
            self._out[str(why)] += 1
        return True

    def _stands(self, part: Part) -> bool:
        """Tell whether a part is there already; somebody or a variable of the same name is the same."""
        tag = local(part.element)
        if part.guid and self._thing(part.guid, tag) is not None:
            return True
        name = part.element.get("name") or ""
        same = self._named.get((tag, name)) if name and tag in ("User", "Variable") else None
        if same is None:
            return False
        self._here[part.guid] = same
        return True

    def _refuse(self, part: Part) -> None:
        """Keep a coding out that a person said no to here."""
        if local(part.element) != "Coding" or not part.within:
            return
        selection = fold_guid(part.within[-1].get("guid"))
        codes = (self._led(guid) for guid in part.wanted())
        if any((self._here.get(selection, selection), code) in self._aside.refused for code in codes):
            raise _StaysOut(OTHERWISE)

    def _holder(self, part: Part) -> etree._Element | None:
        """Find the element that a part belongs to; None where it is not there (yet)."""
        if not part.within:
            return self._top(local(part.element))
        around = part.within[-1]
        tag, guid = local(around), fold_guid(around.get("guid"))
        if tag == "Project":
            return self._root
        found = None if guid in self._aside.split else self._thing(guid, tag)
        if found is None and guid not in self._coming:
            if tag == "PlainTextSelection":
                return self._marked_again(part.within)
            if tag == "Code":
                named = self._thing(self._named.get(("Code", around.get("name") or ""), ""), tag)
                return self._top(tag) if named is None else named
        return found

    def _marked_again(self, within: tuple[etree._Element, ...]) -> etree._Element | None:
        """Make a selection again of which the study has no quote, or several."""
        around = within[-1]
        if (there := self._things.get(fold_guid(around.get("guid")))) is not None:
            return there[0]
        source = self._thing(fold_guid(within[0].get("guid")), local(within[0]))
        if source is None:
            return None
        selection = rewritten(_selection_like(around), self._led)
        self._count_as_written(selection, source)
        self._put(source, selection)
        return selection

    def _count_as_written(self, selection: etree._Element, source: etree._Element) -> None:
        """Put the positions of a selection, which are in code points, into those of the file."""
        text = self._texts.get(source.get("guid") or "")
        if text is None:
            return
        start, end = int(selection.get("startPosition") or -1), int(selection.get("endPosition") or -1)
        if not 0 <= start < end <= text.length:
            raise _StaysOut(UNSURE)
        selection.set("startPosition", str(text.position(start)))
        selection.set("endPosition", str(text.position(end)))

    def _placed(self, part: Part, holder: etree._Element) -> None:
        tag = local(part.element)
        element = rewritten(part.element, self._led)
        self._make_distinct(element)
        if tag == "PlainTextSelection":
            holder = self._with_words(holder)
            if part.kind != "selection" and holder.get("guid") in self._texts:
                raise _StaysOut(UNSURE)
            self._count_as_written(element, holder)
        elif tag == "Coding":
            holder = self._to_code(holder, element)
        elif self._needs_no_place(holder, element, tag):
            return
        self._to_files(element)
        self._put(holder, element)
        self._written += 1
        self._without_files += tag in SOURCES

    def _make_distinct(self, element: etree._Element) -> None:
        """Give what has the GUID of something else one of its own: ATLAS.ti marks a PDF and its text under one."""
        for one in element.iter("{*}*"):
            guid = one.get("guid")
            if guid and guid in self._things:
                one.set("guid", guid_of("the same again", local(one), guid))
                if one.get("guid") in self._things:
                    raise _StaysOut(OTHERWISE)

    def _with_words(self, holder: etree._Element) -> etree._Element:
        """Give where words are marked: of a PDF, in the text that stands beside it."""
        if local(holder) != "PDFSource":
            return holder
        found = next(holder.iterchildren("{*}Representation"), None)
        if found is None:
            found = made("Representation", guid=guid_of("representation", holder.get("guid") or ""))
            self._put(holder, found)
        return found

    def _needs_no_place(self, holder: etree._Element, element: etree._Element, tag: str) -> bool:
        """Tell whether what a part says of its holder is said there already, or has been put elsewhere."""
        if tag == "VariableValue":
            return self._has_value(holder, element)
        if tag == "Description":
            return self._is_described(holder, element)
        return bool(element.get("targetGUID")) and self._points(holder, element)

    def _put(self, holder: etree._Element, element: etree._Element) -> None:
        put_in(holder, element)
        self._know(element)

    def _to_code(self, holder: etree._Element, coding: etree._Element) -> etree._Element:
        """Give what is to hold a coding: a selection of its own where each has one."""
        coded = any(local(child) == "Coding" for child in holder)
        if not (self._aside.one_coding_a_selection and coded and local(holder) == "PlainTextSelection"):
            return holder
        own = _selection_like(holder)
        own.set("guid", guid_of("selection of a coding", coding.get("guid") or ""))
        source = holder.getparent()
        if source is not None:
            self._put(source, own)
        return own

    def _has_value(self, holder: etree._Element, value: etree._Element) -> bool:
        """Tell whether a case or source has a value already; another one is not put beside it."""
        variable = value[0].get("targetGUID") or ""
        type_value(value, self._kinds.get(variable, "Text"))
        for held in holder.iterchildren("{*}VariableValue"):
            if held[0].get("targetGUID") == variable:
                if _said(held) != _said(value):
                    raise _StaysOut(OTHERWISE)
                return True
        return False

    def _is_described(self, holder: etree._Element, description: etree._Element) -> bool:
        """Put a comment into a note where our own mark has its place; tell whether it needs no place any more."""
        held = next((child.text for child in holder if local(child) == "Description"), None)
        if held is None:
            return False
        guid = guid_of("comment", holder.get("guid") or "")
        if held != description.text and guid not in self._things:
            put_in(holder, made("NoteRef", targetGUID=guid))  # first: not everything may have notes
            note = made("Note", guid=guid, name=f"Comment: {holder.get('name') or ''}".strip(": "))
            put_in(note, made("PlainTextContent", description.text or ""))
            self._to_files(note)
            self._put(self._top("Note"), note)
            self._written += 1
        return True

    def _points(self, holder: etree._Element, pointer: etree._Element) -> bool:
        """Tell whether something refers to the same already."""
        key, guid = (holder.get("guid") or "", pointer.tag), pointer.get("targetGUID") or ""
        if key not in self._pointed:
            self._pointed[key] = {child.get("targetGUID") or "" for child in holder.iterchildren(pointer.tag)}
        known = guid in self._pointed[key]
        self._pointed[key].add(guid)
        return known

    def _to_files(self, note: etree._Element) -> None:
        """Put a note's text into a file where the tool wants that."""
        text = next((child for child in note if local(child) == "PlainTextContent"), None)
        if local(note) != "Note" or text is None or not self._aside.note_files:
            return
        note.remove(text)
        name = f"{note.get('guid')}.txt"
        note.set("plainTextPath", f"internal://{name}")
        self._files.append((f"sources/{name}", (text.text or "").encode()))


def _selection_like(selection: etree._Element) -> etree._Element:
    """Make a selection of the same words, with nothing in it."""
    names = ("guid", "name", "startPosition", "endPosition", "creatingUser", "creationDateTime")
    return made("PlainTextSelection", **{name: selection.get(name) or "" for name in names})


def _said(value: etree._Element) -> str:
    return next((child.text or "" for child in value if local(child) in VALUES), "")
