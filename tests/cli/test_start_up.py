"""The command line starts without what it does not need."""

from __future__ import annotations

import subprocess
import sys

import pytest

HEAVY = ("pandas", "spacy", "sqlalchemy", "openpyxl", "alembic", "docx", "lxml", "numpy", "ruamel")


def loaded_after(code: str) -> set[str]:
    probe = f"{code}\nimport sys\nprint(*[name for name in {HEAVY!r} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, check=True)
    return set(done.stdout.split()[-len(HEAVY) :]) & set(HEAVY)


def test_help_loads_no_pandas_no_spacy_and_no_database() -> None:
    code = """
import sys
from typer.testing import CliRunner
from framework_qa.cli.app import app
assert CliRunner().invoke(app, ["--help"]).exit_code == 0
"""
    assert loaded_after(code) == set()


@pytest.mark.parametrize("module", ["framework_qa", "framework_qa.errors", "framework_qa.model.study"])
def test_the_public_face_and_the_model_are_light(module: str) -> None:
    assert loaded_after(f"import {module}") == set()


def test_python_dash_m_runs_the_command() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "framework_qa", "--version"], capture_output=True, text=True, check=True
    )
    assert done.stdout.startswith("framework-qa ")
