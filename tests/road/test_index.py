"""Index: rules suggest, people decide, and nothing decided comes back or is lost."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from framework_qa import open_study
from framework_qa.model.coding import Coding, Decision, Route
from tests.small_study import CODEBOOK, run, state


def codings(folder: Path) -> dict[tuple[str, str], Coding]:
    study = open_study(folder)
    return {(study.words(study.span_by_id[c.span]), c.subtheme): c for c in study.codings}


def listed(folder: Path, *arguments: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = json.loads(run(folder, "coding", "list", "--json", *arguments).out)["rows"]
    return rows


SHAME = ("Parents are ashamed of asking.", "barriers.stigma")
LIST = ("The waiting list is four months.", "barriers.waiting")


def test_rules_suggest_the_sentence_with_the_words_that_fired(small: Path) -> None:
    found = codings(small)
    assert set(found) == {
        SHAME,
        LIST,
        ("We commissioned it for one year only.", "funding.short"),
        ("There is a waiting-list now in wendlebury.", "barriers.waiting"),
    }
    coding = found[SHAME]
    assert (coding.route, coding.decision, coding.fired) == (Route.RULE, Decision.SUGGESTED, ("ashamed of",))
    assert (coding.rule, coding.codebook_version) == ("any", 1)


def test_an_interviewers_words_are_never_evidence(small: Path) -> None:
    assert all("?" not in words for words, _ in codings(small))


def test_indexing_again_adds_nothing(small: Path) -> None:
    before = state(small)
    done = run(small, "index")
    assert "Suggested 0 codings; 4 stood already" in done.err
    assert state(small) == before


def test_a_rejected_suggestion_does_not_come_back_even_on_rebuild(small: Path) -> None:
    identifier = codings(small)[SHAME].id
    assert run(small, "coding", "reject", identifier).code == 0
    for command in (("index",), ("index", "--rebuild")):
        assert run(small, *command).code == 0
        assert codings(small)[SHAME].decision is Decision.REJECTED
        assert sum(c.decision is Decision.SUGGESTED for c in open_study(small).codings) == 3


def test_a_new_rule_adds_only_what_is_new_and_rebuild_takes_away_what_no_rule_makes_any_more(small: Path) -> None:
    kept = {key: coding.id for key, coding in codings(small).items()}
    run(small, "coding", "accept", kept[SHAME])
    text = CODEBOOK.replace('any: ["ashamed of", shame]', "any: [social care]")
    (small / "codebook.yaml").write_text(text.replace("[commission, year]", "[grant, year]"))
    run(small, "codebook", "apply", str(small / "codebook.yaml"))
    assert "Suggested 1 coding;" in run(small, "index").err
    assert len(codings(small)) == 5
    dry = run(small, "index", "--rebuild", "--dry-run")
    assert "Would suggest 0 codings; 3 stood already; 1 that no rule makes any more taken away." in dry.err
    assert len(codings(small)) == 5
    run(small, "index", "--rebuild")
    found = codings(small)
    assert found[SHAME].id == kept[SHAME], "a person accepted it"
    assert found[LIST].id == kept[LIST], "what the rules still make keeps its number"
    assert ("We commissioned it for one year only.", "funding.short") not in found
    study = open_study(small)
    assert {span.id for span in study.spans} == {coding.span for coding in study.codings}


def test_no_number_is_used_twice_not_even_after_undo(small: Path) -> None:
    first = {coding.id for coding in open_study(small).codings}
    assert run(small, "undo").code == 0
    assert not open_study(small).codings
    assert run(small, "index").code == 0
    assert not first & {coding.id for coding in open_study(small).codings}


def test_hand_coding_names_turn_and_words_and_is_accepted(small: Path) -> None:
    done = run(small, "--coder", "MR", "coding", "add", "A1-P01#2", "1.3", "must have   social care involved")
    assert done.code == 0, done.err
    coding = codings(small)["must have social care involved", "barriers.other"]
    assert (coding.route, coding.decision, coding.coder) == (Route.HAND, Decision.ACCEPTED, "MR")
    again = run(small, "coding", "add", "A1-P01#2", "1.3", "must have social care involved")
    assert coding.id in again.err
    assert len(codings(small)) == 5
    dry = run(small, "coding", "add", "A1-P01#4", "1.3", "--dry-run")
    assert "Would code" in dry.err
    assert len(codings(small)) == 5


def test_coding_by_hand_what_a_rule_suggested_accepts_the_suggestion(small: Path) -> None:
    held = codings(small)[SHAME]
    run(small, "coding", "add", "A1-P01#2", "barriers.stigma", SHAME[0])
    assert codings(small)[SHAME].id == held.id
    assert codings(small)[SHAME].decision is Decision.ACCEPTED


def test_a_whole_turn_can_be_coded(small: Path) -> None:
    run(small, "coding", "add", "A1-P01 ¶4", "1.3")
    assert ("The waiting list is four months. Nobody can plan around that.", "barriers.other") in codings(small)


def test_codings_are_decided_on_in_bulk_by_subtheme_and_selection(small: Path) -> None:
    done = run(small, "coding", "accept", "--subtheme", "1", "--where", "area=area_1")
    assert "Now accepted: 2 codings" in done.err
    assert {row["decision"] for row in listed(small, "--where", "case=A1-P01")} == {"accepted"}
    assert len(listed(small, "--decision", "suggested")) == 2
    assert "nothing was changed" in run(small, "coding", "accept", "--subtheme", "1.1").err
    assert "Would now be withdrawn" in run(small, "coding", "withdraw", "--subtheme", "1.1", "--dry-run").err
    assert "Now withdrawn: 1 coding" in run(small, "coding", "withdraw", "--subtheme", "1.1").err
    assert [row["decision"] for row in listed(small, "--subtheme", "barriers.stigma")] == ["withdrawn"]
    assert "nothing was changed" in run(small, "coding", "accept", "--subtheme", "1.1").err, "withdrawn stays withdrawn"
    assert run(small, "coding", "accept", codings(small)[SHAME].id).code == 0, "but for its own id"


def test_a_quote_stands_for_all_its_codings(small: Path) -> None:
    coding = codings(small)[SHAME]
    assert run(small, "coding", "accept", coding.span).code == 0
    assert codings(small)[SHAME].decision is Decision.ACCEPTED


def test_nothing_is_coded_by_hand_to_a_retired_subtheme(small: Path) -> None:
    retired = CODEBOOK.replace("        label: Stigma\n", "        label: Stigma\n        status: retired\n")
    (small / "codebook.yaml").write_text(retired)
    run(small, "codebook", "apply", str(small / "codebook.yaml"))
    assert "retired" in run(small, "coding", "add", "A1-P01#2", "1.1").err
