"""Staleness: whether a cell still rests on the codings it was written from."""

from __future__ import annotations

from dataclasses import dataclass

from framework_qa.model.chart import Cell, Status
from framework_qa.model.ids import CodingId
from framework_qa.model.study import Study


@dataclass(frozen=True, slots=True)
class Drift:
    """What changed under a cell since it was written: codings that came, and codings that went."""

    came: tuple[CodingId, ...]
    went: tuple[CodingId, ...]

    def __bool__(self) -> bool:
        return bool(self.came or self.went)


def drift(study: Study, cell: Cell) -> Drift:
    """Compare the codings a cell was written from with those that stand in it now; blank cells never drift."""
    if cell.status is Status.TO_CHART and not cell.runs:
        return Drift((), ())
    now = dict.fromkeys(coding.id for coding in study.codings_of.get((cell.case, cell.subtheme), ()))
    then = dict.fromkeys(cell.basis)
    came = tuple(coding for coding in now if coding not in then)
    went = tuple(coding for coding in then if coding not in now)
    return Drift(came, went)
