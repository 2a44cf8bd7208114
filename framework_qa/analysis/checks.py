"""The numbered checks behind `verify`: what each looks for and what to do. A number is given once and never reused.

    F1xx  transcripts and the files they came from
    F2xx  spans and codings
    F3xx  codebook, cases and attributes
    F4xx  cells and syntheses
    F5xx  the log and the study file

`docs/verify.md` explains each. Checks that need the disk or the database are carried out by the rooms that own those.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that `verify` looks for: its number, the fault in a sentence, and the cure."""

    number: str
    title: str
    cure: str


@dataclass(frozen=True, slots=True)
class Finding:
    """One fault found: which check, the id of what is at fault, and a sentence that repeats nobody's words."""

    check: Check
    subject: str
    message: str


RESTORE = "Restore a backup; the study file was changed by something other than this toolkit."

CHECKS: tuple[Check, ...] = (
    Check("F101", "A transcript's text is not what was brought in", "Restore a backup; a transcript never changes."),
    Check("F102", "A source file has changed since it was brought in", "Put the old file back, or ingest the new one."),
    Check("F103", "A source file is missing", "Put the file back where it was; the study itself needs nothing."),
    Check("F104", "A file lies among the transcripts and is not in the study", "Ingest it, or move it elsewhere."),
    Check("F105", "Turns overlap, leave the text, or are misnumbered", "Restore a backup, or ingest the file again."),
    Check("F106", "The same transcript stands in two cases", "Find out whose interview it is and take the other out."),
    Check(
        "F107",
        "A source file, read again, gives other words or leaves out something else",
        "Ingest it into a new study and compare the two; the toolkit may read it better now.",
    ),
    Check("F201", "A span's words are not those that were marked", RESTORE),
    Check("F202", "A span lies outside its turn", RESTORE),
    Check("F203", "Words that are not a respondent's are evidence", "Withdraw the coding, or correct who speaks."),
    Check("F204", "A coding's span is missing", RESTORE),
    Check("F205", "A span is coded twice with the same subtheme", "Withdraw one of the two codings."),
    Check("F206", "A coding was made under a codebook version that is missing", RESTORE),
    Check("F207", "A coding was made on a subtheme already retired", "Reject or withdraw it, and code the span anew."),
    Check("F208", "A coding's case is missing", RESTORE),
    Check("F209", "A coding's subtheme is not in the codebook", "Put the subtheme back, or withdraw the coding."),
    Check("F210", "A span's transcript is missing", RESTORE),
    Check("F211", "A coding marks words of another case", RESTORE),
    Check("F212", "A coding by rule does not say what fired", "Withdraw the coding and index again."),
    Check("F213", "A coding made by hand stands as a suggestion", "Accept it or reject it."),
    Check(
        "F214",
        "A starred quote is missing, or no coding counts on it",
        "Accept one of its codings again, or take the star off with `quotes unstar`.",
    ),
    Check("F301", "A code or number stands twice in the codebook", "Give each its own and apply the codebook again."),
    Check("F302", "A case has a level that its attribute does not have", "Correct the case, or add the level."),
    Check("F303", "A case lacks a required attribute", "Fill the attribute in, or make it not required."),
    Check("F304", "A case has cells, but no transcript", "Ingest its transcript, or undo what was charted."),
    Check("F305", "A transcript belongs to no case", "Add the case to the case list."),
    Check("F306", "The codebook's `asked_of` names what the study does not have", "Correct `asked_of`."),
    Check("F307", "A case has an attribute that the study does not have", "Add it to study.yaml, or drop it."),
    Check("F308", "`not_asked` names what the study does not have", "Correct `not_asked` in study.yaml."),
    Check("F309", "The sample design names what the study does not have", "Correct the sample in study.yaml."),
    Check("F401", "A cell's case is missing", RESTORE),
    Check("F402", "A cell's subtheme is on no chart", "Put the subtheme back, or chart the cell elsewhere."),
    Check("F403", "A cell says nothing was said where the topic was not asked", "Set it to `not asked`."),
    Check(
        "F404",
        "A cell says that nothing was said, or not asked, and has extracts",
        "Chart the extracts, or withdraw their codings.",
    ),
    Check("F405", "A cell says not asked where the topic was", "Correct the status, or say why in a comment."),
    Check("F406", "A charted cell holds no words", "Chart it, or set the status that says why it is silent."),
    Check("F407", "A silent cell holds an account of what was said", "Set it to `charted`, or keep comments only."),
    Check("F408", "A summary or quote in a cell cites nothing", "Chart the cell again and cite the spans it rests on."),
    Check(
        "F409",
        "A quote in a cell differs from its span",
        "Quote exactly; ... for words left out, [own words].",
    ),
    Check("F410", "A cell cites another case's words", "Chart the cell again from its own case."),
    Check("F411", "A cell cites a span that is missing", "Chart the cell again and cite spans that are there."),
    Check("F412", "A cell is stale", "Read its extracts again: chart it anew, or say `chart holds`."),
    Check("F413", "A cell was written under a codebook version that is missing", RESTORE),
    Check("F414", "A synthesis cites a cell that is missing", "Write the synthesis again from cells that are there."),
    Check(
        "F415",
        "A synthesis cites a cell outside its group or its theme",
        "Write the synthesis again from the group's own cells.",
    ),
    Check(
        "F416",
        "A statement of a synthesis rests on no cell",
        "Write the synthesis again and cite the cells it rests on.",
    ),
    Check(
        "F417",
        "A synthesis is stale",
        "Read the cells of the group again: write it anew, or say `chart holds`.",
    ),
    Check(
        "F418",
        "A synthesis is of a group or a theme that the study does not have",
        "Put the level, the attribute, the theme or the subtheme back, or undo what took it away.",
    ),
    Check("F419", "A text waits beside the one that stands", "See both with `chart conflicts`; use `chart settle`."),
    Check(
        "F420",
        "A text waits for a place that the study does not have",
        "Put the case, the group, the theme or the subtheme back, then settle it; or undo what took it away.",
    ),
    Check("F421", "A cell's second reader is its writer", "Let another person read it with `chart read`."),
    Check("F422", "A second reading is of a cell that is missing", RESTORE),
    Check(
        "F423",
        "An extract that is not used is missing, another case's, or cited",
        "Take the decision back with `chart not-used --undo`, or the reference out of the cell.",
    ),
    Check("F501", "The chain of events is broken", RESTORE),
    Check("F502", "The log, replayed, gives another study", RESTORE),
    Check("F503", "The study file is damaged", "Restore a backup."),
    Check("F504", "Others may read the study", "Take the rights of others away: files 0600, folders 0700."),
)

_BY_NUMBER = {check.number: check for check in CHECKS}


def check(number: str) -> Check:
    """Give the check of this number."""
    return _BY_NUMBER[number]
