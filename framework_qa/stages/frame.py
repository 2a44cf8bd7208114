"""Build the framework: check a codebook file, apply it as a new version, show, compare and export versions."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path

from framework_qa.analysis.codebook_diff import Difference, codebook_diff
from framework_qa.errors import Problem, ProblemsFound, UsageError, errors_in
from framework_qa.formats.codebooks import (
    CodebookReading,
    codebook_csv,
    codebook_yaml,
    nvivo_codebook,
    read_codebook,
    taguette_codebook,
    write_codebook_file,
    write_codebook_xlsx,
)
from framework_qa.language.rules import rule_faults
from framework_qa.model.codebook import Codebook, Subtheme
from framework_qa.model.event import Event
from framework_qa.model.study import Changes, Settings, Study
from framework_qa.outputs.files import write_atomically, write_text
from framework_qa.stages.folder import codebook_of, find, open_folder


class Tool(StrEnum):
    """A tool with a table of its own for codebooks."""

    TAGUETTE = "taguette"
    NVIVO = "nvivo"


@dataclass(frozen=True, slots=True)
class CheckReport:
    """A codebook file as it reads, with everything that was remarked on it."""

    codebook: Codebook | None
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class ApplyReport:
    """What applying a codebook did, or would do; `event` is None where nothing changed."""

    codebook: Codebook
    differences: tuple[Difference, ...]
    problems: tuple[Problem, ...]
    event: Event | None


def check(path: Path, start: Path | None = None) -> CheckReport:
    """Read a codebook file and gather all its faults; inside a study, what it asks of whom is checked too."""
    reading = read_codebook(path)
    if reading.codebook is None:
        return CheckReport(None, reading.problems)
    problems = (*reading.problems, *_rule_problems(reading, path))
    if start is not None and (settings := _settings(start)):
        problems += _asked_of_problems(reading, path, settings)
    return CheckReport(reading.codebook, problems)


def apply(start: Path, path: Path, *, who: str, dry_run: bool = False) -> ApplyReport:
    """Make a codebook file the next version of the study's codebook, and say in words what is different."""
    folder = open_folder(start)
    report = check(path, start)
    study = folder.read()
    problems = report.problems
    if report.codebook:
        problems += (*_lost(study, report.codebook, path), *_off_the_charts(study, report.codebook, path))
    faults = errors_in(problems)
    if report.codebook is None or faults:
        raise ProblemsFound(f"{path.name} was not applied.", "Mend these places and run the command again.", faults)
    found = report.codebook
    event = folder.change(who, lambda now: _applied(now, found), dry_run=dry_run)
    differences = codebook_diff(study.codebook, found)
    return ApplyReport(_next_version(study.codebook, found), differences, problems, event)


def show(start: Path, version: int | None = None) -> Codebook:
    """Give the codebook in force, or an earlier version."""
    return _version(open_folder(start).read(), version)


def diff(start: Path, old: int, new: int | None = None) -> tuple[Difference, ...]:
    """Say in words how one version differs from another (by default from the one in force)."""
    study = open_folder(start).read()
    return codebook_diff(_version(study, old), _version(study, new))


def export(start: Path, target: Path, version: int | None = None, tool: Tool | None = None) -> Path:
    """Write the codebook as .yaml, .csv, .xlsx or .qdc, by the suffix of `target`, or as the table of another tool."""
    codebook = show(start, version)
    suffix = target.suffix.lower()
    if tool is not None:
        _write_for(codebook, target, tool)
    elif suffix in (".yaml", ".yml"):
        write_text(target, codebook_yaml(codebook))
    elif suffix == ".csv":
        write_text(target, codebook_csv(codebook), bom=True)
    elif suffix == ".xlsx":
        write_atomically(target, lambda file: write_codebook_xlsx(codebook, file))
    elif suffix == ".qdc":
        content = write_codebook_file(codebook)
        write_atomically(target, lambda file: file.write(content))
    else:
        cure = "Use .yaml, .csv, .xlsx or .qdc."
        raise UsageError(f"A codebook cannot be written as {suffix or target.name!r}.", cure)
    return target


def _write_for(codebook: Codebook, target: Path, tool: Tool) -> None:
    """Write the table that a tool reads codebooks from; it has one suffix."""
    suffix = ".csv" if tool is Tool.TAGUETTE else ".xlsx"
    if target.suffix.lower() != suffix:
        raise UsageError(f"A codebook for {tool} is a {suffix} file.", f"Name the file {target.stem}{suffix}.")
    if tool is Tool.TAGUETTE:
        write_text(target, taguette_codebook(codebook))
    else:
        content = nvivo_codebook(codebook)
        write_atomically(target, lambda file: file.write(content))


def _settings(start: Path) -> Settings | None:
    try:
        find(start)
    except UsageError:
        return None
    return open_folder(start).settings


def _rule_problems(reading: CodebookReading, path: Path) -> tuple[Problem, ...]:
    if reading.codebook is None:
        return ()
    return tuple(
        Problem(path.name, reading.places.get(fault.subtheme, ""), f"{fault.subtheme}: {fault.message}", fault.cure)
        for fault in rule_faults(reading.codebook)
    )


def _asked_of_problems(reading: CodebookReading, path: Path, settings: Settings) -> tuple[Problem, ...]:
    attribute = settings.attribute(settings.asked_of)
    codebook = reading.codebook
    if codebook is None or not any(sub.asked_of for sub in codebook.subthemes()):
        return ()
    if attribute is None:
        message = "says what is asked of whom, but study.yaml names no attribute for that"
        return (Problem(path.name, "", message, "Add asked_of with the attribute's name to study.yaml."),)
    known = {level.code for level in attribute.levels}
    return tuple(
        Problem(
            path.name,
            reading.places.get(sub.code, ""),
            f"{sub.code}: asked_of names {level!r}, which is no level of {attribute.name}",
            f"Use one of: {', '.join(sorted(known))}.",
        )
        for sub in codebook.subthemes()
        for level in sub.asked_of
        if level not in known
    )


def _lost(study: Study, new: Codebook, path: Path) -> tuple[Problem, ...]:
    used = Counter(coding.subtheme for coding in study.codings) + Counter(cell.subtheme for cell in study.cells)
    return tuple(
        Problem(
            path.name,
            "",
            f"{code} is gone, but {count} codings and cells stand on it",
            "Keep the subtheme with `status: retired`; its codings stay readable and no new ones are suggested.",
        )
        for code, count in sorted(used.items())
        if new.subtheme(code) is None
    )


def _off_the_charts(study: Study, new: Codebook, path: Path) -> tuple[Problem, ...]:
    """Find the written cells that would stand on no chart any more, their subthemes having become values."""
    charted = {sub.code for sub in new.charted()}
    cells = Counter(
        cell.subtheme for cell in study.cells if cell.subtheme not in charted and new.subtheme(cell.subtheme)
    )
    return tuple(
        Problem(
            path.name,
            "",
            f"{code} becomes a value, and values have no chart, but it has written cells ({count})",
            "Leave it under themes, and give the value a code of its own.",
        )
        for code, count in sorted(cells.items())
    )


def _applied(study: Study, found: Codebook) -> Changes:
    put = () if not codebook_diff(study.codebook, found) else (_next_version(study.codebook, found),)
    return Changes("codebook apply", f"{found.name} version {put[0].version if put else 'unchanged'}", put)


def _next_version(old: Codebook | None, found: Codebook) -> Codebook:
    if old is not None and not codebook_diff(old, found):
        return old
    version = old.version + 1 if old else 1
    themes = tuple(
        replace(theme, subthemes=tuple(_since(old, sub, version) for sub in theme.subthemes)) for theme in found.themes
    )
    return Codebook(found.name, version, themes)


def _since(old: Codebook | None, subtheme: Subtheme, version: int) -> Subtheme:
    earlier = old.subtheme(subtheme.code) if old else None
    return replace(subtheme, since=earlier.since if earlier else version)


def _version(study: Study, version: int | None) -> Codebook:
    if version is None:
        return codebook_of(study)
    for codebook in study.codebooks:
        if codebook.version == version:
            return codebook
    known = ", ".join(str(codebook.version) for codebook in study.codebooks) or "none"
    raise UsageError(f"The study has no codebook version {version}.", f"There are: {known}.")
