"""Coded segments in other tools' shapes: recognised by their headings, read with everything they say."""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from framework_qa.analysis.finding import Haystack, find_words
from framework_qa.errors import FrameworkError
from framework_qa.formats.segments import moment, read_segments
from framework_qa.model.ids import CaseId, TranscriptId
from framework_qa.model.segments import Segment, SegmentFile
from framework_qa.model.text import Speaker, SpeakerRole, Transcript, Turn

Rows = Iterable[Sequence[object]]


def written(folder: Path, rows: Rows, *, name: str = "coded.csv", encoding: str = "utf-8") -> Path:
    path = folder / name
    if path.suffix == ".xlsx":
        workbook = Workbook()
        sheet = workbook.active
        assert sheet is not None
        for row in rows:
            sheet.append(list(row))
        workbook.save(path)
        return path
    text = io.StringIO(newline="")
    csv.writer(text).writerows(rows)
    path.write_bytes(text.getvalue().encode(encoding))
    return path


def read(path: Path) -> SegmentFile:
    found = read_segments(path)
    assert found is not None
    return found


ATLAS = (
    ("Number", "Reference", "Text Content", "Document", "Codes", "Comment", "Created by", "Created"),
    (
        "1:2",
        "paragraph 3",
        "ashamed of asking",
        "P01.docx",
        "Stigma\n Waiting \nStigma",
        "a memo",
        "J  S",
        "2024-03-01",
    ),
    ("1:3", "Page 4", "four months", "P01.docx", "", "", "", "1/3/2024 10:22"),
)
MAXQDA = (
    ("Document group", "Document name", "Code", "Segment", "Begin", "Weight score", "Author", "Creation date"),
    ("Area 1", "P01", "Access > Barriers >  Stigma", "ashamed of asking", 12, 0, "JS", "2024-03-01 10:22:11"),
)
QUALCODER = (
    ("File", "Coder", "Coded", "Id", "Codename", "Coded_Memo", "Category"),
    ("P01.txt", "default", "ashamed\nof asking", 7, "Stigma", "see 4", "Barriers"),
    ("P01.txt", "default", "four months", 8, "Waiting > list", "", ""),
)
TAGUETTE = (("id", "document", "content", "tag"), (1, "P01", "ashamed of asking", "barriers.stigma"))
OURS = (
    ("Case", "code", "words", "coder", "start", "end", "paragraph"),
    ("A1-P01", "Access > Stigma", "ashamed of asking", "MR", 4, 21, ""),
)
EVERY = {"ATLAS.ti": ATLAS, "MAXQDA": MAXQDA, "QualCoder": QUALCODER, "Taguette": TAGUETTE, "segments": OURS}


@pytest.mark.parametrize("name", ["coded.csv", "coded.xlsx"])
@pytest.mark.parametrize("tool", EVERY)
def test_each_tool_is_recognised_by_its_headings(tmp_path: Path, tool: str, name: str) -> None:
    found = read(written(tmp_path, EVERY[tool], name=name))
    assert (found.path, found.tool, found.problems) == (name, tool, ())
    assert found.segments[0].words.split() == ["ashamed", "of", "asking"]


def test_atlas_ti_gives_codes_a_line_each_and_a_paragraph(tmp_path: Path) -> None:
    first, second = read(written(tmp_path, ATLAS)).segments
    assert first == Segment(
        "row 2",
        "P01.docx",
        "ashamed of asking",
        (("Stigma",), ("Waiting",)),
        "J S",
        "2024-03-01T00:00:00Z",
        "a memo",
        paragraph=3,
    )
    assert (second.codes, second.paragraph, second.at) == ((), 0, "")


def test_maxqda_gives_paths_of_codes_author_and_date(tmp_path: Path) -> None:
    (only,) = read(written(tmp_path, MAXQDA)).segments
    assert only.codes == (("Access", "Barriers", "Stigma"),)
    assert (only.document, only.coder, only.at, only.paragraph) == ("P01", "JS", "2024-03-01T10:22:11Z", 12)


def test_qualcoder_gives_category_and_code_and_keeps_names_whole(tmp_path: Path) -> None:
    first, second = read(written(tmp_path, QUALCODER, encoding="utf-8-sig")).segments
    assert first.codes == (("Barriers", "Stigma"),)
    assert (first.coder, first.memo, first.words) == ("default", "see 4", "ashamed\nof asking")
    assert second.codes == (("Waiting > list",),)


def test_qualcoder_positions_are_read_where_it_gives_them(tmp_path: Path) -> None:
    rows = [(*QUALCODER[0], "pos0", "pos1"), (*QUALCODER[1], 10, "28")]
    (only,) = read(written(tmp_path, rows)).segments
    assert (only.start, only.end) == (10, 28)


def test_a_table_of_ours_gives_positions(tmp_path: Path) -> None:
    (only,) = read(written(tmp_path, OURS)).segments
    assert (only.document, only.codes, only.coder) == ("A1-P01", (("Access", "Stigma"),), "MR")
    assert (only.start, only.end, only.paragraph) == (4, 21, 0)


@pytest.mark.parametrize(
    "header",
    [
        ("case", "turn", "subtheme", "words", "coder"),
        ("case", "subtheme", "status", "text"),
        ("name", "value"),
        ("document", "content", "tag"),
    ],
)
def test_what_no_tool_heads_so_is_left_to_others(tmp_path: Path, header: Sequence[str]) -> None:
    assert read_segments(written(tmp_path, [header, ["x"] * len(header)])) is None


def test_an_empty_file_is_no_tools(tmp_path: Path) -> None:
    assert read_segments(written(tmp_path, [])) is None


def test_a_table_of_headings_alone_is_told(tmp_path: Path) -> None:
    found = read(written(tmp_path, TAGUETTE[:1]))
    assert found.segments == ()
    assert [str(problem) for problem in found.problems] == ["coded.csv: The table has no row below its headings."]


def test_windows_text_is_read_and_told(tmp_path: Path) -> None:
    found = read(written(tmp_path, [TAGUETTE[0], (1, "P01", "it’s a shame", "x")], encoding="cp1252"))
    assert found.segments[0].words == "it’s a shame"
    assert "Windows-1252" in str(found.problems[0])


def test_what_is_no_table_is_refused_in_a_sentence(tmp_path: Path) -> None:
    path = tmp_path / "coded.pdf"
    path.write_bytes(b"%PDF-1.4")
    with pytest.raises(FrameworkError, match=r"Could not read coded.pdf: it is a PDF."):
        read_segments(path)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("2024-03-01", "2024-03-01T00:00:00Z"),
        ("2024-03-01T10:22", "2024-03-01T10:22:00Z"),
        ("2024-03-01T10:22:11+02:00", "2024-03-01T08:22:11Z"),
        ("2024-03-01T10:22:11.5Z", "2024-03-01T10:22:11Z"),
        ("3/4/2024", ""),
        ("2024-13-01", ""),
        ("0001-01-01T00:00:00+23:59", ""),
        ("", ""),
    ],
)
def test_only_dates_that_mean_one_day_are_kept(typed: str, kept: str) -> None:
    assert moment(typed) == kept


@pytest.mark.parametrize(
    ("reference", "paragraph"),
    [("paragraph 3", 3), ("¶ 12 - 14", 12), ("Paragraphs 3-4", 3), ("7", 7), ("Page 3", 0), ("0:01:12", 0), ("", 0)],
)
def test_references_that_are_no_paragraph_are_none(tmp_path: Path, reference: str, paragraph: int) -> None:
    rows = (("Document", "Text Content", "Codes", "Reference"), ("P01", "words", "x", reference))
    assert read(written(tmp_path, rows)).segments[0].paragraph == paragraph


# -- properties: what was marked comes back to the letter, whichever tool wrote it


class Marked(NamedTuple):
    document: str
    words: str
    code: str
    start: int
    end: int


WORDS = st.sampled_from(
    [
        "aye",
        "it’s",
        "“fine”",
        "of\ufb01ce",
        "cafe\u0301",
        "no—no",
        "well…",
        "\U0001f469\u200d\U0001f467",
        "=1+1",
        "'so",
        "a;b",
    ]
)
TEXTS = st.lists(WORDS, min_size=3, max_size=25).map(lambda words: [f"{word}{n}" for n, word in enumerate(words)])


@st.composite
def overlapping(draw: st.DrawFn) -> tuple[dict[str, str], list[Marked]]:
    """Draw two documents whose words stand once each, and stretches marked in them that overlap at will."""
    texts = {name: draw(TEXTS) for name in ("P01", "P02")}
    gaps = draw(st.sampled_from([" ", "\n", " \n\n "]))
    documents = {name: gaps.join(words) for name, words in texts.items()}
    marked = []
    for _ in range(draw(st.integers(1, 8))):
        name = draw(st.sampled_from(sorted(texts)))
        first = draw(st.integers(0, len(texts[name]) - 1))
        last = draw(st.integers(first, len(texts[name]) - 1))
        start = len(gaps.join([*texts[name][:first], ""]))
        end = len(gaps.join(texts[name][: last + 1]))
        code = draw(st.sampled_from(["Stigma", "Waiting list", "4.10", "Ärger & Scham"]))
        marked.append(Marked(name, documents[name][start:end], code, start, end))
    return documents, marked


def as_tool(tool: str, marked: Sequence[Marked]) -> Rows:
    """Write what was marked as a tool does."""
    rows: dict[str, Rows] = {
        "ATLAS.ti": [
            ("Number", "Reference", "Text Content", "Document", "Codes"),
            *((f"1:{n}", "paragraph 1", m.words, m.document, f"{m.code}\nBoth") for n, m in enumerate(marked)),
        ],
        "MAXQDA": [
            ("Document name", "Code", "Segment"),
            *((m.document, f"All > {m.code}", m.words) for m in marked),
        ],
        "QualCoder": [
            ("File", "Coder", "Coded", "Id", "Codename", "Coded_Memo", "Category"),
            *((m.document, "me", m.words, n, m.code, "", "All") for n, m in enumerate(marked)),
        ],
        "Taguette": [
            ("id", "document", "content", "tag"),
            *((n, m.document, m.words, m.code) for n, m in enumerate(marked)),
        ],
        "segments": [("document", "code", "words"), *((m.document, m.code, m.words) for m in marked)],
    }
    return rows[tool]


def codes_of(tool: str, code: str) -> tuple[tuple[str, ...], ...]:
    """Give what a tool's rows above say of a code."""
    if tool == "ATLAS.ti":
        return ((code,), ("Both",))
    return (("All", code),) if tool in ("MAXQDA", "QualCoder") else ((code,),)


@pytest.mark.parametrize("tool", EVERY)
@given(drawn=overlapping())
@settings(max_examples=25)
def test_overlapping_codings_come_back_with_their_quotes(
    tmp_path_factory: pytest.TempPathFactory, tool: str, drawn: tuple[dict[str, str], list[Marked]]
) -> None:
    documents, marked = drawn
    found = read(written(tmp_path_factory.mktemp("coded"), as_tool(tool, marked), encoding="utf-8-sig"))
    assert found.tool == tool
    assert [s.codes for s in found.segments] == [codes_of(tool, m.code) for m in marked]
    hays = {name: haystack(name, text) for name, text in documents.items()}
    for segment, mark in zip(found.segments, marked, strict=True):
        places = find_words([hays[segment.document]], segment.words).places
        assert (mark.start, mark.end) in [(place.start, place.end) for place in places]


def haystack(name: str, text: str) -> Haystack:
    identifier = TranscriptId(hashlib.sha256(text.encode()).hexdigest())
    speaker, turn = Speaker("R", SpeakerRole.RESPONDENT), Turn(1, "R", 0, len(text))
    return Haystack(Transcript(identifier, CaseId(name), name, text, (speaker,), (turn,)))
