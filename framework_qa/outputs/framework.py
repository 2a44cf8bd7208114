"""The framework matrix: the chart of one theme, cases (or an attribute's levels) down, subthemes across."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from framework_qa.analysis.coverage import CellState, cell_state
from framework_qa.model.chart import Cell, Run, RunKind, Status
from framework_qa.model.codebook import Subtheme, Theme
from framework_qa.model.ids import SpanId
from framework_qa.model.people import Attribute, Case
from framework_qa.model.study import Study
from framework_qa.outputs.table import Entry, Table, distinct_headings

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, slots=True)
class MatrixRow:
    """One row: its heading (a case id or a level's label), the labels of its attributes, and its cells.

    A row of cases holds one state a subtheme; a row of an attribute's level one state a member case.
    """

    heading: str
    attributes: tuple[str, ...]
    cells: tuple[tuple[CellState, ...], ...]


@dataclass(frozen=True, slots=True)
class Matrix:
    """The chart of one theme, ready for any renderer."""

    theme: Theme
    attributes: tuple[Attribute, ...]
    rows: tuple[MatrixRow, ...]
    row_heading: str
    study: Study

    def table(self) -> Table:
        """Print the matrix flat: every cell as text, its spans behind it."""
        columns = (
            self.row_heading,
            *(attribute.label for attribute in self.attributes),
            *(subtheme.heading for subtheme in self.theme.subthemes),
        )
        rows = tuple(
            (Entry(row.heading), *map(Entry, row.attributes), *(self.entry(states) for states in row.cells))
            for row in self.rows
        )
        return Table(f"matrix_{self.theme.number}", self.theme.heading, distinct_headings(columns), rows)

    def entry(self, states: Sequence[CellState]) -> Entry:
        """Print one place of the matrix: one case's cell, or the cells of all members that have something to say."""
        refs = tuple(dict.fromkeys(span for state in states for span in evidence(self.study, state)))
        if self.row_heading == CASE:
            return Entry(flat(self.study, states[0].cell), refs)
        said = [f"{state.case.id}: {flat(self.study, state.cell)}" for state in states if state.cell.runs]
        return Entry("\n".join(said) or _silence(states), refs)

    def _repr_html_(self) -> str:
        """Show the matrix in a notebook."""
        return self.table()._repr_html_()

    def to_frame(self) -> pd.DataFrame:
        """Give the matrix as a frame of text indexed by the row heading; shape (rows, attributes + subthemes)."""
        import pandas as pd

        flat_table = self.table()
        frame = pd.DataFrame(flat_table.values(), columns=list(flat_table.columns))
        return frame.set_index(flat_table.columns[0])


CASE = "Case"


def matrix(
    study: Study,
    theme: Theme,
    *,
    cases: Sequence[Case] | None = None,
    group_by: Sequence[Attribute] | None = None,
    rows: Attribute | None = None,
) -> Matrix:
    """Build the matrix of a theme.

    `group_by` orders the cases and shows those attributes beside them (default: the study's grouping attributes);
    `rows` puts an attribute's levels in the rows instead of the cases.
    """
    shown = tuple(study.settings.grouping() if group_by is None else group_by)
    chosen = chart_order(study.ordered_cases if cases is None else cases, shown)
    if rows is not None:
        return Matrix(theme, (), _level_rows(study, theme, chosen, rows), rows.label, study)
    case_rows = tuple(
        MatrixRow(
            case.id,
            tuple(attribute.label_of(case.level(attribute.name)) or "not recorded" for attribute in shown),
            tuple((cell_state(study, case, subtheme),) for subtheme in theme.subthemes),
        )
        for case in chosen
    )
    return Matrix(theme, shown, case_rows, CASE, study)


def _level_rows(study: Study, theme: Theme, cases: Sequence[Case], attribute: Attribute) -> tuple[MatrixRow, ...]:
    members = {level.code: [c for c in cases if c.level(attribute.name) == level.code] for level in attribute.levels}
    return tuple(
        MatrixRow(
            level.label,
            (),
            tuple(_states(study, members[level.code], subtheme) for subtheme in theme.subthemes),
        )
        for level in attribute.levels
        if members[level.code]
    )


def _states(study: Study, cases: Iterable[Case], subtheme: Subtheme) -> tuple[CellState, ...]:
    return tuple(cell_state(study, case, subtheme) for case in cases)


def chart_order(cases: Iterable[Case], attributes: Sequence[Attribute]) -> tuple[Case, ...]:
    """Order cases as a chart lists them: by the attributes shown, then by id."""
    return tuple(sorted(cases, key=lambda case: ([a.rank(case.level(a.name)) for a in attributes], case.id)))


def _silence(states: Sequence[CellState]) -> str:
    kinds = dict.fromkeys(str(state.cell.status) for state in states)
    return "; ".join(kinds)


def evidence(study: Study, state: CellState) -> tuple[SpanId, ...]:
    """Give the spans behind a cell: those it cites, then the other extracts that stand in it."""
    codings = study.codings_of.get((state.case.id, state.subtheme.code), ())
    return tuple(dict.fromkeys((*state.cell.cited, *(coding.span for coding in codings))))


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a cell's printed text, and whether it is the respondent's own words."""

    text: str
    verbatim: bool = False


def flat(study: Study, cell: Cell) -> str:
    """Print a cell as one text: `Parents see centres as tied to social care (¶31); "must have ..." (¶31). [R: ...]`."""
    return "".join(piece.text for piece in pieces(study, cell))


def pieces(study: Study, cell: Cell) -> tuple[Piece, ...]:
    """Print a cell in pieces, so that a renderer can set the respondent's own words apart."""
    if not cell.runs:
        return (Piece(str(cell.status)),)
    printed = [Piece(_standing(cell))]
    for number, run in enumerate(cell.runs):
        between = ". " if run.kind is RunKind.COMMENT else "; "
        printed += [Piece(between if number else ""), *run_pieces(study, run)]
    return tuple(piece for piece in printed if piece.text)


def _standing(cell: Cell) -> str:
    if cell.draft:
        return "DRAFT: "
    return "" if cell.status is Status.CHARTED else f"{str(cell.status).capitalize()}: "


def run_pieces(study: Study, run: Run) -> tuple[Piece, ...]:
    """Print one run with the turns it rests on; only a verbatim run holds the respondent's own words."""
    if run.kind is RunKind.COMMENT:
        return (Piece(f"[R: {run.text}]"),)
    words = " ".join(run.text.split())
    verbatim = run.kind is RunKind.VERBATIM
    said = Piece(f"“{words}”" if verbatim else words, verbatim)
    return (said, Piece(f" {turns_cited(study, run.refs)}")) if run.refs else (said,)


def turns_cited(study: Study, refs: Iterable[SpanId]) -> str:
    """Print the turns of spans as the chart cites them: `(¶31)`, `(¶31, ¶38–40)`."""
    numbers = sorted({study.span_by_id[ref].turn for ref in refs if ref in study.span_by_id})
    stretches: list[list[int]] = []
    for number in numbers:
        if stretches and number == stretches[-1][-1] + 1:
            stretches[-1].append(number)
        else:
            stretches.append([number])
    said = ", ".join(f"¶{s[0]}" if len(s) == 1 else f"¶{s[0]}–{s[-1]}" for s in stretches)
    return f"({said})"
