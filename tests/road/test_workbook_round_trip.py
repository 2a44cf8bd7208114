"""The working workbook goes out and comes back: untouched, edited by scripts, and with commands killed under way.

A modest share runs with the suite. FRAMEWORK_QA_MANY=1 runs all that is promised: 1,000 studies untouched, 40 of them
through LibreOffice, 200 scripted edits, 300 kills.
"""

from __future__ import annotations

import itertools
import json
import os
import random
import shutil
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import HealthCheck, Phase, given, settings

from framework_qa import open_study
from framework_qa.analysis.workbook_result import Outcome
from framework_qa.errors import RefusedError
from framework_qa.model.edited import synthesis_wording
from framework_qa.model.study import Study
from framework_qa.stages.report import export_workbook
from framework_qa.stages.workbook import WorkbookImport, import_workbook
from framework_qa.store.study_file import FILE_NAME, StudyFile
from tests.outputs import studies
from tests.outputs.workbook_studies import BARRIERS, STIGMA, at, generated_studies
from tests.road.workbook_edits import (
    REFERRAL,
    Expected,
    fieldwork,
    lay_in,
    printed,
    ref_of,
    save_copy,
    scenario,
)
from tests.small_study import state

MANY = bool(os.environ.get("FRAMEWORK_QA_MANY"))
STUDIES, CONVERTED, EDITS, KILLS = (1000, 40, 200, 300) if MANY else (8, 2, 10, 4)
SOFFICE = shutil.which("soffice")


def export(folder: Path) -> Path:
    """Write the working workbook of a study, as `export workbook` does."""
    export_workbook(folder)
    return folder / "exports" / "framework.xlsx"


def through_libreoffice(paths: list[Path], scratch: Path) -> dict[Path, Path]:
    """Let LibreOffice open and save workbooks, all in one run."""
    out, profile = scratch / "saved", scratch / "profile"
    command = [str(SOFFICE), f"-env:UserInstallation=file://{profile}", "--headless", "--convert-to", "xlsx"]
    subprocess.run([*command, "--outdir", str(out), *map(str, paths)], check=True, capture_output=True, timeout=900)
    return {path: out / path.name for path in paths}


# -- untouched


def unchanged(folder: Path, path: Path) -> None:
    """Import a workbook that nobody edited: nothing is found, nothing is told, nothing is written."""
    before = state(folder)
    report = import_workbook(folder, path, who="me")
    assert (report.differences, report.problems, report.event) == ((), (), None)
    assert state(folder) == before


@pytest.fixture(scope="module")
def generated() -> list[tuple[Path, Path]]:
    """The first generated studies with their workbooks, for LibreOffice."""
    return []


def test_generated_studies_come_back_unchanged(
    generated: list[tuple[Path, Path]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    room, numbers = tmp_path_factory.mktemp("generated"), itertools.count()

    @settings(
        max_examples=STUDIES,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(study=generated_studies())
    def comes_back(study: Study) -> None:
        number = next(numbers)
        folder = lay_in(room / str(number), study)
        path = export(folder)
        unchanged(folder, path)
        if len(generated) < CONVERTED and study.cells:
            generated.append((folder, path.rename(room / f"{number}.xlsx")))
        else:
            shutil.rmtree(folder)

    comes_back()
    assert next(numbers) >= STUDIES


@pytest.mark.skipif(SOFFICE is None, reason="LibreOffice is not here to judge")
def test_generated_studies_come_back_unchanged_from_libreoffice(
    generated: list[tuple[Path, Path]], tmp_path: Path
) -> None:
    sent = list(generated)
    if MANY:
        nasty = lay_in(tmp_path / "nasty", studies.nasty())
        sent.append((nasty, export(nasty)))
    saved = through_libreoffice([path for _, path in sent], tmp_path)
    for folder, path in sent:
        assert saved[path].read_bytes() != path.read_bytes()
        unchanged(folder, saved[path])


# -- edited


@dataclass(frozen=True)
class Trial:
    """A scripted edit: a study, its workbook as edited, and what must come of it."""

    seed: int
    folder: Path
    path: Path
    expected: Expected


@pytest.fixture(scope="module")
def laid(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = lay_in(tmp_path_factory.mktemp("laid") / "fieldwork", fieldwork())
    export(folder)
    return folder


def test_scripted_edits_are_all_found_and_none_is_wrongly_applied(laid: Path, tmp_path: Path) -> None:
    trials, kinds = [], Counter[str]()
    for seed in range(EDITS):
        path = tmp_path / f"edit_{seed}.xlsx"
        expected = scenario(random.Random(seed), laid, path)  # noqa: S311 - seeded, so that a failure comes back
        kinds.update(expected.acts)
        trials.append(Trial(seed, laid, path, expected))
    if SOFFICE:
        sent = [trial.path for trial in trials if trial.seed % 8 == 1]
        saved = through_libreoffice(sent, tmp_path)
        trials = [replace(trial, path=saved.get(trial.path, trial.path)) for trial in trials]
    for trial in trials:
        judge(trial, tmp_path / "trial")
    if MANY:
        print(*sorted(kinds.items()), sep="\n")  # noqa: T201 - the figures of the full run


def judge(trial: Trial, folder: Path) -> None:
    """Import an edited workbook, dry and wet and wet again, and compare all that came of it with what had to."""
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(trial.folder, folder)
    told = f"seed {trial.seed}: {trial.expected.acts}"
    before, was = open_study(folder), state(folder)
    dry = import_workbook(folder, trial.path, who="me", dry_run=True)
    assert state(folder) == was, told
    done = import_workbook(folder, trial.path, who="me")
    assert [one.what for one in dry.differences] == [one.what for one in done.differences], told
    assert after(before, trial.expected) == holds(open_study(folder)), told
    assert Counter(whats(done, Outcome.REFUSED)) == Counter(what for what, _ in trial.expected.refused), told
    assert not whats(done, Outcome.CONFLICT), told
    assert Counter(whats(done, Outcome.TAKEN)) == Counter(list(trial.expected.typed)), told
    problems_are_told(done, trial.expected, told)
    places_are_right(done, trial)
    is_ = state(folder)
    again = import_workbook(folder, trial.path, who="me")
    assert (again.event, whats(again, Outcome.TAKEN), state(folder)) == (None, [], is_), told
    if done.event:
        with StudyFile.open(folder) as file:
            file.undo("me")
            assert file.faults(deep=False) == ()
    assert state(folder) == was, told


def whats(report: WorkbookImport, outcome: Outcome) -> list[str]:
    return [one.what for one in report.differences if one.outcome is outcome]


def problems_are_told(done: WorkbookImport, expected: Expected, told: str) -> None:
    """Each refusal and remark is told once, in its own words, and no other."""
    refused = {one.what: one.why for one in done.differences if one.outcome is Outcome.REFUSED}
    for what, why in expected.refused:
        assert why in refused[what], told
    remarks = [f"{one.place}: {one.message}" for one in done.problems if one.severity == "warning"]
    assert len(remarks) == len(expected.told), (told, remarks)
    for place, message in expected.told:
        assert any(place in remark and message in remark for remark in remarks), (told, place, remarks)
    assert all(one.path == done.path and one.cure for one in done.problems), told


def places_are_right(done: WorkbookImport, trial: Trial) -> None:
    """Each change that is taken is told with the place where its text stands in the file that was brought back."""
    book = openpyxl.load_workbook(trial.path)
    for one in done.differences:
        if one.outcome is Outcome.TAKEN:
            title, _, where = one.place.removeprefix("sheet ").rpartition(", ")
            kind, _, address = where.partition(" ")
            page: Any = book[title]
            cells = [page[address]] if kind == "cell" else page[int(address)]
            found = [text for cell in cells for text in (cell.value, cell.comment and cell.comment.text)]
            assert any(text and trial.expected.typed[one.what] in str(text) for text in found), (trial.seed, one.place)


def holds(study: Study) -> dict[str, object]:
    """Give all that a study holds, save when it was written and by whom."""
    cells = {(c.case, c.subtheme): (c.status, c.draft, printed(c)) for c in study.cells}
    return {
        "cells": cells,
        "codings": {one.id: one.decision for one in study.codings},
        "syntheses": {ref_of(one): synthesis_wording(one) for one in study.syntheses},
        "rest": (study.cases, study.transcripts, study.spans, study.codebooks, study.conflicts, study.stars),
    }


def after(study: Study, expected: Expected) -> dict[str, Any]:
    """Give what a study must hold once an edit came in."""
    found: dict[str, Any] = holds(study)
    found["cells"] |= {key: (status, False, text) for key, (status, text) in expected.cells.items()}
    found["codings"] |= expected.codings
    found["syntheses"] |= {ref_of(one): synthesis_wording(one) for one in expected.syntheses}
    return found


def says(text: str, *cases: str) -> Callable[[Any], None]:
    def act(book: Any) -> None:
        for case in cases:
            at(book[BARRIERS], case, f"summary:{STIGMA}").value = text

    return act


def test_two_colleagues_copies_one_after_the_other_lose_neither_text(laid: Path, tmp_path: Path) -> None:
    chance = random.Random(3)  # noqa: S311 - seeded, so that a failure comes back
    for number in range(max(2, EDITS // 10)):
        folder = tmp_path / f"two_{number}"
        shutil.copytree(laid, folder)
        cases = [cell.case for cell in open_study(folder).cells if cell.subtheme == STIGMA and cell.charted]
        both, one, two = chance.sample(cases, 3)
        for name, own in (("first", one), ("second", two)):
            save_copy(laid, tmp_path / f"{name}.xlsx", says(f"The {name} says so [¶2]", both, own))
        reports = [import_workbook(folder, tmp_path / f"{name}.xlsx", who=name) for name in ("first", "second")]
        assert {*whats(reports[0], Outcome.TAKEN)} == {f"{both}:4.1", f"{one}:4.1"}
        assert whats(reports[1], Outcome.TAKEN) == [f"{two}:4.1"]
        assert whats(reports[1], Outcome.CONFLICT) == [f"{both}:4.1"]
        study = open_study(folder)
        assert [(kept.place, kept.by, kept.source) for kept in study.conflicts] == [
            (f"{both}:{STIGMA}", "second", "second.xlsx")
        ]
        assert "The second says so" in study.conflicts[0].text
        assert [study.stored_cell[case, STIGMA].by for case in (both, one, two)] == ["first", "first", "second"]
        unchanged(folder, export(folder))


def test_a_workbook_of_another_study_or_a_newer_version_is_refused(laid: Path, tmp_path: Path) -> None:
    other = lay_in(tmp_path / "other", replace(fieldwork(), stars=()))

    def newer(book: Any) -> None:
        page = book["framework_qa keys"]
        (row,) = (row for row in page.iter_rows() if row[1].value == "version")
        row[2].value = str(int(row[2].value) + 1)

    save_copy(laid, tmp_path / "newer.xlsx", newer)
    stranger = tmp_path / "stranger.xlsx"
    shutil.copy(laid / "exports" / "framework.xlsx", stranger)
    for folder, path, why in ((other, stranger, "another study"), (laid, tmp_path / "newer.xlsx", "newer version")):
        was = (folder / FILE_NAME).read_bytes()
        with pytest.raises(RefusedError, match=why):
            import_workbook(folder, path, who="me")
        assert (folder / FILE_NAME).read_bytes() == was


# -- killed

SERVER = """
import json, os, signal, sys, time
from framework_qa.cli.app import app

def run(arguments):
    null = os.open(os.devnull, os.O_WRONLY)
    os.dup2(null, 1), os.dup2(null, 2)
    try:
        app(arguments)
    except SystemExit as end:
        return end.code or 0
    return 0

answers = os.fdopen(os.dup(1), "w")
for line in sys.stdin:
    arguments, delay, fork = json.loads(line)
    if not fork:  # so that its children need not load what they use
        print(json.dumps([run(arguments), 0]), file=answers, flush=True)
        continue
    began = time.monotonic()
    child = os.fork()
    if not child:
        os._exit(run(arguments))
    if delay is not None:
        time.sleep(delay)
        os.kill(child, signal.SIGKILL)  # not yet waited for, so the number is still this child's
    status = os.waitpid(child, 0)[1]
    print(json.dumps([os.waitstatus_to_exitcode(status), time.monotonic() - began]), file=answers, flush=True)
"""


class Killer:
    """Runs commands in processes of their own, and kills them where asked."""

    def __init__(self) -> None:
        command = [sys.executable, "-c", SERVER]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def run(self, *arguments: str, delay: float | None = None, fork: bool = True) -> tuple[int, float]:
        """Run a command, killed after so many seconds; give its exit code, -9 where it was killed, and its time."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        print(json.dumps([arguments, delay, fork]), file=self.process.stdin, flush=True)
        code, seconds = json.loads(self.process.stdout.readline())
        return code, seconds

    def close(self) -> None:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.close()
        self.process.wait(timeout=60)
        self.process.stdout.close()


@pytest.fixture
def killable(tmp_path: Path) -> Path:
    """A study after an import, its workbook of before, and `edited.xlsx` with more to bring in."""
    folder = lay_in(tmp_path / "killable", fieldwork())
    export(folder)

    def rewrite(words: str, subtheme: str, sheet: str, turn: int) -> Any:
        def act(book: Any) -> None:
            for cell in open_study(folder).cells:
                if cell.subtheme == subtheme and cell.charted and cell.runs:
                    at(book[sheet], cell.case, f"summary:{subtheme}").value = f"{words} {cell.case} [¶{turn}]"

        return act

    save_copy(folder, folder / "first.xlsx", rewrite("At first", STIGMA, BARRIERS, 2))
    assert import_workbook(folder, folder / "first.xlsx", who="me").event
    save_copy(folder, folder / "edited.xlsx", rewrite("Now", REFERRAL, "3 Access", 6))
    return folder


def sound(folder: Path) -> tuple[dict[str, object], int]:
    """Open a study as it was left, check its log and its pages; give what it holds and how long its log is."""
    study = open_study(folder)
    with StudyFile.open(folder) as file:
        assert file.faults(deep=True) == ()
        return holds(study), len(file.events())


def test_killed_at_any_moment_the_study_and_the_workbook_before_are_intact(killable: Path, tmp_path: Path) -> None:
    chance = random.Random(11)  # noqa: S311 - seeded, so that a failure comes back
    workbook, edited = "exports/framework.xlsx", (killable / "edited.xlsx").read_bytes()
    old, was, length = (killable / workbook).read_bytes(), state(killable), sound(killable)[1]
    finished = tmp_path / "finished"
    shutil.copytree(killable, finished)
    new = export(finished).read_bytes()
    assert new != old
    import_workbook(finished, finished / "edited.xlsx", who="me")
    saved, names = sound(finished), {path.name for path in finished.rglob("*")}
    killer, seen = Killer(), Counter[str]()
    acts = {"export": ("export", "workbook"), "import": ("import", "workbook")}
    folder = tmp_path / "scratch"
    took: dict[str, float] = {}
    for number in range(-4, KILLS):  # the first runs are not killed, to load what is needed and to measure
        name = ("export", "import")[number % 2]
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(killable, folder)
        more = () if name == "export" else (str(folder / "edited.xlsx"),)
        command = ("-C", str(folder), *acts[name], *more)
        if number < 0:
            code, took[name] = killer.run(*command, fork=number >= -2)
            assert code == 0
            continue
        code, _ = killer.run(*command, delay=chance.random() * took[name] * 1.05)
        left = [path.name for path in folder.rglob("*") if path.name not in names]
        held, events = sound(folder)
        outcome = "old"
        if name == "export":
            assert state(folder) == was
            found = (folder / workbook).read_bytes()
            assert found in (old, new)
            outcome = "old" if found == old else "new"
        else:
            assert (folder / workbook).read_bytes() == old
            assert (folder / "edited.xlsx").read_bytes() == edited
            if state(folder) != was:
                assert (held, events) == saved
                outcome = "new"
        seen[f"{name} {outcome} {'killed' if code else 'done'}{' left ' + left[0][:13] if left else ''}"] += 1
        assert events == length + (name == "import" and outcome == "new")
        for path in folder.rglob("*.part"):  # younger files may be those of a run that is still writing
            os.utime(path, (time.time() - 4000,) * 2)
        assert killer.run(*command)[0] == 0
        assert {path.name for path in folder.rglob("*")} <= names
        assert sound(folder) == (saved if name == "import" else (held, events))
    killer.close()
    assert sum(seen.values()) == KILLS
    if MANY:
        print(took, *sorted(seen.items()), sep="\n")  # noqa: T201 - the figures of the full run
