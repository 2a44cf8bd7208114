"""The working workbook's sheets of facts: codebook, cases, quotes, sample and log."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from framework_qa.analysis.extracts import Extract
from framework_qa.model.event import Event
from framework_qa.model.people import Case
from framework_qa.model.study import Study
from framework_qa.outputs.audit import cases_table, log_table, quote_headings, quote_rows
from framework_qa.outputs.codebook import COLUMNS, codebook_table
from framework_qa.outputs.findings.build import built_in_tables
from framework_qa.outputs.table import Table
from framework_qa.outputs.workbook_themes import CASES, CODEBOOK, LOG, QUOTES, SAMPLE, Evidence
from framework_qa.outputs.xlsx import FILTER_BUTTON, Column, Grid, Mark, Row, Sheet
from framework_qa.outputs.xlsx_looks import Look
from framework_qa.outputs.xlsx_text import safe_headings, width_for

DECISIONS = "list_decisions"

CODEBOOK_WIDTHS = (9, 22, 20, 22, 14, 36, 28, 28, 32, 32, 12, 14, 9, 36)
ATTRIBUTE = Column("", 17, repeats=True)
BEFORE_ATTRIBUTES = (
    Column("Quote id", 13, Look.KEY, repeats=True),
    Column("Coding id", 13, repeats=True),
    Column("Case", 11, repeats=True),
)
AFTER_ATTRIBUTES = (
    Column("Theme", 20, repeats=True),
    Column("Subtheme", 24, repeats=True),
    Column("Quote", 72),
    Column("Speaker", 13, repeats=True),
    Column("Turn", 12, repeats=True),
    Column("Status", 12, repeats=True, choices=DECISIONS),
    Column("Route", 11, repeats=True),
    Column("Coder", 12, repeats=True),
    Column("Rule and words", 24, repeats=True),
)


def codebook_sheet(study: Study) -> Sheet:
    """Lay out the codebook in force."""

    def grids() -> tuple[Grid, ...]:
        rows = codebook_table(study.codebook).values() if study.codebook else ()
        columns = tuple(Column(h, w, repeats=True) for h, w in zip(COLUMNS, CODEBOOK_WIDTHS, strict=True))
        return (Grid("tblCodebook", columns, map(Row, rows)),)

    return Sheet(CODEBOOK, grids, frozen=2)


def cases_sheet(study: Study, cases: Sequence[Case]) -> Sheet:
    """Lay out the cases in the order of the charts."""

    def grids() -> tuple[Grid, ...]:
        found = cases_table(study, cases)
        return (grid_of(found, "tblCases", widest=40),)

    return Sheet(CASES, grids, frozen=1)


def quotes_sheet(study: Study, found: Sequence[Extract], evidence: Evidence) -> Sheet:
    """Lay out every live coding with its words; each cell's quotes stand together, its first row is named."""

    def rows() -> Iterator[Row]:
        last = ""
        for extract, values in zip(found, quote_rows(study, found), strict=True):
            anchor = evidence.of(extract.case.id, extract.subtheme.code)
            yield Row(values, "" if anchor == last else anchor)
            last = anchor

    def grids() -> tuple[Grid, ...]:
        return (Grid("tblQuotes", _quote_columns(study), rows()),)

    return Sheet(QUOTES, grids, frozen=3)


def _quote_columns(study: Study) -> tuple[Column, ...]:
    attributes = (ATTRIBUTE,) * len(study.settings.attributes)
    shapes = (*BEFORE_ATTRIBUTES, *attributes, *AFTER_ATTRIBUTES)
    headings = safe_headings(quote_headings(study))
    return tuple(replace(shape, heading=heading) for shape, heading in zip(shapes, headings, strict=True))


def sample_sheet(study: Study) -> Sheet:
    """Lay out the tables that every study has under each other."""
    return Sheet(SAMPLE, lambda: tuple(_sample_grid(number, t) for number, t in enumerate(built_in_tables(study), 1)))


def _sample_grid(number: int, found: Table) -> Grid:
    name = "tblSampleDesign" if found.name == "sample_design" else f"tblSample_{number}"
    return grid_of(found, name, title=found.title, widest=34)


def log_sheet(events: Sequence[Event]) -> Sheet:
    """Lay out the event log."""
    return Sheet(LOG, lambda: (grid_of(log_table(events), "tblLog", widest=70),), frozen=1)


def grid_of(found: Table, name: str, *, title: str = "", widest: float) -> Grid:
    """Make a grid of a table as it stands, each column as wide as its longest value, within bounds."""
    values = found.values()
    texts = [[str(row[place]) for row in values] for place in range(len(found.columns))]
    columns = tuple(
        Column(
            heading,
            width_for([*texts[place], heading + FILTER_BUTTON], 12, widest),
            Look.KEY if not place else Look.TEXT,
            repeats=True,
        )
        for place, heading in enumerate(safe_headings(found.columns))
    )
    notes = tuple(Row((Mark(note, Look.NOTE),)) for note in found.notes)
    return Grid(name, columns, tuple(map(Row, values)), title, notes)
