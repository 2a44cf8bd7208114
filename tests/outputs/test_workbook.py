from __future__ import annotations

import datetime as dt
import re
import shutil
import subprocess
import tempfile
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import studies
from hypothesis import given, settings
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.utils import get_column_letter
from openpyxl.worksheet import _writer
from python_calamine import load_workbook

from framework_qa.analysis.cited_turns import write_out_turns
from framework_qa.errors import InputError, UsageError
from framework_qa.model.cell_text import parse_runs
from framework_qa.model.chart import Status
from framework_qa.model.codebook import Codebook
from framework_qa.model.conflict import Conflict
from framework_qa.model.edited import begins_with_status, unescape
from framework_qa.model.ids import Code, SpanId
from framework_qa.model.people import Attribute, AttributeRole
from framework_qa.model.study import Settings, Study
from framework_qa.outputs.workbook import WorkbookFacts, write_workbook
from framework_qa.outputs.workbook_front import DECISION_WORDS, STATUS_WORDS
from framework_qa.outputs.workbook_text import as_text, editable_pieces
from framework_qa.outputs.workbook_themes import OTHER_SHEETS
from framework_qa.outputs.xlsx_text import escape
from tests.outputs.workbook_studies import charted, generated_studies


def export(study: Study, folder: Path, **options: Any) -> tuple[openpyxl.Workbook, WorkbookFacts]:
    facts = write_workbook(study, studies.events(), folder / "book.xlsx", **options)
    return openpyxl.load_workbook(folder / "book.xlsx"), facts


def rows_of(page: Any) -> list[dict[str, Any]]:
    rows = [[cell.value for cell in row] for row in page.rows]
    if str(rows[0][0]).startswith("fqa:"):
        assert page.row_dimensions[1].hidden
        assert page.column_dimensions[get_column_letter(len(rows[0]))].hidden
        rows = [row[:-1] for row in rows[1:]]
    return [dict(zip(rows[0], row, strict=True)) for row in rows[1:]]


@pytest.fixture
def small(tmp_path: Path) -> tuple[openpyxl.Workbook, WorkbookFacts]:
    return export(studies.small(), tmp_path)


def test_the_sheets_stand_in_the_order_of_work(small: tuple[openpyxl.Workbook, WorkbookFacts]) -> None:
    book, facts = small
    assert book.sheetnames == [
        "Contents", "Notes", "Codebook", "Cases", "3 Access", "4 Barriers to take-up what", "Syntheses", "Quotes",
        "Coverage", "Sample", "Log", "framework_qa keys",
    ]  # fmt: skip
    assert book["framework_qa keys"].sheet_state == "veryHidden"
    assert facts == WorkbookFacts(tuple(book.sheetnames[:-1]), quotes=8, cells=16)


def test_each_theme_sheet_is_the_chart_with_evidence_beside_each_summary(
    small: tuple[openpyxl.Workbook, WorkbookFacts],
) -> None:
    page = small[0]["4 Barriers to take-up what"]
    rows = rows_of(page)
    assert list(rows[0]) == [
        "Case", "Case study area", "Respondent type", "4.1 Stigma of seeking help", "4.1 evidence", "4.2 Cost",
        "4.2 evidence", "4.9 Other", "4.9 evidence",
    ]  # fmt: skip
    study = studies.small()
    for row, case in zip(rows, study.ordered_cases, strict=True):
        assert row["Case"] == case.id
        for subtheme in studies.BARRIERS.subthemes:
            assert row[subtheme.heading] == as_text(editable_pieces(study, study.cell(case, subtheme)))
    assert rows[2]["4.1 Stigma of seeking help"] == (
        'Parents fear being judged [q1]; "people feel judged" [q1]. [R: compare with 3.1]'
    )
    assert [row["4.2 evidence"] for row in rows] == ["none", "none", "1 quote", "2 quotes, stale"]
    assert rows[3]["4.2 Cost"].startswith("DRAFT: ")
    assert page["F6"].style == "Framework draft"
    assert page["F3"].value == "not asked"
    assert page["F3"].style == "Framework silence"
    assert (page["D3"].value, page["D3"].style) == ("to chart", "Framework waiting")
    assert (page["H4"].value, page["H4"].style) == ("Queried: Unclear whom they mean", "Framework waiting")


def test_only_the_respondents_words_are_bold_and_only_where_a_person_has_charted(tmp_path: Path) -> None:
    export(studies.small(), tmp_path)
    page = openpyxl.load_workbook(tmp_path / "book.xlsx", rich_text=True)["4 Barriers to take-up what"]
    charted = page["D5"].value
    assert isinstance(charted, CellRichText)
    assert [run.text for run in charted if isinstance(run, TextBlock) and run.font.b] == ['"people feel judged"']
    assert {run.font.rFont for run in charted if isinstance(run, TextBlock)} == {"Arial"}
    assert isinstance(page["F6"].value, str)


@pytest.mark.parametrize("make", [studies.small, studies.nasty])
def test_every_evidence_link_lands_on_the_first_quote_of_its_own_cell(make: Any, tmp_path: Path) -> None:
    study = make()
    book, _ = export(study, tmp_path)
    quotes = rows_of(book["Quotes"])
    followed = set()
    for theme, page in ((studies.ACCESS, book["3 Access"]), (studies.BARRIERS, book["4 Barriers to take-up what"])):
        headings = [cell.value for cell in page[2]]
        for row in page.iter_rows(min_row=3):
            case = row[0].value
            for subtheme in theme.subthemes:
                summary, link = (row[headings.index(h)] for h in (subtheme.heading, f"{subtheme.number} evidence"))
                assert summary.hyperlink is None
                count = len({c.span for c in study.codings_of.get((case, subtheme.code), ())})
                assert (link.hyperlink is not None) == (count > 0)
                if link.hyperlink is None:
                    assert link.value.startswith(("none", "see above"))
                    continue
                assert re.match(r"\d+", link.value)[0] == str(count)  # type: ignore[index]
                name = link.hyperlink.location
                assert link.hyperlink.target is None
                followed.add(name)
                place = re.fullmatch(r"'?Quotes'?!\$A\$(\d+)", book.defined_names[name].attr_text)
                assert place
                at = int(place[1]) - 3
                assert (quotes[at]["Case"], quotes[at]["Subtheme"]) == (case, subtheme.heading)
                before = quotes[at - 1] if at else {"Case": "", "Subtheme": ""}
                assert (before["Case"], before["Subtheme"]) != (case, subtheme.heading)
    assert len(followed) == len({(c.case, c.subtheme) for c in study.codings if c.subtheme != "funding.council"})


@pytest.mark.parametrize("make", [studies.small, studies.nasty])
def test_every_quote_equals_its_span_once_its_rows_are_joined(make: Any, tmp_path: Path) -> None:
    study = make()
    book, facts = export(study, tmp_path)
    found: dict[str, str] = {}
    last = coding = ""
    for row in rows_of(book["Quotes"]):
        if row["Quote id"].endswith(" (continued)"):
            assert row["Quote id"] == f"{last} (continued)"
            assert row["Coding id"] == coding
            found[last] += row["Quote"]
        else:
            last, coding = row["Quote id"], row["Coding id"]
            assert last not in found
            found[last] = row["Quote"]
    assert len(found) == facts.quotes == len(study.codings)
    for span in study.spans:
        assert unescape(found[span.id]) == study.words(span)


def test_quotes_stand_in_the_order_of_the_charts_and_each_cells_together(tmp_path: Path) -> None:
    study = studies.large(cases=9, quotes=300)
    book, _ = export(study, tmp_path)
    rows = rows_of(book["Quotes"])
    order = [case.id for case in study.ordered_cases]
    keys = [(row["Subtheme"], order.index(row["Case"]), int(row["Turn"].rpartition("¶")[2])) for row in rows]
    assert keys == sorted(keys)


def test_no_cell_of_any_table_is_blank_and_every_table_has_its_headings(
    small: tuple[openpyxl.Workbook, WorkbookFacts],
) -> None:
    names = []
    for page in small[0]:
        for table in page.tables.values():
            names.append(table.displayName)
            headings, *rows = page[table.ref]
            assert [cell.value for cell in headings] == [column.name for column in table.tableColumns]
            assert len({cell.value.casefold() for cell in headings}) == len(headings)
            assert rows
            assert all(cell.value not in (None, "") for row in rows for cell in row)
            assert table.autoFilter.ref == table.ref
        assert page.auto_filter.ref is None
        assert not page.merged_cells.ranges
    assert len(set(names)) == len(names) == 18
    assert {"tblQuotes", "tblCases", "tblCodebook", "tblCoverage", "tblLog", "tblTheme_3"} <= set(names)


def test_sheets_are_set_up_for_reading_and_print(small: tuple[openpyxl.Workbook, WorkbookFacts]) -> None:
    book = small[0]
    assert [book[name].freeze_panes for name in ("3 Access", "Quotes", "Coverage", "Cases", "Contents")] == [
        "D3", "D3", "D2", "B2", None,
    ]  # fmt: skip
    for page in book:
        assert (page.page_setup.orientation, page.page_setup.paperSize) == ("landscape", 8)
        assert page.sheet_properties.pageSetUpPr.fitToPage
        width = sum(page.column_dimensions[get_column_letter(n)].width for n in range(1, page.max_column + 1))
        assert width / page.page_setup.fitToWidth <= 360, "print is never smaller than can be read"
        assert page.page_setup.fitToHeight == 0
        assert page.oddFooter.right.text == "page &P of &N"
        for row in page.iter_rows():
            assert page.row_dimensions[row[0].row].height
            for cell in row:
                if cell.value is not None:
                    assert cell.font.name == "Arial"
                    assert cell.alignment.vertical == "top"
    assert book["Quotes"].print_title_rows == "$2:$2"
    assert book["Quotes"].print_title_cols == "$A:$A"
    assert book["Quotes"]["J3"].alignment.wrap_text


def test_the_status_of_a_quote_is_chosen_from_the_words_on_notes(
    small: tuple[openpyxl.Workbook, WorkbookFacts],
) -> None:
    book = small[0]
    (offered,) = book["Quotes"].data_validations.dataValidation
    assert str(offered.sqref) == "M3:M10"
    assert book["Quotes"]["M2"].value == "Status"
    sheet, _, area = book.defined_names[offered.formula1].attr_text.partition("!")
    listed = [row[0].value for row in book[sheet.strip("'")][area.replace("$", "")]]
    assert listed == [str(word) for word in DECISION_WORDS]
    _, _, area = book.defined_names["list_statuses"].attr_text.partition("!")
    assert [row[0].value for row in book["Notes"][area.replace("$", "")]] == [str(word) for word in STATUS_WORDS]


def test_contents_links_to_every_other_sheet(small: tuple[openpyxl.Workbook, WorkbookFacts]) -> None:
    page = small[0]["Contents"]
    links = {cell.value: cell.hyperlink.location for (cell,) in page["A6:A15"]}
    assert list(links) == small[0].sheetnames[1:-1]
    assert links["4 Barriers to take-up what"] == "'4 Barriers to take-up what'!A2", "A1 is a hidden key"
    assert links["Codebook"] == "'Codebook'!A1"
    assert page["A2"].value == "Working workbook: 4 cases, 8 codings, codebook relationship-support, version 2"


def test_coverage_says_in_words_what_its_colours_say(small: tuple[openpyxl.Workbook, WorkbookFacts]) -> None:
    page = small[0]["Coverage"]
    said = {page.cell(row, column).value: page.cell(row, column).style for row in range(2, 6) for column in range(4, 8)}
    assert said["charted, 1 of 2 extracts cited"] == "Framework charted"
    assert said["draft, 2 extracts, stale"] == "Framework drafted"
    assert said["to chart, 1 extract"] == "Framework waiting"
    assert said["nothing said"] == "Framework silence"
    assert page["A7"].value == "What the colours say"
    assert page["A8"].fill.fgColor.rgb == page["E4"].fill.fgColor.rgb


def test_the_document_names_nobody_and_carries_the_time_of_the_last_event(tmp_path: Path) -> None:
    book, _ = export(studies.small(), tmp_path)
    said = book.properties
    assert (said.creator, said.lastModifiedBy) == ("framework_qa", None)
    assert said.title == "Support for relationships: working workbook"
    assert said.created == said.modified == dt.datetime(2026, 1, 3, 11, 0, 7)  # noqa: DTZ001 - UTC, as openpyxl reads it
    with zipfile.ZipFile(tmp_path / "book.xlsx") as archive:
        assert {member.date_time for member in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        whole = b"".join(archive.read(name) for name in archive.namelist() if name.startswith("docProps"))
    assert str(tmp_path).encode() not in whole


def test_source_date_epoch_is_honoured_and_without_events_the_time_is_1980(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "book.xlsx"
    write_workbook(studies.small(), (), path)
    assert openpyxl.load_workbook(path).properties.created == dt.datetime(1980, 1, 1)  # noqa: DTZ001
    write_workbook(studies.small(), [replace(studies.events()[0], at="2026-01-01T10:00:00")], path)
    assert openpyxl.load_workbook(path).properties.created == dt.datetime(2026, 1, 1, 10)  # noqa: DTZ001
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "86400")
    write_workbook(studies.small(), studies.events(), path)
    assert openpyxl.load_workbook(path).properties.modified == dt.datetime(1970, 1, 2)  # noqa: DTZ001
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "yesterday")
    with pytest.raises(UsageError, match="SOURCE_DATE_EPOCH"):
        write_workbook(studies.small(), studies.events(), path)


@pytest.mark.parametrize("make", [studies.small, studies.nasty])
def test_the_same_study_gives_the_same_bytes(make: Any, tmp_path: Path) -> None:
    for name in ("a.xlsx", "b.xlsx"):
        write_workbook(make(), studies.events(), tmp_path / name)
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()


def test_no_temporary_file_ever_holds_a_participants_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "tmp").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "tmp"))
    made: list[str] = []
    monkeypatch.setattr(_writer, "ALL_TEMP_FILES", made)
    export(studies.small(), tmp_path)
    assert not made
    assert not list((tmp_path / "tmp").iterdir())
    assert {found.name for found in tmp_path.iterdir()} == {"book.xlsx", "tmp"}


def test_nasty_words_are_text_to_a_second_reader_too(tmp_path: Path) -> None:
    study = studies.nasty()
    export(study, tmp_path)
    rows = load_workbook(tmp_path / "book.xlsx").get_sheet_by_name("Quotes").to_python(skip_empty_area=False)
    headings = [str(value) for value in rows[1]]
    said = [str(row[headings.index("Quote")]) for row in rows[2:]]
    assert all(isinstance(value, str) for row in rows for value in row)
    for words in studies.NASTY:
        if len(words) < 1_000:
            assert words in said or escape(words) in said


def test_a_drafted_cell_over_the_limit_goes_on_in_rows_marked_as_continued(tmp_path: Path) -> None:
    study = studies.nasty()
    book, _ = export(study, tmp_path)
    texts: dict[str, str] = {}
    case = ""
    for row in rows_of(book["3 Access"]):
        if row["Case"].endswith(" (continued)"):
            assert row["Case"] == f"{case} (continued)"
            assert row["Case study area"] == "Case study area 1"
            assert row["3.1 evidence"] == "see above"
        else:
            case = row["Case"]
            texts[case] = ""
        texts[case] += row["3.1 Referral"]
    for one in study.cases:
        assert unescape(texts[one.id]) == as_text(editable_pieces(study, study.cell(one, studies.ACCESS.subthemes[0])))
    assert len(texts) == len(studies.NASTY)


def test_any_attributes_may_group_the_charts(tmp_path: Path) -> None:
    book, _ = export(studies.small(), tmp_path, group_by=(studies.SERVICE,))
    rows = rows_of(book["3 Access"])
    assert [(row["Case"], row["Service"]) for row in rows] == [
        ("A1-S01", "Commissioning"), ("A2-P01", "Mediation"), ("A1-P01", "not recorded"), ("N-S01", "not recorded"),
    ]  # fmt: skip
    assert [row["Case"] for row in rows_of(book["Cases"])] == [row["Case"] for row in rows]
    assert book["3 Access"].freeze_panes == "C3"
    ungrouped, _ = export(studies.small(), tmp_path, group_by=())
    assert ungrouped["3 Access"].freeze_panes == "B3"


def test_names_that_a_researcher_may_choose_badly_still_give_a_sound_workbook(tmp_path: Path) -> None:
    desk = studies.Desk()
    clash = replace(studies.ACCESS, number="4.0", label="Barriers", subthemes=())
    other = replace(studies.BARRIERS, number="4_0", label="barriers", code=Code("b"))
    desk.codebook = Codebook("c", 1, (clash, other))
    labels = ("Status", "Quote", "4.1 evidence", "Case", "x" * 400, "bell \x07")
    attributes = tuple(Attribute(f"a{n}", label, AttributeRole.GROUP) for n, label in enumerate(labels))
    desk.settings = Settings("Bell \x07 and \n lines", attributes)
    desk.interview("A1", ["q", "words"])
    desk.code("A1", 2, "barriers.stigma")
    book, facts = export(desk.study(), tmp_path)
    assert facts.sheets[4:6] == ("4.0 Barriers", "4_0 barriers")
    assert {"tblTheme_4_0", "tblTheme_4_0_2"} == {next(iter(book[name].tables)) for name in facts.sheets[4:6]}
    headings = [cell.value for cell in book["Quotes"][2]]
    assert headings[3:9] == ["Status", "Quote", "4.1 evidence", "Case (2)", "x" * 121 + "…", "bell _x0007_"]
    (offered,) = book["Quotes"].data_validations.dataValidation
    assert str(offered.sqref) == "P3"
    assert headings[15] == "Status (2)"
    assert book["Contents"]["A1"].value == "Bell _x0007_ and \n lines"


def test_a_study_with_nothing_in_it_yet_is_still_a_workbook(tmp_path: Path) -> None:
    book, facts = export(Study(Settings("New")), tmp_path)
    assert facts == WorkbookFacts(tuple(name for name in OTHER_SHEETS if name != "Conflicts"), 0, 0)
    assert book["Quotes"]["A3"].value == "nothing yet"
    assert not book["Cases"].tables
    assert book["Contents"]["A2"].value == "Working workbook: 0 cases, 0 codings, no codebook yet"
    assert book["Sample"]["A1"].value == "nothing yet"


def test_a_workbook_that_cannot_be_written_is_told_in_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"Could not write book\.xlsx: its folder does not exist"):
        write_workbook(studies.small(), (), tmp_path / "no" / "book.xlsx")


SOFFICE = shutil.which("soffice")


@pytest.mark.skipif(SOFFICE is None, reason="LibreOffice is not here to judge")
@pytest.mark.parametrize("make", [studies.small, studies.nasty])
def test_libreoffice_opens_the_workbook_and_finds_the_same_words(make: Any, tmp_path: Path) -> None:
    study = make()
    _, facts = export(study, tmp_path)
    subprocess.run(
        [str(SOFFICE), f"-env:UserInstallation=file://{tmp_path / 'profile'}", "--headless", "--convert-to", "ods",
         "--outdir", str(tmp_path), str(tmp_path / "book.xlsx")],
        check=True, timeout=120, capture_output=True,
    )  # fmt: skip
    book = load_workbook(tmp_path / "book.ods")
    assert book.sheet_names == [*facts.sheets, "framework_qa keys"]
    said = {str(value) for row in book.get_sheet_by_name("Quotes").to_python() for value in row}
    for span in study.spans:
        words = study.words(span)
        if len(words) < 1_000 and words.isprintable():
            assert words.strip() in {one.strip() for one in said}


@settings(max_examples=60)
@given(generated_studies())
def test_what_stands_in_a_cell_reads_back_as_the_same_runs(study: Study) -> None:
    for cell in study.cells:
        text = as_text(editable_pieces(study, cell))
        if not cell.runs:
            assert text == cell.status
            continue
        before = begins_with_status(text)
        assert bool(before) == (cell.draft or cell.status is not Status.CHARTED)
        quotes: dict[int, list[SpanId]] = {}
        for coding in study.codings_of.get((cell.case, cell.subtheme), ()):
            quotes.setdefault(study.span_by_id[coding.span].turn, []).append(coding.span)
        out = write_out_turns(text[before.end() :] if before else text, cell.case, quotes)
        assert not out.faults
        assert parse_runs(out.text, case=cell.case) == cell.runs


def test_texts_that_wait_beside_those_that_stand_are_on_a_sheet_of_their_own(tmp_path: Path) -> None:
    study = charted()
    cell = study.cells[0]
    of_cell = Conflict(f"{cell.case}:{cell.subtheme}", "queried", "What of it [A1-P01.q1]", "you", "now", "b.xlsx")
    of_group = Conflict("all cases:barriers", "", "It is money [A1-P02:barriers.stigma].", "you", "now", "b.xlsx")
    of_nothing = Conflict("A9-P09:barriers.stigma", "charted", "Gone [A9-P09.q1]", "", "", "")
    book, facts = export(replace(study, conflicts=(of_cell, of_group, of_nothing)), tmp_path)
    assert "Conflicts" in facts.sheets
    rows = rows_of(book["Conflicts"])
    assert [row["Place"] for row in rows] == ["A1-P01:4.1", "A9-P09:4.1", "all cases:4"]
    assert rows[0]["Text that stands"].startswith("Says what keeps parents away, number 1 [¶2]")
    assert rows[0]["Other text"] == "Queried: What of it [A1-P01.q1]"
    assert rows[1]["Text that stands"] == rows[1]["By"] == "none"
    assert rows[2]["Text that stands"] == "Shame keeps parents away [A1-P01:4.1, A1-P02:4.1]."
    assert rows[2]["Other text"] == "It is money [A1-P02:barriers.stigma]."


def test_syntheses_stand_on_a_sheet_with_their_state(tmp_path: Path) -> None:
    study = charted()
    older = replace(study.syntheses[0], basis="older")
    book, _ = export(replace(study, syntheses=(older, study.syntheses[1])), tmp_path)
    rows = rows_of(book["Syntheses"])
    assert [(row["Group"], row["About"], row["State"]) for row in rows] == [
        ("all cases", "4", "stale: a cell changed since"),
        ("area=area_1", "4.1", "holds"),
    ]
    empty, _ = export(studies.small(), tmp_path)
    assert next(cell.value for cell in empty["Syntheses"][3]) == "nothing yet"
