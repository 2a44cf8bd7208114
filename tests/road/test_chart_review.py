"""Cells that hold: two people's texts, second readings, texts that still hold, extracts left unused, history."""

from __future__ import annotations

import json
from pathlib import Path

from framework_qa import open_study
from framework_qa.model.chart import Cell, Status
from framework_qa.model.conflict import Conflict
from framework_qa.model.reading import Verdict
from framework_qa.model.study import Changes
from framework_qa.stages.folder import open_folder
from tests.small_study import Ran, run, state, walk

PLACE = ("A1-P01", "1.1")
MINE, THEIRS = "Parents feel shame [q1]", 'Asking shames them [q1]; "ashamed of asking" [q1]'


def cell(folder: Path, case: str = "A1-P01", number: str = "1.1") -> Cell:
    study = open_study(folder)
    assert study.codebook is not None
    subtheme = study.codebook.subtheme(number)
    assert subtheme is not None
    return study.cell(study.case_by_id[case], subtheme)  # type: ignore[index]


def said(folder: Path, number: str = "1.1") -> str:
    return cell(folder, number=number).runs[0].text


def by(who: str, folder: Path, *arguments: str) -> Ran:
    return run(folder, "--coder", who, *arguments)


def two_texts(folder: Path) -> Path:
    assert by("MR", folder, "chart", "set", *PLACE, MINE).code == 0
    done = by("SB", folder, "chart", "set", *PLACE, THEIRS)
    assert done.code == 5, done.err
    return folder


def listed(folder: Path) -> list[dict[str, object]]:
    rows: list[dict[str, object]] = json.loads(run(folder, "chart", "conflicts", "--json").out)["rows"]
    return rows


def numbers(folder: Path) -> set[str]:
    return {row["check"] for row in json.loads(run(folder, "verify", "--json").out)["findings"]}


# -- two people, one cell ---------------------------------------------------------------------------------------------


def test_a_cell_that_another_person_wrote_keeps_its_text_and_the_new_one_is_kept_beside_it(small: Path) -> None:
    by("MR", small, "chart", "set", *PLACE, MINE)
    dry = by("SB", small, "chart", "set", *PLACE, THEIRS, "--dry-run")
    assert (dry.code, listed(small)) == (5, [])
    assert "would be kept beside it" in dry.err
    done = by("SB", small, "chart", "set", *PLACE, THEIRS)
    assert done.code == 5
    assert "A1-P01:1.1 was written by MR already, so that text stands and yours is kept beside it." in done.err
    assert said(small) == "Parents feel shame"
    row = listed(small)[0]
    told = [row[name] for name in ("place", "stands", "by", "number", "other by", "source")]
    assert told == ["A1-P01:1.1", "Parents feel shame [A1-P01.q1]", "MR", 1, "SB", "chart set"]
    assert row["other text"] == 'Asking shames them [A1-P01.q1]; "ashamed of asking" [A1-P01.q1]'
    assert numbers(small) == {"F419"}
    assert by("SB", small, "chart", "set", *PLACE, THEIRS).code == 5
    assert len(listed(small)) == 1


def test_ones_own_cell_is_rewritten_and_another_persons_where_that_is_asked_for(small: Path) -> None:
    by("MR", small, "chart", "set", *PLACE, MINE)
    assert by("MR", small, "chart", "set", *PLACE, "Shame [q1]").code == 0
    assert by("SB", small, "chart", "set", *PLACE, THEIRS, "--replace").code == 0
    assert (said(small), cell(small).by, listed(small)) == ("Asking shames them", "SB", [])


def test_a_draft_is_nobodys_text_and_an_emptied_cell_holds_none(small: Path) -> None:
    by("MR", small, "chart", "draft")
    assert by("SB", small, "chart", "set", *PLACE, THEIRS).code == 0
    by("SB", small, "chart", "set", *PLACE, "--status", "to chart")
    assert by("MR", small, "chart", "set", *PLACE, MINE).code == 0


def test_a_status_is_a_text_of_its_own(small: Path) -> None:
    by("MR", small, "chart", "set", "A1-P01", "1.3", "--status", "not reached")
    assert by("SB", small, "chart", "set", "A1-P01", "1.3", "--status", "nothing said").code == 5
    assert [(row["stands"], row["other text"]) for row in listed(small)] == [("not reached", "nothing said")]
    assert by("MR", small, "chart", "settle", "A1-P01", "1.3", "--take", "sb").code == 0
    assert cell(small, number="1.3").status is Status.NOTHING_SAID


def test_what_stands_is_kept_and_the_other_text_goes_to_the_log(small: Path) -> None:
    before = state(two_texts(small))
    dry = run(small, "chart", "settle", *PLACE, "--keep", "--dry-run")
    assert "Would stand: A1-P01:1.1 is what stood there; 1 other text gone, kept in the log." in dry.err
    assert state(small) == before
    assert run(small, "chart", "settle", *PLACE, "--keep").code == 0
    assert (said(small), listed(small), numbers(small)) == ("Parents feel shame", [], set())
    assert run(small, "undo").code == 0
    assert state(small) == before


def test_another_text_is_taken_by_its_number_or_its_writer_and_keeps_its_writers_name(small: Path) -> None:
    before = state(two_texts(small))
    for named in ("1", "SB", "sb"):
        done = by("MR", small, "chart", "settle", *PLACE, "--take", named)
        assert "Saved: A1-P01:1.1 is the text by SB." in done.err
        assert (said(small), cell(small).by, listed(small)) == ("Asking shames them", "SB", [])
        run(small, "undo")
        assert state(small) == before


def test_what_cannot_be_settled_is_told(small: Path) -> None:
    assert "No other text waits" in run(small, "chart", "settle", *PLACE, "--keep").err
    two_texts(small)
    assert run(small, "chart", "settle", *PLACE).code == 2
    assert run(small, "chart", "settle", *PLACE, "--keep", "--take", "1").code == 2
    done = run(small, "chart", "settle", *PLACE, "--take", "2")
    assert done.code == 2
    assert "There are: 1 by SB." in done.err
    by("SB", small, "chart", "set", *PLACE, "Shame keeps them away [q1]")
    assert "'SB' wrote several of the texts" in run(small, "chart", "settle", *PLACE, "--take", "SB").err


def test_a_text_that_no_longer_holds_is_not_taken(small: Path) -> None:
    by("MR", small, "chart", "set", "A1-P01", "1.3", "--status", "not reached")
    by("SB", small, "chart", "set", "A1-P01", "1.3", "--status", "nothing said")
    run(small, "coding", "add", "A1-P01#4", "1.3", "Nobody can plan around that.")
    done = run(small, "chart", "settle", "A1-P01", "1.3", "--take", "1")
    assert done.code == 3
    assert "A1-P01:1.3: the text by SB does not hold any more." in done.err


def test_a_text_that_says_what_comes_to_stand_has_nothing_to_settle(small: Path) -> None:
    two_texts(small)
    assert by("MR", small, "chart", "set", *PLACE, THEIRS).code == 0
    assert listed(small) == []


def test_a_cell_with_other_texts_says_so_and_is_the_next_to_chart(small: Path) -> None:
    two_texts(small)
    shown = run(small, "chart", "show", *PLACE)
    assert "Another text, 1, by SB (chart set, " in shown.err
    assert json.loads(run(small, "chart", "show", *PLACE, "--json").out)["other texts"][0]["by"] == "SB"
    assert json.loads(run(small, "chart", "next", "--json").out)["why"] == "more than one text: let one stand"
    assert "another text waits" in run(small, "trace", "A1-P01:1.1").out


# -- the second reader ------------------------------------------------------------------------------------------------


def test_a_second_reader_agrees_and_it_holds_as_long_as_the_cell_says_what_was_read(small: Path) -> None:
    by("MR", small, "chart", "set", *PLACE, MINE)
    done = by("SB", small, "chart", "read", *PLACE, "--agree")
    assert (done.code, done.err) == (0, "Saved: A1-P01:1.1 agreed by SB.\n")
    assert (cell(small).status, cell(small).by) == (Status.CHARTED, "MR")
    assert "Second reading: agreed by SB, " in run(small, "chart", "show", *PLACE).err
    table = json.loads(run(small, "chart", "status", "--json").out)["tables"][-1]["rows"][0]
    assert (table["read by a second person"], table["agreed"], table["queried"]) == (1, 1, 0)
    assert "agreed by SB" in run(small, "trace", "A1-P01:1.1").out
    by("MR", small, "chart", "set", *PLACE, "Shame [q1]")
    assert "the cell was rewritten since it was agreed by SB" in run(small, "chart", "show", *PLACE).err
    assert "Second readings" not in run(small, "chart", "status").out
    assert numbers(small) == set()


def test_a_query_is_open_until_the_cell_is_rewritten_or_agreed(small: Path) -> None:
    by("MR", small, "chart", "set", *PLACE, MINE)
    before = state(small)
    assert by("SB", small, "chart", "read", *PLACE, "--query", "Whose shame?").code == 0
    assert (cell(small).status, said(small), cell(small).by) == (Status.QUERIED, "Parents feel shame", "MR")
    found = json.loads(run(small, "chart", "next", "--json").out)
    assert (found["cell"], found["why"], found["query"]) == (
        "A1-P01:1.1",
        "queried by SB: Whose shame?",
        "Whose shame?",
    )
    assert by("SB", small, "chart", "read", *PLACE, "--agree").code == 0
    assert cell(small).status is Status.CHARTED
    run(small, "undo")
    assert by("MR", small, "chart", "set", *PLACE, "The parents' own shame [q1]").code == 0
    assert cell(small).status is Status.CHARTED
    for _ in range(2):
        run(small, "undo")
    assert state(small) == before


def test_only_another_person_reads_and_only_what_somebody_wrote(small: Path) -> None:
    assert "A1-P01:1.1 is blank." in by("SB", small, "chart", "read", *PLACE, "--agree").err
    run(small, "chart", "draft")
    assert "a draft that nobody has looked at" in by("SB", small, "chart", "read", *PLACE, "--agree").err
    by("MR", small, "chart", "set", *PLACE, MINE)
    done = by("mr", small, "chart", "read", *PLACE, "--agree")
    assert done.code == 2
    assert "A1-P01:1.1 was written by MR, and a second reader is another person." in done.err
    assert by("SB", small, "chart", "read", *PLACE).code == 2
    assert by("SB", small, "chart", "read", *PLACE, "--agree", "--query", "x").code == 2
    assert by("SB", small, "chart", "read", *PLACE, "--query", " ").code == 2
    assert open_study(small).readings == ()


def test_a_queried_silence_is_settled_by_saying_which_it_is(small: Path) -> None:
    by("MR", small, "chart", "set", "A1-P01", "1.3", "--status", "nothing said")
    by("SB", small, "chart", "read", "A1-P01", "1.3", "--query", "And ¶4?")
    done = by("SB", small, "chart", "read", "A1-P01", "1.3", "--agree")
    assert done.code == 2
    assert "chart set A1-P01 1.3 --status" in done.err
    assert by("MR", small, "chart", "set", "A1-P01", "1.3", "--status", "nothing said").code == 0
    assert by("SB", small, "chart", "read", "A1-P01", "1.3", "--agree").code == 0
    assert [reading.verdict for reading in open_study(small).readings] == [Verdict.AGREED]
    assert cell(small, number="1.3").status is Status.NOTHING_SAID


def test_reading_again_with_the_same_decision_changes_nothing(small: Path) -> None:
    by("MR", small, "chart", "set", *PLACE, MINE)
    by("SB", small, "chart", "read", *PLACE, "--agree")
    head = open_study(small).head
    by("SB", small, "chart", "read", *PLACE, "--agree")
    assert open_study(small).head == head


def test_a_draft_that_goes_takes_its_second_reading_along(small: Path) -> None:
    by("MR", small, "chart", "set", *PLACE, MINE)
    by("SB", small, "chart", "read", *PLACE, "--agree")
    by("MR", small, "chart", "set", *PLACE, "--status", "to chart")
    run(small, "chart", "draft")
    run(small, "coding", "reject", "A1-P01.c1")
    run(small, "chart", "draft")
    assert (open_study(small).readings, numbers(small)) == ((), set())


# -- staleness --------------------------------------------------------------------------------------------------------


def changed(folder: Path, place: tuple[str, str] = PLACE) -> list[tuple[str, str, str]]:
    rows = json.loads(run(folder, "chart", "show", *place, "--json").out)["changed since"]
    return [(row["quote"], row["since it was written"], row["words"]) for row in rows]


def test_what_changed_under_a_cell_is_told_in_words(small: Path) -> None:
    run(small, "chart", "set", *PLACE, MINE)
    by("SB", small, "coding", "add", "A1-P01#4", "1.1", "Nobody can plan around that.")
    assert changed(small) == [("A1-P01.q3", "came by SB", "Nobody can plan around that.")]
    by("SB", small, "coding", "reject", "A1-P01.c1")
    assert changed(small)[0] == ("A1-P01.q1", "rejected by SB", "Parents are ashamed of asking.")
    shown = run(small, "chart", "show", *PLACE).out
    assert "A1-P01.q1\tA1-P01.c1\trejected by SB\tParents are ashamed of asking." in shown


def test_an_extract_that_is_coded_elsewhere_or_cut_otherwise_is_told_as_that(small: Path) -> None:
    run(small, "chart", "set", *PLACE, MINE)
    by("SB", small, "coding", "reject", "A1-P01.c1")
    by("SB", small, "coding", "add", "A1-P01#2", "1.3", "Parents are ashamed of asking.")
    assert changed(small) == [("A1-P01.q1", "coded elsewhere by SB: 1.3", "Parents are ashamed of asking.")]
    by("SB", small, "coding", "add", "A1-P01#2", "1.1", "ashamed of asking. They must have social care involved")
    assert changed(small) == [("A1-P01.q1", "cut otherwise by SB: A1-P01.q3", "Parents are ashamed of asking.")]


def test_a_suggestion_that_was_taken_away_is_gone(small: Path) -> None:
    run(small, "chart", "set", *PLACE, "[R: look again]", "--status", "queried")
    book = small / "codebook.yaml"
    book.write_text(book.read_text().replace('any: ["ashamed of", shame]', "any: [embarrassed]"))
    walk(small, [("codebook", "apply", str(book)), ("index", "--rebuild")])
    assert changed(small) == [("gone", "gone", "gone")]


def test_a_quote_cited_from_elsewhere_makes_its_cell_stale_when_its_coding_goes(small: Path) -> None:
    text = "They feel shame, and wait [q1, q2]"
    run(small, "chart", "set", *PLACE, text)
    assert changed(small) == []
    run(small, "coding", "accept", "A1-P01.c2")
    assert changed(small) == []
    by("SB", small, "coding", "withdraw", "A1-P01.c2")
    assert changed(small) == [("A1-P01.q2", "withdrawn by SB", "The waiting list is four months.")]
    assert "F412" in numbers(small)
    run(small, "chart", "holds", *PLACE)
    assert (changed(small), numbers(small)) == ([], set())


def test_a_text_that_still_holds_rests_on_what_stands_now_and_keeps_its_writer(small: Path) -> None:
    by("MR", small, "chart", "set", *PLACE, MINE)
    by("SB", small, "chart", "read", *PLACE, "--agree")
    run(small, "coding", "add", "A1-P01#4", "1.1", "Nobody can plan around that.")
    before = state(small)
    assert "Would hold: A1-P01:1.1" in by("SB", small, "chart", "holds", *PLACE, "--dry-run").err
    done = by("SB", small, "chart", "holds", *PLACE)
    assert (done.code, done.err) == (0, "Saved: A1-P01:1.1 still holds.\n")
    assert (cell(small).by, cell(small).basis) == ("MR", ("A1-P01.c1", "A1-P01.c3"))
    assert "agreed by SB" in run(small, "chart", "show", *PLACE).err
    assert [e.who for e in open_events(small)][-1] == "SB"
    assert "is not stale" in by("SB", small, "chart", "holds", *PLACE).err
    run(small, "undo")
    assert state(small) == before


def open_events(folder: Path) -> list[object]:
    from framework_qa.stages.study import log

    return list(log(folder))


def test_a_stale_text_that_another_person_writes_again_holds_and_stays_its_writers(small: Path) -> None:
    by("MR", small, "chart", "set", *PLACE, MINE)
    by("SB", small, "chart", "read", *PLACE, "--agree")
    run(small, "coding", "add", "A1-P01#4", "1.1", "Nobody can plan around that.")
    assert by("SB", small, "chart", "set", *PLACE, MINE).code == 0
    assert (cell(small).by, numbers(small)) == ("MR", set())


def test_a_reader_who_becomes_the_writer_of_what_was_read_is_no_second_reader(small: Path) -> None:
    by("MR", small, "chart", "set", *PLACE, MINE)
    by("SB", small, "chart", "read", *PLACE, "--agree")
    by("MR", small, "chart", "set", *PLACE, "Shame [q1]")
    by("SB", small, "chart", "set", *PLACE, MINE)
    assert by("MR", small, "chart", "settle", *PLACE, "--take", "SB").code == 0
    assert (cell(small).by, open_study(small).readings, numbers(small)) == ("SB", (), set())


def test_a_blank_cell_and_a_silence_that_is_broken_do_not_hold(small: Path) -> None:
    assert "Nobody wrote A1-P01:1.1 yet" in run(small, "chart", "holds", *PLACE).err
    run(small, "chart", "set", "A1-P01", "1.3", "--status", "nothing said")
    run(small, "coding", "add", "A1-P01#4", "1.3", "Nobody can plan around that.")
    assert "extracts stand in it now" in run(small, "chart", "holds", "A1-P01", "1.3").err


# -- extracts that are read and not used ------------------------------------------------------------------------------


def test_an_extract_is_cited_left_unused_or_open(small: Path) -> None:
    run(small, "coding", "add", "A1-P01#4", "1.1", "Nobody can plan around that.")
    run(small, "coding", "add", "A1-P01#2", "1.1", "They must have social care involved")
    run(small, "chart", "set", *PLACE, MINE)
    shown = run(small, "chart", "show", *PLACE)
    assert "Neither cited nor decided: A1-P01.q4, A1-P01.q3." in shown.err
    done = by("SB", small, "chart", "not-used", *PLACE, "q3")
    assert done.err == "Saved: A1-P01:1.1 charted, 1 of 3 extracts cited, 1 read and not used.\n"
    found = json.loads(run(small, "chart", "show", *PLACE, "--json").out)
    assert found["open"] == ["A1-P01.q4"]
    dry = run(small, "chart", "not-used", *PLACE, "q4", "--dry-run")
    assert dry.err == "Would leave unused in A1-P01:1.1: q4.\n"
    made = {row["quote"]: row["in the cell"] for row in found["extracts"]}
    assert made == {"A1-P01.q1": "cited", "A1-P01.q3": "read, not used", "A1-P01.q4": "open"}
    assert run(small, "chart", "not-used", *PLACE, "A1-P01.q3", "--undo").code == 0
    assert run(small, "chart", "not-used", *PLACE, "q3", "--undo").code == 2
    assert open_study(small).not_used == ()


def test_only_an_extract_that_is_not_cited_can_be_left_unused(small: Path) -> None:
    run(small, "chart", "set", *PLACE, MINE)
    for quote, told in (("q1", "the cell cites A1-P01.q1"), ("q2", "is no extract"), ("A2-S01.q1", "is no extract")):
        done = run(small, "chart", "not-used", *PLACE, quote)
        assert done.code == 3
        assert told in done.err


def test_a_quote_that_is_cited_after_all_is_used(small: Path) -> None:
    run(small, "coding", "add", "A1-P01#4", "1.1", "Nobody can plan around that.")
    run(small, "chart", "set", *PLACE, MINE)
    run(small, "chart", "not-used", *PLACE, "q3")
    run(small, "chart", "set", *PLACE, "Shame, and no planning [q1, q3]")
    assert (open_study(small).not_used, numbers(small)) == ((), set())


def test_a_suggestion_that_the_rules_no_longer_make_takes_the_decision_on_it_along(small: Path) -> None:
    run(small, "chart", "not-used", *PLACE, "q1")
    book = small / "codebook.yaml"
    book.write_text(book.read_text().replace('any: ["ashamed of", shame]', "any: [embarrassed]"))
    walk(small, [("codebook", "apply", str(book)), ("index", "--rebuild")])
    study = open_study(small)
    assert (study.not_used, "A1-P01.q1" in study.span_by_id) == ((), False)
    assert run(small, "undo").code == 0
    assert len(open_study(small).not_used) == 1


# -- history ----------------------------------------------------------------------------------------------------------


def history(folder: Path, *place: str) -> list[dict[str, object]]:
    rows: list[dict[str, object]] = json.loads(run(folder, "chart", "history", *place, "--json").out)["rows"]
    return rows


def test_history_tells_every_version_and_decision_of_a_cell(small: Path) -> None:
    run(small, "chart", "draft")
    two_texts(small)
    by("SB", small, "chart", "read", *PLACE, "--query", "Whose?")
    by("MR", small, "chart", "settle", *PLACE, "--take", "SB")
    run(small, "coding", "add", "A1-P01#4", "1.1", "Nobody can plan around that.")
    run(small, "coding", "add", "A1-P01#2", "1.1", "They must have social care involved")
    by("MR", small, "chart", "holds", *PLACE)
    by("MR", small, "chart", "not-used", *PLACE, "q3")
    run(small, "undo")
    told = [(row["who"], row["act"], row["what"], row["whose"], row["undone"]) for row in history(small, *PLACE)]
    assert told == [
        ("researcher", "chart draft", "drafted", "researcher", "no"),
        ("MR", "chart set", "written", "MR", "no"),
        ("SB", "chart set", "kept beside", "SB", "no"),
        ("SB", "chart read", "another status", "MR", "no"),
        ("SB", "chart read", "queried", "SB", "no"),
        ("MR", "chart settle", "written", "SB", "no"),
        ("MR", "chart settle", "settled", "SB", "no"),
        ("MR", "chart holds", "holds", "SB", "no"),
        ("MR", "chart not-used", "A1-P01.q3 read, not used", "MR", "yes"),
        ("researcher", "undo", "A1-P01.q3 used after all", "MR", "no"),
    ]
    assert history(small, *PLACE)[1]["text"] == "Parents feel shame [A1-P01.q1]"
    assert history(small, "A1-P01", "2.2") == []
    assert run(small, "chart", "history", *PLACE).out.count("\n") == 11


# -- syntheses --------------------------------------------------------------------------------------------------------


def test_a_synthesis_has_a_history_and_may_still_hold(small: Path) -> None:
    run(small, "chart", "set", *PLACE, MINE)
    by("MR", small, "chart", "synthesis", "1", "Shame [A1-P01:1.1].", "--for", "area=area_1")
    run(small, "chart", "set", "A1-P01", "1.2", "Months [q2]")
    assert "F417" in numbers(small)
    group = ("area=area_1", "1")
    assert run(small, "chart", "holds", *group).err == "Saved: area=area_1:1 still holds.\n"
    assert "is not stale" in run(small, "chart", "holds", *group).err
    assert (open_study(small).syntheses[0].by, numbers(small)) == ("MR", set())
    by("MR", small, "chart", "synthesis", "1", "", "--for", "area=area_1")
    assert [row["what"] for row in history(small, *group)] == ["written", "holds", "taken away"]
    assert "No synthesis area=area_1:1 was written" in run(small, "chart", "holds", *group).err


def kept_beside(folder: Path, text: str) -> None:
    """Keep a synthesis's text beside the one that stands, as a workbook's return does."""
    other = Conflict("area=area_1:barriers", "", text, "SB", "2026-01-02T10:00:00Z", "back.xlsx")
    open_folder(folder).change("SB", lambda _: Changes("import workbook", "back.xlsx", (other,)))


def test_the_texts_of_a_synthesis_are_listed_and_settled(small: Path) -> None:
    run(small, "chart", "set", *PLACE, MINE)
    by("MR", small, "chart", "synthesis", "1", "Shame [A1-P01:1.1].", "--for", "area=area_1")
    kept_beside(small, "Much shame [A1-P01:barriers.stigma].")
    assert [(row["place"], row["stands"], row["other by"], row["source"]) for row in listed(small)] == [
        ("area=area_1:1", "Shame [A1-P01:1.1].", "SB", "back.xlsx")
    ]
    assert numbers(small) == {"F419"}
    assert "is the text by SB" in by("MR", small, "chart", "settle", "area=area_1", "1", "--take", "SB").err
    synthesis = open_study(small).syntheses[0]
    assert (synthesis.text, synthesis.by, synthesis.at) == ("Much shame.", "SB", "2026-01-02T10:00:00Z")
    assert numbers(small) == set()
    kept_beside(small, "It is no more.")
    assert run(small, "chart", "settle", "area=area_1", "barriers", "--take", "1").code == 3
    assert run(small, "chart", "settle", "area=area_1", "barriers", "--keep").code == 0
    assert [row["what"] for row in history(small, "area=area_1", "1")][-2:] == ["kept beside", "settled"]


def test_a_text_that_waits_where_nothing_stands_is_listed(small: Path) -> None:
    kept_beside(small, "It is no more.")
    assert listed(small)[0]["stands"] == "nothing is written"
