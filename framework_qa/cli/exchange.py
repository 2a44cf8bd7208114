"""Commands that bring plain tables in: import codings|charts|syntheses."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from framework_qa.cli import import_segments, import_workbook, show
from framework_qa.cli.desk import DryRun, Json, desk

if TYPE_CHECKING:
    from framework_qa.stages.exchange import ImportReport

bring = typer.Typer(help="Bring codings, cells and syntheses in from a table.", no_args_is_help=True)

File = Annotated[Path, typer.Argument(metavar="FILE", help="The table, .csv or .xlsx.")]
Coded = Annotated[Path, typer.Argument(metavar="FILE", help="The table, .csv or .xlsx, or the Word document, .docx.")]
Replace = Annotated[bool, typer.Option("--replace", help="Put the file's texts in the place of what people wrote.")]


@bring.command("codings")
def import_codings(
    ctx: typer.Context,
    path: Coded,
    decided: import_segments.Map = None,
    take_near: import_segments.TakeNear = None,
    dry_run: DryRun = False,
    json: Json = False,
) -> None:
    """Bring codings in from our table, another tool or Word comments.

    They come in as accepted. A table of case, turn, subtheme and words (and coder) comes in whole or not at all. Of
    the coded segments of ATLAS.ti, MAXQDA, QualCoder and Taguette, and of Word comments, what is certain comes in,
    and what a person must decide on is listed, with exit code 3.
    """
    from framework_qa.stages import exchange as stage

    if import_segments.coded_elsewhere(ctx, path, decided=decided, take_near=take_near, dry_run=dry_run, json=json):
        return
    report = stage.import_codings(desk(ctx).folder, path, who=desk(ctx).who, dry_run=dry_run)
    if json:
        kinds = {"new": report.new, "accepted": report.changed, "there_already": report.standing}
        change = report.event.number if report.event else None
        show.as_json({"file": report.path, "rows": report.rows} | kinds | {"change": change})
    accepted = f"{show.counted(report.changed, 'suggestion')} accepted"
    _told(report, show.counted(report.new, "new coding"), accepted, dry_run=dry_run)


@bring.command("charts")
def import_charts(ctx: typer.Context, path: File, replace: Replace = False, dry_run: DryRun = False) -> None:
    """Bring cells in: case, subtheme, status, text; all rows or none."""
    from framework_qa.stages import exchange as stage

    who = desk(ctx)
    report = stage.import_charts(who.folder, path, who=who.who, replacing=replace, dry_run=dry_run)
    _told(report, show.counted(report.new, "new cell"), f"{report.changed} replaced", dry_run=dry_run)


@bring.command("syntheses")
def import_syntheses(ctx: typer.Context, path: File, replace: Replace = False, dry_run: DryRun = False) -> None:
    """Bring syntheses in: group, about, text; all rows or none."""
    from framework_qa.stages import exchange as stage

    who = desk(ctx)
    report = stage.import_syntheses(who.folder, path, who=who.who, replacing=replace, dry_run=dry_run)
    new = f"{report.new} new {'synthesis' if report.new == 1 else 'syntheses'}"
    _told(report, new, f"{report.changed} replaced", dry_run=dry_run)


def _told(report: ImportReport, new: str, changed: str, *, dry_run: bool) -> None:
    show.problems(report.problems)
    rows = f"{show.counted(report.rows, 'row')} of {report.path}: {new}, {changed}, {report.standing} there already."
    if dry_run:
        show.say(f"Would bring in {rows} Nothing was changed.")
    elif report.event is None:
        show.say(f"Nothing was changed by {rows}")
    else:
        show.say(f"Saved as change {report.event.number}: {rows}")


def register(app: typer.Typer) -> None:
    """Add these commands to the root."""
    bring.command("matrix")(import_segments.import_matrix)
    bring.command("workbook")(import_workbook.import_workbook)
    app.add_typer(bring, name="import")
