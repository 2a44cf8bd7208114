"""Word comments as codes: a comment's range is what is coded, its text the codes, parted by `;` or line ends.

Positions count in the very text that the reader of Word documents gives. It is not rebuilt here: a copy of the
document gets a sign wherever a range begins or ends, that copy is read as any document is, and the signs are taken
out again. What is left must be the text of the document itself.
"""

from __future__ import annotations

import hashlib
import io
import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from lxml import etree

from framework_qa.formats.archives import Archive
from framework_qa.formats.docx import read_docx
from framework_qa.formats.opening import read_bytes
from framework_qa.formats.reading import unreadable
from framework_qa.formats.remarks import Remarks
from framework_qa.formats.segments import code_path, moment
from framework_qa.model.ids import TranscriptId
from framework_qa.model.segments import CodePath, Document, Segment, SegmentFile

TOOL = "Word comments"
_ZIP = b"PK\x03\x04"
_COMMENTS = re.compile(r"word/comments[0-9]*\.xml")
_NUMBER = re.compile(r"[0-9]{1,9}")
_MARKS = ("commentRangeStart", "commentRangeEnd")
_UNREAD = frozenset({"del", "moveFrom"})  # what is inside these is no text of the document
_SIGNS = "\U000f5c1e\U000f5c1f\U0010c0de"  # for private use; one that the document does not hold is taken
_NOBODY = "Author"  # what Word writes for everybody once it was asked to take names out
_SAVE_AGAIN = "Open it in Word, save it as .docx and run the command again."


@dataclass(frozen=True, slots=True)
class _Comment:
    number: str
    text: str
    author: str
    at: str


def is_word_document(path: Path) -> bool:
    """Tell whether a file is a Word document, by its content."""
    data = read_bytes(path)
    if not data.startswith(_ZIP):
        return False
    with Archive(path.name, data) as archive:
        return any(name.startswith("word/") for name in archive.names())


def read_comments(path: Path) -> SegmentFile:
    """Read the comments of a Word document as coded segments, in the order of their ranges.

    Raises InputError for what is no Word document, RefusedError for an archive that is not safe to unpack.
    """
    data = read_bytes(path)
    text = read_docx(path.name, data).text
    with Archive(path.name, data) as archive:
        comments = tuple(_comments(archive))
        ranges = _ranges(archive, text) if comments else {}
    remarks = Remarks(path.name)
    if not comments:
        remarks.warn("", "the document has no comments.", "Check that it is the copy that was coded.")
    found = [_segment(path.name, comment, ranges.get(comment.number), text) for comment in comments]
    found.sort(key=lambda segment: (segment.start is None, segment.start or 0, segment.end or 0))
    document = Document(TranscriptId(hashlib.sha256(data).hexdigest()), text)
    return SegmentFile(path.name, TOOL, tuple(found), remarks.problems, document)


def _segment(name: str, comment: _Comment, stretch: tuple[int, int] | None, text: str) -> Segment:
    start, end = _trimmed(text, *stretch) if stretch else (0, 0)
    place = f"comment {int(comment.number) + 1}" if _NUMBER.fullmatch(comment.number) else "a comment"
    codes = _codes(comment.text)
    if start == end:
        return Segment(place, name, "", codes, comment.author, comment.at)
    return Segment(place, name, text[start:end], codes, comment.author, comment.at, start=start, end=end)


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    words = text[start:end]
    start += len(words) - len(words.lstrip())
    return start, start + len(words.strip())


def _codes(text: str) -> tuple[CodePath, ...]:
    paths = (code_path(part) for part in re.split(r"[;\n]", text))
    return tuple(dict.fromkeys(path for path in paths if path))


def _comments(archive: Archive) -> Iterator[_Comment]:
    for member in archive.names():
        root = archive.xml(member) if _COMMENTS.fullmatch(member) else None
        for comment in () if root is None else root.iterchildren("{*}comment"):
            paragraphs = ("".join(t.text or "" for t in p.iter("{*}t")) for p in comment.iter("{*}p"))
            yield _Comment(
                _attribute(comment, "id"),
                "\n".join(paragraphs),
                _author(comment),
                moment(_attribute(comment, "date")),
            )


def _author(comment: etree._Element) -> str:
    name = " ".join(_attribute(comment, "author").split())
    return "" if name == _NOBODY else name


def _attribute(element: etree._Element, local: str) -> str:
    return next((str(value) for name, value in element.items() if etree.QName(name).localname == local), "")


# -- where the ranges are ---------------------------------------------------------------------------------------------


def _ranges(archive: Archive, text: str) -> Mapping[str, tuple[int, int]]:
    """Give the range of each comment in the document's text, by the comment's number."""
    sign = next((sign for sign in _SIGNS if sign not in text), None)
    if sign is None:
        raise unreadable(archive.name, "it holds every sign that could mark its comments", _SAVE_AGAIN)
    marked = read_docx(archive.name, _with_signs(archive, sign)).text
    mark = re.compile(f"{sign}([se])([0-9]+){sign}")
    plain, places = _without(mark, marked)
    if plain != text:
        raise unreadable(archive.name, "its comments cannot be placed in its text", _SAVE_AGAIN)
    starts = {number: place for kind, number, place in places if kind == "s"}
    ends = {number: place for kind, number, place in places if kind == "e"}
    return {number: (start, ends[number]) for number, start in starts.items() if start < ends.get(number, 0)}


def _without(mark: re.Pattern[str], marked: str) -> tuple[str, list[tuple[str, str, int]]]:
    """Take the signs out; give the text without them, and where each one stood in it."""
    parts, places, size, done = [], [], 0, 0
    for found in mark.finditer(marked):
        parts.append(marked[done : found.start()])
        size += found.start() - done
        places.append((found[1], found[2], size))
        done = found.end()
    parts.append(marked[done:])
    return "".join(parts), places


def _with_signs(archive: Archive, sign: str) -> bytes:
    """Copy the document with a sign in the place of every beginning and end of a comment's range."""
    copy = io.BytesIO()
    with zipfile.ZipFile(copy, "w", zipfile.ZIP_DEFLATED) as target:
        for member in dict.fromkeys(archive.names()):
            if not member.endswith((".xml", ".rels")):
                continue  # pictures are no words
            data = archive.read(member) or b""
            if member.endswith(".xml") and b"commentRangeStart" in data:
                root = archive.xml(member)
                if root is not None:
                    _put_signs(root, sign)
                    data = etree.tostring(root, encoding="UTF-8", xml_declaration=True)
            target.writestr(member, data)
    return copy.getvalue()


def _put_signs(root: etree._Element, sign: str) -> None:
    for element in list(root.iter(*(f"{{*}}{name}" for name in _MARKS))):
        number = _attribute(element, "id")
        space = etree.QName(element).namespace
        kind = "s" if etree.QName(element).localname == _MARKS[0] else "e"
        place = _outermost_unread(element)
        if _NUMBER.fullmatch(number) and place is not root:  # nothing can stand before a root
            run = etree.Element(f"{{{space}}}r")
            etree.SubElement(run, f"{{{space}}}t").text = f"{sign}{kind}{number}{sign}"
            place.addprevious(run)


def _outermost_unread(element: etree._Element) -> etree._Element:
    """Give what a sign goes before: the mark itself, or the deletion around it, whose text nobody reads."""
    around = (one for one in element.iterancestors() if etree.QName(one).localname in _UNREAD)
    return next(iter([*around][-1:]), element)
