"""The items of the checklist on tables and on the structure of the sheets, each judged by one function."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from framework_qa.analysis.verdicts import Judgement, met, not_met, to_judge, unless
from framework_qa.model.workbook import ColumnWidth, MarkedTable, WorkbookFacts, WorkbookSheet, address, letters

WIDEST, LONGEST_WORD = 120, 30  # characters: a column beyond it is no longer a column; a longer word is no word
ROOM_FOR_A_TITLE = 3  # the first row in which a table can begin under a title and a line about it
GIVEN_NAME = re.compile(r"(?:table|tabelle|tableau|tabla|tabella)\d+|__anonymous.*", re.IGNORECASE)
GIVEN_HEADING = re.compile(r"(?:column|spalte|colonne|columna|colonna)\d+", re.IGNORECASE)
GIVEN_SHEET = re.compile(r"(?:sheet|tabelle|feuil|hoja|foglio|blad|ark)\s?\d+", re.IGNORECASE)
BLANK = re.compile(r"\b(?:blank|empty)\b", re.IGNORECASE)


def _tables(facts: WorkbookFacts) -> Iterator[tuple[WorkbookSheet, MarkedTable]]:
    return ((sheet, table) for sheet in facts.sheets for table in sheet.tables)


def marked_up(facts: WorkbookFacts) -> Judgement:
    """Item 1: four cells in a square outside every table are a table that nobody marked up."""
    places = [place for sheet in facts.sheets for place in sheet.at(*_unmarked(sheet))]
    return unless(places, "These cells look like a table and are not marked up.", "Every table is marked up.")


def _unmarked(sheet: WorkbookSheet) -> tuple[str, ...]:
    """Give the first cell of what looks like a table and is none."""
    outside = {place for place in sheet.cells if sheet.table_at(*place) is None}
    for row, column in sorted(outside):
        if {(row, column + 1), (row + 1, column), (row + 1, column + 1)} <= outside:
            return (address(row, column),)
    return ()


def named(facts: WorkbookFacts) -> Judgement:
    """Item 2: a name that a program gave is none."""
    places = [f"{s.name}!{t.area}" for s, t in _tables(facts) if not t.name or GIVEN_NAME.fullmatch(t.name)]
    return unless(places, "The name is the one that the program gave.", "No table has a name that a program gave.")


def unmerged(facts: WorkbookFacts) -> Judgement:
    """Item 3: cells cannot be split in a workbook, and tables only overlap in a broken one."""
    places = [place for sheet in facts.sheets for place in sheet.at(*sheet.merged)]
    return unless(places, "The cells are merged.", "No cells are merged.")


def no_blank_lines(facts: WorkbookFacts) -> Judgement:
    """Item 4: a row or a column of a table in which nothing stands below the header."""
    places = [place for sheet, table in _tables(facts) for place in sheet.at(*_blank_lines(sheet, table))]
    return unless(places, "The row or column of a table is blank.", "No row or column of a table is blank.")


def _blank_lines(sheet: WorkbookSheet, table: MarkedTable) -> Iterator[str]:
    rows, columns = set(), set()
    for row in table.body:
        for column in table.columns:
            if (row, column) in sheet.cells:
                rows.add(row)
                columns.add(column)
    left, right, top, bottom = table.area.left, table.area.right, table.body.start, table.area.bottom
    yield from (f"{address(row, left)}:{address(row, right)}" for row in table.body if row not in rows)
    if rows:
        yield from (f"{address(top, c)}:{address(bottom, c)}" for c in table.columns if c not in columns)


def one_header(facts: WorkbookFacts) -> Judgement:
    """Item 5: one row of headings, none of them blank, given by a program, or there twice."""
    places = [place for sheet, table in _tables(facts) for place in sheet.at(*_bad_headings(sheet, table))]
    wrong = "A heading is missing, was given by the program, or stands twice, or there is no single header row."
    return unless(places, wrong, "Every table has one header row, and its headings are distinct.")


def _bad_headings(sheet: WorkbookSheet, table: MarkedTable) -> Iterator[str]:
    if table.header_rows != 1:
        yield str(table.area)
        return
    row, taken = table.area.top, set[str]()
    for column in table.columns:
        heading = " ".join(sheet.text(row, column).casefold().split())
        if not heading or GIVEN_HEADING.fullmatch(heading) or heading in taken:
            yield address(row, column)
        taken.add(heading)


def wrapped(facts: WorkbookFacts) -> Judgement:
    """Item 6: a text that its column cannot show on one line and that is not wrapped; a free neighbour lends room."""
    places = [place for sheet in facts.sheets for place in sheet.at(*_cut_off(sheet))]
    return unless(places, "The text is wider than its column and not wrapped.", "No text is cut off by its neighbour.")


def _cut_off(sheet: WorkbookSheet) -> Iterator[str]:
    widths = _widths(sheet)
    for (row, column), cell in sheet.cells.items():
        if cell.number or cell.look.wrapped or len(cell.text) <= widths[column] + 1:
            continue
        if (row, column + 1) in sheet.cells or sheet.table_at(row, column):
            yield cell.place


def _widths(sheet: WorkbookSheet) -> dict[int, float]:
    return {column: sheet.width(column) for column in {column for _, column in sheet.cells}}


def unfiltered(facts: WorkbookFacts) -> Judgement:
    """Item 7: filters of sheets and buttons of tables, frozen panes."""
    places: list[str] = []
    for sheet in facts.sheets:
        places += sheet.at(*(str(table.area) for table in sheet.tables if table.filtered))
        places += sheet.at(*filter(None, (sheet.filtered, "frozen panes" if sheet.frozen else "")))
    return unless(places, "There is a filter or a frozen pane.", "There are no filters and no frozen panes.")


def filled(facts: WorkbookFacts) -> Judgement:
    """Item 8: blank cells of a table; where a line above it speaks of blanks, a person has to read it."""
    bare, told = list[str](), list[str]()
    for sheet, table in _tables(facts):
        above = (sheet.text(row, 1) for row in range(1, table.area.top))
        (told if any(map(BLANK.search, above)) else bare).extend(sheet.at(*_blanks(sheet, table)))
    if bare:
        return not_met("The cell of a table is blank, and no line above the table says why.", bare)
    if told:
        return to_judge("Cells are blank, and a line above speaks of it: does it give the one reason?", told)
    return met("No cell of a table is blank.")


def _blanks(sheet: WorkbookSheet, table: MarkedTable) -> Iterator[str]:
    return (address(r, c) for r in table.body for c in table.columns if (r, c) not in sheet.cells)


def unhidden(facts: WorkbookFacts) -> Judgement:
    """Item 9: hidden rows and columns, and whole sheets, which hide all of theirs."""
    places: list[str] = []
    for sheet in facts.sheets:
        places += sheet.at(*(f"row {row}" for row in sheet.hidden_rows))
        places += sheet.at(*(f"column {_span(one)}" for one in sheet.widths if one.hidden))
        places += sheet.at(*(["the sheet"] if sheet.hidden else []))
    return unless(places, "It is hidden.", "No row, column or sheet is hidden.")


def _span(one: ColumnWidth) -> str:
    return letters(one.first) if one.first == one.last else f"{letters(one.first)} to {letters(one.last)}"


def sensible_widths(facts: WorkbookFacts) -> Judgement:
    """Item 10: a column of a table in which a word or a whole number does not fit, or too wide to be scanned."""
    places = [place for sheet in facts.sheets for place in sheet.at(*_bad_widths(sheet))]
    wrong = f"A word or number does not fit into the column, or it is over {WIDEST} characters wide."
    return unless(places, wrong, "Every word fits into its column, and no column is too wide.")


def _bad_widths(sheet: WorkbookSheet) -> Iterator[str]:
    widths = _widths(sheet)
    bad = {column for column, width in widths.items() if width > WIDEST}
    for (row, column), cell in sheet.cells.items():
        longest = max((len(word) for word in cell.text.split() if len(word) <= LONGEST_WORD), default=0)
        fits = longest <= widths[column] + 1 or (cell.number and not cell.text.isdigit())
        if not fits and sheet.table_at(row, column):
            bad.add(column)
    return (f"column {letters(column)}" for column in sorted(bad))


def sheet_names(facts: WorkbookFacts) -> Judgement:
    """Item 27: a tab's name that a program gave, or that two sheets share."""
    count = Counter(sheet.name.casefold() for sheet in facts.sheets)
    bad = [s.name for s in facts.sheets if GIVEN_SHEET.fullmatch(s.name) or count[s.name.casefold()] > 1]
    return unless(bad, "The sheet has the name that the program gave, or shares it.", "Every sheet has its own name.")


def no_blank_sheets(facts: WorkbookFacts) -> Judgement:
    """Item 28: sheets with nothing on them."""
    bad = [sheet.name for sheet in facts.sheets if not sheet.cells and not sheet.drawings]
    return unless(bad, "The sheet is blank.", "No sheet is blank.")


def column_a(facts: WorkbookFacts) -> Judgement:
    """Item 29: A1 says what is on a sheet; a table leaves room above, and column A is written there."""
    bad = list[str]()
    for sheet in filter(lambda one: one.cells, facts.sheets):
        if not sheet.text(1, 1) or sheet.table_at(1, 1):
            bad += sheet.at("A1")
        elif sheet.tables and not _told_above(sheet):
            bad += sheet.at("A2")
    wrong = "Above the table, column A does not hold a title in A1 and a line about the sheet below it."
    return unless(bad, wrong, "Column A says what is on each sheet, above its tables.")


def _told_above(sheet: WorkbookSheet) -> bool:
    top = min(table.area.top for table in sheet.tables)
    return top >= ROOM_FOR_A_TITLE and any(sheet.text(row, 1) for row in range(2, top))


def at_left_edge(facts: WorkbookFacts) -> Judgement:
    """Item 30: a table, or all that a sheet holds, begins in column A."""
    bad = [f"{sheet.name}!{table.area}" for sheet, table in _tables(facts) if table.area.left != 1]
    for sheet in facts.sheets:
        if sheet.cells and min(column for _, column in sheet.cells) > 1:
            bad += sheet.at(next(iter(sheet.cells.values())).place)
    return unless(bad, "It does not begin in column A.", "Everything begins in column A.")


def nothing_below(facts: WorkbookFacts) -> Judgement:
    """Item 31: cells under the last row of a table that belong to no other."""
    places = [place for sheet in facts.sheets for place in sheet.at(*_below(sheet))]
    return unless(places, "The cell stands below a table.", "Nothing stands below a table.")


def _below(sheet: WorkbookSheet) -> Iterator[str]:
    if not sheet.tables:
        return
    end = min(table.area.bottom for table in sheet.tables)
    for (row, column), cell in sheet.cells.items():
        if row > end and sheet.table_at(row, column) is None:
            yield cell.place


def one_table(facts: WorkbookFacts) -> Judgement:
    """Item 32: a second table on a sheet."""
    places = [p for sheet in facts.sheets for p in sheet.at(*(str(t.area) for t in sheet.tables[1:]))]
    return unless(places, "It is not the only table of its sheet.", "No sheet holds more than one table.")
