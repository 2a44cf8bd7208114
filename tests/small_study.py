"""A small real study of two cases: its inputs, and how a test types commands in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from typer.testing import CliRunner

from framework_qa.cli.app import app
from framework_qa.store.study_file import StudyFile

CANARY = "wendlebury"  # stands in every transcript of the small study; no message may ever carry it

STUDY_YAML = """\
title: A small study
attributes:
  - name: area
    label: Case study area
    role: group
    levels: {area_1: Area one, area_2: Area two}
  - name: role
    label: Role
    role: group
    levels: {stakeholder: Stakeholder, provider: Provider}
asked_of: role
sample:
  rows: area
  columns: role
  targets:
    - {row: area_1, column: provider, low: 1, high: 2}
"""

CASES_CSV = """\
case_id,area,role,transcript
A1-P01,area_1,provider,A1-P01.txt
A2-S01,area_2,stakeholder,A2-S01.txt
"""

P01 = f"""\
Interviewer: What gets in the way in {CANARY}?
Respondent: Parents are ashamed of asking. They must have social care involved, they say in {CANARY}.
Interviewer: And the waiting list?
Respondent: The waiting list is four months. Nobody can plan around that.
"""

S01 = f"""\
Interviewer: How is it commissioned in {CANARY}?
Respondent: We commissioned it for one year only. There is a waiting-list now in {CANARY}.
Interviewer: Is there shame in it?
Respondent: I would not say so.
"""

CODEBOOK = """\
codebook: small
version: 1
themes:
  - number: 1
    code: barriers
    label: Barriers
    definition: What keeps parents away.
    subthemes:
      - number: "1.1"
        code: barriers.stigma
        label: Stigma
        definition: Shame about asking for help.
        rules:
          any: ["ashamed of", shame]
      - number: "1.2"
        code: barriers.waiting
        label: Waiting
        definition: Time between asking and getting.
        asked_of: [provider]
        rules:
          any: ["waiting list"]
      - number: "1.3"
        code: barriers.other
        label: Other
        definition: Any other barrier.
  - number: 2
    code: funding
    label: Funding
    definition: Who pays.
    subthemes:
      - number: "2.1"
        code: funding.short
        label: Short-term money
        definition: Money that ends soon.
        asked_of: [stakeholder]
        rules:
          all_near:
            - {words: [commission, year], within: 8}
      - number: "2.2"
        code: funding.other
        label: Other
        definition: Anything else on money.
"""


@dataclass(frozen=True, slots=True)
class Ran:
    """What a command answered."""

    code: int
    out: str
    err: str


def run(folder: Path, *arguments: str, stdin: str | None = None, env: dict[str, str] | None = None) -> Ran:
    """Run a command in a study's folder, as a person would type it."""
    done = CliRunner().invoke(app, ["-C", str(folder), *arguments], input=stdin, env=env, catch_exceptions=False)
    return Ran(done.exit_code, done.stdout, done.stderr)


def state(folder: Path) -> str:
    """Hash what a study holds."""
    with StudyFile.open(folder) as file:
        return file.state_hash()


def lay_out(folder: Path) -> Path:
    """Write the inputs of the small study, and start it."""
    (folder / "transcripts").mkdir(parents=True)
    for name, text in {
        "study.yaml": STUDY_YAML,
        "cases.csv": CASES_CSV,
        "codebook.yaml": CODEBOOK,
        "transcripts/A1-P01.txt": P01,
        "transcripts/A2-S01.txt": S01,
    }.items():
        (folder / name).write_text(text, encoding="utf-8")
    assert run(folder, "new", ".").code == 0
    return folder


def walk(folder: Path, steps: Sequence[tuple[str, ...]]) -> Path:
    """Run commands one after the other; each must be done."""
    for step in steps:
        done = run(folder, *step)
        assert done.code == 0, f"{step}: {done.err}"
    return folder
