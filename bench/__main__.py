"""Measure the road: `python -m bench`. Prints medians, and ratios against plain spaCy tokenisation of the same text."""

from __future__ import annotations

import json
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections import deque
from collections.abc import Callable
from pathlib import Path

from bench.interviews import make_study, turn_texts

RUNS = 3
INTERVIEWS, WORDS = 46, 9_000
TARGETS = {"index": 0.8, "road": 4.5, "growth": 11.0, "report": 1.5, "memory": 1024.0, "help": 1.3}
ROAD = ("ingest", "index", "draft", "workbook", "tables", "verify")


def timed(act: Callable[[], object]) -> float:
    """Give the seconds that one call takes."""
    start = time.perf_counter()
    act()
    return time.perf_counter() - start


def walk(folder: Path) -> dict[str, float]:
    """Walk the whole road in `folder`; give the seconds of each stage."""
    from framework_qa.stages import chart, frame, index, ingest, report, verify
    from framework_qa.store.study_file import StudyFile

    StudyFile.create(folder).close()
    who = "bench"
    frame.apply(folder, folder / "codebook.yaml", who=who)
    acts: dict[str, Callable[[], object]] = {
        "ingest": lambda: ingest.ingest(folder, [folder / "transcripts"], who=who),
        "index": lambda: index.index(folder, who=who),
        "draft": lambda: chart.draft(folder, who=who),
        "workbook": lambda: report.export_workbook(folder, folder / "framework.xlsx"),
        "tables": lambda: report.tables(folder),
        "verify": lambda: verify.verify(folder),
        "report": lambda: report.export_report(folder),
    }
    return {stage: timed(act) for stage, act in acts.items()}


def floor(folder: Path) -> float:
    """Give the seconds of plain spaCy tokenisation of every turn in a walked study.

    A fresh pipeline reads all turns once and keeps no Doc; like the road, it is walked once and cold.
    """
    import spacy

    from framework_qa.stages.folder import open_folder

    texts = turn_texts(open_folder(folder).read().transcripts)
    blank = spacy.blank("en")
    return timed(lambda: deque(blank.pipe(texts), maxlen=0))


def one_run(source: Path) -> dict[str, float]:
    """Walk a fresh copy of the inputs once, and measure its floor beside it."""
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch) / "study"
        shutil.copytree(source, folder)
        stages = walk(folder)
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        return {**stages, "road": sum(stages[stage] for stage in ROAD), "floor": floor(folder), "memory": memory}


def in_a_process(source: Path) -> dict[str, float]:
    """Run `one_run` in a process of its own, warmed by imports alone, so that runs do not share memory or caches."""
    command = [sys.executable, "-m", "bench", "--one", str(source)]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)  # noqa: S603 - this very module
    found: dict[str, float] = json.loads(done.stdout)
    return found


def medians(runs: list[dict[str, float]]) -> dict[str, float]:
    """Give the median of each figure over the runs."""
    return {name: statistics.median(run[name] for run in runs) for name in runs[0]}


def start_up(*arguments: str) -> float:
    """Give the median seconds that a Python command takes to start and end."""
    command = [sys.executable, *arguments]
    runs = [timed(lambda: subprocess.run(command, check=True, capture_output=True)) for _ in range(9)]  # noqa: S603
    return statistics.median(runs)


def line(name: str, figure: str, target: float | None = None, *, met: bool = True) -> None:
    """Print one figure, with its target and whether it was met."""
    wanted = "" if target is None else f"at most {target:g}: {'met' if met else 'MISSED'}"
    sys.stdout.write(f"{name:<44}{figure:>14}   {wanted}\n")


def report(small: dict[str, float], large: dict[str, float], helped: float) -> None:
    """Print all figures and ratios."""
    index, road = small["index"] / small["floor"], small["road"] / small["floor"]
    growth = large["road"] / small["road"]
    line(f"floor: spaCy tokenisation, {INTERVIEWS} x {WORDS} words", f"{small['floor']:.2f} s")
    for stage in (*ROAD, "road", "report"):
        line(f"  {stage}", f"{small[stage]:.2f} s")
    line("index / floor", f"{index:.2f}", TARGETS["index"], met=index <= TARGETS["index"])
    line("road / floor", f"{road:.2f}", TARGETS["road"], met=road <= TARGETS["road"])
    line("460 interviews / 46 interviews", f"{growth:.1f}", TARGETS["growth"], met=growth <= TARGETS["growth"])
    for stage in (*ROAD, "report"):
        line(f"  {stage} of 460", f"{large[stage]:.2f} s")
    written = large["report"] / large["workbook"]
    line("report / workbook, of 460", f"{written:.2f}", TARGETS["report"], met=written <= TARGETS["report"])
    line(
        "memory of 460 interviews, MB",
        f"{large['memory']:.0f}",
        TARGETS["memory"],
        met=large["memory"] <= TARGETS["memory"],
    )
    line("--help / import typer, rich.console", f"{helped:.2f}", TARGETS["help"], met=helped <= TARGETS["help"])


def main() -> None:
    """Make the interviews, walk the road several times, print what was measured."""
    with tempfile.TemporaryDirectory() as scratch:
        small = make_study(Path(scratch) / "small", INTERVIEWS, WORDS)
        large = make_study(Path(scratch) / "large", 10 * INTERVIEWS, WORDS)
        few = medians([in_a_process(small) for _ in range(RUNS)])
        many = in_a_process(large)
    helped = start_up("-m", "framework_qa", "--help") / start_up("-c", "import typer, rich.console")
    report(few, many, helped)
    sys.stdout.flush()
    for others in ("documents", "matrix", "projects"):
        subprocess.run([sys.executable, "-m", f"bench.{others}"], check=True)  # noqa: S603 - our own


if __name__ == "__main__":
    if sys.argv[1:2] == ["--one"]:
        import gc

        import alembic.config  # noqa: F401 - imports are not the road
        import openpyxl  # noqa: F401
        import pandas as pd  # noqa: F401
        import spacy  # noqa: F401

        from framework_qa.__main__ import SELDOM

        gc.set_threshold(*SELDOM)  # as the command sets it; the floor is measured under the same
        sys.stdout.write(json.dumps(one_run(Path(sys.argv[2]))))
    else:
        main()
