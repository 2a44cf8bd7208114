"""A small sound study to break in the tests, and a strategy that builds sound studies at random."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from hypothesis import strategies as st

from framework_qa.analysis.staleness import synthesis_basis
from framework_qa.model.chart import Cell, Run, RunKind, Status
from framework_qa.model.codebook import Branch, Codebook, Subtheme, SubthemeStatus, Theme
from framework_qa.model.coding import Coding, Decision, Route
from framework_qa.model.ids import CaseId, Code, CodingId, SpanId, TranscriptId, coding_id, span_id
from framework_qa.model.people import Attribute, AttributeRole, Case, Level, SampleDesign, Target
from framework_qa.model.quote import Star
from framework_qa.model.study import Settings, Study
from framework_qa.model.synthesis import Group, Statement, Synthesis
from framework_qa.model.text import Span, Speaker, SpeakerRole, Transcript, Turn, digest_of

AREA = Attribute(
    "area", "Area", AttributeRole.GROUP, (Level("area_1", "Case study area 1"), Level("area_2", "Case study area 2"))
)
ROLE = Attribute(
    "role", "Respondent type", AttributeRole.GROUP, (Level("stakeholder", "Stakeholder"), Level("provider", "Provider"))
)
POST = Attribute("post", "Post", AttributeRole.LABEL, (), required=False)
SETTINGS = Settings(
    "Support for parents",
    (AREA, ROLE, POST),
    SampleDesign("area", "role", (Target("area_1", "provider", 1, 2),), (("area_2", "stakeholder"),), 4),
    asked_of="role",
    not_asked=(("A2-P01", ("4.1",)),),
)


def subtheme(number: str, code: str, label: str, **more: Any) -> Subtheme:
    return Subtheme(number, Code(code), label, f"What is said about: {label}.", **more)


CODEBOOK = Codebook(
    "support",
    1,
    (
        Theme(
            "4",
            Code("barriers"),
            "Barriers",
            "What keeps parents away.",
            (
                subtheme("4.1", "barriers.trust", "Mistrust"),
                subtheme("4.2", "barriers.stigma", "Stigma"),
                subtheme("4.8", "barriers.old", "No longer used", status=SubthemeStatus.RETIRED),
                subtheme("4.9", "barriers.other", "Other"),
            ),
        ),
        Theme(
            "6",
            Code("gaps"),
            "Gaps",
            "What is missing.",
            (
                subtheme("6.1", "gaps.waiting", "Waiting", asked_of=("provider",)),
                subtheme("6.9", "gaps.other", "Other"),
            ),
        ),
        Theme(
            "8",
            Code("level"),
            "Level of support",
            "For the findings tables.",
            (subtheme("8.1", "level.early", "Early intervention"),),
            Branch.VALUES,
        ),
    ),
)

SPOKEN = {
    "A1-P01": (
        ("I", "What keeps parents away?"),
        ("R", "They see the centre as tied to social care. People are ashamed of asking. Then they wait."),
        ("I", "And the waiting?"),
        ("R", "Months, often. There's no early help for couples."),
    ),
    "A1-S01": (("I", "What is commissioned?"), ("R", "Very little for couples. We don't ask about stigma.")),
    "A2-P01": (("I", "Who comes?"), ("R", "Mothers, mainly. They won't say 'counselling' – it sounds like blame.")),
}
LEVELS = {"A1-P01": ("area_1", "provider"), "A1-S01": ("area_1", "stakeholder"), "A2-P01": ("area_2", "provider")}
SPEAKERS = (Speaker("I", SpeakerRole.INTERVIEWER), Speaker("R", SpeakerRole.RESPONDENT))


def transcript(case: str, said: Iterable[tuple[str, str]], *, first: int = 1, name: str = "") -> Transcript:
    text, turns = "", []
    for number, (speaker, words) in enumerate(said, first):
        text += f"{speaker}: "
        turns.append(Turn(number, speaker, len(text), len(text) + len(words)))
        text += f"{words}\n"
    identifier = TranscriptId(hashlib.sha256(f"{case} {first} {text}".encode()).hexdigest())
    return Transcript(identifier, CaseId(case), name or f"{case.lower()}.txt", text, SPEAKERS, tuple(turns))


def span(of: Transcript, number: int, words: str) -> Span:
    start = of.text.index(words)
    turn = next(turn for turn in of.turns if turn.start <= start < turn.end)
    return Span(span_id(of.case, number), of.case, of.id, turn.number, start, start + len(words), digest_of(words))


def coding(number: int, at: Span, code: str, **more: Any) -> Coding:
    facts: dict[str, Any] = {"route": Route.HAND, "decision": Decision.ACCEPTED, "coder": "AB", "codebook_version": 1}
    facts |= {"at": "2026-01-05T10:00:00Z"} | more
    return Coding(coding_id(at.case, number), at.case, at.id, Code(code), **facts)


def cell(case: str, code: str, status: Status, *runs: Run, **more: Any) -> Cell:
    facts: dict[str, Any] = {"codebook_version": 1, "by": "AB", "at": "2026-01-06T10:00:00Z"} | more
    facts["basis"] = tuple(CodingId(basis) for basis in facts.get("basis", ()))
    return Cell(CaseId(case), Code(code), status, runs, **facts)


def run(kind: RunKind, text: str, *refs: str) -> Run:
    return Run(kind, text, tuple(SpanId(ref) for ref in refs))


def sound_study() -> Study:
    by_case = {case: transcript(case, said) for case, said in SPOKEN.items()}
    p1, s1, p2 = by_case["A1-P01"], by_case["A1-S01"], by_case["A2-P01"]
    spans = (
        span(p1, 1, "They see the centre as tied to social care."),
        span(p1, 2, "People are ashamed of asking."),
        span(p1, 3, "Months, often. There's no early help for couples."),
        span(s1, 1, "Very little for couples."),
        span(p2, 1, "it sounds like blame"),
    )
    tied, ashamed, months, little, blame = spans
    codings = (
        coding(1, tied, "barriers.trust"),
        coding(2, ashamed, "barriers.stigma", route=Route.RULE, rule="any", fired=("ashamed of",)),
        coding(3, tied, "barriers.stigma", decision=Decision.REJECTED, route=Route.RULE, rule="any", fired=("tied",)),
        coding(4, months, "gaps.waiting"),
        coding(5, months, "level.early", route=Route.IMPORTED, decision=Decision.SUGGESTED),
        coding(1, little, "gaps.other"),
        coding(1, blame, "barriers.stigma"),
    )
    cells = (
        cell(
            "A1-P01",
            "barriers.trust",
            Status.CHARTED,
            run(RunKind.SUMMARY, "Centres are tied to social care", "A1-P01.q1"),
            run(RunKind.VERBATIM, "They see [parents] … tied to social care.", "A1-P01.q1"),
            run(RunKind.COMMENT, "cf 4.2"),
            basis=("A1-P01.c1",),
        ),
        cell(
            "A1-P01",
            "barriers.stigma",
            Status.TO_CHART,
            run(RunKind.VERBATIM, "People are ashamed of asking.", "A1-P01.q2"),
            draft=True,
            basis=("A1-P01.c2",),
        ),
        cell("A1-S01", "barriers.stigma", Status.NOT_ASKED, run(RunKind.COMMENT, "ran out of time")),
        cell("A1-S01", "barriers.trust", Status.NOTHING_SAID),
        cell("A2-P01", "barriers.trust", Status.NOT_ASKED),
    )
    cases = tuple(
        Case(CaseId(case), tuple(zip(("area", "role"), levels, strict=True))) for case, levels in LEVELS.items()
    )
    numbers = {CaseId("A1-P01"): (3, 5), CaseId("A1-S01"): (1, 1), CaseId("A2-P01"): (1, 1)}
    return Study(SETTINGS, cases, tuple(by_case.values()), (CODEBOOK,), spans, codings, cells, numbers)


def synthesis(study: Study, group: Group, about: str, *statements: tuple[str, tuple[str, ...]]) -> Synthesis:
    """Write a synthesis from the cells as they stand; a cell is named `A1-P01:barriers.trust`."""
    said = []
    for text, cells in statements:
        parted = [cell.partition(":") for cell in cells]
        said.append(Statement(text, tuple((CaseId(case), Code(code)) for case, _, code in parted)))
    basis = synthesis_basis(study, group, about)
    return Synthesis(group, Code(about), tuple(said), basis, 1, "AB", "2026-01-07T10:00:00Z")


AREA_1: Group = (("area", "area_1"),)
TRUST, STIGMA = "A1-P01:barriers.trust", "A2-P01:barriers.stigma"


def interpreted_study() -> Study:
    """The sound study with a quote starred and two syntheses, on a theme for an area and on a subtheme for all."""
    study = sound_study()
    told = cell(
        "A2-P01",
        "barriers.stigma",
        Status.CHARTED,
        run(RunKind.SUMMARY, "Help sounds like blame", "A2-P01.q1"),
        basis=("A2-P01.c1",),
    )
    study = replace(study, cells=(*study.cells, told), stars=(Star(SpanId("A1-P01.q2"), "AB", "2026-01-07T09:00:00Z"),))
    return replace(
        study,
        syntheses=(
            synthesis(study, AREA_1, "barriers", ("Centres are not trusted.", (TRUST,))),
            synthesis(study, (), "barriers.stigma", ("Help sounds like blame.", (STIGMA,))),
        ),
    )


def swapped(items: Sequence[Any], place: int, **changes: Any) -> tuple[Any, ...]:
    """Give the items with one of them changed."""
    return (*items[:place], replace(items[place], **changes), *items[place + 1 :])


WORDS = st.lists(
    st.text(st.characters(codec="utf-8", exclude_characters="\0", exclude_categories=("Cs", "Zl", "Zp")), max_size=12),
    min_size=1,
    max_size=12,
).map(" ".join)
CODES = [sub.code for sub in CODEBOOK.subthemes() if sub.status is SubthemeStatus.LIVE]


@st.composite
def studies(draw: st.DrawFn) -> Study:
    """Build a sound study: spans of respondents' turns, codings in all decisions, cells that rest on them."""
    cases, transcripts, spans, codings, cells = [], [], [], [], []
    for number in range(1, draw(st.integers(1, 3)) + 1):
        case = CaseId(f"A{number}-P01")
        levels = (("area", draw(st.sampled_from(["area_1", "area_2"]))), ("role", "provider"))
        cases.append(Case(case, levels))
        said = draw(st.lists(st.tuples(st.sampled_from("IR"), WORDS.filter(str.strip)), min_size=1, max_size=5))
        transcripts.append(transcript(case, said))
        spans += draw(_spans(transcripts[-1]))
    for marked in spans:
        for code in draw(st.lists(st.sampled_from(CODES), unique=True, max_size=3)):
            number = sum(coding.case == marked.case for coding in codings) + 1
            decision = draw(st.sampled_from(Decision))
            codings.append(coding(number, marked, code, route=Route.IMPORTED, decision=decision))
    settings = replace(SETTINGS, not_asked=(), sample=None)
    study = Study(settings, tuple(cases), tuple(transcripts), (CODEBOOK,), tuple(spans), tuple(codings))
    for (case, code), held in study.codings_of.items():
        if code != "level.early" and draw(st.booleans()):
            cells.append(_charted(study, case, code, held))
    return draw(_interpreted(replace(study, cells=tuple(cells))))


@st.composite
def _interpreted(draw: st.DrawFn, study: Study) -> Study:
    """Star some quotes that count, and let a few groups come to something."""
    counts = sorted({coding.span for coding in study.codings if coding.live})
    stars = tuple(Star(span) for span in counts if draw(st.booleans()))
    syntheses = []
    for cell in study.cells:
        if draw(st.booleans()):
            own = [pair for pair in study.case_by_id[cell.case].levels if draw(st.booleans())]
            about = draw(st.sampled_from([cell.subtheme, cell.subtheme.partition(".")[0]]))
            statement = ("What they come to.", (f"{cell.case}:{cell.subtheme}",))
            syntheses.append(synthesis(study, tuple(sorted(own)), about, statement))
    once = {(found.group, found.about): found for found in syntheses}
    return replace(study, stars=stars, syntheses=tuple(once.values()))


@st.composite
def _spans(draw: st.DrawFn, of: Transcript) -> list[Span]:
    turns = [turn for turn in of.turns if turn.speaker == "R"]
    found: dict[tuple[int, int], Span] = {}
    for turn in draw(st.lists(st.sampled_from(turns), max_size=4)) if turns else []:
        start = draw(st.integers(turn.start, turn.end - 1))
        end = draw(st.integers(start + 1, turn.end))
        words = of.text[start:end]
        identifier = span_id(of.case, len(found) + 1)
        if words.strip():
            found.setdefault((start, end), Span(identifier, of.case, of.id, turn.number, start, end, digest_of(words)))
    return list(found.values())


def _charted(study: Study, case: str, code: str, held: Sequence[Coding]) -> Cell:
    quotes = [study.span_by_id[coding.span] for coding in held]
    runs = [run(RunKind.VERBATIM, study.words(quote), quote.id) for quote in quotes]
    summary = run(RunKind.SUMMARY, "What it comes to", *(quote.id for quote in quotes))
    return cell(case, code, Status.CHARTED, summary, *runs, basis=[coding.id for coding in held])
