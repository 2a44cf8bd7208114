from __future__ import annotations

import datetime as dt
import io
import json
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from framework_qa.errors import InputError
from framework_qa.formats.refi.read import read_project
from framework_qa.formats.refi.study_record import MEMBER, read_study_record, restored, study_record
from framework_qa.formats.refi.write import Form, container, project_xml
from framework_qa.model.ids import CaseId, TranscriptId
from framework_qa.model.people import Case
from framework_qa.model.project import Project, ProjectCode, ProjectNote, Selection, Source, SourceKind, Variable
from framework_qa.model.study import Reporting, Settings, Study
from framework_qa.model.text import Speaker, SpeakerRole, Transcript, Turn
from framework_qa.outputs.project_guids import Guids
from framework_qa.outputs.project_of_study import project_of_study
from framework_qa.stages.project_out import STANDARD, TOOLS
from tests.formats.project_judge import SPACE, judged
from tests.outputs import studies
from tests.outputs.drawn_studies import drawn_studies
from tests.store import store_studies

MADE = dt.datetime(2026, 1, 2, 3, 4, 6)  # noqa: DTZ001 - UTC without a zone, as the outputs keep it
GUID = "0C0FFEE0-0000-5000-8000-000000000001"
WINDOWS = TOOLS["nvivo"][1]
TEXT = "I: Hm?\nR: Né 🐈 so.\n\nR: 😀😀 end"


def packed(project: Project, form: Form = STANDARD[1]) -> bytes:
    return container(project, project_xml(project, form).data, MADE, form)


def one_text(text: str, *places: tuple[int, int]) -> Project:
    selections = tuple(
        Selection(f"{n:08X}-0000-5000-8000-000000000002", start, end, text[start:end])
        for n, (start, end) in enumerate(places)
    )
    path = f"internal://{GUID}.txt"
    return Project("One", sources=(Source(GUID, SourceKind.TEXT, "one.txt", text, path, selections=selections),))


@settings(max_examples=60)
@given(drawn_studies(), st.sampled_from([STANDARD, *TOOLS.values()]))
def test_whatever_the_study_and_the_tool_the_project_is_valid_and_its_positions_give_the_words(
    study: Study, way: tuple
) -> None:
    shape, form = way
    project = project_of_study(study, Guids("a study"), "2026-01-02T03:04:05Z", shape)
    data = packed(project, form)
    assert data == packed(project, form)
    opened = judged(data)
    assert opened.faults() == []
    said = {selection.guid: selection for source in project.sources for selection in source.selections}
    texts = {selection.guid: source.text for source in project.sources for selection in source.selections}
    for element, words in opened.quotes(utf16=form.utf16):
        wanted = said[element.get("guid")]
        assert words == texts[wanted.guid][wanted.start : wanted.end]


@settings(max_examples=60)
@given(drawn_studies())
def test_a_study_comes_back_from_its_record_and_the_texts_of_its_project(study: Study) -> None:
    guids = Guids("a study")
    sources = {one.id: guids.transcript(one.id) for one in study.transcripts}
    project = project_of_study(study, guids, "")
    data = study_record(study, b"<Project/>", sources)
    record = read_study_record("x.qdpx", data)
    files = judged(packed(project)).members
    texts = {guid: files[f"sources/{guid}.txt"].decode("utf-8-sig") for guid in sources.values()}
    assert restored("x.qdpx", record, texts) == study
    assert record.unchanged(b"<Project/>")
    assert not record.unchanged(b"<Project />")


@pytest.mark.parametrize("form", [Form(), Form(crlf=True), Form(crlf=True, mark=True, utf16=True), Form(utf16=True)])
def test_every_stretch_of_a_text_is_found_again_in_every_form(form: Form) -> None:
    places = [(a, b) for a in range(len(TEXT)) for b in range(a + 1, len(TEXT) + 1)]
    opened = judged(packed(one_text(TEXT, *places), form))
    found = [(element.get("name"), words) for element, words in opened.quotes(utf16=form.utf16)]
    assert len(found) == len(places)
    assert all(name == words for name, words in found)


@pytest.mark.parametrize("tool", ["", "maxqda"])
def test_the_projects_own_reader_gives_back_what_was_written(tool: str, tmp_path: Path) -> None:
    shape, form = TOOLS.get(tool, STANDARD)
    project = project_of_study(studies.small(), Guids("a"), "2026-01-02T03:04:05Z", shape)
    (tmp_path / "x.qdpx").write_bytes(packed(project, form))
    found, problems = read_project(tmp_path / "x.qdpx")
    assert problems == ()
    assert replace(found, found=(), extra=()) == project


def test_windows_counts_utf16_units_and_both_characters_of_an_end_of_line() -> None:
    place = TEXT.index("so.")
    opened = judged(packed(one_text(TEXT, (place, place + 3)), WINDOWS))
    (selection,) = opened.all("PlainTextSelection")
    assert int(selection.get("startPosition")) == place + 2  # a line end and a cat before it
    assert opened.members[f"sources/{GUID}.txt"] == b"\xef\xbb\xbf" + TEXT.replace("\n", "\r\n").encode()


def test_a_text_is_stored_exactly_as_it_is_control_characters_and_all() -> None:
    text = "bell \x07, vertical \x0b tab, form \x0c feed, \ufffe, \r\u2028 and\n\nno last line end"
    assert judged(packed(one_text(text))).members[f"sources/{GUID}.txt"] == text.encode()


def test_what_xml_forbids_is_replaced_in_names_and_notes_and_counted() -> None:
    code = ProjectCode(GUID, "vertical\x0btab", "form\x0cfeed\ufffe", colour="f00")
    xml = project_xml(Project("bell\x07", codes=(code,), notes=(ProjectNote(GUID, "n", "a\x00b\nc\td"),)))
    opened = judged(container(Project("p"), xml.data, MADE))
    assert xml.replaced == 5
    assert opened.root.get("name") == "bell\ufffd"
    assert opened.all("Code")[0].get("name") == "vertical\ufffdtab"
    assert opened.all("Code")[0].get("color") == "#FF0000"
    assert opened.all("PlainTextContent")[0].text == "a\ufffdb\nc\td"


def test_line_ends_and_tabs_in_a_quote_survive_as_a_name() -> None:
    text = "one\ttwo\nthree  four"
    assert judged(packed(one_text(text, (0, len(text))))).all("PlainTextSelection")[0].get("name") == text


def test_an_empty_project_has_no_empty_containers() -> None:
    opened = judged(packed(Project("Nothing yet")))
    assert opened.faults() == []
    assert len(opened.root) == 0


def test_a_variable_keeps_its_kind_and_its_values_stand_before_the_sources_of_a_case() -> None:
    study = studies.small()
    project = project_of_study(study, Guids("a"), "")
    numbers = tuple(replace(one, kind="Integer") for one in project.variables if one.name == "Service")
    assert numbers == (Variable(numbers[0].guid, "Service", "Integer", "service"),)
    values = tuple(
        replace(case, values=tuple(v for v in case.values if v.variable != numbers[0].guid)) for case in project.cases
    )
    opened = judged(packed(replace(project, cases=values)))
    assert opened.faults() == []
    tags = [child.tag.removeprefix(SPACE) for child in opened.all("Case")[0]]
    assert tags.index("VariableValue") < tags.index("SourceRef")


def test_the_container_is_flat_private_and_carries_no_time_but_the_studys() -> None:
    form = TOOLS["qualcoder"][1]
    project = project_of_study(studies.small(), Guids("a"), "2026-01-02T03:04:05Z")
    with zipfile.ZipFile(io.BytesIO(packed(project, form))) as archive:
        infos = archive.infolist()
    names = [info.filename for info in infos]
    assert names[0] == "project.qde"
    assert all(name.startswith("sources/") and name.count("/") == 1 for name in names[1:])
    assert len(names) == 1 + len(project.sources) + len(project.notes)
    assert {info.date_time for info in infos} == {(2026, 1, 2, 3, 4, 6)}
    assert {info.external_attr >> 16 for info in infos} == {0o600}


@pytest.mark.parametrize(("year", "told"), [(1970, 1980), (2300, 2107)])
def test_a_time_that_no_archive_can_tell_becomes_the_nearest(year: int, told: int) -> None:
    data = container(Project("p"), b"<x/>", MADE.replace(year=year))
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.infolist()[0].date_time[0] == told


def a_study(text: str) -> tuple[Study, str]:
    speaker = Speaker("R", SpeakerRole.RESPONDENT)
    one = Transcript(TranscriptId("0" * 64), CaseId("A1"), "a.txt", text, (speaker,), (Turn(1, "R", 0, len(text)),))
    return Study(Settings("T"), (Case(CaseId("A1")),), (one,)), Guids("a").transcript(one.id)


def record_of(study: Study, guid: str) -> bytes:
    return study_record(study, b"", {study.transcripts[0].id: guid})


@pytest.mark.parametrize("text", ["\ufeffmarked", "two\rlines", "plain 🐈"])
def test_a_text_that_a_file_cannot_give_back_stands_in_the_record_and_no_other_does(text: str) -> None:
    study, guid = a_study(text)
    data = record_of(study, guid)
    plain = text.startswith("plain")
    assert ("text" in json.loads(data)["transcripts"][0]) is not plain
    texts = {guid: text} if plain else {}
    assert restored("x", read_study_record("x", data), texts) == study


@pytest.mark.parametrize(
    ("texts", "what"), [({}, "is missing"), ({"other": "Words."}, "is missing"), (None, "was changed")]
)
def test_a_text_that_is_not_what_it_was_is_refused_by_name(texts: dict[str, str] | None, what: str) -> None:
    study, guid = a_study("Words.")
    record = read_study_record("x.qdpx", record_of(study, guid))
    with pytest.raises(InputError, match=rf"The text of a\.txt in x\.qdpx {what}\."):
        restored("x.qdpx", record, {guid: "Words!"} if texts is None else texts)


def test_a_damaged_record_is_refused_in_a_sentence() -> None:
    file = store_studies.transcript(1)
    study = Study(store_studies.SETTINGS, (store_studies.case(1),), (file,), (store_studies.codebook(),))
    data = record_of(study, "G")
    for cut in range(0, len(data), 97):
        with pytest.raises(InputError, match=r"study record in x\.qdpx is damaged"):
            read_study_record("x.qdpx", data[:cut])
    tree = json.loads(data)
    for wrong in (
        {"transcripts": [1]},
        {"cases": {}},
        {"cases": [{"id": 7}]},
        {"codebooks": [[]]},
        {"numbers": {"A": [1]}},
    ):
        with pytest.raises(InputError, match="is damaged"):
            read_study_record("x.qdpx", json.dumps({**tree, **wrong}).encode())


def whole_study() -> Study:
    """A study with a record of nearly every kind, from the store's tests."""
    file, of = store_studies.transcript(1), store_studies.span(store_studies.transcript(1), 1)
    return Study(
        store_studies.SETTINGS,
        (store_studies.case(1),),
        (file,),
        (store_studies.codebook(),),
        (of,),
        (store_studies.coding(of, 1),),
        (store_studies.cell(1, of),),
        stars=(store_studies.star(of),),
    )


@pytest.mark.parametrize("kind", ["cases", "transcripts", "codebooks", "spans", "codings", "cells", "stars"])
def test_a_record_that_stands_twice_is_damage(kind: str) -> None:
    tree = json.loads(record_of(whole_study(), "G"))
    read_study_record("x.qdpx", json.dumps(tree).encode())
    tree[kind] *= 2
    with pytest.raises(InputError, match="is damaged"):
        read_study_record("x.qdpx", json.dumps(tree).encode())


@pytest.mark.parametrize(
    ("kind", "wrong"),
    [
        ("cells", {"case": "A7"}),
        ("transcripts", {"case": "A7"}),
        ("spans", {"transcript": "0"}),
        ("spans", {"id": "seventh"}),
        ("codings", {"span": "A1.q7"}),
        ("codings", {"route": "by foot"}),
        ("stars", {"span": "A1.q7"}),
        ("cases", {"id": "7 = 1+1"}),
        ("transcripts", {"turns": [{"number": 1, "speaker": "R1", "start": 0, "end": 5, "at": float("nan")}]}),
    ],
)
def test_a_record_that_leads_nowhere_or_holds_what_no_study_can_is_damage(kind: str, wrong: dict[str, object]) -> None:
    tree = json.loads(record_of(whole_study(), "G"))
    tree[kind][0] |= wrong
    with pytest.raises(InputError, match="is damaged"):
        read_study_record("x.qdpx", json.dumps(tree).encode())


def test_a_text_that_no_study_can_keep_is_told_as_changed() -> None:
    tree = json.loads(record_of(whole_study(), "G"))
    tree["transcripts"][0]["text"] = "half a pair \ud800"
    record = read_study_record("x.qdpx", json.dumps(tree).encode())
    with pytest.raises(InputError, match="was changed"):
        restored("x.qdpx", record, {})


@pytest.mark.parametrize("other", [{"version": 2}, {"format": "something else"}])
def test_a_record_of_another_version_is_refused(other: dict[str, object]) -> None:
    study, guid = a_study("Words.")
    tree = {**json.loads(record_of(study, guid)), **other}
    with pytest.raises(InputError, match="is of another version of framework_qa"):
        read_study_record("x.qdpx", json.dumps(tree).encode())


def test_the_record_leaves_out_who_wrote_the_study() -> None:
    study, guid = a_study("Words.")
    told = replace(study, settings=replace(study.settings, reporting=Reporting(("Jane Doe",), (("coreq_1", "Jane"),))))
    data = record_of(told, guid)
    assert b"Jane" not in data
    assert restored("x", read_study_record("x", data), {guid: "Words."}) == study


def test_the_record_is_named_as_its_readers_expect() -> None:
    assert MEMBER == "framework_qa.json"
