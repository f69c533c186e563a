"""Booking whole: holds, buffers, overlaps on purpose, offers, stops, closed places, resources."""

import sqlalchemy as sa
from alembic import op

from inclusion.db import UtcDateTime
from inclusion.tokens import public_id

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

LIVE = "'arrived', 'held', 'honoured', 'in_progress', 'incomplete', 'scheduled'"
LIVE_BEFORE = "'arrived', 'honoured', 'in_progress', 'incomplete', 'scheduled'"
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
CHOICES = {
    "status": ("held", *STATUSES),
    "origin": ("web", "telephone", "counter", "letter", "sms", "prescriber"),
    "company": (
        "alone",
        "with_relative",
        "someone_else",
        "couple",
        "companion",
        "minor_alone",
    ),
    "channel": ("none", "printed", "spoken", "sms", "email", "letter", "relative"),
}
CHOICES_BEFORE = {
    "status": STATUSES,
    "origin": CHOICES["origin"][:3],
    "company": CHOICES["company"][:3],
    "channel": CHOICES["channel"][:3],
}

# Rows without a reason to overlap never overlap each other, whatever locks are held.
EXCLUSION = f"""
ALTER TABLE appointment ADD CONSTRAINT appointment_overlap
EXCLUDE USING gist (
  int4range(mediator_id, mediator_id, '[]') WITH &&,
  tstzrange(starts_at, blocks_until) WITH &&
) WHERE (status IN ({LIVE}) AND overlap_reason = '')
"""

# An overlap on purpose may come over others, and others may not come over it: an exclusion is the
# same both ways, so the newcomer looks for itself, one at a time for each mediator.
FUNCTION = f"""
CREATE FUNCTION appointment_overlap() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.status NOT IN ({LIVE}) THEN
    RETURN NEW;
  END IF;
  IF TG_OP = 'UPDATE' THEN
    IF OLD.status IN ({LIVE}) AND OLD.mediator_id = NEW.mediator_id
      AND OLD.overlap_reason = NEW.overlap_reason
      AND OLD.starts_at <= NEW.starts_at AND OLD.blocks_until >= NEW.blocks_until THEN
      RETURN NEW;
    END IF;
  END IF;
  PERFORM 1 FROM account WHERE id = NEW.mediator_id FOR NO KEY UPDATE;
  IF NEW.overlap_reason = '' AND EXISTS (
    SELECT 1 FROM appointment
    WHERE status IN ({LIVE}) AND overlap_reason <> ''
      AND mediator_id = NEW.mediator_id AND id <> NEW.id
      AND starts_at < NEW.blocks_until AND blocks_until > NEW.starts_at
  ) THEN
    RAISE EXCEPTION 'appointment_overlap' USING ERRCODE = 'exclusion_violation';
  END IF;
  RETURN NEW;
END $$
"""  # noqa: S608 - two constants of this file

TRIGGER = """
CREATE TRIGGER appointment_overlap BEFORE INSERT OR UPDATE ON appointment
FOR EACH ROW EXECUTE FUNCTION appointment_overlap()
"""

# An appointment lasts a day at most, so the search may stop 26 hours back.
SQLITE_TRIGGER = f"""
CREATE TRIGGER appointment_overlap_{{moment}}
BEFORE {{event}} ON appointment
WHEN NEW.status IN ({LIVE}) AND NEW.overlap_reason = ''{{changed}}
BEGIN
  SELECT RAISE(ABORT, 'appointment_overlap')
  WHERE EXISTS (
    SELECT 1 FROM appointment
    WHERE appointment.status IN ({LIVE})
      AND appointment.mediator_id = NEW.mediator_id
      AND appointment.starts_at > NEW.starts_at - 93600000000
      AND appointment.starts_at < NEW.blocks_until
      AND appointment.blocks_until > NEW.starts_at
      AND appointment.id IS NOT NEW.id
  );
END
"""  # noqa: S608 - two constants of this file
CHANGED = f""" AND NOT (
  OLD.status IN ({LIVE}) AND OLD.mediator_id = NEW.mediator_id AND OLD.overlap_reason = ''
  AND OLD.starts_at <= NEW.starts_at AND OLD.blocks_until >= NEW.blocks_until
)"""

RESOURCE_EXCLUSION = """
ALTER TABLE resource_use ADD CONSTRAINT resource_use_overlap
EXCLUDE USING gist (
  int4range(resource_id, resource_id, '[]') WITH &&,
  tstzrange(starts_at, ends_at) WITH &&
)
"""
RESOURCE_TRIGGER = """
CREATE TRIGGER resource_use_overlap_{moment}
BEFORE {event} ON resource_use
BEGIN
  SELECT RAISE(ABORT, 'resource_use_overlap')
  WHERE EXISTS (
    SELECT 1 FROM resource_use
    WHERE resource_use.resource_id = NEW.resource_id
      AND resource_use.starts_at < NEW.ends_at
      AND resource_use.ends_at > NEW.starts_at
      AND resource_use.id IS NOT NEW.id
  );
END
"""

OLD_EXCLUSION = f"""
ALTER TABLE appointment ADD CONSTRAINT appointment_overlap
EXCLUDE USING gist (
  int4range(mediator_id, mediator_id, '[]') WITH &&,
  tstzrange(starts_at, ends_at) WITH &&
) WHERE (status IN ({LIVE_BEFORE}))
"""
OLD_TRIGGER = f"""
CREATE TRIGGER appointment_overlap_{{moment}}
BEFORE {{event}} ON appointment
WHEN NEW.status IN ({LIVE_BEFORE})
BEGIN
  SELECT RAISE(ABORT, 'appointment_overlap')
  WHERE EXISTS (
    SELECT 1 FROM appointment
    WHERE appointment.status IN ({LIVE_BEFORE})
      AND appointment.mediator_id = NEW.mediator_id
      AND appointment.starts_at > NEW.starts_at - 86400000000
      AND appointment.starts_at < NEW.ends_at
      AND appointment.ends_at > NEW.starts_at
      AND appointment.id IS NOT NEW.id
  );
END
"""  # noqa: S608 - two constants of this file


def upgrade() -> None:
    _offers_and_stops()
    _reasons()
    _rules()
    _openings()
    _closures()
    _appointments()
    _resources()


def _is_postgresql() -> bool:
    return op.get_bind().dialect.name == "postgresql"


def _choice(name: str, values: tuple[str, ...]) -> sa.Enum:
    return sa.Enum(*values, native_enum=False, length=32, create_constraint=True, name=name)


def _offers_and_stops() -> None:
    op.create_table(
        "offer",
        sa.Column("id", sa.Integer(), primary_key=True, autoincrement=True),
        sa.Column("key", sa.String(400), nullable=False),
        sa.UniqueConstraint("key", name=op.f("uq_offer_key")),
    )
    op.create_table(
        "offer_reason",
        sa.Column("reason_id", sa.Integer(), primary_key=True),
        sa.Column("offer_id", sa.Integer(), primary_key=True),
        sa.ForeignKeyConstraint(
            ["reason_id"], ["reason.id"], name=op.f("fk_offer_reason_reason_id")
        ),
        sa.ForeignKeyConstraint(["offer_id"], ["offer.id"], name=op.f("fk_offer_reason_offer_id")),
    )
    op.create_table(
        "stop",
        sa.Column("id", sa.Integer(), primary_key=True, autoincrement=True),
        sa.Column("public_id", sa.String(16), nullable=False),
        sa.Column("place_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(120), nullable=False),
        sa.Column("address", sa.String(300), nullable=False),
        sa.Column("postal_code", sa.String(5), nullable=False),
        sa.Column("commune", sa.String(120), nullable=False),
        sa.Column("latitude", sa.Double(), nullable=False),
        sa.Column("longitude", sa.Double(), nullable=False),
        sa.ForeignKeyConstraint(["place_id"], ["place.id"], name=op.f("fk_stop_place_id")),
        sa.UniqueConstraint("public_id", name=op.f("uq_stop_public_id")),
    )
    op.create_index(op.f("ix_stop_place_id"), "stop", ["place_id"])


def _reasons() -> None:
    audience = ("agents", "prescribers", "invited", "everyone")
    modes = ("in_person", "telephone", "home", "video")
    added = (
        sa.Column("buffer_minutes", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("interpreter_extra_minutes", sa.Integer(), nullable=False, server_default="30"),
        sa.Column("mode", sa.String(32), nullable=False, server_default="in_person"),
        sa.Column("bookable_by", sa.String(32), nullable=False, server_default="everyone"),
        sa.Column("equipment", sa.JSON(), nullable=False, server_default="[]"),
        sa.Column("is_retired", sa.Boolean(), nullable=False, server_default=sa.false()),
    )
    _add("reason", *added)
    reason = sa.table(
        "reason", sa.column("bookable_by"), sa.column("bookable_by_public", sa.Boolean())
    )
    op.execute(
        reason.update().where(sa.not_(reason.c.bookable_by_public)).values(bookable_by="agents")
    )
    with op.batch_alter_table("reason") as table:
        table.drop_column("bookable_by_public")
        table.create_check_constraint(op.f("ck_reason_mode"), f"mode IN {modes!r}")
        table.create_check_constraint(op.f("ck_reason_audience"), f"bookable_by IN {audience!r}")
        table.create_check_constraint(op.f("ck_reason_buffer"), "buffer_minutes BETWEEN 0 AND 120")
        table.create_check_constraint(
            op.f("ck_reason_interpreter_extra"), "interpreter_extra_minutes BETWEEN 0 AND 120"
        )


def _rules() -> None:
    repeats, holidays = ("weekly", "monthly"), ("always", "outside", "only")
    _add(
        "opening_rule",
        sa.Column("stop_id", sa.Integer()),
        sa.Column("offer_id", sa.Integer()),
        sa.Column("repeats", sa.String(32), nullable=False, server_default="weekly"),
        sa.Column("nth", sa.Integer()),
        sa.Column("school_holidays", sa.String(32), nullable=False, server_default="always"),
        sa.Column("assisted_only", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("release_hours", sa.Integer(), nullable=False, server_default="48"),
    )
    with op.batch_alter_table("opening_rule") as table:
        _points_to(table, "opening_rule", stop_id="stop", offer_id="offer")
        table.create_check_constraint(op.f("ck_opening_rule_repeat"), f"repeats IN {repeats!r}")
        table.create_check_constraint(
            op.f("ck_opening_rule_school_holidays"), f"school_holidays IN {holidays!r}"
        )
        table.create_check_constraint(
            op.f("ck_opening_rule_nth"),
            "(repeats = 'monthly') = (nth IS NOT NULL) AND (nth IS NULL OR nth IN (-1,1,2,3,4,5))",
        )
        table.create_check_constraint(
            op.f("ck_opening_rule_release_hours"), "release_hours BETWEEN 0 AND 720"
        )


def _openings() -> None:
    op.drop_index("ix_opening_place", "opening")
    op.drop_index("ix_opening_starts_at", "opening")
    _add(
        "opening",
        sa.Column("public_id", sa.String(16)),
        sa.Column("rule_starts_at", UtcDateTime()),
        sa.Column("stop_id", sa.Integer()),
        sa.Column("offer_id", sa.Integer()),
        sa.Column("public_from", UtcDateTime()),
        sa.Column("is_edited", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("cancelled_at", UtcDateTime()),
    )
    _name_openings()
    with op.batch_alter_table("opening") as table:
        table.alter_column("public_id", existing_type=sa.String(16), nullable=False)
        table.create_unique_constraint(op.f("uq_opening_public_id"), ["public_id"])
        table.drop_constraint(op.f("uq_opening_rule_id_starts_at"), type_="unique")
        table.create_unique_constraint(
            op.f("uq_opening_rule_id_rule_starts_at"), ["rule_id", "rule_starts_at"]
        )
        _points_to(table, "opening", stop_id="stop", offer_id="offer")
    searched = ["starts_at", "ends_at", "mediator_id", "offer_id", "stop_id", "public_from"]
    op.create_index("ix_opening_place", "opening", ["place_id", *searched, "cancelled_at"])
    op.create_index(
        "ix_opening_starts_at",
        "opening",
        [*searched[:2], "place_id", *searched[2:], "cancelled_at"],
    )


def _name_openings() -> None:
    """Give each opening a name of its own, and the hour that its rule gave it."""
    opening = sa.table(
        "opening", *(sa.column(name) for name in ("id", "rule_id", "public_id", "rule_starts_at"))
    )
    op.execute("UPDATE opening SET rule_starts_at = starts_at WHERE rule_id IS NOT NULL")
    connection = op.get_bind()
    ids = connection.scalars(sa.select(opening.c.id)).all()
    if ids:
        connection.execute(
            opening.update()
            .where(opening.c.id == sa.bindparam("of"))
            .values(public_id=sa.bindparam("name")),
            [{"of": one, "name": public_id()} for one in ids],
        )


def _closures() -> None:
    op.create_table(
        "place_closure",
        sa.Column("id", sa.Integer(), primary_key=True, autoincrement=True),
        sa.Column("public_id", sa.String(16), nullable=False),
        sa.Column("place_id", sa.Integer(), nullable=False),
        sa.Column("starts_at", UtcDateTime(), nullable=False),
        sa.Column("ends_at", UtcDateTime(), nullable=False),
        sa.Column(
            "cause",
            _choice("closure_cause", ("strike", "heat", "snow", "works", "other")),
            nullable=False,
        ),
        sa.Column("note", sa.String(200), nullable=False),
        sa.Column("created_by_id", sa.Integer()),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["place_id"], ["place.id"], name=op.f("fk_place_closure_place_id")),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["account.id"], name=op.f("fk_place_closure_created_by_id")
        ),
        sa.UniqueConstraint("public_id", name=op.f("uq_place_closure_public_id")),
        sa.CheckConstraint("ends_at > starts_at", name=op.f("ck_place_closure_interval")),
    )
    op.create_index("ix_place_closure_place", "place_closure", ["place_id", "starts_at", "ends_at"])


def _appointments() -> None:
    _forget_overlap()
    op.drop_index("ix_appointment_live", "appointment")
    _add(
        "appointment",
        sa.Column("second_person_id", sa.Integer()),
        sa.Column("stop_id", sa.Integer()),
        sa.Column("blocks_until", UtcDateTime()),
        sa.Column("overlap_reason", sa.String(200), nullable=False, server_default=""),
        sa.Column("hold_kind", sa.String(32)),
        sa.Column("held_until", UtcDateTime()),
        sa.Column("children_count", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("moved_by", sa.String(32)),
        sa.Column("late_minutes", sa.Integer(), nullable=False, server_default="0"),
    )
    op.execute("UPDATE appointment SET blocks_until = ends_at")
    kinds, sides = ("form", "offer", "cooling"), ("person", "service")
    with op.batch_alter_table("appointment") as table:
        table.alter_column("blocks_until", existing_type=UtcDateTime(), nullable=False)
        table.alter_column("person_id", existing_type=sa.Integer(), nullable=True)
        _points_to(table, "appointment", second_person_id="person", stop_id="stop")
        for name, values in CHOICES.items():
            table.drop_constraint(op.f(f"ck_appointment_{name}"), type_="check")
            table.create_check_constraint(op.f(f"ck_appointment_{name}"), f"{name} IN {values!r}")
        for name, condition in {
            "hold_kind": f"hold_kind IN {kinds!r}",
            "initiative": f"moved_by IN {sides!r}",
            "buffer": "blocks_until >= ends_at",
            "children_count": "children_count BETWEEN 0 AND 20",
            "late_minutes": "late_minutes BETWEEN 0 AND 480",
            "hold": "(status = 'held') = (held_until IS NOT NULL)"
            " AND (status = 'held') = (hold_kind IS NOT NULL)",
            "person": "status = 'held' OR person_id IS NOT NULL",
        }.items():
            table.create_check_constraint(op.f(f"ck_appointment_{name}"), condition)
    live = sa.text(f"status IN ({LIVE})")
    op.create_index(
        "ix_appointment_live",
        "appointment",
        ["mediator_id", "starts_at", "blocks_until", "held_until"],
        sqlite_where=live,
        postgresql_where=live,
    )
    op.create_index("ix_appointment_second_person", "appointment", ["second_person_id"])
    kept = sa.text("held_until IS NOT NULL")
    op.create_index(
        "ix_appointment_held_until",
        "appointment",
        ["held_until"],
        sqlite_where=kept,
        postgresql_where=kept,
    )
    if _is_postgresql():
        op.execute(EXCLUSION)
        op.execute(FUNCTION)
        op.execute(TRIGGER)
        return
    op.execute(SQLITE_TRIGGER.format(moment="insert", event="INSERT", changed=""))
    op.execute(
        SQLITE_TRIGGER.format(
            moment="update",
            event="UPDATE OF mediator_id, starts_at, blocks_until, status, overlap_reason",
            changed=CHANGED,
        )
    )


def _forget_overlap() -> None:
    if _is_postgresql():
        op.execute("DROP TRIGGER IF EXISTS appointment_overlap ON appointment")
        op.execute("DROP FUNCTION IF EXISTS appointment_overlap()")
        op.execute("ALTER TABLE appointment DROP CONSTRAINT appointment_overlap")
        return
    op.execute("DROP TRIGGER appointment_overlap_insert")
    op.execute("DROP TRIGGER appointment_overlap_update")


def _resources() -> None:
    kinds = ("office", "loan_computer", "scanner", "induction_loop", "interpreter")
    op.create_table(
        "resource",
        sa.Column("id", sa.Integer(), primary_key=True, autoincrement=True),
        sa.Column("public_id", sa.String(16), nullable=False),
        sa.Column("structure_id", sa.Integer()),
        sa.Column("place_id", sa.Integer()),
        sa.Column("kind", _choice("resource_kind", kinds), nullable=False),
        sa.Column("name", sa.String(120), nullable=False),
        sa.Column("languages", sa.JSON(), nullable=False),
        sa.Column("by_telephone", sa.Boolean(), nullable=False),
        sa.Column("retired_at", UtcDateTime()),
        sa.ForeignKeyConstraint(
            ["structure_id"], ["structure.id"], name=op.f("fk_resource_structure_id")
        ),
        sa.ForeignKeyConstraint(["place_id"], ["place.id"], name=op.f("fk_resource_place_id")),
        sa.UniqueConstraint("public_id", name=op.f("uq_resource_public_id")),
    )
    op.create_index(op.f("ix_resource_structure_id"), "resource", ["structure_id"])
    op.create_index(op.f("ix_resource_place_id"), "resource", ["place_id"])
    op.create_table(
        "resource_use",
        sa.Column("id", sa.Integer(), primary_key=True, autoincrement=True),
        sa.Column("resource_id", sa.Integer(), nullable=False),
        sa.Column("appointment_id", sa.Integer(), nullable=False),
        sa.Column("starts_at", UtcDateTime(), nullable=False),
        sa.Column("ends_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["resource_id"], ["resource.id"], name=op.f("fk_resource_use_resource_id")
        ),
        sa.ForeignKeyConstraint(
            ["appointment_id"],
            ["appointment.id"],
            name=op.f("fk_resource_use_appointment_id"),
            ondelete="CASCADE",
        ),
        sa.UniqueConstraint(
            "appointment_id", "resource_id", name=op.f("uq_resource_use_appointment_id_resource_id")
        ),
        sa.CheckConstraint("ends_at > starts_at", name=op.f("ck_resource_use_interval")),
    )
    op.create_index(
        "ix_resource_use_resource", "resource_use", ["resource_id", "starts_at", "ends_at"]
    )
    if _is_postgresql():
        op.execute(RESOURCE_EXCLUSION)
        return
    op.execute(RESOURCE_TRIGGER.format(moment="insert", event="INSERT"))
    op.execute(
        RESOURCE_TRIGGER.format(moment="update", event="UPDATE OF resource_id, starts_at, ends_at")
    )


def _add(name: str, *columns: sa.Column) -> None:
    """Add columns, then forget the values that only served the rows that were there."""
    with op.batch_alter_table(name) as table:
        for column in columns:
            table.add_column(column)
    with op.batch_alter_table(name) as table:
        for column in columns:
            if column.server_default is not None:
                table.alter_column(column.name, existing_type=column.type, server_default=None)


def _points_to(table: object, name: str, **targets: str) -> None:
    for column, target in targets.items():
        table.create_foreign_key(op.f(f"fk_{name}_{column}"), target, [column], ["id"])


def downgrade() -> None:
    op.drop_table("resource_use")
    op.drop_table("resource")
    _restore_appointments()
    op.drop_table("place_closure")
    _restore_openings()
    _restore_rules()
    _restore_reasons()
    op.drop_table("stop")
    op.drop_table("offer_reason")
    op.drop_table("offer")


def _restore_appointments() -> None:
    _forget_overlap()
    op.execute("DELETE FROM appointment WHERE status = 'held'")
    op.drop_index("ix_appointment_live", "appointment")
    op.drop_index("ix_appointment_second_person", "appointment")
    op.drop_index("ix_appointment_held_until", "appointment")
    for name, spare in (("origin", "counter"), ("company", "with_relative"), ("channel", "none")):
        before = CHOICES_BEFORE[name]
        op.execute(f"UPDATE appointment SET {name} = '{spare}' WHERE {name} NOT IN {before!r}")  # noqa: S608
    with op.batch_alter_table("appointment") as table:
        for name in ("second_person_id", "stop_id"):
            table.drop_constraint(op.f(f"fk_appointment_{name}"), type_="foreignkey")
        for name in (
            "hold_kind",
            "initiative",
            "buffer",
            "children_count",
            "late_minutes",
            "hold",
            "person",
        ):
            table.drop_constraint(op.f(f"ck_appointment_{name}"), type_="check")
        for name, values in CHOICES_BEFORE.items():
            table.drop_constraint(op.f(f"ck_appointment_{name}"), type_="check")
            table.create_check_constraint(op.f(f"ck_appointment_{name}"), f"{name} IN {values!r}")
        table.alter_column("person_id", existing_type=sa.Integer(), nullable=False)
        for name in (
            "second_person_id",
            "stop_id",
            "blocks_until",
            "overlap_reason",
            "hold_kind",
            "held_until",
            "children_count",
            "moved_by",
            "late_minutes",
        ):
            table.drop_column(name)
    live = sa.text(f"status IN ({LIVE_BEFORE})")
    op.create_index(
        "ix_appointment_live",
        "appointment",
        ["mediator_id", "starts_at", "ends_at"],
        sqlite_where=live,
        postgresql_where=live,
    )
    if _is_postgresql():
        op.execute(OLD_EXCLUSION)
        return
    op.execute(OLD_TRIGGER.format(moment="insert", event="INSERT"))
    op.execute(
        OLD_TRIGGER.format(
            moment="update", event="UPDATE OF mediator_id, starts_at, ends_at, status"
        )
    )


def _restore_openings() -> None:
    op.execute("DELETE FROM opening WHERE cancelled_at IS NOT NULL")
    op.drop_index("ix_opening_place", "opening")
    op.drop_index("ix_opening_starts_at", "opening")
    with op.batch_alter_table("opening") as table:
        for name in ("stop_id", "offer_id"):
            table.drop_constraint(op.f(f"fk_opening_{name}"), type_="foreignkey")
        table.drop_constraint(op.f("uq_opening_public_id"), type_="unique")
        table.drop_constraint(op.f("uq_opening_rule_id_rule_starts_at"), type_="unique")
        table.create_unique_constraint(
            op.f("uq_opening_rule_id_starts_at"), ["rule_id", "starts_at"]
        )
        for name in (
            "public_id",
            "rule_starts_at",
            "stop_id",
            "offer_id",
            "public_from",
            "is_edited",
            "cancelled_at",
        ):
            table.drop_column(name)
    op.create_index(
        "ix_opening_place", "opening", ["place_id", "starts_at", "ends_at", "mediator_id"]
    )
    op.create_index("ix_opening_starts_at", "opening", ["starts_at"])


def _restore_rules() -> None:
    monthly = "SELECT id FROM opening_rule WHERE repeats = 'monthly'"
    op.execute(f"UPDATE opening SET rule_id = NULL WHERE rule_id IN ({monthly})")  # noqa: S608
    op.execute(f"DELETE FROM opening_exception WHERE rule_id IN ({monthly})")  # noqa: S608
    op.execute("DELETE FROM opening_rule WHERE repeats = 'monthly'")
    with op.batch_alter_table("opening_rule") as table:
        for name in ("stop_id", "offer_id"):
            table.drop_constraint(op.f(f"fk_opening_rule_{name}"), type_="foreignkey")
        for name in ("repeat", "school_holidays", "nth", "release_hours"):
            table.drop_constraint(op.f(f"ck_opening_rule_{name}"), type_="check")
        for name in (
            "stop_id",
            "offer_id",
            "repeats",
            "nth",
            "school_holidays",
            "assisted_only",
            "release_hours",
        ):
            table.drop_column(name)


def _restore_reasons() -> None:
    _add(
        "reason",
        sa.Column("bookable_by_public", sa.Boolean(), nullable=False, server_default=sa.true()),
    )
    op.execute(
        sa.table("reason", sa.column("bookable_by"), sa.column("bookable_by_public"))
        .update()
        .where(sa.column("bookable_by") != "everyone")
        .values(bookable_by_public=sa.false())
    )
    with op.batch_alter_table("reason") as table:
        for name in ("mode", "audience", "buffer", "interpreter_extra"):
            table.drop_constraint(op.f(f"ck_reason_{name}"), type_="check")
        for name in (
            "buffer_minutes",
            "interpreter_extra_minutes",
            "mode",
            "bookable_by",
            "equipment",
            "is_retired",
        ):
            table.drop_column(name)
