"""PDFs: their text layer put together to paragraphs again, and what is left out and counted."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from io import BytesIO
from itertools import accumulate
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pypdf import PdfReader, PdfWriter

from framework_qa.errors import InputError, RefusedError
from framework_qa.formats import pdf
from framework_qa.formats.reading import Reading
from framework_qa.formats.registry import read_transcript
from tests.formats.interview_files import converted, interview, said, speaker_table, times_told, told

REAL = Path(__file__).resolve().parents[2] / ".." / "shared" / "samples" / "transcripts" / "pdf"
FULL = "a word and another word " * 4  # as wide as a page


def stream(content: bytes, entries: str = "") -> bytes:
    packed = zlib.compress(content)
    return f"<< {entries} /Length {len(packed)} /Filter /FlateDecode >> stream\n".encode() + packed + b"\nendstream"


def assembled(*objects: bytes) -> bytes:
    """Number the objects from 1, the first of which is the catalogue."""
    pieces = [b"%PDF-1.4\n"]
    pieces += [f"{number} 0 obj\n".encode() + each + b"\nendobj\n" for number, each in enumerate(objects, 1)]
    starts = list(accumulate(map(len, pieces)))
    table = "".join(f"{start:010} 00000 n \n" for start in starts[:-1])
    tail = (
        f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}trailer\n<< /Root 1 0 R /Size {len(objects) + 1} >>\n"
    )
    return b"".join(pieces) + f"{tail}startxref\n{starts[-1]}\n%%EOF".encode()


def shown(lines: Sequence[str]) -> bytes:
    """Draw lines from the top of a page downwards."""
    escaped = (line.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)") for line in lines)
    drawn = "".join(f"({line}) Tj 0 -14 Td " for line in escaped)
    return f"BT /F 10 Tf 40 800 Td {drawn}ET".encode("cp1252")


def paged(*pages: bytes, extra: str = "", objects: Sequence[bytes] = ()) -> bytes:
    """Make a PDF of the contents of its pages; further objects are numbered from 4."""
    font = "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>"
    first = 4 + len(objects)
    kids = " ".join(f"{first + 2 * number} 0 R" for number in range(len(pages)))
    made = [b"<< /Type /Catalog /Pages 2 0 R >>", f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>".encode()]
    made += [font.encode(), *objects]
    for number, page in enumerate(pages):
        resources = f"/Resources << /Font << /F 3 0 R >> {extra} >>"
        entries = (
            f"/Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] {resources} /Contents {first + 2 * number + 1} 0 R"
        )
        made += [f"<< {entries} >>".encode(), stream(page)]
    return assembled(*made)


def document(*pages: Sequence[str]) -> bytes:
    return paged(*map(shown, pages))


def reading(folder: Path, *pages: Sequence[str]) -> Reading:
    (folder / "p01.pdf").write_bytes(document(*pages))
    return read_transcript(folder / "p01.pdf")


def flat(read: Reading) -> list[tuple[str, str]]:
    return [(speaker, "".join(words.split())) for speaker, words in said(read)]


def test_the_same_interview_as_pdf_has_the_same_turns_and_words_up_to_white_space(tmp_path: Path) -> None:
    first = read_transcript(interview(tmp_path / "a.docx"))
    second = read_transcript(converted(tmp_path / "a.docx", "pdf"))
    assert flat(second) == flat(first)
    assert (second.speakers, second.header) == (first.speakers, first.header)
    pages = len(PdfReader(tmp_path / "a.pdf").pages)
    assert pages > 2
    assert dict(second.left_out) == {"document properties": 1, "page headers and footers": pages}
    assert 1 < second.turns[-1].page <= pages
    # Most paragraphs are whole again, though not the lines.
    assert second.text.count("\n") <= 1.1 * first.text.count("\n")


def test_a_table_of_speakers_in_a_pdf_is_told_to_be_unreadable(tmp_path: Path) -> None:
    converted(speaker_table(tmp_path / "a.docx"), "pdf")
    error = told(tmp_path / "a.pdf", (tmp_path / "a.pdf").read_bytes())
    assert error is not None
    assert "no speaker labels" in error.sentence


def test_a_label_alone_on_its_line_begins_a_turn_and_a_row_of_a_table_does_not(tmp_path: Path) -> None:
    lines = ["Interviewer Jo Bell", "a?", "Participant", "b.", "Participant So then what", "Participant 2", "Yes."]
    read = reading(tmp_path, lines)
    assert [speaker for speaker, _ in said(read)] == ["Interviewer Jo Bell", "Participant", "Participant 2"]


@pytest.mark.parametrize(
    ("name", "turns", "numbers", "pages"),
    [
        ("P1.pdf", {"Dan": 47, "Participant": 47}, 248, 5),
        ("P2.pdf", {"Dan": 81, "Participant": 84}, 694, 8),
        ("P3.pdf", {"Dan": 61, "Participant": 61}, 410, 6),
    ],
)
def test_a_real_interview_printed_to_pdf_has_its_turns(
    name: str, turns: dict[str, int], numbers: int, pages: int
) -> None:
    if not (REAL / name).exists():
        pytest.skip(f"{name} is not here")
    read = read_transcript(REAL / name)
    assert {s.label: sum(t.speaker == s.label for t in read.turns) for s in read.speakers} == turns
    expected = {"line numbers": numbers, "page headers and footers": pages, "document properties": 1}
    assert dict(read.left_out) == expected
    assert [turn.page for turn in read.turns] == sorted(turn.page for turn in read.turns)
    assert (read.turns[0].page, read.turns[-1].page) == (1, pages)
    assert read.header == (("", "Interview"),)
    assert not any(line.isdigit() for line in read.text.split("\n"))


def test_lines_that_the_page_broke_are_joined_and_others_are_not(tmp_path: Path) -> None:
    lines = ["I: short", "R: " + FULL, FULL, "end.", "Next.", "I: " + FULL, "R: yes", FULL, "I: no", FULL, "R", "- so"]
    read = reading(tmp_path, lines)
    full = FULL.strip()
    assert read.text.split("\n") == [
        "I: short",
        f"R: {full} {full} end.",
        "Next.",
        f"I: {full}",
        "R: yes",
        full,
        "I: no",
        full,
        "R",
        "- so",
    ]


def test_a_hyphen_at_a_line_s_end_goes_only_where_the_transcript_shows_the_word(tmp_path: Path) -> None:
    def broken(first: str, rest: str, elsewhere: str) -> str:
        return reading(tmp_path, ["I: " + elsewhere, f"R: {FULL}{first}", f"{rest} {FULL}"]).text.split("\n", 1)[1]

    assert "an information a word" in broken("an infor-", "mation", "information")
    assert "a waiting-list a word" in broken("a waiting-", "list", "waiting-list")
    assert "well-\nknown" in broken("well-", "known", "nothing")
    assert "re-\nform" in broken("re-", "form", "reform and re-form")
    assert "so –- then" in broken("so –-", "then", "nothing")
    assert "infor" in broken("infor", "mation", "x")


def test_a_soft_hyphen_is_no_letter(tmp_path: Path) -> None:
    assert reading(tmp_path, ["I: a", "R: infor\u00ad", "mation"]).text == "I: a\nR: information"


def test_ligatures_are_letters() -> None:
    assert "ﬁnd ﬂat oﬃce".translate(pdf._LIGATURES) == "find flat office"


TALK = [["I: one", "R: two"], ["I: three", "R: four"], ["I: five", "R: six"], ["I: seven", "R: eight"]]


@pytest.mark.parametrize(
    ("above", "below"),
    [
        (["Study 7", "Ward B"], ["Page {}"]),
        (["Interview 3 - page {} of 4"], []),
        (["Participant: P01"], ["- {} -"]),
        ([], ["{}/4"]),
        ([], ["{}"]),
    ],
)
def test_what_every_page_repeats_at_its_edges_is_left_out_and_counted(
    tmp_path: Path, above: list[str], below: list[str]
) -> None:
    pages = [[*(a.format(n) for a in above), *talk, *(b.format(n) for b in below)] for n, talk in enumerate(TALK, 1)]
    read = reading(tmp_path, *pages)
    assert read.text == "\n".join(line for talk in TALK for line in talk)
    assert read.left_out == (("page headers and footers", 4 * len(above + below)),)


@pytest.mark.parametrize(
    "pages",
    [
        [["Jo:", "a?", "Sam:", "b"], ["Jo:", "c?", "Sam:", "d"], ["Jo:", "e?", "Sam:", "f"], ["Jo:", "g", "Sam:", "h"]],
        [["I: yes", "R: a", "I: b"], ["I: yes", "R: c", "I: d"], ["I: e", "R: f", "I: yes"]],
        [["I: a", "R: it took", "12"], ["I: b", "R: it took", "14"], ["I: c", "R: it took", "19"]],
        [["I: a", "R: Right.", "Yes."], ["I: b", "Right.", "Yes."], ["I: c", "Yes.", "R: d"]],
        [["I: a", "R: b", "Right."], ["Right.", "R: d", "Right."], ["I: e", "Right.", "R: f", "Right."]],
        [["I: a", "R: b", "1"]],
        [["I: a", "R: b", "1"], ["I: a", "R: b", "7"]],
        [["I: a", "R: 4 of them", "1", "2", "3", "4"]],
    ],
)
def test_words_that_come_back_are_not_taken_for_page_headers(tmp_path: Path, pages: list[list[str]]) -> None:
    read = reading(tmp_path, *pages)
    assert read.left_out == ()
    assert read.text.split("\n") == [line for page in pages for line in page]


def test_a_short_file_loses_only_what_is_plainly_a_page_header(tmp_path: Path) -> None:
    assert reading(tmp_path, ["Study", "I: a", "1"], ["Study", "R: b", "2"]).text == "I: a\nR: b"
    assert reading(tmp_path, ["I: a", "R: b", "Page 1 of 1"]).text == "I: a\nR: b"


def test_line_numbers_go_also_where_the_last_page_has_few(tmp_path: Path) -> None:
    read = reading(tmp_path, ["I: a", "R: b", *"123456"], ["I: c", "R: d", "7", "8"], [*"34567", "I: e"])
    assert read.text == "I: a\nR: b\nI: c\nR: d\nI: e"
    assert read.left_out == (("line numbers", 13),)


PICTURE = stream(
    bytes(12), "/Type /XObject /Subtype /Image /Width 2 /Height 2 /ColorSpace /DeviceRGB /BitsPerComponent 8"
)
IMAGE = "/XObject << /Im 4 0 R >>"


def test_a_scan_is_refused_with_a_cure(tmp_path: Path) -> None:
    error = told(tmp_path / "p01.pdf", paged(b"q 500 0 0 800 0 0 cm /Im Do Q", extra=IMAGE, objects=[PICTURE]))
    assert isinstance(error, InputError)
    assert error.sentence == "Could not read p01.pdf: it is a scan without a text layer."
    assert error.cure == "Save it as .docx or .txt and run the command again."
    numbered = paged(*(shown([f"{n}/2"]) for n in (1, 2)), extra=IMAGE, objects=[PICTURE])
    assert "scan" in str(told(tmp_path / "p01.pdf", numbered))


@pytest.mark.parametrize(("bare", "place"), [(1, "page 2"), (2, "page 2 and 1 more")])
def test_a_page_that_is_only_a_picture_is_told(tmp_path: Path, bare: int, place: str) -> None:
    pages = [shown(["I: a", "R: b"]), *[b"/Im Do"] * bare]
    (tmp_path / "p.pdf").write_bytes(paged(*pages, extra=IMAGE, objects=[PICTURE]))
    assert [problem.place for problem in read_transcript(tmp_path / "p.pdf").problems] == [place]


def test_comments_are_counted_and_stay_out(tmp_path: Path) -> None:
    note = b"<< /Type /Annot /Subtype /Text /Rect [0 0 9 9] /Contents (secret) >>"
    data = paged(shown(["I: a", "R: b"]), objects=[note]).replace(
        b"/MediaBox [0 0 595 842]", b"/Annots [4 0 R]        "
    )
    (tmp_path / "p.pdf").write_bytes(data)
    read = read_transcript(tmp_path / "p.pdf")
    assert read.left_out == (("comments", 1),)
    assert "secret" not in read.text


def locked(password: str) -> bytes:
    writer, buffer = PdfWriter(clone_from=BytesIO(document(["I: a", "R: b"]))), BytesIO()
    writer.encrypt(password, "owner", algorithm="RC4-128")
    writer.write(buffer)
    return buffer.getvalue()


def mapped(code: bytes) -> bytes:
    table = b"1 begincodespacerange <00> <FF> endcodespacerange 1 beginbfrange <41> <5A> <" + code + b"> endbfrange"
    own = b"<< /Type /Font /Subtype /Type1 /BaseFont /Own /ToUnicode 5 0 R >>"
    page = b"BT /G 10 Tf 40 800 Td (I: ABBA) Tj ET"
    return paged(page, objects=[own, stream(table)]).replace(b"/F 3 0 R", b"/G 4 0 R")


@pytest.mark.parametrize(
    ("data", "kind", "why"),
    [
        (b"%PDF-1.7\n1 0 obj", InputError, "it is a PDF that is damaged or cut short"),
        (b"%PDF", InputError, "it is a PDF that is damaged or cut short"),
        (locked(""), InputError, "locked by a password"),
        (locked("x"), InputError, "locked by a password"),
        (document(["A day."]), InputError, "no speaker labels"),
        (mapped(b"E000"), InputError, "do not say which letters"),
        (mapped(b"0000"), InputError, "page 1 holds half of a character, or a NUL"),
        (paged(b" " * (pdf.MOST_BYTES + 1)), RefusedError, "more than any page"),
    ],
)
def test_what_cannot_be_read_is_told_in_one_sentence(tmp_path: Path, data: bytes, kind: type, why: str) -> None:
    error = told(tmp_path / "p.docx", data)
    assert isinstance(error, kind)
    assert why in error.sentence
    assert error.cure.endswith(".")


def test_forms_within_forms_and_slow_pages_are_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    forms = [
        stream(b"/Im Do " * 20, f"/Type /XObject /Subtype /Form /Resources << /XObject << /Im {n} 0 R >> >>")
        for n in range(5, 13)
    ]
    data = paged(b"/Im Do", extra=IMAGE, objects=[*forms, stream(shown(["I: a"]))])
    monkeypatch.setattr(pdf, "MOST_SECONDS", 1.0)
    assert told(tmp_path / "p.pdf", data) is not None
    monkeypatch.setattr(pdf, "MOST_SECONDS", -1.0)
    error = told(tmp_path / "p.pdf", document(*TALK))
    assert isinstance(error, RefusedError)
    assert "reading it takes more than" in error.sentence


def test_a_picture_that_is_not_there_does_no_harm(tmp_path: Path) -> None:
    assert told(tmp_path / "p.pdf", paged(shown(["I: a", "R: b"]), extra="/XObject 9 0 R")) is None


def test_more_pages_or_letters_than_any_interview_has_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = document(*TALK)
    monkeypatch.setattr(pdf, "MOST_LETTERS", 20)
    assert "more text" in str(told(tmp_path / "p.pdf", data))
    monkeypatch.setattr(pdf, "MOST_PAGES", 3)
    assert "more than 3 pages" in str(told(tmp_path / "p.pdf", data))


def test_a_pdf_cut_short_anywhere_is_told(tmp_path: Path) -> None:
    assert times_told(tmp_path / "p.pdf", document(["I: a", "R: b"])) >= 5


SOUND = document(["Study", "I: a", "R: b"], ["Study", "I: c"])


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.lists(st.tuples(st.integers(9, len(SOUND) - 1), st.integers(0, 255)), min_size=1, max_size=8))
def test_a_damaged_pdf_is_read_or_told(tmp_path: Path, changes: list[tuple[int, int]]) -> None:
    data = bytearray(SOUND)
    for place, value in changes:
        data[place] = value
    told(tmp_path / "p.pdf", bytes(data))
