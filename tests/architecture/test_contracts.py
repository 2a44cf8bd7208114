"""The import rules are kept, and each of them can fail."""

from __future__ import annotations

import ast
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

BREAKS = {
    "a model that knows the store": ("model/text.py", "import framework_qa.store.schema", "The road"),
    "a room that is not on the road": ("utils.py", "", "The road"),
    "a stage that calls another": ("stages/verify.py", "import framework_qa.stages.chart", "Stages never call"),
    "a stage that nobody listed": ("stages/misc.py", "", "Stages never call"),
    "a ring of imports": ("model/ids.py", "import framework_qa.model.text", "No import rings"),
    "an output that opens files": ("outputs/table.py", "import framework_qa.formats.sheets", "Only stages open"),
    "a model with a guest": ("model/text.py", "import lxml", "standard library alone"),
    "a stage that speaks SQL": ("stages/study.py", "import sqlalchemy", "SQLAlchemy and Alembic"),
    "an analysis that tokenises": ("analysis/counts.py", "import spacy", "spaCy and what goes"),
    "a stage that prints": ("stages/study.py", "import rich", "Typer and Rich"),
    "a stage that reads Word files": ("stages/study.py", "import docx", "File libraries"),
    "an output that reads YAML": ("outputs/table.py", "import ruamel", "Templates and pictures"),
    "a stage that fills templates": ("stages/study.py", "import jinja2", "Jinja2 and the library"),
    "a command that computes frames": ("cli/show.py", "import pandas", "pandas lives"),
}


def lint_imports(folder: Path) -> subprocess.CompletedProcess[str]:
    command = [str(Path(sys.executable).parent / "lint-imports"), "--no-cache"]
    return subprocess.run(
        command, cwd=folder, capture_output=True, text=True, check=False, env={"PYTHONPATH": str(folder), "PATH": ""}
    )


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    shutil.copytree(ROOT / "framework_qa", tmp_path / "framework_qa", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def test_the_house_as_it_stands_keeps_all_its_import_rules(copy: Path) -> None:
    done = lint_imports(copy)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("name", BREAKS)
def test_a_broken_import_rule_is_noticed(copy: Path, name: str) -> None:
    path, line, contract = BREAKS[name]
    with (copy / "framework_qa" / path).open("a", encoding="utf-8") as file:
        file.write(f"\n{line}\n")
    done = lint_imports(copy)
    assert done.returncode != 0
    assert any(contract in line and "BROKEN" in line for line in done.stdout.splitlines()), done.stdout


def imported(path: Path) -> set[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    names = [alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names]
    names += [node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
    return {name.partition(".")[0] for name in names}


def test_model_and_errors_import_the_standard_library_alone() -> None:
    package = ROOT / "framework_qa"
    files = [*(package / "model").glob("*.py"), package / "errors.py"]
    guests = set().union(*map(imported, files)) - set(sys.stdlib_module_names) - {"framework_qa"}
    assert not guests
