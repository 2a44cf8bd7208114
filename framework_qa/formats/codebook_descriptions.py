r"""A subtheme's particulars inside a description, for formats that know only a name and a description of a code.

The definition comes first, as it is; then a blank line, the line `-- framework_qa 1 --`, and a line for each column of
our codebook table that is not empty (`number: 4.2`), further lines of a text indented by two spaces. Lists, rules and
control characters are written as in the table. Reading takes exactly this apart again; a description without that line
is a definition and nothing else.
"""

from __future__ import annotations

from collections.abc import Mapping

from framework_qa.formats.spreadsheet_text import escape, unescape

MARK = "-- framework_qa 1 --"
_INDENT = "  "


def described(definition: str, particulars: Mapping[str, str]) -> str:
    """Write a definition and the particulars after it; empty ones are left out."""
    lines = [MARK]
    for key, text in particulars.items():
        if text:
            first, *further = escape(text).split("\n")
            lines += [f"{key}: {first}", *(_INDENT + line for line in further)]
    return "\n\n".join([escape(definition), *["\n".join(lines)]]) if definition else "\n".join(lines)


def take_apart(description: str) -> tuple[str, Mapping[str, str] | None]:
    """Give the definition of a description and its particulars; None where it is not one of ours."""
    head, mark, tail = f"\n\n{description}\n".rpartition(f"\n\n{MARK}\n")
    if not mark:
        return description, None
    particulars: dict[str, str] = {}
    key = ""
    for line in tail.removesuffix("\n").split("\n"):
        if line.startswith(_INDENT) and key:
            particulars[key] += f"\n{line.removeprefix(_INDENT)}"
        elif (parts := line.partition(": "))[1]:
            key = parts[0]
            particulars[key] = parts[2]
    return unescape(head.removeprefix("\n\n")), {key: unescape(text) for key, text in particulars.items()}
