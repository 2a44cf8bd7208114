"""A codebook as a file has it: entries with their places, checked and put together whatever the file's format."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from framework_qa.errors import Problem
from framework_qa.formats.remarks import Remarks, echo
from framework_qa.model.codebook import Branch, Codebook, Subtheme, Theme
from framework_qa.model.ids import CODE, Code

FEWEST_THEMES = 4
MOST_THEMES = 8
_THEME_NUMBER = re.compile(r"[A-Z]?[0-9]{1,3}")
_SUBTHEME_NUMBER = re.compile(r"[A-Z]?[0-9]{1,3}(\.[0-9]{1,3})+")
_DESPITE_TEXT = " If a spreadsheet made 4.10 into 4.1, format the column as text and type it again."


@dataclass(frozen=True, slots=True)
class CodebookReading:
    """What reading a codebook file gives: the codebook, or None where an error stands in it, and all remarks.

    `places` says where each theme and subtheme stands, for remarks that others make on it.
    """

    codebook: Codebook | None
    problems: tuple[Problem, ...]
    places: Mapping[Code, str]


@dataclass(frozen=True, slots=True)
class Entry:
    """A theme or subtheme with its place, and the places of its keys where the format knows them."""

    of: Theme | Subtheme
    place: str
    keys: Mapping[str, str] = field(default_factory=dict)

    def at(self, key: str) -> str:
        """Say where one of its keys stands."""
        return self.keys.get(key, self.place)

    @property
    def name(self) -> str:
        """Name the entry in a sentence, by what it has."""
        kind = "the theme" if isinstance(self.of, Theme) else "the subtheme"
        return f"{kind} {self.of.code or self.of.number}".rstrip()


@dataclass(frozen=True, slots=True)
class ThemeEntry:
    """A theme with the entries of its subthemes."""

    entry: Entry
    theme: Theme
    subthemes: tuple[Entry, ...]


def put_together(name: str, version: int, themes: tuple[ThemeEntry, ...], remarks: Remarks) -> CodebookReading:
    """Check what holds in every format, and make the codebook; one with an error in it is None."""
    _check_repeats(themes, remarks)
    for theme in themes:
        _check_entry(theme.entry, remarks)
        _check_theme(theme, remarks)
    _check_count(themes, remarks)
    codebook = Codebook(name, version, tuple(theme.theme for theme in themes))
    places = {entry.of.code: entry.place for entry in _entries(themes) if entry.of.code}
    return CodebookReading(None if remarks.serious else codebook, remarks.problems, places)


def _entries(themes: tuple[ThemeEntry, ...]) -> Iterator[Entry]:
    for theme in themes:
        yield theme.entry
        yield from theme.subthemes


def _check_repeats(themes: tuple[ThemeEntry, ...], remarks: Remarks) -> None:
    numbers: dict[str, str] = {}
    codes: dict[str, str] = {}
    for entry in _entries(themes):
        number, code = entry.of.number, entry.of.code
        if number and (first := numbers.setdefault(number, entry.at("number"))) != entry.at("number"):
            cure = "Give each theme and subtheme a number of its own." + _DESPITE_TEXT
            remarks.error(entry.at("number"), f"the number {echo(number)} stands on {first} already.", cure)
        if code and (first := codes.setdefault(code, entry.at("code"))) != entry.at("code"):
            cure = "Give each theme and subtheme a code of its own."
            remarks.error(entry.at("code"), f"the code {echo(code)} stands on {first} already.", cure)


def _check_entry(entry: Entry, remarks: Remarks) -> None:
    for key in ("number", "code", "label"):
        if not getattr(entry.of, key):
            remarks.error(entry.place, f"{entry.name} has no {key}.", f"Give it a {key}.")
    if not entry.of.definition:
        cure = "Say in a sentence what belongs here."
        tell = remarks.warn if isinstance(entry.of, Theme) else remarks.error
        tell(entry.place, f"{entry.name} has no definition.", cure)


def _check_theme(theme: ThemeEntry, remarks: Remarks) -> None:
    of, entry = theme.theme, theme.entry
    if of.number and not _THEME_NUMBER.fullmatch(of.number):
        remarks.error(entry.at("number"), f"{echo(of.number)} cannot number a theme.", "Number it 4, or V1.")
    if of.code and ("." in of.code or not CODE.fullmatch(of.code)):
        cure = "Use small letters, digits and _, a letter first, such as barriers."
        remarks.error(entry.at("code"), f"{echo(of.code)} cannot be the code of a theme.", cure)
    if not theme.subthemes:
        cure = "Give it subthemes, or take it out."
        remarks.error(entry.place, f"{entry.name} has no subthemes.", cure)
    for subtheme in theme.subthemes:
        _check_entry(subtheme, remarks)
        _check_belongs(subtheme, of, remarks)
    _check_other(theme, remarks)


def _check_belongs(entry: Entry, theme: Theme, remarks: Remarks) -> None:
    """Hold a subtheme's number and code to its theme's."""
    number, code = entry.of.number, entry.of.code
    if number and not _SUBTHEME_NUMBER.fullmatch(number):
        cure = f"Number it {theme.number or '4'}.1 and so on."
        remarks.error(entry.at("number"), f"{echo(number)} cannot number a subtheme.", cure)
    elif number and theme.number and not number.startswith(f"{theme.number}."):
        message = f"the number {echo(number)} is not under its theme's number {echo(theme.number)}."
        remarks.error(entry.at("number"), message, f"Number it {theme.number}.1 and so on, or move it.")
    if code and not (CODE.fullmatch(code) and "." in code):
        cure = f"Write the theme's code, a dot and a word of small letters: {_example(theme)}."
        remarks.error(entry.at("code"), f"{echo(code)} cannot be the code of a subtheme.", cure)
    elif code and theme.code and not code.startswith(f"{theme.code}."):
        message = f"the code {echo(code)} does not begin with its theme's code {echo(theme.code)}."
        remarks.error(entry.at("code"), message, f"Begin it with {theme.code} and a dot, or move it.")


def _example(theme: Theme) -> str:
    return f"{theme.code}.stigma" if CODE.fullmatch(theme.code) else "barriers.stigma"


def _check_other(theme: ThemeEntry, remarks: Remarks) -> None:
    """Hold a chart to its last column, which is for what fits nowhere else."""
    if theme.theme.branch is not Branch.THEMES or not theme.subthemes:
        return
    others = [entry.of.code.endswith(".other") for entry in theme.subthemes]
    if others[-1]:
        return
    place = theme.subthemes[others.index(True)].place if any(others) else theme.entry.place
    message = f"Other is not the last subtheme of {theme.entry.name}." if any(others) else ""
    message = message or f"{theme.entry.name} does not end in Other."
    cure = f"Let its last subtheme be Other, with the code {theme.theme.code or 'barriers'}.other."
    remarks.warn(place, message, cure)


def _check_count(themes: tuple[ThemeEntry, ...], remarks: Remarks) -> None:
    count = sum(theme.theme.branch is Branch.THEMES for theme in themes)
    if not count:
        remarks.error("", "the codebook has no themes.", "Give it four to eight themes.")
    elif not FEWEST_THEMES <= count <= MOST_THEMES:
        message = f"the codebook has {count} theme{'s' if count > 1 else ''}; four to eight can be charted well."
        remarks.warn("", message, "Join or part themes, if the material allows it.")
