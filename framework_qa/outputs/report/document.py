"""The report as a Word document: the same content as the page, without the ways back into the transcripts."""

from __future__ import annotations

from collections.abc import Iterable
from typing import BinaryIO

from framework_qa.model.study import Study
from framework_qa.model.tables import Audience
from framework_qa.outputs.content import (
    Block,
    Box,
    Line,
    Paragraph,
    Picture,
    Points,
    Quotation,
    Report,
    Section,
    Shown,
    ToWrite,
)
from framework_qa.outputs.docx.document import Document, Piece
from framework_qa.outputs.docx.package import About
from framework_qa.outputs.docx.pictures import Drawing
from framework_qa.outputs.docx.words import Style
from framework_qa.outputs.moments import for_people, moment_of

IS_WIDE = "This matrix is too wide for a page of paper: it is in the report page and in the workbook."
WORKING = (
    ("Working report, for the team.", True),
    (" It names cases, and quotes carry the ids to trace them by.", False),
)


def write_document(report: Report, study: Study, stream: BinaryIO) -> None:
    """Write the report as a .docx file; the same report gives the same bytes.

    Quotes carry the ids of their spans in a working report, never in a published one.
    """
    subject = study.settings.title
    about = About(report.title, moment_of(report.moment), subject, report.authors, report.language)
    document = Document(about)
    _add_front(document, report)
    for section in report.sections:
        _add_section(document, section, 1, report.audience)
    document.save(stream)


def _add_front(document: Document, report: Report) -> None:
    document.add(Style.TITLE, report.title)
    if report.subtitle:
        document.add(Style.SUBTITLE, report.subtitle)
    if report.authors:
        document.add(Style.DETAILS, ", ".join(report.authors))
    if report.moment:
        document.add(Style.DETAILS, f"The study as it stood on {for_people(report.moment)}")
    if report.audience is Audience.WORKING:
        document.add_line(Style.DETAILS, WORKING)
    document.add(Style.CONTENTS_HEADING, "Contents")
    document.add_contents()


def _add_section(document: Document, section: Section, level: int, audience: Audience) -> None:
    document.add_heading(level, section.title)
    for block in section.blocks:
        _add_block(document, block, audience)
    for below in section.sections:
        _add_section(document, below, level + 1, audience)


def _add_block(document: Document, block: Block, audience: Audience) -> None:
    match block:
        case Paragraph(line):
            document.add_line(Style.BODY, _pieces(line))
        case Points(items):
            _add_lines(document, Style.POINT, items)
        case Quotation():
            _add_quotation(document, block, audience)
        case Shown():
            _add_shown(document, block)
        case Picture():
            _add_picture(document, block)
        case Box():
            _add_box(document, block)
        case ToWrite():
            _add_place_to_write(document, block)


def _pieces(line: Line) -> list[Piece]:
    return [(words.text, words.strong) for words in line]


def _add_lines(document: Document, style: Style, lines: Iterable[Line]) -> None:
    for line in lines:
        document.add_line(style, _pieces(line))


def _add_quotation(document: Document, quotation: Quotation, audience: Audience) -> None:
    document.add(Style.QUOTE, quotation.words)
    span = f" [{quotation.span}]" if audience is Audience.WORKING and quotation.span else ""
    document.add(Style.ATTRIBUTION, f"{quotation.label}{span}")


def _add_shown(document: Document, shown: Shown) -> None:
    if shown.wide:
        # Captioned none the less, so that the page and the document number their tables alike.
        document.add_table_caption(shown.table.title)
        document.add(Style.BODY, IS_WIDE)
    else:
        document.add_table(shown.table)


def _add_picture(document: Document, picture: Picture) -> None:
    document.add_figure_caption(picture.title)
    if picture.svg and picture.png:
        document.add_drawing(
            Drawing(picture.name, picture.alternative, picture.svg, picture.png, picture.width, picture.height)
        )
    else:
        document.add(Style.BODY, picture.instead)
    document.add_figure_table(picture.table)


def _add_box(document: Document, box: Box) -> None:
    document.add(Style.BOX_TITLE, box.title)
    _add_lines(document, Style.BOX, box.points)
    document.add(Style.BOX_END, "")


def _add_place_to_write(document: Document, place: ToWrite) -> None:
    where = f" In study.yaml: {place.key}" if place.key else ""
    document.add_line(Style.TO_WRITE, [("To write: ", True), (f"{place.what}{where}", False)])
