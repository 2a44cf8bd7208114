"""A seeded generator of interviews: sentences of the sample transcripts, shuffled into new ones of any length.

The sample's interviews are condensed: a quarter of what is said there is about some subtheme. An hour's talk of nine
thousand words is thinner, so in these one sentence in ten is; `density` sets it.
"""

from __future__ import annotations

import csv
import random
import shutil
from dataclasses import dataclass
from pathlib import Path

from docx import Document

from framework_qa.formats.codebooks import read_codebook
from framework_qa.formats.registry import read_transcript
from framework_qa.language.rules import compile_rules
from framework_qa.language.sentences import sentences
from framework_qa.language.suggest import suggest
from framework_qa.model.ids import CaseId
from framework_qa.model.text import SpeakerRole, Transcript

ROOT = Path(__file__).resolve().parents[1]
SAMPLE = ROOT / "transcripts_sample"
SEED = 20_170_401
AREAS = ("national", "area_1", "area_2", "area_3", "area_4", "area_5")
TYPES = ("health_visitor", "childrens_centres", "family_support", "counsellor", "mediation", "relationship_support")


CODEBOOK = ROOT / "codebooks" / "relationship_support.yaml"
FINDINGS = ROOT / "codebooks" / "relationship_support_tables.yaml"
DENSITY = 0.1


@dataclass(frozen=True, slots=True)
class Material:
    """Sentences to draw on: what respondents say on some subtheme, what else they say, what interviewers ask."""

    on_topic: tuple[str, ...]
    beside_it: tuple[str, ...]
    asked: tuple[str, ...]


def material() -> Material:
    """Collect the sentences of the sample transcripts by who says them, and whether a shipped rule finds them."""
    codebook = read_codebook(CODEBOOK).codebook
    if codebook is None:
        message = "the shipped codebook cannot be read"
        raise ValueError(message)
    rules = compile_rules(codebook)
    piles: dict[str, list[str]] = {"on": [], "beside": [], "asked": []}
    for path in sorted((SAMPLE / "transcripts").iterdir()):
        reading = read_transcript(path)
        transcript = Transcript(reading.id, CaseId("S"), reading.name, reading.text, reading.speakers, reading.turns)
        found = {suggestion.start for suggestion in suggest(rules, transcript)}
        for turn in reading.turns:
            asked = transcript.role_of(turn.speaker) is SpeakerRole.INTERVIEWER
            for start, end in sentences(reading.text, turn.start, turn.end):
                pile = "asked" if asked else "on" if start in found else "beside"
                piles[pile].append(" ".join(reading.text[start:end].split()))
    return Material(tuple(piles["on"]), tuple(piles["beside"]), tuple(piles["asked"]))


def make_study(folder: Path, interviews: int, words: int, *, density: float = DENSITY) -> Path:
    """Write a study folder's inputs: transcripts in three formats, case list, settings, shipped codebook and tables.

    `density` is the share of respondents' sentences that some rule of the codebook finds.
    """
    source = material()
    (folder / "transcripts").mkdir(parents=True)
    rows = []
    for number in range(interviews):
        dice = random.Random(SEED + number)  # noqa: S311 - a seeded shuffle, no secret
        area = AREAS[number % len(AREAS)]
        case = f"B{number + 1:03d}"
        turns = _turns(source, dice, words, density)
        name = _write(folder / "transcripts", case, turns, number)
        role = "stakeholder" if area == "national" else "provider"
        kind = "national_stakeholder" if area == "national" else TYPES[number % len(TYPES)]
        sampled = ("na", "na") if area == "national" else ("high", "urban")
        rows.append((case, area, role, kind, *sampled, name))
    with (folder / "cases.csv").open("w", newline="", encoding="utf-8") as file:
        header = ("case_id", "area", "role", "respondent_type", "income_deprivation", "rurality", "transcript")
        csv.writer(file).writerows((header, *rows))
    shutil.copyfile(SAMPLE / "study.yaml", folder / "study.yaml")
    shutil.copyfile(CODEBOOK, folder / "codebook.yaml")
    shutil.copyfile(FINDINGS, folder / "tables.yaml")
    return folder


def _turns(source: Material, dice: random.Random, words: int, density: float) -> list[tuple[str, str]]:
    turns: list[tuple[str, str]] = []
    spoken = 0
    while spoken < words:
        question = " ".join(dice.choices(source.asked, k=dice.randint(1, 2)))
        piles = [source.on_topic if dice.random() < density else source.beside_it for _ in range(dice.randint(2, 9))]
        answer = " ".join(dice.choice(pile) for pile in piles)
        turns += [("Interviewer", question), ("Respondent", answer)]
        spoken += len(question.split()) + len(answer.split())
    return turns


def _write(folder: Path, case: str, turns: list[tuple[str, str]], number: int) -> str:
    kind = ("txt", "docx", "vtt")[number % 3]
    path = folder / f"{case}.{kind}"
    if kind == "docx":
        document = Document()
        for speaker, words in turns:
            document.add_paragraph(f"{speaker}: {words}")
        document.save(str(path))
    elif kind == "vtt":
        cues = [
            f"{_clock(9 * place)} --> {_clock(9 * place + 8)}\n<v {who}>{words}</v>\n"
            for place, (who, words) in enumerate(turns)
        ]
        path.write_text("WEBVTT\n\n" + "\n".join(cues), encoding="utf-8")
    else:
        path.write_text("\n\n".join(f"{who}: {words}" for who, words in turns) + "\n", encoding="utf-8")
    return path.name


def _clock(seconds: int) -> str:
    return f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}.000"


def turn_texts(transcripts: tuple[Transcript, ...]) -> list[str]:
    """Give every turn's words, interviewers' too: what plain tokenisation of the text would read."""
    return [transcript.words(turn) for transcript in transcripts for turn in transcript.turns]
