"""Codes of other tools: matched to the codebook by what names them, or made into one, and never guessed."""

from __future__ import annotations

from dataclasses import replace

import pytest

from framework_qa.analysis.integrity import findings
from framework_qa.analysis.project_codes import GATHERED, NO_DEFINITION, slug
from framework_qa.model.codebook import Codebook, SubthemeStatus
from framework_qa.model.project import Project, ProjectCode
from framework_qa.model.study import Study
from tests.analysis.foreign_projects import (
    BARRIERS,
    EMPTY,
    GAPS,
    STIGMA,
    after,
    brought,
    case,
    project,
    row,
    selected,
    source,
    why,
)
from tests.analysis.sound_studies import CODEBOOK, sound_study


def made(*codes: ProjectCode, study: Study = EMPTY, **more: object) -> Codebook:
    (codebook,) = after(study, project(codes=codes, **more))[0].codebooks
    return codebook


def shown(codebook: Codebook) -> dict[str, list[str]]:
    return {theme.heading: [sub.heading for sub in theme.subthemes] for theme in codebook.themes}


def test_codes_at_the_top_become_themes_and_those_under_them_subthemes() -> None:
    found = made(BARRIERS, GAPS)
    assert shown(found) == {"1 Barriers": ["1.1 Stigma"], "2 Gaps": ["2.1 Waiting"]}
    assert (found.name, found.version) == ("theirs", 1)
    assert [sub.code for sub in found.subthemes()] == ["barriers.stigma", "gaps.waiting"]
    assert [sub.definition for sub in found.subthemes()] == ["Shame about help.", NO_DEFINITION]


def test_deeper_codes_keep_their_path_and_folders_are_not_coded() -> None:
    low = ProjectCode("C3", "Own shame", codes=(ProjectCode("C4", "As a father"),))
    folder = ProjectCode("F1", "Feelings", codable=False, codes=(low,))
    top = ProjectCode("T1", "Barriers", codes=(folder, STIGMA))
    done = brought(EMPTY, project(codes=(top,)))
    assert shown(done.put[0]) == {
        "1 Barriers": ["1.1 Feelings > Own shame", "1.2 Feelings > Own shame > As a father", "1.3 Stigma"]
    }
    assert row(done, "code") == (5, 5, 0, 0)
    assert any("2 codes lie deeper" in problem.message for problem in done.problems)


def test_codes_that_stand_alone_share_one_theme_and_prefixes_make_groups() -> None:
    coke = ProjectCode("C5", "Coke", "The breakfast of champions.")
    codes = (ProjectCode("C6", "serene"), ProjectCode("C7", "Coke::diet"), coke, ProjectCode("C8", "tea::green"))
    study, done = after(EMPTY, project(codes=codes))
    assert shown(study.codebooks[0]) == {
        "1 Coke": ["1.1 diet"],
        "2 tea": ["2.1 green"],
        f"3 {GATHERED}": ["3.1 serene"],
    }
    assert study.codebooks[0].themes[0].definition == "The breakfast of champions."
    assert row(done, "code") == (4, 4, 0, 0)
    assert row(after(study, project(codes=codes))[1], "code") == (4, 0, 4, 0)


def test_a_code_that_is_coded_itself_and_has_others_under_it_gets_a_subtheme_of_its_own() -> None:
    marked = source("A2-P01", selected("A2-P01", "Mothers, mainly.", "T1"))
    codebook = made(BARRIERS, sources=(marked,))
    assert shown(codebook) == {"1 Barriers": ["1.1 Barriers, in general", "1.2 Stigma"]}


def test_a_folder_with_nothing_in_it_is_listed() -> None:
    done = brought(EMPTY, project(codes=(ProjectCode("F1", "Old", codable=False), BARRIERS)))
    assert row(done, "code") == (3, 2, 0, 1)
    assert why(done, "code") == {"it is a folder with nothing in it"}


def test_a_project_without_codes_makes_no_codebook() -> None:
    assert after(EMPTY, Project("Nothing"))[0].codebooks == ()


def test_what_an_export_of_ours_says_of_codes_comes_back_where_its_record_is_lost() -> None:
    said = "Shame.\nAnd blame.\nCategory: cultural\nUse when: asked\nDo not use when: told\nExample: a\nNear miss: b"
    retired = ProjectCode("C9", "4.8 Old", "Gone.\nAsked of: Provider\nOrigin: emergent\nStatus: retired")
    codes = ProjectCode(
        "T1", "4 Barriers", codable=False, codes=(replace(STIGMA, name="4.2 Stigma", description=said), retired)
    )
    stigma, old = made(codes).subthemes()
    assert (stigma.number, stigma.definition, stigma.category) == ("4.2", "Shame.\nAnd blame.", "cultural")
    assert (stigma.include, stigma.exclude, stigma.example, stigma.near_miss) == ("asked", "told", "a", "b")
    assert (old.status, old.asked_of) == (SubthemeStatus.RETIRED, ("provider",))


def test_numbers_that_fit_are_kept_and_the_others_get_what_is_free() -> None:
    under = tuple(
        ProjectCode(f"C{n}", name) for n, name in enumerate(("24 hours", "4.1 Trust", "4.1 Twice", "9.1 Off"))
    )
    codes = (ProjectCode("T1", "4 Barriers", codes=under), replace(GAPS, name="4 Gaps"), ProjectCode("C9", "1.2 Alone"))
    assert shown(made(*codes)) == {
        "4 Barriers": ["4.2 24 hours", "4.1 Trust", "4.3 4.1 Twice", "4.4 9.1 Off"],
        "1 4 Gaps": ["1.1 Waiting"],
        f"2 {GATHERED}": ["2.1 1.2 Alone"],
    }


@pytest.mark.parametrize(
    "names", [("4 Barriers", "4.1 Trust", "Deep"), ("Barriers", "", "  "), ("9 A", "9.9 B", "C::D")]
)
def test_a_codebook_that_was_made_of_codes_knows_them_again(names: tuple[str, str, str]) -> None:
    one, two, three = names
    deep = ProjectCode("C2", two, codes=(ProjectCode("C3", three), ProjectCode("C4", "Of his own")))
    codes = (ProjectCode("T1", one, codes=(deep,)), ProjectCode("C5", "x::y"), ProjectCode("C6", "Serene"))
    found = project(
        source("A2-P01", *(selected("A2-P01", "Mothers", guid) for guid in ("T1", "C2", "C4", "C6"))), codes=codes
    )
    study, done = after(EMPTY, found)
    assert row(done, "code") == (6, 6, 0, 0)
    again, done = after(study, found)
    assert (again, row(done, "code"), row(done, "coding")) == (study, (6, 0, 6, 0), (4, 0, 4, 0))


def test_what_was_asked_of_levels_that_the_study_does_not_have_stays_in_the_definition() -> None:
    (found,) = made(ProjectCode("C1", "Alone", "All of it.\nAsked of: cooks")).subthemes()
    assert (found.definition, found.asked_of) == ("All of it.\nAsked of: cooks", ())


def test_equal_labels_get_codes_of_their_own() -> None:
    twice = ProjectCode("T1", "Ängste!", codes=(STIGMA, replace(STIGMA, guid="C9"), ProjectCode("C8", "???")))
    study, _ = after(EMPTY, project(codes=(twice, replace(twice, guid="T9", codes=(ProjectCode("C7", "x"),)))))
    codes = [sub.code for sub in study.codebooks[0].subthemes()]
    assert codes == ["angste.stigma", "angste.stigma_2", "angste.code", "angste_2.x"]
    assert not findings(study)


@pytest.mark.parametrize(("name", "code"), [("2nd Chance", "nd_chance"), ("  ", ""), ("a" * 60, "a" * 40)])
def test_a_code_begins_with_a_letter_and_is_short(name: str, code: str) -> None:
    assert slug(name) == code


# -- matching


@pytest.mark.parametrize("name", ["Stigma", "4.2", "4.2 Stigma", " STIGMA ", "barriers.stigma"])
def test_a_code_is_known_by_its_number_its_code_or_its_label(name: str) -> None:
    marked = source("A2-P01", selected("A2-P01", "Mothers, mainly.", "C1"))
    done = brought(sound_study(), project(marked, codes=(replace(STIGMA, name=name),)))
    assert row(done, "code") == (1, 0, 1, 0)
    assert row(done, "coding") == (1, 1, 0, 0)


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("4.2 Something else", "the codebook has no such subtheme"),
        ("Other", "it may be 4.9 Other or 6.9 Other"),
        ("No longer used", "4.8 No longer used is retired"),
    ],
)
def test_a_code_that_is_not_known_is_listed_and_its_codings_are_set_aside(name: str, reason: str) -> None:
    marked = source("A2-P01", selected("A2-P01", "Mothers, mainly.", "C1"))
    study, done = after(sound_study(), project(marked, codes=(replace(STIGMA, name=name),)))
    assert why(done, "coding") == {reason}
    assert study.codings == sound_study().codings
    assert 'CodeRef targetGUID="C1"' in next(part.content for part in study.set_aside if part.kind == "coding")


def test_a_label_that_several_subthemes_have_is_known_by_the_theme_above_it() -> None:
    other = ProjectCode("T2", "Gaps", codes=(ProjectCode("C1", "Other"),))
    marked = source("A2-P01", selected("A2-P01", "Mothers, mainly.", "C1"))
    study, done = after(sound_study(), project(marked, codes=(other,)))
    assert row(done, "code") == (2, 0, 2, 0)
    assert study.codings[-1].subtheme == "gaps.other"


def test_what_is_coded_with_a_theme_is_set_aside() -> None:
    marked = source("A2-P01", selected("A2-P01", "Mothers, mainly.", "T1"))
    done = brought(sound_study(), project(marked, codes=(BARRIERS,)))
    assert row(done, "code") == (2, 0, 2, 0)
    assert why(done, "coding") == {"it is a theme of the codebook, and only subthemes are coded"}


def test_a_code_that_is_not_in_the_file_is_no_code() -> None:
    done = brought(sound_study(), project(source("A2-P01", selected("A2-P01", "Mothers, mainly.", "C9"))))
    assert why(done, "coding") == {"its code is not in the file"}


def test_a_code_of_an_earlier_version_stands_where_it_was_coded_and_codes_nothing_new() -> None:
    study = sound_study()
    themes = [
        replace(t, subthemes=tuple(s for s in t.subthemes if s.code != "barriers.stigma")) for t in CODEBOOK.themes
    ]
    study = replace(study, codebooks=(CODEBOOK, Codebook("support", 2, tuple(themes))))
    old = ProjectCode("T1", "Codes of earlier codebook versions", codes=(replace(STIGMA, name="4.2 Stigma"),))
    stands, new = (selected("A2-P01", words, "C1") for words in ("it sounds like blame", "Mothers, mainly."))
    done = brought(study, project(source("A2-P01", stands, new), codes=(old,)))
    assert row(done, "coding") == (2, 0, 1, 1)
    assert row(done, "selection") == (2, 0, 1, 1)


def test_a_case_that_is_written_as_a_code_too_is_no_code() -> None:
    found = project(codes=(ProjectCode("K1", "A2-P01"),), cases=(case("K1", "A2-P01", "S-A2-P01"),))
    assert why(brought(sound_study(), found), "code") == {"it is a case, written as a code too"}


def test_a_folder_whose_codes_stand_beside_it_by_a_prefix_is_the_same_theme_again() -> None:
    found = project(
        codes=(ProjectCode("C1", "A::B", codes=(ProjectCode("C2", "D"),)), ProjectCode("C3", "A", codable=False))
    )
    grown, done = after(EMPTY, found)
    assert row(done, "code") == (3, 3, 0, 0)
    assert row(brought(grown, found), "code") == (3, 0, 3, 0)
