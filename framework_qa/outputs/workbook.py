"""The working workbook: everything of a study that an analyst keeps open, tied from every cell to its quotes.

Sheets: Contents, Notes, Codebook, Cases, one a theme, Syntheses, Quotes, Coverage, Sample, one a findings table,
Conflicts where there are any, Log, and a hidden one of keys, by which an edited workbook comes back.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from framework_qa.analysis.extracts import extracts
from framework_qa.model.edited import KEYS_SHEET
from framework_qa.model.event import Event
from framework_qa.model.people import Attribute
from framework_qa.model.study import Study
from framework_qa.outputs import workbook_front, workbook_groups, workbook_sheets, workbook_themes
from framework_qa.outputs.files import write_atomically
from framework_qa.outputs.framework import chart_order
from framework_qa.outputs.moments import moment_of
from framework_qa.outputs.table import Table
from framework_qa.outputs.workbook_findings import findings_sheets
from framework_qa.outputs.workbook_keys import Ledger
from framework_qa.outputs.workbook_themes import Evidence, Hidden
from framework_qa.outputs.xlsx import Properties, Sheet, write_sheets
from framework_qa.outputs.xlsx_text import Names


@dataclass(frozen=True, slots=True)
class WorkbookFacts:
    """What a workbook holds: its sheets in order, the codings on Quotes, and the cells of all charts."""

    sheets: tuple[str, ...]
    quotes: int
    cells: int


def write_workbook(
    study: Study,
    events: Sequence[Event],
    path: Path,
    *,
    group_by: Sequence[Attribute] | None = None,
    findings: Sequence[Table] = (),
) -> WorkbookFacts:
    """Write the working workbook; the same study and events give the same bytes.

    `group_by` orders the cases of every sheet and is shown beside them (default: the study's grouping attributes);
    `findings` are the declared tables, a sheet each.
    Raises InputError when the file cannot be written.
    """
    shown = tuple(study.settings.grouping() if group_by is None else group_by)
    cases = chart_order(study.cases, shown)
    found = extracts(study, cases=cases)
    names = Names()
    ledger = Ledger(events[0].hash if events else "", study.head, workbook_groups.numbers_of(study))
    hidden = Hidden(Evidence.gather(found, names), ledger)
    themes = study.codebook.charts() if study.codebook else ()
    charts = workbook_themes.theme_sheets(study, themes, shown, hidden)
    taken = (*workbook_themes.OTHER_SHEETS, KEYS_SHEET, *(sheet.title for sheet in charts))
    tables = findings_sheets(findings, taken)
    body = [
        workbook_sheets.codebook_sheet(study),
        workbook_sheets.cases_sheet(study, cases),
        *charts,
        workbook_groups.syntheses_sheet(study, hidden.ledger),
        workbook_sheets.quotes_sheet(study, found, hidden),
        workbook_themes.coverage_sheet(study, shown),
        workbook_sheets.sample_sheet(study),
        *tables,
        *([workbook_groups.conflicts_sheet(study)] if study.conflicts else []),
        workbook_sheets.log_sheet(events),
    ]
    held = {sheet.title: table.title for sheet, table in zip(tables, findings, strict=True)}
    front = [
        workbook_front.contents_sheet(study, body, len(found), held),
        workbook_front.notes_sheet(study),
    ]
    sheets: list[Sheet] = [*front, *body]
    whole = [*sheets, hidden.ledger.sheet()]
    write_atomically(path, lambda stream: write_sheets(stream, whole, properties(study, events), names))
    cells = len(cases) * sum(len(theme.subthemes) for theme in themes)
    return WorkbookFacts(tuple(sheet.title for sheet in sheets), len(found), cells)


def properties(study: Study, events: Sequence[Event], what: str = "working workbook") -> Properties:
    """Describe the document by its study and the time of the last event, or of SOURCE_DATE_EPOCH where that is set."""
    title = f"{study.settings.title}: {what}"
    return Properties(title, "Framework matrices with their evidence", moment_of(events[-1].at if events else ""))
