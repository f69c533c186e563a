"""Drop visits that are over; know the networks of counters."""

import ipaddress
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from inclusion.errors import Invalid
from inclusion.web.models import KnownNetwork, WebSession
from inclusion.web.rules import home_of

DRAFTABLE = timedelta(hours=12)
"""How long the row of an ended visit stays: what was being written finds its author by it."""


def drop_ended_visits(session: Session, *, at: datetime) -> None:
    """Delete the rows of visits that ended long enough ago."""
    session.execute(sa.delete(WebSession).where(WebSession.expires_at <= at - DRAFTABLE))


def know_network(session: Session, *, address: str, place_id: int, at: datetime) -> KnownNetwork:
    """Say which place a public address belongs to; raises Invalid(address)."""
    try:
        parsed = ipaddress.ip_address(address.strip())
    except ValueError:
        raise Invalid("address", field="address") from None
    if not parsed.is_global:
        raise Invalid("not_public", field="address")
    network = home_of(str(parsed))
    known = session.scalar(sa.select(KnownNetwork).where(KnownNetwork.network == network))
    if known is None:
        known = KnownNetwork(network=network, place_id=place_id, created_at=at)
        session.add(known)
    known.place_id = place_id
    session.flush()
    return known


def forget_network(session: Session, *, network_id: int) -> None:
    """Forget a network."""
    session.execute(sa.delete(KnownNetwork).where(KnownNetwork.id == network_id))
