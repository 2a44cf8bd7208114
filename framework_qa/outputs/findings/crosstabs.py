"""Cross-tabulations: who raised each code, by an attribute, and which codes stand together."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from framework_qa.analysis.counts import Raised, members_by_level, raised
from framework_qa.analysis.meeting import Met, meetings
from framework_qa.errors import UsageError
from framework_qa.model.codebook import Subtheme
from framework_qa.model.coding import Coding
from framework_qa.model.people import Attribute
from framework_qa.model.study import Study
from framework_qa.model.tables import Audience, Crosstab, Meeting, Showing, TableDesign, Together
from framework_qa.outputs.findings.codes import asked_of_somebody, codes_named, labels_of, rows_of
from framework_qa.outputs.findings.publishing import Telling, telling
from framework_qa.outputs.sample import NOT_APPLICABLE, with_levels_met
from framework_qa.outputs.table import Entry, Table, Value, distinct_headings, listed, table

ALL_CASES = "All cases"
NOT_ASKED = "not asked"
NONE = "none"
IDS_STAY = "Ids of cases are not published, so this stands in their place."

_RAISED = {
    Telling.COUNTS: "Each place says in how many cases it was raised, of the cases that were asked.",
    Telling.CASES: "Each place names the cases in which it was raised.",
    Telling.WHETHER: "Each place says whether it was raised.",
}
_MET = {
    Meeting.SPAN: "pairs of passages that overlap, one of either code",
    Meeting.TURN: "turns in which both stand",
    Meeting.CASE: "cases in which both stand",
}
_WHERE = {
    Meeting.SPAN: "on words that overlap",
    Meeting.TURN: "in one turn",
    Meeting.CASE: "in one case",
}


def attribute_named(study: Study, design: TableDesign, name: str) -> Attribute:
    """Find an attribute and give it with all levels that cases have."""
    attribute = study.settings.attribute(name)
    if attribute is None:
        known = ", ".join(attribute.name for attribute in study.settings.attributes) or "none"
        raise UsageError(
            f"The table {design.name!r} names {name!r}, and the study has no such attribute.", f"There are: {known}."
        )
    return with_levels_met(study, attribute)


def crosstab_table(study: Study, design: TableDesign, asks: Crosstab, audience: Audience) -> Table:
    """Lay codes down and an attribute's levels across: `3 of 4`, raised in 3 of the 4 cases asked there.

    `not asked` stands where no case at a level was; a last column is about all cases. Behind each value stand the live
    codings of the row's code. Case ids stand instead of the counts where they are asked for, each with its codings.
    """
    codes = codes_named(study, design, asks.rows)
    attribute = attribute_named(study, design, asks.columns)
    rows, labels, tell = rows_of(study, design, codes), labels_of(codes), telling(study, audience, asks.show)
    members = members_by_level(study, attribute.name)
    across = [*(members.get(level.code, ()) for level in attribute.levels), study.ordered_cases]
    body = [
        (*rows.head(group.label, labels[code.code]), *(_raised(raised(study, some, [code]), tell) for some in across))
        for group in rows.groups
        for code in group.codes
    ]
    return table(
        design.name,
        design.title,
        distinct_headings((*rows.headings, *(level.label for level in attribute.levels), ALL_CASES)),
        body,
        notes=(*design.notes, _RAISED[tell], *_instead(asks.show, tell)),
        source=design.source,
        row_headings=len(rows.headings),
    )


def _instead(asked: Showing, tell: Telling) -> tuple[str, ...]:
    return (IDS_STAY,) if asked is Showing.CASES and tell is not Telling.CASES else ()


def _raised(found: Raised, tell: Telling) -> Entry:
    if tell is Telling.CASES:
        return _case_ids(found.codings) if found.codings else Entry(NONE if found.asked else NOT_ASKED)
    return Entry(found.words if tell is Telling.COUNTS else found.whether, found.refs)


def _case_ids(codings: Iterable[Coding]) -> Entry:
    """Name the cases of some codings, each with its own codings behind it."""
    of: dict[str, dict[str, None]] = {}
    for coding in codings:
        of.setdefault(coding.case, {})[coding.id] = None
    return listed([Entry(case, tuple(refs)) for case, refs in of.items()])


def together_table(study: Study, design: TableDesign, asks: Together, audience: Audience) -> Table:
    """Lay codes down and codes across: how often they meet, in what the note says; `n/a` for a code with itself.

    Behind each value stand the codings of both codes that met. Case ids stand instead where they are asked for.
    """
    down, across = codes_named(study, design, asks.rows), codes_named(study, design, asks.columns)
    rows, labels, headings = rows_of(study, design, down), labels_of(down), labels_of(across)
    met = meetings(study, [code.code for code in down], [code.code for code in across], asks.meet_in)
    tell = telling(study, audience, asks.show)
    heard = {code.code for code in (*down, *across) if _heard_of(study, code)}

    def place(row: Subtheme, column: Subtheme) -> Entry:
        if row.code == column.code:
            return Entry(NOT_APPLICABLE)
        return _met(met.get((row.code, column.code), ()), tell, asked=heard.issuperset((row.code, column.code)))

    body = [
        (*rows.head(group.label, labels[code.code]), *(place(code, column) for column in across))
        for group in rows.groups
        for code in group.codes
    ]
    return table(
        design.name,
        design.title,
        distinct_headings((*rows.headings, *(headings[code.code] for code in across))),
        body,
        notes=(*design.notes, _how(asks.meet_in, tell), *_instead(asks.show, tell)),
        source=design.source,
        row_headings=len(rows.headings),
    )


def _heard_of(study: Study, code: Subtheme) -> bool:
    """Tell whether a code was asked of any case, or raised in one."""
    raised_in_one = any(study.codings_of.get((case.id, code.code)) for case in study.cases)
    return raised_in_one or asked_of_somebody(study, code)


def _met(met: Sequence[Met], tell: Telling, *, asked: bool) -> Entry:
    if not asked:
        return Entry(NOT_ASKED)
    if tell is Telling.CASES:
        return _case_ids(coding for one in met for coding in (*one.rows, *one.values)) if met else Entry(NONE)
    whether = "raised together" if met else "not raised together"
    said: Value = len(met) if tell is Telling.COUNTS else whether
    return Entry(said, tuple(dict.fromkeys(ref for one in met for ref in one.refs)))


def _how(meet_in: Meeting, tell: Telling) -> str:
    if tell is Telling.COUNTS:
        return f"Numbers count {_MET[meet_in]}."
    if tell is Telling.WHETHER:
        return f"Each place says whether both codes stand {_WHERE[meet_in]}."
    where = "" if meet_in is Meeting.CASE else f" {_WHERE[meet_in]}"
    return f"Each place names the cases in which both codes stand{where}."
