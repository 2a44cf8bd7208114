"""Who speaks when: turns found by the marker that most of a transcript's own lines use."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate

from framework_qa.errors import Problem
from framework_qa.formats import stamps
from framework_qa.formats.labels import (
    FIELDS,
    LABEL,
    Labels,
    fold,
    has_shape,
    is_known,
    is_name,
    names_a_role,
    recognise,
    role_of,
    settle,
)
from framework_qa.formats.reading import Ground, Mark, Marker, Script, unreadable, warning
from framework_qa.model.text import Speaker, SpeakerRole, Turn

_EMPH = r"(?:\*{1,3}|_{1,3})?"
_STAMP = stamps.STAMP
COLON = re.compile(
    rf"[ \t]*(?:(?P<before>{_STAMP})[ \t]*(?:[-–][ \t]*)?)?{_EMPH}(?P<label>{LABEL}){_EMPH}[ \t]*"
    rf"(?P<after>{_STAMP})?{_EMPH}[ \t]*[:：](?!//){_EMPH}"
)
_STOP = re.compile(rf"[ \t]*{_EMPH}(?P<label>[A-Z]{{1,3}}\d{{0,2}})\.{_EMPH}(?=[ \t])")
_SPACED = re.compile(rf"[ \t]*{_EMPH}(?P<label>{LABEL}){_EMPH}(?:[ \t]+[-–—][ \t]+|[ ]*\t\s*)(?=\S)")
_LINE = re.compile(
    rf"[ \t]*(?P<sign>\#{{1,6}}[ \t]+)?(?P<emph>{_EMPH})(?P<label>{LABEL})[ \t]*:?{_EMPH}:?[ \t]*\\?[ \t]*$"
)
_TIMED = re.compile(
    rf"[ \t]*(?:\#{{1,6}}[ \t]+)?{_EMPH}(?P<label>{LABEL}){_EMPH}[ \t,|–-]+(?P<after>{_STAMP}){_EMPH}[ \t]*:?\\?[ \t]*$"
    rf"|[ \t]*(?P<before>{_STAMP})[ \t]+[-–|]?[ \t]*{_EMPH}(?P<label2>{LABEL}){_EMPH}[ \t]*:?{_EMPH}\\?[ \t]*$"
)
_ORDER = (Marker.ROW, Marker.TIMED, Marker.COLON, Marker.LINE, Marker.STOP, Marker.SPACED)  # where two are as frequent
_REACH = 90  # no marker is longer, and white space without end is not looked through for one

_SAY_WHO_SPEAKS = "Put Interviewer: and Respondent: (or names) before each speaker's words and run the command again."


@dataclass(frozen=True, slots=True)
class Found:
    """What was found in a script: speakers with their roles and why, turns, header, and what is doubtful."""

    speakers: tuple[Speaker, ...]
    grounds: tuple[Ground, ...]
    turns: tuple[Turn, ...]
    header: tuple[tuple[str, str], ...]
    marker: Marker
    problems: tuple[Problem, ...]


def find_turns(name: str, script: Script, roles: Mapping[str, SpeakerRole] | None = None) -> Found:
    """Find the turns of a script; `roles` says for labels as typed what the script does not say itself.

    Raises InputError where no marker of turns is found.
    """
    heard = _settled(script) if script.settled else _heard(name, script, roles or {})
    turns = _turns(script.text, heard.marks, script.pages)
    if not turns:
        raise unreadable(name, "no speaker labels were found in it", _SAY_WHO_SPEAKS)
    voices = recognise(name, script.text, turns, heard.header, roles)
    problems = (*script.problems, *heard.problems, *voices.problems)
    return Found(voices.speakers, voices.grounds, turns, heard.header, heard.marker, problems)


@dataclass(frozen=True, slots=True)
class _Heard:
    """The marks that begin turns, and what came to light while they were found."""

    marks: tuple[Mark, ...]
    marker: Marker
    header: tuple[tuple[str, str], ...] = ()
    problems: tuple[Problem, ...] = ()


def _settled(script: Script) -> _Heard:
    return _Heard(script.marks, script.marker, script.header)


def _heard(name: str, script: Script, roles: Mapping[str, SpeakerRole]) -> _Heard:
    lines = script.text.split("\n")
    declared = {fold(label) for label in (*_legend(lines), *roles)}
    candidates = _candidates(script, lines, declared)
    labels = {marker: _labels(marker, marks, declared) for marker, marks in candidates.items()}
    accepted = {marker: _accepted(candidates[marker], labels[marker]) for marker in _ORDER}
    accepted[Marker.ROW] = _rows(candidates[Marker.ROW], labels[Marker.ROW])
    marker = max(_ORDER, key=lambda marker: len(accepted[marker]))
    marks = accepted[marker]
    if marker is Marker.COLON:
        marks = _without_header(marks, lines)
    if not marks:
        return _Heard((), Marker.NONE)
    problems = _remarks(name, _doubts(marker, marks, candidates, labels[marker], lines))
    header = _header(lines[: marks[0].line])
    if marker is Marker.COLON:
        marks, about_indented = _with_indented(name, marks, lines)
        problems += about_indented
    return _Heard(tuple(marks), marker, header, problems)


# -- candidates: every line that might begin a turn -------------------------------------------------------------------

_Candidates = dict[Marker, list[Mark]]


def _candidates(script: Script, lines: Sequence[str], declared: set[str]) -> _Candidates:
    found: _Candidates = {marker: [] for marker in _ORDER}
    found[Marker.ROW] = list(script.marks)
    timed = _beside_times(lines)
    start = 0
    for number, line in enumerate(lines):
        if number not in script.silent:
            for marker, match in _matches(line, apart=number in script.bold or number in timed, declared=declared):
                mark = _mark(match, number, start, start + match.end())
                if has_shape(mark.label):
                    found[marker].append(mark)
        start += len(line) + 1
    return found


def _beside_times(lines: Sequence[str]) -> frozenset[int]:
    """Give the lines next to one that holds a time and nothing else: it is the time of whoever is named there."""
    times = [
        number for number, line in enumerate(lines) if ":" in line[:_REACH] and stamps.ALONE.fullmatch(line.strip())
    ]
    return frozenset(beside for number in times for beside in (number - 1, number + 1))


def _matches(line: str, *, apart: bool, declared: set[str]) -> Iterator[tuple[Marker, re.Match[str]]]:
    """Match one line against each marker; the cheap looks come first, since most lines hold none."""
    head = line[:_REACH]
    colon = ":" in head or "：" in head
    if colon and (match := COLON.match(line, 0, _REACH)) and not _is_clock(match):
        yield Marker.COLON, match
    if len(line) < _REACH:
        if colon and (match := _TIMED.match(line)):
            yield Marker.TIMED, match
        if (match := _LINE.match(line)) and (apart or match["sign"] or match["emph"] or _expected(match, declared)):
            yield Marker.LINE, match
    if ". " in head and (match := _STOP.match(line)):
        yield Marker.STOP, match
    if ("\t" in head or " - " in head or " – " in head or " — " in head) and (match := _SPACED.match(line, 0, _REACH)):
        yield Marker.SPACED, match


def _mark(match: re.Match[str], number: int, start: int, words: int) -> Mark:
    groups = match.groupdict() if match.re.groups > 1 else {"label": match["label"]}
    stamp = groups.get("before") or groups.get("after")
    label = groups["label"] or groups["label2"]
    return Mark(label, number, start, words, stamps.seconds(stamp) if stamp else None)


def _is_clock(match: re.Match[str]) -> bool:
    """Tell `At 10:30` from a label and its colon."""
    after = match.string[match.end() : match.end() + 1]
    return after.isdigit() and match["label"][-1].isdigit()


def _expected(match: re.Match[str], declared: set[str]) -> bool:
    label = match["label"]
    folded = fold(label)
    sentence = label[-1] == "." and label.count(" ") > 1
    return folded in declared or (is_known(folded) and not sentence)


def _labels(marker: Marker, marks: Sequence[Mark], declared: set[str]) -> Labels:
    labels = settle(marks, declared, certain=marker in (Marker.TIMED, Marker.ROW))
    sure = {folded: label for folded, label in labels.printed.items() if folded in declared or is_known(folded)}
    if marker is Marker.STOP:
        # "A." and "Q." also number paragraphs: only a pair of known labels is a conversation.
        return labels if len(sure) > 1 and len(sure) == len(labels.printed) else Labels({})
    if marker is Marker.SPACED:
        # Dashes and tabs stand in any text: only labels that are known count, and only where two of them speak.
        return Labels(sure) if len(sure) > 1 else Labels({})
    return labels if sure or len(labels.printed) > 1 else Labels({})


def _accepted(marks: Iterable[Mark], labels: Labels) -> list[Mark]:
    return [_labelled(mark, label) for mark in marks if (label := labels.of(mark.label))]


def _rows(marks: Iterable[Mark], labels: Labels) -> list[Mark]:
    """Accept every row: what stands in the speakers' column of a table is a speaker, however often it comes."""
    return [_labelled(mark, labels.of(mark.label) or mark.label) for mark in marks]


def _labelled(mark: Mark, label: str) -> Mark:
    return mark if mark.label == label else replace(mark, label=label)


# -- the header: what stands before the first turn --------------------------------------------------------------------

_HEADER_LINES = 60
_HEADER_MARKS = 20
_VALUE_WORDS = 8
_PAIR = re.compile(r"(?P<name>[^\W\d_][^\t:：=]{0,40}?)\s*(?:\t|[:：](?!//)|=(?=\s))\s*(?P<value>\S.*)")
_LEGEND = re.compile(rf"[ \t]*(?:[-*+][ \t]+)?(?P<label>{LABEL})[ \t]*=[ \t]+\S")
_IDENTIFIER = re.compile(r"[A-Za-z][\w-]*\d[\w-]*")
_BULLET = re.compile(r"^(?:[-*+][ \t]+|#{1,6}[ \t]+)")


def _legend(lines: Sequence[str]) -> list[str]:
    """Give the labels a legend explains: `ME = researcher`."""
    return [match["label"] for line in lines[:_HEADER_LINES] if (match := _LEGEND.match(line))]


def _header(lines: Sequence[str]) -> tuple[tuple[str, str], ...]:
    cleaned = (_BULLET.sub("", line.strip()).replace("**", "").strip() for line in lines)
    return tuple(_pair(line) for line in cleaned if line.strip("-=*_#~ ") and not stamps.ALONE.fullmatch(line))


def _pair(line: str) -> tuple[str, str]:
    match = _PAIR.match(line)
    if not match or (match["name"][-1].isdigit() and match["value"][0].isdigit()):
        return "", line
    return match["name"].strip(), match["value"].strip()


def _without_header(marks: Sequence[Mark], lines: Sequence[str]) -> list[Mark]:
    """Leave out the leading marks that are lines of the header, such as `Interviewer: IV1`."""
    names = [fold(_pair(line.strip("-*+ \t"))[0]) for line in lines[:_HEADER_LINES]]
    fields = [number for number, name in enumerate(names) if name in FIELDS]
    labels = {fold(mark.label) for mark in marks}
    last = max(fields, default=-1)
    leading, more = 0, 1
    while more and leading < _HEADER_MARKS:
        more = _header_marks(marks[leading : leading + _HEADER_MARKS], lines, last, labels)
        leading += more
    return list(marks[leading:])


def _header_marks(marks: Sequence[Mark], lines: Sequence[str], last_field: int, labels: set[str]) -> int:
    """Tell how many of these marks, the next ones, belong to the header."""
    if not marks or not (value := _value(marks[0], lines)):
        return 0
    mark = marks[0]
    if names_a_role(value) or _IDENTIFIER.fullmatch(value) or fold(value) in labels or mark.line < last_field:
        return 1
    if last_field < 0 or not all(line.strip() for line in lines[last_field : mark.line]):
        return 0
    return _block(marks, lines) or int(len(marks) > 1 and marks[1].label == mark.label)


def _value(mark: Mark, lines: Sequence[str]) -> str:
    """Give what stands after a label if it is short and no sentence, as the value of a header line is."""
    value = lines[mark.line][mark.words - mark.start :].strip(" \t*_")
    return value if value and len(value.split()) <= _VALUE_WORDS and value[-1] not in ".?!…" else ""


def _block(marks: Sequence[Mark], lines: Sequence[str]) -> int:
    """Count the marks of a block of short values that a blank line ends and one of whose labels then speaks."""
    first = marks[0].line
    end = next((n for n in range(first, min(first + _HEADER_MARKS, len(lines))) if not lines[n].strip()), first)
    block = [mark for mark in marks if mark.line < end]
    if not block or len(block) == len(marks) or not all(_value(mark, lines) for mark in block):
        return 0
    return len(block) if marks[len(block)].label in {mark.label for mark in block} else 0


# -- turns ------------------------------------------------------------------------------------------------------------


def _turns(text: str, marks: Sequence[Mark], pages: Sequence[int]) -> tuple[Turn, ...]:
    turns: list[Turn] = []
    said = stamps.trailing(text, 0, marks[0].start)[1] if marks else None
    stops = [*(mark.start for mark in marks[1:]), len(text)]
    for mark, stop in zip(marks, stops, strict=False):
        end = mark.end or stop
        start, at = mark.words, mark.at if mark.at is not None else said
        if stamp := stamps.LEADING.match(text, start, end):
            start, at = stamp.end(), at if mark.at is not None else stamps.seconds(stamp[0])
        end, said = stamps.trailing(text, start, end)
        words = text[start:end]
        start += len(words) - len(words.lstrip())
        if words := words.strip():
            page = bisect_right(pages, start)
            turns.append(Turn(len(turns) + 1, mark.label, start, start + len(words), at, page))
    return tuple(turns)


_INDENTED = "Participant"


def _with_indented(name: str, marks: Sequence[Mark], lines: Sequence[str]) -> tuple[list[Mark], tuple[Problem, ...]]:
    """Where only the interviewer has a label, take indented paragraphs for the participant's words."""
    if len({mark.label for mark in marks}) > 1 or role_of(marks[0].label) is not SpeakerRole.INTERVIEWER:
        return list(marks), ()
    starts = [0, *accumulate(len(line) + 1 for line in lines)]
    stops = [mark.line for mark in marks[1:]] + [len(lines)]
    firsts = [
        next((n for n in range(mark.line + 1, stop) if _is_indented(lines[n])), None)
        for mark, stop in zip(marks, stops, strict=True)
    ]
    indented = [Mark(_INDENTED, n, starts[n], starts[n]) for n in firsts if n is not None]
    if not indented or any(_is_indented(lines[mark.line]) for mark in marks):
        return list(marks), ()
    told = warning(
        name,
        f"line {indented[0].line + 1}",
        f"Only the interviewer has a label; indented paragraphs were taken for the words of one {_INDENTED}.",
        "If that is wrong, put a label and a colon before each speaker's words.",
    )
    return sorted((*marks, *indented), key=lambda mark: mark.start), (told,)


def _is_indented(line: str) -> bool:
    return line.startswith(("\t", "  ")) and bool(line.strip())


# -- doubts -----------------------------------------------------------------------------------------------------------

_TOLD = 20  # more remarks of one kind are no help


@dataclass(frozen=True, slots=True)
class _Doubt:
    line: int
    message: str
    cure: str


def _doubts(
    marker: Marker, marks: Sequence[Mark], candidates: _Candidates, labels: Labels, lines: Sequence[str]
) -> list[_Doubt]:
    taken = {mark.line for mark in marks}
    first = marks[0].line
    doubts = [_typing_error(m, labels) for m in candidates[marker] if m.line in taken and fold(m.label) in labels.meant]
    for other, found in candidates.items():
        if other is marker and marker is Marker.COLON:
            doubts += [_once(m) for m in found if m.line > first and m.line not in taken and is_name(m.label)]
        elif other is not marker:
            doubts += [_otherwise(m) for m in found if m.line > first and m.line not in taken and _same(m, labels)]
    if marker is Marker.COLON:
        doubts += _without_colon(labels, lines, first, taken)
    return sorted(doubts, key=lambda doubt: doubt.line)


def _same(mark: Mark, labels: Labels) -> bool:
    return len(mark.label) > 1 and labels.of(mark.label) is not None


def _typing_error(mark: Mark, labels: Labels) -> _Doubt:
    message = f"The label there was read as a typing error for {labels.of(mark.label)}."
    return _Doubt(mark.line, message, "Correct the label if somebody else speaks there.")


def _once(mark: Mark) -> _Doubt:
    message = "What looks like a label stands there only once; the line was counted to the speaker before."
    return _Doubt(mark.line, message, "If somebody else speaks there, give them a label such as Respondent 2.")


def _otherwise(mark: Mark) -> _Doubt:
    message = "A label stands there in another form than elsewhere; the line was counted to the speaker before."
    return _Doubt(mark.line, message, "Write all labels of the transcript in the same way.")


def _without_colon(labels: Labels, lines: Sequence[str], first: int, taken: set[int]) -> list[_Doubt]:
    """Find lines on which a label is followed by another sign where its colon should be."""
    names = "|".join(re.escape(label) for label in labels.printed.values() if len(label) > 1)
    if not names:
        return []
    slip = re.compile(rf"[ \t]*(?:{names})[ \t]*[;.](?:[ \t]|$)", re.IGNORECASE)
    message = "A speaker's label stands there without its colon; the line was counted to the speaker before."
    return [
        _Doubt(number, message, "Put the colon after the label if somebody else begins to speak there.")
        for number, line in enumerate(lines)
        if number > first and number not in taken and slip.match(line)
    ]


def _remarks(name: str, doubts: Sequence[_Doubt]) -> tuple[Problem, ...]:
    told = tuple(warning(name, f"line {d.line + 1}", d.message, d.cure) for d in doubts[:_TOLD])
    if len(doubts) <= _TOLD:
        return told
    rest = f"{len(doubts) - _TOLD} more lines are as doubtful as these."
    return (*told, warning(name, "", rest, "Look at how the transcript labels its speakers."))
