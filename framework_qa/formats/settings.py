"""`study.yaml`: the title, the attributes with their levels, the planned sample, what was asked of whom, and print."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from framework_qa.errors import Problem
from framework_qa.formats.headings import RESERVED, fold
from framework_qa.formats.opening import MOST_TEXT, read_bytes, text_of
from framework_qa.formats.remarks import Remarks, did_you_mean, echo
from framework_qa.formats.yaml_section import Section, section_of
from framework_qa.formats.yaml_tree import Keyed, Scalar, read_tree
from framework_qa.model.ids import is_case_id
from framework_qa.model.people import Attribute, AttributeRole, Level, SampleDesign, Target
from framework_qa.model.study import Publication, Reporting, Settings

_TOP = ("title", "attributes", "asked_of", "not_asked", "sample", "publication", "report")
_ATTRIBUTE = ("name", "label", "role", "required", "levels")
_SAMPLE = ("rows", "columns", "total", "not_applicable", "targets")
_TARGET = ("row", "column", "low", "high")
_PUBLICATION = ("attribution", "counts", "one_case_covered")
_REPORT = ("authors", "answers")
_QUESTIONS = (*(f"coreq_{n}" for n in range(1, 33)), *(f"quality_{n}" for n in range(1, 19)))
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,39}")


def read_settings(path: Path) -> tuple[Settings | None, tuple[Problem, ...]]:
    """Read `study.yaml`; all faults are told together, and settings with a serious one are None."""
    remarks = Remarks(path.name)
    root = read_tree(text_of(read_bytes(path, MOST_TEXT), remarks), remarks)
    top = section_of(root, path.name, _TOP, remarks, path.name) if root is not None else None
    settings = _settings(top) if top else None
    return (None if remarks.serious else settings), remarks.problems


def _settings(top: Section) -> Settings:
    title = top.needed("title")
    attributes = _attributes(top)
    known = {attribute.name: attribute for attribute in attributes}
    sample = top.section("sample", "the sample", _SAMPLE)
    publication = top.section("publication", "the publication", _PUBLICATION)
    report = top.section("report", "the report", _REPORT)
    return Settings(
        title=title,
        attributes=attributes,
        sample=_sample(sample, known) if sample else None,
        asked_of=_levelled(top, "asked_of", known),
        not_asked=_not_asked(top),
        publication=_publication(publication, known) if publication else Publication(),
        reporting=Reporting(report.texts("authors"), _answers(report)) if report else Reporting(),
    )


def _attributes(top: Section) -> tuple[Attribute, ...]:
    """Read the attributes; a later one that is named like an earlier one is remarked upon."""
    taken: dict[str, str] = {}
    found = []
    for section in top.sections("attributes", "the attribute", _ATTRIBUTE):
        name = section.needed("name")
        if not name:
            continue
        section.what = f"the attribute {name}" if _NAME.fullmatch(name) else section.what
        attribute = _attribute(section, name)
        _claim_headings(section, attribute, taken)
        found.append(attribute)
    return tuple(found)


def _attribute(section: Section, name: str) -> Attribute:
    if not _NAME.fullmatch(name):
        message = f"{echo(name)} cannot name an attribute."
        section.remarks.error(
            section.place("name"), message, "Use letters, digits and _, a letter first; put the words in label."
        )
    return Attribute(
        name=name,
        label=section.text("label") or _label_from(name),
        role=section.choice("role", AttributeRole.OTHER),
        levels=_levels(section),
        required=section.truth("required", default=True),
    )


def _label_from(name: str) -> str:
    words = name.replace("_", " ").strip()
    return words[:1].upper() + words[1:]


def _claim_headings(section: Section, attribute: Attribute, taken: dict[str, str]) -> None:
    """Note under which headings the case list may hold the attribute; no two may share one."""
    place = section.place("name")
    for key, heading in dict.fromkeys((("name", attribute.name), ("label", attribute.label))):
        folded = fold(heading)
        if folded in RESERVED:
            message = f"{echo(heading)} cannot be the {key} of an attribute: it is a column of every case list."
            section.remarks.error(section.place(key), message, "Choose another word.")
        elif (owner := taken.setdefault(folded, place)) != place:
            message = f"{echo(heading)} names two attributes, the first on {owner}."
            section.remarks.error(section.place(key), message, "Give each attribute a name and a label of its own.")


def _levels(section: Section) -> tuple[Level, ...]:
    """Read `code: label` pairs in order; codes and labels may not be mistaken for each other, in any case."""
    node = section.node("levels")
    if node is None or not section.has("levels"):
        return ()
    if not isinstance(node, Keyed):
        section.wrong("levels", "one line for each level, as code: label")
        return ()
    taken: dict[str, tuple[str, int]] = {}
    return tuple(_level(section, code, label, taken) for code, label in node.pairs)


def _level(section: Section, code: Scalar, label: object, taken: dict[str, tuple[str, int]]) -> Level:
    typed = code.text.strip()
    if not typed:
        section.remarks.error(f"line {code.line}", f"a level of {section.what} has no code.", "Give it a short word.")
    if not isinstance(label, Scalar):
        message = f"the level {echo(typed)} of {section.what} wants one text as its label."
        section.remarks.error(f"line {code.line}", message, "Write it as code: label.")
        printed = typed
    else:
        printed = typed if label.empty else label.text.strip()
    for word in dict.fromkeys((typed.casefold(), printed.casefold())):
        if word in taken:
            first, line = taken[word]
            message = f"{echo(typed)} and the level {echo(first)} on line {line} share a code or label."
            section.remarks.error(f"line {code.line}", message, "Give each level words of its own.")
            break
        taken[word] = (typed, code.line)
    return Level(typed, printed)


def _levelled(section: Section, key: str, known: dict[str, Attribute]) -> str:
    """Read the name of an attribute that has levels."""
    name = section.text(key)
    if not name:
        return ""
    if name not in known:
        message = f"{key} names {echo(name)}, which is no attribute{did_you_mean(name, known)}"
        section.remarks.error(section.place(key), message, f"The attributes are: {', '.join(known) or 'none yet'}.")
    elif not known[name].levels:
        message = f"{key} names {name}, which has no levels."
        section.remarks.error(section.place(key), message, "Give it levels, or name another attribute.")
    return name


def _not_asked(top: Section) -> tuple[tuple[str, tuple[str, ...]], ...]:
    lines: dict[str, str] = {}
    found = []
    for section in top.sections("not_asked", "the exception", ("case", "subthemes")):
        case = section.needed("case")
        subthemes = section.texts("subthemes")
        if case and not is_case_id(case):
            message = f"{echo(case)} is no case id."
            section.remarks.error(section.place("case"), message, "Write it as in the case list, such as A2-P04.")
        if case and (first := lines.setdefault(case, section.place())) != section.place():
            message = f"{echo(case)} stands twice in not_asked, first on {first}."
            section.remarks.error(section.place("case"), message, "Put its subthemes in one list.")
        if not section.has("subthemes"):
            message = "the exception has no subthemes."
            section.remarks.error(section.place(), message, "List the numbers or codes that the interview left out.")
        found.append((case, subthemes))
    return tuple(found)


def _sample(section: Section, known: dict[str, Attribute]) -> SampleDesign:
    for key in ("rows", "columns"):
        section.needed(key)
    rows, columns = (_levelled(section, key, known) for key in ("rows", "columns"))
    if rows and rows == columns:
        message = "rows and columns of the sample name the same attribute."
        section.remarks.error(section.place("columns"), message, "Name two attributes.")
    axes = (known.get(rows), known.get(columns))
    absent = tuple(_cell(entry, axes) for entry in section.sections("not_applicable", "the entry", ("row", "column")))
    return SampleDesign(rows, columns, _targets(section, axes, absent), absent, section.whole("total", 0))


Axes = tuple[Attribute | None, Attribute | None]


def _cell(entry: Section, axes: Axes) -> tuple[str, str]:
    """Read which cell of the sample table an entry is about, by the codes or labels of two levels."""
    return _on_axis(entry, "row", axes[0]), _on_axis(entry, "column", axes[1])


def _on_axis(entry: Section, key: str, attribute: Attribute | None) -> str:
    typed = entry.needed(key)
    if not typed or attribute is None or not attribute.levels:
        return typed
    level = attribute.level(typed)
    if level is None:
        codes = [level.code for level in attribute.levels]
        message = f"{echo(typed)} is no level of {attribute.name}{did_you_mean(typed, codes)}"
        entry.remarks.error(entry.place(key), message, f"The levels are: {', '.join(codes)}.")
        return typed
    return level.code


def _targets(section: Section, axes: Axes, absent: tuple[tuple[str, str], ...]) -> tuple[Target, ...]:
    lines: dict[tuple[str, str], str] = {}
    found = []
    for entry in section.sections("targets", "the target", _TARGET):
        cell = _cell(entry, axes)
        low, high = (_bound(entry, key) for key in ("low", "high"))
        if low > high:
            message = f"the target's low ({low}) is above its high ({high})."
            entry.remarks.error(entry.place("low"), message, "Swap them.")
        if cell in absent:
            message = f"{' x '.join(cell)} has a target and is not applicable."
            entry.remarks.error(entry.place(), message, "Take it out of one of the two lists.")
        if (first := lines.setdefault(cell, entry.place())) != entry.place():
            message = f"{' x '.join(cell)} has two targets, the first on {first}."
            entry.remarks.error(entry.place(), message, "Keep one of them.")
        found.append(Target(*cell, low, high))
    return tuple(found)


def _bound(entry: Section, key: str) -> int:
    if not entry.has(key):
        entry.remarks.error(entry.place(), f"the target has no {key}.", "Give low and high, the same if exact.")
    return entry.whole(key, 0) or 0


def _publication(section: Section, known: dict[str, Attribute]) -> Publication:
    names = section.texts("attribution")
    for place, name in enumerate(names):
        if name not in known:
            message = f"attribution names {echo(name)}, which is no attribute{did_you_mean(name, known)}"
            cure = f"The attributes are: {', '.join(known) or 'none yet'}."
            section.remarks.error(section.place("attribution"), message, cure)
        elif name in names[:place]:
            message = f"attribution names {name} twice."
            section.remarks.error(section.place("attribution"), message, "Take one of them out.")
    return Publication(names, section.truth("counts", default=True), section.truth("one_case_covered", default=False))


def _answers(section: Section) -> tuple[tuple[str, str], ...]:
    """Read the answers to the method appendix; a question whose answer is still empty is left out."""
    node = section.node("answers")
    if node is None or not section.has("answers"):
        return ()
    if not isinstance(node, Keyed):
        section.wrong("answers", "one line for each answer, as coreq_9: text")
        return ()
    for key, _answer in node.pairs:
        if key.text not in _QUESTIONS:
            message = f"{echo(key.text)} is no question of the method appendix{did_you_mean(key.text, _QUESTIONS)}"
            section.remarks.error(f"line {key.line}", message, "Use coreq_1 to coreq_32 and quality_1 to quality_18.")
    answers = Section(node, "the answers", [key.text for key, _answer in node.pairs], section.remarks)
    typed = ((key.text, answers.text(key.text)) for key, _answer in node.pairs)
    return tuple((question, answer) for question, answer in typed if answer)


def write_settings(settings: Settings) -> str:
    """Print settings as a `study.yaml` that reads back to the same settings."""
    from framework_qa.formats.yaml_text import yaml_text

    top: dict[str, Any] = {"title": settings.title}
    if settings.attributes:
        top["attributes"] = [_attribute_keys(attribute) for attribute in settings.attributes]
    if settings.asked_of:
        top["asked_of"] = settings.asked_of
    if settings.not_asked:
        top["not_asked"] = [{"case": case, "subthemes": list(subs)} for case, subs in settings.not_asked]
    if settings.sample:
        top["sample"] = _sample_keys(settings.sample)
    if publication := _publication_keys(settings.publication):
        top["publication"] = publication
    if report := _report_keys(settings.reporting):
        top["report"] = report
    return yaml_text(top)


def _attribute_keys(attribute: Attribute) -> dict[str, Any]:
    keys: dict[str, Any] = {"name": attribute.name, "label": attribute.label, "role": str(attribute.role)}
    if not attribute.required:
        keys["required"] = False
    if attribute.levels:
        keys["levels"] = {level.code: level.label for level in attribute.levels}
    return keys


def _sample_keys(sample: SampleDesign) -> dict[str, Any]:
    keys: dict[str, Any] = {"rows": sample.rows, "columns": sample.columns}
    if sample.total is not None:
        keys["total"] = sample.total
    if sample.not_applicable:
        keys["not_applicable"] = [{"row": row, "column": column} for row, column in sample.not_applicable]
    if sample.targets:
        keys["targets"] = [{"row": t.row, "column": t.column, "low": t.low, "high": t.high} for t in sample.targets]
    return keys


def _publication_keys(publication: Publication) -> dict[str, Any]:
    keys: dict[str, Any] = {"attribution": list(publication.attribution)} if publication.attribution else {}
    if not publication.counts:
        keys["counts"] = False
    if publication.one_case_covered:
        keys["one_case_covered"] = True
    return keys


def _report_keys(reporting: Reporting) -> dict[str, Any]:
    keys: dict[str, Any] = {"authors": list(reporting.authors)} if reporting.authors else {}
    if reporting.answers:
        keys["answers"] = dict(reporting.answers)
    return keys


_STARTER = """\
# What the study is, and who was interviewed. Lines that begin with # are remarks; change the rest to fit.
{title}

# An attribute is a property of a case with a closed list of levels, in the order they are printed.
# role: group (orders and groups the rows of every chart), label (describes a speaker in print),
#       sample (counts in the sample table) or other.
attributes:
  - name: area
    label: Case study area
    role: group
    levels:
      area_1: Case study area 1
      area_2: Case study area 2
  - name: role
    label: Role
    role: sample
    levels:
      stakeholder: Stakeholder
      provider: Provider

# The attribute whose levels a codebook names under asked_of.
asked_of: role

# Topics that a single interview never came to, by subtheme number or code:
# not_asked:
#   - case: A1-P01
#     subthemes: ["4.2"]

# The sample that was planned: which attributes make the rows and columns of its table, how many in all,
# which cells cannot be, and how many interviews were wanted in the others.
# sample:
#   rows: area
#   columns: role
#   total: 20
#   not_applicable:
#     - {{row: area_2, column: stakeholder}}
#   targets:
#     - {{row: area_1, column: provider, low: 6, high: 7}}

# What may leave the study: the attributes whose labels describe a speaker in print (those of role label where none
# are named); whether published tables count the cases in which something was raised; and whether the respondents'
# consent covers values and labels that point to one case.
# publication:
#   attribution: [role]
#   counts: true
#   one_case_covered: false

# What a person writes for the report: its authors, and answers for the method appendix. The questions are coreq_1 to
# coreq_32 (COREQ) and quality_1 to quality_18 (Quality in Qualitative Evaluation); the report prints each of them.
# report:
#   authors: [A. Researcher]
#   answers:
#     coreq_1: A. Researcher held all interviews.
#     quality_3: The purpose of the study did not change while it went on.
"""


def starter_settings(title: str) -> str:
    """Give a commented `study.yaml` to begin with."""
    from framework_qa.formats.yaml_text import yaml_text

    return _STARTER.format(title=yaml_text({"title": title.strip() or "Untitled study"}).strip())
