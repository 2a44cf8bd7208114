"""The suggestions are those that plain spaCy finds, tokenising everything."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from language_material import ROOT, SHIPPED, codebook, shipped, subtheme, transcript
from plain_spacy import judge

from framework_qa.language.rules import compile_rules
from framework_qa.language.suggest import suggest
from framework_qa.model.codebook import Codebook, Near, Rules, Unit

SAMPLES = ROOT / ".." / "shared" / "samples" / "transcripts" / "markdown"
OURS = ROOT / "transcripts_sample" / "transcripts"

ENTRIES = [
    *(
        "parent",
        "ashamed of",
        "wash dirty linen",
        "short-term",
        "waiting list",
        "can't get",
        "children's centre",
        "it's",
    ),
    *(
        "organise",
        "co",
        "etc",
        "a&e",
        "24/7",
        "10am",
        "did",
        "not",
        "no",
        "do not",
        "no. 10",
        "yes, but",
        "£5",
        "I",
        "am",
    ),
    *(
        "art",
        "dads' group",
        "16 year old",
        "day to day",
        "parent parent",
        "a.m.",
        "crèche",
        "well-being",
        "going to",
        "e.g.",
    ),
]
PATTERNS = [
    ({"LOWER": "parents"},),
    ({"LEMMA": "wash"}, {"OP": "?"}, {"LOWER": "linen"}),
    ({"ORTH": "£"}, {"LIKE_NUM": True}),
    ({"LOWER": "did"}, {"LOWER": "n't"}),
    ({"IS_DIGIT": True, "OP": "+"},),
    ({"LOWER": "not", "OP": "!"}, {"LOWER": "art"}),
]
PIECES = [
    *(
        "parent",
        "Parents",
        "PARENT",
        "parents'",
        "parent’s",
        "ashamed",
        "of",
        "washing",
        "dirty",
        "linen",
        "short",
        "term",
    ),
    *(
        "waiting",
        "Waited",
        "list",
        "lists",
        "can't",
        "CAN’T",
        "cannot",
        "cant",
        "get",
        "got",
        "children's",
        "childrens",
    ),
    *(
        "centers",
        "organized",
        "co",
        "co.",
        "etc.",
        "A&E",
        "24/7",
        "10am",
        "did",
        "didn't",
        "don't",
        "do",
        "not",
        "no",
        "No.",
    ),
    *(
        "10",
        "yes",
        "but",
        "£5",
        "I",
        "I'm",
        "am",
        "art",
        "start",
        "dads",
        "group",
        "16",
        "year",
        "old",
        "day",
        "to",
        "a.m.",
    ),
    *(
        "p.m.",
        "crèche",
        "cre\u0300che",
        "wellbeing",
        "well",
        "being",
        "gonna",
        "e.g.",
        "Mr.",
        "J.",
        "xyz",
        "it's",
        "it",
        "'s",
    ),
    *(
        ":)",
        "8)",
        ">:(",
        "o.O",
        "http://a-b.org/parent",
        "parent@x.org",
        "#parents",
        "…",
        "(",
        ")",
        "“",
        "”",
        "'",
        "*",
        "_",
        "[",
    ),
]
GLUE = [
    *([" "] * 8),
    "-",
    "‑",
    "–",
    "\n",
    "  ",
    "\n\n",
    ", ",
    ". ",
    "? ",
    "! ",
    "... ",
    " - ",
    "/",
    "",
    "-\n",
    "—",
    ".",
    "’ ",
    "¶ ",
]

texts = st.lists(st.tuples(st.sampled_from(PIECES), st.sampled_from(GLUE)), min_size=1, max_size=30).map(
    lambda pairs: "".join(piece + glue for piece, glue in pairs).strip() or "x"
)
entries = st.lists(st.sampled_from(ENTRIES), max_size=4, unique=True).map(tuple)
nears = st.builds(
    Near, st.lists(st.sampled_from(ENTRIES[:20]), min_size=2, max_size=3, unique=True).map(tuple), st.integers(5, 9)
)
subthemes = st.builds(
    lambda any_, near, never, unit: (Rules(any_, tuple(near), never), unit),
    entries,
    st.lists(nears, max_size=2),
    entries,
    st.sampled_from(Unit),
)


def same(book: Codebook, *turns: str) -> int:
    text = transcript(*turns)
    found = suggest(compile_rules(book), text)
    assert found == judge(book, text)
    return len(found)


@settings(max_examples=400, deadline=None)
@given(st.lists(subthemes, min_size=1, max_size=3), st.lists(texts, min_size=1, max_size=3))
def test_phrases_fire_as_by_plain_spacy(rules: list[tuple[Rules, Unit]], turns: list[str]) -> None:
    same(codebook(*(subtheme(rule, n, unit=unit) for n, (rule, unit) in enumerate(rules, 1))), *turns)


@settings(max_examples=200, deadline=None)
@given(st.lists(st.sampled_from(PATTERNS), min_size=1, max_size=3, unique_by=str), entries, texts)
def test_token_patterns_fire_as_by_plain_spacy(patterns: list, never: tuple[str, ...], text: str) -> None:  # type: ignore[type-arg]
    same(codebook(Rules(never=never, patterns=tuple(patterns))), " ".join(text.split()))


def paragraphs(path: Path) -> list[str]:
    text = path.read_bytes().decode("utf-8-sig", errors="replace").replace("\r\n", "\n")
    return [part.strip() for part in re.split(r"\n\s*\n", text) if part.strip()]


def written(folder: Path) -> list[Path]:
    return [path for path in sorted(folder.glob("*")) if path.suffix in (".md", ".txt") and path.stem.islower()] + [
        path for path in sorted(folder.glob("*-*")) if path.suffix in (".md", ".txt", ".vtt", ".srt")
    ]


@pytest.mark.skipif(not SHIPPED.exists(), reason="the shipped codebook is not here")
@pytest.mark.parametrize("path", [*written(SAMPLES), *written(OURS)], ids=lambda path: path.name)
def test_real_interviews_give_what_plain_spacy_finds(path: Path) -> None:
    assert same(shipped(), *paragraphs(path)) > 0
