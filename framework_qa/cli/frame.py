"""Commands on the codebook: check, apply, show, diff, export."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from framework_qa.cli import show
from framework_qa.cli.desk import DryRun, Json, desk

if TYPE_CHECKING:
    from framework_qa.analysis.codebook_diff import Difference

codebook = typer.Typer(help="Check, apply, show, compare and export the codebook.", no_args_is_help=True)

File = Annotated[Path, typer.Argument(metavar="FILE", help="The codebook: .yaml, .csv, .xlsx or .qdc.")]
Version = Annotated[int | None, typer.Option("--version", help="An earlier version.")]


@codebook.command("check")
def check(ctx: typer.Context, path: File) -> None:
    """Tell all faults of a codebook file, each with its line."""
    from framework_qa.errors import ProblemsFound, errors_in
    from framework_qa.stages import frame

    report = frame.check(path, desk(ctx).folder)
    faults = errors_in(report.problems)
    if faults or report.codebook is None:
        cure = "Mend these places and check again."
        raise ProblemsFound(
            f"{path.name} needs mending: {show.counted(len(report.problems), 'remark')}.", cure, report.problems
        )
    show.problems(report.problems)
    themes, lists = report.codebook.charts(), len(report.codebook.themes) - len(report.codebook.charts())
    values = f" and {show.counted(lists, 'list')} of values" if lists else ""
    subthemes = show.counted(len(report.codebook.charted()), "subtheme")
    show.say(f"{path.name} is sound: {show.counted(len(themes), 'theme')} with {subthemes}{values}.")


@codebook.command("apply")
def apply(ctx: typer.Context, path: File, dry_run: DryRun = False) -> None:
    """Make a codebook file the next version of the study's codebook."""
    from framework_qa.stages import frame

    report = frame.apply(desk(ctx).folder, path, who=desk(ctx).who, dry_run=dry_run)
    show.problems(report.problems)
    _differences(report.differences, json=False)
    name = f"{report.codebook.name} version {report.codebook.version}"
    if not report.differences:
        show.say(f"The study has this codebook already, as {name}; nothing was changed.")
    elif dry_run:
        show.say(f"Would become {name}. Nothing was changed.")
    else:
        show.say(f"Saved as {name}.")


def _differences(differences: tuple[Difference, ...], *, json: bool) -> None:
    rows = [(str(d.kind), d.code, d.words) for d in differences]
    show.table(show.laid_out("differences", "What is different", ("change", "code", "in words"), rows), json=json)


@codebook.command("show")
def show_codebook(ctx: typer.Context, version: Version = None, json: Json = False) -> None:
    """Show the codebook in force: themes, subthemes, definitions."""
    from framework_qa.outputs.codebook import codebook_table
    from framework_qa.stages import frame

    found = codebook_table(frame.show(desk(ctx).folder, version))
    if not json and show.console().is_terminal:
        shown = ("Number", "Subtheme", "Category", "Definition", "Asked of")
        places = [found.columns.index(name) for name in shown if name in found.columns]
        rows = [[row[place] for place in places] for row in found.rows]
        found = show.laid_out(found.name, found.title, [found.columns[place] for place in places], rows)
    show.table(found, json=json)


@codebook.command("diff")
def diff(
    ctx: typer.Context,
    old: Annotated[int, typer.Argument(metavar="OLD", help="The earlier version.")],
    new: Annotated[int | None, typer.Argument(metavar="NEW", help="The later one (default: the one in force).")] = None,
    json: Json = False,
) -> None:
    """Say in words how one version differs from another."""
    from framework_qa.stages import frame

    _differences(frame.diff(desk(ctx).folder, old, new), json=json)


@codebook.command("export")
def export(
    ctx: typer.Context,
    target: Annotated[Path, typer.Argument(metavar="FILE", help="Where to: .yaml, .csv, .xlsx or .qdc.")],
    version: Version = None,
    tool: Annotated[
        Literal["taguette", "nvivo"] | None, typer.Option("--for", help="As the table of this tool (.csv, .xlsx).")
    ] = None,
) -> None:
    """Write the codebook to a file that can be edited and applied again."""
    from framework_qa.stages import frame

    chosen = frame.Tool(tool) if tool else None
    show.say(f"Wrote {frame.export(desk(ctx).folder, target, version, chosen).name}.")


def register(app: typer.Typer) -> None:
    """Add these commands to the root."""
    app.add_typer(codebook, name="codebook")
