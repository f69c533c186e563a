"""Deposits in a safe: who may make them, which were made, tokens that services hold."""

import sqlalchemy as sa
from alembic import op

from inclusion.db import UtcDateTime

revision = "0016"
down_revision = "0017"
branch_labels = None
depends_on = None

ONE_DEPOSITOR = (
    "(CASE WHEN structure_id IS NULL THEN 0 ELSE 1 END)"
    " + (CASE WHEN agent_id IS NULL THEN 0 ELSE 1 END)"
    " + (CASE WHEN client_id IS NULL THEN 0 ELSE 1 END) = 1"
)


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "provider_service_token",
        sa.Column("id", sa.Integer(), primary_key=True, autoincrement=True),
        sa.Column(
            "client_id", sa.Integer(), sa.ForeignKey("provider_client.id"), nullable=False,
            index=True,
        ),
        sa.Column("scope", sa.String(200), nullable=False),
        sa.Column("access_hash", sa.String(64), nullable=False, unique=True),
        sa.Column("expires_at", UtcDateTime(), nullable=False, index=True),
    )  # fmt: skip
    op.create_table(
        "safe_depositor",
        sa.Column("id", sa.Integer(), primary_key=True, autoincrement=True),
        sa.Column(
            "safe_id", sa.Integer(), sa.ForeignKey("safe.id", ondelete="CASCADE"), nullable=False
        ),
        sa.Column("structure_id", sa.Integer(), sa.ForeignKey("structure.id")),
        sa.Column("agent_id", sa.Integer(), sa.ForeignKey("account.id")),
        sa.Column("client_id", sa.Integer(), sa.ForeignKey("provider_client.id")),
        sa.Column("allowed_at", UtcDateTime(), nullable=False),
        sa.Column("stopped_at", UtcDateTime()),
        sa.CheckConstraint(ONE_DEPOSITOR, name="one_depositor"),
        sa.UniqueConstraint("safe_id", "structure_id"),
        sa.UniqueConstraint("safe_id", "agent_id"),
        sa.UniqueConstraint("safe_id", "client_id"),
    )
    op.create_table(
        "safe_deposit",
        sa.Column("id", sa.Integer(), primary_key=True, autoincrement=True),
        sa.Column(
            "safe_id", sa.Integer(), sa.ForeignKey("safe.id", ondelete="CASCADE"), nullable=False,
            index=True,
        ),
        sa.Column("document", sa.String(16), nullable=False, unique=True),
        sa.Column("client_id", sa.Integer(), sa.ForeignKey("provider_client.id")),
        sa.Column("agent_id", sa.Integer(), sa.ForeignKey("account.id")),
        sa.Column("structure_id", sa.Integer(), sa.ForeignKey("structure.id")),
        sa.Column("key_hash", sa.String(64), nullable=False),
        sa.Column("sealed_answer", sa.LargeBinary(), nullable=False),
        sa.Column("agreed_at", UtcDateTime()),
        sa.Column("deposited_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint("(client_id IS NULL) <> (agent_id IS NULL)", name="one_giver"),
        sa.UniqueConstraint("client_id", "key_hash"),
        sa.UniqueConstraint("agent_id", "key_hash"),
    )  # fmt: skip


def downgrade() -> None:
    """Drop the tables."""
    for table in ("safe_deposit", "safe_depositor", "provider_service_token"):
        op.drop_table(table)
