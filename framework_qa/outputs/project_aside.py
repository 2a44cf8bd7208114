"""What imports set aside, made ready for an export: what the GUIDs of the files are called in the project now."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from framework_qa.analysis.project_ledger import NAMES, Kind
from framework_qa.model.ids import SpanId
from framework_qa.model.project import Project
from framework_qa.model.put_back import Aside
from framework_qa.model.study import Study
from framework_qa.outputs.project_guids import Guids
from framework_qa.outputs.project_selections import Shape


def aside_of_study(
    study: Study, project: Project, guids: Guids, shape: Shape, named: Sequence[tuple[str, str, str]]
) -> Aside:
    """Give what a project made of this study may take back; of further files only the name was kept.

    `named` gives what the GUIDs of the files are here: of which kind, the GUID, and the study's own name.
    """
    parts = tuple(part for part in study.set_aside if part.kind not in (NAMES, Kind.FILE) and part.content)
    if not parts:
        return Aside()
    selections = _selections(project)
    here = {guid: _guid(tag, name, guids, selections) for tag, guid, name in named}
    return Aside(
        parts,
        here,
        {here[guid]: name for tag, guid, name in named if tag == "User" and here[guid]},
        frozenset(guid for tag, guid, name in named if tag == "Selection" and " " in name),
        _refused(study, guids, selections),
        shape.one_coding_a_selection,
    )


def _selections(project: Project) -> Mapping[SpanId, str]:
    """Look the GUID of a quote's selection up, of the first where it has several."""
    every = [selection for source in project.sources for selection in source.selections]
    return {SpanId(selection.description): selection.guid for selection in reversed(every)}


def _guid(tag: str, name: str, guids: Guids, selections: Mapping[SpanId, str]) -> str:
    first = name.partition(" ")[0]  # a selection may be several quotes, and a coding several codings
    if tag == "Selection":
        return selections.get(SpanId(first)) or guids.of("span", first)
    kind = {"User": "person", "Source": "transcript"}.get(tag, tag.lower())
    return guids.of(kind, first if tag == "Coding" else name.strip())


def _refused(study: Study, guids: Guids, selections: Mapping[SpanId, str]) -> frozenset[tuple[str, str]]:
    """Give what a person rejected or withdrew, and nobody else's coding says."""
    live = {(coding.span, coding.subtheme) for coding in study.codings if coding.live}
    refused = {(coding.span, coding.subtheme) for coding in study.codings if not coding.live} - live
    return frozenset((selections.get(span) or guids.of("span", span), guids.code(code)) for span, code in refused)
