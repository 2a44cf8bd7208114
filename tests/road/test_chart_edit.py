"""Cells written in the researcher's own editor: nothing that was written is lost, nothing is left lying about."""

from __future__ import annotations

import json
import os
import pty
import select
import signal
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from framework_qa import open_study
from framework_qa.model.cell_text import parse_runs
from framework_qa.model.chart import Cell, Run, RunKind, Status
from framework_qa.model.ids import CaseId, Code, SpanId
from framework_qa.outputs.cell_page import MARK, print_below, read_below, read_cell
from tests.small_study import CANARY, Ran, run, state

GOOD = 'Parents feel shame [q1];\n"ashamed of asking" [q1].\n[R: by setting?]'
BAD = "Parents feel shame, and cite nothing"


@pytest.fixture(autouse=True)
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A temporary folder of its own, which must be empty when all is done."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setenv("TMPDIR", str(folder))
    monkeypatch.setattr(tempfile, "tempdir", None)
    monkeypatch.delenv("VISUAL", raising=False)
    monkeypatch.delenv("EDITOR", raising=False)
    yield folder
    assert list(folder.iterdir()) == []
    tempfile.tempdir = None


class Editor:
    """A real tiny editor: a Python script that is given the page; it notes each page it was shown."""

    def __init__(self, folder: Path) -> None:
        self.script = folder / "my editor.py"
        self.seen = folder / "seen"
        self.seen.mkdir()
        self.command = f"{sys.executable} '{self.script}' --wait"

    def does(self, *lines: str) -> dict[str, str]:
        """Give the environment that names an editor doing this with `page` and `shown`, the `turn`th time."""
        start = (
            "import os, stat, subprocess, sys",
            "from pathlib import Path",
            "page = Path(sys.argv[-1]); shown = page.read_text(encoding='utf-8')",
            f"seen = Path({str(self.seen)!r}); turn = len(list(seen.iterdir())) + 1",
            "(seen / f'{turn}.txt').write_text(shown, encoding='utf-8')",
            f"MARK = {MARK!r} + chr(10)",
            "def put(text): page.write_text(shown.partition(MARK)[0] + MARK + text, encoding='utf-8')",
        )
        self.script.write_text("\n".join((*start, *lines)) + "\n", encoding="utf-8")
        return {"EDITOR": self.command}

    def page(self, turn: int = 1) -> str:
        return (self.seen / f"{turn}.txt").read_text(encoding="utf-8")

    @property
    def times(self) -> int:
        return len(list(self.seen.iterdir()))


@pytest.fixture
def editor(tmp_path: Path) -> Editor:
    return Editor(tmp_path)


def cell(folder: Path, case: str, number: str) -> Cell:
    study = open_study(folder)
    assert study.codebook is not None
    subtheme = study.codebook.subtheme(number)
    assert subtheme is not None
    return study.cell(study.case_by_id[case], subtheme)  # type: ignore[index]


def edit(folder: Path, env: dict[str, str], place: tuple[str, str] = ("A1-P01", "1.1")) -> Ran:
    return run(folder, "--coder", "MR", "chart", "edit", *place, env=env)


def unsaved(folder: Path) -> dict[str, str]:
    return {path.name: path.read_text(encoding="utf-8") for path in (folder / "unsaved").glob("*")}


def test_a_cell_is_written_in_an_editor_below_its_extracts(small: Path, editor: Editor) -> None:
    done = edit(small, editor.does(f"put({GOOD!r})"))
    assert done.code == 0, done.err
    assert done.err == "Saved: A1-P01:1.1 charted, 1 of 1 extract cited.\n"
    found = cell(small, "A1-P01", "1.1")
    assert [run.kind for run in found.runs] == [RunKind.SUMMARY, RunKind.VERBATIM, RunKind.COMMENT]
    assert (found.status, found.by, found.basis) == (Status.CHARTED, "MR", ("A1-P01.c1",))
    above, _, below = editor.page().partition("# ---------- Write the cell below this line")
    for told in (
        "THE CELL A1-P01:1.1: to chart, 1 extract",
        "Case A1-P01: Case study area: Area one; Role: Provider",
        "Subtheme 1.1 Stigma: Shame about asking for help.",
        "[q1] A1-P01 ¶2, suggested\n#     Parents are ashamed of asking.",
    ):
        assert told in above
    assert all(line.startswith("#") and len(line) <= 92 for line in above.splitlines())
    assert below.split("\n", 1)[1].strip() == ""


def test_the_page_is_private_and_named_after_its_cell(small: Path, editor: Editor) -> None:
    says = "[stat.S_IMODE(p.stat().st_mode) for p in (page, page.parent)], page.name"
    edit(small, editor.does(f"(seen / 'modes').write_text(repr(({says})))"))
    assert (editor.seen / "modes").read_text() == f"({[0o600, 0o700]}, 'A1-P01_1.1.txt')"


def test_visual_goes_before_editor_and_an_editor_without_a_name_is_told(small: Path, editor: Editor) -> None:
    named = editor.does(f"put({GOOD!r})")["EDITOR"]
    for env in ({}, {"EDITOR": " "}, {"EDITOR": "vim 'half"}):
        done = edit(small, env)
        assert done.code == 2
        assert "export EDITOR=nano" in done.err
    assert edit(small, {"VISUAL": named, "EDITOR": "false"}).code == 0


def test_an_unchanged_page_changes_nothing(small: Path, editor: Editor) -> None:
    run(small, "chart", "set", "A1-P01", "1.1", GOOD)
    head = open_study(small).head
    done = edit(small, editor.does("page.write_bytes(b'\\xef\\xbb\\xbf' + shown.replace('\\n', '\\r\\n').encode())"))
    assert (done.code, done.err) == (0, "Nothing was changed: A1-P01:1.1 is as it was.\n")
    assert open_study(small).head == head
    assert editor.page().endswith('Parents feel shame [A1-P01.q1]; "ashamed of asking" [A1-P01.q1]. [R: by setting?]\n')


def test_a_status_on_a_line_of_its_own_is_taken_and_shown_again(small: Path, editor: Editor) -> None:
    assert edit(small, editor.does("put('Status: nothing-said')"), ("A1-P01", "1.3")).code == 0
    assert cell(small, "A1-P01", "1.3").status is Status.NOTHING_SAID
    env = editor.does("put('status: queried\\n[R: asked twice?]\\n')")
    assert edit(small, env, ("A1-P01", "1.3")).code == 0
    assert editor.page(2).endswith("\nstatus: nothing said\n")
    assert cell(small, "A1-P01", "1.3").status is Status.QUERIED
    edit(small, editor.does(), ("A1-P01", "1.3"))
    assert editor.page(3).endswith("\nstatus: queried\n[R: asked twice?]\n")


WORDS = st.one_of(
    st.sampled_from(["status: poor", " Status : charted", "not used: q1", "# remark", MARK]),
    st.text(st.characters(exclude_characters="\r\n", exclude_categories=["Cs"]), min_size=1),
).filter(str.strip)
RUN = st.builds(
    lambda kind, text: Run(kind, text, () if kind is RunKind.COMMENT else (SpanId("A1-P01.q1"),)),
    st.sampled_from(RunKind),
    WORDS,
)


@given(st.lists(RUN, min_size=1, max_size=4), st.sampled_from(Status), st.lists(st.integers(1, 99), max_size=3))
def test_a_cell_stands_on_its_page_without_a_loss(runs: list[Run], status: Status, left: list[int]) -> None:
    shown = Cell(CaseId("A1-P01"), Code("barriers.stigma"), status, tuple(runs))
    spans = [SpanId(f"A1-P01.q{number}") for number in left]
    page = f"# remark\n{MARK}\n{print_below(shown, spans)}\n"
    typed = read_cell(read_below(page, page)[0], "A1-P01:1.1")
    assert parse_runs(typed.text) == shown.runs
    assert (typed.status or Status.CHARTED) is status
    assert typed.not_used == tuple(f"q{number}" for number in left)


def test_a_draft_is_shown_as_remarks_and_never_taken_for_text(small: Path, editor: Editor) -> None:
    run(small, "chart", "draft")
    before = state(small)
    done = edit(small, editor.does(), ("A1-P01", "1.2"))
    assert "Nothing was changed" in done.err
    assert '#     "The waiting list is four months." [A1-P01.q2]' in editor.page()
    assert editor.page().endswith("----------\n\n")
    assert state(small) == before


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (BAD, "this summary cites no quote"),
        ("Shame [q1", "the bracket that opens here is never closed"),
        (f'"{CANARY} is far" [q1]', "the words in quotation marks are not the words of the quote"),
        ("Shame [q1]\nstatus: fine", "there is no such status"),
        ("status: queried\nShame [q1]\nstatus: charted", "the status is given more than once"),
        ("status: not reached\nShame [q1]", "a cell that is not reached holds no summary"),
    ],
)
def test_a_refused_text_is_kept_and_named_with_its_problems(small: Path, editor: Editor, text: str, told: str) -> None:
    before = state(small)
    done = edit(small, editor.does(f"put({text!r})"))
    assert done.code == 3
    assert told in done.err
    assert "kept in unsaved/A1-P01_1.1.txt" in done.err
    assert CANARY not in done.err + done.out
    assert unsaved(small) == {"A1-P01_1.1.txt": f"{text}\n"}
    assert stat.S_IMODE((small / "unsaved" / "A1-P01_1.1.txt").stat().st_mode) == 0o600
    assert stat.S_IMODE((small / "unsaved").stat().st_mode) == 0o700
    assert state(small) == before


def test_a_second_unsaved_text_does_not_replace_the_first(small: Path, editor: Editor) -> None:
    edit(small, editor.does(f"put({BAD!r})"))
    done = edit(small, editor.does("put('Nor does this')"))
    assert "unsaved/A1-P01_1.1_2.txt" in done.err
    assert unsaved(small) == {"A1-P01_1.1.txt": f"{BAD}\n", "A1-P01_1.1_2.txt": "Nor does this\n"}


def test_a_cell_that_is_emptied_by_accident_stays_as_it_was(small: Path, editor: Editor) -> None:
    run(small, "chart", "set", "A1-P01", "1.1", GOOD)
    assert "nothing is written" in edit(small, editor.does("put('')")).err
    assert not (small / "unsaved").exists()
    assert cell(small, "A1-P01", "1.1").runs
    assert edit(small, editor.does("put('status: to chart')")).code == 0
    assert not cell(small, "A1-P01", "1.1").runs


def test_a_text_is_found_without_the_marked_line_and_above_it(small: Path, editor: Editor) -> None:
    assert edit(small, editor.does("page.write_text('Shame [q1]')")).code == 0
    done = edit(small, editor.does("page.write_text('Much shame [q1]; ' + shown)"))
    assert done.code == 3
    assert "text stood above the marked line" in done.err
    assert unsaved(small)["A1-P01_1.1.txt"].startswith("Much shame [q1]; # THE CELL")


def test_a_page_saved_in_another_encoding_loses_nothing(small: Path, editor: Editor) -> None:
    text = "Shame – a “café” [R: x"
    edit(small, editor.does(f"page.write_bytes({text!r}.encode('cp1252'))"))
    assert unsaved(small) == {"A1-P01_1.1.txt": f"{text}\n"}
    edit(small, editor.does("page.write_bytes(b'\\x81 [q1')"))
    assert unsaved(small)["A1-P01_1.1_2.txt"] == "\x81 [q1\n"


def test_an_editor_that_fails_changes_nothing_and_what_it_wrote_is_kept(small: Path, editor: Editor) -> None:
    before = state(small)
    done = edit(small, editor.does("sys.exit(7)"))
    assert done.code == 1
    assert "ended with code 7. Nothing was saved." in done.err
    assert not (small / "unsaved").exists()
    done = edit(small, editor.does(f"put({GOOD!r})", "sys.exit(1)"))
    assert "kept in unsaved/A1-P01_1.1.txt" in done.err
    assert unsaved(small) == {"A1-P01_1.1.txt": f"{GOOD}\n"}
    done = edit(small, {"EDITOR": "/nowhere/nano -w"})
    assert done.code == 1
    assert "The editor nano could not be started" in done.err
    assert "/nowhere" not in done.err
    assert "Nothing was changed" in edit(small, editor.does("page.unlink()")).err
    assert state(small) == before


def test_a_cell_that_somebody_else_wrote_meanwhile_keeps_both_texts(small: Path, editor: Editor) -> None:
    other = [sys.executable, "-m", "framework_qa", "-C", str(small), "chart", "set", "A1-P01", "1.1", "Theirs [q1]"]
    done = edit(small, editor.does(f"subprocess.run({other!r}, check=True)", f"put({GOOD!r})"))
    assert done.code == 5
    assert "was changed by somebody else while you wrote" in done.err
    assert "chart settle A1-P01 1.1" in done.err
    assert unsaved(small) == {}
    assert cell(small, "A1-P01", "1.1").runs[0].text == "Theirs"
    kept = open_study(small).conflicts
    assert [(one.place, one.by, one.source) for one in kept] == [("A1-P01:barriers.stigma", "MR", "chart edit")]
    assert parse_runs(kept[0].text)[0].text == "Parents feel shame"


def test_the_same_text_written_meanwhile_is_no_conflict_and_a_draft_is_nobodys(small: Path, editor: Editor) -> None:
    start = [sys.executable, "-m", "framework_qa", "-C", str(small), "chart"]
    for other in (["draft"], ["set", "A1-P01", "1.1", GOOD]):
        done = edit(small, editor.does(f"subprocess.run({[*start, *other]!r}, check=True)", f"put({GOOD!r})"))
        assert (done.code, open_study(small).conflicts) == (0, ())
        run(small, "chart", "set", "A1-P01", "1.1", "--status", "to chart")


def test_other_texts_stand_above_the_cell_and_saving_settles_them(small: Path, editor: Editor) -> None:
    run(small, "--coder", "SB", "chart", "set", "A1-P01", "1.1", "Theirs [q1]")
    run(small, "--coder", "MR", "chart", "set", "A1-P01", "1.1", "Mine [q1]")
    run(small, "--coder", "MR", "chart", "set", "A1-P01", "1.1", "--status", "withheld")
    done = edit(small, editor.does())
    assert done.err.endswith("Its other texts still wait to be settled.\n")
    assert "# MORE THAN ONE TEXT was written for this cell." in editor.page()
    assert "# Text 1, by MR, " in editor.page()
    assert "#     Mine [A1-P01.q1]\n" in editor.page()
    assert "#     status: withheld\n" in editor.page()
    assert edit(small, editor.does("put('Both [q1]')")).code == 0
    assert (open_study(small).conflicts, cell(small, "A1-P01", "1.1").runs[0].text) == ((), "Both")
    run(small, "undo")
    assert len(open_study(small).conflicts) == 2


def test_a_text_that_came_while_others_were_settled_waits_on(small: Path, editor: Editor) -> None:
    run(small, "--coder", "SB", "chart", "set", "A1-P01", "1.1", "Theirs [q1]")
    run(small, "--coder", "MR", "chart", "set", "A1-P01", "1.1", "Mine [q1]")
    words = ["--coder", "XX", "chart", "set", "A1-P01", "1.1", "A third [q1]"]
    other = [sys.executable, "-m", "framework_qa", "-C", str(small), *words]
    assert edit(small, editor.does(f"subprocess.run({other!r}, check=False)", "put('Both [q1]')")).code == 0
    assert [(one.by, one.source) for one in open_study(small).conflicts] == [("XX", "chart set")]


def test_a_query_stands_above_the_text_and_a_text_that_answers_it_is_charted(small: Path, editor: Editor) -> None:
    run(small, "--coder", "MR", "chart", "set", "A1-P01", "1.1", GOOD)
    run(small, "--coder", "SB", "chart", "read", "A1-P01", "1.1", "--query", "Whose shame?")
    text = 'Parents feel shame [A1-P01.q1]; "ashamed of asking" [A1-P01.q1]. [R: by setting?]'
    assert "Nothing was changed" in edit(small, editor.does()).err
    assert "# QUERIED by SB, " in editor.page()
    assert "#   Whose shame?\n" in editor.page()
    assert editor.page().endswith(f"----------\n{text}\n")
    run(small, "coding", "add", "A1-P01#4", "1.1", "Nobody can plan around that.")
    edit(small, editor.does("put('not used: q3\\n' + shown.splitlines()[-1])"))
    assert cell(small, "A1-P01", "1.1").status is Status.QUERIED
    assert edit(small, editor.does("put('Their own shame [q1]')")).code == 0
    assert cell(small, "A1-P01", "1.1").status is Status.CHARTED


def test_extracts_that_are_not_used_stand_on_a_line_of_their_own(small: Path, editor: Editor) -> None:
    run(small, "coding", "add", "A1-P01#4", "1.1", "Nobody can plan around that.")
    done = edit(small, editor.does("put('Not used: q3\\nShame [q1]')"))
    assert done.err == "Saved: A1-P01:1.1 charted, 1 of 2 extracts cited, 1 read and not used.\n"
    edit(small, editor.does("put(shown.partition(MARK)[2].replace('Shame', 'Much shame'))"))
    assert "[q3] A1-P01 ¶4, accepted, read and not used" in editor.page(2)
    assert editor.page(2).endswith("----------\nnot used: q3\nShame [A1-P01.q1]\n")
    assert len(open_study(small).not_used) == 1
    edit(small, editor.does("put(shown.partition(MARK)[2] + '; no planning [q3]')"))
    assert open_study(small).not_used == ()
    edit(small, editor.does("put('Shame [q1]\\nnot used: q3')"))
    run(small, "coding", "withdraw", "A1-P01.c3")
    assert edit(small, editor.does("put('not used: q3\\nMuch shame [q1]')")).code == 0
    assert len(open_study(small).not_used) == 1
    edit(small, editor.does("put('Shame [q1]')"))
    assert open_study(small).not_used == ()


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("not used: q1\nShame [q1]", "the cell cites A1-P01.q1, so it is used"),
        ("not used: q2\nShame [q1]", "A1-P01.q2 is no extract of this cell"),
        ("not used: the first\nShame [q1]", "what is named there is no quote"),
        ("not used: q1", "nothing is written"),
    ],
)
def test_what_cannot_be_left_unused_is_told(small: Path, editor: Editor, text: str, told: str) -> None:
    done = edit(small, editor.does(f"put({text!r})"))
    assert done.code == 3
    assert told in done.err
    assert list(unsaved(small).values()) == [f"{text}\n"]


def test_an_extract_that_came_while_the_cell_was_written_makes_it_stale(small: Path, editor: Editor) -> None:
    words = ["coding", "add", "A1-P01#4", "1.1", "Nobody can plan around that."]
    other = [sys.executable, "-m", "framework_qa", "-C", str(small), *words]
    done = edit(small, editor.does(f"subprocess.run({other!r}, check=True)", f"put({GOOD!r})"))
    assert done.err == "Saved: A1-P01:1.1 charted, 1 of 2 extracts cited, stale.\n"
    run(small, "coding", "reject", "A1-P01.c1")
    assert "The cell stays stale." in edit(small, editor.does()).err
    assert "[q3] A1-P01 ¶4, accepted, new since the cell was written" in editor.page(2)
    assert "#   A1-P01.q1: rejected by researcher\n#     Parents are ashamed of asking.\n" in editor.page(2)
    done = edit(small, editor.does("put('status: charted\\n' + shown.splitlines()[-1])"))
    assert done.err == "Saved: A1-P01:1.1 charted, 0 of 1 extract cited.\n"


def test_a_text_that_no_file_can_take_is_printed(small: Path, editor: Editor) -> None:
    (small / "unsaved").write_text("a file in the way")
    done = edit(small, editor.does(f"put({BAD!r})"))
    assert done.code == 3
    assert "printed here instead" in done.err
    assert done.out == f"{BAD}\n"


def test_a_killed_runs_page_goes_at_the_next_start_and_an_open_one_stays(
    small: Path, editor: Editor, desk: Path
) -> None:
    left, young, held = (desk / f".framework_qa-page-{name}" for name in ("left", "young", "held"))
    for folder in (left, young, held):
        folder.mkdir()
        (folder / "A1-P01_1.1.txt").write_text(CANARY)
        (folder / ".in_use").touch()
    long_ago = time.time() - 5 * 3600
    for folder in (left, held):
        os.utime(folder, (long_ago, long_ago))
    hold = f"import fcntl, time; f = open({str(held / '.in_use')!r}); fcntl.flock(f, 2); print(1, flush=True); input()"
    with subprocess.Popen([sys.executable, "-c", hold], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as other:
        assert other.stdout is not None
        other.stdout.readline()
        edit(small, editor.does())
        assert sorted(path.name for path in desk.iterdir()) == [held.name, young.name]
        other.communicate(b"\n")
    os.utime(young, (long_ago, long_ago))
    edit(small, editor.does())


class Terminal:
    """The command at a terminal of its own, typed into when it asks."""

    def __init__(self, folder: Path, env: dict[str, str]) -> None:
        command = [sys.executable, "-m", "framework_qa", "-C", str(folder), "chart", "edit", "A1-P01", "1.1"]
        self.line, theirs = pty.openpty()
        self.process = subprocess.Popen(command, stdin=theirs, stdout=theirs, stderr=theirs, env={**os.environ, **env})
        os.close(theirs)
        self.told = ""

    def until(self, words: str) -> None:
        while words not in self.told:
            assert select.select([self.line], [], [], 30)[0], self.told
            try:
                self.told += os.read(self.line, 4096).decode()
            except OSError:  # closed: the command has ended
                assert not words, self.told
                return

    def types(self, words: str) -> None:
        self.until("ive it up")
        self.told = ""
        os.write(self.line, words.encode())

    def ends(self) -> int:
        code = self.process.wait(30)
        os.close(self.line)
        return code


def test_at_a_terminal_a_refused_text_is_edited_again_with_its_problems_on_top(small: Path, editor: Editor) -> None:
    at = Terminal(small, editor.does(f"put({BAD!r} if turn == 1 else {GOOD!r})"))
    at.types("e\n")
    at.until("Saved: A1-P01:1.1 charted")
    assert at.ends() == 0
    again = editor.page(2)
    assert again.startswith("# NOT SAVED YET.")
    assert "# - A1-P01:1.1, character 1: this summary cites no quote" in again
    assert again.endswith(f"----------\n{BAD}\n")
    assert not (small / "unsaved").exists()


def test_at_a_terminal_a_refused_text_is_kept_or_given_up(small: Path, editor: Editor) -> None:
    env = editor.does(f"put({BAD!r})")
    at = Terminal(small, env)
    at.types("what?\n")
    at.types("g\n")
    at.until("You gave the text up")
    assert at.ends() == 3
    assert not (small / "unsaved").exists()
    for typed, code in (("k\n", 3), ("\x04", 1)):  # a terminal that is closed gives nothing up
        at = Terminal(small, env)
        at.types(typed)
        at.until("kept in unsaved/")
        assert at.ends() == code
    assert list(unsaved(small).values()) == [f"{BAD}\n"] * 2


def test_a_command_that_is_stopped_keeps_what_was_written(small: Path, editor: Editor) -> None:
    env = editor.does(f"put({GOOD!r})", "import signal", "os.kill(os.getppid(), signal.SIGTERM)")
    at = Terminal(small, env)
    at.until("kept in unsaved/")
    assert at.ends() == 128 + signal.SIGTERM
    assert unsaved(small) == {"A1-P01_1.1.txt": f"{GOOD}\n"}


def next_cell(folder: Path, *arguments: str) -> tuple[str, str, int]:
    found = json.loads(run(folder, "chart", "next", "--json", *arguments).out)
    return found["cell"], (found["why"] or "").split(":")[0], found["left"]


def test_the_next_cell_is_stale_then_queried_then_a_draft_or_blank_down_the_columns(small: Path) -> None:
    run(small, "chart", "draft", "1.2")
    assert next_cell(small) == ("A1-P01:1.1", "blank, with extracts", 4)
    assert next_cell(small, "2") == ("A2-S01:2.1", "blank, with extracts", 1)
    run(small, "chart", "set", "A1-P01", "1.1", GOOD)
    assert next_cell(small) == ("A1-P01:1.2", "a draft that nobody has read", 3)
    run(small, "chart", "set", "A2-S01", "1.1", "[R: shame?]", "--status", "queried")
    assert next_cell(small) == ("A2-S01:1.1", "queried", 4)
    run(small, "coding", "add", "A1-P01#4", "1.1", "Nobody can plan around that.")
    assert next_cell(small) == ("A1-P01:1.1", "stale", 5)


def test_the_next_cell_goes_along_a_row_where_asked(small: Path) -> None:
    run(small, "chart", "set", "A1-P01", "1.1", GOOD)
    run(small, "chart", "set", "A1-P01", "1.2", "Months of waiting [q2]")
    assert next_cell(small)[0] == "A2-S01:1.2"
    run(small, "coding", "add", "A1-P01#4", "2.2", "Nobody can plan around that.")
    run(small, "coding", "add", "A1-P01#4", "1.3", "Nobody can plan around that.")
    assert next_cell(small)[0] == "A2-S01:1.2"
    assert next_cell(small, "--by", "case")[0] == "A1-P01:1.3"
    assert run(small, "chart", "next", "--by", "shoe-size").code == 2


def test_the_next_cell_is_opened_and_it_is_said_when_nothing_is_left(small: Path, editor: Editor) -> None:
    env = editor.does(f"put({GOOD!r})")
    done = run(small, "chart", "next", "1.1", env=env)
    assert done.code == 2
    done = run(small, "chart", "next", "--edit", env=env)
    assert "A1-P01:1.1\tblank, with extracts\tto chart, 1 extract\t4" in done.out
    assert "Saved: A1-P01:1.1" in done.err
    assert run(small, "chart", "next", "--edit", "--json", env=env).code == 2
    run(small, "coding", "reject", "--where", "case=A1-P01,A2-S01")
    for number in ("1.1", "1.2"):
        run(small, "chart", "set", "A1-P01", number, "--status", "nothing said")
    done = run(small, "chart", "next", "--edit", env=env)
    assert (done.code, done.out) == (0, "")
    assert "Nothing is left to chart. For 6 blank cells without extracts" in done.err
    assert "Nothing is left to chart in theme 2." in run(small, "chart", "next", "2").err
    assert next_cell(small) == (None, "", 0)
    assert editor.times == 1
