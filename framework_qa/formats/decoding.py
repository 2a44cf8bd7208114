"""From bytes to text: byte order marks, strict UTF-8, then Windows-1252 with a warning; line ends become LF."""

from __future__ import annotations

import codecs

from framework_qa.errors import InputError, Problem
from framework_qa.formats.reading import unreadable, warning

_MARKS = (
    (codecs.BOM_UTF8, "utf-8", "UTF-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le", "UTF-16"),
    (codecs.BOM_UTF16_BE, "utf-16-be", "UTF-16"),
)
_SAVE_AS_UTF8 = "Open it in the program it came from, save it as plain text in UTF-8 and run the command again."
_OPENING = 4096


def decode(name: str, data: bytes) -> tuple[str, tuple[Problem, ...]]:
    """Decode a text file to LF-normalised text, with a warning where its encoding had to be assumed.

    Raises InputError at a NUL, a lone surrogate or a byte that no supported encoding knows.
    """
    for mark, encoding, title in _MARKS:
        if data.startswith(mark):
            return _checked(name, _strict(name, data[len(mark) :], encoding, title)), ()
    try:
        return _checked(name, data.decode("utf-8")), ()
    except UnicodeDecodeError as fault:
        return _checked(name, _western(name, data, fault)), (_assumed(name, data, fault),)


def opening(data: bytes) -> str:
    """Give the first characters of a file, leniently decoded, for telling what it is."""
    for mark, encoding, _ in _MARKS:
        if data.startswith(mark):
            return data[len(mark) : _OPENING].decode(encoding, "replace").replace("\r", "\n")
    return data[:_OPENING].decode("utf-8", "replace").replace("\r\n", "\n").replace("\r", "\n")


def _strict(name: str, data: bytes, encoding: str, title: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as fault:
        why = f"byte {fault.start + 1} is not {title}, although the file says that it is {title}"
        raise unreadable(name, why, _SAVE_AS_UTF8) from None


def _western(name: str, data: bytes, fault: UnicodeDecodeError) -> str:
    try:
        data.decode("utf-8", "surrogatepass")
    except UnicodeDecodeError:
        pass
    else:
        why = f"{_line_at(data, fault.start)} holds half of a character (a lone surrogate)"
        raise unreadable(name, why, _SAVE_AS_UTF8)
    if b"\0" in data:
        raise _nul(name, _line_at(data, data.index(b"\0")))
    try:
        return data.decode("cp1252")
    except UnicodeDecodeError as second:
        place = _line_at(data, second.start)
        raise unreadable(name, f"{place} is neither UTF-8 nor Windows-1252 text", _SAVE_AS_UTF8) from None


def _assumed(name: str, data: bytes, fault: UnicodeDecodeError) -> Problem:
    return warning(
        name,
        _line_at(data, fault.start),
        "The file is not UTF-8 and was read as Windows-1252.",
        "Check that accents, quotation marks and pound signs look right; if not, save the file as UTF-8.",
    )


def _checked(name: str, text: str) -> str:
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    place = text.find("\0")
    if place >= 0:
        raise _nul(name, f"line {text.count(chr(10), 0, place) + 1}")
    return text


def _nul(name: str, place: str) -> InputError:
    why = f"{place} holds a NUL character, so it is no plain text (it may be UTF-16 without its mark)"
    return unreadable(name, why, _SAVE_AS_UTF8)


def _line_at(data: bytes, place: int) -> str:
    before = data[:place].replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    return f"line {before.count(10) + 1}"
