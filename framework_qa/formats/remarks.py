"""Remarks on one file of the researcher's: gathered while it is read, told together, in the file's order."""

from __future__ import annotations

import difflib
import re
from collections.abc import Collection, Iterable

from framework_qa.errors import Problem, Severity

_LAST_NUMBER = re.compile(r"(\d+)\D*$")
_LONGEST_ECHO = 40


class Remarks:
    """The problems found so far in the file of this name."""

    def __init__(self, path: str) -> None:
        self.path = path
        self._found: list[Problem] = []

    def error(self, place: str, message: str, cure: str) -> None:
        """Note what stops the act."""
        self._found.append(Problem(self.path, place, _sentence(message), cure))

    def warn(self, place: str, message: str, cure: str) -> None:
        """Note what is told while the act goes on."""
        self._found.append(Problem(self.path, place, _sentence(message), cure, Severity.WARNING))

    def add(self, problems: Iterable[Problem]) -> None:
        """Take over what another reader remarked."""
        self._found.extend(problems)

    @property
    def serious(self) -> bool:
        """Tell whether any remark stops the act."""
        return any(problem.severity is Severity.ERROR for problem in self._found)

    @property
    def problems(self) -> tuple[Problem, ...]:
        """Give all remarks, each once, by line or row; those about the whole file first."""
        return tuple(sorted(dict.fromkeys(self._found), key=_line))


def _sentence(message: str) -> str:
    return message[:1].upper() + message[1:]


def _line(problem: Problem) -> int:
    number = _LAST_NUMBER.search(problem.place)
    return int(number[1]) if number else 0


def did_you_mean(typed: str, known: Collection[str]) -> str:
    """End a sentence with the nearest known word, or with a full stop where none is near."""
    folded = {word.casefold(): word for word in known}
    near = difflib.get_close_matches(typed.casefold()[:_LONGEST_ECHO], folded, n=1, cutoff=0.6)
    return f'; did you mean "{folded[near[0]]}"?' if near else "."


def echo(typed: str) -> str:
    """Repeat a short name in quotation marks; a long one is cut, since it may be somebody's words."""
    flat = " ".join(typed.split())
    return f'"{flat}"' if len(flat) <= _LONGEST_ECHO else f'"{flat[:20]}..."'
