"""What is shared while a project's XML is read: its GUIDs, what had no place, what was lost, what is remarked."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping

from lxml import etree

from framework_qa.formats.refi.names import LocalNames, fold_guid, guid_of
from framework_qa.formats.remarks import Remarks
from framework_qa.model.project import ProjectCoding, Remainder, Value

Grouped = Mapping[str, list[etree._Element]]  # noqa: SLF001 - lxml's own name for the type of an element

_VALUES = frozenset({"TextValue", "BooleanValue", "IntegerValue", "FloatValue", "DateValue", "DateTimeValue"})
_OF_CODING = frozenset({"CodeRef", "NoteRef"})
_COUNTED_ASIDE = {
    "Code": "codes",
    "PlainTextSelection": "selections",
    "TranscriptSelection": "selections",
    "Coding": "codings",
    "VariableValue": "variable values",
}
_COUNTED_ALONE = {"Case": "cases", "Note": "notes"}  # counted in the file, unless they stand inside what is set aside
_HELD = tuple(f"{{*}}{tag}" for tag in (*_COUNTED_ASIDE, *_COUNTED_ALONE))
_REFERENCES = ("CodeRef", "NoteRef", "SourceRef", "SelectionRef", "VariableRef")
_MEMBERS = ("MemberCode", "MemberSource", "MemberNote")
_HOLLOW = tuple(
    f"{{*}}{tag}"
    for tag in ("Description", "PlainTextContent", "SyncPoint", "User", *sorted(_VALUES), *_REFERENCES, *_MEMBERS)
)  # what holds words or nothing
_LOOK = "Look at these in the program the file comes from, if they matter; everything else was read."


class References(dict[str | None, str]):
    """Folded GUIDs by how references write them; most are written again and again."""

    def __missing__(self, text: str | None) -> str:
        self[text] = folded = fold_guid(text)
        return folded


class Parts:
    """The state of one reading: what is known by GUID, and what has to be told of.

    `cases` are the GUIDs of cases, `codes` those of codes that are no cases; `of_cases` gathers, by case, the sources
    and selections that are coded with a case. `moved` leads from the GUID of a selection or of a PDF's text to what
    it became a part of; `aside` holds the GUIDs of what was set aside, and `within` counts the cases and notes in
    that.
    """

    def __init__(self, remarks: Remarks) -> None:
        self.remarks = remarks
        self.names = LocalNames()
        self.refs = References()
        self.counts: Counter[str] = Counter()
        self.within: Counter[str] = Counter()
        self.dangling: Counter[str] = Counter()
        self.repeated: Counter[str] = Counter()
        self.remainders: list[Remainder] = []
        self.known: defaultdict[str, set[str]] = defaultdict(set)
        self.cases: frozenset[str] = frozenset()
        self.codes: frozenset[str] = frozenset()
        self.of_cases: dict[str, list[tuple[str, str]]] = {}
        self.moved: dict[str, str] = {}
        self.aside: set[str] = set()

    def grouped(self, element: etree._Element, known: frozenset[str], of: str = "") -> Grouped:
        """Group an element's children by local name; those that are not known there are set aside."""
        groups: dict[str, list[etree._Element]] = {}
        strays: list[etree._Element] = []
        names = self.names
        for child in element:
            name = names[child.tag]
            if name in known:
                groups.setdefault(name, []).append(child)
            elif isinstance(child.tag, str):
                strays.append(child)
        for child in strays:
            self._stray(child, element, of or self.refs[element.get("guid")])
        return groups

    def set_strays_aside(self, root: etree._Element) -> None:
        """Set aside what counts and stands inside what holds words or nothing, where no reading comes by."""
        for holder in [one for one in root.iter(*_HOLLOW) if len(one)]:
            for child in [one for one in holder.iterchildren("*") if next(one.iter(*_HELD), None) is not None]:
                if root in holder.iterancestors():  # else it went with what is around it
                    self._stray(child, holder, self.refs[holder.get("guid")])

    def _stray(self, child: etree._Element, element: etree._Element, of: str) -> None:
        """Set a child aside and take it out, so that it is not counted again with what is around it."""
        self.set_aside(f"{self.names[child.tag] or 'other XML'} in a {self.names[element.tag]}", child, of)
        if child.tail:
            before = child.getprevious()
            if before is None:
                element.text = (element.text or "") + child.tail
            else:
                before.tail = (before.tail or "") + child.tail
        element.remove(child)

    def members(self, groups: Grouped, holder: str, member: str) -> list[etree._Element]:
        """Give the members of the lists of this name among an element's children; an empty list is no fault."""
        known = frozenset({member})
        return [one for element in groups.get(holder, ()) for one in self.grouped(element, known).get(member, ())]

    def claim(self, element: etree._Element, kind: str) -> str:
        """Give an element's GUID, or one of its own where it has none or another of its kind has it."""
        guid = fold_guid(element.get("guid"))
        known = self.known[kind]
        if not guid or guid in known:
            self.repeated[kind] += 1
            guid = guid_of(kind, guid, str(len(known)))
        known.add(guid)
        return guid

    def set_aside(self, kind: str, element: etree._Element, of: str = "") -> None:
        """Keep an element that has no place here, and count the codings and values that go with it."""
        xml = etree.tostring(element, encoding="unicode", with_tail=False)
        self.remainders.append(Remainder(kind, element.get("name") or "", xml, of))
        self.aside.update(self.refs[one.get("guid")] for one in element.iter("{*}*") if one.get("guid"))
        for tag, what in _COUNTED_ASIDE.items():
            self.counts[f"{what} set aside"] += sum(1 for _ in element.iter(f"{{*}}{tag}"))
        for tag, what in _COUNTED_ALONE.items():
            self.within[what] += sum(1 for _ in element.iter(f"{{*}}{tag}"))

    def references(self, elements: Iterable[etree._Element], kind: str) -> tuple[str, ...]:
        """Give the GUIDs that elements refer to; a reference to nothing of that kind is left out and counted."""
        known = self.known[kind]
        # Members of a set in a codebook file have `guid` where all others have `targetGUID`.
        targets = [self.target(element.get("targetGUID") or element.get("guid")) for element in elements]
        self.dangling[kind] += sum(target not in known for target in targets)
        return tuple(dict.fromkeys(target for target in targets if target in known))

    def target(self, reference: str | None) -> str:
        """Give the GUID of what a reference means now."""
        guid = self.refs[reference]
        return self.moved.get(guid, guid)

    def notes(self, groups: Grouped) -> tuple[str, ...]:
        """Give the notes that a thing's NoteRefs name."""
        found = groups.get("NoteRef")
        return self.references(found, "notes") if found else ()

    def codings(self, elements: Iterable[etree._Element], of: str, kind: str) -> tuple[ProjectCoding, ...]:
        """Read the codings of one thing; those with a case make it the case's, those with no known code are kept."""
        kept = []
        for element in elements:
            code, notes = self._inside(element, of)
            if code in self.codes:
                get = element.get
                guid = self.claim(element, "codings")
                kept.append(
                    ProjectCoding(guid, code, self.refs[get("creatingUser")], get("creationDateTime", ""), notes)
                )
            elif code in self.cases and kind != "notes":
                self.counts["codings that say which case"] += 1
                self.of_cases.setdefault(code, []).append((kind, of))
            else:
                self.dangling["codes"] += 1
                self.set_aside("coding with a code that is not in the file", element, of)
        return tuple(kept)

    def _inside(self, element: etree._Element, of: str) -> tuple[str, tuple[str, ...]]:
        """Give the code of a coding and the notes on it; most codings hold their code and nothing else."""
        if len(element) == 1 and self.names[(only := element[0]).tag] == "CodeRef":
            return self.refs[only.get("targetGUID")], ()
        groups = self.grouped(element, _OF_CODING, of)
        code = next((self.refs[one.get("targetGUID")] for one in groups.get("CodeRef", ())), "")
        return code, self.notes(groups)

    def values(self, elements: Iterable[etree._Element], of: str) -> tuple[Value, ...]:
        """Read the values of a case or a source; those of no known variable are kept aside."""
        kept = []
        known = self.known["variables"]
        for element in elements:
            groups = self.grouped(element, _VALUES | {"VariableRef"}, of)
            variable = next((self.refs[ref.get("targetGUID")] for ref in groups.get("VariableRef", ())), "")
            texts = [text_of(value) for name in _VALUES for value in groups.get(name, ())]
            if variable in known:
                kept.append(Value(variable, texts[0] if texts else ""))
            else:
                self.dangling["variables"] += 1
                self.set_aside("value of a variable that is not in the file", element, of)
        return tuple(kept)

    def tell(self) -> None:
        """Remark on the references that lead nowhere and the GUIDs that were missing or repeated."""
        for kind, count in sorted(self.dangling.items()):
            if count:
                self.remarks.warn("", f"{kind} that are referred to and are not in the file: {count}.", _LOOK)
        for kind, count in sorted(self.repeated.items()):
            message = f"{kind} without a GUID of their own, which were given one: {count}."
            cure = "What referred to them was taken for the first; look at these in the program the file comes from."
            self.remarks.warn("", message, cure)


def content(element: etree._Element) -> str:
    """Give an element's text as it stands, without comments."""
    return element.text or "" if not len(element) else str(element.xpath("string()"))


def text_of(element: etree._Element) -> str:
    """Give an element's text, line ends as LF."""
    text = content(element)
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


def description(groups: Grouped) -> str:
    """Give the description among an element's children."""
    found = groups.get("Description")
    return "\n".join(text_of(one) for one in found) if found else ""
