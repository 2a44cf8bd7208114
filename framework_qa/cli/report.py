"""Commands that print and write: tables, quotes, export workbook|quotes|codebook|matrix."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from framework_qa.cli import show
from framework_qa.cli.desk import Json, Where, desk

export = typer.Typer(help="Write workbooks and tables for others.", no_args_is_help=True)

Target = Annotated[Path | None, typer.Argument(metavar="FILE", help="Where to (default: in exports/).")]


def tables(
    ctx: typer.Context,
    names: Annotated[list[str] | None, typer.Argument(metavar="NAME...", help="Only these tables.")] = None,
    json: Json = False,
) -> None:
    """Print the sample tables, and in which cases each theme was raised."""
    from framework_qa.stages import report

    show.tables(report.tables(desk(ctx).folder, names or ()), json=json)


def quotes(
    ctx: typer.Context,
    text: Annotated[str, typer.Argument(metavar="TEXT", help="Only quotes that hold these words.")] = "",
    theme: Annotated[str, typer.Option("--theme", metavar="N", help="Only a theme or subtheme.")] = "",
    where: Where = "",
    json: Json = False,
) -> None:
    """Search and list the quotes."""
    from framework_qa.outputs.audit import quotes_table
    from framework_qa.outputs.table import table
    from framework_qa.stages import report

    study, found = report.quotes(desk(ctx).folder, text, theme=theme, where=where)
    if not json and show.console().is_terminal:
        rows = [(e.span.id, e.subtheme.number, str(e.coding.decision), " ".join(e.words.split())) for e in found]
        show.table(table("quotes", "Quotes", ("quote", "subtheme", "decision", "words"), rows))
        return
    show.table(quotes_table(study, found), json=json)


@export.command("workbook")
def export_workbook(
    ctx: typer.Context,
    target: Target = None,
    group_by: Annotated[
        list[str] | None, typer.Option("--group-by", metavar="ATTRIBUTE", help="Order and label the cases by these.")
    ] = None,
) -> None:
    """Write the framework workbook: a sheet a theme, every cell beside the quotes beneath it."""
    from framework_qa.stages import report

    written, _facts = report.export_workbook(desk(ctx).folder, target, group_by=group_by or ())
    show.say(f"Wrote {written.path.name}: {written.holds}.")


@export.command("quotes")
def export_quotes(ctx: typer.Context, target: Target = None) -> None:
    """Write all quotes as .csv or .md."""
    from framework_qa.stages import report

    written = report.export_quotes(desk(ctx).folder, target)
    show.say(f"Wrote {written.path.name}: {written.holds}.")


@export.command("codebook")
def export_codebook(
    ctx: typer.Context,
    target: Annotated[Path, typer.Argument(metavar="FILE", help=".md to read; .yaml, .csv, .xlsx to apply again.")],
) -> None:
    """Write the codebook."""
    from framework_qa.stages import frame, report

    if target.suffix.lower() == ".md":
        show.say(f"Wrote {report.export_codebook_table(desk(ctx).folder, target).path.name}.")
    else:
        show.say(f"Wrote {frame.export(desk(ctx).folder, target).name}.")


@export.command("matrix")
def export_matrix(
    ctx: typer.Context,
    theme: Annotated[str, typer.Argument(metavar="THEME", help="Its number or code, like 4.")],
    target: Target = None,
) -> None:
    """Write the framework matrix of a theme as .csv or .md."""
    from framework_qa.stages import report

    written = report.export_matrix(desk(ctx).folder, theme, target)
    show.say(f"Wrote {written.path.name}: {written.holds}.")


def register(app: typer.Typer) -> None:
    """Add these commands to the root."""
    app.command()(tables)
    app.command()(quotes)
    app.add_typer(export, name="export")
