"""How the headings of a table are recognised: case, spaces, hyphens and underscores make no difference."""

from __future__ import annotations

import re

CASE_HEADINGS = frozenset({"caseid", "case"})
TRANSCRIPT_HEADINGS = frozenset({"transcript", "transcripts", "file", "files"})
SPEAKER_HEADINGS = frozenset({"speakers", "speakerroles"})
RESERVED = CASE_HEADINGS | TRANSCRIPT_HEADINGS


def fold(heading: str) -> str:
    """Reduce a heading to what it is recognised by: `Case ID`, `case_id` and `caseid` are one."""
    return re.sub(r"[\s_-]+", "", heading).casefold()
