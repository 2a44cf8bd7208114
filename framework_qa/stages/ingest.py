"""Ingest: bring transcripts and cases in, all checked together, all or nothing."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from framework_qa.errors import (
    FrameworkError,
    InputError,
    Problem,
    ProblemsFound,
    RefusedError,
    Severity,
    UsageError,
    errors_in,
)
from framework_qa.formats.arrivals import Arrival, Register, Roles, absent, clashes, strangers, unmatched
from framework_qa.formats.labels import fold, given_role
from framework_qa.formats.policy import POLICY
from framework_qa.formats.reading import Ground, Reading
from framework_qa.formats.registry import SUFFIXES, TABLES, read_transcript
from framework_qa.formats.sheets import CaseList, read_cases
from framework_qa.model.event import Event
from framework_qa.model.ids import CaseId, TranscriptId
from framework_qa.model.people import Case
from framework_qa.model.study import Changes, Record, Settings, Study
from framework_qa.model.text import Speaker, SpeakerRole, Transcript
from framework_qa.outputs.ingest import FileReport, IngestReport, Voice, gathered
from framework_qa.stages.folder import StudyFolder, Track, case_of, open_folder, quietly

CASE_LISTS = ("cases.csv", "cases.xlsx")
READING_POLICY = POLICY
_OF_A_STUDY = (".db", ".yaml")  # endings of what lies in a study's own folder
_NAMED = 5


@dataclass(frozen=True, slots=True)
class _Faulty:
    """A file that could not be read, and why."""

    name: str
    why: Problem


def ingest(
    start: Path,
    paths: Sequence[Path],
    *,
    who: str,
    cases: Path | None = None,
    roles: Roles | None = None,
    dry_run: bool = False,
    track: Track = quietly,
) -> IngestReport:
    """Read transcripts and the case list, check everything together, and store all of it or nothing.

    Faults of all files and rows are raised as one ProblemsFound; a file that is refused for safety as RefusedError. A
    dry run gives the faults with its report instead, so that the sound files are seen beside the others.
    """
    folder = open_folder(start)
    files = _files(paths, cases)
    case_list = _case_list(folder, cases)
    study = folder.read()
    register = Register(case_list, study)
    readings, faulty, problems = _read(files, paths, lambda name: register.roles_of(name, roles or {}), track)
    _check_labels(readings, roles or {})
    arrivals = tuple(Arrival(reading, register.row_of(reading.name)) for reading in readings)
    problems += (*_passed_over(paths), *case_list.problems, *_remarks(readings, study), *unmatched(arrivals, case_list))
    problems += (*clashes(arrivals, study), *absent(case_list, readings, study))
    problems = gathered((*problems, *strangers(case_list, study, arrivals)))
    if errors_in(problems) and dry_run:
        return _report(study, arrivals, Changes("ingest", "", ()), problems, None, faulty)
    stop_at_faults(problems)
    changes = _changes(study, arrivals, case_list, roles or {})
    event = folder.change(who, lambda now: _changes(now, arrivals, case_list, roles or {}), dry_run=dry_run)
    return _report(study, arrivals, changes, problems, event)


def roles_named(typed: Sequence[str]) -> dict[str, SpeakerRole]:
    """Take `Jo=interviewer`, typed once for each speaker, apart."""
    roles = {}
    for part in typed:
        given = given_role(part)
        if given is None:
            cure = f"Write it like --speakers Jo=interviewer; the roles are {', '.join(SpeakerRole)}."
            raise UsageError(f"{part!r} does not say who a speaker is.", cure)
        roles[given[0]] = given[1]
    return roles


def import_cases(start: Path, path: Path, *, who: str, dry_run: bool = False) -> IngestReport:
    """Add or correct cases from a case list, without transcripts."""
    folder = open_folder(start)
    case_list = _read_case_list(path, folder.settings)
    study = folder.read()
    problems = (*case_list.problems, *strangers(case_list, study, ()))
    stop_at_faults(problems)
    changes = _changes(study, (), case_list, {})
    event = folder.change(who, lambda now: _changes(now, (), case_list, {}), dry_run=dry_run)
    return _report(study, (), changes, problems, event)


def set_levels(start: Path, reference: str, typed: Sequence[str], *, who: str, dry_run: bool = False) -> Case:
    """Set attributes of one case, each typed as `attribute=level`."""
    folder = open_folder(start)

    def decide(study: Study) -> Changes:
        case = _with_levels(case_of(study, reference), typed, folder.settings)
        put = () if case == study.case_by_id[case.id] else (case,)
        return Changes("cases set", f"{case.id}: {', '.join(part.partition('=')[0] for part in typed)}", put)

    folder.change(who, decide, dry_run=dry_run)
    return _with_levels(case_of(folder.read(), reference), typed, folder.settings)


def _with_levels(case: Case, typed: Sequence[str], settings: Settings) -> Case:
    levels = dict(case.levels)
    for part in typed:
        name, _, value = part.partition("=")
        attribute = settings.attribute(name)
        level = attribute.level(value) if attribute else None
        if attribute is None or level is None:
            known = [a.name for a in settings.attributes] if attribute is None else [x.code for x in attribute.levels]
            raise UsageError(f"The study knows no {part!r}.", f"Write attribute=level; there are: {', '.join(known)}.")
        levels[name] = level.code
    return replace(case, levels=_in_order(levels, settings))


def _in_order(levels: Mapping[str, str], settings: Settings) -> tuple[tuple[str, str], ...]:
    return tuple((a.name, levels[a.name]) for a in settings.attributes if a.name in levels)


def _files(paths: Sequence[Path], cases: Path | None) -> tuple[Path, ...]:
    """Give the files that are named, and those in folders that may be transcripts; the case list is none of them."""
    listed = cases.resolve() if cases else None
    found: list[Path] = []
    for path in paths:
        if path.is_dir():
            inside = (p for p in _shown(path) if p.suffix.lower() in SUFFIXES)
            found += sorted(p for p in inside if p.resolve() != listed)
        else:
            found.append(path)
    if not found:
        raise UsageError(
            "No transcript was found there.", f"Name files, or folders that hold {', '.join(SUFFIXES)} files."
        )
    return tuple(dict.fromkeys(found))


def _shown(folder: Path) -> Iterator[Path]:
    """Give what lies in a folder, without what programs keep there for themselves."""
    return (path for path in folder.iterdir() if path.name[0] not in ".~")


def _passed_over(paths: Iterable[Path]) -> tuple[Problem, ...]:
    """Tell what lies in the folders and was not looked at, since nothing of its kind is a transcript."""
    inside = (path for folder in paths if folder.is_dir() for path in _shown(folder) if path.is_file())
    names = sorted({p.name for p in inside if p.suffix.lower() not in {*SUFFIXES, *_OF_A_STUDY}})
    if not names:
        return ()
    listed = ", ".join(names[:_NAMED]) + (f" and {len(names) - _NAMED} more" if len(names) > _NAMED else "")
    message = f"not looked at, for their endings are not those of transcripts: {listed}"
    cure = f"Name a file itself, or give it one of these endings: {', '.join(SUFFIXES)}."
    return (Problem("", "", message, cure, Severity.WARNING),)


def _case_list(folder: StudyFolder, path: Path | None) -> CaseList:
    if path is None:
        path = next((folder.path / name for name in CASE_LISTS if (folder.path / name).is_file()), None)
    return _read_case_list(path, folder.settings) if path else CaseList("", (), ())


def _read_case_list(path: Path, settings: Settings) -> CaseList:
    try:
        return read_cases(path, settings)
    except InputError as error:
        return CaseList(path.name, (), (_told(path, error),))


def _read(
    files: Sequence[Path], named: Sequence[Path], roles_of: Callable[[str], Roles], track: Track
) -> tuple[tuple[Reading, ...], tuple[_Faulty, ...], tuple[Problem, ...]]:
    """Read the files; tell which are faulty, and which of a folder are no transcripts at all."""
    readings: list[Reading] = []
    faulty: list[_Faulty] = []
    left_out: list[Problem] = []
    for path in track(files, "Reading transcripts"):
        try:
            readings.append(read_transcript(path, roles_of(path.name)))
        except RefusedError:
            raise
        except FrameworkError as error:
            if path.suffix.lower() in TABLES and path not in named:
                left_out.append(_left_out(path))
            else:
                faulty.append(_Faulty(path.name, _told(path, error)))
    return tuple(readings), tuple(faulty), (*left_out, *(one.why for one in faulty))


def _check_labels(readings: Sequence[Reading], roles: Roles) -> None:
    known = {speaker.label.casefold(): speaker.label for reading in readings for speaker in reading.speakers}
    for label in roles:
        if label.casefold() not in known:
            listed = ", ".join(sorted(known.values())) or "none"
            raise UsageError(f"No file has a speaker {label!r}.", f"The speakers are: {listed}.")


def _remarks(readings: Iterable[Reading], study: Study) -> tuple[Problem, ...]:
    """Give the readers' remarks on files that are new; those of the others were told when they came in."""
    new = (reading for reading in readings if reading.id not in study.transcript_by_id)
    return tuple(problem for reading in new for problem in reading.problems)


def _left_out(path: Path) -> Problem:
    """Remark on a table that lies among transcripts and holds no turns, as case lists and lists of codings do."""
    return Problem(
        path.name,
        "",
        "it is no table of turns, and was left out",
        "Where it is a transcript, name the file itself: what is wrong with it is told then.",
        Severity.WARNING,
    )


def _told(path: Path, error: FrameworkError) -> Problem:
    return Problem("" if path.name in error.sentence else path.name, "", error.sentence, error.cure)


def stop_at_faults(problems: Sequence[Problem]) -> None:
    """Raise all faults together, where there is any."""
    faults = errors_in(problems)
    if faults:
        places = "1 place needs" if len(faults) == 1 else f"{len(faults)} places need"
        raise ProblemsFound(
            f"Nothing was brought in: {places} mending.", "Mend them and run the command again.", faults
        )


def _changes(study: Study, arrivals: Sequence[Arrival], case_list: CaseList, roles: Roles) -> Changes:
    cases = tuple(row.case for row in case_list.rows if study.case_by_id.get(row.case.id) != row.case)
    transcripts = _transcripts(study, arrivals)
    put: tuple[Record, ...] = (*cases, *transcripts, *_corrected(study, arrivals, case_list, roles))
    summary = f"{_count(len(transcripts), 'transcript')}, {_count(len(cases), 'case')} added or changed"
    return Changes("ingest" if arrivals else "cases import", summary, put)


def _transcripts(study: Study, arrivals: Sequence[Arrival]) -> tuple[Transcript, ...]:
    last: defaultdict[CaseId, int] = defaultdict(int)
    for transcript in study.transcripts:
        last[transcript.case] = max(last[transcript.case], *(turn.number for turn in transcript.turns))
    made = []
    for arrival in arrivals:
        if arrival.row is None or arrival.reading.id in study.transcript_by_id:
            continue
        case = arrival.row.case.id
        made.append(_transcript(arrival.reading, case, last[case]))
        last[case] += len(arrival.reading.turns)
    return tuple(made)


def _corrected(study: Study, arrivals: Iterable[Arrival], case_list: CaseList, roles: Roles) -> tuple[Transcript, ...]:
    """Give the transcripts of the study whose speakers are now said to be others, by this command or the case list."""
    said: defaultdict[TranscriptId, dict[str, SpeakerRole]] = defaultdict(dict)
    for arrival in arrivals:
        if arrival.reading.id in study.transcript_by_id:
            said[arrival.reading.id] |= {fold(label): role for label, role in roles.items()}
    for row in case_list.rows:
        for transcript in study.transcripts_of.get(row.case.id, ()) if row.speakers else ():
            if not row.transcripts or transcript.name in row.transcripts:
                said[transcript.id] |= {fold(label): role for label, role in row.speakers}
    changed = []
    for identifier, of in said.items():
        transcript = study.transcript_by_id[identifier]
        speakers = tuple(replace(s, role=of.get(fold(s.label), s.role)) for s in transcript.speakers)
        changed += [replace(transcript, speakers=speakers)] if speakers != transcript.speakers else []
    return tuple(changed)


def _transcript(reading: Reading, case: CaseId, turns_before: int) -> Transcript:
    turns = reading.turns
    if turns_before:
        turns = tuple(replace(turn, number=turn.number + turns_before) for turn in turns)
    return Transcript(
        reading.id, case, reading.name, reading.text, reading.speakers, turns, reading.header, reading.left_out
    )


def _report(
    study: Study,
    arrivals: Sequence[Arrival],
    changes: Changes,
    problems: tuple[Problem, ...],
    event: Event | None,
    faulty: Sequence[_Faulty] = (),
) -> IngestReport:
    cases = [record.id for record in changes.put if isinstance(record, Case)]
    known = {t.id: t.speakers for t in study.transcripts}
    known |= {record.id: record.speakers for record in changes.put if isinstance(record, Transcript)}
    unfit = {problem.path for problem in errors_in(problems)}
    read = (_file_report(arrival, known, study, fit=arrival.reading.name not in unfit) for arrival in arrivals)
    return IngestReport(
        (*read, *(FileReport(one.name, "", readable=False) for one in faulty)),
        tuple(case for case in cases if case not in study.case_by_id),
        tuple(case for case in cases if case in study.case_by_id),
        problems,
        event,
    )


def _file_report(
    arrival: Arrival, known: Mapping[TranscriptId, tuple[Speaker, ...]], study: Study, *, fit: bool
) -> FileReport:
    reading = arrival.reading
    new = reading.id not in study.transcript_by_id
    return FileReport(
        reading.name,
        arrival.row.case.id if arrival.row else "",
        reading.marker,
        tuple(_voices(reading, known.get(reading.id, reading.speakers))),
        reading.left_out,
        reading.kept,
        reading.problems if new else (),
        len(reading.header),
        new,
        fit,
    )


def _voices(reading: Reading, speakers: Sequence[Speaker]) -> Iterator[Voice]:
    """Count what each speaker says; where the study holds another role than the reader found, somebody gave it."""
    turns, words = Counter[str](), Counter[str]()
    for turn in reading.turns:
        turns[turn.speaker] += 1
        words[turn.speaker] += len(reading.words(turn).split())
    found = {s.label: (s.role, ground) for s, ground in zip(reading.speakers, reading.grounds, strict=True)}
    for speaker in speakers:
        role, ground = found.get(speaker.label, (None, Ground.NOTHING))
        ground = ground if role is speaker.role else Ground.GIVEN
        guessed = ground is Ground.QUESTIONS
        yield Voice(speaker.label, speaker.role, str(ground), turns[speaker.label], words[speaker.label], guessed)


def _count(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"
