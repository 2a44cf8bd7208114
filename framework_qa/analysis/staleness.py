"""Staleness: whether a cell still rests on the codings it was written from, and a synthesis on its cells."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeGuard

from framework_qa.analysis.groups import members
from framework_qa.model.chart import Cell, Status
from framework_qa.model.ids import CaseId, Code, CodingId, SpanId
from framework_qa.model.study import Study
from framework_qa.model.synthesis import Group, Synthesis


@dataclass(frozen=True, slots=True)
class Drift:
    """What changed under a cell since it was written: codings that came, and codings that went."""

    came: tuple[CodingId, ...]
    went: tuple[CodingId, ...]

    def __bool__(self) -> bool:
        return bool(self.came or self.went)


def written(cell: Cell | None) -> TypeGuard[Cell]:
    """Tell whether a person wrote a cell: no draft, and neither blank nor emptied again."""
    return cell is not None and not cell.draft and (cell.status is not Status.TO_CHART or bool(cell.runs))


def basis_of(study: Study, case: CaseId, subtheme: Code, cited: Iterable[SpanId]) -> tuple[CodingId, ...]:
    """Give what a cell rests on now: the codings that stand in it, then those of quotes it cites from elsewhere."""
    own = study.codings_of.get((case, subtheme), ())
    foreign = set(cited).difference(coding.span for coding in own)
    if not foreign or study.codebook is None:
        return tuple(coding.id for coding in own)
    elsewhere = (coding for sub in study.codebook.subthemes() for coding in study.codings_of.get((case, sub.code), ()))
    return (*(coding.id for coding in own), *(coding.id for coding in elsewhere if coding.span in foreign))


def drift(study: Study, cell: Cell) -> Drift:
    """Compare the codings a cell was written from with those that stand in it now; blank cells never drift."""
    if cell.status is Status.TO_CHART and not cell.runs:
        return Drift((), ())
    now = dict.fromkeys(coding.id for coding in study.codings_of.get((cell.case, cell.subtheme), ()))
    then = dict.fromkeys(cell.basis)
    came = tuple(coding for coding in now if coding not in then)
    went = tuple(coding for coding in then if coding not in now and not _cited_from_elsewhere(study, cell, coding))
    return Drift(came, went)


def _cited_from_elsewhere(study: Study, cell: Cell, identifier: CodingId) -> bool:
    """Tell whether a coding on another subtheme still stands under a quote that the cell cites.

    One made under a newer codebook than the cell was written under is no such coding: it was moved there.
    """
    coding = study.coding_by_id.get(identifier)
    if coding is None or not coding.live or coding.subtheme == cell.subtheme:
        return False
    return coding.span in cell.cited and coding.codebook_version <= cell.codebook_version


def synthesis_basis(study: Study, group: Group, about: str) -> str:
    """Digest what the members' cells say on a theme or subtheme: case, code, status and runs of each, by SHA-256.

    Blank cells and drafts, which nobody has written yet, do not count, nor does the order of the chart.
    """
    codes = codes_under(study, about)
    places = ((case.id, code) for case in members(study, group) for code in codes)
    said = sorted(
        (cell.case, cell.subtheme, cell.status, [(run.kind, run.text, run.refs) for run in cell.runs])
        for cell in map(study.stored_cell.get, places)
        if written(cell)
    )
    return hashlib.sha256(json.dumps(said).encode()).hexdigest()


def codes_under(study: Study, about: str) -> frozenset[Code]:
    """Give the codes of the cells that a synthesis on a theme, or on one subtheme, is about."""
    codebook = study.codebook
    if codebook is None:
        return frozenset()
    theme = codebook.theme(about)
    found = theme.subthemes if theme else (codebook.subtheme(about),)
    return frozenset(subtheme.code for subtheme in found if subtheme)


def synthesis_stale(study: Study, synthesis: Synthesis) -> bool:
    """Tell whether a member's cell changed, came or went since the synthesis was written."""
    return synthesis.basis != synthesis_basis(study, synthesis.group, synthesis.about)
