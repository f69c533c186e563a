"""Large files that come in parts."""

import sqlalchemy as sa
from alembic import op

from inclusion.db import UtcDateTime

revision = "0021"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "safe_upload",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("public_id", sa.String(16), nullable=False),
        sa.Column("safe_id", sa.Integer(), nullable=False),
        sa.Column("sealed_name", sa.LargeBinary(), nullable=False),
        sa.Column("size_bytes", sa.Integer(), nullable=False),
        sa.Column("received_bytes", sa.Integer(), nullable=False),
        sa.Column("until", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_safe_upload")),
        sa.ForeignKeyConstraint(
            ["safe_id"], ["safe.id"], name=op.f("fk_safe_upload_safe_id"), ondelete="CASCADE"
        ),
        sa.UniqueConstraint("public_id", name=op.f("uq_safe_upload_public_id")),
        sa.CheckConstraint(
            "received_bytes <= size_bytes", name=op.f("ck_safe_upload_not_too_long")
        ),
    )
    op.create_index(op.f("ix_safe_upload_safe_id"), "safe_upload", ["safe_id"])
    op.create_index(op.f("ix_safe_upload_until"), "safe_upload", ["until"])
    op.create_table(
        "safe_upload_part",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("upload_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("store_key", sa.String(32), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_safe_upload_part")),
        sa.ForeignKeyConstraint(
            ["upload_id"],
            ["safe_upload.id"],
            name=op.f("fk_safe_upload_part_upload_id"),
            ondelete="CASCADE",
        ),
        sa.UniqueConstraint("store_key", name=op.f("uq_safe_upload_part_store_key")),
        sa.UniqueConstraint(
            "upload_id", "position", name=op.f("uq_safe_upload_part_upload_id_position")
        ),
    )


def downgrade() -> None:
    """Drop the tables."""
    op.drop_table("safe_upload_part")
    op.drop_table("safe_upload")
