"""Projects of other tools are read whole: what has a place is read, all else is set aside, and it is counted."""

from __future__ import annotations

import io
import random
import zipfile
from pathlib import Path

import pytest
from hypothesis import assume, given, settings

from framework_qa.errors import FrameworkError, InputError, Problem, RefusedError, Severity
from framework_qa.formats.refi.container import open_container
from framework_qa.formats.refi.names import fold_colour, fold_guid
from framework_qa.formats.refi.read import read_project
from framework_qa.formats.refi.write import container, project_xml
from framework_qa.model.project import Link, Project, ProjectCoding, Source, SourceKind
from framework_qa.model.study import Study
from framework_qa.outputs.project_guids import Guids
from framework_qa.outputs.project_of_study import project_of_study
from tests.formats.bad_archives import BAD, cut_short
from tests.formats.test_refi_write import MADE, STANDARD
from tests.outputs.drawn_studies import drawn_studies

SAMPLE = Path(__file__).resolve().parents[2] / ".." / "shared" / "samples" / "refi" / "atlasti_8.4_mac.qdpx"
SPACE = "urn:QDA-XML:project:1.0"
WORDS = "I: How was it?\nR: It was long, and nobody came.\n"
CODES = (
    '<CodeBook><Codes><Code guid="{c1}" name="Access" isCodable="false" color="#F00"><Description>How they come.'
    '</Description><NoteRef targetGUID="{n1}"/><Code guid="{c2}" name="Waiting" isCodable="true"/></Code></Codes>'
    "</CodeBook>"
)


def guid(name: str) -> str:
    """Give the GUID that a short name stands for: `c1` is 0000C100-..."""
    return f"{int(name, 36):08X}-0000-4000-8000-000000000000"


def filled(xml: str) -> str:
    """Put GUIDs for `{c1}` and the like."""
    names = ["u1", "c1", "c2", "c3", "v1", "k1", "k2", "s1", "s2", "s3", "p1", "p2", "p3", "q1", "q2", "q3", "n1", "n2"]
    for name in [*names, "l1", "l2", "t1", "t2", "g1", "r1", "y1", "y2", "zz"]:
        xml = xml.replace("{" + name + "}", guid(name))
    return xml


def packed(body: str, files: dict[str, bytes] | None = None, *, origin: str = "", qde: str = "project.qde") -> bytes:
    head = f'<Project xmlns="{SPACE}" name="P" origin="{origin}" creatingUserGUID="{guid("u1")}">'
    xml = f'<?xml version="1.0" encoding="utf-8"?>\n{head}{filled(body)}</Project>'
    return zipped({qde: xml.encode(), **({"sources/one.txt": WORDS.encode()} if files is None else files)})


def zipped(files: dict[str, bytes]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return target.getvalue()


def read(folder: Path, data: bytes) -> tuple[Project, tuple[Problem, ...]]:
    path = folder / "project.qdpx"
    path.write_bytes(data)
    project, problems = read_project(path)
    reconciled(project)
    assert all(problem.severity is Severity.WARNING for problem in problems)
    return project, problems


def reconciled(project: Project) -> None:
    """What is in the file is what was read and what was not, by kind."""
    found = dict(project.found)
    selections = [selection for source in project.sources for selection in source.selections]
    holders = [*selections, *project.sources, *project.notes]
    codings = [coding for holder in holders for coding in holder.codings]
    values = [value for holder in (*project.cases, *project.sources) for value in holder.values]
    held = len(codings) + found.get("codings set aside", 0) + found.get("codings that say which case", 0)
    assert found.get("codings", 0) == held
    kept = len(selections) + found.get("selections set aside", 0) + found.get("selections merged", 0)
    assert found.get("selections", 0) == kept
    new = found.get("values read from sets", 0)
    assert found.get("variable values", 0) == len(values) - new + found.get("variable values set aside", 0)
    left = found.get("codes that are cases", 0) + found.get("folders of codes that are cases", 0)
    deep = found.get("codes set aside", 0)
    assert found.get("codes", 0) == len(list(project.all_codes())) + left + deep
    kinds = ("text", "PDF", "picture", "audio", "video")
    sources = sum(found.get(f"{kind} sources", 0) for kind in kinds) + found.get("transcripts", 0)
    assert sources == len(project.sources)
    assert found.get("cases", 0) == len(project.cases)
    assert found.get("notes", 0) == len(project.notes)
    assert found.get("sets", 0) == len(project.sets)
    assert found.get("graphs", 0) == sum(one.kind == "graph" for one in project.remainders)


def text_source(inside: str = "", more: str = "") -> str:
    return f'<TextSource guid="{{s1}}" name="One" plainTextPath="internal://one.txt"{more}>{inside}</TextSource>'


def selection(name: str, words: str, code: str = "c2", more: str = "") -> str:
    start = WORDS.index(words)
    place = f'startPosition="{start}" endPosition="{start + len(words)}"'
    coding = f'<Coding guid="{{{name.replace("p", "q")}}}"{more}><CodeRef targetGUID="{{{code}}}"/></Coding>'
    return f'<PlainTextSelection guid="{{{name}}}" name="{words}" {place}>{coding}</PlainTextSelection>'


def sources(*inside: str) -> str:
    return f"<Sources>{''.join(inside)}</Sources>"


def quotes(source: Source) -> list[str]:
    return [str(source.text)[one.start : one.end] for one in source.selections]


@pytest.mark.skipif(not SAMPLE.exists(), reason="the samples are not here")
def test_the_atlas_ti_sample_is_read_with_its_figures_and_its_missing_media_are_listed() -> None:
    project, problems = read_project(SAMPLE)
    reconciled(project)
    found = dict(project.found)
    kinds = {kind: sum(source.kind is kind for source in project.sources) for kind in SourceKind}
    assert kinds == {"text": 9, "pdf": 2, "picture": 1, "audio": 1, "video": 2}
    assert found["text sources"] == 6
    assert found["transcripts"] == 3
    assert (found["codes"], found["codings"], found["selections"], found["users"]) == (14, 16, 8, 3)
    assert (found["notes"], found["links"], found["sets"], found["graphs"]) == (2, 1, 16, 1)
    assert (found["picture selections"], found["PDF selections"], found["video selections"]) == (1, 4, 2)
    assert all(source.missing and source.text is None for source in project.sources)
    assert found["codings set aside"] == 16
    assert [variable.name for variable in project.variables] == ["gender", "age"]
    by_name = {source.name: sorted(value.text for value in source.values) for source in project.sources}
    assert by_name["Simon.docx"] == ["67", "male"]
    assert by_name["Mabel.txt"] == ["25", "female"]
    assert project.links[0].direction == "OneWay"
    assert project.notes[0].description == "day to day log about this amazing project"
    assert {code.name for code in project.all_codes()} >= {"Coke::diet Coke", '"rushed"', "milk"}
    assert len(problems) == 6
    assert {problem.message for problem in problems} == {"Its text is not in the file."}


def test_texts_selections_codings_people_and_dates_are_read(tmp_path: Path) -> None:
    more = ' creatingUser="{u1}" creationDateTime="2024-05-06T07:08:09Z"'
    body = (
        '<Users><User guid="{u1}" name="Ann"/></Users>'
        + CODES
        + sources(text_source(selection("p1", "nobody came", more=more), more))
        + '<Notes><Note guid="{n1}" name="M"><PlainTextContent>Note.</PlainTextContent></Note></Notes>'
    )
    project, problems = read(tmp_path, packed(body, origin="qc 1.3"))
    assert problems == ()
    (source,) = project.sources
    assert quotes(source) == ["nobody came"]
    assert (source.by, source.at) == (guid("u1"), "2024-05-06T07:08:09Z")
    coding = source.selections[0].codings[0]
    assert (coding.code, coding.by, coding.at) == (guid("c2"), guid("u1"), "2024-05-06T07:08:09Z")
    assert project.people[0].name == "Ann"
    assert project.by == guid("u1")
    top = project.codes[0]
    assert (top.name, top.description, top.colour, top.codable) == ("Access", "How they come.", "#FF0000", False)
    assert top.notes == (guid("n1"),)
    assert top.codes[0].name == "Waiting"
    assert project.notes[0].text == "Note."
    assert (source.positions.score, source.missing) == (1.0, False)


@pytest.mark.parametrize(
    ("path", "member"),
    [
        ("internal://one.txt", "sources/one.txt"),
        ("internal://ONE.txt", "Sources/one.TXT"),
        ("one.txt", "sources/one.txt"),
        ("sources/one.txt", "sources/one.txt"),
        ("internal://sources/one.txt", "Sources/one.txt"),
        ("internal:///one.txt", "sources\\one.txt"),
        ("internal://one%20two.txt", "sources/one two.txt"),
        ("one.txt", "one.txt"),
    ],
)
def test_a_source_is_found_however_its_path_is_written(tmp_path: Path, path: str, member: str) -> None:
    body = sources(f'<TextSource guid="{{s1}}" name="One" plainTextPath="{path}"/>')
    files = {"sources/": b"", "sources/.root": b"", ".DS_Store": b"x", "__MACOSX/._x": b"y", member: WORDS.encode()}
    project, problems = read(tmp_path, packed(body, files, qde="My Study.QDE"))
    assert problems == ()
    assert project.sources[0].text == WORDS
    assert project.extra == ()


@pytest.mark.parametrize(
    "path", ["relative:///one.txt", "/home/a/one.txt", "C:\\a\\one.txt", "absolute://one.txt", "x.txt"]
)
def test_a_text_that_is_not_in_the_file_is_listed_and_its_selections_are_set_aside(tmp_path: Path, path: str) -> None:
    inside = selection("p1", "nobody came")
    body = CODES + sources(f'<TextSource guid="{{s1}}" name="One" plainTextPath="{path}">{inside}</TextSource>')
    project, problems = read(tmp_path, packed(body.replace('<NoteRef targetGUID="{n1}"/>', "")))
    assert project.sources[0].missing
    assert [problem.message for problem in problems] == ["Its text is not in the file."]
    assert problems[0].place == 'source "One"'
    assert [(one.kind, one.of) for one in project.remainders] == [("selection in a text that is missing", guid("s1"))]
    assert 'name="nobody came"' in project.remainders[0].xml
    assert [name for name, _ in project.extra] == ["sources/one.txt"]


@pytest.mark.parametrize("space", ["urn:QDA-XML:project:1.0", "urn:QDA-XML:project:0:10", "urn:QDA-XML:project:1:0"])
def test_any_namespace_of_the_family_and_any_spelling_of_a_guid_will_do(tmp_path: Path, space: str) -> None:
    data = packed(CODES + sources(text_source(selection("p1", "nobody came"))))
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        xml = archive.read("project.qde").decode().replace(SPACE, space)
    loose = xml.replace(f'CodeRef targetGUID="{guid("c2")}"', f'CodeRef targetGUID="{{{guid("c2").lower()}}}"')
    assert loose != xml
    project, _ = read(tmp_path, zipped({"project.qde": loose.encode(), "sources/one.txt": WORDS.encode()}))
    assert project.sources[0].selections[0].codings[0].code == guid("c2")


def test_empty_lists_are_no_fault_and_an_empty_project_is_one(tmp_path: Path) -> None:
    project, problems = read(tmp_path, packed("<Sets/><Cases/><CodeBook><Codes/></CodeBook><Sources/><Notes/><Links/>"))
    assert problems == ()
    assert project.found == ()


def test_selections_of_the_same_range_become_one_and_what_refers_to_either_refers_to_it(tmp_path: Path) -> None:
    first = selection("p1", "nobody came")
    second = selection("p2", "nobody came", "c3").replace("><Coding", "><Description>More.</Description><Coding", 1)
    third = selection("p3", "It was long", "c3")
    more = '<Code guid="{c3}" name="B" isCodable="1"/></Codes></CodeBook>'
    codes = f'<CodeBook><Codes><Code guid="{{c2}}" name="A" isCodable="true"/>{more}'
    case = '<Cases><Case guid="{k1}" name="K"><SelectionRef targetGUID="{p2}"/></Case></Cases>'
    link = '<Links><Link guid="{l1}" originGUID="{p2}" targetGUID="{c2}"/></Links>'
    body = codes + case + sources(text_source(first + second + third)) + link
    project, _ = read(tmp_path, packed(body, origin="NVivo for Mac"))
    one, other = project.sources[0].selections
    assert [coding.code for coding in one.codings] == [guid("c2"), guid("c3")]
    assert one.description == "More."
    assert quotes(project.sources[0]) == ["nobody came", "It was long"]
    assert other.guid == guid("p3")
    assert project.cases[0].selections == (guid("p1"),)
    assert project.links == (Link(guid("l1"), guid("p1"), guid("c2")),)
    assert dict(project.found)["selections merged"] == 1


def test_our_own_selections_of_the_same_range_stay_apart(tmp_path: Path) -> None:
    body = CODES + sources(text_source(selection("p1", "nobody came") + selection("p2", "nobody came")))
    project, _ = read(tmp_path, packed(body, origin="framework_qa"))
    assert len(project.sources[0].selections) == 2


def test_the_codes_that_nvivo_writes_for_its_cases_become_the_cases(tmp_path: Path) -> None:
    codes = (
        '<CodeBook><Codes><Code guid="{zz}" name="Cases" isCodable="false">'
        '<Code guid="{k1}" name="Ann" isCodable="true"/>'
        '</Code><Code guid="{c2}" name="Waiting" isCodable="true"/></Codes></CodeBook>'
    )
    cases = '<Cases><Case guid="{k1}" name="Ann"><CodeRef targetGUID="{k1}"/></Case></Cases>'
    whole = '<Coding guid="{q2}"><CodeRef targetGUID="{k1}"/></Coding>'
    inside = selection("p1", "nobody came") + selection("p3", "nobody came", "k1") + whole
    project, problems = read(tmp_path, packed(codes + cases + sources(text_source(inside)), origin="NVivo for Mac"))
    assert problems == ()
    assert [code.name for code in project.all_codes()] == ["Waiting"]
    assert project.cases[0].sources == (guid("s1"),)
    assert project.cases[0].selections == (guid("p1"),)
    assert project.cases[0].codes == ()
    found = dict(project.found)
    assert (found["codes that are cases"], found["codings that say which case"]) == (1, 2)


def test_an_unnamed_case_takes_the_name_of_its_source_and_its_values_are_read(tmp_path: Path) -> None:
    variables = '<Variable guid="{v1}" name="Role" typeOfVariable="Text"/>'
    value = '<VariableValue><VariableRef targetGUID="{v1}"/><TextValue>provider</TextValue></VariableValue>'
    empty = '<VariableValue><VariableRef targetGUID="{v1}"/></VariableValue>'
    lost = '<VariableValue><VariableRef targetGUID="{zz}"/><TextValue>x</TextValue></VariableValue>'
    cases = (
        f'<Cases><Case guid="{{k1}}">{value}{lost}<SourceRef targetGUID="{{s1}}"/></Case>'
        f'<Case guid="{{k2}}">{empty}<SourceRef targetGUID="{{zz}}"/></Case></Cases>'
    )
    body = f"<Variables>{variables}</Variables>" + cases + sources(text_source())
    project, problems = read(tmp_path, packed(body, origin="MAXQDA 24"))
    first, second = project.cases
    assert (first.name, first.sources, first.values[0].text) == ("One", (guid("s1"),), "provider")
    assert (second.name, second.values[0].text) == ("", "")
    assert [one.kind for one in project.remainders] == ["value of a variable that is not in the file"]
    told = [problem.message for problem in problems]
    assert told == [
        "Sources that are referred to and are not in the file: 1.",
        "Variables that are referred to and are not in the file: 1.",
    ]


def test_a_pdf_has_the_text_beside_it_and_its_areas_are_set_aside(tmp_path: Path) -> None:
    area = '<PDFSelection guid="{p1}" name="nobody" page="1" firstX="1" firstY="1" secondX="2" secondY="2"/>'
    text = text_source(selection("p1", "nobody came")).replace("TextSource", "Representation").replace("{s1}", "{s2}")
    pdf = f'<PDFSource guid="{{s1}}" name="One.pdf" path="internal://one.pdf">{area}{text}</PDFSource>'
    sets = '<Sets><Set guid="{t1}" name="S"><MemberSource targetGUID="{s2}"/></Set></Sets>'
    files = {"sources/one.txt": WORDS.encode(), "sources/one.pdf": b"%PDF"}
    project, problems = read(
        tmp_path, packed(CODES.replace('<NoteRef targetGUID="{n1}"/>', "") + sources(pdf) + sets, files)
    )
    assert problems == ()
    (source,) = project.sources
    assert (source.kind, source.name, source.missing, source.path) == ("pdf", "One.pdf", False, "internal://one.pdf")
    assert quotes(source) == ["nobody came"]
    assert [one.kind for one in project.remainders] == ["PDF selection"]
    assert project.sets[0].sources == (guid("s1"),)
    assert project.extra == ()


def test_a_transcript_is_a_text_of_its_own_with_its_times_and_its_selections_at_sync_points(tmp_path: Path) -> None:
    start = WORDS.index("nobody")
    first = f'<SyncPoint guid="{{y1}}" position="{start}" timeStamp="2500"/>'
    points = f'{first}<SyncPoint guid="{{y2}}" position="{start + 11}"/>'
    coding = '<Coding guid="{q1}"><CodeRef targetGUID="{c2}"/></Coding>'
    chosen = (
        f'<TranscriptSelection guid="{{p1}}" fromSyncPoint="{{y1}}" toSyncPoint="{{y2}}">{coding}</TranscriptSelection>'
    )
    lost = (
        f'<TranscriptSelection guid="{{p2}}" fromSyncPoint="{{y1}}">{coding.replace("q1", "q2")}</TranscriptSelection>'
    )
    script = f'<Transcript guid="{{s2}}" plainTextPath="internal://one.txt">{points}{chosen}{lost}</Transcript>'
    heard = f'<AudioSelection guid="{{p3}}" begin="0" end="3">{coding.replace("q1", "q3")}</AudioSelection>'
    audio = f'<AudioSource guid="{{s1}}" name="One.mp3" path="relative:///one.mp3">{script}{heard}</AudioSource>'
    project, _ = read(tmp_path, packed(CODES + sources(audio), origin="qc"))
    recording, text = project.sources
    assert (recording.kind, recording.missing, recording.text) == ("audio", True, None)
    assert (text.kind, text.of, text.name) == ("text", guid("s1"), "One.mp3 (transcript)")
    assert quotes(text) == ["nobody came"]
    assert text.times == ((start, 2.5),)
    assert sorted(one.kind for one in project.remainders) == ["audio selection", "selection outside its text"]


def test_memos_of_all_three_shapes_are_read(tmp_path: Path) -> None:
    inside = '<Description>On the text.</Description><NoteRef targetGUID="{n1}"/>'
    notes = (
        '<Notes><Note guid="{n1}" name="By reference" plainTextPath="internal://note.txt"><Coding guid="{q1}">'
        '<CodeRef targetGUID="{c2}"/><NoteRef targetGUID="{n2}"/></Coding></Note>'
        '<Note guid="{n2}" name="By link"><PlainTextContent>a\nb</PlainTextContent></Note></Notes>'
    )
    links = '<Links><Link guid="{l1}" originGUID="{n2}" targetGUID="{c2}" direction="OneWay"/></Links>'
    files = {"sources/one.txt": WORDS.encode(), "sources/note.txt": "\ufeffné\r\nso".encode()}
    project, problems = read(tmp_path, packed(CODES + sources(text_source(inside)) + notes + links, files))
    assert problems == ()
    assert project.sources[0].description == "On the text."
    assert project.sources[0].notes == (guid("n1"),)
    assert [note.text for note in project.notes] == ["né\nso", "a\nb"]
    assert project.notes[0].codings[0].notes == (guid("n2"),)
    assert project.links[0].direction == "OneWay"


def test_what_has_no_place_is_kept_with_its_xml_and_named(tmp_path: Path) -> None:
    body = (
        "<Colours><Colour/></Colours>"
        + CODES
        + sources(
            text_source(f'<Mood xmlns="urn:other">sad</Mood>{selection("p1", "nobody came")}'),
            '<MapSource guid="{s3}" name="A map"/>',
        )
        + '<Graphs><Graph guid="{g1}" name="G"/></Graphs><Description>About.</Description><NoteRef targetGUID="{zz}"/>'
    )
    project, _ = read(tmp_path, packed(body, {"sources/one.txt": WORDS.encode(), "readme.md": b"hello"}))
    kinds = {one.kind: one for one in project.remainders}
    assert set(kinds) == {
        "Colours in a Project",
        "other XML in a TextSource",
        "MapSource in a Sources",
        "graph",
        "note on the whole project",
    }
    assert kinds["other XML in a TextSource"].of == guid("s1")
    assert ">sad</Mood>" in kinds["other XML in a TextSource"].xml
    assert kinds["MapSource in a Sources"].name == "A map"
    assert project.description == "About."
    assert project.extra == (("readme.md", b"hello"),)


def test_repeated_and_dangling_guids_are_counted_and_told_together(tmp_path: Path) -> None:
    inside = selection("p1", "nobody came") + selection("p1", "It was long") + selection("p3", "How was it", "zz")
    link = '<Links><Link guid="{l1}" originGUID="{zz}" targetGUID="{c2}"/></Links>'
    codes = CODES.replace("</Codes>", '<Code guid="{c2}" name="Again" isCodable="true"/><Code name="None"/></Codes>')
    project, problems = read(tmp_path, packed(codes + sources(text_source(inside)) + link))
    assert [problem.message for problem in problems] == [
        "Codes that are referred to and are not in the file: 1.",
        "Ends of links that are referred to and are not in the file: 1.",
        "Notes that are referred to and are not in the file: 1.",
        "Codes without a GUID of their own, which were given one: 2.",
        "Codings without a GUID of their own, which were given one: 1.",
        "Selections without a GUID of their own, which were given one: 1.",
    ]
    assert len({code.guid for code in project.all_codes()}) == 4
    assert len({one.guid for one in project.sources[0].selections}) == 3
    assert {one.kind for one in project.remainders} == {
        "coding with a code that is not in the file",
        "link to what is not in the file",
    }


def test_a_source_whose_positions_fit_no_model_keeps_its_text_and_loses_no_coding(tmp_path: Path) -> None:
    spans = "".join(
        f'<PlainTextSelection guid="{{p{number}}}" startPosition="{place}" endPosition="{place + 7}">'
        f'<Coding guid="{{q{number}}}">'
        '<CodeRef targetGUID="{c2}"/></Coding></PlainTextSelection>'
        for number, place in ((1, 17), (2, 28), (3, 33))
    )
    project, problems = read(tmp_path, packed(CODES + sources(text_source(spans))))
    assert project.sources[0].text == WORDS
    assert project.sources[0].selections == ()
    assert project.sources[0].positions.score < 0.5
    assert [one.kind for one in project.remainders] == ["selection whose place is not certain"] * 3
    told = next(problem for problem in problems if problem.place)
    assert told.place == 'source "One"'
    assert told.message.startswith("Its 3 selections were not taken over: no way of counting positions fits its text")
    assert "Export the project again" in told.cure


@pytest.mark.parametrize("place", ['startPosition="5" endPosition="999"', 'startPosition="x" endPosition="3"', ""])
def test_a_selection_outside_its_text_is_set_aside_alone(tmp_path: Path, place: str) -> None:
    outside = f'<PlainTextSelection guid="{{p1}}" {place}/>'
    inside = selection("p2", "nobody came") + selection("p3", "It was long")
    project, _ = read(tmp_path, packed(CODES + sources(text_source(outside + inside))))
    assert quotes(project.sources[0]) == ["nobody came", "It was long"]
    assert [one.kind for one in project.remainders] == ["selection outside its text"]


def test_a_text_inside_the_xml_is_read_and_control_characters_in_it_become_spaces(tmp_path: Path) -> None:
    inline = f'<TextSource guid="{{s1}}" name="One"><PlainTextContent>{WORDS}&#x0B;</PlainTextContent>'
    body = CODES + sources(f"{inline}{selection('p1', 'nobody came')}</TextSource>")
    project, problems = read(tmp_path, packed(body))
    assert project.sources[0].text == f"{WORDS} "
    assert not project.sources[0].missing
    assert quotes(project.sources[0]) == ["nobody came"]
    assert problems[0].message == "Control characters that XML forbids, read as spaces: 1."


def test_comments_are_no_part_of_a_text_and_a_note_coded_with_a_case_is_listed(tmp_path: Path) -> None:
    inline = (
        '<TextSource guid="{s1}"><!-- a --><PlainTextContent>So<!-- hidden --> it was.</PlainTextContent></TextSource>'
    )
    cases = '<Cases><Case guid="{k1}" name="K"/></Cases>'
    coding = '<Coding guid="{q1}"><CodeRef targetGUID="{k1}"/></Coding>'
    notes = f'<Notes><Note guid="{{n1}}" plainTextPath="gone.txt">{coding}</Note></Notes>'
    project, problems = read(tmp_path, packed(cases + sources(inline) + notes))
    assert project.sources[0].text == "So it was."
    assert [one.kind for one in project.remainders] == ["coding with a code that is not in the file"]
    assert "The text of a note is not in the file." in [problem.message for problem in problems]


@pytest.mark.parametrize(
    ("stored", "told"),
    [
        (WORDS.encode("utf-16-le"), "Its text has no byte order mark and was read as UTF-16."),
        (WORDS.replace("long", "lóng").encode("cp1252"), "Its text is not UTF-8 and was read as Windows-1252."),
        (b"\x81\x8d\x00", "Its text is in no encoding that can be read."),
    ],
)
def test_an_encoding_that_was_assumed_is_told(tmp_path: Path, stored: bytes, told: str) -> None:
    _, problems = read(tmp_path, packed(sources(text_source()), {"sources/one.txt": stored}))
    assert [problem.message for problem in problems][:1] == [told]


def test_codes_nested_beyond_all_reason_are_set_aside(tmp_path: Path) -> None:
    deep = "".join(f'<Code guid="{number:08x}-0000-4000-8000-000000000000" name="L">' for number in range(120))
    project, _ = read(tmp_path, packed(f"<CodeBook><Codes>{deep}{'</Code>' * 120}</Codes></CodeBook>"))
    assert len(list(project.all_codes())) == 50
    assert [one.kind for one in project.remainders] == ["code deeper than 50 levels"]


def test_large_members_that_nothing_names_are_listed_and_not_kept(tmp_path: Path) -> None:
    noise = random.Random(1).randbytes(9 * 2**20)  # noqa: S311 - material for a test
    project, _ = read(tmp_path, packed("", {"a.bin": noise, "b.bin": noise}))
    assert [name for name, _ in project.extra] == ["a.bin"]
    assert [(one.kind, one.name) for one in project.remainders] == [("large file in the archive", "b.bin")]


@pytest.mark.parametrize(
    ("text", "folded"),
    [("{a0000000-0000-4000-8000-00000000000f}", "A0000000-0000-4000-8000-00000000000F"), (None, ""), (" ", "")],
)
def test_guids_are_folded(text: str | None, folded: str) -> None:
    assert fold_guid(text) == folded


def test_what_is_no_guid_gets_one_that_is_always_the_same() -> None:
    assert fold_guid("code-7") == fold_guid(" CODE-7 ") != fold_guid("code-8")
    assert len(fold_guid("code-7")) == 36


@pytest.mark.parametrize(
    ("text", "folded"),
    [("#f00", "#FF0000"), ("00ff00", "#00FF00"), ("#FF0000FF", "#0000FF"), ("red", ""), (None, ""), ("#12", "")],
)
def test_colours_are_read_leniently(text: str | None, folded: str) -> None:
    assert fold_colour(text) == folded


SOUND = packed(CODES + sources(text_source(selection("p1", "nobody came"))))


def refusal(folder: Path, data: bytes) -> FrameworkError | None:
    path = folder / "project.qdpx"
    path.write_bytes(data)
    found: FrameworkError | None = None
    try:
        read_project(path)
    except FrameworkError as refused:
        found = refused
    assert found is None or "project.qdpx" in found.sentence
    assert not any(word in str(found) for word in (str(folder), "nobody"))
    return found


@pytest.mark.parametrize("what", BAD)
def test_bad_archives_are_refused_in_one_sentence(tmp_path: Path, what: str) -> None:
    change, says = BAD[what]
    refused = refusal(tmp_path, change(SOUND, "project.qde"))
    assert refused is not None
    assert says in refused.sentence


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "no ZIP archive"),
        (b"<Project/>", "no ZIP archive"),
        (zipped({"a.txt": b"x"}), "holds no project"),
        (zipped({"a.qde": b"<x/>", "b.QDE": b"<x/>"}), "holds 2 projects"),
        (zipped({"in/a.qde": b"<x/>"}), "holds no project"),
        (zipped({"a.qde": b"<x/>"}), "is no project"),
        (zipped({"a.qde": b'<Project xmlns="urn:other"/>'}), "is no project"),
        (zipped({"a.qde": b"<Project"}), "damaged"),
        (zipped({"a.qde": b"\x01<Project"}), "damaged"),
        (zipped({"a.qde": b"<CodeBook/>"}), "is no project"),
    ],
)
def test_what_is_no_project_is_told_so(tmp_path: Path, data: bytes, says: str) -> None:
    refused = refusal(tmp_path, data)
    assert isinstance(refused, InputError)
    assert says in refused.sentence


def test_a_project_cut_short_or_with_bytes_changed_never_ends_in_a_traceback(tmp_path: Path) -> None:
    for part in cut_short(SOUND):
        assert refusal(tmp_path, part) is not None
    draw = random.Random(7)  # noqa: S311 - material for a test
    with zipfile.ZipFile(io.BytesIO(SOUND)) as archive:
        xml = archive.read("project.qde")
    for _ in range(250):
        flipped, inside = bytearray(SOUND), bytearray(xml)
        flipped[draw.randrange(len(flipped))] ^= 1 << draw.randrange(8)
        for _ in range(3):
            inside[draw.randrange(len(inside))] ^= 1 << draw.randrange(8)
        refusal(tmp_path, bytes(flipped))
        refusal(tmp_path, zipped({"project.qde": bytes(inside), "sources/one.txt": WORDS.encode()}))


def test_a_folder_or_a_missing_file_is_no_project(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="there is no such file"):
        read_project(tmp_path / "none.qdpx")
    with pytest.raises(InputError, match="it is no file"):
        open_container(tmp_path)


def test_a_document_type_is_refused(tmp_path: Path) -> None:
    xml = b'<!DOCTYPE x [<!ENTITY a "b">]><Project xmlns="urn:QDA-XML:project:1.0">&a;</Project>'
    assert isinstance(refusal(tmp_path, zipped({"a.qde": xml})), RefusedError)


@settings(max_examples=25, deadline=None)
@given(drawn_studies())
def test_what_our_own_export_writes_stands_where_it_stood(
    tmp_path_factory: pytest.TempPathFactory, study: Study
) -> None:
    assume(not any(one.text.startswith("\ufeff") for one in study.transcripts))  # which a file has as its mark
    shape, form = STANDARD
    project = project_of_study(study, Guids("a study"), "2026-01-02T03:04:05Z", shape)
    folder = tmp_path_factory.mktemp("own")
    again, _ = read(folder, container(project, project_xml(project, form).data, MADE, form))
    assert [(one.guid, one.sources, one.selections) for one in again.cases] == [
        (one.guid, one.sources, one.selections) for one in project.cases
    ]
    assert [(one.origin, one.target) for one in again.links] == [(one.origin, one.target) for one in project.links]
    assert [(one.guid, one.codes, one.notes) for one in again.sets] == [
        (one.guid, one.codes, one.notes) for one in project.sets
    ]
    assert [one.guid for one in again.all_codes()] == [one.guid for one in project.all_codes()]
    assert [(one.guid, one.codings) for one in again.notes] == [(one.guid, one.codings) for one in project.notes]
    assert [one.text for one in again.sources] == [one.text for one in project.sources]
    assert [placed(one) for one in again.sources] == [placed(one) for one in project.sources]


def placed(source: Source) -> list[tuple[str, int, int, tuple[ProjectCoding, ...]]]:
    return [(one.guid, one.start, one.end, one.codings) for one in source.selections]
