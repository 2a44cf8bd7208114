"""Every value that can be built comes back from its row as it was."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st
from store_studies import case, cell, codebook, coding, span, star, synthesis, transcript

from framework_qa.model.chart import Cell, Run, RunKind, Status
from framework_qa.model.codebook import Branch, Codebook, Near, Origin, Rules, Subtheme, SubthemeStatus, Theme, Unit
from framework_qa.model.coding import Coding, Decision, Route
from framework_qa.model.conflict import Conflict
from framework_qa.model.people import Case
from framework_qa.model.quote import Star
from framework_qa.model.reading import NotUsed, SecondReading, Verdict
from framework_qa.model.set_aside import SetAside
from framework_qa.model.study import Record
from framework_qa.model.synthesis import Statement, Synthesis
from framework_qa.model.text import Span, Speaker, SpeakerRole, Transcript, Turn
from framework_qa.store.rows import canonical, logged, row_of, unlogged, value_of
from framework_qa.store.schema import COLUMNS, CONTENT

text = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=12)
texts = st.lists(text, max_size=3).map(tuple)
pairs = st.lists(st.tuples(text, text), max_size=3).map(tuple)
number = st.integers(0, 2**53)
seconds = st.none() | st.floats(0, 1e9, allow_nan=False)
json_values = st.recursive(st.none() | st.booleans() | number | text, lambda v: st.lists(v, max_size=2), max_leaves=3)


def tuples_of(values: st.SearchStrategy[object]) -> st.SearchStrategy[tuple[object, ...]]:
    return st.lists(values, max_size=3).map(tuple)


@st.composite
def stretches(draw: st.DrawFn) -> tuple[int, int]:
    start = draw(number)
    return start, start + draw(st.integers(1, 10_000))


turns = st.builds(
    lambda n, who, stretch, at, page: Turn(n, who, *stretch, at, page),
    st.integers(1, 10**6),
    text,
    stretches(),
    seconds,
    st.integers(0, 999),
)
cases = st.builds(Case, text, pairs)
transcripts = st.builds(
    Transcript,
    text,
    text,
    text,
    text,
    tuples_of(st.builds(Speaker, text, st.sampled_from(SpeakerRole))),
    tuples_of(turns),
    pairs,
    tuples_of(st.tuples(text, number)),
    number,
)
spans = st.builds(
    lambda ids, turn, stretch, digest: Span(*ids, turn, *stretch, digest),
    st.tuples(text, text, text),
    number,
    stretches(),
    text,
)
codings = st.builds(
    Coding, text, text, text, text, st.sampled_from(Route), st.sampled_from(Decision), text, number, text, text, texts
)
worded = text.filter(lambda words: bool(words.strip()))
runs = st.builds(Run, st.sampled_from([RunKind.SUMMARY, RunKind.VERBATIM]), worded, texts) | st.builds(
    Run, st.just(RunKind.COMMENT), worded
)
cells = st.builds(Cell, text, text, st.sampled_from(Status), tuples_of(runs), st.booleans(), texts, number, text, text)
rules = st.builds(
    Rules,
    texts,
    tuples_of(st.builds(Near, texts, number)),
    texts,
    tuples_of(tuples_of(st.dictionaries(text, json_values, max_size=2).map(lambda keys: dict(sorted(keys.items()))))),
)
subthemes = st.builds(
    Subtheme,
    text,
    text,
    text,
    text,
    text,
    text,
    text,
    text,
    text,
    st.sampled_from(Origin),
    texts,
    st.sampled_from(SubthemeStatus),
    st.sampled_from(Unit),
    rules,
    number,
)
themes = st.builds(Theme, text, text, text, text, st.lists(subthemes, max_size=2).map(tuple), st.sampled_from(Branch))
codebooks = st.builds(Codebook, text, number, st.lists(themes, max_size=2).map(tuple))
stars = st.builds(Star, text, text, text)
syntheses = st.builds(Synthesis, pairs, text, tuples_of(st.builds(Statement, worded, pairs)), text, number, text, text)
readings = st.builds(SecondReading, text, text, st.sampled_from(Verdict), text, text, text, text)
others = st.builds(NotUsed, *[text] * 5) | st.builds(Conflict, *[text] * 6)
parts = st.builds(SetAside, text, number, text, text, text, text)
records = cases | transcripts | spans | codings | cells | codebooks | stars | syntheses | readings | others | parts


@given(records)
def test_a_value_comes_back_from_its_row_as_it_was(record: Record) -> None:
    table, row = row_of(record)
    assert value_of(table, row) == record
    assert repr(value_of(table, row)) == repr(record)  # a choice comes back as a choice, not as the word for it
    assert len(row) == len(COLUMNS[table])


@given(records)
def test_the_row_of_a_value_that_came_back_is_the_same_row(record: Record) -> None:
    table, row = row_of(record)
    assert row_of(value_of(table, row)) == (table, row)


@given(records)
def test_a_row_comes_back_from_the_log_without_what_participants_said(record: Record) -> None:
    table, row = row_of(record)
    fields = json.loads(canonical(logged(table, row)))
    kept = unlogged(table, fields)
    assert kept == row[: len(kept or ())]
    assert not set(fields) & set(CONTENT.get(table, ()))


def test_a_row_of_the_database_is_made_of_plain_types_only() -> None:
    one = span(transcript(1), 1)
    for record in (case(1), transcript(1), codebook(), one, coding(one, 1), cell(1, one), star(one), synthesis()):
        assert {type(value) for value in row_of(record)[1]} <= {str, int, bool}


def test_other_words_make_another_row() -> None:
    assert row_of(cell(1, span(transcript(1), 1), "a")) != row_of(cell(1, span(transcript(1), 1), "b"))
