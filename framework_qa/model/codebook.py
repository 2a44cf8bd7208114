"""The thematic framework: numbered themes, subthemes under them, and the rules that suggest codings."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import Any

from framework_qa.model.ids import Code


class Origin(StrEnum):
    """Where a subtheme comes from."""

    TOPIC_GUIDE = "topic-guide"
    EMERGENT = "emergent"


class SubthemeStatus(StrEnum):
    """Whether a subtheme is in use."""

    DRAFT = "draft"
    LIVE = "live"
    RETIRED = "retired"


class Unit(StrEnum):
    """What a suggestion marks: the sentence that matched, or the whole turn."""

    SENTENCE = "sentence"
    TURN = "turn"


@dataclass(frozen=True, slots=True)
class Near:
    """Words that must stand together, in any order, within `within` words of each other."""

    words: tuple[str, ...]
    within: int


@dataclass(frozen=True, slots=True)
class Rules:
    """When to suggest a coding: any phrase, any nearness, any token pattern; `never` cancels what it overlaps.

    Each entry of `patterns` is a spaCy token pattern: a tuple of dictionaries, one a token.
    """

    any: tuple[str, ...] = ()
    all_near: tuple[Near, ...] = ()
    never: tuple[str, ...] = ()
    patterns: tuple[tuple[dict[str, Any], ...], ...] = ()

    def __bool__(self) -> bool:
        return bool(self.any or self.all_near or self.patterns)


@dataclass(frozen=True, slots=True)
class Subtheme:
    """A column of a theme's chart, and what a coder needs in order to apply it."""

    number: str
    code: Code
    label: str
    definition: str
    category: str = ""
    include: str = ""
    exclude: str = ""
    example: str = ""
    near_miss: str = ""
    origin: Origin = Origin.TOPIC_GUIDE
    asked_of: tuple[str, ...] = ()
    status: SubthemeStatus = SubthemeStatus.LIVE
    unit: Unit = Unit.SENTENCE
    rules: Rules = field(default_factory=Rules)
    since: int = 1

    @property
    def heading(self) -> str:
        """Give the column heading: `4.2 Stigma of seeking help`."""
        return f"{self.number} {self.label}"


class Branch(StrEnum):
    """Themes are charted; values fill the last columns of findings tables and are never charted."""

    THEMES = "themes"
    VALUES = "values"


@dataclass(frozen=True, slots=True)
class Theme:
    """One chart of the framework, with its subthemes in order."""

    number: str
    code: Code
    label: str
    definition: str
    subthemes: tuple[Subtheme, ...]
    branch: Branch = Branch.THEMES

    @property
    def heading(self) -> str:
        """Give the chart's heading: `4 Barriers to take-up`."""
        return f"{self.number} {self.label}"


@dataclass(frozen=True)
class Codebook:
    """One version of the thematic framework."""

    name: str
    version: int
    themes: tuple[Theme, ...]

    @cached_property
    def _by_reference(self) -> dict[str, Subtheme]:
        return {key: sub for sub in self.subthemes() for key in (sub.number, sub.code)}

    @cached_property
    def _theme_of(self) -> dict[str, Theme]:
        return {sub.code: theme for theme in self.themes for sub in theme.subthemes}

    def charts(self) -> tuple[Theme, ...]:
        """Give the themes that are charted, in order, leaving the value branch out."""
        return tuple(theme for theme in self.themes if theme.branch is Branch.THEMES)

    def subthemes(self) -> Iterator[Subtheme]:
        """Walk all subthemes of both branches in codebook order."""
        return (sub for theme in self.themes for sub in theme.subthemes)

    def charted(self) -> tuple[Subtheme, ...]:
        """Give the subthemes that have a column in some chart, in order."""
        return tuple(sub for theme in self.charts() for sub in theme.subthemes)

    def subtheme(self, reference: str) -> Subtheme | None:
        """Find a subtheme by its number or its code."""
        return self._by_reference.get(reference)

    def theme(self, reference: str) -> Theme | None:
        """Find a theme by its number or its code."""
        return next((t for t in self.themes if reference in (t.number, t.code)), None)

    def theme_of(self, subtheme: str) -> Theme:
        """Give the theme that holds the subtheme of this code."""
        return self._theme_of[subtheme]
