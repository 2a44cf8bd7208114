"""Tables a reader checks the study by: its log, cases, quotes and coverage, and themes by group of cases."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from framework_qa.analysis.cell_view import CellView
from framework_qa.analysis.conflicts import Disputed
from framework_qa.analysis.counts import members_by_level, raised
from framework_qa.analysis.coverage import Progress, coverage
from framework_qa.analysis.extracts import Extract
from framework_qa.analysis.places import place_of
from framework_qa.model.chart import Status
from framework_qa.model.codebook import Theme
from framework_qa.model.coding import Coding
from framework_qa.model.event import Event
from framework_qa.model.ids import cell_ref
from framework_qa.model.people import Attribute, Case
from framework_qa.model.study import Study
from framework_qa.model.text import SpeakerRole, Transcript
from framework_qa.outputs.sample import NOT_RECORDED, with_levels_met
from framework_qa.outputs.table import Entry, Table, Value, distinct_headings, table

NOBODY = "not recorded"
UNPLACED = "no page, no time"


def attribute_labels(case: Case, attributes: Sequence[Attribute]) -> tuple[str, ...]:
    """Print a case's levels by their labels, `not recorded` where there is none."""
    return tuple(attribute.label_of(case.level(attribute.name)) or NOT_RECORDED for attribute in attributes)


def log_table(events: Sequence[Event]) -> Table:
    """Lay the event log out, oldest first: who did what, and when."""
    columns = ("Change", "When (UTC)", "Who", "Act", "What", "Takes back")
    rows = [(e.number, e.at, e.who or NOBODY, e.act, e.summary or "no more said", _undoes(e)) for e in events]
    return table("log", "Log: who did what", columns, rows)


def _undoes(event: Event) -> str:
    return "nothing" if event.undoes is None else f"event {event.undoes}"


def cases_table(study: Study, cases: Sequence[Case] | None = None) -> Table:
    """Lay the cases out (default: all, in chart order) with attributes, what was said, and how far they are."""
    attributes = study.settings.attributes
    headings = (
        "Case",
        *(a.label for a in attributes),
        "Transcript",
        "Turns",
        "Respondent's words",
        "Quotes",
        "Charted",
    )
    quotes = Counter(coding.case for coding in study.codings if coding.live)
    rows = [
        (
            Entry(case.id, (case.id,)),
            *attribute_labels(case, attributes),
            *_said(study, case),
            quotes[case.id],
            _charted(study, case),
        )
        for case in (study.ordered_cases if cases is None else cases)
    ]
    return table("cases", "Cases", distinct_headings(headings), rows)


def _said(study: Study, case: Case) -> tuple[Value, ...]:
    found = study.transcripts_of.get(case.id, ())
    names = "; ".join(transcript.name for transcript in found)
    return names or "no transcript", sum(len(t.turns) for t in found), sum(_respondent_words(t) for t in found)


def _respondent_words(transcript: Transcript) -> int:
    evidence = {s.label for s in transcript.speakers if s.role is SpeakerRole.RESPONDENT}
    return sum(len(transcript.words(turn).split()) for turn in transcript.turns if turn.speaker in evidence)


def _charted(study: Study, case: Case) -> str:
    columns = study.codebook.charted() if study.codebook else ()
    cells = [study.cell(case, subtheme) for subtheme in columns]
    return f"{sum(cell.charted for cell in cells)} of {len(cells)} cells"


def quotes_table(study: Study, found: Sequence[Extract]) -> Table:
    """Lay extracts out, one row a coding, in the order given."""
    rows: list[Sequence[Entry | Value]] = [(Entry(row[0], row[:2]), *row[1:]) for row in quote_rows(study, found)]
    return table("quotes", "Quotes", quote_headings(study), rows)


def quote_headings(study: Study) -> tuple[str, ...]:
    """Give the headings of the quotes' columns."""
    labels = [attribute.label for attribute in study.settings.attributes]
    before, after = (
        ("Quote id", "Coding id", "Case"),
        ("Theme", "Subtheme", "Quote", "Speaker", "Turn", "Place", "Status"),
    )
    return distinct_headings([*before, *labels, *after, "Route", "Coder", "Rule and words"])


def quote_rows(study: Study, found: Sequence[Extract]) -> Iterator[tuple[str, ...]]:
    """Give the values under `quote_headings`, one row a coding."""
    attributes = study.settings.attributes
    labels = {case.id: attribute_labels(case, attributes) for case in study.cases}
    for extract in found:
        coding = extract.coding
        yield (
            extract.span.id,
            coding.id,
            extract.case.id,
            *labels[extract.case.id],
            extract.theme.heading,
            extract.subtheme.heading,
            extract.words,
            extract.speaker or NOBODY,
            extract.turn,
            place_of(study.turn_by_number[extract.span.case, extract.span.turn][1]) or UNPLACED,
            coding.decision.value,
            coding.route.value,
            coding.coder or NOBODY,
            fired(coding),
        )


def fired(coding: Coding) -> str:
    """Say which rule suggested a coding and on which words: `any: ashamed of; stigma`."""
    if not coding.rule:
        return "no rule"
    return f"{coding.rule}: {'; '.join(coding.fired)}" if coding.fired else coding.rule


def progress_table(found: Sequence[Progress]) -> Table:
    """Lay out how far each theme's chart is, in cells."""
    columns = ("theme", "cells", "charted", "silent", "draft", "to chart", "nothing yet", "stale")
    rows = [
        (p.theme.heading, p.cells, p.charted, p.silent, p.drafted, p.waiting, p.nothing_yet, p.stale) for p in found
    ]
    return table("charting", "Charting, in cells", columns, rows)


def second_readings_table(found: Sequence[Progress]) -> Table:
    """Lay out how many cells of each theme a second person read and agreed to, and how many texts are to be settled."""
    rows = [(p.theme.heading, p.cells, p.read, p.agreed, p.read - p.agreed, p.others) for p in found]
    columns = ("theme", "cells", "read by a second person", "agreed", "queried", "other texts")
    return table("second_readings", "Second readings, in cells", columns, rows)


def extracts_of_cell(view: CellView) -> Table:
    """Lay out the extracts of one cell, and what the cell makes of each."""
    columns = ("subtheme", "case", "quote", "turn", "decision", "in the cell", "words")
    number, case = view.state.subtheme.number, view.state.case.id
    rows = [
        (number, case, e.span.id, f"¶{e.span.turn}", str(e.coding.decision), view.use_of(e.span.id), _flat(e.words))
        for e in view.extracts
    ]
    return table("extracts", f"{view.state.subtheme.heading}: what {view.state.case.id} said", columns, rows)


def _flat(words: str) -> str:
    return " ".join(words.split())


def changed_under(view: CellView) -> Table:
    """Lay out what changed under one cell since it was written."""
    columns = ("quote", "coding", "since it was written", "words")
    rows = [(d.span or "gone", d.coding, d.how, _flat(d.words) or "gone") for d in view.differences]
    return table("changed", f"What changed under {view.reference} since it was written", columns, rows)


def second_reading_words(view: CellView) -> str:
    """Say what a second reader decided on a cell, and whether the cell still says what was read."""
    reading = view.reading
    if reading is None:
        return ""
    said = f"{reading.verdict} by {reading.by}, {reading.at}"
    if reading.note:
        said += f": {reading.note}"
    return said if view.state.reading else f"the cell was rewritten since it was {said}"


def history_table(reference: str, versions: Sequence[Sequence[Value]]) -> Table:
    """Lay out every version of a cell or a synthesis, oldest first."""
    columns = ("change", "when (UTC)", "who", "act", "what", "status", "text", "whose", "undone")
    return table("history", f"History of {reference}", columns, versions)


def conflicts_table(found: Sequence[Disputed]) -> Table:
    """Lay out the texts that wait beside one that stands, one row each."""
    columns = ("place", "stands", "by", "when", "number", "other text", "other by", "other when", "source")
    rows = [
        (
            one.reference,
            *_standing(one),
            number,
            said(other.status, other.text),
            other.by or NOBODY,
            other.at,
            other.source,
        )
        for one in found
        for number, other in enumerate(one.others, 1)
    ]
    return table("conflicts", "Texts to be settled", columns, rows)


def _standing(one: Disputed) -> tuple[str, str, str]:
    if one.stands is None:
        return "nothing is written", NOBODY, NOBODY
    return said(one.stands.status, one.stands.text), one.stands.by or NOBODY, one.stands.at or NOBODY


def said(status: str, text: str) -> str:
    """Print a text with its status, where that is not simply charted: `queried: They fear ...`, `not reached`."""
    if status in ("", Status.CHARTED):
        return text or status
    return f"{status}: {text}" if text else status


def coverage_table(study: Study, theme: Theme | None = None) -> Table:
    """Say in words how far each cell is: cases down, the subthemes of one theme or of all charts across."""
    charts = study.codebook.charts() if study.codebook else ()
    themes = charts if theme is None else (theme,)
    grids = [coverage(study, one) for one in themes]
    headings = ["Case", *(subtheme.heading for one in themes for subtheme in one.subthemes)]
    rows = [
        (
            Entry(case.id, (case.id,)),
            *(Entry(s.words, (cell_ref(case.id, s.subtheme.number),)) for grid in grids for s in grid[place]),
        )
        for place, case in enumerate(study.ordered_cases)
    ]
    title = "Coverage" if theme is None else f"Coverage: {theme.heading}"
    return table("coverage", title, distinct_headings(headings), rows)


def theme_counts_table(study: Study, *, counts: bool = True) -> Table:
    """Count themes by the levels of the first grouping attribute: `3 of 4`, raised in 3 of the 4 cases asked.

    Without `counts` each place says only whether a theme was raised.
    """
    grouping = study.settings.grouping()
    levels = with_levels_met(study, grouping[0]).levels if grouping else ()
    members = members_by_level(study, grouping[0].name) if grouping else {}
    across = [*(members.get(level.code, ()) for level in levels), study.ordered_cases]
    rows = []
    for theme in study.codebook.charts() if study.codebook else ():
        found = [raised(study, some, theme.subthemes) for some in across]
        places = [Entry(one.words if counts else one.whether, one.cases) for one in found]
        every = [Entry(len(found[-1].codings), found[-1].cases)] if counts else []
        rows.append((Entry(theme.heading), *places, *every))
    title = "Themes: cases in which it was raised, of cases asked" if counts else "Themes: where it was raised"
    headings = ["Theme", *(level.label for level in levels), "All cases", *(["Codings"] if counts else [])]
    return table("theme_counts", title, distinct_headings(headings), rows)
