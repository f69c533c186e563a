"""Proofs: certificates of erasure, signed heads of journals, the conditions that were accepted."""

import sqlalchemy as sa
from alembic import op

from inclusion.db import UtcDateTime

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the tables and the column."""
    with op.batch_alter_table("safe") as table:
        table.add_column(sa.Column("terms_version", sa.String(20)))
    op.create_table(
        "safe_certificate",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column(
            "safe_id", sa.Integer(), sa.ForeignKey("safe.id", ondelete="CASCADE"), nullable=False
        ),
        sa.Column("document", sa.String(16), nullable=False, unique=True),
        sa.Column("jws", sa.Text(), nullable=False),
        sa.Column("erased_at", UtcDateTime(), nullable=False),
    )
    op.create_index("ix_safe_certificate_safe_id", "safe_certificate", ["safe_id"])
    op.create_table(
        "journal_statement",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("seq", sa.Integer(), nullable=False, unique=True),
        sa.Column("made_at", UtcDateTime(), nullable=False),
        sa.Column("jws", sa.Text(), nullable=False),
        sa.Column("timestamp_token", sa.LargeBinary()),
    )
    op.create_table(
        "journal_head",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column(
            "statement_id",
            sa.Integer(),
            sa.ForeignKey("journal_statement.id", ondelete="CASCADE"),
            nullable=False,
        ),
        sa.Column("safe_ref", sa.String(16), nullable=False),
        sa.Column("length", sa.Integer(), nullable=False),
        sa.Column("head", sa.String(64), nullable=False),
        sa.UniqueConstraint("statement_id", "safe_ref"),
    )
    op.create_index("ix_journal_head_safe_ref", "journal_head", ["safe_ref"])


def downgrade() -> None:
    """Forget the proofs."""
    op.drop_table("journal_head")
    op.drop_table("journal_statement")
    op.drop_table("safe_certificate")
    with op.batch_alter_table("safe") as table:
        table.drop_column("terms_version")
