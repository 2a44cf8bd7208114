"""A project of another tool becoming part of a study: every part of it stored, there already, or set aside and told."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from itertools import chain

from framework_qa.analysis.project_cases import Sitting, Unheard, seat, set_levels
from framework_qa.analysis.project_codes import Framework, framework
from framework_qa.analysis.project_codings import Indexing, Signed
from framework_qa.analysis.project_ledger import (
    CODINGS_INSIDE,
    VALUES_INSIDE,
    Kind,
    Ledger,
    Named,
    Part,
    Tally,
    Thing,
    counts,
    described,
)
from framework_qa.analysis.project_notes import SPAN_ID, Place, bring_notes
from framework_qa.analysis.project_references import account_for_references
from framework_qa.errors import Problem
from framework_qa.model.chart import Cell
from framework_qa.model.conflict import Conflict
from framework_qa.model.project import (
    Link,
    Project,
    ProjectCase,
    ProjectCode,
    ProjectNote,
    ProjectSet,
    Selection,
    Source,
    Variable,
)
from framework_qa.model.study import Record, Study
from framework_qa.model.synthesis import Synthesis
from framework_qa.model.text import Transcript

INSIDE = "what it is about has no place in the study"
SURE = 1.0  # the score of positions that all fit


@dataclass(frozen=True, slots=True)
class Brought:
    """What a project comes to: records to put, what is set aside, the account by kind, remarks, and settings wanted.

    `attributes` are the lines that `study.yaml` needs before the values that were set aside can come in; `names` tell
    for the GUID of what is in the study now what it is there, and what it is called.
    """

    put: tuple[Record, ...]
    aside: tuple[Part, ...]
    tallies: tuple[Tally, ...]
    problems: tuple[Problem, ...]
    attributes: tuple[str, ...]
    names: Mapping[str, Named]


def merge(
    study: Study, project: Project, heard: Mapping[str, Transcript | Unheard], signed: Signed, path: str
) -> Brought:
    """Say what each part of a project becomes in a study; `heard` is as `seat` wants it."""
    ledger = Ledger(path)
    frame = framework(study, project, ledger)
    sitting = seat(study, project, heard, ledger)
    attributes = set_levels(study, project, sitting, ledger)
    seated = _seated(study, sitting)
    indexing = Indexing(seated, sitting, frame, signed, ledger)
    indexing.take(project)
    made = (frame.made,) if frame.made else ()
    indexed = replace(
        seated,
        codebooks=(*study.codebooks, *made),
        spans=(*study.spans, *indexing.numbering.new),
        codings=(*study.codings, *indexing.new),
    )
    notes = bring_notes(indexed, project, Place(sitting, frame, indexing.spans, signed), ledger)
    account_for_references(project, sitting, ledger)
    _people(project, notes, indexing, study, ledger)
    _rest(project, sitting, ledger)
    _tell(project, indexing, ledger)
    put: tuple[Record, ...] = (
        *sitting.put_cases.values(),
        *sitting.new_transcripts,
        *made,
        *indexing.numbering.new,
        *indexing.new,
        *notes,
    )
    tallies = ledger.tallies(counts(project))
    names = _names(project, sitting, frame, indexing)
    return Brought(put, tuple(ledger.parts), tallies, tuple(ledger.problems), attributes, names)


def _names(project: Project, sitting: Sitting, frame: Framework, indexing: Indexing) -> Mapping[str, Named]:
    """Say what is called by which GUID: texts, cases, subthemes, quotes and people."""
    here: dict[str, Named] = {person.guid: ("User", person.name) for person in project.people}
    here |= {guid: ("Source", transcript.id) for guid, transcript in sitting.transcripts.items()}
    here |= {guid: ("Case", case) for guid, case in sitting.cases.items()}
    here |= {guid: ("Code", code) for guid, code in (*frame.closed.items(), *frame.subthemes.items())}
    quotes = ((guid, " ".join(span.id for span in spans)) for guid, spans in indexing.spans.items() if spans)
    here |= {guid: ("Selection", ids) for guid, ids in quotes}
    return here


def _seated(study: Study, sitting: Sitting) -> Study:
    """Give the study with the cases and transcripts that come in, for what rests on them."""
    cases = [sitting.put_cases.get(case.id, case) for case in study.cases]
    cases += [case for identifier, case in sitting.put_cases.items() if identifier not in study.case_by_id]
    return replace(study, cases=tuple(cases), transcripts=(*study.transcripts, *sitting.new_transcripts))


def _people(project: Project, put: Iterable[Record], indexing: Indexing, study: Study, ledger: Ledger) -> None:
    """Account for people: those whose codings or texts came in are known by their names."""
    signing = {coding.coder for coding in indexing.new}
    signing |= {record.by for record in put if isinstance(record, Cell | Synthesis | Conflict)}
    texts: tuple[Cell | Synthesis | Conflict, ...] = (*study.cells, *study.syntheses, *study.conflicts)
    known = indexing.coders.union(one.by for one in texts)
    for person in project.people:
        if person.name.strip() in known:
            ledger.stands(Kind.PERSON)
        elif person.name.strip() in signing:
            ledger.stored(Kind.PERSON)
        else:
            ledger.aside(Part(Kind.PERSON, person.name, "nothing that came in is theirs", person))


def _rest(project: Project, sitting: Sitting, ledger: Ledger) -> None:
    """Account for what has no place in any study, and for the marks of our own exports."""
    for thing, within, text in described(project):
        if _is_ours(thing, within[0] if within else thing, text, sitting):
            ledger.stands(Kind.DESCRIPTION)
        else:
            why = "the study has no place for comments"
            ledger.aside(Part(Kind.DESCRIPTION, thing.name, why, thing, within))
    holders = _holders(project) if project.remainders else {}
    for remainder in project.remainders:
        within = holders.get(remainder.of, ())
        ledger.aside(Part(remainder.kind, remainder.name, "the study has no place for it", remainder, within))
    found = dict(project.found)
    ledger.along(Kind.CODING, INSIDE, found.get(CODINGS_INSIDE, 0))
    ledger.along(Kind.VALUE, INSIDE, found.get(VALUES_INSIDE, 0))
    for name, _ in project.extra:
        ledger.aside(Part(Kind.FILE, name, "it is no part of the project", name))


Holder = ProjectCase | ProjectCode | Variable | ProjectNote | Link | ProjectSet | Source


def _holders(project: Project) -> dict[str, tuple[Thing, ...]]:
    """Look up by GUID what something may have been in, with what is around that."""
    things: Iterable[Holder] = chain(
        *(project.cases, project.all_codes(), project.variables),
        *(project.notes, project.links, project.sets, project.sources),
    )
    found: dict[str, tuple[Thing, ...]] = {thing.guid: (thing,) for thing in things}
    found |= {inner.guid: (source, inner) for source in project.sources for inner in source.selections}
    return found


def _is_ours(thing: Thing, about: Thing, text: str, sitting: Sitting) -> bool:
    """Tell the marks of our own exports: a quote's id at a selection, a case's at a text and at the whole of one."""
    if isinstance(thing, Selection) and SPAN_ID.fullmatch(text):
        return True
    transcript = sitting.transcripts.get(about.guid) if isinstance(about, Source) else None
    return transcript is not None and transcript.case == text


def _tell(project: Project, indexing: Indexing, ledger: Ledger) -> None:
    if indexing.split:
        message = f"{indexing.split} selections reach over several turns, and became a quote in each respondent's turn."
        ledger.warn("", message, "Look at them with `extracts`; nothing need be done if they are right.")
    if indexing.cut:
        message = f"{indexing.cut} selections hold labels or the interviewer's words too, which were left out."
        ledger.warn("", message, "Look at them with `extracts`; nothing need be done if they are right.")
    for source in project.sources:
        positions = source.positions
        if source.selections and positions.score < SURE:
            share = f"{positions.score:.1%}"
            message = f"{source.name}: positions were read as {positions.unit}, and {share} of its selections fit."
            ledger.warn("", message, "Look at some of its quotes with `extracts`.")
