"""Key findings of a theme: what each group comes to, the subthemes with who raised them, and quotes for each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from framework_qa.analysis.counts import Raised, raised
from framework_qa.analysis.disclosure import label_bearers, label_with, points_to_one_case
from framework_qa.analysis.print_quotes import Chosen, illustrative
from framework_qa.analysis.staleness import synthesis_stale
from framework_qa.errors import RefusedError
from framework_qa.model.codebook import Subtheme, SubthemeStatus, Theme
from framework_qa.model.ids import CaseId, Code, SpanId, cell_ref
from framework_qa.model.people import Attribute
from framework_qa.model.study import Study
from framework_qa.model.synthesis import Group, Synthesis
from framework_qa.model.tables import Audience, KeyFindings, TableDesign
from framework_qa.outputs.findings.codes import theme_named
from framework_qa.outputs.findings.descriptions import CURE, named_places
from framework_qa.outputs.findings.publishing import MARK, MARKED
from framework_qa.outputs.table import Entry, Table, distinct_headings, listed, table

ALL_CASES = "All cases"
NOT_RECORDED = "not recorded"
NO_SYNTHESIS = "no synthesis written"
NO_QUOTE = "none to quote"
NOT_APPLICABLE = "n/a"
CASES_RAISING = "Cases in which it was raised"


@dataclass(frozen=True, slots=True)
class GroupSynthesis:
    """What a group comes to: the group's label, and the text with the cells it cites (`CASE:number`) behind it.

    `stale` tells the team that a member's cell changed since it was written.
    """

    group: str
    said: Entry
    stale: bool = False


@dataclass(frozen=True, slots=True)
class PrintedQuote:
    """An illustrative quote: its words on one line, how the speaker is described, and the span it is.

    `one_case` says that only one case could bear the label, or bears it among those that raised the subtheme; the
    printed label then ends in a dagger. In what is published `span` is empty.
    """

    words: str
    label: str
    span: SpanId
    starred: bool
    one_case: bool


@dataclass(frozen=True, slots=True)
class RaisedBy:
    """Who raised a subtheme by one attribute: the labels of its levels, in order, each with the codings behind it."""

    attribute: str
    levels: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class SubthemeFindings:
    """What a theme's chapter says of one subtheme; `raised` (`7 of the 9 cases asked`) is None where nothing counts."""

    subtheme: Subtheme
    syntheses: tuple[GroupSynthesis, ...]
    raised: Entry | None
    raised_by: tuple[RaisedBy, ...]
    quotes: tuple[PrintedQuote, ...]

    @property
    def heading(self) -> str:
        """Give the subtheme's heading: `4.2 Stigma of seeking help`."""
        return self.subtheme.heading


@dataclass(frozen=True, slots=True)
class KeyFindingsData:
    """The key findings of a theme: its syntheses, the subthemes somebody raised, and those that nobody did."""

    theme: Theme
    syntheses: tuple[GroupSynthesis, ...]
    subthemes: tuple[SubthemeFindings, ...]
    nobody: tuple[Subtheme, ...]

    @property
    def closing(self) -> str:
        """Say which subthemes nobody raised, or nothing."""
        named = "; ".join(subtheme.heading for subtheme in self.nobody)
        return f"Not raised in any interview: {named}." if named else ""


def key_findings(study: Study, theme: Theme, quotes: int, audience: Audience) -> KeyFindingsData:
    """Gather the key findings of a theme, with up to `quotes` quotes a subtheme.

    For publication there are no ids behind anything, and whatever points to one case is a RefusedError unless consent
    covered it.
    """
    found = _gathered(study, theme, quotes, audience)
    if audience is Audience.WORKING:
        return found
    _refuse(study, f"The key findings of theme {theme.number}", [*_lone_labels(found), *_lone_entries(found)])
    return _without_ids(found)


def key_findings_table(study: Study, design: TableDesign, asks: KeyFindings, audience: Audience) -> Table:
    """Lay the key findings of a theme out as a table, a row a subtheme that somebody raised.

    The columns are subtheme, synthesis, the cases that raised it (where cases are counted), the levels of each
    grouping attribute that raised it, and quotes; a row for the theme as a whole stands first where it has a synthesis.
    """
    found = _gathered(study, theme_named(study, design, asks.theme), asks.quotes, audience)
    if audience is Audience.PUBLISHED:
        _refuse(study, f"The table {design.name!r}", _lone_labels(found))
    counted = _counts(study, audience)
    columns = (
        "Subtheme",
        "Synthesis",
        *((CASES_RAISING,) if counted else ()),
        *(f"Raised by: {attribute.label}" for attribute in study.settings.grouping()),
        "Quotes",
    )
    whole = [_theme_row(found, len(columns))] if found.syntheses else []
    return table(
        design.name,
        design.title,
        distinct_headings(columns),
        [*whole, *map(_subtheme_row, found.subthemes)],
        notes=(*design.notes, *_notes(found, audience)),
        source=design.source,
    )


def _notes(found: KeyFindingsData, audience: Audience) -> Iterator[str]:
    """Say what the dagger under a quote means, and what nobody raised."""
    if audience is Audience.WORKING and _lone_labels(found):
        yield MARKED
    if found.closing:
        yield found.closing


# -- gathering


def _gathered(study: Study, theme: Theme, quotes: int, audience: Audience) -> KeyFindingsData:
    gathering = _Gathering(study, audience)
    found: list[SubthemeFindings] = []
    taken: list[CaseId] = []
    for subtheme in theme.subthemes:
        said = raised(study, study.ordered_cases, (subtheme,))
        if said.codings:
            chosen = illustrative(study, subtheme, quotes, taken)
            taken += [one.extract.case.id for one in chosen]
            found.append(gathering.subtheme(subtheme, said, chosen))
    somebody = {part.subtheme.code for part in found}
    live = (subtheme for subtheme in theme.subthemes if subtheme.status is SubthemeStatus.LIVE)
    nobody = tuple(subtheme for subtheme in live if subtheme.code not in somebody)
    return KeyFindingsData(theme, gathering.syntheses(theme.code), tuple(found), nobody)


@dataclass(frozen=True)
class _Gathering:
    """A study asked for key findings, and for whom; it remembers who could bear which label."""

    study: Study
    audience: Audience

    @cached_property
    def bearers(self) -> Mapping[str, tuple[CaseId, ...]]:
        return label_bearers(self.study)

    @cached_property
    def grouping(self) -> tuple[Attribute, ...]:
        return self.study.settings.grouping()

    def subtheme(self, subtheme: Subtheme, said: Raised, chosen: Sequence[Chosen]) -> SubthemeFindings:
        raised_by = tuple(RaisedBy(attribute.label, self._levels(attribute, said)) for attribute in self.grouping)
        alone = [a.name for a, by in zip(self.grouping, raised_by, strict=True) if len(by.levels) == 1]
        return SubthemeFindings(
            subtheme,
            self.syntheses(subtheme.code),
            Entry(_of_those_asked(said), said.refs) if _counts(self.study, self.audience) else None,
            raised_by,
            tuple(self._quote(one, alone) for one in chosen),
        )

    def _levels(self, attribute: Attribute, said: Raised) -> tuple[Entry, ...]:
        codings: defaultdict[str, list[str]] = defaultdict(list)
        for coding in said.codings:
            codings[self.study.case_by_id[coding.case].level(attribute.name)].append(coding.id)
        ordered = sorted(codings, key=attribute.rank)
        return tuple(Entry(attribute.label_of(code) or NOT_RECORDED, tuple(codings[code])) for code in ordered)

    def _quote(self, one: Chosen, told: Sequence[str]) -> PrintedQuote:
        """Print a quote; where one level only raised a subtheme, the label is read together with that level."""
        case = one.extract.case
        alone = len(self.bearers[one.label]) == 1 or (bool(told) and len(label_with(self.study, case, told)) == 1)
        mark = MARK if alone and self.audience is Audience.WORKING else ""
        return PrintedQuote(one.words, one.label + mark, one.extract.span.id, one.starred, alone)

    def syntheses(self, about: Code) -> tuple[GroupSynthesis, ...]:
        """Give the syntheses about a theme or subtheme: of all cases first, then group by group in order."""
        found = sorted(
            (one for one in self.study.syntheses if one.about == about), key=lambda one: self._place(one.group)
        )
        return tuple(GroupSynthesis(self._label(one.group), self._said(one), self._stale(one)) for one in found)

    def _stale(self, synthesis: Synthesis) -> bool:
        return self.audience is Audience.WORKING and synthesis_stale(self.study, synthesis)

    def _place(self, group: Group) -> tuple[int, list[tuple[int, tuple[int, str]]]]:
        order = {attribute.name: place for place, attribute in enumerate(self.study.settings.attributes)}
        known = ((name, code, self.study.settings.attribute(name)) for name, code in group)
        places = [(order.get(name, len(order)), a.rank(code) if a else (0, code)) for name, code, a in known]
        return len(group), places

    def _label(self, group: Group) -> str:
        known = ((code, self.study.settings.attribute(name)) for name, code in group)
        return ", ".join(attribute.label_of(code) if attribute else code for code, attribute in known) or ALL_CASES

    def _said(self, synthesis: Synthesis) -> Entry:
        return Entry(" ".join(synthesis.text.split()), tuple(self._cell(*cell) for cell in synthesis.cited))

    def _cell(self, case: CaseId, code: Code) -> str:
        subtheme = self.study.codebook.subtheme(code) if self.study.codebook else None
        return cell_ref(case, subtheme.number if subtheme else code)


def _counts(study: Study, audience: Audience) -> bool:
    return audience is Audience.WORKING or study.settings.publication.counts


def _of_those_asked(said: Raised) -> str:
    """Say it in words: `7 of the 9 cases asked, and 1 not asked`."""
    asked = len(said.asked.intersection(said.cases))
    unasked = len(said.cases) - asked
    cases = "case" if len(said.asked) == 1 else "cases"
    parts = [f"{asked} of the {len(said.asked)} {cases} asked"] if said.asked else []
    parts += [f"{unasked} not asked"] if unasked else []
    return ", and ".join(parts)


# -- laying out


def _theme_row(found: KeyFindingsData, columns: int) -> list[Entry]:
    others = [Entry(NOT_APPLICABLE)] * (columns - 2)
    return [Entry(found.theme.heading), _synthesis_entry(found.syntheses), *others]


def _subtheme_row(part: SubthemeFindings) -> list[Entry]:
    return [
        Entry(part.heading),
        _synthesis_entry(part.syntheses),
        *([part.raised] if part.raised else []),
        *(listed(by.levels) for by in part.raised_by),
        _quotes_entry(part.quotes),
    ]


def _synthesis_entry(syntheses: Sequence[GroupSynthesis]) -> Entry:
    """List syntheses, each with its group; the full stop at the end goes, because a semicolon follows."""
    if not syntheses:
        return Entry(NO_SYNTHESIS)
    return listed([Entry(f"{_whose(one)}: {str(one.said).removesuffix('.')}", one.said.refs) for one in syntheses])


def _whose(synthesis: GroupSynthesis) -> str:
    return f"{synthesis.group} (stale)" if synthesis.stale else synthesis.group


def _quotes_entry(quotes: Sequence[PrintedQuote]) -> Entry:
    """List quotes with their labels.

    A quote is one case's by nature, and what may give the case away is the label, which is looked at here; so the
    spans stand behind the whole place, not behind each quote, where they would be held against it.
    """
    if not quotes:
        return Entry(NO_QUOTE)
    parts = tuple(Entry(f"“{quote.words}” ({quote.label})") for quote in quotes)
    return Entry(str(listed(parts)), tuple(quote.span for quote in quotes), parts)


# -- what is not published


def _refuse(study: Study, what: str, places: Sequence[str]) -> None:
    if places and not study.settings.publication.one_case_covered:
        raise RefusedError(f"{what} would point to one case only: {named_places(places)}.", CURE)


def _lone_labels(found: KeyFindingsData) -> list[str]:
    return [
        f"{part.heading}, quote of {quote.label}" for part in found.subthemes for quote in part.quotes if quote.one_case
    ]


def _lone_entries(found: KeyFindingsData) -> list[str]:
    return [place for place, entry in _entries(found) if points_to_one_case(entry.refs)]


def _entries(found: KeyFindingsData) -> Iterator[tuple[str, Entry]]:
    """Walk what is printed beside the quotes, each with the place that a refusal names."""
    yield from ((f"{found.theme.heading}, synthesis of {one.group}", one.said) for one in found.syntheses)
    for part in found.subthemes:
        yield from ((f"{part.heading}, synthesis of {one.group}", one.said) for one in part.syntheses)
        yield from ((f"{part.heading}, {entry}", entry) for by in part.raised_by for entry in by.levels)
        if part.raised:
            yield f"{part.heading}, {part.raised}", part.raised


def _without_ids(found: KeyFindingsData) -> KeyFindingsData:
    return replace(
        found,
        syntheses=_bare_syntheses(found.syntheses),
        subthemes=tuple(
            replace(
                part,
                syntheses=_bare_syntheses(part.syntheses),
                raised=part.raised and _bare(part.raised),
                raised_by=tuple(replace(by, levels=tuple(map(_bare, by.levels))) for by in part.raised_by),
                quotes=tuple(replace(quote, span=SpanId("")) for quote in part.quotes),
            )
            for part in found.subthemes
        ),
    )


def _bare_syntheses(syntheses: Sequence[GroupSynthesis]) -> tuple[GroupSynthesis, ...]:
    return tuple(replace(one, said=_bare(one.said)) for one in syntheses)


def _bare(entry: Entry) -> Entry:
    return Entry(entry.value)
