"""The working workbook's sheets of facts: codebook, cases, quotes, sample and log."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from framework_qa.analysis.extracts import Extract
from framework_qa.model.edited import MARK, QUOTES_SHEET, STATUS, WORDS
from framework_qa.model.event import Event
from framework_qa.model.people import Case
from framework_qa.model.study import Study
from framework_qa.outputs.audit import cases_table, log_table, quote_headings, quote_rows
from framework_qa.outputs.codebook import COLUMNS, codebook_table
from framework_qa.outputs.findings.build import built_in_tables
from framework_qa.outputs.table import Table
from framework_qa.outputs.workbook_keys import KEY_HEADING, key_column
from framework_qa.outputs.workbook_themes import CASES, CODEBOOK, LOG, QUOTES, SAMPLE, Hidden
from framework_qa.outputs.xlsx import FILTER_BUTTON, Column, Grid, Mark, Row, Sheet
from framework_qa.outputs.xlsx_looks import Look
from framework_qa.outputs.xlsx_text import safe_headings, width_for

DECISIONS = "list_decisions"

CODEBOOK_WIDTHS = (9, 22, 20, 22, 14, 36, 28, 28, 32, 32, 12, 14, 9, 36)
ATTRIBUTE = Column("", 17, repeats=True)
BEFORE_ATTRIBUTES = (
    Column("Quote id", 13, Look.KEY, repeats=True, code="quote"),
    Column("Coding id", 13, repeats=True, code="coding"),
    Column("Case", 11, repeats=True, code="case"),
)
AFTER_ATTRIBUTES = (
    Column("Theme", 20, repeats=True, code="theme"),
    Column("Subtheme", 24, repeats=True, code="subtheme"),
    Column("Quote", 72, code=WORDS),
    Column("Speaker", 13, repeats=True, code="speaker"),
    Column("Turn", 12, repeats=True, code="turn"),
    Column("Place", 14, repeats=True, code="place"),
    Column("Status", 12, repeats=True, choices=DECISIONS, code=STATUS),
    Column("Route", 11, repeats=True, code="route"),
    Column("Coder", 12, repeats=True, code="coder"),
    Column("Rule and words", 24, repeats=True, code="rule"),
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


def quotes_sheet(study: Study, found: Sequence[Extract], hidden: Hidden) -> Sheet:
    """Lay out every live coding with its words; each cell's quotes stand together, its first row is named."""
    columns = _quote_columns(study)
    codes = [column.code.removeprefix(MARK) for column in columns[:-1]]
    status = codes.index(STATUS)

    def rows() -> Iterator[Row]:
        last = ""
        hidden.ledger.columns(QUOTES_SHEET, codes)
        for extract, values in zip(found, quote_rows(study, found), strict=True):
            anchor = hidden.evidence.of(extract.case.id, extract.subtheme.code)
            said = [extract.coding.decision.value if place == status else "" for place in range(len(codes))]
            hidden.ledger.row(QUOTES_SHEET, extract.coding.id, codes, values, said)
            yield Row((*values, extract.coding.id), "" if anchor == last else anchor)
            last = anchor

    return Sheet(QUOTES, lambda: (Grid("tblQuotes", columns, rows()),), frozen=3, keyed=True)


def _quote_columns(study: Study) -> tuple[Column, ...]:
    levels = tuple(replace(ATTRIBUTE, code=f"level:{attribute.name}") for attribute in study.settings.attributes)
    shapes = (*BEFORE_ATTRIBUTES, *levels, *AFTER_ATTRIBUTES)
    *headings, last = safe_headings([*quote_headings(study), KEY_HEADING])
    return (
        *(
            replace(shape, heading=heading, code=f"{MARK}{shape.code}")
            for shape, heading in zip(shapes, headings, strict=True)
        ),
        key_column(QUOTES_SHEET, last),
    )


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
