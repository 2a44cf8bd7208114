"""The study: start, status, log, undo, backup, restore."""

from __future__ import annotations

import json
import stat
from pathlib import Path

from framework_qa import open_study
from tests.small_study import run, state


def test_a_new_study_is_private_and_says_what_to_do_next(tmp_path: Path) -> None:
    done = run(tmp_path, "new", "mine", "--title", "My study")
    assert done.code == 0
    folder = tmp_path / "mine"
    assert sorted(path.name for path in folder.iterdir()) == ["exports", "study.db", "study.yaml", "tables.yaml"]
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert stat.S_IMODE((folder / "study.db").stat().st_mode) == 0o600
    status = run(folder, "status")
    assert "My study" in status.out
    assert "framework-qa ingest" in status.err


def test_a_study_in_a_synced_folder_is_warned_about(tmp_path: Path) -> None:
    assert "synced folder" in run(tmp_path, "new", "OneDrive - University/mine").err
    assert "synced folder" not in run(tmp_path, "new", "mine").err


def test_a_study_is_found_from_any_folder_inside_it(small: Path) -> None:
    assert run(small / "transcripts", "status").code == 0
    assert run(small.parent, "status").code == 2


def test_status_names_the_next_useful_command_along_the_road(fresh: Path) -> None:
    steps = [
        (("ingest", str(fresh / "transcripts")), "codebook apply"),
        (("codebook", "apply", str(fresh / "codebook.yaml")), "framework-qa index"),
        (("index",), "chart draft"),
        (("chart", "draft"), "coding list --decision suggested"),
        (("coding", "accept", "--subtheme", "1"), "coding list --decision suggested"),
        (("coding", "accept", "--subtheme", "2"), "framework-qa extracts 1"),
    ]
    for command, following in steps:
        assert run(fresh, *command).code == 0
        assert following in run(fresh, "status").err
    assert json.loads(run(fresh, "status", "--json").out)["codings accepted"] == 4


def test_the_log_says_who_did_what_and_undo_takes_the_last_change_back(small: Path) -> None:
    before = state(small)
    run(small, "--coder", "MR", "coding", "add", "A1-P01#4", "1.3")
    assert "MR" in run(small, "log", "--last", "1").out
    assert "Would take back" in run(small, "undo", "--dry-run").err
    assert state(small) != before
    assert run(small, "undo").code == 0
    assert state(small) == before
    assert len(json.loads(run(small, "log", "--json").out)["rows"]) == 5


def test_undo_goes_back_act_by_act_to_the_beginning(small: Path, started: Path) -> None:
    for _ in range(3):
        assert run(small, "undo").code == 0
    assert state(small) == state(started)
    assert run(small, "undo").code == 2


def test_a_backup_brings_the_study_back_and_the_replaced_one_is_kept(small: Path) -> None:
    before = state(small)
    assert run(small, "backup", str(small / "kept.db")).code == 0
    run(small, "coding", "add", "A1-P01#4", "1.3")
    changed = state(small)
    done = run(small, "restore", str(small / "kept.db"))
    assert done.code == 0, done.err
    assert state(small) == before
    kept = next(small.glob("study.db.before-restore*"))
    assert kept.name in done.err
    assert run(small, "restore", str(kept)).code == 0
    assert state(small) == changed


def test_a_study_reads_from_python(small: Path) -> None:
    import framework_qa

    study = open_study(str(small))
    frame = framework_qa.extracts_frame(study)
    assert list(frame["subtheme"]) == ["1.1", "1.2", "1.2", "2.1"]
