"""Reasons, openings, absences, appointments; no two live ones of a mediator overlap."""

import sqlalchemy as sa
from alembic import op

from inclusion.db import UtcDateTime

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

LIVE = "'arrived', 'honoured', 'in_progress', 'incomplete', 'scheduled'"
STATUSES = (
    "scheduled",
    "arrived",
    "in_progress",
    "honoured",
    "incomplete",
    "no_show",
    "cancelled_by_person",
    "cancelled_by_service",
    "rescheduled",
)

# The pair of ids makes a range of one integer, so that no extension (btree_gist) is needed.
EXCLUSION = f"""
ALTER TABLE appointment ADD CONSTRAINT appointment_overlap
EXCLUDE USING gist (
  int4range(mediator_id, mediator_id, '[]') WITH &&,
  tstzrange(starts_at, ends_at) WITH &&
) WHERE (status IN ({LIVE}))
"""

# An appointment lasts a day at most, so the search may stop one day back.
TRIGGER = f"""
CREATE TRIGGER appointment_overlap_{{moment}}
BEFORE {{event}} ON appointment
WHEN NEW.status IN ({LIVE})
BEGIN
  SELECT RAISE(ABORT, 'appointment_overlap')
  WHERE EXISTS (
    SELECT 1 FROM appointment
    WHERE appointment.status IN ({LIVE})
      AND appointment.mediator_id = NEW.mediator_id
      AND appointment.starts_at > NEW.starts_at - 86400000000
      AND appointment.starts_at < NEW.ends_at
      AND appointment.ends_at > NEW.starts_at
      AND appointment.id IS NOT NEW.id
  );
END
"""  # noqa: S608 - two constants of this file


def upgrade() -> None:
    _reasons()
    _openings()
    _absences()
    _appointments()


def _reasons() -> None:
    op.create_table(
        "reason",
        sa.Column("id", sa.Integer(), primary_key=True, autoincrement=True),
        sa.Column("code", sa.String(40), nullable=False),
        sa.Column("names", sa.JSON(), nullable=False),
        sa.Column("explanations", sa.JSON(), nullable=False),
        sa.Column("bring", sa.JSON(), nullable=False),
        sa.Column("duration_minutes", sa.Integer(), nullable=False),
        sa.Column("step_minutes", sa.Integer(), nullable=False),
        sa.Column("min_notice_minutes", sa.Integer(), nullable=False),
        sa.Column("max_notice_days", sa.Integer(), nullable=False),
        sa.Column("cancel_until_minutes", sa.Integer(), nullable=False),
        sa.Column("move_until_minutes", sa.Integer(), nullable=False),
        sa.Column("bookable_by_public", sa.Boolean(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.UniqueConstraint("code", name=op.f("uq_reason_code")),
        sa.CheckConstraint("duration_minutes BETWEEN 5 AND 480", name=op.f("ck_reason_duration")),
        sa.CheckConstraint("step_minutes BETWEEN 5 AND 240", name=op.f("ck_reason_step")),
    )


def _openings() -> None:
    op.create_table(
        "opening_rule",
        sa.Column("id", sa.Integer(), primary_key=True, autoincrement=True),
        sa.Column("public_id", sa.String(16), nullable=False),
        sa.Column("mediator_id", sa.Integer(), nullable=False),
        sa.Column("place_id", sa.Integer(), nullable=False),
        sa.Column("weekday", sa.Integer(), nullable=False),
        sa.Column("starts", sa.Time(), nullable=False),
        sa.Column("ends", sa.Time(), nullable=False),
        sa.Column("first_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date()),
        sa.Column("every_weeks", sa.Integer(), nullable=False),
        sa.Column("laid_until_on", sa.Date()),
        sa.ForeignKeyConstraint(
            ["mediator_id"], ["account.id"], name=op.f("fk_opening_rule_mediator_id")
        ),
        sa.ForeignKeyConstraint(["place_id"], ["place.id"], name=op.f("fk_opening_rule_place_id")),
        sa.UniqueConstraint("public_id", name=op.f("uq_opening_rule_public_id")),
        sa.CheckConstraint("weekday BETWEEN 0 AND 6", name=op.f("ck_opening_rule_weekday")),
        sa.CheckConstraint(
            "every_weeks BETWEEN 1 AND 52", name=op.f("ck_opening_rule_every_weeks")
        ),
        sa.CheckConstraint(
            "until_on IS NULL OR until_on >= first_on", name=op.f("ck_opening_rule_until_on")
        ),
    )
    op.create_index(op.f("ix_opening_rule_mediator_id"), "opening_rule", ["mediator_id"])
    op.create_table(
        "opening_exception",
        sa.Column("id", sa.Integer(), primary_key=True, autoincrement=True),
        sa.Column("rule_id", sa.Integer(), nullable=False),
        sa.Column("on_date", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["rule_id"], ["opening_rule.id"], name=op.f("fk_opening_exception_rule_id")
        ),
        sa.UniqueConstraint(
            "rule_id", "on_date", name=op.f("uq_opening_exception_rule_id_on_date")
        ),
    )
    op.create_table(
        "opening",
        sa.Column("id", sa.Integer(), primary_key=True, autoincrement=True),
        sa.Column("rule_id", sa.Integer()),
        sa.Column("mediator_id", sa.Integer(), nullable=False),
        sa.Column("place_id", sa.Integer(), nullable=False),
        sa.Column("starts_at", UtcDateTime(), nullable=False),
        sa.Column("ends_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["rule_id"], ["opening_rule.id"], name=op.f("fk_opening_rule_id")),
        sa.ForeignKeyConstraint(
            ["mediator_id"], ["account.id"], name=op.f("fk_opening_mediator_id")
        ),
        sa.ForeignKeyConstraint(["place_id"], ["place.id"], name=op.f("fk_opening_place_id")),
        sa.UniqueConstraint("rule_id", "starts_at", name=op.f("uq_opening_rule_id_starts_at")),
        sa.CheckConstraint("ends_at > starts_at", name=op.f("ck_opening_interval")),
    )
    op.create_index(
        "ix_opening_place", "opening", ["place_id", "starts_at", "ends_at", "mediator_id"]
    )
    op.create_index("ix_opening_mediator", "opening", ["mediator_id", "starts_at"])
    op.create_index("ix_opening_starts_at", "opening", ["starts_at"])


def _absences() -> None:
    op.create_table(
        "absence",
        sa.Column("id", sa.Integer(), primary_key=True, autoincrement=True),
        sa.Column("public_id", sa.String(16), nullable=False),
        sa.Column("mediator_id", sa.Integer(), nullable=False),
        sa.Column("starts_at", UtcDateTime(), nullable=False),
        sa.Column("ends_at", UtcDateTime(), nullable=False),
        sa.Column("note", sa.String(200), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["mediator_id"], ["account.id"], name=op.f("fk_absence_mediator_id")
        ),
        sa.UniqueConstraint("public_id", name=op.f("uq_absence_public_id")),
        sa.CheckConstraint("ends_at > starts_at", name=op.f("ck_absence_interval")),
    )
    op.create_index("ix_absence_mediator", "absence", ["mediator_id", "starts_at", "ends_at"])


def _appointments() -> None:
    op.create_table("appointment", *_appointment_columns(), *_appointment_constraints())
    live, known = sa.text(f"status IN ({LIVE})"), sa.text("status <> 'rescheduled'")
    op.create_index(
        "uq_appointment_code",
        "appointment",
        ["code"],
        unique=True,
        sqlite_where=known,
        postgresql_where=known,
    )
    op.create_index(
        "ix_appointment_live",
        "appointment",
        ["mediator_id", "starts_at", "ends_at"],
        sqlite_where=live,
        postgresql_where=live,
    )
    op.create_index("ix_appointment_mediator", "appointment", ["mediator_id", "starts_at"])
    op.create_index("ix_appointment_place", "appointment", ["place_id", "starts_at"])
    op.create_index("ix_appointment_person", "appointment", ["person_id", "starts_at"])
    op.create_index(op.f("ix_appointment_booked_by_id"), "appointment", ["booked_by_id"])
    if op.get_bind().dialect.name == "postgresql":
        op.execute(EXCLUSION)
        return
    op.execute(TRIGGER.format(moment="insert", event="INSERT"))
    op.execute(
        TRIGGER.format(moment="update", event="UPDATE OF mediator_id, starts_at, ends_at, status")
    )


def _appointment_columns() -> list[sa.Column]:
    return [
        sa.Column("id", sa.Integer(), primary_key=True, autoincrement=True),
        sa.Column("public_id", sa.String(16), nullable=False),
        sa.Column("code", sa.String(8), nullable=False),
        sa.Column("reason_id", sa.Integer(), nullable=False),
        sa.Column("place_id", sa.Integer(), nullable=False),
        sa.Column("mediator_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("starts_at", UtcDateTime(), nullable=False),
        sa.Column("ends_at", UtcDateTime(), nullable=False),
        sa.Column("status", _choice("status", STATUSES), nullable=False),
        sa.Column("origin", _choice("origin", ("web", "telephone", "counter")), nullable=False),
        sa.Column("booked_by_id", sa.Integer()),
        sa.Column("idempotency_key", sa.String(64)),
        sa.Column("people_count", sa.Integer(), nullable=False),
        sa.Column(
            "company",
            _choice("company", ("alone", "with_relative", "someone_else")),
            nullable=False,
        ),
        sa.Column("interpreter_language", sa.String(16), nullable=False),
        sa.Column("channel", _choice("channel", ("none", "printed", "spoken")), nullable=False),
        sa.Column("missing_papers", sa.JSON(), nullable=False),
        sa.Column("moved_from_id", sa.Integer()),
        sa.Column("arrived_at", UtcDateTime()),
        sa.Column("started_at", UtcDateTime()),
        sa.Column("ended_at", UtcDateTime()),
        sa.Column("cancelled_at", UtcDateTime()),
        sa.Column("cancel_note", sa.String(300), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
    ]


def _appointment_constraints() -> list[sa.Constraint]:
    targets = {
        "reason_id": "reason.id",
        "place_id": "place.id",
        "mediator_id": "account.id",
        "person_id": "person.id",
        "booked_by_id": "account.id",
        "moved_from_id": "appointment.id",
    }
    return [
        *(
            sa.ForeignKeyConstraint([column], [target], name=op.f(f"fk_appointment_{column}"))
            for column, target in targets.items()
        ),
        sa.UniqueConstraint("public_id", name=op.f("uq_appointment_public_id")),
        sa.UniqueConstraint("idempotency_key", name=op.f("uq_appointment_idempotency_key")),
        sa.UniqueConstraint("moved_from_id", name=op.f("uq_appointment_moved_from_id")),
        sa.CheckConstraint("ends_at > starts_at", name=op.f("ck_appointment_interval")),
        sa.CheckConstraint(
            "people_count BETWEEN 1 AND 20", name=op.f("ck_appointment_people_count")
        ),
    ]


def _choice(name: str, values: tuple[str, ...]) -> sa.Enum:
    return sa.Enum(*values, native_enum=False, length=32, create_constraint=True, name=name)


def downgrade() -> None:
    for table in (
        "appointment",
        "absence",
        "opening",
        "opening_exception",
        "opening_rule",
        "reason",
    ):
        op.drop_table(table)
