"""Report: the tables a study prints, the report around them, and the files that leave the study."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TypeVar

from framework_qa.analysis.extracts import Extract
from framework_qa.analysis.extracts import extracts as find_extracts
from framework_qa.analysis.select import parse_selection, select
from framework_qa.errors import RefusedError, UsageError
from framework_qa.model.codebook import Subtheme, Theme
from framework_qa.model.study import Study
from framework_qa.model.tables import Audience, TableDesign
from framework_qa.outputs.audit import quotes_table
from framework_qa.outputs.codebook import codebook_table
from framework_qa.outputs.content import Report
from framework_qa.outputs.delimited import to_csv
from framework_qa.outputs.files import write_atomically, write_text
from framework_qa.outputs.findings.build import built_in_tables, findings_table
from framework_qa.outputs.framework import matrix as build_matrix
from framework_qa.outputs.markdown import to_markdown
from framework_qa.outputs.moments import moment_of
from framework_qa.outputs.publication import Page, chart_tables, pages
from framework_qa.outputs.sample import sample_tables
from framework_qa.outputs.table import Table
from framework_qa.outputs.workbook import WorkbookFacts, properties, write_workbook
from framework_qa.outputs.xlsx import Properties
from framework_qa.stages.folder import (
    StudyFolder,
    attribute_of,
    charted_theme_of,
    codebook_of,
    open_folder,
    subtheme_of,
)

TABLE_FILES = (".xlsx", ".docx", ".html", ".md", ".csv")
REPORT_FILES = (".html", ".docx")
PUBLICATION_FILES = (".xlsx", ".ods")
PUBLICATION_SUBJECT = "Findings tables, codebook, summaries and quotes"
MATRIX_FILES = (".csv", ".md", ".html")
ALL_THEMES = "all"
THEME_COUNTS = "theme_counts"

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Exported:
    """A file that was written, and what it holds in words."""

    path: Path
    holds: str


def tables(start: Path, names: Sequence[str] = (), audience: Audience = Audience.WORKING) -> tuple[Table, ...]:
    """Give the built-in tables and the declared ones, or those of them that are named; if one is refused, all are."""
    folder = open_folder(start)
    return _tables(folder, folder.read(), names, audience)


def _tables(folder: StudyFolder, study: Study, names: Sequence[str], audience: Audience) -> tuple[Table, ...]:
    makers = _makers(study, folder.designs(study), audience)
    for name in names:
        if name not in makers:
            raise UsageError(f"There is no table {name!r}.", f"There are: {', '.join(makers)}.")
    return _all_or_none(makers[name] for name in dict.fromkeys(names or makers))


def _makers(study: Study, designs: Sequence[TableDesign], audience: Audience) -> dict[str, Callable[[], Table]]:
    """Name each table with what makes it, so that only those are made that somebody wants."""
    names = [table.name for table in sample_tables(study)] + ([THEME_COUNTS] if study.codebook else [])
    built_in = {name: partial(_built_in, study, name, audience) for name in names}
    return {**built_in, **{design.name: partial(findings_table, study, design, audience) for design in designs}}


def _built_in(study: Study, name: str, audience: Audience) -> Table:
    return built_in_tables(study, audience, (name,))[0]


def _all_or_none(makers: Iterable[Callable[[], T]]) -> tuple[T, ...]:
    """Make everything; what is refused of any is told together."""
    made, refused = [], []
    for make in makers:
        try:
            made.append(make())
        except RefusedError as error:
            refused.append(error)
    if refused:
        raise RefusedError("\n".join(error.sentence for error in refused), refused[0].cure)
    return tuple(made)


def quotes(
    start: Path, text: str = "", *, theme: str = "", where: str = "", starred: bool = False
) -> tuple[Study, tuple[Extract, ...]]:
    """List the live quotes, narrowed to those that hold `text`, to a theme or subtheme, to some cases, to starred."""
    folder = open_folder(start)
    study = folder.read()
    cases = select(study, parse_selection(where, folder.settings))
    found = find_extracts(study, cases=cases, subthemes=_subthemes(study, theme) if theme else None)
    wanted = text.casefold()
    return study, tuple(
        extract
        for extract in found
        if wanted in extract.words.casefold() and (not starred or extract.span.id in study.starred)
    )


def _subthemes(study: Study, reference: str) -> tuple[Subtheme, ...]:
    theme = codebook_of(study).theme(reference)
    return theme.subthemes if theme else (subtheme_of(study, reference),)


def export_workbook(
    start: Path, target: Path | None = None, *, group_by: Sequence[str] = ()
) -> tuple[Exported, WorkbookFacts]:
    """Write the working workbook, into `exports/` unless a path is given."""
    folder = open_folder(start)
    study = folder.read()
    codebook_of(study)
    path = target or folder.exports("framework.xlsx")
    _suffix(path, (".xlsx",))
    attributes = tuple(attribute_of(study, name) for name in group_by)
    findings = _all_or_none(partial(findings_table, study, design) for design in folder.designs(study))
    facts = write_workbook(study, folder.events(), path, group_by=attributes or None, findings=findings)
    return Exported(
        path, f"{len(facts.sheets)} sheets, {facts.cells} cells, {facts.quotes} codings with their quotes"
    ), facts


def export_tables(
    start: Path, target: Path | None = None, names: Sequence[str] = (), audience: Audience = Audience.WORKING
) -> Exported:
    """Write the built-in and the declared tables, or those that are named, by the suffix of `target`."""
    folder = open_folder(start)
    study = folder.read()
    path = target or folder.exports("tables.xlsx")
    suffix = _suffix(path, TABLE_FILES)
    found = _tables(folder, study, names, audience)
    if suffix == ".csv" and len(found) != 1:
        cure = "Name the one you want, or give the file another ending: .xlsx, .docx, .html or .md."
        raise UsageError(f"A .csv file holds one table, and these are {len(found)}.", cure)
    _write_tables(found, path, folder, study)
    return Exported(path, "1 table" if len(found) == 1 else f"{len(found)} tables")


def _write_tables(found: Sequence[Table], path: Path, folder: StudyFolder, study: Study) -> None:
    title = f"{study.settings.title}: findings tables"
    match path.suffix.lower():
        case ".csv":
            write_text(path, to_csv(found[0]), bom=True)
        case ".md":
            write_text(path, "\n".join(map(to_markdown, found)))
        case ".html":
            from framework_qa.outputs.html import to_html

            write_text(path, to_html(found, title))
        case ".docx":
            from framework_qa.outputs.docx import write_tables_document

            write_atomically(path, lambda stream: write_tables_document(found, title, stream))
        case _:
            from framework_qa.outputs.workbook_findings import write_findings

            write_findings(found, properties(study, folder.events(), "findings tables"), path)


def export_report(
    start: Path, target: Path | None = None, audience: Audience = Audience.WORKING
) -> tuple[Exported, ...]:
    """Write the report as one page and one document into `exports/`, or the one that `target` names."""
    from framework_qa.outputs.report.chapters import report

    folder = open_folder(start)
    study = folder.read()
    named = "report" if audience is Audience.WORKING else "report_published"
    paths = [target] if target else [folder.exports(f"{named}{suffix}") for suffix in REPORT_FILES]
    for path in paths:
        _suffix(path, REPORT_FILES)
    content = report(study, folder.designs(study), folder.events(), audience)
    return tuple(_write_report(content, study, path) for path in paths)


def _write_report(content: Report, study: Study, path: Path) -> Exported:
    if path.suffix.lower() == ".html":
        from framework_qa.outputs.report.page import page

        write_text(path, page(content, study))
    else:
        from framework_qa.outputs.report.document import write_document

        write_atomically(path, lambda stream: write_document(content, study, stream))
    return Exported(path, f"{len(content.sections)} chapters")


def export_publication(start: Path, target: Path | None = None) -> Exported:
    """Write the accessible workbook for publication as .xlsx or .ods; if a part of it is refused, all is."""
    folder = open_folder(start)
    study = folder.read()
    codebook_of(study)
    path = target or folder.exports("publication.xlsx")
    _suffix(path, PUBLICATION_FILES)
    parts = (partial(_tables, folder, study, (), Audience.PUBLISHED), partial(chart_tables, study))
    found, charts = _all_or_none(parts)
    events = folder.events()
    content = pages(study, found, charts, moment_of(events[-1].at) if events else None)
    described = replace(properties(study, events, "workbook for publication"), subject=PUBLICATION_SUBJECT)
    _write_publication(content, described, path)
    return Exported(path, f"{len(content)} worksheets")


def _write_publication(content: Sequence[Page], described: Properties, path: Path) -> None:
    if path.suffix.lower() == ".ods":
        from framework_qa.outputs.publication_ods import write_publication as write
    else:
        from framework_qa.outputs.publication_xlsx import write_publication as write
    write_atomically(path, lambda stream: write(content, described, stream))


def export_quotes(start: Path, target: Path | None = None) -> Exported:
    """Write all live quotes as .csv or .md."""
    folder = open_folder(start)
    study = folder.read()
    found = find_extracts(study)
    return _export(quotes_table(study, found), target or folder.exports("quotes.csv"))


def export_codebook_table(start: Path, target: Path) -> Exported:
    """Write the codebook as a .md table to read; `codebook export` writes what can be applied again."""
    return _export(codebook_table(codebook_of(open_folder(start).read())), target)


def export_matrix(start: Path, reference: str = ALL_THEMES, target: Path | None = None) -> Exported:
    """Write the framework matrix of one theme as .csv, .md or .html, or of all themes as one .html page."""
    folder = open_folder(start)
    study = folder.read()
    if reference != ALL_THEMES:
        theme = charted_theme_of(study, reference)
        path = target or folder.exports(f"matrix_{theme.number}.csv")
        if _suffix(path, MATRIX_FILES) != ".html":
            return _export(build_matrix(study, theme).table(), path)
        return _write_matrix_page(folder, study, (theme,), path)
    path = target or folder.exports("matrix.html")
    if _suffix(path, MATRIX_FILES) != ".html":
        cure = "Name the one you want, like 4, or give the file the ending .html."
        raise UsageError(f"A {path.suffix} file holds the matrix of one theme.", cure)
    return _write_matrix_page(folder, study, codebook_of(study).charts(), path)


def _write_matrix_page(folder: StudyFolder, study: Study, themes: Sequence[Theme], path: Path) -> Exported:
    from framework_qa.outputs.matrix_page.page import matrix_page

    write_text(path, matrix_page(study, themes, _last(folder)))
    matrices = "1 matrix" if len(themes) == 1 else f"{len(themes)} matrices"
    return Exported(path, f"{matrices} of {len(study.cases)} cases, with their quotes and interviews")


def export_chapter(
    start: Path, reference: str, target: Path | None = None, audience: Audience = Audience.WORKING
) -> Exported:
    """Write the chapter of one theme as a Word document; if a part of it is refused, all is."""
    from framework_qa.outputs.chapter.content import chapter
    from framework_qa.outputs.chapter.document import write_chapter

    folder = open_folder(start)
    study = folder.read()
    theme = charted_theme_of(study, reference)
    published = "" if audience is Audience.WORKING else "_published"
    path = target or folder.exports(f"chapter_{theme.number}{published}.docx")
    _suffix(path, (".docx",))
    content = chapter(study, theme, folder.designs(study), _last(folder), audience)
    write_atomically(path, lambda stream: write_chapter(content, study, stream))
    return Exported(path, f"the chapter of theme {theme.heading}")


def _last(folder: StudyFolder) -> str:
    """Give the time of the study's last event, or nothing."""
    events = folder.events()
    return events[-1].at if events else ""


def _export(table: Table, path: Path) -> Exported:
    suffix = _suffix(path, (".csv", ".md"))
    if suffix == ".csv":
        write_text(path, to_csv(table), bom=True)
    else:
        write_text(path, to_markdown(table))
    return Exported(path, f"{len(table.rows)} rows")


def _suffix(path: Path, known: tuple[str, ...]) -> str:
    suffix = path.suffix.lower()
    if suffix not in known:
        raise UsageError(f"{path.name} ends in none of {', '.join(known)}.", "Give the file one of these endings.")
    return suffix
