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
from tests.small_study import CANARY, run


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
    command = f"{sys.executable} -m framework_qa -C {demo} quotes | head -1"
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=True, env=dict(os.environ))
    assert done.stdout.count("\n") == 1
    assert done.stderr == ""


@pytest.mark.parametrize("command", [("codebook", "show"), ("matrix", "1"), ("quotes",), ("status",), ("tables",)])
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
