"""Appointments and holds, and what each takes of rooms, equipment and interpreters."""

from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from inclusion.accounts.models import Account
from inclusion.appointments.models.reasons import Reason
from inclusion.appointments.models.resources import Resource, Stop
from inclusion.appointments.rules.booking import (
    LIVE,
    PENDING,
    Channel,
    Company,
    HoldKind,
    Initiative,
    Origin,
    Status,
)
from inclusion.db import Base, Instant, IntPk, PublicId, enum_type
from inclusion.people.models import Person
from inclusion.places.models import Place

LONGEST = timedelta(hours=26)
"""No opening or appointment is longer (the night of 25 hours), so a search may stop there."""

_LIVE_LIST = ", ".join(f"'{status}'" for status in sorted(LIVE))

is_live = sa.text(f"appointment.status IN ({_LIVE_LIST})")
"""The condition of the partial index, word for word: both engines then use it."""


class Appointment(Base):
    """One person received by one mediator at one place. It is never deleted by an act.

    code: eight digits to say aloud, kept when the appointment moves. moved_from: the appointment
    that this one replaces; moved_by: who wanted it. interpreter_language: a code of
    `labels.INTERPRETER_LANGUAGES`, empty when none is wanted. blocks_until: its end and the buffer
    after it, so the mediator is taken in [starts_at, blocks_until). overlap_reason: why an agent
    took an hour that was not free; empty for all others, and it blocks them like any other.
    second_person_id: the other one of a couple, whose file it is too.

    A hold is such a row in the state HELD, of no person perhaps, until `held_until`; it becomes the
    appointment, or is deleted.
    """

    __tablename__ = "appointment"
    __table_args__ = (
        sa.CheckConstraint("ends_at > starts_at", name="interval"),
        sa.CheckConstraint("people_count BETWEEN 1 AND 20", name="people_count"),
        sa.CheckConstraint("blocks_until >= ends_at", name="buffer"),
        sa.CheckConstraint("children_count BETWEEN 0 AND 20", name="children_count"),
        sa.CheckConstraint("late_minutes BETWEEN 0 AND 480", name="late_minutes"),
        sa.CheckConstraint(
            "(status = 'held') = (held_until IS NOT NULL)"
            " AND (status = 'held') = (hold_kind IS NOT NULL)",
            name="hold",
        ),
        sa.CheckConstraint("status = 'held' OR person_id IS NOT NULL", name="person"),
        sa.Index(
            "uq_appointment_code",
            "code",
            unique=True,
            sqlite_where=sa.text("status <> 'rescheduled'"),
            postgresql_where=sa.text("status <> 'rescheduled'"),
        ),
        sa.Index(
            "ix_appointment_live",
            "mediator_id",
            "starts_at",
            "blocks_until",
            "held_until",
            sqlite_where=sa.text(f"status IN ({_LIVE_LIST})"),
            postgresql_where=sa.text(f"status IN ({_LIVE_LIST})"),
        ),
        sa.Index("ix_appointment_mediator", "mediator_id", "starts_at"),
        sa.Index("ix_appointment_place", "place_id", "starts_at"),
        sa.Index("ix_appointment_person", "person_id", "starts_at"),
        sa.Index("ix_appointment_second_person", "second_person_id"),
        sa.Index(
            "ix_appointment_held_until",
            "held_until",
            sqlite_where=sa.text("held_until IS NOT NULL"),
            postgresql_where=sa.text("held_until IS NOT NULL"),
        ),
    )

    id: Mapped[IntPk]
    public_id: Mapped[PublicId]
    code: Mapped[str] = mapped_column(sa.String(8))
    reason_id: Mapped[int] = mapped_column(sa.ForeignKey("reason.id"))
    place_id: Mapped[int] = mapped_column(sa.ForeignKey("place.id"))
    mediator_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"))
    person_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    second_person_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    stop_id: Mapped[int | None] = mapped_column(sa.ForeignKey("stop.id"))
    starts_at: Mapped[Instant]
    ends_at: Mapped[Instant]
    blocks_until: Mapped[Instant]
    overlap_reason: Mapped[str] = mapped_column(sa.String(200), default="")
    hold_kind: Mapped[HoldKind | None] = mapped_column(enum_type(HoldKind))
    held_until: Mapped[Instant | None]
    status: Mapped[Status] = mapped_column(enum_type(Status), default=Status.SCHEDULED)
    origin: Mapped[Origin] = mapped_column(enum_type(Origin))
    booked_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("account.id"), index=True)
    idempotency_key: Mapped[str | None] = mapped_column(sa.String(64), unique=True)
    people_count: Mapped[int] = mapped_column(default=1)
    company: Mapped[Company] = mapped_column(enum_type(Company), default=Company.ALONE)
    children_count: Mapped[int] = mapped_column(default=0)
    interpreter_language: Mapped[str] = mapped_column(sa.String(16), default="")
    channel: Mapped[Channel] = mapped_column(enum_type(Channel), default=Channel.NONE)
    missing_papers: Mapped[list[str]] = mapped_column(default=list)
    moved_from_id: Mapped[int | None] = mapped_column(sa.ForeignKey("appointment.id"), unique=True)
    moved_by: Mapped[Initiative | None] = mapped_column(enum_type(Initiative))
    late_minutes: Mapped[int] = mapped_column(default=0)
    arrived_at: Mapped[Instant | None]
    started_at: Mapped[Instant | None]
    ended_at: Mapped[Instant | None]
    cancelled_at: Mapped[Instant | None]
    cancel_note: Mapped[str] = mapped_column(sa.String(300), default="")
    created_at: Mapped[Instant]

    reason: Mapped[Reason] = relationship(lazy="raise_on_sql")
    place: Mapped[Place] = relationship(lazy="raise_on_sql")
    stop: Mapped[Stop | None] = relationship(lazy="raise_on_sql")
    person: Mapped[Person] = relationship(foreign_keys=[person_id], lazy="raise_on_sql")
    second_person: Mapped[Person | None] = relationship(
        foreign_keys=[second_person_id], lazy="raise_on_sql"
    )
    mediator: Mapped[Account] = relationship(foreign_keys=[mediator_id], lazy="raise_on_sql")

    @property
    def is_live(self) -> bool:
        """Whether it holds its mediator's time."""
        return self.status in LIVE

    @property
    def is_pending(self) -> bool:
        """Whether its outcome is still to come."""
        return self.status in PENDING

    @property
    def duration(self) -> timedelta:
        """How long it lasts."""
        return self.ends_at - self.starts_at

    def awaits_outcome(self, at: datetime) -> bool:
        """Tell whether it is over by the clock and nobody said how it went (« à renseigner »)."""
        return self.is_pending and self.ends_at <= at

    @property
    def address_line(self) -> str:
        """Where the person is received, on one line: the stop of the bus, or the place."""
        return self.stop.address_line if self.stop else self.place.address_line


class ResourceUse(Base):
    """A room, an equipment or an interpreter taken by an appointment or a hold.

    It goes with the appointment's time: deleted when that is cancelled, moved or missed. No two
    uses of one resource overlap: the database refuses the second.
    """

    __tablename__ = "resource_use"
    __table_args__ = (
        sa.UniqueConstraint("appointment_id", "resource_id"),
        sa.CheckConstraint("ends_at > starts_at", name="interval"),
        sa.Index("ix_resource_use_resource", "resource_id", "starts_at", "ends_at"),
    )

    id: Mapped[IntPk]
    resource_id: Mapped[int] = mapped_column(sa.ForeignKey("resource.id"))
    appointment_id: Mapped[int] = mapped_column(sa.ForeignKey("appointment.id", ondelete="CASCADE"))
    starts_at: Mapped[Instant]
    ends_at: Mapped[Instant]

    resource: Mapped[Resource] = relationship(lazy="raise_on_sql")
