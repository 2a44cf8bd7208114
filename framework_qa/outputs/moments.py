"""When a document says that it was made: the time of what it was made from, never that of the clock."""

from __future__ import annotations

import datetime as dt
import os

from framework_qa.errors import UsageError

EARLIEST = dt.datetime(1980, 1, 1)  # noqa: DTZ001 - a document's properties carry no zone; the time is UTC


def moment_of(at: str) -> dt.datetime:
    """Give the time a document tells of itself, in UTC: SOURCE_DATE_EPOCH where set, else `at` (ISO 8601) or 1980.

    Raises UsageError where SOURCE_DATE_EPOCH is no number of seconds.
    """
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    if epoch:
        return _from_epoch(epoch)
    return in_utc(at) if at else EARLIEST


def in_utc(at: str) -> dt.datetime:
    """Read a time (ISO 8601, in UTC where it does not say) to the second, as a document's properties carry it."""
    moment = dt.datetime.fromisoformat(at)
    universal = moment.astimezone(dt.UTC) if moment.tzinfo else moment
    return universal.replace(tzinfo=None, microsecond=0)


def for_people(at: str) -> str:
    """Print a time as people read it: `3 January 2026, 12:00 UTC`."""
    moment = in_utc(at)
    return f"{moment.day} {moment:%B %Y, %H:%M} UTC"


def _from_epoch(epoch: str) -> dt.datetime:
    try:
        return dt.datetime.fromtimestamp(int(epoch), dt.UTC).replace(tzinfo=None)
    except (ValueError, OverflowError, OSError):
        raise UsageError(
            "SOURCE_DATE_EPOCH is not a number of seconds since 1970.", "Set it like 1735689600, or unset it."
        ) from None
