"""Index: let the rules suggest codings, and let people add, accept, reject and withdraw them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from framework_qa.analysis.marking import Numbering, Stretch, places_of
from framework_qa.analysis.select import parse_selection, select
from framework_qa.errors import UsageError
from framework_qa.language.rules import compile_rules
from framework_qa.language.suggest import Suggestion, suggest
from framework_qa.model.codebook import Subtheme, SubthemeStatus
from framework_qa.model.coding import COMES_FROM, Coding, Decision, Route
from framework_qa.model.event import Event
from framework_qa.model.ids import Code, CodingId, Kind, SpanId, parse_reference
from framework_qa.model.study import Changes, Record, Study
from framework_qa.model.text import Span, SpeakerRole, Transcript, Turn
from framework_qa.stages.folder import Track, case_of, codebook_of, now, open_folder, quietly, subtheme_of

RULES = "rules"  # the coder of what no person has looked at


@dataclass(frozen=True, slots=True)
class IndexReport:
    """What the rules found: suggestions that are new, those that stood already, and (rebuilding) those taken away."""

    new: int
    standing: int
    removed: int
    by_subtheme: tuple[tuple[Subtheme, int], ...]
    event: Event | None


def index(
    start: Path, *, who: str, rebuild: bool = False, dry_run: bool = False, track: Track = quietly
) -> IndexReport:
    """Let the codebook's rules suggest codings in respondents' turns; what a person decided is never touched.

    A suggestion that stands already, in whatever decision, is not made again. `rebuild` also takes away the
    suggestions that nobody has decided on and that the rules no longer make.
    """
    made: list[IndexReport] = []

    def decide(study: Study) -> Changes:
        changes, report = _suggestions(study, now(), rebuild=rebuild, track=track)
        made.append(report)
        return changes

    event = open_folder(start).change(who, decide, dry_run=dry_run)
    return replace(made[-1], event=event)


def _suggestions(study: Study, at: str, *, rebuild: bool, track: Track) -> tuple[Changes, IndexReport]:
    codebook = codebook_of(study)
    rules = compile_rules(codebook)
    standing = {(coding.span, coding.subtheme) for coding in study.codings}
    found_again: set[tuple[SpanId, Code]] = set()
    numbering = Numbering(study)
    new: list[Coding] = []
    for transcript in track(study.transcripts, "Applying the rules"):
        for found in suggest(rules, transcript):
            span = numbering.span(transcript, found.turn, found.start, found.end)
            if (span.id, found.subtheme) in standing:
                found_again.add((span.id, found.subtheme))
            else:
                new.append(_coding(found, span, numbering.coding(span.case), codebook.version, at))
    gone = [c for c in study.codings if rebuild and c.decision is Decision.SUGGESTED and _key(c) not in found_again]
    counts = Counter(coding.subtheme for coding in new)
    put: tuple[Record, ...] = (*numbering.new, *new)
    summary = f"{len(new)} suggestions, codebook version {codebook.version}"
    changes = Changes("index", summary, put, _no_longer(study, gone, new))
    by_subtheme = tuple((sub, counts[sub.code]) for sub in codebook.subthemes() if counts[sub.code])
    return changes, IndexReport(len(new), len(found_again), len(gone), by_subtheme, None)


def _key(coding: Coding) -> tuple[SpanId, Code]:
    return coding.span, coding.subtheme


def _coding(found: Suggestion, span: Span, identifier: CodingId, version: int, at: str) -> Coding:
    return Coding(
        identifier,
        span.case,
        span.id,
        found.subtheme,
        Route.RULE,
        Decision.SUGGESTED,
        RULES,
        version,
        at,
        found.rule,
        found.fired,
    )


def _no_longer(study: Study, undecided: Sequence[Coding], new: Sequence[Coding]) -> tuple[Record, ...]:
    gone = {coding.id for coding in undecided}
    used = {coding.span for coding in study.codings if coding.id not in gone} | {coding.span for coding in new}
    used |= {ref for cell in study.cells for ref in cell.cited} | study.starred
    spans = {coding.span for coding in undecided} - used
    left = (decision for decision in study.not_used if decision.span in spans)
    return (*undecided, *left, *(study.span_by_id[span] for span in sorted(spans)))


def add(
    start: Path, turn: str, subtheme: str, words: str | None, *, who: str, dry_run: bool = False
) -> tuple[Coding, Subtheme]:
    """Code words of a respondent's turn by hand (the whole turn without `words`), as accepted.

    `turn` is typed `A2-P04#31`. Where the same span stands under the subtheme already, that coding is accepted.
    """
    made: list[tuple[Coding, Subtheme]] = []

    def decide(study: Study) -> Changes:
        found = subtheme_of(study, subtheme)
        changes, coding = _by_hand(study, turn, found, words, who)
        made.append((coding, found))
        return changes

    open_folder(start).change(who, decide, dry_run=dry_run)
    return made[-1]


def _by_hand(study: Study, turn_typed: str, subtheme: Subtheme, words: str | None, who: str) -> tuple[Changes, Coding]:
    if subtheme.status is SubthemeStatus.RETIRED:
        raise UsageError(f"{subtheme.heading} is retired.", "Code to a live subtheme; `codebook show` lists them.")
    transcript, turn = _turn(study, turn_typed)
    if transcript.role_of(turn.speaker) is not SpeakerRole.RESPONDENT:
        raise UsageError(
            f"{transcript.case} ¶{turn.number} is not a respondent's turn, and only theirs are evidence.",
            "Name a turn of a respondent.",
        )
    start, end = (turn.start, turn.end) if words is None else _place_of(transcript, turn, words)
    numbering = Numbering(study)
    span = numbering.span(transcript, turn.number, start, end)
    held = next((c for c in study.codings if c.span == span.id and c.subtheme == subtheme.code), None)
    coding = (
        replace(held, decision=Decision.ACCEPTED, coder=who, at=now())
        if held
        else _hand_coding(study, span, subtheme, numbering.coding(span.case), who)
    )
    if held and held.decision is Decision.ACCEPTED:
        return Changes("coding add", ""), held
    return Changes("coding add", f"{coding.id} to {subtheme.number}", (*numbering.new, coding)), coding


def _hand_coding(study: Study, span: Span, subtheme: Subtheme, identifier: CodingId, who: str) -> Coding:
    version = codebook_of(study).version
    return Coding(
        identifier, span.case, span.id, Code(subtheme.code), Route.HAND, Decision.ACCEPTED, who, version, now()
    )


def _turn(study: Study, typed: str) -> tuple[Transcript, Turn]:
    reference = parse_reference(typed)
    if reference.kind is not Kind.TURN or reference.case is None:
        raise UsageError(f"{typed!r} does not name a turn.", "Write it like A2-P04#31.")
    case = case_of(study, reference.case)
    found = study.turn_by_number.get((case.id, int(reference.rest)))
    if found is None:
        last = max((number for owner, number in study.turn_by_number if owner == case.id), default=0)
        raise UsageError(f"{case.id} has no turn {reference.rest}.", f"Its turns run from 1 to {last}.")
    return found


def _place_of(transcript: Transcript, turn: Turn, words: str) -> Stretch:
    """Find typed words in a turn, where they have to stand once."""
    found = places_of(transcript, turn, words)
    if len(found) != 1:
        how = "do not stand" if not found else f"stand {len(found)} times"
        raise UsageError(
            f"These words {how} in {transcript.case} ¶{turn.number}.",
            "Type them as they are printed there, and enough of them to be found once.",
        )
    return found[0]


VERB = {Decision.ACCEPTED: "accept", Decision.REJECTED: "reject", Decision.WITHDRAWN: "withdraw"}


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which codings a command is about: ids (of codings or quotes), a subtheme or theme, a selection of cases."""

    ids: tuple[str, ...] = ()
    subtheme: str = ""
    where: str = ""

    def __bool__(self) -> bool:
        return bool(self.ids or self.subtheme or self.where)


def decide_on(
    start: Path, decision: Decision, wanted: Wanted, *, who: str, dry_run: bool = False
) -> tuple[Coding, ...]:
    """Accept, reject or withdraw codings: those named by id, or of a group the suggested (the accepted) ones."""
    if not wanted:
        raise UsageError("No coding was named.", "Give ids, or choose with --subtheme and --where.")
    decided: list[tuple[Coding, ...]] = []

    def decide(study: Study) -> Changes:
        chosen = _allowed(chosen_codings(study, wanted), decision, named=bool(wanted.ids))
        at = now()
        decided.append(tuple(replace(coding, decision=decision, coder=who, at=at) for coding in chosen))
        counted = "1 coding" if len(chosen) == 1 else f"{len(chosen)} codings"
        return Changes(f"coding {VERB[decision]}", counted, decided[-1])

    open_folder(start).change(who, decide, dry_run=dry_run)
    return decided[-1]


def _allowed(codings: Iterable[Coding], decision: Decision, *, named: bool) -> tuple[Coding, ...]:
    if not named:
        return tuple(coding for coding in codings if coding.decision is COMES_FROM[decision][0])
    chosen = tuple(coding for coding in codings if coding.decision is not decision)
    wrong = next((coding for coding in chosen if coding.decision not in COMES_FROM[decision]), None)
    if wrong:
        raise UsageError(
            f"{wrong.id} is {wrong.decision}, and what is {wrong.decision} cannot be made {decision}.",
            "Reject what is suggested, withdraw what is accepted; anything can be accepted again, by its id.",
        )
    return chosen


def chosen_codings(study: Study, wanted: Wanted) -> tuple[Coding, ...]:
    """Give the codings that are meant, in any decision."""
    tests: list[Callable[[Coding], bool]] = []
    if wanted.ids:
        ids = _known_ids(study, wanted.ids)
        tests.append(lambda coding: coding.id in ids or coding.span in ids)
    if wanted.subtheme:
        codes = _codes(study, wanted.subtheme)
        tests.append(lambda coding: coding.subtheme in codes)
    if wanted.where:
        cases = {case.id for case in select(study, parse_selection(wanted.where, study.settings))}
        tests.append(lambda coding: coding.case in cases)
    return tuple(coding for coding in study.codings if all(test(coding) for test in tests))


def _known_ids(study: Study, ids: Collection[str]) -> frozenset[str]:
    for typed in ids:
        if CodingId(typed) not in study.coding_by_id and SpanId(typed) not in study.span_by_id:
            raise UsageError(f"The study has no coding or quote {typed!r}.", "`coding list` shows them with their ids.")
    return frozenset(ids)


def _codes(study: Study, reference: str) -> frozenset[Code]:
    theme = codebook_of(study).theme(reference)
    return frozenset(sub.code for sub in theme.subthemes) if theme else frozenset({subtheme_of(study, reference).code})


def codings(start: Path, wanted: Wanted, decision: Decision | None = None) -> tuple[Study, tuple[Coding, ...]]:
    """List codings in transcript order, with the study they are of."""
    study = open_folder(start).read()
    place = {span.id: (span.turn, span.start) for span in study.spans}
    rank = {case.id: number for number, case in enumerate(study.ordered_cases)}
    found = (c for c in chosen_codings(study, wanted) if decision in (None, c.decision))
    return study, tuple(sorted(found, key=lambda c: (rank[c.case], place[c.span], c.subtheme)))
