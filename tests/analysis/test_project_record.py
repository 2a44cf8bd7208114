"""Files of our own: the whole study as it was, beside what stands here already."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings

from framework_qa.analysis.integrity import findings
from framework_qa.analysis.project_ledger import Ledger
from framework_qa.analysis.project_record import KINDS, bring_back, record_counts
from framework_qa.model.chart import RunKind, Status
from framework_qa.model.codebook import Codebook
from framework_qa.model.coding import Decision
from framework_qa.model.conflict import Conflict
from framework_qa.model.ids import SpanId
from framework_qa.model.people import Case
from framework_qa.model.quote import Star
from framework_qa.model.reading import NotUsed, SecondReading, Verdict, wording
from framework_qa.model.set_aside import SetAside
from framework_qa.model.study import Study
from tests.analysis.foreign_projects import put
from tests.analysis.sound_studies import (
    CODEBOOK,
    SETTINGS,
    coding,
    interpreted_study,
    run,
    span,
    studies,
    swapped,
    transcript,
)

EMPTY = Study(SETTINGS)
FIELDS = [field for _, field in KINDS]


def whole_study() -> Study:
    """The interpreted study with what a second reader and earlier imports left."""
    study = interpreted_study()
    cell = study.cells[0]
    return replace(
        study,
        readings=(SecondReading(cell.case, cell.subtheme, Verdict.QUERIED, wording(cell), "Why?", "CD"),),
        not_used=(NotUsed(cell.case, cell.subtheme, SpanId("A1-P01.q3"), "CD"),),
        conflicts=(Conflict("A1-P01:barriers.trust", "charted", "Else [A1-P01.q1]", "CD", "", "a.xlsx"),),
        set_aside=(SetAside("b.qdpx", 1, "graph", "g", "no place", "<Graph/>"),),
    )


def back(study: Study, recorded: Study) -> tuple[Study, Ledger]:
    ledger = Ledger("own.qdpx")
    ended = put(study, bring_back(study, recorded, ledger))
    ledger.tallies(record_counts(recorded))
    return ended, ledger


def rows(ledger: Ledger, recorded: Study) -> dict[str, tuple[int, int, int]]:
    told = ledger.tallies(record_counts(recorded))
    return {tally.kind: (tally.stored, tally.standing, tally.aside) for tally in told}


def state(study: Study) -> dict[str, set[object]]:
    return {field: set(map(repr, getattr(study, field))) for field in FIELDS}


def test_into_an_empty_study_everything_comes_back_as_it_was() -> None:
    recorded = whole_study()
    ended, ledger = back(EMPTY, recorded)
    assert state(ended) == state(recorded)
    assert all(aside == 0 for _, _, aside in rows(ledger, recorded).values())


def test_into_the_study_itself_nothing_comes() -> None:
    recorded = whole_study()
    ledger = Ledger("own.qdpx")
    assert bring_back(recorded, recorded, ledger) == ()
    assert not ledger.parts


@given(studies())
@settings(max_examples=40)
def test_random_studies_come_back_to_the_letter_and_once(recorded: Study) -> None:
    ended, _ = back(replace(EMPTY, settings=recorded.settings), recorded)
    assert state(ended) == state(recorded)
    assert state(back(ended, recorded)[0]) == state(ended)


@given(studies(), studies())
@settings(max_examples=40)
def test_a_study_that_comes_beside_another_loses_nothing_of_it_and_all_is_accounted_for(one: Study, two: Study) -> None:
    ended, _ = back(one, two)
    for field in ("cases", "transcripts", "codebooks", "spans", "codings", "syntheses", "stars"):
        kept = {repr(record) for record in getattr(one, field) if not isinstance(record, Case)}
        assert kept <= set(map(repr, getattr(ended, field)))
    told = {finding.check.number for finding in findings(ended)}
    assert not told & {"F105", "F201", "F202", "F204", "F205", "F210", "F211", "F410", "F411"}
    assert state(back(ended, two)[0]) == state(ended)


def test_ids_that_mean_something_else_here_are_given_anew_and_what_cites_them_follows() -> None:
    recorded = whole_study()
    here = replace(recorded, **dict.fromkeys(FIELDS[3:], ()), numbers={})
    words = span(here.transcripts[0], 1, "Then they wait.")
    here = put(here, (words, coding(1, words, "gaps.waiting")))
    ended, ledger = back(here, recorded)
    assert ended.words(ended.span_by_id[SpanId("A1-P01.q1")]) == "Then they wait."
    said = {(ended.words(ended.span_by_id[c.span]), c.subtheme, c.decision) for c in ended.codings}
    assert {(recorded.words(recorded.span_by_id[c.span]), c.subtheme, c.decision) for c in recorded.codings} < said
    cell = ended.stored_cell[recorded.cells[0].case, recorded.cells[0].subtheme]
    assert [ended.words(ended.span_by_id[ref]) for ref in cell.cited] == ["They see the centre as tied to social care."]
    assert ended.readings[0].holds(cell)
    assert [ended.words(ended.span_by_id[star.span]) for star in ended.stars] == ["People are ashamed of asking."]
    assert [ended.conflicts[0].text] == [f"Else [{cell.cited[0]}]"]
    assert not [one for one in findings(ended) if one.check.number not in ("F308", "F412", "F417", "F419")]
    assert rows(ledger, recorded)["quote"] == (5, 0, 0)


def test_equal_records_about_other_words_are_not_taken_for_the_same() -> None:
    recorded = whole_study()
    here = replace(recorded, **dict.fromkeys(FIELDS[3:], ()))
    words = span(here.transcripts[0], 1, "Then they wait.")
    cell = replace(recorded.cells[0], status=Status.QUERIED)
    recorded = replace(recorded, cells=(cell,), readings=(), conflicts=())
    here = put(here, (words, recorded.codings[0], cell, Star(words.id, "AB")))
    recorded = replace(recorded, stars=(Star(words.id, "AB"),))
    ended, _ = back(here, recorded)
    said = {(ended.words(ended.span_by_id[c.span]), c.subtheme) for c in ended.codings}
    assert {
        ("Then they wait.", "barriers.trust"),
        ("They see the centre as tied to social care.", "barriers.trust"),
    } <= said
    assert len(ended.stars) == 2
    assert [one.place for one in ended.conflicts] == ["A1-P01:barriers.trust"]


def test_a_quote_that_the_study_marks_under_another_id_keeps_that_id() -> None:
    recorded = whole_study()
    here = replace(recorded, **dict.fromkeys(FIELDS[3:], ()), numbers={})
    words = span(here.transcripts[0], 9, "They see the centre as tied to social care.")
    here = put(here, (words, coding(9, words, "barriers.trust")))
    ended, ledger = back(here, recorded)
    assert (rows(ledger, recorded)["quote"], rows(ledger, recorded)["coding"]) == ((4, 1, 0), (6, 1, 0))
    cell = ended.stored_cell[recorded.cells[0].case, recorded.cells[0].subtheme]
    assert (cell.cited, cell.basis) == (("A1-P01.q9",), ("A1-P01.c9",))


def test_the_same_words_under_another_file_are_the_same_transcript() -> None:
    recorded = whole_study()
    first = recorded.transcripts[0]
    earlier = transcript("A1-P01", [("I", "Before?"), ("R", "Before.")], name="before.txt")
    turns = tuple(replace(turn, number=turn.number + 2) for turn in first.turns)
    again = replace(first, id=earlier.id[::-1], turns=turns)
    here = Study(SETTINGS, recorded.cases, (earlier, again), recorded.codebooks)
    ended, ledger = back(here, recorded)
    assert rows(ledger, recorded)["transcript"] == (2, 1, 0)
    assert {(one.transcript, one.turn) for one in ended.spans if one.case == "A1-P01"} == {(again.id, 4), (again.id, 6)}
    assert not {one.check.number for one in findings(ended)} & {"F105", "F201", "F202", "F210"}


def test_a_text_beside_another_that_cannot_be_read_comes_back_as_it_was_written() -> None:
    recorded = whole_study()
    odd = replace(recorded.conflicts[0], text="Never closed [")
    here = replace(recorded, conflicts=(), stars=())
    assert back(here, replace(recorded, conflicts=(odd,)))[0].conflicts == (odd,)


def test_a_text_that_a_person_wrote_otherwise_here_stands_and_the_other_is_kept_beside_it() -> None:
    recorded = whole_study()
    otherwise = replace(recorded.cells[0], runs=(run(RunKind.SUMMARY, "Otherwise", "A1-P01.q1"),), by="CD")
    synthesis = replace(recorded.syntheses[0], statements=recorded.syntheses[1].statements)
    here = replace(
        recorded,
        cells=(otherwise, *recorded.cells[1:]),
        syntheses=(synthesis, *recorded.syntheses[1:]),
        conflicts=(),
        readings=(),
    )
    ended, ledger = back(here, recorded)
    assert ended.stored_cell[otherwise.case, otherwise.subtheme] == otherwise
    places = [one.place for one in ended.conflicts]
    assert sorted(places) == ["A1-P01:barriers.trust", "A1-P01:barriers.trust", "area=area_1:barriers"]
    assert len(ledger.problems) == 2
    assert state(back(ended, recorded)[0]) == state(ended)


def test_a_draft_here_gives_way_and_a_draft_of_the_file_does_not_push_in() -> None:
    recorded = whole_study()
    drafts = tuple(replace(cell, draft=True) for cell in recorded.cells)
    ended, _ = back(replace(recorded, cells=drafts), recorded)
    assert not ended.cells[0].draft
    assert ended.cells[1].draft
    assert state(back(recorded, replace(recorded, cells=drafts))[0]) == state(recorded)


def test_what_the_study_decided_otherwise_is_told_and_stands() -> None:
    recorded = whole_study()
    here = replace(
        recorded,
        cases=swapped(recorded.cases, 0, levels=(("area", "area_2"),)),
        codings=swapped(recorded.codings, 0, decision=Decision.REJECTED),
        stars=(replace(recorded.stars[0], by="CD"),),
        codebooks=(CODEBOOK, replace(CODEBOOK, version=2)),
    )
    recorded = replace(recorded, codebooks=(CODEBOOK, Codebook("other", 2, CODEBOOK.themes)))
    ended, ledger = back(here, recorded)
    assert state(ended) == state(here)
    told = {part.kind: part.why for part in ledger.parts}
    assert told["case"] == "the study says otherwise of its attributes"
    assert told["coding"] == "in the study it is rejected: A1-P01.c1"
    assert told["star"] == "the study has another of the same"
    assert told["codebook version"].startswith("the study has a codebook of its own")


def test_a_case_gets_the_levels_that_only_the_file_has() -> None:
    recorded = whole_study()
    here = replace(recorded, cases=swapped(recorded.cases, 0, levels=(("area", "area_1"),)))
    assert back(here, recorded)[0].cases == recorded.cases
    less = replace(recorded, cases=here.cases)
    assert back(recorded, less)[0] == recorded


@pytest.mark.parametrize("clash", ["another case", "cut otherwise", "another text"])
def test_a_transcript_that_is_another_here_is_listed_with_all_that_rests_on_it(clash: str) -> None:
    recorded = whole_study()
    first = recorded.transcripts[0]
    other = {
        "another case": replace(first, case=recorded.cases[1].id, name="x.txt"),
        "cut otherwise": replace(first, turns=first.turns[:2]),
        "another text": transcript(first.case, [("R", "Something else.")], name=first.name),
    }[clash]
    here = Study(SETTINGS, recorded.cases, (other,), recorded.codebooks)
    ended, ledger = back(here, recorded)
    assert not [one for one in ended.spans if one.case == first.case]
    aside = {kind: counts[2] for kind, counts in rows(ledger, recorded).items()}
    assert (aside["transcript"], aside["quote"], aside["coding"], aside["star"]) == (1, 3, 5, 1)
    assert {part.why for part in ledger.parts if part.kind == "cell"} == {"the words it cites are not in the study"}


def test_a_further_interview_of_a_case_goes_on_counting_its_turns() -> None:
    recorded = whole_study()
    earlier = transcript("A1-P01", [("I", "Before?"), ("R", "Before.")], name="before.txt")
    here = Study(SETTINGS, recorded.cases, (earlier,))
    ended, _ = back(here, recorded)
    assert [turn.number for t in ended.transcripts if t.case == "A1-P01" for turn in t.turns] == [1, 2, 3, 4, 5, 6]
    assert not {one.check.number for one in findings(ended)} & {"F105", "F202"}


def test_what_no_chart_and_no_codebook_of_the_study_has_is_listed() -> None:
    recorded = whole_study()
    small = Codebook("support", 1, CODEBOOK.themes[1:])
    ended, ledger = back(Study(SETTINGS, codebooks=(small,)), recorded)
    assert {c.subtheme for c in ended.codings} <= {"gaps.waiting", "gaps.other", "level.early"}
    assert {part.why for part in ledger.parts if part.kind == "cell"} == {"no chart of the study has its column"}
    later = replace(recorded, codings=swapped(recorded.codings, 3, codebook_version=7))
    ended, _ = back(Study(SETTINGS, codebooks=(CODEBOOK,)), later)
    assert {c.codebook_version for c in ended.codings} == {1}


def test_what_earlier_imports_set_aside_gets_the_next_number_where_its_own_is_taken() -> None:
    recorded = whole_study()
    mine = SetAside("b.qdpx", 1, "graph", "mine", "no place", "<Graph/>")
    ended, _ = back(replace(EMPTY, set_aside=(mine,)), recorded)
    assert [(part.number, part.name) for part in ended.set_aside] == [(1, "mine"), (2, "g")]


def test_a_reading_of_what_a_cell_no_longer_says_comes_back_as_it_was() -> None:
    recorded = whole_study()
    outdated = replace(recorded, readings=(replace(recorded.readings[0], of="0" * 16),))
    assert back(EMPTY, outdated)[0].readings == outdated.readings
    assert Status.CHARTED in {cell.status for cell in outdated.cells}
