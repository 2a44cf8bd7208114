"""A study's codebook as the codes of a REFI-QDA project: themes are folders, subthemes and values the codes in them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from framework_qa.model.codebook import Codebook, Origin, Subtheme, SubthemeStatus, Theme
from framework_qa.model.ids import Code
from framework_qa.model.project import ProjectCode
from framework_qa.model.study import Study
from framework_qa.outputs.project_guids import Guids

EARLIER = "Codes of earlier codebook versions"


def project_codes(study: Study, used: Iterable[Code], guids: Guids) -> tuple[ProjectCode, ...]:
    """Give a folder a theme in codebook order, and one for codes `used` that the version in force no longer has."""
    themes = study.codebook.themes if study.codebook else ()
    known = {subtheme.code for theme in themes for subtheme in theme.subthemes}
    folders = [_folder(theme, guids) for theme in themes]
    if left := sorted(set(used) - known):
        earlier = tuple(_earlier(study.codebooks, code, guids) for code in left)
        folders.append(ProjectCode(guids.of("folder", EARLIER), EARLIER, codable=False, codes=earlier))
    return tuple(folders)


def _folder(theme: Theme, guids: Guids) -> ProjectCode:
    codes = tuple(_code(subtheme, guids) for subtheme in theme.subthemes)
    return ProjectCode(guids.of("theme", theme.code), theme.heading, theme.definition, codable=False, codes=codes)


def _code(subtheme: Subtheme, guids: Guids) -> ProjectCode:
    return ProjectCode(guids.code(subtheme.code), subtheme.heading, "\n".join(_described(subtheme)))


def _described(subtheme: Subtheme) -> Iterator[str]:
    """Say of a subtheme what a coder needs, a line each; what is not written is left out."""
    lines = (
        ("", subtheme.definition),
        ("Category: ", subtheme.category),
        ("Use when: ", subtheme.include),
        ("Do not use when: ", subtheme.exclude),
        ("Example: ", subtheme.example),
        ("Near miss: ", subtheme.near_miss),
        ("Asked of: ", ", ".join(subtheme.asked_of)),
        ("Origin: ", "emergent" if subtheme.origin is Origin.EMERGENT else ""),
        ("Status: ", "" if subtheme.status is SubthemeStatus.LIVE else subtheme.status),
    )
    return (f"{name}{said}" for name, said in lines if said)


def _earlier(codebooks: tuple[Codebook, ...], code: Code, guids: Guids) -> ProjectCode:
    """Give a code as the newest version that had it says, told apart from what may go by its number and label now."""
    for codebook in reversed(codebooks):
        if subtheme := codebook.subtheme(code):
            return replace(_code(subtheme, guids), name=f"{subtheme.heading} ({code})")
    return ProjectCode(guids.code(code), code)
