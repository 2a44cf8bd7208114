"""The whole report as data: how the study was done, its findings theme by theme, and the appendices."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from framework_qa.model.event import Event
from framework_qa.model.study import Study
from framework_qa.model.tables import Audience, TableDesign
from framework_qa.outputs.content import Block, Paragraph, Report, Section, Shown, Words
from framework_qa.outputs.findings.key_findings import KeyFindingsData, key_findings
from framework_qa.outputs.report.codebook_appendix import codebook_appendix
from framework_qa.outputs.report.conduct import conduct
from framework_qa.outputs.report.declared import QUOTES, Placed, placed
from framework_qa.outputs.report.facts import Facts, facts
from framework_qa.outputs.report.figures import framework_figures, indexing_figures, sample_figures
from framework_qa.outputs.report.method_appendix import Printed, method_appendix
from framework_qa.outputs.report.refusals import Refusals, refuse_case_ids
from framework_qa.outputs.report.theme_chapter import across_the_sample, theme_chapter
from framework_qa.outputs.report.wording import counted, verb

SUBTITLES = {Audience.WORKING: "Findings report, working copy", Audience.PUBLISHED: "Findings report"}
APART = (
    "These tables are about lists of values, or about several themes at once. What each of them counts or lists stands "
    "in its title and its headings."
)


def report(
    study: Study, designs: Sequence[TableDesign], events: Sequence[Event], audience: Audience = Audience.WORKING
) -> Report:
    """Build the report of a study as it stands.

    For publication nothing names a case, and all that would point to one is refused together, in one RefusedError.
    """
    refusals = Refusals()
    tables = placed(study, designs, audience, refusals)
    findings = _findings(study, tables, audience, refusals)
    refusals.tell()
    known = facts(study, events)
    chapters = tuple(theme_chapter(study, one, tables.about.get(one.theme.code, ()), audience) for one in findings)
    sections = (
        _conduct(study, known, tables, audience),
        *((across_the_sample(study, audience),) if known.indexed.live and known.framed else ()),
        *chapters,
        *_apart(tables),
        codebook_appendix(study.codebook),
        method_appendix(study, known, _printed(findings), audience),
    )
    settings = study.settings
    whole = Report(settings.title, SUBTITLES[audience], settings.reporting.authors, sections, audience, known.last)
    if audience is Audience.PUBLISHED:
        refuse_case_ids(study, whole)
    return whole


def _findings(study: Study, tables: Placed, audience: Audience, refusals: Refusals) -> tuple[KeyFindingsData, ...]:
    themes = study.codebook.charts() if study.codebook else ()
    builds = [partial(key_findings, study, theme, tables.quotes.get(theme.code, QUOTES), audience) for theme in themes]
    return tuple(found for build in builds for found in refusals.allowed(build))


def _printed(findings: Sequence[KeyFindingsData]) -> Printed:
    quotes = [quote for found in findings for part in found.subthemes for quote in part.quotes]
    starred = sum(quote.starred for quote in quotes)
    return Printed(len(quotes), starred, len(findings), sum(bool(found.syntheses) for found in findings))


def _conduct(study: Study, known: Facts, tables: Placed, audience: Audience) -> Section:
    pictures: dict[str, tuple[Block, ...]] = {
        "sample": sample_figures(study, audience),
        "framework": framework_figures(study, audience),
        "indexing": indexing_figures(study, audience),
    }
    return conduct(study, known, audience, tuple(map(Shown, tables.sample)), pictures)


def _apart(tables: Placed) -> tuple[Section, ...]:
    waiting = tables.waiting
    if not tables.others and not waiting:
        return ()
    said = (
        f"{counted(waiting, 'declared table')} {verb(waiting, 'waits', 'wait')} for a codebook." if waiting else APART
    )
    return (Section("tables", "Findings tables", (Paragraph((Words(said),)), *map(Shown, tables.others))),)
