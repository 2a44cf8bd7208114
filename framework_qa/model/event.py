"""Events: who changed what and when, each chained to the one before by its hash."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Change:
    """One row of the study before and after an event; `None` where it was not, or is no more."""

    table: str
    key: str
    before: Mapping[str, Any] | None
    after: Mapping[str, Any] | None


@dataclass(frozen=True, slots=True)
class Event:
    """One act on the study: its running number, time (UTC, ISO 8601), who, what, and the chain.

    `undoes` is the number of the event this one takes back, or None. `changes` may be left out (empty) where
    only the log is shown; the hash always covers them.
    """

    number: int
    at: str
    who: str
    act: str
    summary: str
    previous: str
    hash: str
    undoes: int | None = None
    changes: tuple[Change, ...] = ()
