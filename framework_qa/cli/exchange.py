"""Commands that bring plain tables in: import codings|charts|syntheses."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from framework_qa.cli import show
from framework_qa.cli.desk import DryRun, desk

if TYPE_CHECKING:
    from framework_qa.stages.exchange import ImportReport

bring = typer.Typer(help="Bring codings, cells and syntheses in from a table.", no_args_is_help=True)

File = Annotated[Path, typer.Argument(metavar="FILE", help="The table, .csv or .xlsx.")]
Replace = Annotated[bool, typer.Option("--replace", help="Put the file's texts in the place of what people wrote.")]


@bring.command("codings")
def import_codings(ctx: typer.Context, path: File, dry_run: DryRun = False) -> None:
    """Bring codings in as accepted: case, turn, subtheme, words, and coder if you like; all rows or none."""
    from framework_qa.stages import exchange as stage

    report = stage.import_codings(desk(ctx).folder, path, who=desk(ctx).who, dry_run=dry_run)
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
    app.add_typer(bring, name="import")
