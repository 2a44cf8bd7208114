"""Where a turn stands in its file or its recording, so that a quote can cite it: `page 3`, `1:04:28`."""

from __future__ import annotations

from framework_qa.model.text import Turn


def place_of(turn: Turn) -> str:
    """Say on what page a turn begins and how far into the recording, as far as its file tells."""
    return ", ".join(part for part in (_page(turn), _clock(turn)) if part)


def _page(turn: Turn) -> str:
    return f"page {turn.page}" if turn.page else ""


def _clock(turn: Turn) -> str:
    if turn.at is None:
        return ""
    minutes, seconds = divmod(int(turn.at), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02d}:{seconds:02d}" if hours else f"{minutes}:{seconds:02d}"
