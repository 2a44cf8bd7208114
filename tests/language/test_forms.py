"""Word families and folding."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from framework_qa.language.forms import fold, key_of


@pytest.mark.parametrize(
    "family",
    [
        "parent parents Parents PARENTS",
        "commission commissions commissioned commissioning",
        "wash washes washed washing",
        "stigma stigmas",
        "child children childrens",
        "go goes went gone going",
        "do does did done",
        "bad worse worst",
        "wife wives",
        "organise organises organised organising organize organizes organized organizing",
        "organisation organisations organization organizations",
        "behaviour behaviours behavior behaviors",
        "behavioural behavioral",
        "neighbour neighbors neighbours",
        "programme programmes program programs",
        "counsel counselling counseling counselled counseled",
        "counsellor counselor counsellors counselors",
        "centre centres center centers centred centered",
        "travel travelling traveling travelled traveled",
        "model modelling modeling modelled modeled",
        "label labelling labeling labelled labeled",
        "paediatric pediatric",
        "enrol enroll enrolled enrolling",
        "practice practise practising practicing",
        "licence license licensing",
        "defence defense",
        "analyse analyze analysing analyzed",
        "dialogue dialog dialogues",
        "judgement judgment",
        "grey gray",
        "mum mom mums moms",
        "naïve naive",
        "crèche creche crèches",
        "triage triaged triaging triages",
        "vlogg vlog vlogs vlogged vlogging",
        "whatsapp whatsapps whatsapped whatsapping",
        "coparent coparents coparented coparenting",
        "rezzy rezzies rezzied",
        "relation\u00adship relationship",
    ],
)
def test_inflections_and_spellings_of_a_word_share_one_key(family: str) -> None:
    assert len({key_of(word) for word in family.split()}) == 1


@pytest.mark.parametrize(
    ("word", "other"),
    [
        ("art", "start"),
        ("dad", "dads-to-be"),
        ("size", "sise"),
        ("prize", "prise"),
        ("stigma", "stigmatise"),
        ("separate", "separation"),
        ("commission", "commissioner"),
        ("xs", "x"),
        ("bus", "bu"),
        ("fund", "fun"),
    ],
)
def test_different_words_have_different_keys(word: str, other: str) -> None:
    assert key_of(word) != key_of(other)


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("can’t ‘say’", "can't 'say'"),
        ("short-term short‑term parent–child", "short term short term parent child"),
        ("waiting-\nlist", "waiting \nlist"),
        ("ashamed - of course - yes", "ashamed - of course - yes"),
        ("wait – no", "wait - no"),
        ("I DON'T and I CAN’T", "I don't and I can't"),
        ("support—couples", "support—couples"),
        ("0-19s, -5, 1-2-1", "0 19s, -5, 1 2 1"),
    ],
)
def test_folding_makes_one_of_what_readers_take_for_one(text: str, folded: str) -> None:
    assert fold(text) == folded


@given(st.text(st.sampled_from("aZİßﬁ-‐‑–—'’‘ \n.DN'T_é\u0301\u00ad"), max_size=30))
def test_folded_text_is_as_long_as_the_text(text: str) -> None:
    assert len(fold(text)) == len(text)
    assert [c.isspace() for c in text if c not in "-‐‑–"] == [
        f.isspace() for c, f in zip(text, fold(text), strict=True) if c not in "-‐‑–"
    ]


@given(st.text(max_size=12))
def test_any_text_has_a_key(text: str) -> None:
    assert isinstance(key_of(text), str)
