"""Commands that chart cell after cell in the researcher's own editor: chart edit|next."""

from __future__ import annotations

import contextlib
import os
import signal
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from framework_qa.cli import show
from framework_qa.cli.chart import Case, Subtheme, chart, kept_beside
from framework_qa.cli.desk import Desk, Json, desk
from framework_qa.errors import FrameworkError, InputError, Problem, ProblemsFound, UsageError

if TYPE_CHECKING:
    from framework_qa.analysis.cell_view import CellView
    from framework_qa.analysis.next_cells import Left


@chart.command("edit")
def chart_edit(ctx: typer.Context, case: Case, subtheme: Subtheme) -> None:
    """Write a cell in your editor ($VISUAL or $EDITOR), with its extracts above it."""
    _edit(desk(ctx), case, subtheme)


@chart.command("next")
def chart_next(
    ctx: typer.Context,
    theme: Annotated[str | None, typer.Argument(metavar="THEME", help="Only one theme.")] = None,
    by: Annotated[
        Literal["subtheme", "case"], typer.Option("--by", help="Down a subtheme's column, or along a case's row.")
    ] = "subtheme",
    edit: Annotated[bool, typer.Option("--edit", help="Open it in your editor.")] = False,
    json: Json = False,
) -> None:
    """Name the next cell to chart, and why: to settle, stale, queried with the query, then drafts and blank ones."""
    from framework_qa.stages import chart as stage

    if edit and json:
        raise UsageError("--edit and --json do not go together.", "Give one of them.")
    left = stage.next_cells(desk(ctx).folder, theme, case_by_case=by == "case")
    _tell_next(left, theme, json=json)
    if edit and left.cells:
        state = left.cells[0].state
        _edit(desk(ctx), state.case.id, state.subtheme.number)


def _tell_next(left: Left, theme: str | None, *, json: bool) -> None:
    from framework_qa.model.ids import cell_ref

    columns = ("cell", "why", "state", "left")
    rows = [
        (cell_ref(found.state.case.id, found.state.subtheme.number), found.words, found.state.words, len(left.cells))
        for found in left.cells[:1]
    ]
    if json:
        nothing = {"cell": None, "why": None, "state": None, "left": 0}
        found = dict(zip(columns, rows[0], strict=True)) if rows else nothing
        query = left.cells[0].query if rows else ""
        show.as_json(found | {"query": query or None, "blank without extracts": left.silent})
    elif rows:
        show.table(show.laid_out("next", "The next cell to chart", columns, rows))
    else:
        where = f" in theme {theme}" if theme else ""
        blank = show.counted(left.silent, "blank cell")
        more = f" For {blank} without extracts, say which kind of silence it is." if left.silent else ""
        show.say(f"Nothing is left to chart{where}.{more}")


def _edit(at: Desk, case: str, subtheme: str) -> None:
    from framework_qa.outputs.cell_page import print_below
    from framework_qa.outputs.private_page import private_page
    from framework_qa.stages import chart as stage

    command = _editor()
    view = stage.view(at.folder, case, subtheme)
    first = print_below(view.state.cell, view.not_used, query_answered=view.queried)
    with _ends_tidily(), private_page(view.file_name) as page:
        writing = _Writing(at, view, command, page, first, first)
        try:
            writing.until_saved()
        except FrameworkError as error:
            error.cure = f"{error.cure}{writing.kept()}"
            raise
        except BaseException:
            if kept := writing.kept():
                show.say(f"Nothing was saved.{kept}")
            raise


def _editor() -> list[str]:
    """Give the words of the researcher's editor, like `code --wait`; it is run without a shell."""
    import shlex

    named = os.environ.get("VISUAL", "").strip() or os.environ.get("EDITOR", "").strip()
    with contextlib.suppress(ValueError):
        if words := shlex.split(named, posix=os.name == "posix"):
            return [words[0].strip('"'), *words[1:]]
    what = "cannot be read: a quotation mark is not closed" if named else "is not named: VISUAL and EDITOR are not set"
    cure = "Set one of them, like: export EDITOR=nano (or: EDITOR='code --wait'); or write the cell with chart set."
    raise UsageError(f"Your editor {what}.", cure)


@contextlib.contextmanager
def _ends_tidily() -> Iterator[None]:
    """Make a closed terminal or a polite kill an end like any other: the text is kept, the page goes."""

    def end(number: int, _frame: object) -> None:
        raise SystemExit(128 + number)

    numbers = [getattr(signal, name) for name in ("SIGHUP", "SIGTERM") if hasattr(signal, name)]
    before = [signal.signal(number, end) for number in numbers]
    try:
        yield
    finally:
        for number, handler in zip(numbers, before, strict=True):
            signal.signal(number, handler)


@dataclass(slots=True)
class _Writing:
    """A cell at work in an editor: what was shown, where it is written, and what is written there but not saved."""

    at: Desk
    view: CellView
    command: Sequence[str]
    page: Path
    first: str
    written: str

    def until_saved(self) -> None:
        """Open the editor until the text is saved, is as it was, or is given up."""
        problems: Sequence[Problem] = ()
        while True:
            try:
                self._let_write(problems)
                if self.written == self.first:
                    stale = " The cell stays stale." if self.view.state.stale else ""
                    waits = " Its other texts still wait to be settled." if self.view.others else ""
                    show.say(f"Nothing was changed: {self.view.reference} is as it was.{stale}{waits}")
                    return
                self._save()
            except ProblemsFound as found:
                if not _at_a_terminal():
                    raise
                problems = found.problems
                self._ask(found)
            else:
                return

    def _let_write(self, problems: Sequence[Problem]) -> None:
        from framework_qa.outputs.cell_page import print_page, read_below
        from framework_qa.outputs.private_page import read_page, write_page

        view = self.view
        shown = print_page(view, self.written, problems)
        write_page(self.page, shown)
        astray = False
        try:
            _run(self.command, self.page)
        finally:
            if self.page.is_file():
                self.written, astray = read_below(read_page(self.page), shown)
        if astray:
            cure = "It stands below the line now: see that it is right, save and close."
            problem = Problem(view.reference, "", "text stood above the marked line", cure)
            raise ProblemsFound(f"{view.reference} was not written.", "Write below the marked line.", (problem,))

    def _save(self) -> None:
        from framework_qa.outputs.cell_page import read_cell
        from framework_qa.stages import chart as stage

        typed = read_cell(self.written, self.view.reference)
        wish = stage.Wish(typed.text, typed.status, typed.not_used)
        saved = stage.save_edited(self.at.folder, self.view, wish, who=self.at.who)
        self.first = self.written  # nothing is at stake any more
        if saved.kept:
            raise kept_beside(saved, f"{self.view.reference} was changed by somebody else while you wrote")
        show.say(f"Saved: {self.view.reference} {saved.state.words}.")

    def _ask(self, found: ProblemsFound) -> None:
        """Tell what is wrong and ask what to do; come back only to edit again."""
        show.problems(found.problems)
        show.error(found.sentence, "What you wrote is not lost.")
        while True:
            typed = typer.prompt("(e)dit again, (k)eep the text in a file, or (g)ive it up", default="e", err=True)
            choice = str(typed).strip().casefold()[:1]
            if choice == "e":
                return
            if choice == "k":
                raise ProblemsFound(found.sentence, found.cure, ())  # the problems are told already
            if choice == "g":
                self.written = self.first
                raise ProblemsFound(found.sentence, "You gave the text up; the cell is as it was.", ())

    def kept(self) -> str:
        """Keep what is written but not saved, and say where; an empty string where there is nothing to keep."""
        from framework_qa.stages import chart as stage

        if self.written in (self.first, ""):
            return ""
        try:
            name = stage.keep_unsaved(self.at.folder, self.view, self.written)
        except (FrameworkError, OSError):
            sys.stdout.write(f"{self.written}\n")  # the last place there is
            return " What you wrote could not be kept in a file and is printed here instead."
        return f" What you wrote is kept in {name}."


def _at_a_terminal() -> bool:
    return sys.stdin.isatty() and sys.stderr.isatty()


def _run(command: Sequence[str], page: Path) -> None:
    """Run the editor on a page until it is closed; one that fails is an InputError."""
    import subprocess

    name = Path(command[0]).name
    before = signal.getsignal(signal.SIGINT)
    try:
        with subprocess.Popen([*command, str(page)]) as running:  # noqa: S603 - the researcher's own choice, no shell
            signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the editor's while it is open
            code = running.wait()
    except OSError as trouble:
        why = os.strerror(trouble.errno).lower() if trouble.errno else "the system refused"
        cure = "Set VISUAL or EDITOR to a program that is there, and run the command again."
        raise InputError(f"The editor {name} could not be started: {why}. Nothing was saved.", cure) from None
    finally:
        signal.signal(signal.SIGINT, before)
    if code:
        raise InputError(
            f"The editor {name} ended with code {code}. Nothing was saved.", "Run the command again when it works."
        )


def register(_app: typer.Typer) -> None:
    """Add nothing to the root: these commands stand with the other commands of `chart`."""
