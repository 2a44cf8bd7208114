"""PDFs with a text layer: the lines of the pages in the order of the file, put together to paragraphs again.

A PDF knows letters and places, not paragraphs. Left out and counted are page headers and footers that most pages
repeat, page numbers, numbers of lines, and comments. A line that the page's edge broke is joined to the next; so is a
word that was hyphenated there, where the transcript itself shows that it is one word.
"""

from __future__ import annotations

import logging
import re
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING

from framework_qa.errors import Problem
from framework_qa.formats.labels import fold, is_known
from framework_qa.formats.properties import PROPERTIES
from framework_qa.formats.reading import Script, counts, refused, unreadable, warning
from framework_qa.formats.speakers import COLON

if TYPE_CHECKING:
    from pypdf import PageObject, PdfReader

MOST_PAGES = 1000
MOST_SECONDS = 30.0  # a page takes a hundredth of one, or a sixth where each letter is placed by itself
MOST_BYTES = 4 * 2**20  # of one part, unpacked; a page whose letters are placed one by one has a thirtieth of them
MOST_LETTERS = 5_000_000

_SAVE_AS = "Save it as .docx or .txt and run the command again."
_DAMAGED_CURE = "Open it in the program it came from, save it as .docx or .txt and run the command again."
_SPLIT = "Check that it is a transcript, or save it as .docx or .txt."
_BEGINS = b"%PDF-"
_OPENING = 1024


def is_pdf(data: bytes) -> bool:
    """Tell a PDF by its mark, which some programs write after a few bytes of their own."""
    head = data[:_OPENING]
    return head.startswith(_BEGINS[:-1]) or (_BEGINS in head and b"\0" in data[: 2 * _OPENING])


def read_pdf(name: str, data: bytes) -> Script:
    """Read the text layer of a PDF, page by page.

    Raises InputError for a scan, a locked or a damaged file, RefusedError for one that takes too long.
    """
    pages, left_out = _pages(name, data)
    lines = _without_frames(_without_numbers([page.lines for page in pages], left_out), left_out)
    if not any(lines):
        raise unreadable(name, "it is a scan without a text layer", _SAVE_AS)
    _check_letters(name, pages)
    joined = tuple(_paragraphs([(number, line) for number, page in enumerate(lines, 1) for line in page]))
    paragraphs = tuple(paragraph for _, paragraph in joined)
    return Script(
        "\n".join(paragraphs),
        silent=frozenset(number for number, line in enumerate(paragraphs) if _is_row(line)),
        left_out=counts(left_out),
        pages=_page_starts(joined, len(pages)),
        problems=_about_pictures(name, pages),
    )


# -- the pages --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Page:
    """The lines of a page that hold anything, and whether there is a picture on it."""

    lines: tuple[str, ...]
    picture: bool


_STUMBLES = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    EOFError,
    LookupError,
    OSError,
    RuntimeError,
    TypeError,
    ValueError,
)


class _TooLongError(Exception):
    """The time for one file is over."""


def _pages(name: str, data: bytes) -> tuple[list[_Page], Counter[str]]:
    """Take the text from the pages; whatever the library stumbles over in a damaged file is told as such."""
    # Imported here, since it takes a tenth of a second that folders without a PDF need not spend.
    from pypdf import apply_configuration
    from pypdf.errors import LimitReachedError, PyPdfError

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # its remarks may quote the file
    limits = apply_configuration(
        array_based_stream_maximum_output_length=MOST_BYTES,
        lzw_maximum_output_length=MOST_BYTES,
        run_length_maximum_output_length=MOST_BYTES,
        zlib_maximum_output_length=MOST_BYTES,
    )
    try:
        with limits:
            return _read(name, data, _deadline())
    except _TooLongError:
        raise refused(name, f"reading it takes more than {MOST_SECONDS:.0f} seconds", _SPLIT) from None
    except (LimitReachedError, MemoryError):
        raise refused(name, "a part of it holds more than any page of an interview", _SPLIT) from None
    except (PyPdfError, *_STUMBLES):
        raise unreadable(name, "it is a PDF that is damaged or cut short", _DAMAGED_CURE) from None


def _read(name: str, data: bytes, late: Callable[..., None]) -> tuple[list[_Page], Counter[str]]:
    from pypdf import PdfReader

    reader = PdfReader(BytesIO(data), strict=False)
    if reader.is_encrypted:
        raise unreadable(name, "it is a PDF locked by a password or against copying", _SAVE_AS)
    if len(reader.pages) > MOST_PAGES:
        raise refused(name, f"it has more than {MOST_PAGES:,} pages", _SPLIT)
    pages: list[_Page] = []
    left_out, letters = Counter[str](), 0
    left_out[PROPERTIES] += _properties(reader)
    for page in reader.pages:
        pages.append(_page(page, late))
        left_out["comments"] += _comments(page)
        letters += sum(map(len, pages[-1].lines))
        if letters > MOST_LETTERS:
            raise refused(name, "it holds more text than any interview", _SPLIT)
    return pages, left_out


def _properties(reader: PdfReader) -> int:
    """Count the properties of the file that may name somebody; what program wrote it is none."""
    held: Mapping[str, object] = reader.metadata or {}
    return sum(bool(str(held.get(f"/{one}", "")).strip()) for one in ("Title", "Author", "Subject", "Keywords"))


def _deadline() -> Callable[..., None]:
    end = time.monotonic() + MOST_SECONDS

    def late(*_: object) -> None:
        if time.monotonic() > end:
            raise _TooLongError

    return late


_LIGATURES = str.maketrans(
    {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st", "\t": " ", "\r": "\n", "\f": "\n"}
)


def _page(page: PageObject, late: Callable[..., None]) -> _Page:
    late()
    text = page.extract_text(visitor_operand_before=late).translate(_LIGATURES)
    lines = tuple(stripped for line in text.split("\n") if (stripped := line.strip()))
    return _Page(lines, picture=_has_picture(page))


def _has_picture(page: PageObject) -> bool:
    resources = page.get("/Resources")
    found = resources.get_object().get("/XObject") if resources is not None else None
    return bool(found)


_REMARKS = frozenset({"/Text", "/FreeText", "/Highlight", "/Underline", "/StrikeOut", "/Squiggly", "/Caret"})


def _comments(page: PageObject) -> int:
    notes = page.get("/Annots")
    found = [note.get_object() for note in notes.get_object()] if notes is not None else []
    return sum(note.get("/Subtype") in _REMARKS and bool(note.get("/Contents")) for note in found)


_MOSTLY_LOST = 0.05


def _check_letters(name: str, pages: Sequence[_Page]) -> None:
    """Refuse a text layer that does not say which letters its signs are."""
    text = "".join(line for page in pages for line in page.lines)
    for number, page in enumerate(pages, 1):
        if any("\0" in line or any("\ud800" <= sign <= "\udfff" for sign in line) for line in page.lines):
            why = f"page {number} holds half of a character, or a NUL character"
            raise unreadable(name, why, _SAVE_AS)
    lost = sum(sign == "\ufffd" or "\ue000" <= sign <= "\uf8ff" or sign < " " for sign in text)
    if lost > _MOSTLY_LOST * len(text):
        raise unreadable(name, "its fonts do not say which letters they show", _SAVE_AS)


def _about_pictures(name: str, pages: Sequence[_Page]) -> tuple[Problem, ...]:
    bare = [str(number) for number, page in enumerate(pages, 1) if page.picture and not page.lines]
    if not bare:
        return ()
    first = bare[0] if len(bare) == 1 else f"{bare[0]} and {len(bare) - 1} more"
    message = "There is a picture without a text layer; if it shows words, they are missing."
    return (warning(name, f"page {first}", message, "If it is a scan, type those words into a .docx or .txt file."),)


# -- numbers of lines, page headers and footers -----------------------------------------------------------------------

_Lines = list[list[str]]  # of each page
_FEWEST_NUMBERS = 5  # in a column of numbers beside the lines
_DEEPEST = 3  # lines of a page header or footer
_MOST = 0.6  # of the pages
_FEWEST_PAGES = 3
_LONGEST = 120  # characters of a line of a frame
_NUMBER = re.compile(r"\d{1,6}")
_PAGE_NUMBER = re.compile(r"(?:[Pp]age |[-–] ?)?(?P<page>\d{1,4})(?P<of>(?: of |/| / )\d{1,4})?(?: ?[-–])?")


def _without_numbers(pages: Sequence[tuple[str, ...]], left_out: Counter[str]) -> _Lines:
    """Leave out the column of line numbers, which the file holds after the words of each page, or before them."""
    after = _columns([page[::-1] for page in pages], -1)
    before = _columns([page[: len(page) - last] for page, last in zip(pages, after, strict=True)], 1)
    left_out["line numbers"] += sum(before) + sum(after)
    return [list(page[b : len(page) - a]) for page, b, a in zip(pages, before, after, strict=True)]


def _columns(pages: Sequence[Sequence[str]], step: int) -> list[int]:
    """Tell how long the column at the edge of each page is; a short one must go on where a long one ended."""
    counts = [_numbered(page, step) for page in pages]
    ends = {max(int(page[0]), int(page[n - 1])) for page, n in zip(pages, counts, strict=True) if n >= _FEWEST_NUMBERS}
    return [n if n >= _FEWEST_NUMBERS or _ends(page[:n], ends) else 0 for page, n in zip(pages, counts, strict=True)]


def _numbered(lines: Sequence[str], step: int) -> int:
    count = 0
    while count < len(lines) and _NUMBER.fullmatch(lines[count]):
        if count and int(lines[count]) != int(lines[count - 1]) + step:
            break
        count += 1
    return count


def _ends(column: Sequence[str], ends: set[int]) -> bool:
    numbers = [int(number) for number in column]
    return bool(numbers) and (max(numbers) in ends or min(numbers) - 1 in ends)


def _without_frames(pages: _Lines, left_out: Counter[str]) -> _Lines:
    """Leave out the lines at the pages' edges that most pages repeat, or that number the pages."""
    times = Counter(line for page in pages for line in page)
    upper = _frames(pages, times)
    rest = [page[top:] for page, top in zip(pages, upper, strict=True)]
    lower = _frames([page[::-1] for page in rest], times)
    left_out["page headers and footers"] += sum(upper) + sum(lower)
    return [page[: len(page) - bottom] for page, bottom in zip(rest, lower, strict=True)]


def _frames(pages: _Lines, times: Counter[str]) -> list[int]:
    """Tell how many lines from its edge are the frame of each page; the edge comes first."""
    keys = [
        [{(depth, key) for key in _keys(line, number)} for depth, line in enumerate(page[:_DEEPEST])]
        for number, page in enumerate(pages)
    ]
    at_edge = Counter(key for page in keys for line in page for key in line)
    held = sum(map(bool, pages))
    depths = []
    for page, found in zip(pages, keys, strict=True):
        depth = 0
        while depth < len(found) and _is_frame(page[depth], max(at_edge[key] for key in found[depth]), times, held):
            depth += 1
        depths.append(depth)
    return depths


def _keys(line: str, page: int) -> set[str]:
    """Give what a line is on every page: itself, or itself with one number that counts the pages."""
    counted = {f"{line[: n.start()]}\0{int(n[0]) - page}\0{line[n.end() :]}" for n in _NUMBER.finditer(line[:_LONGEST])}
    return {line, *counted}


def _is_frame(line: str, at_edge: int, times: Counter[str], pages: int) -> bool:
    """Tell a frame by how many pages have it at their edge; what stands inside pages as well is somebody's words."""
    if times[line] > at_edge + 1 or len(line) > _LONGEST:
        return False
    if number := _PAGE_NUMBER.fullmatch(line):
        return at_edge == pages and (pages > 1 or bool(number["of"]))
    if (label := COLON.match(line)) or is_known(fold(line)):
        # "Participant: P01" stands above every page, "Jo:" begins a turn wherever it stands.
        return label is not None and label.end() < len(line) and at_edge == pages >= _FEWEST_PAGES
    return at_edge >= max(2, min(_FEWEST_PAGES, pages), _MOST * pages)


# -- paragraphs -------------------------------------------------------------------------------------------------------

_FULL = 0.9  # of the usual width: letters differ in theirs
_FEWEST_FULL = 40  # characters; narrower text was not broken by the edge of a page
_HYPHENATED = re.compile(r"(\w+)-$")
_WORD = re.compile(r"\w+(?:-\w+)*")
_SOFT = "\u00ad"
_MOST_NAMES = 3  # after which a line that begins with a label is no longer a label alone
_NEW_PARAGRAPH = re.compile(r"[•‣◦▪–—*\uf000-\uf0ff-] |\(?\d{1,3}[.)] |[\[(<#]?\d{1,3}:\d{2}")


def _page_starts(paragraphs: Sequence[tuple[int, str]], pages: int) -> tuple[int, ...]:
    """Give where each page begins in the text: with the first paragraph that begins on it, or after it."""
    starts: list[int] = []
    place = 0
    for page, paragraph in paragraphs:
        starts += [place] * (page - len(starts))
        place += len(paragraph) + 1
    return (*starts, *[place] * (pages - len(starts)))


def _paragraphs(lines: Sequence[tuple[int, str]]) -> Iterator[tuple[int, str]]:
    """Join the lines that the page's edge broke, each paragraph with the page that it begins on.

    A line that may begin a turn is never joined to the one before.
    """
    width = _width([line for _, line in lines])
    words = Counter(word.casefold() for _, line in lines for word in _WORD.findall(line))
    paragraph, last, begun = "", "", 1
    for page, line in lines:
        if last and _goes_on(last, line, width):
            joined = _joined(paragraph, line, words)
            if joined is not None:
                paragraph, last = joined, line
                continue
        if last:
            yield begun, paragraph.replace(_SOFT, "")
        paragraph, last, begun = line, line, page
    yield begun, paragraph.replace(_SOFT, "")


def _is_row(line: str) -> bool:
    """Tell what was a row of a table, `Interviewer Why?`, from a label alone on its line, `Interviewer Jo Bell`."""
    spoken = line[-1] in ".?!…,;" or line.count(" ") >= _MOST_NAMES
    return ":" not in line and "：" not in line and " " in line and spoken and is_known(fold(line))


def _width(lines: Sequence[str]) -> int:
    """Give the usual width of a full line in characters."""
    lengths = sorted(len(line) for line in lines)
    return lengths[len(lengths) * 9 // 10] if lengths else 0


def _goes_on(last: str, line: str, width: int) -> bool:
    """Tell whether the next line's first word found no place on the last."""
    if last.endswith(_SOFT):
        return True
    if COLON.match(line) or is_known(fold(line)) or _NEW_PARAGRAPH.match(line):
        return False
    first = line.partition(" ")[0]
    return width >= _FEWEST_FULL and len(last) + 1 + len(first) > _FULL * width


def _joined(paragraph: str, line: str, words: Counter[str]) -> str | None:
    """Join two lines; where a hyphen may be part of the word or not, leave the break as it is."""
    if paragraph.endswith(_SOFT):
        return paragraph[:-1] + line
    hyphen = _HYPHENATED.search(paragraph[-_FEWEST_FULL:])
    rest = _WORD.match(line)
    if hyphen is None or rest is None:
        return f"{paragraph} {line}"
    parts = hyphen[1].casefold(), rest[0].casefold()
    whole, compound = words["".join(parts)], words["-".join(parts)]
    if bool(whole) == bool(compound):
        return None
    return paragraph + line if compound else paragraph[:-1] + line
