"""The two halves of a passkey's ceremony: a challenge goes out, the answer comes back once."""

import secrets
from datetime import datetime, timedelta

from flask import session

from inclusion.accounts.passkeys import Here, WrongPasskey, challenge_of
from inclusion.accounts.rules.factors import relying_party
from inclusion.web.session import now, settings

CHALLENGE = "challenge"
LIVES = timedelta(minutes=5)
CHALLENGE_BYTES = 32


def domain() -> str | None:
    """Return the domain of our passkeys, None where browsers allow none."""
    return relying_party(settings().public_url)


def drawn() -> Here | None:
    """Draw a challenge for this page and keep it in the visit; None where no passkey works."""
    here = domain()
    if here is None:
        return None
    text = secrets.token_urlsafe(CHALLENGE_BYTES)
    session[CHALLENGE] = {"value": text, "at": now().isoformat()}
    return Here(here, settings().public_url, challenge_of(text))


def expected() -> Here:
    """Return what an answer must be for, once; raises WrongPasskey when it is late or unasked."""
    here, kept = domain(), session.pop(CHALLENGE, None)
    if here is None or kept is None or now() - datetime.fromisoformat(kept["at"]) > LIVES:
        raise WrongPasskey("late")
    return Here(here, settings().public_url, challenge_of(kept["value"]))
