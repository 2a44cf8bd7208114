"""Everything that can go wrong, as sentences a researcher can act on.

    FrameworkError            one sentence what and where, one sentence what to do
    ├── InputError       (1)  a file that cannot be read or written as asked
    ├── UsageError       (2)  a command that names what is not there, or asks for what cannot be
    ├── ProblemsFound    (3)  a check of the researcher's material found something; carries the Problems
    ├── RefusedError     (4)  refused for safety: hostile files, labels that would give somebody away
    └── ConflictError    (5)  the study is locked, or was changed by somebody else meanwhile

A `Problem` is a remark on the researcher's material. It is collected and shown, never raised by itself.
No message ever carries a participant's words.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar


class Severity(StrEnum):
    """How much a Problem matters: an error stops the act, a warning is told and the act goes on."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Problem:
    """A remark on the researcher's material: where it is, what is wrong, what to do.

    `path` is a file name (never a folder of the researcher's machine), `place` says where in it:
    `line 12`, `sheet Cases, row 4`, `character 18`; empty when it is about the whole file.
    """

    path: str
    place: str
    message: str
    cure: str
    severity: Severity = Severity.ERROR

    def __str__(self) -> str:
        where = ", ".join(part for part in (self.path, self.place) if part)
        return f"{where}: {self.message}" if where else self.message


class FrameworkError(Exception):
    """What every command may fail with: a sentence and its cure, and the exit code of the command."""

    exit_code: ClassVar[int] = 1

    def __init__(self, sentence: str, cure: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.cure = cure

    def __str__(self) -> str:
        return f"{self.sentence} {self.cure}"


class InputError(FrameworkError):
    """A file could not be read or written as asked."""


class UsageError(FrameworkError):
    """The command names something that is not there, or asks for what cannot be."""

    exit_code = 2


class ProblemsFound(FrameworkError):  # noqa: N818 - a finding, not a failure
    """A check of the researcher's material found something; all of it is told together."""

    exit_code = 3

    def __init__(self, sentence: str, cure: str, problems: Sequence[Problem]) -> None:
        super().__init__(sentence, cure)
        self.problems = tuple(problems)


class RefusedError(FrameworkError):
    """Refused for safety."""

    exit_code = 4


class ConflictError(FrameworkError):
    """The study is locked, or somebody else changed what this command was about to change."""

    exit_code = 5


def errors_in(problems: Sequence[Problem]) -> tuple[Problem, ...]:
    """Give the problems that stop an act, leaving the warnings out."""
    return tuple(problem for problem in problems if problem.severity is Severity.ERROR)
