"""Who was interviewed: attributes with their levels, cases, and the sample that was planned."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from framework_qa.model.ids import CaseId


class AttributeRole(StrEnum):
    """What an attribute is for: rows and columns of the matrix, print labels, the sample, or nothing yet."""

    GROUP = "group"
    LABEL = "label"
    SAMPLE = "sample"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Level:
    """One of an attribute's ordered values: a code to type and a label to print."""

    code: str
    label: str


@dataclass(frozen=True, slots=True)
class Attribute:
    """A property of a case with a closed list of ordered levels; no levels means any text."""

    name: str
    label: str
    role: AttributeRole
    levels: tuple[Level, ...] = ()
    required: bool = True

    def level(self, typed: str) -> Level | None:
        """Find a level by its code or its label, ignoring case; free attributes take any text."""
        if not self.levels:
            return Level(typed, typed)
        wanted = typed.strip().casefold()
        for level in self.levels:
            if wanted in (level.code.casefold(), level.label.casefold()):
                return level
        return None

    def label_of(self, code: str) -> str:
        """Give the printed label of a level's code."""
        level = self.level(code)
        return level.label if level else code

    def rank(self, code: str) -> tuple[int, str]:
        """Give the sort key of a level's code: its place in the list, free text by itself, none last."""
        for place, level in enumerate(self.levels):
            if level.code == code:
                return (place, "")
        return (len(self.levels) + (not code), code)


@dataclass(frozen=True, slots=True)
class Case:
    """A row of every matrix, usually one interview, with the level codes of its attributes."""

    id: CaseId
    levels: tuple[tuple[str, str], ...] = ()

    def level(self, attribute: str) -> str:
        """Give the case's level code of an attribute, or an empty string."""
        return dict(self.levels).get(attribute, "")


@dataclass(frozen=True, slots=True)
class Target:
    """How many interviews were planned for one cell of the sample table, from `low` to `high`."""

    row: str
    column: str
    low: int
    high: int


@dataclass(frozen=True, slots=True)
class SampleDesign:
    """The planned sample: two attributes, targets, and the cells that cannot be."""

    rows: str
    columns: str
    targets: tuple[Target, ...] = ()
    not_applicable: tuple[tuple[str, str], ...] = ()
    total: int | None = None
