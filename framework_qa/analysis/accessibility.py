"""The 36 items by which the UK Government Analysis Function asks for accessible spreadsheets, and the judge of each.

Numbers and groups follow its checklist of the basics (2021, with the item on widths added since); the words are our
own. `docs/accessibility.md` says what each check can see and what it cannot.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from framework_qa.analysis import accessible_looks as looks
from framework_qa.analysis import accessible_tables as tables
from framework_qa.analysis import accessible_words as words
from framework_qa.analysis.verdicts import Judgement, Verdict, met, not_met, to_judge
from framework_qa.model.workbook import WorkbookFacts


class Group(StrEnum):
    """The five parts of the checklist."""

    TABLES = "tables"
    NOTES = "footnotes"
    FORMATTING = "formatting"
    STRUCTURE = "structure"
    BEFORE = "before publishing"


@dataclass(frozen=True, slots=True)
class Item:
    """One item: its number, what it asks for, whether the law is read as asking it, and who judges it."""

    number: int
    group: Group
    asks: str
    essential: bool
    judge: Callable[[WorkbookFacts], Judgement]


@dataclass(frozen=True, slots=True)
class Judged:
    """An item and what was found."""

    item: Item
    judgement: Judgement


def spelling(_: WorkbookFacts) -> Judgement:
    """Item 33: for a person with a spelling checker."""
    return to_judge("Run the spelling and grammar check of the spreadsheet program.")


def checker(_: WorkbookFacts) -> Judgement:
    """Item 34: for a person with Excel."""
    return to_judge("Run the accessibility checker of Excel (Review, Check Accessibility).")


def document_information(facts: WorkbookFacts) -> Judgement:
    """Item 35: title and language in the properties."""
    missing = [name for name, value in (("title", facts.title), ("language", facts.language)) if not value]
    if missing:
        return not_met(f"The document's properties name no {' and no '.join(missing)}.", ["the workbook"])
    return met("The document's properties name a title and a language.")


def cursor(facts: WorkbookFacts) -> Judgement:
    """Item 36: the first sheet that is shown opens, alone, with the cursor in A1."""
    first = next((number for number, sheet in enumerate(facts.sheets) if not sheet.hidden), 0)
    chosen = [sheet.name for sheet in facts.sheets if sheet.selected]
    if facts.active != first and facts.active < len(facts.sheets):
        opens = facts.sheets[facts.active]
        return not_met("It does not open on its first sheet.", [f"{opens.name}!{opens.cursor}"])
    if facts.sheets and facts.sheets[first].cursor != "A1":
        return not_met("The cursor is not in A1.", facts.sheets[first].at(facts.sheets[first].cursor))
    if len(chosen) > 1:
        return not_met("Several sheets are chosen at once.", chosen)
    return met("It opens on its first sheet, with the cursor in A1.")


_T, _N, _F, _S, _B = Group
ITEMS = (
    Item(1, _T, "Tables are marked up as tables", True, tables.marked_up),
    Item(2, _T, "Tables have names that mean something", False, tables.named),
    Item(3, _T, "No merged or split cells, no table in a table", True, tables.unmerged),
    Item(4, _T, "No blank rows or columns in a table", True, tables.no_blank_lines),
    Item(5, _T, "One tagged header row a table, headings distinct", True, tables.one_header),
    Item(6, _T, "Text is wrapped in its cell", True, tables.wrapped),
    Item(7, _T, "No filters, no frozen panes", False, tables.unfiltered),
    Item(8, _T, "Cells are blank only for one stated reason", True, tables.filled),
    Item(9, _T, "No hidden rows or columns", False, tables.unhidden),
    Item(10, _T, "Columns have a sensible width", False, tables.sensible_widths),
    Item(11, _N, "No symbol or superscript leads to a note", True, words.no_signs),
    Item(12, _N, "Notes are referred to by the word note", False, words.word_note),
    Item(13, _N, "No note is marked in a cell of data", False, words.markers_outside_body),
    Item(14, _N, "Notes stand in a table on a notes sheet", False, words.notes_sheet),
    Item(15, _F, "Words meet the guidance on written content", False, words.written_content),
    Item(16, _F, "Links say where they lead", True, words.links),
    Item(17, _F, "Text is formatted to be read", False, looks.plain_text),
    Item(18, _F, "Each sheet has a tagged title that describes it", True, words.titles),
    Item(19, _F, "No symbols in place of words", False, words.no_symbols),
    Item(20, _F, "No headers, footers, text boxes or toolbars", True, looks.nothing_floats),
    Item(21, _F, "No stripes or shades divide the data", False, looks.no_dividers),
    Item(22, _F, "No background fill", False, looks.no_fill),
    Item(23, _F, "Colour is never the only carrier of meaning", True, looks.not_colour_alone),
    Item(24, _F, "Colours have enough contrast", True, looks.contrast),
    Item(25, _F, "No images, or images with alternative text", False, looks.images),
    Item(26, _F, "No macros", False, looks.no_macros),
    Item(27, _S, "Sheets have names or numbers of their own", True, tables.sheet_names),
    Item(28, _S, "No blank sheets", True, tables.no_blank_sheets),
    Item(29, _S, "Column A says what a reader needs, above the table", True, tables.column_a),
    Item(30, _S, "Tables begin at the left edge", True, tables.at_left_edge),
    Item(31, _S, "Nothing below a table", False, tables.nothing_below),
    Item(32, _S, "One table a sheet", False, tables.one_table),
    Item(33, _B, "Spelling and grammar are checked", True, spelling),
    Item(34, _B, "The accessibility checker was run", False, checker),
    Item(35, _B, "Document information is filled in", True, document_information),
    Item(36, _B, "Saved with the cursor in A1 of the first sheet", True, cursor),
)


def judged(facts: WorkbookFacts) -> tuple[Judged, ...]:
    """Judge a workbook by every item, in the checklist's order."""
    return tuple(Judged(item, item.judge(facts)) for item in ITEMS)


def unmet(found: tuple[Judged, ...]) -> tuple[Judged, ...]:
    """Give the items that are not met."""
    return tuple(one for one in found if one.judgement.verdict is Verdict.NOT_MET)


def besides(facts: WorkbookFacts) -> tuple[str, ...]:
    """Count what no item asks about, and a publisher wants to know of all the same."""
    counts = {
        "cells with a formula": sum(sheet.formulas for sheet in facts.sheets),
        "links to other workbooks": facts.external_links,
        "defined names": facts.defined_names,
        "protected sheets": sum(sheet.protected for sheet in facts.sheets),
        "sheets not at 100% zoom": sum(sheet.zoom != 100 for sheet in facts.sheets),  # noqa: PLR2004 - 100%
        "a protected structure": int(facts.protected),
    }
    return tuple(f"{what}: {count}" for what, count in counts.items() if count)
