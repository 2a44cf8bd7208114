"""Nothing is lost on the road: whatever people do, every live coding is printed once, and all of it can be undone."""

from __future__ import annotations

import csv
import json
import shutil
import tempfile
from pathlib import Path

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from framework_qa import open_study
from tests.small_study import run, state

ACTS: dict[str, tuple[str, ...]] = {
    "accept a theme": ("coding", "accept", "--subtheme", "1"),
    "reject a case": ("coding", "reject", "--where", "case=A1-P01"),
    "withdraw all of one": ("coding", "withdraw", "--subtheme", "1.2"),
    "code by hand": ("coding", "add", "A1-P01#4", "1.3", "Nobody can plan"),
    "code a turn": ("coding", "add", "A2-S01#4", "1.1"),
    "index": ("index",),
    "rebuild": ("index", "--rebuild"),
    "draft": ("chart", "draft"),
    "chart": ("chart", "set", "A2-S01", "1.3", "--status", "nothing said"),
    "write a cell": ("chart", "set", "A1-P01", "1.1", "They are ashamed [q1]"),
    "write a synthesis": ("chart", "synthesis", "1.1", "Shame keeps them away [A1-P01:1.1]."),
    "star": ("quotes", "star", "A1-P01.q1"),
    "unstar": ("quotes", "unstar", "A1-P01.q1"),
    "correct a case": ("cases", "set", "A2-S01", "area=area_1"),
    "undo": ("undo",),
}

# At most a cell, a star or a synthesis that its codings or cells have left behind, and that verify tells.
LEFT_BEHIND = {"F404", "F412", "F214", "F414", "F415", "F416", "F417"}


@settings(
    max_examples=10, deadline=None, phases=[Phase.generate], suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(st.sampled_from(sorted(ACTS)), max_size=7))
def test_every_live_coding_is_printed_once_and_all_acts_can_be_undone(indexed: Path, acts: list[str]) -> None:
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch) / "small"
        shutil.copytree(indexed, folder)
        for act in acts:
            assert run(folder, *ACTS[act]).code in (0, 2, 3), act
        study = open_study(folder)
        run(folder, "export", "quotes")
        with (folder / "exports" / "quotes.csv").open(encoding="utf-8-sig", newline="") as file:
            printed = [row["Coding id"] for row in csv.DictReader(file)]
        assert sorted(printed) == sorted(c.id for c in study.codings if c.live)
        found = json.loads(run(folder, "verify", "--json").out)["findings"]
        assert {row["check"] for row in found} <= LEFT_BEHIND, acts
        while run(folder, "undo").code == 0:
            pass
        assert not open_study(folder).cases
        assert state(folder) == _empty(Path(scratch))


def _empty(scratch: Path) -> str:
    run(scratch, "new", "empty")
    return state(scratch / "empty")
