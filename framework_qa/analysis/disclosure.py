"""Disclosure: whom a printed value, or the label under a quote, could give away."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from framework_qa.analysis.print_quotes import attribution
from framework_qa.errors import Severity
from framework_qa.model.ids import CASE_ID, CaseId
from framework_qa.model.people import Case
from framework_qa.model.study import Study

FEW = 2  # so many cases under one label are told; fewer need consent

_OF_A_CASE = re.compile(rf"({CASE_ID.pattern})(?:[.:].*|\s*[¶#].*)?")


@dataclass(frozen=True, slots=True)
class LabelRemark:
    """That few cases could bear a label: the label (with the levels printed beside it) and those cases.

    One case only is an error, unless the study says that consent covered it; two are a warning.
    """

    label: str
    cases: tuple[CaseId, ...]
    severity: Severity


def cases_behind(refs: Iterable[str]) -> frozenset[CaseId]:
    """Give the cases that ids of codings, spans, cells, turns or cases belong to; other ids belong to none."""
    return frozenset(CaseId(found[1]) for ref in refs if (found := _OF_A_CASE.fullmatch(ref)))


def points_to_one_case(refs: Iterable[str]) -> bool:
    """Tell whether all the ids behind a value belong to one and the same case."""
    return len(cases_behind(refs)) == 1


def label_bearers(study: Study) -> Mapping[str, tuple[CaseId, ...]]:
    """Give for each attribution label of the study the cases that could bear it, in the order of the charts."""
    return {label: cases for (label,), cases in _bearers(study, ()).items()}


def label_with(study: Study, case: Case, attributes: Sequence[str]) -> tuple[CaseId, ...]:
    """Give the cases that share a case's label and its levels of these attributes, itself among them.

    It is what a reader is left with who sees the label where the attributes are printed too.
    """
    alike = (one for one in study.ordered_cases if all(one.level(name) == case.level(name) for name in attributes))
    label = attribution(study, case)
    return tuple(one.id for one in alike if attribution(study, one) == label)


def lone_labels(study: Study, cases: Iterable[Case]) -> tuple[str, ...]:
    """Give the labels of these cases that only one case of the study could bear, each once."""
    bearers = label_bearers(study)
    labels = dict.fromkeys(attribution(study, case) for case in cases)
    return tuple(label for label in labels if len(bearers[label]) == 1)


def label_remarks(study: Study, attributes: Sequence[str] = ()) -> tuple[LabelRemark, ...]:
    """Give the labels that one or two cases could bear, alone or beside the levels of these attributes.

    They come in the order of the charts; what is covered by consent is still told, as a warning.
    """
    alone = Severity.WARNING if study.settings.publication.one_case_covered else Severity.ERROR
    return tuple(
        LabelRemark(", ".join(_printed(study, seen, attributes)), cases, alone if len(cases) == 1 else Severity.WARNING)
        for seen, cases in _bearers(study, attributes).items()
        if len(cases) <= FEW
    )


def _bearers(study: Study, attributes: Sequence[str]) -> Mapping[tuple[str, ...], tuple[CaseId, ...]]:
    """Group the cases by all that is seen of them: the label, then the level codes of the attributes."""
    groups: defaultdict[tuple[str, ...], list[CaseId]] = defaultdict(list)
    for case in study.ordered_cases:
        groups[_seen(study, case, attributes)].append(case.id)
    return {seen: tuple(cases) for seen, cases in groups.items()}


def _seen(study: Study, case: Case, attributes: Sequence[str]) -> tuple[str, ...]:
    return (attribution(study, case), *(case.level(name) for name in attributes))


def _printed(study: Study, seen: tuple[str, ...], attributes: Sequence[str]) -> tuple[str, ...]:
    label, *levels = seen
    known = zip(map(study.settings.attribute, attributes), levels, strict=True)
    return (label, *(attribute.label_of(level) if attribute else level for attribute, level in known if level))
