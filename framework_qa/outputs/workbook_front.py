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
    CONFLICTS,
    CONTENTS,
    COVERAGE,
    LOG,
    NOTES,
    QUOTES,
    SAMPLE,
    SYNTHESES,
)
from framework_qa.outputs.xlsx import Column, Grid, Mark, Row, Sheet
from framework_qa.outputs.xlsx_looks import Look

HOLDS = {
    NOTES: "What the status words mean, how to use the workbook, and where the study stands",
    CODEBOOK: "Themes and subthemes with their definitions and rules",
    CASES: "The cases with their attributes, what was said, and how far they are charted",
    SYNTHESES: "What groups of cases come to, with the cells it rests on; rows may be typed below",
    QUOTES: "Every live coding with its words, in the order of the charts",
    CONFLICTS: "Texts that two people wrote otherwise: the one that stands, and the one to be settled",
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
    (Mark('"..."', Look.TEXT, pieces=(('"..."', True),)), "The respondent's own words, in bold in charted cells."),
    (Mark("[R: ...]", Look.TEXT), "The researcher's own comment. It is never evidence."),
    (Mark("[¶31]", Look.TEXT), "What the words rest on: the quotes of this cell in that turn of the interview."),
    (Mark("[q7]", Look.TEXT), "What the words rest on: one quote, by the end of its id on Quotes (A2-P04.q7)."),
    (Mark("not recorded", Look.TEXT), "The case has no level of this attribute."),
    (Mark("(continued)", Look.KEY), "A text too long for one cell goes on in this row."),
)
USE = {
    "What you may edit": """The summaries on the charts, the texts on Syntheses, and the column Status on Quotes. All
else is only compared: a row in which a case id, an attribute, evidence or a quote was changed is not read back. Sort,
filter and hide as you like; sort whole rows, never one column alone. Columns that you insert stay your own.""",
    "A summary": """Write what the case says, then what it rests on: Parents fear being judged [¶31]; "people feel
judged" [¶31]. [R: cf 4.2]. Words in quotation marks must be the respondent's, with ... for words left out. To keep a
quotation mark or a bracket as plain text, put a backslash before it.""",
    "A status": """In the place of a text, or before it with a colon, write a status word: nothing said; Not asked:
[R: ran out of time]; Queried: ... To make a draft your own, delete the word DRAFT: and rewrite what follows.""",
    "Notes on cells": "A note pinned to a summary (in Excel: New Note) comes back as a comment, [R: ...].",
    "Codings": "Choose accepted or rejected for what is suggested, withdrawn for what is accepted.",
    "Syntheses": """Each statement ends with the cells it rests on: Parents see centres as social care's [A2-P04:4.2].
A new one is typed into the row below the last: its group, like area=area_1 or all cases, what it is about, like 4 or
4.2, and its text.""",
    "Bringing it back": """Save as .xlsx and run: framework-qa import workbook FILE. With --dry-run it only shows what
would change. What somebody else changed meanwhile stands, and your text is kept beside it, on Conflicts of the next
export. Hidden rows, columns and a hidden sheet of keys carry it back: leave them where they are.""",
    "Evidence": "Beside each summary stands how many quotes it has; the link goes to the first of them on Quotes.",
    "Quotes": """The quotes of one cell stand together: by theme, subtheme, case, then as they were said. One row is one
coding, so words that two coders marked stand twice. Links follow inserted rows, but not a sort: to sort freely, work
on a copy of the sheet.""",
    "Long cells": """A row can be 409 points high. Where a cell holds more than that shows, read it in the formula bar
or follow its evidence link.""",
    "Signs": "A control character in a transcript stands as _xHHHH_, its number in hexadecimal digits.",
    "Counts": "Counts of cases say how the people interviewed spoke. They are not a statistical sample.",
}


def contents_sheet(study: Study, body: Sequence[Sheet], quotes: int, findings: Mapping[str, str]) -> Sheet:
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
            Row((Mark(title, Look.LINK, f"{quote_sheetname(title)}!{first}"), holds.get(title, CHART)))
            for title, first in ((NOTES, "A1"), *((sheet.title, "A2" if sheet.keyed else "A1") for sheet in body))
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
