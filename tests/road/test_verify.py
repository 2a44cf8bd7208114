"""Verify and trace: everything rests on words somebody said, and the chain has no gap."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path

import pytest

from framework_qa import open_study
from tests.small_study import run


def numbers(folder: Path, *arguments: str) -> set[str]:
    done = run(folder, "verify", "--json", *arguments)
    found = {row["check"] for row in json.loads(done.out)["findings"]}
    assert done.code == (3 if found else 0)
    return found


def spoil(folder: Path, statement: str) -> None:
    with sqlite3.connect(folder / "study.db") as connection:
        connection.execute("PRAGMA foreign_keys=OFF")
        assert connection.execute(statement).rowcount > 0
    connection.close()


def test_a_sound_study_is_sound(sample: Path) -> None:
    assert numbers(sample, "--deep", "--sources", str(sample / "transcripts")) == set()
    assert "Sound: " in run(sample, "verify").err


def test_a_changed_word_in_the_database_is_found(small: Path) -> None:
    spoil(small, "UPDATE transcripts SET text = replace(text, 'ashamed', 'shy and ')")
    assert {"F101", "F201"} <= numbers(small)


def test_a_row_changed_behind_the_log_is_found(small: Path) -> None:
    spoil(small, "UPDATE codings SET coder = 'somebody else'")
    assert "F502" in numbers(small)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE spans SET turn = 'seven'",
        "UPDATE spans SET case_id = x'00ff'",
        "UPDATE codings SET span_id = x'01'",
        "UPDATE transcripts SET text = CAST(text AS BLOB)",
    ],
)
def test_values_of_another_kind_are_found_and_not_stumbled_over(small: Path, statement: str) -> None:
    spoil(small, statement)
    assert {"F502", "F503"} & numbers(small)


def test_an_event_taken_out_of_the_log_is_found(small: Path) -> None:
    spoil(small, "DELETE FROM events WHERE number = 2")
    assert "F501" in numbers(small)


def test_open_permissions_are_found(small: Path) -> None:
    (small / "study.db").chmod(0o644)
    assert numbers(small) == {"F504"}


def test_source_files_that_changed_went_or_came_are_found(small: Path) -> None:
    folder = small / "transcripts"
    (folder / "A1-P01.txt").write_text("Interviewer: x\n")
    (folder / "A2-S01.txt").rename(folder / "new.txt")
    assert numbers(small, "--sources", str(folder)) == {"F102", "F103", "F104"}


def test_a_source_file_that_reads_otherwise_now_is_found(small: Path) -> None:
    spoil(small, "UPDATE transcripts SET left_out = '[[\"comments\",2]]' WHERE case_id = 'A1-P01'")
    assert numbers(small, "--sources", str(small / "transcripts")) == {"F107", "F502"}


def test_findings_are_printed_with_what_to_do(small: Path) -> None:
    (small / "study.db").chmod(0o644)
    done = run(small, "verify")
    assert "F504" in done.out
    assert "docs/verify.md" in done.err


def test_every_quote_of_the_sample_leads_to_its_words_and_its_theme(sample: Path) -> None:
    study = open_study(sample)
    span = study.span_by_id[study.cells[0].cited[0]]
    chain = json.loads(run(sample, "trace", span.id, "--json").out)["rows"]
    kinds = {row["what"] for row in chain}
    assert {"theme", "subtheme", "coding", "cell", "turn", "transcript", "case"} <= kinds
    words = next(row["words"] for row in chain if row["way"] == "here")
    assert " ".join(study.words(span).split()) in words


def test_a_chain_starts_anywhere(small: Path) -> None:
    run(small, "chart", "draft")
    transcript = open_study(small).transcripts[0].id
    for reference in (
        "A1-P01",
        "A1-P01#2",
        "A1-P01.q1",
        "A1-P01.c1",
        "A1-P01:1.1",
        "1.1",
        "barriers",
        "A1-P01.txt",
        transcript,
    ):
        done = run(small, "trace", reference)
        assert done.code == 0, reference
        assert done.out.count("\n") > 2


def test_a_file_that_lies_twice_in_the_sources_is_found_in_either_place(small: Path) -> None:
    (small / "transcripts" / "zz").mkdir()
    (small / "transcripts" / "zz" / "A1-P01.txt").write_text("Interviewer: a\nRespondent: b\n", encoding="utf-8")
    done = run(small, "verify", "--sources", str(small / "transcripts"))
    assert (done.code, done.out) == (0, "")
