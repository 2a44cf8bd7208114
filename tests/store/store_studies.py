"""Small invented studies, and the acts that make them."""

from __future__ import annotations

import hashlib
from collections.abc import Callable

from framework_qa.model.chart import Cell, Run, RunKind, Status
from framework_qa.model.codebook import Branch, Codebook, Near, Origin, Rules, Subtheme, Theme, Unit
from framework_qa.model.coding import Coding, Decision, Route
from framework_qa.model.conflict import Conflict
from framework_qa.model.people import Case
from framework_qa.model.quote import Star
from framework_qa.model.reading import NotUsed, SecondReading, Verdict, wording
from framework_qa.model.set_aside import SetAside
from framework_qa.model.study import Changes, Record, Settings, Study
from framework_qa.model.synthesis import Statement, Synthesis
from framework_qa.model.text import Span, Speaker, SpeakerRole, Transcript, Turn, digest_of

SETTINGS = Settings("Library cats")
AT = "2025-03-04T05:06:07Z"
STIGMA = "barriers.stigma"


def case(number: int, area: str = "1") -> Case:
    return Case(f"A{number}", (("area", area), ("type", "provider")))


def transcript(number: int) -> Transcript:
    lines = [
        f"What did cat {number} do?",
        f"Cat {number} slept on the returns desk, naïvely. 🐈",
        "And then?",
        "No one minded.",
    ]
    text = "\n".join(lines)
    starts = [sum(len(line) + 1 for line in lines[:n]) for n in range(len(lines))]
    return Transcript(
        hashlib.sha256(text.encode()).hexdigest(),
        f"A{number}",
        f"A{number}.txt",
        text,
        (Speaker("Interviewer", SpeakerRole.INTERVIEWER), Speaker("R1", SpeakerRole.RESPONDENT)),
        tuple(
            Turn(n + 1, ("Interviewer", "R1")[n % 2], start, start + len(line), None if n else 1.5)
            for n, (start, line) in enumerate(zip(starts, lines, strict=True))
        ),
        (("Date", "a Tuesday"),),
        (("comment", 2),),
    )


def codebook(version: int = 1) -> Codebook:
    rules = Rules(("desk",), (Near(("cat", "slept"), 4),), ("no cat",), (({"LOWER": "cat", "OP": "+"},),))
    stigma = Subtheme(
        "4.2",
        STIGMA,
        "Stigma",
        "What stops cats.",
        "Cultural",
        "a",
        "b",
        "c",
        "d",
        Origin.EMERGENT,
        ("provider",),
        unit=Unit.TURN,
        rules=rules,
        since=version,
    )
    other = Subtheme("4.9", "barriers.other", "Other", "The rest.")
    value = Theme("90", "level", "Level", "", (), Branch.VALUES)
    return Codebook(
        "library-cats", version, (Theme("4", "barriers", "Barriers", "What stops.", (stigma, other)), value)
    )


def span(study_transcript: Transcript, number: int) -> Span:
    turn = study_transcript.turns[1]
    words = study_transcript.text[turn.start : turn.start + 5]
    return Span(
        f"{study_transcript.case}.q{number}",
        study_transcript.case,
        study_transcript.id,
        2,
        turn.start,
        turn.start + 5,
        digest_of(words),
    )


def coding(of: Span, number: int, decision: Decision = Decision.SUGGESTED) -> Coding:
    return Coding(
        f"{of.case}.c{number}", of.case, of.id, STIGMA, Route.RULE, decision, "rules", 1, AT, "any", ("desk",)
    )


def cell(number: int, of: Span, words: str = "Slept where it liked") -> Cell:
    runs = (
        Run(RunKind.SUMMARY, words, (of.id,)),
        Run(RunKind.VERBATIM, "Cat", (of.id,)),
        Run(RunKind.COMMENT, "cf 4.9"),
    )
    return Cell(
        f"A{number}",
        STIGMA,
        Status.CHARTED,
        runs,
        draft=True,
        basis=(f"A{number}.c1",),
        codebook_version=1,
        by="me",
        at=AT,
    )


def star(of: Span) -> Star:
    return Star(of.id, "me", AT)


def synthesis(words: str = "They sleep where they like.", *, area: str = "1") -> Synthesis:
    said = (Statement(words, (("A1", STIGMA), ("A2", STIGMA))), Statement("Nobody says why."))
    return Synthesis((("area", area), ("type", "night & day")), "barriers", said, "0f" * 8, 1, "me", AT)


def does(act: str, *put: Record, remove: tuple[Record, ...] = ()) -> Callable[[Study], Changes]:
    """A `decide` that puts and removes the same whatever the study."""
    return lambda _study: Changes(act, f"{act} of {len(put)}", put, remove)


def acts(cases: int = 2) -> tuple[Callable[[Study], Changes], ...]:
    """The road in five acts: ingest, frame, index, decide, chart."""
    texts = [transcript(number) for number in range(1, cases + 1)]
    spans = [span(text, 1) for text in texts]
    return (
        does("ingest", *(case(number) for number in range(1, cases + 1)), *texts),
        does("codebook", codebook()),
        does("index", *spans, *(coding(one, 1) for one in spans)),
        does("accept", coding(spans[0], 1, Decision.ACCEPTED)),
        does("chart", *(cell(number, one) for number, one in enumerate(spans, 1))),
    )


def interpretations() -> tuple[Callable[[Study], Changes], ...]:
    """What comes after the five acts: a quote chosen for print, and what two groups come to."""
    everybody = Synthesis((), STIGMA, (Statement("All sleep", (("A2", STIGMA),)),), by="you", at=AT)
    return (
        does("star", star(span(transcript(2), 1))),
        does("synthesise", synthesis(), everybody),
    )


def readings() -> tuple[Callable[[Study], Changes], ...]:
    """What a second person does: reads a cell, leaves an extract unused, writes it otherwise, brings a file in."""
    of = span(transcript(2), 1)
    read = SecondReading("A2", STIGMA, Verdict.QUERIED, wording(cell(2, of)), "And the night?", "you", AT)
    other = Conflict(f"A2:{STIGMA}", "charted", "Slept by day [A2.q1]", "you", AT, "hers.xlsx")
    return (
        does("read", read, NotUsed("A2", STIGMA, of.id, "you", AT)),
        does("import", other, SetAside("cats.qdpx", 1, "graph", "", "The study has no graphs.", "<Graph/>")),
    )
