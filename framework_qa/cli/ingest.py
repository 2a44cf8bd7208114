"""Commands that bring transcripts and cases in: ingest, cases list|import|set."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from framework_qa.cli import show
from framework_qa.cli.desk import DryRun, Json, desk, track
from framework_qa.errors import errors_in

if TYPE_CHECKING:
    from framework_qa.outputs.ingest import IngestReport

cases = typer.Typer(help="List, import and correct the cases.", no_args_is_help=True)


def ingest(
    ctx: typer.Context,
    paths: Annotated[list[Path], typer.Argument(metavar="PATH...", help="Transcripts, or folders of them.")],
    case_list: Annotated[
        Path | None,
        typer.Option("--cases", metavar="FILE", help="The case list, .csv or .xlsx (default: cases.csv of the study)."),
    ] = None,
    speakers: Annotated[
        list[str] | None,
        typer.Option("--speakers", metavar="LABEL=ROLE", help="Say who is who: Jo=interviewer. May be repeated."),
    ] = None,
    dry_run: DryRun = False,
    json: Json = False,
) -> None:
    """Bring transcripts in, with the cases they belong to; all are checked together, and all or none come in."""
    from framework_qa.outputs.ingest import ingest_data, ingest_tables
    from framework_qa.stages import ingest as stage

    who = desk(ctx)
    roles = stage.roles_named(speakers or ())
    report = stage.ingest(who.folder, paths, who=who.who, cases=case_list, roles=roles, dry_run=dry_run, track=track)
    faults = errors_in(report.problems)
    show.problems([problem for problem in report.problems if problem not in faults])
    if json:
        show.as_json(ingest_data(report, stage.READING_POLICY))
    else:
        show.tables(ingest_tables(report))
    stage.stop_at_faults(faults)
    _told(report, dry_run=dry_run)


def _told(report: IngestReport, *, dry_run: bool) -> None:
    new = [show.counted(sum(file.new for file in report.files), "new transcript")] if report.files else []
    added, changed = show.counted(len(report.cases_added), "case"), len(report.cases_changed)
    words = ", ".join((*new, f"{added} added", f"{changed} changed"))
    _to_look_at(report)
    if dry_run:
        show.say(f"Would bring in: {words}. Nothing was changed.")
    elif report.event is None:
        show.say("Everything is in the study already; nothing was changed.")
    else:
        show.say(f"Saved as change {report.event.number}: {words}.")


def _to_look_at(report: IngestReport) -> None:
    if names := [file.name for file in report.to_look_at]:
        show.say(f"{show.counted(len(names), 'file')} of {len(report.files)} to look at: {', '.join(names)}.")


@cases.command("list")
def cases_list(ctx: typer.Context, json: Json = False) -> None:
    """List the cases with their attributes and transcripts."""
    from framework_qa.outputs.audit import cases_table
    from framework_qa.stages.folder import open_folder

    show.table(cases_table(open_folder(desk(ctx).folder).read()), json=json)


@cases.command("import")
def cases_import(
    ctx: typer.Context,
    path: Annotated[Path, typer.Argument(metavar="FILE", help="The case list, .csv or .xlsx.")],
    dry_run: DryRun = False,
) -> None:
    """Add cases, or correct their attributes, from a case list."""
    from framework_qa.stages import ingest as stage

    report = stage.import_cases(desk(ctx).folder, path, who=desk(ctx).who, dry_run=dry_run)
    show.problems(report.problems)
    _told(report, dry_run=dry_run)


@cases.command("set")
def cases_set(
    ctx: typer.Context,
    case: Annotated[str, typer.Argument(metavar="CASE", help="The case id.")],
    levels: Annotated[list[str], typer.Argument(metavar="ATTRIBUTE=LEVEL...", help="What to set.")],
    dry_run: DryRun = False,
) -> None:
    """Set attributes of one case."""
    from framework_qa.stages import ingest as stage

    found = stage.set_levels(desk(ctx).folder, case, levels, who=desk(ctx).who, dry_run=dry_run)
    done = "Would be" if dry_run else "Saved"
    show.say(f"{done}: {found.id} {', '.join(f'{name}={level}' for name, level in found.levels)}")


def register(app: typer.Typer) -> None:
    """Add these commands to the root."""
    app.command()(ingest)
    app.add_typer(cases, name="cases")
