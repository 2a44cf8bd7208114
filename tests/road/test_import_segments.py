"""Coding done elsewhere: what is certain comes in once, the rest is listed, and the two add up to the file."""

from __future__ import annotations

import csv
import json
import shutil
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import docx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from framework_qa import open_study
from framework_qa.formats.segments import read_segments
from framework_qa.model.cell_text import parse_runs, print_runs
from framework_qa.model.chart import Cell, Status
from framework_qa.model.coding import Coding, Decision, Route
from framework_qa.model.ids import CaseId, Code
from framework_qa.stages.segments import import_segments
from tests.small_study import CANARY, CODEBOOK, Ran, lay_out, run, state, walk

HEADER = ("document", "code", "words")
SHAME = ("A1-P01", "Stigma", "Parents are ashamed of asking.")
WAIT = ("A1-P01", "Waiting", "The waiting list is four months.")
YEAR = ("A2-S01", "funding.short", "We commissioned it for one year only.")


@pytest.fixture(scope="session")
def bare_study(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = lay_out(tmp_path_factory.mktemp("bare") / "small")
    return walk(folder, [("ingest", str(folder / "transcripts")), ("codebook", "apply", str(folder / "codebook.yaml"))])


@pytest.fixture
def bare(bare_study: Path, tmp_path: Path) -> Path:
    """A study of two cases that nobody has coded."""
    folder = tmp_path / "bare"
    shutil.copytree(bare_study, folder)
    return folder


def table(folder: Path, *rows: Iterable[object], name: str = "coded.csv") -> str:
    with (folder / name).open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
    return str(folder / name)


def bring(folder: Path, *rows: Sequence[object], header: Sequence[str] = HEADER, options: Sequence[str] = ()) -> Ran:
    """Bring rows in as the researcher JS; the study stays sound, and stderr tells nobody's words."""
    done = run(folder, "--coder", "JS", "import", "codings", table(folder, header, *rows), *options)
    assert CANARY not in done.err
    assert "Sound" in run(folder, "verify").err
    return done


def codings(folder: Path) -> dict[tuple[str, str], Coding]:
    study = open_study(folder)
    return {(study.words(study.span_by_id[c.span]), c.subtheme): c for c in study.codings}


def listed(done: Ran) -> list[dict[str, Any]]:
    """Give what the command listed, by column."""
    lines = done.out.split("# Codings of", 1)[1].splitlines()[1:]
    return list(csv.DictReader(lines, delimiter="\t"))


# -- what is certain


def test_words_found_once_come_in_as_accepted_by_whoever_coded_them(bare: Path) -> None:
    rows = [(*SHAME, "MR", "2024-03-01"), (*YEAR, "", "")]
    done = bring(bare, *rows, header=(*HEADER, "coder", "date"))
    assert (done.code, done.out) == (0, "")
    assert "Saved as change 3: 2 codings of coded.csv = 2 new, 0 suggested" in done.err
    found = codings(bare)
    first = found["Parents are ashamed of asking.", "barriers.stigma"]
    assert (first.route, first.decision, first.coder, first.at) == (
        Route.IMPORTED,
        Decision.ACCEPTED,
        "MR",
        "2024-03-01T00:00:00Z",
    )
    assert found["We commissioned it for one year only.", "funding.short"].coder == "JS"


def test_a_file_brought_in_twice_is_brought_in_once(bare: Path) -> None:
    bring(bare, SHAME, WAIT)
    before = state(bare)
    done = bring(bare, SHAME, WAIT)
    assert done.code == 0
    assert "Nothing was changed: 2 codings of coded.csv = 0 new" in done.err
    assert "2 there already, 0 listed." in done.err
    assert state(bare) == before


def test_a_dry_run_tells_and_changes_nothing(bare: Path) -> None:
    before = state(bare)
    done = bring(bare, SHAME, ("Nobody", "Stigma", "x"), options=["--dry-run"])
    assert (done.code, state(bare)) == (3, before)
    assert "Would bring in: 2 codings of coded.csv = 1 new" in done.err


def test_typography_is_left_out_of_account_and_told(bare: Path) -> None:
    done = bring(bare, ("A2-S01", "Waiting", "there  is a\nwaiting–list now"))
    assert "1 found once typography was left out of account" in done.err
    assert ("There is a waiting-list now", "barriers.waiting") in codings(bare)


def test_a_segment_over_several_turns_is_coded_in_each_respondents_turn(bare: Path) -> None:
    words = (bare / "transcripts" / "A2-S01.txt").read_text().removeprefix("Interviewer: How is it commissioned in ")
    done = bring(bare, ("A2-S01", "2.1", words))
    assert done.code == 0
    assert "1 of several turns, coded turn by turn" in done.err
    assert "1 with words of somebody else, which are left out" in done.err
    assert {said for said, _ in codings(bare)} == {
        f"We commissioned it for one year only. There is a waiting-list now in {CANARY}.",
        "I would not say so.",
    }


def test_several_codes_of_a_segment_are_a_coding_each(bare: Path) -> None:
    done = bring(bare, (SHAME[0], "Stigma\nWaiting\nstigma", SHAME[2]))
    assert "3 codings of coded.csv = 2 new, 0 suggested, 0 suggestions accepted, 1 there already" in done.err


@pytest.mark.parametrize(
    "document", ["A1-P01", "a1-p01", "A1-P01.txt", "Files\\A1-P01.txt", "D 1: A1-P01.txt", "A1-P01.docx"]
)
def test_a_document_is_known_by_case_file_name_or_stem(bare: Path, document: str) -> None:
    assert bring(bare, (document, *SHAME[1:])).code == 0


@pytest.mark.parametrize(
    "code",
    [
        "1.1",
        "barriers.stigma",
        "STIGMA",
        "1.1 Stigma",
        "Barriers > Stigma",
        "Code System > 1 Barriers > 1.1",
        "barriers>stigma",
    ],
)
def test_a_code_is_known_by_number_code_label_or_path(bare: Path, code: str) -> None:
    assert bring(bare, (SHAME[0], code, SHAME[2])).code == 0
    assert list(codings(bare)) == [(SHAME[2], "barriers.stigma")]


def test_codes_parted_by_commas_are_taken_where_each_is_known(bare: Path) -> None:
    done = bring(bare, (SHAME[0], "Stigma, Waiting", SHAME[2]), (WAIT[0], "Waiting, hope", WAIT[2]))
    assert "3 codings of coded.csv = 2 new" in done.err
    assert [row["code"] for row in listed(done)] == ["Waiting, hope"]


def test_a_suggestion_of_ours_on_the_same_words_is_accepted(small: Path) -> None:
    assert codings(small)[SHAME[2], "barriers.stigma"].decision is Decision.SUGGESTED
    done = bring(small, SHAME)
    assert "0 new, 0 suggested, 1 suggestions accepted, 0 there already" in done.err
    found = codings(small)[SHAME[2], "barriers.stigma"]
    assert (found.decision, found.coder, found.route) == (Decision.ACCEPTED, "JS", Route.RULE)


def test_what_another_coder_coded_so_already_stays_theirs_and_is_told(bare: Path) -> None:
    bring(bare, SHAME)
    done = bring(bare, (*SHAME, "MR"), header=(*HEADER, "coder"))
    assert "1 coded so already by another coder, who stays" in done.err
    assert codings(bare)[SHAME[2], "barriers.stigma"].coder == "JS"


def test_what_a_coder_noted_is_kept_apart_and_once(bare: Path) -> None:
    for _ in range(2):
        done = bring(bare, (*SHAME, "see 4.2"), (*WAIT, ""), header=(*HEADER, "memo"))
        assert "1 with a memo, which is kept apart" in done.err
    (only,) = open_study(bare).set_aside
    assert (only.source, only.kind, only.name, only.content) == ("coded.csv", "memo of a coding", "row 2", "see 4.2")


# -- what is not


@pytest.mark.parametrize(
    ("row", "why", "turns"),
    [
        (("Nobody", "Stigma", SHAME[2]), "the study has no such document", ""),
        (("A1-P01", "Nonsense", SHAME[2]), "the codebook has no such subtheme", "A1-P01 ¶2"),
        (("A1-P01", "Other", SHAME[2]), "it may be 1.3 Other or 2.2 Other", "A1-P01 ¶2"),
        (
            ("A1-P01", "Barriers", SHAME[2]),
            "1 Barriers is a theme, and a coding needs one of its subthemes",
            "A1-P01 ¶2",
        ),
        (("A1-P01", "Funding > Stigma", SHAME[2]), "1.1 Stigma stands under another name here", "A1-P01 ¶2"),
        (("A1-P01", "", SHAME[2]), "it has no code", "A1-P01 ¶2"),
        (("A1-P01", "Stigma", ""), "it marks no words", ""),
        (("A1-P01", "Stigma", "nobody ever said such a thing to us"), "its words are not found", ""),
        (("A1-P01", "Stigma", "And the waiting list?"), "its words are no respondent's", "A1-P01 ¶3"),
        (("A1-P01", "Stigma", CANARY), "its words are found more than once", "A1-P01 ¶1, A1-P01 ¶2"),
        (("A1-P01", "Stigma", "Parents are ashaned of asking."), "its words are found nearly", "A1-P01 ¶2"),
    ],
)
def test_what_is_not_certain_is_listed_and_the_rest_is_stored(
    bare: Path, row: Sequence[str], why: str, turns: str
) -> None:
    done = bring(bare, row, WAIT)
    assert done.code == 3
    (only,) = listed(done)
    assert (only["place"], only["why"], only["turns"]) == ("row 2", why, turns)
    assert list(codings(bare)) == [(WAIT[2], "barriers.waiting")]
    assert "What is listed is not in the study; the rest is" in done.err


def test_a_name_that_is_one_cases_and_another_ones_transcripts_is_listed(tmp_path: Path) -> None:
    folder = lay_out(tmp_path / "crossed")
    crossed = "case_id,area,role,transcript\nA1-P01,area_1,provider,A2-S01.txt\nA2-S01,area_2,stakeholder,A1-P01.txt\n"
    (folder / "cases.csv").write_text(crossed)
    walk(folder, [("ingest", str(folder / "transcripts")), ("codebook", "apply", str(folder / "codebook.yaml"))])
    (only,) = listed(bring(folder, SHAME, ("A1-P01.txt", *SHAME[1:])))
    assert only["why"] == "the document's name is several transcripts'"
    assert [coding.case for coding in open_study(folder).codings] == ["A2-S01"]


def test_a_retired_subtheme_takes_no_coding(bare: Path) -> None:
    retired = CODEBOOK.replace("label: Waiting", "label: Waiting\n        status: retired")
    (bare / "codebook.yaml").write_text(retired)
    run(bare, "codebook", "apply", str(bare / "codebook.yaml"))
    (only,) = listed(bring(bare, WAIT))
    assert only["why"] == "1.2 Waiting is retired"


def test_what_a_person_withdrew_does_not_come_back(bare: Path) -> None:
    bring(bare, SHAME)
    identifier = codings(bare)[SHAME[2], "barriers.stigma"].id
    assert run(bare, "coding", "withdraw", identifier).code == 0
    (only,) = listed(bring(bare, SHAME))
    assert only["why"] == "this coding was withdrawn"
    assert identifier in only["what to do"]


def test_words_that_are_said_all_the_time_are_told_with_some_of_their_turns(tmp_path: Path) -> None:
    folder = lay_out(tmp_path / "often")
    (folder / "transcripts" / "A1-P01.txt").write_text("Interviewer: So?\nRespondent: Yes.\n" * 40)
    walk(folder, [("ingest", str(folder / "transcripts")), ("codebook", "apply", str(folder / "codebook.yaml"))])
    (only,) = listed(bring(folder, ("A1-P01", "Stigma", "Yes.")))
    assert only["turns"].endswith("A1-P01 ¶10 and 20 more")


def test_unknown_names_are_listed_once_with_how_many_segments_have_them(bare: Path) -> None:
    rows = [("A1-P01", "Hope", SHAME[2]), ("A1-P01", "Hope", WAIT[2]), ("Nobody", "Fear", "x")]
    found = json.loads(bring(bare, *rows, options=["--json"]).out)
    assert [(one["name"], one["segments"]) for one in found["unknown_codes"]] == [("Hope", 2), ("Fear", 1)]
    assert [(one["name"], one["segments"]) for one in found["unknown_documents"]] == [("Nobody", 1)]
    assert (found["codings"], found["new"], len(found["listed"]), found["change"]) == (3, 0, 3, None)


def test_a_map_decides_what_codes_are(bare: Path) -> None:
    decided = table(
        bare, ("code", "subtheme"), ("Hope > for them", "1.3"), ("Fear", "barriers.stigma"), ("Joy", ""), name="map.csv"
    )
    rows = [("A1-P01", "Hope>For Them", SHAME[2]), ("A1-P01", "All > fear", WAIT[2]), ("A1-P01", "Joy", WAIT[2])]
    done = bring(bare, *rows, options=["--map", decided])
    assert "2 new" in done.err
    assert {code for _, code in codings(bare)} == {"barriers.other", "barriers.stigma"}
    assert [row["code"] for row in listed(done)] == ["Joy"]


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        ((("code", "subtheme"), ("Hope", "9.9")), "row 2: The codebook has no such subtheme."),
        ((("code", "subtheme"), ("Hope", "1.1"), ("Hope", "1.2")), "row 3: This code has another subtheme further up."),
        ((("code", "ours"), ("Hope", "1.1")), "The column subtheme is missing."),
        ((), "The column code is missing."),
    ],
)
def test_faults_of_a_map_are_told_and_nothing_is_brought_in(
    bare: Path, rows: Sequence[Sequence[str]], told: str
) -> None:
    decided = table(bare, *rows, name="map.csv")
    before = state(bare)
    done = bring(bare, SHAME, options=["--map", decided])
    assert (done.code, state(bare)) == (3, before)
    assert told in done.err


def test_a_decision_on_a_name_gives_way_to_a_path_that_the_codebook_knows(bare: Path) -> None:
    decided = table(bare, ("code", "subtheme"), ("Other", "2.2"), name="map.csv")
    bring(
        bare, ("A1-P01", "Barriers > Other", SHAME[2]), ("A1-P01", "Mine > Other", WAIT[2]), options=["--map", decided]
    )
    assert set(codings(bare)) == {(SHAME[2], "barriers.other"), (WAIT[2], "funding.other")}


@pytest.mark.parametrize("text", ["document,content,tag,id\n", 'document,content,tag,id\nA1-P01,"never closed,x,1\n'])
def test_a_table_that_cannot_be_read_to_its_end_is_refused_whole(bare: Path, text: str) -> None:
    (bare / "coded.csv").write_text(text)
    before = state(bare)
    done = run(bare, "import", "codings", str(bare / "coded.csv"))
    assert (done.code, state(bare)) == (3, before)
    assert "Nothing of coded.csv was brought in." in done.err


# -- found nearly


NEARLY = ("A1-P01", "Stigma", "Parents are so ashamed of asking")


def test_words_found_nearly_come_in_as_suggestions_only_where_that_is_asked_for(bare: Path) -> None:
    (only,) = listed(bring(bare, NEARLY))
    assert 80 < float(only["score"]) < 100
    assert bring(bare, NEARLY, options=["--take-near", "99"]).code == 3
    done = bring(bare, NEARLY, options=["--take-near", "85"])
    assert (done.code, "0 new, 1 suggested" in done.err) == (0, True)
    found = codings(bare)["Parents are ashamed of asking.", "barriers.stigma"]
    assert (found.decision, found.route) == (Decision.SUGGESTED, Route.IMPORTED)
    assert "1 there already" in bring(bare, NEARLY, options=["--take-near", "85"]).err


@pytest.mark.parametrize("score", ["79", "101", "-1"])
def test_a_likeness_that_says_nothing_is_refused(bare: Path, score: str) -> None:
    done = bring(bare, NEARLY, options=["--take-near", score])
    assert done.code == 2
    assert "80 to 100" in done.err


# -- positions


AGAIN = """\
Interviewer: So?

Respondent: It is a shame.

Respondent: Yes.

Interviewer: And?

Respondent: Yes.

Respondent: It is so.
"""


@pytest.fixture
def again(bare: Path) -> Path:
    """A study with a transcript in which the same words are said again."""
    (bare / "transcripts" / "A1-P01.txt").write_text(AGAIN)
    folder = bare.parent / "again"
    lay_out(folder)
    (folder / "transcripts" / "A1-P01.txt").write_text(AGAIN)
    return walk(folder, [("ingest", str(folder / "transcripts")), ("codebook", "apply", str(folder / "codebook.yaml"))])


PARAGRAPHS = (*HEADER, "paragraph")


@pytest.mark.parametrize(("shame", "yes"), [(3, 9), (2, 5)])
def test_a_paragraph_decides_where_its_counting_fits_what_was_found_once(again: Path, shame: int, yes: int) -> None:
    rows = [("A1-P01", "1.1", "It is a shame.", shame), ("A1-P01", "1.2", "Yes.", yes)]
    assert bring(again, *rows, header=PARAGRAPHS).code == 0
    study = open_study(again)
    assert {study.span_by_id[c.span].turn for c in study.codings if c.subtheme == "barriers.waiting"} == {5}


@pytest.mark.parametrize(
    "rows",
    [
        [("A1-P01", "1.2", "Yes.", 9)],
        [("A1-P01", "1.1", "So?", 1), ("A1-P01", "1.2", "Yes.", 5)],
        [("A1-P01", "1.1", "It is a shame.", 2), ("A1-P01", "1.2", "Yes.", 9)],
        [("A1-P01", "1.1", "It is a shame.", 7), ("A1-P01", "1.2", "Yes.", 9)],
        [("A1-P01", "1.1", "It is a shame.", 3), ("A1-P01", "1.1", "It is so.", 6), ("A1-P01", "1.2", "Yes.", 9)],
    ],
)
def test_a_paragraph_that_cannot_be_trusted_decides_nothing(again: Path, rows: list[Sequence[object]]) -> None:
    *_, last = listed(bring(again, *rows, header=PARAGRAPHS))
    assert last["why"] == "its words are found more than once"


def test_characters_decide_where_the_words_stand_there_and_only_there(again: Path) -> None:
    at = AGAIN.rindex("Yes.")
    header = (*HEADER, "start", "end")
    wrong = ("A1-P01", "1.2", "Yes.", at + 1, at + 5)
    assert bring(again, wrong, header=header).code == 3
    assert bring(again, ("A1-P01", "1.2", "Yes.", at, at + 4), header=header).code == 0
    study = open_study(again)
    assert [(s.start, s.end) for s in study.spans] == [(at, at + 4)]


# -- comments of a Word document


def commented(folder: Path, name: str, *, transcript: bool = False) -> Path:
    """Write the first interview as a Word document, with some words commented on."""
    document = docx.Document()
    document.add_paragraph("Interviewer: So?")
    paragraph = document.add_paragraph("Respondent: Yes. ")
    marked = paragraph.add_run("Yes.")
    if not transcript:
        document.add_comment(marked, text="Stigma; Hope", author="MR", initials="M")
    document.save(str(folder / name))
    return folder / name


@pytest.fixture
def of_word(tmp_path: Path) -> Path:
    """A study whose first interview came as a Word document without comments."""
    folder = lay_out(tmp_path / "word")
    (folder / "transcripts" / "A1-P01.txt").unlink()
    commented(folder / "transcripts", "A1-P01.docx", transcript=True)
    (folder / "cases.csv").write_text((folder / "cases.csv").read_text().replace("A1-P01.txt", "A1-P01.docx"))
    return walk(folder, [("ingest", str(folder / "transcripts")), ("codebook", "apply", str(folder / "codebook.yaml"))])


def test_comments_of_a_copy_are_placed_to_the_letter_whatever_it_is_called(of_word: Path) -> None:
    done = run(of_word, "import", "codings", str(commented(of_word, "coded by MR.docx")))
    assert done.code == 3
    assert "coded by MR.docx is Word comments: 1 segment." in done.err
    assert "2 codings of coded by MR.docx = 1 new" in done.err
    assert [row["code"] for row in listed(done)] == ["Hope"]
    study = open_study(of_word)
    (coding,) = study.codings
    span = study.span_by_id[coding.span]
    text = study.transcript_by_id[span.transcript].text
    assert (span.start, study.words(span), coding.coder) == (text.rindex("Yes."), "Yes.", "MR")
    assert "Sound" in run(of_word, "verify").err


@pytest.mark.parametrize("before", [True, False])
def test_comments_of_a_document_that_differs_are_placed_where_their_words_stand(of_word: Path, *, before: bool) -> None:
    document = docx.Document(str(of_word / "transcripts" / "A1-P01.docx"))
    document.add_comment(document.paragraphs[1].runs[1], text="Stigma", author="MR", initials="M")
    line = "A line that the transcript has not."
    document.paragraphs[0].insert_paragraph_before(line) if before else document.add_paragraph(line)
    document.save(str(of_word / "A1-P01.docx"))
    done = run(of_word, "import", "codings", str(of_word / "A1-P01.docx"))
    if before:
        assert listed(done)[0]["why"] == "its words are found more than once"
    else:
        assert "1 coding of A1-P01.docx = 1 new" in done.err


def test_a_document_without_comments_is_told(of_word: Path) -> None:
    done = run(of_word, "import", "codings", str(of_word / "transcripts" / "A1-P01.docx"))
    assert done.code == 0
    assert "The document has no comments." in done.err


# -- our own tables


def test_a_plain_table_still_comes_in_whole_or_not_at_all(bare: Path) -> None:
    header = ("case", "turn", "subtheme", "words")
    path = table(bare, header, ("A1-P01", 2, "1.1", SHAME[2]), ("A1-P01", 2, "9.9", SHAME[2]))
    before = state(bare)
    assert run(bare, "import", "codings", path).code == 3
    assert state(bare) == before
    path = table(bare, header, ("A1-P01", 2, "1.1", SHAME[2]))
    done = run(bare, "import", "codings", path, "--json")
    assert json.loads(done.out) == {
        "file": "coded.csv",
        "rows": 1,
        "new": 1,
        "accepted": 0,
        "there_already": 0,
        "change": 3,
    }


# -- it adds up


DOCUMENTS = st.sampled_from(["A1-P01", "A2-S01.txt", "Nobody"])
CODES = st.lists(st.sampled_from(["Stigma", "2.1", "Other", "Hope", "Stigma, Waiting"]), max_size=3).map("\n".join)
SAID = st.sampled_from(
    [
        SHAME[2],
        WAIT[2],
        YEAR[2],
        CANARY,
        "list",
        "waiting–list",
        "And the waiting list?",
        "",
        "Parents are ashaned of asking.",
        "x y",
    ]
)


@given(rows=st.lists(st.tuples(DOCUMENTS, CODES, SAID), min_size=1, max_size=8), near=st.sampled_from([None, 85.0]))
@settings(max_examples=25)
def test_what_is_in_the_file_is_what_was_stored_and_what_was_listed(
    bare_study: Path, tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[str, str, str]], near: float | None
) -> None:
    folder = tmp_path_factory.mktemp("adds") / "small"
    shutil.copytree(bare_study, folder)
    file = read_segments(Path(table(folder, HEADER, *rows)))
    assert file is not None
    assert file.segments
    first = import_segments(folder, file, who="JS", take_near=near)
    settled = state(folder)
    second = import_segments(folder, file, who="JS", take_near=near)
    for report in (first, second):
        stored = report.new + report.suggested + report.accepted + report.standing
        assert report.codings == stored + len(report.listed)
    assert (second.new, second.suggested, second.accepted, second.event) == (0, 0, 0, None)
    assert second.listed == first.listed
    assert state(folder) == settled
    assert len(codings(folder)) == len(open_study(folder).codings)


# -- NVivo's framework matrix


def matrix(folder: Path, *rows: Sequence[object]) -> str:
    from openpyxl import Workbook

    workbook = Workbook()
    sheet = workbook.active
    assert sheet is not None
    for row in rows:
        sheet.append(list(row))
    workbook.save(folder / "matrix.xlsx")
    return str(folder / "matrix.xlsx")


COLUMNS = (None, "A : Stigma", "B : Waiting")


def brought(folder: Path, *rows: Sequence[object], options: Sequence[str] = (), found: str = "Sound") -> Ran:
    done = run(folder, "--coder", "JS", "import", "matrix", matrix(folder, *rows), *options)
    assert CANARY not in done.err
    verdict = run(folder, "verify")
    assert found in verdict.err + verdict.out
    return done


def cell(folder: Path, case: str, code: str) -> Cell | None:
    return open_study(folder).stored_cell.get((CaseId(case), Code(code)))


def test_lines_found_in_their_case_become_a_draft_on_quotes_that_are_coded(bare: Path) -> None:
    done = brought(bare, COLUMNS, ("1 : A1-P01", None, f"{WAIT[2]}\n\nNobody can plan around that."))
    assert done.code == 0
    assert "2 lines verbatim, 0 without a reference; 2 new codings." in done.err
    assert "Saved as change 3: 1 cell of matrix.xlsx = 1 new, 0 there already" in done.err
    found = cell(bare, "A1-P01", "barriers.waiting")
    assert found is not None
    assert (found.status, found.draft, len(found.basis)) == (Status.TO_CHART, True, 2)
    assert print_runs(found.runs) == f'"{WAIT[2]}" [A1-P01.q1]; "Nobody can plan around that." [A1-P01.q2]'
    coded = codings(bare)[WAIT[2], "barriers.waiting"]
    assert (coded.route, coded.decision, coded.coder) == (Route.IMPORTED, Decision.ACCEPTED, "JS")


def test_a_line_without_a_reference_is_kept_as_a_comment_and_queried(bare: Path) -> None:
    line = 'They feel [sic] "judged" \\ by others'
    done = brought(bare, COLUMNS, ("1 : A1-P01", f"{SHAME[2]}\n{line}"))
    assert "1 line verbatim, 1 without a reference" in done.err
    assert "Queried, since a summary must cite a quote: A1-P01:1.1." in done.err
    found = cell(bare, "A1-P01", "barriers.stigma")
    assert found is not None
    assert (found.status, found.draft) == (Status.QUERIED, False)
    assert found.runs[1].text == f"from NVivo, no reference: {line}"
    assert parse_runs(print_runs(found.runs)) == found.runs


def test_a_matrix_brought_in_twice_is_brought_in_once(bare: Path) -> None:
    rows = [COLUMNS, ("1 : A1-P01", f"{SHAME[2]}\nThey feel judged", WAIT[2])]
    brought(bare, *rows)
    before = state(bare)
    done = brought(bare, *rows)
    assert "Nothing was changed: 2 cells of matrix.xlsx = 0 new, 2 there already" in done.err
    assert state(bare) == before


def test_what_a_person_charted_stays_and_the_other_text_is_kept_beside_it(bare: Path) -> None:
    rows = [COLUMNS, ("1 : A1-P01", f"{SHAME[2]}\nThey feel judged")]
    bring(bare, SHAME)
    run(bare, "chart", "set", "A1-P01", "1.1", "Shame keeps them away [q1]")
    charted = cell(bare, "A1-P01", "barriers.stigma")
    done = brought(bare, *rows, found="1 other text waits")
    assert "0 new, 0 there already, 1 kept beside what a person wrote" in done.err
    assert cell(bare, "A1-P01", "barriers.stigma") == charted
    (other,) = open_study(bare).conflicts
    assert (other.place, other.status, other.by, other.source) == (
        "A1-P01:barriers.stigma",
        "queried",
        "JS",
        "matrix.xlsx",
    )
    assert other.text == f'"{SHAME[2]}" [A1-P01.q1]. [R: from NVivo, no reference: They feel judged]'
    before = state(bare)
    assert "1 there already" in brought(bare, *rows, found="1 other text waits").err
    assert state(bare) == before


def test_a_draft_of_ours_gains_the_lines_and_keeps_its_own(bare: Path) -> None:
    bring(bare, ("A1-P01", "Waiting", "Nobody can plan around that."))
    run(bare, "chart", "draft", "1.2")
    brought(bare, COLUMNS, ("1 : A1-P01", None, WAIT[2]))
    found = cell(bare, "A1-P01", "barriers.waiting")
    assert found is not None
    assert [one.text for one in found.runs] == [WAIT[2], "Nobody can plan around that."]
    assert found.draft


@pytest.mark.parametrize("line", ["four months", "in", "And the waiting list?", CANARY])
def test_a_line_that_may_be_somebodys_label_or_is_no_respondents_is_no_quotation(bare: Path, line: str) -> None:
    assert "0 lines verbatim, 1 without a reference" in brought(bare, COLUMNS, ("1 : A1-P01", None, line)).err


def test_a_short_line_is_a_quotation_where_it_is_coded_to_its_column(bare: Path) -> None:
    bring(bare, ("A1-P01", "Waiting", "four months"))
    done = brought(bare, COLUMNS, ("1 : A1-P01", None, "four months"))
    assert "1 line verbatim, 0 without a reference; 0 new codings." in done.err


def test_a_line_whose_coding_was_withdrawn_is_not_coded_again(bare: Path) -> None:
    bring(bare, WAIT)
    run(bare, "coding", "withdraw", codings(bare)[WAIT[2], "barriers.waiting"].id)
    assert "0 lines verbatim, 1 without a reference" in brought(bare, COLUMNS, ("1 : A1-P01", None, WAIT[2])).err


def test_a_matrix_that_cannot_be_read_to_its_end_is_refused_whole(bare: Path) -> None:
    (bare / "matrix.csv").write_text(',A : Stigma\n1 : A1-P01,"never closed\n')
    before = state(bare)
    done = run(bare, "import", "matrix", str(bare / "matrix.csv"))
    assert (done.code, state(bare)) == (3, before)
    assert "Nothing of matrix.csv was brought in." in done.err


def test_rows_and_columns_that_are_not_known_are_listed_and_the_rest_comes_in(bare: Path) -> None:
    done = brought(
        bare,
        (*COLUMNS, "C : Hope", "D : Other", "E : 1.1"),
        ("1 : A1-P01.txt", SHAME[2], None, "x", "y", "z"),
        ("2 : Anna", "w"),
    )
    assert done.code == 3
    found = list(csv.DictReader(done.out.splitlines(), delimiter="\t"))
    assert [(row["case"], row["column"], row["why"]) for row in found] == [
        ("A1-P01.txt", "Hope", "the codebook has no such subtheme"),
        ("A1-P01.txt", "Other", "it may be 1.3 Other or 2.2 Other"),
        ("A1-P01.txt", "1.1", "another row or column means this cell too"),
        ("Anna", "Stigma", "the study has no such case"),
    ]
    assert "5 cells of matrix.xlsx = 1 new, 0 there already, 0 kept beside what a person wrote, 4 listed." in done.err


def test_a_matrix_is_tried_without_a_change_and_told_as_json(bare: Path) -> None:
    before = state(bare)
    done = brought(bare, COLUMNS, ("1 : A1-P01", SHAME[2]), options=["--dry-run", "--json"])
    found = json.loads(done.out)
    assert (found["cells"], found["new"], found["verbatim"], found["change"]) == (1, 1, 1, None)
    assert "Would bring in: 1 cell of matrix.xlsx = 1 new" in done.err
    assert state(bare) == before
