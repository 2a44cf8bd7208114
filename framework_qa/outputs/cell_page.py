"""The page on which an analyst writes a cell: the extracts as remarks, a marked line, the cell; printed and read back.

Everything above the marked line begins with `#` and is there to be read. Everything below it is the cell: its text in
the compact form, on as many lines as one likes, and, where it is not what the text implies, its status on a line of
its own: `status: not reached`.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterable, Iterator, Sequence

from framework_qa.analysis.coverage import CellState
from framework_qa.analysis.extracts import Extract
from framework_qa.analysis.staleness import Drift
from framework_qa.errors import Problem, ProblemsFound
from framework_qa.model.cell_text import print_runs
from framework_qa.model.chart import Cell, Status
from framework_qa.model.ids import cell_ref
from framework_qa.model.people import Case
from framework_qa.model.study import Study

MARK = "# ---------- Write the cell below this line; leave the line as it is. ----------"
WIDTH = 90
_HELP = (
    "What stands here is for reading; only what you write below the marked line is taken over.",
    "Write what the case says, in words close to theirs, each part followed by its quotes, like:",
    'Fathers fear talk [q24]; "not wanting it told" [q24]. [R: a comment of yours]',
    "Where there is nothing to sum up, write on a line of its own, like: status: not reached",
)
_STATUS = re.compile(r"[ \t]*status[ \t]*:(?P<status>.*)", re.IGNORECASE)


def print_below(cell: Cell) -> str:
    """Print a cell as it stands below the marked line; a draft is nobody's text and leaves that place empty."""
    runs = () if cell.draft else cell.runs
    text = re.sub(r"\r\n?|\n", " ", print_runs(runs))
    if _STATUS.match(text):
        text = f"\\{text}"  # words of a summary, no status
    implied = Status.CHARTED if runs else Status.TO_CHART
    status = "" if cell.status is implied or cell.draft else f"status: {cell.status}"
    return "\n".join(part for part in (status, text) if part)


def print_page(
    study: Study,
    state: CellState,
    extracts: Sequence[Extract],
    drift: Drift,
    below: str,
    problems: Sequence[Problem] = (),
) -> str:
    """Print the whole page, with `below` under the marked line and what was wrong with it on top."""
    parts = (
        _problems(problems),
        _case(study, state),
        _extracts(extracts, drift),
        _drift(study, drift),
        _draft(state.cell),
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


def _extracts(extracts: Sequence[Extract], drift: Drift) -> Iterator[str]:
    yield "EXTRACTS" if extracts else "NO EXTRACTS: nothing that this case said is coded to the subtheme."
    for extract in extracts:
        new = ", new since the cell was written" if extract.coding.id in drift.came else ""
        yield f"[{extract.span.id.rpartition('.')[2]}] {extract.turn}, {extract.coding.decision}{new}"
        yield from _wrapped(extract.words, indent="    ", first="    ")


def _drift(study: Study, drift: Drift) -> Iterator[str]:
    if not drift:
        return
    yield "STALE: the cell was written from other extracts than these."
    if drift.came:
        yield from _wrapped(f"New since: {', '.join(drift.came)}", indent="  ", first="  ")
    for coding in drift.went:
        now = study.coding_by_id.get(coding)
        why = now.decision if now and not now.live else "coded elsewhere now" if now else "gone"
        quote = f" of {now.span}" if now else ""
        yield f"  No longer here: {coding}{quote} ({why})"
    yield from _wrapped("If the text still holds, write its status on a line of its own, like: status: charted")


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


def read_cell(below: str, place: str) -> tuple[str, Status | None]:
    """Take what stands below the marked line apart: the text as one line, and the status where it names one.

    Raises ProblemsFound where a status is unknown or named twice, and where nothing is written at all; `place` is the
    cell's reference.
    """
    lines = below.split("\n")
    named = [found["status"] for line in lines if (found := _STATUS.fullmatch(line))]
    text = " ".join(line.strip() for line in lines if line.strip() and not _STATUS.fullmatch(line))
    known = {str(status): status for status in Status}
    wanted = [" ".join(re.split(r"[\s_-]+", name.strip())).casefold() for name in named]
    if problems := tuple(_status_problems(wanted, place, empty=not text.strip())):
        raise ProblemsFound(f"{place} was not written.", "Mend the text or the status and run it again.", problems)
    return text, known[wanted[0]] if wanted else None


def _status_problems(wanted: Sequence[str], place: str, *, empty: bool) -> Iterator[Problem]:
    if any(name not in {str(status) for status in Status} for name in wanted):
        yield Problem(place, "status", "there is no such status", f"Use one of: {', '.join(Status)}.")
    if len(wanted) > 1:
        yield Problem(place, "status", "the status is given more than once", "Leave one such line.")
    if empty and not wanted:
        yield Problem(place, "", "nothing is written", 'Write the cell; "status: to chart" empties it on purpose.')
