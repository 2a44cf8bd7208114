"""The page of the matrix: the charts of one theme or of all, ways to narrow them, and the interviews below.

Everything reads without JavaScript. The quotes of a cell stand in it with their words, and all the interviews stand
below in full, each folded away: a turn with its neighbours alone would not let a reader judge a cell, and whole they
cost a page of 46 interviews little more than a megabyte.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from importlib.resources import files
from itertools import groupby

from framework_qa.model.chart import Status
from framework_qa.model.codebook import Subtheme, SubthemeStatus, Theme
from framework_qa.model.ids import CaseId
from framework_qa.model.people import Attribute, Case
from framework_qa.model.study import Study
from framework_qa.outputs.framework import Matrix, MatrixRow, matrix
from framework_qa.outputs.html import asset, attribute, inline, policy, text
from framework_qa.outputs.matrix_page.cells import DRAFT, STALE, Cells, standings, token
from framework_qa.outputs.matrix_page.syntheses import syntheses
from framework_qa.outputs.moments import for_people
from framework_qa.outputs.report.anchors import anchor
from framework_qa.outputs.report.transcripts import Places, interviews
from framework_qa.outputs.report.wording import counted

LANGUAGE = "en-GB"
NOT_RECORDED = "not recorded"
WORKING = (
    "<b>Working paper, for the team.</b> It holds what participants said: keep it where the study is kept, and send "
    "it to nobody outside."
)


def matrix_page(study: Study, themes: Sequence[Theme], moment: str = "") -> str:
    """Print the framework matrices of themes as one page that needs no network and no other file.

    `moment` is the time of the study's last event; the same study gives the same page.
    """
    places = Places(study)
    cells = Cells(places)
    charts = [matrix(study, theme) for theme in themes]
    # Printed before the interviews, which mark what the cells lead to.
    printed = [_chart(chart, cells) for chart in charts]
    style = asset("page.css") + _asset("matrix.css") + _columns(charts)
    script = _asset("matrix.js")
    head = (
        f'<!DOCTYPE html>\n<html lang="{LANGUAGE}">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy(style, script)}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="referrer" content="no-referrer">\n<meta name="color-scheme" content="light dark">\n'
        f"<title>{text(_title(study, themes))}</title>\n<style>{style}</style>\n</head>\n"
    )
    body = (
        '<body class="alone matrix">\n<a class="skip" href="#page.main">Skip to the matrix</a>\n'
        f"{_header(study, themes, moment)}{_nav(themes)}"
        f'<main id="page.main" tabindex="-1">\n{_filters(study, charts)}{"".join(printed)}{_interviews(places, cells)}'
        f"</main>\n<script>{script}</script>\n</body>\n</html>\n"
    )
    return head + body


def _title(study: Study, themes: Sequence[Theme]) -> str:
    what = f"Framework matrix {themes[0].heading}" if len(themes) == 1 else "Framework matrices"
    return f"{what}: {study.settings.title}"


def _header(study: Study, themes: Sequence[Theme], moment: str) -> str:
    what = "Framework matrix" if len(themes) == 1 else "Framework matrices"
    at = f'<p class="moment">The study as it stood on {for_people(moment)}</p>\n' if moment else ""
    return (
        f'<header>\n<h1>{inline(study.settings.title)}</h1>\n<p class="subtitle">{what}</p>\n{at}'
        f'<p class="working">{WORKING}</p>\n</header>\n'
    )


def _nav(themes: Sequence[Theme]) -> str:
    places = [(_section(theme), theme.heading) for theme in themes]
    links = "".join(
        f'<li><a href="#{attribute(place)}">{inline(title)}</a></li>\n'
        for place, title in (*places, ("page.interviews", "Interviews"))
    )
    return f'<nav aria-label="On this page"><ul>\n{links}</ul></nav>\n'


def _section(theme: Theme) -> str:
    return f"page.{anchor('theme', theme.number)}"


# -- ways to narrow the matrix; they are hidden until there is JavaScript to work them


def _filters(study: Study, charts: Sequence[Matrix]) -> str:
    grouping = study.settings.grouping()
    by = [_choice(f"page.by-{n}", a.label, "All", _levels(study, a), f"by{n}") for n, a in enumerate(grouping)]
    found = {
        standing for chart in charts for row in chart.rows for (state,) in row.cells for standing in standings(state)
    }
    known = [(token(one), one) for one in (*map(str, Status), DRAFT, STALE) if one in found]
    return (
        '<form id="page.filters" class="filters" aria-label="Narrow the matrix" hidden>\n'
        f"{''.join(by)}{_choice('page.is', 'Cell status', 'Any', known)}"
        '<p><button type="reset">Show all cases</button> '
        '<button type="button" id="page.open" aria-pressed="false">Open all quotes</button></p>\n'
        '<p role="status" id="page.told"></p>\n</form>\n'
    )


def _levels(study: Study, by: Attribute) -> list[tuple[str, str]]:
    """List the levels of an attribute that some case has, in order; those without one last."""
    levels = sorted({case.level(by.name) for case in study.cases}, key=by.rank)
    return [(level or NOT_RECORDED, by.label_of(level) or NOT_RECORDED) for level in levels]


def _choice(name: str, label: str, everything: str, options: Iterable[tuple[str, str]], by: str = "") -> str:
    listed = "".join(f'<option value="{attribute(value)}">{text(said)}</option>' for value, said in options)
    key = f' data-by="{by}"' if by else ""
    return (
        f'<p><label for="{name}">{text(label)}</label> <select id="{name}"{key} autocomplete="off">'
        f'<option value="">{text(everything)}</option>{listed}</select></p>\n'
    )


# -- the charts


def _columns(charts: Iterable[Matrix]) -> str:
    """Tell the style sheet how many columns each table has: what is as wide as that scrolls, or fits the paper."""
    shapes = sorted({(len(chart.attributes[1:]), len(chart.theme.subthemes)) for chart in charts})
    return "".join(f".of-{n}-{m} {{ --names: {n}; --subthemes: {m}; }}\n" for n, m in shapes)


def _chart(chart: Matrix, cells: Cells) -> str:
    theme = chart.theme
    place = attribute(_section(theme))
    about = f"<p>{inline(theme.definition)}</p>\n" if theme.definition.strip() else ""
    return (
        f'<section class="theme" id="{place}">\n<h2 id="{place}.heading">{inline(theme.heading)}</h2>\n{about}'
        f"{syntheses(chart.study, theme)}"
        f"{_table(chart, cells, place) if chart.rows and theme.subthemes else _nothing(chart)}</section>\n"
    )


def _nothing(chart: Matrix) -> str:
    missing = "cases" if not chart.rows else "subthemes in this theme"
    return f"<p>There are no {missing} yet.</p>\n"


def _table(chart: Matrix, cells: Cells, place: str) -> str:
    beside = chart.attributes[1:]
    shape = f"of-{len(beside)}-{len(chart.theme.subthemes)}"
    names = "".join(f'<col class="name-{n}">' for n in range(1 + len(beside)))
    groups = "".join(_groups(chart, cells))
    return (
        f'<div class="scroll" role="region" tabindex="0" aria-labelledby="{place}.heading">'
        f'<table class="{shape}" aria-labelledby="{place}.heading">'
        f"<colgroup>{names}</colgroup>\n<thead><tr>"
        f'<th scope="col" class="name-0">{text(chart.row_heading)}</th>'
        f"{''.join(_beside_heading(n, by) for n, by in enumerate(beside, 1))}"
        f"{''.join(map(_heading, chart.theme.subthemes))}</tr></thead>\n{groups}</table></div>\n"
    )


def _beside_heading(place: int, by: Attribute) -> str:
    return f'<th scope="col" class="name-{place}">{inline(by.label)}</th>'


def _heading(subtheme: Subtheme) -> str:
    standing = f" <small>{subtheme.status}</small>" if subtheme.status is not SubthemeStatus.LIVE else ""
    return f'<th scope="col">{inline(subtheme.heading)}{standing}</th>'


def _groups(chart: Matrix, cells: Cells) -> Iterator[str]:
    """Print the rows, those that share a level of the first grouping attribute below a heading of their own."""
    if not chart.attributes:
        yield f"<tbody>\n{''.join(_row(chart, row, cells) for row in chart.rows)}</tbody>\n"
        return
    by = chart.attributes[0]
    wide = len(chart.attributes) + len(chart.theme.subthemes)
    for label, rows in groupby(chart.rows, key=lambda row: row.attributes[0]):
        members = list(rows)
        heading = (
            f'<tr class="group"><th scope="rowgroup" colspan="{wide}"><span>{inline(by.label)}: {inline(label)} '
            f'<small data-of="{len(members)}">{counted(len(members), "case")}</small></span></th></tr>\n'
        )
        yield f"<tbody>\n{heading}{''.join(_row(chart, row, cells) for row in members)}</tbody>\n"


def _row(chart: Matrix, row: MatrixRow, cells: Cells) -> str:
    case = chart.study.case_by_id[CaseId(row.heading)]
    beside = "".join(f'<td class="name-{n}">{inline(label)}</td>' for n, label in enumerate(row.attributes[1:], 1))
    said = "".join(cells.printed(state) for (state,) in row.cells)
    name = f'<th scope="row" class="name-0"><a href="#{attribute(case.id)}">{text(case.id)}</a></th>'
    return f"<tr{_levels_of(chart.attributes, case)}>{name}{beside}{said}</tr>\n"


def _levels_of(by: Sequence[Attribute], case: Case) -> str:
    levels = (case.level(one.name) or NOT_RECORDED for one in by)
    return "".join(f' data-by{place}="{attribute(level)}"' for place, level in enumerate(levels))


# -- below


def _interviews(places: Places, cells: Cells) -> str:
    folded = (
        f"<details><summary>Interview {text(case)}</summary>\n{printed}</details>\n"
        for case, printed in zip(places.cases, interviews(places, cells.linked), strict=True)
    )
    return f'<section id="page.interviews" class="interviews">\n<h2>Interviews</h2>\n{"".join(folded)}</section>\n'


def _asset(name: str) -> str:
    return (files("framework_qa.outputs.matrix_page") / "assets" / name).read_text(encoding="utf-8")
