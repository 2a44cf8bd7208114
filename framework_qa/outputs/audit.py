"""Tables a reader checks the study by: its log, cases, quotes and coverage, and themes by group of cases."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from framework_qa.analysis.counts import members_by_level, raised
from framework_qa.analysis.coverage import Progress, coverage
from framework_qa.analysis.extracts import Extract
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
    before, after = ("Quote id", "Coding id", "Case"), ("Theme", "Subtheme", "Quote", "Speaker", "Turn", "Status")
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
