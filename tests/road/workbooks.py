"""Workbooks for the checker: a clean one, and twelve with faults planted in it, each with the items it breaks."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

from openpyxl import Workbook
from openpyxl.chart import BarChart, Reference
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.worksheet.filters import AutoFilter
from openpyxl.worksheet.table import Table, TableStyleInfo
from openpyxl.worksheet.worksheet import Worksheet

PLAIN = TableStyleInfo(name="TableStyleLight1", showRowStripes=False)
DATA = (
    ("Area", "Interviews [note 1]", "Services"),
    ("Area one", 8, "Advice; counselling"),
    ("Area two", 6, "Mediation"),
    ("Total", 14, "n/a"),
)
NOTES = (("Note", "What it says"), ("[note 1]", "Two people gave one interview together."))


def _mark_up(sheet: Worksheet, name: str, reference: str) -> None:
    """Mark a range up as a table; openpyxl's own way would give it filter buttons."""
    table = Table(displayName=name, ref=reference, tableStyleInfo=PLAIN)
    table._initialise_columns()
    table.autoFilter = None
    for column, cell in zip(table.tableColumns, sheet[reference][0], strict=True):
        column.name = cell.value
    sheet.add_table(table)


def _sheet(book: Workbook, name: str, title: str, about: str, rows: tuple[tuple[Any, ...], ...]) -> Worksheet:
    sheet = book.create_sheet(name)
    for row in ((title,), (about,), *rows):
        sheet.append(row)
    for line in sheet.iter_rows():
        for cell in line:
            cell.font, cell.alignment = Font(name="Arial", size=11), Alignment(wrap_text=True, vertical="top")
    sheet["A1"].style = "Headline 1"
    sheet["A1"].font = Font(name="Arial", size=14, bold=True)
    for column in "ABC":
        sheet.column_dimensions[column].width = 30
    if rows:
        last = f"{'ABC'[len(rows[0]) - 1]}{len(rows) + 2}"
        _mark_up(sheet, name.lower(), f"A3:{last}")
    return sheet


def clean() -> Workbook:
    book = Workbook()
    book.remove(book.worksheets[0])
    cover = _sheet(
        book, "Cover", "Support for parents: interviews", "This workbook has one table and one of notes.", ()
    )
    _sheet(book, "Notes", "Notes to the tables", "This sheet has one table.", NOTES)
    _sheet(book, "Interviews", "Interviews by area", "This sheet has one table; it refers to a note.", DATA)
    book.properties.title, book.properties.language = "Support for parents", "en-GB"
    cover.sheet_view.tabSelected = True
    for sheet in book.worksheets[1:]:
        sheet.sheet_view.tabSelected = False
    return book


def _merged(book: Workbook) -> None:
    sheet = book["Interviews"]
    sheet["C5"] = None
    sheet.merge_cells("C4:C5")


def _unmarked(book: Workbook) -> None:
    del book["Interviews"].tables["interviews"]


def _badly_headed(book: Workbook) -> None:
    sheet = book["Interviews"]
    sheet["C3"] = "area"
    del sheet.tables["interviews"]
    _mark_up(sheet, "Table1", "A3:C6")


def _gappy(book: Workbook) -> None:
    sheet = book["Interviews"]
    for column in "ABC":
        sheet[f"{column}5"] = None


def _kept_working(book: Workbook) -> None:
    sheet = book["Interviews"]
    sheet.freeze_panes = "B4"
    sheet.tables["interviews"].autoFilter = AutoFilter(ref="A3:C6")
    book["Notes"].auto_filter.ref = "A3:B4"
    sheet.row_dimensions[5].hidden = True
    sheet.column_dimensions["C"].hidden = True
    sheet.oddFooter.center.text = "Page &P"


def _footnoted(book: Workbook) -> None:
    sheet = book["Interviews"]
    sheet["B4"] = "8 [note 2]"
    sheet["A5"] = "Area two*"
    sheet["A6"] = "Total [2]"
    sheet["A8"] = "Source: the interviews"


def _dressed(book: Workbook) -> None:
    sheet = book["Interviews"]
    sheet["B4"].fill = PatternFill("solid", fgColor="FFFF00")
    sheet["B4"].font = Font(name="Arial", size=11, color="FFFFFF")
    sheet["A5"].font = Font(name="Times New Roman", size=8, italic=True)
    sheet["A6"].alignment = Alignment(textRotation=90, wrap_text=True)
    sheet.tables["interviews"].tableStyleInfo = TableStyleInfo(name="TableStyleMedium2", showRowStripes=True)


def _linked(book: Workbook) -> None:
    sheet = book["Cover"]
    sheet["A3"] = "Click here"
    sheet["A3"].hyperlink = "https://example.org/report"
    sheet["A4"] = "https://example.org"
    sheet["A4"].hyperlink = "https://example.org"
    book["Interviews"]["C4"] = "✓"
    book["Interviews"]["C5"] = "-"


def _untitled(book: Workbook) -> None:
    book["Interviews"]["A1"] = "Notes to the tables"
    book["Cover"]["A1"].style = "Normal"
    book.properties.title = book.properties.language = None
    book["Interviews"].title = "Sheet3"
    book.create_sheet("Spare")


def _moved(book: Workbook) -> None:
    sheet = book["Interviews"]
    sheet.move_range("A3:C6", rows=-1, cols=1)
    sheet["A2"] = None
    sheet.tables["interviews"].ref = "B2:D5"
    sheet.column_dimensions["D"].width = 30
    book.active = 2
    for number, one in enumerate(book.worksheets):
        one.sheet_view.tabSelected = number == 2
    sheet.sheet_view.selection[0].activeCell = "C4"


def _crowded(book: Workbook) -> None:
    sheet = book["Interviews"]
    for row, values in enumerate((("Role", "Interviews"), ("Provider", 14)), 9):
        for column, value in enumerate(values, 1):
            sheet.cell(row, column, value).font = Font(name="Arial", size=11)
    _mark_up(sheet, "roles", "A9:B10")
    sheet["C4"].alignment = Alignment(wrap_text=False)
    sheet["C4"] = "Advice, counselling and mediation for parents"
    sheet.column_dimensions["B"].width = 3


def _illustrated(book: Workbook) -> None:
    sheet = book["Interviews"]
    chart = BarChart()
    chart.add_data(Reference(sheet, min_col=2, min_row=4, max_row=6))
    sheet.add_chart(chart, "E3")
    sheet["A4"].comment = Comment("Look at this.", "A reader")
    book["Notes"].sheet_state = "hidden"


BAD: dict[str, tuple[Callable[[Workbook], None], dict[int, tuple[str, ...]]]] = {
    "merged cells": (_merged, {3: ("Interviews!C4:C5",), 8: ("Interviews!C5",)}),
    "a table not marked up": (_unmarked, {1: ("Interviews!A3",)}),
    "a table as the program named it, a heading twice": (
        _badly_headed,
        {2: ("Interviews!A3:C6",), 5: ("Interviews!C3",)},
    ),
    "a blank row": (_gappy, {4: ("Interviews!A5:C5",), 8: ("Interviews!A5", "Interviews!B5", "Interviews!C5")}),
    "filters, frozen panes, hidden lines, a footer": (
        _kept_working,
        {
            7: ("Notes!A3:B4", "Interviews!A3:C6", "Interviews!frozen panes"),
            9: ("Interviews!row 5", "Interviews!column C"),
            20: ("Interviews!header or footer",),
        },
    ),
    "notes by sign, number and cell, and below the table": (
        _footnoted,
        {
            11: ("Interviews!A5",),
            12: ("Interviews!A6",),
            13: ("Interviews!B4",),
            14: ("Interviews!B4",),
            31: ("Interviews!A8",),
        },
    ),
    "fills, stripes, serifs, white on yellow": (
        _dressed,
        {
            17: ("Interviews!A5", "Interviews!A6"),
            21: ("Interviews!A3:C6", "Interviews!B4"),
            22: ("Interviews!B4", "Interviews!A3:C6"),
            24: ("Interviews!B4",),
        },
    ),
    "links that say nothing, ticks and dashes": (
        _linked,
        {16: ("Cover!A3", "Cover!A4"), 19: ("Interviews!C4", "Interviews!C5")},
    ),
    "no titles, no properties, a blank sheet": (
        _untitled,
        {18: ("Cover!A1", "Notes!A1", "Sheet3!A1"), 27: ("Sheet3",), 28: ("Spare",), 35: ("the workbook",)},
    ),
    "a table off the edge, saved in the middle": (
        _moved,
        {29: ("Interviews!A2",), 30: ("Interviews!B2:D5",), 36: ("Interviews!C4",)},
    ),
    "two tables, a text cut off, a narrow column": (
        _crowded,
        {6: ("Interviews!C4", "Interviews!B9"), 10: ("Interviews!column B",), 32: ("Interviews!A9:B10",)},
    ),
    "a chart without words, a hidden sheet": (_illustrated, {9: ("Notes!the sheet",), 25: ("Interviews!E3",)}),
}


def saved(book: Workbook) -> bytes:
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()
