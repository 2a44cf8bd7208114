"""Case lists: who was interviewed, from a CSV file or a workbook, checked against `study.yaml`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from framework_qa.errors import Problem
from framework_qa.formats.grids import Row, read_rows
from framework_qa.formats.headings import CASE_HEADINGS, SPEAKER_HEADINGS, TRANSCRIPT_HEADINGS, fold
from framework_qa.formats.labels import given_role
from framework_qa.formats.remarks import Remarks, did_you_mean, echo
from framework_qa.model.ids import CaseId, is_case_id, looks_like_a_date
from framework_qa.model.people import Attribute, Case
from framework_qa.model.study import Settings
from framework_qa.model.text import SpeakerRole

_CASE = "case_id"
_TRANSCRIPT = "transcript"
_SPEAKERS = "speakers"


@dataclass(frozen=True, slots=True)
class CaseRow:
    """One case of the list, the file names of its transcripts, where its row stands, and who speaks in them."""

    case: Case
    transcripts: tuple[str, ...]
    place: str
    speakers: tuple[tuple[str, SpeakerRole], ...] = ()


@dataclass(frozen=True, slots=True)
class CaseList:
    """A case list as read: the rows that name a case, and all remarks on the others and on these."""

    path: str
    rows: tuple[CaseRow, ...]
    problems: tuple[Problem, ...]


def read_cases(path: Path, settings: Settings) -> CaseList:
    """Read a case list; all faults are told together, with their rows as a spreadsheet counts them."""
    remarks = Remarks(path.name)
    rows = read_rows(path, remarks, sheet="Cases")
    cases: tuple[CaseRow, ...] = ()
    if rows:
        columns = _columns(rows[0], settings, remarks)
        reader = _Reader(settings, columns, len(rows[0].cells), remarks)
        cases = tuple(reader.cases(rows[1:]))
    if not cases and not remarks.serious:
        remarks.error("", "the list holds no case.", "Write one row for each interview, below a row of headings.")
    return CaseList(path.name, cases, remarks.problems)


def _columns(header: Row, settings: Settings, remarks: Remarks) -> dict[str, int]:
    """Find which column holds the case id, the transcripts and each attribute."""
    meant = _meanings(settings)
    columns: dict[str, int] = {}
    for number, heading in enumerate(header.cells):
        target = meant.get(fold(heading))
        if target is None:
            _unknown(header.place, number, heading, settings, remarks)
        elif target in columns:
            message = f"columns {letter(columns[target])} and {letter(number)} both hold {target}."
            remarks.error(header.place, message, "Keep one of them.")
        else:
            columns[target] = number
    _missing(header.place, columns, settings, remarks)
    return columns


def _meanings(settings: Settings) -> dict[str, str]:
    meant = dict.fromkeys(SPEAKER_HEADINGS, _SPEAKERS)  # unless the study has an attribute of such a name
    meant |= {fold(word): a.name for a in settings.attributes for word in (a.label, a.name)}
    return meant | dict.fromkeys(CASE_HEADINGS, _CASE) | dict.fromkeys(TRANSCRIPT_HEADINGS, _TRANSCRIPT)


def _unknown(place: str, number: int, heading: str, settings: Settings, remarks: Remarks) -> None:
    if not heading:
        remarks.warn(place, f"column {letter(number)} has no heading and is left out.", "Name it, or delete it.")
        return
    names = [_CASE, _TRANSCRIPT, _SPEAKERS, *(attribute.name for attribute in settings.attributes)]
    message = f"the column {echo(heading)} is not in study.yaml and is left out{did_you_mean(heading, names)}"
    remarks.warn(place, message, f"The columns that are read: {', '.join(names)}.")


def _missing(place: str, columns: Mapping[str, int], settings: Settings, remarks: Remarks) -> None:
    required = [_CASE, *(attribute.name for attribute in settings.attributes if attribute.required)]
    for name in required:
        if name not in columns:
            message = f"the column {name} is missing."
            remarks.error(place, message, "Add it, or correct the heading of the column that holds it.")


def letter(column: int) -> str:
    """Name a column as a spreadsheet does: 0 is A, 26 is AA."""
    name = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(ord("A") + rest) + name
    return name


class _Reader:
    """The rows of one list, with what earlier rows have already named."""

    def __init__(self, settings: Settings, columns: Mapping[str, int], width: int, remarks: Remarks) -> None:
        self.settings = settings
        self.columns = columns
        self.remarks = remarks
        self.width = width
        self.cases_seen: dict[str, tuple[str, str]] = {}
        self.transcripts_seen: dict[str, str] = {}

    def cases(self, rows: tuple[Row, ...]) -> Iterator[CaseRow]:
        if _CASE not in self.columns:
            return
        for row in rows:
            if any(row.cells[self.width :]):
                message = "the row is longer than the headings."
                self.remarks.error(row.place, message, "Put texts that hold a comma in quotation marks.")
            case = self._case_id(row)
            levels = tuple(self._levels(row))
            transcripts = tuple(self._transcripts(row))
            speakers = tuple(self._speakers(row))
            if case:
                yield CaseRow(Case(CaseId(case), levels), transcripts, row.place, speakers)

    def _case_id(self, row: Row) -> str:
        column = self.columns[_CASE]
        typed = row.cell(column)
        if not typed:
            self.remarks.error(row.place, "the row has no case id.", "Give it one, or delete the row.")
        elif what := row.converted.get(column):
            message = f"the case id {echo(typed)} is {what}, not text."
            self.remarks.error(row.place, message, "Format the cell as text and type the id again, a letter first.")
        elif not is_case_id(typed):
            message = f"{echo(typed)} cannot be a case id."
            cure = "Use letters, digits, - and _, a letter first, such as A2-P04."
            self.remarks.error(row.place, message, cure)
        elif looks_like_a_date(typed):
            message = f"a spreadsheet would take the case id {echo(typed)} for a date."
            self.remarks.error(row.place, message, "Choose another, such as A2-P04.")
        else:
            return self._once(row, typed)
        return ""

    def _once(self, row: Row, case: str) -> str:
        first, place = self.cases_seen.setdefault(case.casefold(), (case, row.place))
        if place == row.place:
            return case
        like = "" if first == case else f" (there as {first})"
        message = f"the case {case} stands on {place} too{like}."
        self.remarks.error(row.place, message, "Give each case one row; name several transcripts with ; between.")
        return ""

    def _levels(self, row: Row) -> Iterator[tuple[str, str]]:
        for attribute in self.settings.attributes:
            column = self.columns.get(attribute.name)
            if column is not None and (code := self._level(row, column, attribute)):
                yield attribute.name, code

    def _level(self, row: Row, column: int, attribute: Attribute) -> str:
        typed = row.cell(column)
        if not typed:
            if attribute.required:
                message = f"{attribute.name} is empty, and study.yaml requires it."
                self.remarks.error(row.place, message, f"Fill it in{_one_of(attribute)}.")
            return ""
        level = attribute.level(typed)
        if level:
            return level.code
        what = row.converted.get(column)
        made = f" (a spreadsheet made it {what})" if what else ""
        known = [word for level in attribute.levels for word in (level.code, level.label)]
        message = f"{echo(typed)} is no level of {attribute.name}{made}{did_you_mean(typed, known)}"
        self.remarks.error(row.place, message, f"Write it{_one_of(attribute)}.")
        return ""

    def _transcripts(self, row: Row) -> Iterator[str]:
        column = self.columns.get(_TRANSCRIPT)
        if column is None:
            return
        for name in (part.strip() for part in row.cell(column).split(";")):
            if not name:
                continue
            if "/" in name or "\\" in name:
                message = (
                    f"the transcript {echo(name.replace(chr(92), '/').rpartition('/')[2])} is given with its folder."
                )
                self.remarks.error(row.place, message, "Give the file's name alone.")
            elif (first := self.transcripts_seen.get(name.casefold())) is not None:
                where = "in this row already" if first == row.place else f"on {first} too"
                self.remarks.error(row.place, f"the transcript {echo(name)} stands {where}.", "Name each file once.")
            else:
                self.transcripts_seen[name.casefold()] = row.place
                yield name

    def _speakers(self, row: Row) -> Iterator[tuple[str, SpeakerRole]]:
        column = self.columns.get(_SPEAKERS)
        for part in () if column is None else row.cell(column).split(";"):
            if not part.strip():
                continue
            if given := given_role(part):
                yield given
            else:
                message = f"{echo(part)} does not say who a speaker is."
                cure = f"Write it like ME=interviewer; P1=respondent; the roles are {', '.join(SpeakerRole)}."
                self.remarks.error(row.place, message, cure)


def _one_of(attribute: Attribute) -> str:
    codes = [level.code for level in attribute.levels]
    return f" as one of: {', '.join(codes)}" if codes else ""
