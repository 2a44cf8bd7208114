"""Turns, speakers and headers of plain text and Markdown, as researchers keep them."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from framework_qa.errors import InputError
from framework_qa.formats import labels
from framework_qa.formats.labels import fold
from framework_qa.formats.reading import Reading
from framework_qa.formats.registry import read_transcript
from framework_qa.model.text import SpeakerRole, Turn

ASKS, TELLS, OPEN = SpeakerRole.INTERVIEWER, SpeakerRole.RESPONDENT, SpeakerRole.UNKNOWN


def reading(folder: Path, text: str, name: str = "p01.txt", roles: dict[str, SpeakerRole] | None = None) -> Reading:
    path = folder / name
    path.write_text(text, encoding="utf-8", newline="")
    return read_transcript(path, roles)


def said(read: Reading) -> list[tuple[str, str]]:
    return [(turn.speaker, read.words(turn)) for turn in read.turns]


def roles(read: Reading) -> dict[str, SpeakerRole]:
    return {speaker.label: speaker.role for speaker in read.speakers}


def told(read: Reading) -> list[str]:
    return [str(problem) for problem in read.problems]


BOTH = [("Interviewer", "How are you?"), ("Respondent", "Well enough.\n\nMostly.")]


@pytest.mark.parametrize(
    ("text", "marker"),
    [
        ("Interviewer: How are you?\nRespondent: Well enough.\n\nMostly.\n", "label and colon"),
        ("Interviewer:\nHow are you?\n\nRespondent:\nWell enough.\n\nMostly.\n", "label and colon"),
        ("Interviewer：How are you?\nRespondent：Well enough.\n\nMostly.", "label and colon"),
        ("**Interviewer**: How are you?\n\n**Respondent**: Well enough.\n\nMostly.", "label and colon"),
        ("**Interviewer:** How are you?\n\n**Respondent:** Well enough.\n\nMostly.", "label and colon"),
        ("[00:00:01] Interviewer: How are you?\n[00:00:05] Respondent: Well enough.\n\nMostly.", "label and colon"),
        ("Interviewer (0:01): How are you?\nRespondent (0:05): Well enough.\n\nMostly.", "label and colon"),
        ("Interviewer\nHow are you?\nRespondent\nWell enough.\n\nMostly.", "label alone on a line"),
        ("**Interviewer**\\\nHow are you?\n\n**Respondent**\\\nWell enough.\n\nMostly.", "label alone on a line"),
        ("### Interviewer\n\nHow are you?\n\n### Respondent\n\nWell enough.\n\nMostly.", "label alone on a line"),
        ("Interviewer  0:01  \nHow are you?\n\nRespondent 0:05\nWell enough.\n\nMostly.", "label and time on a line"),
        ("[0:01] Interviewer\nHow are you?\n\n[0:05] Respondent\nWell enough.\n\nMostly.", "label and time on a line"),
    ],
)
def test_every_marker_met_in_the_wild_gives_the_same_two_turns(tmp_path: Path, text: str, marker: str) -> None:
    read = reading(tmp_path, text)
    assert said(read) == BOTH
    assert read.marker == marker
    assert roles(read) == {"Interviewer": ASKS, "Respondent": TELLS}
    assert read.problems == ()
    assert read.text == text
    if "0:01" in text:
        assert [turn.at for turn in read.turns] == [1.0, 5.0]


@pytest.mark.parametrize(
    ("text", "labels"),
    [
        ("I: So?\nR1: Well.\nR2: Not so well.\n", {"I": ASKS, "R1": TELLS, "R2": TELLS}),
        ("Q. So?\nA. Well.\nQ. And?\nA. That is all.\n", {"Q": ASKS, "A": TELLS}),
        ("Q: So?\nA: Well.\n", {"Q": ASKS, "A": TELLS}),
        ("IV1: So?\nIV2: And?\nP01: Well.\n", {"IV1": ASKS, "IV2": ASKS, "P01": TELLS}),
        (
            "Moderator: So?\nAnna: Well.\nBen: No.\nAnna: Yes.\nBen: No.\n",
            {"Moderator": ASKS, "Anna": TELLS, "Ben": TELLS},
        ),
        ("Facilitator: So?\nP1: Well.\n", {"Facilitator": ASKS, "P1": TELLS}),
        ("Interviewer: So?\nFacilitator: We run groups.\n", {"Interviewer": ASKS, "Facilitator": TELLS}),
        ("Interviewer, First: So?\nInterviewee: Well.\n", {"Interviewer, First": ASKS, "Interviewee": TELLS}),
    ],
)
def test_the_interviewer_is_known_by_the_usual_labels(
    tmp_path: Path, text: str, labels: dict[str, SpeakerRole]
) -> None:
    read = reading(tmp_path, text)
    assert roles(read) == labels
    assert read.problems == ()


def test_a_label_in_another_case_is_the_same_speaker(tmp_path: Path) -> None:
    read = reading(
        tmp_path, "Interviewer: So?\ninterviewee: Thanks.\nInterviewee: Yes.\nINTERVIEWEE: No.\nInterviewee: Ah.\n"
    )
    assert [turn.speaker for turn in read.turns] == ["Interviewer"] + ["Interviewee"] * 4


def test_continuation_paragraphs_belong_to_the_turn(tmp_path: Path) -> None:
    read = reading(tmp_path, "I: So?\n\nR: First.\n\nSecond.\n  Third.\n\nI: Thanks.\n")
    assert said(read)[1] == ("R", "First.\n\nSecond.\n  Third.")


def test_false_labels_are_words(tmp_path: Path) -> None:
    text = "I: Well?\nR: Yes.\nSo: that is it.\nNote: a pause.\nNote: another.\nWhat I mean is: this.\n"
    text += "At 10:30 we open.\nhttps://x.org\nI: Ah.\n"
    read = reading(tmp_path, text)
    assert [turn.speaker for turn in read.turns] == ["I", "R", "I"]
    assert read.problems == ()


def test_a_name_that_stands_before_a_colon_once_is_told_with_its_line(tmp_path: Path) -> None:
    read = reading(tmp_path, "I: Well?\nR: We sat down.\nWaitress: Tea?\nI: Ah.\n")
    assert len(read.turns) == 3
    assert [problem.place for problem in read.problems] == ["line 3"]
    assert "Waitress" not in read.problems[0].message


def test_a_mistyped_label_joins_the_label_that_was_meant_and_is_told(tmp_path: Path) -> None:
    text = "Interviewer: a?\nRespondent: b.\n" * 3 + "interviewr: c?\nRespondent: d.\n"
    read = reading(tmp_path, text)
    assert [turn.speaker for turn in read.turns] == ["Interviewer", "Respondent"] * 4
    assert [(p.place, p.message) for p in read.problems] == [
        ("line 7", "The label there was read as a typing error for Interviewer.")
    ]


@pytest.mark.parametrize("typed", ["Interviewe", "Mrs Blake", "Respondent 3", "Zinterviewer"])
def test_a_label_that_may_be_somebody_else_is_no_typing_error(tmp_path: Path, typed: str) -> None:
    text = "Interviewer: a?\nInterviewee: b.\nMr Blake: c.\nRespondent 1: d.\n" * 3
    read = reading(tmp_path, text + f"{typed}: e.\n")
    assert not any("typing error" in line for line in told(read))


def test_labels_written_in_another_form_are_told(tmp_path: Path) -> None:
    text = "Interviewer: a?\nRespondent: b.\nInterviewer; c?\nRespondent\nd.\nInterviewer: e\nRespondent: f\n"
    read = reading(tmp_path, text)
    assert [problem.place for problem in read.problems] == ["line 3", "line 4"]


def test_more_than_twenty_doubtful_lines_are_summed_up(tmp_path: Path) -> None:
    read = reading(tmp_path, "Interviewer: a?\nRespondent: b.\n" * 40 + "Respondent; c\n" * 25)
    assert len(read.problems) == 21
    assert "5 more lines" in told(read)[-1]


def test_a_legend_is_header_and_sets_roles(tmp_path: Path) -> None:
    read = reading(
        tmp_path, "ME = researcher\nJS = the participant\nR = assistant interviewer\n\nME: So?\nJS: Well.\nR: And?\n"
    )
    assert roles(read) == {"ME": ASKS, "JS": TELLS, "R": ASKS}
    assert read.header == (("ME", "researcher"), ("JS", "the participant"), ("R", "assistant interviewer"))


def test_a_legend_with_colons_is_header_too(tmp_path: Path) -> None:
    read = reading(tmp_path, "JB: Interviewer\nKC: Participant\n\nJB: So?\nKC: Well.\nJB: Ah.\nKC: Yes.\n")
    assert read.header == (("JB", "Interviewer"), ("KC", "Participant"))
    assert roles(read) == {"JB": ASKS, "KC": TELLS}
    assert len(read.turns) == 4


@pytest.mark.parametrize(
    "header",
    [
        "Interview ID: A1\nInterviewer: IV1\nRespondent: Health visitor\nLength: 36 minutes\n\n",
        "Date: May 2016\nInterviewer: Jane Doe\nRespondent: Health visitor\n\n",
        "Date: May 2016\nInterviewer: Jane Doe\n",
        "- Date: May 2016\n- Interviewer: IV2\n\n---\n\n",
        "# Interview\n\nInterviewer: IV1\n\n",
    ],
)
def test_a_header_line_that_names_the_interviewer_is_no_turn(tmp_path: Path, header: str) -> None:
    read = reading(tmp_path, header + "Interviewer: Shall we begin?\nRespondent: Do.\nInterviewer: So?\n")
    assert said(read)[0] == ("Interviewer", "Shall we begin?")
    assert len(read.turns) == 3
    assert any(name == "Interviewer" for name, _ in read.header)


@pytest.mark.parametrize("first", ["Hello there", "Hello", "Right. So?"])
def test_a_short_first_turn_is_a_turn(tmp_path: Path, first: str) -> None:
    read = reading(tmp_path, f"Date: May 2016\n\nInterviewer: {first}\nRespondent: Hi\nInterviewer: So?\n")
    assert said(read)[0] == ("Interviewer", first)


def test_a_short_first_turn_right_below_the_header_is_a_turn(tmp_path: Path) -> None:
    read = reading(tmp_path, "Date: May 2016\nInterviewer: Hello there\nRespondent: Hi, come in.\n\nInterviewer: So?\n")
    assert len(read.turns) == 3


def test_the_header_is_kept_as_pairs_and_lines(tmp_path: Path) -> None:
    text = "# Interview A1\n\n- **Role**: Health visitor\nTime: 10:30\nRecorded at 10:30 in May\nhttps://x.org\n---\n"
    text += "\nI: So?\nR: Well.\n"
    assert reading(tmp_path, text).header == (
        ("", "Interview A1"),
        ("Role", "Health visitor"),
        ("Time", "10:30"),
        ("", "Recorded at 10:30 in May"),
        ("", "https://x.org"),
    )


def test_the_header_may_say_who_the_interviewer_is(tmp_path: Path) -> None:
    read = reading(tmp_path, "Interviewer is Jonas Ro.\n\nJonas Ro: a\nJack B: b\nJonas Ro: c\nJack B: d\n")
    assert roles(read) == {"Jonas Ro": ASKS, "Jack B": TELLS}
    assert read.problems == ()


def test_roles_given_by_the_researcher_override_what_is_recognised(tmp_path: Path) -> None:
    read = reading(tmp_path, "I: So?\nR: Well.\n", roles={"R ": ASKS, "i": TELLS})
    assert roles(read) == {"I": TELLS, "R": ASKS}


def test_a_label_declared_by_the_researcher_needs_to_come_only_once(tmp_path: Path) -> None:
    read = reading(tmp_path, "I: So?\nmum: Well.\nI: Ah.\n", roles={"Mum": TELLS})
    assert roles(read) == {"I": ASKS, "mum": TELLS}


def test_who_asks_and_says_least_is_taken_for_the_interviewer_with_a_warning(tmp_path: Path) -> None:
    read = reading(tmp_path, "Anna: How so?\nBen: It was a long and winding story.\n" * 3)
    assert roles(read) == {"Anna": ASKS, "Ben": TELLS}
    assert ["Anna was taken for it" in line for line in told(read)] == [True]


def test_where_nobody_clearly_asks_the_speakers_stay_unknown_with_a_warning(tmp_path: Path) -> None:
    read = reading(tmp_path, "Anna: How so?\nBen: And how so?\n" * 3)
    assert roles(read) == {"Anna": OPEN, "Ben": OPEN}
    assert len(read.problems) == 1


def test_a_group_without_an_interviewer_is_told(tmp_path: Path) -> None:
    read = reading(tmp_path, "P1: One.\nP2: Two.\n")
    assert roles(read) == {"P1": TELLS, "P2": TELLS}
    assert "No interviewer was recognised" in told(read)[0]


def test_one_known_respondent_alone_is_told(tmp_path: Path) -> None:
    assert "No interviewer" in told(reading(tmp_path, "Respondent: One.\n"))[0]


def test_an_unidentified_voice_stays_unknown_though_the_interviewer_is_known(tmp_path: Path) -> None:
    read = reading(tmp_path, "Interviewer: So?\nP1: Well.\nUnknown speaker: Door!\n")
    assert roles(read)["Unknown speaker"] is OPEN
    assert "Unknown speaker" in told(read)[0]


def test_an_indented_participant_without_a_label_is_heard(tmp_path: Path) -> None:
    text = "Moderator: So?\n\n    It began in May.\n\n    It ended in June.\n\nModerator: And?\n\n\tThat is all.\n"
    read = reading(tmp_path, text)
    assert said(read) == [
        ("Moderator", "So?"),
        ("Participant", "It began in May.\n\n    It ended in June."),
        ("Moderator", "And?"),
        ("Participant", "That is all."),
    ]
    assert roles(read) == {"Moderator": ASKS, "Participant": TELLS}
    assert [problem.place for problem in read.problems] == ["line 3"]


def test_an_interviewer_alone_without_indented_words_speaks_alone(tmp_path: Path) -> None:
    read = reading(tmp_path, "Moderator: So?\nModerator: And?\n")
    assert [turn.speaker for turn in read.turns] == ["Moderator"] * 2


def test_stamps_at_the_edges_of_a_turn_give_its_time_and_stamps_inside_stay(tmp_path: Path) -> None:
    text = "[00:00:01]\nI: [0:02] So? #00:00:05-3#\nR: Well (0:07) then.\n0:09\nI: 10:30 is late.\nR:\n0:12\nRight.\n"
    read = reading(tmp_path, text)
    assert [(turn.at, read.words(turn)) for turn in read.turns] == [
        (2.0, "So?"),
        (5.3, "Well (0:07) then."),
        (9.0, "10:30 is late."),
        (12.0, "Right."),
    ]
    assert read.header == ()


def test_a_turn_without_words_is_no_turn(tmp_path: Path) -> None:
    read = reading(tmp_path, "I: So?\nR: \nI:\n\nR: [0:05]\nI: Well?\n")
    assert [(turn.number, read.words(turn)) for turn in read.turns] == [(1, "So?"), (2, "Well?")]


@pytest.mark.parametrize(
    "text",
    [
        "A story of one long day.\n\nIt was late.\n",
        "Note: one.\nNote: two.\n",
        "Jane: one.\nJane: two.\nJane: three.\n",
        "A. One\nB. Two\nC. Three\n",
        "Interviewer:\n\nRespondent:\n",
        "Date: May\nTime: ten\nDate: June\nTime: nine\n",
    ],
)
def test_a_text_without_speaker_labels_is_refused_with_what_to_do(tmp_path: Path, text: str) -> None:
    with pytest.raises(InputError, match=r"^Could not read p01.txt: no speaker labels were found in it\. Put "):
        reading(tmp_path, text)


def test_a_text_of_a_thousand_different_labels_has_no_speakers(tmp_path: Path) -> None:
    def name(n: int) -> str:
        return "Q" + "".join(chr(97 + int(digit)) for digit in str(n))

    with pytest.raises(InputError):
        reading(tmp_path, "".join(f"{name(n)}: x\n{name(n)}: y\n" for n in range(1000)))


def test_where_a_hundred_labels_look_odd_none_is_taken_for_a_typing_error(tmp_path: Path) -> None:
    odd = "".join(f"Interviewer {chr(97 + n % 26)}{chr(97 + n // 26)}: x\n" for n in range(5))
    many = "".join(f"The {chr(97 + n % 26)}{chr(97 + n // 26)}: x\n" for n in range(150))
    read = reading(tmp_path, "Anna: a\nBen: b?\n" * 3 + "Annna: c\n" + many + odd)
    assert not any("typing error" in line for line in told(read))


def test_folding_joins_what_is_one_label() -> None:
    assert fold("  Interviewer  1. ") == fold("INTERVIEWER 1") == "interviewer1"


LABELS = st.sampled_from(["Interviewer", "Respondent", "R1", "I", "Anna Ö"])
WORDS = st.text(st.characters(categories=["Ll", "Lu", "Lo"]), min_size=1, max_size=30)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.lists(st.tuples(LABELS, WORDS), min_size=2, max_size=12), st.sampled_from(["\n", "\r\n", "\r"]))
def test_every_turn_written_is_found_with_its_words(tmp_path: Path, turns: list[tuple[str, str]], end: str) -> None:
    turns = [("Interviewer", "Shall we begin?"), *turns, ("Anna Ö", "Yes."), ("Anna Ö", "No.")]
    read = reading(tmp_path, end.join(f"{label}: {words}" for label, words in turns))
    assert said(read) == [(label, words.strip()) for label, words in turns]
    assert "\r" not in read.text


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.text(st.sampled_from("IR:Q.A*#[]0:12 =\n\tnote—：\\-"), max_size=200))
def test_turns_never_overlap_and_never_hold_edges_of_space(tmp_path: Path, text: str) -> None:
    try:
        read = reading(tmp_path, "I: a\nR: b\n" + text)
    except InputError:
        return
    assert [turn.number for turn in read.turns] == list(range(1, len(read.turns) + 1))
    ends = [0]
    for turn in read.turns:
        assert turn.start >= ends[-1]
        assert read.words(turn) == read.words(turn).strip() != ""
        ends.append(turn.end)
    assert {turn.speaker for turn in read.turns} == set(roles(read))


def test_white_space_without_end_is_not_searched_for_a_label(tmp_path: Path) -> None:
    path = tmp_path / "p01.txt"
    path.write_text("I: a\nR: b\n10:30 Ann" + " " * 2_000_000 + "x\n", encoding="utf-8")
    read = read_transcript(path)  # before, this took hours: the square of the spaces
    assert [turn.speaker for turn in read.turns] == ["I", "R"]


def test_a_header_line_without_end_is_not_searched_for_every_speaker(monkeypatch: pytest.MonkeyPatch) -> None:
    lengths: list[int] = []
    role_in = labels.role_in
    monkeypatch.setattr(labels, "role_in", lambda value: lengths.append(len(value)) or role_in(value))
    turns = tuple(Turn(n, f"Ann{n}", 0, 1, None) for n in range(1, 90))
    header = tuple((f"Ann{n}", "researcher " + "x " * 10_000) for n in range(1, 90))
    speakers = labels.recognise("p01.txt", "?", turns, header, None).speakers
    assert {speaker.role for speaker in speakers} == {SpeakerRole.INTERVIEWER}
    assert max(lengths) <= 500
