"""Merging: an edited working workbook against the study as it stands now, place by place.

Three texts meet in each: the base, which both knew when the workbook was exported; theirs, in the workbook; ours, in
the study. Where only one side changed, that one stands. Where both changed to different things, ours stands and theirs
is kept beside it as a Conflict. Nothing anybody wrote is overwritten.

The decisions on codings come first, then the cells, then the syntheses, each against the study with what was taken
before: a workbook that rejects a cell's last extract may say `nothing said` in it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from framework_qa.analysis.workbook_cells import Cells, Seen
from framework_qa.analysis.workbook_changes import Change, Compared, Refusal, compare
from framework_qa.analysis.workbook_groups import Groups
from framework_qa.analysis.workbook_result import Merged, Since
from framework_qa.model.chart import Cell, Status
from framework_qa.model.coding import COMES_FROM, Coding, Decision
from framework_qa.model.edited import QUOTES_SHEET, SUMMARY, SYNTHESES_SHEET, EditedWorkbook
from framework_qa.model.ids import CaseId, Code, CodingId, cell_ref
from framework_qa.model.study import Study
from framework_qa.model.synthesis import Synthesis

_CHOOSE = f"Choose one of: {', '.join(Decision)}."
_REJECT = "Reject what is suggested, withdraw what is accepted."


def merge(study: Study, edited: EditedWorkbook, *, who: str, at: str, since: Since | None = None) -> Merged:
    """Merge an edited workbook into a study; `since` says what stood in its places since it was exported."""
    merged = Merged(edited.name)
    since = since or Since()
    found = compare(edited)
    _refuse(study, found, merged)
    version = study.codebook.version if study.codebook else 0
    decided = _decisions(study, found.changes, merged, who=who, at=at)
    after = replace(study, codings=tuple(decided.get(one.id, one) for one in study.codings)) if decided else study
    signed = Cell(CaseId(""), Code(""), Status.TO_CHART, codebook_version=version, by=who, at=at)
    cells = Cells(after, Seen(edited.exported.codings, decided), merged, since, signed)
    for change in found.changes:
        if change.column.startswith(SUMMARY):
            cells.take(change)
    name = Synthesis((), Code(""), (), codebook_version=version, by=who, at=at)
    groups = Groups(_with_cells(after, cells), merged, since, name, edited.exported.numbers)
    for change in found.changes:
        if change.row.sheet == SYNTHESES_SHEET:
            groups.take(change)
    for title, row in found.typed:
        groups.take_typed(title, row)
    return merged


def _refuse(study: Study, found: Compared, merged: Merged) -> None:
    """Pass on what the workbook itself shows to be wrong."""
    for refusal in found.refusals:
        merged.refuse(refusal.place, _what(study, refusal), ("", refusal.text), (refusal.message, refusal.cure))
    for told in found.told:
        merged.tell(told.place, told.message, told.cure)


def _what(study: Study, refusal: Refusal) -> str:
    """Name what a refusal is about: a cell, a row by its key, or a whole column by its subtheme."""
    if not refusal.column.startswith(SUMMARY):
        return refusal.row.key if refusal.row else refusal.column
    code = refusal.column.removeprefix(SUMMARY)
    subtheme = study.codebook.subtheme(code) if study.codebook else None
    number = subtheme.number if subtheme else code
    return cell_ref(CaseId(refusal.row.key), number) if refusal.row else number


def _decisions(
    study: Study, changes: Sequence[Change], merged: Merged, *, who: str, at: str
) -> Mapping[CodingId, Coding]:
    """Merge the decisions on codings."""
    decided: dict[CodingId, Coding] = {}
    for change in changes:
        if change.row.sheet == QUOTES_SHEET and (coding := _decided(study, change, merged)):
            decided[coding.id] = replace(coding, coder=who, at=at)
    merged.put += decided.values()
    return decided


def _decided(study: Study, change: Change, merged: Merged) -> Coding | None:
    """Give a coding as the workbook decides on it, or None where it stays as it is."""
    if change.cell.note:
        message = "a note is pinned to a quote, which has no place for it"
        merged.tell(change.place, message, "Pin it to the cell of the chart, or write it there as [R: ...].")
    if not change.rewritten:
        return None
    ours = study.coding_by_id.get(CodingId(change.row.key))
    word = change.cell.text.strip().casefold()
    texts = (ours.decision.value if ours else "", change.cell.text)
    if why := _no_decision(ours, word, change):
        merged.refuse(change.place, change.row.key, texts, why)
    elif ours and word not in (ours.decision, change.base.value):
        if ours.decision == change.base.value:
            merged.take(change.place, ours.id, *texts)
            return replace(ours, decision=Decision(word))
        merged.differ(change.place, ours.id, texts, "somebody decided otherwise meanwhile, which stands")
    return None


def _no_decision(ours: Coding | None, word: str, change: Change) -> tuple[str, str] | None:
    """Say what keeps a word from being a decision on a coding, and what to do."""
    if ours is None:
        return "the study has no such coding any more", "See `log`."
    if word not in {decision.value for decision in Decision}:
        return "this is no status of a coding", _CHOOSE
    stands = ours.decision == change.base.value
    if stands and word != ours.decision and ours.decision not in COMES_FROM[Decision(word)]:
        return f"what is {ours.decision} cannot be made {word}", _REJECT
    return None


def _with_cells(study: Study, cells: Cells) -> Study:
    if not cells.taken:
        return study
    standing = {**study.stored_cell, **cells.taken}
    return replace(study, cells=tuple(standing.values()))
