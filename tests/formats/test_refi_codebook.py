"""Codebook files of the exchange standard: ours come back whole, others become themes and subthemes."""

from __future__ import annotations

import random
from functools import cache
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from lxml import etree

from framework_qa.errors import FrameworkError, InputError, RefusedError, Severity
from framework_qa.formats.codebook_descriptions import MARK, described, take_apart
from framework_qa.formats.codebook_foreign import place_codes
from framework_qa.formats.codebooks import CodebookReading, read_codebook, write_codebook_file
from framework_qa.formats.refi.codebook_file import code_guid, read_codebook_file
from framework_qa.formats.remarks import Remarks
from framework_qa.model.codebook import Codebook, SubthemeStatus
from framework_qa.model.project import ProjectCode
from tests.formats.test_codebooks_roundtrip import TEXT, codebooks
from tests.small_study import run, state

SHIPPED = Path(__file__).resolve().parents[2] / "codebooks" / "relationship_support.yaml"
SPACES = ("urn:QDA-XML:codebook:1.0", "urn:QDA-XML:codebook:1:0", "urn:QDA-XML:codebook:0:4")
SLOW = settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)


@cache
def schema() -> etree.XMLSchema:
    return etree.XMLSchema(etree.parse(Path(__file__).parent / "refi" / "Codebook.xsd"))


def guid(number: int) -> str:
    return f"{number:08X}-0000-4000-8000-000000000000"


def code(number: int, name: str, inside: str = "", more: str = ' isCodable="true"') -> str:
    return f'<Code guid="{guid(number)}" name="{name}"{more}>{inside}</Code>'


def read(
    folder: Path, codes: str, *, sets: str = "", space: str = SPACES[0], name: str = "other.qdc"
) -> CodebookReading:
    path = folder / name
    path.write_text(f'<CodeBook xmlns="{space}" origin="A tool"><Codes>{codes}</Codes>{sets}</CodeBook>')
    return read_codebook(path)


def columns(reading: CodebookReading) -> list[tuple[str, str, str]]:
    assert reading.codebook is not None, reading.problems
    return [(one.number, one.code, one.label) for one in reading.codebook.subthemes()]


@given(codebooks())
@SLOW
def test_any_codebook_is_written_valid_and_comes_back_whole(tmp_path: Path, codebook: Codebook) -> None:
    data = write_codebook_file(codebook)
    schema().assertValid(etree.fromstring(data))
    path = tmp_path / "book.qdc"
    path.write_bytes(data)
    reading = read_codebook(path)
    assert reading.codebook == codebook, reading.problems


@given(TEXT, TEXT, TEXT)
@settings(max_examples=200, deadline=None)
def test_a_description_comes_apart_as_it_was_put_together(definition: str, first: str, second: str) -> None:
    marked = f"{definition}\n\n{MARK}\nnumber: 9"
    for text in (definition, marked):
        whole = described(text, {"include": first, "exclude": second})
        kept = {key: value for key, value in (("include", first), ("exclude", second)) if value}
        assert take_apart(whole) == (text, kept)


def test_a_description_without_our_line_is_a_definition() -> None:
    assert take_apart("Shame.\n\nnumber: 4") == ("Shame.\n\nnumber: 4", None)
    assert take_apart("") == ("", None)
    assert take_apart(f"{MARK}\nnonsense\nnumber: 4\n  5") == ("", {"number": "4\n5"})


def test_the_shipped_codebook_comes_back_and_its_bytes_are_steady() -> None:
    book = read_codebook(SHIPPED).codebook
    assert book is not None
    assert write_codebook_file(book) == write_codebook_file(book)
    assert b'isCodable="false"' in write_codebook_file(book)


def test_a_code_keeps_its_guid_in_every_version_of_its_codebook(tmp_path: Path) -> None:
    book = read_codebook(SHIPPED).codebook
    assert book is not None
    later = Codebook(book.name, book.version + 1, book.themes[1:])
    guids = []
    for one in (book, later):
        (tmp_path / "a.qdc").write_bytes(write_codebook_file(one))
        guids.append({code.guid for top in read_codebook_file(tmp_path / "a.qdc").codes for code in top.walk()})
    assert guids[1] < guids[0]
    assert code_guid(book.name, str(later.themes[0].code)) in guids[1]
    assert code_guid("another", str(later.themes[0].code)) not in guids[0]


@pytest.mark.parametrize("space", SPACES)
@pytest.mark.parametrize("member", ["guid", "targetGUID"])
def test_every_namespace_of_the_family_is_read_with_its_sets(tmp_path: Path, space: str, member: str) -> None:
    reference = f"{{{guid(2).lower()}}}" if member == "targetGUID" else guid(2)
    members = f'<Description>d</Description><MemberCode {member}="{reference}"/>'
    sets = f'<Sets><Set guid="{guid(9)}" name="S">{members}</Set></Sets>'
    codes = code(1, "Access", "<Description>How they come.</Description>" + code(2, "Waiting"), ' color="#f00"')
    reading = read(tmp_path, codes, sets=sets, space=space)
    assert columns(reading) == [("1.1", "access.waiting", "Waiting")]
    found = read_codebook_file(tmp_path / "other.qdc")
    assert found.origin == "A tool"
    assert (found.codes[0].colour, found.codes[0].description) == ("#FF0000", "How they come.")
    assert [(one.name, one.description, one.codes) for one in found.sets] == [("S", "d", (guid(2),))]


def test_codes_of_another_tool_become_themes_and_subthemes_with_what_was_made_of_them_told(tmp_path: Path) -> None:
    deep = code(4, "Long", "<Description>Over a year.</Description>" + code(5, "Very long"))
    folder = code(6, "Kinds", code(7, "Waiting"), ' isCodable="false"')
    top = code(1, "Access", code(2, "Waiting", deep) + code(3, "Waiting") + folder)
    reading = read(tmp_path, top + code(8, "1st visit") + code(9, "待つ") + code(10, "Access"), name="Other tool.qdc")
    assert columns(reading) == [
        ("1.1", "access.waiting", "Waiting"),
        ("1.2", "access.long", "Waiting > Long"),
        ("1.3", "access.very_long", "Waiting > Long > Very long"),
        ("1.4", "access.waiting_1", "Waiting"),
        ("1.5", "access.waiting_2", "Kinds > Waiting"),
        ("2.1", "theme_1st_visit.code_1st_visit", "1st visit"),
        ("3.1", "theme.code", "待つ"),
        ("4.1", "access_1.access", "Access"),
    ]
    assert reading.codebook is not None
    assert reading.codebook.name == "Other tool"
    subthemes = {one.code: one for one in reading.codebook.subthemes()}
    long, waiting = subthemes["access.long"], subthemes["access.waiting"]  # type: ignore[index]
    assert (long.definition, long.status) == ("Over a year.", SubthemeStatus.LIVE)
    assert waiting.definition == "Imported from Other tool.qdc; no definition was given."
    assert waiting.status is SubthemeStatus.DRAFT
    told = [problem.message for problem in reading.problems]
    assert "Codes with none under or above them, which became themes of one subtheme: 3." in told
    assert "Codes deeper than two levels, which carry their path as label: 3." in told
    assert "Codes without a definition, which became drafts and say so: 7." in told
    assert all(problem.severity is Severity.WARNING for problem in reading.problems)


def test_a_coded_theme_gets_a_subtheme_of_its_own_and_codes_are_found_by_their_guid() -> None:
    codes = (
        ProjectCode(guid(1), "Access", "How.", codes=(ProjectCode(guid(2), "Waiting"),)),
        ProjectCode(guid(3), " ", codable=False),
    )
    placed = place_codes(codes, Remarks("a.qdpx"), coded={guid(1), guid(2)})
    assert placed.codes == {guid(1): "access.access", guid(2): "access.waiting", guid(3): "theme.code"}
    assert [record.text("label") for record in placed.records] == ["Access", "Waiting", "(no name)"]
    assert placed.records[0].text("definition") == "How."


def test_codes_that_came_back_from_another_tool_among_new_ones_keep_their_numbers(tmp_path: Path) -> None:
    book = read_codebook(SHIPPED).codebook
    assert book is not None
    xml = write_codebook_file(book).decode()
    renamed = xml.replace('name="Provision of support"', 'name="Provision"')
    added = renamed.replace("</Codes>", code(1, "New", code(2, "Newer")) + "</Codes>")
    (tmp_path / "back.qdc").write_text(added)
    back = read_codebook(tmp_path / "back.qdc").codebook
    assert back is not None
    assert back.themes[0].label == "Provision"
    assert back.themes[0].subthemes == book.themes[0].subthemes
    new = back.theme("new")
    assert new is not None
    assert new.number not in {theme.number for theme in book.themes}
    assert (back.name, back.version) == (book.name, book.version)


def test_a_number_that_stands_twice_after_editing_elsewhere_is_told_with_both_places(tmp_path: Path) -> None:
    one = f"<Description>A.\n\n{MARK}\nnumber: 1.1\ncode: a.b</Description>"
    two = f"<Description>A.\n\n{MARK}\nnumber: 1.1\ncode: a.\\u0000</Description>"
    theme = f"<Description>{MARK}\nnumber: 1\ncode: a</Description>"
    reading = read(tmp_path, code(1, "A", theme + code(2, "Same", one) + code(3, "Same", two)))
    assert reading.codebook is None
    told = [str(problem) for problem in reading.problems if problem.severity is Severity.ERROR]
    assert 'other.qdc, code 2, "Same": The number "1.1" stands on code 1, "Same" already.' in told
    assert 'other.qdc, code 2, "Same": Code holds a character that cannot be stored.' in told


def test_what_is_no_code_is_left_out_and_told(tmp_path: Path) -> None:
    reading = read(tmp_path, code(1, "A", code(2, "B")) + "<Mood/>", sets="<Colours/>")
    assert columns(reading) == [("1.1", "a.b", "B")]
    assert "Parts of the file that are no codes, and were left out: 2." in [
        problem.message for problem in reading.problems
    ]


@pytest.mark.parametrize(
    ("text", "error", "says"),
    [
        ('<Project xmlns="urn:QDA-XML:project:1.0"/>', InputError, "no codebook of the exchange standard"),
        ("<CodeBook", InputError, "damaged"),
        ("words", InputError, "damaged"),
        ('<!DOCTYPE a [<!ENTITY b "c">]><CodeBook xmlns="urn:QDA-XML:codebook:1.0"/>', RefusedError, "document type"),
    ],
)
def test_what_is_no_codebook_file_is_told_so(tmp_path: Path, text: str, error: type[FrameworkError], says: str) -> None:
    (tmp_path / "a.qdc").write_text(text)
    with pytest.raises(error, match=says):
        read_codebook(tmp_path / "a.qdc")


def test_a_codebook_file_without_codes_is_a_fault(tmp_path: Path) -> None:
    reading = read(tmp_path, "")
    assert reading.codebook is None
    assert [problem.message for problem in reading.problems] == ["The file has no codes."]


def test_a_codebook_file_is_known_by_its_content_whatever_its_suffix(tmp_path: Path) -> None:
    assert columns(read(tmp_path, code(1, "A", code(2, "B")), name="book.xml"))


def test_a_file_cut_short_or_with_bytes_changed_never_ends_in_a_traceback(tmp_path: Path) -> None:
    book = read_codebook(SHIPPED).codebook
    assert book is not None
    data = write_codebook_file(Codebook(book.name, 1, book.themes[:2]))
    draw = random.Random(3)  # noqa: S311 - material for a test
    broken = [data[: len(data) * part // 10] for part in range(10)]
    for _ in range(250):
        changed = bytearray(data)
        changed[draw.randrange(len(changed))] ^= 1 << draw.randrange(8)
        broken.append(bytes(changed))
    for content in broken:
        (tmp_path / "a.qdc").write_bytes(content)
        try:
            reading = read_codebook(tmp_path / "a.qdc")
        except FrameworkError as error:
            told = error.sentence
        else:
            told = "" if reading.codebook else str(reading.problems[0])
        assert not told or "a.qdc" in told


def test_a_study_exports_its_codebook_for_other_tools_and_takes_it_back_unchanged(small: Path) -> None:
    before = state(small)
    for typed in (("a.qdc",), ("t.csv", "--for", "taguette"), ("n.xlsx", "--for", "nvivo")):
        target = str(small / typed[0])
        assert "Wrote" in run(small, "codebook", "export", target, *typed[1:]).err
        assert run(small, "codebook", "check", target).code == 0
        assert "nothing was changed" in run(small, "codebook", "apply", target).err
    assert state(small) == before


def test_a_table_for_another_tool_has_one_suffix(small: Path) -> None:
    done = run(small, "codebook", "export", str(small / "a.xlsx"), "--for", "taguette")
    assert done.code == 2
    assert "A codebook for taguette is a .csv file. Name the file a.csv." in done.err.replace("\n", " ")
    assert run(small, "codebook", "export", str(small / "a.docx")).code == 2
