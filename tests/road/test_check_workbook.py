"""check-workbook: the 36 items of the accessible-spreadsheet checklist, for anybody's workbook."""

from __future__ import annotations

import io
import json
import re
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
from openpyxl import Workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.chart import BarChart, Reference
from openpyxl.comments import Comment
from openpyxl.formatting.rule import ColorScaleRule
from openpyxl.styles import Color, Font, GradientFill, PatternFill
from openpyxl.worksheet.filters import AutoFilter, FilterColumn

from framework_qa.analysis.accessibility import ITEMS, Judged
from framework_qa.analysis.accessible_looks import has_contrast, ratio
from framework_qa.analysis.verdicts import Verdict
from framework_qa.errors import FrameworkError, InputError, RefusedError
from framework_qa.formats import workbook_facts
from framework_qa.model.workbook import Look
from framework_qa.stages.check import check_workbook
from tests.road.workbooks import BAD, clean, saved
from tests.small_study import run

TO_JUDGE = {15, 33, 34}


def check(folder: Path, book: Workbook) -> tuple[Judged, ...]:
    path = folder / "book.xlsx"
    path.write_bytes(saved(book))
    return check_workbook(path).items


def of(items: tuple[Judged, ...], verdict: Verdict) -> dict[int, tuple[str, ...]]:
    return {one.item.number: one.judgement.where for one in items if one.judgement.verdict is verdict}


def rewritten(data: bytes, member: str, old: str, new: str) -> bytes:
    """Write an archive again with a change in one member, or with a new member where `old` is empty."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in source.namelist():
            text = source.read(name)
            if old and name == member:
                assert old.encode() in text
                text = text.replace(old.encode(), new.encode())
            archive.writestr(name, text)
        if not old:
            archive.writestr(member, new)
    return target.getvalue()


def test_there_are_36_items_numbered_in_the_checklists_order() -> None:
    assert [item.number for item in ITEMS] == list(range(1, 37))
    page = (Path(__file__).resolve().parents[2] / "docs" / "accessibility.md").read_text(encoding="utf-8")
    assert re.findall(r"^\| (\d+) \| (.+?) \|", page, re.MULTILINE) == [(str(i.number), i.asks) for i in ITEMS]


def test_a_clean_workbook_has_nothing_unmet(tmp_path: Path) -> None:
    items = check(tmp_path, clean())
    assert of(items, Verdict.NOT_MET) == {}
    assert set(of(items, Verdict.TO_JUDGE)) == TO_JUDGE


@pytest.mark.parametrize("name", BAD)
def test_the_checker_finds_exactly_the_faults_planted(tmp_path: Path, name: str) -> None:
    plant, expected = BAD[name]
    book = clean()
    plant(book)
    assert of(check(tmp_path, book), Verdict.NOT_MET) == expected


def test_what_only_a_person_can_tell_is_left_to_one_with_its_places(tmp_path: Path) -> None:
    book = clean()
    sheet = book["Interviews"]
    sheet["A2"] = "Blank cells mean that nobody was asked."
    sheet["C5"] = None
    sheet["A4"].hyperlink = "https://example.org/area-one"
    sheet["A5"].font = Font(name="Arial", size=11, color="1F497D")
    found = of(check(tmp_path, book), Verdict.TO_JUDGE)
    assert {n: found[n] for n in found if n not in TO_JUDGE} == {
        8: ("Interviews!C5",),
        16: ("Interviews!A4",),
        23: ("Interviews!A5",),
    }


def test_macros_and_what_no_item_asks_about_are_told(tmp_path: Path) -> None:
    book = clean()
    sheet = book["Interviews"]
    sheet["B6"] = "=SUM(B4:B5)"
    sheet.protection.sheet = True
    sheet.sheet_view.zoomScale = 80
    path = tmp_path / "book.xlsm"
    path.write_bytes(rewritten(saved(book), "xl/vbaProject.bin", "", "a program"))
    found = check_workbook(path)
    assert of(found.items, Verdict.NOT_MET) == {26: ("the workbook",)}
    assert found.besides == ("cells with a formula: 1", "protected sheets: 1", "sheets not at 100% zoom: 1")


def test_the_command_shows_a_row_an_item_and_ends_with_3_where_one_is_not_met(tmp_path: Path) -> None:
    path = tmp_path / "book.xlsx"
    path.write_bytes(saved(clean()))
    done = run(tmp_path, "check-workbook", str(path))
    assert (done.code, len(done.out.splitlines())) == (0, 37)
    book = clean()
    BAD["merged cells"][0](book)
    path.write_bytes(saved(book))
    done = run(tmp_path, "check-workbook", str(path), "--json")
    data = json.loads(done.out)
    assert (done.code, data["nothing_unmet"], len(data["items"])) == (3, False, 36)
    assert data["items"][2]["where"] == ["Interviews!C4:C5"]
    assert "2 not met" in done.err


def test_a_cell_range_of_the_whole_sheet_takes_no_time(tmp_path: Path) -> None:
    book = clean()
    data = rewritten(
        saved(book), "xl/worksheets/sheet3.xml", "</sheetData>",
        '</sheetData><mergeCells count="1"><mergeCell ref="A1:XFD1048576"/></mergeCells>'
        '<hyperlinks><hyperlink ref="A1:XFD1048576" location="A1"/></hyperlinks>',
    )  # fmt: skip
    (tmp_path / "book.xlsx").write_bytes(data)
    found = of(check_workbook(tmp_path / "book.xlsx").items, Verdict.NOT_MET)
    assert found == {3: ("Interviews!A1:XFD1048576",)}


def bomb() -> bytes:
    return rewritten(saved(clean()), "xl/spare.xml", "", " " * 40_000_000)


def wide_table() -> bytes:
    return rewritten(saved(clean()), "xl/tables/table1.xml", 'ref="A3:B4"', 'ref="A3:XFD1048576"')


def with_doctype() -> bytes:
    return rewritten(
        saved(clean()), "xl/worksheets/sheet1.xml", "<worksheet", '<!DOCTYPE w [<!ENTITY a "b">]><worksheet'
    )


def damaged() -> bytes:
    return rewritten(saved(clean()), "xl/worksheets/sheet2.xml", "</row>", "</raw>")


def no_such_style() -> bytes:
    return rewritten(saved(clean()), "xl/worksheets/sheet2.xml", ' s="', ' s="99')


@pytest.mark.parametrize(
    ("data", "kind", "says"),
    [
        (b"", InputError, "it is no .xlsx workbook"),
        (b"a,b\n1,2\n", InputError, "it is no .xlsx workbook"),
        (b"%PDF-1.7", InputError, "it is a PDF"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", InputError, "an old Excel workbook"),
        (saved(clean())[:900], InputError, "damaged or cut short"),
        (damaged(), InputError, "the workbook is damaged"),
        (no_such_style(), InputError, "the workbook is damaged"),
        (bomb(), RefusedError, "more than 200 times its size"),
        (wide_table(), RefusedError, "its tables span more than 3,000,000 cells"),
        (with_doctype(), RefusedError, "a document type"),
    ],
)
def test_hostile_and_broken_files_are_refused_in_a_sentence(
    tmp_path: Path, data: bytes, kind: type[FrameworkError], says: str
) -> None:
    path = tmp_path / "book.xlsx"
    path.write_bytes(data)
    with pytest.raises(kind, match=re.escape(says)) as caught:
        check_workbook(path)
    assert "book.xlsx" in caught.value.sentence
    assert str(tmp_path) not in str(caught.value)


def test_a_workbook_of_too_many_cells_is_refused_before_it_is_parsed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workbook_facts, "MOST_MARKS", 50)
    with pytest.raises(RefusedError, match="more than 50 marks"):
        check(tmp_path, clean())


def colours(folder: Path, *looks: tuple[Color | str | None, object]) -> tuple[tuple[str, str], ...]:
    """Give ink and paper of cells as the reader of looks works them out."""
    book = Workbook()
    for row, (ink, fill) in enumerate(looks, 1):
        cell = book.worksheets[0].cell(row, 1, "words")
        cell.font = Font(name="Arial", color=ink)
        if fill is not None:
            cell.fill = fill
    (folder / "looks.xlsx").write_bytes(saved(book))
    cells = workbook_facts.read_workbook_facts(folder / "looks.xlsx").sheets[0].cells
    return tuple((cell.look.ink, cell.look.paper) for cell in cells.values())


def test_colours_of_palette_theme_and_tint_are_worked_out(tmp_path: Path) -> None:
    found = colours(
        tmp_path,
        ("FF1F4E79", PatternFill("solid", fgColor="FFFFFFFF")),
        (Color(indexed=10), PatternFill("solid", fgColor=Color(theme=4))),
        (Color(indexed=64), PatternFill("solid", fgColor=Color(theme=0, tint=-0.5))),
        (Color(theme=1), PatternFill("solid", fgColor=Color(theme=1, tint=0.5))),
        (Color(theme=40), GradientFill(stop=("FFDDE6EF", "FFFFFFFF"))),
        (Color(auto=True), None),
    )
    assert found == (
        ("1F4E79", ""),
        ("FF0000", "4F81BD"),
        ("", "808080"),
        ("", "808080"),
        ("", "DDE6EF"),
        ("", ""),
    )


def test_contrast_is_that_of_the_guidelines() -> None:
    assert ratio("000000", "FFFFFF") == pytest.approx(21)
    assert ratio("777777", "FFFFFF") == pytest.approx(4.48, abs=0.01)
    grey = Look(ink="777777")
    assert not has_contrast(grey)
    assert has_contrast(replace(grey, size=18))
    assert has_contrast(replace(grey, size=14, bold=True))
    assert not has_contrast(replace(grey, size=14))


def test_colours_by_value_and_comments_are_for_a_person(tmp_path: Path) -> None:
    book = clean()
    sheet = book["Interviews"]
    scale = ColorScaleRule(start_type="min", start_color="FFFFFF", end_type="max", end_color="4F81BD")
    sheet.conditional_formatting.add("B4:B6", scale)
    sheet["A4"].comment = Comment("Look at this.", "A reader")
    items = check(tmp_path, book)
    assert of(items, Verdict.NOT_MET) == {}
    found = of(items, Verdict.TO_JUDGE)
    assert {n: found[n] for n in found if n not in TO_JUDGE} == {
        20: ("Interviews!A4",),
        23: ("Interviews!B4:B6",),
        24: ("Interviews!B4:B6",),
    }


def with_drawing(words: str, kind: str = "graphicFrame") -> bytes:
    book = clean()
    chart = BarChart()
    chart.add_data(Reference(book["Interviews"], min_col=2, min_row=4, max_row=6))
    book["Interviews"].add_chart(chart, "E3")
    member = "xl/drawings/drawing1.xml"
    data = rewritten(saved(book), member, 'name="Chart 1"', f'name="Chart 1" descr="{words}"')
    return rewritten(data, member, "graphicFrame>", f"{kind}>")


def test_a_chart_with_words_is_for_a_person_and_a_text_box_is_not_met(tmp_path: Path) -> None:
    path = tmp_path / "book.xlsx"
    path.write_bytes(with_drawing("Interviews by area"))
    assert of(check_workbook(path).items, Verdict.TO_JUDGE)[25] == ("Interviews!E3",)
    path.write_bytes(with_drawing("", "sp"))
    assert of(check_workbook(path).items, Verdict.NOT_MET) == {20: ("Interviews!E3",)}
    path.write_bytes(with_drawing("", "unheardOf"))
    assert of(check_workbook(path).items, Verdict.NOT_MET) == {20: ("Interviews!E3",)}


def test_a_sheet_of_one_chart_has_no_alternative_text(tmp_path: Path) -> None:
    book = clean()
    chart = BarChart()
    chart.add_data(Reference(book["Interviews"], min_col=2, min_row=4, max_row=6))
    book.create_chartsheet("Picture").add_chart(chart)
    assert of(check(tmp_path, book), Verdict.NOT_MET) == {25: ("Picture!A1",)}


def test_superscript_within_a_cell_is_seen_and_a_square_metre_is_no_note(tmp_path: Path) -> None:
    book = clean()
    sheet = book["Interviews"]
    sheet["A4"] = CellRichText("Area one", TextBlock(InlineFont(vertAlign="superscript"), "1"))
    sheet["A5"] = "Area two, 40 km²"
    sheet["A6"] = "Total²"
    found = of(check(tmp_path, book), Verdict.NOT_MET)
    assert found == {11: ("Interviews!A4", "Interviews!A6")}


def test_a_workbook_saved_with_several_sheets_chosen_or_another_cell_is_told(tmp_path: Path) -> None:
    book = clean()
    book["Notes"].sheet_view.tabSelected = True
    assert of(check(tmp_path, book), Verdict.NOT_MET) == {36: ("Cover", "Notes")}
    book = clean()
    book["Cover"].sheet_view.selection[0].activeCell = "B7"
    assert of(check(tmp_path, book), Verdict.NOT_MET) == {36: ("Cover!B7",)}


def test_filter_buttons_that_every_column_hides_are_none(tmp_path: Path) -> None:
    book = clean()
    hidden = [FilterColumn(colId=number, hiddenButton=True) for number in range(3)]
    book["Interviews"].tables["interviews"].autoFilter = AutoFilter(ref="A3:C6", filterColumn=hidden)
    assert of(check(tmp_path, book), Verdict.NOT_MET) == {}


def test_a_table_without_a_header_row_is_told(tmp_path: Path) -> None:
    path = tmp_path / "book.xlsx"
    path.write_bytes(rewritten(saved(clean()), "xl/tables/table2.xml", 'headerRowCount="1"', 'headerRowCount="0"'))
    assert of(check_workbook(path).items, Verdict.NOT_MET)[5] == ("Interviews!A3:C6",)


@pytest.mark.parametrize(
    ("style", "level"), [("Excel Built-in Heading 1", 1), ("Title", 1), ("Heading 2", 2), ("Heading", 0)]
)
def test_a_heading_is_known_by_the_name_of_its_style_where_its_number_is_gone(
    tmp_path: Path, style: str, level: int
) -> None:
    path = tmp_path / "book.xlsx"
    old = 'name="Headline 1" xfId="1" builtinId="16"'
    path.write_bytes(rewritten(saved(clean()), "xl/styles.xml", old, f'name="{style}" xfId="1"'))
    first = workbook_facts.read_workbook_facts(path).sheets[0].cells[1, 1]
    assert first.look.heading == level
    assert (18 not in of(check_workbook(path).items, Verdict.NOT_MET)) == (level == 1)
