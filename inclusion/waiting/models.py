"""Who waits, what was offered, and the needs that nothing met."""

from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from inclusion.accounts.models import Account
from inclusion.appointments.models import Appointment, Reason
from inclusion.appointments.rules.booking import Origin
from inclusion.db import Base, Instant, IntPk, PublicId, enum_type
from inclusion.people.models import Person
from inclusion.places.models import Place
from inclusion.places.rules.distance import Point
from inclusion.waiting.rules.entries import ACTIVE, Answer, EntryState, Moment

_IS_WATCHING = sa.text("state IN ('offered', 'waiting')")
_IS_PENDING = sa.text("answer = 'pending'")


class WaitingEntry(Base):
    """Somebody who waits for an hour, with what would suit them.

    place_id, latitude, longitude, area, radius_km: where; without a radius, that place alone.
    weekdays: digits, 0 for Monday; empty for any. earlier_than_id: the appointment that they have,
    when they wait for an earlier hour. deadline_on, deadline_reason: written by an agent; they give
    the first turn. appointment_id: what they got. area: the commune in words.
    """

    __tablename__ = "waiting_entry"
    __table_args__ = (
        sa.CheckConstraint(
            "(deadline_on IS NULL) = (deadline_reason = '')", name="deadline_has_a_reason"
        ),
        sa.CheckConstraint(
            "place_id IS NOT NULL OR (latitude IS NOT NULL AND radius_km IS NOT NULL)", name="where"
        ),
        sa.CheckConstraint("(latitude IS NULL) = (longitude IS NULL)", name="point"),
        sa.Index("ix_waiting_entry_state", "state", "reason_id", "created_at"),
        sa.Index(
            "uq_waiting_entry_earlier_than",
            "earlier_than_id",
            unique=True,
            sqlite_where=_IS_WATCHING,
            postgresql_where=_IS_WATCHING,
        ),
    )

    id: Mapped[IntPk]
    public_id: Mapped[PublicId]
    code: Mapped[str] = mapped_column(sa.String(8), unique=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"), index=True)
    reason_id: Mapped[int] = mapped_column(sa.ForeignKey("reason.id"))
    state: Mapped[EntryState] = mapped_column(enum_type(EntryState), default=EntryState.WAITING)
    place_id: Mapped[int | None] = mapped_column(sa.ForeignKey("place.id"))
    latitude: Mapped[float | None]
    longitude: Mapped[float | None]
    area: Mapped[str] = mapped_column(sa.String(100), default="")
    radius_km: Mapped[int | None]
    weekdays: Mapped[str] = mapped_column(sa.String(7), default="")
    moment: Mapped[Moment] = mapped_column(enum_type(Moment), default=Moment.ANY)
    from_on: Mapped[date | None]
    until_on: Mapped[date]
    interpreter_language: Mapped[str] = mapped_column(sa.String(16), default="")
    equipment: Mapped[list[str]] = mapped_column(default=list)
    mediator_id: Mapped[int | None] = mapped_column(sa.ForeignKey("account.id"))
    earlier_than_id: Mapped[int | None] = mapped_column(sa.ForeignKey("appointment.id"))
    deadline_on: Mapped[date | None]
    deadline_reason: Mapped[str] = mapped_column(sa.String(200), default="")
    origin: Mapped[Origin] = mapped_column(enum_type(Origin))
    added_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("account.id"))
    idempotency_key: Mapped[str | None] = mapped_column(sa.String(64), unique=True)
    offers_count: Mapped[int] = mapped_column(default=0)
    last_offered_on: Mapped[date | None]
    appointment_id: Mapped[int | None] = mapped_column(sa.ForeignKey("appointment.id"))
    created_at: Mapped[Instant]
    ended_at: Mapped[Instant | None]

    person: Mapped[Person] = relationship(lazy="raise_on_sql")
    reason: Mapped[Reason] = relationship(lazy="raise_on_sql")
    place: Mapped[Place | None] = relationship(lazy="raise_on_sql")
    mediator: Mapped[Account | None] = relationship(foreign_keys=[mediator_id], lazy="raise_on_sql")
    earlier_than: Mapped[Appointment | None] = relationship(
        foreign_keys=[earlier_than_id], lazy="raise_on_sql"
    )
    appointment: Mapped[Appointment | None] = relationship(
        foreign_keys=[appointment_id], lazy="raise_on_sql"
    )

    @property
    def is_active(self) -> bool:
        """Tell whether the person is still on the list."""
        return self.state in ACTIVE

    @property
    def point(self) -> Point | None:
        """Return where the person is."""
        if self.latitude is None or self.longitude is None:
            return None
        return Point(self.latitude, self.longitude)


class WaitingOffer(Base):
    """An hour kept for somebody who waits, until they answer or `until_at`; one at a time.

    hold: the reference of the row of appointments that keeps it, which goes when it is answered.
    way: how the person is told.
    """

    __tablename__ = "waiting_offer"
    __table_args__ = (
        sa.Index(
            "uq_waiting_offer_pending",
            "entry_id",
            unique=True,
            sqlite_where=_IS_PENDING,
            postgresql_where=_IS_PENDING,
        ),
        sa.Index("ix_waiting_offer_entry", "entry_id", "offered_at"),
        sa.Index("ix_waiting_offer_answer", "answer", "until_at"),
    )

    id: Mapped[IntPk]
    public_id: Mapped[PublicId]
    entry_id: Mapped[int] = mapped_column(sa.ForeignKey("waiting_entry.id"))
    hold: Mapped[str] = mapped_column(sa.String(16), unique=True)
    place_id: Mapped[int] = mapped_column(sa.ForeignKey("place.id"))
    mediator_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"))
    starts_at: Mapped[Instant]
    ends_at: Mapped[Instant]
    answer: Mapped[Answer] = mapped_column(enum_type(Answer), default=Answer.PENDING)
    way: Mapped[str] = mapped_column(sa.String(12), default="")
    offered_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("account.id"))
    offered_at: Mapped[Instant]
    until_at: Mapped[Instant]
    answered_at: Mapped[Instant | None]

    entry: Mapped[WaitingEntry] = relationship(lazy="raise_on_sql")
    place: Mapped[Place] = relationship(lazy="raise_on_sql")


class UnmetNeed(Base):
    """A search that ended with nothing, without the person: to see where help lacks."""

    __tablename__ = "unmet_need"
    __table_args__ = (sa.Index("ix_unmet_need_on_date", "on_date"),)

    id: Mapped[IntPk]
    reason_id: Mapped[int] = mapped_column(sa.ForeignKey("reason.id"))
    place_id: Mapped[int | None] = mapped_column(sa.ForeignKey("place.id"))
    insee: Mapped[str | None] = mapped_column(sa.String(5))
    on_date: Mapped[date]
    origin: Mapped[Origin] = mapped_column(enum_type(Origin))

    reason: Mapped[Reason] = relationship(lazy="raise_on_sql")
    place: Mapped[Place | None] = relationship(lazy="raise_on_sql")
