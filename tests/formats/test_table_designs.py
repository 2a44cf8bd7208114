"""`tables.yaml` read with all its faults at their lines, and the shipped tables held to the shipped codebook."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from framework_qa.analysis.select import parse_selection
from framework_qa.errors import InputError, Problem, RefusedError
from framework_qa.formats.codebooks import read_codebook
from framework_qa.formats.settings import read_settings, starter_settings
from framework_qa.formats.table_designs import TableKind, read_table_designs, starter_tables
from framework_qa.model.codebook import Codebook
from framework_qa.model.people import Attribute, AttributeRole, Level, SampleDesign
from framework_qa.model.study import Settings
from framework_qa.model.tables import (
    Asked,
    CasesBy,
    Counting,
    Crosstab,
    Descriptions,
    Frequencies,
    KeyFindings,
    Lists,
    Meeting,
    Showing,
    TableDesign,
    Together,
)

ROOT = Path(__file__).resolve().parents[2]
SHIPPED = ROOT / "codebooks" / "relationship_support_tables.yaml"

STUDY = Settings(
    "A study",
    (
        Attribute("area", "Area", AttributeRole.GROUP, (Level("north", "North"), Level("south", "South"))),
        Attribute("role", "Role", AttributeRole.SAMPLE, (Level("provider", "Provider"),)),
        Attribute("Size", "Size", AttributeRole.OTHER, (Level("big", "Big"),)),
        Attribute("remark", "Remark", AttributeRole.OTHER),
    ),
    SampleDesign("area", "role"),
)


@cache
def codebook() -> Codebook:
    found = read_codebook(ROOT / "codebooks" / "relationship_support.yaml").codebook
    assert found
    return found


def read(
    folder: Path, text: str, study: Settings = STUDY, *, checked: bool = True
) -> tuple[tuple[TableDesign, ...], tuple[Problem, ...]]:
    (folder / "tables.yaml").write_text(text, encoding="utf-8")
    return read_table_designs(folder / "tables.yaml", study, codebook() if checked else None)


def one(keys: str) -> str:
    """Declare one table; its own keys begin on line 4."""
    lines = "".join(f"    {line}\n" for line in keys.splitlines())
    return f"tables:\n  - name: t\n    title: T\n{lines}"


def asked(folder: Path, keys: str, *, checked: bool = True) -> Asked:
    designs, problems = read(folder, one(keys), checked=checked)
    assert problems == ()
    return designs[0].asks


@pytest.mark.parametrize(
    ("keys", "wanted"),
    [
        ("kind: cases\nrows: area", CasesBy(("area",))),
        ("kind: Cases\nrows: [area, Size]", CasesBy(("area", "Size"))),
        (
            "kind: cases\nrows: [area]\ncolumns: role\ntargets: true\nwhere: area=north role=provider",
            CasesBy(("area",), "role", "", targets=True, where="area=north role=provider"),
        ),
        ("kind: cases\nrows: area\ncount: remark", CasesBy(("area",), count="remark")),
        ("kind: lists\nrows: V1\nvalues: funding", Lists("V1", "funding")),
        ("kind: lists\nrows: 4\nvalues: V2\nmeet_in: span", Lists("4", "V2", Meeting.SPAN)),
        ("kind: frequencies\ncodes: V1", Frequencies(("V1",))),
        (
            "kind: frequencies\ncodes: [V1, 4.1, barriers.stigma]\ncount: codings",
            Frequencies(("V1", "4.1", "barriers.stigma"), Counting.CODINGS),
        ),
        ("kind: crosstab\nrows: [4.10]\ncolumns: role\nshow: case ids", None),
        (
            "kind: crosstab\nrows: [V1.10]\ncolumns: role\nshow: case ids",
            Crosstab(("V1.10",), "role", Showing.CASES),
        ),
        (
            "kind: co-occurrence\nrows: 4\ncolumns: [3, 4.1]\nmeet_in: case\nshow: counts",
            Together(("4",), ("3", "4.1"), Meeting.CASE),
        ),
        ("kind: descriptions\ncolumns: 1.2", Descriptions((("Dedicated relationship services", "1.2"),))),
        (
            "kind: descriptions\ncolumns: {What: 1.2, For whom: access.thresholds}\nrows: V1\nwhere: role=provider",
            Descriptions((("What", "1.2"), ("For whom", "access.thresholds")), "V1", "role=provider"),
        ),
        ("kind: key findings\ntheme: barriers", KeyFindings("barriers", 2)),
        ("kind: key findings\ntheme: 4\nquotes: 3", KeyFindings("4", 3)),
    ],
)
def test_each_kind_is_read_with_its_keys(tmp_path: Path, keys: str, wanted: Asked | None) -> None:
    if wanted is None:  # 4.10 is not 4.1
        assert "not in the codebook" in read(tmp_path, one(keys))[1][0].message
    else:
        assert asked(tmp_path, keys) == wanted


def test_a_table_has_its_source_line_and_its_notes(tmp_path: Path) -> None:
    keys = "kind: cases\nrows: area\nsource: Interviews, 2017.\n"
    for notes, wanted in (("notes: [One., Two.]", ("One.", "Two.")), ("notes: One.", ("One.",)), ("", ())):
        designs, problems = read(tmp_path, one(keys + notes))
        assert problems == ()
        assert designs == (TableDesign("t", "T", CasesBy(("area",)), "Interviews, 2017.", wanted),)


def test_several_tables_keep_the_order_of_the_file(tmp_path: Path) -> None:
    tables = "".join(f"  - {{name: {name}, title: T, kind: cases, rows: area}}\n" for name in ("b", "a", "c"))
    designs, problems = read(tmp_path, f"tables:\n{tables}")
    assert problems == ()
    assert [design.name for design in designs] == ["b", "a", "c"]


def test_without_a_codebook_references_are_kept_unchecked(tmp_path: Path) -> None:
    assert asked(tmp_path, "kind: lists\nrows: 44\nvalues: V9", checked=False) == Lists("44", "V9")
    assert asked(tmp_path, "kind: descriptions\ncolumns: [4, 9.9]", checked=False) == Descriptions(
        (("4", "4"), ("9.9", "9.9"))
    )


@pytest.mark.parametrize("text", ["tables:\n", "tables: []\n", "tables: ~\n"])
def test_a_file_that_declares_no_tables_is_fine(tmp_path: Path, text: str) -> None:
    assert read(tmp_path, text) == ((), ())


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("", 0, "The file is empty"),
        ("- a\n", 1, "has a list"),
        ("table: []\n", 1, 'did you mean "tables"?'),
        ("tables: x\n", 1, "wants a list"),
        ("tables:\n  - x\n", 2, "Each entry of tables wants keys with values"),
        ("tables:\n  - kind: cases\n    rows: area\n", 2, "The table has no name"),
        ("tables:\n  - kind: cases\n    rows: area\n", 2, "The table has no title"),
        ("tables:\n  - {name: a, title: T}\n", 2, "The table a has no kind"),
        ("tables:\n  - {name: a, title: T, kind: ~}\n", 2, "has no kind"),
        ("tables:\n  - {name: a, title: T, kind: key_findings}\n", 2, 'did you mean "key findings"?'),
        ("tables:\n  - {name: a, title: T, kind: [cases]}\n", 2, "of the table a wants one text"),
        ("tables:\n  - {name: A b, title: T, kind: cases, rows: area}\n", 2, "cannot name a table"),
        (f"tables:\n  - {{name: {'a' * 41}, title: T, kind: cases, rows: area}}\n", 2, "cannot name a table"),
        ("tables:\n  - {name: theme_counts, title: T, kind: cases, rows: area}\n", 2, "that every study has"),
        ("tables:\n  - {name: sample_design, title: T, kind: cases, rows: area}\n", 2, "that every study has"),
        ("tables:\n  - {name: sample_role, title: T, kind: cases, rows: area}\n", 2, "that every study has"),
        ("tables:\n  - {name: sample_size, title: T, kind: cases, rows: area}\n", 2, "that every study has"),
        (
            "tables:\n  - {name: a, title: T, kind: cases, rows: area}\n  - {name: a, title: U}",
            3,
            "names two tables, the first on line 2",
        ),
        (
            "tables: [{name: a, title: T, kind: cases, rows: area}, {name: a, title: U, kind: cases, rows: role}]",
            1,
            "names two tables, the first on line 1",
        ),
    ],
)
def test_a_fault_of_the_file_is_told_with_its_line(tmp_path: Path, text: str, line: int, words: str) -> None:
    designs, found = read(tmp_path, text)
    place = f"line {line}" if line else ""
    assert designs == ()
    assert [p for p in found if p.place == place and words in p.message], found
    assert all(p.path == "tables.yaml" and p.cure and p.message[0] in '"' + p.message[0].upper() for p in found)


@pytest.mark.parametrize(
    ("keys", "line", "words"),
    [
        # attributes
        ("kind: cases", 2, "has no rows"),
        ("kind: cases\nrows: []", 5, "has no rows"),
        ("kind: cases\nrows: ''", 5, "has no rows"),
        ("kind: cases\nrows: {}", 5, "has no rows"),
        ("kind: cases\nrows: {area: x}", 5, "wants a list"),
        ("kind: cases\nrows: [[area]]", 5, "an entry that is a list"),
        ("kind: cases\nrows: aera", 5, 'which is no attribute; did you mean "area"?'),
        ("kind: cases\nrows:\n  - area\n  - rol", 7, 'did you mean "role"?'),
        ("kind: cases\nrows:\n  - area\n  - area", 7, "stands twice in rows of the table t, first on line 6"),
        ("kind: cases\nrows: remark", 5, "remark, which has no levels"),
        ("kind: cases\nrows: area\ncolumns: remark", 6, "remark, which has no levels"),
        ("kind: cases\nrows: area\ncolumns: area", 6, "name the same attribute"),
        ("kind: cases\nrows: [area, role]\ncolumns: Size", 6, "more than one attribute in rows"),
        ("kind: cases\nrows: area\ncount: codings", 6, "which is no attribute"),
        ("kind: cases\nrows: area\ntargets: maybe", 6, "wants true or false"),
        ("kind: cases\nrows: area\ntargets: true", 6, "planned by other attributes"),
        ("kind: cases\nrows: role\ncolumns: area\ntargets: true", 7, "planned by other attributes"),
        ("kind: cases\nrows: area\ncolumns: role\ncount: Size\ntargets: true", 8, "counts Size"),
        ("kind: crosstab\nrows: 4\ncolumns: remark", 6, "remark, which has no levels"),
        ("kind: crosstab\nrows: 4", 2, "has no columns"),
        # codes
        ("kind: lists\nrows: V1", 2, "has no values"),
        ("kind: lists\nrows: V1\nvalues: [V2]", 6, "of the table t wants one text"),
        ("kind: lists\nrows: V1\nvalues: V1", 6, "name the same theme"),
        ("kind: lists\nrows: V1\nvalues: support_type", 6, "name the same theme"),
        ("kind: lists\nrows: V1\nvalues: fundin", 6, 'did you mean "funding"?'),
        ("kind: lists\nrows: 4.2\nvalues: V2", 5, '"4.2" is the subtheme 4.2 Stigma of seeking help'),
        ("kind: lists\nrows: V1\nvalues: V2\nmeet_in: tunr", 7, 'did you mean "turn"?'),
        ("kind: frequencies\ncodes: barriers.stigm", 5, 'did you mean "barriers.stigma"?'),
        ("kind: frequencies\ncodes:\n  - V1\n  - V11.1", 7, 'did you mean "V1.1"?'),
        ("kind: frequencies\ncodes:\n  - 4.2\n  - barriers.stigma", 7, "stands twice in codes"),
        ("kind: frequencies\ncodes: V1\ncount: case", 6, 'did you mean "cases"?'),
        ("kind: crosstab\nrows: 4\ncolumns: area\nshow: ids", 7, "no show of the table t"),
        ("kind: co-occurrence\nrows: 4", 2, "has no columns"),
        ("kind: co-occurrence\ncolumns: 4\nrows: 99", 6, "not in the codebook"),
        ("kind: descriptions", 2, "has no columns"),
        ("kind: descriptions\ncolumns:\n  - 1.2\n  - 4", 7, '"4" is the theme 4 Barriers to take-up'),
        ("kind: descriptions\ncolumns: V1.1", 5, "a value of V1 Type of support, which no cell is about"),
        ("kind: descriptions\ncolumns:\n  What: 1.2\n  Why: provision.deliver", 7, '"provision.delivery"'),
        ("kind: descriptions\ncolumns:\n  What: [1.2]", 6, 'The column "What" of the table t wants one subtheme'),
        ("kind: descriptions\ncolumns:\n  What:", 6, "has nothing"),
        ("kind: descriptions\ncolumns:\n  '': 1.2", 6, "has no heading"),
        ("kind: descriptions\ncolumns: 1.2\nrows: 1.2", 6, "wants a theme"),
        ("kind: key findings", 2, "has no theme"),
        ("kind: key findings\ntheme: 4.2", 5, "wants a theme that is charted"),
        ("kind: key findings\ntheme: V1", 5, "is the list of values V1 Type of support"),
        ("kind: key findings\ntheme: 4\nquotes: 0", 6, "a whole number from 1"),
        ("kind: key findings\ntheme: 4\nquotes: 4", 6, "a whole number from 1 to 3"),
        # keys
        ("kind: crosstab\nrows: 4\ncolumns: area\nvalues: V1", 7, '"values" is a key of lists, and this table is of'),
        ("kind: lists\nrows: V1\nvalues: V2\nwhere: area=north", 7, "a key of cases, descriptions, and this"),
        ("kind: lists\nrows: V1\nvalue: V2", 6, 'did you mean "values"?'),
        ("kind: lists\nrows: V1\nvalues: V2\nvalues: V3", 7, "stands twice, first on line 6"),
    ],
)
def test_a_fault_of_a_table_is_told_with_its_line(tmp_path: Path, keys: str, line: int, words: str) -> None:
    designs, found = read(tmp_path, one(keys))
    assert designs == ()
    assert [p for p in found if p.place == f"line {line}" and words in p.message], found


@pytest.mark.parametrize(
    ("keys", "cure"),
    [
        ("kind: lists\nrows: 4.2\nvalues: V2", "Name its theme: 4."),
        ("kind: descriptions\ncolumns: 4", "Name its subthemes: 4.1, 4.2, 4.3, 4.4, 4.5, 4.6, 4.7, 4.8."),
        ("kind: key findings\ntheme: V1", "Name one of: 1, 2, 3, 4, 5, 6, 7, 8."),
        ("kind: cases\nrows: remark", "Give it levels in study.yaml, or name one of these: area, role, Size."),
        ("kind: cases\nrows: role\ntargets: yes", "Write rows: area and columns: role, as under sample, or take"),
        ("kind: lists\nrows: V1\nvalues: V2\nshow: counts", "The keys of lists are: rows, values, category, meet_in."),
    ],
)
def test_the_cure_of_a_fault_says_what_to_type(tmp_path: Path, keys: str, cure: str) -> None:
    assert cure in read(tmp_path, one(keys))[1][0].cure


def test_targets_want_a_planned_sample(tmp_path: Path) -> None:
    text = one("kind: cases\nrows: area\ncolumns: role\ntargets: true")
    assert read(tmp_path, text)[1] == ()
    unplanned = Settings("A study", STUDY.attributes)
    assert [p.message for p in read(tmp_path, text, unplanned)[1]] == [
        "The table t asks for targets, and study.yaml plans no sample."
    ]


def test_an_attribute_that_has_no_levels_is_told_where_none_has_any(tmp_path: Path) -> None:
    bare = Settings("A study", (Attribute("remark", "Remark", AttributeRole.OTHER),))
    assert [p.cure for p in read(tmp_path, one("kind: cases\nrows: remark"), bare)[1]] == [
        "Give it levels in study.yaml."
    ]
    assert [p.cure for p in read(tmp_path, one("kind: cases\nrows: area"), Settings("A study"))[1]] == [
        "The attributes are: none yet."
    ]


def test_a_key_of_another_kind_is_told_once_and_the_rest_of_the_table_is_still_checked(tmp_path: Path) -> None:
    found = read(tmp_path, one("kind: frequencies\ncodes: 99\nrows: nonsense"))[1]
    assert [p.place for p in found] == ["line 5", "line 6"]


def test_all_faults_are_told_together_in_the_order_of_the_file(tmp_path: Path) -> None:
    text = (
        "tables:\n  - {name: a, kind: cases, rows: x}\n  - {title: B, kind: lists, rows: 4, values: V2}\n"
        "  - {name: a, title: C, kind: tabel}\nother: 1\n"
    )
    found = read(tmp_path, text)[1]
    assert [p.place for p in found] == ["line 2", "line 2", "line 3", "line 4", "line 4", "line 5"]


def test_a_long_value_is_not_repeated_in_a_fault(tmp_path: Path) -> None:
    words = "My husband and I have not spoken about it to anybody since the spring"
    keys = (f"kind: {words}", f"kind: cases\nrows: {words}", f"kind: lists\nrows: {words}\nvalues: {words}")
    for found in (read(tmp_path, one(key))[1] for key in (*keys, f"kind: cases\nrows: area\n{words}: x")):
        assert found
        assert "spring" not in str(found)


def test_what_is_not_there_or_far_too_large_is_refused_by_name_alone(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no such file") as caught:
        read_table_designs(tmp_path / "tables.yaml", STUDY, None)
    assert str(tmp_path) not in str(caught.value)
    with (tmp_path / "tables.yaml").open("wb") as stream:
        stream.truncate(2**17 + 1)
    with pytest.raises(RefusedError, match="over 128 kB"):
        read_table_designs(tmp_path / "tables.yaml", STUDY, None)


def test_the_starter_declares_nothing_and_reads_clean(tmp_path: Path) -> None:
    assert read(tmp_path, starter_tables()) == ((), ())


def test_the_starter_with_its_remarks_taken_off_has_a_table_of_every_kind(tmp_path: Path) -> None:
    lines = [line[1:] if line.startswith("#   ") else line for line in starter_tables().splitlines()]
    (tmp_path / "study.yaml").write_text(starter_settings("A study"), encoding="utf-8")
    study, _ = read_settings(tmp_path / "study.yaml")
    assert study
    designs, problems = read(tmp_path, "\n".join(lines), study)
    assert problems == ()
    assert len({type(design.asks) for design in designs}) == len(designs) == len(TableKind)
    for design in designs:
        parse_selection(getattr(design.asks, "where", ""), study)


def test_the_shipped_tables_read_clean_against_the_shipped_codebook_and_study() -> None:
    study, _ = read_settings(ROOT / "transcripts_sample" / "study.yaml")
    assert study
    designs, problems = read_table_designs(SHIPPED, study, codebook())
    assert problems == ()
    assert {type(design.asks) for design in designs} == {
        *(CasesBy, Lists, Frequencies, Crosstab, Together, Descriptions, KeyFindings)
    }
    for design in designs:
        assert design.source
        parse_selection(getattr(design.asks, "where", ""), study)


WORD = st.text(max_size=8)
TREES = st.recursive(
    WORD | st.sampled_from(["4", "4.2", "V1", "area", "cases", "lists", "key findings", "descriptions"]) | st.none(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(WORD, inner, max_size=3),
    max_leaves=6,
)
TABLES = st.dictionaries(
    st.sampled_from(
        (
            *("name", "title", "kind", "source", "notes", "rows", "columns", "count", "codes", "values", "targets"),
            *("where", "meet_in", "show", "theme", "quotes", "tables"),
        )
    ),
    TREES,
    max_size=8,
)


@given(
    tables=st.lists(TABLES | TREES, max_size=3),
    kind=st.sampled_from(TableKind),
    checked=st.booleans(),
)
@hypothesis_settings(
    max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
def test_whatever_shape_a_file_has_it_gives_designs_or_says_why_not(
    tmp_path: Path, tables: list[object], kind: TableKind, *, checked: bool
) -> None:
    kinded = [{"kind": str(kind), **table} if isinstance(table, dict) else table for table in tables]
    designs, problems = read(tmp_path, json.dumps({"tables": kinded}), checked=checked)
    assert problems or len(designs) == len(tables)
    assert all(p.cure and p.path == "tables.yaml" for p in problems)
