"""Interpret: quotes that a person chose stay chosen, and a synthesis stays tied to the cells it rests on."""

from __future__ import annotations

import json
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from framework_qa import open_study
from tests.small_study import CODEBOOK, run, state, walk

SHAME = "Parents are ashamed [A1-P01.q1]"
SAYS = "Parents are ashamed of asking [A1-P01:1.1]. They wait for months [A1-P01:1.2, A2-S01:1.2]."


@pytest.fixture
def charted(small: Path) -> Path:
    """The small study with three cells written by a person."""
    cells = (("A1-P01", "1.1", SHAME), ("A1-P01", "1.2", "Four months [q2]"), ("A2-S01", "1.2", "A list, now [q2]"))
    return walk(small, [("chart", "set", *cell) for cell in cells])


def starred(folder: Path) -> list[str]:
    return sorted(open_study(folder).starred)


def checks(folder: Path) -> set[str]:
    return {row["check"] for row in json.loads(run(folder, "verify", "--json").out)["findings"]}


def shown(folder: Path, *arguments: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(run(folder, "chart", "synthesis", *arguments, "--json").out)
    return found


# -- stars


def test_a_quote_is_starred_by_its_id_or_by_a_codings_and_unstarred_again(small: Path) -> None:
    done = run(small, "--coder", "MR", "quotes", "star", "A1-P01.q1", "A1-P01.c2", "A1-P01.q2")
    assert (done.code, done.err) == (0, "Starred: A1-P01.q1, A1-P01.q2.\n")
    assert starred(small) == ["A1-P01.q1", "A1-P01.q2"]
    assert {star.by for star in open_study(small).stars} == {"MR"}
    assert "nothing was changed" in run(small, "quotes", "star", "A1-P01.q1").err
    assert run(small, "quotes", "unstar", "A1-P01.c1").err == "Unstarred: A1-P01.q1.\n"
    assert "nothing was changed" in run(small, "quotes", "unstar", "A1-P01.q1").err
    assert starred(small) == ["A1-P01.q2"]


def test_who_starred_first_stays_known(small: Path) -> None:
    run(small, "--coder", "MR", "quotes", "star", "A1-P01.q1")
    run(small, "--coder", "XX", "quotes", "star", "A1-P01.q1", "A1-P01.q2")
    assert [(star.span, star.by) for star in open_study(small).stars] == [("A1-P01.q1", "MR"), ("A1-P01.q2", "XX")]


def test_a_dry_run_stars_nothing_and_undo_takes_a_star_away(small: Path) -> None:
    before = state(small)
    assert "Would star: A1-P01.q1" in run(small, "quotes", "star", "A1-P01.q1", "--dry-run").err
    assert state(small) == before
    run(small, "quotes", "star", "A1-P01.q1")
    assert "Would unstar: A1-P01.q1" in run(small, "quotes", "unstar", "A1-P01.q1", "--dry-run").err
    assert starred(small) == ["A1-P01.q1"]
    assert run(small, "undo").code == 0
    assert state(small) == before


def test_the_log_names_a_few_quotes_and_counts_many(sample: Path) -> None:
    spans = [span.id for span in open_study(sample).spans[:7]]
    walk(sample, [("quotes", "star", *spans), ("quotes", "unstar", *spans[:2])])
    *_, star, unstar = json.loads(run(sample, "log", "--json").out)["rows"]
    assert "7 quotes" in star.values()
    assert f"{spans[0]}, {spans[1]}" in unstar.values()


def test_only_what_is_evidence_is_starred(small: Path) -> None:
    before = state(small)
    assert "no quote or coding 'A1-P01.q99'" in run(small, "quotes", "star", "A1-P01.q1", "A1-P01.q99").err
    run(small, "coding", "reject", "A1-P01.c1")
    done = run(small, "quotes", "star", "A1-P01.q1")
    assert (done.code, "no coding that counts" in done.err) == (2, True)
    run(small, "undo")
    assert state(small) == before


def test_an_interviewers_words_are_never_starred(small: Path) -> None:
    roles = '["respondent","interviewer"]'
    with closing(sqlite3.connect(small / "study.db")) as connection:
        connection.execute("UPDATE transcripts SET roles = ?", (roles,))
        connection.commit()
    done = run(small, "quotes", "star", "A1-P01.q1")
    assert (done.code, "not a respondent's turn" in done.err) == (2, True)
    assert starred(small) == []


def test_starred_quotes_are_listed_and_marked(small: Path) -> None:
    run(small, "quotes", "star", "A1-P01.q2")
    rows = json.loads(run(small, "quotes", "list", "--starred", "--json").out)["rows"]
    assert [row["Quote id"] for row in rows] == ["A1-P01.q2"]
    drawn = run(small, "quotes", "list", "waiting", env={"FORCE_COLOR": "1", "NO_COLOR": "1", "COLUMNS": "120"}).out
    marks = {words[0]: words[1] for words in map(str.split, drawn.splitlines()) if words and words[0].startswith("A")}
    assert marks == {"A1-P01.q2": "★", "A2-S01.q2": "-"}


def test_a_rebuild_keeps_a_starred_quote_that_no_rule_makes_any_more_and_verify_tells(small: Path) -> None:
    run(small, "quotes", "star", "A1-P01.q1")
    text = CODEBOOK.replace('any: ["ashamed of", shame]', "any: [social care]")
    (small / "codebook.yaml").write_text(text)
    walk(small, [("codebook", "apply", str(small / "codebook.yaml")), ("index", "--rebuild")])
    study = open_study(small)
    assert starred(small) == ["A1-P01.q1"]
    assert study.words(study.span_by_id[study.stars[0].span]) == "Parents are ashamed of asking."
    assert checks(small) == {"F214"}


def test_a_withdrawn_coding_leaves_the_star_and_verify_tells_until_one_of_the_two_is_mended(small: Path) -> None:
    walk(small, [("quotes", "star", "A1-P01.q1"), ("coding", "accept", "A1-P01.c1")])
    assert checks(small) == set()
    run(small, "coding", "withdraw", "A1-P01.c1")
    assert starred(small) == ["A1-P01.q1"]
    assert checks(small) == {"F214"}
    run(small, "quotes", "unstar", "A1-P01.q1")
    assert checks(small) == set()


# -- syntheses


def test_a_synthesis_keeps_its_statements_their_cells_and_who_wrote_it(charted: Path) -> None:
    done = run(charted, "--coder", "MR", "chart", "synthesis", "1", SAYS)
    assert (done.code, done.err) == (0, "Saved: all cases:1 written.\n")
    (found,) = open_study(charted).syntheses
    assert (found.group, found.about, found.by, found.codebook_version) == ((), "barriers", "MR", 1)
    assert found.text == "Parents are ashamed of asking. They wait for months."
    assert found.cited[0] == ("A1-P01", "barriers.stigma")
    assert shown(charted, "1")["text"] == SAYS


def test_a_synthesis_of_a_group_is_about_its_members_cells(charted: Path) -> None:
    before = shown(charted, "1.2", "--for", "area=area_1")
    assert (before["status"], before["text"]) == ("not written", "")
    assert [(row["cell"], row["text"]) for row in before["cells"]] == [("A1-P01:1.2", "Four months (¶4)")]
    done = run(charted, "chart", "synthesis", "1.2", "Months [A1-P01:1.2]", "--for", 'role=provider area="Area one"')
    assert done.err == "Saved: area=area_1 role=provider:1.2 written.\n"
    (found,) = open_study(charted).syntheses
    assert found.group == (("area", "area_1"), ("role", "provider"))
    assert "Months [A1-P01:1.2]" in run(charted, "chart", "synthesis", "1.2", "--for", "area=area_1 role=provider").out


def test_a_synthesis_is_read_from_stdin_and_a_dry_run_writes_nothing(charted: Path) -> None:
    before = state(charted)
    done = run(charted, "chart", "synthesis", "1", "-", "--dry-run", stdin=SAYS)
    assert done.err == "Would be: all cases:1 written.\n"
    assert state(charted) == before
    assert run(charted, "chart", "synthesis", "1", "-", stdin=f"{SAYS}\n").code == 0
    assert shown(charted, "1")["text"] == SAYS


def test_writing_the_same_synthesis_again_changes_nothing(charted: Path) -> None:
    run(charted, "chart", "synthesis", "1", SAYS)
    head = open_study(charted).head
    assert run(charted, "--coder", "XX", "chart", "synthesis", "barriers", SAYS).code == 0
    assert open_study(charted).head == head


def test_a_synthesis_is_taken_away_on_purpose_only(charted: Path) -> None:
    before = state(charted)
    run(charted, "chart", "synthesis", "1", SAYS)
    assert run(charted, "chart", "synthesis", "1", "-", stdin=" \n").code == 2
    assert open_study(charted).syntheses
    assert run(charted, "chart", "synthesis", "1", "").err == "Saved: all cases:1 not written.\n"
    assert state(charted) == before
    head = open_study(charted).head
    assert run(charted, "chart", "synthesis", "1", "").code == 0
    assert open_study(charted).head == head


REFUSED = {
    "a statement without a cell": ("They wait.", "statement 1: a statement rests on no cell"),
    "a statement closed without a cell": ("They wait []. Months [A1-P01:1.2]", "statement 1: a statement rests on no"),
    "a cell of another group": ("A list [A2-S01:1.2]", "A2-S01:1.2 is outside the group area=area_1"),
    "a cell of another theme": ("A year [A1-P01:2.1]", "A1-P01:2.1 is not a cell on 1"),
    "a blank cell": ("Other [A1-P01:1.3]", "A1-P01:1.3 is not charted: to chart"),
    "a case nobody knows": ("A list [A9-S01:1.2]", "A9-S01:1.2 names a case that the study does not have"),
    "a subtheme nobody knows": ("A list [A1-P01:1.7]", "A1-P01:1.7 names no subtheme of the codebook"),
    "a bracket left open": ("A list [A1-P01:1.2", "character 8: the bracket that opens here is never closed"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_a_synthesis_may_not_rest_on_is_told_and_changes_nothing(charted: Path, name: str) -> None:
    text, says = REFUSED[name]
    before = state(charted)
    done = run(charted, "chart", "synthesis", "1", text, "--for", "area=area_1")
    assert (done.code, says in done.err) == (3, True), done.err
    assert "area=area_1:1 was not written." in done.err
    assert state(charted) == before


def test_a_draft_cannot_be_cited_and_neither_can_a_sibling_of_what_it_is_about(charted: Path) -> None:
    run(charted, "chart", "draft", "2")
    done = run(charted, "chart", "synthesis", "2", "A year [A2-S01:2.1]")
    assert "A2-S01:2.1 is not charted: a draft that nobody has looked at" in done.err
    done = run(charted, "chart", "synthesis", "1.2", "Shame [A1-P01:1.1]")
    assert "A1-P01:1.1 is not a cell on 1.2" in done.err


def test_all_faults_of_a_synthesis_are_told_together(charted: Path) -> None:
    text = "Shame [A1-P01:1.1, A9-P01:1.1]. A list [A2-S01:1.2]. They wait."
    done = run(charted, "chart", "synthesis", "1", text, "--for", "area=area_1")
    assert done.code == 3
    assert done.err.count("error: ") == 3
    assert [place for place in ("statement 1", "statement 2", "statement 3") if place in done.err] == [
        "statement 1", "statement 2", "statement 3",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("group", "says"),
    [
        ("case=A1-P01", "A single case is no group"),
        ("area=area_1,area_2", "several levels of area"),
        ("area=area_1 area=area_2", "names area twice"),
        ("area=area_2 role=provider", "No case is in the group area=area_2 role=provider"),
        ("aera=area_1", "no attribute 'aera'"),
        ("area=area_9", "no level 'area_9'"),
        ("area", "not of the form"),
    ],
)
def test_a_group_that_is_none_is_refused(charted: Path, group: str, says: str) -> None:
    done = run(charted, "chart", "synthesis", "1", SAYS, "--for", group)
    assert (done.code, says in done.err) == (2, True), done.err


@pytest.mark.parametrize("about", ["9", "1.9", "stigma"])
def test_a_synthesis_is_about_a_theme_or_a_subtheme(charted: Path, about: str) -> None:
    assert run(charted, "chart", "synthesis", about).code == 2


def test_a_synthesis_goes_stale_with_its_members_cells_until_it_is_written_again(charted: Path) -> None:
    run(charted, "chart", "synthesis", "1", "Months [A1-P01:1.2]", "--for", "area=area_1")
    run(charted, "chart", "set", "A2-S01", "1.2", "A list [q2]")
    run(charted, "chart", "draft")
    assert shown(charted, "1", "--for", "area=area_1")["status"] == "written"
    assert checks(charted) == set()
    run(charted, "chart", "set", "A1-P01", "1.1", "Shame, above all [q1]")
    assert shown(charted, "1", "--for", "area=area_1")["status"] == "written, stale"
    assert checks(charted) == {"F417"}
    run(charted, "chart", "synthesis", "1", "Months [A1-P01:1.2]", "--for", "area=area_1")
    assert checks(charted) == set()


def test_a_case_that_moves_to_another_area_leaves_what_was_said_of_the_first_in_doubt(charted: Path) -> None:
    run(charted, "chart", "synthesis", "1", "Months [A1-P01:1.2]", "--for", "area=area_1")
    run(charted, "cases", "set", "A1-P01", "area=area_2")
    assert checks(charted) == {"F415"}


def test_what_was_said_of_a_group_that_everybody_left_can_be_read_and_taken_away(charted: Path) -> None:
    group = ("--for", "area=area_1")
    walk(
        charted, [("chart", "synthesis", "1", "Months [A1-P01:1.2]", *group), ("cases", "set", "A1-P01", "area=area_2")]
    )
    assert shown(charted, "1", *group) == {
        "synthesis": "area=area_1:1", "status": "written, stale", "text": "Months [A1-P01:1.2]", "cells": [],
    }  # fmt: skip
    assert run(charted, "chart", "synthesis", "1", "", *group).code == 0
    assert checks(charted) == set()


def test_syntheses_are_listed_in_codebook_order_all_cases_first(charted: Path) -> None:
    one = "Months [A1-P01:1.2]"
    walk(
        charted,
        [
            ("chart", "synthesis", "1.2", "A list [A2-S01:1.2]", "--for", "area=area_2"),
            ("chart", "synthesis", "1.2", one, "--for", "area=area_1"),
            ("chart", "synthesis", "1.2", one),
            ("chart", "synthesis", "1", one),
            ("chart", "set", "A2-S01", "1.2", "A list [q2]"),
        ],
    )
    rows = json.loads(run(charted, "chart", "syntheses", "--json").out)["rows"]
    assert [(row["synthesis"], row["status"]) for row in rows] == [
        ("all cases:1", "written, stale"),
        ("all cases:1.2", "written, stale"),
        ("area=area_1:1.2", "written"),
        ("area=area_2:1.2", "written, stale"),
    ]
    assert len(run(charted, "chart", "syntheses", "1").out.splitlines()) == 5
    assert "nothing to show" in run(charted, "chart", "syntheses", "2").err
    assert run(charted, "chart", "syntheses", "9").code == 2


def test_a_theme_leads_to_its_syntheses_and_a_synthesis_to_the_words(charted: Path) -> None:
    run(charted, "chart", "synthesis", "1", "Parents are ashamed [A1-P01:1.1].", "--for", "area=area_1")
    down = json.loads(run(charted, "trace", "area=area_1:1", "--json").out)["rows"]
    kinds = [row["what"] for row in down if row["way"] == "down"]
    assert kinds == ["cell", "coding", "quote", "turn", "transcript", "case"]
    assert "area=area_1:1" in [row["id"] for row in json.loads(run(charted, "trace", "1", "--json").out)["rows"]]
    assert "area=area_1:1" in [
        row["id"] for row in json.loads(run(charted, "trace", "A1-P01.q1", "--json").out)["rows"]
    ]
    assert "No synthesis area=area_2:1 was written" in run(charted, "trace", "area=area_2:1").err


def test_a_study_of_the_first_schema_is_backed_up_and_goes_on(small: Path) -> None:
    golden = Path(__file__).parents[1] / "store" / "golden" / "schema_1.db"
    shutil.copyfile(golden, small / "study.db")
    (small / "study.db").chmod(0o600)
    assert run(small, "quotes", "star", "A1.q1").err == "Starred: A1.q1.\n"
    assert (small / "study.db.schema-1-1").read_bytes()[:15] == b"SQLite format 3"
    assert starred(small) == ["A1.q1"]
