"""Commands that hand the study on: export codings|deposit."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from framework_qa.cli import show
from framework_qa.cli.desk import desk
from framework_qa.cli.report import export


@export.command("codings")
def export_codings(
    ctx: typer.Context,
    target: Annotated[
        Path | None, typer.Argument(metavar="FILE", help=".csv, .jsonl or .spacy (default: exports/codings.csv).")
    ] = None,
    wide: Annotated[bool, typer.Option("--wide", help="A row a quote and a column a subtheme.")] = False,
) -> None:
    """Write the codings for other programs: a table, JSON Lines, or spaCy's DocBin."""
    from framework_qa.stages import handing_on

    written = handing_on.export_codings(desk(ctx).folder, target, wide=wide)
    show.say(f"Wrote {written.path.name}: {written.holds}.")


@export.command("deposit")
def export_deposit(
    ctx: typer.Context, target: Annotated[Path, typer.Argument(metavar="DIR", help="A folder that is not there yet.")]
) -> None:
    """Write a folder for an archive: transcripts with uniform speaker tags, data list, codebook, README."""
    from framework_qa.stages import handing_on

    written = handing_on.export_deposit(desk(ctx).folder, target)
    show.say(f"Wrote {written.path.name}: {written.holds}.")
    for mark in written.marks:
        show.say(f"{mark.turn} holds what looks like a {mark.kind}; read it again.")
    show.say("Fill in the last part of README.txt. These checks do not make the transcripts anonymous.")


def register(_app: typer.Typer) -> None:
    """Add nothing to the root: these commands stand with the other commands of `export`."""
