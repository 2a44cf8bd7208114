"""Captions: WebVTT and SubRip, as conference tools write them."""

from __future__ import annotations

from pathlib import Path

import pytest

from framework_qa.formats.reading import Reading
from framework_qa.formats.registry import read_transcript
from framework_qa.formats.stamps import caption_seconds, seconds
from framework_qa.model.text import SpeakerRole


def reading(folder: Path, *cues: str, start: str = "WEBVTT\n\n", name: str = "p01.vtt") -> Reading:
    path = folder / name
    path.write_text(start + "\n\n".join(cues) + "\n", encoding="utf-8", newline="")
    return read_transcript(path)


def said(read: Reading) -> list[tuple[str, str]]:
    return [(turn.speaker, read.words(turn)) for turn in read.turns]


def cue(at: int, words: str, name: str = "") -> str:
    return f"{name}\n" * bool(name) + f"00:00:{at:02d}.000 --> 00:00:{at + 1:02d}.500\n{words}"


def test_consecutive_cues_of_one_voice_are_one_turn_with_the_time_of_the_first(tmp_path: Path) -> None:
    read = reading(
        tmp_path, cue(1, "<v Interviewer>How\nare</v>"), cue(3, "<v Interviewer>you?</v>"), cue(5, "<v Jo>Well.</v>")
    )
    assert read.text == "Interviewer: How are you?\nJo: Well."
    assert said(read) == [("Interviewer", "How are you?"), ("Jo", "Well.")]
    assert [turn.at for turn in read.turns] == [1.0, 5.0]
    assert [speaker.role for speaker in read.speakers] == [SpeakerRole.INTERVIEWER, SpeakerRole.RESPONDENT]
    assert read.problems == ()


def test_two_voices_in_one_cue_are_two_turns(tmp_path: Path) -> None:
    read = reading(tmp_path, cue(1, "<v.loud I>So?</v>\n<v R>Well.</v>"))
    assert said(read) == [("I", "So?"), ("R", "Well.")]


def test_entities_are_unescaped_once_and_markup_is_no_words(tmp_path: Path) -> None:
    read = reading(
        tmp_path, cue(1, "<v A &amp; B><i>x</i> &amp;lt; <00:00:01.200><c.red>y</c> a&#10;b < c {\\an8}d</v>")
    )
    assert said(read) == [("A & B", "x &lt; y a b < c d")]


def test_names_before_a_colon_are_speakers_and_cues_without_one_go_on(tmp_path: Path) -> None:
    cues = (cue(1, "Interviewer: So?"), cue(3, "Respondent: Well,"), cue(5, "at first: no."), cue(7, "Then: yes."))
    read = reading(tmp_path, *cues)
    assert said(read) == [("Interviewer", "So?"), ("Respondent", "Well, at first: no. Then: yes.")]
    assert read.marker == "name and colon in a caption"


def test_where_every_caption_repeats_its_speaker_one_without_is_nobodys(tmp_path: Path) -> None:
    cues = [cue(n, f"{'Ann' if n % 4 else 'Interviewer'}: {n}.") for n in range(12)]
    read = reading(tmp_path, *cues, cue(20, "Hello."), cue(22, "Zoe: Bye."))
    assert said(read)[-2:] == [("Unknown speaker", "Hello."), ("Zoe", "Bye.")]
    assert "1 captions name no speaker" in str(read.problems[0])


def test_captions_without_speakers_have_one_unknown_speaker_and_a_turn_for_each_utterance(tmp_path: Path) -> None:
    read = reading(tmp_path, cue(1, "One", "ab/7-0"), cue(3, "two.", "ab/7-1"), cue(5, "Three.", "ab/9-0"))
    assert said(read) == [("Unknown speaker", "One two."), ("Unknown speaker", "Three.")]
    assert [speaker.role for speaker in read.speakers] == [SpeakerRole.UNKNOWN]
    assert len(read.problems) == 2


def test_without_identifiers_a_pause_ends_the_turn_of_an_unknown_speaker(tmp_path: Path) -> None:
    read = reading(tmp_path, cue(1, "One"), cue(3, "two."), cue(30, "Three."))
    assert [words for _, words in said(read)] == ["One two.", "Three."]


def test_notes_styles_and_the_header_are_no_words(tmp_path: Path) -> None:
    cues = ("NOTE made by hand", "STYLE\n::cue {}", "REGION\nid:1", cue(1, "<v I>So?</v>"))
    read = reading(tmp_path, *cues, start="WEBVTT - Interview A1\nLanguage: en\nplain\n\n")
    assert said(read) == [("I", "So?")]
    assert read.header == (("", "Interview A1"), ("Language", "en"), ("", "plain"))
    assert read.left_out == (("notes", 1),)


def test_a_byte_order_mark_crlf_and_negative_stamps_are_read(tmp_path: Path) -> None:
    text = "\ufeffWEBVTT\n\n0:0:-6.-820 --> 0:0:8.970\n<v I>So?</v>\n\n0:0:9.20 --> 0:0:9.50\n<v R>Well.</v>\n"
    read = reading(tmp_path, start=text.replace("\n", "\r\n"))
    assert [(turn.at, read.words(turn)) for turn in read.turns] == [(0.0, "So?"), (9.2, "Well.")]


def test_subrip_is_known_by_its_shape_and_words_after_a_blank_line_are_kept(tmp_path: Path) -> None:
    text = "1\n00:00:01,500 --> 00:00:02,000\nI: So?\n\n2\n00:00:03,000 --> 00:00:04,000\nR: Well.\n\nIndeed.\n\n77\n"
    read = reading(tmp_path, start=text, name="p.txt")
    assert said(read) == [("I", "So?"), ("R", "Well. Indeed.")]
    assert [turn.at for turn in read.turns] == [1.5, 3.0]
    assert [problem.place for problem in read.problems] == ["line 9"]


def test_cues_without_words_are_no_turns(tmp_path: Path) -> None:
    assert said(reading(tmp_path, cue(1, "<v I></v>"), cue(2, "Ann:"), cue(3, "<v R>Yes.</v>"))) == [
        ("Unknown speaker", "Ann:"),
        ("R", "Yes."),
    ]
    assert said(reading(tmp_path, cue(1, "I:"), cue(3, "R: Yes."), cue(5, "I: So?"))) == [("R", "Yes."), ("I", "So?")]


def test_overlapping_cues_stay_in_the_order_of_the_file(tmp_path: Path) -> None:
    read = reading(tmp_path, cue(9, "<v I>a</v>"), cue(5, "<v R>b</v>"), cue(9, "<v I>c</v>"))
    assert [words for _, words in said(read)] == ["a", "b", "c"]


@pytest.mark.parametrize(
    ("stamp", "value"),
    [
        ("0:21", 21),
        ("1:04:28", 3868),
        ("[00:03:43]", 223),
        ("00:00:03.138", 3.138),
        ("#00:01:02-3#", 62.3),
        ("0:01,5", 1.5),
    ],
)
def test_stamps_in_every_form_are_seconds(stamp: str, value: float) -> None:
    assert seconds(stamp) == pytest.approx(value)


def test_a_negative_stamp_is_the_start() -> None:
    assert caption_seconds("0:0:-6.-820") == 0.0


def test_many_unknown_speakers_are_told_in_one_short_remark(tmp_path: Path) -> None:
    read = reading(tmp_path, *(cue(n % 60, f"<v Voice {'abcdefghijkl'[n % 12]}{n}>Yes.</v>") for n in range(150)))
    assert len(read.speakers) == 150
    assert "and others" in str(read.problems[0])


@pytest.mark.parametrize(
    ("start", "words"),
    [
        ("00:00:" + "1" * 5000, "hi"),
        ("00:00:" + "1" * 400, "hi"),
        ("00:00:01." + "1" * 5000, "hi"),
        ("00:00:01.000", "hi &#" + "1" * 5000 + "; there"),
    ],
)
def test_numbers_too_long_to_count_are_no_times_and_no_characters(tmp_path: Path, start: str, words: str) -> None:
    path = tmp_path / "p01.vtt"
    sound = "00:00:05.000 --> 00:00:06.000\n<v Ann>bye"
    path.write_text(f"WEBVTT\n\n{start} --> 00:00:02.000\n<v Bo>{words}\n\n{sound}\n", encoding="utf-8")
    read = read_transcript(path)
    assert read.words(read.turns[-1]) == "bye"
    if start == "00:00:01.000":
        assert read.words(read.turns[0]) == words
