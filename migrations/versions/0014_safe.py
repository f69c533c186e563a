"""The safe grows: states of papers, an index of its own, receipts, originals and words."""

import sqlalchemy as sa
from alembic import op

from inclusion.db import UtcDateTime

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

STATES = ("kept", "to_sort", "binned", "replaced")
CHANNELS = (
    "owner", "stranger", "operator", "mediator", "service", "borrower", "link", "trusted",
    "officer",
)  # fmt: skip
OLD_KINDS = ("body", "page", "thumbnail")
NEW_KINDS = ("body", "page", "thumbnail", "original", "text")
KIND = "ck_safe_blob_blob_kind"


def upgrade() -> None:
    """Add the columns, widen the kinds of objects."""
    with op.batch_alter_table("safe") as table:
        table.add_column(sa.Column("index_key", sa.String(32)))
        table.add_column(sa.Column("index_sha256", sa.String(64)))
        table.add_column(sa.Column("index_count", sa.Integer(), nullable=False, server_default="0"))
        table.add_column(sa.Column("text_agreed_at", UtcDateTime()))
    with op.batch_alter_table("safe") as table:
        table.alter_column("index_count", server_default=None)
        table.create_unique_constraint(op.f("uq_safe_index_key"), ["index_key"])
    with op.batch_alter_table("safe_document") as table:
        table.add_column(sa.Column("state", sa.String(32), nullable=False, server_default="kept"))
        table.add_column(
            sa.Column("channel", sa.String(32), nullable=False, server_default="owner")
        )
        table.add_column(sa.Column("depositor", sa.String(64), nullable=False, server_default=""))
        table.add_column(sa.Column("follows_id", sa.Integer()))
        table.add_column(sa.Column("binned_at", UtcDateTime()))
        table.add_column(sa.Column("expires_on", sa.Date()))
        table.add_column(sa.Column("sealed_receipt", sa.LargeBinary()))
    with op.batch_alter_table("safe_document") as table:
        for name in ("state", "channel", "depositor"):
            table.alter_column(name, server_default=None)
        table.create_check_constraint(
            op.f("ck_safe_document_document_state"), f"state IN {STATES!r}"
        )
        table.create_check_constraint(op.f("ck_safe_document_channel"), f"channel IN {CHANNELS!r}")
        table.create_unique_constraint(op.f("uq_safe_document_follows_id"), ["follows_id"])
        table.create_foreign_key(
            op.f("fk_safe_document_follows_id"),
            "safe_document",
            ["follows_id"],
            ["id"],
            ondelete="SET NULL",
        )
    with op.batch_alter_table("safe_blob") as table:
        table.drop_constraint(op.f(KIND), type_="check")
        table.create_check_constraint(op.f(KIND), f"kind IN {NEW_KINDS!r}")


def downgrade() -> None:
    """Forget what the older product does not know."""
    op.execute("DELETE FROM safe_blob WHERE kind IN ('original', 'text')")
    with op.batch_alter_table("safe_blob") as table:
        table.drop_constraint(op.f(KIND), type_="check")
        table.create_check_constraint(op.f(KIND), f"kind IN {OLD_KINDS!r}")
    with op.batch_alter_table("safe_document") as table:
        table.drop_constraint(op.f("fk_safe_document_follows_id"), type_="foreignkey")
        table.drop_constraint(op.f("uq_safe_document_follows_id"), type_="unique")
        table.drop_constraint(op.f("ck_safe_document_document_state"), type_="check")
        table.drop_constraint(op.f("ck_safe_document_channel"), type_="check")
        for name in (
            "state", "channel", "depositor", "follows_id", "binned_at", "expires_on",
            "sealed_receipt",
        ):  # fmt: skip
            table.drop_column(name)
    with op.batch_alter_table("safe") as table:
        table.drop_constraint(op.f("uq_safe_index_key"), type_="unique")
        for name in ("index_key", "index_sha256", "index_count", "text_agreed_at"):
            table.drop_column(name)
