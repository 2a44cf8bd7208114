from __future__ import annotations

import os
import re
import struct
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
import studies
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from framework_qa.model.chart import Status
from framework_qa.model.codebook import Branch, Codebook, Subtheme, Theme
from framework_qa.model.ids import CaseId, Code
from framework_qa.model.people import Attribute, AttributeRole, Case, Level, SampleDesign
from framework_qa.model.study import Settings, Study
from framework_qa.model.text import Speaker, SpeakerRole
from framework_qa.outputs.content import Picture
from framework_qa.outputs.pictures import (
    co_occurrence,
    coding_stripes,
    coverage_map,
    new_subthemes,
    sample_map,
    theme_heat_map,
)
from framework_qa.outputs.pictures.drawing import INSTALL, NOTHING
from framework_qa.outputs.pictures.labels import LINES, ROOM, plain, some_of, text_width, wrapped
from framework_qa.outputs.pictures.shades import (
    DARK,
    GREY,
    NONE_OF_THEM,
    NOT_ASKED,
    READABLE,
    SHARES,
    contrast,
    count_shade,
    count_shades,
    share_shade,
)

A4 = 640

HOSTILE = (
    "<script>alert(1)</script>",
    "\"quoted\" 'twice' & ]]> <!-- --> <![CDATA[",
    "x" * 300,
    ("many words " * 30).strip(),
    "\u202eturned\u202c \u200fשלום",
    "bell \x07, \ufffe, \ud800 and \x1b",
    "{{7*7}} ${7*7} datum.label' + alert(1) + '",
    "漢字" * 40,
)


def every_picture(study: Study) -> list[Picture]:
    themes = study.codebook.charts() if study.codebook else ()
    return [
        sample_map(study),
        *(theme_heat_map(study, attribute) for attribute in study.settings.attributes),
        *(coverage_map(study, theme) for theme in themes),
        co_occurrence(study),
        *(co_occurrence(study, theme) for theme in themes),
        new_subthemes(study),
        *(coding_stripes(study, transcript) for transcript in study.transcripts),
    ]


def texts(picture: Picture) -> list[str]:
    """Give the texts of a drawing as a reader sees them, the lines of one label joined."""
    root = etree.fromstring(picture.svg.encode("utf-8"))
    return [" ".join(found.itertext()) for found in root.iter("{http://www.w3.org/2000/svg}text")]


def with_codebook(study: Study, *themes: Theme) -> Study:
    return replace(study, codebooks=(Codebook("b", 1, themes),))


def theme_of(number: int, label: str, subthemes: Sequence[str], asked_of: tuple[str, ...] = ()) -> Theme:
    return Theme(
        str(number),
        Code(f"t{number}"),
        label,
        "A theme.",
        tuple(
            Subtheme(f"{number}.{n}", Code(f"t{number}.s{n}"), sub, "Meaning.", asked_of=asked_of)
            for n, sub in enumerate(subthemes, 1)
        ),
    )


def hostile() -> Study:
    area = Attribute("area", HOSTILE[0], AttributeRole.GROUP, tuple(Level(f"l{n}", h) for n, h in enumerate(HOSTILE)))
    role = Attribute(
        "role", HOSTILE[1], AttributeRole.GROUP, tuple(Level(f"r{n}", h) for n, h in enumerate(HOSTILE[:4]))
    )
    themes = tuple(theme_of(n, label, HOSTILE) for n, label in enumerate(HOSTILE, 1))
    desk = studies.Desk(Settings("Hostile", (area, role)), Codebook("b", 1, themes))
    for n in range(len(HOSTILE)):
        desk.interview(f"A{n}", ["Why?", "Because it is so."] * 2, area=f"l{n}", role=f"r{n % 4}")
        desk.code(f"A{n}", 2, f"t{n + 1}.s1")
        desk.code(f"A{n}", 2, "t1.s2")
    return desk.study()


def crowd(cases: int = 61, *, attributes: tuple[Attribute, ...] = (studies.AREA,)) -> Study:
    desk = studies.Desk(Settings("Crowd", attributes))
    for n in range(cases):
        desk.interview(f"A{n:03}", [studies.QUESTION, "It costs."], area=f"area_{n % 3 + 1}", role="provider")
        desk.code(f"A{n:03}", 2, "barriers.cost")
    desk.chart("A000", "barriers.cost", Status.NOTHING_SAID)
    desk.chart("A003", "barriers.cost", Status.QUERIED)
    return desk.study()


# ---- all pictures -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("make", [studies.small, hostile, crowd], ids=["small", "hostile", "crowd"])
def test_every_picture_is_well_formed_fits_a_page_and_says_in_words_what_it_shows(make: Callable[[], Study]) -> None:
    for picture in every_picture(make())[:24]:
        if picture.instead == NOTHING:
            continue
        root = etree.fromstring(picture.svg.encode("utf-8"))
        assert (root.get("width"), root.get("height")) == (str(picture.width), str(picture.height))
        assert picture.width <= A4
        assert struct.unpack(">II", picture.png[16:24]) == (2 * picture.width, 2 * picture.height)
        assert picture.title.endswith("?")
        assert 2 <= len(re.findall(r"\w[)»\"]?\.(?= |$)", picture.alternative)) <= 6
        assert picture.table.rows
        assert root[0].get("fill") == "white"


def test_names_of_pictures_are_their_own_and_their_tables_have_them_too() -> None:
    pictures = every_picture(studies.small())
    assert len({picture.name for picture in pictures}) == len(pictures)
    assert all((picture.name, picture.title) == (picture.table.name, picture.table.title) for picture in pictures)


def test_pictures_hold_no_scripts_no_styles_and_no_addresses_but_the_names_of_the_format() -> None:
    for picture in every_picture(hostile())[:20]:
        for element in etree.fromstring(picture.svg.encode("utf-8")).iter():
            assert etree.QName(element).localname not in {"script", "style", "image", "a", "foreignObject"}
            assert not {"style", "href", "{http://www.w3.org/1999/xlink}href"} & set(element.attrib)
        addresses = set(re.findall(r"https?://[^\"' ]+", re.sub(r">[^<]*<", "><", picture.svg)))
        assert addresses <= {"http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink"}


def test_hostile_labels_come_out_as_text_and_the_table_has_the_whole() -> None:
    study = hostile()
    picture = theme_heat_map(study, study.settings.attributes[1])
    drawn = texts(picture)
    assert "1 <script>alert(1)</script>" in drawn
    assert any(text.startswith("2 \"quoted\" 'twice' & ]]> <!-- -->") for text in drawn)
    assert any(text.endswith("…") and "xxx" in text for text in drawn)
    assert not any("x" * 40 in text for text in drawn)
    assert not any(mark in picture.svg for mark in "\u202e\u202c\x07\ufffe\x1b")
    assert picture.table.rows[2][0].value == "3 " + "x" * 300


def test_no_picture_holds_what_a_participant_said() -> None:
    study = studies.small()
    for picture in every_picture(study):
        seen = " ".join(texts(picture)) + picture.alternative + picture.title + str(picture.table.values())
        for transcript in study.transcripts:
            for turn in transcript.turns:
                words = transcript.words(turn)
                assert not any(words[at : at + 20] in seen for at in range(0, max(1, len(words) - 20), 20))


def test_labels_are_large_enough_to_read() -> None:
    for picture in every_picture(studies.small()):
        assert min(int(size) for size in re.findall(r'font-size="(\d+)px"', picture.svg)) >= 11


SCRIPT = """
import sys, hashlib
sys.path[:0] = sys.argv[1:3]
import test_pictures
small, hostile = test_pictures.studies.small(), test_pictures.hostile()
for picture in [*test_pictures.every_picture(small), test_pictures.sample_map(hostile)]:
    print(picture.name, hashlib.sha256(picture.svg.encode() + picture.png).hexdigest())
"""


def test_the_same_study_is_drawn_byte_by_byte_the_same_in_two_processes() -> None:
    here = Path(__file__).resolve().parent
    command = [sys.executable, "-c", SCRIPT, str(here), str(here.parents[1])]
    told = {
        subprocess.run(
            command, check=True, capture_output=True, text=True, env={**os.environ, "PYTHONHASHSEED": seed}
        ).stdout
        for seed in ("1", "2")
    }
    assert len(told) == 1
    assert len(told.pop().splitlines()) > 10


def test_without_the_library_the_table_stands_and_a_sentence_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    whole = every_picture(studies.small())
    monkeypatch.setitem(sys.modules, "vl_convert", None)
    for before, picture in zip(whole, every_picture(studies.small()), strict=True):
        assert (picture.svg, picture.png, picture.width, picture.height) == ("", b"", 0, 0)
        assert picture.instead == INSTALL
        assert 'pip install "framework-qa[pictures]"' in picture.instead
        assert (picture.table, picture.title, picture.alternative) == (before.table, before.title, before.alternative)


def test_the_library_that_draws_is_loaded_late() -> None:
    here = Path(__file__).resolve().parents[2]
    code = "import sys, framework_qa.outputs.pictures; assert 'vl_convert' not in sys.modules"
    subprocess.run([sys.executable, "-c", code], check=True, cwd=here)


def test_a_study_with_nothing_in_it_has_nothing_to_draw_and_says_so() -> None:
    empty = studies.Desk(codebook=None).study()
    for picture in (sample_map(empty), theme_heat_map(empty, studies.AREA), co_occurrence(empty), new_subthemes(empty)):
        assert (picture.svg, picture.instead) == ("", NOTHING)
        assert picture.alternative
    book = replace(empty, codebooks=(studies.BOOK,))
    for picture in (theme_heat_map(book, studies.AREA), coverage_map(book, studies.BARRIERS), co_occurrence(book)):
        assert (picture.svg, picture.instead) == ("", NOTHING)


# ---- whom did we talk to ------------------------------------------------------------------------------------------


def test_the_sample_map_counts_interviews_where_two_attributes_meet() -> None:
    picture = sample_map(studies.small())
    assert picture.title == "Whom did we talk to?"
    assert picture.table.columns == ("Case study area", "Stakeholders", "Providers", "Total")
    assert picture.table.values() == (
        ("National", 1, "n/a", 1),
        ("Case study area 1", 1, 1, 2),
        ("Case study area 2", 0, 1, 1),
        ("Case study area 3", 0, 0, 0),
        ("Total", 2, 2, 4),
    )
    assert picture.table.rows[1][3].refs == ("A1-S01", "A1-P01")
    assert picture.alternative == (
        "The picture lays out 4 interviews by Respondent type and Case study area. Respondent type: most in "
        "Stakeholders and Providers (2 interviews each). Case study area: most in Case study area 1 (2 interviews); "
        "fewest in National and Case study area 2 (1 each); none in Case study area 3."
    )
    assert {"n/a", "n/a: cannot be", "Case study area 3", "none"} <= set(texts(picture))


def test_a_place_that_cannot_be_is_known_whichever_attribute_goes_down() -> None:
    study = studies.small()
    design = SampleDesign("role", "area", (), (("provider", "national"),))
    turned = sample_map(replace(study, settings=replace(study.settings, sample=design)))
    assert turned.table.values() == sample_map(study).table.values()


def test_with_one_attribute_or_none_the_sample_is_a_list_of_bars() -> None:
    study = studies.small()
    one = sample_map(replace(study, settings=Settings("One", (studies.AREA,))))
    assert one.table.values()[1:] == (
        ("Case study area 1", 2),
        ("Case study area 2", 1),
        ("Case study area 3", 0),
        ("Total", 4),
    )
    assert "Number of interviews" in texts(one)
    none = sample_map(replace(study, settings=Settings("None", ())))
    assert none.table.values() == (("Interviews", 4),)
    assert none.alternative == "The picture lays out 4 interviews without attributes to group them by."


def test_the_attribute_with_more_levels_goes_down() -> None:
    study = studies.small()
    swapped = sample_map(replace(study, settings=replace(study.settings, attributes=(studies.ROLE, studies.AREA))))
    assert swapped.table.columns[0] == "Case study area"


def test_an_attribute_of_too_many_levels_to_stand_across_is_left_out_and_named() -> None:
    levels = tuple(Level(f"l{n}", f"Level {n}") for n in range(70))
    two = tuple(Attribute(name, name.title(), AttributeRole.GROUP, levels) for name in ("first", "second"))
    desk = studies.Desk(Settings("Many", two))
    desk.interview("A1", ["Q", "A"], first="l3", second="l4")
    picture = sample_map(desk.study())
    assert "It leaves out Second, which has too many levels to stand across." in picture.alternative
    assert "The picture shows the first 60 of 71 rows; the table has all of them." in picture.alternative
    assert len(picture.table.rows) == 71


def test_interviews_still_to_come_are_told_under_the_sample() -> None:
    study = studies.small()
    assert sample_map(study).table.notes == ()
    waiting = replace(study, cases=(*study.cases, Case(CaseId("A3-P01"), (("area", "area_3"), ("role", "provider")))))
    assert sample_map(waiting).table.notes == ("1 interview still without a transcript.",)


# ---- which themes where -------------------------------------------------------------------------------------------


def test_the_heat_map_says_cases_raising_of_cases_asked_and_leaves_out_groups_without_interviews() -> None:
    picture = theme_heat_map(studies.small(), studies.AREA)
    assert picture.title == "Which themes were raised where, by Case study area?"
    assert picture.table.columns == ("Theme", "National", "Case study area 1", "Case study area 2", "All cases")
    assert picture.table.values() == (
        ("3 Access", "0 of 1", "0 of 2", "1 of 1", "1 of 4"),
        ("4 Barriers to take-up: what keeps parents away?", "0 of 1", "2 of 2", "1 of 1", "3 of 4"),
    )
    assert picture.table.rows[0][3].refs == ("A2-P01.c5",)
    assert picture.table.notes[-1] == "No interviews: Case study area 3."
    assert {"2/2", "3/4", "0/1", "up to a quarter", "more"} <= set(texts(picture))
    assert "Raised in most cases: 4 Barriers to take-up: what keeps parents away? (3 of 4)." in picture.alternative
    assert "Asked but not raised: 3 Access in National; 3 Access in Case study area 1;" in picture.alternative


def test_each_place_of_the_heat_map_has_the_shade_of_its_share() -> None:
    boxes = re.findall(r'<path[^>]* fill="(#[0-9a-f]{6})"', theme_heat_map(studies.small(), studies.AREA).svg)
    in_the_legend = 1
    assert [boxes.count(shade.fill) - in_the_legend for shade in SHARES] == [3, 1, 0, 1, 3]


def test_what_was_not_asked_is_said_in_words_and_what_was_raised_unasked_is_added() -> None:
    desk = studies.Desk(codebook=Codebook("b", 1, (theme_of(1, "Money", ["Cost"], asked_of=("provider",)),)))
    desk.interview("S1", ["Q", "It costs."], area="area_1", role="stakeholder")
    desk.interview("S2", ["Q", "It is there."], area="area_2", role="stakeholder")
    desk.interview("P1", ["Q", "It costs."], area="area_2", role="provider")
    desk.code("S1", 2, "t1.s1")
    desk.code("P1", 2, "t1.s1")
    study = desk.study()
    by_role = theme_heat_map(study, studies.ROLE)
    unasked, asked, everybody = by_role.table.values()[0][1:]
    assert "not asked" in str(unasked)
    assert (asked, str(everybody)[:6]) == ("1 of 1", "1 of 1")
    assert {"not asked +1", "1/1", "1/1 +1", "no case was asked"} <= set(texts(by_role))
    assert len(by_role.table.notes) == 2
    assert "There is no group that was asked and did not raise a theme." in by_role.alternative


def test_where_the_columns_have_no_room_the_groups_go_down() -> None:
    levels = tuple(Level(f"l{n}", f"Level {n}") for n in range(19))
    many = Attribute("many", "Many", AttributeRole.OTHER, levels)
    study = studies.small()
    spread = tuple(Case(case.id, (*case.levels, ("many", f"l{n}"))) for n, case in enumerate(study.cases))
    few = theme_heat_map(replace(study, cases=spread), many)
    crowded = crowd(200, attributes=(studies.AREA, many))
    cases = tuple(Case(case.id, (*case.levels, ("many", f"l{n % 19}"))) for n, case in enumerate(crowded.cases))
    down = theme_heat_map(replace(crowded, cases=cases), many)
    assert few.height < 250
    assert down.height > 500
    assert down.table.columns[:2] == ("Theme", "Level 0")


def test_more_groups_than_stand_across_go_down_even_where_their_figures_are_short() -> None:
    levels = tuple(Level(f"l{n}", f"Level {n}") for n in range(25))
    many = Attribute("many", "Many", AttributeRole.OTHER, levels)
    study = crowd(25, attributes=(many,))
    cases = tuple(Case(case.id, (("many", f"l{n}"),)) for n, case in enumerate(study.cases))
    picture = theme_heat_map(replace(study, cases=cases), many)
    assert "Level 24" in texts(picture)
    assert "first" not in picture.alternative


def test_more_columns_than_a_page_holds_are_cut_and_the_table_has_them() -> None:
    wide = theme_of(1, "Wide", [f"Subtheme {n}" for n in range(25)])
    study = with_codebook(studies.small(), wide)
    picture = coverage_map(study, wide)
    assert "The picture shows the first 20 of 25 columns; the table has all of them." in picture.alternative
    assert len(picture.table.columns) == 26
    assert picture.width <= A4


# ---- how far the charting is --------------------------------------------------------------------------------------


def test_the_coverage_map_names_the_state_of_each_cell_by_a_letter() -> None:
    picture = coverage_map(studies.small(), studies.BARRIERS)
    assert picture.title == "How far is the charting of 4 Barriers to take-up: what keeps parents away?"
    drawn = texts(picture)
    assert {"C", "N", "D!", "Q", "T", "0", "–"} <= set(drawn)
    legend = ["C = charted", "N = nothing said", "D = draft", "Q = queried", "T = to chart", "0 = nothing yet"]
    assert [text for text in drawn if " = " in text and "stale" not in text] == [*legend, "– = not asked"]
    assert "State of each cell; ! = stale, its extracts changed since" in drawn
    assert picture.table.values()[2][:2] == ("A1-P01", "charted, 1 of 2 extracts cited")
    assert picture.alternative == (
        "The picture lays out the cells of 4 cases and 3 subthemes; 4 of 12 are settled. By state: charted 1; nothing "
        "said 1; draft 1; queried 1; to chart 2; nothing yet 4; not asked 2; stale 1. Furthest: 4.2 (2 of 4 cases). "
        "Least far: 4.1 and 4.9 (1)."
    )


def test_many_cases_are_folded_into_their_groups_with_counts() -> None:
    picture = coverage_map(crowd(), studies.BARRIERS)
    assert picture.table.values()[0] == (
        "Case study area 1 (21 cases)",
        "nothing yet 21",
        "nothing said 1; queried 1; to chart 19",
        "nothing yet 21",
    )
    assert {"1/21", "0/20", "up to a quarter"} <= set(texts(picture))
    assert coverage_map(crowd(60), studies.BARRIERS).table.columns[0] == "Case"


def test_without_a_grouping_attribute_many_cases_are_one_row() -> None:
    picture = coverage_map(crowd(attributes=()), studies.BARRIERS)
    assert [row[0] for row in picture.table.values()] == ["All 61 cases"]


def test_a_cell_that_went_stale_is_counted_in_its_group() -> None:
    study = crowd()
    stale = replace(study.cells[0], basis=())
    assert "stale 1" in str(coverage_map(replace(study, cells=(stale,)), studies.BARRIERS).table.rows[0][2])


# ---- what is spoken of together -----------------------------------------------------------------------------------


def test_co_occurrence_counts_turns_and_its_own_turns_stand_on_the_diagonal() -> None:
    picture = co_occurrence(studies.small(), studies.BARRIERS)
    assert picture.title == "What is spoken of together within 4 Barriers to take-up: what keeps parents away?"
    assert [row[1:] for row in picture.table.values()] == [(2, 1, 0), (1, 2, 0), (0, 0, 0)]
    assert set(picture.table.rows[0][2].refs) == {"A1-P01.c1", "A1-P01.c2", "A1-P01.c3"}
    assert picture.table.rows[0][2].refs == picture.table.rows[1][1].refs
    places = [text for text in texts(picture) if text.isdigit()]
    assert len(places) == 6 + 1
    assert "Most often together: 4.1 Stigma of seeking help with 4.2 Cost, in 1 turn." in picture.alternative
    assert "2 pairs never stand in one turn. Together with none of the others: 4.9." in picture.alternative


def test_without_a_theme_the_themes_are_laid_against_each_other() -> None:
    picture = co_occurrence(studies.small())
    assert [row[1:] for row in picture.table.values()] == [(1, 1), (1, 3)]
    assert picture.title == "What is spoken of together?"


def test_where_nothing_meets_the_picture_says_so() -> None:
    study = studies.small()
    apart = replace(study, codings=study.codings[4:5])
    assert "No two of them stand in one turn." in co_occurrence(apart).alternative


# ---- when new subthemes turned up ---------------------------------------------------------------------------------


def test_new_subthemes_walk_in_chart_order_and_carry_the_caveat() -> None:
    picture = new_subthemes(studies.small())
    assert [row[:5] for row in picture.table.values()] == [
        ("N-S01", 1, 0, 0, 0),
        ("A1-S01", 2, 1, 1, 1),
        ("A1-P01", 3, 2, 1, 2),
        ("A2-P01", 4, 2, 1, 3),
    ]
    assert [row[5] for row in picture.table.values()][:2] == ["none", "4.1 Stigma of seeking help"]
    assert picture.table.rows[2][3].refs == ("A1-P01.c3",)
    assert "do not show saturation" in picture.table.notes[0]
    assert "does not show saturation" in picture.alternative
    legend = "Over each bar: raised so far, + new ones. Dashed line: all 4 subthemes of the codebook."
    assert {"3 +1", "0 +0", "N-S01", legend} <= set(texts(picture))


@pytest.mark.parametrize(("interviews", "named"), [(46, True), (47, False)])
def test_many_interviews_are_numbered_instead_of_named(interviews: int, named: bool) -> None:  # noqa: FBT001 - a case
    drawn = texts(new_subthemes(crowd(interviews)))
    assert ("A000" in drawn) is named
    assert ("Interviews, in the order of the charts" in drawn) is not named
    assert ("+1" in drawn) is named


def test_where_nothing_was_coded_no_interview_brought_anything() -> None:
    bare = replace(studies.small(), codings=())
    assert new_subthemes(bare).alternative == (
        "The picture walks through 4 interviews in the order of the charts: 0 of 4 subthemes were raised, 4 nowhere. "
        "The order of reading decides what is new where, so this does not show saturation."
    )


# ---- where in a transcript ----------------------------------------------------------------------------------------


def test_coding_stripes_place_the_themes_in_the_turns() -> None:
    study = studies.small()
    transcript = next(t for t in study.transcripts if t.case == "A2-P01")
    picture = coding_stripes(study, transcript)
    assert picture.title == "Where in A2-P01 are the themes?"
    assert picture.table.values() == (("A2-P01 ¶2", "3.1", "4.2"),)
    assert picture.table.rows[0][2].refs == ("A2-P01.c8", "A2-P01.c7")
    assert {"¶1", "¶2", "3.1", "4.2", "Codings", "the interviewer speaks"} <= set(texts(picture))
    assert picture.alternative == (
        "The picture runs through the 2 turns of A2-P01 from top to bottom, a column a theme. 3 codings stand in "
        "1 turn: most in 4 Barriers to take-up: what keeps parents away? (2 codings); fewest in 3 Access (1)."
    )


def test_a_voice_that_is_not_known_is_told_apart_from_the_interviewer() -> None:
    study = studies.small()
    first = study.transcripts[0]
    unknown = replace(first, speakers=(Speaker("Respondent", SpeakerRole.RESPONDENT),))
    assert "speaker not known" in texts(coding_stripes(replace(study, transcripts=(unknown,)), unknown))


def test_several_transcripts_of_a_case_are_told_apart() -> None:
    study = studies.small()
    first = study.transcripts[0]
    other = replace(first, id=studies.TranscriptId("f" * 64))
    both = replace(study, transcripts=(first, other))
    pictures = [coding_stripes(both, first), coding_stripes(both, other)]
    assert [picture.name for picture in pictures] == ["coding_stripes_A2-P01_1", "coding_stripes_A2-P01_2"]
    assert pictures[1].table.values() == (("no turn", "none", "none"),)
    assert pictures[1].title == "Where in A2-P01, transcript 2 of 2, are the themes?"
    assert "no coding anywhere" in pictures[1].alternative


def test_stripes_that_stand_close_share_the_room_for_their_numbers() -> None:
    themes = tuple(theme_of(n, f"Theme {n}", [f"Subtheme {m}" for m in range(9)]) for n in range(1, 12))
    desk = studies.Desk(codebook=Codebook("b", 1, themes))
    desk.interview("A1", ["Why?", "Because."] * 90, area="area_1", role="provider")
    for n in range(1, 10):
        desk.code("A1", 2, f"t1.s{n}")
        desk.code("A1", 2 * n, "t2.s1")
    drawn = texts(coding_stripes(desk.study(), desk.transcripts[0]))
    assert "1.1+" in drawn
    assert 0 < drawn.count("2.1") < 9
    turns = [int(text[1:]) for text in drawn if text.startswith("¶")]
    assert turns == sorted(turns)
    assert 20 < len(turns) < 80


def test_a_theme_of_values_has_no_place_in_the_pictures() -> None:
    assert studies.FUNDING.branch is Branch.VALUES
    for picture in every_picture(studies.small()):
        assert "Funding" not in " ".join(texts(picture))


# ---- shades and labels --------------------------------------------------------------------------------------------


def test_text_can_be_read_on_every_shade() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    for shade in (*SHARES, NOT_ASKED, *count_shades(12)):
        assert contrast(shade.ink, shade.fill) >= READABLE
    assert share_shade(0, 0).fill == GREY
    assert share_shade(3, 3).fill == DARK


@given(st.integers(1, 200), st.data())
@settings(max_examples=60)
def test_a_greater_share_is_never_lighter_and_none_is_never_shaded(whole: int, data: st.DataObject) -> None:
    part = data.draw(st.integers(0, whole - 1))
    less, more = SHARES.index(share_shade(part, whole)), SHARES.index(share_shade(part + 1, whole))
    assert less <= more
    assert (share_shade(part, whole) is NONE_OF_THEM) == (part == 0)
    assert (4 * part <= whole) == (less <= 1)


@given(st.integers(0, 500), st.data())
@settings(max_examples=60)
def test_a_count_has_the_shade_whose_words_hold_it(most: int, data: st.DataObject) -> None:
    count = data.draw(st.integers(0, most))
    shades = count_shades(most)
    assert len({shade.words for shade in shades}) == len(shades) <= 5
    first, _, last = count_shade(count, most, shades).words.replace("none", "0").partition(" to ")
    assert int(first) <= count <= int(last or first)


@given(st.text(max_size=200), st.sampled_from([40.0, 70.0, ROOM]), st.integers(1, 4))
@settings(max_examples=150)
def test_a_label_is_wrapped_to_its_room_and_loses_nothing_but_what_is_cut(text: str, room: float, lines: int) -> None:
    found = wrapped(text, room, lines)
    broken = found.split("\n")
    assert len(broken) <= lines
    assert all(text_width(line) <= room or len(line) <= 2 for line in broken)
    if not found.endswith("…"):
        assert "".join(found.split()) == "".join(plain(text).split())


@given(st.text(max_size=100))
@settings(max_examples=100)
def test_a_cleaned_label_is_one_line_that_xml_can_hold(text: str) -> None:
    found = plain(text)
    assert "\n" not in found
    element = etree.Element("label")
    element.text = found
    assert etree.fromstring(etree.tostring(element)).text in (found, None)


def test_short_words_are_never_broken() -> None:
    label = "Clinical commissioning group / public health"
    assert wrapped(label).split() == label.split()
    assert wrapped(label).count("\n") < LINES


def test_an_accent_of_its_own_takes_no_room() -> None:
    assert text_width("e\u0301") == text_width("e")


def test_long_names_and_long_lists_are_cut_in_a_sentence() -> None:
    assert some_of(["A", "B", "C"]) == "A, B and C"
    assert some_of(["A"]) == "A"
    assert some_of([]) == ""
    assert some_of(list("ABCDEF")) == "A, B, C, D and 2 more"
    assert some_of(["x" * 300]) == "x" * 79 + "…"
