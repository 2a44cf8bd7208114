"""Evidence: from an id behind a printed value to the spans whose words it rests on."""

from __future__ import annotations

from framework_qa.model.ids import CaseId, CodingId, SpanId
from framework_qa.model.study import Study


def spans_behind(study: Study, ref: str) -> tuple[SpanId, ...]:
    """Give the spans behind an id, each once: look-ups only, so that it may be asked for every printed value.

    A span is its own; a coding has its span; a cell the spans it cites, else those of its live codings. A case, and
    anything the study does not hold, has none.
    """
    case, colon, column = ref.partition(":")
    if colon:
        spans = _of_cell(study, CaseId(case), column)
    elif coding := study.coding_by_id.get(CodingId(ref)):
        spans = (coding.span,)
    else:
        spans = (SpanId(ref),)
    return tuple(span for span in dict.fromkeys(spans) if span in study.span_by_id)


def _of_cell(study: Study, case: CaseId, column: str) -> tuple[SpanId, ...]:
    subtheme = study.codebook.subtheme(column) if study.codebook else None
    if subtheme is None:
        return ()
    cell = study.stored_cell.get((case, subtheme.code))
    if cell and cell.cited:
        return cell.cited
    return tuple(coding.span for coding in study.codings_of.get((case, subtheme.code), ()))
