"""The sources and cases of a project, as transcripts and cases of the study, with their attributes."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import PurePath

from framework_qa.analysis.project_ledger import Kind, Ledger, Part
from framework_qa.model.ids import CaseId, is_case_id, looks_like_a_date
from framework_qa.model.people import Attribute, Case
from framework_qa.model.project import Project, ProjectCase, Source, SourceKind, Value, Variable
from framework_qa.model.study import Settings, Study
from framework_qa.model.text import Transcript

_LONGEST = 40  # characters of a case id
_ODD = re.compile(r"[^A-Za-z0-9_-]+")


@dataclass(frozen=True, slots=True)
class Unheard:
    """A text that cannot become a transcript, and why."""

    why: str


@dataclass(slots=True)
class Sitting:
    """Which transcript each source is and which case each case is, by GUID; `new` transcripts and cases to store."""

    transcripts: dict[str, Transcript] = field(default_factory=dict)
    cases: dict[str, CaseId] = field(default_factory=dict)
    new_transcripts: list[Transcript] = field(default_factory=list)
    put_cases: dict[CaseId, Case] = field(default_factory=dict)


def seat(study: Study, project: Project, heard: Mapping[str, Transcript | Unheard], ledger: Ledger) -> Sitting:
    """Say which transcript each source is and to which case it belongs; what is new is made.

    `heard` gives for each source whose text is no transcript of the study yet, by GUID, the transcript that it makes,
    of no case and with turns from 1, or why it makes none.
    """
    found = Sitting()
    _known(study, project, found)
    owners = _owners(project)
    _name_cases(study, project, owners, found, ledger)
    for source in project.sources:
        if source.guid in found.transcripts:
            ledger.stands(Kind.SOURCE)
        elif why := _without_text(source):
            ledger.aside(Part(Kind.SOURCE, source.name, why, source))
        else:
            _bring(study, source, heard[source.guid], owners[source.guid], found, ledger)
    return found


def _known(study: Study, project: Project, found: Sitting) -> None:
    by_text = {transcript.text: transcript for transcript in study.transcripts}
    for source in project.sources:
        if source.text is not None and (held := by_text.get(source.text)):
            found.transcripts[source.guid] = held


def texts_to_hear(study: Study, project: Project) -> tuple[Source, ...]:
    """Give the sources whose text is no transcript of the study yet."""
    held = {transcript.text for transcript in study.transcripts}
    return tuple(s for s in project.sources if not _without_text(s) and s.text not in held)


_WITHOUT_TEXT = {
    SourceKind.TEXT: "it has no text",
    SourceKind.PDF: "it is a PDF without a text",
    SourceKind.PICTURE: "it is a picture",
    SourceKind.AUDIO: "it is a recording",
    SourceKind.VIDEO: "it is a video",
}


def _without_text(source: Source) -> str:
    if source.text is None:
        return _WITHOUT_TEXT[source.kind] + (", and not in the file" if source.missing else "")
    return "" if source.text.strip() else "its text is empty"


def _owners(project: Project) -> Mapping[str, tuple[ProjectCase, ...]]:
    """Look the cases up that a source belongs to: as a whole, or else by what was selected in it."""
    whole: defaultdict[str, list[ProjectCase]] = defaultdict(list)
    parts: defaultdict[str, list[ProjectCase]] = defaultdict(list)
    source_of = {selection.guid: source.guid for source in project.sources for selection in source.selections}
    for case in project.cases:
        for guid in dict.fromkeys(case.sources):
            whole[guid].append(case)
        for guid in dict.fromkeys(source_of[guid] for guid in case.selections if guid in source_of):
            parts[guid].append(case)
    found = {**parts, **whole}
    same: defaultdict[object, list[ProjectCase]] = defaultdict(list)  # of sources with the same words, which are one
    for source in project.sources:
        same[source.text or source.guid] += found.get(source.guid, ())
    return {source.guid: tuple(dict.fromkeys(same[source.text or source.guid])) for source in project.sources}


# -- cases ----------------------------------------------------------------------------------------------------------


def _name_cases(
    study: Study, project: Project, owners: Mapping[str, tuple[ProjectCase, ...]], found: Sitting, ledger: Ledger
) -> None:
    """Give each case the id of the study's case that has its text, which no other case shares, or its name."""
    held = {case.id.casefold(): case.id for case in study.cases}
    names = {source.guid: _stem(source.name) for source in project.sources}
    taken: dict[str, str] = {}
    for case in project.cases:
        name = case.name.strip() or next((names[guid] for guid in case.sources if guid in names), "")
        own = (guid for guid in case.sources if owners.get(guid) == (case,))
        here = {found.transcripts[guid].case for guid in own if guid in found.transcripts}
        if len(here) == 1:
            found.cases[case.guid] = here.pop()
            taken[found.cases[case.guid].casefold()] = case.guid
            ledger.stands(Kind.CASE)
            continue
        wanted = _free(case_id_of(name), taken)
        taken[wanted.casefold()] = case.guid
        if wanted.casefold() in held:
            found.cases[case.guid] = held[wanted.casefold()]
            ledger.stands(Kind.CASE)
        else:
            found.cases[case.guid] = wanted
            found.put_cases[wanted] = Case(wanted)
            ledger.stored(Kind.CASE)


def case_id_of(name: str) -> CaseId:
    """Make a case id of a name: letters, digits, _ and -, a letter first, and nothing that looks like a date."""
    name = name.strip()
    if not is_case_id(name):
        plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
        name = _ODD.sub("-", plain).strip("-_")
        name = name if name[:1].isalpha() else f"C-{name}".rstrip("-")
    name = f"C-{name}" if looks_like_a_date(name) else name
    return CaseId(name[:_LONGEST].rstrip("-_"))


def _free(wanted: CaseId, taken: Mapping[str, str]) -> CaseId:
    name, number = wanted, 1
    while name.casefold() in taken:
        number += 1
        name = CaseId(f"{wanted[: _LONGEST - 4]}-{number}")
    return name


def _stem(name: str) -> str:
    """Give a source's name without a suffix such as `.docx`; `Mr. Blake` has none."""
    suffix = PurePath(name).suffix
    return name[: -len(suffix)] if re.fullmatch(r"\.[A-Za-z0-9]{2,5}", suffix) else name


# -- transcripts ----------------------------------------------------------------------------------------------------


def _bring(
    study: Study,
    source: Source,
    heard: Transcript | Unheard,
    owners: Sequence[ProjectCase],
    found: Sitting,
    ledger: Ledger,
) -> None:
    if isinstance(heard, Unheard):
        ledger.aside(Part(Kind.SOURCE, source.name, heard.why, source))
        return
    held = {case.id.casefold(): case.id for case in study.cases} | {c.casefold(): c for c in found.put_cases}
    named = case_id_of(_stem(source.name))
    case = found.cases[owners[0].guid] if len(owners) == 1 else held.get(named.casefold(), named)
    if same := next((t for t in found.new_transcripts if t.text == heard.text), None):
        found.transcripts[source.guid] = same
        ledger.stands(Kind.SOURCE)
        return
    before = [*study.transcripts_of.get(case, ()), *(t for t in found.new_transcripts if t.case == case)]
    if any(transcript.name.casefold() == heard.name.casefold() for transcript in before):
        why = f"{case} has a transcript of this name with another text, and a transcript never changes"
        ledger.aside(Part(Kind.SOURCE, source.name, why, source))
        return
    if case not in study.case_by_id and case not in found.put_cases:
        found.put_cases[case] = Case(case)
    if len(owners) > 1:
        message = f"{source.name} belongs to {len(owners)} cases; it became the transcript of the case {case}."
        ledger.warn("", message, "A transcript has one case here; look at who speaks in it.")
    last = max((turn.number for transcript in before for turn in transcript.turns), default=0)
    turns = tuple(replace(turn, number=turn.number + last) for turn in heard.turns) if last else heard.turns
    transcript = replace(heard, case=case, turns=turns)
    found.transcripts[source.guid] = transcript
    found.new_transcripts.append(transcript)
    ledger.stored(Kind.SOURCE)


# -- attributes -----------------------------------------------------------------------------------------------------


def set_levels(study: Study, project: Project, found: Sitting, ledger: Ledger) -> tuple[str, ...]:
    """Match variables to attributes and give cases their levels; give the lines that `study.yaml` would need."""
    attributes = {variable.guid: _attribute(study.settings, variable) for variable in project.variables}
    wanting: dict[str, list[str]] = {}
    for variable in project.variables:
        if attributes[variable.guid]:
            ledger.stands(Kind.VARIABLE)
        else:
            wanting[variable.guid] = []
            ledger.aside(Part(Kind.VARIABLE, variable.name, "study.yaml has no attribute of this name", variable))
    for holder, case in _holders(project, found):
        for value in holder.values:
            _set_level(study, value, attributes, wanting, (holder, case), (found, ledger))
    names = {variable.guid: variable.name for variable in project.variables}
    taken = {attribute.name.casefold() for attribute in study.settings.attributes}
    return tuple(_line(names[guid], levels, taken) for guid, levels in wanting.items())


def _holders(project: Project, found: Sitting) -> Iterable[tuple[ProjectCase | Source, CaseId | None]]:
    for case in project.cases:
        yield case, found.cases[case.guid]
    for source in project.sources:
        transcript = found.transcripts.get(source.guid)
        yield source, transcript.case if transcript else None


def _attribute(settings: Settings, variable: Variable) -> Attribute | None:
    wanted = _fold(variable.name)
    return next((a for a in settings.attributes if wanted in (_fold(a.name), _fold(a.label))), None)


def _fold(name: str) -> str:
    return re.sub(r"[\s_-]+", "", name).casefold()


def _set_level(
    study: Study,
    value: Value,
    attributes: Mapping[str, Attribute | None],
    wanting: Mapping[str, list[str]],
    holder: tuple[ProjectCase | Source, CaseId | None],
    books: tuple[Sitting, Ledger],
) -> None:
    """Give a case its level of one attribute, or list the value with what keeps it from that."""
    (thing, case), (found, ledger) = holder, books
    attribute = attributes.get(value.variable)
    level = attribute.level(value.text) if attribute and value.text.strip() else None
    held = found.put_cases.get(case) or study.case_by_id.get(case) if case else None
    why = ""
    if value.variable not in attributes:
        why = "its variable is not in the file"
    elif not value.text.strip():
        why = "it is empty"
    elif attribute is None:
        why = "study.yaml has no such attribute"
        wanting[value.variable].append(value.text.strip())
    elif level is None:
        why = f"{attribute.name} has no such level in study.yaml"
    elif held is None:
        why = "what it is about is not in the study"
    elif held.level(attribute.name) not in ("", level.code):
        why = f"the study says otherwise of this case's {attribute.name}"
    elif held.level(attribute.name):
        ledger.stands(Kind.VALUE)
        return
    else:
        levels = dict(held.levels) | {attribute.name: level.code}
        ordered = tuple((a.name, levels[a.name]) for a in study.settings.attributes if a.name in levels)
        known = {a.name for a in study.settings.attributes}
        kept = tuple((name, code) for name, code in held.levels if name not in known)
        found.put_cases[held.id] = replace(held, levels=(*ordered, *kept))
        ledger.stored(Kind.VALUE)
        return
    ledger.aside(Part(Kind.VALUE, thing.name, why, value, (thing,)))


def _line(name: str, levels: Sequence[str], taken: set[str]) -> str:
    """Write the line that an attribute would need in `study.yaml`."""
    word = _word(name) or "attribute"
    while word.casefold() in taken:
        word += "_2"
    taken.add(word.casefold())
    said = sorted(set(levels))
    codes: dict[str, str] = {}
    for level in said:
        code = _word(level) or "level"
        while code in codes:
            code += "_2"
        codes[code] = level
    listed = ", ".join(f"{code}: {_quoted(level)}" for code, level in codes.items())
    return f"- {{name: {word}, label: {_quoted(name)}, role: other, required: false, levels: {{{listed}}}}}"


def _word(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text.casefold()).encode("ascii", "ignore").decode()
    word = re.sub(r"[^a-z0-9]+", "_", plain).strip("_")
    return (word if word[:1].isalpha() else f"v_{word}".rstrip("_"))[:_LONGEST] if word else ""


def _quoted(text: str) -> str:
    return '"' + " ".join(text.split()).replace("\\", "\\\\").replace('"', '\\"') + '"'
