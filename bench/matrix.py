"""Measure a large matrix: built, and exported to Excel against bare openpyxl writing the same cells.

`python -m bench.matrix` measures 200 cases by 60 subthemes with 10,000 extracts, charted in every second cell.
"""

from __future__ import annotations

import hashlib
import json
import random
import statistics
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from framework_qa.model.chart import Cell, Run, RunKind, Status
from framework_qa.model.codebook import Codebook, Subtheme, Theme
from framework_qa.model.coding import Coding, Decision, Route
from framework_qa.model.ids import CaseId, Code, TranscriptId, coding_id, span_id
from framework_qa.model.people import Attribute, AttributeRole, Case, Level
from framework_qa.model.study import Settings, Study
from framework_qa.model.text import Span, Speaker, SpeakerRole, Transcript, Turn, digest_of

CASES, THEMES, EXTRACTS = 200, 6, 10_000
COLUMNS = range(1, 11)  # subthemes a theme
RUNS = 5
TARGETS = {"build": 0.1, "export": 1.2}
WORDS = [
    "parents",
    "waiting",
    "centre",
    "worker",
    "referral",
    "money",
    "court",
    "school",
    "visit",
    "trust",
    "stigma",
    "children",
    "week",
    "call",
    "help",
]


def measure() -> dict[str, float]:
    """Give the median seconds of building all matrices, of exporting the workbook, and of bare openpyxl."""
    from openpyxl import load_workbook

    from bench.__main__ import timed
    from framework_qa.outputs.framework import matrix
    from framework_qa.outputs.workbook import write_workbook

    study = large_study()
    themes = study.codebooks[-1].charts()
    with tempfile.TemporaryDirectory() as scratch:
        path = Path(scratch) / "framework.xlsx"
        write_workbook(study, (), path)
        sheets = [list(sheet.iter_rows(values_only=True)) for sheet in load_workbook(path).worksheets]
        acts: dict[str, Callable[[], object]] = {
            "build": lambda: [matrix(study, theme) for theme in themes],
            "export": lambda: write_workbook(study, (), path),
            "bare": lambda: bare(sheets, Path(scratch) / "bare.xlsx"),
        }
        runs = [{name: timed(act) for name, act in acts.items()} for _ in range(RUNS)]
    return {name: statistics.median(run[name] for run in runs) for name in acts}


def bare(sheets: Sequence[Sequence[tuple[Any, ...]]], path: Path) -> None:
    """Write the values of all sheets with openpyxl and nothing else: no looks, widths, links or tables."""
    from openpyxl import Workbook

    book = Workbook()
    for rows in sheets:
        sheet = book.create_sheet()
        for row in rows:
            sheet.append(row)
    book.save(path)


def large_study() -> Study:
    """Make the study in memory, always the same."""
    rng = random.Random(20261122)  # noqa: S311 - a bench, not a secret
    areas = tuple(Level(f"area_{n}", f"Case study area {n}") for n in range(1, 6))
    area = Attribute("area", "Case study area", AttributeRole.GROUP, areas)
    themes = tuple(_theme(number) for number in range(1, THEMES + 1))
    cases = tuple(Case(CaseId(f"A{n % 5 + 1}-P{n:03d}"), (("area", f"area_{n % 5 + 1}"),)) for n in range(CASES))
    codes = [subtheme.code for theme in themes for subtheme in theme.subthemes]
    parts = [_interview(case, codes, rng) for case in cases]
    return Study(
        Settings("A large study", (area,)),
        cases,
        tuple(part.transcript for part in parts),
        (Codebook("large", 1, themes),),
        tuple(span for part in parts for span in part.spans),
        tuple(coding for part in parts for coding in part.codings),
        tuple(cell for part in parts for cell in part.cells),
    )


def _theme(t: int) -> Theme:
    subthemes = (Subtheme(f"{t}.{s}", Code(f"t{t}.s{s}"), f"Subtheme {t}.{s}", "What it is.") for s in COLUMNS)
    return Theme(f"{t}", Code(f"t{t}"), f"Theme {t}", "What it is.", tuple(subthemes))


class _Interview(NamedTuple):
    transcript: Transcript
    spans: list[Span]
    codings: list[Coding]
    cells: list[Cell]


def _interview(case: Case, codes: Sequence[Code], rng: random.Random) -> _Interview:
    """Make an interview whose every turn is coded once, and chart every second cell that has extracts."""
    said = [" ".join(rng.choices(WORDS, k=40)) for _ in range(EXTRACTS // CASES)]
    text = "\n".join(said)
    key, at = TranscriptId(hashlib.sha256(text.encode()).hexdigest()), 0
    turns: list[Turn] = []
    spans: list[Span] = []
    codings: list[Coding] = []
    for number, words in enumerate(said, 1):
        end = at + len(words)
        turns.append(Turn(number, "R", at, end))
        spans.append(Span(span_id(case.id, number), case.id, key, number, at, end, digest_of(words)))
        whose = (Route.HAND, Decision.ACCEPTED, "bench", 1, "2026-01-01T00:00:00Z")
        codings.append(Coding(coding_id(case.id, number), case.id, spans[-1].id, rng.choice(codes), *whose))
        at = end + 1
    cells = [cell for code in codes[::2] if (cell := _cell(case, code, codings, rng))]
    speakers = (Speaker("R", SpeakerRole.RESPONDENT),)
    return _Interview(Transcript(key, case.id, f"{case.id}.txt", text, speakers, tuple(turns)), spans, codings, cells)


def _cell(case: Case, code: Code, codings: Sequence[Coding], rng: random.Random) -> Cell | None:
    here = [coding for coding in codings if coding.subtheme == code]
    if not here:
        return None
    runs = (Run(RunKind.SUMMARY, " ".join(rng.choices(WORDS, k=30)), tuple(coding.span for coding in here)),)
    return Cell(case.id, code, Status.CHARTED, runs, basis=tuple(coding.id for coding in here), by="bench")


def report(found: dict[str, float]) -> None:
    """Print the figures and their ratios."""
    from bench.__main__ import line

    line(f"matrix of {CASES} x {THEMES * len(COLUMNS)}, {EXTRACTS:,} extracts: built", f"{found['build']:.2f} s")
    line("  exported as a workbook", f"{found['export']:.2f} s")
    line("  the same cells with bare openpyxl", f"{found['bare']:.2f} s")
    build, export = found["build"] / found["export"], found["export"] / found["bare"]
    line("built / exported", f"{build:.3f}", TARGETS["build"], met=build <= TARGETS["build"])
    line("exported / bare openpyxl", f"{export:.2f}", TARGETS["export"], met=export <= TARGETS["export"])


if __name__ == "__main__":
    if sys.argv[1:2] == ["--one"]:
        sys.stdout.write(json.dumps(measure()))
    else:
        report(measure())
