"""Names that another tool gives: which transcript its document is, and which subtheme its code is. Never guessed."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from framework_qa.analysis.finding import fold
from framework_qa.model.codebook import Codebook, Subtheme, SubthemeStatus, Theme
from framework_qa.model.segments import CodePath, path_label
from framework_qa.model.study import Study
from framework_qa.model.text import Transcript

_ROOTS = frozenset({"code system", "codes", "nodes"})  # what tools call the tree itself
_NUMBERED = re.compile(r"D?\s*[0-9]+\s*:\s*(.+)", re.IGNORECASE | re.DOTALL)  # `D 3: P01.docx`
_MOST_NAMED = 4

T = TypeVar("T", Subtheme, Theme)


def folded_name(typed: str) -> str:
    """Reduce a name to what it is recognised by: typography, capitals and white space make no difference."""
    return " ".join(fold(typed).text.split())


@dataclass(frozen=True, slots=True)
class Meant:
    """The subtheme that a code stands for, or in words why it stands for none."""

    subtheme: Subtheme | None
    why: str = ""


class CodeNames:
    """What codes stand for: by number, code, label or heading, alone or below their theme's; or as somebody decided."""

    def __init__(self, codebook: Codebook, decided: Mapping[str, Subtheme]) -> None:
        self._decided = {folded_name(name): subtheme for name, subtheme in decided.items()}
        self._codebook = codebook
        self._by_name = _by_name(codebook.subthemes())
        self._themes = _by_name(codebook.themes)
        self._known: dict[CodePath, Meant] = {}

    def meant(self, path: CodePath) -> Meant:
        """Tell which subtheme a code is."""
        if path not in self._known:
            self._known[path] = self._decided_or_found(path)
        return self._known[path]

    def parted(self, path: CodePath) -> tuple[CodePath, ...]:
        """Part a name at its commas where all that is between them, and not the name as a whole, is known."""
        if len(path) != 1 or "," not in path[0] or self.meant(path).subtheme:
            return (path,)
        parts = tuple((part.strip(),) for part in path[0].split(",") if part.strip())
        return parts if all(self.meant(part).subtheme for part in parts) else (path,)

    def _decided_or_found(self, path: CodePath) -> Meant:
        """Go by a decision on the whole path, then by the codebook, then by a decision on the name alone."""
        if decided := self._decided.get(folded_name(path_label(path))):
            return _in_use(decided)
        names = [folded_name(name) for name in path]
        outer, last = [name for name in names[:-1] if name not in _ROOTS], names[-1]
        fitting = [sub for sub in self._by_name.get(last, ()) if all(self._is_above(name, sub) for name in outer)]
        if len(fitting) == 1:
            return _in_use(fitting[0])
        if decided := self._decided.get(last):
            return _in_use(decided)
        return Meant(None, self._why(last, fitting))

    def _is_above(self, name: str, subtheme: Subtheme) -> bool:
        theme = self._codebook.theme_of(subtheme.code)
        return theme in self._themes.get(name, ()) or (bool(name) and name == folded_name(subtheme.category))

    def _why(self, last: str, fitting: list[Subtheme]) -> str:
        if fitting:
            return f"it may be {_or(fitting)}"
        if elsewhere := self._by_name.get(last):
            return f"{_or(elsewhere)} stands under another name here"
        if themes := self._themes.get(last):
            return f"{themes[0].heading} is a theme, and a coding needs one of its subthemes"
        return "the codebook has no such subtheme"


def _in_use(subtheme: Subtheme) -> Meant:
    if subtheme.status is SubthemeStatus.RETIRED:
        return Meant(None, f"{subtheme.heading} is retired")
    return Meant(subtheme)


def _or(subthemes: list[Subtheme]) -> str:
    more = " or others" if len(subthemes) > _MOST_NAMED else ""
    return " or ".join(subtheme.heading for subtheme in subthemes[:_MOST_NAMED]) + more


def _names_of(item: Subtheme | Theme) -> tuple[str, ...]:
    return item.number, item.code, item.label, item.heading


def _by_name(items: Iterable[T]) -> dict[str, list[T]]:
    found: defaultdict[str, list[T]] = defaultdict(list)
    for item in items:
        for name in dict.fromkeys(map(folded_name, _names_of(item))):
            found[name].append(item)
    return dict(found)


class DocumentNames:
    """Which transcripts a document's name stands for: a transcript's file name or stem, or a case id."""

    def __init__(self, study: Study) -> None:
        self._by_name: defaultdict[str, list[Transcript]] = defaultdict(list)
        for transcript in study.transcripts:
            for name in dict.fromkeys((transcript.name, _stem(transcript.name), transcript.case)):
                self._by_name[folded_name(name)].append(transcript)
        self._known: dict[str, tuple[Transcript, ...]] = {}

    def transcripts(self, name: str) -> tuple[Transcript, ...]:
        """Give the transcripts that a name stands for: none where it is unknown, of one case otherwise.

        A name that stands for transcripts of several cases gives them all, for the caller to refuse.
        """
        if name not in self._known:
            self._known[name] = next((tuple(found) for one in _readings(name) if (found := self._get(one))), ())
        return self._known[name]

    def _get(self, name: str) -> list[Transcript]:
        return self._by_name.get(folded_name(name), [])


def _readings(name: str) -> list[str]:
    r"""Give the ways to read a document's name: as it is, without its folder, number or suffix."""
    leaf = re.split(r"[\\/]", name)[-1]
    numbered = _NUMBERED.fullmatch(leaf)
    bare = numbered[1] if numbered else leaf
    return [name, leaf, bare, _stem(leaf), _stem(bare)]


def _stem(name: str) -> str:
    stem, dot, suffix = name.rpartition(".")
    return stem if dot and stem and suffix.isalnum() and len(suffix) <= len("xhtml") else name
