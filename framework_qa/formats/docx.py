"""Word documents: an own walk over the XML of the words, since `paragraph.text` loses some and keeps others.

Tracked insertions, moved text, content controls, smart tags and links are words and are kept. Deleted and hidden
text, comments, footnotes and endnotes, field codes, page headers and footers are left out and counted.

The package is opened with zipfile and lxml. python-docx's own opening takes 12 ms a document here against 0.5 ms,
since it parses every part, and it unpacks them all before any limit could be checked.
"""

from __future__ import annotations

import posixpath
from collections import Counter
from collections.abc import Callable

from lxml import etree

from framework_qa.errors import Problem
from framework_qa.formats.archives import Archive
from framework_qa.formats.docx_styles import PLAIN, Look, Styles, child_of, local_name, look_of, value_of
from framework_qa.formats.docx_tables import Cell, Table, odd_rows, row_marks, speaker_columns
from framework_qa.formats.reading import Mark, Script, unreadable, warning

_WORD = (
    "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "http://purl.oclc.org/ooxml/wordprocessingml/main",  # the strict variant
)
_MC = "http://schemas.openxmlformats.org/markup-compatibility/2006"
_SAVE_AS_DOCX = "Open it in the program it came from, save it as .docx or .txt and run the command again."


def read_docx(name: str, data: bytes) -> Script:
    """Read a .docx into its paragraphs, joined by line feeds; table cells are joined by tabs, rows by line feeds.

    Raises InputError for what is no Word document, RefusedError for an archive that is not safe to unpack.
    """
    with Archive(name, data) as archive:
        main = _main_part(archive)
        root = archive.xml(main)
        body = None if root is None else next((child for child in root if local_name(child) == "body"), None)
        if body is None:
            raise _no_word_document(archive)
        walk = _Walk(archive, _related(archive, main))
        walk.over(body)
        return _script(name, walk)


def _script(name: str, walk: _Walk) -> Script:
    text = "".join(walk.text)
    marks: list[Mark] = []
    silent: set[int] = set()
    odd = 0
    for table in walk.tables:
        columns = speaker_columns(table, text)
        if columns:
            marks += row_marks(table, columns, text)
            odd += odd_rows(table, text)
        if table.columns > 1:
            silent.update(line for row in table.rows for line in range(row[0].line, row[-1].last_line + 1))
    return Script(
        text,
        bold=frozenset(walk.bold),
        silent=frozenset(silent),
        marks=tuple(marks),
        left_out=tuple((kind, count) for kind, count in walk.left_out.items() if count),
        problems=_about_rows(name, odd),
    )


def _about_rows(name: str, odd: int) -> tuple[Problem, ...]:
    if not odd:
        return ()
    message = f"{odd} rows of the table of speakers have merged cells; their words belong to no turn."
    return (warning(name, "", message, "Give such rows the same columns as the others if somebody speaks in them."),)


# -- the package ------------------------------------------------------------------------------------------------------

_OTHERS = (
    ("word/document.xml", "its words are damaged"),
    ("xl/workbook.xml", "it is a workbook, not a Word document"),
    ("ppt/presentation.xml", "it is a slide show, not a Word document"),
    ("content.xml", "it is an OpenDocument file (.odt)"),
)


def _main_part(archive: Archive) -> str:
    for kind, target in _related(archive, "").values():
        if kind == "officeDocument" and target in archive:
            return target
    return "word/document.xml"


def _related(archive: Archive, part: str) -> dict[str, tuple[str, str]]:
    """Give the relationships of a part: id to (kind, member name)."""
    folder, _, leaf = part.rpartition("/")
    root = archive.xml(posixpath.join(folder, "_rels", f"{leaf}.rels"))
    related: dict[str, tuple[str, str]] = {}
    for relation in () if root is None else root.iterchildren("{*}Relationship"):
        kind = relation.get("Type", "").rpartition("/")[2]
        target = posixpath.normpath(posixpath.join("/", folder, relation.get("Target", ""))).lstrip("/")
        related[relation.get("Id", "")] = (kind, target)
    return related


def _no_word_document(archive: Archive) -> Exception:
    why = next((why for member, why in _OTHERS if member in archive), "it is an archive, not a Word document")
    return unreadable(archive.name, why, _SAVE_AS_DOCX)


# -- the walk ---------------------------------------------------------------------------------------------------------


_MOST_FRAMES = 50  # page headers and footers looked into
_SKIPPED = {
    "del": "deleted text",
    "moveFrom": "moved text",
    "footnoteReference": "footnotes",
    "endnoteReference": "endnotes",
    "commentReference": "comments",
    "altChunk": "embedded documents",
    "sym": "symbols",
}
_UNREAD = frozenset(
    {"delText", "instrText", "delInstrText", "rPr", "pPr", "tblPr", "tblGrid", "trPr", "tcPr", "sdtPr", "sdtEndPr"}
    | {"rt", "object", "sectPr", "footnoteRef", "endnoteRef", "annotationRef"}
)
_SIGNS = {
    "tab": "\t",
    "ptab": "\t",
    "br": "\n",
    "cr": "\n",
    "noBreakHyphen": "-",
}


class _Walk:
    """One pass over the body, building the text piece by piece; no recursion, whatever the document nests."""

    def __init__(self, archive: Archive, related: dict[str, tuple[str, str]]) -> None:
        self.text: list[str] = []
        self.bold: set[int] = set()
        self.tables: list[Table] = []
        self.left_out: Counter[str] = Counter()
        self._archive = archive
        self._related = related
        self._styles = Styles(archive, related)
        self._size = 0
        self._line = 0
        self._line_words = False
        self._line_bold = True
        self._separator = ""
        self._depth = 0  # of tables
        self._rows: list[Cell] = []
        self._cell: tuple[int, int] = (0, 0)
        self._paragraphs: list[Look] = []
        self._runs: list[Look] = []
        self._boxes: list[etree._Element] = []
        self._chosen: list[bool] = []  # of the choices we are in: whether there is one besides its fallback
        self._starts: dict[str, Callable[[etree._Element], bool]] = {
            "p": self._start_paragraph,
            "r": self._start_run,
            "tbl": self._start_table,
            "tr": self._start_row,
            "tc": self._start_cell,
            "sdt": self._start_control,
            "txbxContent": self._start_text_box,
            "AlternateContent": self._start_choices,
            "Fallback": self._start_fallback,
        }
        self._ends: dict[str, Callable[[etree._Element], None]] = {
            "p": self._end_paragraph,
            "r": self._end_run,
            "tbl": self._end_table,
            "tr": self._end_row,
            "tc": self._end_cell,
            "AlternateContent": self._end_choices,
        }

    def over(self, body: etree._Element) -> None:
        """Walk a part of the document from its first element to its last, then the text boxes met on the way."""
        self._through(body)
        self._text_boxes()
        self._end_line()
        self.left_out["page headers and footers"] += self._page_frames(body)

    def _through(self, element: etree._Element) -> None:
        walker = etree.iterwalk(element, events=("start", "end"))
        for event, current in walker:
            local = _NAMES.get(current.tag, "") if isinstance(current.tag, str) else ""
            if event == "start":
                if not self._enters(local, current):
                    walker.skip_subtree()
            elif local in self._ends:
                self._ends[local](current)

    def _enters(self, local: str, element: etree._Element) -> bool:
        """Take in the start of an element; tell whether what is inside it is to be read."""
        if local == "t":
            self._write(element.text or "")
        elif local in _SIGNS:
            self._write(_SIGNS[local])
        elif local in self._starts:
            return self._starts[local](element)
        elif local in _SKIPPED:
            self.left_out[_SKIPPED[local]] += 1
            return False
        return local not in _UNREAD

    # paragraphs and runs

    def _start_paragraph(self, element: etree._Element) -> bool:
        properties = child_of(element, "pPr")
        style = value_of(child_of(properties, "pStyle")) if properties is not None else ""
        self._paragraphs.append(self._styles.look(style) if style else PLAIN)
        self._emit(self._separator)
        self._separator = ""
        return True

    def _end_paragraph(self, element: etree._Element) -> None:
        self._paragraphs.pop()
        properties = child_of(element, "pPr")
        mark = child_of(properties, "rPr") if properties is not None else None
        deleted = mark is not None and child_of(mark, "del") is not None
        # A paragraph mark that a tracked change deleted joins its paragraph to the next.
        self._separator = "" if deleted else "\n"
        if not self._paragraphs and self._boxes:
            self._text_boxes()

    def _start_run(self, element: etree._Element) -> bool:
        properties = child_of(element, "rPr")
        look = look_of(properties)
        style = value_of(child_of(properties, "rStyle")) if properties is not None else ""
        if style:
            look = look.over(self._styles.look(style))
        look = look.over(self._paragraphs[-1] if self._paragraphs else PLAIN)
        if look.hidden:
            self.left_out["hidden text"] += _has_words(element)
        self._runs.append(look)
        return not look.hidden

    def _end_run(self, _element: etree._Element) -> None:
        self._runs.pop()

    def _start_text_box(self, element: etree._Element) -> bool:
        """Keep a text box for after the paragraph that it floats over."""
        self._boxes.append(element)
        return False

    def _text_boxes(self) -> None:
        boxes, self._boxes = self._boxes, []
        runs, self._runs = self._runs, []
        for box in boxes:
            for child in box:
                self._through(child)
        self._runs = runs

    # tables

    def _start_table(self, _element: etree._Element) -> bool:
        self._depth += 1
        if self._depth == 1:
            self.tables.append(Table())
        return True

    def _end_table(self, _element: etree._Element) -> None:
        self._depth -= 1

    def _start_row(self, _element: etree._Element) -> bool:
        if self._depth == 1:
            self._rows = []
        return True

    def _end_row(self, _element: etree._Element) -> None:
        if self._depth == 1 and self._rows:
            self.tables[-1].rows.append(self._rows)
            self._rows = []
            self._separator = "\n"

    def _start_cell(self, _element: etree._Element) -> bool:
        if self._depth == 1:
            self._emit("\t" if self._rows else self._separator)
            self._separator = ""
            self._cell = (self._size, self._line)
        return True

    def _end_cell(self, _element: etree._Element) -> None:
        if self._depth == 1:
            start, line = self._cell
            self._rows.append(Cell(start, self._size, line, self._line))

    # choices

    def _start_choices(self, element: etree._Element) -> bool:
        self._chosen.append(child_of(element, "Choice") is not None)
        return True

    def _end_choices(self, _element: etree._Element) -> None:
        self._chosen.pop()

    def _start_fallback(self, _element: etree._Element) -> bool:
        return not self._chosen or not self._chosen[-1]

    def _start_control(self, element: etree._Element) -> bool:
        """Enter a content control, unless it only shows "Click here to enter text"."""
        properties = child_of(element, "sdtPr")
        return properties is None or child_of(properties, "showingPlcHdr") is None

    # the text

    def _write(self, words: str) -> None:
        if words.strip():
            self._line_words = True
            look = self._runs[-1] if self._runs else PLAIN
            self._line_bold = self._line_bold and bool(look.bold)
        self._emit(words.replace("\r", " "))

    def _emit(self, piece: str) -> None:
        if not piece:
            return
        self.text.append(piece)
        self._size += len(piece)
        if breaks := piece.count("\n"):
            self._end_line()
            self._line += breaks

    def _end_line(self) -> None:
        if self._line_words and self._line_bold:
            self.bold.add(self._line)
        self._line_words, self._line_bold = False, True

    def _page_frames(self, body: etree._Element) -> int:
        """Count the page headers and footers that hold words."""
        frames = [value_of(element, "id") for element in body.iter("{*}headerReference", "{*}footerReference")]
        members = {self._related.get(frame, ("", ""))[1] for frame in frames}
        parts = [self._archive.xml(member) for member in sorted(members)[:_MOST_FRAMES] if member]
        return sum(part is not None and _has_words(part) for part in parts)


def _has_words(element: etree._Element) -> bool:
    return any((text.text or "").strip() for text in element.iter("{*}t"))


_ENTERED = ("p", "r", "tbl", "tr", "tc", "sdt", "txbxContent", "Fallback")
# Only Word's own elements are words: `a:t` of a drawing or `m:t` of a formula is looked over.
_NAMES = {
    f"{{{space}}}{local}": local for space in _WORD for local in (*_ENTERED, *_SKIPPED, *_UNREAD, *_SIGNS, "t")
} | {f"{{{_MC}}}{local}": local for local in ("AlternateContent", "Fallback")}
