"""Check a workbook, anybody's: the 36 items of the accessible-spreadsheet checklist, without any study."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from framework_qa.analysis.accessibility import Judged, besides, judged, unmet
from framework_qa.formats.workbook_facts import read_workbook_facts


@dataclass(frozen=True, slots=True)
class WorkbookChecked:
    """A workbook by every item, and what no item asks about."""

    items: tuple[Judged, ...]
    besides: tuple[str, ...]

    @property
    def unmet(self) -> tuple[Judged, ...]:
        """Give the items that are not met."""
        return unmet(self.items)


def check_workbook(path: Path) -> WorkbookChecked:
    """Read a workbook and judge it; it is not changed."""
    facts = read_workbook_facts(path)
    return WorkbookChecked(judged(facts), besides(facts))
