"""Projects: what leaves the study for other tools is valid, the same twice, and holds the whole study for ours."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from framework_qa.formats.refi.study_record import MEMBER, read_study_record, restored
from framework_qa.model.study import Changes, Study
from framework_qa.store.study_file import StudyFile
from tests.formats.project_judge import Judged, judged
from tests.small_study import CANARY, run, state, walk

EVERYTHING = ("cases", "transcripts", "codebooks", "spans", "codings", "cells", "stars", "syntheses", "readings")


@pytest.fixture
def charted(small: Path) -> Path:
    """The small study with all that people do: cells, decisions, stars, a synthesis."""
    return walk(
        small,
        [
            ("chart", "set", "A1-P01", "1.2", "Four months [q2]"),
            ("chart", "draft"),
            ("coding", "accept", "A1-P01.c1"),
            ("coding", "reject", "A2-S01.c1"),
            ("quotes", "star", "A1-P01.q2"),
        ],
    )


def exported(folder: Path, *arguments: str) -> Judged:
    done = run(folder, "export", "qdpx", *arguments)
    assert done.code == 0, done.err
    return judged((folder / "exports" / "study.qdpx").read_bytes())


def restored_state(opened: Judged, folder: Path) -> str:
    """Put the record and the texts of a container into an empty study, and hash what that is."""
    record = read_study_record("study.qdpx", opened.members[MEMBER])
    assert record.unchanged(opened.members["project.qde"])
    texts = {
        guid: opened.members[f"sources/{guid}.txt"].decode("utf-8-sig").replace("\r\n", "\n")
        for guid in record.sources.values()
    }
    study = restored("study.qdpx", record, texts)
    with StudyFile.create(folder) as file:
        file.change(study.settings, "me", lambda _empty: Changes("import", "all of it", _records(study)))
        return file.state_hash()


def _records(study: Study) -> tuple:
    return tuple(record for part in EVERYTHING for record in getattr(study, part))


def test_the_command_says_what_it_wrote_and_the_file_is_private(charted: Path) -> None:
    done = run(charted, "export", "qdpx")
    assert (done.code, done.out) == (0, "")
    assert done.err == "Wrote study.qdpx: 2 texts, 5 codes, 3 codings, 4 notes.\n"
    path = charted / "exports" / "study.qdpx"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert judged(path.read_bytes()).faults() == []


@pytest.mark.parametrize("tool", ["", "nvivo", "atlasti", "maxqda", "qualcoder", "NVivo"])
def test_every_form_is_valid_the_same_twice_and_brings_the_whole_study_back(
    charted: Path, tool: str, tmp_path: Path
) -> None:
    asked = ("--for", tool) if tool else ()
    opened = exported(charted, *asked)
    assert opened.faults() == []
    assert exported(charted, *asked).members == opened.members
    quotes = [(one.get("name"), words) for one, words in opened.quotes(utf16=tool.lower() == "nvivo")]
    assert all(name in (None, words) for name, words in quotes)
    assert restored_state(opened, tmp_path / "anew") == state(charted)


def test_the_same_study_gives_the_same_bytes_and_source_date_epoch_sets_their_time(charted: Path) -> None:
    path = charted / "exports" / "study.qdpx"
    written = []
    for epoch in ("", "", "1735689600"):
        assert run(charted, "export", "qdpx", env={"SOURCE_DATE_EPOCH": epoch}).code == 0
        written.append(path.read_bytes())
    assert written[0] == written[1] != written[2]
    assert judged(written[2]).root.get("creationDateTime") == "2025-01-01T00:00:00Z"


def test_rejected_codings_stay_at_home_and_suggestions_are_the_rules(charted: Path) -> None:
    opened = exported(charted)
    users = {user.get("guid"): user.get("name") for user in opened.all("User")}
    coders = sorted(users[coding.get("creatingUser")] for coding in opened.root.iterfind(".//{*}Sources//{*}Coding"))
    assert coders == ["researcher", "rules", "rules"]


def test_no_folder_of_the_researchers_machine_is_in_the_project(charted: Path) -> None:
    opened = exported(charted)
    said = b"".join(data for name, data in opened.members.items() if not name.startswith("sources/"))
    for hidden in (str(charted), charted.parent.name, str(Path.home())):
        assert hidden.encode() not in said
    assert opened.root.get("basePath") is None


def test_for_qualcoder_notes_are_files_with_a_time(charted: Path) -> None:
    opened = exported(charted, "--for", "qualcoder")
    for note in opened.all("Note"):
        path = note.get("plainTextPath", "").removeprefix("internal://")
        assert opened.members[f"sources/{path}"]
        assert note.get("creationDateTime")


def test_characters_that_no_xml_holds_are_told(small: Path) -> None:
    settings = small / "study.yaml"
    settings.write_text(settings.read_text().replace("A small study", '"A small\\u000B study"'))
    done = run(small, "export", "qdpx")
    assert "Characters of names and notes that XML cannot hold stand as U+FFFD: 1. The texts are whole.\n" in done.err


@pytest.mark.parametrize(
    ("arguments", "sentence", "cure"),
    [
        (("study.zip",), "study.zip does not end in .qdpx.", "Give the file this ending."),
        (("--for", "excel"), "No form of a project is known for 'excel'.", "nvivo, atlasti, maxqda, qualcoder"),
    ],
)
def test_what_cannot_be_is_refused_in_a_sentence(
    small: Path, arguments: tuple[str, ...], sentence: str, cure: str
) -> None:
    done = run(small, "export", "qdpx", *arguments)
    assert (done.code, done.out) == (2, "")
    assert sentence in done.err
    assert cure in done.err
    assert CANARY not in done.err
    assert not (small / "exports" / "study.qdpx").exists()


def test_a_study_without_transcripts_has_nothing_to_export(fresh: Path) -> None:
    done = run(fresh, "export", "qdpx")
    assert done.code == 2
    assert "The study has no transcripts yet." in done.err


def test_a_folder_is_never_written_over(small: Path) -> None:
    (small / "taken.qdpx").mkdir()
    done = run(small, "export", "qdpx", str(small / "taken.qdpx"))
    assert done.code == 1
    assert "Could not write taken.qdpx: a folder has that name." in done.err


def test_the_sample_study_leaves_whole_and_comes_back_to_its_state(demo: Path, tmp_path: Path) -> None:
    folder = demo / "by_reading"
    target = tmp_path / "study.qdpx"
    done = run(folder, "export", "qdpx", str(target))
    assert done.err == "Wrote study.qdpx: 47 texts, 90 codes, 2,527 codings, 749 notes.\n"
    opened = judged(target.read_bytes())
    assert opened.faults() == []
    assert all(one.get("name") == words for one, words in opened.quotes())
    assert restored_state(opened, tmp_path / "anew") == state(folder)
