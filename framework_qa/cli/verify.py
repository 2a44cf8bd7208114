"""Commands that let others check: verify, trace."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from framework_qa.cli import show
from framework_qa.cli.desk import Json, desk


def verify(
    ctx: typer.Context,
    deep: Annotated[bool, typer.Option("--deep", help="Let the database check itself too.")] = False,
    sources: Annotated[
        Path | None, typer.Option("--sources", metavar="DIR", help="Compare the transcripts with the files in DIR.")
    ] = None,
    json: Json = False,
) -> None:
    """Check that everything rests on words somebody said; exit code 3 when anything is found."""
    from framework_qa.stages import verify as stage

    verdict = stage.verify(desk(ctx).folder, deep=deep, sources=sources)
    rows = [(f.check.number, f.subject, f.message, f.check.cure) for f in verdict.findings]
    found = show.laid_out("findings", "What verify found", ("check", "where", "what", "what to do"), rows)
    if json:
        show.as_json(
            {"sound": not rows, "checks": [c.number for c in verdict.checks], "findings": show.data(found)["rows"]}
        )
    elif rows:
        show.table(found)
    counts = (
        (verdict.quotes, "quote"),
        (verdict.codings, "coding"),
        (verdict.cells, "cell"),
        (verdict.changes, "change"),
    )
    counted = ", ".join(show.counted(*count) for count in counts)
    if rows:
        show.say(f"{show.counted(len(rows), 'finding')} in {counted}. docs/verify.md explains each number.")
        raise typer.Exit(3)
    show.say(f"Sound: {len(verdict.checks)} checks over {counted}.")


def trace(
    ctx: typer.Context,
    reference: Annotated[
        str, typer.Argument(metavar="REF", help="Any id, a theme or subtheme, or a table's value: funding:C4.")
    ],
    json: Json = False,
) -> None:
    """Show the whole chain of anything: up to the cells and themes, down to the words."""
    from framework_qa.stages import verify as stage

    chain = stage.trace(desk(ctx).folder, reference)
    links = [("up", link) for link in reversed(chain.up)] + [("here", chain.start)] + [("down", x) for x in chain.down]
    rows = [(way, link.kind, link.id, " ".join(link.words.split())) for way, link in links]
    show.table(show.laid_out("chain", f"The chain of {reference}", ("way", "what", "id", "words"), rows), json=json)


def register(app: typer.Typer) -> None:
    """Add these commands to the root."""
    app.command()(verify)
    app.command()(trace)
