from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings
from sound_studies import CODEBOOK, cell, coding, run, sound_study, studies, swapped

from framework_qa.analysis.coverage import cell_state, coverage, progress
from framework_qa.analysis.staleness import Drift, drift
from framework_qa.model.chart import RunKind, Status
from framework_qa.model.coding import Decision
from framework_qa.model.study import Study

BARRIERS = """\
A1-S01 | nothing said                   | not asked          | to chart, 0 extracts | to chart, 0 extracts
A1-P01 | charted, 1 of 1 extract cited  | draft, 1 extract   | to chart, 0 extracts | to chart, 0 extracts
A2-P01 | not asked                      | to chart, 1 extract | to chart, 0 extracts | to chart, 0 extracts
"""
GAPS = """\
A1-S01 | not asked           | to chart, 1 extract
A1-P01 | to chart, 1 extract | to chart, 0 extracts
A2-P01 | to chart, 0 extracts | to chart, 0 extracts
"""


def printed(study: Study, theme: str) -> list[list[str]]:
    found = CODEBOOK.theme(theme)
    assert found is not None
    return [[row[0].case.id, *(state.words for state in row)] for row in coverage(study, found)]


def written(table: str) -> list[list[str]]:
    return [[part.strip() for part in line.split("|")] for line in table.splitlines()]


def test_coverage_says_in_words_how_far_each_cell_is() -> None:
    assert printed(sound_study(), "4") == written(BARRIERS)
    assert printed(sound_study(), "6") == written(GAPS)


def test_a_stale_cell_says_so_whatever_its_status() -> None:
    study = sound_study()
    later = coding(8, study.spans[1], "barriers.trust")
    silent = coding(7, study.spans[3], "barriers.trust")
    changed = replace(study, codings=(*study.codings, later, silent))
    assert printed(changed, "4")[1][1] == "charted, 1 of 2 extracts cited, stale"
    assert printed(changed, "4")[0][1] == "nothing said, stale"


def test_a_span_coded_twice_in_a_cell_is_one_extract() -> None:
    study = sound_study()
    again = coding(8, study.spans[0], "barriers.trust")
    state = cell_state(replace(study, codings=(*study.codings, again)), study.cases[0], CODEBOOK.themes[0].subthemes[0])
    assert (state.extracts, state.cited) == (1, 1)


def test_a_queried_cell_shows_what_it_cites() -> None:
    study = sound_study()
    queried = replace(study, cells=swapped(study.cells, 0, status=Status.QUERIED))
    assert printed(queried, "4")[1][1] == "queried, 1 of 1 extract cited"


def test_progress_counts_the_cells_of_each_chart() -> None:
    first, second = progress(sound_study())
    assert (first.theme.number, second.theme.number) == ("4", "6")
    counted = (first.cells, first.charted, first.silent, first.drafted, first.waiting, first.nothing_yet, first.stale)
    assert counted == (12, 1, 3, 1, 1, 6, 0)
    assert (second.cells, second.silent, second.waiting, second.nothing_yet) == (6, 1, 2, 3)


def test_a_drafted_silence_is_counted_once_as_a_draft() -> None:
    study = sound_study()
    cells = (*study.cells, cell("A1-S01", "barriers.other", Status.NOT_REACHED, draft=True))
    first = progress(replace(study, cells=cells))[0]
    assert (first.drafted, first.silent) == (2, 3)


def test_a_study_without_codebook_has_no_progress() -> None:
    assert progress(replace(sound_study(), codebooks=())) == ()


@settings(max_examples=40, deadline=None)
@given(studies())
def test_every_cell_is_counted_under_exactly_one_state(study: Study) -> None:
    for found in progress(study):
        parts = found.charted + found.silent + found.drafted + found.waiting + found.nothing_yet
        assert parts == found.cells == len(study.cases) * len(found.theme.subthemes)
        assert found.stale == 0


def test_a_cell_drifts_by_what_came_and_what_went() -> None:
    study = sound_study()
    newer = replace(study, codings=(*study.codings, coding(8, study.spans[1], "barriers.trust")))
    assert drift(newer, study.cells[0]) == Drift(("A1-P01.c8",), ())
    withdrawn = replace(study, codings=swapped(study.codings, 0, decision=Decision.WITHDRAWN))
    assert drift(withdrawn, study.cells[0]) == Drift((), ("A1-P01.c1",))
    assert not drift(study, study.cells[0])


def test_accepting_a_suggestion_does_not_make_its_cell_stale() -> None:
    study = sound_study()
    suggested = replace(study, codings=swapped(study.codings, 1, decision=Decision.SUGGESTED))
    assert not drift(suggested, study.cells[1])
    assert not drift(study, study.cells[1])


def test_a_blank_cell_never_drifts() -> None:
    study = sound_study()
    assert not drift(study, cell("A1-P01", "gaps.waiting", Status.TO_CHART))
    assert drift(study, cell("A1-P01", "gaps.waiting", Status.QUERIED))
    assert drift(study, cell("A1-P01", "gaps.waiting", Status.TO_CHART, run(RunKind.COMMENT, "see 4.1")))
