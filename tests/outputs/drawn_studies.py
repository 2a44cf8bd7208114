"""Studies drawn by Hypothesis: any text that a study can keep, any labels, overlapping and orphaned quotes."""

from __future__ import annotations

import hashlib
from dataclasses import replace

from hypothesis import strategies as st

from framework_qa.model.chart import Cell, Run, RunKind, Status
from framework_qa.model.codebook import Branch, Codebook, Near, Origin, Rules, Subtheme, SubthemeStatus, Theme, Unit
from framework_qa.model.coding import Coding, Decision, Route
from framework_qa.model.conflict import Conflict
from framework_qa.model.ids import CaseId, Code, SpanId, TranscriptId, coding_id, span_id
from framework_qa.model.people import Attribute, AttributeRole, Case, Level
from framework_qa.model.quote import Star
from framework_qa.model.reading import NotUsed, SecondReading, Verdict
from framework_qa.model.set_aside import SetAside
from framework_qa.model.study import Settings, Study
from framework_qa.model.synthesis import Statement, Synthesis
from framework_qa.model.text import Span, Speaker, SpeakerRole, Transcript, Turn, digest_of

# What a study may hold: everything but NUL and halves of surrogate pairs; transcripts have LF alone.
ANY = st.characters(exclude_characters="\0\r", exclude_categories=("Cs",))
NASTY = st.sampled_from("\n\n\t\x0b\x0c\x07\ufeff\ufffe\u2028😀🇬é́<&\"'שxyz  ")
WORDS = st.text(ANY | NASTY | st.just("\r"), max_size=40)
SAID = st.text(NASTY | ANY, min_size=1, max_size=60)
WRITTEN = SAID.filter(str.strip)
TIMES = st.sampled_from(
    ("", "2026-01-02T03:04:05Z", "2026-01-03T12:00:07.5+01:00", "a Tuesday", "0001-01-01T00:00:00+14:00")
)
PEOPLE = st.sampled_from(("", "rules", "Ann <&>", "Bob\x0b"))


@st.composite
def subthemes(draw: st.DrawFn, theme: str, number: int) -> tuple[Subtheme, ...]:
    return tuple(
        Subtheme(
            f"{number}.{place}",
            Code(f"{theme}.s{place}"),
            draw(WORDS),
            draw(WORDS),
            draw(WORDS),
            draw(WORDS),
            origin=draw(st.sampled_from(Origin)),
            asked_of=tuple(draw(st.lists(WORDS, max_size=2))),
            status=draw(st.sampled_from(SubthemeStatus)),
            unit=draw(st.sampled_from(Unit)),
            rules=Rules(tuple(draw(st.lists(WORDS, max_size=2))), (Near(("a", "b"), 8),), (), (({"LOWER": "cat"},),)),
        )
        for place in range(1, draw(st.integers(1, 3)) + 1)
    )


@st.composite
def codebooks(draw: st.DrawFn, version: int) -> Codebook:
    names = ("barriers", "access", "level")
    themes = tuple(
        Theme(
            str(number),
            Code(name),
            draw(WORDS),
            draw(WORDS),
            draw(subthemes(name, number)),
            Branch.VALUES if name == "level" else Branch.THEMES,
        )
        for number, name in enumerate(names[: draw(st.integers(1, 3))], 1)
    )
    return Codebook(draw(WORDS), version, themes)


@st.composite
def transcripts(draw: st.DrawFn, case: CaseId) -> Transcript:
    turns, text = [], draw(st.sampled_from(("", "\ufeff", "Header\n")))
    for number, words in enumerate(draw(st.lists(SAID, min_size=1, max_size=4)), 1):
        at = draw(st.none() | st.floats(0, 9_000, allow_nan=False))
        turns.append(Turn(number, "R1", len(text), len(text) + len(words), at, draw(st.integers(0, 3))))
        text += f"{words}\n"
    speaker = Speaker("R1", draw(st.sampled_from(SpeakerRole)))
    return Transcript(
        TranscriptId(hashlib.sha256(f"{case}{text}".encode()).hexdigest()),
        case,
        draw(st.sampled_from(("talk.txt", f"{case}.docx"))),
        text,
        (speaker,),
        tuple(turns),
        tuple(draw(st.lists(st.tuples(WORDS, WORDS), max_size=2))),
        (("comment", 2),),
    )


@st.composite
def drawn_studies(draw: st.DrawFn) -> Study:
    """Draw a study of up to three cases."""
    books = tuple(draw(codebooks(version)) for version in range(1, draw(st.integers(0, 2)) + 1))
    codes = sorted({Code("gone.code"), *(sub.code for book in books for sub in book.subthemes())})
    level = st.sampled_from(("area_1", "area_2", ""))
    attributes = (
        Attribute("area", draw(WORDS), AttributeRole.GROUP, (Level("area_1", draw(WORDS)), Level("area_2", "Two"))),
        Attribute("role", draw(st.sampled_from(("Role", "role"))), AttributeRole.LABEL),
    )
    ids = [CaseId(f"A{number}-P1") for number in range(draw(st.integers(1, 3)))]
    cases = tuple(Case(one, (("area", draw(level)), ("role", draw(WORDS)), ("odd", draw(WORDS)))) for one in ids)
    texts = tuple(draw(transcripts(case)) for case in ids)
    study = Study(Settings(draw(WORDS), attributes), cases, texts, books, head="0f" * 32)
    for transcript in texts:
        study = draw(marked(study, transcript, codes))
    return draw(charted(study, codes))


@st.composite
def marked(draw: st.DrawFn, study: Study, transcript: Transcript, codes: list[Code]) -> Study:
    """Mark stretches of a transcript's turns, several of them with more than one coding or none."""
    spans, codings = [], []
    for number in range(1, draw(st.integers(0, 5)) + 1):
        turn = draw(st.sampled_from(transcript.turns))
        start = draw(st.integers(turn.start, turn.end - 1))
        end = draw(st.integers(start + 1, turn.end))
        span = Span(
            span_id(transcript.case, number), transcript.case, transcript.id, turn.number, start, end,
            digest_of(transcript.text[start:end]),
        )  # fmt: skip
        spans.append(span)
        for code in draw(st.lists(st.sampled_from(codes), max_size=3, unique=True)):
            coding = Coding(
                coding_id(transcript.case, len(codings) + 1), transcript.case, span.id, code,
                draw(st.sampled_from(Route)), draw(st.sampled_from(Decision)), draw(PEOPLE), 1, draw(TIMES), "any",
                tuple(draw(st.lists(WORDS, max_size=2))),
            )  # fmt: skip
            codings.append(coding)
    numbers = {**study.numbers, transcript.case: (len(spans), len(codings))}
    return replace(study, spans=(*study.spans, *spans), codings=(*study.codings, *codings), numbers=numbers)


@st.composite
def charted(draw: st.DrawFn, study: Study, codes: list[Code]) -> Study:
    """Write cells, syntheses and all that people leave beside them."""
    cells, case = [], study.cases[0].id
    mine = [span.id for span in study.spans if span.case == case]
    refs = st.lists(st.sampled_from(mine), max_size=2, unique=True).map(tuple) if mine else st.just(())
    for code in draw(st.lists(st.sampled_from(codes), max_size=3, unique=True)):
        runs = tuple(Run(RunKind.SUMMARY, draw(WRITTEN), draw(refs)) for _ in range(draw(st.integers(0, 2))))
        cells.append(
            Cell(case, code, draw(st.sampled_from(Status)), runs, draw(st.booleans()), (), 1, draw(PEOPLE), draw(TIMES))
        )
    code = codes[0]
    group = (("area", "area_1"),)
    said = (Statement(draw(WRITTEN), ((case, code),)), Statement(draw(WRITTEN)))
    star: SpanId | None = mine[0] if mine else None
    return replace(
        study,
        cells=tuple(cells),
        stars=(Star(star, "me"),) if star else (),
        syntheses=(Synthesis(group, code, said, by="me"), Synthesis((), Code(code.partition(".")[0]), said)),
        readings=(SecondReading(case, code, draw(st.sampled_from(Verdict)), "0" * 16, draw(WORDS)),),
        not_used=(NotUsed(case, code, star),) if star else (),
        conflicts=(Conflict(f"{case}:{code}", "charted", draw(WORDS)),),
        set_aside=(SetAside("x.qdpx", 1, "graph", draw(WORDS), "no place", "<Graph/>"),),
    )
