"""A working workbook that somebody edited, read back by its hidden keys; Excel's own files and LibreOffice's.

The sheets are parsed a row at a time by openpyxl, without binding them; shared strings are read here, since openpyxl
takes the escapes of `_x005F_` out of them.
"""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from framework_qa.errors import FrameworkError, RefusedError
from framework_qa.formats.archives import Archive
from framework_qa.formats.grids import is_workbook
from framework_qa.formats.opening import read_bytes
from framework_qa.formats.reading import refused, unreadable
from framework_qa.formats.workbook_parts import Relation, area_of, relations
from framework_qa.formats.working_workbook_keys import read_keys
from framework_qa.formats.working_workbook_rows import Found, FoundSheet, edited_sheet
from framework_qa.model.edited import KEYS_SHEET, VERSION, EditedWorkbook, Oddity, unescape

MOST_MARKS = 4_000_000  # begins and ends of elements in all sheets, as formats/workbook_facts.py counts them
_SHEETS = "xl/worksheets/"
_SAVE_AS = "Open it in a spreadsheet program, save it as .xlsx and run the command again."
_NO_KEYS = "Export a new one with `export workbook`, and put your changes there: they are found by hidden keys."
_NEWER = "Bring it in with that version, or export a workbook with this one and put the changes there."
_THREAD = "[Threaded comment]"  # begins the note that stands in for comments that older programs cannot show
_ODDITIES = {"f": Oddity.FORMULA, "e": Oddity.ERROR}


def read_working_workbook(path: Path) -> EditedWorkbook:
    """Read an edited working workbook; InputError where that cannot be, RefusedError where it is no such workbook."""
    name, data = path.name, read_bytes(path)
    if not is_workbook(name, data):
        raise unreadable(name, "it is no .xlsx workbook", _SAVE_AS)
    with Archive(name, data) as archive, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # openpyxl tells of extensions it leaves out; none of them is looked at
        _check_size(archive)
        try:
            return _edited(name, tuple(_sheets(archive, data)))
        except FrameworkError:
            raise
        except Exception:  # noqa: BLE001 - a damaged workbook fails in every way Python has
            raise unreadable(name, "the workbook is damaged", _SAVE_AS) from None


def _edited(name: str, sheets: Sequence[FoundSheet]) -> EditedWorkbook:
    keys = next((sheet for sheet in sheets if sheet.title.casefold() == KEYS_SHEET.casefold()), None)
    exported = read_keys(keys.cells) if keys else None
    if exported is None:
        raise RefusedError(f"{name} carries no keys of a working workbook.", _NO_KEYS)
    if exported.version > VERSION:
        raise RefusedError(f"{name} was written by a newer version of the toolkit.", _NEWER)
    found = (edited_sheet(sheet, exported) for sheet in sheets if sheet is not keys)
    return EditedWorkbook(name, exported, tuple(sheet for sheet in found if sheet))


def _check_size(archive: Archive) -> None:
    marks = 0
    for member in archive.names():
        if member.startswith(_SHEETS):
            marks += (archive.read(member) or b"").count(b"<")
        if marks > MOST_MARKS:
            cure = "Delete the rows and columns beyond the last entries, and run the command again."
            raise refused(archive.name, f"its sheets hold more than {MOST_MARKS:,} marks", cure)


def _sheets(archive: Archive, data: bytes) -> Iterator[FoundSheet]:
    from openpyxl import load_workbook

    book: Any = load_workbook(io.BytesIO(data), read_only=True, keep_links=False)
    strings = _shared_strings(archive)
    for sheet in book.worksheets:
        part = getattr(sheet, "_worksheet_path", "")
        if part:  # a chart alone on a sheet has none
            yield _sheet(archive, book, sheet.title, part, strings)
    book.close()


def _shared_strings(archive: Archive) -> list[str]:
    root = archive.xml("xl/sharedStrings.xml")
    return [] if root is None else [_string(one) for one in root.iterfind("{*}si")]


def _string(holder: Any) -> str:  # noqa: ANN401 - lxml keeps its types private
    """Join the text of a string, plain or in pieces; how it is read aloud is no part of it."""
    plain = (text.text or "" for text in holder.iterfind("{*}t"))
    pieces = (text.text or "" for text in holder.iterfind("{*}r/{*}t"))
    return "".join((*plain, *pieces))


def _sheet(archive: Archive, book: Any, title: str, part: str, strings: list[str]) -> FoundSheet:  # noqa: ANN401
    from openpyxl.worksheet._reader import WorkSheetParser

    parser: Any = WorkSheetParser(
        io.BytesIO(archive.read(part) or b""),
        strings,
        epoch=book.epoch,
        date_formats=book._date_formats,  # noqa: SLF001 - as formats/workbook_facts.py
        timedelta_formats=book._timedelta_formats,  # noqa: SLF001
    )
    cells = dict(_cells(parser))
    merged = parser.merged_cells
    areas = tuple(area_of(one.ref) for one in merged.mergeCell) if merged else ()
    return FoundSheet(title, cells, areas, _notes(archive, relations(archive, part)))


def _cells(parser: Any) -> Iterator[tuple[tuple[int, int], Found]]:  # noqa: ANN401 - openpyxl keeps these types private
    for _, row in parser.parse():
        for one in row:
            value, kind = one["value"], one["data_type"]
            if value is None:
                continue
            if kind in _ODDITIES:
                found = Found(str(value) if kind == "e" else "", _ODDITIES[kind])
            elif isinstance(value, str):
                found = Found(unescape(value))
            else:
                found = Found(_shown(value), Oddity.NUMBER)
            yield (one["row"], one["column"]), found


def _shown(value: object) -> str:
    """Give a number as it was printed before a spreadsheet took it for one."""
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def _notes(archive: Archive, related: Sequence[Relation]) -> Mapping[str, str]:
    """Give the notes and comments pinned to cells, by address; answers below each other."""
    notes: dict[str, str] = {}
    for one in related:
        if one.kind == "comments" and (root := archive.xml(one.target)) is not None:
            authors = [author.text or "" for author in root.iterfind("{*}authors/{*}author")]
            notes.update(_plain_notes(root, authors))
    threads: dict[str, list[str]] = {}
    for one in related:
        if one.kind == "threadedComment" and (root := archive.xml(one.target)) is not None:
            for comment in root.iterfind("{*}threadedComment"):
                threads.setdefault(comment.get("ref", ""), []).append(comment.findtext("{*}text") or "")
    return notes | {place: "\n".join(said) for place, said in threads.items()}


def _plain_notes(root: Any, authors: Sequence[str]) -> Iterator[tuple[str, str]]:  # noqa: ANN401 - an element
    for comment in root.iterfind("{*}commentList/{*}comment"):
        said = "".join(text.text or "" for text in comment.iterfind("{*}text//{*}t"))
        if said.startswith(_THREAD):  # in a file without the thread itself, as LibreOffice saves it
            said = said.rpartition("Comment:\n")[2]
        number = comment.get("authorId", "0")
        author = authors[int(number)] if number.isdigit() and int(number) < len(authors) else ""
        yield comment.get("ref", ""), _without_author(said, author)


def _without_author(said: str, author: str) -> str:
    """Leave the line out that Excel begins a note with: who writes."""
    first, _, rest = said.partition("\n")
    return (rest if author and first.strip() == f"{author}:" else said).strip()
