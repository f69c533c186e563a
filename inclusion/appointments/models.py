"""The tables of booking: reasons, openings and absences, appointments.

The database itself refuses two live appointments of one mediator that overlap: an exclusion
constraint on PostgreSQL and triggers on SQLite, both in the migration.
"""

from datetime import date, datetime, time, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from inclusion.accounts.models import Account
from inclusion.appointments.rules.booking import (
    LIVE,
    PENDING,
    Channel,
    Company,
    Origin,
    Status,
    Terms,
)
from inclusion.db import Base, Instant, IntPk, PublicId, enum_type
from inclusion.people.models import Person
from inclusion.places.models import Place

LONGEST = timedelta(hours=26)
"""No opening or appointment is longer (the night of 25 hours), so a search may stop there."""

_LIVE_LIST = ", ".join(f"'{status}'" for status in sorted(LIVE))

is_live = sa.literal_column(f"appointment.status IN ({_LIVE_LIST})", sa.Boolean())
"""The condition of the partial index, word for word: both engines then use it."""


class Reason(Base):
    """What help is asked for: how long it takes, on what notice, and what to bring.

    names, explanations: one sentence by language. bring: lines by language.
    """

    __tablename__ = "reason"
    __table_args__ = (
        sa.CheckConstraint("duration_minutes BETWEEN 5 AND 480", name="duration"),
        sa.CheckConstraint("step_minutes BETWEEN 5 AND 240", name="step"),
    )

    id: Mapped[IntPk]
    code: Mapped[str] = mapped_column(sa.String(40), unique=True)
    names: Mapped[dict[str, str]]
    explanations: Mapped[dict[str, str]]
    bring: Mapped[dict[str, list[str]]]
    duration_minutes: Mapped[int]
    step_minutes: Mapped[int]
    min_notice_minutes: Mapped[int]
    max_notice_days: Mapped[int]
    cancel_until_minutes: Mapped[int]
    move_until_minutes: Mapped[int]
    bookable_by_public: Mapped[bool] = mapped_column(default=True)
    position: Mapped[int] = mapped_column(default=0)

    @property
    def terms(self) -> Terms:
        """The same limits as durations, for the rules."""
        return Terms(
            duration=timedelta(minutes=self.duration_minutes),
            step=timedelta(minutes=self.step_minutes),
            min_notice=timedelta(minutes=self.min_notice_minutes),
            max_notice=timedelta(days=self.max_notice_days),
            cancel_until=timedelta(minutes=self.cancel_until_minutes),
            move_until=timedelta(minutes=self.move_until_minutes),
        )


class OpeningRule(Base):
    """A weekly opening of one mediator at one place, in Paris wall-clock time."""

    __tablename__ = "opening_rule"
    __table_args__ = (
        sa.CheckConstraint("weekday BETWEEN 0 AND 6", name="weekday"),
        sa.CheckConstraint("every_weeks BETWEEN 1 AND 52", name="every_weeks"),
        sa.CheckConstraint("until_on IS NULL OR until_on >= first_on", name="until_on"),
    )

    id: Mapped[IntPk]
    public_id: Mapped[PublicId]
    mediator_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"), index=True)
    place_id: Mapped[int] = mapped_column(sa.ForeignKey("place.id"))
    weekday: Mapped[int]
    starts: Mapped[time] = mapped_column(sa.Time())
    ends: Mapped[time] = mapped_column(sa.Time())
    first_on: Mapped[date] = mapped_column(sa.Date())
    until_on: Mapped[date | None] = mapped_column(sa.Date())
    every_weeks: Mapped[int] = mapped_column(default=1)
    laid_until_on: Mapped[date | None] = mapped_column(sa.Date())

    place: Mapped[Place] = relationship(lazy="raise_on_sql")
    mediator: Mapped[Account] = relationship(lazy="raise_on_sql")
    exceptions: Mapped[list["OpeningException"]] = relationship(
        order_by="OpeningException.on_date", cascade="all, delete-orphan", lazy="selectin"
    )


class OpeningException(Base):
    """A day on which a weekly opening does not happen."""

    __tablename__ = "opening_exception"
    __table_args__ = (sa.UniqueConstraint("rule_id", "on_date"),)

    id: Mapped[IntPk]
    rule_id: Mapped[int] = mapped_column(sa.ForeignKey("opening_rule.id"))
    on_date: Mapped[date] = mapped_column(sa.Date())


class Opening(Base):
    """One dated opening, laid out from a rule, or alone when `rule_id` is null."""

    __tablename__ = "opening"
    __table_args__ = (
        sa.UniqueConstraint("rule_id", "starts_at"),
        sa.CheckConstraint("ends_at > starts_at", name="interval"),
        sa.Index("ix_opening_place", "place_id", "starts_at", "ends_at", "mediator_id"),
        sa.Index("ix_opening_mediator", "mediator_id", "starts_at"),
        sa.Index("ix_opening_starts_at", "starts_at"),
    )

    id: Mapped[IntPk]
    rule_id: Mapped[int | None] = mapped_column(sa.ForeignKey("opening_rule.id"))
    mediator_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"))
    place_id: Mapped[int] = mapped_column(sa.ForeignKey("place.id"))
    starts_at: Mapped[Instant]
    ends_at: Mapped[Instant]

    place: Mapped[Place] = relationship(lazy="raise_on_sql")


class Absence(Base):
    """A time when a mediator receives nobody, anywhere."""

    __tablename__ = "absence"
    __table_args__ = (
        sa.CheckConstraint("ends_at > starts_at", name="interval"),
        sa.Index("ix_absence_mediator", "mediator_id", "starts_at", "ends_at"),
    )

    id: Mapped[IntPk]
    public_id: Mapped[PublicId]
    mediator_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"))
    starts_at: Mapped[Instant]
    ends_at: Mapped[Instant]
    note: Mapped[str] = mapped_column(sa.String(200), default="")
    created_at: Mapped[Instant]


class Appointment(Base):
    """One person received by one mediator at one place. It is never deleted by an act.

    code: eight digits to say aloud, kept when the appointment moves. moved_from: the appointment
    that this one replaces. interpreter_language: a code of `labels.INTERPRETER_LANGUAGES`, empty
    when none is wanted.
    """

    __tablename__ = "appointment"
    __table_args__ = (
        sa.CheckConstraint("ends_at > starts_at", name="interval"),
        sa.CheckConstraint("people_count BETWEEN 1 AND 20", name="people_count"),
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
            "ends_at",
            sqlite_where=sa.text(f"status IN ({_LIVE_LIST})"),
            postgresql_where=sa.text(f"status IN ({_LIVE_LIST})"),
        ),
        sa.Index("ix_appointment_mediator", "mediator_id", "starts_at"),
        sa.Index("ix_appointment_place", "place_id", "starts_at"),
        sa.Index("ix_appointment_person", "person_id", "starts_at"),
    )

    id: Mapped[IntPk]
    public_id: Mapped[PublicId]
    code: Mapped[str] = mapped_column(sa.String(8))
    reason_id: Mapped[int] = mapped_column(sa.ForeignKey("reason.id"))
    place_id: Mapped[int] = mapped_column(sa.ForeignKey("place.id"))
    mediator_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"))
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    starts_at: Mapped[Instant]
    ends_at: Mapped[Instant]
    status: Mapped[Status] = mapped_column(enum_type(Status), default=Status.SCHEDULED)
    origin: Mapped[Origin] = mapped_column(enum_type(Origin))
    booked_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("account.id"), index=True)
    idempotency_key: Mapped[str | None] = mapped_column(sa.String(64), unique=True)
    people_count: Mapped[int] = mapped_column(default=1)
    company: Mapped[Company] = mapped_column(enum_type(Company), default=Company.ALONE)
    interpreter_language: Mapped[str] = mapped_column(sa.String(16), default="")
    channel: Mapped[Channel] = mapped_column(enum_type(Channel), default=Channel.NONE)
    missing_papers: Mapped[list[str]] = mapped_column(default=list)
    moved_from_id: Mapped[int | None] = mapped_column(sa.ForeignKey("appointment.id"), unique=True)
    arrived_at: Mapped[Instant | None]
    started_at: Mapped[Instant | None]
    ended_at: Mapped[Instant | None]
    cancelled_at: Mapped[Instant | None]
    cancel_note: Mapped[str] = mapped_column(sa.String(300), default="")
    created_at: Mapped[Instant]

    reason: Mapped[Reason] = relationship(lazy="raise_on_sql")
    place: Mapped[Place] = relationship(lazy="raise_on_sql")
    person: Mapped[Person] = relationship(lazy="raise_on_sql")
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
