"""Extracts: everything said on a subtheme, with the case, the speaker and the codings beside the words."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING

from framework_qa.model.codebook import Codebook, Subtheme, Theme
from framework_qa.model.coding import Coding
from framework_qa.model.ids import turn_ref
from framework_qa.model.people import Case
from framework_qa.model.study import Study
from framework_qa.model.text import Span

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, slots=True)
class Extract:
    """One live coding, with everything a reader of it wants beside the words."""

    coding: Coding
    span: Span
    case: Case
    theme: Theme
    subtheme: Subtheme
    speaker: str
    words: str

    @property
    def turn(self) -> str:
        """Give the reference of the turn the words stand in."""
        return turn_ref(self.span.case, self.span.turn)


def extracts(
    study: Study, *, cases: Collection[Case] | None = None, subthemes: Collection[Subtheme] | None = None
) -> tuple[Extract, ...]:
    """Give the live extracts in codebook order, then chart order of the cases, then as they were said."""
    if study.codebook is None:
        return ()
    chosen = tuple(study.codebook.subthemes()) if subthemes is None else tuple(subthemes)
    rows = study.ordered_cases if cases is None else tuple(cases)
    return tuple(
        _extract(study, study.codebook, case, subtheme, coding)
        for subtheme in chosen
        for case in rows
        for coding in study.codings_of.get((case.id, subtheme.code), ())
    )


def _extract(study: Study, codebook: Codebook, case: Case, subtheme: Subtheme, coding: Coding) -> Extract:
    span = study.span_by_id[coding.span]
    turn = study.turn_by_number[span.case, span.turn][1]
    theme = codebook.theme_of(subtheme.code)
    return Extract(coding, span, case, theme, subtheme, turn.speaker, study.words(span))


def to_frame(study: Study, found: Collection[Extract]) -> pd.DataFrame:
    """Lay extracts out as a frame, one row a coding: ids, case, attributes, theme, subtheme, words, decision."""
    import pandas as pd

    names = [attribute.name for attribute in study.settings.attributes]
    columns = ["quote", "coding", "case", *names, "theme", "subtheme", "words", "speaker", "turn", "decision", "coder"]
    rows = [
        [
            extract.span.id,
            extract.coding.id,
            extract.case.id,
            *(extract.case.level(name) for name in names),
            extract.theme.number,
            extract.subtheme.number,
            extract.words,
            extract.speaker,
            extract.span.turn,
            extract.coding.decision.value,
            extract.coding.coder,
        ]
        for extract in found
    ]
    return pd.DataFrame(rows, columns=columns)
