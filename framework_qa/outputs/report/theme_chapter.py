"""The chapters of findings: the themes across the sample, then a chapter a theme, its subthemes below it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from framework_qa.analysis.disclosure import points_to_one_case
from framework_qa.model.codebook import Theme
from framework_qa.model.study import Study
from framework_qa.model.tables import Audience
from framework_qa.outputs.content import (
    Block,
    Box,
    Line,
    Paragraph,
    Quotation,
    Section,
    Shown,
    ToWrite,
    Words,
)
from framework_qa.outputs.findings.key_findings import (
    ALL_CASES,
    GroupSynthesis,
    KeyFindingsData,
    RaisedBy,
    SubthemeFindings,
)
from framework_qa.outputs.findings.publishing import MARK
from framework_qa.outputs.framework import matrix
from framework_qa.outputs.report.anchors import anchor
from framework_qa.outputs.report.figures import NO_COUNTS, sample_wide_figures, theme_figures
from framework_qa.outputs.table import Entry, Table


def across_the_sample(study: Study, audience: Audience) -> Section:
    """Say which themes were raised where, by each attribute that groups the cases, and which go together."""
    figures = sample_wide_figures(study, audience)
    said = "Here all themes stand side by side; each chapter after this one is about one of them."
    return Section("across", "Themes across the sample", (_paragraph(said if figures else NO_COUNTS), *figures))


def theme_chapter(study: Study, found: KeyFindingsData, tables: Sequence[Table], audience: Audience) -> Section:
    """Build the chapter of one theme; `tables` are the findings tables declared about it."""
    theme = found.theme
    blocks = (
        *_key_findings(found),
        *_definition(theme),
        *(Shown(table) for table in tables),
        *(theme_figures(study, theme, audience) if found.subthemes else ()),
        *_closing(found),
    )
    subthemes = tuple(_subtheme(part) for part in found.subthemes)
    chart = (_chart(study, theme),) if audience is Audience.WORKING and study.cases and theme.subthemes else ()
    return Section(anchor("theme", theme.number), theme.heading, blocks, (*subthemes, *chart))


def _paragraph(said: str) -> Paragraph:
    return Paragraph((Words(said),))


def _definition(theme: Theme) -> tuple[Block, ...]:
    if not theme.definition.strip():
        return ()
    return (Paragraph((Words("What the theme is about: ", strong=True), Words(theme.definition))),)


def _key_findings(found: KeyFindingsData) -> tuple[Block, ...]:
    if found.syntheses:
        return (Box("Key findings", tuple(_synthesis(one) for one in found.syntheses)),)
    if not found.subthemes:
        return ()
    what = (
        f"The key findings of theme {found.theme.heading}: what the cases come to, from its chart. Write them with: "
        f'framework-qa chart synthesis {found.theme.number} "..."'
    )
    return (ToWrite(what),)


def _synthesis(one: GroupSynthesis) -> Line:
    said = Words(_dagger(one.said), one.said.refs)
    return (said,) if one.group == ALL_CASES else (Words(f"{one.group}: ", strong=True), said)


def _dagger(entry: Entry) -> str:
    """Print a value, marked where the ids behind it come from one case only; what is published has no ids."""
    return f"{entry}{MARK}" if points_to_one_case(entry.refs) else str(entry)


def _closing(found: KeyFindingsData) -> tuple[Block, ...]:
    if not found.subthemes:
        return (_paragraph("No words are coded on any of its subthemes."),)
    return (_paragraph(found.closing),) if found.closing else ()


def _subtheme(part: SubthemeFindings) -> Section:
    blocks = (
        *(Paragraph(_synthesis(one)) for one in part.syntheses),
        *_raised(part),
        *(Quotation(quote.words, quote.label, quote.span) for quote in part.quotes),
    )
    return Section(anchor("subtheme", part.subtheme.number), part.heading, blocks)


def _raised(part: SubthemeFindings) -> tuple[Block, ...]:
    """Say in how many cases a subtheme was raised and by whom, each value with its ids."""
    line: list[Words] = []
    if part.raised:
        line = [Words("Raised in "), Words(_dagger(part.raised), part.raised.refs), Words(". ")]
    for place, by in enumerate(part.raised_by):
        line += [Words(f"{' By' if place else 'Who raised it, by'} {by.attribute}: "), *_levels(by)]
    return (Paragraph(tuple(line)),) if line else ()


def _levels(by: RaisedBy) -> list[Words]:
    """List the levels of one attribute that raised a subtheme, each with its ids."""
    line: list[Words] = []
    for level in by.levels:
        line += [Words("; ")] if line else []
        line.append(Words(_dagger(level), level.refs))
    return [*line, Words(".")]


def _chart(study: Study, theme: Theme) -> Section:
    found = matrix(study, theme)
    headings = 1 + len(found.attributes)
    flat = replace(found.table(), title=f"Framework matrix of theme {theme.heading}", row_headings=headings)
    return Section(
        anchor("matrix", theme.number), f"Framework matrix of theme {theme.number}", (Shown(flat, wide=True),)
    )
