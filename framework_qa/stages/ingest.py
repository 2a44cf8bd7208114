"""Ingest: bring transcripts and cases in, all checked together, all or nothing."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
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
from framework_qa.formats.reading import Reading
from framework_qa.formats.registry import SUFFIXES, TABLES, read_transcript
from framework_qa.formats.sheets import CaseList, CaseRow, read_cases
from framework_qa.model.event import Event
from framework_qa.model.ids import CaseId
from framework_qa.model.people import Case
from framework_qa.model.study import Changes, Record, Settings, Study
from framework_qa.model.text import Speaker, SpeakerRole, Transcript
from framework_qa.stages.folder import StudyFolder, Track, case_of, open_folder, quietly

CASE_LISTS = ("cases.csv", "cases.xlsx")


@dataclass(frozen=True, slots=True)
class Voice:
    """One speaker of a file, with how much they say."""

    label: str
    role: SpeakerRole
    turns: int
    words: int


@dataclass(frozen=True, slots=True)
class FileReport:
    """What was found in one file: its case, the turn marker, the voices, and what was left out."""

    name: str
    case: str
    marker: str
    voices: tuple[Voice, ...]
    left_out: tuple[tuple[str, int], ...]
    header_lines: int
    new: bool

    @property
    def turns(self) -> int:
        """Give the number of turns in the file."""
        return sum(voice.turns for voice in self.voices)


@dataclass(frozen=True, slots=True)
class IngestReport:
    """What an ingest did, or would do: files, cases, remarks; `event` is None where nothing changed."""

    files: tuple[FileReport, ...]
    cases_added: tuple[CaseId, ...]
    cases_changed: tuple[CaseId, ...]
    problems: tuple[Problem, ...]
    event: Event | None


@dataclass(frozen=True, slots=True)
class _Arrival:
    reading: Reading
    row: CaseRow | None


def ingest(
    start: Path,
    paths: Sequence[Path],
    *,
    who: str,
    cases: Path | None = None,
    roles: Mapping[str, SpeakerRole] | None = None,
    dry_run: bool = False,
    track: Track = quietly,
) -> IngestReport:
    """Read transcripts and the case list, check everything together, and store all of it or nothing.

    Faults of all files and rows are raised as one ProblemsFound; a file that is refused for safety as RefusedError.
    """
    folder = open_folder(start)
    files = _files(paths, cases)
    case_list = _case_list(folder, cases)
    readings, problems = _read(files, paths, roles or {}, track)
    _check_labels(readings, roles or {})
    study = folder.read()
    problems += (*case_list.problems, *_remarks(readings, study))
    arrivals, unmatched = _match(readings, case_list, study)
    problems += (*unmatched, *_clashes(arrivals, study), *_absent(case_list, readings, study))
    _stop_at_faults(problems)
    changes = _changes(study, arrivals, case_list, roles or {})
    event = folder.change(who, lambda now: _changes(now, arrivals, case_list, roles or {}), dry_run=dry_run)
    return _report(study, arrivals, changes, problems, event)


def import_cases(start: Path, path: Path, *, who: str, dry_run: bool = False) -> IngestReport:
    """Add or correct cases from a case list, without transcripts."""
    folder = open_folder(start)
    case_list = _read_case_list(path, folder.settings)
    _stop_at_faults(case_list.problems)
    study = folder.read()
    changes = _changes(study, (), case_list, {})
    event = folder.change(who, lambda now: _changes(now, (), case_list, {}), dry_run=dry_run)
    return _report(study, (), changes, case_list.problems, event)


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
            inside = (p for p in path.iterdir() if p.suffix.lower() in SUFFIXES and p.name[0] not in ".~")
            found += sorted(p for p in inside if p.resolve() != listed)
        else:
            found.append(path)
    if not found:
        raise UsageError(
            "No transcript was found there.", f"Name files, or folders that hold {', '.join(SUFFIXES)} files."
        )
    return tuple(dict.fromkeys(found))


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
    files: Sequence[Path], named: Sequence[Path], roles: Mapping[str, SpeakerRole], track: Track
) -> tuple[tuple[Reading, ...], tuple[Problem, ...]]:
    readings: list[Reading] = []
    problems: list[Problem] = []
    for path in track(files, "Reading transcripts"):
        try:
            reading = read_transcript(path, roles)
        except RefusedError:
            raise
        except FrameworkError as error:
            beside = path.suffix.lower() in TABLES and path not in named
            problems.append(_left_out(path) if beside else _told(path, error))
        else:
            readings.append(reading)
    return tuple(readings), tuple(problems)


def _check_labels(readings: Sequence[Reading], roles: Mapping[str, SpeakerRole]) -> None:
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


def _match(
    readings: Iterable[Reading], case_list: CaseList, study: Study
) -> tuple[tuple[_Arrival, ...], tuple[Problem, ...]]:
    by_name = {name.casefold(): row for row in case_list.rows for name in row.transcripts}
    by_id = {row.case.id.casefold(): row for row in case_list.rows if not row.transcripts}
    by_id |= {case.id.casefold(): CaseRow(case, (), "") for case in study.cases if case.id.casefold() not in by_id}
    kept = {t.name.casefold(): t.case for t in study.transcripts}
    arrivals, problems = [], []
    for reading in readings:
        name = reading.name.casefold()
        row = by_name.get(name) or by_id.get(Path(name).stem)
        if row is None and name in kept:
            row = CaseRow(study.case_by_id[kept[name]], (), "")
        if row is None:
            problems.append(
                Problem(
                    reading.name,
                    "",
                    "no case names this transcript",
                    "Add a row with its case_id, attributes and this file name to the case list "
                    f"({case_list.path or 'for example cases.csv, given with --cases'}).",
                )
            )
        arrivals.append(_Arrival(reading, row))
    return tuple(arrivals), tuple(problems)


def _clashes(arrivals: Iterable[_Arrival], study: Study) -> tuple[Problem, ...]:
    seen: dict[str, str] = {}
    names: set[str] = set()
    problems = []
    for arrival in arrivals:
        reading, row = arrival.reading, arrival.row
        held = study.transcript_by_id.get(reading.id)
        if reading.id in seen:
            problems.append(_duplicate(reading.name, f"the same file as {seen[reading.id]}"))
        elif reading.name.casefold() in names:
            cure = "Give each file a name of its own; a name is how the case list and `trace` tell them apart."
            problems.append(Problem(reading.name, "", "two files that differ have this name", cure))
        elif held and row and held.case != row.case.id:
            problems.append(_duplicate(reading.name, f"in the study already, as {held.name} of {held.case}"))
        elif not held and row and any(t.name == reading.name for t in study.transcripts_of.get(row.case.id, ())):
            problems.append(
                Problem(
                    reading.name,
                    "",
                    f"differs from the file of this name that {row.case.id} has in the study",
                    "A transcript in the study never changes. Put the old file back; if this is a further interview "
                    "with the same case, give the file another name.",
                )
            )
        seen[reading.id] = reading.name
        names.add(reading.name.casefold())
    return tuple(problems)


def _duplicate(name: str, what: str) -> Problem:
    return Problem(name, "", f"is {what}", "Keep one of the two, and one row for it in the case list.")


def _absent(case_list: CaseList, readings: Iterable[Reading], study: Study) -> tuple[Problem, ...]:
    there = {r.name.casefold() for r in readings} | {t.name.casefold() for t in study.transcripts}
    having = {t.case for t in study.transcripts} | {Path(name).stem for name in there}
    problems = []
    for row in case_list.rows:
        for name in row.transcripts:
            if name.casefold() not in there:
                message = f"the transcript {name} of {row.case.id} is not among the files given"
                cure = "Give the file too, or leave the transcript empty until the interview is there."
                problems.append(Problem(case_list.path, row.place, message, cure))
        if not row.transcripts and row.case.id not in having and row.case.id.casefold() not in having:
            message = f"the case {row.case.id} has no transcript yet"
            cure = "Nothing need be done if its interview is still to come."
            problems.append(Problem(case_list.path, row.place, message, cure, Severity.WARNING))
    return tuple(problems)


def _stop_at_faults(problems: Sequence[Problem]) -> None:
    faults = errors_in(problems)
    if faults:
        places = "1 place needs" if len(faults) == 1 else f"{len(faults)} places need"
        raise ProblemsFound(
            f"Nothing was brought in: {places} mending.", "Mend them and run the command again.", faults
        )


def _changes(
    study: Study, arrivals: Sequence[_Arrival], case_list: CaseList, roles: Mapping[str, SpeakerRole]
) -> Changes:
    cases = tuple(row.case for row in case_list.rows if study.case_by_id.get(row.case.id) != row.case)
    transcripts = _transcripts(study, arrivals)
    put: tuple[Record, ...] = (*cases, *transcripts, *_corrected(study, arrivals, roles))
    summary = f"{_count(len(transcripts), 'transcript')}, {_count(len(cases), 'case')} added or changed"
    return Changes("ingest" if arrivals else "cases import", summary, put)


def _transcripts(study: Study, arrivals: Sequence[_Arrival]) -> tuple[Transcript, ...]:
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


def _corrected(study: Study, arrivals: Iterable[_Arrival], roles: Mapping[str, SpeakerRole]) -> tuple[Transcript, ...]:
    """Give the transcripts of the study, among those that came again, whose speakers are now said to be others."""
    folded = {label.casefold(): role for label, role in roles.items()}
    held = (t for arrival in arrivals if (t := study.transcript_by_id.get(arrival.reading.id)))
    said = ((t, tuple(replace(s, role=folded.get(s.label.casefold(), s.role)) for s in t.speakers)) for t in held)
    return tuple(replace(t, speakers=speakers) for t, speakers in said if speakers != t.speakers)


def _transcript(reading: Reading, case: CaseId, turns_before: int) -> Transcript:
    turns = reading.turns
    if turns_before:
        turns = tuple(replace(turn, number=turn.number + turns_before) for turn in turns)
    return Transcript(
        reading.id, case, reading.name, reading.text, reading.speakers, turns, reading.header, reading.left_out
    )


def _report(
    study: Study, arrivals: Sequence[_Arrival], changes: Changes, problems: tuple[Problem, ...], event: Event | None
) -> IngestReport:
    cases = [record.id for record in changes.put if isinstance(record, Case)]
    known = {t.id: t.speakers for t in study.transcripts}
    known |= {record.id: record.speakers for record in changes.put if isinstance(record, Transcript)}
    return IngestReport(
        tuple(
            _file_report(arrival, known[arrival.reading.id], new=arrival.reading.id not in study.transcript_by_id)
            for arrival in arrivals
        ),
        tuple(case for case in cases if case not in study.case_by_id),
        tuple(case for case in cases if case in study.case_by_id),
        problems,
        event,
    )


def _file_report(arrival: _Arrival, speakers: Sequence[Speaker], *, new: bool) -> FileReport:
    reading = arrival.reading
    turns, words = Counter[str](), Counter[str]()
    for turn in reading.turns:
        turns[turn.speaker] += 1
        words[turn.speaker] += len(reading.words(turn).split())
    return FileReport(
        reading.name,
        arrival.row.case.id if arrival.row else "",
        reading.marker,
        tuple(Voice(s.label, s.role, turns[s.label], words[s.label]) for s in speakers),
        reading.left_out,
        len(reading.header),
        new,
    )


def _count(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"
