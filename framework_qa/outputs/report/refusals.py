"""What may not be published: refusals gathered until everything was looked at, and a last look for case ids."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import TypeVar

from framework_qa.errors import RefusedError
from framework_qa.model.study import Study
from framework_qa.outputs.content import (
    Block,
    Box,
    Paragraph,
    Picture,
    Points,
    Quotation,
    Report,
    Section,
    Shown,
    ToWrite,
    Words,
)
from framework_qa.outputs.table import Table

_ID = re.compile(r"[A-Za-z][A-Za-z0-9_-]*")
_NAMED = 8  # places in a sentence; more are not read

T = TypeVar("T")


@dataclass(slots=True)
class Refusals:
    """Refusals met so far, to be told together."""

    found: list[RefusedError] = field(default_factory=list)

    def allowed(self, build: Callable[[], T]) -> tuple[T, ...]:
        """Build one thing; where it is refused, remember why and give nothing."""
        try:
            return (build(),)
        except RefusedError as refusal:
            self.found.append(refusal)
            return ()

    def tell(self) -> None:
        """Raise all refusals as one, if there are any."""
        if len(self.found) == 1:
            raise self.found[0]
        if self.found:
            reasons = "\n".join(f"- {refusal.sentence}" for refusal in self.found)
            cures = " ".join(dict.fromkeys(refusal.cure for refusal in self.found))
            raise RefusedError(f"This cannot be published, for {len(self.found)} reasons:\n{reasons}\n", cures)


def refuse_case_ids(study: Study, whole: Report) -> None:
    """Refuse a report in which a case id stands; an id that is a plain word looks like any word and passes."""
    ids = {case.id for case in study.cases if any(character in "-_0123456789" for character in case.id)}
    places = dict.fromkeys(place for place, text in texts(whole) if not ids.isdisjoint(_ID.findall(text)))
    if places:
        named = "; ".join([*places][:_NAMED]) + (f"; and {len(places) - _NAMED} more" if len(places) > _NAMED else "")
        raise RefusedError(
            f"This cannot be published: case ids stand in these parts of it: {named}.",
            "Take them out where somebody typed them: a synthesis, a label, the codebook, or an answer in study.yaml.",
        )


def texts(whole: Report) -> Iterator[tuple[str, str]]:
    """Walk every text of a report, each with the title of the part it stands in."""
    yield from (("the title page", text) for text in (whole.title, whole.subtitle, *whole.authors))
    for section in whole.sections:
        yield from _section(section)


def _section(section: Section) -> Iterator[tuple[str, str]]:
    yield section.title, section.title
    for block in section.blocks:
        yield from ((section.title, text) for text in _block(block))
    for below in section.sections:
        yield from _section(below)


def _block(block: Block) -> Iterator[str]:
    match block:
        case Paragraph():
            yield _line(block.line)
        case Points(items=lines):
            yield from map(_line, lines)
        case Box():
            yield block.title
            yield from map(_line, block.points)
        case Quotation():
            yield from (block.words, block.label, block.span)
        case Shown():
            yield from _table(block.table)
        case Picture():
            yield from (block.name, block.title, block.alternative, block.instead)
            yield from _table(block.table)
        case ToWrite():
            yield from (block.what, block.key)


def _line(line: tuple[Words, ...]) -> str:
    return "".join(words.text for words in line)


def _table(found: Table) -> Iterator[str]:
    yield from (found.name, found.title, found.source, *found.notes, *found.columns)
    for row in found.rows:
        yield from map(str, row)
