"""The command that writes a study for other tools: export qdpx."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from framework_qa.cli import report, show
from framework_qa.cli.desk import desk

if TYPE_CHECKING:
    from framework_qa.model.put_back import PutBack


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
    _told(done.back)


def _told(back: PutBack) -> None:
    """Say what became of the parts of other tools' files that imports set aside."""
    from framework_qa.model.put_back import OF_ONE

    if back.written:
        show.say(f"Parts of other tools' files that are in it again: {back.written:,}.")
    if back.without_files:
        show.say(
            f"Sources among them whose own files were not kept, and which have only their path: {back.without_files:,}."
        )
    for why, count in back.left_out:
        several = f"{count:,} parts of other tools' files stay out, since {why}."
        show.say(f"1 part of other tools' files stays out, since {OF_ONE[why]}." if count == 1 else several)


def register(_app: typer.Typer) -> None:
    """Add this command to `export`."""
    report.export.command("qdpx")(export_qdpx)
