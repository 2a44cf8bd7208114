"""English for counts and lists, so that a sentence is right whether it speaks of none, one or many."""

from __future__ import annotations

from collections.abc import Sequence


def counted(number: int, one: str, many: str = "") -> str:
    """Print a count with its noun: `no codings`, `1 coding`, `1,204 codings`."""
    noun = one if number == 1 else many or f"{one}s"
    return f"{number:,} {noun}" if number else f"no {noun}"


def verb(number: int, one: str, many: str) -> str:
    """Choose the verb that agrees with a count: one `is`, none and several `are`."""
    return one if number == 1 else many


def in_words(items: Sequence[str]) -> str:
    """Join items as a sentence lists them: `a`, `a and b`, `a, b and c`."""
    if len(items) < 2:  # noqa: PLR2004 - one item needs no "and"
        return "".join(items)
    return f"{', '.join(items[:-1])} and {items[-1]}"


def sentences(*said: str) -> str:
    """Put sentences one after the other, each with a capital letter; those that are empty say nothing."""
    return " ".join(one[0].upper() + one[1:] for one in said if one)
