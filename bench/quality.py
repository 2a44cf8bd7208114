"""How well the shipped codebook's rules find what reading found: `make quality`.

A suggestion is compared with the reference coding of the sample study by unit: a turn (case, turn, subtheme) or a
cell (case, subtheme). Precision is the share of the rules' units that the reference has, recall the share of the
reference's units that the rules have, F1 their harmonic mean (with two coders, positive agreement). Beside them stands
how far a second coding of twelve interviews agrees with the reference: no rule can be asked for more.
"""

from __future__ import annotations

import csv
import sys
import tempfile
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from framework_qa.model.codebook import Branch, Codebook
from framework_qa.model.study import Study

ANSWERS = Path(__file__).resolve().parents[1] / "transcripts_sample" / "known_answers"
Unit = tuple[str, ...]
Marks = Mapping[str, frozenset[Unit]]  # by subtheme number: the units that carry it


@dataclass(frozen=True, slots=True)
class Score:
    """How one coding found another's units: found by both, by the first alone, by the second alone."""

    both: int
    first: int
    second: int

    @property
    def precision(self) -> float | None:
        """Give the share of the first's units that the second has."""
        return self.both / (self.both + self.first) if self.both + self.first else None

    @property
    def recall(self) -> float | None:
        """Give the share of the second's units that the first has."""
        return self.both / (self.both + self.second) if self.both + self.second else None

    @property
    def f1(self) -> float | None:
        """Give the harmonic mean of both."""
        whole = 2 * self.both + self.first + self.second
        return 2 * self.both / whole if whole else None


def read_marks(path: Path, unit: Callable[[str, str], Unit], cases: Collection[str] | None = None) -> Marks:
    """Read a coding from its CSV as units by subtheme."""
    found: defaultdict[str, set[Unit]] = defaultdict(set)
    with path.open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            if cases is None or row["case"] in cases:
                found[row["subtheme"]].add(unit(row["case"], row["turn"]))
    return {number: frozenset(units) for number, units in found.items()}


def marks_of(study: Study, codebook: Codebook, unit: Callable[[str, str], Unit], cases: Collection[str]) -> Marks:
    """Take a study's live codings as units by subtheme."""
    numbers = {sub.code: sub.number for sub in codebook.subthemes()}
    found: defaultdict[str, set[Unit]] = defaultdict(set)
    for coding in study.codings:
        if coding.live and coding.case in cases:
            found[numbers[coding.subtheme]].add(unit(coding.case, str(study.span_by_id[coding.span].turn)))
    return {number: frozenset(units) for number, units in found.items()}


def score(first: Marks, second: Marks, numbers: Iterable[str]) -> Score:
    """Compare two codings over some subthemes, units of all of them together."""
    both = alone = missed = 0
    for number in numbers:
        a, b = first.get(number, frozenset()), second.get(number, frozenset())
        both, alone, missed = both + len(a & b), alone + len(a - b), missed + len(b - a)
    return Score(both, alone, missed)


def by_turn(case: str, turn: str) -> Unit:
    """Name the unit of a turn."""
    return (case, turn)


def by_cell(case: str, _turn: str) -> Unit:
    """Name the unit of a cell; its subtheme is told apart already."""
    return (case,)


UNITS: Mapping[str, Callable[[str, str], Unit]] = {"turn": by_turn, "cell": by_cell}


def rules_alone() -> Study:
    """Walk the sample study as far as the rules' suggestions."""
    from framework_qa.stages import frame, index, ingest, sample
    from framework_qa.stages.folder import open_folder

    with tempfile.TemporaryDirectory() as scratch:
        laid = sample.lay_out(Path(scratch) / "study")
        ingest.ingest(laid.folder, [laid.transcripts], who="bench", cases=laid.cases)
        frame.apply(laid.folder, laid.codebook, who="bench")
        index.index(laid.folder, who="bench")
        return open_folder(laid.folder).read()


def cases_in(name: str) -> frozenset[str]:
    """Read a list of case ids."""
    with (ANSWERS / name).open(encoding="utf-8-sig", newline="") as file:
        return frozenset(row["case"] for row in csv.DictReader(file))


def figure(value: float | None) -> str:
    """Print a share, or say that there is none."""
    return "     -" if value is None else f"{value:6.2f}"


def line(what: str, found: Score) -> None:
    """Print one comparison."""
    shares = f"{figure(found.precision)}{figure(found.recall)}{figure(found.f1)}"
    sys.stdout.write(f"{what:<58}{shares}   {found.both:>5} {found.first:>5} {found.second:>5}\n")


def main() -> None:
    """Print how the rules and the second coding find the reference, overall and for each subtheme."""
    study = rules_alone()
    codebook = study.codebook
    if codebook is None:
        message = "the sample study has no codebook"
        raise ValueError(message)
    everybody = frozenset(str(case.id) for case in study.cases)
    held_out, twice = cases_in("held_out.csv"), cases_in("second_coding.csv")
    branches = {
        "themes": [sub.number for t in codebook.themes if t.branch is Branch.THEMES for sub in t.subthemes],
        "values": [sub.number for t in codebook.themes if t.branch is Branch.VALUES for sub in t.subthemes],
    }
    sys.stdout.write(f"{'':<58}{'prec.':>6}{'recall':>6}{'F1':>6}   {'both':>5} {'1st':>5} {'2nd':>5}\n")
    for name, unit in UNITS.items():
        for branch, numbers in branches.items():
            sys.stdout.write(f"\nUnit: {name}; {branch}\n")
            for label, cases in (
                (f"rules against the reference, all {len(everybody)}", everybody),
                (f"  the {len(everybody - held_out)} that rules may have been written with", everybody - held_out),
                (f"  the {len(held_out)} held out", held_out),
                (f"  the {len(twice)} coded twice", twice),
            ):
                reference = read_marks(ANSWERS / "reference_coding.csv", unit, cases)
                line(label, score(marks_of(study, codebook, unit, cases), reference, numbers))
            first = read_marks(ANSWERS / "second_coding.csv", unit, twice)
            second = read_marks(ANSWERS / "reference_coding.csv", unit, twice)
            line(f"second coding against the reference, {len(twice)}", score(first, second, numbers))
    sys.stdout.write("\nRules against the reference for each subtheme; unit: turn\n")
    rules = marks_of(study, codebook, by_turn, everybody)
    reference = read_marks(ANSWERS / "reference_coding.csv", by_turn)
    for sub in codebook.subthemes():
        line(sub.heading[:56], score(rules, reference, [sub.number]))


if __name__ == "__main__":
    main()
