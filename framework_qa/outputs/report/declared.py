"""Where the tables of a report stand: in the sample, in the chapter of the one theme they are about, or apart."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from framework_qa.model.codebook import Branch, Codebook, Theme
from framework_qa.model.ids import Code
from framework_qa.model.study import Study
from framework_qa.model.tables import (
    Audience,
    CasesBy,
    Crosstab,
    Descriptions,
    Frequencies,
    KeyFindings,
    Lists,
    TableDesign,
    Together,
)
from framework_qa.outputs.findings.build import findings_table
from framework_qa.outputs.findings.publishing import for_audience
from framework_qa.outputs.report.refusals import Refusals
from framework_qa.outputs.sample import sample_tables
from framework_qa.outputs.table import Table

QUOTES = 2  # a subtheme, where no declared table of key findings says how many


@dataclass(frozen=True, slots=True)
class Placed:
    """The tables of the sample, those about one theme by its code, the others, and how many quotes a theme gets.

    `waiting` counts the declared tables that need a codebook while there is none.
    """

    sample: tuple[Table, ...]
    about: Mapping[str, tuple[Table, ...]]
    others: tuple[Table, ...]
    quotes: Mapping[str, int]
    waiting: int = 0


def placed(study: Study, designs: Sequence[TableDesign], audience: Audience, refusals: Refusals) -> Placed:
    """Build the declared tables and say where each stands; without any about cases, the sample has its built-in ones.

    A table stands with the theme it is about; where it is about several charts, or about lists of values only, apart.
    Tables of key findings stand nowhere: the chapter of their theme says the same.
    """
    sample = _sample(study, designs, audience, refusals)
    findings = [design for design in designs if not isinstance(design.asks, CasesBy)]
    if study.codebook is None:
        return Placed(sample, {}, (), {}, len(findings))
    about: dict[str, tuple[Table, ...]] = {}
    others: tuple[Table, ...] = ()
    for design in findings:
        if isinstance(design.asks, KeyFindings):
            continue
        built = refusals.allowed(partial(findings_table, study, design, audience))
        themes = charts_of(study.codebook, design)
        if len(themes) == 1:
            about[themes[0]] = (*about.get(themes[0], ()), *built)
        else:
            others += built
    return Placed(sample, about, others, _quotes(study.codebook, designs))


def _sample(study: Study, designs: Sequence[TableDesign], audience: Audience, refusals: Refusals) -> tuple[Table, ...]:
    if not study.cases:
        return ()
    declared = [design for design in designs if isinstance(design.asks, CasesBy)]
    builds = [partial(findings_table, study, design, audience) for design in declared]
    if not declared:
        builds = [partial(for_audience, study, table, audience) for table in sample_tables(study)]
    return tuple(table for build in builds for table in refusals.allowed(build))


def _quotes(codebook: Codebook, designs: Sequence[TableDesign]) -> Mapping[str, int]:
    """Look up how many quotes a subtheme of a theme gets: as many as the first table of key findings says."""
    found: dict[str, int] = {}
    for design in designs:
        if isinstance(design.asks, KeyFindings) and (themes := charts_of(codebook, design)):
            found.setdefault(themes[0], design.asks.quotes)
    return found


def charts_of(codebook: Codebook, design: TableDesign) -> tuple[Code, ...]:
    """Give the codes of the charted themes that a table is about, each once: those its rows name, else its columns.

    Lists of values have no chart, so a table that names nothing else is about no theme.
    """
    for references in _references(design):
        themes = (_theme(codebook, reference) for reference in references)
        if found := dict.fromkeys(t.code for t in themes if t and t.branch is Branch.THEMES):
            return tuple(found)
    return ()


def _theme(codebook: Codebook, reference: str) -> Theme | None:
    if theme := codebook.theme(reference):
        return theme
    subtheme = codebook.subtheme(reference)
    return codebook.theme_of(subtheme.code) if subtheme else None


def _references(design: TableDesign) -> tuple[tuple[str, ...], ...]:  # noqa: PLR0911 - one line a kind
    """Give what a table names in the codebook: for its rows first, then for its columns."""
    asks = design.asks
    match asks:
        case Lists():
            return (asks.rows,), (asks.values,)
        case Frequencies():
            return (asks.codes,)
        case Crosstab():
            return (asks.rows,)
        case Together():
            return asks.rows, asks.columns
        case Descriptions():
            return (asks.rows,), tuple(reference for _heading, reference in asks.columns)
        case KeyFindings():
            return ((asks.theme,),)
        case _:
            return ()
