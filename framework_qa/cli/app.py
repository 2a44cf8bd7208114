"""The root of the command line: the commands in the method's order, and the one place where errors end."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from framework_qa.cli import (
    chart,
    chart_edit,
    chart_review,
    check,
    demo,
    exchange,
    export_project,
    frame,
    handing_on,
    import_project,
    index,
    ingest,
    interpret,
    report,
    show,
    study,
    verify,
)
from framework_qa.cli.desk import Desk
from framework_qa.errors import FrameworkError, InputError, ProblemsFound

EPILOG = "Start with: framework-qa demo DIR. Every command explains itself with --help."


ROAD = {
    "The study": ("demo", "new", "status", "log", "undo", "backup", "restore"),
    "1 Bring in": ("ingest", "cases"),
    "2 Build the framework": ("codebook",),
    "3 Index": ("index", "coding", "extracts", "import"),
    "4 Chart": ("chart", "matrix"),
    "5 Report": ("quotes", "tables", "export"),
    "6 Check": ("verify", "trace", "check-workbook"),
}


class TheRoad(TyperGroup):
    """The root group: lists the commands in the method's order, and is the one place where errors end."""

    def format_commands(self, ctx: Any, formatter: Any) -> None:  # noqa: ANN401, ARG002 - the library keeps these types private
        """List the commands a stage at a time."""
        for stage, names in ROAD.items():
            with formatter.section(stage):
                formatter.write_dl([(name, self.commands[name].get_short_help_str(limit=90)) for name in names])

    def invoke(self, ctx: Any) -> Any:  # noqa: ANN401 - as above
        """Run the command; an error of ours is told, a fault of the toolkit is named without anybody's words."""
        try:
            return super().invoke(ctx)
        except FrameworkError as error:
            raise _told(error) from None
        except BrokenPipeError:
            os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # so that the interpreter's last flush stays silent
            raise typer.Exit(0) from None
        except (typer.Exit, typer.Abort, KeyboardInterrupt):
            raise
        except OSError as trouble:
            if os.environ.get("FRAMEWORK_QA_DEBUG"):
                raise
            raise _told(_of_the_system(trouble)) from None
        except Exception as fault:
            if _is_usage(fault) or os.environ.get("FRAMEWORK_QA_DEBUG"):
                raise
            show.error(_own_fault(fault), _REPORT_IT)
            raise typer.Exit(1) from None


def _told(error: FrameworkError) -> typer.Exit:
    """Tell an error of ours, and give the way out."""
    if isinstance(error, ProblemsFound):
        show.problems(error.problems)
    show.error(error.sentence, error.cure)
    return typer.Exit(error.exit_code)


_LONGEST_NAME = 60  # characters of a file name in a sentence


def _of_the_system(trouble: OSError) -> InputError:
    """Say what the system refused that no stage expected: a name too long, a disk full, a file that went away."""
    name = Path(os.fsdecode(trouble.filename)).name if isinstance(trouble.filename, str | bytes) else ""
    shown = f"{name[:_LONGEST_NAME]}..." if len(name) > _LONGEST_NAME else name or "a file"
    why = os.strerror(trouble.errno).lower() if trouble.errno else "no reason given"
    cure = "Check the name, the folder and what you may do there, and run the command again."
    return InputError(f"The system refused {shown}: {why}.", cure)


def _is_usage(fault: Exception) -> bool:
    """Tell the command-line library's own errors, which print themselves; they carry an exit code."""
    return hasattr(fault, "exit_code")


_REPORT_IT = (
    "Run framework-qa verify, in case the study is damaged; if it is sound, please report this. "
    "FRAMEWORK_QA_DEBUG=1 shows the whole trace, words included."
)


def _own_fault(fault: Exception) -> str:
    import traceback

    last = traceback.extract_tb(fault.__traceback__)[-1]
    place = f"{Path(last.filename).name}, line {last.lineno}"
    return f"framework-qa stopped on a fault of its own ({type(fault).__name__} in {place}); nothing was saved."


app = typer.Typer(
    cls=TheRoad,
    name="framework-qa",
    help="The Framework method: from anonymised transcripts to charts that stay tied to their quotes.",
    epilog=EPILOG,
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,  # drawing help with Rich costs three times the start-up of everything else
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _version(value: bool) -> None:
    if value:
        from importlib.metadata import version

        typer.echo(f"framework-qa {version('framework-qa')}")
        raise typer.Exit


@app.callback()
def root(
    ctx: typer.Context,
    directory: Annotated[
        Path,
        typer.Option(
            "-C",
            "--directory",
            metavar="DIR",
            help="The study to work on; files are named from where you are.",
        ),
    ] = Path(),
    coder: Annotated[
        str,
        typer.Option("--coder", envvar="FRAMEWORK_QA_CODER", metavar="NAME", help="Who is doing this, for the log."),
    ] = "researcher",
    _show_version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Say which version this is.")
    ] = False,
) -> None:
    """Remember where the command works and for whom."""
    ctx.obj = Desk(directory, coder)


for module in (
    study,
    demo,
    ingest,
    frame,
    index,
    exchange,
    import_project,
    chart,
    chart_edit,
    chart_review,
    interpret,
    report,
    export_project,
    handing_on,
    verify,
    check,
):
    module.register(app)
