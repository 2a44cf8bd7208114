"""Quotes for print: how a speaker is described, and which extracts illustrate a subtheme."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from framework_qa.analysis.extracts import Extract, extracts
from framework_qa.model.chart import Status
from framework_qa.model.codebook import Subtheme
from framework_qa.model.coding import Decision, Route
from framework_qa.model.ids import CaseId
from framework_qa.model.people import Attribute, AttributeRole, Case
from framework_qa.model.study import Settings, Study
from framework_qa.model.text import Span, SpeakerRole

SHORTEST, LONGEST = 8, 60  # words of a quote that reads well in print

RULE = (
    "Quotes that somebody starred come first, in the order of the charts. Where too few are starred, the toolkit "
    "takes extracts by this rule: accepted codings before suggested ones; then whole sentences of "
    f"{SHORTEST} to {LONGEST} words before fragments and longer speeches; then what was coded by hand before what "
    "a rule found; then words that a charted cell cites; then by the order of the charts. No case is quoted twice on "
    "a subtheme while another that raised it is left, and but for starred quotes, the cases quoted least on the "
    "theme so far go first. Interviewers, and cases whose cell is withheld, are not quoted."
)
NO_LABEL = "Respondent"

_SENTENCE_ENDS = ".!?…。！？؟"
_AROUND_WORDS = "\"'“”‘’«»()[] \t\n\u00a0\u2028\u2029"


@dataclass(frozen=True, slots=True)
class Chosen:
    """An extract to print as an illustrative quote, how its speaker is described, and whether a person chose it."""

    extract: Extract
    label: str
    starred: bool

    @property
    def words(self) -> str:
        """Give exactly the words of the extract on one line: white space is folded, nothing else is touched."""
        return " ".join(self.extract.words.split())


def attribution(study: Study, case: Case) -> str:
    """Describe a case's speaker in print: the labels of its levels, by the attributes the study publishes."""
    labels = (attribute.label_of(case.level(attribute.name)) for attribute in _describing(study.settings))
    return ", ".join(" ".join(label.split()) for label in labels if label.strip()) or NO_LABEL


def _describing(settings: Settings) -> Iterable[Attribute]:
    if settings.publication.attribution:
        return filter(None, map(settings.attribute, settings.publication.attribution))
    return (attribute for attribute in settings.attributes if attribute.role is AttributeRole.LABEL)


def illustrative(study: Study, subtheme: Subtheme, wanted: int, taken: Collection[CaseId]) -> tuple[Chosen, ...]:
    """Choose up to `wanted` extracts that illustrate a subtheme, by `RULE`, best first.

    `taken` holds the cases quoted before on other subthemes of the theme, each as often as it was: those that stand
    there least go first, so that when all were quoted they start again. No words are given twice.
    """
    before = Counter(taken)
    left = _candidates(study, subtheme)
    here: Counter[CaseId] = Counter()
    chosen: list[Chosen] = []
    while left and len(chosen) < wanted:
        best = min(left, key=lambda one: (here[one.case.id], one.span.id not in study.starred, before[one.case.id]))
        left = [one for one in left if not _overlap(one.span, best.span)]
        here[best.case.id] += 1
        chosen.append(Chosen(best, attribution(study, best.case), starred=best.span.id in study.starred))
    return tuple(chosen)


def _overlap(one: Span, other: Span) -> bool:
    return one.transcript == other.transcript and one.start < other.end and other.start < one.end


def _candidates(study: Study, subtheme: Subtheme) -> list[Extract]:
    """Give what may be quoted on a subtheme, the best by the rule first."""
    found = (extract for extract in extracts(study, subthemes=(subtheme,)) if _may_be_quoted(study, extract))
    return sorted(found, key=lambda extract: _rank(study, extract))


def _may_be_quoted(study: Study, extract: Extract) -> bool:
    cell = study.stored_cell.get((extract.case.id, extract.subtheme.code))
    withheld = cell is not None and cell.status is Status.WITHHELD
    return not withheld and study.role_at(extract.case.id, extract.span.turn) is SpeakerRole.RESPONDENT


def _rank(study: Study, extract: Extract) -> tuple[bool, ...]:
    """Give the sort key of the rule; chart order is the order the extracts come in, and sorting keeps it."""
    if extract.span.id in study.starred:
        return ()
    cell = study.stored_cell.get((extract.case.id, extract.subtheme.code))
    cited = cell is not None and cell.charted and extract.span.id in cell.cited
    return (
        extract.coding.decision is not Decision.ACCEPTED,
        not reads_well(study, extract),
        extract.coding.route not in (Route.HAND, Route.IMPORTED),
        not cited,
    )


def reads_well(study: Study, extract: Extract) -> bool:
    """Tell whether an extract is whole sentences of a readable length, judged where it stands in its turn."""
    if not SHORTEST <= len(extract.words.split()) <= LONGEST:
        return False
    span = extract.span
    text = study.transcript_by_id[span.transcript].text
    turn = study.turn_by_number[span.case, span.turn][1]
    before, after = text[turn.start : span.start], text[span.end : turn.end]
    return _ends_a_sentence(before) and (not after.strip(_AROUND_WORDS) or _ends_a_sentence(extract.words))


def _ends_a_sentence(text: str) -> bool:
    """Tell whether a sentence is over where this text ends; before the first word of a turn none has begun."""
    bare = text.rstrip(_AROUND_WORDS)
    return not bare or bare[-1] in _SENTENCE_ENDS
