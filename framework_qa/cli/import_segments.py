"""What `import codings` shows of coding done elsewhere, and the command for a framework matrix: import matrix."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from framework_qa.cli import show
from framework_qa.cli.desk import DryRun, Json, desk, track

if TYPE_CHECKING:
    from framework_qa.model.event import Event
    from framework_qa.outputs.table import Table
    from framework_qa.stages.matrices import MatrixReport
    from framework_qa.stages.segments import SegmentsReport

Map = Annotated[
    Path | None,
    typer.Option("--map", metavar="FILE", help="A table of another tool's codes and our subthemes: code, subtheme."),
]
TakeNear = Annotated[
    float | None,
    typer.Option("--take-near", metavar="SCORE", help="Take words found this nearly, of 100, as suggestions."),
]
_SHOWN = 5  # turns of a coding in the table; --json has more of them
_UNKNOWN = ("what", "name", "segments", "why")
_LISTED = ("place", "document", "code", "turns", "score", "why", "what to do")


def coded_elsewhere(
    ctx: typer.Context, path: Path, *, decided: Path | None, take_near: float | None, dry_run: bool, json: bool
) -> bool:
    """Bring a file in if another tool coded it, and tell whether it is such a file; exit code 3 where codings wait."""
    from framework_qa.stages import segments as stage

    file = stage.read_coded(path)
    if file is None:
        return False
    at = desk(ctx)
    report = stage.import_segments(
        at.folder, file, who=at.who, decided=decided, take_near=take_near, dry_run=dry_run, track=track
    )
    show.problems(report.problems)
    if json:
        show.as_json(_data(report))
    elif report.listed:
        show.tables(_tables(report))
    _told(report, dry_run=dry_run)
    if report.listed:
        raise typer.Exit(3)
    return True


def _tables(report: SegmentsReport) -> list[Table]:
    """Lay out what waits for a decision: names that mean nothing here, each once, then the codings one by one."""
    names = [
        (what, one.name, one.segments, one.why)
        for what, found in (("code", report.unknown_codes), ("document", report.unknown_documents))
        for one in found
    ]
    codings = [
        (x.place, x.document, x.code, _some(x.turns), f"{x.score:g}" if x.turns else "", x.why, x.cure)
        for x in report.listed
    ]
    unknown = show.laid_out("unknown", f"Names in {report.path} that mean nothing here", _UNKNOWN, names)
    waiting = show.laid_out("listed", f"Codings of {report.path} that wait for a decision", _LISTED, codings)
    return [unknown, waiting] if names else [waiting]


def _some(turns: Sequence[str]) -> str:
    more = f" and {len(turns) - _SHOWN} more" if len(turns) > _SHOWN else ""
    return ", ".join(turns[:_SHOWN]) + more


def _told(report: SegmentsReport, *, dry_run: bool) -> None:
    show.say(f"{report.path} is {report.tool}: {show.counted(report.segments, 'segment')}.")
    for count, what in (
        (report.folded, "found once typography was left out of account"),
        (report.divided, "of several turns, coded turn by turn"),
        (report.shortened, "with words of somebody else, which are left out"),
        (report.memos, "with a memo, which is kept apart since a coding has no place for it"),
        (report.elsewhere, "coded so already by another coder, who stays"),
    ):
        if count:
            show.say(f"    {count} {what}")
    parts = [f"{report.new} new", f"{report.suggested} suggested", f"{report.accepted} suggestions accepted"]
    stored = ", ".join([*parts, f"{report.standing} there already", f"{len(report.listed)} listed"])
    said = f"{show.counted(report.codings, 'coding')} of {report.path} = {stored}."
    _ended(said, report.event, dry_run=dry_run)
    if report.listed and not dry_run and report.event is not None:
        show.say("What is listed is not in the study; the rest is, and bringing the file in again adds nothing twice.")


def import_matrix(
    ctx: typer.Context,
    path: Annotated[Path, typer.Argument(metavar="FILE", help="NVivo's framework matrix, .xlsx.")],
    dry_run: DryRun = False,
    json: Json = False,
) -> None:
    """Bring NVivo's framework matrix in, as drafts and queried cells.

    Lines that stand in their case are quotations, and a cell of them alone is a draft. Lines without a reference are
    kept as comments, and their cell is queried. What a person wrote stays, and the other text is kept beside it. Cells
    whose row or column is not known are listed, with exit code 3.
    """
    from framework_qa.stages import matrices as stage

    report = stage.import_matrix(desk(ctx).folder, path, who=desk(ctx).who, dry_run=dry_run)
    show.problems(report.problems)
    if json:
        show.as_json(_data(report))
    elif report.listed:
        rows = [(x.place, x.case, x.column, x.why, x.cure) for x in report.listed]
        columns = ("place", "case", "column", "why", "what to do")
        show.table(show.laid_out("listed", f"Cells of {report.path} that wait for a decision", columns, rows))
    _matrix_told(report, dry_run=dry_run)
    if report.listed:
        raise typer.Exit(3)


def _matrix_told(report: MatrixReport, *, dry_run: bool) -> None:
    lines = f"{show.counted(report.verbatim, 'line')} verbatim, {report.unreferenced} without a reference"
    show.say(f"{lines}; {show.counted(report.codings, 'new coding')}.")
    if report.queried:
        show.say(f"Queried, since a summary must cite a quote: {', '.join(report.queried)}.")
    kinds = f"{report.new} new, {report.standing} there already, {report.beside} kept beside what a person wrote"
    said = f"{show.counted(report.cells, 'cell')} of {report.path} = {kinds}, {len(report.listed)} listed."
    _ended(said, report.event, dry_run=dry_run)


def _ended(said: str, event: Event | None, *, dry_run: bool) -> None:
    if dry_run:
        show.say(f"Would bring in: {said} Nothing was changed.")
    elif event is None:
        show.say(f"Nothing was changed: {said}")
    else:
        show.say(f"Saved as change {event.number}: {said}")


def _data(report: SegmentsReport | MatrixReport) -> dict[str, Any]:
    from dataclasses import asdict

    data = asdict(report)
    del data["problems"], data["event"]
    return data | {"change": report.event.number if report.event else None}
