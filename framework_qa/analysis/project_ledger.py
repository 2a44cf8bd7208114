"""The ledger of an import: what became of each part of a project, counted by kind until it adds up."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from xml.sax.saxutils import quoteattr

from framework_qa.errors import Problem, Severity
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
    Value,
    Variable,
)
from framework_qa.model.set_aside import SetAside
from framework_qa.model.study import Study

Thing = (
    Person
    | ProjectCode
    | Variable
    | Value
    | ProjectCase
    | Source
    | Selection
    | ProjectCoding
    | ProjectNote
    | Link
    | ProjectSet
    | Remainder
    | Project
    | str
)

Named = tuple[str, str]  # what something is here, as `Case`, and what it is called

CODINGS_INSIDE = "codings set aside"  # what a reader counts in parts that have no place
VALUES_INSIDE = "variable values set aside"
MEMO_REFERENCE = "reference to a memo"
OF_A_CASE = "what a case refers to"
NAMES = "names in the file"


class Kind(StrEnum):
    """What is counted in a project, apart from what only its own tool knows."""

    PERSON = "person"
    CODE = "code"
    VARIABLE = "variable"
    VALUE = "value"
    CASE = "case"
    SOURCE = "source"
    SELECTION = "selection"
    CODING = "coding"
    DESCRIPTION = "description"
    NOTE = "note"
    LINK = "link"
    SET = "set"
    FILE = "further file"


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the file that has no place in the study, and why; `within` is what is around it, outermost first."""

    kind: str
    name: str
    why: str
    thing: Thing
    within: tuple[Thing, ...] = ()


@dataclass(frozen=True, slots=True)
class Tally:
    """How many things of a kind the file has, and what became of them: `found` is the sum of the others."""

    kind: str
    found: int
    stored: int
    standing: int
    aside: int
    why: tuple[tuple[str, int], ...] = ()


class Ledger:
    """What became of the parts of one file, told once for each of them."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.parts: list[Part] = []
        self.problems: list[Problem] = []
        self._stored: Counter[str] = Counter()
        self._standing: Counter[str] = Counter()
        self._along: Counter[tuple[str, str]] = Counter()

    def stored(self, kind: str, number: int = 1) -> None:
        """Note that something became part of the study."""
        self._stored[kind] += number

    def stands(self, kind: str, number: int = 1) -> None:
        """Note that the study says so already."""
        self._standing[kind] += number

    def aside(self, part: Part) -> None:
        """Note that something has no place in the study."""
        self.parts.append(part)

    def along(self, kind: str, why: str, number: int) -> None:
        """Note what is set aside inside something else, and is no part of its own."""
        self._along[kind, why] += number

    def warn(self, place: str, message: str, cure: str) -> None:
        """Tell the researcher what is to be looked at."""
        self.problems.append(Problem(self.path, place, message, cure, Severity.WARNING))

    def tallies(self, found: Counter[str]) -> tuple[Tally, ...]:
        """Lay the accounts beside what the file holds; ValueError where they do not add up, for that is our fault."""
        why = self._along + Counter((part.kind, part.why) for part in self.parts)
        aside: Counter[str] = Counter()
        for (kind, _reason), number in why.items():
            aside[kind] += number
        told = []
        for kind in dict.fromkeys((*found, *aside)):
            sums = (self._stored[kind], self._standing[kind], aside[kind])
            if found[kind] != sum(sums):
                message = f"{kind}: {found[kind]} in the file, {sum(sums)} accounted for"
                raise ValueError(message)
            if found[kind]:
                reasons = tuple((reason, number) for (of, reason), number in why.most_common() if of == kind)
                told.append(Tally(kind, found[kind], *sums, reasons))
        return tuple(told)


def counts(project: Project) -> Counter[str]:
    """Count what a project holds, by kind; a coding, a value and a description count wherever they stand."""
    found: Counter[str] = Counter()
    found[Kind.PERSON] = len(project.people)
    found[Kind.CODE] = len(tuple(project.all_codes()))
    found[Kind.VARIABLE] = len(project.variables)
    found[Kind.VALUE] = sum(len(case.values) for case in project.cases) + sum(len(s.values) for s in project.sources)
    found[Kind.CASE] = len(project.cases)
    found[Kind.SOURCE] = len(project.sources)
    found[Kind.SELECTION] = sum(len(source.selections) for source in project.sources)
    found[Kind.CODING] = sum(len(holder.codings) for holder in _coded(project))
    found[Kind.DESCRIPTION] = len(tuple(described(project)))
    found[Kind.NOTE] = len(project.notes)
    found[Kind.LINK] = len(project.links)
    found[Kind.SET] = len(project.sets)
    found[Kind.FILE] = len(project.extra)
    found[MEMO_REFERENCE] = sum(len(thing.notes) for thing in _noted(project))
    found[OF_A_CASE] = sum(len(case.sources) + len(case.selections) + len(case.codes) for case in project.cases)
    found.update(remainder.kind for remainder in project.remainders)
    told = dict(project.found)
    found[Kind.CODING] += told.get(CODINGS_INSIDE, 0)
    found[Kind.VALUE] += told.get(VALUES_INSIDE, 0)
    _check_against_file(found, told)
    return found


def _noted(project: Project) -> Iterator[ProjectCode | Source | Selection | ProjectCoding]:
    yield from project.all_codes()
    for holder in _coded(project):
        if not isinstance(holder, ProjectNote):
            yield holder
        yield from holder.codings


def _check_against_file(found: Counter[str], told: Mapping[str, int]) -> None:
    """Compare with what was counted in the file apart from its reading; ValueError where something got lost on the way.

    A coding that says of which case words are became the case's; a value may come from a set's name.
    """
    in_file = {
        Kind.CASE: told.get("cases", 0),
        Kind.NOTE: told.get("notes", 0),
        Kind.CODING: told.get("codings", 0) - told.get("codings that say which case", 0),
        Kind.VALUE: told.get("variable values", 0) + told.get("values read from sets", 0),
    }
    for kind, number in in_file.items():
        if told and found[kind] != number:
            message = f"{kind}: {number} in the XML, {found[kind]} read"
            raise ValueError(message)


def _coded(project: Project) -> Iterator[Source | Selection | ProjectNote]:
    for source in project.sources:
        yield source
        yield from source.selections
    yield from project.notes


Described = Project | ProjectCase | Source | Selection


def described(project: Project) -> Iterator[tuple[Described, tuple[Thing, ...], str]]:
    """Give what a person wrote beside a case, a source or a selection, with whose it is and what is around that."""
    if project.description:
        yield project, (), project.description
    for case in project.cases:
        if case.description:
            yield case, (), case.description
    for source in project.sources:
        if source.description:
            yield source, (), source.description
        for selection in source.selections:
            if selection.description:
                yield selection, (source,), selection.description


@dataclass(frozen=True, slots=True)
class Kept:
    """What is set aside from now on: records to put, and earlier ones to remove, because what they hold came in."""

    put: tuple[SetAside, ...]
    remove: tuple[SetAside, ...]


_GUID = re.compile(r' guid="([^"]*)"')
_ANY_GUID = re.compile(r'(?:[gG]uid|GUID|creatingUser)="([^"]*)"')


def set_aside(
    study: Study,
    path: str,
    project: Project,
    parts: Iterable[Part],
    content: Callable[[Part], str],
    names: Mapping[str, Named] | None = None,
) -> Kept:
    """Make the records of what has no place, leaving out what an earlier import set aside already.

    Parts are the same where kind, name and content are; what comes n times is kept n times. What an earlier import set
    aside, and this one finds in the file and has a place for, need not be kept any longer. Of `names`, which tell
    for GUIDs what is called so here, those that the parts refer to are kept beside them.
    """
    held: defaultdict[tuple[str, str, str], list[SetAside]] = defaultdict(list)
    for earlier in study.set_aside:
        held[earlier.kind, earlier.name, earlier.content].append(earlier)
    number = max((part.number for part in study.set_aside if part.source == path), default=0)
    made = []
    for part, xml in _with_names([(part, content(part)) for part in parts], names or {}):
        key = (part.kind, part.name, xml)
        if held[key]:
            held[key].pop()
            continue
        number += 1
        made.append(SetAside(path, number, part.kind, part.name, part.why, xml))
    left = [earlier for rest in held.values() for earlier in rest]
    known = _guids(project) if left else frozenset()
    outdated = (part for part in left if _about(part) in known or (part.kind, part.source) == (NAMES, path))
    return Kept(tuple(made), tuple(outdated))


def _with_names(parts: list[tuple[Part, str]], names: Mapping[str, Named]) -> list[tuple[Part, str]]:
    """Add what the things that are referred to are called here, without which no export could put the parts back."""
    referring = (xml for part, xml in parts if part.kind != Kind.PERSON)
    wanted = {guid for xml in referring for guid in _ANY_GUID.findall(xml) if guid in names}
    if not wanted:
        return parts
    inside = "".join(_name_xml(guid, *names[guid]) for guid in sorted(wanted))
    part = Part(NAMES, "", "what is set aside calls these by the GUIDs of the file", "")
    return [*parts, (part, f"<Names>{inside}</Names>")]


def _name_xml(guid: str, tag: str, name: str) -> str:
    return f"<{tag} guid={quoteattr(guid)} is={quoteattr(name)}/>"


def _about(part: SetAside) -> str:
    """Give the GUID of the innermost thing that a part holds."""
    found = _GUID.findall(part.content)
    return found[-1] if found else ""


def _guids(project: Project) -> frozenset[str]:
    selections = [selection for source in project.sources for selection in source.selections]
    codings = [coding for holder in _coded(project) for coding in holder.codings]
    things = (
        *(project.people, project.all_codes(), project.variables, project.cases, project.sources),
        *(selections, codings, project.notes, project.links, project.sets),
    )
    return frozenset(thing.guid for some in things for thing in some)
