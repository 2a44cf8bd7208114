"""What the cases of a theme come to, above its matrix: each synthesis with ways to the cells it rests on."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from framework_qa.analysis.staleness import codes_under
from framework_qa.model.codebook import Theme
from framework_qa.model.ids import cell_ref
from framework_qa.model.study import Study
from framework_qa.model.tables import Audience
from framework_qa.outputs.findings.key_findings import GroupSynthesis, key_findings
from framework_qa.outputs.html import attribute, inline, text
from framework_qa.outputs.report.wording import counted


def syntheses(study: Study, theme: Theme) -> str:
    """Print the syntheses of a theme and of its subthemes, folded away; nothing where nobody wrote any."""
    about = {theme.code, *codes_under(study, theme.code)}
    if not any(one.about in about for one in study.syntheses):
        return ""
    cells = {cell_ref(case.id, subtheme.number) for case in study.cases for subtheme in theme.subthemes}
    printed = [f"<li>{_synthesis(led, one, cells)}</li>\n" for led, one in _found(study, theme)]
    handle = f"What the cases come to: {counted(len(printed), 'synthesis', 'syntheses')}"
    return f'<details class="come-to"><summary>{handle}</summary>\n<ul>{"".join(printed)}</ul></details>\n'


def _found(study: Study, theme: Theme) -> Iterator[tuple[str, GroupSynthesis]]:
    """Walk the syntheses, those of the theme first, each with what it is led in by."""
    found = key_findings(study, theme, 0, Audience.WORKING)
    yield from ((one.group, one) for one in found.syntheses)
    yield from ((f"{part.heading}, {one.group}", one) for part in found.subthemes for one in part.syntheses)


def _synthesis(led: str, one: GroupSynthesis, cells: Collection[str]) -> str:
    stale = " <em>Stale: its cells have changed since it was written.</em>" if one.stale else ""
    links = " ".join(_link(ref, cells) for ref in one.said.refs)
    return f"<b>{inline(led)}:</b> {inline(str(one.said))}{stale} <small>Rests on {links}</small>"


def _link(ref: str, cells: Collection[str]) -> str:
    """Print the way to a cell; one that the matrix does not have has none."""
    return f'<a href="#{attribute(ref)}">{text(ref)}</a>' if ref in cells else text(ref)
