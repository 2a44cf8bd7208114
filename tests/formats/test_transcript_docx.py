"""Word documents: which of their words are words, and what is left out and counted."""

from __future__ import annotations

import itertools
import zipfile
from io import BytesIO
from pathlib import Path

import docx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from framework_qa.errors import FrameworkError, RefusedError
from framework_qa.formats import docx as docx_walk
from framework_qa.formats.docx_tables import Table
from framework_qa.formats.reading import Reading
from framework_qa.formats.registry import read_transcript
from framework_qa.model.text import SpeakerRole

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
STRICT = "http://purl.oclc.org/ooxml/wordprocessingml/main"
REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def package(body: str, space: str = W, **parts: str) -> bytes:
    names = (
        f'xmlns:w="{space}" xmlns:r="{REL}" xmlns:m="urn:m" '
        'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    )
    kinds = {"styles": "styles", "header1": "header", "header2": "header"}
    relations = "".join(f'<Relationship Id="{part}" Type="{REL}/{kinds[part]}" Target="{part}.xml"/>' for part in parts)
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(
            "_rels/.rels", f'<R><Relationship Id="a" Type="{REL}/officeDocument" Target="/word/main.xml"/></R>'
        )
        archive.writestr("word/_rels/main.xml.rels", f"<R>{relations}</R>")
        archive.writestr("word/main.xml", f"<w:document {names}><w:body>{body}</w:body></w:document>")
        for part, inner in parts.items():
            archive.writestr(f"word/{part}.xml", f"<w:{part} {names}>{inner}</w:{part}>")
    return buffer.getvalue()


def p(*runs: str, properties: str = "") -> str:
    return f"<w:p>{properties and f'<w:pPr>{properties}</w:pPr>'}{''.join(runs)}</w:p>"


def r(words: str, properties: str = "") -> str:
    return f"<w:r>{properties and f'<w:rPr>{properties}</w:rPr>'}<w:t>{words}</w:t></w:r>"


def reading(folder: Path, body: str, **parts: str) -> Reading:
    path = folder / "p01.docx"
    path.write_bytes(package(body, **parts))
    return read_transcript(path)


def words(folder: Path, *inner: str, **parts: str) -> tuple[str, dict[str, int]]:
    """The words of a respondent's one paragraph, and what was left out."""
    read = reading(folder, p(r("I: a")) + p(r("R: "), *inner) + p(r("I: b")), **parts)
    return read.words(read.turns[1]), dict(read.left_out)


@pytest.mark.parametrize(
    "inner",
    [
        f"<w:ins>{r('kept')}</w:ins>",
        f"<w:moveTo>{r('kept')}</w:moveTo>",
        f"<w:smartTag>{r('kept')}</w:smartTag>",
        f"<w:hyperlink>{r('kept')}</w:hyperlink>",
        f"<w:fldSimple>{r('kept')}</w:fldSimple>",
        f"<w:sdt><w:sdtPr><w:alias/></w:sdtPr><w:sdtContent>{r('kept')}</w:sdtContent></w:sdt>",
        f"<w:customXml>{r('kept')}</w:customXml>",
        r("kept", '<w:vanish w:val="0"/>'),
        f"<w:r><w:instrText>HYPERLINK secret</w:instrText></w:r>{r('kept')}",
        f"<w:ruby><w:rt>{r('secret')}</w:rt><w:rubyBase>{r('kept')}</w:rubyBase></w:ruby>",
        f"<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>{r('secret')}</w:sdtContent></w:sdt>{r('kept')}",
        f"<m:r><m:t>secret</m:t></m:r>{r('kept')}<!-- secret --><?secret?>",
    ],
)
def test_every_wrapping_of_words_is_looked_through(tmp_path: Path, inner: str) -> None:
    assert words(tmp_path, inner) == ("kept", {})


@pytest.mark.parametrize(
    ("inner", "kind"),
    [
        ("<w:del><w:r><w:delText>secret</w:delText></w:r></w:del>", "deleted text"),
        (f"<w:moveFrom>{r('secret')}</w:moveFrom>", "moved text"),
        (r("secret", "<w:vanish/>"), "hidden text"),
        (r("secret", '<w:rStyle w:val="Ghost"/>'), "hidden text"),
        ('<w:r><w:commentReference w:id="0"/></w:r>', "comments"),
        ('<w:r><w:footnoteReference w:id="0"/></w:r>', "footnotes"),
        ('<w:r><w:endnoteReference w:id="0"/></w:r>', "endnotes"),
        ('<w:r><w:sym w:char="F04A"/></w:r>', "symbols"),
    ],
)
def test_what_was_taken_back_hidden_or_noted_stays_out_and_is_counted(tmp_path: Path, inner: str, kind: str) -> None:
    styles = (
        '<w:style w:styleId="Ghost"><w:basedOn w:val="Root"/></w:style>'
        '<w:style w:styleId="Root"><w:rPr><w:vanish/></w:rPr></w:style>'
    )
    assert words(tmp_path, r("kept"), inner, styles=styles) == ("kept", {kind: 1})


def test_tabs_breaks_and_hyphens_are_kept(tmp_path: Path) -> None:
    inner = "<w:t>a</w:t><w:tab/><w:t>b</w:t><w:br/><w:t>c</w:t><w:noBreakHyphen/><w:t>d</w:t><w:cr/><w:t>e</w:t>"
    assert words(tmp_path, f"<w:r>{inner}</w:r>")[0] == "a\tb\nc-d\ne"


def test_a_text_box_is_read_once_after_its_paragraph(tmp_path: Path) -> None:
    box = f"<w:txbxContent>{p(r('box'))}</w:txbxContent>"
    choice = f"<mc:AlternateContent><mc:Choice>{box}</mc:Choice><mc:Fallback>{box}</mc:Fallback></mc:AlternateContent>"
    assert words(tmp_path, f"<w:r>{choice}</w:r>", r("kept"))[0] == "kept\nbox"
    only = f"<mc:AlternateContent><mc:Fallback>{box}</mc:Fallback></mc:AlternateContent>"
    assert words(tmp_path, f"<w:r>{only}</w:r>", r("kept"))[0] == "kept\nbox"


def test_a_text_box_outside_any_paragraph_is_not_lost(tmp_path: Path) -> None:
    read = reading(tmp_path, p(r("I: a")) + f"<w:txbxContent>{p(r('R: b'))}</w:txbxContent>")
    assert read.text == "I: a\nR: b"


def test_a_deleted_paragraph_mark_joins_two_paragraphs(tmp_path: Path) -> None:
    body = p(r("I: a")) + p(r("R: one "), properties="<w:rPr><w:del/></w:rPr>") + p(r("two")) + p(r("I: b"))
    read = reading(tmp_path, body)
    assert read.words(read.turns[1]) == "one two"


def test_page_headers_with_words_are_counted(tmp_path: Path) -> None:
    body = (
        p(r("I: a"))
        + p(r("R: b"))
        + '<w:sectPr><w:headerReference r:id="header1"/><w:headerReference r:id="header2"/></w:sectPr>'
    )
    read = reading(tmp_path, body, header1=p(r("Confidential")), header2=p())
    assert read.left_out == (("page headers and footers", 1),)


def test_the_strict_variant_is_read(tmp_path: Path) -> None:
    (tmp_path / "p.docx").write_bytes(package(p(r("I: a")) + p(r("R: b")), STRICT))
    assert read_transcript(tmp_path / "p.docx").text == "I: a\nR: b"


@pytest.mark.parametrize(
    "label",
    [
        p(r("{}", "<w:b/>")),
        p(r("{}", '<w:rStyle w:val="Strong"/>')),
        p(r("{}"), properties='<w:pStyle w:val="Heading2"/>'),
        p(r("{}"), properties='<w:pStyle w:val="Named"/>'),
    ],
)
def test_bold_lines_and_headings_are_labels(tmp_path: Path, label: str) -> None:
    styles = (
        '<w:style w:styleId="Strong"><w:rPr><w:b/></w:rPr></w:style>'
        '<w:style w:styleId="Named"><w:name w:val="heading 3"/></w:style>'
    )
    body = "".join(label.format(name) + p(r(f"{name} talks")) for name in ("Anna", "Ben", "Anna", "Ben"))
    read = reading(tmp_path, p(r("Anna came", "<w:b/>")) + body, styles=styles)
    assert [turn.speaker for turn in read.turns] == ["Anna", "Ben", "Anna", "Ben"]
    assert read.words(read.turns[1]) == "Ben talks"
    assert read.header == (("", "Anna came"),)


def test_a_bold_label_and_words_may_share_a_paragraph_over_a_line_break(tmp_path: Path) -> None:
    body = "".join(p(r(name, "<w:b/>"), "<w:r><w:br/></w:r>", r("hm")) for name in ("Anna", "Ben", "Anna", "Ben"))
    assert len(reading(tmp_path, body).turns) == 4


def table(*rows: tuple[str, ...]) -> str:
    cells = ("".join(f"<w:tc>{''.join(p(r(x)) for x in cell.split('|'))}</w:tc>" for cell in row) for row in rows)
    return "<w:tbl>" + "".join(f"<w:tr>{row}</w:tr>" for row in cells) + "</w:tbl>"


def test_a_speaker_table_gives_a_turn_a_row(tmp_path: Path) -> None:
    body = p(r("Interview A1")) + table(
        ("Speaker", "Words"),
        ("Interviewer", "How?"),
        ("Mum", "Well.|Note: so."),
        ("", "And."),
        ("Interviewer", "Ah."),
        ("Mum", "x"),
    )
    read = reading(tmp_path, body)
    assert [(t.speaker, read.words(t)) for t in read.turns] == [
        ("Interviewer", "How?"),
        ("Mum", "Well.\nNote: so.\n\tAnd."),
        ("Interviewer", "Ah."),
        ("Mum", "x"),
    ]
    assert read.text.startswith("Interview A1\nSpeaker\tWords\nInterviewer\tHow?\nMum\tWell.\nNote: so.\n\tAnd.")
    assert read.header == (("", "Interview A1"), ("Speaker", "Words"))
    assert read.marker == "row of a table"


def test_a_speaker_that_comes_once_in_a_table_is_heard_and_merged_rows_are_told(tmp_path: Path) -> None:
    read = reading(
        tmp_path, table(("I", "a"), ("R", "b"), ("I", "c"), ("R", "d"), ("mum", "e"), ("Break",), ("I", "f"))
    )
    assert [turn.speaker for turn in read.turns] == ["I", "R", "I", "R", "mum", "I"]
    assert [str(problem) for problem in read.problems] == [
        "p01.docx: 1 rows of the table of speakers have merged cells; their words belong to no turn."
    ]


def test_a_speaker_table_may_carry_times_and_notes(tmp_path: Path) -> None:
    rows = (
        ("0:01", "I:", "How are you today?", "nods"),
        ("0:05", "R:", "Well enough, thanks.", ""),
        ("0:09", "I:", "Good to hear.", ""),
    )
    read = reading(tmp_path, table(*rows))
    assert [(t.at, t.speaker, read.words(t)) for t in read.turns] == [
        (1.0, "I", "How are you today?"),
        (5.0, "R", "Well enough, thanks."),
        (9.0, "I", "Good to hear."),
    ]


def test_a_table_of_keys_and_values_is_header(tmp_path: Path) -> None:
    body = (
        table(("Interview", "A1"), ("Interviewer:", "IV1"), ("Length", "9 minutes"))
        + p(r("Interviewer: a"))
        + p(r("Respondent: b"))
    )
    read = reading(tmp_path, body)
    assert read.header == (("Interview", "A1"), ("Interviewer", "IV1"), ("Length", "9 minutes"))
    assert len(read.turns) == 2


@pytest.mark.parametrize(
    "body",
    [
        table(("one", "two"), ("three", "four"), ("five", "six")),
        table(("I: a",), ("R: b",)),
        table(("Some long sentence that is surely not a label of anybody at all", "x"), ("y", "z")),
        table(("a", "b"), ("c",)) + "<w:tbl><w:tr><w:tc/><w:tc/></w:tr></w:tbl>" + table(("", ""), ("", "")),
        table((table(("Interviewer", "a"), ("R", "b")).replace("|", ""), "c")),
    ],
)
def test_tables_that_are_no_conversation_are_only_text(tmp_path: Path, body: str) -> None:
    read = reading(tmp_path, p(r("I: start")) + p(r("R: end")) + body)
    assert read.marker == "label and colon"


def test_a_document_that_python_docx_wrote_reads_the_same(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_heading("Interview A1", 1)
    for label, said in (("Interviewer", "How?"), ("Respondent", "Well."), ("Interviewer", "Ah.")):
        paragraph = document.add_paragraph()
        paragraph.add_run(f"{label}:").bold = True
        paragraph.add_run(f" {said}")
    document.save(str(tmp_path / "a.docx"))
    read = read_transcript(tmp_path / "a.docx")
    assert read.text == "\n".join(paragraph.text for paragraph in document.paragraphs)
    assert [speaker.role for speaker in read.speakers] == [SpeakerRole.INTERVIEWER, SpeakerRole.RESPONDENT]


def test_a_document_type_inside_a_document_is_refused(tmp_path: Path) -> None:
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("word/document.xml", "<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>")
    (tmp_path / "p.docx").write_bytes(buffer.getvalue())
    with pytest.raises(RefusedError):
        read_transcript(tmp_path / "p.docx")


SOUND = package(p(r("I: a")) + table(("I", "b"), ("R", "c")) + p(r("R: d", "<w:b/>")), styles="<w:style/>")
ELEMENTS = st.sampled_from(
    ["p", "r", "t", "tbl", "tr", "tc", "sdt", "txbxContent", "del", "ins", "pPr", "rPr", "vanish", "br", "tab"]
)
TREES = st.recursive(
    st.sampled_from(["I: a", "R: b", "", " "]).map(lambda words: f"<w:t>{words}</w:t>"),
    lambda inner: st.tuples(ELEMENTS, st.lists(inner, max_size=4)).map(
        lambda made: f"<w:{made[0]}>{''.join(made[1])}</w:{made[0]}>"
    ),
    max_leaves=15,
)


def survives(folder: Path, data: bytes) -> None:
    (folder / "p.docx").write_bytes(data)
    try:
        read = read_transcript(folder / "p.docx")
    except FrameworkError:
        return
    assert all(read.words(turn).strip() == read.words(turn) != "" for turn in read.turns)


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, len(SOUND) - 1), st.integers(0, 255)), min_size=1, max_size=6),
    st.integers(0, len(SOUND)),
)
def test_a_damaged_document_is_read_or_told(tmp_path: Path, changes: list[tuple[int, int]], length: int) -> None:
    data = bytearray(SOUND)
    for place, value in changes:
        data[place] = value
    survives(tmp_path, bytes(data))
    survives(tmp_path, bytes(data[:length]))


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.lists(TREES, max_size=5))
def test_elements_in_any_order_are_read_or_told(tmp_path: Path, trees: list[str]) -> None:
    survives(tmp_path, package(p(r("I: a")) + "".join(trees)))


def test_the_width_of_a_table_is_measured_a_few_times_and_not_at_every_row(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    measured: list[int] = []
    width = Table.columns.fget
    assert width
    monkeypatch.setattr(Table, "columns", property(lambda table: measured.append(1) or width(table)))
    row = f"<w:tr><w:tc>{p(r('Ann'))}</w:tc><w:tc>{p(r('yes'))}</w:tc></w:tr>"
    other = row.replace("Ann", "Interviewer")
    assert len(reading(tmp_path, f"<w:tbl>{(row + other) * 200}</w:tbl>").turns) == 400
    assert len(measured) < 10


def test_a_choice_is_looked_through_once_however_many_fallbacks_it_has(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked: list[str] = []
    find = docx_walk.child_of
    monkeypatch.setattr(docx_walk, "child_of", lambda element, local: looked.append(local) or find(element, local))
    choices = f"<mc:AlternateContent>{'<mc:Fallback/>' * 500}</mc:AlternateContent>"
    reading(tmp_path, p(r("I: a")) + p(r("R: b"), choices))
    assert looked.count("Choice") == 1


def test_a_row_within_a_row_is_one_turn_and_not_two(tmp_path: Path) -> None:
    row = f"<w:tc>{p(r('Ann'))}</w:tc><w:tc>{p(r('yes'))}</w:tc>"
    other = row.replace("Ann", "Interviewer")
    table = f"<w:tbl>{f'<w:tr>{other}</w:tr><w:tr>{row}</w:tr>' * 3}<w:tr><w:tr>{row}</w:tr></w:tr></w:tbl>"
    turns = reading(tmp_path, table).turns
    assert all(before.end <= after.start for before, after in itertools.pairwise(turns))


# -- pages ------------------------------------------------------------------------------------------------------------

SHOWN = "<w:r><w:lastRenderedPageBreak/></w:r>"
BROKEN = '<w:r><w:br w:type="page"/></w:r>'


def pages(folder: Path, body: str) -> list[int]:
    return [turn.page for turn in reading(folder, body).turns]


@pytest.mark.parametrize(
    ("between", "expected"),
    [
        ("", [0, 0]),
        (p(SHOWN), [1, 2]),
        (p(BROKEN), [1, 2]),
        (p(BROKEN, SHOWN), [1, 2]),
        (p(BROKEN) + p(SHOWN), [1, 2]),
        (p(BROKEN, BROKEN), [1, 3]),
        (p(SHOWN, r("x"), SHOWN), [1, 3]),
        (p(r("x"), properties="<w:pageBreakBefore/>"), [1, 2]),
        (p(r("x"), properties='<w:pageBreakBefore w:val="0"/>'), [0, 0]),
        (p('<w:r><w:br w:type="column"/></w:r>'), [0, 0]),
    ],
)
def test_pages_are_those_that_word_drew_and_those_that_somebody_began(
    tmp_path: Path, between: str, expected: list[int]
) -> None:
    assert pages(tmp_path, p(r("I: a")) + between + p(r("R: b"))) == expected


def test_a_turn_is_on_the_page_of_its_first_word_and_not_of_its_label(tmp_path: Path) -> None:
    assert pages(tmp_path, p(r("I:"), SHOWN, r("a")) + p(r("R: b"))) == [2, 2]


def test_a_document_whose_pages_are_plainly_not_all_marked_has_none(tmp_path: Path) -> None:
    assert pages(tmp_path, p(r("I: a")) + p(BROKEN) + p(r("R: " + "b" * 9_000))) == [0, 0]


# -- what is read all the same, and what may name somebody ------------------------------------------------------------


def test_what_a_tracked_change_put_in_and_text_boxes_are_read_and_counted(tmp_path: Path) -> None:
    box = f"<w:r><w:pict><w:txbxContent>{p(r('boxed'))}</w:txbxContent></w:pict></w:r>"
    read = reading(tmp_path, p(r("I: a")) + p(r("R: "), f"<w:ins>{r('b')}</w:ins>", f"<w:ins>{r(' ')}</w:ins>", box))
    assert dict(read.kept) == {"inserted text": 1, "text boxes": 1}
    assert read.words(read.turns[1]) == "b \nboxed"


def test_properties_that_may_name_somebody_are_counted_and_never_read_in(tmp_path: Path) -> None:
    path = tmp_path / "p01.docx"
    document = docx.Document()
    for text in ("I: a", "R: b"):
        document.add_paragraph(text)
    document.core_properties.author = "Wendlebury"
    document.core_properties.comments = ""
    document.core_properties.title = " "
    document.save(str(path))
    read = read_transcript(path)
    assert dict(read.left_out) == {"document properties": 1}
    assert "Wendlebury" not in repr(read)
