"""What the store promises to the stages: one file, one act, one event, and the way back."""

from __future__ import annotations

import json
import os
import stat
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import create_engine, select
from store_studies import (
    AT,
    SETTINGS,
    STIGMA,
    acts,
    case,
    cell,
    codebook,
    coding,
    does,
    span,
    star,
    synthesis,
    transcript,
)

from framework_qa.errors import InputError, RefusedError, UsageError
from framework_qa.model.coding import Decision
from framework_qa.model.study import Changes, Study
from framework_qa.store import connection as store_connection
from framework_qa.store import schema
from framework_qa.store.connection import transaction
from framework_qa.store.study_file import FILE_NAME, StudyFile, restore
from framework_qa.store.writing import run_many


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def log_of(study_file: StudyFile) -> str:
    with transaction(study_file._engine, FILE_NAME) as connection:
        return "".join(connection.execute(select(schema.events.c.changes)).scalars())


class TestFile:
    def test_a_closed_study_is_one_file(self, small: StudyFile, tmp_path: Path) -> None:
        small.close()
        assert [path.name for path in (tmp_path / "cats").iterdir()] == [FILE_NAME]

    @pytest.mark.parametrize("umask", [0, 0o077, 0o777])
    def test_a_new_study_is_its_owners_alone_whatever_the_umask(self, tmp_path: Path, umask: int) -> None:
        before = os.umask(umask)
        try:
            with StudyFile.create(tmp_path / "mine") as study_file:
                study_file.change(SETTINGS, "me", does("cases", case(1)))
                study_file.backup(tmp_path / "mine" / "copy.db")
        finally:
            os.umask(before)
        assert mode(tmp_path / "mine") == 0o700
        assert {mode(path) for path in (tmp_path / "mine").iterdir()} == {0o600}

    def test_a_folder_that_was_there_keeps_its_rights(self, tmp_path: Path) -> None:
        tmp_path.chmod(0o755)
        StudyFile.create(tmp_path).close()
        assert mode(tmp_path) == 0o755

    def test_a_second_study_in_a_folder_is_refused(self, small: StudyFile, tmp_path: Path) -> None:
        before = small.state_hash()
        with pytest.raises(UsageError, match="there already"):
            StudyFile.create(tmp_path / "cats")
        assert small.state_hash() == before

    def test_what_a_killed_create_leaves_is_taken_up(self, tmp_path: Path) -> None:
        (tmp_path / FILE_NAME).touch()
        with StudyFile.create(tmp_path) as study_file:
            assert study_file.read(SETTINGS) == Study(SETTINGS)
        assert mode(tmp_path / FILE_NAME) == 0o600

    def test_of_two_that_create_at_once_the_slower_is_refused(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        StudyFile.create(tmp_path / "cats").close()
        monkeypatch.setattr("framework_qa.store.study_file._private_file", lambda _path: None)
        with pytest.raises(UsageError, match="there already"):
            StudyFile.create(tmp_path / "cats")

    @pytest.mark.parametrize("content", [None, b"", b"no database, and long enough for a header" * 40])
    def test_what_is_no_study_is_refused(self, tmp_path: Path, content: bytes | None) -> None:
        if content is not None:
            (tmp_path / FILE_NAME).write_bytes(content)
        with pytest.raises(InputError, match=r"study\.db is not (there|a study)") as told:
            StudyFile.open(tmp_path)
        assert str(tmp_path) not in str(told.value)

    def test_the_settings_that_keep_a_study_safe_are_in_force(self, empty: StudyFile) -> None:
        expected = {
            "journal_mode": "delete",
            "synchronous": 3,
            "foreign_keys": 1,
            "busy_timeout": 30_000,
            "trusted_schema": 0,
            "cell_size_check": 1,
            "secure_delete": 1,
            "application_id": schema.APPLICATION_ID,
            "user_version": schema.SCHEMA,
        }
        with transaction(empty._engine, FILE_NAME) as connection:
            found = {name: connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in expected}
        assert found == expected


class TestReading:
    def test_a_study_reads_back_what_was_put_into_it(self, small: StudyFile) -> None:
        study = small.read(SETTINGS)
        spans = tuple(span(transcript(number), 1) for number in (1, 2))
        assert study.cases == (case(1), case(2))
        assert study.transcripts == (transcript(1), transcript(2))
        assert study.codebooks == (codebook(),)
        assert study.spans == spans
        assert study.codings == (coding(spans[0], 1, Decision.ACCEPTED), coding(spans[1], 1))
        assert study.cells == (cell(1, spans[0]), cell(2, spans[1]))
        assert study.numbers == {"A1": (1, 1), "A2": (1, 1)}
        assert study.head == small.events()[-1].hash

    def test_the_tenth_span_comes_after_the_second(self, small: StudyFile) -> None:
        text = transcript(1)
        small.change(SETTINGS, "me", does("index", span(text, 10), span(text, 2)))
        assert [one.id for one in small.read(SETTINGS).spans] == ["A1.q1", "A1.q2", "A1.q10", "A2.q1"]

    def test_the_newest_codebook_comes_last(self, small: StudyFile) -> None:
        small.change(SETTINGS, "me", does("codebook", codebook(10), codebook(2)))
        assert [one.version for one in small.read(SETTINGS).codebooks] == [1, 2, 10]

    def test_stars_and_syntheses_read_back_as_they_were_put(self, interpreted: StudyFile) -> None:
        text = transcript(1)
        marked = [span(text, number) for number in (10, 2)]
        interpreted.change(SETTINGS, "me", does("star", *marked, *map(star, marked)))
        study = interpreted.read(SETTINGS)
        assert [one.span for one in study.stars] == ["A1.q2", "A1.q10", "A2.q1"]
        assert study.synthesis_of[synthesis().group, "barriers"] == synthesis()
        assert study.synthesis_of[(), STIGMA].cited == (("A2", STIGMA),)

    def test_every_table_of_the_state_counts_in_its_hash(self, interpreted: StudyFile) -> None:
        hashes = {interpreted.state_hash()}
        for change in (
            does("star", replace(star(span(transcript(2), 1)), by="you")),
            does("unstar", remove=(star(span(transcript(2), 1)),)),
            does("synthesise", synthesis("They wake.")),
            does("synthesise", synthesis(area="2")),
        ):
            interpreted.change(SETTINGS, "me", change)
            hashes.add(interpreted.state_hash())
        assert len(hashes) == 5
        assert interpreted.faults(deep=True) == ()

    def test_equal_states_have_equal_hashes_whatever_the_way_there(self, small: StudyFile, tmp_path: Path) -> None:
        with StudyFile.create(tmp_path / "other") as other:
            everything = small.read(SETTINGS)
            records = (*everything.cells, *everything.codings, *everything.spans, *everything.codebooks)
            other.change(SETTINGS, "you", does("copy", *records, *everything.transcripts, *everything.cases))
            assert other.state_hash() == small.state_hash()
            other.change(SETTINGS, "you", does("cases", case(1, "2")))
            assert other.state_hash() != small.state_hash()


class TestActs:
    def test_an_act_is_one_event_chained_to_the_one_before(self, small: StudyFile) -> None:
        log = small.events()
        assert [(one.number, one.who, one.act, one.at) for one in log] == [
            (number, "me", act, AT) for number, act in enumerate(("ingest", "codebook", "index", "accept", "chart"), 1)
        ]
        assert [one.previous for one in log] == ["", *(one.hash for one in log[:-1])]
        assert small.events(newest=2) == log[-2:]
        assert small.events(newest=0) == ()

    def test_an_act_gives_the_study_it_saw_and_its_event(self, small: StudyFile) -> None:
        before = small.read(SETTINGS)
        study, event = small.change(SETTINGS, "me", does("cases", case(3)))
        assert study == before
        assert event == small.events()[-1]
        assert event is not None
        assert len(event.at) == len(AT)

    @pytest.mark.parametrize("again", [lambda _: Changes("nothing", ""), *acts()[:3]])
    def test_an_act_that_changes_nothing_leaves_no_event(
        self, empty: StudyFile, again: Callable[[Study], Changes]
    ) -> None:
        for decide in acts()[:3]:
            empty.change(SETTINGS, "me", decide)
        assert empty.change(SETTINGS, "me", again)[1] is None
        assert len(empty.events()) == 3

    def test_what_decide_raises_takes_the_act_back_and_is_passed_on(self, small: StudyFile) -> None:
        before = small.state_hash()

        def fail(_study: Study) -> Changes:
            raise UsageError("No.", "Yes.")

        with pytest.raises(UsageError, match="No"):
            small.change(SETTINGS, "me", fail)
        assert small.state_hash() == before
        assert small.change(SETTINGS, "me", does("cases", case(3)))[1] is not None

    def test_an_act_replaces_and_removes(self, small: StudyFile) -> None:
        text = transcript(1)
        gone = (cell(2, span(transcript(2), 1)), coding(span(transcript(2), 1), 1), span(transcript(2), 1))
        small.change(SETTINGS, "me", does("tidy", cell(1, span(text, 1), "Other words"), remove=gone))
        study = small.read(SETTINGS)
        assert [one.runs[0].text for one in study.cells] == ["Other words"]
        assert [one.id for one in study.spans] == ["A1.q1"]
        assert [one.id for one in study.codings] == ["A1.c1"]

    def test_a_span_moves_to_a_new_version_while_the_old_one_goes(self, small: StudyFile) -> None:
        old = transcript(1)
        new = replace(old, id="f" * 64, version=2)
        small.change(SETTINGS, "me", does("redact", new, replace(span(old, 1), transcript=new.id), remove=(old,)))
        assert new in small.read(SETTINGS).transcripts
        assert old not in small.read(SETTINGS).transcripts

    def test_an_act_that_leaves_something_dangling_is_refused_whole(self, small: StudyFile) -> None:
        before = small.state_hash()
        for decide in (
            does("add", case(3), remove=(case(1),)),
            does("add", case(3), coding(span(transcript(3), 1), 1)),
        ):
            with pytest.raises(UsageError, match="refers to what is not in the study"):
                small.change(SETTINGS, "me", decide)
        assert small.state_hash() == before
        assert len(small.events()) == 5

    def test_a_span_is_not_removed_from_under_its_star(self, interpreted: StudyFile) -> None:
        marked = span(transcript(2), 1)
        before = interpreted.state_hash()
        with pytest.raises(UsageError, match="refers to what is not in the study"):
            interpreted.change(SETTINGS, "me", does("tidy", remove=(marked, coding(marked, 1))))
        assert interpreted.state_hash() == before

    def test_the_log_names_a_synthesis_as_people_do(self, interpreted: StudyFile) -> None:
        with transaction(interpreted._engine, FILE_NAME) as connection:
            changes = connection.execute(
                select(schema.events.c.changes).where(schema.events.c.number == 7)
            ).scalar_one()
        assert [change[:2] for change in json.loads(changes)] == [
            ["syntheses", 'area=1 type="night & day":barriers'],
            ["syntheses", f"all cases:{STIGMA}"],
        ]

    def test_an_act_names_each_record_once_and_removes_only_what_is_there(self, small: StudyFile) -> None:
        with pytest.raises(ValueError, match="twice"):
            small.change(SETTINGS, "me", does("add", case(3), case(3, "2")))
        with pytest.raises(ValueError, match="not there"):
            small.change(SETTINGS, "me", does("drop", remove=(case(3),)))

    def test_the_text_of_a_transcript_never_changes(self, small: StudyFile) -> None:
        with pytest.raises(RefusedError, match=r"A1\.txt"):
            small.change(SETTINGS, "me", does("ingest", replace(transcript(1), text=transcript(1).text + "!")))

    @pytest.mark.parametrize("bad", ["\0", "\ud800"])
    def test_characters_that_no_database_keeps_are_refused_with_the_place_named(
        self, empty: StudyFile, bad: str
    ) -> None:
        with pytest.raises(InputError, match="A1 holds a character") as told:
            empty.change(
                SETTINGS, "me", does("cases", replace(case(1), id="A1", levels=(("area", "1"),)), *_bad_text(bad))
            )
        assert "desk" not in str(told.value)
        with pytest.raises(InputError, match="the log would say"):
            empty.change(SETTINGS, f"m{bad}e", does("cases", case(1)))
        assert empty.read(SETTINGS).cases == ()

    def test_many_records_are_written_and_read_back_like_few(self, small: StudyFile) -> None:
        text = transcript(1)
        many = [span(text, number) for number in range(2, 5003)]
        small.change(SETTINGS, "me", does("index", *many, *(coding(one, 1 + n) for n, one in enumerate(many, 1))))
        study = small.read(SETTINGS)
        assert study.spans[:-1] == (span(text, 1), *many)
        assert study.numbers["A1"] == (5002, 5002)
        small.undo("me")
        assert len(small.read(SETTINGS).spans) == 2
        assert small.faults(deep=True) == ()

    def test_numbers_are_never_given_twice(self, small: StudyFile) -> None:
        before = small.state_hash()
        small.change(SETTINGS, "me", does("index", span(transcript(1), 7)))
        small.undo("me")
        assert small.state_hash() == before
        assert small.read(SETTINGS).numbers == {"A1": (7, 1), "A2": (1, 1)}
        assert small.faults(deep=True) == ()

    def test_the_log_keeps_rows_before_and_after_and_no_words_of_a_transcript(self, small: StudyFile) -> None:
        text = log_of(small)
        assert not any(words in text for words in ("returns desk", "Interviewer", "a Tuesday"))
        with transaction(small._engine, FILE_NAME) as connection:
            accept = connection.execute(select(schema.events.c.changes).where(schema.events.c.number == 4)).scalar_one()
        [[table, key, before, after]] = json.loads(accept)
        assert (table, key, before["decision"], after["decision"]) == ("codings", "A1.c1", "suggested", "accepted")

    def test_a_driver_that_takes_parameters_by_name_gets_them_so(self) -> None:
        engine = create_engine("sqlite://", paramstyle="named")
        with engine.begin() as connection:
            schema.metadata.create_all(connection)
            run_many(connection, schema.cases.insert(), ("id", "levels"), [("A1", "[]"), ("A2", "[]")])
            assert connection.execute(select(schema.cases.c.id)).scalars().all() == ["A1", "A2"]
        engine.dispose()

    def test_what_does_not_read_back_as_it_was_written_is_not_saved(self, small: StudyFile) -> None:
        before = small.state_hash()
        trigger = "CREATE TEMP TRIGGER flip AFTER {} BEGIN UPDATE {} SET {} = 'else' WHERE {}; END"
        flips = (
            ("INSERT ON cases", "cases", "levels", "id = new.id"),
            ("INSERT ON events", "events", "who", "number = new.number"),
            ("UPDATE ON numbers", "numbers", "spans", "case_id = new.case_id"),
        )
        for flip in flips:
            with transaction(small._engine, FILE_NAME) as connection:
                connection.exec_driver_sql(trigger.format(*flip))
            with pytest.raises(InputError, match="damaged"):
                small.change(SETTINGS, "me", does("cases", case(3), span(transcript(1), 2)))
            with transaction(small._engine, FILE_NAME) as connection:
                connection.exec_driver_sql("DROP TRIGGER flip")
        assert small.state_hash() == before
        assert small.faults(deep=True) == ()


def _bad_text(bad: str) -> tuple[Study, ...]:
    text = transcript(1)
    return (replace(text, id="A1", text=text.text + bad),)  # type: ignore[return-value]


class TestUndo:
    def test_each_undo_takes_back_the_newest_act_that_stands(self, empty: StudyFile) -> None:
        hashes = [empty.state_hash()]
        for decide in acts():
            empty.change(SETTINGS, "me", decide)
            hashes.append(empty.state_hash())
        for number in (5, 4, 3, 2, 1):
            event = empty.undo("you", at=AT)
            assert (event.undoes, event.act, event.who, event.at) == (number, "undo", "you", AT)
            assert empty.state_hash() == hashes[number - 1]
        with pytest.raises(UsageError, match="nothing to undo"):
            empty.undo("you")
        assert empty.faults(deep=True) == ()

    def test_stars_and_syntheses_go_and_come_with_undo_and_redo(self, interpreted: StudyFile) -> None:
        stars, syntheses = interpreted.read(SETTINGS).stars, interpreted.read(SETTINGS).syntheses
        interpreted.change(SETTINGS, "me", does("synthesise", synthesis("They wake."), remove=stars))
        assert not interpreted.read(SETTINGS).stars
        interpreted.undo("me")
        assert interpreted.read(SETTINGS).stars == stars
        assert interpreted.read(SETTINGS).syntheses == syntheses
        interpreted.redo("me")
        assert "They wake." in interpreted.read(SETTINGS).synthesis_of[synthesis().group, "barriers"].text
        for _ in range(3):
            interpreted.undo("me")
        assert not interpreted.read(SETTINGS).syntheses
        assert interpreted.faults(deep=True) == ()

    def test_an_undo_can_be_taken_back_until_something_new_is_done(self, small: StudyFile) -> None:
        before = small.state_hash()
        small.undo("me")
        small.undo("me")
        assert small.redo("me").undoes == 7
        assert small.redo("me", at=AT).undoes == 6
        assert small.state_hash() == before
        assert small.undo("me").undoes == 5
        small.change(SETTINGS, "me", does("cases", case(3)))
        with pytest.raises(UsageError, match="no undo to take back"):
            small.redo("me")
        assert small.faults(deep=True) == ()

    def test_undoing_an_ingest_removes_every_word_and_cannot_be_taken_back(
        self, small: StudyFile, tmp_path: Path
    ) -> None:
        for _ in range(5):
            small.undo("me")
        with pytest.raises(RefusedError, match="keeps nobody's words") as told:
            small.redo("me")
        assert told.value.cure == "Ingest the file again."
        small.close()
        assert b"returns desk" not in (tmp_path / "cats" / FILE_NAME).read_bytes()

    def test_a_removed_transcript_cannot_be_brought_back_by_undo(self, small: StudyFile) -> None:
        small.change(SETTINGS, "me", does("ingest", case(3), transcript(3)))
        small.change(SETTINGS, "me", does("withdraw", remove=(transcript(3), case(3))))
        with pytest.raises(RefusedError, match="Transcript"):
            small.undo("me")

    def test_undo_brings_back_a_transcripts_name_but_not_its_speakers(self, small: StudyFile) -> None:
        small.change(SETTINGS, "me", does("rename", replace(transcript(1), name="renamed.txt")))
        small.undo("me")
        assert small.read(SETTINGS).transcripts[0] == transcript(1)
        small.change(SETTINGS, "me", does("speakers", replace(transcript(1), speakers=())))
        with pytest.raises(RefusedError):
            small.undo("me")

    def test_a_row_that_is_not_as_the_log_says_is_not_undone(self, small: StudyFile) -> None:
        with transaction(small._engine, FILE_NAME, writes=True) as connection:
            connection.exec_driver_sql("UPDATE cells SET status = 'queried'")
        with pytest.raises(InputError, match=r"A1:barriers\.stigma, so nothing was undone"):
            small.undo("me")

    @pytest.mark.parametrize("change", [{"changes": "[]"}, {"undoes": 3}])
    def test_a_log_that_was_meddled_with_is_not_followed(self, small: StudyFile, change: dict[str, object]) -> None:
        with transaction(small._engine, FILE_NAME, writes=True) as connection:
            connection.execute(schema.events.update().where(schema.events.c.number == 5).values(change))
        with pytest.raises(InputError, match="damaged"):
            small.undo("me")


MEDDLING = {
    "UPDATE events SET who = 'you' WHERE number = 2": ("chain", "event 2"),
    "UPDATE events SET changes = '[]' WHERE number = 2": ("chain", "event 2"),
    "DELETE FROM events WHERE number = 3": ("chain", "event 4"),
    "DELETE FROM events WHERE number = 5": ("replay", "A1:barriers.stigma"),
    "UPDATE codings SET decision = 'rejected' WHERE id = 'A2.c1'": ("replay", "A2.c1"),
    "UPDATE cells SET draft = 0 WHERE case_id = 'A2'": ("replay", "A2:barriers.stigma"),
    "DELETE FROM codings WHERE id = 'A2.c1'": ("replay", "A2.c1"),
    "INSERT INTO cases VALUES ('A7', '[]')": ("replay", "A7"),
    "UPDATE numbers SET spans = 0 WHERE case_id = 'A1'": ("replay", "A1"),
    "DELETE FROM numbers WHERE case_id = 'A1'": ("replay", "A1"),
    "UPDATE spans SET turn = 9 WHERE id = 'A1.q1'": ("replay", "A1.q1"),
    "UPDATE transcripts SET text = text || '!' WHERE case_id = 'A1'": ("text", transcript(1).id),
    "UPDATE transcripts SET turns = '[]' WHERE case_id = 'A1'": ("text", transcript(1).id),
    "UPDATE transcripts SET name = 'x' WHERE case_id = 'A1'": ("replay", transcript(1).id),
    "UPDATE codebooks SET themes = '[]'": ("replay", "1"),
}


class TestFaults:
    def test_a_sound_study_has_none(self, small: StudyFile) -> None:
        assert small.faults(deep=False) == small.faults(deep=True) == ()

    @pytest.mark.parametrize(("statement", "expected"), MEDDLING.items())
    def test_meddling_is_found_where_it_was_done(
        self, small: StudyFile, statement: str, expected: tuple[str, str]
    ) -> None:
        with transaction(small._engine, FILE_NAME, writes=True) as connection:
            connection.exec_driver_sql(statement)
        found = small.faults(deep=False)
        assert expected in {(fault.check, fault.subject) for fault in found}
        assert {fault.check for fault in found} == {expected[0]}
        assert not any("desk" in fault.message for fault in found)

    def test_a_dangling_row_is_found(self, small: StudyFile) -> None:
        with small._engine.connect() as connection:
            raw = connection.connection.driver_connection
            assert raw is not None
            connection.rollback()
            raw.execute("PRAGMA foreign_keys = OFF")
            raw.execute("DELETE FROM spans WHERE id = 'A1.q1'")
        assert "database" in {fault.check for fault in small.faults(deep=False)}

    def test_an_event_that_does_not_fit_the_ones_before_is_found(self, small: StudyFile) -> None:
        from framework_qa.store.events import append
        from framework_qa.store.rows import case_row
        from framework_qa.store.writing import RowChange

        lie = RowChange("cases", case_row(case(1, "5")), case_row(case(1)))
        with transaction(small._engine, FILE_NAME, writes=True) as connection:
            append(connection, replace(small.events()[-1], undoes=None), [lie], FILE_NAME)
        assert [(f.check, f.subject) for f in small.faults(deep=False)] == [("replay", "event 6")]

    def test_a_study_that_others_may_read_is_found(self, small: StudyFile, tmp_path: Path) -> None:
        (tmp_path / "cats" / FILE_NAME).chmod(0o640)
        assert [(fault.check, fault.subject) for fault in small.faults(deep=False)] == [("permissions", FILE_NAME)]


class TestBackups:
    def test_a_backup_is_a_study_like_the_one_it_was_taken_from(self, small: StudyFile, tmp_path: Path) -> None:
        target = tmp_path / "kept" / FILE_NAME
        target.parent.mkdir()
        small.backup(target)
        assert [path.name for path in target.parent.iterdir()] == [FILE_NAME]
        assert mode(target) == 0o600
        with StudyFile.open(target.parent) as copy:
            assert copy.read(SETTINGS) == small.read(SETTINGS)
            assert copy.events() == small.events()

    def test_a_damaged_study_gives_no_backup(self, small: StudyFile, tmp_path: Path) -> None:
        path = tmp_path / "cats" / FILE_NAME
        with store_connection.raw_connection(path) as connection:
            (page,) = connection.execute(
                "SELECT rootpage FROM sqlite_master WHERE name = 'ix_codings_span_id'"
            ).fetchone()
            (size,) = connection.execute("PRAGMA page_size").fetchone()
        connection.close()
        content = bytearray(path.read_bytes())
        content[page * size - 1] ^= 1  # the last letter of an index entry
        path.write_bytes(content)
        with pytest.raises(InputError, match=r"study\.db is damaged"):
            small.backup(tmp_path / "copy.db")
        assert [one.name for one in tmp_path.iterdir()] == ["cats"]
        with StudyFile.open(tmp_path / "cats") as study_file:
            assert study_file.faults(deep=False) == ()
            assert ("database", FILE_NAME) in {(fault.check, fault.subject) for fault in study_file.faults(deep=True)}

    def test_the_journal_of_a_killed_command_is_gone_at_the_next_start(self, small: StudyFile, tmp_path: Path) -> None:
        small.close()
        before = small.state_hash()
        small.close()
        (tmp_path / "cats" / f"{FILE_NAME}-journal").touch()
        with StudyFile.open(tmp_path / "cats") as study_file:
            assert study_file.state_hash() == before
        assert [path.name for path in (tmp_path / "cats").iterdir()] == [FILE_NAME]

    def test_a_backup_never_replaces_a_file(self, small: StudyFile, tmp_path: Path) -> None:
        (tmp_path / "mine.db").write_text("mine")
        with pytest.raises(UsageError, match=r"mine\.db is there already"):
            small.backup(tmp_path / "mine.db")
        with pytest.raises(InputError, match=r"Could not write copy\.db") as told:
            small.backup(tmp_path / "nowhere" / "copy.db")
        assert "nowhere" not in str(told.value)
        assert (tmp_path / "mine.db").read_text() == "mine"

    def test_restoring_keeps_the_study_that_was_there(self, small: StudyFile, tmp_path: Path) -> None:
        kept, folder = tmp_path / "kept.db", tmp_path / "cats"
        small.backup(kept)
        before = small.state_hash()
        for number in (1, 2):
            with StudyFile.open(folder) as study_file:
                study_file.change(SETTINGS, "me", does("cases", case(6 + number)))
                after = study_file.state_hash()
            restore(kept, folder)
            with StudyFile.open(folder) as study_file:
                assert study_file.state_hash() == before
                assert study_file.faults(deep=True) == ()
            aside = folder / f"study.db.before-restore-{number}"
            (tmp_path / str(number)).mkdir()
            aside.rename(tmp_path / str(number) / FILE_NAME)
            with StudyFile.open(tmp_path / str(number)) as study_file:
                assert study_file.state_hash() == after
            (tmp_path / str(number) / FILE_NAME).rename(aside)
        assert len(list(folder.iterdir())) == 3

    def test_restoring_into_an_empty_place_makes_the_study(self, small: StudyFile, tmp_path: Path) -> None:
        small.backup(tmp_path / "kept.db")
        restore(tmp_path / "kept.db", tmp_path / "new")
        assert [path.name for path in (tmp_path / "new").iterdir()] == [FILE_NAME]
        assert mode(tmp_path / "new") == 0o700

    def test_a_study_too_damaged_to_open_is_kept_and_replaced(self, small: StudyFile, tmp_path: Path) -> None:
        folder = tmp_path / "cats"
        small.backup(tmp_path / "kept.db")
        small.close()
        for number, content in enumerate((b"rubbish" * 500, b"SQLite format 3\0" + b"\1" * 9000), 1):
            (folder / FILE_NAME).write_bytes(content)
            (folder / f"{FILE_NAME}-journal").write_bytes(b"left by a crash")
            restore(tmp_path / "kept.db", folder)
            assert (folder / f"study.db.before-restore-{number}").read_bytes() == content
            with StudyFile.open(folder) as study_file:
                assert study_file.faults(deep=True) == ()

    @pytest.mark.parametrize(
        "statement",
        ["UPDATE cells SET status = 'queried'", "PRAGMA application_id = 7", "PRAGMA user_version = 99"],
    )
    def test_a_backup_that_is_not_whole_is_refused_and_nothing_changes(
        self, small: StudyFile, tmp_path: Path, statement: str
    ) -> None:
        small.backup(tmp_path / "kept.db")
        with store_connection.raw_connection(tmp_path / "kept.db") as connection:
            connection.execute(statement)
        connection.close()
        before = (tmp_path / "cats" / FILE_NAME).read_bytes()
        with pytest.raises(InputError, match=r"kept\.db"):
            restore(tmp_path / "kept.db", tmp_path / "cats")
        assert (tmp_path / "cats" / FILE_NAME).read_bytes() == before
        assert [path.name for path in (tmp_path / "cats").iterdir()] == [FILE_NAME]

    @pytest.mark.usefixtures("small")
    def test_restoring_names_a_backup_that_is_there_and_is_not_the_study(self, tmp_path: Path) -> None:
        with pytest.raises(InputError, match=r"gone\.db is not there"):
            restore(tmp_path / "gone.db", tmp_path / "cats")
        with pytest.raises(UsageError, match="the study itself"):
            restore(tmp_path / "cats" / FILE_NAME, tmp_path / "cats")

    def test_a_file_system_without_links_keeps_the_study_all_the_same(
        self, small: StudyFile, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def no_links(_self: Path, _target: Path) -> None:
            raise PermissionError

        monkeypatch.setattr(Path, "hardlink_to", no_links)
        small.backup(tmp_path / "kept.db")
        content = (tmp_path / "cats" / FILE_NAME).read_bytes()
        restore(tmp_path / "kept.db", tmp_path / "cats")
        assert (tmp_path / "cats" / "study.db.before-restore-1").read_bytes() == content

    def test_what_a_killed_backup_left_is_gone_at_the_next_start(self, small: StudyFile, tmp_path: Path) -> None:
        folder = tmp_path / "cats"
        small.close()
        for name in (f".study.db.{os.getpid()}.part", ".study.db.4194999.part", ".study.db.4194999.part-journal"):
            (folder / name).touch()
        (folder / ".study.db.1.part").touch()  # a process that runs
        (folder / ".study.db.mine.part").touch()  # not ours
        StudyFile.open(folder).close()
        left = sorted(path.name for path in folder.iterdir())
        assert left == [".study.db.1.part", ".study.db.mine.part", FILE_NAME]


OPERATIONS = st.lists(
    st.tuples(
        st.sampled_from(["case", "ingest", "code", "decide", "chart", "drop", "undo", "redo"]), st.integers(1, 4)
    ),
    max_size=14,
)


def _decide(operation: str, number: int) -> Callable[[Study], Changes]:
    def decide(study: Study) -> Changes:
        mine = [one for one in study.codings if one.case == f"A{number}"]
        texts = study.transcripts_of.get(f"A{number}", ())
        fresh = study.numbers.get(f"A{number}", (0, 0))[0] + 1
        marked = span(transcript(number), fresh)
        put = {
            "case": (case(number, str(len(study.cases))),),
            "ingest": (case(number), transcript(number)),
            "code": (marked, coding(marked, fresh)) if texts else (),
            "decide": tuple(replace(one, decision=Decision.ACCEPTED) for one in mine),
            "chart": (cell(number, marked, f"{len(mine)} said"),) if texts else (),
            "drop": (),
        }[operation]
        return Changes(operation, "", put, tuple(mine) if operation == "drop" else ())

    return decide


@given(OPERATIONS)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_is_done_and_undone_the_log_tells_what_stands(
    tmp_path_factory: pytest.TempPathFactory, operations: list[tuple[str, int]]
) -> None:
    with StudyFile.create(tmp_path_factory.mktemp("any")) as study_file:
        hashes, undone = [study_file.state_hash()], []
        for operation, number in operations:
            if operation == "undo":
                if len(hashes) > 1:
                    study_file.undo("me")
                    undone.append(hashes.pop())
            elif operation == "redo":
                if undone:
                    try:
                        study_file.redo("me")
                        hashes.append(undone.pop())
                    except RefusedError:  # an ingest
                        assert study_file.events()[-1].act == "undo"
            elif study_file.change(SETTINGS, "me", _decide(operation, number))[1]:
                hashes.append(study_file.state_hash())
                undone.clear()
            assert study_file.state_hash() == hashes[-1]
        assert study_file.faults(deep=True) == ()
