"""Interpretation: whether stars and syntheses still rest on what they were made from. Part of `integrity`."""

from __future__ import annotations

from collections.abc import Iterator

from framework_qa.analysis.checks import Finding, check
from framework_qa.analysis.groups import members
from framework_qa.analysis.staleness import codes_under, synthesis_stale
from framework_qa.model.ids import cell_ref
from framework_qa.model.study import Settings, Study
from framework_qa.model.synthesis import Group, Synthesis, synthesis_ref


def star_findings(study: Study) -> Iterator[Finding]:
    """Check that every starred quote is there and that a coding counts on it."""
    coded = {coding.span for coding in study.codings if coding.live}
    for star in study.stars:
        if star.span not in study.span_by_id:
            yield Finding(check("F214"), star.span, "It is starred, and the study has no such quote.")
        elif star.span not in coded:
            yield Finding(check("F214"), star.span, "It is starred, and its codings were rejected or withdrawn.")


def synthesis_findings(study: Study) -> Iterator[Finding]:
    """Check what syntheses are about and what they cite; one whose citations are at fault is not also told as stale."""
    numbers = _numbers(study)
    for synthesis in study.syntheses:
        subject = synthesis_ref(synthesis.group, numbers.get(synthesis.about, synthesis.about))
        found = [Finding(check(number), subject, message) for number, message in _faults(study, synthesis, numbers)]
        if not found and synthesis_stale(study, synthesis):
            message = "Of the cells it was written from, some came, went or changed."
            found.append(Finding(check("F417"), subject, message))
        yield from found


def _numbers(study: Study) -> dict[str, str]:
    """Give the numbers of what a synthesis may be about, by code."""
    charts = study.codebook.charts() if study.codebook else ()
    themes: dict[str, str] = {theme.code: theme.number for theme in charts}
    return themes | {subtheme.code: subtheme.number for theme in charts for subtheme in theme.subthemes}


def _faults(study: Study, synthesis: Synthesis, numbers: dict[str, str]) -> Iterator[tuple[str, str]]:
    unknown = _unknown_group(study.settings, synthesis.group)
    if not unknown and synthesis.about not in numbers:
        unknown = f"No chart has a theme or a column {synthesis.about}."
    if unknown:  # what its cells are, nobody can then say
        yield "F418", unknown
        return
    for place, statement in enumerate(synthesis.statements, 1):
        if not statement.cells:
            yield "F416", f"Statement {place} cites none."
    everybody = {case.id for case in members(study, synthesis.group)}
    codes = codes_under(study, synthesis.about)
    for case, code in synthesis.cited:
        cell = cell_ref(case, numbers.get(code, code))
        if (case, code) not in study.stored_cell:
            yield "F414", f"Nothing was written in {cell}."
        elif case not in everybody or code not in codes:
            yield "F415", f"It cites {cell}."


def _unknown_group(settings: Settings, group: Group) -> str:
    for name, level in group:
        attribute = settings.attribute(name)
        if attribute is None:
            return f"study.yaml has no attribute {name}."
        if attribute.levels and all(known.code != level for known in attribute.levels):
            return f"{name} has no level {level}."
    return ""
