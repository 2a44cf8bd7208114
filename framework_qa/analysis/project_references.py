"""What in a project only points at something else: memos at what they are about, cases at what belongs to them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import chain

from framework_qa.analysis.project_cases import Sitting
from framework_qa.analysis.project_ledger import MEMO_REFERENCE, OF_A_CASE, Ledger, Part, Thing
from framework_qa.model.project import Project, ProjectCase, ProjectCode, ProjectCoding, Remainder, Selection, Source

Noted = ProjectCode | Source | Selection | ProjectCoding


def account_for_references(project: Project, sitting: Sitting, ledger: Ledger) -> None:
    """Account for references; those to what the study has no place for are set aside with where they stand."""
    _of_memos(project, ledger)
    source_of = {one.guid: source.guid for source in project.sources for one in source.selections}
    new = {transcript.id for transcript in sitting.new_transcripts}
    for case in project.cases:
        for tag, guid, source in _of_case(case, source_of):
            transcript = sitting.transcripts.get(source)
            if transcript is None or transcript.case != sitting.cases[case.guid]:
                ledger.aside(_part(OF_A_CASE, _why(tag, known=transcript is not None), tag, guid, (case,)))
            elif transcript.id in new:
                ledger.stored(OF_A_CASE)
            else:
                ledger.stands(OF_A_CASE)


def _why(tag: str, *, known: bool) -> str:
    if tag == "CodeRef":
        return "the study has no place for codes of a case"
    return "its text belongs to another case in the study" if known else "its text is not in the study"


def _of_case(case: ProjectCase, source_of: Mapping[str, str]) -> Iterator[tuple[str, str, str]]:
    """Give each reference of a case with the source that it leads to."""
    yield from (("SourceRef", guid, guid) for guid in case.sources)
    yield from (("SelectionRef", guid, source_of.get(guid, "")) for guid in case.selections)
    yield from (("CodeRef", guid, "") for guid in case.codes)


def _of_memos(project: Project, ledger: Ledger) -> None:
    """List references to memos with what they stand at, unless that is set aside itself and says so."""
    kept = {id(part.thing) for part in ledger.parts}
    for thing, within in _noted(project):
        if id(thing) in kept:
            ledger.along(MEMO_REFERENCE, "it is kept with what it stands at", len(thing.notes))
            continue
        for guid in thing.notes:
            ledger.aside(_part(MEMO_REFERENCE, "the study has no place for memos", "NoteRef", guid, (*within, thing)))


def _noted(project: Project) -> Iterator[tuple[Noted, tuple[Thing, ...]]]:
    """Give what memos are attached to, with what is around it."""
    every: Iterable[tuple[Noted, tuple[Thing, ...]]] = chain(
        ((code, ()) for code in project.all_codes()),
        ((source, ()) for source in project.sources),
        ((one, (source,)) for source in project.sources for one in source.selections),
        ((coding, (source,)) for source in project.sources for coding in source.codings),
        ((c, (source, one)) for source in project.sources for one in source.selections for c in one.codings),
        ((coding, (note,)) for note in project.notes for coding in note.codings),
    )
    return (pair for pair in every if pair[0].notes)


def _part(kind: str, why: str, tag: str, guid: str, within: tuple[Thing, ...]) -> Part:
    return Part(kind, "", why, Remainder(kind, "", f'<{tag} targetGUID="{guid}"/>'), within)
