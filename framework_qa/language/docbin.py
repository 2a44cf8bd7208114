"""Coded turns as spaCy's own file, a DocBin: a document a turn, its codings as spans labelled with their codes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from framework_qa.language.pipeline import english

SPANS = "framework"  # the key of the span group


@dataclass(frozen=True, slots=True)
class Labelled:
    """Words with their labels: (start, end, label, id) in code points, and what is known of them."""

    words: str
    labels: tuple[tuple[int, int, str, str], ...]
    about: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class DocBinFile:
    """The bytes of the file; `widened` counts spans that begin or end inside a token, which spaCy cannot."""

    data: bytes
    documents: int
    spans: int
    widened: int


def doc_bin(turns: Iterable[Labelled]) -> DocBinFile:
    """Put turns into a DocBin: `doc.spans["framework"]`, each span with its id, and `doc.user_data` about the turn.

    A span that begins or ends inside a token is widened to whole tokens; `user_data["exact"]` holds every span's own
    (start, end, label, id).
    """
    from spacy.tokens import DocBin, SpanGroup

    found = DocBin(attrs=(), store_user_data=True)
    spans = widened = 0
    for turn in turns:
        doc = english().make_doc(turn.words)
        marked = [
            doc.char_span(start, end, label=label, span_id=identifier, alignment_mode="expand")
            for start, end, label, identifier in turn.labels
        ]
        exact = (doc.char_span(start, end) for start, end, _label, _id in turn.labels)
        widened += sum(span is None for span in exact)
        spans += len(marked)
        doc.spans[SPANS] = SpanGroup(doc, name=SPANS, spans=marked)
        doc.user_data = {**turn.about, "exact": [list(label) for label in turn.labels]}
        found.add(doc)
    return DocBinFile(found.to_bytes(), len(found), spans, widened)
