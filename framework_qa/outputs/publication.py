"""The workbook for publication as plain pages: what it tells, and what it refuses to; the writers only lay it out.

One page a sheet, each with a title, lines below it and at most one table. Nothing in it carries an id: cases go by
their attribution labels, summaries come without references, and only quotes that somebody chose are told.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from framework_qa.analysis.disclosure import lone_labels
from framework_qa.analysis.print_quotes import Chosen, attribution, illustrative
from framework_qa.errors import RefusedError
from framework_qa.model.chart import SILENT, Cell, RunKind, Status
from framework_qa.model.codebook import Codebook, Theme
from framework_qa.model.ids import CaseId
from framework_qa.model.people import Case
from framework_qa.model.study import Study
from framework_qa.model.tables import Audience
from framework_qa.outputs.findings.descriptions import named_places
from framework_qa.outputs.findings.publishing import for_audience
from framework_qa.outputs.table import Entry, Table, distinct_headings, table
from framework_qa.outputs.workbook_front import STATUS_WORDS
from framework_qa.outputs.xlsx_text import escape, sheet_titles, split_long

COVER, CONTENTS, NOTES, CODEBOOK, QUOTES = "Cover", "Contents", "Notes", "Codebook", "Quotes"
NOT_CHARTED = "not charted"
CONTINUED, SEE_ABOVE = " (continued)", "see above"
NONE = "none"
CONTACT = "To be written by the team before publication: who answers questions, and how to reach them."
ONE_TABLE = "This worksheet contains one table."
WITH_NOTES = f"{ONE_TABLE} Notes are referred to in its title and can be found on the notes worksheet."
CURE = (
    "Merge levels or publish fewer attributes, so that every label fits several cases, or, where consent covered it, "
    "set one_case_covered under publication in study.yaml."
)

STARRED = "Only quotes that somebody on the team starred for print are given, each with a label of the respondent."
NUMBERED = (
    "A row is a case, usually one interview, by the label of its respondent. A number in brackets tells cases with "
    "the same label apart; it is the same on every worksheet of summaries, and follows no order."
)
WORDS = "\n".join(
    (
        "Words that stand in place of a summary.",
        f"{NOT_CHARTED}: No summary has been signed off for this case.",
        *(f"{status}: {STATUS_WORDS[status]}" for status in Status if status in SILENT),
    )
)
MARKS = "In a summary, words in quotation marks are the respondent's own; square brackets hold words put in."
OWN_WORDS = "The words are the respondent's own, exactly as transcribed; only line breaks are left out."


@dataclass(frozen=True, slots=True)
class Line:
    """One line above a table, or one row of the cover."""

    text: str
    heading: bool = False


@dataclass(frozen=True, slots=True)
class Page:
    """One sheet: its name, its title for A1, the lines below, then its table.

    Where `leads`, the first column of the table names sheets and leads to them.
    """

    name: str
    title: str
    lines: tuple[Line, ...]
    table: Table | None = None
    leads: bool = False


def chart_tables(study: Study) -> tuple[Table, ...]:
    """Lay out the codebook, the signed-off summaries of each theme that has any, and the quotes chosen for print.

    What fits one case only is a RefusedError, unless the study says that consent covered it.
    """
    if study.codebook is None:
        return ()
    quoted = _chosen(study)
    _refuse_lone_labels(study, quoted)
    numbered = numbered_labels(study)
    found = [_codebook(study.codebook)]
    found += [_summaries(study, theme, numbered) for theme in study.codebook.charts() if _has_summary(study, theme)]
    found += [_quotes(quoted)] if quoted else []
    return tuple(for_audience(study, one, Audience.PUBLISHED) for one in found)


def numbered_labels(study: Study) -> Mapping[CaseId, str]:
    """Give each case its attribution label, numbered where several share it: `Children's centres (2)`.

    They come label by label. The numbers follow a hash of the ids, because the order of the charts would tell areas.
    """
    groups: defaultdict[str, list[Case]] = defaultdict(list)
    for case in study.ordered_cases:
        groups[attribution(study, case)].append(case)
    return {
        case.id: f"{label} ({number})" if len(groups[label]) > 1 else label
        for label in sorted(groups, key=str.casefold)
        for number, case in enumerate(sorted(groups[label], key=_shuffled), 1)
    }


def _shuffled(case: Case) -> str:
    return hashlib.sha256(case.id.encode()).hexdigest()


# -- tables


def _codebook(codebook: Codebook) -> Table:
    rows = [
        (subtheme.number, theme.label, subtheme.label, subtheme.definition)
        for theme in codebook.themes
        for subtheme in theme.subthemes
    ]
    title = "Codebook: the themes and subthemes with their definitions"
    return table(CODEBOOK, title, ("Number", "Theme", "Subtheme", "Definition"), rows)


def _has_summary(study: Study, theme: Theme) -> bool:
    cells = (study.stored_cell.get((case.id, sub.code)) for case in study.cases for sub in theme.subthemes)
    return any(cell is not None and summary(cell) for cell in cells)


def _summaries(study: Study, theme: Theme, numbered: Mapping[CaseId, str]) -> Table:
    rows = [
        (label, *(_told(study.cell(study.case_by_id[case], subtheme)) for subtheme in theme.subthemes))
        for case, label in numbered.items()
    ]
    columns = distinct_headings(("Case", *(subtheme.heading for subtheme in theme.subthemes)))
    title = f"Theme {theme.heading}: what each case said, in summary"
    return table(f"Theme {theme.heading}", title, columns, rows, notes=(NUMBERED, WORDS, MARKS))


def _told(cell: Cell) -> str:
    if cell.charted and cell.status in SILENT:
        return str(cell.status)
    return summary(cell) or NOT_CHARTED


def summary(cell: Cell) -> str:
    """Print what a signed-off cell says, without references and comments; nothing where it is not signed off."""
    if not cell.charted or cell.status is not Status.CHARTED:
        return ""
    runs = [(run.kind, " ".join(run.text.split())) for run in cell.runs if run.kind is not RunKind.COMMENT]
    return "; ".join(f"“{words}”" if kind is RunKind.VERBATIM else words for kind, words in runs)


def _chosen(study: Study) -> tuple[tuple[Theme, str, Chosen], ...]:
    """Give the starred quotes that may be printed, in codebook order with the subtheme's heading, then by label."""
    if study.codebook is None or not study.starred:
        return ()
    chosen = replace(study, codings=tuple(coding for coding in study.codings if coding.span in study.starred))
    return tuple(
        (theme, subtheme.heading, one)
        for theme in study.codebook.themes
        for subtheme in theme.subthemes
        for one in sorted(illustrative(chosen, subtheme, len(study.starred), ()), key=_by_label)
    )


def _by_label(one: Chosen) -> tuple[str, str]:
    """Sort quotes without telling the order of the charts, which goes by area."""
    return one.label, one.words


def _quotes(quoted: Sequence[tuple[Theme, str, Chosen]]) -> Table:
    rows = [(theme.heading, subtheme, one.label, one.words) for theme, subtheme, one in quoted]
    columns = ("Theme", "Subtheme", "Respondent", "Quote")
    return table(QUOTES, "Quotes chosen for print", columns, rows, notes=(STARRED, OWN_WORDS), row_headings=3)


def _refuse_lone_labels(study: Study, quoted: Sequence[tuple[Theme, str, Chosen]]) -> None:
    """Refuse labels that fit one case; every case has a row where there is any summary."""
    if study.codebook is None or study.settings.publication.one_case_covered:
        return
    summed = any(_has_summary(study, theme) for theme in study.codebook.charts())
    cases = study.cases if summed else [one.extract.case for _, _, one in quoted]
    if lone := lone_labels(study, cases):
        told = f"{_fit(len(lone))} one case only ({named_places(lone)})"
        raise RefusedError(f"The summaries and quotes cannot be published: {told}.", CURE)


def _fit(labels: int) -> str:
    return "1 label fits" if labels == 1 else f"{labels} labels fit"


# -- pages


def pages(study: Study, found: Sequence[Table], charts: Sequence[Table], last: dt.datetime | None) -> tuple[Page, ...]:
    """Put a workbook together from findings tables and `chart_tables`; `last` is when the study last changed."""
    body = [*found, *charts]
    names = sheet_titles([*(_name(one) for one in found), *(one.name for one in charts)], (COVER, CONTENTS, NOTES))
    gathered = _Notes(study, body)
    laid = tuple(_page(name, one, gathered) for name, one in zip(names, body, strict=True))
    notes = _notes_page(study, gathered, names)
    return (_cover(study, found, last), _contents((notes, *laid), gathered), notes, *laid)


def _name(found: Table) -> str:
    """Name the sheet of a findings table in words: `support_funding` is Support funding; titles are too long."""
    words = found.name.replace("_", " ").strip()
    return words[:1].upper() + words[1:]


class _Notes:
    """The notes of all tables, each numbered once, with the tables it is about."""

    def __init__(self, study: Study, tables: Sequence[Table]) -> None:
        self.used: dict[str, list[int]] = defaultdict(list)
        for place, one in enumerate(tables):
            for note in one.notes:
                self.used[note].append(place)
        for note in _left_out(study, tables):
            self.used[note] = []
        self.number = {note: number for number, note in enumerate(self.used, 1)}

    def marked(self, title: str, notes: Sequence[str]) -> str:
        """Give a title with the marks of its notes."""
        return " ".join((title, *(f"[note {self.number[note]}]" for note in dict.fromkeys(notes))))


def _left_out(study: Study, tables: Sequence[Table]) -> Iterator[str]:
    """Say what the reader will not find."""
    told = {one.name for one in tables}
    themes = study.codebook.charts() if study.codebook else ()
    bare = [theme.heading for theme in themes if f"Theme {theme.heading}" not in told]
    if bare:
        yield f"No summary has been signed off yet for: {'; '.join(bare)}. These themes have no worksheet."
    if QUOTES not in told:
        yield "No quotes have been chosen for print, so there is no worksheet of quotes."
    if not study.settings.publication.counts:
        yield "How many cases raised something is not told: the sample was not drawn to be counted."


def _page(name: str, one: Table, notes: _Notes) -> Page:
    source = (Line(f"Source: {one.source}"),) if one.source else ()
    first = Line(WITH_NOTES if one.notes else ONE_TABLE)
    return Page(name, notes.marked(one.title, one.notes), (first, *source), held(one))


def _notes_page(study: Study, notes: _Notes, names: Sequence[str]) -> Page:
    rows = [
        (f"note {notes.number[note]}", note, "; ".join(names[place] for place in places) or "The whole workbook")
        for note, places in notes.used.items()
    ]
    found = table("Notes", "Notes", ("Note", "What it says", "Worksheet"), rows)
    told = for_audience(study, found, Audience.PUBLISHED)
    return Page(NOTES, "Notes to the tables of this workbook", (Line(ONE_TABLE),), held(told))


def _contents(others: Sequence[Page], notes: _Notes) -> Page:
    rows = [(page.name, page.title.partition(" [note")[0]) for page in others]
    found = table("Contents", "Contents", ("Worksheet", "What it holds"), rows)
    general = [note for note, places in notes.used.items() if not places]
    title = notes.marked("Contents: the worksheets of this workbook", general)
    return Page(CONTENTS, title, (Line(WITH_NOTES if general else ONE_TABLE),), held(found), leads=True)


def _cover(study: Study, found: Sequence[Table], last: dt.datetime | None) -> Page:
    tables = _counted(len(found), "findings table")
    holds = (
        f"This workbook holds {tables}, the codebook, what each case said on each theme in summary, as far as the "
        "summaries are signed off, and the quotes chosen for print. The contents worksheet lists what there is."
    )
    date = f"{last.day} {last:%B %Y}" if last else "not recorded"
    lines = [Line("What this workbook holds", heading=True), Line(holds)]
    lines += [Line("How the study was done", heading=True), *map(Line, _method(study))]
    lines += [Line("Contact", heading=True), Line(CONTACT)]
    lines += [Line("Date of the last entry in the study's records", heading=True), Line(date)]
    return Page(COVER, study.settings.title, tuple(lines))


def _method(study: Study) -> Iterator[str]:
    yield f"The study has {_counted(len(study.cases), 'case')}, usually one interview each."
    yield (
        "It was analysed by the Framework method: what was said is indexed by themes and subthemes, and then, case by "
        "case and subtheme by subtheme, written up in summary."
    )
    if study.codebook:
        themes = _counted(len(study.codebook.charts()), "theme")
        subthemes = _counted(len(study.codebook.charted()), "subtheme")
        yield f"Version {study.codebook.version} of the codebook has {themes} and {subthemes}."
    yield "Respondents go by labels, never by names. The people interviewed are not a statistical sample."


def _counted(count: int, what: str) -> str:
    return f"{count} {what}" if count == 1 else f"{count} {what}s"


# -- what a cell of a spreadsheet can hold


def held(found: Table) -> Table:
    """Leave nothing blank and no table without a row, escape texts, and go on below with what a cell cannot hold."""
    rows = found.rows or ((Entry(NONE), *(Entry("n/a") for _ in found.columns[1:])),)
    return replace(found, rows=tuple(part for row in rows for part in _parts(row)))


def _parts(row: Sequence[Entry]) -> Iterator[tuple[Entry, ...]]:
    cut = [_cut(entry) for entry in row]
    yield tuple(pieces[0] for pieces in cut)
    for number in range(1, max(map(len, cut))):
        yield tuple(
            pieces[number] if number < len(pieces) else Entry(SEE_ABOVE if place else f"{pieces[0]}{CONTINUED}")
            for place, pieces in enumerate(cut)
        )


def _cut(entry: Entry) -> tuple[Entry, ...]:
    if isinstance(entry.value, int):
        return (entry,)
    return tuple(map(Entry, split_long(escape(entry.value if entry.value.strip() else NONE))))


def numbers_in(found: Table) -> tuple[bool, ...]:
    """Tell for each column whether numbers stand in it: they are right aligned, and so is their heading."""
    kinds = Counter(place for row in found.rows for place, entry in enumerate(row) if isinstance(entry.value, int))
    return tuple(place in kinds for place in range(len(found.columns)))
