"""Charting: a cell as an analyst typed it, read, checked and tied to its quotes. The one way text gets into a cell."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace

from framework_qa.analysis.cited_turns import write_out_turns
from framework_qa.analysis.quoting import as_printed, quotes_its_spans
from framework_qa.errors import Problem
from framework_qa.model.cell_text import CellTextError, parse_runs
from framework_qa.model.chart import SILENT, Cell, Run, RunKind, Status
from framework_qa.model.codebook import Subtheme
from framework_qa.model.ids import SpanId, cell_ref
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
    runs, problems = _runs(study, case, subtheme, text, place)
    wanted = to or (Status.CHARTED if runs else Status.TO_CHART)
    if not problems:
        problems = (*_run_problems(study, case, runs, place), *_status_problems(study, case, subtheme, wanted, runs))
    if problems:
        return None, problems
    basis = tuple(coding.id for coding in study.codings_of.get((case.id, subtheme.code), ()))
    return Cell(case.id, subtheme.code, wanted, runs, basis=basis), ()


def _runs(
    study: Study, case: Case, subtheme: Subtheme, text: str, place: str
) -> tuple[tuple[Run, ...], tuple[Problem, ...]]:
    out = write_out_turns(text, case.id, _by_turn(study, case, subtheme))
    if out.faults:
        cure = f"Cite a turn with an extract: `extracts {place}` lists them."
        return (), tuple(Problem(place, f"character {at + 1}", message, cure) for at, message in out.faults)
    try:
        runs = parse_runs(out.text, case=case.id)
    except CellTextError as error:
        return (), (Problem(place, f"character {out.typed_at(error.position) + 1}", error.message, _SEE),)
    return tuple(_as_printed(study, run) for run in runs), ()


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


def _run_problems(study: Study, case: Case, runs: Sequence[Run], place: str) -> tuple[Problem, ...]:
    problems = [problem for run in runs for problem in _reference_problems(study, case, run, place)]
    for number, run in enumerate(runs, start=1):
        where = f"run {number}"
        if run.kind is not RunKind.COMMENT and not run.refs:
            cure = f"Write the quote it rests on after it, like [{case.id}.q7]; `extracts` lists them."
            problems.append(Problem(place, where, f"this {run.kind} cites no quote", cure))
        known = all(ref in study.span_by_id for ref in run.refs)
        if run.kind is RunKind.VERBATIM and run.refs and known and not quotes_its_spans(study, run):
            cure = 'Quote exactly; write "..." for words left out and [brackets] for words put in.'
            problems.append(Problem(place, where, "the words in quotation marks are not the words of the quote", cure))
    return tuple(problems)


def _reference_problems(study: Study, case: Case, run: Run, place: str) -> tuple[Problem, ...]:
    problems = []
    for ref in run.refs:
        span = study.span_by_id.get(ref)
        if span is None or span.case != case.id:
            what = "is not in the study" if span is None else f"is a quote of {span.case}, not of {case.id}"
            cure = f"Cite a quote of {case.id}; `extracts {place}` lists those on this subtheme."
            problems.append(Problem(place, "", f"{ref} {what}", cure))
    return tuple(problems)


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
