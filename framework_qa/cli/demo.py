"""The demo: the whole road on the sample study, a line a stage."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from framework_qa.cli import show
from framework_qa.cli.desk import desk, track

WHO = "demo"


def demo(
    ctx: typer.Context,
    directory: Annotated[Path, typer.Argument(metavar="DIR", help="A new or empty folder.")] = Path("demo"),
) -> None:
    """Walk the whole road on a sample study of invented interviews, and say which files to open."""
    from framework_qa.stages import chart, frame, index, ingest, report, sample, verify

    laid = sample.lay_out(desk(ctx).folder / directory)
    folder = laid.folder
    brought = ingest.ingest(folder, [laid.transcripts], who=WHO, cases=laid.cases, track=track)
    turns = sum(file.turns for file in brought.files)
    _line("Ingest", f"{len(brought.files)} transcripts, {len(brought.cases_added)} cases, {turns} turns")
    applied = frame.apply(folder, laid.codebook, who=WHO)
    subthemes = len(applied.codebook.charted())
    _line(
        "Framework",
        f"{len(applied.codebook.charts())} themes, {subthemes} subthemes, version {applied.codebook.version}",
    )
    indexed = index.index(folder, who=WHO, track=track)
    _line("Index", f"{indexed.new} codings suggested by rule, for a person to accept or reject")
    drafted = chart.draft(folder, who=WHO)
    _line("Chart", f"{drafted.filled} cells drafted word for word, for a person to summarise")
    written, _facts = report.export_workbook(folder)
    report.export_quotes(folder)
    _line("Report", f"{written.path.name}: {written.holds}")
    for printed in report.export_report(folder):
        _line("", f"{printed.path.name}: {printed.holds}")
    verdict = verify.verify(folder, deep=True, sources=laid.transcripts)
    _line("Verify", f"{len(verdict.checks)} checks, {len(verdict.findings)} findings")
    show.tables([t for t in report.tables(folder) if t.name in ("sample_design", "theme_counts")])
    show.say(_what_now(directory))
    if verdict.findings:
        raise typer.Exit(3)


def _line(stage: str, what: str) -> None:
    show.say(f"{stage:<10} {what}")


def _what_now(directory: Path) -> str:
    import shutil

    command = "framework-qa" if shutil.which("framework-qa") else sys.argv[0]
    return (
        f"\nOpen   {directory}/exports/report.html      the findings report, every value tied to its quotes\n"
        f"       {directory}/exports/report.docx      the same as a document\n"
        f"       {directory}/exports/framework.xlsx   the framework workbook\n"
        f"       {directory}/exports/quotes.csv       every quote, for a spreadsheet\n"
        f"Try    {command} -C {directory} status\n"
        f"       {command} -C {directory} matrix 4\n"
        f"       {command} -C {directory} tables support_funding\n"
        f"       {command} -C {directory} extracts 4.2"
    )


def register(app: typer.Typer) -> None:
    """Add this command to the root."""
    app.command()(demo)
