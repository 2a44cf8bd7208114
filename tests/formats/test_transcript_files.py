"""Which files are read as transcripts, which are refused, and what is said about it."""

from __future__ import annotations

import hashlib
import os
import zipfile
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from framework_qa.errors import FrameworkError, InputError, RefusedError
from framework_qa.formats import archives, registry
from framework_qa.formats.archives import Archive, parse_xml
from framework_qa.formats.registry import SUFFIXES, read_transcript

TALK = "I: How was it, on the whole?\r\nR: It cost £5, naïvely.\r\n"


def read(folder: Path, data: bytes, name: str = "p01.txt"):  # noqa: ANN201 - a Reading
    path = folder / name
    path.write_bytes(data)
    return read_transcript(path)


def zipped(**members: bytes | str) -> bytes:
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for member, data in members.items():
            archive.writestr(member, data)
    return buffer.getvalue()


def test_a_folder_scan_picks_up_every_kind_of_file() -> None:
    assert sorted(SUFFIXES) == [
        ".csv", ".doc", ".docx", ".md", ".odt", ".pdf", ".rtf", ".srt", ".tsv", ".txt", ".vtt", ".xlsx",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "data",
    [
        TALK.encode(),
        b"\xef\xbb\xbf" + TALK.encode(),
        b"\xff\xfe" + TALK.encode("utf-16-le"),
        b"\xfe\xff" + TALK.encode("utf-16-be"),
        TALK.replace("\r\n", "\r").encode(),
    ],
)
def test_encodings_that_say_what_they_are_give_the_same_text(tmp_path: Path, data: bytes) -> None:
    reading = read(tmp_path, data)
    assert reading.text == TALK.replace("\r\n", "\n")
    assert reading.problems == ()
    assert reading.id == hashlib.sha256(data).hexdigest()
    assert reading.name == "p01.txt"


def test_windows_1252_is_read_with_a_warning_that_names_the_first_line(tmp_path: Path) -> None:
    reading = read(tmp_path, TALK.encode("cp1252"))
    assert reading.text == TALK.replace("\r\n", "\n")
    assert [(p.place, p.severity.value) for p in reading.problems] == [("line 2", "warning")]


def test_vertical_tabs_and_form_feeds_stay(tmp_path: Path) -> None:
    assert "a\x0bb\x0cc" in read(tmp_path, b"I: a\x0bb\x0cc\nR: d\n").text


GALLERY = [
    ("empty.txt", b"", "it is empty"),
    ("blank.txt", b" \n\r\n", "it is empty"),
    ("nul.txt", b"I: a\nR: \0b\n", "line 2 holds a NUL character"),
    ("nul_1252.txt", b"I: a\r\nR: \xe9\r\n\0", "line 3 holds a NUL character"),
    ("utf16.txt", TALK.encode("utf-16-le"), "line 1 holds a NUL character"),
    ("surrogate.txt", b"I: a\nR: \xed\xa0\x80\n", "line 2 holds half of a character"),
    ("undefined.txt", b"I: a\nR: \x81\xff\n", "line 2 is neither UTF-8 nor Windows-1252"),
    ("bom.txt", b"\xef\xbb\xbfI: a\nR: \xff\n", "byte 9 is not UTF-8"),
    ("half.txt", b"\xff\xfeI\0:\0 \0\x00\xd8a\0", "byte 7 is not UTF-16"),
    ("p.txt", b"%PDF-1.7\n", "it is a PDF"),
    ("p.rtf", b"{\\rtf1 I: a\\par R: b", "it is rich text that is cut short"),
    ("p.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(99), "it is an old Word file"),
    ("p.htm", b"<!DOCTYPE html><p>I: a</p>", "it is a web page"),
    ("p.xml", b"\xef\xbb\xbf<?xml version='1.0'?><a/>", "it is a web page or XML"),
    ("p.png", b"\x89PNG\r\n\x1a\n", "it is a picture"),
    ("p.mp3", b"ID3\x04\0\0", "it is a recording"),
    ("p.gz", b"\x1f\x8b\x08\0", "it is an archive"),
    ("p.db", b"SQLite format 3\0", "it is a database"),
    ("p.odt", zipped(**{"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": "<a/>"}), "OpenDocument"),
    ("p.xlsx", zipped(**{"xl/workbook.xml": "<a/>"}), "it is a workbook"),
    ("p.pptx", zipped(**{"ppt/presentation.xml": "<a/>"}), "it is a slide show"),
    ("p.zip", zipped(a="I: a"), "it is an archive, not a Word document"),
    ("p.docx", zipped(**{"word/document.xml": "<w:x xmlns:w='urn:x'/>"}), "its words are damaged"),
    ("cut.docx", zipped(**{"word/document.xml": "<a/>"})[:60], "its ZIP archive is damaged"),
    ("bad.docx", zipped(**{"word/document.xml": "<a"}), "the XML inside it is damaged"),
    ("deep.docx", zipped(**{"word/document.xml": "<a>" * 9000 + "</a>" * 9000}), "the XML inside it is damaged"),
    ("crc.docx", zipped(**{"word/document.xml": b"<a/>"}).replace(b"<a/>", b"<b/>"), "damaged"),
    ("none.vtt", b"WEBVTT\n\nNOTE nothing\n", "no captions with words"),
    ("text.docx", b"A day.\n", "no speaker labels"),
]


@pytest.mark.parametrize(("name", "data", "why"), GALLERY, ids=[name for name, _, _ in GALLERY])
def test_what_cannot_be_read_is_told_in_one_sentence_with_a_cure(
    tmp_path: Path, name: str, data: bytes, why: str
) -> None:
    with pytest.raises(InputError) as caught:
        read(tmp_path, data, name)
    assert caught.value.sentence.startswith(f"Could not read {name}: ")
    assert why in caught.value.sentence
    assert caught.value.cure.endswith(".")
    assert str(tmp_path) not in str(caught.value)


def test_content_decides_not_the_suffix(tmp_path: Path) -> None:
    captions = b"WEBVTT\n\n00:01.000 --> 00:02.000\n<v I>How?</v>\n"
    assert read(tmp_path, captions, "p01.txt").marker == "voice of a caption"
    assert read(tmp_path, TALK.encode(), "p01.docx").marker == "label and colon"


def test_a_missing_file_a_folder_and_a_nameless_one_are_told(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="there is no such file"):
        read_transcript(tmp_path / "p.txt")
    with pytest.raises(InputError, match="it is a folder"):
        read_transcript(tmp_path)
    with pytest.raises(InputError, match="could not open it"):
        read_transcript(tmp_path / ("p" * 300))
    with pytest.raises(InputError, match="could not open it"):
        read_transcript(Path("p\0.txt"))


def test_links_and_pipes_are_refused(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(TALK.encode())
    (tmp_path / "b.txt").symlink_to(tmp_path / "a.txt")
    os.mkfifo(tmp_path / "c.txt")
    with pytest.raises(RefusedError, match=r"b\.txt: it is a link"):
        read_transcript(tmp_path / "b.txt")
    with pytest.raises(RefusedError, match=r"c\.txt: it is no ordinary file"):
        read_transcript(tmp_path / "c.txt")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may open everything")
def test_a_file_of_somebody_else_is_told(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(TALK.encode())
    (tmp_path / "a.txt").chmod(0)
    with pytest.raises(InputError, match="not allowed"):
        read_transcript(tmp_path / "a.txt")


def test_a_file_the_system_does_not_let_open_is_told() -> None:
    from framework_qa.formats.registry import _cannot_open

    assert "not allowed" in str(_cannot_open("a.txt", PermissionError()))


def test_a_file_over_the_limit_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "big.txt"
    with path.open("wb") as stream:
        stream.truncate(64 * 2**20 + 1)
    with pytest.raises(RefusedError, match="over 64 MB"):
        read_transcript(path)


def test_a_part_that_unpacks_to_two_hundred_times_its_size_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RefusedError, match="200 times"):
        read(tmp_path, zipped(**{"word/document.xml": bytes(4 * 2**20)}), "bomb.docx")


def test_many_small_parts_that_unpack_steeply_together_are_refused() -> None:
    with pytest.raises(RefusedError, match="200 times"):
        Archive("p.docx", zipped(**{f"{n}": bytes(2**20) for n in range(4)}))


def test_an_archive_that_unpacks_over_the_limit_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archives, "UNPACKED", 1000)
    with pytest.raises(RefusedError, match="unpacks to more than"):
        Archive("p.docx", zipped(a=bytes(1001)))


def test_an_archive_of_too_many_parts_is_refused_before_it_is_opened() -> None:
    with pytest.raises(RefusedError, match="more than 10,000 parts"):
        Archive("p.docx", b"PK\x01\x02" * 10_001)


def test_the_bytes_of_a_part_are_counted_while_it_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archives, "PART", 1000)
    with (
        Archive("p.docx", zipped(a=bytes(1001))) as archive,
        pytest.raises(RefusedError, match="one of its parts is over"),
    ):
        archive.read("a")


def test_a_part_that_is_not_there_is_none() -> None:
    with Archive("p.docx", zipped(a="<a/>")) as archive:
        assert archive.read("b") is None
        assert archive.xml("b") is None


BOMB = '<!DOCTYPE a [<!ENTITY b "bb"><!ENTITY c SYSTEM "file:///etc/passwd">]><a>&b;&c;</a>'


@pytest.mark.parametrize("data", [BOMB.encode(), BOMB.encode("utf-16")])
def test_xml_with_a_document_type_is_refused(data: bytes) -> None:
    with pytest.raises(RefusedError, match="document type"):
        parse_xml("p.docx", data)


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    st.one_of(
        st.binary(max_size=300),
        st.tuples(
            st.sampled_from(
                [b"WEBVTT\n", b"PK\x03\x04", b"\xff\xfe", b"\xef\xbb\xbf", b"1\n00:01 --> 00:02\n", b"I: a\nR: "]
            ),
            st.binary(max_size=200),
        ).map(b"".join),
    )
)
@example(b"WEBVTT\n-->\n")
@example(b"00:1 --> 0:0\n<v &#0;>&#xD800;&#10;x: y")
def test_any_bytes_are_read_or_told_and_never_a_traceback(tmp_path: Path, data: bytes) -> None:
    try:
        reading = read(tmp_path, data)
    except FrameworkError:
        return
    assert reading.turns
    assert "\0" not in reading.text
    assert "\r" not in reading.text
    reading.text.encode("utf-8")


def test_a_file_of_more_lines_or_marks_than_any_interview_has_is_refused_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(registry, "MOST_LINES", 3)
    assert len(read(tmp_path, b"I: a\nR: b\nI: c\nR: d").turns) == 4
    with pytest.raises(RefusedError, match="more than 3 lines"):
        read(tmp_path, b"I: a\nR: b\nI: c\nR: d\n")
    monkeypatch.setattr(archives, "MARKS", 4)
    assert parse_xml("p01.docx", b"<a><b></b></a>").tag == "a"
    with pytest.raises(RefusedError, match="more than 4 marks"):
        parse_xml("p01.docx", b"<a><b></b><c/></a>")


@pytest.mark.parametrize(
    ("stream", "what"),
    [
        ("WordDocument", "it is an old Word file (.doc)."),
        ("Workbook", "it is an old workbook (.xls)."),
        ("EncryptedPackage", "it is locked by a password."),
        ("Other", "it is an old Word file (.doc), an old workbook (.xls) or locked by a password."),
    ],
)
def test_an_old_office_file_is_told_for_what_it_is(tmp_path: Path, stream: str, what: str) -> None:
    path = tmp_path / "p01.doc"
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 + stream.encode("utf-16-le"))
    with pytest.raises(InputError) as caught:
        read_transcript(path)
    assert caught.value.sentence == f"Could not read p01.doc: {what}"
    assert ".docx" in caught.value.cure
