"""A DocBin opens in spaCy with the words, the spans and what is known of them."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from spacy.lang.en import English
from spacy.tokens import DocBin

from framework_qa.language.docbin import SPANS, Labelled, doc_bin


@st.composite
def labelled(draw: st.DrawFn) -> Labelled:
    words = "a" + draw(st.text(alphabet="ab é🐈'-.,\n ", max_size=40))
    said = [place for place, character in enumerate(words) if not character.isspace()]  # no coding marks white space
    places = st.sampled_from(said)
    stretches = st.tuples(places, places).map(lambda ends: (min(ends), max(ends) + 1))
    found = draw(st.lists(stretches, max_size=5))
    labels = tuple((start, end, f"theme.{n}", f"A1.c{n}") for n, (start, end) in enumerate(found))
    return Labelled(words, labels, {"case": "A1", "turn": 3})


@given(st.lists(labelled(), max_size=4))
def test_every_span_comes_back_whole_and_exact_in_its_notes(turns: list[Labelled]) -> None:
    written = doc_bin(turns)
    nlp = English()
    docs = list(DocBin(store_user_data=True).from_bytes(written.data).get_docs(nlp.vocab))
    assert (written.documents, written.spans) == (len(turns), sum(len(turn.labels) for turn in turns))
    for doc, turn in zip(docs, turns, strict=True):
        assert doc.text == turn.words
        assert doc.user_data["case"] == "A1"
        assert [tuple(label) for label in doc.user_data["exact"]] == list(turn.labels)
        for span, (start, end, label, identifier) in zip(doc.spans[SPANS], turn.labels, strict=True):
            assert span.start_char <= start < end <= span.end_char
            assert (span.label_, span.id_) == (label, identifier)


def test_spans_that_cut_a_token_are_counted() -> None:
    written = doc_bin([Labelled("waiting list", ((0, 7, "a", "1"), (0, 4, "a", "2")), {})])
    assert (written.spans, written.widened) == (2, 1)
