"""What was set aside: parts of another tool's file that the study has no place for, kept so that nothing is lost."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SetAside:
    """A part of a file that was brought in and could not become a record.

    `source` is the file's name, `number` counts its parts from 1, `kind` says what it is in a word or two
    (`picture source`, `graph`, `coding on the interviewer`), `name` what the file calls it, `why` why it has no
    place, and `content` holds it as the file had it (XML, or nothing where only its absence is recorded).
    """

    source: str
    number: int
    kind: str
    name: str
    why: str
    content: str = ""
