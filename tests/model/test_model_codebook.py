from __future__ import annotations

from framework_qa.model.codebook import Branch, Codebook, Near, Rules, Subtheme, Theme
from framework_qa.model.ids import Code


def subtheme(number: str, code: str, label: str) -> Subtheme:
    return Subtheme(number, Code(code), label, "What is said about it.")


BARRIERS = Theme(
    "4",
    Code("barriers"),
    "Barriers",
    "What keeps parents away.",
    (subtheme("4.2", "barriers.stigma", "Stigma"), subtheme("4.10", "barriers.other", "Other")),
)
LEVEL = Theme("8", Code("level"), "Level", "For tables.", (subtheme("8.1", "level.early", "Early"),), Branch.VALUES)
CODEBOOK = Codebook("support", 1, (BARRIERS, LEVEL))


def test_a_subtheme_is_found_by_its_number_or_its_code() -> None:
    stigma = BARRIERS.subthemes[0]
    assert CODEBOOK.subtheme("4.2") is CODEBOOK.subtheme("barriers.stigma") is stigma
    assert CODEBOOK.subtheme("4.1") is None
    assert CODEBOOK.subtheme("4") is None


def test_a_theme_is_found_by_its_number_or_its_code() -> None:
    assert CODEBOOK.theme("8") is CODEBOOK.theme("level") is LEVEL
    assert CODEBOOK.theme("4.2") is None
    assert CODEBOOK.theme_of("barriers.other") is BARRIERS


def test_values_are_walked_with_the_rest_and_never_charted() -> None:
    assert [sub.number for sub in CODEBOOK.subthemes()] == ["4.2", "4.10", "8.1"]
    assert [sub.number for sub in CODEBOOK.charted()] == ["4.2", "4.10"]
    assert CODEBOOK.charts() == (BARRIERS,)


def test_headings_put_the_number_before_the_label() -> None:
    assert (BARRIERS.heading, BARRIERS.subthemes[1].heading) == ("4 Barriers", "4.10 Other")


def test_rules_hold_when_anything_can_fire() -> None:
    assert not Rules()
    assert not Rules(never=("no stigma",))
    assert Rules(any=("stigma",))
    assert Rules(all_near=(Near(("admit", "problem"), 8),))
    assert Rules(patterns=(({"LEMMA": "ask"},),))
