"""Codings of other tools: on respondents' words alone, exactly, once, with who made them and when."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from framework_qa.analysis.integrity import findings
from framework_qa.analysis.project_codings import NO_EVIDENCE, NOBODY_KNOWN, moment
from framework_qa.analysis.project_ledger import Ledger, counts
from framework_qa.model.coding import Decision, Route
from framework_qa.model.project import Person, Project, ProjectCode, ProjectCoding, Selection
from framework_qa.model.study import Study
from framework_qa.model.text import SpeakerRole
from tests.analysis.foreign_projects import (
    EMPTY,
    MR,
    SIGNED,
    TEXTS,
    after,
    brought,
    case,
    project,
    row,
    selected,
    source,
    why,
)
from tests.analysis.sound_studies import sound_study

SHAME = "People are ashamed of asking."


def marks(study: Study) -> set[tuple[str, str, str]]:
    return {(study.words(study.span_by_id[c.span]), c.subtheme, c.coder) for c in study.codings}


def test_a_selection_in_a_turn_becomes_a_quote_and_its_coding() -> None:
    at = "2026-01-31T23:30:00-02:00"
    grown, done = after(EMPTY, project(source("A1-P01", selected("A1-P01", SHAME, "C1", at=at))))
    (span,), (coding,) = grown.spans, grown.codings
    assert (grown.words(span), span.id, span.turn) == (SHAME, "A1-P01.q1", 2)
    assert (coding.subtheme, coding.coder, coding.at) == ("barriers.stigma", "MR", "2026-02-01T01:30:00Z")
    assert (coding.route, coding.decision, coding.codebook_version) == (Route.IMPORTED, Decision.ACCEPTED, 1)
    assert row(done, "selection") == row(done, "coding") == (1, 1, 0, 0)
    assert not findings(grown)


def test_a_project_comes_in_once() -> None:
    found = project(source("A1-P01", selected("A1-P01", SHAME, "C1"), selected("A1-P01", "see the centre", "C2", "C1")))
    grown, _ = after(EMPTY, found)
    again, done = after(grown, found)
    assert again == grown
    assert row(done, "coding") == (3, 0, 3, 0)


def test_a_selection_over_several_turns_becomes_a_quote_in_each_respondents_turn() -> None:
    words = TEXTS["A1-P01"][TEXTS["A1-P01"].index("Then they") : TEXTS["A1-P01"].index(" There's")]
    grown, done = after(EMPTY, project(source("A1-P01", selected("A1-P01", words, "C1"))))
    assert [grown.words(span) for span in grown.spans] == ["Then they wait.", "Months, often."]
    assert row(done, "coding") == (1, 1, 0, 0)
    assert any("1 selections reach over several turns" in problem.message for problem in done.problems)


def test_labels_and_white_space_are_cut_off_and_that_is_told() -> None:
    words = "R: Months, often. "
    grown, done = after(EMPTY, project(source("A1-P01", selected("A1-P01", words, "C1"))))
    assert [grown.words(span) for span in grown.spans] == ["Months, often."]
    assert any("1 selections hold labels" in problem.message for problem in done.problems)
    only_space = brought(EMPTY, project(source("A1-P01", selected("A1-P01", "Months, often. ", "C1"))))
    assert not any("selections" in problem.message for problem in only_space.problems)


@pytest.mark.parametrize("words", ["I: And the waiting?", "\nR:", "R", " "])
def test_what_marks_no_words_of_a_respondent_is_set_aside(words: str) -> None:
    grown, done = after(EMPTY, project(source("A1-P01", selected("A1-P01", words, "C1"))))
    assert not grown.spans
    assert why(done, "coding") == why(done, "selection") == {"it marks no words of a respondent"}


def test_words_of_a_speaker_of_unknown_role_wait_with_what_to_do_until_the_role_is_known() -> None:
    found = project(source("A1-P01", selected("A1-P01", SHAME, "C1"), selected("A1-P01", "And the waiting?", "C1")))
    known, _ = after(EMPTY, found)
    (transcript,) = known.transcripts
    nobody = tuple(replace(one, role=SpeakerRole.UNKNOWN) for one in transcript.speakers if one.label == "R")
    others = tuple(one for one in transcript.speakers if one.label != "R")
    unknown = replace(known, transcripts=(replace(transcript, speakers=(*others, *nobody)),), spans=(), codings=())
    waiting, done = after(replace(unknown, set_aside=()), found)
    assert not waiting.spans
    assert why(done, "coding") == why(done, "selection") == {NOBODY_KNOWN, NO_EVIDENCE}
    said, done = after(replace(waiting, transcripts=(transcript,)), found)
    assert [said.words(span) for span in said.spans] == [SHAME]
    assert row(done, "coding") == (2, 1, 0, 1)
    assert len([part for part in said.set_aside if part.kind == "coding"]) == 1


@pytest.mark.parametrize(("start", "end"), [(-1, 4), (5, 5), (3, 10_000)])
def test_what_lies_outside_its_text_is_set_aside(start: int, end: int) -> None:
    one = Selection("X1", start, end, codings=(ProjectCoding("Y1", "C1"),))
    assert why(brought(EMPTY, project(source("A1-P01", one))), "coding") == {"it lies outside its text"}


def test_a_selection_that_nothing_is_coded_at_is_set_aside_unless_the_study_marks_it() -> None:
    plain = [selected("A1-P01", words) for words in (SHAME, "see the centre")]
    grown, done = after(sound_study(), project(source("A1-P01", *plain)))
    assert row(done, "selection") == (2, 0, 1, 1)
    assert why(done, "selection") == {"nothing is coded there"}
    assert grown.spans == sound_study().spans


def test_a_selection_that_says_of_which_case_the_words_are_stands() -> None:
    whole = Selection("X1", 0, len(TEXTS["A1-P01"]))
    cases = (case("K1", "A1-P01", selections=("X1",)),)
    assert row(brought(sound_study(), project(source("A1-P01", whole), cases=cases)), "selection") == (1, 0, 1, 0)


def test_what_is_coded_as_a_whole_source_is_set_aside() -> None:
    whole = replace(source("A1-P01"), codings=(ProjectCoding("Y1", "C1"),))
    assert why(brought(EMPTY, project(whole)), "coding") == {"it codes a whole source, and here words are coded"}


def test_a_coding_that_nobody_signed_is_by_whoever_brings_it_in_now() -> None:
    grown, _ = after(EMPTY, project(source("A1-P01", selected("A1-P01", SHAME, "C1", by="", at="yesterday"))))
    assert (grown.codings[0].coder, grown.codings[0].at) == (SIGNED.who, SIGNED.at)


def test_what_rules_suggested_and_no_person_looked_at_stays_a_suggestion() -> None:
    rules = Person("P2", "rules")
    found = project(source("A1-P01", selected("A1-P01", SHAME, "C1", by="P2")), people=(rules,))
    grown, _ = after(EMPTY, found)
    assert (grown.codings[0].decision, grown.codings[0].coder) == (Decision.SUGGESTED, "rules")
    assert not findings(grown)


def test_what_the_study_says_already_stands_as_it_is_and_what_it_rejected_is_not_brought_back() -> None:
    study = sound_study()
    codes = (ProjectCode("C3", "4.1 Mistrust"), ProjectCode("C4", "4.2 Stigma"))
    tied = "They see the centre as tied to social care."
    grown, done = after(study, project(source("A1-P01", selected("A1-P01", tied, "C3", "C4")), codes=codes))
    assert row(done, "coding") == (2, 0, 1, 1)
    assert why(done, "coding") == {"it was rejected in the study"}
    assert grown.codings == study.codings


def test_the_same_said_by_a_second_coder_is_set_aside_so_that_nothing_is_lost() -> None:
    people = (MR, Person("P2", "JS"))
    one, two = (selected("A1-P01", SHAME, "C1", by=by) for by in ("P1", "P2"))
    found = project(source("A1-P01", one, replace(two, guid="X2")), people=people)
    grown, done = after(EMPTY, found)
    assert after(grown, found)[0] == grown
    assert marks(grown) == {(SHAME, "barriers.stigma", "MR")}
    assert why(done, "coding") == {"another coder's coding says the same, and one of them stands"}
    assert row(done, "person") == (2, 1, 0, 1)


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("2026-01-05T10:00:00Z", "2026-01-05T10:00:00Z"),
        ("2026-01-05T10:00:00.123+01:00", "2026-01-05T09:00:00Z"),
        ("2026-01-05T10:00:00", "2026-01-05T10:00:00Z"),
        ("2026-01-05 10:00:00Z", "2026-01-05T10:00:00Z"),
        ("2026-02-30T10:00:00Z", ""),
        ("0001-01-01T00:00:00+14:00", ""),
        ("last week", ""),
        ("", ""),
    ],
)
def test_times_are_kept_in_the_studys_form(said: str, kept: str) -> None:
    assert moment(said) == kept


@given(st.data())
@settings(max_examples=50)
def test_no_selection_loses_or_gains_a_word_of_a_respondent(data: st.DataObject) -> None:
    text = TEXTS["A1-P01"]
    selections = []
    for number in range(data.draw(st.integers(1, 6))):
        start = data.draw(st.integers(0, len(text) - 1))
        end = data.draw(st.integers(start + 1, len(text)))
        codes = data.draw(st.lists(st.sampled_from(["C1", "C2", "C9"]), unique=True))
        codings = tuple(ProjectCoding(f"Y{number}{code}", code, "P1") for code in codes)
        selections.append(Selection(f"X{number}", start, end, codings=codings))
    found = project(source("A1-P01", *selections))
    grown, done = after(EMPTY, found)
    assert not findings(grown)
    assert sum(tally.found for tally in done.tallies) == sum(counts(found).values())
    transcript = grown.transcripts[0]
    heard = {
        place
        for t in transcript.turns
        if transcript.role_of(t.speaker) is SpeakerRole.RESPONDENT
        for place in range(t.start, t.end)
    }
    wanted = {
        (coding.code, place)
        for one in selections
        for coding in one.codings
        if coding.code != "C9"
        for place in heard.intersection(range(one.start, one.end))
    }
    codes = {"barriers.stigma": "C1", "gaps.waiting": "C2"}
    got = {
        (codes[coding.subtheme], place)
        for coding in grown.codings
        for place in range(grown.span_by_id[coding.span].start, grown.span_by_id[coding.span].end)
    }
    assert got <= wanted
    assert all(text[place].isspace() for _, place in wanted - got)
    assert after(grown, found)[0] == grown


def test_an_account_that_does_not_add_up_is_our_fault_and_writes_nothing() -> None:
    found = replace(project(source("A1-P01", selected("A1-P01", SHAME, "C1"))), found=(("codings", 2),))
    with pytest.raises(ValueError, match="coding: 2 in the XML, 1 read"):
        brought(EMPTY, found)


def test_codings_inside_what_has_no_place_are_counted_with_it() -> None:
    found = Project("p", found=(("codings", 3), ("codings set aside", 3)))
    assert row(brought(EMPTY, found), "coding") == (3, 0, 0, 3)


def test_a_ledger_that_does_not_add_up_is_our_fault() -> None:
    ledger = Ledger("theirs.qdpx")
    ledger.stored("coding")
    with pytest.raises(ValueError, match="coding: 2 in the file, 1 accounted for"):
        ledger.tallies(Counter({"coding": 2}))
