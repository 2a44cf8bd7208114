"""Reports by hand for the tests of the page: every kind of block, tied to whatever study they are given."""

from __future__ import annotations

from framework_qa.model.chart import Run, RunKind, Status
from framework_qa.model.ids import CaseId, cell_ref
from framework_qa.model.study import Study
from framework_qa.model.tables import Audience
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
from framework_qa.outputs.framework import matrix
from framework_qa.outputs.sample import sample_tables
from framework_qa.outputs.table import Entry, Table, listed, table
from tests.outputs import studies

SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="640" height="140" viewBox="0 0 640 140"><style>text{font:14px '
    'sans-serif}</style><rect x="120" y="20" width="320" height="40" fill="#35678f"/>'
    '<rect x="120" y="80" width="200" height="40" fill="#35678f"/><text x="10" y="45">Providers</text>'
    '<text x="10" y="105">Stakeholders</text></svg>'
)


def _ids(study: Study, code: str) -> dict[CaseId, tuple[str, ...]]:
    return {case: tuple(c.id for c in codings) for (case, about), codings in study.codings_of.items() if about == code}


def raised(study: Study) -> Table:
    """Count cases by subtheme and category, with totals, behind each the codings."""
    rows: list[list[Entry | str | int]] = []
    everything: tuple[str, ...] = ()
    for theme in study.codebook.charts() if study.codebook else ():
        for subtheme in theme.subthemes:
            behind = _ids(study, subtheme.code)
            refs = tuple(ref for found in behind.values() for ref in found)
            everything += refs
            cases = Entry(len(behind), refs) if len(behind) != 1 else Entry("1 †", refs)
            category = subtheme.category or theme.label
            rows.append([category, subtheme.heading, cases, Entry(len(refs), refs), "n/a"])
    rows.append(["Total", "All subthemes", "n/a", Entry(len(everything), everything), "n/a"])
    headings = ("Category", "Subtheme", "Cases in which it was raised", "Codings", "Areas")
    notes = ("† Points to one case only.",)
    return table("raised", "What was raised, and how often", headings, rows, notes=notes, source="The interviews.",
                 row_headings=2)  # fmt: skip


def kinds(study: Study) -> Table:
    """List values beside each theme, several in one place."""
    rows: list[list[Entry | str | int]] = []
    for theme in study.codebook.charts() if study.codebook else ():
        parts = [
            Entry(sub.label, tuple(ref for found in _ids(study, sub.code).values() for ref in found))
            for sub in theme.subthemes
        ]
        rows.append([theme.label, listed(parts), "none mentioned"])
    return table("kinds", "Themes and what was said on them", ("Theme", "Subthemes", "Funding"), rows)


def _picture(table_of: Table, *, drawn: bool) -> Picture:
    title = "Who raised barriers?"
    said = "A bar chart: 8 of 9 providers and 5 of 9 stakeholders raised barriers."
    if drawn:
        return Picture("bars", title, said, table_of, SVG, b"", 640, 140)
    return Picture("bars", title, said, table_of, instead="Pictures need a library that is not installed here.")


def _chapter(study: Study, number: int) -> Section:
    codebook = study.codebook
    assert codebook
    theme = codebook.charts()[number]
    live = {coding.span for coding in study.codings if coding.live}
    found = [span for span in study.spans if span.id in live]
    spans = found[number * 7 : number * 7 + 2] or found[:2]
    cases = tuple(case.id for case in study.cases)
    cell = cell_ref(spans[0].case, theme.subthemes[0].number) if spans else cases[0]
    refs = tuple(span.id for span in spans)
    box = Box("Key findings", (
        (Words("Stigma", strong=True), Words(" was raised in "), Words("most areas", refs), Words(".")),
        (Words("Interviews in which somebody spoke of it: "), Words(str(len(cases)), cases), Words(".")),
    ))  # fmt: skip
    synthesis = (
        Words("Providers describe parents who come late, when the strain has become a crisis, and who would not have "
              "come at all had a health visitor not named it.", refs),
        Words(" National stakeholders say so of the whole country", (cell,), strong=True),
        Words("; nobody disagrees."),
    )  # fmt: skip
    quotes: tuple[Block, ...] = tuple(
        Quotation(study.words(span), "Children’s centre manager", span.id) for span in spans
    )
    return Section(
        f"theme-{theme.number}",
        theme.heading,
        (Paragraph((Words(theme.definition),)), box),
        (
            Section("syntheses", "What it comes to", (Paragraph(synthesis), *quotes)),
            Section("chart", "The chart", (Shown(matrix(study, theme).table(), wide=True),), (
                Section("below", "One level further down", (Points(((Words("First"),), (Words("Second"),))),)),
            )),
        ),
    )  # fmt: skip


def full(study: Study, audience: Audience = Audience.WORKING) -> Report:
    """Give a report with every kind of block, each at least once."""
    counts = raised(study)
    chapters = tuple(_chapter(study, n) for n in range(len(study.codebook.charts()) if study.codebook else 0))
    sections = (
        Section("summary", "Summary", (
            Paragraph((Words("This report says what the study found, for whoever paid for it and whoever checks it. "
                             "It is written in sentences of the ordinary length, so that lines can be looked at."),)),
            ToWrite("in two or three sentences, what the study was for.", "quality_1"),
        )),
        Section("how", "How the study was done", (), (
            Section("sample", "The sample", tuple(Shown(found) for found in sample_tables(study))),
            Section("counts", "What was counted", (Shown(counts), Shown(kinds(study)))),
            Section("pictures", "Pictures", (_picture(counts, drawn=True), _picture(kinds(study), drawn=False))),
        )),
        *chapters,
        Section("coreq", "Method appendix", (ToWrite("who interviewed, and what their credentials were.", "coreq_2"),)),
    )  # fmt: skip
    return Report(
        study.settings.title, "A report to the commissioner", ("A. Researcher", "B. Researcher"), sections, audience,
        "2026-01-03T12:00:00Z",
    )  # fmt: skip


HOSTILE = (
    "<script>alert(1)</script>",
    "</script><img src=x onerror=alert(1)>",
    '" onmouseover="alert(1)" x=\'',
    "{{ 7*7 }} {% raw %} {# #}",
    "]]> --> <!-- <![CDATA[ &amp; &lt; &#0;",
    "\u202eright to left\u202c and \u2067isolated שלום",
    "long" * 2_500,
    "bell \x07 escape \x1b nul \x00 delete \x7f next \x85 surrogate \ud800 none \uffff return \r end",
    "</style></details></table></mark><h1>",
    "javascript:alert(1)",
)


def hostile() -> Study:
    """Give a study in which every text that people or files bring is hostile, coded and charted."""
    desk = studies.Desk()
    for number, words in enumerate(HOSTILE):
        case = f"A{number}-P01"
        desk.interview(case, [f"What of {words}?", words], area="area_1", role="provider", service=words)
        span = desk.code(case, 2, "barriers.stigma")
        desk.code(case, 2, "barriers.cost", words[1:5])
        desk.chart(case, "barriers.stigma", Status.CHARTED, Run(RunKind.VERBATIM, words, (span,)))
    return desk.study()


def hostile_report(study: Study, audience: Audience = Audience.WORKING) -> Report:
    """Give a report that says each hostile text in each kind of block."""
    ref = (study.spans[0].id,)

    def blocks(words: str) -> tuple[Block, ...]:
        whole = table(words, words, (words, f"{words} "), [[words, Entry(words, ref)]], notes=(words,), source=words)
        return (
            Paragraph((Words(words, ref), Words(words, strong=True))),
            Points(((Words(words),),)),
            Quotation(words, words, ref[0]),
            Shown(whole),
            Picture(words, words, words, whole, SVG, b"", 640, 140),
            Picture(words, words, words, whole, instead=words),
            Box(words, ((Words(words, ref),),)),
            ToWrite(words, words),
        )

    sections = tuple(Section(words, words, blocks(words)) for words in HOSTILE)
    return Report(HOSTILE[0], HOSTILE[1], HOSTILE[:3], sections, audience, HOSTILE[3])
