"""A whole study that comes back in a file of our own: each record as it was, beside what the study holds already."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from framework_qa.analysis.conflicts import is_group
from framework_qa.analysis.project_ledger import Ledger, Part
from framework_qa.model.cell_text import CellTextError, parse_runs, print_runs
from framework_qa.model.chart import Cell, Status
from framework_qa.model.coding import Coding
from framework_qa.model.conflict import Conflict
from framework_qa.model.ids import CaseId, CodingId, SpanId, TranscriptId, cell_ref, coding_id, number_of, span_id
from framework_qa.model.people import Case
from framework_qa.model.quote import Star
from framework_qa.model.reading import NotUsed, SecondReading, wording
from framework_qa.model.study import Record, Study
from framework_qa.model.synthesis import synthesis_ref
from framework_qa.model.synthesis_text import print_statements
from framework_qa.model.text import Transcript

KINDS: tuple[tuple[str, str], ...] = (
    ("case", "cases"),
    ("transcript", "transcripts"),
    ("codebook version", "codebooks"),
    ("quote", "spans"),
    ("coding", "codings"),
    ("cell", "cells"),
    ("star", "stars"),
    ("synthesis", "syntheses"),
    ("second reading", "readings"),
    ("extract not used", "not_used"),
    ("conflict", "conflicts"),
    ("set aside before", "set_aside"),
)
OF_KIND = {field: kind for kind, field in KINDS}


def record_counts(recorded: Study) -> Counter[str]:
    """Count the records of a study by kind, as its ledger names them."""
    return Counter({kind: len(getattr(recorded, field)) for kind, field in KINDS})


def bring_back(study: Study, recorded: Study, ledger: Ledger) -> tuple[Record, ...]:
    """Give the records to put so that the study holds what was recorded.

    Into a study that holds nothing everything comes back as it was, ids and all. What the study has already stands;
    a span or a coding whose id means something else here gets the next one; a text that a person wrote otherwise
    here becomes a Conflict beside it.
    """
    returning = _Returning(study, recorded, ledger)
    if any(getattr(study, field) for field in OF_KIND):
        returning.all()
    else:
        returning.all_as_they_were()
    return tuple(returning.put)


@dataclass(frozen=True, slots=True)
class _Moved:
    """Where a transcript of the record is in the study: its id there, and what to add to the numbers of its turns."""

    id: TranscriptId
    turns: int


class _Returning:
    """The records of a file on their way back, each kind after those it rests on."""

    def __init__(self, study: Study, recorded: Study, ledger: Ledger) -> None:
        self.put: list[Record] = []
        self._study, self._recorded, self._ledger = study, recorded, ledger
        self._transcripts: dict[TranscriptId, _Moved] = {}
        self._spans: dict[SpanId, SpanId] = {}
        self._codings: dict[CodingId, CodingId] = {}
        self._span_ids = _Ids({s.id: s.case for s in study.spans}, {c: n[0] for c, n in study.numbers.items()})
        self._coding_ids = _Ids({c.id: c.case for c in study.codings}, {c: n[1] for c, n in study.numbers.items()})
        self._codebooks_here = study.codebooks or recorded.codebooks
        self._columns = frozenset(sub.code for book in self._codebooks_here for sub in book.charted())

    def all(self) -> None:
        """Bring every kind back."""
        self._cases()
        self._all_transcripts()
        self._codebooks()
        self._all_spans()
        self._all_codings()
        self._cells()
        self._syntheses()
        self._what_rests_on_them()
        self._set_aside()

    def all_as_they_were(self) -> None:
        """Bring every kind back into a study that holds nothing."""
        for field in OF_KIND:
            for record in getattr(self._recorded, field):
                self._store(field, record)

    def _store(self, field: str, record: Record) -> None:
        self.put.append(record)
        self._ledger.stored(OF_KIND[field])

    def _are_as_they_were(self, *spans: SpanId) -> bool:
        """Tell whether spans mean here what they mean in the file."""
        return all(self._spans.get(span, span) == span for span in spans)

    def _stands(self, field: str) -> None:
        self._ledger.stands(OF_KIND[field])

    def _aside(self, field: str, name: str, why: str) -> None:
        self._ledger.aside(Part(OF_KIND[field], name, why, name))

    # -- cases, transcripts, codebooks

    def _cases(self) -> None:
        for case in self._recorded.cases:
            held = self._study.case_by_id.get(case.id)
            if held is None:
                self._store("cases", case)
            elif (filled := _filled(held, case)) is None:
                self._aside("cases", case.id, "the study says otherwise of its attributes")
            elif filled != held:
                self._store("cases", filled)
            else:
                self._stands("cases")

    def _all_transcripts(self) -> None:
        by_text = {transcript.text: transcript for transcript in self._study.transcripts}
        last = {
            case: max((turn.number for one in found for turn in one.turns), default=0)
            for case, found in self._study.transcripts_of.items()
        }
        for transcript in self._recorded.transcripts:
            if self._study.transcript_by_id.get(transcript.id) == transcript:
                self._transcripts[transcript.id] = _Moved(transcript.id, 0)
                self._stands("transcripts")
                continue
            held = self._study.transcript_by_id.get(transcript.id) or by_text.get(transcript.text)
            if held is None:
                self._arrive(transcript, last.get(transcript.case, 0))
            elif held.case == transcript.case and _cut_alike(held, transcript):
                moved = held.turns[0].number - transcript.turns[0].number if held.turns else 0
                self._transcripts[transcript.id] = _Moved(held.id, moved)
                self._stands("transcripts")
            else:
                why = f"the study has it as {held.case}'s, or cut into turns in another way"
                self._aside("transcripts", transcript.name, why)

    def _arrive(self, transcript: Transcript, last: int) -> None:
        names = {held.name.casefold() for held in self._study.transcripts_of.get(transcript.case, ())}
        if transcript.name.casefold() in names:
            why = f"{transcript.case} has a transcript of this name with another text"
            self._aside("transcripts", transcript.name, why)
            return
        if last:
            turns = tuple(replace(turn, number=turn.number + last) for turn in transcript.turns)
            transcript = replace(transcript, turns=turns)
        self._transcripts[transcript.id] = _Moved(transcript.id, last)
        self._store("transcripts", transcript)

    def _codebooks(self) -> None:
        held = {book.version: book for book in self._study.codebooks}
        for book in self._recorded.codebooks:
            if not held:
                self._store("codebooks", book)
            elif held.get(book.version) == book:
                self._stands("codebooks")
            else:
                why = "the study has a codebook of its own; apply this one with `codebook apply` if it is the right one"
                self._aside("codebooks", f"{book.name} version {book.version}", why)

    # -- spans and codings

    def _all_spans(self) -> None:
        at = {(s.transcript, s.start, s.end): s.id for s in self._study.spans}
        for span in self._recorded.spans:
            moved = self._transcripts.get(span.transcript)
            if self._study.span_by_id.get(span.id) == span:
                self._spans[span.id] = span.id
                self._stands("spans")
            elif moved is None:
                self._aside("spans", span.id, "its transcript is not in the study")
            elif held := at.get((moved.id, span.start, span.end)):
                self._spans[span.id] = held
                self._stands("spans")
            else:
                found = SpanId(self._span_ids.for_(span.id, span.case, span_id))
                self._spans[span.id] = found
                as_was = found == span.id and moved == _Moved(span.transcript, 0)
                there = span if as_was else replace(span, id=found, transcript=moved.id, turn=span.turn + moved.turns)
                self._store("spans", there)

    def _all_codings(self) -> None:
        held = {(c.span, c.subtheme, c.live): c for c in self._study.codings}
        versions = {book.version for book in self._codebooks_here}
        known = {sub.code for book in self._codebooks_here for sub in book.subthemes()}
        for coding in self._recorded.codings:
            span = self._spans.get(coding.span)
            same = held.get((span, coding.subtheme, coding.live)) if span else None
            other = held.get((span, coding.subtheme, not coding.live)) if span else None
            if self._study.coding_by_id.get(coding.id) == coding and self._are_as_they_were(coding.span):
                self._codings[coding.id] = coding.id
                self._stands("codings")
            elif span is None:
                self._aside("codings", coding.id, "its transcript is not in the study")
            elif same:
                self._codings[coding.id] = same.id
                self._stands("codings")
            elif other:
                self._codings[coding.id] = other.id
                self._aside("codings", coding.id, f"in the study it is {other.decision}: {other.id}")
            elif coding.subtheme not in known:
                self._aside("codings", coding.id, "the codebook of the study has no such subtheme")
            else:
                self._code(coding, span, versions)

    def _code(self, coding: Coding, span: SpanId, versions: set[int]) -> None:
        found = CodingId(self._coding_ids.for_(coding.id, coding.case, coding_id))
        self._codings[coding.id] = found
        version = coding.codebook_version if coding.codebook_version in versions else max(versions)
        if (found, span, version) != (coding.id, coding.span, coding.codebook_version):
            coding = replace(coding, id=found, span=span, codebook_version=version)
        self._store("codings", coding)

    # -- cells, syntheses and what rests on them

    def _cells(self) -> None:
        for cell in self._recorded.cells:
            reference = cell_ref(cell.case, cell.subtheme)
            held = self._study.stored_cell.get((cell.case, cell.subtheme))
            if held == cell and self._are_as_they_were(*cell.cited):
                self._stands("cells")
            elif any(ref not in self._spans for ref in cell.cited):
                self._aside("cells", reference, "the words it cites are not in the study")
            elif held is None and cell.subtheme not in self._columns:
                self._aside("cells", reference, "no chart of the study has its column")
            else:
                self._cell(self._rewritten(cell), held, reference)

    def _cell(self, found: Cell, held: Cell | None, reference: str) -> None:
        if held is None or (not _settled(held) and _settled(found)):
            self._store("cells", found)
        elif not _settled(found) or (held.status, held.runs) == (found.status, found.runs):
            self._stands("cells")
        else:
            text = print_runs(found.runs)
            self._beside("cells", Conflict(reference, found.status, text, found.by, found.at, self._ledger.path))

    def _rewritten(self, cell: Cell) -> Cell:
        runs = tuple(replace(run, refs=tuple(self._spans[ref] for ref in run.refs)) for run in cell.runs)
        basis = tuple(self._codings[coding] for coding in cell.basis if coding in self._codings)
        return replace(cell, runs=runs, basis=basis)

    def _beside(self, field: str, conflict: Conflict) -> None:
        """Keep a text that somebody wrote otherwise here beside the one that stands."""
        if conflict.mark in {held.mark for held in self._study.conflicts_at.get(conflict.place, ())}:
            self._stands(field)
            return
        self._store(field, conflict)
        message = f"{conflict.place} says something else here; the file's text is kept beside it."
        self._ledger.warn("", message, "See both with `chart conflicts`; use `chart settle`.")

    def _syntheses(self) -> None:
        for synthesis in self._recorded.syntheses:
            held = self._study.synthesis_of.get((synthesis.group, synthesis.about))
            if held is None:
                self._store("syntheses", synthesis)
            elif held.statements == synthesis.statements:
                self._stands("syntheses")
            else:
                place, text = synthesis_ref(synthesis.group, synthesis.about), print_statements(synthesis.statements)
                path = self._ledger.path
                self._beside("syntheses", Conflict(place, "", text, synthesis.by, synthesis.at, path))

    def _what_rests_on_them(self) -> None:
        """Bring back what people noted of spans, cells and texts; what the study notes of the same stays."""
        study, recorded = self._study, self._recorded
        stars = ((star.span, star) for star in recorded.stars)
        self._noted("stars", stars, {star.span: star for star in study.stars})
        readings = (((one.case, one.subtheme), one) for one in recorded.readings)
        self._noted("readings", readings, study.reading_of)
        unused = (((one.case, one.subtheme, one.span), one) for one in recorded.not_used)
        self._noted("not_used", unused, {(one.case, one.subtheme, one.span): one for one in study.not_used})
        conflicts = (((one.place, one.mark), one) for one in recorded.conflicts)
        beside = [record for record in self.put if isinstance(record, Conflict)]
        self._noted("conflicts", conflicts, {(one.place, one.mark): one for one in (*study.conflicts, *beside)})

    def _noted(self, field: str, records: Iterable[tuple[object, _Noted]], held: Mapping[Any, Record]) -> None:
        for key, record in records:
            same = held.get(key) == record and self._are_as_they_were(*_spans_of(record))
            moved = record if same else self._moved(record)
            if moved is None:
                self._aside(field, str(key), "the words it is about are not in the study")
            elif (there := held.get(_key(moved, key))) is None:
                self._store(field, moved)
            elif there == moved:
                self._stands(field)
            else:
                self._aside(field, str(key), "the study has another of the same")

    def _moved(self, record: _Noted) -> _Noted | None:
        """Give a record with its span and what it says of a cell as they are here."""
        if isinstance(record, Star | NotUsed):
            span = self._spans.get(record.span)
            return replace(record, span=span) if span else None
        if isinstance(record, SecondReading):
            cell = self._recorded.stored_cell.get((record.case, record.subtheme))
            if cell and record.holds(cell) and all(ref in self._spans for ref in cell.cited):
                return replace(record, of=wording(self._rewritten(cell)))
        if isinstance(record, Conflict) and not is_group(record.place.rpartition(":")[0]):
            return replace(record, text=self._retold(record.text))
        return record

    def _retold(self, text: str) -> str:
        """Give a cell's text with its references as they are here; one that cannot be read stays as it was written."""
        try:
            runs = parse_runs(text)
        except CellTextError:
            return text
        moved = tuple(replace(run, refs=tuple(self._spans.get(ref, ref) for ref in run.refs)) for run in runs)
        return text if moved == runs else print_runs(moved)

    def _set_aside(self) -> None:
        """Bring back what earlier imports set aside, under the next number where that is taken."""
        taken = {(part.source, part.number) for part in self._study.set_aside}
        same = {(part.kind, part.name, part.content) for part in self._study.set_aside}
        for part in self._recorded.set_aside:
            if (part.kind, part.name, part.content) in same:
                self._stands("set_aside")
                continue
            number = part.number
            while (part.source, number) in taken:
                number += 1
            taken.add((part.source, number))
            self._store("set_aside", replace(part, number=number))


_Noted = Star | SecondReading | NotUsed | Conflict


def _spans_of(record: _Noted) -> tuple[SpanId, ...]:
    """Give the spans that a record names; a reading names its cell, and a conflict's text is told again anyway."""
    return (record.span,) if isinstance(record, Star | NotUsed) else ()


def _key(record: _Noted, key: object) -> object:
    if isinstance(record, Star):
        return record.span
    if isinstance(record, Conflict):
        return record.place, record.mark
    return (record.case, record.subtheme, record.span) if isinstance(record, NotUsed) else key


def _filled(held: Case, recorded: Case) -> Case | None:
    """Give a case with the levels that only the record has; None where the two contradict each other."""
    levels = dict(recorded.levels)
    if any(levels.get(name, level) != level for name, level in held.levels):
        return None
    return recorded if set(held.levels) < set(recorded.levels) else held


def _cut_alike(one: Transcript, other: Transcript) -> bool:
    return one.text == other.text and [(t.start, t.end) for t in one.turns] == [(t.start, t.end) for t in other.turns]


def _settled(cell: Cell) -> bool:
    """Tell whether a person wrote a cell: neither a draft nor one that was emptied."""
    return not cell.draft and bool(cell.runs or cell.status is not Status.TO_CHART)


class _Ids:
    """Ids for spans or codings that come back: their own, unless the study has ever used it for something else."""

    def __init__(self, held: Mapping[str, CaseId], last: Mapping[CaseId, int]) -> None:
        self._busy = set(held.values())
        self._last = dict(last)
        for identifier, case in held.items():
            self._last[case] = max(self._last.get(case, 0), number_of(identifier))

    def for_(self, own: str, case: CaseId, name: Callable[[CaseId, int], str]) -> str:
        """Give the id that a record of the file has here; a case in which nothing is marked yet takes them as are."""
        if case not in self._busy:
            return own
        self._last[case] = max(self._last.get(case, 0) + 1, number_of(own))
        return name(case, self._last[case])
