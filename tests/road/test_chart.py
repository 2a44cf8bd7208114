"""Chart: cells tied to quotes, each silence of its kind, drafts that never pass for summaries."""

from __future__ import annotations

import json
import re
from pathlib import Path

from framework_qa import matrix, open_study
from framework_qa.model.chart import Cell, RunKind, Status
from tests.small_study import run, state, walk


def cell(folder: Path, case: str, number: str) -> Cell:
    study = open_study(folder)
    assert study.codebook is not None
    subtheme = study.codebook.subtheme(number)
    assert subtheme is not None
    return study.cell(study.case_by_id[case], subtheme)  # type: ignore[index]


def test_a_written_cell_keeps_its_runs_references_and_basis(small: Path) -> None:
    text = 'Parents feel shame about asking [A1-P01.q1]; "ashamed of asking" [A1-P01.q1]. [R: by setting?]'
    done = run(small, "--coder", "MR", "chart", "set", "A1-P01", "1.1", text)
    assert done.code == 0, done.err
    found = cell(small, "A1-P01", "1.1")
    assert [run.kind for run in found.runs] == [RunKind.SUMMARY, RunKind.VERBATIM, RunKind.COMMENT]
    assert (found.status, found.by, found.draft, found.basis) == (Status.CHARTED, "MR", False, ("A1-P01.c1",))
    shown = run(small, "chart", "show", "A1-P01", "1.1").out
    assert "charted, 1 of 1 extract cited" in shown
    assert text in json.loads(run(small, "chart", "show", "A1-P01", "1.1", "--json").out)["text"]


def test_a_quotation_typed_with_straight_marks_is_kept_as_it_was_printed(fresh: Path) -> None:
    path = fresh / "transcripts" / "A1-P01.txt"
    path.write_text(path.read_text().replace("Parents are ashamed", "They can’t, they’re ashamed"))
    walk(fresh, [("ingest", str(path.parent)), ("codebook", "apply", str(fresh / "codebook.yaml")), ("index",)])
    assert run(fresh, "chart", "set", "A1-P01", "1.1", '"they\'re ashamed" [q1]').code == 0
    assert cell(fresh, "A1-P01", "1.1").runs[0].text == "they’re ashamed"


def test_a_cell_is_read_from_stdin_and_a_dry_run_writes_nothing(small: Path) -> None:
    before = state(small)
    done = run(small, "chart", "set", "A1-P01", "1.1", "-", "--dry-run", stdin="Shame [A1-P01.q1]")
    assert "Would be: A1-P01:1.1 charted" in done.err
    assert state(small) == before
    assert run(small, "chart", "set", "A1-P01", "1.1", "-", stdin="Shame [A1-P01.q1]").code == 0
    assert cell(small, "A1-P01", "1.1").runs[0].text == "Shame"


def test_writing_the_same_cell_again_changes_nothing(small: Path) -> None:
    run(small, "chart", "set", "A1-P01", "1.1", "Shame [A1-P01.q1]")
    head = open_study(small).head
    run(small, "--coder", "XX", "chart", "set", "A1-P01", "1.1", "Shame [A1-P01.q1]")
    assert open_study(small).head == head


def test_each_silence_is_of_its_kind(small: Path) -> None:
    assert cell(small, "A1-P01", "2.1").status is Status.NOT_ASKED
    assert cell(small, "A1-P01", "1.3").status is Status.TO_CHART
    assert run(small, "chart", "set", "A1-P01", "1.3", "--status", "nothing-said").code == 0
    assert cell(small, "A1-P01", "1.3").status is Status.NOTHING_SAID
    done = run(small, "chart", "set", "A1-P01", "2.2", "[R: ran out of time]", "--status", "not asked")
    assert done.code == 0, done.err
    assert cell(small, "A1-P01", "2.2").status is Status.NOT_ASKED


def test_drafts_are_the_extracts_word_for_word_and_say_that_they_are_drafts(small: Path) -> None:
    dry = run(small, "chart", "draft", "--dry-run")
    assert "Would fill 4" in dry.err
    assert run(small, "chart", "draft").code == 0
    found = cell(small, "A1-P01", "1.2")
    assert (found.draft, found.status) == (True, Status.TO_CHART)
    assert [(r.kind, r.text, r.refs) for r in found.runs] == [
        (RunKind.VERBATIM, "The waiting list is four months.", ("A1-P01.q2",))
    ]
    assert "DRAFT: “The waiting list is four months.” (¶4)" in run(small, "matrix", "1").out
    assert "filled 0" in run(small, "chart", "draft").err.casefold()


def test_a_draft_follows_its_extracts_and_a_written_cell_is_never_touched(small: Path) -> None:
    run(small, "chart", "draft", "1")
    run(small, "chart", "set", "A1-P01", "1.1", "Shame [A1-P01.q1]")
    run(small, "coding", "reject", "--subtheme", "1.2", "--where", "case=A1-P01")
    run(small, "coding", "add", "A1-P01#4", "1.1", "Nobody can plan around that.")
    run(small, "coding", "add", "A2-S01#2", "1.2", "one year only")
    done = run(small, "chart", "draft", "1")
    assert "renewed 1 draft, emptied 1" in done.err
    assert cell(small, "A1-P01", "1.1").runs[0].text == "Shame"
    assert len(cell(small, "A2-S01", "1.2").runs) == 2
    assert not cell(small, "A1-P01", "1.2").runs


def test_a_cell_is_emptied_on_purpose_only_and_can_be_drafted_again(small: Path) -> None:
    run(small, "chart", "set", "A1-P01", "1.1", "Shame [q1]")
    assert run(small, "chart", "set", "A1-P01", "1.1", "-", stdin=" ").code == 2
    assert cell(small, "A1-P01", "1.1").runs
    assert run(small, "chart", "set", "A1-P01", "1.1", "--status", "to chart").code == 0
    assert not cell(small, "A1-P01", "1.1").runs
    run(small, "chart", "draft")
    assert cell(small, "A1-P01", "1.1").draft


def test_a_cell_goes_stale_when_its_codings_change_until_it_is_written_again(small: Path) -> None:
    run(small, "chart", "set", "A1-P01", "1.1", "Shame [A1-P01.q1]")
    assert "stale" not in run(small, "chart", "show", "A1-P01", "1.1").out
    run(small, "coding", "add", "A1-P01#4", "1.1", "Nobody can plan around that.")
    assert "charted, 1 of 2 extracts cited, stale" in run(small, "chart", "show", "A1-P01", "1.1").out
    assert "chart status 1" in run(small, "status").err
    run(small, "chart", "set", "A1-P01", "1.1", "Shame, and no planning [q1, q3]")
    assert "stale" not in run(small, "chart", "show", "A1-P01", "1.1").out


def test_progress_is_counted_in_cells(small: Path) -> None:
    run(small, "chart", "draft", "1.2")
    run(small, "chart", "set", "A1-P01", "1.1", "Shame [A1-P01.q1]")
    found = json.loads(run(small, "chart", "status", "1", "--json").out)["tables"]
    row = found[0]["rows"][0]
    assert [row[name] for name in ("cells", "charted", "draft", "to chart", "nothing yet")] == [6, 1, 2, 0, 3]
    assert found[1]["rows"][0]["1.2"] == "draft, 1 extract"


def test_extracts_are_given_by_theme_subtheme_cell_and_selection(small: Path) -> None:
    def words(*arguments: str) -> list[str]:
        return [row["words"] for row in json.loads(run(small, "extracts", "--json", *arguments).out)["rows"]]

    assert len(words("1")) == 3
    assert words("1.1") == ["Parents are ashamed of asking."]
    assert words("A1-P01:1.2") == ["The waiting list is four months."]
    assert words("1", "--where", "area=area_2") == ["There is a waiting-list now in wendlebury."]


def test_the_matrix_has_cases_down_and_subthemes_across_or_any_attribute_down(small: Path) -> None:
    run(small, "chart", "draft")
    lines = run(small, "matrix", "1").out.splitlines()
    assert lines[0].split("\t") == ["Case", "Case study area", "Role", "1.1 Stigma", "1.2 Waiting", "1.3 Other"]
    assert [line.split("\t")[0] for line in lines[1:]] == ["A1-P01", "A2-S01"]
    by_role = run(small, "matrix", "1", "--rows", "role").out.splitlines()
    assert [line.split("\t")[0] for line in by_role[1:]] == ["Stakeholder", "Provider"]
    ordered = run(small, "matrix", "1", "--group-by", "role").out.splitlines()
    assert [line.split("\t")[0] for line in ordered[1:]] == ["A2-S01", "A1-P01"]
    frame = matrix(open_study(small), "1").to_frame()
    assert frame.loc["A2-S01", "1.1 Stigma"] == "to chart"
    assert "<td>A2-S01</td>" in matrix(open_study(small), "1")._repr_html_()


def test_the_matrix_is_readable_on_a_narrow_and_on_a_wide_terminal(small: Path) -> None:
    run(small, "chart", "draft")
    for columns in ("80", "200"):
        out = run(small, "matrix", "1", env={"COLUMNS": columns, "FORCE_COLOR": "1", "NO_COLOR": "1"}).out
        plain = re.sub(r"\x1b\[[0-9;]*m", "", out)
        assert max(len(line) for line in plain.splitlines()) <= int(columns)
        folded = " ".join(plain.split())
        assert "A1-P01" in folded
        assert "1.2 Waiting" in folded
    assert "waiting" in folded
