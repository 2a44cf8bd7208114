"""The demo: the whole road on the sample study, a line a stage, by rules alone and by what reading found."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from framework_qa.cli import show
from framework_qa.cli.desk import desk, track

if TYPE_CHECKING:
    from framework_qa.stages.sample import Sample

WHO = "demo"
BY_READING = "by_reading"


def demo(
    ctx: typer.Context,
    directory: Annotated[Path, typer.Argument(metavar="DIR", help="A new or empty folder.")] = Path("demo"),
) -> None:
    """Walk the whole road on a sample study of invented interviews, and say which files to open."""
    from framework_qa.stages import report, sample

    folder = desk(ctx).folder / directory
    laid = sample.lay_out(folder)
    show.say("By the codebook's rules alone")
    _bring_in(laid)
    _by_rules(laid.folder)
    sound = _give_out(laid, reported=False)
    read = sample.lay_out(folder / BY_READING)
    show.say("\nBy reading: the codings and charts of known_answers")
    _bring_in(read)
    _by_reading(read)
    sound = _give_out(read, reported=True) and sound
    show.tables(report.tables(read.folder, ("sample_design", "theme_counts")))
    show.say(_what_now(directory))
    if not sound:
        raise typer.Exit(3)


def _bring_in(laid: Sample) -> None:
    from framework_qa.stages import frame, ingest

    brought = ingest.ingest(laid.folder, [laid.transcripts], who=WHO, cases=laid.cases, track=track)
    turns = sum(file.turns for file in brought.files)
    _line("Ingest", f"{len(brought.files)} transcripts, {len(brought.cases_added)} cases, {turns} turns")
    book = frame.apply(laid.folder, laid.codebook, who=WHO).codebook
    subthemes = len(book.charted())
    _line("Framework", f"{len(book.charts())} themes, {subthemes} subthemes, version {book.version}")


def _by_rules(folder: Path) -> None:
    from framework_qa.stages import chart, index

    indexed = index.index(folder, who=WHO, track=track)
    _line("Index", f"{indexed.new} codings suggested by rule, for a person to accept or reject")
    drafted = chart.draft(folder, who=WHO)
    _line("Chart", f"{drafted.filled} cells drafted word for word, for a person to summarise")


def _by_reading(laid: Sample) -> None:
    from framework_qa.stages import exchange

    coded = exchange.import_codings(laid.folder, laid.answers / "reference_coding.csv", who=WHO)
    _line("Index", f"{coded.new} codings made by reading")
    charted = exchange.import_charts(laid.folder, laid.answers / "charts.csv", who=WHO)
    _line("Chart", f"{charted.new} cells of two themes charted")
    written = exchange.import_syntheses(laid.folder, laid.answers / "syntheses.csv", who=WHO)
    _line("Interpret", f"{written.new} syntheses of one theme")


def _give_out(laid: Sample, *, reported: bool) -> bool:
    """Write the files and check the study; tell whether it is sound."""
    from framework_qa.stages import report, verify

    workbook, _facts = report.export_workbook(laid.folder)
    report.export_quotes(laid.folder)
    for number, written in enumerate((workbook, *(report.export_report(laid.folder) if reported else ()))):
        _line("" if number else "Report", f"{written.path.name}: {written.holds}")
    verdict = verify.verify(laid.folder, deep=True, sources=laid.transcripts)
    _line("Verify", f"{len(verdict.checks)} checks, {len(verdict.findings)} findings")
    return not verdict.findings


def _line(stage: str, what: str) -> None:
    show.say(f"{stage:<10} {what}")


def _what_now(directory: Path) -> str:
    import shutil

    command = "framework-qa" if shutil.which("framework-qa") else sys.argv[0]
    read = directory / BY_READING
    files = (
        (read / "exports" / "report.html", "the findings report, every value tied to its quotes"),
        (read / "exports" / "report.docx", "the same as a document"),
        (read / "exports" / "framework.xlsx", "the framework workbook"),
        (directory / "exports" / "framework.xlsx", "the workbook with suggestions and drafts, nothing decided"),
    )
    width = max(len(str(path)) for path, _what in files)
    opened = "\n       ".join(f"{path!s:<{width}}  {what}" for path, what in files)
    tried = "\n       ".join(
        f"{command} -C {where}"
        for where in (
            f"{directory} status",
            f"{read} matrix 4",
            f"{read} tables support_funding",
            f"{read} extracts 4.2",
        )
    )
    return f"\nOpen   {opened}\nTry    {tried}"


def register(app: typer.Typer) -> None:
    """Add this command to the root."""
    app.command()(demo)
