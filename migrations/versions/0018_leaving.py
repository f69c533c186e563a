"""A rescue card is tried before its owner leaves; papers whose own key must change."""

import sqlalchemy as sa
from alembic import op

from inclusion.db import UtcDateTime

revision = "0018"
down_revision = "0015"
branch_labels = None
depends_on = None

REASONS = ("no_printer", "in_a_hurry", "later_at_home", "other")


def upgrade() -> None:
    """Add the columns."""
    with op.batch_alter_table("safe") as table:
        table.add_column(sa.Column("card_tried_at", UtcDateTime()))
        table.add_column(sa.Column("card_untried", sa.String(32)))
    with op.batch_alter_table("safe") as table:
        table.create_check_constraint(op.f("ck_safe_untried"), f"card_untried IN {REASONS!r}")
    with op.batch_alter_table("safe_document") as table:
        table.add_column(
            sa.Column("rekey_due", sa.Boolean(), nullable=False, server_default=sa.false())
        )
    with op.batch_alter_table("safe_document") as table:
        table.alter_column("rekey_due", server_default=None)


def downgrade() -> None:
    """Forget them."""
    with op.batch_alter_table("safe_document") as table:
        table.drop_column("rekey_due")
    with op.batch_alter_table("safe") as table:
        table.drop_constraint(op.f("ck_safe_untried"), type_="check")
        table.drop_column("card_untried")
        table.drop_column("card_tried_at")
