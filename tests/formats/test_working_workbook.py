"""An edited working workbook read back: from Excel's files and LibreOffice's, long texts and odd ones, and no other."""

from __future__ import annotations

import shutil
import subprocess
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.comments import Comment

from framework_qa.analysis.workbook_merge import merge
from framework_qa.errors import InputError, RefusedError
from framework_qa.formats.working_workbook import read_working_workbook
from framework_qa.model.edited import KEYS_SHEET, EditedRow, EditedWorkbook, Oddity, folded, text_digest
from framework_qa.model.study import Study
from framework_qa.outputs.workbook_text import as_text, editable_pieces
from tests.outputs import studies
from tests.outputs.workbook_studies import BARRIERS, STIGMA, at, charted, edited, export

SUMMARY = f"summary:{STIGMA}"
SOFFICE = shutil.which("soffice")


def row(found: EditedWorkbook, sheet: str, key: str) -> EditedRow:
    return next(row for one in found.sheets if one.sheet == sheet for row in one.rows if row.key == key)


def texts_of(study: Study) -> dict[tuple[str, str], str]:
    return {(c.case, c.subtheme): as_text(editable_pieces(study, c)) for c in study.cells}


def through_libreoffice(path: Path, folder: Path) -> Path:
    (folder / "saved").mkdir()
    subprocess.run(
        [str(SOFFICE), f"-env:UserInstallation=file://{folder / 'profile'}", "--headless", "--convert-to", "xlsx",
         "--outdir", str(folder / "saved"), str(path)],
        check=True, timeout=120, capture_output=True,
    )  # fmt: skip
    return folder / "saved" / path.name


@pytest.mark.parametrize("make", [charted, studies.small, studies.nasty])
def test_every_text_comes_back_exactly(make: Callable[[], Study], tmp_path: Path) -> None:
    study = make()
    found = read_working_workbook(export(study, tmp_path))
    for (case, subtheme), text in texts_of(study).items():
        chart = f"chart:{subtheme.partition('.')[0]}"
        assert row(found, chart, case).cells[f"summary:{subtheme}"].text == text
    for coding in study.codings:
        words = study.words(study.span_by_id[coding.span])
        assert row(found, "quotes", coding.id).cells["words"].text == words
    assert found.exported.study == "1" * 64
    assert found.exported.head == study.head
    assert found.exported.codings == set(study.coding_by_id)


@pytest.mark.skipif(SOFFICE is None, reason="LibreOffice is not here to save the workbook")
@pytest.mark.parametrize("make", [charted, studies.nasty])
def test_a_file_saved_by_libreoffice_comes_back_unchanged(make: Callable[[], Study], tmp_path: Path) -> None:
    study = make()
    found = read_working_workbook(through_libreoffice(export(study, tmp_path), tmp_path))
    merged = merge(study, found, who="me", at="now")
    assert not merged.differences
    assert not merged.problems
    for (case, subtheme), text in texts_of(study).items():
        saved = row(found, f"chart:{subtheme.partition('.')[0]}", case).cells[f"summary:{subtheme}"].text
        assert folded(saved) == folded(text)
        if text.isprintable() or "_x" in text:
            assert saved == text


@pytest.mark.skipif(SOFFICE is None, reason="LibreOffice is not here to save the workbook")
def test_edits_and_notes_saved_by_libreoffice_are_found(tmp_path: Path) -> None:
    def act(book: Any) -> None:
        at(book[BARRIERS], "A1-P01", SUMMARY).value = 'Parents dread it [¶2]; "ashamed of asking" [¶2]'
        at(book[BARRIERS], "A1-P02", SUMMARY).comment = Comment("Jo:\nask again", "Jo")
        at(book["Quotes"], "A1-P02.c3", "status").value = "rejected"
        book[BARRIERS].title = "Renamed"

    path = export(charted(), tmp_path)
    edited(path, act)
    merged = merge(charted(), read_working_workbook(through_libreoffice(path, tmp_path)), who="me", at="now")
    assert {difference.what for difference in merged.differences} == {"A1-P01:4.1", "A1-P02:4.1", "A1-P02.c3"}
    assert len(merged.put) == 3
    assert not merged.problems


def test_rows_that_continue_a_long_text_are_joined_wherever_they_stand(tmp_path: Path) -> None:
    study = studies.nasty()

    def turn_round(book: Any) -> None:
        for name in ("Quotes", BARRIERS):
            page = book[name]
            rows = [[cell.value for cell in row] for row in page.iter_rows(min_row=3)]
            for number, values in enumerate(reversed(rows), 3):
                for column, value in enumerate(values, 1):
                    page.cell(number, column).value = value
                    page.cell(number, column).data_type = "s"  # openpyxl takes =1+1 for a formula

    merged = merge(study, edited(export(study, tmp_path), turn_round), who="me", at="now")
    assert not merged.differences
    assert not merged.problems


def test_a_row_whose_continuation_is_gone_is_not_read(tmp_path: Path) -> None:
    study = studies.nasty()

    def act(book: Any) -> None:
        page = book["3 Access"]
        page.delete_rows(next(row[0].row for row in page.iter_rows() if str(row[-1].value).endswith("+1")))

    merged = merge(study, edited(export(study, tmp_path), act), who="me", at="now")
    assert [difference.why for difference in merged.differences] == [
        "rows that continue this one are gone or stand apart, so it was not read"
    ]
    assert not merged.put


def test_what_is_no_text_is_told_apart(tmp_path: Path) -> None:
    def act(book: Any) -> None:
        page = book[BARRIERS]
        for key, value in (("A1-P01", 3), ("A1-P02", "=1+1"), ("A1-P03", "#REF!"), ("A1-P04", True)):
            at(page, key, SUMMARY).value = value

    found = edited(export(charted(), tmp_path), act)
    oddities = [row(found, "chart:barriers", f"A1-P0{n}").cells[SUMMARY].oddity for n in range(1, 6)]
    assert oddities == [Oddity.NUMBER, Oddity.FORMULA, Oddity.ERROR, Oddity.NUMBER, None]


THREAD = (
    '<ThreadedComments xmlns="http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments">'
    '<threadedComment ref="{0}" dT="2026-01-01T00:00:00.00" personId="x" id="1"><text>See 3.1</text></threadedComment>'
    '<threadedComment ref="{0}" dT="2026-01-01T00:00:00.00" personId="x" id="2" parentId="1"><text>Done</text>'
    "</threadedComment></ThreadedComments>"
)
STANDS_IN = (
    "[Threaded comment]\n\nYour version of Excel allows you to read this threaded comment.\n\nComment:\n    See 3.1"
)


@pytest.mark.parametrize("threaded", [True, False])
def test_the_comments_of_newer_programs_are_read_too(tmp_path: Path, *, threaded: bool) -> None:
    path = export(charted(), tmp_path)
    places = []

    def act(book: Any) -> None:
        cell = at(book[BARRIERS], "A1-P01", SUMMARY)
        cell.comment = Comment(STANDS_IN, "tc={1}")
        places.append(cell.coordinate)

    edited(path, act)
    if threaded:
        _add_thread(path, THREAD.format(places[0]))
    note = row(read_working_workbook(path), "chart:barriers", "A1-P01").cells[SUMMARY].note
    assert note == ("See 3.1\nDone" if threaded else "See 3.1")


def _add_thread(path: Path, thread: str) -> None:
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    rels = next(name for name in parts if name.startswith("xl/worksheets/_rels") and b"/comments" in parts[name])
    relation = (
        b'<Relationship Id="rId99" Type="http://schemas.microsoft.com/office/2017/10/relationships/threadedComment" '
        b'Target="/xl/threadedComments/threadedComment1.xml"/></Relationships>'
    )
    parts[rels] = parts[rels].replace(b"</Relationships>", relation)
    parts["xl/threadedComments/threadedComment1.xml"] = thread.encode()
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in parts.items():
            archive.writestr(name, data)


def test_a_workbook_without_keys_is_refused_with_what_to_do(tmp_path: Path) -> None:
    path = export(charted(), tmp_path)
    with pytest.raises(RefusedError, match=r"framework\.xlsx carries no keys .* Export a new one"):
        edited(path, lambda book: book.remove(book[KEYS_SHEET]))
    book = openpyxl.Workbook()
    book.create_sheet(KEYS_SHEET).append(["stamp", "version", "one"])
    book.save(path)
    with pytest.raises(RefusedError, match="carries no keys"):
        read_working_workbook(path)


def test_a_workbook_of_a_newer_version_is_refused(tmp_path: Path) -> None:
    def act(book: Any) -> None:
        cells = (cell for row in book[KEYS_SHEET].iter_rows() for cell in row)
        version = next(cell for cell in cells if cell.value == "version")
        version.offset(column=1).value = "2"

    with pytest.raises(RefusedError, match="newer version of the toolkit"):
        edited(export(charted(), tmp_path), act)


@pytest.mark.parametrize("data", [b"", b"case,text\n", b"PK\x03\x04 and no archive"])
def test_what_is_no_workbook_is_told(data: bytes, tmp_path: Path) -> None:
    (tmp_path / "x.xlsx").write_bytes(data)
    with pytest.raises(InputError, match=r"Could not read x\.xlsx"):
        read_working_workbook(tmp_path / "x.xlsx")


def test_a_damaged_workbook_is_told(tmp_path: Path) -> None:
    path = export(charted(), tmp_path)
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts["xl/worksheets/sheet5.xml"] = parts["xl/worksheets/sheet5.xml"].replace(b' r="', b' r="?', 3)
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    with pytest.raises(InputError, match="the workbook is damaged"):
        read_working_workbook(path)


def test_damaged_keys_are_told(tmp_path: Path) -> None:
    def act(book: Any) -> None:
        for row in book[KEYS_SHEET].iter_rows(min_row=2):
            if row[0].value == "quotes":
                row[2].value = f"{row[2].value} +many"

    with pytest.raises(InputError, match="the workbook is damaged"):
        edited(export(charted(), tmp_path), act)


@given(st.text(max_size=40))
def test_folding_is_done_once_and_ignores_what_a_spreadsheet_changes(text: str) -> None:
    assert folded(folded(text)) == folded(text)
    assert text_digest(f" {text}\u00a0") == text_digest(text)
