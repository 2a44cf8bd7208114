from __future__ import annotations

import io
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import studies
from documents import SVG, assert_sound, captions, members, opened, png, styled, tree
from docx.oxml.ns import qn

from framework_qa.model.tables import Audience
from framework_qa.outputs.content import (
    Block,
    Box,
    Line,
    Paragraph,
    Picture,
    Points,
    Quotation,
    Report,
    Section,
    Shown,
    ToWrite,
    Words,
)
from framework_qa.outputs.docx.words import shown, w
from framework_qa.outputs.report.document import write_document
from framework_qa.outputs.table import Entry, table


def line(*words: str) -> Line:
    return tuple(Words(text, ("A1-P01.c1",)) for text in words)


SAMPLE = table("sample", "Achieved interviews", ["Area", "Interviews"], [["Area 1", 8], ["Total", 8]], source="Cases")
FUNDING = table(
    "funding",
    "Funding by type of support",
    ["Level", "Type", "Funding"],
    [["Early", "Classes", Entry("Council", ("A1-P01.c7",))], ["Crisis", "Mediation", "none mentioned"]],
    notes=["† Points to one case only."],
    row_headings=2,
)
CROSSTAB = table(
    "areas",
    "Barriers by area",
    ["Barrier", *(f"Case study area {n}" for n in range(1, 9))],
    [[f"Barrier number {n}", *("not raised here",) * 8] for n in range(5)],
)
SERVICES = table(
    "services",
    "What each service does",
    ["Service", "Description", "For whom"],
    [[f"Service {n}", "Weekly sessions run by two facilitators. " * (1 + n % 4), "Parents"] for n in range(60)],
)
MATRIX = table("matrix", "Barriers: the matrix", ["Case", "4.1"], [["A1-P01", "A cell."]])
SHARES = table("shares", "Cases raising stigma", ["Area", "Cases"], [["Area 1", 4], ["Area 2", 6]])
BARS = Picture("stigma", "Where is stigma raised most?", "Area 2, then area 1.", SHARES, SVG, png(2400, 600), 1200, 300)
UNDRAWN = Picture("new", "When do new subthemes stop?", "A line.", SHARES, instead="Install framework-qa[pictures].")
QUOTE = Quotation("People feel judged.\nThey stay away.", "Children's centre manager", "A1-P01.q1")
CHANGES = Section("changes", "Changes", (), (Section("small", "Small"),))
STAGES = Section("stages", "Stages", (), (Section("codebook", "Codebook", (), (CHANGES,)),))
SECTIONS = (
    Section(
        "method",
        "How the study was done",
        (
            Paragraph((Words("It rests on "), Words("46 interviews", ("A1-P01",), strong=True), Words("."))),
            Shown(SAMPLE),
            Points((line("Eight stakeholders"), line("Thirty-eight ", "local respondents"))),
            ToWrite("Say how respondents were approached.", "coreq_11"),
            ToWrite("Say what else there is."),
        ),
        (STAGES,),
    ),
    Section(
        "barriers",
        "4 Barriers",
        (Box("Key findings", (line("Stigma is everywhere."), line("Cost is not."))), QUOTE, Shown(FUNDING),
         Shown(MATRIX, wide=True)),
        (Section("areas", "By area", (Shown(CROSSTAB),)), Section("pictures", "Pictures", (BARS, UNDRAWN))),
    ),
    Section("services", "5 Services", (Shown(SERVICES),)),
)  # fmt: skip
REPORT = Report(
    "Support for parents", "Findings", ("A. Researcher", "B. Analyst"), SECTIONS, moment="2026-01-03T12:00:07Z"
)


def written(report: Report = REPORT) -> bytes:
    stream = io.BytesIO()
    write_document(report, studies.small(), stream)
    return stream.getvalue()


def of(*blocks: Block, **changes: Any) -> Report:
    return replace(REPORT, sections=(Section("only", "Only", blocks),), **changes)


def test_the_document_is_sound_and_formatted_by_style_alone() -> None:
    assert_sound(written())


def test_tables_and_figures_are_numbered_as_on_the_page() -> None:
    assert captions(written()) == [
        "Table 1. Achieved interviews",
        "Table 2. Funding by type of support",
        "Table 3. Barriers: the matrix",
        "Table 4. Barriers by area",
        "Figure 1. Where is stigma raised most?",
        "Figure 1 as a table. Cases raising stigma",
        "Figure 2. When do new subthemes stop?",
        "Figure 2 as a table. Cases raising stigma",
        "Table 5. What each service does",
    ]


def test_the_table_of_a_figure_repeats_its_number_and_takes_none() -> None:
    fields = [e.text for e in tree(written(of(BARS, UNDRAWN, Shown(SAMPLE)))).iter(w("instrText"))]
    figure = [r" SEQ Figure \* ARABIC ", r" SEQ Figure \c \* ARABIC "]
    assert fields == [r' TOC \o "1-3" \h ', *figure, *figure, r" SEQ Table \* ARABIC "]


def test_every_value_of_every_table_stands_in_order_and_a_wide_one_is_only_named() -> None:
    tables = opened(written()).tables
    read = [[[cell.text for cell in row.cells] for row in one.rows] for one in tables]
    wanted = (SAMPLE, FUNDING, CROSSTAB, SHARES, SHARES, SERVICES)
    assert read == [[list(one.columns), *([str(v) for v in row] for row in one.values())] for one in wanted]
    assert any(text.startswith("This matrix is too wide") for text in styled(written(), "Body Text"))


def test_the_contents_list_the_headings_before_anybody_updates_them_and_link_to_them() -> None:
    document = tree(written())
    lines = [p for p in opened(written()).paragraphs if p.style is not None and p.style.name.startswith("toc ")]
    assert [(p.style.name, p.text) for p in lines if p.text] == [
        ("toc 1", "How the study was done"),
        ("toc 2", "Stages"),
        ("toc 3", "Codebook"),
        ("toc 1", "4 Barriers"),
        ("toc 2", "By area"),
        ("toc 2", "Pictures"),
        ("toc 1", "5 Services"),
    ]
    assert r' TOC \o "1-3" \h ' in [e.text for e in document.iter(w("instrText"))]
    bookmarked = {
        start.get(w("name")): "".join(t.text for t in start.getparent().iter(w("t")))
        for start in document.iter(w("bookmarkStart"))
    }
    for link in document.iter(w("hyperlink")):
        assert bookmarked[link.get(w("anchor"))] == "".join(t.text for t in link.iter(w("t")))


def test_headings_go_four_levels_deep() -> None:
    headings = [(p.style.name, p.text) for p in opened(written()).paragraphs if p.style.name.startswith("Heading")]
    assert headings[:5] == [
        ("Heading 1", "How the study was done"),
        ("Heading 2", "Stages"),
        ("Heading 3", "Codebook"),
        ("Heading 4", "Changes"),
        ("Heading 4", "Small"),
    ]


def test_a_quote_keeps_its_words_and_says_who_spoke_and_from_where() -> None:
    assert styled(written(), "Quote") == [QUOTE.words]
    assert styled(written(), "Quote Attribution") == ["Children's centre manager [A1-P01.q1]"]
    assert styled(written(of(replace(QUOTE, span=""))), "Quote Attribution") == ["Children's centre manager"]


def test_a_published_document_holds_no_id() -> None:
    report = of(QUOTE, Paragraph(line("Words")), Shown(FUNDING), audience=Audience.PUBLISHED)
    text = b"".join(members(written(report)).values())
    assert styled(written(report), "Quote Attribution") == ["Children's centre manager"]
    assert b"A1-P01" not in text
    assert b"Working report" not in text
    assert any("Working report" in text for text in styled(written(), "Report Details"))


def test_references_are_not_printed_even_in_the_working_document() -> None:
    assert b".c7" not in members(written())["word/document.xml"]


def test_stressed_words_points_box_and_places_to_write_have_their_styles() -> None:
    document = written()
    body = next(p for p in opened(document).paragraphs if p.text == "It rests on 46 interviews.")
    assert [run.style.name for run in body.runs] == ["Default Paragraph Font", "Strong", "Default Paragraph Font"]
    assert styled(document, "List Bullet") == ["Eight stakeholders", "Thirty-eight local respondents"]
    assert styled(document, "Key Findings Title") == ["Key findings"]
    assert styled(document, "Key Findings") == ["Stigma is everywhere.", "Cost is not."]
    assert styled(document, "To Write") == [
        "To write: Say how respondents were approached. In study.yaml: coreq_11",
        "To write: Say what else there is.",
    ]


def test_a_picture_is_there_as_svg_and_as_png_with_its_words_and_fits_the_page() -> None:
    document = written(of(BARS, replace(BARS, name="second", svg=SVG.replace("teal", "red"), width=100, height=2000)))
    assert_sound(document)
    parts = members(document)
    assert parts["word/media/drawing1.svg"] == SVG.encode()
    assert parts["word/media/image1.png"] == BARS.png
    assert b'PartName="/word/media/drawing1.svg" ContentType="image/svg+xml"' in parts["[Content_Types].xml"]
    first, tall = opened(document).inline_shapes
    assert (first.width.twips, first.height.twips) == (9638, 2409)
    assert tall.height.cm < 22
    assert tall.width * 20 == pytest.approx(tall.height, rel=0.01)
    relations = {r.get("Id"): r.get("Target") for r in tree(document, "word/_rels/document.xml.rels")}
    drawn = [relations[e.get(qn("r:embed"))] for e in tree(document).iter() if qn("r:embed") in e.attrib]
    assert drawn == ["media/image1.png", "media/drawing1.svg", "media/image1.png", "media/drawing2.svg"]
    described = [e.attrib for e in tree(document).iter(qn("wp:docPr"))]
    assert [(d["id"], d["name"], d["descr"]) for d in described] == [
        ("1", "stigma", "Area 2, then area 1."),
        ("2", "second", "Area 2, then area 1."),
    ]


def test_a_picture_that_could_not_be_drawn_says_why_and_leaves_its_table() -> None:
    document = written(of(UNDRAWN))
    assert not opened(document).inline_shapes
    assert "Install framework-qa[pictures]." in styled(document, "Body Text")
    assert len(opened(document).tables) == 1


def test_the_title_page_says_what_and_who_and_when() -> None:
    document = opened(written())
    assert [p.text for p in document.paragraphs[:6]] == [
        "Support for parents",
        "Findings",
        "A. Researcher, B. Analyst",
        "The study as it stood on 3 January 2026, 12:00 UTC",
        "Working report, for the team. It names cases, and quotes carry the ids to trace them by.",
        "Contents",
    ]
    bare = Report("Only a title", "", (), (), Audience.PUBLISHED)
    assert [p.text for p in opened(written(bare)).paragraphs if p.text] == ["Only a title", "Contents"]
    assert_sound(written(bare))


def test_properties_name_the_study_and_nobody_but_its_authors(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    said = opened(written()).core_properties
    assert (said.title, said.subject, said.language) == ("Support for parents", "Support for relationships", "en-GB")
    assert (said.author, said.last_modified_by, said.comments) == ("A. Researcher; B. Analyst", "", "")
    assert said.created == said.modified
    assert said.created is not None
    assert said.created.isoformat().startswith("2026-01-03T12:00:07")
    assert opened(written(replace(REPORT, authors=()))).core_properties.author == ""


def test_the_same_report_gives_the_same_bytes() -> None:
    assert written() == written()


def hostile() -> Report:
    texts = [text for text in studies.NASTY if len(text) < 9_000]
    texts += ["<script>alert(1)</script>", "]]>", "x" * 10_000, "\ud800", "{{ config }}", "\u202eabc\u202c", "&amp;"]
    one = table("bad", "Bad ]]> \x07", ["Words", "Number"], [[text, n] for n, text in enumerate(texts)], notes=texts)
    blocks = [Quotation(text, text, text) for text in texts] + [Box("\x00", (line(*texts),)), ToWrite("\x0b", "]]>")]
    picture = replace(BARS, name='"<&\x07', alternative='"<&\x07\n', title="]]>")
    return of(*blocks, Shown(one), picture, title="<b>\x07", subtitle="]]>", authors=("<i>\x01",))


def test_hostile_words_are_text_everywhere() -> None:
    document = written(hostile())
    assert_sound(document)
    quoted = [quote.words for quote in hostile().sections[0].blocks if isinstance(quote, Quotation)]
    assert styled(document, "Quote") == [shown(words) for words in quoted]
    assert [cell.text for cell in opened(document).tables[0].column_cells(0)][1:] == [shown(words) for words in quoted]
    assert opened(document).core_properties.author == r"<i>\x01"


SOFFICE, PDFTOTEXT = shutil.which("soffice"), shutil.which("pdftotext")


def as_pdf(document: bytes, folder: Path) -> str:
    """Let LibreOffice lay a document out; give the text of its pages."""
    (folder / "report.docx").write_bytes(document)
    command = [str(SOFFICE), f"-env:UserInstallation=file://{folder / 'profile'}", "--headless", "--convert-to", "pdf"]
    subprocess.run(
        [*command, "--outdir", str(folder), str(folder / "report.docx")], check=True, timeout=240, capture_output=True
    )
    if not (folder / "report.pdf").exists():
        pytest.skip("LibreOffice is here without its Writer")
    read = subprocess.run(
        [str(PDFTOTEXT), "-layout", str(folder / "report.pdf"), "-"], check=True, timeout=60, capture_output=True
    )
    return read.stdout.decode()


@pytest.mark.skipif(SOFFICE is None or PDFTOTEXT is None, reason="LibreOffice is not here to judge")
def test_libreoffice_lays_the_document_out_with_headings_repeated_and_pages_numbered(tmp_path: Path) -> None:
    pages = as_pdf(written(), tmp_path).removesuffix("\f").split("\f")
    assert [page.split()[-4:] for page in pages] == [
        ["Page", str(n), "of", str(len(pages))] for n in range(1, len(pages) + 1)
    ]
    services = [page for page in pages if "Weekly sessions" in page]
    assert len(services) > 1
    assert all("Description" in page and "For whom" in page for page in services)
    assert all(f"Service {n} " in "".join(services) for n in range(60))
    assert "How the study was done" in pages[0]


@pytest.mark.skipif(SOFFICE is None or PDFTOTEXT is None, reason="LibreOffice is not here to judge")
def test_libreoffice_shows_hostile_words_as_text(tmp_path: Path) -> None:
    text = as_pdf(written(hostile()), tmp_path)
    assert "<script>alert(1)</script>" in text
    assert "]]>" in text
    assert text.count("x" * 50) > 50
