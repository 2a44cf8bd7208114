"""Commands that index: index, coding list|add|accept|reject|withdraw."""

from __future__ import annotations

from typing import Annotated, Literal

import typer

from framework_qa.cli import show
from framework_qa.cli.desk import DryRun, Json, Where, desk, track

Stand = Literal["suggested", "accepted", "rejected", "withdrawn"]

coding = typer.Typer(help="List, add and decide on codings.", no_args_is_help=True)

Ids = Annotated[list[str] | None, typer.Argument(metavar="ID...", help="Codings (A2-P04.c12) or quotes (A2-P04.q7).")]
Sub = Annotated[
    str, typer.Option("--subtheme", metavar="N", help="All of a theme or subtheme: 4, 4.2, barriers.stigma")
]


def index(
    ctx: typer.Context,
    rebuild: Annotated[
        bool, typer.Option("--rebuild", help="Also take away undecided suggestions that the rules no longer make.")
    ] = False,
    dry_run: DryRun = False,
    json: Json = False,
) -> None:
    """Let the codebook's rules suggest codings; a person decides on each."""
    from framework_qa.stages import index as stage

    report = stage.index(desk(ctx).folder, who=desk(ctx).who, rebuild=rebuild, dry_run=dry_run, track=track)
    rows = [(subtheme.number, subtheme.label, count) for subtheme, count in report.by_subtheme]
    if rows or json:
        show.table(show.laid_out("index", "New suggestions", ("number", "subtheme", "suggestions"), rows), json=json)
    done = "Would suggest" if dry_run else "Suggested"
    gone = f"; {report.removed} that no rule makes any more taken away" if report.removed else ""
    show.say(f"{done} {show.counted(report.new, 'coding')}; {report.standing} stood already{gone}.")


@coding.command("list")
def coding_list(
    ctx: typer.Context,
    ids: Ids = None,
    subtheme: Sub = "",
    where: Where = "",
    decision: Annotated[Stand | None, typer.Option("--decision", help="Only these.")] = None,
    json: Json = False,
) -> None:
    """List codings with the words they mark."""
    from framework_qa.model.coding import Decision
    from framework_qa.stages import index as stage

    wanted = stage.Wanted(tuple(ids or ()), subtheme, where)
    study, found = stage.codings(desk(ctx).folder, wanted, Decision(decision) if decision else None)
    columns = ("coding", "quote", "turn", "subtheme", "decision", "route", "coder", "fired", "words")
    rows = []
    for one in found:
        span = study.span_by_id[one.span]
        known = study.codebook.subtheme(one.subtheme) if study.codebook else None
        number = known.number if known else one.subtheme
        fired = "; ".join(one.fired) or "none"
        words = " ".join(study.words(span).split())
        rows.append(
            (one.id, one.span, f"¶{span.turn}", number, str(one.decision), str(one.route), one.coder, fired, words)
        )
    show.table(show.laid_out("codings", "Codings", columns, rows), json=json)


@coding.command("add")
def coding_add(
    ctx: typer.Context,
    turn: Annotated[str, typer.Argument(metavar="TURN", help="The turn, like A2-P04#31.")],
    subtheme: Annotated[str, typer.Argument(metavar="SUBTHEME", help="Its number or code, like 4.2.")],
    words: Annotated[
        str | None, typer.Argument(metavar="WORDS", help="The words to code, as printed (default: the whole turn).")
    ] = None,
    dry_run: DryRun = False,
) -> None:
    """Code words of a respondent's turn by hand."""
    from framework_qa.stages import index as stage

    made, to = stage.add(desk(ctx).folder, turn, subtheme, words, who=desk(ctx).who, dry_run=dry_run)
    show.say(f"{'Would code' if dry_run else 'Coded'} {made.span} to {to.heading}: {made.id}, {made.decision}.")


@coding.command("accept")
def accept(ctx: typer.Context, ids: Ids = None, subtheme: Sub = "", where: Where = "", dry_run: DryRun = False) -> None:
    """Accept suggestions; by its id, also what was rejected or withdrawn."""
    _decide(ctx, "accepted", ids, subtheme, where, dry_run=dry_run)


@coding.command("reject")
def reject(ctx: typer.Context, ids: Ids = None, subtheme: Sub = "", where: Where = "", dry_run: DryRun = False) -> None:
    """Reject suggestions; they do not come back."""
    _decide(ctx, "rejected", ids, subtheme, where, dry_run=dry_run)


@coding.command("withdraw")
def withdraw(
    ctx: typer.Context, ids: Ids = None, subtheme: Sub = "", where: Where = "", dry_run: DryRun = False
) -> None:
    """Withdraw accepted codings; the log keeps them."""
    _decide(ctx, "withdrawn", ids, subtheme, where, dry_run=dry_run)


def _decide(
    ctx: typer.Context, decision: Stand, ids: list[str] | None, subtheme: str, where: str, *, dry_run: bool
) -> None:
    from framework_qa.model.coding import Decision
    from framework_qa.stages import index as stage

    wanted = stage.Wanted(tuple(ids or ()), subtheme, where)
    found = stage.decide_on(desk(ctx).folder, Decision(decision), wanted, who=desk(ctx).who, dry_run=dry_run)
    if not found:
        show.say(f"No coding there was left to be {decision}; nothing was changed.")
        return
    listed = ", ".join(one.id for one in found[:5]) + (", ..." if len(found) > 5 else "")  # noqa: PLR2004 - a taste
    show.say(f"{'Would now be' if dry_run else 'Now'} {decision}: {show.counted(len(found), 'coding')} ({listed}).")


def register(app: typer.Typer) -> None:
    """Add these commands to the root."""
    app.command()(index)
    app.add_typer(coding, name="coding")
