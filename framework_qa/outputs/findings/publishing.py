"""What a table may tell, and to whom: small groups marked for the team, refused in print, and no ids in print."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import replace
from enum import StrEnum

from framework_qa.analysis.disclosure import points_to_one_case
from framework_qa.errors import RefusedError
from framework_qa.model.ids import Kind, parse_reference
from framework_qa.model.study import Study
from framework_qa.model.tables import Audience, Showing
from framework_qa.outputs.table import Entry, Table

MARK = " †"
MARKED = "† Points to one case only."
_NAMED = 8  # places in a sentence; more are not read
_ID = re.compile(r"[A-Za-z][A-Za-z0-9_-]*")


class Telling(StrEnum):
    """What stands in the places of a table: how many cases, which cases, or only whether any."""

    COUNTS = "counts"
    CASES = "case ids"
    WHETHER = "whether raised"


def telling(study: Study, audience: Audience, asked: Showing = Showing.COUNTS) -> Telling:
    """Decide what a table tells: in print never ids, and counts only where the study lets them out."""
    if audience is Audience.WORKING:
        return Telling(asked.value)
    return Telling.COUNTS if study.settings.publication.counts else Telling.WHETHER


def for_audience(study: Study, found: Table, audience: Audience, *, by_label: Collection[int] = ()) -> Table:
    """Hold a table to the rules of small groups; nothing printed carries ids.

    For the team, a value whose ids come from one case only is marked, and a note says what the mark means. In print
    such a value is a RefusedError, unless the study says that consent covered it. The columns at the places `by_label`
    hold what one case said, as quotes do: its label gives a case away or not, and whoever builds them judges that.
    """
    judged = frozenset(range(found.row_headings, len(found.columns))).difference(by_label)
    if audience is Audience.WORKING:
        return _marked(study, found, judged)
    if not study.settings.publication.one_case_covered:
        _refuse_small_groups(study, found, judged)
    _refuse_case_ids(study, found)
    return replace(found, rows=tuple(tuple(_without_ids(entry) for entry in row) for row in found.rows))


def _marked(study: Study, found: Table, judged: Collection[int]) -> Table:
    rows = tuple(
        tuple(_with_mark(study, entry) if place in judged else entry for place, entry in enumerate(row))
        for row in found.rows
    )
    if rows == found.rows:
        return found
    return replace(found, rows=rows, notes=tuple(dict.fromkeys((*found.notes, MARKED))))


def _with_mark(study: Study, entry: Entry) -> Entry:
    if _by_parts(study, entry):
        parts = tuple(_with_mark(study, part) for part in entry.parts)
        return replace(entry, value="; ".join(str(part) for part in parts), parts=parts)
    return replace(entry, value=f"{entry.value}{MARK}") if points_to_one_case(entry.refs) else entry


def _by_parts(study: Study, entry: Entry) -> bool:
    """Tell whether the values of a place are judged one by one.

    Ids of cases, and accounts of what single cases said, which rest on spans, each point to one case by what they are:
    there only all of them together tell whether the place does.
    """
    return bool(entry.parts) and not any(
        part.value in study.case_by_id or any(parse_reference(ref).kind is Kind.SPAN for ref in part.refs)
        for part in entry.parts
    )


def _refuse_small_groups(study: Study, found: Table, judged: Collection[int]) -> None:
    places = [
        " / ".join((*(str(head) for head in row[: found.row_headings]), found.columns[place]))
        for row in found.rows
        for place, entry in enumerate(row)
        if place in judged
        and any(points_to_one_case(one.refs) for one in (entry.parts if _by_parts(study, entry) else (entry,)))
    ]
    if places:
        more = f"; and {len(places) - _NAMED} more" if len(places) > _NAMED else ""
        what = "1 of its places points" if len(places) == 1 else f"{len(places)} of its places point"
        raise RefusedError(
            f"The table {found.name!r} cannot be published: {what} to one case only "
            f"({'; '.join(places[:_NAMED])}{more}).",
            "Leave the table out, merge levels so that no group is that small, or, where consent covered it, set "
            "one_case_covered under publication in study.yaml.",
        )


def _refuse_case_ids(study: Study, found: Table) -> None:
    """Refuse ids that somebody typed into a title, a note or a label; one that is a plain word cannot be told."""
    ids = {case.id for case in study.cases if any(character in "-_0123456789" for character in case.id)}
    places = [place for place, text in _texts(found) if not ids.isdisjoint(_ID.findall(text))]
    if places:
        raise RefusedError(
            f"The table {found.name!r} cannot be published: case ids stand in {', '.join(places[:_NAMED])}.",
            "Take them out where they were typed, or leave the table out.",
        )


def _texts(found: Table) -> Iterator[tuple[str, str]]:
    yield from (("its name", found.name), ("its title", found.title), ("its source", found.source))
    yield from (("its notes", note) for note in found.notes)
    yield from (("its headings", column) for column in found.columns)
    for number, row in enumerate(found.rows, 1):
        yield from ((f"row {number}", str(entry)) for entry in row)


def _without_ids(entry: Entry) -> Entry:
    return replace(entry, refs=(), parts=tuple(_without_ids(part) for part in entry.parts))
