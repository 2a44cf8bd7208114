"""Plain text and Markdown: the decoded file is the canonical text, as it is."""

from __future__ import annotations

from framework_qa.formats.decoding import decode
from framework_qa.formats.reading import Script


def read_plain(name: str, data: bytes) -> Script:
    """Read a .txt or .md transcript; labels, header and Markdown signs stay in the text."""
    text, problems = decode(name, data)
    return Script(text, problems=problems)
