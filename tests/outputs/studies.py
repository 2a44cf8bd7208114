"""Small studies by hand for the tests of outputs, and a large one by seed for the measure."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Sequence
from dataclasses import dataclass, field

from framework_qa.model.chart import Cell, Run, RunKind, Status
from framework_qa.model.codebook import Branch, Codebook, Near, Origin, Rules, Subtheme, Theme
from framework_qa.model.coding import Coding, Decision, Route
from framework_qa.model.event import Event
from framework_qa.model.ids import CaseId, Code, SpanId, TranscriptId, coding_id, span_id
from framework_qa.model.people import Attribute, AttributeRole, Case, Level, SampleDesign, Target
from framework_qa.model.study import Settings, Study
from framework_qa.model.text import Span, Speaker, SpeakerRole, Transcript, Turn, digest_of

AREA = Attribute(
    "area",
    "Case study area",
    AttributeRole.GROUP,
    (Level("national", "National"), Level("area_1", "Case study area 1"), Level("area_2", "Case study area 2"),
     Level("area_3", "Case study area 3")),
)  # fmt: skip
ROLE = Attribute(
    "role",
    "Respondent type",
    AttributeRole.GROUP,
    (Level("stakeholder", "Stakeholders"), Level("provider", "Providers")),
)
SERVICE = Attribute("service", "Service", AttributeRole.LABEL, (), required=False)

BARRIERS = Theme(
    "4",
    Code("barriers"),
    "Barriers to take-up: what keeps parents away?",
    "What keeps parents from support.",
    (
        Subtheme(
            "4.1",
            Code("barriers.stigma"),
            "Stigma of seeking help",
            "Shame, or fear of being judged, for asking for help.",
            category="Cultural barriers",
            include="Fear of labels.",
            example="Nobody wants to be seen walking in.",
            rules=Rules(("stigma", "ashamed of"), (Near(("admit", "problem"), 8),), ("no stigma",)),
        ),
        Subtheme("4.2", Code("barriers.cost"), "Cost", "Money.", origin=Origin.EMERGENT, asked_of=("provider",)),
        Subtheme("4.9", Code("barriers.other"), "Other", "Anything else that keeps parents away."),
    ),
)
ACCESS = Theme(
    "3",
    Code("access"),
    "Access",
    "How parents come to support.",
    (Subtheme("3.1", Code("access.referral"), "Referral", "Who sends them."),),
)
FUNDING = Theme(
    "9",
    Code("funding"),
    "Funding",
    "Who pays.",
    (Subtheme("9.1", Code("funding.council"), "Council", "The council pays."),),
    Branch.VALUES,
)
BOOK = Codebook("relationship-support", 2, (ACCESS, BARRIERS, FUNDING))
DESIGN = SampleDesign(
    "area",
    "role",
    (Target("area_1", "stakeholder", 2, 3), Target("area_1", "provider", 1, 1), Target("area_2", "provider", 0, 0)),
    (("national", "provider"),),
    total=5,
)


@dataclass
class Desk:
    """Where a study is put together, one turn and one coding at a time."""

    settings: Settings = field(
        default_factory=lambda: Settings("Support for relationships", (AREA, ROLE, SERVICE), DESIGN, asked_of="role")
    )
    codebook: Codebook | None = BOOK
    cases: list[Case] = field(default_factory=list)
    transcripts: list[Transcript] = field(default_factory=list)
    spans: list[Span] = field(default_factory=list)
    codings: list[Coding] = field(default_factory=list)
    cells: list[Cell] = field(default_factory=list)

    def interview(self, case: str, turns: Sequence[str], **levels: str) -> None:
        """Add a case and its transcript; the turns are the interviewer's and the respondent's by turns."""
        text, placed = "", []
        for number, words in enumerate(turns, 1):
            speaker = "Interviewer" if number % 2 else "Respondent"
            placed.append(Turn(number, speaker, len(text), len(text) + len(words)))
            text += words + "\n"
        speakers = (
            Speaker("Interviewer", SpeakerRole.INTERVIEWER),
            Speaker("Respondent", SpeakerRole.RESPONDENT),
        )
        transcript_id = TranscriptId(hashlib.sha256(f"{case}{text}".encode("utf-8", "surrogatepass")).hexdigest())
        self.transcripts.append(Transcript(transcript_id, CaseId(case), f"{case}.txt", text, speakers, tuple(placed)))
        self.cases.append(Case(CaseId(case), tuple(levels.items())))

    def code(self, case: str, turn: int, subtheme: str, words: str | None = None, *, by: str = "rules") -> SpanId:
        """Code some words of a turn, by default all of it."""
        transcript = next(t for t in self.transcripts if t.case == case)
        placed = transcript.turns[turn - 1]
        said = transcript.words(placed) if words is None else words
        start = transcript.text.index(said, placed.start, placed.end)
        number = len(self.spans) + 1
        span = Span(
            span_id(CaseId(case), number), CaseId(case), transcript.id, turn, start, start + len(said), digest_of(said)
        )
        suggested = by == "rules"
        self.spans.append(span)
        self.codings.append(
            Coding(
                coding_id(CaseId(case), number),
                CaseId(case),
                span.id,
                Code(subtheme),
                Route.RULE if suggested else Route.HAND,
                Decision.SUGGESTED if suggested else Decision.ACCEPTED,
                by,
                2,
                "2026-01-02T03:04:05Z",
                "any" if suggested else "",
                ("stigma",) if suggested else (),
            )
        )
        return span.id

    def chart(self, case: str, subtheme: str, status: Status, *runs: Run, draft: bool = False) -> None:
        """Write a cell as a person would, on the codings that stand in it now."""
        basis = tuple(c.id for c in self.codings if (c.case, c.subtheme) == (case, subtheme) and c.live)
        self.cells.append(
            Cell(CaseId(case), Code(subtheme), status, runs, draft, basis, 2, "analyst", "2026-01-03T00:00:00Z")
        )

    def study(self) -> Study:
        """Give the study as it stands."""
        books = (self.codebook,) if self.codebook else ()
        return Study(
            self.settings, tuple(self.cases), tuple(self.transcripts), books, tuple(self.spans), tuple(self.codings),
            tuple(self.cells), head="0123456789abcdef" * 4,
        )  # fmt: skip


QUESTION = "What keeps people away?"
SAID = {
    "A1-P01": "There is a stigma about it, people feel judged. And the bus costs four pounds. Nobody tells the GP.",
    "A1-S01": "Families do not want it known. Stigma, if you like.",
    "A2-P01": "It is free, so money is not it. They come when a health visitor sends them.",
    "N-S01": "The council pays for most of it.",
}


def small() -> Study:
    """Give four cases in all states of charting."""
    desk = Desk()
    desk.interview("A2-P01", [QUESTION, SAID["A2-P01"]], area="area_2", role="provider", service="Mediation")
    desk.interview("A1-P01", [QUESTION, SAID["A1-P01"]], area="area_1", role="provider")
    desk.interview("N-S01", [QUESTION, SAID["N-S01"]], area="national", role="stakeholder")
    desk.interview("A1-S01", [QUESTION, SAID["A1-S01"]], area="area_1", role="stakeholder", service="Commissioning")
    stigma = desk.code("A1-P01", 2, "barriers.stigma", "There is a stigma about it, people feel judged.", by="analyst")
    desk.code("A1-P01", 2, "barriers.stigma", "Nobody tells the GP.")
    desk.code("A1-P01", 2, "barriers.cost", "the bus costs four pounds")
    desk.code("A1-S01", 2, "barriers.stigma")
    desk.code("A2-P01", 2, "access.referral", "They come when a health visitor sends them.")
    desk.code("N-S01", 2, "funding.council")
    desk.chart(
        "A1-P01",
        "barriers.stigma",
        Status.CHARTED,
        Run(RunKind.SUMMARY, "Parents fear being judged", (stigma,)),
        Run(RunKind.VERBATIM, "people feel judged", (stigma,)),
        Run(RunKind.COMMENT, "compare with 3.1"),
    )
    draft = desk.code("A2-P01", 2, "barriers.cost", "It is free, so money is not it.")
    desk.chart(
        "A2-P01",
        "barriers.cost",
        Status.TO_CHART,
        Run(RunKind.VERBATIM, "It is free, so money is not it.", (draft,)),
        draft=True,
    )
    desk.chart("A2-P01", "barriers.other", Status.NOTHING_SAID)
    desk.chart("A1-S01", "barriers.other", Status.QUERIED, Run(RunKind.SUMMARY, "Unclear whom they mean", ()))
    desk.code("A2-P01", 2, "barriers.cost", "It is free")
    return desk.study()


def events() -> tuple[Event, ...]:
    """Give a log of three acts."""
    return (
        Event(1, "2026-01-01T10:00:00Z", "analyst", "ingest", "4 transcripts, 4 cases", "0" * 64, "1" * 64),
        Event(2, "2026-01-02T11:30:00+00:00", "analyst", "index", "6 suggestions", "1" * 64, "2" * 64),
        Event(3, "2026-01-03T12:00:07.5+01:00", "", "undo", "took back event 2", "2" * 64, "3" * 64, undoes=2),
    )


NASTY = (
    "=1+1",
    "#N/A",
    "1-2",
    "-3",
    "@SUM(A1)",
    "+44",
    "TRUE",
    "2026-01-01",
    "007",
    "\tindented\tby tabs ",
    "two\nlines and\n\na gap",
    "bell \x07 and escape \x1b and _x0041_ and _x005F_",
    "emoji 👩‍👩‍👧 and flags 🇬🇧",
    "שלום עולם and العربية",
    "<b>not bold</b> & 'quoted' \"twice\"",
    "carriage \r return",
    "not a character \ufffe here",
    "pipe | star * tick ` [a](b)",
    ("word " * 8_000).strip(),
    "\U0001f600" * 20_000,
    "_" * 40_000,
    "x" * 32_766 + "\x07" + "y" * 100,
)


def nasty() -> Study:
    """Give a case for each nasty text, ids that clash once hyphens or case are dropped, all drafted."""
    desk = Desk()
    ids = ["A-1", "A1", "a1", "A_1", "A-1-4", "A1_4_1", "MAYBE-1", *(f"B{n}" for n in range(len(NASTY)))]
    for number, words in enumerate(NASTY):
        case = ids[number]
        desk.interview(case, [QUESTION, words], area="area_1", role="provider", service=words[:100].strip())
        for subtheme in ("barriers.stigma", "access.referral"):
            span = desk.code(case, 2, subtheme)
            if words.strip():
                desk.chart(case, subtheme, Status.TO_CHART, Run(RunKind.VERBATIM, words, (span,)), draft=True)
    return desk.study()


WORDS = (
    "people",
    "feel",
    "support",
    "for",
    "their",
    "relationship",
    "comes",
    "late",
    "nobody",
    "tells",
    "them",
    "where",
)


def large(cases: int = 46, quotes: int = 6_000) -> Study:
    """Give a study of this size: 56 charted subthemes, quotes of 25 words, a third of the cells charted."""
    chance = random.Random(7)  # noqa: S311 - no secret
    themes = tuple(
        Theme(str(t), Code(f"t{t}"), f"Theme number {t}", "A theme.",
              tuple(Subtheme(f"{t}.{n}", Code(f"t{t}.s{n}"), f"Subtheme {n} of {t}", "Meaning.") for n in range(1, 8)))
        for t in range(1, 9)
    )  # fmt: skip
    desk = Desk(codebook=Codebook("large", 1, themes))
    codes = [subtheme.code for subtheme in desk.codebook.charted()] if desk.codebook else []
    for number in range(cases):
        turns = [" ".join(chance.choices(WORDS, k=25)) for _ in range(360)]
        desk.interview(f"A{number}-P01", turns, area=f"area_{number % 3 + 1}", role="provider", service="Mediation")
    starts = {t.case: t for t in desk.transcripts}
    for number in range(quotes):
        case = desk.cases[number % cases].id
        transcript = starts[case]
        turn = transcript.turns[chance.randrange(180) * 2 + 1]
        span = Span(span_id(case, number), case, transcript.id, turn.number, turn.start, turn.end, "0" * 16)
        desk.spans.append(span)
        desk.codings.append(
            Coding(coding_id(case, number), case, span.id, Code(codes[chance.randrange(len(codes))]), Route.RULE,
                   Decision.SUGGESTED, "rules", 1, "2026-01-02T03:04:05Z", "any", ("support",))
        )  # fmt: skip
    study = desk.study()
    for count, ((case, code), codings) in enumerate(study.codings_of.items()):
        runs = tuple(Run(RunKind.VERBATIM, study.words(study.span_by_id[c.span]), (c.span,)) for c in codings)
        charted = count % 3 == 0
        more = (Run(RunKind.SUMMARY, "Says that help comes late", (codings[0].span,)),) if charted else ()
        status = Status.CHARTED if charted else Status.TO_CHART
        desk.cells.append(Cell(case, code, status, (*more, *runs), not charted, tuple(c.id for c in codings), 1))
    return desk.study()
