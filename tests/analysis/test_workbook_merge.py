"""An edited workbook merged into a study: what people do in Excel, and what two sides did to one cell."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from openpyxl.comments import Comment

from framework_qa.analysis.workbook_merge import merge
from framework_qa.analysis.workbook_result import Merged, Outcome
from framework_qa.formats.working_workbook import read_working_workbook
from framework_qa.model.cell_text import print_runs
from framework_qa.model.chart import Cell, Run, RunKind, Status
from framework_qa.model.coding import Coding, Decision
from framework_qa.model.conflict import Conflict
from framework_qa.model.study import Study
from framework_qa.model.synthesis import Synthesis
from tests.outputs import studies
from tests.outputs.workbook_studies import (
    BARRIERS,
    COST,
    STIGMA,
    at,
    back,
    charted,
    column_of,
    export,
    generated_studies,
    row_of,
)

SUMMARY, MONEY = f"summary:{STIGMA}", f"summary:{COST}"
NEW = 'Parents dread the label [¶2]; "ashamed of asking" [¶2]'


def nothing(_book: Any) -> None:
    """Leave a workbook as it is."""


def types(text: str, key: str = "A1-P01", code: str = SUMMARY) -> Callable[[Any], None]:
    def act(book: Any) -> None:
        at(book[BARRIERS], key, code).value = text

    return act


def outcomes(merged: Merged) -> list[Outcome]:
    return [difference.outcome for difference in merged.differences]


def why(merged: Merged) -> str:
    return "; ".join(f"{problem.place}: {problem.message}" for problem in merged.problems)


def put_cell(merged: Merged) -> Cell:
    (cell,) = (record for record in merged.put if isinstance(record, Cell))
    return cell


def is_untouched(merged: Merged) -> bool:
    return not merged.differences and not merged.put and not merged.problems


def after(study: Study, merged: Merged) -> Study:
    """Give a study with what was merged into it."""
    cells, codings, syntheses = dict(study.stored_cell), dict(study.coding_by_id), dict(study.synthesis_of)
    for record in merged.put:
        if isinstance(record, Cell):
            cells[record.case, record.subtheme] = record
        elif isinstance(record, Coding):
            codings[record.id] = record
        elif isinstance(record, Synthesis):
            syntheses[record.group, record.about] = record
    found = tuple(record for record in merged.put if isinstance(record, Conflict))
    return replace(
        study,
        cells=tuple(cells.values()),
        codings=tuple(codings.values()),
        syntheses=tuple(syntheses.values()),
        conflicts=(*study.conflicts, *found),
    )


# -- nothing changed


@pytest.mark.parametrize("make", [charted, studies.small, studies.nasty])
def test_a_workbook_that_nobody_edited_changes_nothing(make: Callable[[], Study], tmp_path: Path) -> None:
    assert is_untouched(back(make(), tmp_path, nothing))


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(study=generated_studies())
def test_any_study_comes_back_unchanged(study: Study, tmp_path_factory: pytest.TempPathFactory) -> None:
    path = export(study, tmp_path_factory.mktemp("any"))
    merged = merge(study, read_working_workbook(path), who="me", at="now")
    assert is_untouched(merged), merged.problems


def sort_rows(page: Any, by: int) -> None:
    """Sort the rows below the headings as Excel does, whole."""
    rows = [[cell.value for cell in row] for row in page.iter_rows(min_row=3)]
    rows.sort(key=lambda row: str(row[by]), reverse=True)
    for number, row in enumerate(rows, 3):
        for column, value in enumerate(row, 1):
            page.cell(number, column).value = value


def sort_every_sheet(book: Any) -> None:
    for name in (BARRIERS, "3 Access", "Quotes", "Syntheses"):
        sort_rows(book[name], 3)


def rename_and_move(book: Any) -> None:
    book[BARRIERS].title = "My barriers"
    book.move_sheet("My barriers", -3)
    for cell in book["My barriers"][2]:
        cell.value = f"My {cell.value}"
    del book["My barriers"].tables["tblTheme_4"]


def insert_rows_and_columns(book: Any) -> None:
    page = book[BARRIERS]
    del page.tables["tblTheme_4"]
    page.insert_rows(5, 2)
    page.insert_cols(5)
    page.insert_rows(1)


def hide_and_filter(book: Any) -> None:
    page = book[BARRIERS]
    page.auto_filter.ref = None
    page.row_dimensions[5].hidden = page.column_dimensions["D"].hidden = True
    book["Quotes"].sheet_state = "hidden"
    book["framework_qa keys"].sheet_state = "hidden"


def duplicate_a_row(book: Any) -> None:
    page = book[BARRIERS]
    row = row_of(page, "A1-P02")
    for cell in page[row]:
        page.cell(page.max_row + (1 if cell.column == 1 else 0), cell.column).value = cell.value


def duplicate_a_column(book: Any) -> None:
    page = book[BARRIERS]
    letter = column_of(page, SUMMARY)
    for cell in page[letter]:
        page.cell(cell.row, 20).value = cell.value


def duplicate_a_sheet(book: Any) -> None:
    book.copy_worksheet(book[BARRIERS])


def autocorrect(book: Any) -> None:
    for row in book[BARRIERS].iter_rows(min_row=3, max_col=9):
        for cell in row:
            text = str(cell.value).replace("'", "’").replace('"', "”").replace("--", "–").replace("...", "…")
            cell.value = f"{text.replace('(c)', '©').replace(' ', chr(0xA0), 1)} "


@pytest.mark.parametrize(
    "act",
    [
        sort_every_sheet,
        rename_and_move,
        insert_rows_and_columns,
        hide_and_filter,
        duplicate_a_row,
        duplicate_a_column,
        duplicate_a_sheet,
        autocorrect,
    ],
)
def test_what_changes_no_text_changes_nothing(act: Callable[[Any], None], tmp_path: Path) -> None:
    merged = back(charted(), tmp_path, act)
    assert is_untouched(merged), why(merged)


def test_typed_again_with_other_signs_a_text_is_the_same(tmp_path: Path) -> None:
    desk = studies.Desk()
    desk.interview("A1", [studies.QUESTION, "It's -- well... shame (c)."], area="area_1", role="provider")
    quote = desk.code("A1", 2, "barriers.stigma", by="analyst")
    runs = (Run(RunKind.SUMMARY, "They're -- well... ashamed (c) 1/2", (quote,)),)
    desk.chart("A1", "barriers.stigma", Status.CHARTED, *runs)
    assert is_untouched(back(desk.study(), tmp_path, types("They’re – well… ashamed © ½ [¶2]", "A1")))
    assert outcomes(back(desk.study(), tmp_path, types("they’re – well… ashamed © ½ [¶2]", "A1"))) == [Outcome.TAKEN]


# -- edits that come in


def test_an_edited_text_comes_in_tied_to_its_quotes(tmp_path: Path) -> None:
    study = charted()
    merged = back(study, tmp_path, types(NEW))
    cell = put_cell(merged)
    assert outcomes(merged) == [Outcome.TAKEN]
    assert print_runs(cell.runs) == 'Parents dread the label [A1-P01.q1]; "ashamed of asking" [A1-P01.q1]'
    assert (cell.status, cell.by, cell.basis) == (Status.CHARTED, "me", ("A1-P01.c1",))
    (difference,) = merged.differences
    assert difference.place == f"sheet {BARRIERS}, cell D3"
    assert difference.what == "A1-P01:4.1"
    assert is_untouched(back(study, tmp_path, types(NEW), into=after(study, merged))), "twice is once"


@pytest.mark.parametrize(
    ("typed", "status", "text"),
    [
        ("Queried: What do they mean [¶2]", Status.QUERIED, "What do they mean [A1-P01.q1]"),
        ("withheld", Status.WITHHELD, ""),
        ("Not reached: [R: ran out of time]", Status.NOT_REACHED, "[R: ran out of time]"),
        ("To chart", Status.TO_CHART, ""),
        ("not applicable [R: no children]", Status.NOT_APPLICABLE, "[R: no children]"),
    ],
)
def test_a_status_word_changes_the_status(typed: str, status: Status, text: str, tmp_path: Path) -> None:
    cell = put_cell(back(charted(), tmp_path, types(typed)))
    assert (cell.status, print_runs(cell.runs)) == (status, text)


def test_a_draft_without_its_word_is_a_persons_own_text(tmp_path: Path) -> None:
    def act(book: Any) -> None:
        cell = at(book[BARRIERS], "A1-P03", MONEY)
        assert cell.value.startswith("DRAFT: ")
        cell.value = cell.value.removeprefix("DRAFT: ")

    cell = put_cell(back(charted(), tmp_path, act))
    assert (cell.status, cell.draft) == (Status.CHARTED, False)


def test_a_note_becomes_a_comment_once(tmp_path: Path) -> None:
    def act(book: Any) -> None:
        at(book[BARRIERS], "A1-P01", SUMMARY).comment = Comment("Jo:\nask her [again]", "Jo")
        at(book[BARRIERS], "A2-S01", SUMMARY).comment = Comment("Why?", "Jo")

    study = charted()
    merged = back(study, tmp_path, act)
    first, second = (record for record in merged.put if isinstance(record, Cell))
    assert first.runs[-1] == Run(RunKind.COMMENT, "ask her [again]")
    assert first.runs[:-1] == study.stored_cell[first.case, STIGMA].runs
    assert (second.status, print_runs(second.runs)) == (Status.NOTHING_SAID, "[R: Why?]")
    assert is_untouched(back(study, tmp_path, act, into=after(study, merged)))


def test_a_note_beside_a_rewritten_text_comes_in_with_it(tmp_path: Path) -> None:
    def act(book: Any) -> None:
        cell = at(book[BARRIERS], "A1-P01", SUMMARY)
        cell.value, cell.comment = NEW, Comment("look again", "")

    assert print_runs(put_cell(back(charted(), tmp_path, act)).runs).endswith(" [R: look again]")


def test_decisions_on_quotes_come_back_and_count_for_the_cells(tmp_path: Path) -> None:
    def act(book: Any) -> None:
        at(book["Quotes"], "A1-P02.c3", "status").value = "Rejected"
        at(book["Quotes"], "A1-P03.c5", "status").value = "accepted"
        at(book["Quotes"], "A1-P01.c1", "status").value = "withdrawn"
        at(book[BARRIERS], "A1-P02", MONEY).value = "nothing said"

    merged = back(charted(), tmp_path, act)
    decided = {record.id: record.decision for record in merged.put if isinstance(record, Coding)}
    assert decided == {
        "A1-P02.c3": Decision.REJECTED,
        "A1-P03.c5": Decision.ACCEPTED,
        "A1-P01.c1": Decision.WITHDRAWN,
    }
    assert put_cell(merged).status is Status.NOTHING_SAID
    assert not merged.problems


def test_syntheses_come_back_and_new_ones_are_typed_below(tmp_path: Path) -> None:
    def act(book: Any) -> None:
        page = book["Syntheses"]
        at(page, "all cases:barriers", "text").value = "Shame is what keeps them away [A1-P03:4.1]."
        page.append(["role=provider", "4.1", "They all speak of shame [A1-P01:4.1, A1-P05:4.1]."])

    study = charted()
    merged = back(study, tmp_path, act)
    first, second = (record for record in merged.put if isinstance(record, Synthesis))
    assert first.cited == (("A1-P03", STIGMA),)
    assert (second.group, second.about, second.by) == ((("role", "provider"),), STIGMA, "me")
    assert is_untouched(back(study, tmp_path, act, into=after(study, merged)))


def test_a_synthesis_copied_for_another_group_is_a_new_one(tmp_path: Path) -> None:
    def act(book: Any) -> None:
        page = book["Syntheses"]
        values = [cell.value for cell in page[row_of(page, "all cases:barriers")]]
        page.append(["area=area_1", *values[1:2], "Shame, they say [A1-P01:4.1].", *values[3:]])

    (record,) = back(charted(), tmp_path, act).put
    assert isinstance(record, Synthesis)
    assert record.group == (("area", "area_1"),)


# -- edits that cannot come in


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("Parents fear it", "this summary cites no quote"),
        ("Parents fear it [¶2", "character 17: the bracket that opens here is never closed"),
        ("Queried: Parents fear it [¶9]", "character 26: A1-P01 ¶9 has no quote"),
        ('"They said no such thing" [¶2]', "the words in quotation marks are not the words of the quote"),
        ("Parents fear it [A1-P02.q2]", "A1-P02.q2 is a quote of A1-P02, not of A1-P01"),
        ("DRAFT: Parents fear it [¶2]", "it still begins with DRAFT:"),
        ("charted", "a charted cell needs a summary"),
        ("nothing said", "1 extracts stand in the cell"),
        ("", "it was emptied"),
        ("=A1", "it holds a formula"),
        ("#N/A", "it holds an error value"),
    ],
)
def test_what_cannot_be_a_cell_is_told_with_its_place(typed: str, said: str, tmp_path: Path) -> None:
    merged = back(charted(), tmp_path, types(typed))
    assert outcomes(merged) == [Outcome.REFUSED]
    assert not merged.put
    assert said in why(merged)
    assert why(merged).startswith(f"sheet {BARRIERS}, cell D3")
    assert all("--status" not in problem.cure for problem in merged.problems)


@pytest.mark.parametrize("value", [4.1, 12, True, dt.datetime(2026, 1, 2)])  # noqa: DTZ001 - as Excel has it
def test_a_cell_turned_into_a_number_or_a_date_is_told(value: object, tmp_path: Path) -> None:
    merged = back(charted(), tmp_path, types(value))  # type: ignore[arg-type]
    assert "it holds a number, a date or a truth value" in why(merged)
    assert not merged.put


def test_what_is_right_comes_in_beside_what_is_wrong(tmp_path: Path) -> None:
    def act(book: Any) -> None:
        types(NEW)(book)
        types("No reference", "A1-P02")(book)

    merged = back(charted(), tmp_path, act)
    assert sorted(outcomes(merged)) == [Outcome.REFUSED, Outcome.TAKEN]
    assert put_cell(merged).case == "A1-P01"


def sort_one_column(sheet: str, code: str) -> Callable[[Any], None]:
    def act(book: Any) -> None:
        page = book[sheet]
        letter = column_of(page, code)
        cells = [page[f"{letter}{row}"] for row in range(3, page.max_row + 1)]
        values = sorted((cell.value for cell in cells), key=str, reverse=True)
        for cell, value in zip(cells, values, strict=True):
            cell.value = value

    return act


@pytest.mark.parametrize("code", [SUMMARY, MONEY])
def test_a_column_sorted_alone_is_flagged_and_nothing_of_it_taken(code: str, tmp_path: Path) -> None:
    def act(book: Any) -> None:
        sort_one_column(BARRIERS, code)(book)
        other = MONEY if code == SUMMARY else SUMMARY
        types("Queried: Whatever do they mean [¶2]", "A1-P02", other)(book)

    merged = back(charted(), tmp_path, act)
    assert sorted(outcomes(merged)) == [Outcome.REFUSED, Outcome.TAKEN]
    assert "as if the column was sorted alone" in why(merged)
    assert put_cell(merged).subtheme == (COST if code == SUMMARY else STIGMA)


def test_a_column_sorted_alone_and_then_edited_is_still_flagged(tmp_path: Path) -> None:
    def act(book: Any) -> None:
        sort_one_column(BARRIERS, SUMMARY)(book)
        types(NEW)(book)

    merged = back(charted(), tmp_path, act)
    assert not merged.put
    assert "as if the column was sorted alone" in why(merged)


@pytest.mark.parametrize("code", ["case", "level:area", f"evidence:{COST}", "sheet:chart:barriers"])
def test_protected_columns_sorted_alone_refuse_the_rows_they_touch(code: str, tmp_path: Path) -> None:
    def act(book: Any) -> None:
        for number in range(1, 6):
            types("Queried: Whatever do they mean [¶2]", f"A1-P0{number}")(book)
        sort_one_column(BARRIERS, code)(book)

    merged = back(charted(), tmp_path, act)
    refused = [d for d in merged.differences if d.outcome is Outcome.REFUSED]
    assert refused
    assert all("which cannot be changed here" in difference.why for difference in refused)
    taken = {record.case for record in merged.put if isinstance(record, Cell)}
    assert not taken & {difference.what for difference in refused}
    if code in ("case", "sheet:chart:barriers"):
        assert not taken


def test_a_status_column_sorted_alone_is_flagged(tmp_path: Path) -> None:
    def act(book: Any) -> None:
        at(book["Quotes"], "A1-P02.c3", "status").value = "rejected"
        sort_one_column("Quotes", "status")(book)

    merged = back(charted(), tmp_path, act)
    assert not merged.put
    assert "as if the column was sorted alone" in why(merged)


@pytest.mark.parametrize(("sheet", "key", "code"), [
    (BARRIERS, "A1-P01", "case"), (BARRIERS, "A1-P01", "level:area"), (BARRIERS, "A1-P01", f"evidence:{STIGMA}"),
    ("Quotes", "A1-P01.c1", "words"), ("Quotes", "A1-P01.c1", "turn"), ("Quotes", "A1-P01.c1", "subtheme"),
    ("Syntheses", "all cases:barriers", "about"),
])  # fmt: skip
def test_an_edited_protected_cell_refuses_its_row_alone(sheet: str, key: str, code: str, tmp_path: Path) -> None:
    def act(book: Any) -> None:
        at(book[sheet], key, code).value = "something else"
        types(NEW)(book)
        types("Queried: Whatever do they mean [¶2]", "A1-P02")(book)
        at(book["Quotes"], "A1-P01.c1", "status").value = "withdrawn"

    merged = back(charted(), tmp_path, act)
    refused = [difference for difference in merged.differences if difference.outcome is Outcome.REFUSED]
    assert [difference.what for difference in refused] == [key]
    assert refused[0].place.startswith(f"sheet {sheet}, row ")
    assert "which cannot be changed here" in refused[0].why
    assert len(merged.put) == (3 if sheet == "Syntheses" else 2)


def test_rows_that_stand_twice_with_different_texts_are_refused(tmp_path: Path) -> None:
    def act(book: Any) -> None:
        duplicate_a_row(book)
        types(NEW, "A1-P02")(book)

    merged = back(charted(), tmp_path, act)
    assert outcomes(merged) == [Outcome.REFUSED]
    assert "the row stands twice, with different texts" in why(merged)


def test_columns_that_stand_twice_with_different_texts_are_refused(tmp_path: Path) -> None:
    def act(book: Any) -> None:
        duplicate_a_column(book)
        book[BARRIERS].cell(3, 20).value = NEW

    merged = back(charted(), tmp_path, act)
    assert outcomes(merged) == [Outcome.REFUSED]
    assert "its column stands twice, with different texts" in why(merged)


def test_merged_cells_are_told(tmp_path: Path) -> None:
    def act(book: Any) -> None:
        page = book[BARRIERS]
        del page.tables["tblTheme_4"]
        letter = column_of(page, SUMMARY)
        page.merge_cells(f"{letter}3:{letter}4")

    merged = back(charted(), tmp_path, act)
    assert outcomes(merged) == [Outcome.REFUSED]
    assert "it is merged with its neighbours" in why(merged)


def test_deleted_rows_columns_and_sheets_are_told_and_delete_nothing(tmp_path: Path) -> None:
    def act(book: Any) -> None:
        page = book[BARRIERS]
        del page.tables["tblTheme_4"]
        page.delete_rows(row_of(page, "A1-P02"))
        page.delete_cols(6)
        del book["Quotes"]

    merged = back(charted(), tmp_path, act)
    assert not merged.differences
    assert not merged.put
    said = why(merged)
    assert "row of A1-P02: the row is gone" in said
    assert "column of summary barriers.cost: the column is gone" in said
    assert "sheet Quotes: the sheet is gone" in said


def test_entries_that_belong_nowhere_are_told(tmp_path: Path) -> None:
    def act(book: Any) -> None:
        page = book[BARRIERS]
        page.cell(40, 4).value = "A thought of my own"
        page.cell(3, 30).value = "Another"

    merged = back(charted(), tmp_path, act)
    assert not merged.put
    assert [problem.place for problem in merged.problems] == [
        f"sheet {BARRIERS}, cell D40",
        f"sheet {BARRIERS}, cell AD3",
    ]


def test_a_text_copied_to_another_row_with_its_references_is_refused(tmp_path: Path) -> None:
    def act(book: Any) -> None:
        page = book[BARRIERS]
        at(page, "A1-P02", SUMMARY).value = str(at(page, "A1-P01", SUMMARY).value)

    merged = back(charted(), tmp_path, act)
    assert outcomes(merged) == [Outcome.REFUSED]
    assert "it is the text of the row of A1-P01" in why(merged)


# -- both sides changed


def rewritten(study: Study, text: str) -> Study:
    held = study.stored_cell["A1-P01", STIGMA]  # type: ignore[index]
    new = replace(held, runs=(Run(RunKind.SUMMARY, text, held.cited),), by="another")
    return replace(study, cells=tuple(new if cell is held else cell for cell in study.cells))


def test_where_only_the_study_changed_it_stands(tmp_path: Path) -> None:
    study = charted()
    assert is_untouched(back(study, tmp_path, nothing, into=rewritten(study, "Ours")))


def test_where_both_changed_ours_stands_and_theirs_is_kept_once(tmp_path: Path) -> None:
    study = charted()
    ours = rewritten(study, "Ours is another")
    merged = back(study, tmp_path, types(NEW), into=ours)
    assert outcomes(merged) == [Outcome.CONFLICT]
    (conflict,) = merged.put
    assert isinstance(conflict, Conflict)
    assert (conflict.place, conflict.status, conflict.by) == ("A1-P01:barriers.stigma", "charted", "me")
    assert conflict.text == 'Parents dread the label [A1-P01.q1]; "ashamed of asking" [A1-P01.q1]'
    assert conflict.source == "framework.xlsx"
    again = back(study, tmp_path, types(NEW), into=after(ours, merged))
    assert outcomes(again) == [Outcome.CONFLICT]
    assert not again.put


def test_where_both_changed_to_the_same_there_is_nothing_to_do(tmp_path: Path) -> None:
    study = charted()
    same = back(study, tmp_path, types("Ours is the same [q1]"), into=rewritten(study, "Ours is the same"))
    assert is_untouched(same)


def test_two_colleagues_copies_are_merged_and_what_they_wrote_otherwise_is_kept(tmp_path: Path) -> None:
    study = charted()

    def first(book: Any) -> None:
        types("The first says this [¶2]")(book)
        types("Queried: The first says this [¶2]", "A1-P02")(book)

    def second(book: Any) -> None:
        types("The second says that [¶2]")(book)
        types("Queried: The second says that [¶2]", "A1-P04")(book)

    one = back(study, tmp_path, first)
    two = back(study, tmp_path, second, into=after(study, one))
    assert outcomes(one) == [Outcome.TAKEN] * 2
    assert sorted(outcomes(two)) == [Outcome.CONFLICT, Outcome.TAKEN]


def test_a_turn_means_the_quotes_the_writer_saw_and_what_came_since_makes_the_cell_stale(tmp_path: Path) -> None:
    study = charted()
    coding = study.coding_by_id["A1-P01.c1"]  # type: ignore[index]
    span = replace(study.span_by_id[coding.span], id="A1-P01.q99", start=study.span_by_id[coding.span].start + 2)
    later = replace(coding, id="A1-P01.c99", span="A1-P01.q99")
    ours = replace(study, spans=(*study.spans, span), codings=(*study.codings, later))
    cell = put_cell(back(study, tmp_path, types(NEW), into=ours))
    assert cell.cited == ("A1-P01.q1",)
    assert cell.basis == ("A1-P01.c1",)


def test_a_decision_made_meanwhile_stands(tmp_path: Path) -> None:
    def act(book: Any) -> None:
        at(book["Quotes"], "A1-P02.c3", "status").value = "accepted"

    study = charted()
    coding = study.coding_by_id["A1-P02.c3"]  # type: ignore[index]
    ours = replace(
        study, codings=tuple(replace(c, decision=Decision.REJECTED) if c is coding else c for c in study.codings)
    )
    merged = back(study, tmp_path, act, into=ours)
    assert outcomes(merged) == [Outcome.CONFLICT]
    assert not merged.put


def test_a_case_or_subtheme_that_is_gone_is_told(tmp_path: Path) -> None:
    study = charted()
    ours = replace(study, cases=study.cases[1:], cells=study.cells[1:])
    assert "the study has no such case any more" in why(back(study, tmp_path, types(NEW), into=ours))


def test_a_note_on_a_draft_is_refused_and_one_elsewhere_is_told(tmp_path: Path) -> None:
    def act(book: Any) -> None:
        at(book[BARRIERS], "A1-P03", MONEY).comment = Comment("why?", "")
        at(book["Quotes"], "A1-P01.c1", "status").comment = Comment("why?", "")
        at(book["Syntheses"], "all cases:barriers", "text").comment = Comment("why?", "")

    merged = back(charted(), tmp_path, act)
    assert outcomes(merged) == [Outcome.REFUSED]
    assert "a note is pinned to a draft" in why(merged)
    assert "a note is pinned to a quote" in why(merged)
    assert "a note is pinned to a synthesis" in why(merged)
    assert not merged.put


@pytest.mark.parametrize(
    ("key", "typed", "said"),
    [
        ("A1-P02.c3", "withdrawn", "what is suggested cannot be made withdrawn"),
        ("A1-P01.c1", "rejected", "what is accepted cannot be made rejected"),
        ("A1-P01.c1", "suggested", "what is accepted cannot be made suggested"),
        ("A1-P01.c1", "maybe", "this is no status of a coding"),
    ],
)
def test_a_decision_that_cannot_be_is_told(key: str, typed: str, said: str, tmp_path: Path) -> None:
    def act(book: Any) -> None:
        at(book["Quotes"], key, "status").value = typed

    merged = back(charted(), tmp_path, act)
    assert outcomes(merged) == [Outcome.REFUSED]
    assert said in why(merged)
    assert not merged.put


def test_a_coding_that_is_gone_is_told(tmp_path: Path) -> None:
    def act(book: Any) -> None:
        at(book["Quotes"], "A1-P02.c3", "status").value = "accepted"

    study = charted()
    ours = replace(study, codings=tuple(c for c in study.codings if c.id != "A1-P02.c3"))
    assert "the study has no such coding any more" in why(back(study, tmp_path, act, into=ours))


def test_the_same_decision_on_both_sides_is_no_conflict(tmp_path: Path) -> None:
    def act(book: Any) -> None:
        at(book["Quotes"], "A1-P02.c3", "status").value = "accepted"

    study = charted()
    assert is_untouched(back(study, tmp_path, act, into=after(study, back(study, tmp_path, act))))


def rewrites(text: str) -> Callable[[Any], None]:
    def act(book: Any) -> None:
        at(book["Syntheses"], "all cases:barriers", "text").value = text

    return act


def test_a_synthesis_rewritten_on_both_sides_is_kept_beside(tmp_path: Path) -> None:
    study = charted()
    ours = after(study, back(study, tmp_path, rewrites("Ours is this [A1-P03:4.1].")))
    merged = back(study, tmp_path, rewrites("Theirs is that [A1-P03:4.1]."), into=ours)
    assert [(d.what, d.outcome) for d in merged.differences] == [("all cases:4", Outcome.CONFLICT)]
    (conflict,) = merged.put
    assert isinstance(conflict, Conflict)
    assert (conflict.place, conflict.status) == ("all cases:barriers", "")
    assert conflict.text == "Theirs is that [A1-P03:barriers.stigma]."
    again = back(study, tmp_path, rewrites("Theirs is that [A1-P03:4.1]."), into=after(ours, merged))
    assert (outcomes(again), again.put) == ([Outcome.CONFLICT], [])
    assert is_untouched(back(study, tmp_path, rewrites("Ours is this [A1-P03:4.1]."), into=ours))


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("Shame [A1-P09:4.1].", "names a case that the study does not have"),
        ("Shame.", "a statement rests on no cell"),
        ("Shame [A1-P01:4.1]. Money [A1-P01:4.2]. More.", "A1-P01:4.2 is not charted"),
        ("Shame [A1-P01:4.1", "character 7: the bracket that opens here is never closed"),
    ],
)
def test_a_synthesis_that_cannot_be_is_told(typed: str, said: str, tmp_path: Path) -> None:
    merged = back(charted(), tmp_path, rewrites(typed))
    assert outcomes(merged) == [Outcome.REFUSED]
    assert said in why(merged)
    assert not merged.put


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (["area=nowhere", "4", "Shame [A1-P01:4.1]."], "the study has no such group"),
        (["area=national", "4", "Shame [A1-P01:4.1]."], "no case is in this group"),
        (["area=area_2", "7", "Shame [A1-P01:4.1]."], "the codebook has no such theme or subtheme"),
        (["area=area_2", "9", "Shame [A1-P01:4.1]."], "the codebook has no such theme or subtheme"),
        (["area=area_2", "4", ""], "the row holds no text"),
        (["area=area_2", "4", "Shame [A1-P01:4.1]."], "is outside the group area=area_2"),
    ],
)
def test_a_typed_synthesis_that_cannot_be_is_told(row: list[str], said: str, tmp_path: Path) -> None:
    merged = back(charted(), tmp_path, lambda book: book["Syntheses"].append(row))
    assert outcomes(merged) == [Outcome.REFUSED]
    assert said in why(merged)
    assert not merged.put


def test_a_typed_synthesis_on_a_number_is_taken_where_it_is_not_two(tmp_path: Path) -> None:
    row = ["area=area_2", 4.1, "Shame [A1-P05:4.1]."]
    merged = back(charted(), tmp_path, lambda book: book["Syntheses"].append(row))
    (record,) = merged.put
    assert isinstance(record, Synthesis)
    assert record.about == STIGMA


def test_a_typed_synthesis_that_the_study_holds_otherwise_is_kept_beside(tmp_path: Path) -> None:
    row = ["", "4", "Something else [A1-P05:4.1]."]
    merged = back(charted(), tmp_path, lambda book: book["Syntheses"].append(row))
    assert outcomes(merged) == [Outcome.CONFLICT]


def test_a_synthesis_or_its_theme_that_is_gone_is_told(tmp_path: Path) -> None:
    study = charted()
    act = rewrites("Ours is this [A1-P03:4.1].")
    ours = replace(study, syntheses=study.syntheses[1:])
    assert "the study has no such synthesis any more" in why(back(study, tmp_path, act, into=ours))
    book = replace(studies.BOOK, themes=(studies.ACCESS,))
    assert "no such theme or subtheme any more" in why(
        back(study, tmp_path, act, into=replace(study, codebooks=(book,)))
    )
    assert "no such subtheme any more" in why(back(study, tmp_path, types(NEW), into=replace(study, codebooks=(book,))))


def test_all_that_is_wrong_with_one_text_is_told(tmp_path: Path) -> None:
    merged = back(charted(), tmp_path, types('Parents fear it; they say so. "They never said" [¶2]; more'))
    assert outcomes(merged) == [Outcome.REFUSED]
    merged = back(charted(), tmp_path, types("One [A1-P01.q77]; two [A1-P01.q78]"))
    assert outcomes(merged) == [Outcome.REFUSED]
    assert len(merged.problems) == 2
    assert {problem.path for problem in merged.problems} == {"framework.xlsx"}
    assert all(problem.place.startswith(f"sheet {BARRIERS}, cell D3") for problem in merged.problems)


def test_a_number_that_means_another_subtheme_by_now_is_refused(tmp_path: Path) -> None:
    study = charted()
    stigma, cost, other = studies.BARRIERS.subthemes
    swapped = (replace(cost, number="4.1"), replace(stigma, number="4.2"), other)
    book = replace(studies.BOOK, themes=(studies.ACCESS, replace(studies.BARRIERS, subthemes=swapped)))
    ours = replace(study, codebooks=(book,))
    merged = back(study, tmp_path, rewrites("Shame [A1-P03:4.1]."), into=ours)
    assert "4.1 was the number of another subtheme" in why(merged)
    typed = ["area=area_2", "4.1", "Shame [A1-P05:4.1]."]
    assert not back(study, tmp_path, lambda book: book["Syntheses"].append(typed), into=ours).put
    assert put_cell(back(study, tmp_path, types(NEW), into=ours)).subtheme == STIGMA, "columns go by their codes"
