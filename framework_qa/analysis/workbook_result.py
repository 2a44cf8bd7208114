"""What becomes of an edited workbook: what is taken, what is kept beside, what is refused; gathered as it is found."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from framework_qa.errors import Problem, Severity
from framework_qa.model.conflict import Conflict
from framework_qa.model.study import Record


class Outcome(StrEnum):
    """What becomes of one change."""

    TAKEN = "taken"
    CONFLICT = "conflict"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Difference:
    """One change: where in the workbook, of what, what the study and the workbook say, what becomes of it and why."""

    place: str
    what: str
    ours: str
    theirs: str
    outcome: Outcome
    why: str = ""


@dataclass(frozen=True, slots=True)
class Since:
    """What each place said since the workbook was exported: wordings that stood there, marks of texts kept beside."""

    wordings: Mapping[str, frozenset[str]] = field(default_factory=dict)
    marks: Mapping[str, frozenset[str]] = field(default_factory=dict)

    def said(self, place: str, wording: str) -> bool:
        """Tell whether a wording stood in a place already, and gave way to another."""
        return wording in self.wordings.get(place, ())

    def kept(self, conflict: Conflict) -> bool:
        """Tell whether a text was kept beside already, settled or not."""
        return conflict.mark in self.marks.get(conflict.place, ())


@dataclass(slots=True)
class Merged:
    """What an edited workbook comes to: differences, records to put and to remove, and remarks."""

    name: str
    differences: list[Difference] = field(default_factory=list)
    put: list[Record] = field(default_factory=list)
    remove: list[Record] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    conflicts: list[Conflict] = field(default_factory=list)

    def count(self, outcome: Outcome) -> int:
        """Count the differences of one outcome."""
        return sum(difference.outcome is outcome for difference in self.differences)

    def take(self, place: str, what: str, ours: str, theirs: str) -> None:
        """Note a change that is taken."""
        self.differences.append(Difference(place, what, ours, theirs, Outcome.TAKEN))

    def refuse(self, place: str, what: str, texts: tuple[str, str], why: tuple[str, str]) -> None:
        """Note a change that is not taken: what the study and the workbook say, what is wrong and what to do."""
        ours, theirs = texts
        message, cure = why
        where, _, _ = place.partition(", character ")
        self.differences.append(Difference(where.partition(", run ")[0], what, ours, theirs, Outcome.REFUSED, message))
        self.problems.append(Problem(self.name, place, message, cure))

    def tell(self, place: str, message: str, cure: str) -> None:
        """Note a remark that stops nothing."""
        self.problems.append(Problem(self.name, place, message, cure, Severity.WARNING))

    def differ(self, place: str, what: str, texts: tuple[str, str], why: str) -> None:
        """Note that both sides changed to different things; ours stands."""
        self.differences.append(Difference(place, what, *texts, Outcome.CONFLICT, why))

    def keep(self, place: str, what: str, texts: tuple[str, str], conflict: Conflict, *, known: bool) -> None:
        """Keep their text beside ours, unless it is kept already."""
        self.conflicts.append(conflict)
        self.differ(place, what, texts, "kept beside already" if known else "both texts are kept")
        if not known:
            self.put.append(conflict)
