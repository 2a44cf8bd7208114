"""What opens behind a printed value: for each case, the places in its interview that the value rests on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from framework_qa.analysis.evidence import spans_behind
from framework_qa.model.ids import CaseId, SpanId
from framework_qa.outputs.html import attribute, inline, text
from framework_qa.outputs.report.transcripts import Places
from framework_qa.outputs.table import Entry

LONGEST_HANDLE = 80  # letters of a value that is itself what one opens; a longer one gets a handle of its own
BETWEEN = "; "  # as `table.listed` puts several values in one place

Behind = Mapping[CaseId, Mapping[SpanId, None]]


def stressed(words: str, *, strong: bool) -> str:
    """Print words by themselves, stressed or not."""
    return f"<strong>{inline(words)}</strong>" if strong else inline(words)


@dataclass
class Evidence:
    """The quotes behind values, printed in few letters: there may be a hundred thousand. `linked` fills on the way."""

    places: Places
    linked: dict[SpanId, None] = field(default_factory=dict)
    _anchors: dict[SpanId, str] = field(default_factory=dict)
    _known: dict[str, tuple[CaseId, dict[SpanId, None]]] = field(default_factory=dict)

    def entry(self, entry: Entry) -> str:
        """Print a table's value; where several are listed in one place, each opens its own."""
        if entry.parts and str(entry) == BETWEEN.join(map(str, entry.parts)):
            return BETWEEN.join(map(self.entry, entry.parts))
        return self.opened(str(entry), entry.refs)

    def opened(self, words: str, refs: Iterable[str], *, strong: bool = False) -> str:
        """Print words that open what is behind them; without anything behind them, the words."""
        behind = self._by_case(refs) if words.strip() else {}
        if not behind:
            return stressed(words, strong=strong)
        inside = words.strip()
        before, after = words[: words.index(inside)], words[words.index(inside) + len(inside) :]
        return f"{text(before)}{self._details(inside, behind, strong=strong)}{text(after)}"

    def _details(self, words: str, behind: Behind, *, strong: bool) -> str:
        shown = stressed(words, strong=strong)
        places = "".join(f"<li>{self._case(case, spans)}" for case, spans in behind.items())
        if len(words) <= LONGEST_HANDLE:
            return f'<details class="evidence"><summary>{shown}</summary><ul>{places}</ul></details>'
        handle = f'<summary class="handle">{_handle(behind)}</summary>'
        return f'{shown} <details class="evidence">{handle}<ul>{places}</ul></details>'

    def anchor(self, span: SpanId, label: str = "") -> str:
        """Print the link to a span's place, by default as `¶31`; nothing where it has none."""
        placed = self.places.spans.get(span)
        if placed is None:
            return ""
        self.linked[span] = None
        return f'<a href="#{attribute(span)}">{text(label) or f"¶{placed.turn}"}</a>'

    def _by_case(self, refs: Iterable[str]) -> Behind:
        """Gather the spans behind ids by case; a case with none is meant as a whole."""
        found: dict[CaseId, dict[SpanId, None]] = {}
        for ref in refs:
            known = self._known.get(ref)
            if known is None:
                known = self._known[ref] = self._resolved(ref)
            case, spans = known
            if case in self.places.cases:
                found.setdefault(case, {}).update(spans)
        return found

    def _resolved(self, ref: str) -> tuple[CaseId, dict[SpanId, None]]:
        case = CaseId(ref.partition(":")[0].partition(".")[0])
        spans = (span for span in spans_behind(self.places.study, ref) if span in self.places.spans)
        return case, dict.fromkeys(spans)

    def _case(self, case: CaseId, spans: Iterable[SpanId]) -> str:
        links = " ".join(map(self._quick_anchor, spans))
        return f"<b>{text(case)}</b> {links}" if links else f'<a href="#{attribute(case)}">{text(case)}</a>'

    def _quick_anchor(self, span: SpanId) -> str:
        known = self._anchors.get(span)
        if known is None:
            known = self._anchors[span] = self.anchor(span)
        return known


def _handle(behind: Behind) -> str:
    quotes = sum(map(len, behind.values()))
    number, thing = (quotes, "quote") if quotes else (len(behind), "interview")
    return f"{number} {thing}{'s' * (number != 1)}"
