"""The charts in the working workbook: a sheet a theme, each cell beside its evidence, and their coverage."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from framework_qa.analysis.coverage import CellState
from framework_qa.analysis.extracts import Extract
from framework_qa.model.chart import SILENT
from framework_qa.model.codebook import Theme
from framework_qa.model.edited import CHART_SHEET, KEYS_SHEET, MARK, SUMMARY
from framework_qa.model.people import Attribute
from framework_qa.model.reading import wording
from framework_qa.model.study import Study
from framework_qa.outputs.framework import Matrix, MatrixRow, matrix
from framework_qa.outputs.workbook_keys import KEY_HEADING, Ledger, key_column
from framework_qa.outputs.workbook_text import editable_pieces
from framework_qa.outputs.xlsx import Column, Grid, Mark, Printed, Row, Sheet
from framework_qa.outputs.xlsx_looks import Look
from framework_qa.outputs.xlsx_text import Names, safe_headings, sheet_titles, width_for, width_for_cells

CONTENTS, NOTES, CODEBOOK, CASES = "Contents", "Notes", "Codebook", "Cases"
SYNTHESES, QUOTES, CONFLICTS = "Syntheses", "Quotes", "Conflicts"
COVERAGE, SAMPLE, LOG = "Coverage", "Sample", "Log"
OTHER_SHEETS = (CONTENTS, NOTES, CODEBOOK, CASES, SYNTHESES, QUOTES, CONFLICTS, COVERAGE, SAMPLE, LOG)
EVIDENCE_WIDTH = 15.0  # shows `12 quotes, stale` on one line: LibreOffice wraps no link
CellKey = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Evidence:
    """For each cell that has quotes: the defined name of its block on Quotes."""

    anchors: Mapping[CellKey, str]

    @classmethod
    def gather(cls, found: Iterable[Extract], names: Names) -> Evidence:
        """Name the blocks of extracts that stand sorted by cell: `ev_A2P04_4_2`, no two alike."""
        cells = dict.fromkeys((e.case.id, e.subtheme.code, e.subtheme.number) for e in found)
        return cls(
            {(case, code): names.nearest(f"ev_{case}_{number.replace('.', '_')}") for case, code, number in cells}
        )

    def of(self, case: str, subtheme: str) -> str:
        """Give the name of a cell's block, or an empty string where nothing was coded."""
        return self.anchors.get((case, subtheme), "")


@dataclass(frozen=True, slots=True)
class Hidden:
    """What ties the sheets together unseen: the names of blocks of quotes, and the keys for the way back."""

    evidence: Evidence
    ledger: Ledger


def theme_sheets(study: Study, themes: Sequence[Theme], shown: Sequence[Attribute], hidden: Hidden) -> list[Sheet]:
    """Lay out the charts, a sheet a theme; no two sheets or tables have the same name."""
    titles = sheet_titles((theme.heading for theme in themes), (*OTHER_SHEETS, KEYS_SHEET))
    tables = Names()
    return [
        _theme_sheet(study, theme, title, _table_name(tables, theme), shown, hidden)
        for theme, title in zip(themes, titles, strict=True)
    ]


def _table_name(tables: Names, theme: Theme) -> str:
    return tables.nearest(f"tblTheme_{theme.number.replace('.', '_')}")


def _theme_sheet(
    study: Study, theme: Theme, title: str, table: str, shown: Sequence[Attribute], hidden: Hidden
) -> Sheet:
    """Lay out one theme's chart: case and attributes, then for each subtheme its summary and its evidence."""

    def grids() -> tuple[Grid, ...]:
        chart = matrix(study, theme, group_by=shown)
        rows = tuple(Row(tuple(_theme_row(chart, row, hidden.evidence))) for row in chart.rows)
        columns = _theme_columns(chart, rows)
        _note(chart, columns, rows, hidden.ledger)
        return (Grid(table, columns, rows),)

    return Sheet(title, grids, frozen=1 + len(shown), keyed=True)


def _note(chart: Matrix, columns: Sequence[Column], rows: Sequence[Row], ledger: Ledger) -> None:
    """Note what the chart says, for the way back."""
    sheet = f"{CHART_SHEET}{chart.theme.code}"
    codes = [column.code.removeprefix(MARK) for column in columns[:-1]]
    ledger.columns(sheet, codes)
    first = 1 + len(chart.attributes)
    for shown, row in zip(chart.rows, rows, strict=True):
        said = [""] * first + [part for (state,) in shown.cells for part in (wording(state.cell), "")]
        ledger.row(sheet, shown.heading, codes, row.values[:-1], said)


def _theme_row(chart: Matrix, row: MatrixRow, evidence: Evidence) -> Iterator[Printed]:
    yield Mark(row.heading, Look.KEY)
    yield from row.attributes
    for (state,) in row.cells:
        yield _summary(chart.study, state)
        yield _evidence(state, evidence)
    yield row.heading


def _summary(study: Study, state: CellState) -> Mark:
    printed = editable_pieces(study, state.cell)
    text = "".join(piece.text for piece in printed)
    if state.cell.draft and state.cell.runs:
        return Mark(text, Look.DRAFT)
    if not state.cell.runs:
        return Mark(text, Look.SILENCE if state.cell.status in SILENT else Look.WAITING)
    look = Look.TEXT if state.cell.charted else Look.WAITING
    return Mark(text, look, pieces=tuple((piece.text, piece.verbatim) for piece in printed))


def _evidence(state: CellState, evidence: Evidence) -> Mark:
    stale = ", stale" if state.stale else ""
    anchor = evidence.of(state.case.id, state.subtheme.code)
    if not anchor:
        return Mark(f"none{stale}", Look.SILENCE)
    counted = "1 quote" if state.extracts == 1 else f"{state.extracts} quotes"
    return Mark(f"{counted}{stale}", Look.LINK, anchor)


def _theme_columns(chart: Matrix, rows: Sequence[Row]) -> tuple[Column, ...]:
    wished = ["Case", *(attribute.label for attribute in chart.attributes)]
    codes = ["case", *(f"level:{attribute.name}" for attribute in chart.attributes)]
    for subtheme in chart.theme.subthemes:
        wished += [subtheme.heading, f"{subtheme.number} evidence"]
        codes += [f"{SUMMARY}{subtheme.code}", f"evidence:{subtheme.code}"]
    headings = safe_headings([*wished, KEY_HEADING])
    texts = [[_text(row.values[place]) for row in rows] for place in range(len(codes))]
    first = 1 + len(chart.attributes)
    columns = (
        Column(headings[0], width_for(texts[0], 10, 24), Look.KEY, repeats=True),
        *(Column(headings[n], width_for(texts[n], 14, 22), repeats=True) for n in range(1, first)),
        *(
            Column(headings[n], EVIDENCE_WIDTH if (n - first) % 2 else width_for_cells(texts[n], 36, 90))
            for n in range(first, len(codes))
        ),
    )
    return (
        *(replace(column, code=f"{MARK}{code}") for column, code in zip(columns, codes, strict=True)),
        key_column(f"{CHART_SHEET}{chart.theme.code}", headings[-1]),
    )


def _text(printed: Printed) -> str:
    return str(printed.value if isinstance(printed, Mark) else printed)


COVERAGE_LEGEND = (
    (Look.CHARTED, "charted", "A person has charted the cell, citing so many of its extracts."),
    (Look.DRAFTED, "draft", "The toolkit filled the cell with its extracts; nobody has charted it yet."),
    (
        Look.WAITING,
        "to chart",
        "There are extracts, or there may be; the cell is still to be charted, or queried.",
    ),
    (Look.SILENCE, "not asked, ...", "There is nothing to chart, for the reason given: a settled silence."),
)


def coverage_sheet(study: Study, shown: Sequence[Attribute]) -> Sheet:
    """Lay out how far each cell is, in words and in one hue, with the legend below."""

    def grids() -> tuple[Grid, ...]:
        themes = study.codebook.charts() if study.codebook else ()
        charts = [matrix(study, theme, group_by=shown) for theme in themes]
        wished = ["Case", *(a.label for a in shown), *(s.heading for theme in themes for s in theme.subthemes)]
        headings = safe_headings(wished)
        columns = (
            Column(headings[0], 16, Look.KEY),
            *(Column(heading, 18, repeats=True) for heading in headings[1:]),
        )
        rows = _coverage_rows(charts) if charts else ()
        return (Grid("tblCoverage", columns, rows, notes=_legend()),)

    return Sheet(COVERAGE, grids, frozen=1 + len(shown))


def _coverage_rows(charts: Sequence[Matrix]) -> Iterator[Row]:
    for rows in zip(*(chart.rows for chart in charts), strict=True):
        states = (state for row in rows for (state,) in row.cells)
        yield Row(
            (rows[0].heading, *rows[0].attributes, *(Mark(state.words, coverage_look(state)) for state in states))
        )


def coverage_look(state: CellState) -> Look:
    """Choose the fill of a cell on Coverage: the darker the further it is."""
    if state.cell.status in SILENT:
        return Look.SILENCE
    if state.cell.draft:
        return Look.DRAFTED
    return Look.CHARTED if state.cell.charted else Look.WAITING


def _legend() -> tuple[Row, ...]:
    lines = (Row((Mark(words, look), Mark(meaning, Look.NOTE))) for look, words, meaning in COVERAGE_LEGEND)
    return (Row(()), Row((Mark("What the colours say", Look.TITLE),)), *lines)
