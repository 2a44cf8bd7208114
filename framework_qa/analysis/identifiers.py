"""Direct identifiers: marks in a transcript that name or reach a person, and tables that would undo the pseudonyms.

What is looked for has a form: addresses of e-mail, telephone numbers, postcodes, National Insurance numbers, web
addresses. Names of people and places have none: a person must read for those. Nothing found proves nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from framework_qa.model.ids import turn_ref
from framework_qa.model.study import Study

KINDS: Mapping[str, re.Pattern[str]] = {
    "e-mail address": re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+"),
    "web address": re.compile(r"(?i)\b(?:https?://|www\.)\w"),
    "telephone number": re.compile(r"(?<![\w.])(?:\+44\s?|0)(?:\d[\s-]?){9,10}(?!\d)"),
    "postcode": re.compile(r"\b[A-Z]{1,2}\d[A-Z\d]?\s\d[A-Z]{2}\b"),
    "National Insurance number": re.compile(r"\b[A-CEGHJ-PR-TW-Z]{2}\s?(?:\d{2}\s?){3}[A-D]\b"),
}

_NAMED = re.compile(
    r"""(?x)
    (real|participants?|respondents?|interviewees?|full|first|last|given|family|sur)[ _-]*names?
    | names? | surname | forename | e-?mails?([ _-]*address)? | (tele)?phones?([ _-]*numbers?)? | mobile
    | (home[ _-]*)?address | postcode | date[ _-]*of[ _-]*birth | dob | nhs[ _-]*number
    """
)
_STANDS_FOR = re.compile(
    r"(?x) pseudonyms? | alias(es)? | case([ _-]*id)? | id | (participant|respondent|interview)[ _-]*(id|number|code)?"
)
_FILE = re.compile(
    r"""(?xi)
    pseudonym | real[ _-]*names? | (linking|linkage|anonymi[sz]ation|name|participant|respondent|id)[ _-]*(key|log)s?\b
    | contact[ _-]*(list|detail)s? | consent[ _-]*forms?
    """
)


@dataclass(frozen=True, slots=True)
class Mark:
    """That a turn holds something of the form of a direct identifier; its words are not repeated."""

    turn: str
    kind: str


def marks(study: Study) -> Iterator[Mark]:
    """Find what has the form of a direct identifier, in the order of the charts; each kind once a turn."""
    for case in study.ordered_cases:
        for transcript in study.transcripts_of.get(case.id, ()):
            for turn in transcript.turns:
                said = transcript.words(turn)
                for kind, pattern in KINDS.items():
                    if pattern.search(said):
                        yield Mark(turn_ref(case.id, turn.number), kind)


def is_named_like_a_key(name: str) -> bool:
    """Tell whether a file's name says that it ties pseudonyms to people: `pseudonyms.xlsx`, `contact list.csv`."""
    return bool(_FILE.search(name))


def ties_names_to_cases(headings: Sequence[str]) -> bool:
    """Tell whether a table has a column that names or reaches people beside one that stands for them."""
    folded = [" ".join(heading.casefold().split()) for heading in headings]
    named = [heading for heading in folded if _NAMED.fullmatch(heading)]
    return bool(named) and any(_STANDS_FOR.fullmatch(heading) for heading in folded if heading not in named)


def identifying_attributes(study: Study) -> tuple[str, ...]:
    """Give the attributes whose name or label says that their levels name or reach people."""
    return tuple(
        attribute.name
        for attribute in study.settings.attributes
        if any(_NAMED.fullmatch(word.casefold()) for word in (attribute.name, attribute.label))
    )
