"""Conflicts: a text that two people wrote otherwise, kept beside the one that stands until somebody settles it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Conflict:
    """The text that does not stand, of a cell or of a synthesis.

    `place` names it by codes, as `cell_ref` or `synthesis_ref` prints it: `A2-P04:barriers.stigma`,
    `area=area_1:barriers`. `status` is a cell's, and empty for a synthesis. `text` is in the compact form and reads
    back exactly. `source` says how it came: a workbook's name, `chart set`, `chart edit`.
    """

    place: str
    status: str
    text: str
    by: str = ""
    at: str = ""
    source: str = ""

    @property
    def mark(self) -> str:
        """Tell texts of one place apart: 12 hexadecimal digits of the SHA-256 of what this one says."""
        return hashlib.sha256(f"{self.status}\n{self.text}".encode()).hexdigest()[:12]
