"""Other tools' codes as themes and subthemes: what each level becomes, and the numbers and codes that are given."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from framework_qa.formats.codebook_descriptions import take_apart
from framework_qa.formats.codebook_rows import Record, check_storable
from framework_qa.formats.codebook_sheets import COLUMNS
from framework_qa.formats.remarks import Remarks, echo
from framework_qa.formats.spreadsheet_text import unescape
from framework_qa.model.codebook import SubthemeStatus
from framework_qa.model.ids import Code
from framework_qa.model.project import ProjectCode

PATH = " > "  # between the labels of a code and of those above it
_LONGEST = 40  # letters of a code made from a label


@dataclass(frozen=True, slots=True)
class PlacedCodes:
    """A tool's codes as records of a codebook; `codes` leads from the GUID of a code to that of its subtheme."""

    records: tuple[Record, ...]
    codes: Mapping[str, Code]


@dataclass(frozen=True, slots=True)
class _Column:
    """A code that becomes a subtheme: its label, its definition, and its particulars if it is one of our own."""

    code: ProjectCode
    label: str
    definition: str
    own: Mapping[str, str] | None


def place_codes(codes: Sequence[ProjectCode], remarks: Remarks, coded: Collection[str] = ()) -> PlacedCodes:
    """Make codes of the top level themes, and those under them subthemes.

    Deeper levels stand beside the second, with their path as label; a folder among them gives only its name. A theme
    with nothing under it gets one subtheme of its name, and so does one that is itself among the `coded` GUIDs. Codes
    that carry our particulars get them back; others are numbered, named after their label, and drafts where they
    have no definition.
    """
    return _Placing(remarks).place(codes, frozenset(coded))


class _Placing:
    """The numbers and codes given so far, and what has to be told."""

    def __init__(self, remarks: Remarks) -> None:
        self._remarks = remarks
        self._records: list[Record] = []
        self._codes: dict[str, Code] = {}
        self._taken: set[str] = set()
        self._next: dict[str, int] = {}
        self._alone = self._deep = self._undefined = 0

    def place(self, codes: Sequence[ProjectCode], coded: frozenset[str]) -> PlacedCodes:
        themes = [(code, *take_apart(code.description)) for code in codes]
        self._taken = {text for code in codes for one in code.walk() for text in _own_names(one)}
        for code, definition, own in themes:
            columns = tuple(self._columns(code, definition, own, coded))
            self._theme(code, definition, own or {}, columns)
        self._tell()
        return PlacedCodes(tuple(self._records), self._codes)

    def _columns(
        self, theme: ProjectCode, definition: str, own: Mapping[str, str] | None, coded: frozenset[str]
    ) -> Iterator[_Column]:
        """Give what stands under a theme, parents first; the theme itself where it has no other place for codings."""
        if not theme.codes or (theme.codable and theme.guid in coded):
            self._alone += not theme.codes
            yield _Column(theme, _label(theme), definition if own is None else "", None)
        for code in theme.codes:
            yield from self._branch(code, ())

    def _branch(self, code: ProjectCode, above: tuple[str, ...]) -> Iterator[_Column]:
        path = (*above, _label(code))
        self._deep += bool(above)
        if code.codable or not code.codes:
            definition, own = take_apart(code.description)
            yield _Column(code, PATH.join(path), definition, own)
        for under in code.codes:
            yield from self._branch(under, path)

    def _theme(self, code: ProjectCode, definition: str, own: Mapping[str, str], columns: Sequence[_Column]) -> None:
        number = own.get("number") or self._number("")
        name = own.get("code") or self._name(_slug(code.name, "theme"))
        label = _own_label(code, own) if own else _label(code)
        of_theme = {
            "branch": own.get("branch", ""),
            "theme_number": number,
            "theme_code": name,
            "theme": label,
            "theme_definition": definition,
        }
        for column in columns:
            texts = of_theme | self._subtheme(column, number, name)
            place = f"code {len(self._records) + 1}, {echo(column.label)}"
            check_storable(place, texts, self._remarks)
            self._records.append(Record(place, texts, self._remarks))
            self._codes[column.code.guid] = Code(texts["code"])

    def _subtheme(self, column: _Column, number: str, theme: str) -> dict[str, str]:
        own = {key: text for key, text in (column.own or {}).items() if key in COLUMNS}
        given = {
            "number": own.get("number") or self._number(f"{number}."),
            "code": own.get("code") or self._name(f"{theme}.{_slug(column.code.name, 'code')}"),
            "label": column.label if column.own is None else _own_label(column.code, own),
        }
        if column.own is not None:
            return {**own, **given, "definition": column.definition}
        definition = column.definition.strip()
        if definition:
            return {**given, "definition": definition}
        self._undefined += 1
        said = f"Imported from {self._remarks.path}; no definition was given."
        return {**given, "definition": said, "status": str(SubthemeStatus.DRAFT)}

    def _number(self, before: str) -> str:
        """Give the next number that nothing has, after what stands before it."""
        count = self._next.get(before, 1)
        while f"{before}{count}" in self._taken:
            count += 1
        self._next[before] = count + 1
        self._taken.add(f"{before}{count}")
        return f"{before}{count}"

    def _name(self, wanted: str) -> str:
        """Give a code that nothing has, the wanted one or that with a number after it."""
        name = wanted if wanted not in self._taken else ""
        name = name or f"{wanted}_{self._number(f'{wanted}_').rpartition('_')[2]}"
        self._taken.add(name)
        return name

    def _tell(self) -> None:
        tell = self._remarks.warn
        if self._alone:
            message = f"codes with none under or above them, which became themes of one subtheme: {self._alone}."
            tell("", message, "Gather them under themes, in the tool they come from or after `codebook export`.")
        if self._deep:
            message = f"codes deeper than two levels, which carry their path as label: {self._deep}."
            tell("", message, "A chart has one row of columns; give them shorter labels after `codebook export`.")
        if self._undefined:
            message = f"codes without a definition, which became drafts and say so: {self._undefined}."
            tell("", message, "Define them after `codebook export`, and apply the codebook again.")


def _own_names(code: ProjectCode) -> Iterator[str]:
    """Give the number and code that a code of ours brings along."""
    own = take_apart(code.description)[1] or {}
    return (own[key] for key in ("number", "code") if own.get(key))


def _label(code: ProjectCode) -> str:
    return " ".join(code.name.split()) or "(no name)"


def _own_label(code: ProjectCode, own: Mapping[str, str]) -> str:
    """Give the label of a code of ours, which some formats keep in its name and others in its description."""
    return own.get("label") or unescape(code.name).strip()


def _slug(label: str, otherwise: str) -> str:
    """Make a code from a label: small letters, digits and _, a letter first."""
    plain = unicodedata.normalize("NFKD", label).encode("ascii", "ignore").decode().casefold()
    words = re.sub(r"[^a-z0-9]+", "_", plain).strip("_")[:_LONGEST].strip("_")
    if not words:
        return otherwise
    return words if words[0].isalpha() else f"{otherwise}_{words}"
