"""The study's folder: find it, open it, read it, change it. What every stage starts from."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol, TypeVar

from framework_qa.analysis.nearest import did_you_mean
from framework_qa.errors import ProblemsFound, UsageError, errors_in
from framework_qa.formats.settings import read_settings
from framework_qa.formats.table_designs import read_table_designs
from framework_qa.model.codebook import Codebook, Subtheme, Theme
from framework_qa.model.event import Event
from framework_qa.model.ids import CaseId
from framework_qa.model.people import Attribute, Case
from framework_qa.model.study import Changes, Settings, Study
from framework_qa.model.tables import TableDesign
from framework_qa.store.study_file import FILE_NAME, StudyFile

SETTINGS = "study.yaml"
TABLES = "tables.yaml"
EXPORTS = "exports"
_LISTED = 8  # names in a sentence; more are not read

T = TypeVar("T")


class Track(Protocol):
    """How a stage says how far it is: it walks `items` and may show a progress bar meanwhile."""

    def __call__(self, items: Sequence[T], what: str, /) -> Iterable[T]:
        """Give the items one by one."""


def quietly(items: Sequence[T], _what: str) -> Iterable[T]:
    """Walk the items without showing anything."""
    return items


@dataclass(frozen=True, slots=True)
class StudyFolder:
    """A study on disk: its folder and what its `study.yaml` says."""

    path: Path
    settings: Settings

    def read(self) -> Study:
        """Read the whole study as it is now."""
        with StudyFile.open(self.path) as file:
            return file.read(self.settings)

    def designs(self, study: Study) -> tuple[TableDesign, ...]:
        """Read the tables that the study's `tables.yaml` declares, none where there is no such file."""
        path = self.path / TABLES
        if not path.is_file():
            return ()
        designs, problems = read_table_designs(path, self.settings, study.codebook)
        if faults := errors_in(problems):
            raise ProblemsFound(
                f"{TABLES} cannot be used as it is.", "Mend these places and run the command again.", faults
            )
        return designs

    def exports(self, name: str) -> Path:
        """Give the path of a file in `exports/`, which is made anew where somebody took it away."""
        folder = self.path / EXPORTS
        if not folder.exists():
            folder.mkdir(mode=0o700)
        return folder / name

    def change(self, who: str, decide: Callable[[Study], Changes], *, dry_run: bool = False) -> Event | None:
        """Carry out one act as one transaction; with `dry_run`, decide and write nothing."""
        with StudyFile.open(self.path) as file:
            if dry_run:
                decide(file.read(self.settings))
                return None
            return file.change(self.settings, who, decide)[1]

    def events(self) -> tuple[Event, ...]:
        """Give the log, oldest first."""
        with StudyFile.open(self.path) as file:
            return file.events()


def find(start: Path) -> Path:
    """Find the study's folder by walking up from `start`."""
    here = start.resolve()
    for folder in (here, *here.parents):
        if (folder / FILE_NAME).is_file() or (folder / SETTINGS).is_file():
            return folder
    raise UsageError(
        "There is no study here or in any folder above.",
        "Go into a study's folder, name it with -C DIR, or start one with: framework-qa new DIR",
    )


def open_folder(start: Path) -> StudyFolder:
    """Open the study that `start` lies in; faults in its `study.yaml` are told together."""
    folder = find(start)
    settings, problems = read_settings(folder / SETTINGS)
    faults = errors_in(problems)
    if settings is None or faults:
        raise ProblemsFound(
            f"{SETTINGS} cannot be used as it is.", "Mend these places and run the command again.", faults
        )
    return StudyFolder(folder, settings)


def now() -> str:
    """Give the time as the study keeps it: UTC, to the second."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def codebook_of(study: Study) -> Codebook:
    """Give the codebook in force; a UsageError where none was applied yet."""
    if study.codebook is None:
        raise UsageError("The study has no codebook yet.", "Apply one with: framework-qa codebook apply FILE")
    return study.codebook


def case_of(study: Study, reference: str) -> Case:
    """Find a case by its id, ignoring case of letters; a UsageError names near ones."""
    exact = study.case_by_id.get(CaseId(reference))
    found = exact or next((c for c in study.cases if c.id.casefold() == reference.casefold()), None)
    if found is None:
        raise UsageError(
            f"The study has no case {reference!r}.", _nearest_or_all(reference, [c.id for c in study.cases])
        )
    return found


def subtheme_of(study: Study, reference: str) -> Subtheme:
    """Find a subtheme by its number or code; a UsageError names near ones."""
    codebook = codebook_of(study)
    found = codebook.subtheme(reference)
    if found is None:
        if theme := codebook.theme(reference):
            cure = f"Name one of its subthemes: {', '.join(sub.number for sub in theme.subthemes)}."
            raise UsageError(f"{theme.heading} is a theme, and this needs a subtheme.", cure)
        known = [key for sub in codebook.subthemes() for key in (sub.number, sub.code)]
        raise UsageError(f"The codebook has no subtheme {reference!r}.", _nearest_or_all(reference, known))
    return found


def charted_subtheme_of(study: Study, reference: str) -> Subtheme:
    """Find a subtheme that has cells; values have none."""
    found = subtheme_of(study, reference)
    if found not in codebook_of(study).charted():
        raise UsageError(
            f"{found.heading} is a value for findings tables and has no cells.", "Name a subtheme of a theme, like 4.2."
        )
    return found


def charted_theme_of(study: Study, reference: str) -> Theme:
    """Find a theme that has a chart; the value branch has none."""
    theme = theme_of(study, reference)
    if theme not in codebook_of(study).charts():
        raise UsageError(f"{theme.heading} is a list of values and has no chart.", "Name a theme, like 4.")
    return theme


def attribute_of(study: Study, name: str) -> Attribute:
    """Find an attribute by its name; a UsageError names the known ones."""
    found = study.settings.attribute(name)
    if found is None:
        known = ", ".join(attribute.name for attribute in study.settings.attributes)
        raise UsageError(f"The study has no attribute {name!r}.", f"Use one of: {known}.")
    return found


def theme_of(study: Study, reference: str) -> Theme:
    """Find a theme of either branch by its number or code; a UsageError names near ones."""
    codebook = codebook_of(study)
    found = codebook.theme(reference)
    if found is None:
        if subtheme := codebook.subtheme(reference):
            cure = f"Name its theme: {codebook.theme_of(subtheme.code).number}."
            raise UsageError(f"{subtheme.heading} is a subtheme, and this needs a theme.", cure)
        known = [key for theme in codebook.themes for key in (theme.number, theme.code)]
        raise UsageError(f"The codebook has no theme {reference!r}.", _nearest_or_all(reference, known))
    return found


def _nearest_or_all(typed: str, known: Sequence[str]) -> str:
    if asked := did_you_mean(typed, known):
        return asked[0].upper() + asked[1:]
    if not known:
        return "There are none."
    more = " and others" if len(known) > _LISTED else ""
    return f"There are: {', '.join(sorted(known)[:_LISTED])}{more}."
