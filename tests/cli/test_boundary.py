"""The one place where errors end: a sentence, a cure, an exit code, and never anybody's words."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from typer.main import get_command
from typer.testing import CliRunner

from framework_qa.cli.app import ROAD, app
from framework_qa.stages import index
from tests.small_study import CANARY, run, state


def test_help_lists_every_command_under_its_stage() -> None:
    listed = [name for names in ROAD.values() for name in names]
    assert sorted(listed) == sorted(get_command(app).commands)  # type: ignore[attr-defined]
    out = CliRunner().invoke(app, ["--help"]).output
    assert out.index("1 Bring in") < out.index("2 Build the framework") < out.index("6 Check")


def test_a_fault_of_our_own_is_named_without_the_words_it_met(small: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> None:
        raise ValueError(CANARY)

    monkeypatch.setattr(index, "codings", broken)
    done = run(small, "coding", "list")
    assert done.code == 1
    assert "ValueError in test_boundary.py" in done.err
    assert CANARY not in done.err
    monkeypatch.setenv("FRAMEWORK_QA_DEBUG", "1")
    with pytest.raises(ValueError, match=CANARY):
        run(small, "coding", "list")


def test_a_wrong_option_is_a_usage_error(small: Path) -> None:
    assert run(small, "matrix", "1", "--sideways").code == 2
    assert run(small, "nonsense").code == 2


def test_a_closed_pipe_ends_quietly(demo: Path) -> None:
    command = f"{sys.executable} -m framework_qa -C {demo} quotes list | head -1"
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=True, env=dict(os.environ))
    assert done.stdout.count("\n") == 1
    assert done.stderr == ""


@pytest.mark.parametrize(
    "command", [("codebook", "show"), ("matrix", "1"), ("quotes", "list"), ("status",), ("tables",)]
)
def test_a_terminal_sees_a_table_and_a_pipe_sees_tabs(small: Path, command: tuple[str, ...]) -> None:
    piped = run(small, *command).out
    assert "\t" in piped
    drawn = run(small, *command, env={"FORCE_COLOR": "1", "COLUMNS": "100"}).out
    assert "\t" not in drawn


def test_a_progress_bar_is_shown_on_a_terminal_only(fresh: Path) -> None:
    folder = str(fresh / "transcripts")
    assert "Reading transcripts" not in run(fresh, "ingest", folder, "--dry-run").err
    assert "Reading transcripts" in run(fresh, "ingest", folder, "--dry-run", env={"FORCE_COLOR": "1"}).err


def test_codebook_differences_are_shown_before_they_are_applied(small: Path) -> None:
    done = run(small, "codebook", "apply", str(small / "codebook.yaml"), "--dry-run")
    assert "nothing was changed" in done.err
    text = (small / "codebook.yaml").read_text().replace("label: Waiting", "label: Queueing")
    (small / "codebook.yaml").write_text(text)
    done = run(small, "codebook", "apply", str(small / "codebook.yaml"), "--dry-run")
    assert "Would become small version 2" in done.err


@pytest.mark.parametrize(
    "command",
    [
        ("status",),
        ("ingest",),
        ("new",),
        ("demo",),
        ("backup",),
        ("restore",),
        ("verify", "--sources"),
        ("export", "quotes"),
    ],
)
def test_a_name_that_the_system_refuses_is_told_in_a_sentence(small: Path, command: tuple[str, ...]) -> None:
    long = f"{'n' * 3000}.csv"
    before = state(small)
    done = run(small / long, "status") if command == ("status",) else run(small, *command, long)
    assert done.code == 1
    assert "file name too long" in done.err
    assert "fault of its own" not in done.err
    assert str(small) not in done.err
    assert len(done.err) < 4_000
    assert state(small) == before


def test_a_folder_that_cannot_be_made_is_told_in_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    done = run(tmp_path, "demo", "file/below")
    assert done.code == 1
    assert "The system refused" in done.err
    assert str(tmp_path) not in done.err


def test_a_reference_with_a_number_too_long_to_count_names_nothing(small: Path) -> None:
    for command in (("trace",), ("coding", "add")):
        done = run(small, *command, f"A1-P01#{'9' * 5000}", *(["1.1"] if command[0] == "coding" else []))
        assert done.code == 2
        assert "fault of its own" not in done.err


def test_of_endless_remarks_the_first_are_told_and_the_others_counted(fresh: Path) -> None:
    rows = "".join(f"A1 P{number},area_1,provider,\n" for number in range(2_000))
    (fresh / "cases.csv").write_text(f"case_id,area,role,transcript\n{rows}", encoding="utf-8")
    done = run(fresh, "cases", "import", str(fresh / "cases.csv"))
    assert done.code == 3
    assert "... and 1,500 more." in done.err
    assert done.err.count("error: ") == 500
