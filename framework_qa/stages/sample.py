"""The sample study: lay out a copy of what is shipped of it, to try the road on."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

from framework_qa.errors import UsageError
from framework_qa.stages.folder import EXPORTS, SETTINGS, TABLES
from framework_qa.store.study_file import StudyFile

TRANSCRIPTS, ANSWERS = "transcripts", "known_answers"
CODEBOOK = "relationship_support.yaml"
FINDINGS = "relationship_support_tables.yaml"  # laid out under the name that a study's tables have


@dataclass(frozen=True, slots=True)
class Sample:
    """Where the parts of a laid-out sample study are."""

    folder: Path
    transcripts: Path
    cases: Path
    codebook: Path
    answers: Path


def lay_out(folder: Path) -> Sample:
    """Copy the sample study into a new or empty folder and start its database."""
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise UsageError(f"{folder.name} is there already and not empty.", "Name a folder that is new or empty.")
    shipped = _shipped()
    (folder / EXPORTS).mkdir(mode=0o700, parents=True)
    folder.chmod(0o700)
    for name in (TRANSCRIPTS, ANSWERS):
        shutil.copytree(shipped / "transcripts_sample" / name, folder / name)
    for name in (SETTINGS, "cases.csv"):
        shutil.copyfile(shipped / "transcripts_sample" / name, folder / name)
    shutil.copyfile(shipped / "codebooks" / CODEBOOK, folder / CODEBOOK)
    shutil.copyfile(shipped / "codebooks" / FINDINGS, folder / TABLES)
    for path in folder.rglob("*"):
        path.chmod(0o700 if path.is_dir() else 0o600)
    StudyFile.create(folder).close()
    return Sample(folder, folder / TRANSCRIPTS, folder / "cases.csv", folder / CODEBOOK, folder / ANSWERS)


def _shipped() -> Path:
    """Find what is shipped: inside an installed package, or beside it in a working copy."""
    package = Path(__file__).resolve().parents[1]
    inside = package / "shipped"
    return inside if inside.is_dir() else package.parent
