from __future__ import annotations

from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from framework_qa.analysis.extracts import extracts
from framework_qa.analysis.print_quotes import LONGEST, NO_LABEL, RULE, SHORTEST, Chosen, attribution, illustrative
from framework_qa.analysis.quoting import verbatim_agrees
from framework_qa.model.chart import Run, RunKind, Status
from framework_qa.model.codebook import Subtheme
from framework_qa.model.coding import Coding, Decision, Route
from framework_qa.model.ids import CaseId, SpanId
from framework_qa.model.people import Case
from framework_qa.model.quote import Star
from framework_qa.model.study import Publication, Study
from framework_qa.stages.folder import open_folder
from tests.outputs import studies

STIGMA = studies.BARRIERS.subthemes[0]
SENTENCE = "People round here do not want to be seen walking in."
FRAGMENT = "seen walking in"


def quoted(study: Study, wanted: int = 1, taken: tuple[str, ...] = ()) -> list[str]:
    return [one.extract.span.id for one in illustrative(study, STIGMA, wanted, [CaseId(case) for case in taken])]


def starred(study: Study, *spans: str) -> Study:
    return replace(study, stars=tuple(Star(SpanId(span)) for span in spans))


def desk_of(*said: str) -> studies.Desk:
    """Interview a case for each text, in one area, so that the charts list them as they come; all is coded."""
    desk = studies.Desk()
    for number, words in enumerate(said, 1):
        desk.interview(f"C{number}", [studies.QUESTION, words])
        desk.code(f"C{number}", 2, "barriers.stigma")
    return desk


def recoded(desk: studies.Desk, case: str, **change: object) -> None:
    desk.codings = [replace(c, **change) if c.case == case else c for c in desk.codings]  # type: ignore[arg-type]


# -- how a speaker is described


def test_a_speaker_is_described_by_the_attributes_of_role_label() -> None:
    study = studies.small()
    assert attribution(study, study.case_by_id[CaseId("A2-P01")]) == "Mediation"


def test_a_speaker_is_described_by_what_the_study_publishes_in_that_order() -> None:
    study = studies.small()
    published = replace(study.settings, publication=Publication(("role", "service", "no such")))
    study = replace(study, settings=published)
    assert attribution(study, study.case_by_id[CaseId("A2-P01")]) == "Providers, Mediation"
    assert attribution(study, study.case_by_id[CaseId("A1-P01")]) == "Providers"


@pytest.mark.parametrize("levels", [(), (("service", ""),), (("service", " \n "),)])
def test_a_speaker_of_whom_nothing_is_recorded_is_a_respondent(levels: tuple[tuple[str, str], ...]) -> None:
    assert attribution(studies.small(), Case(CaseId("X1"), levels)) == NO_LABEL


def test_a_label_stands_on_one_line() -> None:
    assert attribution(studies.small(), Case(CaseId("X1"), (("service", " Family\n  justice "),))) == "Family justice"


# -- which quotes


def test_starred_quotes_come_first_in_the_order_of_the_charts() -> None:
    study = starred(desk_of(SENTENCE, FRAGMENT, SENTENCE, FRAGMENT).study(), "C4.q4", "C2.q2")
    chosen = illustrative(study, STIGMA, 3, ())
    assert [(one.extract.case.id, one.starred) for one in chosen] == [("C2", True), ("C4", True), ("C1", False)]


def test_what_was_accepted_is_quoted_before_what_is_only_suggested() -> None:
    desk = desk_of(SENTENCE, FRAGMENT)
    recoded(desk, "C2", decision=Decision.ACCEPTED)
    assert quoted(desk.study()) == ["C2.q2"]


def two_extracts(turn: str, words: str, other_turn: str, other_words: str) -> studies.Desk:
    """Code some words of what each of two cases says."""
    desk = studies.Desk()
    for case, said_there, coded in (("C1", turn, words), ("C2", other_turn, other_words)):
        desk.interview(case, [studies.QUESTION, said_there])
        desk.code(case, 2, "barriers.stigma", coded)
    return desk


SHORT = "It is, you know, being seen."
SPEECH = "Well, " + "and they go on and on " * 12 + "for ever."


@pytest.mark.parametrize(
    ("turn", "words"),
    [
        (SHORT, SHORT),
        (SPEECH, SPEECH),
        (f"Because {SENTENCE}", SENTENCE),
        (SENTENCE, SENTENCE.removesuffix(" in.")),
    ],
    ids=["short", "speech", "begun inside a sentence", "ended inside a sentence"],
)
def test_whole_sentences_of_a_readable_length_come_before_fragments_and_speeches(turn: str, words: str) -> None:
    assert quoted(two_extracts(turn, words, SENTENCE, SENTENCE).study()) == ["C2.q2"]


@pytest.mark.parametrize(
    ("turn", "words"),
    [
        ("people do not want to be seen in there", "people do not want to be seen in there"),
        (f"She said: No. “{SENTENCE}” That is it.", SENTENCE),
        (f"She said: No. “{SENTENCE}” That is it.", f"“{SENTENCE}”"),
        (f"({SENTENCE})", SENTENCE),
        (f"Well? {SENTENCE.removesuffix('.')}… No.", f"{SENTENCE.removesuffix('.')}…"),
    ],
    ids=["a turn nobody punctuated", "inside marks", "with its marks", "in brackets", "between other stops"],
)
def test_a_sentence_is_whole_where_it_fills_its_turn_or_stands_between_full_stops(turn: str, words: str) -> None:
    assert quoted(two_extracts(f"It is {FRAGMENT}", FRAGMENT, turn, words).study()) == ["C2.q2"]


@pytest.mark.parametrize("route", [Route.HAND, Route.IMPORTED])
def test_what_a_person_coded_is_quoted_before_what_a_rule_found(route: Route) -> None:
    desk = desk_of(SENTENCE, SENTENCE)
    recoded(desk, "C2", route=route)
    assert quoted(desk.study()) == ["C2.q2"]


def test_words_that_a_charted_cell_cites_are_quoted_before_others_and_a_draft_cites_nothing() -> None:
    desk = desk_of(SENTENCE, SENTENCE, SENTENCE)
    desk.chart(
        "C2", "barriers.stigma", Status.TO_CHART, Run(RunKind.VERBATIM, SENTENCE, (SpanId("C2.q2"),)), draft=True
    )
    desk.chart("C3", "barriers.stigma", Status.CHARTED, Run(RunKind.SUMMARY, "Being seen", (SpanId("C3.q3"),)))
    assert quoted(desk.study(), 3) == ["C3.q3", "C1.q1", "C2.q2"]


def test_ties_go_by_the_order_of_the_charts_and_of_what_was_said() -> None:
    assert quoted(desk_of(SENTENCE, SENTENCE).study(), 2) == ["C1.q1", "C2.q2"]


def test_a_case_is_not_quoted_twice_while_another_is_left_even_where_it_is_starred_twice() -> None:
    desk = two_extracts(f"{SENTENCE} It is shame.", SENTENCE, FRAGMENT, FRAGMENT)
    second = desk.code("C1", 2, "barriers.stigma", "It is shame.")
    chosen = illustrative(starred(desk.study(), "C1.q1", second), STIGMA, 3, ())
    assert [one.extract.case.id for one in chosen] == ["C1", "C2", "C1"]


def test_cases_quoted_before_on_the_theme_wait_and_start_again_when_all_were() -> None:
    study = desk_of(SENTENCE, SENTENCE, SENTENCE).study()
    assert quoted(study, 1, ("C1",)) == ["C2.q2"]
    assert quoted(study, 1, ("C1", "C2", "C3")) == ["C1.q1"]
    assert quoted(study, 1, ("C1", "C2", "C3", "C1")) == ["C2.q2"]


def test_a_star_counts_for_more_than_having_been_quoted_before() -> None:
    study = starred(desk_of(SENTENCE, SENTENCE).study(), "C2.q2")
    assert quoted(study, 1, ("C2",)) == ["C2.q2"]


def test_an_interviewers_words_are_never_quoted_starred_or_not() -> None:
    desk = studies.Desk()
    desk.interview("C1", [studies.QUESTION, SENTENCE])
    asked = desk.code("C1", 1, "barriers.stigma", by="analyst")
    assert quoted(starred(desk.study(), asked)) == []


def test_a_case_whose_cell_is_withheld_is_not_quoted_starred_or_not() -> None:
    desk = desk_of(SENTENCE, FRAGMENT)
    desk.chart("C1", "barriers.stigma", Status.WITHHELD)
    assert quoted(starred(desk.study(), "C1.q1"), 2) == ["C2.q2"]


def test_the_same_words_are_printed_once_however_often_they_are_coded() -> None:
    desk = desk_of(f"{SENTENCE} {FRAGMENT}")
    desk.code("C1", 2, "barriers.stigma", SENTENCE)
    again: Coding = replace(desk.codings[0], id=type(desk.codings[0].id)("C1.c99"), coder="second")
    desk.codings.append(again)
    assert len(quoted(desk.study(), 5)) == 1


def test_no_more_quotes_are_given_than_there_are_or_than_are_wanted() -> None:
    study = desk_of(SENTENCE, SENTENCE).study()
    assert quoted(study, 0) == []
    assert len(quoted(study, 9)) == 2
    other = studies.BARRIERS.subthemes[1]
    assert illustrative(study, other, 2, ()) == ()


def test_the_rule_as_printed_names_the_lengths_it_goes_by() -> None:
    assert f"{SHORTEST} to {LONGEST} words" in RULE


# -- properties

SPACES = st.sampled_from([" ", "  ", "\t", " \n ", "\u00a0", "\u2028"])
WORDS = st.sampled_from(["seen", "Walking", "“in”", "£4.50,", "don’t", "[name]", "...", "no.", "ü", "(", "<b>"])


@st.composite
def said(draw: st.DrawFn) -> str:
    words = draw(st.lists(st.tuples(WORDS, SPACES), min_size=1, max_size=12))
    return "".join(word + space for word, space in words).strip()


@st.composite
def any_study(draw: st.DrawFn) -> Study:
    """Draw up to four cases of up to three coded answers, some starred, accepted, coded by hand or withheld."""
    desk = studies.Desk()
    for number, turns in enumerate(draw(st.lists(st.lists(said(), max_size=3), max_size=4)), 1):
        spoken = [one for words in turns for one in (studies.QUESTION, words)] or [studies.QUESTION]
        desk.interview(f"C{number}", spoken)
        for place in range(2, len(turns) * 2 + 1, 2):
            desk.code(f"C{number}", place, "barriers.stigma", by=draw(st.sampled_from(["rules", "analyst"])))
        if draw(st.integers(0, 9)) == 0:
            desk.chart(f"C{number}", "barriers.stigma", Status.WITHHELD)
    stars = draw(st.lists(st.sampled_from([span.id for span in desk.spans]), unique=True)) if desk.spans else []
    return starred(desk.study(), *stars)


TAKEN = st.lists(st.sampled_from([CaseId(f"C{number}") for number in range(1, 5)]), max_size=6)


def free(study: Study) -> Counter[CaseId]:
    """Count the extracts of each case that may be quoted: here they never overlap."""
    withheld = {cell.case for cell in study.cells}
    return Counter(e.case.id for e in extracts(study, subthemes=(STIGMA,)) if e.case.id not in withheld)


@given(any_study(), st.integers(0, 12), TAKEN)
def test_no_case_is_quoted_twice_while_another_with_an_extract_is_left(
    study: Study, wanted: int, taken: list[CaseId]
) -> None:
    left, used = free(study), Counter[CaseId]()
    chosen = illustrative(study, STIGMA, wanted, taken)
    assert len(chosen) == min(wanted, left.total())
    assert len({one.extract.span.id for one in chosen}) == len(chosen)
    for one in chosen:
        case = one.extract.case.id
        open_cases = [other for other in left if left[other]]
        assert used[case] == min(used[other] for other in open_cases)
        if not study.stars:
            least = min(taken.count(other) for other in open_cases if used[other] == used[case])
            assert taken.count(case) == least
        left[case] -= 1
        used[case] += 1


@given(any_study())
def test_a_quotes_words_are_its_spans_with_white_space_folded(study: Study) -> None:
    for one in illustrative(study, STIGMA, 12, ()):
        words = study.words(study.span_by_id[one.extract.span.id])
        assert one.words == " ".join(words.split())
        assert verbatim_agrees(one.words, words)
        assert one.starred == (one.extract.span.id in study.starred)


@given(any_study(), st.integers(0, 12), TAKEN)
def test_the_same_study_gives_the_same_quotes(study: Study, wanted: int, taken: list[CaseId]) -> None:
    shuffled = replace(study, codings=study.codings[::-1], spans=study.spans[::-1], cases=study.cases[::-1])
    assert illustrative(shuffled, STIGMA, wanted, taken) == illustrative(study, STIGMA, wanted, taken)


def test_every_subtheme_of_the_sample_study_that_was_raised_has_quotes_of_different_cases(demo: Path) -> None:
    study = open_folder(demo).read()
    assert study.codebook
    for subtheme in study.codebook.subthemes():
        chosen = illustrative(study, subtheme, 3, ())
        cases = raising(study, subtheme)
        assert len({one.extract.case.id for one in chosen}) == min(3, len(cases))
        assert all(sounds_like_a_role(one) for one in chosen)


def raising(study: Study, subtheme: Subtheme) -> set[CaseId]:
    return {case.id for case in study.cases if study.codings_of.get((case.id, subtheme.code))}


def sounds_like_a_role(one: Chosen) -> bool:
    return bool(one.label) and "area" not in one.label.casefold()
