"""Coded segments in the tables of other tools, recognised by their headings.

    ATLAS.ti    Document, Text Content, Codes (one a line), Reference `paragraph 3`, Number `1:2`
    MAXQDA      Document name, Code `A > B`, Segment, Begin (a paragraph)
    QualCoder   File, Coder, Coded, Id, Codename, Coded_Memo, Category
    Taguette    document, content, tag
    ours        document (or case), code, words; coder, at, memo, start and end if you like

Any cell may hold a participant's words once columns are mixed up, so no remark repeats what stands in one.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from framework_qa.formats.grids import Row, read_rows
from framework_qa.formats.headings import fold
from framework_qa.formats.remarks import Remarks
from framework_qa.model.segments import CodePath, Segment, SegmentFile

OURS = "segments"


@dataclass(frozen=True, slots=True)
class _Shape:
    """The headings a tool writes, by what they hold; the first of each that stands there is used.

    `document`, `words` and `code` must be there; `telling` too, so that one tool is not taken for another.
    """

    tool: str
    document: tuple[str, ...]
    words: tuple[str, ...]
    code: tuple[str, ...]
    telling: tuple[str, ...] = ()
    one_a_line: bool = False
    paths: bool = False
    category: tuple[str, ...] = ()
    coder: tuple[str, ...] = ()
    at: tuple[str, ...] = ()
    memo: tuple[str, ...] = ()
    start: tuple[str, ...] = ()
    end: tuple[str, ...] = ()
    paragraph: tuple[str, ...] = ()

    def columns(self, header: Mapping[str, int]) -> dict[str, int] | None:
        """Give the column of each thing it holds; None where the headings are not this tool's."""
        names = ("document", "words", "code", "category", "coder", "at", "memo", "start", "end", "paragraph")
        found = {
            name: header[heading]
            for name in names
            if (heading := next((one for one in getattr(self, name) if one in header), None))
        }
        needed = {"document", "words", "code"} <= set(found) and all(one in header for one in self.telling)
        return found if needed else None


# As `fold` gives them: small letters, no spaces, hyphens or underscores.
_SHAPES = (
    _Shape(
        "ATLAS.ti",
        document=("document", "documentname"),
        words=("textcontent", "quotationcontent"),
        code=("codes",),
        one_a_line=True,
        coder=("createdby", "creator", "author"),
        at=("created", "creationdate", "datecreated"),
        memo=("comment", "quotationcomment"),
        paragraph=("reference",),
    ),
    _Shape(
        "MAXQDA",
        document=("documentname",),
        words=("segment",),
        code=("code",),
        paths=True,
        coder=("author", "createdby"),
        at=("created", "creationdate"),
        memo=("comment",),
        paragraph=("begin", "beginning"),
    ),
    _Shape(
        "QualCoder",
        document=("file", "filename"),
        words=("coded", "codedtext", "seltext", "text"),
        code=("codename",),
        telling=("coder",),
        category=("category",),
        coder=("coder",),
        at=("date",),
        memo=("codedmemo", "memo"),
        start=("pos0",),
        end=("pos1",),
    ),
    _Shape("Taguette", document=("document",), words=("content",), code=("tag", "tags"), telling=("id",)),
    _Shape(
        OURS,
        document=("document", "case", "caseid", "transcript", "file"),
        words=("words", "segment", "quote"),
        code=("code", "codes", "subtheme"),
        one_a_line=True,
        paths=True,
        coder=("coder",),
        at=("at", "date"),
        memo=("memo", "comment"),
        start=("start",),
        end=("end",),
        paragraph=("paragraph",),
    ),
)
_PLAIN_CODINGS = frozenset({"turn", "subtheme", "words"})  # a table of codings of ours names the turn
_PARAGRAPH = re.compile(r"(?:paragraphs?|para\.?|¶)?\s*([0-9]{1,9})(?:\s*[-–:].*)?", re.IGNORECASE)
_NUMBER = re.compile(r"[0-9]{1,9}")
_LIKE_A_DATE = re.compile(r"(?:19|20)[0-9]{2}-[0-9]{2}-[0-9]{2}([ T][0-9:.]+(Z|[+-][0-9:]+)?)?")


def read_segments(path: Path) -> SegmentFile | None:
    """Read coded segments in the shape of whichever tool wrote them; None where the headings are no tool's.

    Raises InputError or RefusedError where the file cannot be read as a table at all.
    """
    remarks = Remarks(path.name)
    rows = read_rows(path, remarks, "Segments")
    known = _shape_of(rows[0]) if rows else None
    if known is None:
        return None
    shape, columns = known
    if len(rows) <= 1:
        remarks.error("", "the table has no row below its headings.", "Export it again with its segments.")
    segments = tuple(_segment(row, shape, columns) for row in rows[1:])
    return SegmentFile(path.name, shape.tool, segments, remarks.problems)


def _shape_of(header: Row) -> tuple[_Shape, dict[str, int]] | None:
    headings: dict[str, int] = {}
    for column, heading in enumerate(header.cells):
        headings.setdefault(fold(heading), column)
    if headings.keys() >= _PLAIN_CODINGS:
        return None
    for shape in _SHAPES:
        if columns := shape.columns(headings):
            return shape, columns
    return None


def _segment(row: Row, shape: _Shape, columns: Mapping[str, int]) -> Segment:
    texts = {name: row.cell(column) for name, column in columns.items()}
    return Segment(
        place=row.place,
        document=texts["document"],
        words=texts["words"],
        codes=_codes(texts["code"], texts.get("category", ""), shape),
        coder=" ".join(texts.get("coder", "").split()),
        at=moment(texts.get("at", "")),
        memo=texts.get("memo", ""),
        start=_count(texts.get("start", "")),
        end=_count(texts.get("end", "")),
        paragraph=_paragraph(texts.get("paragraph", "")),
    )


def _codes(typed: str, category: str, shape: _Shape) -> tuple[CodePath, ...]:
    """Take a cell of codes apart, each once; a category is the outer name of its code."""
    names: Sequence[str] = typed.split("\n") if shape.one_a_line else (typed,)
    paths = (code_path(name) if shape.paths else (" ".join(name.split()),) for name in names if name.strip())
    return tuple(dict.fromkeys((category, *path) if category else path for path in paths))


def code_path(typed: str) -> CodePath:
    """Take `Access > Stigma` apart."""
    return tuple(name for part in typed.split(">") if (name := " ".join(part.split())))


def moment(typed: str) -> str:
    """Give a date and time as the study keeps it, to the second; empty where it is not in the order of ISO 8601.

    A time that names no zone is taken for UTC. `3/4/2024` may be April or March, so it is no date.
    """
    if not _LIKE_A_DATE.fullmatch(typed):
        return ""
    try:
        found = datetime.fromisoformat(typed)
    except ValueError:
        return ""
    found = found.astimezone(UTC) if found.tzinfo else found
    return found.strftime("%Y-%m-%dT%H:%M:%SZ")


def _count(typed: str) -> int | None:
    return int(typed) if _NUMBER.fullmatch(typed) else None


def _paragraph(typed: str) -> int:
    """Give the number of the paragraph a segment begins in; other references (pages, times) are none."""
    found = _PARAGRAPH.fullmatch(typed.strip())
    return int(found[1]) if found else 0
