"""`study.yaml` read with all its faults at their lines, and written so that it reads back."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from framework_qa.errors import InputError, Problem, RefusedError, Severity
from framework_qa.formats.settings import read_settings, starter_settings, write_settings
from framework_qa.model.people import Attribute, AttributeRole, Level, SampleDesign, Target
from framework_qa.model.study import Publication, Reporting, Settings

SAMPLE = Path(__file__).resolve().parents[2] / "transcripts_sample" / "study.yaml"

GOOD = """\
title: A study
attributes:
  - name: area
    label: Case study area
    role: group
    levels:
      north: North
      south: South
  - name: role
    role: sample
    levels: {provider: Provider, stakeholder: Stakeholder}
  - name: remark
    required: false
asked_of: role
not_asked:
  - case: A2-P04
    subthemes: ["7.2", 4.10, outcomes.children]
sample:
  rows: area
  columns: role
  total: 12
  not_applicable:
    - {row: North, column: provider}
  targets:
    - {row: south, column: PROVIDER, low: 2, high: 3}
publication:
  attribution: [role, area]
  counts: false
  one_case_covered: yes
report:
  authors: [A. Researcher, "B. Researcher: editor"]
  answers:
    quality_18: No.
    coreq_1: |
      A. Researcher held all interviews.
      B. Researcher listened.
    coreq_2:
"""


def problems_of(tmp_path: Path, text: str) -> tuple[Problem, ...]:
    path = tmp_path / "study.yaml"
    path.write_text(text, encoding="utf-8")
    settings, problems = read_settings(path)
    assert (settings is None) is any(p.severity is Severity.ERROR for p in problems)
    return problems


def test_everything_a_study_yaml_can_say_is_read(tmp_path: Path) -> None:
    (tmp_path / "study.yaml").write_text(GOOD, encoding="utf-8")
    settings, problems = read_settings(tmp_path / "study.yaml")
    assert problems == ()
    assert settings == Settings(
        title="A study",
        attributes=(
            Attribute(
                "area", "Case study area", AttributeRole.GROUP, (Level("north", "North"), Level("south", "South"))
            ),
            Attribute(
                "role",
                "Role",
                AttributeRole.SAMPLE,
                (Level("provider", "Provider"), Level("stakeholder", "Stakeholder")),
            ),
            Attribute("remark", "Remark", AttributeRole.OTHER, (), required=False),
        ),
        sample=SampleDesign("area", "role", (Target("south", "provider", 2, 3),), (("north", "provider"),), 12),
        asked_of="role",
        not_asked=(("A2-P04", ("7.2", "4.10", "outcomes.children")),),
        publication=Publication(("role", "area"), counts=False, one_case_covered=True),
        reporting=Reporting(
            ("A. Researcher", "B. Researcher: editor"),
            (
                ("quality_18", "No."),
                ("coreq_1", "A. Researcher held all interviews.\nB. Researcher listened."),
            ),
        ),
    )


def test_words_that_other_readers_take_for_truths_and_numbers_stay_words(tmp_path: Path) -> None:
    text = "title: 2017\nattributes:\n  - name: no\n    levels: {yes: on, 01: 1.10, null: ~, na: }\n"
    (tmp_path / "study.yaml").write_text(text, encoding="utf-8")
    settings, problems = read_settings(tmp_path / "study.yaml")
    assert problems == ()
    assert settings is not None
    assert settings.title == "2017"
    assert settings.attributes[0].levels == (
        *(Level("yes", "on"), Level("01", "1.10")),
        *(Level("null", "null"), Level("na", "na")),
    )


def test_a_byte_order_mark_and_windows_line_ends_make_no_difference(tmp_path: Path) -> None:
    (tmp_path / "study.yaml").write_bytes(b"\xef\xbb\xbf" + GOOD.replace("\n", "\r\n").encode())
    settings, problems = read_settings(tmp_path / "study.yaml")
    assert settings is not None
    assert problems == ()


@pytest.mark.parametrize(
    ("text", "place", "words"),
    [
        ("", "", "The file is empty"),
        ("# only a remark\n", "", "The file is empty"),
        ("just words", "line 1", "wants keys with values"),
        ("- a\n- b\n", "line 1", "has a list"),
        ("attributes: []\n", "line 1", "has no title"),
        ("title:\n", "line 1", "has no title"),
        ("title: [a]\n", "line 1", "wants one text"),
        ("titel: A\ntitle: B\n", "line 1", 'did you mean "title"?'),
        ("title: A\ntitle: B\n", "line 2", "stands twice, first on line 1"),
        ("title: A\n\tattributes: x\n", "line 2", "tab"),
        ("title: A: B\n", "line 1", "colon"),
        ("title: 'A\n", "line 2", "cannot be read here"),
        ("title: A\x07\n", "line 1", "control character"),
        ('title: "a\\0"\n', "line 1", "cannot be stored"),
        ('title: "\\ud800"\n', "line 1", "cannot be stored"),
        ('title: "\\UFFFFFFFF"\n', "", "this is not YAML"),
        ("title: A\n---\ntitle: B\n", "line 2", "second document"),
        ("title: &t A\nasked_of: *t\n", "line 2", "alias"),
        ("title: !!python/name:os.system x\n", "line 1", "tag"),
        ("title: A\nattributes: {? [a] : b}\n", "line 2", "a key must be a plain word"),
        ("title: " + "[" * 40 + "]" * 40, "line 1", "nested too deep"),
        ("title: A\nattributes: x\n", "line 2", "wants a list"),
        ("title: A\nattributes:\n  - area\n", "line 3", "each entry of attributes"),
        ("title: A\nattributes:\n  - label: X\n", "line 3", "has no name"),
        ("title: A\nattributes:\n  - name: a b\n", "line 3", "cannot name an attribute"),
        ("title: A\nattributes:\n  - name: Case ID\n", "line 3", "a column of every case list"),
        ("title: A\nattributes:\n  - name: case_id\n", "line 3", "a column of every case list"),
        ("title: A\nattributes:\n  - name: t\n    label: Transcript\n", "line 4", "a column of every case list"),
        ("title: A\nattributes:\n  - name: a\n  - name: A\n", "line 4", "names two attributes, the first on line 3"),
        ("title: A\nattributes:\n  - {name: a}\n  - {name: b, label: A}\n", "line 4", "names two attributes"),
        ("title: A\nattributes:\n  - {name: a, role: grup}\n", "line 3", 'did you mean "group"?'),
        ("title: A\nattributes:\n  - {name: a, required: maybe}\n", "line 3", "wants true or false"),
        ("title: A\nattributes:\n  - {name: a, levels: [x, y]}\n", "line 3", "one line for each level"),
        ("title: A\nattributes:\n  - name: a\n    levels:\n      x: X\n      x: Y\n", "line 6", "stands twice"),
        (
            "title: A\nattributes:\n  - name: a\n    levels:\n      x: X\n      y: x\n",
            "line 6",
            "share a code or label",
        ),
        ("title: A\nattributes:\n  - name: a\n    levels:\n      '': X\n", "line 5", "has no code"),
        ("title: A\nattributes:\n  - name: a\n    levels:\n      x: [X]\n", "line 5", "one text as its label"),
        ("title: A\nasked_of: rol\n", "line 2", "which is no attribute"),
        ("title: A\nattributes:\n  - name: a\nasked_of: a\n", "line 4", "has no levels"),
        ("title: A\nnot_asked:\n  - case: 4\n    subthemes: [a]\n", "line 3", "no case id"),
        ("title: A\nnot_asked:\n  - case: P1\n", "line 3", "has no subthemes"),
        ("title: A\nnot_asked:\n  - subthemes: [a]\n", "line 3", "has no case"),
        ("title: A\nnot_asked:\n  - {case: P1, subthemes: [{a: b}, ]}\n", "line 3", "keys with values"),
        ("title: A\nnot_asked:\n  - {case: P1, subthemes: ['']}\n", "line 3", "an entry that is empty"),
        (
            "title: A\nnot_asked:\n  - {case: P1, subthemes: [a]}\n  - {case: P1, subthemes: [b]}\n",
            "line 4",
            "twice in not_asked, first on line 3",
        ),
        ("title: A\nsample: {}\n", "line 2", "has no rows"),
        ("title: A\nsample: x\n", "line 2", "sample wants keys with values"),
        ("title: A\npublication: yes\n", "line 2", "publication wants keys with values"),
        ("title: A\npublication:\n  count: false\n", "line 3", 'did you mean "counts"?'),
        ("title: A\npublication:\n  counts: some\n", "line 3", "wants true or false"),
        ("title: A\npublication:\n  one_case_covered: 1\n", "line 3", "wants true or false"),
        ("title: A\npublication:\n  attribution: area\n", "line 3", "wants a list"),
        (
            "title: A\nattributes: [{name: role}]\npublication:\n  attribution: [rol]\n",
            "line 4",
            'which is no attribute; did you mean "role"?',
        ),
        (
            "title: A\nattributes: [{name: role}]\npublication:\n  attribution: [role, role]\n",
            "line 4",
            "names role twice",
        ),
        ("title: A\nreport: x\n", "line 2", "report wants keys with values"),
        ("title: A\nreport:\n  author: [B]\n", "line 3", 'did you mean "authors"?'),
        ("title: A\nreport:\n  authors: [[B]]\n", "line 3", "an entry that is a list"),
        ("title: A\nreport:\n  answers: [x]\n", "line 3", "one line for each answer"),
        ("title: A\nreport:\n  answers:\n    coreq_0: x\n", "line 4", "is no question of the method appendix"),
        ("title: A\nreport:\n  answers:\n    coreq_33: x\n", "line 4", "is no question of the method appendix"),
        ("title: A\nreport:\n  answers:\n    quality_19: x\n", "line 4", "is no question of the method appendix"),
        ("title: A\nreport:\n  answers:\n    quality3: x\n", "line 4", 'did you mean "quality_3"?'),
        ("title: A\nreport:\n  answers:\n    coreq_1: [x]\n", "line 4", "coreq_1 of the answers wants one text"),
        ("title: A\nreport:\n  answers:\n    coreq_1: x\n    coreq_1: y\n", "line 5", "twice, first on line 4"),
    ],
)
def test_a_fault_is_told_with_its_line(tmp_path: Path, text: str, place: str, words: str) -> None:
    found = problems_of(tmp_path, text)
    assert [p for p in found if p.place == place and words.casefold() in p.message.casefold()], found
    assert all(p.path == "study.yaml" and p.cure and p.message[0] in '"' + p.message[0].upper() for p in found)


@pytest.mark.parametrize(
    ("old", "new", "line", "words"),
    [
        ("columns: role", "columns: area", 20, "the same attribute"),
        ("rows: area", "rows: aera", 19, 'did you mean "area"?'),
        ("row: North", "row: nort", 23, 'did you mean "north"?'),
        ("column: PROVIDER", "column: x", 25, "no level of role"),
        ("low: 2", "low: 5", 25, "low (5) is above its high (3)"),
        ("low: 2", "low: two", 25, "a whole number from 0 up"),
        ("low: 2, ", "", 25, "has no low"),
        ("total: 12", "total: -1", 21, "a whole number from 0 up"),
        ("total: 12", "totall: 12", 21, 'did you mean "total"?'),
        ("row: south", "row: north", 25, "has a target and is not applicable"),
        (
            "low: 2, high: 3}",
            "low: 2, high: 3}\n    - {row: south, column: provider, low: 1, high: 1}",
            26,
            "two targets",
        ),
    ],
)
def test_a_fault_of_the_sample_is_told_with_its_line(tmp_path: Path, old: str, new: str, line: int, words: str) -> None:
    assert old in GOOD
    found = problems_of(tmp_path, GOOD.replace(old, new))
    assert [p for p in found if p.place == f"line {line}" and words in p.message], found


def test_all_faults_are_told_together_in_the_order_of_the_file(tmp_path: Path) -> None:
    found = problems_of(tmp_path, "titel: A\nasked_of: x\nattributes:\n  - {name: a, role: y}\n  - {label: z}\n")
    assert [p.place for p in found] == ["line 1", "line 1", "line 2", "line 4", "line 5"]


def test_a_bomb_of_aliases_is_refused_at_its_first_alias(tmp_path: Path) -> None:
    bomb = "a: &a [x, x]\n" + "".join(f"{c}: &{c} [*{p}, *{p}]\n" for p, c in zip("abcdefgh", "bcdefghi", strict=True))
    assert [p.place for p in problems_of(tmp_path, bomb)] == ["line 2"]


def test_what_is_no_text_or_not_there_is_refused_by_name_alone(tmp_path: Path) -> None:
    for name, content, words in (("a.yaml", b"\x81\x8d", "neither UTF-8"), ("b.yaml", b"a\x00", "NUL")):
        (tmp_path / name).write_bytes(content)
        with pytest.raises(InputError, match=words) as caught:
            read_settings(tmp_path / name)
        assert str(tmp_path) not in str(caught.value)
    with pytest.raises(InputError, match="no such file"):
        read_settings(tmp_path / "c.yaml")
    with pytest.raises(InputError, match="it is no file"):
        read_settings(tmp_path)


def test_a_file_far_too_large_is_not_opened(tmp_path: Path) -> None:
    with (tmp_path / "study.yaml").open("wb") as stream:
        stream.truncate(2**19 + 1)
    with pytest.raises(RefusedError, match="over 512 kB"):
        read_settings(tmp_path / "study.yaml")


def test_old_windows_text_is_read_with_a_warning(tmp_path: Path) -> None:
    (tmp_path / "study.yaml").write_bytes("title: Café\n".encode("cp1252"))
    settings, problems = read_settings(tmp_path / "study.yaml")
    assert settings == Settings("Café")
    assert [p.severity for p in problems] == [Severity.WARNING]


def test_a_long_value_is_not_repeated_in_a_fault(tmp_path: Path) -> None:
    words = "My husband and I have not spoken about it to anybody since the spring"
    found = problems_of(tmp_path, f"title: A\nasked_of: {words}\n")
    assert "spring" not in str(found)


@pytest.mark.parametrize("title", ["A study", "Yes: 'no' # {x}", "2017", "null", "x" * 300, "“Curly”"])
def test_the_starter_reads_back_clean(tmp_path: Path, title: str) -> None:
    (tmp_path / "study.yaml").write_text(starter_settings(title), encoding="utf-8")
    settings, problems = read_settings(tmp_path / "study.yaml")
    assert problems == ()
    assert settings is not None
    assert settings.title == title


def test_the_starter_with_its_remarks_taken_off_reads_back_too(tmp_path: Path) -> None:
    text = starter_settings("A study")
    at = text.index("# not_asked:")
    lines = text[at:].splitlines()
    bare = [
        line[2:] if line.startswith(("# not_asked:", "# sample:", "# publication:", "# report:", "#   ")) else ""
        for line in lines
    ]
    (tmp_path / "study.yaml").write_text(text[:at] + "\n".join(bare), encoding="utf-8")
    settings, problems = read_settings(tmp_path / "study.yaml")
    assert problems == ()
    assert settings is not None
    assert settings.sample is not None
    assert settings.publication.attribution == ("role",)
    assert settings.reporting.answer("coreq_1")


def test_a_study_that_says_nothing_of_print_counts_cases_and_covers_no_single_one(tmp_path: Path) -> None:
    for text in ("title: A\n", "title: A\npublication:\nreport:\n", "title: A\nreport: {authors: [], answers: {}}\n"):
        (tmp_path / "study.yaml").write_text(text, encoding="utf-8")
        settings, problems = read_settings(tmp_path / "study.yaml")
        assert problems == ()
        assert settings is not None
        assert settings.publication == Publication((), counts=True, one_case_covered=False)
        assert settings.reporting == Reporting()


def test_a_study_that_says_nothing_of_print_is_written_without_a_word_on_it() -> None:
    assert write_settings(Settings("A")) == "title: A\n"


def test_the_sample_study_reads_clean() -> None:
    settings, problems = read_settings(SAMPLE)
    assert problems == ()
    assert settings is not None
    assert [a.name for a in settings.grouping()] == ["area", "respondent_type"]
    assert settings.sample is not None
    assert (settings.sample.total, len(settings.sample.targets)) == (50, 10)
    assert settings.publication == Publication(("respondent_type",))


TEXT = (
    st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), min_size=1).map(str.strip).filter(bool)
)
LEVELS = st.lists(TEXT, max_size=3, unique_by=str.casefold).map(
    lambda codes: tuple(Level(code, f"{code} ({place})") for place, code in enumerate(codes))
)
NAMES = st.lists(
    st.from_regex(r"[a-z][a-z0-9_]{5,12}", fullmatch=True), max_size=3, unique_by=lambda n: n.replace("_", "")
)


QUESTIONS = st.sampled_from(["coreq_1", "coreq_9", "coreq_10", "coreq_32", "quality_1", "quality_18"])
REPORTINGS = st.builds(
    Reporting,
    st.lists(TEXT, max_size=2).map(tuple),
    st.dictionaries(QUESTIONS, TEXT, max_size=3).map(lambda answers: tuple(answers.items())),
)


@st.composite
def any_settings(draw: st.DrawFn) -> Settings:
    attributes = tuple(
        Attribute(
            name,
            f"{name} {draw(TEXT)}x{place}",
            draw(st.sampled_from(AttributeRole)),
            draw(LEVELS),
            draw(st.booleans()),
        )
        for place, name in enumerate(n for n in draw(NAMES) if n not in ("transcript", "transcripts"))
    )
    not_asked = draw(st.lists(st.lists(TEXT, min_size=1, max_size=2).map(tuple), max_size=2))
    levelled = [a for a in attributes if a.levels]
    sample = None
    if len(levelled) > 1:
        rows, columns = levelled[:2]
        targets = (Target(rows.levels[0].code, columns.levels[0].code, 1, draw(st.integers(1, 9))),)
        absent = tuple((level.code, columns.levels[0].code) for level in rows.levels[1:])
        sample = SampleDesign(rows.name, columns.name, targets, absent, draw(st.none() | st.integers(0, 99)))
    return Settings(
        draw(TEXT),
        attributes,
        sample,
        levelled[0].name if levelled else "",
        tuple((f"P{place}", subs) for place, subs in enumerate(not_asked)),
        Publication(
            tuple(draw(st.permutations([a.name for a in attributes]))[: draw(st.integers(0, 3))]),
            draw(st.booleans()),
            draw(st.booleans()),
        ),
        draw(REPORTINGS),
    )


@given(any_settings())
@hypothesis_settings(
    max_examples=100,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.filter_too_much],
)
def test_written_settings_read_back_to_the_same(tmp_path: Path, settings: Settings) -> None:
    (tmp_path / "study.yaml").write_bytes(write_settings(settings).encode())
    assert read_settings(tmp_path / "study.yaml") == (settings, ())
