"""The codes a declared table names: found in the codebook, in its order, and in the groups the rows stand in."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from framework_qa.analysis.nearest import did_you_mean
from framework_qa.errors import UsageError
from framework_qa.model.codebook import Codebook, Subtheme, Theme
from framework_qa.model.ids import Code
from framework_qa.model.study import Study
from framework_qa.model.tables import TableDesign
from framework_qa.outputs.table import Entry

NO_CATEGORY = "No category"
SUBTOTAL, TOTAL, ALL_CODES = "Subtotal", "Total", "All codes"


def codebook_for(study: Study, design: TableDesign) -> Codebook:
    """Give the codebook in force; a table of findings without one is a UsageError."""
    if study.codebook is None:
        raise UsageError(
            f"The table {design.name!r} needs a codebook, and the study has none yet.",
            "Give it one with `codebook apply`.",
        )
    return study.codebook


def theme_named(study: Study, design: TableDesign, reference: str) -> Theme:
    """Find a theme or a list of values by its number or code."""
    codebook = codebook_for(study, design)
    if theme := codebook.theme(reference):
        return theme
    raise _unknown(design, reference, "theme", codebook.themes)


def codes_named(study: Study, design: TableDesign, references: Iterable[str]) -> tuple[Subtheme, ...]:
    """Find subthemes by their numbers or codes, a theme standing for all of its own; each once, in codebook order."""
    codebook = codebook_for(study, design)
    wanted: set[Code] = set()
    for reference in references:
        if subtheme := codebook.subtheme(reference):
            wanted.add(subtheme.code)
        elif theme := codebook.theme(reference):
            wanted.update(sub.code for sub in theme.subthemes)
        else:
            raise _unknown(design, reference, "theme or subtheme", (*codebook.themes, *codebook.subthemes()))
    return tuple(sub for sub in codebook.subthemes() if sub.code in wanted)


def _unknown(design: TableDesign, reference: str, what: str, known: Iterable[Theme | Subtheme]) -> UsageError:
    hint = did_you_mean(reference, [name for one in known for name in (one.number, one.code)])
    return UsageError(
        f"The table {design.name!r} names {reference!r}, and the codebook has no such {what}.",
        f"{hint[:1].upper()}{hint[1:]}" if hint else "See `codebook show` for what there is.",
    )


@dataclass(frozen=True, slots=True)
class Group:
    """Some codes that stand together in a table, under one label."""

    label: str
    codes: tuple[Subtheme, ...]


@dataclass(frozen=True, slots=True)
class Rows:
    """The rows of a table of codes: in groups by theme or by category, or in one group that needs no heading.

    `group_heading` is empty where there is no such column; `code_heading` stands over the codes.
    """

    group_heading: str
    code_heading: str
    groups: tuple[Group, ...]

    @property
    def headings(self) -> tuple[str, ...]:
        """Give the headings of the columns that say what a row is about."""
        return (self.group_heading, self.code_heading) if self.group_heading else (self.code_heading,)

    def head(self, group: str, label: str) -> tuple[Entry, ...]:
        """Give the first entries of a row; the label of its group is repeated on each."""
        return (Entry(group), Entry(label)) if self.group_heading else (Entry(label),)


def rows_of(study: Study, design: TableDesign, codes: Sequence[Subtheme]) -> Rows:
    """Group codes: by theme where they come from several, else by category, else not at all.

    A group stands where its first code stands in the codebook. The codes of one theme stand under its label, their
    categories under what the table calls them.
    """
    codebook = codebook_for(study, design)
    themes = {code.code: codebook.theme_of(code.code) for code in codes}
    if len({theme.code for theme in themes.values()}) > 1:
        return Rows("Theme", "Subtheme", _groups((themes[code.code].label, code) for code in codes))
    heading = next((theme.label for theme in themes.values()), "Subtheme")
    if any(code.category for code in codes):
        return Rows(
            design.category or "Category", heading, _groups((code.category or NO_CATEGORY, code) for code in codes)
        )
    return Rows("", heading, (Group("", tuple(codes)),))


def _groups(labelled: Iterable[tuple[str, Subtheme]]) -> tuple[Group, ...]:
    groups: dict[str, list[Subtheme]] = {}
    for label, code in labelled:
        groups.setdefault(label, []).append(code)
    return tuple(Group(label, tuple(codes)) for label, codes in groups.items())


def labels_of(codes: Sequence[Subtheme]) -> Mapping[Code, str]:
    """Label codes for print; where two have the same label, each goes by its number too."""
    often = Counter(code.label for code in codes)
    return {code.code: code.label if often[code.label] == 1 else code.heading for code in codes}


def asked_of_somebody(study: Study, code: Subtheme) -> bool:
    """Tell whether a code's topic was asked of any case of the study."""
    return any(study.asked(case, code) for case in study.cases)
