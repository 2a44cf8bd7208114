"""Ingest: all or nothing, twice is once, and every word stays where it was."""

from __future__ import annotations

import json
from pathlib import Path

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
    rows = json.loads(done.out)["rows"]
    assert [(r["file"], r["speaker"], r["role"], r["turns"]) for r in rows][:2] == [
        ("A1-P01.txt", "Interviewer", "interviewer", 2),
        ("A1-P01.txt", "Respondent", "respondent", 2),
    ]
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
    assert "interviewer\t2" in run(small, "ingest", folder).out
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
    assert left_out["A2-P04.docx"] == {"deleted text": 2, "hidden text": 1, "comments": 1}
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
