from __future__ import annotations

from collections import Counter
from dataclasses import replace

import studies
from drawn_studies import drawn_studies
from hypothesis import given, settings

from framework_qa.model.chart import Cell, Run, RunKind, Status
from framework_qa.model.codebook import Codebook
from framework_qa.model.coding import Decision
from framework_qa.model.ids import CaseId, Code, SpanId, TranscriptId
from framework_qa.model.people import Attribute, AttributeRole
from framework_qa.model.project import Project, ProjectNote
from framework_qa.model.study import Study
from framework_qa.model.synthesis import Statement, Synthesis
from framework_qa.outputs.project_codes import EARLIER
from framework_qa.outputs.project_guids import Guids
from framework_qa.outputs.project_notes import SYNTHESES
from framework_qa.outputs.project_of_study import project_of_study
from framework_qa.outputs.project_selections import Shape
from framework_qa.outputs.project_times import exchanged

GUIDS = Guids("a study")
MADE = "2026-01-04T00:00:00"
BY_CODING = Shape(one_coding_a_selection=True, cases_as_codes=True, links_between_notes=False)


STANDARD = Shape()


def projected(study: Study, shape: Shape = STANDARD) -> Project:
    return project_of_study(study, GUIDS, MADE, shape)


def note(project: Project, name: str) -> ProjectNote:
    return next(one for one in project.notes if one.name == name)


def named(project: Project, *guids: str) -> list[str]:
    """What codes, cases, sources, selections and notes of these GUIDs are called."""
    things = [*project.all_codes(), *project.cases, *project.sources, *project.notes, *project.people]
    things += [selection for source in project.sources for selection in source.selections]
    names = {thing.guid: thing.name for thing in things}
    return [names[guid] for guid in guids]


@settings(max_examples=50)
@given(drawn_studies())
def test_every_live_coding_is_there_once_on_its_words_and_no_other_is(study: Study) -> None:
    for shape in (Shape(), BY_CODING):
        project = project_of_study(study, GUIDS, MADE, shape)
        codes = {GUIDS.code(coding.subtheme): coding.subtheme for coding in study.codings}
        people = {GUIDS.person(coding.coder): coding.coder for coding in study.codings}
        found = Counter(
            (selection.name, codes[coding.code], people[coding.by])
            for source in project.sources
            for selection in source.selections
            for coding in selection.codings
            if coding.code in codes
        )
        live = [coding for coding in study.codings if coding.live]
        words = {span.id: study.words(span) for span in study.spans}
        assert found == Counter((words[coding.span], coding.subtheme, coding.coder) for coding in live)


@settings(max_examples=50)
@given(drawn_studies())
def test_guids_are_distinct_and_the_same_in_every_export(study: Study) -> None:
    project = projected(study)
    assert project == projected(study)
    guids = [code.guid for code in project.all_codes()]
    guids += [thing.guid for part in (project.people, project.cases, project.sources, project.notes) for thing in part]
    guids += [thing.guid for part in (project.variables, project.links, project.sets) for thing in part]
    for source in project.sources:
        guids += [selection.guid for selection in source.selections]
        guids += [coding.guid for selection in source.selections for coding in selection.codings]
    assert len(set(guids)) == len(guids)
    assert all(guid == guid.upper() and len(guid) == 36 for guid in guids)


def test_another_study_has_other_guids() -> None:
    one, other = (project_of_study(studies.small(), Guids(identity), MADE) for identity in ("a", "b"))
    assert {case.guid for case in one.cases}.isdisjoint(case.guid for case in other.cases)


def test_a_later_act_changes_no_guid() -> None:
    study = studies.small()
    fewer = replace(study, codings=study.codings[1:], cells=study.cells[1:])
    guids = {selection.guid for source in projected(study).sources for selection in source.selections}
    assert {selection.guid for source in projected(fewer).sources for selection in source.selections} <= guids


def test_what_was_rejected_or_withdrawn_is_not_in_the_project() -> None:
    study = studies.small()
    before = projected(study)
    gone = tuple(
        replace(coding, decision=(Decision.REJECTED, Decision.WITHDRAWN)[place % 2])
        for place, coding in enumerate(study.codings)
    )
    after = projected(replace(study, codings=gone, cells=()))
    assert sum(len(source.selections) for source in before.sources) == 8
    assert sum(len(source.selections) for source in after.sources) == 0


def test_a_quote_that_only_a_cell_cites_is_a_selection_without_a_coding() -> None:
    study = studies.small()
    gone = tuple(replace(coding, decision=Decision.WITHDRAWN) for coding in study.codings)
    project = projected(replace(study, codings=gone))
    selections = [selection for source in project.sources for selection in source.selections]
    assert [selection.description for selection in selections] == ["A2-P01.q7", "A1-P01.q1"]
    assert all(selection.codings == () for selection in selections)


def test_themes_are_folders_and_a_code_says_what_a_coder_needs() -> None:
    project = projected(studies.small())
    folder = project.codes[1]
    assert (folder.name, folder.codable) == ("4 Barriers to take-up: what keeps parents away?", False)
    assert [code.name for code in folder.codes] == ["4.1 Stigma of seeking help", "4.2 Cost", "4.9 Other"]
    assert all(code.codable for code in folder.codes)
    assert folder.codes[0].description.splitlines() == [
        "Shame, or fear of being judged, for asking for help.",
        "Category: Cultural barriers",
        "Use when: Fear of labels.",
        "Example: Nobody wants to be seen walking in.",
    ]
    assert folder.codes[1].description == "Money.\nAsked of: provider\nOrigin: emergent"


def test_the_value_branch_is_coded_too_and_has_no_matrix() -> None:
    project = projected(studies.small())
    assert "9.1 Council" in [code.name for code in project.all_codes()]
    assert [found.name for found in project.sets] == ["3 Access", "4 Barriers to take-up: what keeps parents away?"]


def test_a_code_that_the_codebook_no_longer_has_keeps_its_codings() -> None:
    study = studies.small()
    now = Codebook(study.codebooks[0].name, 3, study.codebooks[0].themes[1:])
    odd = replace(study.codings[0], subtheme=Code("never.was"))
    project = projected(replace(study, codebooks=(*study.codebooks, now), codings=(odd, *study.codings[1:])))
    assert (project.codes[-1].name, project.codes[-1].codable) == (EARLIER, False)
    assert [code.name for code in project.codes[-1].codes] == ["3.1 Referral (access.referral)", "never.was"]


def test_a_case_has_its_text_its_quotes_and_the_labels_of_its_attributes() -> None:
    project = projected(studies.small())
    assert [case.name for case in project.cases] == ["N-S01", "A1-S01", "A1-P01", "A2-P01"]
    case = project.cases[1]
    assert named(project, *case.sources) == ["A1-S01.txt"]
    assert named(project, *case.selections) == [studies.SAID["A1-S01"]]
    variables = {variable.guid: variable.name for variable in project.variables}
    assert [(variables[value.variable], value.text) for value in case.values] == [
        ("Case study area", "Case study area 1"),
        ("Respondent type", "Stakeholders"),
        ("Service", "Commissioning"),
    ]


def test_attributes_of_one_label_are_told_apart_and_unknown_ones_go_by_their_names() -> None:
    study = studies.small()
    twin = Attribute("region", "case study AREA", AttributeRole.OTHER)
    told = replace(study.settings, attributes=(studies.AREA, twin))
    assert [variable.name for variable in projected(replace(study, settings=told)).variables] == [
        "Case study area (area)", "case study AREA (region)", "role", "service",
    ]  # fmt: skip


def test_a_second_version_of_a_text_is_a_source_of_another_name() -> None:
    study = studies.small()
    first = study.transcripts[0]
    second = replace(first, id=TranscriptId("f" * 64), version=2)
    names = [source.name for source in projected(replace(study, transcripts=(*study.transcripts, second))).sources]
    assert names[0] == "A2-P01.txt (A2-P01, version 1)"
    assert names[-1] == "A2-P01.txt (A2-P01, version 2)"
    assert names[1] == "A1-P01.txt"


def test_a_cell_is_a_note_coded_with_its_subtheme_and_linked_to_its_case_and_quotes() -> None:
    project = projected(studies.small())
    cell = note(project, "A1-P01:4.1")
    assert cell.text == 'Parents fear being judged [A1-P01.q1]; "people feel judged" [A1-P01.q1]. [R: compare with 3.1]'
    assert cell.description == "charted"
    assert named(project, *(coding.code for coding in cell.codings), cell.by) == [
        "4.1 Stigma of seeking help",
        "analyst",
    ]
    assert cell.at == "2026-01-03T00:00:00Z"
    links = [(link.name, *named(project, link.target)) for link in project.links if link.origin == cell.guid]
    assert links == [("case", "A1-P01"), ("rests on", "There is a stigma about it, people feel judged.")]
    assert {link.direction for link in project.links} == {"OneWay"}


def test_a_draft_and_a_silence_say_what_they_are() -> None:
    project = projected(studies.small())
    assert note(project, "A2-P01:4.2").description == "to chart; a draft that no person has looked at"
    silent = note(project, "A2-P01:4.9")
    assert (silent.text, silent.description) == ("nothing said", "nothing said")


def test_a_matrix_holds_its_codes_and_notes_in_the_order_of_the_chart() -> None:
    project = projected(studies.small())
    matrix = project.sets[1]
    assert named(project, *matrix.codes) == ["4.1 Stigma of seeking help", "4.2 Cost", "4.9 Other"]
    assert named(project, *matrix.notes) == ["A1-S01:4.9", "A1-P01:4.1", "A2-P01:4.2", "A2-P01:4.9"]


def test_a_cell_that_holds_nothing_is_no_note() -> None:
    study = studies.small()
    blank = Cell(CaseId("N-S01"), Code("barriers.cost"), Status.TO_CHART)
    assert len(projected(replace(study, cells=(*study.cells, blank))).notes) == len(study.cells)


def test_syntheses_are_notes_of_a_set_linked_to_the_cells_they_cite() -> None:
    cited = (CaseId("A1-P01"), Code("barriers.stigma"))
    said = (Statement("Felt everywhere.", (cited, (CaseId("N-S01"), Code("barriers.cost")))),)
    area = Synthesis((("area", "area_1"),), Code("barriers"), said, by="chief", at="a Tuesday")
    everybody = Synthesis((), Code("barriers.stigma"), (Statement("All fear it"),))
    study = replace(studies.small(), syntheses=(area, everybody))
    project = projected(study)
    one, other = note(project, "area=area_1:4"), note(project, "all cases:4.1")
    assert one.text == "Felt everywhere [A1-P01:4.1, N-S01:4.2]."
    assert (one.codings, one.at, *named(project, one.by)) == ((), "2026-01-04T00:00:00Z", "chief")
    assert named(project, *(coding.code for coding in other.codings)) == ["4.1 Stigma of seeking help"]
    assert [named(project, link.target) for link in project.links if link.origin == one.guid] == [["A1-P01:4.1"]]
    assert (project.sets[-1].name, project.sets[-1].notes) == (SYNTHESES, (one.guid, other.guid))
    assert len(projected(study, BY_CODING).links) == len(project.links) - 1


def test_the_first_user_is_a_person_and_not_the_rules() -> None:
    project = projected(studies.small())
    assert [person.name for person in project.people] == ["analyst", "rules"]
    assert project.by == project.people[0].guid


def test_by_coding_each_selection_is_one_coders_and_each_text_is_its_cases() -> None:
    study = studies.small()
    twice = replace(study.codings[0], id=study.codings[0].id + "9", coder="second", subtheme=Code("barriers.cost"))
    study = replace(study, codings=(*study.codings, twice))
    project = projected(study, BY_CODING)
    selections = [selection for source in project.sources for selection in source.selections]
    assert all(len(selection.codings) == 1 for selection in selections)
    coded = [selection for selection in selections if selection.description == "A1-P01.q1"]
    assert [named(project, selection.by, selection.codings[0].code) for selection in coded] == [
        ["analyst", "4.1 Stigma of seeking help"],
        ["second", "4.2 Cost"],
    ]
    whole = project.sources[0].selections[0]
    assert (whole.start, whole.end) == (0, len(study.transcripts[0].text))
    assert whole.codings[0].code == next(case.guid for case in project.cases if case.name == "A2-P01")
    cell = note(project, "A1-P01:4.1")
    assert coded[0].guid in [link.target for link in project.links if link.origin == cell.guid]


def test_levels_become_sets_of_sources_where_a_tool_has_no_cases() -> None:
    project = projected(studies.small(), Shape(levels_as_sets=True))
    sets = {found.name: named(project, *found.sources) for found in project.sets if found.sources}
    assert sets["Case study area: Case study area 1"] == ["A1-S01.txt", "A1-P01.txt"]
    assert sets["Respondent type: Providers"] == ["A1-P01.txt", "A2-P01.txt"]
    assert sets["Service: Mediation"] == ["A2-P01.txt"]


def test_the_values_of_a_case_stand_on_its_texts_where_a_tool_looks_there() -> None:
    project = projected(studies.small(), Shape(values_on_sources=True))
    values = {case.name: case.values for case in project.cases}
    assert {source.description: source.values for source in project.sources} == values
    assert not any(source.values for source in projected(studies.small()).sources)


def test_a_study_without_a_codebook_still_gives_its_texts() -> None:
    study = replace(studies.small(), codebooks=(), codings=(), cells=())
    project = projected(study)
    assert (project.codes, project.notes, project.sets, project.by) == ((), (), (), "")
    assert len(project.sources) == 4


def test_a_quote_that_is_not_there_links_nothing() -> None:
    study = studies.small()
    run = Run(RunKind.SUMMARY, "Words", (SpanId("A1-P01.q99"),))
    cell = Cell(CaseId("A1-P01"), Code("barriers.stigma"), Status.CHARTED, (run,))
    assert [link.name for link in projected(replace(study, cells=(cell,))).links] == ["case"]


def test_a_time_that_is_none_is_left_out() -> None:
    assert [exchanged(at) for at in ("", "a Tuesday", "2026-01-03T12:00:07.5+01:00", "0001-01-01T00:00:00+14:00")] == [
        "", "", "2026-01-03T11:00:07Z", "",
    ]  # fmt: skip
