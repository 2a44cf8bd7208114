"""Where a command works and for whom, and the options that many commands share."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, TypeVar

import typer

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Desk:
    """The folder that a command starts from, and who is at work."""

    folder: Path
    who: str


def desk(ctx: typer.Context) -> Desk:
    """Give what the root callback remembered."""
    found = ctx.obj
    if not isinstance(found, Desk):
        message = "the root callback did not run"
        raise TypeError(message)
    return found


Json = Annotated[bool, typer.Option("--json", help="Print one JSON object instead of a table.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Show what would happen and change nothing.")]
Where = Annotated[
    str, typer.Option("--where", metavar="SELECTION", help="Only some cases: area=area_1,area_2 role=provider")
]


def track(items: Sequence[T], what: str, /) -> Iterable[T]:
    """Walk the items with a progress bar on stderr, where that is a terminal and there is something to wait for."""
    from rich.console import Console

    console = Console(stderr=True)
    if not console.is_terminal or len(items) < 2:  # noqa: PLR2004 - one item needs no bar
        return items
    from rich.progress import track as rich_track

    return rich_track(items, description=what, console=console, transient=True)
