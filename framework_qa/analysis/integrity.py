"""Integrity: whether everything in a study fits together, by numbered checks. Nothing is repaired here.

What follows from a fault is not told again: words that cannot be found are not also compared. The cost is one walk over
turns, spans, codings, cells, and the cells that each synthesis is about.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property

from framework_qa.analysis.checks import CHECKS, Check, Finding, check
from framework_qa.analysis.interpretation import star_findings, synthesis_findings
from framework_qa.analysis.looked_at import conflict_findings, not_used_findings, reading_findings
from framework_qa.analysis.quoting import quotes_its_spans
from framework_qa.analysis.staleness import drift
from framework_qa.model.chart import SILENT, Cell, Run, RunKind, Status
from framework_qa.model.codebook import Codebook, Subtheme, SubthemeStatus, Theme
from framework_qa.model.coding import Coding, Decision, Route
from framework_qa.model.ids import CaseId, Code, SpanId, TranscriptId, cell_ref, turn_ref
from framework_qa.model.people import Attribute, Case, SampleDesign
from framework_qa.model.study import Settings, Study
from framework_qa.model.text import Span, SpeakerRole, Transcript, Turn, digest_of

__all__ = ["CHECKS", "Check", "Finding", "check", "findings"]

Told = Iterator[Finding]


def findings(study: Study) -> tuple[Finding, ...]:
    """Carry out all checks that need nothing but the study; in order of number, then as things stand in the study."""
    facts = _Facts(study)
    told = [finding for look in _LOOKS for finding in look(facts)]
    told += (*star_findings(study), *synthesis_findings(study))
    told += (*conflict_findings(study), *reading_findings(study), *not_used_findings(study))
    return tuple(sorted(told, key=lambda finding: finding.check.number))


@dataclass(frozen=True)
class _Facts:
    """The study, with the look-ups that the checks share."""

    study: Study

    @cached_property
    def turns(self) -> dict[tuple[CaseId, TranscriptId], dict[int, tuple[Turn, SpeakerRole]]]:
        """Look the turns of a case's transcript version up by number, with who speaks."""
        return {
            (t.case, t.id): {turn.number: (turn, t.role_of(turn.speaker)) for turn in t.turns}
            for t in self.study.transcripts
        }

    @cached_property
    def evidence(self) -> frozenset[SpanId]:
        """Give the spans that something rests on now: live codings and the runs of cells."""
        coded = {coding.span for coding in self.study.codings if coding.live}
        return frozenset(coded.union(*(cell.cited for cell in self.study.cells)))

    @cached_property
    def versions(self) -> dict[int, Codebook]:
        """Give the codebook versions the study has."""
        return {codebook.version: codebook for codebook in self.study.codebooks}

    @cached_property
    def subthemes(self) -> dict[Code, Subtheme]:
        """Look the subthemes of the codebook in force up by code."""
        return {} if self.study.codebook is None else {sub.code: sub for sub in self.study.codebook.subthemes()}

    @cached_property
    def columns(self) -> dict[Code, Subtheme]:
        """Look the subthemes up that have a column on some chart."""
        return {} if self.study.codebook is None else {sub.code: sub for sub in self.study.codebook.charted()}

    @cached_property
    def ever(self) -> frozenset[Code]:
        """Give every subtheme code that any version of the codebook has."""
        return frozenset(sub.code for codebook in self.study.codebooks for sub in codebook.subthemes())


def _find(number: str, subject: str, message: str) -> Finding:
    return Finding(check(number), subject, message)


# -- transcripts ------------------------------------------------------------------------------------------------------


def _transcripts(facts: _Facts) -> Told:
    owner: dict[TranscriptId, CaseId] = {}
    for transcript in facts.study.transcripts:
        short = transcript.id[:12]
        first = owner.setdefault(transcript.id, transcript.case)
        if first != transcript.case:
            yield _find("F106", short, f"It stands in {first} and in {transcript.case}.")
        if transcript.case not in facts.study.case_by_id:
            yield _find("F305", short, f"It is {transcript.case}'s, and the study has no such case.")
        yield from _stretches(transcript)
    yield from _numbering(facts.study)


def _stretches(transcript: Transcript) -> Told:
    previous: Turn | None = None
    for turn in sorted(transcript.turns, key=lambda turn: turn.start):
        subject = turn_ref(transcript.case, turn.number)
        if turn.end > len(transcript.text):
            yield _find("F105", subject, "It runs past the end of the transcript.")
        if previous and turn.start < previous.end:
            yield _find("F105", subject, f"It begins before ¶{previous.number} ends.")
        elif previous and turn.number < previous.number:
            yield _find("F105", subject, f"It comes after ¶{previous.number} in the text.")
        previous = turn


def _numbering(study: Study) -> Told:
    """Check that turns count from 1 within a case without gaps, no number twice in one version of its text."""
    for case, transcripts in study.transcripts_of.items():
        seen: set[tuple[int, int]] = set()
        for transcript in transcripts:
            for turn in transcript.turns:
                if (transcript.version, turn.number) in seen:
                    yield _find("F105", turn_ref(case, turn.number), "Two turns have this number.")
                seen.add((transcript.version, turn.number))
        numbers = sorted({number for _, number in seen})
        for before, number in zip([0, *numbers], numbers, strict=False):
            if number != before + 1:
                yield _find("F105", turn_ref(case, number), f"The turn before it is ¶{before}; the numbers have a gap.")


# -- spans and codings ------------------------------------------------------------------------------------------------


def _spans(facts: _Facts) -> Told:
    texts = {(t.case, t.id): t.text for t in facts.study.transcripts}
    for span in facts.study.spans:
        place = (span.case, span.transcript)
        if place not in texts:
            yield _find("F210", span.id, f"The study has no transcript {span.transcript[:12]} of {span.case}.")
            continue
        text = texts[place]
        if fault := _place_fault(span, facts.turns[place], len(text)):
            yield _find("F202", span.id, fault)
        elif facts.turns[place][span.turn][1] is not SpeakerRole.RESPONDENT and span.id in facts.evidence:
            role = facts.turns[place][span.turn][1]
            yield _find("F203", span.id, f"The speaker of {turn_ref(span.case, span.turn)} is: {role}.")
        if span.end <= len(text) and digest_of(text[span.start : span.end]) != span.digest:
            yield _find("F201", span.id, f"The words at {turn_ref(span.case, span.turn)} have another fingerprint.")


def _place_fault(span: Span, turns: dict[int, tuple[Turn, SpeakerRole]], length: int) -> str:
    if span.end > length:
        return "It runs past the end of its transcript."
    if span.turn not in turns:
        return f"Its transcript has no ¶{span.turn}."
    turn = turns[span.turn][0]
    if span.start < turn.start or span.end > turn.end:
        return f"It reaches beyond ¶{span.turn}."
    return ""


def _codings(facts: _Facts) -> Told:
    study = facts.study
    coded: dict[tuple[SpanId, Code], Coding] = {}
    for coding in study.codings:
        span = study.span_by_id.get(coding.span)
        if span is None:
            yield _find("F204", coding.id, f"The study has no span {coding.span}.")
        if coding.case not in study.case_by_id:
            yield _find("F208", coding.id, f"The study has no case {coding.case}.")
        elif span and span.case != coding.case:
            yield _find("F211", coding.id, f"It is a coding of {coding.case}; its span {span.id} is {span.case}'s.")
        if coding.live:
            first = coded.setdefault((coding.span, coding.subtheme), coding)
            if first is not coding:
                yield _find("F205", coding.id, f"{first.id} already says so.")
        yield from _under_codebook(facts, coding)
        yield from _provenance(coding)


def _under_codebook(facts: _Facts, coding: Coding) -> Told:
    if coding.codebook_version not in facts.versions:
        yield _find("F206", coding.id, f"The study has no version {coding.codebook_version} of the codebook.")
        return
    subtheme = facts.subthemes.get(coding.subtheme)
    if subtheme is None and (coding.live or coding.subtheme not in facts.ever):
        yield _find("F209", coding.id, f"The codebook has no subtheme {coding.subtheme}.")
    elif subtheme and coding.live and _was_retired(facts, coding):
        yield _find("F207", coding.id, f"The subtheme {subtheme.number} was retired when this was coded.")


def _was_retired(facts: _Facts, coding: Coding) -> bool:
    """Tell whether a coding's subtheme was out of use already when it was coded; older codings stay as they are."""
    then = facts.versions[coding.codebook_version].subtheme(coding.subtheme)
    return then is not None and then.status is SubthemeStatus.RETIRED


def _provenance(coding: Coding) -> Told:
    if coding.route is Route.RULE and not (coding.rule and coding.fired):
        yield _find("F212", coding.id, "Its rule, or the words that fired it, were not kept.")
    if coding.route is Route.HAND and coding.decision is Decision.SUGGESTED:
        yield _find("F213", coding.id, "Only a rule, a suggestion or an import awaits a decision.")


# -- codebook, cases and settings -------------------------------------------------------------------------------------


def _codebooks(facts: _Facts) -> Told:
    for codebook in facts.study.codebooks:
        yield from _twice(codebook)
    settings = facts.study.settings
    if not settings.asked_of:
        return
    attribute = settings.attribute(settings.asked_of)
    if attribute is None:
        yield _find("F306", settings.asked_of, "study.yaml puts it under asked_of; it is no attribute of the study.")
    elif attribute.levels:
        known = {level.code for level in attribute.levels}
        for subtheme in facts.subthemes.values():
            for level in subtheme.asked_of:
                if level not in known:
                    yield _find("F306", subtheme.code, f"{attribute.name} has no level {level}.")


def _twice(codebook: Codebook) -> Told:
    """Themes and subthemes share one list of codes and one of numbers, for a reference to mean one thing."""
    seen: set[str] = set()
    for theme in codebook.themes:
        parts: tuple[Theme | Subtheme, ...] = (theme, *theme.subthemes)
        for part in parts:
            for name in (part.code, part.number):
                if name in seen:
                    yield _find("F301", name, f"Version {codebook.version} of the codebook has it twice.")
                seen.add(name)


def _cases(facts: _Facts) -> Told:
    attributes = facts.study.settings.attributes
    charted = {cell.case for cell in facts.study.cells}
    for case in facts.study.cases:
        if case.id in charted and case.id not in facts.study.transcripts_of:
            yield _find("F304", case.id, "Cells are written, but nothing it said has been brought in.")
        levels = dict(case.levels)
        for attribute in attributes:
            yield from _level(case, attribute, levels.pop(attribute.name, ""))
        for name in levels:
            yield _find("F307", case.id, f"study.yaml has no attribute {name}.")


def _level(case: Case, attribute: Attribute, code: str) -> Told:
    if not code:
        if attribute.required:
            yield _find("F303", case.id, f"Its {attribute.name} is empty.")
    elif attribute.levels and all(level.code != code for level in attribute.levels):
        yield _find("F302", case.id, f"{attribute.name} has no level {code}.")


def _settings(facts: _Facts) -> Told:
    settings = facts.study.settings
    codebook = facts.study.codebook
    for case, references in settings.not_asked:
        if case not in facts.study.case_by_id:
            yield _find("F308", case, "The study has no such case.")
        for reference in references:
            if codebook is not None and codebook.subtheme(reference) is None:
                yield _find("F308", case, f"The codebook has no subtheme {reference}.")
    if settings.sample:
        yield from _sample(settings, settings.sample)


def _sample(settings: Settings, sample: SampleDesign) -> Told:
    pairs = [(target.row, target.column) for target in sample.targets] + list(sample.not_applicable)
    for place, name in enumerate((sample.rows, sample.columns)):
        attribute = settings.attribute(name)
        if attribute is None:
            yield _find("F309", name, "It is no attribute of the study.")
        elif attribute.levels:
            known = {level.code for level in attribute.levels}
            for code in dict.fromkeys(pair[place] for pair in pairs):
                if code not in known:
                    yield _find("F309", name, f"It has no level {code}.")


# -- cells ------------------------------------------------------------------------------------------------------------


def _cells(facts: _Facts) -> Told:
    for cell in facts.study.cells:
        case = facts.study.case_by_id.get(cell.case)
        subtheme = facts.columns.get(cell.subtheme)
        subject = cell_ref(cell.case, subtheme.number if subtheme else cell.subtheme)
        if case is None:
            yield _find("F401", subject, f"The study has no case {cell.case}.")
        if subtheme is None:
            yield _find("F402", subject, f"No chart has a column {cell.subtheme}.")
        if case and subtheme:
            yield from _status(facts.study, cell, subject, asked=facts.study.asked(case, subtheme))
        yield from _written(facts, cell, subject)
        for run in cell.runs:
            yield from _run(facts.study, cell, run, subject)


def _status(study: Study, cell: Cell, subject: str, *, asked: bool) -> Told:
    kinds = {run.kind for run in cell.runs}
    if cell.status is Status.NOTHING_SAID and not asked:
        yield _find("F403", subject, "It can only be silent about what was asked.")
    blank = cell.status in (Status.NOTHING_SAID, Status.NOT_ASKED)
    if blank and study.codings_of.get((cell.case, cell.subtheme)):
        yield _find("F404", subject, f"It says {cell.status}, and live codings stand in it.")
    if cell.status is Status.NOT_ASKED and asked and RunKind.COMMENT not in kinds:
        yield _find("F405", subject, "By the codebook and study.yaml it was asked, and no comment says why not.")
    if cell.status is Status.CHARTED and not kinds - {RunKind.COMMENT}:
        yield _find("F406", subject, "It has neither a summary nor a quote.")
    if cell.status in SILENT and kinds - {RunKind.COMMENT}:
        yield _find("F407", subject, f"Its status is: {cell.status}.")


def _written(facts: _Facts, cell: Cell, subject: str) -> Told:
    if cell.codebook_version and cell.codebook_version not in facts.versions:
        yield _find("F413", subject, f"The study has no version {cell.codebook_version} of the codebook.")
    if changed := drift(facts.study, cell):
        told = f"{len(changed.came)} came and {len(changed.went)} went"
        yield _find("F412", subject, f"Of the codings it was written from, {told}.")


def _run(study: Study, cell: Cell, run: Run, subject: str) -> Told:
    spans = [study.span_by_id.get(ref) for ref in run.refs]
    for ref, span in zip(run.refs, spans, strict=True):
        if span is None:
            yield _find("F411", subject, f"The study has no span {ref}.")
        elif span.case != cell.case:
            yield _find("F410", subject, f"{ref} is {span.case}'s.")
    if not run.refs and run.kind is not RunKind.COMMENT:
        yield _find("F408", subject, f"A {run.kind} run rests on no span.")
    readable = all(span is not None and span.transcript in study.transcript_by_id for span in spans)
    checkable = run.kind is RunKind.VERBATIM and run.refs and readable
    if checkable and not quotes_its_spans(study, run):
        yield _find("F409", subject, f"The quote from {', '.join(run.refs)} is not what stands there.")


_LOOKS: tuple[Callable[[_Facts], Told], ...] = (_transcripts, _spans, _codings, _codebooks, _cases, _settings, _cells)
