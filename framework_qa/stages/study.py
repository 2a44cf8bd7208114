"""The study itself: start one, say where it stands, its log, taking back, backing up, restoring."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from framework_qa.analysis.coverage import Progress, progress
from framework_qa.analysis.staleness import synthesis_stale
from framework_qa.errors import InputError, UsageError
from framework_qa.formats.settings import starter_settings
from framework_qa.formats.table_designs import starter_tables
from framework_qa.model.coding import Decision
from framework_qa.model.event import Event
from framework_qa.model.study import Study
from framework_qa.stages.folder import EXPORTS, SETTINGS, TABLES, open_folder
from framework_qa.store.study_file import FILE_NAME, StudyFile, restore


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a study stands: counts, charting theme by theme, and the next useful command with its reason."""

    title: str
    cases: int
    transcripts: int
    turns: int
    codebook: str
    codings: Mapping[Decision, int]
    themes: tuple[Progress, ...]
    stars: int
    syntheses: int
    stale_syntheses: int
    conflicts: int
    changes: int
    next_command: str
    because: str


def new(folder: Path, title: str) -> Path:
    """Start a study: a folder with commented `study.yaml` and `tables.yaml`, an empty `study.db`, and `exports/`."""
    if (folder / FILE_NAME).exists():
        raise UsageError(f"{folder.name} holds a study already.", "Go into it, or name another folder.")
    _make(folder)
    for name, text in ((SETTINGS, starter_settings(title)), (TABLES, starter_tables())):
        path = folder / name
        if not path.exists():
            path.write_text(text, encoding="utf-8")
            path.chmod(0o600)
    StudyFile.create(folder).close()
    return folder


SYNCED = ("dropbox", "onedrive", "google drive", "googledrive", "icloud", "mobile documents", "box sync", "nextcloud")


def synced(folder: Path) -> str:
    """Give the part of a folder's path that looks like a sync client's, or an empty string.

    A sync client copies a database while it is being written, and makes two of it when two people work.
    """
    parts = folder.resolve().parts
    return next((part for part in parts if part.casefold().startswith(SYNCED)), "")


def _make(folder: Path) -> None:
    try:
        for path in (folder, folder / EXPORTS):
            if not path.is_dir():
                path.mkdir(mode=0o700, parents=True)
                path.chmod(0o700)
    except OSError as error:
        raise InputError(
            f"The folder {folder.name} could not be made: {error.strerror}.", "Name a folder you may write to."
        ) from None


def standing(start: Path) -> Standing:
    """Say where the study stands and what to do next."""
    folder = open_folder(start)
    study = folder.read()
    themes = progress(study)
    command, because = _next(study, themes)
    decisions = [coding.decision for coding in study.codings]
    return Standing(
        title=study.settings.title,
        cases=len(study.cases),
        transcripts=len(study.transcripts),
        turns=sum(len(t.turns) for t in study.transcripts),
        codebook=f"{study.codebook.name} version {study.codebook.version}" if study.codebook else "none yet",
        codings={decision: decisions.count(decision) for decision in Decision},
        themes=themes,
        stars=len(study.stars),
        syntheses=len(study.syntheses),
        stale_syntheses=sum(synthesis_stale(study, synthesis) for synthesis in study.syntheses),
        conflicts=len(study.conflicts),
        changes=len(folder.events()),
        next_command=command,
        because=because,
    )


def _next(study: Study, themes: tuple[Progress, ...]) -> tuple[str, str]:
    """Give the next useful command and why: the first of these that has something to do."""
    suggested = sum(coding.decision is Decision.SUGGESTED for coding in study.codings)
    stale = next((p for p in themes if p.stale), None)
    waiting = next((p for p in themes if p.waiting), None)
    drafted = next((p for p in themes if p.drafted), None)
    outlived = any(synthesis_stale(study, synthesis) for synthesis in study.syntheses)
    steps = (
        (not study.transcripts, "ingest transcripts --cases cases.csv", "no transcript is in the study yet"),
        (study.codebook is None, "codebook apply FILE", "the study has no codebook yet"),
        (not study.codings, "index", "nothing is coded yet"),
        (study.conflicts, "chart conflicts", "two people wrote there, and nobody has settled it"),
        (stale, f"chart status {_number(stale)}", "cells there no longer match their codings"),
        (outlived, "chart syntheses", "a synthesis no longer matches the cells beneath it"),
        (waiting, "chart draft", "there are extracts in blank cells"),
        (suggested, "coding list --decision suggested", f"{suggested} suggestions wait for a decision"),
        (drafted, f"extracts {_number(drafted)}", "cells there hold a draft, and no summary yet"),
    )
    for due, command, because in steps:
        if due:
            return f"framework-qa {command}", because
    return "framework-qa export workbook", "every cell with extracts is charted"


def _number(found: Progress | None) -> str:
    return found.theme.number if found else ""


def log(start: Path) -> tuple[Event, ...]:
    """Give the log of the study, oldest first."""
    return open_folder(start).events()


def undoable(start: Path) -> Event:
    """Give the change that `undo` would take back."""
    with StudyFile.open(open_folder(start).path) as file:
        return file.undoable()


def undo(start: Path, who: str) -> Event:
    """Take back the last change that still stands, as a new event."""
    with StudyFile.open(open_folder(start).path) as file:
        return file.undo(who)


def backup(start: Path, target: Path) -> Path:
    """Copy the study's database to `target`, verified before it gets its name."""
    if target.exists():
        raise UsageError(
            f"{target.name} is there already.", "Name a file that is not there yet; no backup is overwritten."
        )
    with StudyFile.open(open_folder(start).path) as file:
        file.backup(target)
    return target


def restore_from(start: Path, source: Path) -> Path | None:
    """Put a backup in the place of the study's database; give the path under which a replaced one is kept."""
    return restore(source, open_folder(start).path)
