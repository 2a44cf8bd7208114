"""Word documents: an own walk over the XML of the words, since `paragraph.text` loses some and keeps others.

Tracked insertions, moved text, content controls, smart tags and links are words and are kept. Deleted and hidden
text, comments, footnotes and endnotes, field codes, page headers and footers are left out and counted.

The package is opened with zipfile and lxml. python-docx's own opening takes 12 ms a document here against 0.5 ms,
since it parses every part, and it unpacks them all before any limit could be checked.
"""

from __future__ import annotations

import posixpath
from collections.abc import Callable

from lxml import etree

from framework_qa.formats.archives import Archive
from framework_qa.formats.docx_styles import PLAIN, Look, Styles, child_of, is_on, local_name, look_of, value_of
from framework_qa.formats.properties import PROPERTIES, office_properties
from framework_qa.formats.reading import Script, unreadable
from framework_qa.formats.typescript import Typescript

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
        walk.page.left_out[PROPERTIES] += office_properties(archive)
        return walk.page.script(name)


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
    "cr": "\n",
    "noBreakHyphen": "-",
}


class _Walk:
    """One pass over the body, building the text piece by piece; no recursion, whatever the document nests."""

    def __init__(self, archive: Archive, related: dict[str, tuple[str, str]]) -> None:
        self.page = Typescript()
        self._archive = archive
        self._related = related
        self._styles = Styles(archive, related)
        self._paragraphs: list[Look] = []
        self._joined: list[bool] = []  # of the same: whether the paragraph goes on in the next
        self._runs: list[Look] = []
        self._boxes: list[etree._Element] = []
        self._chosen: list[bool] = []  # of the choices we are in: whether there is one besides its fallback
        self._starts: dict[str, Callable[[etree._Element], bool | None]] = {
            "p": self._start_paragraph,
            "r": self._start_run,
            "tbl": lambda _: self.page.open_table(),
            "tr": lambda _: self.page.open_row(),
            "tc": lambda _: self.page.open_cell(),
            "ins": self._start_inserted,
            "br": self._start_break,
            "lastRenderedPageBreak": lambda _: self.page.begin_page(shown=True),
            "sdt": self._start_control,
            "txbxContent": self._start_text_box,
            "AlternateContent": self._start_choices,
            "Fallback": self._start_fallback,
        }
        self._ends: dict[str, Callable[[etree._Element], None]] = {
            "p": self._end_paragraph,
            "r": self._end_run,
            "tbl": lambda _: self.page.close_table(),
            "tr": lambda _: self.page.close_row(),
            "tc": lambda _: self.page.close_cell(),
            "AlternateContent": self._end_choices,
        }

    def over(self, body: etree._Element) -> None:
        """Walk a part of the document from its first element to its last, then the text boxes met on the way."""
        self._through(body)
        self._text_boxes()
        self.page.left_out["page headers and footers"] += self._page_frames(body)

    def _through(self, element: etree._Element) -> None:
        walker = etree.iterwalk(element, events=("start", "end"))
        ends, names = self._ends, _NAMES
        for event, current in walker:
            local = names.get(current.tag, "")
            if event == "start":
                if not self._enters(local, current):
                    walker.skip_subtree()
            elif local in ends:
                ends[local](current)

    def _enters(self, local: str, element: etree._Element) -> bool:
        """Take in the start of an element; tell whether what is inside it is to be read."""
        if local == "t":
            self._write(element.text or "")
        elif local in _SIGNS:
            self._write(_SIGNS[local])
        elif local in self._starts:
            return self._starts[local](element) is not False
        elif local in _SKIPPED:
            self.page.left_out[_SKIPPED[local]] += 1
            return False
        return local not in _UNREAD

    # paragraphs and runs

    def _start_paragraph(self, element: etree._Element) -> bool:
        properties = child_of(element, "pPr")
        if properties is None:
            self._paragraphs.append(PLAIN)
            self._joined.append(False)
        else:
            style = value_of(child_of(properties, "pStyle"))
            mark = child_of(properties, "rPr")
            self._paragraphs.append(self._styles.look(style) if style else PLAIN)
            # A paragraph mark that a tracked change deleted joins its paragraph to the next.
            self._joined.append(mark is not None and child_of(mark, "del") is not None)
            if _is_on(properties, "pageBreakBefore"):
                self.page.begin_page()
        self.page.begin_paragraph()
        return True

    def _end_paragraph(self, _element: etree._Element) -> None:
        self._paragraphs.pop()
        self.page.end_paragraph(joined=self._joined.pop())
        if not self._paragraphs and self._boxes:
            self._text_boxes()

    def _start_run(self, element: etree._Element) -> bool:
        properties = child_of(element, "rPr")
        look = self._paragraphs[-1] if self._paragraphs else PLAIN
        if properties is not None:
            own, style = look_of(properties), value_of(child_of(properties, "rStyle"))
            look = (own.over(self._styles.look(style)) if style else own).over(look)
        if look.hidden:
            self.page.left_out["hidden text"] += _has_words(element)
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
        self.page.kept["text boxes"] += sum(map(_has_words, boxes))
        for box in boxes:
            for child in box:
                self._through(child)
        self._runs = runs

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

    def _start_inserted(self, element: etree._Element) -> None:
        """Read what a tracked change put in, accepted or not."""
        self.page.kept["inserted text"] += _has_words(element)

    def _start_break(self, element: etree._Element) -> None:
        self._write("\n")
        if value_of(element, "type") == "page":
            self.page.begin_page()

    def _write(self, words: str) -> None:
        self.page.write(words.replace("\r", " "), bold=bool(self._runs and self._runs[-1].bold))

    def _page_frames(self, body: etree._Element) -> int:
        """Count the page headers and footers that hold words."""
        frames = [value_of(element, "id") for element in body.iter("{*}headerReference", "{*}footerReference")]
        members = {self._related.get(frame, ("", ""))[1] for frame in frames}
        parts = [self._archive.xml(member) for member in sorted(members)[:_MOST_FRAMES] if member]
        return sum(part is not None and _has_words(part) for part in parts)


def _is_on(properties: etree._Element, local: str) -> bool:
    found = child_of(properties, local)
    return found is not None and is_on(found)


def _has_words(element: etree._Element) -> bool:
    return any((text.text or "").strip() for text in element.iter("{*}t"))


_ENTERED = ("p", "r", "tbl", "tr", "tc", "sdt", "txbxContent", "Fallback", "ins", "br", "lastRenderedPageBreak")
# Only Word's own elements are words: `a:t` of a drawing or `m:t` of a formula is looked over.
_NAMES = {
    f"{{{space}}}{local}": local for space in _WORD for local in (*_ENTERED, *_SKIPPED, *_UNREAD, *_SIGNS, "t")
} | {f"{{{_MC}}}{local}": local for local in ("AlternateContent", "Fallback")}
