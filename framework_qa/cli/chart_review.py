"""Commands that decide on cells without rewriting them: chart read|holds|not-used|conflicts|settle|history."""

from __future__ import annotations

from typing import Annotated

import typer

from framework_qa.cli import show
from framework_qa.cli.chart import Case, Subtheme, chart
from framework_qa.cli.desk import DryRun, Json, desk
from framework_qa.errors import UsageError

For = Annotated[str, typer.Argument(metavar="CASE", help='The case, like A2-P04; or the group, like "area=area_1".')]
About = Annotated[
    str, typer.Argument(metavar="SUBTHEME", help="Its number or code, like 4.2; of a group also a theme.")
]
Quotes = Annotated[list[str], typer.Argument(metavar="QUOTE...", help="Extracts of the cell, like q9.")]


@chart.command("read")
def chart_read(
    ctx: typer.Context,
    case: Case,
    subtheme: Subtheme,
    agree: Annotated[bool, typer.Option("--agree", help="It says what the extracts come to.")] = False,
    query: Annotated[str | None, typer.Option("--query", metavar="TEXT", help="What is open about it.")] = None,
    dry_run: DryRun = False,
) -> None:
    """Read a cell that another person wrote against its extracts: agree, or query it."""
    from framework_qa.stages import reading as stage

    if agree == (query is not None):
        raise UsageError("A reading ends in one decision.", "Give --agree or --query TEXT.")
    if query is not None and not query.strip():
        raise UsageError("The query says nothing.", "Say what is open about the cell.")
    at = desk(ctx)
    found = stage.read_cell(at.folder, case, subtheme, query, who=at.who, dry_run=dry_run)
    done = "Would keep" if dry_run else "Saved"
    show.say(f"{done}: {found.reference} {'agreed' if agree else 'queried'} by {at.who}.")


@chart.command("holds")
def chart_holds(ctx: typer.Context, who_for: For, about: About, dry_run: DryRun = False) -> None:
    """Say that a stale text still holds: you have looked, and it rests on what stands now."""
    from framework_qa.stages import reading as stage

    held = stage.holds(desk(ctx).folder, who_for, about, who=desk(ctx).who, dry_run=dry_run)
    if not held.stale:
        show.say(f"Nothing was changed: {held.reference} is not stale.")
        return
    show.say(f"{'Would hold' if dry_run else 'Saved'}: {held.reference} still holds.")


@chart.command("not-used")
def chart_not_used(
    ctx: typer.Context,
    case: Case,
    subtheme: Subtheme,
    quotes: Quotes,
    undo: Annotated[bool, typer.Option("--undo", help="Take the decision back: they are open again.")] = False,
    dry_run: DryRun = False,
) -> None:
    """Decide that extracts were read and the cell need not cite them."""
    from framework_qa.stages import reading as stage

    at = desk(ctx)
    found = stage.leave_unused(at.folder, case, subtheme, quotes, who=at.who, undo=undo, dry_run=dry_run)
    if dry_run:
        show.say(f"Would {'open again' if undo else 'leave unused'} in {found.reference}: {', '.join(quotes)}.")
        return
    show.say(f"Saved: {found.reference} {found.state.words}.")


@chart.command("conflicts")
def chart_conflicts(ctx: typer.Context, json: Json = False) -> None:
    """List the cells and syntheses that more than one text was written for."""
    from framework_qa.outputs.audit import conflicts_table
    from framework_qa.stages import conflicts as stage

    show.table(conflicts_table(stage.conflicts(desk(ctx).folder)), json=json)


@chart.command("settle")
def chart_settle(
    ctx: typer.Context,
    who_for: For,
    about: About,
    keep: Annotated[bool, typer.Option("--keep", help="What stands stays, the others go.")] = False,
    take: Annotated[
        str | None, typer.Option("--take", metavar="NAME|N", help="Another text comes in, by its writer or number.")
    ] = None,
    dry_run: DryRun = False,
) -> None:
    """Let one of several texts stand; the log keeps them all."""
    from framework_qa.stages import conflicts as stage

    if keep == (take is not None):
        raise UsageError("One text is to stand.", "Give --keep or --take NAME|N; `chart conflicts` lists the texts.")
    at = desk(ctx)
    done = stage.settle(at.folder, who_for, about, take, who=at.who, dry_run=dry_run)
    what = f"the text by {done.taken.by or 'nobody named'}" if done.taken else "what stood there"
    gone = f"; {show.counted(done.gone, 'other text')} gone, kept in the log" if done.gone else ""
    show.say(f"{'Would stand' if dry_run else 'Saved'}: {done.was.reference} is {what}{gone}.")


@chart.command("history")
def chart_history(ctx: typer.Context, who_for: For, about: About, json: Json = False) -> None:
    """Show every version of a cell or a synthesis: who wrote and decided what, and when."""
    from framework_qa.outputs.audit import history_table
    from framework_qa.stages import reading as stage

    reference, versions = stage.history(desk(ctx).folder, who_for, about)
    rows = [
        (v.number, v.at, v.who, v.act, v.what, v.status, v.text, v.by, "yes" if v.undone else "no") for v in versions
    ]
    show.table(history_table(reference, rows), json=json)


def register(_app: typer.Typer) -> None:
    """Add nothing to the root: these commands stand with the other commands of `chart`."""
