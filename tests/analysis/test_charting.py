from __future__ import annotations

import pytest
from sound_studies import CODEBOOK, sound_study

from framework_qa.analysis.charting import write_cell
from framework_qa.model.chart import Status

TRUST = CODEBOOK.themes[0].subthemes[0]
WAITING = CODEBOOK.themes[1].subthemes[0]
TOLD = [
    # what was typed, where the fault is, what is said
    ("They see it so [q1]; and they wait", "character 22", "this summary cites no quote"),
    ("They wait [q1, q77]", "character 16", "A1-P01.q77 is not in the study"),
    ("They wait q77 [ q77 ]", "character 17", "A1-P01.q77 is not in the study"),
    ("They wait [¶2]; others [A2-P01.q1]", "character 25", "A2-P01.q1 is a quote of A2-P01, not of A1-P01"),
    ('They wait [q1]; "They never wait" [q1]', "character 17", "the words in quotation marks are not the words"),
    ("They wait [q1]. [R: see [q2]]", "character 25", "a comment cites a quote"),
    ("They wait [¶2]. [R: see [A1-P01.q2, q1]]", "character 25", "a comment cites a quote"),
    ("They wait [q1]. [R: the centre as TIED to social]", "character 17", "a comment holds words of an extract"),
]


@pytest.mark.parametrize(("text", "where", "told"), TOLD)
def test_a_fault_is_told_at_its_character(text: str, where: str, told: str) -> None:
    study = sound_study()
    cell, problems = write_cell(study, study.cases[0], TRUST, text)
    assert cell is None
    assert [(problem.path, problem.place) for problem in problems] == [("A1-P01:4.1", where)]
    assert problems[0].message.startswith(told)


@pytest.mark.parametrize(
    "comment",
    [
        "cf 4.2",
        "stigma by setting, cf [4.2]",
        "as tied to social ... work",
        "q2 says more",
        "see [¶2]",
        "[q2x] is no quote",
    ],
)
def test_a_comment_in_ones_own_words_is_no_evidence(comment: str) -> None:
    study = sound_study()
    assert write_cell(study, study.cases[0], TRUST, f"They wait [q1]. [R: {comment}]")[1] == ()


def test_nothing_said_is_only_for_what_was_asked() -> None:
    study = sound_study()
    cell, problems = write_cell(study, study.cases[1], WAITING, "", Status.NOTHING_SAID)
    assert cell is None
    assert [problem.message for problem in problems] == ["nothing said is only for what was asked of the case"]


def test_a_cell_rests_on_its_own_codings_and_on_those_of_what_it_cites_from_elsewhere() -> None:
    study = sound_study()
    cell, _ = write_cell(study, study.cases[0], TRUST, "They are ashamed, and wait [q1, q2, q3]")
    assert cell is not None
    assert cell.basis == ("A1-P01.c1", "A1-P01.c2", "A1-P01.c4", "A1-P01.c5")
