from __future__ import annotations

import csv
import io

import pytest
import studies
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from framework_qa.outputs.delimited import from_csv_text, from_one_line, one_line, to_csv, to_tsv
from framework_qa.outputs.markdown import to_markdown
from framework_qa.outputs.table import Table, table

TEXTS = st.one_of(st.text(max_size=30), st.sampled_from([text[:200] for text in studies.NASTY]))


def of_values(*values: str | int) -> Table:
    return table("t", "A table", [f"c{place}" for place in range(len(values))], [values])


@given(st.lists(TEXTS, min_size=1, max_size=4))
def test_tsv_keeps_every_row_on_one_line_and_every_value_in_its_column(values: list[str]) -> None:
    lines = to_tsv(of_values(*values)).splitlines()
    assert len(lines) == 2
    assert [from_one_line(value) for value in lines[1].split("\t")] == values


def test_tsv_lets_no_escape_sequence_reach_a_terminal() -> None:
    assert one_line("a\x1b[2Jb\x9b\u2028\\") == "a\\x1b[2Jb\\x9b\\u2028\\\\"
    assert to_tsv(of_values(3, "x\ty\nz")) == "c0\tc1\n3\tx\\ty\\nz\n"


@given(st.lists(TEXTS, min_size=1, max_size=4))
def test_csv_comes_back_exactly(values: list[str]) -> None:
    found = of_values(*values)
    assert from_csv_text(to_csv(found)) == (found.columns, tuple(values))


@given(TEXTS)
def test_csv_holds_nothing_that_a_spreadsheet_would_run(value: str) -> None:
    (printed,) = list(csv.reader(io.StringIO(to_csv(of_values(value)), newline="")))[1]
    assert not printed.startswith(("=", "+", "-", "@", "\t", "\r"))


def test_csv_is_quoted_as_rfc_4180_says_and_numbers_stay_numbers() -> None:
    assert to_csv(of_values(3, 'say "no"', "=1+1", "'tis", "a;=b")) == (
        '"c0","c1","c2","c3","c4"\r\n3,"say ""no""","\'=1+1","\'\'tis","a;=b"\r\n'
    )


def test_csv_of_a_very_long_quote_can_be_read_back() -> None:
    assert from_csv_text(to_csv(of_values("x" * 200_000)))[1] == ("x" * 200_000,)


def test_markdown_has_the_title_as_a_heading_then_the_table_its_notes_and_source() -> None:
    found = table(
        "t", "Cases & areas", ["Area", "n"], [["A | B", 2], ["two\nlines", 3]], notes=["A note."], source="Us"
    )
    assert to_markdown(found) == (
        "## Cases &amp; areas\n\n| Area | n |\n| --- | ---: |\n| A \\| B | 2 |\n| two<br>lines | 3 |\n"
        "\nA note.\n\nSource: Us\n"
    )
    assert to_markdown(table("t", "Empty", ["a"], [])) == "## Empty\n\n| a |\n| --- |\n"


def cells_of(markdown: str) -> list[str]:
    tokens = MarkdownIt("commonmark").enable("table").parse(markdown)
    return ["".join(child.content or "\n" * (child.type == "html_inline") for child in token.children or ())
            for token in tokens if token.type == "inline"]  # fmt: skip


@pytest.mark.parametrize(
    "text",
    ["a | b", "*stars* and **more**", "`tick`", "_under_ and snake_case_ _x", "[link](https://example.org)",
     "![pic](x.png)", "<script>alert(1)</script>", "&amp; &", "back\\slash \\| pipe", "~~gone~~", "[R: a comment]",
     "[a][b]", "# not a heading", "- not a list"],
)  # fmt: skip
def test_a_markdown_reader_shows_the_words_as_they_were_said(text: str) -> None:
    markdown = to_markdown(of_values(text, "end"))
    tokens = MarkdownIt("commonmark").enable("table").parse(markdown)
    kinds = {child.type for token in tokens for child in token.children or ()}
    assert kinds <= {"text", "text_special"}
    assert cells_of(markdown)[-2:] == [text, "end"]


@settings(max_examples=60)
@given(st.lists(st.text(max_size=12), min_size=2, max_size=2))
def test_markdown_never_gains_or_loses_a_cell(values: list[str]) -> None:
    assert len(cells_of(to_markdown(of_values(*values)))) == 1 + 2 + 2
