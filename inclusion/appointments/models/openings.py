"""When mediators receive: rules, their dated openings, absences, closed places."""

from datetime import date, time

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from inclusion.accounts.models import Account
from inclusion.appointments.models.resources import Stop
from inclusion.appointments.rules.recurrence import Repeat, SchoolHolidays
from inclusion.appointments.rules.resources import ClosureCause
from inclusion.db import Base, Instant, IntPk, PublicId, enum_type
from inclusion.places.models import Place


class OpeningRule(Base):
    """An opening of one mediator at one place that comes back, in Paris wall-clock time.

    nth: for a monthly one, which weekday of the month: 1 to 5, or -1 for the last. offer_id: the
    reasons served, NULL for all. assisted_only: kept for bookings by telephone or at the counter
    until `release_hours` before the opening. stop_id: where the bus stands.
    """

    __tablename__ = "opening_rule"
    __table_args__ = (
        sa.CheckConstraint("weekday BETWEEN 0 AND 6", name="weekday"),
        sa.CheckConstraint("every_weeks BETWEEN 1 AND 52", name="every_weeks"),
        sa.CheckConstraint("until_on IS NULL OR until_on >= first_on", name="until_on"),
        sa.CheckConstraint(
            "(repeats = 'monthly') = (nth IS NOT NULL) AND (nth IS NULL OR nth IN (-1,1,2,3,4,5))",
            name="nth",
        ),
        sa.CheckConstraint("release_hours BETWEEN 0 AND 720", name="release_hours"),
    )

    id: Mapped[IntPk]
    public_id: Mapped[PublicId]
    mediator_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"), index=True)
    place_id: Mapped[int] = mapped_column(sa.ForeignKey("place.id"))
    stop_id: Mapped[int | None] = mapped_column(sa.ForeignKey("stop.id"))
    offer_id: Mapped[int | None] = mapped_column(sa.ForeignKey("offer.id"))
    repeats: Mapped[Repeat] = mapped_column(enum_type(Repeat), default=Repeat.WEEKLY)
    nth: Mapped[int | None]
    weekday: Mapped[int]
    starts: Mapped[time] = mapped_column(sa.Time())
    ends: Mapped[time] = mapped_column(sa.Time())
    first_on: Mapped[date] = mapped_column(sa.Date())
    until_on: Mapped[date | None] = mapped_column(sa.Date())
    every_weeks: Mapped[int] = mapped_column(default=1)
    school_holidays: Mapped[SchoolHolidays] = mapped_column(
        enum_type(SchoolHolidays), default=SchoolHolidays.ALWAYS
    )
    assisted_only: Mapped[bool] = mapped_column(default=False)
    release_hours: Mapped[int] = mapped_column(default=48)
    laid_until_on: Mapped[date | None] = mapped_column(sa.Date())

    place: Mapped[Place] = relationship(lazy="raise_on_sql")
    stop: Mapped[Stop | None] = relationship(lazy="raise_on_sql")
    mediator: Mapped[Account] = relationship(lazy="raise_on_sql")
    exceptions: Mapped[list["OpeningException"]] = relationship(
        order_by="OpeningException.on_date", cascade="all, delete-orphan", lazy="selectin"
    )


class OpeningException(Base):
    """A day on which an opening that comes back does not happen."""

    __tablename__ = "opening_exception"
    __table_args__ = (sa.UniqueConstraint("rule_id", "on_date"),)

    id: Mapped[IntPk]
    rule_id: Mapped[int] = mapped_column(sa.ForeignKey("opening_rule.id"))
    on_date: Mapped[date] = mapped_column(sa.Date())


class Opening(Base):
    """One dated opening, laid out from a rule, or alone when `rule_id` is null.

    rule_starts_at: the hour that the rule gave it, by which the rule knows it again once an agent
    has moved it. is_edited: the rule leaves it alone. cancelled_at: it does not take place.
    public_from: until then only assisted bookings see it; NULL when it is everybody's.
    """

    __tablename__ = "opening"
    __table_args__ = (
        sa.UniqueConstraint("rule_id", "rule_starts_at"),
        sa.CheckConstraint("ends_at > starts_at", name="interval"),
        sa.Index(
            "ix_opening_place",
            "place_id",
            "starts_at",
            "ends_at",
            "mediator_id",
            "offer_id",
            "stop_id",
            "public_from",
            "cancelled_at",
        ),
        sa.Index("ix_opening_mediator", "mediator_id", "starts_at"),
        sa.Index(
            "ix_opening_starts_at",
            "starts_at",
            "ends_at",
            "place_id",
            "mediator_id",
            "offer_id",
            "stop_id",
            "public_from",
            "cancelled_at",
        ),
    )

    id: Mapped[IntPk]
    public_id: Mapped[PublicId]
    rule_id: Mapped[int | None] = mapped_column(sa.ForeignKey("opening_rule.id"))
    rule_starts_at: Mapped[Instant | None]
    mediator_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"))
    place_id: Mapped[int] = mapped_column(sa.ForeignKey("place.id"))
    stop_id: Mapped[int | None] = mapped_column(sa.ForeignKey("stop.id"))
    offer_id: Mapped[int | None] = mapped_column(sa.ForeignKey("offer.id"))
    starts_at: Mapped[Instant]
    ends_at: Mapped[Instant]
    public_from: Mapped[Instant | None]
    is_edited: Mapped[bool] = mapped_column(default=False)
    cancelled_at: Mapped[Instant | None]

    place: Mapped[Place] = relationship(lazy="raise_on_sql")
    stop: Mapped[Stop | None] = relationship(lazy="raise_on_sql")


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


class PlaceClosure(Base):
    """A time when a place receives nobody, whoever should be there: strike, heat, snow, works."""

    __tablename__ = "place_closure"
    __table_args__ = (
        sa.CheckConstraint("ends_at > starts_at", name="interval"),
        sa.Index("ix_place_closure_place", "place_id", "starts_at", "ends_at"),
    )

    id: Mapped[IntPk]
    public_id: Mapped[PublicId]
    place_id: Mapped[int] = mapped_column(sa.ForeignKey("place.id"))
    starts_at: Mapped[Instant]
    ends_at: Mapped[Instant]
    cause: Mapped[ClosureCause] = mapped_column(enum_type(ClosureCause))
    note: Mapped[str] = mapped_column(sa.String(200), default="")
    created_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("account.id"))
    created_at: Mapped[Instant]

    place: Mapped[Place] = relationship(lazy="raise_on_sql")
