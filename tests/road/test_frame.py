"""The framework: versions of a codebook, their differences in words, and files that can be applied again."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from framework_qa import open_study
from tests.small_study import CODEBOOK, run, state


def test_a_changed_codebook_becomes_the_next_version_with_its_difference_in_words(small: Path) -> None:
    text = CODEBOOK.replace("label: Waiting", "label: Waiting for support")
    (small / "codebook.yaml").write_text(text)
    dry = run(small, "codebook", "apply", str(small / "codebook.yaml"), "--dry-run")
    assert "Nothing was changed" in dry.err
    assert len(open_study(small).codebooks) == 1
    done = run(small, "codebook", "apply", str(small / "codebook.yaml"))
    assert "barriers.waiting" in done.out
    assert [book.version for book in open_study(small).codebooks] == [1, 2]
    assert "Waiting for support" in run(small, "codebook", "diff", "1").out
    assert "Waiting for support" not in run(small, "codebook", "show", "--version", "1").out


def test_the_same_codebook_applied_again_changes_nothing(small: Path) -> None:
    before = state(small)
    assert "nothing was changed" in run(small, "codebook", "apply", str(small / "codebook.yaml")).err
    assert state(small) == before


def test_a_subtheme_keeps_the_version_it_came_in(small: Path) -> None:
    added = CODEBOOK.replace(
        '      - number: "1.3"',
        '      - number: "1.4"\n        code: barriers.cost\n        label: Cost\n        definition: Price.\n'
        '      - number: "1.3"',
    )
    (small / "codebook.yaml").write_text(added)
    assert run(small, "codebook", "apply", str(small / "codebook.yaml")).code == 0
    book = open_study(small).codebook
    assert book is not None
    assert {sub.code: sub.since for sub in book.subthemes()}["barriers.cost"] == 2
    assert {sub.code: sub.since for sub in book.subthemes()}["barriers.stigma"] == 1


@pytest.mark.parametrize("suffix", [".yaml", ".csv", ".xlsx"])
def test_an_exported_codebook_can_be_applied_again_and_is_the_same(small: Path, suffix: str) -> None:
    target = small / f"again{suffix}"
    assert run(small, "codebook", "export", str(target)).code == 0
    before = state(small)
    done = run(small, "codebook", "apply", str(target))
    assert done.code == 0, done.err
    assert state(small) == before


def test_the_shipped_codebook_is_sound(small: Path) -> None:
    path = Path(__file__).resolve().parents[2] / "codebooks" / "relationship_support.yaml"
    done = run(small, "codebook", "check", str(path))
    assert done.code == 0, done.err
    assert "is sound: 8 themes with 64 subthemes and 3 lists of values" in done.err


def test_a_codebook_can_be_checked_outside_any_study(tmp_path: Path) -> None:
    (tmp_path / "codebook.yaml").write_text(CODEBOOK)
    assert run(tmp_path, "codebook", "check", str(tmp_path / "codebook.yaml")).code == 0


def test_asking_some_and_not_saying_by_which_attribute_is_told(small: Path) -> None:
    settings = (small / "study.yaml").read_text().replace("asked_of: role\n", "")
    (small / "study.yaml").write_text(settings)
    done = run(small, "codebook", "check", str(small / "codebook.yaml"))
    assert done.code == 3
    assert "asked_of" in done.err


def test_the_codebook_in_force_is_shown_as_data(small: Path) -> None:
    rows = json.loads(run(small, "codebook", "show", "--json").out)["rows"]
    assert [row["Number"] for row in rows] == ["1.1", "1.2", "1.3", "2.1", "2.2"]


def test_commands_that_need_a_codebook_say_how_to_get_one(fresh: Path) -> None:
    for command in (("index",), ("matrix", "1"), ("codebook", "show"), ("export", "workbook")):
        done = run(fresh, *command)
        assert done.code == 2
        assert "codebook apply" in done.err


def test_a_theme_with_written_cells_cannot_become_a_list_of_values(small: Path) -> None:
    run(small, "chart", "draft")
    before = state(small)
    (small / "codebook.yaml").write_text(CODEBOOK.replace("  - number: 2\n", "values:\n  - number: 2\n"))
    done = run(small, "codebook", "apply", str(small / "codebook.yaml"))
    assert done.code == 3
    assert "funding.short becomes a value, and values have no chart, but it has written cells (1)" in done.err
    assert state(small) == before
