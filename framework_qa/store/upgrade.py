"""Which schema a file has, and the way to the newest one."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Connection, event

from framework_qa.errors import InputError
from framework_qa.store import schema
from framework_qa.store.backups import backup, unused
from framework_qa.store.connection import damaged, engine_of, transaction


def stamp(connection: Connection) -> None:
    """Write into a database that it is a study of the newest schema."""
    connection.exec_driver_sql(f"PRAGMA application_id = {schema.APPLICATION_ID}")
    connection.exec_driver_sql(f"PRAGMA user_version = {schema.SCHEMA}")


def identify(connection: Connection, name: str) -> int:
    """Give a file's schema by two plain questions; refuse what is no study and what is newer than this toolkit."""
    (application,) = connection.exec_driver_sql("PRAGMA application_id").one()
    if application != schema.APPLICATION_ID:
        raise InputError(f"{name} is not a study.", "Name a study, or a backup that framework-qa made of one.")
    (version,) = connection.exec_driver_sql("PRAGMA user_version").one()
    if version > schema.SCHEMA:
        raise InputError(
            f"{name} was written by a newer version of this toolkit (schema {version}, known up to {schema.SCHEMA}).",
            "Install the newest framework-qa and run the command again.",
        )
    return int(version)


def upgrade(path: Path, version: int) -> None:
    """Bring a study from an older schema to the newest, after a verified backup beside it."""
    backup(path, unused(path, f"schema-{version}"))
    engine = engine_of(path)
    # A table that is built anew is dropped once: with foreign keys on, its children would go with it or forbid it.
    event.listen(engine, "connect", lambda connection, _: connection.execute("PRAGMA foreign_keys = OFF"))
    try:
        with transaction(engine, path.name, writes=True) as connection:
            if identify(connection, path.name) < schema.SCHEMA:  # else somebody else was quicker
                _migrate(connection, path.name)
                stamp(connection)
            if connection.exec_driver_sql("PRAGMA foreign_key_check").first():
                raise damaged(path.name)
    finally:
        engine.dispose()


def _migrate(connection: Connection, name: str) -> None:
    from alembic import command
    from alembic.config import Config
    from alembic.util import CommandError

    config = Config()
    config.set_main_option("script_location", "framework_qa.store:migrations")
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    try:
        command.upgrade(config, schema.revision(schema.SCHEMA))
    except CommandError:  # the file names a migration that never was
        raise damaged(name) from None
