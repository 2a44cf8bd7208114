"""Sources and cases of other tools: known by their words and names, brought in whole, never in each other's place."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from framework_qa.analysis.integrity import findings
from framework_qa.analysis.project_cases import case_id_of
from framework_qa.model.ids import is_case_id, looks_like_a_date
from framework_qa.model.people import Attribute, AttributeRole
from framework_qa.model.project import (
    Positions,
    Project,
    ProjectNote,
    Selection,
    Source,
    SourceKind,
    Value,
    Variable,
)
from framework_qa.model.study import Settings
from tests.analysis.foreign_projects import (
    BARRIERS,
    EMPTY,
    GAPS,
    TEXTS,
    after,
    brought,
    case,
    hear,
    project,
    row,
    selected,
    source,
    why,
)
from tests.analysis.sound_studies import SETTINGS, sound_study

YEARS = (
    '- {name: years_in_post, label: "Years in post", role: other, required: false, levels: {v_0: "0", '
    'v_5_or_more: "5 \\"or\\" more", v_5_or_more_2: "5 \'or\' more"}}'
)
ROLE = Variable("V1", "Respondent type")
AREA = Variable("V2", "area")


def test_a_source_with_the_words_of_a_transcript_is_that_transcript() -> None:
    study, found = sound_study(), project(replace(source("A1-P01"), name="renamed.rtf"))
    assert hear(study, found) == {}
    grown, done = after(study, found)
    assert grown.transcripts == study.transcripts
    assert (row(done, "source"), row(done, "case")) == ((1, 0, 1, 0), (0, 0, 0, 0))


def test_a_new_source_becomes_the_transcript_of_the_case_it_is_named_after() -> None:
    grown, done = after(EMPTY, project(source("A1-P01")))
    (found,) = grown.transcripts
    assert (found.case, found.name, found.text) == ("A1-P01", "A1-P01.docx", TEXTS["A1-P01"])
    assert [one.id for one in grown.cases] == ["A1-P01"]
    assert row(done, "source") == (1, 1, 0, 0)


def test_a_new_source_becomes_the_transcript_of_the_one_case_that_refers_to_it() -> None:
    found = project(source("A1-P01"), source("A2-P01"), cases=(case("K1", "Anna Ö. (2)", "S-A1-P01"),))
    grown, done = after(EMPTY, found)
    assert {t.name: t.case for t in grown.transcripts} == {"A1-P01.docx": "Anna-O-2", "A2-P01.docx": "A2-P01"}
    assert row(done, "case") == (1, 1, 0, 0)
    assert row(after(grown, found)[1], "case") == (1, 0, 1, 0)


def test_a_case_without_a_name_is_named_after_its_source_and_one_of_a_known_text_is_known() -> None:
    found = project(source("A1-P01"), cases=(case("K1", "", "S-A1-P01"),))
    assert after(EMPTY, found)[0].transcripts[0].case == "A1-P01"
    named = project(source("A1-P01"), cases=(case("K1", "Anna", "S-A1-P01"),))
    assert row(brought(sound_study(), named), "case") == (1, 0, 1, 0)


def test_a_case_refers_to_a_source_by_what_is_selected_in_it_too() -> None:
    one = source("A1-P01", Selection("X1", 0, 5))
    grown, _ = after(EMPTY, project(one, cases=(case("K1", "Anna", selections=("X1", "X9")),)))
    assert grown.transcripts[0].case == "Anna"


def test_a_source_of_several_cases_is_named_after_itself_and_that_is_told() -> None:
    cases = (case("K1", "Anna", "S-A1-P01"), case("K2", "Bob", "S-A1-P01"))
    grown, done = after(EMPTY, project(source("A1-P01"), cases=cases))
    assert grown.transcripts[0].case == "A1-P01"
    assert any("belongs to 2 cases" in problem.message for problem in done.problems)
    assert {one.id for one in grown.cases} == {"Anna", "Bob", "A1-P01"}
    assert after(grown, project(source("A1-P01"), cases=cases))[0] == grown


def test_a_second_text_of_a_case_goes_on_counting_its_turns() -> None:
    cases = (case("K1", "Anna", "S-A1-P01", "S-A2-P01"),)
    grown, _ = after(EMPTY, project(source("A1-P01"), source("A2-P01"), cases=cases))
    assert [turn.number for t in grown.transcripts for turn in t.turns] == [1, 2, 3, 4, 5, 6]
    assert not [one for one in findings(grown) if one.check.number == "F105"]


def test_names_that_make_the_same_id_get_one_each() -> None:
    cases = tuple(case(f"K{n}", name) for n, name in enumerate(("P 1", "P/1", "p-1")))
    found = project(cases=cases)
    grown, _ = after(EMPTY, found)
    assert [one.id for one in grown.cases] == ["P-1", "P-1-2", "p-1-3"]
    assert after(grown, found)[0] == grown


def test_two_sources_with_the_same_words_are_one_transcript() -> None:
    twin = replace(source("A1-P01"), guid="S2", name="copy.txt")
    done = brought(EMPTY, project(source("A1-P01"), twin))
    assert row(done, "source") == (2, 1, 1, 0)


def test_a_text_that_was_changed_elsewhere_is_set_aside_with_what_is_coded_in_it() -> None:
    changed = replace(source("A1-P01"), name="a1-p01.txt", text=TEXTS["A2-P01"])
    study = replace(sound_study(), transcripts=sound_study().transcripts[:2])
    done = brought(study, project(changed, cases=(case("K1", "A1-P01", "S-A1-P01"),)))
    assert row(done, "source") == (1, 0, 0, 1)
    assert why(done, "source") == {
        "A1-P01 has a transcript of this name with another text, and a transcript never changes"
    }


@pytest.mark.parametrize(
    ("kind", "text", "missing", "reason"),
    [
        (SourceKind.PICTURE, None, False, "it is a picture"),
        (SourceKind.PICTURE, None, True, "it is a picture, and not in the file"),
        (SourceKind.PDF, None, True, "it is a PDF without a text, and not in the file"),
        (SourceKind.TEXT, None, True, "it has no text, and not in the file"),
        (SourceKind.AUDIO, None, False, "it is a recording"),
        (SourceKind.TEXT, " \n", False, "its text is empty"),
        (SourceKind.TEXT, "Nobody speaks here.", False, "nobody speaks"),
    ],
)
def test_what_has_no_words_of_speakers_is_set_aside(kind: SourceKind, text: str, missing: object, reason: str) -> None:
    selections = (Selection("X1", 0, 1),)
    found = Project("p", sources=(Source("S1", kind, "it", text, missing=bool(missing), selections=selections),))
    done = brought(EMPTY, found)
    assert why(done, "source") == {reason}
    assert row(done, "selection") == (1, 0, 0, 1)


@given(st.text(max_size=60))
def test_any_name_makes_a_case_id(name: str) -> None:
    found = case_id_of(name)
    assert is_case_id(found)
    assert not looks_like_a_date(found)


# -- attributes


def valued(*values: Value, variables: tuple[Variable, ...] = (ROLE, AREA)) -> Project:
    return project(source("A1-P01"), variables=variables, cases=(case("K1", "A1-P01", "S-A1-P01", values=values),))


def test_values_become_levels_by_name_or_label_of_attribute_and_level() -> None:
    found = valued(Value("V1", "Provider"), Value("V2", "AREA_1"))
    grown, done = after(EMPTY, found)
    assert grown.cases[0].levels == (("area", "area_1"), ("role", "provider"))
    assert (row(done, "variable"), row(done, "value")) == ((2, 0, 2, 0), (2, 2, 0, 0))
    again, done = after(grown, found)
    assert (again, row(done, "value")) == (grown, (2, 0, 2, 0))


def test_a_source_gives_its_values_to_the_case_of_its_transcript() -> None:
    one = replace(source("A1-P01"), values=(Value("V1", "provider"),))
    assert after(EMPTY, project(one, variables=(ROLE,)))[0].cases[0].levels == (("role", "provider"),)


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        (Value("V1", "Cook"), "role has no such level in study.yaml"),
        (Value("V1", "stakeholder"), "the study says otherwise of this case's role"),
        (Value("V9", "x"), "its variable is not in the file"),
        (Value("V1", " "), "it is empty"),
    ],
)
def test_a_value_that_cannot_be_a_level_is_set_aside(value: Value, reason: str) -> None:
    study = sound_study()
    grown, done = after(study, valued(value))
    assert why(done, "value") == {reason}
    assert grown.cases == study.cases


def test_a_value_of_what_did_not_come_in_is_set_aside() -> None:
    lost = Source("S1", SourceKind.PICTURE, "x.jpg", values=(Value("V1", "provider"),))
    assert why(brought(EMPTY, project(lost, variables=(ROLE,))), "value") == {"what it is about is not in the study"}


def test_an_unknown_variable_is_told_with_the_line_that_study_yaml_needs() -> None:
    variables = (Variable("V1", "Years in post"), Variable("V2", "Role"), Variable("V3", "!!"))
    values = (Value("V1", '5 "or" more'), Value("V1", "5 'or' more"), Value("V1", "0"), Value("V3", "yes"))
    study = replace(EMPTY, settings=Settings("s", (Attribute("role", "Role", AttributeRole.GROUP),)))
    grown, done = after(study, valued(*values, variables=variables))
    assert done.attributes == (
        YEARS,
        '- {name: attribute, label: "!!", role: other, required: false, levels: {yes: "yes"}}',
    )
    assert row(done, "variable") == (3, 0, 1, 2)
    assert {part.kind for part in grown.set_aside} == {"variable", "value", "person", "names in the file"}


def test_values_that_were_set_aside_come_in_once_study_yaml_has_them_and_are_kept_no_longer() -> None:
    bare = replace(EMPTY, settings=Settings("s"))
    grown, done = after(bare, valued(Value("V1", "provider")))
    assert row(done, "value") == (1, 0, 0, 1)
    ready = replace(grown, settings=SETTINGS)
    ended, done = after(ready, valued(Value("V1", "provider")))
    assert row(done, "value") == (1, 1, 0, 0)
    assert {part.kind for part in ended.set_aside} == {"person"}


# -- references


def test_what_a_case_refers_to_is_its_transcript_or_is_kept_aside() -> None:
    part = Selection("X1", 0, 5)
    cases = (
        case("K1", "Anna", "S-A1-P01", "S9", selections=("X1",), codes=("C1",)),
        case("K2", "Bob", "S-A2-P01"),
        case("K3", "Cara", "S-A2-P01"),
    )
    found = project(source("A1-P01", part), source("A2-P01"), cases=cases)
    grown, done = after(EMPTY, found)
    assert row(done, "what a case refers to") == (6, 2, 0, 4)
    kept = [part.content for part in grown.set_aside if part.kind == "what a case refers to"]
    assert '<Case guid="K2" name="Bob"><SourceRef targetGUID="S-A2-P01"/></Case>' in kept
    assert why(done, "what a case refers to") == {
        "its text belongs to another case in the study",
        "its text is not in the study",
        "the study has no place for codes of a case",
    }
    again, done = after(grown, found)
    assert (again, row(done, "what a case refers to")) == (grown, (6, 0, 2, 4))


def test_where_memos_hang_is_kept_once() -> None:
    memo = ProjectNote("N1", "Plan", "Read on.")
    lost = Source("S9", SourceKind.PICTURE, "x.jpg", notes=("N1",))
    stays = replace(
        source("A1-P01", replace(selected("A1-P01", "Then they wait.", "C1"), notes=("N1",))), notes=("N1",)
    )
    codes = (replace(BARRIERS, notes=("N1",)), GAPS)
    grown, done = after(EMPTY, project(stays, lost, codes=codes, notes=(memo,)))
    assert row(done, "reference to a memo") == (4, 0, 0, 4)
    kept = [part.content for part in grown.set_aside if part.kind == "reference to a memo"]
    assert kept[0] == '<Code guid="T1" name="Barriers"><NoteRef targetGUID="N1"/></Code>'
    assert len(kept) == 3
    assert '<NoteRef targetGUID="N1"/>' in next(p.content for p in grown.set_aside if p.name == "x.jpg")


def test_positions_that_were_not_sure_are_told_with_their_score() -> None:
    marked = source("A1-P01", selected("A1-P01", "Then they wait.", "C1"))
    unsure = replace(marked, positions=Positions("UTF-16 code units", 2, 0.965))
    (problem,) = (p for p in brought(EMPTY, project(unsure)).problems if "positions" in p.message)
    assert problem.message == "A1-P01.docx: positions were read as UTF-16 code units, and 96.5% of its selections fit."
