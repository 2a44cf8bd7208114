"""Commands on the study itself: new, status, log, undo, backup, restore."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from framework_qa.cli import show
from framework_qa.cli.desk import DryRun, Json, desk


def new(
    ctx: typer.Context,
    directory: Annotated[Path, typer.Argument(metavar="DIR", help="The folder to make.")],
    title: Annotated[str, typer.Option(help="The study's title, for every output.")] = "",
) -> None:
    """Start a study in a new folder, with a study.yaml to fill in."""
    from framework_qa.stages import study

    wished = desk(ctx).folder / directory
    folder = study.new(wished, title or wished.resolve().name)
    if where := study.synced(folder):
        show.say(f"Warning: {where} looks like a synced folder. Keep a study outside it; put backups there.")
    name = folder.resolve().name
    show.say(f"Made {name}. Fill in {name}/study.yaml, then go there and run: framework-qa status")


def status(ctx: typer.Context, json: Json = False) -> None:
    """Say where the study stands, and the next useful command."""
    from framework_qa.outputs.audit import progress_table
    from framework_qa.stages import study

    standing = study.standing(desk(ctx).folder)
    counts = [("cases", standing.cases), ("transcripts", standing.transcripts), ("turns", standing.turns)]
    counts += [(f"codings {decision}", number) for decision, number in standing.codings.items()]
    counts += [("quotes starred", standing.stars), ("syntheses", standing.syntheses)]
    counts += [("syntheses stale", standing.stale_syntheses), ("texts to settle", standing.conflicts)]
    themes = progress_table(standing.themes)
    if json:
        show.as_json(
            {
                "title": standing.title,
                **dict(counts),
                "codebook": standing.codebook,
                "changes": standing.changes,
                "charting": show.data(themes)["rows"],
                "next": standing.next_command,
                "because": standing.because,
            }
        )
        return
    facts = [("title", standing.title), *((k, str(v)) for k, v in counts), ("codebook", standing.codebook)]
    facts += [("changes logged", str(standing.changes))]
    show.tables([show.laid_out("study", "The study", ("what", "value"), facts), *([themes] if themes.rows else [])])
    show.say(f"Next: {standing.next_command}  ({standing.because})")


def log(
    ctx: typer.Context,
    last: Annotated[int, typer.Option("--last", min=1, help="Show only so many of the newest changes.")] = 1000,
    json: Json = False,
) -> None:
    """Show who did what and when, oldest first."""
    from framework_qa.outputs.audit import log_table
    from framework_qa.stages import study

    show.table(log_table(study.log(desk(ctx).folder)[-last:]), json=json)


def undo(ctx: typer.Context, dry_run: DryRun = False) -> None:
    """Take back the last change that still stands; the log keeps both."""
    from framework_qa.stages import study

    if dry_run:
        event = study.undoable(desk(ctx).folder)
        show.say(f"Would take back change {event.number}: {event.act} ({event.summary}), by {event.who}, {event.at}.")
        return
    event = study.undo(desk(ctx).folder, desk(ctx).who)
    show.say(f"Saved as change {event.number}: {event.summary}.")


def backup(
    ctx: typer.Context, target: Annotated[Path, typer.Argument(metavar="FILE", help="Where to put the copy.")]
) -> None:
    """Copy the study's database to FILE, and check the copy."""
    from framework_qa.stages import study

    path = study.backup(desk(ctx).folder, target)
    show.say(f"Backed up to {path.name}, and read back. Your study.yaml and transcripts are files of your own.")


def restore(
    ctx: typer.Context, source: Annotated[Path, typer.Argument(metavar="FILE", help="A backup made by `backup`.")]
) -> None:
    """Put a backup in the place of the study's database; the replaced one is kept beside it."""
    from framework_qa.stages import study

    kept = study.restore_from(desk(ctx).folder, source)
    replaced = f" The database that stood there is kept in {kept.name}, beside it." if kept else ""
    show.say(f"Restored from {source.name}.{replaced}")


def register(app: typer.Typer) -> None:
    """Add these commands to the root."""
    for command in (new, status, log, undo, backup, restore):
        app.command()(command)
