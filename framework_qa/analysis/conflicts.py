"""Conflicts: the places where texts wait beside the one that stands, and what stands there."""

from __future__ import annotations

from dataclasses import dataclass

from framework_qa.analysis.groups import parse_group
from framework_qa.errors import UsageError
from framework_qa.model.cell_text import print_runs
from framework_qa.model.chart import Cell
from framework_qa.model.codebook import Subtheme, Theme
from framework_qa.model.conflict import Conflict
from framework_qa.model.ids import CaseId, Code
from framework_qa.model.study import Study
from framework_qa.model.synthesis import EVERYBODY, Group, Synthesis
from framework_qa.model.synthesis_text import print_statements


@dataclass(frozen=True, slots=True)
class Text:
    """A text that somebody wrote in a place, standing or not; `status` is a cell's."""

    status: str
    text: str
    by: str
    at: str


@dataclass(frozen=True, slots=True)
class Disputed:
    """A place with more than one text: what stands there, if anything does, and the others, number 1 first.

    `place` names it by codes, `reference` as it is typed.
    """

    place: str
    reference: str
    stands: Text | None
    others: tuple[Conflict, ...]


def disputes(study: Study) -> tuple[Disputed, ...]:
    """Give the places where something is to be settled, in the order of their names."""
    return tuple(disputed(study, place) for place in sorted(study.conflicts_at))


def disputed(study: Study, place: str) -> Disputed:
    """Give what stands in a place and what waits beside it."""
    return Disputed(place, reference_of(study, place), _stands(study, place), others_at(study, place))


def others_at(study: Study, place: str) -> tuple[Conflict, ...]:
    """Give the texts kept beside the one that stands, in the order they were written: the first is number 1."""
    return tuple(sorted(study.conflicts_at.get(place, ()), key=lambda other: (other.at, other.mark)))


def reference_of(study: Study, place: str) -> str:
    """Print a place as it is typed, by number where the codebook has its code."""
    who, _, code = place.rpartition(":")
    part = _part(study, code)
    return f"{who}:{part.number if part else code}"


def place_fault(study: Study, place: str) -> str:
    """Say what of a place the study does not have; nothing where it is a cell or a synthesis that could stand."""
    who, _, code = place.rpartition(":")
    part = _part(study, code)
    if part is None or (isinstance(part, Theme) and not is_group(who)):
        return f"No chart has a place for {code}."
    if is_group(who):
        return "" if _group(study, who) is not None else "The study has no such group."
    return "" if who in study.case_by_id else f"The study has no case {who}."


def is_group(typed: str) -> bool:
    """Tell whether a group of cases is named and not a case, whose id has no such sign and no space."""
    return "=" in typed or typed == EVERYBODY


def _part(study: Study, code: str) -> Theme | Subtheme | None:
    """Find what has a chart or a column there."""
    charts = study.codebook.charts() if study.codebook else ()
    parts: tuple[Theme | Subtheme, ...] = (*charts, *(subtheme for theme in charts for subtheme in theme.subthemes))
    return next((part for part in parts if part.code == code), None)


def _group(study: Study, typed: str) -> Group | None:
    try:
        return parse_group(typed, study.settings)
    except UsageError:
        return None


def _stands(study: Study, place: str) -> Text | None:
    who, _, code = place.rpartition(":")
    found: Cell | Synthesis | None
    if not is_group(who):
        found = study.stored_cell.get((CaseId(who), Code(code)))
        return Text(found.status.value, print_runs(found.runs), found.by, found.at) if found else None
    group = _group(study, who)
    found = study.synthesis_of.get((group, Code(code))) if group is not None else None
    if found is None:
        return None
    parts = study.codebook.subthemes() if study.codebook else ()
    numbers: dict[str, str] = {subtheme.code: subtheme.number for subtheme in parts}
    return Text("", print_statements(found.statements, numbers), found.by, found.at)
