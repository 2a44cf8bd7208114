"""WebVTT and SRT captions: cues become turns, each speaker's consecutive cues joined.

webvtt-py is not used. Measured on the sample captions it drops cues with negative stamps without a word, gives
two voices of one cue to the first, leaves entities as they are, and takes what follows a blank line inside a
SubRip cue for nothing.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from framework_qa.errors import Problem
from framework_qa.formats.decoding import decode
from framework_qa.formats.labels import Labels, has_shape, settle
from framework_qa.formats.reading import Mark, Marker, Script, unreadable, warning
from framework_qa.formats.speakers import COLON
from framework_qa.formats.stamps import caption_seconds

UNNAMED = "Unknown speaker"

_TIME = r"-?\d{1,9}:-?\d{1,9}(?::-?\d{1,9})?(?:[.,]-?\d{1,9})?"
_TIMES = re.compile(rf"\s*(?P<start>{_TIME})\s*-->\s*(?P<end>{_TIME})(?:\s|$)")
SRT_SHAPE = re.compile(rf"\s*(?:\d+[ \t]*\n)?[ \t]*{_TIME}[ \t]*-->[ \t]*{_TIME}")
# Tags are bounded, so that a file of nothing but open brackets costs no more than its length.
_VOICE = re.compile(r"<v(?:\.[^\s>]{0,99})?[ \t\n]{1,9}(?P<name>[^>]{0,199})>")
_TAG = re.compile(
    r"</?(?:c|i|b|u|v|s|ruby|rt|lang|font)(?:[.\s][^>]{0,199})?>|<\d[\d:.]{0,19}>|\{\\an?\d+\}", re.IGNORECASE
)
_NO_CHARACTER = re.compile(r"&(?=#[0-9]{9})")  # there are not that many, and Python refuses to count so far
_SPACE = re.compile(r"[ \t\n\r\x0b\x0c]+")
_STEM = re.compile(r"(?P<stem>.+)-\d+")
_PAUSE = 2.0  # seconds
_REPEATED = 0.8  # of the captions carry a speaker where each repeats its own
_ASIDE = ("NOTE", "STYLE", "REGION")


@dataclass(frozen=True, slots=True)
class Cue:
    """What one caption says: the speaker if it is told, the words, from when to when, and which utterance."""

    speaker: str
    words: str
    start: float
    end: float
    utterance: str


@dataclass(slots=True)
class _Captions:
    """A caption file taken apart."""

    cues: list[Cue] = field(default_factory=list)
    header: list[tuple[str, str]] = field(default_factory=list)
    asides: int = 0
    stray: list[int] = field(default_factory=list)


def read_captions(name: str, data: bytes) -> Script:
    """Read a .vtt or .srt file into a script of `Label: words` lines, one a turn.

    Raises InputError where no cue holds words.
    """
    text, problems = decode(name, data)
    captions = _taken_apart(text)
    if not captions.cues:
        cure = "Export the captions again and run the command again."
        raise unreadable(name, "there are no captions with words in it", cure)
    marker, cues = _with_speakers(captions.cues)
    joined, marks = _put_together(_turns(cues))
    return Script(
        joined,
        marks=marks,
        marker=marker,
        settled=True,
        header=tuple(captions.header),
        left_out=(("notes", captions.asides),) if captions.asides else (),
        problems=(*problems, *_remarks(name, marker, cues, captions.stray)),
    )


# -- from the file to cues --------------------------------------------------------------------------------------------


def _blocks(text: str) -> Iterator[tuple[int, list[str]]]:
    """Give the stretches between blank lines, each with the number of its first line."""
    block: list[str] = []
    for number, line in enumerate(text.split("\n"), start=1):
        if line.strip():
            block.append(line)
        elif block:
            yield number - len(block), block
            block = []
    if block:
        yield text.count("\n") + 2 - len(block), block


def _taken_apart(text: str) -> _Captions:
    captions = _Captions()
    strays: dict[int, list[str]] = {}
    for number, block in _blocks(text):
        found = next(((n, times) for n, line in enumerate(block[:2]) if (times := _TIMES.match(line))), None)
        if found:
            place, times = found
            captions.cues += _cues(times, block[place + 1 :], block[0].strip() if place else "")
        elif number == 1 and block[0].startswith("WEBVTT"):
            captions.header += _header(block)
        elif block[0].split()[0] in _ASIDE:
            captions.asides += block[0].startswith("NOTE")
        elif captions.cues and not all(line.strip().isdigit() for line in block):
            # A blank line inside a cue: its words must not be lost.
            captions.stray.append(number)
            strays.setdefault(len(captions.cues) - 1, []).append(_plain(" ".join(block)))
    for place, words in strays.items():
        cue = captions.cues[place]
        captions.cues[place] = replace(cue, words=" ".join([cue.words, *words]).strip())
    return captions


def _header(block: Sequence[str]) -> list[tuple[str, str]]:
    title = block[0].removeprefix("WEBVTT").strip(" \t-")
    pairs = [line.partition(":") for line in block[1:]]
    header = [(key.strip(), value.strip()) if colon else ("", key.strip()) for key, colon, value in pairs]
    return [("", title), *header] if title else header


def _cues(times: re.Match[str], payload: Sequence[str], identifier: str) -> Iterator[Cue]:
    """Give a cue for each voice of one caption."""
    start, end = caption_seconds(times["start"]), caption_seconds(times["end"])
    stem = _STEM.fullmatch(identifier)
    pieces = _VOICE.split("\n".join(payload))
    for speaker, words in zip(("", *pieces[1::2]), pieces[::2], strict=True):
        if plain := _plain(words):
            yield Cue(_plain(speaker), plain, start, end, stem["stem"] if stem else "")


def _plain(words: str) -> str:
    shown = _NO_CHARACTER.sub("&amp;", _TAG.sub("", words))
    return _SPACE.sub(" ", html.unescape(shown)).strip()


# -- from cues to turns -----------------------------------------------------------------------------------------------


def _with_speakers(cues: Sequence[Cue]) -> tuple[Marker, list[Cue]]:
    if any(cue.speaker for cue in cues):
        return Marker.VOICE, _carried(cues)
    named = _named(cues)
    if any(cue.speaker for cue in named):
        return Marker.NAMED, _carried(named)
    return Marker.UNNAMED, list(cues)


def _named(cues: Sequence[Cue]) -> list[Cue]:
    """Take `Name: words` apart where the name is a label by the same rules as in a text."""
    found = [match if (match := COLON.match(cue.words)) and has_shape(match["label"]) else None for cue in cues]
    marks = [Mark(match["label"], 0, 0, 0) for match in found if match]
    # Where every caption repeats its speaker, a name that comes once is still a name.
    labels = settle(marks, certain=len(marks) > _REPEATED * len(cues))
    return [_split(cue, match, labels) for cue, match in zip(cues, found, strict=True)]


def _split(cue: Cue, match: re.Match[str] | None, labels: Labels) -> Cue:
    label = labels.of(match["label"]) if match else None
    if match is None or label is None:
        return cue
    return replace(cue, speaker=label, words=cue.words[match.end() :].strip())


def _carried(cues: Sequence[Cue]) -> list[Cue]:
    """Give cues without a speaker to the one before, unless every other caption repeats its speaker."""
    if sum(bool(cue.speaker) for cue in cues) > _REPEATED * len(cues):
        return list(cues)
    carried: list[Cue] = []
    for cue in cues:
        speaker = cue.speaker or (carried[-1].speaker if carried else "")
        carried.append(replace(cue, speaker=speaker))
    return carried


@dataclass(slots=True)
class _Turn:
    first: Cue
    last: Cue
    words: list[str]


def _turns(cues: Sequence[Cue]) -> list[_Turn]:
    turns: list[_Turn] = []
    for cue in cues:
        if turns and _goes_on(turns[-1].last, cue):
            turns[-1].last = cue
            turns[-1].words.append(cue.words)
        else:
            turns.append(_Turn(cue, cue, [cue.words]))
    return [turn for turn in turns if any(turn.words)]


def _goes_on(before: Cue, cue: Cue) -> bool:
    """Tell whether a cue belongs to the turn before; where nobody is named, an utterance or a pause decides."""
    if before.speaker or cue.speaker:
        return before.speaker == cue.speaker
    if before.utterance and cue.utterance:
        return before.utterance == cue.utterance
    return cue.start - before.end < _PAUSE


def _put_together(turns: Sequence[_Turn]) -> tuple[str, tuple[Mark, ...]]:
    lines: list[str] = []
    marks: list[Mark] = []
    size = 0
    for number, turn in enumerate(turns):
        label = turn.first.speaker or UNNAMED
        lines.append(f"{label}: {' '.join(filter(None, turn.words))}")
        end = size + len(lines[-1])
        marks.append(Mark(label, number, size, size + len(label) + 2, turn.first.start, end))
        size = end + 1
    return "\n".join(lines), tuple(marks)


def _remarks(name: str, marker: Marker, cues: Sequence[Cue], stray: Sequence[int]) -> tuple[Problem, ...]:
    problems = [
        warning(
            name,
            f"line {number}",
            "These words belong to no caption; they were counted to the one before.",
            "Look at the blank line above them.",
        )
        for number in stray[:20]
    ]
    unnamed = sum(not cue.speaker for cue in cues)
    if unnamed:
        who = "The captions name no speakers" if marker is Marker.UNNAMED else f"{unnamed} captions name no speaker"
        message = f"{who}; their words were given to one {UNNAMED}."
        problems.append(warning(name, "", message, "Put the speaker's name and a colon before the words in the file."))
    return tuple(problems)
