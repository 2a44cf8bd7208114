"""The shipped sample transcripts and real ones from elsewhere: speakers and turns as a reader counts them."""

from __future__ import annotations

import itertools
from pathlib import Path

import pytest

from framework_qa.formats import stamps
from framework_qa.formats.reading import Ground, Reading
from framework_qa.formats.registry import read_transcript
from framework_qa.model.text import SpeakerRole

ROOT = Path(__file__).resolve().parents[2]
SHIPPED = ROOT / "transcripts_sample" / "transcripts"
REAL = ROOT / ".." / "shared" / "samples" / "transcripts"

SAMPLES = {
    "A1-P02.md": ("label and colon", {"Interviewer": 16, "Respondent": 16}),
    "A1-S01.txt": ("label and colon", {"I": 14, "R": 14}),
    "A2-P04.docx": ("label and colon", {"Interviewer": 15, "Respondent": 15}),
    "A2-S01.docx": ("label alone on a line", {"IV": 16, "R1": 16}),
    "A3-P01.vtt": ("voice of a caption", {"Interviewer": 16, "Respondent": 16}),
    "A3-P02.txt": ("label and time on a line", {"Interviewer": 15, "Respondent": 15}),
    "A4-P03.md": ("label alone on a line", {"Interviewer": 14, "Respondent": 14}),
    "A4-S02.srt": ("name and colon in a caption", {"Interviewer": 16, "Respondent": 16}),
    "A5-P05.txt": ("label and colon", {"I": 12, "R1": 17, "R2": 19}),
    "A5-P07.docx": ("row of a table", {"Interviewer": 15, "Respondent": 15}),
    "N-S01.docx": ("label and colon", {"Interviewer": 13, "Respondent": 13}),
    "N-S02.txt": ("label and colon", {"INTERVIEWER": 13, "RESPONDENT": 13}),
}


def turns(read: Reading) -> dict[str, int]:
    return {s.label: sum(t.speaker == s.label for t in read.turns) for s in read.speakers}


def sample(folder: Path, name: str) -> Reading:
    if not (folder / name).exists():
        pytest.skip(f"{name} is not here")
    return read_transcript(folder / name)


@pytest.mark.parametrize("name", sorted(SAMPLES))
def test_a_shipped_sample_has_its_speakers_and_turns(name: str) -> None:
    read = sample(SHIPPED, name)
    assert (read.marker, turns(read)) == SAMPLES[name]
    assert [s.role for s in read.speakers][:2] == [SpeakerRole.INTERVIEWER, SpeakerRole.RESPONDENT]
    assert SpeakerRole.UNKNOWN not in [s.role for s in read.speakers]


def test_deleted_hidden_and_commented_words_of_a_shipped_sample_are_counted() -> None:
    assert dict(sample(SHIPPED, "A2-P04.docx").left_out) == {
        "deleted text": 2,
        "hidden text": 1,
        "comments": 1,
        "document properties": 1,
    }


def test_a_header_table_of_a_shipped_sample_is_header() -> None:
    assert ("Interviewer", "IV1") in sample(SHIPPED, "N-S01.docx").header


ASKS, TELLS, OPEN = SpeakerRole.INTERVIEWER, SpeakerRole.RESPONDENT, SpeakerRole.UNKNOWN
PRINTED = {"document properties": 1}  # the title, which is the name of a file

REAL_FIGURES: dict[str, tuple[str, dict[str, tuple[int, int, SpeakerRole]], dict[str, int]]] = {
    "markdown/four_speakers.md": (
        "label and time on a line",
        {
            "Jonas Rosland": (61, 2471, ASKS),
            "Nick Zaleski": (29, 1780, TELLS),
            "Eric Kesterson": (45, 4362, TELLS),
            "Saun Conlin": (33, 3606, TELLS),
            "Jim Bochanski": (44, 2922, TELLS),
            "Unknown Speaker": (1, 1, OPEN),
        },
        {},
    ),
    "markdown/gigasword.md": (
        "label and time on a line",
        {"Jonas Rosland": (42, 2069, ASKS), "Jack Breen": (41, 14882, TELLS), "Unknown Speaker": (1, 459, OPEN)},
        {},
    ),
    "pdf/P1.pdf": (
        "label and colon",
        {"Dan": (47, 943, ASKS), "Participant": (47, 1991, TELLS)},
        PRINTED | {"line numbers": 248, "page headers and footers": 5},
    ),
    "pdf/P2.pdf": (
        "label and colon",
        {"Dan": (81, 2004, OPEN), "Participant": (84, 2681, TELLS)},
        PRINTED | {"line numbers": 694, "page headers and footers": 8},
    ),
    "pdf/P3.pdf": (
        "label and colon",
        {"Dan": (61, 1500, ASKS), "Participant": (61, 2439, TELLS)},
        PRINTED | {"line numbers": 410, "page headers and footers": 6},
    ),
    "vtt/New Teams Format.vtt": ("captions without speakers", {"Unknown speaker": (3, 22, OPEN)}, {}),
    "vtt/TeamsPremium.vtt": ("voice of a caption", {"Charles": (5, 50, OPEN), "Janaki": (5, 77, OPEN)}, {}),
    "vtt/Test OneDrive Transcription 2022-11.vtt": (
        "captions without speakers",
        {"Unknown speaker": (116, 2452, OPEN)},
        {},
    ),
    "vtt/Test teams transcription_2022-11-15-from Teams.vtt": (
        "voice of a caption",
        {"Hurst, Peter": (50, 1089, OPEN), "Wright, Steve": (50, 1206, OPEN)},
        {},
    ),
    "vtt/teams_transcript.vtt": (
        "voice of a caption",
        {"Speaker, First (Student)": (5, 83, TELLS), "Interviewer, First": (5, 26, ASKS)},
        {},
    ),
    "vtt/zoom_transcript.vtt": (
        "name and colon in a caption",
        {
            "Andrew Knight": (14, 1024, OPEN),
            "Paul McCartney": (10, 7118, OPEN),
            "George Harrison": (2, 15, OPEN),
            "Ringo Starr": (1, 6, OPEN),
            "John Lennon": (5, 71, OPEN),
            "Unknown speaker": (2, 4, OPEN),
        },
        {},
    ),
}


def figures(read: Reading) -> dict[str, tuple[int, int, SpeakerRole]]:
    """Count each speaker's turns and words."""
    spoken = {s.label: [read.words(t) for t in read.turns if t.speaker == s.label] for s in read.speakers}
    return {
        s.label: (len(spoken[s.label]), sum(len(words.split()) for words in spoken[s.label]), s.role)
        for s in read.speakers
    }


@pytest.mark.parametrize("name", REAL_FIGURES)
def test_a_real_transcript_has_its_speakers_turns_words_and_roles(name: str) -> None:
    read = sample(REAL, name)
    assert (read.marker, figures(read), dict(read.left_out)) == REAL_FIGURES[name]
    assert all(p.message for p in read.problems)
    unsure = OPEN in [s.role for s in read.speakers] or Ground.QUESTIONS in read.grounds
    assert bool(read.problems) is unsure, "who is not sure is told, and only then"


def test_every_real_transcript_has_its_figures_here() -> None:
    if not REAL.is_dir():
        pytest.skip("the real samples are not here")
    kinds = {".vtt", ".md", ".pdf"}
    there = {str(p.relative_to(REAL)) for p in REAL.rglob("*") if p.suffix in kinds and p.stem != "LICENSE"}
    assert there == set(REAL_FIGURES)


def test_the_header_of_a_real_interview_says_who_asks() -> None:
    read = sample(REAL, "markdown/gigasword.md")
    assert read.speakers[0].role is SpeakerRole.INTERVIEWER
    assert read.turns[0].at == 21.0


@pytest.mark.parametrize("name", ["zoom", "teams"])
def test_captions_give_the_speakers_and_words_that_another_tool_expects(name: str) -> None:
    read = sample(REAL, f"vtt/{name}_transcript.vtt")
    rows = [line.split("\t") for line in (REAL / f"vtt/{name}_transcript_correct.txt").read_text().splitlines()[1:]]
    # The expected table cuts long turns into several rows of one speaker.
    expected = [
        (speaker or "Unknown speaker", " ".join(" ".join(row[2] for row in group).replace("---", " ").split()))
        for speaker, group in itertools.groupby(rows, key=lambda row: row[1])
    ]
    assert [(turn.speaker, read.words(turn)) for turn in read.turns] == expected
    # It gives whole seconds, and half of one where two would be the same.
    begins = [next(group)[0] for _, group in itertools.groupby(rows, key=lambda row: row[1])]
    assert [int(turn.at or 0) for turn in read.turns] == [int(stamps.seconds(begin)) for begin in begins]
    assert figures(read) == REAL_FIGURES[f"vtt/{name}_transcript.vtt"][1]
