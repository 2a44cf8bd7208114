"""The sample study is what its README says: the figures, the voices, the known answers, and what is planted where."""

from __future__ import annotations

import csv
import json
import zipfile
from collections import Counter
from pathlib import Path

import pytest
from lxml import etree
from ruamel.yaml import YAML

from framework_qa import open_study
from framework_qa.model.chart import Status
from framework_qa.model.coding import Route
from framework_qa.model.study import Study
from framework_qa.model.text import SpeakerRole
from framework_qa.outputs.markdown import to_markdown
from framework_qa.stages import report
from tests.small_study import run

ROOT = Path(__file__).resolve().parents[2]
SAMPLE = ROOT / "transcripts_sample"
ANSWERS = SAMPLE / "known_answers"


def rows(name: str) -> list[dict[str, str]]:
    with (ANSWERS / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def folder(demo: Path) -> Path:
    return demo / "by_reading"


@pytest.fixture(scope="module")
def read(folder: Path) -> Study:
    return open_study(folder)


def turn(study: Study, case: str, number: int) -> str:
    transcript, found = study.turn_by_number[study.case_by_id[case].id, number]  # type: ignore[index]
    return transcript.words(found)


def test_the_sample_has_the_figures_of_the_study_it_is_modelled_on(folder: Path) -> None:
    (design, types) = report.tables(folder, ["achieved_interviews", "local_respondents"])
    achieved = {str(row[0]): [str(row[place]).split()[0] for place in (1, 3, 5)] for row in design.rows}
    assert achieved == {
        "National": ["8", "n/a", "8"],
        "Case study area 1": ["2", "6", "8"],
        "Case study area 2": ["2", "4", "6"],
        "Case study area 3": ["1", "3", "4"],
        "Case study area 4": ["3", "6", "9"],
        "Case study area 5": ["2", "9", "11"],
        "Total": ["18", "28", "46"],
    }
    verdicts = {str(row[place]).rpartition(" ")[2] for row in design.rows[1:6] for place in (2, 4)}
    assert verdicts == {"met", "below", "above"}
    assert [int(str(row[1]).split()[0]) for row in types.rows] == [2, 3, 2, 3, 3, 3, 10, 4, 4, 4, 0, 0, 38]


def test_areas_are_spread_over_the_two_sampling_criteria(folder: Path) -> None:
    (found,) = report.tables(folder, ["area_criteria"])
    assert [row[2].value for row in found.rows] == [2, 2, 1, 2, 2, 1, 5]


def test_every_interview_is_of_a_natural_length_and_no_two_share_an_answer(read: Study) -> None:
    said: Counter[str] = Counter()
    words: Counter[str] = Counter()
    for transcript in read.transcripts:
        for one in transcript.turns:
            text = transcript.words(one)
            words[transcript.case] += len(text.split())
            if len(text.split()) >= 12:
                said[" ".join(text.split())] += 1
    assert len(words) == 46
    assert all(800 <= count <= 1600 for count in words.values())
    assert words.total() >= 50_000
    assert [text for text, count in said.items() if count > 1] == []


def test_files_come_as_they_do_in_real_life() -> None:
    suffixes = Counter(path.suffix for path in (SAMPLE / "transcripts").iterdir())
    assert set(suffixes) == {".docx", ".txt", ".md", ".vtt", ".srt", ".odt", ".rtf", ".pdf", ".xlsx"}
    assert suffixes.total() == 47
    text = "".join(path.read_text(encoding="utf-8") for path in (SAMPLE / "transcripts").glob("*.md"))
    for sign in ("£", "–", "“", "((laughs))", "["):
        assert sign in text


def test_words_that_are_planted_stand_where_the_list_says(read: Study) -> None:
    found = [row for row in rows("planted.csv") if row["words"] and row["turns"]]
    assert len(found) == 11
    for row in found:
        for number in row["turns"].split("; "):
            assert row["words"] in turn(read, row["case"], int(number)), row
    kinds = Counter(row["kind"] for row in rows("planted.csv"))
    assert kinds["residual identifier"] == kinds["look-alike"] == 6
    assert kinds["deviant case"] == 3


@pytest.mark.parametrize(("case", "words"), [("N-S07", "Harrowmere office"), ("A2-P01", "Working copy")])
def test_a_place_is_planted_in_the_properties_of_a_file_and_never_comes_in(
    case: str, words: str, read: Study, folder: Path
) -> None:
    with zipfile.ZipFile(SAMPLE / "transcripts" / f"{case}.docx") as archive:
        properties = etree.fromstring(archive.read("docProps/core.xml"))
    assert words in "".join(properties.itertext())
    assert all(words not in transcript.text for transcript in read.transcripts)
    assert words.encode() not in (folder / "study.db").read_bytes()


def test_what_is_said_twice_word_for_word_can_be_quoted_twice(sample: Path) -> None:
    (row,) = [row for row in rows("planted.csv") if row["kind"] == "said twice word for word"]
    words = row["words"].partition(" ")[2]  # the first word begins with a capital once
    for number in row["turns"].split("; "):
        assert run(sample, "coding", "add", f"{row['case']}#{number}", "8.1", words).code == 0
    study = open_study(sample)
    quoted = [study.span_by_id[coding.span].turn for coding in study.codings if coding.route is Route.HAND]
    assert [str(number) for number in quoted] == row["turns"].split("; ")


def test_one_case_was_interviewed_twice_and_its_turns_are_numbered_on(read: Study) -> None:
    first, second = read.transcripts_of[read.case_by_id["A4-P02"].id]  # type: ignore[index]
    assert second.turns[0].number == first.turns[-1].number + 1
    assert sum(len(found) for found in read.transcripts_of.values()) == 47


def test_a_withdrawn_interview_belongs_to_no_study(read: Study, demo: Path) -> None:
    assert (SAMPLE / "withdrawn" / "A5-P10.md").is_file()
    assert "A5-P10" not in read.case_by_id
    assert not list(demo.rglob("*A5-P10*"))


def test_one_interview_was_never_asked_about_funding(read: Study) -> None:
    case, book = read.case_by_id["A2-P02"], read.codebook  # type: ignore[index]
    assert book is not None
    theme = book.theme("2")
    assert theme is not None
    assert not any(read.asked(case, subtheme) for subtheme in theme.subthemes)


def test_one_interview_breaks_off_before_the_end(read: Study) -> None:
    statuses = {cell.status for cell in read.cells if cell.case == "A1-P05"}
    assert Status.NOT_REACHED in statuses


def test_the_two_codings_are_of_respondents_words_alone(read: Study) -> None:
    for name in ("reference_coding.csv", "second_coding.csv", "consensus_coding.csv"):
        for row in rows(name):
            transcript, found = read.turn_by_number[read.case_by_id[row["case"]].id, int(row["turn"])]  # type: ignore[index]
            assert transcript.role_of(found.speaker) is SpeakerRole.RESPONDENT
            assert row["words"] in transcript.words(found), (name, row["case"], row["turn"])


def test_the_consensus_holds_nothing_that_neither_coding_had() -> None:
    def marks(name: str) -> set[tuple[str, str, str]]:
        return {(row["case"], row["turn"], row["subtheme"]) for row in rows(name)}

    twice = {row["case"] for row in rows("second_coding.csv")}
    first = {mark for mark in marks("reference_coding.csv") if mark[0] in twice}
    second = marks("second_coding.csv")
    assert len(twice) == 12
    assert first != second, "disagreements are left as they are"
    assert first & second <= marks("consensus_coding.csv") <= first | second


def test_sixteen_interviews_are_held_out_over_all_areas() -> None:
    held_out = [row["case"] for row in rows("held_out.csv")]
    assert len(set(held_out)) == 16
    assert {case.split("-")[0] for case in held_out} == {"N", "A1", "A2", "A3", "A4", "A5"}


def test_two_themes_are_charted_for_every_case_and_every_quotation_holds(read: Study, folder: Path) -> None:
    assert len(read.cells) == 46 * 16
    assert {cell.status for cell in read.cells} >= {
        Status.CHARTED, Status.NOTHING_SAID, Status.NOT_ASKED, Status.NOT_REACHED,
    }  # fmt: skip
    assert json.loads(run(folder, "verify", "--deep", "--json").out)["sound"]


def test_findings_rest_on_charted_cells_and_name_those_that_speak_against_them(read: Study) -> None:
    found = YAML(typ="safe").load((ANSWERS / "findings.yaml").read_text(encoding="utf-8"))["findings"]
    assert [finding["number"] for finding in found] == ["F1", "F2", "F3", "F4", "F5", "F6"]
    for finding in found:
        assert finding["against"], finding["number"]
        for reference in (*finding["cells"], *(one["cell"] for one in finding["against"])):
            assert charted(read, reference), (finding["number"], reference)
    against = {one["cell"].split(":")[0] for finding in found for one in finding["against"]}
    assert {"N-S08", "A4-S03", "A5-P09"} <= against


def test_every_charted_cell_of_one_subtheme_stands_in_a_category(read: Study) -> None:
    found = rows("categories.csv")
    (number,) = {row["subtheme"] for row in found}
    assert len({row["category"] for row in found}) >= 4
    assert read.codebook is not None
    subtheme = read.codebook.subtheme(number)
    assert subtheme is not None
    cells = {c.case for c in read.cells if c.subtheme == subtheme.code and c.status is Status.CHARTED}
    assert {row["case"] for row in found} == cells


def charted(study: Study, reference: str) -> bool:
    case, _, number = reference.partition(":")
    subtheme = study.codebook.subtheme(number) if study.codebook else None
    cell = subtheme and study.stored_cell.get((study.case_by_id[case].id, subtheme.code))  # type: ignore[index]
    return bool(cell) and cell.status is Status.CHARTED  # type: ignore[union-attr]


@pytest.mark.parametrize("name", ["support_funding", "support_pathways"])
def test_the_two_findings_tables_come_out_of_the_reference_coding(folder: Path, name: str) -> None:
    (found,) = report.tables(folder, [name])
    assert to_markdown(found) == (ANSWERS / "tables" / f"{name}.md").read_text(encoding="utf-8")


def test_a_topic_is_raised_at_national_level_only(read: Study) -> None:
    found = [row for row in rows("planted.csv") if row["kind"] == "raised at national level only"]
    assert {row["case"] for row in found} == {"N-S03", "N-S05", "N-S07", "N-S08"}
    for row in found:
        for number in row["turns"].split("; "):
            assert "department" in turn(read, row["case"], int(number)).casefold()
    local = [t for t in read.transcripts if not t.case.startswith("N-")]
    assert not any("which department" in t.text.casefold() or "government department" in t.text for t in local)
