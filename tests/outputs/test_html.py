from __future__ import annotations

import base64
import hashlib
import re
import unicodedata
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import html

from framework_qa.outputs.html import attribute, inline, policy, table_html, text, to_html
from framework_qa.outputs.table import Table, table
from tests.outputs import page_reports, studies

TEXTS = st.one_of(st.text(max_size=30), st.sampled_from([t[:300] for t in (*studies.NASTY, *page_reports.HOSTILE)]))
MADE = {
    "div", "table", "caption", "span", "thead", "tr", "th", "tbody", "td", "p", "b", "bdi",
    "html", "head", "meta", "title", "style", "body", "main", "h1",
}  # fmt: skip


def as_shown(words: str) -> str:
    """Say independently of the code how a text is to be read on a page."""
    shown = ""
    for sign in words:
        code = ord(sign)
        control = unicodedata.category(sign) in {"Cc", "Cs"} and sign not in "\t\n"
        nothing = 0xFDD0 <= code <= 0xFDEF or code in {0xFFFE, 0xFFFF}
        shown += (f"\\x{code:02x}" if code < 256 else f"\\u{code:04x}") if control or nothing else sign
    return shown


def parsed(page: str) -> Any:
    return html.document_fromstring(page.encode("utf-8"), parser=html.HTMLParser(encoding="utf-8", huge_tree=True))


def of_values(*values: str | int, **more: Any) -> Table:
    return table("t", "A table", [f"c{place}" for place in range(len(values))], [values], **more)


@settings(max_examples=60)
@given(st.lists(TEXTS, min_size=1, max_size=5), TEXTS)
def test_every_text_of_a_table_stands_on_the_page_in_order(values: list[str], said: str) -> None:
    found = table("t", said, [f"c{n} {said}" for n in range(len(values))], [values, values], notes=[said], source=said)
    body = parsed(to_html([found], "Page")).body
    assert body.find(".//caption").text_content() == as_shown(said)
    assert [cell.text_content() for cell in body.findall(".//thead//th")] == [as_shown(c) for c in found.columns]
    rows = [[cell.text_content() for cell in row] for row in body.findall(".//tbody/tr")]
    assert rows == [[as_shown(value) for value in values]] * 2
    assert [p.text_content() for p in body.findall(".//p")] == [
        as_shown(said), *([f"Source: {as_shown(said)}"] if said else []),
    ]  # fmt: skip


@settings(max_examples=60)
@given(TEXTS)
def test_no_text_becomes_markup(words: str) -> None:
    page = parsed(to_html([of_values(words, notes=(words,), source=words)], words))
    assert {node.tag for node in page.iter()} <= MADE
    assert {name for node in page.iter() for name in node.attrib} <= {
        "lang", "charset", "http-equiv", "content", "name", "class", "role", "tabindex", "aria-label", "scope",
    }  # fmt: skip


def test_an_attribute_holds_what_was_said_and_nothing_more() -> None:
    words = '" onmouseover="alert(1)" \x07 & <b>'
    found = html.fragment_fromstring(f'<p title="{attribute(words)}">x</p>')
    assert dict(found.attrib) == {"title": words.replace("\x07", "\\x07")}


def test_only_words_that_may_run_from_right_to_left_are_kept_apart() -> None:
    assert inline("plain & simple") == "plain &amp; simple"
    assert inline("שלום") == "<bdi>שלום</bdi>"
    assert inline("a\u202eb") == "<bdi>a\u202eb</bdi>"
    assert text("it's") == "it's"


def test_headings_of_rows_and_columns_say_so_and_numbers_stand_right() -> None:
    rows = [["Area 1", "A", 3, "n/a", "long " * 20], ["Area 1", "B", "1 †", "n/a", ""], ["Total", "", 4, "n/a", "-"]]
    body = parsed(to_html([table("t", "T", ["Area", "Of", "n", "m", "Words"], rows, row_headings=2)], "T")).body
    assert [th.get("class") for th in body.findall(".//thead//th")] == ["names", "names", "n", None, "long"]
    assert {th.get("scope") for th in body.findall(".//thead//th")} == {"col"}
    first, _, total = body.findall(".//tbody/tr")
    assert [(cell.tag, cell.get("scope"), cell.get("class")) for cell in first] == [
        ("th", "row", None), ("th", "row", None), ("td", None, "n"), ("td", None, None), ("td", None, "long"),
    ]  # fmt: skip
    assert (first.get("class"), total.get("class")) == (None, "total")


def test_a_number_stands_before_the_title_and_names_the_part_that_scrolls() -> None:
    box = html.fragment_fromstring(table_html(of_values(1), number="Table 3", wide=True))
    assert box.get("class") == "table wide"
    assert box.find(".//caption").text_content() == "Table 3. A table"
    assert (box[0].get("role"), box[0].get("tabindex"), box[0].get("aria-label")) == ("region", "0", "Table 3. A table")


@pytest.mark.parametrize(("tables", "title", "heading", "captions"), [
    ([of_values(1)], "", "A table", ["A table"]),
    ([of_values(1), of_values(2)], "Two", "Two", ["Table 1. A table", "Table 2. A table"]),
    ([], "", "Tables", []),
])  # fmt: skip
def test_a_page_of_tables_numbers_them_where_there_are_several(
    tables: list[Table], title: str, heading: str, captions: list[str]
) -> None:
    page = parsed(to_html(tables, title))
    assert page.find(".//h1").text_content() == page.find(".//title").text_content() == heading
    assert [caption.text_content() for caption in page.findall(".//caption")] == captions


def test_an_empty_table_keeps_its_headings() -> None:
    body = parsed(to_html([table("t", "T", ["a", "b"], [])])).body
    assert [th.text_content() for th in body.findall(".//th")] == ["a", "b"]


def test_a_page_of_tables_allows_its_own_style_and_nothing_else() -> None:
    page = to_html([of_values(1)])
    style = re.search(r"<style>(.*?)</style>", page, re.DOTALL)
    assert style
    digest = base64.b64encode(hashlib.sha256(style[1].encode()).digest()).decode()
    allowed = parsed(page).find('.//meta[@http-equiv="Content-Security-Policy"]').get("content")
    assert allowed == policy(style[1])
    assert allowed == (
        f"default-src 'none'; style-src 'sha256-{digest}'; img-src data:; base-uri 'none'; form-action 'none'"
    )
