"""What a check of a workbook comes to: a verdict, why, and in which cells."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Verdict(StrEnum):
    """What can be said of one item: it holds, it does not, or only a person can tell."""

    MET = "met"
    NOT_MET = "not met"
    TO_JUDGE = "for a person to judge"


@dataclass(frozen=True, slots=True)
class Judgement:
    """A verdict, its reason in a sentence, and the places it is about (`Sheet!B4`)."""

    verdict: Verdict
    why: str
    where: tuple[str, ...] = ()


def met(why: str) -> Judgement:
    """Say that an item holds."""
    return Judgement(Verdict.MET, why)


def not_met(why: str, where: Iterable[str]) -> Judgement:
    """Say that an item does not hold, and where."""
    return Judgement(Verdict.NOT_MET, why, tuple(dict.fromkeys(where)))


def to_judge(why: str, where: Iterable[str] = ()) -> Judgement:
    """Leave an item to a person, with the places to look at."""
    return Judgement(Verdict.TO_JUDGE, why, tuple(dict.fromkeys(where)))


def unless(places: Iterable[str], wrong: str, right: str) -> Judgement:
    """Say that an item holds unless there are places where it does not."""
    found = tuple(places)
    return not_met(wrong, found) if found else met(right)
