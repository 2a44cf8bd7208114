"""Speaker labels: what one looks like, which words are known, and who is the interviewer."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from functools import lru_cache

from framework_qa.errors import Problem
from framework_qa.formats.reading import Ground, Mark, warning
from framework_qa.model.text import Speaker, SpeakerRole, Turn

LABEL = r"(?:[^\W\d_](?:[\w .,'’&/()\[\]#-]{0,38}?[\w.)\]])??|\[[^\W\d_][^\]\n]{0,30}\])"

_N = r"[ #]?\d{0,3}"
_INTERVIEWER = re.compile(
    rf"(?:interviewer|researcher|moderator|question)s?\b.*|(?:interviewer|researcher|moderator|int|ivr?|i|q|mod){_N}"
)
_STAND_IN = re.compile(rf"(?:facilitator|chair|host)s?\b.*|(?:facilitator|chair|host|fac){_N}")
_RESPONDENT = re.compile(
    r"(?:respondent|interviewee|participant|informant|answer)s?\b.*"
    rf"|(?:respondent|interviewee|participant|informant|resp?|rp|r|part|pt|p|ie|a){_N}"
)
_NOBODY = re.compile(
    rf"(?:unknown|unidentified|unclear|inaudible)\b.*|(?:speaker|s|voice|male|female|man|woman){_N}|all|both"
)
_NOT_IDENTIFIED = re.compile(r"(?:unknown|unidentified|unclear|inaudible)\b.*|all|both")

# Words that stand before a colon in ordinary speech and ordinary documents, and never speak.
_SPOKEN = """
    actually and anyway basically because but comment edit eg e.g example figure first firstly he honestly how however
    http https ie i.e if important it like mailto nb no note notes now obviously ok okay one or plus ps right second
    secondly section she so source still summary table that the then these they third this those three topic
    transcriber two warning we well what when where which who why yeah yes you
"""
_PHRASES = "for example|in short|in other words|the thing is|my point is|that is|transcriber's note"
_FALSE = frozenset(_SPOKEN.split()).union(_PHRASES.split("|"))

# Names of the fields that stand above an interview.
_FIELDS = """
    age|area|case|case id|case study area|consent|date|date of interview|duration|file|file name|gender|id|interview
    |interview date|interview id|interview no|interview number|keywords|kind|language|length|location|method|mode
    |occupation|organisation|organization|participant id|place|project|recorded|recording|reference|respondent id|role
    |setting|sex|site|source|speakers|study|summary keywords|time|title|transcribed|transcribed by|transcriber
    |transcript|transcription|type|venue|version
"""
FIELDS = frozenset(name.strip() for name in _FIELDS.split("|"))
_MOST_WORDS = 6
_TITLES = frozenset({"mr", "mrs", "ms", "miss", "dr", "prof", "mx"})
_FREQUENT = 3  # how often a label stands before a rare one may be its typing error
_CLOSE = 0.82
_SHORTEST = 4
_MANY = 100  # more speakers, or more odd labels, than any interview has
_HEADER_VALUE = 500  # characters of a header line in which a name may stand


@lru_cache(maxsize=1024)  # an interview asks for the same few labels at every turn
def fold(label: str) -> str:
    """Fold a label for comparison: case, spaces and closing full stops do not tell speakers apart."""
    folded = " ".join(label.casefold().replace("’", "'").split()).strip(". ")
    if folded.startswith("[") and folded.endswith("]"):
        folded = folded[1:-1]
    return re.sub(r"(?<=\w) (?=\d+$)", "", folded)


def is_known(folded: str) -> bool:
    """Tell whether a folded label is one of the words researchers label speakers with."""
    return any(known.fullmatch(folded) for known in (_INTERVIEWER, _RESPONDENT, _STAND_IN, _NOBODY))


@lru_cache(maxsize=1024)
def has_shape(label: str) -> bool:
    """Tell whether a stretch of text could be a label at all."""
    words = label.split()
    folded = fold(label)
    return len(words) <= _MOST_WORDS and folded not in _FALSE and folded not in FIELDS


def is_name(label: str) -> bool:
    """Tell whether every word of a label is written as a name is."""
    return all(word[:1].isupper() for word in re.findall(r"[^\W\d_]\w*", label))


@dataclass(frozen=True, slots=True)
class Labels:
    """The labels of a transcript: folded to how it is printed, and mistyped ones to the label that was meant."""

    printed: Mapping[str, str]
    meant: Mapping[str, str] = field(default_factory=dict)

    def of(self, label: str) -> str | None:
        """Give the printed form of a label as typed, or None when it is no label."""
        folded = fold(label)
        return self.printed.get(self.meant.get(folded, folded))


def settle(marks: Sequence[Mark], declared: Iterable[str] = (), *, certain: bool = False) -> Labels:
    """Settle which candidates are labels: known words, words a legend declares, and names that come back.

    `certain` is for markers so plain that a label may come once, such as a name with a time alone on a line.
    """
    spellings: dict[str, Counter[str]] = {}
    for mark in marks:
        spellings.setdefault(fold(mark.label), Counter())[mark.label] += 1
    times = {folded: counter.total() for folded, counter in spellings.items()}
    most = max(times.values(), default=0)
    told = {fold(label) for label in declared}
    good = {f for f, c in spellings.items() if f in told or is_known(f) or (not certain and _recurs(c, most))}
    rest = [f for f in spellings if f not in good]
    meant = _mistyped(rest, {f for f in good if times[f] >= _FREQUENT} or _frequent(times))
    if certain:
        good |= {f for f in rest if f not in meant and any(map(is_name, spellings[f]))}
    if len(good) > _MANY:
        return Labels({})
    return Labels({f: c.most_common(1)[0][0] for f, c in spellings.items() if f in good}, meant)


def _frequent(times: Mapping[str, int]) -> set[str]:
    return {folded for folded, count in times.items() if count >= _FREQUENT}


def _recurs(spellings: Counter[str], most: int) -> bool:
    times = spellings.total()
    if any(map(is_name, spellings)):
        return times > 1
    # `father of two:` may be a label, `what I mean is:` is not: the first comes back all through an interview.
    return times >= max(_FREQUENT, most // 10) and any(label[:1].isupper() for label in spellings)


def _mistyped(rare: Sequence[str], frequent: set[str]) -> dict[str, str]:
    if len(rare) > _MANY or len(frequent) > _MANY:
        return {}
    return {label: best for label in rare if (best := _meant(label, frequent - {label}))}


def _meant(label: str, frequent: Iterable[str]) -> str:
    """Find the one frequent label that a rare one misspells; two that are as close are none."""
    close = sorted(((_likeness(label, other), other) for other in frequent), reverse=True)
    if not close or close[0][0] < _CLOSE or (len(close) > 1 and close[1][0] == close[0][0]):
        return ""
    return close[0][1]


def _likeness(label: str, other: str) -> float:
    digits = [re.findall(r"\d+", text) for text in (label, other)]
    titles = [_TITLES.intersection(text.replace(".", "").split()) for text in (label, other)]
    if len(label) < _SHORTEST or digits[0] != digits[1] or titles[0] != titles[1] or label[0] != other[0]:
        return 0.0
    return SequenceMatcher(None, label, other).ratio()


# -- who is the interviewer -------------------------------------------------------------------------------------------

_ASKS = r"(?:interviewer|researcher|moderator)s?"
_TELLS = r"(?:respondent|interviewee|participant|informant)s?"
_ROLE_WORD = re.compile(rf"\b(?:(?P<asks>{_ASKS})|(?P<tells>{_TELLS}))\b", re.IGNORECASE)
_IS_A_ROLE = re.compile(rf"(?:the )?(?:{_ASKS}|{_TELLS})[ \d.]*", re.IGNORECASE)
_RELABEL = "Check the speakers; say who is who with --speakers {0}=interviewer, or in the case list's column speakers."


def given_role(typed: str) -> tuple[str, SpeakerRole] | None:
    """Take `ME=interviewer`, as the researcher types it, apart; None where it does not say who a speaker is."""
    label, _, role = typed.rpartition("=")
    known = {str(one): one for one in SpeakerRole}
    if not label.strip() or role.strip().casefold() not in known:
        return None
    return label.strip(), known[role.strip().casefold()]


def role_in(value: str) -> SpeakerRole | None:
    """Give the role a legend's explanation names: `ME = researcher`."""
    found = _ROLE_WORD.search(value)
    if not found:
        return None
    return SpeakerRole.INTERVIEWER if found["asks"] else SpeakerRole.RESPONDENT


def names_a_role(value: str) -> bool:
    """Tell whether a value is nothing but the name of a role, as in the legend line `I: Interviewer`."""
    return _IS_A_ROLE.fullmatch(value.strip()) is not None


@dataclass(frozen=True, slots=True)
class Recognised:
    """The speakers of a transcript with their roles, on what grounds each role is taken, and what is open."""

    speakers: tuple[Speaker, ...]
    grounds: tuple[Ground, ...]
    problems: tuple[Problem, ...]


_Roles = dict[str, tuple[SpeakerRole, Ground]]


def recognise(
    name: str,
    text: str,
    turns: Sequence[Turn],
    header: Sequence[tuple[str, str]],
    given: Mapping[str, SpeakerRole] | None,
) -> Recognised:
    """Say which speakers are interviewers: as given, by the header, by their labels, else by who asks."""
    labels = tuple(dict.fromkeys(turn.speaker for turn in turns))
    known = () if len(labels) > _MANY else header[:_MANY]
    header = tuple((key, value[:_HEADER_VALUE]) for key, value in known)
    roles: _Roles = {label: found for label in labels if (found := _stated(label, header, given or {}))}
    if not _asks(roles):
        stand_ins = [label for label in labels if label not in roles and _STAND_IN.fullmatch(fold(label))]
        roles |= dict.fromkeys(stand_ins, (SpeakerRole.INTERVIEWER, Ground.LABEL))
    problems: tuple[Problem, ...] = ()
    if not _asks(roles) and (guessed := _guess(text, turns)) and guessed not in roles:
        roles[guessed] = (SpeakerRole.INTERVIEWER, Ground.QUESTIONS)
        message = (
            f"No label says who the interviewer is; {guessed} was taken for it, as the one who asks and says least."
        )
        problems = (warning(name, "", message, _cure(guessed)),)
    others = _other if _asks(roles) else lambda _: (SpeakerRole.UNKNOWN, Ground.NOTHING)
    settled = {label: roles.get(label) or others(label) for label in labels}
    speakers = tuple(Speaker(label, role) for label, (role, _) in settled.items())
    return Recognised(speakers, tuple(ground for _, ground in settled.values()), problems + _open(name, speakers))


def _asks(roles: _Roles) -> bool:
    return any(role is SpeakerRole.INTERVIEWER for role, _ in roles.values())


def _stated(
    label: str, header: Sequence[tuple[str, str]], given: Mapping[str, SpeakerRole]
) -> tuple[SpeakerRole, Ground] | None:
    """Give the role that somebody states, and who does: the researcher, a legend, the label itself, the header."""
    folded = fold(label)
    for typed, told in given.items():
        if fold(typed) == folded:
            return told, Ground.GIVEN
    for key, value in header:
        if fold(key) == folded and (role := role_in(value)):
            return role, Ground.HEADER
    if role := role_of(folded):
        return role, Ground.LABEL
    named = _named_in_header(folded, header)
    return (named, Ground.HEADER) if named else None


def role_of(label: str) -> SpeakerRole | None:
    """Give the role that a label's own words name."""
    folded = fold(label)
    if _INTERVIEWER.fullmatch(folded):
        return SpeakerRole.INTERVIEWER
    return SpeakerRole.RESPONDENT if _RESPONDENT.fullmatch(folded) else None


def _named_in_header(folded: str, header: Sequence[tuple[str, str]]) -> SpeakerRole | None:
    """Find `Interviewer: Jonas Rosland`, `Interviewer is Jonas Rosland.` or `JR (interviewer)` in the header."""
    if not header:
        return None
    who = re.escape(folded)
    before = rf"\b(?:(?P<asks>{_ASKS})|{_TELLS})(?: (?:is|was|are|were) |\s*[:=–-]\s*){who}(?!\w)"
    behind = rf"(?<!\w){who}(?: (?:is|was) | ?[(=–] ?| - )(?:the |a )?(?:(?P<asks_too>{_ASKS})|{_TELLS})\b"
    pattern = re.compile(f"{before}|{behind}", re.IGNORECASE)
    for key, value in header:
        found = pattern.search(" ".join((f"{key}: {value}" if key else value).split()))
        if found:
            return SpeakerRole.INTERVIEWER if found["asks"] or found["asks_too"] else SpeakerRole.RESPONDENT
    return None


def _other(label: str) -> tuple[SpeakerRole, Ground]:
    """Give the role of a label that says nothing, in a transcript whose interviewer is known."""
    if _NOT_IDENTIFIED.fullmatch(fold(label)):
        return SpeakerRole.UNKNOWN, Ground.NOTHING
    return SpeakerRole.RESPONDENT, Ground.OTHERS


_ENOUGH = 0.3  # of an interviewer's turns hold a question
_TWICE = 2
_NAMED = 10  # speakers named in one remark


def _guess(text: str, turns: Sequence[Turn]) -> str:
    """Find the one speaker who asks most and says least; where that is not plain, there is none."""
    asked, said, count = Counter[str](), Counter[str](), Counter[str]()
    for turn in turns:
        count[turn.speaker] += 1
        asked[turn.speaker] += text.count("?", turn.start, turn.end) > 0
        said[turn.speaker] += turn.end - turn.start
    by_questions = sorted(count, key=lambda label: (asked[label] / count[label], label), reverse=True)
    if len(by_questions) < _TWICE:
        return ""
    first, second = by_questions[:2]
    rate, next_rate = asked[first] / count[first], asked[second] / count[second]
    others = [label for label in count if label != first]
    brief = said[first] / count[first] < sum(said[o] for o in others) / sum(count[o] for o in others)
    plain = brief and asked[first] >= _TWICE and rate >= max(_ENOUGH, _TWICE * next_rate)
    return first if plain else ""


def _open(name: str, speakers: Sequence[Speaker]) -> tuple[Problem, ...]:
    """Tell what is still open: speakers of no known role, or a transcript in which nobody asks."""
    unknown = [speaker.label for speaker in speakers if speaker.role is SpeakerRole.UNKNOWN]
    if unknown:
        who = ", ".join(unknown[:_NAMED]) + (" and others" if len(unknown) > _NAMED else "")
        message = f"It is not known whether {who} asked or answered; such words are no evidence yet."
        return (warning(name, "", message, _cure(unknown[0])),)
    if all(speaker.role is SpeakerRole.RESPONDENT for speaker in speakers):
        message = "No interviewer was recognised; every turn counts as a respondent's."
        return (warning(name, "", message, _cure(speakers[0].label)),)
    return ()


def _cure(label: str) -> str:
    typed = f'"{label}"' if " " in label else label
    return _RELABEL.format(typed)
