"""The working workbook's sheets of what is written about groups, and of texts that wait beside those that stand."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from framework_qa.analysis.staleness import synthesis_stale
from framework_qa.model.conflict import Conflict
from framework_qa.model.edited import MARK, SYNTHESES_SHEET, TEXT, synthesis_wording
from framework_qa.model.ids import CaseId, Code
from framework_qa.model.study import Study
from framework_qa.model.synthesis import Synthesis, group_text, synthesis_ref
from framework_qa.model.synthesis_text import print_statements
from framework_qa.outputs.workbook_keys import Ledger, key_column
from framework_qa.outputs.workbook_text import as_text, editable_pieces
from framework_qa.outputs.workbook_themes import CONFLICTS, SYNTHESES
from framework_qa.outputs.xlsx import Column, Grid, Row, Sheet
from framework_qa.outputs.xlsx_looks import Look

COLUMNS = (
    Column("Group", 30, Look.KEY, repeats=True, code=f"{MARK}group"),
    Column("About", 12, repeats=True, code=f"{MARK}about"),
    Column("Text", 110, code=f"{MARK}{TEXT}"),
    Column("State", 30, repeats=True, code=f"{MARK}state"),
    key_column(SYNTHESES_SHEET, "Key"),
)
CODES = ("group", "about", TEXT, "state")


def syntheses_sheet(study: Study, ledger: Ledger) -> Sheet:
    """Lay out what groups of cases come to, a row each; rows may be typed below."""

    def rows() -> Iterator[Row]:
        ledger.columns(SYNTHESES_SHEET, CODES)
        numbers = numbers_of(study)
        for synthesis in study.syntheses:
            key = synthesis_ref(synthesis.group, synthesis.about)
            values = _values(study, synthesis, numbers)
            ledger.row(SYNTHESES_SHEET, key, CODES, values, ["", "", synthesis_wording(synthesis), ""])
            yield Row((*values, key))

    return Sheet(SYNTHESES, lambda: (Grid("tblSyntheses", COLUMNS, rows()),), frozen=2, keyed=True)


def _values(study: Study, synthesis: Synthesis, numbers: Mapping[str, str]) -> tuple[str, ...]:
    state = "stale: a cell changed since" if synthesis_stale(study, synthesis) else "holds"
    about = numbers.get(synthesis.about, synthesis.about)
    return group_text(synthesis.group), about, print_statements(synthesis.statements, numbers), state


def numbers_of(study: Study) -> Mapping[str, str]:
    """Give the number of each theme and subtheme by its code."""
    if study.codebook is None:
        return {}
    themes = {str(theme.code): theme.number for theme in study.codebook.themes}
    return themes | {str(subtheme.code): subtheme.number for subtheme in study.codebook.subthemes()}


def conflicts_sheet(study: Study) -> Sheet:
    """Lay out the texts that two people wrote otherwise: what stands, and what waits to be settled."""

    def grids() -> tuple[Grid, ...]:
        numbers = numbers_of(study)
        columns = (
            Column("Place", 24, Look.KEY, repeats=True),
            Column("Text that stands", 70),
            Column("Other text", 70),
            Column("By", 14, repeats=True),
            Column("When (UTC)", 22, repeats=True),
            Column("Came from", 26, repeats=True),
        )
        found = sorted(study.conflicts, key=lambda one: (one.place, one.at, one.mark))
        return (Grid("tblConflicts", columns, [Row(_conflict(study, one, numbers)) for one in found]),)

    return Sheet(CONFLICTS, grids, frozen=1)


def _conflict(study: Study, found: Conflict, numbers: Mapping[str, str]) -> tuple[str, ...]:
    who, _, code = found.place.rpartition(":")
    text = ": ".join(part for part in (found.status.capitalize(), found.text) if part)
    place = f"{who}:{numbers.get(code, code)}"
    return place, _standing(study, found.place), text, found.by, found.at, found.source


def _standing(study: Study, place: str) -> str:
    who, _, code = place.rpartition(":")
    if cell := study.stored_cell.get((CaseId(who), Code(code))):
        return as_text(editable_pieces(study, cell))
    found = next((one for one in study.syntheses if synthesis_ref(one.group, one.about) == place), None)
    return print_statements(found.statements, numbers_of(study)) if found else ""
