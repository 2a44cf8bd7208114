"""The report as one page: it needs no network and no other file, and every value opens the quotes behind it."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import chain, count

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from framework_qa.model.ids import SpanId
from framework_qa.model.study import Study
from framework_qa.model.tables import Audience
from framework_qa.outputs.content import Block, Line, Picture, Report, Section, Shown
from framework_qa.outputs.html import asset, attribute, inline, plain, policy, table_html
from framework_qa.outputs.report.behind import Evidence, stressed
from framework_qa.outputs.report.transcripts import Places, interviews
from framework_qa.outputs.table import Table

DEEPEST_HEADING = 6
OWN = "page"  # what the page's own anchors begin with

_NOT_IN_ANCHORS = re.compile(r"[^A-Za-z0-9._-]+")

Listed = tuple[str, str, tuple[tuple[str, str], ...]]


@dataclass(frozen=True, slots=True)
class Chapter:
    """A section in its place on the page: an anchor nothing else has, and the level of its heading."""

    anchor: str
    level: int
    title: str
    blocks: tuple[Block, ...]
    chapters: tuple[Chapter, ...]


@dataclass(frozen=True)
class Printer:
    """What the template asks for: lines, tables and pictures as HTML, numbered as they come."""

    evidence: Evidence | None
    tables: Iterator[int]
    figures: Iterator[int]

    def line(self, line: Line) -> Markup:
        """Print a line, each stretch with the quotes behind it."""
        return _safe("".join(self._words(words.text, words.refs, strong=words.strong) for words in line))

    def _words(self, words: str, refs: Iterable[str], *, strong: bool) -> str:
        if self.evidence:
            return self.evidence.opened(words, refs, strong=strong)
        return stressed(words, strong=strong)

    def paragraph(self, line: Line) -> Markup:
        """Print a paragraph; one with something to open cannot be a `p`."""
        printed = self.line(line)
        start, end = ('<div class="p">', "</div>") if "<details" in printed else ("<p>", "</p>")
        return _safe(f"{start}{printed}{end}")

    def next_figure(self) -> int:
        """Take the number of the next picture."""
        return next(self.figures)

    def table(self, block: Shown) -> Markup:
        """Print a table under the next number."""
        return self._table(block.table, f"Table {next(self.tables)}", wide=block.wide)

    def figures_of(self, block: Picture, number: int) -> Markup:
        """Print a picture's figures as a table."""
        return self._table(block.table, f"Figure {number} as a table")

    def _table(self, table: Table, number: str, *, wide: bool = False) -> Markup:
        entry = self.evidence.entry if self.evidence else plain
        return _safe(table_html(table, number=number, wide=wide, entry=entry))

    def place(self, span: str) -> Markup:
        """Print the link from a quote to its place in the interview."""
        label = span.partition(".")[0]
        return _safe(self.evidence.anchor(SpanId(span), f"{label}, in the interview") if self.evidence else "")


def page(report: Report, study: Study) -> str:
    """Print a report: the working one with all interviews and the ways to them, the published one without.

    The same report and study give the same page: nothing on it comes from the clock.
    """
    places = Places(study)
    evidence = Evidence(places) if report.audience is Audience.WORKING else None
    cases = tuple(places.cases) if evidence else ()
    chapters = _chapters(report.sections, 2, _Anchors(frozenset({OWN, *cases})))
    style, script = asset("page.css"), asset("page.js")
    return (
        _environment()
        .get_template("page.html.j2")
        .render(
            report=report,
            working=evidence is not None,
            chapters=chapters,
            contents=_contents(chapters, cases),
            show=Printer(evidence, count(1), count(1)),
            # Walked last, when all that leads to the interviews is known.
            interviews=map(_safe, interviews(places, evidence.linked)) if evidence else (),
            style=_safe(style),
            script=_safe(script),
            policy=policy(style, script),
            moment=_moment(report.moment),
        )
    )


def _environment() -> Environment:
    environment = Environment(
        autoescape=True,
        loader=PackageLoader("framework_qa.outputs.report", "assets"),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_printable,
    )
    environment.filters["apart"] = lambda words: _safe(inline(words))
    environment.filters["image"] = _image
    environment.globals["kind"] = lambda block: type(block).__name__
    return environment


def _printable(value: object) -> object:
    """Let the template print text as every table does: control characters shown."""
    return _safe(attribute(value)) if isinstance(value, str) and not isinstance(value, Markup) else value


def _safe(printed: str) -> Markup:
    """Mark what `outputs.html` has escaped, or what is our own, as needing no more of it."""
    return Markup(printed)  # noqa: S704 - the one place where text is called safe


def _image(svg: str) -> str:
    return f"data:image/svg+xml;base64,{base64.b64encode(svg.encode('utf-8')).decode('ascii')}"


class _Anchors:
    """The anchors of a page's sections, each given once and none of a case, or of anything in its interview."""

    def __init__(self, reserved: frozenset[str]) -> None:
        self._reserved = reserved
        self._taken: set[str] = set()

    def claim(self, wished: str) -> str:
        """Give the anchor that is wished, or one like it."""
        name = _NOT_IN_ANCHORS.sub("-", wished).strip("-") or "section"
        names = chain([name], (f"{name.replace('.', '-')}-{number}" for number in count(2)))
        free = next(name for name in names if name not in self._taken and name.split(".")[0] not in self._reserved)
        self._taken.add(free)
        return free


def _chapters(sections: Sequence[Section], level: int, anchors: _Anchors) -> tuple[Chapter, ...]:
    return tuple(
        Chapter(
            anchors.claim(section.anchor),
            min(level, DEEPEST_HEADING),
            section.title,
            section.blocks,
            _chapters(section.sections, level + 1, anchors),
        )
        for section in sections
    )


def _contents(chapters: Sequence[Chapter], cases: Sequence[str]) -> tuple[Listed, ...]:
    """List the sections two levels deep, the interviews last."""
    listed = [(c.anchor, c.title, tuple((below.anchor, below.title) for below in c.chapters)) for c in chapters]
    if cases:
        listed.append((f"{OWN}.interviews", "Interviews", tuple((case, case) for case in cases)))
    return tuple(listed)


def _moment(moment: str) -> str:
    """Print the time of the study's last event for people: `3 January 2026, 12:00 UTC`."""
    try:
        at = datetime.fromisoformat(moment).astimezone(UTC)
    except ValueError:
        return moment
    return f"{at.day} {at:%B %Y, %H:%M} UTC"
