"""The schema is the same by migration and by definition, and on both databases; every released one still opens."""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy.dialects import postgresql
from sqlalchemy.schema import CreateIndex, CreateTable
from store_studies import AT, SETTINGS, acts, case, does, interpretations, readings

from framework_qa.errors import InputError
from framework_qa.model.study import Study
from framework_qa.store import schema
from framework_qa.store.connection import raw_connection, transaction
from framework_qa.store.study_file import FILE_NAME, StudyFile
from framework_qa.store.upgrade import upgrade

GOLDEN = Path(__file__).parent / "golden"


def raw(folder: Path, *statements: str) -> None:
    with closing(sqlite3.connect(folder / FILE_NAME)) as connection:
        for statement in statements:
            connection.execute(statement)
        connection.commit()


def definitions(folder: Path) -> set[tuple[str, ...]]:
    with closing(sqlite3.connect(folder / FILE_NAME)) as connection:
        rows = connection.execute("SELECT type, name, tbl_name, sql FROM sqlite_master").fetchall()
    return {(*row[:3], "".join((row[3] or "").split())) for row in rows}


@pytest.fixture
def before_any_schema(tmp_path: Path) -> Path:
    """A study's file from before the first migration: ours, and without tables."""
    folder = tmp_path / "old"
    folder.mkdir()
    raw(folder, f"PRAGMA application_id = {schema.APPLICATION_ID}")
    (folder / FILE_NAME).chmod(0o600)
    return folder


def test_the_migrations_give_exactly_the_tables_the_store_uses(before_any_schema: Path) -> None:
    with StudyFile.open(before_any_schema) as study_file, transaction(study_file._engine, FILE_NAME) as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
        assert compare_metadata(context, schema.metadata) == []


def test_a_new_study_and_an_upgraded_one_have_the_same_definitions(before_any_schema: Path, tmp_path: Path) -> None:
    StudyFile.open(before_any_schema).close()
    StudyFile.create(tmp_path / "new").close()
    assert definitions(before_any_schema) == definitions(tmp_path / "new")


def test_an_upgraded_study_can_be_worked_on(before_any_schema: Path) -> None:
    with StudyFile.open(before_any_schema) as study_file:
        for decide in acts():
            study_file.change(SETTINGS, "me", decide)
        assert study_file.faults(deep=True) == ()
    with StudyFile.open(before_any_schema) as study_file:
        assert len(study_file.read(SETTINGS).cells) == 2


def test_an_upgrade_leaves_a_private_backup_of_the_older_schema(before_any_schema: Path) -> None:
    StudyFile.open(before_any_schema).close()
    kept = before_any_schema / "study.db.schema-0-1"
    assert kept.stat().st_mode & 0o777 == 0o600
    with closing(raw_connection(kept)) as connection:
        assert connection.execute("PRAGMA user_version").fetchone() == (0,)
        assert connection.execute("PRAGMA application_id").fetchone() == (schema.APPLICATION_ID,)


def test_of_two_that_upgrade_at_once_the_slower_finds_it_done(tmp_path: Path) -> None:
    StudyFile.create(tmp_path).close()
    upgrade(tmp_path / FILE_NAME, 0)
    with StudyFile.open(tmp_path) as study_file:
        assert study_file.faults(deep=True) == ()


def test_an_upgrade_that_finds_dangling_rows_takes_itself_back(tmp_path: Path) -> None:
    StudyFile.create(tmp_path).close()
    raw(
        tmp_path, "INSERT INTO cells VALUES ('A9', 's', 'charted', '[]', 0, '[]', 1, '', '')", "PRAGMA user_version = 0"
    )
    with pytest.raises(InputError, match=r"study\.db is damaged"):
        StudyFile.open(tmp_path)
    with closing(raw_connection(tmp_path / FILE_NAME)) as connection:
        assert connection.execute("PRAGMA user_version").fetchone() == (0,)


def test_a_study_that_names_an_unknown_migration_is_told_as_damaged(tmp_path: Path) -> None:
    StudyFile.create(tmp_path).close()
    raw(tmp_path, "UPDATE alembic_version SET version_num = 'abcd'", "PRAGMA user_version = 0")
    with pytest.raises(InputError, match=r"study\.db is damaged"):
        StudyFile.open(tmp_path)


def test_opening_a_current_study_does_not_load_alembic(tmp_path: Path) -> None:
    StudyFile.create(tmp_path).close()
    program = (
        "import sys; from pathlib import Path; from framework_qa.store.study_file import StudyFile\n"
        "StudyFile.open(Path(sys.argv[1])).close(); sys.exit('alembic' in sys.modules)"
    )
    subprocess.run([sys.executable, "-c", program, str(tmp_path)], check=True)


def test_a_study_of_a_newer_schema_is_refused_with_its_cure(tmp_path: Path) -> None:
    StudyFile.create(tmp_path).close()
    raw(tmp_path, f"PRAGMA user_version = {schema.SCHEMA + 1}")
    with pytest.raises(InputError, match="newer version of this toolkit") as told:
        StudyFile.open(tmp_path)
    assert "Install the newest" in told.value.cure


def test_postgresql_takes_every_table_and_index() -> None:
    for table in schema.metadata.sorted_tables:
        statement = str(CreateTable(table).compile(dialect=postgresql.dialect()))
        assert "SERIAL" not in statement
        for index in table.indexes:
            assert str(CreateIndex(index).compile(dialect=postgresql.dialect()))


def test_every_constraint_and_index_has_a_name() -> None:
    for table in schema.metadata.sorted_tables:
        assert all(constraint.name for constraint in table.constraints)
        assert all(index.name for index in table.indexes)


def expected(released: int, folder: Path) -> Study:
    """What a golden study holds, as the newest schema tells it."""
    with StudyFile.create(folder / "expected") as study_file:
        make_golden(study_file, released)
        return study_file.read(SETTINGS)


def make_golden(study_file: StudyFile, released: int = schema.SCHEMA) -> None:
    """Fill the golden study of a schema: all that could be done then, and one act undone.

    A new one is made once, when its schema is released, and never again:
        PYTHONPATH=tests/store python -c "import test_store_schema as t; t.leave_golden()"
    """
    later = (*(interpretations() if released > 1 else ()), *(readings() if released > 2 else ()))
    for decide in (*acts(), *later):
        study_file.change(SETTINGS, "me", decide, at=AT)
    study_file.change(SETTINGS, "you", does("cases", case(9)), at=AT)
    study_file.undo("you", at=AT)


def leave_golden() -> None:
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        with StudyFile.create(Path(folder)) as study_file:
            make_golden(study_file)
        shutil.copyfile(Path(folder) / FILE_NAME, GOLDEN / f"schema_{schema.SCHEMA}.db")


@pytest.mark.parametrize("released", sorted(GOLDEN.glob("schema_*.db")), ids=lambda path: path.stem)
def test_a_study_of_every_released_schema_opens_and_still_tells_the_same(released: Path, tmp_path: Path) -> None:
    shutil.copyfile(released, tmp_path / FILE_NAME)
    (tmp_path / FILE_NAME).chmod(0o600)
    number = int(released.stem.removeprefix("schema_"))
    with StudyFile.open(tmp_path) as study_file:
        assert study_file.read(SETTINGS) == expected(number, tmp_path)
        assert study_file.faults(deep=True) == ()
        *done, last = (event.undoes for event in study_file.events())
        assert set(done) == {None}
        assert last == len(done)
        study_file.change(SETTINGS, "me", does("cases", case(9)))
        assert len(study_file.read(SETTINGS).cases) == 3


def test_a_study_of_the_first_schema_can_be_starred_and_summed_up_and_all_of_it_undone(tmp_path: Path) -> None:
    shutil.copyfile(GOLDEN / "schema_1.db", tmp_path / FILE_NAME)
    (tmp_path / FILE_NAME).chmod(0o600)
    with StudyFile.open(tmp_path) as study_file:
        before = study_file.state_hash()
        for decide in interpretations():
            study_file.change(SETTINGS, "me", decide, at=AT)
        assert study_file.read(SETTINGS).starred == {"A2.q1"}
        assert study_file.faults(deep=True) == ()
        study_file.undo("me")
        study_file.undo("me")
        assert study_file.state_hash() == before
    assert (tmp_path / "study.db.schema-1-1").stat().st_mode & 0o777 == 0o600


def test_there_is_a_golden_study_of_every_schema() -> None:
    assert [path.stem for path in sorted(GOLDEN.glob("*.db"))] == [f"schema_{n}" for n in range(1, schema.SCHEMA + 1)]
