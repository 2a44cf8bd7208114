"""The text of a word processor's document while a reader puts it together: paragraphs, bold lines, tables."""

from __future__ import annotations

from collections import Counter

from framework_qa.errors import Problem
from framework_qa.formats.docx_tables import Cell, Table, odd_rows, row_marks, speaker_columns
from framework_qa.formats.reading import Mark, Script, counts, warning

_MOST_ON_A_PAGE = 8_000  # characters: small print without a margin; a longer page has lost its breaks


class Typescript:
    """Paragraphs are joined by line feeds, table cells by tabs, rows by line feeds, as in a .docx."""

    def __init__(self) -> None:
        self.left_out: Counter[str] = Counter()
        self.kept: Counter[str] = Counter()
        self._pages: list[int] = [0]
        self._fresh = False  # whether a page begins here, before any words of it
        self._text: list[str] = []
        self._bold: set[int] = set()
        self._tables: list[Table] = []
        self._size = 0
        self._line = 0
        self._line_words = False
        self._line_bold = True
        self._separator = ""
        self._depth = 0  # of tables
        self._row: list[Cell] = []
        self._cell: tuple[int, int] = (0, 0)

    def begin_paragraph(self) -> None:
        """Put what parts this paragraph from what stands before it."""
        self._emit(self._separator)
        self._separator = ""

    def end_paragraph(self, *, joined: bool = False) -> None:
        """End a paragraph; one whose mark a tracked change deleted is joined to the next."""
        self._separator = "" if joined else "\n"

    def write(self, words: str, *, bold: bool) -> None:
        """Add words to the paragraph."""
        if words.strip():
            self._line_words = True
            self._line_bold = self._line_bold and bold
            self._fresh = False
        self._emit(words)

    def begin_page(self, *, shown: bool = False) -> None:
        """Begin a page; `shown` is where a program last drew one, which may only repeat the break just before."""
        if shown and self._fresh:
            return
        self._pages.append(self._size + len(self._separator))
        self._fresh = True

    def open_table(self) -> None:
        """Begin a table; one inside a cell is part of the cell."""
        self._depth += 1
        if self._depth == 1:
            self._tables.append(Table())

    def close_table(self) -> None:
        """End a table."""
        self._depth -= 1

    def open_row(self) -> None:
        """Begin a row."""
        if self._depth == 1:
            self._row = []

    def close_row(self) -> None:
        """End a row; one without cells is none."""
        if self._depth == 1 and self._row:
            self._tables[-1].rows.append(self._row)
            self._row = []
            self._separator = "\n"

    def open_cell(self) -> None:
        """Begin a cell."""
        if self._depth == 1:
            self._emit("\t" if self._row else self._separator)
            self._separator = ""
            self._cell = (self._size, self._line)

    def close_cell(self) -> None:
        """End a cell."""
        if self._depth == 1:
            start, line = self._cell
            self._row.append(Cell(start, self._size, line, self._line))

    def script(self, name: str) -> Script:
        """Give the finished text, with a mark for each row of a table of speakers."""
        self._end_line()
        text = "".join(self._text)
        marks: list[Mark] = []
        silent: set[int] = set()
        odd = 0
        for table in self._tables:
            if columns := speaker_columns(table, text):
                marks += row_marks(table, columns, text)
                odd += odd_rows(table, text)
            if table.columns > 1:
                silent.update(line for row in table.rows for line in range(row[0].line, row[-1].last_line + 1))
        return Script(
            text,
            bold=frozenset(self._bold),
            silent=frozenset(silent),
            marks=tuple(marks),
            left_out=counts(self.left_out),
            kept=counts(self.kept),
            pages=self._page_starts(),
            problems=_about_rows(name, odd),
        )

    def _page_starts(self) -> tuple[int, ...]:
        """Give where each page begins, or nothing where the document plainly does not mark them all."""
        ends = (*self._pages[1:], self._size)
        marked = len(self._pages) > 1 and all(
            end - start <= _MOST_ON_A_PAGE for start, end in zip(self._pages, ends, strict=True)
        )
        return tuple(self._pages) if marked else ()

    def _emit(self, piece: str) -> None:
        if not piece:
            return
        self._text.append(piece)
        self._size += len(piece)
        if breaks := piece.count("\n"):
            self._end_line()
            self._line += breaks

    def _end_line(self) -> None:
        if self._line_words and self._line_bold:
            self._bold.add(self._line)
        self._line_words, self._line_bold = False, True


def _about_rows(name: str, odd: int) -> tuple[Problem, ...]:
    if not odd:
        return ()
    message = f"{odd} rows of the table of speakers have merged cells; their words belong to no turn."
    return (warning(name, "", message, "Give such rows the same columns as the others if somebody speaks in them."),)
