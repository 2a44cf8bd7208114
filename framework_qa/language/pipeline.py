"""The spaCy pipeline: a blank English one that only tokenises, built when first asked for and then kept."""

from __future__ import annotations

from functools import cache
from typing import Any


@cache
def english() -> Any:  # noqa: ANN401 - spaCy's classes are not imported here before they are needed
    """Build spaCy's blank English pipeline, once. It holds no model and fetches nothing."""
    from spacy.lang.en import English

    return English()
