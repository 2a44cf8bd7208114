"""The items of the checklist on notes, words, links and symbols, each judged by one function."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator

from framework_qa.analysis.verdicts import Judgement, met, not_met, to_judge, unless
from framework_qa.model.workbook import WorkbookCell, WorkbookFacts, WorkbookSheet, address

SIGN = re.compile(r"[*†‡§]\s*$|[¹⁰⁴-⁹]|(?<!\bm)(?<!\dm)(?<!km)(?<!cm)(?<!mm)[²³]")  # m² is a unit, not a note
NOTE = re.compile(r"\[note (\d{1,3})\]", re.IGNORECASE)
OTHER_MARKER = re.compile(r"\[\d{1,3}\]|[\[(]?\bfootnote \d+|\(note \d+\)|\[notes? \d+\s*[,&-]", re.IGNORECASE)
ADDRESS = re.compile(r"(?:https?://|www\.)\S+", re.IGNORECASE)
EMPTY_WORDS = frozenset({"", "click", "click here", "here", "link", "this link", "more", "read more", "website"})
SAFE = frozenset("£$€%&+=°")  # symbols that screen readers name, in the same way


def _where(facts: WorkbookFacts, fits: Callable[[WorkbookCell], object]) -> Iterator[str]:
    return (f"{sheet.name}!{cell.place}" for sheet in facts.sheets for cell in sheet.cells.values() if fits(cell))


def no_signs(facts: WorkbookFacts) -> Judgement:
    """Item 11: superscript, superscript digits, or an asterisk or dagger at the end."""
    places = _where(facts, lambda cell: cell.superscript or (len(cell.text) > 1 and SIGN.search(cell.text)))
    return unless(
        places, "A symbol or superscript seems to lead to a note.", "No symbol or superscript leads to a note."
    )


def word_note(facts: WorkbookFacts) -> Judgement:
    """Item 12: markers of notes that are not of the form `[note 1]`."""
    places = _where(facts, lambda cell: OTHER_MARKER.search(cell.text))
    return unless(places, "A marker is not of the form [note 1].", "Every marker of a note is of the form [note 1].")


def markers_outside_body(facts: WorkbookFacts) -> Judgement:
    """Item 13: markers in a table elsewhere than in headings, row labels and a column of notes."""
    places = [place for sheet in facts.sheets for place in sheet.at(*_in_body(sheet))]
    wrong = "A note is marked in a cell of data, not in a title, a heading, a row's label or a column of notes."
    return unless(places, wrong, "No note is marked in a cell of data.")


def _in_body(sheet: WorkbookSheet) -> Iterator[str]:
    if _holds_notes(sheet):
        return
    for (row, column), cell in sheet.cells.items():
        table = sheet.table_at(row, column)
        if table is None or row not in table.body or column == table.area.left or not NOTE.search(cell.text):
            continue
        if not sheet.text(table.area.top, column).casefold().startswith("note"):
            yield cell.place


def _holds_notes(sheet: WorkbookSheet) -> bool:
    return sheet.name.casefold().startswith("note")


def notes_sheet(facts: WorkbookFacts) -> Judgement:
    """Item 14: every note that is referred to stands in a table on a sheet of notes."""
    told = {number for sheet in facts.sheets if _holds_notes(sheet) for number in _notes_told(sheet)}
    missing: list[str] = []
    for sheet in facts.sheets:
        if not _holds_notes(sheet):
            cells = sheet.cells.values()
            missing += sheet.at(*(cell.place for cell in cells if set(NOTE.findall(cell.text)) - told))
    wrong = "The note is in no table on a sheet of notes."
    return unless(missing, wrong, "Every note referred to is in a table on a sheet of notes.")


def _notes_told(sheet: WorkbookSheet) -> Iterator[str]:
    for table in sheet.tables:
        for row in table.body:
            label = sheet.text(row, table.area.left)
            yield from NOTE.findall(label) or re.findall(r"\d{1,3}", label)[:1]


def written_content(_: WorkbookFacts) -> Judgement:
    """Item 15: whether words are plain is for a person."""
    return to_judge("Read the words: are they plain, are abbreviations explained, are sentences short?")


def links(facts: WorkbookFacts) -> Judgement:
    """Item 16: a link whose words are an address or say nothing; what the others say is for a person."""
    bad, others = list[str](), list[str]()
    for sheet in facts.sheets:
        for row, column in sheet.links:
            text = " ".join(sheet.text(row, column).casefold().strip(" .>").split())
            empty = text in EMPTY_WORDS or ADDRESS.fullmatch(text)
            (bad if empty else others).extend(sheet.at(address(row, column)))
    if bad:
        return not_met("The words of the link are an address, or do not say where it leads.", bad)
    if others:
        return to_judge("Do the words of each link say where it leads?", others)
    return met("There are no links.")


def titles(facts: WorkbookFacts) -> Judgement:
    """Item 18: each sheet has in A1 a title of its own, in the cell style of a first heading."""
    first = [(sheet, sheet.cells.get((1, 1))) for sheet in facts.sheets if sheet.cells]
    count = Counter(cell.text.casefold() for _, cell in first if cell)
    bad = [f"{s.name}!A1" for s, c in first if c is None or c.look.heading != 1 or count[c.text.casefold()] > 1]
    wrong = "A1 holds no title, one without the cell style Heading 1, or the title of another sheet."
    return unless(bad, wrong, "Every sheet has its own title in A1, tagged as a heading.")


def no_symbols(facts: WorkbookFacts) -> Judgement:
    """Item 19: cells of nothing but signs, and symbols such as arrows, ticks and shapes anywhere."""
    places = _where(facts, lambda cell: not cell.number and (_only_signs(cell.text) or any(map(_symbol, cell.text))))
    return unless(places, "The cell holds a symbol, or nothing but signs.", "No symbol stands for words.")


def _only_signs(text: str) -> bool:
    return not any(letter.isalnum() for letter in text)


def _symbol(letter: str) -> bool:
    """Tell an arrow, a tick, a shape or a mathematical sign; letters and figures are known without looking them up."""
    if letter.isascii():
        return letter in "^~|<>"
    return letter not in SAFE and unicodedata.category(letter) in {"So", "Sm", "Sk"}
