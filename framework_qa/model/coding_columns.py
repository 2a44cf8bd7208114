"""The columns of our own table of codings: what an import reads of it, and what an export writes beside."""

from __future__ import annotations

CODINGS = ("case", "turn", "subtheme", "words", "coder", "decision")
PLACES = ("start", "end")
BESIDE_CODINGS = (
    *("theme", "label", "code", "quote", "coding", "route", "coded_at", "codebook_version"),
    *("transcript", "speaker", "page", "seconds"),
)
NOT_RECORDED = "not recorded"
