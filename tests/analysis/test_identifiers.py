"""Direct identifiers are found by their form, and what ties names to cases by what it is called."""

from __future__ import annotations

import pytest

from framework_qa.analysis.identifiers import KINDS, is_named_like_a_key, ties_names_to_cases


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        ("Write to j.smith+work@council.example.org, she said.", "e-mail address"),
        ("It is on https://example.org/parents", "web address"),
        ("Look at www.example.org", "web address"),
        ("My number is 020 7946 0018.", "telephone number"),
        ("Ring 07700 900123 after six", "telephone number"),
        ("+44 7700 900 123", "telephone number"),
        ("We moved to SW1A 1AA.", "postcode"),
        ("It says QQ 12 34 56 C on the card", ""),
        ("It says AB 12 34 56 C on the card", "National Insurance number"),
        ("In 2017 we saw 1,204 families in 38 centres.", ""),
        ("From 10.30 to 11.45, room B12, form P45 and form A4.", ""),
        ("Between 2010 and 2015-2016 it was 0.4 or 0.25 of a post.", ""),
        ("12345678901234567890", ""),
    ],
)
def test_what_has_the_form_of_an_identifier_is_found_and_nothing_else(said: str, kind: str) -> None:
    assert [name for name, pattern in KINDS.items() if pattern.search(said)] == ([kind] if kind else [])


@pytest.mark.parametrize(
    "name",
    ["pseudonyms.xlsx", "Real names.csv", "linking_key.csv", "anonymisation log.xlsx", "contact-list.csv",
     "participant key.txt", "Consent forms.pdf"],
)  # fmt: skip
def test_a_file_that_is_called_a_key_is_one(name: str) -> None:
    assert is_named_like_a_key(name)


@pytest.mark.parametrize("name", ["key_findings.csv", "codebook.csv", "A1-P01.docx", "cases.csv", "monkeys.txt"])
def test_a_file_that_only_sounds_like_a_key_is_none(name: str) -> None:
    assert not is_named_like_a_key(name)


@pytest.mark.parametrize(
    ("headings", "ties"),
    [
        (("Case", "Real name"), True),
        (("participant name", "Pseudonym"), True),
        (("ID", "Surname", "Phone number"), True),
        (("case_id", "area", "role", "transcript"), False),
        (("Name", "Folder", "Description"), False),
        (("time", "speaker", "words"), False),
        (("Participant",), False),
    ],
)
def test_a_table_with_names_beside_cases_ties_them(headings: tuple[str, ...], *, ties: bool) -> None:
    assert ties_names_to_cases(headings) is ties
