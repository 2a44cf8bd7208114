"""Counts: how many codings, and in how many cases, by theme or subtheme and attribute."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from framework_qa.model.codebook import Subtheme, Theme
from framework_qa.model.people import Attribute, Level
from framework_qa.model.study import Study


@dataclass(frozen=True, slots=True)
class Tally:
    """How often something was raised: in codings, and in how many of the cases it was asked of."""

    codings: int
    cases: tuple[str, ...]
    asked: int


def by_level(study: Study, theme: Theme, attribute: Attribute) -> Mapping[str, Tally]:
    """Count a theme's live codings and the cases raising it, by level code of an attribute."""
    return {level.code: _tally(study, theme.subthemes, attribute, level) for level in attribute.levels}


def _tally(study: Study, subthemes: tuple[Subtheme, ...], attribute: Attribute, level: Level) -> Tally:
    members = [case for case in study.ordered_cases if case.level(attribute.name) == level.code]
    found = Counter(
        {case.id: sum(len(study.codings_of.get((case.id, s.code), ())) for s in subthemes) for case in members}
    )
    asked = sum(any(study.asked(case, subtheme) for subtheme in subthemes) for case in members)
    return Tally(found.total(), tuple(case.id for case in members if found[case.id]), asked)
