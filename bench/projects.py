"""How long a project takes to come in, against parsing its XML and decoding its texts: `python -m bench.projects`.

A `.qdpx` of 46 interviews of 9,000 words and 10,000 codings is brought into a new study, all of it: read, compared
and stored, as `import qdpx` does it. Once as our own, with its study record; once as another tool's, without the
record and with an origin that says nothing of how positions are counted. The floor parses `project.qde` with lxml and
decodes and LF-normalises the sources. A dry run reads and compares; what the whole act takes beyond it is the writing,
which stores some 17,000 rows, logs them, reads them back and waits for the disk. `read_project` reads another tool's.
"""

from __future__ import annotations

import random
import shutil
import statistics
import tempfile
import zipfile
from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path

from lxml import etree

from bench.__main__ import line, medians, timed
from bench.interviews import SAMPLE, make_study
from framework_qa.analysis.marking import Numbering
from framework_qa.formats.refi.read import read_project
from framework_qa.formats.refi.study_record import MEMBER, study_record
from framework_qa.formats.refi.write import container, project_xml
from framework_qa.language.sentences import sentences
from framework_qa.model.coding import Coding, Decision, Route
from framework_qa.model.study import Changes, Study
from framework_qa.model.text import SpeakerRole, Transcript
from framework_qa.outputs.moments import moment_of
from framework_qa.outputs.project_guids import Guids
from framework_qa.outputs.project_of_study import project_of_study
from framework_qa.stages import frame, ingest, project_in
from framework_qa.stages.folder import StudyFolder, open_folder
from framework_qa.store.study_file import StudyFile

INTERVIEWS, WORDS, CODINGS = 46, 9_000, 10_000
RUNS = 7
TARGET = 3.0
WHO, AT = "bench", "2026-01-01T00:00:00Z"
THEIRS = "Another tool 1.0"
KINDS = ("our own", "another tool's")


def coded_study(folder: Path) -> StudyFolder:
    """Make a study of generated interviews in which people coded sentences of respondents at random."""
    make_study(folder, INTERVIEWS, WORDS)
    StudyFile.create(folder).close()
    frame.apply(folder, folder / "codebook.yaml", who=WHO)
    ingest.ingest(folder, [folder / "transcripts"], who=WHO)
    found = open_folder(folder)
    found.change(WHO, coded)
    return found


def coded(study: Study) -> Changes:
    """Code sentences at random, as two people in turn, each sentence with one subtheme or two."""
    dice = random.Random(20_261_122)  # noqa: S311 - a bench, not a secret
    codes = [subtheme.code for subtheme in study.codebooks[-1].subthemes()]
    said = [(transcript, *place) for transcript in study.transcripts for place in _said(transcript)]
    numbering = Numbering(study)
    made: list[Coding] = []
    for place in dice.sample(said, CODINGS * 2 // 3):
        span = numbering.span(*place)
        for code in dice.sample(codes, dice.randint(1, 2)):
            identifier = numbering.coding(span.case)
            whose = (Route.HAND, Decision.ACCEPTED, f"coder {len(made) % 2 + 1}", 1, _moment(len(made)))
            made.append(Coding(identifier, span.case, span.id, code, *whose))
    kept = made[:CODINGS]
    spans = {coding.span for coding in kept}
    return Changes("bench", "coded", (*(span for span in numbering.new if span.id in spans), *kept))


def _moment(number: int) -> str:
    """Give each coding a time of its own, as people's codings have."""
    return f"2026-02-{number // 1440 + 1:02d}T{number // 60 % 24:02d}:{number % 60:02d}:00Z"


def _said(transcript: Transcript) -> list[tuple[int, int, int]]:
    """Give the respondent's sentences, with the numbers of their turns."""
    return [
        (turn.number, *place)
        for turn in transcript.turns
        if transcript.role_of(turn.speaker) is SpeakerRole.RESPONDENT
        for place in sentences(transcript.text, turn.start, turn.end)
    ]


def write_projects(study: Study, folder: Path) -> tuple[Path, Path]:
    """Write the study as our own export has it, and as another tool would: no record, another origin."""
    guids, made = Guids("bench"), moment_of(AT)
    project = project_of_study(study, guids, AT)
    xml = project_xml(project).data
    record = study_record(study, xml, {one.id: guids.transcript(one.id) for one in study.transcripts})
    ours, theirs = folder / "ours.qdpx", folder / "theirs.qdpx"
    ours.write_bytes(container(project, xml, made, extra=((MEMBER, record),)))
    foreign = replace(project, origin=THEIRS)
    theirs.write_bytes(container(foreign, project_xml(foreign).data, made))
    return ours, theirs


def floor(path: Path) -> None:
    """Parse the XML of a project with lxml, decode its sources, and make their line ends LF."""
    with zipfile.ZipFile(path) as archive:
        etree.fromstring(archive.read("project.qde"))
        for name in archive.namelist():
            if name.startswith("sources/"):
                archive.read(name).decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")


def measure() -> dict[str, float]:
    """Give the median seconds of the floor, and of each import into a fresh study with its parts."""
    with tempfile.TemporaryDirectory() as scratch:
        here = Path(scratch)
        study = coded_study(here / "study").read()
        paths = dict(zip(KINDS, write_projects(study, here), strict=True))
        runs = [one_run(paths, here / f"run{number}") for number in range(RUNS + 1)]
    return medians(runs[1:])  # the first only warms up


def one_run(paths: Mapping[str, Path], folder: Path) -> dict[str, float]:
    """Bring both projects in once, each into a study of its own, with the floor before each."""
    floors: list[float] = []
    found: dict[str, float] = {}
    for kind, path in paths.items():
        floors.append(timed(partial(floor, path)))
        target = folder / path.stem
        StudyFile.create(target).close()
        shutil.copyfile(SAMPLE / "study.yaml", target / "study.yaml")
        bring_in = partial(project_in.import_project, target, path, who=WHO)
        decided = timed(partial(bring_in, dry_run=True))
        whole = timed(bring_in)
        found |= {f"{kind}, read and compared": decided, f"{kind}, written": whole - decided, kind: whole}
    return {"floor": statistics.mean(floors), "read_project": timed(partial(read_project, paths[KINDS[1]])), **found}


def report(found: Mapping[str, float]) -> None:
    """Print the figures, those of an import's parts with their share of the floor, and the two ratios."""
    line(f"floor: XML parsed, texts decoded, {CODINGS:,} codings", f"{found['floor']:.2f} s")
    for name, seconds in found.items():
        if name != "floor":
            line(f"  {name}", f"{seconds:.2f} s ({seconds / found['floor']:.1f})")
    for kind in KINDS:
        share = found[kind] / found["floor"]
        line(f"{kind} project imported / floor", f"{share:.1f}", TARGET, met=share <= TARGET)


if __name__ == "__main__":
    import gc

    from framework_qa.__main__ import SELDOM

    gc.set_threshold(*SELDOM)  # as the command sets it; the floor is measured under the same
    report(measure())
