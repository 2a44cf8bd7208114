r"""Codebooks as tables of code paths with descriptions, as Taguette (CSV) and NVivo (workbook) write them.

Taguette has `tag` and `description`, with dots between the levels (`barriers.stigma`). NVivo has `Folder`, `Name`
and `Description`, with backslashes (`Issues\Heavy`). They are told by their headings.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from framework_qa.formats.codebook_descriptions import described
from framework_qa.formats.codebook_sheets import subtheme_particulars, theme_particulars, workbook_bytes
from framework_qa.formats.grids import Row
from framework_qa.formats.headings import fold
from framework_qa.formats.remarks import Remarks, echo
from framework_qa.formats.spreadsheet_text import escape, guard, unescape, unguard
from framework_qa.model.codebook import Codebook
from framework_qa.model.project import ProjectCode

_PATHS = ("tag", "path", "name")
_TEXTS = ("description", "memo")
_COUNTS = frozenset({"numberofhighlights", "files", "references", "colour", "color"})
_TAGUETTE = ("tag", "description")
_NVIVO = ("Folder", "Name", "Description")
_FOLDER = "Codes"
_DOT = re.compile(r"(?<![\s\d])\.(?=\S)|(?<=\d)\.(?=[^\s\d])")
MOST_LEVELS = 50


@dataclass(frozen=True, slots=True)
class PathColumns:
    """Where a table of paths has its path and its description, and what stands between levels."""

    path: int
    description: int
    between: str


@dataclass(slots=True)
class _Node:
    """A code on its way from rows to a tree."""

    name: str
    guid: str
    description: str = ""
    under: dict[str, _Node] = field(default_factory=dict)

    def code(self) -> ProjectCode:
        codes = tuple(node.code() for node in self.under.values())
        return ProjectCode(self.guid, self.name, self.description, codes=codes)


def path_columns(header: Row) -> PathColumns | None:
    """Tell a table of code paths by its headings; None where it is another table."""
    headings = [fold(unguard(cell)) for cell in header.cells]
    path = next((name for name in _PATHS if name in headings), None)
    text = next((name for name in _TEXTS if name in headings), None)
    known = {*_PATHS, *_TEXTS, *_COUNTS, "folder"}
    if path is None or text is None or not set(headings) <= known:
        return None
    between = "\\" if "folder" in headings or header.of_workbook else "."
    return PathColumns(headings.index(path), headings.index(text), between)


def codes_of_rows(rows: Sequence[Row], columns: PathColumns, remarks: Remarks) -> tuple[ProjectCode, ...]:
    """Read the codes as a tree; a level that has no row of its own is a code without a description."""
    top: dict[str, _Node] = {}
    seen: set[tuple[str, ...]] = set()
    for row in rows:
        path = _levels(_typed(row, columns.path), columns.between)
        if not path:
            remarks.warn(row.place, "the row has no name and was left out.", "Name the code.")
        elif path in seen:
            cure = "Keep one row for each code."
            remarks.error(row.place, f"the code {echo(path[-1])} stands twice.", cure)
        else:
            seen.add(path)
            _node(top, path).description = _typed(row, columns.description)
    return tuple(node.code() for node in top.values())


def _node(top: dict[str, _Node], path: tuple[str, ...]) -> _Node:
    """Find the node of a path, with all above it."""
    under, node = top, None
    for depth, name in enumerate(path, 1):
        node = under.setdefault(name, _Node(name, "/".join(path[:depth])))
        under = node.under
    if node is None:
        raise ValueError(path)
    return node


def _levels(path: str, between: str) -> tuple[str, ...]:
    """Part a path; a dot between digits or beside a space is no level."""
    parts = _DOT.split(path) if between == "." else path.split(between)
    levels = tuple(part.strip() for part in parts if part.strip())
    return (
        (*levels[: MOST_LEVELS - 1], between.join(levels[MOST_LEVELS - 1 :])) if len(levels) > MOST_LEVELS else levels
    )


def _typed(row: Row, column: int) -> str:
    text = row.cell(column)
    return unescape(text) if row.of_workbook else unescape(unguard(text))


def taguette_codebook(codebook: Codebook) -> str:
    """Print a codebook as Taguette's CSV: our codes as tags, all else in the description."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(_TAGUETTE)
    for path, _, text in _described(codebook):
        writer.writerow((path, guard(escape(text))))
    return out.getvalue()


def nvivo_codebook(codebook: Codebook) -> bytes:
    """Write a codebook as NVivo's workbook: labels as names, all else in the description."""
    rows = [(_FOLDER, path, text) for _, path, text in _described(codebook)]
    return workbook_bytes([_NVIVO, *rows], 1)


def _described(codebook: Codebook) -> Iterator[tuple[str, str, str]]:
    """Give each theme and subtheme by its code, by its labels with a backslash between, and with its description.

    A label with a backslash in it would be two levels and has a slash there, and one that stands twice has its number
    after it; the description keeps both as they are.
    """
    taken: set[str] = set()
    for theme in codebook.themes:
        above = _once(theme.label, "", theme.number, taken)
        yield theme.code, above, described(theme.definition, theme_particulars(theme) | {"label": theme.label})
        for subtheme in theme.subthemes:
            particulars = {"label": subtheme.label} | subtheme_particulars(codebook, theme, subtheme)
            path = _once(subtheme.label, f"{above}\\", subtheme.number, taken)
            yield subtheme.code, path, described(subtheme.definition, particulars)


def _once(label: str, above: str, number: str, taken: set[str]) -> str:
    """Give a path that nothing else has."""
    path = above + label.replace("\\", "/")
    path = path if path not in taken else f"{path} ({number})"
    taken.add(path)
    return path
