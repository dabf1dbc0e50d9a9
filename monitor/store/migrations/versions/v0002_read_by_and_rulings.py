"""By which extraction a snapshot was read; what people said of names that are, or are not, one company."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision: str = "0002"
down_revision: str | None = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply this version."""
    # NULL: by an extraction that did not say so. The next reading of the page then reads the known bytes first.
    op.add_column("snapshot", sa.Column("read_by", sa.Text(), nullable=True))
    op.create_table(
        "name_ruling",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("other", sa.Text(), nullable=False),
        sa.Column("same", sa.Boolean(), nullable=False),
        sa.Column("made_by", sa.Text(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_name_ruling"),
    )
