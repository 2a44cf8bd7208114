"""OpenDocument texts: which of their words are words, and what is left out and counted."""

from __future__ import annotations

import zipfile
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from framework_qa.errors import FrameworkError, InputError, RefusedError
from framework_qa.formats import odt
from framework_qa.formats.reading import Reading
from framework_qa.formats.registry import read_transcript
from tests.formats.interview_files import converted, interview, said, speaker_table, times_told

NAMES = " ".join(f'xmlns:{short}="{space}"' for short, space in odt._SPACES.items())
STYLES = (
    '<style:style style:name="B" style:family="text"><style:text-properties fo:font-weight="bold"/></style:style>'
    '<style:style style:name="BC" style:family="text" style:parent-style-name="B"/>'
    '<style:style style:name="V" style:family="text"><style:text-properties text:display="none"/></style:style>'
    '<style:style style:name="PV" style:family="paragraph"><style:text-properties text:display="none"/></style:style>'
    '<style:style style:name="Round" style:family="text" style:parent-style-name="Round"/>'
)


def package(body: str, *, styles: str = "", **parts: str) -> bytes:
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(zipfile.ZipInfo("mimetype"), "application/vnd.oasis.opendocument.text")
        archive.writestr(
            "content.xml",
            f"<office:document-content {NAMES}><office:automatic-styles>{STYLES}</office:automatic-styles>"
            f"<office:body><office:text>{body}</office:text></office:body></office:document-content>",
        )
        if styles:
            archive.writestr("styles.xml", f"<office:document-styles {NAMES}>{styles}</office:document-styles>")
        for part, inner in parts.items():
            archive.writestr(part.replace("__", "/"), inner)
    return buffer.getvalue()


def p(inner: str, style: str = "") -> str:
    return f'<text:p text:style-name="{style}">{inner}</text:p>'


def span(words: str, style: str) -> str:
    return f'<text:span text:style-name="{style}">{words}</text:span>'


def reading(folder: Path, body: str, styles: str = "") -> Reading:
    (folder / "p01.odt").write_bytes(package(body, styles=styles))
    return read_transcript(folder / "p01.odt")


def words(folder: Path, inner: str, before: str = "") -> tuple[str, dict[str, int]]:
    read = reading(folder, before + p("I: a") + p(f"R: {inner}") + p("I: b"))
    return read.words(read.turns[1]), dict(read.left_out)


def test_the_same_interview_as_odt_has_the_same_text_turns_and_words(tmp_path: Path) -> None:
    first = read_transcript(interview(tmp_path / "a.docx", tracked=True))
    second = read_transcript(converted(tmp_path / "a.docx", "odt"))
    assert second.text == first.text
    assert (said(second), second.speakers, second.header) == (said(first), first.speakers, first.header)
    assert dict(second.left_out) == dict(first.left_out)
    assert second.left_out
    assert not any(name in second.text for name in ("Zoe", "Yusuf", "Xavier"))


def test_a_table_of_speakers_in_an_odt_gives_a_turn_a_row(tmp_path: Path) -> None:
    first = read_transcript(speaker_table(tmp_path / "a.docx"))
    second = read_transcript(converted(tmp_path / "a.docx", "odt"))
    assert second.marker == "row of a table"
    assert (second.text, said(second)) == (first.text, said(first))


@pytest.mark.parametrize(
    "inner",
    [
        "<text:a>kept</text:a>",
        "<text:span>ke<text:span>pt</text:span></text:span>",
        "ke<!-- secret -->pt<?secret secret?>",
        "<text:bookmark/>kept<text:soft-page-break/>",
        '<text:change-start text:change-id="new"/>kept<text:change-end text:change-id="new"/>',
        "<text:ruby><text:ruby-base>kept</text:ruby-base><text:ruby-text>secret</text:ruby-text></text:ruby>",
        "<text:placeholder>secret</text:placeholder>kept",
        '<math:m xmlns:math="urn:m">secret</math:m>kept',
        span("kept", "Round"),
        "  \n  kept",
    ],
)
def test_every_wrapping_of_words_is_looked_through(tmp_path: Path, inner: str) -> None:
    assert words(tmp_path, inner) == ("kept", {})


DELETED = (
    "<text:tracked-changes><text:changed-region {}='old'><text:deletion><text:p>secret</text:p></text:deletion>"
    "</text:changed-region><text:changed-region text:id='new'><text:insertion/></text:changed-region>"
    "</text:tracked-changes>"
)


@pytest.mark.parametrize(
    ("inner", "before", "kind"),
    [
        ('<text:change text:change-id="old"/>', DELETED.format("text:id"), "deleted text"),
        (
            '<text:change-start text:change-id="old"/>secret<text:s/><text:change-end text:change-id="old"/>',
            DELETED.format("xml:id"),
            "deleted text",
        ),
        (span("secret", "V"), "", "hidden text"),
        ("<text:hidden-text>secret</text:hidden-text>", "", "hidden text"),
        ("", p("secret", "PV"), "hidden text"),
        ("", p('<text:span>secret<text:hidden-paragraph text:is-hidden="true"/></text:span>'), "hidden text"),
        ("", f'<text:section text:display="none">{p("secret")}</text:section>', "hidden text"),
        ("<office:annotation><text:p>secret</text:p></office:annotation>", "", "comments"),
        ('<text:note text:note-class="footnote"><text:p>secret</text:p></text:note>', "", "footnotes"),
        ('<text:note text:note-class="endnote"><text:p>secret</text:p></text:note>', "", "endnotes"),
    ],
)
def test_what_was_taken_back_hidden_or_noted_stays_out_and_is_counted(
    tmp_path: Path, inner: str, before: str, kind: str
) -> None:
    assert words(tmp_path, f"kept{inner}", before) == ("kept", {kind: 1})
    assert "secret" not in read_transcript(tmp_path / "p01.odt").text


def test_spaces_tabs_and_breaks_are_as_the_format_says(tmp_path: Path) -> None:
    inner = 'a \n b<text:s text:c="3"/>c<text:s/><text:tab/>d<text:line-break/>e<text:s text:c="x"/>f'
    assert words(tmp_path, inner)[0] == "a b   c \td\ne f"


def test_a_text_box_is_read_once_after_its_paragraph(tmp_path: Path) -> None:
    box = f"<draw:frame><draw:text-box>{p('box')}</draw:text-box></draw:frame>"
    assert words(tmp_path, f"{box}kept")[0] == "kept\nbox"
    assert reading(tmp_path, p("I: a") + box + p("R: b")).text == "I: a\nbox\nR: b"


@pytest.mark.parametrize("label", [p(span("{}", "B")), p(span("{}", "BC")), "<text:h>{}</text:h>"])
def test_bold_lines_and_headings_are_labels(tmp_path: Path, label: str) -> None:
    body = "".join(label.format(name) + p(f"{name} talks") for name in ("Anna", "Ben", "Anna", "Ben"))
    assert [turn.speaker for turn in reading(tmp_path, body).turns] == ["Anna", "Ben", "Anna", "Ben"]


def test_merged_repeated_and_hidden_cells_keep_a_table_in_order(tmp_path: Path) -> None:
    def row(*cells: str, said: str = "") -> str:
        inner = "".join(f"<table:table-cell>{p(cell)}</table:table-cell>" for cell in cells)
        return f"<table:table-row {said}>{inner}</table:table-row>"

    wide = '<table:table-row><table:table-cell table:number-columns-repeated="2"/></table:table-row>'
    merged = row("Break").replace("</table:table-row>", "<table:covered-table-cell/></table:table-row>")
    hidden = row("I", "secret", said='table:visibility="collapse"')
    body = (
        f"<table:table>{row('I', 'a')}{row('R', 'b')}{hidden}{wide}{merged}{row('I', 'c')}{row('R', 'd')}</table:table>"
    )
    read = reading(tmp_path, body)
    assert said(read) == [("I", "a"), ("R", "b"), ("I", "c"), ("R", "d")]
    assert dict(read.left_out) == {"hidden text": 1}
    assert "merged cells" in str(read.problems[0])


def test_page_headers_with_words_are_counted(tmp_path: Path) -> None:
    frames = f"<style:header>{p('Confidential')}</style:header><style:footer>{p('')}</style:footer>"
    styles = f"<office:master-styles><style:master-page>{frames}</style:master-page></office:master-styles>"
    assert reading(tmp_path, p("I: a") + p("R: b"), styles).left_out == (("page headers and footers", 1),)


BOMB = '<!DOCTYPE a [<!ENTITY b "bb">]><a>&b;</a>'


@pytest.mark.parametrize(
    ("data", "kind", "why"),
    [
        (package("", META__INF="").replace(b"content.xml", b"kontent.xml"), InputError, "no text document"),
        (package("I: a"), InputError, "no speaker labels"),
        (package(p("I: a"), **{"META-INF__manifest.xml": "<encryption-data/>"}), InputError, "locked by a password"),
        (package(p("I: a"), **{"encrypted-package": "x"}), InputError, "locked by a password"),
        (package(p("I: a"), styles="<a>"), InputError, "XML inside it is damaged"),
        (package("<a>" * 400 + "</a>" * 400), InputError, "XML inside it is damaged"),
        (package(p("I: a") + '<text:p text:c="' + "x" * 3_000_000 + '"/>'), RefusedError, "200 times"),
    ],
)
def test_what_cannot_be_read_is_told_in_one_sentence(tmp_path: Path, data: bytes, kind: type, why: str) -> None:
    (tmp_path / "p01.txt").write_bytes(data)
    with pytest.raises(kind, match=why) as caught:
        read_transcript(tmp_path / "p01.txt")
    assert caught.value.cure.endswith(".")


def test_a_document_type_inside_an_odt_is_refused(tmp_path: Path) -> None:
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("content.xml", BOMB)
        archive.writestr("META-INF/manifest.xml", "<a/>")
    (tmp_path / "p.odt").write_bytes(buffer.getvalue())
    with pytest.raises(RefusedError, match="document type"):
        read_transcript(tmp_path / "p.odt")


def test_spaces_that_a_few_marks_stand_for_are_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    body = p("I: a") + p('R: b<text:s text:c="900000"/>c')
    assert len(reading(tmp_path, body).text) < 2000
    monkeypatch.setattr(odt, "_MOST_WORDS", 900)
    with pytest.raises(RefusedError, match="more text than any interview"):
        reading(tmp_path, body)


def test_an_odt_cut_short_anywhere_is_told(tmp_path: Path) -> None:
    assert times_told(tmp_path / "p.odt", package(p("I: a") + p("R: b"))) == 9


ELEMENTS = st.one_of(
    st.sampled_from(["text:p", "text:h", "text:span", "text:section", "text:s", "text:tab", "text:note", "draw:frame"]),
    st.sampled_from(["table:table", "table:table-row", "table:table-cell"]),
    st.sampled_from(["office:annotation", "text:change-start", "text:tracked-changes"]),
)
TREES = st.recursive(
    st.sampled_from(["I: a", "R: b", "", " "]),
    lambda inner: st.tuples(ELEMENTS, st.lists(inner, max_size=4)).map(
        lambda made: f"<{made[0]}>{''.join(made[1])}</{made[0]}>"
    ),
    max_leaves=15,
)


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.lists(TREES, max_size=5))
def test_elements_in_any_order_are_read_or_told(tmp_path: Path, trees: list[str]) -> None:
    try:
        read = reading(tmp_path, p("I: a") + "".join(trees))
    except FrameworkError:
        return
    assert all(read.words(turn).strip() == read.words(turn) != "" for turn in read.turns)
