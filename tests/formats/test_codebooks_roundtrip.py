"""A codebook keeps everything on its way through YAML, CSV and a workbook."""

from __future__ import annotations

import string
import subprocess
from pathlib import Path
from shutil import which
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from framework_qa.errors import InputError
from framework_qa.formats.codebooks import (
    codebook_csv,
    codebook_rows,
    codebook_yaml,
    read_codebook,
    write_codebook_xlsx,
)
from framework_qa.formats.remarks import Remarks
from framework_qa.formats.spreadsheet_text import (
    escape,
    guard,
    join_list,
    plain,
    split_list,
    unescape,
    unguard,
)
from framework_qa.formats.yaml_text import yaml_text
from framework_qa.formats.yaml_tree import plain_value, read_tree
from framework_qa.model.codebook import (
    Branch,
    Codebook,
    Near,
    Origin,
    Rules,
    Subtheme,
    SubthemeStatus,
    Theme,
    Unit,
)
from framework_qa.model.ids import Code

SHIPPED = Path(__file__).resolve().parents[2] / "codebooks" / "relationship_support.yaml"
SLOW = settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)

TRAPS = (
    *("=1+1", "+44", "-1", "@a", "#N/A", "4.10", "1-2", "MAY-12", "TRUE", "007", "null", "~", "no", "'quoted'", "''"),
    *("a; b", "a\\; b", "\\", "\\u0041", "_x0041_", "_x005F_x0041_", "x005F_", "admit + problem / 8", "{a: b}"),
    *("[x]", "a: b", "# no remark", "- a", "*x", "&x", "!x", "%x", "two\nlines", "a\n\n  b", "a\r\nb", "\x07", "\x85a"),
    *("“curly” – dash", "a\tb", "\u2028x", "😀", "\ufeffx", "\ufffe", '"', ",", "long " * 60),
)
CHARACTERS = st.characters(exclude_categories=("Cs",), exclude_characters="\x00")
TEXT = st.one_of(st.sampled_from(TRAPS), st.text(CHARACTERS, max_size=20)).map(str.strip)
SOME = TEXT.filter(bool)
LIST = st.lists(SOME, max_size=3).map(tuple)
VALUES: st.SearchStrategy[Any] = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(-(10**9), 10**9), st.floats(-1e6, 1e6), TEXT),
    lambda inner: st.one_of(st.lists(inner, max_size=2), st.dictionaries(SOME, inner, max_size=2)),
    max_leaves=4,
)
PATTERN = st.lists(st.dictionaries(SOME, VALUES, min_size=1, max_size=2), min_size=1, max_size=2).map(tuple)
NEAR = st.builds(Near, st.lists(SOME, min_size=1, max_size=3).map(tuple), st.integers(1, 99))
RULES = st.builds(
    Rules, any=LIST, all_near=st.lists(NEAR, max_size=2).map(tuple), never=LIST, patterns=st.lists(PATTERN).map(tuple)
).map(lambda rules: rules or Rules())


@st.composite
def codebooks(draw: st.DrawFn) -> Codebook:
    counts = draw(st.lists(st.integers(1, 3), min_size=1, max_size=3))
    branches = draw(st.lists(st.just(Branch.VALUES), max_size=len(counts) - 1))
    branches = [Branch.THEMES] * (len(counts) - len(branches)) + branches
    themes = tuple(
        draw(themes_of(place, count, branch))
        for place, (count, branch) in enumerate(zip(counts, branches, strict=True))
    )
    return Codebook(draw(SOME), draw(st.integers(1, 999)), themes)


@st.composite
def themes_of(draw: st.DrawFn, place: int, count: int, branch: Branch) -> Theme:
    code = f"theme_{string.ascii_lowercase[place]}"
    subthemes = tuple(
        Subtheme(
            number=f"{place + 1}.{number * 10}",
            code=Code(f"{code}.sub_{number}"),
            label=draw(SOME),
            definition=draw(SOME),
            category=draw(TEXT),
            include=draw(TEXT),
            exclude=draw(TEXT),
            example=draw(TEXT),
            near_miss=draw(TEXT),
            origin=draw(st.sampled_from(Origin)),
            asked_of=draw(LIST),
            status=draw(st.sampled_from(SubthemeStatus)),
            unit=draw(st.sampled_from(Unit)),
            rules=draw(RULES),
            since=draw(st.integers(1, 99)),
        )
        for number in range(1, count + 1)
    )
    return Theme(str(place + 1), Code(code), draw(SOME), draw(TEXT), subthemes, branch)


@given(codebooks())
@SLOW
def test_yaml_csv_and_workbook_give_the_same_codebook_back(tmp_path: Path, codebook: Codebook) -> None:
    as_yaml, as_csv, as_workbook = (tmp_path / f"book.{suffix}" for suffix in ("yaml", "csv", "xlsx"))
    as_yaml.write_bytes(codebook_yaml(codebook).encode())
    as_csv.write_bytes(codebook_csv(codebook).encode())
    write_codebook_xlsx(codebook, as_workbook)
    for path in (as_yaml, as_csv, as_workbook):
        reading = read_codebook(path)
        assert reading.codebook == codebook, (path.name, reading.problems)


@given(codebooks())
@SLOW
def test_the_way_from_yaml_over_csv_and_workbook_back_to_yaml_changes_no_letter(
    tmp_path: Path, codebook: Codebook
) -> None:
    first = codebook_yaml(codebook)
    (tmp_path / "a.csv").write_bytes(b"\xef\xbb\xbf" + codebook_csv(codebook).encode())
    from_csv = read_codebook(tmp_path / "a.csv").codebook
    assert from_csv is not None
    write_codebook_xlsx(from_csv, tmp_path / "a.xlsx")
    from_workbook = read_codebook(tmp_path / "a.xlsx").codebook
    assert from_workbook is not None
    assert codebook_yaml(from_workbook) == first


@given(st.one_of(TEXT, st.text(CHARACTERS)))
@settings(max_examples=300, deadline=None)
def test_what_is_escaped_and_guarded_for_a_spreadsheet_comes_back(text: str) -> None:
    assert unescape(escape(text)) == text
    assert unguard(guard(text)) == text


@given(st.lists(SOME), st.sampled_from(";+/"))
@settings(max_examples=300, deadline=None)
def test_a_list_in_one_cell_comes_apart_as_it_was(items: list[str], separator: str) -> None:
    assert [plain(item) for item in split_list(join_list(items, separator), separator)] == items


@pytest.mark.parametrize(
    "text", ["=1+1", "+44", "-", "@x", "'x", "#N/A", "4.10", "007", "1-2", "3/4", "10:30", "May-12", "TRUE", "1e5"]
)
def test_a_csv_cell_that_a_spreadsheet_would_change_is_guarded(text: str) -> None:
    assert guard(text) == f"'{text}"


@pytest.mark.parametrize("text", ["4.2", "4", "barriers.stigma", "Other", "10 of them", "maybe", "don't"])
def test_a_csv_cell_that_is_safe_stays_as_it_is(text: str) -> None:
    assert guard(text) == text


def test_the_shipped_codebook_comes_back_from_every_format(tmp_path: Path) -> None:
    codebook = shipped()
    (tmp_path / "a.yaml").write_text(codebook_yaml(codebook), encoding="utf-8")
    (tmp_path / "a.csv").write_bytes(codebook_csv(codebook).encode())
    with (tmp_path / "a.xlsx").open("wb") as stream:
        write_codebook_xlsx(codebook, stream)
    assert all(read_codebook(tmp_path / f"a.{suffix}").codebook == codebook for suffix in ("yaml", "csv", "xlsx"))


def test_every_cell_of_the_workbook_is_text_and_the_same_codebook_gives_the_same_bytes(tmp_path: Path) -> None:
    codebook = shipped()
    write_codebook_xlsx(codebook, tmp_path / "a.xlsx")
    write_codebook_xlsx(codebook, tmp_path / "b.xlsx")
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()
    cells = [cell for row in load_workbook(tmp_path / "a.xlsx")["Codebook"].iter_rows() for cell in row]
    assert {cell.data_type for cell in cells if cell.value is not None} == {"s"}
    assert len(codebook_rows(codebook)) == 1 + len(list(codebook.subthemes()))


def test_a_text_longer_than_a_cell_is_refused_and_not_cut(tmp_path: Path) -> None:
    book = Codebook("long", 1, (Theme("1", Code("a"), "A", "A", (Subtheme("1.1", Code("a.b"), "B", "x" * 32_768),)),))
    with pytest.raises(InputError, match=r"The definition of a\.b is too long"):
        write_codebook_xlsx(book, tmp_path / "a.xlsx")
    assert not (tmp_path / "a.xlsx").exists()


@pytest.mark.skipif(which("soffice") is None, reason="LibreOffice is the second judge")
def test_libreoffice_saves_the_workbook_without_a_change_to_the_codebook(tmp_path: Path) -> None:
    texts = [trap for trap in TRAPS if "\x85" not in trap and "\r" not in trap and trap not in ("\ufffe", "\ufeffx")]
    subthemes = tuple(
        Subtheme(f"1.{place}", Code(f"a.s{place}"), "L", text.strip()) for place, text in enumerate(texts, 1)
    )
    codebook = Codebook("judge", 1, (Theme("1", Code("a"), "A", "A", subthemes),))
    write_codebook_xlsx(codebook, tmp_path / "a.xlsx")
    out = tmp_path / "out"
    command = ["soffice", f"-env:UserInstallation=file://{tmp_path}/profile", "--headless", "--convert-to", "xlsx"]
    subprocess.run([*command, "--outdir", str(out), str(tmp_path / "a.xlsx")], check=True, timeout=180)
    assert read_codebook(out / "a.xlsx").codebook == codebook


@given(st.dictionaries(SOME, st.one_of(TEXT, VALUES, st.lists(SOME))), st.lists(SOME))
@example(
    {"=1+1": "=1+1", "+44": "=1+1", "00000\x1f\x06": "=1+1", '000000000000000"\x1f\x1f\x1a': "=1+1", "A 0": ""}, []
)
@settings(max_examples=300, deadline=None)
def test_any_texts_printed_as_yaml_are_read_back(values: dict[str, Any], words: list[str]) -> None:
    whole = {"first": values, "words": words, "short": [{"words": words, "within": 3}], "deep": [[values]]}
    remarks = Remarks("a.yaml")
    tree = read_tree(yaml_text(whole), remarks)
    assert remarks.problems == ()
    assert tree is not None
    assert plain_value(tree) == whole


def test_a_long_quoted_text_is_not_broken_where_that_would_change_it() -> None:
    whole = {"deep": [[{"a": "\x1a" * 30 + "0 0 " * 30 + "end"}]], "text": "\x85" + "word " * 60 + "end"}
    tree = read_tree(yaml_text(whole), Remarks("a.yaml"))
    assert tree is not None
    assert plain_value(tree) == whole


def shipped() -> Codebook:
    codebook = read_codebook(SHIPPED).codebook
    assert codebook is not None
    return codebook
