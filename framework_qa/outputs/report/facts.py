"""What a study holds at each stage, counted once for all sentences of a report."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from framework_qa.analysis.coverage import Progress, progress
from framework_qa.analysis.staleness import synthesis_stale
from framework_qa.model.chart import SILENT, Cell, Status
from framework_qa.model.codebook import Branch, Codebook, Origin, Subtheme, SubthemeStatus, Theme
from framework_qa.model.coding import Coding, Decision, Route
from framework_qa.model.event import Event
from framework_qa.model.study import Study
from framework_qa.model.text import SpeakerRole, Transcript


@dataclass(frozen=True, slots=True)
class Said:
    """Cases and what was said in them; `voices` counts transcripts in which several respondents speak."""

    cases: int
    without_transcript: int
    transcripts: int
    turns: int
    words: int
    voices: int
    unknown: int


@dataclass(frozen=True, slots=True)
class Framed:
    """The codebook in force, how many versions there were, and where its charted subthemes come from."""

    codebook: Codebook
    versions: int
    themes: tuple[Theme, ...]
    values: tuple[Theme, ...]
    subthemes: tuple[Subtheme, ...]
    retired: int
    origins: Mapping[Origin, int]


@dataclass(frozen=True, slots=True)
class Indexed:
    """The codings: those that count as evidence by what stands behind them, and those that do not count.

    `unseen` are suggestions no person has looked at, `accepted` came from a rule, a suggestion or an import and a
    person said yes. `by` counts all codings by who, route and decision, and `coders` are the people, the busiest first.
    """

    live: int
    by_hand: int
    accepted: int
    unseen: int
    rejected: int
    withdrawn: int
    by: Mapping[tuple[str, Route, Decision], int]
    coders: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Charted:
    """The cells of all charts, by theme and in all; `silences` by kind, `by` who wrote how many."""

    progress: tuple[Progress, ...]
    silences: Mapping[Status, int]
    queried: int
    by: tuple[tuple[str, int], ...]

    def total(self, counts: str) -> int:
        """Add one count of the themes' progress up: `cells`, `charted`, `silent`, `drafted`, `waiting`, ..."""
        return sum(getattr(theme, counts) for theme in self.progress)


@dataclass(frozen=True, slots=True)
class Interpreted:
    """The syntheses, how many of them a later change of cells made stale, and the quotes that a person chose."""

    syntheses: int
    stale: int
    stars: int


@dataclass(frozen=True, slots=True)
class Facts:
    """All of it, with the log; `framed` is None where there is no codebook."""

    said: Said
    framed: Framed | None
    indexed: Indexed
    charted: Charted
    interpreted: Interpreted
    events: int
    first: str
    last: str


def facts(study: Study, events: Sequence[Event]) -> Facts:
    """Count what the study holds: one walk over the words, the codings and the cells each."""
    return Facts(
        _said(study),
        _framed(study, study.codebook) if study.codebook else None,
        _indexed(study.codings),
        _charted(study),
        _interpreted(study),
        len(events),
        events[0].at if events else "",
        events[-1].at if events else "",
    )


def _said(study: Study) -> Said:
    spoken = [_roles(transcript) for transcript in study.transcripts]
    return Said(
        len(study.cases),
        sum(not study.transcripts_of.get(case.id) for case in study.cases),
        len(study.transcripts),
        sum(len(transcript.turns) for transcript in study.transcripts),
        sum(words[SpeakerRole.RESPONDENT] for words in spoken),
        sum(_voices(transcript) > 1 for transcript in study.transcripts),
        sum(words[SpeakerRole.UNKNOWN] for words in spoken),
    )


def _roles(transcript: Transcript) -> Counter[SpeakerRole]:
    """Count a transcript's words by the role of who says them."""
    roles = {speaker.label: speaker.role for speaker in transcript.speakers}
    found: Counter[SpeakerRole] = Counter()
    for turn in transcript.turns:
        found[roles.get(turn.speaker, SpeakerRole.UNKNOWN)] += len(transcript.words(turn).split())
    return found


def _voices(transcript: Transcript) -> int:
    heard = {turn.speaker for turn in transcript.turns}
    return sum(s.role is SpeakerRole.RESPONDENT and s.label in heard for s in transcript.speakers)


def _framed(study: Study, book: Codebook) -> Framed:
    columns = book.charted()
    return Framed(
        book,
        len(study.codebooks),
        book.charts(),
        tuple(theme for theme in book.themes if theme.branch is Branch.VALUES),
        columns,
        sum(subtheme.status is SubthemeStatus.RETIRED for subtheme in columns),
        Counter(subtheme.origin for subtheme in columns),
    )


def _indexed(codings: Sequence[Coding]) -> Indexed:
    decisions = Counter(coding.decision for coding in codings)
    by = Counter((coding.coder, coding.route, coding.decision) for coding in codings)
    people = Counter(coding.coder for coding in codings if coding.coder and by_a_person(coding.route, coding.decision))
    by_hand = sum(coding.route is Route.HAND and coding.decision is Decision.ACCEPTED for coding in codings)
    return Indexed(
        sum(coding.live for coding in codings),
        by_hand,
        decisions[Decision.ACCEPTED] - by_hand,
        decisions[Decision.SUGGESTED],
        decisions[Decision.REJECTED],
        decisions[Decision.WITHDRAWN],
        by,
        tuple(name for name, _codings in _busiest(people)),
    )


def by_a_person(route: Route, decision: Decision) -> bool:
    """Tell whether a person made or decided a coding; a rule's suggestion is nobody's until then."""
    return decision is not Decision.SUGGESTED or route in (Route.HAND, Route.IMPORTED)


def _charted(study: Study) -> Charted:
    columns = study.codebook.charted() if study.codebook else ()
    cells = [study.cell(case, subtheme) for subtheme in columns for case in study.cases]
    silences = Counter(cell.status for cell in cells if cell.status in SILENT and not cell.draft)
    return Charted(
        progress(study),
        {status: silences[status] for status in Status if silences[status]},
        sum(cell.status is Status.QUERIED for cell in cells),
        _busiest(Counter(cell.by for cell in cells if cell.by and _written(cell))),
    )


def _interpreted(study: Study) -> Interpreted:
    stale = sum(synthesis_stale(study, synthesis) for synthesis in study.syntheses)
    return Interpreted(len(study.syntheses), stale, len(study.starred))


def _written(cell: Cell) -> bool:
    return not cell.draft and cell.status is not Status.TO_CHART


def _busiest(counts: Counter[str]) -> tuple[tuple[str, int], ...]:
    return tuple(sorted(counts.items(), key=lambda one: (-one[1], one[0])))
