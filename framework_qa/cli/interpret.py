"""Commands that interpret: quotes list|star|unstar, chart synthesis|syntheses."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from framework_qa.cli import show
from framework_qa.cli.chart import chart
from framework_qa.cli.desk import DryRun, Json, Where, desk

if TYPE_CHECKING:
    from framework_qa.model.quote import Star
    from framework_qa.outputs.table import Table
    from framework_qa.stages.interpret import SynthesisView

quotes = typer.Typer(help="Search the quotes, and choose those to print.", no_args_is_help=True)

Quotes = Annotated[list[str], typer.Argument(metavar="QUOTE...", help="Quotes (A2-P04.q7), or codings of theirs.")]
STARRED, NOT_STARRED = "★", "-"


@quotes.command("list")
def quotes_list(
    ctx: typer.Context,
    text: Annotated[str, typer.Argument(metavar="TEXT", help="Only quotes that hold these words.")] = "",
    theme: Annotated[str, typer.Option("--theme", metavar="N", help="Only a theme or subtheme.")] = "",
    where: Where = "",
    starred: Annotated[bool, typer.Option("--starred", help="Only those chosen for print.")] = False,
    json: Json = False,
) -> None:
    """Search and list the quotes."""
    from framework_qa.outputs.audit import quotes_table
    from framework_qa.stages import report

    study, found = report.quotes(desk(ctx).folder, text, theme=theme, where=where, starred=starred)
    if not json and show.console().is_terminal:
        columns = ("quote", "star", "subtheme", "decision", "words")
        rows = [
            (
                e.span.id,
                STARRED if e.span.id in study.starred else NOT_STARRED,
                e.subtheme.number,
                str(e.coding.decision),
                " ".join(e.words.split()),
            )
            for e in found
        ]
        show.table(show.laid_out("quotes", "Quotes", columns, rows))
        return
    show.table(quotes_table(study, found), json=json)


@quotes.command("star")
def quotes_star(ctx: typer.Context, chosen: Quotes, dry_run: DryRun = False) -> None:
    """Choose quotes for print: they illustrate the findings before any other."""
    from framework_qa.stages import interpret as stage

    made = stage.star(desk(ctx).folder, chosen, who=desk(ctx).who, dry_run=dry_run)
    _tell(made, "Would star" if dry_run else "Starred", "All of these were starred already; nothing was changed.")


@quotes.command("unstar")
def quotes_unstar(ctx: typer.Context, chosen: Quotes, dry_run: DryRun = False) -> None:
    """Take the stars off quotes again."""
    from framework_qa.stages import interpret as stage

    gone = stage.unstar(desk(ctx).folder, chosen, who=desk(ctx).who, dry_run=dry_run)
    _tell(gone, "Would unstar" if dry_run else "Unstarred", "None of these was starred; nothing was changed.")


def _tell(stars: tuple[Star, ...], done: str, nothing: str) -> None:
    show.say(f"{done}: {', '.join(star.span for star in stars)}." if stars else nothing)


@chart.command("synthesis")
def chart_synthesis(
    ctx: typer.Context,
    about: Annotated[str, typer.Argument(metavar="ABOUT", help="A theme or subtheme, like 4 or 4.2.")],
    text: Annotated[
        str | None,
        typer.Argument(
            metavar="TEXT",
            help='Like: They fear social care [A2-P04:4.2, A2-P02:4.2]. "-" reads stdin; "" takes it away.',
        ),
    ] = None,
    group: Annotated[
        str, typer.Option("--for", metavar="GROUP", help="Whose: area=area_1 role=provider (default: all cases).")
    ] = "",
    json: Json = False,
    dry_run: DryRun = False,
) -> None:
    """Show what a group of cases says, cell by cell, or write what it comes to, tied to those cells."""
    from framework_qa.errors import UsageError
    from framework_qa.stages import interpret as stage

    who = desk(ctx)
    if text is None:
        _view(stage.view(who.folder, about, group), json=json)
        return
    written = sys.stdin.read() if text == "-" else text
    if text and not written.strip():
        raise UsageError("Nothing was given to write.", 'Give a text; "" takes the synthesis away.')
    found = stage.synthesise(who.folder, about, written, group, who=who.who, dry_run=dry_run)
    show.say(f"{'Would be' if dry_run else 'Saved'}: {found.reference} {found.words}.")


def _view(found: SynthesisView, *, json: bool) -> None:
    from framework_qa.model.ids import cell_ref
    from framework_qa.outputs.framework import flat

    rows = [
        (cell_ref(state.case.id, state.subtheme.number), state.words, flat(found.study, state.cell))
        for state in found.cells
    ]
    cells = show.laid_out("cells", f"{found.about.heading}: the cells", ("cell", "status", "text"), rows)
    if json:
        facts = {"synthesis": found.reference, "status": found.words, "text": found.text}
        show.as_json(facts | {"cells": show.data(cells)["rows"]})
        return
    show.table(cells)
    show.table(_listed((found,), f"The synthesis {found.reference}"))


def _listed(found: tuple[SynthesisView, ...], title: str) -> Table:
    columns = ("synthesis", "status", "text")
    rows = [(view.reference, view.words, view.text or "nothing written yet") for view in found]
    return show.laid_out("syntheses", title, columns, rows)


@chart.command("syntheses")
def chart_syntheses(
    ctx: typer.Context,
    theme: Annotated[str, typer.Argument(metavar="THEME", help="Only on this theme and its subthemes.")] = "",
    json: Json = False,
) -> None:
    """List what groups of cases come to, and what of it is stale."""
    from framework_qa.stages import interpret as stage

    show.table(_listed(stage.syntheses(desk(ctx).folder, theme), "Syntheses"), json=json)


def register(app: typer.Typer) -> None:
    """Add these commands to the root; those on syntheses stand with the other commands of `chart`."""
    app.add_typer(quotes, name="quotes")
