"""The matrix's page in a browser: what only one can tell. Skipped where Chromium or playwright is missing."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from framework_qa.analysis.staleness import synthesis_basis
from framework_qa.model.chart import Run, RunKind, Status
from framework_qa.model.ids import CaseId, Code
from framework_qa.model.study import Study
from framework_qa.model.synthesis import Statement, Synthesis
from framework_qa.outputs.matrix_page.page import matrix_page
from tests.browser.test_page_in_browser import CHROMIUM, PAINTED, QUIET, QUOTE, Reader
from tests.outputs import studies
from tests.outputs.page_reports import hostile

sync_api = pytest.importorskip("playwright.sync_api")
PDFTOTEXT, PDFINFO = shutil.which("pdftotext"), shutil.which("pdfinfo")

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium here")

# Tell which element lies where the one that has the focus is; what covers it would be another.
UNCOVERED = """() => {
  const spot = document.activeElement.getBoundingClientRect();
  const inside = (size) => Math.min(size, 20) / 2;
  const at = document.elementFromPoint(spot.left + inside(spot.width), spot.top + inside(spot.height));
  return at !== null && (document.activeElement.contains(at) || at.contains(document.activeElement));
}"""
HERE = "() => document.activeElement.closest('td, th')?.id || document.activeElement.closest('td, th')?.textContent"


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with sync_api.sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=CHROMIUM, args=list(QUIET))
        yield running
        running.close()


def written(study: Study, folder: Path, *numbers: str) -> Path:
    assert study.codebook is not None
    wanted = [theme for theme in study.codebook.charts() if not numbers or theme.number in numbers]
    path = folder / "matrix.html"
    path.write_text(matrix_page(study, wanted, "2026-01-03T12:00:00Z"), encoding="utf-8")
    return path


def many() -> Study:
    """Give thirty cases, all with summaries, so that the matrix has to scroll both ways."""
    desk = studies.Desk()
    for number in range(30):
        case = f"A{number % 3 + 1}-P{number:02}"
        words = f"There is a stigma about it, number {number}. And the bus costs four pounds. Nobody tells the GP."
        desk.interview(case, ["What keeps people away?", words], area=f"area_{number % 3 + 1}", role="provider")
        for subtheme, part in (("stigma", words[:30]), ("cost", "the bus costs four pounds"), ("other", words[-20:])):
            span = desk.code(case, 2, f"barriers.{subtheme}", part)
            text = f"People in case {number} say much about it, in long sentences. " * (9 + number % 6)
            desk.chart(case, f"barriers.{subtheme}", Status.CHARTED, Run(RunKind.SUMMARY, text.strip(), (span,)))
    return desk.study()


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return written(studies.small(), tmp_path_factory.mktemp("matrix"))


@pytest.fixture(scope="module")
def long(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return written(many(), tmp_path_factory.mktemp("long"), "4")


@pytest.mark.parametrize("wishes", [{}, {"color_scheme": "dark"}, {"width": 400}], ids=["light", "dark", "narrow"])
def test_a_checker_of_accessibility_finds_nothing(browser: Any, file: Path, wishes: dict[str, Any]) -> None:
    axe = pytest.importorskip("axe_playwright_python")
    source = (Path(axe.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
    with Reader(browser, file, **wishes) as reader:
        reader.script("() => document.querySelectorAll('details').forEach(one => { one.open = true })")
        reader.tab.locator("[id='page.is']").select_option("stale")
        reader.script(source)
        found = reader.script("() => axe.run(document, {resultTypes: ['violations']})")
        assert [(rule["id"], rule["nodes"][0]["html"]) for rule in found["violations"]] == []
        assert reader.sideways() == 0


def test_a_cell_opens_its_quotes_by_keyboard_and_they_lead_to_their_place(browser: Any, file: Path) -> None:
    with Reader(browser, file) as reader:
        reader.tab.locator("[id='A1-P01:4.1'] summary").focus()
        reader.type("Enter")
        quote = reader.tab.locator("[id='A1-P01:4.1'] q").first
        assert quote.inner_text() == QUOTE
        reader.type("Tab", "Enter")
        mark = reader.tab.locator("mark.here").first
        assert mark.inner_text() == QUOTE
        reader.script(PAINTED)
        assert 0 < mark.bounding_box()["y"] < 900
        reader.tab.go_back()
        reader.tab.locator("[id='A1-P01:4.1'] a").first.focus()
        reader.type("Escape")
        assert reader.tab.locator(".quotes[open]").count() == 0
        assert reader.script("() => document.activeElement.tagName") == "SUMMARY"


def test_a_case_leads_to_its_interview(browser: Any, file: Path) -> None:
    with Reader(browser, file) as reader:
        reader.tab.locator("#page\\.theme-4 th a", has_text="A1-S01").click()
        assert reader.tab.locator("article#A1-S01").is_visible()
        assert reader.tab.locator("article#A1-P01").is_hidden()


def test_the_keyboard_goes_all_the_way_and_nothing_covers_what_has_the_focus(browser: Any, long: Path) -> None:
    with Reader(browser, long) as reader:
        reader.type("Tab")
        assert reader.script("() => document.activeElement.className") == "skip"
        reader.type("Enter")
        covered, seen = [], set()
        for _ in range(60):
            reader.type("Tab")
            reader.script(PAINTED)
            where = reader.script(HERE)
            if where and not reader.script(UNCOVERED):
                covered.append(where)
            seen.add(where)
        assert covered == []
        assert {"A1-P00:4.1", "A1-P00:4.2", "A1-P00:4.9", "A1-P03"} <= seen
        for _ in range(40):
            reader.type("Shift+Tab")
            reader.script(PAINTED)
            if reader.script(HERE) and not reader.script(UNCOVERED):
                covered.append(reader.script(HERE))
        assert covered == []


@pytest.mark.parametrize("width", [1280, 400])
def test_arrow_keys_go_from_cell_to_cell_uncovered(browser: Any, long: Path, width: int) -> None:
    with Reader(browser, long, width=width) as reader:
        reader.tab.locator("[id='A1-P00:4.1'] summary").focus()
        walk = [
            ("ArrowRight", "A1-P00:4.2"), ("ArrowDown", "A1-P03:4.2"), ("End", "A1-P03:4.9"),
            ("ArrowRight", "A1-P03:4.9"), ("ArrowDown", "A1-P06:4.9"), ("ArrowUp", "A1-P03:4.9"),
            ("ArrowUp", "A1-P00:4.9"), ("ArrowUp", "A1-P00:4.9"), ("Home", "A1-P00"), ("ArrowRight", "Providers"),
            ("ArrowLeft", "A1-P00"), ("ArrowDown", "A1-P03"),
        ]  # fmt: skip
        for key, arrived in walk:
            reader.type(key)
            reader.script(PAINTED)
            assert reader.script(HERE) == arrived
            assert reader.script(UNCOVERED), (key, arrived)


def test_the_headings_and_the_cases_stay_in_sight(browser: Any, long: Path) -> None:
    with Reader(browser, long, width=900) as reader:
        box = reader.tab.locator(".theme .scroll")
        box.evaluate("box => { box.scrollTop = 900; box.scrollLeft = 200; }")
        reader.script(PAINTED)
        frame = box.bounding_box()
        head = reader.tab.locator("thead th").first.bounding_box()
        assert (round(head["x"] - frame["x"]), round(head["y"] - frame["y"])) == (0, 1)
        name = reader.tab.locator("tbody th[scope=row]").nth(8).bounding_box()
        assert round(name["x"] - frame["x"]) == 0


def test_a_synthesis_leads_to_its_cells_below_the_headings_whatever_was_narrowed(browser: Any, tmp_path: Path) -> None:
    study = many()
    said = Statement("Much is said.", ((CaseId("A3-P29"), Code("barriers.other")),))
    basis = synthesis_basis(study, (), "barriers")
    with_one = replace(study, syntheses=(Synthesis((), Code("barriers"), (said,), basis),))
    with Reader(browser, written(with_one, tmp_path, "4"), width=900) as reader:
        reader.tab.get_by_label("Case study area").select_option(label="Case study area 1")
        reader.tab.get_by_text("What the cases come to: 1 synthesis").click()
        reader.tab.get_by_text("A3-P29:4.9").click()
        reader.script(PAINTED)
        assert reader.tab.locator("[id='page.told']").inner_text() == "Showing 30 of 30 cases."
        spot = reader.tab.locator("[id='A3-P29:4.9']").bounding_box()
        head = reader.tab.locator("thead th").nth(4).bounding_box()
        assert 0 <= head["y"] < head["y"] + head["height"] <= spot["y"] < 900
        assert spot["x"] + spot["width"] <= 900


def test_filters_narrow_the_cases_and_say_how_many_are_left(browser: Any, file: Path) -> None:
    with Reader(browser, file) as reader:
        told = reader.tab.locator("[id='page.told']")
        assert told.get_attribute("role") == "status"
        assert told.inner_text() == "Showing 4 of 4 cases."
        reader.tab.get_by_label("Case study area").select_option(label="Case study area 1")
        assert told.inner_text() == "Showing 2 of 4 cases."
        cases = "#page\\.theme-4 tbody th[scope=row]:visible"
        assert reader.tab.locator(cases).all_inner_texts() == ["A1-S01", "A1-P01"]
        reader.tab.get_by_label("Respondent type").select_option(label="Providers")
        assert told.inner_text() == "Showing 1 of 4 cases."
        group = reader.tab.locator("#page\\.theme-4 .group:visible")
        assert group.all_inner_texts() == ["Case study area: Case study area 1 1 of 2 cases"]
        reader.tab.get_by_text("Show all cases").click()
        told.filter(has_text="Showing 4 of 4 cases.").wait_for()
        assert group.count() == 3
        reader.tab.get_by_label("Cell status").select_option(label="stale")
        assert told.inner_text() == "Showing 1 of 4 cases, 1 cell stale."
        assert reader.tab.locator(".sought").get_attribute("id") == "A2-P01:4.2"


def test_all_quotes_shown_open_at_once_and_close_again(browser: Any, file: Path) -> None:
    with Reader(browser, file) as reader:
        reader.tab.get_by_label("Case study area").select_option(label="Case study area 1")
        button = reader.tab.get_by_text("Open all quotes")
        button.click()
        assert button.get_attribute("aria-pressed") == "true"
        assert reader.tab.locator(".quotes[open]").count() == 3
        button.click()
        assert reader.tab.locator(".quotes[open]").count() == 0


def test_it_reads_without_javascript(browser: Any, file: Path) -> None:
    with Reader(browser, file, java_script_enabled=False) as reader:
        assert reader.tab.locator("form").is_hidden()
        reader.tab.locator("[id='A1-P01:4.1'] summary").click()
        link = reader.tab.locator("[id='A1-P01:4.1'] a").first
        assert reader.tab.locator("[id='A1-P01:4.1'] q").first.inner_text() == QUOTE
        link.click()
        assert reader.tab.locator("mark:target").inner_text() == QUOTE
        assert reader.tab.locator("mark:target").is_visible()


@pytest.mark.skipif(PDFTOTEXT is None or PDFINFO is None, reason="poppler is not here to judge")
def test_it_prints_on_a3_with_headings_repeated_and_no_row_torn(browser: Any, long: Path, tmp_path: Path) -> None:
    target = tmp_path / "matrix.pdf"
    with Reader(browser, long) as reader:
        reader.script("() => { document.querySelector('.scroll').scrollTop = 700 }")
        reader.tab.pdf(path=target, prefer_css_page_size=True)
    size = subprocess.run([str(PDFINFO), target], check=True, capture_output=True, text=True, timeout=60).stdout
    assert re.search(r"Page size: +119[01](\.\d+)? x 84[12]", size)
    read = subprocess.run([str(PDFTOTEXT), "-layout", target, "-"], check=True, capture_output=True, timeout=60)
    pages = read.stdout.decode().removesuffix("\f").split("\f")
    assert len(pages) > 1
    for page in pages:
        assert "4.1 Stigma of seeking help" in page
        assert "4.9 Other" in page
        assert "Working paper: holds what participants said" in page
    # A summary names its case in each of its sentences: all of them stand on one page.
    for number in range(30):
        assert sum(bool(re.search(rf"\bcase\s+{number}\s+say", page)) for page in pages) == 1
    assert sum(page.count("1 quote") for page in pages) == 90


def test_a_long_name_of_a_case_stays_in_its_column(browser: Any, tmp_path: Path) -> None:
    desk = studies.Desk()
    desk.interview("Family_support_worker-second_interview-01", ["Why?", "Shame."], area="area_1", role="provider")
    with Reader(browser, written(desk.study(), tmp_path, "4")) as reader:
        name = reader.tab.locator("tbody th[scope=row]").bounding_box()
        link = reader.tab.locator("tbody th[scope=row] a").bounding_box()
        assert link["x"] + link["width"] <= name["x"] + name["width"]


def test_hostile_words_do_nothing(browser: Any, tmp_path: Path) -> None:
    study = hostile()
    file = written(replace(study, settings=replace(study.settings, title="<script>alert(1)</script>")), tmp_path)
    with Reader(browser, file, width=400) as reader:
        reader.tab.on("dialog", lambda dialog: reader.complaints.append(dialog.message))
        reader.script("() => document.querySelectorAll('details').forEach(one => { one.open = true })")
        reader.script(PAINTED)
        assert reader.sideways() == 0
        assert (
            reader.script(
                "() => document.querySelectorAll('main script, header script, [onerror], [onmouseover]').length"
            )
            == 0
        )
