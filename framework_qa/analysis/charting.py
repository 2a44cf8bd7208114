"""Charting: a cell as an analyst typed it, read, checked and tied to its quotes. The one way text gets into a cell."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from framework_qa.analysis.cited_turns import WrittenOut, write_out_turns
from framework_qa.analysis.quoting import as_printed, quotes_its_spans
from framework_qa.analysis.run_places import run_places
from framework_qa.analysis.staleness import basis_of
from framework_qa.errors import Problem
from framework_qa.model.cell_text import CellTextError, parse_runs
from framework_qa.model.chart import SILENT, Cell, Run, RunKind, Status
from framework_qa.model.codebook import Subtheme
from framework_qa.model.ids import CASE_ID, SpanId, cell_ref
from framework_qa.model.people import Case
from framework_qa.model.study import Study

_SEE = "See the guide, chapter Chart."


def write_cell(
    study: Study, case: Case, subtheme: Subtheme, text: str, to: Status | None = None
) -> tuple[Cell | None, tuple[Problem, ...]]:
    """Write a cell from its text in the compact form; unsigned, with no cell where something does not hold.

    By default it is charted where there is text.
    """
    place = cell_ref(case.id, subtheme.number)
    read, problems = _read(study, case, subtheme, text, place)
    runs = tuple(one.run for one in read)
    wanted = to or (Status.CHARTED if runs else Status.TO_CHART)
    if not problems:
        of_runs = _run_problems(study, case, subtheme, read, place)
        problems = (*of_runs, *_status_problems(study, case, subtheme, wanted, runs))
    if problems:
        return None, problems
    cell = Cell(case.id, subtheme.code, wanted, runs)
    return replace(cell, basis=basis_of(study, case.id, subtheme.code, cell.cited)), ()


@dataclass(frozen=True, slots=True)
class _Read:
    """A run that was read, and where it stands in the text with turns written out, which knows what was typed."""

    run: Run
    out: WrittenOut
    start: int
    end: int

    @property
    def where(self) -> str:
        """Name the character that the run begins with."""
        return self.at(self.start)

    def at(self, position: int) -> str:
        """Name a character of what was typed; people count from 1."""
        return f"character {self.out.typed_at(position) + 1}"

    def reference(self, ref: SpanId) -> str:
        """Name the character where a reference of the run begins; references stand after the words."""
        short = re.escape(ref.rpartition(".")[2])
        named = re.compile(rf"(?<![\w.-])(?:{re.escape(ref)}|{short})(?!\w)")
        found = list(named.finditer(self.out.text, self.start, self.end))
        return self.at(found[-1].start() if found else self.start)


def _read(
    study: Study, case: Case, subtheme: Subtheme, text: str, place: str
) -> tuple[tuple[_Read, ...], tuple[Problem, ...]]:
    out = write_out_turns(text, case.id, _by_turn(study, case, subtheme))
    if out.faults:
        cure = f"Cite a turn with an extract: `extracts {place}` lists them."
        return (), tuple(Problem(place, f"character {at + 1}", message, cure) for at, message in out.faults)
    try:
        runs = parse_runs(out.text, case=case.id)
    except CellTextError as error:
        return (), (Problem(place, f"character {out.typed_at(error.position) + 1}", error.message, _SEE),)
    places = run_places(out.text)
    ends = (*places, len(out.text))[1:]
    return tuple(_Read(_as_printed(study, run), out, *at) for run, *at in zip(runs, places, ends, strict=True)), ()


def _by_turn(study: Study, case: Case, subtheme: Subtheme) -> Mapping[int, Sequence[SpanId]]:
    """Give the quotes that stand in a cell by the number of their turn, in the order they were said."""
    found: defaultdict[int, list[SpanId]] = defaultdict(list)
    for coding in study.codings_of.get((case.id, subtheme.code), ()):
        found[study.span_by_id[coding.span].turn].append(coding.span)
    return found


def _as_printed(study: Study, run: Run) -> Run:
    """Give a typed quotation its transcript's own typography, so that nobody has to type curly quotes."""
    spans = [study.span_by_id[ref] for ref in run.refs if ref in study.span_by_id]
    if run.kind is not RunKind.VERBATIM or not spans:
        return run
    return replace(run, text=as_printed(run.text, "\n".join(study.words(span) for span in spans)))


def _run_problems(
    study: Study, case: Case, subtheme: Subtheme, read: Sequence[_Read], place: str
) -> tuple[Problem, ...]:
    problems = [problem for one in read for problem in _reference_problems(study, case, one, place)]
    for one in read:
        run = one.run
        if run.kind is not RunKind.COMMENT and not run.refs:
            cure = f"Write the quote it rests on after it, like [{case.id}.q7]; `extracts` lists them."
            problems.append(Problem(place, one.where, f"this {run.kind} cites no quote", cure))
        known = all(ref in study.span_by_id for ref in run.refs)
        if run.kind is RunKind.VERBATIM and run.refs and known and not quotes_its_spans(study, run):
            cure = 'Quote exactly; write "..." for words left out and [brackets] for words put in.'
            message = "the words in quotation marks are not the words of the quote"
            problems.append(Problem(place, one.where, message, cure))
    comments = [one for one in read if one.run.kind is RunKind.COMMENT]
    if comments:
        problems += _comment_problems(study, case, subtheme, comments, place)
    return tuple(problems)


def _reference_problems(study: Study, case: Case, read: _Read, place: str) -> tuple[Problem, ...]:
    problems = []
    for ref in read.run.refs:
        span = study.span_by_id.get(ref)
        if span is None or span.case != case.id:
            what = "is not in the study" if span is None else f"is a quote of {span.case}, not of {case.id}"
            cure = f"Cite a quote of {case.id}; `extracts {place}` lists those on this subtheme."
            problems.append(Problem(place, read.reference(ref), f"{ref} {what}", cure))
    return tuple(problems)


def _comment_problems(
    study: Study, case: Case, subtheme: Subtheme, comments: Sequence[_Read], place: str
) -> Iterator[Problem]:
    """Find evidence in comments, which are the analyst's own voice: references, and words of the cell's extracts."""
    codings = study.codings_of.get((case.id, subtheme.code), ())
    said = {row for coding in codings for row in _rows_of_words(study.words(study.span_by_id[coding.span]))}
    for one in comments:
        if cited := CITED_IN_A_COMMENT.search(one.out.text, one.start + len("[R:"), one.end):
            cure = "A comment is never evidence: say it in a summary with its reference, or leave the reference out."
            yield Problem(place, one.at(cited.start()), "a comment cites a quote", cure)
        if not said.isdisjoint(_rows_of_words(one.run.text)):
            cure = "A comment is never evidence: quote the words as a run of their own, with their reference."
            yield Problem(place, one.where, "a comment holds words of an extract", cure)


QUOTED_FROM = 5  # words of an extract in a row are a quotation, with or without quotation marks
CITED_IN_A_COMMENT = re.compile(rf"\[\s*(?:{CASE_ID.pattern}\.)?q[0-9]+\s*[\],;]")
_WORD = re.compile(r"\w+(?:['’]\w+)*")


def _rows_of_words(text: str) -> Iterator[tuple[str, ...]]:
    """Give every so many words in a row, capitals and apostrophes folded."""
    words = [word.casefold().replace("’", "'") for word in _WORD.findall(text)]
    return (tuple(words[at : at + QUOTED_FROM]) for at in range(len(words) - QUOTED_FROM + 1))


def _status_problems(
    study: Study, case: Case, subtheme: Subtheme, wanted: Status, runs: Sequence[Run]
) -> tuple[Problem, ...]:
    place = cell_ref(case.id, subtheme.number)
    asked = study.asked(case, subtheme)
    extracts_there = len(study.codings_of.get((case.id, subtheme.code), ()))
    evidence = [run for run in runs if run.kind is not RunKind.COMMENT]
    said = []
    if wanted is Status.CHARTED and not evidence:
        said.append(("a charted cell needs a summary", "Write one, or say with --status which kind of silence it is."))
    if wanted in SILENT and evidence:
        said.append((f"a cell that is {wanted} holds no summary", "Leave the text out, or write it as [R: ...]."))
    if wanted is Status.NOTHING_SAID and not asked:
        said.append(("nothing said is only for what was asked of the case", 'Use --status "not asked".'))
    if wanted in (Status.NOTHING_SAID, Status.NOT_ASKED) and extracts_there:
        words = f"{extracts_there} extracts stand in the cell, so it cannot be {wanted}"
        said.append((words, "Chart them, or reject or withdraw their codings first."))
    if wanted is Status.NOT_ASKED and asked and not runs:
        words = "the codebook says that this was asked of the case"
        said.append((words, 'Say why it was not, as text: "[R: ran out of time]".'))
    return tuple(Problem(place, "", message, cure) for message, cure in said)
