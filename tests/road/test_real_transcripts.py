"""Real transcripts, not only ours: captions and Markdown interviews walk the whole road and verify."""

from __future__ import annotations

from pathlib import Path

import pytest

from framework_qa import open_study
from framework_qa.model.text import SpeakerRole
from tests.small_study import run, walk

SAMPLES = Path(__file__).resolve().parents[2] / ".." / "shared" / "samples" / "transcripts"

SETTINGS = """\
title: Real transcripts
attributes:
  - name: source
    label: Source
    role: group
    levels: {captions: Captions, interview: Interview}
"""

CODEBOOK = """\
codebook: throw-away
version: 1
themes:
  - number: 1
    code: talk
    label: Talk
    definition: What is talked about.
    subthemes:
      - number: "1.1"
        code: talk.work
        label: Work
        definition: Work and software.
        rules:
          any: [work, software, research, code, test]
      - number: "1.2"
        code: talk.meeting
        label: Meeting
        definition: The meeting itself.
        rules:
          any: [meeting, "thank you", okay, yes, question]
      - number: "1.3"
        code: talk.other
        label: Other
        definition: Anything else.
"""

FILES = {
    "V1": "vtt/teams_transcript.vtt",
    "V2": "vtt/zoom_transcript.vtt",
    "V3": "vtt/TeamsPremium.vtt",
    "V4": "vtt/New Teams Format.vtt",
    "V5": "vtt/Test OneDrive Transcription 2022-11.vtt",
    "V6": "vtt/Test teams transcription_2022-11-15-from Teams.vtt",
    "M1": "markdown/four_speakers.md",
    "M2": "markdown/gigasword.md",
}

pytestmark = pytest.mark.skipif(not SAMPLES.is_dir(), reason="the real samples are not beside this copy")


@pytest.fixture
def real(tmp_path: Path) -> Path:
    (tmp_path / "study.yaml").write_text(SETTINGS)
    (tmp_path / "codebook.yaml").write_text(CODEBOOK)
    rows = [f"{case},{'captions' if case[0] == 'V' else 'interview'},{Path(path).name}" for case, path in FILES.items()]
    (tmp_path / "cases.csv").write_text("\n".join(["case_id,source,transcript", *rows]) + "\n")
    assert run(tmp_path, "new", ".").code == 0
    return tmp_path


def voices(folder: Path) -> list[str]:
    """Name every voice a respondent that nobody recognised: these are calls, not interviews."""
    files = [str(SAMPLES / path) for path in FILES.values()]
    dry = run(folder, "ingest", *files, "--dry-run", "--json")
    assert dry.code == 0, dry.err
    import json

    files_found = json.loads(dry.out)["files"]
    unknown = {s["speaker"] for file in files_found for s in file["speakers"] if s["role"] == SpeakerRole.UNKNOWN}
    return [part for label in sorted(unknown) for part in ("--speakers", f"{label}=respondent")]


def test_real_captions_and_interviews_walk_the_whole_road_and_verify(real: Path) -> None:
    files = [str(SAMPLES / path) for path in FILES.values()]
    walk(
        real,
        [
            ("ingest", *files, *voices(real)),
            ("codebook", "apply", str(real / "codebook.yaml")),
            ("index",),
            ("chart", "draft"),
            ("export", "workbook"),
            ("export", "quotes"),
            ("verify", "--deep"),
        ],
    )
    study = open_study(real)
    assert len(study.transcripts) == len(FILES)
    assert all(t.turns for t in study.transcripts)
    indexed = {study.span_by_id[coding.span].case for coding in study.codings}
    assert len(indexed) >= 6, "the throw-away codebook finds something in most of them"
    for span in study.spans:
        assert study.words(span).strip() == study.words(span)
