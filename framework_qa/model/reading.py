"""Second readings of cells: another person's decision on what a cell says, and extracts read and left unused."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from enum import StrEnum

from framework_qa.model.chart import Cell
from framework_qa.model.ids import CaseId, Code, SpanId


class Verdict(StrEnum):
    """What the second reader decided."""

    AGREED = "agreed"
    QUERIED = "queried"


@dataclass(frozen=True, slots=True)
class SecondReading:
    """That somebody other than its writer read a cell against its extracts.

    `of` is `wording` of the cell as it was read: once the cell says something else, the reading no longer holds.
    """

    case: CaseId
    subtheme: Code
    verdict: Verdict
    of: str
    note: str = ""
    by: str = ""
    at: str = ""

    def holds(self, cell: Cell) -> bool:
        """Tell whether the cell still says what was read."""
        return self.of == wording(cell)


@dataclass(frozen=True, slots=True)
class NotUsed:
    """That somebody read an extract of a cell and decided that its summary need not cite it."""

    case: CaseId
    subtheme: Code
    span: SpanId
    by: str = ""
    at: str = ""


def wording(cell: Cell) -> str:
    """Digest what a cell says, its status and runs with their references: 16 hexadecimal digits of SHA-256."""
    said = (cell.status, [(run.kind, run.text, run.refs) for run in cell.runs])
    return hashlib.sha256(json.dumps(said).encode()).hexdigest()[:16]
