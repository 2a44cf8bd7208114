"""The chapter of one theme as data: key findings, what the cases come to, quotes, tables, and the matrix behind it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial

from framework_qa.analysis.disclosure import points_to_one_case
from framework_qa.model.codebook import Theme
from framework_qa.model.study import Study
from framework_qa.model.tables import Audience, KeyFindings, TableDesign
from framework_qa.outputs.chapter.tables import matrix_parts, raised_tables
from framework_qa.outputs.content import Block, Box, Line, Paragraph, Quotation, Report, Section, Shown, ToWrite, Words
from framework_qa.outputs.findings.build import findings_table
from framework_qa.outputs.findings.key_findings import (
    ALL_CASES,
    GroupSynthesis,
    KeyFindingsData,
    SubthemeFindings,
    key_findings,
)
from framework_qa.outputs.findings.publishing import MARK
from framework_qa.outputs.report.anchors import anchor
from framework_qa.outputs.report.declared import QUOTES, charts_of
from framework_qa.outputs.report.refusals import Refusals, refuse_case_ids
from framework_qa.outputs.table import Table

SUBTITLES = {Audience.WORKING: "Theme chapter, working copy", Audience.PUBLISHED: "Theme chapter"}
NO_SYNTHESIS = "Nobody has written yet what the cases come to on this theme as a whole."
NO_KEY_FINDINGS = "No key findings have been written for this theme."
NOBODY = "No words are coded on any of its subthemes."
ABOUT_MATRIX = {
    Audience.WORKING: (
        "The matrix holds what each case said, in summary, with the turns of the interviews it rests on. Words in "
        "quotation marks are the respondent's own; [R: ...] is the analyst's comment."
    ),
    Audience.PUBLISHED: (
        "The matrix holds what each case said, in summary. Cases go by the label of their respondent; a number in "
        "brackets tells cases with the same label apart."
    ),
}
NO_MATRIX = {
    Audience.WORKING: "There are no cases or no subthemes yet, so there is no matrix to print.",
    Audience.PUBLISHED: "No summary of this theme has been signed off, so there is no matrix to print.",
}


def chapter(
    study: Study, theme: Theme, designs: Sequence[TableDesign], moment: str = "", audience: Audience = Audience.WORKING
) -> Report:
    """Build the chapter of a theme as the study stands; `moment` is the time of its last event.

    For publication nothing names a case, and all that would point to one is refused together, in one RefusedError.
    """
    about = [design for design in designs if study.codebook and charts_of(study.codebook, design) == (theme.code,)]
    refusals = Refusals()
    found = refusals.allowed(partial(key_findings, study, theme, _quotes(about), audience))
    raised = refusals.allowed(partial(raised_tables, study, theme, audience))
    declared = [refusals.allowed(partial(findings_table, study, design, audience)) for design in _printed(about)]
    matrices = refusals.allowed(partial(matrix_parts, study, theme, audience))
    refusals.tell()
    tables = (*raised[0], *(table for built in declared for table in built))
    whole = _whole(study, found[0], tables, matrices[0], audience)
    authors = study.settings.reporting.authors
    report = Report(theme.heading, SUBTITLES[audience], authors, (whole,), audience, moment)
    if audience is Audience.PUBLISHED:
        refuse_case_ids(study, report)
    return report


def _quotes(about: Sequence[TableDesign]) -> int:
    """Give how many quotes a subtheme gets: as many as the first declared table of key findings says."""
    return next((design.asks.quotes for design in about if isinstance(design.asks, KeyFindings)), QUOTES)


def _printed(about: Sequence[TableDesign]) -> Iterator[TableDesign]:
    """Give the declared tables that the chapter prints; what one of key findings says, the chapter says itself."""
    return (design for design in about if not isinstance(design.asks, KeyFindings))


def _whole(
    study: Study, found: KeyFindingsData, tables: Sequence[Table], matrices: Sequence[Table], audience: Audience
) -> Section:
    theme = found.theme
    come_to = tuple(Paragraph(_synthesis(one)) for one in found.syntheses)
    if not come_to and audience is Audience.WORKING:
        come_to = (_paragraph(NO_SYNTHESIS),)
    closing = found.closing or ("" if found.subthemes else NOBODY)
    below = (
        Section(anchor("brief", theme.number), "In brief", (_box(study, found, audience), *_definition(theme))),
        *((Section(anchor("synthesis", theme.number), "What the cases come to", come_to),) if come_to else ()),
        Section(
            anchor("subthemes", theme.number),
            "Subtheme by subtheme",
            (_paragraph(closing),) if closing else (),
            tuple(map(_subtheme, found.subthemes)),
        ),
        *((Section(anchor("tables", theme.number), "Who raised what", tuple(map(Shown, tables))),) if tables else ()),
        _appendix(theme, matrices, audience),
    )
    return Section(anchor("theme", theme.number), theme.heading, (), below)


def _paragraph(said: str) -> Paragraph:
    return Paragraph((Words(said),))


def _definition(theme: Theme) -> tuple[Block, ...]:
    if not theme.definition.strip():
        return ()
    return (Paragraph((Words("What the theme is about: ", strong=True), Words(theme.definition))),)


# -- key findings


def _box(study: Study, found: KeyFindingsData, audience: Audience) -> Block:
    """Set the key findings apart: what all cases come to, statement by statement.

    Where nobody wrote that for the theme as a whole, it is the first statement on each subtheme; where there is none
    of either, that is said.
    """
    points = _of_all_cases(study, found) or _first_of_subthemes(study, found)
    if points:
        return Box("Key findings", tuple(points))
    if audience is Audience.PUBLISHED:
        return _paragraph(NO_KEY_FINDINGS)
    what = (
        f"The key findings of theme {found.theme.heading}: what all cases come to, from its chart. Write them with: "
        f'framework-qa chart synthesis {found.theme.number} "..."'
    )
    return ToWrite(what)


def _of_all_cases(study: Study, found: KeyFindingsData) -> list[Line]:
    whole = study.synthesis_of.get(((), found.theme.code))
    return [(Words(_one_line(statement.text)),) for statement in whole.statements] if whole else []


def _first_of_subthemes(study: Study, found: KeyFindingsData) -> list[Line]:
    wholes = ((part.heading, study.synthesis_of.get(((), part.subtheme.code))) for part in found.subthemes)
    return [_led(heading, _one_line(whole.statements[0].text)) for heading, whole in wholes if whole]


def _one_line(said: str) -> str:
    return " ".join(said.split())


def _led(lead: str, said: str) -> Line:
    return (Words(f"{lead}: ", strong=True), Words(said))


# -- what the cases come to


def _synthesis(one: GroupSynthesis) -> Line:
    stale = " (stale: its cells have changed since)" if one.stale else ""
    said = f"{one.said}{MARK}" if points_to_one_case(one.said.refs) else str(one.said)
    return (Words(said),) if one.group == ALL_CASES and not stale else _led(f"{one.group}{stale}", said)


def _subtheme(part: SubthemeFindings) -> Section:
    blocks: tuple[Block, ...] = (
        *(Paragraph(_synthesis(one)) for one in part.syntheses),
        *(Quotation(quote.words, quote.label, quote.span) for quote in part.quotes),
    )
    return Section(anchor("subtheme", part.subtheme.number), part.heading, blocks)


# -- the matrix behind it


def _appendix(theme: Theme, parts: Sequence[Table], audience: Audience) -> Section:
    told = _paragraph((ABOUT_MATRIX if parts else NO_MATRIX)[audience])
    shown = tuple(Shown(part, wide=True) for part in parts)
    return Section(anchor("matrix", theme.number), f"Framework matrix of theme {theme.number}", (told, *shown))
