"""Ingest: all or nothing, twice is once, and every word stays where it was."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from framework_qa import open_study
from framework_qa.formats.reading import Reading
from framework_qa.model.text import SpeakerRole
from framework_qa.stages import ingest
from tests.small_study import P01, run, state


def test_a_study_holds_every_transcript_with_its_case_and_turns(small: Path) -> None:
    study = open_study(small)
    assert [(t.case, t.name, len(t.turns)) for t in study.transcripts] == [
        ("A1-P01", "A1-P01.txt", 4),
        ("A2-S01", "A2-S01.txt", 4),
    ]
    first = study.transcripts[0]
    assert first.text == P01
    assert first.words(first.turns[3]) == "The waiting list is four months. Nobody can plan around that."
    assert [first.role_of(t.speaker) for t in first.turns[:2]] == [SpeakerRole.INTERVIEWER, SpeakerRole.RESPONDENT]


def test_ingesting_twice_changes_nothing(small: Path) -> None:
    before, events = state(small), open_study(small).head
    done = run(small, "ingest", str(small / "transcripts"))
    assert done.code == 0
    assert "nothing was changed" in done.err
    assert (state(small), open_study(small).head) == (before, events)


def test_a_dry_run_shows_speakers_and_turns_and_changes_nothing(fresh: Path) -> None:
    before = state(fresh)
    done = run(fresh, "ingest", str(fresh / "transcripts"), "--dry-run", "--json")
    first = json.loads(done.out)["files"][0]
    assert (first["file"], first["case"], first["state"]) == ("A1-P01.txt", "A1-P01", "new")
    assert first["marker"] == "label and colon"
    assert [(s["speaker"], s["role"], s["known_by"], s["turns"], s["words"]) for s in first["speakers"]] == [
        ("Interviewer", "interviewer", "the label", 2, 11),
        ("Respondent", "respondent", "the label", 2, 26),
    ]
    assert (first["look_at"], first["doubtful"], first["left_out"]) == ([], [], {})
    assert state(fresh) == before


def test_one_bad_file_keeps_all_out_and_all_faults_are_told_together(fresh: Path) -> None:
    (fresh / "transcripts" / "X.txt").write_text("")
    (fresh / "transcripts" / "Y.txt").write_text("no labels here\n")
    before = state(fresh)
    done = run(fresh, "ingest", str(fresh / "transcripts"))
    assert done.code == 3
    assert "X.txt" in done.err
    assert "Y.txt" in done.err
    assert state(fresh) == before


def test_a_second_interview_of_a_case_goes_on_counting_turns(small: Path) -> None:
    (small / "transcripts" / "A1-P01b.txt").write_text("Interviewer: Again?\nRespondent: Shame, yes.\n")
    cases = (small / "cases.csv").read_text().replace("A1-P01.txt", "A1-P01.txt; A1-P01b.txt")
    (small / "cases.csv").write_text(cases)
    assert run(small, "ingest", str(small / "transcripts")).code == 0
    study = open_study(small)
    numbers = [turn.number for t in study.transcripts_of[study.cases[0].id] for turn in t.turns]
    assert numbers == [1, 2, 3, 4, 5, 6]


def test_a_case_whose_interview_is_to_come_is_a_warning_only(fresh: Path) -> None:
    with (fresh / "cases.csv").open("a") as file:
        file.write("A2-P09,area_2,provider,\n")
    done = run(fresh, "ingest", str(fresh / "transcripts"))
    assert done.code == 0
    assert "A2-P09 has no transcript yet" in done.err
    assert len(open_study(fresh).cases) == 3


def test_a_speaker_can_be_named_by_hand(fresh: Path) -> None:
    (fresh / "transcripts" / "A1-P01.txt").write_text(
        "Jo: Well?\nSam: Shame.\nJo: And?\nSam: That is all of it, really.\n"
    )
    done = run(
        fresh, "ingest", str(fresh / "transcripts"), "--speakers", "Jo=interviewer", "--speakers", "Sam=respondent"
    )
    assert done.code == 0, done.err
    transcript = open_study(fresh).transcripts[0]
    assert [(s.label, s.role) for s in transcript.speakers] == [
        ("Jo", SpeakerRole.INTERVIEWER),
        ("Sam", SpeakerRole.RESPONDENT),
    ]


def test_a_speaker_can_be_named_after_the_fact_and_the_naming_undone(small: Path) -> None:
    folder = str(small / "transcripts")
    done = run(small, "ingest", folder, "--speakers", "respondent=Interviewer")
    assert done.code == 0, done.err
    assert {s.role for s in open_study(small).transcripts[0].speakers} == {SpeakerRole.INTERVIEWER}
    assert "Respondent\tinterviewer\tgiven by hand\t2" in run(small, "ingest", folder).out
    assert run(small, "verify").code == 3, "codings in an interviewer's turns are found"
    assert run(small, "undo").code == 0
    assert run(small, "verify").code == 0


def test_a_label_that_no_file_has_is_told_with_those_there_are(small: Path) -> None:
    done = run(small, "ingest", str(small / "transcripts"), "--speakers", "Jon=interviewer")
    assert done.code == 2
    assert "The speakers are: Interviewer, Respondent." in done.err


def test_corrected_attributes_come_in_with_the_case_list(small: Path) -> None:
    text = (small / "cases.csv").read_text().replace("A2-S01,area_2", "A2-S01,area_1")
    (small / "cases.csv").write_text(text)
    assert run(small, "cases", "import", str(small / "cases.csv"), "--dry-run").code == 0
    assert open_study(small).cases[1].level("area") == "area_2"
    assert run(small, "cases", "import", str(small / "cases.csv")).code == 0
    assert open_study(small).cases[1].level("area") == "area_1"
    assert run(small, "cases", "set", "a2-s01", "area=Area two").code == 0
    assert open_study(small).cases[1].level("area") == "area_2"
    assert run(small, "cases", "set", "A2-S01", "area=area_2").code == 0
    assert "A2-S01\tarea" not in run(small, "cases", "list").err
    assert "A2-S01" in run(small, "cases", "list").out


def test_a_folder_and_a_file_in_it_named_together_come_in_once(fresh: Path) -> None:
    folder = fresh / "transcripts"
    report = ingest.ingest(fresh, [folder, folder / "A1-P01.txt"], who="test")
    assert len(report.files) == 2


def test_the_sample_comes_in_from_nine_kinds_of_file(sample: Path) -> None:
    study = open_study(sample)
    assert {Path(t.name).suffix for t in study.transcripts} == {
        ".docx", ".md", ".odt", ".pdf", ".rtf", ".srt", ".txt", ".vtt", ".xlsx",
    }  # fmt: skip
    words = {t.name: sum(len(t.words(turn).split()) for turn in t.turns) for t in study.transcripts}
    assert min(words.values()) >= 300, words
    assert {case.level("area") for case in study.cases} == {"national", *(f"area_{n}" for n in range(1, 6))}
    left_out = {t.name: dict(t.left_out) for t in study.transcripts if t.left_out}
    assert left_out["A2-P04.docx"] == {
        "deleted text": 2, "hidden text": 1, "comments": 1, "document properties": 1,
    }  # fmt: skip
    assert "Harbottle" not in "".join(t.text for t in study.transcripts)


def test_two_files_of_one_name_are_refused_together(fresh: Path) -> None:
    other = fresh / "more" / "A1-P01.txt"
    other.parent.mkdir()
    other.write_text(P01.replace("four months", "five months"), encoding="utf-8")
    before = state(fresh)
    done = run(fresh, "ingest", str(fresh / "transcripts"), str(other))
    assert done.code == 3
    assert "two files that differ have this name" in done.err
    assert state(fresh) == before


def test_the_voices_of_a_file_are_counted_in_one_pass(fresh: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []
    words = Reading.words
    monkeypatch.setattr(Reading, "words", lambda reading, turn: asked.append(turn.number) or words(reading, turn))
    report = ingest.ingest(fresh, [fresh / "transcripts"], who="me", dry_run=True)
    assert [(voice.label, voice.turns) for voice in report.files[0].voices] == [("Interviewer", 2), ("Respondent", 2)]
    assert asked == [1, 2, 3, 4, 1, 2, 3, 4]


def test_tables_that_lie_among_transcripts_and_hold_no_turns_are_told_and_left_out(fresh: Path) -> None:
    folder = fresh / "transcripts"
    (folder / "cases.csv").write_text((fresh / "cases.csv").read_text(encoding="utf-8"), encoding="utf-8")
    (folder / "codings.csv").write_text("case,turn,subtheme,words\nA1-P01,2,1.1,ashamed of asking\n", encoding="utf-8")
    done = run(fresh, "ingest", str(folder), "--cases", str(folder / "cases.csv"))
    assert done.code == 0, done.err
    assert "codings.csv: it is no table of turns, and was left out" in done.err
    assert "cases.csv: it is" not in done.err
    assert len(open_study(fresh).transcripts) == 2
    named = run(fresh, "ingest", str(folder / "codings.csv"))
    assert named.code in (1, 3)
    assert run(fresh, "verify", "--sources", str(folder)).code == 0


DOUBTFUL = """\
Jo: What did you do in the town?
Sam: I went to the market, and then I went home again since it was late.
Jo: Why?
Sm: Because nobody told me.
Sam; And that was that.
Sam: Quite so, as there used to be a bus in the evening.
Mary: I am here too.
Jo: So?
Sam: It went at ten.
"""


def found(folder: Path, *arguments: str) -> dict[str, Any]:
    done = run(folder, "ingest", str(folder / "transcripts"), "--dry-run", "--json", *arguments)
    files: list[dict[str, Any]] = json.loads(done.out)["files"]
    return {file["file"]: file for file in files}


def test_a_dry_run_says_what_to_look_at_with_lines_and_never_with_words(fresh: Path) -> None:
    (fresh / "transcripts" / "A1-P01.txt").write_text(DOUBTFUL, encoding="utf-8")
    file = found(fresh)["A1-P01.txt"]
    assert file["look_at"] == ["whether Jo asks", "lines 4, 5, 7"]
    assert [(s["speaker"], s["known_by"]) for s in file["speakers"]] == [
        ("Jo", "asks most, says least"),
        ("Sam", "another is the interviewer"),
    ]
    assert [doubt["place"] for doubt in file["doubtful"]] == ["line 4", "line 5", "line 7", ""]
    assert "market" not in json.dumps(file)
    done = run(fresh, "ingest", str(fresh / "transcripts"), "--dry-run")
    assert done.out.startswith("# Files: 1 of 2 needs you\nfile\tcase\tlook at")
    assert done.out.split("\n")[2].startswith("A1-P01.txt\tA1-P01\twhether Jo asks; lines 4, 5, 7\tlabel and colon")
    assert "1 file of 2 to look at: A1-P01.txt." in done.err
    assert "--speakers Jo=interviewer" in done.err


def test_remarks_that_differ_only_in_their_line_are_told_once(fresh: Path) -> None:
    text = "".join(f"Interviewer: {n}?\nRespondent: Well.\n" for n in range(3))
    (fresh / "transcripts" / "A1-P01.txt").write_text(text + "interviewr: x?\nRespondent: y\nInterviwer: z\n")
    done = run(fresh, "ingest", str(fresh / "transcripts"), "--dry-run")
    assert done.err.count("read as a typing error") == 1
    assert "A1-P01.txt, lines 7, 9: The label there was read as a typing error for Interviewer." in done.err


def test_files_that_cannot_come_in_are_shown_beside_those_that_can(fresh: Path) -> None:
    (fresh / "transcripts" / "X.txt").write_text("")
    (fresh / "transcripts" / "Z.txt").write_text(P01)
    before = state(fresh)
    done = run(fresh, "ingest", str(fresh / "transcripts"), "--dry-run")
    assert done.code == 3
    assert "X.txt\tnothing\twhy it cannot come in" in done.out
    assert "A2-S01.txt\tA2-S01\tnothing" in done.out
    assert done.out.index("Z.txt") < done.out.index("A1-P01.txt"), "what needs her comes first"
    assert "it is empty" in done.err
    assert "no case names this transcript" in done.err
    assert state(fresh) == before
    files = found(fresh)
    assert {name: file["state"] for name, file in files.items()} == {
        "A1-P01.txt": "new",
        "A2-S01.txt": "new",
        "X.txt": "cannot come in",
        "Z.txt": "cannot come in",
    }


def test_what_is_counted_has_its_policy_in_the_report(sample: Path) -> None:
    done = run(sample, "ingest", str(sample / "transcripts"), "--dry-run", "--json")
    report = json.loads(done.out)
    counted = {kind for file in report["files"] for kind in (*file["left_out"], *file["kept"])}
    assert counted
    assert counted <= set(report["policy"])
    assert {file["state"] for file in report["files"]} == {"in the study"}
    assert {tuple(file["look_at"]) for file in report["files"]} == {()}


def with_speakers(folder: Path, said: str) -> None:
    """Write the case list with who speaks in the first transcript."""
    rows = ["case_id,area,role,transcript,Speakers", f"A1-P01,area_1,provider,A1-P01.txt,{said}"]
    rows.append("A2-S01,area_2,stakeholder,A2-S01.txt,")
    (folder / "cases.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")


def test_the_case_list_says_who_speaks_in_one_file_and_goes_before_the_option(fresh: Path) -> None:
    (fresh / "transcripts" / "A1-P01.txt").write_text(DOUBTFUL, encoding="utf-8")
    with_speakers(fresh, "sam=Interviewer; Jo = respondent")
    for option in ((), ("--speakers", "Sam=respondent", "--speakers", "Interviewer=interviewer")):
        file = found(fresh, *option)["A1-P01.txt"]
        assert [(s["speaker"], s["role"], s["known_by"]) for s in file["speakers"]] == [
            ("Jo", "respondent", "given by hand"),
            ("Sam", "interviewer", "given by hand"),
        ]
        assert file["look_at"] == ["lines 4, 5, 7"]


def test_who_speaks_can_be_corrected_in_the_case_list_alone(small: Path) -> None:
    with_speakers(small, "Respondent=interviewer")
    assert run(small, "cases", "import", str(small / "cases.csv")).code == 0
    first, second = open_study(small).transcripts
    assert {s.role for s in first.speakers} == {SpeakerRole.INTERVIEWER}
    assert {s.role for s in second.speakers} == {SpeakerRole.INTERVIEWER, SpeakerRole.RESPONDENT}
    before = state(small)
    assert "nothing was changed" in run(small, "ingest", str(small / "transcripts")).err
    assert state(small) == before
    assert run(small, "undo").code == 0
    assert open_study(small).transcripts[0].role_of("Respondent") is SpeakerRole.RESPONDENT


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ("Nobody=interviewer", "no transcript of A1-P01 has a speaker 'Nobody'"),
        ("Respondent", '"Respondent" does not say who a speaker is'),
        ("Respondent=boss", "does not say who a speaker is"),
        ("=interviewer", "does not say who a speaker is"),
    ],
)
def test_a_speaker_of_the_case_list_that_cannot_be_is_told_with_the_row(fresh: Path, said: str, why: str) -> None:
    with_speakers(fresh, said)
    done = run(fresh, "ingest", str(fresh / "transcripts"))
    assert done.code == 3
    assert "cases.csv, row 2" in done.err
    assert why in done.err


def test_what_lies_in_a_folder_and_is_not_looked_at_is_told(fresh: Path) -> None:
    for name in ("a.mp3", "b.htm", ".hidden", "~$b.docx", "study.yaml"):
        (fresh / "transcripts" / name).write_bytes(b"x")
    done = run(fresh, "ingest", str(fresh / "transcripts"))
    assert done.code == 0, done.err
    assert "not looked at, for their endings are not those of transcripts: a.mp3, b.htm\n" in done.err


def test_rich_text_that_is_called_doc_comes_in_from_a_folder(fresh: Path) -> None:
    (fresh / "transcripts" / "A1-P01.txt").unlink()
    (fresh / "transcripts" / "A1-P01.doc").write_bytes(rb"{\rtf1\ansi Interviewer: So?\par Respondent: Well.\par}")
    (fresh / "cases.csv").write_text((fresh / "cases.csv").read_text().replace("A1-P01.txt", "A1-P01.doc"))
    assert run(fresh, "ingest", str(fresh / "transcripts")).code == 0
    assert len(open_study(fresh).transcripts[0].turns) == 2


def test_a_quote_can_be_traced_to_its_time_and_page(fresh: Path) -> None:
    (fresh / "transcripts" / "A1-P01.txt").write_text("[0:01] Interviewer: So?\n[1:04:28] Respondent: Well.\n")
    assert run(fresh, "ingest", str(fresh / "transcripts")).code == 0
    assert "Respondent (1:04:28): Well." in run(fresh, "trace", "A1-P01 ¶2").out
