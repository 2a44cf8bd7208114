"""Memos of a project: cells and syntheses of ours come back as what they are; others are kept aside, whole."""

from __future__ import annotations

from dataclasses import replace
from xml.etree import ElementTree as ET

import pytest

from framework_qa.analysis.integrity import findings
from framework_qa.analysis.project_ledger import Part
from framework_qa.analysis.project_xml import part_xml
from framework_qa.model.cell_text import print_runs
from framework_qa.model.chart import Status
from framework_qa.model.project import (
    Link,
    Project,
    ProjectCode,
    ProjectCoding,
    ProjectNote,
    ProjectSet,
    Remainder,
    Selection,
    Source,
    SourceKind,
)
from framework_qa.model.study import Study
from tests.analysis.foreign_projects import EMPTY, FILE, MR, after, brought, case, project, row, selected, source, why
from tests.analysis.sound_studies import interpreted_study, sound_study

ASHAMED = "People are ashamed of asking."
TRUST, STIGMA, OTHER = (
    ProjectCode(guid, name) for guid, name in (("C1", "4.1 Mistrust"), ("C2", "4.2 Stigma"), ("C3", "4.9 Other"))
)
TEXT = f'They feel shame [A1-P01.q9]; "{ASHAMED}" [q9]. [R: cf 4.1]'


def note(name: str, text: str, *codes: str, status: str = "charted", **more: str) -> ProjectNote:
    codings = tuple(ProjectCoding(f"{name}-{code}", code) for code in codes)
    return ProjectNote(f"N-{name}", name, text, status, codings, "P1", "2026-01-09T10:00:00Z", **more)


def ours(*notes: ProjectNote, **more: object) -> Project:
    """A project of ours in which another quote has the id that this study gives to a coding's words."""
    marked = selected("A1-P01", ASHAMED, "C2", description="A1-P01.q9")
    cases = (case("K1", "A1-P01", "S-A1-P01"), case("K2", "A2-P01", "S-A2-P01"))
    facts: dict[str, object] = {"codes": (TRUST, STIGMA, OTHER), "cases": cases, "notes": notes} | more
    return project(source("A1-P01", marked), source("A2-P01"), **facts)


def without_cells() -> Study:
    return replace(sound_study(), cells=())


def test_a_memo_that_is_a_cell_of_ours_becomes_it_and_cites_the_quotes_of_this_study() -> None:
    links = (Link("L1", "N-A1-P01:4.2", "K1", "case"), Link("L2", "N-A1-P01:4.2", selected("A1-P01", ASHAMED).guid))
    found = ours(note("A1-P01:4.2", TEXT, "C2"), links=links)
    grown, done = after(without_cells(), found)
    (cell,) = grown.cells
    assert print_runs(cell.runs) == TEXT.replace("q9", "q2").replace("[q2]", "[A1-P01.q2]")
    assert (cell.status, cell.by, cell.at, cell.draft) == (Status.CHARTED, "MR", "2026-01-09T10:00:00Z", False)
    assert cell.basis == ("A1-P01.c2",)
    assert row(done, "note") == (1, 1, 0, 0)
    assert (row(done, "coding"), row(done, "link")) == ((2, 1, 1, 0), (2, 2, 0, 0))
    assert not [one for one in findings(grown) if one.check.number.startswith("F4")]
    again, done = after(grown, found)
    assert (again, row(done, "note")) == (grown, (1, 0, 1, 0))


def test_a_memo_may_say_which_kind_of_silence_a_cell_is() -> None:
    silent = note("A2-P01:4.9", "nothing said", "C3", status="nothing said")
    (cell,) = after(without_cells(), ours(silent))[0].cells
    assert (cell.status, cell.runs) == (Status.NOTHING_SAID, ())


def test_a_draft_stays_a_draft_and_gives_way() -> None:
    drafted = note("A1-P01:4.2", TEXT, "C2", status="charted; a draft that no person has looked at")
    grown, _ = after(without_cells(), ours(drafted))
    assert grown.cells[0].draft
    ended, done = after(grown, ours(note("A1-P01:4.2", TEXT.replace("feel", "show"), "C2")))
    assert not ended.cells[0].draft
    assert row(done, "note") == (1, 1, 0, 0)
    assert row(after(ended, ours(drafted))[1], "note") == (1, 0, 1, 0)


def test_a_cell_that_a_person_wrote_otherwise_here_is_kept_beside_what_stands() -> None:
    grown, _ = after(without_cells(), ours(note("A1-P01:4.2", TEXT, "C2")))
    found = ours(note("A1-P01:4.2", "Otherwise [A1-P01.q9]", "C2"))
    ended, done = after(grown, found)
    assert ended.cells == grown.cells
    (conflict,) = ended.conflicts
    assert (conflict.place, conflict.status, conflict.text) == (
        "A1-P01:barriers.stigma",
        "charted",
        "Otherwise [A1-P01.q2]",
    )
    assert (conflict.by, conflict.source) == ("MR", FILE)
    assert any("says something else here" in problem.message for problem in done.problems)
    assert after(ended, found)[0] == ended


@pytest.mark.parametrize(
    ("memo", "reason"),
    [
        (note("Plan", "Read on.", status=""), "the study has no place for memos"),
        (note("A9-P09:4.2", TEXT, "C2"), "the study has no place for memos"),
        (note("A1-P01:9.9", TEXT, "C2"), "the study has no place for memos"),
        (note("A1-P01:8.1", TEXT, "C2"), "the study has no place for memos"),
        (note("A1-P01:4.2", TEXT, "C1"), "the study has no place for memos"),
        (note("A1-P01:4.2", "Shame [q9", "C2"), "its text cannot be read"),
        (note("A1-P01:4.2", "Shame [q77]", "C2"), "A1-P01.q77 is not in the study"),
    ],
)
def test_a_memo_that_is_no_cell_is_set_aside_whole(memo: ProjectNote, reason: str) -> None:
    grown, done = after(without_cells(), ours(memo))
    assert not grown.cells
    assert [told for told in why(done, "note") if told.startswith(reason)]
    (kept,) = (part for part in grown.set_aside if part.kind == "note")
    xml = ET.fromstring(kept.content)  # noqa: S314 - our own
    assert (xml.get("name"), xml.findtext("PlainTextContent")) == (memo.name, memo.text)
    assert row(done, "coding")[3] == len(memo.codings)


def test_a_synthesis_comes_back_and_one_written_otherwise_is_kept_beside_it() -> None:
    study = interpreted_study()
    said = note("area=area_1:4", "Centres are not trusted [A1-P01:4.1].", status="")
    assert row(brought(study, ours(said)), "note") == (1, 0, 1, 0)
    ended, done = after(replace(study, syntheses=()), ours(said))
    assert [(one.group, one.about) for one in ended.syntheses] == [((("area", "area_1"),), "barriers")]
    assert (row(done, "note"), ended.syntheses[0].by) == ((1, 1, 0, 0), "MR")
    other = ours(replace(said, text="Nobody trusts them [A1-P01:4.1]."))
    ended, _ = after(study, other)
    assert [one.place for one in ended.conflicts] == ["area=area_1:barriers"]
    assert after(ended, other)[0] == ended


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("area=area_9:4", "the study has no such group"),
        ("all cases:99", "the study has no place for memos"),
        ("all cases:8.1", "the study has no place for memos"),
        ("area=area_2 role=stakeholder:4", "the study has no place for memos"),
        ("all cases:4.9", "A1-P01:4.1 is not a cell on 4.9"),
    ],
)
def test_a_memo_that_is_no_synthesis_is_set_aside(name: str, reason: str) -> None:
    done = brought(interpreted_study(), ours(note(name, "Centres are not trusted [A1-P01:4.1].", status="")))
    assert why(done, "note") == {reason}


def test_a_study_without_a_codebook_has_no_place_for_cells() -> None:
    memos = (note("A1-P01:4.2", TEXT), note("all cases:4", "x [A1-P01:4.1]"))
    done = brought(EMPTY, Project("p", people=(MR,), cases=(case("K1", "A1-P01"),), notes=memos))
    assert why(done, "note") == {"the study has no place for memos"}


def test_the_sets_and_links_of_charts_stand_and_others_are_set_aside() -> None:
    memo = note("A1-P01:4.2", TEXT, "C2")
    sets = (
        ProjectSet("E1", "4 Barriers", codes=("C1", "C2", "C3"), notes=(memo.guid,)),
        ProjectSet("E2", "4 Barriers", codes=("C1",), notes=("N9",)),
        ProjectSet("E3", "Documents", sources=("S-A1-P01",)),
    )
    links = (Link("L1", "C1", "C2", "causes"), Link("L2", memo.guid, "N9"))
    grown, done = after(without_cells(), ours(memo, sets=sets, links=links))
    assert (row(done, "set"), row(done, "link")) == ((3, 0, 1, 2), (2, 0, 0, 2))
    assert {part.name for part in grown.set_aside if part.kind == "set"} == {"4 Barriers", "Documents"}


def test_what_is_set_aside_is_kept_as_xml_with_what_is_around_it() -> None:
    text = Source("S1", SourceKind.TEXT, "a & b.txt", "x", path="internal://S1.txt", description="<why>", notes=("N1",))
    place = Selection("X1", 2, 5, "abc", notes=("N1",))
    coding = ProjectCoding("Y1", "C1", "P1", "2026-01-05T10:00:00Z", ("N2",))
    around = '<TextSource guid="S1" name="a &amp; b.txt">'
    written = {
        Part("coding", "", "", coding, (text, place)): f'{around}<PlainTextSelection guid="X1" name="abc" '
        'startPosition="2" endPosition="5"><Coding guid="Y1" creatingUser="P1" creationDateTime="2026-01-05T10:00:00Z">'
        '<CodeRef targetGUID="C1"/><NoteRef targetGUID="N2"/></Coding></PlainTextSelection></TextSource>',
        Part("selection", "", "", place, (text,)): f'{around}<PlainTextSelection guid="X1" name="abc" '
        'startPosition="2" endPosition="5"><NoteRef targetGUID="N1"/></PlainTextSelection></TextSource>',
        Part("description", "", "", text): f"{around}<Description>&lt;why&gt;</Description></TextSource>",
        Part("source", "", "", text): '<TextSource guid="S1" name="a &amp; b.txt" plainTextPath="internal://S1.txt">'
        '<NoteRef targetGUID="N1"/></TextSource>',
        Part("graph", "", "", Remainder("graph", "", "<Graph/>")): "<Graph/>",
        Part("Edge", "", "", Remainder("Edge", "", "<Edge/>"), (text,)): f"{around}<Edge/></TextSource>",
        Part("code", "", "", ProjectCode("C1", "x", colour="#AABBCC", codable=False)): '<Code guid="C1" name="x" '
        'isCodable="false" color="#AABBCC"/>',
        Part("case", "", "", case("K1", "Anna")): '<Case guid="K1" name="Anna"/>',
        Part("link", "", "", Link("L1", "A", "B")): '<Link guid="L1" direction="Associative" originGUID="A" '
        'targetGUID="B"/>',
        Part("further file", "", "", "a.bin"): "",
    }
    for part, xml in written.items():
        assert part_xml(part) == xml


def test_what_comes_twice_is_kept_twice_and_not_again_by_the_next_import() -> None:
    twice = (Remainder("graph", "g", "<Graph/>"),) * 2
    found = Project("p", remainders=twice, extra=(("notes.bin", b"x"),), description="Our project.")
    grown, done = after(EMPTY, found)
    assert [(part.number, part.kind) for part in grown.set_aside] == [
        (1, "description"),
        (2, "graph"),
        (3, "graph"),
        (4, "further file"),
    ]
    assert (row(done, "graph"), row(done, "further file")) == ((2, 0, 0, 2), (1, 0, 0, 1))
    assert after(grown, found)[0] == grown


def test_comments_on_what_came_in_are_kept_and_the_marks_of_our_own_exports_are_not() -> None:
    comments = ours(
        cases=(case("K1", "A1-P01", "S-A1-P01", description="Talks a lot."),),
        sources=(
            replace(source("A1-P01", selected("A1-P01", ASHAMED, "C2", description="Odd.")), description="A1-P01"),
            replace(source("A2-P01"), description="Noisy."),
        ),
    )
    grown, done = after(without_cells(), comments)
    assert row(done, "description") == (4, 0, 1, 3)
    assert {part.name for part in grown.set_aside if part.kind == "description"} == {"A1-P01", "A2-P01.docx", ""}


def test_two_memos_on_one_place_are_one_cell_and_a_text_beside_it() -> None:
    study = interpreted_study()
    cells = [note("A1-P01:4.2", text, "C2") for text in (TEXT, TEXT, "Otherwise [A1-P01.q9]", "Otherwise [A1-P01.q9]")]
    both = [note("all cases:4", text, status="") for text in ("One [A1-P01:4.1].", "Two [A1-P01:4.1].")]
    memos = [replace(memo, guid=f"N{number}") for number, memo in enumerate((*cells, *both))]
    grown, done = after(replace(study, cells=study.cells[:1]), ours(*memos))
    assert row(done, "note") == (6, 4, 2, 0)
    assert [one.place for one in grown.conflicts] == ["A1-P01:barriers.stigma", "all cases:barriers"]
    assert after(grown, ours(*memos))[0] == grown


def test_what_is_set_aside_is_kept_with_what_it_calls_the_things_that_came_in() -> None:
    memo = note("Plan", "Read on.", "C2", status="")
    marked = selected("A1-P01", ASHAMED).guid
    link = Link("L1", memo.guid, marked)
    grown, _ = after(without_cells(), ours(memo, links=(link,)))
    (names,) = (part for part in grown.set_aside if part.kind == "names in the file")
    assert names.content == (
        '<Names><Code guid="C2" is="barriers.stigma"/><User guid="P1" is="MR"/>'
        f'<Selection guid="{marked}" is="A1-P01.q2"/></Names>'
    )
    ended, _ = after(grown, ours(memo))
    (names,) = (part for part in ended.set_aside if part.kind == "names in the file")
    assert "Selection" not in names.content
