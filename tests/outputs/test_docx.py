from __future__ import annotations

import io
import zipfile

import pytest
import studies
from documents import assert_sound, captions, members, opened, styled, tree
from docx.enum.section import WD_ORIENT
from docx.text.paragraph import Paragraph
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from framework_qa.errors import UsageError
from framework_qa.outputs.delimited import one_line
from framework_qa.outputs.docx.document import Document, write_tables_document
from framework_qa.outputs.docx.layout import Density, layout_of
from framework_qa.outputs.docx.package import About
from framework_qa.outputs.docx.pages import Page
from framework_qa.outputs.docx.words import Style, shown, w
from framework_qa.outputs.moments import moment_of
from framework_qa.outputs.table import Entry, Table, listed, table

ANY_TEXT = st.text(st.characters(codec=None, exclude_categories=()), max_size=40)
ROOM = Page.UPRIGHT.value.room

AREAS = table(
    "areas",
    "Achieved interviews by area",
    ["Area", "Stakeholders", "Providers"],
    [["Area 1", 2, "n/a"], ["Area 2", "1 †", 4], ["Total", 3, 4]],
    notes=["† Points to one case only."],
    source="Case list",
)
FUNDING = table(
    "funding",
    "Funding by type of support",
    ["Level", "Type", "Funding"],
    [["Early", "Classes", listed([Entry("Council", ("A1-P01.c1",)), Entry("Fees")])], ["Crisis", "Mediation", "none"]],
    row_headings=2,
)
WIDE = table(
    "wide",
    "Barriers by area",
    ["Barrier", *(f"Case study area {n}" for n in range(1, 9))],
    [["Stigma of seeking help", *("It was raised by most of those asked, and at length.",) * 8]],
)


def written(*tables: Table, title: str = "Findings tables") -> bytes:
    stream = io.BytesIO()
    write_tables_document(tables, title, stream)
    return stream.getvalue()


def read_back(document: bytes, place: int = 0) -> list[list[str]]:
    return [[cell.text for cell in row.cells] for row in opened(document).tables[place].rows]


def as_printed(one: Table) -> list[list[str]]:
    return [[shown(heading) for heading in one.columns]] + [[shown(str(v)) for v in row] for row in one.values()]


@settings(max_examples=60, deadline=None)
@given(ANY_TEXT)
def test_any_text_comes_back_with_what_cannot_be_seen_escaped(text: str) -> None:
    document = written(table("t", text, ["A"], [[text]], notes=[text]))
    assert_sound(document)
    assert read_back(document) == [["A"], [shown(text)]]
    assert captions(document) == [f"Table 1. {shown(text)}"]
    assert styled(document, "Table Note") == [shown(text)]


def test_unseen_characters_are_escaped_as_in_other_outputs_and_what_can_be_seen_is_kept() -> None:
    for character in "\x07\x1b\x7f\x9f\u2028\r":
        assert shown(f"a{character}b") == one_line(f"a{character}b")
    assert shown("\ud800 \ufffe") == r"\ud800 \ufffe"
    kept = "line\nend\ttab \u200fאב\u200e ]]> <script>alert('&amp;')</script> C:\\folder"
    assert shown(kept) == kept
    assert shown("line\r\nend") == "line\nend"


def test_white_space_at_either_end_is_kept() -> None:
    texts = tree(written(table("t", " T", ["A"], [[" both "], ["none"]]))).iter(w("t"))
    kept = {text.text: text.get("{http://www.w3.org/XML/1998/namespace}space") for text in texts}
    assert (kept[" both "], kept["none"]) == ("preserve", None)


@pytest.mark.parametrize("one", [AREAS, FUNDING, WIDE, studies])
def test_every_value_of_a_table_stands_in_its_place(one: Table) -> None:
    if one is studies:
        one = table("nasty", "Nasty", ["Words", "Number"], [[words, n] for n, words in enumerate(studies.NASTY)])
    document = written(one)
    assert_sound(document)
    assert read_back(document) == as_printed(one)


def test_headings_are_repeated_and_rows_stay_whole_unless_they_are_very_tall() -> None:
    document = tree(written(table("t", "T", ["A", "B"], [["short", 1], ["x" * 10_000, 2], ["word " * 2_000, 3]])))
    rows = [[child.tag for child in properties] for properties in document.iter(w("trPr"))]
    assert rows == [[w("cantSplit"), w("tblHeader")], [w("cantSplit")], [], []]


def test_numbers_stand_right_under_a_heading_that_does_and_totals_are_stressed() -> None:
    cells = [p.style.name for row in opened(written(AREAS)).tables[0].rows for c in row.cells for p in c.paragraphs]
    assert cells == [
        *("Table Heading", "Table Number Heading", "Table Number Heading"),
        *("Table Row Heading", "Table Number", "Table Number") * 2,
        *("Table Total", "Table Total Number", "Table Total Number"),
    ]


def test_a_table_says_in_words_what_it_is() -> None:
    document = tree(written(AREAS))
    assert document.find(f".//{w('tblCaption')}").get(w("val")) == "Achieved interviews by area"
    said = document.find(f".//{w('tblDescription')}").get(w("val"))
    assert said == "3 rows under these headings: Area; Stakeholders; Providers"


def widths_of(document: etree._Element) -> list[int]:
    grid = [int(column.get(w("w"))) for column in document.iter(w("gridCol"))]
    rows = [[int(cell.get(w("w"))) for cell in row.iter(w("tcW"))] for row in document.iter(w("tr"))]
    assert all(row == grid for row in rows)
    return grid


@settings(max_examples=40, deadline=None)
@given(
    st.integers(1, 30).flatmap(lambda n: st.lists(st.lists(st.text(max_size=60), min_size=n, max_size=n), min_size=1))
)
def test_columns_fill_the_page_whatever_they_hold(rows: list[list[str]]) -> None:
    one = table("t", "T", [f"Column {n}" for n in range(len(rows[0]))], rows)
    widths = widths_of(tree(written(one)))
    assert sum(widths) == layout_of(one).page.value.room
    assert min(widths) > 150


def test_a_column_is_as_wide_as_its_content_asks() -> None:
    long = "A programme of weekly sessions in a children's centre, run by two facilitators, free of charge. " * 3
    name, description, number = widths_of(tree(written(table("t", "T", ["Name", "What", "n"], [["Classes", long, 3]]))))
    assert description > 5 * name > number
    narrow, broken = widths_of(tree(written(table("t", "T", ["Name", "What"], [["Classes", "x" * 10_000]]))))
    assert narrow > 700
    assert narrow + broken == ROOM


def test_a_column_of_short_texts_is_not_narrowed_for_the_sake_of_a_long_one() -> None:
    for long in ("Weekly sessions. " * 2, "Weekly sessions. " * 40):
        _, short = layout_of(table("t", "T", ["What", "For whom"], [[long * 3, "Parents"]])).widths
        assert short == 1_080


def orientations(document: bytes) -> list[str]:
    sections = opened(document).sections
    for section in sections:
        assert (section.orientation is WD_ORIENT.LANDSCAPE) == (section.page_width > section.page_height)
    return ["lying" if section.orientation is WD_ORIENT.LANDSCAPE else "upright" for section in sections]


def test_a_wide_table_lies_and_what_comes_after_it_stands_again() -> None:
    assert orientations(written(AREAS, FUNDING)) == ["upright"]
    assert orientations(written(AREAS, WIDE, FUNDING)) == ["upright", "lying", "upright"]
    assert orientations(written(AREAS, WIDE, WIDE, FUNDING)) == ["upright", "lying", "upright"]
    assert orientations(written(AREAS, WIDE)) == ["upright", "lying"]
    assert widths_of(tree(written(WIDE))) != []


def laid(*parts: tuple[Style, str] | Table) -> list[list[str]]:
    """Give the paragraphs of each section of a document of these parts, save for those of a table."""
    document = Document(About("Title", moment_of("")))
    for part in parts:
        document.add_table(part) if isinstance(part, Table) else document.add(*part)
    stream = io.BytesIO()
    document.save(stream)
    sections = [section.iter_inner_content() for section in opened(stream.getvalue()).sections]
    found = [[block.text for block in section if isinstance(block, Paragraph)] for section in sections]
    return [[text for text in section if text and not text.startswith("Table")] for section in found]


def test_what_leads_to_a_wide_table_lies_with_it() -> None:
    chapter, part, deeper = (Style.HEADING_1, "Chapter"), (Style.HEADING_2, "Part"), (Style.HEADING_3, "Deeper")
    text, quote, long = (Style.BODY, "Text"), (Style.QUOTE, "Quote"), (Style.BODY, "Long. " * 300)
    assert orientations(written(WIDE)) == ["lying"]
    assert laid(quote, chapter, text, part, text, WIDE) == [["Quote"], ["Chapter", "Text", "Part", "Text"]]
    assert laid(part, text, part, deeper, WIDE, text) == [["Part", "Text"], ["Part", "Deeper"], ["Text"]]
    assert laid(part, quote, text, WIDE) == [["Part", "Quote", "Text"], []]
    assert laid(part, long, WIDE) == [["Part", long[1]], []]


def test_lying_pages_go_on_where_there_is_little_between_two_wide_tables() -> None:
    text, quote, part = (Style.BODY, "Text"), (Style.QUOTE, "Quote"), (Style.HEADING_2, "Part")
    assert laid(quote, WIDE, text, part, text, WIDE) == [["Quote"], ["Text", "Part", "Text"]]
    assert laid(quote, WIDE, quote, WIDE) == [["Quote"], [], ["Quote"], []]


def test_many_columns_are_set_densely_before_they_lie_and_words_stay_whole() -> None:
    def chosen(*headings: str, words: str = "1") -> tuple[Page, Density]:
        layout = layout_of(table("t", "T", headings, [[words] * len(headings)]))
        return layout.page, layout.density

    assert chosen(*(f"A{n}" for n in range(9))) == (Page.UPRIGHT, Density.ROOMY)
    assert chosen(*(f"Councillor{n}" for n in range(9))) == (Page.UPRIGHT, Density.DENSE)
    assert chosen(*(f"Commissioners{n}" for n in range(8))) == (Page.LYING, Density.ROOMY)
    assert chosen(*(f"ooooooo{n}" for n in range(9)))[0] is Page.UPRIGHT
    assert chosen(*(f"mmmmmmm{n}" for n in range(9)))[0] is Page.LYING
    assert chosen(*(f"Commissioners{n}" for n in range(20))) == (Page.LYING, Density.DENSE)
    assert chosen(*(f"A{n}" for n in range(7)), words="Several words " * 9) == (Page.LYING, Density.ROOMY)
    assert chosen(*(f"A{n}" for n in range(6)), words="Several words " * 9) == (Page.UPRIGHT, Density.ROOMY)


def test_only_the_first_page_is_without_the_title_above() -> None:
    document = written(AREAS, WIDE, FUNDING, title="What we found")
    assert [s.different_first_page_header_footer for s in opened(document).sections] == [True, False, False]
    assert all(s.header.paragraphs[0].text == "What we found" for s in opened(document).sections)
    assert opened(document).sections[0].footer.paragraphs[0].text == "Page 1 of 1"
    footer = tree(document, "word/footer1.xml")
    assert [e.text for e in footer.iter(w("instrText"))] == [" PAGE ", " NUMPAGES "]


def test_several_tables_are_listed_in_front_with_links_to_them() -> None:
    document = written(AREAS, FUNDING)
    wanted = ["Table 1. Achieved interviews by area", "Table 2. Funding by type of support"]
    assert captions(document) == wanted
    assert [text for text in styled(document, "table of figures") if text] == wanted
    assert_sound(document)
    assert styled(written(AREAS), "table of figures") == []


def test_no_tables_make_a_document_all_the_same() -> None:
    document = written()
    assert_sound(document)
    assert [p.text for p in opened(document).paragraphs] == ["Findings tables"]


def test_captions_are_numbered_by_fields() -> None:
    fields = [e.text for e in tree(written(AREAS, FUNDING)).iter(w("instrText"))]
    assert fields == [r' TOC \h \c "Table" ', *[r" SEQ Table \* ARABIC "] * 2]


def test_all_styles_that_are_used_are_defined_and_the_other_way_round() -> None:
    styles = tree(written(AREAS), "word/styles.xml")
    defined = {style.get(w("styleId")) for style in styles.iter(w("style"))}
    assert set(Style) == defined - {"Normal", "DefaultParagraphFont", "TableNormal", "NoList"}
    for link in styles.iter(w("basedOn"), w("next")):
        assert link.get(w("val")) in defined


ORDER = (
    ("keepNext", "keepLines", "pageBreakBefore", "numPr", "pBdr", "shd", "tabs", "spacing", "ind", "jc", "outlineLvl"),
    ("rFonts", "b", "bCs", "color", "sz", "szCs", "lang"),
)


def test_properties_of_styles_stand_in_the_order_that_the_standard_wants() -> None:
    styles = tree(written(AREAS), "word/styles.xml")
    for tag, order in zip(("pPr", "rPr"), ORDER, strict=True):
        for properties in styles.iter(w(tag)):
            places = [order.index(etree.QName(child).localname) for child in properties]
            assert places == sorted(places)


def test_the_language_is_set_once_for_the_whole_document() -> None:
    stream = io.BytesIO()
    document = Document(About("Titel", moment_of(""), language="cy-GB"))
    document.add(Style.BODY, "Geiriau")
    document.save(stream)
    assert opened(stream.getvalue()).core_properties.language == "cy-GB"
    for name in ("styles", "settings"):
        root = tree(stream.getvalue(), f"word/{name}.xml")
        assert [e.get(w("val")) for e in root.iter(w("lang"), w("themeFontLang"))] == ["cy-GB"]
    assert next(tree(written(AREAS), "word/styles.xml").iter(w("lang"))).get(w("val")) == "en-GB"


def test_opening_asks_nothing() -> None:
    assert tree(written(AREAS), "word/settings.xml").find(w("updateFields")) is None


def test_the_same_tables_give_the_same_bytes_and_members_have_one_time() -> None:
    first, second = written(AREAS, WIDE), written(AREAS, WIDE)
    assert first == second
    with zipfile.ZipFile(io.BytesIO(first)) as archive:
        assert {info.date_time for info in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert archive.namelist()[0] == "[Content_Types].xml"


def test_the_parts_are_only_those_that_are_needed_and_name_no_program() -> None:
    parts = members(written(AREAS))
    assert set(parts) == {
        "[Content_Types].xml", "_rels/.rels", "docProps/core.xml", "word/_rels/document.xml.rels", "word/document.xml",
        "word/footer1.xml", "word/header1.xml", "word/numbering.xml", "word/settings.xml", "word/styles.xml",
    }  # fmt: skip
    assert b"python-docx" not in b"".join(parts.values())


def test_a_title_longer_than_a_property_may_be_is_cut_there_and_nowhere_else() -> None:
    document = written(AREAS, title="long " * 100)
    assert len(opened(document).core_properties.title) == 255
    assert opened(document).paragraphs[0].text == "long " * 100


def test_the_time_of_a_document_is_that_of_its_content_or_of_source_date_epoch(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    assert moment_of("").isoformat() == "1980-01-01T00:00:00"
    assert moment_of("2026-01-03T12:00:07.5+01:00").isoformat() == "2026-01-03T11:00:07"
    assert moment_of("2026-01-03T12:00:07").isoformat() == "2026-01-03T12:00:07"
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1735689600")
    assert moment_of("2026-01-03T12:00:07Z").isoformat() == "2025-01-01T00:00:00"
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "soon")
    with pytest.raises(UsageError, match="SOURCE_DATE_EPOCH is not a number"):
        moment_of("")
