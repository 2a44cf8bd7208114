"""The command that brings a project of another tool in: import qdpx."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from framework_qa.cli import exchange, show
from framework_qa.cli.desk import DryRun, Json, desk

if TYPE_CHECKING:
    from framework_qa.outputs.table import Table
    from framework_qa.stages.project_in import Account, ProjectReport

_COLUMNS = ("kind", "in the file", "stored", "there already", "set aside", "why set aside")
_WAITING = frozenset({"code", "source", "coding", "value", "variable"})  # what could come in once somebody decides
_LISTED = 20  # names of one kind and reason in a list that people read; --json has them all


def import_qdpx(
    ctx: typer.Context,
    path: Annotated[Path, typer.Argument(metavar="FILE", help="The project, .qdpx.")],
    settings: Annotated[
        bool, typer.Option("--settings", help="Put the study.yaml of a file of ours in the place of the study's.")
    ] = False,
    dry_run: DryRun = False,
    json: Json = False,
) -> None:
    """Bring a REFI-QDA project in, of NVivo, ATLAS.ti, MAXQDA and others, or a study that was exported here.

    All of it is accounted for: stored, there already, or set aside. Exit code 3 where codes, sources, codings or
    values wait for a decision.
    """
    from framework_qa.stages import project_in as stage

    at = desk(ctx)
    report = stage.import_project(at.folder, path, who=at.who, settings=settings, dry_run=dry_run)
    show.problems(report.problems)
    if json:
        show.as_json(_data(report))
    else:
        show.tables([_table(report, account) for account in report.accounts])
    _told(report, dry_run=dry_run)
    if any(part.kind in _WAITING for part in report.aside):
        raise typer.Exit(3)


def _table(report: ProjectReport, account: Account) -> Table:
    rows = [
        (t.kind, t.found, t.stored, t.standing, t.aside, "; ".join(f"{why} ({count})" for why, count in t.why))
        for t in account.tallies
    ]
    return show.laid_out("reconciliation", f"What became of {report.path}: {account.of}", _COLUMNS, rows)


def _told(report: ProjectReport, *, dry_run: bool) -> None:
    codes = [part.name for part in report.aside if part.kind == "code"]
    if codes:
        more = f" and {len(codes) - _LISTED} more" if len(codes) > _LISTED else ""
        show.say(f"Codes without a place in the codebook: {', '.join(codes[:_LISTED])}{more}.")
        show.say("    Add them to the codebook, or give them its numbers or labels there, and import the file again.")
    if report.attributes:
        show.say("For these variables study.yaml needs, under attributes, with roles and labels to your liking:")
        for line in report.attributes:
            show.say(f"  {line}")
    if report.settings:
        show.say("The file has a study.yaml of its own, and it differs: --settings puts it in place of the study's.")
    if report.replaced and not dry_run:
        show.say("study.yaml is the file's now; the one before is kept as study.yaml.before.")
    said = "Every part of the file is accounted for."
    if dry_run:
        show.say(f"Would bring in {report.path}. {said} Nothing was changed.")
    elif report.event is None:
        show.say(f"Nothing was changed by {report.path}. {said}")
    else:
        show.say(f"Saved as change {report.event.number}: {report.event.summary}. {said}")


def _data(report: ProjectReport) -> dict[str, Any]:
    accounts = [
        {
            "of": account.of,
            "kinds": [
                {
                    "kind": t.kind,
                    "in_the_file": t.found,
                    "stored": t.stored,
                    "there_already": t.standing,
                    "set_aside": t.aside,
                    "why": dict(t.why),
                }
                for t in account.tallies
            ],
        }
        for account in report.accounts
    ]
    return {
        "file": report.path,
        "origin": report.origin,
        "accounts": accounts,
        "set_aside": [{"kind": part.kind, "name": part.name, "why": part.why} for part in report.aside],
        "attributes_wanted": list(report.attributes),
        "settings_differ": report.settings,
        "change": report.event.number if report.event else None,
    }


def register(_app: typer.Typer) -> None:
    """Add this command to `import`."""
    exchange.bring.command("qdpx")(import_qdpx)
