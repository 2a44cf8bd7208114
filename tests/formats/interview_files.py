"""One interview, made with python-docx and written as other kinds of file by LibreOffice."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from framework_qa.errors import FrameworkError
from framework_qa.formats.reading import Reading
from framework_qa.formats.registry import read_transcript

SOFFICE = shutil.which("soffice")
LONG = "And the waiting-list is longer in winter than in summer, which nobody expected of it. " * 4


def interview(path: Path, *, tracked: bool = False) -> Path:
    """Write the interview as .docx; `tracked` adds what must stay out."""
    document = docx.Document()
    document.sections[0].header.paragraphs[0].text = "Confidential study"
    document.add_heading("Interview A1", 1)
    document.add_paragraph("Date: 3 May")
    for number in range(12):
        for label, said in (
            ("Interviewer", f" What “gets” in the way, {number}?"),
            ("Respondent", f" Naïve – £5. {LONG}"),
        ):
            paragraph = document.add_paragraph()
            paragraph.add_run(f"{label}:").bold = True
            paragraph.add_run(said)
        document.add_paragraph("Straße, Łódź, Αθήνα.\nAfter a break.")
    if tracked:
        last = document.add_paragraph("Interviewer: And ")._p
        for inner in (
            '<w:ins {0} w:id="1" w:author="x"><w:r><w:t>kept</w:t></w:r></w:ins>',
            '<w:del {0} w:id="2" w:author="x"><w:r><w:delText>Zoe</w:delText></w:r></w:del>',
            "<w:r {0}><w:rPr><w:vanish/></w:rPr><w:t>Yusuf</w:t></w:r>",
            '<w:r {0}><w:t xml:space="preserve"> on.</w:t></w:r>',
        ):
            last.append(parse_xml(inner.format(nsdecls("w"))))
        document.add_comment(document.paragraphs[3].runs, text="Xavier", author="x")
    document.save(str(path))
    return path


def speaker_table(path: Path) -> Path:
    """Write a table with a row a turn as .docx."""
    document = docx.Document()
    document.add_paragraph("Interview A1")
    table = document.add_table(0, 2)
    for row in (
        ("Speaker", "Words"),
        ("Interviewer", "How?"),
        ("Mum", "Well.\nSo."),
        ("Interviewer", "Ah."),
        ("Mum", "x"),
    ):
        for cell, words in zip(table.add_row().cells, row, strict=True):
            cell.text = words
    document.add_paragraph("End.")
    document.save(str(path))
    return path


def converted(path: Path, kind: str) -> Path:
    """Let LibreOffice write a document as another kind of file, or skip where it is not here."""
    if SOFFICE is None:
        pytest.skip("LibreOffice is not here to write the file")
    profile = (path.parent / "profile").as_uri()
    command = [SOFFICE, f"-env:UserInstallation={profile}", "--headless", "--convert-to", kind, path.name]
    subprocess.run(command, cwd=path.parent, check=True, timeout=120, capture_output=True)
    return path.with_suffix(f".{kind}")


def said(read: Reading) -> list[tuple[str, str]]:
    """Give speakers and words, turn by turn."""
    return [(turn.speaker, read.words(turn)) for turn in read.turns]


def told(path: Path, data: bytes) -> FrameworkError | None:
    """Read bytes as a transcript; give the error, a sentence and a cure, or None where they could be read."""
    path.write_bytes(data)
    try:
        read_transcript(path)
    except FrameworkError as error:
        return error
    return None


def times_told(path: Path, data: bytes, parts: int = 10) -> int:
    """Read a file cut short at each part of its length; count how often that was told, by name and with a cure."""
    errors = [told(path, data[: len(data) * part // parts]) for part in range(1, parts)]
    return sum(error is not None and path.name in error.sentence and error.cure.endswith(".") for error in errors)
