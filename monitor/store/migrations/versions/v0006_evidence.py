"""How captures came, the ends of open spans sealed, and witnesses of the chain."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision: str = "0006"
down_revision: str | None = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply this version."""
    op.create_table(
        "journey",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("capture_id", sa.BigInteger(), nullable=False),
        sa.Column("legs", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_journey"),
        sa.UniqueConstraint("capture_id", name="uq_journey_capture_id"),
        sa.ForeignKeyConstraint(["capture_id"], ["capture.id"], name="fk_journey_capture_id"),
    )
    op.create_table(
        "checkpoint",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sources", sa.BigInteger(), nullable=False),
        sa.Column("spans_sha256", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_checkpoint"),
    )
    op.create_table(
        "witness",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("link_sha256", sa.String(64), nullable=False),
        sa.Column("authority", sa.Text(), nullable=False),
        sa.Column("token_sha256", sa.String(64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_witness"),
    )
