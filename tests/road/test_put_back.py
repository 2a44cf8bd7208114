"""Projects out again: what an import set aside is in the next export, valid, once, where it still has a place."""

from __future__ import annotations

import json
import re
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from framework_qa import open_study
from framework_qa.analysis.project_ledger import MEMO_REFERENCE, NAMES, OF_A_CASE, Kind
from framework_qa.formats.refi.aside_parts import PAYLOADS, names_in
from framework_qa.formats.refi.study_record import MEMBER
from framework_qa.formats.refi.write import Form, container, project_xml
from framework_qa.model.put_back import GONE, UNSURE, PutBack
from framework_qa.model.set_aside import SetAside
from framework_qa.model.study import Study
from framework_qa.outputs.moments import moment_of
from framework_qa.outputs.project_aside import aside_of_study
from framework_qa.outputs.project_guids import Guids
from framework_qa.outputs.project_of_study import project_of_study
from framework_qa.outputs.project_selections import Shape
from framework_qa.stages.project_out import STANDARD, TOOLS
from tests.formats.project_judge import Judged, judged
from tests.small_study import CANARY, run, walk

SAMPLES = Path(__file__).resolve().parents[2] / ".." / "shared" / "samples"
ATLASTI = SAMPLES / "refi" / "atlasti_8.4_mac.qdpx"
TEXT = "Anna: Why so?\nBob B: They are ashamed, I think \U0001f600.\nAnna: Of what?\nBob B: Of asking. Of being seen.\n"
ASHAMED = (TEXT.index("They"), TEXT.index(", I"))
ASKED = (TEXT.index("Why"), TEXT.index("?"))
SEEN = (TEXT.index("Of asking"), TEXT.index(".\n", TEXT.index("Of asking")))


def guid(number: int) -> str:
    return f"0000000A-0000-0000-0000-{number:012d}"


def refs(tag: str, *numbers: int) -> str:
    return "".join(f'<{tag} targetGUID="{guid(number)}"/>' for number in numbers)


def coding(number: int, code: int, inside: str = "") -> str:
    return (
        f'<Coding guid="{guid(number)}" creatingUser="{guid(1)}" creationDateTime="2026-01-05T10:00:00Z">'
        f"{refs('CodeRef', code)}{inside}</Coding>"
    )


def value(variable: int, text: str, kind: str = "Text") -> str:
    return f"<VariableValue>{refs('VariableRef', variable)}<{kind}Value>{text}</{kind}Value></VariableValue>"


def selection(number: int, where: tuple[int, int], inside: str, comment: str = "") -> str:
    described = f"<Description>{comment}</Description>" if comment else ""
    return (
        f'<PlainTextSelection guid="{guid(number)}" name="{TEXT[slice(*where)]}" startPosition="{where[0]}" '
        f'endPosition="{where[1]}">{described}{inside}</PlainTextSelection>'
    )


PROJECT = f"""<Project xmlns="urn:QDA-XML:project:1.0" name="Theirs" origin="Tool 1">
<Users><User guid="{guid(1)}" name="JS"/><User guid="{guid(2)}" name="Looker-on"/></Users>
<CodeBook><Codes><Code guid="{guid(10)}" name="Barriers" isCodable="true">
<Code guid="{guid(11)}" name="Shame" isCodable="true">{refs("NoteRef", 60)}</Code>
<Code guid="{guid(12)}" name="Delay" isCodable="true"/></Code></Codes></CodeBook>
<Variables><Variable guid="{guid(20)}" name="Job" typeOfVariable="Text"/>
<Variable guid="{guid(21)}" name="Years" typeOfVariable="Integer"/></Variables>
<Cases><Case guid="{guid(30)}" name="P 7"><Description>Met twice.</Description>{refs("CodeRef", 11)}
{value(20, "nurse")}{value(21, "12", "Integer")}{refs("SourceRef", 40)}</Case></Cases>
<Sources>
<TextSource guid="{guid(40)}" name="P 7.docx" plainTextPath="internal://{guid(40)}.txt">
<Description>Typed by hand.</Description>
{selection(41, ASHAMED, coding(42, 11), "Look here again.")}
{selection(43, ASKED, coding(44, 12))}
{selection(45, SEEN, coding(46, 12) + refs("NoteRef", 61))}
{coding(47, 11)}{refs("NoteRef", 60)}</TextSource>
<PictureSource guid="{guid(50)}" name="map.png" path="internal://map.png" creatingUser="{guid(1)}">
<PictureSelection guid="{guid(51)}" firstX="1" firstY="2" secondX="3" secondY="4">{coding(52, 11)}</PictureSelection>
{coding(53, 12)}</PictureSource>
<AudioSource guid="{guid(54)}" name="talk.mp3" path="relative:///talk.mp3">
<AudioSelection guid="{guid(55)}" begin="10" end="900">{coding(56, 11)}</AudioSelection></AudioSource>
<PDFSource guid="{guid(57)}" name="leaflet.pdf" path="internal://leaflet.pdf">
<PDFSelection guid="{guid(58)}" page="1" firstX="1" firstY="2" secondX="3" secondY="4"/></PDFSource>
</Sources>
<Notes><Note guid="{guid(60)}" name="On shame" creatingUser="{guid(2)}">
<PlainTextContent>Two kinds?</PlainTextContent>
{coding(62, 11)}</Note>
<Note guid="{guid(61)}" name="Later"><PlainTextContent>Ask again.</PlainTextContent></Note></Notes>
<Links><Link guid="{guid(70)}" name="explains" direction="OneWay" originGUID="{guid(60)}" targetGUID="{guid(41)}"/>
<Link guid="{guid(71)}" name="shows" originGUID="{guid(51)}" targetGUID="{guid(11)}"/></Links>
<Sets><Set guid="{guid(80)}" name="First round">{refs("MemberCode", 11, 12)}{refs("MemberSource", 40, 50)}
{refs("MemberNote", 60)}</Set></Sets>
<Graphs><Graph guid="{guid(90)}" name="Net">
<Vertex guid="{guid(91)}" representedGUID="{guid(11)}" firstX="1" firstY="1" shape="Oval"/>
<Vertex guid="{guid(92)}" representedGUID="{guid(30)}" firstX="9" firstY="9"/>
<Edge guid="{guid(93)}" representedGUID="{guid(71)}" sourceVertex="{guid(91)}" targetVertex="{guid(92)}"/>
</Graph></Graphs>
<Description>A pilot.</Description>{refs("NoteRef", 61)}</Project>"""


@pytest.fixture
def theirs(tmp_path: Path) -> Path:
    """A project with something of everything that a study has no place for."""
    path = tmp_path / "theirs.qdpx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("project.qde", PROJECT)
        archive.writestr(f"sources/{guid(40)}.txt", TEXT)
    return path


def study_of(path: Path, folder: Path) -> tuple[Path, dict[str, int]]:
    """Bring a file into a new study; give its folder and how many of each kind the file has."""
    assert run(folder.parent, "new", folder.name).code == 0
    settings = folder / "study.yaml"
    settings.write_text(settings.read_text().partition("attributes:")[0])
    done = run(folder, "import", "qdpx", str(path), "--json")
    assert done.code in (0, 3), done.err
    kinds = json.loads(done.out)["accounts"][-1]["kinds"]
    return folder, {kind["kind"]: kind["in_the_file"] for kind in kinds}


def exported(folder: Path, *arguments: str) -> tuple[Judged, str]:
    done = run(folder, "export", "qdpx", *arguments)
    assert done.code == 0, done.err
    return judged((folder / "exports" / "study.qdpx").read_bytes()), done.err


def without_record(folder: Path) -> Path:
    path = folder / "bare.qdpx"
    with zipfile.ZipFile(folder / "exports" / "study.qdpx") as old, zipfile.ZipFile(path, "w") as bare:
        for name in old.namelist():
            if name != MEMBER:
                bare.writestr(name, old.read(name))
    return path


def put_back(study: Study, shape: Shape = STANDARD[0], form: Form = STANDARD[1]) -> tuple[Judged, PutBack]:
    guids = Guids("one")
    project = project_of_study(study, guids, "2026-01-01T00:00:00Z", shape)
    named = [name for part in study.set_aside if part.kind == NAMES for name in names_in(part.content)]
    xml = project_xml(project, form, aside_of_study(study, project, guids, shape, named))
    made = moment_of("2026-01-01T00:00:00Z")
    return judged(container(project, xml.data, made, form, xml.back.files)), xml.back


def test_the_file_of_the_test_is_itself_valid(theirs: Path) -> None:
    assert judged(theirs.read_bytes()).faults() == []


@pytest.mark.parametrize("tool", ["", "nvivo", "atlasti", "maxqda", "qualcoder"])
def test_what_was_set_aside_is_in_the_next_export_and_valid(theirs: Path, tmp_path: Path, tool: str) -> None:
    folder, _ = study_of(theirs, tmp_path / "s")
    opened, told = exported(folder, *(("--for", tool) if tool else ()))
    assert opened.faults() == []
    assert "which have only their path: 3.\n" in told
    for tag, number in (("Link", 70), ("Link", 71), ("Set", 80), ("Graph", 90), ("Note", 60), ("PictureSource", 50)):
        assert [one for one in opened.all(tag) if one.get("guid") == guid(number)], (tag, number)
    (link,) = [one for one in opened.all("Link") if one.get("guid") == guid(70)]
    marked = {one.get("guid"): words for one, words in opened.quotes(utf16=tool == "nvivo")}
    assert marked[link.get("targetGUID")] == "They are ashamed"
    assert marked[guid(43)] == "Why so"
    assert opened.members == exported(folder, *(("--for", tool) if tool else ()))[0].members


def test_the_export_holds_as_many_of_each_kind_as_the_file_had(theirs: Path, tmp_path: Path) -> None:
    folder, counts = study_of(theirs, tmp_path / "s")
    assert "stay" not in exported(folder)[1]
    _, again = study_of(without_record(folder), tmp_path / "back")
    comments, marks, matrices, selections = 2, 1, 1, 2  # ours, beside what was theirs
    more = {"note": comments, MEMO_REFERENCE: comments, "description": marks, "set": matrices, OF_A_CASE: selections}
    assert again == counts | {kind: counts[kind] + number for kind, number in more.items()}


def test_a_comment_whose_place_is_taken_becomes_a_note_on_the_same_words(theirs: Path, tmp_path: Path) -> None:
    opened, _ = exported(study_of(theirs, tmp_path / "s")[0])
    (note,) = [one for one in opened.all("Note") if one.findtext("{*}PlainTextContent") == "Look here again."]
    assert note.get("name") == "Comment: They are ashamed"
    (about,) = [one for one in opened.all("NoteRef") if one.get("targetGUID") == note.get("guid")]
    marked = about.getparent()
    assert marked is not None
    assert (marked.get("name"), marked.findtext("{*}Description")) == ("They are ashamed", "P-7.q1")


def test_a_value_is_written_in_the_way_of_its_variable(theirs: Path, tmp_path: Path) -> None:
    opened, _ = exported(study_of(theirs, tmp_path / "s")[0])
    values = [one[1] for case in opened.all("Case") for one in case.iterfind("{*}VariableValue")]
    assert [(etree.QName(one).localname, one.text) for one in values] == [
        ("TextValue", "nurse"),
        ("IntegerValue", "12"),
    ]


def test_words_whose_coding_was_withdrawn_keep_what_else_was_said_of_them(theirs: Path, tmp_path: Path) -> None:
    folder, _ = study_of(theirs, tmp_path / "s")
    held = open_study(folder).set_aside
    walk(folder, [("coding", "withdraw", "P-7.c1")])
    opened, _ = exported(folder)
    assert opened.faults() == []
    (link,) = [one for one in opened.all("Link") if one.get("guid") == guid(70)]
    assert link.get("targetGUID") == guid(41)
    assert {one.get("guid"): words for one, words in opened.quotes()}[guid(41)] == "They are ashamed"
    assert open_study(folder).set_aside == held


@pytest.mark.parametrize(
    ("links", "said"),
    [
        ((1,), "1 part of other tools' files stays out, since what it points to is no longer there.\n"),
        ((1, 2, 3), "3 parts of other tools' files stay out, since what they point to is no longer there.\n"),
    ],
)
def test_what_points_to_something_that_is_gone_is_counted_in_a_sentence(
    tmp_path: Path, links: tuple[int, ...], said: str
) -> None:
    path = tmp_path / "theirs.qdpx"
    gone = "".join(f'<Link guid="{guid(700 + n)}" originGUID="{guid(60)}" targetGUID="{guid(999)}"/>' for n in links)
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("project.qde", PROJECT.replace("<Links>", f"<Links>{gone}"))
        archive.writestr(f"sources/{guid(40)}.txt", TEXT)
    opened, told = exported(study_of(path, tmp_path / "s")[0])
    assert opened.faults() == []
    assert said in told


def test_a_set_keeps_the_members_that_are_still_there(kept: Study) -> None:
    assert kept.codebook is not None
    (theme,) = kept.codebook.themes
    book = replace(kept.codebook, themes=(replace(theme, subthemes=theme.subthemes[:1]),))
    opened, back = put_back(replace(kept, codebooks=(book,), codings=()))
    (found,) = [one for one in opened.all("Set") if one.get("guid") == guid(80)]
    assert [etree.QName(one).localname for one in found] == ["MemberCode", "MemberSource", "MemberSource", "MemberNote"]
    assert dict(back.left_out)[GONE] > 1


def test_nobody_is_made_to_say_again_what_was_rejected_here(theirs: Path, tmp_path: Path) -> None:
    folder, _ = study_of(theirs, tmp_path / "s")
    walk(folder, [("coding", "withdraw", "P-7.c1")])
    assert run(folder, "import", "qdpx", str(theirs)).code == 3
    opened, told = exported(folder)
    assert opened.faults() == []
    assert guid(42) not in {one.get("guid") for one in opened.all("Coding")}
    assert "1 part of other tools' files stays out, since the study says something else in its place.\n" in told


def test_an_empty_study_with_nothing_but_what_was_set_aside_can_be_written(tmp_path: Path) -> None:
    path = tmp_path / "empty.qdpx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("project.qde", re.sub(r"<TextSource.*</TextSource>", "", PROJECT, flags=re.DOTALL))
    opened, _ = exported(study_of(path, tmp_path / "s")[0])
    assert opened.faults() == []
    assert CANARY.encode() not in opened.members["project.qde"]


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Study:
    """A study that a project came into, and some parts that nobody could put anywhere."""
    folder = tmp_path_factory.mktemp("kept")
    path = folder / "theirs.qdpx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("project.qde", PROJECT)
        archive.writestr(f"sources/{guid(40)}.txt", TEXT)
    return open_study(study_of(path, folder / "s")[0])


SPOILT = st.sampled_from(
    ("", "<Note", "<Graph/>", f'<Link guid="{guid(70)}"/>', "<Note><Coding/></Note>", "\x0b<Set/>")
)
ODD = st.builds(
    lambda number, kind, content: SetAside("odd.qdpx", number, kind, "", "", content),
    st.integers(1, 9),
    st.sampled_from(sorted(PAYLOADS)),
    SPOILT,
)


@given(st.data(), st.sampled_from([STANDARD, *TOOLS.values()]))
@settings(max_examples=60, deadline=None)
def test_whichever_parts_are_there_and_in_whatever_order_the_file_is_valid(
    kept: Study, data: st.DataObject, tool: tuple[Shape, Form]
) -> None:
    parts = data.draw(st.lists(st.sampled_from(kept.set_aside) | ODD, max_size=60))
    assert put_back(replace(kept, set_aside=tuple(parts)), *tool)[0].faults() == []


def coded_by_another(number: int, quotes: str) -> tuple[SetAside, SetAside]:
    """A coding of words that are these quotes here, and the names without which nobody would know."""
    marks = selection(41, ASHAMED, coding(number, 12)).replace(' name="P', ' name="')
    names = f'<Names><Selection guid="{guid(41)}" is="{quotes}"/></Names>'
    content = f'<TextSource guid="{guid(40)}">{marks}</TextSource>'
    return SetAside("b", number, Kind.CODING, "", "", content), SetAside("b", number + 1, NAMES, "", "", names)


@pytest.mark.parametrize(
    ("quotes", "tool", "selections"),
    [("P-7.q1", "standard", 1), ("P-7.q1 P-7.q2", "standard", 2), ("P-7.q9", "standard", 2), ("P-7.q1", "nvivo", 3)],
)
def test_a_coding_stands_on_its_quote_or_on_its_selection_made_again(
    kept: Study, quotes: str, tool: str, selections: int
) -> None:
    parts = (*kept.set_aside, *coded_by_another(900, quotes), *coded_by_another(910, quotes))
    opened, _ = put_back(replace(kept, set_aside=parts), *{"standard": STANDARD, **TOOLS}[tool])
    assert opened.faults() == []
    found = [one for one, words in opened.quotes(utf16=tool == "nvivo") if words == "They are ashamed"]
    assert len(found) == selections
    held = {one.get("guid") for marked in found for one in marked.iter("{*}Coding")}
    assert {guid(900), guid(910)} < held


def test_a_selection_outside_its_text_stays_out(kept: Study) -> None:
    far = (len(TEXT) - 2, len(TEXT) + 9)
    content = f'<TextSource guid="{guid(40)}">{selection(950, far, "")}</TextSource>'
    _, back = put_back(replace(kept, set_aside=(*kept.set_aside, SetAside("b", 1, Kind.SELECTION, "", "", content))))
    assert dict(back.left_out) == {UNSURE: 1}


def test_every_kind_of_an_import_is_known_here() -> None:
    assert set(Kind) - set(PAYLOADS) == {Kind.FILE}


@pytest.mark.skipif(not ATLASTI.exists(), reason="the samples are not here")
def test_a_project_of_atlasti_goes_through_a_study_and_is_all_there(tmp_path: Path) -> None:
    folder, counts = study_of(ATLASTI, tmp_path / "s")
    opened, told = exported(folder)
    assert opened.faults() == []
    assert "which have only their path: 15.\n" in told
    back, again = study_of(without_record(folder), tmp_path / "back")
    folders = 1  # for the codes that stood alone in their file
    sets = 2  # the matrices of the two themes
    assert again == counts | {"code": counts["code"] + folders, "set": counts["set"] + sets}
    one, two = open_study(folder), open_study(back)
    assert one.codebook is not None
    assert two.codebook is not None
    assert [s.label for s in two.codebook.subthemes()] == [s.label for s in one.codebook.subthemes()]
    assert exported(back)[0].faults() == []
