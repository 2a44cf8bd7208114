"""The questions a reviewer holds a study to: COREQ's thirty-two items and the eighteen appraisal questions.

Sources: Tong, Sainsbury and Craig (2007), International Journal for Quality in Health Care 19(6), 349-357; Spencer,
Ritchie, Lewis and Dillon (2003), Quality in Qualitative Evaluation, Cabinet Office. Numbers, domains and topics are
theirs. `asks` puts a COREQ item into our own words; `write` tells the research team what only they can say.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Question:
    """One item: its number and domain, its topic, what a person has to write, and what it asks beyond its topic."""

    number: int
    domain: str
    topic: str
    write: str
    asks: str = ""


@dataclass(frozen=True, slots=True)
class Standard:
    """A list of questions, and the prefix under which study.yaml holds answers to them: `coreq_9`."""

    prefix: str
    title: str
    source: str
    questions: tuple[Question, ...]

    def key(self, question: Question) -> str:
        """Give the key of a person’s answer."""
        return f"{self.prefix}_{question.number}"

    def domains(self) -> str:
        """Say which numbers stand in which domain: `Research team and reflexivity: 1–8. Study design: 9–23.`."""
        numbers: dict[str, list[int]] = {}
        for question in self.questions:
            numbers.setdefault(question.domain, []).append(question.number)
        return " ".join(f"{domain}: {_stretch(found)}." for domain, found in numbers.items())


def _stretch(numbers: list[int]) -> str:
    return str(numbers[0]) if len(numbers) == 1 else f"{numbers[0]}–{numbers[-1]}"


def _numbered(*groups: tuple[str, tuple[tuple[str, ...], ...]]) -> tuple[Question, ...]:
    rows = [(domain, *row) for domain, found in groups for row in found]
    return tuple(Question(number, *row) for number, row in enumerate(rows, 1))


COREQ = Standard(
    "coreq",
    "COREQ: what a report of interviews should say",
    "Tong, A., Sainsbury, P. and Craig, J. (2007). Consolidated criteria for reporting qualitative research (COREQ): a "
    "32-item checklist for interviews and focus groups. International Journal for Quality in Health Care, 19(6), "
    "349–357. The guide questions are put in our own words.",
    _numbered(
        (
            "Research team and reflexivity",
            (
                ("Interviewer/facilitator", "who held the interviews", "Who held the interviews?"),
                ("Credentials", "the researchers’ qualifications", "What qualifications do the researchers hold?"),
                ("Occupation", "what work the researchers did at the time", "What work did they do at the time?"),
                ("Gender", "the researchers’ gender", "Of what gender are the researchers?"),
                (
                    "Experience and training",
                    "the researchers’ experience and training",
                    "What experience of this kind of work, and what training, did they bring?",
                ),
                (
                    "Relationship established",
                    "whether researchers and participants knew each other beforehand",
                    "Did researchers and participants know each other before the study began?",
                ),
                (
                    "Participant knowledge of the interviewer",
                    "what participants knew of the interviewer and of why the study was done",
                    "What had participants been told about the researcher and the reasons for the study?",
                ),
                (
                    "Interviewer characteristics",
                    "the interviewer’s assumptions, interests and possible biases",
                    "Which assumptions, interests or possible biases of the interviewer are declared?",
                ),
            ),
        ),
        (
            "Study design",
            (
                (
                    "Methodological orientation and theory",
                    "the methodology the study rests on, and why it suits the question",
                    "On which methodology does the study rest?",
                ),
                ("Sampling", "how participants were chosen, and why in this way", "How were participants chosen?"),
                ("Method of approach", "how participants were approached", "How were they approached?"),
                ("Sample size", "how many people took part", "How many people took part?"),
                (
                    "Non-participation",
                    "how many people declined or withdrew, and their reasons",
                    "How many declined or withdrew, and why?",
                ),
                (
                    "Setting of data collection",
                    "where the interviews were held",
                    "Where did the interviews take place?",
                ),
                (
                    "Presence of non-participants",
                    "whether anybody else was present at the interviews",
                    "Was anybody else there?",
                ),
                (
                    "Description of sample",
                    "the characteristics of the sample, with the dates of the interviews",
                    "Which characteristics of the sample matter?",
                ),
                (
                    "Interview guide",
                    "the interview guide, and whether it was piloted",
                    "Which questions or prompts were used, and were they piloted?",
                ),
                (
                    "Repeat interviews",
                    "whether anybody was interviewed more than once, and how often",
                    "Was anybody interviewed more than once?",
                ),
                (
                    "Audio/visual recording",
                    "whether and how the interviews were recorded",
                    "Were the interviews recorded, and how?",
                ),
                ("Field notes", "whether field notes were made, and when", "Were notes made during or after?"),
                ("Duration", "how long the interviews lasted", "How long did the interviews last?"),
                (
                    "Data saturation",
                    "whether saturation was considered, and how it was judged",
                    "Was saturation considered?",
                ),
                (
                    "Transcripts returned",
                    "whether transcripts went back to participants for comment or correction",
                    "Could participants read and correct their transcripts?",
                ),
            ),
        ),
        (
            "Analysis and findings",
            (
                ("Number of data coders", "how many people coded the material", "How many people coded?"),
                ("Description of the coding tree", "a description of the coding tree", "Is the coding tree described?"),
                (
                    "Derivation of themes",
                    "where the themes come from",
                    "Were the themes set beforehand, or did they come from the material?",
                ),
                ("Software", "any other software that was used", "Which software managed the data?"),
                (
                    "Participant checking",
                    "whether participants gave feedback on the findings",
                    "Did participants comment on the findings?",
                ),
                (
                    "Quotations presented",
                    "how quotations were chosen",
                    "Do quotations illustrate the findings, and can each speaker be told apart?",
                ),
                (
                    "Data and findings consistent",
                    "how far the findings agree with the material, and where they do not",
                    "Do the findings agree with the material shown?",
                ),
                ("Clarity of major themes", "what the major themes come to", "Are the major themes set out clearly?"),
                (
                    "Clarity of minor themes",
                    "the minor themes, and the cases that do not fit",
                    "Are minor themes and cases that differ discussed?",
                ),
            ),
        ),
    ),
)


QUALITY = Standard(
    "quality",
    "Quality in Qualitative Evaluation: eighteen appraisal questions",
    "Spencer, L., Ritchie, J., Lewis, J. and Dillon, L. (2003). Quality in Qualitative Evaluation: A framework for "
    "assessing research evidence. London: Cabinet Office.",
    _numbered(
        (
            "Findings",
            (
                ("How credible are the findings?", "why the findings can be believed, and what supports them"),
                (
                    "How has knowledge or understanding been extended by the research?",
                    "what is new, beside what was known before",
                ),
                (
                    "How well does the evaluation address its original aims and purpose?",
                    "the aims of the study, and how far the findings meet them",
                ),
                (
                    "Scope for drawing wider inference: how well is this explained?",
                    "what can be inferred beyond the people interviewed, and what cannot",
                ),
                (
                    "How clear is the basis of evaluative appraisal?",
                    "by which criteria judgements of the services or policy were reached",
                ),
            ),
        ),
        ("Design", (("How defensible is the research design?", "why this design was chosen, and its limits"),)),
        (
            "Sample",
            (
                (
                    "How well defended is the sample design or target selection of cases and documents?",
                    "why these areas and people were chosen",
                ),
                (
                    "Sample composition and case inclusion: how well is the eventual coverage described?",
                    "who is missing from the sample and why",
                ),
            ),
        ),
        (
            "Data collection",
            (
                (
                    "How well was the data collection carried out?",
                    "who held the interviews, how they were recorded and transcribed, and what this may have changed",
                ),
            ),
        ),
        (
            "Analysis",
            (
                (
                    "How well has the approach to, and formulation of, the analysis been conveyed?",
                    "how categories were formed from the charts",
                ),
                (
                    "Contexts of data sources: how well are they retained and portrayed?",
                    "the settings the interviews speak of, and what they mean for the findings",
                ),
                (
                    "How well has diversity of perspective and content been explored?",
                    "the cases that do not fit, and what they show",
                ),
                (
                    "How well has detail, depth and complexity of the data been conveyed?",
                    "what lies beneath what was said: meanings, links and contradictions",
                ),
            ),
        ),
        (
            "Reporting",
            (
                (
                    "How clear are the links between data, interpretation and conclusions?",
                    "how the conclusions follow from the findings",
                ),
                (
                    "How clear and coherent is the reporting?",
                    "for whom the report is written and what its structure follows",
                ),
            ),
        ),
        (
            "Reflexivity and neutrality",
            (
                (
                    (
                        "How clear are the assumptions, theoretical perspectives and values that have shaped the form "
                        "and output of the evaluation?"
                    ),
                    "the assumptions, perspectives and values behind the study, and how the team dealt with them",
                ),
            ),
        ),
        (
            "Ethics",
            (
                (
                    "What evidence is there of attention to ethical issues?",
                    "ethical review, consent, confidentiality and what was done to avoid harm",
                ),
            ),
        ),
        (
            "Auditability",
            (
                (
                    "How adequately has the research process been documented?",
                    "decisions that the study’s log does not hold",
                ),
            ),
        ),
    ),
)
