"""What imports set aside and an export may put back, and what became of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from framework_qa.model.set_aside import SetAside

# Why a part stays out.
GONE = "what they point to is no longer there"
OTHERWISE = "the study says something else in their place"
UNSURE = "where they stand in their text is not certain"
UNFIT = "a project has no place for them as they are"
OF_ONE = {  # the same of one part alone
    GONE: "what it points to is no longer there",
    OTHERWISE: "the study says something else in its place",
    UNSURE: "where it stands in its text is not certain",
    UNFIT: "a project has no place for it as it is",
}


@dataclass(frozen=True, slots=True)
class Aside:
    """What is to be put back.

    `here` gives for GUIDs of the files the GUIDs of this project, `people` names those of them that are people,
    `split` are selections that became several quotes, and `refused` pairs of a selection and a code that a person said
    no to. With `one_coding_a_selection`, each coding gets a selection of its own; with `note_files`, notes a file.
    """

    parts: tuple[SetAside, ...] = ()
    here: Mapping[str, str] | None = None
    people: Mapping[str, str] | None = None
    split: frozenset[str] = frozenset()
    refused: frozenset[tuple[str, str]] = frozenset()
    one_coding_a_selection: bool = False
    note_files: bool = False


@dataclass(frozen=True, slots=True)
class PutBack:
    """How many parts were put back, how many of them are sources whose files are not there, and why others stay out.

    `files` are members of the container that notes need, `replaced` counts characters that XML forbids.
    """

    written: int = 0
    without_files: int = 0
    left_out: tuple[tuple[str, int], ...] = ()
    files: tuple[tuple[str, bytes], ...] = ()
    replaced: int = 0
