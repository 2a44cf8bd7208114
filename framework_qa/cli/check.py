"""The command that checks anybody's workbook: check-workbook."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from framework_qa.cli import show
from framework_qa.cli.desk import Json

if TYPE_CHECKING:
    from framework_qa.stages.check import WorkbookChecked

SHOWN = 5  # places of an item in the table; --json has all of them


def check_workbook(
    path: Annotated[Path, typer.Argument(metavar="FILE", help="Any .xlsx workbook, made by this toolkit or not.")],
    json: Json = False,
) -> None:
    """Check a workbook for accessible publication, 36 items; exit code 3 when anything is not met."""
    from framework_qa.stages import check as stage

    found = stage.check_workbook(path)
    if json:
        show.as_json(_data(found))
    else:
        rows = [
            (one.item.number, one.item.asks, str(one.judgement.verdict), one.judgement.why, _some(one.judgement.where))
            for one in found.items
        ]
        headings = ("item", "what", "verdict", "why", "where")
        show.table(show.laid_out("checklist", f"Checklist of {path.name}", headings, rows))
    count = Counter(str(one.judgement.verdict) for one in found.items)
    show.say(f"{'; '.join(f'{number} {what}' for what, number in count.items())}. docs/accessibility.md explains each.")
    if found.besides:
        show.say(f"Besides: {'; '.join(found.besides)}.")
    if found.unmet:
        raise typer.Exit(3)


def _some(places: tuple[str, ...]) -> str:
    more = len(places) - SHOWN
    return ", ".join(places[:SHOWN]) + (f" and {more:,} more" if more > 0 else "")


def _data(found: WorkbookChecked) -> dict[str, Any]:
    items = [
        {
            "item": one.item.number,
            "group": str(one.item.group),
            "what": one.item.asks,
            "essential": one.item.essential,
            "verdict": str(one.judgement.verdict),
            "why": one.judgement.why,
            "where": list(one.judgement.where),
        }
        for one in found.items
    ]
    return {"nothing_unmet": not found.unmet, "items": items, "besides": list(found.besides)}


def register(app: typer.Typer) -> None:
    """Add this command to the root."""
    app.command("check-workbook")(check_workbook)
