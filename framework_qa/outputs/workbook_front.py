"""The working workbook's first two sheets: what it holds, what its words mean, and how far the study is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from openpyxl.utils import quote_sheetname

from framework_qa.analysis.coverage import progress
from framework_qa.model.chart import SILENT, Status
from framework_qa.model.coding import Decision
from framework_qa.model.study import Study
from framework_qa.outputs.workbook_sheets import DECISIONS
from framework_qa.outputs.workbook_themes import (
    CASES,
    CODEBOOK,
    CONTENTS,
    COVERAGE,
    LOG,
    NOTES,
    QUOTES,
    SAMPLE,
)
from framework_qa.outputs.xlsx import Column, Grid, Mark, Row, Sheet
from framework_qa.outputs.xlsx_looks import Look

HOLDS = {
    NOTES: "What the status words mean, how to use the workbook, and where the study stands",
    CODEBOOK: "Themes and subthemes with their definitions and rules",
    CASES: "The cases with their attributes, what was said, and how far they are charted",
    QUOTES: "Every live coding with its words, in the order of the charts",
    COVERAGE: "How far each cell is, in words and colour",
    SAMPLE: "Interviews achieved against the plan, cases by attribute, and themes by group of cases",
    LOG: "Who did what, and when",
}
CHART = "Chart: the cases down, the subthemes across, each with its evidence beside it"

STATUS_WORDS = {
    Status.TO_CHART: "Still to be charted: nobody has written the cell yet.",
    Status.CHARTED: "A person has written what the case says. The cell shows the text itself, without this word.",
    Status.NOTHING_SAID: "The topic was asked of this case, and the answer held nothing on it.",
    Status.NOT_ASKED: "The topic was not asked of this case.",
    Status.NOT_APPLICABLE: "The topic cannot apply to this case.",
    Status.NOT_REACHED: "The interview ended or turned before it came to the topic.",
    Status.WITHHELD: "Something was said, and is kept out of the chart to protect the participant.",
    Status.QUERIED: "Written, with a question open that a second reader must settle.",
}
DECISION_WORDS = {
    Decision.SUGGESTED: "A rule marked the words; no person has looked yet.",
    Decision.ACCEPTED: "A person made the coding, or accepted the suggestion.",
    Decision.REJECTED: "A person looked and said no; not listed on Quotes.",
    Decision.WITHDRAWN: "Taken back later; not listed on Quotes.",
}
OTHER_WORDS = (
    (Mark("DRAFT: ...", Look.DRAFT), "The toolkit filled the cell with the extracts, word for word. It is no summary."),
    (Mark("stale", Look.LINK), "Codings came or went after the cell was written: look again."),
    (Mark("“...”", Look.TEXT, pieces=(("“...”", True),)), "The respondent's own words, in bold in charted cells."),
    (Mark("[R: ...]", Look.TEXT), "The researcher's own comment. It is never evidence."),
    (Mark("(¶31)", Look.TEXT), "The turn of the interview the words stand in; A2-P04 ¶31 names the case as well."),
    (Mark("not recorded", Look.TEXT), "The case has no level of this attribute."),
    (Mark("(continued)", Look.KEY), "A text too long for one cell goes on in this row."),
)
USE = {
    "Evidence": "Beside each summary stands how many quotes it has; the link goes to the first of them on Quotes.",
    "Quotes": """The quotes of one cell stand together: by theme, subtheme, case, then as they were said. One row is one
coding, so words that two coders marked stand twice. Links follow inserted rows, but not a sort: to sort freely, work
on a copy of the sheet.""",
    "Long cells": """A row can be 409 points high. Where a cell holds more than that shows, read it in the formula bar
or follow its evidence link.""",
    "Signs": "A control character in a transcript stands as _xHHHH_, its number in hexadecimal digits.",
    "Counts": "Counts of cases say how the people interviewed spoke. They are not a statistical sample.",
}


def contents_sheet(study: Study, titles: Sequence[str], quotes: int, findings: Mapping[str, str]) -> Sheet:
    """List the sheets, each with a link; `findings` gives for the sheets of findings tables what they hold."""
    book = study.codebook
    frame = f"codebook {book.name}, version {book.version}" if book else "no codebook yet"
    heading = (
        study.settings.title,
        f"Working workbook: {len(study.cases)} cases, {quotes} codings, {frame}",
        f"State of the study: {study.head[:12] or 'not recorded'}",
    )

    holds = {**HOLDS, **findings}

    def grids() -> tuple[Grid, ...]:
        rows = [
            Row((Mark(title, Look.LINK, f"{quote_sheetname(title)}!A1"), holds.get(title, CHART)))
            for title in (NOTES, *titles)
        ]
        return (Grid("tblContents", (Column("Sheet", 36), Column("What it holds", 100)), rows),)

    return Sheet(CONTENTS, grids, heading)


def notes_sheet(study: Study) -> Sheet:
    """Say what the words mean, how to use the workbook, and where each theme stands."""
    return Sheet(NOTES, lambda: (*_word_grids(), _use_grid(), _progress_grid(study)), ("Notes",))


def _word_grids() -> tuple[Grid, ...]:
    statuses = [Row((Mark(str(word), _look(word)), meaning)) for word, meaning in STATUS_WORDS.items()]
    decisions = [Row((str(word), meaning)) for word, meaning in DECISION_WORDS.items()]
    return (
        Grid(
            "tblStatusWords",
            _columns("Status of a cell"),
            statuses,
            "What the words mean: cells",
            listed="list_statuses",
        ),
        Grid("tblOtherWords", _columns("Sign"), [Row(pair) for pair in OTHER_WORDS], "What the words mean: signs"),
        Grid(
            "tblDecisions", _columns("Status of a coding"), decisions, "What the words mean: codings", listed=DECISIONS
        ),
    )


def _look(status: Status) -> Look:
    if status in SILENT:
        return Look.SILENCE
    return Look.TEXT if status is Status.CHARTED else Look.WAITING


def _columns(first: str) -> tuple[Column, Column]:
    return Column(first, 36), Column("What it means", 100)


def _use_grid() -> Grid:
    return Grid(
        "tblUse",
        _columns("Topic"),
        [Row((topic, " ".join(said.split()))) for topic, said in USE.items()],
        "How to use this workbook",
    )


def _progress_grid(study: Study) -> Grid:
    headings = ("Theme", "Summary", "Cells", "Charted", "Silent", "Draft", "Waiting", "No extracts yet", "Stale")
    rows = [
        Row(
            (
                p.theme.heading,
                _so_far(p.charted + p.silent, p.cells),
                p.cells,
                p.charted,
                p.silent,
                p.drafted,
                p.waiting,
                p.nothing_yet,
                p.stale,
            )
        )
        for p in progress(study)
    ]
    columns = tuple(Column(heading, 12) for heading in headings)
    return Grid("tblProgress", columns, rows, "Where the study stands, in cells")


def _so_far(settled: int, cells: int) -> str:
    return f"{settled} of {cells} cells settled by a person or by what was asked"
