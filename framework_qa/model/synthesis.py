"""Syntheses: what a group of cases comes to on a theme or a subtheme, written by a person from the members' cells."""

from __future__ import annotations

import re
from dataclasses import dataclass

from framework_qa.model.ids import CaseId, Code

Group = tuple[tuple[str, str], ...]  # (attribute, level code) pairs that all hold; none at all means every case
CellKey = tuple[CaseId, Code]
EVERYBODY = "all cases"  # the group without a condition; never mistaken for a case id, which has no space

_PLAIN = re.compile(r"[^\s;,\"]+")


def group_text(group: Group) -> str:
    """Print a group as it is typed: `area=area_1 role=provider`, or `all cases`."""
    return " ".join(f"{attribute}={_quoted(level)}" for attribute, level in group) or EVERYBODY


def _quoted(level: str) -> str:
    return level if _PLAIN.fullmatch(level) else f'"{level}"'


def synthesis_ref(group: Group, about: str) -> str:
    """Print a synthesis's reference, by number or code: `area=area_1:4`, `all cases:4.2`."""
    return f"{group_text(group)}:{about}"


@dataclass(frozen=True, slots=True)
class Statement:
    """A stretch of a synthesis, and the cells it rests on."""

    text: str
    cells: tuple[CellKey, ...] = ()

    def __post_init__(self) -> None:
        if not self.text.strip():
            message = "a statement of a synthesis holds no words"
            raise ValueError(message)


@dataclass(frozen=True, slots=True)
class Synthesis:
    """What a group comes to on a theme or a subtheme (`about` is its code).

    `basis` is a digest of the members' cells as they stood when it was written, so that a later change is noticed.
    """

    group: Group
    about: Code
    statements: tuple[Statement, ...]
    basis: str = ""
    codebook_version: int = 0
    by: str = ""
    at: str = ""

    @property
    def cited(self) -> tuple[CellKey, ...]:
        """Give the cells the synthesis cites, each once, in order."""
        return tuple(dict.fromkeys(cell for statement in self.statements for cell in statement.cells))

    @property
    def text(self) -> str:
        """Give the words without their references."""
        return " ".join(statement.text.strip() for statement in self.statements)
