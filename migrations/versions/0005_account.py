"""The account: how sure we are, what is closed, how people are reached, visits in words."""

import sqlalchemy as sa
from alembic import op

from inclusion.db import UtcDateTime

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

ADDRESS_KINDS = ("none", "home", "domiciliation", "care_of")


def upgrade() -> None:
    """Add the columns; visits under way end, since they have no reference."""
    with op.batch_alter_table("account") as batch:
        batch.alter_column("passphrase_hash", existing_type=sa.String(200), nullable=True)
        batch.add_column(sa.Column("assurance", sa.Integer(), nullable=False, server_default="0"))
        batch.add_column(sa.Column("blocked_at", UtcDateTime()))
        batch.add_column(sa.Column("closing_at", UtcDateTime()))
        batch.create_check_constraint(op.f("ck_account_assurance"), "assurance BETWEEN 0 AND 2")
    # In a step of its own: the rows that are there were given the default by then.
    with op.batch_alter_table("account") as batch:
        batch.alter_column("assurance", existing_type=sa.Integer(), server_default=None)
    with op.batch_alter_table("person") as batch:
        batch.add_column(sa.Column("phone_confirmed_at", UtcDateTime()))
        batch.add_column(sa.Column("email_confirmed_at", UtcDateTime()))
        batch.add_column(
            sa.Column("address_kind", sa.String(32), nullable=False, server_default="none")
        )
        batch.add_column(sa.Column("address_line", sa.String(300)))
        batch.add_column(sa.Column("postcode", sa.String(5)))
        batch.add_column(sa.Column("commune", sa.String(100)))
        batch.add_column(
            sa.Column("hidden_contact", sa.Boolean(), nullable=False, server_default=sa.false())
        )
        batch.add_column(sa.Column("deceased_on", sa.Date()))
        batch.create_check_constraint(
            op.f("ck_person_address_kind"), f"address_kind IN {ADDRESS_KINDS!r}"
        )
        batch.create_index(op.f("ix_person_email"), ["email"])
    with op.batch_alter_table("person") as batch:
        batch.alter_column("address_kind", existing_type=sa.String(32), server_default=None)
        batch.alter_column("hidden_contact", existing_type=sa.Boolean(), server_default=None)
    op.execute("DELETE FROM safe_unlock")
    op.execute("DELETE FROM web_session")
    with op.batch_alter_table("web_session") as batch:
        batch.add_column(sa.Column("public_id", sa.String(16), nullable=False))
        batch.add_column(sa.Column("device", sa.String(80), nullable=False))
        batch.add_column(sa.Column("place_id", sa.Integer()))
        batch.add_column(sa.Column("is_shared", sa.Boolean(), nullable=False))
        batch.create_unique_constraint(op.f("uq_web_session_public_id"), ["public_id"])
        batch.create_foreign_key(op.f("fk_web_session_place_id"), "place", ["place_id"], ["id"])


def downgrade() -> None:
    """Take the columns away."""
    op.execute("DELETE FROM safe_unlock")
    op.execute("DELETE FROM web_session")
    with op.batch_alter_table("web_session") as batch:
        batch.drop_constraint(op.f("fk_web_session_place_id"), type_="foreignkey")
        batch.drop_constraint(op.f("uq_web_session_public_id"), type_="unique")
        for name in ("public_id", "device", "place_id", "is_shared"):
            batch.drop_column(name)
    with op.batch_alter_table("person") as batch:
        batch.drop_index(op.f("ix_person_email"))
        batch.drop_constraint(op.f("ck_person_address_kind"), type_="check")
        for name in (
            "phone_confirmed_at",
            "email_confirmed_at",
            "address_kind",
            "address_line",
            "postcode",
            "commune",
            "hidden_contact",
            "deceased_on",
        ):
            batch.drop_column(name)
    with op.batch_alter_table("account") as batch:
        batch.drop_constraint(op.f("ck_account_assurance"), type_="check")
        for name in ("assurance", "blocked_at", "closing_at"):
            batch.drop_column(name)
