"""What pages looked like in the browser that read them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision: str = "0005"
down_revision: str | None = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply this version."""
    op.create_table(
        "picture",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("capture_id", sa.BigInteger(), nullable=False),
        sa.Column("content_sha256", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_picture"),
        sa.UniqueConstraint("capture_id", name="uq_picture_capture_id"),
        sa.ForeignKeyConstraint(["capture_id"], ["capture.id"], name="fk_picture_capture_id"),
    )
