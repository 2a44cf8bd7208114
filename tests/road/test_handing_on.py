"""Codings leave for other programs exactly, and a deposit holds what an archive wants and no key to anybody."""

from __future__ import annotations

import csv
import json
import os
from pathlib import Path

import pytest
from openpyxl import Workbook
from spacy.lang.en import English
from spacy.tokens import DocBin

from framework_qa import open_study
from framework_qa.formats.registry import read_transcript
from framework_qa.outputs.delimited import from_csv_text
from tests.small_study import CANARY, run, state


def rows(path: Path) -> list[dict[str, str]]:
    heading, *found = from_csv_text(path.read_text(encoding="utf-8-sig"))
    return [dict(zip(heading, row, strict=True)) for row in found]


def test_every_live_coding_is_a_row_with_its_words_and_place(small: Path) -> None:
    done = run(small, "export", "codings")
    assert done.code == 0, done.err
    study = open_study(small)
    found = rows(small / "exports" / "codings.csv")
    assert {row["coding"] for row in found} == {coding.id for coding in study.codings if coding.live}
    for row in found:
        (transcript,) = study.transcripts_of[row["case"]]  # type: ignore[index]
        assert transcript.text[int(row["start"]) : int(row["end"])] == row["words"]
        assert row["area"] in {"area_1", "area_2"}
        assert all(row.values())  # no blank cells


def test_the_wide_table_says_of_every_quote_where_it_is_coded(small: Path) -> None:
    assert run(small, "coding", "accept", "A1-P01.c1").code == 0
    assert run(small, "export", "codings", "--wide").code == 0
    study = open_study(small)
    found = {row["quote"]: row for row in rows(small / "exports" / "codings_wide.csv")}
    assert set(found) == {coding.span for coding in study.codings if coding.live}
    assert study.codebook is not None
    for coding in study.codings:
        subtheme = study.codebook.subtheme(coding.subtheme)
        assert subtheme is not None
        assert found[coding.span][subtheme.heading] == coding.decision
    marked = sum(value in ("accepted", "suggested") for row in found.values() for value in row.values())
    assert marked == sum(coding.live for coding in study.codings)


def test_json_lines_hold_every_turn_and_spans_of_its_own_words(small: Path) -> None:
    assert run(small, "export", "codings", str(small / "turns.jsonl")).code == 0
    study = open_study(small)
    lines = [json.loads(line) for line in (small / "turns.jsonl").read_text(encoding="utf-8").splitlines()]
    assert len(lines) == sum(len(transcript.turns) for transcript in study.transcripts)
    marked = {span["coding"]: line["text"][span["start"] : span["end"]] for line in lines for span in line["spans"]}
    assert marked == {c.id: study.words(study.span_by_id[c.span]) for c in study.codings if c.live}


def test_a_doc_bin_opens_in_spacy_with_the_same_spans(small: Path) -> None:
    done = run(small, "export", "codings", str(small / "turns.spacy"))
    assert done.code == 0, done.err
    study = open_study(small)
    docs = DocBin(store_user_data=True).from_disk(small / "turns.spacy").get_docs(English().vocab)
    marked = {span.id_: span.text for doc in docs for span in doc.spans["framework"]}
    assert marked == {c.id: study.words(study.span_by_id[c.span]) for c in study.codings if c.live}


@pytest.mark.parametrize("arguments", [("codings.docx",), ("codings.jsonl", "--wide")])
def test_another_ending_is_refused_with_its_cure(small: Path, arguments: tuple[str, ...]) -> None:
    done = run(small, "export", "codings", *arguments)
    assert done.code == 2
    assert ".csv" in done.err


# -- the deposit


def test_a_deposit_holds_transcripts_data_list_codebook_and_a_readme(small: Path) -> None:
    done = run(small, "export", "deposit", str(small / "deposit"))
    assert done.code == 0, done.err
    held = sorted(str(path.relative_to(small / "deposit")) for path in (small / "deposit").rglob("*"))
    transcripts = ["transcripts", "transcripts/A1-P01.txt", "transcripts/A2-S01.txt"]
    assert held == ["README.txt", "codebook.csv", "codebook.qdc", "data_list.csv", *transcripts]
    listed = rows(small / "deposit" / "data_list.csv")
    assert [row["Case"] for row in listed] == ["A1-P01", "A2-S01"]
    assert listed[0]["Case study area"] == "Area one"
    assert {path.stat().st_mode & 0o777 for path in (small / "deposit").rglob("*.*")} == {0o600}


def test_a_deposited_transcript_reads_as_the_same_turns(small: Path) -> None:
    assert run(small, "export", "deposit", str(small / "deposit")).code == 0
    for transcript in open_study(small).transcripts:
        again = read_transcript(small / "deposit" / "transcripts" / f"{transcript.case}.txt")
        assert [again.text[turn.start : turn.end] for turn in again.turns] == [
            transcript.words(turn) for turn in transcript.turns
        ]
        roles = {speaker.label: speaker.role for speaker in again.speakers}
        assert [roles[turn.speaker] for turn in again.turns] == [
            transcript.role_of(turn.speaker) for turn in transcript.turns
        ]


def test_the_codebook_of_a_deposit_can_be_applied_again(small: Path) -> None:
    assert run(small, "export", "deposit", str(small / "deposit")).code == 0
    assert run(small, "codebook", "check", str(small / "deposit" / "codebook.csv")).code == 0


def test_what_looks_like_an_identifier_is_told_by_its_turn_and_not_repeated(small: Path) -> None:
    (small / "transcripts" / "A1-P01.txt").write_text(
        f"Interviewer: Where?\nRespondent: Ring 07700 900123, in {CANARY}.\n", encoding="utf-8"
    )
    fresh = small.parent / "fresh"
    for name in ("study.yaml", "cases.csv", "codebook.yaml"):
        fresh.mkdir(exist_ok=True)
        (fresh / name).write_bytes((small / name).read_bytes())
    assert run(fresh, "new", ".").code == 0
    assert run(fresh, "ingest", str(small / "transcripts"), "--cases", str(fresh / "cases.csv")).code == 0
    done = run(fresh, "export", "deposit", str(small / "out"))
    assert done.code == 0, done.err
    assert "A1-P01 ¶2 holds what looks like a telephone number" in done.err
    readme = (small / "out" / "README.txt").read_text(encoding="utf-8")
    assert "telephone number: see A1-P01 ¶2" in readme
    assert CANARY not in done.err + readme


def test_a_folder_that_is_there_is_never_written_over(small: Path) -> None:
    (small / "deposit").mkdir()
    done = run(small, "export", "deposit", str(small / "deposit"))
    assert done.code == 2
    assert not list((small / "deposit").iterdir())


def test_what_a_killed_deposit_left_behind_is_taken_away(small: Path) -> None:
    left = small / ".framework_qa-x1.part" / "transcripts"
    left.mkdir(parents=True)
    (left / "A1-P01.txt").write_text(CANARY)
    os.utime(left.parent, (0, 0))
    assert run(small, "export", "deposit", str(small / "deposit")).code == 0
    assert not left.parent.exists()


def test_a_deposit_into_a_folder_that_is_not_there_is_told(small: Path) -> None:
    done = run(small, "export", "deposit", str(small / "nowhere" / "deposit"))
    assert (done.code, "Make it first" in done.err) == (2, True)


def key_by_name(folder: Path) -> None:
    (folder / "notes").mkdir()
    (folder / "notes" / "pseudonyms.docx").write_bytes(b"")


def key_in_csv(folder: Path) -> None:
    with (folder / "who.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([("Case", "Real name"), ("A1-P01", CANARY)])


def key_in_a_later_sheet(folder: Path) -> None:
    book = Workbook()
    book.create_sheet("People").append(["case_id", "surname"])
    book.save(folder / "sample.xlsx")


@pytest.mark.parametrize("leave", [key_by_name, key_in_csv, key_in_a_later_sheet])
def test_nothing_is_deposited_from_a_folder_that_holds_a_key(small: Path, leave: object) -> None:
    assert callable(leave)
    leave(small)
    before = state(small)
    done = run(small, "export", "deposit", str(small / "deposit"))
    assert done.code == 4
    assert "looks like a pseudonym key" in done.err
    assert CANARY not in done.err
    assert state(small) == before
    assert not (small / "deposit").exists()


def test_nothing_is_deposited_whose_cases_carry_names(small: Path) -> None:
    settings = (small / "study.yaml").read_text(encoding="utf-8")
    surname = "  - {name: surname, label: Surname, role: other, required: false}\n"
    (small / "study.yaml").write_text(settings.replace("attributes:\n", f"attributes:\n{surname}"), "utf-8")
    done = run(small, "export", "deposit", str(small / "deposit"))
    assert done.code == 4
    assert "surname" in done.err
