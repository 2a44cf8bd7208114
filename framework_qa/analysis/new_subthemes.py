"""New subthemes: how the codebook filled up, interview by interview, in the order of the charts."""

from __future__ import annotations

from dataclasses import dataclass

from framework_qa.model.codebook import Subtheme
from framework_qa.model.coding import Coding
from framework_qa.model.people import Case
from framework_qa.model.study import Study


@dataclass(frozen=True, slots=True)
class Interview:
    """One interview: the subthemes raised in it, those raised for the first time, and how many are known after it.

    `first` holds the codings by which the new subthemes came in, the first of each.
    """

    case: Case
    raised: int
    new: tuple[Subtheme, ...]
    first: tuple[Coding, ...]
    known: int


def new_subthemes(study: Study) -> tuple[Interview, ...]:
    """Walk the interviews in chart order and tell which charted subthemes each raised for the first time.

    Cases without a transcript are left out. The order is that of the charts, since a study does not keep the order
    in which it was read; so the figures describe this order and say nothing about saturation.
    """
    charted = study.codebook.charted() if study.codebook else ()
    seen: set[str] = set()
    found = []
    for case in study.ordered_cases:
        if case.id not in study.transcripts_of:
            continue
        said = {s.code: codings for s in charted if (codings := study.codings_of.get((case.id, s.code)))}
        new = tuple(s for s in charted if s.code in said and s.code not in seen)
        seen.update(said)
        found.append(Interview(case, len(said), new, tuple(said[s.code][0] for s in new), len(seen)))
    return tuple(found)
