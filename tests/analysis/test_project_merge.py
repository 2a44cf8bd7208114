"""Whatever a project holds: all of it is accounted for, nothing comes in twice, and the study stays sound."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from framework_qa.analysis.integrity import findings
from framework_qa.analysis.project_ledger import counts
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
from framework_qa.model.study import Study
from tests.analysis.foreign_projects import EMPTY, TEXTS, after
from tests.analysis.sound_studies import interpreted_study

NAMES = st.sampled_from(
    (
        "Stigma",
        "4.2",
        "4.2 Stigma",
        "4.1 Mistrust",
        "Other",
        "Barriers",
        "4 Barriers",
        "A::B",
        "A",
        "",
        " x ",
        "24 hours",
    )
)
CASES = st.sampled_from(("A1-P01", "a1-p01", "A2-P01", "Anna", "P 1", "P-1", "", "MAY-12", "Ü"))
MEMOS = st.sampled_from(
    ("A1-P01:4.2", "A1-P01:4.1", "Anna:4.2", "all cases:4", "area=area_1:4", "Plan", "", ":", "x:y:z")
)
TEXT = st.sampled_from(
    ("Shame [A1-P01.q1]", "Shame [q2].", "nothing said", '"Then they wait." [q1]', "[R: x]", "[q", "")
)
STATUS = st.sampled_from(
    ("charted", "nothing said", "to chart; a draft that no person has looked at", "queried", "", "x")
)
TALK = st.sampled_from((*TEXTS.values(), "R: Else.\n", "Nobody.", " ", None))


@st.composite
def projects(draw: st.DrawFn) -> Project:
    """Build a project in which much is equal, missing, empty or wrong."""
    guids = (f"G{number}" for number in range(10_000))
    people = [
        Person(next(guids), name) for name in draw(st.lists(st.sampled_from(("MR", "JS", "rules", "")), max_size=3))
    ]
    by = st.sampled_from(["", "G?", *(person.guid for person in people)])

    def code(depth: int) -> ProjectCode:
        inner = draw(st.integers(0, 2)) if depth < 3 else 0
        text = draw(st.sampled_from(("", "What it is.\nUse when: asked\nAsked of: cooks")))
        own = ProjectCode(next(guids), draw(NAMES), text, codable=draw(st.booleans()))
        return ProjectCode(own.guid, own.name, text, "", own.codable, tuple(code(depth + 1) for _ in range(inner)))

    codes = tuple(code(0) for _ in range(draw(st.integers(0, 3))))
    known = ["G?", *(one.guid for top in codes for one in top.walk())]

    def codings() -> tuple[ProjectCoding, ...]:
        found = draw(st.lists(st.sampled_from(known), max_size=3))
        return tuple(
            ProjectCoding(next(guids), one, draw(by), draw(st.sampled_from(("", "2026-01-05T10:00:00Z"))))
            for one in found
        )

    def selection(text: str) -> Selection:
        start, end = sorted((draw(st.integers(-1, len(text))), draw(st.integers(0, len(text) + 2))))
        named = draw(st.sampled_from(("", "A1-P01.q1", "A1-P01.q2", "Odd.")))
        return Selection(next(guids), start, end, text[start:end], named, codings(), by=draw(by))

    variables = tuple(
        Variable(next(guids), name) for name in draw(st.lists(st.sampled_from(("Area", "role", "Job")), max_size=3))
    )

    def values() -> tuple[Value, ...]:
        said = st.sampled_from(("area_1", "Provider", "cook", ""))
        return tuple(Value(one.guid, draw(said)) for one in variables if draw(st.booleans()))

    sources = []
    for _ in range(draw(st.integers(0, 3))):
        text = draw(TALK)
        marked = tuple(selection(text or "") for _ in range(draw(st.integers(0, 4))))
        kind = draw(st.sampled_from(SourceKind)) if text is None else SourceKind.TEXT
        sources.append(
            Source(
                next(guids), kind, draw(CASES) + ".docx", text, selections=marked, codings=codings(), values=values()
            )
        )
    owned = ["G?", *(source.guid for source in sources)]
    cases = tuple(
        ProjectCase(
            next(guids), name, "", values(), tuple(draw(st.lists(st.sampled_from(owned), max_size=2, unique=True)))
        )
        for name in draw(st.lists(CASES, max_size=3, unique=True))
    )
    notes = tuple(
        ProjectNote(next(guids), draw(MEMOS), draw(TEXT), draw(STATUS), codings(), draw(by))
        for _ in range(draw(st.integers(0, 4)))
    )
    ends = st.sampled_from([*owned, *known, *(note.guid for note in notes)])
    links = tuple(Link(next(guids), draw(ends), draw(ends)) for _ in range(draw(st.integers(0, 2))))
    named = tuple(
        ProjectSet(next(guids), draw(NAMES), notes=tuple(note.guid for note in notes))
        for _ in range(draw(st.integers(0, 2)))
    )
    rest = tuple(Remainder("graph", "g", "<Graph/>", draw(ends)) for _ in range(draw(st.integers(0, 2))))
    return Project("p", "", tuple(people), codes, variables, cases, tuple(sources), notes, links, named, rest)


UNSOUND = {
    "F105",
    "F106",
    "F201",
    "F202",
    "F203",
    "F204",
    "F205",
    "F206",
    "F208",
    "F209",
    "F210",
    "F211",
    "F302",
    "F305",
}


@given(projects(), st.sampled_from((EMPTY, interpreted_study())))
@settings(max_examples=150)
def test_everything_is_accounted_for_and_comes_in_once_and_the_study_stays_sound(found: Project, study: Study) -> None:
    before = {one.check.number for one in findings(study)}
    grown, done = after(study, found)
    assert {tally.kind: tally.found for tally in done.tallies} == {k: n for k, n in counts(found).items() if n}
    assert not ({one.check.number for one in findings(grown)} - before) & (
        UNSOUND | {"F402", "F408", "F409", "F410", "F411"}
    )
    again, second = after(grown, found)
    assert again == grown
    assert not any(tally.stored for tally in second.tallies)
