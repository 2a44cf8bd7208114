"""Placing: segments lie in respondents' turns to the letter, and what is doubtful says so."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from framework_qa.analysis.finding import How
from framework_qa.analysis.placing import Counting, Placed, Placer, Why
from framework_qa.formats.registry import read_transcript
from framework_qa.model.ids import CaseId, TranscriptId
from framework_qa.model.segments import Segment
from framework_qa.model.text import Speaker, SpeakerRole, Transcript, Turn

SAMPLES = Path(__file__).resolve().parents[2] / ".." / "shared" / "samples"


def interview(*said: str) -> Transcript:
    """Make a transcript of turns like `I: So?`, a line each; I asks, R answers, X is not known."""
    turns, at = [], 0
    for number, line in enumerate(said, 1):
        turns.append(Turn(number, line[0], at + 3, at + len(line)))
        at += len(line) + 1
    roles = {"I": SpeakerRole.INTERVIEWER, "R": SpeakerRole.RESPONDENT, "X": SpeakerRole.UNKNOWN}
    speakers = tuple(Speaker(label, role) for label, role in roles.items())
    return Transcript(TranscriptId("0" * 64), CaseId("P01"), "P01.txt", "\n".join(said), speakers, tuple(turns))


def placed(transcript: Transcript, words: str, start: int | None = None, end: int | None = None) -> Placed:
    segment = Segment("row 2", "P01", words, (("x",),), start=start, end=end)
    (only,) = Placer().place([(segment, (transcript,))], positions=start is not None)
    return only


def said(found: Placed) -> list[str]:
    return [part.transcript.text[part.start : part.end] for part in found.parts]


TALK = interview("I: So how was it?", "R: It was hard, and long.", "I: Was it?", "R: Hard. -", "X: It was, mostly.")


def test_a_segment_over_turns_is_cut_at_labels_and_at_other_peoples_words() -> None:
    found = placed(TALK, "and long.\nI: Was it?\nR: Hard. -")
    assert (said(found), found.why, found.others, found.how) == (["and long.", "Hard. -"], None, True, How.EXACT)


def test_a_turn_of_which_only_signs_are_marked_is_no_part() -> None:
    assert said(placed(TALK, "-\nX: It was, mostly.")) == ["It was, mostly."]
    assert placed(TALK, "-\nX: It was, mostly.").why is Why.INTERVIEWER


def test_a_label_alone_lies_in_no_turn() -> None:
    found = placed(interview("R: yes", "R2 so"), "R2")
    assert (found.why, found.parts) == (Why.INTERVIEWER, ())


def test_words_of_a_speaker_whose_role_is_not_known_are_no_respondents() -> None:
    assert placed(TALK, "It was, mostly.").why is Why.INTERVIEWER


def test_words_that_stand_twice_are_told_with_both_turns() -> None:
    found = placed(TALK, "it")
    assert (found.why, [part.turn.number for part in found.parts]) == (Why.SEVERAL, [1, 3])


def test_words_of_the_interviewer_that_are_found_nearly_are_no_candidate() -> None:
    talk = interview("I: How did the group come to be funded?", "R: Yes.")
    assert placed(talk, "How did that group come to be funded?").why is Why.INTERVIEWER


def test_a_position_that_says_something_else_gives_way_to_the_words() -> None:
    assert said(placed(TALK, "and long.", 0, 9)) == ["and long."]


def test_paragraphs_count_every_line_or_those_with_words() -> None:
    transcript = interview("R: one", "R: two")
    two = transcript.text.index("two")
    assert [Counting(transcript, blank=blank).number(two) for blank in (True, False)] == [2, 2]
    spaced = interview("R: one", "    ", "R: two")
    two = spaced.text.index("two")
    assert [Counting(spaced, blank=blank).number(two) for blank in (True, False)] == [3, 2]


LINES = st.lists(st.text("ab .’\u00a0", min_size=1, max_size=8).filter(str.strip), min_size=1, max_size=6)


@given(lines=LINES, data=st.data())
@settings(max_examples=60)
def test_any_stretch_given_by_position_comes_back_cut_into_turns(lines: list[str], data: st.DataObject) -> None:
    transcript = interview(*(f"{data.draw(st.sampled_from('IR'))}: {line}" for line in lines))
    start = data.draw(st.integers(0, len(transcript.text) - 1))
    end = data.draw(st.integers(start + 1, len(transcript.text)))
    found = placed(transcript, transcript.text[start:end], start, end)
    inside = [
        (turn.number, words)
        for turn in transcript.turns
        if turn.speaker == "R"
        and (words := transcript.text[max(turn.start, start) : max(turn.start, min(turn.end, end))].strip())
        and any(map(str.isalnum, words))
    ]
    if any(map(str.isalnum, transcript.text[start:end])) and found.why is None:
        assert [(part.turn.number, words) for part, words in zip(found.parts, said(found), strict=True)] == inside
    else:
        assert not inside


# -- the sample


def maxqda_print(path: Path) -> list[tuple[str, str, str]]:
    """Take a print of coded segments apart into document, code and words: its pieces come cell by cell, by lines."""
    from pypdf import PdfReader

    pieces: list[str] = []
    for page in PdfReader(path).pages:
        page.extract_text(visitor_text=lambda piece, *_: pieces.append(piece.strip()))
    rows: list[list[str]] = []
    for piece in filter(None, pieces):
        if re.fullmatch("P[1-7]", piece):
            rows.append([])
        if rows:
            rows[-1].append(piece)
    return [(document, code, "\n".join(words)) for document, code, *words in rows]


@pytest.mark.skipif(not SAMPLES.is_dir(), reason="the sample files are not here")
def test_the_sample_of_maxqda_segments_is_found_in_the_prints_of_its_interviews() -> None:
    rows = maxqda_print(SAMPLES / "coded" / "maxqda" / "coded-segments.pdf")
    assert (len(rows), len({code for _, code, _ in rows})) == (262, 76)
    readings = {path.stem: read_transcript(path) for path in sorted((SAMPLES / "transcripts" / "pdf").glob("*.pdf"))}
    transcripts = {
        name: Transcript(one.id, CaseId(name), one.name, one.text, one.speakers, one.turns)
        for name, one in readings.items()
    }
    asked = [
        (Segment(f"row {number}", name, words, ((code,),)), (transcripts[name],))
        for number, (name, code, words) in enumerate(rows, 2)
        if name in transcripts
    ]
    found = Placer().place(asked)
    assert len(found) == 109
    assert Counter(one.why for one in found) == {None: 103, Why.NEAR: 6}
    assert all(one.score > 85 for one in found)
    for (segment, _), one in zip(asked, found, strict=True):
        if one.why is None and not one.others:
            without_labels = re.sub(r"\b(Participant|Dan):", "", segment.words)
            assert re.findall(r"\w+", " ".join(said(one))) == re.findall(r"\w+", without_labels)
