"""The command that writes a study for other tools: export qdpx."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from framework_qa.cli import report, show
from framework_qa.cli.desk import desk


def export_qdpx(
    ctx: typer.Context,
    target: Annotated[
        Path | None, typer.Argument(metavar="FILE", help="Where to (default: exports/study.qdpx).")
    ] = None,
    for_tool: Annotated[
        str,
        typer.Option(
            "--for", metavar="TOOL", help="nvivo, atlasti, maxqda or qualcoder, where it has ways of its own."
        ),
    ] = "",
) -> None:
    """Write the study as a REFI-QDA project that NVivo, ATLAS.ti, MAXQDA and others open, and that comes back whole."""
    from framework_qa.stages.project_out import export_project

    done = export_project(desk(ctx).folder, target, for_tool)
    show.say(
        f"Wrote {done.path.name}: {done.texts:,} texts, {done.codes:,} codes, {done.codings:,} codings, "
        f"{done.notes:,} notes."
    )
    if done.replaced:
        what = "Characters of names and notes that XML cannot hold stand as U+FFFD"
        show.say(f"{what}: {done.replaced:,}. The texts are whole.")


def register(_app: typer.Typer) -> None:
    """Add this command to `export`."""
    report.export.command("qdpx")(export_qdpx)
