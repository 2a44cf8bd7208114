"""Codebook files read with every fault at its line or row, whatever their format."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook

from framework_qa.errors import InputError, Problem, RefusedError, Severity
from framework_qa.formats.codebooks import CodebookReading, codebook_rows, read_codebook, write_codebook_xlsx
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

GOOD = """\
codebook: support
version: 3
themes:
  - number: 4
    code: barriers
    label: Barriers to take-up
    definition: What keeps people away.
    subthemes:
      - number: 4.10
        code: barriers.stigma
        label: Stigma
        category: Cultural
        definition: >-
          Shame at
          seeking help.
        include: Shame.
        exclude: Cost.
        example: We don't air it.
        near_miss: It costs.
        origin: emergent
        asked_of: [provider]
        status: draft
        unit: turn
        since: 2
        rules:
          any: [stigma, "ashamed of"]
          all_near:
            - {words: [admit, problem], within: 8}
          not: ["no stigma"]
          patterns:
            - [{LOWER: "shame"}, {LIKE_NUM: true, OP: "?"}]
      - number: "4.11"
        code: barriers.other
        label: Other
        definition: Anything else.
values:
  - number: V1
    code: funding
    label: Funding
    definition: Who pays.
    subthemes:
      - {number: V1.1, code: funding.council, label: Council, definition: The council pays.}
"""

BOOK = Codebook(
    "support",
    3,
    (
        Theme(
            "4",
            Code("barriers"),
            "Barriers to take-up",
            "What keeps people away.",
            (
                Subtheme(
                    "4.10",
                    Code("barriers.stigma"),
                    "Stigma",
                    "Shame at seeking help.",
                    category="Cultural",
                    include="Shame.",
                    exclude="Cost.",
                    example="We don't air it.",
                    near_miss="It costs.",
                    origin=Origin.EMERGENT,
                    asked_of=("provider",),
                    status=SubthemeStatus.DRAFT,
                    unit=Unit.TURN,
                    since=2,
                    rules=Rules(
                        any=("stigma", "ashamed of"),
                        all_near=(Near(("admit", "problem"), 8),),
                        never=("no stigma",),
                        patterns=(({"LOWER": "shame"}, {"LIKE_NUM": True, "OP": "?"}),),
                    ),
                ),
                Subtheme("4.11", Code("barriers.other"), "Other", "Anything else."),
            ),
        ),
        Theme(
            "V1",
            Code("funding"),
            "Funding",
            "Who pays.",
            (Subtheme("V1.1", Code("funding.council"), "Council", "The council pays."),),
            Branch.VALUES,
        ),
    ),
)


def yaml_reading(tmp_path: Path, text: str) -> CodebookReading:
    (tmp_path / "book.yaml").write_text(text, encoding="utf-8")
    return read_codebook(tmp_path / "book.yaml")


def csv_reading(tmp_path: Path, text: str) -> CodebookReading:
    (tmp_path / "book.csv").write_text(text, encoding="utf-8")
    return read_codebook(tmp_path / "book.csv")


def found(problems: tuple[Problem, ...], place: str, words: str) -> list[Problem]:
    return [p for p in problems if p.place == place and words.casefold() in p.message.casefold()]


def test_everything_a_codebook_can_say_is_read(tmp_path: Path) -> None:
    reading = yaml_reading(tmp_path, GOOD)
    assert reading.codebook == BOOK
    assert [p.message for p in reading.problems] == ["The codebook has 1 theme; four to eight can be charted well."]
    assert reading.places == {
        "barriers": "line 4",
        "barriers.stigma": "line 9",
        "barriers.other": "line 32",
        "funding": "line 37",
        "funding.council": "line 42",
    }


def test_a_single_nearness_rule_needs_no_list(tmp_path: Path) -> None:
    old = "all_near:\n            - {words: [admit, problem], within: 8}"
    reading = yaml_reading(tmp_path, GOOD.replace(old, "all_near: {words: [admit, problem], within: 8}"))
    assert reading.codebook == BOOK


def test_the_shipped_codebook_reads_clean() -> None:
    reading = read_codebook(SHIPPED)
    assert reading.problems == ()
    assert reading.codebook is not None
    assert set(reading.places) == {t.code for t in reading.codebook.themes} | {
        s.code for s in reading.codebook.subthemes()
    }


@pytest.mark.parametrize(
    ("old", "new", "line", "words"),
    [
        ("codebook: support", "codebok: support", 1, 'did you mean "codebook"?'),
        ("codebook: support\n", "", 1, "has no codebook"),
        ("version: 3", "version: three", 2, "a whole number from 1 up"),
        ("label: Stigma", "lable: Stigma", 11, 'did you mean "label"?'),
        ("label: Stigma", "lable: Stigma", 9, "barriers.stigma has no label"),
        ("label: Stigma", "label: [Stigma]", 11, "wants one text"),
        ("definition: Anything else.", "definition:", 32, "barriers.other has no definition"),
        ("definition: What keeps people away.", "definition: ''", 4, "the theme barriers has no definition"),
        ("number: 4\n", "number: four\n", 4, "cannot number a theme"),
        ("code: barriers\n", "code: barriers.x\n", 5, "cannot be the code of a theme"),
        ("code: barriers\n", "code: Barriers\n", 5, "cannot be the code of a theme"),
        ('"4.11"', '"5.1"', 32, 'is not under its theme\'s number "4"'),
        ('"4.11"', "'4'", 32, "cannot number a subtheme"),
        ('"4.11"', "4.1O", 32, "cannot number a subtheme"),
        ('"4.11"', "4.10", 32, 'The number "4.10" stands on line 9 already'),
        ("code: barriers.other", "code: barriers.stigma", 33, "stands on line 10 already"),
        ("code: barriers.other", "code: other", 33, "cannot be the code of a subtheme"),
        ("code: barriers.other", "code: access.other", 33, "does not begin with its theme's code"),
        ("code: barriers.other", "code: barriers.last", 4, "the theme barriers does not end in Other"),
        ("code: barriers.stigma", "code: barriers.last", 9, ""),
        ("origin: emergent", "origin: emerging", 20, 'did you mean "emergent"?'),
        ("status: draft", "status: drafted", 22, 'did you mean "draft"?'),
        ("unit: turn", "unit: word", 23, "is no unit"),
        ("since: 2", "since: 0", 24, "a whole number from 1 up"),
        ("asked_of: [provider]", "asked_of: provider", 21, "wants a list"),
        ("any: [stigma,", "any: [stigma, '',", 26, "an entry that is empty"),
        ("any: [stigma,", "any: [{a: b},", 26, "keys with values"),
        ("within: 8", "within: 0", 28, "a whole number from 1 up"),
        ("within: 8", "within: -8", 28, "a whole number from 1 up"),
        (", within: 8", "", 28, "does not say within how many words"),
        ("words: [admit, problem], ", "", 28, "has no words"),
        ("words: [admit, problem]", "words: []", 28, "has no words"),
        ("words: [admit, problem]", "word: [admit, problem]", 28, 'did you mean "words"?'),
        ('[{LOWER: "shame"}, {LIKE_NUM: true, OP: "?"}]', "shame", 31, "no list of tokens"),
        ('[{LOWER: "shame"}, {LIKE_NUM: true, OP: "?"}]', "[]", 31, "no list of tokens"),
        ('{LOWER: "shame"}', '{LOWER: "shame", LOWER: x}', 31, "stands twice"),
        ("not: [", "never: [", 29, "is no key of the rules of the subtheme barriers.stigma"),
        ("label: Other", "label: *other", 34, "alias"),
        ("label: Other", "\tlabel: Other", 34, "tab"),
        ("label: Other", "label: Other: more", 34, "colon"),
        ("themes:", "values:", 36, "stands twice, first on line 3"),
        ("label: Council,", "label: Council, rules: ,", 42, "rules of the subtheme funding.council are empty"),
        ("label: Council,", "label: Council, rules: {},", 42, "are empty and suggest nothing"),
        ("label: Council,", "label: Council, rules: {not: [x]},", 42, "only cancel and suggest nothing"),
        ("label: Council,", "label: Council, rules: x,", 42, "rules wants keys with values"),
    ],
)
def test_a_fault_is_told_with_its_line(tmp_path: Path, old: str, new: str, line: int, words: str) -> None:
    assert old in GOOD
    reading = yaml_reading(tmp_path, GOOD.replace(old, new, 1))
    assert found(reading.problems, f"line {line}", words) or not words, reading.problems
    assert all(p.path == "book.yaml" and p.cure for p in reading.problems)
    stopped = any(p.severity is Severity.ERROR for p in reading.problems)
    assert (reading.codebook is None) is stopped


def test_other_that_is_not_last_is_a_warning(tmp_path: Path) -> None:
    swapped = GOOD.replace("barriers.other", "barriers.x").replace("barriers.stigma", "barriers.other")
    (warning,) = found(yaml_reading(tmp_path, swapped).problems, "line 9", "not the last subtheme")
    assert warning.severity is Severity.WARNING


def test_a_theme_without_subthemes_is_an_error(tmp_path: Path) -> None:
    reading = yaml_reading(tmp_path, "codebook: a\nthemes:\n  - {number: 1, code: a, label: A, definition: B}\n")
    assert found(reading.problems, "line 3", "has no subthemes")
    assert reading.codebook is None


@pytest.mark.parametrize(
    ("text", "words"),
    [("", "empty"), ("codebook: a\n", "has no themes"), ("- a\n", "wants keys with values"), ("codebook: [\n", "YAML")],
)
def test_a_file_without_a_codebook_says_so(tmp_path: Path, text: str, words: str) -> None:
    reading = yaml_reading(tmp_path, text)
    assert reading.codebook is None
    assert any(words in p.message for p in reading.problems), reading.problems


def test_more_than_eight_themes_are_a_warning(tmp_path: Path) -> None:
    themes = "".join(
        f"  - {{number: {n}, code: t{n}, label: T, definition: D, subthemes: "
        f"[{{number: {n}.1, code: t{n}.other, label: O, definition: D}}]}}\n"
        for n in range(1, 10)
    )
    reading = yaml_reading(tmp_path, f"codebook: a\nthemes:\n{themes}")
    assert reading.codebook is not None
    assert [p.message for p in reading.problems] == ["The codebook has 9 themes; four to eight can be charted well."]


def test_a_nesting_bomb_is_refused_at_once(tmp_path: Path) -> None:
    reading = yaml_reading(tmp_path, "codebook: " + "[" * 100_000)
    assert found(reading.problems, "line 1", "nested too deep")


@pytest.mark.parametrize(
    ("name", "content", "kind", "words"),
    [
        ("book.docx", b"codebook: a", InputError, r"a codebook is a \.yaml"),
        ("book.yaml", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", InputError, "old Excel"),
        ("book.yaml", b"a\x00b", InputError, "NUL"),
        ("book.yaml", b"#" * (2**19 + 1), RefusedError, "over 512 kB"),
        ("book.xlsx", b"PK\x03\x04", InputError, "damaged"),
    ],
)
def test_what_is_no_codebook_is_refused_in_one_sentence(
    tmp_path: Path, name: str, content: bytes, kind: type[Exception], words: str
) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(kind, match=words) as caught:
        read_codebook(tmp_path / name)
    assert name in str(caught.value)


HEAD = "theme_number,theme_code,theme,number,code,label,definition,"
LINE = "1,a,A,1.1,a.other,Other,D,"


def test_a_plain_table_is_enough_and_takes_its_name_from_its_file(tmp_path: Path) -> None:
    reading = csv_reading(tmp_path, f"{HEAD}Rules any\n{LINE}x; y\\; z\n")
    assert reading.codebook is not None
    (subtheme,) = reading.codebook.subthemes()
    assert subtheme.rules.any == ("x", "y; z")
    assert (reading.codebook.name, reading.codebook.version, subtheme.since) == ("book", 1, 1)
    assert reading.places == {"a": "row 2", "a.other": "row 2"}


@pytest.mark.parametrize(
    ("text", "place", "words"),
    [
        ("", "", "the file is empty"),
        (HEAD + "\n", "", "no row below its headings"),
        ("number,code,label\n1.1,a.b,B\n", "row 1", "The column definition is missing"),
        (f"{HEAD}label\n{LINE}x\n", "row 1", "The column label stands twice"),
        (f"{HEAD}statuss\n{LINE}x\n", "row 1", 'did you mean "status"?'),
        (f"{HEAD}status\n{LINE}lively\n", "row 2", 'did you mean "live"?'),
        (f"{HEAD}branch\n{LINE}value\n", "row 2", 'did you mean "values"?'),
        (f"{HEAD}since\n{LINE}first\n", "row 2", "since wants a whole number"),
        (f"{HEAD}version\n{LINE}1.2\n", "", "version"),
        (f"{HEAD}codebook\n{LINE}x\n1,a,A,1.2,a.b,B,D,y\n", "row 3", "codebook is another than on row 2"),
        (f"{HEAD}since\n{LINE}\n1,a,Another,1.2,a.b,B,D,\n", "row 3", "theme is another than on row 2"),
        (f"{HEAD}since\n{LINE}\n1,a,A,1.1,a.b,B,D,\n", "row 3", "stands on row 2 already"),
        (f"{HEAD}since\n{LINE},,stray\n", "row 2", "longer than the headings"),
        (f"{HEAD}since\n1,a,A,1.1,a.other,,D,\n", "row 2", "has no label"),
        (f"{HEAD}rules_all_near\n{LINE}admit + problem\n", "row 2", "a stroke and a number"),
        (f"{HEAD}rules_all_near\n{LINE}admit + problem / 0\n", "row 2", "a stroke and a number"),
        (f"{HEAD}rules_not\n{LINE}x\n", "row 2", "only cancel"),
        (f"{HEAD}rules_patterns\n{LINE}x\n", "row 2", "no JSON list"),
        (f"{HEAD}rules_patterns\n{LINE}[[]]\n", "row 2", "no JSON list"),
        (f'{HEAD}rules_patterns\n{LINE}"[[{{""A"": NaN}}]]"\n', "row 2", "no JSON list"),
        (f"{HEAD}include\n{LINE}\\ud800\n", "row 2", "cannot be stored"),
        (f'{HEAD}include\n{LINE}"open\n', "line 2", "quotation marks"),
    ],
)
def test_a_fault_of_a_table_is_told_with_its_row(tmp_path: Path, text: str, place: str, words: str) -> None:
    reading = csv_reading(tmp_path, text)
    assert found(reading.problems, place, words), reading.problems


def test_a_value_a_spreadsheet_changed_is_told_with_sheet_and_row(tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Codebook"
    sheet.append(HEAD.split(",")[:-1])
    sheet.append([1, "a", "A", dt.date(2017, 2, 1), "a.b", "B", "#N/A"])
    sheet.append([1, "a", "A", 1.1, "a.c", "C", "D"])
    sheet.append([1, "a", "A", 1.1, "a.other", "Other", "D"])
    book.save(tmp_path / "book.xlsx")
    problems = read_codebook(tmp_path / "book.xlsx").problems
    assert found(problems, "sheet Codebook, row 2", "made number into a date")
    assert found(problems, "sheet Codebook, row 2", "made definition into an error")
    (twice,) = found(problems, "sheet Codebook, row 4", "stands on sheet Codebook, row 3 already")
    assert "4.10 into 4.1" in twice.cure


def test_rows_sorted_within_a_workbook_gather_under_their_themes(tmp_path: Path) -> None:
    write_codebook_xlsx(BOOK, tmp_path / "book.xlsx")
    book = load_workbook(tmp_path / "book.xlsx")
    sheet = book["Codebook"]
    sheet.move_range("A4:Y4", rows=1)
    sheet.insert_rows(2)
    sheet.move_range("A6:Y6", rows=-4)
    book.save(tmp_path / "book.xlsx")
    reading = read_codebook(tmp_path / "book.xlsx")
    assert reading.codebook == BOOK
    assert reading.places["funding"] == "sheet Codebook, row 2"


def test_the_rows_of_a_codebook_begin_with_their_headings() -> None:
    heading, first, *_ = codebook_rows(BOOK)
    assert heading[:8] == (
        "branch",
        "theme_number",
        "theme_code",
        "theme",
        "theme_definition",
        "number",
        "code",
        "label",
    )
    row = dict(zip(heading, first, strict=True))
    assert row["rules_all_near"] == "admit + problem / 8"
    assert row["number"] == "4.10"
