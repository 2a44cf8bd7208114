"""Interpret: choose quotes for print, and write what a group of cases comes to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from framework_qa.analysis.coverage import CellState
from framework_qa.analysis.groups import members, parse_group
from framework_qa.analysis.staleness import synthesis_stale
from framework_qa.analysis.syntheses import group_cells, write_synthesis
from framework_qa.errors import ProblemsFound, UsageError
from framework_qa.model.codebook import Subtheme, Theme
from framework_qa.model.ids import CodingId, SpanId, turn_ref
from framework_qa.model.quote import Star
from framework_qa.model.study import Changes, Study
from framework_qa.model.synthesis import Group, Synthesis, group_text, synthesis_ref
from framework_qa.model.synthesis_text import print_statements
from framework_qa.model.text import Span, SpeakerRole
from framework_qa.stages.folder import (
    charted_subtheme_of,
    charted_theme_of,
    codebook_of,
    now,
    open_folder,
)

_NAMED = 5  # quotes in a line of the log; more are counted


# -- quotes for print -------------------------------------------------------------------------------------------------


def star(start: Path, references: Sequence[str], *, who: str, dry_run: bool = False) -> tuple[Star, ...]:
    """Choose quotes for print, by their ids or those of their codings; give those that were not chosen before."""
    made: list[tuple[Star, ...]] = []

    def decide(study: Study) -> Changes:
        spans, at = _spans(study, references), now()
        _refuse_no_evidence(study, spans)
        made.append(tuple(Star(span.id, who, at) for span in spans if span.id not in study.starred))
        return Changes("quotes star", _listed([star.span for star in made[-1]]), made[-1])

    open_folder(start).change(who, decide, dry_run=dry_run)
    return made[-1]


def unstar(start: Path, references: Sequence[str], *, who: str, dry_run: bool = False) -> tuple[Star, ...]:
    """Take quotes off print again; give the stars that were taken away."""
    gone: list[tuple[Star, ...]] = []

    def decide(study: Study) -> Changes:
        wanted = {span.id for span in _spans(study, references)}
        gone.append(tuple(star for star in study.stars if star.span in wanted))
        return Changes("quotes unstar", _listed([star.span for star in gone[-1]]), remove=gone[-1])

    open_folder(start).change(who, decide, dry_run=dry_run)
    return gone[-1]


def _spans(study: Study, references: Sequence[str]) -> tuple[Span, ...]:
    return tuple(dict.fromkeys(_span(study, typed.strip()) for typed in references))


def _span(study: Study, typed: str) -> Span:
    coding = study.coding_by_id.get(CodingId(typed))
    span = study.span_by_id.get(coding.span if coding else SpanId(typed))
    if span is None:
        raise UsageError(f"The study has no quote or coding {typed!r}.", "`quotes list` shows them with their ids.")
    return span


def _refuse_no_evidence(study: Study, spans: Sequence[Span]) -> None:
    """Refuse an interviewer's words, and words on which no coding counts any more."""
    coded = {coding.span for coding in study.codings if coding.live}
    for span in spans:
        if study.role_at(span.case, span.turn) is not SpeakerRole.RESPONDENT:
            raise UsageError(
                f"{span.id} is in {turn_ref(span.case, span.turn)}, which is not a respondent's turn.",
                "Choose a quote of a respondent; only theirs are evidence.",
            )
        if span.id not in coded:
            raise UsageError(
                f"{span.id} has no coding that counts: all were rejected or withdrawn.",
                "Accept one of them again, or choose another quote; `quotes list` shows those that count.",
            )


def _listed(spans: Sequence[str]) -> str:
    return ", ".join(spans) if len(spans) <= _NAMED else f"{len(spans)} quotes"


# -- syntheses --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class SynthesisView:
    """A group and what it comes to on a theme or subtheme: its members' cells, and the synthesis if there is one."""

    study: Study
    group: Group
    about: Theme | Subtheme
    cells: tuple[CellState, ...]
    synthesis: Synthesis | None
    stale: bool

    @property
    def reference(self) -> str:
        """Give the synthesis's reference: `area=area_1:4`."""
        return synthesis_ref(self.group, self.about.number)

    @property
    def text(self) -> str:
        """Print the synthesis as it is typed, cells by their numbers; nothing where none is written."""
        return print_statements(self.synthesis.statements, _numbers(self.study)) if self.synthesis else ""

    @property
    def words(self) -> str:
        """Say in words how it stands."""
        if self.synthesis is None:
            return "not written"
        return "written, stale" if self.stale else "written"


def view(start: Path, about: str, group: str = "") -> SynthesisView:
    """Give a group's cells on a theme or subtheme, with the synthesis as it stands; `group` is typed `area=area_1`."""
    return _view(open_folder(start).read(), about, group)


def synthesise(
    start: Path, about: str, text: str, group: str = "", *, who: str, dry_run: bool = False
) -> SynthesisView:
    """Write what a group comes to on a theme or subtheme; an empty text takes the synthesis away.

    What does not hold is told together as one ProblemsFound, and the synthesis stays as it was.
    """
    made: list[SynthesisView] = []

    def decide(study: Study) -> Changes:
        found = _view(study, about, group)
        changes, synthesis = _removed(found) if not text.strip() else _put(found, text, who)
        made.append(replace(found, synthesis=synthesis, stale=False))
        return changes

    open_folder(start).change(who, decide, dry_run=dry_run)
    return made[-1]


def _removed(found: SynthesisView) -> tuple[Changes, None]:
    gone = (found.synthesis,) if found.synthesis else ()
    return Changes("chart synthesis", f"{found.reference} taken away", remove=gone), None


def _put(found: SynthesisView, text: str, who: str) -> tuple[Changes, Synthesis]:
    codebook = codebook_of(found.study)
    written, problems = write_synthesis(found.study, codebook, found.group, found.about, text)
    if written is None:
        raise ProblemsFound(f"{found.reference} was not written.", "Mend the text and run it again.", problems)
    synthesis = replace(written, codebook_version=codebook.version, by=who, at=now())
    held = found.synthesis
    same = held is not None and replace(synthesis, by=held.by, at=held.at) == held
    return Changes("chart synthesis", found.reference, () if same else (synthesis,)), synthesis


def syntheses(start: Path, theme: str = "") -> tuple[SynthesisView, ...]:
    """Give the syntheses, or those on one theme and its subthemes, in codebook order, then as the cases are listed."""
    study = open_folder(start).read()
    codebook = codebook_of(study)
    themes = (charted_theme_of(study, theme),) if theme else codebook.charts()
    parts: list[Theme | Subtheme] = []
    for one in themes:
        parts += (one, *one.subthemes)
    groups = sorted({synthesis.group for synthesis in study.syntheses}, key=lambda group: _rank(study, group))
    wanted = ((group, part) for part in parts for group in groups if (group, part.code) in study.synthesis_of)
    return tuple(_seen(study, part, group) for group, part in wanted)


def _rank(study: Study, group: Group) -> tuple[int, list[tuple[str, tuple[int, str]]]]:
    """Order groups as the charts order cases: all cases first, then by attribute and the order of its levels."""
    known = {attribute.name: attribute for attribute in study.settings.attributes}
    ranks = [(name, known[name].rank(level) if name in known else (0, level)) for name, level in group]
    return len(group), ranks


def _view(study: Study, about: str, group: str) -> SynthesisView:
    is_theme = codebook_of(study).theme(about) is not None
    part = charted_theme_of(study, about) if is_theme else charted_subtheme_of(study, about)
    parsed = parse_group(group, study.settings)
    written = (parsed, part.code) in study.synthesis_of  # its cases may all have left the group since
    if not written and not members(study, parsed):
        raise UsageError(f"No case is in the group {group_text(parsed)}.", "See `cases list` for who is where.")
    return _seen(study, part, parsed)


def _seen(study: Study, part: Theme | Subtheme, group: Group) -> SynthesisView:
    cells = group_cells(study, group, part)
    held = study.synthesis_of.get((group, part.code))
    return SynthesisView(study, group, part, cells, held, held is not None and synthesis_stale(study, held))


def _numbers(study: Study) -> dict[str, str]:
    return {subtheme.code: subtheme.number for subtheme in codebook_of(study).subthemes()}
