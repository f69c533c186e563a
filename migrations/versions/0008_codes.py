"""Codes by e-mail, by SMS and on paper; browsers and networks that are known."""

import sqlalchemy as sa
from alembic import op

from inclusion.db import UtcDateTime

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables."""
    op.create_table(
        "one_time_code",
        _id(),
        _account("one_time_code", nullable=True),
        sa.Column("channel", sa.String(32), nullable=False),
        sa.Column("contact_hash", sa.String(64), nullable=False),
        sa.Column("code_hash", sa.String(64), nullable=False),
        sa.Column("visit_hash", sa.String(64), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("expires_at", UtcDateTime(), nullable=False),
        sa.Column("used_at", UtcDateTime()),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "channel IN ('email', 'sms')", name=op.f("ck_one_time_code_code_channel")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_one_time_code")),
    )
    for column in ("account_id", "expires_at", "visit_hash"):
        op.create_index(op.f(f"ix_one_time_code_{column}"), "one_time_code", [column])
    op.create_table(
        "paper_code",
        _id(),
        _account("paper_code"),
        sa.Column("sheet", sa.String(16), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("code_hash", sa.String(64), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("used_at", UtcDateTime()),
        sa.CheckConstraint("position BETWEEN 1 AND 10", name=op.f("ck_paper_code_position")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_paper_code")),
        sa.UniqueConstraint(
            "account_id", "position", name=op.f("uq_paper_code_account_id_position")
        ),
    )
    op.create_table(
        "known_device",
        _id(),
        _account("known_device"),
        sa.Column("token_hash", sa.String(64), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("last_used_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_known_device")),
        sa.UniqueConstraint(
            "account_id", "token_hash", name=op.f("uq_known_device_account_id_token_hash")
        ),
    )
    op.create_table(
        "known_network",
        _id(),
        sa.Column("network", sa.String(43), nullable=False),
        sa.Column("place_id", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["place_id"], ["place.id"], name=op.f("fk_known_network_place_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_known_network")),
        sa.UniqueConstraint("network", name=op.f("uq_known_network_network")),
    )
    op.create_index(op.f("ix_known_network_place_id"), "known_network", ["place_id"])


def downgrade() -> None:
    """Drop the tables."""
    for table in ("known_network", "known_device", "paper_code", "one_time_code"):
        op.drop_table(table)


def _id() -> sa.Column[int]:
    return sa.Column("id", sa.Integer(), autoincrement=True, nullable=False)


def _account(table: str, *, nullable: bool = False) -> sa.Column[int]:
    return sa.Column(
        "account_id",
        sa.Integer(),
        sa.ForeignKey("account.id", name=op.f(f"fk_{table}_account_id")),
        nullable=nullable,
    )
