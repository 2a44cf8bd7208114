"""Rich text: which of its words are words, and what is left out and counted."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from framework_qa.errors import InputError, RefusedError
from framework_qa.formats import rtf
from framework_qa.formats.reading import Reading
from framework_qa.formats.registry import read_transcript
from tests.formats.interview_files import converted, interview, said, speaker_table, times_told, told

FONTS = (
    rb"{\fonttbl{\f0\froman\fcharset0 Times{\*\falt Secret};}{\f1\fcharset2 Symbol;}{\f2\fcharset204 Cyr;}"
    rb"{\f3\fcharset128 \'82\'6c;}{\f4\fcharset77 Mac;}{\f5\cpg1253 Greek;}{\f6\fcharset128\cpg1253 Both;}}"
)
SHEET = (
    rb"{\stylesheet{\s0 Normal;}{\s7\b heading 2;}{\s8 Heading;}{\*\cs18 Heading 1 Char;}}"
    rb"{\colortbl;\red0;}{\info{\author Secret}}"
)


def document(body: bytes, head: bytes = rb"\ansi\ansicpg1252\deff0\uc1") -> bytes:
    return rb"{\rtf1" + head + FONTS + SHEET + b"\r\n" + body + b"}\0\r\n"


def reading(folder: Path, body: bytes, head: bytes = rb"\ansi\ansicpg1252\deff0\uc1") -> Reading:
    (folder / "p01.rtf").write_bytes(document(body, head))
    return read_transcript(folder / "p01.rtf")


def words(folder: Path, inner: bytes) -> tuple[str, dict[str, int]]:
    """The words of a respondent's one paragraph, and what was left out."""
    read = reading(folder, rb"\pard I: a\par R: " + inner + rb"\par\pard I: b\par")
    left_out = dict(read.left_out)
    assert left_out.pop("document properties") == 1, "the author of the file"
    return read.words(read.turns[1]), left_out


def test_the_same_interview_as_rtf_has_the_same_text_turns_and_words(tmp_path: Path) -> None:
    first = read_transcript(interview(tmp_path / "a.docx", tracked=True))
    second = read_transcript(converted(tmp_path / "a.docx", "rtf"))
    assert second.text == first.text
    assert (said(second), second.speakers, second.header) == (said(first), first.speakers, first.header)
    assert set(dict(second.left_out)) == set(dict(first.left_out))
    assert not any(name in second.text for name in ("Zoe", "Yusuf", "Xavier"))


def test_a_table_of_speakers_in_an_rtf_gives_a_turn_a_row(tmp_path: Path) -> None:
    first = read_transcript(speaker_table(tmp_path / "a.docx"))
    second = read_transcript(converted(tmp_path / "a.docx", "rtf"))
    assert second.marker == "row of a table"
    assert (second.text, said(second)) == (first.text, said(first))


@pytest.mark.parametrize(
    ("inner", "expected"),
    [
        (rb"\ldblquote a\rdblquote\emdash b\rquote s", "“a”—b’s"),
        (rb"\'93a\'94 \'a35 na\'efve", "“a” £5 naïve"),
        (rb"\u8220?a\u8221\'94 \u-3913", "“a”"),
        (rb"{\uc2\u8364 EUb}c", "€bc"),
        (rb"{\uc0\u8364 b}{\u8364 }c", "€b€c"),
        (rb"\u8217\ldblquote a\u8217\b0 b", "’a’b"),
        (rb"\u-10179?\u-8704?a", "\U0001f600a"),
        (rb"{\u128512?}a", "\U0001f600a"),
        (rb"{\f2\'cf\'f0}{\f3\'93\'fa\'83A}{\f4\'8e}{\f5\'e1}{\f6\'83A}", "Прéα".replace("é", "日アé") + "ア"),
        (rb"a\tab b\line c\~d\_e\-f\\\{g\}", "a\tb\nc\u00a0d-ef\\{g}"),
        (b"a\\\r\nb\\\tc", "a\nb\tc"),
        (b"one\r\ntwo", "onetwo"),
        (rb'{\field{\*\fldinst HYPERLINK "secret"}{\fldrslt kept}}', "kept"),
        (rb"{\upr{secret}{\*\ud{kept}}}", "kept"),
        (rb"{\*\unknown secret}{\pict\bin10 \'}}}{{{{{abc}kept{\*\bkmkstart secret}", "kept"),
        (rb"{\revised kept}{\*\shppict{\pict ffd8}}{\nonshppict secret}", "kept"),
        (rb"{\listtext secret\tab}{\pntext secret}kept{\v0\deleted0\v\plain  it}", "kept it"),
        (rb"kept\sect", "kept"),
        (rb"{\header}kept", "kept"),
    ],
)
def test_letters_signs_and_groups_are_as_the_format_says(tmp_path: Path, inner: bytes, expected: str) -> None:
    read, left_out = words(tmp_path, inner)
    assert read == expected
    assert set(left_out) <= {"symbols"}


@pytest.mark.parametrize(
    ("inner", "kind"),
    [
        (rb"{\deleted sec{\b ret}\par}", "deleted text"),
        (rb"{\deleted \u115?\'65\ldblquote}", "deleted text"),
        (rb"\mvf secret\mvf0 ", "moved text"),
        (rb"{\v secret\par}", "hidden text"),
        (rb"\u8217{\v secret}\u8217\v secret\v0 ", "hidden text"),
        (rb"{\*\atnid S}{\*\atnauthor S}\chatn{\*\annotation{\*\atndate 1}\pard secret\par}", "comments"),
        (rb"{\footnote{\super\chftn}secret\par}", "footnotes"),
        (rb"{\footnote\ftnalt \u115?}", "endnotes"),
        (rb"{\header\pard secret\par}", "page headers and footers"),
        (
            rb"{\shp{\*\shpinst{\sp{\sn a}{\sv b}}{\shptxt secret\par}}{\shprslt{\do{\dptxbxtext secret}}}}",
            "text boxes",
        ),
        (rb"{\f1 J}", "symbols"),
        (rb"\u-3913?", "symbols"),
    ],
)
def test_what_was_taken_back_hidden_or_noted_stays_out_and_is_counted(tmp_path: Path, inner: bytes, kind: str) -> None:
    read, left_out = words(tmp_path, b"ke" + inner + b"pt")
    assert read.replace("’", "") == "kept"
    assert set(left_out) == {kind}


@pytest.mark.parametrize("label", [rb"\pard{\b %s}\par ", rb"\pard\s7 %s\par\pard "])
def test_bold_lines_and_headings_are_labels(tmp_path: Path, label: bytes) -> None:
    body = b"".join(label % name + name + rb" talks\par" for name in (b"Anna", b"Ben", b"Anna", b"Ben"))
    assert [turn.speaker for turn in reading(tmp_path, body).turns] == ["Anna", "Ben", "Anna", "Ben"]


@pytest.mark.parametrize("style", [rb"\s8", rb"\s0", rb"\b\b0", rb"\b\plain"])
def test_other_lines_are_no_labels(tmp_path: Path, style: bytes) -> None:
    body = b"".join(rb"\pard" + style + b" " + name + rb"\par hm\par" for name in (b"Anna", b"Ben", b"Anna", b"Ben"))
    with pytest.raises(InputError, match="no speaker labels"):
        reading(tmp_path, body)


def test_rows_of_a_table_are_turns_and_what_follows_is_not(tmp_path: Path) -> None:
    row = rb"\trowd\cellx1\cellx2\pard\intbl %s\cell %s\cell\row"
    rows = [row % pair for pair in ((b"I", b"a"), (b"R", rb"b\par c"), (b"I", b"d"), (b"R", b""), (b"R", b"e"))]
    read = reading(tmp_path, rb"Day 1\par" + b"".join(rows) + rb"\pard End.\par")
    assert said(read) == [("I", "a"), ("R", "b\nc"), ("I", "d"), ("R", "e")]
    assert read.text == "Day 1\nI\ta\nR\tb\nc\nI\td\nR\t\nR\te\nEnd."


@pytest.mark.parametrize(
    ("head", "letter", "expected"),
    [
        (rb"\mac", rb"\'8e", "é"),
        (rb"\pc", rb"\'82", "é"),
        (rb"\pca", rb"\'82", "é"),
        (rb"\ansi\ansicpg65001", "é".encode(), "é"),
    ],
)
def test_the_code_page_of_the_file_is_heeded(tmp_path: Path, head: bytes, letter: bytes, expected: str) -> None:
    assert reading(tmp_path, rb"I: a\par R: " + letter, head).text == f"I: a\nR: {expected}"


@pytest.mark.parametrize(
    ("data", "kind", "why"),
    [
        (document(rb"I: a\par R: b")[:-20], InputError, "cut short"),
        (document(rb"I: \'81\par R: b"), InputError, "not of the code page that it names"),
        (document(rb"I: \u0 \par R: b"), InputError, "half of a character, or a NUL"),
        (document(rb"I: \'00\par R: b"), InputError, "half of a character, or a NUL"),
        (document(rb"I: \u-10179?b\par R: b"), InputError, "half of a character, or a NUL"),
        (document(rb"I: \u-8704?b\par R: b"), InputError, "half of a character, or a NUL"),
        (document(rb"I: \u9999999999?b\par R: b"), InputError, "half of a character, or a NUL"),
        (document(b"", rb"\ansicpg99999"), InputError, "code page 99999"),
        (document(b"A day."), InputError, "no speaker labels"),
        (document(rb"\bin9999999999 x"), InputError, "cut short"),
        (document(b"{" * 600 + b"}" * 600), RefusedError, "500 deep"),
        (b"{\\rtf1" + b"{" * 2_000_000, RefusedError, "1,000,000 marks"),
        (b"{\\rtf1" + b"\\'4" * 999_000, InputError, "cut short"),
        (b"{\\rtf1\\", InputError, "cut short"),
    ],
)
def test_what_cannot_be_read_is_told_in_one_sentence(tmp_path: Path, data: bytes, kind: type, why: str) -> None:
    error = told(tmp_path / "p.docx", data)
    assert isinstance(error, kind)
    assert why in error.sentence
    assert error.cure.endswith(".")


def test_an_rtf_cut_short_anywhere_is_told(tmp_path: Path) -> None:
    assert times_told(tmp_path / "p.rtf", document(rb"I: a\par R: b")) == 9


PIECES = st.sampled_from(
    rb"{ } \par~ \cell \row \intbl~ \u8217? \u-10179? \v~ \deleted~ I:~a \* {\footnote~x} \'93 \uc3~ \bin2~ \f3~"
    rb" \upr \ud \pard~ R:~b \\".split()  # a tilde is a space here
).map(lambda piece: piece.replace(b"~", b" "))


@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.lists(PIECES, max_size=25))
def test_tokens_in_any_order_are_read_or_told(tmp_path: Path, pieces: list[bytes]) -> None:
    data = document(rb"I: a\par R: b\par" + b"".join(pieces))
    if told(tmp_path / "p.rtf", data) is None:
        read = read_transcript(tmp_path / "p.rtf")
        assert all(read.words(turn).strip() == read.words(turn) != "" for turn in read.turns)
        read.text.encode("utf-8")


@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    st.lists(st.sampled_from([rb"{\b x}", rb"\plain\f0 ", rb"\u115?", b"\r\n", rb"\par ", rb"{\*\y z}"]), max_size=8)
)
def test_nothing_inside_deleted_or_hidden_groups_comes_in(tmp_path: Path, pieces: list[bytes]) -> None:
    inner = b"".join(piece for piece in pieces if b"plain" not in piece)
    for word in (rb"\deleted", rb"\v", rb"\mvf"):
        read, _ = words(tmp_path, b"ke{" + word + b" " + inner + b"}pt")
        assert read == "kept"


def test_the_marks_of_a_file_are_counted_before_it_is_walked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rtf, "MARKS", 3)
    assert isinstance(told(tmp_path / "p.rtf", rb"{\rtf1 I: a\par R: b}"), RefusedError)
