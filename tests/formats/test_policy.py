"""The stated policy: nothing is counted that it does not speak of."""

from __future__ import annotations

import re
from pathlib import Path

from framework_qa.formats import docx, odt, policy, rtf_terms
from framework_qa.formats.policy import POLICY

READERS = Path(policy.__file__).parent


def test_every_kind_of_thing_that_a_reader_counts_has_its_policy() -> None:
    counted = {*docx._SKIPPED.values(), *odt._SKIPPED.values(), *rtf_terms.COUNTED.values()}
    for source in READERS.glob("*.py"):
        text = source.read_text(encoding="utf-8")
        counted |= set(re.findall(r'(?:left_out|kept|hidden)\["([a-z ]+)"\]', text))
    assert len(counted) >= 15
    assert counted <= set(POLICY)


def test_the_policy_says_of_each_kind_what_is_done_and_why() -> None:
    assert list(POLICY) == sorted(POLICY)
    assert all(said.startswith(("left out", "read")) for said in POLICY.values())
