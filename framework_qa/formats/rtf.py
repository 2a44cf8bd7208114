"""Rich text (.rtf): an own tokenizer, since the libraries keep deleted and hidden text and do not bound their work.

Tracked insertions are words and are kept. Deleted, moved and hidden text, comments, footnotes and endnotes, text boxes,
page headers and footers are left out and counted. After the Rich Text Format Specification 1.9.1 (Microsoft, 2008).
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from framework_qa.formats import rtf_terms
from framework_qa.formats.reading import Script, refused, unreadable
from framework_qa.formats.typescript import Typescript

MARKS = 1_000_000  # of one file: control words, groups and escaped characters; an interview has a hundredth of them
DEEPEST = 500  # groups within one another; office programs write a dozen

_BEGINS = b"{\\rtf"
_TOKEN = re.compile(
    rb"\\(?P<word>[A-Za-z]{1,32})(?P<number>-?\d{1,10})? ?|\\'(?P<code>[0-9A-Fa-f]{2})|\\(?P<sign>[^A-Za-z])"
    rb"|(?P<brace>[{}])|(?P<plain>[^\\{}]+)|(?P<odd>\\)",
    re.DOTALL,
)
_SAVE_AS = "Open it in the program it came from, save it as .docx or .txt and run the command again."
_LOOK_FIRST = "Find out where the file comes from; if it is sound, copy its words into a new document."


def is_rich_text(data: bytes) -> bool:
    """Tell rich text by how it begins."""
    return data.startswith(_BEGINS)


def read_rtf(name: str, data: bytes) -> Script:
    r"""Read an .rtf into its paragraphs, joined by line feeds; table cells are joined by tabs, rows by line feeds.

    Raises InputError for a damaged file, RefusedError for one that holds more than could be read in seconds.
    """
    if data.count(b"\\") + data.count(b"{") + data.count(b"}") > MARKS:
        raise refused(name, f"it holds more than {MARKS:,} marks", _LOOK_FIRST)
    walk = _Walk(name)
    walk.over(data)
    return walk.page.script(name)


# -- what holds inside a group -----------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Aside:
    """A part of the file that is no talk: what it is called, and whether words of it were counted."""

    kind: str
    counted: bool = False


@dataclass(frozen=True, slots=True)
class _State:
    """What holds until the group ends."""

    aside: _Aside | None = None
    bold: bool = False
    hidden: bool = False
    deleted: bool = False
    moved: bool = False
    in_table: bool = False
    style: int = 0
    font: int = -1  # that of the document
    skips: int = 1  # characters after a \u, for programs that do not know it

    @property
    def out(self) -> str:
        """Say why words here stay out, or nothing."""
        return "deleted text" if self.deleted else "moved text" if self.moved else "hidden text" if self.hidden else ""


_TOGGLES = {"b": "bold", "v": "hidden", "deleted": "deleted", "mvf": "moved"}


# -- the walk ---------------------------------------------------------------------------------------------------------


class _Walk:
    """One pass over the tokens; groups are a stack of states, so nothing recurses."""

    def __init__(self, name: str) -> None:
        self.page = Typescript()
        self._name = name
        self._state = _State()
        self._stack: list[_State] = []
        self._bytes = bytearray()  # of the letters not yet decoded; two may be one letter
        self._high = 0  # the first half of a character, whose second is to come
        self._skip = 0
        self._star = False
        self._out = ""  # why the words last met stayed out
        self._ended = True  # whether a paragraph mark came last
        self._code_page = "cp1252"
        self._first_font = 0
        self._fonts: dict[int, str] = {}
        self._font = -1  # of the font table, where we are in it
        self._headings: set[int] = set()
        self._title = bytearray()  # of the style, where we are in the style sheet
        self._in_table = self._in_row = self._in_cell = False
        self._words: dict[str, Callable[[int | None], None]] = {
            "par": lambda _: self._paragraph(),
            "sect": lambda _: None if self._ended else self._paragraph(),
            "cell": lambda _: self._cell(),
            "row": lambda _: self._row(),
            "u": self._unicode,
            "uc": lambda n: self._set(skips=max(0, 1 if n is None else n)),
            "plain": lambda _: self._set(bold=False, hidden=False, deleted=False, moved=False, font=-1),
            "pard": lambda _: self._set(in_table=False, style=0),
            "intbl": lambda _: self._set(in_table=True),
            "s": lambda n: self._set(style=n or 0),
            "f": self._set_font,
            "fcharset": self._set_charset,
            "cpg": lambda n: self._set_encoding(f"cp{n}"),
            "deff": self._set_first_font,
            "ansicpg": self._set_code_page,
            "ud": lambda _: self._into_unicode(),
            "ftnalt": lambda _: self._as_endnote(),
        }

    def over(self, data: bytes) -> None:
        """Walk the tokens to the end of the outermost group; what follows it is not part of the document."""
        place = 0
        while token := _TOKEN.match(data, place):
            place = token.end()
            kind = token.lastgroup if token.lastgroup != "number" else "word"
            if kind == "brace":
                self._brace(token["brace"])
                if not self._stack:
                    return
            elif kind == "plain":
                self._plain(token["plain"].translate(None, b"\r\n"))
            elif kind == "code":
                self._byte(bytes.fromhex(token["code"].decode()))
            elif kind == "word":
                number = int(token["number"]) if token["number"] else None
                place += self._word(token["word"].decode(), number)
            elif kind == "sign":
                self._sign(token["sign"])
        raise unreadable(self._name, "it is rich text that is cut short", _SAVE_AS)

    def _brace(self, brace: bytes) -> None:
        self._flush()
        self._skip, self._star = 0, False
        if brace == b"{":
            if len(self._stack) >= DEEPEST:
                raise refused(self._name, f"its groups lie more than {DEEPEST} deep in one another", _LOOK_FIRST)
            self._stack.append(self._state)
            return
        if self._kind() == rtf_terms.STYLES:
            self._end_style()
        self._state = self._stack.pop()

    def _word(self, word: str, number: int | None) -> int:
        """Do what a word of control says; tell how many bytes after it are no text."""
        if word == "bin":
            return max(0, number or 0)
        if self._skip and word in rtf_terms.SIGNS:
            self._skip -= 1
            return 0
        self._skip = 0  # anything else is never swallowed: it might say that what follows was deleted
        self._flush()
        starred, self._star = self._star, False
        if word in rtf_terms.COUNTED or word in rtf_terms.SKIPPED:
            self._aside(word)
        elif word in self._words:
            self._words[word](number)
        elif starred:
            self._aside("*")
        elif word in _TOGGLES:
            self._set(**{_TOGGLES[word]: number != 0})
        elif word in rtf_terms.PAGES:
            self._code_page = rtf_terms.PAGES[word]
        elif word in rtf_terms.SIGNS:
            self._write(rtf_terms.SIGNS[word])
        return 0

    def _sign(self, sign: bytes) -> None:
        if sign == b"*":
            self._star = True
        elif self._skip:
            self._skip -= 1
        elif sign in b"\r\n":
            self._flush()
            self._paragraph()
        elif sign in rtf_terms.ESCAPED:
            self._flush()
            self._write(rtf_terms.ESCAPED[sign])

    # parts that are no talk

    def _kind(self) -> str:
        return self._state.aside.kind if self._state.aside else ""

    def _aside(self, word: str) -> None:
        """Begin a part that is no talk; what lies inside one belongs to it, save a text box in its shape."""
        if not self._state.aside or (word in rtf_terms.COUNTED and self._kind() not in rtf_terms.COUNTED):
            self._state = replace(self._state, aside=_Aside(word))

    def _into_unicode(self) -> None:
        """Come back to the talk where it is told twice, once for old programs and once in Unicode."""
        if self._kind() == rtf_terms.BOTH_WAYS:
            self._state = replace(self._state, aside=None)

    def _as_endnote(self) -> None:
        if self._state.aside and self._state.aside.kind == "footnote":
            self._state.aside.kind = "endnote"

    def _count_aside(self, aside: _Aside) -> None:
        kind = "endnotes" if aside.kind == "endnote" else rtf_terms.COUNTED.get(aside.kind, "")
        if kind and not aside.counted:
            aside.counted = True
            self.page.left_out[kind] += 1

    def _end_style(self) -> None:
        if self._state.style > 0 and self._title.strip().lower().startswith(b"heading "):
            self._headings.add(self._state.style)
        self._title.clear()

    # fonts and their code pages

    def _set(self, **changes: bool | int) -> None:
        self._state = replace(self._state, **changes)  # type: ignore[arg-type]  # names and kinds stand above

    def _set_font(self, number: int | None) -> None:
        if self._kind() == rtf_terms.FONTS:
            self._font = number or 0
        self._set(font=number or 0)

    def _set_first_font(self, number: int | None) -> None:
        self._first_font = number or 0

    def _set_charset(self, number: int | None) -> None:
        if number == rtf_terms.SYMBOL_CHARSET:
            self._set_encoding(rtf_terms.SYMBOLS)
        elif number in rtf_terms.CHARSETS:
            self._set_encoding(rtf_terms.CHARSETS[number])

    def _set_encoding(self, encoding: str) -> None:
        if (
            self._kind() == rtf_terms.FONTS
            and self._font not in self._fonts
            and (encoding == rtf_terms.SYMBOLS or _is_known(encoding))
        ):
            self._fonts[self._font] = encoding

    def _set_code_page(self, number: int | None) -> None:
        encoding = f"cp{number}"
        if number and not _is_known(encoding):
            raise unreadable(self._name, f"its code page {number} is not known here", _SAVE_AS)
        self._code_page = encoding if number else self._code_page

    def _encoding(self) -> str:
        font = self._first_font if self._state.font < 0 else self._state.font
        return self._fonts.get(font, self._code_page)

    # the text

    def _plain(self, letters: bytes) -> None:
        if self._skip:
            skipped = min(self._skip, len(letters))
            self._skip -= skipped
            letters = letters[skipped:]
        self._star = self._star and not letters
        self._take(letters)

    def _byte(self, letter: bytes) -> None:
        if self._skip:
            self._skip -= 1
        else:
            self._take(letter)

    def _take(self, letters: bytes) -> None:
        aside = self._state.aside
        if aside is None:
            self._bytes += letters
        elif letters.strip():
            self._count_aside(aside)
            if aside.kind == rtf_terms.STYLES and len(self._title) < _TITLE:
                self._title += letters

    def _flush(self) -> None:
        """Decode the letters that wait, in the code page of their font."""
        if not self._bytes:
            return
        letters, encoding = bytes(self._bytes), self._encoding()
        self._bytes.clear()
        if encoding == rtf_terms.SYMBOLS and letters.strip():
            self.page.left_out["symbols"] += 1
            return
        try:
            words = letters.decode("ascii" if encoding == rtf_terms.SYMBOLS else encoding)
        except UnicodeDecodeError:
            why = f"a letter in it is not of the code page that it names ({encoding})"
            raise unreadable(self._name, why, _SAVE_AS) from None
        self._write(words.replace("\r", " ").replace("\n", " "))

    def _unicode(self, number: int | None) -> None:
        self._skip = self._state.skips
        code = (number or 0) + (0x10000 if (number or 0) < 0 else 0)
        if self._state.aside:
            self._count_aside(self._state.aside)
        elif self._high and code in _SECOND:
            high, self._high = self._high, 0
            self._write(chr(0x10000 + ((high - _FIRST.start) << 10) + code - _SECOND.start))
        elif code in _FIRST and not self._high:
            self._high = code
        elif code in rtf_terms.PRIVATE:
            self.page.left_out["symbols"] += 1
        elif code in _FIRST or code in _SECOND or not 0 < code <= _LAST:
            raise self._no_character()
        else:
            self._write(chr(code))

    def _write(self, words: str) -> None:
        if self._state.aside:
            return
        if self._high or "\0" in words:
            raise self._no_character()
        if out := self._state.out:
            self._leave_out(out, words)
            return
        self._out = self._out if not words.strip() else ""
        self._into_place()
        self._ended = False
        self.page.begin_paragraph()
        self.page.write(words, bold=self._state.bold or self._state.style in self._headings)

    def _leave_out(self, kind: str, words: str) -> None:
        """Count a stretch of words that stays out once, however many pieces it comes in."""
        if words.strip() and self._out != kind:
            self.page.left_out[kind] += 1
            self._out = kind

    def _no_character(self) -> Exception:
        return unreadable(self._name, "it holds half of a character, or a NUL character", _SAVE_AS)

    def _paragraph(self) -> None:
        if self._state.aside or self._state.hidden:
            return
        deleted = self._state.deleted or self._state.moved
        if not deleted:
            self._into_place()
            self.page.begin_paragraph()
            self.page.end_paragraph()
            self._ended = True

    # tables: nothing says where one begins, only what is in one

    def _into_place(self) -> None:
        if not self._state.in_table:
            self._leave_table()
            return
        if not self._in_table:
            self.page.open_table()
        if not self._in_row:
            self.page.open_row()
        if not self._in_cell:
            self.page.open_cell()
        self._in_table = self._in_row = self._in_cell = True

    def _leave_table(self) -> None:
        if self._in_table:
            self._row()
            self.page.close_table()
            self._in_table = False

    def _cell(self) -> None:
        if not self._state.aside:
            self._set(in_table=True)
            self._into_place()
            self.page.close_cell()
            self._in_cell = False

    def _row(self) -> None:
        if self._state.aside or not self._in_row:
            return
        if self._in_cell:
            self.page.close_cell()
        self.page.close_row()
        self._in_row = self._in_cell = False
        self._ended = True


_TITLE = 100  # bytes of the name of a style
_FIRST, _SECOND = range(0xD800, 0xDC00), range(0xDC00, 0xE000)
_LAST = 0x10FFFF


def _is_known(encoding: str) -> bool:
    try:
        codecs.lookup(encoding)
    except LookupError:
        return False
    return True
