"""Read a private calendar: whose it is, and what it shows."""

from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from inclusion.accounts.models import Account
from inclusion.appointments.models import Appointment, CalendarFeed
from inclusion.appointments.queries.appointments import NOT_SHOWN
from inclusion.tokens import digest

BACK = timedelta(days=31)


def feed_of(session: Session, account_id: int) -> CalendarFeed | None:
    """Return the calendar that an account shares, None when it shares none."""
    return session.scalar(sa.select(CalendarFeed).where(CalendarFeed.account_id == account_id))


def owner(session: Session, token: str) -> Account | None:
    """Return whose calendar a secret opens; nobody's once the account is blocked or closed."""
    return session.scalar(
        sa.select(Account)
        .join(CalendarFeed, CalendarFeed.account_id == Account.id)
        .where(
            CalendarFeed.token_hash == digest(token),
            Account.blocked_at.is_(None),
            Account.closed_at.is_(None),
        )
    )


def appointments_in(session: Session, account: Account, *, at: datetime) -> list[Appointment]:
    """Return what an account's calendar shows: a month back, and all that is to come."""
    if account.person_id is None:
        whose = Appointment.mediator_id == account.id
    else:
        whose = sa.or_(
            Appointment.person_id == account.person_id,
            Appointment.second_person_id == account.person_id,
        )
    statement = (
        sa.select(Appointment)
        .where(whose, Appointment.status.not_in(NOT_SHOWN), Appointment.starts_at > at - BACK)
        .options(
            joinedload(Appointment.place),
            joinedload(Appointment.stop),
            joinedload(Appointment.reason),
        )
        .order_by(Appointment.starts_at, Appointment.id)
    )
    return list(session.scalars(statement))
