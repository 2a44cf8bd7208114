"""Projects of other tools, built by hand, and what a study is once one has come in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from framework_qa.analysis.project_cases import Unheard, texts_to_hear
from framework_qa.analysis.project_codings import Signed
from framework_qa.analysis.project_ledger import Tally, set_aside
from framework_qa.analysis.project_merge import Brought, merge
from framework_qa.analysis.project_xml import part_xml
from framework_qa.model.codebook import Codebook
from framework_qa.model.coding import Coding
from framework_qa.model.people import Case
from framework_qa.model.project import (
    Person,
    Project,
    ProjectCase,
    ProjectCode,
    ProjectCoding,
    Selection,
    Source,
    SourceKind,
)
from framework_qa.model.study import Record, Study
from framework_qa.model.text import Transcript
from tests.analysis.sound_studies import SETTINGS, SPOKEN, transcript

SIGNED = Signed("JS", "2026-02-01T12:00:00Z")
FILE = "theirs.qdpx"
TEXTS = {case: transcript(case, said).text for case, said in SPOKEN.items()}
OPTIONAL = tuple(replace(attribute, required=False) for attribute in SETTINGS.attributes)
EMPTY = Study(replace(SETTINGS, attributes=OPTIONAL, not_asked=(), sample=None))
MR = Person("P1", "MR")
STIGMA = ProjectCode("C1", "Stigma", "Shame about help.")
WAITING = ProjectCode("C2", "Waiting")
BARRIERS = ProjectCode("T1", "Barriers", codes=(STIGMA,))
GAPS = ProjectCode("T2", "Gaps", codes=(WAITING,))


def source(case: str, *selections: Selection, **more: Any) -> Source:
    facts: dict[str, Any] = {"text": TEXTS[case], "selections": selections} | more
    return Source(f"S-{case}", SourceKind.TEXT, f"{case}.docx", **facts)


def selected(case: str, words: str, *codes: str, by: str = "P1", at: str = "", **more: Any) -> Selection:
    """Select words where they first stand in a text, and code them."""
    start = TEXTS[case].index(words)
    guid = f"X-{case}-{start}-{len(words)}"
    codings = tuple(ProjectCoding(f"{guid}-{code}-{by}", code, by, at) for code in codes)
    return Selection(guid, start, start + len(words), codings=codings, **more)


def project(*sources: Source, **more: Any) -> Project:
    facts: dict[str, Any] = {"people": (MR,), "codes": (BARRIERS, GAPS), "sources": sources} | more
    return Project("Theirs", **facts)


def hear(study: Study, found: Project) -> Mapping[str, Transcript | Unheard]:
    said = {TEXTS[case]: transcript(case, said) for case, said in SPOKEN.items()}
    return {
        one.guid: replace(said[one.text], case="", name=one.name) if one.text in said else Unheard("nobody speaks")
        for one in texts_to_hear(study, found)
    }


def brought(study: Study, found: Project) -> Brought:
    return merge(study, found, hear(study, found), SIGNED, FILE)


def after(study: Study, found: Project) -> tuple[Study, Brought]:
    """Give the study once a project has come in, what is set aside included, and what was told."""
    done = brought(study, found)
    kept = set_aside(study, FILE, found, done.aside, part_xml, done.names)
    left = tuple(part for part in study.set_aside if part not in kept.remove)
    return replace(put(study, done.put), set_aside=(*left, *kept.put)), done


_PLAIN = ("Case", "Transcript", "Codebook", "Span", "Coding", "Cell", "Star", "Conflict")
FIELDS: Mapping[str, str] = {name: f"{name.lower()}s" for name in _PLAIN} | {
    "Synthesis": "syntheses",
    "SecondReading": "readings",
    "NotUsed": "not_used",
    "SetAside": "set_aside",
}


def put(study: Study, records: Iterable[Record]) -> Study:
    """Put records into a study, each under its key."""
    for record in records:
        field = FIELDS[type(record).__name__]
        held = {key(one): one for one in getattr(study, field)} | {key(record): record}
        study = replace(study, **{field: tuple(held.values())})
    return replace(study, numbers=numbers(study))


def key(record: Any) -> object:
    if isinstance(record, Case | Coding | Transcript) or hasattr(record, "id"):
        return record.id
    if isinstance(record, Codebook):
        return record.version
    for names in (("case", "subtheme", "span"), ("case", "subtheme"), ("span",), ("group", "about"), ("place", "mark")):
        if all(hasattr(record, name) for name in names):
            return tuple(getattr(record, name) for name in names)
    return record.source, record.number


def numbers(study: Study) -> dict[Any, tuple[int, int]]:
    """Give the highest numbers of spans and codings, as the store keeps them."""
    found = dict(study.numbers)
    for place, records in enumerate((study.spans, study.codings)):
        for record in records:
            pair = list(found.get(record.case, (0, 0)))
            pair[place] = max(pair[place], int(record.id.rpartition(".")[2][1:]))
            found[record.case] = (pair[0], pair[1])
    return found


def row(done: Brought, kind: str) -> tuple[int, int, int, int]:
    """Give the account of a kind: in the file, stored, there already, set aside."""
    found = next((t for t in done.tallies if t.kind == kind), Tally(kind, 0, 0, 0, 0))
    return found.found, found.stored, found.standing, found.aside


def why(done: Brought, kind: str) -> set[str]:
    """Give the reasons for which things of a kind were set aside."""
    return {part.why for part in done.aside if part.kind == kind}


def case(guid: str, name: str, *sources: str, **more: Any) -> ProjectCase:
    return ProjectCase(guid, name, sources=sources, **more)
