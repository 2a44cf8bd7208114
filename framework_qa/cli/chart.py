"""Commands that chart: extracts, chart status|show|set|draft, matrix."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated

import typer

from framework_qa.cli import show
from framework_qa.cli.desk import DryRun, Json, Where, desk
from framework_qa.errors import ConflictError

if TYPE_CHECKING:
    from framework_qa.analysis.cell_view import CellView
    from framework_qa.analysis.extracts import Extract
    from framework_qa.model.chart import Status
    from framework_qa.outputs.table import Table

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
    """Say how far the charts are, in cells; how many were read a second time, and what is to be settled."""
    from framework_qa.outputs.audit import progress_table, second_readings_table
    from framework_qa.stages import chart as stage

    found, states = stage.status(desk(ctx).folder, theme)
    shown = [progress_table(found)]
    if theme is not None:
        headings = ("case", *(subtheme.number for subtheme in found[0].theme.subthemes))
        cells = [(row[0].case.id, *(state.words for state in row)) for row in states]
        shown.append(show.laid_out("cells", found[0].theme.heading, headings, cells))
    if json or any(progress.read or progress.others for progress in found):
        shown.append(second_readings_table(found))
    show.tables(shown, json=json)


@chart.command("show")
def chart_show(ctx: typer.Context, case: Case, subtheme: Subtheme, json: Json = False) -> None:
    """Show one cell, with the extracts it rests on and what it makes of them."""
    from framework_qa.stages import chart as stage

    _view(stage.view(desk(ctx).folder, case, subtheme), json=json)


def _view(view: CellView, *, json: bool) -> None:
    from framework_qa.model.cell_text import print_runs
    from framework_qa.outputs.audit import changed_under, extracts_of_cell, second_reading_words

    state = view.state
    text = print_runs(state.cell.runs)
    found = extracts_of_cell(view)
    changed = changed_under(view)
    said = second_reading_words(view)
    if json:
        others = [{"by": o.by, "at": o.at, "source": o.source, "status": o.status, "text": o.text} for o in view.others]
        facts: dict[str, object] = {
            "cell": view.reference,
            "status": state.words,
            "text": text,
            "by": state.cell.by,
            "at": state.cell.at,
        }
        facts |= {"second reading": said or None, "other texts": others, "open": list(view.undecided)}
        show.as_json(facts | {"changed since": show.data(changed)["rows"], "extracts": show.data(found)["rows"]})
        return
    show.table(found)
    show.table(
        show.laid_out("cell", f"The cell {view.reference}", ("status", "text"), [(state.words, text or NOTHING)])
    )
    if changed.rows:
        show.table(changed)
    for sentence in _remarks(view, said):
        show.say(sentence)


NOTHING = "nothing written yet"


def _remarks(view: CellView, said: str) -> Iterator[str]:
    """Tell what is open about a cell."""
    if said:
        yield f"Second reading: {said}"
    if view.undecided and view.state.cell.runs and not view.state.cell.draft:
        yield f"Neither cited nor decided: {', '.join(view.undecided)}."
    for number, other in enumerate(view.others, 1):
        words = other.text or other.status
        yield f"Another text, {number}, by {other.by or 'nobody named'} ({other.source}, {other.at}): {words}"


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
    replacing: Annotated[
        bool, typer.Option("--replace", help="Put it in the place of what another person wrote.")
    ] = False,
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
    who, wish = desk(ctx), stage.Wish(written, _status(status))
    view = stage.set_cell(who.folder, case, subtheme, wish, who=who.who, replacing=replacing, dry_run=dry_run)
    if view.kept:
        raise kept_beside(view, f"{view.reference} was written by {view.state.cell.by} already", dry_run=dry_run)
    done = "Would be" if dry_run else "Saved"
    show.say(f"{done}: {view.reference} {view.state.words}.")


def kept_beside(view: CellView, why: str, *, dry_run: bool = False) -> ConflictError:
    """Say that a text did not come to stand and was kept beside the one that does."""
    done = "would be kept" if dry_run else "is kept"
    place = view.reference.replace(":", " ", 1)
    cure = f"See both with chart conflicts; let one stand with chart settle {place}, or write both into one."
    return ConflictError(f"{why}, so that text stands and yours {done} beside it.", cure)


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
