"""Projects in: a study of ours comes back to the state hash, others part by part, all accounted for, and once."""

from __future__ import annotations

import json
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from lxml import etree

from framework_qa import open_study
from framework_qa.formats.refi.study_record import MEMBER, study_record
from framework_qa.formats.refi.write import container, project_xml
from framework_qa.model.coding import Decision, Route
from framework_qa.model.project import (
    Person,
    Project,
    ProjectCase,
    ProjectCode,
    ProjectCoding,
    Selection,
    Source,
    SourceKind,
    Value,
    Variable,
)
from framework_qa.model.study import Study
from framework_qa.outputs.moments import moment_of
from framework_qa.outputs.project_guids import Guids
from framework_qa.outputs.project_of_study import project_of_study
from framework_qa.stages.project_in import import_project
from tests.outputs.drawn_studies import drawn_studies
from tests.small_study import CANARY, run, state, walk

SAMPLES = Path(__file__).resolve().parents[2] / ".." / "shared" / "samples"
ATLASTI = SAMPLES / "refi" / "atlasti_8.4_mac.qdpx"
EVERYTHING = ("cases", "transcripts", "codebooks", "spans", "codings", "cells", "stars", "syntheses", "readings")
PROJECT = "{urn:QDA-XML:project:1.0}"


@pytest.fixture
def worked(small: Path) -> Path:
    """The small study with all that people do in it."""
    return walk(
        small,
        [
            ("coding", "accept", "A1-P01.c1"),
            ("coding", "reject", "A2-S01.c1"),
            ("chart", "draft"),
            ("chart", "set", "A1-P01", "1.1", 'Shame [¶2]; "ashamed of asking" [¶2]. [R: cf 1.2]'),
            ("chart", "synthesis", "1", "Parents are ashamed [A1-P01:1.1].", "--for", "area=area_1"),
            ("quotes", "star", "A1-P01.q1"),
        ],
    )


def exported(folder: Path, *arguments: str) -> Path:
    assert run(folder, "export", "qdpx", str(folder / "out.qdpx"), *arguments).code == 0
    return folder / "out.qdpx"


def new(folder: Path, *, like: Path | None = None) -> Path:
    assert run(folder.parent, "new", folder.name).code == 0
    if like:
        shutil.copy(like / "study.yaml", folder / "study.yaml")
    return folder


def changed(source: Path, target: Path, change: Callable[[etree._Element], None] | None, *, record: bool) -> Path:
    """Write a file again as another tool might: its project changed, its record dropped or kept."""
    with zipfile.ZipFile(source) as before, zipfile.ZipFile(target, "w") as after:
        for name in before.namelist():
            data = before.read(name)
            if name == "project.qde" and change:
                root = etree.fromstring(data)
                change(root)
                data = etree.tostring(root)
            if name != MEMBER or record:
                after.writestr(name, data)
    return target


def account(folder: Path, path: Path, *arguments: str, code: int = 0) -> dict[str, tuple[int, int, int, int]]:
    done = run(folder, "import", "qdpx", str(path), "--json", *arguments)
    assert done.code == code, done.err
    kinds = [kind for one in json.loads(done.out)["accounts"] for kind in one["kinds"]]
    assert all(k["in_the_file"] == k["stored"] + k["there_already"] + k["set_aside"] for k in kinds)
    return {k["kind"]: (k["in_the_file"], k["stored"], k["there_already"], k["set_aside"]) for k in kinds}


# -- our own files


@pytest.mark.parametrize("tool", ["", "nvivo", "atlasti", "maxqda", "qualcoder"])
def test_a_study_comes_back_to_the_state_hash_from_every_form(worked: Path, tmp_path: Path, tool: str) -> None:
    path = exported(worked, *(("--for", tool) if tool else ()))
    back = new(tmp_path / "back")
    done = run(back, "import", "qdpx", str(path))
    assert done.code == 0, done.err
    assert "Saved as change 1: out.qdpx:" in done.err
    assert "0 there already, 0 set aside. Every part of the file is accounted for." in done.err
    assert state(back) == state(worked)
    assert "Nothing was changed by out.qdpx." in run(back, "import", "qdpx", str(path)).err
    assert state(back) == state(worked)


def test_the_whole_sample_study_comes_back_to_the_state_hash(demo: Path, tmp_path: Path) -> None:
    read = tmp_path / "read"
    shutil.copytree(demo / "by_reading", read)
    back = new(tmp_path / "back")
    counts = account(back, exported(read), "--settings")
    assert (counts["transcript"], counts["coding"], counts["cell"]) == (
        (47, 47, 0, 0),
        (2527, 2527, 0, 0),
        (736, 736, 0, 0),
    )
    assert state(back) == state(read)
    assert "Sound" in run(back, "verify", "--deep").err


def test_the_table_says_of_each_kind_what_became_of_it(worked: Path, tmp_path: Path) -> None:
    done = run(new(tmp_path / "back"), "import", "qdpx", str(exported(worked)), "--dry-run")
    assert "# What became of out.qdpx: the study it was made of\n" in done.out
    assert "kind\tin the file\tstored\tthere already\tset aside\twhy set aside\n" in done.out
    assert "quote\t4\t4\t0\t0\t\n" in done.out
    assert "Would bring in out.qdpx. Every part of the file is accounted for. Nothing was changed." in done.err


def test_a_dry_run_shows_the_same_and_writes_nothing(worked: Path, tmp_path: Path) -> None:
    path, back = exported(worked), new(tmp_path / "back")
    before = state(back)
    would = account(back, path, "--dry-run", "--settings")
    assert (state(back), (back / "study.yaml").read_text()) == (
        before,
        (new(tmp_path / "x") / "study.yaml").read_text().replace("title: x", "title: back"),
    )
    assert account(back, path) == would


def test_settings_of_the_file_take_the_studys_place_only_when_asked(worked: Path, tmp_path: Path) -> None:
    path, back = exported(worked), new(tmp_path / "back")
    before = (back / "study.yaml").read_text()
    assert "--settings puts it in place of the study's." in run(back, "import", "qdpx", str(path)).err
    assert (back / "study.yaml").read_text() == before
    done = run(back, "import", "qdpx", str(path), "--settings")
    assert "study.yaml is the file's now; the one before is kept as study.yaml.before." in done.err
    assert (back / "study.yaml.before").read_text() == before
    assert open_study(back).settings == open_study(worked).settings
    assert "study.yaml" not in run(back, "import", "qdpx", str(path)).err
    assert "Sound" in run(back, "verify").err


def test_a_study_that_went_on_meanwhile_keeps_what_it_has(worked: Path) -> None:
    path = exported(worked)
    walk(
        worked,
        [("chart", "set", "A1-P01", "1.1", "Embarrassment [q1]"), ("coding", "add", "A1-P01#4", "1.3", "Nobody")],
    )
    counts = account(worked, path)
    assert counts["cell"][1:] == (1, counts["cell"][0] - 1, 0)  # the file's text, kept beside the new one
    assert counts["coding"][1:3] == (0, counts["coding"][0])
    study = open_study(worked)
    assert study.stored_cell["A1-P01", "barriers.stigma"].runs[0].text == "Embarrassment"  # type: ignore[index]
    assert [one.source for one in study.conflicts] == ["out.qdpx"]
    assert account(worked, path)["cell"][1] == 0


def test_an_undone_import_can_be_done_again(worked: Path, tmp_path: Path) -> None:
    path, back = exported(worked), new(tmp_path / "back")
    walk(back, [("import", "qdpx", str(path)), ("undo",), ("import", "qdpx", str(path))])
    assert state(back) == state(worked)


def test_a_damaged_record_and_a_changed_text_are_refused_in_a_sentence(worked: Path, tmp_path: Path) -> None:
    path, back = exported(worked), new(tmp_path / "back")
    before = state(back)
    for member, data in ((MEMBER, b"{}"), ("sources/", b"Something else.")):
        spoilt = tmp_path / "spoilt.qdpx"
        with zipfile.ZipFile(path) as old, zipfile.ZipFile(spoilt, "w") as archive:
            for name in old.namelist():
                archive.writestr(name, data if name.startswith(member) else old.read(name))
        done = run(back, "import", "qdpx", str(spoilt))
        assert (done.code, state(back)) == (1, before)
        assert CANARY not in done.err
        assert "in spoilt.qdpx" in done.err


# -- ours, changed elsewhere


def add_coding(root: etree._Element) -> None:
    """Code the first selection with the last code, as somebody else."""
    etree.SubElement(
        root.find(f"{PROJECT}Users"), f"{PROJECT}User", guid="11111111-1111-1111-1111-111111111111", name="JS"
    )
    code = list(root.iter(f"{PROJECT}Code"))[-1].get("guid")
    selection = next(root.iter(f"{PROJECT}PlainTextSelection"))
    coding = etree.Element(f"{PROJECT}Coding", guid="22222222-2222-2222-2222-222222222222")
    coding.set("creatingUser", "11111111-1111-1111-1111-111111111111")
    coding.set("creationDateTime", "2026-03-01T10:00:00Z")
    etree.SubElement(coding, f"{PROJECT}CodeRef", targetGUID=code)
    selection.insert(1, coding)


@pytest.mark.parametrize("record", [True, False])
def test_codings_that_another_tool_added_come_back_into_the_study(worked: Path, record: bool) -> None:  # noqa: FBT001 - a case
    path = changed(exported(worked), worked / "theirs.qdpx", add_coding, record=record)
    held = open_study(worked)
    counts = account(worked, path)
    assert counts["coding"][1:] == (1, counts["coding"][0] - 1, 0)
    assert counts["note"][2] == counts["note"][0]
    study = open_study(worked)
    (came,) = set(study.codings) - set(held.codings)
    assert (came.coder, came.at, came.route, came.subtheme) == (
        "JS",
        "2026-03-01T10:00:00Z",
        Route.IMPORTED,
        "funding.other",
    )
    assert (study.cells, study.spans) == (held.cells, held.spans)
    after = state(worked)
    account(worked, path)
    assert state(worked) == after


def test_a_changed_file_of_ours_brings_the_study_back_into_an_empty_one_and_the_change_too(
    worked: Path, tmp_path: Path
) -> None:
    path = changed(exported(worked), tmp_path / "theirs.qdpx", add_coding, record=True)
    back = new(tmp_path / "back")
    done = run(back, "import", "qdpx", str(path))
    assert done.out.count("# What became of theirs.qdpx") == 2
    assert set(open_study(worked).codings) < set(open_study(back).codings)
    assert open_study(back).stars == open_study(worked).stars
    assert len(open_study(back).codings) == len(open_study(worked).codings) + 1


def test_without_its_record_a_study_comes_back_as_far_as_the_standard_goes(worked: Path, tmp_path: Path) -> None:
    path = changed(exported(worked), tmp_path / "theirs.qdpx", None, record=False)
    back = new(tmp_path / "back", like=worked)
    counts = account(back, path)
    assert all(aside == 0 for *_, aside in counts.values())
    one, two = open_study(worked), open_study(back)
    assert [t.text for t in two.transcripts] == [t.text for t in one.transcripts]
    assert two.cases == one.cases
    assert said(two) == said(one)
    assert [s.statements[0].text for s in two.syntheses] == [s.statements[0].text for s in one.syntheses]
    assert {c.decision for c in two.codings} == {Decision.ACCEPTED, Decision.SUGGESTED}
    assert "Sound" in run(back, "verify").err


def said(study: Study) -> set[tuple[str, str, str, tuple[str, ...]]]:
    """Give what cells say and quote, whatever the ids of their quotes."""
    quoted = {span.id: study.words(span) for span in study.spans}
    return {(c.case, c.status, r.text, tuple(quoted[ref] for ref in r.refs)) for c in study.cells for r in c.runs}


# -- other tools' files

TALK = "Anna: Why so?\nBob B: They are ashamed, I think.\nAnna: Of what?\nBob B: Of asking. Of being seen there.\n"


def written(folder: Path, project: Project) -> Path:
    path = folder / "theirs.qdpx"
    path.write_bytes(container(project, project_xml(project).data, moment_of("2026-01-01T00:00:00Z")))
    return path


def guid(number: int) -> str:
    return f"00000000-0000-0000-0000-{number:012d}"


def theirs(text: str = TALK, words: str = "They are ashamed", name: str = "P 7.docx") -> Project:
    start = text.index(words)
    coding = ProjectCoding(guid(4), guid(2), guid(1), "2026-01-05T10:00:00Z")
    selection = Selection(guid(5), start, start + len(words), words, codings=(coding,))
    path = f"internal://{guid(6)}.txt"
    source = Source(guid(6), SourceKind.TEXT, name, text, path, selections=(selection,))
    value = Value(guid(8), "nurse")
    return Project(
        "Theirs",
        "Tool 1",
        (Person(guid(1), "JS"),),
        (ProjectCode(guid(3), "Barriers", codes=(ProjectCode(guid(2), "Shame"),)),),
        (Variable(guid(8), "Job"),),
        (ProjectCase(guid(7), "P 7", values=(value,), sources=(guid(6),)),),
        (source,),
    )


def test_a_project_of_another_tool_becomes_a_study(tmp_path: Path) -> None:
    folder = new(tmp_path / "s")
    path = written(tmp_path, theirs())
    counts = account(folder, path, code=3)
    assert counts["coding"] == counts["source"] == counts["case"] == (1, 1, 0, 0)
    assert counts["variable"] == counts["value"] == (1, 0, 0, 1)
    study = open_study(folder)
    (transcript,), (coding,) = study.transcripts, study.codings
    assert (transcript.case, transcript.name) == ("P-7", "P 7.docx")
    assert [(s.label, s.role.value) for s in transcript.speakers] == [("Anna", "interviewer"), ("Bob B", "respondent")]
    assert (study.words(study.spans[0]), coding.coder, coding.subtheme) == ("They are ashamed", "JS", "barriers.shame")
    assert "Sound" in run(folder, "verify").err or "F303" in run(folder, "verify").out
    before = state(folder)
    account(folder, path, code=3)
    assert state(folder) == before


def test_what_study_yaml_lacks_is_told_and_comes_in_once_it_is_there(tmp_path: Path) -> None:
    folder = new(tmp_path / "s")
    path = written(tmp_path, theirs())
    done = run(folder, "import", "qdpx", str(path))
    line = '  - {name: job, label: "Job", role: other, required: false, levels: {nurse: "nurse"}}'
    assert (done.code, line in done.err) == (3, True)
    settings = folder / "study.yaml"
    settings.write_text(settings.read_text().replace("attributes:\n", f"attributes:\n{line}\n"))
    assert account(folder, path)["value"] == (1, 1, 0, 0)
    assert open_study(folder).cases[0].level("job") == "nurse"
    assert not open_study(folder).set_aside


def test_codes_that_the_codebook_does_not_have_are_listed_for_a_decision(small: Path, tmp_path: Path) -> None:
    done = run(small, "import", "qdpx", str(written(tmp_path, theirs())))
    assert done.code == 3
    assert "Codes without a place in the codebook: Shame." in done.err
    assert not [c for c in open_study(small).codings if c.case == "P-7"]


def test_words_of_a_text_without_labels_are_no_evidence_until_the_case_list_says_who_speaks(tmp_path: Path) -> None:
    folder = new(tmp_path / "s")
    path = written(tmp_path, theirs("Why do you eat alone?\n\n They are ashamed, I think.\n"))
    done = run(folder, "import", "qdpx", str(path))
    assert "No speaker labels were found, so its words are no evidence yet" in done.err
    assert "write Speaker=respondent in the case list's column speakers" in done.err
    assert "it is not known whether a respondent says its words" in done.out
    study = open_study(folder)
    (transcript,) = study.transcripts
    assert [transcript.words(turn) for turn in transcript.turns] == [
        "Why do you eat alone?",
        "They are ashamed, I think.",
    ]
    assert (study.spans, study.codings) == ((), ())
    assert [part.kind for part in study.set_aside if part.kind == "coding"] == ["coding"]

    cases = tmp_path / "cases.csv"
    cases.write_text("case_id,area,role,speakers\nP-7,area_1,provider,Speaker=respondent\n")
    told = run(folder, "cases", "import", str(cases))
    assert told.code == 0, told.err
    assert account(folder, path, code=3)["coding"] == (1, 1, 0, 0)
    study = open_study(folder)
    assert [study.words(span) for span in study.spans] == ["They are ashamed"]
    assert not [part for part in study.set_aside if part.kind in ("coding", "selection")]


def test_captions_are_set_aside_since_their_words_are_put_together_otherwise_here(tmp_path: Path) -> None:
    text = "WEBVTT\n\n00:00:01.000 --> 00:00:02.000\n<v Bob>They are ashamed</v>\n"
    folder = new(tmp_path / "s")
    done = run(folder, "import", "qdpx", str(written(tmp_path, theirs(text))))
    assert "ingest the caption file, then import again (1)" in done.out
    assert not open_study(folder).transcripts


def test_a_source_that_the_study_has_gets_the_codings_in_its_own_transcript(small: Path, tmp_path: Path) -> None:
    transcript = open_study(small).transcripts[0]
    found = theirs(transcript.text, "They must have social care involved", "other name.rtf")
    shame = ProjectCode(guid(3), "1 Barriers", codable=False, codes=(ProjectCode(guid(2), "1.1 Stigma"),))
    path = written(
        tmp_path, Project(**{name: getattr(found, name) for name in ("name", "people", "sources")}, codes=(shame,))
    )
    counts = account(small, path)
    assert (counts["source"], counts["coding"]) == ((1, 0, 1, 0), (1, 1, 0, 0))
    (came,) = (c for c in open_study(small).codings if c.coder == "JS")
    assert (came.case, came.subtheme) == ("A1-P01", "barriers.stigma")


@pytest.mark.skipif(not ATLASTI.exists(), reason="the samples are not here")
def test_a_project_of_atlasti_whose_media_are_missing_is_accounted_for_and_kept(tmp_path: Path) -> None:
    folder = new(tmp_path / "s")
    counts = account(folder, ATLASTI, code=3)
    expected = {
        "person": (3, 0, 0, 3),
        "code": (14, 14, 0, 0),
        "variable": (2, 0, 0, 2),
        "value": (6, 0, 0, 6),
        "source": (15, 0, 0, 15),
        "coding": (16, 0, 0, 16),
        "note": (2, 0, 0, 2),
        "link": (1, 0, 0, 1),
        "set": (16, 0, 0, 16),
        "graph": (1, 0, 0, 1),
        "picture selection": (1, 0, 0, 1),
        "PDF selection": (4, 0, 0, 4),
        "video selection": (2, 0, 0, 2),
        "selection in a text that is missing": (8, 0, 0, 8),
    }
    assert counts == expected
    study = open_study(folder)
    assert study.codebook is not None
    assert [(theme.label, len(theme.subthemes)) for theme in study.codebook.themes] == [
        ("Coke", 2),
        ("Codes without a theme", 11),
    ]
    xml = [part.content for part in study.set_aside if part.content]
    assert sum(part.count("<Coding ") for part in xml) == 16
    before = state(folder)
    assert account(folder, ATLASTI, code=3)["code"] == (14, 0, 14, 0)
    assert state(folder) == before
    settings = folder / "study.yaml"
    line = "  - {name: gender, label: gender, role: other, required: false, levels: {female: female, male: male}}"
    settings.write_text(settings.read_text().replace("attributes:\n", f"attributes:\n{line}\n"))
    assert account(folder, ATLASTI, code=3)["variable"] == (2, 0, 1, 1)


def test_what_is_no_project_is_refused_and_nobodys_words_are_told(small: Path) -> None:
    before = state(small)
    done = run(small, "import", "qdpx", str(small / "transcripts" / "A1-P01.txt"))
    assert (done.code, state(small)) == (1, before)
    assert "Could not read A1-P01.txt" in done.err
    assert CANARY not in done.err


@given(drawn_studies())
@settings(max_examples=25)
def test_random_studies_come_back_from_a_file_to_the_letter(
    tmp_path_factory: pytest.TempPathFactory, drawn: Study
) -> None:
    folder = tmp_path_factory.mktemp("drawn")
    guids = Guids("anything")
    found = project_of_study(drawn, guids, "2026-01-01T00:00:00Z")
    xml = project_xml(found).data
    record = study_record(drawn, xml, {t.id: guids.transcript(t.id) for t in drawn.transcripts})
    path = folder / "drawn.qdpx"
    path.write_bytes(container(found, xml, moment_of("2026-01-01T00:00:00Z"), extra=((MEMBER, record),)))
    back = new(folder / "back")
    report = import_project(back, path, who="MR")
    study = open_study(back)
    for field in (*EVERYTHING, "not_used", "conflicts", "set_aside"):
        assert set(map(repr, getattr(study, field))) == set(map(repr, getattr(drawn, field))), field
    assert not report.aside
    assert import_project(back, path, who="MR").event is None
