"""The difference between two versions of a codebook, in words."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from framework_qa.analysis.codebook_diff import DifferenceKind, codebook_diff
from framework_qa.model.codebook import Branch, Codebook, Near, Origin, Rules, Subtheme, SubthemeStatus, Theme, Unit
from framework_qa.model.ids import Code


def sub(number: str, word: str, **more: object) -> Subtheme:
    theme = "barriers" if number.startswith("4") else "access"
    return replace(Subtheme(number, Code(f"{theme}.{word}"), word.title(), f"What {word} is."), **more)


STIGMA, COST, TIME, OTHER = (sub(f"4.{n}", w) for n, w in enumerate(("stigma", "cost", "time", "other"), 1))
REFERRAL = sub("3.1", "referral")
ACCESS = Theme("3", Code("access"), "Access", "Ways in.", (REFERRAL,))
BARRIERS = Theme("4", Code("barriers"), "Barriers", "What stops people.", (STIGMA, COST, TIME, OTHER))
OLD = Codebook("support", 1, (ACCESS, BARRIERS))


def with_barriers(*subthemes: Subtheme) -> Codebook:
    return Codebook("support", 2, (ACCESS, replace(BARRIERS, subthemes=subthemes)))


def words(new: Codebook, old: Codebook | None = OLD) -> list[str]:
    return [difference.words for difference in codebook_diff(old, new)]


def kinds(new: Codebook) -> list[DifferenceKind]:
    return [difference.kind for difference in codebook_diff(OLD, new)]


def test_a_codebook_does_not_differ_from_itself_whatever_its_version() -> None:
    later = replace(
        OLD, version=9, themes=(ACCESS, replace(BARRIERS, subthemes=(replace(STIGMA, since=3), COST, TIME, OTHER)))
    )
    assert codebook_diff(OLD, later) == ()


def test_a_first_codebook_is_all_added() -> None:
    found = codebook_diff(None, OLD)
    assert {difference.kind for difference in found} == {DifferenceKind.ADDED}
    assert [difference.words for difference in found][:2] == [
        "3 Access (access): added at the beginning",
        "4 Barriers (barriers): added after 3",
    ]
    assert len(found) == 7


def test_an_added_subtheme_says_after_which_it_stands() -> None:
    assert words(with_barriers(STIGMA, COST, TIME, sub("4.7", "language"), OTHER)) == [
        "4.7 Language (barriers.language): added after 4.3"
    ]


def test_a_removed_subtheme_is_told_last_by_its_old_number() -> None:
    assert words(with_barriers(STIGMA, TIME, replace(OTHER, label="Else"))) == [
        "4.4 Else: renamed, was Other",
        "4.2 Cost (barriers.cost): removed",
    ]


def test_texts_that_define_a_subtheme_are_told_in_one_sentence() -> None:
    changed = replace(STIGMA, definition="Other.", include="This.", near_miss="That.")
    assert words(with_barriers(changed, COST, TIME, OTHER)) == ["4.1 Stigma: definition, include and near miss changed"]
    assert kinds(with_barriers(changed, COST, TIME, OTHER)) == [DifferenceKind.REDEFINED]


def test_each_kind_of_change_has_its_own_sentence() -> None:
    changed = replace(
        STIGMA,
        number="4.9",
        label="Shame",
        rules=Rules(all_near=(Near(("admit", "problem"), 8),)),
        status=SubthemeStatus.RETIRED,
        asked_of=("provider",),
        category="Cultural",
        origin=Origin.EMERGENT,
        unit=Unit.TURN,
    )
    assert words(with_barriers(changed, COST, TIME, OTHER)) == [
        "4.9 Shame: number changed from 4.1 to 4.9",
        "4.9 Shame: renamed, was Stigma",
        "4.9 Shame: rules changed",
        "4.9 Shame: status changed from live to retired",
        "4.9 Shame: asked of provider, was everybody",
        "4.9 Shame: category, origin and unit changed",
    ]


def test_only_what_left_its_order_is_said_to_have_moved() -> None:
    assert words(with_barriers(COST, TIME, STIGMA, OTHER)) == ["4.1 Stigma: moved after 4.3"]
    assert words(with_barriers(OTHER, STIGMA, COST, TIME)) == ["4.4 Other: moved at the beginning"]


def test_a_subtheme_in_another_theme_says_from_where_to_where() -> None:
    new = Codebook(
        "support", 2, (replace(ACCESS, subthemes=(REFERRAL, COST)), replace(BARRIERS, subthemes=(STIGMA, TIME, OTHER)))
    )
    assert words(new) == ["4.2 Cost: moved from 4 Barriers to 3 Access"]


def test_themes_are_compared_too() -> None:
    renamed = replace(ACCESS, number="5", label="Ways in", definition="How.", branch=Branch.VALUES)
    new = Codebook("help", 2, (BARRIERS, renamed))
    assert words(new) == [
        "The codebook support: now named help",
        "5 Ways in: number changed from 3 to 5",
        "5 Ways in: renamed, was Access",
        "5 Ways in: definition changed",
        "5 Ways in: moved from themes to values",
        "5 Ways in: moved after 4",
    ]
    assert words(Codebook("support", 2, (BARRIERS,))) == [
        "3 Access (access): removed",
        "3.1 Referral (access.referral): removed",
    ]


@given(st.permutations([STIGMA, COST, TIME, OTHER]), st.sets(st.integers(0, 3)))
@settings(max_examples=100, deadline=None)
def test_nothing_is_told_exactly_when_nothing_changed(order: list[Subtheme], gone: set[int]) -> None:
    kept = [subtheme for place, subtheme in enumerate(order) if place not in gone]
    same = kept == [STIGMA, COST, TIME, OTHER]
    assert (codebook_diff(OLD, with_barriers(*kept)) == ()) is same
