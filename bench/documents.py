"""How long it takes to read a .docx of 9,000 words, against python-docx opening it: `python -m bench.documents`."""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from pathlib import Path

from bench.interviews import make_study

WORDS = 9_000
RUNS = 15
TARGET = 1.5


def ratio(folder: Path) -> tuple[float, float]:
    """Give the seconds that reading takes, and that python-docx takes to open the file: medians, run by turns."""
    import docx

    from framework_qa.formats.registry import read_transcript

    path = next((make_study(folder, 2, WORDS) / "transcripts").glob("*.docx"))
    read, opened = [], []
    for _ in range(RUNS + 1):
        start = time.perf_counter()
        read_transcript(path)
        between = time.perf_counter()
        docx.Document(str(path))
        read.append(between - start)
        opened.append(time.perf_counter() - between)
    return statistics.median(read[1:]), statistics.median(opened[1:])  # the first run of each only warms up


def report() -> None:
    """Print both medians and their ratio."""
    with tempfile.TemporaryDirectory() as scratch:
        read, opened = ratio(Path(scratch) / "study")
    share = read / opened
    sys.stdout.write(f"{f'floor: python-docx opens {WORDS} words':<44}{1000 * opened:>11.1f} ms\n")
    sys.stdout.write(f"{'  reading them as a transcript':<44}{1000 * read:>11.1f} ms\n")
    met = "met" if share <= TARGET else "MISSED"
    sys.stdout.write(f"{'reading a .docx / opening it':<44}{share:>14.2f}   at most {TARGET:g}: {met}\n")


if __name__ == "__main__":
    import gc

    from framework_qa.__main__ import SELDOM

    gc.set_threshold(*SELDOM)  # as the command sets it; the floor is measured under the same
    report()
