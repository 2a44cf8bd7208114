"""The study record: what REFI-QDA cannot say of a study, as one more member of a `.qdpx` that other tools pass over.

The member is called `framework_qa.json` and stands beside `project.qde`. It is one JSON object in UTF-8:

    format          "framework_qa study record"
    version         1; a newer one is refused
    project_sha256  SHA-256 of `project.qde` as it was written: where it differs, another tool has changed the project
    head            hash of the last event of the study that was exported
    settings        what `study.yaml` says, without who wrote the study and the answers for its report
    numbers         case id -> [highest span number, highest coding number ever given]
    transcripts     everything but the words: these stand once, in `sources/`. To the fields of a Transcript come
                    `source`, the GUID of the source that holds its text, and `text_sha256`, of the text with LF
                    (UTF-8). `text` stands only where a text file could not give it back: it begins with a byte order
                    mark or holds a carriage return
    cases, codebooks, spans, codings, cells, stars, syntheses, readings, not_used, conflicts, set_aside
                    arrays of the model's records, by their fields' names (`record_trees`)

`study_record` writes it and `read_study_record` reads it; `restored` puts the texts of a project's sources in.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from operator import attrgetter
from typing import Any

from framework_qa.errors import InputError
from framework_qa.formats.refi.record_trees import maker, many, tree_of
from framework_qa.model.chart import Cell
from framework_qa.model.codebook import Codebook
from framework_qa.model.coding import Coding
from framework_qa.model.conflict import Conflict
from framework_qa.model.ids import CASE_ID, CaseId, TranscriptId, is_case_id
from framework_qa.model.people import Case
from framework_qa.model.quote import Star
from framework_qa.model.reading import NotUsed, SecondReading
from framework_qa.model.set_aside import SetAside
from framework_qa.model.study import Reporting, Settings, Study
from framework_qa.model.synthesis import Synthesis
from framework_qa.model.text import Span, Transcript

MEMBER = "framework_qa.json"
FORMAT = "framework_qa study record"
VERSION = 1

_KINDS: Mapping[str, type] = {
    "cases": Case,
    "codebooks": Codebook,
    "spans": Span,
    "codings": Coding,
    "cells": Cell,
    "stars": Star,
    "syntheses": Synthesis,
    "readings": SecondReading,
    "not_used": NotUsed,
    "conflicts": Conflict,
    "set_aside": SetAside,
}
_KEYS: Mapping[str, Callable[[Any], Any]] = {
    "cases": attrgetter("id"),
    "transcripts": attrgetter("id"),
    "codebooks": attrgetter("version"),
    "spans": attrgetter("id"),
    "codings": attrgetter("id"),
    "cells": attrgetter("case", "subtheme"),
    "stars": attrgetter("span"),
    "syntheses": attrgetter("group", "about"),
    "readings": attrgetter("case", "subtheme"),
    "not_used": attrgetter("case", "subtheme", "span"),
    "conflicts": attrgetter("place", "mark"),
    "set_aside": attrgetter("source", "number"),
}
_MARK = re.compile(rf"{CASE_ID.pattern}\.[qc][0-9]{{1,9}}")
_SPOILT = (ValueError, TypeError, KeyError, AttributeError, RecursionError)
_EXPORT_AGAIN = "Export the study again, or take framework_qa.json out of the file to bring it in as other tools' are."


@dataclass(frozen=True, slots=True)
class StudyRecord:
    """A study as its record tells it: the transcripts of `study` have no text yet where a source holds it.

    `project_sha256` is of the `project.qde` it was written with; `sources` and `text_sha256` say for each transcript
    which source holds its text, by GUID, and what that hashes to.
    """

    project_sha256: str
    study: Study
    sources: Mapping[TranscriptId, str]
    text_sha256: Mapping[TranscriptId, str]

    def unchanged(self, project: bytes) -> bool:
        """Tell whether `project.qde` still is what was written with this record."""
        return hashlib.sha256(project).hexdigest() == self.project_sha256


def study_record(study: Study, project: bytes, sources: Mapping[TranscriptId, str]) -> bytes:
    """Write the record of a study beside the `project.qde` made of it; `sources` gives the GUID of each transcript."""
    tree = {
        "format": FORMAT,
        "version": VERSION,
        "project_sha256": hashlib.sha256(project).hexdigest(),
        "head": study.head,
        "settings": tree_of(replace(study.settings, reporting=Reporting())),
        "numbers": {case: list(pair) for case, pair in sorted(study.numbers.items())},
        "transcripts": [_transcript_tree(transcript, sources[transcript.id]) for transcript in study.transcripts],
        **{name: [tree_of(record) for record in getattr(study, name)] for name in _KINDS},
    }
    return json.dumps(tree, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()


def _transcript_tree(transcript: Transcript, source: str) -> dict[str, Any]:
    tree: dict[str, Any] = tree_of(transcript)
    if not _odd(transcript.text):
        del tree["text"]
    return {**tree, "source": source, "text_sha256": _digest(transcript.text)}


def _odd(text: str) -> bool:
    """Tell whether reading a text file would give another text back than was written."""
    return text.startswith("\ufeff") or "\r" in text


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()  # a damaged record may hold any text


def read_study_record(name: str, data: bytes) -> StudyRecord:
    """Read the record of the file called `name`; raise InputError where it is damaged or of a newer version."""
    try:
        tree = json.loads(data, parse_constant=_no_number)
        if tree["format"] != FORMAT or tree["version"] != VERSION:
            raise _refused(name, "is of another version of framework_qa")
        return _read(tree)
    except _SPOILT:
        raise _refused(name, "is damaged") from None


def _refused(name: str, what: str) -> InputError:
    return InputError(f"The study record in {name} {what}.", _EXPORT_AGAIN)


def _no_number(word: str) -> float:
    message = f"{word} is no number of a study"
    raise ValueError(message)


def _read(tree: dict[str, Any]) -> StudyRecord:
    rows = tree["transcripts"]
    sources = {TranscriptId(row["id"]): str(row.pop("source")) for row in rows}
    digests = {TranscriptId(row["id"]): str(row.pop("text_sha256")) for row in rows}
    transcript = maker(Transcript)
    study = Study(
        maker(Settings)(tree["settings"]),
        transcripts=tuple(transcript({"text": "", **row}) for row in rows),
        numbers={CaseId(case): (int(spans), int(codings)) for case, (spans, codings) in tree["numbers"].items()},
        head=str(tree["head"]),
        **{name: many(kind)(tree[name]) for name, kind in _KINDS.items()},
    )
    _refuse_unsound(study)
    return StudyRecord(str(tree["project_sha256"]), study, sources, digests)


def _refuse_unsound(study: Study) -> None:
    """Raise ValueError where a record stands twice or leads nowhere; no study that was exported is so."""
    keys = {name: set(map(key, getattr(study, name))) for name, key in _KEYS.items()}
    twice = any(len(keys[name]) != len(getattr(study, name)) for name in _KEYS)
    about_cases = (study.transcripts, study.spans, study.codings, study.cells, study.readings, study.not_used)
    lost = (
        not {record.case for records in about_cases for record in records} <= keys["cases"]
        or not {span.transcript for span in study.spans} <= keys["transcripts"]
        or not {record.span for records in (study.codings, study.stars, study.not_used) for record in records}
        <= keys["spans"]
    )
    named = all(map(is_case_id, keys["cases"])) and all(map(_MARK.fullmatch, keys["spans"] | keys["codings"]))
    if twice or lost or not named:
        message = "a record of the study stands twice, leads nowhere or has no name"
        raise ValueError(message)


def restored(name: str, record: StudyRecord, texts: Mapping[str, str]) -> Study:
    """Put the texts of the file's sources, by GUID and with LF, into the study that was recorded.

    Raises InputError where a text is missing or is not what it was.
    """
    return replace(
        record.study, transcripts=tuple(_with_text(name, record, one, texts) for one in record.study.transcripts)
    )


def _with_text(name: str, record: StudyRecord, transcript: Transcript, texts: Mapping[str, str]) -> Transcript:
    text = transcript.text or texts.get(record.sources[transcript.id])
    if text is None or _digest(text) != record.text_sha256[transcript.id]:
        what = "is missing" if text is None else "was changed"
        raise InputError(f"The text of {transcript.name} in {name} {what}.", _EXPORT_AGAIN)
    return replace(transcript, text=text)
