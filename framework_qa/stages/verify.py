"""Verify and trace: numbered checks that never repair, and the chain from any id to the words."""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

from framework_qa.analysis.chain import Chain, trace_value
from framework_qa.analysis.chain import trace as trace_chain
from framework_qa.analysis.integrity import CHECKS, Check, Finding, check, findings
from framework_qa.errors import FrameworkError, UsageError
from framework_qa.formats.registry import SUFFIXES, TABLES, read_transcript
from framework_qa.model.study import Study
from framework_qa.model.text import Transcript
from framework_qa.outputs.findings.build import built_in_tables, findings_table
from framework_qa.outputs.table import Table
from framework_qa.stages.folder import StudyFolder, open_folder
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
    of_sources = {"F102", "F103", "F104", "F107"}
    return tuple(check for check in CHECKS if sources is not None or check.number not in of_sources)


def _source_findings(study: Study, folder: Path) -> list[Finding]:
    if not folder.is_dir():
        raise UsageError(f"{folder.name} is no folder.", "Name the folder that holds the transcripts as they came in.")
    there: defaultdict[str, dict[str, Path]] = defaultdict(dict)
    for path in sorted(folder.rglob("*")):
        if path.suffix.lower() in SUFFIXES and path.is_file():
            there[path.name][_digest(path)] = path
    found, known = [], {transcript.name for transcript in study.transcripts}
    for transcript in study.transcripts:
        digests = there[transcript.name]
        if not digests:
            found.append(Finding(check("F103"), transcript.name, "the file is not in the folder"))
        elif transcript.id not in digests:
            found.append(Finding(check("F102"), transcript.name, "the file is not the one that came in"))
        elif told := _read_again(transcript, digests[transcript.id]):
            found.append(Finding(check("F107"), transcript.name, told))
    unknown = [name for name in there if name not in known and Path(name).suffix.lower() not in TABLES]
    found += [Finding(check("F104"), name, "the file is in the folder, but not in the study") for name in unknown]
    return found


def _read_again(transcript: Transcript, path: Path) -> str:
    """Read a file as `ingest` did; say what comes out otherwise than it is stored, or nothing."""
    try:
        reading = read_transcript(path)
    except FrameworkError as error:
        return error.sentence
    if reading.text != transcript.text:
        return "the file now gives another text than the one in the study"
    if dict(reading.left_out) != dict(transcript.left_out):
        return "what is left out of the text is not what was counted then"
    return ""


def _digest(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def trace(start: Path, reference: str) -> Chain:
    """Give the chain of any id, or of a printed value (`funding:C4`), towards the findings and towards the words."""
    folder = open_folder(start)
    study = folder.read()
    address = _ADDRESS.fullmatch(reference.strip())
    if address and (found := _table_named(folder, study, address["table"])):
        return _value_chain(study, found, address["place"])
    return trace_chain(study, reference)


_ADDRESS = re.compile(r"(?P<table>[a-z][a-z0-9_]*):(?P<place>[A-Z]{1,3}[0-9]{1,7})")


def _table_named(folder: StudyFolder, study: Study, name: str) -> Table | None:
    """Find a table by its name, declared or built-in; where a case has that name too, the case is meant."""
    if name in study.case_by_id:
        return None
    for design in folder.designs(study):
        if design.name == name:
            return findings_table(study, design)
    return next(iter(built_in_tables(study, names=(name,))), None)


def _value_chain(study: Study, found: Table, place: str) -> Chain:
    entry = found.at(place)
    if entry is None:
        raise UsageError(f"The table {found.name} has no value at {place}.", f"Its values go from A2 to {found.last}.")
    return trace_value(study, f"{found.name}:{place}", str(entry), entry.refs)
