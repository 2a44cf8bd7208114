"""The one filter language: which cases a command is about, as `area=area_1,area_2 role=provider`.

Conditions are separated by white space or semicolons and must all hold; the levels after one `=` are alternatives.
Attributes and levels go by their codes; levels go by their labels too, in double quotes where they hold spaces:
`area="Case study area 1"`. `case=A2-P04` names cases themselves. A label that holds a comma is taken whole first.
"""

from __future__ import annotations

import shlex
from collections.abc import Iterable
from dataclasses import dataclass

from framework_qa.analysis.nearest import did_you_mean
from framework_qa.errors import UsageError
from framework_qa.model.people import Attribute, Case
from framework_qa.model.study import Settings, Study

CASE = "case"


@dataclass(frozen=True, slots=True)
class Condition:
    """That a case's attribute has one of these level codes; the attribute `case` stands for its id."""

    attribute: str
    levels: tuple[str, ...]

    def holds(self, case: Case) -> bool:
        """Tell whether a case meets the condition."""
        value = case.id if self.attribute == CASE else case.level(self.attribute)
        return value in self.levels


def parse_selection(text: str, settings: Settings) -> tuple[Condition, ...]:
    """Read a typed selection; an unknown attribute or level is a UsageError that names the nearest known one."""
    return tuple(_condition(part, settings) for part in _split(text))


def select(study: Study, conditions: Iterable[Condition]) -> tuple[Case, ...]:
    """Give the cases that meet all conditions, in the order of the charts; an unknown case is a UsageError."""
    wanted = tuple(conditions)
    for name in (level for condition in wanted if condition.attribute == CASE for level in condition.levels):
        if name not in study.case_by_id:
            raise UsageError(f"The study has no case {name!r}.", f"See `cases list`{_nearest(name, study.case_by_id)}.")
    return tuple(case for case in study.ordered_cases if all(condition.holds(case) for condition in wanted))


def _split(text: str) -> list[str]:
    lexer = shlex.shlex(text, posix=True)
    lexer.whitespace += ";"
    lexer.whitespace_split = True
    lexer.quotes = '"'  # an apostrophe is part of a label
    lexer.escape = lexer.commenters = ""
    try:
        return list(lexer)
    except ValueError:
        raise UsageError(
            f"The selection {text!r} has an opening quotation mark without a closing one.",
            'Write it like area="Case study area 1" role=provider.',
        ) from None


def _condition(part: str, settings: Settings) -> Condition:
    name, equals, levels = part.partition("=")
    if not equals or not name or not levels:
        raise UsageError(f"The selection {part!r} is not of the form attribute=level.", "Write it like area=area_1.")
    if name == CASE:
        return Condition(name, tuple(levels.split(",")))
    attribute = settings.attribute(name)
    if attribute is None:
        known = [CASE, *(known.name for known in settings.attributes)]
        raise UsageError(f"The study has no attribute {name!r}.", _choose(name, known))
    if attribute.levels and (whole := attribute.level(levels)):
        return Condition(name, (whole.code,))
    return Condition(name, tuple(_level(attribute, typed) for typed in levels.split(",")))


def _level(attribute: Attribute, typed: str) -> str:
    level = attribute.level(typed)
    if level is None:
        known = [level.code for level in attribute.levels]
        raise UsageError(f"The attribute {attribute.name!r} has no level {typed!r}.", _choose(typed, known))
    return level.code


def _choose(typed: str, known: list[str]) -> str:
    return f"Use one of: {', '.join(known)}{_nearest(typed, known)}."


def _nearest(typed: str, known: Iterable[str]) -> str:
    hint = did_you_mean(typed, known)
    return f" ({hint})" if hint else ""
