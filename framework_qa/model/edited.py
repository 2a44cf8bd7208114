"""The working workbook on its way back: what it said when it was exported, and what stands in it now.

Every sheet that may be edited carries hidden keys: above the headings a row that names each column (`fqa:case`,
`fqa:summary:barriers.stigma`), in its last column the key of each row (a case id, a coding id, a synthesis's
reference; `A1-P01+1` where a long text goes on in a further row). A hidden sheet lists every row with digests of its
cells, so that what was edited is known without the text as it was. Names, order and place of sheets, rows, columns
and headings mean nothing.
"""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from framework_qa.model.chart import Status
from framework_qa.model.ids import CodingId
from framework_qa.model.synthesis import Synthesis

VERSION = 1  # of the keys; a newer one is refused
KEYS_SHEET = "framework_qa keys"
MARK = "fqa:"  # before the key of a column
SHEET = "sheet:"  # the key of the column that holds the keys of the rows: `sheet:chart:barriers`
STAMP, COLUMNS, NUMBERS = "stamp", "columns", "numbers"  # lines of the hidden sheet that are about no row
CONTINUES = "+"  # before the number of a row that continues a long one
SEE_ABOVE = "see above"  # what stands beside a text that goes on
NOTHING_YET = "nothing yet"  # what stands under headings without rows
QUOTES_SHEET, SYNTHESES_SHEET, CHART_SHEET = "quotes", "syntheses", "chart:"
SUMMARY, STATUS, TEXT, WORDS = "summary:", "status", "text", "words"

DRAFT = "DRAFT:"

_STATUS = re.compile(rf"\s*({'|'.join(map(re.escape, Status))}|draft)\s*(?::|\.?\s*$|(?=\[[Rr]:))", re.IGNORECASE)
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_PLAIN = str.maketrans(
    {
        "‘": "'", "’": "'", "‚": "'", "‛": "'", "′": "'", "“": '"', "”": '"', "„": '"', "‟": '"', "″": '"',
        "–": "-", "—": "-", "‐": "-", "‑": "-", "−": "-", "…": "...", "©": "(c)", "®": "(r)", "™": "(tm)",
        "½": "1/2", "¼": "1/4", "¾": "3/4", "→": "->", "←": "<-", "\ufeff": "", "\u200b": "", "\xad": "",
    }
)  # fmt: skip
_DASHES = re.compile("-{2,}")
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1b\x7f\ufffe\uffff\ud800-\udfff]")
_TYPED_SIGNS = re.compile(r"\((C|R|TM)\)")


def begins_with_status(text: str) -> re.Match[str] | None:
    """Find the status word that a text begins with, before a colon, a comment or nothing; or the word DRAFT."""
    return _STATUS.match(text)


def goes_on(column: str) -> bool:
    """Tell whether a long text of a column goes on in further rows; elsewhere these repeat what stands above."""
    return column in (TEXT, WORDS) or column.startswith(SUMMARY)


def unescape(text: str) -> str:
    """Give back the text that stands in a cell with `_xHHHH_` for what a cell cannot hold."""
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text) if "_x" in text else text


def folded(text: str) -> str:
    """Leave out what a spreadsheet changes by itself: curly quotes, dashes, dots, signs, white space, escapes."""
    while "_x" in text and (plain := unescape(text)) != text:  # some programs take one escape away, some two
        text = plain
    if text.isascii() and text.isprintable():
        plain = text
    else:
        plain = _CONTROL.sub("", unicodedata.normalize("NFC", text).translate(_PLAIN))
    plain = _TYPED_SIGNS.sub(lambda found: found[0].lower(), _DASHES.sub("-", plain))
    return " ".join(plain.split())


def text_digest(text: str) -> str:
    """Digest a printed text, folded: 12 hexadecimal digits of SHA-256."""
    return hashlib.sha256(folded(text).encode("utf-8", "surrogatepass")).hexdigest()[:12]


@lru_cache(maxsize=4096)
def guard_digest(text: str) -> str:
    """Digest what stands in a column that does not come back, folded: 8 digits, against accidents only."""
    return text_digest(text)[:8]


def synthesis_wording(synthesis: Synthesis) -> str:
    """Digest what a synthesis says, with the cells it cites: 16 hexadecimal digits of SHA-256."""
    said = [(statement.text, statement.cells) for statement in synthesis.statements]
    return hashlib.sha256(json.dumps(said).encode()).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class Base:
    """What an editable cell of the workbook said at export: digests of its printed text and of its value."""

    text: str
    value: str


@dataclass(frozen=True, slots=True)
class RowKey:
    """A row of the workbook by its sheet (`chart:barriers`, `quotes`, `syntheses`) and its own key."""

    sheet: str
    key: str


@dataclass(frozen=True, slots=True)
class BaseRow:
    """A row at export: digests of its protected columns, what its editable ones said, and in how many rows it stood."""

    guards: Mapping[str, str]
    bases: Mapping[str, Base]
    parts: int = 1


@dataclass(frozen=True, slots=True)
class Exported:
    """What the hidden sheet says: of which study, at which moment (`head` of its log), and every row.

    `numbers` gives the code that each number of the codebook stood for.
    """

    study: str
    head: str
    version: int
    rows: Mapping[RowKey, BaseRow]
    columns: Mapping[str, tuple[str, ...]]
    numbers: Mapping[str, str]

    @property
    def codings(self) -> frozenset[CodingId]:
        """Give the codings that stood in the study when the workbook was exported."""
        return frozenset(CodingId(row.key) for row in self.rows if row.sheet == QUOTES_SHEET)


class Oddity(StrEnum):
    """What a cell may hold that is no text, and so cannot come back."""

    NUMBER = "it holds a number, a date or a truth value, not text"
    FORMULA = "it holds a formula"
    ERROR = "it holds an error value"
    MERGED = "it is merged with its neighbours"
    TWICE = "its column stands twice, with different texts"


@dataclass(frozen=True, slots=True)
class EditedCell:
    """What stands in a cell of the workbook now: where, its text, what is odd about it, and a note pinned to it."""

    address: str
    text: str = ""
    oddity: Oddity | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class EditedRow:
    """A row as it stands now, its continuations joined. `key` is empty where somebody typed a row of their own.

    `missing` says that rows which continue it are gone.
    """

    key: str
    number: int
    cells: Mapping[str, EditedCell]
    missing: bool = False


@dataclass(frozen=True, slots=True)
class EditedSheet:
    """A sheet as it stands now, by whatever name; `columns` are those that still carry their key.

    `strange` lists the addresses of entries beside and below the table that no key names, the first of each column.
    """

    sheet: str
    title: str
    columns: tuple[str, ...]
    rows: tuple[EditedRow, ...]
    strange: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class EditedWorkbook:
    """A working workbook read back: its file's name, what was exported, and what stands in it now."""

    name: str
    exported: Exported
    sheets: tuple[EditedSheet, ...] = ()
