"""The command that brings an edited working workbook back: import workbook."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from framework_qa.cli import show
from framework_qa.cli.desk import DryRun, Json, desk
from framework_qa.errors import ProblemsFound

if TYPE_CHECKING:
    from collections.abc import Sequence

    from framework_qa.analysis.workbook_result import Difference
    from framework_qa.outputs.table import Table
    from framework_qa.stages.workbook import WorkbookImport

COLUMNS = ("place", "what", "ours", "theirs", "outcome")
Workbook = Annotated[Path, typer.Argument(metavar="FILE", help="The edited working workbook, .xlsx.")]


def import_workbook(ctx: typer.Context, path: Workbook, dry_run: DryRun = False, json: Json = False) -> None:
    """Bring an edited working workbook back: cells, notes, syntheses, decisions on codings, merged place by place.

    What only one side changed comes in; where both did, the study's text stands and the other is kept beside it.
    What cannot be taken is listed, the rest comes in, and the exit code is 3.
    """
    from framework_qa.stages import workbook as stage

    at = desk(ctx)
    report = stage.import_workbook(at.folder, path, who=at.who, dry_run=dry_run)
    if json:
        show.as_json(_data(report))
    elif dry_run:
        show.table(_table(report.differences, "Differences"))
    elif report.open:
        show.table(_table(report.open, "Not taken as it is"))
    show.say(_told(report, dry_run=dry_run))
    if report.open:
        cure = "Mend the places that are refused and import it again; the texts in conflict are both kept."
        raise ProblemsFound(_left(report, dry_run=dry_run), cure, report.problems)
    show.problems(report.problems)


def _told(report: WorkbookImport, *, dry_run: bool) -> str:
    from framework_qa.analysis.workbook_result import Outcome

    taken, conflicts = report.count(Outcome.TAKEN), report.count(Outcome.CONFLICT)
    counts = (
        f"{show.counted(taken, 'change')} taken, {show.counted(conflicts, 'conflict')}, "
        f"{report.count(Outcome.REFUSED)} refused, from {report.path}"
    )
    if dry_run:
        return f"Would be so: {counts}. Nothing was changed."
    return f"Saved as change {report.event.number}: {counts}." if report.event else f"Nothing was changed: {counts}."


def _left(report: WorkbookImport, *, dry_run: bool) -> str:
    from framework_qa.analysis.workbook_result import Outcome

    parts = []
    if refused := report.count(Outcome.REFUSED):
        parts.append(f"{show.counted(refused, 'place')} of {report.path} {'is' if refused == 1 else 'are'} refused")
    if conflicts := report.count(Outcome.CONFLICT):
        parts.append(f"{show.counted(conflicts, 'place')} {'is' if conflicts == 1 else 'are'} in conflict")
    return f"{'; '.join(parts)}. {'The rest would be taken' if dry_run else 'What could be taken was'}."


def _table(found: Sequence[Difference], title: str) -> Table:
    rows = [(one.place, one.what, one.ours, one.theirs, _outcome(one)) for one in found]
    return show.laid_out("import_workbook", title, COLUMNS, rows)


def _outcome(found: Difference) -> str:
    return f"{found.outcome}: {found.why}" if found.why else str(found.outcome)


def _data(report: WorkbookImport) -> dict[str, Any]:
    from framework_qa.analysis.workbook_result import Outcome

    return {
        "file": report.path,
        "change": report.event.number if report.event else None,
        **{outcome.value: report.count(outcome) for outcome in Outcome},
        "differences": [
            dict(zip((*COLUMNS, "why"), (d.place, d.what, d.ours, d.theirs, d.outcome, d.why), strict=True))
            for d in report.differences
        ],
        "problems": [
            {"place": p.place, "message": p.message, "cure": p.cure, "severity": p.severity} for p in report.problems
        ],
    }
