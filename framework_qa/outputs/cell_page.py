"""The page on which an analyst writes a cell: the extracts as remarks, a marked line, the cell; printed and read back.

Everything above the marked line begins with `#` and is there to be read. Everything below it is the cell: its text in
the compact form, on as many lines as one likes; where it is not what the text implies, its status on a line of its own,
`status: not reached`; and on another the extracts that were read and need not be cited, `not used: q9, q11`. What
that line no longer names is open again.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from framework_qa.analysis.cell_view import CellView
from framework_qa.analysis.coverage import CellState
from framework_qa.analysis.differences import Fate
from framework_qa.errors import Problem, ProblemsFound
from framework_qa.model.cell_text import print_runs
from framework_qa.model.chart import Cell, Status
from framework_qa.model.ids import CASE_ID, SpanId, cell_ref
from framework_qa.model.people import Case
from framework_qa.model.reading import Verdict
from framework_qa.model.study import Study

MARK = "# ---------- Write the cell below this line; leave the line as it is. ----------"
WIDTH = 90
_HELP = (
    "What stands here is for reading; only what you write below the marked line is taken over.",
    "Write what the case says, in words close to theirs, each part followed by its quotes, like:",
    'Fathers fear talk [q24]; "not wanting it told" [q24]. [R: a comment of yours]',
    "Where there is nothing to sum up, write on a line of its own, like: status: not reached",
    "Extracts that you read and need not cite, on a line of its own, like: not used: q9, q11",
)
_STATUS = re.compile(r"[ \t]*status[ \t]*:(?P<status>.*)", re.IGNORECASE)
_NOT_USED = re.compile(r"[ \t]*not[ \t]+used[ \t]*:(?P<quotes>.*)", re.IGNORECASE)


def print_below(cell: Cell, not_used: Sequence[SpanId] = (), *, query_answered: bool = False) -> str:
    """Print a cell as it stands below the marked line; a draft is nobody's text and leaves that place empty.

    With `query_answered` a query's status is left out, so that the text that answers it makes the cell charted.
    """
    runs = () if cell.draft else cell.runs
    text = re.sub(r"\r\n?|\n", " ", print_runs(runs))
    if _STATUS.match(text) or _NOT_USED.match(text):
        text = f"\\{text}"  # words of a summary, nothing else
    implied = Status.CHARTED if runs else Status.TO_CHART
    silent = cell.status is implied or cell.draft or (query_answered and cell.status is Status.QUERIED)
    status = "" if silent else f"status: {cell.status}"
    left = f"not used: {', '.join(map(_short, not_used))}" if not_used else ""
    return "\n".join(part for part in (status, left, text) if part)


def _short(span: SpanId) -> str:
    return span.rpartition(".")[2]


def print_page(view: CellView, below: str, problems: Sequence[Problem] = ()) -> str:
    """Print the whole page, with `below` under the marked line and what was wrong with it on top."""
    parts = (
        _problems(problems),
        _case(view.study, view.state),
        _extracts(view),
        _changed(view),
        _query(view),
        _others(view),
        _draft(view.state.cell),
        (line for sentence in _HELP for line in _wrapped(sentence)),
    )
    remarks = [f"# {line}".rstrip() for part in parts if (lines := [*part]) for line in (*lines, "")]
    return "\n".join((*remarks, MARK, f"{below}\n"))


def _problems(problems: Sequence[Problem]) -> Iterator[str]:
    if problems:
        yield "NOT SAVED YET. Mend this, save and close again:"
    for problem in problems:
        yield from _wrapped(f"- {problem}", indent="  ")
        yield from _wrapped(problem.cure, indent="  ", first="  ")


def _case(study: Study, state: CellState) -> Iterator[str]:
    yield f"THE CELL {cell_ref(state.case.id, state.subtheme.number)}: {state.words}"
    yield from _wrapped(f"Case {state.case.id}: {'; '.join(_attributes(study, state.case))}".rstrip(": "), indent="  ")
    yield from _wrapped(f"Subtheme {state.subtheme.heading}: {state.subtheme.definition}", indent="  ")


def _attributes(study: Study, case: Case) -> Iterator[str]:
    for attribute in study.settings.attributes:
        yield f"{attribute.label}: {attribute.label_of(case.level(attribute.name)) or 'not recorded'}"


def _extracts(view: CellView) -> Iterator[str]:
    yield "EXTRACTS" if view.extracts else "NO EXTRACTS: nothing that this case said is coded to the subtheme."
    for extract in view.extracts:
        new = ", new since the cell was written" if extract.coding.id in view.drift.came else ""
        left = ", read and not used" if extract.span.id in view.not_used else ""
        yield f"[{_short(extract.span.id)}] {extract.turn}, {extract.coding.decision}{new}{left}"
        yield from _wrapped(extract.words, indent="    ", first="    ")


def _changed(view: CellView) -> Iterator[str]:
    if not view.differences:
        return
    yield "STALE: the cell was written from other extracts than these."
    for changed in view.differences:
        yield from _wrapped(f"{changed.span or changed.coding}: {changed.how}", indent="  ", first="  ")
        if changed.fate is not Fate.CAME:  # what came stands above
            yield from _wrapped(changed.words, indent="    ", first="    ")
    place = view.reference.replace(":", " ", 1)
    yield from _wrapped(f"If the text still holds, close this page unchanged and run: chart holds {place}")


def _query(view: CellView) -> Iterator[str]:
    reading = view.state.reading
    if reading and reading.verdict is Verdict.QUERIED:
        yield f"QUERIED by {reading.by}, {reading.at}:"
        yield from _wrapped(reading.note or "no more was said", indent="  ", first="  ")


def _others(view: CellView) -> Iterator[str]:
    if not view.others:
        return
    yield "MORE THAN ONE TEXT was written for this cell. What you save settles it; the log keeps all of them."
    for number, other in enumerate(view.others, 1):
        yield from _wrapped(
            f"Text {number}, by {other.by or 'nobody named'}, {other.at} ({other.source}):", indent="  "
        )
        status = "" if other.status == Status.CHARTED else f"status: {other.status} "
        yield from _wrapped(f"{status}{other.text}", indent="    ", first="    ")


def _draft(cell: Cell) -> Iterator[str]:
    if cell.draft:
        yield "A DRAFT stands in the cell, the extracts word for word; it is replaced by what you write:"
        yield from _wrapped(print_runs(cell.runs), indent="    ", first="    ")


def _wrapped(text: str, *, indent: str = "", first: str = "") -> list[str]:
    # Line ends of every kind become spaces: no line of a remark may pass for a line of the cell.
    return textwrap.wrap(
        " ".join(text.split()),
        WIDTH,
        initial_indent=first,
        subsequent_indent=indent,
        break_long_words=False,
        break_on_hyphens=False,
    )


def read_below(page: str, shown: str) -> tuple[str, bool]:
    """Take what was written out of a page; `shown` is the page as it was before.

    Without its marked line, a page's text is every line that was not there before. The second value tells that lines
    stood above the marked line that are no remarks; they come first in the text, so that they are not lost.
    """
    lines = page.split("\n")
    remarks = {line.rstrip() for line in shown.split(MARK, maxsplit=1)[0].split("\n")}
    place = next((number for number, line in enumerate(lines) if line.strip() == MARK), None)
    if place is None:
        return _trimmed(line for line in lines if not line.strip() or line.rstrip() not in remarks), False
    astray = [line for line in lines[:place] if line.strip() and not line.startswith("#")]
    return _trimmed((*astray, *lines[place + 1 :])), bool(astray)


def _trimmed(lines: Iterable[str]) -> str:
    return "\n".join(lines).strip()


@dataclass(frozen=True, slots=True)
class Typed:
    """What was written below the marked line: the text as one line, the status where it names one, what is not used."""

    text: str
    status: Status | None
    not_used: tuple[str, ...]


def read_cell(below: str, place: str) -> Typed:
    """Take what stands below the marked line apart.

    Raises ProblemsFound where a status is unknown or named twice, where what is not used is no quote, and where nothing
    is written at all; `place` is the cell's reference.
    """
    lines = below.split("\n")
    named = [found["status"] for line in lines if (found := _STATUS.fullmatch(line))]
    left = [found["quotes"] for line in lines if (found := _NOT_USED.fullmatch(line))]
    text = " ".join(line.strip() for line in lines if line.strip() and not _is_apart(line))
    known = {str(status): status for status in Status}
    wanted = [" ".join(re.split(r"[\s_-]+", name.strip())).casefold() for name in named]
    quotes = [quote for line in left for quote in re.split(r"[\s,;]+", line) if quote]
    problems = (*_status_problems(wanted, place, empty=not text.strip()), *_quote_problems(quotes, place))
    if problems:
        raise ProblemsFound(f"{place} was not written.", "Mend the text or the status and run it again.", problems)
    return Typed(text, known[wanted[0]] if wanted else None, tuple(quotes))


def _is_apart(line: str) -> bool:
    return _STATUS.fullmatch(line) is not None or _NOT_USED.fullmatch(line) is not None


def _quote_problems(quotes: Sequence[str], place: str) -> Iterator[Problem]:
    if any(not _QUOTE.fullmatch(quote) for quote in quotes):
        yield Problem(place, "not used", "what is named there is no quote", "Name quotes, like: not used: q9, q11")


_QUOTE = re.compile(rf"(?:{CASE_ID.pattern}\.)?q[0-9]+")


def _status_problems(wanted: Sequence[str], place: str, *, empty: bool) -> Iterator[Problem]:
    if any(name not in {str(status) for status in Status} for name in wanted):
        yield Problem(place, "status", "there is no such status", f"Use one of: {', '.join(Status)}.")
    if len(wanted) > 1:
        yield Problem(place, "status", "the status is given more than once", "Leave one such line.")
    if empty and not wanted:
        yield Problem(place, "", "nothing is written", 'Write the cell; "status: to chart" empties it on purpose.')
