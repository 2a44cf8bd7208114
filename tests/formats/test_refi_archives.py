"""Bad archives typed at the command line: each is refused in one sentence, and the study is as it was."""

from __future__ import annotations

import io
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import docx
import pytest
from openpyxl import Workbook

from tests.formats.bad_archives import BAD, cut_short, members, packed
from tests.small_study import CANARY, Ran, run, state

PASSAGE = "Parents are ashamed of asking."


@dataclass(frozen=True, slots=True)
class Door:
    """A command that takes an archive in: its name, the suffix and the main part of its files, and how one is made."""

    command: str
    suffix: str
    main: str
    make: Callable[[Path], bytes]


def project(folder: Path) -> bytes:
    """Give the study as a project."""
    assert run(folder, "export", "qdpx", str(folder / "made.qdpx")).code == 0
    return (folder / "made.qdpx").read_bytes()


def working_workbook(folder: Path) -> bytes:
    """Give the study's working workbook."""
    assert run(folder, "export", "workbook").code == 0
    return (folder / "exports" / "framework.xlsx").read_bytes()


def commented(_folder: Path) -> bytes:
    """Give an interview whose words carry a comment."""
    document, target = docx.Document(), io.BytesIO()
    document.add_paragraph(f"Interviewer: What gets in the way in {CANARY}?")
    answer = document.add_paragraph("Respondent: ").add_run(PASSAGE)
    document.add_comment(answer, text="Stigma", author="JS")
    document.save(target)
    return target.getvalue()


def matrix(_folder: Path) -> bytes:
    """Give a framework matrix of one cell."""
    book, target = Workbook(), io.BytesIO()
    for row in ((None, "A : Stigma"), ("1 : A1-P01", PASSAGE)):
        book.worksheets[0].append(row)
    book.save(target)
    return target.getvalue()


DOORS = {
    "a project": Door("qdpx", ".qdpx", "project.qde", project),
    "a working workbook": Door("workbook", ".xlsx", "xl/workbook.xml", working_workbook),
    "a document with comments": Door("codings", ".docx", "word/document.xml", commented),
    "a framework matrix": Door("matrix", ".xlsx", "xl/workbook.xml", matrix),
}


@pytest.fixture(scope="module")
def study(indexed: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A study that refusals leave alone, so that one does for all of them."""
    folder = tmp_path_factory.mktemp("refusing") / "small"
    shutil.copytree(indexed, folder)
    return folder


@pytest.fixture(scope="module", params=DOORS)
def door(request: pytest.FixtureRequest, study: Path) -> tuple[Door, bytes]:
    """A command, and a sound file for it."""
    found = DOORS[request.param]
    return found, found.make(study)


def bring(study: Path, door: Door, data: bytes, *options: str) -> Ran:
    path = study.parent / f"brought{door.suffix}"
    path.write_bytes(data)
    return run(study, "import", door.command, str(path), *options)


def refused(study: Path, door: Door, data: bytes) -> Ran:
    """Bring a file in that must be refused: a sentence by the file's name, a cure, and nothing changed or told."""
    before = state(study), run(study, "log").out
    done = bring(study, door, data)
    assert (state(study), run(study, "log").out) == before
    assert done.out == ""
    said = " ".join(done.err.split())
    assert said.startswith(
        (f"Error: Refused to read brought{door.suffix}: ", f"Error: Could not read brought{door.suffix}: ")
    )
    assert said.count(". ") == 1, "a sentence and its cure"
    assert not any(words in said for words in (CANARY, PASSAGE, str(study.parent), "Traceback"))
    return done


def test_what_the_bad_archives_are_made_from_comes_in(study: Path, door: tuple[Door, bytes]) -> None:
    way, data = door
    assert way.main in members(data)
    for sound in (data, packed(list(members(data).items()))):
        assert "Error" not in bring(study, way, sound, "--dry-run").err


@pytest.mark.parametrize("what", BAD)
def test_a_bad_archive_is_refused_and_the_study_is_as_it_was(study: Path, door: tuple[Door, bytes], what: str) -> None:
    way, data = door
    change, why = BAD[what]
    done = refused(study, way, change(data, way.main))
    assert why in " ".join(done.err.split())
    assert done.code == (1 if what == "a password" else 4)


def test_an_archive_cut_at_any_tenth_is_told_and_the_study_is_as_it_was(study: Path, door: tuple[Door, bytes]) -> None:
    way, data = door
    for part in cut_short(data):
        done = refused(study, way, part)
        assert done.code == 1
        assert "damaged or cut short" in " ".join(done.err.split())
