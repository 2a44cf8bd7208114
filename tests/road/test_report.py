"""Report: the files that leave the study hold what the study holds, word for word."""

from __future__ import annotations

import csv
import json
from pathlib import Path

from openpyxl import load_workbook

from framework_qa import open_study
from tests.small_study import run


def test_the_workbook_quotes_every_span_exactly(sample: Path) -> None:
    study = open_study(sample)
    book = load_workbook(sample / "exports" / "framework.xlsx")
    assert book.sheetnames[:1] == ["Contents"]
    rows = list(book["Quotes"].iter_rows(values_only=True))
    heads = [str(head).casefold() for head in rows[1]]  # a hidden row of keys stands above
    quote, words = heads.index("quote id"), heads.index("quote")
    printed = {str(row[quote]): row[words] for row in rows[2:]}
    live = {coding.span for coding in study.codings if coding.live}
    assert live == set(printed)
    assert all(printed[span] == study.words(study.span_by_id[span]) for span in live)


def test_quotes_go_out_as_csv_and_markdown(small: Path) -> None:
    assert run(small, "export", "quotes").code == 0
    text = (small / "exports" / "quotes.csv").read_text(encoding="utf-8-sig")
    rows = list(csv.DictReader(text.splitlines()))
    assert len(rows) == 4
    assert run(small, "export", "quotes", str(small / "quotes.md")).code == 0
    assert "Parents are ashamed of asking." in (small / "quotes.md").read_text()


def test_a_matrix_and_a_codebook_go_out(small: Path) -> None:
    run(small, "chart", "draft")
    assert run(small, "export", "matrix", "1").code == 0
    assert "four months" in (small / "exports" / "matrix_1.csv").read_text(encoding="utf-8-sig")
    assert run(small, "export", "matrix", "1", str(small / "m.md")).code == 0
    assert "four months" in (small / "m.md").read_text()
    for name in ("c.md", "c.yaml", "c.csv", "c.xlsx"):
        assert run(small, "export", "codebook", str(small / name)).code == 0
    assert "barriers.stigma" in (small / "c.md").read_text()


def test_what_cannot_be_laid_out_is_refused(small: Path) -> None:
    assert run(small, "export", "workbook", "--group-by", "aera").code == 2
    assert run(small, "export", "matrix", "9").code == 2
    assert "this needs a theme" in run(small, "matrix", "1.1").err
    assert "this needs a subtheme" in run(small, "chart", "show", "A1-P01", "1").err
    assert "nothing to show" in run(small, "quotes", "list", "zebra").err


def test_tables_print_the_sample_with_its_targets(sample: Path) -> None:
    found = json.loads(run(sample, "tables", "--json").out)["tables"]
    names = [table["table"] for table in found]
    assert names[0] == "sample_design"
    assert "theme_counts" in names
    assert run(sample, "tables", "sample_design").out.startswith("# ")
    terminal = run(sample, "tables", "sample_design", env={"FORCE_COLOR": "1", "NO_COLOR": "1", "COLUMNS": "100"}).out
    assert "Case study area 1" in terminal


def test_quotes_are_searched_by_words_theme_and_selection(small: Path) -> None:
    def found(*arguments: str) -> list[str]:
        return [row["Quote id"] for row in json.loads(run(small, "quotes", "list", "--json", *arguments).out)["rows"]]

    assert found("WAITING") == ["A1-P01.q2", "A2-S01.q2"]
    assert found("--theme", "2") == ["A2-S01.q1"]
    assert found("--theme", "1.2", "--where", "role=provider") == ["A1-P01.q2"]
    assert "ashamed" in run(small, "quotes", "list", env={"FORCE_COLOR": "1", "COLUMNS": "120"}).out


def test_a_workbook_of_a_study_grouped_otherwise_orders_its_cases_so(small: Path) -> None:
    target = small / "by_role.xlsx"
    assert run(small, "export", "workbook", str(target), "--group-by", "role").code == 0
    book = load_workbook(target)
    sheet = book[next(name for name in book.sheetnames if name.startswith("1"))]
    cases = [row[0] for row in sheet.iter_rows(min_row=3, values_only=True)]
    assert cases == ["A2-S01", "A1-P01"]
