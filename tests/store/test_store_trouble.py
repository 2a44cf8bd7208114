"""Crashes, crowds, flipped bits and full disks: nothing saved is lost, nothing half-done stays."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import event, text
from store_studies import SETTINGS, acts, case, does

from framework_qa.errors import ConflictError, FrameworkError, InputError
from framework_qa.store import connection as store_connection
from framework_qa.store import schema
from framework_qa.store.connection import raw_connection, transaction
from framework_qa.store.study_file import FILE_NAME, StudyFile, restore

HERE = Path(__file__).parent

WORKER = """
import sys
from pathlib import Path
sys.path.insert(0, sys.argv[1])
from store_studies import SETTINGS, case
from framework_qa.model.study import Changes
from framework_qa.store.study_file import StudyFile

worker, many = int(sys.argv[3]), int(sys.argv[4])
with StudyFile.open(Path(sys.argv[2])) as study_file:
    for number in range(many):
        study_file.change(SETTINGS, f"w{worker}", lambda study: Changes("case", "", (case(1000 * worker + number),)))
        print(number, flush=True)
"""


def worker(folder: Path, number: int, many: int) -> subprocess.Popen[str]:
    arguments = [sys.executable, "-c", WORKER, str(HERE), str(folder), str(number), str(many)]
    return subprocess.Popen(arguments, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def test_four_that_write_at_once_lose_nothing_and_see_no_lock(empty: StudyFile, tmp_path: Path) -> None:
    workers = [worker(tmp_path / "cats", number, 25) for number in range(1, 5)]
    told = [process.communicate(timeout=120)[1] for process in workers]
    assert told == [""] * 4
    assert [process.returncode for process in workers] == [0] * 4
    expected = {f"A{1000 * number + one}" for number in range(1, 5) for one in range(25)}
    assert {one.id for one in empty.read(SETTINGS).cases} == expected
    assert len(empty.events()) == 100
    assert empty.faults(deep=True) == ()


def test_a_study_killed_at_any_moment_keeps_all_that_was_said_to_be_saved(tmp_path: Path) -> None:
    chance = random.Random(7)  # noqa: S311 - seeded, so that a failure comes back
    StudyFile.create(tmp_path / "cats").close()
    saved = 0
    for run in range(1, 21):
        process = worker(tmp_path / "cats", run, 900)
        assert process.stdout is not None
        process.stdout.readline()
        time.sleep(chance.random() * 0.08)
        os.kill(process.pid, signal.SIGKILL)
        saved += 1 + len(process.communicate()[0].split())
        with StudyFile.open(tmp_path / "cats") as study_file:
            cases, log = study_file.read(SETTINGS).cases, study_file.events()
            assert len(cases) == len(log)
            assert saved <= len(log) <= saved + run  # an act may have been saved and not yet told
            assert study_file.faults(deep=True) == ()
    assert [path.name for path in (tmp_path / "cats").iterdir()] == [FILE_NAME]


def test_a_flipped_bit_is_noticed_or_changes_nothing_that_can_be_seen(small: StudyFile, tmp_path: Path) -> None:
    chance = random.Random(11)  # noqa: S311 - seeded, so that a failure comes back
    sound = small.read(SETTINGS)
    log = small.events()
    small.close()
    content = (tmp_path / "cats" / FILE_NAME).read_bytes()
    used = [at for at in range(len(content)) if content[at] or at < 4096]  # most of a small study is empty pages
    told = [_noticed(tmp_path / "flips", content, place, chance.randrange(8)) for place in chance.sample(used, 350)]
    for seen in told:
        if isinstance(seen, tuple):
            assert seen == (sound, log)
        else:
            assert "desk" not in seen
            assert str(tmp_path) not in seen
    assert sum(isinstance(seen, str) for seen in told) > 200


def _noticed(folder: Path, content: bytes, place: int, bit: int) -> str | tuple[object, object]:
    """Flip one bit of a study's file; give what was said of it, or what can be seen where nothing was said."""
    flipped = bytearray(content)
    flipped[place] ^= 1 << bit
    folder.mkdir(exist_ok=True)
    (folder / FILE_NAME).write_bytes(flipped)
    (folder / FILE_NAME).chmod(0o600)
    try:
        with StudyFile.open(folder) as study_file:
            if found := study_file.faults(deep=True):
                return str(found)
            return study_file.read(SETTINGS), study_file.events()
    except FrameworkError as fault:
        return str(fault)


@pytest.mark.parametrize("value", ["'{'", "x'ff'", "0", "'nobody'", "cast(x'ff' as text)"])
@pytest.mark.parametrize(
    ("table", "column"),
    [("cases", "levels"), ("transcripts", "turns"), ("transcripts", "text"), ("codebooks", "themes"), ("spans", "end"),
     ("codings", "route"), ("codings", "fired"), ("cells", "runs"), ("stars", "starred_by"), ("syntheses", "about"),
     ("syntheses", "statements"), ("events", "who"), ("events", "changes")],
)  # fmt: skip
def test_a_row_that_makes_no_value_is_found_and_told_as_damage(
    interpreted: StudyFile, table: str, column: str, value: str
) -> None:
    with transaction(interpreted._engine, FILE_NAME, writes=True) as connection:
        statement = schema.metadata.tables[table].update().values({column: text(value)})
        connection.execute(statement)
    assert interpreted.faults(deep=False)
    told = [_damage(ask) for ask in (lambda: interpreted.read(SETTINGS), interpreted.state_hash, interpreted.events)]
    assert {one for one in told if one} <= {"study.db is damaged: what it holds is not what was written to it."}


def _damage(ask: Callable[[], object]) -> str:
    try:
        ask()
    except InputError as fault:
        return fault.sentence
    return ""


class TestLocks:
    def test_a_lock_that_is_not_let_go_is_told_in_a_sentence(
        self, small: StudyFile, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(store_connection, "BUSY_SECONDS", 0.05)
        small.backup(tmp_path / "kept.db")
        small.close()
        other = raw_connection(tmp_path / "cats" / FILE_NAME)
        with StudyFile.open(tmp_path / "cats") as study_file:
            other.execute("BEGIN EXCLUSIVE")
            for act in (lambda: study_file.change(SETTINGS, "me", does("x", case(3))), lambda: study_file.undo("me")):
                with pytest.raises(ConflictError, match=r"study\.db is in use by another command\.") as told:
                    act()
                assert told.value.exit_code == 5
            with pytest.raises(ConflictError):
                restore(tmp_path / "kept.db", tmp_path / "cats")
            other.execute("ROLLBACK")
            other.close()
            assert study_file.faults(deep=True) == ()

    def test_one_that_restores_waits_for_one_that_writes(
        self, small: StudyFile, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(store_connection, "BUSY_SECONDS", 0.05)
        small.backup(tmp_path / "kept.db")
        other = raw_connection(tmp_path / "cats" / FILE_NAME)
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(ConflictError):
            restore(tmp_path / "kept.db", tmp_path / "cats")
        (tmp_path / "cats" / f"{FILE_NAME}-journal").touch()
        StudyFile.open(tmp_path / "cats").close()  # the journal of one that writes is left alone
        assert (tmp_path / "cats" / f"{FILE_NAME}-journal").exists()
        other.close()
        StudyFile.open(tmp_path / "cats").close()
        assert [path.name for path in (tmp_path / "cats").iterdir()] == [FILE_NAME]

    def test_nothing_is_written_to_a_study_that_was_replaced_meanwhile(self, small: StudyFile, tmp_path: Path) -> None:
        small.backup(tmp_path / "kept.db")
        restore(tmp_path / "kept.db", tmp_path / "cats")
        with pytest.raises(ConflictError, match="was replaced"):
            small.change(SETTINGS, "me", does("cases", case(3)))
        (tmp_path / "cats" / FILE_NAME).unlink()
        with pytest.raises(ConflictError, match="was replaced"):
            small.undo("me")


def test_a_full_disk_is_told_and_changes_nothing(small: StudyFile) -> None:
    before = small.state_hash()
    small.close()
    event.listen(small._engine, "connect", lambda raw, _: raw.execute("PRAGMA max_page_count = 1"))
    with pytest.raises(InputError, match="the disk is full"):
        small.change(SETTINGS, "me", does("cases", *(case(number) for number in range(3, 3000))))
    assert small.state_hash() == before
    assert small.faults(deep=True) == ()


@contextmanager
def anybody() -> Iterator[None]:
    """Be a user without the superuser's rights for a while, where the tests run as the superuser."""
    if os.geteuid():
        yield
        return
    os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(0)


@pytest.mark.skipif(os.name != "posix", reason="rights are POSIX's")
def test_a_folder_that_may_only_be_read_can_be_read_and_says_why_it_is_not_written() -> None:
    with tempfile.TemporaryDirectory() as place:
        Path(place).chmod(0o755)
        folder = Path(place) / "cats"
        with StudyFile.create(folder) as study_file:
            for decide in acts():
                study_file.change(SETTINGS, "me", decide)
            sound = study_file.read(SETTINGS)
        (folder / ".study.db.4194999.part").touch()
        (folder / FILE_NAME).chmod(0o444)
        folder.chmod(0o555)
        with anybody():
            with StudyFile.open(folder) as study_file:
                assert study_file.read(SETTINGS) == sound
                with pytest.raises(InputError, match=r"study\.db or its folder may not be"):
                    study_file.change(SETTINGS, "me", does("cases", case(3)))
                with pytest.raises(InputError, match=r"Could not write copy\.db: permission denied"):
                    study_file.backup(folder / "copy.db")
            with pytest.raises(InputError, match=r"Could not write study\.db"):
                StudyFile.create(folder / "sub")
        (folder / FILE_NAME).chmod(0o000)
        with anybody(), pytest.raises(InputError, match=r"may not be read or written"):
            StudyFile.open(folder)
        folder.chmod(0o755)
