"""Write docs/commands.md from the commands themselves; with --check, fail where it is no longer true."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from typer.main import get_command
from typer.testing import CliRunner

from framework_qa.cli.app import ROAD, app

PAGE = Path(__file__).parent / "commands.md"
HEAD = (
    "# Commands\n\nWritten by `make docs` from the commands' own help. "
    "Every command takes `-C DIR` and `--coder NAME` first.\n"
)


def walk(group: Any, names: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:  # noqa: ANN401 - the library's private type
    """Give every command's words, in the method's order."""
    order = [name for stage in ROAD.values() for name in stage] if not names else list(group.commands)
    for name in order:
        command = group.commands[name]
        if hasattr(command, "commands"):
            yield from walk(command, (*names, name))
        else:
            yield (*names, name)


def page() -> str:
    """Give the whole page."""
    runner = CliRunner()
    parts = [HEAD]
    for names in walk(get_command(app)):
        done = runner.invoke(
            app, [*names, "--help"], prog_name="framework-qa", env={"COLUMNS": "100", "TERMINAL_WIDTH": "100"}
        )
        parts.append(f"\n## {' '.join(names)}\n\n```\n{done.output.strip()}\n```\n")
    return "".join(parts)


def main() -> int:
    """Write the page, or compare it."""
    now = page()
    if "--check" not in sys.argv:
        PAGE.write_text(now, encoding="utf-8")
        return 0
    if PAGE.is_file() and PAGE.read_text(encoding="utf-8") == now:
        return 0
    sys.stderr.write("docs/commands.md is not what the commands say. Run: make docs\n")
    return 1


if __name__ == "__main__":
    raise SystemExit(main())
