"""Descriptive lists: what was charted on some subthemes, in a row a case or a row a code."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from framework_qa.analysis.disclosure import lone_labels
from framework_qa.analysis.print_quotes import attribution
from framework_qa.analysis.select import parse_selection, select
from framework_qa.errors import RefusedError, UsageError
from framework_qa.model.chart import SILENT, Cell, Run, RunKind, Status
from framework_qa.model.codebook import Subtheme, Theme
from framework_qa.model.ids import CaseId, Code, SpanId, cell_ref
from framework_qa.model.people import Case
from framework_qa.model.study import Study
from framework_qa.model.tables import Audience, Descriptions, TableDesign
from framework_qa.outputs.findings.codes import codes_named, labels_of, rows_of, theme_named
from framework_qa.outputs.table import Entry, Table, distinct_headings, listed, table

CASE = "Case"
SPEAKER = "Respondent"
NONE_MENTIONED = "none mentioned"
CURE = "Leave the table out, merge levels, or set consent in study.yaml under publication."
_NAMED = 8  # places that a refusal names before it only counts the others

Turn = tuple[CaseId, int]


@dataclass(frozen=True, slots=True)
class _List:
    """What a descriptive list is made from: its design, the columns and the cases it is about, and for whom it is."""

    study: Study
    design: TableDesign
    columns: tuple[tuple[str, Subtheme], ...]
    cases: tuple[Case, ...]
    published: bool

    def table(self, names: Sequence[str], rows: Sequence[Sequence[Entry]], notes: Sequence[str] = ()) -> Table:
        """Lay the rows out under the design's own title, source and notes; `names` head what a row is about."""
        design = self.design
        columns = distinct_headings([*names, *(heading for heading, _ in self.columns)])
        return table(
            design.name,
            design.title,
            columns,
            rows,
            notes=(*design.notes, *notes),
            source=design.source,
            row_headings=len(names),
        )


def descriptions_table(study: Study, design: TableDesign, asks: Descriptions, audience: Audience) -> Table:
    """Print charted cells as a descriptive list; shape (cases with anything charted, or codes; 1 + columns).

    What is not charted yet prints as `to chart`; for publication it is a RefusedError that names the cells, as is a
    label that only one case could bear unless consent covered it.
    """
    columns = tuple((heading, _column(study, design, typed)) for heading, typed in asks.columns)
    cases = select(study, parse_selection(asks.where, study.settings))
    wanted = _List(study, design, columns, cases, audience is Audience.PUBLISHED)
    return _by_code(wanted, theme_named(study, design, asks.rows)) if asks.rows else _by_case(wanted)


def _column(study: Study, design: TableDesign, typed: str) -> Subtheme:
    found = codes_named(study, design, (typed,))
    if len(found) != 1:
        raise UsageError(
            f"A column of the table {design.name!r} names {typed!r}, which is a whole theme.", "Name one subtheme."
        )
    return found[0]


# -- rows are cases


def _by_case(wanted: _List) -> Table:
    cells = {case: [wanted.study.cell(case, subtheme) for _, subtheme in wanted.columns] for case in wanted.cases}
    shown = [case for case in wanted.cases if any(map(_says_something, cells[case]))]
    if wanted.published:
        _refuse_open(wanted, [cell for case in shown for cell in cells[case] if not _settled(cell)])
        _refuse_lone_labels(wanted, shown)
    rows = [[_row_name(wanted, case), *(_entry(wanted.study, cell) for cell in cells[case])] for case in shown]
    return wanted.table((SPEAKER if wanted.published else CASE,), rows, _left_out(len(wanted.cases) - len(shown)))


def _row_name(wanted: _List, case: Case) -> Entry:
    return Entry(attribution(wanted.study, case) if wanted.published else case.id, (case.id,))


def _left_out(number: int) -> tuple[str, ...]:
    if not number:
        return ()
    return (f"Left out, with nothing charted in these columns: {number} {'case' if number == 1 else 'cases'}.",)


def _entry(study: Study, cell: Cell) -> Entry:
    if not _settled(cell):
        return Entry(_waiting(cell))
    if not _says_something(cell):
        return Entry(str(cell.status))
    return Entry(_said(_account(cell)), cell.cited or (_reference(study, cell),))


def _settled(cell: Cell) -> bool:
    return cell.charted and (cell.status in SILENT or _says_something(cell))


def _says_something(cell: Cell) -> bool:
    return cell.charted and cell.status is Status.CHARTED and bool(_account(cell))


def _account(cell: Cell) -> list[Run]:
    """Give the runs that are evidence: the analyst's own comments stay in the chart."""
    return [run for run in cell.runs if run.kind is not RunKind.COMMENT]


def _waiting(cell: Cell) -> str:
    return str(Status.QUERIED if cell.status is Status.QUERIED else Status.TO_CHART)


def _said(runs: Sequence[Run]) -> str:
    """Print runs without their references: `Fear of being judged; “people feel judged”`."""
    printed = ""
    for run in runs:
        words = " ".join(run.text.split())
        ended = printed.rstrip("”")[-1:] in tuple(".!?…")
        between = (" " if ended else "; ") if printed else ""
        printed += between + (f"“{words}”" if run.kind is RunKind.VERBATIM else words)
    return printed


def _reference(study: Study, cell: Cell) -> str:
    subtheme = study.codebook.subtheme(cell.subtheme) if study.codebook else None
    return cell_ref(cell.case, subtheme.number if subtheme else cell.subtheme)


# -- rows are codes


def _by_code(wanted: _List, theme: Theme) -> Table:
    marked = _marked_turns(wanted.study, wanted.cases, theme)
    parts: defaultdict[tuple[Code, int], list[Entry]] = defaultdict(list)
    open_cells: list[Cell] = []
    for place, (_, subtheme) in enumerate(wanted.columns):
        for cell in (wanted.study.cell(case, subtheme) for case in wanted.cases):
            met = _runs_by_code(wanted.study, cell, marked)
            open_cells += [cell] if met and not _settled(cell) else []
            for code, runs in met.items():
                parts[code, place].append(_part(runs))
    if wanted.published:
        _refuse_open(wanted, open_cells)
    rows, labels = rows_of(wanted.study, wanted.design, theme.subthemes), labels_of(theme.subthemes)
    body = [
        [*rows.head(group.label, labels[row.code]), *_meetings(parts, row, len(wanted.columns))]
        for group in rows.groups
        for row in group.codes
    ]
    return wanted.table(rows.headings, body)


def _meetings(parts: Mapping[tuple[Code, int], list[Entry]], row: Subtheme, columns: int) -> Iterator[Entry]:
    for place in range(columns):
        found = parts.get((row.code, place))
        yield listed(_waiting_once(found)) if found else Entry(NONE_MENTIONED)


def _waiting_once(parts: Sequence[Entry]) -> list[Entry]:
    """Say once, after what is charted, that cells are still to chart; what waits in them is behind it."""
    waits = {str(Status.TO_CHART): list[str](), str(Status.QUERIED): list[str]()}
    charted = [part for part in parts if str(part) not in waits]
    for part in parts:
        waits.get(str(part), []).extend(part.refs)
    return charted + [Entry(words, tuple(refs)) for words, refs in waits.items() if refs]


def _part(runs: Sequence[Run]) -> Entry:
    return Entry(_said(runs), tuple(dict.fromkeys(ref for run in runs for ref in run.refs)))


def _marked_turns(study: Study, cases: Sequence[Case], theme: Theme) -> Mapping[Turn, tuple[Code, ...]]:
    """Look up which of the theme's codes mark words of a turn."""
    marked: defaultdict[Turn, dict[Code, None]] = defaultdict(dict)
    for case in cases:
        for subtheme in theme.subthemes:
            for coding in study.codings_of.get((case.id, subtheme.code), ()):
                marked[case.id, study.span_by_id[coding.span].turn][subtheme.code] = None
    return {turn: tuple(codes) for turn, codes in marked.items()}


def _runs_by_code(study: Study, cell: Cell, marked: Mapping[Turn, tuple[Code, ...]]) -> Mapping[Code, list[Run]]:
    """Sort a cell's runs by the codes that mark a turn they cite; a run that meets several codes stands under each."""
    met: defaultdict[Code, list[Run]] = defaultdict(list)
    for run in _runs(study, cell):
        turns = {study.span_by_id[ref].turn for ref in run.refs if ref in study.span_by_id}
        for code in dict.fromkeys(code for turn in turns for code in marked.get((cell.case, turn), ())):
            met[code].append(run)
    return met


def _runs(study: Study, cell: Cell) -> list[Run]:
    """Give what a cell has to say; of one that still waits, that it waits, resting on the words coded there."""
    if _settled(cell):
        return _account(cell) if _says_something(cell) else []
    spans: dict[SpanId, None] = dict.fromkeys(
        coding.span for coding in study.codings_of.get((cell.case, cell.subtheme), ())
    )
    return [Run(RunKind.SUMMARY, _waiting(cell), tuple(spans))]


# -- what is not published


def _refuse_open(wanted: _List, cells: Sequence[Cell]) -> None:
    if cells:
        raise RefusedError(
            f"The table {wanted.design.name!r} is not ready to be published; nobody has charted "
            f"{named_places([_reference(wanted.study, cell) for cell in cells])}.",
            "Chart them with `chart set`, narrow the cases with `where`, or leave the table out.",
        )


def _refuse_lone_labels(wanted: _List, shown: Sequence[Case]) -> None:
    covered = wanted.study.settings.publication.one_case_covered
    if not covered and (lone := lone_labels(wanted.study, shown)):
        raise RefusedError(
            f"The table {wanted.design.name!r} has rows whose label only one case could bear: {named_places(lone)}.",
            CURE,
        )


def named_places(places: Sequence[str]) -> str:
    """Name the places of a refusal, and only count what is over eight."""
    more = len(places) - _NAMED
    return "; ".join(places[:_NAMED]) + (f"; and {more} more" if more > 0 else "")
