"""The third schema: second readings, extracts left unused, conflicts, and what other tools' files had beyond it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Make the four tables; nothing of what stands in the others changes."""
    _table("readings", "case_id", "subtheme", then=("verdict", "wording", "note", "read_by", "read_at"))
    _table("not_used", "case_id", "subtheme", "span_id", then=("left_by", "left_at"))
    _table("conflicts", "place", "mark", then=("status", "text", "written_by", "written_at", "source"))
    _table("set_aside", "source", "number", then=("kind", "name", "why", "content"))


def _table(name: str, *keys: str, then: tuple[str, ...]) -> None:
    parents = {"case_id": "cases.id", "span_id": "spans.id"}
    kinds = {"number": sa.Integer()}
    op.create_table(
        name,
        *(sa.Column(column, kinds.get(column, sa.Text()), nullable=False) for column in (*keys, *then)),
        sa.PrimaryKeyConstraint(*keys, name=op.f(f"pk_{name}")),
        *(
            sa.ForeignKeyConstraint([key], [parents[key]], name=op.f(f"fk_{name}_{key}"))
            for key in keys
            if key in parents
        ),
    )
