"""Where Alembic starts: on the connection, inside the transaction, that `upgrade` hands over."""

from __future__ import annotations

from alembic import context

from framework_qa.store.schema import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,  # SQLite changes a table by building it anew
)
with context.begin_transaction():
    context.run_migrations()
