"""What is told of rules that cannot do what they were written for."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from language_material import SHIPPED, codebook, shipped, subtheme, transcript

from framework_qa.language.rules import RuleFault, compile_rules, rule_faults
from framework_qa.language.suggest import suggest
from framework_qa.model.codebook import Near, Rules, SubthemeStatus


def faults(rules: Rules) -> tuple[RuleFault, ...]:
    return rule_faults(codebook(rules))


@pytest.mark.parametrize(
    ("rules", "message"),
    [
        (Rules(any=("",)), "holds no word"),
        (Rules(any=("?!",)), "holds no word"),
        (Rules(any=("parent",), never=(" ",)), "holds no word"),
        (Rules(all_near=(Near(("parent", "--"), 4),)), "holds no word"),
        (Rules(any=("yes. No",)), "end of a sentence"),
        (Rules(any=("parent", "Parent")), "stands in any 2 times"),
        (Rules(any=("drop-in", "drop in", "Drop  In")), "stands in any 3 times"),
        (Rules(any=("can't", "can’t")), "stands in any 2 times"),
        (Rules(any=("stigma",), never=("no stigma", "No stigma")), "stands in not 2 times"),
        (Rules(all_near=(Near(("parent",), 4),)), "fewer than two"),
        (Rules(all_near=(Near((), 4),)), "fewer than two"),
        (Rules(all_near=(Near(("admit", "admitted"), 4),)), "two forms of one word"),
        (Rules(all_near=(Near(("admit", "problem"), 0),)), "never match within 0"),
        (Rules(all_near=(Near(("a", "b", "c"), 1),)), "never match within 1"),
        (Rules(all_near=(Near(("a b", "c d", "e f"), 2),)), "never match within 2"),
        (Rules(any=("stigma",), never=("stigma",)), "can never fire"),
        (Rules(any=("no stigma here", "stigma"), never=("no stigma",)), "can never fire"),
        (Rules(all_near=(Near(("admit", "problem"), 4),), never=("problems",)), "can never fire"),
        (Rules(any=("stigma",), never=("a shame",)), "cancels nothing"),
        (Rules(never=("a shame",)), "cancels nothing"),
    ],
)
def test_a_rule_that_cannot_work_is_told_with_a_cure(rules: Rules, message: str) -> None:
    found = faults(rules)
    assert any(message in fault.message for fault in found)
    assert all(fault.cure.endswith(".") and fault.subtheme == "t.s1" for fault in found)


@pytest.mark.parametrize(
    ("pattern", "message"),
    [
        ([], "is empty"),
        (["parent"], "not a mapping"),
        ([{"LOWER": {"REGEX": "(a+)+$"}}], "REGEX"),
        ([{"TEXT": {"FUZZY2": "parent"}}], "FUZZY2"),
        ([{"LOWER": {"SUBSET": ["a"]}}], "unknown comparison SUBSET"),
        ([{"POS": "NOUN"}], "POS"),
        ([{"_": {"x": True}}], "cannot tell"),
        ([{3: "x"}], "cannot tell"),
        ([{"LOWER": "Parent"}], "capital"),
        ([{"LOWER": {"IN": ["quid", "Pounds"]}}], "capital"),
        ([{"LOWER": "waiting list"}], "not one token"),
        ([{"ORTH": "short-term"}], "not one token"),
        ([{"ORTH": ""}], "not one token"),
        ([{"OP": "*"}, {"LOWER": "a"}, {"OP": "+"}], "without end"),
        ([{"OP": "{1,}"}, {"OP": "*"}], "without end"),
        ([{"OP": "?"}] * 7, "too many optional"),
        ([{"OP": "{0,9}"}], "too many optional"),
        ([{"OP": "*"}, *[{"OP": "?"}] * 3], "too many optional"),
        ([{"OP": "{40}"}], "longer than 30"),
        ([{"OP": "{999999999}"}], "longer than 30"),
        ([{"OP": "{9999999999999}"}], "longer than 30"),
        ([{"OP": "{0,999999999}"}], "too many optional"),
        ([{"LOWER": "a"}] * 31, "longer than 30"),
        ([{"LOWER": "a", "OP": "^"}], "spaCy"),
        ([{"IS_ALPHA": "x"}], "spaCy"),
        ([{"LENGTH": 2**80}], "spaCy"),
        ([{"LOWER": "\ud800"}], "spaCy"),
    ],
)
def test_a_pattern_that_cannot_be_run_safely_is_told_with_a_cure(pattern: list[Any], message: str) -> None:
    found = faults(Rules(patterns=(tuple(pattern),)))
    assert any(message in fault.message for fault in found)
    assert all(fault.cure.endswith(".") for fault in found)


def test_sound_rules_have_no_faults() -> None:
    rules = Rules(
        any=("stigma", "ashamed of", "kpi", "kpis", "drop-in"),
        all_near=(Near(("admit", "problem"), 1), Near(("take", "social services", "kid"), 2)),
        never=("no stigma",),
        patterns=(
            ({"ORTH": "£"}, {"LIKE_NUM": True}, {"LOWER": {"IN": ["a", "per"]}}),
            ({"LEMMA": "pay"}, {"OP": "{0,3}"}, {"LOWER": "fee", "OP": "{2}"}, {"OP": "*"}),
            ({"LENGTH": {">=": 2}},),
        ),
    )
    assert [f for f in faults(rules) if "optional" not in f.message] == []
    assert faults(Rules(never=("a shame",), patterns=(({"LOWER": "shame"},),))) == ()


def test_retired_rules_are_left_in_peace() -> None:
    assert rule_faults(codebook(subtheme(Rules(any=("",)), status=SubthemeStatus.RETIRED))) == ()


def test_all_faults_are_told_together_in_codebook_order() -> None:
    found = rule_faults(codebook(Rules(any=("", "a.b. C")), Rules(any=("x", "x")), Rules(any=("fine",))))
    assert [fault.subtheme for fault in found] == ["t.s1", "t.s1", "t.s2"]


@pytest.mark.skipif(not SHIPPED.exists(), reason="the shipped codebook is not here")
def test_the_shipped_codebook_has_no_faults() -> None:
    assert rule_faults(shipped()) == ()


entries = st.text(st.sampled_from("aB é-'’.?! \n£5\ud800\x00"), max_size=6) | st.sampled_from(["parent", "no stigma"])
junk = st.recursive(
    st.none() | st.booleans() | st.integers() | entries,
    lambda inner: (
        st.lists(inner, max_size=2) | st.dictionaries(entries | st.sampled_from(["IN", ">=", "REGEX"]), inner)
    ),
    max_leaves=4,
)
tokens = st.dictionaries(st.sampled_from(["LOWER", "LEMMA", "ORTH", "OP", "LENGTH", "IS_ALPHA", "POS", "_", "x"]), junk)
anything = st.builds(
    Rules,
    any=st.lists(entries, max_size=3).map(tuple),
    all_near=st.lists(st.builds(Near, st.lists(entries, max_size=3).map(tuple), st.integers(-1, 9)), max_size=2).map(
        tuple
    ),
    never=st.lists(entries, max_size=2).map(tuple),
    patterns=st.lists(st.lists(tokens | junk, max_size=3).map(tuple), max_size=2).map(tuple),
)


@settings(max_examples=150, deadline=None)
@given(anything)
def test_no_rule_however_odd_ends_in_a_traceback(rules: Rules) -> None:
    book = codebook(rules)
    for fault in rule_faults(book):
        assert fault.message
        assert fault.cure
    suggest(compile_rules(book), transcript("A b, no stigma. £5 a's é B-a parent's.", "B!"))
