"""Matrices: another tool's framework matrix comes into the charts, and nothing that a person wrote gives way to it.

A cell's line that stands verbatim in its case becomes a verbatim run, and its words are coded to the column, since
that is what whoever put them there said. A line that is found nowhere is somebody's summary without a reference. It
is kept as the analyst's comment, since a summary must cite a quote, and its cell is queried until a person has tied
it to one. A cell of verbatim lines alone is a draft, as `chart draft` makes them: tools fill such cells by themselves.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from framework_qa.analysis.foreign_names import CodeNames, DocumentNames
from framework_qa.analysis.keeping import beside
from framework_qa.analysis.marking import Numbering
from framework_qa.analysis.placing import Part, Placer, parts_of
from framework_qa.analysis.staleness import basis_of, written
from framework_qa.errors import Problem, ProblemsFound, errors_in
from framework_qa.formats.nvivo_matrix import read_nvivo_matrix
from framework_qa.model.chart import Cell, Run, RunKind, Status
from framework_qa.model.codebook import Subtheme
from framework_qa.model.coding import Coding, Decision, Route
from framework_qa.model.event import Event
from framework_qa.model.ids import CaseId, Code, SpanId, cell_ref
from framework_qa.model.segments import ForeignCell, ForeignMatrix
from framework_qa.model.study import Changes, Record, Study
from framework_qa.model.text import Span, Transcript
from framework_qa.stages.folder import codebook_of, now, open_folder

TOLD = "from NVivo, no reference: "
_FEWEST_WORDS = 3  # of a line that is taken for a quotation because it stands in the transcript


@dataclass(frozen=True, slots=True)
class ListedCell:
    """A cell of the file that could not come in: where it is, its row and column, why, and what to do."""

    place: str
    case: str
    column: str
    why: str
    cure: str


@dataclass(frozen=True, slots=True)
class MatrixReport:
    """What became of each cell of a matrix, and of its lines.

    Cells: `new` were written, `standing` say so already, `beside` were kept beside what a person wrote; the rest is
    `listed`. Lines of the cells whose row and column are known: `verbatim` stand in their case, `unreferenced` do
    not. `queried` names the new cells that hold some of the latter. `codings` were made for verbatim lines that were
    not coded so.
    """

    path: str
    cells: int
    new: int
    standing: int
    beside: int
    listed: tuple[ListedCell, ...]
    verbatim: int
    unreferenced: int
    queried: tuple[str, ...]
    codings: int
    problems: tuple[Problem, ...]
    event: Event | None = None


@dataclass(frozen=True, slots=True)
class _Asked:
    """A cell of the file whose row and column are known here."""

    case: CaseId
    subtheme: Subtheme
    lines: tuple[str, ...]


def import_matrix(start: Path, path: Path, *, who: str, dry_run: bool = False) -> MatrixReport:
    """Bring NVivo's framework matrix in: drafts and queried cells, and beside what people wrote, as conflicts."""
    matrix = read_nvivo_matrix(path)
    if errors_in(matrix.problems):
        cure = "Mend these places and run the command again."
        raise ProblemsFound(f"Nothing of {path.name} was brought in.", cure, matrix.problems)
    made: list[MatrixReport] = []

    def decide(study: Study) -> Changes:
        coming = _Coming(study, matrix, who)
        coming.take_all()
        made.append(coming.report())
        return Changes("import matrix", _summary(made[-1]), tuple(coming.put))

    event = open_folder(start).change(who, decide, dry_run=dry_run)
    return replace(made[-1], event=event)


def _summary(report: MatrixReport) -> str:
    kinds = (
        f"{report.new} new, {report.standing} there already, {report.beside} kept beside, {len(report.listed)} listed"
    )
    return f"{report.path}: {report.cells} cells: {kinds}"


class _Coming:
    """The cells of a matrix on their way in."""

    def __init__(self, study: Study, matrix: ForeignMatrix, who: str) -> None:
        self.study = study
        self.matrix = matrix
        self.who = who
        self.at = now()
        self.codebook = codebook_of(study)
        self.charted = frozenset(subtheme.code for subtheme in self.codebook.charted())
        self.columns = CodeNames(self.codebook, {})
        self.documents = DocumentNames(study)
        self.numbering = Numbering(study)
        self.placer = Placer()
        self.live = {(c.span, c.subtheme): c for c in study.codings if c.live}
        self.refused = {(c.span, c.subtheme) for c in study.codings if not c.live} - self.live.keys()
        self.at_place = {(s.transcript, s.start, s.end): s.id for s in study.spans}
        self.counts = Counter[str]()
        self.listed: list[ListedCell] = []
        self.queried: list[str] = []
        self.codings: list[Coding] = []
        self.put: list[Record] = []

    def take_all(self) -> None:
        """Write the codings that the cells rest on, then the cells."""
        asked = self._asked()
        runs = [self._runs(one) for one in asked]
        spans = (*self.study.spans, *self.numbering.new)
        coded = replace(self.study, spans=spans, codings=(*self.study.codings, *self.codings))
        self.put += [*self.numbering.new, *self.codings]
        for one, found in zip(asked, runs, strict=True):
            self._take(coded, one, found)

    def _asked(self) -> list[_Asked]:
        """Find row and column of each cell, and list those whose row or column is not known here."""
        asked: dict[tuple[CaseId, Code], _Asked] = {}
        for cell in self.matrix.cells:
            cases, meant = self._cases(cell), self.columns.meant((cell.column,))
            subtheme = meant.subtheme
            if len(cases) != 1:
                why = "the row's name is several cases'" if cases else "the study has no such case"
                self._list(cell, why, "Name the row like a case, as `cases list` has it.")
            elif subtheme is None or subtheme.code not in self.charted:
                why = f"{subtheme.heading} is a value and has no cells" if subtheme else meant.why
                self._list(cell, why, "Name the column like a subtheme, by number, code or label.")
            elif (key := (min(cases), subtheme.code)) in asked:
                self._list(cell, "another row or column means this cell too", "Bring the two together in NVivo.")
            else:
                asked[key] = _Asked(key[0], subtheme, cell.lines)
        return list(asked.values())

    def _cases(self, cell: ForeignCell) -> set[CaseId]:
        by_id = {case.id for case in self.study.cases if case.id.casefold() == cell.case.casefold()}
        return by_id or {transcript.case for transcript in self.documents.transcripts(cell.case)}

    def _list(self, cell: ForeignCell, why: str, cure: str) -> None:
        self.listed.append(ListedCell(cell.place, cell.case, cell.column, why, cure))

    # lines

    def _runs(self, asked: _Asked) -> tuple[Run, ...]:
        """Make a cell's runs: its verbatim lines on their quotes, the others in the analyst's own voice."""
        among = self.study.transcripts_of.get(asked.case, ())
        runs = [run for line in asked.lines for run in self._line(asked, line, among)]
        return tuple(dict.fromkeys(runs))

    def _line(self, asked: _Asked, line: str, among: Sequence[Transcript]) -> tuple[Run, ...]:
        parts = self._parts(asked, line, among)
        if not parts:
            self.counts["unreferenced"] += 1
            return (Run(RunKind.COMMENT, f"{TOLD}{line}"),)
        self.counts["verbatim"] += 1
        spans = [self._coded(asked, part) for part in parts]
        return tuple(Run(RunKind.VERBATIM, self._words(span), (span.id,)) for span in spans)

    def _parts(self, asked: _Asked, line: str, among: Sequence[Transcript]) -> tuple[Part, ...]:
        """Give where a line stands: once, or else at the one place that is coded to the column already.

        A line of a word or two is as likely somebody's label as a quotation, so it must be coded already.
        """
        placed = self.placer.certainly(line, among)
        if placed.why is None and len(line.split()) >= _FEWEST_WORDS:
            refused = any(self._key(part, asked) in self.refused for part in placed.parts)
            return () if refused else placed.parts
        places = self.placer.find(line, among).places
        coded = [part for place in places for part in parts_of(place) if self._key(part, asked) in self.live]
        return tuple(coded) if len(coded) == 1 else ()

    def _key(self, part: Part, asked: _Asked) -> tuple[SpanId, Code]:
        return self.at_place.get((part.transcript.id, part.start, part.end), SpanId("")), asked.subtheme.code

    def _coded(self, asked: _Asked, part: Part) -> Span:
        """Give the quote of a line's words, coded to its column."""
        span = self.numbering.span(part.transcript, part.turn.number, part.start, part.end)
        self.at_place[span.transcript, span.start, span.end] = span.id
        key = span.id, asked.subtheme.code
        if key not in self.live:
            identifier, version = self.numbering.coding(span.case), self.codebook.version
            coding = Coding(identifier, span.case, *key, Route.IMPORTED, Decision.ACCEPTED, self.who, version, self.at)
            self.live[key] = coding
            self.codings.append(coding)
        return span

    def _words(self, span: Span) -> str:
        return self.study.transcript_by_id[span.transcript].text[span.start : span.end]

    # cells

    def _take(self, coded: Study, asked: _Asked, runs: tuple[Run, ...]) -> None:
        """Write one cell, unless it is written already, or keep it beside what a person wrote otherwise."""
        cell = self._cell(coded, asked, runs)
        held = self.study.stored_cell.get((asked.case, asked.subtheme.code))
        if held is not None and set(cell.runs) <= set(held.runs) and (cell.draft or not held.draft):
            self.counts["standing"] += 1
        elif written(held):
            self._beside(cell)
        else:
            self.counts["new"] += 1
            self.queried += [] if cell.draft else [cell_ref(asked.case, asked.subtheme.number)]
            others = [run for run in held.runs if run not in cell.runs] if held and cell.draft else []
            self.put.append(replace(cell, runs=(*cell.runs, *others)))

    def _cell(self, coded: Study, asked: _Asked, runs: tuple[Run, ...]) -> Cell:
        draft = all(run.kind is RunKind.VERBATIM for run in runs)
        status = Status.TO_CHART if draft else Status.QUERIED
        cell = Cell(asked.case, asked.subtheme.code, status, runs, draft)
        basis = basis_of(coded, asked.case, asked.subtheme.code, cell.cited)
        return replace(cell, basis=basis, codebook_version=self.codebook.version, by=self.who, at=self.at)

    def _beside(self, cell: Cell) -> None:
        """Keep a cell's text beside the one that stands, once."""
        other = beside(replace(cell, draft=False, status=Status.QUERIED), self.matrix.path)
        known = any(other.mark == kept.mark for kept in self.study.conflicts_at.get(other.place, ()))
        self.counts["standing" if known else "beside"] += 1
        if not known:
            self.put.append(other)

    def report(self) -> MatrixReport:
        """Count what became of everything."""
        return MatrixReport(
            path=self.matrix.path,
            cells=len(self.matrix.cells),
            new=self.counts["new"],
            standing=self.counts["standing"],
            beside=self.counts["beside"],
            listed=tuple(self.listed),
            verbatim=self.counts["verbatim"],
            unreferenced=self.counts["unreferenced"],
            queried=tuple(self.queried),
            codings=len(self.codings),
            problems=self.matrix.problems,
        )
