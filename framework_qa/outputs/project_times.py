"""Times as the exchange standard writes them: UTC, to the second."""

from __future__ import annotations

from functools import lru_cache

from framework_qa.outputs.moments import in_utc


@lru_cache(maxsize=1024)  # an act gives one time to hundreds of records
def exchanged(at: str) -> str:
    """Write a time that the study keeps (ISO 8601), or nothing where it is none."""
    try:
        return f"{in_utc(at).isoformat()}Z" if at else ""
    except (ValueError, OverflowError):
        return ""
