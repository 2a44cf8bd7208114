"""Which case each transcript that arrives belongs to, and what does not fit the case list or the study."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from framework_qa.errors import Problem, Severity
from framework_qa.formats.labels import fold
from framework_qa.formats.reading import Reading
from framework_qa.formats.sheets import CaseList, CaseRow
from framework_qa.model.study import Study
from framework_qa.model.text import SpeakerRole

Roles = Mapping[str, SpeakerRole]


@dataclass(frozen=True, slots=True)
class Arrival:
    """A transcript that was read, and the case it belongs to."""

    reading: Reading
    row: CaseRow | None


class Register:
    """Which case each file belongs to: by the case list, by its own name, or because the study has it already."""

    def __init__(self, case_list: CaseList, study: Study) -> None:
        self._by_name = {name.casefold(): row for row in case_list.rows for name in row.transcripts}
        bare = {case.id.casefold(): CaseRow(case, (), "") for case in study.cases}
        self._by_id = bare | {row.case.id.casefold(): row for row in case_list.rows if not row.transcripts}
        self._kept = {t.name.casefold(): CaseRow(study.case_by_id[t.case], (), "") for t in study.transcripts}

    def row_of(self, name: str) -> CaseRow | None:
        """Find the row of a file."""
        folded = name.casefold()
        return self._by_name.get(folded) or self._by_id.get(Path(folded).stem) or self._kept.get(folded)

    def roles_of(self, name: str, roles: Roles) -> Roles:
        """Say who is who in a file: what the case list says goes before what is said for all files."""
        row = self.row_of(name)
        of_row = dict(row.speakers) if row else {}
        return of_row | {label: role for label, role in roles.items() if label not in of_row}


def unmatched(arrivals: Iterable[Arrival], case_list: CaseList) -> tuple[Problem, ...]:
    """Tell transcripts that no case names."""
    cure = (
        "Add a row with its case_id, attributes and this file name to the case list "
        f"({case_list.path or 'for example cases.csv, given with --cases'})."
    )
    missing = (arrival.reading.name for arrival in arrivals if arrival.row is None)
    return tuple(Problem(name, "", "no case names this transcript", cure) for name in missing)


def strangers(case_list: CaseList, study: Study, arrivals: Sequence[Arrival]) -> tuple[Problem, ...]:
    """Tell rows of the case list that name a speaker whom none of the case's transcripts has."""
    voices: defaultdict[str, list[str]] = defaultdict(list)
    for transcript in study.transcripts:
        voices[transcript.case] += [speaker.label for speaker in transcript.speakers]
    for arrival in arrivals:
        if arrival.row:
            voices[arrival.row.case.id] += [speaker.label for speaker in arrival.reading.speakers]
    problems = []
    for row in case_list.rows:
        known = {fold(label): label for label in voices[row.case.id]}
        for label in (label for label, _ in row.speakers if known and fold(label) not in known):
            message = f"no transcript of {row.case.id} has a speaker {label!r}"
            cure = f"Name one of these: {', '.join(sorted(known.values()))}."
            problems.append(Problem(case_list.path, row.place, message, cure))
    return tuple(problems)


def clashes(arrivals: Iterable[Arrival], study: Study) -> tuple[Problem, ...]:
    """Tell transcripts that come twice, or under the name of another."""
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


def absent(case_list: CaseList, readings: Iterable[Reading], study: Study) -> tuple[Problem, ...]:
    """Tell transcripts that the case list names and nobody gave, and cases without any."""
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
