"""Exchange: codings, cells and syntheses come in from tables whole or not at all, and once."""

from __future__ import annotations

import csv
import json
import re
import shutil
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from framework_qa import open_study
from framework_qa.analysis.marking import places_of
from framework_qa.model.cell_text import print_runs
from framework_qa.model.chart import Cell, Status
from framework_qa.model.coding import Coding, Decision, Route
from framework_qa.model.ids import coding_id, span_id
from framework_qa.model.study import Study
from framework_qa.model.text import Span, SpeakerRole, digest_of
from framework_qa.outputs.coded import long_table
from framework_qa.outputs.delimited import to_csv
from framework_qa.stages.exchange import import_codings
from tests.small_study import CANARY, CODEBOOK, P01, Ran, lay_out, run, state, walk

CODINGS = ("case", "turn", "subtheme", "words")
CHARTS = ("case", "subtheme", "status", "text")
SYNTHESES = ("group", "about", "text")
SHAME = ("A1-P01", "2", "1.1", "Parents are ashamed of asking.")


def table(folder: Path, *rows: Iterable[object], name: str = "rows.csv") -> str:
    with (folder / name).open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
    return str(folder / name)


def codings(folder: Path) -> dict[tuple[str, str], Coding]:
    study = open_study(folder)
    return {(study.words(study.span_by_id[c.span]), c.subtheme): c for c in study.codings}


def cell(folder: Path, case: str, code: str) -> Cell:
    return open_study(folder).stored_cell[case, code]  # type: ignore[index]


def refused(folder: Path, *command: str) -> Ran:
    """Run an import that must change nothing, and tell nobody's words."""
    before = state(folder)
    done = run(folder, "import", *command)
    assert (done.code, state(folder)) == (3, before), done.err
    assert CANARY not in done.err
    return done


# -- codings


def test_codings_come_in_as_accepted_with_their_coder_and_route(small: Path) -> None:
    rows = (("A1-P01", "¶2", "1.3", "must HAVE  social care", "MR"), ("a2-s01", "2", "funding.other", "one year", ""))
    done = run(small, "--coder", "JS", "import", "codings", table(small, (*CODINGS, "coder"), *rows))
    assert (done.code, done.out) == (0, "")
    assert "2 rows of rows.csv: 2 new codings, 0 suggestions accepted, 0 there already." in done.err
    found = codings(small)["must have social care", "barriers.other"]
    assert (found.route, found.decision, found.coder, found.codebook_version) == (
        Route.IMPORTED,
        Decision.ACCEPTED,
        "MR",
        1,
    )
    assert codings(small)["one year", "funding.other"].coder == "JS"
    assert "Sound" in run(small, "verify", "--deep").err


def test_a_suggestion_is_accepted_and_what_was_accepted_is_left(small: Path) -> None:
    held = codings(small)[SHAME[3], "barriers.stigma"]
    path = table(small, CODINGS, SHAME, SHAME, ("A1-P01", "2", "1.3", "social care"))
    assert "1 new coding, 1 suggestion accepted, 1 there already" in run(small, "import", "codings", path).err
    found = codings(small)[SHAME[3], "barriers.stigma"]
    assert (found.id, found.route, found.decision) == (held.id, Route.RULE, Decision.ACCEPTED)
    before, events = state(small), len(json.loads(run(small, "log", "--json").out)["rows"])
    again = run(small, "--coder", "XX", "import", "codings", path)
    assert "Nothing was changed by 3 rows of rows.csv: 0 new codings, 0 suggestions accepted, 3 there" in again.err
    assert (state(small), len(json.loads(run(small, "log", "--json").out)["rows"])) == (before, events)


def test_an_import_is_one_event_and_undone_as_one(small: Path) -> None:
    before = state(small)
    path = table(small, CODINGS, SHAME, ("A1-P01", "4", "1.3", "Nobody can plan around that."))
    run(small, "import", "codings", path)
    assert json.loads(run(small, "log", "--json").out)["rows"][-1]["Act"] == "import codings"
    assert run(small, "undo").code == 0
    assert state(small) == before


def test_a_dry_run_brings_nothing_in(small: Path) -> None:
    before = state(small)
    done = run(small, "import", "codings", table(small, CODINGS, SHAME), "--dry-run")
    assert "Would bring in 1 row of rows.csv: 0 new codings, 1 suggestion accepted" in done.err
    assert state(small) == before


def test_all_faults_of_a_file_are_told_in_its_order_and_nothing_is_brought_in(small: Path) -> None:
    retired = CODEBOOK.replace("        label: Waiting\n", "        label: Waiting\n        status: retired\n")
    (small / "codebook.yaml").write_text(retired)
    run(small, "codebook", "apply", str(small / "codebook.yaml"))
    path = table(
        small,
        CODINGS,
        SHAME,
        (CANARY, "2", CANARY, "Parents"),
        ("A1-P0", "2", CANARY, "Parents"),
        ("A1-P01", CANARY, "1.1", "Parents"),
        ("A1-P01", "9", "1.1", "Parents"),
        ("A1-P01", "1", "1.1", "gets in the way"),
        ("A1-P01", "2", "1.1", f"far from {CANARY}"),
        ("A2-S01", "2", "2.1", "in"),
        ("A1-P01", "2", "1", "Parents"),
        ("A1-P01", "4", "1.2", "four months"),
        ("A1-P01", "4", "1.1", "an"),
        ("A2-S01", "2", "2.1", "it is"),
        ("A1-P01", "2", "1.1", ""),
    )
    done = refused(small, "codings", path)
    told = re.findall(r"^error: rows.csv, row (\d+): (.*)$", done.err, re.MULTILINE)
    assert [(int(row), message) for row, message in told] == [
        (3, "The study has no such case."),
        (3, "The codebook has no such subtheme."),
        (4, "The study has no such case."),
        (4, "The codebook has no such subtheme."),
        (5, "The turn is not the number of one."),
        (6, "The study has no turn A1-P01 ¶9."),
        (7, "A1-P01 ¶1 is not a respondent's turn, and only theirs are evidence."),
        (8, "The words do not stand in A1-P01 ¶2."),
        (10, "The codebook has no such subtheme."),
        (11, "1.2 Waiting is retired."),
        (12, "The words do not stand in A1-P01 ¶4."),
        (13, "The words do not stand in A2-S01 ¶2."),
        (14, "Words is empty."),
    ]
    assert "Did you mean 'A1-P01'?" in done.err
    assert done.err.count("See `cases list`.") == 1


def test_words_that_stand_twice_in_a_turn_are_told(small: Path) -> None:
    done = refused(small, "codings", table(small, CODINGS, ("A1-P01", "2", "1.1", "THEY"), SHAME))
    assert "row 2: The words stand 2 times in A1-P01 ¶2." in done.err
    assert "row 3" not in done.err


def test_words_that_our_own_csv_guards_are_found_as_they_were_said(uncoded: Path, tmp_path: Path) -> None:
    folder = tmp_path / "small"
    shutil.copytree(uncoded, folder)
    rows = [("A1-P01", "6", "1.3", "'4.10"), ("A1-P01", "6", "1.1", "'=1+1'")]
    assert "2 new codings" in run(folder, "import", "codings", table(folder, CODINGS, *rows)).err
    assert set(codings(folder)) == {("4.10", "barriers.other"), ("'=1+1'", "barriers.stigma")}


def test_what_a_person_rejected_does_not_come_back_by_an_import(small: Path) -> None:
    identifier = codings(small)[SHAME[3], "barriers.stigma"].id
    run(small, "coding", "reject", identifier)
    done = refused(small, "codings", table(small, CODINGS, SHAME))
    assert f"This coding was rejected: {identifier}." in done.err
    assert f"coding accept {identifier}" in done.err
    run(small, "coding", "accept", identifier)
    assert "1 there already" in run(small, "import", "codings", table(small, CODINGS, SHAME)).err


def test_a_number_in_a_workbook_that_may_stand_for_two_subthemes_is_told(small: Path) -> None:
    from openpyxl import Workbook

    more = CODEBOOK.replace('number: "1.3"', 'number: "1.10"')
    (small / "codebook.yaml").write_text(more)
    run(small, "codebook", "apply", str(small / "codebook.yaml"))
    workbook = Workbook()
    sheet = workbook.active
    assert sheet is not None
    for row in (CODINGS, ("A1-P01", 2, 1.1, "social care"), ("A1-P01", 2, 1.2, "social care")):
        sheet.append(row)
    workbook.save(small / "rows.xlsx")
    done = refused(small, "codings", str(small / "rows.xlsx"))
    assert "row 2: The subtheme is a number, which may stand for 1.1 and for 1.10." in done.err
    assert "row 3" not in done.err


@pytest.mark.parametrize("kind", ["codings", "charts", "syntheses"])
def test_a_file_that_is_no_table_is_told(small: Path, kind: str) -> None:
    assert run(small, "import", kind, str(small / "nothing.csv")).code == 1
    (small / "rows.csv").write_text(f"{CANARY}\nand so on\n")
    assert "Nothing of rows.csv was brought in." in refused(small, kind, str(small / "rows.csv")).err


Mark = tuple[str, int, int, str, str]


def marks(study: Study) -> set[Mark]:
    """Give the codings up to their ids: case, start, end, subtheme, coder."""
    spans = study.span_by_id
    return {(c.case, spans[c.span].start, spans[c.span].end, c.subtheme, c.coder) for c in study.codings}


def as_rows(study: Study) -> list[tuple[object, ...]]:
    spans = study.span_by_id
    return [(c.case, spans[c.span].turn, c.subtheme, study.words(spans[c.span]), c.coder) for c in study.codings]


@pytest.fixture(scope="session")
def uncoded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A study without codings, of words that are hard to carry in a table."""
    folder = lay_out(tmp_path_factory.mktemp("uncoded") / "small")
    said = "“It’s a shame,” she said — no, no; no: '=1+1'. \"Can't\", ,\\ [the centre] 4.10 can’t"
    (folder / "transcripts" / "A1-P01.txt").write_text(P01 + f"Interviewer: So?\nRespondent: {said}\n")
    steps = [("ingest", str(folder / "transcripts")), ("codebook", "apply", str(folder / "codebook.yaml"))]
    return walk(folder, steps)


def drawn(study: Study, data: st.DataObject) -> tuple[Mark, tuple[object, ...]] | None:
    """Draw a coding of some neighbouring words of a turn, with the row that says so; none where they stand twice."""
    assert study.codebook is not None
    turns = [key for key in study.turn_by_number if study.role_at(*key) is SpeakerRole.RESPONDENT]
    case, number = data.draw(st.sampled_from(turns))
    code = data.draw(st.sampled_from([subtheme.code for subtheme in study.codebook.subthemes()]))
    transcript, turn = study.turn_by_number[case, number]
    words = list(re.finditer(r"\S+", transcript.words(turn)))
    first = data.draw(st.integers(0, len(words) - 1))
    last = data.draw(st.integers(first, len(words) - 1))
    start, end = turn.start + words[first].start(), turn.start + words[last].end()
    said = transcript.text[start:end]
    sound = len(places_of(transcript, turn, said)) == 1
    return ((case, start, end, code, "MR"), (case, number, code, said, "MR")) if sound else None


@given(data=st.data())
@settings(max_examples=25)
def test_codings_that_leave_one_study_as_rows_come_into_another_as_they_were(
    uncoded: Path, tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    study = open_study(uncoded)
    wanted = dict(filter(None, [drawn(study, data) for _ in range(data.draw(st.integers(1, 6)))]))
    assume(wanted)
    rows = list(wanted.values())
    for _ in ("from the drawn rows", "from the first study's"):
        folder = tmp_path_factory.mktemp("copies") / "small"
        shutil.copytree(uncoded, folder)
        report = import_codings(folder, Path(table(folder, (*CODINGS, "coder"), *rows)), who="JS")
        assert report.rows == report.new == len(wanted)
        copy = open_study(folder)
        assert marks(copy) == set(wanted)
        assert len(copy.spans) == len({mark[:3] for mark in wanted})
        rows = as_rows(copy)


@given(data=st.data())
@settings(max_examples=25, deadline=None)
def test_any_overlapping_codings_come_back_from_our_own_table_where_they_stood(
    uncoded: Path, tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    study = overlapping(open_study(uncoded), data)
    folder = tmp_path_factory.mktemp("copies") / "small"
    shutil.copytree(uncoded, folder)
    path = folder / "codings.csv"
    path.write_text(to_csv(long_table(study)), encoding="utf-8-sig", newline="")
    report = import_codings(folder, path, who="JS")
    assert report.problems == ()
    copy = open_study(folder)
    assert decided(copy) == decided(study)
    assert import_codings(folder, path, who="JS").standing == len(study.codings)


def decided(study: Study) -> list[tuple[str, ...]]:
    """Give each coding's words with their place, its subtheme, coder and decision."""
    spans = study.span_by_id
    return sorted(
        (c.case, str(spans[c.span].start), study.words(spans[c.span]), c.subtheme, c.coder, c.decision)
        for c in study.codings
    )


def overlapping(study: Study, data: st.DataObject) -> Study:
    """Code stretches of turns anywhere, also words that stand twice and halves of words."""
    assert study.codebook is not None
    turns = [key for key in study.turn_by_number if study.role_at(*key) is SpeakerRole.RESPONDENT]
    codes = st.sampled_from([subtheme.code for subtheme in study.codebook.subthemes()])
    spans: dict[tuple[str, int, int], Span] = {}
    codings: dict[tuple[str, str], Coding] = {}
    for number in range(1, data.draw(st.integers(1, 12)) + 1):
        transcript, turn = study.turn_by_number[data.draw(st.sampled_from(turns))]
        start = data.draw(st.integers(turn.start, turn.end - 1))
        end = data.draw(st.integers(start + 1, turn.end))
        said, case = transcript.text[start:end], transcript.case
        if not said.strip() or said != said.strip():
            continue
        span = Span(span_id(case, number), case, transcript.id, turn.number, start, end, digest_of(said))
        span = spans.setdefault((case, start, end), span)
        decision = data.draw(st.sampled_from((Decision.ACCEPTED, Decision.SUGGESTED)))
        coder = data.draw(st.sampled_from(("MR", "rules", "=Ann", "'4.10", 'Bö, "B"')))
        coding = Coding(coding_id(case, number), case, span.id, data.draw(codes), Route.HAND, decision, coder, 1, "")
        codings.setdefault((coding.span, coding.subtheme), coding)
    assume(codings)
    return replace(study, spans=tuple(spans.values()), codings=tuple(codings.values()))


def test_our_own_table_comes_in_as_it_is_without_a_remark(small: Path) -> None:
    assert run(small, "export", "codings").code == 0
    done = run(small, "import", "codings", str(small / "exports" / "codings.csv"))
    assert done.code == 0, done.err
    assert "warning" not in done.err
    assert done.err.startswith("Nothing was changed by 4 rows of codings.csv: ")


def test_some_columns_of_our_own_table_are_enough_and_the_others_are_no_remark(small: Path) -> None:
    path = table(small, (*CODINGS, "decision", "theme", "page"), (*SHAME, "", "1", "none"))
    done = run(small, "import", "codings", path)
    assert (done.code, "warning" in done.err) == (0, False)
    assert "1 suggestion accepted" in done.err


def test_a_suggestion_comes_in_as_one_and_takes_no_acceptance_back(small: Path) -> None:
    rows = ((*SHAME, "suggested"), ("A1-P01", "2", "1.3", "social care", "Suggested"))
    path = table(small, (*CODINGS, "decision"), *rows)
    assert "1 new coding, 0 suggestions accepted, 1 there already" in run(small, "import", "codings", path).err
    assert codings(small)["social care", "barriers.other"].decision is Decision.SUGGESTED
    accepted = table(small, (*CODINGS, "decision"), *((*row[:4], "accepted") for row in rows), name="yes.csv")
    assert "2 suggestions accepted" in run(small, "import", "codings", accepted).err
    assert "2 there already" in run(small, "import", "codings", path).err
    assert codings(small)["social care", "barriers.other"].decision is Decision.ACCEPTED


def test_what_was_decided_against_and_places_that_are_none_are_faults(small: Path) -> None:
    rows = (
        (*SHAME, "rejected", "", ""),
        (*SHAME, "Withdrawn", "", ""),
        (*SHAME, CANARY, "", ""),
        (*SHAME, "", "9", "3"),
        (*SHAME, "", CANARY, "3"),
        (*SHAME, "", "3", ""),
    )
    done = refused(small, "codings", table(small, (*CODINGS, "decision", "start", "end"), *rows))
    told = re.findall(r"^error: rows.csv, row \d+: (.*)$", done.err, re.MULTILINE)
    assert told == [
        "The coding was rejected, and only what stands is brought in.",
        "The coding was withdrawn, and only what stands is brought in.",
        "The decision is not known.",
        *["Start and end are no stretch of a text."] * 3,
    ]
    assert "Delete the row, or write one of: accepted, suggested." in done.err


def test_a_place_decides_only_where_the_words_stand_there(uncoded: Path, tmp_path: Path) -> None:
    folder = tmp_path / "small"
    shutil.copytree(uncoded, folder)
    study = open_study(folder)
    case, number = max(key for key in study.turn_by_number if key[0] == "A1-P01")
    transcript, turn = study.turn_by_number[case, number]
    places = [found.start() + turn.start for found in re.finditer(r"\bno\b", transcript.words(turn))]
    assert len(places) > 1
    heads = (*CODINGS, "start", "end")
    done = refused(folder, "codings", table(folder, heads, (case, number, "1.1", "no", turn.start, turn.start + 2)))
    assert "The words stand 3 times in" in done.err
    path = table(folder, heads, (case, number, "1.1", "no", places[1], places[1] + 2))
    assert run(folder, "import", "codings", path).code == 0
    study = open_study(folder)
    assert places[1] in {study.span_by_id[coding.span].start for coding in study.codings}


# -- cells


WRITTEN = ("A1-P01", "1.1", "", 'Shame [¶2]; "ashamed of asking" [#2, q1]. [R: see [¶99]]')


def test_cells_come_in_and_cite_the_quotes_of_the_turns_they_name(small: Path) -> None:
    path = table(
        small, CHARTS, WRITTEN, ("A1-P01", "1.3", "Nothing-said", ""), ("A2-S01", "1.2", "queried", "A list [¶2]")
    )
    done = run(small, "--coder", "MR", "import", "charts", path)
    assert "Saved as change 4: 3 rows of rows.csv: 3 new cells, 0 replaced, 0 there already." in done.err
    found = cell(small, "A1-P01", "barriers.stigma")
    assert print_runs(found.runs) == 'Shame [A1-P01.q1]; "ashamed of asking" [A1-P01.q1]. [R: see [¶99]]'
    assert (found.status, found.by, found.basis, found.codebook_version) == (
        Status.CHARTED,
        "MR",
        ("A1-P01.c1",),
        1,
    )
    assert cell(small, "A1-P01", "barriers.other").status is Status.NOTHING_SAID
    assert cell(small, "A2-S01", "barriers.waiting").status is Status.QUERIED
    before = state(small)
    assert "Nothing was changed by 3 rows" in run(small, "--coder", "XX", "import", "charts", path).err
    assert state(small) == before
    assert "Sound" in run(small, "verify").err


def test_an_imported_cell_is_the_cell_that_chart_set_writes(small: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    shutil.copytree(small, other)
    run(small, "import", "charts", table(small, CHARTS, WRITTEN))
    run(other, "chart", "set", "A1-P01", "1.1", WRITTEN[3])
    one, two = (cell(folder, "A1-P01", "barriers.stigma") for folder in (small, other))
    assert (one.runs, one.status, one.basis, one.codebook_version) == (two.runs, two.status, two.basis, 1)


BEGUN = (
    "a quotation begins inside a summary; put the reference of the words before it first, or write "
    '\\" to keep it in the summary.'
)
NEVER_CLOSED = "the bracket that opens here is never closed; close it, or write \\[ for a plain one."


def test_all_faults_of_the_cells_are_told_with_row_and_cell(small: Path) -> None:
    path = table(
        small,
        CHARTS,
        WRITTEN,
        ("A1-P01", "1.2", "nothing said", ""),
        ("A1-P01", "1.3", "", "They say so [¶4]"),
        ("a1-p01", "barriers.stigma", "", "Shame [¶2]"),
        ("A2-S01", "1.2", "", f'"{CANARY} is far" [¶2]'),
        ("A2-S01", "2.1", "", 'One year [¶2]; less [¶2]; a "year [q1]'),
        ("A2-S01", "2.2", "not asked", ""),
        ("A2-S01", "1.3", "", f"{CANARY} is far"),
        ("A2-S01", "1.1", "charted", ""),
        ("A9-P09", "4.9", "", "Shame [¶2]"),
        ("A2-S01", "1.9", "", ""),
        ("A1-P01", "2.2", "", "Money [A2-S01.q1, q99]"),
        ("A1-P01", "2.1", "nothing said", "Money [q1]"),
    )
    told = re.findall(r"^error: rows.csv, (row .*)$", refused(small, "charts", path).err, re.MULTILINE)
    assert told == [
        "row 3, A1-P01:1.2: 1 extracts stand in the cell, so it cannot be nothing said",
        "row 4, A1-P01:1.3, character 13: A1-P01 ¶4 has no quote that is coded to this subtheme.",
        "row 5: A1-P01:1.1 stands on row 2 too.",
        "row 6, A2-S01:1.2, character 1: the words in quotation marks are not the words of the quote",
        f"row 7, A2-S01:2.1, character 29: {BEGUN}",
        "row 8, A2-S01:2.2: the codebook says that this was asked of the case",
        "row 9, A2-S01:1.3, character 1: this summary cites no quote",
        "row 10, A2-S01:1.1: a charted cell needs a summary",
        "row 11: The study has no such case.",
        "row 11: The codebook has no such subtheme.",
        "row 12: The row has neither a status nor a text.",
        "row 13, A1-P01:2.2, character 8: A2-S01.q1 is a quote of A2-S01, not of A1-P01",
        "row 13, A1-P01:2.2, character 19: A1-P01.q99 is not in the study",
        "row 14, A1-P01:2.1: a cell that is nothing said holds no summary",
        "row 14, A1-P01:2.1: nothing said is only for what was asked of the case",
    ]


def test_a_cell_that_a_person_charted_otherwise_is_kept_unless_it_is_to_be_replaced(small: Path) -> None:
    run(small, "--coder", "MR", "chart", "set", "A1-P01", "1.1", "Embarrassed [q1]")
    path = table(small, CHARTS, WRITTEN, ("A2-S01", "1.2", "", "A list [¶2]"))
    done = refused(small, "charts", path)
    assert "row 2: A1-P01:1.1 was written otherwise already, by MR." in done.err
    assert "1 new cell, 1 replaced, 0 there already" in run(small, "import", "charts", path, "--replace").err
    assert cell(small, "A1-P01", "barriers.stigma").runs[0].text == "Shame"


def test_a_draft_and_an_emptied_cell_are_nobodys_and_give_way(small: Path) -> None:
    walk(small, [("chart", "draft", "1.1"), ("chart", "set", "A2-S01", "1.2", "--status", "to chart")])
    path = table(small, CHARTS, WRITTEN, ("A2-S01", "1.2", "", "A list [¶2]"))
    assert "0 new cells, 2 replaced" in run(small, "import", "charts", path).err
    assert not cell(small, "A1-P01", "barriers.stigma").draft


def test_a_cell_that_went_stale_stays_stale_when_its_file_is_imported_again(small: Path) -> None:
    path = table(small, CHARTS, ("A1-P01", "1.1", "", "Shame [q1]"))
    run(small, "import", "charts", path)
    run(small, "coding", "add", "A1-P01#4", "1.1", "Nobody can plan around that.")
    assert "1 there already" in run(small, "import", "charts", path, "--replace").err
    assert "stale" in run(small, "chart", "show", "A1-P01", "1.1").out


VALUES = """\
values:
  - number: V1
    code: payer
    label: Payer
    definition: Who pays, for the tables.
    subthemes:
      - number: V1.1
        code: payer.council
        label: Council
        definition: The council pays.
"""


def test_values_have_codings_but_no_cells_and_no_syntheses(small: Path) -> None:
    (small / "codebook.yaml").write_text(CODEBOOK + VALUES)
    run(small, "codebook", "apply", str(small / "codebook.yaml"))
    assert "1 new coding" in run(small, "import", "codings", table(small, CODINGS, ("A2-S01", "2", "V1.1", "it"))).err
    done = refused(small, "charts", table(small, CHARTS, ("A2-S01", "V1.1", "not reached", "")))
    assert "row 2: V1.1 Council is a value for findings tables and has no cells." in done.err
    rows = (("all cases", "V1", "So."), ("all cases", "payer.council", "So."))
    done = refused(small, "syntheses", table(small, SYNTHESES, *rows))
    assert "row 2: V1 Payer is a list of values and has no chart." in done.err
    assert "row 3: V1.1 Council is a value" in done.err


# -- syntheses


SAYS = (
    ("area=area_1", "1", "Parents are ashamed [A1-P01:1.1]."),
    ("all cases", "barriers.stigma", "Shame [A1-P01:1.1]."),
)


@pytest.fixture
def charted(small: Path) -> Path:
    return walk(small, [("import", "charts", table(small, CHARTS, WRITTEN, name="cells.csv"))])


def test_syntheses_come_in_tied_to_their_cells_and_come_in_once(charted: Path) -> None:
    path = table(charted, SYNTHESES, *SAYS)
    done = run(charted, "--coder", "MR", "import", "syntheses", path)
    assert "2 rows of rows.csv: 2 new syntheses, 0 replaced, 0 there already." in done.err
    found = open_study(charted).synthesis_of
    one = found[(("area", "area_1"),), "barriers"]  # type: ignore[index]
    assert (one.by, one.cited, one.codebook_version) == ("MR", (("A1-P01", "barriers.stigma"),), 1)
    assert ((), "barriers.stigma") in found
    before = state(charted)
    assert "0 replaced, 2 there already" in run(charted, "import", "syntheses", path).err
    assert state(charted) == before
    assert "Sound" in run(charted, "verify").err


def test_all_faults_of_the_syntheses_are_told_together(charted: Path) -> None:
    path = table(
        charted,
        SYNTHESES,
        ("area=area_9", "1", "Ashamed [A1-P01:1.1]."),
        (CANARY, "9", "Ashamed [A1-P01:1.1]."),
        ("area=area_1 role=stakeholder", "1", "Ashamed [A1-P01:1.1]."),
        ("area=area_2", "1", "Ashamed [A1-P01:1.1]."),
        ("all cases", "1", "Ashamed."),
        ("", "1", "Ashamed [A1-P01:1.1"),
        ("all cases", "1.1", "Ashamed [A1-P01:1.1"),
        ("all cases", "barriers", "Ashamed [A1-P01:1.1]."),
    )
    told = re.findall(r"^error: rows.csv, (row .*)$", refused(charted, "syntheses", path).err, re.MULTILINE)
    assert told == [
        "row 2: The study has no such group.",
        "row 3: The study has no such group.",
        "row 3: The codebook has no such subtheme.",
        "row 4: No case is in this group.",
        "row 5, area=area_2:1, statement 1: A1-P01:1.1 is outside the group area=area_2",
        "row 6, all cases:1, statement 1: a statement rests on no cell",
        "row 7: Group is empty.",
        f"row 8, all cases:1.1, character 9: {NEVER_CLOSED}",
        "row 9: all cases:1 stands on row 6 too.",
    ]


def test_a_synthesis_that_was_written_otherwise_is_kept_unless_it_is_to_be_replaced(charted: Path) -> None:
    run(charted, "--coder", "MR", "chart", "synthesis", "1", "Otherwise [A1-P01:1.1].", "--for", "area=area_1")
    path = table(charted, SYNTHESES, *SAYS)
    assert "row 2: area=area_1:1 was written otherwise already, by MR." in refused(charted, "syntheses", path).err
    assert "1 new synthesis, 1 replaced, 0 there" in run(charted, "import", "syntheses", path, "--replace").err
