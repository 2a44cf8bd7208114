"""Show results: a Rich table on a terminal, TSV in a pipe, one JSON object on request; talk goes to stderr."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rich.console import Console

    from framework_qa.errors import Problem
    from framework_qa.outputs.table import Entry, Table, Value


def console(*, stderr: bool = False) -> Console:
    """Make a console that prints plain text as it is: no markup, no guessed highlights."""
    from rich.console import Console

    return Console(stderr=stderr, markup=False, highlight=False, emoji=False, soft_wrap=stderr)


def say(sentence: str) -> None:
    """Tell the person at the terminal something that is no data."""
    console(stderr=True).print(sentence)


def error(sentence: str, cure: str) -> None:
    """Say what is wrong, then what to do."""
    from rich.text import Text

    console(stderr=True).print(Text.assemble(("Error: ", "bold red"), sentence, "\n", cure))


MOST_PROBLEMS = 500  # a list that nobody reads to its end hides its beginning


def problems(found: Sequence[Problem]) -> None:
    """Tell remarks on the researcher's material, each with its place and cure."""
    from rich.text import Text

    talk = console(stderr=True)
    for problem in found[:MOST_PROBLEMS]:
        style = "red" if problem.severity == "error" else "yellow"
        talk.print(Text.assemble((f"{problem.severity}: ", style), str(problem), "\n    ", (problem.cure, "dim")))
    if len(found) > MOST_PROBLEMS:
        talk.print(f"... and {len(found) - MOST_PROBLEMS:,} more.")


def laid_out(name: str, title: str, columns: Sequence[str], rows: Iterable[Sequence[Entry | Value]]) -> Table:
    """Build a table to show; what a table is need not be known before there is one."""
    from framework_qa.outputs.table import table as build

    return build(name, title, columns, rows)


def counted(number: int, what: str) -> str:
    """Count something in words: `1 coding`, `2 codings`."""
    return f"{number} {what}" if number == 1 else f"{number} {what}s"


def as_json(found: Mapping[str, Any]) -> None:
    """Print one JSON object."""
    import json

    sys.stdout.write(json.dumps(found, ensure_ascii=False, indent=2) + "\n")


def data(table: Table) -> dict[str, Any]:
    """Give a table as JSON data: its rows as objects, with the ids behind each value where there are any."""
    rows = []
    for row in table.rows:
        values: dict[str, Any] = {name: entry.value for name, entry in zip(table.columns, row, strict=True)}
        behind = {name: list(entry.refs) for name, entry in zip(table.columns, row, strict=True) if entry.refs}
        rows.append(values | ({"evidence": behind} if behind else {}))
    return {"table": table.name, "title": table.title, "rows": rows, "notes": list(table.notes), "source": table.source}


def table(found: Table, *, json: bool = False) -> None:
    """Show one table; a person is told when it is empty, a program gets its headings."""
    if not found.rows:
        say("There is nothing to show.")
    if json:
        as_json(data(found))
    elif not (out := console()).is_terminal:
        _tsv(found)
    elif found.rows:
        from framework_qa.cli.draw import draw

        draw(found, out)


def tables(found: Sequence[Table], *, json: bool = False) -> None:
    """Show several tables one below the other."""
    if json:
        as_json({"tables": [data(one) for one in found]})
        return
    for number, one in enumerate(found):
        if number:
            sys.stdout.write("\n")
        if console().is_terminal:
            table(one)
        else:
            _with_title_and_notes(one)


def _with_title_and_notes(found: Table) -> None:
    from framework_qa.outputs.delimited import one_line

    sys.stdout.write(f"# {one_line(found.title)}\n")
    table(found)
    for note in (*found.notes, *([f"Source: {found.source}"] if found.source else [])):
        sys.stdout.write(f"# {one_line(note)}\n")


def _tsv(found: Table) -> None:
    from framework_qa.outputs.delimited import to_tsv

    sys.stdout.write(to_tsv(found))
