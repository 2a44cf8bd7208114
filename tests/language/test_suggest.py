"""What the rules of a codebook suggest."""

from __future__ import annotations

from typing import Any

import pytest
from language_material import codebook, subtheme, transcript

from framework_qa.language.rules import compile_rules
from framework_qa.language.suggest import Suggestion, suggest
from framework_qa.model.codebook import Near, Rules, SubthemeStatus, Unit
from framework_qa.model.text import Transcript


def run(rules: Rules, *turns: str, **more: Any) -> tuple[Suggestion, ...]:
    return suggest(compile_rules(codebook(subtheme(rules, **more))), transcript(*turns))


def fired(rules: Rules, text: str) -> tuple[str, ...]:
    return tuple(word for suggestion in run(rules, text) for word in suggestion.fired)


def quoted(text: Transcript, suggestions: tuple[Suggestion, ...]) -> list[str]:
    return [text.text[s.start : s.end] for s in suggestions]


@pytest.mark.parametrize(
    ("entry", "text", "words"),
    [
        ("parent", "Most parents come.", "parents"),
        ("ashamed of", "Ashamed of it, they were.", "Ashamed of"),
        ("commission", "It was commissioned late.", "commissioned"),
        ("commission", "Commissioning is hard.", "Commissioning"),
        ("wash dirty linen", "Like washing dirty linen.", "washing dirty linen"),
        ("washing dirty linen", "You don't wash dirty linen.", "wash dirty linen"),
        ("short-term", "It is short term money.", "short term"),
        ("short term", "It is short-term money.", "short-term"),
        ("short-term", "It is shortterm money.", "shortterm"),
        ("waiting list", "The waiting-list is long.", "waiting-list"),
        ("waiting list", "The waiting\nlist is long.", "waiting\nlist"),
        ("waiting list", "The waiting  \n list is long.", "waiting  \n list"),
        ("waiting list", "The waiting-\nlist is long.", "waiting-\nlist"),
        ("well-being", "Their wellbeing matters.", "wellbeing"),
        ("16 year old", "A 16-year-old came.", "16-year-old"),
        ("can't get", "They can’t get there.", "can’t get"),
        ("can’t get", "They can't get there.", "can't get"),
        ("can't get", "They cannot get there.", "cannot get"),
        ("can't get", "They CAN'T get there.", "CAN'T get"),
        ("organise", "She organized it.", "organized"),
        ("counselling", "There is counseling.", "counseling"),
        ("dad", "The dads' group.", "dads"),
        ("dad", "The dad's group.", "dad"),
        ("dads' group", "Our dads’ group.", "dads’ group"),
        ("children centre", "The children's centers shut.", "children's centers"),
        ("children's centre", "The childrens centre shut.", "childrens centre"),
        ("it's hard", "It’s hard here.", "It’s hard"),
        ("ashamed of", "They were “ashamed” of it.", "ashamed” of"),
        ("ashamed of", "They were *ashamed* of it.", "ashamed* of"),
        ("lgbt", "Our LGBT-friendly group.", "LGBT"),
        ("a&e", "They end up in A&E again.", "A&E"),
        ("24/7", "We are open 24/7 here.", "24/7"),
        ("10am", "We open at 10am here.", "10am"),
        ("no. 10", "They wrote to No. 10 twice.", "No. 10"),
        ("yes, but", "Yes, but no.", "Yes, but"),
        ("crèche", "There is a creche.", "creche"),
        ("parent", "men/parents/women", "parents"),
        ("parent", "We stop.Parents go.", "Parents"),
        ("e-mail", "They email us.", "email"),
        ("do not know", "I don't know.", "don't know"),
    ],
)
def test_an_entry_matches_as_a_person_would_expect(entry: str, text: str, words: str) -> None:
    assert fired(Rules(any=(entry,)), text) == (words,)


@pytest.mark.parametrize(
    ("entry", "text"),
    [
        ("art", "We start late."),
        ("art", "Part of the artful cart."),
        ("waiting list", "I was waiting. List them."),
        ("waiting list", "I was waiting\n\nlist them"),
        ("waiting list", "I was waiting, list in hand."),
        ("waiting list", "I was waiting - list in hand."),
        ("waiting list", "The waiting long list."),
        ("ashamed of", "ashamed"),
        ("ashamed of", "of ashamed"),
        ("commission", "The commissioner came."),
    ],
)
def test_an_entry_does_not_match_what_only_looks_like_it(entry: str, text: str) -> None:
    assert fired(Rules(any=(entry,)), text) == ()


def test_a_suggestion_marks_the_sentence_that_matched() -> None:
    text = transcript("We like it. Parents are ashamed. We go on.")
    (found,) = suggest(compile_rules(codebook(Rules(any=("ashamed",)))), text)
    assert quoted(text, (found,)) == ["Parents are ashamed."]
    assert (found.turn, found.subtheme, found.rule, found.fired) == (1, "t.s1", "any", ("ashamed",))


def test_a_suggestion_marks_the_turn_where_the_codebook_says_so() -> None:
    text = transcript("I: Well?", "We like it. Parents are ashamed. So ashamed of the shame.")
    rules = Rules(any=("shame", "ashamed"))
    (found,) = suggest(compile_rules(codebook(subtheme(rules, unit=Unit.TURN))), text)
    assert quoted(text, (found,)) == [text.words(text.turns[1])]
    assert (found.turn, found.rule, found.fired) == (2, "any", ("ashamed", "shame"))


def test_only_a_respondents_words_are_evidence() -> None:
    found = run(Rules(any=("stigma",)), "I: Is there stigma?", "?: There is stigma.", "Yes, stigma.")
    assert [s.turn for s in found] == [3]


def test_a_subtheme_is_suggested_once_for_a_sentence_with_each_word_once() -> None:
    (found,) = run(Rules(any=("stigma", "ashamed of")), "Ashamed of stigma, Stigma, stigma.")
    assert found.fired == ("Ashamed of", "stigma", "Stigma")


def test_suggestions_come_by_place_and_then_as_the_codebook_lists_them() -> None:
    rules = compile_rules(codebook(Rules(any=("shame",)), Rules(any=("parent",)), Rules(any=("shame", "go"))))
    found = suggest(rules, transcript("Parents go. The shame of parents.", "Shame."))
    assert [(s.turn, s.subtheme) for s in found] == [
        (1, "t.s2"),
        (1, "t.s3"),
        (1, "t.s1"),
        (1, "t.s2"),
        (1, "t.s3"),
        (2, "t.s1"),
        (2, "t.s3"),
    ]


@pytest.mark.parametrize("status", [SubthemeStatus.DRAFT, SubthemeStatus.RETIRED])
def test_only_live_subthemes_suggest(status: SubthemeStatus) -> None:
    assert run(Rules(any=("stigma",)), "Stigma.", status=status) == ()


def test_a_codebook_without_rules_suggests_nothing() -> None:
    assert run(Rules(), "Stigma.") == ()
    assert suggest(compile_rules(codebook()), transcript("Stigma.")) == ()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("There is no stigma here.", ()),
        ("There is no stigma, but there is a stigma too.", ("stigma",)),
        ("Stigma? No. Stigma!", ("Stigma", "Stigma")),
        ("No “stigma” here.", ()),
        ("There is no. Stigma is there.", ("Stigma",)),
        ("It's a shame about the shame.", ("shame",)),
    ],
)
def test_never_cancels_only_what_it_overlaps(text: str, words: tuple[str, ...]) -> None:
    assert fired(Rules(any=("stigma", "shame"), never=("no stigma", "it's a shame")), text) == words


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("They admit a problem.", ("admit", "problem")),
        ("The problem is admitting it.", ("problem", "admitting")),
        ("They admit one two three problems.", ("admit", "problems")),
        ("They admit one two three four problems.", ()),
        ("They admit one-two-three-four problems.", ()),
        ("They admit - one - two - three - problems.", ("admit", "problems")),
        ("They admit. Problems come.", ()),
        ("Admit one two three four admit problems.", ("admit", "problems")),
        ("They don't admit the problem.", ()),
        ("They don't admit, then admit the problem.", ("admit", "problem")),
        ("No problem admitting the problem.", ("admitting", "problem")),
    ],
)
def test_all_near_needs_all_its_words_in_one_sentence_near_enough(text: str, words: tuple[str, ...]) -> None:
    rules = Rules(all_near=(Near(("admit", "problem"), 4),), never=("don't admit", "no problem"))
    assert fired(rules, text) == words


def test_all_near_takes_phrases_and_more_than_two() -> None:
    rules = Rules(all_near=(Near(("take", "kids", "social services"), 6),))
    assert fired(rules, "Social services will come and take my kids.") == ("Social services", "take", "kids")
    assert fired(rules, "Social services come. They take my kids.") == ()
    assert fired(rules, "Social services may one day come round here and take my kids.") == ()


def test_all_near_stays_within_a_sentence_even_where_the_turn_is_marked() -> None:
    rules = Rules(all_near=(Near(("admit", "problem"), 4),))
    assert run(rules, "They admit. Problem.", unit=Unit.TURN) == ()


def test_the_first_kind_of_rule_that_fires_is_named() -> None:
    rules = Rules(any=("shame",), all_near=(Near(("admit", "problem"), 4),), patterns=(({"LOWER": "quid"},),))
    found = run(rules, "Shame to admit a problem. Admit a problem for ten quid. Ten quid.")
    assert [(s.rule, s.fired) for s in found] == [
        ("any", ("Shame",)),
        ("all_near", ("Admit", "problem")),
        ("patterns", ("quid",)),
    ]
    (turn,) = run(rules, "Ten quid. Admit a problem. Admit problems.", unit=Unit.TURN)
    assert (turn.rule, turn.fired) == ("all_near", ("Admit", "problem", "problems"))


@pytest.mark.parametrize(
    ("pattern", "text", "words"),
    [
        ([{"ORTH": "£"}, {"LIKE_NUM": True}], "It was £15 a go.", ("£15",)),
        ([{"LIKE_NUM": True}, {"LOWER": {"IN": ["quid", "pounds"]}}], "Thirty quid a week.", ("Thirty quid",)),
        (
            [{"LEMMA": "pay"}, {"OP": "?"}, {"LEMMA": "organise"}],
            "We paid the organizing fee.",
            ("paid the organizing",),
        ),
        ([{"LEMMA": {"IN": ["pay"]}}, {"LOWER": {"NOT_IN": ["us"]}}], "Paid us, pays you.", ("pays you",)),
        ([{"LOWER": "waiting"}, {"LOWER": "list"}], "A waiting  \n list.", ("waiting  \n list",)),
        ([{"LOWER": "waiting"}, {"LOWER": "list"}], "A waiting-list.", ("waiting-list",)),
        ([{"lower": "n’t"}, {"LOWER": "pay"}], "They can’t pay.", ("n’t pay",)),
        ([{"LOWER": "did"}, {"NORM": "not"}], "They didn't.", ("didn't",)),
        ([{"LOWER": "so", "OP": "+"}, {"LOWER": "sad"}], "It is so so so sad.", ("so so so sad",)),
        ([{"SHAPE": "dd"}], "There are 12 of us.", ("12",)),
        ([{"LOWER": "quid"}], "No money.", ()),
        ([{"ORTH": "£"}, {"LIKE_NUM": True}], "It was £ money.", ()),
        ([{"LOWER": "no"}, {"LOWER": "quid"}], "No quid.", ()),
    ],
)
def test_a_token_pattern_matches_as_in_spacy(pattern: list[dict[str, Any]], text: str, words: tuple[str, ...]) -> None:
    assert fired(Rules(patterns=(tuple(pattern),), never=("no quid",)), text) == words


def test_a_pattern_sees_all_of_a_sentence_without_end() -> None:
    rules = Rules(patterns=(({"LOWER": "ten"}, {"LOWER": "quid"}),))
    assert fired(rules, "so and so " * 333 + "ten quid and " * 3) == ("ten quid",)


def test_a_rule_of_letters_few_people_write_is_found() -> None:
    assert fired(Rules(any=("İstanbul", "ﬁnance", "Straße")), "In istanbul? İstanbul ﬁnance finance STRASSE.") == (
        "istanbul",
        "İstanbul",
        "ﬁnance",
        "finance",
        "STRASSE",
    )


def test_a_turn_of_fifteen_thousand_words_without_a_stop_is_read() -> None:
    rules = Rules(
        any=("parent",),
        all_near=(Near(("parent", "child", "group"), 2),),
        never=("no parent",),
        patterns=(({"LOWER": "parent"}, {"OP": "*"}, {"LOWER": "zzz"}),),
    )
    assert run(rules, "no parent child " * 5_000) == ()  # quadratic ways take minutes
