"""Studies made once with the commands a researcher types, and copied for each test."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from tests.small_study import lay_out, run, walk

# A slow machine is no fault of the code; CI draws the same examples each time, people draw new ones.
settings.register_profile(
    "house", deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize="CI" in os.environ
)
settings.load_profile("house")


@pytest.fixture(scope="session")
def started(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return lay_out(tmp_path_factory.mktemp("started") / "small")


@pytest.fixture(scope="session")
def indexed(started: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("indexed") / "small"
    shutil.copytree(started, folder)
    return walk(
        folder,
        [("ingest", str(folder / "transcripts")), ("codebook", "apply", str(folder / "codebook.yaml")), ("index",)],
    )


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("demo") / "sample"
    assert run(folder.parent, "demo", folder.name).code == 0
    return folder


def _copier(source: Path, tmp_path: Path) -> Path:
    folder = tmp_path / source.name
    shutil.copytree(source, folder, ignore=shutil.ignore_patterns("by_reading"))
    return folder


@pytest.fixture
def fresh(started: Path, tmp_path: Path) -> Path:
    """A study with nothing in it yet."""
    return _copier(started, tmp_path)


@pytest.fixture
def small(indexed: Path, tmp_path: Path) -> Path:
    """A study of two cases, indexed by rules."""
    return _copier(indexed, tmp_path)


@pytest.fixture
def sample(demo: Path, tmp_path: Path) -> Path:
    """The sample study at the end of the road, by rules alone."""
    return _copier(demo, tmp_path)
