"""The safe."""

import sqlalchemy as sa
from alembic import op

from inclusion.db import UtcDateTime

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

SQLITE_APPEND_ONLY = """
CREATE TRIGGER safe_journal_no_{verb} BEFORE {verb} ON safe_journal
BEGIN SELECT RAISE(ABORT, 'safe_journal_is_append_only'); END
"""
POSTGRESQL_APPEND_ONLY = """
CREATE FUNCTION safe_journal_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'safe_journal_is_append_only'; END $$;
CREATE TRIGGER safe_journal_append_only BEFORE UPDATE OR DELETE ON safe_journal
FOR EACH ROW EXECUTE FUNCTION safe_journal_is_append_only()
"""


def upgrade() -> None:
    """Create the tables."""
    op.create_table(
        "safe",
        _id(),
        sa.Column("public_id", sa.String(16), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("scheme", sa.Integer(), nullable=False),
        sa.Column("public_key", sa.String(80), nullable=False),
        sa.Column("card_fingerprint", sa.String(64), nullable=False),
        sa.Column("card_used_at", UtcDateTime()),
        sa.Column("journal_length", sa.Integer(), nullable=False),
        sa.Column("journal_head", sa.String(64), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_safe_account_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_safe")),
        sa.UniqueConstraint("account_id", name=op.f("uq_safe_account_id")),
        sa.UniqueConstraint("public_id", name=op.f("uq_safe_public_id")),
    )
    op.create_table(
        "safe_wrap",
        _id(),
        sa.Column("safe_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("wrapped", sa.LargeBinary(), nullable=False),
        sa.Column("stretch", sa.JSON(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint("kind IN ('passphrase', 'card')", name=op.f("ck_safe_wrap_wrap_kind")),
        sa.ForeignKeyConstraint(["safe_id"], ["safe.id"], name=op.f("fk_safe_wrap_safe_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_safe_wrap")),
        sa.UniqueConstraint("safe_id", "kind", name=op.f("uq_safe_wrap_safe_id_kind")),
    )
    op.create_table(
        "safe_document",
        _id(),
        sa.Column("public_id", sa.String(16), nullable=False),
        sa.Column("safe_id", sa.Integer(), nullable=False),
        sa.Column("sealed_metadata", sa.LargeBinary(), nullable=False),
        sa.Column("grant", sa.LargeBinary(), nullable=False),
        sa.Column("deposited_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["safe_id"], ["safe.id"], name=op.f("fk_safe_document_safe_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_safe_document")),
        sa.UniqueConstraint("public_id", name=op.f("uq_safe_document_public_id")),
    )
    op.create_index(op.f("ix_safe_document_safe_id"), "safe_document", ["safe_id"])
    op.create_table(
        "safe_blob",
        _id(),
        sa.Column("document_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("store_key", sa.String(32), nullable=False),
        sa.Column("sealed_sha256", sa.String(64), nullable=False),
        sa.Column("sealed_bytes", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('body', 'page', 'thumbnail')", name=op.f("ck_safe_blob_blob_kind")
        ),
        sa.ForeignKeyConstraint(
            ["document_id"],
            ["safe_document.id"],
            name=op.f("fk_safe_blob_document_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_safe_blob")),
        sa.UniqueConstraint(
            "document_id", "kind", "position", name=op.f("uq_safe_blob_document_id_kind_position")
        ),
        sa.UniqueConstraint("store_key", name=op.f("uq_safe_blob_store_key")),
    )
    op.create_table(
        "safe_unlock",
        sa.Column("visit_ref", sa.String(64), nullable=False),
        sa.Column("safe_id", sa.Integer(), nullable=False),
        sa.Column("sealed_identity", sa.LargeBinary(), nullable=False),
        sa.Column("opened_at", UtcDateTime(), nullable=False),
        sa.Column("idle_until", UtcDateTime(), nullable=False),
        sa.Column("until", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["visit_ref"],
            ["web_session.token_hash"],
            name=op.f("fk_safe_unlock_visit_ref"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["safe_id"], ["safe.id"], name=op.f("fk_safe_unlock_safe_id")),
        sa.PrimaryKeyConstraint("visit_ref", name=op.f("pk_safe_unlock")),
    )
    op.create_index(op.f("ix_safe_unlock_safe_id"), "safe_unlock", ["safe_id"])
    op.create_index(op.f("ix_safe_unlock_until"), "safe_unlock", ["until"])
    op.create_table(
        "safe_journal",
        _id(),
        sa.Column("safe_id", sa.Integer(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("entry", sa.Text(), nullable=False),
        sa.Column("previous", sa.String(64), nullable=False),
        sa.Column("hash", sa.String(64), nullable=False),
        sa.ForeignKeyConstraint(["safe_id"], ["safe.id"], name=op.f("fk_safe_journal_safe_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_safe_journal")),
        sa.UniqueConstraint("safe_id", "seq", name=op.f("uq_safe_journal_safe_id_seq")),
    )
    _forbid_changes_of_the_journal()


def downgrade() -> None:
    """Drop the tables."""
    for name in ("journal", "unlock", "blob", "document", "wrap"):
        op.drop_table(f"safe_{name}")
    op.drop_table("safe")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION safe_journal_is_append_only")


def _id() -> sa.Column[int]:
    return sa.Column("id", sa.Integer(), autoincrement=True, nullable=False)


def _forbid_changes_of_the_journal() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute(POSTGRESQL_APPEND_ONLY)
        return
    for verb in ("update", "delete"):
        op.execute(SQLITE_APPEND_ONLY.format(verb=verb))
