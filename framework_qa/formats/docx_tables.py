"""Tables of a Word document whose rows are turns: speaker and words, often with a time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from framework_qa.formats import stamps
from framework_qa.formats.labels import fold, is_known
from framework_qa.formats.reading import Mark


@dataclass(frozen=True, slots=True)
class Cell:
    """Where a cell stands in the text: code points and lines, the last line counted in."""

    start: int
    end: int
    line: int
    last_line: int


@dataclass(slots=True)
class Table:
    """The rows of a table of the body; tables inside its cells are part of the cells."""

    rows: list[list[Cell]] = field(default_factory=list)

    @property
    def columns(self) -> int:
        """Give the number of columns of the widest row."""
        return max((len(row) for row in self.rows), default=0)


_LONGEST_LABEL = 40
_MOST_COLUMNS = 5
_MOSTLY = 0.8
_FEWEST_ROWS = 2
_HEADINGS = frozenset({"speaker", "speakers", "name", "who", "label", "participant", "time", "text", "words"})


@dataclass(frozen=True, slots=True)
class Columns:
    """Which columns of a table hold the speaker, the words and, perhaps, the time."""

    label: int
    words: int
    time: int | None


def speaker_columns(table: Table, text: str) -> Columns | None:
    """Tell which columns hold speaker, words and time, if the rows of a table are turns."""
    width = table.columns
    cells = [[text[c.start : c.end].strip() for c in row] for row in table.rows if len(row) == width]
    if not 1 < width <= _MOST_COLUMNS or len(cells) < _FEWEST_ROWS:
        return None
    columns = list(zip(*cells, strict=True))
    time = next((n for n, column in enumerate(columns) if _share(column, _is_stamp) >= _MOSTLY), None)
    rest = [n for n in range(width) if n != time]
    label = next((n for n in rest[:-1] if _holds_labels(columns[n])), None)
    if label is None:
        return None
    words = max((n for n in rest if n > label), key=lambda n: sum(map(len, columns[n])))
    return Columns(label, words, time)


def _share(column: tuple[str, ...], test: Callable[[str], bool]) -> float:
    filled = [value for value in column[1:] or column if value]
    return sum(map(test, filled)) / len(filled) if filled else 0.0


def _is_stamp(value: str) -> bool:
    return stamps.ALONE.fullmatch(value) is not None


def _holds_labels(column: tuple[str, ...]) -> bool:
    times = Counter(fold(_label(value)) for value in column if value)
    if any(len(value) > _LONGEST_LABEL for value in column):
        return False
    good = sum(
        count for label, count in times.items() if label and (is_known(label) or count > 1) and not label[0].isdigit()
    )
    return good >= _MOSTLY * (times.total() - 1) and good > 0 and (len(times) > 1 or good > _FEWEST_ROWS)


def _label(value: str) -> str:
    return value.strip().rstrip(":：").strip("* ")


def odd_rows(table: Table, text: str) -> int:
    """Count the rows with words whose columns are not those of the table, such as merged ones."""
    width = table.columns
    odd = (row for row in table.rows if len(row) != width)
    return sum(bool(text[row[0].start : row[-1].end].strip()) for row in odd)


def row_marks(table: Table, columns: Columns, text: str) -> list[Mark]:
    """Give a mark for each row in which somebody speaks; a row without a label goes on with the one before."""
    marks: list[Mark] = []
    width = table.columns
    for row in table.rows:
        if len(row) != width:
            continue
        words = row[columns.words]
        label = _label(text[row[columns.label].start : row[columns.label].end])
        stamp = text[row[columns.time].start : row[columns.time].end].strip() if columns.time is not None else ""
        at = stamps.seconds(stamp) if _is_stamp(stamp) else None
        if label and not (not marks and fold(label) in _HEADINGS):
            marks.append(Mark(label, row[0].line, row[0].start, words.start, at, words.end))
        elif marks and not label and text[words.start : words.end].strip():
            marks[-1] = replace(marks[-1], end=words.end)
    return marks
