"""The codebook as a table: one row a subtheme, everything a coder needs in order to apply it."""

from __future__ import annotations

from framework_qa.model.codebook import Codebook, Near, Rules, Subtheme, Theme
from framework_qa.outputs.table import Table, table

COLUMNS = (
    "Number",
    "Code",
    "Theme",
    "Subtheme",
    "Category",
    "Definition",
    "Include",
    "Exclude",
    "Example",
    "Near miss",
    "Origin",
    "Asked of",
    "Status",
    "Rules",
)


def codebook_table(codebook: Codebook) -> Table:
    """Lay the codebook out in its own order, themes and value branch."""
    rows = [_row(theme, subtheme) for theme in codebook.themes for subtheme in theme.subthemes]
    title = f"Codebook {codebook.name}, version {codebook.version}"
    return table("codebook", title, COLUMNS, rows)


def _row(theme: Theme, subtheme: Subtheme) -> tuple[str, ...]:
    return (
        subtheme.number,
        subtheme.code,
        theme.heading,
        subtheme.label,
        subtheme.category or "none",
        subtheme.definition or "none",
        subtheme.include or "none",
        subtheme.exclude or "none",
        subtheme.example or "none",
        subtheme.near_miss or "none",
        str(subtheme.origin),
        "; ".join(subtheme.asked_of) or "everybody",
        str(subtheme.status),
        rules_in_words(subtheme.rules),
    )


def rules_in_words(rules: Rules) -> str:
    """Say when a subtheme's rules suggest a coding: `any of: stigma; ashamed of. Never: no stigma.`."""
    said = []
    if rules.any:
        said.append(f"any of: {'; '.join(rules.any)}")
    said += [_near(near) for near in rules.all_near]
    if rules.patterns:
        count = len(rules.patterns)
        said.append("1 token pattern" if count == 1 else f"{count} token patterns")
    if rules.never:
        said.append(f"never: {'; '.join(rules.never)}")
    return "\n".join(said) or "none"


def _near(near: Near) -> str:
    return f"within {near.within} words of each other: {', '.join(near.words)}"
