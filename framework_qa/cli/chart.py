"""Commands that chart: extracts, chart status|show|set|draft, matrix."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from framework_qa.cli import show
from framework_qa.cli.desk import DryRun, Json, Where, desk

if TYPE_CHECKING:
    from framework_qa.analysis.extracts import Extract
    from framework_qa.model.chart import Status
    from framework_qa.outputs.table import Table
    from framework_qa.stages.chart import CellView

chart = typer.Typer(help="Write the cells, and see how far they are.", no_args_is_help=True)

Case = Annotated[str, typer.Argument(metavar="CASE", help="The case id, like A2-P04.")]
Subtheme = Annotated[str, typer.Argument(metavar="SUBTHEME", help="Its number or code, like 4.2.")]


def extracts(
    ctx: typer.Context,
    reference: Annotated[str, typer.Argument(metavar="REF", help="A theme, subtheme or cell: 4, 4.2, A2-P04:4.2")],
    where: Where = "",
    json: Json = False,
) -> None:
    """Show everything said on a theme, a subtheme or a cell, case by case."""
    from framework_qa.stages import chart as stage

    _study, found = stage.extracts(desk(ctx).folder, reference, where)
    show.table(_extracts(found, f"Extracts on {reference}"), json=json)


def _extracts(found: tuple[Extract, ...], title: str) -> Table:
    columns = ("subtheme", "case", "quote", "turn", "decision", "words")
    rows = [
        (e.subtheme.number, e.case.id, e.span.id, f"¶{e.span.turn}", str(e.coding.decision), " ".join(e.words.split()))
        for e in found
    ]
    return show.laid_out("extracts", title, columns, rows)


@chart.command("status")
def chart_status(
    ctx: typer.Context,
    theme: Annotated[str | None, typer.Argument(metavar="THEME", help="Cell by cell for one theme.")] = None,
    json: Json = False,
) -> None:
    """Say how far the charts are, in cells."""
    from framework_qa.outputs.audit import progress_table
    from framework_qa.stages import chart as stage

    found, states = stage.status(desk(ctx).folder, theme)
    shown = [progress_table(found)]
    if theme is not None:
        headings = ("case", *(subtheme.number for subtheme in found[0].theme.subthemes))
        cells = [(row[0].case.id, *(state.words for state in row)) for row in states]
        shown.append(show.laid_out("cells", found[0].theme.heading, headings, cells))
    show.tables(shown, json=json)


@chart.command("show")
def chart_show(ctx: typer.Context, case: Case, subtheme: Subtheme, json: Json = False) -> None:
    """Show one cell, with the extracts it rests on."""
    from framework_qa.stages import chart as stage

    _view(stage.view(desk(ctx).folder, case, subtheme), json=json)


def _view(view: CellView, *, json: bool) -> None:
    from framework_qa.model.cell_text import print_runs
    from framework_qa.model.ids import cell_ref

    state = view.state
    reference = cell_ref(state.case.id, state.subtheme.number)
    text = print_runs(state.cell.runs)
    if json:
        extracts_data = show.data(_extracts(view.extracts, reference))["rows"]
        show.as_json({"cell": reference, "status": state.words, "text": text, "extracts": extracts_data})
        return
    show.table(_extracts(view.extracts, f"{state.subtheme.heading}: what {state.case.id} said"))
    show.table(
        show.laid_out(
            "cell", f"The cell {reference}", ("status", "text"), [(state.words, text or "nothing written yet")]
        )
    )


@chart.command("set")
def chart_set(
    ctx: typer.Context,
    case: Case,
    subtheme: Subtheme,
    text: Annotated[
        str | None,
        typer.Argument(
            metavar="TEXT", help='Like: They fear social care [A2-P04.q7]; "their words" [A2-P04.q7]. "-" reads stdin.'
        ),
    ] = None,
    status: Annotated[
        str | None,
        typer.Option("--status", help="to chart, charted, nothing said, not asked, not applicable, queried ..."),
    ] = None,
    dry_run: DryRun = False,
) -> None:
    """Write a cell: what the case says on the subtheme, tied to its quotes, or which kind of silence it is."""
    from framework_qa.errors import UsageError
    from framework_qa.stages import chart as stage

    written = sys.stdin.read() if text == "-" else text or ""
    if not written.strip() and status is None:
        raise UsageError(
            "Nothing was given to write.", 'Give a text or a --status; --status "to chart" empties the cell.'
        )
    who = desk(ctx)
    view = stage.set_cell(who.folder, case, subtheme, written, to=_status(status), who=who.who, dry_run=dry_run)
    done = "Would be" if dry_run else "Saved"
    show.say(f"{done}: {view.state.case.id}:{view.state.subtheme.number} {view.state.words}.")


def _status(typed: str | None) -> Status | None:
    from framework_qa.errors import UsageError
    from framework_qa.model.chart import Status

    if typed is None:
        return None
    wanted = typed.replace("-", " ").replace("_", " ").casefold()
    if wanted not in {str(status) for status in Status}:
        raise UsageError(f"There is no status {typed!r}.", f"Use one of: {', '.join(Status)}.")
    return Status(wanted)


@chart.command("draft")
def chart_draft(
    ctx: typer.Context,
    reference: Annotated[str | None, typer.Argument(metavar="REF", help="Only a theme or subtheme.")] = None,
    dry_run: DryRun = False,
) -> None:
    """Fill the blank cells with their extracts word for word, marked as drafts; never as a summary."""
    from framework_qa.stages import chart as stage

    report = stage.draft(desk(ctx).folder, reference, who=desk(ctx).who, dry_run=dry_run)
    filled, renewed = show.counted(report.filled, "blank cell"), show.counted(report.renewed, "draft")
    done = ("Would fill", "renew", "empty") if dry_run else ("Filled", "renewed", "emptied")
    show.say(f"{done[0]} {filled}, {done[1]} {renewed}, {done[2]} {report.emptied}.")


def matrix(
    ctx: typer.Context,
    theme: Annotated[str, typer.Argument(metavar="THEME", help="Its number or code, like 4.")],
    where: Where = "",
    group_by: Annotated[
        list[str] | None, typer.Option("--group-by", metavar="ATTRIBUTE", help="Order and label the cases by these.")
    ] = None,
    rows: Annotated[
        str | None, typer.Option("--rows", metavar="ATTRIBUTE", help="Put an attribute's levels in the rows.")
    ] = None,
    json: Json = False,
) -> None:
    """Show the framework matrix of a theme: cases down, subthemes across."""
    from framework_qa.cli.matrix import draw
    from framework_qa.stages import chart as stage

    found = stage.matrix(desk(ctx).folder, theme, where=where, group_by=group_by or (), rows=rows)
    out = show.console()
    if json or not out.is_terminal:
        show.table(found.table(), json=json)
    else:
        draw(found, out)


def register(app: typer.Typer) -> None:
    """Add these commands to the root."""
    app.command()(extracts)
    app.add_typer(chart, name="chart")
    app.command()(matrix)
