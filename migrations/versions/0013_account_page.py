"""The account page: contacts confirmed one by one, known devices, what one is told about."""

import sqlalchemy as sa
from alembic import op

from inclusion.db import UtcDateTime

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

CHANNELS = ("phone", "email")
TOPICS = ("new_sign_in", "appointments", "safe")


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "contact_confirmation",
        sa.Column("id", sa.Integer(), autoincrement=True),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("channel", sa.String(32), nullable=False),
        sa.Column("value", sa.String(254), nullable=False),
        sa.Column("code_hash", sa.String(64), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("expires_at", UtcDateTime(), nullable=False),
        sa.Column("used_at", UtcDateTime()),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact_confirmation")),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_contact_confirmation_account_id")
        ),
        sa.CheckConstraint(
            f"channel IN {CHANNELS!r}", name=op.f("ck_contact_confirmation_contact_channel")
        ),
    )
    op.create_index(
        op.f("ix_contact_confirmation_account_id"), "contact_confirmation", ["account_id"]
    )
    op.create_table(
        "seen_device",
        sa.Column("id", sa.Integer(), autoincrement=True),
        sa.Column("public_id", sa.String(16), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("device", sa.String(80), nullable=False),
        sa.Column("first_at", UtcDateTime(), nullable=False),
        sa.Column("last_at", UtcDateTime(), nullable=False),
        sa.Column("is_in_doubt", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_seen_device")),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_seen_device_account_id")
        ),
        sa.UniqueConstraint("public_id", name=op.f("uq_seen_device_public_id")),
        sa.UniqueConstraint("account_id", "device", name=op.f("uq_seen_device_account_id_device")),
    )
    op.create_table(
        "notification_choice",
        sa.Column("id", sa.Integer(), autoincrement=True),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("topic", sa.String(32), nullable=False),
        sa.Column("is_wanted", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notification_choice")),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_notification_choice_account_id")
        ),
        sa.UniqueConstraint(
            "account_id", "topic", name=op.f("uq_notification_choice_account_id_topic")
        ),
        sa.CheckConstraint(f"topic IN {TOPICS!r}", name=op.f("ck_notification_choice_topic")),
    )


def downgrade() -> None:
    """Drop the tables."""
    op.drop_table("notification_choice")
    op.drop_table("seen_device")
    op.drop_table("contact_confirmation")
