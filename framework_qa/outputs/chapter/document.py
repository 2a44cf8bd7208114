"""The chapter of one theme as a Word document, by styles alone; the matrix behind it stands on lying pages."""

from __future__ import annotations

from typing import BinaryIO

from framework_qa.model.study import Study
from framework_qa.model.tables import Audience
from framework_qa.outputs.content import Block, Box, Line, Paragraph, Quotation, Report, Section, Shown, ToWrite
from framework_qa.outputs.docx.document import Document, Piece
from framework_qa.outputs.docx.package import About
from framework_qa.outputs.docx.words import Style
from framework_qa.outputs.moments import for_people, moment_of

WORKING = "Working paper, for the team."
WHAT_IT_HOLDS = (
    " It holds what participants said and names cases; quotes carry the ids to trace them by. † marks what points to "
    "one case only."
)


def write_chapter(chapter: Report, study: Study, stream: BinaryIO) -> None:
    """Write a chapter as a .docx file; the same chapter gives the same bytes."""
    title = f"{chapter.title}: {study.settings.title}"
    document = Document(
        About(title, moment_of(chapter.moment), study.settings.title, chapter.authors, chapter.language)
    )
    (whole,) = chapter.sections
    # The theme is the first heading, not the document's title, so that the chapter can go into a report as it is.
    document.add_heading(1, whole.title)
    _add_front(document, chapter, study)
    _add_body(document, whole, 1)
    document.save(stream)


def _add_front(document: Document, chapter: Report, study: Study) -> None:
    document.add(Style.SUBTITLE, f"{chapter.subtitle}: {study.settings.title}")
    if chapter.authors:
        document.add(Style.DETAILS, ", ".join(chapter.authors))
    if chapter.moment:
        document.add(Style.DETAILS, f"The study as it stood on {for_people(chapter.moment)}")
    if chapter.audience is Audience.WORKING:
        document.add_line(Style.DETAILS, [(WORKING, True), (WHAT_IT_HOLDS, False)])


def _add_body(document: Document, section: Section, level: int) -> None:
    for block in section.blocks:
        _add_block(document, block)
    for below in section.sections:
        document.add_heading(level + 1, below.title)
        _add_body(document, below, level + 1)


def _add_block(document: Document, block: Block) -> None:
    match block:
        case Paragraph(line):
            document.add_line(Style.BODY, _pieces(line))
        case Box():
            document.add(Style.BOX_TITLE, block.title)
            for point in block.points:
                document.add_line(Style.BOX, _pieces(point))
            document.add(Style.BOX_END, "")
        case Quotation():
            document.add(Style.QUOTE, block.words)
            span = f" [{block.span}]" if block.span else ""  # what is published has none
            document.add(Style.ATTRIBUTION, f"{block.label}{span}")
        case Shown(table, wide):
            document.add_table(table, lying=wide)
        case ToWrite():
            document.add_line(Style.TO_WRITE, [("To write: ", True), (block.what, False)])
        case _:
            message = f"a chapter holds no {type(block).__name__}"
            raise TypeError(message)


def _pieces(line: Line) -> list[Piece]:
    return [(words.text, words.strong) for words in line]
