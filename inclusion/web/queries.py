"""Read the networks that we know: the counters from which people sign in."""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from inclusion.web.models import KnownNetwork


def place_of_network(session: Session, network: str) -> int | None:
    """Return the place whose public address this is, None for anybody else's."""
    return session.scalar(sa.select(KnownNetwork.place_id).where(KnownNetwork.network == network))


def known_networks(session: Session) -> list[KnownNetwork]:
    """Return the networks that we know, by address."""
    return list(session.scalars(sa.select(KnownNetwork).order_by(KnownNetwork.network)))
