"""The second schema: stars on the quotes chosen for print, and syntheses of groups of cases."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Make the two tables; nothing of what stands in the others changes."""
    op.create_table(
        "stars",
        sa.Column("span_id", sa.Text(), nullable=False),
        sa.Column("starred_by", sa.Text(), nullable=False),
        sa.Column("starred_at", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("span_id", name=op.f("pk_stars")),
        sa.ForeignKeyConstraint(["span_id"], ["spans.id"], name=op.f("fk_stars_span_id")),
    )
    op.create_table(
        "syntheses",
        sa.Column("members", sa.Text(), nullable=False),
        sa.Column("about", sa.Text(), nullable=False),
        sa.Column("statements", sa.Text(), nullable=False),
        sa.Column("basis", sa.Text(), nullable=False),
        sa.Column("codebook_version", sa.Integer(), nullable=False),
        sa.Column("written_by", sa.Text(), nullable=False),
        sa.Column("written_at", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("members", "about", name=op.f("pk_syntheses")),
    )
