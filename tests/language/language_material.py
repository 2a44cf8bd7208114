"""Codebooks and transcripts for these tests, made by hand from what a researcher would type."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from framework_qa.model.codebook import Codebook, Near, Rules, Subtheme, SubthemeStatus, Theme, Unit
from framework_qa.model.ids import CaseId, Code, TranscriptId
from framework_qa.model.text import Speaker, SpeakerRole, Transcript, Turn

ROOT = Path(__file__).resolve().parents[2]
SHIPPED = ROOT / "codebooks" / "relationship_support.yaml"
SPEAKERS = (
    Speaker("I", SpeakerRole.INTERVIEWER),
    Speaker("R", SpeakerRole.RESPONDENT),
    Speaker("?", SpeakerRole.UNKNOWN),
)


def subtheme(rules: Rules, number: int = 1, **more: Any) -> Subtheme:
    return Subtheme(f"1.{number}", Code(f"t.s{number}"), "Label", "Definition", rules=rules, **more)


def codebook(*rules: Rules | Subtheme) -> Codebook:
    subs = tuple(r if isinstance(r, Subtheme) else subtheme(r, n) for n, r in enumerate(rules, 1))
    return Codebook("test", 1, (Theme("1", Code("t"), "Theme", "Definition", subs),))


def transcript(*turns: str, speaker: str = "R") -> Transcript:
    """Make a transcript of one turn a text; a text with `I: ` or `?: ` before it is that speaker's."""
    text, made = "", []
    for number, typed in enumerate(turns, 1):
        label = typed[0] if typed[:3] in ("I: ", "?: ") else speaker
        lead = f"{label}: "
        words = typed.removeprefix(lead)
        made.append(Turn(number, label, len(text) + len(lead), len(text) + len(lead) + len(words)))
        text += lead + words + "\n\n"
    return Transcript(TranscriptId("0" * 64), CaseId("A1-P01"), "a.txt", text, SPEAKERS, tuple(made))


def shipped() -> Codebook:
    from ruamel.yaml import YAML

    data = YAML(typ="safe").load(SHIPPED.read_text(encoding="utf-8"))
    branches = [theme for key in ("themes", "values") for theme in data.get(key) or ()]
    return Codebook(data["codebook"], data["version"], tuple(map(_theme, branches)))


def _theme(data: dict[str, Any]) -> Theme:
    subs = tuple(map(_subtheme, data.get("subthemes") or ()))
    return Theme(str(data["number"]), Code(data["code"]), data["label"], data.get("definition", ""), subs)


def _subtheme(data: dict[str, Any]) -> Subtheme:
    rules = data.get("rules") or {}
    return Subtheme(
        str(data["number"]),
        Code(data["code"]),
        data["label"],
        data.get("definition", ""),
        status=SubthemeStatus(data.get("status", "live")),
        unit=Unit(data.get("unit", "sentence")),
        rules=Rules(
            tuple(map(str, rules.get("any") or ())),
            tuple(Near(tuple(map(str, near["words"])), near["within"]) for near in rules.get("all_near") or ()),
            tuple(map(str, rules.get("not") or ())),
            tuple(tuple(pattern) for pattern in rules.get("patterns") or ()),
        ),
    )
