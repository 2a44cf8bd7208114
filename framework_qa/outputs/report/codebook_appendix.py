"""The codebook appendix: every theme and list of values, with what a coder needs in order to apply it."""

from __future__ import annotations

from framework_qa.model.codebook import Branch, Codebook, Subtheme, SubthemeStatus, Theme
from framework_qa.outputs.content import Paragraph, Section, Shown, Words
from framework_qa.outputs.report.anchors import anchor
from framework_qa.outputs.table import Table, table

NONE = "none"


def codebook_appendix(codebook: Codebook | None) -> Section:
    """Print the codebook in force, a table a theme."""
    said = (
        f"The codebook “{codebook.name}”, version {codebook.version}. “Since” is the version a subtheme came in with."
        if codebook
        else "The study has no codebook yet."
    )
    sections = tuple(_theme(theme) for theme in codebook.themes) if codebook else ()
    return Section("codebook", "Codebook appendix", (Paragraph((Words(said),)),), sections)


def _theme(theme: Theme) -> Section:
    kind = "" if theme.branch is Branch.THEMES else " (list of values)"
    definition = Paragraph((Words(theme.definition or "The codebook does not define it."),))
    return Section(anchor("codebook", theme.number), f"{theme.heading}{kind}", (definition, Shown(theme_table(theme))))


def theme_table(theme: Theme) -> Table:
    """Lay out the subthemes or values of one theme; nothing is blank."""
    what = "Subtheme" if theme.branch is Branch.THEMES else "Value"
    return table(
        f"codebook_{theme.number}",
        f"{what}s of {theme.heading}",
        ("Number", what, "Definition", "When to use", "When not to use", "Origin", "Since"),
        [_row(subtheme) for subtheme in theme.subthemes],
        row_headings=2,
    )


def _row(subtheme: Subtheme) -> tuple[str, ...]:
    status = "" if subtheme.status is SubthemeStatus.LIVE else f" ({subtheme.status})"
    return (
        subtheme.number,
        f"{subtheme.label}{status}",
        subtheme.definition or NONE,
        subtheme.include or NONE,
        subtheme.exclude or NONE,
        str(subtheme.origin),
        f"version {subtheme.since}",
    )
