"""Verify and trace: numbered checks that never repair, and the chain from any id to the words."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

from framework_qa.analysis.chain import Chain
from framework_qa.analysis.chain import trace as trace_chain
from framework_qa.analysis.integrity import CHECKS, Check, Finding, check, findings
from framework_qa.errors import UsageError
from framework_qa.formats.registry import SUFFIXES
from framework_qa.model.study import Study
from framework_qa.stages.folder import open_folder
from framework_qa.store.study_file import FILE_NAME, StudyFile

STORE_CHECKS = {"text": "F101", "chain": "F501", "replay": "F502", "database": "F503", "permissions": "F504"}


@dataclass(frozen=True, slots=True)
class Verdict:
    """What `verify` looked at, and everything it found."""

    checks: tuple[Check, ...]
    findings: tuple[Finding, ...]
    quotes: int
    codings: int
    cells: int
    changes: int


def verify(start: Path, *, deep: bool = False, sources: Path | None = None) -> Verdict:
    """Check the study; `deep` also lets the database check itself, `sources` compares the files it came from."""
    folder = open_folder(start)
    with StudyFile.open(folder.path) as file:
        faults = file.faults(deep=deep)
        study = file.read(folder.settings)
        changes = len(file.events())
    found = [Finding(check(STORE_CHECKS[fault.check]), fault.subject, fault.message) for fault in faults]
    found += _checked(study)
    if sources is not None:
        found += _source_findings(study, sources)
    return Verdict(_checks_run(sources), tuple(found), len(study.spans), len(study.codings), len(study.cells), changes)


def _checked(study: Study) -> list[Finding]:
    """Carry the checks of the study out; rows that somebody gave values of another kind end them, and are told."""
    try:
        return list(findings(study))
    except (TypeError, ValueError, LookupError, AttributeError):
        return [Finding(check("F503"), FILE_NAME, "Some rows hold values of another kind; not all could be checked.")]


def _checks_run(sources: Path | None) -> tuple[Check, ...]:
    of_sources = {"F102", "F103", "F104"}
    return tuple(check for check in CHECKS if sources is not None or check.number not in of_sources)


def _source_findings(study: Study, folder: Path) -> list[Finding]:
    if not folder.is_dir():
        raise UsageError(f"{folder.name} is no folder.", "Name the folder that holds the transcripts as they came in.")
    there: defaultdict[str, list[str]] = defaultdict(list)
    for path in sorted(folder.rglob("*")):
        if path.suffix.lower() in SUFFIXES and path.is_file():
            there[path.name].append(_digest(path))
    found, known = [], {transcript.name for transcript in study.transcripts}
    for transcript in study.transcripts:
        digests = there[transcript.name]
        if not digests:
            found.append(Finding(check("F103"), transcript.name, "the file is not in the folder"))
        elif transcript.id not in digests:
            found.append(Finding(check("F102"), transcript.name, "the file is not the one that came in"))
    unknown = [name for name in there if name not in known]
    found += [Finding(check("F104"), name, "the file is in the folder, but not in the study") for name in unknown]
    return found


def _digest(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def trace(start: Path, reference: str) -> Chain:
    """Give the chain of any id, towards the findings and towards the words."""
    return trace_chain(open_folder(start).read(), reference)
