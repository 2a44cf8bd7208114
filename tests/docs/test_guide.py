"""The guide is executed: its commands are typed into a copy of the sample study, and its output must be real."""

from __future__ import annotations

import re
import runpy
import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.small_study import run

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
CHAPTERS = sorted((DOCS / "guide").glob("*.md"))
PAGES = sorted(
    [*ROOT.glob("*.md"), *DOCS.rglob("*.md"), *ROOT.glob("codebooks/*.md"), *ROOT.glob("transcripts_*/*.md")]
)

FENCE = re.compile(r"^```(?P<kind>\w+)(?: (?P<name>\S+))?\n(?P<body>.*?)^```$", re.MULTILINE | re.DOTALL)
EXITS = re.compile(r"\s+# exits (\d)$")
LINK = re.compile(r"\]\((?!\w+:)([^)#\s]+)[^)]*\)")
MORE = "..."


@dataclass(frozen=True, slots=True)
class Typed:
    """A command of the guide: what is typed, the code it ends with, and the lines shown below it."""

    words: tuple[str, ...]
    code: int
    shown: tuple[str, ...]


def typed(block: str) -> Iterator[Typed]:
    for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
        line, *shown = part.splitlines()
        code = EXITS.search(line)
        words = tuple(shlex.split(EXITS.sub("", line)))
        yield Typed(words, int(code[1]) if code else 0, tuple(shown))


def folded(line: str) -> str:
    return " ".join(line.split())


def not_told(shown: tuple[str, ...], *streams: str) -> str:
    """Find the first shown line that no stream holds, each read in order; one that ends in ... shows a beginning."""
    waiting = [[folded(line) for line in stream.splitlines()] for stream in streams]
    for line in filter(None, map(folded, shown)):
        if line != MORE and not any(read_up_to(line, lines) for lines in waiting):
            return line
    return ""


def read_up_to(line: str, lines: list[str]) -> bool:
    """Take lines away up to the first that is the one shown; where none is, leave all."""
    beginning = line.removesuffix(MORE).rstrip()
    for number, real in enumerate(lines):
        if real == line or (line.endswith(MORE) and real.startswith(beginning)):
            del lines[: number + 1]
            return True
    return False


def test_the_guides_reader_knows_shown_lines_from_made_up_ones() -> None:
    data, talk = "case\tquote\nA1\tq1\nA2\tq1\n", "Saved.\n"
    assert not not_told(("case  quote", "...", "A2  q1", "Sav..."), data, talk)
    assert not_told(("case  quote", "A1  q2"), data, talk) == "A1 q2"
    assert not_told(("A2  q1", "A1  q1"), data, talk) == "A1 q1"
    assert not_told(("A1",), data, talk) == "A1"


@pytest.mark.parametrize("chapter", CHAPTERS, ids=lambda path: path.stem)
def test_what_a_chapter_shows_is_what_happens(
    chapter: Path, sample: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(sample)
    for block in FENCE.finditer(chapter.read_text(encoding="utf-8")):
        kind, name, body = block["kind"], block["name"], block["body"]
        if kind == "console":
            for command in typed(body):
                enter(command, monkeypatch)
        elif kind == "python":
            script = Path(name or "block.py")
            script.write_text(body, encoding="utf-8")
            capsys.readouterr()
            runpy.run_path(str(script))
        elif kind == "output":
            printed = capsys.readouterr().out
            assert not not_told(tuple(body.splitlines()), printed), printed
        elif name:
            Path(name).parent.mkdir(parents=True, exist_ok=True)
            Path(name).write_text(body, encoding="utf-8")


def enter(command: Typed, monkeypatch: pytest.MonkeyPatch) -> None:
    program, *arguments = command.words
    if program == "cd":
        monkeypatch.chdir(arguments[0])
        return
    assert program == "framework-qa", program
    done = run(Path(), *arguments)
    line = shlex.join(command.words)
    assert done.code == command.code, f"{line} ended with {done.code}: {done.err}"
    missing = not_told(command.shown, done.out, done.err)  # on a terminal, data and talk come as one
    assert not missing, f"{line} does not say {missing!r}, but:\n{done.out}{done.err}"


def test_every_command_is_in_the_guide() -> None:
    guide = "".join(chapter.read_text(encoding="utf-8") for chapter in CHAPTERS)
    commands = re.findall(r"^## (.+)$", (DOCS / "commands.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert len(commands) > 30
    assert [name for name in commands if f"framework-qa {name}" not in guide] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_link_leads_somewhere(page: Path) -> None:
    links = LINK.findall(page.read_text(encoding="utf-8"))
    assert [link for link in links if not (page.parent / link).exists()] == []


def test_every_decision_is_in_the_index() -> None:
    index = (DOCS / "decisions" / "README.md").read_text(encoding="utf-8")
    files = sorted(path.name for path in (DOCS / "decisions").glob("[0-9]*.md"))
    assert files
    assert [name for name in files if f"({name})" not in index] == []


@pytest.mark.parametrize("chapter", CHAPTERS, ids=lambda path: path.stem)
def test_a_chapter_can_be_read_at_one_sitting(chapter: Path) -> None:
    assert len(chapter.read_text(encoding="utf-8").splitlines()) < 200
