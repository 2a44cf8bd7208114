"""What is done about everything in a transcript's file that is not plainly its words; each kind is counted."""

from __future__ import annotations

_LEFT = "left out"

POLICY: dict[str, str] = {
    "cells with an error": f"{_LEFT}: the spreadsheet shows an error there, and not what was said",
    "comments": f"{_LEFT}: they are somebody's remarks on the words",
    "deleted text": f"{_LEFT}: a tracked change took it back, often because it named somebody",
    "document properties": f"{_LEFT}: author, company, title and the like, which may name somebody",
    "embedded documents": f"{_LEFT}: they are files of their own",
    "endnotes": f"{_LEFT}: they are somebody's remarks on the words",
    "footnotes": f"{_LEFT}: they are somebody's remarks on the words",
    "hidden columns": f"{_LEFT}: nobody who opens the file sees them",
    "hidden rows": f"{_LEFT}: nobody who opens the file sees them",
    "hidden sheets": f"{_LEFT}: nobody who opens the file sees them",
    "hidden text": f"{_LEFT}: nobody who opens the file sees it",
    "inserted text": "read: a tracked change put it in, accepted or not",
    "line numbers": f"{_LEFT}: they stand beside the words",
    "moved text": f"{_LEFT} where it was; it is read where a tracked change moved it",
    "notes": f"{_LEFT}: remarks inside a file of captions",
    "other columns": f"{_LEFT}: they hold neither time, speaker nor words",
    "other sheets": f"{_LEFT}: they hold no turns",
    "page headers and footers": f"{_LEFT}: they repeat on every page",
    "symbols": f"{_LEFT}: signs of a font whose letters are pictures",
    "text boxes": f"read after the paragraph that they float over; of rich text {_LEFT}",
}
