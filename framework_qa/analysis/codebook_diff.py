"""How one version of the codebook differs from another, said in words; a code is what stays itself."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from framework_qa.model.codebook import Codebook, Subtheme, Theme
from framework_qa.model.ids import Code


class DifferenceKind(StrEnum):
    """What happened to a theme or subtheme between two versions."""

    ADDED = "added"
    REMOVED = "removed"
    RENUMBERED = "renumbered"
    RENAMED = "renamed"
    MOVED = "moved"
    REDEFINED = "redefined"
    RULES = "rules changed"
    STATUS = "status changed"
    ASKED_OF = "asked of others"
    OTHER = "changed"


@dataclass(frozen=True, slots=True)
class Difference:
    """One difference: its kind, the code it is about (none for the codebook itself), and a sentence."""

    kind: DifferenceKind
    code: Code
    words: str


_NO_CODE = Code("")
_REDEFINING = ("definition", "include", "exclude", "example", "near_miss")
_OTHER = ("category", "origin", "unit")


def codebook_diff(old: Codebook | None, new: Codebook) -> tuple[Difference, ...]:
    """List the differences in the order of the new codebook, what was removed last; none if both say the same.

    Version numbers and `since` are left out, since applying a codebook sets them.
    """
    before = old or Codebook(new.name, 0, ())
    return (*_name(before, new), *_themes(before, new), *_subthemes(before, new))


def _name(old: Codebook, new: Codebook) -> Iterator[Difference]:
    if old.name != new.name:
        yield Difference(DifferenceKind.RENAMED, _NO_CODE, f"The codebook {old.name}: now named {new.name}")


def _themes(old: Codebook, new: Codebook) -> Iterator[Difference]:
    before = {theme.code: theme for theme in old.themes}
    after = {theme.code for theme in new.themes}
    places = _moved([t.code for t in old.themes], [t.code for t in new.themes])
    previous: Theme | None = None
    for theme in new.themes:
        if theme.code not in before:
            yield Difference(DifferenceKind.ADDED, theme.code, f"{_named(theme)}: added {_after(previous)}")
        else:
            yield from _theme(before[theme.code], theme)
            if theme.code in places:
                yield Difference(DifferenceKind.MOVED, theme.code, f"{theme.heading}: moved {_after(previous)}")
        previous = theme
    for code, theme in before.items():
        if code not in after:
            yield Difference(DifferenceKind.REMOVED, code, f"{_named(theme)}: removed")


def _theme(old: Theme, new: Theme) -> Iterator[Difference]:
    yield from _labels(old, new)
    if old.definition != new.definition:
        yield Difference(DifferenceKind.REDEFINED, new.code, f"{new.heading}: definition changed")
    if old.branch is not new.branch:
        yield Difference(DifferenceKind.MOVED, new.code, f"{new.heading}: moved from {old.branch} to {new.branch}")


def _labels(old: Theme | Subtheme, new: Theme | Subtheme) -> Iterator[Difference]:
    if old.number != new.number:
        words = f"{new.heading}: number changed from {old.number} to {new.number}"
        yield Difference(DifferenceKind.RENUMBERED, new.code, words)
    if old.label != new.label:
        yield Difference(DifferenceKind.RENAMED, new.code, f"{new.heading}: renamed, was {old.label}")


def _subthemes(old: Codebook, new: Codebook) -> Iterator[Difference]:
    before = {sub.code: (theme, sub) for theme in old.themes for sub in theme.subthemes}
    after = {sub.code for sub in new.subthemes()}
    for theme in new.themes:
        yield from _theme_subthemes(before, theme)
    for code, (_, sub) in before.items():
        if code not in after:
            yield Difference(DifferenceKind.REMOVED, code, f"{_named(sub)}: removed")


def _theme_subthemes(before: Mapping[Code, tuple[Theme, Subtheme]], theme: Theme) -> Iterator[Difference]:
    """Compare the subthemes of one theme of the new version."""
    here = [sub.code for home, sub in before.values() if home.code == theme.code]
    places = _moved(here, [sub.code for sub in theme.subthemes])
    previous: Subtheme | None = None
    for sub in theme.subthemes:
        if sub.code not in before:
            yield Difference(DifferenceKind.ADDED, sub.code, f"{_named(sub)}: added {_after(previous)}")
        else:
            home, old = before[sub.code]
            if home.code != theme.code:
                words = f"{sub.heading}: moved from {home.heading} to {theme.heading}"
                yield Difference(DifferenceKind.MOVED, sub.code, words)
            elif sub.code in places:
                yield Difference(DifferenceKind.MOVED, sub.code, f"{sub.heading}: moved {_after(previous)}")
            yield from _subtheme(old, sub)
        previous = sub


def _subtheme(old: Subtheme, new: Subtheme) -> Iterator[Difference]:
    yield from _labels(old, new)
    if changed := _changed(old, new, _REDEFINING):
        yield Difference(DifferenceKind.REDEFINED, new.code, f"{new.heading}: {_in_words(changed)} changed")
    if old.rules != new.rules:
        yield Difference(DifferenceKind.RULES, new.code, f"{new.heading}: rules changed")
    if old.status is not new.status:
        words = f"{new.heading}: status changed from {old.status} to {new.status}"
        yield Difference(DifferenceKind.STATUS, new.code, words)
    if old.asked_of != new.asked_of:
        words = f"{new.heading}: asked of {_everybody(new)}, was {_everybody(old)}"
        yield Difference(DifferenceKind.ASKED_OF, new.code, words)
    if changed := _changed(old, new, _OTHER):
        yield Difference(DifferenceKind.OTHER, new.code, f"{new.heading}: {_in_words(changed)} changed")


def _changed(old: Subtheme, new: Subtheme, keys: tuple[str, ...]) -> list[str]:
    return [key.replace("_", " ") for key in keys if getattr(old, key) != getattr(new, key)]


def _in_words(words: list[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"


def _everybody(subtheme: Subtheme) -> str:
    return ", ".join(subtheme.asked_of) or "everybody"


def _named(entry: Theme | Subtheme) -> str:
    return f"{entry.heading} ({entry.code})"


def _after(previous: Theme | Subtheme | None) -> str:
    return f"after {previous.number}" if previous else "at the beginning"


def _moved(old: list[Code], new: list[Code]) -> frozenset[Code]:
    """Find the codes in both lists that left their order, the fewest that explain it (a longest rising run stays)."""
    rank = {code: place for place, code in enumerate(old)}
    both = [code for code in new if code in rank]
    best: list[tuple[int, int]] = []  # for each code, the longest rising run that ends there, and what comes before it
    for place, code in enumerate(both):
        earlier = ((best[i][0], i) for i in range(place) if rank[both[i]] < rank[code])
        length, before = max(earlier, default=(0, -1))
        best.append((length + 1, before))
    kept = set()
    at = max(range(len(both)), key=lambda i: best[i][0], default=-1)
    while at >= 0:
        kept.add(both[at])
        at = best[at][1]
    return frozenset(both) - kept
