"""A codebook as a table, one row a subtheme: laid out as rows, CSV and workbook, and read back from them."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from framework_qa.errors import InputError
from framework_qa.formats.spreadsheet_text import escape, guard, join_list, protect
from framework_qa.model.codebook import Codebook, Near, Rules, Subtheme, Theme

if TYPE_CHECKING:
    from openpyxl.workbook import Workbook

COLUMNS = (
    *("branch", "theme_number", "theme_code", "theme", "theme_definition"),
    *("number", "code", "label", "category", "definition", "include", "exclude", "example", "near_miss"),
    *("origin", "asked_of", "status", "unit", "rules_any", "rules_all_near", "rules_not", "rules_patterns"),
    *("since", "codebook", "version"),
)
_SAID_ELSEWHERE = frozenset(COLUMNS[:5]) | {"label", "definition"}
SHEET = "Codebook"
LONGEST_CELL = 32_767  # in UTF-16 units; spreadsheets cut what is longer
_ZIP_TIME = (1980, 1, 1, 0, 0, 0)
_NO_TIME = datetime(1980, 1, 1)  # noqa: DTZ001 - a workbook's properties carry no zone
_WIDE = frozenset(
    {"theme_definition", "definition", "description", "include", "exclude", "example", "near_miss", "rules_any"}
)


def codebook_rows(codebook: Codebook) -> tuple[tuple[str, ...], ...]:
    """Lay a codebook out: the headings first, then one row a subtheme, themes before values.

    Lists stand in one cell with `; ` between (`admit + problem / 8` for nearness); a backslash before a separator
    makes it text. Token patterns are JSON.
    """
    rows = [codebook_row(codebook, theme, subtheme) for theme in codebook.themes for subtheme in theme.subthemes]
    return (COLUMNS, *rows)


def codebook_row(codebook: Codebook, theme: Theme, subtheme: Subtheme) -> tuple[str, ...]:
    """Lay one subtheme out, in the order of COLUMNS."""
    rules = subtheme.rules
    return (
        *(str(theme.branch), theme.number, theme.code, theme.label, theme.definition),
        *(subtheme.number, subtheme.code, subtheme.label, subtheme.category, subtheme.definition),
        *(subtheme.include, subtheme.exclude, subtheme.example, subtheme.near_miss),
        *(str(subtheme.origin), join_list(subtheme.asked_of), str(subtheme.status), str(subtheme.unit)),
        *(join_list(rules.any), _nears(rules), join_list(rules.never), _patterns(rules)),
        *(str(subtheme.since), codebook.name, str(codebook.version)),
    )


def subtheme_particulars(codebook: Codebook, theme: Theme, subtheme: Subtheme) -> dict[str, str]:
    """Give by column what a table says of a subtheme beside its label and definition, for other tools' descriptions."""
    row = dict(zip(COLUMNS, codebook_row(codebook, theme, subtheme), strict=True))
    return {column: text for column, text in row.items() if column not in _SAID_ELSEWHERE}


def theme_particulars(theme: Theme) -> dict[str, str]:
    """Give what stands in the description of a theme."""
    return {"number": theme.number, "code": theme.code, "branch": str(theme.branch)}


def _nears(rules: Rules) -> str:
    return "; ".join(_near(near) for near in rules.all_near)


def _near(near: Near) -> str:
    return f"{' + '.join(protect(word, ';+/') for word in near.words)} / {near.within}"


def _patterns(rules: Rules) -> str:
    return json.dumps(rules.patterns, ensure_ascii=False) if rules.patterns else ""


def codebook_csv(codebook: Codebook) -> str:
    """Print a codebook as CSV; what a spreadsheet would run or change has an apostrophe, taken off when read."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerows([guard(escape(cell)) for cell in row] for row in codebook_rows(codebook))
    return out.getvalue()


def write_codebook_xlsx(codebook: Codebook, target: Path | BinaryIO) -> None:
    """Write a codebook as a workbook of texts; the same codebook gives the same bytes.

    Raises InputError where a text is longer than a cell can hold.
    """
    content = workbook_bytes(codebook_rows(codebook), COLUMNS.index("code"))
    if isinstance(target, Path):
        target.write_bytes(content)
    else:
        target.write(content)


def workbook_bytes(rows: Sequence[Sequence[str]], naming: int) -> bytes:
    """Write rows of texts, headings first, as a workbook; a cell that is too long is named by the `naming` column."""
    escaped = [[escape(cell) for cell in row] for row in rows]
    _refuse_long(escaped, naming)
    return _steady(_workbook(escaped))


def _refuse_long(rows: list[list[str]], naming: int) -> None:
    for row in rows[1:]:
        for heading, cell in zip(rows[0], row, strict=True):
            if len(cell.encode("utf-16-le")) // 2 > LONGEST_CELL:
                sentence = f"The {heading} of {row[naming]} is too long for a cell of a workbook."
                raise InputError(sentence, "Export the codebook as .yaml or .csv, which hold it whole.")


def _workbook(rows: list[list[str]]) -> Workbook:
    from openpyxl import Workbook as NewWorkbook
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Alignment, Font

    book = NewWorkbook(write_only=True)
    book.properties.creator = "framework_qa"
    book.properties.created = _NO_TIME
    sheet = book.create_sheet(SHEET)
    sheet.freeze_panes = "A2"
    for number, heading in enumerate(rows[0]):
        sheet.column_dimensions[_letter(number)].width = 48 if heading.casefold() in _WIDE else 18
    for place, row in enumerate(rows):
        line = []
        for text in row:
            cell = WriteOnlyCell(sheet)
            cell.value = text or None
            if text:
                cell.data_type = "s"  # also where it begins with = or reads #N/A
            cell.number_format = "@"  # typed over, 4.10 stays 4.10
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            if not place:
                cell.font = Font(bold=True)
            line.append(cell)
        sheet.append(line)
    return book


def _letter(column: int) -> str:
    from openpyxl.utils import get_column_letter

    return get_column_letter(column + 1)


def _steady(book: Workbook) -> bytes:
    """Save a workbook without the moment of its writing."""
    saved, steady = io.BytesIO(), io.BytesIO()
    book.save(saved)
    moment = book.properties.modified.strftime("%Y-%m-%dT%H:%M:%SZ").encode()
    with zipfile.ZipFile(saved) as source, zipfile.ZipFile(steady, "w") as target:
        for name in sorted(source.namelist(), key=lambda name: (name != "[Content_Types].xml", name)):
            content = source.read(name)
            if name == "docProps/core.xml":
                content = content.replace(moment, _NO_TIME.strftime("%Y-%m-%dT%H:%M:%SZ").encode())
            target.writestr(zipfile.ZipInfo(name, _ZIP_TIME), content, zipfile.ZIP_DEFLATED)
    return steady.getvalue()
