"""Counts: how many codings, and in how many cases, by theme or subtheme and attribute."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from framework_qa.model.codebook import Subtheme
from framework_qa.model.coding import Coding
from framework_qa.model.ids import CaseId, CodingId
from framework_qa.model.people import Case
from framework_qa.model.study import Study


@dataclass(frozen=True, slots=True)
class Raised:
    """What some cases said on one or several subthemes: the live codings, in chart order and then as it was said.

    `asked` are the cases that any of the subthemes was asked of. A case may raise what it was not asked.
    """

    codings: tuple[Coding, ...]
    asked: frozenset[CaseId]

    @property
    def cases(self) -> tuple[CaseId, ...]:
        """Give the cases that raised it, each once, in chart order."""
        return tuple(dict.fromkeys(coding.case for coding in self.codings))

    @property
    def refs(self) -> tuple[CodingId, ...]:
        """Give the ids of the codings."""
        return tuple(coding.id for coding in self.codings)

    @property
    def words(self) -> str:
        """Say it as tables print it: `3 of 4`, raised in 3 of the 4 cases asked; `not asked` where none was.

        Cases that raised it unasked are told apart: `0 of 1, and 1 not asked`, `1 though not asked`.
        """
        unasked = sum(case not in self.asked for case in self.cases)
        if not self.asked:
            return f"{unasked} though not asked" if unasked else "not asked"
        said = f"{len(self.cases) - unasked} of {len(self.asked)}"
        return f"{said}, and {unasked} not asked" if unasked else said

    @property
    def whether(self) -> str:
        """Say it without a number: `raised`, `not raised`, or `not asked` where no case was and none raised it."""
        if self.codings:
            return "raised"
        return "not raised" if self.asked else "not asked"


def raised(study: Study, cases: Iterable[Case], subthemes: Collection[Subtheme]) -> Raised:
    """Find what cases said on any of some subthemes, and which of the cases were asked."""
    members = tuple(cases)
    return Raised(
        tuple(c for case in members for s in subthemes for c in study.codings_of.get((case.id, s.code), ())),
        frozenset(case.id for case in members if any(study.asked(case, subtheme) for subtheme in subthemes)),
    )


def members_by_level(study: Study, attribute: str) -> Mapping[str, tuple[Case, ...]]:
    """Part the cases by their level code of an attribute, in chart order; an empty code is `not recorded`."""
    members: defaultdict[str, list[Case]] = defaultdict(list)
    for case in study.ordered_cases:
        members[case.level(attribute)].append(case)
    return {level: tuple(cases) for level, cases in members.items()}
