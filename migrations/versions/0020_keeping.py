"""Warnings of dates that approach."""

import sqlalchemy as sa
from alembic import op

from inclusion.db import UtcDateTime

revision = "0020"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "expiry_warning",
        sa.Column("id", sa.Integer(), autoincrement=True),
        sa.Column("public_id", sa.String(16), nullable=False),
        sa.Column("document_id", sa.Integer(), nullable=False),
        sa.Column("expires_on", sa.Date(), nullable=False),
        sa.Column("step", sa.Integer(), nullable=False),
        sa.Column("made_at", UtcDateTime(), nullable=False),
        sa.Column("told_at", UtcDateTime()),
        sa.Column("told_by_id", sa.Integer()),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_expiry_warning")),
        sa.ForeignKeyConstraint(
            ["document_id"],
            ["safe_document.id"],
            name=op.f("fk_expiry_warning_document_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["told_by_id"], ["account.id"], name=op.f("fk_expiry_warning_told_by_id")
        ),
        sa.UniqueConstraint("public_id", name=op.f("uq_expiry_warning_public_id")),
        sa.UniqueConstraint(
            "document_id",
            "expires_on",
            "step",
            name=op.f("uq_expiry_warning_document_id_expires_on_step"),
        ),
    )


def downgrade() -> None:
    """Drop the table."""
    op.drop_table("expiry_warning")
