"""Transcripts kept as spreadsheets: the same interview as text and as a table, and tables that are no transcript."""

from __future__ import annotations

import csv
import datetime as dt
import io
import subprocess
from collections.abc import Sequence
from pathlib import Path
from shutil import which
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook
from openpyxl.comments import Comment

from framework_qa.errors import FrameworkError, InputError, RefusedError, Severity
from framework_qa.formats import grids, spreadsheet_cells, spreadsheet_turns
from framework_qa.formats.reading import Reading
from framework_qa.formats.registry import SUFFIXES, read_transcript
from framework_qa.formats.spreadsheet_cells import shown
from framework_qa.stages.ingest import ingest
from framework_qa.stages.study import new

HEAD = ["Time", "Speaker", "Words"]
TALK = [
    ["0:00", "Interviewer", "What gets in the way?"],
    ["0:12", "P1", "Money, and time; mostly."],
    ["1:04:28", "Interviewer", 'And "after" that?'],
    ["1:05:00", "P1", "It cost £5, naïvely."],
]
SAID = [(label, words) for _, label, words in TALK]
AT = [0.0, 12.0, 3868.0, 3900.0]


def read(folder: Path, data: bytes, name: str = "p01.csv") -> Reading:
    (folder / name).write_bytes(data)
    return read_transcript(folder / name)


def delimited(rows: Sequence[Sequence[str]], delimiter: str = ",", encoding: str = "utf-8") -> bytes:
    stream = io.StringIO(newline="")
    csv.writer(stream, delimiter=delimiter).writerows(rows)
    return stream.getvalue().encode(encoding)


def book(*sheets: Sequence[Sequence[Any]]) -> Workbook:
    made = Workbook()
    made.remove(made.worksheets[0])
    made.properties.creator = None
    for rows in sheets:
        sheet = made.create_sheet()
        for row in rows:
            sheet.append(list(row))
    return made


def saved(made: Workbook) -> bytes:
    stream = io.BytesIO()
    made.save(stream)
    return stream.getvalue()


def workbook(folder: Path, *sheets: Sequence[Sequence[Any]]) -> Reading:
    return read(folder, saved(book(*sheets)), "p01.xlsx")


def said(reading: Reading) -> list[tuple[str, str]]:
    return [(turn.speaker, reading.words(turn)) for turn in reading.turns]


def test_a_folder_scan_picks_up_spreadsheets() -> None:
    assert {".xlsx", ".csv", ".tsv"} <= set(SUFFIXES)


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("p.csv", delimited([HEAD, *TALK])),
        ("p.csv", delimited([HEAD, *TALK], ";", "cp1252")),
        ("p.csv", delimited([HEAD, *TALK], ";", "utf-8-sig")),
        ("p.csv", b"sep=;\r\n" + delimited([HEAD, *TALK], ";")),
        ("p.tsv", delimited([HEAD, *TALK], "\t")),
        ("p.txt", delimited([HEAD, *TALK], "\t", "utf-16")),
        ("p.docx", delimited([HEAD, *TALK])),
        ("p.xlsx", saved(book([HEAD, *TALK]))),
        ("p.txt", saved(book([HEAD, *TALK]))),
        ("p.xlsx", saved(book(TALK))),
        ("p.csv", delimited(TALK)),
    ],
)
def test_rows_with_time_speaker_and_words_are_turns_whatever_the_file_is_called(
    tmp_path: Path, name: str, data: bytes
) -> None:
    reading = read(tmp_path, data, name)
    assert said(reading) == SAID
    assert [turn.at for turn in reading.turns] == AT
    assert [(speaker.label, speaker.role.value) for speaker in reading.speakers] == [
        ("Interviewer", "interviewer"),
        ("P1", "respondent"),
    ]
    assert reading.marker == "row of a table"
    assert reading.left_out == ()
    assert reading.header == ()


WORD = st.text("abcdefgéü£'?", min_size=1, max_size=8)
WORDS = st.lists(WORD, min_size=1, max_size=8).map(" ".join)
TURNS = st.lists(WORDS, min_size=2, max_size=12).map(
    lambda words: [(("Interviewer", "P1")[n % 2], one) for n, one in enumerate(words)]
)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(TURNS, st.permutations(["Speaker", "Words", "Note"]), st.sampled_from(",;\t"))
def test_the_same_interview_gives_the_same_turns_as_text_and_as_a_table(
    tmp_path: Path, turns: list[tuple[str, str]], order: list[str], delimiter: str
) -> None:
    plain = read(tmp_path, "".join(f"{label}: {words}\n" for label, words in turns).encode(), "p.txt")
    rows = [[{"Speaker": label, "Words": words, "Note": "x"}[head] for head in order] for label, words in turns]
    for name, data in (
        ("p.csv", delimited([order, *rows], delimiter)),
        ("p.tsv", delimited([order, *rows], "\t")),
        ("p.xlsx", saved(book([order, *rows]))),
    ):
        table = read(tmp_path, data, name)
        assert said(table) == said(plain) == turns
        assert table.speakers == plain.speakers
        assert [turn.number for turn in table.turns] == [turn.number for turn in plain.turns]
        assert table.left_out == (("other columns", 1),)


def test_rows_of_one_speaker_are_one_turn_and_rows_without_one_go_on(tmp_path: Path) -> None:
    rows = [
        ["Start", "Who", "Utterance"],
        ["0:01", "Interviewer", "So."],
        ["0:02", "interviewer:", "How?"],
        ["", "", ""],
        ["0:05", "P1", "Well,"],
        ["0:06", "", "slowly."],
        ["0:07", "Interviewer", ""],
        ["0:08", "", "Why?"],
    ]
    reading = workbook(tmp_path, rows)
    assert said(reading) == [("Interviewer", "So.\nHow?"), ("P1", "Well,\nslowly."), ("Interviewer", "Why?")]
    assert [turn.at for turn in reading.turns] == [1.0, 5.0, 8.0]


def test_colons_behind_the_speakers_of_a_table_do_not_make_it_plain_text(tmp_path: Path) -> None:
    rows = [["Speaker", "Words"], ["Interviewer:", "How?"], ["P1:", "Well, so."]]
    assert said(read(tmp_path, delimited(rows))) == [("Interviewer", "How?"), ("P1", "Well, so.")]


def test_line_ends_inside_a_cell_stay_and_are_line_feeds(tmp_path: Path) -> None:
    rows = [["Speaker", "Text"], ["I", "One\r\ntwo?"], ["R", "Three\n\nfour"]]
    expected = [("I", "One\ntwo?"), ("R", "Three\n\nfour")]
    assert said(read(tmp_path, delimited(rows))) == expected
    coded = [["Speaker", "Text"], ["I", "One_x000D_\ntwo?"], ["R", "Three\n\nfour"]]
    assert said(workbook(tmp_path, coded)) == expected


def test_what_stands_above_the_headings_is_the_header(tmp_path: Path) -> None:
    above = [["Interview 3", "", ""], ["Date", "3 May", ""], ["Interviewer: Jo", "", ""], ["", "", ""]]
    rows = [["TIME (hh:mm:ss)", "name", "Transcription:"], ["0:01", "Jo", "How?"], ["0:02", "Sam", "So."]]
    rows.append(["0:03", "Jo", "Why?"])
    for reading in (read(tmp_path, delimited([*above, *rows], ";")), workbook(tmp_path, [*above, *rows])):
        assert reading.header == (("", "Interview 3"), ("Date", "3 May"), ("Interviewer", "Jo"))
        assert [(s.label, s.role.value) for s in reading.speakers] == [("Jo", "interviewer"), ("Sam", "respondent")]


def test_a_mistyped_speaker_is_told_and_a_repeated_heading_is_no_turn(tmp_path: Path) -> None:
    rows = [["Speaker", "Words"], *[["Interviewer", "a?"], ["Respondent", "b"]] * 3]
    rows += [["Speaker", "Words"], ["Interviewr", "c?"], ["Respondent", "d"]]
    reading = workbook(tmp_path, rows)
    assert len(reading.turns) == 8
    assert [speaker.label for speaker in reading.speakers] == ["Interviewer", "Respondent"]
    assert [p.place for p in reading.problems] == ["sheet Sheet, row 9"]


def test_words_before_anybody_is_named_are_kept_and_told(tmp_path: Path) -> None:
    reading = workbook(tmp_path, [["Speaker", "Words"], ["", "Hm."], ["I", "How?"], ["R", "So."]])
    assert said(reading)[0] == ("Unknown speaker", "Hm.")
    assert "1 rows" in reading.problems[0].message


# -- what a workbook holds --------------------------------------------------------------------------------------------


def test_hidden_rows_columns_and_sheets_comments_and_other_columns_are_left_out_and_counted(tmp_path: Path) -> None:
    rows = [["Speaker", "Secret", "Words", "Note"], *[[who, "Anna", words, "n"] for who, words in SAID]]
    made = book(rows, [["Anna Smith"]], [["Speaker", "Words"], ["I", "hidden"]])
    sheet = made.worksheets[0]
    sheet.append(["I", "x", "Anna, really", "n"])
    sheet.row_dimensions[6].hidden = True
    sheet.column_dimensions["B"].hidden = True
    sheet["A1"].comment = Comment("Anna", "me")
    made.worksheets[2].sheet_state = "hidden"
    reading = read(tmp_path, saved(made), "p01.xlsx")
    assert said(reading) == SAID
    assert dict(reading.left_out) == {
        "hidden rows": 1,
        "hidden columns": 1,
        "hidden sheets": 1,
        "comments": 1,
        "other sheets": 1,
        "other columns": 1,
    }
    assert "Anna" not in reading.text


def test_a_transcript_that_is_hidden_is_not_read_and_the_sentence_says_so(tmp_path: Path) -> None:
    made = book([["Note"]], [HEAD, *TALK])
    made.worksheets[1].sheet_state = "veryHidden"
    with pytest.raises(InputError, match="hidden sheets are not read"):
        read(tmp_path, saved(made), "p01.xlsx")


def test_two_sheets_of_turns_are_refused_with_the_cure(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="2 of its sheets hold turns") as caught:
        workbook(tmp_path, [HEAD, *TALK], [HEAD, *TALK])
    assert "Save each of them as a file of its own" in caught.value.cure


def test_errors_and_formulas_without_a_value_are_told_with_their_place(tmp_path: Path) -> None:
    made = book([HEAD, *TALK, ["", "P1", "#NAME?"], ["", "P1", "=A1&B1"], ["", "P1", "Yes."]])
    reading = read(tmp_path, saved(made), "p01.xlsx")
    assert [p.place for p in reading.problems] == ["sheet Sheet, row 6", "sheet Sheet, row 7"]
    assert "an error" in reading.problems[0].message
    assert "a formula without its value" in reading.problems[1].message
    assert reading.left_out == (("cells with an error", 2),)
    assert said(reading)[-1] == ("P1", "It cost £5, naïvely.\nYes.")


def test_times_numbers_and_dates_are_read_as_they_are_shown(tmp_path: Path) -> None:
    made = book(
        [
            HEAD,
            [dt.time(0, 12), "I", 4.1],
            [dt.timedelta(hours=24, minutes=30), "R", dt.date(2017, 5, 12)],
            [dt.time(1, 4, 28), "I", True],
            [None, "R", 7.0],
        ]
    )
    sheet = made.worksheets[0]
    sheet["A2"].number_format = "h:mm"
    sheet["A3"].number_format = "[h]:mm:ss"
    sheet["C2"].number_format = "0.00"
    sheet["C3"].number_format = "d mmmm yyyy"
    reading = read(tmp_path, saved(made), "p01.xlsx")
    assert [words for _, words in said(reading)] == ["4.10", "12 May 2017", "TRUE", "7"]
    assert [turn.at for turn in reading.turns] == [12.0, 1470.0, 3868.0, None]


@pytest.mark.parametrize(
    ("value", "code", "text"),
    [
        (dt.datetime(2017, 5, 2, 14, 7, 9), "dd/mm/yy h:mm AM/PM", "02/05/17 2:07 PM"),  # noqa: DTZ001 - no zones there
        (dt.datetime(2017, 5, 2, 0, 5), '[$-409]ddd, d. mmm "at" hh\\:mm;@', "Tue, 2. May at 00:05"),  # noqa: DTZ001
        (dt.date(2017, 5, 2), "General", "2017-05-02"),
        (dt.timedelta(minutes=61, seconds=2, milliseconds=500), "[mm]:ss.0", "61:02.5"),
        (dt.timedelta(seconds=5), "General", "0:00:05"),
        (dt.time(1, 2, 3), "mm:ss", "02:03"),
        (dt.time(23, 2), "h AM/PM", "11 PM"),
        (0.5, "0%", "50%"),
        (1234567.5, "#,##0.00", "1,234,567.50"),
        (0.25, "General", "0.25"),
        ("a_x005F_x000D_ b", "@", "a_x000D_ b"),
        (None, "", ""),
    ],
)
def test_a_cell_is_printed_as_its_format_shows_it(value: object, code: str, text: str) -> None:
    assert shown(value, code) == text


@pytest.mark.parametrize(
    ("times", "at"),
    [
        (["[00:00:01]", "00:00:02.500 --> 00:00:03.000"], [1.0, 2.5]),
        (["1.5", "2,5s"], [1.5, 2.5]),
        (["1000", "90000500"], [1.0, 90000.5]),
        (["0:30", "24:30:00"], [30.0, 1470.0]),
        (["10 am", ""], [None, None]),
    ],
)
def test_times_come_in_several_forms(tmp_path: Path, times: list[str], at: list[float | None]) -> None:
    reading = read(tmp_path, delimited([HEAD, [times[0], "I", "How?"], [times[1], "R", "So."]], ";"))
    assert [turn.at for turn in reading.turns] == at
    assert [p for p in reading.problems if "no time into the recording" in p.message] == list(
        reading.problems[:1] if at[0] is None else ()
    )


@pytest.mark.skipif(which("soffice") is None, reason="LibreOffice is the second judge")
def test_what_libreoffice_saves_is_read_the_same(tmp_path: Path) -> None:
    made = book([HEAD, *TALK, ["", "P1", "Two\nlines & more."], ["", "P1", "Anna, really"]])
    made.worksheets[0].row_dimensions[7].hidden = True
    (tmp_path / "p01.xlsx").write_bytes(saved(made))
    command = ["soffice", f"-env:UserInstallation=file://{tmp_path}/profile", "--headless", "--convert-to", "xlsx"]
    out = tmp_path / "out"
    subprocess.run([*command, "--outdir", str(out), str(tmp_path / "p01.xlsx")], check=True, timeout=180)
    before, after = read_transcript(tmp_path / "p01.xlsx"), read_transcript(out / "p01.xlsx")
    assert (after.text, after.turns, after.left_out) == (before.text, before.turns, before.left_out)
    assert after.left_out == (("hidden rows", 1),)


def test_ten_thousand_rows_are_read(tmp_path: Path) -> None:
    rows = [HEAD, *[["0:01", ("I", "R")[n % 2], f"words {n}"] for n in range(10_000)]]
    for reading in (read(tmp_path, delimited(rows)), workbook(tmp_path, rows)):
        assert len(reading.turns) == 10_000
        assert reading.words(reading.turns[-1]) == "words 9999"


# -- without headings -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "rows",
    [
        [["Q", "How was it?"], ["A", "Fine, I think."]],
        [["Date", "3 May"], ["Interviewer", "How was it?"], ["P1", "Fine, I think."]],
        [["Jo", "0:01", "How was it?"], ["Sam", "0:02", "Fine."], ["Jo", "0:03", "And then?"], ["Sam", "0:04", "So."]],
        [["Jo", "How was it?"], ["Sam", "Fine, I think."], ["Jo", "And after?"], ["Sam", "So-so, it was."]],
    ],
)
def test_without_headings_speakers_and_words_are_found_where_they_are_plain(
    tmp_path: Path, rows: list[list[str]]
) -> None:
    talk = [(row[0], row[-1]) for row in rows if row[0] != "Date"]
    assert said(read(tmp_path, delimited(rows))) == talk
    assert said(workbook(tmp_path, rows)) == talk


# -- tables that are no transcript ------------------------------------------------------------------------------------

NO_TRANSCRIPTS = {
    "case list": ([["case_id", "area", "role", "transcript"], ["P1", "north", "provider", "P1.txt"]], "about cases"),
    "case list with names": (
        [["case_id", "name", "transcript"], ["P1", "Jo", "P1.txt"], ["P2", "Jo", "P2.txt"]],
        "about several cases",
    ),
    "list of files": ([["name", "transcript"], ["Jo", "P1.txt"], ["Jo", "P2.docx"]], "lists files"),
    "case list with remarks": (
        [["case", "role", "remark"], ["P1", "provider", "She was late, but said much."]] * 3,
        "about cases",
    ),
    "codings of ours": ([["case", "turn", "subtheme", "words", "coder"], ["P1", "4", "4.2", "said", "MR"]], "cases"),
    "codings with speakers": (
        [["case", "subtheme", "speaker", "words"], ["P1", "4.2", "R", "said"], ["P1", "4.2", "R", "this"]],
        "table of codings",
    ),
    "codings by coder": ([["coder", "speaker", "text"], ["MR", "R", "Interviewer: a\nRespondent: b"]], "of codings"),
    "codes beside quotes": (
        [["Stigma", "I was ashamed of it."], ["Stigma", "And she too."], ["Cost", "It cost."], ["Cost", "A lot."]],
        "no column of speakers",
    ),
    "quotes with labels": ([["4.2", "Interviewer: a\nRespondent: b"], ["4.3", "R: c"], ["4.4", "x"]], "no column of"),
    "list of people": ([["Name", "Text"], *[[name, "is here"] for name in ("Jo", "Sam", "Al", "Di")]], "speaks twice"),
    "words as speakers": ([["Speaker", "Text"], ["What I mean is that " * 9, "I"]], "more than a name"),
    "several interviews": (
        [["File", "Speaker", "Text"], ["a", "I", "How?"], ["b", "I", "Why?"]],
        "several cases or files",
    ),
    "no words": ([["Speaker", "Text"], ["I", ""]], "column of words is empty"),
    "no speakers": ([["Speaker", "Text"], ["", "How?"]], "column of speakers is empty"),
    "two columns of words": ([["Speaker", "Text", "Transcription"], ["I", "Ja?", "Yes?"]], "columns B and C both hold"),
    "figures": ([["1", "2"], ["3", "4"]], "no column of speakers"),
}


@pytest.mark.parametrize("kind", NO_TRANSCRIPTS)
def test_a_table_that_is_no_transcript_is_refused_in_a_sentence_with_a_cure(tmp_path: Path, kind: str) -> None:
    rows, why = NO_TRANSCRIPTS[kind]
    files = [("p01.csv", delimited(rows)), ("p01.tsv", delimited(rows, "\t")), ("p01.xlsx", saved(book(rows)))]
    for name, data in files:
        with pytest.raises(InputError, match=why) as caught:
            read(tmp_path, data, name)
        assert caught.value.sentence.startswith(f"Could not read {name}: ")
        assert caught.value.cure.endswith(".")


def test_too_many_speakers_are_a_column_of_something_else(tmp_path: Path) -> None:
    rows = [["Name", "Text"], *[[f"Person {n // 2}", "is here"] for n in range(300)]]
    with pytest.raises(InputError, match="more than 100 speakers"):
        read(tmp_path, delimited(rows))


def test_plain_text_that_is_called_csv_is_read_as_what_it_is(tmp_path: Path) -> None:
    reading = read(tmp_path, b"I: Well, how was it?\nR: Fine; mostly.\n")
    assert reading.marker == "label and colon"
    assert len(reading.turns) == 2
    with pytest.raises(InputError, match="no column of speakers"):
        read(tmp_path, b'"I: Well, how?"\nR: Fine.\n')  # as plain text R would have said nothing of the first line


def test_a_transcript_in_plain_text_is_never_taken_for_a_table(tmp_path: Path) -> None:
    reading = read(tmp_path, b"Speaker: Jo, P1\n\nI: Name, words?\nR: Time,speaker\nI: a,b\n", "p.txt")
    assert reading.marker == "label and colon"


BAD = [
    ("p.csv", b'Speaker,Words\nI,"How?\nR,So.\n', InputError, "quotation marks"),
    ("p.csv", b"Speaker,Words\nI,Well, how?\nR,So.\n", InputError, "row 2 is longer"),
    ("p.csv", b"Speaker,Words\nI,\x00\n", InputError, "NUL"),
    ("p.csv", b"Speaker,Words\nI,\x81\xff\n", InputError, "neither UTF-8"),
    ("p.csv", b"sep=;\n", InputError, "no column of speakers"),
    ("p.csv", b"Speaker,Words\n", InputError, "empty"),
    ("p.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(99), InputError, r"old workbook \(\.xls\)"),
    ("p.xlsx", saved(Workbook()), InputError, "it is a workbook, but has no column"),
]


@pytest.mark.parametrize(("name", "data", "kind", "why"), BAD)
def test_bad_files_are_refused_in_one_sentence(
    tmp_path: Path, name: str, data: bytes, kind: type[FrameworkError], why: str
) -> None:
    with pytest.raises(kind, match=why) as caught:
        read(tmp_path, data, name)
    assert str(tmp_path) not in str(caught.value)


def rewritten(data: bytes, **parts: bytes) -> bytes:
    """Give a workbook some of whose parts are others, named by their last name."""
    stream = io.BytesIO()
    with ZipFile(io.BytesIO(data)) as old, ZipFile(stream, "w", ZIP_DEFLATED) as packed:
        for member in old.namelist():
            packed.writestr(member, parts.get(member.rpartition("/")[2].partition(".")[0], old.read(member)))
    return stream.getvalue()


SHEET = b"""<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>%s</sheetData>
</worksheet>"""


def sheets_at(data: bytes) -> bytes:
    with ZipFile(io.BytesIO(data)) as archive:
        return archive.read("xl/workbook.xml")


def test_rows_and_cells_that_do_not_say_where_they_stand_are_counted(tmp_path: Path) -> None:
    cell = b'<c t="inlineStr"><is><t>%s</t></is></c>'
    row = b"<row>" + cell % b"%s" + cell % b"%s" + b"</row>"
    rows = [
        row % (b"Speaker", b"Words"),
        row % (b"I", b"How?"),
        row.replace(b"<row", b'<row hidden="1"') % (b"R", b"No"),
    ]
    formula = b"<row>" + cell % b"R" + b"<c><f>A1</f></c></row>"
    data = rewritten(saved(book([HEAD])), sheet1=SHEET % b"".join([*rows, formula, row % (b"R", b"So.")]))
    reading = read(tmp_path, data, "p01.xlsx")
    assert said(reading) == [("I", "How?"), ("R", "So.")]
    assert reading.left_out == (("cells with an error", 1), ("hidden rows", 1))
    assert [p.place for p in reading.problems] == ["sheet Sheet, row 4"]


def test_damaged_and_hostile_workbooks_are_refused(tmp_path: Path) -> None:
    sound = saved(book([HEAD, *TALK]))
    doctype = b'<!DOCTYPE a [<!ENTITY b "c">]><worksheet/>'
    for data, kind in (
        (rewritten(sound, sheet1=doctype), RefusedError),
        (rewritten(sound, sheet1=bytes(3 * 2**20)), RefusedError),
        (rewritten(sound, sheet1=b"<worksheet><row"), InputError),
        (rewritten(sound, sheet1=b"<worksheet><row r='x'/></worksheet>"), InputError),
        (rewritten(sound, sheet1=b"<worksheet><cols><col hidden='1'/></cols></worksheet>"), InputError),
        (rewritten(sound, sheet1=SHEET % b'<row r="1"><c r="A1" t="s"><v>999</v></c></row>'), InputError),
        (rewritten(sound, workbook=b"<a/>"), InputError),
        (
            rewritten(sound, workbook=sheets_at(sound).replace(b'"Sheet"', b'"Other"').replace(b"rId1", b"rId9")),
            InputError,
        ),
        *((sound[: len(sound) * tenth // 10], InputError) for tenth in range(1, 10)),
    ):
        with pytest.raises(kind):
            read(tmp_path, data, "p01.xlsx")


def test_tables_over_the_limits_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    wide = [f"h{n}" for n in range(1_001)]
    for data, name in ((delimited([HEAD, *TALK, wide]), "p.csv"), (saved(book([HEAD, *TALK, wide])), "p.xlsx")):
        with pytest.raises(RefusedError, match="more than 1,000 columns"):
            read(tmp_path, data, name)
    monkeypatch.setattr(spreadsheet_turns, "MOST_ROWS", 3)
    monkeypatch.setattr(spreadsheet_cells, "MOST_ROWS", 3)
    for data, name in ((delimited([HEAD, *TALK]), "p.csv"), (saved(book([HEAD, *TALK])), "p.xlsx")):
        with pytest.raises(RefusedError, match="more than 3 rows"):
            read(tmp_path, data, name)
    monkeypatch.setattr(spreadsheet_cells, "MOST_CELLS", 10)
    with pytest.raises(RefusedError, match="more than 10 cells"):
        workbook(tmp_path, [HEAD, *TALK])
    assert grids.MOST_ROWS == 100_000


@settings(max_examples=120, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.sampled_from(["", "Speaker,Words\n", "Time;Who;Text\n"]), st.text("I,R;:\t\"\n'0a\\=é", max_size=80))
def test_any_text_is_read_or_told_and_never_a_traceback(tmp_path: Path, head: str, rest: str) -> None:
    try:
        reading = read(tmp_path, (head + rest).encode())
    except FrameworkError:
        return
    assert reading.turns
    assert "\r" not in reading.text


def test_the_studys_own_tables_in_the_folder_are_told_and_left_out(tmp_path: Path) -> None:
    new(tmp_path / "study", "A study")
    folder = tmp_path / "interviews"
    folder.mkdir()
    (folder / "P1.csv").write_bytes(delimited([HEAD, *TALK]))
    cases = b"case_id,area,role,transcript\nP1,area_1,provider,P1.csv\n"
    (tmp_path / "study" / "cases.csv").write_bytes(cases)
    (folder / "cases.csv").write_bytes(cases)
    (folder / "codings.csv").write_bytes(b"case,turn,subtheme,words,coder\nP1,2,4.2,Money,MR\n")
    for table in ("cases.csv", "codings.csv"):
        with pytest.raises(FrameworkError):
            ingest(tmp_path / "study", [folder / table], who="me")
    report = ingest(tmp_path / "study", [folder], who="me")
    told = [(problem.path, problem.severity) for problem in report.problems]
    assert told == [("cases.csv", Severity.WARNING), ("codings.csv", Severity.WARNING)]
    assert [(file.case, file.turns) for file in report.files] == [("P1", 4)]
