"""What readers and writers of REFI-QDA share: namespaces, element names, GUIDs and colours."""

from __future__ import annotations

import re
import uuid

FAMILY = "urn:QDA-XML:"
PROJECT = "urn:QDA-XML:project:1.0"
CODEBOOK = "urn:QDA-XML:codebook:1.0"
ORIGIN = "framework_qa"  # how files of our own name their tool, before a version

_OURS = uuid.UUID("8f1f5a5e-27a2-5d0c-9c6b-0b7a4f6f2c11")  # the room in which our own GUIDs are made
_is_guid = re.compile(r"[0-9A-F]{8}-[0-9A-F]{4}-[0-9A-F]{4}-[0-9A-F]{4}-[0-9A-F]{12}").fullmatch
_COLOUR = re.compile(r"#?([0-9A-Fa-f]{6}|[0-9A-Fa-f]{8}|[0-9A-Fa-f]{3})")
_SHORT, _LONG = 3, 8


class LocalNames(dict[object, str]):
    """Local names by tag, for elements of any version of the family; empty for others, and for comments."""

    def __missing__(self, tag: object) -> str:
        name = ""
        if isinstance(tag, str):
            space, _, local = tag.rpartition("}")
            name = local if not space or space[1:].startswith(FAMILY) else ""
        self[tag] = name
        return name


def fold_guid(text: str | None) -> str:
    """Write a GUID in capitals without braces; what is no GUID gets one made from it, always the same."""
    if not text:
        return ""
    folded = text.upper()
    if _is_guid(folded):
        return folded
    bare = folded.strip().removeprefix("{").removesuffix("}").strip()
    try:
        return str(uuid.UUID(bare)).upper() if bare else ""
    except ValueError:
        return guid_of("no GUID", bare)


def guid_of(*parts: str) -> str:
    """Make the GUID that these names always give."""
    return str(uuid.uuid5(_OURS, "\x1f".join(parts))).upper()


def fold_colour(text: str | None) -> str:
    """Write a colour as `#RRGGBB`, whatever shape it has; what is no colour is left out."""
    found = _COLOUR.fullmatch((text or "").strip())
    if not found:
        return ""
    digits = found[1].upper()
    if len(digits) == _SHORT:
        digits = "".join(digit * 2 for digit in digits)
    return f"#{digits[-6:] if len(digits) == _LONG else digits}"  # eight digits begin with how opaque it is
