"""Codebook files: read from YAML, tables and other tools' files, with every fault at its line; printed as YAML."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from framework_qa.formats.codebook_entries import CodebookReading, Entry, ThemeEntry, put_together
from framework_qa.formats.codebook_foreign import place_codes
from framework_qa.formats.codebook_paths import (
    codes_of_rows,
    nvivo_codebook,
    path_columns,
    taguette_codebook,
)
from framework_qa.formats.codebook_rows import record_entries, sheet_entries
from framework_qa.formats.codebook_sheets import SHEET, codebook_csv, codebook_rows, write_codebook_xlsx
from framework_qa.formats.grids import is_workbook, read_rows
from framework_qa.formats.opening import MOST_TEXT, read_bytes, text_of
from framework_qa.formats.reading import unreadable
from framework_qa.formats.refi.codebook_file import (
    looks_like_codebook_file,
    read_codebook_file,
    write_codebook_file,
)
from framework_qa.formats.remarks import Remarks
from framework_qa.formats.yaml_section import Section, section_of
from framework_qa.formats.yaml_text import yaml_text
from framework_qa.formats.yaml_tree import Keyed, Listing, plain_value, read_tree
from framework_qa.model.codebook import (
    Branch,
    Codebook,
    Near,
    Origin,
    Rules,
    Subtheme,
    SubthemeStatus,
    Theme,
    Unit,
)
from framework_qa.model.ids import Code
from framework_qa.model.project import ProjectCode

__all__ = [
    "CodebookReading",
    "codebook_csv",
    "codebook_rows",
    "codebook_yaml",
    "nvivo_codebook",
    "read_codebook",
    "taguette_codebook",
    "write_codebook_file",
    "write_codebook_xlsx",
]

_TOP = ("codebook", "version", "themes", "values")
_THEME = ("number", "code", "label", "definition", "subthemes")
_SUBTHEME = (
    *("number", "code", "label", "category", "definition", "include", "exclude", "example", "near_miss"),
    *("origin", "asked_of", "status", "unit", "since", "rules"),
)
_RULES = ("any", "all_near", "not", "patterns")
_TABLES = frozenset({".csv", ".tsv", ".txt"})
_YAML = frozenset({".yaml", ".yml"})


def read_codebook(path: Path) -> CodebookReading:
    """Read a codebook file; all faults are told together.

    A workbook is known by its content, CSV and YAML by their suffix. What cannot be read at all raises InputError,
    what is not safe to read RefusedError.
    """
    remarks = Remarks(path.name)
    data = read_bytes(path)
    suffix = path.suffix.casefold()
    if looks_like_codebook_file(data) or suffix == ".qdc":
        return _from_codes(path.stem, read_codebook_file(path, remarks).codes, remarks)
    if is_workbook(path.name, data) or suffix in _TABLES:
        return _from_sheet(path, remarks)
    if suffix not in _YAML:
        cure = "Save it as .yaml, .csv, .xlsx or .qdc and run the command again."
        raise unreadable(path.name, "a codebook is a .yaml, .csv, .xlsx or .qdc file", cure)
    if len(data) > MOST_TEXT:
        data = read_bytes(path, MOST_TEXT)
    return _from_yaml(text_of(data, remarks), remarks)


def _from_sheet(path: Path, remarks: Remarks) -> CodebookReading:
    rows = read_rows(path, remarks, SHEET)
    if not rows:
        if not remarks.serious:
            remarks.error("", "the file is empty.", "Fill it in, or name another file.")
        return CodebookReading(None, remarks.problems, {})
    if (columns := path_columns(rows[0])) is not None:
        return _from_codes(path.stem, codes_of_rows(rows[1:], columns, remarks), remarks)
    name, version, themes = sheet_entries(path.stem, rows, remarks)
    if not themes and remarks.serious:
        return CodebookReading(None, remarks.problems, {})
    return put_together(name, version, themes, remarks)


def _from_codes(stem: str, codes: tuple[ProjectCode, ...], remarks: Remarks) -> CodebookReading:
    """Put a codebook together from the codes of another tool, or of our own in another tool's format."""
    if not codes:
        remarks.error("", "the file has no codes.", "Export the codebook again from the program it came from.")
        return CodebookReading(None, remarks.problems, {})
    name, version, themes = record_entries(stem, list(place_codes(codes, remarks).records), remarks)
    return put_together(name, version, themes, remarks)


def _from_yaml(text: str, remarks: Remarks) -> CodebookReading:
    root = read_tree(text, remarks)
    top = section_of(root, "the codebook", _TOP, remarks, "a codebook") if root is not None else None
    if top is None:
        return CodebookReading(None, remarks.problems, {})
    themes = tuple(
        _theme(section, branch)
        for branch in Branch
        for section in top.sections(str(branch), "the theme" if branch is Branch.THEMES else "the value group", _THEME)
    )
    return put_together(top.needed("codebook"), top.whole("version", 1) or 1, themes, remarks)


def _theme(section: Section, branch: Branch) -> ThemeEntry:
    entries = tuple(_subtheme(sub) for sub in section.sections("subthemes", "the subtheme", _SUBTHEME))
    theme = Theme(
        number=section.text("number"),
        code=Code(section.text("code")),
        label=section.text("label"),
        definition=section.text("definition"),
        subthemes=tuple(entry.of for entry in entries if isinstance(entry.of, Subtheme)),
        branch=branch,
    )
    return ThemeEntry(Entry(theme, section.place(), _key_places(section)), theme, entries)


def _subtheme(section: Section) -> Entry:
    section.what = f"the subtheme {section.text('code')}".rstrip()
    subtheme = Subtheme(
        number=section.text("number"),
        code=Code(section.text("code")),
        label=section.text("label"),
        definition=section.text("definition"),
        category=section.text("category"),
        include=section.text("include"),
        exclude=section.text("exclude"),
        example=section.text("example"),
        near_miss=section.text("near_miss"),
        origin=section.choice("origin", Origin.TOPIC_GUIDE),
        asked_of=section.texts("asked_of"),
        status=section.choice("status", SubthemeStatus.LIVE),
        unit=section.choice("unit", Unit.SENTENCE),
        rules=_rules(section),
        since=section.whole("since", 1) or 1,
    )
    return Entry(subtheme, section.place(), _key_places(section))


def _key_places(section: Section) -> dict[str, str]:
    return {key: section.place(key) for key in ("number", "code")}


def _rules(section: Section) -> Rules:
    if section.node("rules") is None:
        return Rules()
    found = section.section("rules", f"the rules of {section.what}", _RULES)
    if found is None:
        if not section.has("rules"):
            _empty_rules(section, section.place("rules"), "are empty")
        return Rules()
    rules = Rules(found.texts("any"), _nears(found), found.texts("not"), _patterns(found))
    if not rules and not any(found.has(key) and found.items(key) for key in _RULES if key != "not"):
        _empty_rules(section, section.place("rules"), "only cancel" if rules.never else "are empty")
    return rules


def _empty_rules(section: Section, place: str, what: str) -> None:
    message = f"the rules of {section.what} {what} and suggest nothing."
    section.remarks.error(place, message, "Give it words under any or all_near, or take rules out.")


def _nears(rules: Section) -> tuple[Near, ...]:
    """Read the nearness rules; a single one may stand without a list."""
    what, keys = f"all_near of {rules.what}", ("words", "within")
    if isinstance(rules.node("all_near"), Keyed):
        single = rules.section("all_near", what, keys)
        sections: tuple[Section, ...] = (single,) if single else ()
    else:
        sections = rules.sections("all_near", what, keys)
    return tuple(near for section in sections if (near := _near(section)))


def _near(section: Section) -> Near | None:
    words = section.texts("words")
    if not section.has("words") or not section.items("words"):
        section.remarks.error(section.place("words"), f"{section.what} has no words.", "List the words.")
    within = section.whole("within", 1)
    if not section.has("within"):
        message = f"{section.what} does not say within how many words."
        section.remarks.error(section.place(), message, "Add within: and a number, such as 8.")
    return Near(words, within) if words and within else None


def _patterns(rules: Section) -> tuple[tuple[dict[str, Any], ...], ...]:
    """Read token patterns: each a list of dictionaries, one a token."""
    found = []
    for item in rules.items("patterns"):
        if isinstance(item, Listing) and item.items and all(isinstance(token, Keyed) for token in item.items):
            found.append(tuple({key.text: plain_value(value) for key, value in _pairs(token)} for token in item.items))
        else:
            message = f"a pattern of {rules.what} is no list of tokens."
            cure = 'Write it as - [{LOWER: "word"}, {LIKE_NUM: true}].'
            rules.remarks.error(f"line {item.line}", message, cure)
    return tuple(found)


def _pairs(token: object) -> list[Any]:
    return token.pairs if isinstance(token, Keyed) else []


def codebook_yaml(codebook: Codebook) -> str:
    """Print a codebook as YAML that reads back to the same codebook; what has its default is left out."""
    top: dict[str, Any] = {"codebook": codebook.name, "version": codebook.version}
    for branch in Branch:
        themes = [_theme_keys(theme) for theme in codebook.themes if theme.branch is branch]
        if themes:
            top[str(branch)] = themes
    return yaml_text(top)


def _theme_keys(theme: Theme) -> dict[str, Any]:
    keys = {"number": theme.number, "code": theme.code, "label": theme.label, "definition": theme.definition}
    typed: dict[str, Any] = {key: value for key, value in keys.items() if value}
    return typed | {"subthemes": [_subtheme_keys(subtheme) for subtheme in theme.subthemes]}


def _subtheme_keys(subtheme: Subtheme) -> dict[str, Any]:
    keys: dict[str, Any] = {key: getattr(subtheme, key) for key in _SUBTHEME[:9]}
    keys["origin"] = str(subtheme.origin)
    keys["asked_of"] = list(subtheme.asked_of)
    keys["status"] = str(subtheme.status)
    keys["unit"] = "" if subtheme.unit is Unit.SENTENCE else str(subtheme.unit)
    keys["since"] = 0 if subtheme.since == 1 else subtheme.since
    keys["rules"] = _rules_keys(subtheme.rules)
    return {key: value for key, value in keys.items() if value}


def _rules_keys(rules: Rules) -> dict[str, Any]:
    keys: dict[str, Any] = {
        "any": list(rules.any),
        "all_near": [{"words": list(near.words), "within": near.within} for near in rules.all_near],
        "not": list(rules.never),
        "patterns": [list(pattern) for pattern in rules.patterns],
    }
    return {key: value for key, value in keys.items() if value}
