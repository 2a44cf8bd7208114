"""The cells of an edited workbook: each text read, checked and tied to its quotes as the workbook's writer saw them."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from framework_qa.analysis.charting import write_cell
from framework_qa.analysis.cited_turns import WrittenOut, write_out_turns
from framework_qa.analysis.keeping import beside, gone_with, said_already
from framework_qa.analysis.staleness import basis_of, written
from framework_qa.analysis.workbook_changes import Change
from framework_qa.analysis.workbook_result import Merged, Since
from framework_qa.errors import Problem
from framework_qa.model.cell_text import print_runs
from framework_qa.model.chart import Cell, Run, RunKind, Status
from framework_qa.model.codebook import Subtheme
from framework_qa.model.coding import Coding
from framework_qa.model.edited import SUMMARY, begins_with_status, folded
from framework_qa.model.ids import CaseId, Code, CodingId, SpanId, cell_ref
from framework_qa.model.people import Case
from framework_qa.model.reading import wording
from framework_qa.model.study import Study
from framework_qa.model.synthesis import CellKey

_CHARACTER = re.compile(r"character ([0-9]+)")
_IS_DRAFT = "it still begins with DRAFT:, so it is not your own text yet"
_OWN = "Delete the word DRAFT: to say that the text is now your own."
_SILENCE = "Write one, or begin with a status word, like `Nothing said`."
_NOTE_ON_DRAFT = "a note is pinned to a draft, which has no place for it"


def shown(cell: Cell) -> str:
    """Print a cell for the list of differences: its status, where it is not charted, and its text in full."""
    text = print_runs(cell.runs)
    if cell.draft:
        return f"DRAFT: {text}"
    if cell.status is Status.CHARTED:
        return text
    return f"{str(cell.status).capitalize()}: {text}" if text else str(cell.status)


@dataclass(frozen=True, slots=True)
class _Typed:
    """A typed text taken apart: the status it begins with, where it does, and how many characters that takes."""

    text: str
    to: Status | None
    at: int


@dataclass(frozen=True, slots=True)
class Seen:
    """The codings that a workbook's writer saw when it was exported, and those of them that they decided on in it."""

    codings: Collection[CodingId]
    decided: Collection[CodingId]


class Cells:
    """Merges the texts of cells into a study, one after the other."""

    def __init__(self, study: Study, seen: Seen, merged: Merged, since: Since, signed: Cell) -> None:
        self.study = study
        self.decided = seen.decided
        self.merged = merged
        self.since = since
        self.signed = signed
        self.taken: dict[CellKey, Cell] = {}
        self._charted = {subtheme.code: subtheme for subtheme in study.codebook.charted()} if study.codebook else {}
        self._seen = self._codings_seen(seen.codings)

    def _codings_seen(self, known: Collection[CodingId]) -> Mapping[CellKey, Sequence[Coding]]:
        """Give the codings of each cell that stood in the workbook, in the order they were said."""
        found: defaultdict[CellKey, list[Coding]] = defaultdict(list)
        place = {span.id: (span.turn, span.start, span.end) for span in self.study.spans}
        codings = (coding for coding in self.study.codings if coding.id in known and coding.span in place)
        for coding in sorted(codings, key=lambda coding: place[coding.span]):
            found[coding.case, coding.subtheme].append(coding)
        return found

    def take(self, change: Change) -> None:
        """Merge one changed cell."""
        code = change.column.removeprefix(SUMMARY)
        case = self.study.case_by_id.get(CaseId(change.row.key))
        subtheme = self._charted.get(Code(code))
        if case is None or subtheme is None:
            gone = "case" if case is None else "subtheme"
            why = (f"the study has no such {gone} any more", "Find out with `log` what became of it.")
            what = cell_ref(CaseId(change.row.key), subtheme.number if subtheme else code)
            self.merged.refuse(change.place, what, ("", change.cell.text), why)
            return
        ours = self.study.cell(case, subtheme)
        if change.rewritten:
            self._rewritten(change, case, subtheme, ours)
        else:
            self._noted(change, subtheme, ours)

    def _noted(self, change: Change, subtheme: Subtheme, ours: Cell) -> None:
        """Add a note to a cell whose text is as it was."""
        what, note = cell_ref(ours.case, subtheme.number), change.cell.note
        if _holds(ours, note):
            return
        if ours.draft:
            why = (_NOTE_ON_DRAFT, _OWN)
            self.merged.refuse(change.place, what, (shown(ours), f"[R: {note}]"), why)
            return
        basis = ours.basis if ours.by else basis_of(self.study, ours.case, ours.subtheme, ())
        theirs = replace(ours, runs=(*ours.runs, Run(RunKind.COMMENT, note)), basis=basis)
        self._put(change, what, ours, theirs)

    def _rewritten(self, change: Change, case: Case, subtheme: Subtheme, ours: Cell) -> None:
        what = cell_ref(case.id, subtheme.number)
        theirs, problems = self._read(change, case, subtheme)
        if theirs is None:
            self._refuse(change, what, ours, problems)
            return
        if wording(theirs) == change.base.value or _same(ours, theirs):
            return
        if written(ours) and wording(ours) != change.base.value:
            self._beside(change, what, ours, theirs)
        else:
            self._put(change, what, ours, theirs)

    def _refuse(self, change: Change, what: str, ours: Cell, problems: Sequence[Problem]) -> None:
        """Refuse a text, with all that is wrong with it."""
        for number, problem in enumerate(problems):
            place = ", ".join(part for part in (change.place, problem.place) if part)
            if number:
                self.merged.problems.append(replace(problem, path=self.merged.name, place=place))
            else:
                texts = (shown(ours), change.cell.text)
                self.merged.refuse(place, what, texts, (problem.message, problem.cure))

    def _read(self, change: Change, case: Case, subtheme: Subtheme) -> tuple[Cell | None, Sequence[Problem]]:
        typed = _parted(change.cell.text)
        if typed is None:
            return None, (Problem("", "", _IS_DRAFT, _OWN),)
        text, note = typed.text, change.cell.note
        if note and folded(note) not in folded(text):
            text = f"{text.rstrip()} {print_runs((Run(RunKind.COMMENT, note),))}".lstrip()
        out = write_out_turns(text, case.id, self._by_turn(case, subtheme))
        if out.faults:
            cure = "Cite a turn that has a quote on this subtheme, or the quote itself, like [q7]; Quotes lists them."
            return None, tuple(Problem("", _character(at, typed), message, cure) for at, message in out.faults)
        cell, problems = write_cell(self.study, case, subtheme, out.text, typed.to)
        if cell is None:
            return None, tuple(_placed(problem, out, typed) for problem in problems)
        return replace(cell, basis=self._basis(cell)), ()

    def _by_turn(self, case: Case, subtheme: Subtheme) -> Mapping[int, Sequence[SpanId]]:
        """Give what `¶31` stands for: the quotes that the workbook's writer saw, or those that came since."""
        key = (case.id, subtheme.code)
        return {**self._turns(self.study.codings_of.get(key, ())), **self._turns(self._seen.get(key, ()))}

    def _turns(self, codings: Sequence[Coding]) -> Mapping[int, Sequence[SpanId]]:
        found: defaultdict[int, list[SpanId]] = defaultdict(list)
        for coding in codings:
            found[self.study.span_by_id[coding.span].turn].append(coding.span)
        return found

    def _basis(self, cell: Cell) -> tuple[CodingId, ...]:
        """Give what their text was written from: what stood in the workbook, and what it cites from elsewhere.

        What came or went since makes the cell stale, but for what the workbook itself decided.
        """
        key = (cell.case, cell.subtheme)
        seen = [coding.id for coding in self._seen.get(key, ()) if coding.live or coding.id not in self.decided]
        own = {coding.id for coding in self.study.codings_of.get(key, ())}
        now = basis_of(self.study, *key, cell.cited)
        return tuple(dict.fromkeys((*seen, *(coding for coding in now if coding not in own))))

    def _beside(self, change: Change, what: str, ours: Cell, theirs: Cell) -> None:
        """Keep their text beside ours, unless it stood here already since the workbook was exported."""
        signed = replace(theirs, by=self.signed.by, at=self.signed.at)
        conflict = beside(signed, self.merged.name)
        if self.since.said(conflict.place, wording(theirs)):
            return
        known = bool(said_already(self.study, signed))
        if not known and self.since.kept(conflict):
            return  # somebody settled it
        self.merged.keep(change.place, what, (shown(ours), shown(theirs)), conflict, known=known)

    def _put(self, change: Change, what: str, ours: Cell, theirs: Cell) -> None:
        version = self.signed.codebook_version
        cell = replace(theirs, by=self.signed.by, at=self.signed.at, codebook_version=version)
        self.merged.take(change.place, what, shown(ours), shown(theirs))
        self.merged.put.append(cell)
        self.merged.remove += gone_with(self.study, cell)
        self.taken[cell.case, cell.subtheme] = cell


def _parted(text: str) -> _Typed | None:
    """Part a text from the status word it begins with; None where it is a draft still."""
    found = begins_with_status(text)
    if found is None:
        return _Typed(text, None, 0)
    word = found[1].casefold()
    if word not in {status.value for status in Status}:
        return None
    return _Typed(text[found.end() :], Status(word), found.end())


def _character(at: int, typed: _Typed) -> str:
    return f"character {typed.at + at + 1}"


def _placed(problem: Problem, out: WrittenOut, typed: _Typed) -> Problem:
    """Give a problem's place in what was typed, and a cure that fits a workbook."""
    found = _CHARACTER.fullmatch(problem.place)
    place = _character(out.typed_at(int(found[1]) - 1), typed) if found else problem.place
    cure = _SILENCE if "--status which" in problem.cure else problem.cure.replace("Use --status", "Write")
    return replace(problem, place=place, cure=cure)


def _holds(cell: Cell, note: str) -> bool:
    return any(folded(note) in folded(run.text) for run in cell.runs)


def _same(ours: Cell, theirs: Cell) -> bool:
    """Tell whether both say the same, but for what a spreadsheet changes by itself."""
    if ours.draft:
        return False
    said = [(cell.status, folded(print_runs(cell.runs))) for cell in (ours, theirs)]
    return said[0] == said[1]
