"""What people answered to readings of contracts."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision: str = "0003"
down_revision: str | None = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply this version."""
    op.create_table(
        "clause_answer",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("vendor_id", sa.Text(), nullable=False),
        sa.Column("proposal_id", sa.BigInteger(), nullable=True),
        sa.Column("version_id", sa.BigInteger(), nullable=True),
        sa.Column("made_by", sa.Text(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["vendor_id"], ["vendor.id"], name="fk_clause_answer_vendor_id"),
        sa.ForeignKeyConstraint(["proposal_id"], ["clause_version.id"], name="fk_clause_answer_proposal_id"),
        sa.ForeignKeyConstraint(["version_id"], ["clause_version.id"], name="fk_clause_answer_version_id"),
        sa.PrimaryKeyConstraint("id", name="pk_clause_answer"),
    )
    op.create_index("ix_clause_answer_vendor_id", "clause_answer", ["vendor_id"])
