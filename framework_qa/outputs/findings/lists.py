"""Lists: `Level of support | Type of support | Funding`, each value beside the code that it meets in what was said."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from framework_qa.analysis.meeting import Met, Pair, meetings
from framework_qa.model.codebook import Subtheme
from framework_qa.model.study import Study
from framework_qa.model.tables import Lists, Meeting, TableDesign
from framework_qa.outputs.findings.codes import asked_of_somebody, labels_of, rows_of, theme_named
from framework_qa.outputs.table import Entry, Table, distinct_headings, listed, table


class Silence(StrEnum):
    """Why no value stands beside a row's code.

    - `none mentioned`: the code was raised, values were asked about, and none of them meets it anywhere;
    - `not raised`: the code was asked about and no case raised it, so there is nothing that a value could meet;
    - `not asked`: no case was asked about any of the values, or none was asked about the code and none raised it.
    """

    NONE_MENTIONED = "none mentioned"
    NOT_RAISED = "not raised"
    NOT_ASKED = "not asked"


_MEANING = {
    Silence.NONE_MENTIONED: "it was raised, and none of the values with it",
    Silence.NOT_RAISED: "asked about, and raised in no case",
    Silence.NOT_ASKED: "no case was asked about it, or about the values",
}
_WHERE = {
    Meeting.SPAN: "on words that overlap",
    Meeting.TURN: "in the same turn",
    Meeting.CASE: "in the same case",
}


def lists_table(study: Study, design: TableDesign, asks: Lists) -> Table:
    """Lay out the codes of one theme by category, and beside each the values that meet it, joined by `; `.

    Behind each value stand the codings that met: the row's and the value's. Values come in the codebook's order.
    """
    down, across = theme_named(study, design, asks.rows), theme_named(study, design, asks.values)
    rows, labels = rows_of(study, design, down.subthemes), labels_of(down.subthemes)
    values = _values(study, down.subthemes, across.subthemes, asks.meet_in)
    body = [
        (*rows.head(group.label, labels[code.code]), values.beside(study, code))
        for group in rows.groups
        for code in group.codes
    ]
    return table(
        design.name,
        design.title,
        distinct_headings((*rows.headings, across.label)),
        body,
        notes=(
            *design.notes,
            f"A value stands beside a row where both were raised {_WHERE[asks.meet_in]}.",
            *_silences(body),
        ),
        source=design.source,
        row_headings=len(rows.headings),
    )


@dataclass(frozen=True, slots=True)
class _Values:
    codes: tuple[Subtheme, ...]
    asked: bool
    met: Mapping[Pair, tuple[Met, ...]]

    def beside(self, study: Study, row: Subtheme) -> Entry:
        """List the values that meet a row's code, or say which silence it is."""
        labels = labels_of(self.codes)
        parts = [
            Entry(labels[value.code], tuple(dict.fromkeys(ref for place in met for ref in place.refs)))
            for value in self.codes
            if (met := self.met.get((row.code, value.code)))
        ]
        return listed(parts) if parts else Entry(self._silence(study, row).value)

    def _silence(self, study: Study, row: Subtheme) -> Silence:
        raised = any(study.codings_of.get((case.id, row.code)) for case in study.cases)
        if not self.asked or not (raised or asked_of_somebody(study, row)):
            return Silence.NOT_ASKED
        return Silence.NONE_MENTIONED if raised else Silence.NOT_RAISED


def _values(study: Study, rows: Sequence[Subtheme], values: Sequence[Subtheme], meet_in: Meeting) -> _Values:
    met = meetings(study, [row.code for row in rows], [value.code for value in values], meet_in)
    return _Values(tuple(values), any(asked_of_somebody(study, value) for value in values), met)


def _silences(rows: Sequence[Sequence[Entry]]) -> tuple[str, ...]:
    """Explain the silences that stand in the table, and no others."""
    said = {row[-1].value for row in rows if not row[-1].refs}
    return tuple(f"“{silence}”: {meaning}." for silence, meaning in _MEANING.items() if silence in said)
