from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sound_studies import (
    AREA_1,
    CODEBOOK,
    SETTINGS,
    TRUST,
    cell,
    coding,
    interpreted_study,
    run,
    sound_study,
    studies,
    swapped,
    synthesis,
    transcript,
)

from framework_qa.analysis.chain import Chain, Link, trace
from framework_qa.errors import UsageError
from framework_qa.model.chart import RunKind, Status
from framework_qa.model.coding import Decision
from framework_qa.model.ids import CaseId, Code, SpanId, TranscriptId, cell_ref, turn_ref
from framework_qa.model.study import Study
from framework_qa.model.synthesis import synthesis_ref


def shown(links: tuple[Link, ...]) -> list[str]:
    return [f"{link.kind} {link.id[:16]}" for link in links]


def ids(links: tuple[Link, ...]) -> set[str]:
    return {link.id for link in links}


def transcript_of(study: Study, case: str) -> str:
    return study.transcripts_of[CaseId(case)][0].id


def test_a_quote_leads_to_its_themes_and_to_its_case() -> None:
    study = sound_study()
    chain = trace(study, "A1-P01.q2")
    assert chain.start == Link("quote", "A1-P01.q2", "People are ashamed of asking.")
    assert shown(chain.up) == ["coding A1-P01.c2", "cell A1-P01:4.2", "subtheme barriers.stigma", "theme barriers"]
    assert shown(chain.down) == ["turn A1-P01 ¶2", f"transcript {transcript_of(study, 'A1-P01')[:16]}", "case A1-P01"]
    assert shown(chain.around) == ["turn A1-P01 ¶1", "turn A1-P01 ¶3"]


def test_each_link_has_the_words_to_print_beside_it() -> None:
    chain = trace(sound_study(), "A1-P01.q2")
    assert [link.words for link in chain.up] == [
        "4.2: accepted, by rule, AB, rule any: “ashamed of”",
        "to chart, draft",
        "4.2 Stigma",
        "4 Barriers",
    ]
    assert [link.words for link in chain.down[1:]] == ["a1-p01.txt", "Case study area 1; Provider"]
    assert chain.down[0].words.startswith("R: They see the centre")
    assert [link.words for link in chain.around] == ["I: What keeps parents away?", "I: And the waiting?"]


def test_a_rejected_coding_is_shown_beside_its_quote_and_stands_in_no_cell() -> None:
    chain = trace(sound_study(), "A1-P01.q1")
    assert "A1-P01.c3" in ids(chain.up)
    assert "A1-P01:4.2" not in ids(chain.up)
    assert "barriers.stigma" in ids(trace(sound_study(), "A1-P01.c3").up)
    assert "A1-P01.c3" not in ids(trace(sound_study(), "4.2").down)


def test_a_cell_leads_down_to_everything_it_rests_on() -> None:
    chain = trace(sound_study(), "A1-P01:4.1")
    assert chain.start == Link("cell", "A1-P01:4.1", "charted")
    assert [link.kind for link in chain.down] == ["coding", "quote", "turn", "transcript", "case"]
    assert shown(chain.up) == ["subtheme barriers.trust", "theme barriers"]
    assert chain.around == ()


def test_a_cell_is_found_by_code_and_number_and_leads_to_its_case_when_silent() -> None:
    for typed in ("A1-S01:4.1", "A1-S01:barriers.trust"):
        chain = trace(sound_study(), typed)
        assert chain.start == Link("cell", "A1-S01:4.1", "nothing said")
        assert shown(chain.down) == ["case A1-S01"]


def test_a_cell_nobody_has_written_is_traced_as_it_stands() -> None:
    assert trace(sound_study(), "A2-P01:6.9").start.words == "to chart"
    assert trace(sound_study(), "A1-S01:6.1").start.words == "not asked"
    assert "A1-P01:6.1" in ids(trace(sound_study(), "A1-P01.c4").up)


def test_a_stale_cell_says_so() -> None:
    study = sound_study()
    stale = replace(study, codings=swapped(study.codings, 0, decision=Decision.WITHDRAWN))
    assert trace(stale, "A1-P01:4.1").start.words == "charted, stale"


def test_a_cell_that_cites_a_quote_coded_elsewhere_is_reached_from_it() -> None:
    study = sound_study()
    citing = cell("A1-P01", "gaps.other", Status.CHARTED, run(RunKind.SUMMARY, "Shame", "A1-P01.q2"))
    cited = replace(study, cells=(*study.cells, citing))
    assert "A1-P01:6.9" in ids(trace(cited, "A1-P01.q2").up)
    assert shown(trace(cited, "A1-P01:6.9").down)[:2] == ["quote A1-P01.q2", "turn A1-P01 ¶2"]


def test_a_value_leads_straight_to_its_codings_and_has_no_cell() -> None:
    chain = trace(sound_study(), "8.1")
    assert [link.kind for link in chain.down] == ["coding", "quote", "turn", "transcript", "case"]
    up = trace(sound_study(), "A1-P01.c5").up
    assert shown(up) == ["subtheme level.early", "theme level"]


def test_a_theme_leads_down_to_the_cases_that_raise_it() -> None:
    for typed in ("4", "barriers"):
        chain = trace(sound_study(), typed)
        assert chain.start == Link("theme", "barriers", "4 Barriers")
        assert chain.up == ()
        assert next(link.id for link in chain.down if link.kind == "subtheme") == "barriers.trust"
        assert ids(chain.down) >= {"A1-P01", "A2-P01", "A1-P01.c1", "A2-P01.q1"}


@pytest.mark.parametrize("typed", ["area=area_1:4", "area=area_1:barriers", ' area="Case study area 1":4'])
def test_a_synthesis_leads_down_to_its_cells_and_their_words_and_up_to_its_theme(typed: str) -> None:
    chain = trace(interpreted_study(), typed)
    assert chain.start == Link("synthesis", "area=area_1:4", "Centres are not trusted.")
    assert [link.kind for link in chain.down] == ["cell", "coding", "quote", "turn", "transcript", "case"]
    assert chain.down[0].id == "A1-P01:4.1"
    assert shown(chain.up) == ["theme barriers"]


def test_a_synthesis_on_a_subtheme_leads_up_to_it_and_through_it_to_the_theme() -> None:
    chain = trace(interpreted_study(), "all cases:4.2")
    assert shown(chain.up) == ["subtheme barriers.stigma", "theme barriers"]
    assert "A2-P01:4.2" in ids(chain.down)


def test_themes_subthemes_cells_and_quotes_show_the_syntheses_they_bear_on() -> None:
    study = interpreted_study()
    every, area = "all cases:4.2", "area=area_1:4"
    assert {every, area} <= ids(trace(study, "4").down)
    assert every in ids(trace(study, "4.2").down)
    assert area not in ids(trace(study, "4.2").down)
    assert area in ids(trace(study, "A1-P01:4.1").up)
    assert area in ids(trace(study, "A1-P01.q1").up)
    assert not {every, area} & ids(trace(study, "6").down)


def test_a_stale_synthesis_says_so_and_one_of_nothing_known_is_still_traced() -> None:
    study = interpreted_study()
    rewritten = replace(study, cells=swapped(study.cells, 0, status=Status.QUERIED))
    assert trace(rewritten, "area=area_1:4").start.words == "stale: Centres are not trusted."
    lost = synthesis(study, AREA_1, "barriers.gone", ("Centres are not trusted.", (TRUST, "A9-P01:barriers.trust")))
    damaged = replace(study, syntheses=(lost,))
    (link,) = (link for link in trace(damaged, "A1-P01:4.1").up if link.kind == "synthesis")
    assert link.id == "area=area_1:barriers.gone"
    assert trace(replace(study, codebooks=()), "A1-P01").up != ()


def test_a_case_leads_up_to_what_was_made_of_it() -> None:
    chain = trace(sound_study(), "A1-S01")
    assert chain.down == ()
    assert [link.kind for link in chain.up] == [
        "transcript", "turn", "quote", "coding", "cell", "cell", "cell", "subtheme", "subtheme", "subtheme", "theme",
        "theme",
    ]  # fmt: skip


@pytest.mark.parametrize("typed", ["A1-P01 ¶2", "A1-P01#2", "A1-P01 # 02", " A1-P01 ¶2 "])
def test_a_turn_is_found_however_it_is_typed(typed: str) -> None:
    chain = trace(sound_study(), typed)
    assert chain.start.id == "A1-P01 ¶2"
    assert [link.id for link in chain.up if link.kind == "quote"] == ["A1-P01.q1", "A1-P01.q2"]
    assert shown(chain.around) == ["turn A1-P01 ¶1", "turn A1-P01 ¶3"]


def test_a_transcript_is_found_by_hash_by_its_first_digits_and_by_file_name() -> None:
    study = sound_study()
    whole = transcript_of(study, "A2-P01")
    for typed in (whole, whole[:12], whole[:6], whole[:8].upper(), "a2-p01.txt"):
        assert trace(study, typed).start == Link("transcript", whole, "a2-p01.txt")


def test_a_name_that_two_transcripts_share_is_refused_with_both_hashes() -> None:
    study = sound_study()
    second = transcript("A2-P01", [("R", "Again.")], first=3, name="a2-p01.txt")
    with pytest.raises(UsageError, match="may be any of 2 transcripts") as refused:
        trace(replace(study, transcripts=(*study.transcripts, second)), "a2-p01.txt")
    assert second.id[:12] in refused.value.cure


def test_each_version_of_a_transcript_keeps_its_own_quotes() -> None:
    study = sound_study()
    newer = replace(study.transcripts[0], id=TranscriptId("e" * 64), version=2)
    both = replace(study, transcripts=(*study.transcripts, newer))
    assert transcript_of(study, "A1-P01") in ids(trace(both, "A1-P01.q1").down)
    assert trace(both, "eeeeee").up == ()


@pytest.mark.parametrize(
    ("typed", "sentence", "cure"),
    [
        ("A1-P02", "Nothing in the study is called 'A1-P02'.", "Did you mean 'A1-P01'?"),
        ("a1-p01", "Nothing in the study is called 'a1-p01'.", "Did you mean 'A1-P01'?"),
        ("barriers.stigna", "Nothing in the study is called 'barriers.stigna'.", "Did you mean 'barriers.stigma'?"),
        ("zzz zzz", "Nothing in the study is called 'zzz zzz'.", "Give a case, a turn (CASE ¶3)"),
        ("deadbeefcafe", "Nothing in the study is called 'deadbeefcafe'.", "Give a case"),
        ("A1-P01.q44", "A1-P01 has no quote q44.", "Its quotes go from q1 to q3."),
        ("A1-P01.c44", "A1-P01 has no coding c44.", "Its codings go from c1 to c5."),
        ("A2-P02.q1", "The study has no case 'A2-P02'.", "Did you mean 'A2-P01'?"),
        ("Zebra.q1", "The study has no case 'Zebra'.", "See `cases list`."),
        ("A1-P01 ¶9", "A1-P01 has no turn 9.", "Its turns go from ¶1 to ¶4."),
        ("A1-P01 ¶" + "9" * 5000, "A1-P01 has no turn 9", "Its turns go from ¶1 to ¶4."),
        ("A1-P01:barriers.trusts", "The codebook has no subtheme 'barriers.trusts'.", "Did you mean 'barriers.trust'?"),
        ("A1-P01:zzz", "The codebook has no subtheme 'zzz'.", "See `codebook show`."),
        ("area=area_2:4", "No synthesis area=area_2:4 was written.", "`chart syntheses` lists"),
        ("all cases:6", "No synthesis all cases:6 was written.", "`chart syntheses` lists"),
        ("area=area_1:4.2", "No synthesis area=area_1:4.2 was written.", "`chart syntheses` lists"),
        ("area=area_7:4", "The attribute 'area' has no level 'area_7'.", "Use one of: area_1, area_2 (did you mean"),
        ("aera=area_1:4", "The study has no attribute 'aera'.", "Use one of: case, area"),
        ("area=area_1:barrier", "The codebook has no theme or subtheme 'barrier'.", "Did you mean 'barriers'?"),
        ("A1-P01:8.1", "8.1 is a value and stands on no chart.", "Trace 8.1 itself."),
    ],
)
def test_an_unknown_reference_is_told_with_what_there_is_instead(typed: str, sentence: str, cure: str) -> None:
    with pytest.raises(UsageError) as refused:
        trace(sound_study(), typed)
    assert refused.value.sentence.startswith(sentence)
    assert refused.value.cure.startswith(cure)


def test_a_study_without_codebook_or_quotes_says_what_is_missing() -> None:
    bare = replace(sound_study(), codebooks=(), spans=(), codings=(), cells=())
    with pytest.raises(UsageError, match="no codebook yet"):
        trace(bare, "A1-P01:4.1")
    with pytest.raises(UsageError, match="It has none yet"):
        trace(bare, "A1-P01.q1")
    with pytest.raises(UsageError, match="Nothing in the study"):
        trace(bare, "4.1")
    with pytest.raises(UsageError, match="It has no transcript yet"):
        trace(replace(bare, transcripts=()), "A1-P01 ¶1")
    assert trace(bare, "A1-P01").up != ()


def test_a_damaged_study_can_still_be_traced() -> None:
    study = sound_study()
    lost = swapped(study.spans, 0, transcript=TranscriptId("f" * 64))
    codings = (
        *study.codings,
        replace(coding(8, study.spans[1], "gaps.nowhere"), span=SpanId("A1-P01.q99")),
        coding(9, study.spans[1], "gaps.nowhere"),
    )
    cells = (*study.cells, cell("A9-P01", "gaps.other", Status.CHARTED, run(RunKind.SUMMARY, "x", "A1-P01.q99")))
    orphan = transcript("A7-P01", [("R", "Nobody's.")])
    damaged = replace(study, spans=lost, codings=codings, cells=cells, transcripts=(*study.transcripts, orphan))
    assert trace(damaged, "A1-P01.q1").down == ()
    assert trace(damaged, "A1-P01.q1").start.words == ""
    assert trace(damaged, "A1-P01.c8").down == ()
    assert trace(damaged, "A1-P01.c9").up == ()
    assert trace(damaged, "A1-P01.c9").start.words.startswith("gaps.nowhere: accepted")
    assert trace(damaged, orphan.id).down == ()
    assert trace(replace(study, codebooks=()), "A1-P01.c1").up == ()


@settings(max_examples=40, deadline=None)
@given(studies())
def test_every_live_coding_is_reached_from_its_quote_its_cell_and_its_transcript(study: Study) -> None:
    assert study.codebook is not None
    columns = {subtheme.code: subtheme.number for subtheme in study.codebook.charted()}
    for held in study.codings:
        if not held.live:
            continue
        quote = study.span_by_id[held.span]
        assert held.id in ids(trace(study, quote.id).up)
        assert held.id in ids(trace(study, quote.transcript).up)
        assert held.id in ids(trace(study, turn_ref(quote.case, quote.turn)).up)
        assert held.id in ids(trace(study, held.subtheme).down)
        if held.subtheme in columns:
            assert held.id in ids(trace(study, cell_ref(held.case, columns[held.subtheme])).down)


def everything(study: Study) -> list[str]:
    spans = [span.id for span in study.spans]
    dead = {coding.id for coding in study.codings if not coding.live}
    codings = [coding.id for coding in study.codings if coding.id not in dead]
    syntheses = [synthesis_ref(found.group, found.about) for found in study.syntheses]
    return [*(case.id for case in study.cases), *(t.id for t in study.transcripts), *spans, *codings, *syntheses]


@settings(max_examples=30, deadline=None)
@given(studies(), st.data())
def test_the_road_up_walked_back_comes_home(study: Study, data: st.DataObject) -> None:
    start = data.draw(st.sampled_from(everything(study)))
    dead = {coding.id for coding in study.codings if not coding.live}
    fading = {coding.subtheme for coding in study.codings if not coding.live}
    for link in trace(study, start).up:
        theme_of_dead = link.id in fading | {str(CODEBOOK.theme_of(code).code) for code in fading}
        if link.id not in dead and not theme_of_dead:
            assert trace(study, start).start.id in ids(trace(study, link.id).down)


@settings(max_examples=30, deadline=None)
@given(studies(), st.data())
def test_the_road_down_walked_back_comes_home(study: Study, data: st.DataObject) -> None:
    starts = [*everything(study), *(cell_ref(c.case, str(CODEBOOK.subtheme(c.subtheme).number)) for c in study.cells)]
    chain = trace(study, data.draw(st.sampled_from(starts)))
    for link in chain.down:
        assert chain.start.id in ids(trace(study, link.id).up)


@settings(max_examples=30, deadline=None)
@given(studies(), st.data())
def test_every_link_can_be_traced_itself_and_stands_once(study: Study, data: st.DataObject) -> None:
    chain: Chain = trace(study, data.draw(st.sampled_from(everything(study))))
    for way in (chain.up, chain.down):
        assert len(ids(way)) == len(way)
        assert chain.start.id not in ids(way)
        assert all(trace(study, link.id).start == link for link in way)


def test_a_theme_code_that_looks_like_a_case_is_still_found() -> None:
    assert SETTINGS.asked_of == "role"
    assert trace(sound_study(), "gaps").start == Link("theme", "gaps", "6 Gaps")
    assert Code("gaps") not in sound_study().case_by_id
