"""Findings tables on the road: declared, printed, exported in every form the same, traced, and held back."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from docx import Document
from lxml import etree, html
from rich.console import Console

from framework_qa.cli.draw import draw
from framework_qa.outputs.delimited import from_csv_text, from_one_line, to_csv, to_tsv
from framework_qa.outputs.markdown import inline, to_markdown
from framework_qa.outputs.table import Table
from framework_qa.stages import report
from tests.small_study import run, state

GOLDEN = Path(__file__).parent / "golden"
Cells = list[list[str]]


@pytest.mark.parametrize("name", ["support_funding", "support_pathways", "local_respondents", "area_criteria"])
def test_a_table_of_the_sample_study_is_what_the_golden_file_shows(demo: Path, name: str) -> None:
    printed = to_markdown(report.tables(demo, [name])[0])
    golden = GOLDEN / f"{name}.md"
    assert printed == golden.read_text(encoding="utf-8")


def in_terminal(table: Table) -> Cells:
    out = Console(file=io.StringIO(), width=100_000, markup=False, highlight=False, emoji=False)
    draw(table, out)
    lines = [line for line in out.file.getvalue().splitlines() if line.strip()]  # type: ignore[attr-defined]
    rule = next(number for number, line in enumerate(lines) if set(line.strip()) == {"─"})
    return [_between_gaps(line) for line in (lines[rule - 1], *lines[rule + 1 :])]


def _between_gaps(line: str) -> list[str]:
    return [part.strip() for part in line.split("  ") if part.strip()]


def in_tsv(table: Table) -> Cells:
    return [[from_one_line(value) for value in line.split("\t")] for line in to_tsv(table).splitlines()]


def in_csv(table: Table) -> Cells:
    return [list(row) for row in from_csv_text(to_csv(table))]


def in_markdown(table: Table) -> Cells:
    lines = [line for line in to_markdown(table).splitlines() if line.startswith("| ")]
    return [line.removeprefix("| ").removesuffix(" |").split(" | ") for line in (lines[0], *lines[2:])]


def in_html(table: Table, folder: Path) -> Cells:
    page = html.fromstring((folder / "exports" / "all.html").read_text(encoding="utf-8"))
    found = [t for t in page.iter("table") if table.title in " ".join(t.find("caption").text_content().split())]
    assert len(found) == 1
    rows = found[0].iter("tr")
    return [[" ".join(cell.text_content().split()) for cell in row if cell.tag in ("td", "th")] for row in rows]


def in_xlsx(table: Table, folder: Path) -> Cells:
    sheet = openpyxl.load_workbook(folder / "exports" / "all.xlsx")[table.name[:31]]
    rows = sheet.iter_rows(max_row=len(table.rows) + 1, max_col=len(table.columns), values_only=True)
    return [[str(value) for value in row] for row in rows]


def in_docx(table: Table, folder: Path) -> Cells:
    document = Document(str(folder / "exports" / "all.docx"))
    wanted = list(table.columns)
    found = [
        t for t in document.tables if [c.text for c in t.rows[0].cells] == wanted and len(t.rows) == len(table.rows) + 1
    ]
    grids = [[[cell.text for cell in row.cells] for row in t.rows] for t in found]
    return next((grid for grid in grids if grid == printed(table)), grids[0])


def printed(table: Table) -> Cells:
    return [list(table.columns), *([str(entry) for entry in row] for row in table.rows)]


def folded(cells: Cells) -> Cells:
    return [[" ".join(value.split()) for value in row] for row in cells]


@pytest.fixture(scope="module")
def exported(demo: Path) -> Path:
    for suffix in ("html", "xlsx", "docx", "md"):
        assert run(demo, "export", "tables", str(demo / "exports" / f"all.{suffix}")).code == 0
    return demo


def test_every_table_of_the_sample_study_is_cell_by_cell_the_same_in_every_renderer(exported: Path) -> None:
    found = report.tables(exported)
    assert len(found) > 15
    of_text: tuple[Callable[[Table], Cells], ...] = (in_tsv, in_csv)
    of_files: tuple[Callable[[Table, Path], Cells], ...] = (in_html, in_xlsx, in_docx)
    for table in found:
        expected = printed(table)
        for read in of_text:
            assert read(table) == expected, (table.name, read.__name__)
        assert in_markdown(table) == [[inline(value) for value in row] for row in expected], table.name
        for look in of_files:
            assert folded(look(table, exported)) == folded(expected), (table.name, look.__name__)


@pytest.mark.parametrize("name", ["sample_design", "support_funding", "services_named", "barriers_by_role"])
def test_a_terminal_wide_enough_shows_the_same_cells(demo: Path, name: str) -> None:
    (table,) = report.tables(demo, [name])
    shown = in_terminal(table)
    wanted = [[value.replace("  ", " ") for value in row] for row in folded(printed(table))]
    assert shown[: len(wanted)] == wanted


def test_json_gives_the_ids_behind_every_value(demo: Path) -> None:
    done = run(demo, "tables", "support_funding", "--json")
    (table,) = json.loads(done.out)["tables"]
    assert table["rows"][0]["evidence"]["Funding"]


def test_a_printed_value_is_traced_to_the_words_it_rests_on(demo: Path) -> None:
    done = run(demo, "trace", "support_funding:C2", "--json")
    rows = json.loads(done.out)["rows"]
    assert rows[0] == {"way": "here", "what": "value", "id": "support_funding:C2", "words": rows[0]["words"]}
    kinds = [row["what"] for row in rows]
    assert kinds == sorted(kinds, key=["value", "coding", "quote", "turn", "transcript", "case"].index)
    (table,) = report.tables(demo, ["support_funding"])
    assert {row["id"] for row in rows if row["what"] == "coding"} == set(table.rows[0][2].refs)


@pytest.mark.parametrize("place", ["A1", "D2", "C99", "ZZZ2"])
def test_an_address_outside_a_table_is_told_with_those_inside(demo: Path, place: str) -> None:
    done = run(demo, "trace", f"support_funding:{place}")
    assert done.code == 2
    assert f"support_funding has no value at {place}." in done.err
    assert "from A2 to C11" in done.err


def test_one_faulty_table_is_told_with_its_line_and_nothing_is_printed(sample: Path) -> None:
    path = sample / "tables.yaml"
    path.write_text(
        path.read_text(encoding="utf-8").replace("rows: support_type", "rows: suport_type"), encoding="utf-8"
    )
    before = state(sample)
    done = run(sample, "tables")
    assert done.code == 3
    assert "tables.yaml, line " in done.err
    assert "support_type" in done.err
    assert done.out == ""
    assert state(sample) == before


def test_a_study_without_tables_of_its_own_prints_those_that_every_study_has(sample: Path) -> None:
    (sample / "tables.yaml").unlink()
    assert {table.name for table in report.tables(sample)} >= {"sample_design", "theme_counts"}
    assert run(sample, "tables", "support_funding").code == 2


def test_a_csv_file_holds_one_table(demo: Path, tmp_path: Path) -> None:
    done = run(demo, "export", "tables", str(tmp_path / "two.csv"), "support_funding", "support_pathways")
    assert done.code == 2
    assert "A .csv file holds one table, and these are 2." in done.err
    assert not (tmp_path / "two.csv").exists()
    assert run(demo, "export", "tables", str(tmp_path / "one.csv"), "support_funding").code == 0


def test_what_points_to_one_case_is_refused_in_print_until_consent_covers_it(sample: Path, tmp_path: Path) -> None:
    target = tmp_path / "out.md"
    refused = run(sample, "export", "tables", str(target), "sample_design", "support_funding", "--published")
    assert refused.code == 4
    assert "sample_design" in refused.err
    assert "support_funding" in refused.err
    assert not target.exists()
    settings = sample / "study.yaml"
    text = settings.read_text(encoding="utf-8")
    settings.write_text(text.replace("publication:\n", "publication:\n  one_case_covered: true\n"), encoding="utf-8")
    assert run(sample, "export", "tables", str(target), "sample_design", "support_funding", "--published").code == 0
    assert "†" not in target.read_text(encoding="utf-8")


def test_what_is_published_carries_no_ids(sample: Path) -> None:
    settings = sample / "study.yaml"
    text = settings.read_text(encoding="utf-8")
    settings.write_text(text.replace("publication:\n", "publication:\n  one_case_covered: true\n"), encoding="utf-8")
    done = run(sample, "tables", "--published", "--json")
    assert done.code == 0
    assert "evidence" not in done.out
    for case in ("A2-P04", "N-S01"):
        assert case not in done.out


def test_counts_can_be_kept_in(sample: Path) -> None:
    settings = sample / "study.yaml"
    text = settings.read_text(encoding="utf-8")
    off = "publication:\n  one_case_covered: true\n  counts: false\n"
    settings.write_text(text.replace("publication:\n", off), encoding="utf-8")
    done = run(sample, "tables", "services_named", "theme_counts", "--published")
    assert done.code == 0
    body = [line.split("\t")[1:] for line in done.out.splitlines() if line and not line.startswith("#")]
    assert not any(value.strip().isdigit() for row in body for value in row)
    assert "raised" in done.out


def test_the_workbook_has_a_sheet_for_each_declared_table(sample: Path) -> None:
    assert run(sample, "export", "workbook").code == 0
    book = openpyxl.load_workbook(sample / "exports" / "framework.xlsx")
    assert {"support_funding", "key_barriers"} <= set(book.sheetnames)
    assert book["support_funding"]["A1"].value == "Level of support"


def test_exports_is_made_anew_where_somebody_took_it_away(sample: Path) -> None:
    for path in (sample / "exports").iterdir():
        path.unlink()
    (sample / "exports").rmdir()
    assert run(sample, "export", "tables").code == 0
    assert (sample / "exports" / "tables.xlsx").stat().st_mode & 0o777 == 0o600
    assert (sample / "exports").stat().st_mode & 0o777 == 0o700


def test_the_report_is_a_page_and_a_document_of_the_same_chapters(sample: Path) -> None:
    done = run(sample, "export", "report")
    assert done.code == 0, done.err
    page = html.fromstring((sample / "exports" / "report.html").read_text(encoding="utf-8"))
    document = Document(str(sample / "exports" / "report.docx"))
    chapters = [p.text for p in document.paragraphs if p.style.name == "Heading 1"]
    on_page = [" ".join(h.text_content().split()) for h in page.iter("h2")]
    assert [c for c in chapters if c not in on_page] == []
    with zipfile.ZipFile(sample / "exports" / "report.docx") as archive:
        for name in archive.namelist():
            if name.endswith((".xml", ".rels")):
                etree.fromstring(archive.read(name))


def test_a_published_report_is_refused_as_a_whole_and_says_why(sample: Path) -> None:
    done = run(sample, "export", "report", "--published")
    assert done.code == 4
    assert not list((sample / "exports").glob("report_published*"))


def test_a_report_is_written_where_it_is_wished(sample: Path, tmp_path: Path) -> None:
    assert run(sample, "export", "report", str(tmp_path / "mine.html")).code == 0
    assert [path.name for path in tmp_path.glob("mine*")] == ["mine.html"]
    assert run(sample, "export", "report", str(tmp_path / "mine.odt")).code == 2
