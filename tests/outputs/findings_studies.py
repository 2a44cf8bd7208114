"""The model study by its attributes, a small one with values, and studies coded at random, for the findings tables."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import studies
from hypothesis import strategies as st

from framework_qa.model.codebook import Branch, Codebook, Subtheme, Theme
from framework_qa.model.coding import Decision
from framework_qa.model.ids import CaseId, Code
from framework_qa.model.people import Attribute, AttributeRole, Case, Level, SampleDesign, Target
from framework_qa.model.study import Publication, Settings, Study
from framework_qa.outputs.delimited import to_csv
from framework_qa.outputs.markdown import to_markdown
from framework_qa.outputs.table import Table

GOLDEN = Path(__file__).resolve().parent / "golden"


def same_as_golden(found: Table, name: str) -> bool:
    """Compare a table with the deliverable a researcher would open, Markdown or CSV by the file's ending."""
    printed = to_csv(found) if name.endswith(".csv") else to_markdown(found)
    expected = (GOLDEN / name).read_bytes().decode("utf-8")
    assert printed == expected
    return True


# -- the study we are modelled on: 46 interviews, 8 national and 38 in five areas

AREAS = ("area_1", "area_2", "area_3", "area_4", "area_5")
ACHIEVED = {
    "national": (8, 0),
    "area_1": (2, 6),
    "area_2": (2, 4),
    "area_3": (1, 3),
    "area_4": (3, 6),
    "area_5": (2, 9),
}
DEPRIVATION = dict(zip(AREAS, ("high", "high", "middle", "middle", "low"), strict=True))
RURALITY = dict(zip(AREAS, ("urban", "mixed", "urban", "mixed", "rural"), strict=True))
LOCAL_TYPES = (
    ("children_services", "Children's services", 2),
    ("commissioning", "Clinical commissioning group / public health", 3),
    ("health_visitor", "Health visitor", 2),
    ("early_intervention", "Early intervention", 3),
    ("parenting", "Parenting programmes", 3),
    ("centres", "Children's centres", 3),
    ("family_support", "Troubled families / family support", 10),
    ("counsellor", "Counsellor / therapist / psychologist", 4),
    ("mediation", "Mediation / family justice", 4),
    ("relationship", "Relationship support", 4),
    ("domestic_abuse", "Domestic abuse services", 0),
    ("advice", "Advice services", 0),
)
TARGETS = tuple(
    Target(area, role, *bounds) for area in AREAS for role, bounds in (("stakeholder", (2, 3)), ("provider", (6, 7)))
)
MODEL_SETTINGS = Settings(
    "Support for parents' relationships",
    (
        Attribute(
            "area",
            "Case study area",
            AttributeRole.GROUP,
            (
                Level("national", "National stakeholders"),
                *(Level(a, a.replace("area_", "Case study area ")) for a in AREAS),
            ),
        ),
        Attribute(
            "role",
            "Role",
            AttributeRole.SAMPLE,
            (Level("stakeholder", "Stakeholders"), Level("provider", "Providers")),
        ),
        Attribute(
            "type",
            "Respondent type",
            AttributeRole.LABEL,
            (Level("national", "National stakeholder"), *(Level(code, label) for code, label, _ in LOCAL_TYPES)),
        ),
        Attribute(
            "deprivation",
            "Child income deprivation",
            AttributeRole.OTHER,
            (Level("high", "25% or above"), Level("middle", "15-24%"), Level("low", "Under 15%")),
        ),
        Attribute(
            "rurality",
            "Rurality",
            AttributeRole.OTHER,
            (
                Level("urban", "Predominantly urban"),
                Level("mixed", "Urban with significant rural"),
                Level("rural", "Predominantly rural"),
            ),
        ),
    ),
    SampleDesign("area", "role", TARGETS, (("national", "provider"),), 50),
)
LOCAL = f"area={','.join(AREAS)}"


def model_study(*, covered: bool = False) -> Study:
    """Give the 46 cases of the model study by their attributes alone."""
    types = iter([code for code, _, number in LOCAL_TYPES for _ in range(number)])
    cases = []
    for area, numbers in ACHIEVED.items():
        for role, number in zip(("stakeholder", "provider"), numbers, strict=True):
            for place in range(1, number + 1):
                levels = {"area": area, "role": role, "type": "national"}
                if area != "national":
                    levels |= {"type": next(types), "deprivation": DEPRIVATION[area], "rurality": RURALITY[area]}
                where = "N" if area == "national" else f"A{area[-1]}"
                cases.append(Case(CaseId(f"{where}-{role[0].upper()}{place:02}"), tuple(levels.items())))
    return Study(replace(MODEL_SETTINGS, publication=Publication(one_case_covered=covered)), tuple(cases))


# -- a small study whose types of support meet funding


def _sub(number: str, code: str, label: str, category: str = "", asked_of: tuple[str, ...] = ()) -> Subtheme:
    return Subtheme(number, Code(code), label, f"What is said of: {label}.", category=category, asked_of=asked_of)


EARLY, CRISIS = "Early intervention", "Crisis support"
TYPES = Theme(
    "V1",
    Code("type"),
    "Type of support",
    "The kind of support.",
    (
        _sub("V1.1", "type.parenting", "Parenting programmes", EARLY),
        _sub("V1.2", "type.mediation", "Family mediation", CRISIS),
        _sub("V1.3", "type.online", "Online and self-help", EARLY),
        _sub("V1.4", "type.refuge", "Refuges", CRISIS, ("nobody",)),
        _sub("V1.5", "type.helpline", "Helplines"),
    ),
    Branch.VALUES,
)
FUNDING = Theme(
    "V2",
    Code("funding"),
    "Funding",
    "Who pays.",
    (
        _sub("V2.1", "funding.council", "Council budget"),
        _sub("V2.2", "funding.lottery", "Lottery"),
        _sub("V2.3", "funding.fees", "Fees paid by parents"),
    ),
    Branch.VALUES,
)
UNASKED = Theme(
    "V3", Code("place"), "Place", "Where.", (_sub("V3.1", "place.home", "At home", "", ("nobody",)),), Branch.VALUES
)
BARRIERS = Theme(
    "4",
    Code("barriers"),
    "Barriers to take-up",
    "What keeps parents away.",
    (
        _sub("4.1", "barriers.stigma", "Stigma of seeking help", "Cultural barriers"),
        _sub("4.2", "barriers.mistrust", "Mistrust of services", "Cultural barriers"),
        _sub("4.3", "barriers.cost", "Cost to parents", "Access barriers", ("provider",)),
        _sub("4.9", "barriers.other", "Other"),
    ),
)
ACCESS = Theme("3", Code("access"), "Access", "How they come.", (_sub("3.1", "access.referral", "Referral"),))
BOOK = Codebook("support", 1, (ACCESS, BARRIERS, TYPES, FUNDING, UNASKED))

INTERVIEWS = {
    "A1-S01": (
        "The council pays for the parenting course, and the lottery for a second one.",
        "Mediation is paid by parents and by the council. Parents are ashamed to come.",
    ),
    "A1-P01": (
        "Our parenting course is paid by the council.",
        "There is a website, nobody knows who pays. Parents fear being judged, and it costs four pounds.",
    ),
    "A2-P01": (
        "Mediation costs money and the lottery has been asked.",
        "The council pays for the website of course, and they do not trust us.",
    ),
    "A2-P02": ("Nothing much to say. They are ashamed.", "They think it costs money."),
}
LEVELS = {
    "A1-S01": ("area_1", "stakeholder"),
    "A1-P01": ("area_1", "provider"),
    "A2-P01": ("area_2", "provider"),
    "A2-P02": ("area_2", "provider"),
}
MARKS = (
    ("A1-S01", 2, "type.parenting", "parenting course"),
    ("A1-S01", 2, "funding.council", "The council pays for the parenting course"),
    ("A1-S01", 2, "funding.lottery", "the lottery for a second one"),
    ("A1-S01", 4, "type.mediation", "Mediation is paid by parents and by the council."),
    ("A1-S01", 4, "funding.fees", "paid by parents"),
    ("A1-S01", 4, "funding.council", "by the council"),
    ("A1-S01", 4, "barriers.stigma", "Parents are ashamed to come."),
    ("A1-P01", 2, "type.parenting", "Our parenting course is paid by the council."),
    ("A1-P01", 2, "type.parenting", "Our parenting course is paid by the council."),
    ("A1-P01", 2, "funding.council", "paid by the council"),
    ("A1-P01", 4, "type.online", "There is a website"),
    ("A1-P01", 4, "barriers.stigma", "Parents fear being judged"),
    ("A1-P01", 4, "barriers.mistrust", "fear being judged, and it costs"),
    ("A1-P01", 4, "barriers.cost", "it costs four pounds"),
    ("A2-P01", 2, "type.mediation", "Mediation costs money"),
    ("A2-P01", 2, "funding.fees", "costs money"),
    ("A2-P01", 2, "funding.lottery", "the lottery has been asked"),
    ("A2-P01", 4, "barriers.mistrust", "they do not trust us"),
    ("A2-P02", 2, "barriers.stigma", "They are ashamed."),
    ("A2-P02", 4, "barriers.cost", "it costs money"),
)


def coded_study(publication: Publication | None = None) -> Study:
    """Give four cases with overlapping spans, one span coded twice, and codes that nobody was asked about."""
    desk = studies.Desk(
        settings=Settings(
            "Support",
            (studies.AREA, studies.ROLE, studies.SERVICE),
            asked_of="role",
            publication=publication or Publication(),
        ),
        codebook=BOOK,
    )
    for case, (area, role) in LEVELS.items():
        first, second = INTERVIEWS[case]
        desk.interview(case, ["What is there?", first, "And who pays?", second], area=area, role=role)
    for case, turn, code, words in MARKS:
        desk.code(case, turn, code, words, by="analyst")
    return desk.study()


CODES = [subtheme.code for subtheme in BOOK.subthemes()]


@st.composite
def coded_at_random(draw: st.DrawFn) -> Study:
    """Code the small study anew: any words of any turn, any code, any decision, some cases asked less than others."""
    study = coded_study()
    desk = studies.Desk(settings=study.settings, codebook=BOOK)
    desk.cases, desk.transcripts = list(study.cases), list(study.transcripts)
    for case in draw(st.lists(st.sampled_from(list(LEVELS)), max_size=25)):
        turn = draw(st.sampled_from([2, 4]))
        words = INTERVIEWS[case][turn // 2 - 1]
        start = draw(st.integers(0, len(words) - 1))
        desk.code(case, turn, draw(st.sampled_from(CODES)), words[start : draw(st.integers(start + 1, len(words)))])
    decisions = draw(st.lists(st.sampled_from(Decision), min_size=len(desk.codings), max_size=len(desk.codings)))
    desk.codings = [replace(one, decision=decided) for one, decided in zip(desk.codings, decisions, strict=True)]
    not_asked = draw(st.dictionaries(st.sampled_from(list(LEVELS)), st.lists(st.sampled_from(CODES)).map(tuple)))
    desk.settings = replace(study.settings, not_asked=tuple(not_asked.items()))
    return desk.study()
