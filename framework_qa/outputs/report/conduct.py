"""The chapter that says how the study was done: every figure in it is counted, and nothing unknown is said."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime

from framework_qa.analysis.disclosure import label_bearers
from framework_qa.analysis.print_quotes import NO_LABEL, RULE
from framework_qa.model.codebook import Origin
from framework_qa.model.coding import Decision, Route
from framework_qa.model.people import Attribute, AttributeRole
from framework_qa.model.study import Settings, Study
from framework_qa.model.tables import Audience
from framework_qa.outputs.audit import NOBODY, progress_table
from framework_qa.outputs.content import Block, Paragraph, Points, Section, Shown, ToWrite, Words
from framework_qa.outputs.report.facts import Charted, Facts, Framed, Indexed, Interpreted, by_a_person
from framework_qa.outputs.report.wording import counted, in_words, sentences, verb
from framework_qa.outputs.table import Entry, Table, Value, table

METHOD = (
    "The study is organised by the Framework method (Ritchie and Spencer, 1994): transcripts are indexed with a "
    "thematic framework of numbered themes and subthemes, and what each case says on each subtheme is charted in a "
    "cell of its own, one chart a theme."
)
NOT_STATISTICAL = "Counts of cases say how the people interviewed spoke. They are not a statistical sample."
DAGGER = (
    "A dagger (†) marks a value or a label that points to one case only. It is a warning to the team: the published "
    "report refuses such values unless the study says that consent covered them."
)
RULES = "the rules; nobody has looked yet"
PROGRESS = "How far the charts are, in cells"
PROGRESS_COLUMNS = ("Theme", "Cells", "Charted", "Silent", "Drafted", "To chart", "No extract yet", "Stale")


def conduct(
    study: Study, known: Facts, audience: Audience, sample: Sequence[Block], pictures: Mapping[str, Sequence[Block]]
) -> Section:
    """Build the chapter; `sample` holds the sample tables, `pictures` what is drawn, by the stage it belongs to."""
    named = people(known, audience)
    sections = (
        Section("sample", "Sample", (_paragraph(*_on_sample(study, known)), *sample, *pictures.get("sample", ()))),
        Section("interviews", "Interviews and transcripts", (_paragraph(*_on_interviews(known)),)),
        Section("framework", "Thematic framework", (*_on_framework(known), *pictures.get("framework", ()))),
        Section("indexing", "Indexing", (*_on_indexing(known.indexed, named), *pictures.get("indexing", ()))),
        Section("charting", "Charting and interpretation", _on_charting(known, named)),
        Section("reading", "How to read this report", _on_reading(study, audience)),
    )
    return Section("method", "How the study was done", (_paragraph(METHOD, _as_of(known)),), sections)


def people(known: Facts, audience: Audience) -> Mapping[str, str]:
    """Name those who coded and charted as this audience may know them: by name, or as `coder 1`."""
    charters = (name for name, _cells in known.charted.by)
    names = tuple(dict.fromkeys((*known.indexed.coders, *charters)))
    if audience is Audience.WORKING:
        return {name: name for name in names}
    return {name: f"coder {number}" for number, name in enumerate(names, 1)}


def _paragraph(*said: str) -> Paragraph:
    return Paragraph((Words(sentences(*said)),))


def _as_of(known: Facts) -> str:
    moment = f" as they stood on {day(known.last)}" if known.last else ""
    return (
        f"This chapter is counted from the study’s own records{moment}; what they cannot know is left to the research "
        "team, in the method appendix."
    )


def day(at: str) -> str:
    """Print the day of an event's time, in UTC: `3 January 2026`."""
    try:
        moment = datetime.fromisoformat(at)
    except ValueError:
        return at
    moment = moment if moment.tzinfo is None else moment.astimezone(UTC)
    return f"{moment.day} {moment:%B %Y}"


def _on_sample(study: Study, known: Facts) -> tuple[str, ...]:
    if not known.said.cases:
        return ("The study holds no cases yet.",)
    said = [f"the study holds {counted(known.said.cases, 'case')}; a case is usually one interview."]
    return tuple(filter(None, (*said, planned(study))))


def planned(study: Study) -> str:
    """Say how the sample was planned; nothing where study.yaml plans none."""
    design = study.settings.sample
    if design is None:
        return ""
    axes = [found.label for name in (design.rows, design.columns) if (found := study.settings.attribute(name))]
    total = f", for {counted(design.total, 'interview')} in all" if design.total else ""
    return f"The sample was planned by {in_words(axes)}{total}."


def _on_interviews(known: Facts) -> tuple[str, ...]:
    said = known.said
    if not said.transcripts:
        return ("The study holds no transcripts yet.",)
    spoken = f"with {counted(said.turns, 'turn')}, in which respondents say {counted(said.words, 'word')}"
    missing, voices, unknown = said.without_transcript, said.voices, said.unknown
    return (
        f"the study holds {counted(said.transcripts, 'transcript')} {spoken}.",
        f"For {counted(missing, 'case')} there is no transcript." if missing else "",
        f"In {counted(voices, 'transcript')} more than one respondent speaks." if voices else "",
        "Only respondents’ words count as evidence; the interviewer’s are kept apart from them.",
        f"Who says {counted(unknown, 'word')} is not recorded; they are no evidence." if unknown else "",
    )


def _on_framework(known: Facts) -> tuple[Block, ...]:
    if known.framed is None:
        return (
            _paragraph("The study has no codebook yet, so there are no themes to report on."),
            ToWrite("The thematic framework: write a codebook and bring it in with: framework-qa codebook apply FILE"),
        )
    return (_paragraph(*_framework_sentences(known.framed)),)


def _framework_sentences(framed: Framed) -> tuple[str, ...]:
    book = framed.codebook
    versions = "the first" if framed.versions == 1 else f"the newest of {framed.versions} that the study holds"
    themes, subthemes = counted(len(framed.themes), "theme"), counted(len(framed.subthemes), "subtheme")
    retired = framed.retired
    return (
        f"The thematic framework is the codebook “{book.name}”, version {book.version}, {versions}.",
        f"It has {themes} with {subthemes}; the codebook appendix defines them.",
        f"{retired} of them {verb(retired, 'is', 'are')} retired." if retired else "",
        origins(framed),
        _values(framed),
    )


def _values(framed: Framed) -> str:
    if not framed.values:
        return ""
    values = counted(sum(len(theme.subthemes) for theme in framed.values), "value")
    return (
        f"It also holds {counted(len(framed.values), 'list')} of values, with {values} in all; values "
        "fill the columns of findings tables and are not charted."
    )


def origins(framed: Framed) -> str:
    """Say where the subthemes come from, as the codebook records it."""
    guide, emergent = framed.origins.get(Origin.TOPIC_GUIDE, 0), framed.origins.get(Origin.EMERGENT, 0)
    return (
        f"As the codebook records it, {counted(guide, 'subtheme')} {verb(guide, 'comes', 'come')} from the topic guide "
        f"and {emergent or 'none'} emerged from the material."
    )


def _on_indexing(indexed: Indexed, named: Mapping[str, str]) -> tuple[Block, ...]:
    if not indexed.by:
        return (_paragraph("No words have been coded yet, so there are no findings to report."),)
    return (
        _paragraph(codings_by_standing(indexed), _left_out(indexed)),
        *_warning(indexed),
        Shown(_coders_table(indexed, named)),
    )


def codings_by_standing(indexed: Indexed) -> str:
    """Say how many codings count as evidence, and what stands behind them."""
    if not indexed.live:
        return "No coding counts as evidence."
    kinds = {
        "made by hand": indexed.by_hand,
        "suggested or imported and then accepted by a person": indexed.accepted,
        "suggested only, with no person’s decision yet": indexed.unseen,
    }
    parts = [f"{number:,} {kind}" for kind, number in kinds.items() if number]
    said = f"{counted(indexed.live, 'coding')} {verb(indexed.live, 'counts', 'count')} as evidence"
    if len(parts) == 1 < indexed.live:
        return f"{said}, all of them {''.join(kind for kind, number in kinds.items() if number)}."
    return f"{said}: {in_words(parts)}."


def _left_out(indexed: Indexed) -> str:
    kinds = {"rejected": indexed.rejected, "withdrawn": indexed.withdrawn}
    parts = [f"{number:,} {kind}" for kind, number in kinds.items() if number]
    gone = verb(indexed.rejected + indexed.withdrawn, "coding counts", "codings count")
    return f"{in_words(parts)} {gone} for nothing." if parts else ""


def _warning(indexed: Indexed) -> tuple[Block, ...]:
    """Say frankly that findings rest on suggestions nobody accepted; nothing where there are none."""
    if not indexed.unseen:
        return ()
    alone = indexed.unseen == indexed.live
    said = (
        f"The findings below rest {'' if alone else 'in part '}on suggestions: no person has accepted "
        f"{'any' if alone else f'{indexed.unseen:,}'} of the {indexed.live:,} codings. Read "
        f"{'them' if alone else 'what rests on these'} as provisional."
    )
    return (Paragraph((Words(said, strong=True),)),)


def _coders_table(indexed: Indexed, named: Mapping[str, str]) -> Table:
    """Count all codings by who stands behind them and by which route they came; rows in the order of `named`."""
    counts: defaultdict[tuple[str, Route], Counter[Decision]] = defaultdict(Counter)
    for (coder, route, decision), number in indexed.by.items():
        who = (named.get(coder) or NOBODY) if by_a_person(route, decision) else RULES
        counts[who, route][decision] += number
    order = (*named.values(), NOBODY, RULES)
    keys = sorted(counts, key=lambda key: (order.index(key[0]), list(Route).index(key[1])))
    rows = [_coder_row(who, str(route), counts[who, route]) for who, route in keys]
    return table(
        "coders",
        "Codings by who made or decided them, and by route",
        ("Who", "Route", *(str(decision).capitalize() for decision in Decision), "All codings"),
        [*rows, _coder_row("Total", "all routes", sum(counts.values(), Counter()))],
        row_headings=2,
    )


def _coder_row(who: str, route: str, numbers: Counter[Decision]) -> tuple[Value, ...]:
    return (who, route, *(numbers[decision] for decision in Decision), numbers.total())


def _on_charting(known: Facts, named: Mapping[str, str]) -> tuple[Block, ...]:
    charted = known.charted
    cells = charted.total("cells")
    if not cells:
        return (_paragraph("There are no charts yet: they need cases and a codebook."),)
    settled = f"The charts have {counted(cells, 'cell')}, one for each case and subtheme. Of these:"
    shown = replace(progress_table(charted.progress), title=PROGRESS, columns=PROGRESS_COLUMNS)
    return (
        _paragraph(settled),
        Points(tuple((Words(item),) for item in _cells_in_words(charted))),
        _paragraph(_charters(charted, named), interpretation(known.interpreted)),
        Shown(shown),
    )


def _cells_in_words(charted: Charted) -> tuple[str, ...]:
    counts = {name: charted.total(name) for name in ("charted", "silent", "drafted", "waiting", "nothing_yet", "stale")}
    silences = in_words([f"{number:,} {status}" for status, number in charted.silences.items()])
    said = {
        "charted": "charted: a person has written what the case says",
        "silent": f"silent, and it is known why: {silences}",
        "drafted": "drafted: filled with extracts word for word, for a person to summarise",
        "waiting": "still to be charted, with extracts to chart them from",
        "nothing_yet": "open, without an extract so far",
        "stale": "stale: codings came or went after the cell was written (counted above as well)",
    }
    items = [f"{counts[name] or 'none':,} {words}" if counts[name] else "" for name, words in said.items()]
    queried = f"{charted.queried:,} with a question open for a second reader (counted above as well)"
    return (*(item for item in items if item), *((queried,) if charted.queried else ()))


def _charters(charted: Charted, named: Mapping[str, str]) -> str:
    if not charted.by:
        return "No person has charted a cell yet."
    return f"Cells were settled by {in_words([f'{named[name]} ({number:,})' for name, number in charted.by])}."


def interpretation(interpreted: Interpreted) -> str:
    """Say how many syntheses there are, how many are stale, and how many quotes a person chose."""
    syntheses, stale, stars = interpreted.syntheses, interpreted.stale, interpreted.stars
    return sentences(
        f"{counted(syntheses, 'synthesis', 'syntheses')} of groups of cases {verb(syntheses, 'has', 'have')} been "
        f"written; {stale or 'none'} of them {verb(stale, 'is', 'are')} stale."
        if syntheses
        else "No synthesis of a group of cases has been written yet.",
        f"{counted(stars, 'quotation')} {verb(stars, 'was', 'were')} chosen for print by a person.",
    )


def _on_reading(study: Study, audience: Audience) -> tuple[Block, ...]:
    publication = study.settings.publication
    counts = "" if publication.counts else "The study has chosen to publish no counts of its findings."
    if audience is Audience.PUBLISHED:
        return (_paragraph(attributed(study.settings), RULE), _paragraph(NOT_STATISTICAL, counts, _checked(study)))
    signs = (
        "(¶31) names the turn of the interview that a summary rests on; words in double quotation marks are the "
        "respondent’s own, and [R: ...] is the researcher’s comment, which is never evidence."
    )
    return (
        _paragraph(attributed(study.settings), RULE),
        *_labels(study),
        _paragraph(DAGGER, signs),
        _paragraph(NOT_STATISTICAL),
    )


def _checked(study: Study) -> str:
    if study.settings.publication.one_case_covered:
        return "Values and labels that point to one case may be printed: the study says that consent covered them."
    return "Findings tables and labels were checked for values that point to one case only, and hold none."


def attributed(settings: Settings) -> str:
    """Say how speakers are described in print."""
    labels = [attribute.label for attribute in describing(settings)]
    if not labels:
        return f"No attribute describes speakers in print, so every quotation is attributed to “{NO_LABEL}”."
    return f"Quotations are attributed by {in_words(labels)} only."


def describing(settings: Settings) -> tuple[Attribute, ...]:
    """Give the attributes whose labels describe a speaker in print."""
    named = settings.publication.attribution
    if named:
        return tuple(attribute for name in named if (attribute := settings.attribute(name)))
    return tuple(attribute for attribute in settings.attributes if attribute.role is AttributeRole.LABEL)


def _labels(study: Study) -> tuple[Block, ...]:
    bearers = label_bearers(study)
    if not bearers:
        return ()
    rows = [(f"{label} †" if len(cases) == 1 else label, Entry(len(cases), cases)) for label, cases in bearers.items()]
    title = "Attribution labels, and how many cases could bear each"
    notes = ("† One case only could bear it.",) if any(len(cases) == 1 for cases in bearers.values()) else ()
    return (Shown(table("labels", title, ("Label", "Cases that could bear it"), rows, notes=notes)),)
