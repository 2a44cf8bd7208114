"""Foreign names: a code or a document is known by any of its names, and by no other."""

from __future__ import annotations

import pytest

from framework_qa.analysis.foreign_names import CodeNames, DocumentNames, folded_name
from framework_qa.model.codebook import Codebook, Subtheme, SubthemeStatus, Theme
from framework_qa.model.ids import CaseId, Code, TranscriptId
from framework_qa.model.study import Settings, Study
from framework_qa.model.text import Transcript


def subtheme(number: str, code: str, label: str, *, category: str = "", retired: bool = False) -> Subtheme:
    status = SubthemeStatus.RETIRED if retired else SubthemeStatus.LIVE
    return Subtheme(number, Code(code), label, "d", category=category, status=status)


CODEBOOK = Codebook(
    "c",
    1,
    (
        Theme(
            "4",
            Code("access"),
            "Access",
            "d",
            (
                subtheme("4.1", "access.stigma", "Parents’ stigma", category="Cultural"),
                subtheme("4.2", "access.gone", "Gone", retired=True),
                subtheme("4.9", "access.other", "Other"),
            ),
        ),
        Theme("5", Code("money"), "Money", "d", (subtheme("5.9", "money.other", "Other"),)),
    ),
)


def meant(*path: str, **decided: str) -> str:
    """Give the number of the subtheme that a code is, or why it is none."""
    decisions = {name: known for name, number in decided.items() if (known := CODEBOOK.subtheme(number))}
    found = CodeNames(CODEBOOK, decisions).meant(path)
    return found.subtheme.number if found.subtheme else found.why


@pytest.mark.parametrize(
    ("path", "number"),
    [
        (("parents' STIGMA",), "4.1"),
        (("4.1  Parents’ stigma",), "4.1"),
        (("Access", "Other"), "4.9"),
        (("Access", "Cultural", "Parents’ stigma"), "4.1"),
        (("Codes", "4 Access", "4.9"), "4.9"),
        (("Code System", "money", "Other"), "5.9"),
    ],
)
def test_a_code_is_known_below_its_theme_and_category(path: tuple[str, ...], number: str) -> None:
    assert meant(*path) == number


@pytest.mark.parametrize(
    ("path", "why"),
    [
        (("Other",), "it may be 4.9 Other or 5.9 Other"),
        (("Money", "Parents’ stigma"), "4.1 Parents’ stigma stands under another name here"),
        (("Access", "Wealth", "Parents’ stigma"), "4.1 Parents’ stigma stands under another name here"),
        (("Gone",), "4.2 Gone is retired"),
        (("ACCESS",), "4 Access is a theme, and a coding needs one of its subthemes"),
        (("stigm",), "the codebook has no such subtheme"),
        (("",), "the codebook has no such subtheme"),
    ],
)
def test_a_code_that_is_not_certain_says_why(path: tuple[str, ...], why: str) -> None:
    assert meant(*path) == why


def test_a_decision_is_followed_but_not_to_what_is_retired() -> None:
    assert meant("Shame", shame="4.1") == "4.1"
    assert meant("Anything", "Shame", shame="4.1") == "4.1"
    assert meant("Shame", shame="4.2") == "4.2 Gone is retired"


def test_a_name_with_a_comma_is_parted_only_where_every_part_is_known() -> None:
    names = CodeNames(CODEBOOK, {})
    assert names.parted(("4.1, access.other",)) == (("4.1",), ("access.other",))
    assert names.parted(("4.1, hope",)) == (("4.1, hope",),)
    assert names.parted(("Access", "4.1, 4.9")) == (("Access", "4.1, 4.9"),)


def transcript(case: str, name: str) -> Transcript:
    return Transcript(TranscriptId(f"{case}{name}"), CaseId(case), name, "x", (), ())


STUDY = Study(
    Settings("s"),
    transcripts=(
        transcript("A1-P01", "Anna Å.docx"),
        transcript("A1-P01", "2.txt"),
        transcript("P02", "v1.2 final.txt"),
    ),
)


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("anna a\u030a.DOCX", ["Anna Å.docx"]),
        ("Anna Å", ["Anna Å.docx"]),
        ("C:\\Interviews\\Anna Å.rtf", ["Anna Å.docx"]),
        ("D12: Anna Å.docx", ["Anna Å.docx"]),
        ("A1-P01", ["Anna Å.docx", "2.txt"]),
        ("v1.2 final", ["v1.2 final.txt"]),
        ("v1", []),
        ("", []),
        ("Ann", []),
    ],
)
def test_a_document_is_known_by_its_file_its_stem_or_its_case(name: str, found: list[str]) -> None:
    assert [one.name for one in DocumentNames(STUDY).transcripts(name)] == found


def test_typography_is_no_part_of_a_name() -> None:
    assert folded_name(" It’s\u00a0 “so” ") == folded_name('it\'s "SO"')
