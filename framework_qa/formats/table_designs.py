"""`tables.yaml`: the findings tables a study declares, each held to its kind, the attributes and the codebook."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from enum import StrEnum
from pathlib import Path

from framework_qa.errors import Problem
from framework_qa.formats.opening import read_bytes, text_of
from framework_qa.formats.remarks import Remarks, did_you_mean, echo
from framework_qa.formats.table_terms import Term, Terms, Wanted, one_or_more, require
from framework_qa.formats.yaml_section import Section, section_of
from framework_qa.formats.yaml_tree import Keyed, Node, Scalar, name_of, read_tree
from framework_qa.model.codebook import Codebook
from framework_qa.model.study import Settings
from framework_qa.model.tables import (
    Asked,
    CasesBy,
    Counting,
    Crosstab,
    Descriptions,
    Frequencies,
    KeyFindings,
    Lists,
    Meeting,
    Showing,
    TableDesign,
    Together,
)


class TableKind(StrEnum):
    """The kinds of table, by the words that a researcher types."""

    CASES = "cases"
    LISTS = "lists"
    FREQUENCIES = "frequencies"
    CROSSTAB = "crosstab"
    TOGETHER = "co-occurrence"
    DESCRIPTIONS = "descriptions"
    KEY_FINDINGS = "key findings"


_EVERY = ("name", "title", "kind", "source", "notes")
_OWN: Mapping[TableKind, tuple[str, ...]] = {
    TableKind.CASES: ("rows", "columns", "count", "targets", "where"),
    TableKind.LISTS: ("rows", "values", "category", "meet_in"),
    TableKind.FREQUENCIES: ("codes", "category", "count"),
    TableKind.CROSSTAB: ("rows", "columns", "category", "show"),
    TableKind.TOGETHER: ("rows", "columns", "category", "meet_in", "show"),
    TableKind.DESCRIPTIONS: ("columns", "rows", "where"),
    TableKind.KEY_FINDINGS: ("theme", "quotes"),
}
_ANY = tuple(dict.fromkeys((*_EVERY, *(key for keys in _OWN.values() for key in keys))))
_NAME = re.compile(r"[a-z][a-z0-9_]{0,39}")
_BUILT_IN = ("sample_design", "theme_counts")
_BUILT_IN_BY_ATTRIBUTE = "sample_{}"
_MOST_QUOTES = 3
_MOST_TEXT = 2**17  # of YAML, nearly thirty times the shipped tables


def read_table_designs(
    path: Path, settings: Settings, codebook: Codebook | None
) -> tuple[tuple[TableDesign, ...], tuple[Problem, ...]]:
    """Read `tables.yaml`; all faults are told together, and a file with a serious one gives no designs.

    Without a codebook the references to themes and subthemes are kept as they are, unchecked.
    """
    remarks = Remarks(path.name)
    root = read_tree(text_of(read_bytes(path, _MOST_TEXT), remarks), remarks)
    top = section_of(root, path.name, ("tables",), remarks, path.name) if root is not None else None
    designs = _designs(top, Terms(settings, codebook)) if top else ()
    return (() if remarks.serious else designs), remarks.problems


def _designs(top: Section, terms: Terms) -> tuple[TableDesign, ...]:
    names = dict.fromkeys(_built_in(terms.settings), "")
    return tuple(
        design
        for node in top.items("tables")
        if (opened := _open(node, top.remarks)) and (design := _design(*opened, terms, names))
    )


def _built_in(settings: Settings) -> tuple[str, ...]:
    by_attribute = (_BUILT_IN_BY_ATTRIBUTE.format(attribute.name.casefold()) for attribute in settings.attributes)
    return (*_BUILT_IN, *by_attribute)


def _open(node: Node, remarks: Remarks) -> tuple[Section, TableKind | None] | None:
    """Take one table's keys, leaving out those of other kinds, each with a remark."""
    if not isinstance(node, Keyed):
        section_of(node, "the table", _EVERY, remarks, "each entry of tables")
        return None
    kind = _kind(node)
    known = (*_EVERY, *_OWN[kind]) if kind else _ANY
    own = Keyed(node.line)
    for key, value in node.pairs:
        if kind and key.text in _ANY and key.text not in known:
            remarks.error(f"line {key.line}", *_foreign(key.text, kind))
        else:
            own.pairs.append((key, value))
    return Section(own, _what(node), known, remarks), kind


def _kind(node: Keyed) -> TableKind | None:
    typed = _typed(node, "kind").casefold()
    return TableKind(typed) if typed in tuple(TableKind) else None


def _what(node: Keyed) -> str:
    name = _typed(node, "name")
    return f"the table {name}" if _NAME.fullmatch(name) else "the table"


def _typed(node: Keyed, wanted: str) -> str:
    values = (value.text for key, value in node.pairs if key.text == wanted and isinstance(value, Scalar))
    return next(values, "").strip()


def _foreign(key: str, kind: TableKind) -> tuple[str, str]:
    owners = ", ".join(other for other in TableKind if key in _OWN[other])
    message = f"{echo(key)} is a key of {owners}, and this table is of the kind {kind}."
    return message, f"Take it out, or change the kind. The keys of {kind} are: {', '.join(_OWN[kind])}."


def _design(section: Section, kind: TableKind | None, terms: Terms, names: dict[str, str]) -> TableDesign | None:
    name = _name(section, names)
    title = section.needed("title")
    asks = _asks(section, kind, terms) if kind else None
    if kind is None:
        _tell_kind(section)
    source, notes = section.text("source"), tuple(term.typed for term in one_or_more(section, "notes"))
    return TableDesign(name, title, asks, source, notes, section.text("category")) if asks else None


def _tell_kind(section: Section) -> None:
    typed = section.needed("kind")
    if typed:
        allowed = tuple(str(kind) for kind in TableKind)
        message = f"{echo(typed)} is no kind of table{did_you_mean(typed, allowed)}"
        section.remarks.error(section.place("kind"), message, f"Write one of: {', '.join(allowed)}.")


def _name(section: Section, names: dict[str, str]) -> str:
    """Read the table's name; `names` holds the places of those taken, none for the tables every study has."""
    name, place = section.needed("name"), section.place("name")
    if name and not _NAME.fullmatch(name):
        cure = "Use up to 40 small letters, digits and _, a letter first; put the words in title."
        section.remarks.error(place, f"{echo(name)} cannot name a table.", cure)
    elif names.get(name) == "":
        message = f"{echo(name)} is the name of a table that every study has."
        section.remarks.error(place, message, "Choose another name.")
    elif name in names:
        message = f"{echo(name)} names two tables, the first on {names[name]}."
        section.remarks.error(place, message, "Give each table a name of its own.")
    elif name:
        names[name] = place
    return name


def _asks(section: Section, kind: TableKind, terms: Terms) -> Asked:
    readers: dict[TableKind, Callable[[Section, Terms], Asked]] = {
        TableKind.CASES: _cases,
        TableKind.LISTS: _lists,
        TableKind.FREQUENCIES: _frequencies,
        TableKind.CROSSTAB: _crosstab,
        TableKind.TOGETHER: _together,
        TableKind.DESCRIPTIONS: _descriptions,
        TableKind.KEY_FINDINGS: _key_findings,
    }
    return readers[kind](section, terms)


def _cases(section: Section, terms: Terms) -> CasesBy:
    require(section, "rows")
    asks = CasesBy(
        rows=terms.attributes(section, "rows"),
        columns=terms.attribute(section, "columns"),
        count=terms.attribute(section, "count", levelled=False),
        targets=section.truth("targets", default=False),
        where=section.text("where"),
    )
    if asks.columns and len(asks.rows) > 1:
        message = f"{section.what} has columns and more than one attribute in rows."
        section.remarks.error(section.place("columns"), message, "Name one attribute in rows, or take the columns out.")
    elif asks.columns in asks.rows:
        message = f"rows and columns of {section.what} name the same attribute."
        section.remarks.error(section.place("columns"), message, "Name two attributes.")
    if asks.targets:
        _check_targets(section, asks, terms.settings)
    return asks


def _check_targets(section: Section, asks: CasesBy, settings: Settings) -> None:
    """Hold a table with targets to the planned sample: nothing else was planned."""
    planned, place = settings.sample, section.place("targets")
    if planned is None:
        message = f"{section.what} asks for targets, and study.yaml plans no sample."
        section.remarks.error(place, message, "Add a sample to study.yaml, or take targets out.")
    elif (asks.rows, asks.columns) != ((planned.rows,), planned.columns):
        message = f"{section.what} asks for targets, and the sample was planned by other attributes."
        cure = f"Write rows: {planned.rows} and columns: {planned.columns}, as under sample, or take targets out."
        section.remarks.error(place, message, cure)
    elif asks.count:
        message = f"{section.what} asks for targets, which are of cases, and counts {asks.count}."
        section.remarks.error(place, message, "Take out targets or count.")


def _lists(section: Section, terms: Terms) -> Lists:
    for key in ("rows", "values"):
        require(section, key)
    rows, values = (terms.code(section, key, Wanted.THEME) for key in ("rows", "values"))
    if rows and terms.code_of(rows) == terms.code_of(values):
        message = f"rows and values of {section.what} name the same theme."
        section.remarks.error(section.place("values"), message, "Name two themes or lists of values.")
    return Lists(rows, values, section.choice("meet_in", Meeting.TURN))


def _frequencies(section: Section, terms: Terms) -> Frequencies:
    require(section, "codes")
    return Frequencies(terms.codes(section, "codes"), section.choice("count", Counting.CASES))


def _crosstab(section: Section, terms: Terms) -> Crosstab:
    for key in ("rows", "columns"):
        require(section, key)
    rows, columns = terms.codes(section, "rows"), terms.attribute(section, "columns")
    return Crosstab(rows, columns, section.choice("show", Showing.COUNTS))


def _together(section: Section, terms: Terms) -> Together:
    for key in ("rows", "columns"):
        require(section, key)
    rows, columns = terms.codes(section, "rows"), terms.codes(section, "columns")
    return Together(rows, columns, section.choice("meet_in", Meeting.TURN), section.choice("show", Showing.COUNTS))


def _descriptions(section: Section, terms: Terms) -> Descriptions:
    require(section, "columns")
    rows = terms.code(section, "rows", Wanted.THEME)
    return Descriptions(_headed(section, terms), rows, section.text("where"))


def _headed(section: Section, terms: Terms) -> tuple[tuple[str, str], ...]:
    """Read the columns as pairs of heading and subtheme; in a plain list the subthemes' labels are the headings."""
    node = section.node("columns")
    if not isinstance(node, Keyed):
        return tuple((terms.label_of(typed), typed) for typed in terms.codes(section, "columns", Wanted.COLUMN))
    return tuple(pair for heading, value in node.pairs if (pair := _column(section, heading, value, terms)))


def _column(section: Section, heading: Scalar, value: Node, terms: Terms) -> tuple[str, str] | None:
    printed, place = heading.text.strip(), f"line {heading.line}"
    if not printed:
        message = f"a column of {section.what} has no heading."
        section.remarks.error(place, message, "Write it as heading: subtheme.")
        return None
    if not isinstance(value, Scalar) or value.empty or not value.text.strip():
        message = f"the column {echo(printed)} of {section.what} wants one subtheme, and has {name_of(value)}."
        section.remarks.error(place, message, "Write it as heading: subtheme.")
        return None
    typed = value.text.strip()
    terms.check(section, "columns", Term(typed, place), Wanted.COLUMN)
    return printed, typed


def _key_findings(section: Section, terms: Terms) -> KeyFindings:
    require(section, "theme")
    asks = KeyFindings(terms.code(section, "theme", Wanted.CHART))
    quotes = section.whole("quotes", 1)
    if quotes is None:
        return asks
    if quotes > _MOST_QUOTES:
        section.wrong("quotes", f"a whole number from 1 to {_MOST_QUOTES}")
    return replace(asks, quotes=quotes)


_STARTER = """\
# Findings tables: what the study prints. Lines that begin with # are remarks; take the # off and change to fit.
# List them with: framework-qa tables. Every table has a name, a title and a kind, and may have a source (printed
# after "Source:") and notes, a list. Themes, subthemes and values go by their number or code, attributes by their name.
tables:

# cases: how many cases each level of an attribute has, by a second attribute in columns. Two or more attributes in
# rows, without columns, stand one below the other. targets: true sets the planned sample beside it; count names an
# attribute whose levels are counted instead of the cases; where narrows the cases.
#   - name: interviews
#     title: Interviews achieved, by case study area and role
#     kind: cases
#     rows: area
#     columns: role
#     source: Interviews, spring 2017.
#     notes: [One interview was with two people.]

# lists: the subthemes of one theme, and beside each the values that meet it. meet_in: span, turn or case.
#   - name: funding_of_support
#     title: Types of support and how they are funded
#     kind: lists
#     rows: V1
#     values: V2
#     meet_in: turn

# frequencies: how often each code occurs, by category, with subtotals. count: cases or codings.
#   - name: support_named
#     title: Types of support that were named
#     kind: frequencies
#     codes: [V1]
#     count: cases

# crosstab: codes down, an attribute across. show: counts or case ids.
#   - name: barriers_by_role
#     title: Barriers by role
#     kind: crosstab
#     rows: ["4.1", "4.2"]
#     columns: role
#     show: counts

# co-occurrence: codes down, codes across, and how often they meet. meet_in and show as above.
#   - name: barriers_and_access
#     title: Barriers raised together with ways of access
#     kind: co-occurrence
#     rows: [4]
#     columns: [3]
#     meet_in: turn

# descriptions: what the charts say on some subthemes, a row a case. Each column is a heading and a subtheme.
# rows names a theme whose subthemes take the rows instead; where narrows the cases.
#   - name: services
#     title: Services described
#     kind: descriptions
#     columns:
#       What is offered: "1.2"
#       How it is given: "1.7"
#     where: role=provider

# key findings: what groups of cases come to on a theme, who raised what, and one to three quotes for each subtheme.
#   - name: key_barriers
#     title: "Key findings: barriers to take-up"
#     kind: key findings
#     theme: 4
#     quotes: 2
"""


def starter_tables() -> str:
    """Give a commented `tables.yaml` to begin with."""
    return _STARTER
