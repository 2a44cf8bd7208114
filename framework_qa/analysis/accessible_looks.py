"""The items of the checklist on fonts, colours and what floats over the cells, each judged by one function."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from framework_qa.analysis.verdicts import Judgement, met, not_met, to_judge, unless
from framework_qa.model.workbook import Kind, Look, WorkbookCell, WorkbookFacts

SMALLEST = 10  # points
LARGE, LARGE_BOLD = 18, 14  # points from which WCAG 2.2, 1.4.3 asks for less contrast
CONTRAST, CONTRAST_LARGE = 4.5, 3.0
SERIF = ("times", "cambria", "georgia", "garamond", "palatino", "book antiqua", "bookman", "century", "constantia")
SERIF_TOO = (
    "courier",
    "didot",
    "baskerville",
    "rockwell",
    "perpetua",
    "liberation serif",
    "dejavu serif",
    "noto serif",
)
FILLING = ("tablestylemedium", "tablestyledark")


def _where(
    facts: WorkbookFacts, fits: Callable[[WorkbookCell], object], *, links: bool = True, painted: bool = False
) -> Iterator[str]:
    for sheet in facts.sheets:
        linked = frozenset(sheet.links)
        for cell in (*sheet.cells.values(), *(sheet.painted if painted else ())):
            if fits(cell) and (links or (cell.row, cell.column) not in linked):
                yield f"{sheet.name}!{cell.place}"


def plain_text(facts: WorkbookFacts) -> Judgement:
    """Item 17: serifs, small letters, italics, underlined text that is no link, text that is not level."""
    upright = [*_where(facts, lambda cell: not _readable(cell.look))]
    underlined = _where(facts, lambda cell: cell.look.underlined, links=False)
    wrong = f"The text has serifs, is under {SMALLEST} points, italic, underlined without being a link, or turned."
    return unless([*upright, *underlined], wrong, "The text is level, without serifs, italics or underlining.")


def _readable(look: Look) -> bool:
    serif = look.font.casefold().startswith(SERIF + SERIF_TOO)
    return not (serif or look.italic or look.rotated or look.size < SMALLEST)


def nothing_floats(facts: WorkbookFacts) -> Judgement:
    """Item 20: headers and footers of the page, text boxes, controls; comments are for a person."""
    bad, comments = list[str](), list[str]()
    for sheet in facts.sheets:
        bad += sheet.at(*(one.place for one in sheet.drawings if one.kind in {Kind.SHAPE, Kind.CONTROL}))
        bad += sheet.at(*(["header or footer"] if sheet.page_lines else []))
        comments += sheet.at(*sheet.comments)
    if bad:
        return not_met("There is a header or footer, a text box or a control.", bad)
    if comments:
        return to_judge("Comments float over the cells: can a reader do without them?", comments)
    return met("There are no headers, footers, text boxes or controls.")


def no_dividers(facts: WorkbookFacts) -> Judgement:
    """Item 21: stripes of a table's style, and fills on cells of data."""
    places: list[str] = []
    for sheet in facts.sheets:
        places += sheet.at(*(str(table.area) for table in sheet.tables if table.striped))
        for cell in (*sheet.cells.values(), *sheet.painted):
            table = sheet.table_at(cell.row, cell.column) if cell.look.paper else None
            if table and cell.row in table.body:
                places += sheet.at(cell.place)
    return unless(places, "Stripes or shades divide the data.", "No stripes or shades divide the data.")


def no_fill(facts: WorkbookFacts) -> Judgement:
    """Item 22: fills of cells, and styles of tables that fill."""
    places = [*_where(facts, lambda cell: cell.look.paper, painted=True)]
    for sheet in facts.sheets:
        styles = ((table, table.style.casefold()) for table in sheet.tables)
        places += sheet.at(*(str(table.area) for table, style in styles if style.startswith(FILLING)))
    return unless(places, "The background is filled.", "No background is filled.")


def not_colour_alone(facts: WorkbookFacts) -> Judgement:
    """Item 23: where there is colour, a person has to say what it means."""
    places = [*_where(facts, lambda cell: cell.look.paper or cell.look.ink, links=False, painted=True)]
    places += [place for sheet in facts.sheets for place in sheet.at(*sheet.conditional)]
    if places:
        return to_judge("There is colour: is all it says also said in words?", places)
    return met("There is no colour.")


def contrast(facts: WorkbookFacts) -> Judgement:
    """Item 24: text against its background, as WCAG 2.2, 1.4.3 asks; colours that depend on values are not known."""
    known: dict[Look, bool] = {}
    places: list[str] = []
    for sheet in facts.sheets:
        for cell in sheet.cells.values():
            if cell.look not in known:
                known[cell.look] = has_contrast(cell.look)
            if not known[cell.look]:
                places += sheet.at(cell.place)
    if places:
        return not_met(f"The contrast is under {CONTRAST} to 1 ({CONTRAST_LARGE:.0f} to 1 for large text).", places)
    rules = [place for sheet in facts.sheets for place in sheet.at(*sheet.conditional)]
    if rules:
        return to_judge("Colours here depend on values: check their contrast in a spreadsheet program.", rules)
    return met("Text and background have the contrast that WCAG asks for.")


def has_contrast(look: Look) -> bool:
    """Tell whether a text can be told from its background."""
    large = look.size >= LARGE or (look.bold and look.size >= LARGE_BOLD)
    return ratio(look.ink or "000000", look.paper or "FFFFFF") >= (CONTRAST_LARGE if large else CONTRAST)


def ratio(one: str, other: str) -> float:
    """Give the contrast of two colours, 1 to 21 (WCAG 2.2, definition of contrast ratio)."""
    dark, light = sorted((_luminance(one), _luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    """Give the relative luminance of a colour (WCAG 2.2, definition of relative luminance)."""
    parts = (int(colour[at : at + 2], 16) / 255 for at in (0, 2, 4))
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)  # noqa: PLR2004 - the definition's own
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def images(facts: WorkbookFacts) -> Judgement:
    """Item 25: pictures and charts without alternative text; those that have one are for a person."""
    bare, told = list[str](), list[str]()
    for sheet in facts.sheets:
        for one in sheet.drawings:
            if one.kind in {Kind.PICTURE, Kind.CHART}:
                (told if one.alternative else bare).extend(sheet.at(one.place))
    if bare:
        return not_met("The picture or chart has no alternative text.", bare)
    if told:
        return to_judge("Can the picture go? If not, does its alternative text say what it shows?", told)
    return met("There are no pictures or charts.")


def no_macros(facts: WorkbookFacts) -> Judgement:
    """Item 26: programs inside the workbook."""
    return unless(["the workbook"] if facts.macros else [], "It holds macros.", "It holds no macros.")
