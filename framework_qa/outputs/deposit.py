"""A deposit for an archive: transcripts with uniform speaker tags, a data list, and a page that says what there is.

After the UK Data Service's guidance for qualitative data: UTF-8 text files, one an interview; speaker tags the same
in all; a data list with a row an interview; the codebook; and nothing that ties a case to a person.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from framework_qa.analysis.identifiers import KINDS, Mark
from framework_qa.model.ids import TranscriptId
from framework_qa.model.people import Case
from framework_qa.model.study import Study
from framework_qa.model.text import SpeakerRole, Transcript
from framework_qa.outputs.audit import attribute_labels
from framework_qa.outputs.table import Entry, Table, Value, distinct_headings, table

TRANSCRIPTS, DATA_LIST, README = "transcripts", "data_list.csv", "README.txt"
CODEBOOK_CSV, CODEBOOK_QDC = "codebook.csv", "codebook.qdc"
TAGS = {
    SpeakerRole.INTERVIEWER: "Interviewer",
    SpeakerRole.RESPONDENT: "Respondent",
    SpeakerRole.UNKNOWN: "Unknown speaker",
}


def file_names(study: Study) -> Mapping[TranscriptId, str]:
    """Name each transcript's file after its case: `A2-P04.txt`, `A2-P04_2.txt`."""
    return {
        transcript.id: f"{case.id}.txt" if number == 1 else f"{case.id}_{number}.txt"
        for case in study.ordered_cases
        for number, transcript in enumerate(study.transcripts_of.get(case.id, ()), start=1)
    }


def transcript_text(study: Study, case: Case, transcript: Transcript) -> str:
    """Print a transcript: study, case and attributes, then its turns, each after its speaker's tag.

    What stood above the first turn in the researcher's file is left out, since headers name people.
    """
    attributes = study.settings.attributes
    about = zip((a.label for a in attributes), attribute_labels(case, attributes), strict=True)
    head = [f"Study: {study.settings.title}", f"Case: {case.id}", *(f"{label}: {level}" for label, level in about)]
    tags = speaker_tags(transcript)
    turns = (f"{tags[turn.speaker]}: {transcript.words(turn)}" for turn in transcript.turns)
    return "\n".join(head) + "\n\n" + "\n\n".join(turns) + "\n"


def speaker_tags(transcript: Transcript) -> Mapping[str, str]:
    """Give each speaker a tag by role, numbered where several share it; the labels of the file are not kept."""
    roles = {turn.speaker: transcript.role_of(turn.speaker) for turn in transcript.turns}
    shared = Counter(roles.values())
    given: Counter[SpeakerRole] = Counter()
    tags: dict[str, str] = {}
    for label, role in roles.items():
        given[role] += 1
        tags[label] = TAGS[role] if shared[role] == 1 else f"{TAGS[role]} {given[role]}"
    return tags


def data_list(study: Study) -> Table:
    """List the interviews, a row a file: case, attributes, speakers, turns, words."""
    attributes = study.settings.attributes
    names = file_names(study)
    headings = ("Case", *(attribute.label for attribute in attributes), "File", "Speakers", "Turns", "Words")
    rows: list[Sequence[Entry | Value]] = [
        (
            case.id,
            *attribute_labels(case, attributes),
            f"{TRANSCRIPTS}/{names[transcript.id]}",
            "; ".join(speaker_tags(transcript).values()) or "none",
            len(transcript.turns),
            sum(len(transcript.words(turn).split()) for turn in transcript.turns),
        )
        for case in study.ordered_cases
        for transcript in study.transcripts_of.get(case.id, ())
    ]
    return table("data_list", "Data list", distinct_headings(headings), rows)


def readme(study: Study, found: Sequence[Mark], others: Iterable[str]) -> str:
    """Say what the deposit holds, how it was made, what was checked, and what the depositor has to fill in."""
    files = len(file_names(study))
    book = study.codebook
    frame = f"{book.name}, version {book.version}" if book else "none"
    parts = [
        _titled(study.settings.title, f"{len(study.cases)} cases, {files} transcripts. Codebook: {frame}.", "="),
        _titled("What is here", "\n".join(_holdings(others))),
        _titled("Transcripts", _TRANSCRIPTS),
        _titled("What was checked for this deposit", "\n".join(_checked(found))),
        _titled("To be filled in by the depositor", _OPEN),
    ]
    return "\n".join(parts)


def _titled(title: str, text: str, line: str = "-") -> str:
    return f"{title}\n{line * len(title)}\n{text}\n"


_HOLDS = {
    TRANSCRIPTS: "a text file an interview (UTF-8, lines end in LF)",
    DATA_LIST: "a row a transcript: case, attributes, speakers, turns, words (UTF-8 with a byte order mark)",
    CODEBOOK_CSV: "the thematic framework: themes, subthemes, definitions, rules",
    CODEBOOK_QDC: "the same in REFI-QDA, for other programs",
}
_TRANSCRIPTS = """\
Every turn begins with its speaker's tag: Interviewer, Respondent or Unknown speaker, numbered where an interview has
several. Turns are counted from 1 within a case; an empty line parts them. Marks in [square brackets] stand where the
researchers replaced words. What stood above the first turn in the researchers' files (titles, dates, names of files)
was left out, and so were comments and document properties."""
_OPEN = """\
How participants agreed to archiving, and under which conditions of access:
How the transcripts were anonymised, by whom, and what was replaced:
Who may be asked:"""


def _holdings(others: Iterable[str]) -> list[str]:
    names = [TRANSCRIPTS + "/", DATA_LIST, *others]
    width = max(map(len, names))
    return [f"{name:<{width}}  {_HOLDS[name.rstrip('/')]}" for name in names]


def _checked(found: Sequence[Mark]) -> list[str]:
    said = ["The transcripts were searched for what has the form of a direct identifier:"]
    for kind in KINDS:
        turns = [mark.turn for mark in found if mark.kind == kind]
        said.append(f"  {kind}: {'none found' if not turns else 'see ' + ', '.join(turns)}")
    said.append("Names of people, places and employers were not searched for: a person must read for those.")
    said.append("No pseudonym key was found in the study's folder, and none is in this deposit.")
    said.append("These checks do not make the transcripts anonymous.")
    return said
