"""Where a turn stands: its page and its time, as far as the file tells."""

from __future__ import annotations

import pytest

from framework_qa.analysis.places import place_of
from framework_qa.model.text import Turn


@pytest.mark.parametrize(
    ("at", "page", "place"),
    [
        (None, 0, ""),
        (None, 3, "page 3"),
        (0.0, 0, "0:00"),
        (72.9, 0, "1:12"),
        (3868.0, 0, "1:04:28"),
        (59.99, 12, "page 12, 0:59"),
    ],
)
def test_a_turn_says_its_page_and_its_time_where_the_file_tells_them(at: float | None, page: int, place: str) -> None:
    assert place_of(Turn(1, "P1", 0, 1, at, page)) == place
