"""The outbox: messages by e-mail, SMS and letter."""

import sqlalchemy as sa
from alembic import op

from inclusion.db import UtcDateTime

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

CHANNELS = ("email", "sms", "letter")
STATES = ("waiting", "sending", "sent", "doubtful", "failed", "expired", "cancelled")


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "message",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("public_id", sa.String(16), nullable=False),
        sa.Column("key", sa.String(120)),
        sa.Column("channel", sa.String(32), nullable=False),
        sa.Column("state", sa.String(32), nullable=False),
        sa.Column("text_code", sa.String(40), nullable=False),
        sa.Column("text_version", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(8), nullable=False),
        sa.Column("sealed", sa.LargeBinary()),
        sa.Column("shown", sa.Text()),
        sa.Column("person_id", sa.Integer()),
        sa.Column("account_id", sa.Integer()),
        sa.Column("structure_id", sa.Integer()),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("due_at", UtcDateTime(), nullable=False),
        sa.Column("expires_at", UtcDateTime()),
        sa.Column("claimed_at", UtcDateTime()),
        sa.Column("claimed_by", sa.String(16)),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("sent_at", UtcDateTime()),
        sa.Column("last_error", sa.String(40)),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_message")),
        sa.UniqueConstraint("public_id", name=op.f("uq_message_public_id")),
        sa.UniqueConstraint("key", name=op.f("uq_message_key")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_message_person_id")),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_message_account_id")),
        sa.ForeignKeyConstraint(
            ["structure_id"], ["structure.id"], name=op.f("fk_message_structure_id")
        ),
        sa.CheckConstraint(f"channel IN {CHANNELS!r}", name=op.f("ck_message_channel")),
        sa.CheckConstraint(f"state IN {STATES!r}", name=op.f("ck_message_state")),
    )
    op.create_index("ix_message_state_due", "message", ["state", "due_at"])
    op.create_index(op.f("ix_message_person_id"), "message", ["person_id"])


def downgrade() -> None:
    """Drop the table."""
    op.drop_table("message")
