"""Report: tables of the sample and of what was raised where, and the files that leave the study."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from framework_qa.analysis.extracts import Extract
from framework_qa.analysis.extracts import extracts as find_extracts
from framework_qa.analysis.select import parse_selection, select
from framework_qa.errors import UsageError
from framework_qa.model.codebook import Subtheme
from framework_qa.model.study import Study
from framework_qa.outputs.audit import quotes_table, theme_counts_table
from framework_qa.outputs.codebook import codebook_table
from framework_qa.outputs.delimited import to_csv
from framework_qa.outputs.files import write_text
from framework_qa.outputs.framework import matrix as build_matrix
from framework_qa.outputs.markdown import to_markdown
from framework_qa.outputs.sample import sample_tables
from framework_qa.outputs.table import Table
from framework_qa.outputs.workbook import WorkbookFacts, write_workbook
from framework_qa.stages.folder import EXPORTS, attribute_of, charted_theme_of, codebook_of, open_folder, subtheme_of


@dataclass(frozen=True, slots=True)
class Exported:
    """A file that was written, and what it holds in words."""

    path: Path
    holds: str


def tables(start: Path, names: Sequence[str] = ()) -> tuple[Table, ...]:
    """Give the sample tables and the counts of themes by area, or those of them that are named."""
    study = open_folder(start).read()
    found = sample_tables(study)
    if study.codebook:
        found += (theme_counts_table(study),)
    if not names:
        return found
    known = {table.name: table for table in found}
    for name in names:
        if name not in known:
            raise UsageError(f"There is no table {name!r}.", f"There are: {', '.join(known)}.")
    return tuple(known[name] for name in names)


def quotes(start: Path, text: str = "", *, theme: str = "", where: str = "") -> tuple[Study, tuple[Extract, ...]]:
    """List the live quotes, narrowed to those that hold `text`, to a theme or subtheme, and to some cases."""
    folder = open_folder(start)
    study = folder.read()
    cases = select(study, parse_selection(where, folder.settings))
    found = find_extracts(study, cases=cases, subthemes=_subthemes(study, theme) if theme else None)
    wanted = text.casefold()
    return study, tuple(extract for extract in found if wanted in extract.words.casefold())


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
    path = target or folder.path / EXPORTS / "framework.xlsx"
    _suffix(path, (".xlsx",))
    attributes = tuple(attribute_of(study, name) for name in group_by)
    facts = write_workbook(study, folder.events(), path, group_by=attributes or None)
    return Exported(
        path, f"{len(facts.sheets)} sheets, {facts.cells} cells, {facts.quotes} codings with their quotes"
    ), facts


def export_quotes(start: Path, target: Path | None = None) -> Exported:
    """Write all live quotes as .csv or .md."""
    folder = open_folder(start)
    study = folder.read()
    found = find_extracts(study)
    return _export(quotes_table(study, found), target or folder.path / EXPORTS / "quotes.csv")


def export_codebook_table(start: Path, target: Path) -> Exported:
    """Write the codebook as a .md table to read; `codebook export` writes what can be applied again."""
    return _export(codebook_table(codebook_of(open_folder(start).read())), target)


def export_matrix(start: Path, reference: str, target: Path | None = None) -> Exported:
    """Write the framework matrix of one theme as .csv or .md."""
    folder = open_folder(start)
    study = folder.read()
    theme = charted_theme_of(study, reference)
    found = build_matrix(study, theme).table()
    return _export(found, target or folder.path / EXPORTS / f"matrix_{theme.number}.csv")


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
        raise UsageError(f"{path.name} ends in neither of {', '.join(known)}.", "Give the file one of these endings.")
    return suffix
