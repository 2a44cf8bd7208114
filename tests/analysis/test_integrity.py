from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from sound_studies import (
    AREA_1,
    CODEBOOK,
    SETTINGS,
    STIGMA,
    TRUST,
    cell,
    coding,
    interpreted_study,
    run,
    sound_study,
    span,
    studies,
    swapped,
    synthesis,
    transcript,
)

from framework_qa.analysis.integrity import CHECKS, check, findings
from framework_qa.model.chart import RunKind, Status
from framework_qa.model.codebook import SubthemeStatus
from framework_qa.model.coding import Decision, Route
from framework_qa.model.conflict import Conflict
from framework_qa.model.ids import CaseId, Code, SpanId, TranscriptId
from framework_qa.model.people import Case
from framework_qa.model.quote import Star
from framework_qa.model.reading import NotUsed, SecondReading, Verdict, wording
from framework_qa.model.study import Study
from framework_qa.model.text import Speaker, SpeakerRole

DOCS = Path(__file__).resolve().parents[2] / "docs" / "verify.md"
ELSEWHERE = {"F101", "F102", "F103", "F104", "F107", "F501", "F502", "F503", "F504"}
Break = Callable[[Study], Study]


def numbers(study: Study) -> set[str]:
    return {finding.check.number for finding in findings(study)}


def with_turn(study: Study, turn: int, **changes: Any) -> Study:
    first = study.transcripts[0]
    changed = replace(first, turns=swapped(first.turns, turn, **changes))
    return replace(study, transcripts=(changed, *study.transcripts[1:]))


def with_span(study: Study, place: int, **changes: Any) -> Study:
    return replace(study, spans=swapped(study.spans, place, **changes))


def with_coding(study: Study, place: int, **changes: Any) -> Study:
    return replace(study, codings=swapped(study.codings, place, **changes))


def with_cell(study: Study, place: int, **changes: Any) -> Study:
    return replace(study, cells=swapped(study.cells, place, **changes))


def with_case(study: Study, place: int, **changes: Any) -> Study:
    return replace(study, cases=swapped(study.cases, place, **changes))


def with_new_case(study: Study, identifier: str) -> Study:
    return replace(study, cases=(*study.cases, Case(CaseId(identifier), study.cases[2].levels)))


def more_codings(study: Study, *codings: Any) -> Study:
    return replace(study, codings=(*study.codings, *codings))


def more_cells(study: Study, *cells: Any) -> Study:
    return replace(study, cells=(*study.cells, *cells))


def with_settings(study: Study, **changes: Any) -> Study:
    return replace(study, settings=replace(SETTINGS, **changes))


def with_subtheme(study: Study, theme: int, place: int, **changes: Any) -> Study:
    subthemes = swapped(CODEBOOK.themes[theme].subthemes, place, **changes)
    return replace(study, codebooks=(replace(CODEBOOK, themes=swapped(CODEBOOK.themes, theme, subthemes=subthemes)),))


def turn_overlaps(study: Study) -> Study:
    """The interviewer's second question begins before the answer to the first ends."""
    return with_turn(study, 2, start=study.transcripts[0].turns[1].end - 2)


def turn_past_the_end(study: Study) -> Study:
    return with_turn(study, 3, end=len(study.transcripts[0].text) + 5)


def turns_with_a_gap(study: Study) -> Study:
    last = study.transcripts[2]
    turns = swapped(last.turns, 1, number=3)
    moved = swapped(study.spans, 4, turn=3)
    return replace(study, transcripts=(*study.transcripts[:2], replace(last, turns=turns)), spans=moved)


def turn_numbered_twice(study: Study) -> Study:
    """A second interview of the same case starts counting from 1 again."""
    again = transcript("A1-P01", [("R", "One more thing.")], name="again.txt")
    return replace(study, transcripts=(*study.transcripts, again))


def turns_out_of_order(study: Study) -> Study:
    first, second = (study.transcripts[1].turns[n].number for n in (1, 0))
    turns = swapped(swapped(study.transcripts[1].turns, 0, number=first), 1, number=second)
    changed = replace(study.transcripts[1], turns=turns)
    spans = swapped(study.spans, 3, turn=second)
    return replace(study, transcripts=(study.transcripts[0], changed, study.transcripts[2]), spans=spans)


def same_transcript_twice(study: Study) -> Study:
    twin = replace(study.transcripts[0], case=CaseId("A1-X01"))
    case = Case(CaseId("A1-X01"), study.cases[0].levels)
    return replace(study, transcripts=(*study.transcripts, twin), cases=(*study.cases, case))


def speaker_was_the_interviewer(study: Study, role: SpeakerRole = SpeakerRole.INTERVIEWER) -> Study:
    last = study.transcripts[2]
    changed = replace(last, speakers=(last.speakers[0], Speaker("R", role)))
    return replace(study, transcripts=(*study.transcripts[:2], changed))


def interviewer_cited(study: Study) -> Study:
    """A cell cites a quote of the interviewer that nobody coded."""
    question = span(study.transcripts[2], 2, "Who comes?")
    comes = cell("A2-P01", "gaps.other", Status.CHARTED, run(RunKind.SUMMARY, "Who comes", question.id))
    return more_cells(replace(study, spans=(*study.spans, question)), comes)


def span_of_another_case(study: Study) -> Study:
    """A coding of A1-S01 marks words of A2-P01."""
    return more_codings(study, replace(coding(9, study.spans[4], "gaps.other"), case=CaseId("A1-S01")))


def newer_codebook_without(study: Study) -> Study:
    """Version 2 drops the subtheme that version 1 had and a live coding is on."""
    barriers, gaps, values = CODEBOOK.themes
    newer = replace(CODEBOOK, version=2, themes=(barriers, replace(gaps, subthemes=gaps.subthemes[:1]), values))
    return replace(study, codebooks=(CODEBOOK, newer))


def quote_run(text: str, *refs: str) -> tuple[Any, ...]:
    return (run(RunKind.VERBATIM, text, *refs),)


def summary_run(*refs: str) -> tuple[Any, ...]:
    return (run(RunKind.SUMMARY, "Centres are tied to social care", *refs),)


def interpreted(study: Study) -> Study:
    """The breaks of stars and syntheses start from a study that has some."""
    assert study == sound_study()
    return interpreted_study()


def said(*statements: tuple[str, tuple[str, ...]], group: Any = AREA_1, about: str = "barriers") -> Break:
    """Put a synthesis of other statements in the place of the first, written from the cells as they stand."""

    def broken(study: Study) -> Study:
        study = interpreted(study)
        return replace(study, syntheses=(synthesis(study, group, about, *statements), study.syntheses[1]))

    return broken


def cell_rewritten(study: Study) -> Study:
    return with_cell(interpreted(study), 0, runs=summary_run("A1-P01.q1"))


def cell_of_a_newcomer(study: Study) -> Study:
    return more_cells(
        interpreted(study),
        cell("A1-S01", "gaps.other", Status.QUERIED, basis=["A1-S01.c1"]),
        cell("A1-S01", "barriers.other", Status.NOTHING_SAID),
    )


def cited_cell_gone(study: Study) -> Study:
    study = interpreted(study)
    return replace(study, cells=study.cells[:-1])


def case_in_another_area(study: Study) -> Study:
    study = interpreted(study)
    return with_case(study, 0, levels=(("area", "area_2"), ("role", "provider")))


def starred_rejected(study: Study) -> Study:
    """The only coding of a starred quote is rejected, and the draft that rested on it is gone."""
    study = interpreted(study)
    study = replace(study, cells=tuple(cell for cell in study.cells if not cell.draft))
    return with_coding(study, 1, decision=Decision.REJECTED)


def kept(place: str, text: str = "They wait [A1-P01.q1]") -> Break:
    return lambda s: replace(interpreted(s), conflicts=(Conflict(place, "charted", text, "MR", "", "chart set"),))


def read_by(who: str, place: int = 0, case: str = "A1-P01", code: str = "barriers.trust") -> Break:
    def broken(study: Study) -> Study:
        of = wording(study.cells[place])
        return replace(study, readings=(SecondReading(CaseId(case), Code(code), Verdict.AGREED, of, "", who),))

    return broken


def unused(quote: str) -> Break:
    return lambda s: replace(s, not_used=(NotUsed(CaseId("A1-P01"), Code("barriers.trust"), SpanId(quote), "MR"),))


BREAKS: list[tuple[str, Break]] = [
    ("F105", turn_overlaps),
    ("F105", turn_past_the_end),
    ("F105", turns_with_a_gap),
    ("F105", turn_numbered_twice),
    ("F105", turns_out_of_order),
    ("F106", same_transcript_twice),
    ("F201", lambda s: with_span(s, 3, digest="0" * 16)),
    ("F201", lambda s: with_span(s, 4, start=s.spans[4].start + 1)),
    ("F202", lambda s: with_span(s, 3, turn=1)),
    ("F202", lambda s: with_span(s, 3, turn=12)),
    ("F202", lambda s: with_span(s, 3, end=5000)),
    ("F203", speaker_was_the_interviewer),
    ("F203", lambda s: speaker_was_the_interviewer(s, SpeakerRole.UNKNOWN)),
    ("F203", interviewer_cited),
    ("F204", lambda s: more_codings(s, replace(s.codings[0], id="A1-P01.c9", span=SpanId("A1-P01.q99")))),
    ("F205", lambda s: more_codings(s, coding(9, s.spans[2], "level.early"))),
    ("F206", lambda s: with_coding(s, 0, codebook_version=7)),
    ("F207", lambda s: with_coding(s, 3, subtheme=Code("barriers.old"))),
    ("F208", lambda s: with_coding(s, 3, case=CaseId("A9-P01"))),
    ("F209", lambda s: with_coding(s, 3, subtheme=Code("gaps.nowhere"))),
    ("F209", lambda s: with_coding(s, 2, subtheme=Code("gaps.nowhere"))),
    ("F209", newer_codebook_without),
    ("F210", lambda s: with_span(s, 4, transcript=TranscriptId("f" * 64))),
    ("F210", lambda s: with_span(s, 4, transcript=s.transcripts[0].id)),
    ("F211", span_of_another_case),
    ("F212", lambda s: with_coding(s, 1, fired=())),
    ("F212", lambda s: with_coding(s, 1, rule="")),
    ("F213", lambda s: with_coding(s, 3, decision=Decision.SUGGESTED)),
    ("F214", starred_rejected),
    ("F214", lambda s: replace(interpreted(s), stars=(*interpreted(s).stars, Star(SpanId("A1-P01.q77"))))),
    ("F301", lambda s: with_subtheme(s, 1, 1, number="6.1")),
    ("F301", lambda s: with_subtheme(s, 0, 3, code=Code("barriers.trust"))),
    ("F302", lambda s: with_case(s, 1, levels=(("area", "area_7"), ("role", "stakeholder")))),
    ("F303", lambda s: with_case(s, 1, levels=(("role", "stakeholder"),))),
    ("F304", lambda s: more_cells(with_new_case(s, "A2-P02"), cell("A2-P02", "gaps.waiting", Status.NOTHING_SAID))),
    ("F305", lambda s: replace(s, transcripts=(*s.transcripts, transcript("A2-P09", [("R", "Well.")])))),
    ("F306", lambda s: with_subtheme(s, 0, 3, asked_of=("provider", "clinician"))),
    ("F306", lambda s: with_settings(replace(s, cells=s.cells), asked_of="profession", not_asked=SETTINGS.not_asked)),
    ("F307", lambda s: with_case(s, 1, levels=(*s.cases[1].levels, ("shoe_size", "39")))),
    ("F308", lambda s: with_settings(s, not_asked=(*SETTINGS.not_asked, ("A7-P01", ("4.1",))))),
    ("F308", lambda s: with_settings(s, not_asked=(*SETTINGS.not_asked, ("A1-P01", ("4.7",))))),
    ("F309", lambda s: with_settings(s, sample=replace(SETTINGS.sample, rows="region"))),
    ("F309", lambda s: with_settings(s, sample=replace(SETTINGS.sample, not_applicable=(("area_9", "provider"),)))),
    ("F401", lambda s: more_cells(s, cell("A9-P01", "gaps.other", Status.NOTHING_SAID))),
    ("F402", lambda s: more_cells(s, cell("A1-S01", "gaps.nowhere", Status.NOTHING_SAID))),
    ("F402", lambda s: more_cells(s, cell("A1-S01", "level.early", Status.NOTHING_SAID))),
    ("F403", lambda s: more_cells(s, cell("A1-S01", "gaps.waiting", Status.NOTHING_SAID))),
    ("F404", lambda s: more_cells(s, cell("A1-S01", "gaps.other", Status.NOTHING_SAID, basis=["A1-S01.c1"]))),
    ("F404", lambda s: more_cells(
        s, cell("A1-S01", "gaps.other", Status.NOT_ASKED, run(RunKind.COMMENT, "Why."), basis=["A1-S01.c1"])
    )),
    ("F405", lambda s: with_cell(s, 2, runs=())),
    ("F406", lambda s: with_cell(s, 0, runs=())),
    ("F406", lambda s: with_cell(s, 0, runs=(run(RunKind.COMMENT, "cf 4.2"),))),
    ("F407", lambda s: with_cell(s, 0, status=Status.NOT_REACHED)),
    ("F407", lambda s: with_cell(s, 0, status=Status.WITHHELD)),
    ("F408", lambda s: with_cell(s, 0, runs=summary_run())),
    ("F408", lambda s: with_cell(s, 0, runs=quote_run("tied to social care"))),
    ("F409", lambda s: with_cell(s, 0, runs=quote_run("They see the centre as free of social care.", "A1-P01.q1"))),
    ("F409", lambda s: with_cell(s, 0, runs=quote_run("They see as tied to social care", "A1-P01.q1"))),
    ("F410", lambda s: with_cell(s, 0, runs=summary_run("A1-P01.q1", "A2-P01.q1"))),
    ("F411", lambda s: with_cell(s, 0, runs=summary_run("A1-P01.q1", "A1-P01.q77"))),
    ("F411", lambda s: with_cell(s, 0, runs=quote_run("Anything.", "A1-P01.q77"))),
    ("F412", lambda s: with_cell(s, 0, basis=())),
    ("F412", lambda s: with_coding(s, 0, decision=Decision.WITHDRAWN)),
    ("F413", lambda s: with_cell(s, 0, codebook_version=5)),
    ("F414", cited_cell_gone),
    ("F414", said(("Nobody comes.", (TRUST, "A1-P01:barriers.other")))),
    ("F414", said(("Nobody comes.", ("A1-P99:barriers.trust",)))),
    ("F415", said(("Help sounds like blame.", (TRUST, STIGMA)))),
    ("F415", said(("Centres are not trusted.", (TRUST,)), about="gaps")),
    ("F415", case_in_another_area),
    ("F416", said(("Centres are not trusted.", (TRUST,)), ("So it is.", ()))),
    ("F417", cell_rewritten),
    ("F417", cell_of_a_newcomer),
    ("F417", lambda s: replace(interpreted(s), syntheses=swapped(interpreted(s).syntheses, 1, basis=""))),
    ("F418", said(("It rests.", (TRUST,)), group=(("area", "area_9"),))),
    ("F418", said(("It rests.", (TRUST,)), group=(("region", "north"),))),
    ("F418", said(("It rests.", (TRUST,)), about="barriers.shame")),
    ("F418", said(("It rests.", (TRUST,)), about="level")),
    ("F419", kept("A1-P01:barriers.trust")),
    ("F419", kept("A1-P01:gaps.other")),
    ("F419", kept("area=area_1:barriers", "They wait.")),
    ("F419", kept("all cases:barriers.stigma", "They wait.")),
    ("F420", kept("A9-P01:barriers.trust")),
    ("F420", kept("A1-P01:barriers.nowhere")),
    ("F420", kept("A1-P01:barriers")),
    ("F420", kept("A1-P01:level.early")),
    ("F420", kept("area=area_9:barriers")),
    ("F420", kept("region=north:barriers")),
    ("F420", kept("area=area_1:level")),
    ("F421", read_by("AB")),
    ("F421", read_by("ab")),
    ("F422", read_by("MR", case="A1-S01", code="gaps.other")),
    ("F423", unused("A1-P01.q77")),
    ("F423", unused("A2-P01.q1")),
    ("F423", unused("A1-P01.q1")),
]  # fmt: skip


def test_a_case_whose_interview_is_to_come_is_no_fault() -> None:
    assert findings(with_new_case(sound_study(), "A2-P02")) == ()


def test_a_sound_study_has_no_findings() -> None:
    assert findings(sound_study()) == ()


def test_a_study_that_was_interpreted_has_no_findings() -> None:
    assert findings(interpreted_study()) == ()


def test_a_cell_that_was_read_by_another_or_rewritten_by_its_reader_is_sound() -> None:
    assert findings(read_by("MR")(sound_study())) == ()
    assert findings(with_cell(read_by("MR")(sound_study()), 0, runs=summary_run("A1-P01.q1"), by="MR")) == ()


def test_an_extract_left_unused_in_a_draft_or_beside_other_citations_is_sound() -> None:
    study = unused("A1-P01.q2")(sound_study())
    assert findings(study) == ()
    drafted = NotUsed(CaseId("A1-P01"), Code("barriers.stigma"), SpanId("A1-P01.q2"), "MR")
    assert findings(replace(study, not_used=(drafted,))) == ()


def test_a_synthesis_of_a_group_by_free_text_is_sound() -> None:
    study = interpreted_study()
    posts = tuple(replace(case, levels=(*case.levels, ("post", "Head of service"))) for case in study.cases)
    study = replace(study, cases=posts, syntheses=())
    written = synthesis(study, (("post", "Head of service"),), "barriers", ("They are not trusted.", (TRUST,)))
    assert findings(replace(study, syntheses=(written,))) == ()


def test_an_empty_study_has_no_findings() -> None:
    assert findings(Study(SETTINGS.__class__("Nothing yet"))) == ()


@pytest.mark.parametrize(("number", "broken"), [pytest.param(n, b, id=f"{n}-{i}") for i, (n, b) in enumerate(BREAKS)])
def test_a_check_finds_its_own_fault_and_no_other(number: str, broken: Break) -> None:
    assert numbers(broken(sound_study())) == {number}


def test_every_check_of_this_room_has_a_study_that_breaks_it() -> None:
    assert {number for number, _ in BREAKS} | ELSEWHERE == {check.number for check in CHECKS}


@settings(max_examples=60, deadline=None)
@given(studies())
def test_no_sound_study_has_findings(study: Study) -> None:
    assert findings(study) == ()


@pytest.mark.parametrize(("number", "broken"), BREAKS)
def test_a_finding_repeats_nobodys_words(number: str, broken: Break) -> None:
    study = broken(sound_study())
    said = {word.casefold() for t in study.transcripts for word in re.findall(r"[A-Za-z]{7,}", t.text)}
    for finding in findings(study):
        told = re.findall(r"[A-Za-z]{7,}", f"{finding.subject} {finding.message}".casefold())
        assert not said.intersection(told), number


@pytest.mark.parametrize(("number", "broken"), BREAKS)
def test_the_subject_of_a_finding_is_one_id(number: str, broken: Break) -> None:
    for finding in findings(broken(sound_study())):
        assert re.fullmatch(r"[\w.:-]+( ¶\d+)?|(all cases|\w+=\w+):[\w.]+", finding.subject), number


def test_a_withdrawn_interviewers_quote_is_no_finding() -> None:
    study = speaker_was_the_interviewer(sound_study())
    assert findings(with_coding(study, 6, decision=Decision.WITHDRAWN)) == ()


def test_a_quote_of_several_spans_agrees_when_it_follows_them() -> None:
    study = sound_study()
    text = "They see the centre as tied to social care. People are ashamed of asking."
    assert findings(with_cell(study, 0, runs=quote_run(text, "A1-P01.q1", "A1-P01.q2"))) == ()


def test_a_rejected_coding_may_stay_on_a_retired_subtheme() -> None:
    assert findings(with_coding(sound_study(), 2, subtheme=Code("barriers.old"))) == ()


def test_a_coding_without_any_codebook_is_told_once() -> None:
    study = replace(sound_study(), codebooks=(), cells=(), codings=sound_study().codings[:1])
    assert [f.check.number for f in findings(study)] == ["F206"]


def test_a_newer_version_of_a_transcript_keeps_its_turn_numbers() -> None:
    study = sound_study()
    newer = replace(study.transcripts[0], id=TranscriptId("e" * 64), version=2)
    assert findings(replace(study, transcripts=(*study.transcripts, newer))) == ()


def test_findings_come_in_the_order_of_their_numbers() -> None:
    study = with_cell(turn_overlaps(sound_study()), 0, basis=())
    study = replace(study, codings=swapped(study.codings, 1, rule=""))
    assert [f.check.number for f in findings(study)] == ["F105", "F212", "F412"]


def test_numbers_are_given_once_and_in_order() -> None:
    given_out = [check.number for check in CHECKS]
    assert given_out == sorted(set(given_out))
    assert all(check(number).number == number for number in given_out)


def test_the_guide_explains_every_check_under_its_title() -> None:
    headings = re.findall(r"^### (F\d{3}) (.+)$", DOCS.read_text(encoding="utf-8"), re.MULTILINE)
    assert headings == [(check.number, check.title) for check in CHECKS]


def test_the_guide_says_what_to_do_for_every_check() -> None:
    sections = re.split(r"^### ", DOCS.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]
    for section, one in zip(sections, CHECKS, strict=True):
        meaning, _, cure = section.partition("**What to do.**")
        assert len(meaning.split()) > 15, one.number
        assert cure.strip(), one.number


def test_live_codings_alone_count_as_a_retired_subthemes() -> None:
    study = with_subtheme(sound_study(), 0, 1, status=SubthemeStatus.RETIRED)
    assert numbers(study) == {"F207"}
    assert [f.subject for f in findings(study)] == ["A1-P01.c2", "A2-P01.c1"]


def test_codings_older_than_the_retirement_of_their_subtheme_are_sound() -> None:
    study = sound_study()
    retired = with_subtheme(study, 0, 1, status=SubthemeStatus.RETIRED).codebooks[-1]
    newer = replace(retired, version=retired.version + 1)
    assert "F207" not in numbers(replace(study, codebooks=(*study.codebooks, newer)))


def test_an_imported_or_suggested_coding_needs_no_rule() -> None:
    for route in (Route.IMPORTED, Route.SUGGESTED):
        assert findings(with_coding(sound_study(), 4, route=route)) == ()


def test_a_coding_taken_back_may_stand_beside_a_live_one_that_says_the_same() -> None:
    study = sound_study()
    taken_back = coding(9, study.spans[0], "barriers.trust", decision=Decision.WITHDRAWN)
    assert findings(more_codings(study, taken_back)) == ()
    assert findings(replace(study, codings=(taken_back, *study.codings))) == ()


def test_an_attribute_of_free_text_may_say_who_was_asked_and_bound_the_sample() -> None:
    sample = SETTINGS.sample
    assert sample is not None
    free = replace(sample, rows="post")
    study = with_settings(sound_study(), asked_of="post", sample=free)
    assert findings(replace(study, cells=())) == ()
