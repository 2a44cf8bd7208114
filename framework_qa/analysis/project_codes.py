"""The codes of a project, as the study's own: matched to its codebook, or made into one where it has none."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain, count

from framework_qa.analysis.foreign_names import CodeNames, Meant, folded_name
from framework_qa.analysis.project_ledger import Kind, Ledger, Part
from framework_qa.model.codebook import Codebook, Origin, Subtheme, SubthemeStatus, Theme
from framework_qa.model.ids import Code
from framework_qa.model.project import Project, ProjectCode, ProjectNote, Selection, Source
from framework_qa.model.segments import CodePath
from framework_qa.model.study import Study

_THEME = re.compile(r"(?P<number>[A-Z]?[0-9]{1,3}) .+")
_LONGEST = 40  # characters of a code that is made from a name


@dataclass(frozen=True, slots=True)
class Framework:
    """What the codes of a project mean here.

    `subthemes` gives the code of the subtheme for a GUID, `why` the reason where a GUID has none; `closed` those that
    are coded no more, because they are retired or of an earlier version. `made` is the codebook that comes with the
    file, where the study has none yet.
    """

    codebook: Codebook | None
    made: Codebook | None
    subthemes: Mapping[str, Code]
    why: Mapping[str, str]
    closed: Mapping[str, Code]


@dataclass(frozen=True, slots=True)
class _Placed:
    """A code with those above it, outermost first."""

    code: ProjectCode
    above: tuple[ProjectCode, ...]


def framework(study: Study, project: Project, ledger: Ledger) -> Framework:
    """Say what each code of a project means; those that mean nothing are listed for a person to decide."""
    cases = frozenset(case.guid for case in project.cases)
    placed = [p for top in project.codes for p in _placed(top, ())]
    for one in placed:
        if one.code.guid in cases:
            ledger.aside(Part(Kind.CODE, one.code.name, "it is a case, written as a code too", one.code, one.above))
    standing = [p for p in placed if p.code.guid not in cases]
    charts = _charts([p.code for p in standing if not p.above], cases, _coded(project))
    if study.codebooks:
        return _matched(study.codebooks, standing, charts, ledger)
    return _made(project.name, standing, charts, _levels(study), ledger)


def _levels(study: Study) -> Mapping[str, str]:
    """Look the levels up of the attribute that says who was asked what, by code and label."""
    attribute = study.settings.attribute(study.settings.asked_of)
    levels = attribute.levels if attribute else ()
    return {name.casefold(): level.code for level in levels for name in (level.code, level.label)}


def _placed(code: ProjectCode, above: tuple[ProjectCode, ...]) -> Iterator[_Placed]:
    yield _Placed(code, above)
    for under in code.codes:
        yield from _placed(under, (*above, code))


@dataclass(frozen=True, slots=True)
class _Column:
    """A subtheme in the making: its number and label, and the code of the file it comes from."""

    number: str
    label: str
    code: ProjectCode


@dataclass(frozen=True, slots=True)
class _Chart:
    """A theme in the making; `top` is its code in the file, where it has one."""

    number: str
    label: str
    top: ProjectCode | None
    columns: tuple[_Column, ...]


# -- matching -------------------------------------------------------------------------------------------------------

OF_A_THEME = "it is a theme of the codebook, and only subthemes are coded"
FOLDER = "it is a folder, which cannot be coded"
NO_CODES = "it is a folder with nothing in it"
UNKNOWN = "its code is not in the file"


def _matched(
    codebooks: Sequence[Codebook], placed: Sequence[_Placed], charts: Sequence[_Chart], ledger: Ledger
) -> Framework:
    """Match codes to the subthemes of the codebook in force; those of earlier versions are known, but closed."""
    held = codebooks[-1]
    names, themes, before = CodeNames(held, {}), _themes(held), _ever(codebooks)
    as_made = {c.code.guid: (f"{t.number} {t.label}", f"{c.number} {c.label}") for t in charts for c in t.columns}
    heads = {chart.top.guid for chart in charts if chart.top and folded_name(chart.label) in themes}
    subthemes: dict[str, Code] = {}
    closed: dict[str, Code] = {}
    why: dict[str, str] = {}
    for one in placed:
        guid, name = one.code.guid, folded_name(one.code.name)
        heads_a_theme = guid in heads and guid not in as_made
        meant = Meant(None, OF_A_THEME) if heads_a_theme else _meant(names, one, as_made.get(guid))
        holds = _holds_codes(one.code)
        is_theme = not meant.subtheme and (heads_a_theme or (holds and not one.above and name in themes))
        if meant.subtheme:
            subthemes[guid] = meant.subtheme.code
        else:
            why[guid] = OF_A_THEME if is_theme else meant.why
        if not meant.subtheme and one.code.codable and name in before:
            closed[guid] = before[name]
        if meant.subtheme or is_theme or guid in closed or (holds and not one.code.codable):
            ledger.stands(Kind.CODE)
        else:
            ledger.aside(Part(Kind.CODE, one.code.name, meant.why, one.code, one.above))
    return Framework(held, None, subthemes, why, closed)


def _holds_codes(code: ProjectCode) -> bool:
    return any(one.codable for one in code.walk())


def _meant(names: CodeNames, one: _Placed, as_made: CodePath | None) -> Meant:
    """Tell what a code is: as the codebook has it that was made of this file, or else by its own name."""
    if not one.code.codable:
        return Meant(None, FOLDER if _holds_codes(one.code) else NO_CODES)
    made = names.meant(as_made) if as_made else None
    return made if made and made.subtheme else names.meant(tuple(code.name for code in (*one.above, one.code)))


def _themes(codebook: Codebook) -> frozenset[str]:
    names = (name for t in codebook.themes for name in (t.number, t.code, t.label, t.heading))
    return frozenset(map(folded_name, names))


def _ever(codebooks: Sequence[Codebook]) -> dict[str, Code]:
    """Look up by heading and code what any version had, the newest first: it may stand in codings of that time."""
    found: dict[str, Code] = {}
    for codebook in reversed(codebooks):
        for subtheme in codebook.subthemes():
            for name in (subtheme.heading, subtheme.code):
                found.setdefault(folded_name(name), subtheme.code)
    return found


# -- making a codebook ----------------------------------------------------------------------------------------------

GATHERED = "Codes without a theme"
NO_DEFINITION = "Brought in from another tool without a definition."


def _made(
    name: str, placed: Sequence[_Placed], charts: Sequence[_Chart], levels: Mapping[str, str], ledger: Ledger
) -> Framework:
    """Make a codebook: codes at the top are themes, those under them subthemes, deeper ones keep their path."""
    themes: list[Theme] = []
    subthemes: dict[str, Code] = {}
    for chart in charts:
        theme = _theme(chart, {theme.code for theme in themes}, levels)
        themes.append(theme)
        subthemes |= {column.code.guid: sub.code for column, sub in zip(chart.columns, theme.subthemes, strict=True)}
    above = {code.guid for p in placed if p.code.guid in subthemes for code in p.above}
    above |= {chart.top.guid for chart in charts if chart.top}
    for one in placed:
        if one.code.guid in subthemes or one.code.guid in above:
            ledger.stored(Kind.CODE)
        else:
            ledger.aside(Part(Kind.CODE, one.code.name, NO_CODES, one.code, one.above))
    why = {p.code.guid: FOLDER for p in placed if p.code.guid not in subthemes}
    codebook = Codebook(slug(name) or "codebook", 1, tuple(themes)) if themes else None
    _tell_of(placed, subthemes, ledger)
    return Framework(codebook, codebook, subthemes, why, {})


def _coded(project: Project) -> frozenset[str]:
    """Give the codes that something is coded with."""
    selections = (selection for source in project.sources for selection in source.selections)
    holders: Iterator[Source | Selection | ProjectNote] = chain(project.sources, selections, project.notes)
    return frozenset(coding.code for holder in holders for coding in holder.codings)


_Path = tuple[str, ...]  # of names, from below the theme down to the code itself
_Gathered = tuple[ProjectCode | None, list[tuple[_Path, ProjectCode]]]


def _charts(tops: Sequence[ProjectCode], cases: frozenset[str], coded: frozenset[str]) -> list[_Chart]:
    """Give each theme with its columns; codes at the top that have none under them share one theme, the last."""
    gathered: list[_Gathered] = []
    alone: list[tuple[_Path, ProjectCode]] = []
    for top in _by_prefix(tops):
        columns = [column for code in top.codes for column in _columns(code, (), cases)]
        if columns and top.codable and top.guid in coded:
            columns.insert(0, ((), top))
        if columns:
            gathered.append((top, columns))
        elif top.codable and top.guid:
            alone.append(((_name(top),), top))
    return _numbered([*gathered, *([(None, alone)] if alone else [])])


def _columns(code: ProjectCode, above: _Path, cases: frozenset[str]) -> Iterator[tuple[_Path, ProjectCode]]:
    path = (*above, _name(code))
    if code.codable and code.guid and code.guid not in cases:
        yield path, code
    for under in code.codes:
        yield from _columns(under, path, cases)


def _name(code: ProjectCode) -> str:
    return " ".join(code.name.split()) or "Without a name"


def _numbered(gathered: Sequence[_Gathered]) -> list[_Chart]:
    """Give themes and subthemes the numbers that their names begin with, where these fit, or the next free one."""
    own = [found["number"] if top and (found := _THEME.fullmatch(_name(top))) else "" for top, _ in gathered]
    charts = []
    for number, (top, columns) in zip(_given(own, ""), gathered, strict=True):
        name = _name(top) if top else GATHERED
        label = name.removeprefix(number).strip() if number in own else name
        charts.append(_Chart(number, label, top, tuple(_numbered_columns(number, label, columns))))
    return charts


def _numbered_columns(theme: str, label: str, columns: Sequence[tuple[_Path, ProjectCode]]) -> Iterator[_Column]:
    begins = re.compile(rf"(?P<number>{re.escape(theme)}\.[0-9]{{1,3}}) (?P<label>.+)")
    found = [begins.fullmatch(path[-1]) if path else None for path, _ in columns]
    own = [match["number"] if match else "" for match in found]
    for number, wanted, match, (path, code) in zip(_given(own, f"{theme}."), own, found, columns, strict=True):
        last = match["label"] if match and number == wanted else "".join(path[-1:])
        yield _Column(number, " > ".join((*path[:-1], last)) if path else f"{label}, in general", code)


def _given(own: Sequence[str], before: str) -> list[str]:
    """Give each its own number, the first that has it, and the others the next free one."""
    taken = set(own)
    free = (number for place in count(1) if (number := f"{before}{place}") not in taken)
    return [number if number and number not in own[:at] else next(free) for at, number in enumerate(own)]


def _by_prefix(tops: Sequence[ProjectCode]) -> Iterator[ProjectCode]:
    """Put codes named `Coke::diet Coke` under `Coke`, as the tool shows them that has no other tree."""
    groups: dict[str, list[ProjectCode]] = {}
    for top in tops:
        before, parted, after = top.name.partition("::")
        if parted and before.strip() and after.strip():
            groups.setdefault(folded_name(before), []).append(replace(top, name=after))
    heads = {folded_name(top.name) for top in tops}
    for top in tops:
        before, parted, after = top.name.partition("::")
        if not (parted and before.strip() and after.strip()):
            yield replace(top, codes=(*top.codes, *groups.get(folded_name(top.name), ())))
        elif folded_name(before) not in heads:
            heads.add(folded_name(before))
            yield ProjectCode("", before.strip(), codable=False, codes=tuple(groups[folded_name(before)]))


def _theme(chart: _Chart, taken: Collection[str], levels: Mapping[str, str]) -> Theme:
    code = _unused(slug(chart.label) or "theme", taken)
    subthemes: list[Subtheme] = []
    for column in chart.columns:
        name = _unused(slug(column.label) or "code", {sub.code.partition(".")[2] for sub in subthemes})
        subthemes.append(_subtheme(Code(f"{code}.{name}"), column, levels))
    definition = chart.top.description.strip() if chart.top else "Codes that stood alone in the file they came from."
    return Theme(chart.number, Code(code), chart.label, definition, tuple(subthemes))


def _subtheme(code: Code, column: _Column, levels: Mapping[str, str]) -> Subtheme:
    said = _said(column.code.description)
    status = said.get("status", "")
    asked = [levels.get(name.strip().casefold(), "") for name in said.get("asked_of", "").split(",")]
    if not all(asked) and "asked_of" in said:
        said["definition"] = f"{said['definition']}\nAsked of: {said['asked_of']}".strip()
    return Subtheme(
        column.number,
        code,
        column.label,
        said["definition"] or NO_DEFINITION,
        said.get("category", ""),
        said.get("include", ""),
        said.get("exclude", ""),
        said.get("example", ""),
        said.get("near_miss", ""),
        Origin.EMERGENT,
        tuple(asked) if all(asked) else (),
        SubthemeStatus(status) if status in set(SubthemeStatus) else SubthemeStatus.LIVE,
    )


_HEADED = {
    "Category": "category",
    "Use when": "include",
    "Do not use when": "exclude",
    "Example": "example",
    "Near miss": "near_miss",
    "Asked of": "asked_of",
    "Origin": "origin",
    "Status": "status",
}


def _said(description: str) -> dict[str, str]:
    """Part a description by the headings that our own exports write a line each, and many codebooks too."""
    said = {"definition": ""}
    field = "definition"
    for line in description.strip().splitlines():
        heading, colon, rest = line.partition(": ")
        if colon and heading in _HEADED and _HEADED[heading] not in said:
            field = _HEADED[heading]
            said[field] = rest.strip()
        else:
            said[field] = f"{said[field]}\n{line}".strip()
    return said


def slug(name: str) -> str:
    """Make the word of a code from a name: small letters, digits and _, a letter first."""
    plain = unicodedata.normalize("NFKD", name.casefold()).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "_", plain).strip("_0123456789")[:_LONGEST].rstrip("_")


def _unused(wanted: str, taken: Collection[str]) -> str:
    name, number = wanted, 1
    while name in taken:
        number += 1
        name = f"{wanted}_{number}"
    return name


def _tell_of(placed: Sequence[_Placed], subthemes: Mapping[str, Code], ledger: Ledger) -> None:
    """Tell what the codebook that was made wants looking at."""
    if not subthemes:
        return
    deep = sum(len(p.above) > 1 and p.code.guid in subthemes for p in placed)
    bare = sum(not p.code.description.strip() and p.code.guid in subthemes for p in placed)
    cure = "Write it out with `codebook export FILE.yaml`, mend it, and apply it with `codebook apply FILE.yaml`."
    ledger.warn("", f"a codebook was made of its codes: {len(subthemes)} subthemes.", cure)
    if deep:
        message = f"{deep} codes lie deeper than a subtheme can; they became subthemes named by their path."
        ledger.warn("", message, cure)
    if bare:
        ledger.warn("", f"{bare} of them have no definition.", cure)
