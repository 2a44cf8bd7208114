"""Commands that print and write: tables, export workbook|publication|report|chapter|matrix and more."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from framework_qa.cli import show
from framework_qa.cli.desk import Json, desk

if TYPE_CHECKING:
    from framework_qa.model.tables import Audience

export = typer.Typer(help="Write workbooks and tables for others.", no_args_is_help=True)

Target = Annotated[Path | None, typer.Argument(metavar="FILE", help="Where to (default: in exports/).")]
Published = Annotated[
    bool,
    typer.Option("--published", help="For everybody: no case ids; refuses what points to one case without consent."),
]


def tables(
    ctx: typer.Context,
    names: Annotated[list[str] | None, typer.Argument(metavar="NAME...", help="Only these tables.")] = None,
    published: Published = False,
    json: Json = False,
) -> None:
    """Print the sample tables, in which cases each theme was raised, and the tables of tables.yaml."""
    from framework_qa.stages import report

    show.tables(report.tables(desk(ctx).folder, names or (), _audience(published=published)), json=json)


def _audience(*, published: bool) -> Audience:
    from framework_qa.model.tables import Audience

    return Audience.PUBLISHED if published else Audience.WORKING


@export.command("report")
def export_report(ctx: typer.Context, target: Target = None, published: Published = False) -> None:
    """Write the report: one page for a browser (.html) and one Word document (.docx) of the same content."""
    from framework_qa.stages import report

    for written in report.export_report(desk(ctx).folder, target, _audience(published=published)):
        show.say(f"Wrote {written.path.name}: {written.holds}.")


@export.command("tables")
def export_tables(
    ctx: typer.Context,
    target: Annotated[
        Path | None,
        typer.Argument(metavar="FILE", help=".xlsx, .docx, .html, .md or .csv (default: exports/tables.xlsx)."),
    ] = None,
    names: Annotated[list[str] | None, typer.Argument(metavar="NAME...", help="Only these tables.")] = None,
    published: Published = False,
) -> None:
    """Write the findings tables, all or those that are named."""
    from framework_qa.stages import report

    written = report.export_tables(desk(ctx).folder, target, names or (), _audience(published=published))
    show.say(f"Wrote {written.path.name}: {written.holds}.")


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


@export.command("publication")
def export_publication(
    ctx: typer.Context,
    target: Annotated[
        Path | None, typer.Argument(metavar="FILE", help=".xlsx or .ods (default: exports/publication.xlsx).")
    ] = None,
) -> None:
    """Write an accessible workbook for everybody: findings tables, codebook, signed-off summaries, starred quotes."""
    from framework_qa.stages import report

    written = report.export_publication(desk(ctx).folder, target)
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
    theme: Annotated[str, typer.Argument(metavar="THEME", help="Its number or code, like 4; or all.")] = "all",
    target: Annotated[
        Path | None,
        typer.Argument(
            metavar="FILE",
            help=".html, .csv or .md (default: exports/matrix_4.csv; of all themes, exports/matrix.html).",
        ),
    ] = None,
) -> None:
    """Write the framework matrix of a theme: .csv, .md, or a page for a browser (.html), which holds all themes too."""
    from framework_qa.stages import report

    written = report.export_matrix(desk(ctx).folder, theme, target)
    show.say(f"Wrote {written.path.name}: {written.holds}.")


@export.command("chapter")
def export_chapter(
    ctx: typer.Context,
    theme: Annotated[str, typer.Argument(metavar="THEME", help="Its number or code, like 4.")],
    target: Annotated[
        Path | None, typer.Argument(metavar="FILE", help=".docx (default: exports/chapter_4.docx).")
    ] = None,
    published: Published = False,
) -> None:
    """Write the chapter of a theme as a Word document: key findings, quotes, tables, and the matrix behind them."""
    from framework_qa.stages import report

    written = report.export_chapter(desk(ctx).folder, theme, target, _audience(published=published))
    show.say(f"Wrote {written.path.name}: {written.holds}.")


def register(app: typer.Typer) -> None:
    """Add these commands to the root."""
    app.command()(tables)
    app.add_typer(export, name="export")
