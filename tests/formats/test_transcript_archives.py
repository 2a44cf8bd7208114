"""Bad archives, whichever of the three kinds they pretend to be: each is refused in one sentence."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from openpyxl import Workbook

from framework_qa.errors import InputError, RefusedError
from tests.formats.bad_archives import BAD, cut_short, members, packed
from tests.formats.interview_files import interview, told

TALK = (("Speaker", "Words"), ("Interviewer", "How?"), ("Respondent", "Well, like that."))
CONTENT = (
    '<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:text>'
    "<text:p>Interviewer: How?</text:p><text:p>Respondent: Well.</text:p>"
    "</office:text></office:body></office:document-content>"
)


def good(folder: Path, kind: str) -> tuple[bytes, str]:
    """Give a sound file of a kind, and the name of its main part."""
    if kind == "docx":
        return interview(folder / "good.docx").read_bytes(), "word/document.xml"
    if kind == "odt":
        parts: list[tuple[str, bytes]] = [("mimetype", b"application/vnd.oasis.opendocument.text")]
        return packed([*parts, ("content.xml", CONTENT.encode())]), "content.xml"
    made, target = Workbook(), io.BytesIO()
    for row in TALK:
        made.worksheets[0].append(row)
    made.save(target)
    return target.getvalue(), "xl/workbook.xml"


KINDS = ("docx", "odt", "xlsx")


@pytest.mark.parametrize("kind", KINDS)
def test_the_archives_that_bad_ones_are_made_from_are_good(tmp_path: Path, kind: str) -> None:
    data, main = good(tmp_path, kind)
    assert told(tmp_path / f"p01.{kind}", data) is None
    assert told(tmp_path / f"p01.{kind}", packed(list(members(data).items()))) is None
    assert main in members(data)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("what", BAD)
def test_a_bad_archive_is_refused_in_one_sentence(tmp_path: Path, kind: str, what: str) -> None:
    change, why = BAD[what]
    error = told(tmp_path / f"p01.{kind}", change(*good(tmp_path, kind)))
    assert error is not None
    assert type(error) is (InputError if what == "a password" else RefusedError)
    assert error.sentence.startswith(("Refused to read", "Could not read"))
    assert f"p01.{kind}" in error.sentence
    assert why in error.sentence
    assert error.sentence.count(".") == 2, "one for the suffix, one for the end"
    assert error.cure.endswith(".")


@pytest.mark.parametrize("kind", KINDS)
def test_an_archive_cut_at_any_tenth_is_told(tmp_path: Path, kind: str) -> None:
    data, _ = good(tmp_path, kind)
    for part in cut_short(data):
        error = told(tmp_path / f"p01.{kind}", part)
        assert error is not None
        assert "damaged or cut short" in error.sentence
