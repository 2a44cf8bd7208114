"""The nearest known name to one that was mistyped, for the cure of an error."""

from __future__ import annotations

import difflib
from collections.abc import Iterable


def did_you_mean(typed: str, known: Iterable[str]) -> str:
    """Ask after the known name nearest to what was typed, ignoring case; empty when nothing is near."""
    by_folded = {name.casefold(): name for name in known}
    close = difflib.get_close_matches(typed.casefold(), by_folded, n=1)
    return f"did you mean {by_folded[close[0]]!r}?" if close else ""
