"""Word comments as codes: their ranges are found to the letter in the text that the reader of documents gives."""

from __future__ import annotations

import csv
import hashlib
import io
import re
import zipfile
from collections import Counter
from pathlib import Path

import docx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from framework_qa.analysis.finding import Found, Haystack, How, find_near, find_words
from framework_qa.errors import FrameworkError
from framework_qa.formats.docx import read_docx
from framework_qa.formats.word_comments import TOOL, is_word_document, read_comments
from framework_qa.model.ids import CaseId
from framework_qa.model.segments import Segment
from framework_qa.model.text import Speaker, SpeakerRole, Transcript, Turn

SAMPLES = Path(__file__).resolve().parents[2] / ".." / "shared" / "samples" / "coded" / "word_comments"
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def document(folder: Path, body: str, comments: str, *, name: str = "P01.docx") -> Path:
    """Write a Word document from the XML of its body and of its comments."""
    path = folder / name
    relations = "http://schemas.openxmlformats.org/package/2006/relationships"
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(
            "_rels/.rels",
            f'<Relationships xmlns="{relations}"><Relationship Id="r1" Type="{kind}" Target="word/document.xml"/>'
            "</Relationships>",
        )
        archive.writestr("word/document.xml", f'<w:document xmlns:w="{W}"><w:body>{body}</w:body></w:document>')
        if comments:
            archive.writestr("word/comments.xml", f'<w:comments xmlns:w="{W}">{comments}</w:comments>')
    return path


def comment(number: int, *lines: str, author: str = "JS", date: str = "2024-03-01T10:22:00Z") -> str:
    paragraphs = "".join(f"<w:p><w:r><w:annotationRef/></w:r><w:r><w:t>{line}</w:t></w:r></w:p>" for line in lines)
    return f'<w:comment w:id="{number}" w:author="{author}" w:date="{date}">{paragraphs}</w:comment>'


def run(text: str) -> str:
    return f'<w:r><w:t xml:space="preserve">{text}</w:t></w:r>'


def start(number: int) -> str:
    return f'<w:commentRangeStart w:id="{number}"/>'


def end(number: int) -> str:
    return f'<w:commentRangeEnd w:id="{number}"/><w:r><w:commentReference w:id="{number}"/></w:r>'


def segments(path: Path) -> tuple[Segment, ...]:
    """Read the comments; each one's words must stand where it says."""
    found = read_comments(path)
    assert found.tool == TOOL
    assert found.document is not None
    assert found.document.text == read_docx(path.name, path.read_bytes()).text
    assert found.document.id == hashlib.sha256(path.read_bytes()).hexdigest()
    for segment in found.segments:
        if segment.start is not None:
            assert found.document.text[segment.start : segment.end] == segment.words
    return found.segments


def test_a_comments_range_is_a_segment_and_its_text_the_codes(tmp_path: Path) -> None:
    body = f"<w:p>{run('R: They are ')}{start(0)}{run('ashamed of ')}{run('asking')}{end(0)}{run('.')}</w:p>"
    path = document(tmp_path, body, comment(0, "Stigma; Access > Waiting", "4.2 ;"))
    (only,) = segments(path)
    assert only == Segment(
        "comment 1",
        "P01.docx",
        "ashamed of asking",
        (("Stigma",), ("Access", "Waiting"), ("4.2",)),
        "JS",
        "2024-03-01T10:22:00Z",
        start=12,
        end=29,
    )
    assert is_word_document(path)


def test_comments_may_overlap_and_come_in_the_order_of_the_text(tmp_path: Path) -> None:
    body = (
        f"<w:p>{start(1)}{run('one ')}{start(0)}{run('two ')}{end(1)}{run('three')}{end(0)}</w:p>"
        f"<w:p>{run('four ')}{start(2)}{start(3)}{run('five')}{end(3)}{end(2)}</w:p>"
    )
    path = document(tmp_path, body, "".join(comment(n, f"code {n}") for n in range(4)))
    assert [(s.words, s.codes[0][0]) for s in segments(path)] == [
        ("one two", "code 1"),
        ("two three", "code 0"),
        ("five", "code 2"),
        ("five", "code 3"),
    ]


def test_a_range_over_paragraphs_and_cells_holds_what_is_between_them(tmp_path: Path) -> None:
    rows = "".join(
        f"<w:tr><w:tc><w:p>{run(a)}</w:p></w:tc><w:tc><w:p>{run(b)}</w:p></w:tc></w:tr>" for a, b in ("ab", "cd")
    )
    body = (
        f"<w:p>{start(0)}{run('one')}</w:p><w:p>{run('two')}</w:p><w:tbl>{rows}</w:tbl>{end(0)}<w:p>{run('end')}</w:p>"
    )
    (only,) = segments(document(tmp_path, body, comment(0, "x")))
    assert only.words == "one\ntwo\na\tb\nc\td"


def test_deleted_words_inside_a_range_are_no_part_of_it(tmp_path: Path) -> None:
    gone = "<w:del><w:r><w:delText>gone</w:delText></w:r></w:del>"
    body = f"<w:p>{run('a ')}{start(0)}{run('b ')}{gone}<w:ins>{run('c')}</w:ins>{end(0)}{run(' d')}</w:p>"
    (only,) = segments(document(tmp_path, body, comment(0, "x")))
    assert only.words == "b c"


def test_a_range_that_begins_inside_a_deletion_begins_where_that_stood(tmp_path: Path) -> None:
    gone = f"<w:del>{start(0)}<w:r><w:delText>gone</w:delText></w:r></w:del>"
    body = f"<w:p>{run('a ')}{gone}{run('b')}{end(0)}{run(' d')}</w:p>"
    (only,) = segments(document(tmp_path, body, comment(0, "x")))
    assert (only.words, only.start) == ("b", 2)


@pytest.mark.parametrize(
    "body",
    [
        f"<w:p>{run('a')}<w:r><w:commentReference w:id='0'/></w:r></w:p>",
        f"<w:p>{run('a')}{start(0)}{end(0)}</w:p>",
        f"<w:p>{run('a')}{start(0)}{run('  ')}{end(0)}</w:p>",
        f"<w:p>{run('a')}{start(0)}{run('b')}</w:p>",
        f"<w:p>{run('a')}{end(0)}{run('b')}{start(0)}</w:p>",
        f"<w:p>{run('a')}<w:del>{start(0)}<w:r><w:delText>b</w:delText></w:r>{end(0)}</w:del></w:p>",
    ],
)
def test_a_comment_that_marks_no_words_has_none(tmp_path: Path, body: str) -> None:
    (only,) = segments(document(tmp_path, body, comment(0, "Stigma")))
    assert (only.words, only.start, only.end, only.codes) == ("", None, None, (("Stigma",),))


@pytest.mark.parametrize("number", ["²", "", "x", "9" * 5000, "-1"])
def test_a_comment_without_a_proper_number_marks_no_words(tmp_path: Path, number: str) -> None:
    body = f"<w:p>{start(0)}{run('a')}{end(0)}</w:p>".replace('w:id="0"', f'w:id="{number}"')
    (only,) = segments(document(tmp_path, body, comment(0, "x").replace('w:id="0"', f'w:id="{number}"')))
    assert (only.place, only.words) == ("a comment", "")


def test_the_name_word_gives_to_everybody_is_nobodys(tmp_path: Path) -> None:
    body = f"<w:p>{start(0)}{run('a')}{end(0)}</w:p>"
    (only,) = segments(document(tmp_path, body, comment(0, "", author="Author", date="")))
    assert (only.coder, only.at, only.codes) == ("", "", ())


def test_a_document_without_comments_is_told(tmp_path: Path) -> None:
    found = read_comments(document(tmp_path, f"<w:p>{run('a')}</w:p>", ""))
    assert found.segments == ()
    assert [str(problem) for problem in found.problems] == ["P01.docx: The document has no comments."]


def test_a_document_that_holds_private_signs_is_read_all_the_same(tmp_path: Path) -> None:
    private = "\U000f5c1es0\U000f5c1e "
    body = f"<w:p>{run(private)}{start(0)}{run('b')}{end(0)}</w:p>"
    (only,) = segments(document(tmp_path, body, comment(0, "x")))
    assert (only.words, only.start) == ("b", 5)


def test_a_document_that_holds_every_sign_is_refused_in_a_sentence(tmp_path: Path) -> None:
    signs = "\U000f5c1e\U000f5c1f\U0010c0de"
    path = document(tmp_path, f"<w:p>{start(0)}{run(signs)}{end(0)}</w:p>", comment(0, "x"))
    with pytest.raises(FrameworkError, match=r"Could not read P01.docx: it holds every sign"):
        read_comments(path)


def test_what_is_no_word_document_is_told_apart(tmp_path: Path) -> None:
    table = tmp_path / "a.csv"
    table.write_text("a,b\n")
    book = tmp_path / "b.xlsx"
    with zipfile.ZipFile(book, "w") as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
    assert [is_word_document(path) for path in (table, book)] == [False, False]
    with pytest.raises(FrameworkError, match="it is a workbook, not a Word document"):
        read_comments(book)


def test_comments_that_word_itself_would_write_are_read(tmp_path: Path) -> None:
    written = docx.Document()
    paragraph = written.add_paragraph("R: They are ")
    marked = paragraph.add_run("ashamed of asking")
    paragraph.add_run(".")
    written.add_comment(marked, text="Stigma\nWaiting", author="MR", initials="MR")
    written.save(str(tmp_path / "P01.docx"))
    (only,) = segments(tmp_path / "P01.docx")
    assert (only.words, only.codes, only.coder) == ("ashamed of asking", (("Stigma",), ("Waiting",)), "MR")


PIECES = st.lists(st.text(st.sampled_from("ab ’é\u00a0ﬁ\t\U0001f469"), min_size=1, max_size=6), min_size=2, max_size=12)


@given(pieces=PIECES, data=st.data())
@settings(max_examples=60)
def test_any_ranges_come_back_to_the_letter(
    tmp_path_factory: pytest.TempPathFactory, pieces: list[str], data: st.DataObject
) -> None:
    drawn = st.tuples(st.integers(0, len(pieces) - 1), st.integers(0, len(pieces) - 1)).map(
        lambda ends: tuple(sorted(ends))
    )
    ranges = data.draw(st.lists(drawn, min_size=1, max_size=5))
    breaks = data.draw(st.sets(st.integers(1, len(pieces) - 1)))
    body = "<w:p>"
    for at, piece in enumerate(pieces):
        body += "</w:p><w:p>" if at in breaks else ""
        body += "".join(start(n) for n, (first, _) in enumerate(ranges) if first == at) + run(piece)
        body += "".join(end(n) for n, (_, last) in enumerate(ranges) if last == at)
    comments = "".join(comment(n, str(n)) for n in range(len(ranges)))
    found = segments(document(tmp_path_factory.mktemp("word"), body + "</w:p>", comments))
    wanted = {
        str(n): "".join(
            ("\n" if at in breaks and at > first else "") + pieces[at] for at in range(first, last + 1)
        ).strip()
        for n, (first, last) in enumerate(ranges)
    }
    assert {s.codes[0][0]: s.words for s in found} == wanted


# -- the sample


def by_xml(path: Path) -> list[tuple[str, str]]:
    """Take codes and words from a document's XML by hand, paragraphs and all else apart from text runs ignored."""
    tag = f"{{{W}}}"
    with zipfile.ZipFile(path) as archive:
        body, notes = (etree.fromstring(archive.read(f"word/{part}.xml")) for part in ("document", "comments"))
    texts = {note.get(f"{tag}id"): "".join(t.text or "" for t in note.iter(f"{tag}t")) for note in notes}
    words: dict[str | None, str] = {}
    open_ranges: set[str | None] = set()
    for element in body.iter():
        number = element.get(f"{tag}id")
        if element.tag == f"{tag}commentRangeStart":
            open_ranges.add(number)
            words[number] = ""
        elif element.tag == f"{tag}commentRangeEnd":
            open_ranges.discard(number)
        elif element.tag == f"{tag}t":
            for one in open_ranges:
                words[one] += element.text or ""
    return sorted((texts[number], said.strip()) for number, said in words.items())


@pytest.mark.skipif(not SAMPLES.is_dir(), reason="the sample files are not here")
@pytest.mark.parametrize(
    ("name", "comments", "codings", "codes"), [("bopp_test_input", 199, 457, 39), ("bopp_test_examples", 18, 34, 15)]
)
def test_the_sample_of_coded_survey_answers_is_read(name: str, comments: int, codings: int, codes: int) -> None:
    path = SAMPLES / f"{name}.docx"
    found = segments(path)
    assert len(found) == comments
    assert sorted(s.words for s in found) == sorted(words for _, words in by_xml(path))
    wanted = sorted([code.strip() for code in text.split(";") if code.strip()] for text, _ in by_xml(path))
    assert sorted([code for (code,) in s.codes] for s in found) == wanted
    assert sum(len(s.codes) for s in found) == codings
    assert len({code for s in found for code in s.codes}) == codes


def searched(hay: Haystack, words: str) -> tuple[How, bool]:
    """Find words exactly, after folding or nearly; tell how, and whether at one place."""
    found: Found = find_words([hay], words)
    found = found if found.places else find_near([hay], words)
    return found.how, found.place is not None


@pytest.mark.skipif(not SAMPLES.is_dir(), reason="the sample files are not here")
def test_passages_that_a_model_copied_out_of_the_sample_are_found_in_it() -> None:
    document = read_comments(SAMPLES / "bopp_test_input.docx").document
    assert document is not None
    turn, speaker = Turn(1, "R", 0, len(document.text)), Speaker("R", SpeakerRole.RESPONDENT)
    hay = Haystack(Transcript(document.id, CaseId("P01"), "P01.docx", document.text, (speaker,), (turn,)))
    table = (SAMPLES / "bopp_test_coded_texts.csv").read_text(encoding="utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(table, newline="")))
    passages = [found[1] for row in rows for found in re.finditer(r"(?s)\*\*(.+?)\*\*<sup>", row["coded_text"])]
    assert Counter(searched(hay, row["text"]) for row in rows) == {(How.EXACT, True): 89, (How.NEAR, True): 1}
    assert Counter(searched(hay, words) for words in passages) == {
        (How.EXACT, True): 310,
        (How.EXACT, False): 2,
        (How.FOLDED, True): 4,
        (How.NEAR, True): 9,
    }
