"""Segments: coding that was done elsewhere comes into the study, what is certain of it; the rest is listed.

    in the file = new + suggested + accepted + there already + listed

Unlike a plain table, which names turns and comes in whole or not at all, another tool's file cannot be mended row by
row: what is certain is stored in one transaction, and the same file may be brought in again after a decision.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from framework_qa.analysis.finding import NEAR, How
from framework_qa.analysis.foreign_names import CodeNames, DocumentNames
from framework_qa.analysis.marking import Numbering
from framework_qa.analysis.placing import Part, Placed, Placer, Why
from framework_qa.errors import Problem, ProblemsFound, UsageError, errors_in
from framework_qa.formats.code_maps import read_code_map
from framework_qa.formats.segments import read_segments
from framework_qa.formats.spreadsheet_text import unguard
from framework_qa.formats.word_comments import is_word_document, read_comments
from framework_qa.model.codebook import Subtheme
from framework_qa.model.coding import Coding, Decision, Route
from framework_qa.model.event import Event
from framework_qa.model.ids import Code, SpanId, turn_ref
from framework_qa.model.segments import CodePath, Segment, SegmentFile, path_label
from framework_qa.model.set_aside import SetAside
from framework_qa.model.study import Changes, Record, Study
from framework_qa.model.text import Span, Transcript
from framework_qa.stages.folder import Track, codebook_of, now, open_folder, quietly

HIGHEST = 100.0
MEMO = "memo of a coding"


@dataclass(frozen=True, slots=True)
class Listed:
    """A coding of the file that a person must decide on: where the file has it, why it is not stored, what to do.

    `turns` are where its words may stand, or the first of them; `score` is their likeness, 100 where they are found as
    they are.
    """

    place: str
    document: str
    code: str
    why: str
    cure: str
    turns: tuple[str, ...] = ()
    score: float = 0.0


@dataclass(frozen=True, slots=True)
class Undecided:
    """A name in the file that means nothing here yet, and how many segments carry it."""

    name: str
    segments: int
    why: str


@dataclass(frozen=True, slots=True)
class SegmentsReport:
    """What became of each coding of a file: a segment with three codes is three, one without any is one.

    `new` were stored as accepted, `suggested` as suggestions since their words were found nearly, `accepted` were
    suggestions of the study's own, and `standing` were there already, `elsewhere` of these by another coder.
    `divided` counts the segments that lie in several turns, `shortened` those that hold an interviewer's words, which
    are left out. `memos` counts the notes on codings, which are set aside. `event` is None where nothing was written.
    """

    path: str
    tool: str
    segments: int
    codings: int
    new: int
    suggested: int
    accepted: int
    standing: int
    elsewhere: int
    divided: int
    shortened: int
    folded: int
    memos: int
    listed: tuple[Listed, ...]
    unknown_codes: tuple[Undecided, ...]
    unknown_documents: tuple[Undecided, ...]
    problems: tuple[Problem, ...]
    event: Event | None = None


def read_coded(path: Path) -> SegmentFile | None:
    """Read coding done elsewhere: a Word document's comments, or another tool's table; None where it is neither."""
    return read_comments(path) if is_word_document(path) else read_segments(path)


def import_segments(
    start: Path,
    file: SegmentFile,
    *,
    who: str,
    decided: Path | None = None,
    take_near: float | None = None,
    dry_run: bool = False,
    track: Track = quietly,
) -> SegmentsReport:
    """Bring the codings of another tool's file in: accepted where their words stand once in a respondent's turns.

    `decided` is a table of their codes and our subthemes. With `take_near`, words that were found nearly, at one
    place and with this likeness or more, come in as suggestions.
    """
    if take_near is not None and not NEAR <= take_near <= HIGHEST:
        raise UsageError(
            f"Words are found nearly from {NEAR:g} to {HIGHEST:g}, and this is outside.", "Use --take-near 90, say."
        )
    if errors_in(file.problems):
        cure = "Mend these places and run the command again."
        raise ProblemsFound(f"Nothing of {file.path} was brought in.", cure, file.problems)
    made: list[SegmentsReport] = []
    folder = open_folder(start)

    def decide(study: Study) -> Changes:
        coming = _Coming(study, file, _decisions(study, decided), who, take_near)
        coming.take_all(track)
        made.append(coming.report())
        return Changes("import segments", _summary(made[-1]), coming.records)

    event = folder.change(who, decide, dry_run=dry_run)
    return replace(made[-1], event=event)


def _summary(report: SegmentsReport) -> str:
    stored = f"{report.new} new, {report.suggested} suggested, {report.accepted} accepted, {report.standing} there"
    return f"{report.path} ({report.tool}): {report.codings} codings: {stored} already, {len(report.listed)} listed"


def _decisions(study: Study, path: Path | None) -> Mapping[str, Subtheme]:
    """Read what somebody decided about their codes; faults are told together."""
    if path is None:
        return {}
    table = read_code_map(path)
    problems = list(table.problems)
    decided: dict[str, Subtheme] = {}
    for row in table.rows:
        subtheme = codebook_of(study).subtheme(row.subtheme)
        if subtheme is None:
            problems.append(Problem(path.name, row.place, "The codebook has no such subtheme.", "See `codebook show`."))
        else:
            decided[row.name] = subtheme
    if problems:
        raise ProblemsFound(f"{path.name} cannot be used as it is.", "Mend these places and try again.", problems)
    return decided


@dataclass(frozen=True, slots=True)
class _Item:
    """A coding of the file: one segment under one of its codes, or a segment without any."""

    segment: Segment
    code: CodePath | None


class _Coming:
    """The codings of a file on their way in."""

    def __init__(
        self, study: Study, file: SegmentFile, decided: Mapping[str, Subtheme], who: str, take_near: float | None
    ) -> None:
        self.study = study
        self.file = file
        self.who = who
        self.take_near = take_near
        self.at = now()
        self.version = codebook_of(study).version
        self.codes = CodeNames(codebook_of(study), decided)
        self.documents = DocumentNames(study)
        self.numbering = Numbering(study)
        self.placer = Placer()
        self.placed = Counter[str]()
        self.counts = Counter[str]()
        self.listed: list[Listed] = []
        self.memos = tuple(_memos(study, file))
        self.itself = _itself(study, file)
        self.items = 0
        self.put: dict[str, Coding] = {}
        ranked = sorted(study.codings, key=lambda coding: coding.live)
        self.held: dict[tuple[SpanId, Code], Coding] = {(c.span, c.subtheme): c for c in ranked}
        self.at_place = {(s.transcript, s.start, s.end): s.id for s in study.spans}

    @property
    def records(self) -> tuple[Record, ...]:
        """Give what is to be stored."""
        return (*self.numbering.new, *self.put.values(), *self.memos)

    def take_all(self, track: Track = quietly) -> None:
        """Place every segment, and take or list each of its codings."""
        asked = [(segment, self._among(segment)) for segment in map(_unguarded, self.file.segments)]
        one_case = [(s, among if len({t.case for t in among}) <= 1 else ()) for s, among in asked]
        placed = self.placer.place(track(one_case, "Finding words"), positions=self.itself is not None)
        for (segment, among), where in zip(asked, placed, strict=True):
            self._note(where)
            for code in self._codes_of(segment):
                self.items += 1
                self._take(_Item(segment, code), among, where)

    def _among(self, segment: Segment) -> tuple[Transcript, ...]:
        return (self.itself,) if self.itself else self.documents.transcripts(segment.document)

    def _codes_of(self, segment: Segment) -> tuple[CodePath | None, ...]:
        codes = tuple(part for code in segment.codes for part in self.codes.parted(code))
        return tuple(dict.fromkeys(codes)) or (None,)

    def _note(self, where: Placed) -> None:
        self.placed["divided"] += len(where.parts) > 1 and where.why is None
        self.placed["shortened"] += where.others and where.why is None
        self.placed["folded"] += where.how is How.FOLDED and where.why is None

    def _take(self, item: _Item, among: Sequence[Transcript], where: Placed) -> None:
        """Store one coding where everything about it is certain, or list it with the first thing that is not."""
        if refusal := self._refusal(item, among, where):
            self.listed.append(refusal)
            return
        subtheme = self.codes.meant(item.code or ()).subtheme
        if subtheme is not None:
            self._store(item, subtheme, where)

    def _refusal(self, item: _Item, among: Sequence[Transcript], where: Placed) -> Listed | None:
        """Give the first thing about a coding that is not certain."""
        if reason := _unknown(item, among):
            return self._list(item, where, *reason)
        if where.why and not self._near_enough(where):
            return self._list(item, where, *_CURES[where.why])
        meant = self.codes.meant(item.code or ())
        if meant.subtheme is None:
            return self._list(item, where, meant.why, "Say with --map what the code is.")
        settled = [c for c in self._held(where.parts, meant.subtheme.code) if c is not None and not c.live]
        if settled:
            cure = f"Leave it, or accept it with: coding accept {settled[0].id}"
            return self._list(item, where, f"this coding was {settled[0].decision}", cure)
        return None

    def _near_enough(self, where: Placed) -> bool:
        return where.why is Why.NEAR and self.take_near is not None and where.score >= self.take_near

    def _list(self, item: _Item, where: Placed, why: str, cure: str) -> Listed:
        turns = tuple(dict.fromkeys(turn_ref(part.transcript.case, part.turn.number) for part in where.parts))
        code = path_label(item.code) if item.code else ""
        return Listed(item.segment.place, item.segment.document, code, why, cure, turns, round(where.score, 1))

    def _held(self, parts: Sequence[Part], code: Code) -> list[Coding | None]:
        places = [self.at_place.get((part.transcript.id, part.start, part.end)) for part in parts]
        return [self.held.get((place, code)) if place else None for place in places]

    def _store(self, item: _Item, subtheme: Subtheme, where: Placed) -> None:
        done = {self._code(item.segment, self._span(part), subtheme.code, where) for part in where.parts}
        kind = next(kind for kind in ("new", "suggested", "accepted", "elsewhere", "standing") if kind in done)
        self.counts["elsewhere"] += kind == "elsewhere"
        self.counts["standing" if kind == "elsewhere" else kind] += 1

    def _span(self, part: Part) -> Span:
        span = self.numbering.span(part.transcript, part.turn.number, part.start, part.end)
        self.at_place[part.transcript.id, part.start, part.end] = span.id
        return span

    def _code(self, segment: Segment, span: Span, code: Code, where: Placed) -> str:
        """Code one span, and tell what that came to."""
        held = self.held.get((span.id, code))
        decision = Decision.SUGGESTED if where.why else Decision.ACCEPTED
        coder, at = segment.coder or self.who, segment.at or self.at
        if held is None:
            identifier, route = self.numbering.coding(span.case), Route.IMPORTED
            coding = Coding(identifier, span.case, span.id, code, route, decision, coder, self.version, at)
        elif held.decision is Decision.SUGGESTED and decision is Decision.ACCEPTED:
            coding = replace(held, decision=decision, coder=coder, at=self.at)
        else:
            return "standing" if held.coder == coder else "elsewhere"
        self.held[span.id, code] = self.put[coding.id] = coding
        if held is not None:
            return "accepted"
        return "suggested" if where.why else "new"

    def report(self) -> SegmentsReport:
        """Count what became of everything."""
        return SegmentsReport(
            path=self.file.path,
            tool=self.file.tool,
            segments=len(self.file.segments),
            codings=self.items,
            new=self.counts["new"],
            suggested=self.counts["suggested"],
            accepted=self.counts["accepted"],
            standing=self.counts["standing"],
            elsewhere=self.counts["elsewhere"],
            divided=self.placed["divided"],
            shortened=self.placed["shortened"],
            folded=self.placed["folded"],
            memos=sum(bool(segment.memo) for segment in self.file.segments),
            listed=tuple(self.listed),
            unknown_codes=self._unknown_codes(),
            unknown_documents=self._unknown_documents(),
            problems=self.file.problems,
        )

    def _unknown_codes(self) -> tuple[Undecided, ...]:
        """List each code that means nothing here once, the most used first, whatever else its segments want."""
        used = Counter(code for segment in self.file.segments for code in self._codes_of(segment) if code)
        meant = {code: self.codes.meant(code) for code in used}
        unknown = [
            Undecided(path_label(code), count, meant[code].why)
            for code, count in used.items()
            if meant[code].subtheme is None
        ]
        return tuple(sorted(unknown, key=lambda one: (-one.segments, one.name)))

    def _unknown_documents(self) -> tuple[Undecided, ...]:
        used = Counter(segment.document for segment in self.file.segments if not self._among(segment))
        return tuple(Undecided(name, used[name], "the study has no such document") for name in sorted(used))


def _memos(study: Study, file: SegmentFile) -> Iterator[SetAside]:
    """Set aside what coders noted beside their codings, once; a coding has no place for it."""
    ours = [one for one in study.set_aside if one.source == file.path]
    kept = {(one.name, one.content) for one in ours if one.kind == MEMO}
    new = [s for s in file.segments if s.memo and (s.place, s.memo) not in kept]
    for number, segment in enumerate(new, max((one.number for one in ours), default=0) + 1):
        yield SetAside(file.path, number, MEMO, segment.place, "a coding has no place for a note", segment.memo)


def _itself(study: Study, file: SegmentFile) -> Transcript | None:
    """Give the transcript that the file is, or whose very text it has."""
    if file.document is None:
        return None
    by_id = study.transcript_by_id.get(file.document.id)
    return by_id or next((one for one in study.transcripts if one.text == file.document.text), None)


def _unguarded(segment: Segment) -> Segment:
    """Take the apostrophe off that guards a CSV cell against spreadsheets."""
    return replace(segment, words=unguard(segment.words)) if segment.words.startswith("'") else segment


def _unknown(item: _Item, among: Sequence[Transcript]) -> tuple[str, str] | None:
    """Say what a coding lacks before its words are looked for, and what to do."""
    if item.code is None:
        return "it has no code", "Code it where it comes from, or leave it."
    if not among:
        return "the study has no such document", "Name it like a transcript or a case."
    if len({transcript.case for transcript in among}) > 1:
        return "the document's name is several transcripts'", "Name it like its case."
    return None


_CURES: Mapping[Why, tuple[str, str]] = {
    Why.NO_WORDS: ("it marks no words", "Mark the words in a copy, or code them with `coding add`."),
    Why.NOWHERE: ("its words are not found", "Check that it was coded on this version; or use `coding add`."),
    Why.SEVERAL: ("its words are found more than once", "Choose the turn, and code it with `coding add`."),
    Why.NEAR: ("its words are found nearly", "Compare; code it with `coding add`, or use --take-near."),
    Why.SEVERAL_NEAR: ("its words are found nearly, more than once", "Compare, and use `coding add`."),
    Why.INTERVIEWER: ("its words are no respondent's", "Leave it: only respondents' words are evidence."),
}
