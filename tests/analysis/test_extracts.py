from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings
from sound_studies import CODEBOOK, sound_study, studies

from framework_qa.analysis.extracts import extracts, to_frame
from framework_qa.model.study import Study


def test_extracts_come_in_codebook_order_then_case_then_as_said() -> None:
    found = extracts(sound_study())
    assert [(e.subtheme.number, e.turn, e.words) for e in found] == [
        ("4.1", "A1-P01 ¶2", "They see the centre as tied to social care."),
        ("4.2", "A1-P01 ¶2", "People are ashamed of asking."),
        ("4.2", "A2-P01 ¶2", "it sounds like blame"),
        ("6.1", "A1-P01 ¶4", "Months, often. There's no early help for couples."),
        ("6.9", "A1-S01 ¶2", "Very little for couples."),
        ("8.1", "A1-P01 ¶4", "Months, often. There's no early help for couples."),
    ]
    assert {e.speaker for e in found} == {"R"}
    assert found[0].theme is CODEBOOK.themes[0]


def test_extracts_of_chosen_cases_and_subthemes_alone() -> None:
    study = sound_study()
    stigma = CODEBOOK.subtheme("4.2")
    assert stigma is not None
    assert [e.span.id for e in extracts(study, subthemes=[stigma])] == ["A1-P01.q2", "A2-P01.q1"]
    assert [e.span.id for e in extracts(study, cases=study.cases[2:], subthemes=[stigma])] == ["A2-P01.q1"]
    assert extracts(study, cases=()) == ()


def test_a_study_without_codebook_has_no_extracts() -> None:
    assert extracts(replace(sound_study(), codebooks=())) == ()


def test_a_frame_of_extracts_has_a_row_a_coding_and_text_that_stays_text() -> None:
    study = sound_study()
    frame = to_frame(study, extracts(study))
    assert list(frame.columns) == [
        "quote", "coding", "case", "area", "role", "post", "theme", "subtheme", "words", "speaker", "turn", "decision",
        "coder",
    ]  # fmt: skip
    assert frame.shape == (6, 13)
    assert list(frame["subtheme"]) == ["4.1", "4.2", "4.2", "6.1", "6.9", "8.1"]
    assert frame.loc[2, ["case", "area", "post", "turn", "decision"]].tolist() == [
        "A2-P01",
        "area_2",
        "",
        2,
        "accepted",
    ]


def test_a_frame_of_no_extracts_keeps_its_columns() -> None:
    frame = to_frame(sound_study(), ())
    assert frame.shape == (0, 13)


@settings(max_examples=40, deadline=None)
@given(studies())
def test_no_live_coding_is_lost_between_study_and_extracts(study: Study) -> None:
    found = extracts(study)
    assert sorted(e.coding.id for e in found) == sorted(c.id for c in study.codings if c.live)
    assert all(e.words == study.words(e.span) for e in found)
