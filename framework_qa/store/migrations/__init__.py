"""From each released schema to the next, one migration each, run by Alembic from `upgrade`.

A migration changes tables only. The log is never rewritten: rows in it keep the columns they had, so a migration
that renames or drops a logged column also teaches `rows.unlogged` to read the old name.
"""
