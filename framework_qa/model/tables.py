"""Findings tables as a study declares them: what kind, which codes or attributes, and how it is counted.

Codes are kept as they were typed, the number or the code of a theme or a subtheme: the codebook in force says what
they are. Attributes go by their names.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Meeting(StrEnum):
    """Where two codes have to stand to be together: on words that overlap, in one turn, or in one case."""

    SPAN = "span"
    TURN = "turn"
    CASE = "case"


class Counting(StrEnum):
    """What a count counts: cases in which something was raised, or codings."""

    CASES = "cases"
    CODINGS = "codings"


class Showing(StrEnum):
    """What stands in the places of a table: a count, or the ids of the cases."""

    COUNTS = "counts"
    CASES = "case ids"


class Audience(StrEnum):
    """For whom an output is: the team, with every way back to the words, or everybody, without case ids."""

    WORKING = "working"
    PUBLISHED = "published"


@dataclass(frozen=True, slots=True)
class CasesBy:
    """Kind 1, `cases`: cases by the levels of one or two attributes.

    One attribute in `rows` with or without `columns`; several in `rows` (and no columns) stand one below the other.
    `count` names an attribute whose distinct levels are counted instead of the cases: the areas by rurality.
    `targets` sets the planned sample beside what was achieved. `where` narrows the cases.
    """

    rows: tuple[str, ...]
    columns: str = ""
    count: str = ""
    targets: bool = False
    where: str = ""


@dataclass(frozen=True, slots=True)
class Lists:
    """Kind 2, `lists`: the subthemes of one theme by category, and beside each the values that meet it."""

    rows: str
    values: str
    meet_in: Meeting = Meeting.TURN


@dataclass(frozen=True, slots=True)
class Frequencies:
    """Kind 3, `frequencies`: how often each code occurs, by category, with subtotals and a total."""

    codes: tuple[str, ...]
    count: Counting = Counting.CASES


@dataclass(frozen=True, slots=True)
class Crosstab:
    """Kind 4, `crosstab`: codes down, the levels of an attribute across, the cases raising it of those asked."""

    rows: tuple[str, ...]
    columns: str
    show: Showing = Showing.COUNTS


@dataclass(frozen=True, slots=True)
class Together:
    """Kind 4, `co-occurrence`: codes down, codes across, how often they meet."""

    rows: tuple[str, ...]
    columns: tuple[str, ...]
    meet_in: Meeting = Meeting.TURN
    show: Showing = Showing.COUNTS


@dataclass(frozen=True, slots=True)
class Descriptions:
    """Kind 5, `descriptions`: the charted cells of some subthemes, a row a case or a row a code.

    `columns` pairs a heading with a subtheme. Where `rows` names a theme, its subthemes take the rows and the cells
    are those that rest on words which the row's code marks too; where it is empty, the cases take them.
    """

    columns: tuple[tuple[str, str], ...]
    rows: str = ""
    where: str = ""


@dataclass(frozen=True, slots=True)
class KeyFindings:
    """Kind 6, `key findings`: a theme's group syntheses, its subthemes with who raised them, and quotes for each."""

    theme: str
    quotes: int = 2


Asked = CasesBy | Lists | Frequencies | Crosstab | Together | Descriptions | KeyFindings


@dataclass(frozen=True, slots=True)
class TableDesign:
    """One declared table: the name to ask for it by, its title, what it shows, its source line and notes.

    `category` is what the column of the codes' categories is called in it, such as `Level of support`.
    """

    name: str
    title: str
    asks: Asked
    source: str = ""
    notes: tuple[str, ...] = ()
    category: str = ""
