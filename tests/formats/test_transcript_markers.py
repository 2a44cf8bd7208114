"""Every way of marking turns that is met in real transcripts, one invented interview each, whatever its file."""

from __future__ import annotations

from pathlib import Path

import pytest

from framework_qa.formats.reading import Ground, Reading
from framework_qa.formats.registry import read_transcript
from framework_qa.model.text import SpeakerRole
from tests.formats.interview_files import said, speaker_table

ASKS, TELLS = SpeakerRole.INTERVIEWER, SpeakerRole.RESPONDENT

# What is met, the text, the marker that is chosen, the speakers with their roles, the turns and their seconds.
Met = tuple[str, str, dict[str, SpeakerRole], list[str], list[float | None]]
NO_TIME: list[float | None] = [None, None]

MET: dict[str, Met] = {
    "label: words, in any case": (
        "interviewer 1: So?\ninterviewee: Thanks.\nInterviewer 1: All right.\nInterviewee: Yes.\nIt was.\n",
        "label and colon",
        {"interviewer 1": ASKS, "interviewee": TELLS},
        ["So?", "Thanks.", "All right.", "Yes.\nIt was."],
        NO_TIME * 2,
    ),
    "name and time on a line, paragraphs below": (
        "IV 0:00\nSo?\n\nP1  00:12\nWell.\n\nAnd then.\n\nIV 1:04:28\nAh.\n",
        "label and time on a line",
        {"IV": ASKS, "P1": TELLS},
        ["So?", "Well.\n\nAnd then.", "Ah."],
        [0.0, 12.0, 3868.0],
    ),
    "name, and the time on the next line": (
        (
            "Jo Bell\n0:03\nSo what is it?\n\nSam Hill\n0:10\nWell, it is what it is.\n\nJo Bell\n0:15\nIs it?\n\n"
            "Sam Hill\n0:20\nIt has been so all the time.\n"
        ),
        "label alone on a line",
        {"Jo Bell": ASKS, "Sam Hill": TELLS},
        ["So what is it?", "Well, it is what it is.", "Is it?", "It has been so all the time."],
        [3.0, 10.0, 15.0, 20.0],
    ),
    "bold label on a line": (
        "**Interviewer**\\\nSo?\n\n**Respondent**\\\nWell.\n",
        "label alone on a line",
        {"Interviewer": ASKS, "Respondent": TELLS},
        ["So?", "Well."],
        NO_TIME,
    ),
    "bold label and colon": (
        (
            "**Mr Blake**: I am here.\n\n**Mr Rich**: I am ready.\n\n**Mr Blake**: So?\n\n**Mr Rich**: Well then.\n\n"
            "**Mr Blake**: Why?\n\n**Mr Rich**: It was time that somebody did it.\n"
        ),
        "label and colon",
        {"Mr Blake": ASKS, "Mr Rich": TELLS},
        ["I am here.", "I am ready.", "So?", "Well then.", "Why?", "It was time that somebody did it."],
        NO_TIME * 3,
    ),
    "heading per turn": (
        "### Interviewer\n\nSo?\n\n### Participant\n\nWell.\n",
        "label alone on a line",
        {"Interviewer": ASKS, "Participant": TELLS},
        ["So?", "Well."],
        NO_TIME,
    ),
    "full-width colon": (
        "ME = researcher\n\nME：So?\nP1：Well.\n",
        "label and colon",
        {"ME": ASKS, "P1": TELLS},
        ["So?", "Well."],
        NO_TIME,
    ),
    "I and R1": ("I: So?\nR1: Well.\n", "label and colon", {"I": ASKS, "R1": TELLS}, ["So?", "Well."], NO_TIME),
    "Q and A with full stops": (
        "Q. So?\nA. Well.\n",
        "label and full stop",
        {"Q": ASKS, "A": TELLS},
        ["So?", "Well."],
        NO_TIME,
    ),
    "stamps in hashes, closing a turn": (
        "I: So? #00:01:02-3#\nB: Well. #00:01:09-1#\nI: And? #00:01:12-0#\nB: Yes. #00:01:20-5#\n",
        "label and colon",
        {"I": ASKS, "B": TELLS},
        ["So?", "Well.", "And?", "Yes."],
        [None, 62.3, 69.1, 72.0],
    ),
    "stamps in hashes, opening a line": (
        "#00:01:02-3# I: So?\n#00:01:05-0# R: Well.\n",
        "label and colon",
        {"I": ASKS, "R": TELLS},
        ["So?", "Well."],
        [62.3, 65.0],
    ),
    "stamps in square brackets": (
        "I: [00:03:43] So?\nR: [00:03:50] Well.\n",
        "label and colon",
        {"I": ASKS, "R": TELLS},
        ["So?", "Well."],
        [223.0, 230.0],
    ),
    "labels in square brackets": (
        "[Interviewer]: So?\n[Participant]: Well.\n[Interviewer]: And?\n[Participant]: Mm.\n",
        "label and colon",
        {"[Interviewer]": ASKS, "[Participant]": TELLS},
        ["So?", "Well.", "And?", "Mm."],
        NO_TIME * 2,
    ),
    "label and dash": (
        "Interviewer – So?\nParticipant – Well - no.\nInterviewer - And?\nParticipant - Mm.\n",
        "label and dash or tab",
        {"Interviewer": ASKS, "Participant": TELLS},
        ["So?", "Well - no.", "And?", "Mm."],
        NO_TIME * 2,
    ),
    "label and tab": (
        "INT\tSo?\nRES\tWell.\n\tAnd then.\nINT\tAh.\n",
        "label and dash or tab",
        {"INT": ASKS, "RES": TELLS},
        ["So?", "Well.\n\tAnd then.", "Ah."],
        [*NO_TIME, None],
    ),
    "moderator labelled, participant indented": (
        "Moderator: So?\n\n    Well.\n\n    Twice.\n\nModerator: And?\n\n\tNo.\n",
        "label and colon",
        {"Moderator": ASKS, "Participant": TELLS},
        ["So?", "Well.\n\n    Twice.", "And?", "No."],
        NO_TIME * 2,
    ),
    "stage directions and redactions are words": (
        "I: ((laugh)) So?\nR: [name] told X. (inaudible 00:12)\n",
        "label and colon",
        {"I": ASKS, "R": TELLS},
        ["((laugh)) So?", "[name] told X. (inaudible 00:12)"],
        NO_TIME,
    ),
    "false labels are words": (
        "I: So?\nR: Well.\nNote: it was late.\nSo: I went.\nAt 10:30 it closed.\nhttp://example.org is theirs.\n",
        "label and colon",
        {"I": ASKS, "R": TELLS},
        ["So?", "Well.\nNote: it was late.\nSo: I went.\nAt 10:30 it closed.\nhttp://example.org is theirs."],
        NO_TIME,
    ),
    "the header of a transcription service": (
        (
            "Talk\nThu, May 3 2018 10:11AM\n\nSUMMARY KEYWORDS\ncare, centre\n\nSPEAKERS\nJo Bell, Sam Hill\n\n"
            "Transcription is provided by a service.\nInterviewer is Jo Bell.\n\n"
            "Jo Bell  00:03\nSo?\n\nSam Hill  00:10\nWell.\n"
        ),
        "label and time on a line",
        {"Jo Bell": ASKS, "Sam Hill": TELLS},
        ["So?", "Well."],
        [3.0, 10.0],
    ),
    "voices of captions": (
        (
            "WEBVTT\n\n1\n00:00:00.000 --> 00:00:02.000\n<v Interviewer>So?</v>\n\n2\n"
            "00:00:02.500 --> 00:00:04.000\n<v Hurst, Peter>Well.</v>\n"
        ),
        "voice of a caption",
        {"Interviewer": ASKS, "Hurst, Peter": TELLS},
        ["So?", "Well."],
        [0.0, 2.5],
    ),
    "names in captions": (
        "1\n00:00:00,000 --> 00:00:02,000\nInterviewer: So?\n\n2\n00:00:02,500 --> 00:00:04,000\nA. Knight: Okay.\n",
        "name and colon in a caption",
        {"Interviewer": ASKS, "A. Knight": TELLS},
        ["So?", "Okay."],
        [0.0, 2.5],
    ),
    "rows with time, speaker and words": (
        'Time,Speaker,Words\n0:01,Interviewer,"So, then?"\n0:05,P1,Well.\n',
        "row of a table",
        {"Interviewer": ASKS, "P1": TELLS},
        ["So, then?", "Well."],
        [1.0, 5.0],
    ),
}


def read(folder: Path, text: str, name: str = "p01.txt") -> Reading:
    (folder / name).write_text(text, encoding="utf-8")
    return read_transcript(folder / name)


@pytest.mark.parametrize("what", MET)
def test_every_marker_that_is_met_gives_its_turns(tmp_path: Path, what: str) -> None:
    text, marker, speakers, words, at = MET[what]
    found = read(tmp_path, text)
    assert found.marker == marker
    assert {speaker.label: speaker.role for speaker in found.speakers} == speakers
    assert [found.words(turn) for turn in found.turns] == words
    assert [turn.at for turn in found.turns] == at


def test_a_two_column_table_of_a_word_document_gives_its_turns(tmp_path: Path) -> None:
    found = read_transcript(speaker_table(tmp_path / "p01.docx"))
    assert found.marker == "row of a table"
    assert [speaker for speaker, _ in said(found)] == ["Interviewer", "Mum", "Interviewer", "Mum"]


@pytest.mark.parametrize(
    "legend",
    [
        "ME = researcher\nAB = respondent",
        "ME: researcher\nAB: respondent",
        "ME – researcher\nAB – respondent",
        "ME - the researcher\nAB - a respondent",
        "Key: ME (researcher), AB (respondent)",
        "ME is the interviewer and AB is the participant.",
    ],
)
def test_a_legend_in_any_form_says_who_asks(tmp_path: Path, legend: str) -> None:
    found = read(tmp_path, f"Interview 3\n{legend}\n\nAB: Hello.\nME: So.\nAB: Well.\nME: And.\nAB: Mm.\n")
    assert {s.label: s.role for s in found.speakers} == {"AB": TELLS, "ME": ASKS}
    assert found.grounds == (Ground.HEADER, Ground.HEADER)
    assert found.problems == ()


@pytest.mark.parametrize(
    ("text", "grounds"),
    [
        ("I: So?\nR: Well.\n", (Ground.LABEL, Ground.LABEL)),
        ("I: So?\nSam: Well.\nI: So?\nSam: No.\n", (Ground.LABEL, Ground.OTHERS)),
        ("Jo: Hm.\nSam: Well.\nJo: Hm.\nSam: No.\n", (Ground.NOTHING, Ground.NOTHING)),
        (
            "Jo: So?\nSam: Well, that is a long story.\nJo: And?\nSam: Nothing more of it, I say.\n",
            (Ground.QUESTIONS, Ground.OTHERS),
        ),
    ],
)
def test_it_is_known_why_each_speaker_has_a_role(tmp_path: Path, text: str, grounds: tuple[Ground, ...]) -> None:
    assert read(tmp_path, text).grounds == grounds


def test_a_role_given_by_hand_is_told_as_such(tmp_path: Path) -> None:
    (tmp_path / "p01.txt").write_text("I: So?\nR: Well.\n")
    found = read_transcript(tmp_path / "p01.txt", {"r": ASKS})
    assert found.grounds == (Ground.LABEL, Ground.GIVEN)


@pytest.mark.parametrize(
    "text",
    [
        "We talked - and then - we left.\nThe bus - late.\nThe bus - gone.\n",
        "Interviewer - a person who asks.\nWell - so be it.\n",
        "Speaker\n10:30\n",
    ],
)
def test_dashes_and_times_in_ordinary_prose_are_no_markers(tmp_path: Path, text: str) -> None:
    from tests.formats.interview_files import told

    error = told(tmp_path / "p01.txt", text.encode())
    assert error is not None
    assert "no speaker labels" in error.sentence
