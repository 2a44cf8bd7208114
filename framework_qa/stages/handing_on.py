"""Handing on: codings for other programs, and a deposit for an archive."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from framework_qa.analysis.coded_turns import CodedTurn, coded_turns
from framework_qa.analysis.identifiers import (
    Mark,
    identifying_attributes,
    is_named_like_a_key,
    marks,
    ties_names_to_cases,
)
from framework_qa.errors import FrameworkError, RefusedError, UsageError
from framework_qa.formats.codebooks import codebook_csv
from framework_qa.formats.first_rows import first_rows
from framework_qa.formats.refi.codebook_file import write_codebook_file
from framework_qa.language.docbin import Labelled, doc_bin
from framework_qa.model.study import Study
from framework_qa.outputs import deposit
from framework_qa.outputs.coded import json_lines, long_table, wide_table
from framework_qa.outputs.delimited import to_csv
from framework_qa.outputs.files import PREFIX, SUFFIX, sweep, write_atomically, write_text
from framework_qa.stages.folder import codebook_of, open_folder

CODING_FILES = (".csv", ".jsonl", ".spacy")
_TABLES = frozenset({".csv", ".tsv", ".xlsx"})


@dataclass(frozen=True, slots=True)
class Handed:
    """What was written, what it holds in words, and what the depositor should read again."""

    path: Path
    holds: str
    marks: tuple[Mark, ...] = ()


def export_codings(start: Path, target: Path | None = None, *, wide: bool = False) -> Handed:
    """Write the live codings: .csv with a row a coding (or, wide, a row a quote), .jsonl or .spacy with one a turn."""
    folder = open_folder(start)
    study = folder.read()
    codebook_of(study)
    path = target or folder.exports("codings_wide.csv" if wide else "codings.csv")
    suffix = path.suffix.lower()
    if suffix not in CODING_FILES:
        cure = f"Give the file one of these endings: {', '.join(CODING_FILES)}."
        raise UsageError(f"Codings cannot be written as {path.name}.", cure)
    if wide and suffix != ".csv":
        raise UsageError("Only a table can be wide.", "Leave --wide out, or give the file the ending .csv.")
    if suffix == ".csv":
        return _write_table(study, path, wide=wide)
    return _write_lines(study, path) if suffix == ".jsonl" else _write_doc_bin(study, path)


def _write_table(study: Study, path: Path, *, wide: bool) -> Handed:
    table = wide_table(study) if wide else long_table(study)
    write_text(path, to_csv(table), bom=True)
    what = "quotes, a column a subtheme" if wide else "codings"
    return Handed(path, f"{len(table.rows):,} {what}")


def _write_lines(study: Study, path: Path) -> Handed:
    lines = list(json_lines(study))
    write_text(path, "".join(lines))
    return Handed(path, f"{len(lines):,} turns, a line each")


def _write_doc_bin(study: Study, path: Path) -> Handed:
    found = doc_bin(_labelled(turn) for turn in coded_turns(study))
    write_atomically(path, lambda stream: stream.write(found.data))
    widened = f", {found.widened:,} of them widened to whole tokens" if found.widened else ""
    return Handed(path, f"{found.documents:,} turns, a document each, with {found.spans:,} spans{widened}")


def _labelled(turn: CodedTurn) -> Labelled:
    labels = tuple((*turn.within(span), str(coding.subtheme), str(coding.id)) for span, coding in turn.codings)
    whose = {"speaker": turn.turn.speaker, "role": turn.role.value, "transcript": turn.transcript.name}
    return Labelled(turn.words, labels, {"case": turn.case.id, "turn": turn.turn.number, **whose})


def export_deposit(start: Path, target: Path) -> Handed:
    """Write a deposit into a new folder, all of it or nothing.

    Raises RefusedError where something in the study's folder, or an attribute of its cases, ties cases to people.
    """
    folder = open_folder(start)
    study = folder.read()
    if target.exists():
        raise UsageError(f"{target.name} is there already.", "Name a folder that is not there yet.")
    _refuse_keys(folder.path, study)
    found = tuple(marks(study))
    if not target.parent.is_dir():
        raise UsageError(f"The folder of {target.name} is not there.", "Make it first, or name another.")
    sweep(target.parent)
    beside = Path(tempfile.mkdtemp(prefix=PREFIX, suffix=SUFFIX, dir=target.parent))
    try:
        files = _fill(beside, study, found)
        beside.rename(target)
    except BaseException:
        shutil.rmtree(beside, ignore_errors=True)
        raise
    return Handed(target, f"{files:,} files, {len(deposit.file_names(study)):,} of them transcripts", found)


def _refuse_keys(folder: Path, study: Study) -> None:
    if attributes := identifying_attributes(study):
        sentence = f"Nothing was deposited: the attribute {attributes[0]} names or reaches people by what it is called."
        raise RefusedError(sentence, "Take it out of study.yaml and of the case list.")
    for path in _keys(folder):
        sentence = f"Nothing was deposited: {path.name} in the study's folder looks like a pseudonym key."
        raise RefusedError(sentence, "Move it out of the study's folder, to where only few people can open it.")


def _keys(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.rglob("*")):
        if path.is_file() and (is_named_like_a_key(path.name) or _ties(path)):
            yield path


def _ties(path: Path) -> bool:
    if path.suffix.lower() not in _TABLES:
        return False
    try:
        return any(ties_names_to_cases(row) for row in first_rows(path))
    except FrameworkError:  # it is no table that anybody could read names in
        return False


def _fill(folder: Path, study: Study, found: tuple[Mark, ...]) -> int:
    names = deposit.file_names(study)
    (folder / deposit.TRANSCRIPTS).mkdir(mode=0o700)
    for case in study.ordered_cases:
        for transcript in study.transcripts_of.get(case.id, ()):
            path = folder / deposit.TRANSCRIPTS / names[transcript.id]
            write_text(path, deposit.transcript_text(study, case, transcript))
    write_text(folder / deposit.DATA_LIST, to_csv(deposit.data_list(study)), bom=True)
    others = []
    if study.codebook:
        others = [deposit.CODEBOOK_CSV, deposit.CODEBOOK_QDC]
        write_text(folder / deposit.CODEBOOK_CSV, codebook_csv(study.codebook), bom=True)
        codebook = write_codebook_file(study.codebook)
        write_atomically(folder / deposit.CODEBOOK_QDC, lambda stream: stream.write(codebook))
    write_text(folder / deposit.README, deposit.readme(study, found, others))
    return len(names) + len(others) + 2
