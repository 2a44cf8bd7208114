"""The report's page in a browser: what only one can tell. Skipped where Chromium or playwright is missing."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Self

import pytest

from framework_qa.outputs.report.page import page
from tests.outputs import studies
from tests.outputs.page_reports import full, hostile, hostile_report

sync_api = pytest.importorskip("playwright.sync_api")

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
QUIET = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip
PAINTED = "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"
QUOTE = "There is a stigma about it, people feel judged."

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium here")


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with sync_api.sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=CHROMIUM, args=list(QUIET))
        yield running
        running.close()


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    study = studies.small()
    path = tmp_path_factory.mktemp("page") / "report.html"
    path.write_text(page(full(study), study), encoding="utf-8")
    return path


class Reader:
    """A page that is open, with everything the browser complained of and asked the network for."""

    def __init__(self, browser: Any, file: Path, **wishes: Any) -> None:
        self.context = browser.new_context(viewport={"width": wishes.pop("width", 1280), "height": 900}, **wishes)
        self.tab = self.context.new_page()
        self.complaints: list[str] = []
        self.asked_for: list[str] = []
        self.tab.on("console", lambda said: self.complaints.append(said.text))
        self.tab.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.tab.on("request", lambda request: self.asked_for.append(request.url))
        self.tab.goto(file.as_uri())

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.context.close()
        assert self.complaints == []
        assert not [url for url in self.asked_for if not url.startswith(("file:", "data:"))]

    def script(self, source: str) -> Any:
        return self.tab.evaluate(source)

    def type(self, *keys: str) -> None:
        for key in keys:
            self.tab.keyboard.press(key)

    def sideways(self) -> int:
        return int(self.script("() => document.documentElement.scrollWidth - innerWidth"))


@pytest.mark.parametrize("wishes", [{}, {"color_scheme": "dark"}, {"width": 400}], ids=["light", "dark", "narrow"])
def test_a_checker_of_accessibility_finds_nothing(browser: Any, file: Path, wishes: dict[str, Any]) -> None:
    axe = pytest.importorskip("axe_playwright_python")
    source = (Path(axe.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
    with Reader(browser, file, **wishes) as reader:
        reader.script("() => document.querySelectorAll('.box details, .figures').forEach(one => { one.open = true })")
        reader.script(source)
        found = reader.script("() => axe.run(document, {resultTypes: ['violations']})")
        assert [(rule["id"], rule["nodes"][0]["html"]) for rule in found["violations"]] == []
        assert reader.sideways() == 0


def test_a_value_opens_its_quotes_by_keyboard_and_leads_to_their_place(browser: Any, file: Path) -> None:
    with Reader(browser, file) as reader:
        summary = reader.tab.locator("#theme-3 .box .evidence > summary").first
        summary.focus()
        reader.type("Enter")
        quote = reader.tab.locator("#theme-3 .box .evidence[open] q").first
        assert quote.inner_text() == QUOTE
        reader.type("Tab", "Enter")
        mark = reader.tab.locator("mark.here").first
        assert mark.inner_text() == QUOTE
        reader.script(PAINTED)
        assert 0 < mark.bounding_box()["y"] < 900
        reader.tab.go_back()
        summary.focus()
        reader.type("Tab", "Escape")
        assert reader.tab.locator("#theme-3 .box .evidence[open]").count() == 0
        assert reader.script("() => document.activeElement.tagName") == "SUMMARY"


def test_search_lists_turns_and_paragraphs_and_goes_there_by_keyboard(browser: Any, file: Path) -> None:
    with Reader(browser, file) as reader:
        reader.type("/")
        reader.tab.keyboard.type("PEOPLE FEEL  JUDGED")
        told = reader.tab.locator("[id='page.told']")
        told.filter(has_text="Found").wait_for()
        assert "in 1 turn of 1 interview and" in told.inner_text()
        options = reader.tab.locator("[role=option]")
        last = options.count() - 1
        assert "A1-P01 ¶2" in options.nth(last).inner_text()
        reader.type(*["ArrowDown"] * (last + 1))
        assert options.nth(last).get_attribute("aria-selected") == "true"
        reader.type("Enter")
        assert reader.script("() => [location.hash, document.activeElement.id]") == ["#A1-P01.2", "A1-P01.2"]
        assert reader.script("() => [...CSS.highlights.get('found')].map(String)") == ["people feel judged"]
        reader.type("/")
        reader.tab.keyboard.type("no such words")
        told.filter(has_text="Nothing found.").wait_for()
        reader.type("Escape")
        assert reader.script("() => [document.activeElement.id, document.querySelector('input').value]") == [
            "A1-P01.2",
            "",
        ]


def test_curly_and_straight_quotes_are_the_same_to_the_search(browser: Any, file: Path) -> None:
    with Reader(browser, file) as reader:
        for typed in ("children's centre", "Children’s Centre"):
            reader.tab.locator("input[type=search]").fill(typed)
            reader.tab.locator("[role=option]").first.wait_for()
            assert "Children’s centre manager" in reader.tab.locator("[role=option]").first.inner_text()


def test_the_contents_show_where_the_reader_is(browser: Any, file: Path) -> None:
    with Reader(browser, file) as reader:
        reader.tab.locator("nav a[href='#coreq']").click()
        reader.tab.locator("nav a[aria-current=location][href='#coreq']").wait_for()


def test_it_reads_without_javascript_and_prints_without_interviews(browser: Any, file: Path) -> None:
    with Reader(browser, file, java_script_enabled=False) as reader:
        assert reader.tab.locator("[role=search]").is_hidden()
        reader.tab.locator("#theme-3 .box summary").first.click()
        link = reader.tab.locator("#theme-3 .box .evidence[open] a").first
        assert link.is_visible()
        link.click()
        assert QUOTE in reader.tab.locator("mark:target").inner_text()
        reader.tab.emulate_media(media="print")
        assert reader.tab.locator(".interview").first.is_hidden()
        assert reader.tab.locator(".evidence > ul").first.is_hidden()
        assert reader.tab.locator("#sample table").first.is_visible()


def test_hostile_words_do_nothing_and_reorder_nothing(browser: Any, tmp_path: Path) -> None:
    study = hostile()
    file = tmp_path / "hostile.html"
    file.write_text(page(hostile_report(study), study), encoding="utf-8")
    with Reader(browser, file, width=400) as reader:
        reader.tab.on("dialog", lambda dialog: reader.complaints.append(dialog.message))
        reader.script("() => document.querySelectorAll('details').forEach(one => { one.open = true })")
        reader.script(PAINTED)
        assert reader.sideways() == 0
        assert reader.script("() => document.querySelectorAll('main script, [onerror], [onmouseover]').length") == 0
