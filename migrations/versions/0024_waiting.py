"""The waiting list, the hours offered from it, and the needs that nothing met."""

import sqlalchemy as sa
from alembic import op

from inclusion.db import UtcDateTime

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

ORIGINS = ("web", "telephone", "counter", "letter", "sms", "prescriber")
STATES = ("waiting", "offered", "booked", "left", "expired")
ANSWERS = ("pending", "accepted", "refused", "lapsed", "withdrawn")
TABLES = ("unmet_need", "waiting_offer", "waiting_entry")
WHERE = "place_id IS NOT NULL OR (latitude IS NOT NULL AND radius_km IS NOT NULL)"
WATCHING = sa.text("state IN ('offered', 'waiting')")
PENDING = sa.text("answer = 'pending'")


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "waiting_entry",
        _id(),
        sa.Column("public_id", sa.String(16), nullable=False, unique=True),
        sa.Column("code", sa.String(8), nullable=False, unique=True),
        _refers("person", nullable=False, index=True),
        _refers("reason", nullable=False),
        sa.Column("state", _one_of(STATES, "entry_state"), nullable=False),
        _refers("place"),
        sa.Column("latitude", sa.Double()),
        sa.Column("longitude", sa.Double()),
        sa.Column("area", sa.String(100), nullable=False),
        sa.Column("radius_km", sa.Integer()),
        sa.Column("weekdays", sa.String(7), nullable=False),
        sa.Column("moment", _one_of(("any", "morning", "afternoon"), "moment"), nullable=False),
        sa.Column("from_on", sa.Date()),
        sa.Column("until_on", sa.Date(), nullable=False),
        sa.Column("interpreter_language", sa.String(16), nullable=False),
        sa.Column("equipment", sa.JSON(), nullable=False),
        sa.Column("mediator_id", sa.Integer(), sa.ForeignKey("account.id")),
        sa.Column("earlier_than_id", sa.Integer(), sa.ForeignKey("appointment.id")),
        sa.Column("deadline_on", sa.Date()),
        sa.Column("deadline_reason", sa.String(200), nullable=False),
        sa.Column("origin", _one_of(ORIGINS, "origin"), nullable=False),
        sa.Column("added_by_id", sa.Integer(), sa.ForeignKey("account.id")),
        sa.Column("idempotency_key", sa.String(64), unique=True),
        sa.Column("offers_count", sa.Integer(), nullable=False),
        sa.Column("last_offered_on", sa.Date()),
        sa.Column("appointment_id", sa.Integer(), sa.ForeignKey("appointment.id")),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("ended_at", UtcDateTime()),
        sa.CheckConstraint(
            "(deadline_on IS NULL) = (deadline_reason = '')", name="deadline_has_a_reason"
        ),
        sa.CheckConstraint(WHERE, name="where"),
        sa.CheckConstraint("(latitude IS NULL) = (longitude IS NULL)", name="point"),
    )
    op.create_index("ix_waiting_entry_state", "waiting_entry", ["state", "reason_id", "created_at"])
    op.create_index(
        "uq_waiting_entry_earlier_than",
        "waiting_entry",
        ["earlier_than_id"],
        unique=True,
        sqlite_where=WATCHING,
        postgresql_where=WATCHING,
    )
    op.create_table(
        "waiting_offer",
        _id(),
        sa.Column("public_id", sa.String(16), nullable=False, unique=True),
        sa.Column("entry_id", sa.Integer(), sa.ForeignKey("waiting_entry.id"), nullable=False),
        sa.Column("hold", sa.String(16), nullable=False, unique=True),
        _refers("place", nullable=False),
        sa.Column("mediator_id", sa.Integer(), sa.ForeignKey("account.id"), nullable=False),
        sa.Column("starts_at", UtcDateTime(), nullable=False),
        sa.Column("ends_at", UtcDateTime(), nullable=False),
        sa.Column("answer", _one_of(ANSWERS, "answer"), nullable=False),
        sa.Column("way", sa.String(12), nullable=False),
        sa.Column("offered_by_id", sa.Integer(), sa.ForeignKey("account.id")),
        sa.Column("offered_at", UtcDateTime(), nullable=False),
        sa.Column("until_at", UtcDateTime(), nullable=False),
        sa.Column("answered_at", UtcDateTime()),
    )
    op.create_index("ix_waiting_offer_entry", "waiting_offer", ["entry_id", "offered_at"])
    op.create_index("ix_waiting_offer_answer", "waiting_offer", ["answer", "until_at"])
    op.create_index(
        "uq_waiting_offer_pending",
        "waiting_offer",
        ["entry_id"],
        unique=True,
        sqlite_where=PENDING,
        postgresql_where=PENDING,
    )
    op.create_table(
        "unmet_need",
        _id(),
        _refers("reason", nullable=False),
        _refers("place"),
        sa.Column("insee", sa.String(5)),
        sa.Column("on_date", sa.Date(), nullable=False),
        sa.Column("origin", _one_of(ORIGINS, "origin"), nullable=False),
    )
    op.create_index("ix_unmet_need_on_date", "unmet_need", ["on_date"])


def downgrade() -> None:
    """Drop the tables."""
    for table in TABLES:
        op.drop_table(table)


def _id() -> sa.Column:
    return sa.Column("id", sa.Integer(), primary_key=True, autoincrement=True)


def _refers(table: str, **values: bool) -> sa.Column:
    return sa.Column(f"{table}_id", sa.Integer(), sa.ForeignKey(f"{table}.id"), **values)


def _one_of(values: tuple[str, ...], name: str) -> sa.Enum:
    return sa.Enum(*values, native_enum=False, length=32, create_constraint=True, name=name)
