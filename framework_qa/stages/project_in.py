"""Bring a REFI-QDA project in: one of our own as the study it was, any other part by part; all is accounted for.

The standard says nothing of who speaks in a text. Where labels do not tell either, its paragraphs become the words of
one speaker of unknown role, who is no evidence, and its codings are set aside, however many of the file's they are:
that all of a project's codings lie in such texts says what was coded there, not that nobody asked questions in it. An
interviewer's words that count as evidence would never be noticed; codings that wait are told of in every account, and
one line in the case list brings them in, which is a person's word for who speaks.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from framework_qa.analysis.project_cases import Unheard, texts_to_hear
from framework_qa.analysis.project_codings import Signed
from framework_qa.analysis.project_ledger import Kept, Ledger, Part, Tally, set_aside
from framework_qa.analysis.project_merge import merge
from framework_qa.analysis.project_record import bring_back, record_counts
from framework_qa.analysis.project_xml import part_xml
from framework_qa.errors import InputError, Problem, Severity
from framework_qa.formats.reading import Script
from framework_qa.formats.refi.container import Container, open_container
from framework_qa.formats.refi.names import ORIGIN
from framework_qa.formats.refi.positions import StoredText, decode_stored
from framework_qa.formats.refi.read import read_project
from framework_qa.formats.refi.study_record import MEMBER, StudyRecord, read_study_record, restored
from framework_qa.formats.refi.write import QDE
from framework_qa.formats.settings import write_settings
from framework_qa.formats.speakers import find_turns
from framework_qa.formats.subtitles import SRT_SHAPE
from framework_qa.model.chart import Cell
from framework_qa.model.event import Event
from framework_qa.model.ids import CaseId, TranscriptId
from framework_qa.model.people import Case
from framework_qa.model.project import Project, Source
from framework_qa.model.set_aside import SetAside
from framework_qa.model.study import Changes, Record, Settings, Study
from framework_qa.model.text import Speaker, SpeakerRole, Transcript, Turn
from framework_qa.outputs.files import write_text
from framework_qa.stages.folder import SETTINGS, StudyFolder, now, open_folder

ACT = "import qdpx"
BEFORE = "study.yaml.before"
_SOMEBODY = "Speaker"  # who speaks in a text in which nobody has a label


@dataclass(frozen=True, slots=True)
class Account:
    """How one way of bringing the file in adds up, kind by kind: `of` says what was brought in."""

    of: str
    tallies: tuple[Tally, ...]


@dataclass(frozen=True, slots=True)
class ProjectReport:
    """What bringing a project in did, or would do; `event` is None where nothing was written.

    `attributes` are lines that `study.yaml` needs before further values can come in. `settings` tells that the
    `study.yaml` in a file of our own says something else than the study's, and `replaced` that it took its place.
    """

    path: str
    origin: str
    accounts: tuple[Account, ...]
    aside: tuple[Part, ...]
    attributes: tuple[str, ...]
    settings: bool
    replaced: bool
    problems: tuple[Problem, ...]
    event: Event | None


@dataclass(frozen=True, slots=True)
class _File:
    """A project as it was read; `recorded` is the study of a file of our own, `unchanged` where it is as exported."""

    name: str
    project: Project
    problems: tuple[Problem, ...]
    recorded: Study | None
    unchanged: bool


@dataclass(frozen=True, slots=True)
class _Decided:
    """What is to be written, and what is to be told."""

    put: tuple[Record, ...]
    kept: Kept
    accounts: tuple[Account, ...]
    aside: tuple[Part, ...]
    attributes: tuple[str, ...]
    problems: tuple[Problem, ...]


def import_project(
    start: Path, path: Path, *, who: str, settings: bool = False, dry_run: bool = False
) -> ProjectReport:
    """Bring a project in, all in one change; what has no place is set aside, and nothing is brought in twice.

    With `settings`, what a file of our own says in its `study.yaml` takes the place of the study's.
    """
    folder = open_folder(start)
    file = _read(path)
    wanted = _settings(folder.settings, file.recorded)
    replacing = settings and wanted is not None
    if replacing and wanted:
        folder = replace(folder, settings=wanted)
    signed = Signed(who, now())
    made: list[_Decided] = []

    def decide(study: Study) -> Changes:
        made.append(_decided(study, file, signed))
        return _changes(file.name, made[-1])

    event = folder.change(who, decide, dry_run=dry_run)
    if replacing and wanted and not dry_run:
        _replace_settings(folder, wanted)
    done = made[-1]
    problems = (*file.problems, *done.problems)
    return ProjectReport(
        file.name,
        file.project.origin,
        done.accounts,
        done.aside,
        done.attributes,
        wanted is not None and not replacing,
        replacing,
        problems,
        event,
    )


# -- the file -------------------------------------------------------------------------------------------------------


def _read(path: Path) -> _File:
    """Read a file; one of ours that is as it was exported says everything in its record and its texts."""
    with open_container(path) as container:
        member = container.read(MEMBER)
        record = read_study_record(path.name, member) if member is not None else None
        qde = container.read(QDE) if record else None
        unchanged = record is not None and qde is not None and record.unchanged(qde)
        if record and unchanged:
            texts = _texts(container, record)
            return _File(path.name, Project("", ORIGIN), (), restored(path.name, record, texts), unchanged=True)
    project, problems = read_project(path)
    project = replace(project, extra=tuple((name, data) for name, data in project.extra if name != MEMBER))
    recorded, about = _restored(path.name, record, project) if record else (None, ())
    return _File(path.name, project, (*problems, *about), recorded, unchanged=False)


def _texts(container: Container, record: StudyRecord) -> Mapping[str, str]:
    """Decode the texts of a file of ours, which are named after their sources."""
    found: dict[str, str] = {}
    for guid in record.sources.values():
        data = container.source(f"{guid}.txt")
        stored = decode_stored(data)[0] if data is not None else None
        if stored is not None:
            found[guid] = StoredText(stored).text
    return found


def _restored(name: str, record: StudyRecord, project: Project) -> tuple[Study | None, tuple[Problem, ...]]:
    """Give the study that was exported, before another tool changed the file; none where its texts were changed too."""
    texts = {source.guid: source.text for source in project.sources if source.text is not None}
    try:
        return restored(name, record, texts), ()
    except InputError as error:
        cure = "Nothing need be done: the file is brought in as another tool's would be."
        return None, (Problem(name, "", error.sentence, cure, Severity.WARNING),)


def _settings(here: Settings, recorded: Study | None) -> Settings | None:
    """Give what the file says in its `study.yaml` where that is something else; who wrote the study stays."""
    if recorded is None:
        return None
    wanted = replace(recorded.settings, reporting=here.reporting)
    return wanted if wanted != here else None


def _replace_settings(folder: StudyFolder, wanted: Settings) -> None:
    """Put other settings in place; the file that was there is kept beside them."""
    path = folder.path / SETTINGS
    write_text(folder.path / BEFORE, path.read_text(encoding="utf-8"))
    write_text(path, write_settings(wanted))


# -- what becomes of it ---------------------------------------------------------------------------------------------


def _decided(study: Study, file: _File, signed: Signed) -> _Decided:
    """Decide what to write: the study as it was where the file is our own, and the project where it is not."""
    put: tuple[Record, ...] = ()
    accounts: list[Account] = []
    ledger = Ledger(file.name)
    base = study
    if file.recorded and (file.unchanged or _is_empty(study)):
        put = bring_back(study, file.recorded, ledger)
        accounts.append(Account("the study it was made of", ledger.tallies(record_counts(file.recorded))))
        base = replace(file.recorded, settings=study.settings, numbers={**file.recorded.numbers, **study.numbers})
    if file.unchanged:
        before = replace(study, set_aside=(*study.set_aside, *(one for one in put if isinstance(one, SetAside))))
        kept = set_aside(before, file.name, file.project, ledger.parts, part_xml)
        return _Decided(put, kept, tuple(accounts), tuple(ledger.parts), (), tuple(ledger.problems))
    heard, problems = _heard(texts_to_hear(base, file.project))
    brought = merge(base, file.project, heard, signed, file.name)
    accounts.append(Account("the project", brought.tallies))
    parts = (*ledger.parts, *brought.aside)
    return _Decided(
        _newest((*put, *brought.put)),
        set_aside(base, file.name, file.project, parts, part_xml, brought.names),
        tuple(accounts),
        parts,
        brought.attributes,
        (*ledger.problems, *problems, *brought.problems),
    )


def _is_empty(study: Study) -> bool:
    return not (study.cases or study.transcripts or study.codebooks or study.syntheses or study.set_aside)


def _newest(records: Iterable[Record]) -> tuple[Record, ...]:
    """Leave of two records under one key the one that came later."""
    return tuple({_key(record): record for record in records}.values())


def _key(record: Record) -> object:
    """Name what a record is about where two may be; all others are themselves."""
    if isinstance(record, Case):
        return Case, record.id
    return (Cell, record.case, record.subtheme) if isinstance(record, Cell) else id(record)


def _changes(name: str, done: _Decided) -> Changes:
    tallies = [tally for account in done.accounts for tally in account.tallies]
    stored, standing, aside = (sum(getattr(t, what) for t in tallies) for what in ("stored", "standing", "aside"))
    summary = f"{name}: {stored} stored, {standing} there already, {aside} set aside"
    return Changes(ACT, summary, (*done.put, *done.kept.put), done.kept.remove)


# -- texts ----------------------------------------------------------------------------------------------------------


def _heard(sources: Iterable[Source]) -> tuple[Mapping[str, Transcript | Unheard], tuple[Problem, ...]]:
    """Find out who speaks in each text, by source, with what is doubtful about that."""
    found: dict[str, Transcript | Unheard] = {}
    problems: list[Problem] = []
    for source in sources:
        text = source.text or ""
        if text.startswith("WEBVTT") or SRT_SHAPE.match(text):
            found[source.guid] = Unheard("its text is captions; ingest the caption file, then import again")
            continue
        found[source.guid], about = _transcript(source.name, text)
        problems += about
    return found, tuple(problems)


def _transcript(name: str, text: str) -> tuple[Transcript, tuple[Problem, ...]]:
    """Cut a text into turns, as ingest does; where nobody has a label, it is not known who says its paragraphs."""
    identifier = TranscriptId(hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest())
    try:
        found = find_turns(name, Script(text))
    except InputError:
        speakers = (Speaker(_SOMEBODY, SpeakerRole.UNKNOWN),)
        message = (
            "No speaker labels were found, so its words are no evidence yet; its codings wait among the set aside."
        )
        cure = (
            f"If one respondent says all of it, write {_SOMEBODY}=respondent in the case list's column speakers, run "
            "`cases import` and import this file again; else undo this, label each speaker's words in the program "
            "the file comes from, and export again."
        )
        told = Problem(name, "", message, cure, Severity.WARNING)
        return Transcript(identifier, CaseId(""), name, text, speakers, _paragraphs(text)), (told,)
    made = Transcript(identifier, CaseId(""), name, text, found.speakers, found.turns, found.header)
    return made, found.problems


def _paragraphs(text: str) -> tuple[Turn, ...]:
    turns: list[Turn] = []
    start = 0
    for line in text.split("\n"):
        if words := line.strip():
            begin = start + line.index(words)
            turns.append(Turn(len(turns) + 1, _SOMEBODY, begin, begin + len(words)))
        start += len(line) + 1
    return tuple(turns)
