"""What fuzzing the readers found, each as the smallest file that shows it: told or taken in, and never a traceback."""

from __future__ import annotations

import io
import json
import tracemalloc
from collections.abc import Callable
from pathlib import Path

import docx
import pytest
from openpyxl import Workbook

from framework_qa.errors import FrameworkError
from framework_qa.formats.registry import read_transcript
from framework_qa.formats.segments import read_segments
from framework_qa.formats.word_comments import read_comments
from tests.formats.bad_archives import members, packed
from tests.small_study import CANARY, run, state

CODE, VALUE, CASE, NOTE = "11111111", "22222222", "33333333", "44444444"


def guid(begins: str) -> str:
    return f"{begins}-0000-4000-8000-000000000000"


def coding(number: int, code: str = CODE, inside: str = "") -> str:
    return f'<Coding guid="{guid(f"5{number:07}")}"><CodeRef targetGUID="{guid(code)}"/>{inside}</Coding>'


def value(variable: str, inside: str = "") -> str:
    return f'<VariableValue><VariableRef targetGUID="{guid(variable)}"/>{inside}</VariableValue>'


def case(inside: str, begins: str = CASE) -> str:
    return f'<Case guid="{guid(begins)}" name="C">{inside}</Case>'


def note(inside: str) -> str:
    return f'<Note guid="{guid(NOTE)}" name="N"><PlainTextContent>{CANARY}</PlainTextContent>{inside}</Note>'


def lists(*, cases: str = "", codings: str = "", notes: str = "", more: str = "") -> str:
    """Give the lists of a project with a text in it."""
    texts = f'<TextSource guid="{guid("66666666")}" name="A1-P09">{codings}<PlainTextContent>I: Why?</PlainTextContent>'
    return f"<Cases>{cases}</Cases><Sources>{texts}</TextSource></Sources><Notes>{notes}</Notes>{more}"


def project(body: str) -> bytes:
    codes = f'<CodeBook><Codes><Code guid="{guid(CODE)}" name="Stigma" isCodable="true"/></Codes></CodeBook>'
    xml = f'<Project xmlns="urn:QDA-XML:project:1.0" name="P">{codes}{body}</Project>'
    return packed([("project.qde", xml.encode())])


MISPLACED = {
    "a coding in the description of a case": lists(cases=case(f"<Description>words {coding(1)} more</Description>")),
    "a coding in a reference": lists(cases=case(f'<SourceRef targetGUID="{guid("66666666")}">{coding(1)}</SourceRef>')),
    "a case and its value in a list of its own making": lists(more=f"<Groups>{case(value(VALUE))}</Groups>"),
    "a case in a case": lists(cases=case(case(value(VALUE), begins="77777777"))),
    "a note in a graph": lists(more=f"<Graphs><Graph>{note(coding(1))}</Graph></Graphs>"),
    "a note in a user": lists(more=f'<Users><User guid="{guid("88888888")}" name="U">{note("")}</User></Users>'),
    "a coding in a coding with a code that is not there": lists(codings=coding(1, "99999999", coding(2))),
    "a value in a value of a variable that is not there": lists(cases=case(value("99999999", value(VALUE)))),
    "a coding in a description in a coding in a description": lists(
        cases=case(f"<Description>{coding(1, CODE, f'<Description>{coding(2)}</Description>')}</Description>")
    ),
}


@pytest.mark.parametrize("what", MISPLACED)
def test_what_stands_where_no_project_has_it_is_set_aside_once(small: Path, what: str) -> None:
    path = small / "theirs.qdpx"
    path.write_bytes(project(MISPLACED[what]))
    before = state(small)
    done = run(small, "import", "qdpx", str(path), "--dry-run", "--json")
    assert done.code in {0, 3}
    assert "fault of its own" not in done.err
    assert CANARY not in done.err
    assert state(small) == before
    for account in json.loads(done.out)["accounts"]:
        for kind in account["kinds"]:
            assert kind["in_the_file"] == kind["stored"] + kind["there_already"] + kind["set_aside"], kind["kind"]


WORD = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


@pytest.mark.parametrize(
    "part",
    [f'<w:commentRangeStart {WORD} w:id="0"/>', f'<w:del {WORD}><w:commentRangeStart w:id="0"/></w:del>'],
    ids=["the mark of a comment", "a deletion around one"],
)
def test_a_part_that_is_nothing_but_the_mark_of_a_comment_marks_no_words(tmp_path: Path, part: str) -> None:
    document = docx.Document()
    document.add_comment(document.add_paragraph("Respondent: ").add_run("Well."), text="Stigma", author="JS")
    document.save(str(tmp_path / "p01.docx"))
    parts = members((tmp_path / "p01.docx").read_bytes())
    (tmp_path / "p01.docx").write_bytes(packed([*parts.items(), ("word/marks.xml", part.encode())]))
    (segment,) = read_comments(tmp_path / "p01.docx").segments
    assert (segment.words, segment.codes) == ("Well.", (("Stigma",),))


@pytest.mark.parametrize("stamp", ["00:00:03,-037", "00:00:03.-037", "00:00:-3,037", "-00:00:03,037"])
def test_a_captions_time_may_have_a_minus_anywhere(tmp_path: Path, stamp: str) -> None:
    path = tmp_path / "a.srt"
    path.write_text(f"1\n{stamp} --> 00:00:04,000\nMum: Well.\n\n2\n00:00:05,000 --> 00:00:06,000\nJo: So?\n")
    reading = read_transcript(path)
    assert [(turn.speaker, turn.at, reading.words(turn)) for turn in reading.turns] == [
        ("Mum", 0.0, "Well."),
        ("Jo", 5.0, "So?"),
    ]


@pytest.mark.parametrize("stamp", ["#00:01:02.5-3#", "#1:02,5-3#"])
def test_a_time_may_have_tenths_after_a_fraction(tmp_path: Path, stamp: str) -> None:
    path = tmp_path / "a.txt"
    path.write_text(f"{stamp} Interviewer: How?\nRespondent: Well. {stamp}\nInterviewer: So?\n")
    reading = read_transcript(path)
    assert reading.turns[0].at == 62.5
    assert [reading.words(turn) for turn in reading.turns] == ["How?", "Well.", "So?"]


def workbook(old: bytes, new: bytes) -> bytes:
    """Give a transcript as a workbook, with something in the XML of its sheet that no program writes."""
    book, target = Workbook(), io.BytesIO()
    for row in (("Speaker", "Words"), ("Interviewer", "How?"), ("Respondent", "Well."), ("Interviewer", "So?")):
        book.worksheets[0].append(row)
    book.save(target)
    sheet = "xl/worksheets/sheet1.xml"
    parts = members(target.getvalue())
    assert old in parts[sheet]
    return packed([*(parts | {sheet: parts[sheet].replace(old, new, 1)}).items()])


def test_hidden_columns_before_the_first_one_take_no_memory(tmp_path: Path) -> None:
    columns = b'<cols><col min="-3000000" max="0" hidden="1"/></cols><sheetData>'
    path = tmp_path / "a.xlsx"
    path.write_bytes(workbook(b"<sheetData>", columns))
    tracemalloc.start()
    try:
        with pytest.raises(FrameworkError, match=r"a\.xlsx: it is a workbook, but a damaged one"):
            read_transcript(path)
        assert tracemalloc.get_traced_memory()[1] < 100_000_000
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("read", [read_transcript, read_segments])
def test_a_row_beyond_any_sheet_is_refused(tmp_path: Path, read: Callable[[Path], object]) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(workbook(b'<row r="4"', b'<row r="99999999999"'))
    with pytest.raises(FrameworkError, match=r"a\.xlsx: its sheets? spans? more than 3,000,000 cells"):
        read(path)
