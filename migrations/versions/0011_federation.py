"""Identities of FranceConnect and ProConnect that open accounts."""

import sqlalchemy as sa
from alembic import op

from inclusion.db import UtcDateTime

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the table."""
    op.create_table(
        "identity_link",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("public_id", sa.String(16), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("provider", sa.String(20), nullable=False),
        sa.Column("issuer", sa.String(255), nullable=False),
        sa.Column("sub", sa.String(255), nullable=False),
        sa.Column("acr", sa.String(60)),
        sa.Column("linked_at", UtcDateTime(), nullable=False),
        sa.Column("last_used_at", UtcDateTime()),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_identity_link_account_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_identity_link")),
        sa.UniqueConstraint("issuer", "sub", name=op.f("uq_identity_link_issuer_sub")),
        sa.UniqueConstraint("public_id", name=op.f("uq_identity_link_public_id")),
    )
    op.create_index(op.f("ix_identity_link_account_id"), "identity_link", ["account_id"])


def downgrade() -> None:
    """Drop the table."""
    op.drop_table("identity_link")
