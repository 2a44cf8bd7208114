"""The method appendix: two published lists of questions, answered by a person, by the study, or by nobody yet."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib.metadata import version

from framework_qa.analysis.disclosure import label_bearers
from framework_qa.model.study import Study
from framework_qa.model.tables import Audience
from framework_qa.outputs.content import Block, Paragraph, Section, Shown, ToWrite, Words
from framework_qa.outputs.report.conduct import (
    METHOD,
    attributed,
    codings_by_standing,
    day,
    interpretation,
    origins,
    people,
    planned,
)
from framework_qa.outputs.report.facts import Facts, Framed
from framework_qa.outputs.report.questions import COREQ, QUALITY, Question, Standard
from framework_qa.outputs.report.wording import counted, in_words, sentences, verb
from framework_qa.outputs.table import Table, table

COLUMNS = ("No", "Item", "Answer", "Where the answer comes from")
BY_A_PERSON = "The research team."
IN_STUDY_YAML = "The research team, in study.yaml under report > answers > {key}."
BY_NOBODY = "To be written by the research team."
IN_PART = "{source} In part to be written by the research team."


@dataclass(frozen=True, slots=True)
class Known:
    """What the study knows of an item, where from, and whether a person has nothing to add."""

    said: str
    source: str
    whole: bool = False


@dataclass(frozen=True, slots=True)
class Printed:
    """What the chapters of this report hold: quotations, those a person chose, themes, and those with a synthesis."""

    quotations: int
    starred: int
    chapters: int
    with_syntheses: int


def method_appendix(study: Study, known: Facts, printed: Printed, audience: Audience) -> Section:
    """Answer both lists; a person's own answer wins over what the study knows."""
    coreq = _coreq(study, known, people(known, audience), printed)
    quality = _quality(study, known, printed)
    left = [*_unanswered(study, COREQ, coreq), *_unanswered(study, QUALITY, quality)]
    sections = (
        Section("coreq", COREQ.title, (Shown(_table(study, COREQ, coreq, audience)),)),
        Section("quality", QUALITY.title, (Shown(_table(study, QUALITY, quality, audience)),)),
    )
    return Section("method-appendix", "Method appendix", (_introduction(), *_to_write(left)), sections)


def _introduction() -> Paragraph:
    said = (
        "Two published lists of questions follow, with an answer to each. Where the study’s records answer, the "
        "sentence was computed from them; where a person answered, theirs is printed; all others are marked."
    )
    return Paragraph((Words(said),))


def _to_write(left: list[str]) -> tuple[Block, ...]:
    if not left:
        return ()
    what = (
        f"{counted(len(left), 'item')} of the method appendix {verb(len(left), 'waits', 'wait')} for the research team "
        f"in whole or in part. Answer in study.yaml > report > answers, one line an item, as {left[0]}: text"
    )
    return (ToWrite(what, "report > answers"),)


def _unanswered(study: Study, standard: Standard, known: Mapping[int, Known]) -> Iterator[str]:
    for question in standard.questions:
        key = standard.key(question)
        found = known.get(question.number)
        if not study.settings.reporting.answer(key) and not (found and found.whole):
            yield key


def _table(study: Study, standard: Standard, known: Mapping[int, Known], audience: Audience) -> Table:
    rows = []
    for question in standard.questions:
        key = standard.key(question)
        where = (IN_STUDY_YAML if audience is Audience.WORKING else BY_A_PERSON).format(key=key)
        own = study.settings.reporting.answer(key)
        answer = (own, where) if own else _answer(question, known.get(question.number))
        rows.append((question.number, _item(question), *answer))
    notes = (standard.domains(),)
    return table(standard.prefix, standard.title, COLUMNS, rows, notes=notes, source=standard.source, row_headings=2)


def _item(question: Question) -> str:
    return f"{question.topic}. {question.asks}" if question.asks else question.topic


def _answer(question: Question, known: Known | None) -> tuple[str, str]:
    """Give what the study knows and where from, and mark what a person has to write."""
    to_write = f"To write: {question.write}."
    if known is None:
        return to_write, BY_NOBODY
    if known.whole:
        return known.said, known.source
    return f"{known.said} {to_write}", IN_PART.format(source=known.source)


_SOFTWARE = 27  # the one COREQ item that is known of a study without a case
_ON_MINOR = Known(
    "Subthemes are reported one by one under their themes, and those that nobody raised are named.",
    "The chapters of this report.",
)


def _coreq(study: Study, known: Facts, named: Mapping[str, str], printed: Printed) -> Mapping[int, Known]:
    said = known.said
    answers = {
        10: _on_plan(study),
        12: _on_size(known),
        16: _on_sample(study, known),
        24: _on_coders(known, named),
        _SOFTWARE: Known(_software(), "The program that wrote this report."),
        29: _on_quotations(study, printed, whole=True),
        30: _on_consistency(known),
    }
    if known.framed:
        answers |= {25: _on_tree(known.framed), 26: Known(origins(known.framed), "The codebook.", whole=True)}
        answers |= {31: _on_major(printed), 32: _ON_MINOR}
    return {number: answer for number, answer in answers.items() if answer and (said.cases or number == _SOFTWARE)}


def _quality(study: Study, known: Facts, printed: Printed) -> Mapping[int, Known]:
    answers: dict[int, Known | None] = {18: _on_log(known)}
    if known.said.cases:
        answers |= {7: _on_plan(study), 8: _on_coverage(study, known), 11: _on_context(study)}
    if known.framed and known.indexed.live:
        answers |= {10: _on_analysis(known), 12: _on_diversity(study), 14: _on_links()}
    if printed.quotations:
        answers[13] = _on_quotations(study, printed, whole=False)
    return {number: answer for number, answer in answers.items() if answer}


def _on_plan(study: Study) -> Known | None:
    said = planned(study)
    return Known(said, "The planned sample in study.yaml.") if said else None


def _on_size(known: Facts) -> Known:
    said = known.said
    heard = said.cases - said.without_transcript
    several = f"In {counted(said.voices, 'transcript')} more than one respondent speaks." if said.voices else ""
    text = sentences(
        f"the study holds {counted(said.cases, 'case')}, usually one interview each; {heard or 'none'} of them "
        f"{verb(heard, 'has', 'have')} a transcript.",
        several,
    )
    return Known(text, "The cases and transcripts of the study.", whole=not said.voices)


def _on_sample(study: Study, known: Facts) -> Known | None:
    labels = [attribute.label for attribute in study.settings.attributes]
    if not labels:
        return None
    cases = counted(known.said.cases, "case")
    said = f"The {cases} {verb(known.said.cases, 'is', 'are')} described by {in_words(labels)}; see “Sample”."
    return Known(said, "The attributes of the cases.")


def _on_coders(known: Facts, named: Mapping[str, str]) -> Known | None:
    indexed = known.indexed
    if not indexed.by:
        return None
    people = [named[coder] for coder in indexed.coders]
    who = f"{counted(len(people), 'person', 'people')} made or decided codings: {in_words(people)}."
    who = who if people else "No person has made or decided a coding yet."
    return Known(sentences(who, codings_by_standing(indexed)), "The codings of the study.", whole=True)


def _on_tree(framed: Framed) -> Known:
    tree = f"{counted(len(framed.themes), 'theme')} with {counted(len(framed.subthemes), 'subtheme')}"
    book = f"codebook “{framed.codebook.name}”, version {framed.codebook.version}"
    said = f"The codebook appendix describes {tree}, as they stand in the {book}."
    return Known(said, "The codebook.", whole=True)


def _software() -> str:
    return (
        f"framework_qa, version {version('framework-qa')}, holds the transcripts, the codebook, the codings and the "
        "charts, and wrote this report."
    )


def _on_quotations(study: Study, printed: Printed, *, whole: bool) -> Known | None:
    if not printed.quotations:
        return None
    labels, cases = counted(len(label_bearers(study)), "label"), counted(len(study.cases), "case")
    said = sentences(
        f"{counted(printed.quotations, 'quotation')} {verb(printed.quotations, 'illustrates', 'illustrate')} the "
        f"subthemes, {printed.starred or 'none'} of them chosen by a person; “How to read this report” says how the "
        "others were chosen.",
        f"{attributed(study.settings)} {labels} {verb(len(label_bearers(study)), 'describes', 'describe')} {cases}.",
    )
    return Known(said, "The quotations in this report.", whole=whole)


def _on_consistency(known: Facts) -> Known | None:
    charted = known.charted.total("charted")
    if not charted:
        return None
    stale = known.charted.total("stale")
    said = (
        f"{counted(charted, 'cell')} {verb(charted, 'is', 'are')} charted, and every summary in "
        f"{verb(charted, 'it', 'them')} keeps its way back to the words it rests on; {counted(stale, 'cell')} "
        f"{verb(stale, 'is', 'are')} stale."
    )
    return Known(sentences(said), "The charts of the study.")


def _on_major(printed: Printed) -> Known:
    own = "has a chapter of its own" if printed.chapters == 1 else "have chapters of their own"
    said = (
        f"{counted(printed.chapters, 'theme')} {own}; for {printed.with_syntheses or 'none'} of them a synthesis has "
        "been written."
    )
    return Known(sentences(said), "The chapters of this report.", whole=0 < printed.chapters == printed.with_syntheses)


def _on_coverage(study: Study, known: Facts) -> Known:
    design = study.settings.sample
    total = design.total if design else None
    plan = f", where {counted(total, 'interview')} {verb(total, 'was', 'were')} planned" if total else ""
    return Known(f"The study holds {counted(known.said.cases, 'case')}{plan}; see “Sample”.", "The cases of the study.")


def _on_analysis(known: Facts) -> Known:
    return Known(
        sentences(METHOD, codings_by_standing(known.indexed), interpretation(known.interpreted)),
        "The codebook, codings, charts and syntheses of the study.",
    )


def _on_context(study: Study) -> Known | None:
    labels = [attribute.label for attribute in study.settings.grouping()]
    if not labels:
        return None
    said = f"Cases are kept whole in the charts, with {in_words(labels)} beside each."
    return Known(said, "The attributes of the cases.")


def _on_diversity(study: Study) -> Known | None:
    labels = [attribute.label for attribute in study.settings.grouping()]
    if not labels:
        return None
    said = f"For every subtheme the report says who raised it, by {in_words(labels)}."
    return Known(said, "The chapters of this report.")


def _on_links() -> Known:
    said = (
        "Every coding keeps its words and their place in the transcript, every charted cell the words it cites, and "
        "every synthesis the cells it cites, so that a finding can be walked back to what was said."
    )
    return Known(said, "The records of the study.")


def _on_log(known: Facts) -> Known | None:
    if not known.events:
        return None
    first, last = day(known.first), day(known.last)
    several = "all on" if known.events > 1 else "on"
    when = f"{several} {first}" if first == last else f"from {first} to {last}"
    versions = known.framed.versions if known.framed else 0
    said = (
        f"The study’s log holds {counted(known.events, 'event')}, {when}, each sealed with the hash of the one before: "
        f"who did what, and when. {counted(versions, 'version')} of the codebook {verb(versions, 'is', 'are')} kept."
    )
    return Known(said, "The study’s log.")
