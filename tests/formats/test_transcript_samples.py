"""The shipped sample transcripts and real ones from elsewhere: speakers and turns as a reader counts them."""

from __future__ import annotations

import itertools
from pathlib import Path

import pytest

from framework_qa.formats.reading import Reading
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
    assert dict(sample(SHIPPED, "A2-P04.docx").left_out) == {"deleted text": 2, "hidden text": 1, "comments": 1}


def test_a_header_table_of_a_shipped_sample_is_header() -> None:
    assert ("Interviewer", "IV1") in sample(SHIPPED, "N-S01.docx").header


@pytest.mark.parametrize(
    ("name", "marker", "expected"),
    [
        (
            "markdown/four_speakers.md",
            "label and time on a line",
            {
                "Jonas Rosland": 61,
                "Nick Zaleski": 29,
                "Eric Kesterson": 45,
                "Saun Conlin": 33,
                "Jim Bochanski": 44,
                "Unknown Speaker": 1,
            },
        ),
        (
            "markdown/gigasword.md",
            "label and time on a line",
            {"Jonas Rosland": 42, "Jack Breen": 41, "Unknown Speaker": 1},
        ),
        ("vtt/TeamsPremium.vtt", "voice of a caption", {"Charles": 5, "Janaki": 5}),
        ("vtt/New Teams Format.vtt", "captions without speakers", {"Unknown speaker": 3}),
        ("vtt/Test OneDrive Transcription 2022-11.vtt", "captions without speakers", {"Unknown speaker": 116}),
        (
            "vtt/Test teams transcription_2022-11-15-from Teams.vtt",
            "voice of a caption",
            {"Hurst, Peter": 50, "Wright, Steve": 50},
        ),
    ],
)
def test_a_real_transcript_has_its_speakers_and_turns(name: str, marker: str, expected: dict[str, int]) -> None:
    read = sample(REAL, name)
    assert read.marker == marker
    assert turns(read) == expected


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
