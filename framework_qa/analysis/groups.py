"""Groups of cases that a synthesis may be about: an area, a respondent type, their combination, or all cases.

A group is typed in the filter language with one level for each attribute: `area=area_1 role=provider`. It is kept with
its attributes in the order of the alphabet, so that one group has one form, whatever the order in `study.yaml`.
"""

from __future__ import annotations

from framework_qa.analysis.select import CASE, Condition, parse_selection
from framework_qa.errors import UsageError
from framework_qa.model.people import Case
from framework_qa.model.study import Settings, Study
from framework_qa.model.synthesis import EVERYBODY, Group


def parse_group(text: str, settings: Settings) -> Group:
    """Read a typed group; nothing, or `all cases`, is everybody. A UsageError says what cannot be a group."""
    if text.strip() in ("", EVERYBODY):
        return ()
    pairs = dict.fromkeys(_pair(condition) for condition in parse_selection(text, settings))
    names = [attribute for attribute, _ in pairs]
    if twice := next((name for name in names if names.count(name) > 1), ""):
        raise UsageError(f"The group names {twice} twice, and no case has two levels of it.", _WRITE)
    return tuple(sorted(pairs))


_WRITE = "Name one level for each attribute, like area=area_1 role=provider."


def _pair(condition: Condition) -> tuple[str, str]:
    if condition.attribute == CASE:
        raise UsageError("A single case is no group: what it says stands in its own cells.", _WRITE)
    if len(condition.levels) != 1:
        raise UsageError(f"The group names several levels of {condition.attribute}.", _WRITE)
    return condition.attribute, condition.levels[0]


def members(study: Study, group: Group) -> tuple[Case, ...]:
    """Give the cases of a group, in the order of the charts."""
    wanted = set(group)
    return tuple(case for case in study.ordered_cases if wanted <= set(case.levels))
