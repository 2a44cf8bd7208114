"""Anchors: the names of a report's places, the same on every run and safe in an address."""

from __future__ import annotations

import re

_UNSAFE = re.compile(r"[^A-Za-z0-9._-]+")


def anchor(kind: str, number: str) -> str:
    """Name a place after what it is and its number: `theme-4`, `subtheme-4.2`."""
    return f"{kind}-{_UNSAFE.sub('-', number)}"
