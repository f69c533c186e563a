"""What help is asked for, and which reasons an opening serves."""

from datetime import timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from inclusion.appointments.rules.booking import Audience, Mode, Terms
from inclusion.appointments.rules.resources import ResourceKind
from inclusion.db import Base, IntPk, enum_type


class Reason(Base):
    """What help is asked for: how long it takes, on what notice, for whom, and what to bring.

    names, explanations: one sentence by language. bring: lines by language. buffer_minutes: kept
    free after each appointment. equipment: values of `Equipment` that each appointment takes.
    interpreter_extra_minutes: how much longer it lasts through an interpreter.
    """

    __tablename__ = "reason"
    __table_args__ = (
        sa.CheckConstraint("duration_minutes BETWEEN 5 AND 480", name="duration"),
        sa.CheckConstraint("step_minutes BETWEEN 5 AND 240", name="step"),
        sa.CheckConstraint("buffer_minutes BETWEEN 0 AND 120", name="buffer"),
        sa.CheckConstraint("interpreter_extra_minutes BETWEEN 0 AND 120", name="interpreter_extra"),
    )

    id: Mapped[IntPk]
    code: Mapped[str] = mapped_column(sa.String(40), unique=True)
    names: Mapped[dict[str, str]]
    explanations: Mapped[dict[str, str]]
    bring: Mapped[dict[str, list[str]]]
    duration_minutes: Mapped[int]
    step_minutes: Mapped[int]
    buffer_minutes: Mapped[int] = mapped_column(default=0)
    interpreter_extra_minutes: Mapped[int] = mapped_column(default=30)
    min_notice_minutes: Mapped[int]
    max_notice_days: Mapped[int]
    cancel_until_minutes: Mapped[int]
    move_until_minutes: Mapped[int]
    mode: Mapped[Mode] = mapped_column(enum_type(Mode), default=Mode.IN_PERSON)
    bookable_by: Mapped[Audience] = mapped_column(enum_type(Audience), default=Audience.EVERYONE)
    equipment: Mapped[list[str]] = mapped_column(default=list)
    is_retired: Mapped[bool] = mapped_column(default=False)
    position: Mapped[int] = mapped_column(default=0)

    @property
    def terms(self) -> Terms:
        """The same limits as durations, for the rules."""
        return Terms(
            reason_id=self.id,
            duration=timedelta(minutes=self.duration_minutes),
            step=timedelta(minutes=self.step_minutes),
            min_notice=timedelta(minutes=self.min_notice_minutes),
            max_notice=timedelta(days=self.max_notice_days),
            cancel_until=timedelta(minutes=self.cancel_until_minutes),
            move_until=timedelta(minutes=self.move_until_minutes),
            buffer=timedelta(minutes=self.buffer_minutes),
            interpreter_extra=timedelta(minutes=self.interpreter_extra_minutes),
            equipment=frozenset(ResourceKind(kind) for kind in self.equipment or ()),
        )

    @property
    def bookable_by_public(self) -> bool:
        """Tell whether anybody may take it alone, on the site."""
        return self.bookable_by is Audience.EVERYONE and not self.is_retired


class Offer(Base):
    """A set of reasons that openings serve. key: their ids, sorted, with commas: each set once."""

    __tablename__ = "offer"

    id: Mapped[IntPk]
    key: Mapped[str] = mapped_column(sa.String(400), unique=True)


class OfferReason(Base):
    """A reason of an offer."""

    __tablename__ = "offer_reason"

    reason_id: Mapped[int] = mapped_column(sa.ForeignKey("reason.id"), primary_key=True)
    offer_id: Mapped[int] = mapped_column(sa.ForeignKey("offer.id"), primary_key=True)
