"""The syntheses of an edited workbook: rewritten ones, and rows that somebody typed below."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from framework_qa.analysis.groups import members, parse_group
from framework_qa.analysis.syntheses import write_synthesis
from framework_qa.analysis.workbook_changes import Change
from framework_qa.analysis.workbook_result import Merged, Since
from framework_qa.errors import Problem, UsageError
from framework_qa.model.codebook import Codebook, Subtheme, Theme
from framework_qa.model.conflict import Conflict
from framework_qa.model.edited import TEXT, EditedRow, Oddity, folded, synthesis_wording
from framework_qa.model.study import Study
from framework_qa.model.synthesis import Group, Synthesis, synthesis_ref
from framework_qa.model.synthesis_text import print_statements

_NUMBER = re.compile(r":([0-9]+(?:\.[0-9]+)*)")


def shown(synthesis: Synthesis | None) -> str:
    """Print a synthesis for the list of differences."""
    return print_statements(synthesis.statements) if synthesis else ""


class Groups:
    """Merges syntheses into a study, one after the other."""

    def __init__(
        self,
        study: Study,
        merged: Merged,
        since: Since,
        signed: Synthesis,
        numbers: Mapping[str, str],
    ) -> None:
        self.study = study
        self.codebook = study.codebook or Codebook("", 0, ())
        self.merged = merged
        self.since = since
        self.signed = signed
        self.numbers = numbers
        self.ours = {synthesis_ref(one.group, one.about): one for one in study.syntheses}

    def take(self, change: Change) -> None:
        """Merge one rewritten synthesis."""
        if change.cell.note:
            message = "a note is pinned to a synthesis, which has no place for it"
            self.merged.tell(change.place, message, "Write it into the text, if it belongs there.")
        if not change.rewritten:
            return
        ours = self.ours.get(change.row.key)
        if ours is None:
            why = ("the study has no such synthesis any more", "Type it into a row of its own, to write it anew.")
            self.merged.refuse(change.place, change.row.key, ("", change.cell.text), why)
            return
        about = self._about(ours.about)
        if about is None:
            why = ("the codebook has no such theme or subtheme any more", "See `codebook show`.")
            self.merged.refuse(change.place, change.row.key, (shown(ours), change.cell.text), why)
            return
        theirs = self._read(change.place, ours.group, about, change.cell.text)
        if theirs is None or synthesis_wording(theirs) == change.base.value or _same(ours, theirs):
            return
        moved = synthesis_wording(ours) != change.base.value
        self._settle(change.place, ours, theirs, about, moved=moved)

    def take_typed(self, title: str, row: EditedRow) -> None:
        """Write the synthesis of a row that somebody typed."""
        place = f"sheet {title}, row {row.number}"
        cells = [row.cells.get(column) for column in ("group", "about", TEXT)]
        group_typed, about_typed, text = (cell.text.strip() if cell else "" for cell in cells)
        about_cell = row.cells.get("about")
        what = f"{group_typed or 'all cases'}:{about_typed}"
        ambiguous = about_cell is not None and about_cell.oddity is Oddity.NUMBER
        about = None if self._moved(about_typed) else self._about(about_typed)
        if about is None or (ambiguous and self._about(f"{about_typed}0")):
            why = ("the codebook has no such theme or subtheme", "Name one by its number, like 4 or 4.2, as text.")
            self.merged.refuse(place, what, ("", text), why)
            return
        group = self._group(place, what, group_typed, text)
        if group is None:
            return
        if not text:
            why = ("the row holds no text", "Write what the group's cases come to, each statement with its cells.")
            self.merged.refuse(place, what, ("", ""), why)
            return
        theirs = self._read(place, group, about, text)
        ours = self.ours.get(synthesis_ref(group, about.code))
        if theirs and not (ours and _same(ours, theirs)):
            self._settle(place, ours, theirs, about, moved=ours is not None)

    def _group(self, place: str, what: str, typed: str, text: str) -> Group | None:
        try:
            group = parse_group(typed, self.study.settings)
        except UsageError as error:  # its cure names what there is; its sentence would repeat what was typed
            self.merged.refuse(place, what, ("", text), ("the study has no such group", error.cure))
            return None
        if not members(self.study, group):
            why = ("no case is in this group", "See `cases list` for who is where.")
            self.merged.refuse(place, what, ("", text), why)
            return None
        return group

    def _about(self, reference: str) -> Theme | Subtheme | None:
        theme = self.codebook.theme(reference)
        if theme is not None:
            return theme if theme in self.codebook.charts() else None
        found = self.codebook.subtheme(reference)
        return found if found in self.codebook.charted() else None

    def _read(self, place: str, group: Group, about: Theme | Subtheme, text: str) -> Synthesis | None:
        if moved := next((number for number in _NUMBER.findall(text) if self._moved(number)), ""):
            message = f"{moved} was the number of another subtheme when the workbook was exported"
            problem = Problem("", "", message, "Export the workbook anew, and write the text there.")
            self._refused(place, group, about, text, (problem,))
            return None
        theirs, problems = write_synthesis(self.study, self.codebook, group, about, text)
        if theirs is None:
            self._refused(place, group, about, text, problems)
        return theirs

    def _moved(self, number: str) -> bool:
        """Tell whether a number stands for something else than it did for the workbook's writer."""
        then, now = self.numbers.get(number), self.codebook.subtheme(number) or self.codebook.theme(number)
        return then is not None and (now is None or now.code != then)

    def _refused(
        self, place: str, group: Group, about: Theme | Subtheme, text: str, problems: Sequence[Problem]
    ) -> None:
        for number, problem in enumerate(problems):
            where = ", ".join(part for part in (place, problem.place) if part)
            if number:
                self.merged.problems.append(replace(problem, path=self.merged.name, place=where))
            else:
                texts = (shown(self.ours.get(synthesis_ref(group, about.code))), text)
                what = synthesis_ref(group, about.number)
                self.merged.refuse(where, what, texts, (problem.message, problem.cure))

    def _settle(
        self, place: str, ours: Synthesis | None, theirs: Synthesis, about: Theme | Subtheme, *, moved: bool
    ) -> None:
        """Put their text in place, or keep it beside ours where that changed as well."""
        key, what = synthesis_ref(theirs.group, theirs.about), synthesis_ref(theirs.group, about.number)
        texts = (shown(ours), shown(theirs))
        if moved:
            conflict = Conflict(key, "", shown(theirs), self.signed.by, self.signed.at, self.merged.name)
            if self.since.said(key, synthesis_wording(theirs)):
                return
            known = any(one.mark == conflict.mark for one in self.study.conflicts_at.get(key, ()))
            if known or not self.since.kept(conflict):
                self.merged.keep(place, what, texts, conflict, known=known)
            return
        signed = self.signed
        self.merged.take(place, what, *texts)
        self.merged.put.append(replace(theirs, by=signed.by, at=signed.at, codebook_version=signed.codebook_version))
        kept = Conflict(key, "", shown(theirs))
        self.merged.remove += [one for one in self.study.conflicts_at.get(key, ()) if one.mark == kept.mark]


def _same(ours: Synthesis, theirs: Synthesis) -> bool:
    return folded(shown(ours)) == folded(shown(theirs))
