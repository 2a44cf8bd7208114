"""OpenDocument texts (.odt): an own walk over the XML of the words, by the rules of the .docx reader.

Tracked insertions are words and are kept. Deleted and hidden text, comments, footnotes and endnotes, page headers and
footers are left out and counted. White space is collapsed as OpenDocument 1.3, part 3, 6.1.2 says.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from lxml import etree

from framework_qa.formats.archives import Archive
from framework_qa.formats.docx_styles import PLAIN, Look
from framework_qa.formats.properties import PROPERTIES, open_document_properties
from framework_qa.formats.reading import Script, refused, unreadable
from framework_qa.formats.typescript import Typescript

_SPACES = {
    "office": "urn:oasis:names:tc:opendocument:xmlns:office:1.0",
    "text": "urn:oasis:names:tc:opendocument:xmlns:text:1.0",
    "table": "urn:oasis:names:tc:opendocument:xmlns:table:1.0",
    "draw": "urn:oasis:names:tc:opendocument:xmlns:drawing:1.0",
    "style": "urn:oasis:names:tc:opendocument:xmlns:style:1.0",
    "fo": "urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0",
    "loext": "urn:org:documentfoundation:names:experimental:office:xmlns:loext:1.0",
}
_MIMETYPE = b"mimetypeapplication/vnd.oasis.opendocument"
_OPENING = 200
_SAVE_AS = "Open it in the program it came from, save it as .docx or .txt and run the command again."


def is_open_document(data: bytes) -> bool:
    """Tell an OpenDocument archive from a Word one: by its first member, or by the names of its parts."""
    if _MIMETYPE in data[:_OPENING]:
        return True
    other = b"META-INF/manifest.xml" in data or b"mimetype" in data[:_OPENING]
    return other and b"content.xml" in data and b"word/document.xml" not in data


def read_odt(name: str, data: bytes) -> Script:
    """Read an .odt into its paragraphs, joined by line feeds; table cells are joined by tabs, rows by line feeds.

    Raises InputError for what is no OpenDocument text, RefusedError for an archive that is not safe to unpack.
    """
    with Archive(name, data) as archive:
        if b"encryption-data" in (archive.read("META-INF/manifest.xml") or b"") or "encrypted-package" in archive:
            raise unreadable(name, "it is locked by a password", "Save it without the password and try again.")
        content = archive.xml("content.xml")
        body = None if content is None else content.find("office:body", _SPACES)
        words = None if body is None else body.find("office:text", _SPACES)
        if content is None or words is None:
            raise unreadable(name, "it is an OpenDocument file, but no text document", _SAVE_AS)
        styles = archive.xml("styles.xml")
        walk = _Walk(name, _Styles(content, styles))
        walk.over(words)
        walk.page.left_out["page headers and footers"] += _page_frames(styles)
        walk.page.left_out[PROPERTIES] += open_document_properties(archive)
        return walk.page.script(name)


def _tag(name: str) -> str:
    space, _, local = name.partition(":")
    return f"{{{_SPACES[space]}}}{local}"


def _said(element: etree._Element, name: str) -> str:
    return str(element.get(_tag(name), ""))


def _has_words(element: etree._Element) -> bool:
    return any(str(piece).strip() for piece in element.itertext())


_MOST_FRAMES = 50  # page headers and footers looked into


def _page_frames(styles: etree._Element | None) -> int:
    """Count the page headers and footers that hold words."""
    pages = None if styles is None else styles.find("office:master-styles", _SPACES)
    if pages is None:
        return 0
    kinds = [_tag(f"style:{kind}{which}") for kind in ("header", "footer") for which in ("", "-left", "-first")]
    frames = [frame for frame in pages.iter(*kinds) if _said(frame, "style:display") != "false"]
    return sum(_has_words(frame) for frame in frames[:_MOST_FRAMES])


# -- styles -----------------------------------------------------------------------------------------------------------

_DEEPEST = 20  # styles based on one another
_BOLD = frozenset({"bold", "600", "700", "800", "900"})
_NOT_SHOWN = frozenset({"none", "condition"})  # what a condition hides on one screen must not come in from another


class _Styles:
    """The styles of a document, of paragraphs and of runs of text, by family and name."""

    def __init__(self, *roots: etree._Element | None) -> None:
        groups = (_tag("office:styles"), _tag("office:automatic-styles"))
        # What content.xml says comes first: both files number their automatic styles from one.
        found = [style for root in roots if root is not None for group in root.iterchildren(*groups) for style in group]
        self._elements = {self._key(style): style for style in reversed(found) if isinstance(style.tag, str)}
        self._looks: dict[tuple[str, str], Look] = {}

    def look(self, family: str, name: str) -> Look:
        """Give what a style says, through the styles it is based on."""
        key = (family, name)
        if key not in self._looks:
            self._looks[key] = self._resolved(family, name)
        return self._looks[key]

    def _resolved(self, family: str, name: str) -> Look:
        look, seen = PLAIN, set[str]()
        while name and name not in seen and len(seen) < _DEEPEST:
            seen.add(name)
            element = self._elements.get((family, name))
            if element is None:
                break
            look = look.over(_look_of(element.find("style:text-properties", _SPACES)))
            name = _said(element, "style:parent-style-name")
        return look

    @staticmethod
    def _key(style: etree._Element) -> tuple[str, str]:
        return _said(style, "style:family"), _said(style, "style:name")


def _look_of(properties: etree._Element | None) -> Look:
    if properties is None:
        return PLAIN
    weight, display = _said(properties, "fo:font-weight"), _said(properties, "text:display")
    return Look(weight in _BOLD if weight else None, display in _NOT_SHOWN if display else None)


# -- the walk ---------------------------------------------------------------------------------------------------------

_SPACE = re.compile(r"[ \t\r\n]+")
_MOST_SPACES = 1000  # that one mark may stand for
_MOST_WORDS = 32 * 2**20  # characters
_MOST_COLUMNS = 10  # that one cell may stand for; a wider table is no conversation
_HEADING = Look(bold=True)

_SKIPPED = {"office:annotation": "comments", "text:hidden-text": "hidden text"}
_UNREAD = frozenset(
    {"text:tracked-changes", "text:number", "text:ruby-text", "text:placeholder", "office:forms", "draw:object"}
    | {"office:annotation-end", "table:covered-table-cell", "text:alphabetical-index-auto-mark-file"}
    | {f"text:{index}-source" for index in ("table-of-content", "alphabetical-index", "bibliography", "user-index")}
    | {f"text:{index}-source" for index in ("illustration-index", "table-index", "object-index")}
)
_ENTERED = frozenset(
    {"text:p", "text:h", "text:span", "text:a", "text:section", "text:note", "table:table", "table:table-row"}
    | {"table:table-cell", "text:s", "text:tab", "text:line-break", "text:change-start", "text:change-end"}
)
# Text may float in any shape; it is kept for after the paragraph that the shape stands in.
_SHAPES = frozenset(
    f"draw:{shape}"
    for shape in ("frame", "custom-shape", "rect", "ellipse", "circle", "line", "polygon", "polyline", "path", "g")
)
_NAMES = {_tag(name): name for name in (*_SKIPPED, *_UNREAD, *_ENTERED, *_SHAPES)}
_PROSE = frozenset(_SPACES[space] for space in ("office", "text", "table", "draw", "loext"))


class _Walk:
    """One pass over the words, building the text piece by piece; no recursion, whatever the document nests."""

    def __init__(self, name: str, styles: _Styles) -> None:
        self.page = Typescript()
        self._name = name
        self._styles = styles
        self._looks: list[Look] = []
        self._paragraphs = 0  # we are in, one in another's note or frame
        self._boxes: list[etree._Element] = []
        self._space = True  # whether the next space is one too many
        self._size = 0
        self._deletions: frozenset[str] = frozenset()
        self._deleting: set[str] = set()
        self._hidden: frozenset[etree._Element] = frozenset()
        self._starts: dict[str, Callable[[etree._Element], bool]] = {
            "text:p": self._start_paragraph,
            "text:h": self._start_paragraph,
            "text:span": self._start_span,
            "text:a": self._start_span,
            "text:section": self._start_section,
            "text:note": self._start_note,
            "text:s": self._start_spaces,
            "text:tab": lambda _: self._sign("\t"),
            "text:line-break": lambda _: self._sign("\n"),
            "text:change-start": self._start_change,
            "text:change-end": self._end_change,
            "table:table": self._start_table,
            "table:table-row": self._start_row,
            "table:table-cell": self._start_cell,
        }
        self._ends: dict[str, Callable[[etree._Element], None]] = {
            "text:p": self._end_paragraph,
            "text:h": self._end_paragraph,
            "text:span": self._end_span,
            "text:a": self._end_span,
            "table:table": lambda _: self.page.close_table(),
            "table:table-row": lambda _: self.page.close_row(),
            "table:table-cell": self._end_cell,
        }

    def over(self, body: etree._Element) -> None:
        """Walk the words from the first element to the last, then the text boxes met on the way."""
        regions = [r for r in body.iter(_tag("text:changed-region")) if r.find("text:deletion", _SPACES) is not None]
        self.page.left_out["deleted text"] += len(regions)
        self.page.kept["inserted text"] += sum(1 for _ in body.iter(_tag("text:insertion")))
        self._deletions = frozenset(key for region in regions for key in _ids(region))
        fields = (e for e in body.iter(_tag("text:hidden-paragraph")) if _said(e, "text:is-hidden") == "true")
        paragraphs = (next(field.iterancestors(_tag("text:p"), _tag("text:h")), None) for field in fields)
        self._hidden = frozenset(paragraph for paragraph in paragraphs if paragraph is not None)
        self._through(body)
        self._text_boxes()

    def _through(self, element: etree._Element) -> None:
        walker = etree.iterwalk(element, events=("start", "end", "comment", "pi"))
        for event, current in walker:
            local = _NAMES.get(current.tag, "") if isinstance(current.tag, str) else ""
            if event == "start":
                if self._enters(local, current):
                    self._write(current.text)
                else:
                    walker.skip_subtree()
                continue
            if event == "end" and local in self._ends:
                self._ends[local](current)
            if current is not element:
                self._write(current.tail)

    def _enters(self, local: str, element: etree._Element) -> bool:
        """Take in the start of an element; tell whether what is inside it is to be read."""
        if local in self._starts:
            return self._starts[local](element)
        if local in _SKIPPED:
            self.page.left_out[_SKIPPED[local]] += 1
            return False
        if local in _SHAPES and self._paragraphs:
            self._boxes.append(element)
            return False
        return local not in _UNREAD and etree.QName(element).namespace in _PROSE

    # paragraphs and runs

    def _start_paragraph(self, element: etree._Element) -> bool:
        self._paragraphs += 1
        self._space = True
        look = self._styles.look("paragraph", _said(element, "text:style-name"))
        self._looks.append(look.over(_HEADING) if _NAMES[str(element.tag)] == "text:h" else look)
        self.page.begin_paragraph()
        return self._shown(element, hidden=bool(look.hidden) or element in self._hidden)

    def _end_paragraph(self, _element: etree._Element) -> None:
        self._looks.pop()
        self._paragraphs -= 1
        self.page.end_paragraph()
        if not self._paragraphs and self._boxes:
            self._text_boxes()

    def _start_span(self, element: etree._Element) -> bool:
        own = self._styles.look("text", _said(element, "text:style-name"))
        look = own.over(self._looks[-1] if self._looks else PLAIN)
        self._looks.append(look)
        return self._shown(element, hidden=bool(look.hidden))

    def _end_span(self, _element: etree._Element) -> None:
        self._looks.pop()

    def _start_section(self, element: etree._Element) -> bool:
        return self._shown(element, hidden=_said(element, "text:display") in _NOT_SHOWN)

    def _shown(self, element: etree._Element, *, hidden: bool) -> bool:
        if hidden:
            self.page.left_out["hidden text"] += _has_words(element)
        return not hidden

    def _start_note(self, element: etree._Element) -> bool:
        kind = "endnotes" if _said(element, "text:note-class") == "endnote" else "footnotes"
        self.page.left_out[kind] += 1
        return False

    def _text_boxes(self) -> None:
        boxes, self._boxes = self._boxes, []
        looks, self._looks = self._looks, []
        self.page.kept["text boxes"] += sum(map(_has_words, boxes))
        for box in boxes:
            self._through(box)
        self._looks = looks

    # tables

    def _start_table(self, _element: etree._Element) -> bool:
        self.page.open_table()
        return True

    def _start_row(self, element: etree._Element) -> bool:
        self.page.open_row()
        return self._shown(element, hidden=_said(element, "table:visibility") in {"collapse", "filter"})

    def _start_cell(self, _element: etree._Element) -> bool:
        self.page.open_cell()
        return True

    def _end_cell(self, element: etree._Element) -> None:
        self.page.close_cell()
        for _ in range(1, min(_count(element, "table:number-columns-repeated"), _MOST_COLUMNS)):
            self.page.open_cell()
            self.page.close_cell()

    # tracked changes: what was deleted is kept aside by the format, save in page headers and what newer programs write

    def _start_change(self, element: etree._Element) -> bool:
        change = _said(element, "text:change-id")
        if change in self._deletions:
            self._deleting.add(change)
        return False

    def _end_change(self, element: etree._Element) -> bool:
        self._deleting.discard(_said(element, "text:change-id"))
        return False

    # the text

    def _start_spaces(self, element: etree._Element) -> bool:
        return self._sign(" " * min(_count(element, "text:c"), _MOST_SPACES))

    def _sign(self, sign: str) -> bool:
        self._put(sign)
        self._space = False
        return False

    def _write(self, characters: str | None) -> None:
        if not characters or not self._paragraphs or self._deleting:
            return
        words = _SPACE.sub(" ", characters)
        self._put(words[1:] if self._space and words[0] == " " else words)
        self._space = words[-1] == " "

    def _put(self, words: str) -> None:
        if self._paragraphs and not self._deleting:
            self._size += len(words)
            if self._size > _MOST_WORDS:
                raise refused(self._name, "it holds more text than any interview", "Check that it is a transcript.")
            self.page.write(words, bold=bool(self._looks and self._looks[-1].bold))


def _ids(region: etree._Element) -> tuple[str, ...]:
    named = (_said(region, "text:id"), str(region.get("{http://www.w3.org/XML/1998/namespace}id", "")))
    return tuple(key for key in named if key)


def _count(element: etree._Element, attribute: str) -> int:
    said = _said(element, attribute)
    return int(said) if said.isascii() and said.isdigit() and len(said) < len("1000000") else 1
