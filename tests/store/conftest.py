from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from store_studies import AT, SETTINGS, acts, interpretations

from framework_qa.store.study_file import StudyFile


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[StudyFile]:
    with StudyFile.create(tmp_path / "cats") as study_file:
        yield study_file


@pytest.fixture
def small(empty: StudyFile) -> StudyFile:
    """A study that has been through the five acts."""
    for decide in acts():
        empty.change(SETTINGS, "me", decide, at=AT)
    return empty


@pytest.fixture
def interpreted(small: StudyFile) -> StudyFile:
    """The same study with a quote starred and two groups summed up."""
    for decide in interpretations():
        small.change(SETTINGS, "me", decide, at=AT)
    return small
