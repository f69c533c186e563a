"""Which reasons an opening serves: each set of reasons is one row, written once."""

from collections.abc import Collection

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from inclusion.appointments.models import Offer, OfferReason


def offer_of(session: Session, reasons: Collection[int]) -> Offer:
    """Return the offer of these reasons, by their ids, writing it the first time."""
    key = ",".join(str(one) for one in sorted(set(reasons)))
    known = sa.select(Offer).where(Offer.key == key)
    found = session.scalar(known)
    if found is not None:
        return found
    offer = Offer(key=key)
    try:
        with session.begin_nested():
            session.add(offer)
            session.flush()
            session.add_all(OfferReason(offer_id=offer.id, reason_id=one) for one in set(reasons))
            session.flush()
    except IntegrityError:  # somebody wrote it meanwhile
        return session.scalars(known).one()
    return offer
