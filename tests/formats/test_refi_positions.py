"""How other tools count positions: each exporter's way comes back exactly, and a wrong one is refused."""

from __future__ import annotations

import random
import re
from dataclasses import dataclass

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from framework_qa.formats.refi.positions import (
    CODE_POINTS,
    CODE_UNITS,
    LEAST,
    MODELS,
    Mark,
    StoredText,
    _evidence,
    decode_stored,
    judge,
    preferred_model,
)
from framework_qa.model.project import Positions

WORDS = [
    "support",
    "was",
    "the",
    "café",
    "nai\u0308ve",
    "don't",
    "wait",
    "😀",
    "👩‍👩‍👧",
    "Łódź",
    "it",
    "and",
    "ashamed",
    "𝒳s",
    "well-known",
]
PIECES = st.sampled_from([*WORDS, ". ", "\n", "\n\n", " ", "\r", "\u2028", "I:", "「これは」", "אבג"])


@dataclass(frozen=True)
class Exporter:
    """How a tool writes a text, and counts in it."""

    origin: str
    line_end: str = "\n"
    mark: bytes = b""
    units: bool = False
    ends_count: int = 1

    @property
    def model(self) -> Positions:
        return Positions(CODE_UNITS if self.units else CODE_POINTS, self.ends_count)

    def stored(self, text: str) -> bytes:
        return self.mark + text.replace("\n", self.line_end).encode()

    def count(self, text: str) -> int:
        counted = text.replace("\n", "\r\n") if self.ends_count > 1 else text
        return len(counted.encode("utf-16-le")) // 2 if self.units else len(counted)

    def marks(self, text: str, spans: list[tuple[int, int]], *, named: bool) -> list[Mark]:
        return [
            Mark(self.count(text[:start]), self.count(text[:end]), text[start:end].replace("\n", " ") if named else "")
            for start, end in spans
        ]


EXPORTERS = (
    Exporter("NVivo for Windows 12.6", "\r\n", b"\xef\xbb\xbf", units=True, ends_count=2),
    Exporter("NVivo for Mac 15"),
    Exporter("qc 1.3.2"),
    Exporter("ATLAS.ti 9 Windows", "\r\n"),
    Exporter("QualCoder 3.8", mark=b"\xef\xbb\xbf"),
    Exporter("framework_qa 0.1"),
)
UNKNOWN = tuple(Exporter("Some tool", one.line_end, one.mark, one.units, one.ends_count) for one in EXPORTERS)


def interview(seed: int, words: int = 600) -> str:
    """A transcript with emoji, accents and combining marks in it, several lines to a turn."""
    draw = random.Random(seed)  # noqa: S311 - material for a test
    return "".join(draw.choice(WORDS) + draw.choice((" ", " ", " ", ". ", ", ", "\n")) for _ in range(words))


def coded(text: str, seed: int, count: int) -> list[tuple[int, int]]:
    """Selections from the beginning of a word to the end of one, as people make them."""
    draw = random.Random(seed)  # noqa: S311 - material for a test
    words = [match.span() for match in re.finditer(r"[^\s.,]+", text)]
    places = [draw.randrange(len(words)) for _ in range(count)]
    return [(words[place][0], words[min(place + draw.randrange(12), len(words) - 1)][1]) for place in places]


def found(exporter: Exporter, text: str, marks: list[Mark]) -> list[tuple[int, int]] | None:
    stored = StoredText(str(decode_stored(exporter.stored(text))[0]))
    (verdict,) = judge([(stored, marks)], exporter.origin)
    if not verdict.accepted:
        return None
    return [(verdict.ruler.place(mark.start), verdict.ruler.place(mark.end)) for mark in marks]


@pytest.mark.parametrize("named", [True, False])
@pytest.mark.parametrize("exporter", [*EXPORTERS, *UNKNOWN], ids=lambda one: f"{one.origin}, {one.model.unit}")
def test_positions_come_back_exactly_from_every_exporters_way_of_counting(exporter: Exporter, *, named: bool) -> None:
    for seed in range(20):
        text = interview(seed)
        spans = coded(text, seed, 40)
        assert found(exporter, text, exporter.marks(text, spans, named=named)) == spans


@given(st.lists(PIECES, min_size=3, max_size=60), st.sampled_from(EXPORTERS), st.data())
@settings(max_examples=150, deadline=None)
def test_every_place_of_any_text_is_found_again_by_its_own_model(
    pieces: list[str], exporter: Exporter, data: st.DataObject
) -> None:
    text = StoredText("".join(pieces)).text
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    stored = StoredText(str(decode_stored(exporter.stored(text))[0]))
    assert stored.text == text
    ruler = stored.ruler(exporter.model)
    counted = [exporter.count(text[:place]) for place in (start, end)]
    assert [ruler.place(place) for place in counted] == [start, end]
    assert not any(ruler.splits(place) for place in counted)


@pytest.mark.parametrize("exporter", EXPORTERS, ids=lambda one: one.origin)
def test_on_forty_selections_the_right_model_scores_over_99_percent_and_a_wrong_one_under_half(
    exporter: Exporter,
) -> None:
    text = interview(3, 3000)
    marks = exporter.marks(text, coded(text, 3, 40), named=False)
    stored = StoredText(str(decode_stored(exporter.stored(text))[0]))
    evidence = _evidence(stored, marks)
    right = MODELS.index(exporter.model)
    assert evidence.score(right) > 0.99
    places = [row.places[right] for row in evidence.rows]
    wrong = [place for place in range(len(MODELS)) if [row.places[place] for row in evidence.rows] != places]
    assert wrong
    assert all(evidence.score(model) < 0.5 for model in wrong)


@given(st.integers(0, 10_000), st.sampled_from(EXPORTERS))
@settings(max_examples=40, deadline=None)
def test_a_source_coded_on_another_text_is_refused(seed: int, exporter: Exporter) -> None:
    text, other = interview(seed), interview(seed + 1)
    marks = exporter.marks(text, coded(text, seed, 60), named=False)
    assert found(exporter, other[: len(text)], marks) is None


@pytest.mark.parametrize("exporter", EXPORTERS, ids=lambda one: one.origin)
def test_what_a_tool_is_known_to_write_is_believed_on_a_single_selection(exporter: Exporter) -> None:
    text = interview(5)
    span = coded(text, 9, 1)
    assert found(exporter, text, exporter.marks(text, span, named=False)) == span


@pytest.mark.parametrize("exporter", EXPORTERS, ids=lambda one: one.origin)
def test_what_we_wrote_in_any_tools_way_is_believed_by_the_words_that_name_it(exporter: Exporter) -> None:
    ours = Exporter("framework_qa 0.1", exporter.line_end, exporter.mark, exporter.units, exporter.ends_count)
    text = "I: Hm?\nR: Né 🐈 so it was.\n\nR: 😀😀 end of it"
    spans = [(10, 12), (18, 20), (34, 36)]
    marks = ours.marks(text, spans, named=True)
    assert found(ours, text, marks) == spans
    (verdict,) = judge([(StoredText("Plain words"), [Mark(0, 3, "Pla")])], ours.origin)
    assert verdict.positions == Positions(CODE_POINTS, 1)


def test_a_single_unnamed_selection_of_an_unknown_tool_is_refused_where_models_differ() -> None:
    exporter, text = UNKNOWN[0], interview(5)
    spans = [span for span in coded(text, 9, 9) if span[0] > 300]
    assert found(exporter, text, exporter.marks(text, spans[:1], named=False)) is None
    assert found(exporter, text, exporter.marks(text, spans[:1], named=True)) == spans[:1]
    assert found(exporter, text, exporter.marks(text, spans, named=False)) == spans


def test_a_known_tool_that_counts_otherwise_is_overruled_by_the_evidence() -> None:
    text = interview(6)
    spans = coded(text, 6, 30)
    new = Exporter("ATLAS.ti 25 Windows", "\r\n", units=True, ends_count=2)
    assert found(new, text, new.marks(text, spans, named=False)) == spans


def test_one_late_emoji_is_enough_to_choose_between_code_points_and_code_units() -> None:
    text = "word here and there " * 200 + "😀 " + "after that there is more to say " * 3
    spans = [*coded(text[:3900], 1, 200), *((match.start(), match.end()) for match in re.finditer("after", text))]
    exporter = Exporter("NVivo for Mac 15", units=True)
    assert found(exporter, text, exporter.marks(text, spans, named=True)) == spans
    unnamed = found(exporter, text, exporter.marks(text, spans, named=False))
    assert unnamed in (None, spans)  # three selections tell: either way, none is shifted


def test_a_few_late_selections_that_no_model_fits_are_not_carried_by_the_many_before_them() -> None:
    text = "word here and there " * 200 + "😀 " + "afterwards there is more " * 3
    early = coded(text[:3900], 1, 50)
    exporter = Exporter("NVivo for Mac 15")
    late = [(text.index("afterwards") + 3, text.index("afterwards") + 7)]
    assert found(exporter, text, exporter.marks(text, [*early, *late], named=False)) is None
    untidy = [(text.index("afterwards") + 3, text.index("afterwards") + 10)]
    assert found(exporter, text, exporter.marks(text, [*early, *untidy], named=False)) == [*early, *untidy]


def test_the_model_is_one_for_all_sources_and_each_is_checked_by_it() -> None:
    exporter = EXPORTERS[0]
    texts = [interview(seed) for seed in range(3)]
    sources = [
        (
            StoredText(str(decode_stored(exporter.stored(text))[0])),
            exporter.marks(text, coded(text, 1, 30), named=False),
        )
        for text in texts
    ]
    broken = [(sources[0][0], sources[1][1]), *sources[1:]]
    verdicts = judge(broken, "Some tool")
    assert [verdict.accepted for verdict in verdicts] == [False, True, True]
    assert {(verdict.positions.unit, verdict.positions.line_end) for verdict in verdicts} == {(CODE_UNITS, 2)}
    assert "no way of counting positions fits its text" in verdicts[0].why


def test_line_ends_that_count_two_where_the_text_has_only_lf_are_found_out() -> None:
    text = interview(8)
    spans = coded(text, 8, 40)
    exporter = Exporter("Some tool", "\n", ends_count=2)
    assert found(exporter, text, exporter.marks(text, spans, named=False)) == spans


def test_texts_without_spaces_between_words_are_no_evidence_against_a_model() -> None:
    text = "これは長い会話です。\nはい、そうです。\n" * 20
    spans = [(place, place + 5) for place in range(0, 300, 7)]
    spans = [(start, end) for start, end in spans if not text[start].isspace()]
    assert found(EXPORTERS[3], text, EXPORTERS[3].marks(text, spans, named=False)) == spans


def test_a_selection_inside_a_word_an_accent_or_a_space_costs_its_source_points() -> None:
    stored = StoredText("one e\u0301t two")
    scores = [
        judge([(stored, [Mark(*place)])], "")[0].positions.score
        for place in ((0, 3), (1, 3), (3, 7), (0, 5), (4, 7), (5, 7), (0, 99), (5, 5))
    ]
    assert scores == [1.0, 0.5, 0.5, 0.5, 1.0, 0.5, 0.0, 0.0]


@pytest.mark.parametrize(
    ("data", "text", "told"),
    [
        (b"\xef\xbb\xbfa\r\nb", "a\r\nb", ""),
        ("né".encode("utf-16"), "né", ""),
        (b"\xfe\xff\x00a\x00b", "ab", ""),
        ("I: né so".encode("utf-16-le"), "I: né so", "UTF-16"),
        ("I: né so".encode("utf-16-be"), "I: né so", "UTF-16"),
        ("£5 né".encode("cp1252"), "£5 né", "Windows-1252"),
        (b"\xff\xfea", None, ""),
        (b"\x81\x8d\xff", None, ""),
        (b"a\x00b", None, ""),
        (b"", "", ""),
    ],
)
def test_stored_bytes_are_decoded_with_their_line_ends_and_what_was_assumed_is_told(
    data: bytes, text: str | None, told: str
) -> None:
    decoded, assumed = decode_stored(data)
    assert decoded == text
    assert told in assumed
    assert bool(assumed) == bool(told)


def test_the_exporters_of_the_table_have_their_own_model_and_others_none() -> None:
    assert [preferred_model(one.origin) for one in EXPORTERS] == [one.model for one in EXPORTERS]
    assert preferred_model("MAXQDA 24") is None
    assert LEAST == 0.75
