"""Two people at one cell, in any order of acts: no text that was written is ever lost, none is replaced unseen."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from hypothesis import example, given, settings
from hypothesis import strategies as st

from framework_qa import open_study
from framework_qa.analysis.cell_view import CellView
from framework_qa.analysis.integrity import findings
from framework_qa.analysis.staleness import written
from framework_qa.errors import UsageError
from framework_qa.model.cell_text import print_runs
from framework_qa.model.chart import Cell
from framework_qa.model.ids import CaseId, Code
from framework_qa.stages import chart, conflicts, reading, study

KEY = (CaseId("A1-P01"), Code("barriers.stigma"))
PLACE = ("A1-P01", "1.1")
MEANT = {"F419"}  # texts that wait are told; nothing else may be wrong

WHO = st.sampled_from(["MR", "SB"])
ACT = st.one_of(
    st.tuples(st.sampled_from(["set", "replace", "open", "save", "read", "query", "holds"]), WHO),
    st.tuples(st.sampled_from(["keep", "take", "undo", "draft"]), WHO),
)


class Desk:
    """A study, the pages that each person has open, and every text that was accepted."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.open: dict[str, CellView] = {}
        self.texts: list[str] = []

    @property
    def cell(self) -> Cell | None:
        return open_study(self.folder).stored_cell.get(KEY)

    def wish(self) -> chart.Wish:
        return chart.Wish(f"Text number {len(self.texts)} [A1-P01.q1]")

    def does(self, act: str, who: str) -> None:
        before = self.cell
        try:
            self.carry_out(act, who)
        except UsageError:
            assert act not in ("set", "replace", "save", "open", "draft")
        after = self.cell
        if act == "set" and written(before) and before.by != who:
            assert after == before
        if act == "save" and after != before and written(before):
            assert self.seen is not None
            assert self.seen.runs == before.runs
        if act == "draft" and written(before):
            assert after == before

    def carry_out(self, act: str, who: str) -> None:
        match act:
            case "set" | "replace":
                wish = self.wish()
                self.texts.append(wish.text)
                chart.set_cell(self.folder, *PLACE, wish, who=who, replacing=act == "replace")
            case "open":
                self.open[who] = chart.view(self.folder, *PLACE)
            case "save":
                shown = self.open.pop(who, None) or chart.view(self.folder, *PLACE)
                self.seen = shown.study.stored_cell.get(KEY)
                wish = self.wish()
                self.texts.append(wish.text)
                chart.save_edited(self.folder, shown, wish, who=who)
            case "read" | "query":
                reading.read_cell(self.folder, *PLACE, "Why?" if act == "query" else None, who=who)
            case "holds":
                reading.holds(self.folder, *PLACE, who=who)
            case "keep" | "take":
                conflicts.settle(self.folder, *PLACE, "1" if act == "take" else None, who=who)
            case "undo":
                if open_study(self.folder).cells:
                    study.undo(self.folder, who)
            case "draft":
                chart.draft(self.folder, "1.1", who=who)

    def kept(self) -> set[str]:
        """Give the texts that stand, that wait, or that the log tells."""
        now = open_study(self.folder)
        standing = {print_runs(cell.runs) for cell in now.cells}
        waiting = {other.text for other in now.conflicts}
        return standing | waiting | {version.text for version in reading.history(self.folder, *PLACE)[1]}


@settings(max_examples=12)
@example(acts=[("open", "MR"), ("set", "SB"), ("save", "MR"), ("take", "SB")])
@example(acts=[("set", "SB"), ("open", "MR"), ("replace", "SB"), ("save", "MR"), ("undo", "SB")])
@given(acts=st.lists(ACT, min_size=2, max_size=10))
def test_no_text_is_ever_lost_and_none_is_replaced_unseen(indexed: Path, acts: list[tuple[str, str]]) -> None:
    with tempfile.TemporaryDirectory() as above:
        desk = Desk(Path(shutil.copytree(indexed, Path(above) / "small")))
        for act, who in acts:
            desk.does(act, who)
        assert set(desk.texts) <= desk.kept()
        assert {finding.check.number for finding in findings(open_study(desk.folder))} <= MEANT
