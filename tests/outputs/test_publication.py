from __future__ import annotations

import io
import re
import shutil
import subprocess
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO

import pytest
import studies
from lxml import etree
from openpyxl import load_workbook
from python_calamine import CalamineWorkbook

from framework_qa.analysis.accessibility import judged, unmet
from framework_qa.errors import RefusedError
from framework_qa.formats.workbook_facts import read_workbook_facts
from framework_qa.model.chart import Run, RunKind, Status
from framework_qa.model.edited import unescape
from framework_qa.model.ids import SpanId
from framework_qa.model.quote import Star
from framework_qa.model.study import Publication, Study
from framework_qa.model.tables import Audience
from framework_qa.outputs import publication_ods, publication_xlsx
from framework_qa.outputs.findings.build import built_in_tables
from framework_qa.outputs.moments import EARLIEST
from framework_qa.outputs.publication import Page, chart_tables, numbered_labels, pages, summary
from framework_qa.outputs.table import Table, table
from framework_qa.outputs.xlsx import Properties

Writer = Callable[[Sequence[Page], Properties, BinaryIO], None]
SAID = Properties("Support: workbook for publication", "Findings", EARLIEST)
WORDS = "People do not want to be seen walking in there."


def covered(study: Study, *, one_case: bool = True, counts: bool = True) -> Study:
    settings = replace(study.settings, publication=Publication(counts=counts, one_case_covered=one_case))
    return replace(study, settings=settings)


def desk(*cases: str) -> studies.Desk:
    """Interview mediators, all of whom speak of stigma; the first of them is charted."""
    made = studies.Desk()
    for case in cases:
        made.interview(case, [studies.QUESTION, WORDS], area="area_1", role="provider", service="Mediation")
        made.code(case, 2, "barriers.stigma")
    made.chart(
        cases[0],
        "barriers.stigma",
        Status.CHARTED,
        Run(RunKind.SUMMARY, "Parents fear\nbeing seen", (SpanId(f"{cases[0]}.q1"),)),
        Run(RunKind.VERBATIM, "seen walking in", (SpanId(f"{cases[0]}.q1"),)),
        Run(RunKind.COMMENT, "ask the other centre"),
    )
    return made


def starred(study: Study, *spans: str) -> Study:
    return replace(study, stars=tuple(Star(SpanId(span)) for span in spans))


def laid(study: Study, findings: Sequence[Table] = ()) -> tuple[Page, ...]:
    return pages(study, findings, chart_tables(study), EARLIEST)


def written(content: Sequence[Page], write: Writer = publication_xlsx.write_publication) -> io.BytesIO:
    stream = io.BytesIO()
    write(content, SAID, stream)
    stream.seek(0)
    return stream


def small() -> Study:
    study = covered(studies.small())
    return starred(study, study.spans[0].id)


def whole(study: Study) -> tuple[Page, ...]:
    rows = [(words, "", number) for number, words in enumerate(studies.NASTY)]
    nasty = table(
        "nasty", "What is taken for something else", ("Text", "text", "Cases"), rows, notes=("A note.",), source="X."
    )
    bare = table("bare", "Nothing", ("A", "B"), [])
    return laid(study, [*built_in_tables(study, Audience.PUBLISHED), nasty, bare])


def texts(content: Sequence[Page]) -> str:
    found = [page.title for page in content] + [line.text for page in content for line in page.lines]
    found += [str(value) for page in content if page.table for row in page.table.values() for value in row]
    return "\n".join(found)


def test_a_summary_goes_out_without_references_and_comments() -> None:
    study = desk("A1-P01", "A1-P02").study()
    assert summary(study.cells[0]) == "Parents fear being seen; “seen walking in”"


@pytest.mark.parametrize("change", [{"draft": True}, {"status": Status.QUERIED}, {"status": Status.TO_CHART}])
def test_what_nobody_signed_off_stays_in(change: dict[str, object]) -> None:
    study = desk("A1-P01", "A1-P02").study()
    open_cell = replace(study.cells[0], **change)  # type: ignore[arg-type]
    bare = replace(study, cells=(open_cell,))
    assert [one.name for one in chart_tables(bare)] == ["Codebook"]
    assert "Parents fear" not in texts(laid(bare))


def test_cells_say_which_kind_of_silence_they_are() -> None:
    made = desk("A1-P01", "A1-P02")
    made.chart("A1-P01", "barriers.cost", Status.NOTHING_SAID)
    made.chart("A1-P02", "barriers.cost", Status.NOT_REACHED, draft=True)
    made.chart("A1-P02", "barriers.other", Status.WITHHELD)
    found = chart_tables(made.study())[1]
    rows = dict(zip(numbered_labels(made.study()), found.values(), strict=True))
    assert rows["A1-P01"][1:] == ("Parents fear being seen; “seen walking in”", "nothing said", "not charted")
    assert rows["A1-P02"][1:] == ("not charted", "not charted", "withheld")


def test_rows_go_by_numbered_labels_and_no_case_id_stands_anywhere() -> None:
    cases = tuple(f"A{area}-P0{number}" for area in (1, 2, 3) for number in range(1, 5))
    study = starred(desk(*cases).study(), "A1-P01.q1", "A2-P02.q6")
    found = texts(laid(study))
    assert "Mediation (12)" in found
    assert not re.search(r"[AN]\d?-[PS]\d\d|¶", found)
    numbers = [label for case, label in sorted(numbered_labels(study).items())]
    assert numbers != sorted(numbers, key=lambda label: int(label[11:-1]))  # the order of the areas is not told


def test_a_label_that_fits_one_case_refuses_summaries_and_quotes_as_a_whole() -> None:
    made = desk("A1-P01", "A1-P02")
    made.interview("A1-S01", [studies.QUESTION, WORDS], area="area_1", role="stakeholder", service="Commissioning")
    with pytest.raises(RefusedError, match=r"1 label fits one case only \(Commissioning\)"):
        chart_tables(made.study())
    assert len(chart_tables(covered(made.study()))) == 2


def test_quotes_alone_are_refused_for_their_own_labels_only() -> None:
    made = desk("A1-P01", "A1-P02")
    made.cells.clear()
    made.interview("A1-S01", [studies.QUESTION, WORDS], area="area_1", role="stakeholder", service="Commissioning")
    lone = made.code("A1-S01", 2, "barriers.stigma")
    assert [one.name for one in chart_tables(starred(made.study(), "A1-P01.q1"))] == ["Codebook", "Quotes"]
    with pytest.raises(RefusedError, match="Commissioning"):
        chart_tables(starred(made.study(), lone))


def test_only_starred_quotes_go_out_and_none_of_a_withheld_cell() -> None:
    made = desk("A1-P01", "A1-P02", "A1-P03")
    made.chart("A1-P02", "barriers.stigma", Status.WITHHELD)
    chosen = chart_tables(starred(made.study(), "A1-P01.q1", "A1-P02.q2"))[-1]
    barrier = ("4 Barriers to take-up: what keeps parents away?", "4.1 Stigma of seeking help")
    assert chosen.values() == ((*barrier, "Mediation", WORDS),)


def test_a_case_id_that_somebody_typed_into_a_summary_is_refused() -> None:
    made = desk("A1-P01", "A1-P02")
    made.chart("A1-P02", "barriers.cost", Status.CHARTED, Run(RunKind.SUMMARY, "As A1-P01 says", ()))
    with pytest.raises(RefusedError, match="case ids stand in row"):
        chart_tables(made.study())


def test_a_case_id_that_somebody_typed_into_a_note_is_refused() -> None:
    typed = table("typed", "Typed", ("A",), [("a",)], notes=("See A1-P01.",))
    with pytest.raises(RefusedError, match="'Notes' cannot be published: case ids stand in row 1"):
        laid(small(), [typed])


def test_the_notes_name_what_is_left_out() -> None:
    found = texts(laid(covered(studies.small(), counts=False)))
    assert "No summary has been signed off yet for: 3 Access." in found
    assert "No quotes have been chosen for print" in found
    assert "How many cases raised something is not told" in found


def test_every_mark_of_a_note_is_on_the_notes_sheet() -> None:
    content = whole(small())
    notes = next(page for page in content if page.name == "Notes").table
    assert notes is not None
    told = {str(row[0].value) for row in notes.rows}
    assert {mark for page in content for mark in re.findall(r"\[(note \d+)\]", page.title)} == told


def test_the_checklist_has_nothing_to_say_against_it(tmp_path: Path) -> None:
    path = tmp_path / "publication.xlsx"
    path.write_bytes(written(laid(small(), built_in_tables(small(), Audience.PUBLISHED))).getvalue())
    facts = read_workbook_facts(path)
    assert [(one.item.number, one.judgement.where) for one in unmet(judged(facts))] == []
    assert (facts.title, facts.language, facts.active) == (SAID.title, "en-GB", 0)
    assert [sheet.name for sheet in facts.sheets][:3] == ["Cover", "Contents", "Notes"]
    assert all(len(sheet.tables) == 1 and not sheet.frozen for sheet in facts.sheets[1:])


def test_each_sheet_is_one_table_under_its_title_without_filter_buttons() -> None:
    stream = written(whole(small()))
    with zipfile.ZipFile(stream) as archive:
        said = archive.read("docProps/core.xml")
        assert b'builtinId="16"' in archive.read("xl/styles.xml")
    assert b"creator" not in said
    assert b"lastModifiedBy" not in said
    book = load_workbook(stream)
    for sheet in book.worksheets[1:]:
        (marked,) = sheet.tables.values()
        assert marked.autoFilter is None
        assert sheet["A2"].value.startswith("This worksheet contains one table.")
        rows = list(sheet[marked.ref])
        assert all(cell.value not in (None, "") and cell.alignment.wrap_text for row in rows for cell in row)
        assert all(
            cell.font.name == "Arial" and cell.font.sz >= 12 for row in sheet.iter_rows() for cell in row if cell.value
        )
        numbers = [cell for row in rows[1:] for cell in row if isinstance(cell.value, int)]
        assert all(cell.alignment.horizontal == "right" for cell in numbers)
        assert (sheet.sheet_view.selection[0].activeCell, sheet.auto_filter.ref) == ("A1", None)
    assert all(row[0].hyperlink for row in book["Contents"].iter_rows(min_row=4))


@pytest.mark.parametrize("write", [publication_xlsx.write_publication, publication_ods.write_publication])
def test_the_same_study_gives_the_same_bytes(write: Writer) -> None:
    assert written(whole(small()), write).getvalue() == written(whole(small()), write).getvalue()


def test_words_that_look_like_something_else_stay_words_in_excel() -> None:
    sheet = load_workbook(written(whole(small())))["Nasty"]
    assert all(row[0].data_type == "s" for row in sheet.iter_rows(min_row=5))
    printed = "".join(
        unescape(str(row[0].value)) for row in sheet.iter_rows(min_row=5) if "(continued)" not in row[0].value
    )
    assert all(words in printed for words in studies.NASTY)
    assert {row[1].value for row in sheet.iter_rows(min_row=5)} == {"none", "see above"}


def test_both_files_hold_the_same_words() -> None:
    content = whole(small())
    xlsx = CalamineWorkbook.from_filelike(written(content))
    ods = CalamineWorkbook.from_filelike(written(content, publication_ods.write_publication))
    assert xlsx.sheet_names == ods.sheet_names
    for name in xlsx.sheet_names:
        if name != "Nasty":
            assert ods.get_sheet_by_name(name).to_python() == xlsx.get_sheet_by_name(name).to_python()


def parts(stream: io.BytesIO) -> dict[str, etree._Element]:
    with zipfile.ZipFile(stream) as archive:
        assert archive.infolist()[0].filename == "mimetype"
        assert archive.infolist()[0].compress_type == zipfile.ZIP_STORED
        return {one: etree.fromstring(archive.read(one)) for one in archive.namelist() if one.endswith(".xml")}


def values(root: etree._Element, attribute: str) -> list[str]:
    return [str(one) for one in root.xpath(f"//@*[local-name()='{attribute}']")]  # type: ignore[union-attr]


def test_the_open_document_marks_its_tables_and_says_its_language() -> None:
    content = whole(small())
    found = parts(written(content, publication_ods.write_publication))
    body, look, said = found["content.xml"], found["styles.xml"], found["meta.xml"]
    with_tables = [page for page in content if page.table]
    assert len(values(body, "target-range-address")) == len(with_tables)
    assert set(values(body, "display-filter-buttons")) == {"false"}
    assert len(list(body.iter("{*}table-header-rows"))) == len(with_tables)
    assert set(values(look, "language")) == {"en"}
    assert [one.text for one in said.iter("{*}language")] == ["en-GB"]
    assert [one.text for one in said.iter("{*}title")] == [SAID.title]
    assert not list(said.iter("{*}creator", "{*}initial-creator", "{*}user-defined"))
    assert not values(body, "number-columns-spanned")
    assert not list(look.iter("{*}header", "{*}footer"))
    assert "Cover" in "".join(found["settings.xml"].itertext())


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_libreoffice_opens_the_open_document_and_finds_the_same_tables(tmp_path: Path) -> None:
    content = laid(small(), built_in_tables(small(), Audience.PUBLISHED))
    (tmp_path / "p.ods").write_bytes(written(content, publication_ods.write_publication).getvalue())
    command = ["soffice", f"-env:UserInstallation=file://{tmp_path}/profile", "--headless", "--convert-to", "xlsx"]
    subprocess.run(
        [*command, "--outdir", str(tmp_path), str(tmp_path / "p.ods")], check=True, timeout=180, capture_output=True
    )
    book = load_workbook(tmp_path / "p.xlsx")
    assert book.sheetnames == [page.name for page in content]
    assert book.active is not None
    assert book.active.title == "Cover"
    assert book["Contents"]["A4"].hyperlink is not None
    assert book["Notes"]["B4"].alignment.wrap_text
    assert book["Notes"]["A3"].font.name == "Arial"
