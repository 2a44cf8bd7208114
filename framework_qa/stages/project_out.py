"""Project out: the study as a REFI-QDA project (`.qdpx`) that other tools open, and that brings all of it back here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from framework_qa.analysis.project_ledger import NAMES
from framework_qa.errors import UsageError
from framework_qa.formats.refi.aside_parts import names_in
from framework_qa.formats.refi.study_record import MEMBER, study_record
from framework_qa.formats.refi.write import Form, ProjectXml, container, project_xml
from framework_qa.model.project import Project
from framework_qa.model.put_back import PutBack
from framework_qa.model.study import Study
from framework_qa.outputs.files import write_atomically
from framework_qa.outputs.moments import moment_of
from framework_qa.outputs.project_aside import aside_of_study
from framework_qa.outputs.project_guids import Guids
from framework_qa.outputs.project_of_study import project_of_study
from framework_qa.outputs.project_selections import Shape
from framework_qa.stages.folder import open_folder

SUFFIX = ".qdpx"
STANDARD = (Shape(), Form())
# What each tool's importer is known to need; docs/decisions says from where.
TOOLS: Mapping[str, tuple[Shape, Form]] = {
    "nvivo": (Shape(one_coding_a_selection=True, cases_as_codes=True), Form(crlf=True, mark=True, utf16=True)),
    "atlasti": (Shape(levels_as_sets=True), Form()),
    "maxqda": (Shape(values_on_sources=True), Form(crlf=True)),
    "qualcoder": (
        Shape(one_coding_a_selection=True, cases_as_codes=True, links_between_notes=False),
        Form(note_files=True),
    ),
}


@dataclass(frozen=True, slots=True)
class ExportedProject:
    """A project that was written: what it holds, and how many characters no XML can hold were replaced in it.

    `back` says what became of the parts of other tools' files that imports set aside.
    """

    path: Path
    texts: int
    codes: int
    codings: int
    notes: int
    replaced: int
    back: PutBack


def export_project(start: Path, target: Path | None = None, for_tool: str = "") -> ExportedProject:
    """Write the study as a project, in the standard's own form or the one that a tool needs."""
    shape, form = _form_for(for_tool)
    folder = open_folder(start)
    study = folder.read()
    if not study.transcripts and not study.set_aside:
        raise UsageError("The study has no transcripts yet.", "Bring some in with: framework-qa ingest PATH")
    path = target or folder.exports("study.qdpx")
    if path.suffix.lower() != SUFFIX:
        raise UsageError(f"{path.name} does not end in {SUFFIX}.", "Give the file this ending.")
    events = folder.events()
    made, guids = moment_of(events[-1].at), Guids(events[0].hash)
    project = project_of_study(study, guids, made.isoformat(), shape)
    xml = project_xml(project, form, aside_of_study(study, project, guids, shape, _named(study)))
    record = study_record(study, xml.data, {t.id: guids.transcript(t.id) for t in study.transcripts})
    data = container(project, xml.data, made, form, ((MEMBER, record), *xml.back.files))
    write_atomically(path, lambda stream: stream.write(data))
    return _exported(path, study, project, xml)


def _named(study: Study) -> tuple[tuple[str, str, str], ...]:
    """Read what imports kept of what the GUIDs of their files are called here."""
    return tuple(name for part in study.set_aside if part.kind == NAMES for name in names_in(part.content))


def _form_for(tool: str) -> tuple[Shape, Form]:
    if not tool:
        return STANDARD
    if tool.lower() not in TOOLS:
        cure = f"Name one of {', '.join(TOOLS)}, or leave --for out for what the standard says."
        raise UsageError(f"No form of a project is known for {tool!r}.", cure)
    return TOOLS[tool.lower()]


def _exported(path: Path, study: Study, project: Project, xml: ProjectXml) -> ExportedProject:
    cases = {case.guid for case in project.cases}
    codes = sum(code.codable and code.guid not in cases for code in project.all_codes())
    codings = sum(coding.live for coding in study.codings)
    return ExportedProject(path, len(project.sources), codes, codings, len(project.notes), xml.replaced, xml.back)
