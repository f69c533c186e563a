"""An identity that opens nothing yet: kept ten minutes in the visit, attached after a sign-in."""

from dataclasses import asdict
from datetime import datetime
from typing import Any

from flask import redirect, session, url_for
from flask_login import current_user

from inclusion.accounts import queries as accounts
from inclusion.federation import service
from inclusion.federation.rules import PENDING_KEPT, Identity, may_be
from inclusion.federation.views.stop import Answer, stopped
from inclusion.people import queries as people
from inclusion.web.session import actor, now, reading, transaction

PENDING = "federation_identity"


def keep_pending(identity: Identity) -> None:
    """Keep an identity until somebody says whose it is."""
    session[PENDING] = {"at": now().isoformat(), "identity": asdict(identity)}


def pending(code: str) -> Identity | None:
    """Return the identity that waits, None when there is none or ten minutes have passed."""
    kept: dict[str, Any] | None = session.get(PENDING)
    if kept is None or now() - datetime.fromisoformat(kept["at"]) > PENDING_KEPT:
        session.pop(PENDING, None)
        return None
    identity = Identity(**kept["identity"])
    return identity if identity.provider == code else None


def attach_now(identity: Identity) -> Answer:
    """Attach an identity that looks like its account's; otherwise ask first."""
    if not agrees(identity):
        keep_pending(identity)
        return redirect(url_for("federation.attach", code=identity.provider), 303)
    return attached(identity)


def attached(identity: Identity) -> Answer:
    """Attach an identity to the account signed in, and show what opens it."""
    session.pop(PENDING, None)
    try:
        with transaction() as db:
            service.attach(
                db, identity, account_id=current_user.account_id, actor=actor(), at=now()
            )
    except service.AlreadyLinked:
        return stopped(identity.provider, "taken")
    except service.WrongKind:
        return stopped(identity.provider, "wrong_kind")
    return redirect(url_for("federation.identities"), 303)


def agrees(identity: Identity) -> bool:
    """Tell whether an identity may be that of the account signed in."""
    with reading() as db:
        account = accounts.account(db, current_user.account_id)
        if account.person_id is None:
            return may_be(identity, account.name, None)
        person = people.person(db, account.person_id)
        return may_be(identity, person.name, person.birth_on)
